/* dialects/mysql/data.c - changes of rows as statements: what is sent, and what is only noted. */
#include <string.h>

#include "dialects/common/counters.h"
#include "dialects/common/plpgsql.h"
#include "dialects/mysql/physical.h"
#include "dialects/mysql/print.h"

/* ---- which statement it is ------------------------------------------------------------------------------------ */

/* The call of `name` that is all that a SELECT has to give; NULL for any other statement. */
static const PgQuery__FuncCall *
only_call(const sk_node *node, const char *name)
{
    if (node->node_case != SK_NODE(SELECT_STMT) || node->select_stmt->n_target_list != 1)
        return NULL;
    const sk_node *value = node->select_stmt->target_list[0]->res_target->val;
    bool call = value->node_case == SK_NODE(FUNC_CALL) &&
                strcmp(sk_node_name(NULL, value->func_call->n_funcname, value->func_call->funcname), name) == 0;
    return call ? value->func_call : NULL;
}

/* ---- TRUNCATE ------------------------------------------------------------------------------------------------- */

struct emptied {
    size_t n;
    const struct sk_table **tables;
};

static bool
is_emptied(const struct emptied *emptied, const struct sk_table *table)
{
    for (size_t i = 0; i < emptied->n; i++)
        if (emptied->tables[i] == table)
            return true;
    return false;
}

/* Tables that refer to it go first: those that CASCADE takes along, or that are of the statement themselves. */
static void
order_table(struct sk_rewrite *rewrite, struct emptied *order, const struct emptied *wanted,
            const struct sk_table *table, bool cascade, int depth)
{
    for (size_t t = 0; depth < 32 && t < rewrite->catalog->n_tables; t++) {
        const struct sk_table *other = rewrite->catalog->tables[t];
        if (other != table && sk_table_refers_to(other, table) && !is_emptied(order, other) &&
            (cascade || is_emptied(wanted, other)))
            order_table(rewrite, order, wanted, other, cascade, depth + 1);
    }
    if (!is_emptied(order, table))
        sk_push(rewrite->owner, order->tables, order->n, table);
}

/* TRUNCATE fires no trigger for DELETE, and DELETE does: they go, and come again after it. */
static bool
fires(const struct sk_trigger *trigger)
{
    return !trigger->disabled && (trigger->events & SK_ON_DELETE);
}

static enum sk_status
empty(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes, struct sk_error *err)
{
    bool circle = sk_table_refers_to(table, table);
    const struct sk_trigger *trigger = NULL;
    enum sk_status status = SK_OK;
    if (sk_table_fires_on_truncate(table)) {
        struct sk_printer p = sk_mysql_printer(rewrite, NULL, pos_bytes, err);
        talloc_free(p.tmp);
        return sk_print_unsupported(&p, NULL, SK_TRUNCATE_FIRES, table->name, p.rules->dialect);
    }
    for (size_t i = 0; i < table->n_triggers; i++)
        if (fires(table->triggers[i]))
            sk_mysql_drop_trigger(rewrite, table, table->triggers[i], pos_bytes);
    if (circle)
        sk_mysql_run(rewrite, "SET SESSION foreign_key_checks = 0", pos_bytes, "all rows of the table go");
    sk_mysql_run_data(rewrite,
                      sk_printf(rewrite->owner, "DELETE FROM %s",
                                sk_mysql_relation(rewrite->owner, table->schema, table->name)),
                      pos_bytes, "TRUNCATE is DELETE without a condition");
    if (circle)
        sk_mysql_check_again(rewrite, table, pos_bytes);
    while (!status && (trigger = sk_mysql_last_trigger(table, trigger)))
        if (fires(trigger))
            status = sk_mysql_make_trigger(rewrite, table, trigger, pos_bytes, err);
    return status;
}

