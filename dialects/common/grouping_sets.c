/*
 * dialects/common/grouping_sets.c - ROLLUP, CUBE and GROUPING SETS, as one query for each set.
 *
 *     SELECT a, b, sum(n), GROUPING(b) FROM t GROUP BY ROLLUP (a, b)
 *     SELECT a, b, sum(n), 0 FROM t GROUP BY a, b UNION ALL SELECT a, NULL, sum(n), 1 FROM t GROUP BY a UNION ALL
 *     SELECT NULL, NULL, sum(n), 1 FROM t
 *
 * What a set does not group by is NULL in what stands around the aggregates, and itself in their arguments.
 */
#include <string.h>

#include "dialects/common/printer_priv.h"

#define SETS "skein_sets"

enum { MOST_KEYS = 32, MOST_SETS = 64 };

struct masks {
    size_t n;
    uint64_t *items;
};

/* What is grouped by, each once; a set has a bit for each of them. */
struct sets {
    struct sk_printer *p;
    const PgQuery__SelectStmt *select;
    struct sk_scope *scope;
    size_t n;
    struct key {
        const sk_node *node;
        const char *text;
    } *keys;
    const char *hinders;
};

/* ---- what is the same expression ------------------------------------------------------------------------------- */

/* The only item of FROM that has the column; NULL: there are several, or none. */
static const struct sk_range *
only_range(const struct sk_scope *scope, const char *column)
{
    const struct sk_range *found = NULL;
    for (size_t i = 0; i < scope->n_ranges; i++)
        for (size_t c = 0; c < scope->ranges[i].columns.n; c++) {
            if (strcmp(scope->ranges[i].columns.items[c].name, column) != 0)
                continue;
            if (found)
                return NULL;
            found = &scope->ranges[i];
        }
    return found;
}

static bool
qualify(sk_node *node, void *data)
{
    struct sets *g = data;
    if (node->node_case != SK_NODE(COLUMN_REF))
        return true;
    PgQuery__ColumnRef *ref = node->column_ref;
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    const struct sk_range *range = ref->n_fields == 1 && name ? only_range(g->scope, name) : NULL;
    sk_node **fields = NULL;
    size_t n = 0;
    if (range) {
        sk_push(g->p->tmp, fields, n, sk_pg_string_node(g->p->tmp, range->alias));
        sk_push(g->p->tmp, fields, n, ref->fields[0]);
        ref->fields = fields;
        ref->n_fields = n;
    }
    return false;
}

/* The expression's text, the same for t.a and a. */
static const char *
canonical(struct sets *g, const sk_node *node)
{
    sk_node *copy = sk_pg_copy(g->p->tmp, node);
    sk_pg_walk_node(copy, qualify, g);
    return sk_pg_deparse_expr(g->p->tmp, copy);
}

static size_t
key_of(struct sets *g, const sk_node *node)
{
    const char *text = NULL;
    for (size_t i = 0; i < g->n; i++) {
        if (g->keys[i].node->node_case != node->node_case)
            continue;
        text = text ? text : canonical(g, node);
        if (sk_same(text, g->keys[i].text))
            return i;
    }
    return g->n;
}

/* ---- the sets --------------------------------------------------------------------------------------------------- */

static uint64_t
key_mask(struct sets *g, const sk_node *item)
{
    const sk_node *node = sk_print_group_item(g->select, g->scope, item);
    if (sk_pg_uncast(node)->node_case == SK_NODE(A_CONST))
        g->hinders = "a constant";
    if (node->node_case == SK_NODE(SUB_LINK) || sk_print_is_volatile(node))
        g->hinders = "a key that is not the same each time";
    size_t i = key_of(g, node);
    if (i == g->n && g->n == MOST_KEYS)
        g->hinders = "so many keys";
    else if (i == g->n) {
        struct key key = {node, canonical(g, node)};
        sk_push(g->p->tmp, g->keys, g->n, key);
    }
    return i < MOST_KEYS ? UINT64_C(1) << i : 0;
}

