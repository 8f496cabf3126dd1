/*
 * dialects/common/handlers.c - EXCEPTION blocks as branches: see handlers.h.
 *
 * A statement that may fail becomes IF it fails THEN what its handler does ELSE the statement, and what comes after it
 * in the block. The variables are then as they were when the error came up; rows are changed by none of these
 * statements, so that there is nothing to take back.
 */
#include <string.h>

#include "dialects/common/handlers.h"
#include "dialects/common/plpgsql.h"

/* Keys of our own in the JSON. */
#define WHY "skein_handlers_why"
#define NOT_TAKEN "skein_not_taken"

enum { MAX_STATEMENTS = 400 };

struct maker {
    TALLOC_CTX *owner;
    const struct sk_catalog *catalog;
    const struct sk_function *function;
    const json_t *datums;
    const struct sk_scope *scope;
    size_t n; /* statements so far */
    const char *why;
};

/* What handlers the statements at hand have. */
struct handlers {
    struct maker *m;
    const json_t *list;
    const json_t *nothing; /* what one does that does nothing */
};

static json_t *try_list(struct handlers *h, json_t *list, size_t from);

static void
give_up(struct maker *m, const char *why)
{
    m->why = m->why ? m->why : why;
}

const char *
sk_handlers_why(const json_t *block)
{
    const char *why = json_string_value(json_object_get(block, WHY));
    return why ? why : "a handler of exceptions";
}

/* ---- what the variables are -------------------------------------------------------------------------------------- */

static struct sk_type
declared_type(const struct maker *m, const json_t *var)
{
    const char *name = json_string_value(json_object_get(var, "refname"));
    const char *type = json_string_value(
        json_object_get(json_object_get(json_object_get(var, "datatype"), "PLpgSQL_type"), "typname"));
    const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(m->function->definition)->create_function_stmt;
    for (size_t i = 0; i < stmt->n_parameters && !json_object_get(var, "lineno"); i++)
        if (sk_same(stmt->parameters[i]->function_parameter->name, name))
            return sk_pg_type(m->catalog, m->owner, stmt->parameters[i]->function_parameter->arg_type);
    if (sk_same(name, "found"))
        return sk_scope_plain(SK_TYPE_BOOLEAN, "boolean");
    if (!type || sk_same(type, "UNKNOWN"))
        return json_object_get(var, "lineno") ? sk_scope_plain(SK_TYPE_INTEGER, "integer") : sk_scope_unknown;
    const struct sk_column *column = sk_plpgsql_column_of(m->owner, m->catalog, type);
    if (column)
        return column->type;
    const PgQuery__TypeName *named = strchr(type, '%') ? NULL : sk_pg_type_named(m->owner, type);
    return named ? sk_pg_type(m->catalog, m->owner, named) : sk_scope_unknown;
}

/* Their names, with their types; NEW and OLD. */
static const struct sk_scope *
scope_of(const struct maker *m, const struct sk_table *table)
{
    static const char *const records[] = {"new", "old"};
    struct sk_scope *scope = sk_scope_new(m->owner, m->catalog, NULL);
    struct sk_table *variables = sk_new(m->owner, struct sk_table);
    size_t i;
    json_t *datum;
    variables->name = m->function->name;
    json_array_foreach(m->datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *name = json_string_value(json_object_get(var, "refname"));
        struct sk_column *column = name ? sk_new(m->owner, struct sk_column) : NULL;
        if (!name || strncmp(name, "tg_", 3) == 0 || sk_pg_is_said_of_error(name))
            continue;
        column->name = sk_strdup(m->owner, name);
        column->type = declared_type(m, var);
        sk_push(m->owner, variables->columns, variables->n_columns, column);
    }
    sk_scope_add_table(scope, variables, m->function->name);
    scope->ranges[0].table = NULL;
    for (i = 0; table && i < 2; i++)
        sk_scope_add_table(scope, table, records[i]);
    return scope;
}

