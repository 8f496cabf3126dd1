/*
 * dialects/common/plpgsql_calls.c - calls of the project's functions, in a trigger's function, as what these do.
 *
 * The engines have no functions that a trigger could call, or none that sees what a trigger sees. Where a function only
 * computes, its value is an expression (inline.c). One that changes rows, raises, or goes through rows has to be run:
 * its statements come before the statement that calls it, and its value is a variable there. That is the same where the
 * call is made in any case, once: not in a branch of CASE, and not for each row of a query.
 */
#include <string.h>

#include "dialects/common/inline_priv.h"
#include "dialects/common/plpgsql_priv.h"

/* ---- which functions --------------------------------------------------------------------------------------------- */

/* What an expression cannot say. */
static bool
is_act(const char *key, const json_t *item, const void *data)
{
    static const char *const acts[] = {"PLpgSQL_stmt_perform", "PLpgSQL_stmt_fors",    "PLpgSQL_stmt_foreach_a",
                                       "PLpgSQL_stmt_loop",    "PLpgSQL_stmt_getdiag", "PLpgSQL_stmt_assert"};
    (void)data;
    if (sk_among(key, sizeof acts / sizeof *acts, acts))
        return true;
    if (strcmp(key, "PLpgSQL_stmt_raise") == 0)
        return sk_plpgsql_is_error(item);
    const char *sql = strcmp(key, "sqlstmt") == 0 ? sk_plpgsql_query(item) : NULL;
    return sql && strncasecmp(sql, "SELECT", strlen("SELECT")) != 0;
}

static bool
acts(const struct sk_function *function)
{
    if (strcmp(function->language, "sql") == 0)
        return function->body && (strcasestr(function->body, "INSERT ") || strcasestr(function->body, "UPDATE ") ||
                                  strcasestr(function->body, "DELETE "));
    json_t *root = sk_pg_function_procedure(function);
    bool found = root && sk_pg_procedure_has(root, is_act, NULL);
    json_decref(root);
    return found;
}

/* The project's function that `node` calls, if it can be run. */
static const struct sk_function *
function_of(const struct sk_calls *c, const sk_node *node)
{
    const PgQuery__FuncCall *call = node && node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    const char *schema = call && call->n_funcname > 1 ? sk_node_string(call->funcname[0]) : NULL;
    const struct sk_function *first =
        call ? sk_catalog_function(c->f->catalog, schema, sk_node_string(call->funcname[call->n_funcname - 1])) : NULL;
    if (!first || call->over || call->agg_star)
        return NULL;
    const struct sk_function *f = sk_inline_overload(c->f->catalog, first, call->n_args);
    bool known = strcmp(f->language, "plpgsql") == 0 || strcmp(f->language, "sql") == 0;
    return known && !f->procedure && !sk_same(f->returns, "trigger") && strncmp(f->returns, "SETOF", 5) != 0 &&
                   strncmp(f->returns, "TABLE", 5) != 0
               ? f
               : NULL;
}

/* Does the text name one? Where it does not it need not be parsed. */
static bool
may_call(const struct sk_calls *c, const char *text)
{
    const struct sk_catalog *catalog = c->f->catalog;
    bool named = false;
    for (size_t i = 0; text && strchr(text, '(') && i < catalog->n_functions && !named; i++)
        named = !sk_same(catalog->functions[i]->returns, "trigger") && strcasestr(text, catalog->functions[i]->name);
    return named;
}

/* ---- FOUND ------------------------------------------------------------------------------------------------------- */

