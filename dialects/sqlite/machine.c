/*
 * dialects/sqlite/machine.c - DO blocks with loops, for SQLite, which has none.
 *
 * A list of statements is a trigger's body. What runs it is a row that comes into the trigger's table: one for the
 * branch of an IF that is taken, one for each round of a loop, whose rows SQLite reads to their end before the first of
 * them fires, as PostgreSQL's loop sees the rows that were there when it began. Variables are the columns of a table
 * with one row. RAISE(IGNORE) leaves a body; how far out that goes stands in a column of its own ("leave"). All of
 * these tables and triggers are temporary, and are dropped after the block.
 *
 * An action on rows that comes before what it changes is read has happened by then: unlike the symbols of plpgsql.c
 * this runs statements in their order. It is for blocks that run once, for a trigger that runs within itself would find
 * its variables changed. Branches and loops are in machine_flow.c, SQL in machine_rows.c.
 */
#include <string.h>

#include "dialects/common/handlers.h"
#include "dialects/sqlite/machine_priv.h"

static enum sk_status put_list(struct sk_machine *m, const json_t *list, bool *leaves);

enum sk_status
sk_machine_unsupported(struct sk_machine *m, const char *what)
{
    return sk_plpgsql_unsupported(&m->f, what);
}

/* ---- the state --------------------------------------------------------------------------------------------------- */

/* The column that holds a variable, or a record's field; quoted. */
const char *
sk_machine_slot(struct sk_machine *m, const char *record, const char *name)
{
    for (const struct sk_machine_counter *c = record ? NULL : m->counter; c; c = c->outer)
        if (sk_same(c->name, name))
            name = c->own;
    if (!record && sk_same(name, "found"))
        return "found";
    struct sk_text *text = sk_text_new(m->owner);
    sk_text_ident(text, record ? sk_printf(m->owner, "r_%s_%s", record, name) : sk_printf(m->owner, "v_%s", name), '"');
    for (size_t i = 0; i < m->n_columns; i++)
        if (strcmp(m->columns[i], text->data) == 0)
            return m->columns[i];
    sk_push(m->owner, m->columns, m->n_columns, text->data);
    return text->data;
}

const char *
sk_machine_result_slot(struct sk_machine *m, const json_t *target, const struct sk_query_columns *columns, size_t i)
{
    const char *of, *name = sk_plpgsql_result(&m->f, target, columns, i, &of);
    return name ? sk_machine_slot(m, of, name) : NULL;
}

static bool
has_slot(const struct sk_machine *m, const char *record, const char *name)
{
    struct sk_text *text = sk_text_new(m->owner);
    sk_text_ident(text, sk_printf(m->owner, "r_%s_%s", record, name), '"');
    for (size_t i = 0; i < m->n_columns; i++)
        if (strcmp(m->columns[i], text->data) == 0)
            return true;
    return false;
}

static bool
print_name(struct sk_printer *p, const PgQuery__ColumnRef *ref)
{
    struct sk_machine *m = p->hook_data;
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *record = ref->n_fields == 2 ? sk_node_string(ref->fields[0]) : NULL;
    if (!name || ref->n_fields > 2 || (record ? !has_slot(m, record, name) : !sk_plpgsql_variable(&m->f, name)))
        return false;
    sk_text_addf(p->out, "(SELECT %s FROM " STATE ")", sk_machine_slot(m, record, name));
    return true;
}

/* ---- SQL within -------------------------------------------------------------------------------------------------- */

static enum sk_status
print(const char **out, struct sk_machine *m, const sk_node *node, const struct sk_type *type)
{
    enum sk_status status;
    *out = sk_print_value_apart(&m->printer, node, type, &status);
    return status;
}

enum sk_status
sk_machine_print_text(const char **out, struct sk_machine *m, const char *text, const struct sk_type *type)
{
    const sk_node *node;
    enum sk_status status = sk_plpgsql_expression(&node, &m->f, text ? text : "");
    return status ? status : print(out, m, node, type);
}

enum sk_status
sk_machine_print_statement(const char **out, struct sk_machine *m, const sk_node *node)
{
    enum sk_status status;
    *out = sk_print_statement_apart(&m->printer, node, &status);
    return status;
}

