/*
 * dialects/sqlite/sequences.c - sequences: AUTOINCREMENT's, which SQLite keeps in sqlite_sequence, and all others,
 * which a table of skein's own counts (dialects/common/counters.h).
 */
#include <string.h>

#include "dialects/common/counters.h"
#include "dialects/sqlite/sqlite.h"

/* ---- the table that counts -------------------------------------------------------------------------------------- */

void
sk_sqlite_make_counters(struct sk_rewrite *rewrite, const struct sk_counters *counters, size_t pos_bytes)
{
    if (counters->n)
        sk_sqlite_run(rewrite,
                      "CREATE TABLE IF NOT EXISTS " SK_COUNTERS
                      " (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL)",
                      pos_bytes, SK_COUNTERS_NOTE);
    for (size_t i = 0; i < counters->n; i++)
        sk_sqlite_run(rewrite, sk_counter_make(rewrite->owner, &sk_sqlite_rules, counters->items[i], "INSERT OR IGNORE"), pos_bytes,
                      SK_COUNTERS_NOTE);
}

const struct sk_counting sk_sqlite_counting = {
    .rules = &sk_sqlite_rules, .make = sk_sqlite_make_counters, .run = sk_sqlite_run};

/* ---- CREATE, ALTER, RENAME, DROP SEQUENCE ----------------------------------------------------------------------- */

/* AUTOINCREMENT numbers rows in steps of 1: with others, or with these again, the key is another. */
static bool
becomes_another(const struct sk_table *before, const struct sk_table *after)
{
    for (size_t i = 0; i < before->n_columns; i++)
        if (sk_sqlite_is_rowid(before, before->columns[i]) != sk_sqlite_is_rowid(after, after->columns[i]))
            return true;
    return false;
}

/* Triggers that count a sequence up name it and say by how much. */
static enum sk_status
follow_sequence(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    struct sk_catalog *before = rewrite->catalog, *after = sk_catalog_clone(rewrite->owner, before);
    enum sk_status status = sk_change_apply(after, change, err);
    for (size_t t = 0; t < before->n_tables && !status; t++) {
        const struct sk_table *table = before->tables[t];
        bool counts = false;
        for (size_t i = 0; i < table->n_columns; i++)
            counts = counts || table->columns[i]->default_expr || sk_sqlite_is_numbered(table, table->columns[i]);
        if (becomes_another(table, after->tables[t]))
            status = sk_sqlite_rebuild_as(rewrite, table, after->tables[t], after, change->pos_bytes, err);
        else if (counts)
            status = sk_sqlite_change_triggers(rewrite, table, after->tables[t], after, change->pos_bytes, err);
    }
    return status;
}

enum sk_status
sk_sqlite_change_sequence(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    const struct sk_sequence *was = sk_catalog_sequence(rewrite->catalog, change->schema, change->name);
    bool steps = change->kind == SK_ALTER_SEQUENCE && was->increment != change->u.sequence->increment;
    return steps || change->kind == SK_RENAME_SEQUENCE ? follow_sequence(rewrite, change, err) : SK_OK;
}

/* ---- AUTOINCREMENT ---------------------------------------------------------------------------------------------- */

const char *
sk_sqlite_own_count(TALLOC_CTX *owner, const char *schema, const char *table)
{
    struct sk_text *sql = sk_text_new(owner);
    sk_text_add(sql, "(SELECT seq FROM sqlite_sequence WHERE name = ");
    sk_text_literal(sql, sk_sqlite_relation(sql, schema, table));
    sk_text_add(sql, ")");
    return sk_text_finish(sql, owner);
}

