/*
 * dialects/sqlite/taken.c - values that PostgreSQL takes and does not keep: DEFAULT for a generated column, NULL for a
 * column that a BEFORE trigger sets. SQLite refuses them, so they are left out of the statement.
 */
#include <string.h>

#include "dialects/sqlite/sqlite.h"

static const struct sk_table *
table_of(const struct sk_rewrite *rewrite, const PgQuery__RangeVar *range)
{
    return sk_catalog_table(rewrite->catalog, sk_text_or_null(range->schemaname), range->relname);
}

/* ---- INSERT --------------------------------------------------------------------------------------------------- */

/* Do all rows have DEFAULT for the i-th column? */
static bool
is_default(const PgQuery__SelectStmt *select, size_t i)
{
    for (size_t r = 0; r < select->n_values_lists; r++) {
        const PgQuery__List *row = select->values_lists[r]->list;
        if (i >= row->n_items || row->items[i]->node_case != SK_NODE(SET_TO_DEFAULT))
            return false;
    }
    return select->n_values_lists > 0;
}

static bool
is_left_out(const struct sk_table *table, const PgQuery__InsertStmt *s, size_t i)
{
    const struct sk_column *column = sk_table_column(table, s->cols[i]->res_target->name);
    return column && column->generated && is_default(s->select_stmt->select_stmt, i);
}

static void
leave_out(PgQuery__InsertStmt *s, size_t i)
{
    PgQuery__SelectStmt *select = s->select_stmt->select_stmt;
    sk_take(s->cols, s->n_cols, i);
    for (size_t r = 0; r < select->n_values_lists; r++)
        sk_take(select->values_lists[r]->list->items, select->values_lists[r]->list->n_items, i);
}

/* VALUES for all columns, which are not named, with DEFAULT for one that is generated (pg_dump --inserts): they are
 * named, so that it can be left out. */
static const sk_node *
with_columns(struct sk_rewrite *rewrite, const struct sk_table *table, const sk_node *node)
{
    const PgQuery__SelectStmt *select = node->insert_stmt->select_stmt->select_stmt;
    size_t n = select->n_values_lists ? select->values_lists[0]->list->n_items : 0;
    bool generated = false;
    for (size_t i = 0; i < n && i < table->n_columns; i++)
        generated = generated || (table->columns[i]->generated && is_default(select, i));
    if (node->insert_stmt->n_cols || !generated || n > table->n_columns)
        return node;
    sk_node *copy = sk_pg_copy(rewrite->owner, node);
    for (size_t i = 0; i < n; i++) {
        sk_node *target = sk_new(rewrite->owner, sk_node);
        pg_query__node__init(target);
        target->node_case = SK_NODE(RES_TARGET);
        target->res_target = sk_new(rewrite->owner, PgQuery__ResTarget);
        pg_query__res_target__init(target->res_target);
        target->res_target->name = sk_strdup(rewrite->owner, table->columns[i]->name);
        sk_push(rewrite->owner, copy->insert_stmt->cols, copy->insert_stmt->n_cols, target);
    }
    return copy;
}

static const sk_node *
insert_as_taken(struct sk_rewrite *rewrite, const sk_node *node)
{
    const PgQuery__InsertStmt *s = node->insert_stmt;
    const struct sk_table *table = table_of(rewrite, s->relation);
    sk_node *copy = NULL;
    if (!table || !s->select_stmt)
        return node;
    node = with_columns(rewrite, table, node);
    s = node->insert_stmt;
    for (size_t i = s->n_cols; i > 0; i--) {
        if (!is_left_out(table, s, i - 1) || (copy && copy->insert_stmt->n_cols == 1))
            continue;
        copy = copy ? copy : sk_pg_copy(rewrite->owner, node);
        leave_out(copy->insert_stmt, i - 1);
    }
    return copy ? copy : node;
}

/* ---- UPDATE --------------------------------------------------------------------------------------------------- */

static bool
is_null_for_trigger(struct sk_rewrite *rewrite, const struct sk_table *table, const PgQuery__ResTarget *target,
                    size_t pos_bytes)
{
    const struct sk_column *column = sk_table_column(table, target->name);
    return column && column->not_null && target->val->node_case == SK_NODE(A_CONST) && target->val->a_const->isnull &&
           sk_sqlite_trigger_sets(rewrite, table, column, pos_bytes);
}

static bool
is_generated_anew(const struct sk_table *table, const PgQuery__ResTarget *target)
{
    const struct sk_column *column = sk_table_column(table, target->name);
    return column && column->generated && target->val->node_case == SK_NODE(SET_TO_DEFAULT);
}

/* A column that can be set to what it is. */
static const char *
plain_column(const struct sk_table *table)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (!table->columns[i]->generated && table->columns[i]->identity != SK_IDENTITY_ALWAYS)
            return table->columns[i]->name;
    return NULL;
}

static void
set_to_itself(struct sk_rewrite *rewrite, PgQuery__ResTarget *target, const char *name)
{
    target->name = sk_strdup(rewrite->owner, name);
    target->val = sk_pg_column_node(rewrite->owner, name);
}

/* A column is set to itself instead, or not at all: SQLite looks at NOT NULL before a trigger runs. */
static const sk_node *
update_as_taken(struct sk_rewrite *rewrite, const sk_node *node, size_t pos_bytes)
{
    const struct sk_table *table = table_of(rewrite, node->update_stmt->relation);
    sk_node *copy = NULL;
    for (size_t i = table ? node->update_stmt->n_target_list : 0; i > 0; i--) {
        const PgQuery__ResTarget *target = node->update_stmt->target_list[i - 1]->res_target;
        bool generated = is_generated_anew(table, target);
        if (!generated && !is_null_for_trigger(rewrite, table, target, pos_bytes))
            continue;
        copy = copy ? copy : sk_pg_copy(rewrite->owner, node);
        PgQuery__UpdateStmt *update = copy->update_stmt;
        const char *name = generated ? plain_column(table) : target->name;
        if (generated && update->n_target_list > 1)
            sk_take(update->target_list, update->n_target_list, i - 1);
        else if (name)
            set_to_itself(rewrite, update->target_list[i - 1]->res_target, name);
    }
    return copy ? copy : node;
}

const sk_node *
sk_sqlite_as_taken(struct sk_rewrite *rewrite, const sk_node *node, size_t pos_bytes)
{
    if (node->node_case == SK_NODE(INSERT_STMT))
        return insert_as_taken(rewrite, node);
    return node->node_case == SK_NODE(UPDATE_STMT) ? update_as_taken(rewrite, node, pos_bytes) : node;
}
