/* dialects/sqlite/plpgsql.c - see plpgsql.h. PL/pgSQL is parsed by libpg_query, which hands it over as JSON. */
#include <string.h>

#include "dialects/common/handlers.h"
#include "dialects/sqlite/plpgsql_priv.h"
#include "dialects/sqlite/triggers_priv.h"

static enum sk_status run_list(struct sk_symbolic *r, const json_t *list, const char *condition);

enum sk_status
sk_run_unsupported(struct sk_symbolic *r, const char *what)
{
    return sk_plpgsql_unsupported(&r->f, what);
}

/* ---- values --------------------------------------------------------------------------------------------------- */

struct sk_binding *
sk_run_bound(struct sk_symbolic *r, const char *record, const char *name)
{
    for (size_t i = 0; i < r->n_bindings; i++) {
        struct sk_binding *b = &r->bindings[i];
        if (strcmp(b->name, name) == 0 && !b->record == !record && (!record || strcmp(b->record, record) == 0))
            return b;
    }
    return NULL;
}

char *
sk_sqlite_row_read(TALLOC_CTX *owner, const char *relation, const char *column)
{
    struct sk_text *sql = sk_text_new(owner);
    sk_text_add(sql, "(SELECT ");
    sk_text_ident(sql, column, '"');
    sk_text_add(sql, " FROM ");
    sk_text_ident(sql, relation, '"');
    sk_text_add(sql, " WHERE _rowid_ = NEW._rowid_)");
    return sk_text_finish(sql, owner);
}

static bool
is_filled(const struct sk_symbolic *r, const char *name)
{
    for (size_t i = 0; i < r->run->n_filled; i++)
        if (strcmp(r->run->filled[i], name) == 0)
            return true;
    return false;
}

/* What stands for NULL in a column of NEW; NULL: NULL itself does. */
static const char *
unfilled(const struct sk_symbolic *r, const char *record, const char *name)
{
    const struct sk_column *column = strcmp(record, "new") == 0 ? sk_table_column(r->table, name) : NULL;
    return column ? sk_sqlite_unfilled(r->rewrite->catalog, r->table, column) : NULL;
}

const char *
sk_run_row_column(struct sk_symbolic *r, const char *record, const char *name)
{
    bool new = strcmp(record, "new") == 0;
    struct sk_text *sql = sk_text_new(r->owner);
    if (new && is_filled(r, name))
        return sk_sqlite_row_read(r->owner, sk_sqlite_relation(r->owner, r->table->schema, r->table->name), name);
    sk_text_add(sql, new ? "NEW." : "OLD.");
    sk_text_ident(sql, name, '"');
    return unfilled(r, record, name) ? sk_printf(r->owner, "nullif(%s, %s)", sql->data, unfilled(r, record, name))
                                     : sql->data;
}

void
sk_run_bind(struct sk_symbolic *r, const char *condition, const char *record, const char *name, const char *sql)
{
    struct sk_binding *b = sk_run_bound(r, record, name);
    bool row = record && (strcmp(record, "new") == 0 || strcmp(record, "old") == 0);
    const char *before = b ? b->sql : row ? sk_run_row_column(r, record, name) : "NULL";
    if (condition)
        sql = sk_printf(r->owner, "CASE WHEN %s THEN %s ELSE %s END", condition, sql, before);
    if (b)
        *b = (struct sk_binding){b->record, b->name, sql, r->program->n_actions};
    else
        sk_push(r->owner, r->bindings, r->n_bindings, ((struct sk_binding){record, name, sql, r->program->n_actions}));
}

/* Does what `sql` reads depend on an action from the `first` one on, before `end`? An UPDATE of columns that it does
 * not name does not matter. */