/* ---- handlers ---------------------------------------------------------------------------------------------------- */

/* The statements that an error of that state leads to; NULL: nobody takes it. */
static const json_t *
handler_of(const struct handlers *h, const char *state)
{
    const json_t *handler = state ? sk_pg_handler(h->list, state, sk_pg_condition_takes) : NULL;
    const json_t *action = json_object_get(handler, "action");
    return handler && !action ? h->nothing : action;
}

static json_t *
raised(const struct sk_fault *fault)
{
    json_t *raise = json_pack("{s:i, s:s}", "elog_level", SK_PLPGSQL_ERROR, "message", fault->message);
    json_object_set_new(raise, fault->state ? "condname" : NOT_TAKEN, json_string(fault->state ? fault->state : ""));
    return json_pack("{so}", "PLpgSQL_stmt_raise", raise);
}

/* RAISE, which is the error again; what is said of it is said of the fault. */
static void
put_error(json_t *node, const struct sk_fault *fault)
{
    size_t i;
    const char *key;
    json_t *item, *raise = json_object_get(node, "PLpgSQL_stmt_raise");
    json_array_foreach(node, i, item)
        put_error(item, fault);
    json_object_foreach(node, key, item)
        put_error(item, fault);
    if (!raise)
        return;
    if (!json_object_get(raise, "message") && !json_object_get(raise, "condname")) {
        json_object_set_new(raise, "message", json_string(fault->message));
        json_object_set_new(raise, "condname", json_string(fault->state));
    }
    json_array_foreach(json_object_get(raise, "params"), i, item) {
        json_t *expr = json_object_get(item, "PLpgSQL_expr");
        const char *query = json_string_value(json_object_get(expr, "query"));
        if (query && (strcasecmp(query, "sqlerrm") == 0 || strcasecmp(query, "sqlstate") == 0))
            json_object_set_new(expr, "query", json_string(strcasecmp(query, "sqlerrm") == 0 ? "'an error'" : "'22000'"));
    }
}

static json_t *
handled(const struct handlers *h, const struct sk_fault *fault)
{
    const json_t *action = handler_of(h, fault->state);
    json_t *list = action ? json_deep_copy(action) : json_pack("[o]", raised(fault));
    put_error(list, fault);
    if (sk_plpgsql_uses(list, "sqlerrm") || sk_plpgsql_uses(list, "sqlstate"))
        give_up(h->m, "a handler of exceptions that keeps what is said of the error");
    return list;
}

/* ---- statements -------------------------------------------------------------------------------------------------- */

static json_t *
expression_of(const char *query)
{
    return json_pack("{s{ss}}", "PLpgSQL_expr", "query", query);
}

static json_t *
branch(const char *condition, json_t *then, json_t *otherwise)
{
    return json_pack("{s{so, so, so}}", "PLpgSQL_stmt_if", "cond", expression_of(condition), "then_body", then,
                     "else_body", otherwise);
}

/* "IF the first THEN ... ELSE IF the second ...", around `otherwise`. Those that the same handler takes are one. */
static json_t *
branches(struct handlers *h, const struct sk_faults *f, json_t *otherwise)
{
    for (size_t i = f->n; i > 0;) {
        const json_t *action = handler_of(h, f->items[--i].state);
        struct sk_text *when = sk_text_new(h->m->owner);
        size_t last = i;
        while (i > 0 && action && handler_of(h, f->items[i - 1].state) == action)
            i--;
        sk_text_add(when, i < last ? "CASE" : "");
        for (size_t k = i; k < last; k++)
            sk_text_addf(when, " WHEN %s THEN true", f->items[k].when);
        sk_text_addf(when, i < last ? " ELSE %s END" : "%s", f->items[last].when);
        otherwise = json_pack("[o]", branch(when->data, handled(h, &f->items[i]), otherwise));
    }
    return otherwise;
}

static void
append(json_t *list, json_t *more)
{
    json_array_extend(list, more);
    json_decref(more);
}