/* (a, b) is one step of ROLLUP and CUBE. */
static uint64_t
unit_mask(struct sets *g, const sk_node *item)
{
    if (item->node_case != SK_NODE(ROW_EXPR))
        return key_mask(g, item);
    const PgQuery__RowExpr *row = item->row_expr;
    uint64_t mask = 0;
    if (row->row_format != PG_QUERY__COERCION_FORM__COERCE_IMPLICIT_CAST)
        g->hinders = "a row";
    for (size_t i = 0; i < row->n_args; i++)
        mask |= key_mask(g, row->args[i]);
    return mask;
}

static void
add_mask(struct sets *g, struct masks *masks, uint64_t mask)
{
    if (masks->n == MOST_SETS)
        g->hinders = "so many sets";
    else
        sk_push(g->p->tmp, masks->items, masks->n, mask);
}

static void
add_rollup(struct sets *g, struct masks *masks, const PgQuery__GroupingSet *set)
{
    for (size_t n = set->n_content + 1; n-- > 0;) {
        uint64_t mask = 0;
        for (size_t i = 0; i < n; i++)
            mask |= unit_mask(g, set->content[i]);
        add_mask(g, masks, mask);
    }
}

static void
add_cube(struct sets *g, struct masks *masks, const PgQuery__GroupingSet *set)
{
    if (set->n_content > 6) {
        g->hinders = "so many sets";
        return;
    }
    for (size_t without = 0; without < (size_t)1 << set->n_content; without++) {
        uint64_t mask = 0;
        for (size_t i = 0; i < set->n_content; i++)
            mask |= without >> i & 1 ? 0 : unit_mask(g, set->content[i]);
        add_mask(g, masks, mask);
    }
}

static void
add_item(struct sets *g, struct masks *masks, const sk_node *item)
{
    const PgQuery__GroupingSet *set = item->node_case == SK_NODE(GROUPING_SET) ? item->grouping_set : NULL;
    if (!set)
        add_mask(g, masks, unit_mask(g, item));
    else if (set->kind == PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_ROLLUP)
        add_rollup(g, masks, set);
    else if (set->kind == PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_CUBE)
        add_cube(g, masks, set);
    else if (set->kind == PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_EMPTY)
        add_mask(g, masks, 0);
    else
        for (size_t i = 0; i < set->n_content; i++)
            add_item(g, masks, set->content[i]);
}

static bool
has_mask(const struct masks *masks, uint64_t mask)
{
    for (size_t i = 0; i < masks->n; i++)
        if (masks->items[i] == mask)
            return true;
    return false;
}

/* Items beside one another: each set of the one with each of the other. */
static struct masks
sets_of(struct sets *g)
{
    struct masks all = {0};
    add_mask(g, &all, 0);
    for (size_t i = 0; i < g->select->n_group_clause && !g->hinders; i++) {
        struct masks of_item = {0}, product = {0};
        add_item(g, &of_item, g->select->group_clause[i]);
        for (size_t a = 0; a < all.n; a++)
            for (size_t b = 0; b < of_item.n && !g->hinders; b++) {
                uint64_t mask = all.items[a] | of_item.items[b];
                if (!g->select->group_distinct || !has_mask(&product, mask))
                    add_mask(g, &product, mask);
            }
        all = product;
    }
    return all;
}

/* ---- the query of one set --------------------------------------------------------------------------------------- */

struct branch {
    struct sets *g;
    uint64_t mask;
    bool aggregated;
};

/* Aggregates that are written nowhere else are no functions of their group's keys either. */
static bool
is_aggregate(const sk_node *node)
{
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    return call && (sk_print_is_aggregate(node) || call->agg_filter || call->agg_within_group || call->agg_distinct ||
                    call->agg_star || call->n_agg_order);
}

