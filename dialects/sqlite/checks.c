/*
 * dialects/sqlite/checks.c - CHECKs that SQLite takes in a trigger only, and those that PostgreSQL has without a name:
 * what a domain takes, and what a table's partitions take.
 */
#include <string.h>

#include "dialects/postgres/postgres.h"
#include "dialects/sqlite/sqlite.h"

const struct sk_user_type *
sk_sqlite_domain_of(const struct sk_catalog *catalog, const struct sk_column *column)
{
    return sk_catalog_domain(catalog, &column->type);
}

enum sk_status
sk_sqlite_domain_check(const char **out, struct sk_printer *p, const struct sk_column *column,
                       const struct sk_constraint *check, const char *row)
{
    struct sk_text *value = sk_text_new(p->tmp);
    enum sk_status status;
    sk_text_add(value, row);
    sk_text_ident(value, column->name, '"');
    p->value_column = value->data;
    const char *sql = sk_print_apart(p, sk_expr_node(check->check), &status);
    p->value_column = NULL;
    const struct sk_table *table = p->scope->n_ranges ? p->scope->ranges[0].table : NULL;
    const char *awaits = status ? "" : sk_sqlite_awaits_value(p, table, column, value->data);
    *out = *awaits ? sk_printf(p->tmp, "%s(%s)", awaits, sql) : sql;
    return status;
}

static enum sk_status
check_sql(const char **out, struct sk_printer *p, const struct sk_constraint *k, const char *row)
{
    enum sk_status status;
    const char *prefix = p->row_prefix;
    p->row_prefix = row;
    const struct sk_table *table = p->scope->n_ranges ? p->scope->ranges[0].table : NULL;
    const char *awaited = sk_sqlite_awaits(p, table, k->check);
    const char *sql = sk_print_apart(p, sk_expr_node(k->check), &status);
    p->row_prefix = prefix;
    if (row && !status) {
        const char *unformed = sk_sqlite_unformed(p->tmp, p->catalog, table, NULL, k->check, row, false);
        const char *arrays = sk_sqlite_unformed(p->tmp, p->catalog, table, NULL, k->check, row, true);
        sql = sk_printf(p->tmp, "%s(%s)%s", arrays, sql, unformed);
    }
    *out = status ? "" : sk_printf(p->tmp, "%s%s", awaited, sql);
    return status;
}

bool
sk_sqlite_is_plain(const char *sql)
{
    return !sk_sqlite_has_query(sql) && !strstr(sql, "'now'") && !strstr(sql, "random");
}

/* SQLite's CHECK takes no sub-query and no clock, holds for the rows that are there, as NOT VALID does not, and looks
 * at a row before BEFORE triggers could fill it. */
enum sk_status
sk_sqlite_wants_trigger(bool *out, struct sk_printer *p, const struct sk_table *table, const struct sk_constraint *k)
{
    const char *sql = "";
    enum sk_status status = k->kind == SK_CHECK ? check_sql(&sql, p, k, NULL) : SK_OK;
    *out = k->kind == SK_CHECK && (k->not_valid || !sk_sqlite_is_plain(sql) ||
                                   sk_sqlite_fills_check(p->catalog, table, k));
    return status;
}

/* `final`: of the row as it is when all other triggers are done with it, which are younger and so come first; the
 * updates that they make of it do not count. */
static void
check_trigger(struct sk_rewrite *rewrite, struct sk_printer *p, const struct sk_table *table, const char *name,
              const char *sql, const char *event, bool final)
{
    const char *relation = sk_sqlite_relation(p->tmp, table->schema, table->name);
    p->out = sk_text_new(p->tmp);
    sk_text_add(p->out, "CREATE TRIGGER ");
    sk_print_name(p, sk_printf(p->tmp, "%s_%s_%s", relation, name, event));
    sk_text_addf(p->out, " AFTER %s ON ", event);
    sk_print_name(p, relation);
    if (!final)
        sk_text_addf(p->out, " WHEN NOT (%s)", sql);
    if (final && strcmp(event, "UPDATE") == 0 && sk_sqlite_fills_in_turns(p->catalog, table)) {
        sk_text_add(p->out, " WHEN NOT EXISTS (SELECT 1 FROM " SK_SQLITE_ASSIGNING " WHERE relation = ");
        sk_text_literal(p->out, relation);
        sk_text_add(p->out, " AND row = OLD._rowid_)");
    }
    sk_text_add(p->out, " BEGIN " SK_SQLITE_OWN " SELECT RAISE(ABORT, ");
    bool of_partitions = strcmp(name, SK_SQLITE_NO_PARTITION) == 0;
    sk_text_literal(p->out, of_partitions ? sk_printf(p->tmp, "no partition of relation \"%s\" found for row", table->name)
                                          : sk_printf(p->tmp, "CHECK constraint failed: %s", name));
    sk_text_add(p->out, ")");
    if (final) {
        sk_text_add(p->out, " FROM ");
        sk_print_name(p, relation);
        sk_text_addf(p->out, " WHERE _rowid_ = NEW._rowid_ AND NOT (%s)", sql);
    }
    sk_text_add(p->out, "; END");
    sk_sqlite_run(rewrite, sk_strdup(rewrite->owner, p->out->data), p->pos_bytes,
                  of_partitions ? "a trigger holds rows to what the partitions take"
                  : final       ? "a BEFORE trigger fills what the CHECK looks at: a trigger holds rows to it"
                                : "sqlite's CHECK cannot say this (sub-query, clock, pattern, NOT VALID): a trigger "
                                  "holds rows to it");
}

