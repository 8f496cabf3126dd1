/*
 * dialects/postgres/analyze_call.c - SELECT function(...) and CALL as statements of a migration.
 *
 * A function of the project's that does something is a DO block whose variables have the arguments for values: what
 * becomes of such a block becomes of the call. Helpers of migrations are called so: grant_all('users', 'reader').
 */
#include <string.h>

#include "dialects/postgres/interpret_priv.h"

/* Does a body do more than compute a value? */
static bool
does_something(const char *key, const json_t *item, const void *data)
{
    static const char *const acts[] = {"PLpgSQL_stmt_dynexecute", "PLpgSQL_stmt_perform", "PLpgSQL_stmt_call",
                                       "PLpgSQL_stmt_raise", "PLpgSQL_stmt_fors", "PLpgSQL_stmt_dynfors"};
    (void)data;
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        if (strcmp(key, acts[i]) == 0)
            return true;
    return strcmp(key, "PLpgSQL_stmt_execsql") == 0 && !json_is_true(json_object_get(item, "into"));
}

/* ---- which function is called, and with what --------------------------------------------------------------------- */

static const PgQuery__FunctionParameter *
parameter_of(const PgQuery__CreateFunctionStmt *stmt, size_t i)
{
    return stmt->parameters[i]->function_parameter;
}

/* The parameter that the call's argument is for; `n_parameters`: none. */
static size_t
place_of(const PgQuery__CreateFunctionStmt *stmt, const PgQuery__FuncCall *call, size_t i)
{
    if (call->args[i]->node_case != SK_NODE(NAMED_ARG_EXPR))
        return i;
    for (size_t k = 0; k < stmt->n_parameters; k++)
        if (strcmp(parameter_of(stmt, k)->name, call->args[i]->named_arg_expr->name) == 0)
            return k;
    return stmt->n_parameters;
}

static bool
is_array(const sk_node *arg)
{
    return arg->node_case == SK_NODE(A_ARRAY_EXPR) ||
           (arg->node_case == SK_NODE(TYPE_CAST) && arg->type_cast->type_name->n_array_bounds);
}

/* What each parameter is given: an argument, or its default. NULL: the function takes no such call. */
static const sk_node **
arguments(TALLOC_CTX *owner, const struct sk_function *function, const PgQuery__FuncCall *call)
{
    const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(function->definition)->create_function_stmt;
    const sk_node **args = sk_alloc(owner, (stmt->n_parameters + 1) * sizeof *args, "args");
    for (size_t i = 0; i < stmt->n_parameters; i++)
        args[i] = NULL;
    for (size_t i = 0; i < call->n_args; i++) {
        size_t place = place_of(stmt, call, i);
        const sk_node *arg = call->args[i];
        if (place >= stmt->n_parameters || args[place])
            return NULL;
        args[place] = arg->node_case == SK_NODE(NAMED_ARG_EXPR) ? arg->named_arg_expr->arg : arg;
        bool array = parameter_of(stmt, place)->arg_type->n_array_bounds > 0;
        bool other = is_array(args[place]) ? !array : array && args[place]->node_case == SK_NODE(A_CONST);
        if (other && stmt->n_parameters > 1)
            return NULL;
    }
    for (size_t i = 0; i < stmt->n_parameters; i++) {
        const PgQuery__FunctionParameter *parameter = parameter_of(stmt, i);
        bool in = parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_IN ||
                  parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_DEFAULT;
        args[i] = args[i] ? args[i] : parameter->defexpr;
        if (!in || !*parameter->name || !args[i])
            return NULL;
    }
    return args;
}

/* The one function of that name that takes the call, or the one with no parameters left over; NULL: which one cannot be
 * told. */
static const struct sk_function *
called(struct sk_analysis *a, const PgQuery__FuncCall *call, const sk_node ***args)
{
    const char *schema = call->n_funcname > 1 ? sk_node_string(call->funcname[0]) : NULL;
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    const struct sk_function *first = sk_catalog_function(a->catalog, schema, name), *found = NULL;
    size_t n = 0;
    for (size_t i = 0; first && i < a->catalog->n_functions; i++) {
        const struct sk_function *function = a->catalog->functions[i];
        if (strcmp(function->name, name) != 0 || strcmp(function->schema, first->schema) != 0)
            continue;
        const sk_node **taken = arguments(a->owner, function, call);
        bool whole = sk_expr_node(function->definition)->create_function_stmt->n_parameters == call->n_args;
        if (!taken)
            continue;
        n = whole ? 1 : n + 1;
        found = function;
        *args = taken;
        if (whole)
            break;
    }
    return n == 1 ? found : NULL;
}

