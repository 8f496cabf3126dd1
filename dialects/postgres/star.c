/*
 * dialects/postgres/star.c - what `*` stands for, and views without it.
 *
 * PostgreSQL expands `*` when a view is made: a column that its table gains later does not come into the view. So the
 * catalog's queries are expanded too, and mean the same wherever they are run.
 */
#include <string.h>

#include "dialects/postgres/scope.h"

struct star {
    struct sk_scope *scope;
    size_t next;        /* the range that the next item of FROM stands for: both are in the same order */
    bool known;         /* false: the columns of some item are not known */
};

static void
add(struct sk_scope *scope, struct sk_star *list, const char *qualifier, const struct sk_query_column *column)
{
    struct sk_star_column item = {qualifier, column->name, column->type};
    sk_push(scope->owner, list->items, list->n, item);
}

static struct sk_star
of_range(struct star *star)
{
    struct sk_star list = {0};
    const struct sk_range *range = &star->scope->ranges[star->next++];
    star->known = star->known && range->columns.n > 0;
    for (size_t i = 0; i < range->columns.n; i++)
        add(star->scope, &list, range->alias, &range->columns.items[i]);
    return list;
}

static const struct sk_star_column *
find(const struct sk_star *list, const char *name)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->items[i].name, name) == 0)
            return &list->items[i];
    return NULL;
}

/* The columns that USING or NATURAL makes one of. */
static struct sk_star
merged_columns(struct star *star, const PgQuery__JoinExpr *join, const struct sk_star *left,
               const struct sk_star *right)
{
    struct sk_star merged = {0};
    for (size_t i = 0; i < join->n_using_clause; i++) {
        const struct sk_star_column *column = find(left, sk_node_string(join->using_clause[i]));
        if (column)
            add(star->scope, &merged, NULL, &(struct sk_query_column){column->name, column->type});
    }
    for (size_t i = 0; join->is_natural && i < left->n; i++)
        if (find(right, left->items[i].name))
            add(star->scope, &merged, NULL, &(struct sk_query_column){left->items[i].name, left->items[i].type});
    return merged;
}

static void
append(struct sk_scope *scope, struct sk_star *to, const struct sk_star *from, const struct sk_star *without)
{
    for (size_t i = 0; i < from->n; i++)
        if (!without || !find(without, from->items[i].name))
            sk_push(scope->owner, to->items, to->n, from->items[i]);
}

static struct sk_star
of_item(struct star *star, const sk_node *node)
{
    if (node->node_case != SK_NODE(JOIN_EXPR))
        return of_range(star);
    const PgQuery__JoinExpr *join = node->join_expr;
    struct sk_star left = of_item(star, join->larg), right = of_item(star, join->rarg);
    struct sk_star list = {0}, merged = merged_columns(star, join, &left, &right);
    append(star->scope, &list, &merged, NULL);
    append(star->scope, &list, &left, &merged);
    append(star->scope, &list, &right, &merged);
    return list;
}

bool
sk_scope_star(struct sk_star *out, struct sk_scope *scope, const char *qualifier, size_t n, sk_node *const *from)
{
    struct star star = {.scope = scope, .known = true};
    *out = (struct sk_star){0};
    if (!qualifier) {
        for (size_t i = 0; i < n; i++) {
            struct sk_star item = of_item(&star, from[i]);
            append(scope, out, &item, NULL);
        }
        return star.known && out->n > 0;
    }
    for (size_t i = 0; i < scope->n_ranges; i++) {
        star.next = i;
        if (strcmp(scope->ranges[i].alias, qualifier) != 0)
            continue;
        *out = of_range(&star);
        return out->n > 0;
    }
    return false;
}

/* ---- queries without it --------------------------------------------------------------------------------------- */