static json_t *
found_is(const struct sk_calls *c, const char *value)
{
    size_t i;
    json_t *datum;
    json_int_t number = 0;
    json_array_foreach(c->f->datums, i, datum)
        if (sk_same(json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_var"), "refname")), "found"))
            number = (json_int_t)i;
    return json_pack("{s{sIs{s{ss}}}}", "PLpgSQL_stmt_assign", "varno", number, "expr", "PLpgSQL_expr", "query",
                     sk_printf(c->f->owner, "found := %s", value));
}

void
sk_calls_begin(struct sk_calls *c, const json_t *root, json_t *out)
{
    bool asks = sk_plpgsql_uses(root, "found") > 0;
    if (asks)
        json_array_append_new(out, found_is(c, "false"));
    c->asks_found = c->asks_found || asks;
}

/* ---- a call ------------------------------------------------------------------------------------------------------ */

/* What the function does goes before what calls it. False: it cannot be followed. */
static bool
put_call(struct sk_calls *c, json_t *out, const sk_node *node, const struct sk_call_target *target)
{
    const struct sk_function *function = function_of(c, node);
    if (!function || c->why)
        return false;
    bool asked = c->asks_found;
    json_t *body = sk_calls_body(c, function, node->func_call, target);
    if (body && target->text && c->asks_found) {
        c->why = "FOUND, which is the caller's own";
        json_decref(body);
        return false;
    }
    c->asks_found = asked;
    if (!body)
        return false;
    json_array_extend(out, body);
    json_decref(body);
    if (!target->text && asked)
        json_array_append_new(out, found_is(c, "true"));
    return true;
}

/* ---- calls within expressions ------------------------------------------------------------------------------------ */

static void put_value(struct sk_calls *c, json_t *out, sk_node *node);

static void
put_values(struct sk_calls *c, json_t *out, size_t n, sk_node **nodes)
{
    for (size_t i = 0; i < n && !c->why; i++)
        put_value(c, out, nodes[i]);
}

/* The calls of `node` that are made in any case become variables. */
static void
put_value(struct sk_calls *c, json_t *out, sk_node *node)
{
    if (!node || c->why)
        return;
    if (node->node_case == SK_NODE(A_EXPR)) {
        put_value(c, out, node->a_expr->lexpr);
        put_value(c, out, node->a_expr->rexpr);
    } else if (node->node_case == SK_NODE(TYPE_CAST)) {
        put_value(c, out, node->type_cast->arg);
    } else if (node->node_case == SK_NODE(NULL_TEST)) {
        put_value(c, out, node->null_test->arg);
    } else if (node->node_case == SK_NODE(BOOL_EXPR) &&
               node->bool_expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR) {
        put_value(c, out, node->bool_expr->args[0]);
    } else if (node->node_case == SK_NODE(FUNC_CALL)) {
        const struct sk_function *function = function_of(c, node);
        put_values(c, out, node->func_call->n_args, node->func_call->args);
        if (!function || c->why || !acts(function) || sk_same(function->returns, "void"))
            return;
        const char *name = sk_printf(c->f->owner, "call%u_result", c->n + 1);
        struct sk_call_target target = {name, sk_calls_variable(c, name, function->returns)};
        if (put_call(c, out, node, &target))
            *node = *sk_pg_column_node(c->f->owner, name);
    }
}

/* The text of an expression, its calls before it in `out`; NULL: there are none. */
static const char *
with_values(struct sk_calls *c, json_t *out, const char *text, bool statement)
{
    PgQuery__ParseResult *tree;
    unsigned before = c->n;
    if (!may_call(c, text) ||
        sk_pg_tree(&tree, c->f->owner, statement ? text : sk_printf(c->f->owner, "SELECT %s", text), NULL) ||
        tree->n_stmts != 1)
        return NULL;
    sk_node *node = tree->stmts[0]->stmt;
    const PgQuery__InsertStmt *insert = node->node_case == SK_NODE(INSERT_STMT) ? node->insert_stmt : NULL;
    if (insert)
        node = insert->select_stmt && !insert->with_clause ? insert->select_stmt : node;
    const PgQuery__SelectStmt *s = node->node_case == SK_NODE(SELECT_STMT) ? node->select_stmt : NULL;
    if (s && s->n_values_lists == 1)
        put_values(c, out, s->values_lists[0]->list->n_items, s->values_lists[0]->list->items);
    else if (s && !s->n_from_clause && !s->where_clause && s->op == PG_QUERY__SET_OPERATION__SETOP_NONE)
        for (size_t i = 0; i < s->n_target_list; i++)
            put_value(c, out, s->target_list[i]->res_target->val);
    const char *sql = c->n > before && !c->why ? sk_pg_deparse(c->f->owner, tree->stmts[0]->stmt) : NULL;
    return sql ? sql + (statement ? 0 : strlen("SELECT ")) : NULL;
}

static void
settle_text(struct sk_calls *c, json_t *out, json_t *expr, bool statement)
{
    json_t *one = json_object_get(expr, "PLpgSQL_expr");
    const char *text = with_values(c, out, sk_plpgsql_query(expr), statement);
    if (text)
        json_object_set_new(one, "query", json_string(text));
}

/* ---- statements -------------------------------------------------------------------------------------------------- */

static const sk_node *
one_value(struct sk_calls *c, const char *sql)
{
    PgQuery__ParseResult *tree;
    if (!may_call(c, sql) || sk_pg_tree(&tree, c->f->owner, sql, NULL) || tree->n_stmts != 1 ||
        tree->stmts[0]->stmt->node_case != SK_NODE(SELECT_STMT))
        return NULL;
    sk_pg_strip_locations(&tree->base);
    const PgQuery__SelectStmt *s = tree->stmts[0]->stmt->select_stmt;
    return s->n_target_list == 1 && !s->n_from_clause && !s->where_clause ? s->target_list[0]->res_target->val : NULL;
}

/* PERFORM f(): true if what it does stands in `out`. */
static bool
perform(struct sk_calls *c, json_t *out, json_t *stmt, const char *key)
{
    const char *sql = sk_plpgsql_query(json_object_get(stmt, key));
    const sk_node *call = one_value(c, sql);
    struct sk_call_target nowhere = {0};
    if (!call || sk_plpgsql_is_idle_call(c->f, sql))
        return false;
    if (call->node_case == SK_NODE(FUNC_CALL))
        put_values(c, out, call->func_call->n_args, call->func_call->args);
    return put_call(c, out, call, &nowhere);
}

/* x := f(); true if what it does, and gives, stands in `out`. */
static bool
assign(struct sk_calls *c, json_t *out, json_t *stmt)
{
    json_t *expr = json_object_get(stmt, "expr");
    const char *text = sk_plpgsql_query(expr), *value = sk_plpgsql_value(stmt);
    const sk_node *call = value ? one_value(c, sk_printf(c->f->owner, "SELECT %s", value)) : NULL;
    const struct sk_function *function = function_of(c, call);
    const char *name = text ? sk_strndup(c->f->owner, text, strcspn(text, ":=")) : NULL;
    struct sk_call_target target = {name, json_integer_value(json_object_get(stmt, "varno"))};
    if (function && acts(function))
        return put_call(c, out, call, &target);
    const char *settled = call ? with_values(c, out, value, false) : NULL;
    if (settled)
        json_object_set_new(json_object_get(expr, "PLpgSQL_expr"), "query",
                            json_string(sk_printf(c->f->owner, "%.*s %s", (int)(value - text), text, settled)));
    return false;
}

/* The statements within a statement. */
static void
settle_within(struct sk_calls *c, const char *kind, json_t *stmt)
{
    static const char *const lists[] = {"body", "then_body", "else_body", "stmts", "else_stmts"};
    static const char *const arms[] = {"elsif_list", "case_when_list"};
    static const char *const loops[] = {"PLpgSQL_stmt_loop", "PLpgSQL_stmt_while", "PLpgSQL_stmt_fori",
                                        "PLpgSQL_stmt_fors", "PLpgSQL_stmt_foreach_a"};
    bool loop = sk_among(kind, sizeof loops / sizeof *loops, loops);
    size_t i;
    json_t *arm;
    c->loops += loop;
    for (size_t n = 0; n < sizeof lists / sizeof *lists; n++) {
        json_t *list = json_object_get(stmt, lists[n]), *settled = json_array();
        if (list) {
            sk_calls_put_list(c, settled, list);
            json_object_set(stmt, lists[n], settled);
        }
        json_decref(settled);
    }
    for (size_t n = 0; n < sizeof arms / sizeof *arms; n++)
        json_array_foreach(json_object_get(stmt, arms[n]), i, arm)
            settle_within(c, "", json_object_iter_value(json_object_iter(arm)));
    c->loops -= loop;
}

/* What cannot be followed stays as it is, and says why. */
static void
put_statement(struct sk_calls *c, json_t *out, json_t *one)
{
    const char *kind = json_object_iter_key(json_object_iter(one));
    json_t *stmt = json_object_get(one, kind), *before = json_array();
    bool sql = strcmp(kind, "PLpgSQL_stmt_execsql") == 0, done = false;
    c->why = NULL;
    if (strcmp(kind, "PLpgSQL_stmt_perform") == 0)
        done = perform(c, before, stmt, "expr");
    else if (strcmp(kind, "PLpgSQL_stmt_assign") == 0)
        done = assign(c, before, stmt);
    else if (sql && !json_is_true(json_object_get(stmt, "into")))
        done = perform(c, before, stmt, "sqlstmt");
    if (!done && !c->why) {
        if (sql)
            settle_text(c, before, json_object_get(stmt, "sqlstmt"), true);
        else if (strcmp(kind, "PLpgSQL_stmt_if") == 0)
            settle_text(c, before, json_object_get(stmt, "cond"), false);
        else if (strcmp(kind, "PLpgSQL_stmt_return") == 0)
            settle_text(c, before, json_object_get(stmt, "expr"), false);
    }
    if (c->why)
        json_object_set_new(stmt, SK_PLPGSQL_WHY, json_string(c->why));
    else
        json_array_extend(out, before);
    json_decref(before);
    c->why = NULL;
    if (!done) {
        json_array_append(out, one);
        settle_within(c, kind, stmt);
    }
}

void
sk_calls_put_list(struct sk_calls *c, json_t *out, json_t *list)
{
    size_t i;
    json_t *one;
    json_array_foreach(list, i, one)
        put_statement(c, out, one);
}

void
sk_plpgsql_put_calls(struct sk_plpgsql *f)
{
    struct sk_calls c = {.f = f, .asks_found = sk_plpgsql_uses(f->root, "found") > 0};
    json_t *body = json_array(), *block = (json_t *)(uintptr_t)f->body;
    sk_calls_put_list(&c, body, json_object_get(block, "body"));
    json_object_set_new(block, "body", body);
}
