/*
 * dialects/sqlite/plpgsql_rows.c - queries whose result a trigger function goes on with.
 *
 * A variable that a query fills is that query, as a scalar sub-query, wherever it is used. That is the same for as long
 * as no action before the use changes what the query reads; sk_run_print() refuses it otherwise.
 */
#include <string.h>

#include "dialects/sqlite/plpgsql_priv.h"

/* How many rows the last statement was for, among the values of variables. */
#define ROW_COUNT "skein row count"

bool
sk_run_is_record(const struct sk_symbolic *r, const char *name)
{
    size_t i;
    json_t *datum;
    json_array_foreach(r->f.datums, i, datum) {
        const char *record = json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_rec"), "refname"));
        if (record && name && strcmp(record, name) == 0)
            return true;
    }
    return false;
}

bool
sk_run_copies_record(struct sk_symbolic *r, const char *record, const sk_node *value, const char *condition)
{
    const char *from = value->node_case == SK_NODE(COLUMN_REF) && value->column_ref->n_fields == 1
                           ? sk_node_string(value->column_ref->fields[0])
                           : NULL;
    if (!from || !record || !sk_run_is_record(r, from))
        return false;
    bool row = strcmp(from, "new") == 0 || strcmp(from, "old") == 0;
    size_t n = row ? r->table->n_columns : r->n_bindings;
    for (size_t i = 0; i < n; i++) {
        const struct sk_binding *b = row ? sk_run_bound(r, from, r->table->columns[i]->name) : &r->bindings[i];
        const char *name = row ? r->table->columns[i]->name : b->name;
        if (row || (b->record && strcmp(b->record, from) == 0))
            sk_run_bind(r, condition, record, name, b ? b->sql : sk_run_row_column(r, from, name));
    }
    return true;
}

/* The query with its i-th result alone, as a value. */
static enum sk_status
one_result(const char **out, struct sk_symbolic *r, const PgQuery__SelectStmt *query, size_t i)
{
    PgQuery__SelectStmt one = *query;
    sk_node *target = query->target_list[i], node = sk_pg_query_node(&one);
    one.target_list = &target;
    one.n_target_list = 1;
    for (size_t k = 0; k < query->n_sort_clause; k++)
        if (query->sort_clause[k]->sort_by->node->node_case == SK_NODE(A_CONST))
            return sk_run_unsupported(r, "SELECT ... INTO with ORDER BY the number of a result");
    if (!query->n_from_clause && !query->where_clause)
        return sk_run_print(out, r, target->res_target->val, NULL);
    enum sk_status status;
    const char *sql = sk_print_statement_apart(&r->printer, &node, &status);
    if (!status)
        *out = sk_printf(r->owner, "(%s%s)", sql, query->limit_count ? "" : " LIMIT 1");
    return status;
}

/* The i-th result of the first row of a query that cannot be asked for one result alone: UNION, DISTINCT, GROUP BY. */
static enum sk_status
one_of_row(const char **out, struct sk_symbolic *r, const sk_node *query, size_t n, size_t i)
{
    enum sk_status status;
    struct sk_text *sql = sk_text_new(r->owner);
    const char *rows = sk_print_statement_apart(&r->printer, query, &status);
    sk_text_add(sql, "(WITH skein_row(");
    for (size_t k = 0; k < n; k++)
        sk_text_addf(sql, "%sc%zu", k ? ", " : "", k + 1);
    sk_text_addf(sql, ") AS (%s%s) SELECT c%zu FROM skein_row)", status ? "" : rows,
                 query->select_stmt->limit_count ? "" : " LIMIT 1", i + 1);
    if (!status)
        *out = sql->data;
    return status;
}

/* FOUND, and what STRICT asks for: one row. */
static enum sk_status
note_found(struct sk_symbolic *r, const sk_node *query, bool strict, const char *condition)
{
    enum sk_status status;
    const char *sql = sk_print_statement_apart(&r->printer, query, &status);
    if (status)
        return status;
    const char *found = sk_printf(r->owner, "EXISTS (%s)", sql);
    const char *several = sk_printf(r->owner, "(SELECT count(*) FROM (%s)) > 1", sql);
    if (strict) {
        sk_run_act(r, sk_run_both(r, condition, sk_printf(r->owner, "NOT %s", found)),
                   "SELECT RAISE(ABORT, 'query returned no rows')", NULL);
        sk_run_act(r, sk_run_both(r, condition, several),
                   "SELECT RAISE(ABORT, 'query returned more than one row')", NULL);
    }
    sk_run_bind(r, condition, NULL, "found", found);
    if (sk_plpgsql_counts_rows(&r->f))
        sk_run_bind(r, condition, NULL, ROW_COUNT, sk_printf(r->owner, "(SELECT count(*) FROM (%s))", sql));
    return SK_OK;
}