/* The SQL of an expression as a tree of its own; NULL: it is none. */
static sk_node *
parsed(struct handlers *h, const char *text)
{
    sk_node *node = text ? sk_pg_made(h->m->owner, text, 0, NULL) : NULL;
    if (!node)
        give_up(h->m, "a statement that may fail in other ways");
    return node;
}

/* The errors of `node`, which may become another expression. */
static struct sk_faults
faults_of(struct handlers *h, sk_node *node)
{
    struct maker *m = h->m;
    struct sk_faults f = {.owner = m->owner, .catalog = m->catalog, .function = m->function, .scope = m->scope};
    if (node && !sk_faults_find(&f, node))
        give_up(m, sk_printf(m->owner, "a handler of exceptions: %s", f.why ? f.why : "an expression"));
    return f;
}

/* `item` with `text` for the SQL under `key`, unless it fails. */
static json_t *
tried(struct handlers *h, const struct sk_faults *f, json_t *item, json_t *rest)
{
    json_t *list = json_pack("[O]", item);
    append(list, rest);
    return branches(h, f, list);
}

static struct sk_type
target_type(const struct handlers *h, const json_t *stmt)
{
    struct sk_plpgsql f = {.datums = h->m->datums};
    const char *record, *name = sk_plpgsql_target(&f, stmt, &record);
    struct sk_text *text = sk_text_new(h->m->owner);
    if (record) {
        sk_text_ident(text, record, '"');
        sk_text_add(text, ".");
    }
    sk_text_ident(text, name ? name : "", '"');
    const sk_node *node = sk_pg_made(h->m->owner, text->data, 0, NULL);
    return name && node ? sk_scope_type(h->m->scope, node) : sk_scope_unknown;
}

/* x := value: what the value is cast to is a part of it. */
static json_t *
try_assign(struct handlers *h, json_t *item, json_t *stmt, json_t *rest)
{
    const char *text = sk_plpgsql_value(stmt), *whole = sk_plpgsql_query(json_object_get(stmt, "expr"));
    struct sk_type to = target_type(h, stmt);
    sk_node *value = parsed(h, text);
    struct sk_type is = value ? sk_scope_type(h->m->scope, value) : sk_scope_unknown;
    bool same = is.kind == to.kind && is.kind != SK_TYPE_OTHER && is.dimensions == to.dimensions;
    bool fits = sk_type_is_text(&to) && to.length < 0;
    if (value && !same && !fits && !sk_node_is_null(value))
        value = sk_pg_cast_node(h->m->owner, value, &to);
    bool cut = value && to.length >= 0 && to.kind != SK_TYPE_NUMERIC && !sk_node_is_null(value);
    if (!value || cut || to.kind == SK_TYPE_OTHER) {
        give_up(h->m, "a handler of exceptions: an assignment of this kind");
        return rest;
    }
    struct sk_faults f = faults_of(h, value);
    const char *left = sk_printf(h->m->owner, "%.*s", (int)(text - whole), whole);
    json_object_set_new(stmt, "expr", expression_of(sk_printf(h->m->owner, "%s%s", left,
                                                              sk_pg_deparse_expr(h->m->owner, value))));
    return tried(h, &f, item, rest);
}

static json_t *
try_return(struct handlers *h, json_t *item, json_t *stmt, json_t *rest)
{
    const char *text = sk_plpgsql_query(json_object_get(stmt, "expr"));
    bool row = text && (strcasecmp(text, "new") == 0 || strcasecmp(text, "old") == 0);
    sk_node *value = text && !row ? parsed(h, text) : NULL;
    struct sk_faults f = faults_of(h, value);
    if (value)
        json_object_set_new(stmt, "expr", expression_of(sk_pg_deparse_expr(h->m->owner, value)));
    json_decref(rest);
    return tried(h, &f, item, json_array());
}

