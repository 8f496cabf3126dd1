/*
 * dialects/sqlite/unfit.c - casts that fail.
 *
 * SQLite's CAST makes something of any value, 0 of 'abc', and holds no number to a type's range. What PostgreSQL
 * refuses fails here, too, but only where a value is kept, in a statement of the migration itself: in a WHERE SQLite
 * may come to a cast of a row that another condition leaves out, and would fail where PostgreSQL does not.
 */
#include "dialects/common/unfit.h"
#include "dialects/sqlite/sqlite.h"

/* Texts that are no numbers; NULL is none of them. */
#define NO_WHOLE "rtrim(trim($), '0123456789') NOT IN ('', '+', '-') OR $ NOT GLOB '*[0-9]*'"
#define NO_NUMBER                                                                                                      \
    "trim($) GLOB '*[^-+.0-9eE]*' OR trim($) GLOB '*[0-9.][-+]*' OR $ GLOB '*.*.*' OR $ NOT GLOB '*[0-9]*'"
#define NO_DATE "$ IS NOT NULL AND date($) IS NULL"

static void
add_test(struct sk_text *sql, const char *condition, const char *message, const char *value)
{
    sk_text_add(sql, sql->len ? " WHEN " : "CASE WHEN ");
    sk_sqlite_fill(sql, condition, value);
    sk_text_addf(sql, " THEN json_extract('{}', '!%s')", message); /* no path begins so: the error shows it */
}

/* What is no value of the type at all. */
static void
test_text(struct sk_text *sql, const char *value, const struct sk_type *to)
{
    if (sk_type_is_integer(to))
        add_test(sql, NO_WHOLE, "invalid input syntax for type integer", value);
    else if (to->kind == SK_TYPE_NUMERIC || to->kind == SK_TYPE_REAL || to->kind == SK_TYPE_DOUBLE)
        add_test(sql, NO_NUMBER, "invalid input syntax for type numeric", value);
    else if (to->kind == SK_TYPE_DATE)
        add_test(sql, NO_DATE, "invalid input syntax for type date", value);
}

/* CAST AS INTEGER ends at the largest there is, so that the number is looked at before it. */
static void
test_range(struct sk_text *sql, const char *converted, const char *value, const struct sk_type *from,
           const struct sk_type *to)
{
    bool broken = from->kind == SK_TYPE_NUMERIC || from->kind == SK_TYPE_REAL || from->kind == SK_TYPE_DOUBLE;
    if (to->kind == SK_TYPE_NUMERIC)
        add_test(sql, sk_printf(sql, "abs($) >= 1e%d", to->length - to->scale), "numeric field overflow", converted);
    else
        add_test(sql,
                 sk_printf(sql, "%s NOT BETWEEN %s",
                           sk_type_is_text(from) ? "CAST($ AS NUMERIC)"
                           : broken              ? "round($)"
                                                 : "$",
                           sk_range_of(to)),
                 "number out of range", value);
}

char *
sk_sqlite_refusing(TALLOC_CTX *owner, char *converted, const char *value, const sk_node *arg,
                   const struct sk_type *from, const struct sk_type *to)
{
    struct sk_text *sql = sk_text_new(owner);
    bool number = sk_type_is_integer(to) || (to->kind == SK_TYPE_NUMERIC && to->scale >= 0);
    if (from->dimensions || to->dimensions)
        return converted;
    if (sk_type_is_text(from))
        test_text(sql, value, to);
    if (number && sk_can_exceed(arg, from, to))
        test_range(sql, converted, value, from, to);
    if (!sql->len)
        return converted;
    sk_text_addf(sql, " ELSE %s END", converted);
    return sk_text_finish(sql, owner);
}
