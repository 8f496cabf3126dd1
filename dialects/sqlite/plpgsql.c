/* dialects/sqlite/plpgsql.c - see plpgsql.h. PL/pgSQL is parsed by libpg_query, which hands it over as JSON. */
#include "dialects/sqlite/plpgsql.h"

#include <string.h>

#include "dialects/common/plpgsql.h"

/* What a variable or a column of NEW holds by now. */
struct binding {
    const char *record; /* "new", or NULL for a variable of the function's */
    const char *name, *sql;
};

struct run {
    struct sk_plpgsql f;
    TALLOC_CTX *owner;
    struct sk_rewrite *rewrite;
    const struct sk_table *table;
    const struct sk_trigger *trigger;
    struct sk_printer printer;
    struct sk_trigger_program *program;
    size_t n_bindings;
    struct binding *bindings;
    const char *returned; /* the condition under which the function has ended; NULL: not yet */
    bool ended;
};

static enum sk_status run_list(struct run *r, const json_t *list, const char *condition);

static enum sk_status
unsupported(struct run *r, const char *what)
{
    return sk_plpgsql_unsupported(&r->f, what);
}

/* ---- values --------------------------------------------------------------------------------------------------- */

static struct binding *
bound(struct run *r, const char *record, const char *name)
{
    for (size_t i = 0; i < r->n_bindings; i++) {
        struct binding *b = &r->bindings[i];
        if (strcmp(b->name, name) == 0 && !b->record == !record && (!record || strcmp(b->record, record) == 0))
            return b;
    }
    return NULL;
}

static void
bind(struct run *r, const char *record, const char *name, const char *sql)
{
    struct binding *b = bound(r, record, name);
    if (b)
        b->sql = sql;
    else
        sk_push(r->owner, r->bindings, r->n_bindings, ((struct binding){record, name, sql}));
}

/* The printer asks for each column: is it a variable, or a column of NEW that has been assigned? */
static bool
print_bound(struct sk_printer *p, const PgQuery__ColumnRef *ref)
{
    struct run *r = p->hook_data;
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *record = ref->n_fields == 2 ? sk_node_string(ref->fields[0]) : NULL;
    if (!name || ref->n_fields > 2)
        return false;
    const struct binding *b = bound(r, record, name);
    const char *text = record ? NULL : sk_plpgsql_special(&r->f, name);
    if (b)
        sk_text_addf(p->out, "(%s)", b->sql);
    else if (text)
        sk_text_literal(p->out, text);
    return b || text;
}

/* ---- expressions ---------------------------------------------------------------------------------------------- */

static enum sk_status
print(const char **out, struct run *r, const sk_node *node, const struct sk_type *type)
{
    r->printer.out = sk_text_new(r->owner);
    enum sk_status status = type ? sk_print_value(&r->printer, node, type) : sk_print_expr(&r->printer, node);
    *out = r->printer.out->data;
    return status;
}

/* `a` and `b`, either of which may be NULL for "always". */
static const char *
both(struct run *r, const char *a, const char *b)
{
    if (!a || !b)
        return a ? a : b;
    return sk_printf(r->owner, "%s AND %s", a, b);
}

static const char *
not(struct run *r, const char *condition)
{
    return sk_printf(r->owner, "((%s) IS NOT TRUE)", condition);
}

static void
act(struct run *r, const char *condition, const char *sql)
{
    struct sk_trigger_program *program = r->program;
    sk_push(program, program->actions, program->n_actions, ((struct sk_trigger_action){condition, sql}));
}

/* ---- statements ----------------------------------------------------------------------------------------------- */

static enum sk_status
assign(struct run *r, const json_t *stmt, const char *condition)
{
    const char *record, *name = sk_plpgsql_target(&r->f, stmt, &record), *text = sk_plpgsql_value(stmt), *sql;
    const struct sk_column *column = record && name ? sk_table_column(r->table, name) : NULL;
    const sk_node *value;
    if (!text || !name || (record && (strcmp(record, "new") != 0 || !column)))
        return unsupported(r, "this assignment");
    enum sk_status status = sk_plpgsql_expression(&value, &r->f, text);
    status = status ? status : print(&sql, r, value, column ? &column->type : NULL);
    if (status)
        return status;
    const struct binding *before = bound(r, record, name);
    struct sk_text *unchanged = sk_text_new(r->owner);
    sk_text_add(unchanged, before ? before->sql : record ? "NEW." : "NULL");
    if (!before && record)
        sk_text_ident(unchanged, name, '"');
    if (condition)
        sql = sk_printf(r->owner, "CASE WHEN %s THEN %s ELSE %s END", condition, sql, unchanged->data);
    bind(r, record ? "new" : NULL, sk_strdup(r->owner, name), sql);
    return SK_OK;
}