static bool
is_changed(const struct sk_symbolic *r, const char *sql, size_t first, size_t end)
{
    for (size_t i = 0; sql && strstr(sql, "SELECT ") && i < r->n_touched; i++) {
        const struct sk_touched *t = &r->touched[i];
        bool reads = t->action >= first && t->action < end && strstr(sql, t->relation);
        for (size_t c = 0; reads && t->update && c < t->update->n_target_list; c++) {
            struct sk_text *name = sk_text_new(r->owner);
            sk_text_ident(name, t->update->target_list[c]->res_target->name, '"');
            if (strstr(sql, name->data))
                return true;
        }
        if (reads && !t->update)
            return true;
    }
    return false;
}

/* A column of the row that the table has not got (any more). */
static bool
is_missing(struct sk_symbolic *r, const char *record, const char *name)
{
    bool row = record && (strcmp(record, "new") == 0 || strcmp(record, "old") == 0);
    if (!row || sk_table_column(r->table, name) || strcmp(name, "_rowid_") == 0) /* SQLite's own */
        return false;
    r->f.missing = sk_plpgsql_no_field(r->owner, record, name);
    return true;
}

/* The printer asks for each column: is it a variable, or a column of NEW that has been assigned? */
static bool
print_bound(struct sk_printer *p, const PgQuery__ColumnRef *ref)
{
    struct sk_symbolic *r = p->hook_data;
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *record = ref->n_fields == 2 ? sk_node_string(ref->fields[0]) : NULL;
    if (!name || ref->n_fields > 2)
        return false;
    const struct sk_binding *b = sk_run_bound(r, record, name);
    const char *text = record ? NULL : sk_plpgsql_special(&r->f, name);
    if (b && is_changed(r, b->sql, b->n_actions, SIZE_MAX))
        r->stale = name;
    if (b)
        sk_text_addf(p->out, "(%s)", b->sql);
    else if (text)
        sk_text_literal(p->out, text);
    else if (record && strcmp(record, "new") == 0 && (is_filled(r, name) || unfilled(r, record, name)))
        sk_text_add(p->out, sk_run_row_column(r, record, name));
    else if (is_missing(r, record, name) || (record && sk_plpgsql_is_unset(&r->f, record, name)))
        sk_text_add(p->out, "NULL");
    else
        return false;
    return true;
}

/* ---- expressions ---------------------------------------------------------------------------------------------- */

static enum sk_status
fresh(struct sk_symbolic *r)
{
    return r->stale ? sk_run_unsupported(r, "the use of a value whose table has been changed since it was read")
                    : SK_OK;
}

enum sk_status
sk_run_print(const char **out, struct sk_symbolic *r, const sk_node *node, const struct sk_type *type)
{
    enum sk_status status;
    *out = sk_print_value_apart(&r->printer, node, type, &status);
    return status ? status : fresh(r);
}

const char *
sk_run_both(struct sk_symbolic *r, const char *a, const char *b)
{
    if (!a || !b)
        return a ? a : b;
    return sk_printf(r->owner, "%s AND %s", a, b);
}

static const char *
not(struct sk_symbolic *r, const char *condition)
{
    return sk_printf(r->owner, "((%s) IS NOT TRUE)", condition);
}

void
sk_run_act(struct sk_symbolic *r, const char *condition, const char *sql, const sk_node *statement)
{
    struct sk_trigger_program *program = r->program;
    if (statement) {
        const PgQuery__RangeVar *range = sk_pg_changed_relation(statement);
        struct sk_text *name = sk_text_new(r->owner);
        sk_text_ident(name, sk_sqlite_relation(r->owner, sk_text_or_null(range->schemaname), range->relname), '"');
        sk_push(r->owner, r->touched, r->n_touched,
                ((struct sk_touched){name->data, statement->node_case == SK_NODE(UPDATE_STMT) ? statement->update_stmt
                                                                                             : NULL,
                                     program->n_actions}));
    }
    sk_push(program, program->actions, program->n_actions, ((struct sk_trigger_action){condition, sql}));
}

