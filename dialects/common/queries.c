/* dialects/common/queries.c - SELECT, INSERT, UPDATE, DELETE. */
#include <string.h>

#include "dialects/common/literals.h"
#include "dialects/common/printer_priv.h"

/* ---- clauses -------------------------------------------------------------------------------------------------- */

static enum sk_status
clause(struct sk_printer *p, const char *keyword, const sk_node *node)
{
    if (!node)
        return SK_OK;
    sk_text_addf(p->out, " %s ", keyword);
    return sk_print_expr(p, node);
}

/* Can it be NULL? Columns of the only table there is are looked up; with joins any can. */
static bool
is_nullable(const struct sk_printer *p, const sk_node *node)
{
    const struct sk_range *range = p->scope->n_ranges == 1 ? &p->scope->ranges[0] : NULL;
    const char *name = node->node_case == SK_NODE(COLUMN_REF)
                           ? sk_node_string(node->column_ref->fields[node->column_ref->n_fields - 1])
                           : NULL;
    const struct sk_column *column = range && range->table && name ? sk_table_column(range->table, name) : NULL;
    const struct sk_constraint *key = column ? sk_table_primary_key(range->table) : NULL;
    return !column || !(column->not_null || (key && sk_constraint_has_column(key, name)));
}

/* ORDER BY 2 is no expression that IS NULL could be asked of: the target that it stands for, in `p->targets`. */
static const sk_node *
sort_key(const struct sk_printer *p, const sk_node *node)
{
    bool number = node->node_case == SK_NODE(A_CONST) && node->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL;
    size_t i = number ? (size_t)node->a_const->ival->ival : 0;
    return p->select && i >= 1 && i <= p->select->n_target_list ? p->select->target_list[i - 1]->res_target->val : node;
}

/* Where the engine has no NULLS FIRST: whether it is NULL is what comes first in the order. */
static enum sk_status
nulls_before(struct sk_printer *p, const sk_node *node, bool descending, bool first)
{
    const sk_node *key = sort_key(p, node);
    bool by_itself = first != descending; /* as the engine does: NULL is its least value */
    if (by_itself || !is_nullable(p, key))
        return SK_OK;
    enum sk_status status = sk_print_expr(p, key);
    sk_text_add(p->out, first ? " IS NULL DESC, " : " IS NULL, ");
    return status;
}

/* PostgreSQL puts NULLs last in ascending order and first in descending; other engines the other way round. */
enum sk_status
sk_print_sort(struct sk_printer *p, size_t n, sk_node *const *items)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < n && !status; i++) {
        const PgQuery__SortBy *by = items[i]->sort_by;
        bool descending = by->sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_DESC;
        bool first = by->sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST ||
                     (descending && by->sortby_nulls != PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_LAST);
        if (i)
            sk_text_add(p->out, ", ");
        if (!p->rules->has_nulls_order)
            status = nulls_before(p, by->node, descending, first);
        status = status ? status : sk_print_expr(p, by->node);
        sk_text_add(p->out, descending ? " DESC" : "");
        if (p->rules->has_nulls_order)
            sk_text_addf(p->out, " NULLS %s", first ? "FIRST" : "LAST");
    }
    return status;
}

static enum sk_status
targets(struct sk_printer *p, size_t n, sk_node *const *list)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < n && !status; i++) {
        const PgQuery__ResTarget *target = list[i]->res_target;
        if (i)
            sk_text_add(p->out, ", ");
        status = sk_print_expr(p, target->val);
        if (*target->name) {
            sk_text_add(p->out, " AS ");
            sk_print_name(p, target->name);
        } else if (target->val->node_case != SK_NODE(COLUMN_REF) ||
                   sk_print_element(p, target->val->column_ref, true)) {
            sk_text_add(p->out, " AS "); /* the name that PostgreSQL gives is part of the meaning of a view */
            sk_print_name(p, sk_pg_figure_name(target->val));
        }
    }
    return status;
}

static enum sk_status
alias_of(struct sk_printer *p, const PgQuery__Alias *alias, const sk_node *at)
{
    if (!alias)
        return SK_OK;
    sk_text_add(p->out, " AS ");
    sk_print_name(p, alias->aliasname);
    if (alias->n_colnames && !p->rules->has_column_aliases)
        return sk_print_unsupported(p, at, "an alias with column names has no equivalent on %s", p->rules->dialect);
    for (size_t i = 0; i < alias->n_colnames; i++) {
        sk_text_add(p->out, i ? ", " : " (");
        sk_print_name(p, sk_node_string(alias->colnames[i]));
    }
    sk_text_add(p->out, alias->n_colnames ? ")" : "");
    return SK_OK;
}

static bool
is_cte(const struct sk_scope *scope, const char *name)
{
    for (; scope; scope = scope->parent)
        for (size_t i = 0; i < scope->n_ctes; i++)
            if (strcmp(scope->ctes[i].alias, name) == 0)
                return true;
    return false;
}

/* A query of a WITH that the engine does not take where it stands goes where its name is used, with all the others: it
 * may use them. */
static enum sk_status
put_inline(struct sk_printer *p, const PgQuery__RangeVar *range)
{
    const PgQuery__WithClause *with = p->inlined;
    p->inlined = NULL;
    sk_text_add(p->out, "(");
    enum sk_status status = sk_print_with(p, with);
    sk_text_add(p->out, "SELECT * FROM ");
    sk_print_name(p, range->relname);
    sk_text_add(p->out, ")");
    if (!range->alias) {
        sk_text_add(p->out, " AS ");
        sk_print_name(p, range->relname);
    }
    p->inlined = with;
    return status;
}

