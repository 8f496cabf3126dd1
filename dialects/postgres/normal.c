/*
 * dialects/postgres/normal.c - are two expressions the same, one of which the server may have worded?
 *
 * pg_get_expr() and its like print what the server made of an expression: IN became = ANY (ARRAY[...]), BETWEEN two
 * comparisons, every implicit cast is there, columns are qualified. Both sides are brought into one form in which none
 * of that is left. A form may lose a nuance (a cast between two texts), so that it never finds a difference that the
 * server alone has made. Queries are rearranged too much for that: of them the names, constants, functions and
 * operators are compared that occur.
 */
#include <string.h>

#include "dialects/postgres/postgres.h"

struct form {
    struct sk_text *out;
    TALLOC_CTX *tmp;
};

static void put(struct form *f, const sk_node *node);

/* ---- expressions ---------------------------------------------------------------------------------------------- */

static enum sk_type_kind
kind_of(struct form *f, const PgQuery__TypeName *name)
{
    struct sk_catalog *none = sk_catalog_new(f->tmp, &sk_pg_expr_ops);
    return sk_pg_type(none, f->tmp, name).kind;
}

/* A cast that the server adds of its own accord, where the author has none. */
static bool
is_tacit(enum sk_type_kind kind)
{
    switch (kind) {
    case SK_TYPE_DATE:
    case SK_TYPE_TIME:
    case SK_TYPE_JSON:
    case SK_TYPE_JSONB:
    case SK_TYPE_BOOLEAN:
    case SK_TYPE_UUID:
    case SK_TYPE_BYTEA:
    case SK_TYPE_INET:
        return false;
    default:
        return true;
    }
}

static void
put_cast(struct form *f, const PgQuery__TypeCast *cast)
{
    enum sk_type_kind kind = kind_of(f, cast->type_name);
    const sk_node *inner = sk_pg_uncast(cast->arg);
    if (inner->node_case == SK_NODE(A_CONST)) {
        while (cast->arg->node_case == SK_NODE(TYPE_CAST)) /* '...'::timestamp::time is a timestamp's text */
            cast = cast->arg->type_cast;
        sk_pg_put_normal_constant(f->out, inner->a_const, kind_of(f, cast->type_name));
    } else if (is_tacit(kind) || inner->node_case == SK_NODE(A_ARRAY_EXPR) || inner->node_case == SK_NODE(COLUMN_REF)) {
        /* the server leaves out a cast to the type that a column has */
        put(f, cast->arg);
    } else {
        sk_text_add(f->out, "(cast ");
        put(f, cast->arg);
        sk_text_addf(f->out, " %s)", sk_node_name(NULL, cast->type_name->n_names, cast->type_name->names));
    }
}

static void
put_all(struct form *f, size_t n, sk_node *const *nodes)
{
    for (size_t i = 0; i < n; i++) {
        sk_text_add(f->out, " ");
        put(f, nodes[i]);
    }
}

/* One text for a node. */
static char *
text_of(struct form *f, const sk_node *node)
{
    struct form part = {sk_text_new(f->tmp), f->tmp};
    put(&part, node);
    return part.out->data;
}

/* "(OR a b)", with what is an OR itself put into the same list. */
static void
put_flat(struct form *f, const char *word, size_t n, const char *const *parts)
{
    size_t head = strlen(word) + 2;
    sk_text_addf(f->out, "(%s", word);
    for (size_t i = 0; i < n; i++) {
        bool alike = parts[i][0] == '(' && strncmp(parts[i] + 1, word, strlen(word)) == 0 && parts[i][head - 1] == ' ';
        if (alike)
            sk_text_add_n(f->out, parts[i] + head - 1, strlen(parts[i]) - head);
        else
            sk_text_addf(f->out, " %s", parts[i]);
    }
    sk_text_add(f->out, ")");
}

