/*
 * dialects/common/grouped.c - aggregates in what an engine writes as a query.
 *
 * A function that is a query on the engine would have an aggregate among its arguments for one of its own rows. The
 * groups become a sub-query in FROM, and what is computed from their aggregates stands around it:
 *
 *     SELECT initcap(max(t.c)) FROM t GROUP BY t.k
 *     SELECT initcap(g.a) FROM (SELECT max(t.c) AS a FROM t GROUP BY t.k) AS g
 */
#include <string.h>

#include "dialects/common/printer_priv.h"

#define GROUPS "skein_groups"
#define AGGREGATE "skein_a" /* so begin the names of those */

/* What the groups give to what stands around them. */
struct given {
    const char *text, *name;
    sk_node *node;
    bool aggregate;
};

struct groups {
    struct sk_printer *p;
    const PgQuery__SelectStmt *select;
    struct sk_scope *scope; /* of the query at hand alone */
    const char *alias;      /* of the groups */
    size_t n;
    struct given *given;
    const char *hinders; /* what cannot stand around the groups */
    bool below;          /* an aggregate has been in a sub-query */
};

/* ---- whose a column is ------------------------------------------------------------------------------------------- */

static bool
is_column_of(const struct sk_scope *scope, const PgQuery__ColumnRef *ref)
{
    struct sk_type type = sk_scope_column(scope, ref);
    return type.kind != SK_TYPE_OTHER || type.name;
}

/* ---- what stands around the groups ------------------------------------------------------------------------------- */

/* The column of the groups in the place of `node`. */
static void
give(struct groups *g, sk_node *node, bool aggregate)
{
    TALLOC_CTX *owner = g->p->tmp;
    const char *text = sk_pg_deparse_expr(owner, node), *name = NULL;
    for (size_t i = 0; i < g->n && text && !name; i++)
        name = sk_same(g->given[i].text, text) ? g->given[i].name : NULL;
    if (!name) {
        name = sk_printf(owner, "%s%zu", aggregate ? AGGREGATE : "skein_g", g->n + 1);
        struct given given = {text, name, sk_pg_copy(owner, node), aggregate};
        sk_push(owner, g->given, g->n, given);
    }
    *node = *sk_pg_made(owner, sk_printf(owner, "%s.%s", g->alias, name), 0, NULL);
}

const sk_node *
sk_print_group_item(const PgQuery__SelectStmt *select, const struct sk_scope *scope, const sk_node *item)
{
    const sk_node *by = sk_print_grouped_by(select, item);
    const PgQuery__ColumnRef *ref = by->node_case == SK_NODE(COLUMN_REF) ? by->column_ref : NULL;
    bool column = !ref || ref->n_fields > 1 || is_column_of(scope, ref);
    const char *name = column ? NULL : sk_node_string(ref->fields[0]);
    for (size_t t = 0; t < select->n_target_list && name; t++)
        if (strcmp(select->target_list[t]->res_target->name, name) == 0)
            return select->target_list[t]->res_target->val;
    return by;
}

static const sk_node *
grouped_by(const struct groups *g, size_t i)
{
    return sk_print_group_item(g->select, g->scope, g->select->group_clause[i]);
}

static bool
is_grouped_by(const struct groups *g, const sk_node *node)
{
    const char *text = NULL;
    for (size_t i = 0; i < g->select->n_group_clause; i++) {
        const sk_node *by = grouped_by(g, i);
        if (by->node_case != node->node_case)
            continue;
        text = text ? text : sk_pg_deparse_expr(g->p->tmp, node);
        if (sk_same(text, sk_pg_deparse_expr(g->p->tmp, by)))
            return true;
    }
    return false;
}

/* What the rules make of an aggregate and what stands around it: x = ANY (array_agg(y)), array_to_string() of one. */
static bool
is_of_aggregate(const sk_node *node)
{
    const PgQuery__AExpr *e = node->node_case == SK_NODE(A_EXPR) ? node->a_expr : NULL;
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    if (call)
        return call->n_args && sk_same(sk_node_name(NULL, call->n_funcname, call->funcname), "array_to_string") &&
               sk_print_is_aggregate(call->args[0]);
    bool each = e && (e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY ||
                      e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL);
    return each && sk_print_is_aggregate(e->rexpr);
}

/* A field of an interval's aggregate is computed of aggregates of its parts: these are what the groups give, and not an
 * interval, which would be put together there and taken apart here. */
