/*
 * dialects/mysql/plpgsql.c - see plpgsql.h.
 *
 * The servers' procedural language has what PL/pgSQL has, in other words: statement by statement it is written anew. A
 * variable gets a name of its own ("v_..."), for a local variable would be taken for any column of that name.
 */
#include <string.h>

#include "dialects/common/handlers.h"
#include "dialects/mysql/physical.h"
#include "dialects/mysql/plpgsql_priv.h"

/* The function's end: where RETURN goes. */
#define WHOLE "skein_whole"

static enum sk_status put_declared(struct sk_mysql_body *b, json_int_t after, json_int_t until);

static bool
same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* ---- names in expressions ---------------------------------------------------------------------------------------- */

void
sk_body_put_variable(const struct sk_mysql_body *b, struct sk_text *out, const char *name)
{
    for (const struct sk_counter *c = b->counter; c; c = c->outer)
        if (same(c->name, name)) {
            sk_text_ident(out, c->own, '`');
            return;
        }
    sk_text_ident(out, sk_printf(out, "v_%s", name), '`');
}

void
sk_body_put_row_field(struct sk_mysql_body *b, struct sk_text *out, const char *record, const char *name)
{
    bool new = same(record, "new");
    const struct sk_column *column = new ? sk_table_column(b->f.table, name) : NULL;
    if (column && b->f.trigger->timing == SK_BEFORE && same(b->f.event, "INSERT") &&
        sk_mysql_is_auto(b->rewrite->catalog, b->f.table, column))
        b->numbers = column;
    sk_text_add(out, new ? "NEW." : "OLD.");
    sk_text_ident(out, name, '`');
}

/* The printer asks for each column: is it a variable, or a column of NEW or OLD? */
static bool
print_name(struct sk_printer *p, const PgQuery__ColumnRef *ref)
{
    struct sk_mysql_body *b = p->hook_data;
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *record = ref->n_fields == 2 ? sk_node_string(ref->fields[0]) : NULL;
    if (!name || ref->n_fields > 2)
        return false;
    if (record && same(record, b->function->name) && sk_plpgsql_variable(&b->f, name))
        record = NULL;
    if (record && (same(record, "new") || same(record, "old"))) {
        if (!sk_table_column(b->f.table, name))
            b->missing = sk_plpgsql_no_field(b->f.owner, record, name);
        if (sk_plpgsql_is_unset(&b->f, record, name)) {
            sk_text_add(p->out, "NULL");
            return true;
        }
        sk_body_put_row_field(b, p->out, record, name);
        return true;
    }
    const char *text = record ? NULL : sk_plpgsql_special(&b->f, name);
    if (record && sk_body_field(b, record, name))
        sk_body_put_field(p->out, record, name);
    else if (text)
        sk_mysql_put_constant(p->out, text);
    else if (!record && sk_plpgsql_variable(&b->f, name))
        sk_body_put_variable(b, p->out, name);
    else
        return false;
    b->uses_found = b->uses_found || (!record && same(name, "found"));
    return true;
}

enum sk_status
sk_body_value(const char **out, struct sk_mysql_body *b, const sk_node *node, const struct sk_type *type)
{
    enum sk_status status;
    *out = sk_print_value_apart(&b->printer, node, type, &status);
    return status;
}

enum sk_status
sk_body_text(const char **out, struct sk_mysql_body *b, const char *text, const struct sk_type *type)
{
    const sk_node *node;
    enum sk_status status = sk_plpgsql_expression(&node, &b->f, text ? text : "");
    return status ? status : sk_body_value(out, b, node, type);
}

/* ---- assignments ------------------------------------------------------------------------------------------------- */

