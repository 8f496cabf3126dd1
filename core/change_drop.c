/*
 * core/change_drop.c - dropping, and what depends on what is dropped.
 *
 * As PostgreSQL does it (findDependentObjects() in dependency.c): first everything that has to go is collected, along
 * dependencies that are automatic (the index of a column, the sequence of a serial) and those that need CASCADE; when
 * one of the latter is met without CASCADE, nothing has happened yet. Then all of it is taken out.
 */
#include <ctype.h>
#include <string.h>

#include "core/change_priv.h"
#include "core/text.h"

enum kind { TABLE, COLUMN, DEFAULT, CONSTRAINT, INDEX, TRIGGER, VIEW, SEQUENCE, TYPE, FUNCTION, SCHEMA };

/* Something that goes. `part` is what goes of the relation: a column, constraint, index, trigger. */
struct object {
    enum kind kind;
    const char *schema, *name, *part;
    const void *pointer;
};

struct drop {
    struct sk_catalog *catalog;
    TALLOC_CTX *tmp;
    size_t n;
    struct object *objects;
    bool cascade;
    struct object refused, because; /* set when something needs CASCADE */
};

static bool
is_in(const char *schema, const char *name, const struct object *object)
{
    return sk_same(name, object->name) && sk_same(schema, object->schema);
}

/* ---- collecting ----------------------------------------------------------------------------------------------- */

static void
collect(struct drop *drop, const struct object *because, bool automatic, struct object object)
{
    for (size_t i = 0; i < drop->n; i++) {
        const struct object *o = &drop->objects[i];
        if (o->pointer == object.pointer && o->kind == object.kind)
            return;
        bool inside = object.part && o->kind == TABLE && is_in(object.schema, object.name, o);
        if (inside)
            return; /* it goes with its table */
    }
    if (!automatic && !drop->cascade && !drop->refused.name) {
        drop->refused = object;
        drop->because = *because;
    }
    sk_push(drop->tmp, drop->objects, drop->n, object);
}

static struct object
column_of(const struct sk_table *table, const struct sk_column *column, enum kind kind)
{
    return (struct object){kind, table->schema, table->name, column->name, column};
}

static struct object
constraint_of(const struct sk_table *table, const struct sk_constraint *k)
{
    return (struct object){CONSTRAINT, table->schema, table->name, k->name, k};
}

static struct object
index_of(const char *schema, const char *name, const struct sk_index *index)
{
    return (struct object){INDEX, schema, name, index->name, index};
}

static struct object
view_of(const struct sk_view *view)
{
    return (struct object){VIEW, view->schema, view->name, NULL, view};
}

static bool
refers_to(const struct sk_constraint *k, const struct object *table)
{
    return k->kind == SK_FOREIGN_KEY && is_in(k->ref_schema, k->ref_table, table);
}

static void
views_on(struct drop *drop, const struct object *relation, const char *column)
{
    const struct sk_catalog *catalog = drop->catalog;
    for (size_t i = 0; i < catalog->n_views; i++) {
        const struct sk_view *view = catalog->views[i];
        if (column ? catalog->ops->query_uses_column(view->query, catalog, relation->schema, relation->name, column)
                   : catalog->ops->uses_relation(view->query, relation->schema, relation->name))
            collect(drop, relation, false, view_of(view));
    }
}

static void
sequences_of(struct drop *drop, const struct object *table, const char *column)
{
    for (size_t i = 0; i < drop->catalog->n_sequences; i++) {
        const struct sk_sequence *s = drop->catalog->sequences[i];
        if (s->owner_table && sk_same(s->owner_table, table->name) && sk_same(s->schema, table->schema) &&
            (!column || sk_same(s->owner_column, column)))
            collect(drop, table, true, (struct object){SEQUENCE, s->schema, s->name, NULL, s});
    }
}

static void
of_table(struct drop *drop, const struct object *table)
{
    for (size_t t = 0; t < drop->catalog->n_tables; t++) {
        const struct sk_table *other = drop->catalog->tables[t];
        for (size_t i = 0; other != table->pointer && i < other->n_constraints; i++)
            if (refers_to(other->constraints[i], table))
                collect(drop, table, false, constraint_of(other, other->constraints[i]));
    }
    views_on(drop, table, NULL);
    sequences_of(drop, table, NULL);
}

