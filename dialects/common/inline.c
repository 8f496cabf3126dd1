/*
 * dialects/common/inline.c - functions of the project: what they compute is put where they are called.
 *
 * The engines have no stored functions that a schema's expressions could call. A function that computes a value has a
 * body that can be followed without running it: every variable is known as an expression of the arguments, a branch is
 * a CASE, a loop with constant bounds is its rounds. What changes rows, runs text, or loops over a query is refused.
 */
#include <string.h>

#include <jansson.h>

#include "dialects/common/inline_steps.h"
#include "dialects/common/plpgsql.h"

enum { MAX_DEPTH = 12 };

/* ---- the call ---------------------------------------------------------------------------------------------------- */

/* A function in SQL: its last statement's value. */
static const sk_node *
follow_sql(struct sk_inliner *in, struct sk_inline_names *names, const struct sk_function *function)
{
    const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(function->definition)->create_function_stmt;
    for (size_t i = 0; i < names->n; i++)
        names->items[i].column = true;
    if (stmt->sql_body && stmt->sql_body->node_case == SK_NODE(RETURN_STMT))
        return sk_inline_expression(in, names, sk_pg_deparse_expr(in->owner, stmt->sql_body->return_stmt->returnval));
    PgQuery__ParseResult *tree;
    if (!function->body || sk_pg_tree(&tree, in->owner, function->body, NULL) || tree->n_stmts != 1 ||
        tree->stmts[0]->stmt->node_case != SK_NODE(SELECT_STMT))
        return sk_inline_give_up(in, "more than one query");
    const PgQuery__SelectStmt *select = tree->stmts[0]->stmt->select_stmt;
    bool simple = !select->n_from_clause && !select->where_clause && !select->with_clause && !select->limit_count &&
                  select->op == PG_QUERY__SET_OPERATION__SETOP_NONE && select->n_target_list == 1;
    if (simple)
        return sk_inline_expression(in, names, sk_pg_deparse_expr(in->owner, select->target_list[0]->res_target->val));
    struct sk_inline_names none = {0};
    sk_inline_into_query(in, names, tree->stmts[0]->stmt->select_stmt);
    return sk_inline_expression(in, &none,
                                sk_printf(in->owner, "(%s)", sk_pg_deparse(in->owner, tree->stmts[0]->stmt)));
}

const struct sk_function *
sk_inline_overload(const struct sk_catalog *catalog, const struct sk_function *first, size_t n_args)
{
    for (size_t i = catalog->n_functions; i-- > 0;) {
        const struct sk_function *f = catalog->functions[i];
        const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(f->definition)->create_function_stmt;
        size_t required = 0;
        for (size_t k = 0; k < stmt->n_parameters; k++)
            required += !stmt->parameters[k]->function_parameter->defexpr;
        if (strcmp(f->name, first->name) == 0 && strcmp(f->schema, first->schema) == 0 && n_args >= required &&
            n_args <= stmt->n_parameters)
            return f;
    }
    return first;
}

/* tg_op and its like are known while a trigger is being printed. */
static const sk_node *
trigger_name(struct sk_inliner *in, const sk_node *arg)
{
    const char *name = arg->node_case == SK_NODE(COLUMN_REF) && arg->column_ref->n_fields == 1
                           ? sk_node_string(arg->column_ref->fields[0])
                           : NULL;
    enum sk_status status;
    if (!name || strncasecmp(name, "tg_", 3) != 0)
        return arg;
    const char *text = sk_print_apart(in->p, arg, &status);
    struct sk_inline_names none = {0};
    return !status && text && *text == '\'' ? sk_inline_expression(in, &none, text) : arg;
}

static void
bind(struct sk_inliner *in, struct sk_inline_names *names, const PgQuery__CreateFunctionStmt *stmt,
     const PgQuery__FuncCall *call)
{
    for (size_t i = 0; i < stmt->n_parameters && names->n < SK_INLINE_NAMES; i++) {
        const PgQuery__FunctionParameter *parameter = stmt->parameters[i]->function_parameter;
        const sk_node *arg = i < call->n_args ? call->args[i] : parameter->defexpr;
        if (in->rows && (parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_OUT ||
                         parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_TABLE))
            break;
        if (arg && arg->node_case == SK_NODE(NAMED_ARG_EXPR))
            sk_inline_give_up(in, "an argument that is given by its name");
        if (parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_OUT ||
            parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_TABLE ||
            parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_VARIADIC)
            sk_inline_give_up(in, "a parameter of this kind");
        if (!arg || in->why)
            break;
        const sk_node *value = sk_inline_settled(in, sk_inline_cast(in, trigger_name(in, arg), parameter->arg_type));
        names->items[names->n++] = (struct sk_inline_name){parameter->name, NULL, value, false};
    }
}

