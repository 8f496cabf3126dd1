/* dialects/common/queries.c - SELECT: its clauses, set operations, DISTINCT ON, WITH. */
#include <string.h>

#include "dialects/common/once.h"
#include "dialects/common/printer_priv.h"

/* ---- clauses -------------------------------------------------------------------------------------------------- */

enum sk_status
sk_print_clause(struct sk_printer *p, const char *keyword, const sk_node *node)
{
    if (!node)
        return SK_OK;
    sk_text_addf(p->out, " %s ", keyword);
    p->choosing++;
    enum sk_status status = sk_print_expr(p, node);
    p->choosing--;
    return status;
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

/* What a result that ORDER BY names is computed from, where MariaDB takes no expression of an aggregate's name. */
static const sk_node *
grouped_result(const PgQuery__SelectStmt *select, const sk_node *node)
{
    const char *name = node->node_case == SK_NODE(COLUMN_REF) && node->column_ref->n_fields == 1
                           ? sk_node_string(node->column_ref->fields[0])
                           : NULL;
    for (size_t i = 0; name && select->n_group_clause && !select->n_distinct_clause && i < select->n_target_list; i++) {
        const PgQuery__ResTarget *target = select->target_list[i]->res_target;
        if (strcmp(target->name, name) == 0 && target->val->node_case != SK_NODE(COLUMN_REF))
            return target->val;
    }
    return node;
}

/* A bare name is first that of a result (PostgreSQL manual, SELECT, "ORDER BY Clause"); NULL: it is that of none. */
static const PgQuery__ResTarget *
result_named(const PgQuery__SelectStmt *select, const sk_node *node)
{
    const char *name = node->node_case == SK_NODE(COLUMN_REF) && node->column_ref->n_fields == 1
                           ? sk_node_string(node->column_ref->fields[0])
                           : NULL;
    for (size_t i = 0; name && i < select->n_target_list; i++) {
        const PgQuery__ResTarget *target = select->target_list[i]->res_target;
        if (sk_same(*target->name ? target->name : sk_pg_figure_name(target->val), name))
            return target;
    }
    return NULL;
}

/* Other engines know a result by its name where AS gives it; else it is the column, of whichever table. */
static const sk_node *
named_result(const PgQuery__SelectStmt *select, const sk_node *node)
{
    const PgQuery__ResTarget *target = select && !select->larg ? result_named(select, node) : NULL;
    return target && !*target->name && target->val->node_case == SK_NODE(COLUMN_REF) ? target->val : node;
}

/* ORDER BY 2 is no expression that IS NULL could be asked of: the target that it stands for, in `p->targets`. */
static const sk_node *
sort_key(const struct sk_printer *p, const sk_node *node)
{
    bool number = node->node_case == SK_NODE(A_CONST) && node->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL;
    size_t i = number ? (size_t)node->a_const->ival->ival : 0;
    if (p->select && i >= 1 && i <= p->select->n_target_list)
        return p->select->target_list[i - 1]->res_target->val;
    return p->select ? grouped_result(p->select, named_result(p->select, node)) : node;
}

/* Intervals are kept as text: their order is that of their lengths. */
static const sk_node *
sorted_by(struct sk_printer *p, const sk_node *node)
{
    const sk_node *key = sort_key(p, node);
    struct sk_type type = sk_scope_type(p->scope, key);
    return type.kind == SK_TYPE_INTERVAL && !type.dimensions ? sk_print_span(p, key) : named_result(p->select, node);
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
        status = status ? status : sk_print_expr(p, sorted_by(p, by->node));
        sk_text_add(p->out, descending ? " DESC" : "");
        if (p->rules->has_nulls_order)
            sk_text_addf(p->out, " NULLS %s", first ? "FIRST" : "LAST");
    }
    return status;
}