static void
raise_error(struct sk_symbolic *r, const char *condition, const char *message)
{
    struct sk_text *sql = sk_text_new(r->owner);
    sk_text_add(sql, "SELECT RAISE(ABORT, ");
    sk_text_literal(sql, message);
    sk_text_add(sql, ")");
    sk_run_act(r, condition, sql->data, NULL);
    r->ended = !condition;
}

/* What names something that is not there is an error when it is run, as on PostgreSQL, and none before. */
static bool
names_missing(const struct sk_symbolic *r)
{
    return r->f.missing;
}

static void
raise_missing(struct sk_symbolic *r, const char *condition)
{
    sk_error_clear(r->printer.err);
    raise_error(r, condition, r->f.missing);
    r->f.missing = r->stale = NULL;
}

/* ---- statements ----------------------------------------------------------------------------------------------- */

/* The value as the variable takes it. */
static enum sk_status
print_assigned(const char **out, struct sk_symbolic *r, const sk_node *value, const json_t *var)
{
    struct sk_type type = sk_plpgsql_variable_type(&r->f, var), from = sk_scope_type(r->printer.scope, value);
    return sk_run_print(out, r, sk_plpgsql_assigned(&r->f, value, &from, &type), &type);
}

static enum sk_status
assign(struct sk_symbolic *r, const json_t *stmt, const char *condition)
{
    const char *record, *name = sk_plpgsql_target(&r->f, stmt, &record), *text = sk_plpgsql_value(stmt), *sql;
    bool own = record && strcmp(record, "new") != 0 && strcmp(record, "old") != 0;
    const struct sk_column *column = record && !own && name ? sk_table_column(r->table, name) : NULL;
    const sk_node *value;
    if (!text)
        return sk_run_unsupported(r, "this assignment");
    enum sk_status status = sk_plpgsql_expression(&value, &r->f, text);
    if (!status && sk_run_copies_record(r, sk_plpgsql_record(&r->f, stmt), value, condition))
        return SK_OK;
    if (!status && name && record && strcmp(record, "new") == 0 && !column && is_missing(r, record, name))
        return SK_OK;
    if (!status && (!name || (record && !own && (strcmp(record, "new") != 0 || !column))))
        return sk_run_unsupported(r, "this assignment");
    const json_t *var = !record && name ? sk_plpgsql_variable(&r->f, name) : NULL;
    if (!status && var)
        status = print_assigned(&sql, r, value, var);
    else if (!status)
        status = sk_run_print(&sql, r, value, column ? &column->type : NULL);
    if (!status)
        sk_run_bind(r, condition, record ? sk_strdup(r->owner, record) : NULL, sk_strdup(r->owner, name), sql);
    return status;
}

static enum sk_status
branch(struct sk_symbolic *r, const char *test, const json_t *body, const char *condition, const char **otherwise)
{
    const sk_node *node;
    const char *sql;
    if (*otherwise && strcmp(*otherwise, "0") == 0)
        return SK_OK;
    enum sk_status status = sk_plpgsql_expression(&node, &r->f, test ? test : "");
    int is = status || names_missing(r) ? -1 : sk_plpgsql_known(&r->f, node);
    if (is == 0)
        return SK_OK;
    if (is == 1) {
        status = run_list(r, body, sk_run_both(r, condition, *otherwise));
        *otherwise = "0";
        return status;
    }
    status = status ? status : sk_run_print(&sql, r, node, NULL);
    if (names_missing(r)) {
        raise_missing(r, sk_run_both(r, condition, *otherwise));
        *otherwise = "0";
        return SK_OK;
    }
    if (status)
        return status;
    r->differs = sk_plpgsql_compares_rows(&r->f, node) ? sql : r->differs;
    const char *before = sk_run_both(r, condition, *otherwise);
    *otherwise = sk_run_both(r, *otherwise, not(r, sql));
    sk_push(r->owner, r->tested, r->n_tested, ((struct sk_tested){sql, r->program->n_actions}));
    return run_list(r, body, sk_run_both(r, before, sk_printf(r->owner, "(%s)", sql)));
}