enum sk_status
sk_body_put_target(struct sk_mysql_body *b, struct sk_text *out, const char *record, const char *name,
                   struct sk_type *type)
{
    const struct sk_column *column = record && name ? sk_table_column(b->f.table, name) : NULL;
    const struct sk_record_field *field = record && name ? sk_body_field(b, record, name) : NULL;
    if (name && record && !field && same(record, "new") && !column) {
        b->missing = sk_plpgsql_no_field(b->f.owner, record, name);
        *type = (struct sk_type){.kind = SK_TYPE_TEXT, .length = -1, .scale = -1, .name = "text"};
        return SK_OK;
    }
    if (!name || (record && !field && (!same(record, "new") || !column)))
        return sk_plpgsql_unsupported(&b->f, "this assignment");
    /* a row has its partition before a trigger sees it, and may not go to another one then */
    if (record && !field && same(b->f.event, "INSERT") && sk_print_parts_by(b->f.table, name))
        return sk_plpgsql_unsupported(&b->f, "an assignment to what its table is partitioned by");
    if (field) {
        sk_body_put_field(out, record, name);
        *type = field->type;
    } else if (record) {
        sk_text_add(out, "NEW.");
        sk_text_ident(out, name, '`');
        *type = column->type;
    } else {
        sk_body_put_variable(b, out, name);
        *type = sk_plpgsql_variable_type(&b->f, sk_plpgsql_variable(&b->f, name));
    }
    return SK_OK;
}

static enum sk_status
put_assign(struct sk_mysql_body *b, const json_t *stmt)
{
    const char *record, *name = sk_plpgsql_target(&b->f, stmt, &record), *text = sk_plpgsql_value(stmt), *sql;
    struct sk_text *target = sk_text_new(b->f.owner);
    const sk_node *value;
    struct sk_type type;
    bool done = false;
    if (!text)
        return sk_plpgsql_unsupported(&b->f, "this assignment");
    enum sk_status status = sk_plpgsql_expression(&value, &b->f, text);
    status = status ? status : sk_body_copy_record(&done, b, sk_plpgsql_record(&b->f, stmt), value);
    if (status || done)
        return status;
    status = sk_body_put_target(b, target, record, name, &type);
    status = status ? status : sk_body_value(&sql, b, value, &type);
    if (!status)
        sk_text_addf(b->out, "SET %s = %s; ", target->data, sql);
    return status;
}

/* ---- RETURN ------------------------------------------------------------------------------------------------------ */

/* What names a column that is gone is an error when it is run, as on PostgreSQL, and none before. */
void
sk_body_missing(struct sk_mysql_body *b)
{
    sk_error_clear(b->printer.err);
    sk_text_addf(b->out, "SIGNAL SQLSTATE '42703' SET MESSAGE_TEXT = %s; ",
                 sk_mysql_constant(b->f.owner, b->missing));
    b->missing = NULL;
    b->ended = true;
}

/* A variable of the same name that comes before in the list: the later one is a loop's. */
static bool
is_counter(const struct sk_mysql_body *b, size_t number, const char *name)
{
    const char *record;
    for (size_t i = 0; i < number; i++)
        if (same(sk_plpgsql_datum(&b->f, i, &record), name) && !record)
            return true;
    return false;
}

/* RETURN in a function; without a value it is its end, which libpg_query puts there. */
static enum sk_status
put_result(struct sk_mysql_body *b, const json_t *stmt)
{
    const char *sql, *text = sk_plpgsql_query(json_object_get(stmt, "expr"));
    enum sk_status status = text ? sk_body_text(&sql, b, text, b->returns) : SK_OK;
    if (!status && text)
        sk_text_addf(b->out, "RETURN %s; ", sql);
    else if (!status)
        sk_text_add(b->out, "SIGNAL SQLSTATE '2F005' SET MESSAGE_TEXT = 'control reached end of function without "
                            "RETURN'; ");
    b->ended = true;
    return status;
}

static enum sk_status
put_return(struct sk_mysql_body *b, const json_t *stmt)
{
    if (b->returns)
        return put_result(b, stmt);
    const char *text = sk_plpgsql_returned(&b->f, stmt);
    bool before = b->f.trigger->timing == SK_BEFORE && b->f.trigger->for_each_row,
         is_null = text && strcasecmp(text, "null") == 0;
    bool deletes = same(b->f.event, "DELETE"), old = text && strcasecmp(text, "old") == 0;
    if (before && (is_null || (deletes && !old)))
        return sk_plpgsql_unsupported(&b->f, "RETURN NULL, which leaves the row out,");
    if (before && text && !deletes && !old && strcasecmp(text, "new") != 0) {
        const sk_node *value;
        bool done;
        enum sk_status status = sk_plpgsql_expression(&value, &b->f, text);
        status = status ? status : sk_body_copy_record(&done, b, "new", value);
        if (status || !done)
            return status ? status : sk_plpgsql_unsupported(&b->f, "RETURN of this");
    }
    for (size_t i = 0; before && old && !deletes && i < b->f.table->n_columns; i++) {
        const char *name = sk_mysql_quoted(b->f.owner, b->f.table->columns[i]->name);
        sk_text_addf(b->out, "SET NEW.%s = OLD.%s; ", name, name);
    }
    sk_text_add(b->out, "LEAVE " WHOLE "; ");
    b->ended = true;
    return SK_OK;
}

