/* dialects/mysql/dialect.c - every change of the catalog, and what MySQL or MariaDB is sent for it. */
#include <string.h>

#include "dialects/mysql/mysql.h"

/* ---- helpers -------------------------------------------------------------------------------------------------- */

struct sk_output *
sk_mysql_run(struct sk_rewrite *rewrite, const char *sql, size_t pos_bytes, const char *note)
{
    return sk_rewrite_add(rewrite, &(struct sk_output){.sql = sql,
                                                       .pos_bytes = pos_bytes,
                                                       .outcome = note ? SK_EMULATED : SK_EXACT,
                                                       .note = note});
}

void
sk_mysql_note(struct sk_rewrite *rewrite, size_t pos_bytes, const char *note)
{
    sk_rewrite_add(rewrite, &(struct sk_output){.pos_bytes = pos_bytes, .outcome = SK_NOTED, .note = note});
}

void
sk_mysql_assert(struct sk_rewrite *rewrite, const char *sql, size_t pos_bytes, const char *message)
{
    sk_rewrite_add(rewrite, &(struct sk_output){.kind = SK_ASSERT_NONE,
                                                .sql = sql,
                                                .pos_bytes = pos_bytes,
                                                .outcome = SK_EMULATED,
                                                .note = message});
}

struct sk_printer
sk_mysql_printer(const struct sk_rewrite *rewrite, const struct sk_scope *scope, size_t pos_bytes,
                 struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    bool mariadb = strcmp(rewrite->dialect->name, "mariadb") == 0;
    return (struct sk_printer){.rules = mariadb ? &sk_mariadb_rules : &sk_mysql_rules,
                               .out = sk_text_new(tmp),
                               .scope = scope ? scope : sk_scope_new(tmp, rewrite->catalog, NULL),
                               .catalog = rewrite->catalog,
                               .tmp = tmp,
                               .file = rewrite->script->file,
                               .pos_bytes = pos_bytes,
                               .err = err};
}

static enum sk_status
unsupported(struct sk_rewrite *rewrite, const struct sk_change *change, const char *why, struct sk_error *err)
{
    const char *dialect = rewrite->dialect->name;
    sk_fail(err, SK_EUNSUPPORTED, "%s", why);
    sk_at(err, rewrite->script->file, change->pos_bytes);
    sk_hint(err, "Write the migration's form for %s into a file of its own beside it (NAME.up.%s.sql).", dialect,
            dialect);
    return SK_EUNSUPPORTED;
}

/* ---- one change ----------------------------------------------------------------------------------------------- */

static enum sk_status
render(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    return unsupported(rewrite, change, sk_change_name(change->kind), err);
}

/* DDL commits by itself, so an author's BEGIN and COMMIT around the whole file change nothing; within it they do. */
static enum sk_status
transaction_control(struct sk_rewrite *rewrite, const struct sk_statement *statement, struct sk_error *err)
{
    const struct sk_script *script = rewrite->script;
    if (statement == &script->statements[0] || statement == &script->statements[script->n - 1]) {
        sk_mysql_note(rewrite, statement->pos_bytes, "skein's journal takes the place of a transaction here");
        return SK_OK;
    }
    sk_fail(err, SK_EREFUSED, "%s in a migration", statement->tag);
    sk_at(err, script->file, statement->pos_bytes);
    sk_hint(err, "skein decides what runs together: take the statement out, or split the file.");
    return SK_EREFUSED;
}

static enum sk_status
rewrite(struct sk_rewrite *rewrite_, const struct sk_statement *statement, struct sk_error *err)
{
    if (statement->transaction_control)
        return transaction_control(rewrite_, statement, err);
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < statement->n_changes && !status; i++)
        status = render(rewrite_, statement->changes[i], err);
    return status;
}

static enum sk_status
finish(struct sk_rewrite *rewrite_, struct sk_error *err)
{
    (void)rewrite_;
    (void)err;
    return SK_OK;
}

static char *
count_rows(TALLOC_CTX *owner, const char *schema, const char *name)
{
    return sk_printf(owner, "SELECT count(*) FROM %s", sk_mysql_relation(owner, schema, name));
}

#define LIST_TABLES                                                                                                    \
    "SELECT NULL, t.table_name, (SELECT count(*) FROM information_schema.columns c "                                   \
    "WHERE c.table_schema = t.table_schema AND c.table_name = t.table_name), "                                         \
    "(SELECT count(DISTINCT s.index_name) FROM information_schema.statistics s "                                       \
    "WHERE s.table_schema = t.table_schema AND s.table_name = t.table_name) "                                          \
    "FROM information_schema.tables t WHERE t.table_schema = DATABASE() AND t.table_type = 'BASE TABLE' ORDER BY 2"

const struct sk_dialect sk_mysql = {
    .abi = SK_DIALECT_ABI,
    .name = "mysql",
    .rewrite = rewrite,
    .finish = finish,
    .list_tables = LIST_TABLES,
    .count_rows = count_rows,
};

const struct sk_dialect sk_mariadb = {
    .abi = SK_DIALECT_ABI,
    .name = "mariadb",
    .rewrite = rewrite,
    .finish = finish,
    .list_tables = LIST_TABLES,
    .count_rows = count_rows,
};