static enum sk_status
branch(struct run *r, const json_t *test, const json_t *body, const char *condition, const char **otherwise)
{
    const sk_node *node;
    const char *sql;
    enum sk_status status = sk_plpgsql_expression(&node, &r->f, sk_plpgsql_query(test) ? sk_plpgsql_query(test) : "");
    if (status)
        return status;
    int is = sk_plpgsql_known(&r->f, node);
    if (is == 0 || (*otherwise && strcmp(*otherwise, "0") == 0))
        return SK_OK;
    if (is == 1) {
        status = run_list(r, body, both(r, condition, *otherwise));
        *otherwise = "0";
        return status;
    }
    status = print(&sql, r, node, NULL);
    if (status)
        return status;
    const char *before = both(r, condition, *otherwise);
    *otherwise = both(r, *otherwise, not(r, sql));
    return run_list(r, body, both(r, before, sk_printf(r->owner, "(%s)", sql)));
}

static enum sk_status
if_else(struct run *r, const json_t *stmt, const char *condition)
{
    const char *otherwise = NULL;
    size_t i;
    json_t *item;
    enum sk_status status =
        branch(r, json_object_get(stmt, "cond"), json_object_get(stmt, "then_body"), condition, &otherwise);
    json_array_foreach(json_object_get(stmt, "elsif_list"), i, item) {
        const json_t *elsif = json_object_get(item, "PLpgSQL_if_elsif");
        if (!status)
            status = branch(r, json_object_get(elsif, "cond"), json_object_get(elsif, "stmts"), condition, &otherwise);
    }
    if (status || (otherwise && strcmp(otherwise, "0") == 0))
        return status;
    return run_list(r, json_object_get(stmt, "else_body"), both(r, condition, otherwise));
}

static enum sk_status
raise(struct run *r, const json_t *stmt, const char *condition)
{
    const json_t *level = json_object_get(stmt, "elog_level");
    const char *message = json_string_value(json_object_get(stmt, "message"));
    if (level && json_integer_value(level) < SK_PLPGSQL_ERROR)
        return SK_OK; /* a message to the client */
    struct sk_text *sql = sk_text_new(r->owner);
    sk_text_add(sql, "SELECT RAISE(ABORT, ");
    sk_text_literal(sql, message ? message : r->trigger->name);
    sk_text_add(sql, ")");
    act(r, condition, sql->data);
    return SK_OK;
}

static enum sk_status
execute(struct run *r, const json_t *stmt, const char *condition)
{
    const sk_node *node;
    const char *text = sk_plpgsql_query(json_object_get(stmt, "sqlstmt"));
    if (!text || json_is_true(json_object_get(stmt, "into")))
        return unsupported(r, "SELECT ... INTO");
    enum sk_status status = sk_plpgsql_statement(&node, &r->f, text);
    if (status)
        return status;
    if (node->node_case != SK_NODE(INSERT_STMT) && node->node_case != SK_NODE(UPDATE_STMT) &&
        node->node_case != SK_NODE(DELETE_STMT))
        return unsupported(r, "this statement");
    sk_plpgsql_drop_alias(node);
    r->printer.out = sk_text_new(r->owner);
    status = sk_print_statement(&r->printer, node);
    if (!status && strncmp(r->printer.out->data, "WITH ", 5) == 0)
        return unsupported(r, "a WITH query");
    act(r, condition, r->printer.out->data);
    return status;
}

/* PERFORM pg_notify(...) tells PostgreSQL's sessions something: no row shows it. */
static enum sk_status
perform(struct run *r, const json_t *stmt)
{
    const char *text = sk_plpgsql_query(json_object_get(stmt, "expr"));
    return text && strcasestr(text, "pg_notify") ? SK_OK : unsupported(r, "PERFORM");
}

static enum sk_status
return_(struct run *r, const json_t *stmt, const char *condition)
{
    const char *text = sk_plpgsql_query(json_object_get(stmt, "expr"));
    if (r->trigger->timing == SK_BEFORE && text && strcasecmp(text, "null") == 0)
        act(r, condition, "SELECT RAISE(IGNORE)");
    else if (r->trigger->timing == SK_BEFORE && text && strcasecmp(text, "old") == 0 && strcmp(r->f.event, "UPDATE") == 0)
        return unsupported(r, "RETURN OLD on UPDATE");
    r->ended = !condition;
    if (condition)
        r->returned = both(r, r->returned, not(r, condition));
    return SK_OK;
}