/* SQLite manual, "SQLite Autoincrement": sqlite_sequence is an ordinary table. */
void
sk_sqlite_start_rowid(struct sk_rewrite *rewrite, const struct sk_table *table, const char *name, size_t pos_bytes)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_column *column = table->columns[i];
        if (!sk_sqlite_is_rowid(table, column) || column->step == 0 || column->start == 1)
            continue;
        struct sk_text *sql = sk_text_new(rewrite->owner);
        sk_text_add(sql, "INSERT INTO sqlite_sequence (name, seq) VALUES (");
        sk_text_literal(sql, name);
        sk_text_addf(sql, ", %lld)", (long long)column->start - 1);
        sk_sqlite_run(rewrite, sql->data, pos_bytes, "AUTOINCREMENT begins with another number than 1");
    }
}

void
sk_sqlite_restart(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes)
{
    TALLOC_CTX *owner = rewrite->owner;
    const char *name = sk_sqlite_relation(owner, table->schema, table->name);
    for (size_t i = 0; i < table->n_columns; i++)
        if (sk_sqlite_is_rowid(table, table->columns[i])) {
            struct sk_text *sql = sk_text_new(owner);
            sk_text_add(sql, "DELETE FROM sqlite_sequence WHERE name = ");
            sk_text_literal(sql, name);
            sk_sqlite_run(rewrite, sql->data, pos_bytes, "RESTART IDENTITY");
        }
    sk_sqlite_start_rowid(rewrite, table, name, pos_bytes);
    size_t n;
    char **restarts = sk_counters_restart(owner, &sk_sqlite_rules, rewrite->catalog, table, &n);
    for (size_t i = 0; i < n; i++)
        sk_sqlite_run(rewrite, restarts[i], pos_bytes, "RESTART IDENTITY");
}

/* ---- setval() ------------------------------------------------------------------------------------------------- */

/* What AUTOINCREMENT counts from is a row of sqlite_sequence, which the first row of the table makes. */
static void
set_rowid(struct sk_rewrite *rewrite, const struct sk_table *table, const char *value, size_t pos_bytes)
{
    TALLOC_CTX *owner = rewrite->owner;
    static const char note[] = "setval() moves the count of AUTOINCREMENT";
    struct sk_text *name_text = sk_text_new(owner);
    sk_text_literal(name_text, sk_sqlite_relation(owner, table->schema, table->name));
    const char *name = name_text->data;
    sk_sqlite_run(rewrite,
                  sk_printf(owner, "UPDATE sqlite_sequence SET seq = coalesce(%s, seq) WHERE name = %s", value, name),
                  pos_bytes, note);
    sk_sqlite_run(rewrite,
                  sk_printf(owner,
                            "INSERT INTO sqlite_sequence (name, seq) SELECT %s, v FROM (SELECT %s AS v) WHERE v IS NOT "
                            "NULL AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)",
                            name, value, name),
                  pos_bytes, note);
}

enum sk_status
sk_sqlite_set_value(struct sk_rewrite *rewrite, const PgQuery__SelectStmt *select, size_t pos_bytes,
                    struct sk_error *err)
{
    const PgQuery__FuncCall *call = select->target_list[0]->res_target->val->func_call;
    struct sk_printer p =
        sk_sqlite_printer(rewrite, sk_scope_new(rewrite->owner, rewrite->catalog, NULL), pos_bytes, err);
    const struct sk_sequence *s = sk_named_sequence(rewrite->catalog, call->args[0]);
    bool next = false;
    enum sk_status status = s ? sk_print_setval(&p, s, select, &next)
                              : sk_print_unsupported(&p, call->args[0], "setval() of an unknown sequence");
    if (!status && sk_sequence_is_counted(&sk_sqlite_rules, rewrite->catalog, s))
        sk_sqlite_run(rewrite, sk_counter_set(rewrite->owner, &sk_sqlite_rules, s, p.out->data, next), pos_bytes,
                      SK_COUNTERS_NOTE);
    else if (!status)
        set_rowid(rewrite, sk_catalog_table(rewrite->catalog, s->schema, s->owner_table),
                  sk_printf(p.tmp, next ? "(%s) - 1" : "(%s)", p.out->data), pos_bytes);
    talloc_free(p.tmp);
    return status;
}
