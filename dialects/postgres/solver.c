/* dialects/postgres/solver.c - how generated rows and queries with parameters are worded; see core/fact.h. */
#include <ctype.h>
#include <string.h>

#include "dialects/postgres/format.h"

/* ---- rows ----------------------------------------------------------------------------------------------------- */

static char *
insert(TALLOC_CTX *owner, const struct sk_table *table, const struct sk_column *const *columns, size_t n_columns,
       const char *const *literals, size_t n_rows)
{
    struct sk_text *out = sk_text_new(owner);
    bool first = true;
    sk_text_add(out, "INSERT INTO ");
    sk_pg_put_relation(out, table->schema, table->name);
    sk_text_add(out, " (");
    for (size_t i = 0; i < n_columns; i++) {
        sk_text_sep(out, &first, ", ");
        sk_pg_put_name(out, columns[i]->name);
    }
    sk_text_add(out, ") VALUES");
    for (size_t row = 0; row < n_rows; row++) {
        sk_text_add(out, row ? ",\n(" : "\n(");
        first = true;
        for (size_t i = 0; i < n_columns; i++) {
            sk_text_sep(out, &first, ", ");
            sk_text_add(out, literals[row * n_columns + i]);
        }
        sk_text_add(out, ")");
    }
    return sk_text_finish(out, owner);
}

static char *
advance(TALLOC_CTX *owner, const struct sk_table *table, const struct sk_column *column, uint64_t value)
{
    struct sk_text *relation = sk_text_new(owner), *out = sk_text_new(owner);
    sk_pg_put_relation(relation, table->schema, table->name);
    sk_text_add(out, "SELECT setval(pg_get_serial_sequence(");
    sk_text_literal(out, relation->data);
    sk_text_add(out, ", ");
    sk_text_literal(out, column->name);
    sk_text_addf(out, "), %llu)", (unsigned long long)value);
    return sk_text_finish(out, owner);
}

/* ---- parameters ----------------------------------------------------------------------------------------------- */

static size_t
name_length(const char *text)
{
    size_t len = 0;
    while (isalnum((unsigned char)text[len]) || text[len] == '_')
        len++;
    return isdigit((unsigned char)*text) ? 0 : len;
}

static enum sk_status
put_parameter(struct sk_text *out, const char *sql, size_t pos, size_t len, const char *const *names,
              const char *const *literals, size_t n, struct sk_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (strlen(names[i]) == len && strncmp(names[i], sql + pos, len) == 0) {
            sk_text_add(out, literals[i]);
            return SK_OK;
        }
    }
    sk_fail(err, SK_EUSAGE, "there is no parameter \"%.*s\"", (int)len, sql + pos);
    sk_hint(err, "Say where its values come from: -- param: %.*s from TABLE.COLUMN", (int)len, sql + pos);
    if (err)
        err->pos_bytes = pos - 1;
    return SK_EUSAGE;
}

/* The scanner knows what is a text or a comment; a colon of its own, with a name right behind it, is a parameter. */
static enum sk_status
bind(char **out, TALLOC_CTX *owner, const char *sql, const char *const *names, const char *const *literals, size_t n,
     struct sk_error *err)
{
    struct sk_text *text = sk_text_new(owner);
    PgQueryScanResult scanned = pg_query_scan(sql);
    PgQuery__ScanResult *tokens = NULL;
    enum sk_status status = SK_OK;
    size_t done = 0;
    if (!scanned.error)
        tokens = pg_query__scan_result__unpack(NULL, scanned.pbuf.len, (const uint8_t *)scanned.pbuf.data);
    for (size_t i = 0; tokens && i < tokens->n_tokens && !status; i++) {
        size_t pos = (size_t)tokens->tokens[i]->start, len = name_length(sql + pos + 1);
        if (tokens->tokens[i]->token != PG_QUERY__TOKEN__ASCII_58 || !len)
            continue;
        sk_text_add_n(text, sql + done, pos - done);
        status = put_parameter(text, sql, pos + 1, len, names, literals, n, err);
        done = pos + 1 + len;
    }
    sk_text_add(text, sql + done);
    pg_query__scan_result__free_unpacked(tokens, NULL);
    pg_query_free_scan_result(scanned);
    if (!status)
        *out = sk_text_finish(text, owner);
    return status;
}

/* ---- indexes away --------------------------------------------------------------------------------------------- */

static void
drop_constraints(struct sk_text *out, const struct sk_catalog *catalog, enum sk_constraint_kind kind)
{
    for (size_t i = 0; i < catalog->n_tables; i++) {
        const struct sk_table *table = catalog->tables[i];
        for (size_t k = 0; k < table->n_constraints; k++) {
            if (table->constraints[k]->kind != kind)
                continue;
            sk_text_add(out, "ALTER TABLE ");
            sk_pg_put_relation(out, table->schema, table->name);
            sk_text_add(out, " DROP CONSTRAINT ");
            sk_pg_put_name(out, table->constraints[k]->name);
            sk_text_add(out, ";\n");
        }
    }
}

/* What refers to a key goes before it. */
static char *
strip(TALLOC_CTX *owner, const struct sk_catalog *catalog)
{
    struct sk_text *out = sk_text_new(owner);
    drop_constraints(out, catalog, SK_FOREIGN_KEY);
    drop_constraints(out, catalog, SK_UNIQUE);
    for (size_t i = 0; i < catalog->n_tables; i++) {
        for (size_t k = 0; k < catalog->tables[i]->n_indexes; k++) {
            sk_text_add(out, "DROP INDEX ");
            sk_pg_put_relation(out, catalog->tables[i]->schema, catalog->tables[i]->indexes[k]->name);
            sk_text_add(out, ";\n");
        }
    }
    return sk_text_finish(out, owner);
}

const struct sk_solver_ops sk_pg_solver = {
    .facts = sk_pg_facts,
    .texts = sk_pg_texts,
    .texts_count = sk_pg_texts_count,
    .texts_get = sk_pg_texts_get,
    .insert = insert,
    .advance = advance,
    .bind = bind,
    .strip = strip,
};