static void
check_trigger_pair(struct sk_rewrite *rewrite, struct sk_printer *p, const struct sk_table *table, const char *name,
                   const char *sql)
{
    check_trigger(rewrite, p, table, name, sql, "INSERT", false);
    check_trigger(rewrite, p, table, name, sql, "UPDATE", false);
}

static void
final_trigger_pair(struct sk_rewrite *rewrite, struct sk_printer *p, const struct sk_table *table, const char *name,
                   const char *sql)
{
    check_trigger(rewrite, p, table, name, sql, "INSERT", true);
    check_trigger(rewrite, p, table, name, sql, "UPDATE", true);
}

/* A trigger does not look at the rows that are there, as a CHECK does. */
static void
check_rows(struct sk_rewrite *rewrite, struct sk_printer *p, const struct sk_table *table, const char *name,
           const char *sql)
{
    p->out = sk_text_new(p->tmp);
    sk_text_add(p->out, "SELECT 'rowid ' || _rowid_ FROM ");
    sk_print_name(p, sk_sqlite_relation(p->tmp, table->schema, table->name));
    sk_text_addf(p->out, " WHERE NOT (%s) LIMIT 1", sql);
    sk_sqlite_assert(
        rewrite, sk_strdup(rewrite->owner, p->out->data), p->pos_bytes,
        sk_printf(rewrite->owner, "a row of table \"%s\" violates check constraint \"%s\"", table->name, name));
}

/* What is done for each CHECK that is a trigger: its name in the file, and its expression on the row. */
typedef void check_fn(struct sk_rewrite *rewrite, struct sk_printer *p, const struct sk_table *table, const char *name,
                      const char *sql);

static enum sk_status
each_domain_check(struct sk_rewrite *rewrite, struct sk_printer *p, const struct sk_table *table,
                  const struct sk_column *column, const char *row, check_fn *act)
{
    const struct sk_user_type *domain = sk_sqlite_domain_of(p->catalog, column);
    enum sk_status status = SK_OK;
    for (size_t i = 0; domain && i < domain->n_checks && !status; i++) {
        const char *sql;
        status = sk_sqlite_domain_check(&sql, p, column, domain->checks[i], row ? sk_printf(p->tmp, "%s.", row) : "");
        if (!status && !sk_sqlite_is_plain(sql))
            act(rewrite, p, table, sk_printf(p->tmp, "%s_%s", column->name, domain->checks[i]->name), sql);
    }
    return status;
}

/* One table holds all partitions, and no more than they would. */
static enum sk_status
partition_check(struct sk_rewrite *rewrite, struct sk_printer *p, const struct sk_table *table)
{
    struct sk_constraint k = {.kind = SK_CHECK, .check = sk_pg_partitioned_rows(p->tmp, table)};
    const char *sql = "";
    enum sk_status status = k.check ? check_sql(&sql, p, &k, "NEW") : SK_OK;
    if (!status && k.check)
        check_trigger_pair(rewrite, p, table, SK_SQLITE_NO_PARTITION, sql);
    return status;
}

/* `row`: "NEW", the table's name for those that look at the final row, or NULL for the rows that are there. */
static enum sk_status
each_check(struct sk_rewrite *rewrite, const struct sk_table *table, const char *row, check_fn *act, size_t pos_bytes,
           struct sk_error *err)
{
    bool finals = act == final_trigger_pair, others = act == check_trigger_pair;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_printer p =
        sk_sqlite_printer(rewrite, sk_scope_of_table(tmp, rewrite->catalog, table), pos_bytes, err);
    enum sk_status status = SK_OK;
    p.drop_qualifier = table->name;
    for (size_t i = 0; i < table->n_columns && !finals && !status; i++)
        status = each_domain_check(rewrite, &p, table, table->columns[i], row, act);
    for (size_t i = 0; i < table->n_constraints && !status; i++) {
        const struct sk_constraint *k = table->constraints[i];
        bool wanted;
        const char *sql = "";
        status = sk_sqlite_wants_trigger(&wanted, &p, table, k);
        if (status || !wanted || (!row && k->not_valid))
            continue;
        if ((finals || others) && sk_sqlite_fills_check(p.catalog, table, k) != finals)
            continue;
        status = check_sql(&sql, &p, k, row);
        if (!status)
            act(rewrite, &p, table, k->name, sql);
    }
    if (!status && others && table->partitioned)
        status = partition_check(rewrite, &p, table);
    talloc_free(p.tmp);
    talloc_free(tmp);
    return status;
}

