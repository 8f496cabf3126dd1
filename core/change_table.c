/* core/change_table.c - changes inside one table. */
#include <string.h>

#include "core/change_priv.h"
#include "core/text.h"

#define POSITION(list, n, name_, out)                                                              \
    do {                                                                                           \
        for ((out) = 0; (out) < (n); (out)++)                                                      \
            if (sk_same((list)[out]->name, (name_)))                                                  \
                break;                                                                             \
    } while (0)

static enum sk_status
missing(struct sk_error *err, const char *what, const char *name)
{
    return sk_fail(err, SK_EREFUSED, "%s \"%s\" does not exist", what, name);
}

/* ---- columns -------------------------------------------------------------------------------------------------- */

static enum sk_status
add_column(struct sk_table *table, const struct sk_change *change, struct sk_error *err)
{
    if (sk_table_column(table, change->u.column->name))
        return sk_fail(err, SK_EREFUSED, "column \"%s\" of relation \"%s\" already exists", change->u.column->name,
                       table->name);
    struct sk_column *column = sk_new(table, struct sk_column);
    *column = *change->u.column;
    sk_push(table, table->columns, table->n_columns, column);
    return SK_OK;
}

static bool
index_uses(const struct sk_index *index, const char *column, const struct sk_expr_ops *ops)
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

/* With a column go its indexes and constraints (manual, ALTER TABLE, "DROP COLUMN"). */
static enum sk_status
drop_column(struct sk_table *table, const struct sk_change *change, const struct sk_expr_ops *ops, struct sk_error *err)
{
    size_t at;
    POSITION(table->columns, table->n_columns, change->from, at);
    if (at == table->n_columns)
        return missing(err, "column", change->from);
    sk_take(table->columns, table->n_columns, at);
    for (size_t i = table->n_constraints; i > 0; i--)
        if (sk_constraint_has_column(table->constraints[i - 1], change->from))
            sk_take(table->constraints, table->n_constraints, i - 1);
    for (size_t i = table->n_indexes; i > 0; i--)
        if (index_uses(table->indexes[i - 1], change->from, ops))
            sk_take(table->indexes, table->n_indexes, i - 1);
    for (size_t i = table->n_triggers; i > 0; i--)
        if (sk_trigger_uses_column(table->triggers[i - 1], change->from, ops))
            sk_take(table->triggers, table->n_triggers, i - 1);
    return SK_OK;
}

static void
rename_in(size_t n, const char **names, const char *from, const char *to)
{
    for (size_t i = 0; i < n; i++)
        if (sk_same(names[i], from))
            names[i] = to;
}

static void
rename_in_index(struct sk_table *table, struct sk_index *index, const struct sk_expr_ops *ops,
                const struct sk_change *c, const char *to)
{
    for (size_t i = 0; i < index->n_keys; i++) {
        struct sk_index_key *key = &index->keys[i];
        if (key->column && sk_same(key->column, c->from))
            key->column = to;
        key->expr = ops->rename_column(table, key->expr, table->name, c->from, to);
    }
    rename_in(index->n_include, index->include, c->from, to);
    index->where = ops->rename_column(table, index->where, table->name, c->from, to);
}

static void
rename_in_partitions(struct sk_table *table, const struct sk_expr_ops *ops, const char *from, const char *to)
{
    table->partition_by = ops->text_rename_column(table, table->partition_by, from, to);
    for (size_t i = 0; i < table->n_partitions; i++) {
        struct sk_partition *p = sk_new(table, struct sk_partition);
        *p = *table->partitions[i];
        table->partitions[i] = p;
        p->rows = ops->text_rename_column(table, p->rows, from, to);
        p->partition_by = ops->text_rename_column(table, p->partition_by, from, to);
    }
}