/* One comparison; of rows, (a, b) = (c, d), one of each pair: a = c AND b = d to the server, and <> the opposite. */
static char *
pair(struct form *f, const char *op, const sk_node *left, const sk_node *right)
{
    const PgQuery__RowExpr *row = left->node_case == SK_NODE(ROW_EXPR) ? left->row_expr : NULL;
    bool equal = strcmp(op, "=") == 0;
    if (!row || right->node_case != SK_NODE(ROW_EXPR) || right->row_expr->n_args != row->n_args ||
        (!equal && strcmp(op, "<>") != 0))
        return sk_printf(f->tmp, "(%s %s %s)", op, text_of(f, left), text_of(f, right));
    struct form part = {sk_text_new(f->tmp), f->tmp};
    const char **parts = sk_alloc(f->tmp, (row->n_args + 1) * sizeof *parts, "parts");
    for (size_t i = 0; i < row->n_args; i++)
        parts[i] = pair(f, op, row->args[i], right->row_expr->args[i]);
    put_flat(&part, equal ? "AND" : "OR", row->n_args, parts);
    return part.out->data;
}

/* x = a OR x = b, for IN and = ANY (ARRAY[...]); x <> a AND x <> b for their opposites */
static void
put_list(struct form *f, const sk_node *left, bool negated, const char *op, size_t n, sk_node *const *items)
{
    const char **parts = sk_alloc(f->tmp, (n + 1) * sizeof *parts, "parts");
    for (size_t i = 0; i < n; i++)
        parts[i] = pair(f, op, left, items[i]);
    if (n == 1)
        sk_text_add(f->out, parts[0]);
    else
        put_flat(f, negated ? "AND" : "OR", n, parts);
}

static char *
between(struct form *f, const char *one, const sk_node *low, const sk_node *high, bool negated)
{
    struct form part = {sk_text_new(f->tmp), f->tmp};
    const char *parts[] = {sk_printf(f->tmp, "(%s %s %s)", negated ? "<" : ">=", one, text_of(f, low)),
                           sk_printf(f->tmp, "(%s %s %s)", negated ? ">" : "<=", one, text_of(f, high))};
    put_flat(&part, negated ? "OR" : "AND", 2, parts);
    return part.out->data;
}

static bool
is_between(const PgQuery__AExpr *e)
{
    return e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN || e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN ||
           e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM ||
           e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM;
}

/* SYMMETRIC: between the two, or the two the other way round. */
static void
put_between(struct form *f, const PgQuery__AExpr *e)
{
    bool negated = e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN ||
                   e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM;
    bool symmetric = e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM ||
                     e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM;
    sk_node *const *bounds = e->rexpr->list->items;
    const char *one = text_of(f, e->lexpr);
    const char *ways[] = {between(f, one, bounds[0], bounds[1], negated),
                          between(f, one, bounds[1], bounds[0], negated)};
    if (symmetric)
        put_flat(f, negated ? "AND" : "OR", 2, ways);
    else
        sk_text_add(f->out, ways[0]);
}

/* IS NOT DISTINCT FROM is NOT (IS DISTINCT FROM) to the server. */
static void
put_distinct(struct form *f, const PgQuery__AExpr *e)
{
    bool negated = e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT;
    sk_text_add(f->out, negated ? "(NOT (distinct " : "(distinct ");
    put(f, e->lexpr);
    sk_text_add(f->out, " ");
    put(f, e->rexpr);
    sk_text_add(f->out, negated ? "))" : ")");
}

static void
put_operator(struct form *f, const PgQuery__AExpr *e)
{
    const char *op = sk_node_name(NULL, e->n_name, e->name);
    if (is_between(e)) {
        put_between(f, e);
        return;
    }
    if (e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP && e->lexpr && e->lexpr->node_case == SK_NODE(ROW_EXPR) &&
        (strcmp(op, "=") == 0 || strcmp(op, "<>") == 0)) {
        sk_text_add(f->out, pair(f, op, e->lexpr, e->rexpr));
        return;
    }
    if (e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT || e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT) {
        put_distinct(f, e);
        return;
    }
    const sk_node *array = e->rexpr ? sk_pg_uncast(e->rexpr) : NULL;
    bool all = e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL, any = e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY;
    if (e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_IN && e->rexpr->node_case == SK_NODE(LIST)) {
        put_list(f, e->lexpr, strcmp(op, "<>") == 0, op, e->rexpr->list->n_items, e->rexpr->list->items);
    } else if ((any || all) && array->node_case == SK_NODE(A_ARRAY_EXPR) && array->a_array_expr->n_elements) {
        put_list(f, e->lexpr, all, op, array->a_array_expr->n_elements, array->a_array_expr->elements);
    } else {
        bool plain = e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP || e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_LIKE ||
                     e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE ||
                     e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_SIMILAR;
        sk_text_add(f->out, "(");
        if (!plain)
            sk_text_addf(f->out, "%d ", (int)e->kind);
        sk_text_add(f->out, op);
        if (e->lexpr) {
            sk_text_add(f->out, " ");
            put(f, e->lexpr);
        }
        sk_text_add(f->out, " ");
        put(f, e->rexpr);
        sk_text_add(f->out, ")");
    }
}