/* PERFORM of an expression that leaves nothing behind: it only fails, or does not. */
static json_t *
try_perform(struct handlers *h, json_t *stmt, json_t *rest)
{
    const char *text = sk_plpgsql_query(json_object_get(stmt, "expr"));
    bool plain = text && strncasecmp(text, "SELECT ", 7) == 0;
    struct sk_faults f = faults_of(h, parsed(h, plain ? text + 7 : NULL));
    return branches(h, &f, rest);
}

static json_t *
try_raise(struct handlers *h, json_t *item, json_t *stmt, json_t *rest)
{
    size_t i;
    json_t *param;
    const char *condition = json_string_value(json_object_get(stmt, "condname"));
    struct sk_fault fault = {sk_pg_condition(condition ? condition : "raise_exception"), "an error", "true"};
    json_array_foreach(json_object_get(stmt, "params"), i, param)
        if (faults_of(h, parsed(h, sk_plpgsql_query(param))).n)
            give_up(h->m, "a handler of exceptions: what RAISE says may fail");
    if (!sk_plpgsql_is_error(stmt))
        return tried(h, &(struct sk_faults){0}, item, rest);
    json_decref(rest);
    if (json_object_get(stmt, "options") && (json_array_size(h->list) > 1 || !handler_of(h, "any")))
        give_up(h->m, "a handler of exceptions: RAISE of a state of one's own");
    bool taken = handler_of(h, fault.state) && !json_object_get(stmt, NOT_TAKEN);
    return taken ? handled(h, &fault) : json_pack("[O]", item);
}

/* Are the results of the query of the types of the variables that they go to? */
static bool
fits_targets(const struct handlers *h, const json_t *stmt, const sk_node *query)
{
    struct sk_query_columns columns = sk_scope_query(h->m->scope, query);
    const json_t *fields =
        json_object_get(json_object_get(json_object_get(stmt, "target"), "PLpgSQL_row"), "fields");
    size_t i;
    json_t *field;
    json_array_foreach(fields, i, field) {
        struct sk_type to = target_type(h, field), is = i < columns.n ? columns.items[i].type : sk_scope_unknown;
        bool text = sk_type_is_text(&to) && to.length < 0;
        if (!text && (to.kind != is.kind || to.kind == SK_TYPE_OTHER || to.dimensions || is.dimensions ||
                      (to.length >= 0 && (to.length < is.length || to.scale != is.scale || is.length < 0))))
            return false;
    }
    return columns.n == json_array_size(fields);
}

/* ... of more than one row. */
static void
add_several(struct handlers *h, struct sk_faults *f, const sk_node *query)
{
    sk_node *counted = sk_pg_copy(f->owner, query), *count = sk_pg_made(f->owner, "(SELECT count(*))", 0, NULL);
    if (!sk_print_is_plain_query(query->select_stmt) || query->select_stmt->limit_count) {
        give_up(h->m, "a handler of exceptions around STRICT of such a query");
        return;
    }
    counted->select_stmt->n_target_list = 1;
    counted->select_stmt->target_list = count->sub_link->subselect->select_stmt->target_list;
    counted->select_stmt->n_sort_clause = 0;
    sk_faults_add(f, "P0003", "query returned more than one row",
                  sk_printf(f->owner, "(%s) > 1", sk_pg_deparse(f->owner, counted)));
}

/* SELECT ... INTO [STRICT]: of no row, or several, is known when they are there. */
static json_t *
try_into(struct handlers *h, json_t *item, json_t *stmt, json_t *rest)
{
    struct maker *m = h->m;
    const char *text = sk_plpgsql_query(json_object_get(stmt, "sqlstmt"));
    sk_node *any = parsed(h, text ? sk_printf(m->owner, "EXISTS (%s)", text) : NULL);
    bool query = any && json_is_true(json_object_get(stmt, "into")) && any->node_case == SK_NODE(SUB_LINK);
    struct sk_faults f = query ? faults_of(h, any) : (struct sk_faults){.owner = m->owner};
    if (!query || !fits_targets(h, stmt, any->sub_link->subselect))
        give_up(m, "a handler of exceptions around a statement whose errors only the server knows");
    if (m->why || !json_is_true(json_object_get(stmt, "strict")))
        return tried(h, &f, item, rest);
    sk_faults_add(&f, "P0002", "query returned no rows", sk_printf(m->owner, "NOT EXISTS (%s)", text));
    add_several(h, &f, any->sub_link->subselect);
    json_object_del(stmt, "strict");
    return tried(h, &f, item, rest);
}

