/*
 * core/probe_foreign.c - probes of foreign keys: a row whose parent is not there, NULLs, and what becomes of the
 * children when the parent goes or gets another key. Where it may wait for the end of the transaction, the child comes
 * first. See probe.h.
 */
#include <string.h>

#include "core/probe.h"

struct trial {
    struct sk_prober *p;
    TALLOC_CTX *tmp;
    const struct sk_constraint *foreign;
    const struct sk_table *parent;
    const struct sk_probe_row *row, *other; /* of the child; `other` refers to another parent */
    const char *subject;
};

/* Where the rows of the parents stand among the setup of a probe. */
static const struct sk_probe_row *
parent_row(const struct trial *t, const struct sk_probe_row *child)
{
    if (t->parent == child->table)
        return child;
    for (size_t i = 0; i < child->n_parents; i++)
        if (child->parents[i]->table == t->parent)
            return child->parents[i];
    return sk_probe_row(t->p, t->parent, child->variant);
}

/* The child's row as it refers to the parent, whatever the row had. */
static struct sk_probe_statement
child_insert(const struct trial *t, const struct sk_probe_row *child, const struct sk_probe_row *parent)
{
    struct sk_probe_statement statement = sk_probe_insert(child), keys = sk_probe_insert(parent);
    for (size_t i = 0; i < t->foreign->n_columns && i < t->foreign->n_ref_columns; i++) {
        const struct sk_probe_value *key = sk_probe_find(&keys, t->foreign->ref_columns[i]);
        if (key && sk_table_column(child->table, t->foreign->columns[i]))
            sk_probe_set(t->tmp, &statement, t->foreign->columns[i], key->text, key->is_sql);
    }
    return statement;
}

/* The columns of the foreign key of one statement set to what they are in another. */
static void
copy_key(const struct trial *t, struct sk_probe_statement *to, const struct sk_probe_statement *from)
{
    for (size_t i = 0; i < t->foreign->n_columns; i++) {
        const struct sk_probe_value *value = sk_probe_find(from, t->foreign->columns[i]);
        if (value)
            sk_probe_set(t->tmp, to, t->foreign->columns[i], value->text, value->is_sql);
    }
}

static struct sk_probe
started(const struct trial *t, const struct sk_probe_row *parent)
{
    struct sk_probe probe = {.table = t->row->table, .subject = t->subject};
    sk_probe_add_parents(t->tmp, &probe, t->row);
    sk_probe_add_parents(t->tmp, &probe, parent);
    bool there = false;
    for (size_t i = 0; i < probe.n_setup; i++)
        there = there || probe.setup[i].values == parent->values;
    if (!there)
        sk_probe_add_setup(t->tmp, &probe, sk_probe_insert(parent));
    return probe;
}

/* A key that no parent has: that of the second parent, which is not there. */
static enum sk_status
try_missing(const struct trial *t, struct sk_error *err)
{
    const struct sk_probe_row *missing = parent_row(t, t->other), *parent = parent_row(t, t->row);
    struct sk_probe_statement absent = child_insert(t, t->other, missing);
    struct sk_probe insert = {.table = t->row->table, .subject = t->subject, .test = sk_probe_insert(t->row)};
    sk_probe_add_parents(t->tmp, &insert, t->row);
    copy_key(t, &insert.test, &absent);
    enum sk_status status = sk_probe_emit(t->p, &insert, err);
    if (status)
        return status;
    struct sk_probe update = started(t, parent);
    if (t->parent != t->row->table)
        sk_probe_add_setup(t->tmp, &update, child_insert(t, t->row, parent));
    update.test = (struct sk_probe_statement){.verb = SK_PROBE_UPDATE, .table = t->row->table};
    copy_key(t, &update.test, &absent);
    sk_probe_where(t->tmp, t->row, &update.test);
    return update.test.n_values ? sk_probe_emit(t->p, &update, err) : SK_OK;
}

/* Some of the columns NULL: MATCH SIMPLE lets that pass, MATCH FULL does not. */
static enum sk_status
try_part(const struct trial *t, struct sk_error *err)
{
    const struct sk_probe_row *missing = parent_row(t, t->other);
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < t->foreign->n_columns && t->foreign->n_columns > 1 && !status; i++) {
        struct sk_probe probe = {.table = t->row->table, .subject = t->subject, .test = sk_probe_insert(t->row)};
        struct sk_probe_statement absent = child_insert(t, t->other, missing);
        sk_probe_add_parents(t->tmp, &probe, t->row);
        copy_key(t, &probe.test, &absent);
        sk_probe_set(t->tmp, &probe.test, t->foreign->columns[i], NULL, false);
        status = sk_probe_emit(t->p, &probe, err);
    }
    return status;
}