static bool
is_strict(const PgQuery__CreateFunctionStmt *stmt)
{
    for (size_t i = 0; i < stmt->n_options; i++) {
        const PgQuery__DefElem *option = stmt->options[i]->def_elem;
        if (strcmp(option->defname, "strict") == 0)
            return option->arg && option->arg->node_case == SK_NODE(BOOLEAN) && option->arg->boolean->boolval;
    }
    return false;
}

/* Is it a value of chance that has a name? No engine's are NULL. */
static bool
is_chance(const sk_node *value)
{
    if (value->node_case == SK_NODE(FUNC_CALL) && value->func_call->n_args == 2)
        value = value->func_call->args[0];
    return sk_once_is_name(value->node_case == SK_NODE(TYPE_CAST) ? value->type_cast->arg : value);
}

/* A strict function is NULL where an argument is. */
static enum sk_status
print_value(struct sk_inliner *in, const sk_node *value, const struct sk_inline_names *names,
            const PgQuery__CreateFunctionStmt *stmt)
{
    struct sk_printer *p = in->p;
    bool strict = is_strict(stmt), whole = value->node_case == SK_NODE(SUB_LINK); /* it has its own parentheses */
    enum sk_status status = SK_OK;
    sk_text_add(p->out, strict ? "CASE WHEN TRUE" : whole ? "" : "(");
    for (size_t i = 0; strict && i < names->n && !status; i++) {
        if (is_chance(names->items[i].node))
            continue;
        sk_text_add(p->out, " AND (");
        status = sk_print_expr(p, names->items[i].node);
        sk_text_add(p->out, ") IS NOT NULL");
    }
    sk_text_add(p->out, strict ? " THEN " : "");
    status = status ? status : sk_print_expr(p, value);
    sk_text_add(p->out, strict ? " END" : whole ? "" : ")");
    return status;
}

static const sk_node *
call_stored(struct sk_inliner *in, const struct sk_inline_names *names, size_t n_args,
            const struct sk_function *function)
{
    const sk_node *args[SK_INLINE_NAMES];
    for (size_t i = 0; i < n_args; i++)
        args[i] = names->items[i].node;
    in->why = NULL;
    return in->p->rules->stored(in->p, function, n_args, args, &in->why);
}

/* What the body comes to; NULL: it is no expression, or the arguments are none that can be bound. */
static const sk_node *
follow(struct sk_inliner *in, struct sk_inline_names *names, const struct sk_function *function)
{
    if (in->why)
        return NULL;
    if (strcmp(function->language, "sql") == 0)
        return follow_sql(in, names, function);
    in->followed = strcmp(function->language, "plpgsql") == 0;
    return in->followed ? sk_inline_follow_plpgsql(in, names, function) : sk_inline_give_up(in, "its language");
}

enum sk_status
sk_print_user_function(struct sk_printer *p, const sk_node *node, const struct sk_function *function)
{
    const PgQuery__FuncCall *call = node->func_call;
    struct sk_inliner in = {.owner = p->tmp, .p = p, .function = function->name};
    struct sk_inline_names names = {0};
    function = sk_inline_overload(p->catalog, function, call->n_args);
    const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(function->definition)->create_function_stmt;
    if (p->inlining >= MAX_DEPTH)
        sk_inline_give_up(&in, "a call of itself");
    if (stmt->return_type && stmt->return_type->setof)
        sk_inline_give_up(&in, "a result of several rows");
    bind(&in, &names, stmt, call);
    size_t n_args = names.n;
    const sk_node *stored = NULL;
    const sk_node *value = follow(&in, &names, function);
    if (value && in.followed && p->rules->no_raise && p->rules->stored && sk_pg_calls(value, "skein_raise"))
        value = NULL; /* a function of its own does fail */
    if (!value && in.followed && p->rules->has_steps) {
        in.why = NULL;
        names.n = n_args;
        value = sk_inline_steps(&in, &names, function);
    }
    if (!value && in.followed && p->rules->stored)
        value = stored = call_stored(&in, &names, n_args, function);
    if (!value || in.why)
        return sk_print_unsupported(p, node,
                                    "function %s() is the project's own, %s has no stored functions, and its body "
                                    "cannot be put here: %s",
                                    function->name, p->rules->dialect, in.why ? in.why : "it cannot be read");
    names.n = n_args;
    p->inlining++;
    value = stmt->return_type && !stored ? sk_inline_cast(&in, value, stmt->return_type) : value;
    value = sk_once_bind(p, &in.once, value);
    enum sk_status status = print_value(&in, value, &names, stmt);
    p->inlining--;
    return status;
}

