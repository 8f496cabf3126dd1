/*
 * dialects/postgres/demands.c - what a change demands of the rows that are there, as queries for those that do not meet
 * it.
 *
 * What PostgreSQL checks when it executes the command: "ADD table_constraint ... is verified against existing rows",
 * SET NOT NULL, SET DATA TYPE to a narrower type, CREATE UNIQUE INDEX (the ALTER TABLE and CREATE INDEX pages). A
 * change of what the catalog does not have yet demands nothing that could be asked now.
 */
#include <string.h>

#include "core/demands.h"
#include "dialects/postgres/format.h"

enum { SHOWN = 5 };

struct wording {
    struct sk_demands *out;
    TALLOC_CTX *owner;
    const struct sk_catalog *catalog;
    const struct sk_table *table;
    struct sk_demand demand;    /* being worded */
};

static const char *
ident(const struct wording *w, const char *name)
{
    struct sk_text *text = sk_text_new(w->owner);
    sk_pg_put_name(text, name);
    return text->data;
}

static const char *
relation(const struct wording *w, const char *schema, const char *name)
{
    struct sk_text *text = sk_text_new(w->owner);
    sk_pg_put_relation(text, schema, name);
    return text->data;
}

static const char *
expression(const struct wording *w, struct sk_expr *expr)
{
    return w->catalog->ops->text(expr);
}

static void
show(struct wording *w, const char *column)
{
    for (size_t i = 0; i < w->demand.n_columns; i++)
        if (strcmp(w->demand.columns[i], column) == 0)
            return;
    sk_push(w->owner, w->demand.columns, w->demand.n_columns, column);
}

/* The shown columns: the primary key, so that the row is found again, then what the demand is about. */
static const char *
shown(struct wording *w, const char *const *columns, size_t n)
{
    const struct sk_constraint *key = sk_table_primary_key(w->table);
    struct sk_text *list = sk_text_new(w->owner);
    for (size_t i = 0; key && i < key->n_columns; i++)
        show(w, key->columns[i]);
    for (size_t i = 0; i < n; i++)
        show(w, columns[i]);
    for (size_t i = 0; i < w->demand.n_columns; i++)
        sk_text_addf(list, "%s%s", i ? ", " : "", ident(w, w->demand.columns[i]));
    return w->demand.n_columns ? list->data : "1";
}

static bool
has_columns(const struct sk_table *table, const char *const *columns, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!sk_table_column(table, columns[i]))
            return false;
    return true;
}

static void
finish(struct wording *w, const char *rule)
{
    w->demand.table = relation(w, w->table->schema, w->table->name);
    w->demand.rule = rule;
    sk_push(w->owner, w->out->items, w->out->n, w->demand);
    w->demand = (struct sk_demand){.lenient = w->demand.lenient};
}

/* Rows that meet `where` violate it. */
static void
demand_of_rows(struct wording *w, const char *rule, const char *const *columns, size_t n, const char *where)
{
    const char *from = relation(w, w->table->schema, w->table->name);
    const char *list = shown(w, columns, n);
    w->demand.count = sk_printf(w->owner, "SELECT count(*) FROM %s%s%s", from, *where ? " WHERE " : "", where);
    w->demand.rows = sk_printf(w->owner, "SELECT %s FROM %s%s%s%s%s LIMIT %d", list, from, *where ? " WHERE " : "",
                               where, w->demand.n_columns ? " ORDER BY " : "", w->demand.n_columns ? list : "", SHOWN);
    finish(w, rule);
}

