/*
 * core/change.c - applying changes to a catalog, as PostgreSQL would.
 *
 * Changes of one table's inside are in change_table.c; here is what concerns the catalog as a whole, and what follows
 * from a change elsewhere (renames, CASCADE).
 */
#include "core/change.h"

#include <string.h>

#include "core/catalog_names.h"
#include "core/change_priv.h"
#include "core/text.h"

static const char *const names[SK_CHANGE_KINDS] = {
    [SK_CREATE_SCHEMA] = "create schema",
    [SK_DROP_SCHEMA] = "drop schema",
    [SK_RENAME_SCHEMA] = "rename schema",
    [SK_CREATE_TABLE] = "create table",
    [SK_DROP_TABLE] = "drop table",
    [SK_RENAME_TABLE] = "rename table",
    [SK_SET_TABLE_SCHEMA] = "set schema",
    [SK_ADD_COLUMN] = "add column",
    [SK_DROP_COLUMN] = "drop column",
    [SK_RENAME_COLUMN] = "rename column",
    [SK_SET_TYPE] = "alter column type",
    [SK_SET_DEFAULT] = "alter column default",
    [SK_SET_NOT_NULL] = "alter column not null",
    [SK_SET_IDENTITY] = "alter column identity",
    [SK_DROP_EXPRESSION] = "drop expression",
    [SK_ADD_CONSTRAINT] = "add constraint",
    [SK_DROP_CONSTRAINT] = "drop constraint",
    [SK_RENAME_CONSTRAINT] = "rename constraint",
    [SK_VALIDATE_CONSTRAINT] = "validate constraint",
    [SK_ALTER_CONSTRAINT] = "alter constraint",
    [SK_CREATE_INDEX] = "create index",
    [SK_DROP_INDEX] = "drop index",
    [SK_RENAME_INDEX] = "rename index",
    [SK_CREATE_VIEW] = "create view",
    [SK_DROP_VIEW] = "drop view",
    [SK_RENAME_VIEW] = "rename view",
    [SK_RENAME_VIEW_COLUMN] = "rename view column",
    [SK_REFRESH_VIEW] = "refresh materialized view",
    [SK_CREATE_SEQUENCE] = "create sequence",
    [SK_ALTER_SEQUENCE] = "alter sequence",
    [SK_DROP_SEQUENCE] = "drop sequence",
    [SK_RENAME_SEQUENCE] = "rename sequence",
    [SK_CREATE_TYPE] = "create type",
    [SK_ALTER_TYPE] = "alter type",
    [SK_DROP_TYPE] = "drop type",
    [SK_RENAME_TYPE] = "rename type",
    [SK_ADD_ENUM_VALUE] = "add enum value",
    [SK_RENAME_ENUM_VALUE] = "rename enum value",
    [SK_CREATE_FUNCTION] = "create function",
    [SK_DROP_FUNCTION] = "drop function",
    [SK_RENAME_FUNCTION] = "rename function",
    [SK_CREATE_TRIGGER] = "create trigger",
    [SK_DROP_TRIGGER] = "drop trigger",
    [SK_RENAME_TRIGGER] = "rename trigger",
    [SK_ENABLE_TRIGGER] = "enable trigger",
    [SK_CREATE_EXTENSION] = "create extension",
    [SK_DROP_EXTENSION] = "drop extension",
    [SK_CREATE_COLLATION] = "create collation",
    [SK_COMMENT] = "comment",
    [SK_ROWS] = "change rows",
    [SK_CODE] = "run code",
    [SK_PARTITION] = "partition",
    [SK_NO_EFFECT] = "no effect",
};

const char *
sk_change_name(enum sk_change_kind kind)
{
    return names[kind];
}

/* ---- dependants ----------------------------------------------------------------------------------------------- */

bool
sk_constraint_names_table(const struct sk_constraint *k, const char *schema, const char *table)
{
    return k->kind == SK_FOREIGN_KEY && sk_same(k->ref_table, table) && sk_same(k->ref_schema, schema);
}

/* ---- tables --------------------------------------------------------------------------------------------------- */

