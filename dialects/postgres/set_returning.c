/*
 * dialects/postgres/set_returning.c - functions that give rows: the parts of arrays and documents.
 *
 * What their columns are called: an OUT parameter's name, or what the function itself is called in FROM (PostgreSQL
 * manual, 7.2.1.4, 9.16 and 9.26).
 */
#include <string.h>

#include "dialects/postgres/scope.h"

#define JSONB {.kind = SK_TYPE_JSONB, .length = -1, .scale = -1, .name = "jsonb"}
#define JSON {.kind = SK_TYPE_JSON, .length = -1, .scale = -1, .name = "json"}
#define TEXT {.kind = SK_TYPE_TEXT, .length = -1, .scale = -1, .name = "text"}

/* A column without a name is called as the function is. */
static const struct {
    const char *name;
    size_t n;
    struct sk_query_column columns[2];
} functions[] = {
    {"unnest", 1, {{NULL, {.kind = SK_TYPE_OTHER}}}},
    {"jsonb_array_elements", 1, {{"value", JSONB}}},
    {"json_array_elements", 1, {{"value", JSON}}},
    {"jsonb_array_elements_text", 1, {{"value", TEXT}}},
    {"json_array_elements_text", 1, {{"value", TEXT}}},
    {"jsonb_each", 2, {{"key", TEXT}, {"value", JSONB}}},
    {"json_each", 2, {{"key", TEXT}, {"value", JSON}}},
    {"jsonb_each_text", 2, {{"key", TEXT}, {"value", TEXT}}},
    {"json_each_text", 2, {{"key", TEXT}, {"value", TEXT}}},
    {"jsonb_object_keys", 1, {{NULL, TEXT}}},
    {"json_object_keys", 1, {{NULL, TEXT}}},
};

static int
find(const sk_node *call)
{
    if (!call || call->node_case != SK_NODE(FUNC_CALL) || call->func_call->n_args != 1)
        return -1;
    const char *schema, *name = sk_node_name(&schema, call->func_call->n_funcname, call->func_call->funcname);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strcmp(functions[i].name, name) == 0 && (!schema || strcmp(schema, "pg_catalog") == 0))
            return (int)i;
    return -1;
}

static void
add(const struct sk_scope *scope, struct sk_range *range, const char *name, struct sk_type type)
{
    struct sk_query_column column = {name, type};
    sk_push(scope->owner, range->columns.items, range->columns.n, column);
}

/* A function of the project's own: the columns of its RETURNS TABLE or its OUT parameters, those of the table that it
 * has rows of, or its one value. False: it is no such function. */
static bool
add_own(const struct sk_scope *scope, struct sk_range *range, const sk_node *call, const char *called)
{
    const char *schema;
    const char *name = sk_node_name(&schema, call->func_call->n_funcname, call->func_call->funcname);
    const struct sk_function *function = sk_catalog_function(scope->catalog, schema, name);
    if (!function)
        return false;
    const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(function->definition)->create_function_stmt;
    for (size_t i = 0; i < stmt->n_parameters; i++) {
        const PgQuery__FunctionParameter *parameter = stmt->parameters[i]->function_parameter;
        if (parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_TABLE ||
            parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_OUT)
            add(scope, range, parameter->name, sk_pg_type(scope->catalog, scope->owner, parameter->arg_type));
    }
    if (range->columns.n || !stmt->return_type)
        return range->columns.n > 0;
    const char *of_schema, *of = sk_node_name(&of_schema, stmt->return_type->n_names, stmt->return_type->names);
    const struct sk_table *table = sk_catalog_table(scope->catalog, of_schema, of);
    for (size_t i = 0; table && i < table->n_columns; i++)
        add(scope, range, table->columns[i]->name, table->columns[i]->type);
    if (!table)
        add(scope, range, called, sk_pg_type(scope->catalog, scope->owner, stmt->return_type));
    return true;
}

/* generate_series() gives numbers of its arguments' type; dates become timestamptz (manual, 9.25). */
static struct sk_type
series_type(const struct sk_scope *scope, const sk_node *call)
{
    const char *name = sk_node_name(NULL, call->func_call->n_funcname, call->func_call->funcname);
    if (strcmp(name, "generate_series") != 0 || call->func_call->n_args < 2)
        return (struct sk_type){.kind = SK_TYPE_OTHER, .length = -1, .scale = -1};
    const sk_node *const *args = (const sk_node *const *)call->func_call->args;
    struct sk_type type = sk_scope_type(scope, sk_pg_made(scope->owner, "COALESCE($1, $2)", 2, args));
    return type.kind == SK_TYPE_DATE ? sk_scope_plain(SK_TYPE_TIMESTAMPTZ, "timestamptz") : type;
}

struct sk_range
sk_scope_function(const struct sk_scope *scope, const PgQuery__RangeFunction *function)
{
    const sk_node *call = function->n_functions ? function->functions[0]->list->items[0] : NULL;
    const char *name = call ? sk_pg_figure_name(call) : "function";
    const char *called = function->alias ? function->alias->aliasname : name;
    struct sk_range range = {.alias = name};
    int i = find(call);
    bool is_call = call && call->node_case == SK_NODE(FUNC_CALL);
    if (i < 0 && is_call && add_own(scope, &range, call, called))
        return range;
    if (i < 0) {
        add(scope, &range, called, is_call ? series_type(scope, call) : sk_scope_unknown);
        return range;
    }
    range.elements = functions[i].name;
    range.call = call->func_call;
    for (size_t c = 0; c < functions[i].n; c++) {
        struct sk_type type = functions[i].columns[c].type;
        if (type.kind == SK_TYPE_OTHER)
            type = sk_scope_type(scope, call->func_call->args[0]);
        type.dimensions = 0;
        add(scope, &range, functions[i].columns[c].name ? functions[i].columns[c].name : called, type);
    }
    if (function->ordinality)
        add(scope, &range, "ordinality",
            (struct sk_type){.kind = SK_TYPE_BIGINT, .length = -1, .scale = -1, .name = "int8"});
    return range;
}

static bool
visit(sk_node *node, void *data)
{
    sk_node **found = data;
    if (node->node_case == SK_NODE(SUB_LINK) || *found)
        return false;
    if (find(node) >= 0)
        *found = node;
    return !*found;
}

sk_node *
sk_pg_set_returning(sk_node *expr)
{
    sk_node *found = NULL;
    sk_pg_walk_node(expr, visit, &found);
    return found;
}