/* Rows that share their values of `keys`, which are expressions, violate it. */
static void
demand_of_groups(struct wording *w, const char *rule, const char *const *keys, size_t n, bool nulls_are_equal,
                 const char *where)
{
    struct sk_text *list = sk_text_new(w->owner), *filter = sk_text_new(w->owner);
    const char *from = relation(w, w->table->schema, w->table->name);
    sk_text_add(filter, where);
    for (size_t i = 0; i < n; i++) {
        sk_text_addf(list, "%s%s", i ? ", " : "", keys[i]);
        if (!nulls_are_equal)
            sk_text_addf(filter, "%s%s IS NOT NULL", filter->len ? " AND " : "", keys[i]);
        sk_push(w->owner, w->demand.columns, w->demand.n_columns, keys[i]);
    }
    const char *groups = sk_printf(w->owner, "FROM %s%s%s GROUP BY %s HAVING count(*) > 1", from,
                                   filter->len ? " WHERE " : "", filter->data, list->data);
    w->demand.count = sk_printf(w->owner, "SELECT sum(same) FROM (SELECT count(*) AS same %s) AS found", groups);
    w->demand.rows = sk_printf(w->owner, "SELECT %s %s ORDER BY %s LIMIT %d", list->data, groups, list->data, SHOWN);
    finish(w, rule);
}

/* ---- what each change demands ---------------------------------------------------------------------------------- */

static void
demand_not_null(struct wording *w, const char *const *columns, size_t n, const char *rule)
{
    struct sk_text *where = sk_text_new(w->owner);
    for (size_t i = 0; i < n; i++)
        sk_text_addf(where, "%s%s IS NULL", i ? " OR " : "", ident(w, columns[i]));
    demand_of_rows(w, rule, columns, n, where->data);
}

static void
demand_unique(struct wording *w, const struct sk_constraint *k, const char *rule)
{
    const char **keys = sk_alloc(w->owner, k->n_columns * sizeof *keys, "keys");
    for (size_t i = 0; i < k->n_columns; i++)
        keys[i] = ident(w, k->columns[i]);
    demand_of_groups(w, rule, keys, k->n_columns, k->nulls_not_distinct, "");
}

/* "any of the referencing columns null" lets a row pass with MATCH SIMPLE, all of them with MATCH FULL. */
static void
demand_parent(struct wording *w, const struct sk_constraint *k, const char *rule)
{
    const struct sk_table *parent = sk_catalog_table(w->catalog, k->ref_schema, k->ref_table);
    if (!parent || !has_columns(parent, k->ref_columns, k->n_ref_columns))
        return;
    const char *child = relation(w, w->table->schema, w->table->name);
    struct sk_text *given = sk_text_new(w->owner), *match = sk_text_new(w->owner), *none = sk_text_new(w->owner);
    for (size_t i = 0; i < k->n_columns; i++) {
        const char *column = ident(w, k->columns[i]);
        sk_text_addf(given, "%s%s IS NOT NULL", i ? " AND " : "", column);
        sk_text_addf(none, "%s%s IS NULL", i ? " AND " : "", column);
        sk_text_addf(match, "%sparent.%s = %s.%s", i ? " AND " : "", ident(w, k->ref_columns[i]), child, column);
    }
    const char *orphan = sk_printf(w->owner, "%s AND NOT EXISTS (SELECT 1 FROM %s AS parent WHERE %s)", given->data,
                                   relation(w, k->ref_schema, k->ref_table), match->data);
    if (k->match_full && k->n_columns > 1)
        orphan = sk_printf(w->owner, "(%s) OR NOT ((%s) OR (%s))", orphan, given->data, none->data);
    demand_of_rows(w, rule, k->columns, k->n_columns, orphan);
}

static void
demand_constraint(struct wording *w, const struct sk_constraint *k)
{
    static const char *const kinds[] = {[SK_PRIMARY_KEY] = "primary key", [SK_UNIQUE] = "unique constraint",
                                        [SK_CHECK] = "check constraint", [SK_FOREIGN_KEY] = "foreign key"};
    if (k->kind == SK_EXCLUDE || !has_columns(w->table, k->columns, k->n_columns))
        return;
    const char *rule = sk_printf(w->owner, "%s \"%s\"", kinds[k->kind], k->name);
    switch (k->kind) {
    case SK_PRIMARY_KEY:
        demand_not_null(w, k->columns, k->n_columns, rule);
        demand_unique(w, k, rule);
        break;
    case SK_UNIQUE:
        demand_unique(w, k, rule);
        break;
    case SK_CHECK:
        demand_of_rows(w, rule, k->columns, k->n_columns, sk_printf(w->owner, "NOT (%s)", expression(w, k->check)));
        break;
    case SK_FOREIGN_KEY:
        demand_parent(w, k, rule);
        break;
    case SK_EXCLUDE:
        break;
    }
}