static bool
is_inline(const struct sk_printer *p, const PgQuery__RangeVar *range)
{
    for (size_t i = 0; p->inlined && !*range->schemaname && i < p->inlined->n_ctes; i++)
        if (strcmp(p->inlined->ctes[i]->common_table_expr->ctename, range->relname) == 0)
            return true;
    return false;
}

void
sk_print_range(struct sk_printer *p, const PgQuery__RangeVar *range)
{
    if (!*range->schemaname && is_cte(p->scope, range->relname))
        sk_print_name(p, range->relname);
    else
        sk_print_relation(p, sk_text_or_null(range->schemaname), range->relname);
}

static enum sk_status from_item(struct sk_printer *p, const sk_node *node);

static enum sk_status
join(struct sk_printer *p, const PgQuery__JoinExpr *e)
{
    static const char *const kinds[] = {[PG_QUERY__JOIN_TYPE__JOIN_INNER] = " JOIN ",
                                        [PG_QUERY__JOIN_TYPE__JOIN_LEFT] = " LEFT JOIN ",
                                        [PG_QUERY__JOIN_TYPE__JOIN_FULL] = " FULL JOIN ",
                                        [PG_QUERY__JOIN_TYPE__JOIN_RIGHT] = " RIGHT JOIN "};
    if (e->jointype == PG_QUERY__JOIN_TYPE__JOIN_FULL && !p->rules->has_full_join)
        return sk_print_unsupported(p, e->quals, "FULL JOIN has no equivalent on %s", p->rules->dialect);
    bool cross = e->jointype == PG_QUERY__JOIN_TYPE__JOIN_INNER && !e->quals && !e->n_using_clause && !e->is_natural;
    enum sk_status status = from_item(p, e->larg);
    sk_text_add(p->out, e->is_natural ? " NATURAL" : "");
    sk_text_add(p->out, cross ? " CROSS JOIN " : kinds[e->jointype]);
    bool nested = e->rarg->node_case == SK_NODE(JOIN_EXPR);
    sk_text_add(p->out, nested ? "(" : "");
    status = status ? status : from_item(p, e->rarg);
    sk_text_add(p->out, nested ? ")" : "");
    if (!status && e->n_using_clause) {
        sk_text_add(p->out, " USING (");
        for (size_t i = 0; i < e->n_using_clause; i++) {
            sk_text_add(p->out, i ? ", " : "");
            sk_print_name(p, sk_node_string(e->using_clause[i]));
        }
        sk_text_add(p->out, ")");
    }
    return status ? status : clause(p, "ON", e->quals);
}

static enum sk_status
from_function(struct sk_printer *p, const sk_node *node)
{
    const PgQuery__RangeFunction *range = node->range_function;
    const sk_node *call = range->n_functions == 1 ? range->functions[0]->list->items[0] : NULL;
    if (!call || call->node_case != SK_NODE(FUNC_CALL))
        return sk_print_unsupported(p, node, "this FROM item has no equivalent on %s", p->rules->dialect);
    const char *name = sk_node_name(NULL, call->func_call->n_funcname, call->func_call->funcname);
    const char *alias = range->alias ? range->alias->aliasname : name;
    if (strcmp(name, "generate_series") == 0 && call->func_call->n_args >= 2 && !range->ordinality)
        return p->rules->series(p, call->func_call, alias,
                                range->alias && range->alias->n_colnames ? sk_node_string(range->alias->colnames[0]) : alias);
    for (size_t i = 0; i < p->scope->n_ranges; i++)
        if (p->scope->ranges[i].elements && strcmp(p->scope->ranges[i].alias, alias) == 0)
            return p->rules->elements(p, range, call->func_call, alias);
    return sk_print_unsupported(p, node, "%s() in FROM has no equivalent on %s", name, p->rules->dialect);
}

/* (VALUES ...) AS t (a, b): the names go to the first row's columns. */
static enum sk_status
values_with_names(struct sk_printer *p, const PgQuery__SelectStmt *select, const PgQuery__Alias *alias)
{
    enum sk_status status = SK_OK;
    for (size_t r = 0; r < select->n_values_lists && !status; r++) {
        const PgQuery__List *row = select->values_lists[r]->list;
        sk_text_add(p->out, r ? " UNION ALL SELECT " : "SELECT ");
        for (size_t i = 0; i < row->n_items && !status; i++) {
            sk_text_add(p->out, i ? ", " : "");
            status = sk_print_expr(p, row->items[i]);
            if (r == 0) {
                sk_text_add(p->out, " AS ");
                sk_print_name(p, alias && i < alias->n_colnames ? sk_node_string(alias->colnames[i])
                                                                : sk_printf(p->tmp, "column%zu", i + 1));
            }
        }
    }
    return status;
}

/* (SELECT ...) AS t (a, b): the query with those names for its results; NULL when they are not all known. */
static const sk_node *
renamed_targets(struct sk_printer *p, const PgQuery__RangeSubselect *range)
{
    sk_node *copy = sk_pg_copy(p->tmp, sk_pg_without_stars(p->tmp, p->catalog, range->subquery));
    PgQuery__SelectStmt *select = copy->select_stmt;
    while (select->larg)
        select = select->larg;
    if (range->alias->n_colnames > select->n_target_list || select->n_values_lists)
        return NULL;
    for (size_t i = 0; i < select->n_target_list; i++)
        if (sk_pg_is_star(select->target_list[i]->res_target->val, &(const char *){NULL}))
            return NULL;
    for (size_t i = 0; i < range->alias->n_colnames; i++)
        select->target_list[i]->res_target->name =
            sk_strdup(p->tmp, sk_node_string(range->alias->colnames[i]));
    return copy;
}

