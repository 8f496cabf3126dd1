/*
 * dialects/common/faults.c - which errors an expression may end in, and when: see handlers.h.
 *
 * What is listed here is known never to fail, or when it does. Anything else may fail in ways that nobody here knows.
 */
#include <string.h>

#include "dialects/common/handlers.h"
#include "dialects/common/printer_priv.h"
#include "dialects/common/unfit.h"

static bool
cannot_tell(struct sk_faults *f, const char *what)
{
    f->why = f->why ? f->why : sk_printf(f->owner, "whether %s fails cannot be asked first", what);
    return false;
}

static const char *
text_of(const struct sk_faults *f, const sk_node *node)
{
    return sk_printf(f->owner, "(%s)", sk_pg_deparse_expr(f->owner, node));
}

struct sk_type
sk_faults_type(const struct sk_faults *f, const sk_node *node)
{
    const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(f->function->definition)->create_function_stmt;
    size_t number = node->node_case == SK_NODE(PARAM_REF) ? (size_t)node->param_ref->number : 0;
    if (number && number <= stmt->n_parameters)
        return sk_pg_type(f->catalog, f->owner, stmt->parameters[number - 1]->function_parameter->arg_type);
    return sk_scope_type(f->scope, node);
}

void
sk_faults_add(struct sk_faults *f, const char *state, const char *message, const char *when)
{
    struct sk_fault fault = {state, message, when};
    if (f->guard)
        fault.when = sk_printf(f->owner, "CASE WHEN %s THEN %s ELSE false END", f->guard, when);
    sk_push(f->owner, f->items, f->n, fault);
}

/* Those of `node`, which is only computed where `condition` holds. */
static bool
find_where(struct sk_faults *f, const char *condition, sk_node *node)
{
    const char *around = f->guard;
    if (!node)
        return true;
    f->guard = around ? sk_printf(f->owner, "(%s) AND (%s)", around, condition) : condition;
    bool told = sk_faults_find(f, node);
    f->guard = around;
    return told;
}

static bool
find_all(struct sk_faults *f, size_t n, sk_node **nodes)
{
    for (size_t i = 0; i < n; i++)
        if (!sk_faults_find(f, nodes[i]))
            return false;
    return true;
}

/* One after the other, as long as all before it satisfy the test. */
static bool
find_in_turn(struct sk_faults *f, size_t n, sk_node **nodes, const char *test)
{
    const char *before = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!(before ? find_where(f, before, nodes[i]) : sk_faults_find(f, nodes[i])))
            return false;
        const char *one = sk_printf(f->owner, "%s %s", text_of(f, nodes[i]), test);
        before = before ? sk_printf(f->owner, "%s AND %s", before, one) : one;
    }
    return true;
}

static bool
of_case(struct sk_faults *f, PgQuery__CaseExpr *e)
{
    const char *before = "true";
    if (e->arg && !sk_faults_find(f, e->arg))
        return false;
    for (size_t i = 0; i < e->n_args; i++) {
        PgQuery__CaseWhen *when = e->args[i]->case_when;
        if (!find_where(f, before, when->expr))
            return false;
        const char *test = e->arg ? sk_printf(f->owner, "(%s = %s)", text_of(f, e->arg), text_of(f, when->expr))
                                  : text_of(f, when->expr);
        if (!find_where(f, sk_printf(f->owner, "%s AND %s", before, test), when->result))
            return false;
        before = sk_printf(f->owner, "%s AND %s IS NOT TRUE", before, test);
    }
    return find_where(f, before, e->defresult);
}

/* ---- operators --------------------------------------------------------------------------------------------------- */

static bool
is_number(const struct sk_type *type)
{
    return !type->dimensions && (sk_type_is_integer(type) || type->kind == SK_TYPE_NUMERIC ||
                                 type->kind == SK_TYPE_DOUBLE || type->kind == SK_TYPE_REAL);
}