/* ---- as a block -------------------------------------------------------------------------------------------------- */

/* The call as a block: its parameters are variables with the arguments for values. NULL: it cannot be one. */
static const char *
call_as_block(struct sk_analysis *a, const struct sk_function *function, const sk_node *const *args)
{
    const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(function->definition)->create_function_stmt;
    bool sql = strcmp(function->language, "sql") == 0;
    char *types = sk_strdup(a->owner, function->signature ? function->signature : ""), *next = types;
    struct sk_text *source = sk_text_new(a->owner);
    if (!function->body || (sql && stmt->n_parameters))
        return NULL;
    sk_text_add(source, stmt->n_parameters ? "DECLARE\n" : "");
    for (size_t i = 0; i < stmt->n_parameters; i++) {
        char *type = next, *end = strstr(next, ", ");
        if (end)
            *end = '\0';
        next = end ? end + 2 : next + strlen(next);
        sk_text_ident(source, parameter_of(stmt, i)->name, '"');
        sk_text_addf(source, " %s := %s;\n", type, sk_pg_deparse_expr(a->owner, args[i]));
    }
    char *body = sk_strdup(a->owner, function->body);
    for (size_t n = strlen(body); n && strchr("; \t\r\n", body[n - 1]);)
        body[--n] = '\0';
    if (!sql && !stmt->n_parameters)
        return body;
    sk_text_addf(source, "BEGIN\n%s;\nEND", body);
    return source->data;
}

/* Does a body do what no expression can? */
static bool
changes_something(const char *key, const json_t *item, const void *data)
{
    (void)data;
    return strcmp(key, "PLpgSQL_stmt_dynexecute") == 0 || strcmp(key, "PLpgSQL_stmt_dynfors") == 0 ||
           (strcmp(key, "PLpgSQL_stmt_execsql") == 0 && !json_is_true(json_object_get(item, "into")));
}

/* A block must not RETURN a value, a trigger's function may. */
static const sk_node *
as_function(struct sk_analysis *a, const char *source)
{
    struct sk_text *body = sk_text_new(a->owner);
    sk_text_literal(body, source);
    return sk_do_parse(a->owner, sk_printf(a->owner,
                                    "CREATE FUNCTION " SK_PG_DO "() RETURNS trigger LANGUAGE plpgsql AS %s",
                                    body->data));
}

bool
sk_pg_call(struct sk_analysis *a, const PgQuery__FuncCall *call)
{
    const sk_node **args = NULL;
    const char *why = NULL;
    const struct sk_function *function = called(a, call, &args);
    if (!function || (strcmp(function->language, "plpgsql") != 0 && strcmp(function->language, "sql") != 0))
        return false;
    const char *source = call_as_block(a, function, args);
    const sk_node *block = source ? as_function(a, source) : NULL;
    json_t *root = block ? sk_pg_procedure(block) : NULL;
    bool acts = sk_pg_procedure_has(root, does_something, NULL);
    bool changes = sk_pg_procedure_has(root, changes_something, NULL);
    json_decref(root);
    bool done = acts && sk_do_make_block(a, block, source, &why);
    if (!done && changes && why)
        sk_pg_code(a, sk_printf(a->owner, "function %s() is the project's own: %s", function->name, why));
    return done || (changes && why);
}

enum { MOST_CALLS = 20 };