static void
put_boolean_expr(struct form *f, const PgQuery__BoolExpr *e)
{
    if (e->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR) {
        sk_text_add(f->out, "(NOT");
        put_all(f, e->n_args, e->args);
        sk_text_add(f->out, ")");
        return;
    }
    const char **parts = sk_alloc(f->tmp, (e->n_args + 1) * sizeof *parts, "parts");
    for (size_t i = 0; i < e->n_args; i++)
        parts[i] = text_of(f, e->args[i]);
    put_flat(f, e->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR ? "AND" : "OR", e->n_args, parts);
}

/* One name for functions that are the same. */
static const char *
function_name(const PgQuery__FuncCall *call)
{
    static const char *const same[][2] = {{"transaction_timestamp", "now"}, {"date_part", "extract"},
                                          {"char_length", "length"},        {"character_length", "length"},
                                          {"uuid_generate_v4", "gen_random_uuid"},
                                          {"uuid_generate_v1", "gen_random_uuid"},
                                          {"uuid_generate_v1mc", "gen_random_uuid"}};
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (strcmp(same[i][0], name) == 0)
            return same[i][1];
    return name;
}

static void
put_call(struct form *f, const PgQuery__FuncCall *call)
{
    sk_text_addf(f->out, "(%s%s%s", function_name(call), call->agg_star ? " *" : "",
                 call->agg_distinct ? " distinct" : "");
    const sk_node *rest = call->func_variadic ? sk_pg_uncast(call->args[call->n_args - 1]) : NULL;
    bool listed = rest && rest->node_case == SK_NODE(A_ARRAY_EXPR); /* the server's VARIADIC ARRAY['a', 'b'] */
    put_all(f, call->n_args - listed, call->args);
    if (listed)
        put_all(f, rest->a_array_expr->n_elements, rest->a_array_expr->elements);
    sk_text_add(f->out, ")");
}

static void
put_case(struct form *f, const PgQuery__CaseExpr *e)
{
    const sk_node *otherwise = sk_pg_uncast(e->defresult);
    sk_text_add(f->out, "(case ");
    if (e->arg)
        put(f, e->arg);
    for (size_t i = 0; i < e->n_args; i++) {
        sk_text_add(f->out, " when ");
        put(f, e->args[i]->case_when->expr);
        sk_text_add(f->out, " then ");
        put(f, e->args[i]->case_when->result);
    }
    if (otherwise && !sk_node_is_null(otherwise)) {
        sk_text_add(f->out, " else ");
        put(f, e->defresult);
    }
    sk_text_add(f->out, ")");
}

static void
put_exclusion(struct form *f, const PgQuery__Constraint *def)
{
    sk_text_add(f->out, "(exclude");
    for (size_t i = 0; i < def->n_exclusions; i++) {
        const PgQuery__List *pair = def->exclusions[i]->list, *op = pair->items[1]->list;
        sk_text_addf(f->out, " %s ", sk_node_name(NULL, op->n_items, op->items));
        put(f, pair->items[0]->index_elem->expr);
    }
    put(f, def->where_clause);
    sk_text_add(f->out, ")");
}

/* (array)[1], (array)[1:2], (row).field */
static void
put_part(struct form *f, const PgQuery__AIndirection *e)
{
    sk_text_add(f->out, "(part ");
    put(f, e->arg);
    for (size_t i = 0; i < e->n_indirection; i++) {
        const PgQuery__AIndices *at =
            e->indirection[i]->node_case == SK_NODE(A_INDICES) ? e->indirection[i]->a_indices : NULL;
        if (!at)
            sk_text_addf(f->out, " .%s", sk_node_string(e->indirection[i]));
        if (at && at->is_slice)
            sk_text_add(f->out, " slice");
        if (at && at->lidx)
            sk_text_addf(f->out, " %s", text_of(f, at->lidx));
        if (at && at->uidx)
            sk_text_addf(f->out, " %s", text_of(f, at->uidx));
    }
    sk_text_add(f->out, ")");
}

