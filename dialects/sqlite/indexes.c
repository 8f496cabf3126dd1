/*
 * dialects/sqlite/indexes.c - CREATE INDEX, and the indexes that hold rows to what SQLite's UNIQUE cannot say.
 *
 * NULLS NOT DISTINCT: a second index over the rows that have a NULL among their keys. EXCLUDE with = alone: an index.
 * They belong to the table's rules, and are known by SK_SQLITE_OWN in their text, which SQLite keeps.
 */
#include <string.h>

#include "dialects/postgres/exclusion.h"
#include "dialects/sqlite/sqlite.h"

/* ---- keys ------------------------------------------------------------------------------------------------------- */

/* SQLite has no digests that an index could hold, and no limit to the length of a key: what a digest is of is as unique
 * as the digest. */
static const sk_node *
undigested(const sk_node *node)
{
    const sk_node *whole = sk_digest_argument(node);
    return whole ? whole : node;
}

static enum sk_status
index_key(struct sk_printer *p, const struct sk_index_key *key, bool unique)
{
    enum sk_status status = SK_OK;
    if (key->column) {
        sk_print_name(p, key->column);
    } else {
        const sk_node *node = unique ? undigested(sk_expr_node(key->expr)) : sk_expr_node(key->expr);
        struct sk_text *out = p->out;
        p->out = sk_text_new(p->tmp);
        status = sk_print_expr(p, node);
        /* else a constant, whatever it has been made of, is taken for the name or the number of a column */
        bool constant = strchr("'0123456789-", p->out->data[strspn(p->out->data, "(")]) != NULL;
        sk_text_addf(out, "%s%s", constant ? "+" : "", p->out->data);
        p->out = out;
    }
    sk_text_add(p->out, key->descending ? " DESC" : "");
    return status;
}

/* Methods for what SQLite has no index for leave the rows as they are: the index is left out. A brin index finds what
 * one in order finds. */
static const char *
method_note(const struct sk_index *index)
{
    static const char *const ordered[] = {"btree", "hash", "brin"};
    for (size_t i = 0; i < sizeof ordered / sizeof *ordered; i++)
        if (strcmp(index->method, ordered[i]) == 0)
            return NULL;
    return "sqlite has no index of this method (gin, gist): left out, queries give the same rows";
}

/* ---- one index -------------------------------------------------------------------------------------------------- */

/* An index on its way. `own`: it belongs to the table's rules. */
struct making {
    struct sk_rewrite *rewrite;
    struct sk_printer p;
    const struct sk_table *table; /* NULL: a materialized view */
    const struct sk_index *index;
    const char *name, *on;        /* in the file */
    bool own, if_not_exists;
    const char *note;
};

static const char own_note[] = "sqlite's UNIQUE cannot say this: an index holds rows to it";
static const char left_out[] = "sqlite cannot index this expression: left out, queries give the same rows";

static void
begin_index(struct making *m, const char *suffix, bool own)
{
    m->p.out = sk_text_new(m->p.tmp);
    sk_text_addf(m->p.out, "CREATE %sINDEX %s", m->index->unique ? "UNIQUE " : "",
                 m->if_not_exists ? "IF NOT EXISTS " : "");
    sk_print_name(&m->p, sk_printf(m->p.tmp, "%s%s", m->name, suffix));
    sk_text_add(m->p.out, own ? " ON " SK_SQLITE_OWN " " : " ON ");
    sk_print_name(&m->p, m->on);
    sk_text_add(m->p.out, " (");
}

static void
run_index(struct making *m, const char *note)
{
    sk_sqlite_run(m->rewrite, sk_strdup(m->rewrite->owner, m->p.out->data), m->p.pos_bytes, note);
}

static enum sk_status
make_index(struct making *m)
{
    const struct sk_index *index = m->index;
    enum sk_status status = SK_OK;
    begin_index(m, "", m->own);
    for (size_t i = 0; i < index->n_keys && !status; i++) {
        sk_text_add(m->p.out, i ? ", " : "");
        status = index_key(&m->p, &index->keys[i], index->unique);
    }
    sk_text_add(m->p.out, ")");
    if (index->where && !status) {
        sk_text_add(m->p.out, " WHERE ");
        status = sk_print_expr(&m->p, sk_expr_node(index->where));
    }
    if (status == SK_EUNSUPPORTED && !index->unique) {
        sk_error_clear(m->p.err);
        sk_sqlite_note(m->rewrite, m->p.pos_bytes, left_out);
        return SK_OK;
    }
    if (!status && !sk_sqlite_is_plain(m->p.out->data)) {
        if (index->unique)
            return sk_print_unsupported(&m->p, NULL, "unique index \"%s\" needs an expression that sqlite cannot index",
                                        index->name);
        sk_sqlite_note(m->rewrite, m->p.pos_bytes, left_out);
    } else if (!status) {
        run_index(m, m->note);
    }
    return status;
}

/* ---- NULLS NOT DISTINCT ----------------------------------------------------------------------------------------- */

static bool
is_filled(const struct sk_table *table, const char *name)
{
    const struct sk_column *column = name ? sk_table_column(table, name) : NULL;
    const struct sk_constraint *key = sk_table_primary_key(table);
    return column && (column->not_null || (key && sk_constraint_has_column(key, name)));
}

