/* dialects/common/operators.c - operators: their precedence, comparisons, IN, BETWEEN, ANY, LIKE. */
#include <string.h>

#include "dialects/common/literals.h"
#include "dialects/common/printer_priv.h"
#include "dialects/common/ranges.h"

/* ---- operators ------------------------------------------------------------------------------------------------ */

static const char *
operator_template(const struct sk_printer *p, const char *op)
{
    for (const struct sk_operator_rule *rule = p->rules->operators; rule->name; rule++)
        if (strcmp(rule->name, op) == 0)
            return rule->to;
    return NULL;
}

static bool
is_row(const sk_node *node)
{
    return node->node_case == SK_NODE(ROW_EXPR);
}

static enum sk_status
plain_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e)
{
    bool alike = strcmp(op, "||") != 0; /* 'a' || 1: the literal is text, whatever is beside it */
    enum sk_status status = SK_OK;
    sk_text_add(p->out, "(");
    if (e->lexpr)
        status = alike ? sk_print_beside(p, e->lexpr, e->rexpr) : sk_print_expr(p, e->lexpr);
    if (!status) {
        sk_text_addf(p->out, e->lexpr ? " %s " : "%s", op);
        status = e->lexpr && alike ? sk_print_beside(p, e->rexpr, e->lexpr) : sk_print_expr(p, e->rexpr);
    }
    sk_text_add(p->out, ")");
    return status;
}

/* A template of $1 and $2, which are printed as values of each other's type. */
static enum sk_status
compared(struct sk_printer *p, const char *template, const PgQuery__AExpr *e)
{
    enum sk_status status = SK_OK;
    for (const char *c = template; *c && !status; c++) {
        if (c[0] == '$' && (c[1] == '1' || c[1] == '2'))
            status = *++c == '1' ? sk_print_beside(p, e->lexpr, e->rexpr) : sk_print_beside(p, e->rexpr, e->lexpr);
        else
            sk_text_add_n(p->out, c, 1);
    }
    return status;
}

static bool
is_not_a_number(const sk_node *node)
{
    const char *text = node ? sk_constant_text(node) : NULL;
    return text && strcasecmp(text, "NaN") == 0;
}

/*
 * What a comparison with NaN says of the other operand, $1: no other engine can store one, so it is smaller and
 * different, or NULL (postgresql.org/docs/current/datatype-numeric.html: NaN is equal to itself, and greater than all
 * others). NULL: it is no such comparison.
 */
static const char *
beside_nan(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, const sk_node **other)
{
    bool right = is_not_a_number(e->rexpr);
    if (!e->lexpr || right == is_not_a_number(e->lexpr))
        return NULL;
    *other = right ? e->lexpr : e->rexpr;
    struct sk_type type = sk_scope_type(p->scope, *other);
    bool number = type.kind == SK_TYPE_NUMERIC || type.kind == SK_TYPE_REAL || type.kind == SK_TYPE_DOUBLE;
    if (!number || type.dimensions || !strchr("=<>!", *op))
        return NULL;
    bool yes = strcmp(op, "<>") == 0 || strcmp(op, "!=") == 0 || *op == (right ? '<' : '>');
    return yes ? "($1 = $1)" : "($1 <> $1)";
}

static enum sk_status
binary(struct sk_printer *p, const PgQuery__AExpr *e)
{
    static const char *const known[] = {"=", "<>", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "||", "&", "|",
                                        "<<", ">>", "->", "->>"};
    const char *op = sk_node_name(NULL, e->n_name, e->name);
    const sk_node *other;
    if (beside_nan(p, op, e, &other))
        return sk_print_template(p, beside_nan(p, op, e, &other), 1, &other);
    enum sk_status status = SK_OK;
    if (sk_range_operator(p, op, e, &status) || p->rules->operator_fn(p, op, e, &status))
        return status;
    if (sk_print_overflows(p, op, e))
        return sk_print_in_range(p, op, e);
    const char *template = operator_template(p, op);
    if (template && e->lexpr) {
        const sk_node *args[] = {e->lexpr, e->rexpr};
        return sk_print_template(p, template, 2, args);
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i], op) == 0)
            return plain_operator(p, op, e);
    const sk_node *defined = sk_print_defined_operator(p, op, e);
    if (defined)
        return sk_print_expr(p, defined);
    sk_node at = {.node_case = SK_NODE(A_EXPR)};
    pg_query__node__init(&at);
    at.node_case = SK_NODE(A_EXPR);
    at.a_expr = (PgQuery__AExpr *)(uintptr_t)e;
    return sk_print_unsupported(p, &at, "operator %s has no equivalent on %s", op, p->rules->dialect);
}

