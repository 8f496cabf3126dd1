/*
 * core/probe_column.c - probes of one column: NULL, the borders of its type and of the CHECKs on it, its default, what
 * generates it. Each value is tried in an INSERT and in an UPDATE. See probe.h.
 */
#include <string.h>

#include "core/probe.h"

/* The probe at hand: a row, and the column that is made another. */
struct trial {
    struct sk_prober *p;
    TALLOC_CTX *tmp;
    const struct sk_probe_row *row;
    const struct sk_column *column;
    const char *subject;
};

static enum sk_status
insert_value(const struct trial *t, const char *text, bool is_sql, struct sk_error *err)
{
    struct sk_probe probe = {.table = t->row->table, .subject = t->subject, .test = sk_probe_insert(t->row)};
    sk_probe_add_parents(t->tmp, &probe, t->row);
    sk_probe_set(t->tmp, &probe.test, t->column->name, text, is_sql);
    return sk_probe_emit(t->p, &probe, err);
}

static enum sk_status
update_value(const struct trial *t, const char *text, bool is_sql, struct sk_error *err)
{
    const struct sk_probe_value value = {.column = t->column, .text = text, .is_sql = is_sql};
    struct sk_probe probe = {.table = t->row->table, .subject = t->subject};
    sk_probe_add_parents(t->tmp, &probe, t->row);
    sk_probe_add_setup(t->tmp, &probe, sk_probe_insert(t->row));
    probe.test = sk_probe_update(t->tmp, t->row, &value);
    return sk_probe_emit(t->p, &probe, err);
}

static enum sk_status
try(const struct trial *t, const char *text, bool is_sql, struct sk_error *err)
{
    enum sk_status status = insert_value(t, text, is_sql, err);
    return status ? status : update_value(t, text, is_sql, err);
}

static enum sk_status
try_omitted(const struct trial *t, struct sk_error *err)
{
    struct sk_probe probe = {.table = t->row->table, .subject = t->subject, .test = sk_probe_insert(t->row)};
    sk_probe_add_parents(t->tmp, &probe, t->row);
    sk_probe_omit(t->tmp, &probe.test, t->column->name);
    return sk_probe_emit(t->p, &probe, err);
}

/* The last number of all: a counter that goes on from it, and that no ROLLBACK puts back, would be at its end for all
 * that comes after. */
static bool
ends_counting(const struct sk_column *column, const char *text)
{
    static const char *const last[] = {"32767", "2147483647", "9223372036854775807"};
    for (size_t i = 0; i < sizeof last / sizeof *last; i++)
        if (column->identity != SK_IDENTITY_NONE && strcmp(last[i], text) == 0)
            return true;
    return false;
}

/* Each of a list once; "\001" before an SQL expression. */
static enum sk_status
try_all(const struct trial *t, const struct sk_probe_texts *list, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < list->n && !status; i++) {
        if (ends_counting(t->column, list->items[i]))
            continue;
        bool is_sql = *list->items[i] == '\001';
        status = try(t, list->items[i] + is_sql, is_sql, err);
    }
    return status;
}

static void
collect(const struct trial *t, struct sk_probe_texts *list)
{
    const struct sk_catalog *catalog = t->p->catalog;
    const struct sk_table *table = t->row->table;
    const struct sk_user_type *domain;
    for (size_t i = 0; i < table->n_constraints; i++)
        if (table->constraints[i]->kind == SK_CHECK && sk_constraint_has_column(table->constraints[i], t->column->name))
            sk_probe_boundaries(t->tmp, list, catalog, table->constraints[i]->check, t->column->name);
    sk_probe_base_type(catalog, &t->column->type, &domain);
    for (size_t i = 0; domain && i < domain->n_checks; i++)
        sk_probe_boundaries(t->tmp, list, catalog, domain->checks[i]->check, NULL);
    sk_probe_edges(t->tmp, list, catalog, &t->column->type);
}

/* A number has been given as one and as a text: drivers do both. */
static enum sk_status
try_quoted(const struct trial *t, struct sk_error *err)
{
    const struct sk_type *type = sk_probe_base_type(t->p->catalog, &t->column->type, NULL);
    bool number = type->kind >= SK_TYPE_SMALLINT && type->kind <= SK_TYPE_DOUBLE && !type->dimensions;
    const char *base = number ? sk_probe_base(t->tmp, t->p->catalog, type, 2) : NULL;
    return base ? try(t, sk_printf(t->tmp, "'%s'", base), true, err) : SK_OK;
}

static enum sk_status
probe_given(const struct trial *t, struct sk_error *err)
{
    struct sk_probe_texts list = {0};
    enum sk_status status = try(t, NULL, false, err);
    status = status ? status : try_omitted(t, err);
    const struct sk_expr *given = t->column->default_expr;
    if (!status && (given ? given->node != NULL : t->column->identity || !t->column->not_null))
        status = try(t, "DEFAULT", true, err);
    collect(t, &list);
    status = status ? status : try_quoted(t, err);
    return status ? status : try_all(t, &list, err);
}

/* A value of one's own is refused; DEFAULT is not. */
static enum sk_status
probe_generated(const struct trial *t, struct sk_error *err)
{
    const char *base = sk_probe_base(t->tmp, t->p->catalog, &t->column->type, 0);
    enum sk_status status = try(t, "DEFAULT", true, err);
    status = status || !base ? status : try(t, base, false, err);
    return status ? status : try(t, NULL, false, err);
}

/* Without OVERRIDING SYSTEM VALUE. */
static enum sk_status
probe_always(const struct trial *t, struct sk_error *err)
{
    struct sk_probe probe = {.table = t->row->table, .subject = t->subject, .test = sk_probe_insert(t->row)};
    sk_probe_add_parents(t->tmp, &probe, t->row);
    probe.test.overriding = false;
    return sk_probe_emit(t->p, &probe, err);
}

static enum sk_status
probe_column(struct sk_prober *p, const struct sk_probe_row *row, const struct sk_column *column, struct sk_error *err)
{
    struct trial t = {.p = p, .tmp = sk_context_new(NULL), .row = row, .column = column};
    t.subject = sk_printf(t.tmp, "column %s", column->name);
    enum sk_status status = column->generated ? probe_generated(&t, err) : probe_given(&t, err);
    if (!status && column->identity == SK_IDENTITY_ALWAYS)
        status = probe_always(&t, err);
    talloc_free(t.tmp);
    return status;
}

enum sk_status
sk_probe_columns(struct sk_prober *p, const struct sk_table *table, struct sk_error *err)
{
    const struct sk_probe_row *row = sk_probe_row(p, table, 0);
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < table->n_columns && !status; i++)
        status = probe_column(p, row, table->columns[i], err);
    return status;
}
