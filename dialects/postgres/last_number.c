/*
 * dialects/postgres/last_number.c - lastval(), where it is known of which sequence the last number is: its currval().
 *
 * It is where an INSERT before it in the file has taken one, and nothing since then can have asked for another.
 */
#include <string.h>

#include "dialects/postgres/format.h"
#include "dialects/postgres/postgres.h"

struct calls {
    const struct sk_catalog *catalog;
    PgQuery__FuncCall *last; /* lastval(), the first of them */
    bool others;             /* of which nobody knows what they ask for */
};

static bool
look(sk_node *node, void *data)
{
    struct calls *calls = data;
    const char *schema, *name;
    if (node->node_case != SK_NODE(FUNC_CALL))
        return true;
    name = sk_node_name(&schema, node->func_call->n_funcname, node->func_call->funcname);
    if (strcmp(name, "lastval") == 0 && node->func_call->n_args == 0)
        calls->last = calls->last ? calls->last : node->func_call;
    else if (strcmp(name, "nextval") == 0 || sk_catalog_function(calls->catalog, schema, name))
        calls->others = true;
    return true;
}

static struct calls
calls_in(const struct sk_catalog *catalog, const sk_node *node)
{
    struct calls calls = {.catalog = catalog};
    sk_pg_walk_node(node, look, &calls);
    return calls;
}

static bool
is_given(const PgQuery__InsertStmt *insert, const char *column)
{
    for (size_t i = 0; i < insert->n_cols; i++)
        if (strcmp(insert->cols[i]->res_target->name, column) == 0)
            return true;
    return false;
}

/* The columns whose numbers an INSERT of rows that it lists takes from sequences. Returns false: nobody knows what it
 * asks for. */
static bool
takes(const struct sk_catalog *catalog, const struct sk_statement *statement, const struct sk_table **table, size_t *n,
      const struct sk_column **column)
{
    const sk_node *node = statement->tree;
    const PgQuery__InsertStmt *insert = node && node->node_case == SK_NODE(INSERT_STMT) ? node->insert_stmt : NULL;
    *n = 0;
    if (!insert || statement->dialects || insert->on_conflict_clause || insert->with_clause || !insert->n_cols ||
        !insert->select_stmt || !insert->select_stmt->select_stmt->n_values_lists || calls_in(catalog, node).others)
        return false;
    *table = sk_catalog_table(catalog, sk_text_or_null(insert->relation->schemaname), insert->relation->relname);
    if (!*table || (*table)->n_triggers)
        return false;
    for (size_t i = 0; i < (*table)->n_columns; i++) {
        const struct sk_column *of = (*table)->columns[i];
        const struct sk_user_type *domain = sk_catalog_domain(catalog, &of->type);
        const struct sk_expr *value = of->default_expr ? of->default_expr : domain ? domain->default_expr : NULL;
        bool counts = of->identity != SK_IDENTITY_NONE || (value && calls_in(catalog, sk_expr_node(value)).others);
        if (!counts || is_given(insert, of->name))
            continue;
        *column = of;
        ++*n;
    }
    return true;
}

static bool
name_it(sk_node *node, void *data)
{
    const sk_node *named = data;
    bool is = node->node_case == SK_NODE(FUNC_CALL) && node->func_call->n_args == 0 &&
              strcmp(sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname), "lastval") == 0;
    if (is)
        *node->func_call = *named->func_call;
    return true;
}

void
sk_pg_name_last_number(struct sk_analysis *a)
{
    struct sk_statement *first = a->script->statements, *at = a->statement;
    const struct sk_table *table;
    const struct sk_column *column;
    size_t n;
    sk_node *node = (sk_node *)(uintptr_t)at->tree;
    if (!node || node->node_case != SK_NODE(INSERT_STMT) || at < first || at >= first + a->script->n ||
        !calls_in(a->catalog, node).last || !takes(a->catalog, at, &table, &n, &column) || n)
        return;
    while (at-- > first) {
        sk_pg_read_tree(a->script, at);
        bool known = takes(a->catalog, at, &table, &n, &column);
        sk_statement_release(at);
        if (!known || n > 1)
            return;
        const struct sk_sequence *s =
            n ? sk_pg_owned_sequence(a->catalog, table->schema, table->name, column->name) : NULL;
        if (!n)
            continue;
        struct sk_text *name = sk_text_new(a->owner), *sql = sk_text_new(a->owner);
        if (!s)
            return;
        sk_pg_put_relation(name, s->schema, s->name);
        sk_text_add(sql, "currval(");
        sk_text_literal(sql, name->data);
        sk_text_add(sql, ")");
        sk_pg_walk_node(node, name_it, sk_pg_made(a->owner, sql->data, 0, NULL));
        return;
    }
}