/* Rows that have a NULL among their keys, once for each set of keys: the unique index proper lets them all pass. */
static enum sk_status
make_nulls_index(struct making *m)
{
    struct sk_text *any = sk_text_new(m->p.tmp), *out;
    enum sk_status status = SK_OK;
    begin_index(m, "_nulls", true);
    out = m->p.out;
    for (size_t i = 0; i < m->index->n_keys && !status; i++) {
        struct sk_index_key key = m->index->keys[i];
        const struct sk_column *column = key.column ? sk_table_column(m->table, key.column) : NULL;
        const char *collation = column ? sk_sqlite_collation(m->p.catalog, &column->type) : NULL;
        key.descending = false;
        m->p.out = sk_text_new(m->p.tmp);
        status = index_key(&m->p, &key, true);
        const char *sql = m->p.out->data;
        sk_text_add(out, i ? ", " : "");
        if (is_filled(m->table, key.column)) {
            sk_text_add(out, sql);
            continue;
        }
        sk_text_addf(out, "(%s) IS NULL, ifnull(%s, '')", sql, sql);
        if (collation)
            sk_text_addf(out, " COLLATE %s", collation);
        sk_text_addf(any, "%s(%s) IS NULL", any->len ? " OR " : "", sql);
    }
    m->p.out = out;
    if (status || !any->len)
        return status;
    sk_text_addf(out, ") WHERE (%s)", any->data);
    if (m->index->where) {
        sk_text_add(out, " AND (");
        status = sk_print_expr(&m->p, sk_expr_node(m->index->where));
        sk_text_add(out, ")");
    }
    if (!status)
        run_index(m, own_note);
    return status;
}

/* ---- the table's ------------------------------------------------------------------------------------------------ */

enum wanted { THE_INDEX = 1, ITS_NULLS = 2 };

static enum sk_status
make(struct making *m, const char *schema, unsigned wanted, size_t pos_bytes, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const struct sk_catalog *catalog = m->rewrite->catalog;
    const struct sk_scope *scope =
        m->table ? sk_scope_of_table(tmp, catalog, m->table) : sk_scope_new(tmp, catalog, NULL);
    m->p = sk_sqlite_printer(m->rewrite, scope, pos_bytes, err);
    m->name = sk_sqlite_relation(tmp, schema, m->index->name);
    m->on = sk_sqlite_relation(tmp, schema, m->on);
    if (m->table)
        m->p.drop_qualifier = m->table->name;
    enum sk_status status = wanted & THE_INDEX ? make_index(m) : SK_OK;
    if (!status && (wanted & ITS_NULLS))
        status = make_nulls_index(m);
    talloc_free(m->p.tmp);
    talloc_free(tmp);
    return status;
}

enum sk_status
sk_sqlite_index(struct sk_rewrite *rewrite, const struct sk_table *table, const char *schema, const char *on,
                const struct sk_index *index, const struct sk_change *change, struct sk_error *err)
{
    size_t pos_bytes = change ? change->pos_bytes : 0;
    if (method_note(index)) {
        sk_sqlite_note(rewrite, pos_bytes, method_note(index));
        return SK_OK;
    }
    struct making m = {.rewrite = rewrite,
                       .table = table,
                       .index = index,
                       .on = on,
                       .if_not_exists = change && change->if_not_exists,
                       .note = change && change->flag ? "CONCURRENTLY is PostgreSQL's: no one else writes here" : NULL};
    bool nulls = table && index->unique && index->nulls_not_distinct;
    return make(&m, schema, THE_INDEX | (nulls ? ITS_NULLS : 0), pos_bytes, err);
}

void
sk_sqlite_drop_index(struct sk_rewrite *rewrite, const char *schema, const char *name, const struct sk_index *index,
                     size_t pos_bytes)
{
    static const char *const suffixes[] = {"", "_nulls"};
    const char *relation = sk_sqlite_relation(rewrite->owner, schema, name);
    for (size_t i = 0; i < (index && index->nulls_not_distinct ? 2 : 1); i++) {
        struct sk_text *sql = sk_text_new(rewrite->owner);
        sk_text_add(sql, "DROP INDEX IF EXISTS ");
        sk_text_ident(sql, sk_printf(rewrite->owner, "%s%s", relation, suffixes[i]), '"');
        sk_sqlite_run(rewrite, sql->data, pos_bytes, i ? own_note : NULL);
    }
}

/* The index that a constraint is; NULL: it is none. */
static struct sk_index *
index_of(TALLOC_CTX *owner, const struct sk_constraint *k, unsigned *wanted)
{
    *wanted = k->kind == SK_EXCLUDE ? THE_INDEX : ITS_NULLS;
    if (k->kind == SK_EXCLUDE) {
        const struct sk_exclusion *exclusion = sk_pg_exclusion(owner, k);
        return exclusion && exclusion->is_key ? sk_pg_exclusion_index(owner, k) : NULL;
    }
    if (k->kind != SK_UNIQUE || !k->nulls_not_distinct)
        return NULL;
    struct sk_index *index = sk_new(owner, struct sk_index);
    index->name = k->name;
    index->unique = index->nulls_not_distinct = true;
    for (size_t i = 0; i < k->n_columns; i++)
        sk_push(index, index->keys, index->n_keys, (struct sk_index_key){.column = k->columns[i]});
    return index;
}

enum sk_status
sk_sqlite_key_indexes(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < table->n_constraints && !status; i++) {
        unsigned wanted;
        struct making m = {.rewrite = rewrite, .table = table, .on = table->name, .own = true, .note = own_note};
        m.index = index_of(rewrite->owner, table->constraints[i], &wanted);
        if (m.index)
            status = make(&m, table->schema, wanted, pos_bytes, err);
    }
    return status;
}

bool
sk_sqlite_drop_key_indexes(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes)
{
    bool any = false;
    for (size_t i = 0; i < table->n_constraints; i++) {
        unsigned wanted;
        const struct sk_index *index = index_of(rewrite->owner, table->constraints[i], &wanted);
        if (!index)
            continue;
        any = true;
        sk_sqlite_drop_index(rewrite, table->schema, index->name, index, pos_bytes);
    }
    return any;
}