const sk_node *
sk_print_inlined(struct sk_printer *p, const sk_node *node)
{
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    const char *schema = NULL, *name = call ? sk_node_name(&schema, call->n_funcname, call->funcname) : NULL;
    const struct sk_function *function = name ? sk_catalog_function(p->catalog, schema, name) : NULL;
    if (!function || p->inlining >= MAX_DEPTH)
        return node;
    struct sk_inliner in = {.owner = p->tmp, .p = p, .function = function->name};
    struct sk_inline_names names = {0};
    function = sk_inline_overload(p->catalog, function, call->n_args);
    const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(function->definition)->create_function_stmt;
    if (!stmt->return_type || stmt->return_type->setof || is_strict(stmt))
        return node;
    bind(&in, &names, stmt, call);
    const sk_node *value = follow(&in, &names, function);
    return value && !in.why && !in.once.n ? sk_inline_cast(&in, value, stmt->return_type) : node;
}

/* ---- in FROM ----------------------------------------------------------------------------------------------------- */

/* The one query that a function's rows come from: a body in SQL, or RETURN QUERY alone. */
static const char *
query_text(struct sk_inliner *in, const struct sk_function *function)
{
    if (strcmp(function->language, "sql") == 0)
        return function->body;
    json_t *root = sk_pg_function_procedure(function);
    const json_t *block = json_object_get(json_object_get(json_object_get(json_array_get(root, 0), "PLpgSQL_function"),
                                                          "action"), "PLpgSQL_stmt_block");
    const json_t *body = json_object_get(block, "body");
    const json_t *first = json_object_get(json_array_get(body, 0), "PLpgSQL_stmt_return_query");
    const char *text = sk_plpgsql_query(json_object_get(first, "query"));
    bool alone = json_array_size(body) == 1 ||
                 (json_array_size(body) == 2 && json_object_get(json_array_get(body, 1), "PLpgSQL_stmt_return"));
    text = text && alone && !json_object_get(block, "exceptions") ? sk_strdup(in->owner, text) : NULL;
    json_decref(root);
    return text;
}

static sk_node *
rows_of(struct sk_inliner *in, const PgQuery__FuncCall *call, const struct sk_function *function)
{
    const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(function->definition)->create_function_stmt;
    struct sk_inline_names names = {0};
    PgQuery__ParseResult *tree;
    bind(in, &names, stmt, call);
    const char *text = in->why ? NULL : query_text(in, function);
    if (is_strict(stmt) || !text || sk_pg_tree(&tree, in->owner, text, NULL) || tree->n_stmts != 1 ||
        tree->stmts[0]->stmt->node_case != SK_NODE(SELECT_STMT)) {
        sk_inline_give_up(in, "more than one query");
        return NULL;
    }
    sk_pg_strip_locations(&tree->base);
    for (size_t i = 0; i < names.n; i++)
        names.items[i].column = strcmp(function->language, "sql") == 0;
    sk_inline_into_query(in, &names, tree->stmts[0]->stmt->select_stmt);
    return in->why ? NULL : tree->stmts[0]->stmt;
}

enum sk_status
sk_print_function_rows(sk_node **query, struct sk_printer *p, const sk_node *node, const struct sk_function *function)
{
    const PgQuery__FuncCall *call = node->func_call;
    struct sk_inliner in = {.owner = p->tmp, .p = p, .function = function->name, .rows = true};
    function = sk_inline_overload(p->catalog, function, call->n_args);
    const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(function->definition)->create_function_stmt;
    const sk_node *args[] = {node};
    const char *schema, *type =
        stmt->return_type ? sk_node_name(&schema, stmt->return_type->n_names, stmt->return_type->names) : NULL;
    const struct sk_user_type *row = type ? sk_catalog_type(p->catalog, schema, type) : NULL;
    if (type && ((row && row->kind == SK_TYPE_COMPOSITE) || sk_catalog_table(p->catalog, schema, type)) &&
        !stmt->return_type->setof)
        return sk_print_unsupported(p, node, "%s() in FROM has no equivalent on %s: its one value is a row",
                                    function->name, p->rules->dialect);
    if (stmt->return_type && !stmt->return_type->setof)
        *query = sk_pg_made(p->tmp, "(SELECT $1)", 1, args)->sub_link->subselect;
    else
        *query = rows_of(&in, call, function);
    if (!*query)
        return sk_print_unsupported(p, node, "%s() in FROM has no equivalent on %s: its body cannot be put here: %s",
                                    function->name, p->rules->dialect, in.why);
    return SK_OK;
}