/* x ~ similar_to_escape(pattern): PostgreSQL's own words for SIMILAR TO. */
static const sk_node *
similar_to(const PgQuery__AExpr *e)
{
    const char *op = sk_node_name(NULL, e->n_name, e->name);
    const sk_node *call = e->rexpr;
    if (!e->lexpr || (strcmp(op, "~") != 0 && strcmp(op, "!~") != 0) || call->node_case != SK_NODE(FUNC_CALL) ||
        call->func_call->n_args != 1 ||
        strcmp(sk_node_name(NULL, call->func_call->n_funcname, call->func_call->funcname), "similar_to_escape") != 0)
        return NULL;
    return call->func_call->args[0];
}

/* What is compared with several: a day is the moment that it begins with where one of them is a moment. */
enum sk_status
sk_print_compared(struct sk_printer *p, const sk_node *node, size_t n, sk_node *const *others)
{
    struct sk_type type = sk_scope_type(p->scope, node);
    for (size_t i = 0; i < n && sk_type_is_time(&type); i++) {
        struct sk_type other = sk_scope_type(p->scope, others[i]);
        if (sk_type_is_time(&other) && sk_scope_common(type, other).kind != type.kind)
            return sk_print_beside(p, node, others[i]);
    }
    return sk_print_expr(p, node);
}

/* (a, b) IN ((1, 2), (3, 4)), where a list has no rows in it. */
static enum sk_status
row_in_list(struct sk_printer *p, const PgQuery__AExpr *e, bool not_in)
{
    const PgQuery__List *list = e->rexpr->list;
    const sk_node *any = NULL;
    for (size_t i = 0; i < list->n_items; i++) {
        const sk_node *both[] = {e->lexpr, list->items[i]};
        const sk_node *one = sk_pg_made(p->tmp, "$1 = $2", 2, both), *before[] = {any, one};
        any = any ? sk_pg_made(p->tmp, "$1 OR $2", 2, before) : one;
    }
    return sk_print_expr(p, not_in ? sk_pg_made(p->tmp, "NOT $1", 1, &any) : any);
}

static enum sk_status
in_list(struct sk_printer *p, const PgQuery__AExpr *e)
{
    bool not_in = strcmp(sk_node_name(NULL, e->n_name, e->name), "<>") == 0;
    const PgQuery__List *list = e->rexpr->list;
    if (is_row(e->lexpr) && !p->rules->has_row_lists)
        return row_in_list(p, e, not_in);
    sk_text_add(p->out, "(");
    enum sk_status status = sk_print_compared(p, e->lexpr, list->n_items, list->items);
    sk_text_add(p->out, not_in ? " NOT IN (" : " IN (");
    for (size_t i = 0; i < list->n_items && !status; i++) {
        if (i)
            sk_text_add(p->out, ", ");
        status = sk_print_beside(p, list->items[i], e->lexpr);
    }
    sk_text_add(p->out, "))");
    return status;
}

static enum sk_status
between(struct sk_printer *p, const PgQuery__AExpr *e, bool not_between)
{
    const PgQuery__List *bounds = e->rexpr->list;
    sk_text_add(p->out, "(");
    enum sk_status status = sk_print_compared(p, e->lexpr, bounds->n_items, bounds->items);
    sk_text_add(p->out, not_between ? " NOT BETWEEN " : " BETWEEN ");
    status = status ? status : sk_print_beside(p, bounds->items[0], e->lexpr);
    sk_text_add(p->out, " AND ");
    status = status ? status : sk_print_beside(p, bounds->items[1], e->lexpr);
    sk_text_add(p->out, ")");
    return status;
}

/* BETWEEN SYMMETRIC: the bounds in either order. */
static enum sk_status
between_symmetric(struct sk_printer *p, const PgQuery__AExpr *e, bool not_between)
{
    sk_node *swapped[] = {e->rexpr->list->items[1], e->rexpr->list->items[0]};
    PgQuery__List list = *e->rexpr->list;
    sk_text_add(p->out, "(");
    enum sk_status status = between(p, e, not_between);
    sk_text_add(p->out, not_between ? " AND " : " OR ");
    sk_node node = *e->rexpr;
    PgQuery__AExpr other = *e;
    list.items = swapped;
    node.list = &list;
    other.rexpr = &node;
    status = status ? status : between(p, &other, not_between);
    sk_text_add(p->out, ")");
    return status;
}