static enum sk_status
rename_column(struct sk_table *table, const struct sk_change *c, const struct sk_expr_ops *ops, struct sk_error *err)
{
    struct sk_column *column = sk_table_column(table, c->from);
    if (!column)
        return missing(err, "column", c->from);
    if (sk_table_column(table, c->to))
        return sk_fail(err, SK_EREFUSED, "column \"%s\" of relation \"%s\" already exists", c->to, table->name);
    const char *to = column->name = sk_strdup(table, c->to);
    for (size_t i = 0; i < table->n_columns; i++)
        table->columns[i]->generated =
            ops->rename_column(table, table->columns[i]->generated, table->name, c->from, to);
    for (size_t i = 0; i < table->n_constraints; i++) {
        struct sk_constraint *k = table->constraints[i];
        rename_in(k->n_columns, k->columns, c->from, to);
        rename_in(k->n_include, k->include, c->from, to);
        if (sk_same(k->ref_table, table->name) && sk_same(k->ref_schema, table->schema))
            rename_in(k->n_ref_columns, k->ref_columns, c->from, to);
        k->check = ops->rename_column(table, k->check, table->name, c->from, to);
    }
    for (size_t i = 0; i < table->n_indexes; i++)
        rename_in_index(table, table->indexes[i], ops, c, to);
    for (size_t i = 0; i < table->n_triggers; i++) {
        struct sk_trigger *trigger = table->triggers[i];
        rename_in(trigger->n_columns, trigger->columns, c->from, to);
        trigger->when = ops->rename_column(table, trigger->when, "old", c->from, to);
        trigger->when = ops->rename_column(table, trigger->when, "new", c->from, to);
    }
    rename_in_partitions(table, ops, c->from, to);
    return SK_OK;
}

static bool
key_has_column(const struct sk_constraint *k, const char *column)
{
    return sk_constraint_has_column(k, column) || sk_among(column, k->n_include, k->include);
}

/* The indexes are made again, and name the columns as these are called now. */
static void
retype_uses(struct sk_table *table, const struct sk_change *change, const struct sk_type *from,
            const struct sk_expr_ops *ops)
{
    for (size_t i = 0; i < table->n_constraints; i++) {
        struct sk_constraint *k = table->constraints[i];
        k->check = ops->column_retyped(table, k->check, change->from, from, change->u.type);
        k->named = key_has_column(k, change->from) ? NULL : k->named;
    }
    for (size_t i = 0; i < table->n_indexes; i++) {
        struct sk_index *index = table->indexes[i];
        index->named = sk_index_uses_column(index, change->from, ops) ? NULL : index->named;
        for (size_t k = 0; k < index->n_keys; k++)
            index->keys[k].expr =
                ops->column_retyped(table, index->keys[k].expr, change->from, from, change->u.type);
        index->where = ops->column_retyped(table, index->where, change->from, from, change->u.type);
    }
}

static enum sk_status
alter_column(struct sk_table *table, const struct sk_change *change, const struct sk_expr_ops *ops,
             struct sk_error *err)
{
    struct sk_column *column = sk_table_column(table, change->from);
    if (!column)
        return missing(err, "column", change->from);
    switch (change->kind) {
    case SK_SET_TYPE:
        /* DEFAULT NULL is none, unless it stands before the default of the column's domain, or is cut to a length */
        if (column->type.kind != SK_TYPE_DOMAIN && column->type.length < 0 &&
            change->u.type->kind == SK_TYPE_DOMAIN && column->default_expr &&
            sk_same(ops->text(column->default_expr), "NULL"))
            column->default_expr = NULL;
        if (column->default_expr && column->type.schema && !column->value_type) {
            column->value_schema = column->type.schema;
            column->value_type = column->type.name;
        }
        column->default_expr = ops->retyped(table, column->default_expr, &column->type, change->u.type);
        retype_uses(table, change, &column->type, ops);
        column->type = *change->u.type;
        if (change->to)
            column->collation = change->to;
        break;
    case SK_SET_DEFAULT:
        column->default_expr = change->expr;
        column->value_type = NULL;
        if (column->identity == SK_IDENTITY_SERIAL)
            column->identity = SK_IDENTITY_NONE; /* serial is a default: another, or none, replaces it */
        break;
    case SK_SET_NOT_NULL:
        column->not_null = change->flag;
        break;
    case SK_SET_IDENTITY:
        column->identity = change->u.identity;
        column->start = change->u.start;
        column->step = change->u.step;
        if (column->identity == SK_IDENTITY_SERIAL)
            column->default_expr = NULL; /* it is what serial means */
        break;
    default:
        column->generated = NULL;
        break;
    }
    return SK_OK;
}

