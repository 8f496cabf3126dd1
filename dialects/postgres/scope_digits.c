/*
 * dialects/postgres/scope_digits.c - how many digits a numeric shows behind its point.
 *
 * PostgreSQL's numeric carries that number with each value (its "display scale"; manual, 8.1.2, and numeric.c): 1.50 is
 * shown as 1.50, and 1.50 * 2.0 as 3.000. Engines whose numbers do not carry it have to be told when a number becomes
 * text. A division's is chosen by its values: it is not known.
 */
#include <stdlib.h>
#include <string.h>

#include "dialects/postgres/scope.h"

enum { UNKNOWN = -1 };

static int
wider(int a, int b)
{
    return a < 0 || b < 0 ? UNKNOWN : a > b ? a : b;
}

/* "1.50" has two, "1.5e-3" four, "15e3" none. */
static int
text_digits(const char *text)
{
    const char *point = strchr(text, '.'), *exponent = strpbrk(text, "eE");
    const char *end = exponent ? exponent : text + strlen(text);
    if (!*text || text[strspn(text, "0123456789.eE+-")])
        return UNKNOWN; /* a text that is cast: NaN, blanks */
    long digits = point ? end - point - 1 : 0;
    digits -= exponent ? strtol(exponent + 1, NULL, 10) : 0;
    return digits < 0 ? 0 : (int)digits;
}

static int
constant_digits(const PgQuery__AConst *constant)
{
    if (constant->val_case == PG_QUERY__A__CONST__VAL_IVAL)
        return 0;
    return constant->val_case == PG_QUERY__A__CONST__VAL_FVAL ? text_digits(constant->fval->fval) : UNKNOWN;
}

/* What several values have in common: which of them it will be is not known. */
static int
common_digits(const struct sk_scope *scope, size_t n, sk_node *const *nodes, const sk_node *more)
{
    int digits = more ? sk_scope_digits(scope, more) : UNKNOWN;
    bool first = !more;
    for (size_t i = 0; i < n; i++) {
        const sk_node *node = nodes[i]->node_case == SK_NODE(CASE_WHEN) ? nodes[i]->case_when->result : nodes[i];
        bool null = node->node_case == SK_NODE(A_CONST) && node->a_const->isnull;
        int one = null ? digits : sk_scope_digits(scope, node);
        if (null)
            continue;
        if (!first && one != digits)
            return UNKNOWN;
        digits = one;
        first = false;
    }
    return digits;
}

static int
rounded_to(const PgQuery__FuncCall *call)
{
    const PgQuery__AConst *to = call->n_args > 1 && call->args[1]->node_case == SK_NODE(A_CONST)
                                    ? call->args[1]->a_const
                                    : NULL;
    if (call->n_args < 2)
        return 0;
    return to && to->val_case == PG_QUERY__A__CONST__VAL_IVAL ? to->ival->ival : UNKNOWN;
}

static int
call_digits(const struct sk_scope *scope, const PgQuery__FuncCall *call)
{
    static const char *const whole[] = {"ceil", "ceiling", "floor", "sign", "div", "count", "length"};
    static const char *const same[] = {"abs", "sum", "max", "min"};
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (strcmp(name, whole[i]) == 0)
            return 0;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (strcmp(name, same[i]) == 0 && call->n_args == 1)
            return sk_scope_digits(scope, call->args[0]);
    if (strcmp(name, "round") == 0 || strcmp(name, "trunc") == 0)
        return rounded_to(call);
    if (strcmp(name, "mod") == 0 && call->n_args == 2)
        return wider(sk_scope_digits(scope, call->args[0]), sk_scope_digits(scope, call->args[1]));
    if (strcmp(name, "extract") == 0) {
        const sk_node *of = call->n_args ? call->args[0] : NULL;
        bool text = of && of->node_case == SK_NODE(A_CONST) && of->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL;
        const char *field = text ? of->a_const->sval->sval : NULL;
        bool seconds = !field || strncmp(field, "sec", 3) == 0 || strcmp(field, "epoch") == 0;
        return seconds ? 6 : strncmp(field, "milli", 5) == 0 ? 3 : 0;
    }
    return UNKNOWN;
}

static int
operator_digits(const struct sk_scope *scope, const PgQuery__AExpr *expr)
{
    const char *op = sk_node_name(NULL, expr->n_name, expr->name);
    int left = expr->lexpr ? sk_scope_digits(scope, expr->lexpr) : 0, right = sk_scope_digits(scope, expr->rexpr);
    if (expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF)
        return left;
    if (strcmp(op, "+") == 0 || strcmp(op, "-") == 0 || strcmp(op, "%") == 0)
        return wider(left, right);
    return strcmp(op, "*") == 0 && left >= 0 && right >= 0 ? left + right : UNKNOWN;
}

static int
cast_digits(const struct sk_scope *scope, const sk_node *node)
{
    struct sk_type type = sk_scope_type(scope, node);
    if (type.kind != SK_TYPE_NUMERIC || type.scale >= 0)
        return type.scale;
    const sk_node *arg = node->type_cast->arg;
    if (arg->node_case == SK_NODE(A_CONST) && arg->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL)
        return text_digits(arg->a_const->sval->sval);
    struct sk_type from = sk_scope_type(scope, arg);
    return from.kind == SK_TYPE_NUMERIC || sk_type_is_integer(&from) ? sk_scope_digits(scope, arg) : UNKNOWN;
}

int
sk_scope_digits(const struct sk_scope *scope, const sk_node *node)
{
    struct sk_type type = sk_scope_type(scope, node);
    if (sk_type_is_integer(&type))
        return 0;
    if (type.kind != SK_TYPE_NUMERIC || type.dimensions)
        return UNKNOWN;
    switch (node->node_case) {
    case SK_NODE(A_CONST):
        return constant_digits(node->a_const);
    case SK_NODE(COLUMN_REF):
        return type.scale;
    case SK_NODE(TYPE_CAST):
        return cast_digits(scope, node);
    case SK_NODE(A_EXPR):
        return operator_digits(scope, node->a_expr);
    case SK_NODE(FUNC_CALL):
        return call_digits(scope, node->func_call);
    case SK_NODE(COALESCE_EXPR):
        return common_digits(scope, node->coalesce_expr->n_args, node->coalesce_expr->args, NULL);
    case SK_NODE(MIN_MAX_EXPR):
        return common_digits(scope, node->min_max_expr->n_args, node->min_max_expr->args, NULL);
    case SK_NODE(CASE_EXPR):
        return common_digits(scope, node->case_expr->n_args, node->case_expr->args, node->case_expr->defresult);
    default:
        return UNKNOWN;
    }
}