/* Each branch goes on with what comes after them. */
static json_t *
try_if(struct handlers *h, json_t *stmt, json_t *list, size_t next)
{
    json_t *elsif = json_object_get(stmt, "elsif_list"), *otherwise, *then = json_array();
    const char *condition = sk_plpgsql_query(json_object_get(stmt, "cond"));
    sk_node *node = parsed(h, condition);
    struct sk_faults f = faults_of(h, node);
    json_array_extend(then, json_object_get(stmt, "then_body"));
    if (json_array_size(elsif)) {
        json_t *first = json_object_get(json_array_get(elsif, 0), "PLpgSQL_if_elsif"), *others = json_array();
        for (size_t i = 1; i < json_array_size(elsif); i++)
            json_array_append(others, json_array_get(elsif, i));
        otherwise = json_pack("[{s{sO, sO, so}}]", "PLpgSQL_stmt_if", "cond", json_object_get(first, "cond"),
                              "then_body", json_object_get(first, "stmts"), "elsif_list", others);
        if (json_object_get(stmt, "else_body"))
            json_object_set(json_object_get(json_array_get(otherwise, 0), "PLpgSQL_stmt_if"), "else_body",
                            json_object_get(stmt, "else_body"));
    } else {
        otherwise = json_array();
        json_array_extend(otherwise, json_object_get(stmt, "else_body"));
    }
    for (size_t i = next; i < json_array_size(list); i++) {
        json_array_append_new(then, json_deep_copy(json_array_get(list, i)));
        json_array_append_new(otherwise, json_deep_copy(json_array_get(list, i)));
    }
    json_t *one = try_list(h, then, 0), *other = try_list(h, otherwise, 0);
    json_decref(then);
    json_decref(otherwise);
    return branches(h, &f, json_pack("[o]", branch(node ? sk_pg_deparse_expr(h->m->owner, node) : "true", one, other)));
}

/* What is in it belongs to this one, unless it declares variables. */
static json_t *
try_block(struct handlers *h, json_t *stmt, json_t *list, size_t next)
{
    json_t *all = json_array();
    if (json_object_get(stmt, "exceptions"))
        give_up(h->m, sk_handlers_why(stmt));
    json_array_extend(all, json_object_get(stmt, "body"));
    for (size_t i = next; i < json_array_size(list); i++)
        json_array_append(all, json_array_get(list, i));
    json_t *made = try_list(h, all, 0);
    json_decref(all);
    return made;
}

/* The statements of `list` from one on, as branches; a new list. */
static json_t *
try_list(struct handlers *h, json_t *list, size_t from)
{
    json_t *item = json_array_get(list, from);
    if (!item || h->m->why)
        return json_array();
    if (++h->m->n > MAX_STATEMENTS) {
        give_up(h->m, "more branches than can be followed");
        return json_array();
    }
    const char *kind = json_object_iter_key(json_object_iter(item));
    json_t *stmt = json_object_get(item, kind);
    if (sk_same(kind, "PLpgSQL_stmt_if"))
        return try_if(h, stmt, list, from + 1);
    if (sk_same(kind, "PLpgSQL_stmt_block"))
        return try_block(h, stmt, list, from + 1);
    json_t *rest = try_list(h, list, from + 1);
    if (sk_same(kind, "PLpgSQL_stmt_assign"))
        return try_assign(h, item, stmt, rest);
    if (sk_same(kind, "PLpgSQL_stmt_return"))
        return try_return(h, item, stmt, rest);
    if (sk_same(kind, "PLpgSQL_stmt_execsql"))
        return try_into(h, item, stmt, rest);
    if (sk_same(kind, "PLpgSQL_stmt_perform"))
        return try_perform(h, stmt, rest);
    if (sk_same(kind, "PLpgSQL_stmt_raise"))
        return try_raise(h, item, stmt, rest);
    give_up(h->m, sk_printf(h->m->owner, "a handler of exceptions around %s", sk_plpgsql_kind(kind)));
    return rest;
}

