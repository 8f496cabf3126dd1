/*
 * dialects/postgres/query_columns.c - where a query names a column of one table or view, and that column under another
 * name.
 *
 * A name means what the nearest query around it has by that name: `name` in a sub-query of one table is that table's,
 * whatever the tables of the queries around it call their columns. So each query is walked with the scope of its own
 * FROM. And what a query calls its own results.
 */
#include <string.h>

#include "dialects/postgres/postgres.h"
#include "dialects/postgres/scope.h"

struct hunt {
    TALLOC_CTX *owner;
    const struct sk_catalog *catalog;
    const char *schema, *table, *column;
    const char *to; /* NULL: it is only asked for */
    const struct sk_scope *scope;
    const PgQuery__SelectStmt *select;
    bool found;
};

/* Is it the relation whose column is looked for? */
static bool
is_relation(const struct hunt *hunt, const struct sk_range *range)
{
    const char *schema = range->table ? range->table->schema : range->view ? range->view->schema : NULL;
    const char *name = range->table ? range->table->name : range->view ? range->view->name : NULL;
    return name && sk_same(name, hunt->table) && sk_same(schema, hunt->schema ? hunt->schema : SK_PUBLIC);
}

/* The renamed column has its new name in the catalog already. */
static bool
range_has(const struct hunt *hunt, const struct sk_range *range, const char *name)
{
    for (size_t i = 0; i < range->columns.n; i++)
        if (strcmp(range->columns.items[i].name, name) == 0)
            return true;
    return is_relation(hunt, range) && strcmp(name, hunt->column) == 0;
}

/* The item of FROM that a name is a column of; NULL: none that is known. */
static const struct sk_range *
range_of(const struct hunt *hunt, const char *qualifier, const char *name)
{
    for (const struct sk_scope *scope = hunt->scope; scope; scope = scope->parent)
        for (size_t i = 0; i < scope->n_ranges; i++)
            if (qualifier ? strcmp(scope->ranges[i].alias, qualifier) == 0
                          : range_has(hunt, &scope->ranges[i], name))
                return &scope->ranges[i];
    return NULL;
}

static bool
names_it(const struct hunt *hunt, const PgQuery__ColumnRef *ref)
{
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *qualifier = ref->n_fields > 1 ? sk_node_string(ref->fields[ref->n_fields - 2]) : NULL;
    if (!name || strcmp(name, hunt->column) != 0)
        return false;
    const struct sk_range *range = range_of(hunt, qualifier, name);
    return range && is_relation(hunt, range);
}

/* ORDER BY name: a result that is called so comes before any column. */
static bool
sorts_by_result(const struct hunt *hunt, const sk_node *node)
{
    const PgQuery__SelectStmt *s = hunt->select;
    const sk_node *by = node->sort_by->node;
    bool own = false;
    for (size_t i = 0; s && i < s->n_sort_clause; i++)
        own = own || s->sort_clause[i] == node;
    if (!own || by->node_case != SK_NODE(COLUMN_REF) || by->column_ref->n_fields != 1)
        return false;
    const char *name = sk_node_string(by->column_ref->fields[0]);
    for (size_t i = 0; name && i < s->n_target_list; i++)
        if (strcmp(s->target_list[i]->res_target->name, name) == 0)
            return true;
    return false;
}

static void
rename_ref(struct hunt *hunt, PgQuery__ColumnRef *ref)
{
    ref->fields[ref->n_fields - 1]->string->sval = sk_strdup(hunt->owner, hunt->to);
}

static void look(ProtobufCMessage *message, void *data);

/* What comes out of a query keeps its name. */
static void
look_at_target(struct hunt *hunt, PgQuery__ResTarget *target)
{
    sk_node *value = target->val;
    if (hunt->to && value && !*target->name && value->node_case == SK_NODE(COLUMN_REF) &&
        names_it(hunt, value->column_ref))
        target->name = sk_strdup(hunt->owner, hunt->column);
    sk_pg_each_child(&target->base, look, hunt);
}

