/* dialects/sqlite/explain.c - how SQLite would run a query: EXPLAIN QUERY PLAN, https://www.sqlite.org/eqp.html */
#include <stdlib.h>
#include <string.h>

#include "dialects/sqlite/sqlite.h"

/* "SEARCH users USING COVERING INDEX users_email (email=?)", "... USING INTEGER PRIMARY KEY (rowid=?)" */
static void
read_index(struct sk_access *access, const char *detail)
{
    static const char *const before[] = {" INDEX ", " USING ", NULL};
    for (size_t i = 0; before[i]; i++) {
        const char *found = strstr(detail, before[i]);
        if (!found)
            continue;
        found += strlen(before[i]);
        const char *end = strstr(found, " (");
        sk_push(access, access->indexes, access->n_indexes,
                sk_strndup(access, found, end ? (size_t)(end - found) : strlen(found)));
        return;
    }
}

static void
read_step(struct sk_access *access, const char *detail, int depth)
{
    bool scan = strncmp(detail, "SCAN ", 5) == 0, search = strncmp(detail, "SEARCH ", 7) == 0;
    sk_push(access, access->steps, access->n_steps, sk_printf(access, "%*s%s", depth * 2, "", detail));
    if ((scan || search) && strstr(detail, " USING "))
        read_index(access, detail);
    else if (scan && !strstr(detail, " VIRTUAL TABLE "))
        sk_push(access, access->scans, access->n_scans, sk_strndup(access, detail + 5, strcspn(detail + 5, " ")));
}

/* How many rows stand above this one; columns: id, parent, notused, detail. */
static int
depth_of(const struct sk_rows *rows, size_t row)
{
    int depth = 0;
    for (size_t i = row; i-- > 0;) {
        if (strcmp(sk_cell(rows, i, 0), sk_cell(rows, row, 1)) == 0)
            return depth_of(rows, i) + 1;
    }
    return depth;
}

enum sk_status
sk_sqlite_explain(struct sk_access **out, TALLOC_CTX *owner, struct sk_conn *conn, const char *sql,
                  struct sk_error *err)
{
    struct sk_access *access = sk_new(owner, struct sk_access);
    struct sk_rows *rows;
    enum sk_status status =
        sk_conn_query(&rows, access, conn, sk_printf(access, "EXPLAIN QUERY PLAN %s", sql), NULL, 0, err);
    if (status)
        return status;
    for (size_t i = 0; i < rows->n_rows; i++)
        read_step(access, sk_cell(rows, i, 3), depth_of(rows, i));
    *out = access;
    return SK_OK;
}

char *
sk_sqlite_gather_statistics(TALLOC_CTX *owner, const char *schema, const char *name)
{
    struct sk_text *sql = sk_text_new(owner);
    sk_text_add(sql, "ANALYZE ");
    sk_text_ident(sql, sk_sqlite_relation(owner, schema, name), '"');
    return sk_text_finish(sql, owner);
}
