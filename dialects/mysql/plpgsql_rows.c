/*
 * dialects/mysql/plpgsql_rows.c - records, and what a function reads with queries.
 *
 * The servers have no records: each field is a variable, declared when it is first known what the record holds. A loop
 * over a query is a cursor's.
 */
#include <string.h>

#include "dialects/mysql/plpgsql_priv.h"

static bool
same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* ---- records ----------------------------------------------------------------------------------------------------- */

const struct sk_record_field *
sk_body_field(const struct sk_mysql_body *b, const char *record, const char *name)
{
    for (size_t i = 0; i < b->n_fields; i++)
        if (same(b->fields[i].record, record) && same(b->fields[i].name, name))
            return &b->fields[i];
    return NULL;
}

void
sk_body_put_field(struct sk_text *out, const char *record, const char *name)
{
    sk_text_ident(out, sk_printf(out, "r_%s_%s", record, name), '`');
}

static void
declare_field(struct sk_mysql_body *b, const char *record, const char *name, const struct sk_type *type)
{
    if (sk_body_field(b, record, name))
        return;
    sk_push(b->f.owner, b->fields, b->n_fields,
            ((struct sk_record_field){sk_strdup(b->f.owner, record), sk_strdup(b->f.owner, name), *type}));
    sk_text_add(b->counters, "DECLARE ");
    sk_body_put_field(b->counters, record, name);
    sk_text_addf(b->counters, " %s; ", sk_body_type(b, type));
}

void
sk_body_declare_row(struct sk_mysql_body *b, const char *record, const struct sk_table *table)
{
    for (size_t i = 0; table && i < table->n_columns; i++)
        declare_field(b, record, table->columns[i]->name, &table->columns[i]->type);
}

void
sk_body_clear_row(struct sk_mysql_body *b, const char *record, const struct sk_table *table)
{
    for (size_t i = 0; table && i < table->n_columns; i++) {
        sk_text_add(b->out, "SET ");
        sk_body_put_field(b->out, record, table->columns[i]->name);
        sk_text_add(b->out, " = NULL; ");
    }
}

/* The rows of a statement are asked for by variables that hold NEW and OLD. */
void
sk_body_keep_rows(struct sk_mysql_body *b)
{
    static const struct {
        const char *record, *kept;
    } rows[] = {{"new", SK_PLPGSQL_KEPT_NEW}, {"old", SK_PLPGSQL_KEPT_OLD}};
    const struct sk_trigger *trigger = b->f.trigger;
    for (size_t r = 0; b->printer.rules->no_row_tables && r < sizeof rows / sizeof *rows; r++)
        for (size_t i = 0; (r ? trigger->old_rows : trigger->new_rows) && i < b->f.table->n_columns; i++) {
            const struct sk_column *column = b->f.table->columns[i];
            declare_field(b, rows[r].kept, column->name, &column->type);
            if (sk_plpgsql_has_no_row(&b->f, rows[r].record))
                continue;
            sk_text_add(b->out, "SET ");
            sk_body_put_field(b->out, rows[r].kept, column->name);
            sk_text_addf(b->out, " = %s.%s; ", r ? "OLD" : "NEW", sk_mysql_quoted(b->f.owner, column->name));
        }
}

