/* dialects/common/unfit.c - see unfit.h. */
#include <stdio.h>
#include <stdlib.h>

#include "dialects/common/unfit.h"

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

/* Rounding may give a number a digit more. */
static bool
is_wider(const struct sk_type *from, const struct sk_type *to)
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

const char *
sk_range_of(const struct sk_type *to)
{
    return to->kind == SK_TYPE_SMALLINT  ? "-32768 AND 32767"
           : to->kind == SK_TYPE_INTEGER ? "-2147483648 AND 2147483647"
                                         : "-9223372036854775808 AND 9223372036854775807";
}

bool
sk_can_exceed(const sk_node *arg, const struct sk_type *from, const struct sk_type *to)
{
    return is_wider(from, to) && !is_fitting(arg, to);
}
