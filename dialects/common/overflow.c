/*
 * dialects/common/overflow.c - integers that leave their type's range on the way to a value.
 *
 * PostgreSQL computes with integers in their own type, and fails where that has no room: 2147483647 + 1 fails in a
 * column of bigint, too. Other engines compute in 64 bits. What goes straight into a column of the type is refused by
 * that; anything else that a statement of a migration computes is looked at as a cast to the type is. What stays (a
 * view, a CHECK, a trigger) is not: it would have to be written twice for what hardly any row has.
 */
#include <string.h>

#include "dialects/common/printer_priv.h"

struct bounds {
    int64_t least, most;
};

static struct bounds
of_type(const struct sk_type *type)
{
    bool small = type->kind == SK_TYPE_SMALLINT;
    return (struct bounds){small ? INT16_MIN : INT32_MIN, small ? INT16_MAX : INT32_MAX};
}

static bool
is_small(const struct sk_type *type)
{
    return !type->dimensions && (type->kind == SK_TYPE_SMALLINT || type->kind == SK_TYPE_INTEGER);
}

static struct bounds bounds_of(const struct sk_printer *p, const sk_node *node);

/* Both of at most 32 bits, so that 64 have room for each result. */
static struct bounds
of_operation(char op, struct bounds a, struct bounds b)
{
    if (op == '+')
        return (struct bounds){a.least + b.least, a.most + b.most};
    if (op == '-')
        return (struct bounds){a.least - b.most, a.most - b.least};
    const int64_t products[] = {a.least * b.least, a.least * b.most, a.most * b.least, a.most * b.most};
    struct bounds all = {products[0], products[0]};
    for (size_t i = 1; i < 4; i++) {
        all.least = products[i] < all.least ? products[i] : all.least;
        all.most = products[i] > all.most ? products[i] : all.most;
    }
    return all;
}

static bool
is_arithmetic(const char *op)
{
    return strlen(op) == 1 && strchr("+-*", *op);
}

/* A call that gives a length, a place or a code: no text and no array has more than 2^30 of anything. */
static bool
counts(const sk_node *node)
{
    static const char *const names[] = {"length", "char_length", "character_length", "octet_length", "ascii", "strpos",
                                        "position", "cardinality", "array_length"};
    return node->node_case == SK_NODE(FUNC_CALL) &&
           sk_among(sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname),
                    sizeof names / sizeof *names, names);
}

static bool
are_days(const struct sk_printer *p, const PgQuery__AExpr *e)
{
    return e->lexpr && sk_scope_is(p->scope, e->lexpr, SK_TYPE_DATE) && sk_scope_is(p->scope, e->rexpr, SK_TYPE_DATE);
}

static struct bounds
of_operator(const struct sk_printer *p, const PgQuery__AExpr *e, struct bounds all)
{
    const char *op = sk_node_name(NULL, e->n_name, e->name);
    int64_t n = 0;
    bool known = sk_print_known_number(e->rexpr, &n) && n > 0;
    if (are_days(p, e))
        return (struct bounds){-6000000, 6000000}; /* all that dates have */
    if (known && strcmp(op, "%") == 0)
        return (struct bounds){-n, n};
    if (known && strcmp(op, "&") == 0)
        return (struct bounds){0, n};
    if (known && strcmp(op, "/") == 0) {
        struct bounds a = bounds_of(p, e->lexpr);
        return (struct bounds){a.least / n, a.most / n};
    }
    if (!is_arithmetic(op) || !e->lexpr)
        return all;
    struct bounds result = of_operation(*op, bounds_of(p, e->lexpr), bounds_of(p, e->rexpr));
    return (struct bounds){result.least < all.least ? all.least : result.least,
                           result.most > all.most ? all.most : result.most};
}

/* Between which numbers the value is, of an integer type of at most 32 bits. */
static struct bounds
bounds_of(const struct sk_printer *p, const sk_node *node)
{
    struct sk_type type = sk_scope_type(p->scope, node);
    struct bounds all = of_type(&type);
    int64_t n;
    if (sk_print_known_number(node, &n))
        return (struct bounds){n, n};
    if (counts(node))
        return (struct bounds){0, INT32_MAX / 2};
    if (node->node_case == SK_NODE(A_EXPR) && node->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP)
        return of_operator(p, node->a_expr, all);
    return all;
}

bool
sk_print_overflows(const struct sk_printer *p, const char *op, const PgQuery__AExpr *e)
{
    if (!p->runs_once || p->choosing || p->plpgsql || p->wide || p->stored == e || !e->lexpr || !is_arithmetic(op))
        return false;
    struct sk_type left = sk_scope_type(p->scope, e->lexpr), right = sk_scope_type(p->scope, e->rexpr);
    if (!is_small(&left) || !is_small(&right))
        return false;
    struct bounds all = of_type(left.kind == SK_TYPE_INTEGER ? &left : &right);
    struct bounds result = of_operation(*op, bounds_of(p, e->lexpr), bounds_of(p, e->rexpr));
    return result.least < all.least || result.most > all.most;
}

enum sk_status
sk_print_in_range(struct sk_printer *p, const char *op, const PgQuery__AExpr *e)
{
    struct sk_type left = sk_scope_type(p->scope, e->lexpr), right = sk_scope_type(p->scope, e->rexpr);
    bool small = left.kind == SK_TYPE_SMALLINT && right.kind == SK_TYPE_SMALLINT;
    const sk_node *operands[] = {e->lexpr, e->rexpr};
    const char *sql = sk_printf(p->tmp, "(($1)::bigint %s $2)::%s", op, small ? "smallint" : "integer");
    p->wide++; /* what is inside cannot leave 64 bits */
    enum sk_status status = sk_print_expr(p, sk_pg_made(p->tmp, sql, 2, operands));
    p->wide--;
    return status;
}

const PgQuery__AExpr *
sk_print_stored(const struct sk_printer *p, const sk_node *value, const struct sk_type *type)
{
    const sk_node *inner = value->node_case == SK_NODE(TYPE_CAST) ? value->type_cast->arg : value;
    struct sk_type of = sk_scope_type(p->scope, inner);
    bool held = is_small(type) && is_small(&of) && (type->kind == SK_TYPE_SMALLINT || of.kind == SK_TYPE_INTEGER);
    return held && inner->node_case == SK_NODE(A_EXPR) ? inner->a_expr : NULL;
}