static enum sk_status
from_subselect(struct sk_printer *p, const sk_node *node)
{
    const PgQuery__RangeSubselect *range = node->range_subselect;
    const PgQuery__SelectStmt *select = range->subquery->select_stmt;
    if (range->lateral && !p->rules->has_lateral)
        return sk_print_unsupported(p, node, "LATERAL has no equivalent on %s", p->rules->dialect);
    sk_text_add(p->out, range->lateral ? "LATERAL (" : "(");
    if (select->n_values_lists) {
        enum sk_status status = values_with_names(p, select, range->alias);
        sk_text_add(p->out, ") AS ");
        sk_print_name(p, range->alias->aliasname);
        return status;
    }
    bool names_inside = range->alias && range->alias->n_colnames && !p->rules->has_column_aliases;
    const sk_node *query = names_inside ? renamed_targets(p, range) : range->subquery;
    if (!query)
        return sk_print_unsupported(p, node, "an alias with column names has no equivalent on %s", p->rules->dialect);
    enum sk_status status = sk_print_statement(p, query);
    sk_text_add(p->out, ")");
    if (!names_inside)
        return status ? status : alias_of(p, range->alias, node);
    sk_text_add(p->out, " AS ");
    sk_print_name(p, range->alias->aliasname);
    return status;
}

/* t AS x (a, b): the engine's aliases have no columns, so the names are made inside. */
static enum sk_status
renamed_table(struct sk_printer *p, const PgQuery__RangeVar *range)
{
    const struct sk_range *found = NULL;
    for (size_t i = 0; i < p->scope->n_ranges && !found; i++)
        if (strcmp(p->scope->ranges[i].alias, range->alias->aliasname) == 0)
            found = &p->scope->ranges[i];
    sk_text_add(p->out, "(SELECT ");
    for (size_t i = 0; found && found->table && i < found->table->n_columns; i++) {
        sk_text_add(p->out, i ? ", " : "");
        sk_print_name(p, found->table->columns[i]->name);
        sk_text_add(p->out, " AS ");
        sk_print_name(p, found->columns.items[i].name);
    }
    sk_text_add(p->out, " FROM ");
    sk_print_range(p, range);
    sk_text_add(p->out, ") AS ");
    sk_print_name(p, range->alias->aliasname);
    return SK_OK;
}

static enum sk_status
table_item(struct sk_printer *p, const sk_node *node)
{
    const PgQuery__RangeVar *range = node->range_var;
    bool table = sk_catalog_table(p->catalog, sk_text_or_null(range->schemaname), range->relname) != NULL;
    enum sk_status status = SK_OK;
    bool catalogs = strcmp(range->schemaname, "pg_catalog") == 0 || strcmp(range->schemaname, "information_schema") == 0 ||
                    (!*range->schemaname && !table && strncmp(range->relname, "pg_", 3) == 0);
    if (catalogs && !is_cte(p->scope, range->relname) && !sk_catalog_view(p->catalog, NULL, range->relname))
        return sk_print_unsupported(p, node, "\"%s\" of PostgreSQL's catalogs has no equivalent on %s", range->relname,
                                    p->rules->dialect);
    if (range->alias && range->alias->n_colnames && table && !is_cte(p->scope, range->relname))
        return renamed_table(p, range);
    if (is_inline(p, range))
        status = put_inline(p, range);
    else
        sk_print_range(p, range);
    return status ? status : alias_of(p, range->alias, node);
}

static enum sk_status
from_item(struct sk_printer *p, const sk_node *node)
{
    switch (node->node_case) {
    case SK_NODE(RANGE_VAR):
        return table_item(p, node);
    case SK_NODE(JOIN_EXPR):
        return join(p, node->join_expr);
    case SK_NODE(RANGE_SUBSELECT):
        return from_subselect(p, node);
    case SK_NODE(RANGE_FUNCTION):
        return from_function(p, node);
    default:
        return sk_print_unsupported(p, node, "this FROM item has no equivalent on %s", p->rules->dialect);
    }
}

enum sk_status
sk_print_from(struct sk_printer *p, const char *keyword, size_t n, sk_node *const *items)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < n && !status; i++) {
        sk_text_add(p->out, i ? ", " : keyword);
        status = from_item(p, items[i]);
    }
    return status;
}

/* The name that columns of a FROM item are qualified with. */
static const char *
from_name(const sk_node *item)
{
    if (item->node_case == SK_NODE(RANGE_VAR))
        return item->range_var->alias ? item->range_var->alias->aliasname : item->range_var->relname;
    const PgQuery__Alias *alias = item->node_case == SK_NODE(RANGE_SUBSELECT) ? item->range_subselect->alias
                                  : item->node_case == SK_NODE(RANGE_FUNCTION) ? item->range_function->alias
                                                                              : NULL;
    return alias ? alias->aliasname : NULL;
}

/* GROUP BY 1 is the first of the results. */
static const sk_node *
grouped_by(const PgQuery__SelectStmt *s, const sk_node *item)
{
    bool number = item->node_case == SK_NODE(A_CONST) && item->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL;
    int32_t i = number ? item->a_const->ival->ival : 0;
    return i > 0 && (size_t)i <= s->n_target_list ? s->target_list[i - 1]->res_target->val : item;
}

/*
 * An aggregate's own ORDER BY, which SQLite has from 3.44 on only: the rows come sorted. SQLite keeps the order of a
 * sub-query under group_concat() and its like (sqlite.org/optoverview.html leaves it out only where it cannot show).
 */
