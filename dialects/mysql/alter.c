/* dialects/mysql/alter.c - the statements that change tables, as reshapes. */
#include <string.h>

#include "core/text.h"
#include "dialects/common/one_by_one.h"
#include "dialects/mysql/print.h"
#include "dialects/mysql/reshape.h"

/* ---- values on the way from one type to another ----------------------------------------------------------------- */

/* Kinds among which the servers convert a column's values as PostgreSQL's assignment cast does. */
static int
family(const struct sk_catalog *catalog, const struct sk_type *type)
{
    type = sk_catalog_base_type(catalog, type);
    if (type->dimensions)
        return 1;
    if (type->kind == SK_TYPE_BYTEA)
        return 2;
    if (sk_mysql_string_of(catalog, type).is)
        return 3;
    if (sk_type_is_integer(type) || type->kind == SK_TYPE_NUMERIC || type->kind == SK_TYPE_REAL ||
        type->kind == SK_TYPE_DOUBLE || type->kind == SK_TYPE_MONEY)
        return 4;
    if (type->kind == SK_TYPE_TIMESTAMP || type->kind == SK_TYPE_TIMESTAMPTZ)
        return 5;
    if (sk_type_is_json(type))
        return 6;
    return 100 + (int)type->kind;
}

static bool
converts_itself(const struct sk_catalog *catalog, const struct sk_type *from, const struct sk_type *to)
{
    int a = family(catalog, from), b = family(catalog, to);
    /* What is printed as PostgreSQL prints it turns into a string and is still that. */
    bool printable =
        b == 3 && (a == 4 || a == 100 + SK_TYPE_UUID || a == 100 + SK_TYPE_DATE || a == 100 + SK_TYPE_INET);
    const struct sk_type *base = sk_catalog_base_type(catalog, from);
    bool shown = base->kind == SK_TYPE_REAL || base->kind == SK_TYPE_DOUBLE || /* with the digits that it has */
                 (base->kind == SK_TYPE_NUMERIC && base->scale < 0);
    if (sk_mysql_converts_elements(base, sk_catalog_base_type(catalog, to)))
        return false;
    return a == b || (printable && !shown) ||
           (a == 100 + SK_TYPE_DATE && b == 5);
}

/* USING column::type says no more than the statement itself. */
static bool
is_plain_cast(const struct sk_expr *expr, const char *column)
{
    const sk_node *node = sk_pg_uncast(sk_expr_node(expr));
    if (!node || node->node_case != SK_NODE(COLUMN_REF) || node->column_ref->n_fields != 1)
        return false;
    const sk_node *field = node->column_ref->fields[0];
    return field->node_case == SK_NODE(STRING) && sk_same(field->string->sval, column);
}

static enum sk_status
add_conversion(struct sk_mysql_reshape *r, const struct sk_table *table, const struct sk_change *change)
{
    struct sk_rewrite *rewrite = r->rewrite;
    const struct sk_column *column = sk_table_column(table, change->from);
    bool plain = !change->expr || is_plain_cast(change->expr, change->from);
    if (!column || (plain && converts_itself(rewrite->catalog, &column->type, change->u.type)))
        return SK_OK;
    struct sk_printer p = sk_mysql_printer(rewrite, sk_scope_of_table(rewrite->owner, rewrite->catalog, table),
                                           change->pos_bytes, r->err);
    p.drop_qualifier = table->name;
    enum sk_status status;
    if (column->identity != SK_IDENTITY_NONE) {
        status = sk_print_unsupported(&p, NULL,
                                      "column \"%s\" numbers its rows: other values for those that are there have no "
                                      "equivalent on %s",
                                      change->from, p.rules->dialect);
    } else if (change->expr && !plain) {
        status = sk_print_value(&p, sk_expr_node(change->expr), change->u.type);
    } else {
        const sk_node *given = change->expr ? sk_expr_node(change->expr) : sk_pg_column_node(p.tmp, change->from);
        const sk_node *from = sk_pg_uncast(given);
        status = p.rules->cast(&p, sk_print_become(&p, from, change->u.type), change->u.type);
    }
    struct sk_mysql_conversion conversion = {
        .table = table, .column = change->from, .sql = sk_strdup(rewrite->owner, p.out->data)};
    if (!status)
        sk_push(rewrite->owner, r->conversions, r->n_conversions, conversion);
    talloc_free(p.tmp);
    return status;
}