/* The servers' own TRUNCATE commits, and refuses a table that another refers to. */
static enum sk_status
truncate(struct sk_rewrite *rewrite, const PgQuery__TruncateStmt *stmt, size_t pos_bytes, struct sk_error *err)
{
    struct emptied wanted = {0}, order = {0};
    for (size_t i = 0; i < stmt->n_relations; i++) {
        const PgQuery__RangeVar *range = stmt->relations[i]->range_var;
        const struct sk_table *table =
            sk_catalog_table(rewrite->catalog, sk_text_or_null(range->schemaname), range->relname);
        if (!table) {
            sk_fail(err, SK_EREFUSED, "relation \"%s\" does not exist", range->relname);
            return sk_at(err, rewrite->script->file, pos_bytes), SK_EREFUSED;
        }
        sk_push(rewrite->owner, wanted.tables, wanted.n, table);
    }
    for (size_t i = 0; i < wanted.n; i++)
        order_table(rewrite, &order, &wanted, wanted.tables[i], stmt->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE,
                    0);
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < order.n && !status; i++)
        status = empty(rewrite, order.tables[i], pos_bytes, err);
    for (size_t i = 0; stmt->restart_seqs && i < order.n; i++)
        sk_mysql_restart(rewrite, order.tables[i], pos_bytes);
    return status;
}

/* ---- ON CONFLICT ---------------------------------------------------------------------------------------------- */

/* The table of an INSERT that passes over rows which are there: ON DUPLICATE KEY UPDATE fires the table's triggers for
 * UPDATE with each of them, and they have to be away for so long. NULL: they need not. */
static const struct sk_table *
passed_over(const struct sk_rewrite *rewrite, const sk_node *node)
{
    const PgQuery__InsertStmt *s = node->node_case == SK_NODE(INSERT_STMT) ? node->insert_stmt : NULL;
    const PgQuery__OnConflictClause *c = s ? s->on_conflict_clause : NULL;
    if (!c || c->action != PG_QUERY__ON_CONFLICT_ACTION__ONCONFLICT_NOTHING)
        return NULL;
    const struct sk_table *table =
        sk_catalog_table(rewrite->catalog, sk_text_or_null(s->relation->schemaname), s->relation->relname);
    return table && sk_mysql_fires_on_update(table) ? table : NULL;
}

/* ---- ctid ------------------------------------------------------------------------------------------------------- */

/* A column that nobody sees numbers the rows in the order in which they are kept. */
static void
number_rows(struct sk_rewrite *rewrite, const struct sk_places *places, size_t pos_bytes)
{
    for (size_t i = 0; i < places->n; i++) {
        const struct sk_table *table = places->tables[i];
        const char *sql = sk_printf(rewrite->owner, "ALTER TABLE %s ADD COLUMN " SK_PLACE " BIGINT NOT NULL "
                                    "AUTO_INCREMENT UNIQUE INVISIBLE",
                                    sk_mysql_relation(rewrite->owner, table->schema, table->name));
        sk_mysql_run(rewrite, sql, pos_bytes, "a column tells the rows apart")->probe =
            sk_mysql_has_column(rewrite->owner, table->schema, table->name, SK_PLACE);
    }
}

static void
forget_numbers(struct sk_rewrite *rewrite, const struct sk_places *places, size_t pos_bytes)
{
    for (size_t i = 0; i < places->n; i++) {
        const struct sk_table *table = places->tables[i];
        const char *sql = sk_printf(rewrite->owner, "ALTER TABLE %s DROP COLUMN " SK_PLACE,
                                    sk_mysql_relation(rewrite->owner, table->schema, table->name));
        sk_mysql_run(rewrite, sql, pos_bytes, "the column that told the rows apart")->probe = sk_mysql_has_not(
            rewrite->owner, sk_mysql_has_column(rewrite->owner, table->schema, table->name, SK_PLACE));
    }
}

/* ---- temporary tables ----------------------------------------------------------------------------------------- */

struct opened {
    struct sk_printer *p;
    size_t n;
    const struct sk_table **items, *again;
};

static void
open_table(struct opened *o, const PgQuery__RangeVar *range)
{
    const struct sk_table *table = sk_catalog_table(o->p->catalog, sk_text_or_null(range->schemaname), range->relname);
    if (!table || !table->temporary)
        return;
    for (size_t i = 0; i < o->n; i++)
        o->again = o->items[i] == table ? table : o->again;
    sk_push(o->p->tmp, o->items, o->n, table);
}