static enum sk_status
ordered_from(struct sk_printer *p, const PgQuery__SelectStmt *s, size_t n, sk_node *const *order)
{
    const sk_node *item = s->n_from_clause == 1 ? s->from_clause[0] : NULL;
    if (!item || item->node_case == SK_NODE(JOIN_EXPR))
        return sk_print_unsupported(p, order[0], "an aggregate with ORDER BY over a join has no equivalent on %s",
                                    p->rules->dialect);
    sk_text_add(p->out, " FROM (SELECT *");
    enum sk_status status = sk_print_from(p, " FROM ", 1, s->from_clause);
    status = status ? status : clause(p, "WHERE", s->where_clause);
    sk_text_add(p->out, " ORDER BY ");
    for (size_t i = 0; i < s->n_group_clause && !status; i++) {
        status = sk_print_expr(p, grouped_by(s, s->group_clause[i]));
        sk_text_add(p->out, ", ");
    }
    status = status ? status : sk_print_inner_sort(p, n, order);
    sk_text_add(p->out, ")");
    if (from_name(item)) {
        sk_text_add(p->out, " AS ");
        sk_print_qualifier(p, from_name(item));
    }
    return status;
}

enum sk_status
sk_print_with(struct sk_printer *p, const PgQuery__WithClause *clause_)
{
    if (!clause_)
        return SK_OK;
    enum sk_status status = SK_OK;
    sk_text_add(p->out, clause_->recursive ? "WITH RECURSIVE " : "WITH ");
    for (size_t i = 0; i < clause_->n_ctes && !status; i++) {
        const PgQuery__CommonTableExpr *cte = clause_->ctes[i]->common_table_expr;
        if (cte->ctequery->node_case != SK_NODE(SELECT_STMT))
            return sk_print_unsupported(p, clause_->ctes[i], "a WITH query that changes rows has no equivalent on %s",
                                        p->rules->dialect);
        sk_text_add(p->out, i ? ", " : "");
        sk_print_name(p, cte->ctename);
        for (size_t k = 0; k < cte->n_aliascolnames; k++) {
            sk_text_add(p->out, k ? ", " : " (");
            sk_print_name(p, sk_node_string(cte->aliascolnames[k]));
        }
        sk_text_add(p->out, cte->n_aliascolnames ? ") AS (" : " AS (");
        status = sk_print_statement(p, cte->ctequery);
        sk_text_add(p->out, ")");
    }
    sk_text_add(p->out, " ");
    return status;
}

/* ---- SELECT --------------------------------------------------------------------------------------------------- */

static enum sk_status
values(struct sk_printer *p, const PgQuery__SelectStmt *s)
{
    enum sk_status status = SK_OK;
    sk_text_add(p->out, "VALUES ");
    for (size_t i = 0; i < s->n_values_lists && !status; i++) {
        sk_text_add(p->out, i ? ", (" : "(");
        status = sk_print_expr(p, s->values_lists[i]);
        sk_text_add(p->out, ")");
    }
    return status;
}

/* SQLite takes no parentheses here and groups from the left; elsewhere INTERSECT binds tighter. A group of its own is a
 * sub-select. */
static enum sk_status
operand(struct sk_printer *p, const PgQuery__SelectStmt *s, bool group)
{
    group = group || s->n_sort_clause || s->limit_count || s->limit_offset || s->with_clause;
    sk_text_add(p->out, group ? "SELECT * FROM (" : "");
    enum sk_status status = sk_print_select(p, s);
    sk_text_add(p->out, group ? ") AS skein_group" : "");
    return status;
}

static enum sk_status
set_operation(struct sk_printer *p, const PgQuery__SelectStmt *s)
{
    static const char *const names[] = {[PG_QUERY__SET_OPERATION__SETOP_UNION] = " UNION ",
                                        [PG_QUERY__SET_OPERATION__SETOP_INTERSECT] = " INTERSECT ",
                                        [PG_QUERY__SET_OPERATION__SETOP_EXCEPT] = " EXCEPT "};
    bool tighter = s->op == PG_QUERY__SET_OPERATION__SETOP_INTERSECT && s->larg->op != PG_QUERY__SET_OPERATION__SETOP_NONE &&
                   s->larg->op != PG_QUERY__SET_OPERATION__SETOP_INTERSECT;
    enum sk_status status = operand(p, s->larg, tighter);
    sk_text_add(p->out, names[s->op]);
    sk_text_add(p->out, s->all ? "ALL " : "");
    return status ? status : operand(p, s->rarg, s->rarg->op != PG_QUERY__SET_OPERATION__SETOP_NONE);
}

static enum sk_status
window_clause(struct sk_printer *p, const PgQuery__SelectStmt *s)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < s->n_window_clause && !status; i++) {
        PgQuery__WindowDef window = *s->window_clause[i]->window_def;
        sk_text_add(p->out, i ? ", " : " WINDOW ");
        sk_print_name(p, window.name);
        sk_text_add(p->out, " AS");
        window.name = (char *)(uintptr_t) "";
        struct sk_text *out = p->out;
        p->out = sk_text_new(p->tmp);
        status = sk_print_over(p, &window);
        sk_text_add(out, p->out->data + strlen(" OVER"));
        p->out = out;
    }
    return status;
}

static enum sk_status
grouped(struct sk_printer *p, const PgQuery__SelectStmt *s)
{
    enum sk_status status = SK_OK;
    if (s->n_group_clause) {
        sk_text_add(p->out, " GROUP BY ");
        status = sk_print_list(p, s->n_group_clause, s->group_clause, ", ");
    }
    return status ? status : clause(p, "HAVING", s->having_clause);
}

static enum sk_status
plain_select(struct sk_printer *p, const PgQuery__SelectStmt *s)
{
    size_t n_order;
    sk_node *const *order = sk_print_aggregate_order(p, s, &n_order);
    sk_text_add(p->out, s->n_distinct_clause ? "SELECT DISTINCT " : "SELECT ");
    enum sk_status status = targets(p, s->n_target_list, s->target_list);
    const PgQuery__JoinExpr *full = p->rules->has_full_join ? NULL : sk_print_is_full_join(s);
    if (order)
        status = status ? status : ordered_from(p, s, n_order, order);
    else if (full)
        status = status ? status : sk_print_full_join(p, full, s->where_clause);
    else
        status = status ? status : sk_print_from(p, " FROM ", s->n_from_clause, s->from_clause);
    if (!order && !full)
        status = status ? status : clause(p, "WHERE", s->where_clause);
    status = status ? status : grouped(p, s);
    return status ? status : window_clause(p, s);
}

