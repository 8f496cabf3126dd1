/* dialects/common/expressions.c - expressions. */
#include <string.h>

#include "dialects/common/literals.h"
#include "dialects/common/once.h"
#include "dialects/common/printer_priv.h"

/* ---- helpers -------------------------------------------------------------------------------------------------- */

void
sk_print_name(struct sk_printer *p, const char *name)
{
    sk_text_ident(p->out, name, p->rules->quote);
}

void
sk_print_relation(struct sk_printer *p, const char *schema, const char *name)
{
    bool plain = !schema || strcmp(schema, SK_PUBLIC) == 0;
    p->rules->relation(p->out, plain && p->public_name ? p->public_name : schema, name);
}

enum sk_status
sk_print_unsupported(struct sk_printer *p, const sk_node *node, const char *fmt, ...)
{
    size_t at = sk_node_location(node);
    va_list ap;
    va_start(ap, fmt);
    sk_vfail(p->err, SK_EUNSUPPORTED, fmt, ap);
    va_end(ap);
    sk_at(p->err, p->file, at == SK_NO_POS ? p->pos_bytes : at);
    sk_hint(p->err, "Write the migration's form for %s into a file of its own beside it (NAME.up.%s.sql).",
            p->rules->dialect, p->rules->dialect);
    return SK_EUNSUPPORTED;
}

enum sk_status
sk_print_list(struct sk_printer *p, size_t n, sk_node *const *nodes, const char *separator)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < n && !status; i++) {
        if (i)
            sk_text_add(p->out, separator);
        status = sk_print_expr(p, nodes[i]);
    }
    return status;
}

/* A template may name an argument many times, which then has templates in it ... */
enum { LONGEST_BYTES = 4 << 20 };

enum sk_status
sk_print_template(struct sk_printer *p, const char *template, size_t n, const sk_node *const *args)
{
    enum sk_status status = SK_OK;
    bool queries = strstr(template, "SELECT ") || strstr(template, "JSON_TABLE(");
    p->within += queries;
    for (const char *c = template; *c && !status; c++) {
        if (c[0] == '$' && c[1] == '*') {
            c++;
            for (size_t i = 0; i < n && !status; i++) {
                if (i)
                    sk_text_add(p->out, ", ");
                status = sk_print_expr(p, args[i]);
            }
        } else if (c[0] == '$' && c[1] >= '1' && c[1] <= '9' && (size_t)(c[1] - '1') < n) {
            status = sk_print_expr(p, args[*++c - '1']);
        } else {
            sk_text_add_n(p->out, c, 1);
        }
    }
    p->within -= queries;
    return status;
}

const char *
sk_print_value_apart(struct sk_printer *p, const sk_node *node, const struct sk_type *type, enum sk_status *status)
{
    struct sk_text *out = p->out;
    p->out = sk_text_new(p->tmp);
    *status = type ? sk_print_value(p, node, type) : sk_print_expr(p, node);
    const char *text = p->out->data;
    p->out = out;
    return text;
}

const char *
sk_print_apart(struct sk_printer *p, const sk_node *node, enum sk_status *status)
{
    return sk_print_value_apart(p, node, NULL, status);
}

const char *
sk_print_statement_apart(struct sk_printer *p, const sk_node *node, enum sk_status *status)
{
    struct sk_text *out = p->out;
    p->out = sk_text_new(p->tmp);
    *status = sk_print_statement(p, node);
    const char *text = p->out->data;
    p->out = out;
    return text;
}

/* ---- leaves --------------------------------------------------------------------------------------------------- */