static void
into_parts(const struct groups *g, sk_node *node)
{
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    const char *name = call && call->n_args == 2 ? sk_node_name(NULL, call->n_funcname, call->funcname) : "";
    if ((strcmp(name, "extract") != 0 && strcmp(name, "date_part") != 0) || !sk_print_is_aggregate(call->args[1]))
        return;
    struct sk_printer within = *g->p;
    const char *field = sk_constant_text(call->args[0]);
    within.scope = g->scope;
    const sk_node *part = field && sk_scope_is(g->scope, call->args[1], SK_TYPE_INTERVAL)
                              ? sk_print_interval_part(&within, field, call->args[1])
                              : NULL;
    if (part)
        *node = *part;
}

/* ---- sub-queries ------------------------------------------------------------------------------------------------- */

struct below {
    struct groups *g;
    const struct sk_scope *inner; /* of the sub-queries */
    bool taking;                  /* what is the groups', else it is only looked for */
    bool found;
};

struct owner {
    const struct below *below;
    bool own, inside;
};

static bool
find_owner(sk_node *node, void *data)
{
    struct owner *owner = data;
    if (node->node_case != SK_NODE(COLUMN_REF))
        return true;
    bool inside = is_column_of(owner->below->inner, node->column_ref);
    owner->inside = owner->inside || inside;
    owner->own = owner->own || (!inside && is_column_of(owner->below->g->scope, node->column_ref));
    return true;
}

/* An aggregate of columns of the query at hand alone is that one's, wherever it stands (manual, 4.2.7). */
static bool
is_of_groups(const struct below *below, sk_node *node)
{
    struct owner owner = {.below = below};
    sk_pg_walk_node(node, find_owner, &owner);
    return owner.own && !owner.inside;
}

static void
add_ranges(struct sk_scope *scope, const PgQuery__SelectStmt *select)
{
    sk_scope_add_ctes(scope, select->with_clause);
    sk_scope_add_from(scope, select->n_from_clause, select->from_clause);
    if (select->larg)
        add_ranges(scope, select->larg);
    if (select->rarg)
        add_ranges(scope, select->rarg);
}

static bool
visit_below(sk_node *node, void *data)
{
    struct below *below = data;
    struct groups *g = below->g;
    if (node->node_case == SK_NODE(SELECT_STMT)) {
        struct sk_scope *inner = sk_scope_new(g->p->tmp, g->p->catalog, below->inner);
        struct below next = {.g = g, .inner = inner, .taking = below->taking};
        add_ranges(inner, node->select_stmt);
        sk_pg_walk(&node->select_stmt->base, visit_below, &next);
        below->found = below->found || next.found;
        return false;
    }
    bool aggregate = sk_print_is_aggregate(node);
    if ((!aggregate && node->node_case != SK_NODE(COLUMN_REF)) || !is_of_groups(below, node))
        return true;
    below->found = below->found || aggregate;
    if (below->taking)
        give(g, node, aggregate);
    return false;
}

/* One with an aggregate of the groups stands around them, any other one is theirs. */
static void
visit_query(struct groups *g, sk_node *node)
{
    struct below below = {.g = g, .inner = sk_scope_new(g->p->tmp, g->p->catalog, NULL)};
    sk_pg_walk_node(node, visit_below, &below);
    if (below.found) {
        g->below = below.taking = true;
        sk_pg_walk_node(node, visit_below, &below);
    } else {
        give(g, node, false);
    }
}

/* ---- the query ------------------------------------------------------------------------------------------------ */

static bool
visit(sk_node *node, void *data)
{
    struct groups *g = data;
    into_parts(g, node);
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    if (call && call->over) {
        g->hinders = "a window function";
    } else if (sk_print_is_aggregate(node) || is_of_aggregate(node) || node->node_case == SK_NODE(GROUPING_FUNC)) {
        give(g, node, true);
    } else if (node->node_case == SK_NODE(SUB_LINK)) {
        visit_query(g, node);
    } else if (node->node_case == SK_NODE(COLUMN_REF)) {
        if (!sk_pg_is_star(node, &(const char *){NULL}) && is_column_of(g->scope, node->column_ref))
            give(g, node, false);
    } else if (is_grouped_by(g, node)) {
        give(g, node, false);
    } else {
        return true;
    }
    return false;
}