static enum sk_status
create_table(struct sk_catalog *catalog, const struct sk_change *change)
{
    sk_put_table(catalog, NULL, sk_table_clone(catalog, change->u.table));
    return SK_OK;
}

static void
set_query(struct sk_catalog *catalog, const struct sk_view *view, struct sk_expr *query)
{
    if (view->query != query)
        sk_own_view(catalog, view)->query = query;
}

/* Views name a renamed column of a table or of another view. */
static void
follow_column_in_views(struct sk_catalog *catalog, const struct sk_change *change, const char *to)
{
    for (size_t i = 0; i < catalog->n_views; i++)
        set_query(catalog, catalog->views[i],
                  catalog->ops->query_rename_column(catalog, catalog->views[i]->query, catalog, change->schema,
                                                    change->name, change->from, to));
}

/* Beyond the table itself a renamed column is in foreign keys of others, in views, and owns a sequence. */
static void
follow_column(struct sk_catalog *catalog, const struct sk_change *change)
{
    const char *to = sk_strdup(catalog, change->to);
    for (size_t t = 0; t < catalog->n_tables; t++) {
        struct sk_table *table = catalog->tables[t];
        for (size_t i = 0; i < table->n_constraints; i++) {
            const struct sk_constraint *k = table->constraints[i];
            for (size_t c = 0; sk_constraint_names_table(k, change->schema, change->name) && c < k->n_ref_columns; c++)
                if (sk_same(k->ref_columns[c], change->from)) {
                    table = sk_own_table(catalog, table);
                    k = table->constraints[i];
                    table->constraints[i]->ref_columns[c] = to;
                }
        }
    }
    follow_column_in_views(catalog, change, to);
    for (size_t i = 0; i < catalog->n_sequences; i++) {
        const struct sk_sequence *s = catalog->sequences[i];
        if (s->owner_table && sk_same(s->owner_table, change->name) && sk_same(s->owner_column, change->from))
            sk_own_sequence(catalog, s)->owner_column = to;
    }
}

/* What holds a column to its type (ATExecAlterColumnType() in PostgreSQL's tablecmds.c). */
static enum sk_status
check_type_users(const struct sk_catalog *catalog, const struct sk_table *table, const char *column,
                 struct sk_error *err)
{
    const struct sk_expr_ops *ops = catalog->ops;
    const char *user = NULL;
    for (size_t i = 0; i < catalog->n_views && !user; i++)
        if (ops->query_uses_column(catalog->views[i]->query, catalog, table->schema, table->name, column))
            user = "used by a view or rule";
    for (size_t i = 0; i < table->n_columns && !user; i++)
        if (table->columns[i]->generated && ops->uses_column(table->columns[i]->generated, column))
            user = "used by a generated column";
    for (size_t i = 0; i < table->n_triggers && !user; i++)
        if (sk_trigger_uses_column(table->triggers[i], column, ops))
            user = "used in a trigger definition";
    if (!user)
        return SK_OK;
    sk_fail(err, SK_EREFUSED, "cannot alter type of a column %s", user);
    return sk_hint(err, "Drop what uses it first and make it again afterwards."), SK_EREFUSED;
}

static int64_t
highest(const struct sk_type *type)
{
    return type->kind == SK_TYPE_SMALLINT ? INT16_MAX : type->kind == SK_TYPE_INTEGER ? INT32_MAX : INT64_MAX;
}

/* The sequence of an identity column is of its column's type, and the limits that are a type's follow
 * (ATPrepAlterColumnType(), init_params()). That of a serial stays as it is. */
static void
follow_type(struct sk_catalog *catalog, const struct sk_change *change)
{
    const struct sk_column *column =
        sk_table_column(sk_catalog_table(catalog, change->schema, change->name), change->from);
    for (size_t i = 0; i < catalog->n_sequences; i++) {
        struct sk_sequence *s = catalog->sequences[i];
        if (!s->owner_table || !sk_same(s->owner_table, change->name) || !sk_same(s->schema, change->schema) ||
            !sk_same(s->owner_column, change->from) || column->identity < SK_IDENTITY_BY_DEFAULT)
            continue;
        s = sk_own_sequence(catalog, s);
        if (s->increment > 0 && s->max == highest(&s->type))
            s->max = highest(&column->type);
        if (s->increment < 0 && s->min == -highest(&s->type) - 1)
            s->min = -highest(&column->type) - 1;
        s->type = column->type;
    }
}