/* GET DIAGNOSTICS n = ROW_COUNT */
enum sk_status
sk_run_diagnostics(struct sk_symbolic *r, const json_t *stmt, const char *condition)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(stmt, "diag_items"), i, item) {
        const json_t *one = json_object_get(item, "PLpgSQL_diag_item");
        const char *record,
            *name = sk_plpgsql_datum(&r->f, (size_t)json_integer_value(json_object_get(one, "target")), &record);
        const sk_node *value = sk_pg_made(r->owner, "\"" ROW_COUNT "\"", 0, NULL);
        const char *sql;
        if (!name || record || !sk_same(json_string_value(json_object_get(one, "kind")), "ROW_COUNT") ||
            !sk_run_bound(r, NULL, ROW_COUNT))
            return sk_run_unsupported(r, "GET DIAGNOSTICS of this");
        enum sk_status status = sk_run_print(&sql, r, value, NULL);
        if (status)
            return status;
        sk_run_bind(r, condition, NULL, sk_strdup(r->owner, name), sql);
    }
    return SK_OK;
}

/* SELECT 1 FROM the statement's relation, and what it is joined with, WHERE its condition. */
static const sk_node *
rows_of(struct sk_symbolic *r, PgQuery__RangeVar *relation, size_t n_others, sk_node *const *others, sk_node *where)
{
    PgQuery__Integer *one = sk_new(r->owner, PgQuery__Integer);
    PgQuery__AConst *constant = sk_new(r->owner, PgQuery__AConst);
    PgQuery__ResTarget *target = sk_new(r->owner, PgQuery__ResTarget);
    PgQuery__SelectStmt *select = sk_new(r->owner, PgQuery__SelectStmt);
    sk_node *nodes = sk_alloc(r->owner, 4 * sizeof *nodes, "nodes");
    *one = (PgQuery__Integer)PG_QUERY__INTEGER__INIT;
    *constant = (PgQuery__AConst)PG_QUERY__A__CONST__INIT;
    *target = (PgQuery__ResTarget)PG_QUERY__RES_TARGET__INIT;
    *select = (PgQuery__SelectStmt)PG_QUERY__SELECT_STMT__INIT;
    for (size_t i = 0; i < 4; i++)
        nodes[i] = (sk_node)PG_QUERY__NODE__INIT;
    one->ival = 1;
    constant->val_case = PG_QUERY__A__CONST__VAL_IVAL;
    constant->ival = one;
    nodes[0].node_case = SK_NODE(A_CONST);
    nodes[0].a_const = constant;
    target->val = &nodes[0];
    nodes[1].node_case = SK_NODE(RES_TARGET);
    nodes[1].res_target = target;
    nodes[2].node_case = SK_NODE(RANGE_VAR);
    nodes[2].range_var = relation;
    sk_push(r->owner, select->target_list, select->n_target_list, &nodes[1]);
    sk_push(r->owner, select->from_clause, select->n_from_clause, &nodes[2]);
    for (size_t i = 0; i < n_others; i++)
        sk_push(r->owner, select->from_clause, select->n_from_clause, others[i]);
    select->where_clause = where;
    select->limit_option = PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_DEFAULT;
    select->op = PG_QUERY__SET_OPERATION__SETOP_NONE;
    nodes[3].node_case = SK_NODE(SELECT_STMT);
    nodes[3].select_stmt = select;
    return &nodes[3];
}

/* FOUND after INSERT, UPDATE, DELETE: are there rows that it is for? It is noted before the statement is, so that what
 * asks for it when the statement has changed the answer is refused. */
enum sk_status
sk_run_note_changed(struct sk_symbolic *r, const sk_node *statement, const char *condition)
{
    if (!sk_plpgsql_uses(r->f.root, "found") && !sk_plpgsql_counts_rows(&r->f))
        return SK_OK;
    if (statement->node_case == SK_NODE(INSERT_STMT)) {
        const PgQuery__InsertStmt *insert = statement->insert_stmt;
        const sk_node *rows = insert->select_stmt;
        bool all = !insert->on_conflict_clause && (!rows || rows->select_stmt->n_values_lists);
        if (!all)
            return note_found(r, rows_of(r, insert->relation, 0, NULL, NULL), false, condition);
        sk_run_bind(r, condition, NULL, "found", "1");
        sk_run_bind(r, condition, NULL, ROW_COUNT,
                    sk_printf(r->owner, "%zu", rows ? rows->select_stmt->n_values_lists : 1));
        return SK_OK;
    }
    if (statement->node_case == SK_NODE(UPDATE_STMT)) {
        const PgQuery__UpdateStmt *update = statement->update_stmt;
        return note_found(
            r, rows_of(r, update->relation, update->n_from_clause, update->from_clause, update->where_clause), false,
            condition);
    }
    const PgQuery__DeleteStmt *gone = statement->delete_stmt;
    return note_found(r, rows_of(r, gone->relation, gone->n_using_clause, gone->using_clause, gone->where_clause),
                      false, condition);
}

