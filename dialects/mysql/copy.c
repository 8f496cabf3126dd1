/*
 * dialects/mysql/copy.c - the schema of a database as statements that make it again elsewhere on the server.
 *
 * The server's own words (SHOW CREATE ...), without the name of the database and without DEFINER, which only some may
 * name.
 */
#include <string.h>

#include "dialects/common/counters.h"
#include "dialects/mysql/mysql.h"

/* `text` without each `what`. */
static char *
without(TALLOC_CTX *owner, const char *text, const char *what)
{
    struct sk_text *out = sk_text_new(owner);
    for (const char *found; (found = strstr(text, what)); text = found + strlen(what))
        sk_text_add_n(out, text, (size_t)(found - text));
    sk_text_add(out, text);
    return sk_text_finish(out, owner);
}

/* DEFINER=`user`@`host` stands before the kind of the object: a name in quotes may hold anything. */
static char *
without_definer(TALLOC_CTX *owner, char *sql)
{
    static const char word[] = " DEFINER=";
    char *from = strstr(sql, word), *at = from ? from + strlen(word) : NULL;
    for (bool quoted = false; at && *at && (quoted || *at != ' '); at++)
        quoted = *at == '`' ? !quoted : quoted;
    if (!from || strcspn(sql, "(") < (size_t)(from - sql))
        return sql;
    return sk_printf(owner, "%.*s%s", (int)(from - sql), sql, at);
}

/* Another database that a table refers to, or a trigger may write to; a view only reads. */
static enum sk_status
stays_at_home(const struct sk_mysql_described *d, size_t i, const struct sk_rows *databases, struct sk_error *err)
{
    const char *own = sk_cell(d->objects, i, 3);
    if (strcmp(sk_cell(d->objects, i, 0), "VIEW") == 0)
        return SK_OK;
    for (size_t r = 0; r < databases->n_rows; r++) {
        const char *name = sk_cell(databases, r, 0);
        char *quoted = sk_printf(d->owner, "`%s`.", name), *bare = sk_printf(d->owner, " %s.", name);
        bool there = strstr(d->statements[i], quoted) || strstr(d->statements[i], bare);
        talloc_free(quoted);
        talloc_free(bare);
        if (there && strcmp(name, own) != 0)
            return sk_fail(err, SK_EUNSUPPORTED, "\"%s\" cannot be copied: it reaches into the database \"%s\"",
                           sk_cell(d->objects, i, 2), name);
    }
    return SK_OK;
}

enum sk_status
sk_mysql_copy_schema(const char ***out, size_t *n, TALLOC_CTX *owner, struct sk_conn *conn, struct sk_error *err)
{
    struct sk_mysql_described d;
    struct sk_rows *databases;
    const char **statements = NULL;
    size_t count = 0;
    bool counts = false;
    enum sk_status status = sk_mysql_describe(&d, owner, conn, NULL, err);
    if (!status)
        status =
            sk_conn_query(&databases, owner, conn, "SELECT schema_name FROM information_schema.schemata", NULL, 0, err);
    sk_push(owner, statements, count, "SET foreign_key_checks = 0");
    for (size_t i = 0; !status && i < d.objects->n_rows; i++) {
        status = stays_at_home(&d, i, databases, err);
        char *own = sk_printf(owner, "`%s`.", sk_cell(d.objects, i, 3));
        sk_push(owner, statements, count, without_definer(owner, without(owner, d.statements[i], own)));
        counts = counts || strcmp(sk_cell(d.objects, i, 2), SK_COUNTERS) == 0;
    }
    if (!status && counts)
        status = sk_counters_copy(&statements, &count, owner, conn, err);
    sk_push(owner, statements, count, "SET foreign_key_checks = 1");
    if (!status) {
        *out = statements;
        *n = count;
    }
    return status;
}