/* A column that becomes of another composite type keeps its rows' text: are their fields in other places there? */
static void
reshape(struct sk_catalog *catalog, const struct sk_table *table, const struct sk_change *change)
{
    const struct sk_column *column = sk_table_column(table, change->from);
    if (!column || column->type.kind != SK_TYPE_COMPOSITE || change->u.type->kind != SK_TYPE_COMPOSITE)
        return;
    const struct sk_user_type *from = sk_catalog_type(catalog, column->type.schema, column->type.name);
    const struct sk_user_type *to = sk_catalog_type(catalog, change->u.type->schema, change->u.type->name);
    bool same = from && to && !from->reshaped && from->n_columns == to->n_columns;
    for (size_t i = 0; same && i < from->n_columns; i++)
        same = sk_same(from->columns[i]->name, to->columns[i]->name);
    if (to && from != to && !same)
        sk_own_type(catalog, to)->reshaped = true;
}

static enum sk_status
change_table(struct sk_catalog *catalog, const struct sk_change *change, struct sk_error *err)
{
    struct sk_table *table = sk_catalog_table(catalog, change->schema, change->name);
    struct sk_view *view = table ? NULL : sk_catalog_view(catalog, change->schema, change->name);
    if (view)
        return sk_change_apply_view(catalog, sk_own_view(catalog, view), change, err);
    if (!table)
        return sk_fail(err, SK_EREFUSED, "relation \"%s\" does not exist", change->name);
    enum sk_status status = change->kind == SK_SET_TYPE ? check_type_users(catalog, table, change->from, err) : SK_OK;
    if (!status && change->kind == SK_SET_TYPE)
        reshape(catalog, table, change);
    if (!status)
        status = sk_change_apply_table(sk_own_table(catalog, table), change, catalog->ops, err);
    if (!status && change->kind == SK_RENAME_COLUMN)
        follow_column(catalog, change);
    if (!status && change->kind == SK_SET_TYPE)
        follow_type(catalog, change);
    return status;
}

/* ---- schemas, types, sequences, functions, views -------------------------------------------------------------- */

static enum sk_status
create_type(struct sk_catalog *catalog, const struct sk_change *change)
{
    struct sk_user_type *type = sk_new(catalog, struct sk_user_type);
    *type = *change->u.user_type;
    type->labels = NULL;
    type->n_labels = 0;
    for (size_t i = 0; i < change->u.user_type->n_labels; i++)
        sk_push(type, type->labels, type->n_labels, change->u.user_type->labels[i]);
    sk_put_type(catalog, NULL, type);
    return SK_OK;
}

static enum sk_status
alter_type(struct sk_catalog *catalog, const struct sk_change *change, struct sk_error *err)
{
    struct sk_user_type *type = sk_catalog_type(catalog, change->schema, change->name);
    if (!type)
        return sk_fail(err, SK_EREFUSED, "type \"%s\" does not exist", change->name);
    type = sk_own_type(catalog, type);
    *type = *change->u.user_type;
    type->edition = catalog->edition;
    return SK_OK;
}

static enum sk_status
add_label(struct sk_catalog *catalog, const struct sk_change *change, struct sk_error *err)
{
    struct sk_user_type *type = sk_own_type(catalog, sk_catalog_type(catalog, change->schema, change->name));
    const char *neighbour = change->before ? change->before : change->after;
    size_t at = type->n_labels;
    for (size_t i = 0; neighbour && i < type->n_labels; i++)
        if (sk_same(type->labels[i], neighbour))
            at = change->before ? i : i + 1;
    if (neighbour && at == type->n_labels && !change->after)
        return sk_fail(err, SK_EREFUSED, "\"%s\" is not an existing enum label", neighbour);
    sk_push(type, type->labels, type->n_labels, change->to);
    for (size_t i = type->n_labels - 1; i > at; i--)
        type->labels[i] = type->labels[i - 1];
    type->labels[at] = change->to;
    return SK_OK;
}

