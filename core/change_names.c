/*
 * core/change_names.c - what gets another name, or goes to another schema, and what follows it there.
 *
 * PostgreSQL knows objects by number: foreign keys, defaults, views, columns of a type and triggers go along. The text
 * of a function does not.
 */
#include "core/change_priv.h"
#include "core/text.h"

/* A new name of an object. */
struct naming {
    const char *schema, *name;
    const char *to_schema, *to;
};

static struct naming
naming_of(struct sk_catalog *catalog, const struct sk_change *change)
{
    bool schema = change->kind == SK_SET_TABLE_SCHEMA;
    const char *to_schema = schema ? change->to : change->to_schema;
    return (struct naming){.schema = change->schema,
                           .name = change->name,
                           .to_schema = sk_strdup(catalog, to_schema ? to_schema : change->schema),
                           .to = sk_strdup(catalog, schema ? change->name : change->to)};
}

/* ---- what follows ----------------------------------------------------------------------------------------------- */

/* Defaults keep the sequence that they ask, whatever it is called. */
static void
follow_sequence(struct sk_catalog *catalog, const struct naming *n)
{
    for (size_t t = 0; t < catalog->n_tables; t++)
        for (size_t i = 0; i < catalog->tables[t]->n_columns; i++) {
            struct sk_expr *expr = catalog->tables[t]->columns[i]->default_expr, *renamed = NULL;
            if (expr)
                renamed = catalog->ops->rename_sequence(catalog, expr, n->schema, n->name, n->to_schema, n->to);
            if (renamed != expr)
                sk_own_table(catalog, catalog->tables[t])->columns[i]->default_expr = renamed;
        }
}

static void
follow_in_views(struct sk_catalog *catalog, const struct naming *n)
{
    for (size_t i = 0; i < catalog->n_views; i++) {
        struct sk_view *view = catalog->views[i];
        struct sk_expr *query =
            catalog->ops->rename_relation(catalog, view->query, n->schema, n->name, n->to_schema, n->to);
        if (query != view->query)
            sk_own_view(catalog, view)->query = query;
    }
}

/* A table has moved: foreign keys, sequences and views follow. */
static void
follow_table(struct sk_catalog *catalog, const struct naming *n)
{
    for (size_t t = 0; t < catalog->n_tables; t++) {
        struct sk_table *table = catalog->tables[t];
        for (size_t i = 0; i < table->n_constraints; i++)
            if (sk_constraint_names_table(table->constraints[i], n->schema, n->name)) {
                table = sk_own_table(catalog, table);
                table->constraints[i]->ref_schema = n->to_schema;
                table->constraints[i]->ref_table = n->to;
            }
    }
    for (size_t i = 0; i < catalog->n_sequences; i++) {
        struct sk_sequence *s = catalog->sequences[i];
        if (!sk_same(s->owner_table, n->name) || !sk_same(s->schema, n->schema))
            continue;
        s = sk_own_sequence(catalog, s);
        s->owner_table = n->to;
        s->schema = n->to_schema;
        if (!sk_same(n->schema, n->to_schema))
            follow_sequence(catalog, &(struct naming){n->schema, s->name, n->to_schema, s->name});
    }
    follow_in_views(catalog, n);
}

/* Of a table's expressions the one at a place, counted through all of them; NULL: there are no more. */
static struct sk_expr **
expression_at(const struct sk_table *table, size_t at)
{
    if (at < 2 * table->n_columns)
        return at % 2 ? &table->columns[at / 2]->generated : &table->columns[at / 2]->default_expr;
    at -= 2 * table->n_columns;
    if (at < table->n_constraints)
        return &table->constraints[at]->check;
    at -= table->n_constraints;
    if (at < table->n_triggers)
        return &table->triggers[at]->when;
    at -= table->n_triggers;
    for (size_t i = 0; i < table->n_indexes; i++) {
        struct sk_index *index = table->indexes[i];
        if (at <= index->n_keys)
            return at < index->n_keys ? &index->keys[at].expr : &index->where;
        at -= index->n_keys + 1;
    }
    return NULL;
}

static struct sk_expr *
with_type(struct sk_catalog *catalog, struct sk_expr *expr, const struct naming *n)
{
    return expr ? catalog->ops->rename_type(catalog, expr, n->schema, n->name, n->to_schema, n->to) : NULL;
}

static void
name_type(struct sk_type *type, const struct naming *n)
{
    type->schema = n->to_schema;
    type->name = n->to;
}

static void
follow_type_in_table(struct sk_catalog *catalog, struct sk_table *table, const struct naming *n)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_column *column = table->columns[i];
        bool is_of = sk_type_is_named(&column->type, n->schema, n->name);
        bool was_of = sk_same(column->value_type, n->name) && sk_same(column->value_schema, n->schema);
        if (!is_of && !was_of)
            continue;
        table = sk_own_table(catalog, table);
        if (is_of)
            name_type(&table->columns[i]->type, n);
        if (was_of) {
            table->columns[i]->value_type = n->to;
            table->columns[i]->value_schema = n->to_schema;
        }
    }
    struct sk_expr **slot;
    for (size_t at = 0; (slot = expression_at(table, at)); at++) {
        struct sk_expr *renamed = with_type(catalog, *slot, n);
        if (renamed == *slot)
            continue;
        table = sk_own_table(catalog, table);
        *expression_at(table, at) = renamed;
    }
}