static enum sk_status
if_else(struct sk_symbolic *r, const json_t *stmt, const char *condition)
{
    const char *otherwise = NULL;
    size_t i;
    json_t *item;
    enum sk_status status =
        branch(r, sk_plpgsql_query(json_object_get(stmt, "cond")), json_object_get(stmt, "then_body"), condition,
               &otherwise);
    json_array_foreach(json_object_get(stmt, "elsif_list"), i, item) {
        const json_t *elsif = json_object_get(item, "PLpgSQL_if_elsif");
        if (!status)
            status = branch(r, sk_plpgsql_query(json_object_get(elsif, "cond")), json_object_get(elsif, "stmts"),
                            condition, &otherwise);
    }
    if (status || (otherwise && strcmp(otherwise, "0") == 0))
        return status;
    return run_list(r, json_object_get(stmt, "else_body"), sk_run_both(r, condition, otherwise));
}

/* CASE x WHEN 1 THEN ...: as IF x IN (1) THEN ... What none of them takes is an error where there is no ELSE. */
static enum sk_status
case_(struct sk_symbolic *r, const json_t *stmt, const char *condition)
{
    const char *otherwise = NULL;
    size_t i;
    json_t *item;
    enum sk_status status = SK_OK;
    json_array_foreach(json_object_get(stmt, "case_when_list"), i, item) {
        const json_t *when = json_object_get(item, "PLpgSQL_case_when");
        if (!status)
            status = branch(r, sk_plpgsql_case_test(&r->f, stmt, when), json_object_get(when, "stmts"), condition,
                            &otherwise);
    }
    if (status || (otherwise && strcmp(otherwise, "0") == 0))
        return status;
    condition = sk_run_both(r, condition, otherwise);
    if (!json_is_true(json_object_get(stmt, "have_else")))
        sk_run_act(r, condition, "SELECT RAISE(ABORT, 'case not found')", NULL);
    return run_list(r, json_object_get(stmt, "else_stmts"), condition);
}

static enum sk_status
raise(struct sk_symbolic *r, const json_t *stmt, const char *condition)
{
    const char *message = json_string_value(json_object_get(stmt, "message"));
    if (!sk_plpgsql_is_error(stmt))
        return SK_OK; /* a message to the client */
    raise_error(r, condition, message ? message : r->trigger->name);
    return SK_OK;
}

/* REFRESH MATERIALIZED VIEW: its table is filled again. */
static enum sk_status
refresh(struct sk_symbolic *r, const struct sk_view *view, const char *condition)
{
    struct sk_text *clear = sk_text_new(r->owner);
    if (!view) {
        sk_run_act(r, condition, "SELECT RAISE(ABORT, 'the materialized view does not exist')", NULL);
        return SK_OK;
    }
    sk_text_add(clear, "DELETE FROM ");
    sk_text_ident(clear, sk_sqlite_relation(r->owner, view->schema, view->name), '"');
    struct sk_printer p = sk_sqlite_printer(r->rewrite, NULL, r->run->pos_bytes, r->printer.err);
    enum sk_status status = sk_print_view(&p, view, "INSERT INTO", "");
    const char *fill = sk_strdup(r->owner, p.out->data);
    talloc_free(p.tmp);
    if (!status && strstr(fill, ") WITH "))
        return sk_run_unsupported(r, "REFRESH of a view with a WITH query");
    sk_run_act(r, condition, clear->data, NULL);
    sk_run_act(r, condition, fill, NULL);
    return status;
}