/* ---- one table -------------------------------------------------------------------------------------------------- */

/* What an identity column counts with goes with AUTO_INCREMENT. */
static bool
is_only_noted(const struct sk_change *change)
{
    return change->redundant || change->kind == SK_NO_EFFECT || change->kind == SK_CREATE_SEQUENCE ||
           change->kind == SK_ALTER_SEQUENCE || change->kind == SK_DROP_SEQUENCE;
}

/* The one rename of a statement that is one. */
static const struct sk_change *
rename_of(const struct sk_statement *statement)
{
    const struct sk_change *change = statement->changes[0];
    return statement->n_changes == 1 && change->kind == SK_RENAME_COLUMN ? change : NULL;
}

/* The rows that were there when the foreign key was made as NOT VALID. */
static void
assert_references(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_change *change)
{
    const struct sk_constraint *k =
        change->kind == SK_VALIDATE_CONSTRAINT ? sk_table_constraint(table, change->from) : NULL;
    if (!k || k->kind != SK_FOREIGN_KEY || !k->not_valid)
        return;
    TALLOC_CTX *owner = rewrite->owner;
    sk_mysql_assert(rewrite,
                    sk_mysql_without_parent(owner, sk_mysql_relation(owner, table->schema, table->name),
                                            sk_mysql_relation(owner, k->ref_schema, k->ref_table), k->n_columns,
                                            k->columns, k->ref_columns),
                    change->pos_bytes, sk_printf(owner, "a row violates foreign key \"%s\"", change->from));
}

static enum sk_status
apply_to_table(struct sk_mysql_reshape *r, const struct sk_statement *statement, struct sk_table *after)
{
    const struct sk_catalog *catalog = r->rewrite->catalog;
    for (size_t i = 0; i < statement->n_changes; i++) {
        const struct sk_change *change = statement->changes[i];
        if (change->kind == SK_ROWS)
            continue; /* RESTART: afterwards */
        if (is_only_noted(change)) {
            sk_mysql_note(r->rewrite, change->pos_bytes,
                          change->redundant ? "IF [NOT] EXISTS: there is nothing to do" : change->to);
            continue;
        }
        assert_references(r->rewrite, after, change);
        enum sk_status status = change->kind == SK_SET_TYPE ? add_conversion(r, r->live, change) : SK_OK;
        status = status ? status : sk_change_apply_table(after, change, catalog->ops, r->err);
        if (!status)
            sk_change_settle_names(catalog, after, change);
        if (status)
            return sk_at(r->err, r->rewrite->script->file, change->pos_bytes);
    }
    return SK_OK;
}

static bool
takes_others_along(const struct sk_statement *statement)
{
    for (size_t i = 0; i < statement->n_changes; i++)
        if (statement->changes[i]->cascade)
            return true;
    return false;
}

/* DROP INDEX a, b: of a table each. */
static bool
drops_of_several(const struct sk_statement *statement)
{
    const struct sk_change *first = statement->changes[0];
    for (size_t i = 1; i < statement->n_changes; i++) {
        const struct sk_change *change = statement->changes[i];
        if (change->kind == SK_DROP_INDEX &&
            (!sk_same(change->name, first->name) || !sk_same(change->schema, first->schema)))
            return true;
    }
    return false;
}

/* Views name the column by its new name. */
static enum sk_status
follow_rename(struct sk_rewrite *rewrite, const struct sk_change *rename, struct sk_error *err)
{
    struct sk_catalog *after = sk_catalog_clone(rewrite->owner, rewrite->catalog);
    enum sk_status status = sk_change_apply(after, rename, err);
    return status ? status : sk_mysql_remake_views(rewrite, after, rename->pos_bytes, err);
}