/* ---- keys and the foreign keys that rely on them -------------------------------------------------------------- */

/* Is the column among those that the foreign key refers to? */
static bool
is_referred(const struct sk_constraint *foreign, const char *column)
{
    for (size_t i = 0; column && i < foreign->n_ref_columns; i++)
        if (sk_same(column, foreign->ref_columns[i]))
            return true;
    return false;
}

/* In any order. */
static bool
covers(const struct sk_constraint *key, const struct sk_constraint *foreign)
{
    if (key->n_columns != foreign->n_ref_columns)
        return false;
    for (size_t i = 0; i < key->n_columns; i++)
        if (!is_referred(foreign, key->columns[i]))
            return false;
    return true;
}

static bool
index_covers(const struct sk_index *index, const struct sk_constraint *foreign)
{
    if (!index->unique || index->where || index->n_keys != foreign->n_ref_columns)
        return false;
    for (size_t i = 0; i < index->n_keys; i++)
        if (!is_referred(foreign, index->keys[i].column))
            return false;
    return true;
}

const void *
sk_table_key_of(const struct sk_table *table, const struct sk_constraint *foreign)
{
    static const enum sk_constraint_kind kinds[] = {SK_PRIMARY_KEY, SK_UNIQUE};
    for (size_t p = 0; p < sizeof kinds / sizeof *kinds; p++)
        for (size_t i = 0; i < table->n_constraints; i++) {
            const struct sk_constraint *k = table->constraints[i];
            if (k->kind == kinds[p] && covers(k, foreign))
                return k;
        }
    for (size_t i = 0; i < table->n_indexes; i++)
        if (index_covers(table->indexes[i], foreign))
            return table->indexes[i];
    return NULL;
}

/* The foreign keys that rely on the constraint or unique index `key`. */
static void
of_key(struct drop *drop, const struct object *key)
{
    const struct sk_table *table = sk_catalog_table(drop->catalog, key->schema, key->name);
    const struct object relation = {TABLE, key->schema, key->name, NULL, NULL};
    for (size_t t = 0; table && t < drop->catalog->n_tables; t++) {
        const struct sk_table *other = drop->catalog->tables[t];
        for (size_t i = 0; i < other->n_constraints; i++) {
            const struct sk_constraint *k = other->constraints[i];
            if (refers_to(k, &relation) && sk_table_key_of(table, k) == key->pointer)
                collect(drop, key, false, constraint_of(other, k));
        }
    }
}

/* ---- columns -------------------------------------------------------------------------------------------------- */

bool
sk_index_uses_column(const struct sk_index *index, const char *column, const struct sk_expr_ops *ops)
{
    for (size_t i = 0; i < index->n_keys; i++)
        if (index->keys[i].column ? sk_same(index->keys[i].column, column)
                                  : ops->uses_column(index->keys[i].expr, column))
            return true;
    for (size_t i = 0; i < index->n_include; i++)
        if (sk_same(index->include[i], column))
            return true;
    return index->where && ops->uses_column(index->where, column);
}

bool
sk_trigger_uses_column(const struct sk_trigger *trigger, const char *column, const struct sk_expr_ops *ops)
{
    for (size_t i = 0; i < trigger->n_columns; i++)
        if (sk_same(trigger->columns[i], column))
            return true;
    return trigger->when && ops->uses_column(trigger->when, column);
}

/* Foreign keys of any table that name the column as referred to. */
static void
references_to(struct drop *drop, const struct object *column)
{
    for (size_t t = 0; t < drop->catalog->n_tables; t++) {
        const struct sk_table *other = drop->catalog->tables[t];
        for (size_t i = 0; i < other->n_constraints; i++) {
            const struct sk_constraint *k = other->constraints[i];
            for (size_t c = 0; refers_to(k, column) && c < k->n_ref_columns; c++)
                if (sk_same(k->ref_columns[c], column->part))
                    collect(drop, column, other == sk_catalog_table(drop->catalog, column->schema, column->name) &&
                                              sk_constraint_has_column(k, column->part),
                            constraint_of(other, k));
        }
    }
}

