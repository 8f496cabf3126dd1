/*
 * dialects/mysql/explain.c - how MySQL or MariaDB would run a query: EXPLAIN FORMAT=JSON.
 *
 * Their documents differ in how they nest, so what says "table_name" is looked for wherever it stands. MySQL's newer
 * form keeps a lookup by a whole key to itself; the older one is asked for.
 */
#include <jansson.h>
#include <string.h>

#include "dialects/mysql/mysql.h"

/* MariaDB merges several indexes, and says which somewhere below the table. */
static const char *
merged_key(TALLOC_CTX *owner, const json_t *node)
{
    const char *key = json_string_value(json_object_get(node, "key")), *name;
    json_t *value;
    char *all = NULL;
    if (key)
        return key;
    json_object_foreach((json_t *)(uintptr_t)node, name, value) {
        const char *below = merged_key(owner, value);
        if (below)
            all = all ? sk_printf(owner, "%s + %s", all, below) : sk_strdup(owner, below);
    }
    return all;
}

/* "ref users using users_email_key" */
static void
read_table(struct sk_access *access, const json_t *table, int depth)
{
    const char *name = json_string_value(json_object_get(table, "table_name")),
               *how = json_string_value(json_object_get(table, "access_type")),
               *key = json_string_value(json_object_get(table, "key"));
    if (!name)
        return;
    if (!key && how && strcmp(how, "index_merge") == 0)
        key = merged_key(access, json_object_get(table, "index_merge"));
    sk_push(access, access->steps, access->n_steps,
            sk_printf(access, "%*s%s %s%s%s", depth * 2, "", how ? how : "read", name, key ? " using " : "",
                      key ? key : ""));
    if (key)
        sk_push(access, access->indexes, access->n_indexes, sk_strdup(access, key));
    else if (how && strcmp(how, "ALL") == 0)
        sk_push(access, access->scans, access->n_scans, sk_strdup(access, name));
}

/* What sorts, groups or gathers rows of what is below it. */
static bool
read_work(struct sk_access *access, const char *key, int depth)
{
    static const char *const works[][2] = {{"filesort", "sort"},
                                           {"ordering_operation", "order"},
                                           {"grouping_operation", "group"},
                                           {"duplicates_removal", "distinct"},
                                           {"temporary_table", "temporary table"},
                                           {"union_result", "union"},
                                           {"materialized_from_subquery", "materialize"}};
    for (size_t i = 0; i < sizeof works / sizeof *works; i++) {
        if (strcmp(works[i][0], key) != 0)
            continue;
        sk_push(access, access->steps, access->n_steps, sk_printf(access, "%*s%s", depth * 2, "", works[i][1]));
        return true;
    }
    return false;
}

static void
read_all(struct sk_access *access, const json_t *node, int depth)
{
    const char *key;
    json_t *value;
    if (json_is_array(node)) {
        for (size_t i = 0; i < json_array_size(node); i++)
            read_all(access, json_array_get(node, i), depth);
        return;
    }
    read_table(access, node, depth);
    json_object_foreach((json_t *)(uintptr_t)node, key, value)
        read_all(access, value, depth + read_work(access, key, depth));
}

enum sk_status
sk_mysql_explain(struct sk_access **out, TALLOC_CTX *owner, struct sk_conn *conn, const char *sql, struct sk_error *err)
{
    struct sk_access *access = sk_new(owner, struct sk_access);
    struct sk_rows *rows;
    struct sk_error unknown = SK_ERROR_INIT;
    if (sk_conn_exec(conn, "SET explain_json_format_version = 1", &unknown)) /* MySQL 8.3 and above have it */
        sk_error_clear(&unknown);
    enum sk_status status =
        sk_conn_query(&rows, access, conn, sk_printf(access, "EXPLAIN FORMAT=JSON %s", sql), NULL, 0, err);
    if (status)
        return status;
    json_t *root = rows->n_rows ? json_loads(sk_cell(rows, 0, 0), 0, NULL) : NULL;
    read_all(access, root, 0);
    json_decref(root);
    *out = access;
    return SK_OK;
}

char *
sk_mysql_gather_statistics(TALLOC_CTX *owner, const char *schema, const char *name)
{
    return sk_printf(owner, "ANALYZE TABLE %s", sk_mysql_relation(owner, schema, name));
}
