/*
 * dialects/common/array_text.c - a constant array as text, which is known before anything runs: where the engines keep
 * JSON, PostgreSQL writes '{a,"b c",NULL}' (manual, 8.15.6).
 */
#include <jansson.h>
#include <string.h>

#include "dialects/common/literals.h"
#include "dialects/common/printer_priv.h"

/* In quotes is what could be taken for something else. */
static void
put_element(struct sk_text *out, const char *text)
{
    if (*text && strcasecmp(text, "null") != 0 && !strpbrk(text, "{},\"\\ \t\n\r\v\f")) {
        sk_text_add(out, text);
        return;
    }
    sk_text_add(out, "\"");
    for (; *text; text++)
        sk_text_addf(out, strchr("\"\\", *text) ? "\\%c" : "%c", *text);
    sk_text_add(out, "\"");
}

static void
put_value(struct sk_text *out, const json_t *value)
{
    size_t i;
    json_t *element;
    if (json_is_array(value)) {
        sk_text_add(out, "{");
        json_array_foreach(value, i, element) {
            sk_text_add(out, i ? "," : "");
            put_value(out, element);
        }
        sk_text_add(out, "}");
    } else if (json_is_string(value)) {
        put_element(out, json_string_value(value));
    } else if (json_is_integer(value)) {
        sk_text_addf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    } else {
        sk_text_add(out, json_is_true(value) ? "t" : json_is_false(value) ? "f" : "NULL");
    }
}

/* An element that is written out; false: it is none that is known. */
static bool
put_constant(struct sk_text *out, const sk_node *node, bool texts)
{
    const PgQuery__AConst *c = node->node_case == SK_NODE(A_CONST) ? node->a_const : NULL;
    if (c && c->isnull)
        sk_text_add(out, "NULL");
    else if (texts && sk_constant_text(node))
        put_element(out, sk_constant_text(node));
    else if (c && c->val_case == PG_QUERY__A__CONST__VAL_IVAL)
        sk_text_addf(out, "%d", c->ival->ival);
    else if (c && c->val_case == PG_QUERY__A__CONST__VAL_BOOLVAL)
        sk_text_add(out, c->boolval->boolval ? "t" : "f");
    else
        return false;
    return true;
}

static bool
put_array(struct sk_text *out, const PgQuery__AArrayExpr *array, bool texts)
{
    bool known = true;
    sk_text_add(out, "{");
    for (size_t i = 0; i < array->n_elements && known; i++) {
        sk_text_add(out, i ? "," : "");
        known = put_constant(out, array->elements[i], texts);
    }
    sk_text_add(out, "}");
    return known;
}

const char *
sk_print_array_text(struct sk_printer *p, const sk_node *node)
{
    struct sk_type type = sk_scope_type(p->scope, node), element = type;
    struct sk_text *out = sk_text_new(p->tmp);
    element.dimensions = 0;
    bool texts = element.kind == SK_TYPE_TEXT || element.kind == SK_TYPE_VARCHAR;
    if (!type.dimensions || (!texts && !sk_type_is_integer(&element) && element.kind != SK_TYPE_BOOLEAN))
        return NULL;
    const char *constant = sk_constant_text(node);
    node = sk_pg_uncast(node);
    if (node->node_case == SK_NODE(A_ARRAY_EXPR))
        return put_array(out, node->a_array_expr, texts) ? out->data : NULL;
    const char *stored = constant ? sk_literal_array(p->tmp, constant, &type) : NULL;
    json_t *array = stored ? json_loads(stored, 0, NULL) : NULL;
    if (array)
        put_value(out, array);
    json_decref(array);
    return array ? out->data : NULL;
}
