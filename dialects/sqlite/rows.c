/* dialects/sqlite/rows.c - statements that change rows. */
#include <string.h>

#include "dialects/common/counters.h"
#include "dialects/common/plpgsql.h"
#include "dialects/sqlite/sqlite.h"

/* ---- which statement it is ------------------------------------------------------------------------------------ */

static const PgQuery__FuncCall *
setval_call(const sk_node *node)
{
    if (node->node_case != SK_NODE(SELECT_STMT) || node->select_stmt->n_target_list != 1)
        return NULL;
    const sk_node *value = node->select_stmt->target_list[0]->res_target->val;
    if (value->node_case != SK_NODE(FUNC_CALL) || value->func_call->n_args < 2)
        return NULL;
    const char *name = sk_node_name(NULL, value->func_call->n_funcname, value->func_call->funcname);
    return strcmp(name, "setval") == 0 ? value->func_call : NULL;
}

/* SELECT name(...), as pg_dump's preamble has it: SELECT pg_catalog.set_config('search_path', '', false) */
static bool
is_only_call(const sk_node *node, const char *name)
{
    if (node->node_case != SK_NODE(SELECT_STMT) || node->select_stmt->n_target_list != 1)
        return false;
    const sk_node *value = node->select_stmt->target_list[0]->res_target->val;
    return value->node_case == SK_NODE(FUNC_CALL) &&
           strcmp(sk_node_name(NULL, value->func_call->n_funcname, value->func_call->funcname), name) == 0;
}

/* ---- TRUNCATE ------------------------------------------------------------------------------------------------- */

struct truncating {
    struct sk_rewrite *rewrite;
    const PgQuery__TruncateStmt *stmt;
    size_t n_done;
    const struct sk_table **done;
    size_t pos_bytes;
    struct sk_error *err;
};

static const struct sk_table *
truncated(const struct truncating *t, size_t i)
{
    const PgQuery__RangeVar *range = t->stmt->relations[i]->range_var;
    return sk_catalog_table(t->rewrite->catalog, sk_text_or_null(range->schemaname), range->relname);
}

/* CASCADE takes all along that refer to what goes. */
static bool
is_truncated(const struct truncating *t, const struct sk_table *table)
{
    bool is = t->stmt->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    for (size_t i = 0; i < t->stmt->n_relations && !is; i++)
        is = truncated(t, i) == table;
    return is;
}

/* RESTRICT looks at each row that goes, though the row that refers to it goes, too; SET NULL would change that one
 * first, for which triggers fire and CHECKs are asked. */
static bool
holds_itself(const struct sk_table *table)
{
    for (size_t i = 0; i < table->n_constraints; i++) {
        enum sk_fk_action action = sk_sqlite_on_delete(table, table->constraints[i]);
        if (sk_constraint_refers_to(table->constraints[i], table) && action != SK_FK_NO_ACTION &&
            action != SK_FK_CASCADE)
            return true;
    }
    return false;
}

/* No DELETE fires for TRUNCATE (manual, CREATE TRIGGER): the triggers stand aside meanwhile. */
static enum sk_status
empty_table(struct truncating *t, const struct sk_table *table)
{
    bool fires = false;
    if (sk_table_fires_on_truncate(table)) {
        struct sk_printer p = sk_sqlite_printer(t->rewrite, NULL, t->pos_bytes, t->err);
        talloc_free(p.tmp);
        return sk_print_unsupported(&p, NULL, SK_TRUNCATE_FIRES, table->name, "sqlite");
    }
    t->rewrite->foreign_keys_off = t->rewrite->foreign_keys_off || holds_itself(table);
    for (size_t i = 0; i < table->n_triggers; i++)
        fires = fires || (table->triggers[i]->events & SK_ON_DELETE);
    if (fires)
        sk_sqlite_drop_triggers(t->rewrite, table, t->pos_bytes);
    sk_sqlite_run(t->rewrite,
                  sk_printf(t->rewrite->owner, "DELETE FROM %s",
                            sk_sqlite_quoted(t->rewrite->owner,
                                             sk_sqlite_relation(t->rewrite->owner, table->schema, table->name))),
                  t->pos_bytes, "TRUNCATE is DELETE without a condition");
    if (t->stmt->restart_seqs)
        sk_sqlite_restart(t->rewrite, table, t->pos_bytes);
    return fires ? sk_sqlite_make_triggers(t->rewrite, table, t->pos_bytes, t->err) : SK_OK;
}

