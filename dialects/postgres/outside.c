/* dialects/postgres/outside.c - does a query name columns of the queries around it? */
#include <string.h>

#include "dialects/postgres/scope.h"

struct outside {
    const struct sk_scope *around;
    struct sk_scope *inside; /* all that is named in the query, at any depth */
    bool found;
};

static bool
enter(sk_node *node, void *data)
{
    struct outside *o = data;
    if (node->node_case == SK_NODE(COMMON_TABLE_EXPR)) {
        sk_node *list[] = {node};
        PgQuery__WithClause with = PG_QUERY__WITH_CLAUSE__INIT;
        with.n_ctes = 1;
        with.ctes = list;
        sk_scope_add_ctes(o->inside, &with);
    } else if (node->node_case == SK_NODE(RANGE_VAR) || node->node_case == SK_NODE(RANGE_SUBSELECT) ||
               node->node_case == SK_NODE(RANGE_FUNCTION)) {
        sk_scope_add_from(o->inside, 1, &node);
    }
    return true;
}

static bool
has_column(const struct sk_scope *scope, const PgQuery__ColumnRef *ref)
{
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    for (; name && scope; scope = scope->parent)
        for (size_t i = 0; i < scope->n_ranges; i++)
            for (size_t c = 0; c < scope->ranges[i].columns.n && !scope->ranges[i].held; c++)
                if (strcmp(scope->ranges[i].columns.items[c].name, name) == 0)
                    return true;
    return false;
}

static bool
is_held(const struct sk_scope *scope, const char *qualifier)
{
    for (; scope; scope = scope->parent)
        for (size_t i = 0; i < scope->n_ranges; i++)
            if (scope->ranges[i].held && strcmp(scope->ranges[i].alias, qualifier) == 0)
                return true;
    return false;
}

static bool
look(sk_node *node, void *data)
{
    struct outside *o = data;
    if (node->node_case != SK_NODE(COLUMN_REF))
        return true;
    const PgQuery__ColumnRef *ref = node->column_ref;
    const char *qualifier = ref->n_fields > 1 ? sk_node_string(ref->fields[ref->n_fields - 2]) : NULL;
    bool known = false;
    for (size_t i = 0; qualifier && i < o->inside->n_ranges; i++)
        known = known || strcmp(o->inside->ranges[i].alias, qualifier) == 0;
    known = known || (qualifier && is_held(o->around, qualifier));
    if (qualifier ? !known : !has_column(o->inside, ref) && has_column(o->around, ref))
        o->found = true;
    return true;
}

bool
sk_scope_looks_outside(const struct sk_scope *around, const sk_node *query)
{
    struct outside o = {around, sk_scope_new(around->owner, around->catalog, NULL), false};
    ProtobufCMessage *message = (ProtobufCMessage *)(uintptr_t)&query->base;
    sk_pg_walk(message, enter, &o);
    sk_pg_walk(message, look, &o);
    return o.found;
}
