/*
 * dialects/common/conversions.c - a value in the place of one of a type: as it is assigned, compared or cast.
 */
#include <string.h>

#include "dialects/common/literals.h"
#include "dialects/common/printer_priv.h"

/* ---- what PostgreSQL's own expressions can say better than a cast ------------------------------------------------ */

/* An array of char(n) as one of another type of text loses the blanks behind its elements. */
static const sk_node *
elements_as_texts(struct sk_printer *p, const sk_node *node, const struct sk_type *type)
{
    struct sk_type element = *type;
    element.dimensions = 0;
    bool gathered = node->node_case == SK_NODE(FUNC_CALL) &&
                    sk_same(sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname), "array_agg");
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

const PgQuery__AArrayExpr *
sk_print_elements(struct sk_printer *p, const PgQuery__AArrayExpr *array)
{
    sk_node node = PG_QUERY__NODE__INIT, *copy = NULL;
    node.node_case = SK_NODE(A_ARRAY_EXPR);
    node.a_array_expr = (PgQuery__AArrayExpr *)(uintptr_t)array;
    bool chars = sk_scope_type(p->scope, &node).kind == SK_TYPE_CHAR;
    for (size_t i = 0; i < array->n_elements && !chars; i++) {
        const sk_node *element = array->elements[i];
        if (!sk_scope_is(p->scope, element, SK_TYPE_CHAR))
            continue;
        copy = copy ? copy : sk_pg_copy(p->tmp, &node);
        copy->a_array_expr->elements[i] = sk_pg_made(p->tmp, "($1)::text", 1, &element);
    }
    return copy ? copy->a_array_expr : array;
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

/* ---- typed values --------------------------------------------------------------------------------------------- */

bool
sk_default_is_moment_word(const struct sk_column *column)
{
    const sk_node *value = sk_expr_node(column->default_expr);
    enum sk_type_kind kind = column->type.kind;
    bool moment = kind == SK_TYPE_TIMESTAMP || kind == SK_TYPE_TIMESTAMPTZ || kind == SK_TYPE_DATE;
    const char *text = value && moment && !column->type.dimensions ? sk_constant_text(value) : NULL;
    return text && sk_literal_moment_word(text);
}

/* An assignment to text is a cast, which matters where engines show the value in other ways. */
static bool
is_shown(struct sk_printer *p, const sk_node *node, const struct sk_type *type)
{
    struct sk_type from = sk_type_is_text(type) ? sk_scope_type(p->scope, node) : sk_scope_unknown;
    if (from.dimensions)
        return !type->dimensions && sk_print_array_text(p, node);
    switch (from.kind) {
    case SK_TYPE_BOOLEAN:
    case SK_TYPE_NUMERIC:
    case SK_TYPE_REAL:
    case SK_TYPE_DOUBLE:
    case SK_TYPE_BYTEA:
    case SK_TYPE_TIME:
    case SK_TYPE_TIMESTAMP:
    case SK_TYPE_TIMESTAMPTZ:
    case SK_TYPE_JSON:
    case SK_TYPE_JSONB:
        return true;
    default:
        return false;
    }
}

bool
sk_print_is_other_moment(const struct sk_type *from, const struct sk_type *to)
{
    bool day = from->kind == SK_TYPE_DATE;
    if (!sk_type_is_time(from) || to->dimensions)
        return false;
    return to->kind == SK_TYPE_TIME ? !day : sk_type_is_time(to) && day != (to->kind == SK_TYPE_DATE);
}

/* NULL, of whatever type it is cast to; or NULL. */
static const sk_node *
null_of(const sk_node *node)
{
    node = sk_pg_uncast(node);
    return node->node_case == SK_NODE(A_CONST) && node->a_const->isnull ? node : NULL;
}

enum sk_status
sk_print_value(struct sk_printer *p, const sk_node *node, const struct sk_type *type)
{
    if (node->node_case == SK_NODE(TYPE_CAST) && null_of(node))
        return sk_print_expr(p, node);
    node = sk_print_become(p, node, type);
    if (type->kind != SK_TYPE_OTHER && sk_node_is_string(node) && !node->a_const->isnull)
        return p->rules->literal(p, node->a_const->sval->sval, type, node);
    struct sk_type from = sk_type_is_time(type) || type->kind == SK_TYPE_TIME ? sk_scope_type(p->scope, node)
                                                                              : sk_scope_unknown;
    if (sk_print_is_other_moment(&from, type))
        return p->rules->cast(p, node, type);
    if (node->node_case == SK_NODE(CASE_EXPR))
        return sk_print_case(p, node->case_expr, type);
    if (node->node_case == SK_NODE(COALESCE_EXPR))
        return sk_print_coalesce(p, node->coalesce_expr, type);
    bool constant = node->node_case == SK_NODE(A_CONST) && !node->a_const->isnull;
    if (constant && node->a_const->val_case == PG_QUERY__A__CONST__VAL_BOOLVAL && sk_type_is_text(type))
        return p->rules->literal(p, node->a_const->boolval->boolval ? "true" : "false", type, node);
    if (is_shown(p, node, type)) {
        static const struct sk_type text = {.kind = SK_TYPE_TEXT, .length = -1, .scale = -1, .name = "text"};
        const char *array = sk_print_array_text(p, node);
        return array ? p->rules->literal(p, array, &text, node) : p->rules->cast(p, node, &text);
    }
    return sk_print_expr(p, node);
}

/* x IN (SELECT ...), which binds no closer than a comparison. */
static bool
asks_query(const sk_node *node)
{
    return node->node_case == SK_NODE(SUB_LINK) && node->sub_link->testexpr;
}

/* One side of a comparison is printed as a value of the other's type. */
enum sk_status
sk_print_beside(struct sk_printer *p, const sk_node *node, const sk_node *other)
{
    if (asks_query(node)) {
        sk_text_add(p->out, "(");
        enum sk_status status = sk_print_expr(p, node);
        sk_text_add(p->out, ")");
        return status;
    }
    if (sk_node_is_string(node)) {
        struct sk_type type = sk_scope_type(p->scope, other);
        return sk_print_value(p, node, &type);
    }
    if (!p->rules->beside)
        return sk_print_expr(p, node);
    enum sk_status status;
    const char *sql = sk_print_apart(p, node, &status);
    if (!status)
        sk_text_add(p->out, p->rules->beside(p, sql, node, other));
    return status;
}

/* ---- casts ---------------------------------------------------------------------------------------------------- */

/* A text in a cast to varchar(n), numeric(p, s) or an integer, as it is afterwards; NULL: the type cannot hold it. */
static const char *
constant_as_cast(struct sk_printer *p, const char *text, const struct sk_type *type)
{
    bool cuts = (type->kind == SK_TYPE_VARCHAR || type->kind == SK_TYPE_CHAR) && type->length >= 0 && !type->dimensions;
    if (cuts)
        return sk_literal_cut(p->tmp, text, type->length);
    const char *rounded = sk_literal_of_scale(p->tmp, text, type);
    if (rounded && !sk_literal_fits(rounded, type))
        return NULL;
    return rounded && type->kind == SK_TYPE_NUMERIC ? rounded : text;
}

static enum sk_status
cast_constant(struct sk_printer *p, const sk_node *constant, const struct sk_type *type)
{
    const char *text = constant_as_cast(p, constant->a_const->sval->sval, type);
    return text ? p->rules->literal(p, text, type, constant)
                : sk_print_unsupported(p, constant, "value \"%s\" is out of range for type %s",
                                       constant->a_const->sval->sval, sk_type_format(p->tmp, type));
}

/* The text in '...'::timestamp::timestamp(0), which PostgreSQL takes for '...'::timestamp(0); NULL: it is none. */
static const sk_node *
text_of_type(struct sk_printer *p, const sk_node *arg, const struct sk_type *type)
{
    const PgQuery__TypeCast *inner = arg->node_case == SK_NODE(TYPE_CAST) ? arg->type_cast : NULL;
    if (!inner || !sk_node_is_string(inner->arg))
        return NULL;
    struct sk_type from = sk_pg_type(p->catalog, p->tmp, inner->type_name), plain = *type;
    plain.length = plain.scale = -1;
    return sk_type_equal(&from, &plain) ? inner->arg : NULL;
}

/* The text as a moment with all of its digits, where the type keeps fewer; NULL: it keeps them all. */
static const sk_node *
finer_moment(struct sk_printer *p, const sk_node *constant, const struct sk_type *type)
{
    const char *dot = strchr(constant->a_const->sval->sval, '.');
    bool zoned = type->kind == SK_TYPE_TIMESTAMPTZ;
    if ((!zoned && type->kind != SK_TYPE_TIMESTAMP) || type->dimensions || type->length < 0 || !dot ||
        strspn(dot + 1, "0123456789") <= (size_t)type->length)
        return NULL;
    return sk_pg_made(p->tmp, zoned ? "$1::timestamptz" : "$1::timestamp", 1, &constant);
}

enum sk_status
sk_print_type_cast(struct sk_printer *p, const PgQuery__TypeCast *node)
{
    if (node->arg->node_case == SK_NODE(ROW_EXPR))
        return sk_print_unsupported(p, node->arg, "a cast of a row has no equivalent on %s", p->rules->dialect);
    struct sk_type type = sk_pg_type(p->catalog, p->tmp, node->type_name);
    const sk_node *text = sk_node_is_string(node->arg) ? node->arg : text_of_type(p, node->arg, &type);
    const sk_node *finer = text ? finer_moment(p, text, &type) : NULL;
    if (text)
        return finer ? p->rules->cast(p, finer, &type) : cast_constant(p, text, &type);
    if (null_of(node->arg))
        return p->rules->cast(p, null_of(node->arg), &type);
    struct sk_type from = sk_scope_type(p->scope, node->arg);
    bool typed = node->arg->node_case == SK_NODE(COLUMN_REF) || node->arg->node_case == SK_NODE(TYPE_CAST);
    bool empty = node->arg->node_case == SK_NODE(A_ARRAY_EXPR) && !node->arg->a_array_expr->n_elements;
    if ((typed && sk_type_equal(&from, &type)) || (empty && type.dimensions)) /* PostgreSQL leaves it out, too */
        return sk_print_expr(p, node->arg);
    const sk_node *arg = sk_print_become(p, node->arg, &type);
    const char *array = sk_type_is_text(&type) && !type.dimensions ? sk_print_array_text(p, node->arg) : NULL;
    if (array)
        return p->rules->literal(p, array, &type, node->arg);
    bool uuid = type.kind == SK_TYPE_UUID && !type.dimensions;
    const sk_node *made = uuid ? sk_print_digits_as_uuid(p, node->arg) : NULL;
    if (made)
        return sk_print_expr(p, made);
    const sk_node *bits = sk_type_is_integer(&type) ? sk_print_bits_number(p, node->arg, &type) : NULL;
    return bits ? sk_print_expr(p, bits) : p->rules->cast(p, arg, &type);
}