static enum sk_status
constant(struct sk_printer *p, const PgQuery__AConst *c)
{
    if (c->isnull) {
        sk_text_add(p->out, "NULL");
        return SK_OK;
    }
    switch (c->val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL:
        sk_text_addf(p->out, "%d", c->ival->ival);
        return SK_OK;
    case PG_QUERY__A__CONST__VAL_FVAL:
        sk_text_add(p->out, sk_literal_number(p->tmp, c->fval->fval));
        return SK_OK;
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
        sk_text_add(p->out, c->boolval->boolval ? "1" : "0");
        return SK_OK;
    case PG_QUERY__A__CONST__VAL_SVAL:
        p->rules->constant(p, c->sval->sval);
        return SK_OK;
    case PG_QUERY__A__CONST__VAL_BSVAL:
        p->rules->constant(p, c->bsval->bsval + 1);
        return SK_OK;
    default:
        sk_text_add(p->out, "NULL");
        return SK_OK;
    }
}

/* schema.table.column: an engine that has no schemas knows the table by one name. */
static void
column_qualifier(struct sk_printer *p, const PgQuery__ColumnRef *ref, size_t n)
{
    const char *schema = n > 1 ? sk_node_string(ref->fields[n - 2]) : NULL;
    const char *table = sk_node_string(ref->fields[n - 1]);
    if (p->drop_qualifier && strcmp(table, p->drop_qualifier) == 0)
        return;
    if (schema)
        sk_print_relation(p, schema, table);
    else
        sk_print_qualifier(p, table);
    sk_text_add(p->out, ".");
}

void
sk_print_qualifier(struct sk_printer *p, const char *qualifier)
{
    for (const struct sk_scope *scope = p->scope; scope; scope = scope->parent)
        for (size_t i = 0; i < scope->n_ranges; i++) {
            const struct sk_range *range = &scope->ranges[i];
            const char *name = range->table ? range->table->name : range->view ? range->view->name : NULL;
            if (!name || range->named || strcmp(range->alias, qualifier) != 0 || strcmp(name, qualifier) != 0)
                continue;
            sk_print_relation(p, range->table ? range->table->schema : range->view->schema, name);
            return;
        }
    sk_print_name(p, qualifier);
}

/* Beside rows with columns of their own names (json_each() has type, id, key, path ...), and in a query of the
 * dialect's own, a bare name says whose it is. */
static const char *
owner_beside_elements(const struct sk_printer *p, const char *name)
{
    const char *owner = NULL;
    bool elements = p->within && !p->drop_qualifier;
    if (!p->rules->names_elements && !elements)
        return NULL;
    for (const struct sk_scope *scope = p->scope; scope && name; scope = scope->parent)
        for (size_t i = 0; i < scope->n_ranges; i++) {
            const struct sk_range *range = &scope->ranges[i];
            elements = elements || range->elements || range->lateral;
            for (size_t c = 0; !owner && !range->elements && c < range->columns.n; c++)
                if (strcmp(range->columns.items[c].name, name) == 0)
                    owner = range->alias;
        }
    return elements && owner && *owner ? owner : NULL;
}

static enum sk_status
column(struct sk_printer *p, const sk_node *node)
{
    const PgQuery__ColumnRef *ref = node->column_ref;
    const sk_node *last = ref->fields[ref->n_fields - 1];
    const char *name = sk_node_string(last);
    if ((p->column_hook && p->column_hook(p, ref)) || sk_print_element(p, ref, false))
        return SK_OK;
    enum sk_status status;
    if (sk_print_place(p, ref, &status))
        return status;
    if (p->value_column && name && ref->n_fields == 1 && strcmp(name, "value") == 0) {
        sk_text_add(p->out, p->value_column);
        return SK_OK;
    }
    if (sk_print_whole_row(p, node)) /* SQLite would take it for a text */
        return sk_print_unsupported(p, node, "the whole row \"%s\" as a value has no equivalent on %s", name,
                                    p->rules->dialect);
    if (ref->n_fields > 1)
        column_qualifier(p, ref, ref->n_fields - 1);
    else if (p->row_prefix && !sk_once_is_name(node))
        sk_text_addf(p->out, "%s.", p->row_prefix);
    else if (owner_beside_elements(p, name)) {
        sk_print_qualifier(p, owner_beside_elements(p, name));
        sk_text_add(p->out, ".");
    }
    if (last->node_case == SK_NODE(A_STAR))
        sk_text_add(p->out, "*");
    else
        sk_print_name(p, name);
    return SK_OK;
}