/* ---- constraints ---------------------------------------------------------------------------------------------- */

static enum sk_status
add_constraint(struct sk_table *table, const struct sk_change *change, struct sk_error *err)
{
    if (sk_table_constraint(table, change->u.constraint->name))
        return sk_fail(err, SK_EREFUSED, "constraint \"%s\" for relation \"%s\" already exists",
                       change->u.constraint->name, table->name);
    if (change->u.constraint->kind == SK_PRIMARY_KEY && sk_table_primary_key(table))
        return sk_fail(err, SK_EREFUSED, "multiple primary keys for table \"%s\" are not allowed", table->name);
    struct sk_constraint *k = sk_constraint_clone(table, change->u.constraint);
    for (size_t i = 0; i < k->n_columns; i++) {
        struct sk_column *column = sk_table_column(table, k->columns[i]);
        if (!column)
            return missing(err, "column", k->columns[i]);
        if (k->kind == SK_PRIMARY_KEY)
            column->not_null = true;
    }
    size_t at;
    if (change->index_name) { /* ADD CONSTRAINT ... USING INDEX: the index is the constraint's from now on */
        POSITION(table->indexes, table->n_indexes, change->index_name, at);
        if (at < table->n_indexes)
            sk_take(table->indexes, table->n_indexes, at);
    }
    sk_push(table, table->constraints, table->n_constraints, k);
    return SK_OK;
}

static enum sk_status
change_constraint(struct sk_table *table, const struct sk_change *change, struct sk_error *err)
{
    size_t at;
    POSITION(table->constraints, table->n_constraints, change->from, at);
    if (at == table->n_constraints)
        return missing(err, "constraint", change->from);
    struct sk_constraint *k = table->constraints[at];
    switch (change->kind) {
    case SK_DROP_CONSTRAINT:
        sk_take(table->constraints, table->n_constraints, at);
        break;
    case SK_RENAME_CONSTRAINT:
        if (sk_table_constraint(table, change->to))
            return sk_fail(err, SK_EREFUSED, "constraint \"%s\" for relation \"%s\" already exists", change->to,
                           table->name);
        k->name = sk_strdup(table, change->to);
        break;
    case SK_VALIDATE_CONSTRAINT:
        k->not_valid = false;
        break;
    default:
        k->deferrable = change->u.constraint->deferrable;
        k->initially_deferred = change->u.constraint->initially_deferred;
        break;
    }
    return SK_OK;
}

/* ---- indexes and triggers ------------------------------------------------------------------------------------- */

static enum sk_status
change_indexes(TALLOC_CTX *owner, struct sk_index ***indexes, size_t *n, const struct sk_change *change,
               struct sk_error *err)
{
    if (change->kind == SK_CREATE_INDEX) {
        sk_push(owner, *indexes, *n, sk_index_clone(owner, change->u.index));
        return SK_OK;
    }
    size_t at;
    POSITION(*indexes, *n, change->from, at);
    if (at == *n)
        return missing(err, "index", change->from);
    if (change->kind == SK_RENAME_INDEX)
        (*indexes)[at]->name = sk_strdup(owner, change->to);
    else
        sk_take(*indexes, *n, at);
    return SK_OK;
}

static enum sk_status
change_triggers(TALLOC_CTX *owner, struct sk_trigger ***triggers, size_t *n, const struct sk_change *change,
                struct sk_error *err)
{
    size_t at;
    const char *name = change->kind == SK_CREATE_TRIGGER ? change->to : change->from;
    if (change->kind == SK_ENABLE_TRIGGER && !name) {
        for (size_t i = 0; i < *n; i++)
            (*triggers)[i]->disabled = !change->flag;
        return SK_OK;
    }
    POSITION(*triggers, *n, name, at);
    if (change->kind == SK_CREATE_TRIGGER) {
        struct sk_trigger *trigger = sk_trigger_clone(owner, change->u.trigger);
        if (at < *n)
            (*triggers)[at] = trigger;
        else
            sk_push(owner, *triggers, *n, trigger);
        return SK_OK;
    }
    if (at == *n)
        return missing(err, "trigger", name);
    if (change->kind == SK_RENAME_TRIGGER)
        (*triggers)[at]->name = sk_strdup(owner, change->to);
    else if (change->kind == SK_ENABLE_TRIGGER)
        (*triggers)[at]->disabled = !change->flag;
    else
        sk_take(*triggers, *n, at);
    return SK_OK;
}