static enum sk_status
change_rows(struct sk_symbolic *r, const sk_node *node, const char *condition)
{
    node = sk_sqlite_nested_with(r->owner, node);
    if (sk_sqlite_changes_view(r->f.catalog, node))
        return sk_run_unsupported(r, "a change of the rows of a view");
    sk_print_drop_alias(r->owner, node);
    enum sk_status status;
    const char *sql = sk_print_statement_apart(&r->printer, node, &status);
    if (!status && strncmp(sql, "WITH ", 5) == 0)
        return sk_run_unsupported(r, "a WITH query");
    status = status ? status : fresh(r);
    status = status ? status : sk_run_note_changed(r, node, condition);
    sk_run_act(r, condition, sql, node);
    return status;
}

static enum sk_status
execute(struct sk_symbolic *r, const json_t *stmt, const char *condition)
{
    const sk_node *node;
    const char *text = sk_plpgsql_query(json_object_get(stmt, "sqlstmt"));
    enum sk_status status = sk_plpgsql_statement(&node, &r->f, text ? text : "");
    if (status)
        return status;
    const sk_node *update, *select;
    bool into = json_is_true(json_object_get(stmt, "into"));
    if (into && sk_plpgsql_returning_update(&r->f, node, &update, &select)) {
        status = change_rows(r, update, condition);
        return status ? status : sk_run_select_into(r, stmt, select, condition);
    }
    if (into)
        return sk_run_select_into(r, stmt, node, condition);
    if (node->node_case == SK_NODE(REFRESH_MAT_VIEW_STMT))
        return refresh(r, sk_plpgsql_refreshed(&r->f, node), condition);
    if (node->node_case != SK_NODE(INSERT_STMT) && node->node_case != SK_NODE(UPDATE_STMT) &&
        node->node_case != SK_NODE(DELETE_STMT))
        return sk_run_unsupported(r, "this statement");
    return change_rows(r, node, condition);
}

/* RETURN OLD on UPDATE: the row stays as it was, which it does anyway where the two have been found to be the same. */
static void
keep_row(struct sk_symbolic *r, const char *condition)
{
    if (r->differs && condition && strstr(condition, not(r, r->differs)))
        return;
    for (size_t i = 0; i < r->table->n_columns; i++) {
        const char *name = r->table->columns[i]->name;
        if (!r->table->columns[i]->generated)
            sk_run_bind(r, condition, "new", name, sk_run_row_column(r, "old", name));
    }
}

static enum sk_status
return_(struct sk_symbolic *r, const json_t *stmt, const char *condition)
{
    const char *text = sk_plpgsql_returned(&r->f, stmt);
    if (r->trigger->timing == SK_BEFORE && r->trigger->for_each_row && text && strcasecmp(text, "null") == 0)
        sk_run_act(r, condition, "SELECT RAISE(IGNORE)", NULL);
    else if (r->trigger->timing == SK_BEFORE && text && strcasecmp(text, "old") == 0 &&
             strcmp(r->f.event, "UPDATE") == 0)
        keep_row(r, condition);
    else if (r->trigger->timing == SK_BEFORE && text && strcasecmp(text, "new") != 0 && sk_run_is_record(r, text)) {
        const sk_node *value;
        enum sk_status status = sk_plpgsql_expression(&value, &r->f, text);
        if (status || !sk_run_copies_record(r, "new", value, condition))
            return status ? status : sk_run_unsupported(r, "RETURN of this");
    }
    r->ended = !condition;
    if (condition)
        r->returned = sk_run_both(r, r->returned, not(r, condition));
    return SK_OK;
}

static enum sk_status
run_loop(struct sk_symbolic *r, const char *kind, const json_t *stmt, const char *condition)
{
    json_t *at_once = sk_run_rounds(r, kind, stmt);
    enum sk_status status = at_once ? run_list(r, at_once, condition) : sk_run_loop(r, kind, stmt, condition);
    json_decref(at_once);
    return status;
}