/* ---- boolean logic -------------------------------------------------------------------------------------------- */

/* MySQL settles `1 < 2 OR EXISTS (...)` before it looks at tables, and no longer knows then that the sub-query stood in
 * one of FROM or WITH: it may not be on the table that the statement changes unless it is kept apart there, too (error
 * 1093). */
static bool
settles(const struct sk_printer *p, const PgQuery__BoolExpr *e)
{
    for (size_t i = 0; p->changed && p->rules->has_lateral && i < e->n_args; i++)
        if (!sk_print_asks_rows(e->args[i]))
            return true;
    return false;
}

static enum sk_status
bool_expr(struct sk_printer *p, const PgQuery__BoolExpr *e)
{
    if (e->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR) {
        sk_text_add(p->out, "(NOT (");
        enum sk_status status = sk_print_expr(p, e->args[0]);
        sk_text_add(p->out, "))");
        return status;
    }
    const struct sk_table *changing = p->changing;
    p->changing = settles(p, e) ? p->changed : changing;
    sk_text_add(p->out, "(");
    enum sk_status status =
        sk_print_list(p, e->n_args, e->args, e->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR ? " AND " : " OR ");
    sk_text_add(p->out, ")");
    p->changing = changing;
    return status;
}

static enum sk_status
null_test(struct sk_printer *p, const PgQuery__NullTest *e)
{
    const struct sk_range *row = p->column_hook ? NULL : sk_print_whole_row(p, e->arg);
    if (row)
        return sk_print_row_null_test(p, row, e->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL);
    sk_text_add(p->out, "(");
    enum sk_status status = sk_print_expr(p, e->arg);
    sk_text_add(p->out, e->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL ? " IS NULL)" : " IS NOT NULL)");
    return status;
}

static enum sk_status
boolean_test(struct sk_printer *p, const PgQuery__BooleanTest *e)
{
    static const char *const tests[] = {[PG_QUERY__BOOL_TEST_TYPE__IS_TRUE] = " IS TRUE)",
                                        [PG_QUERY__BOOL_TEST_TYPE__IS_NOT_TRUE] = " IS NOT TRUE)",
                                        [PG_QUERY__BOOL_TEST_TYPE__IS_FALSE] = " IS FALSE)",
                                        [PG_QUERY__BOOL_TEST_TYPE__IS_NOT_FALSE] = " IS NOT FALSE)",
                                        [PG_QUERY__BOOL_TEST_TYPE__IS_UNKNOWN] = " IS NULL)",
                                        [PG_QUERY__BOOL_TEST_TYPE__IS_NOT_UNKNOWN] = " IS NOT NULL)"};
    sk_text_add(p->out, "(");
    enum sk_status status = sk_print_expr(p, e->arg);
    sk_text_add(p->out, tests[e->booltesttype]);
    return status;
}

/* ---- everything ----------------------------------------------------------------------------------------------- */

/* A LIMIT keeps the server from merging the rows' own table into the query around it. Sub-queries inside are merged
 * with what they stand in when nothing of it depends on a row: each that reads the table is kept apart, where it may
 * look out. */
static enum sk_status
subquery(struct sk_printer *p, const sk_node *query, bool in)
{
    bool reading = p->changing && sk_print_reads_table(p, query, p->changing);
    const PgQuery__SelectStmt *select = query->select_stmt;
    bool limited = in && p->rules->no_limit_in && (select->limit_count || select->limit_offset);
    if (!reading && !limited)
        return sk_print_statement(p, query);
    if (!p->rules->has_lateral && sk_print_looks_out(p, query))
        return sk_print_unsupported(p, query,
                                    "a sub-query %s, which looks at the rows around it, has no equivalent on %s",
                                    reading ? "on the table that is changed" : "with LIMIT after IN",
                                    p->rules->dialect);
    const struct sk_table *changing = p->changing;
    bool joining = p->joining;
    p->changing = p->rules->has_lateral ? p->changing : NULL;
    p->joining = false;
    sk_text_add(p->out, "SELECT * FROM (");
    enum sk_status status = sk_print_statement(p, sk_print_distinct_names(p, query));
    p->joining = joining;
    if (!select->limit_count && !select->limit_offset)
        sk_text_addf(p->out, " LIMIT %s", p->rules->no_limit);
    sk_text_add(p->out, ") AS skein_rows");
    p->changing = changing;
    return status;
}

