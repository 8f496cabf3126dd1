/* dialects/postgres/interpret_fill.c - what variables hold, in statements of a block that is run when planning. */
#include <string.h>

#include "dialects/postgres/interpret_priv.h"

/* The value as an expression, of a type that is named, or NULL; NULL: it is none. */
static const sk_node *
as_expression(struct sk_block_run *r, struct sk_block_value v, const char *type)
{
    struct sk_text *text = sk_text_new(r->owner);
    bool cast = type || v.kind == SK_VALUE_ARRAY;
    if (v.kind == SK_VALUE_UNKNOWN || (v.kind == SK_VALUE_ARRAY && !v.n && !type))
        return v.same_all_along;
    sk_text_add(text, cast ? "CAST(" : "");
    if (v.kind == SK_VALUE_TEXT)
        sk_text_literal(text, v.text);
    sk_text_add(text, v.kind == SK_VALUE_ARRAY ? "ARRAY[" : "");
    for (size_t i = 0; v.kind == SK_VALUE_ARRAY && i < v.n; i++) {
        sk_text_add(text, i ? ", " : "");
        if (v.items[i].kind == SK_VALUE_TEXT)
            sk_text_literal(text, v.items[i].text);
        else
            sk_text_add(text, "NULL");
    }
    sk_text_add(text, v.kind == SK_VALUE_ARRAY ? "]" : v.kind == SK_VALUE_NULL ? "NULL" : "");
    if (cast)
        sk_text_addf(text, " AS %s)", type ? type : "text[]");
    return sk_block_expression(r, text->data);
}

static const sk_node *
as_declared(struct sk_block_run *r, const char *name, const sk_node *value)
{
    const char *type = sk_block_type_of(r, name);
    return type ? sk_pg_made(r->owner, sk_printf(r->owner, "CAST($1 AS %s)", type), 1, &value) : value;
}

bool
sk_block_fill(sk_node *node, void *data)
{
    struct sk_block_filling *f = data;
    if (node->node_case == SK_NODE(PARAM_REF) && f->n) {
        size_t i = (size_t)node->param_ref->number - 1;
        const sk_node *param = i < f->n ? as_expression(f->r, f->params[i], NULL) : NULL;
        f->unknown = f->unknown || !param;
        if (param)
            *node = *param;
        return false;
    }
    if (node->node_case != SK_NODE(COLUMN_REF) || !f->variables)
        return true;
    const PgQuery__ColumnRef *ref = node->column_ref;
    const char *last = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *first = ref->n_fields == 2 ? sk_node_string(ref->fields[0]) : NULL;
    const struct sk_block_cell *cell =
        last && ref->n_fields <= 2 ? sk_block_find(f->r, first ? sk_printf(f->r->owner, "%s.%s", first, last) : last)
                                   : NULL;
    const struct sk_block_cell *record = first ? sk_block_find(f->r, first) : NULL;
    if (!cell && record && record->value.kind == SK_VALUE_UNKNOWN)
        cell = record;
    if (!cell)
        return false;
    /* In what is left the type is said: in an expression with others it may decide. */
    const char *type = f->leave && ref->n_fields == 1 ? sk_block_type_of(f->r, last) : NULL;
    const sk_node *value = as_expression(f->r, cell->value, type);
    if (!value && f->asks && cell->value.asked)
        value = as_declared(f->r, last, cell->value.asked);
    bool keeps_name = f->leave && cell->value.kind == SK_VALUE_UNKNOWN && !cell->value.lost;
    f->unknown = f->unknown || (!value && !keeps_name);
    if (value)
        *node = *value;
    f->r->unknown = f->r->unknown || f->r->b->as_written;
    return false;
}

bool
sk_block_put_variables(struct sk_block_run *r, sk_node *node, bool leave)
{
    struct sk_block_filling f = {.r = r, .variables = true, .leave = leave};
    sk_pg_walk(&node->base, sk_block_fill, &f);
    return !f.unknown;
}