static void
of_column(struct drop *drop, const struct object *column)
{
    const struct sk_expr_ops *ops = drop->catalog->ops;
    const struct sk_table *table = sk_catalog_table(drop->catalog, column->schema, column->name);
    for (size_t i = 0; i < table->n_constraints; i++)
        if (sk_constraint_has_column(table->constraints[i], column->part))
            collect(drop, column, true, constraint_of(table, table->constraints[i]));
    for (size_t i = 0; i < table->n_indexes; i++)
        if (sk_index_uses_column(table->indexes[i], column->part, ops))
            collect(drop, column, true, index_of(table->schema, table->name, table->indexes[i]));
    for (size_t i = 0; i < table->n_triggers; i++)
        if (sk_trigger_uses_column(table->triggers[i], column->part, ops))
            collect(drop, column, false, (struct object){TRIGGER, table->schema, table->name,
                                                         table->triggers[i]->name, table->triggers[i]});
    for (size_t i = 0; i < table->n_columns; i++)
        if (table->columns[i]->generated && ops->uses_column(table->columns[i]->generated, column->part))
            collect(drop, column, false, column_of(table, table->columns[i], COLUMN));
    references_to(drop, column);
    views_on(drop, column, column->part);
    sequences_of(drop, column, column->part);
}

/* ---- what expressions call ------------------------------------------------------------------------------------ */

/* Is `name` in the text, quoted or not, not as part of a longer name, and followed by `after`? */
static bool
mentions(const char *text, const char *name, char after)
{
    size_t len = strlen(name);
    for (const char *at = text; (at = strstr(at, name)); at += len) {
        char before = at == text ? ' ' : at[-1];
        if (!isalnum((unsigned char)before) && before != '_' && at[len + (before == '"' && at[len] == '"')] == after)
            return true;
    }
    return false;
}

static bool
expr_mentions(const struct drop *drop, struct sk_expr *expr, const char *name, char after)
{
    return expr && mentions(drop->catalog->ops->text(expr), name, after);
}

static bool
index_mentions(const struct drop *drop, const struct sk_index *index, const char *name, char after)
{
    for (size_t i = 0; i < index->n_keys; i++)
        if (expr_mentions(drop, index->keys[i].expr, name, after))
            return true;
    return expr_mentions(drop, index->where, name, after);
}

/* Everything in the table whose expression has `name` followed by `after`: "f(" is a call, "q'" names a sequence. */
static void
users_in_table(struct drop *drop, const struct object *object, const struct sk_table *table, char after)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_column *column = table->columns[i];
        if (expr_mentions(drop, column->default_expr, object->name, after))
            collect(drop, object, false, column_of(table, column, DEFAULT));
        if (expr_mentions(drop, column->generated, object->name, after))
            collect(drop, object, false, column_of(table, column, COLUMN));
    }
    for (size_t i = 0; i < table->n_constraints; i++)
        if (expr_mentions(drop, table->constraints[i]->check, object->name, after))
            collect(drop, object, false, constraint_of(table, table->constraints[i]));
    for (size_t i = 0; i < table->n_indexes; i++)
        if (index_mentions(drop, table->indexes[i], object->name, after))
            collect(drop, object, false, index_of(table->schema, table->name, table->indexes[i]));
}

static bool
has_overloads(const struct sk_catalog *catalog, const struct sk_function *function)
{
    for (size_t i = 0; i < catalog->n_functions; i++)
        if (catalog->functions[i] != function && sk_same(catalog->functions[i]->name, function->name))
            return true;
    return false;
}

static void
of_function(struct drop *drop, const struct object *object)
{
    const struct sk_function *function = object->pointer;
    const struct sk_catalog *catalog = drop->catalog;
    bool only = !has_overloads(catalog, function); /* else it cannot be told which of them is called */
    for (size_t t = 0; t < catalog->n_tables; t++) {
        const struct sk_table *table = catalog->tables[t];
        for (size_t i = 0; !*function->signature && i < table->n_triggers; i++) {
            const struct sk_trigger *trigger = table->triggers[i];
            const char *schema = trigger->function_schema ? trigger->function_schema : SK_PUBLIC;
            if (sk_same(trigger->function, function->name) && sk_same(schema, function->schema))
                collect(drop, object, false,
                        (struct object){TRIGGER, table->schema, table->name, trigger->name, trigger});
        }
        if (only)
            users_in_table(drop, object, table, '(');
    }
    for (size_t i = 0; only && i < catalog->n_views; i++)
        if (expr_mentions(drop, catalog->views[i]->query, function->name, '('))
            collect(drop, object, false, view_of(catalog->views[i]));
}

