/*
 * dialects/mysql/unchecked.c - foreign keys of a table to itself, looked at when the statement has ended.
 *
 * PostgreSQL looks at a foreign key after the statement: rows that refer to one another may come in any order, and may
 * go together. InnoDB looks at each row (MySQL manual, 15.1.20.5), and there is no order of them that would always do.
 * So the server is told not to look, and queries ask afterwards, in the statement's own transaction. Where a foreign
 * key would act, or a trigger change other tables, the server has to go on looking.
 */
#include <string.h>

#include "dialects/mysql/physical.h"
#include "dialects/mysql/print.h"

static bool
acts(const struct sk_constraint *k, unsigned event)
{
    enum sk_fk_action action = event == SK_ON_DELETE   ? k->on_delete
                               : event == SK_ON_UPDATE ? k->on_update
                                                       : SK_FK_NO_ACTION;
    return action != SK_FK_NO_ACTION && action != SK_FK_RESTRICT;
}

/* Has the table a foreign key to itself that the statement may have to do with? `assigned`: what an UPDATE changes. */
static bool
has_circle(const struct sk_table *table, size_t n, sk_node *const *assigned)
{
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        if (!sk_constraint_refers_to(k, table))
            continue;
        bool named = !assigned;
        for (size_t a = 0; a < n && !named; a++)
            named = sk_among(assigned[a]->res_target->name, k->n_ref_columns, k->ref_columns);
        if (named)
            return true;
    }
    return false;
}

/* Has the table foreign keys, is it one that others refer to, or does what happens to it fire triggers? */
static bool
is_bound(const struct sk_catalog *catalog, const struct sk_table *table)
{
    bool bound = table->n_triggers > 0;
    for (size_t i = 0; i < table->n_constraints; i++)
        bound = bound || table->constraints[i]->kind == SK_FOREIGN_KEY;
    for (size_t t = 0; t < catalog->n_tables && !bound; t++)
        for (size_t i = 0; i < catalog->tables[t]->n_constraints; i++)
            bound = bound || sk_constraint_refers_to(catalog->tables[t]->constraints[i], table);
    return bound;
}

/* May the trigger change rows that a foreign key is about? It names their table or a view, calls a function, or says so
 * in a text. */
static bool
reaches_keys(const struct sk_catalog *catalog, const struct sk_trigger *trigger)
{
    const struct sk_function *function =
        trigger->function ? sk_catalog_function(catalog, trigger->function_schema, trigger->function) : NULL;
    const char *body = function ? function->body : NULL;
    bool reaches = !body || strcasestr(body, "execute");
    for (size_t t = 0; t < catalog->n_tables && !reaches; t++)
        reaches = strcasestr(body, catalog->tables[t]->name) && is_bound(catalog, catalog->tables[t]);
    for (size_t i = 0; i < catalog->n_views && !reaches; i++)
        reaches = strcasestr(body, catalog->views[i]->name) != NULL;
    for (size_t i = 0; i < catalog->n_functions && !reaches; i++)
        reaches = strcasestr(body, catalog->functions[i]->name) != NULL;
    return reaches;
}

/* Can all of them be asked for afterwards? */
static bool
can_wait(const struct sk_catalog *catalog, const struct sk_table *table, unsigned event)
{
    for (size_t i = 0; i < table->n_triggers; i++)
        if (!table->triggers[i]->disabled && (table->triggers[i]->events & event) &&
            reaches_keys(catalog, table->triggers[i]))
            return false;
    for (size_t i = 0; i < table->n_constraints; i++)
        if (table->constraints[i]->kind == SK_FOREIGN_KEY && table->constraints[i]->not_valid)
            return false;
    for (size_t t = 0; t < catalog->n_tables; t++)
        for (size_t i = 0; i < catalog->tables[t]->n_constraints; i++) {
            const struct sk_constraint *k = catalog->tables[t]->constraints[i];
            if (sk_constraint_refers_to(k, table) && (acts(k, event) || k->not_valid))
                return false;
        }
    return true;
}

static const PgQuery__RangeVar *
target_of(const sk_node *node, unsigned *event, size_t *n, sk_node *const **assigned)
{
    *n = 0;
    *assigned = NULL;
    switch (node->node_case) {
    case SK_NODE(DELETE_STMT):
        *event = SK_ON_DELETE;
        return node->delete_stmt->relation;
    case SK_NODE(UPDATE_STMT):
        *event = SK_ON_UPDATE;
        *n = node->update_stmt->n_target_list;
        *assigned = node->update_stmt->target_list;
        return node->update_stmt->relation;
    case SK_NODE(INSERT_STMT): {
        const PgQuery__InsertStmt *s = node->insert_stmt;
        *event = SK_ON_INSERT;
        bool one = !s->select_stmt || s->select_stmt->select_stmt->n_values_lists == 1;
        return one || s->on_conflict_clause ? NULL : s->relation;
    }
    default:
        return NULL;
    }
}

const struct sk_table *
sk_mysql_unchecked(struct sk_rewrite *rewrite, const sk_node *node, size_t pos_bytes)
{
    unsigned event;
    size_t n;
    sk_node *const *assigned;
    const PgQuery__RangeVar *range = target_of(node, &event, &n, &assigned);
    const struct sk_table *table =
        range ? sk_catalog_table(rewrite->catalog, sk_text_or_null(range->schemaname), range->relname) : NULL;
    if (rewrite->by_application || !table || !has_circle(table, n, assigned) ||
        !can_wait(rewrite->catalog, table, event))
        return NULL;
    sk_mysql_run(rewrite, "SET SESSION foreign_key_checks = 0", pos_bytes,
                 "a foreign key of the table to itself is looked at when the statement has ended");
    return table;
}

void
sk_mysql_check_again(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes)
{
    TALLOC_CTX *owner = rewrite->owner;
    for (size_t t = 0; t < rewrite->catalog->n_tables; t++) {
        const struct sk_table *child = rewrite->catalog->tables[t];
        for (size_t i = 0; i < child->n_constraints; i++) {
            const struct sk_constraint *k = child->constraints[i];
            if (k->kind != SK_FOREIGN_KEY || (child != table && !sk_constraint_refers_to(k, table)))
                continue;
            sk_mysql_assert(rewrite,
                            sk_mysql_without_parent(owner, sk_mysql_relation(owner, child->schema, child->name),
                                                    sk_mysql_relation(owner, k->ref_schema, k->ref_table),
                                                    k->n_columns, k->columns, k->ref_columns),
                            pos_bytes,
                            sk_printf(owner, "rows of \"%s\" violate foreign key \"%s\"", child->name, k->name));
        }
    }
    sk_mysql_run(rewrite, "SET SESSION foreign_key_checks = 1", pos_bytes, NULL);
}