/* Is it a result by its name or its number, which ORDER BY takes before any column? */
static bool
is_result(const PgQuery__SelectStmt *select, const sk_node *node)
{
    const char *name = node->node_case == SK_NODE(COLUMN_REF) && node->column_ref->n_fields == 1
                           ? sk_node_string(node->column_ref->fields[0])
                           : NULL;
    for (size_t i = 0; i < select->n_target_list && name; i++)
        if (strcmp(select->target_list[i]->res_target->name, name) == 0)
            return true;
    return node->node_case == SK_NODE(A_CONST);
}

static PgQuery__SelectStmt *
around_groups(struct groups *g)
{
    sk_node self = sk_pg_query_node(g->select);
    PgQuery__SelectStmt *outer = sk_pg_copy(g->p->tmp, &self)->select_stmt;
    for (size_t i = 0; i < outer->n_target_list; i++) {
        PgQuery__ResTarget *result = outer->target_list[i]->res_target;
        if (!*result->name)
            result->name = sk_strdup(g->p->tmp, sk_pg_figure_name(result->val));
        sk_pg_walk_node(result->val, visit, g);
    }
    for (size_t i = 0; i < outer->n_sort_clause; i++)
        if (!is_result(outer, outer->sort_clause[i]->sort_by->node))
            sk_pg_walk_node(outer->sort_clause[i]->sort_by->node, visit, g);
    sk_pg_walk_node(outer->having_clause, visit, g);
    if (outer->n_window_clause)
        g->hinders = "a window";
    if (outer->n_distinct_clause && outer->distinct_clause[0]->node_case != SK_NODE(_NOT_SET))
        g->hinders = "DISTINCT ON";
    outer->where_clause = outer->having_clause;
    outer->having_clause = NULL;
    outer->n_group_clause = 0;
    return outer;
}

static sk_node **
groups_in_from(struct groups *g)
{
    const char *sql = sk_printf(g->p->tmp, "(SELECT 1 FROM (SELECT 1 AS a) AS %s)", g->alias);
    sk_node *made = sk_pg_made(g->p->tmp, sql, 0, NULL);
    sk_node **from = made->sub_link->subselect->select_stmt->from_clause;
    PgQuery__SelectStmt *inner = from[0]->range_subselect->subquery->select_stmt;
    const sk_node *one = inner->target_list[0];
    inner->target_list = NULL;
    inner->n_target_list = 0;
    for (size_t i = 0; i < g->n; i++) {
        sk_node *target = sk_pg_copy(g->p->tmp, one);
        target->res_target->name = sk_strdup(g->p->tmp, g->given[i].name);
        target->res_target->val = g->given[i].node;
        sk_push(g->p->tmp, inner->target_list, inner->n_target_list, target);
    }
    inner->n_from_clause = g->select->n_from_clause;
    inner->from_clause = g->select->from_clause;
    inner->where_clause = g->select->where_clause;
    inner->group_distinct = g->select->group_distinct;
    for (size_t i = 0; i < g->select->n_group_clause; i++) {
        const sk_node *by = grouped_by(g, i);
        sk_push(g->p->tmp, inner->group_clause, inner->n_group_clause, (sk_node *)(uintptr_t)by);
    }
    return from;
}

/* ---- is it needed? ---------------------------------------------------------------------------------------------- */

static bool
begins_query(const char *text)
{
    return strncmp(text, "SELECT ", 7) == 0 || strncmp(text, "WITH ", 5) == 0 || strncmp(text, "VALUES ", 7) == 0;
}

/* Does the name, in quotes, stand in a query of the text, which is an expression? */
static bool
is_in_query(const char *text, const char *name)
{
    enum { MOST = 256 };
    bool queries[MOST] = {false};
    size_t depth = 0, len = strlen(name);
    for (const char *c = text; *c; c++) {
        if (*c == '\'' || *c == '"' || *c == '`') {
            if (queries[depth] && strncmp(c + 1, name, len) == 0 && c[len + 1] == *c)
                return true;
            const char *end = strchr(c + 1, *c);
            if (!end)
                return false;
            c = end;
        } else if (*c == '(' && depth + 1 < MOST) {
            depth++;
            queries[depth] = queries[depth - 1] || begins_query(c + 1);
        } else if (*c == ')' && depth) {
            depth--;
        }
    }
    return false;
}