bool
sk_pg_is_star(const sk_node *node, const char **qualifier)
{
    if (!node || node->node_case != SK_NODE(COLUMN_REF))
        return false;
    const PgQuery__ColumnRef *ref = node->column_ref;
    *qualifier = ref->n_fields > 1 ? sk_node_string(ref->fields[ref->n_fields - 2]) : NULL;
    return ref->fields[ref->n_fields - 1]->node_case == SK_NODE(A_STAR);
}

static sk_node *
column_target(TALLOC_CTX *owner, const struct sk_star_column *column)
{
    sk_node *target = sk_new(owner, sk_node), *value = sk_new(owner, sk_node);
    pg_query__node__init(target);
    pg_query__node__init(value);
    value->node_case = SK_NODE(COLUMN_REF);
    value->column_ref = sk_new(owner, PgQuery__ColumnRef);
    pg_query__column_ref__init(value->column_ref);
    value->column_ref->fields = sk_alloc(owner, 2 * sizeof(sk_node *), "fields");
    if (column->qualifier)
        value->column_ref->fields[value->column_ref->n_fields++] = sk_pg_string_node(owner, column->qualifier);
    value->column_ref->fields[value->column_ref->n_fields++] = sk_pg_string_node(owner, column->name);
    target->node_case = SK_NODE(RES_TARGET);
    target->res_target = sk_new(owner, PgQuery__ResTarget);
    pg_query__res_target__init(target->res_target);
    target->res_target->val = value;
    return target;
}

/* Two results of a sub-query may have one name: nothing but a star reaches the second. */
static bool
is_ambiguous(const struct sk_star *star)
{
    for (size_t i = 0; i < star->n; i++)
        for (size_t k = 0; k < i; k++)
            if (sk_same(star->items[i].qualifier, star->items[k].qualifier) &&
                sk_same(star->items[i].name, star->items[k].name))
                return true;
    return false;
}

void
sk_scope_expand_stars(TALLOC_CTX *owner, struct sk_scope *scope, PgQuery__SelectStmt *select)
{
    sk_node **targets = NULL;
    size_t n = 0;
    for (size_t i = 0; i < select->n_target_list; i++) {
        const char *qualifier;
        struct sk_star star;
        sk_node *target = select->target_list[i];
        if (!sk_pg_is_star(target->res_target->val, &qualifier) ||
            !sk_scope_star(&star, scope, qualifier, select->n_from_clause, select->from_clause) ||
            is_ambiguous(&star)) {
            sk_push(owner, targets, n, target);
            continue;
        }
        for (size_t k = 0; k < star.n; k++) {
            sk_node *column = column_target(owner, &star.items[k]);
            sk_push(owner, targets, n, column);
        }
    }
    select->n_target_list = n;
    select->target_list = targets;
}

/* Both sides of a UNION, not what is nested: a star inside cannot change what comes out. */
static void
expand_select(TALLOC_CTX *owner, const struct sk_scope *parent, PgQuery__SelectStmt *select)
{
    struct sk_scope *scope = sk_scope_new(owner, parent->catalog, parent);
    sk_scope_add_ctes(scope, select->with_clause);
    if (select->larg) {
        expand_select(owner, scope, select->larg);
        expand_select(owner, scope, select->rarg);
        return;
    }
    sk_scope_add_from(scope, select->n_from_clause, select->from_clause);
    sk_scope_expand_stars(owner, scope, select);
}

static bool
find_star(sk_node *node, void *data)
{
    if (node->node_case == SK_NODE(A_STAR))
        *(bool *)data = true;
    return true;
}

const sk_node *
sk_pg_without_stars(TALLOC_CTX *owner, const struct sk_catalog *catalog, const sk_node *query)
{
    bool found = false;
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)query, find_star, &found);
    if (!found || query->node_case != SK_NODE(SELECT_STMT))
        return query;
    sk_node *copy = sk_pg_copy(owner, query);
    expand_select(owner, sk_scope_new(owner, catalog, NULL), copy->select_stmt);
    return copy;
}