static void
put(struct form *f, const sk_node *node)
{
    if (!node)
        return;
    switch (node->node_case) {
    case SK_NODE(TYPE_CAST):
        put_cast(f, node->type_cast);
        break;
    case SK_NODE(A_CONST):
        sk_pg_put_normal_constant(f->out, node->a_const, SK_TYPE_OTHER);
        break;
    case SK_NODE(COLUMN_REF): {
        const PgQuery__ColumnRef *ref = node->column_ref;
        const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
        bool row = name && ref->n_fields == 1 && (strcmp(name, "old") == 0 || strcmp(name, "new") == 0);
        sk_text_ident(f->out, name && !row ? name : "*", '"'); /* the server writes OLD and NEW as old.* and new.* */
        break;
    }
    case SK_NODE(A_EXPR):
        put_operator(f, node->a_expr);
        break;
    case SK_NODE(BOOL_EXPR):
        put_boolean_expr(f, node->bool_expr);
        break;
    case SK_NODE(FUNC_CALL):
        put_call(f, node->func_call);
        break;
    case SK_NODE(CASE_EXPR):
        put_case(f, node->case_expr);
        break;
    case SK_NODE(NULL_TEST):
        sk_text_addf(f->out, "(isnull%d ", (int)node->null_test->nulltesttype);
        put(f, node->null_test->arg);
        sk_text_add(f->out, ")");
        break;
    case SK_NODE(BOOLEAN_TEST):
        sk_text_addf(f->out, "(is%d ", (int)node->boolean_test->booltesttype);
        put(f, node->boolean_test->arg);
        sk_text_add(f->out, ")");
        break;
    case SK_NODE(COALESCE_EXPR):
        sk_text_add(f->out, "(coalesce");
        put_all(f, node->coalesce_expr->n_args, node->coalesce_expr->args);
        sk_text_add(f->out, ")");
        break;
    case SK_NODE(MIN_MAX_EXPR):
        sk_text_addf(f->out, "(minmax%d", (int)node->min_max_expr->op);
        put_all(f, node->min_max_expr->n_args, node->min_max_expr->args);
        sk_text_add(f->out, ")");
        break;
    case SK_NODE(A_ARRAY_EXPR):
        sk_text_add(f->out, "(array");
        put_all(f, node->a_array_expr->n_elements, node->a_array_expr->elements);
        sk_text_add(f->out, ")");
        break;
    case SK_NODE(ROW_EXPR):
        sk_text_add(f->out, "(row");
        put_all(f, node->row_expr->n_args, node->row_expr->args);
        sk_text_add(f->out, ")");
        break;
    case SK_NODE(COLLATE_CLAUSE):
        put(f, node->collate_clause->arg);
        break;
    case SK_NODE(A_INDIRECTION):
        put_part(f, node->a_indirection);
        break;
    case SK_NODE(SQLVALUE_FUNCTION):
        if (node->sqlvalue_function->op == PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP)
            sk_text_add(f->out, "(now)");
        else
            sk_text_addf(f->out, "(value%d %d)", (int)node->sqlvalue_function->op,
                         (int)node->sqlvalue_function->typmod);
        break;
    case SK_NODE(CONSTRAINT):
        put_exclusion(f, node->constraint);
        break;
    default:
        sk_text_add(f->out, sk_pg_deparse_expr(f->tmp, node));
        break;
    }
}

/* ---- queries -------------------------------------------------------------------------------------------------- */

/* What occurs in a query. */
struct essence {
    TALLOC_CTX *tmp;
    size_t n, n_aliases;
    const char **parts, **aliases;
    bool star; /* not all columns are known */
};

static void
occurs(struct essence *e, const char *kind, const char *what)
{
    if (what)
        sk_push(e->tmp, e->parts, e->n, sk_printf(e->tmp, "%s %s", kind, what));
}

