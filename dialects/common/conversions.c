/*
 * dialects/common/conversions.c - a value that becomes one of another type, where PostgreSQL's own expressions can say
 * what of.
 */

#include "dialects/common/literals.h"
#include "dialects/common/printer_priv.h"

/* An array of char(n) as one of another type of text loses the blanks behind its elements. */
static const sk_node *
elements_as_texts(struct sk_printer *p, const sk_node *node, const struct sk_type *type)
{
    struct sk_type element = *type;
    element.dimensions = 0;
    bool gathered = node->node_case == SK_NODE(FUNC_CALL) &&
                    sk_same(sk_node_name(p->tmp, node->func_call->n_funcname, node->func_call->funcname), "array_agg");
    bool texts = (gathered || node->node_case == SK_NODE(A_ARRAY_EXPR)) && type->dimensions == 1 &&
                 sk_type_is_text(&element) && element.kind != SK_TYPE_CHAR;
    if (!texts || sk_scope_type(p->scope, node).kind != SK_TYPE_CHAR)
        return NULL;
    sk_node *copy = sk_pg_copy(p->tmp, node);
    sk_node **elements = gathered ? copy->func_call->args : copy->a_array_expr->elements;
    for (size_t i = 0; i < (gathered ? copy->func_call->n_args : copy->a_array_expr->n_elements); i++)
        elements[i] = sk_pg_made(p->tmp, "($1)::text", 1, (const sk_node *const *)&elements[i]);
    return copy;
}

/* Its time, whatever days there are beside it: what is taken from midnight is of the day before (interval_time()). */
static const sk_node *
interval_as_time(struct sk_printer *p, const sk_node *node, const struct sk_type *type)
{
    static const int64_t day = INT64_C(86400000000);
    struct sk_interval known;
    if (type->kind != SK_TYPE_TIME || type->dimensions || !sk_scope_is(p->scope, node, SK_TYPE_INTERVAL))
        return NULL;
    if (!sk_print_known_interval(&known, p, node))
        return sk_pg_made(p->tmp, "('00:00'::time + ($1))", 1, &node);
    known = (struct sk_interval){.microseconds = (known.microseconds % day + day) % day};
    return sk_pg_made(p->tmp, sk_printf(p->tmp, "'%s'::time", sk_interval_format(p->tmp, &known)), 0, NULL);
}

const sk_node *
sk_print_become(struct sk_printer *p, const sk_node *node, const struct sk_type *type)
{
    const sk_node *other = elements_as_texts(p, node, type);
    other = other ? other : interval_as_time(p, node, type);
    return other ? other : node;
}