static enum sk_status
run_statement(struct run *r, const char *kind, const json_t *stmt, const char *condition)
{
    condition = both(r, condition, r->returned);
    if (strcmp(kind, "PLpgSQL_stmt_assign") == 0)
        return assign(r, stmt, condition);
    if (strcmp(kind, "PLpgSQL_stmt_if") == 0)
        return if_else(r, stmt, condition);
    if (strcmp(kind, "PLpgSQL_stmt_raise") == 0)
        return raise(r, stmt, condition);
    if (strcmp(kind, "PLpgSQL_stmt_execsql") == 0)
        return execute(r, stmt, condition);
    if (strcmp(kind, "PLpgSQL_stmt_return") == 0)
        return return_(r, stmt, condition);
    if (strcmp(kind, "PLpgSQL_stmt_perform") == 0)
        return perform(r, stmt);
    if (strcmp(kind, "PLpgSQL_stmt_block") == 0 && !json_object_get(stmt, "exceptions"))
        return run_list(r, json_object_get(stmt, "body"), condition);
    return unsupported(r, kind + (strncmp(kind, "PLpgSQL_stmt_", 13) == 0 ? 13 : 0));
}

static enum sk_status
run_list(struct run *r, const json_t *list, const char *condition)
{
    enum sk_status status = SK_OK;
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        const char *kind;
        json_t *stmt;
        json_object_foreach(item, kind, stmt) {
            if (!status && !r->ended)
                status = run_statement(r, kind, stmt, condition);
        }
    }
    return status;
}

/* ---- the function --------------------------------------------------------------------------------------------- */

/* DECLARE: variables begin as their default, or NULL. */
static enum sk_status
declare(struct run *r)
{
    enum sk_status status = SK_OK;
    size_t i;
    json_t *datum;
    json_array_foreach(r->f.datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *name = json_string_value(json_object_get(var, "refname"));
        const char *value = sk_plpgsql_query(json_object_get(var, "default_val")), *sql = "NULL";
        const sk_node *node;
        if (!name || strcmp(name, "found") == 0 || strncmp(name, "tg_", 3) == 0)
            continue;
        if (value) {
            status = sk_plpgsql_expression(&node, &r->f, value);
            status = status ? status : print(&sql, r, node, NULL);
        }
        if (status)
            return status;
        bind(r, NULL, sk_strdup(r->owner, name), sql);
    }
    return status;
}

static enum sk_status
run_function(struct run *r)
{
    const char *condition = NULL;
    if (json_object_get(r->f.body, "exceptions"))
        return unsupported(r, "EXCEPTION");
    enum sk_status status = declare(r);
    if (!status && r->trigger->when)
        status = print(&condition, r, sk_expr_node(r->trigger->when), NULL);
    if (!status && condition)
        condition = sk_printf(r->owner, "(%s)", condition);
    return status ? status : run_list(r, json_object_get(r->f.body, "body"), condition);
}

enum sk_status
sk_sqlite_trigger_program(struct sk_trigger_program **out, TALLOC_CTX *owner, struct sk_rewrite *rewrite,
                          const struct sk_table *table, const struct sk_trigger *trigger,
                          const struct sk_function *function, const char *event, size_t pos_bytes,
                          struct sk_error *err)
{
    struct run r = {.owner = owner, .rewrite = rewrite, .table = table, .trigger = trigger};
    r.program = sk_new(owner, struct sk_trigger_program);
    r.printer = sk_sqlite_printer(rewrite, NULL, pos_bytes, err);
    r.f = (struct sk_plpgsql){.owner = owner,
                              .catalog = rewrite->catalog,
                              .table = table,
                              .trigger = trigger,
                              .event = event,
                              .printer = &r.printer};
    r.printer.scope = sk_plpgsql_row_scope(&r.f);
    r.printer.column_hook = print_bound;
    r.printer.hook_data = &r;
    enum sk_status status = sk_plpgsql_open(&r.f, function);
    status = status ? status : run_function(&r);
    for (size_t i = 0; i < r.n_bindings && !status; i++)
        if (r.bindings[i].record)
            sk_push(r.program, r.program->assignments, r.program->n_assignments,
                    ((struct sk_trigger_assignment){r.bindings[i].name, r.bindings[i].sql}));
    sk_plpgsql_close(&r.f);
    talloc_free(r.printer.tmp);
    *out = r.program;
    return status;
}