/* ---- blocks ------------------------------------------------------------------------------------------------------ */

static void
make_block(struct maker *m, json_t *block)
{
    const json_t *exceptions = json_object_get(block, "exceptions");
    json_t *nothing = json_array();
    struct handlers h = {
        m, sk_pg_handlers(exceptions), nothing};
    m->n = 0;
    m->why = NULL;
    json_t *body = json_deep_copy(json_object_get(block, "body"));
    json_t *made = try_list(&h, body, 0);
    json_decref(body);
    json_decref(nothing);
    if (m->why) {
        json_object_set_new(block, WHY, json_string(m->why));
        json_decref(made);
        return;
    }
    json_object_set_new(block, "body", made);
    json_object_del(block, "exceptions");
}

/* FOR r IN query: around it r is a row of that. */
static const struct sk_scope *
scope_within(const struct maker *m, const json_t *loop)
{
    const char *record = json_string_value(
        json_object_get(json_object_get(json_object_get(loop, "var"), "PLpgSQL_rec"), "refname"));
    const char *query = sk_plpgsql_query(json_object_get(loop, "query"));
    PgQuery__ParseResult *tree;
    if (!record || !query || sk_pg_tree(&tree, m->owner, query, NULL) || tree->n_stmts != 1)
        return m->scope;
    struct sk_scope *scope = sk_scope_new(m->owner, m->catalog, m->scope);
    struct sk_range range = {.alias = sk_strdup(m->owner, record), .held = true,
                             .columns = sk_scope_query(m->scope, tree->stmts[0]->stmt)};
    sk_push(m->owner, scope->ranges, scope->n_ranges, range);
    return scope;
}

/* The blocks within others first: what their handlers do may fail, too. */
static void
make_all(struct maker *m, json_t *node)
{
    size_t i;
    const char *key;
    json_t *item;
    const struct sk_scope *around = m->scope;
    m->scope = scope_within(m, json_object_get(node, "PLpgSQL_stmt_fors"));
    json_array_foreach(node, i, item)
        make_all(m, item);
    json_object_foreach(node, key, item)
        make_all(m, item);
    json_t *block = json_object_get(node, "PLpgSQL_stmt_block");
    m->scope = around;
    if (json_object_get(block, "exceptions"))
        make_block(m, block);
}

static bool
is_handler(const char *key, const json_t *item, const void *data)
{
    (void)item;
    (void)data;
    return strcmp(key, "exceptions") == 0;
}

void
sk_handlers_as_branches(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_function *function,
                        const struct sk_table *table, json_t *root)
{
    json_t *definition = json_object_get(json_array_get(root, 0), "PLpgSQL_function");
    struct maker m = {.owner = owner, .catalog = catalog, .function = function};
    if (!sk_pg_procedure_has(root, is_handler, NULL))
        return;
    m.datums = json_object_get(definition, "datums");
    m.scope = scope_of(&m, table);
    make_all(&m, json_object_get(definition, "action"));
    size_t i;
    json_t *datum;
    json_array_foreach(m.datums, i, datum) {
        json_t *var = json_object_get(datum, "PLpgSQL_var");
        if (sk_pg_is_said_of_error(json_string_value(json_object_get(var, "refname"))))
            json_object_del(var, "lineno"); /* it is no variable of the function's own */
    }
}