static void
of_sequence(struct drop *drop, const struct object *object)
{
    const struct sk_sequence *s = object->pointer;
    for (size_t t = 0; t < drop->catalog->n_tables; t++) {
        const struct sk_table *table = drop->catalog->tables[t];
        users_in_table(drop, object, table, '\'');
        if (!s->owner_table ||
            !is_in(table->schema, table->name, &(struct object){.schema = s->schema, .name = s->owner_table}))
            continue;
        const struct sk_column *column = sk_table_column(table, s->owner_column);
        bool going = false;
        for (size_t i = 0; i < drop->n; i++)
            going = going || drop->objects[i].pointer == column || drop->objects[i].pointer == table;
        if (column && column->identity != SK_IDENTITY_NONE && !going)
            collect(drop, object, false, column_of(table, column, DEFAULT));
    }
}

/* ---- types and schemas ---------------------------------------------------------------------------------------- */

static bool
is_type(const struct sk_type *type, const struct object *object)
{
    return sk_type_is_named(type, object->schema, object->name);
}

static void
of_type_in_table(struct drop *drop, const struct object *object, const struct sk_table *table)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_column *column = table->columns[i];
        if (is_type(&column->type, object))
            collect(drop, object, false, column_of(table, column, COLUMN));
        else if (column->default_expr && column->value_type && is_in(column->value_schema, column->value_type, object))
            collect(drop, object, false, column_of(table, column, DEFAULT));
    }
}

static void
of_type(struct drop *drop, const struct object *object)
{
    const struct sk_catalog *catalog = drop->catalog;
    for (size_t t = 0; t < catalog->n_tables; t++)
        of_type_in_table(drop, object, catalog->tables[t]);
    for (size_t i = 0; i < catalog->n_types; i++) {
        const struct sk_user_type *type = catalog->types[i];
        if (type->kind == SK_TYPE_DOMAIN && is_type(&type->base, object))
            collect(drop, object, false, (struct object){TYPE, type->schema, type->name, NULL, type});
    }
    const struct sk_user_type *self = object->pointer;
    const struct sk_type type = {
        .kind = self->kind, .length = -1, .scale = -1, .schema = self->schema, .name = self->name};
    const char *text = sk_type_format(drop->tmp, &type);
    for (size_t i = 0; i < catalog->n_functions; i++) {
        const struct sk_function *function = catalog->functions[i];
        if (strstr(function->signature, text) || (function->returns && strstr(function->returns, text)))
            collect(drop, object, false, (struct object){FUNCTION, function->schema, function->name, NULL, function});
    }
}

static void
of_schema(struct drop *drop, const struct object *object)
{
    const struct sk_catalog *catalog = drop->catalog;
#define IN_SCHEMA(list, n, kind)                                                                   \
    for (size_t i = 0; i < (n); i++)                                                               \
        if (sk_same((list)[i]->schema, object->name))                                                 \
    collect(drop, object, false, (struct object){(kind), (list)[i]->schema, (list)[i]->name, NULL, (list)[i]})
    IN_SCHEMA(catalog->tables, catalog->n_tables, TABLE);
    IN_SCHEMA(catalog->views, catalog->n_views, VIEW);
    IN_SCHEMA(catalog->types, catalog->n_types, TYPE);
    IN_SCHEMA(catalog->functions, catalog->n_functions, FUNCTION);
    IN_SCHEMA(catalog->sequences, catalog->n_sequences, SEQUENCE);
}

static void
dependents(struct drop *drop, struct object object)
{
    switch (object.kind) {
    case TABLE:
        of_table(drop, &object);
        break;
    case COLUMN:
        of_column(drop, &object);
        break;
    case CONSTRAINT:
    case INDEX:
        of_key(drop, &object);
        break;
    case VIEW:
        views_on(drop, &object, NULL);
        break;
    case SEQUENCE:
        of_sequence(drop, &object);
        break;
    case TYPE:
        of_type(drop, &object);
        break;
    case FUNCTION:
        of_function(drop, &object);
        break;
    case SCHEMA:
        of_schema(drop, &object);
        break;
    case DEFAULT:
    case TRIGGER:
        break;
    }
}

/* ---- words ---------------------------------------------------------------------------------------------------- */

