/*
 * core/probe_key.c - probes of what has to be unique: primary keys, UNIQUE, unique indexes. Two rows that have a key in
 * common, one that differs in the case of a letter or a space at its end, NULLs; for an index with a predicate, rows
 * that satisfy it and rows that do not. See probe.h.
 */
#include <ctype.h>
#include <string.h>

#include "core/probe.h"

enum { MAX_COLUMNS = 32 };

/* A key of a table, however it was written. */
struct key {
    const char *name, *subject;
    size_t n;
    const char *columns[MAX_COLUMNS];
    struct sk_expr *where;
};

struct trial {
    struct sk_prober *p;
    TALLOC_CTX *tmp;
    const struct sk_probe_row *first, *second;
    const struct key *key;
    struct sk_probe_statement one, two; /* the rows; `two` has the key of `one` */
};

static void
add_column(struct key *key, const char *column)
{
    for (size_t i = 0; i < key->n; i++)
        if (strcmp(key->columns[i], column) == 0)
            return;
    if (key->n < MAX_COLUMNS)
        key->columns[key->n++] = column;
}

/* Both rows, the first one there, the second one tried. */
static enum sk_status
try_insert(const struct trial *t, struct sk_probe_statement one, struct sk_probe_statement two, struct sk_error *err)
{
    struct sk_probe probe = {.table = t->first->table, .subject = t->key->subject, .test = two};
    sk_probe_add_parents(t->tmp, &probe, t->first);
    sk_probe_add_parents(t->tmp, &probe, t->second);
    sk_probe_add_setup(t->tmp, &probe, one);
    return sk_probe_emit(t->p, &probe, err);
}

/* Both rows are there, the second one gets the first one's key. */
static enum sk_status
try_update(const struct trial *t, struct sk_error *err)
{
    struct sk_probe probe = {.table = t->first->table, .subject = t->key->subject};
    sk_probe_add_parents(t->tmp, &probe, t->first);
    sk_probe_add_parents(t->tmp, &probe, t->second);
    sk_probe_add_setup(t->tmp, &probe, t->one);
    sk_probe_add_setup(t->tmp, &probe, sk_probe_insert(t->second));
    probe.test = (struct sk_probe_statement){.verb = SK_PROBE_UPDATE, .table = t->first->table};
    for (size_t i = 0; i < t->key->n; i++) {
        const struct sk_probe_value *value = sk_probe_find(&t->one, t->key->columns[i]);
        if (value)
            sk_push(t->tmp, probe.test.values, probe.test.n_values, *value);
    }
    sk_probe_where(t->tmp, t->second, &probe.test);
    return probe.test.n_values ? sk_probe_emit(t->p, &probe, err) : SK_OK;
}

static bool
is_text(const struct sk_catalog *catalog, const struct sk_column *column)
{
    const struct sk_type *type = sk_probe_base_type(catalog, &column->type, NULL);
    return !type->dimensions &&
           (type->kind == SK_TYPE_TEXT || type->kind == SK_TYPE_VARCHAR || type->kind == SK_TYPE_CHAR ||
            type->kind == SK_TYPE_CITEXT || type->kind == SK_TYPE_NAME);
}

/* Another text that some collations take for the same. */
static const char *
nearly(TALLOC_CTX *owner, const char *text, int way)
{
    char *other = sk_strdup(owner, text);
    switch (way) {
    case 0:
        for (char *c = other; *c; c++)
            *c = (char)toupper((unsigned char)*c);
        return other;
    case 1:
        for (char *c = other; *c; c++)
            *c = (char)tolower((unsigned char)*c);
        return other;
    case 2:
        return sk_printf(owner, "%s ", text);
    case 3:
        return sk_printf(owner, " %s", text);
    case 4: { /* an accent */
        char *a = strchr(other, 'e');
        return a ? sk_printf(owner, "%.*sé%s", (int)(a - other), other, a + 1) : NULL;
    }
    default:
        return NULL;
    }
}

static enum sk_status
try_texts(const struct trial *t, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < t->key->n; i++) {
        const struct sk_probe_value *value = sk_probe_find(&t->one, t->key->columns[i]);
        if (!value || !value->text || value->is_sql || !is_text(t->p->catalog, value->column))
            continue;
        for (int way = 0; way < 5 && !status; way++) {
            struct sk_probe_statement other = t->two;
            const char *text = nearly(t->tmp, value->text, way);
            if (!text || strcmp(text, value->text) == 0)
                continue;
            sk_probe_set(t->tmp, &other, value->column->name, text, false);
            status = try_insert(t, t->one, other, err);
        }
    }
    return status;
}

/* NULL in one of the columns of both rows, and in all of them. */
static enum sk_status
try_nulls(const struct trial *t, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    struct sk_probe_statement all[2] = {t->one, t->two};
    size_t nulls = 0;
    for (size_t i = 0; i < t->key->n && !status; i++) {
        const struct sk_column *column = sk_table_column(t->first->table, t->key->columns[i]);
        struct sk_probe_statement one = t->one, two = t->two;
        if (!column || column->not_null || column->generated)
            continue;
        sk_probe_set(t->tmp, &one, column->name, NULL, false);
        sk_probe_set(t->tmp, &two, column->name, NULL, false);
        sk_probe_set(t->tmp, &all[0], column->name, NULL, false);
        sk_probe_set(t->tmp, &all[1], column->name, NULL, false);
        nulls++;
        status = try_insert(t, one, two, err);
    }
    return status || nulls < 2 ? status : try_insert(t, all[0], all[1], err);
}

