/* dialects/common/null_parts.c - what it is in an expression that makes it NULL. */
#include <string.h>

#include "dialects/common/once.h"
#include "dialects/common/printer_priv.h"

/* Of these is known that they are NULL where an argument is, and nowhere else. */
static bool
is_strict_function(const PgQuery__FuncCall *call)
{
    static const char *const names[] = {
        "random",   "gen_random_uuid", "uuid_generate_v4", "gen_random_bytes", "extract",      "date_part",
        "now",      "clock_timestamp", "floor",            "ceil",             "round",        "trunc",
        "abs",      "mod",             "int2send",         "int4send",         "int8send",     "uuid_send",
        "substr",   "overlay",         "set_bit",          "set_byte",         "get_byte",     "get_bit",
        "encode",   "decode",          "to_hex",           "lpad",             "replace",      "lower",
        "md5",      "sha256",          "skein_digits",     "skein_bytes",      "skein_hex",    "skein_digit"};
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    int64_t from;
    return sk_among(name, sizeof names / sizeof *names, names) ||
           (strcmp(name, "substring") == 0 && call->n_args > 1 && sk_print_known_number(call->args[1], &from));
}

static bool
is_strict_operator(const PgQuery__AExpr *e)
{
    static const char *const names[] = {"+", "-", "*", "/", "%", "||", "&", "|", "#", "<<", ">>"};
    return e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP &&
           sk_among(sk_node_name(NULL, e->n_name, e->name), sizeof names / sizeof *names, names);
}

struct finding {
    TALLOC_CTX *owner;
    struct sk_null_parts *out;
};

static const char *
name_of(const sk_node *node, size_t i)
{
    const char *name = sk_node_string(node->column_ref->fields[i]);
    return name ? name : "*";
}

bool
sk_print_same_null(const sk_node *a, const sk_node *b)
{
    bool columns = a->node_case == SK_NODE(COLUMN_REF) && b->node_case == SK_NODE(COLUMN_REF) &&
                   a->column_ref->n_fields == b->column_ref->n_fields;
    for (size_t i = 0; columns && i < a->column_ref->n_fields; i++)
        columns = strcmp(name_of(a, i), name_of(b, i)) == 0;
    return a == b || columns;
}

void
sk_print_add_null(TALLOC_CTX *owner, struct sk_null_parts *nulls, const sk_node *node)
{
    for (size_t i = 0; i < nulls->n; i++)
        if (sk_print_same_null(nulls->items[i], node))
            return;
    sk_push(owner, nulls->items, nulls->n, node);
}

/* Is it never NULL, or NULL only where something below it is? */
static bool
passes(const sk_node *node)
{
    switch (node->node_case) {
    case SK_NODE(A_CONST):
        return !node->a_const->isnull;
    case SK_NODE(COLUMN_REF): {
        const char *name = name_of(node, node->column_ref->n_fields - 1);
        return sk_once_is_name(node) && strcmp(name + strlen(name) - 1, SK_ONCE_MAY_BE_NULL) != 0;
    }
    case SK_NODE(FUNC_CALL):
        return is_strict_function(node->func_call);
    case SK_NODE(A_EXPR):
        return is_strict_operator(node->a_expr);
    case SK_NODE(SQLVALUE_FUNCTION):
    case SK_NODE(TYPE_CAST):
    case SK_NODE(TYPE_NAME):
    case SK_NODE(STRING):
        return true;
    default:
        return false;
    }
}

static bool
find_null(sk_node *node, void *data)
{
    struct finding *finding = data;
    if (!passes(node))
        sk_print_add_null(finding->owner, finding->out, node);
    return passes(node) && node->node_case != SK_NODE(A_CONST) && node->node_case != SK_NODE(COLUMN_REF);
}

struct sk_null_parts
sk_print_null_parts(TALLOC_CTX *owner, const sk_node *value)
{
    struct sk_null_parts nulls = {0};
    struct finding finding = {owner, &nulls};
    sk_pg_walk_node(value, find_null, &finding);
    return nulls;
}
