/*
 * dialects/common/bits.c - bit strings that become integers: the number that they are, all along; and one bit of them.
 * PostgreSQL manual, 8.10, "Bit String Types", and 9.6.
 */
#include <string.h>

#include "dialects/common/printer_priv.h"

enum { MOST_BITS = 62 };

struct bits {
    const sk_node *number;
    int width;
};

static bool read_bits(struct bits *out, struct sk_printer *p, const sk_node *node);

/* B'0101', X'2f': the scanner gives b0101 and x2f; a text says as much, or the bits alone. */
static bool
read_constant(struct bits *out, struct sk_printer *p, const char *text)
{
    bool hex = *text == 'x' || *text == 'X';
    text += hex || *text == 'b' || *text == 'B';
    size_t n = strlen(text);
    if (!n || n * (hex ? 4 : 1) > MOST_BITS || strspn(text, hex ? "0123456789abcdefABCDEF" : "01") != n)
        return false;
    *out = (struct bits){
        sk_pg_made(p->tmp, sk_printf(p->tmp, "%llu", strtoull(text, NULL, hex ? 16 : 2)), 0, NULL),
        (int)n * (hex ? 4 : 1)};
    return true;
}

/* A shorter one keeps the first bits, a longer one has zeros after them. */
static void
resize(struct bits *bits, struct sk_printer *p, int width)
{
    int64_t known;
    if (width > bits->width && sk_print_known_number(bits->number, &known))
        bits->number = sk_pg_made(p->tmp, sk_printf(p->tmp, "%lld", (long long)known << (width - bits->width)), 0, NULL);
    else if (width != bits->width)
        bits->number = sk_pg_made(p->tmp,
                                  sk_printf(p->tmp, "(CAST($1 AS bigint) %s %d)", width < bits->width ? ">>" : "<<",
                                            width < bits->width ? bits->width - width : width - bits->width),
                                  1, &bits->number);
    bits->width = width;
}

/* Of an integer, its lowest bits; of a bit string, its first. */
static bool
read_cast(struct bits *out, struct sk_printer *p, const PgQuery__TypeCast *cast)
{
    struct sk_type to = sk_pg_type(p->catalog, p->tmp, cast->type_name), from = sk_scope_type(p->scope, cast->arg);
    if (to.kind != SK_TYPE_BIT || to.dimensions || to.length < 1 || to.length > MOST_BITS)
        return false;
    if (sk_type_is_integer(&from)) {
        const char *number = to.length < 32 ? "$1" : "CAST($1 AS bigint)";
        out->number = sk_pg_made(p->tmp, sk_printf(p->tmp, "(%s & %lld)", number, (1LL << to.length) - 1), 1,
                                 (const sk_node *const *)&cast->arg);
        out->width = to.length;
        return true;
    }
    bool text = cast->arg->node_case == SK_NODE(A_CONST) && sk_constant_text(cast->arg);
    if (text ? !read_constant(out, p, sk_constant_text(cast->arg)) : !read_bits(out, p, cast->arg))
        return false;
    resize(out, p, to.length);
    return true;
}

static bool
read_joined(struct bits *out, struct sk_printer *p, const PgQuery__AExpr *e)
{
    struct bits right;
    if (!e->lexpr || strcmp(sk_node_name(NULL, e->n_name, e->name), "||") != 0 || !read_bits(out, p, e->lexpr) ||
        !read_bits(&right, p, e->rexpr) || out->width + right.width > MOST_BITS)
        return false;
    resize(out, p, out->width + right.width);
    const sk_node *args[] = {out->number, right.number};
    out->number = sk_pg_made(p->tmp, "($1 | $2)", 2, args);
    return true;
}

/* substring(bits FROM 5 FOR 4) */
static bool
read_part(struct bits *out, struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    int64_t from, n;
    if ((strcmp(name, "substring") != 0 && strcmp(name, "substr") != 0) || call->n_args < 2 || call->n_args > 3 ||
        !read_bits(out, p, call->args[0]) || !sk_print_known_number(call->args[1], &from))
        return false;
    n = out->width - from + 1;
    if (from < 1 || (call->n_args > 2 && !sk_print_known_number(call->args[2], &n)) || n < 1 ||
        from - 1 + n > out->width)
        return false;
    resize(out, p, (int)(from - 1 + n));
    out->number = sk_pg_made(p->tmp, sk_printf(p->tmp, "($1 & %lld)", (1LL << n) - 1), 1, &out->number);
    out->width = (int)n;
    return true;
}

static bool
read_bits(struct bits *out, struct sk_printer *p, const sk_node *node)
{
    switch (node->node_case) {
    case SK_NODE(A_CONST):
        return node->a_const->val_case == PG_QUERY__A__CONST__VAL_BSVAL &&
               read_constant(out, p, node->a_const->bsval->bsval);
    case SK_NODE(TYPE_CAST):
        return read_cast(out, p, node->type_cast);
    case SK_NODE(A_EXPR):
        return node->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP && read_joined(out, p, node->a_expr);
    case SK_NODE(FUNC_CALL):
        return read_part(out, p, node->func_call);
    default:
        return false;
    }
}

const sk_node *
sk_print_bits_number(struct sk_printer *p, const sk_node *node, const struct sk_type *type)
{
    struct bits bits;
    int room = type->kind == SK_TYPE_BIGINT ? 64 : 32;
    if (type->dimensions || (type->kind != SK_TYPE_BIGINT && type->kind != SK_TYPE_INTEGER) ||
        !read_bits(&bits, p, node) || bits.width > room)
        return NULL;
    if (bits.width == room) /* the first is the sign */
        return sk_pg_made(p->tmp, "((CAST($1 AS bigint) # 2147483648) - 2147483648)", 1, &bits.number);
    return bits.number;
}

const sk_node *
sk_print_bits_call(struct sk_printer *p, const char *name, const PgQuery__FuncCall *call)
{
    if (strcmp(name, "get_bit") != 0 || call->n_args != 2)
        return NULL;
    struct sk_type type = sk_scope_type(p->scope, call->args[0]);
    int64_t at;
    if ((type.kind != SK_TYPE_BIT && type.kind != SK_TYPE_VARBIT) || type.dimensions)
        return NULL;
    bool within = type.kind == SK_TYPE_BIT && sk_print_known_number(call->args[1], &at) && at >= 0 && at < type.length;
    const char *sql = within ? "CAST(substr(CAST($1 AS text), $2 + 1, 1) = '1' AS integer)"
                             : "(get_byte(convert_to(CAST($1 AS text), 'UTF8'), $2) - 48)"; /* fails where it does */
    return sk_pg_made(p->tmp, sql, 2, (const sk_node *const *)call->args);
}