/* ORDER BY and GROUP BY name an output column by its place or its alias, the server by its expression. */
static bool
is_place(const sk_node *node)
{
    node = sk_pg_uncast(node);
    return node && node->node_case == SK_NODE(A_CONST) && node->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL &&
           node->a_const->ival->ival > 0; /* below it is a constant, which the server words as a text */
}

/* Also in ROLLUP, CUBE and GROUPING SETS. */
static bool
has_place(const sk_node *item)
{
    const PgQuery__GroupingSet *set = item->node_case == SK_NODE(GROUPING_SET) ? item->grouping_set : NULL;
    const PgQuery__RowExpr *row = item->node_case == SK_NODE(ROW_EXPR) ? item->row_expr : NULL;
    for (size_t i = 0; set && i < set->n_content; i++)
        if (has_place(set->content[i]))
            return true;
    for (size_t i = 0; row && i < row->n_args; i++)
        if (has_place(row->args[i]))
            return true;
    return is_place(item);
}

static bool
collect_aliases(sk_node *node, void *data)
{
    struct essence *e = data;
    if (node->node_case == SK_NODE(RES_TARGET) && *node->res_target->name) {
        const sk_node *value = node->res_target->val;
        bool itself = value && value->node_case == SK_NODE(COLUMN_REF) &&
                      strcmp(sk_pg_figure_name(value), node->res_target->name) == 0;
        if (!itself)
            sk_push(e->tmp, e->aliases, e->n_aliases, node->res_target->name);
    }
    return true;
}

/* The names of a query's own results. */
static void
collect_results(struct essence *e, const sk_node *query)
{
    for (size_t i = 0; i < query->select_stmt->n_target_list; i++)
        collect_aliases(query->select_stmt->target_list[i], e);
}

static bool
is_alias(const struct essence *e, const char *name)
{
    for (size_t i = 0; i < e->n_aliases; i++)
        if (strcmp(e->aliases[i], name) == 0)
            return true;
    return false;
}

static void
occurs_operator(struct essence *e, const PgQuery__AExpr *expr)
{
    bool between = expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN ||
                   expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM;
    if (is_between(expr)) {
        occurs(e, "operator", between ? ">=" : "<");
        occurs(e, "operator", between ? "<=" : ">");
    } else {
        const char *op = sk_node_name(NULL, expr->n_name, expr->name);
        if (strcmp(op, "=") != 0) /* JOIN ... USING is one as well */
            occurs(e, "operator", op);
    }
}

static void
occurs_query(struct essence *e, const PgQuery__SelectStmt *s)
{
    occurs(e, "set",
           s->op == PG_QUERY__SET_OPERATION__SETOP_NONE ? NULL : sk_printf(e->tmp, "%d%d", (int)s->op, s->all));
    occurs(e, "distinct", s->n_distinct_clause ? "" : NULL);
    occurs(e, "where", s->where_clause ? "" : NULL);
    occurs(e, "group", s->n_group_clause ? "" : NULL);
    occurs(e, "having", s->having_clause ? "" : NULL);
    occurs(e, "limit", s->limit_count ? "" : NULL);
    for (size_t i = 0; i < s->n_sort_clause; i++)
        occurs(e, "sort", s->sort_clause[i]->sort_by->sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_DESC ? "desc" : "");
}

