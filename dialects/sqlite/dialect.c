/* dialects/sqlite/dialect.c - every change of the catalog, and what SQLite is sent for it. */
#include <string.h>

#include "dialects/common/counters.h"
#include "dialects/common/printer.h"
#include "dialects/common/one_by_one.h"
#include "dialects/common/schemas.h"
#include "dialects/common/unmade.h"
#include "dialects/postgres/postgres.h"
#include "dialects/sqlite/plpgsql.h"

/* ---- helpers -------------------------------------------------------------------------------------------------- */

char *
sk_sqlite_relation(TALLOC_CTX *owner, const char *schema, const char *name)
{
    bool plain = !schema || strcmp(schema, SK_PUBLIC) == 0;
    return plain ? sk_strdup(owner, name) : sk_printf(owner, "%s.%s", schema, name);
}

void
sk_sqlite_run(struct sk_rewrite *rewrite, const char *sql, size_t pos_bytes, const char *note)
{
    sk_rewrite_add(rewrite, &(struct sk_output){.sql = sql,
                                                .pos_bytes = pos_bytes,
                                                .outcome = note ? SK_EMULATED : SK_EXACT,
                                                .note = note});
}

struct sk_sqlite_memory *
sk_sqlite_memory(struct sk_rewrite *rewrite)
{
    if (!rewrite->state)
        rewrite->state = sk_new(rewrite->keeper, struct sk_sqlite_memory);
    return rewrite->state;
}

void
sk_sqlite_note(struct sk_rewrite *rewrite, size_t pos_bytes, const char *note)
{
    sk_rewrite_add(rewrite, &(struct sk_output){.pos_bytes = pos_bytes, .outcome = SK_NOTED, .note = note});
}

void
sk_sqlite_assert(struct sk_rewrite *rewrite, const char *sql, size_t pos_bytes, const char *message)
{
    sk_rewrite_add(rewrite, &(struct sk_output){.kind = SK_ASSERT_NONE,
                                                .sql = sql,
                                                .pos_bytes = pos_bytes,
                                                .outcome = SK_EMULATED,
                                                .note = message});
}

struct sk_printer
sk_sqlite_printer(const struct sk_rewrite *rewrite, const struct sk_scope *scope, size_t pos_bytes,
                  struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const struct sk_sqlite_memory *memory = rewrite->state; /* NULL: nothing is remembered yet */
    return (struct sk_printer){.rules = &sk_sqlite_rules,
                               .out = sk_text_new(tmp),
                               .scope = scope ? scope : sk_scope_new(tmp, rewrite->catalog, NULL),
                               .catalog = rewrite->catalog,
                               .tmp = tmp,
                               .file = rewrite->script->file,
                               .pos_bytes = pos_bytes,
                               .flat = memory && memory->flat,
                               .err = err};
}

static enum sk_status
unsupported(struct sk_rewrite *rewrite, const struct sk_change *change, const char *why, struct sk_error *err)
{
    sk_fail(err, SK_EUNSUPPORTED, "%s", why);
    sk_at(err, rewrite->script->file, change->pos_bytes);
    sk_hint(err, "Write the migration's form for sqlite into a file of its own beside it (NAME.up.sqlite.sql).");
    return SK_EUNSUPPORTED;
}

/* "VERB name", with the name quoted */
static enum sk_status
run_on(struct sk_rewrite *rewrite, const struct sk_change *change, const char *verb, const char *name, const char *note)
{
    struct sk_text *sql = sk_text_new(rewrite->owner);
    sk_text_addf(sql, "%s ", verb);
    sk_text_ident(sql, name, '"');
    sk_sqlite_run(rewrite, sql->data, change->pos_bytes, note);
    return SK_OK;
}

/* ---- tables --------------------------------------------------------------------------------------------------- */