/* What a table says of its rows has the label itself, not its text: it follows. */
static void
rename_label_in_table(struct sk_catalog *catalog, struct sk_table *table, const struct sk_label *label)
{
    const struct sk_expr_ops *ops = catalog->ops;
    for (size_t i = 0; i < table->n_columns; i++) {
        struct sk_column *column = table->columns[i];
        if (column->type.kind == SK_TYPE_ENUM && sk_type_is_named(&column->type, label->schema, label->type)) {
            column->default_expr = ops->rename_constant(catalog, column->default_expr, label->from, label->to);
            column->generated = ops->rename_constant(catalog, column->generated, label->from, label->to);
        }
        column->default_expr = ops->rename_label(catalog, column->default_expr, catalog, table, label);
        column->generated = ops->rename_label(catalog, column->generated, catalog, table, label);
    }
    for (size_t i = 0; i < table->n_constraints; i++)
        table->constraints[i]->check = ops->rename_label(catalog, table->constraints[i]->check, catalog, table, label);
    for (size_t i = 0; i < table->n_indexes; i++) {
        struct sk_index *index = table->indexes[i];
        index->where = ops->rename_label(catalog, index->where, catalog, table, label);
        for (size_t k = 0; k < index->n_keys; k++)
            index->keys[k].expr = ops->rename_label(catalog, index->keys[k].expr, catalog, table, label);
    }
    for (size_t i = 0; i < table->n_triggers; i++)
        table->triggers[i]->when = ops->rename_label(catalog, table->triggers[i]->when, catalog, table, label);
}

static bool
has_enum(const struct sk_table *table, const struct sk_label *label)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_type *type = &table->columns[i]->type;
        if (type->kind == SK_TYPE_ENUM && sk_type_is_named(type, label->schema, label->type))
            return true;
    }
    return false;
}

static enum sk_status
rename_label(struct sk_catalog *catalog, const struct sk_change *change)
{
    struct sk_user_type *type = sk_own_type(catalog, sk_catalog_type(catalog, change->schema, change->name));
    const struct sk_label label = {type->schema, type->name, change->from, change->to};
    for (size_t i = 0; i < type->n_labels; i++)
        if (sk_same(type->labels[i], change->from))
            type->labels[i] = change->to;
    for (size_t t = 0; t < catalog->n_tables; t++)
        if (has_enum(catalog->tables[t], &label))
            rename_label_in_table(catalog, sk_own_table(catalog, catalog->tables[t]), &label);
    for (size_t i = 0; i < catalog->n_views; i++)
        set_query(catalog, catalog->views[i],
                  catalog->ops->rename_label(catalog, catalog->views[i]->query, catalog, NULL, &label));
    return SK_OK;
}

/* CREATE OR REPLACE VIEW may add columns at the end and change nothing else (checkViewTupleDesc()). */
static enum sk_status
check_replaced(const struct sk_view *old, const struct sk_view *new, struct sk_error *err)
{
    if (new->n_columns < old->n_columns)
        return sk_fail(err, SK_EREFUSED, "cannot drop columns from view");
    for (size_t i = 0; i < old->n_columns; i++)
        if (!sk_same(old->columns[i], new->columns[i]))
            return sk_fail(err, SK_EREFUSED, "cannot change name of view column \"%s\" to \"%s\"", old->columns[i],
                           new->columns[i]);
    return SK_OK;
}

static enum sk_status
create_view(struct sk_catalog *catalog, const struct sk_change *change, struct sk_error *err)
{
    struct sk_view *old = sk_catalog_view(catalog, change->schema, change->name), view = *change->u.view;
    if (old) {
        enum sk_status status = check_replaced(old, &view, err);
        if (status)
            return status;
        view.comment = old->comment;
        view.n_triggers = old->n_triggers;
        view.triggers = old->triggers;
    }
    struct sk_view *made = sk_new(catalog, struct sk_view);
    *made = view;
    sk_put_view(catalog, old, made);
    return SK_OK;
}

