/*
 * dialects/mysql/limits.c - what MySQL's parser takes and its resolver then refuses.
 *
 * The document of JSON_TABLE() must not have a sub-query in it ("Incorrect arguments to JSON_TABLE"), and what this
 * dialect makes of some functions is one: arrays and their elements, initcap(), regexp_matches() ... in each other.
 * MariaDB takes them.
 */
#include <string.h>

#include "dialects/mysql/print.h"

/* The end of what is quoted at `c`. */
static const char *
past_quoted(const char *c)
{
    char quote = *c++;
    while (*c && (*c != quote || c[1] == quote))
        c += *c == quote ? 2 : 1;
    return *c ? c + 1 : c;
}

/* Is there a sub-query in the argument that begins at `c`? */
static bool
has_query(const char *c)
{
    for (int depth = 0; *c && !(depth == 0 && (*c == ',' || *c == ')'));) {
        if (*c == '\'' || *c == '`' || *c == '"') {
            c = past_quoted(c);
            continue;
        }
        if (strncmp(c, "(SELECT ", 8) == 0)
            return true;
        depth += *c == '(';
        depth -= *c == ')';
        c++;
    }
    return false;
}

static bool
is_refused(const char *sql)
{
    static const char call[] = "JSON_TABLE(";
    for (const char *c = sql; c && *c;) {
        if (*c == '\'' || *c == '`' || *c == '"') {
            c = past_quoted(c);
        } else if (strncmp(c, call, sizeof call - 1) == 0) {
            c += sizeof call - 1;
            if (has_query(c))
                return true;
        } else {
            c++;
        }
    }
    return false;
}

enum sk_status
sk_mysql_check_limits(const struct sk_rewrite *rewrite, size_t from, size_t pos_bytes, struct sk_error *err)
{
    bool mariadb = strcmp(rewrite->dialect->name, "mariadb") == 0;
    for (size_t i = from; i < rewrite->n && !mariadb; i++) {
        if (!rewrite->outputs[i].sql || !is_refused(rewrite->outputs[i].sql))
            continue;
        sk_fail(err, SK_EUNSUPPORTED, "an array or a text is taken apart that comes from a query: mysql's JSON_TABLE() "
                                      "takes none");
        sk_at(err, rewrite->script->file, pos_bytes);
        sk_hint(err, "Compute the inner value in a column or a view of its own, or write the migration's form for mysql "
                     "into a file of its own beside it (NAME.up.mysql.sql).");
        return SK_EUNSUPPORTED;
    }
    return SK_OK;
}
