/* dialects/sqlite/machine_rows.c - what a block reads and changes with SQL. */
#include <string.h>

#include "dialects/sqlite/machine_priv.h"

/* ---- statements of SQL ------------------------------------------------------------------------------------------- */

/* "(a, b)" for what a query's results go to. */
static enum sk_status
into_targets(struct sk_machine *m, const json_t *stmt, const sk_node *query, const char **out)
{
    const json_t *target = json_object_get(stmt, "target");
    struct sk_query_columns columns = sk_scope_query(m->printer.scope, query);
    struct sk_text *sql = sk_text_new(m->owner);
    for (size_t i = 0; i < columns.n; i++) {
        const char *slot = sk_machine_result_slot(m, target, &columns, i);
        if (!slot)
            return sk_machine_unsupported(m, "SELECT ... INTO fewer variables than results");
        sk_text_addf(sql, "%s%s", i ? ", " : "(", slot);
    }
    sk_text_add(sql, ")");
    *out = sql->data;
    return columns.n ? SK_OK : sk_machine_unsupported(m, "a query whose results are not known");
}

static enum sk_status
select_into(struct sk_machine *m, const json_t *stmt, const sk_node *query)
{
    const char *sql, *targets;
    query = sk_pg_without_stars(m->owner, m->f.catalog, query);
    query = sk_plpgsql_query_assigned(&m->f, m->printer.scope, query, json_object_get(stmt, "target"));
    enum sk_status status = into_targets(m, stmt, query, &targets);
    status = status ? status : sk_machine_print_statement(&sql, m, query);
    if (status)
        return status;
    if (json_is_true(json_object_get(stmt, "strict")))
        sk_text_addf(m->out,
                     "SELECT RAISE(ABORT, 'query returned no rows') WHERE NOT EXISTS (%s); SELECT RAISE(ABORT, 'query "
                     "returned more than one row') WHERE (SELECT count(*) FROM (%s)) > 1; ",
                     sql, sql);
    sk_text_addf(m->out, "UPDATE " STATE " SET found = EXISTS (%s); UPDATE " STATE " SET %s = (%s%s); ", sql, targets,
                 sql, query->select_stmt->limit_count ? "" : " LIMIT 1");
    return SK_OK;
}

/* INSERT ... RETURNING ... INTO: what stands in the row that came last. */
static enum sk_status
insert_into(struct sk_machine *m, const json_t *stmt, const sk_node *node)
{
    sk_node *insert = sk_pg_copy(m->owner, sk_sqlite_nested_with(m->owner, node));
    sk_node *query = sk_new(m->owner, sk_node), *from = sk_new(m->owner, sk_node);
    PgQuery__SelectStmt *select = sk_new(m->owner, PgQuery__SelectStmt);
    PgQuery__InsertStmt *s = insert->insert_stmt;
    const char *sql, *read, *targets;
    sk_print_drop_alias(m->owner, insert);
    if (s->on_conflict_clause && s->on_conflict_clause->action != PG_QUERY__ON_CONFLICT_ACTION__ONCONFLICT_NOTHING)
        return sk_machine_unsupported(m, "RETURNING ... INTO of what may be an update");
    pg_query__node__init(query);
    pg_query__node__init(from);
    pg_query__select_stmt__init(select);
    query->node_case = SK_NODE(SELECT_STMT);
    query->select_stmt = select;
    from->node_case = SK_NODE(RANGE_VAR);
    from->range_var = s->relation;
    select->op = PG_QUERY__SET_OPERATION__SETOP_NONE;
    select->limit_option = PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_DEFAULT;
    select->n_target_list = s->n_returning_list;
    select->target_list = s->returning_list;
    sk_push(m->owner, select->from_clause, select->n_from_clause, from);
    s->n_returning_list = 0;
    const sk_node *full = sk_pg_without_stars(m->owner, m->f.catalog, query);
    enum sk_status status = sk_machine_print_statement(&sql, m, insert);
    status = status ? status : into_targets(m, stmt, full, &targets);
    status = status ? status : sk_machine_print_statement(&read, m, full);
    if (!status && strncmp(sql, "WITH ", 5) == 0)
        return sk_machine_unsupported(m, "a WITH query");
    if (!status)
        sk_text_addf(m->out,
                     "%s; UPDATE " STATE " SET row_count = changes(), found = changes() > 0; UPDATE " STATE
                     " SET %s = (%s WHERE _rowid_ = "
                     "last_insert_rowid() AND (SELECT found FROM " STATE ")); ",
                     sql, targets, read);
    return status;
}

