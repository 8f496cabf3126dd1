/*
 * dialects/postgres/interpret_tried.c - EXCEPTION blocks that are run while the migration is planned.
 *
 * What the catalog refuses ends the block: what it has done is taken back, and its handler is run. So the block comes
 * to the statements that PostgreSQL would keep. An error that rows decide is not known: a statement that changes rows,
 * and a handler that would take its errors, make a block that cannot be run here.
 */
#include <string.h>

#include "dialects/postgres/interpret_priv.h"

/* ---- what an error is called ------------------------------------------------------------------------------------- */

static bool
begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool
ends(const char *text, const char *with)
{
    size_t n = strlen(text), m = strlen(with);
    return n >= m && strcmp(text + n - m, with) == 0;
}

/* The catalog says what PostgreSQL says, and that has a state. */
static const char *
state_of_message(const char *message)
{
    bool there = ends(message, "already exists") || strstr(message, "already exists with") != NULL;
    if (there)
        return begins(message, "column ")     ? "42701"
               : begins(message, "relation ") ? "42P07"
               : begins(message, "function ") ? "42723"
               : begins(message, "schema ")   ? "42P06"
                                              : "42710";
    if (ends(message, "does not exist"))
        return begins(message, "column ")                                        ? "42703"
               : begins(message, "relation ") || begins(message, "table ")
                       || begins(message, "view ")                               ? "42P01"
               : begins(message, "function ") || begins(message, "procedure ")   ? "42883"
               : begins(message, "schema ")                                      ? "3F000"
                                                                                 : "42704";
    return strstr(message, "is not an existing enum label") ? "22023"
           : strstr(message, "depend on it")                ? "2BP01"
           : strstr(message, "multiple primary keys")       ? "42P16"
           : begins(message, "cannot alter type")           ? "0A000"
                                                            : "XX000";
}

/* Errors that a statement which changes rows cannot come to, unless a name in it is nothing's. */
static bool
is_of_catalog(const char *condition)
{
    static const char *const classes[] = {"42", "3F", "2B", "0A", "P0002", "55", "58"};
    const char *state = sk_pg_condition(condition);
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (begins(state, classes[i]) && strlen(state) == 5)
            return true;
    return false;
}

/* ---- handlers ---------------------------------------------------------------------------------------------------- */

/* Two that say the same in other words: a constraint that is there may be the index of one. */
static bool
is_alike(const char *condition, const char *state)
{
    const char *wanted = sk_pg_condition(condition);
    static const char *const there[] = {"42701", "42P07", "42710", "42723", "42P06", "42712"},
                             *const gone[] = {"42703", "42P01", "42704", "42883", "3F000"};
    size_t n = sizeof there / sizeof *there, m = sizeof gone / sizeof *gone;
    return (sk_among(wanted, n, there) && sk_among(state, n, there)) ||
           (sk_among(wanted, m, gone) && sk_among(state, m, gone));
}

static bool
is_of_rows(const char *condition, const char *state)
{
    (void)state;
    return !is_of_catalog(condition);
}

/* ---- statements that change rows --------------------------------------------------------------------------------- */

struct naming {
    const struct sk_table *table;
    const char *missing;
    bool other; /* there is more than the table's columns that a name may be of */
};

static bool
find_name(sk_node *node, void *data)
{
    struct naming *n = data;
    const PgQuery__ColumnRef *ref = node->node_case == SK_NODE(COLUMN_REF) ? node->column_ref : NULL;
    const char *name = ref && ref->n_fields == 1 ? sk_node_string(ref->fields[0]) : NULL;
    n->other = n->other || node->node_case == SK_NODE(SUB_LINK) || node->node_case == SK_NODE(RANGE_VAR);
    if (name && !n->missing && !sk_table_column(n->table, name))
        n->missing = name;
    return true;
}

/* What PostgreSQL says of a name in it that is nothing's; NULL: nothing, as far as is known. */
static const char *
missing_name(struct sk_block_run *r, sk_node *node)
{
    const PgQuery__RangeVar *range = sk_pg_changed_relation(node);
    const char *schema = range ? sk_text_or_null(range->schemaname) : NULL;
    struct naming n = {.table = range ? sk_catalog_table(r->catalog, schema, range->relname) : NULL};
    if (range && !n.table && !sk_catalog_view(r->catalog, schema, range->relname))
        return sk_printf(r->owner, "relation \"%s\" does not exist", range->relname);
    if (!n.table)
        return NULL;
    size_t n_targets = node->node_case == SK_NODE(UPDATE_STMT)   ? node->update_stmt->n_target_list
                       : node->node_case == SK_NODE(INSERT_STMT) ? node->insert_stmt->n_cols
                                                                 : 0;
    sk_node **targets = node->node_case == SK_NODE(UPDATE_STMT) ? node->update_stmt->target_list
                        : n_targets                             ? node->insert_stmt->cols
                                                                : NULL;
    for (size_t i = 0; i < n_targets; i++)
        if (!sk_table_column(n.table, targets[i]->res_target->name))
            return sk_printf(r->owner, "column \"%s\" of relation \"%s\" does not exist", targets[i]->res_target->name,
                             n.table->name);
    sk_pg_walk(&node->base, find_name, &n);
    return n.missing && !n.other ? sk_printf(r->owner, "column \"%s\" does not exist", n.missing) : NULL;
}

