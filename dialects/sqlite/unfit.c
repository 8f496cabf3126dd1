/*
 * dialects/sqlite/unfit.c - casts that fail.
 *
 * SQLite's CAST makes something of any value, 0 of 'abc', and holds no number to a type's range. What PostgreSQL
 * refuses fails here, too, but only where a value is kept, in a statement of the migration itself: in a WHERE SQLite
 * may come to a cast of a row that another condition leaves out, and would fail where PostgreSQL does not.
 */
#include <stdio.h>
#include <stdlib.h>

#include "dialects/sqlite/sqlite.h"

/* Texts that are no numbers; NULL is none of them. */
#define NO_WHOLE "rtrim(trim($), '0123456789') NOT IN ('', '+', '-') OR $ NOT GLOB '*[0-9]*'"
#define NO_NUMBER                                                                                                      \
    "trim($) GLOB '*[^-+.0-9eE]*' OR trim($) GLOB '*[0-9.][-+]*' OR $ GLOB '*.*.*' OR $ NOT GLOB '*[0-9]*'"
#define NO_DATE "$ IS NOT NULL AND date($) IS NULL"

/* How many digits a number of that type has at most before its point; 0: nobody knows. */
static int
whole_digits(const struct sk_type *type)
{
    switch (type->kind) {
    case SK_TYPE_BOOLEAN:
        return 1;
    case SK_TYPE_SMALLINT:
        return 5;
    case SK_TYPE_INTEGER:
        return 10;
    case SK_TYPE_BIGINT:
        return 19;
    case SK_TYPE_NUMERIC:
        return type->length > type->scale ? type->length - type->scale : 0;
    default:
        return 0;
    }
}

/* Can a number of one type be too large for the other? Rounding may give it a digit more. */
static bool
can_exceed(const struct sk_type *from, const struct sk_type *to)
{
    int digits = whole_digits(from), room = whole_digits(to);
    if (from->kind == SK_TYPE_NUMERIC)
        digits += digits && from->scale > (to->kind == SK_TYPE_NUMERIC ? to->scale : 0);
    bool whole = sk_type_is_integer(to);
    return !digits || (whole && sk_type_is_integer(from) ? digits > room : digits + whole > room);
}

/* Does a number that stands in the statement fit? */
static bool
is_fitting(const sk_node *arg, const struct sk_type *to)
{
    const PgQuery__AConst *constant = arg->node_case == SK_NODE(A_CONST) ? arg->a_const : NULL;
    if (!constant || (constant->val_case != PG_QUERY__A__CONST__VAL_IVAL &&
                      constant->val_case != PG_QUERY__A__CONST__VAL_FVAL))
        return false;
    double value = constant->val_case == PG_QUERY__A__CONST__VAL_IVAL ? constant->ival->ival
                                                                     : strtod(constant->fval->fval, NULL);
    char limit[16];
    snprintf(limit, sizeof limit, "1e%d", whole_digits(to) - sk_type_is_integer(to));
    return value + 1 < strtod(limit, NULL) && value - 1 > -strtod(limit, NULL);
}

static const char *
range_of(const struct sk_type *to)
{
    return to->kind == SK_TYPE_SMALLINT  ? "-32768 AND 32767"
           : to->kind == SK_TYPE_INTEGER ? "-2147483648 AND 2147483647"
                                         : "-9223372036854775808 AND 9223372036854775807";
}

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
                           range_of(to)),
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
    if (number && can_exceed(from, to) && !is_fitting(arg, to))
        test_range(sql, converted, value, from, to);
    if (!sql->len)
        return converted;
    sk_text_addf(sql, " ELSE %s END", converted);
    return sk_text_finish(sql, owner);
}