static enum sk_status
run_kind(struct sk_symbolic *r, const char *kind, const json_t *stmt, const char *condition)
{
    if (strcmp(kind, "PLpgSQL_stmt_assign") == 0)
        return assign(r, stmt, condition);
    if (strcmp(kind, "PLpgSQL_stmt_if") == 0)
        return if_else(r, stmt, condition);
    if (strcmp(kind, "PLpgSQL_stmt_case") == 0)
        return case_(r, stmt, condition);
    if (strcmp(kind, "PLpgSQL_stmt_raise") == 0)
        return raise(r, stmt, condition);
    if (strcmp(kind, "PLpgSQL_stmt_execsql") == 0)
        return execute(r, stmt, condition);
    if (strcmp(kind, "PLpgSQL_stmt_return") == 0)
        return return_(r, stmt, condition);
    if (strcmp(kind, "PLpgSQL_stmt_perform") == 0)
        return sk_run_perform(r, stmt, condition);
    if (strcmp(kind, "PLpgSQL_stmt_getdiag") == 0)
        return sk_run_diagnostics(r, stmt, condition);
    if (strcmp(kind, "PLpgSQL_stmt_block") == 0 && json_object_get(stmt, "exceptions"))
        return sk_run_unsupported(r, sk_handlers_why(stmt));
    if (strcmp(kind, "PLpgSQL_stmt_block") == 0)
        return run_list(r, json_object_get(stmt, "body"), condition);
    static const char *const loops[] = {"PLpgSQL_stmt_loop", "PLpgSQL_stmt_while", "PLpgSQL_stmt_fori",
                                        "PLpgSQL_stmt_fors", "PLpgSQL_stmt_foreach_a"};
    if (sk_among(kind, sizeof loops / sizeof *loops, loops))
        return run_loop(r, kind, stmt, condition);
    return sk_run_unsupported(r, sk_plpgsql_kind(kind));
}

/* Of a statement that is an error nothing else is left. */
static enum sk_status
run_statement(struct sk_symbolic *r, const char *kind, const json_t *stmt, const char *condition)
{
    size_t n_actions = r->program->n_actions, n_touched = r->n_touched, n_bindings = r->n_bindings;
    size_t size = n_bindings * sizeof *r->bindings;
    struct sk_binding *bindings = sk_alloc(r->owner, size, "bindings");
    if (size)
        memcpy(bindings, r->bindings, size);
    condition = sk_run_both(r, condition, r->returned);
    enum sk_status status = run_kind(r, kind, stmt, condition);
    if (!names_missing(r))
        return status;
    r->program->n_actions = n_actions;
    r->n_touched = n_touched;
    r->n_bindings = n_bindings;
    if (size)
        memcpy(r->bindings, bindings, size);
    raise_missing(r, condition);
    return SK_OK;
}

static enum sk_status
run_list(struct sk_symbolic *r, const json_t *list, const char *condition)
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

/* A record that is declared to be a table's row has its columns, which are NULL at first. */
static void
declare_row(struct sk_symbolic *r, const char *record)
{
    const struct sk_table *table = sk_plpgsql_row_type(&r->f, record);
    for (size_t i = 0; table && i < table->n_columns; i++)
        sk_run_bind(r, NULL, sk_strdup(r->owner, record), table->columns[i]->name, "NULL");
}