static enum sk_status
set_variable(struct sk_machine *m, const char *name, const char *text)
{
    struct sk_type type = sk_plpgsql_variable_type(&m->f, sk_plpgsql_variable(&m->f, name));
    const char *sql;
    const sk_node *node;
    enum sk_status status = sk_plpgsql_expression(&node, &m->f, text ? text : "");
    if (!status) {
        struct sk_type from = sk_scope_type(m->printer.scope, node);
        status = print(&sql, m, sk_plpgsql_assigned(&m->f, node, &from, &type), &type);
    }
    if (!status)
        sk_text_addf(m->out, "UPDATE " STATE " SET %s = %s; ", sk_machine_slot(m, NULL, name), sql);
    return status;
}

static enum sk_status
put_assign(struct sk_machine *m, const json_t *stmt, bool *leaves)
{
    const char *record, *name = sk_plpgsql_target(&m->f, stmt, &record), *text = sk_plpgsql_value(stmt), *sql;
    (void)leaves;
    if (!name || !text || (record && !has_slot(m, record, name)))
        return sk_machine_unsupported(m, "this assignment");
    if (!record)
        return set_variable(m, name, text);
    enum sk_status status = sk_machine_print_text(&sql, m, text, NULL);
    if (!status)
        sk_text_addf(m->out, "UPDATE " STATE " SET %s = %s; ", sk_machine_slot(m, record, name), sql);
    return status;
}

/* ---- steps ------------------------------------------------------------------------------------------------------- */

/* The quoted name of a new step's table. */
const char *
sk_machine_new_step(struct sk_machine *m)
{
    return sk_printf(m->owner, "\"" STEP "%zu\"", ++m->n_steps);
}

static const char *
trigger_of(struct sk_machine *m, const char *table)
{
    return sk_printf(m->owner, "%.*s_run\"", (int)(strlen(table) - 1), table);
}

/* A table with so many columns, whose rows run `body`. */
void
sk_machine_make_step(struct sk_machine *m, const char *table, size_t n_columns, const char *body)
{
    struct sk_text *sql = sk_text_new(m->owner);
    sk_text_addf(sql, "CREATE TEMP TABLE %s (", table);
    for (size_t i = 0; i < n_columns; i++)
        sk_text_addf(sql, "%sc%zu", i ? ", " : "", i + 1);
    sk_text_add(sql, ")");
    sk_push(m->owner, m->made, m->n_made, sql->data);
    sk_push(m->owner, m->made, m->n_made,
            sk_printf(m->owner, "CREATE TEMP TRIGGER %s AFTER INSERT ON %s BEGIN %sEND", trigger_of(m, table), table,
                      *body ? body : "SELECT 1; "));
}

/* The list as a step, after `head`. */
enum sk_status
sk_machine_put_step(struct sk_machine *m, const char *table, size_t n_columns, const char *head, const json_t *list,
                    bool *leaves)
{
    struct sk_text *outer = m->out;
    m->out = sk_text_new(m->owner);
    sk_text_add(m->out, head);
    enum sk_status status = put_list(m, list, leaves);
    if (!status)
        sk_machine_make_step(m, table, n_columns, m->out->data);
    m->out = outer;
    return status;
}

/* What follows is not run where a statement before it has left. */
void
sk_machine_put_leave(struct sk_machine *m, int from)
{
    sk_text_addf(m->out, "SELECT RAISE(IGNORE) FROM " STATE " WHERE leave >= %d; ", from);
}

/* ---- statements -------------------------------------------------------------------------------------------------- */

/* A record that is declared to be a table's row has its columns, which are NULL where its block begins. */
static void
put_row(struct sk_machine *m, const char *record)
{
    const struct sk_table *table = sk_plpgsql_row_type(&m->f, record);
    for (size_t i = 0; table && i < table->n_columns; i++)
        sk_text_addf(m->out, "UPDATE " STATE " SET %s = NULL; ", sk_machine_slot(m, record, table->columns[i]->name));
}

