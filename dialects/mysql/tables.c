/* dialects/mysql/tables.c - tables as a whole: made, dropped, renamed, moved. */
#include <string.h>

#include "dialects/common/counters.h"
#include "dialects/mysql/physical.h"
#include "dialects/mysql/print.h"

/* Every setting that a server could have another default for is written out. */
static void
put_options(struct sk_text *sql, const struct sk_mysql_physical *physical, bool mariadb)
{
    sk_text_addf(sql, ") ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE %s",
                 sk_mysql_collation(mariadb));
    if (physical->auto_start)
        sk_text_addf(sql, " AUTO_INCREMENT=%lld", physical->auto_start);
    if (physical->comment) {
        sk_text_add(sql, " COMMENT=");
        sk_mysql_put_comment(sql, physical->comment, 2048);
    }
}

static void
put_parts(struct sk_text *sql, const struct sk_mysql_parts *parts, bool *first)
{
    for (size_t i = 0; i < parts->n; i++) {
        sk_text_sep(sql, first, ",\n    ");
        sk_mysql_put_part(sql, &parts->items[i]);
    }
}

static enum sk_status
fill_table(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    struct sk_printer p = sk_mysql_printer(rewrite, NULL, change->pos_bytes, err);
    const struct sk_table *table = change->u.table;
    sk_text_add(p.out, "INSERT INTO ");
    sk_print_relation(&p, table->schema, table->name);
    sk_text_add(p.out, " ");
    const sk_node *query = sk_expr_node(change->query);
    const sk_node *numbered = sk_numbered_query(p.tmp, p.rules, rewrite->catalog, query);
    struct sk_counters counters = {0};
    struct sk_counting counting = sk_mysql_counting(rewrite);
    enum sk_status status = sk_mysql_open_once(&p, numbered);
    status = status ? status : sk_counters_ask(&p, rewrite, &counting, numbered, &counters);
    status = status ? status : sk_print_statement(&p, numbered);
    if (!status)
        sk_mysql_run_data(rewrite, sk_strdup(rewrite->owner, p.out->data), change->pos_bytes,
                          numbered == query ? NULL : p.counters ? SK_COUNTERS_NOTE : SK_NUMBERED_NOTE);
    talloc_free(p.tmp);
    return status;
}

enum sk_status
sk_mysql_create_table(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    const struct sk_table *table = change->u.table;
    TALLOC_CTX *owner = rewrite->owner;
    struct sk_mysql_physical *physical;
    enum sk_status status = sk_mysql_physical(&physical, owner, rewrite, table, change->pos_bytes, err);
    if (status)
        return status;
    struct sk_text *sql = sk_text_new(owner);
    bool first = true;
    sk_text_addf(sql, "CREATE %sTABLE %s", table->temporary ? "TEMPORARY " : "",
                 change->if_not_exists ? "IF NOT EXISTS " : "");
    sk_mysql_put_relation(sql, table->schema, table->name);
    sk_text_add(sql, " (\n    ");
    put_parts(sql, &physical->columns, &first);
    put_parts(sql, &physical->keys, &first);
    put_parts(sql, &physical->foreign, &first);
    put_parts(sql, &physical->checks, &first);
    sk_text_add(sql, "\n");
    put_options(sql, physical, strcmp(rewrite->dialect->name, "mariadb") == 0);
    if (table->partitioned)
        sk_mysql_note(rewrite, change->pos_bytes, "one table holds all partitions");
    for (size_t i = 0; i < physical->n_notes; i++)
        sk_mysql_note(rewrite, change->pos_bytes, physical->notes[i]);
    struct sk_output *output = sk_mysql_run(rewrite, sql->data, change->pos_bytes, NULL);
    output->probe = sk_mysql_has_table(owner, table->schema, table->name);
    bool passing = strncmp(table->name, SK_PG_STAGE, strlen(SK_PG_STAGE)) == 0 || sk_same(table->name, SK_PG_DO);
    if (passing)
        output->undo = sk_printf(owner, "DROP TABLE %s", sk_mysql_relation(owner, table->schema, table->name));
    for (size_t i = 0; i < physical->triggers.n && !change->redundant; i++) {
        const struct sk_mysql_part *trigger = &physical->triggers.items[i];
        sk_mysql_make_guard(rewrite, table->schema, trigger, change->pos_bytes);
        if (passing)
            rewrite->outputs[rewrite->n - 1].undo =
                sk_printf(owner, "DROP TRIGGER %s", sk_mysql_relation(owner, table->schema, trigger->name));
    }
    return change->query && !change->redundant ? fill_table(rewrite, change, err) : SK_OK;
}

static bool
refers_to(const struct sk_table *from, const struct sk_table *to)
{
    for (size_t i = 0; from && i < from->n_constraints; i++)
        if (sk_constraint_refers_to(from->constraints[i], to))
            return true;
    return false;
}

/* Two tables refer to each other. Without the one, the other may take types of its own again, which no foreign key of
 * the one may look at by then. */
static enum sk_status
part_from_others(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes, struct sk_error *err)
{
    TALLOC_CTX *owner = rewrite->owner;
    struct sk_mysql_physical *physical = NULL;
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        const struct sk_table *to =
            k->kind == SK_FOREIGN_KEY ? sk_catalog_table(rewrite->catalog, k->ref_schema, k->ref_table) : NULL;
        if (to == table || !refers_to(to, table))
            continue;
        enum sk_status status = physical ? SK_OK : sk_mysql_physical(&physical, owner, rewrite, table, pos_bytes, err);
        const char *name = sk_mysql_constraint_name(owner, rewrite->catalog, table, k);
        if (status)
            return status;
        if (!sk_mysql_find_part(&physical->foreign, name))
            continue;
        const char *sql =
            sk_printf(owner, "ALTER TABLE %s DROP FOREIGN KEY %s", sk_mysql_relation(owner, table->schema, table->name),
                      sk_mysql_quoted(owner, name));
        sk_mysql_run(rewrite, sql, pos_bytes, "foreign keys are off their columns while these change")->probe =
            sk_mysql_has_not(owner, sk_mysql_has_constraint(owner, table->schema, table->name, name));
    }
    return SK_OK;
}

/* CASCADE drops views and the foreign keys that point to the table. */
enum sk_status
sk_mysql_drop_table(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    TALLOC_CTX *owner = rewrite->owner;
    const struct sk_table *table =
        change->cascade ? sk_catalog_table(rewrite->catalog, change->schema, change->name) : NULL;
    enum sk_status status = table ? part_from_others(rewrite, table, change->pos_bytes, err) : SK_OK;
    if (!status && change->cascade)
        status = sk_mysql_alter_all(rewrite, change, err);
    if (status)
        return status;
    const char *sql = sk_printf(owner, "DROP TABLE %s%s", change->if_exists ? "IF EXISTS " : "",
                                sk_mysql_relation(owner, change->schema, change->name));
    sk_mysql_run(rewrite, sql, change->pos_bytes, NULL)->probe =
        sk_mysql_has_not(owner, sk_mysql_has_table(owner, change->schema, change->name));
    return SK_OK;
}