static char *
describe(TALLOC_CTX *owner, const struct object *o)
{
    const struct sk_view *view = o->pointer;
    switch (o->kind) {
    case TABLE:
        return sk_printf(owner, "table %s", o->name);
    case COLUMN:
        return sk_printf(owner, "column %s of table %s", o->part, o->name);
    case DEFAULT:
        return sk_printf(owner, "default value for column %s of table %s", o->part, o->name);
    case CONSTRAINT:
        return sk_printf(owner, "constraint %s on table %s", o->part, o->name);
    case INDEX:
        return sk_printf(owner, "index %s", o->part);
    case TRIGGER:
        return sk_printf(owner, "trigger %s on table %s", o->part, o->name);
    case VIEW:
        return sk_printf(owner, "%s %s", view->materialized ? "materialized view" : "view", o->name);
    case SEQUENCE:
        return sk_printf(owner, "sequence %s", o->name);
    case TYPE:
        return sk_printf(owner, "type %s", o->name);
    case FUNCTION:
        return sk_printf(owner, "function %s()", o->name);
    case SCHEMA:
        return sk_printf(owner, "schema %s", o->name);
    }
    return NULL;
}

static enum sk_status
refuse(const struct drop *drop, struct sk_error *err)
{
    sk_fail(err, SK_EREFUSED, "cannot drop %s because other objects depend on it",
            describe(drop->tmp, &drop->objects[0]));
    sk_hint(err, "The %s depends on %s: drop it first, or drop both with CASCADE.", describe(drop->tmp, &drop->refused),
            describe(drop->tmp, &drop->because));
    return SK_EREFUSED;
}

/* ---- taking out ----------------------------------------------------------------------------------------------- */

/* By its name: the object may be a copy of the one that was found. */
#define TAKE_NAMED(list, n, name_)                                                                 \
    do {                                                                                           \
        for (size_t at_ = 0; at_ < (n); at_++) {                                                   \
            if (!sk_same((list)[at_]->name, (name_)))                                              \
                continue;                                                                          \
            sk_take((list), (n), at_);                                                             \
            break;                                                                                 \
        }                                                                                          \
    } while (0)

static void
take_from_view(struct sk_view *view, const struct object *o)
{
    if (o->kind == INDEX)
        TAKE_NAMED(view->indexes, view->n_indexes, o->part);
    if (o->kind == TRIGGER)
        TAKE_NAMED(view->triggers, view->n_triggers, o->part);
}

static void
take_part(struct drop *drop, const struct object *o)
{
    struct sk_catalog *catalog = drop->catalog;
    struct sk_table *table = sk_own_table(catalog, sk_catalog_table(catalog, o->schema, o->name));
    struct sk_view *view = table ? NULL : sk_own_view(catalog, sk_catalog_view(catalog, o->schema, o->name));
    if (view)
        take_from_view(view, o);
    if (!table)
        return;
    if (o->kind == COLUMN)
        TAKE_NAMED(table->columns, table->n_columns, o->part);
    else if (o->kind == CONSTRAINT)
        TAKE_NAMED(table->constraints, table->n_constraints, o->part);
    else if (o->kind == INDEX)
        TAKE_NAMED(table->indexes, table->n_indexes, o->part);
    else if (o->kind == TRIGGER)
        TAKE_NAMED(table->triggers, table->n_triggers, o->part);
    struct sk_column *column = o->kind == DEFAULT ? sk_table_column(table, o->part) : NULL;
    if (column) {
        column->default_expr = NULL;
        column->identity = SK_IDENTITY_NONE;
    }
}

static void
take(struct drop *drop, const struct object *o)
{
    struct sk_catalog *catalog = drop->catalog;
    switch (o->kind) {
    case TABLE:
        sk_put_table(catalog, sk_catalog_table(catalog, o->schema, o->name), NULL);
        break;
    case VIEW:
        sk_put_view(catalog, sk_catalog_view(catalog, o->schema, o->name), NULL);
        break;
    case SEQUENCE:
        sk_put_sequence(catalog, sk_catalog_sequence(catalog, o->schema, o->name), NULL);
        break;
    case TYPE:
        sk_put_type(catalog, sk_catalog_type(catalog, o->schema, o->name), NULL);
        break;
    case FUNCTION:
        sk_put_function(catalog, o->pointer, NULL); /* others may have its name; no drop changes one */
        break;
    case SCHEMA:
        for (size_t i = catalog->n_schemas; i > 0; i--)
            if (sk_same(catalog->schemas[i - 1], o->name))
                sk_take(catalog->schemas, catalog->n_schemas, i - 1);
        break;
    case COLUMN:
    case DEFAULT:
    case CONSTRAINT:
    case INDEX:
    case TRIGGER:
        take_part(drop, o);
        break;
    }
}