enum sk_status
sk_sqlite_check_rows(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes, struct sk_error *err)
{
    enum sk_status status = each_check(rewrite, table, NULL, check_rows, pos_bytes, err);
    return status ? status : sk_sqlite_check_exclusions(rewrite, table, pos_bytes, err);
}

enum sk_status
sk_sqlite_check_is_native(bool *out, struct sk_rewrite *rewrite, const struct sk_table *table,
                          const struct sk_constraint *k, size_t pos_bytes, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_printer p =
        sk_sqlite_printer(rewrite, sk_scope_of_table(tmp, rewrite->catalog, table), pos_bytes, err);
    bool trigger;
    p.drop_qualifier = table->name;
    enum sk_status status = sk_sqlite_wants_trigger(&trigger, &p, table, k);
    *out = !trigger;
    talloc_free(p.tmp);
    talloc_free(tmp);
    return status;
}

enum sk_status
sk_sqlite_make_final_checks(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes,
                            struct sk_error *err)
{
    const char *row = sk_sqlite_quoted(rewrite->owner, sk_sqlite_relation(rewrite->owner, table->schema, table->name));
    return table->n_triggers ? each_check(rewrite, table, row, final_trigger_pair, pos_bytes, err) : SK_OK;
}

enum sk_status
sk_sqlite_make_checks(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes, struct sk_error *err)
{
    return each_check(rewrite, table, "NEW", check_trigger_pair, pos_bytes, err);
}

/* ---- taking them away ------------------------------------------------------------------------------------------ */

static void
drop_pair(struct sk_rewrite *rewrite, const char *stem, size_t pos_bytes)
{
    sk_sqlite_drop_trigger(rewrite, sk_printf(rewrite->owner, "%s_INSERT", stem), pos_bytes);
    sk_sqlite_drop_trigger(rewrite, sk_printf(rewrite->owner, "%s_UPDATE", stem), pos_bytes);
}

/* Those that hold rows to what the partitions take; false: there are none. */
static bool
drop_partition_check(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes)
{
    if (!table->partitioned || !sk_pg_partitioned_rows(rewrite->owner, table))
        return false;
    const char *relation = sk_sqlite_relation(rewrite->owner, table->schema, table->name);
    drop_pair(rewrite, sk_printf(rewrite->owner, "%s_" SK_SQLITE_NO_PARTITION, relation), pos_bytes);
    return true;
}

enum sk_status
sk_sqlite_drop_checks(bool *any, struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes,
                      struct sk_error *err)
{
    TALLOC_CTX *owner = rewrite->owner;
    const char *relation = sk_sqlite_relation(owner, table->schema, table->name);
    *any = drop_partition_check(rewrite, table, pos_bytes) || *any;
    for (size_t i = 0; i < table->n_columns; i++) {
        const char *column = table->columns[i]->name;
        const struct sk_user_type *domain = sk_sqlite_domain_of(rewrite->catalog, table->columns[i]);
        for (size_t k = 0; domain && k < domain->n_checks; k++)
            drop_pair(rewrite, sk_printf(owner, "%s_%s_%s", relation, column, domain->checks[k]->name), pos_bytes);
    }
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        bool native;
        enum sk_status status = sk_sqlite_check_is_native(&native, rewrite, table, k, pos_bytes, err);
        if (status)
            return status;
        *any = *any || !native;
        if (!native)
            drop_pair(rewrite, sk_printf(owner, "%s_%s", relation, k->name), pos_bytes);
    }
    return SK_OK;
}

/* What rows the table takes is another thing now. */
enum sk_status
sk_sqlite_change_partition(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    struct sk_catalog *before = rewrite->catalog, *after = sk_catalog_clone(rewrite->owner, before);
    sk_sqlite_note(rewrite, change->pos_bytes, "one table holds all partitions");
    if (sk_change_apply(after, change, err))
        return sk_at(err, rewrite->script->file, change->pos_bytes);
    drop_partition_check(rewrite, sk_catalog_table(before, change->schema, change->name), change->pos_bytes);
    const struct sk_table *table = sk_catalog_table(after, change->schema, change->name);
    struct sk_printer p =
        sk_sqlite_printer(rewrite, sk_scope_of_table(rewrite->owner, after, table), change->pos_bytes, err);
    p.drop_qualifier = table->name;
    enum sk_status status = partition_check(rewrite, &p, table);
    talloc_free(p.tmp);
    return status;
}