static enum sk_status
rename_view_column(struct sk_catalog *catalog, const struct sk_change *change)
{
    follow_column_in_views(catalog, change, sk_strdup(catalog, change->to));
    struct sk_view *view = sk_own_view(catalog, sk_catalog_view(catalog, change->schema, change->name));
    for (size_t i = 0; i < view->n_columns; i++)
        if (sk_same(view->columns[i], change->from)) {
            view->columns[i] = change->to;
            view->query = catalog->ops->name_result(catalog, view->query, i, change->to);
            break;
        }
    return SK_OK;
}

static enum sk_status
create_function(struct sk_catalog *catalog, const struct sk_change *change, struct sk_error *err)
{
    struct sk_function *old =
        sk_catalog_function_like(catalog, change->schema, change->name, change->u.function->signature);
    if (old && !change->flag)
        return sk_fail(err, SK_EREFUSED, "function \"%s\" already exists with same argument types", change->name);
    struct sk_function *function = sk_new(catalog, struct sk_function);
    *function = *change->u.function;
    sk_put_function(catalog, old, function);
    return SK_OK;
}

/* What a column is numbered in is its sequence's increment. */
static void
step_column(struct sk_catalog *catalog, const struct sk_sequence *sequence)
{
    const struct sk_table *table =
        sequence->owner_table ? sk_catalog_table(catalog, sequence->schema, sequence->owner_table) : NULL;
    const struct sk_column *column = table ? sk_table_column(table, sequence->owner_column) : NULL;
    if (column && column->identity != SK_IDENTITY_NONE && column->step && column->step != sequence->increment)
        sk_table_column(sk_own_table(catalog, table), sequence->owner_column)->step = sequence->increment;
}

static enum sk_status
put_sequence(struct sk_catalog *catalog, const struct sk_change *change)
{
    struct sk_sequence *sequence =
        sk_own_sequence(catalog, sk_catalog_sequence(catalog, change->schema, change->name));
    bool is_new = !sequence;
    if (is_new)
        sequence = sk_new(catalog, struct sk_sequence);
    *sequence = *change->u.sequence;
    sequence->edition = catalog->edition;
    if (is_new)
        sk_put_sequence(catalog, NULL, sequence);
    step_column(catalog, sequence);
    return SK_OK;
}

/* ---- all of them ---------------------------------------------------------------------------------------------- */

bool
sk_change_is_of_table(const struct sk_change *change)
{
    switch (change->kind) {
    case SK_ADD_COLUMN:
    case SK_DROP_COLUMN:
    case SK_RENAME_COLUMN:
    case SK_SET_TYPE:
    case SK_SET_DEFAULT:
    case SK_SET_NOT_NULL:
    case SK_SET_IDENTITY:
    case SK_DROP_EXPRESSION:
    case SK_ADD_CONSTRAINT:
    case SK_DROP_CONSTRAINT:
    case SK_RENAME_CONSTRAINT:
    case SK_VALIDATE_CONSTRAINT:
    case SK_ALTER_CONSTRAINT:
    case SK_CREATE_INDEX:
    case SK_DROP_INDEX:
    case SK_RENAME_INDEX:
    case SK_CREATE_TRIGGER:
    case SK_DROP_TRIGGER:
    case SK_RENAME_TRIGGER:
    case SK_ENABLE_TRIGGER:
        return true;
    default:
        return false;
    }
}

static void
drop_partition(struct sk_table *table, const char *schema, const char *name)
{
    for (size_t i = table->n_partitions; i-- > 0;)
        if (sk_same(table->partitions[i]->name, name) && sk_same(table->partitions[i]->schema, schema))
            sk_take(table->partitions, table->n_partitions, i);
}

/* One more, or, without the flag, one less; `from`: it had that name before. */
static enum sk_status
change_partition(struct sk_catalog *catalog, const struct sk_change *change)
{
    struct sk_table *table = sk_catalog_table(catalog, change->schema, change->name);
    struct sk_partition *partition = change->u.partition;
    if (!table)
        return SK_OK;
    table = sk_own_table(catalog, table);
    drop_partition(table, partition->schema, change->from ? change->from : partition->name);
    if (change->flag) {
        sk_push(table, table->partitions, table->n_partitions, partition);
        catalog->partitioned = true;
    }
    return SK_OK;
}