/* The variables that are declared between two lines get their values. */
static enum sk_status
put_declared(struct sk_machine *m, json_int_t after, json_int_t until)
{
    enum sk_status status = SK_OK;
    size_t i;
    json_t *datum;
    json_array_foreach(m->f.datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var"), *rec = json_object_get(datum, "PLpgSQL_rec");
        json_int_t row = json_integer_value(json_object_get(rec, "lineno"));
        if (row > after && row <= until)
            put_row(m, json_string_value(json_object_get(rec, "refname")));
        const char *name = json_string_value(json_object_get(var, "refname"));
        const char *value = sk_plpgsql_query(json_object_get(var, "default_val"));
        json_int_t line = json_integer_value(json_object_get(var, "lineno"));
        if (status || !name || !value || line <= after || line > until)
            continue;
        sk_push(m->owner, m->declared, m->n_declared, i);
        status = set_variable(m, name, value);
    }
    return status;
}

static enum sk_status
put_block(struct sk_machine *m, const json_t *stmt, bool *leaves)
{
    if (json_object_get(stmt, "exceptions"))
        return sk_machine_unsupported(m, sk_handlers_why(stmt));
    return put_list(m, json_object_get(stmt, "body"), leaves);
}

static const struct {
    const char *kind;
    sk_machine_put_fn *put;
} statements[] = {
    {"PLpgSQL_stmt_assign", put_assign},
    {"PLpgSQL_stmt_block", put_block},
    {"PLpgSQL_stmt_if", sk_machine_put_if},
    {"PLpgSQL_stmt_case", sk_machine_put_case},
    {"PLpgSQL_stmt_loop", sk_machine_put_while},
    {"PLpgSQL_stmt_while", sk_machine_put_while},
    {"PLpgSQL_stmt_fori", sk_machine_put_range},
    {"PLpgSQL_stmt_fors", sk_machine_put_rows},
    {"PLpgSQL_stmt_exit", sk_machine_put_exit},
    {"PLpgSQL_stmt_return", sk_machine_put_return},
    {"PLpgSQL_stmt_raise", sk_machine_put_raise},
    {"PLpgSQL_stmt_execsql", sk_machine_put_sql},
    {"PLpgSQL_stmt_perform", sk_machine_put_perform},
    {"PLpgSQL_stmt_getdiag", sk_machine_put_diagnostics},
};

static enum sk_status
put_kind(struct sk_machine *m, const char *kind, const json_t *stmt, bool *leaves)
{
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        if (sk_same(statements[i].kind, kind))
            return statements[i].put(m, stmt, leaves);
    return sk_machine_unsupported(m, sk_plpgsql_kind(kind));
}

/* What names something that is not there is an error when it is run, as on PostgreSQL, and none before. */
static enum sk_status
put_one(struct sk_machine *m, const char *kind, const json_t *stmt, bool *leaves)
{
    const char *around = m->f.missing;
    size_t len = m->out->len;
    m->f.missing = NULL;
    enum sk_status status = put_kind(m, kind, stmt, leaves);
    if (m->f.missing) {
        struct sk_text *message = sk_text_new(m->owner);
        sk_text_literal(message, m->f.missing);
        m->out->len = len;
        m->out->data[len] = '\0';
        sk_text_addf(m->out, "SELECT RAISE(ABORT, %s); ", message->data);
        sk_error_clear(m->printer.err);
        status = SK_OK;
    }
    m->f.missing = around;
    return status;
}

static enum sk_status
put_list(struct sk_machine *m, const json_t *list, bool *leaves)
{
    enum sk_status status = SK_OK;
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        const char *kind;
        json_t *stmt;
        json_object_foreach(item, kind, stmt) {
            json_int_t own = json_integer_value(json_object_get(stmt, "lineno"));
            /* A block within declares its variables where it stands. */
            if (!status && sk_same(kind, "PLpgSQL_stmt_block"))
                status = put_declared(m, m->line, own);
            m->line = own;
            status = status ? status : put_one(m, kind, stmt, leaves);
        }
    }
    return status;
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static bool
is_declared(const struct sk_machine *m, size_t number)
{
    for (size_t i = 0; i < m->n_declared; i++)
        if (m->declared[i] == number)
            return true;
    return false;
}