enum sk_status
sk_mysql_alter(struct sk_rewrite *rewrite, const struct sk_statement *statement, struct sk_error *err)
{
    const struct sk_change *first = statement->changes[0];
    struct sk_table *table = sk_catalog_table(rewrite->catalog, first->schema, first->name);
    if (!table || takes_others_along(statement) || drops_of_several(statement))
        return sk_one_by_one(rewrite, statement, sk_mysql_alter_all, err);
    struct sk_mysql_reshape r = {.rewrite = rewrite,
                                 .before = rewrite->catalog,
                                 .after = rewrite->catalog,
                                 .live = table,
                                 .rename = rename_of(statement),
                                 .pos_bytes = first->pos_bytes,
                                 .err = err};
    struct sk_table *after = sk_table_clone(rewrite->owner, table);
    enum sk_status status = apply_to_table(&r, statement, after);
    r.other = *after;
    if (!status)
        status = sk_mysql_reshape_table(&r, table->schema, table->name, table->schema, table->name);
    status = status ? status : sk_mysql_reshape_run(&r);
    for (size_t i = 0; i < statement->n_changes && !status; i++)
        if (statement->changes[i]->kind == SK_ROWS)
            status = sk_mysql_rows(rewrite, statement->changes[i], err);
    return status || !r.rename || rewrite->catalog->n_views == 0 ? status : follow_rename(rewrite, r.rename, err);
}

/* Comments of tables and columns are kept, those of anything else have no place. */
enum sk_status
sk_mysql_comment(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    bool kept = change->object == SK_ON_TABLE || change->object == SK_ON_COLUMN; /* a schema has no name but its own */
    struct sk_table *table = kept ? sk_catalog_table(rewrite->catalog, change->schema, change->name) : NULL;
    struct sk_mysql_reshape r = {.rewrite = rewrite,
                                 .before = rewrite->catalog,
                                 .after = rewrite->catalog,
                                 .live = table,
                                 .pos_bytes = change->pos_bytes,
                                 .err = err};
    if (!table) {
        sk_mysql_note(rewrite, change->pos_bytes, "the server has no comments on this");
        return SK_OK;
    }
    struct sk_table *after = sk_table_clone(rewrite->owner, table);
    struct sk_column *column = change->object == SK_ON_COLUMN ? sk_table_column(after, change->from) : NULL;
    if (column)
        column->comment = change->to;
    else
        after->comment = change->to;
    r.other = *after;
    enum sk_status status = sk_mysql_reshape_table(&r, table->schema, table->name, table->schema, table->name);
    return status ? status : sk_mysql_reshape_run(&r);
}

/* ---- several tables ---------------------------------------------------------------------------------------------- */

static bool
uses_type(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_change *change)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (sk_catalog_is_of(catalog, &table->columns[i]->type, change->schema, change->name))
            return true;
    return false;
}

/* An enum's label that changes its name changes it in the rows. */
static void
relabel(struct sk_mysql_reshape *r, const struct sk_table *table, const struct sk_change *change)
{
    TALLOC_CTX *owner = r->rewrite->owner;
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_column *column = table->columns[i];
        if (!sk_catalog_is_of(r->before, &column->type, change->schema, change->name) || column->type.dimensions ||
            column->generated)
            continue; /* what is computed is computed anew */
        const char *name = sk_mysql_quoted(owner, column->name);
        struct sk_mysql_conversion conversion = {
            .table = table,
            .column = column->name,
            .in_place = true,
            .sql = sk_printf(owner, "CASE WHEN %s = %s THEN %s ELSE %s END", name,
                             sk_mysql_constant(owner, change->from), sk_mysql_constant(owner, change->to), name)};
        sk_push(owner, r->conversions, r->n_conversions, conversion);
    }
}