/* What refers to a table is emptied before it. */
static enum sk_status
truncate_one(struct truncating *t, const struct sk_table *table)
{
    const struct sk_catalog *catalog = t->rewrite->catalog;
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < t->n_done; i++)
        if (t->done[i] == table)
            return SK_OK;
    sk_push(t->rewrite->owner, t->done, t->n_done, table);
    for (size_t i = 0; i < catalog->n_tables && !status; i++)
        if (catalog->tables[i] != table && sk_table_refers_to(catalog->tables[i], table) &&
            is_truncated(t, catalog->tables[i]))
            status = truncate_one(t, catalog->tables[i]);
    return status ? status : empty_table(t, table);
}

static enum sk_status
truncate(struct sk_rewrite *rewrite, const PgQuery__TruncateStmt *stmt, size_t pos_bytes, struct sk_error *err)
{
    struct truncating t = {.rewrite = rewrite, .stmt = stmt, .pos_bytes = pos_bytes, .err = err};
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < stmt->n_relations && !status; i++) {
        const struct sk_table *table = truncated(&t, i);
        if (!table) {
            sk_fail(err, SK_EREFUSED, "relation \"%s\" does not exist", stmt->relations[i]->range_var->relname);
            return sk_at(err, rewrite->script->file, pos_bytes), SK_EREFUSED;
        }
        status = truncate_one(&t, table);
    }
    return status;
}

/* UPDATE ... SET id = DEFAULT */
static bool
sets_default(const sk_node *node, const char *column)
{
    for (size_t i = 0; node->node_case == SK_NODE(UPDATE_STMT) && i < node->update_stmt->n_target_list; i++) {
        const PgQuery__ResTarget *target = node->update_stmt->target_list[i]->res_target;
        if (strcmp(target->name, column) == 0 && target->val->node_case == SK_NODE(SET_TO_DEFAULT))
            return true;
    }
    return false;
}

/* INSERT ... OVERRIDING SYSTEM VALUE and UPDATE ... = DEFAULT may fill what is GENERATED ALWAYS: its trigger stands
 * aside meanwhile. */
static const struct sk_column *
overridden(const struct sk_catalog *catalog, const sk_node *node, const struct sk_table **table)
{
    bool insert = node->node_case == SK_NODE(INSERT_STMT) &&
                  node->insert_stmt->override == PG_QUERY__OVERRIDING_KIND__OVERRIDING_SYSTEM_VALUE;
    if (!insert && node->node_case != SK_NODE(UPDATE_STMT))
        return NULL;
    const PgQuery__RangeVar *range = insert ? node->insert_stmt->relation : node->update_stmt->relation;
    *table = sk_catalog_table(catalog, sk_text_or_null(range->schemaname), range->relname);
    for (size_t i = 0; *table && i < (*table)->n_columns; i++)
        if ((*table)->columns[i]->identity == SK_IDENTITY_ALWAYS &&
            (insert || sets_default(node, (*table)->columns[i]->name)))
            return (*table)->columns[i];
    return NULL;
}

/* The table of which a statement deletes or changes rows; NULL if it only adds or reads. */
static const struct sk_table *
changed_table(const struct sk_catalog *catalog, const sk_node *node)
{
    const PgQuery__RangeVar *range = NULL;
    if (node->node_case == SK_NODE(DELETE_STMT))
        range = node->delete_stmt->relation;
    if (node->node_case == SK_NODE(UPDATE_STMT))
        range = node->update_stmt->relation;
    if (node->node_case == SK_NODE(INSERT_STMT) && node->insert_stmt->on_conflict_clause)
        range = node->insert_stmt->relation;
    return range ? sk_catalog_table(catalog, sk_text_or_null(range->schemaname), range->relname) : NULL;
}

bool
sk_sqlite_changes_view(const struct sk_catalog *catalog, const sk_node *node)
{
    const PgQuery__RangeVar *range = sk_pg_changed_relation(node);
    const struct sk_view *view =
        range ? sk_catalog_view(catalog, sk_text_or_null(range->schemaname), range->relname) : NULL;
    return view && !view->materialized;
}

static bool
is_constant(const sk_node *node)
{
    while (node->node_case == SK_NODE(TYPE_CAST))
        node = node->type_cast->arg;
    return node->node_case == SK_NODE(A_CONST);
}