static enum sk_status
create_table(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    const struct sk_table *table = change->u.table;
    const char *name = sk_sqlite_relation(rewrite->owner, table->schema, table->name);
    char *sql;
    if (table->partitioned)
        sk_sqlite_note(rewrite, change->pos_bytes, "one table holds all partitions");
    enum sk_status status =
        sk_sqlite_table_sql(&sql, rewrite, table, name, change->if_not_exists, change->pos_bytes, err);
    if (status)
        return status;
    sk_sqlite_run(rewrite, sql, change->pos_bytes, NULL);
    if (change->redundant)
        return SK_OK;
    sk_sqlite_start_rowid(rewrite, table, name, change->pos_bytes);
    for (size_t i = 0; i < table->n_columns; i++) {
        if (sk_type_is_unchecked(&table->columns[i]->type))
            sk_sqlite_note(rewrite, change->pos_bytes, SK_UNCHECKED_NOTE);
        if (sk_default_is_moment_word(table->columns[i]))
            sk_sqlite_note(rewrite, change->pos_bytes, SK_MOMENT_WORD_NOTE);
    }
    for (size_t i = 0; i < table->n_constraints; i++)
        sk_sqlite_note_late(rewrite, table->constraints[i], change->pos_bytes);
    status = sk_sqlite_table_triggers(rewrite, table, change->pos_bytes, err);
    if (status || !change->query)
        return status;
    struct sk_printer p = sk_sqlite_printer(rewrite, NULL, change->pos_bytes, err);
    sk_text_add(p.out, "INSERT INTO ");
    sk_print_name(&p, name);
    sk_text_add(p.out, " ");
    const sk_node *query = sk_expr_node(change->query);
    const sk_node *numbered = sk_numbered_query(p.tmp, &sk_sqlite_rules, rewrite->catalog, query);
    struct sk_counters counters = {0};
    status = sk_counters_ask(&p, rewrite, &sk_sqlite_counting, numbered, &counters);
    status = status ? status : sk_print_statement(&p, numbered);
    if (!status)
        sk_sqlite_run(rewrite, sk_strdup(rewrite->owner, p.out->data), change->pos_bytes,
                      numbered == query ? NULL : p.counters ? SK_COUNTERS_NOTE : SK_NUMBERED_NOTE);
    talloc_free(p.tmp);
    return status;
}

/* DROP TABLE of a parent deletes its rows first, with all that foreign keys then do: PostgreSQL does not. */
static enum sk_status
drop_table(struct sk_rewrite *rewrite, const struct sk_change *change)
{
    const struct sk_catalog *catalog = rewrite->catalog;
    const struct sk_table *table = sk_catalog_table(catalog, change->schema, change->name);
    for (size_t t = 0; t < catalog->n_tables && table; t++)
        rewrite->foreign_keys_off = rewrite->foreign_keys_off || sk_table_refers_to(catalog->tables[t], table);
    const char *name = sk_sqlite_relation(rewrite->owner, change->schema, change->name);
    if (sk_same(change->name, SK_PG_DO))
        sk_sqlite_drop_machine(rewrite, change->pos_bytes);
    sk_sqlite_lose_moments(rewrite, table);
    enum sk_status status =
        run_on(rewrite, change, change->if_exists ? "DROP TABLE IF EXISTS" : "DROP TABLE", name, NULL);
    sk_sqlite_drop_marks(rewrite, sk_catalog_table(catalog, change->schema, change->name), change->pos_bytes);
    return status;
}

/* CASCADE drops views and the foreign keys that point to the table: their tables are rebuilt without them. */
static enum sk_status
drop_table_cascade(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    enum sk_status status = change->cascade ? sk_sqlite_cascade(rewrite, change, err) : SK_OK;
    return status ? status : drop_table(rewrite, change);
}

