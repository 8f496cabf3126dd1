/*
 * dialects/sqlite/exclusions.c - EXCLUDE constraints that are no keys, as triggers.
 *
 * A pair of triggers asks, after each row that is written, for another one that excludes it. SQLite has one writer, so
 * that nobody can write beside it. In PostgreSQL a DEFERRABLE one may wait for COMMIT; here none does.
 */
#include <string.h>

#include "dialects/common/exclusions.h"
#include "dialects/sqlite/sqlite.h"

static const char other[] = "skein_other";
static const char note[] = "a trigger looks for rows that the constraint excludes";

void
sk_sqlite_note_late(struct sk_rewrite *rewrite, const struct sk_constraint *k, size_t pos_bytes)
{
    if (k->deferrable && (k->kind == SK_UNIQUE || k->kind == SK_PRIMARY_KEY))
        sk_sqlite_note(rewrite, pos_bytes, SK_LATE_KEY_NOTE);
    else if (k->deferrable && k->kind == SK_EXCLUDE)
        sk_sqlite_note(rewrite, pos_bytes, SK_LATE_EXCLUSION_NOTE);
}

/* The constraint as parts, unless it is an index. */
static struct sk_exclusion *
exclusion_of(TALLOC_CTX *owner, const struct sk_constraint *k)
{
    struct sk_exclusion *exclusion = k->kind == SK_EXCLUDE ? sk_pg_exclusion(owner, k) : NULL;
    return exclusion && !exclusion->is_key ? exclusion : NULL;
}

static const char *
trigger_name(TALLOC_CTX *owner, const struct sk_table *table, const struct sk_constraint *k, const char *event)
{
    return sk_printf(owner, "%s_%s_%s", sk_sqlite_relation(owner, table->schema, table->name), k->name, event);
}

static enum sk_status
make_trigger(struct sk_rewrite *rewrite, struct sk_printer *p, const struct sk_table *table,
             const struct sk_constraint *k, const struct sk_exclusion *exclusion, const char *event)
{
    const char *conflict, *no_value;
    enum sk_status status = sk_print_conflict(&conflict, p, table, exclusion, other, "NEW");
    status = status ? status : sk_print_no_value(&no_value, p, table, exclusion, "NEW");
    if (status)
        return status;
    const char *relation = sk_sqlite_relation(p->tmp, table->schema, table->name);
    p->out = sk_text_new(p->tmp);
    sk_text_add(p->out, "CREATE TRIGGER ");
    sk_print_name(p, trigger_name(p->tmp, table, k, event));
    sk_text_addf(p->out, " AFTER %s ON ", event);
    sk_print_name(p, relation);
    sk_text_addf(p->out, " WHEN %s%sEXISTS (SELECT 1 FROM ", no_value ? no_value : "", no_value ? " OR " : "");
    sk_print_name(p, relation);
    sk_text_addf(p->out, " AS %s WHERE %s._rowid_ <> NEW._rowid_ AND %s) BEGIN " SK_SQLITE_OWN " SELECT RAISE(ABORT, ",
                 other, other, conflict);
    sk_text_literal(p->out, sk_printf(p->tmp, "conflicting key value violates exclusion constraint \"%s\"", k->name));
    sk_text_add(p->out, "); END");
    sk_sqlite_run(rewrite, sk_strdup(rewrite->owner, p->out->data), p->pos_bytes, note);
    return SK_OK;
}

enum sk_status
sk_sqlite_make_exclusions(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes,
                          struct sk_error *err)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < table->n_constraints && !status; i++) {
        const struct sk_constraint *k = table->constraints[i];
        const struct sk_exclusion *exclusion = exclusion_of(rewrite->owner, k);
        if (!exclusion)
            continue;
        struct sk_printer p = sk_sqlite_printer(rewrite, NULL, pos_bytes, err);
        status = make_trigger(rewrite, &p, table, k, exclusion, "INSERT");
        status = status ? status : make_trigger(rewrite, &p, table, k, exclusion, "UPDATE");
        talloc_free(p.tmp);
    }
    return status;
}

enum sk_status
sk_sqlite_check_exclusions(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes,
                           struct sk_error *err)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < table->n_constraints && !status; i++) {
        const struct sk_constraint *k = table->constraints[i];
        const struct sk_exclusion *exclusion = exclusion_of(rewrite->owner, k);
        const char *conflict;
        if (!exclusion)
            continue;
        struct sk_printer p = sk_sqlite_printer(rewrite, NULL, pos_bytes, err);
        status = sk_print_conflict(&conflict, &p, table, exclusion, other, "skein_row");
        if (!status) {
            struct sk_text *name = sk_text_new(p.tmp);
            sk_text_ident(name, sk_sqlite_relation(p.tmp, table->schema, table->name), '"');
            sk_sqlite_assert(rewrite,
                             sk_printf(rewrite->owner,
                                       "SELECT 'rowid ' || skein_row._rowid_ FROM %s AS skein_row JOIN %s AS %s ON "
                                       "%s._rowid_ < skein_row._rowid_ AND %s LIMIT 1",
                                       name->data, name->data, other, other, conflict),
                             pos_bytes,
                             sk_printf(rewrite->owner, "rows of table \"%s\" violate exclusion constraint \"%s\"",
                                       table->name, k->name));
        }
        talloc_free(p.tmp);
    }
    return status;
}

bool
sk_sqlite_drop_exclusions(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes)
{
    static const char *const events[] = {"INSERT", "UPDATE"};
    bool any = false;
    for (size_t i = 0; i < 2 * table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i / 2];
        if (!exclusion_of(rewrite->owner, k))
            continue;
        struct sk_text *sql = sk_text_new(rewrite->owner);
        sk_text_add(sql, "DROP TRIGGER IF EXISTS ");
        sk_text_ident(sql, trigger_name(rewrite->owner, table, k, events[i % 2]), '"');
        sk_sqlite_run(rewrite, sql->data, pos_bytes, "it is made again");
        any = true;
    }
    return any;
}