/* The type of an operation on integers: the wider one. */
static struct sk_type
wider(const struct sk_type *a, const struct sk_type *b)
{
    enum sk_type_kind kind = a->kind == SK_TYPE_BIGINT || b->kind == SK_TYPE_BIGINT     ? SK_TYPE_BIGINT
                             : a->kind == SK_TYPE_INTEGER || b->kind == SK_TYPE_INTEGER ? SK_TYPE_INTEGER
                                                                                        : SK_TYPE_SMALLINT;
    return sk_scope_plain(kind, "");
}

static bool
of_arithmetic(struct sk_faults *f, const PgQuery__AExpr *e, char op)
{
    static const struct sk_type zero = {.kind = SK_TYPE_INTEGER, .length = -1, .scale = -1};
    struct sk_type right = sk_faults_type(f, e->rexpr), left = e->lexpr ? sk_faults_type(f, e->lexpr) : zero;
    const char *a = e->lexpr ? text_of(f, e->lexpr) : "0", *b = text_of(f, e->rexpr);
    if (!is_number(&left) || !is_number(&right))
        return cannot_tell(f, "a computation with values other than numbers");
    int64_t divisor;
    if ((op == '/' || op == '%') && !(sk_print_known_number(e->rexpr, &divisor) && divisor))
        sk_faults_add(f, "22012", "division by zero", sk_printf(f->owner, "%s = 0", b));
    if (!sk_type_is_integer(&left) || !sk_type_is_integer(&right) || op == '%')
        return true;
    struct sk_type type = wider(&left, &right);
    const char *range = sk_range_of(&type);
    if (op == '/')
        sk_faults_add(f, "22003", "integer out of range",
                      sk_printf(f->owner, "%s = -1 AND %s = %.*s", b, a, (int)strcspn(range, " "), range));
    else
        sk_faults_add(f, "22003", "integer out of range",
                      sk_printf(f->owner, "CAST(%s AS numeric) %c CAST(%s AS numeric) NOT BETWEEN %s", a, op, b,
                                range));
    return true;
}

/* A pattern that stands there has been read by the time that anything runs. */
static bool
is_written(const sk_node *node)
{
    return sk_constant_text(node) || sk_node_is_null(node);
}

static bool
of_operator(struct sk_faults *f, const PgQuery__AExpr *e)
{
    static const char *const total[] = {"=", "<>", "!=", "<", ">", "<=", ">="};
    static const char *const patterns[] = {"~", "~*", "!~", "!~*", "~~", "!~~", "~~*", "!~~*"};
    static const char *const parts[] = {"->", "->>", "#>", "#>>", "?", "@>", "<@"};
    const char *op = sk_node_name(NULL, e->n_name, e->name);
    struct sk_type left = e->lexpr ? sk_faults_type(f, e->lexpr) : sk_scope_unknown;
    bool ok = (!e->lexpr || sk_faults_find(f, e->lexpr)) && sk_faults_find(f, e->rexpr);
    if (!ok || sk_among(op, sizeof total / sizeof *total, total))
        return ok;
    if (sk_among(op, sizeof patterns / sizeof *patterns, patterns))
        return is_written(e->rexpr) || cannot_tell(f, "a pattern that is computed");
    if (sk_among(op, sizeof parts / sizeof *parts, parts))
        return sk_type_is_json(&left) || cannot_tell(f, sk_printf(f->owner, "the operator %s", op));
    if (strcmp(op, "||") == 0)
        return !sk_type_is_json(&left) || cannot_tell(f, "putting documents together");
    if (strlen(op) == 1 && strchr("+-*/%", *op))
        return of_arithmetic(f, e, *op);
    return cannot_tell(f, sk_printf(f->owner, "the operator %s", op));
}