enum sk_status
sk_machine_put_sql(struct sk_machine *m, const json_t *stmt, bool *leaves)
{
    const sk_node *node;
    const char *sql, *text = sk_plpgsql_query(json_object_get(stmt, "sqlstmt"));
    enum sk_status status = sk_plpgsql_statement(&node, &m->f, text ? text : "");
    bool into = json_is_true(json_object_get(stmt, "into"));
    (void)leaves;
    if (status)
        return status;
    if (into && node->node_case == SK_NODE(SELECT_STMT))
        return select_into(m, stmt, node);
    if (into && node->node_case == SK_NODE(INSERT_STMT))
        return insert_into(m, stmt, node);
    if (into || (node->node_case != SK_NODE(INSERT_STMT) && node->node_case != SK_NODE(UPDATE_STMT) &&
                 node->node_case != SK_NODE(DELETE_STMT)))
        return sk_machine_unsupported(m, into ? "RETURNING ... INTO" : "this statement");
    node = sk_sqlite_nested_with(m->owner, node);
    sk_print_drop_alias(m->owner, node);
    status = sk_machine_print_statement(&sql, m, node);
    if (!status && strncmp(sql, "WITH ", 5) == 0)
        return sk_machine_unsupported(m, "a WITH query");
    if (!status)
        sk_text_addf(m->out, "%s; UPDATE " STATE " SET row_count = changes(), found = changes() > 0; ", sql);
    return status;
}

enum sk_status
sk_machine_put_perform(struct sk_machine *m, const json_t *stmt, bool *leaves)
{
    const sk_node *query;
    const char *sql, *text = sk_plpgsql_query(json_object_get(stmt, "expr"));
    (void)leaves;
    enum sk_status status = sk_plpgsql_statement(&query, &m->f, text ? text : "");
    if (!status && (query->node_case != SK_NODE(SELECT_STMT) || !query->select_stmt->n_from_clause))
        return sk_plpgsql_no_perform(&m->f, stmt);
    status = status ? status : sk_machine_print_statement(&sql, m, query);
    if (!status)
        sk_text_addf(m->out, "UPDATE " STATE " SET found = EXISTS (%s); ", sql);
    return status;
}

/* GET DIAGNOSTICS n = ROW_COUNT */
enum sk_status
sk_machine_put_diagnostics(struct sk_machine *m, const json_t *stmt, bool *leaves)
{
    size_t i;
    json_t *item;
    (void)leaves;
    json_array_foreach(json_object_get(stmt, "diag_items"), i, item) {
        const json_t *one = json_object_get(item, "PLpgSQL_diag_item");
        const char *record,
            *name = sk_plpgsql_datum(&m->f, (size_t)json_integer_value(json_object_get(one, "target")), &record);
        if (!name || record || !sk_same(json_string_value(json_object_get(one, "kind")), "ROW_COUNT"))
            return sk_machine_unsupported(m, "GET DIAGNOSTICS of this");
        sk_text_addf(m->out, "UPDATE " STATE " SET %s = row_count; ", sk_machine_slot(m, NULL, name));
    }
    return SK_OK;
}

enum sk_status
sk_machine_put_raise(struct sk_machine *m, const json_t *stmt, bool *leaves)
{
    const char *message = json_string_value(json_object_get(stmt, "message"));
    struct sk_text *text = sk_text_new(m->owner);
    (void)leaves;
    if (!sk_plpgsql_is_error(stmt))
        return SK_OK; /* a message to the client */
    sk_text_literal(text, message ? message : "the block has failed");
    sk_text_addf(m->out, "SELECT RAISE(ABORT, %s); ", text->data);
    return SK_OK;
}