/* x = ANY (ARRAY[...]) and x <> ALL (ARRAY[...]) over a list that is written out are IN and NOT IN. With another
 * operator each element is compared. */
static enum sk_status
each_element(struct sk_printer *p, const PgQuery__AExpr *e, const PgQuery__AArrayExpr *array)
{
    bool any = e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY;
    enum sk_status status = SK_OK;
    sk_node node = PG_QUERY__NODE__INIT;
    PgQuery__AExpr one = *e;
    node.node_case = SK_NODE(A_EXPR);
    node.a_expr = &one;
    one.kind = PG_QUERY__A__EXPR__KIND__AEXPR_OP;
    sk_text_add(p->out, "(");
    for (size_t i = 0; i < array->n_elements && !status; i++) {
        sk_text_add(p->out, i ? any ? " OR " : " AND " : "");
        one.rexpr = array->elements[i];
        status = sk_print_expr(p, &node);
    }
    sk_text_add(p->out, array->n_elements ? ")" : any ? "0)" : "1)");
    return status;
}

/* array_agg(y), and nothing else about it: what it is of; NULL. */
static const sk_node *
gathered(const sk_node *array)
{
    const PgQuery__FuncCall *call = array->node_case == SK_NODE(FUNC_CALL) ? array->func_call : NULL;
    bool plain = call && call->n_args == 1 && !call->over && !call->agg_filter &&
                 strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), "array_agg") == 0;
    return plain ? call->args[0] : NULL;
}

/* x = ANY (array_agg(y)) asks each row of the group; with a NULL among them and no true answer it is NULL. */
static enum sk_status
any_of_group(struct sk_printer *p, const PgQuery__AExpr *e, const sk_node *value)
{
    sk_node node = PG_QUERY__NODE__INIT;
    PgQuery__AExpr one = *e;
    const sk_node *args[] = {&node, value};
    one.kind = PG_QUERY__A__EXPR__KIND__AEXPR_OP;
    one.rexpr = (sk_node *)(uintptr_t)value;
    node.node_case = SK_NODE(A_EXPR);
    node.a_expr = &one;
    bool any = e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY;
    return sk_print_expr(
        p, sk_pg_made(p->tmp,
                      any ? "CASE WHEN bool_or($1) THEN true WHEN count(*) > count($2) THEN NULL ELSE bool_or($1) END"
                          : "CASE WHEN NOT bool_and($1) THEN false WHEN count(*) > count($2) THEN NULL ELSE "
                            "bool_and($1) END",
                      2, args));
}

static enum sk_status
any_all(struct sk_printer *p, const PgQuery__AExpr *e)
{
    const char *op = sk_node_name(NULL, e->n_name, e->name);
    const sk_node *array = sk_pg_uncast(e->rexpr);
    bool any = e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY && strcmp(op, "=") == 0;
    bool none = e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL && strcmp(op, "<>") == 0;
    if (array->node_case == SK_NODE(A_ARRAY_EXPR) && ((!any && !none) || !array->a_array_expr->n_elements))
        return each_element(p, e, array->a_array_expr);
    if (gathered(array))
        return any_of_group(p, e, gathered(array));
    if (array->node_case != SK_NODE(A_ARRAY_EXPR))
        return p->rules->any_of(p, e, op);
    sk_text_add(p->out, "(");
    enum sk_status status =
        sk_print_compared(p, e->lexpr, array->a_array_expr->n_elements, array->a_array_expr->elements);
    sk_text_add(p->out, any ? " IN (" : " NOT IN (");
    for (size_t i = 0; i < array->a_array_expr->n_elements && !status; i++) {
        sk_text_add(p->out, i ? ", " : "");
        status = sk_print_beside(p, array->a_array_expr->elements[i], e->lexpr);
    }
    sk_text_add(p->out, "))");
    return status;
}

