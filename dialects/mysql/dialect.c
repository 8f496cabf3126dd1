/* dialects/mysql/dialect.c - every change of the catalog, and what MySQL or MariaDB is sent for it. */
#include <string.h>

#include "dialects/common/counters.h"
#include "dialects/common/mentions.h"
#include "dialects/common/one_by_one.h"
#include "dialects/common/schemas.h"
#include "dialects/common/trigger_names.h"
#include "dialects/common/unmade.h"
#include "dialects/mysql/physical.h"
#include "dialects/postgres/postgres.h"

/* ---- helpers -------------------------------------------------------------------------------------------------- */

struct sk_output *
sk_mysql_run(struct sk_rewrite *rewrite, const char *sql, size_t pos_bytes, const char *note)
{
    return sk_rewrite_add(rewrite, &(struct sk_output){.sql = sql,
                                                       .pos_bytes = pos_bytes,
                                                       .outcome = note ? SK_EMULATED : SK_EXACT,
                                                       .note = note});
}

struct sk_output *
sk_mysql_run_data(struct sk_rewrite *rewrite, const char *sql, size_t pos_bytes, const char *note)
{
    struct sk_output *output = sk_mysql_run(rewrite, sql, pos_bytes, note);
    output->is_data = true;
    return output;
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

const struct sk_printer_rules *
sk_mysql_rules_of(const struct sk_rewrite *rewrite)
{
    return strcmp(rewrite->dialect->name, "mariadb") == 0 ? &sk_mariadb_rules : &sk_mysql_rules;
}

struct sk_printer
sk_mysql_printer(const struct sk_rewrite *rewrite, const struct sk_scope *scope, size_t pos_bytes,
                 struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    return (struct sk_printer){.rules = sk_mysql_rules_of(rewrite),
                               .out = sk_text_new(tmp),
                               .rewrite = rewrite->by_application ? NULL : (struct sk_rewrite *)(uintptr_t)rewrite,
                               .scope = scope ? scope : sk_scope_new(tmp, rewrite->catalog, NULL),
                               .catalog = rewrite->catalog,
                               .tmp = tmp,
                               .server_version = rewrite->server_version,
                               .file = rewrite->script->file,
                               .pos_bytes = pos_bytes,
                               .err = err};
}

const char *
sk_mysql_name_of_public(const struct sk_rewrite *rewrite, const char *schema)
{
    return strcmp(schema, SK_PUBLIC) == 0 ? NULL : rewrite->database;
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
noted(struct sk_rewrite *rewrite, const struct sk_change *change, const char *note)
{
    sk_mysql_note(rewrite, change->pos_bytes, note);
    return SK_OK;
}

/* ---- schemas ---------------------------------------------------------------------------------------------------- */

static char *
has_database(TALLOC_CTX *owner, const char *schema)
{
    return sk_printf(owner, "SELECT 1 FROM information_schema.schemata WHERE schema_name = %s",
                     sk_mysql_constant(owner, schema));
}

static enum sk_status
create_schema(struct sk_rewrite *rewrite, const struct sk_change *change)
{
    TALLOC_CTX *owner = rewrite->owner;
    const char *sql = sk_printf(owner, "CREATE DATABASE IF NOT EXISTS %s CHARACTER SET utf8mb4 COLLATE %s",
                                sk_mysql_quoted(owner, change->name),
                                sk_mysql_collation(strcmp(rewrite->dialect->name, "mariadb") == 0));
    sk_mysql_run(rewrite, sql, change->pos_bytes, "a schema is a database")->probe = has_database(owner, change->name);
    return SK_OK;
}

/* DROP DATABASE asks nobody: what skein does not know of must not go with it. */
static enum sk_status
drop_schema(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    TALLOC_CTX *owner = rewrite->owner;
    enum sk_status status = sk_mysql_alter_all(rewrite, change, err);
    if (status)
        return status;
    struct sk_text *known = sk_text_new(owner);
    for (size_t i = 0; i < rewrite->catalog->n_tables; i++)
        if (strcmp(rewrite->catalog->tables[i]->schema, change->name) == 0)
            sk_text_addf(known, ", %s", sk_mysql_constant(owner, rewrite->catalog->tables[i]->name));
    sk_mysql_assert(rewrite,
                    sk_printf(owner,
                              "SELECT table_name FROM information_schema.tables WHERE table_schema = %s AND "
                              "table_name NOT IN ('" SK_COUNTERS "'%s) LIMIT 1",
                              sk_mysql_constant(owner, change->name), known->data),
                    change->pos_bytes, "cannot drop the schema, for its database holds what no migration made");
    const char *sql = sk_printf(owner, "DROP DATABASE IF EXISTS %s", sk_mysql_quoted(owner, change->name));
    sk_mysql_run(rewrite, sql, change->pos_bytes, "a schema is a database")->probe =
        sk_mysql_has_not(owner, has_database(owner, change->name));
    return SK_OK;
}

/* ---- one change ------------------------------------------------------------------------------------------------- */

static enum sk_status
drop_type(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    enum sk_status status = change->cascade ? sk_mysql_alter_all(rewrite, change, err) : SK_OK;
    return status ? status : noted(rewrite, change, "a type is a part of the columns that have it");
}

static enum sk_status
render(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    switch (change->kind) {
    case SK_CREATE_TABLE:
        return sk_mysql_create_table(rewrite, change, err);
    case SK_DROP_TABLE:
        return sk_mysql_drop_table(rewrite, change, err);
    case SK_RENAME_TABLE:
    case SK_SET_TABLE_SCHEMA:
        return sk_mysql_move_table(rewrite, change, err);
    case SK_COMMENT:
        return sk_mysql_comment(rewrite, change, err);
    case SK_CREATE_SCHEMA:
        return create_schema(rewrite, change);
    case SK_DROP_SCHEMA:
        return drop_schema(rewrite, change, err);
    case SK_ADD_ENUM_VALUE:
    case SK_RENAME_ENUM_VALUE:
    case SK_ALTER_TYPE:
        return sk_mysql_alter_all(rewrite, change, err);
    case SK_CREATE_TYPE:
    case SK_RENAME_TYPE:
        return noted(rewrite, change, "a type is a part of the columns that have it");
    case SK_DROP_TYPE:
        return drop_type(rewrite, change, err);
    case SK_CREATE_COLLATION:
        return noted(rewrite, change, "there are no collations of one's own: a column gets one of the server's that ignores case");
    case SK_CREATE_EXTENSION:
    case SK_DROP_EXTENSION:
        return noted(rewrite, change, "there are no extensions: their types and functions are looked at where used");
    case SK_CREATE_TRIGGER:
    case SK_DROP_TRIGGER:
    case SK_RENAME_TRIGGER:
    case SK_ENABLE_TRIGGER:
        return sk_mysql_change_trigger(rewrite, change, err);
    case SK_CREATE_FUNCTION:
    case SK_DROP_FUNCTION:
    case SK_RENAME_FUNCTION:
        return sk_mysql_change_function(rewrite, change, err);
    case SK_CREATE_VIEW:
    case SK_DROP_VIEW:
    case SK_RENAME_VIEW:
    case SK_RENAME_VIEW_COLUMN:
    case SK_REFRESH_VIEW:
        return sk_mysql_change_view(rewrite, change, err);
    case SK_DROP_SEQUENCE:
        return change->cascade ? sk_mysql_alter_all(rewrite, change, err) : SK_OK; /* defaults that ask it */
    case SK_CREATE_SEQUENCE:
        return SK_OK; /* sk_with_counters() */
    case SK_ALTER_SEQUENCE:
    case SK_RENAME_SEQUENCE:
        return sk_mysql_change_sequence(rewrite, change, err);
    case SK_ROWS:
        return sk_mysql_rows(rewrite, change, err);
    case SK_NO_EFFECT:
        return noted(rewrite, change, change->to);
    case SK_PARTITION:
        return sk_mysql_change_partition(rewrite, change, err);
    case SK_CODE:
        return unsupported(rewrite, change, change->to ? change->to : "procedural code (DO, CALL) cannot be translated",
                           err);
    default:
        return unsupported(rewrite, change, sk_change_name(change->kind), err);
    }
}

static enum sk_status
render_change(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    return change->redundant && change->kind != SK_CREATE_TABLE
               ? noted(rewrite, change, "IF [NOT] EXISTS: there is nothing to do")
               : render(rewrite, change, err);
}

/* Columns, constraints and indexes of a table: all of a statement together. */
static bool
is_alter(const struct sk_change *change)
{
    return sk_change_is_of_table(change) && change->kind != SK_CREATE_TRIGGER && change->kind != SK_DROP_TRIGGER &&
           change->kind != SK_RENAME_TRIGGER && change->kind != SK_ENABLE_TRIGGER;
}

static bool
is_index_of(const struct sk_change *change, const struct sk_table *table)
{
    return change->kind == SK_CREATE_INDEX && sk_same(change->name, table->name) &&
           sk_same(change->schema, table->schema);
}

/* The table that the statement makes, with the indexes that it makes on it, LIKE ... INCLUDING INDEXES, beside which
 * are the sequences of its columns; NULL: it makes none of its own. */
static struct sk_table *
made_with_indexes(TALLOC_CTX *owner, const struct sk_statement *statement)
{
    const struct sk_change *first = statement->n_changes > 1 ? statement->changes[0] : NULL;
    if (!first || first->kind != SK_CREATE_TABLE)
        return NULL;
    struct sk_table *table = sk_table_clone(owner, first->u.table);
    for (size_t i = 1; i < statement->n_changes; i++) {
        const struct sk_change *change = statement->changes[i];
        if (is_index_of(change, table))
            sk_push(table, table->indexes, table->n_indexes, change->u.index);
        else if (change->kind != SK_CREATE_SEQUENCE)
            return NULL;
    }
    return table;
}

static enum sk_status
render_all(struct sk_rewrite *rewrite_, const struct sk_statement *statement, struct sk_error *err)
{
    struct sk_table *whole = made_with_indexes(rewrite_->owner, statement);
    if (whole) {
        struct sk_change change = *statement->changes[0];
        change.u.table = whole;
        return render(rewrite_, &change, err);
    }
    for (size_t i = 0; i < statement->n_changes; i++)
        if (is_alter(statement->changes[i]))
            return sk_mysql_alter(rewrite_, statement, err);
    enum sk_status status = sk_unmade_refuse(rewrite_, statement, sk_mysql_can_make, err);
    if (!status && rewrite_->settled && sk_mentions_wait(statement))
        status = sk_mentions_settle(rewrite_, sk_mysql_remake_triggers, err);
    return status ? status : sk_one_by_one(rewrite_, statement, render_change, err);
}

static enum sk_status
rewrite(struct sk_rewrite *rewrite_, const struct sk_statement *statement, struct sk_error *err)
{
    struct sk_mysql_cascades cascades = {.kept = {0}};
    if (statement->transaction_control)
        return sk_pg_transaction_control(rewrite_, statement, "skein's journal takes the place of a transaction here",
                                         err);
    if (sk_renames_schema(statement))
        return sk_rename_schema(rewrite_, statement, rewrite, err);
    sk_note_lexemes(rewrite_, statement, sk_mysql_note);
    sk_mentions_note(rewrite_, statement);
    struct sk_catalog *named = sk_trigger_names_after(rewrite_, statement);
    sk_mysql_cascades_before(&cascades, rewrite_, statement);
    size_t from = rewrite_->n, at = statement->n_changes ? statement->changes[0]->pos_bytes : statement->pos_bytes;
    sk_mysql_drop_renamed(rewrite_, statement, named);
    struct sk_counting counting = sk_mysql_counting(rewrite_);
    enum sk_status status = sk_with_counters(rewrite_, &counting, statement, render_all, err);
    status = status ? status : sk_mysql_make_renamed(rewrite_, statement, named, err);
    if (!status)
        sk_mysql_cascades_after(&cascades, rewrite_, statement);
    return status ? status : sk_mysql_check_limits(rewrite_, from, at, err);
}

static enum sk_status
finish(struct sk_rewrite *rewrite_, struct sk_error *err)
{
    enum sk_status status = sk_unmade_refuse(rewrite_, NULL, sk_mysql_can_make, err);
    return status ? status : sk_mentions_settle(rewrite_, sk_mysql_remake_triggers, err);
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
    "FROM information_schema.tables t WHERE t.table_schema = DATABASE() AND t.table_type = 'BASE TABLE' "              \
    "AND t.table_name <> '" SK_COUNTERS "' ORDER BY 2"

const struct sk_dialect sk_mysql = {
    .abi = SK_DIALECT_ABI,
    .name = "mysql",
    .server_schemas = true,
    .rewords = true,
    .introspect = sk_mysql_introspect,
    .project = sk_mysql_project,
    .same_expr = sk_mysql_same_expr,
    .preamble = "SET NAMES utf8mb4 COLLATE utf8mb4_0900_bin",
    .rewrite = rewrite,
    .finish = finish,
    .copy_schema = sk_mysql_copy_schema,
    .list_tables = LIST_TABLES,
    .count_rows = count_rows,
    .explain = sk_mysql_explain,
    .gather_statistics = sk_mysql_gather_statistics,
    .ledger = &sk_mysql_ledger,
    .contents = &sk_mysql_contents,
};

const struct sk_dialect sk_mariadb = {
    .abi = SK_DIALECT_ABI,
    .name = "mariadb",
    .server_schemas = true,
    .rewords = true,
    .introspect = sk_mysql_introspect,
    .project = sk_mariadb_project,
    .same_expr = sk_mysql_same_expr,
    .preamble = "SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin, "
                "sql_mode = CONCAT(@@sql_mode /*M!100401 , ',TIME_ROUND_FRACTIONAL' */)",
    .comparing = "SET sql_mode = REPLACE(@@sql_mode, 'TIME_ROUND_FRACTIONAL', '')",
    .rewrite = rewrite,
    .finish = finish,
    .copy_schema = sk_mysql_copy_schema,
    .list_tables = LIST_TABLES,
    .count_rows = count_rows,
    .explain = sk_mysql_explain,
    .gather_statistics = sk_mysql_gather_statistics,
    .ledger = &sk_mysql_ledger,
    .contents = &sk_mysql_contents,
};