/* JOIN ... USING (name): of what it joins, one on each side has the column. */
static bool
joins_by_it(const struct hunt *hunt, const PgQuery__JoinExpr *join)
{
    bool named = false, there = false;
    for (size_t i = 0; i < join->n_using_clause; i++)
        named = named || strcmp(sk_node_string(join->using_clause[i]), hunt->column) == 0;
    for (size_t i = 0; named && i < hunt->scope->n_ranges; i++)
        there = there || is_relation(hunt, &hunt->scope->ranges[i]);
    return there;
}

static void
look_at_node(struct hunt *hunt, sk_node *node)
{
    if (node->node_case == SK_NODE(JOIN_EXPR) && joins_by_it(hunt, node->join_expr))
        hunt->found = true;
    if (node->node_case == SK_NODE(SORT_BY) && sorts_by_result(hunt, node))
        return;
    if (node->node_case == SK_NODE(RES_TARGET)) {
        look_at_target(hunt, node->res_target);
    } else if (node->node_case != SK_NODE(COLUMN_REF)) {
        sk_pg_each_child(&node->base, look, hunt);
    } else if (names_it(hunt, node->column_ref)) {
        hunt->found = true;
        if (hunt->to)
            rename_ref(hunt, node->column_ref);
    }
}

static void
look(ProtobufCMessage *message, void *data)
{
    struct hunt *hunt = data;
    if (message->descriptor == &pg_query__node__descriptor) {
        look_at_node(hunt, (sk_node *)message);
        return;
    }
    if (message->descriptor != &pg_query__select_stmt__descriptor) {
        sk_pg_each_child(message, look, hunt);
        return;
    }
    const PgQuery__SelectStmt *select = (const PgQuery__SelectStmt *)message;
    struct hunt inner = *hunt;
    struct sk_scope *scope = sk_scope_new(hunt->owner, hunt->catalog, hunt->scope);
    sk_scope_add_ctes(scope, select->with_clause);
    sk_scope_add_from(scope, select->n_from_clause, select->from_clause);
    inner.scope = scope;
    inner.select = select;
    sk_pg_each_child(message, look, &inner);
    hunt->found = inner.found;
    talloc_free(scope);
}

bool
sk_pg_query_uses_column(const struct sk_catalog *catalog, const sk_node *query, const char *schema, const char *table,
                        const char *column)
{
    TALLOC_CTX *tmp = talloc_new(NULL);
    struct hunt hunt = {.owner = tmp, .catalog = catalog, .schema = schema, .table = table, .column = column};
    look((ProtobufCMessage *)(uintptr_t)&query->base, &hunt);
    talloc_free(tmp);
    return hunt.found;
}

void
sk_pg_query_rename_column(TALLOC_CTX *owner, const struct sk_catalog *catalog, sk_node *query, const char *schema,
                          const char *table, const char *from, const char *to)
{
    struct hunt hunt = {
        .owner = owner, .catalog = catalog, .schema = schema, .table = table, .column = from, .to = to};
    look(&query->base, &hunt);
}

/* The name by itself, as ORDER BY and GROUP BY may name a result. */
static bool
is_name(const sk_node *node, const char *name)
{
    return node->node_case == SK_NODE(COLUMN_REF) && node->column_ref->n_fields == 1 &&
           sk_same(sk_node_string(node->column_ref->fields[0]), name);
}

void
sk_pg_name_result(TALLOC_CTX *owner, sk_node *query, size_t i, const char *name)
{
    PgQuery__SelectStmt *around = query->select_stmt, *select = sk_pg_first_query(around);
    PgQuery__ResTarget *target = i < select->n_target_list ? select->target_list[i]->res_target : NULL;
    const char *was = !target ? NULL : *target->name ? target->name : sk_pg_figure_name(target->val);
    bool named = target && (*target->name || !sk_same(was, name));
    for (size_t g = 0; g < select->n_group_clause; g++) /* where a column of FROM is meant, if there is one */
        named = named && !is_name(select->group_clause[g], was);
    if (!named)
        return;
    for (size_t s = 0; s < around->n_sort_clause; s++) {
        sk_node *key = around->sort_clause[s]->sort_by->node;
        if (is_name(key, was))
            key->column_ref->fields[0]->string->sval = sk_strdup(owner, name);
    }
    target->name = sk_strdup(owner, name);
}
