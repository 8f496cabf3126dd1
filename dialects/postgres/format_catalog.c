/*
 * dialects/postgres/format_catalog.c - a catalog as CREATE statements, in an order in which they run.
 *
 * Schemas, extensions, types and functions first, for tables use them; then tables in their order of creation, with
 * the foreign keys that point forward added at the end; then indexes, views after what they read, triggers, comments.
 * Function bodies may name tables that come later, so they are not checked (pg_dump does the same).
 */
#include <string.h>

#include "dialects/postgres/format.h"

/* ---- tables --------------------------------------------------------------------------------------------------- */

/* A statement's end, and an empty line where a new paragraph begins. */
static void
end(struct sk_text *out)
{
    sk_text_add(out, ";\n");
}

/* Around what PostgreSQL has no IF NOT EXISTS for. */
static void
begin_tolerant(struct sk_text *out, bool again)
{
    sk_text_add(out, again ? "\nDO $do$ BEGIN\n" : "\n");
}

static void
end_tolerant(struct sk_text *out, bool again)
{
    end(out);
    sk_text_add(out, again ? "EXCEPTION WHEN duplicate_object OR duplicate_table THEN NULL;\nEND $do$;\n" : "");
}

/* Are the columns that a foreign key refers to those of a constraint? (Of a unique index is possible too.) */
static bool
has_key(const struct sk_table *table, const struct sk_constraint *foreign)
{
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        bool key = (k->kind == SK_PRIMARY_KEY || k->kind == SK_UNIQUE) && k->n_columns == foreign->n_ref_columns;
        for (size_t c = 0; key && c < k->n_columns; c++)
            key = sk_constraint_has_column(k, foreign->ref_columns[c]);
        if (key)
            return true;
    }
    return false;
}

/* In one CREATE TABLE a key that is written twice is made once. */
static bool
is_repeated(const struct sk_table *table, const struct sk_constraint *k)
{
    for (size_t i = 0; k->kind == SK_UNIQUE && table->constraints[i] != k; i++) {
        const struct sk_constraint *earlier = table->constraints[i];
        bool same =
            (earlier->kind == SK_UNIQUE || earlier->kind == SK_PRIMARY_KEY) && earlier->n_columns == k->n_columns;
        for (size_t c = 0; same && c < k->n_columns; c++)
            same = strcmp(earlier->columns[c], k->columns[c]) == 0;
        if (same)
            return true;
    }
    return false;
}

/* NOT VALID is for ALTER TABLE alone, and a foreign key needs its table and the key that it refers to. */
static bool
goes_inline(const struct sk_catalog *catalog, size_t table, const struct sk_constraint *k)
{
    if (k->not_valid || is_repeated(catalog->tables[table], k))
        return false;
    if (k->kind != SK_FOREIGN_KEY)
        return true;
    for (size_t i = 0; i <= table; i++)
        if (strcmp(catalog->tables[i]->name, k->ref_table) == 0 &&
            strcmp(catalog->tables[i]->schema, k->ref_schema) == 0)
            return has_key(catalog->tables[i], k);
    return false;
}

static void
put_table(struct sk_text *out, const struct sk_catalog *catalog, size_t at, bool again)
{
    const struct sk_table *table = catalog->tables[at];
    bool first = true;
    sk_text_addf(out, "\nCREATE %sTABLE %s", table->unlogged ? "UNLOGGED " : table->temporary ? "TEMPORARY " : "",
                 sk_pg_if_not_exists(again));
    sk_pg_put_relation(out, table->schema, table->name);
    sk_text_add(out, " (");
    for (size_t i = 0; i < table->n_columns; i++) {
        sk_text_sep(out, &first, ",");
        sk_text_add(out, "\n    ");
        sk_pg_put_column(out, catalog, table, table->columns[i]);
    }
    for (size_t i = 0; i < table->n_constraints; i++) {
        if (!goes_inline(catalog, at, table->constraints[i]))
            continue;
        sk_text_sep(out, &first, ",");
        sk_text_add(out, "\n    ");
        sk_pg_put_constraint(out, catalog, table->constraints[i]);
    }
    sk_text_add(out, "\n)");
    if (table->partition_by)
        sk_text_addf(out, " PARTITION BY %s", table->partition_by);
    end(out);
}