/* May the INSERT run together with the one before? What it adds must hang on nothing that came before, and nobody may
 * see the statement. A key of the table to itself wants its rows in their order. */
static bool
may_join(const struct sk_catalog *catalog, const sk_node *node)
{
    const PgQuery__InsertStmt *insert = node->node_case == SK_NODE(INSERT_STMT) ? node->insert_stmt : NULL;
    if (!insert || !insert->select_stmt || insert->on_conflict_clause || insert->n_returning_list ||
        insert->with_clause)
        return false;
    const struct sk_table *table =
        sk_catalog_table(catalog, sk_text_or_null(insert->relation->schemaname), insert->relation->relname);
    const PgQuery__SelectStmt *select = insert->select_stmt->select_stmt;
    bool may = table && !table->n_triggers;
    for (size_t i = 0; may && i < table->n_constraints; i++)
        may = !sk_same(table->constraints[i]->ref_table, table->name);
    for (size_t r = 0; may && r < select->n_values_lists; r++)
        for (size_t i = 0; may && i < select->values_lists[r]->list->n_items; i++)
            may = is_constant(select->values_lists[r]->list->items[i]);
    return may && select->n_values_lists;
}

enum sk_status
sk_sqlite_rows(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    const sk_node *query = sk_expr_node(change->query);
    const sk_node *known = sk_pg_with_catalogs(rewrite->owner, rewrite->catalog, query);
    const sk_node *node = sk_numbered_statement(rewrite->owner, &sk_sqlite_rules, rewrite->catalog, known, "_rowid_");
    if (node->node_case == SK_NODE(TRUNCATE_STMT))
        return truncate(rewrite, node->truncate_stmt, change->pos_bytes, err);
    if (setval_call(node))
        return sk_sqlite_set_value(rewrite, node->select_stmt, change->pos_bytes, err);
    if (is_only_call(node, "set_config")) {
        sk_sqlite_note(rewrite, change->pos_bytes, "a setting of the session");
        return SK_OK;
    }
    const struct sk_table *parent = changed_table(rewrite->catalog, node);
    struct sk_printer p = sk_sqlite_printer(rewrite, NULL, change->pos_bytes, err);
    p.runs_once = true;
    if (sk_sqlite_changes_view(rewrite->catalog, node)) {
        talloc_free(p.tmp);
        return sk_print_unsupported(&p, NULL, "a change of the rows of a view has no equivalent on sqlite");
    }
    const char *filled = parent && node->node_case == SK_NODE(INSERT_STMT)
                             ? sk_sqlite_filled_key(rewrite->catalog, parent)
                             : NULL;
    if (filled) {
        talloc_free(p.tmp);
        return sk_print_unsupported(&p, NULL, "ON CONFLICT, of rows of which a trigger fills column \"%s\" of a key, "
                                    "has no equivalent on sqlite", filled);
    }
    size_t guards = 0;
    struct sk_counters counters = {0};
    enum sk_status status = sk_counters_ask(&p, rewrite, &sk_sqlite_counting, node, &counters);
    if (status || is_only_call(node, "nextval")) {
        talloc_free(p.tmp);
        return status;
    }
    status = parent ? sk_sqlite_guard(rewrite, parent, change->pos_bytes, &guards, err) : SK_OK;
    status = status ? status : sk_print_statement(&p, sk_sqlite_as_taken(rewrite, node, change->pos_bytes));
    const struct sk_table *table = NULL;
    const struct sk_column *always = overridden(rewrite->catalog, node, &table);
    if (!status && always)
        sk_sqlite_drop_always(rewrite, table, always, change->pos_bytes);
    if (!status) {
        sk_sqlite_run(rewrite, sk_strdup(rewrite->owner, p.out->data), change->pos_bytes,
                      p.note || node == query ? p.note
                      : p.counters            ? SK_COUNTERS_NOTE
                      : node != known         ? SK_NUMBERED_NOTE
                                              : SK_CATALOGS_NOTE);
        if (node == query && !always && !p.counters && may_join(rewrite->catalog, node))
            rewrite->outputs[rewrite->n - 1].rows_at = p.rows_at;
        sk_sqlite_unguard(rewrite, guards, change->pos_bytes);
    }
    if (!status && always)
        sk_sqlite_make_always(rewrite, table, always, change->pos_bytes);
    talloc_free(p.tmp);
    return status;
}
