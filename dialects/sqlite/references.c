/*
 * dialects/sqlite/references.c - what foreign keys do on DELETE and UPDATE, while they are off.
 *
 * A migration that rebuilds a table runs with foreign-key enforcement off from its first statement to its last, so
 * ON DELETE CASCADE and its like would not act on rows that the same migration deletes. Temporary triggers act for
 * them, made before such a statement and dropped after it. Whether the migration rebuilds anything is known only at
 * its end: until then the triggers are marked, and taken out again if they are not needed. Rows that refer to nothing
 * are found by the check before COMMIT.
 */
#include <string.h>

#include "dialects/sqlite/sqlite.h"

struct reference {
    const struct sk_table *child, *parent;
    const struct sk_constraint *key;
};

static void
add_guard(struct sk_rewrite *rewrite, const char *sql, size_t pos_bytes)
{
    struct sk_sqlite_memory *memory = sk_sqlite_memory(rewrite);
    sk_push(memory, memory->guards, memory->n_guards, rewrite->n);
    sk_sqlite_run(rewrite, sql, pos_bytes, "foreign keys are off in this migration: triggers act for them");
}

/* All references to `table`, to the tables that refer to it, and so on. */
static size_t
references_to(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_table *table,
              struct reference **out)
{
    const struct sk_table **parents = NULL;
    size_t n_parents = 0, n = 0;
    *out = NULL;
    sk_push(owner, parents, n_parents, table);
    for (size_t p = 0; p < n_parents; p++)
        for (size_t t = 0; t < catalog->n_tables; t++) {
            const struct sk_table *child = catalog->tables[t];
            bool refers = false, seen = false;
            for (size_t i = 0; i < child->n_constraints; i++) {
                if (!sk_constraint_refers_to(child->constraints[i], parents[p]))
                    continue;
                refers = true;
                sk_push(owner, *out, n, ((struct reference){child, parents[p], child->constraints[i]}));
            }
            for (size_t i = 0; i < n_parents; i++)
                seen = seen || parents[i] == child;
            if (refers && !seen)
                sk_push(owner, parents, n_parents, child);
        }
    return n;
}

/* ---- one trigger ---------------------------------------------------------------------------------------------- */

static void
matching_rows(struct sk_printer *p, const struct reference *r)
{
    for (size_t i = 0; i < r->key->n_columns; i++) {
        sk_text_add(p->out, i ? " AND " : " WHERE ");
        sk_print_name(p, r->key->columns[i]);
        sk_text_add(p->out, " = OLD.");
        sk_print_name(p, r->key->ref_columns[i]);
    }
}

static enum sk_status
column_default(struct sk_printer *p, const struct sk_column *column)
{
    if (column && column->default_expr)
        return sk_print_value(p, sk_expr_node(column->default_expr), &column->type);
    sk_text_add(p->out, "NULL");
    return SK_OK;
}

static enum sk_status
act(struct sk_printer *p, const struct reference *r, enum sk_fk_action action, bool deleted)
{
    enum sk_status status = SK_OK;
    const char *child = sk_sqlite_relation(p->tmp, r->child->schema, r->child->name);
    sk_text_add(p->out, action == SK_FK_CASCADE && deleted ? "DELETE FROM " : "UPDATE ");
    sk_print_name(p, child);
    for (size_t i = 0; i < r->key->n_columns && !status && !(action == SK_FK_CASCADE && deleted); i++) {
        sk_text_add(p->out, i ? ", " : " SET ");
        sk_print_name(p, r->key->columns[i]);
        sk_text_add(p->out, " = ");
        if (action == SK_FK_CASCADE) {
            sk_text_add(p->out, "NEW.");
            sk_print_name(p, r->key->ref_columns[i]);
        } else if (action == SK_FK_SET_NULL) {
            sk_text_add(p->out, "NULL");
        } else {
            status = column_default(p, sk_table_column(r->child, r->key->columns[i]));
        }
    }
    matching_rows(p, r);
    return status;
}

static enum sk_status
trigger(struct sk_printer *p, const struct reference *r, bool deleted, const char *name)
{
    enum sk_fk_action action = deleted ? r->key->on_delete : r->key->on_update;
    sk_text_addf(p->out, "CREATE TEMP TRIGGER %s AFTER %s", name, deleted ? "DELETE" : "UPDATE OF ");
    for (size_t i = 0; !deleted && i < r->key->n_ref_columns; i++) {
        sk_text_add(p->out, i ? ", " : "");
        sk_print_name(p, r->key->ref_columns[i]);
    }
    sk_text_add(p->out, " ON main.");
    sk_print_name(p, sk_sqlite_relation(p->tmp, r->parent->schema, r->parent->name));
    sk_text_add(p->out, " BEGIN ");
    enum sk_status status = act(p, r, action, deleted);
    sk_text_add(p->out, "; END");
    return status;
}

/* ---- around a statement --------------------------------------------------------------------------------------- */

static bool
acts(enum sk_fk_action action)
{
    return action == SK_FK_CASCADE || action == SK_FK_SET_NULL || action == SK_FK_SET_DEFAULT;
}

enum sk_status
sk_sqlite_guard(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes, size_t *n_made,
                struct sk_error *err)
{
    struct reference *list;
    enum sk_status status = SK_OK;
    bool recursive = false;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    size_t n = references_to(tmp, rewrite->catalog, table, &list);
    *n_made = 0;
    for (size_t i = 0; i < n * 2 && !status; i++) {
        const struct reference *r = &list[i / 2];
        bool deleted = i % 2 == 0;
        if (!acts(deleted ? r->key->on_delete : r->key->on_update))
            continue;
        struct sk_printer p = sk_sqlite_printer(rewrite, NULL, pos_bytes, err);
        status = trigger(&p, r, deleted, sk_printf(tmp, "skein_reference_%zu", *n_made));
        if (!status)
            add_guard(rewrite, sk_strdup(rewrite->owner, p.out->data), pos_bytes);
        talloc_free(p.tmp);
        recursive = recursive || r->child == r->parent;
        (*n_made)++;
    }
    if (recursive)
        add_guard(rewrite, "PRAGMA recursive_triggers = ON", pos_bytes);
    talloc_free(tmp);
    return status;
}

void
sk_sqlite_unguard(struct sk_rewrite *rewrite, size_t n_made, size_t pos_bytes)
{
    for (size_t i = 0; i < n_made; i++)
        add_guard(rewrite, sk_printf(rewrite->owner, "DROP TRIGGER temp.skein_reference_%zu", i), pos_bytes);
    if (n_made)
        add_guard(rewrite, "PRAGMA recursive_triggers = OFF", pos_bytes);
}

void
sk_sqlite_settle_guards(struct sk_rewrite *rewrite)
{
    struct sk_sqlite_memory *memory = sk_sqlite_memory(rewrite);
    size_t kept = 0, next = 0;
    for (size_t i = 0; i < rewrite->n; i++) {
        bool guard = next < memory->n_guards && memory->guards[next] == i;
        next += guard;
        if (!guard || rewrite->foreign_keys_off)
            rewrite->outputs[kept++] = rewrite->outputs[i];
    }
    rewrite->n = kept;
    memory->n_guards = 0;
    memory->guards = NULL;
}