/* What an ORDER BY or DISTINCT ON item means: the number or the alias of a target is that target's expression. */
static sk_node *
resolved(const PgQuery__SelectStmt *s, sk_node *node)
{
    const char *name = node->node_case == SK_NODE(COLUMN_REF) && node->column_ref->n_fields == 1
                           ? sk_node_string(node->column_ref->fields[0])
                           : NULL;
    bool number = node->node_case == SK_NODE(A_CONST) && node->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL;
    for (size_t i = 0; i < s->n_target_list; i++) {
        const PgQuery__ResTarget *target = s->target_list[i]->res_target;
        if ((name && strcmp(target->name, name) == 0) || (number && node->a_const->ival->ival == (int)i + 1))
            return target->val;
    }
    return node;
}

static sk_node **
resolved_sort(struct sk_printer *p, const PgQuery__SelectStmt *s)
{
    sk_node **items = NULL;
    size_t n = 0;
    for (size_t i = 0; i < s->n_sort_clause; i++) {
        sk_node *copy = sk_pg_copy(p->tmp, s->sort_clause[i]);
        copy->sort_by->node = resolved(s, copy->sort_by->node);
        sk_push(p->tmp, items, n, copy);
    }
    return items;
}

static enum sk_status
numbered(struct sk_printer *p, const PgQuery__SelectStmt *s, size_t n_by, sk_node **by, sk_node *const *sort,
         const char *name)
{
    enum sk_status status = SK_OK;
    sk_text_add(p->out, ", row_number() OVER (");
    if (n_by) {
        sk_text_add(p->out, "PARTITION BY ");
        status = sk_print_list(p, n_by, by, ", ");
    }
    if (s->n_sort_clause && !status) {
        sk_text_add(p->out, n_by ? " ORDER BY " : "ORDER BY ");
        status = sk_print_sort(p, s->n_sort_clause, sort);
    }
    sk_text_addf(p->out, ") AS %s", name);
    return status;
}

/* DISTINCT ON (a) is the first row of each partition by a. */
static enum sk_status
distinct_on(struct sk_printer *p, const PgQuery__SelectStmt *s, const struct sk_scope *around)
{
    struct sk_scope *outside = sk_scope_new(p->tmp, p->catalog, around);
    sk_node self;
    pg_query__node__init(&self);
    self.node_case = SK_NODE(SELECT_STMT);
    self.select_stmt = (PgQuery__SelectStmt *)(uintptr_t)s;
    struct sk_query_columns columns = sk_scope_query(outside, &self);
    sk_node *const *sort = resolved_sort(p, s);
    sk_node **by = NULL;
    size_t n_by = 0;
    for (size_t i = 0; i < s->n_distinct_clause; i++)
        sk_push(p->tmp, by, n_by, resolved(s, s->distinct_clause[i]));
    sk_text_add(p->out, "SELECT ");
    for (size_t i = 0; i < columns.n; i++) {
        sk_text_add(p->out, i ? ", " : "");
        sk_print_name(p, columns.items[i].name);
    }
    sk_text_add(p->out, " FROM (SELECT ");
    enum sk_status status = targets(p, s->n_target_list, s->target_list);
    status = status ? status : numbered(p, s, n_by, by, sort, "skein_nth");
    status = status ? status : numbered(p, s, 0, NULL, sort, "skein_order");
    status = status ? status : sk_print_from(p, " FROM ", s->n_from_clause, s->from_clause);
    status = status ? status : clause(p, "WHERE", s->where_clause);
    status = status ? status : grouped(p, s);
    sk_text_add(p->out, ") AS skein_distinct WHERE skein_nth = 1 ORDER BY skein_order");
    return status;
}

static enum sk_status
limits(struct sk_printer *p, const PgQuery__SelectStmt *s)
{
    enum sk_status status = SK_OK;
    if (s->limit_option == PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_WITH_TIES)
        return sk_print_unsupported(p, s->limit_count, "WITH TIES has no equivalent on %s", p->rules->dialect);
    if (s->limit_count && !(s->limit_count->node_case == SK_NODE(A_CONST) && s->limit_count->a_const->isnull))
        status = clause(p, "LIMIT", s->limit_count);
    else if (s->limit_offset)
        sk_text_addf(p->out, " LIMIT %s", p->rules->no_limit);
    return status ? status : clause(p, "OFFSET", s->limit_offset);
}

static bool
is_distinct_on(const PgQuery__SelectStmt *s)
{
    return s->n_distinct_clause && s->distinct_clause[0]->node_case != SK_NODE(_NOT_SET);
}

enum sk_status
sk_print_select(struct sk_printer *p, const PgQuery__SelectStmt *s)
{
    const struct sk_scope *around = p->scope;
    const PgQuery__SelectStmt *select = p->select;
    struct sk_scope *scope = sk_scope_new(p->tmp, p->catalog, around);
    const char *row_prefix = p->row_prefix;
    sk_scope_add_ctes(scope, s->with_clause);
    sk_scope_add_from(scope, s->n_from_clause, s->from_clause);
    p->scope = scope;
    p->select = s;
    p->row_prefix = s->n_from_clause ? NULL : row_prefix;
    enum sk_status status = sk_print_with(p, s->with_clause);
    if (!status && s->op != PG_QUERY__SET_OPERATION__SETOP_NONE)
        status = set_operation(p, s);
    else if (!status && s->n_values_lists)
        status = p->rules->has_values ? values(p, s) : values_with_names(p, s, NULL);
    else if (!status && is_distinct_on(s))
        status = distinct_on(p, s, around);
    else if (!status)
        status = plain_select(p, s);
    if (!status && s->n_sort_clause && !is_distinct_on(s)) {
        sk_text_add(p->out, " ORDER BY ");
        status = sk_print_sort(p, s->n_sort_clause, s->sort_clause);
    }
    status = status ? status : limits(p, s);
    p->scope = around;
    p->select = select;
    p->row_prefix = row_prefix;
    return status;
}