/* ---- RAISE ------------------------------------------------------------------------------------------------------- */

/* What is no condition that is known is "unhandled" here. */
static const char *
sqlstate_of(const char *condition)
{
    condition = condition ? sk_pg_condition(condition) : NULL;
    return condition && strlen(condition) == 5 ? condition : "45000";
}

static const char *
raised_sqlstate(struct sk_mysql_body *b, const json_t *stmt)
{
    size_t i;
    json_t *item;
    const char *condition = json_string_value(json_object_get(stmt, "condname"));
    json_array_foreach(json_object_get(stmt, "options"), i, item) {
        const json_t *option = json_object_get(item, "PLpgSQL_raise_option");
        const char *text = sk_plpgsql_query(json_object_get(option, "expr"));
        const sk_node *node;
        bool is_code = json_integer_value(json_object_get(option, "opt_type")) == 0;
        if (is_code && text && sk_plpgsql_expression(&node, &b->f, text) == SK_OK && sk_constant_text(node))
            condition = sk_constant_text(node);
    }
    return sqlstate_of(condition);
}

/* 'no % left' with its values: as long as a message may be (MySQL manual, 15.6.7.5). */
static enum sk_status
put_message(struct sk_mysql_body *b, const json_t *stmt, const char *message)
{
    const json_t *params = json_object_get(stmt, "params");
    size_t used = 0;
    enum sk_status status = SK_OK;
    b->uses_message = true;
    sk_text_add(b->out, "SET v_message = LEFT(CONCAT(");
    for (const char *c = message; !status; c++) {
        size_t n = strcspn(c, "%");
        char *piece = sk_strndup(b->f.owner, c, n);
        sk_mysql_put_constant(b->out, piece);
        c += n;
        if (!*c)
            break;
        if (c[1] == '%') {
            sk_text_add(b->out, ", '%', ");
            c++;
            continue;
        }
        const char *sql = "NULL";
        status = sk_body_text(&sql, b, sk_plpgsql_query(json_array_get(params, used++)), NULL);
        sk_text_addf(b->out, ", COALESCE(%s, '<NULL>'), ", sql);
    }
    sk_text_add(b->out, "), 128); ");
    return status;
}

static enum sk_status
put_raise(struct sk_mysql_body *b, const json_t *stmt)
{
    const char *message = json_string_value(json_object_get(stmt, "message"));
    if (!sk_plpgsql_is_error(stmt))
        return SK_OK; /* a message to the client */
    enum sk_status status = put_message(b, stmt, message ? message : b->f.trigger->name);
    sk_text_addf(b->out, "SIGNAL SQLSTATE '%s' SET MESSAGE_TEXT = v_message; ", raised_sqlstate(b, stmt));
    b->ended = true;
    return status;
}

/* ---- SQL --------------------------------------------------------------------------------------------------------- */

enum sk_status
sk_body_print(const char **out, struct sk_mysql_body *b, const sk_node *node)
{
    enum sk_status status;
    *out = sk_print_statement_apart(&b->printer, node, &status);
    return status;
}

/* REFRESH MATERIALIZED VIEW: its table is filled again. */
static enum sk_status
put_refresh(struct sk_mysql_body *b, const struct sk_view *view)
{
    if (!view) {
        sk_text_add(b->out, "SIGNAL SQLSTATE '42P01' SET MESSAGE_TEXT = 'the materialized view does not exist'; ");
        return SK_OK;
    }
    struct sk_printer p = sk_mysql_printer(b->rewrite, NULL, b->printer.pos_bytes, b->printer.err);
    p.public_name = b->printer.public_name;
    enum sk_status status = sk_print_view(&p, view, "INSERT INTO", "");
    sk_text_add(b->out, "DELETE FROM ");
    sk_mysql_put_relation(b->out, view->schema, view->name);
    sk_text_addf(b->out, "; %s; ", p.out->data);
    talloc_free(p.tmp);
    return status;
}