/* Types that are made of it: domains, ranges, and rows that have it in a field. */
static void
follow_type_in_type(struct sk_catalog *catalog, struct sk_user_type *type, const struct naming *n)
{
    if (sk_type_is_named(&type->base, n->schema, n->name)) {
        type = sk_own_type(catalog, type);
        name_type(&type->base, n);
    }
    for (size_t i = 0; i < type->n_columns; i++)
        if (sk_type_is_named(&type->columns[i]->type, n->schema, n->name)) {
            struct sk_column *column = sk_new(catalog, struct sk_column);
            *column = *type->columns[i];
            name_type(&column->type, n);
            type = sk_own_type(catalog, type);
            type->columns[i] = column;
        }
    struct sk_expr *value = with_type(catalog, type->default_expr, n);
    if (value != type->default_expr)
        sk_own_type(catalog, type)->default_expr = value;
}

/* ---- what gets the name ----------------------------------------------------------------------------------------- */

/* Is there a relation to be named, and none of that name yet? */
static enum sk_status
check_relation(const struct sk_catalog *catalog, const struct naming *n, const void *relation, struct sk_error *err)
{
    if (!relation)
        return sk_fail(err, SK_EREFUSED, "relation \"%s\" does not exist", n->name);
    if (sk_catalog_has_relation(catalog, n->to_schema, n->to))
        return sk_fail(err, SK_EREFUSED, "relation \"%s\" already exists", n->to);
    return SK_OK;
}

static enum sk_status
move_table(struct sk_catalog *catalog, const struct sk_change *change, struct sk_error *err)
{
    struct sk_table *table = sk_catalog_table(catalog, change->schema, change->name);
    struct naming n = naming_of(catalog, change);
    if (check_relation(catalog, &n, table, err))
        return SK_EREFUSED;
    table = sk_own_table(catalog, table);
    table->name = n.to;
    table->schema = n.to_schema;
    follow_table(catalog, &n);
    return SK_OK;
}

static enum sk_status
rename_view(struct sk_catalog *catalog, const struct sk_change *change, struct sk_error *err)
{
    struct sk_view *view = sk_catalog_view(catalog, change->schema, change->name);
    struct naming n = naming_of(catalog, change);
    if (check_relation(catalog, &n, view, err))
        return SK_EREFUSED;
    view = sk_own_view(catalog, view);
    view->schema = n.to_schema;
    view->name = n.to;
    follow_in_views(catalog, &n);
    return SK_OK;
}

static enum sk_status
rename_sequence(struct sk_catalog *catalog, const struct sk_change *change, struct sk_error *err)
{
    struct sk_sequence *sequence = sk_catalog_sequence(catalog, change->schema, change->name);
    struct naming n = naming_of(catalog, change);
    if (check_relation(catalog, &n, sequence, err))
        return SK_EREFUSED;
    sequence = sk_own_sequence(catalog, sequence);
    sequence->schema = n.to_schema;
    sequence->name = n.to;
    follow_sequence(catalog, &n);
    return SK_OK;
}

/* Columns name their type, and so do expressions: a renamed one has to be found in all of them. */
static enum sk_status
rename_type(struct sk_catalog *catalog, const struct sk_change *change, struct sk_error *err)
{
    struct sk_user_type *type = sk_catalog_type(catalog, change->schema, change->name);
    struct naming n = naming_of(catalog, change);
    if (!type)
        return sk_fail(err, SK_EREFUSED, "type \"%s\" does not exist", change->name);
    type = sk_own_type(catalog, type);
    type->schema = n.to_schema;
    type->name = n.to;
    for (size_t i = 0; i < catalog->n_types; i++)
        follow_type_in_type(catalog, catalog->types[i], &n);
    for (size_t t = 0; t < catalog->n_tables; t++)
        follow_type_in_table(catalog, catalog->tables[t], &n);
    for (size_t i = 0; i < catalog->n_views; i++) {
        struct sk_expr *query = with_type(catalog, catalog->views[i]->query, &n);
        if (query != catalog->views[i]->query)
            sk_own_view(catalog, catalog->views[i])->query = query;
    }
    return SK_OK;
}