/* DECLARE: variables begin as their default, or NULL. */
static enum sk_status
declare(struct sk_symbolic *r)
{
    enum sk_status status = SK_OK;
    size_t i;
    json_t *datum;
    json_array_foreach(r->f.datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *name = json_string_value(json_object_get(var, "refname"));
        const char *value = sk_plpgsql_query(json_object_get(var, "default_val")), *sql = "NULL";
        const sk_node *node;
        declare_row(r, json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_rec"), "refname")));
        if (!name || strncmp(name, "tg_", 3) == 0)
            continue;
        if (strcmp(name, "found") == 0) {
            sk_run_bind(r, NULL, NULL, "found", "0");
            continue;
        }
        if (value) {
            status = sk_plpgsql_expression(&node, &r->f, value);
            status = status ? status : print_assigned(&sql, r, node, var);
        }
        if (status)
            return status;
        sk_run_bind(r, NULL, NULL, sk_strdup(r->owner, name), sql);
    }
    return status;
}

/* Actions under one condition are one trigger, which asks for it once. Where it is asked again, for other actions,
 * those before must not have changed the answer. */
static enum sk_status
check_tests(struct sk_symbolic *r)
{
    const struct sk_trigger_program *program = r->program;
    const char *last = NULL;
    for (size_t i = 0; i < program->n_actions; i++) {
        const char *condition = program->actions[i].condition;
        bool again = condition && (!last || strcmp(condition, last) != 0);
        for (size_t t = 0; again && t < r->n_tested; t++)
            if (strstr(condition, r->tested[t].sql) && is_changed(r, r->tested[t].sql, r->tested[t].n_actions, i))
                return sk_run_unsupported(r, "a condition on rows that one of its branches changes");
        last = condition;
    }
    return SK_OK;
}

static enum sk_status
run_function(struct sk_symbolic *r)
{
    const char *condition = NULL;
    enum sk_status status = SK_OK;
    if (r->trigger->when)
        status = sk_run_print(&condition, r, sk_plpgsql_when(&r->f), NULL);
    if (!status && condition)
        condition = sk_printf(r->owner, "(%s)", condition);
    status = status ? status : declare(r);
    if (names_missing(r)) {
        r->n_bindings = 0;
        raise_missing(r, condition);
        return SK_OK;
    }
    status = status ? status : run_list(r, json_object_get(r->f.body, "body"), condition);
    return status ? status : check_tests(r);
}

static void
put_assignment(struct sk_symbolic *r, const struct sk_binding *b)
{
    struct sk_trigger_program *program = r->program;
    program->reads_early = program->reads_early || is_changed(r, b->sql, b->n_actions, SIZE_MAX);
    program->reads_late = program->reads_late || is_changed(r, b->sql, 0, b->n_actions);
    sk_push(program, program->assignments, program->n_assignments, ((struct sk_trigger_assignment){b->name, b->sql}));
}

enum sk_status
sk_sqlite_trigger_program(struct sk_trigger_program **out, TALLOC_CTX *owner, struct sk_rewrite *rewrite,
                          const struct sk_trigger_run *run, struct sk_error *err)
{
    struct sk_symbolic r = {
        .owner = owner, .rewrite = rewrite, .run = run, .table = run->table, .trigger = run->trigger};
    r.program = sk_new(owner, struct sk_trigger_program);
    r.printer = sk_sqlite_printer(rewrite, NULL, run->pos_bytes, err);
    talloc_steal(r.program, r.printer.tmp); /* the program is made of what is printed */
    r.printer.runs_once = strcmp(run->trigger->name, SK_PG_DO) == 0;
    r.f = (struct sk_plpgsql){.owner = owner,
                              .catalog = rewrite->catalog,
                              .table = run->table,
                              .trigger = run->trigger,
                              .event = run->event,
                              .before_row = run->before_row,
                              .printer = &r.printer};
    r.f.depth = sk_sqlite_depth(owner, rewrite->catalog, run->table);
    r.printer.scope = sk_plpgsql_row_scope(&r.f);
    r.printer.column_hook = print_bound;
    r.printer.hook_data = &r;
    r.printer.plpgsql = &r.f;
    enum sk_status status = sk_plpgsql_open(&r.f, run->function);
    sk_sqlite_make_counters(rewrite, &r.f.numbers, run->pos_bytes);
    r.printer.scope = status ? r.printer.scope : sk_plpgsql_row_scope(&r.f); /* with the variables */
    r.f.missing = NULL;
    status = status ? status : run_function(&r);
    for (size_t i = 0; i < r.n_bindings && !status; i++)
        if (r.bindings[i].record && strcmp(r.bindings[i].record, "new") == 0)
            put_assignment(&r, &r.bindings[i]);
    sk_plpgsql_close(&r.f);
    *out = r.program;
    return status;
}