/* How many rows a statement changes: MariaDB's ROW_COUNT() does not know of an INSERT of one row in a trigger. */
static const char *
count_of(struct sk_mysql_body *b, const sk_node *statement)
{
    const PgQuery__InsertStmt *insert = statement->node_case == SK_NODE(INSERT_STMT) ? statement->insert_stmt : NULL;
    const sk_node *rows = insert ? insert->select_stmt : NULL;
    if (!insert || insert->on_conflict_clause || (rows && !rows->select_stmt->n_values_lists))
        return "ROW_COUNT()";
    return sk_printf(b->f.owner, "%zu", rows ? rows->select_stmt->n_values_lists : 1);
}

static enum sk_status
put_change(struct sk_mysql_body *b, const sk_node *node)
{
    const char *sql;
    const PgQuery__RangeVar *range = sk_pg_changed_relation(node);
    const char *schema = sk_text_or_null(range->schemaname);
    if (b->returns)
        return sk_plpgsql_unsupported(&b->f, "a statement that changes rows");
    bool own = same(range->relname, b->f.table->name) && same(schema ? schema : SK_PUBLIC, b->f.table->schema);
    if (own) /* error 1442 */
        return sk_plpgsql_unsupported(&b->f, "a change of other rows of the trigger's own table");
    enum sk_status status = sk_body_print(&sql, b, node);
    if (status)
        return status;
    sk_text_addf(b->out, "%s; ", sql);
    if (b->uses_count)
        sk_text_addf(b->out, "SET v_row_count = %s; ", count_of(b, node));
    if (b->uses_found)
        sk_text_addf(b->out, "SET v_found = %s > 0; ", b->uses_count ? "v_row_count" : count_of(b, node));
    return status;
}

static enum sk_status
put_sql(struct sk_mysql_body *b, const json_t *stmt)
{
    const sk_node *node;
    const char *text = sk_plpgsql_query(json_object_get(stmt, "sqlstmt"));
    enum sk_status status = sk_plpgsql_statement(&node, &b->f, text ? text : "");
    if (status)
        return status;
    const sk_node *update, *select;
    bool into = json_is_true(json_object_get(stmt, "into"));
    if (into && sk_plpgsql_returning_update(&b->f, node, &update, &select)) {
        status = put_change(b, update);
        return status ? status : sk_body_select_into(b, stmt, select);
    }
    if (into)
        return sk_body_select_into(b, stmt, node);
    if (node->node_case == SK_NODE(REFRESH_MAT_VIEW_STMT))
        return put_refresh(b, sk_plpgsql_refreshed(&b->f, node));
    if (node->node_case != SK_NODE(INSERT_STMT) && node->node_case != SK_NODE(UPDATE_STMT) &&
        node->node_case != SK_NODE(DELETE_STMT))
        return sk_plpgsql_unsupported(&b->f, "this statement");
    return put_change(b, node);
}

/* ---- statements -------------------------------------------------------------------------------------------------- */

static enum sk_status
put_block(struct sk_mysql_body *b, const json_t *stmt)
{
    if (json_object_get(stmt, "exceptions"))
        return sk_plpgsql_unsupported(&b->f, sk_handlers_why(stmt));
    return sk_body_list(b, json_object_get(stmt, "body"));
}

/* GET DIAGNOSTICS n = ROW_COUNT */
static enum sk_status
put_diagnostics(struct sk_mysql_body *b, const json_t *stmt)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(stmt, "diag_items"), i, item) {
        const json_t *one = json_object_get(item, "PLpgSQL_diag_item");
        const char *record,
            *name = sk_plpgsql_datum(&b->f, (size_t)json_integer_value(json_object_get(one, "target")), &record);
        if (!name || record || !sk_same(json_string_value(json_object_get(one, "kind")), "ROW_COUNT"))
            return sk_plpgsql_unsupported(&b->f, "GET DIAGNOSTICS of this");
        sk_text_add(b->out, "SET ");
        sk_body_put_variable(b, b->out, name);
        sk_text_add(b->out, " = v_row_count; ");
    }
    return SK_OK;
}