enum sk_status
sk_mysql_alter_all(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    bool of_type = change->kind == SK_ADD_ENUM_VALUE || change->kind == SK_RENAME_ENUM_VALUE ||
                   change->kind == SK_ALTER_TYPE;
    if (change->redundant) {
        sk_mysql_note(rewrite, change->pos_bytes, "IF [NOT] EXISTS: there is nothing to do");
        return SK_OK;
    }
    struct sk_mysql_reshape r = {.rewrite = rewrite,
                                 .before = rewrite->catalog,
                                 .after = sk_catalog_clone(rewrite->owner, rewrite->catalog),
                                 .pos_bytes = change->pos_bytes,
                                 .err = err};
    enum sk_status status = sk_change_apply(r.after, change, err);
    if (status)
        return sk_at(err, rewrite->script->file, change->pos_bytes);
    if (of_type) {
        r.before = sk_mysql_with_view_tables(rewrite->owner, r.before);
        r.after = sk_mysql_with_view_tables(rewrite->owner, r.after);
    }
    if (change->kind == SK_SET_TYPE) {
        r.live = sk_catalog_table(r.before, change->schema, change->name);
        status = add_conversion(&r, r.live, change);
    }
    sk_mysql_drop_lost_views(rewrite, r.after, change->pos_bytes);
    for (size_t t = 0; t < r.before->n_tables && !status; t++) {
        const struct sk_table *table = r.before->tables[t];
        if ((of_type && !uses_type(r.before, table, change)) ||
            !sk_catalog_table(r.after, table->schema, table->name))
            continue;
        if (change->kind == SK_RENAME_ENUM_VALUE)
            relabel(&r, table, change);
        status = sk_mysql_reshape_table(&r, table->schema, table->name, table->schema, table->name);
    }
    status = status ? status : sk_mysql_reshape_run(&r);
    return status || !of_type ? status : sk_mysql_remake_views(rewrite, r.after, change->pos_bytes, err);
}

/* What rows the table takes is another thing now. */
enum sk_status
sk_mysql_change_partition(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    struct sk_mysql_reshape r = {.rewrite = rewrite,
                                 .before = rewrite->catalog,
                                 .after = sk_catalog_clone(rewrite->owner, rewrite->catalog),
                                 .pos_bytes = change->pos_bytes,
                                 .err = err};
    sk_mysql_note(rewrite, change->pos_bytes, "one table holds all partitions");
    enum sk_status status = sk_change_apply(r.after, change, err);
    status = status ? status : sk_mysql_reshape_table(&r, change->schema, change->name, change->schema, change->name);
    return status ? status : sk_mysql_reshape_run(&r);
}

/* ---- other names ------------------------------------------------------------------------------------------------- */

/* The server follows with keys and foreign keys; what skein made has the table's name in its own. */
enum sk_status
sk_mysql_move_table(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    bool renamed = change->kind == SK_RENAME_TABLE;
    const char *schema = renamed ? change->schema : change->to, *name = renamed ? change->to : change->name;
    TALLOC_CTX *owner = rewrite->owner;
    struct sk_mysql_reshape r = {.rewrite = rewrite,
                                 .before = rewrite->catalog,
                                 .after = sk_catalog_clone(owner, rewrite->catalog),
                                 .rename = change,
                                 .pos_bytes = change->pos_bytes,
                                 .err = err};
    enum sk_status status = sk_change_apply(r.after, change, err);
    if (status)
        return sk_at(err, rewrite->script->file, change->pos_bytes);
    sk_mysql_reshape_move(&r, change->schema, change->name, schema, name);
    if (sk_catalog_table(r.before, change->schema, change->name)) /* or it is a materialized view */
        status = sk_mysql_reshape_table(&r, change->schema, change->name, schema, name);
    status = status ? status : sk_mysql_reshape_run(&r);
    return status ? status : sk_mysql_remake_views(rewrite, r.after, change->pos_bytes, err);
}
