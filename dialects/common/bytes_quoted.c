/*
 * dialects/common/bytes_quoted.c - constants in quotes that are of type bytea because of what stands beside them.
 *
 * '\x00' is a text of four characters to the engines, and one byte to encode().
 */
#include <string.h>

#include "dialects/common/printer_priv.h"

static bool
is_quoted(const sk_node *node)
{
    return node && node->node_case == SK_NODE(A_CONST) && sk_constant_text(node);
}

/* The argument that is of type bytea, and of no other, whoever calls. */
static sk_node **
bytes_argument(sk_node *node)
{
    static const char *const names[] = {"encode",       "get_byte", "set_byte", "get_bit", "set_bit",
                                        "convert_from", "sha224",   "sha256",   "sha384",  "sha512"};
    PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    const char *name = call && call->n_args ? sk_node_name(NULL, call->n_funcname, call->funcname) : NULL;
    return name && sk_among(name, sizeof names / sizeof *names, names) ? &call->args[0] : NULL;
}

struct quoted {
    struct sk_printer *p;
    bool types, found; /* `types`: in a copy, they get their type */
};

static void
type_quoted(struct quoted *quoted, sk_node **node)
{
    if (!is_quoted(*node))
        return;
    const sk_node *constant = *node;
    quoted->found = true;
    if (quoted->types)
        *node = sk_pg_made(quoted->p->tmp, "CAST($1 AS bytea)", 1, &constant);
}

static bool
visit_quoted(sk_node *node, void *data)
{
    struct quoted *quoted = data;
    PgQuery__AExpr *e = sk_print_is_joined(node) ? node->a_expr : NULL;
    sk_node **arg = bytes_argument(node);
    if (arg)
        type_quoted(quoted, arg);
    if (!e)
        return true;
    if (is_quoted(e->rexpr) && sk_scope_is(quoted->p->scope, e->lexpr, SK_TYPE_BYTEA))
        type_quoted(quoted, &e->rexpr);
    else if (is_quoted(e->lexpr) && sk_scope_is(quoted->p->scope, e->rexpr, SK_TYPE_BYTEA))
        type_quoted(quoted, &e->lexpr);
    return true;
}

const sk_node *
sk_print_typed_bytes(struct sk_printer *p, const sk_node *node)
{
    struct quoted quoted = {.p = p};
    if (!sk_print_is_joined(node) && !bytes_argument((sk_node *)(uintptr_t)node))
        return node;
    sk_pg_walk_node(node, visit_quoted, &quoted);
    if (!quoted.found)
        return node;
    sk_node *copy = sk_pg_copy(p->tmp, node);
    quoted.types = true;
    sk_pg_walk_node(copy, visit_quoted, &quoted);
    return copy;
}