static const struct {
    const char *kind;
    enum sk_status (*put)(struct sk_mysql_body *b, const json_t *stmt);
} statements[] = {
    {"PLpgSQL_stmt_assign", put_assign},      {"PLpgSQL_stmt_if", sk_body_if},
    {"PLpgSQL_stmt_raise", put_raise},        {"PLpgSQL_stmt_execsql", put_sql},
    {"PLpgSQL_stmt_return", put_return},      {"PLpgSQL_stmt_perform", sk_body_perform},
    {"PLpgSQL_stmt_block", put_block},        {"PLpgSQL_stmt_while", sk_body_while},
    {"PLpgSQL_stmt_loop", sk_body_plain_loop}, {"PLpgSQL_stmt_fori", sk_body_range},
    {"PLpgSQL_stmt_exit", sk_body_exit},      {"PLpgSQL_stmt_case", sk_body_case},
    {"PLpgSQL_stmt_fors", sk_body_loop_over}, {"PLpgSQL_stmt_getdiag", put_diagnostics},
};

static enum sk_status
put_kind(struct sk_mysql_body *b, const char *kind, const json_t *stmt)
{
    b->label = json_string_value(json_object_get(stmt, "label"));
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        if (same(statements[i].kind, kind))
            return statements[i].put(b, stmt);
    return sk_plpgsql_unsupported(&b->f, sk_plpgsql_kind(kind));
}

/* Of a statement that is an error nothing else is left. */
static enum sk_status
put_one(struct sk_mysql_body *b, const char *kind, const json_t *stmt)
{
    size_t before = b->out->len;
    b->f.keyless = NULL;
    enum sk_status status = put_kind(b, kind, stmt);
    if (same(kind, "PLpgSQL_stmt_execsql") && !b->missing)
        b->missing = b->f.keyless; /* the server has ON DUPLICATE KEY, of any key; it looks for all else itself */
    if (!b->missing)
        return status;
    b->out->data[b->out->len = before] = '\0';
    sk_body_missing(b);
    return SK_OK;
}

enum sk_status
sk_body_list(struct sk_mysql_body *b, const json_t *list)
{
    enum sk_status status = SK_OK;
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        const char *kind;
        json_t *stmt;
        json_object_foreach(item, kind, stmt) {
            json_int_t own = json_integer_value(json_object_get(stmt, "lineno"));
            if (!status && !b->ended && same(kind, "PLpgSQL_stmt_block"))
                status = put_declared(b, b->line, own);
            b->line = own;
            if (!status && !b->ended)
                status = put_one(b, kind, stmt);
        }
    }
    return status;
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

const char *
sk_body_type(struct sk_mysql_body *b, const struct sk_type *type)
{
    bool mariadb = sk_mysql_is_mariadb(&b->printer);
    struct sk_type text = {.kind = SK_TYPE_TEXT, .length = -1, .scale = -1, .name = "text"};
    bool known = type->name && strcmp(type->name, "unknown") != 0;
    const char *name = sk_mysql_type_name(b->f.owner, b->f.catalog, mariadb, known ? type : &text);
    const char *collation = strstr(name, " COLLATE ");
    if (collation && !strstr(name, "CHARACTER SET")) /* error 1235 */
        return sk_printf(b->f.owner, "%.*s CHARACTER SET utf8mb4%s", (int)(collation - name), name, collation);
    if ((known && !sk_type_is_text(type)) || collation)
        return name;
    return sk_printf(b->f.owner, "%s CHARACTER SET utf8mb4 COLLATE %s", name, sk_mysql_collation(mariadb)); /* else it
                                                                                  compares as the database does */
}

