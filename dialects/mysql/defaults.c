/*
 * dialects/mysql/defaults.c - defaults that the servers' DEFAULT cannot say: those that take a query.
 *
 * The column's own default is then a value that nobody gives, and a trigger puts the right one in its place before the row
 * is there, and so before any CHECK sees it.
 */
#include <string.h>

#include "dialects/mysql/physical_priv.h"

static const char *
stand_in_of(const struct sk_type *type)
{
    if (type->dimensions)
        return NULL;
    switch (type->kind) {
    case SK_TYPE_SMALLINT:
        return "-32768";
    case SK_TYPE_INTEGER:
        return "-2147483648";
    case SK_TYPE_BIGINT:
        return "-9223372036854775808";
    case SK_TYPE_TEXT:
    case SK_TYPE_VARCHAR:
    case SK_TYPE_CITEXT:
        return "_utf8mb4 X'EE8080'"; /* one character, for private use */
    case SK_TYPE_UUID:
        return "'5ce1defa-0000-4000-8000-000000000000'";
    default:
        return NULL;
    }
}

const char *
sk_mysql_late_default(struct sk_mysql_making *m, const struct sk_column *column, const char *text)
{
    const char *stand_in = stand_in_of(sk_mysql_base_type(m->catalog, &column->type));
    if (!stand_in || (!strstr(text, "SELECT ") && !strstr(text, "JSON_TABLE")))
        return NULL;
    const char *name = sk_mysql_own_name(m->p.tmp, m->table->name, sk_printf(m->p.tmp, "%s_d", column->name));
    const char *quoted = sk_mysql_quoted(m->p.tmp, column->name);
    sk_mysql_add_guard(m->out, name,
                       sk_printf(m->out, "CREATE TRIGGER %s BEFORE INSERT ON %s FOR EACH ROW IF NEW.%s = %s THEN SET NEW.%s = %s; "
                                         "END IF",
                                 sk_mysql_relation(m->p.tmp, m->table->schema, name),
                                 sk_mysql_relation(m->p.tmp, m->table->schema, m->table->name), quoted, stand_in, quoted, text));
    return stand_in;
}