static void
put_late_constraints(struct sk_text *out, const struct sk_catalog *catalog, size_t at, bool again)
{
    const struct sk_table *table = catalog->tables[at];
    for (size_t i = 0; i < table->n_constraints; i++) {
        if (goes_inline(catalog, at, table->constraints[i]))
            continue;
        begin_tolerant(out, again);
        sk_text_add(out, "ALTER TABLE ");
        sk_pg_put_relation(out, table->schema, table->name);
        sk_text_add(out, "\n    ADD ");
        sk_pg_put_constraint(out, catalog, table->constraints[i]);
        end_tolerant(out, again);
    }
}

static void
put_disabled_triggers(struct sk_text *out, const struct sk_table *table)
{
    for (size_t i = 0; i < table->n_triggers; i++) {
        if (!table->triggers[i]->disabled)
            continue;
        sk_text_add(out, "ALTER TABLE ");
        sk_pg_put_relation(out, table->schema, table->name);
        sk_text_add(out, " DISABLE TRIGGER ");
        sk_pg_put_name(out, table->triggers[i]->name);
        end(out);
    }
}

static void
put_indexes(struct sk_text *out, const struct sk_catalog *catalog, const char *schema, const char *table, size_t n,
            struct sk_index *const *indexes, bool again)
{
    for (size_t i = 0; i < n; i++) {
        sk_text_add(out, i ? "" : "\n");
        sk_pg_put_index(out, catalog, schema, table, indexes[i], again);
        end(out);
    }
}

static void
put_triggers(struct sk_text *out, const struct sk_catalog *catalog, const char *schema, const char *table, size_t n,
             struct sk_trigger *const *triggers, bool again)
{
    for (size_t i = 0; i < n; i++) {
        sk_text_add(out, i ? "" : "\n");
        if (again) {
            sk_text_add(out, "DROP TRIGGER IF EXISTS ");
            sk_pg_put_name(out, triggers[i]->name);
            sk_text_add(out, " ON ");
            sk_pg_put_relation(out, schema, table);
            end(out);
        }
        sk_pg_put_trigger(out, catalog, schema, table, triggers[i]);
        end(out);
    }
}

/* ---- types ---------------------------------------------------------------------------------------------------- */

static void
put_domain(struct sk_text *out, const struct sk_catalog *catalog, const struct sk_user_type *type, bool again)
{
    begin_tolerant(out, again);
    sk_text_add(out, "CREATE DOMAIN ");
    sk_pg_put_relation(out, type->schema, type->name);
    sk_text_add(out, " AS ");
    sk_pg_put_type(out, &type->base);
    if (type->default_expr)
        sk_text_addf(out, " DEFAULT %s", catalog->ops->text(type->default_expr));
    if (type->not_null)
        sk_text_add(out, " NOT NULL");
    for (size_t i = 0; i < type->n_checks; i++) {
        sk_text_add(out, "\n    ");
        sk_pg_put_constraint(out, catalog, type->checks[i]);
    }
    end_tolerant(out, again);
}

static void
put_composite(struct sk_text *out, const struct sk_user_type *type, bool again)
{
    bool first = true;
    begin_tolerant(out, again);
    sk_text_add(out, "CREATE TYPE ");
    sk_pg_put_relation(out, type->schema, type->name);
    sk_text_add(out, " AS (");
    for (size_t i = 0; i < type->n_columns; i++) {
        sk_text_sep(out, &first, ", ");
        sk_pg_put_name(out, type->columns[i]->name);
        sk_text_add(out, " ");
        sk_pg_put_type(out, &type->columns[i]->type);
    }
    sk_text_add(out, ")");
    end_tolerant(out, again);
}