static bool
is_record(const struct sk_mysql_body *b, const char *name)
{
    size_t i;
    json_t *datum;
    json_array_foreach(b->f.datums, i, datum)
        if (same(json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_rec"), "refname")), name))
            return true;
    return false;
}

static void
put_source(struct sk_mysql_body *b, const char *record, const char *name)
{
    if (same(record, "new") || same(record, "old"))
        sk_body_put_row_field(b, b->out, record, name);
    else
        sk_body_put_field(b->out, record, name);
}

enum sk_status
sk_body_copy_record(bool *done, struct sk_mysql_body *b, const char *record, const sk_node *value)
{
    const char *from = value->node_case == SK_NODE(COLUMN_REF) && value->column_ref->n_fields == 1
                           ? sk_node_string(value->column_ref->fields[0])
                           : NULL;
    *done = from && record && is_record(b, from);
    if (!*done || same(from, record))
        return SK_OK;
    bool row = same(from, "new") || same(from, "old"), to_row = same(record, "new");
    for (size_t i = 0; i < b->f.table->n_columns; i++) {
        const struct sk_column *column = b->f.table->columns[i];
        if (!row && !sk_body_field(b, from, column->name))
            return sk_plpgsql_unsupported(&b->f, "a record that holds something else than the table's row");
        if (!to_row)
            declare_field(b, record, column->name, &column->type);
        sk_text_add(b->out, "SET ");
        put_source(b, record, column->name);
        sk_text_add(b->out, " = ");
        put_source(b, from, column->name);
        sk_text_add(b->out, "; ");
    }
    return SK_OK;
}

/* ---- SELECT ... INTO --------------------------------------------------------------------------------------------- */

/* The servers' INTO takes variables only: one stands for a column of NEW, which is `assigned` after it. */
static bool
put_new_column(struct sk_mysql_body *b, const char *record, const char *name, struct sk_text *one,
               struct sk_text *assigned)
{
    const struct sk_column *column =
        same(record, "new") && b->f.trigger->timing == SK_BEFORE ? sk_table_column(b->f.table, name) : NULL;
    if (!column)
        return false;
    declare_field(b, "skein_new", name, &column->type);
    sk_body_put_field(one, "skein_new", name);
    sk_text_addf(assigned, "SET NEW.%s = %s; ", sk_mysql_quoted(one, name), one->data);
    return true;
}

/* What the results of a query go to: `targets`, with commas between; `cleared`, SET to NULL each; and what is
 * `assigned` when they have come. */
static enum sk_status
put_targets(struct sk_mysql_body *b, const json_t *target, const sk_node *query, struct sk_text *targets,
            struct sk_text *cleared, struct sk_text *assigned)
{
    const json_t *fields = json_object_get(json_object_get(target, "PLpgSQL_row"), "fields");
    const char *record = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_rec"), "refname"));
    struct sk_query_columns columns = sk_scope_query(b->printer.scope, query);
    size_t n = record ? columns.n : json_array_size(fields);
    if (!n || (columns.n && columns.n != n))
        return sk_plpgsql_unsupported(&b->f, "a query into other than its columns");
    for (size_t i = 0; i < n; i++) {
        struct sk_text *one = sk_text_new(b->f.owner);
        const char *of, *name = sk_plpgsql_result(&b->f, target, &columns, i, &of);
        if (record) {
            declare_field(b, record, name, &columns.items[i].type);
            sk_body_put_field(one, record, name);
        } else {
            const struct sk_record_field *field = of ? sk_body_field(b, of, name) : NULL;
            if (!name || (of && !field && !put_new_column(b, of, name, one, assigned)))
                return sk_plpgsql_unsupported(&b->f, "SELECT ... INTO this");
            if (of && field)
                sk_body_put_field(one, of, name);
            else if (!of)
                sk_body_put_variable(b, one, name);
        }
        sk_text_addf(targets, "%s%s", i ? ", " : "", one->data);
        sk_text_addf(cleared, "SET %s = NULL; ", one->data);
    }
    return SK_OK;
}

/* INSERT ... RETURNING id INTO: the number that the row has been given. */
static enum sk_status
numbered(struct sk_mysql_body *b, const json_t *stmt, const sk_node *insert)
{
    const json_t *fields =
        json_object_get(json_object_get(json_object_get(stmt, "target"), "PLpgSQL_row"), "fields");
    const json_t *number = json_object_get(json_array_get(fields, 0), "varno");
    const char *record = NULL, *sql;
    const char *name = number ? sk_plpgsql_datum(&b->f, (size_t)json_integer_value(number), &record) : NULL;
    enum sk_status status = sk_body_print(&sql, b, insert);
    if (!status && (!name || record))
        return sk_plpgsql_unsupported(&b->f, "RETURNING ... INTO a record");
    if (status)
        return status;
    sk_text_addf(b->out, "%s; SET ", sql);
    sk_body_put_variable(b, b->out, name);
    sk_text_add(b->out, " = LAST_INSERT_ID(); ");
    return SK_OK;
}

/* Lists of a copied tree cannot grow where they are. */
static void
append(TALLOC_CTX *owner, sk_node ***items, size_t *n, sk_node *item)
{
    sk_node **longer = sk_alloc(owner, (*n + 1) * sizeof *longer, "nodes");
    memcpy(longer, *items, *n * sizeof *longer);
    longer[(*n)++] = item;
    *items = longer;
}

/* `name` among the columns of an INSERT, with a place for its value; it is added where it is not there. */
static sk_node **
place_of(struct sk_mysql_body *b, PgQuery__InsertStmt *s, const char *name, bool *given)
{
    PgQuery__List *values = s->select_stmt->select_stmt->values_lists[0]->list;
    PgQuery__ParseResult *tree;
    for (size_t i = 0; i < s->n_cols; i++)
        if (same(s->cols[i]->res_target->name, name)) {
            *given = values->items[i]->node_case != SK_NODE(SET_TO_DEFAULT);
            return &values->items[i];
        }
    *given = false;
    if (sk_pg_tree(&tree, b->f.owner, "INSERT INTO t (a) VALUES (1)", NULL))
        return NULL;
    sk_node *column = tree->stmts[0]->stmt->insert_stmt->cols[0];
    column->res_target->name = sk_strdup(b->f.owner, name);
    append(b->f.owner, &s->cols, &s->n_cols, column);
    append(b->f.owner, &values->items, &values->n_items, column);
    return &values->items[values->n_items - 1];
}

/* A variable gets the value that the row is given, or would be given by default, and the row the variable. */
static enum sk_status
hold_value(struct sk_mysql_body *b, PgQuery__InsertStmt *s, const char *record, const struct sk_column *column)
{
    bool given;
    const char *sql = "NULL";
    enum sk_status status = SK_OK;
    sk_node **place = place_of(b, s, column->name, &given);
    const sk_node *value = given ? *place : sk_expr_node(column->default_expr);
    if (!place || (!given && column->identity != SK_IDENTITY_NONE))
        return sk_plpgsql_unsupported(&b->f, "RETURNING ... INTO");
    if (value)
        sql = sk_print_value_apart(&b->printer, value, &column->type, &status);
    struct sk_text *held = sk_text_new(b->f.owner);
    sk_body_put_field(held, record, column->name);
    sk_text_addf(b->out, "SET %s = %s; ", held->data, sql);
    struct sk_text *name = sk_text_new(b->f.owner);
    sk_text_addf(name, "%s.", record);
    sk_text_ident(name, column->name, '"');
    *place = sk_pg_made(b->f.owner, name->data, 0, NULL);
    return status;
}

/* INSERT ... RETURNING of one row whose values are known before it is there. */
static enum sk_status
returned(struct sk_mysql_body *b, const json_t *stmt, const sk_node *query)
{
    const struct sk_table *table;
    const struct sk_column **columns;
    size_t n;
    const char *sql;
    const json_t *target = json_object_get(stmt, "target");
    const json_t *fields = json_object_get(json_object_get(target, "PLpgSQL_row"), "fields");
    const char *into = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_rec"), "refname"));
    sk_node *insert = sk_plpgsql_returning_insert(&b->f, query, &table, &n, &columns);
    enum sk_status status = SK_OK;
    if (!insert || (!into && json_array_size(fields) != n))
        return sk_plpgsql_unsupported(&b->f, "RETURNING ... INTO");
    const char *record = sk_printf(b->f.owner, "skein_%d", ++b->loops);
    for (size_t i = 0; i < n && !status; i++) {
        declare_field(b, record, columns[i]->name, &columns[i]->type);
        status = hold_value(b, insert->insert_stmt, record, columns[i]);
    }
    status = status ? status : sk_body_print(&sql, b, insert);
    if (!status)
        sk_text_addf(b->out, "%s; %s", sql, b->uses_found ? "SET v_found = 1; " : "");
    for (size_t i = 0; i < n && !status; i++) {
        struct sk_text *one = sk_text_new(b->f.owner), *held = sk_text_new(b->f.owner);
        struct sk_type type;
        const char *of = into, *name = columns[i]->name;
        if (into)
            declare_field(b, into, name, &columns[i]->type);
        else
            name = sk_plpgsql_datum(
                &b->f, (size_t)json_integer_value(json_object_get(json_array_get(fields, i), "varno")), &of);
        sk_body_put_field(held, record, columns[i]->name);
        status = sk_body_put_target(b, one, of, name, &type);
        sk_text_addf(b->out, "SET %s = %s; ", one->data, held->data);
    }
    return status;
}

/* The first row, or NULLs where there is none. STRICT: the one row; of several the servers say so (error 1172). */
enum sk_status
sk_body_select_into(struct sk_mysql_body *b, const json_t *stmt, const sk_node *query)
{
    struct sk_text *targets = sk_text_new(b->f.owner), *cleared = sk_text_new(b->f.owner);
    struct sk_text *assigned = sk_text_new(b->f.owner);
    const char *sql;
    if (query->node_case != SK_NODE(SELECT_STMT)) {
        const struct sk_table *table;
        const struct sk_column *column;
        const sk_node *insert = sk_plpgsql_numbered_insert(&b->f, query, &table, &column);
        return insert && table != b->f.table ? numbered(b, stmt, insert) : returned(b, stmt, query);
    }
    query = sk_pg_without_stars(b->f.owner, b->f.catalog, query);
    enum sk_status status = sk_body_print(&sql, b, query);
    status = status ? status : put_targets(b, json_object_get(stmt, "target"), query, targets, cleared,
                                           assigned);
    if (status)
        return status;
    bool strict = json_is_true(json_object_get(stmt, "strict"));
    sk_text_addf(b->out, "%s%s%s%s%s INTO %s; %s%s", cleared->data, b->uses_found ? "SET v_found = 1; " : "",
                 strict ? "BEGIN DECLARE EXIT HANDLER FOR NOT FOUND SIGNAL SQLSTATE 'P0002' SET MESSAGE_TEXT = 'query "
                          "returned no rows'; "
                        : "",
                 sql, strict || query->select_stmt->limit_count ? "" : " LIMIT 1", targets->data,
                 strict ? "END; " : "", assigned->data);
    return SK_OK;
}

/* ---- FOR ... IN query LOOP --------------------------------------------------------------------------------------- */

/* Its end is asked for after each FETCH: what the loop's own statements do not find is none of it. */
enum sk_status
sk_body_loop_over(struct sk_mysql_body *b, const json_t *stmt)
{
    struct sk_text *targets = sk_text_new(b->f.owner), *cleared = sk_text_new(b->f.owner);
    struct sk_text *assigned = sk_text_new(b->f.owner);
    const char *sql, *text = sk_plpgsql_query(json_object_get(stmt, "query"));
    const sk_node *query;
    enum sk_status status = sk_plpgsql_statement(&query, &b->f, text ? text : "");
    if (!status && query->node_case != SK_NODE(SELECT_STMT))
        return sk_plpgsql_unsupported(&b->f, "a loop over what a statement returns");
    if (status)
        return status;
    query = sk_pg_without_stars(b->f.owner, b->f.catalog, query);
    status = sk_body_print(&sql, b, query);
    status = status ? status : put_targets(b, json_object_get(stmt, "var"), query, targets, cleared, assigned);
    if (status)
        return status;
    int n = b->loops + 1;
    sk_text_addf(
        b->out,
        "BEGIN DECLARE skein_end_%d, skein_any_%d TINYINT DEFAULT 0; DECLARE skein_rows_%d CURSOR FOR %s; DECLARE "
        "CONTINUE HANDLER FOR NOT FOUND SET skein_end_%d = 1%s; OPEN skein_rows_%d; ",
        n, n, n, sql, n, b->uses_found ? ", v_found = 0" : "", n);
    status = sk_body_loop(b,
                          sk_printf(b->f.owner,
                                    "SET skein_end_%d = 0; FETCH skein_rows_%d INTO %s; IF skein_end_%d THEN LEAVE "
                                    "skein_loop_%d; END IF; SET skein_any_%d = 1; %s",
                                    n, n, targets->data, n, n, n, assigned->data),
                          json_object_get(stmt, "body"));
    sk_text_addf(b->out, "CLOSE skein_rows_%d; %sEND; ", n,
                 b->uses_found ? sk_printf(b->f.owner, "SET v_found = skein_any_%d; ", n) : "");
    return status;
}

/* ---- PERFORM ----------------------------------------------------------------------------------------------------- */

/* PERFORM of a query asks for FOUND. */
enum sk_status
sk_body_perform(struct sk_mysql_body *b, const json_t *stmt)
{
    const sk_node *node;
    const char *sql, *text = sk_plpgsql_query(json_object_get(stmt, "expr"));
    enum sk_status status = sk_plpgsql_statement(&node, &b->f, text ? text : "");
    if (!status && (node->node_case != SK_NODE(SELECT_STMT) || !node->select_stmt->n_from_clause))
        return sk_plpgsql_no_perform(&b->f, stmt);
    status = status ? status : sk_body_print(&sql, b, node);
    if (!status && b->uses_found)
        sk_text_addf(b->out, "SET v_found = EXISTS (%s); ", sql);
    return status;
}