static bool
of_a_expr(struct sk_faults *f, PgQuery__AExpr *e)
{
    switch (e->kind) {
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP:
    case PG_QUERY__A__EXPR__KIND__AEXPR_LIKE:
    case PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE:
        return of_operator(f, e);
    case PG_QUERY__A__EXPR__KIND__AEXPR_IN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF:
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY:
        return sk_faults_find(f, e->lexpr) && sk_faults_find(f, e->rexpr);
    default:
        return cannot_tell(f, "an expression of this kind");
    }
}

/* ---- functions --------------------------------------------------------------------------------------------------- */

/* Functions that take any argument of their types. */
static bool
is_total(const struct sk_faults *f, const PgQuery__FuncCall *call, const char *name)
{
    static const char *const any[] = {
        "lower",        "upper",       "trim",         "btrim",      "ltrim",           "rtrim",       "replace",
        "length",       "char_length", "character_length", "octet_length", "concat",    "concat_ws",   "strpos",
        "position",     "md5",         "initcap",      "reverse",    "translate",       "left",        "right",
        "now",          "clock_timestamp", "statement_timestamp", "transaction_timestamp", "gen_random_uuid",
        "jsonb_typeof", "json_typeof", "to_json",      "to_jsonb",   "array_length",    "cardinality", "quote_literal",
        "quote_ident",  "repeat",      "encode",       "count",       "max",          "min",        "bool_or",         "bool_and",    "random"};
    static const char *const of_numbers[] = {"abs", "round", "floor", "ceil", "ceiling", "sign", "trunc"};
    static const char *const with_pattern[] = {"regexp_replace", "regexp_match", "date_trunc", "date_part", "extract",
                                               "regexp_matches"};
    struct sk_type type = call->n_args ? sk_faults_type(f, call->args[0]) : sk_scope_unknown;
    int64_t number;
    if (sk_among(name, sizeof any / sizeof *any, any))
        return true;
    if (sk_among(name, sizeof of_numbers / sizeof *of_numbers, of_numbers))
        return call->n_args == 1 && is_number(&type) && !sk_type_is_integer(&type);
    if (sk_among(name, sizeof with_pattern / sizeof *with_pattern, with_pattern))
        return call->n_args > 1 && is_written(call->args[strncmp(name, "regexp", 6) == 0]);
    if (strcmp(name, "split_part") == 0)
        return call->n_args == 3 && sk_print_known_number(call->args[2], &number) && number > 0;
    if (strcmp(name, "substr") == 0 || strcmp(name, "substring") == 0)
        return (call->n_args == 2 && (is_written(call->args[1]) || sk_print_known_number(call->args[1], &number))) ||
               (call->n_args == 3 && sk_print_known_number(call->args[2], &number) && number >= 0);
    return false;
}

/* A setting of a project's own is set in PostgreSQL's sessions alone. */
static bool
of_setting(struct sk_faults *f, sk_node *node)
{
    const PgQuery__FuncCall *call = node->func_call;
    const char *name = sk_constant_text(call->args[0]);
    if (!name || !strchr(name, '.'))
        return cannot_tell(f, "current_setting()");
    const sk_node *missing = call->n_args > 1 ? call->args[1] : NULL;
    if (missing && sk_print_known(missing) != 0)
        return sk_print_known(missing) == 1 || cannot_tell(f, "current_setting()");
    sk_faults_add(f, "42704", "unrecognized configuration parameter", "true");
    *node = *sk_pg_made(f->owner, "CAST(NULL AS text)", 0, NULL);
    return true;
}

static bool
of_call(struct sk_faults *f, sk_node *node)
{
    PgQuery__FuncCall *call = node->func_call;
    const char *schema = NULL, *name = sk_node_name(&schema, call->n_funcname, call->funcname);
    if (strcmp(name, "current_setting") == 0 && call->n_args)
        return of_setting(f, node);
    if ((strcmp(name, "decode") == 0 || strcmp(name, "convert_from") == 0) && call->n_args == 2)
        return sk_faults_find(f, call->args[0]) && (sk_faults_of_bytes(f, call) || cannot_tell(f, name));
    if (sk_catalog_function(f->catalog, schema, name) || !is_total(f, call, name) || call->over)
        return cannot_tell(f, sk_printf(f->owner, "%s()", name));
    return find_all(f, call->n_args, call->args);
}

