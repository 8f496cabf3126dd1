/*
 * dialects/common/sorted.c - aggregates with an ORDER BY of their own over several tables, for an engine that has none
 * there (SQLite before 3.44): the rows come from a sub-query that is sorted, and has a column for each that is asked
 * for.
 */
#include <string.h>

#include "dialects/common/printer_priv.h"

struct sorting {
    struct sk_printer *p;
    struct sk_scope *scope; /* of the query's FROM */
    size_t n;
    struct {
        const char *text, *name;
        sk_node *ref;
    } *columns;
    int depth;  /* of sub-queries */
    bool whole; /* a row as a value, or what is not known */
};

static const struct sk_range *
range_of(const struct sorting *s, const char *alias)
{
    for (size_t i = 0; alias && i < s->scope->n_ranges; i++)
        if (strcmp(s->scope->ranges[i].alias, alias) == 0)
            return &s->scope->ranges[i];
    return NULL;
}

/* Is it a column of the query's FROM? A bare name within a sub-query is taken for the sub-query's own. */
static bool
is_ours(struct sorting *s, const PgQuery__ColumnRef *ref)
{
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    if (ref->n_fields > 1)
        return name && range_of(s, sk_node_string(ref->fields[ref->n_fields - 2]));
    s->whole = s->whole || range_of(s, name);
    for (size_t i = 0; i < s->scope->n_ranges && !s->depth; i++)
        for (size_t c = 0; c < s->scope->ranges[i].columns.n; c++)
            if (name && strcmp(s->scope->ranges[i].columns.items[c].name, name) == 0)
                return true;
    return false;
}

static const char *
column_for(struct sorting *s, const sk_node *node)
{
    TALLOC_CTX *owner = s->p->tmp;
    const char *text = sk_pg_deparse_expr(owner, node);
    for (size_t i = 0; text && i < s->n; i++)
        if (strcmp(s->columns[i].text, text) == 0)
            return s->columns[i].name;
    const char *name = sk_printf(owner, "skein_c%zu", s->n + 1);
    __typeof__(*s->columns) column = {text ? text : name, name, sk_pg_copy(owner, node)};
    sk_push(owner, s->columns, s->n, column);
    return name;
}

static bool
visit(sk_node *node, void *data)
{
    struct sorting *s = data;
    if (node->node_case == SK_NODE(SUB_LINK)) {
        s->depth++;
        sk_pg_walk_node(node->sub_link->testexpr, visit, s);
        sk_pg_walk(&node->sub_link->subselect->base, visit, s);
        s->depth--;
        return false;
    }
    if (node->node_case == SK_NODE(FUNC_CALL) && node->func_call->n_agg_order && !node->func_call->agg_within_group)
        node->func_call->n_agg_order = 0;
    if (node->node_case != SK_NODE(COLUMN_REF))
        return true;
    if (is_ours(s, node->column_ref))
        *node = *sk_pg_column_node(s->p->tmp, column_for(s, node));
    return false;
}

static void
walk_all(struct sorting *s, size_t n, sk_node **list)
{
    for (size_t i = 0; i < n; i++)
        sk_pg_walk_node(list[i], visit, s);
}

/* The sub-query: a column for each that is asked for, sorted by the groups and then as the aggregate wants it. */
static void
fill_inner(struct sorting *s, PgQuery__SelectStmt *inner, const PgQuery__SelectStmt *select, size_t n,
           sk_node *const *order)
{
    TALLOC_CTX *owner = s->p->tmp;
    inner->n_from_clause = select->n_from_clause;
    inner->from_clause = select->from_clause;
    inner->where_clause = select->where_clause;
    inner->n_target_list = 0;
    inner->target_list = NULL;
    for (size_t i = 0; i < s->n; i++) {
        sk_node *made = sk_pg_made(owner, sk_printf(owner, "(SELECT 1 AS %s)", s->columns[i].name), 0, NULL);
        sk_node *target = made->sub_link->subselect->select_stmt->target_list[0];
        target->res_target->val = s->columns[i].ref;
        sk_push(owner, inner->target_list, inner->n_target_list, target);
    }
    for (size_t i = 0; i < select->n_group_clause; i++) {
        sk_node *made = sk_pg_made(owner, "(SELECT 1 ORDER BY 1)", 0, NULL);
        sk_node *by = made->sub_link->subselect->select_stmt->sort_clause[0];
        by->sort_by->node = (sk_node *)(uintptr_t)sk_print_grouped_by(select, select->group_clause[i]);
        sk_push(owner, inner->sort_clause, inner->n_sort_clause, by);
    }
    for (size_t i = 0; i < n; i++)
        sk_push(owner, inner->sort_clause, inner->n_sort_clause, order[i]);
}