enum sk_status
sk_print_targets(struct sk_printer *p, size_t n, sk_node *const *list)
{
    enum sk_status status = SK_OK;
    if (!n) /* EXISTS (SELECT FROM t): rows without columns are PostgreSQL's alone */
        sk_text_add(p->out, "1");
    for (size_t i = 0; i < n && !status; i++) {
        const PgQuery__ResTarget *target = list[i]->res_target;
        if (i)
            sk_text_add(p->out, ", ");
        status = sk_print_expr(p, target->val);
        if (*target->name) {
            sk_text_add(p->out, " AS ");
            sk_print_name(p, target->name);
        } else if (target->val->node_case != SK_NODE(COLUMN_REF) ||
                   sk_print_element(p, target->val->column_ref, true) ||
                   sk_print_is_place(p, target->val->column_ref)) {
            sk_text_add(p->out, " AS "); /* the name that PostgreSQL gives is part of the meaning of a view */
            sk_print_name(p, sk_pg_figure_name(target->val));
        }
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
const sk_node *
sk_print_grouped_by(const PgQuery__SelectStmt *s, const sk_node *item)
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
    if (!item)
        return sk_print_unsupported(p, order[0], "an aggregate with ORDER BY over no table has no equivalent on %s",
                                    p->rules->dialect);
    sk_text_add(p->out, " FROM (SELECT *");
    enum sk_status status = sk_print_from(p, " FROM ", 1, s->from_clause);
    status = status ? status : sk_print_clause(p, "WHERE", s->where_clause);
    sk_text_add(p->out, " ORDER BY ");
    for (size_t i = 0; i < s->n_group_clause && !status; i++) {
        status = sk_print_expr(p, sk_print_grouped_by(s, s->group_clause[i]));
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
        status = sk_print_statement(
            p, sk_print_distinct_names(p, clause_->recursive ? sk_print_recursive(p, cte) : cte->ctequery));
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

static bool
stands_alone(const PgQuery__SelectStmt *s)
{
    return s->n_sort_clause || s->limit_count || s->limit_offset || s->with_clause;
}

bool
sk_print_is_group(const PgQuery__SelectStmt *right)
{
    return right->op != PG_QUERY__SET_OPERATION__SETOP_NONE || stands_alone(right);
}

/* SQLite takes no parentheses here and groups from the left; elsewhere INTERSECT binds tighter. A group of its own is a
 * sub-select. */
static enum sk_status
operand(struct sk_printer *p, const PgQuery__SelectStmt *s, bool group)
{
    group = group || stands_alone(s);
    if (!group)
        return sk_print_select(p, s);
    sk_node query = sk_pg_query_node(s);
    sk_text_add(p->out, "SELECT * FROM (");
    enum sk_status status = sk_print_select(p, sk_print_distinct_names(p, &query)->select_stmt);
    sk_text_add(p->out, ") AS skein_group");
    return status;
}

static enum sk_status
set_operation(struct sk_printer *p, const PgQuery__SelectStmt *s)
{
    static const char *const names[] = {[PG_QUERY__SET_OPERATION__SETOP_UNION] = " UNION ",
                                        [PG_QUERY__SET_OPERATION__SETOP_INTERSECT] = " INTERSECT ",
                                        [PG_QUERY__SET_OPERATION__SETOP_EXCEPT] = " EXCEPT "};
    bool tighter = s->op == PG_QUERY__SET_OPERATION__SETOP_INTERSECT &&
                   s->larg->op != PG_QUERY__SET_OPERATION__SETOP_NONE &&
                   s->larg->op != PG_QUERY__SET_OPERATION__SETOP_INTERSECT;
    if (s->all && s->op != PG_QUERY__SET_OPERATION__SETOP_UNION && !p->rules->has_all_sets)
        return sk_print_unsupported(p, NULL, "%s ALL has no equivalent on %s",
                                    s->op == PG_QUERY__SET_OPERATION__SETOP_EXCEPT ? "EXCEPT" : "INTERSECT",
                                    p->rules->dialect);
    p->uniting = true;
    enum sk_status status = operand(p, s->larg, tighter);
    sk_text_add(p->out, names[s->op]);
    sk_text_add(p->out, s->all ? "ALL " : "");
    p->uniting = true;
    return status ? status : operand(p, s->rarg, sk_print_is_group(s->rarg));
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
    return status ? status : sk_print_clause(p, "HAVING", s->having_clause);
}

static enum sk_status
plain_select(struct sk_printer *p, const PgQuery__SelectStmt *s)
{
    size_t n_order;
    sk_node *const *order = sk_print_aggregate_order(p, s, &n_order);
    sk_text_add(p->out, s->n_distinct_clause ? "SELECT DISTINCT " : "SELECT ");
    enum sk_status status = sk_print_targets(p, s->n_target_list, s->target_list);
    const PgQuery__JoinExpr *full = p->rules->has_full_join ? NULL : sk_print_is_full_join(s);
    if (order)
        status = status ? status : ordered_from(p, s, n_order, order);
    else if (full)
        status = status ? status : sk_print_full_join(p, full, s->where_clause);
    else
        status = status ? status : sk_print_from(p, " FROM ", s->n_from_clause, s->from_clause);
    if (!order && !full)
        status = status ? status : sk_print_clause(p, "WHERE", s->where_clause);
    status = status ? status : grouped(p, s);
    return status ? status : window_clause(p, s);
}

sk_node *
sk_print_result_of(const PgQuery__SelectStmt *s, const sk_node *node)
{
    bool number = node->node_case == SK_NODE(A_CONST) && node->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL;
    size_t i = number ? (size_t)node->a_const->ival->ival : 0;
    const PgQuery__ResTarget *target =
        i >= 1 && i <= s->n_target_list ? s->target_list[i - 1]->res_target : result_named(s, node);
    return target ? target->val : (sk_node *)(uintptr_t)node;
}

sk_node **
sk_print_resolved_sort(struct sk_printer *p, const PgQuery__SelectStmt *s)
{
    sk_node **items = NULL;
    size_t n = 0;
    for (size_t i = 0; i < s->n_sort_clause; i++) {
        sk_node *copy = sk_pg_copy(p->tmp, s->sort_clause[i]);
        copy->sort_by->node = sk_print_result_of(s, copy->sort_by->node);
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
    sk_text_add(p->out, ") AS ");
    sk_print_name(p, name);
    return status;
}

/* DISTINCT ON (a) is the first row of each partition by a. */
static enum sk_status
distinct_on(struct sk_printer *p, const PgQuery__SelectStmt *s, const struct sk_scope *around)
{
    struct sk_scope *outside = sk_scope_new(p->tmp, p->catalog, around);
    sk_node self = sk_pg_query_node(s);
    struct sk_query_columns columns = sk_scope_query(outside, &self);
    sk_node *const *sort = sk_print_resolved_sort(p, s);
    sk_node **by = NULL;
    size_t n_by = 0;
    for (size_t i = 0; i < s->n_distinct_clause; i++)
        sk_push(p->tmp, by, n_by, sk_print_result_of(s, s->distinct_clause[i]));
    sk_text_add(p->out, "SELECT ");
    for (size_t i = 0; i < columns.n; i++) {
        sk_text_add(p->out, i ? ", " : "");
        sk_print_name(p, columns.items[i].name);
    }
    sk_text_add(p->out, " FROM (SELECT ");
    enum sk_status status = sk_print_targets(p, s->n_target_list, s->target_list);
    status = status ? status : numbered(p, s, n_by, by, sort, "skein_nth");
    status = status ? status : numbered(p, s, 0, NULL, sort, "skein_order");
    status = status ? status : sk_print_from(p, " FROM ", s->n_from_clause, s->from_clause);
    status = status ? status : sk_print_clause(p, "WHERE", s->where_clause);
    status = status ? status : grouped(p, s);
    sk_text_add(p->out, ") AS ");
    sk_print_name(p, "skein_distinct");
    sk_text_add(p->out, " WHERE ");
    sk_print_name(p, "skein_nth");
    sk_text_add(p->out, " = 1 ORDER BY ");
    sk_print_name(p, "skein_order");
    return status;
}

static bool
is_computed(const sk_node *limit)
{
    limit = sk_pg_uncast(limit);
    return limit && limit->node_case != SK_NODE(A_CONST) && limit->node_case != SK_NODE(COLUMN_REF) &&
           limit->node_case != SK_NODE(PARAM_REF);
}

static enum sk_status
limits(struct sk_printer *p, const PgQuery__SelectStmt *s)
{
    enum sk_status status = SK_OK;
    if (s->limit_option == PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_WITH_TIES)
        return sk_print_unsupported(p, s->limit_count, "WITH TIES has no equivalent on %s", p->rules->dialect);
    const sk_node *computed = is_computed(s->limit_count) ? s->limit_count : s->limit_offset;
    if (p->rules->plain_limit && is_computed(computed))
        return sk_print_unsupported(p, computed, "LIMIT of what is computed has no equivalent on %s",
                                    p->rules->dialect);
    if (s->limit_count && !(s->limit_count->node_case == SK_NODE(A_CONST) && s->limit_count->a_const->isnull))
        status = sk_print_clause(p, "LIMIT", s->limit_count);
    else if (s->limit_offset)
        sk_text_addf(p->out, " LIMIT %s", p->rules->no_limit);
    return status ? status : sk_print_clause(p, "OFFSET", s->limit_offset);
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
    bool rowless = p->rowless;
    bool uniting = p->uniting;
    enum sk_status status = sk_print_grouping_sets(p, &s);
    status = status ? status : sk_print_with_sources(p, &s);
    status = status ? status : sk_print_sorted(p, &s);
    status = status ? status : sk_print_grouped(p, &s);
    sk_scope_add_ctes(scope, s->with_clause);
    sk_scope_add_from(scope, s->n_from_clause, s->from_clause);
    s = sk_print_without_stars(p, scope, s);
    p->scope = scope;
    bool unites = s->op != PG_QUERY__SET_OPERATION__SETOP_NONE;
    if (unites && !uniting && p->rules->united)
        s = sk_print_united(p, s);
    p->uniting = false;
    p->select = s;
    bool binds = s->n_from_clause == 1 && s->from_clause[0]->node_case == SK_NODE(RANGE_SUBSELECT) &&
                 sk_once_is_source(s->from_clause[0]->range_subselect);
    p->row_prefix = s->n_from_clause && !binds ? NULL : row_prefix;
    p->rowless = rowless && !s->n_from_clause;
    status = status ? status : sk_print_with(p, s->with_clause);
    if (!status && s->op != PG_QUERY__SET_OPERATION__SETOP_NONE)
        status = set_operation(p, s);
    else if (!status && s->n_values_lists)
        status = p->rules->has_values ? values(p, s) : sk_print_named_values(p, s, NULL);
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
    p->rowless = rowless;
    p->uniting = uniting;
    return status;
}