/* ---- queries ----------------------------------------------------------------------------------------------------- */

struct within {
    struct sk_faults *f;
    bool told;
};

/* The columns of a query are not known outside it: what is in it must not fail at all. */
static bool
look_within(sk_node *node, void *data)
{
    struct within *w = data;
    if (!w->told || node->node_case == SK_NODE(SELECT_STMT) || node->node_case == SK_NODE(RES_TARGET) ||
        node->node_case == SK_NODE(RANGE_VAR) || node->node_case == SK_NODE(JOIN_EXPR) ||
        node->node_case == SK_NODE(SORT_BY) || node->node_case == SK_NODE(STRING) ||
        node->node_case == SK_NODE(RANGE_SUBSELECT))
        return w->told;
    size_t before = w->f->n;
    w->told = sk_faults_find(w->f, node) && (w->f->n == before || cannot_tell(w->f, "what a query computes"));
    return false;
}

static bool
of_query(struct sk_faults *f, const PgQuery__SubLink *link)
{
    struct within w = {f, true};
    const PgQuery__SelectStmt *select = link->subselect->select_stmt;
    bool one = sk_print_is_aggregated(select) && !select->n_group_clause;
    if (link->sub_link_type != PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK &&
        link->sub_link_type != PG_QUERY__SUB_LINK_TYPE__ANY_SUBLINK && !one && select->n_from_clause &&
        !select->limit_count)
        return cannot_tell(f, "a query for one value");
    if (link->testexpr && !sk_faults_find(f, link->testexpr))
        return false;
    sk_pg_walk(&link->subselect->base, look_within, &w);
    return w.told;
}

/* ---- all --------------------------------------------------------------------------------------------------------- */

bool
sk_faults_find(struct sk_faults *f, sk_node *node)
{
    switch (node->node_case) {
    case SK_NODE(A_CONST):
    case SK_NODE(COLUMN_REF):
    case SK_NODE(PARAM_REF):
    case SK_NODE(SQLVALUE_FUNCTION):
        return true;
    case SK_NODE(NULL_TEST):
        return sk_faults_find(f, node->null_test->arg);
    case SK_NODE(BOOLEAN_TEST):
        return sk_faults_find(f, node->boolean_test->arg);
    case SK_NODE(COLLATE_CLAUSE):
        return sk_faults_find(f, node->collate_clause->arg);
    case SK_NODE(BOOL_EXPR):
        return find_in_turn(f, node->bool_expr->n_args, node->bool_expr->args,
                            node->bool_expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR ? "IS NOT FALSE"
                                                                                          : "IS NOT TRUE");
    case SK_NODE(COALESCE_EXPR):
        return find_in_turn(f, node->coalesce_expr->n_args, node->coalesce_expr->args, "IS NULL");
    case SK_NODE(CASE_EXPR):
        return of_case(f, node->case_expr);
    case SK_NODE(MIN_MAX_EXPR):
        return find_all(f, node->min_max_expr->n_args, node->min_max_expr->args);
    case SK_NODE(A_ARRAY_EXPR):
        return find_all(f, node->a_array_expr->n_elements, node->a_array_expr->elements);
    case SK_NODE(LIST):
        return find_all(f, node->list->n_items, node->list->items);
    case SK_NODE(A_EXPR):
        return of_a_expr(f, node->a_expr);
    case SK_NODE(FUNC_CALL):
        return of_call(f, node);
    case SK_NODE(SUB_LINK):
        return of_query(f, node->sub_link);
    case SK_NODE(TYPE_CAST):
        return sk_faults_find(f, node->type_cast->arg) && sk_faults_of_cast(f, node);
    default:
        return cannot_tell(f, "an expression of this kind");
    }
}