/* ---- INSERT --------------------------------------------------------------------------------------------------- */

const struct sk_column *
sk_print_target_column(const struct sk_table *table, const PgQuery__InsertStmt *s, size_t i)
{
    if (!table)
        return NULL;
    if (s->n_cols)
        return i < s->n_cols ? sk_table_column(table, s->cols[i]->res_target->name) : NULL;
    return i < table->n_columns ? table->columns[i] : NULL;
}

/* A constant as the column takes it: rounded to the digits that it has, without the spaces that it has no room for (manual,
 * 8.1.2 and 8.3). NULL: as it is. */
static const char *
assigned_text(struct sk_printer *p, const sk_node *value, const struct sk_type *type)
{
    if (value->node_case != SK_NODE(A_CONST) || value->a_const->isnull)
        return NULL;
    const PgQuery__AConst *c = value->a_const;
    bool quoted = c->val_case == PG_QUERY__A__CONST__VAL_SVAL;
    const char *text = quoted ? c->sval->sval : c->val_case == PG_QUERY__A__CONST__VAL_FVAL ? c->fval->fval : NULL;
    if (!text)
        return NULL;
    if (quoted && type->kind == SK_TYPE_VARCHAR && type->length >= 0)
        return sk_literal_fitted(p->tmp, text, type->length);
    if (type->kind == SK_TYPE_NUMERIC && type->length > 0 && type->scale >= 0)
        return sk_literal_rounded(p->tmp, text, type->scale);
    return !quoted && sk_type_is_integer(type) ? sk_literal_rounded(p->tmp, text, 0) : NULL;
}

enum sk_status
sk_print_column_value(struct sk_printer *p, const sk_node *value, const struct sk_column *column)
{
    const struct sk_user_type *domain =
        column && column->type.kind == SK_TYPE_DOMAIN ? sk_catalog_type(p->catalog, column->type.schema, column->type.name)
                                                      : NULL;
    const struct sk_type *type = domain ? &domain->base : column ? &column->type : NULL;
    if (!column)
        return sk_print_expr(p, value);
    const char *text = type->dimensions ? NULL : assigned_text(p, value, type);
    if (text && value->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL)
        return p->rules->literal(p, text, &column->type, value);
    if (text)
        return sk_text_add(p->out, text), SK_OK;
    return sk_print_value(p, value, &column->type);
}

/* Engines number a row for which they are given NULL; PostgreSQL refuses it. */
static bool
is_null_for_number(const sk_node *value, const struct sk_column *column)
{
    while (value->node_case == SK_NODE(TYPE_CAST))
        value = value->type_cast->arg;
    return column && column->identity != SK_IDENTITY_NONE && value->node_case == SK_NODE(A_CONST) && value->a_const->isnull;
}

/* What an assignment makes of a number (PostgreSQL manual, 10.4) has to be said where the engine does not do it itself. */
static const sk_node *
rounded(struct sk_printer *p, const sk_node *value, const struct sk_column *column)
{
    const struct sk_type *type = column ? &column->type : NULL;
    const struct sk_user_type *domain = type && type->kind == SK_TYPE_DOMAIN && !type->dimensions
                                            ? sk_catalog_type(p->catalog, type->schema, type->name)
                                            : NULL;
    type = domain ? &domain->base : type;
    bool quoted = value->node_case == SK_NODE(A_CONST) && (value->a_const->isnull ||
                  value->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL);
    if (!p->rules->keeps_digits || !type || type->dimensions || quoted || value->node_case == SK_NODE(SET_TO_DEFAULT) ||
        value->node_case == SK_NODE(PARAM_REF) || !(sk_type_is_integer(type) || (type->kind == SK_TYPE_NUMERIC && type->scale >= 0)))
        return value;
    sk_node *cast = sk_pg_cast_node(p->tmp, sk_pg_copy(p->tmp, value), type);
    return cast ? cast : value;
}

/* The same, and DEFAULT as the column's default. */
static enum sk_status
column_value(struct sk_printer *p, const sk_node *value, const struct sk_column *column)
{
    if (value->node_case == SK_NODE(SET_TO_DEFAULT)) {
        if (column && column->default_expr)
            return sk_print_value(p, sk_expr_node(column->default_expr), &column->type);
        sk_text_add(p->out, "NULL");
        return SK_OK;
    }
    return sk_print_column_value(p, value->node_case == SK_NODE(A_CONST) ? value : rounded(p, value, column), column);
}

static enum sk_status
insert_values(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table)
{
    const PgQuery__SelectStmt *select = s->select_stmt->select_stmt;
    enum sk_status status = SK_OK;
    sk_text_add(p->out, " VALUES ");
    for (size_t r = 0; r < select->n_values_lists && !status; r++) {
        const PgQuery__List *row = select->values_lists[r]->list;
        sk_text_add(p->out, r ? ", (" : "(");
        for (size_t i = 0; i < row->n_items && !status; i++) {
            sk_text_add(p->out, i ? ", " : "");
            const struct sk_column *column = sk_print_target_column(table, s, i);
            if (is_null_for_number(row->items[i], column))
                return sk_print_unsupported(p, row->items[i], "NULL for column \"%s\", which numbers its rows and takes none",
                                            column->name);
            status = column_value(p, row->items[i], column);
        }
        sk_text_add(p->out, ")");
    }
    return status;
}