struct orders {
    TALLOC_CTX *owner;
    const char *text;
    bool differ;
};

static bool
compare_orders(sk_node *node, void *data)
{
    struct orders *orders = data;
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    if (!call || !call->n_agg_order || call->agg_within_group)
        return node->node_case != SK_NODE(SUB_LINK);
    sk_node *query = sk_pg_made(orders->owner, "(SELECT 1)", 0, NULL)->sub_link->subselect;
    query->select_stmt->n_sort_clause = call->n_agg_order;
    query->select_stmt->sort_clause = call->agg_order;
    const char *text = sk_pg_deparse(orders->owner, query);
    orders->differ = orders->differ || !text || (orders->text && strcmp(orders->text, text) != 0);
    orders->text = text;
    return true;
}

enum sk_status
sk_print_sorted(struct sk_printer *p, const PgQuery__SelectStmt **select)
{
    size_t n;
    sk_node *const *order = sk_print_aggregate_order(p, *select, &n);
    bool several = (*select)->n_from_clause > 1 || ((*select)->n_from_clause == 1 &&
                                                    (*select)->from_clause[0]->node_case == SK_NODE(JOIN_EXPR));
    struct orders orders = {.owner = p->tmp};
    for (size_t i = 0; order && i < (*select)->n_target_list; i++)
        sk_pg_walk(&(*select)->target_list[i]->base, compare_orders, &orders);
    if (orders.differ)
        return sk_print_unsupported(p, order[0], "aggregates in several orders have no equivalent on %s",
                                    p->rules->dialect);
    if (!order || !several)
        return SK_OK;
    sk_node self = sk_pg_query_node(*select);
    PgQuery__SelectStmt *outer = sk_pg_copy(p->tmp, &self)->select_stmt;
    struct sorting s = {.p = p, .scope = sk_scope_new(p->tmp, p->catalog, p->scope)};
    sk_scope_add_ctes(s.scope, outer->with_clause);
    sk_scope_add_from(s.scope, outer->n_from_clause, outer->from_clause);
    for (size_t i = 0; i < s.scope->n_ranges; i++)
        s.whole = s.whole || !s.scope->ranges[i].columns.n;
    for (size_t i = 0; i < outer->n_target_list; i++)
        if (!*outer->target_list[i]->res_target->name)
            outer->target_list[i]->res_target->name =
                sk_strdup(p->tmp, sk_pg_figure_name(outer->target_list[i]->res_target->val));
    walk_all(&s, outer->n_target_list, outer->target_list);
    walk_all(&s, outer->n_group_clause, outer->group_clause);
    walk_all(&s, outer->n_sort_clause, outer->sort_clause);
    sk_pg_walk_node(outer->having_clause, visit, &s);
    if (s.whole && !orders.text)
        return SK_OK; /* DISTINCT sorts, but nobody has asked for that */
    if (s.whole)
        return sk_print_unsupported(p, order[0], "an aggregate with ORDER BY over this join has no equivalent on %s",
                                    p->rules->dialect);
    sk_node *made = sk_pg_made(p->tmp, "(SELECT 1 FROM (SELECT 1) AS skein_sorted)", 0, NULL);
    sk_node **from = made->sub_link->subselect->select_stmt->from_clause;
    if (!s.n)
        column_for(&s, order[0]->sort_by->node);
    fill_inner(&s, from[0]->range_subselect->subquery->select_stmt, *select, n, order);
    outer->from_clause = from;
    outer->n_from_clause = 1;
    outer->where_clause = NULL;
    *select = outer;
    return SK_OK;
}