/* An index has the schema of its table, or its materialized view, in its name. */
static enum sk_status
move_indexes(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    const struct sk_table *table = sk_catalog_table(rewrite->catalog, change->schema, change->name);
    const struct sk_view *view = table ? NULL : sk_catalog_view(rewrite->catalog, change->schema, change->name);
    size_t n = table ? table->n_indexes : view ? view->n_indexes : 0;
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < n && !status; i++) {
        const struct sk_index *index = table ? table->indexes[i] : view->indexes[i];
        struct sk_change create = {.kind = SK_CREATE_INDEX, .pos_bytes = change->pos_bytes};
        sk_sqlite_drop_index(rewrite, change->schema, index->name, index, change->pos_bytes);
        status = sk_sqlite_index(rewrite, table, change->to, change->name, index, &create, err);
    }
    return status;
}

static enum sk_status
move_table(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    bool renamed = change->kind == SK_RENAME_TABLE;
    TALLOC_CTX *owner = rewrite->owner;
    struct sk_text *sql = sk_text_new(owner);
    sk_text_add(sql, "ALTER TABLE ");
    sk_text_ident(sql, sk_sqlite_relation(owner, change->schema, change->name), '"');
    sk_text_add(sql, " RENAME TO ");
    sk_text_ident(sql,
                  sk_sqlite_relation(owner, renamed ? change->schema : change->to, renamed ? change->to : change->name),
                  '"');
    enum sk_status status = SK_OK;
    const struct sk_table *table = sk_catalog_table(rewrite->catalog, change->schema, change->name);
    if (table)
        status = sk_sqlite_rename_table(rewrite, table, sql->data, change, err);
    else
        sk_sqlite_run(rewrite, sql->data, change->pos_bytes, NULL); /* a materialized view */
    return status || renamed ? status : move_indexes(rewrite, change, err);
}

static enum sk_status
drop_schema(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    const struct sk_catalog *catalog = rewrite->catalog;
    enum sk_status status = sk_sqlite_cascade(rewrite, change, err); /* refuses without CASCADE, as PostgreSQL does */
    for (size_t i = catalog->n_tables; i > 0 && !status; i--) {
        const struct sk_table *table = catalog->tables[i - 1];
        if (strcmp(table->schema, change->name) != 0)
            continue;
        rewrite->foreign_keys_off = true;
        status = run_on(rewrite, change, "DROP TABLE", sk_sqlite_relation(rewrite->owner, table->schema, table->name),
                        "CASCADE");
    }
    if (status)
        return sk_at(err, rewrite->script->file, change->pos_bytes);
    sk_sqlite_note(rewrite, change->pos_bytes, "a schema is a prefix of names here");
    return SK_OK;
}

/* ---- indexes, views, types ------------------------------------------------------------------------------------ */

static enum sk_status
create_index(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    const struct sk_table *table = sk_catalog_table(rewrite->catalog, change->schema, change->name);
    return sk_sqlite_index(rewrite, table, change->schema, change->name, change->u.index, change, err);
}

static enum sk_status
drop_index(struct sk_rewrite *rewrite, const struct sk_change *change)
{
    struct sk_table *table;
    const struct sk_index *index = sk_catalog_index(rewrite->catalog, change->schema, change->from, &table);
    sk_sqlite_drop_index(rewrite, change->schema, change->from, index, change->pos_bytes);
    return SK_OK;
}

/* SQLite cannot rename an index: it is made again. */
static enum sk_status
rename_index(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    struct sk_table *table;
    const struct sk_index *old = sk_catalog_index(rewrite->catalog, change->schema, change->from, &table);
    if (!old)
        return unsupported(rewrite, change, "this index is not on a table", err);
    struct sk_index *renamed = sk_new(rewrite->owner, struct sk_index);
    *renamed = *old;
    renamed->name = change->to;
    drop_index(rewrite, change);
    struct sk_change create = {.kind = SK_CREATE_INDEX, .pos_bytes = change->pos_bytes};
    return sk_sqlite_index(rewrite, table, change->schema, table->name, renamed, &create, err);
}