/* Two variables of one name would be one column, and what is declared must be given its value somewhere. */
static enum sk_status
check_variables(struct sk_machine *m, json_int_t begin)
{
    size_t i, k;
    json_t *datum, *other;
    json_array_foreach(m->f.datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *name = json_string_value(json_object_get(var, "refname"));
        json_int_t line = json_integer_value(json_object_get(var, "lineno"));
        if (!name || !line || sk_plpgsql_is_counter(&m->f, i))
            continue;
        json_array_foreach(m->f.datums, k, other)
            if (k > i && !sk_plpgsql_is_counter(&m->f, k) &&
                sk_same(json_string_value(json_object_get(json_object_get(other, "PLpgSQL_var"), "refname")), name))
                return sk_machine_unsupported(m, "a variable that hides another");
        if (line > begin && json_object_get(var, "default_val") && !is_declared(m, i))
            return sk_machine_unsupported(m, "a declaration on the line of another statement");
    }
    return SK_OK;
}

static void
emit(struct sk_machine *m, const char *sql)
{
    sk_sqlite_run(m->rewrite, sk_strdup(m->rewrite->owner, sql), m->printer.pos_bytes,
                  "a block's loops: rows of temporary tables, and their triggers");
}

static void
emit_all(struct sk_machine *m)
{
    struct sk_text *state = sk_text_new(m->owner);
    sk_text_add(state, "CREATE TEMP TABLE " STATE " (leave DEFAULT 0, found DEFAULT 0, row_count DEFAULT 0");
    for (size_t i = 0; i < m->n_columns; i++)
        sk_text_addf(state, ", %s", m->columns[i]);
    sk_text_add(state, ")");
    emit(m, state->data);
    emit(m, "INSERT INTO " STATE " DEFAULT VALUES");
    for (size_t i = 0; i < m->n_made; i++)
        emit(m, m->made[i]);
    emit(m, sk_printf(m->owner, "CREATE TEMP TRIGGER " SK_PG_DO "_run AFTER INSERT ON " SK_PG_DO " BEGIN %sEND",
                      m->out->len ? m->out->data : "SELECT 1; "));
}

enum sk_status
sk_sqlite_do_machine(struct sk_rewrite *rewrite, const struct sk_trigger_run *run, struct sk_error *err)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    struct sk_machine m = {.owner = owner, .rewrite = rewrite, .out = sk_text_new(owner)};
    bool leaves = false;
    m.printer = sk_sqlite_printer(rewrite, NULL, run->pos_bytes, err);
    m.printer.runs_once = true;
    m.f = (struct sk_plpgsql){.owner = owner,
                              .catalog = rewrite->catalog,
                              .table = run->table,
                              .trigger = run->trigger,
                              .event = run->event,
                              .printer = &m.printer};
    m.printer.column_hook = print_name;
    m.printer.hook_data = &m;
    m.printer.plpgsql = &m.f;
    enum sk_status status = sk_plpgsql_open(&m.f, run->function);
    sk_sqlite_make_counters(rewrite, &m.f.numbers, run->pos_bytes);
    m.printer.scope = status ? NULL : sk_plpgsql_variable_scope(&m.f);
    m.line = json_integer_value(json_object_get(m.f.body, "lineno"));
    json_int_t begin = m.line;
    status = status ? status : put_declared(&m, 0, begin);
    status = status ? status : put_block(&m, m.f.body, &leaves);
    status = status ? status : check_variables(&m, begin);
    if (!status && m.printer.note)
        sk_sqlite_note(rewrite, run->pos_bytes, m.printer.note);
    if (!status)
        emit_all(&m);
    sk_plpgsql_close(&m.f);
    talloc_free(m.printer.tmp);
    talloc_free(owner);
    return status;
}

void
sk_sqlite_drop_machine(struct sk_rewrite *rewrite, size_t pos_bytes)
{
    static const char table[] = "CREATE TEMP TABLE ";
    size_t first = rewrite->n;
    while (first > 0 && !(rewrite->outputs[first - 1].sql &&
                          strncmp(rewrite->outputs[first - 1].sql, "CREATE TEMP TABLE \"" SK_PG_DO "\"",
                                  strlen("CREATE TEMP TABLE \"" SK_PG_DO "\"")) == 0))
        first--;
    for (size_t i = first, n = rewrite->n; i < n; i++) {
        const char *sql = rewrite->outputs[i].sql;
        const char *name = sql && strncmp(sql, table, strlen(table)) == 0 ? sql + strlen(table) : NULL;
        if (name)
            sk_sqlite_run(rewrite, sk_printf(rewrite->owner, "DROP TABLE temp.%.*s", (int)strcspn(name, " "), name),
                          pos_bytes, "a block's loops are over");
    }
}