/* LIKE's right side: PostgreSQL's default escape character is the backslash, other engines have none. */
static enum sk_status
like(struct sk_printer *p, const PgQuery__AExpr *e, bool ignore_case)
{
    bool negated = sk_node_name(NULL, e->n_name, e->name)[0] == '!';
    const sk_node *pattern = e->rexpr, *escape = NULL;
    if (pattern->node_case == SK_NODE(FUNC_CALL) && pattern->func_call->n_args == 2) {
        escape = pattern->func_call->args[1]; /* like_escape(pattern, escape) */
        pattern = pattern->func_call->args[0];
    }
    return sk_print_like(p, e->lexpr, pattern, escape, negated, ignore_case);
}

/* ~~ is what PostgreSQL itself writes for LIKE: in a dump, and where it is asked for an expression. */
static bool
is_like(const PgQuery__AExpr *e)
{
    static const char *const names[] = {"~~", "!~~", "~~*", "!~~*"};
    const char *name = sk_node_name(NULL, e->n_name, e->name);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* Rows are equal whose values are, each compared as by itself. */
static enum sk_status
of_rows(struct sk_printer *p, const char *op, const PgQuery__AExpr *e)
{
    const PgQuery__RowExpr *left = e->lexpr->row_expr, *right = e->rexpr->row_expr;
    bool equal = strcmp(op, "=") == 0, other = strcmp(op, "<>") == 0 || strcmp(op, "!=") == 0;
    enum sk_status status = SK_OK;
    if ((!equal && !other) || left->n_args != right->n_args || !left->n_args)
        return plain_operator(p, op, e);
    sk_text_add(p->out, "(");
    for (size_t i = 0; i < left->n_args && !status; i++) {
        PgQuery__AExpr values = *e;
        values.lexpr = left->args[i];
        values.rexpr = right->args[i];
        sk_text_add(p->out, !i ? "" : equal ? " AND " : " OR ");
        status = binary(p, &values);
    }
    sk_text_add(p->out, ")");
    return status;
}

enum sk_status
sk_print_operator(struct sk_printer *p, const sk_node *node)
{
    node = sk_print_typed_bytes(p, node);
    const PgQuery__AExpr *e = sk_print_spans(p, node->a_expr);
    switch (e->kind) {
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP:
        if (e->lexpr && is_row(e->lexpr) && is_row(e->rexpr))
            return of_rows(p, sk_node_name(NULL, e->n_name, e->name), e);
        if (similar_to(e))
            return p->rules->similar_to(p, e->lexpr, similar_to(e),
                                        sk_node_name(NULL, e->n_name, e->name)[0] == '!');
        if (e->lexpr && is_like(e))
            return like(p, e, strchr(sk_node_name(NULL, e->n_name, e->name), '*') != NULL);
        return binary(p, e);
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY:
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL:
        return any_all(p, e);
    case PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT:
        return compared(p, p->rules->other, e);
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT:
        return compared(p, p->rules->same, e);
    case PG_QUERY__A__EXPR__KIND__AEXPR_SIMILAR: { /* x ~ similar_to_escape(pattern) */
        const sk_node *pattern = e->rexpr;
        if (pattern->node_case == SK_NODE(FUNC_CALL) && pattern->func_call->n_args == 1)
            return p->rules->similar_to(p, e->lexpr, pattern->func_call->args[0],
                                        sk_node_name(NULL, e->n_name, e->name)[0] == '!');
        return sk_print_unsupported(p, node, "SIMILAR TO ... ESCAPE has no equivalent on %s", p->rules->dialect);
    }
    case PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF:
        return sk_print_nullif(p, e);
    case PG_QUERY__A__EXPR__KIND__AEXPR_IN:
        return in_list(p, e);
    case PG_QUERY__A__EXPR__KIND__AEXPR_LIKE:
        return like(p, e, false);
    case PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE:
        return like(p, e, true);
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN:
        return between(p, e, e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN);
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM:
        return between_symmetric(p, e, e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM);
    default:
        return sk_print_unsupported(p, node, "this operator has no equivalent on %s", p->rules->dialect);
    }
}

const sk_node *
sk_print_shown(struct sk_printer *p, const sk_node *node)
{
    struct sk_type type = sk_scope_type(p->scope, node);
    if (type.dimensions)
        return sk_pg_made(p->tmp, "($1)::text", 1, &node);
    if (type.kind != SK_TYPE_BOOLEAN)
        return sk_print_padded(p, node); /* which any other node is as it is */
    return sk_pg_made(p->tmp, "CASE WHEN $1 THEN 't' WHEN NOT $1 THEN 'f' END", 1, &node);
}