static enum sk_status
apply(struct sk_catalog *catalog, const struct sk_change *change, struct sk_error *err)
{
    switch (change->kind) {
    case SK_CREATE_SCHEMA:
        sk_push(catalog, catalog->schemas, catalog->n_schemas, change->name);
        return SK_OK;
    case SK_CREATE_TABLE:
        return create_table(catalog, change);
    case SK_RENAME_SCHEMA:
    case SK_RENAME_TABLE:
    case SK_SET_TABLE_SCHEMA:
    case SK_RENAME_VIEW:
    case SK_RENAME_SEQUENCE:
    case SK_RENAME_TYPE:
    case SK_RENAME_FUNCTION:
        return sk_change_apply_name(catalog, change, err);
    case SK_CREATE_VIEW:
        return create_view(catalog, change, err);
    case SK_RENAME_VIEW_COLUMN:
        return rename_view_column(catalog, change);
    case SK_CREATE_SEQUENCE:
    case SK_ALTER_SEQUENCE:
        return put_sequence(catalog, change);
    case SK_CREATE_TYPE:
        return create_type(catalog, change);
    case SK_ADD_ENUM_VALUE:
        return add_label(catalog, change, err);
    case SK_RENAME_ENUM_VALUE:
        return rename_label(catalog, change);
    case SK_CREATE_FUNCTION:
        return create_function(catalog, change, err);
    case SK_DROP_SCHEMA:
    case SK_DROP_TABLE:
    case SK_DROP_COLUMN:
    case SK_DROP_CONSTRAINT:
    case SK_DROP_INDEX:
    case SK_DROP_VIEW:
    case SK_DROP_SEQUENCE:
    case SK_DROP_TYPE:
    case SK_DROP_FUNCTION:
        return sk_change_apply_drop(catalog, change, err);
    case SK_CREATE_EXTENSION:
        sk_push(catalog, catalog->extensions, catalog->n_extensions, change->name);
        return SK_OK;
    case SK_CREATE_COLLATION:
        sk_push(catalog, catalog->folding, catalog->n_folding, change->name);
        return SK_OK;
    case SK_COMMENT:
        return sk_change_apply_comment(catalog, change);
    case SK_DROP_EXTENSION:
        for (size_t i = catalog->n_extensions; i > 0; i--)
            if (sk_same(catalog->extensions[i - 1], change->name))
                sk_take(catalog->extensions, catalog->n_extensions, i - 1);
        return SK_OK;
    case SK_ALTER_TYPE:
        return alter_type(catalog, change, err);
    case SK_PARTITION:
        return change_partition(catalog, change);
    case SK_REFRESH_VIEW:
    case SK_ROWS:
    case SK_CODE:
    case SK_NO_EFFECT:
    case SK_CHANGE_KINDS:
        return SK_OK;
    default:
        return change_table(catalog, change, err);
    }
}

static bool
names_constraints(const struct sk_change *change)
{
    return change->kind == SK_CREATE_TABLE || change->kind == SK_ADD_CONSTRAINT ||
           change->kind == SK_RENAME_CONSTRAINT;
}

void
sk_change_settle_names(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_change *change)
{
    if (!names_constraints(change))
        return;
    const char *name = change->kind == SK_CREATE_TABLE         ? NULL
                       : change->kind == SK_RENAME_CONSTRAINT ? change->to
                                                               : change->u.constraint->name;
    for (size_t i = 0; table && i < table->n_constraints; i++) {
        struct sk_constraint *k = table->constraints[i];
        if (!name || strcmp(k->name, name) == 0)
            k->name_taken = sk_catalog_shares_name(catalog, table, k) ||
                            sk_taken_names_have(catalog->taken_then, table, k->name);
    }
}

enum sk_status
sk_change_apply(struct sk_catalog *catalog, const struct sk_change *change, struct sk_error *err)
{
    if (change->redundant)
        return SK_OK;
    sk_names_begin(catalog);
    enum sk_status status = apply(catalog, change, err);
    sk_names_settle(catalog);
    if (status == SK_OK && names_constraints(change))
        sk_change_settle_names(catalog, sk_catalog_table(catalog, change->schema, change->name), change);
    return status;
}