/* One bit for each argument, the last one the lowest: is it not grouped by? */
static sk_node *
grouping(struct branch *b, const PgQuery__GroupingFunc *function)
{
    long long value = 0;
    for (size_t i = 0; i < function->n_args; i++) {
        size_t key = key_of(b->g, sk_print_group_item(b->g->select, b->g->scope, function->args[i]));
        if (key == b->g->n)
            b->g->hinders = "GROUPING() of what is no key";
        value = value * 2 + !(b->mask >> key & 1);
    }
    return sk_pg_made(b->g->p->tmp, sk_printf(b->g->p->tmp, "%lld", value), 0, NULL);
}

static sk_node *
null_of(struct branch *b, const sk_node *key)
{
    TALLOC_CTX *owner = b->g->p->tmp;
    struct sk_type type = sk_scope_type(b->g->scope, key);
    sk_node *cast = sk_pg_cast_node(owner, sk_pg_made(owner, "NULL", 0, NULL), &type);
    if (!cast && b->g->select->n_sort_clause)
        b->g->hinders = "ORDER BY and a key of a type of its own";
    return cast ? cast : sk_pg_made(owner, "NULL", 0, NULL);
}

static bool
settle(sk_node *node, void *data)
{
    struct branch *b = data;
    if (node->node_case == SK_NODE(GROUPING_FUNC)) {
        *node = *grouping(b, node->grouping_func);
        return false;
    }
    if (node->node_case == SK_NODE(SUB_LINK)) {
        const PgQuery__SubLink *link = node->sub_link;
        if (link->testexpr || sk_scope_looks_outside(b->g->scope, link->subselect))
            b->g->hinders = "a sub-query that looks at the groups";
        return false;
    }
    if (node->node_case == SK_NODE(FUNC_CALL) && node->func_call->over) {
        b->g->hinders = "a window";
        return false;
    }
    if (is_aggregate(node)) {
        b->aggregated = true;
        return false;
    }
    size_t key = key_of(b->g, node);
    if (key < b->g->n) {
        if (!(b->mask >> key & 1))
            *node = *null_of(b, b->g->keys[key].node);
        return false;
    }
    if (node->node_case == SK_NODE(COLUMN_REF))
        b->g->hinders = "a column that is no key";
    return true;
}

/* Of a set without keys there is one row, whatever the table has. */
static void
force_one_row(struct branch *b, PgQuery__SelectStmt *query)
{
    PgQuery__ResTarget *first = query->target_list[0]->res_target;
    const sk_node *value = first->val;
    if (!b->mask && !b->aggregated)
        first->val = sk_pg_made(b->g->p->tmp, "CASE WHEN count(*) >= 0 THEN $1 END", 1, &value);
}

static PgQuery__SelectStmt *
query_of_set(struct sets *g, const PgQuery__SelectStmt *template, uint64_t mask)
{
    struct branch b = {.g = g, .mask = mask};
    const sk_node self = sk_pg_query_node(template);
    PgQuery__SelectStmt *query = sk_pg_copy(g->p->tmp, &self)->select_stmt;
    query->n_group_clause = 0;
    query->group_clause = NULL;
    query->group_distinct = false;
    for (size_t i = 0; i < g->n; i++)
        if (mask >> i & 1)
            sk_push(g->p->tmp, query->group_clause, query->n_group_clause, sk_pg_copy(g->p->tmp, g->keys[i].node));
    for (size_t i = 0; i < query->n_target_list; i++)
        sk_pg_walk_node(query->target_list[i]->res_target->val, settle, &b);
    force_one_row(&b, query);
    sk_pg_walk_node(query->having_clause, settle, &b);
    return query;
}

static PgQuery__SelectStmt *
made_select(struct sets *g, const char *sql)
{
    return sk_pg_made(g->p->tmp, sql, 0, NULL)->sub_link->subselect->select_stmt;
}

