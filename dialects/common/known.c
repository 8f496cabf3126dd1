/* dialects/common/known.c - what is known of an expression without a row, where a function is put in its place. */
#include <stdlib.h>
#include <string.h>

#include "dialects/common/printer_priv.h"

static bool
is_whole_type(const PgQuery__TypeName *type)
{
    static const char *const names[] = {"int2", "int4", "int8"};
    const char *name = sk_node_name(NULL, type->n_names, type->names);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (name && strcmp(name, names[i]) == 0)
            return type->n_array_bounds == 0;
    return false;
}

/* '-1'::integer, as a server words what was -1. */
static bool
is_number_text(const sk_node *node, int64_t *number)
{
    const PgQuery__AConst *constant = node->node_case == SK_NODE(A_CONST) ? node->a_const : NULL;
    if (!constant || constant->isnull || constant->val_case != PG_QUERY__A__CONST__VAL_SVAL)
        return false;
    char *end;
    *number = strtoll(constant->sval->sval, &end, 10);
    return *constant->sval->sval && !*end && *number >= INT32_MIN && *number <= INT32_MAX;
}

bool
sk_print_known_number(const sk_node *node, int64_t *number)
{
    int64_t left = 0, right;
    if (node->node_case == SK_NODE(TYPE_CAST))
        return is_whole_type(node->type_cast->type_name) &&
               (is_number_text(node->type_cast->arg, number) || sk_print_known_number(node->type_cast->arg, number));
    if (node->node_case == SK_NODE(A_CONST)) {
        bool whole = node->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL && !node->a_const->isnull;
        *number = whole ? node->a_const->ival->ival : 0;
        return whole;
    }
    const PgQuery__AExpr *e = node->node_case == SK_NODE(A_EXPR) ? node->a_expr : NULL;
    if (!e || e->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP || !sk_print_known_number(e->rexpr, &right) ||
        (e->lexpr && !sk_print_known_number(e->lexpr, &left)))
        return false;
    const char *op = sk_node_name(NULL, e->n_name, e->name);
    if (strlen(op) != 1 || !strchr(e->lexpr ? "+-*" : "+-", *op))
        return false;
    *number = *op == '*' ? left * right : *op == '+' ? left + right : left - right;
    return *number >= INT32_MIN && *number <= INT32_MAX;
}

/* A comparison of numbers: 1, 0; -1 for one that is not known. */
static int
compared(const PgQuery__AExpr *e, const char *op)
{
    int64_t a, b;
    if (!sk_print_known_number(e->lexpr, &a) || !sk_print_known_number(e->rexpr, &b))
        return -1;
    return strcmp(op, "=") == 0    ? a == b
           : strcmp(op, "<>") == 0 ? a != b
           : strcmp(op, "<") == 0  ? a < b
           : strcmp(op, "<=") == 0 ? a <= b
           : strcmp(op, ">") == 0  ? a > b
           : strcmp(op, ">=") == 0 ? a >= b
                                   : -1;
}

/* Is it equal to no other text? '2020-1-1' is the same date as '2020-01-01', and 'b' as a char(3) the same as 'b '. */
static bool
is_of_text(const sk_node *node)
{
    for (; node->node_case == SK_NODE(TYPE_CAST); node = node->type_cast->arg) {
        const PgQuery__TypeName *type = node->type_cast->type_name;
        const char *name = type->n_names ? sk_node_string(type->names[type->n_names - 1]) : "";
        if (type->n_typmods || type->n_array_bounds || (strcmp(name, "text") != 0 && strcmp(name, "varchar") != 0))
            return false;
    }
    return true;
}

int
sk_print_known(const sk_node *node)
{
    if (node->node_case == SK_NODE(A_CONST) && node->a_const->val_case == PG_QUERY__A__CONST__VAL_BOOLVAL)
        return node->a_const->boolval->boolval;
    if (node->node_case == SK_NODE(BOOL_EXPR)) {
        bool and = node->bool_expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR;
        int all = and;
        if (node->bool_expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR) {
            int one = sk_print_known(node->bool_expr->args[0]);
            return one < 0 ? -1 : !one;
        }
        for (size_t i = 0; i < node->bool_expr->n_args; i++) {
            int one = sk_print_known(node->bool_expr->args[i]);
            if (one == !and)
                return one;
            all = one < 0 ? -1 : all;
        }
        return all;
    }
    if (node->node_case != SK_NODE(A_EXPR) || node->a_expr->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP ||
        !node->a_expr->lexpr)
        return -1;
    const char *left = sk_constant_text(node->a_expr->lexpr), *right = sk_constant_text(node->a_expr->rexpr);
    const char *op = sk_node_name(NULL, node->a_expr->n_name, node->a_expr->name);
    if (!left || !right || (strcmp(op, "=") != 0 && strcmp(op, "<>") != 0))
        return compared(node->a_expr, op);
    bool same = strcmp(left, right) == 0;
    if (!same && (!is_of_text(node->a_expr->lexpr) || !is_of_text(node->a_expr->rexpr)))
        return -1;
    return same == (strcmp(op, "=") == 0);
}

/* ---- bytes ------------------------------------------------------------------------------------------------------- */

static bool
is_call(const sk_node *node, const char *name, size_t n_args)
{
    return node->node_case == SK_NODE(FUNC_CALL) && node->func_call->n_args == n_args &&
           strcmp(sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname), name) == 0;
}

int64_t
sk_print_most(const sk_node *node)
{
    int64_t number;
    if (sk_print_known_number(node, &number))
        return number < 0 ? -1 : number;
    if (node->node_case == SK_NODE(TYPE_CAST))
        return is_whole_type(node->type_cast->type_name) ? sk_print_most(node->type_cast->arg) : -1;
    if (is_call(node, "get_byte", 2))
        return 255;
    const PgQuery__AExpr *e = node->node_case == SK_NODE(A_EXPR) ? node->a_expr : NULL;
    if (!e || e->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP || !e->lexpr)
        return -1;
    const char *op = sk_node_name(NULL, e->n_name, e->name);
    int64_t left = sk_print_most(e->lexpr), right = sk_print_most(e->rexpr);
    if (strcmp(op, "&") == 0)
        return left < 0 || (right >= 0 && right < left) ? right : left;
    if (left < 0 || right < 0 || left > INT32_MAX || right > INT32_MAX)
        return -1;
    if (strcmp(op, ">>") == 0 || strcmp(op, "<<") == 0)
        return right > 31 ? -1 : *op == '>' ? left >> right : left << right;
    if (strcmp(op, "+") == 0)
        return left + right;
    for (number = 1; strcmp(op, "|") == 0 && number <= (left > right ? left : right);)
        number *= 2;
    return strcmp(op, "|") == 0 ? number - 1 : -1;
}

bool
sk_print_is_within(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    int64_t index = sk_print_most(call->args[1]);
    return index >= 0 && index < sk_print_known_bytes(p, call->args[0]);
}
