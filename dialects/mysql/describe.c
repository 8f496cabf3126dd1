/*
 * dialects/mysql/describe.c - asking the server for the statements that its objects are made of.
 */
#include <string.h>

#include "dialects/mysql/mysql.h"

static char *
list_objects(TALLOC_CTX *owner, const struct sk_catalog *like)
{
    struct sk_text *schemas = sk_text_new(owner);
    sk_text_add(schemas, "(DATABASE()");
    for (size_t i = 0; like && i < like->n_schemas; i++)
        if (!sk_same(like->schemas[i], SK_PUBLIC))
            sk_text_addf(schemas, ", %s", sk_mysql_constant(owner, like->schemas[i]));
    sk_text_add(schemas, ")");
    return sk_printf(owner,
                     "SELECT CASE t.table_type WHEN 'VIEW' THEN 'VIEW' ELSE 'TABLE' END, t.table_schema, t.table_name, "
                     "DATABASE() FROM information_schema.tables t WHERE t.table_schema IN %s AND t.table_type IN "
                     "('BASE TABLE', 'VIEW') UNION ALL SELECT 'TRIGGER', g.trigger_schema, g.trigger_name, DATABASE() "
                     "FROM information_schema.triggers g WHERE g.trigger_schema IN %s UNION ALL SELECT 'FUNCTION', "
                     "r.routine_schema, r.routine_name, DATABASE() FROM information_schema.routines r WHERE "
                     "r.routine_schema IN %s AND LEFT(r.routine_name, %zu) = '" SK_MYSQL_STORED "' ORDER BY 1, 2, 3",
                     schemas->data, schemas->data, schemas->data, strlen(SK_MYSQL_STORED));
}

/* SHOW CREATE has the statement of a trigger and of a function in the third column, of others in the second. */
static enum sk_status
keep_statement(void *data, size_t i, const struct sk_rows *rows, struct sk_error *err)
{
    struct sk_mysql_described *d = data;
    const char *kind = sk_cell(d->objects, i, 0);
    bool compound = sk_same(kind, "TRIGGER") || sk_same(kind, "FUNCTION");
    const char *sql = rows->n_rows ? sk_cell(rows, 0, compound ? 2 : 1) : NULL;
    if (!sql && sk_same(kind, "VIEW"))
        return sk_fail(err, SK_ESQL, "view \"%s\" cannot be read: that takes the privilege SHOW VIEW",
                       sk_cell(d->objects, i, 2));
    d->statements[i] = sk_strdup(d->owner, sql ? sql : "");
    return SK_OK;
}

/* MySQL 9.7 dies of SHOW CREATE VIEW where JSON_TABLE() takes a comparison of constants: what it has kept is asked for,
 * which it does not read again. A definition that one may not see is empty. */
static char *
ask_view(TALLOC_CTX *owner, const char *schema, const char *name)
{
    static const char of_view[] = "table_schema = %s AND table_name = %s";
    const char *which = sk_printf(owner, of_view, sk_mysql_constant(owner, schema), sk_mysql_constant(owner, name));
    struct sk_text *quoted = sk_text_new(owner);
    sk_text_ident(quoted, name, '`');
    return sk_printf(owner,
                     "SELECT table_name, CONCAT('CREATE VIEW ', %s, ' (', (SELECT GROUP_CONCAT('`', REPLACE(column_name, "
                     "'`', '``'), '`' ORDER BY ordinal_position SEPARATOR ', ') FROM information_schema.columns WHERE "
                     "%s), ') AS ', NULLIF(view_definition, '')) FROM information_schema.views WHERE %s",
                     sk_mysql_constant(owner, quoted->data), which, which);
}

static char *
ask_for(TALLOC_CTX *owner, bool mariadb, const struct sk_rows *objects, size_t i)
{
    const char *kind = sk_cell(objects, i, 0), *schema = sk_cell(objects, i, 1), *name = sk_cell(objects, i, 2);
    if (!mariadb && sk_same(kind, "VIEW"))
        return ask_view(owner, schema, name);
    return sk_printf(owner, "SHOW CREATE %s %s", kind, sk_mysql_relation(owner, schema, name));
}

/* What each object is made of, in one round trip. */
static enum sk_status
describe(struct sk_mysql_described *d, struct sk_conn *conn, struct sk_error *err)
{
    const struct sk_rows *objects = d->objects;
    bool mariadb = sk_same(conn->dialect, "mariadb");
    struct sk_request *requests = sk_alloc(d->owner, (objects->n_rows + 1) * sizeof *requests, "requests");
    d->schemas = sk_alloc(d->owner, (objects->n_rows + 1) * sizeof *d->schemas, "schemas");
    d->statements = sk_alloc(d->owner, (objects->n_rows + 1) * sizeof *d->statements, "statements");
    for (size_t i = 0; i < objects->n_rows; i++) {
        d->schemas[i] = sk_cell(objects, i, 1);
        requests[i] = (struct sk_request){.sql = ask_for(d->owner, mariadb, objects, i), .want_rows = true};
    }
    struct sk_batch batch = {.requests = requests, .n = objects->n_rows, .on_done = keep_statement, .data = d};
    return sk_conn_batch(conn, &batch, err);
}

enum sk_status
sk_mysql_describe(struct sk_mysql_described *out, TALLOC_CTX *owner, struct sk_conn *conn,
                  const struct sk_catalog *like, struct sk_error *err)
{
    struct sk_rows *objects = NULL;
    enum sk_status status = sk_conn_query(&objects, owner, conn, list_objects(owner, like), NULL, 0, err);
    *out = (struct sk_mysql_described){.owner = owner, .objects = objects};
    return status ? status : describe(out, conn, err);
}