static void
put_enum(struct sk_text *out, const struct sk_user_type *type, bool again)
{
    bool first = true;
    begin_tolerant(out, again);
    sk_text_add(out, "CREATE TYPE ");
    sk_pg_put_relation(out, type->schema, type->name);
    sk_text_add(out, " AS ENUM (");
    for (size_t i = 0; i < type->n_labels; i++) {
        sk_text_sep(out, &first, ", ");
        sk_text_literal(out, type->labels[i]);
    }
    sk_text_add(out, ")");
    end_tolerant(out, again);
}

static void
put_range(struct sk_text *out, const struct sk_user_type *type, bool again)
{
    begin_tolerant(out, again);
    sk_text_add(out, "CREATE TYPE ");
    sk_pg_put_relation(out, type->schema, type->name);
    sk_text_add(out, " AS RANGE (SUBTYPE = ");
    sk_pg_put_type(out, &type->base);
    sk_text_add(out, ")");
    end_tolerant(out, again);
}

static void
put_types(struct sk_text *out, const struct sk_catalog *catalog, bool again)
{
    for (size_t i = 0; i < catalog->n_types; i++) {
        const struct sk_user_type *type = catalog->types[i];
        if (type->kind == SK_TYPE_ENUM)
            put_enum(out, type, again);
        else if (type->kind == SK_TYPE_DOMAIN)
            put_domain(out, catalog, type, again);
        else if (type->kind == SK_TYPE_COMPOSITE)
            put_composite(out, type, again);
        else if (type->kind == SK_TYPE_RANGE)
            put_range(out, type, again);
    }
}

/* ---- sequences ------------------------------------------------------------------------------------------------ */

static const struct sk_column *
owner_column(const struct sk_catalog *catalog, const struct sk_sequence *s)
{
    const struct sk_table *table = s->owner_table ? sk_catalog_table(catalog, s->schema, s->owner_table) : NULL;
    return table ? sk_table_column(table, s->owner_column) : NULL;
}

/* Those of identity columns do, and of serial columns that need no more words. */
static bool
comes_with_table(const struct sk_catalog *catalog, const struct sk_sequence *s)
{
    const struct sk_column *column = owner_column(catalog, s);
    return column && (column->identity == SK_IDENTITY_ALWAYS || column->identity == SK_IDENTITY_BY_DEFAULT ||
                      (column->identity == SK_IDENTITY_SERIAL && sk_pg_is_usual_serial(s, column)));
}

void
sk_pg_put_sequence(struct sk_text *out, const struct sk_sequence *s, bool again)
{
    sk_text_addf(out, "CREATE SEQUENCE %s", sk_pg_if_not_exists(again));
    sk_pg_put_relation(out, s->schema, s->name);
    if (s->type.kind != SK_TYPE_BIGINT) {
        sk_text_add(out, " AS ");
        sk_pg_put_type(out, &s->type);
    }
    sk_pg_put_sequence_options(out, s);
    end(out);
}

void
sk_pg_put_sequence_owner(struct sk_text *out, const struct sk_sequence *s)
{
    sk_text_add(out, "ALTER SEQUENCE ");
    sk_pg_put_relation(out, s->schema, s->name);
    sk_text_add(out, " OWNED BY ");
    sk_pg_put_relation(out, s->schema, s->owner_table);
    sk_text_add(out, ".");
    sk_pg_put_name(out, s->owner_column);
    end(out);
}

static void
put_sequences(struct sk_text *out, const struct sk_catalog *catalog, bool again)
{
    for (size_t i = 0; i < catalog->n_sequences; i++) {
        if (comes_with_table(catalog, catalog->sequences[i]))
            continue;
        sk_text_add(out, "\n");
        sk_pg_put_sequence(out, catalog->sequences[i], again);
    }
}

static void
put_owners(struct sk_text *out, const struct sk_catalog *catalog)
{
    for (size_t i = 0; i < catalog->n_sequences; i++) {
        const struct sk_sequence *s = catalog->sequences[i];
        if (!s->owner_table || comes_with_table(catalog, s))
            continue;
        sk_pg_put_sequence_owner(out, s);
    }
}

