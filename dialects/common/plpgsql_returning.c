/*
 * dialects/common/plpgsql_returning.c - INSERT and UPDATE ... RETURNING ... INTO, for engines whose triggers have
 * none: a statement without RETURNING, and what is known of the rows that it leaves.
 */
#include <string.h>

#include "dialects/common/plpgsql.h"

const sk_node *
sk_plpgsql_numbered_insert(struct sk_plpgsql *f, const sk_node *statement, const struct sk_table **table,
                           const struct sk_column **column)
{
    const PgQuery__InsertStmt *s = statement->node_case == SK_NODE(INSERT_STMT) ? statement->insert_stmt : NULL;
    if (!s || s->n_returning_list != 1 || s->on_conflict_clause || !s->n_cols)
        return NULL;
    const sk_node *value = s->returning_list[0]->res_target->val;
    const char *name = value->node_case == SK_NODE(COLUMN_REF)
                           ? sk_node_string(value->column_ref->fields[value->column_ref->n_fields - 1])
                           : NULL;
    *table = sk_catalog_table(f->catalog, sk_text_or_null(s->relation->schemaname), s->relation->relname);
    *column = *table && name ? sk_table_column(*table, name) : NULL;
    const struct sk_constraint *key = *table ? sk_table_primary_key(*table) : NULL;
    if (!*column || (*column)->identity == SK_IDENTITY_NONE || !key || key->n_columns != 1 ||
        strcmp(key->columns[0], name) != 0)
        return NULL;
    for (size_t i = 0; i < s->n_cols; i++)
        if (strcmp(s->cols[i]->res_target->name, name) == 0)
            return NULL;
    sk_node *copy = sk_pg_copy(f->owner, statement);
    copy->insert_stmt->n_returning_list = 0;
    return copy;
}

static bool
fires_before_insert(const struct sk_table *table)
{
    bool fires = false;
    for (size_t i = 0; i < table->n_triggers; i++)
        fires = fires || (table->triggers[i]->timing == SK_BEFORE && (table->triggers[i]->events & SK_ON_INSERT));
    return fires;
}

sk_node *
sk_plpgsql_returning_insert(struct sk_plpgsql *f, const sk_node *statement, const struct sk_table **table, size_t *n,
                            const struct sk_column ***columns)
{
    const PgQuery__InsertStmt *s = statement->node_case == SK_NODE(INSERT_STMT) ? statement->insert_stmt : NULL;
    const sk_node *rows = s ? s->select_stmt : NULL;
    if (!rows || !s->n_returning_list || s->on_conflict_clause || !s->n_cols || s->with_clause ||
        rows->select_stmt->n_values_lists != 1 || rows->select_stmt->values_lists[0]->list->n_items != s->n_cols)
        return NULL;
    *table = sk_catalog_table(f->catalog, sk_text_or_null(s->relation->schemaname), s->relation->relname);
    if (!*table || *table == f->table || fires_before_insert(*table))
        return NULL;
    *n = 0;
    *columns = NULL;
    for (size_t i = 0; i < s->n_returning_list; i++) {
        const sk_node *value = s->returning_list[i]->res_target->val;
        const char *name = value->node_case == SK_NODE(COLUMN_REF)
                               ? sk_node_string(value->column_ref->fields[value->column_ref->n_fields - 1])
                               : NULL;
        const struct sk_column *column = name ? sk_table_column(*table, name) : NULL;
        if (!column || column->generated)
            return NULL;
        sk_push(f->owner, *columns, *n, column);
    }
    sk_node *copy = sk_pg_copy(f->owner, statement);
    copy->insert_stmt->n_returning_list = 0;
    return copy;
}

struct setting {
    const PgQuery__UpdateStmt *update;
    bool tested;
};

static bool
find_tested(sk_node *node, void *data)
{
    struct setting *s = data;
    if (node->node_case != SK_NODE(COLUMN_REF))
        return !s->tested;
    const char *name = sk_node_string(node->column_ref->fields[node->column_ref->n_fields - 1]);
    for (size_t i = 0; i < s->update->n_target_list && name; i++)
        s->tested = s->tested || strcmp(s->update->target_list[i]->res_target->name, name) == 0;
    return !s->tested;
}

bool
sk_plpgsql_returning_update(struct sk_plpgsql *f, const sk_node *statement, const sk_node **update,
                            const sk_node **select)
{
    const PgQuery__UpdateStmt *s = statement->node_case == SK_NODE(UPDATE_STMT) ? statement->update_stmt : NULL;
    struct setting setting = {.update = s};
    PgQuery__ParseResult *tree;
    if (!s || !s->n_returning_list || s->n_from_clause || s->with_clause || !s->where_clause)
        return false;
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)&s->where_clause->base, find_tested, &setting);
    if (setting.tested || sk_pg_tree(&tree, f->owner, "SELECT 1 FROM t", NULL))
        return false;
    sk_node *plain = sk_pg_copy(f->owner, statement), *query = tree->stmts[0]->stmt;
    query->select_stmt->target_list = plain->update_stmt->returning_list;
    query->select_stmt->n_target_list = plain->update_stmt->n_returning_list;
    query->select_stmt->from_clause[0]->range_var = plain->update_stmt->relation;
    query->select_stmt->where_clause = sk_pg_copy(f->owner, plain->update_stmt->where_clause);
    plain->update_stmt->n_returning_list = 0;
    *update = plain;
    *select = query;
    return true;
}