/* What a block within declares has its value each time that the block begins. */
static enum sk_status
put_declared(struct sk_mysql_body *b, json_int_t after, json_int_t until)
{
    size_t i;
    json_t *datum;
    enum sk_status status = SK_OK;
    json_array_foreach(b->f.datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var"), *rec = json_object_get(datum, "PLpgSQL_rec");
        const char *name = json_string_value(json_object_get(var, "refname"));
        const char *value = sk_plpgsql_query(json_object_get(var, "default_val")), *sql = "NULL";
        const char *record = json_string_value(json_object_get(rec, "refname"));
        json_int_t line = json_integer_value(json_object_get(rec ? rec : var, "lineno"));
        if (record && line > after && line <= until)
            sk_body_clear_row(b, record, sk_plpgsql_row_type(&b->f, record));
        if (status || !name || line <= after || line > until || sk_plpgsql_is_counter(&b->f, i))
            continue;
        struct sk_type type = sk_plpgsql_variable_type(&b->f, var);
        status = value ? sk_body_text(&sql, b, value, &type) : SK_OK;
        sk_text_add(b->out, "SET ");
        sk_body_put_variable(b, b->out, name);
        sk_text_addf(b->out, " = %s; ", sql);
        sk_push(b->f.owner, b->declared, b->n_declared, i);
    }
    return status;
}

/* A variable that hides another would be one with it, and of what is declared within a block its line tells where. */
static enum sk_status
check_declared(struct sk_mysql_body *b)
{
    size_t i, k;
    json_t *datum, *other;
    json_array_foreach(b->f.datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *name = json_string_value(json_object_get(var, "refname"));
        json_int_t line = json_integer_value(json_object_get(var, "lineno"));
        bool declared = line <= b->begin || !json_object_get(var, "default_val");
        if (!name || !line || sk_plpgsql_is_counter(&b->f, i))
            continue;
        json_array_foreach(b->f.datums, k, other)
            if (k > i && !sk_plpgsql_is_counter(&b->f, k) &&
                same(json_string_value(json_object_get(json_object_get(other, "PLpgSQL_var"), "refname")), name))
                return sk_plpgsql_unsupported(&b->f, "a variable that hides another");
        for (size_t n = 0; n < b->n_declared; n++)
            declared = declared || b->declared[n] == i;
        if (!declared && !b->ended)
            return sk_plpgsql_unsupported(&b->f, "a declaration on the line of another statement");
    }
    return SK_OK;
}

/* MariaDB (10.11) takes a DEFAULT that reads JSON_TABLE() for an integer's: such a one, and those after it, which may
 * read the variable, are statements. */
static enum sk_status
put_declarations(struct sk_mysql_body *b, struct sk_text *head)
{
    bool later = false;
    size_t i;
    json_t *datum;
    json_array_foreach(b->f.datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *name = json_string_value(json_object_get(var, "refname"));
        const char *value = sk_plpgsql_query(json_object_get(var, "default_val")), *sql = NULL;
        const char *record = json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_rec"), "refname"));
        sk_body_declare_row(b, record, sk_plpgsql_row_type(&b->f, record));
        if (!name || same(name, "found") || strncmp(name, "tg_", 3) == 0 || strncmp(name, "__Case_", 7) == 0 ||
            is_counter(b, i, name) || (b->returns && !json_integer_value(json_object_get(var, "lineno"))))
            continue;
        if (json_integer_value(json_object_get(var, "lineno")) > b->begin)
            value = NULL; /* where its block begins */
        struct sk_type type = sk_plpgsql_variable_type(&b->f, var);
        enum sk_status status = value ? sk_body_text(&sql, b, value, &type) : SK_OK;
        if (status)
            return status;
        sk_text_add(head, "DECLARE ");
        sk_body_put_variable(b, head, name);
        sk_text_addf(head, " %s", sk_body_type(b, &type));
        later = later || (sql && strstr(sql, "JSON_TABLE(") && sk_mysql_is_mariadb(&b->printer));
        if (sql && !b->missing && later) {
            sk_text_add(b->out, "SET ");
            sk_body_put_variable(b, b->out, name);
            sk_text_addf(b->out, " = %s; ", sql);
        } else if (sql && !b->missing) {
            sk_text_addf(head, " DEFAULT %s", sql);
        }
        sk_text_add(head, "; ");
    }
    return SK_OK;
}