/* All sets, one below the other. */
static PgQuery__SelectStmt *
unite(struct sets *g, const PgQuery__SelectStmt *template, const struct masks *masks)
{
    PgQuery__SelectStmt *all = NULL;
    for (size_t i = 0; i < masks->n; i++) {
        PgQuery__SelectStmt *query = query_of_set(g, template, masks->items[i]), *left = all;
        bool distinct = query->n_distinct_clause > 0;
        query->n_distinct_clause = masks->n > 1 ? 0 : query->n_distinct_clause;
        all = left ? made_select(g, distinct ? "(SELECT 1 UNION SELECT 1)" : "(SELECT 1 UNION ALL SELECT 1)") : query;
        if (left) {
            all->larg = left;
            all->rarg = query;
        }
    }
    return all;
}

/* ---- ORDER BY, LIMIT -------------------------------------------------------------------------------------------- */

/* The column of the sets that ORDER BY's item is: that of a result, or of one more. */
static const char *
sorted_by(struct sets *g, PgQuery__SelectStmt *template, const sk_node *node)
{
    const sk_node *value = sk_print_result_of(g->select, node);
    const char *text = canonical(g, value);
    size_t n = g->select->n_target_list;
    for (size_t i = 0; i < n; i++)
        if (g->select->target_list[i]->res_target->val == value ||
            sk_same(canonical(g, g->select->target_list[i]->res_target->val), text))
            return template->target_list[i]->res_target->name;
    sk_node *more = sk_pg_copy(g->p->tmp, template->target_list[0]);
    more->res_target->val = sk_pg_copy(g->p->tmp, value);
    more->res_target->name = sk_printf(g->p->tmp, "skein_%zu", template->n_target_list + 1);
    if (g->select->n_distinct_clause)
        g->hinders = "DISTINCT and ORDER BY of what is no result";
    sk_push(g->p->tmp, template->target_list, template->n_target_list, more);
    return more->res_target->name;
}

/* The query around the sets, which sorts them; columns of theirs have names of their own. */
static PgQuery__SelectStmt *
around_sets(struct sets *g, PgQuery__SelectStmt *template)
{
    TALLOC_CTX *owner = g->p->tmp;
    PgQuery__SelectStmt *outer = made_select(g, "(SELECT 1 FROM (SELECT 1 AS a) AS " SETS ")");
    const sk_node *one = outer->target_list[0];
    outer->target_list = NULL;
    outer->n_target_list = 0;
    for (size_t i = 0; i < template->n_target_list; i++) {
        PgQuery__ResTarget *result = template->target_list[i]->res_target;
        sk_node *target = sk_pg_copy(owner, one);
        target->res_target->name = result->name;
        result->name = sk_printf(owner, "skein_%zu", i + 1);
        target->res_target->val = sk_pg_column_node(owner, result->name);
        sk_push(owner, outer->target_list, outer->n_target_list, target);
    }
    for (size_t i = 0; i < g->select->n_sort_clause; i++) {
        sk_node *sort = sk_pg_copy(owner, g->select->sort_clause[i]);
        sort->sort_by->node = sk_pg_column_node(owner, sorted_by(g, template, sort->sort_by->node));
        sk_push(owner, outer->sort_clause, outer->n_sort_clause, sort);
    }
    outer->limit_count = g->select->limit_count;
    outer->limit_offset = g->select->limit_offset;
    outer->limit_option = g->select->limit_option;
    return outer;
}

/* What each set's query is made of: nothing that is about all of them. */
static PgQuery__SelectStmt *
template_of(struct sets *g)
{
    const sk_node self = sk_pg_query_node(g->select);
    PgQuery__SelectStmt *template = sk_pg_copy(g->p->tmp, &self)->select_stmt;
    template->n_sort_clause = 0;
    template->limit_count = template->limit_offset = NULL;
    template->with_clause = NULL;
    sk_node **targets = template->target_list; /* not a list that can grow */
    size_t n = template->n_target_list;
    template->target_list = NULL;
    template->n_target_list = 0;
    for (size_t i = 0; i < n; i++) {
        PgQuery__ResTarget *result = targets[i]->res_target;
        if (!*result->name)
            result->name = sk_strdup(g->p->tmp, sk_pg_figure_name(result->val));
        sk_push(g->p->tmp, template->target_list, template->n_target_list, targets[i]);
    }
    return template;
}