sk_node *
sk_print_typed_select(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table)
{
    sk_node *copy = sk_pg_copy(p->tmp, s->select_stmt);
    PgQuery__SelectStmt *select = copy->select_stmt;
    for (size_t i = 0; i < select->n_target_list; i++) {
        PgQuery__ResTarget *target = select->target_list[i]->res_target;
        const struct sk_column *column = sk_print_target_column(table, s, i);
        target->val = (sk_node *)rounded(p, target->val, column);
        if (!column || target->val->node_case != SK_NODE(A_CONST) || target->val->a_const->isnull ||
            target->val->a_const->val_case != PG_QUERY__A__CONST__VAL_SVAL || column->type.dimensions)
            continue;
        /* 'text' becomes 'text'::the column's type */
        sk_node *cast = sk_pg_cast_node(p->tmp, target->val, &column->type);
        if (cast)
            target->val = cast;
    }
    return copy;
}

/* SELECT whose results go into columns: constants in its target list take their form. */
static enum sk_status
insert_select(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table)
{
    const sk_node *copy = sk_print_typed_select(p, s, table);
    const PgQuery__SelectStmt *select = copy->select_stmt;
    sk_text_add(p->out, " ");
    enum sk_status status = sk_print_statement(p, copy);
    /* SQLite would take ON CONFLICT for the ON of a join: its manual, "UPSERT", "Parsing Ambiguity". */
    if (!status && s->on_conflict_clause && !select->where_clause && select->op == PG_QUERY__SET_OPERATION__SETOP_NONE &&
        !select->n_group_clause && !select->n_sort_clause && !select->limit_count)
        sk_text_add(p->out, " WHERE true");
    return status;
}

/* UPDATE ... SET id = DEFAULT: the row gets a new number. */
static void
next_number(struct sk_printer *p, const struct sk_table *table, const struct sk_column *column)
{
    sk_text_add(p->out, "(SELECT coalesce(max(");
    sk_print_name(p, column->name);
    sk_text_add(p->out, "), 0) + 1 FROM ");
    sk_print_relation(p, table->schema, table->name);
    sk_text_add(p->out, ")");
}

static enum sk_status
set_list(struct sk_printer *p, size_t n, sk_node *const *list, const struct sk_table *table)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < n && !status; i++) {
        const PgQuery__ResTarget *target = list[i]->res_target;
        const struct sk_column *column = table ? sk_table_column(table, target->name) : NULL;
        if (target->val->node_case == SK_NODE(MULTI_ASSIGN_REF)) {
            /* (a, b) = (SELECT ...): all names, then the source once */
            const PgQuery__MultiAssignRef *multi = target->val->multi_assign_ref;
            if (multi->colno != 1)
                continue;
            sk_text_add(p->out, i ? ", (" : "(");
            for (int32_t k = 0; k < multi->ncolumns; k++) {
                sk_text_add(p->out, k ? ", " : "");
                sk_print_name(p, list[i + (size_t)k]->res_target->name);
            }
            sk_text_add(p->out, ") = ");
            status = sk_print_expr(p, multi->source);
            continue;
        }
        sk_text_add(p->out, i ? ", " : "");
        sk_print_name(p, target->name);
        sk_text_add(p->out, " = ");
        if (target->val->node_case == SK_NODE(SET_TO_DEFAULT) && column && column->identity != SK_IDENTITY_NONE)
            next_number(p, table, column);
        else
            status = column_value(p, target->val, column);
    }
    return status;
}

static enum sk_status
conflict_target(struct sk_printer *p, const PgQuery__InferClause *infer, const struct sk_table *table)
{
    if (!infer)
        return SK_OK;
    if (*infer->conname) {
        const struct sk_constraint *k = table ? sk_table_constraint(table, infer->conname) : NULL;
        for (size_t i = 0; k && i < k->n_columns; i++) {
            sk_text_add(p->out, i ? ", " : " (");
            sk_print_name(p, k->columns[i]);
        }
        sk_text_add(p->out, k ? ")" : "");
        return SK_OK;
    }
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < infer->n_index_elems && !status; i++) {
        const PgQuery__IndexElem *elem = infer->index_elems[i]->index_elem;
        sk_text_add(p->out, i ? ", " : " (");
        if (*elem->name)
            sk_print_name(p, elem->name);
        else
            status = sk_print_expr(p, elem->expr);
    }
    sk_text_add(p->out, infer->n_index_elems ? ")" : "");
    return status ? status : clause(p, "WHERE", infer->where_clause);
}

static enum sk_status
on_conflict(struct sk_printer *p, const PgQuery__OnConflictClause *c, const struct sk_table *table)
{
    if (!c)
        return SK_OK;
    sk_text_add(p->out, " ON CONFLICT");
    enum sk_status status = conflict_target(p, c->infer, table);
    if (c->action == PG_QUERY__ON_CONFLICT_ACTION__ONCONFLICT_NOTHING) {
        sk_text_add(p->out, " DO NOTHING");
        return status;
    }
    sk_text_add(p->out, " DO UPDATE SET ");
    status = status ? status : set_list(p, c->n_target_list, c->target_list, table);
    return status ? status : clause(p, "WHERE", c->where_clause);
}

static enum sk_status
returning(struct sk_printer *p, size_t n, sk_node *const *list)
{
    if (!n)
        return SK_OK;
    sk_text_add(p->out, " RETURNING ");
    return targets(p, n, list);
}

