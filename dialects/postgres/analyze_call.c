/*
 * dialects/postgres/analyze_call.c - SELECT function(...) and CALL as statements of a migration.
 *
 * A function of the project's that does something is a DO block whose variables have the arguments for values: what
 * becomes of such a block becomes of the call. Helpers of migrations are called so: grant_all('users', 'reader').
 */
#include <string.h>

#include "dialects/postgres/analyze_do.h"

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

bool
sk_pg_call(struct sk_analysis *a, const PgQuery__FuncCall *call)
{
    const sk_node **args = NULL;
    const struct sk_function *function = called(a, call, &args);
    if (!function || (strcmp(function->language, "plpgsql") != 0 && strcmp(function->language, "sql") != 0))
        return false;
    const char *source = call_as_block(a, function, args);
    struct sk_text *body = sk_text_new(a->owner);
    if (!source)
        return false;
    sk_text_literal(body, source);
    /* A block must not RETURN a value, a trigger's function may. */
    const sk_node *as_function = sk_do_parse(a, sk_printf(a->owner,
                                                          "CREATE FUNCTION " SK_PG_DO "() RETURNS trigger LANGUAGE "
                                                          "plpgsql AS %s",
                                                          body->data));
    json_t *root = as_function ? sk_pg_procedure(as_function) : NULL;
    bool acts = sk_pg_procedure_has(root, does_something, NULL);
    json_decref(root);
    return acts && sk_do_make_block(a, as_function, source);
}