/* x IN (SELECT ...) as if the two were a UNION: what is compared, and the query, with results of one type. */
static void
unite(struct sk_printer *p, const sk_node **compared, const sk_node **query)
{
    sk_node *test = sk_pg_copy(p->tmp, *compared);
    bool row = test->node_case == SK_NODE(ROW_EXPR);
    size_t n = row ? test->row_expr->n_args : 1;
    sk_node **values = row ? test->row_expr->args : &test;
    sk_node *made = sk_pg_made(p->tmp, "(SELECT 1 UNION SELECT 1)", 0, NULL);
    PgQuery__SelectStmt *both = made->sub_link->subselect->select_stmt, *left = both->larg;
    left->target_list = NULL;
    left->n_target_list = 0;
    for (size_t i = 0; i < n; i++) {
        sk_node *result = sk_pg_copy(p->tmp, both->rarg->target_list[0]);
        result->res_target->val = values[i];
        sk_push(p->tmp, left->target_list, left->n_target_list, result);
    }
    both->rarg = (*query)->select_stmt;
    const PgQuery__SelectStmt *united = sk_print_united(p, both);
    for (size_t i = 0; i < n; i++)
        values[i] = united->larg->target_list[i]->res_target->val;
    sk_node *right = sk_pg_copy(p->tmp, *query);
    right->select_stmt = united->rarg;
    *compared = test;
    *query = right;
}

static enum sk_status
sub_link(struct sk_printer *p, const sk_node *node)
{
    const PgQuery__SubLink *link = node->sub_link;
    const char *op = link->n_oper_name ? sk_node_name(NULL, link->n_oper_name, link->oper_name) : "=";
    const sk_node *query = link->subselect;
    enum sk_status status = SK_OK;
    switch (link->sub_link_type) {
    case PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK:
        sk_text_add(p->out, "EXISTS ");
        break;
    case PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK:
        break;
    case PG_QUERY__SUB_LINK_TYPE__ANY_SUBLINK:
    case PG_QUERY__SUB_LINK_TYPE__ALL_SUBLINK: {
        bool any = link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__ANY_SUBLINK;
        if (strcmp(op, any ? "=" : "<>") != 0)
            return sk_print_unsupported(p, node, "%s %s (SELECT ...) has no equivalent on %s", op, any ? "ANY" : "ALL",
                                        p->rules->dialect);
        const sk_node *compared = link->testexpr;
        if (p->rules->united)
            unite(p, &compared, &query);
        size_t begun = p->out->len;
        status = sk_print_expr(p, compared);
        if (p->rules->no_row_queries && compared->node_case == SK_NODE(ROW_EXPR) &&
            strstr(p->out->data + begun, "(SELECT "))
            return sk_print_unsupported(p, node, "a sub-query in a row before IN (SELECT ...) has no equivalent on %s",
                                        p->rules->dialect);
        sk_text_add(p->out, any ? " IN " : " NOT IN ");
        break;
    }
    case PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK:
        status = sk_print_array_query(&query, p, link->subselect);
        break;
    default:
        return sk_print_unsupported(p, node, "this sub-query has no equivalent on %s", p->rules->dialect);
    }
    sk_text_add(p->out, "(");
    status = status ? status : subquery(p, query, link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__ANY_SUBLINK ||
                                                      link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__ALL_SUBLINK);
    sk_text_add(p->out, ")");
    return status;
}

static enum sk_status
called(struct sk_printer *p, const char *name, size_t n, sk_node *const *args)
{
    sk_text_addf(p->out, "%s(", name);
    enum sk_status status = sk_print_list(p, n, args, ", ");
    sk_text_add(p->out, ")");
    return status;
}