/* INSERT ... RETURNING id INTO: AUTOINCREMENT gives more than any row has. */
static enum sk_status
numbered(struct sk_symbolic *r, const json_t *stmt, const sk_node *insert, const struct sk_table *table,
         const struct sk_column *column, const char *condition)
{
    const char *record,
        *name = sk_plpgsql_result(&r->f, json_object_get(stmt, "target"), &(struct sk_query_columns){0}, 0, &record);
    struct sk_text *sql = sk_text_new(r->owner);
    enum sk_status status;
    const char *inserted = sk_print_statement_apart(&r->printer, insert, &status);
    if (status || !name)
        return status ? status : sk_run_unsupported(r, "RETURNING ... INTO a record");
    sk_run_act(r, condition, inserted, insert);
    sk_text_add(sql, "(SELECT max(");
    sk_text_ident(sql, column->name, '"');
    sk_text_add(sql, ") FROM ");
    sk_text_ident(sql, sk_sqlite_relation(r->owner, table->schema, table->name), '"');
    sk_text_add(sql, ")");
    sk_run_bind(r, condition, record, sk_strdup(r->owner, name), sql->data);
    return SK_OK;
}

/* INSERT ... RETURNING of one row: it has the greatest rowid, as long as nobody says which. */
static enum sk_status
returned(struct sk_symbolic *r, const json_t *stmt, const sk_node *query, const char *condition)
{
    const struct sk_table *table;
    const struct sk_column **columns;
    size_t n;
    enum sk_status status;
    const sk_node *insert = sk_plpgsql_returning_insert(&r->f, query, &table, &n, &columns);
    bool chosen = !insert;
    for (size_t i = 0; !chosen && i < insert->insert_stmt->n_cols; i++) {
        const struct sk_column *given = sk_table_column(table, insert->insert_stmt->cols[i]->res_target->name);
        chosen = !given || sk_sqlite_is_rowid(table, given);
    }
    if (chosen)
        return sk_run_unsupported(r, "RETURNING ... INTO");
    const char *inserted = sk_print_statement_apart(&r->printer, insert, &status);
    if (status)
        return status;
    sk_run_act(r, condition, inserted, insert);
    const char *relation = sk_sqlite_relation(r->owner, table->schema, table->name);
    for (size_t i = 0; i < n; i++) {
        struct sk_query_columns names = {0};
        sk_push(r->owner, names.items, names.n, ((struct sk_query_column){.name = columns[i]->name}));
        const json_t *target = json_object_get(stmt, "target");
        const char *record = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_rec"), "refname"));
        const char *name = record ? columns[i]->name : sk_plpgsql_result(&r->f, target, &names, i, &record);
        if (!name)
            return sk_run_unsupported(r, "RETURNING ... INTO fewer variables than results");
        struct sk_text *sql = sk_text_new(r->owner);
        sk_text_add(sql, "(SELECT ");
        sk_text_ident(sql, columns[i]->name, '"');
        sk_text_add(sql, " FROM ");
        sk_text_ident(sql, relation, '"');
        sk_text_add(sql, " ORDER BY _rowid_ DESC LIMIT 1)");
        sk_run_bind(r, condition, record, sk_strdup(r->owner, name), sql->data);
    }
    return SK_OK;
}

enum sk_status
sk_run_select_into(struct sk_symbolic *r, const json_t *stmt, const sk_node *query, const char *condition)
{
    if (query->node_case != SK_NODE(SELECT_STMT)) {
        const struct sk_table *table;
        const struct sk_column *column;
        const sk_node *insert = sk_plpgsql_numbered_insert(&r->f, query, &table, &column);
        return insert ? numbered(r, stmt, insert, table, column, condition) : returned(r, stmt, query, condition);
    }
    query = sk_pg_without_stars(r->owner, r->f.catalog, query);
    query = sk_plpgsql_query_assigned(&r->f, r->printer.scope, query, json_object_get(stmt, "target"));
    const PgQuery__SelectStmt *select = query->select_stmt;
    struct sk_query_columns columns = sk_scope_query(r->printer.scope, query);
    bool plain = select->op == PG_QUERY__SET_OPERATION__SETOP_NONE && !select->n_values_lists &&
                 !select->n_distinct_clause && !select->n_group_clause;
    if (!columns.n || (plain && columns.n != select->n_target_list))
        return sk_run_unsupported(r, "SELECT ... INTO of this query");
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < columns.n && !status; i++) {
        const char *sql, *record;
        const char *name = sk_plpgsql_result(&r->f, json_object_get(stmt, "target"), &columns, i, &record);
        if (!name)
            return sk_run_unsupported(r, "SELECT ... INTO fewer variables than results");
        status = plain ? one_result(&sql, r, select, i) : one_of_row(&sql, r, query, columns.n, i);
        if (!status)
            sk_run_bind(r, condition, record, sk_strdup(r->owner, name), sql);
    }
    return status ? status : note_found(r, query, json_is_true(json_object_get(stmt, "strict")), condition);
}

/* PERFORM of a query asks for FOUND. */
enum sk_status
sk_run_perform(struct sk_symbolic *r, const json_t *stmt, const char *condition)
{
    const sk_node *query;
    const char *text = sk_plpgsql_query(json_object_get(stmt, "expr"));
    enum sk_status status = sk_plpgsql_statement(&query, &r->f, text ? text : "");
    if (!status && (query->node_case != SK_NODE(SELECT_STMT) || !query->select_stmt->n_from_clause))
        return sk_plpgsql_no_perform(&r->f, stmt);
    return status ? status : note_found(r, query, false, condition);
}