static enum sk_status
fill_view(struct sk_rewrite *rewrite, const struct sk_view *view, size_t pos_bytes, const char *head,
          struct sk_error *err)
{
    struct sk_printer p = sk_sqlite_printer(rewrite, NULL, pos_bytes, err);
    enum sk_status status = sk_print_view(&p, view, head, strncmp(head, "CREATE", 6) == 0 ? " AS" : "");
    if (!status)
        sk_sqlite_run(rewrite, sk_strdup(rewrite->owner, p.out->data), pos_bytes,
                      view->materialized ? "a materialized view is a table that REFRESH fills" : p.note);
    talloc_free(p.tmp);
    return status;
}

/* A view of what is temporary is temporary itself (manual, CREATE VIEW); SQLite wants that said. */
static const char *
view_head(const struct sk_rewrite *rewrite, const struct sk_view *view)
{
    return sk_view_is_temporary(rewrite->catalog, view) ? "CREATE TEMP VIEW" : "CREATE VIEW";
}

enum sk_status
sk_sqlite_make_view(struct sk_rewrite *rewrite, const struct sk_view *view, size_t pos_bytes, struct sk_error *err)
{
    return fill_view(rewrite, view, pos_bytes, view_head(rewrite, view), err);
}

static enum sk_status
create_view(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    const struct sk_view *view = change->u.view;
    const char *name = sk_sqlite_relation(rewrite->owner, view->schema, view->name);
    if (change->flag)
        run_on(rewrite, change, "DROP VIEW IF EXISTS", name, "OR REPLACE");
    if (!view->materialized)
        return fill_view(rewrite, view, change->pos_bytes, view_head(rewrite, view), err);
    struct sk_text *sql = sk_text_new(rewrite->owner);
    bool first = true;
    sk_text_add(sql, "CREATE TABLE ");
    sk_text_ident(sql, name, '"');
    sk_text_add(sql, " (");
    for (size_t i = 0; i < view->n_columns; i++) {
        sk_text_sep(sql, &first, ", ");
        sk_text_ident(sql, view->columns[i], '"');
    }
    sk_text_add(sql, ")");
    sk_sqlite_run(rewrite, sql->data, change->pos_bytes, "a materialized view is a table that REFRESH fills");
    return fill_view(rewrite, view, change->pos_bytes, "INSERT INTO", err);
}

static enum sk_status
refresh_view(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    const struct sk_view *view = sk_catalog_view(rewrite->catalog, change->schema, change->name);
    run_on(rewrite, change, "DELETE FROM", sk_sqlite_relation(rewrite->owner, view->schema, view->name), "REFRESH");
    return fill_view(rewrite, view, change->pos_bytes, "INSERT INTO", err);
}

static enum sk_status
drop_view(struct sk_rewrite *rewrite, const struct sk_change *change)
{
    const struct sk_view *view = sk_catalog_view(rewrite->catalog, change->schema, change->name);
    const char *name = sk_sqlite_relation(rewrite->owner, change->schema, change->name);
    return run_on(rewrite, change, view && view->materialized ? "DROP TABLE IF EXISTS" : "DROP VIEW IF EXISTS", name,
                  NULL);
}

/* Views that name what has another name now are made again. */
static enum sk_status
remake_views(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    struct sk_catalog *before = rewrite->catalog, *after = sk_catalog_clone(rewrite->owner, before);
    enum sk_status status = sk_change_apply(after, change, err);
    for (size_t i = 0; i < before->n_views && !status; i++) {
        const struct sk_view *old = before->views[i];
        const struct sk_view *new = sk_catalog_view(after, old->schema, old->name);
        if (!new || new->materialized || new->query == old->query) /* expressions are shared unless they change */
            continue;
        run_on(rewrite, change, "DROP VIEW IF EXISTS", sk_sqlite_relation(rewrite->owner, old->schema, old->name),
               "a view follows what is renamed");
        rewrite->catalog = after;
        status = sk_sqlite_make_view(rewrite, new, change->pos_bytes, err);
        rewrite->catalog = before;
    }
    return status;
}