static bool
find_opened(sk_node *node, void *data)
{
    if (node->node_case == SK_NODE(RANGE_VAR))
        open_table(data, node->range_var);
    else if (node->node_case == SK_NODE(INSERT_STMT))
        open_table(data, node->insert_stmt->relation);
    else if (node->node_case == SK_NODE(UPDATE_STMT))
        open_table(data, node->update_stmt->relation);
    else if (node->node_case == SK_NODE(DELETE_STMT))
        open_table(data, node->delete_stmt->relation);
    return true;
}

enum sk_status
sk_mysql_open_once(struct sk_printer *p, const sk_node *node)
{
    struct opened opened = {.p = p};
    if (sk_mysql_is_mariadb(p))
        return SK_OK;
    sk_pg_walk_node(node, find_opened, &opened);
    return opened.again ? sk_print_unsupported(p, NULL,
                                               "the temporary table \"%s\" more than once in a statement has no "
                                               "equivalent on %s",
                                               opened.again->name, p->rules->dialect)
                        : SK_OK;
}

/* ---- any statement -------------------------------------------------------------------------------------------- */

static enum sk_status
change_rows(struct sk_rewrite *rewrite, struct sk_printer *p, const struct sk_change *change, const sk_node *node,
            const char *note)
{
    struct sk_counters counters = {0};
    struct sk_counting counting = sk_mysql_counting(rewrite);
    enum sk_status status = sk_mysql_open_once(p, node);
    status = status ? status : sk_counters_ask(p, rewrite, &counting, node, &counters);
    if (status || only_call(node, "nextval"))
        return status;
    struct sk_places places = {0};
    p->places = &places;
    status = sk_print_statement(p, node);
    const struct sk_table *fires = status ? NULL : passed_over(rewrite, node);
    if (!status)
        number_rows(rewrite, &places, change->pos_bytes);
    if (fires)
        status = sk_mysql_drop_updates(rewrite, fires, change->pos_bytes, p->err);
    const struct sk_table *unchecked = status ? NULL : sk_mysql_unchecked(rewrite, node, change->pos_bytes);
    if (!status)
        sk_mysql_run_data(rewrite, sk_strdup(rewrite->owner, p->out->data), change->pos_bytes,
                          p->note       ? p->note
                          : p->counters ? SK_COUNTERS_NOTE
                                        : note);
    if (unchecked)
        sk_mysql_check_again(rewrite, unchecked, change->pos_bytes);
    if (!status)
        forget_numbers(rewrite, &places, change->pos_bytes);
    if (!status && strstr(p->out->data, SK_MYSQL_OVERRIDING " :="))
        sk_mysql_run_data(rewrite, "SET " SK_MYSQL_OVERRIDING " = NULL", change->pos_bytes,
                          "OVERRIDING SYSTEM VALUE ends");
    return fires && !status ? sk_mysql_make_updates(rewrite, fires, change->pos_bytes, p->err) : status;
}

enum sk_status
sk_mysql_rows(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    struct sk_printer p = sk_mysql_printer(rewrite, NULL, change->pos_bytes, err);
    p.runs_once = true;
    const sk_node *query = sk_expr_node(change->query);
    const sk_node *known = sk_pg_with_catalogs(rewrite->owner, rewrite->catalog, query);
    const sk_node *node = sk_numbered_statement(rewrite->owner, p.rules, rewrite->catalog, known, NULL);
    const PgQuery__FuncCall *setval = only_call(node, "setval");
    enum sk_status status = SK_OK;
    if (node->node_case == SK_NODE(TRUNCATE_STMT))
        status = truncate(rewrite, node->truncate_stmt, change->pos_bytes, err);
    else if (setval && setval->n_args >= 2)
        status = sk_mysql_set_value(rewrite, node->select_stmt, change->pos_bytes, err);
    else if (only_call(node, "set_config")) /* pg_dump's preamble: SELECT pg_catalog.set_config('search_path', ...) */
        sk_mysql_note(rewrite, change->pos_bytes, "a setting of the session");
    else
        status = change_rows(rewrite, &p, change, node,
                             node == query ? NULL : node != known ? SK_NUMBERED_NOTE : SK_CATALOGS_NOTE);
    talloc_free(p.tmp);
    return status;
}