static void
look_for_hindrances(struct sets *g, bool wraps)
{
    const PgQuery__SelectStmt *s = g->select;
    const sk_node self = sk_pg_query_node(s);
    for (size_t i = 0; i < s->n_target_list; i++)
        if (sk_pg_is_star(s->target_list[i]->res_target->val, &(const char *){NULL}))
            g->hinders = "*";
    if (s->n_window_clause)
        g->hinders = "a window";
    if (s->n_distinct_clause && s->distinct_clause[0]->node_case != SK_NODE(_NOT_SET))
        g->hinders = "DISTINCT ON";
    if (sk_print_is_volatile(&self))
        g->hinders = "values of chance";
    if (wraps && sk_scope_looks_outside(g->p->scope, &self))
        g->hinders = "columns of the query around it";
}

static bool
has_sets(const PgQuery__SelectStmt *s)
{
    for (size_t i = 0; i < s->n_group_clause; i++)
        if (s->group_clause[i]->node_case == SK_NODE(GROUPING_SET))
            return true;
    return false;
}

/* GROUP BY (a, b) is GROUP BY a, b (gram.y's group_by_item). */
static const PgQuery__SelectStmt *
without_rows(struct sk_printer *p, const PgQuery__SelectStmt *s)
{
    PgQuery__SelectStmt *flat = NULL;
    for (size_t i = 0; i < s->n_group_clause && !flat; i++)
        flat = s->group_clause[i]->node_case == SK_NODE(ROW_EXPR) ? sk_new(p->tmp, PgQuery__SelectStmt) : NULL;
    if (!flat)
        return s;
    *flat = *s;
    flat->n_group_clause = 0;
    flat->group_clause = NULL;
    for (size_t i = 0; i < s->n_group_clause; i++) {
        bool row = s->group_clause[i]->node_case == SK_NODE(ROW_EXPR);
        for (size_t a = 0; row && a < s->group_clause[i]->row_expr->n_args; a++)
            sk_push(p->tmp, flat->group_clause, flat->n_group_clause, s->group_clause[i]->row_expr->args[a]);
        if (!row)
            sk_push(p->tmp, flat->group_clause, flat->n_group_clause, s->group_clause[i]);
    }
    return flat;
}

enum sk_status
sk_print_grouping_sets(struct sk_printer *p, const PgQuery__SelectStmt **select)
{
    struct sets g = {.p = p, .select = *select};
    if (!has_sets(g.select)) {
        *select = without_rows(p, g.select);
        return SK_OK;
    }
    bool wraps = g.select->n_sort_clause || g.select->limit_count || g.select->limit_offset;
    g.scope = sk_scope_new(p->tmp, p->catalog, p->scope);
    sk_scope_add_ctes(g.scope, g.select->with_clause);
    sk_scope_add_from(g.scope, g.select->n_from_clause, g.select->from_clause);
    look_for_hindrances(&g, wraps);
    struct masks masks = sets_of(&g);
    PgQuery__SelectStmt *made = NULL, *template = template_of(&g);
    if (!g.hinders && wraps) {
        made = around_sets(&g, template);
        made->from_clause[0]->range_subselect->subquery->select_stmt = unite(&g, template, &masks);
    } else if (!g.hinders) {
        made = unite(&g, template, &masks);
    }
    if (g.hinders)
        return sk_print_unsupported(p, g.select->group_clause[0],
                                    "GROUP BY of several sets, with %s, has no equivalent on %s", g.hinders,
                                    p->rules->dialect);
    made->with_clause = g.select->with_clause;
    *select = made;
    return SK_OK;
}