/* A label's new name is that of the rows which are there. */
static void
relabel_materialized(struct sk_rewrite *rewrite, const struct sk_change *change)
{
    TALLOC_CTX *owner = rewrite->owner;
    const struct sk_catalog *catalog = rewrite->catalog;
    for (size_t i = 0; i < catalog->n_views; i++) {
        const struct sk_view *view = catalog->views[i];
        struct sk_query_columns columns = {0};
        if (view->materialized)
            columns = sk_pg_query_columns(owner, catalog, sk_expr_node(view->query));
        for (size_t k = 0; k < columns.n && k < view->n_columns; k++) {
            const struct sk_type *type = &columns.items[k].type;
            const char *column = sk_sqlite_quoted(owner, view->columns[k]);
            if (type->kind != SK_TYPE_ENUM || type->dimensions || !sk_same(type->name, change->name) ||
                !sk_same(type->schema, change->schema))
                continue;
            struct sk_text *sql = sk_text_new(owner);
            sk_text_addf(sql, "UPDATE %s SET %s = ",
                         sk_sqlite_quoted(owner, sk_sqlite_relation(owner, view->schema, view->name)), column);
            sk_text_literal(sql, change->to);
            sk_text_addf(sql, " WHERE %s = ", column);
            sk_text_literal(sql, change->from);
            sk_sqlite_run(rewrite, sql->data, change->pos_bytes, "a label's new name is that of the rows");
        }
    }
}

/* A view cannot be renamed: it is made again under its new name. */
static enum sk_status
rename_view(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    const struct sk_view *old = sk_catalog_view(rewrite->catalog, change->schema, change->name);
    struct sk_view renamed = *old;
    if (old->materialized)
        return move_table(rewrite,
                          &(struct sk_change){.kind = change->to_schema ? SK_SET_TABLE_SCHEMA : SK_RENAME_TABLE,
                                              .schema = change->schema,
                                              .name = change->name,
                                              .to = change->to_schema ? change->to_schema : change->to,
                                              .pos_bytes = change->pos_bytes},
                          err);
    renamed.name = change->to;
    renamed.schema = change->to_schema ? change->to_schema : old->schema;
    drop_view(rewrite, change);
    enum sk_status status = fill_view(rewrite, &renamed, change->pos_bytes, view_head(rewrite, old), err);
    return status ? status : remake_views(rewrite, change, err);
}

/* ... and so is one whose column has another name, and those that name the column. A materialized one is a table. */
static enum sk_status
rename_view_column(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    if (sk_catalog_view(rewrite->catalog, change->schema, change->name)->materialized)
        sk_sqlite_run(rewrite, sk_sqlite_rename_column_sql(rewrite->owner, change), change->pos_bytes, NULL);
    return remake_views(rewrite, change, err);
}

static enum sk_status
noted(struct sk_rewrite *rewrite, const struct sk_change *change, const char *note)
{
    sk_sqlite_note(rewrite, change->pos_bytes, note);
    return SK_OK;
}

/* ---- triggers ------------------------------------------------------------------------------------------------- */

static enum sk_status
change_trigger(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    const struct sk_table *table = sk_catalog_table(rewrite->catalog, change->schema, change->name);
    if (!table)
        return unsupported(rewrite, change, "a trigger on a view has no equivalent on sqlite", err);
    struct sk_table *after = sk_table_clone(rewrite->owner, table);
    enum sk_status status = sk_change_apply_table(after, change, rewrite->catalog->ops, err);
    if (status)
        return sk_at(err, rewrite->script->file, change->pos_bytes);
    status = sk_sqlite_change_triggers(rewrite, table, after, rewrite->catalog, change->pos_bytes, err);
    if (!after->n_triggers)
        sk_sqlite_drop_marks(rewrite, table, change->pos_bytes);
    return status;
}

/* ---- one change ----------------------------------------------------------------------------------------------- */