/* ---- what a change drops -------------------------------------------------------------------------------------- */

static struct object
whole(enum kind kind, const struct sk_change *change, const void *pointer)
{
    return (struct object){kind, change->schema, change->name, NULL, pointer};
}

static struct object
part(enum kind kind, const struct sk_change *change, const void *pointer)
{
    return (struct object){kind, change->schema, change->name, change->from, pointer};
}

static const struct sk_index *
find_index(const struct sk_table *table, const struct sk_view *view, const char *name)
{
    if (table)
        return sk_table_index(table, name);
    for (size_t i = 0; view && i < view->n_indexes; i++)
        if (sk_same(view->indexes[i]->name, name))
            return view->indexes[i];
    return NULL;
}

static struct object
object_of(const struct sk_catalog *c, const struct sk_change *change)
{
    const struct sk_table *table = sk_catalog_table(c, change->schema, change->name);
    const struct sk_view *view = table ? NULL : sk_catalog_view(c, change->schema, change->name);
    const char *signature =
        change->kind == SK_DROP_FUNCTION && change->u.function ? change->u.function->signature : NULL;
    switch (change->kind) {
    case SK_DROP_TABLE:
        return whole(TABLE, change, table);
    case SK_DROP_VIEW:
        return whole(VIEW, change, view);
    case SK_DROP_SEQUENCE:
        return whole(SEQUENCE, change, sk_catalog_sequence(c, change->schema, change->name));
    case SK_DROP_TYPE:
        return whole(TYPE, change, sk_catalog_type(c, change->schema, change->name));
    case SK_DROP_FUNCTION:
        return whole(FUNCTION, change, sk_catalog_function_like(c, change->schema, change->name, signature));
    case SK_DROP_SCHEMA:
        return whole(SCHEMA, change, sk_catalog_has_schema(c, change->name) ? c : NULL);
    case SK_DROP_COLUMN:
        return part(COLUMN, change, table ? sk_table_column(table, change->from) : NULL);
    case SK_DROP_CONSTRAINT:
        return part(CONSTRAINT, change, table ? sk_table_constraint(table, change->from) : NULL);
    default: /* SK_DROP_INDEX */
        return part(INDEX, change, find_index(table, view, change->from));
    }
}

/* The sequence of an identity column is a part of it. */
static enum sk_status
check_identity(const struct sk_catalog *catalog, const struct object *o, struct sk_error *err)
{
    const struct sk_sequence *s = o->kind == SEQUENCE ? o->pointer : NULL;
    const struct sk_table *table = s && s->owner_table ? sk_catalog_table(catalog, s->schema, s->owner_table) : NULL;
    const struct sk_column *column = table ? sk_table_column(table, s->owner_column) : NULL;
    if (!column || column->identity == SK_IDENTITY_NONE || column->identity == SK_IDENTITY_SERIAL)
        return SK_OK;
    return sk_fail(err, SK_EREFUSED, "cannot drop sequence %s because column %s of table %s requires it", s->name,
                   column->name, table->name);
}

enum sk_status
sk_change_apply_drop(struct sk_catalog *catalog, const struct sk_change *change, struct sk_error *err)
{
    struct drop drop = {.catalog = catalog, .cascade = change->cascade};
    struct object object = object_of(catalog, change);
    if (!object.pointer)
        return sk_fail(err, SK_EREFUSED, "%s does not exist", object.part ? object.part : object.name);
    enum sk_status status = check_identity(catalog, &object, err);
    if (status)
        return status;
    drop.tmp = sk_context_new(NULL);
    sk_push(drop.tmp, drop.objects, drop.n, object);
    for (size_t i = 0; i < drop.n; i++)
        dependents(&drop, drop.objects[i]);
    if (drop.refused.name)
        status = refuse(&drop, err);
    for (size_t i = drop.n; !status && i > 0; i--)
        take(&drop, &drop.objects[i - 1]);
    talloc_free(drop.tmp);
    return status;
}