static bool
collect(sk_node *node, void *data)
{
    struct essence *e = data;
    struct form f = {sk_text_new(e->tmp), e->tmp};
    const sk_node *inner = sk_pg_uncast(node);
    switch (node->node_case) {
    case SK_NODE(TYPE_CAST):
        if (inner->node_case != SK_NODE(A_CONST)) { /* numeric(2) has another constant than numeric(2, 0) */
            sk_pg_walk_node(node->type_cast->arg, collect, e);
            return false;
        }
        put(&f, node);
        if (!inner->a_const->isnull)
            occurs(e, "constant", f.out->data);
        return false;
    case SK_NODE(A_CONST):
        put(&f, node);
        if (!node->a_const->isnull)
            occurs(e, "constant", f.out->data);
        return false;
    case SK_NODE(COLUMN_REF): {
        const char *name = sk_node_string(node->column_ref->fields[node->column_ref->n_fields - 1]);
        e->star = e->star || !name;
        if (name && !is_alias(e, name))
            occurs(e, "column", name);
        return false;
    }
    case SK_NODE(SORT_BY):
        return !is_place(node->sort_by->node);
    case SK_NODE(RANGE_VAR):
        occurs(e, "relation", node->range_var->relname);
        return false;
    case SK_NODE(FUNC_CALL):
        occurs(e, "function", function_name(node->func_call));
        break;
    case SK_NODE(A_EXPR):
        occurs_operator(e, node->a_expr);
        break;
    case SK_NODE(JOIN_EXPR):
        occurs(e, "join", sk_printf(e->tmp, "%d", (int)node->join_expr->jointype));
        break;
    case SK_NODE(SELECT_STMT):
        occurs_query(e, node->select_stmt);
        for (size_t i = 0; i < node->select_stmt->n_group_clause; i++)
            e->star = e->star || has_place(node->select_stmt->group_clause[i]);
        break;
    default:
        break;
    }
    return true;
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *
essence_text(const struct essence *e, bool columns)
{
    struct sk_text *text = sk_text_new(e->tmp);
    if (e->n)
        qsort(e->parts, e->n, sizeof *e->parts, by_text);
    for (size_t i = 0; i < e->n; i++) {
        bool skip = (i && strcmp(e->parts[i], e->parts[i - 1]) == 0) ||
                    (!columns && (strncmp(e->parts[i], "column", 6) == 0 || strncmp(e->parts[i], "constant", 8) == 0));
        if (!skip)
            sk_text_addf(text, "%s\n", e->parts[i]);
    }
    return text->data;
}

static bool
same_query(TALLOC_CTX *tmp, const sk_node *a, const sk_node *b)
{
    struct essence left = {.tmp = tmp}, right = {.tmp = tmp};
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)a, collect_aliases, &left);
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)b, collect_aliases, &right);
    collect_results(&left, b); /* a renamed column of a view has its new name in one of the two */
    collect_results(&right, a);
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)a, collect, &left);
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)b, collect, &right);
    bool columns = !left.star && !right.star;
    return strcmp(essence_text(&left, columns), essence_text(&right, columns)) == 0;
}

/* The type that a default is written in, else that of its column. */
static enum sk_type_kind
constant_kind(struct form *f, const sk_node *node, const struct sk_type *type)
{
    while (node->node_case == SK_NODE(TYPE_CAST) && node->type_cast->arg->node_case == SK_NODE(TYPE_CAST))
        node = node->type_cast->arg;
    enum sk_type_kind kind =
        node->node_case == SK_NODE(TYPE_CAST) ? kind_of(f, node->type_cast->type_name) : type->kind;
    return kind == SK_TYPE_TEXT || kind == SK_TYPE_VARCHAR || kind == SK_TYPE_CHAR || kind == SK_TYPE_OTHER ? type->kind
                                                                                                            : kind;
}

bool
sk_pg_same_expr(struct sk_expr *a, struct sk_expr *b, const struct sk_type *type, bool exact)
{
    (void)exact;
    if (!a || !b)
        return sk_node_is_null(sk_expr_node(a ? a : b));
    const sk_node *left = sk_expr_node(a), *right = sk_expr_node(b);
    if (!left || !right) /* text: what another engine says */
        return !a->sql || !b->sql || strcmp(a->sql, b->sql) == 0;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    bool same;
    if (left->node_case == SK_NODE(SELECT_STMT) && right->node_case == SK_NODE(SELECT_STMT)) {
        same = same_query(tmp, left, right);
    } else {
        struct form x = {sk_text_new(tmp), tmp}, y = {sk_text_new(tmp), tmp};
        const sk_node *plain_left = sk_pg_uncast(left), *plain_right = sk_pg_uncast(right);
        bool constants = type && !type->dimensions && plain_left->node_case == SK_NODE(A_CONST) &&
                         plain_right->node_case == SK_NODE(A_CONST);
        if (constants) {
            sk_pg_put_normal_constant(x.out, plain_left->a_const, constant_kind(&x, left, type));
            sk_pg_put_normal_constant(y.out, plain_right->a_const, constant_kind(&y, right, type));
        } else {
            put(&x, left);
            put(&y, right);
        }
        same = strcmp(x.out->data, y.out->data) == 0;
    }
    talloc_free(tmp);
    return same;
}