/* The same key but for one column. */
static enum sk_status
try_apart(const struct trial *t, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    struct sk_probe_statement insert = sk_probe_insert(t->second);
    for (size_t i = 0; i < t->key->n && t->key->n > 1 && !status; i++) {
        const struct sk_probe_value *value = sk_probe_find(&insert, t->key->columns[i]);
        struct sk_probe_statement other = t->two;
        if (!value)
            continue;
        sk_probe_set(t->tmp, &other, value->column->name, value->text, value->is_sql);
        status = try_insert(t, t->one, other, err);
    }
    return status;
}

/* A row for each value at a border of the predicate: twice the same, and one against the row as it was. */
static enum sk_status
try_predicate(const struct trial *t, struct sk_error *err)
{
    const struct sk_table *table = t->first->table;
    enum sk_status status = SK_OK;
    for (size_t c = 0; c < table->n_columns && !status; c++) {
        const struct sk_column *column = table->columns[c];
        struct sk_probe_texts list = {0};
        if (column->generated || !t->p->catalog->ops->uses_column(t->key->where, column->name))
            continue;
        sk_probe_boundaries(t->tmp, &list, t->p->catalog, t->key->where, column->name);
        for (size_t v = 0; v < 2; v++) {
            const char *base = sk_probe_base(t->tmp, t->p->catalog, &column->type, v);
            if (base)
                sk_probe_texts_add(t->tmp, &list, base);
        }
        for (size_t i = 0; i <= list.n && !status; i++) {
            struct sk_probe_statement one = t->one, two = t->two;
            const char *text = i < list.n ? list.items[i] : NULL;
            if (text ? !sk_probe_fits(t->p->catalog, &column->type, text) : column->not_null)
                continue;
            sk_probe_set(t->tmp, &one, column->name, text, false);
            sk_probe_set(t->tmp, &two, column->name, text, false);
            status = try_insert(t, one, two, err);
            status = status ? status : try_insert(t, t->one, two, err);
        }
    }
    return status;
}

static enum sk_status
probe_key(struct sk_prober *p, const struct sk_table *table, const struct key *key, struct sk_error *err)
{
    struct trial t = {.p = p, .tmp = sk_context_new(NULL), .key = key};
    t.first = sk_probe_row(p, table, 0);
    t.second = sk_probe_row(p, table, 1);
    if (t.second->failed) {
        talloc_free(t.tmp);
        return SK_OK;
    }
    t.one = sk_probe_insert(t.first);
    t.two = sk_probe_insert(t.second);
    enum sk_status status = try_insert(&t, t.one, t.two, err);
    for (size_t i = 0; i < key->n; i++) {
        const struct sk_probe_value *value = sk_probe_find(&t.one, key->columns[i]);
        if (value)
            sk_probe_set(t.tmp, &t.two, key->columns[i], value->text, value->is_sql);
    }
    status = status ? status : try_insert(&t, t.one, t.two, err);
    status = status ? status : try_update(&t, err);
    status = status ? status : try_texts(&t, err);
    status = status ? status : try_nulls(&t, err);
    status = status ? status : try_apart(&t, err);
    if (!status && key->where)
        status = try_predicate(&t, err);
    talloc_free(t.tmp);
    return status;
}

static void
of_index(struct key *key, const struct sk_prober *p, const struct sk_table *table, const struct sk_index *index)
{
    key->where = index->where;
    for (size_t k = 0; k < index->n_keys; k++) {
        if (index->keys[k].column)
            add_column(key, index->keys[k].column);
        for (size_t c = 0; index->keys[k].expr && c < table->n_columns; c++)
            if (p->catalog->ops->uses_column(index->keys[k].expr, table->columns[c]->name))
                add_column(key, table->columns[c]->name);
    }
}

enum sk_status
sk_probe_keys(struct sk_prober *p, const struct sk_table *table, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    for (size_t i = 0; i < table->n_constraints && !status; i++) {
        const struct sk_constraint *c = table->constraints[i];
        struct key key = {.name = c->name};
        if (c->kind != SK_PRIMARY_KEY && c->kind != SK_UNIQUE)
            continue;
        key.subject = sk_printf(tmp, "%s %s", c->kind == SK_UNIQUE ? "unique" : "primary key", c->name);
        for (size_t k = 0; k < c->n_columns; k++)
            add_column(&key, c->columns[k]);
        status = probe_key(p, table, &key, err);
    }
    for (size_t i = 0; i < table->n_indexes && !status; i++) {
        const struct sk_index *index = table->indexes[i];
        struct key key = {.name = index->name, .subject = sk_printf(tmp, "unique index %s", index->name)};
        if (!index->unique)
            continue;
        of_index(&key, p, table, index);
        status = probe_key(p, table, &key, err);
    }
    talloc_free(tmp);
    return status;
}