/* ---- functions ------------------------------------------------------------------------------------------------ */

/* Does the function need a table to be declared at all: a row type, or a body that is parsed when it is made? */
static bool
needs_tables(const struct sk_catalog *catalog, const struct sk_function *function)
{
    if (!function->body)
        return true;
    for (size_t i = 0; i < catalog->n_tables; i++)
        if ((function->returns && strstr(function->returns, catalog->tables[i]->name)) ||
            strstr(function->signature, catalog->tables[i]->name))
            return true;
    return false;
}

static void
put_functions(struct sk_text *out, const struct sk_catalog *catalog, bool after_tables, bool again)
{
    bool first = true;
    for (size_t i = 0; i < catalog->n_functions; i++) {
        const struct sk_function *function = catalog->functions[i];
        if (needs_tables(catalog, function) != after_tables)
            continue;
        if (first)
            sk_text_add(out, "\nSET check_function_bodies = false;\n");
        first = false;
        const char *text = catalog->ops->text(function->definition);
        bool replace = again && strncmp(text, "CREATE OR ", 10) != 0;
        sk_text_addf(out, "\n%s%s;\n", replace ? "CREATE OR REPLACE " : "", replace ? text + strlen("CREATE ") : text);
    }
}

/* ---- views ---------------------------------------------------------------------------------------------------- */

static void
put_view(struct sk_text *out, const struct sk_catalog *catalog, const struct sk_view *view, bool again)
{
    if (view->materialized)
        sk_text_addf(out, "\nCREATE MATERIALIZED VIEW %s", sk_pg_if_not_exists(again));
    else
        sk_text_addf(out, "\nCREATE %sVIEW ", again ? "OR REPLACE " : "");
    sk_pg_put_relation(out, view->schema, view->name);
    if (view->n_columns) {
        sk_text_add(out, " ");
        sk_pg_put_names(out, view->n_columns, view->columns);
    }
    sk_text_addf(out, " AS\n%s", catalog->ops->text(view->query));
    end(out);
}

/* Is there a view that this one reads and that has not been made yet? */
static bool
waits(const struct sk_catalog *catalog, const bool *made, size_t view)
{
    for (size_t i = 0; i < catalog->n_views; i++)
        if (i != view && !made[i] &&
            catalog->ops->uses_relation(catalog->views[view]->query, catalog->views[i]->schema,
                                        catalog->views[i]->name))
            return true;
    return false;
}

static void
put_views(struct sk_text *out, const struct sk_catalog *catalog, bool again)
{
    bool *made = sk_alloc(out, catalog->n_views + 1, "made"), progress = true;
    while (progress) {
        progress = false;
        for (size_t i = 0; i < catalog->n_views; i++) {
            if (made[i] || waits(catalog, made, i))
                continue;
            put_view(out, catalog, catalog->views[i], again);
            made[i] = progress = true;
        }
    }
    talloc_free(made);
}

/* ---- comments ------------------------------------------------------------------------------------------------- */

static void
put_comment(struct sk_text *out, const char *kind, const char *schema, const char *name, const char *part,
            const char *comment)
{
    if (!comment)
        return;
    sk_text_addf(out, "COMMENT ON %s ", kind);
    sk_pg_put_relation(out, schema, name);
    if (part) {
        sk_text_add(out, ".");
        sk_pg_put_name(out, part);
    }
    sk_text_add(out, " IS ");
    sk_text_literal(out, comment);
    end(out);
}

static void
put_table_comments(struct sk_text *out, const struct sk_table *table)
{
    put_comment(out, "TABLE", table->schema, table->name, NULL, table->comment);
    for (size_t i = 0; i < table->n_columns; i++)
        put_comment(out, "COLUMN", table->schema, table->name, table->columns[i]->name, table->columns[i]->comment);
    for (size_t i = 0; i < table->n_indexes; i++)
        put_comment(out, "INDEX", table->schema, table->indexes[i]->name, NULL, table->indexes[i]->comment);
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        if (!k->comment)
            continue;
        sk_text_add(out, "COMMENT ON CONSTRAINT ");
        sk_pg_put_name(out, k->name);
        sk_text_add(out, " ON ");
        sk_pg_put_relation(out, table->schema, table->name);
        sk_text_add(out, " IS ");
        sk_text_literal(out, k->comment);
        end(out);
    }
}