static enum sk_status
render(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    static const char types[] = "a type is a CHECK on the columns that have it";
    static const char functions[] = "sqlite has no stored functions: what uses one is looked at where it does";
    enum sk_status status;
    switch (change->kind) {
    case SK_CREATE_TABLE:
        return create_table(rewrite, change, err);
    case SK_DROP_TABLE:
        return drop_table_cascade(rewrite, change, err);
    case SK_RENAME_TABLE:
    case SK_SET_TABLE_SCHEMA:
        return move_table(rewrite, change, err);
    case SK_CREATE_INDEX:
        return create_index(rewrite, change, err);
    case SK_DROP_INDEX:
        status = change->cascade ? sk_sqlite_cascade(rewrite, change, err) : SK_OK; /* foreign keys that refer to it */
        return status ? status : drop_index(rewrite, change);
    case SK_RENAME_INDEX:
        return rename_index(rewrite, change, err);
    case SK_CREATE_VIEW:
        return create_view(rewrite, change, err);
    case SK_DROP_VIEW:
        status = change->cascade ? sk_sqlite_cascade(rewrite, change, err) : SK_OK;
        return status ? status : drop_view(rewrite, change);
    case SK_RENAME_VIEW:
        return rename_view(rewrite, change, err);
    case SK_REFRESH_VIEW:
        return refresh_view(rewrite, change, err);
    case SK_ROWS:
        return sk_sqlite_rows(rewrite, change, err);
    case SK_ADD_ENUM_VALUE:
        return sk_sqlite_retype(rewrite, change, err);
    case SK_RENAME_ENUM_VALUE:
        status = sk_sqlite_retype(rewrite, change, err);
        relabel_materialized(rewrite, change);
        return status ? status : remake_views(rewrite, change, err);
    case SK_DROP_SCHEMA:
        return drop_schema(rewrite, change, err);
    case SK_CREATE_SCHEMA:
        return noted(rewrite, change, "a schema is a prefix of names here");
    case SK_DROP_SEQUENCE:
        return change->cascade ? sk_sqlite_cascade(rewrite, change, err) : SK_OK; /* defaults that ask it */
    case SK_CREATE_SEQUENCE:
        return SK_OK; /* sk_with_counters() */
    case SK_ALTER_SEQUENCE:
    case SK_RENAME_SEQUENCE:
        return sk_sqlite_change_sequence(rewrite, change, err);
    case SK_ALTER_TYPE:
        status = sk_sqlite_retype(rewrite, change, err);
        return status ? status : noted(rewrite, change, types);
    case SK_DROP_TYPE:
        status = change->cascade ? sk_sqlite_cascade(rewrite, change, err) : SK_OK;
        return status ? status : noted(rewrite, change, types);
    case SK_CREATE_TYPE:
    case SK_RENAME_TYPE:
        return noted(rewrite, change, types);
    case SK_RENAME_FUNCTION:
        return noted(rewrite, change, functions);
    case SK_CREATE_FUNCTION:
        status = sk_sqlite_replace_function(rewrite, change, err);
        return status ? status : noted(rewrite, change, functions);
    case SK_DROP_FUNCTION:
        status = change->cascade ? sk_sqlite_cascade(rewrite, change, err) : SK_OK; /* its triggers go along */
        return status ? status : noted(rewrite, change, functions);
    case SK_CREATE_COLLATION:
        return noted(rewrite, change, "sqlite has no collations of one's own: a column gets NOCASE, which knows ASCII");
    case SK_CREATE_EXTENSION:
    case SK_DROP_EXTENSION:
        return noted(rewrite, change, "sqlite has no extensions: their types and functions are looked at where used");
    case SK_COMMENT:
        return noted(rewrite, change, "sqlite keeps no comments");
    case SK_NO_EFFECT:
        return noted(rewrite, change, change->to);
    case SK_PARTITION:
        return sk_sqlite_change_partition(rewrite, change, err);
    case SK_CODE:
        return unsupported(rewrite, change, change->to ? change->to : "procedural code (DO, CALL) cannot be translated",
                           err);
    case SK_CREATE_TRIGGER:
    case SK_DROP_TRIGGER:
    case SK_RENAME_TRIGGER:
    case SK_ENABLE_TRIGGER:
        return change_trigger(rewrite, change, err);
    case SK_RENAME_VIEW_COLUMN:
        return rename_view_column(rewrite, change, err);
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

/* Columns and constraints of a table: all of a statement together. */
static bool
is_alter(const struct sk_change *change)
{
    return sk_change_is_of_table(change) && change->kind != SK_CREATE_INDEX && change->kind != SK_DROP_INDEX &&
           change->kind != SK_RENAME_INDEX && change->kind != SK_CREATE_TRIGGER && change->kind != SK_DROP_TRIGGER &&
           change->kind != SK_RENAME_TRIGGER && change->kind != SK_ENABLE_TRIGGER;
}

static enum sk_status
run_changes(struct sk_rewrite *rewrite_, const struct sk_statement *statement, struct sk_error *err)
{
    for (size_t i = 0; i < statement->n_changes; i++)
        if (is_alter(statement->changes[i]))
            return sk_sqlite_alter(rewrite_, statement, err);
    enum sk_status status = sk_unmade_refuse(rewrite_, statement, sk_sqlite_can_make, err);
    return status ? status : sk_one_by_one(rewrite_, statement, render_change, err);
}

static enum sk_status
run_statement(struct sk_rewrite *rewrite_, const struct sk_statement *statement, struct sk_error *err)
{
    return sk_with_counters(rewrite_, &sk_sqlite_counting, statement, run_changes, err);
}

/* What is refused, or is to be written in another way, is no part of the plan. */
static void
forget(struct sk_rewrite *rewrite_, const struct sk_sqlite_memory *before)
{
    struct sk_sqlite_memory *memory = sk_sqlite_memory(rewrite_);
    memory->n_guards = before->n_guards;
    memory->has_moments = before->has_moments;
    memory->lost_moments = before->lost_moments;
    memory->n_made = 0;
}

static enum sk_status
rewrite(struct sk_rewrite *rewrite_, const struct sk_statement *statement, struct sk_error *err)
{
    if (statement->transaction_control)
        return sk_pg_transaction_control(rewrite_, statement, "skein runs each migration in a transaction itself",
                                         err);
    if (sk_renames_schema(statement))
        return sk_rename_schema(rewrite_, statement, rewrite, err);
    sk_note_lexemes(rewrite_, statement, sk_sqlite_note);
    size_t from = rewrite_->n, at = statement->n_changes ? statement->changes[0]->pos_bytes : statement->pos_bytes;
    struct sk_sqlite_memory *memory = sk_sqlite_memory(rewrite_);
    const struct sk_sqlite_memory before = *memory;
    enum sk_status status = sk_sqlite_with_followers(rewrite_, statement, run_statement, err);
    if (!status && sk_sqlite_strip_deep(rewrite_, from)) {
        forget(rewrite_, &before);
        rewrite_->n = from;
        memory->flat = true;
        status = sk_sqlite_with_followers(rewrite_, statement, run_statement, err);
        memory->flat = false;
        if (!status && sk_sqlite_strip_deep(rewrite_, from))
            status = sk_sqlite_check_depth(rewrite_, from, at, err);
    }
    if (status)
        forget(rewrite_, &before);
    return status;
}

/* Does another foreign key of the table, which holds for all rows, say the same? */
static bool
is_held_elsewhere(const struct sk_table *table, const struct sk_constraint *k)
{
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *other = table->constraints[i];
        bool same = other->kind == SK_FOREIGN_KEY && !other->not_valid && other->n_columns == k->n_columns &&
                    sk_same(other->ref_table, k->ref_table) && sk_same(other->ref_schema, k->ref_schema);
        for (size_t c = 0; same && c < k->n_columns; c++)
            same = sk_same(other->columns[c], k->columns[c]) && sk_same(other->ref_columns[c], k->ref_columns[c]);
        if (same)
            return true;
    }
    return false;
}

/* " AND NOT (...)" for each foreign key that is NOT VALID: what stood there before need not hold to it. */
static void
except_not_valid(struct sk_text *sql, const struct sk_catalog *catalog)
{
    for (size_t t = 0; t < catalog->n_tables; t++)
        for (size_t i = 0; i < catalog->tables[t]->n_constraints; i++) {
            const struct sk_table *table = catalog->tables[t];
            const struct sk_constraint *k = table->constraints[i];
            if (k->kind != SK_FOREIGN_KEY || !k->not_valid || is_held_elsewhere(table, k))
                continue;
            sk_text_add(sql, " AND NOT (c.\"table\" = ");
            sk_text_literal(sql, sk_sqlite_relation(sql, table->schema, table->name));
            sk_text_add(sql,
                        " AND EXISTS (SELECT 1 FROM pragma_foreign_key_list(c.\"table\") AS l WHERE l.id = c.fkid AND "
                        "l.seq = 0 AND l.\"from\" = ");
            sk_text_literal(sql, k->columns[0]);
            sk_text_add(sql, " AND l.\"table\" = ");
            sk_text_literal(sql, sk_sqlite_relation(sql, k->ref_schema, k->ref_table));
            sk_text_add(sql, "))");
        }
}

/* What ran with foreign keys off is checked as a whole before it is committed. */
static enum sk_status
finish(struct sk_rewrite *rewrite_, struct sk_error *err)
{
    enum sk_status status = sk_unmade_refuse(rewrite_, NULL, sk_sqlite_can_make, err);
    if (status)
        return status;
    sk_sqlite_settle_guards(rewrite_);
    sk_sqlite_settle_moments(rewrite_);
    if (!rewrite_->foreign_keys_off)
        return SK_OK;
    struct sk_text *sql = sk_text_new(rewrite_->owner);
    sk_text_add(sql, "SELECT c.\"table\" || ' refers to a row of ' || c.parent || ' that is not there (rowid ' || "
                     "coalesce(c.rowid, '?') || ')' FROM pragma_foreign_key_check AS c WHERE true");
    except_not_valid(sql, rewrite_->catalog);
    sk_text_add(sql, " LIMIT 1");
    sk_sqlite_assert(rewrite_, sql->data, rewrite_->script->len, "a foreign key is violated");
    return SK_OK;
}

static char *
count_rows(TALLOC_CTX *owner, const char *schema, const char *name)
{
    struct sk_text *sql = sk_text_new(owner);
    sk_text_add(sql, "SELECT count(*) FROM ");
    sk_text_ident(sql, sk_sqlite_relation(owner, schema, name), '"');
    return sk_text_finish(sql, owner);
}

static const struct sk_output settle = {
    .kind = SK_ASSERT_NONE,
    .sql =
        "SELECT \"table\" || ' refers to a row of ' || parent || ' that is not there' FROM pragma_foreign_key_check LIMIT 1",
    .note = "FOREIGN KEY constraint failed",
};

const struct sk_dialect sk_sqlite = {
    .abi = SK_DIALECT_ABI,
    .name = "sqlite",
    .transactional_ddl = true,
    .rewrite = rewrite,
    .finish = finish,
    .introspect = sk_sqlite_introspect,
    .project = sk_sqlite_project,
    .same_expr = sk_sqlite_same_expr,
    .settle = &settle,
    .copy_schema = sk_sqlite_copy_schema,
    .list_tables =
        "SELECT CASE WHEN instr(m.name, '.') THEN substr(m.name, 1, instr(m.name, '.') - 1) END, "
        "substr(m.name, instr(m.name, '.') + 1), (SELECT count(*) FROM pragma_table_xinfo(m.name)), "
        "(SELECT count(*) FROM pragma_index_list(m.name)) FROM sqlite_schema AS m "
        "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name NOT IN (" SK_SQLITE_OWN_TABLES
        ") ORDER BY 1, 2",
    .count_rows = count_rows,
    .explain = sk_sqlite_explain,
    .gather_statistics = sk_sqlite_gather_statistics,
    .ledger = &sk_sqlite_ledger,
    .contents = &sk_sqlite_contents,
};