static bool
find_given(sk_node *node, void *data)
{
    const char *qualifier = node->node_case == SK_NODE(COLUMN_REF) && node->column_ref->n_fields == 2
                                ? sk_node_string(node->column_ref->fields[0])
                                : NULL;
    bool given = qualifier && strncmp(qualifier, GROUPS, strlen(GROUPS)) == 0 &&
                 strncmp(sk_node_string(node->column_ref->fields[1]), AGGREGATE, strlen(AGGREGATE)) == 0;
    *(bool *)data = *(bool *)data || given;
    return !*(bool *)data;
}

/* Printed for nothing but to look at it: what is refused there will be again. */
static bool
has_in_query(const struct groups *g, struct sk_printer *look, const sk_node *value)
{
    bool found = false;
    enum sk_status status;
    sk_pg_walk_node(value, find_given, &found);
    if (!found || value->node_case == SK_NODE(COLUMN_REF))
        return false;
    const char *sql = sk_print_apart(look, value, &status);
    for (size_t i = 0; i < g->n && !status; i++)
        if (g->given[i].aggregate && is_in_query(sql, g->given[i].name))
            return true;
    return false;
}

static bool
is_needed(const struct groups *g, const PgQuery__SelectStmt *outer)
{
    if (g->below && g->p->rules->no_outer_aggregates)
        return true;
    struct sk_printer look = *g->p; /* nothing is made and nothing counted */
    struct sk_scope *scope = sk_scope_new(g->p->tmp, g->p->catalog, g->p->scope);
    sk_scope_add_ctes(scope, outer->with_clause);
    sk_scope_add_from(scope, outer->n_from_clause, outer->from_clause);
    look.scope = scope;
    look.select = outer;
    look.counters = NULL;
    look.places = NULL;
    look.rewrite = NULL;
    look.err = NULL;
    for (size_t i = 0; i < outer->n_target_list; i++)
        if (has_in_query(g, &look, outer->target_list[i]->res_target->val))
            return true;
    return has_in_query(g, &look, outer->where_clause);
}

/* Groups within groups, which the inner ones may name. */
static const char *
free_alias(const struct sk_printer *p)
{
    size_t n = 0;
    for (const struct sk_scope *scope = p->scope; scope; scope = scope->parent)
        for (size_t i = 0; i < scope->n_ranges; i++)
            n += strncmp(scope->ranges[i].alias, GROUPS, strlen(GROUPS)) == 0;
    return n ? sk_printf(p->tmp, GROUPS "%zu", n + 1) : GROUPS;
}

static bool
find_aggregate(sk_node *node, void *data)
{
    *(bool *)data = *(bool *)data || sk_print_is_aggregate(node);
    return !*(bool *)data;
}

enum sk_status
sk_print_grouped(struct sk_printer *p, const PgQuery__SelectStmt **select)
{
    struct groups g = {.p = p, .select = *select, .alias = free_alias(p)};
    bool aggregates = false;
    if (g.select->op != PG_QUERY__SET_OPERATION__SETOP_NONE || !g.select->n_from_clause)
        return SK_OK;
    for (size_t i = 0; i < g.select->n_target_list && !aggregates; i++)
        sk_pg_walk(&g.select->target_list[i]->base, find_aggregate, &aggregates);
    for (size_t i = 0; i < g.select->n_sort_clause && !aggregates; i++)
        sk_pg_walk(&g.select->sort_clause[i]->base, find_aggregate, &aggregates);
    sk_pg_walk_node(g.select->having_clause, find_aggregate, &aggregates);
    if (!aggregates)
        return SK_OK;
    g.scope = sk_scope_apart(p->tmp, p->catalog, p->scope);
    sk_scope_add_ctes(g.scope, g.select->with_clause);
    sk_scope_add_from(g.scope, g.select->n_from_clause, g.select->from_clause);
    PgQuery__SelectStmt *outer = around_groups(&g);
    outer->from_clause = groups_in_from(&g);
    outer->n_from_clause = 1;
    if (!is_needed(&g, outer))
        return SK_OK;
    sk_node self = sk_pg_query_node(*select);
    if (!g.hinders && p->rules->no_outer_tables && sk_scope_looks_outside(p->scope, &self))
        g.hinders = "columns of the query around it";
    if (g.hinders)
        return sk_print_unsupported(p, NULL, "an aggregate in a function that is a query on %s, with %s,",
                                    p->rules->dialect, g.hinders);
    *select = outer;
    return SK_OK;
}