struct sk_block_value
sk_block_own_function(struct sk_block_run *r, const PgQuery__FuncCall *call)
{
    struct sk_block_value value = {0};
    const sk_node **args = NULL;
    if (!r->b || r->calls >= MOST_CALLS) /* without a block: an expression of a trigger's function */
        return value;
    struct sk_analysis a = *r->b->a;
    a.catalog = r->catalog;
    const struct sk_function *function = called(&a, call, &args);
    if (!function || strcmp(function->language, "plpgsql") != 0)
        return value;
    const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(function->definition)->create_function_stmt;
    for (size_t i = 0; i < stmt->n_parameters; i++) {
        struct sk_block_value given = sk_block_eval(r, args[i]);
        struct sk_text *literal = sk_text_new(r->owner);
        if (given.kind != SK_VALUE_TEXT && given.kind != SK_VALUE_NULL)
            return value;
        if (given.kind == SK_VALUE_TEXT)
            sk_text_literal(literal, given.text);
        args[i] = sk_block_expression(r, given.kind == SK_VALUE_TEXT ? literal->data : "NULL");
    }
    const char *source = call_as_block(&a, function, args);
    const sk_node *block = source ? as_function(&a, source) : NULL;
    json_t *root = block ? sk_pg_procedure(block) : NULL;
    struct sk_do_block b = {.a = &a};
    if (root && !sk_pg_procedure_has(root, does_something, NULL))
        value = sk_block_returned(&b, json_object_get(json_array_get(root, 0), "PLpgSQL_function"), r->calls + 1);
    json_decref(root);
    return stmt->return_type && value.kind == SK_VALUE_TEXT ? sk_block_as_type(r, value, stmt->return_type) : value;
}

/* ---- for each row ------------------------------------------------------------------------------------------------ */

/* The arguments become the results of a query, each under a name of its own; a constant stays what it is. */
static const char *
arguments_of_row(struct sk_analysis *a, PgQuery__SelectStmt *query, const PgQuery__FuncCall *call)
{
    struct sk_text *out = sk_text_new(a->owner);
    query->target_list = NULL;
    query->n_target_list = 0;
    for (size_t i = 0; i < call->n_args; i++) {
        bool named = call->args[i]->node_case == SK_NODE(NAMED_ARG_EXPR);
        const sk_node *value = named ? call->args[i]->named_arg_expr->arg : call->args[i];
        PgQuery__ResTarget *target = sk_new(a->owner, PgQuery__ResTarget);
        sk_node *node = sk_new(a->owner, sk_node);
        pg_query__res_target__init(target);
        pg_query__node__init(node);
        target->name = sk_printf(a->owner, "arg%zu", i + 1);
        target->val = (sk_node *)(uintptr_t)value;
        node->node_case = SK_NODE(RES_TARGET);
        node->res_target = target;
        sk_push(a->owner, query->target_list, query->n_target_list, node);
        sk_text_add(out, i ? ", " : "");
        if (named) {
            sk_text_ident(out, call->args[i]->named_arg_expr->name, '"');
            sk_text_add(out, " => ");
        }
        sk_text_addf(out, SK_PG_DO "_row.%s", target->name);
    }
    return out->data;
}

/* SELECT f(x) FROM t: the function is called for each row that the query had when it began. */
bool
sk_pg_call_for_rows(struct sk_analysis *a, const sk_node *select)
{
    const PgQuery__FuncCall *call = select->select_stmt->target_list[0]->res_target->val->func_call;
    const sk_node **args = NULL;
    const struct sk_function *function = called(a, call, &args);
    if (!function || strcmp(function->language, "plpgsql") != 0 || !call->n_args)
        return false;
    json_t *root = sk_pg_function_procedure(function);
    bool changes = sk_pg_procedure_has(root, changes_something, NULL);
    json_decref(root);
    sk_node *query = sk_pg_copy(a->owner, select);
    const sk_node *copy = query->select_stmt->target_list[0]->res_target->val;
    const char *given = arguments_of_row(a, query->select_stmt, copy->func_call), *why = NULL;
    struct sk_text *name = sk_text_new(a->owner);
    for (size_t i = 0; i < call->n_funcname; i++) {
        sk_text_add(name, i ? "." : "");
        sk_text_ident(name, sk_node_string(call->funcname[i]), '"');
    }
    const char *source = sk_printf(a->owner,
                                   "DECLARE " SK_PG_DO "_row RECORD;\nBEGIN\nFOR " SK_PG_DO "_row IN %s LOOP\n"
                                   "PERFORM %s(%s);\nEND LOOP;\nEND",
                                   sk_pg_deparse(a->owner, query), name->data, given);
    return changes && sk_do_make_block(a, as_function(a, source), source, &why);
}