/* The engines compare by a column's own collation. One that is written beside it says the same, or another thing. */
static enum sk_status
collated(struct sk_printer *p, const PgQuery__CollateClause *clause)
{
    struct sk_type type = sk_scope_type(p->scope, clause->arg);
    const char *name = sk_node_name(NULL, clause->n_collname, clause->collname);
    if (sk_type_is_text(&type) && type.folds != sk_catalog_folds(p->catalog, name))
        return sk_print_unsupported(p, clause->arg, "COLLATE with another collation than the column's, which %s case,",
                                    type.folds ? "ignores" : "minds");
    return sk_print_expr(p, clause->arg);
}

enum sk_status
sk_print_expr(struct sk_printer *p, const sk_node *node)
{
    static const struct sk_type any = {.kind = SK_TYPE_OTHER, .length = -1, .scale = -1};
    if (p->out->len > LONGEST_BYTES)
        return sk_print_unsupported(p, node, "what this nesting of functions comes to is too long for %s",
                                    p->rules->dialect);
    const sk_node *flat = p->flat ? sk_once_flatten(p, node) : NULL;
    if (flat)
        return sk_print_expr(p, flat);
    const sk_node *interval = sk_print_interval(p, node);
    if (interval)
        return sk_print_expr(p, interval);
    switch (node->node_case) {
    case SK_NODE(A_CONST):
        return constant(p, node->a_const);
    case SK_NODE(COLUMN_REF):
        return column(p, node);
    case SK_NODE(A_EXPR):
        return sk_print_operator(p, node);
    case SK_NODE(BOOL_EXPR):
        return bool_expr(p, node->bool_expr);
    case SK_NODE(NULL_TEST):
        return null_test(p, node->null_test);
    case SK_NODE(BOOLEAN_TEST):
        return boolean_test(p, node->boolean_test);
    case SK_NODE(CASE_EXPR):
        return sk_print_case(p, node->case_expr, &any);
    case SK_NODE(FUNC_CALL):
        return sk_print_function(p, node);
    case SK_NODE(TYPE_CAST):
        return sk_print_type_cast(p, node->type_cast);
    case SK_NODE(SUB_LINK):
        return sub_link(p, node);
    case SK_NODE(SQLVALUE_FUNCTION):
        if (node->sqlvalue_function->op == PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_SCHEMA) {
            p->rules->constant(p, SK_PUBLIC);
            return SK_OK;
        }
        return p->rules->value_function(p, node->sqlvalue_function);
    case SK_NODE(COALESCE_EXPR):
        return sk_print_coalesce(p, node->coalesce_expr, &any);
    case SK_NODE(MIN_MAX_EXPR):
        return sk_print_min_max(p, node->min_max_expr);
    case SK_NODE(ROW_EXPR):
        return called(p, "", node->row_expr->n_args, node->row_expr->args);
    case SK_NODE(COLLATE_CLAUSE):
        return collated(p, node->collate_clause);
    case SK_NODE(A_ARRAY_EXPR):
        return p->rules->array(p, node->a_array_expr);
    case SK_NODE(A_INDIRECTION):
        if (sk_print_defined_part(p, node->a_indirection))
            return sk_print_expr(p, sk_print_defined_part(p, node->a_indirection));
        if (p->rules->subscript)
            return p->rules->subscript(p, node->a_indirection);
        return sk_print_unsupported(p, node, "a part of a value has no equivalent on %s", p->rules->dialect);
    case SK_NODE(SET_TO_DEFAULT):
        return sk_print_unsupported(p, node, "DEFAULT as a value has no equivalent on %s", p->rules->dialect);
    case SK_NODE(LIST):
        return sk_print_list(p, node->list->n_items, node->list->items, ", ");
    case SK_NODE(SELECT_STMT):
        return sk_print_statement(p, node);
    default:
        return sk_print_unsupported(p, node, "this expression has no equivalent on %s", p->rules->dialect);
    }
}