static void
put_comments(struct sk_text *out, const struct sk_catalog *catalog)
{
    sk_text_add(out, "\n");
    for (size_t i = 0; i < catalog->n_tables; i++)
        put_table_comments(out, catalog->tables[i]);
    for (size_t i = 0; i < catalog->n_views; i++)
        put_comment(out, catalog->views[i]->materialized ? "MATERIALIZED VIEW" : "VIEW", catalog->views[i]->schema,
                    catalog->views[i]->name, NULL, catalog->views[i]->comment);
    for (size_t i = 0; i < catalog->n_types; i++)
        put_comment(out, "TYPE", catalog->types[i]->schema, catalog->types[i]->name, NULL,
                    catalog->types[i]->comment);
}

/* ---- all of it ------------------------------------------------------------------------------------------------ */

static void
put_schemas(struct sk_text *out, const struct sk_catalog *catalog, bool again)
{
    for (size_t i = 0; i < catalog->n_schemas; i++) {
        sk_text_addf(out, "CREATE SCHEMA %s", sk_pg_if_not_exists(again));
        sk_pg_put_name(out, catalog->schemas[i]);
        end(out);
    }
    for (size_t i = 0; i < catalog->n_folding; i++) {
        sk_text_addf(out, "CREATE COLLATION %s", sk_pg_if_not_exists(again));
        sk_pg_put_name(out, catalog->folding[i]);
        sk_text_add(out, " (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        end(out);
    }
    for (size_t i = 0; i < catalog->n_extensions; i++) {
        sk_text_add(out, "CREATE EXTENSION IF NOT EXISTS ");
        sk_pg_put_name(out, catalog->extensions[i]);
        end(out);
    }
}

char *
sk_pg_format_catalog(TALLOC_CTX *owner, const struct sk_catalog *catalog, bool again)
{
    struct sk_text *out = sk_text_new(owner);
    put_schemas(out, catalog, again);
    put_types(out, catalog, again);
    put_functions(out, catalog, false, again);
    put_sequences(out, catalog, again);
    for (size_t i = 0; i < catalog->n_tables; i++)
        put_table(out, catalog, i, again);
    put_owners(out, catalog);
    for (size_t i = 0; i < catalog->n_tables; i++)
        put_indexes(out, catalog, catalog->tables[i]->schema, catalog->tables[i]->name, catalog->tables[i]->n_indexes,
                    catalog->tables[i]->indexes, again);
    for (size_t i = 0; i < catalog->n_tables; i++)
        put_late_constraints(out, catalog, i, again);
    put_functions(out, catalog, true, again);
    put_views(out, catalog, again);
    for (size_t i = 0; i < catalog->n_views; i++)
        put_indexes(out, catalog, catalog->views[i]->schema, catalog->views[i]->name, catalog->views[i]->n_indexes,
                    catalog->views[i]->indexes, again);
    for (size_t i = 0; i < catalog->n_tables; i++) {
        const struct sk_table *table = catalog->tables[i];
        put_triggers(out, catalog, table->schema, table->name, table->n_triggers, table->triggers, again);
        put_disabled_triggers(out, table);
    }
    for (size_t i = 0; i < catalog->n_views; i++)
        put_triggers(out, catalog, catalog->views[i]->schema, catalog->views[i]->name, catalog->views[i]->n_triggers,
                     catalog->views[i]->triggers, again);
    put_comments(out, catalog);
    size_t from = strspn(out->data, "\n"), len = strlen(out->data);
    while (len > from + 1 && out->data[len - 1] == '\n' && out->data[len - 2] == '\n')
        len--;
    char *sql = sk_strndup(owner, out->data + from, len - from);
    talloc_free(out);
    return sql;
}