enum sk_status
sk_body_put_function(struct sk_mysql_body *b, char **out)
{
    struct sk_text *head = sk_text_new(b->f.owner);
    b->begin = b->line = json_integer_value(json_object_get(b->f.body, "lineno"));
    const char *when = NULL;
    const char *last = "LEAVE " WHOLE "; ";
    b->uses_found = sk_plpgsql_uses(b->f.root, "found") > 0;
    b->uses_count = sk_plpgsql_counts_rows(&b->f);
    sk_text_add(head, WHOLE ": BEGIN ");
    enum sk_status status = put_declarations(b, head);
    if (!status && b->f.trigger->when) /* names what is there: PostgreSQL drops no column that it asks for */
        status = sk_body_value(&when, b, sk_plpgsql_when(&b->f), NULL);
    if (when)
        sk_text_addf(b->out, "IF (%s) IS NOT TRUE THEN LEAVE " WHOLE "; END IF; ", when);
    sk_body_keep_rows(b);
    if (!status && b->missing)
        sk_body_missing(b);
    else
        status = status ? status : put_block(b, b->f.body);
    status = status ? status : check_declared(b);
    if (status)
        return status;
    /* RETURN at the end goes where everything goes */
    if (b->out->len >= strlen(last) && same(b->out->data + b->out->len - strlen(last), last))
        b->out->data[b->out->len -= strlen(last)] = '\0';
    sk_text_add(head, b->counters->data);
    if (b->uses_message)
        sk_text_add(head, "DECLARE v_message VARCHAR(128) CHARACTER SET utf8mb4; ");
    if (b->uses_count)
        sk_text_add(head, "DECLARE v_row_count BIGINT DEFAULT 0; ");
    if (b->uses_found)
        sk_text_add(head,
                    "DECLARE v_found TINYINT DEFAULT 0; DECLARE CONTINUE HANDLER FOR NOT FOUND SET v_found = 0; ");
    /* With its label: MySQL looks for one, and would keep the ";" that it finds, which makes dumps that cannot be read.
     */
    *out = sk_printf(b->f.owner, "%s%sEND " WHOLE, head->data, b->out->data);
    return SK_OK;
}

/* The row has its number before variables are declared, which may be given it. */
static char *
numbered_first(struct sk_mysql_body *b, const char *body, size_t pos_bytes)
{
    sk_mysql_note(b->rewrite, pos_bytes, "a BEFORE trigger asks for the row's number, which the server gives later: it "
                                         "is one more than the greatest that is there");
    return sk_printf(b->f.owner, "BEGIN %s%s; END", sk_mysql_number_now(b->f.owner, b->f.table, b->numbers), body);
}

void
sk_body_begin(struct sk_mysql_body *b, struct sk_rewrite *rewrite, size_t pos_bytes, struct sk_error *err)
{
    b->printer = sk_mysql_printer(rewrite, NULL, pos_bytes, err);
    b->printer.column_hook = print_name;
    b->printer.hook_data = b;
    b->printer.plpgsql = &b->f;
    b->f.printer = &b->printer;
    b->f.catalog = rewrite->catalog;
}

enum sk_status
sk_mysql_trigger_body(char **out, TALLOC_CTX *owner, struct sk_rewrite *rewrite, const struct sk_table *table,
                      const struct sk_trigger *trigger, const struct sk_function *function, const char *event,
                      size_t pos_bytes, struct sk_error *err)
{
    struct sk_mysql_body b = {
        .rewrite = rewrite, .function = function, .out = sk_text_new(owner), .counters = sk_text_new(owner)};
    b.f = (struct sk_plpgsql){.owner = owner, .table = table, .trigger = trigger, .event = event};
    sk_body_begin(&b, rewrite, pos_bytes, err);
    b.printer.runs_once = strcmp(trigger->name, SK_PG_DO) == 0;
    b.printer.public_name = sk_mysql_name_of_public(rewrite, table->schema);
    enum sk_status status = sk_plpgsql_open(&b.f, function);
    sk_mysql_make_counters(rewrite, &b.f.numbers, b.printer.pos_bytes);
    b.printer.scope = sk_plpgsql_row_scope(&b.f);
    status = status ? status : sk_body_put_function(&b, out);
    if (!status && b.numbers)
        *out = numbered_first(&b, *out, pos_bytes);
    sk_plpgsql_close(&b.f);
    talloc_free(b.printer.tmp);
    return status;
}