/* Triggers call their function, whatever its name is. */
static enum sk_status
rename_function(struct sk_catalog *catalog, const struct sk_change *change, struct sk_error *err)
{
    const char *signature = change->u.function->signature;
    struct sk_function *function = sk_catalog_function_like(catalog, change->schema, change->name, signature);
    struct naming n = naming_of(catalog, change);
    if (!function)
        return sk_fail(err, SK_EREFUSED, "function %s() does not exist", change->name);
    if (sk_catalog_function_like(catalog, n.to_schema, n.to, signature))
        return sk_fail(err, SK_EREFUSED, "function %s() already exists", n.to);
    function = sk_own_function(catalog, function);
    function->schema = n.to_schema;
    function->name = n.to;
    function->definition = catalog->ops->rename_function(catalog, function->definition, n.to_schema, n.to);
    for (size_t t = 0; t < catalog->n_tables; t++)
        for (size_t i = 0; i < catalog->tables[t]->n_triggers; i++) {
            const struct sk_trigger *trigger = catalog->tables[t]->triggers[i];
            const char *schema = trigger->function_schema ? trigger->function_schema : SK_PUBLIC;
            if (!sk_same(trigger->function, n.name) || !sk_same(schema, n.schema))
                continue;
            struct sk_trigger *own = sk_own_table(catalog, catalog->tables[t])->triggers[i];
            own->function = n.to;
            if (!sk_same(n.schema, n.to_schema))
                own->function_schema = sk_same(n.to_schema, SK_PUBLIC) ? NULL : n.to_schema;
        }
    return SK_OK;
}

/* ---- a schema --------------------------------------------------------------------------------------------------- */

/* One change, to the schema that `rename` makes. */
static void
push_move(TALLOC_CTX *owner, struct sk_changes *moves, const struct sk_change *rename, enum sk_change_kind kind,
          const char *name, struct sk_function *function)
{
    struct sk_change *move = sk_new(owner, struct sk_change);
    move->kind = kind;
    move->schema = rename->name;
    move->name = move->from = name;
    move->to = kind == SK_SET_TABLE_SCHEMA ? rename->to : name;
    move->to_schema = rename->to;
    move->pos_bytes = rename->pos_bytes;
    move->u.function = function;
    sk_push(owner, moves->items, moves->n, move);
}

struct sk_changes
sk_schema_moves(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_change *rename)
{
    struct sk_changes moves = {0};
    for (size_t i = 0; i < catalog->n_types; i++)
        if (sk_same(catalog->types[i]->schema, rename->name))
            push_move(owner, &moves, rename, SK_RENAME_TYPE, catalog->types[i]->name, NULL);
    for (size_t i = 0; i < catalog->n_functions; i++)
        if (sk_same(catalog->functions[i]->schema, rename->name))
            push_move(owner, &moves, rename, SK_RENAME_FUNCTION, catalog->functions[i]->name, catalog->functions[i]);
    for (size_t i = 0; i < catalog->n_tables; i++)
        if (sk_same(catalog->tables[i]->schema, rename->name))
            push_move(owner, &moves, rename, SK_SET_TABLE_SCHEMA, catalog->tables[i]->name, NULL);
    for (size_t i = 0; i < catalog->n_sequences; i++)
        if (sk_same(catalog->sequences[i]->schema, rename->name) && !catalog->sequences[i]->owner_table)
            push_move(owner, &moves, rename, SK_RENAME_SEQUENCE, catalog->sequences[i]->name, NULL);
    for (size_t i = 0; i < catalog->n_views; i++)
        if (sk_same(catalog->views[i]->schema, rename->name))
            push_move(owner, &moves, rename, SK_RENAME_VIEW, catalog->views[i]->name, NULL);
    return moves;
}

static void
move_partitions(struct sk_catalog *catalog, const char *from, const char *to)
{
    for (size_t t = 0; t < catalog->n_tables; t++)
        for (size_t i = 0; i < catalog->tables[t]->n_partitions; i++) {
            if (!sk_same(catalog->tables[t]->partitions[i]->schema, from))
                continue;
            struct sk_table *table = sk_own_table(catalog, catalog->tables[t]);
            struct sk_partition *partition = sk_new(catalog, struct sk_partition);
            *partition = *table->partitions[i];
            partition->schema = to;
            table->partitions[i] = partition;
        }
}

static enum sk_status
rename_schema(struct sk_catalog *catalog, const struct sk_change *change, struct sk_error *err)
{
    const char *to = sk_strdup(catalog, change->to);
    for (size_t i = 0; i < catalog->n_schemas; i++)
        if (sk_same(catalog->schemas[i], change->name))
            catalog->schemas[i] = to;
    TALLOC_CTX *tmp = sk_context_new(catalog);
    struct sk_changes moves = sk_schema_moves(tmp, catalog, change);
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < moves.n && !status; i++)
        status = sk_change_apply_name(catalog, moves.items[i], err);
    talloc_free(tmp);
    move_partitions(catalog, change->name, to);
    return status;
}

enum sk_status
sk_change_apply_name(struct sk_catalog *catalog, const struct sk_change *change, struct sk_error *err)
{
    switch (change->kind) {
    case SK_RENAME_SCHEMA:
        return rename_schema(catalog, change, err);
    case SK_RENAME_VIEW:
        return rename_view(catalog, change, err);
    case SK_RENAME_SEQUENCE:
        return rename_sequence(catalog, change, err);
    case SK_RENAME_TYPE:
        return rename_type(catalog, change, err);
    case SK_RENAME_FUNCTION:
        return rename_function(catalog, change, err);
    default:
        return move_table(catalog, change, err);
    }
}