enum sk_status
sk_change_apply_table(struct sk_table *table, const struct sk_change *change, const struct sk_expr_ops *ops,
                      struct sk_error *err)
{
    switch (change->kind) {
    case SK_ADD_COLUMN:
        return add_column(table, change, err);
    case SK_DROP_COLUMN:
        return drop_column(table, change, ops, err);
    case SK_RENAME_COLUMN:
        return rename_column(table, change, ops, err);
    case SK_SET_TYPE:
    case SK_SET_DEFAULT:
    case SK_SET_NOT_NULL:
    case SK_SET_IDENTITY:
    case SK_DROP_EXPRESSION:
        return alter_column(table, change, ops, err);
    case SK_ADD_CONSTRAINT:
        return add_constraint(table, change, err);
    case SK_DROP_CONSTRAINT:
    case SK_RENAME_CONSTRAINT:
    case SK_VALIDATE_CONSTRAINT:
    case SK_ALTER_CONSTRAINT:
        return change_constraint(table, change, err);
    case SK_CREATE_INDEX:
    case SK_DROP_INDEX:
    case SK_RENAME_INDEX:
        return change_indexes(table, &table->indexes, &table->n_indexes, change, err);
    case SK_CREATE_TRIGGER:
    case SK_DROP_TRIGGER:
    case SK_RENAME_TRIGGER:
    case SK_ENABLE_TRIGGER:
        return change_triggers(table, &table->triggers, &table->n_triggers, change, err);
    default:
        return sk_fail(err, SK_EINTERNAL, "%s is not a change of one table", sk_change_name(change->kind));
    }
}

enum sk_status
sk_change_apply_view(struct sk_catalog *catalog, struct sk_view *view, const struct sk_change *change,
                     struct sk_error *err)
{
    switch (change->kind) {
    case SK_CREATE_INDEX:
    case SK_DROP_INDEX:
    case SK_RENAME_INDEX:
        return change_indexes(catalog, &view->indexes, &view->n_indexes, change, err);
    case SK_CREATE_TRIGGER:
    case SK_DROP_TRIGGER:
    case SK_RENAME_TRIGGER:
    case SK_ENABLE_TRIGGER:
        return change_triggers(catalog, &view->triggers, &view->n_triggers, change, err);
    default:
        return sk_fail(err, SK_EREFUSED, "\"%s\" is a view", view->name);
    }
}

enum sk_status
sk_change_apply_comment(struct sk_catalog *catalog, const struct sk_change *change)
{
    const struct sk_table *table = change->name ? sk_catalog_table(catalog, change->schema, change->name) : NULL;
    const struct sk_view *view = change->name ? sk_catalog_view(catalog, change->schema, change->name) : NULL;
    struct sk_table *on = NULL;
    switch (change->object) {
    case SK_ON_TABLE:
        if (table)
            sk_own_table(catalog, table)->comment = change->to;
        break;
    case SK_ON_COLUMN:
        if (table && sk_table_column(table, change->from))
            sk_table_column(sk_own_table(catalog, table), change->from)->comment = change->to;
        break;
    case SK_ON_CONSTRAINT:
        if (table && sk_table_constraint(table, change->from))
            sk_table_constraint(sk_own_table(catalog, table), change->from)->comment = change->to;
        break;
    case SK_ON_VIEW:
        if (view)
            sk_own_view(catalog, view)->comment = change->to;
        break;
    case SK_ON_INDEX:
        if (sk_catalog_index(catalog, change->schema, change->name, &on))
            sk_table_index(sk_own_table(catalog, on), change->name)->comment = change->to;
        break;
    case SK_ON_TYPE:
        if (sk_catalog_type(catalog, change->schema, change->name))
            sk_own_type(catalog, sk_catalog_type(catalog, change->schema, change->name))->comment = change->to;
        break;
    case SK_ON_OTHER:
        break;
    }
    return SK_OK;
}