size_t
sk_print_insert_width(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table)
{
    if (s->n_cols || !s->select_stmt || !table)
        return s->n_cols;
    const PgQuery__SelectStmt *select = s->select_stmt->select_stmt;
    size_t n = select->n_values_lists ? select->values_lists[0]->list->n_items : sk_scope_query(p->scope, s->select_stmt).n;
    return n <= table->n_columns ? n : 0;
}

/* Without a list of columns the values go to the first ones: SQLite wants to be told when they are not all. */
static void
insert_columns(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table)
{
    size_t n = sk_print_insert_width(p, s, table);
    n = s->n_cols || !table || n < table->n_columns ? n : 0;
    for (size_t i = 0; i < n; i++) {
        sk_text_add(p->out, i ? ", " : " (");
        sk_print_name(p, s->n_cols ? s->cols[i]->res_target->name : table->columns[i]->name);
    }
    sk_text_add(p->out, n ? ")" : "");
}

static enum sk_status
insert(struct sk_printer *p, const PgQuery__InsertStmt *s)
{
    const struct sk_table *table =
        sk_catalog_table(p->catalog, sk_text_or_null(s->relation->schemaname), s->relation->relname);
    enum sk_status status = sk_print_with(p, s->with_clause);
    sk_text_add(p->out, "INSERT INTO ");
    sk_print_range(p, s->relation);
    if (!status)
        status = s->relation->alias ? alias_of(p, s->relation->alias, NULL) : SK_OK;
    insert_columns(p, s, table);
    if (status)
        return status;
    if (!s->select_stmt)
        sk_text_add(p->out, " DEFAULT VALUES");
    else if (s->select_stmt->select_stmt->n_values_lists)
        status = insert_values(p, s, table);
    else
        status = insert_select(p, s, table);
    status = status ? status : on_conflict(p, s->on_conflict_clause, table);
    return status ? status : returning(p, s->n_returning_list, s->returning_list);
}

/* ---- UPDATE, DELETE ------------------------------------------------------------------------------------------- */

static enum sk_status
update(struct sk_printer *p, const PgQuery__UpdateStmt *s)
{
    const struct sk_table *table =
        sk_catalog_table(p->catalog, sk_text_or_null(s->relation->schemaname), s->relation->relname);
    enum sk_status status = sk_print_with(p, s->with_clause);
    sk_text_add(p->out, "UPDATE ");
    sk_print_range(p, s->relation);
    status = status ? status : alias_of(p, s->relation->alias, NULL);
    sk_text_add(p->out, " SET ");
    status = status ? status : set_list(p, s->n_target_list, s->target_list, table);
    status = status ? status : sk_print_from(p, " FROM ", s->n_from_clause, s->from_clause);
    status = status ? status : clause(p, "WHERE", s->where_clause);
    return status ? status : returning(p, s->n_returning_list, s->returning_list);
}

/* DELETE ... USING: the rows to go are those for which the others can be found. */
static enum sk_status
delete_using(struct sk_printer *p, const PgQuery__DeleteStmt *s)
{
    sk_text_add(p->out, " WHERE EXISTS (SELECT 1");
    enum sk_status status = sk_print_from(p, " FROM ", s->n_using_clause, s->using_clause);
    status = status ? status : clause(p, "WHERE", s->where_clause);
    sk_text_add(p->out, ")");
    return status;
}

static enum sk_status
delete(struct sk_printer *p, const PgQuery__DeleteStmt *s)
{
    enum sk_status status = sk_print_with(p, s->with_clause);
    sk_text_add(p->out, "DELETE FROM ");
    sk_print_range(p, s->relation);
    status = status ? status : alias_of(p, s->relation->alias, NULL);
    if (!status)
        status = s->n_using_clause ? delete_using(p, s) : clause(p, "WHERE", s->where_clause);
    return status ? status : returning(p, s->n_returning_list, s->returning_list);
}

static struct sk_scope *
statement_scope(struct sk_printer *p, const sk_node *node)
{
    struct sk_scope *scope = sk_scope_new(p->tmp, p->catalog, p->scope);
    if (node->node_case == SK_NODE(INSERT_STMT)) {
        sk_scope_add_ctes(scope, node->insert_stmt->with_clause);
        sk_scope_add_relation(scope, node->insert_stmt->relation);
    } else if (node->node_case == SK_NODE(UPDATE_STMT)) {
        sk_scope_add_ctes(scope, node->update_stmt->with_clause);
        sk_scope_add_relation(scope, node->update_stmt->relation);
        sk_scope_add_from(scope, node->update_stmt->n_from_clause, node->update_stmt->from_clause);
    } else if (node->node_case == SK_NODE(DELETE_STMT)) {
        sk_scope_add_ctes(scope, node->delete_stmt->with_clause);
        sk_scope_add_relation(scope, node->delete_stmt->relation);
        sk_scope_add_from(scope, node->delete_stmt->n_using_clause, node->delete_stmt->using_clause);
    }
    return scope;
}

static enum sk_status
change_rows(struct sk_printer *p, const sk_node *node)
{
    switch (node->node_case) {
    case SK_NODE(INSERT_STMT):
        return insert(p, node->insert_stmt);
    case SK_NODE(UPDATE_STMT):
        return update(p, node->update_stmt);
    case SK_NODE(DELETE_STMT):
        return delete (p, node->delete_stmt);
    default:
        return sk_print_unsupported(p, node, "this statement has no equivalent on %s", p->rules->dialect);
    }
}

enum sk_status
sk_print_statement(struct sk_printer *p, const sk_node *node)
{
    if (node->node_case == SK_NODE(SELECT_STMT))
        return sk_print_select(p, node->select_stmt);
    const struct sk_scope *around = p->scope;
    p->scope = statement_scope(p, node);
    enum sk_status status = p->rules->change_rows ? p->rules->change_rows(p, node) : change_rows(p, node);
    p->scope = around;
    return status;
}