/* The child before its parent. */
static enum sk_status
try_child_first(const struct trial *t, struct sk_error *err)
{
    const struct sk_probe_row *parent = parent_row(t, t->row);
    struct sk_probe probe = {.table = t->row->table, .subject = t->subject, .test = sk_probe_insert(parent)};
    for (size_t i = 0; i < t->row->n_parents; i++)
        if (t->row->parents[i] != parent)
            sk_probe_add_setup(t->tmp, &probe, sk_probe_insert(t->row->parents[i]));
    sk_probe_add_setup(t->tmp, &probe, child_insert(t, t->row, parent));
    return sk_probe_emit(t->p, &probe, err);
}

/* The parent and its child are there; the parent goes. */
static enum sk_status
try_delete(const struct trial *t, struct sk_error *err)
{
    const struct sk_probe_row *parent = parent_row(t, t->row);
    struct sk_probe probe = started(t, parent);
    if (t->parent != t->row->table) {
        sk_probe_add_setup(t->tmp, &probe, child_insert(t, t->row, parent));
    } else { /* another row of the same table refers to it */
        sk_probe_add_parents(t->tmp, &probe, t->other);
        sk_probe_add_setup(t->tmp, &probe, child_insert(t, t->other, parent));
    }
    probe.test = (struct sk_probe_statement){.verb = SK_PROBE_DELETE, .table = t->parent};
    sk_probe_where(t->tmp, parent, &probe.test);
    return sk_probe_emit(t->p, &probe, err);
}

/* ... or gets the key that the second parent would have. */
static enum sk_status
try_rekey(const struct trial *t, struct sk_error *err)
{
    const struct sk_probe_row *parent = parent_row(t, t->row),
                              *second = sk_probe_row(t->p, t->parent, t->row->variant + 1);
    struct sk_probe_statement keys = sk_probe_insert(second);
    if (second->failed)
        return SK_OK;
    struct sk_probe probe = started(t, parent);
    sk_probe_add_parents(t->tmp, &probe, second);
    if (t->parent != t->row->table) {
        sk_probe_add_setup(t->tmp, &probe, child_insert(t, t->row, parent));
    } else {
        sk_probe_add_parents(t->tmp, &probe, t->other);
        struct sk_probe_statement child = child_insert(t, t->other, parent);
        sk_probe_add_setup(t->tmp, &probe, child);
    }
    probe.test = (struct sk_probe_statement){.verb = SK_PROBE_UPDATE, .table = t->parent};
    for (size_t i = 0; i < t->foreign->n_ref_columns; i++) {
        const struct sk_column *column = sk_table_column(t->parent, t->foreign->ref_columns[i]);
        const struct sk_probe_value *key = sk_probe_find(&keys, t->foreign->ref_columns[i]);
        if (key && column && column->identity != SK_IDENTITY_ALWAYS)
            sk_push(t->tmp, probe.test.values, probe.test.n_values, *key);
    }
    sk_probe_where(t->tmp, parent, &probe.test);
    if (t->parent == t->row->table && t->other->variant == second->variant) /* that key is the child's own */
        for (size_t i = 0; i < probe.test.n_values; i++) {
            const char *third = sk_probe_base(t->tmp, t->p->catalog, &probe.test.values[i].column->type, 2);
            probe.test.values[i].text = third ? third : probe.test.values[i].text;
        }
    return probe.test.n_values ? sk_probe_emit(t->p, &probe, err) : SK_OK;
}

static enum sk_status
probe_foreign(struct sk_prober *p, const struct sk_table *table, const struct sk_constraint *foreign,
              struct sk_error *err)
{
    struct trial t = {.p = p, .tmp = sk_context_new(NULL), .foreign = foreign};
    t.parent = sk_catalog_table(p->catalog, foreign->ref_schema, foreign->ref_table);
    t.row = sk_probe_row(p, table, 0);
    t.other = sk_probe_row(p, table, 1);
    t.subject = sk_printf(t.tmp, "foreign key %s", foreign->name);
    enum sk_status status = SK_OK;
    bool usable = t.parent && !t.other->failed && !parent_row(&t, t.row)->failed && !parent_row(&t, t.other)->failed;
    if (usable)
        status = try_missing(&t, err);
    if (usable && !status)
        status = try_delete(&t, err);
    if (usable && !status)
        status = try_rekey(&t, err);
    if (usable && !status)
        status = try_part(&t, err);
    if (usable && !status && foreign->initially_deferred && t.parent != table)
        status = try_child_first(&t, err);
    talloc_free(t.tmp);
    return status;
}

enum sk_status
sk_probe_foreign(struct sk_prober *p, const struct sk_table *table, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < table->n_constraints && !status; i++)
        if (table->constraints[i]->kind == SK_FOREIGN_KEY)
            status = probe_foreign(p, table, table->constraints[i], err);
    return status;
}