const char *
sk_block_error_of_rows(struct sk_block_run *r, sk_node *node)
{
    bool query = node->node_case == SK_NODE(SELECT_STMT);
    r->failed = query ? NULL : missing_name(r, node);
    bool told = r->failed || !r->rows_fail || (query && !sk_do_acts(r->b->a, node));
    return told ? NULL : "a handler would take the errors that rows decide";
}

/* INSERT of one row, and nothing where it is there: ON CONFLICT DO NOTHING. A trigger may have changed more by then. */
static const char *
insert_unless_there(struct sk_block_run *r, const json_t *stmt)
{
    const json_t *handlers = sk_pg_handlers(json_object_get(stmt, "exceptions"));
    const json_t *body = json_object_get(stmt, "body"),
                 *sql = json_object_get(json_object_get(json_array_get(body, 0), "PLpgSQL_stmt_execsql"), "sqlstmt");
    sk_node *node = json_array_size(body) == 1 && sql ? sk_do_parse(r->owner, sk_do_query(sql)) : NULL;
    PgQuery__InsertStmt *insert = node && node->node_case == SK_NODE(INSERT_STMT) ? node->insert_stmt : NULL;
    const json_t *handler = json_object_get(json_array_get(handlers, 0), "PLpgSQL_exception");
    bool nothing = sk_do_does_nothing(json_object_get(handler, "action"));
    bool unique = nothing && json_array_size(handlers) == 1 &&
                  sk_pg_handler(handlers, "23505", sk_pg_condition_takes) == handler &&
                  !sk_pg_handler(handlers, "any other", sk_pg_condition_takes);
    const struct sk_table *table =
        insert && unique ? sk_catalog_table(r->catalog, sk_text_or_null(insert->relation->schemaname),
                                            insert->relation->relname) : NULL;
    if (!table || table->n_triggers || insert->on_conflict_clause || insert->n_returning_list || !insert->select_stmt ||
        insert->select_stmt->select_stmt->n_values_lists != 1)
        return NULL;
    return sk_printf(r->owner, "%s ON CONFLICT DO NOTHING", sk_pg_deparse(r->owner, node));
}

/* ---- the block --------------------------------------------------------------------------------------------------- */

/* What the handler is told. */
static void
say_error(struct sk_block_run *r, const char *state)
{
    sk_block_set(r, "sqlerrm", sk_block_text(r->failed));
    sk_block_set(r, "sqlstate", sk_block_text(state));
    r->failed = NULL;
    r->state = NULL;
}

enum sk_block_flow
sk_block_tried(struct sk_block_run *r, const json_t *stmt)
{
    const json_t *handlers = sk_pg_handlers(json_object_get(stmt, "exceptions"));
    struct sk_catalog *before = sk_catalog_clone(r->owner, r->catalog);
    size_t n = r->b->n;
    bool rows_fail = r->rows_fail;
    const char *insert = insert_unless_there(r, stmt);
    if (insert)
        return sk_block_add(r, insert), SK_BLOCK_GOES_ON;
    sk_block_end_left(r);
    r->tries++;
    r->rows_fail = rows_fail || sk_pg_handler(handlers, NULL, is_of_rows);
    enum sk_block_flow flow = sk_block_list(r, json_object_get(stmt, "body"));
    r->rows_fail = rows_fail;
    r->tries--;
    if (!r->failed || r->unknown)
        return flow;
    const char *state = r->state ? r->state : state_of_message(r->failed);
    const json_t *handler = sk_pg_handler(handlers, state, sk_pg_condition_takes);
    const json_t *alike = sk_pg_handler(handlers, state, is_alike);
    if (!handler && alike && sk_do_does_nothing(json_object_get(alike, "action")))
        handler = alike;
    if (!handler)
        return flow;
    r->b->n = n;
    r->catalog = before;
    say_error(r, state);
    return sk_block_list(r, json_object_get(handler, "action"));
}
