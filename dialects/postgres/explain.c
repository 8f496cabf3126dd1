/* dialects/postgres/explain.c - how PostgreSQL would run a query: EXPLAIN (FORMAT JSON). */
#include <jansson.h>
#include <string.h>

#include "dialects/postgres/format.h"

/* "Index Scan using users_email_key on users" */
static void
read_node(struct sk_access *access, const json_t *node, int depth)
{
    const char *type = json_string_value(json_object_get(node, "Node Type")),
               *index = json_string_value(json_object_get(node, "Index Name")),
               *relation = json_string_value(json_object_get(node, "Relation Name"));
    if (type)
        sk_push(access, access->steps, access->n_steps,
                sk_printf(access, "%*s%s%s%s%s%s", depth * 2, "", type, index ? " using " : "", index ? index : "",
                          relation ? " on " : "", relation ? relation : ""));
    if (index)
        sk_push(access, access->indexes, access->n_indexes, sk_strdup(access, index));
    if (type && relation && strcmp(type, "Seq Scan") == 0)
        sk_push(access, access->scans, access->n_scans, sk_strdup(access, relation));
    const json_t *below = json_object_get(node, "Plans");
    for (size_t i = 0; i < json_array_size(below); i++)
        read_node(access, json_array_get(below, i), depth + 1);
}

enum sk_status
sk_pg_explain(struct sk_access **out, TALLOC_CTX *owner, struct sk_conn *conn, const char *sql, struct sk_error *err)
{
    struct sk_access *access = sk_new(owner, struct sk_access);
    struct sk_rows *rows;
    enum sk_status status =
        sk_conn_query(&rows, access, conn, sk_printf(access, "EXPLAIN (FORMAT JSON) %s", sql), NULL, 0, err);
    if (status)
        return status;
    json_t *root = rows->n_rows ? json_loads(sk_cell(rows, 0, 0), 0, NULL) : NULL;
    read_node(access, json_object_get(json_array_get(root, 0), "Plan"), 0);
    json_decref(root);
    *out = access;
    return SK_OK;
}

/* Dead rows are cleared away, as autovacuum would do in a while: a query would go through them for nothing. */
char *
sk_pg_gather_statistics(TALLOC_CTX *owner, const char *schema, const char *name)
{
    struct sk_text *sql = sk_text_new(owner);
    sk_text_add(sql, "VACUUM (ANALYZE) ");
    sk_pg_put_relation(sql, schema, name);
    return sk_text_finish(sql, owner);
}