static void
demand_index(struct wording *w, const struct sk_index *index)
{
    const char **keys = sk_alloc(w->owner, index->n_keys * sizeof *keys, "keys");
    if (!index->unique)
        return;
    for (size_t i = 0; i < index->n_keys; i++) {
        const struct sk_index_key *key = &index->keys[i];
        if (key->column && !sk_table_column(w->table, key->column))
            return;
        keys[i] = key->column ? ident(w, key->column) : sk_printf(w->owner, "(%s)", expression(w, key->expr));
    }
    const char *where = index->where ? sk_printf(w->owner, "(%s)", expression(w, index->where)) : "";
    demand_of_groups(w, sk_printf(w->owner, "unique index \"%s\"", index->name), keys, index->n_keys,
                     index->nulls_not_distinct, where);
}

/* Without USING: what does not fit the new type is an error, not cut off. */
static void
demand_type(struct wording *w, const struct sk_column *column, const struct sk_type *type)
{
    static const struct {
        enum sk_type_kind kind;
        const char *low, *high;
    } ranges[] = {{SK_TYPE_SMALLINT, "-32768", "32767"}, {SK_TYPE_INTEGER, "-2147483648", "2147483647"}};
    bool text = column->type.kind == SK_TYPE_TEXT || column->type.kind == SK_TYPE_VARCHAR;
    bool number = column->type.kind == SK_TYPE_INTEGER || column->type.kind == SK_TYPE_BIGINT;
    const char *name = ident(w, column->name), *where = NULL;
    if (column->type.dimensions || type->dimensions)
        return;
    if (text && (type->kind == SK_TYPE_VARCHAR || type->kind == SK_TYPE_CHAR) && type->length > 0)
        where = sk_printf(w->owner, "length(%s) > %d", name, type->length);
    for (size_t i = 0; number && i < sizeof ranges / sizeof *ranges; i++)
        if (type->kind == ranges[i].kind)
            where = sk_printf(w->owner, "%s NOT BETWEEN %s AND %s", name, ranges[i].low, ranges[i].high);
    if (where)
        demand_of_rows(w, sk_printf(w->owner, "type %s of column \"%s\"", sk_type_format(w->owner, type), column->name),
                       &column->name, 1, where);
}

/* Each row would have to have a value that nobody gives. */
static void
demand_value(struct wording *w, const struct sk_column *column)
{
    if (column->not_null && !column->default_expr && !column->generated && column->identity == SK_IDENTITY_NONE)
        demand_of_rows(w, sk_printf(w->owner, "new column \"%s\" being not null without a default", column->name), NULL,
                       0, "");
}

void
sk_pg_demands(struct sk_demands *out, TALLOC_CTX *owner, const struct sk_catalog *catalog,
              const struct sk_change *change)
{
    struct wording w = {.out = out, .owner = owner, .catalog = catalog};
    w.table = change->name ? sk_catalog_table(catalog, change->schema, change->name) : NULL;
    if (!w.table || change->redundant)
        return;
    const struct sk_column *column = change->from ? sk_table_column(w.table, change->from) : NULL;
    const struct sk_constraint *constraint = change->from ? sk_table_constraint(w.table, change->from) : NULL;
    if (change->kind == SK_ADD_CONSTRAINT) {
        w.demand.lenient = change->u.constraint->not_valid;
        demand_constraint(&w, change->u.constraint);
    } else if (change->kind == SK_VALIDATE_CONSTRAINT && constraint && constraint->not_valid) {
        demand_constraint(&w, constraint);
    } else if (change->kind == SK_CREATE_INDEX) {
        demand_index(&w, change->u.index);
    } else if (change->kind == SK_SET_NOT_NULL && change->flag && column && !column->not_null) {
        demand_not_null(&w, &column->name, 1, sk_printf(owner, "column \"%s\" being not null", column->name));
    } else if (change->kind == SK_SET_TYPE && !change->expr && column) {
        demand_type(&w, column, change->u.type);
    } else if (change->kind == SK_ADD_COLUMN) {
        demand_value(&w, change->u.column);
    }
}
