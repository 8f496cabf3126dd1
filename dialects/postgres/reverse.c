/*
 * dialects/postgres/reverse.c - what takes a change back, as PostgreSQL's SQL.
 *
 * A name that changed is changed back, what was made is dropped, what was dropped is made again as the catalog before the
 * change has it, with all that went along. The text is a migration like any other: parsed, analysed and rewritten for the
 * engine at hand.
 */
#include <stdarg.h>
#include <string.h>

#include "core/reverse.h"
#include "dialects/postgres/format.h"
#include "dialects/postgres/scope.h"

static bool
same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

SK_PRINTF(3, 4) static void
worse(struct sk_reverse *r, enum sk_reversal label, const char *fmt, ...)
{
    va_list ap;
    if (label <= r->label)
        return;
    va_start(ap, fmt);
    r->label = label;
    r->why = sk_vprintf(r->out, fmt, ap);
    va_end(ap);
}

/* ---- writing -------------------------------------------------------------------------------------------------- */

static void
end(struct sk_reverse *r)
{
    sk_text_add(r->out, ";\n");
}

static const char *
relation(struct sk_reverse *r, const char *schema, const char *name)
{
    struct sk_text *text = sk_text_new(r->out);
    sk_pg_put_relation(text, schema, name);
    return text->data;
}

static const char *
ident(struct sk_reverse *r, const char *name)
{
    struct sk_text *text = sk_text_new(r->out);
    sk_pg_put_name(text, name);
    return text->data;
}

/* "ALTER TABLE name " and what is done to it */
SK_PRINTF(4, 5) static void
alter(struct sk_reverse *r, const char *schema, const char *table, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    sk_text_addf(r->out, "ALTER TABLE %s %s;\n", relation(r, schema, table), sk_vprintf(r->out, fmt, ap));
    va_end(ap);
}

static struct sk_table *
table_before(const struct sk_reverse *r)
{
    return sk_catalog_table(r->before, r->change->schema, r->change->name);
}

static struct sk_column *
column_before(const struct sk_reverse *r)
{
    const struct sk_table *table = table_before(r);
    return table ? sk_table_column(table, r->change->from) : NULL;
}

static struct sk_column *
column_after(const struct sk_reverse *r)
{
    const struct sk_table *table = sk_catalog_table(r->after, r->change->schema, r->change->name);
    return table ? sk_table_column(table, r->change->from) : NULL;
}

static const char *
text_of(const struct sk_reverse *r, struct sk_expr *expr)
{
    return r->before->ops->text(expr);
}

/* ---- what was lost -------------------------------------------------------------------------------------------- */

/* Whole objects of `before` that `after` has not, as a catalog of their own. */
static struct sk_catalog *
lost_objects(const struct sk_reverse *r, bool views)
{
    const struct sk_catalog *before = r->before, *after = r->after;
    struct sk_catalog *lost = sk_catalog_new(r->out, before->ops);
    for (size_t i = 0; views && i < before->n_views; i++)
        if (!sk_catalog_view(after, before->views[i]->schema, before->views[i]->name))
            sk_push(lost, lost->views, lost->n_views, before->views[i]);
    for (size_t i = 0; !views && i < before->n_schemas; i++)
        if (!sk_catalog_has_schema(after, before->schemas[i]))
            sk_push(lost, lost->schemas, lost->n_schemas, before->schemas[i]);
    for (size_t i = 0; !views && i < before->n_extensions; i++)
        if (!sk_catalog_has_extension(after, before->extensions[i]))
            sk_push(lost, lost->extensions, lost->n_extensions, before->extensions[i]);
    for (size_t i = 0; !views && i < before->n_types; i++)
        if (!sk_catalog_type(after, before->types[i]->schema, before->types[i]->name))
            sk_push(lost, lost->types, lost->n_types, before->types[i]);
    for (size_t i = 0; !views && i < before->n_functions; i++)
        if (!sk_catalog_function_like(after, before->functions[i]->schema, before->functions[i]->name,
                                      before->functions[i]->signature))
            sk_push(lost, lost->functions, lost->n_functions, before->functions[i]);
    for (size_t i = 0; !views && i < before->n_tables; i++)
        if (!sk_catalog_table(after, before->tables[i]->schema, before->tables[i]->name))
            sk_push(lost, lost->tables, lost->n_tables, before->tables[i]);
    for (size_t i = 0; !views && i < before->n_sequences; i++) {
        const struct sk_sequence *s = before->sequences[i];
        const struct sk_table *owner = s->owner_table ? sk_catalog_table(after, s->schema, s->owner_table) : NULL;
        bool with_column = owner && !sk_table_column(owner, s->owner_column); /* "serial" makes it again */
        if (!sk_catalog_sequence(after, s->schema, s->name) && !with_column)
            sk_push(lost, lost->sequences, lost->n_sequences, before->sequences[i]);
    }
    return lost;
}

static void
count_losses(struct sk_reverse *r, const struct sk_catalog *lost)
{
    for (size_t i = 0; i < lost->n_tables; i++)
        if (!r->is_new(r->data, lost->tables[i]->schema, lost->tables[i]->name, NULL))
            worse(r, SK_STRUCTURE_ONLY, "the rows of table \"%s\" are gone", lost->tables[i]->name);
    for (size_t i = 0; i < lost->n_sequences; i++)
        if (!lost->sequences[i]->owner_table)
            worse(r, SK_STRUCTURE_ONLY, "sequence \"%s\" begins anew", lost->sequences[i]->name);
}

static void
restore_columns(struct sk_reverse *r, const struct sk_table *was, const struct sk_table *is)
{
    for (size_t i = 0; i < was->n_columns; i++) {
        const struct sk_column *column = was->columns[i];
        if (sk_table_column(is, column->name))
            continue;
        struct sk_text *definition = sk_text_new(r->out);
        sk_pg_put_column(definition, r->before, was, column);
        alter(r, was->schema, was->name, "ADD COLUMN %s", definition->data);
        if (column->comment) {
            sk_text_addf(r->out, "COMMENT ON COLUMN %s.%s IS ", relation(r, was->schema, was->name),
                         ident(r, column->name));
            sk_text_literal(r->out, column->comment);
            end(r);
        }
        bool needs_value = column->not_null && !column->default_expr && column->identity == SK_IDENTITY_NONE;
        if (!column->generated && !r->is_new(r->data, was->schema, was->name, column->name))
            worse(r, SK_STRUCTURE_ONLY,
                  needs_value ? "the values of column \"%s\" are gone, and no row can be without one"
                              : "the values of column \"%s\" are gone",
                  column->name);
    }
}

static void
restore_constraints(struct sk_reverse *r, const struct sk_table *was, const struct sk_table *is, bool foreign)
{
    for (size_t i = 0; i < was->n_constraints; i++) {
        const struct sk_constraint *k = was->constraints[i];
        if ((k->kind == SK_FOREIGN_KEY) != foreign || sk_table_constraint(is, k->name))
            continue;
        struct sk_text *definition = sk_text_new(r->out);
        sk_pg_put_constraint(definition, r->before, k);
        alter(r, was->schema, was->name, "ADD %s", definition->data);
    }
}

static void
restore_rest(struct sk_reverse *r, const struct sk_table *was, const struct sk_table *is)
{
    for (size_t i = 0; i < was->n_indexes; i++)
        if (!sk_table_index(is, was->indexes[i]->name)) {
            sk_pg_put_index(r->out, r->before, was->schema, was->name, was->indexes[i], false);
            end(r);
        }
    for (size_t i = 0; i < was->n_triggers; i++)
        if (!sk_table_trigger(is, was->triggers[i]->name)) {
            sk_pg_put_trigger(r->out, r->before, was->schema, was->name, was->triggers[i]);
            end(r);
        }
}

/* Everything of the catalog before the change that is not there after it. */
static void
restore(struct sk_reverse *r)
{
    const struct sk_catalog *lost = lost_objects(r, false), *views = lost_objects(r, true);
    count_losses(r, lost);
    sk_text_add(r->out, sk_pg_format_catalog(r->out, lost, false));
    for (int pass = 0; pass < 4; pass++) /* keys before the foreign keys that need them */
        for (size_t i = 0; i < r->before->n_tables; i++) {
            const struct sk_table *was = r->before->tables[i], *is = sk_catalog_table(r->after, was->schema, was->name);
            if (is && pass == 0)
                restore_columns(r, was, is);
            else if (is && pass == 3)
                restore_rest(r, was, is);
            else if (is)
                restore_constraints(r, was, is, pass == 2);
        }
    sk_text_add(r->out, sk_pg_format_catalog(r->out, views, false));
}

/* ---- columns -------------------------------------------------------------------------------------------------- */

enum group { GROUP_NONE, GROUP_TEXT, GROUP_INTEGER, GROUP_NUMBER, GROUP_TIME };

static enum group
group_of(const struct sk_type *type)
{
    if (type->dimensions)
        return GROUP_NONE;
    if (sk_type_is_integer(type))
        return GROUP_INTEGER;
    switch (type->kind) {
    case SK_TYPE_TEXT:
    case SK_TYPE_VARCHAR:
    case SK_TYPE_CHAR:
    case SK_TYPE_CITEXT:
    case SK_TYPE_NAME:
        return GROUP_TEXT;
    case SK_TYPE_NUMERIC:
    case SK_TYPE_REAL:
    case SK_TYPE_DOUBLE:
        return GROUP_NUMBER;
    case SK_TYPE_TIMESTAMP:
    case SK_TYPE_TIMESTAMPTZ:
        return GROUP_TIME;
    default:
        return GROUP_NONE;
    }
}

/* Does every value that both types can hold come through the change and back? Where it cannot, the change fails. */
static bool
keeps_values(const struct sk_type *a, const struct sk_type *b)
{
    enum group left = group_of(a), right = group_of(b);
    if (left == GROUP_NUMBER && right == GROUP_NUMBER)
        return a->kind == SK_TYPE_NUMERIC && b->kind == SK_TYPE_NUMERIC && a->scale == b->scale;
    if ((left == GROUP_TEXT && b->kind == SK_TYPE_ENUM) || (right == GROUP_TEXT && a->kind == SK_TYPE_ENUM))
        return true;
    if (b->kind == SK_TYPE_CHAR && a->kind != SK_TYPE_CHAR)
        return false; /* PostgreSQL's manual, 8.3: blanks at the end are not kept */
    return left != GROUP_NONE && left == right && (left != GROUP_TIME || a->length == b->length);
}

/* The cast that PostgreSQL does not make by itself (manual, 10.4: assignment). */
static const char *
conversion(struct sk_reverse *r, const struct sk_type *from, const struct sk_type *to)
{
    enum group left = group_of(from), right = group_of(to);
    bool numbers = (left == GROUP_INTEGER || left == GROUP_NUMBER) && (right == GROUP_INTEGER || right == GROUP_NUMBER);
    if (right == GROUP_TEXT || numbers || (left == right && left != GROUP_NONE))
        return "";
    struct sk_text *text = sk_text_new(r->out);
    bool by_text = from->kind == SK_TYPE_ENUM || to->kind == SK_TYPE_ENUM;
    sk_text_addf(text, " USING %s%s::", ident(r, r->change->from), by_text && left != GROUP_TEXT ? "::text" : "");
    sk_pg_put_type(text, to);
    return text->data;
}

static void
set_type(struct sk_reverse *r)
{
    const struct sk_column *was = column_before(r), *is = column_after(r);
    if (!was || !is || (sk_type_equal(&was->type, &is->type) && same(was->collation, is->collation)))
        return;
    struct sk_text *type = sk_text_new(r->out);
    const char *name = ident(r, was->name), *by = conversion(r, &is->type, &was->type);
    sk_pg_put_type(type, &was->type);
    if (was->collation || is->collation) {
        sk_text_add(type, " COLLATE ");
        sk_text_ident(type, was->collation ? was->collation : "default", '"');
    }
    bool apart = *by && was->default_expr; /* its default is not converted by USING */
    alter(r, r->change->schema, r->change->name, "%sALTER COLUMN %s TYPE %s%s%s",
          apart ? sk_printf(r->out, "ALTER COLUMN %s DROP DEFAULT, ", name) : "", name, type->data, by,
          apart ? sk_printf(r->out, ", ALTER COLUMN %s SET DEFAULT %s", name, text_of(r, was->default_expr)) : "");
    if (!r->is_new(r->data, r->change->schema, r->change->name, was->name) &&
        (r->change->expr || !keeps_values(&was->type, &is->type)))
        worse(r, SK_STRUCTURE_ONLY, "the values of column \"%s\" were converted", was->name);
}

static void
set_default(struct sk_reverse *r)
{
    const struct sk_column *was = column_before(r);
    if (!was)
        return;
    const char *name = ident(r, was->name);
    const struct sk_sequence *s =
        was->identity == SK_IDENTITY_SERIAL
            ? sk_pg_owned_sequence(r->before, r->change->schema, r->change->name, was->name)
            : NULL;
    struct sk_text *value = sk_text_new(r->out);
    if (s) {
        sk_text_add(value, "nextval(");
        sk_text_literal(value, relation(r, s->schema, s->name));
        sk_text_add(value, "::regclass)");
    }
    if (was->default_expr)
        sk_text_add(value, text_of(r, was->default_expr));
    if (value->len)
        alter(r, r->change->schema, r->change->name, "ALTER COLUMN %s SET DEFAULT %s", name, value->data);
    else
        alter(r, r->change->schema, r->change->name, "ALTER COLUMN %s DROP DEFAULT", name);
}

static void
set_not_null(struct sk_reverse *r)
{
    const struct sk_column *was = column_before(r);
    if (was && was->not_null != r->change->flag)
        alter(r, r->change->schema, r->change->name, "ALTER COLUMN %s %s NOT NULL", ident(r, was->name),
              was->not_null ? "SET" : "DROP");
}

static void
set_identity(struct sk_reverse *r)
{
    const struct sk_column *was = column_before(r), *is = column_after(r);
    if (!was || !is || was->identity == is->identity)
        return;
    const char *name = ident(r, was->name), *kind = was->identity == SK_IDENTITY_ALWAYS ? "ALWAYS" : "BY DEFAULT";
    if (is->identity == SK_IDENTITY_SERIAL)
        set_default(r);
    else if (was->identity == SK_IDENTITY_NONE)
        alter(r, r->change->schema, r->change->name, "ALTER COLUMN %s DROP IDENTITY", name);
    else if (is->identity == SK_IDENTITY_NONE)
        alter(r, r->change->schema, r->change->name, "ALTER COLUMN %s ADD GENERATED %s AS IDENTITY", name, kind);
    else
        alter(r, r->change->schema, r->change->name, "ALTER COLUMN %s SET GENERATED %s", name, kind);
}

static void
add_column(struct sk_reverse *r)
{
    const struct sk_column *column = r->change->u.column;
    alter(r, r->change->schema, r->change->name, "DROP COLUMN %s", ident(r, column->name));
    if (!column->generated)
        worse(r, SK_STRUCTURE_ONLY, "the values of column \"%s\" go with it", column->name);
}

/* ---- constraints ---------------------------------------------------------------------------------------------- */

static void
add_constraint(struct sk_reverse *r)
{
    const struct sk_constraint *k = r->change->u.constraint;
    const struct sk_table *was = table_before(r);
    alter(r, r->change->schema, r->change->name, "DROP CONSTRAINT %s", ident(r, k->name));
    for (size_t i = 0; k->kind == SK_PRIMARY_KEY && was && i < k->n_columns; i++) {
        const struct sk_column *column = sk_table_column(was, k->columns[i]);
        if (column && !column->not_null)
            alter(r, r->change->schema, r->change->name, "ALTER COLUMN %s DROP NOT NULL", ident(r, column->name));
    }
    restore(r); /* USING INDEX took the index */
}

static void
make_constraint_again(struct sk_reverse *r)
{
    const struct sk_table *was = table_before(r);
    const struct sk_constraint *k = was ? sk_table_constraint(was, r->change->from) : NULL;
    if (!k)
        return;
    struct sk_text *definition = sk_text_new(r->out);
    sk_pg_put_constraint(definition, r->before, k);
    alter(r, was->schema, was->name, "DROP CONSTRAINT %s, ADD %s", ident(r, k->name), definition->data);
}

static void
alter_constraint(struct sk_reverse *r)
{
    const struct sk_table *was = table_before(r);
    const struct sk_constraint *k = was ? sk_table_constraint(was, r->change->from) : NULL;
    if (k)
        alter(r, was->schema, was->name, "ALTER CONSTRAINT %s %s", ident(r, k->name),
              !k->deferrable          ? "NOT DEFERRABLE"
              : k->initially_deferred ? "DEFERRABLE INITIALLY DEFERRED"
                                      : "DEFERRABLE INITIALLY IMMEDIATE");
}

/* ---- views, sequences, types ---------------------------------------------------------------------------------- */

static void
put_view(struct sk_reverse *r, const struct sk_view *view, bool replace)
{
    struct sk_catalog *one = sk_catalog_new(r->out, r->before->ops);
    struct sk_view *copy = sk_new(one, struct sk_view);
    *copy = *view;
    sk_push(one, one->views, one->n_views, copy);
    const char *sql = sk_pg_format_catalog(r->out, one, false);
    sk_text_addf(r->out, "%s%s", replace ? "CREATE OR REPLACE" : "CREATE", sql + strlen("CREATE"));
}

static void
create_view(struct sk_reverse *r)
{
    const struct sk_view *is = r->change->u.view;
    const struct sk_view *was = sk_catalog_view(r->before, r->change->schema, r->change->name);
    bool replace = was && !was->materialized && was->n_columns == is->n_columns;
    if (!replace) {
        sk_text_addf(r->out, "DROP %sVIEW %s", is->materialized ? "MATERIALIZED " : "",
                     relation(r, r->change->schema, r->change->name));
        end(r);
    }
    if (was)
        put_view(r, was, replace);
}

/* What a column counts with goes with it, or with its identity. */
static void
create_sequence(struct sk_reverse *r)
{
    const struct sk_sequence *s = r->change->u.sequence;
    const struct sk_table *owner = s->owner_table ? sk_catalog_table(r->after, s->schema, s->owner_table) : NULL;
    const struct sk_column *column = owner ? sk_table_column(owner, s->owner_column) : NULL;
    if (!s->owner_table || (column && column->identity == SK_IDENTITY_NONE))
        sk_text_addf(r->out, "DROP SEQUENCE %s;\n", relation(r, r->change->schema, r->change->name));
}

static void
alter_sequence(struct sk_reverse *r)
{
    const struct sk_sequence *s = sk_catalog_sequence(r->before, r->change->schema, r->change->name);
    if (!s)
        return;
    sk_text_addf(r->out, "ALTER SEQUENCE %s INCREMENT BY %lld MINVALUE %lld MAXVALUE %lld START WITH %lld %sCYCLE",
                 relation(r, s->schema, s->name), (long long)s->increment, (long long)s->min, (long long)s->max,
                 (long long)s->start, s->cycle ? "" : "NO ");
    if (s->owner_table)
        sk_text_addf(r->out, " OWNED BY %s.%s", relation(r, s->schema, s->owner_table), ident(r, s->owner_column));
    else
        sk_text_add(r->out, " OWNED BY NONE");
    end(r);
}

static struct sk_constraint *
find_check(const struct sk_user_type *type, const char *name)
{
    for (size_t i = 0; i < type->n_checks; i++)
        if (same(type->checks[i]->name, name))
            return type->checks[i];
    return NULL;
}

static void
alter_domain(struct sk_reverse *r, const struct sk_user_type *was, const struct sk_user_type *is)
{
    const char *head = sk_printf(r->out, "ALTER DOMAIN %s", relation(r, was->schema, was->name));
    if (was->not_null != is->not_null)
        sk_text_addf(r->out, "%s %s NOT NULL;\n", head, was->not_null ? "SET" : "DROP");
    const char *old = was->default_expr ? text_of(r, was->default_expr) : NULL;
    const char *new = is->default_expr ? text_of(r, is->default_expr) : NULL;
    if (!same(old, new))
        sk_text_addf(r->out, "%s %s%s;\n", head, old ? "SET DEFAULT " : "DROP DEFAULT", old ? old : "");
    for (size_t i = 0; i < is->n_checks; i++)
        if (!find_check(was, is->checks[i]->name))
            sk_text_addf(r->out, "%s DROP CONSTRAINT %s;\n", head, ident(r, is->checks[i]->name));
    for (size_t i = 0; i < was->n_checks; i++) {
        if (find_check(is, was->checks[i]->name))
            continue;
        sk_text_addf(r->out, "%s ADD ", head);
        sk_pg_put_constraint(r->out, r->before, was->checks[i]);
        end(r);
    }
}

static void
alter_type(struct sk_reverse *r)
{
    const struct sk_user_type *was = sk_catalog_type(r->before, r->change->schema, r->change->name);
    const struct sk_user_type *is = sk_catalog_type(r->after, r->change->schema, r->change->name);
    if (was && is && was->kind == SK_TYPE_DOMAIN)
        alter_domain(r, was, is);
    else
        worse(r, SK_IMPOSSIBLE, "the attributes of type \"%s\" were changed", r->change->name);
}

static bool
is_of_type(const struct sk_type *type, const struct sk_user_type *user)
{
    return type->kind == user->kind && same(type->schema, user->schema) && same(type->name, user->name);
}

static bool
has_column_of(const struct sk_table *table, const struct sk_user_type *type)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (is_of_type(&table->columns[i]->type, type))
            return true;
    return false;
}

/* Does an expression have a column of the type? */
static bool
is_about_type(const struct sk_reverse *r, const struct sk_table *table, const struct sk_expr *expr,
              const struct sk_user_type *type)
{
    for (size_t i = 0; expr && i < table->n_columns; i++)
        if (is_of_type(&table->columns[i]->type, type) && r->after->ops->uses_column(expr, table->columns[i]->name))
            return true;
    return false;
}

static bool
is_index_about_type(const struct sk_reverse *r, const struct sk_table *table, const struct sk_index *index,
                    const struct sk_user_type *type)
{
    for (size_t i = 0; i < index->n_keys; i++)
        if (is_about_type(r, table, index->keys[i].expr, type))
            return true;
    return is_about_type(r, table, index->where, type);
}

/* Checks and indexes that compare a column with a label are bound to the type: they go, and come again. */
static void
put_bound_to_type(struct sk_reverse *r, const struct sk_table *table, const struct sk_user_type *type, bool again)
{
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        if (k->kind != SK_CHECK || !is_about_type(r, table, k->check, type))
            continue;
        struct sk_text *definition = sk_text_new(r->out);
        sk_pg_put_constraint(definition, r->before, k);
        alter(r, table->schema, table->name, again ? "ADD %s" : "DROP CONSTRAINT %s",
              again ? definition->data : ident(r, k->name));
    }
    for (size_t i = 0; i < table->n_indexes; i++) {
        const struct sk_index *index = table->indexes[i];
        if (!is_index_about_type(r, table, index, type))
            continue;
        if (again)
            sk_pg_put_index(r->out, r->before, table->schema, table->name, index, false);
        else
            sk_text_addf(r->out, "DROP INDEX %s", relation(r, table->schema, index->name));
        end(r);
    }
}

static void
change_enum_columns(struct sk_reverse *r, const struct sk_table *table, const struct sk_user_type *was, const char *name)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_column *column = table->columns[i];
        if (!is_of_type(&column->type, was))
            continue;
        const char *c = ident(r, column->name), *list = column->type.dimensions ? "[]" : "";
        const char *value = column->default_expr ? text_of(r, column->default_expr) : NULL;
        alter(r, table->schema, table->name, "%sALTER COLUMN %s TYPE %s%s USING %s::text%s::%s%s%s",
              value ? sk_printf(r->out, "ALTER COLUMN %s DROP DEFAULT, ", c) : "", c, name, list, c, list, name, list,
              value ? sk_printf(r->out, ", ALTER COLUMN %s SET DEFAULT %s", c, value) : "");
    }
}

/* PostgreSQL takes no label out of an enum: a type without it takes its place. */
static void
add_enum_value(struct sk_reverse *r)
{
    const struct sk_user_type *was = sk_catalog_type(r->before, r->change->schema, r->change->name);
    if (!was)
        return;
    const char *name = relation(r, was->schema, was->name), *old = sk_printf(r->out, "%s_skein_old", was->name);
    struct sk_catalog *one = sk_catalog_new(r->out, r->before->ops);
    struct sk_user_type *copy = sk_new(one, struct sk_user_type);
    *copy = *was;
    sk_push(one, one->types, one->n_types, copy);
    sk_text_addf(r->out, "ALTER TYPE %s RENAME TO %s;\n", name, ident(r, old));
    sk_text_add(r->out, sk_pg_format_catalog(r->out, one, false));
    for (int pass = 0; pass < 3; pass++)
        for (size_t t = 0; t < r->after->n_tables; t++) {
            const struct sk_table *table = r->after->tables[t];
            if (!has_column_of(table, was))
                continue;
            if (pass == 1)
                change_enum_columns(r, table, was, name);
            else
                put_bound_to_type(r, table, was, pass == 2);
        }
    sk_text_addf(r->out, "DROP TYPE %s;\n", relation(r, was->schema, old));
}

/* ---- functions, triggers, comments ---------------------------------------------------------------------------- */

static void
create_function(struct sk_reverse *r)
{
    const struct sk_function *is = r->change->u.function;
    const struct sk_function *was = sk_catalog_function_like(r->before, is->schema, is->name, is->signature);
    if (!was) {
        sk_text_addf(r->out, "DROP %s %s(%s);\n", is->procedure ? "PROCEDURE" : "FUNCTION",
                     relation(r, is->schema, is->name), is->signature);
        return;
    }
    const char *sql = text_of(r, was->definition);
    if (strncmp(sql, "CREATE OR REPLACE ", 18) != 0)
        sql = sk_printf(r->out, "CREATE OR REPLACE %s", sql + strlen("CREATE "));
    sk_text_addf(r->out, "%s;\n", sql);
}

static const struct sk_trigger *
trigger_of(const struct sk_catalog *catalog, const struct sk_change *change, const char *name)
{
    const struct sk_table *table = sk_catalog_table(catalog, change->schema, change->name);
    return table ? sk_table_trigger(table, name) : NULL;
}

static void
create_trigger(struct sk_reverse *r)
{
    const struct sk_trigger *was = trigger_of(r->before, r->change, r->change->to);
    sk_text_addf(r->out, "DROP TRIGGER %s ON %s;\n", ident(r, r->change->to),
                 relation(r, r->change->schema, r->change->name));
    if (was) {
        sk_pg_put_trigger(r->out, r->before, r->change->schema, r->change->name, was);
        end(r);
    }
}

static void
enable_trigger(struct sk_reverse *r)
{
    const struct sk_table *was = table_before(r);
    for (size_t i = 0; was && i < was->n_triggers; i++) {
        const struct sk_trigger *is = trigger_of(r->after, r->change, was->triggers[i]->name);
        if (is && is->disabled != was->triggers[i]->disabled)
            alter(r, was->schema, was->name, "%s TRIGGER %s", was->triggers[i]->disabled ? "DISABLE" : "ENABLE",
                  ident(r, is->name));
    }
}

static const char *
comment_before(const struct sk_reverse *r, const char **on)
{
    const struct sk_change *c = r->change;
    const struct sk_table *table = sk_catalog_table(r->before, c->schema, c->name);
    const struct sk_view *view = sk_catalog_view(r->before, c->schema, c->name);
    const struct sk_column *column = table && c->from ? sk_table_column(table, c->from) : NULL;
    const struct sk_constraint *k = table && c->from ? sk_table_constraint(table, c->from) : NULL;
    struct sk_table *of;
    const struct sk_index *index = c->object == SK_ON_INDEX ? sk_catalog_index(r->before, c->schema, c->name, &of) : NULL;
    const struct sk_user_type *type = c->object == SK_ON_TYPE ? sk_catalog_type(r->before, c->schema, c->name) : NULL;
    *on = NULL;
    switch (c->object) {
    case SK_ON_TABLE:
        *on = "TABLE ";
        return table ? table->comment : NULL;
    case SK_ON_COLUMN:
        *on = "COLUMN ";
        return column ? column->comment : NULL;
    case SK_ON_CONSTRAINT:
        *on = "CONSTRAINT ";
        return k ? k->comment : NULL;
    case SK_ON_INDEX:
        *on = "INDEX ";
        return index ? index->comment : NULL;
    case SK_ON_VIEW:
        *on = view && view->materialized ? "MATERIALIZED VIEW " : "VIEW ";
        return view ? view->comment : NULL;
    case SK_ON_TYPE:
        *on = "TYPE ";
        return type ? type->comment : NULL;
    case SK_ON_OTHER:
        break;
    }
    return NULL;
}

static void
comment(struct sk_reverse *r)
{
    const char *on, *text = comment_before(r, &on), *name = relation(r, r->change->schema, r->change->name);
    if (!on)
        return;
    sk_text_addf(r->out, "COMMENT ON %s", on);
    if (r->change->object == SK_ON_CONSTRAINT)
        sk_text_addf(r->out, "%s ON %s", ident(r, r->change->from), name);
    else if (r->change->object == SK_ON_COLUMN)
        sk_text_addf(r->out, "%s.%s", name, ident(r, r->change->from));
    else
        sk_text_add(r->out, name);
    sk_text_add(r->out, " IS ");
    if (text)
        sk_text_literal(r->out, text);
    else
        sk_text_add(r->out, "NULL");
    end(r);
}

/* ---- rows ----------------------------------------------------------------------------------------------------- */

static bool
is_new_table(const struct sk_reverse *r, const PgQuery__RangeVar *range)
{
    const char *schema = *range->schemaname ? range->schemaname : SK_PUBLIC;
    return r->is_new(r->data, schema, range->relname, NULL);
}

/* Columns that are taken away again need not get their values back. */
static bool
sets_new_columns(const struct sk_reverse *r, const PgQuery__UpdateStmt *update)
{
    const char *schema = *update->relation->schemaname ? update->relation->schemaname : SK_PUBLIC;
    for (size_t i = 0; i < update->n_target_list; i++)
        if (!r->is_new(r->data, schema, update->relation->relname, update->target_list[i]->res_target->name))
            return false;
    return true;
}

static bool
truncates_new(const struct sk_reverse *r, const PgQuery__TruncateStmt *truncate)
{
    for (size_t i = 0; i < truncate->n_relations; i++)
        if (!is_new_table(r, truncate->relations[i]->range_var))
            return false;
    return true;
}

/* Rows of a table that is new go with it; those of any other that were changed are not known any more. `table` gets the
 * name of the table, where there is one. */
static bool
keeps_rows(const struct sk_reverse *r, const sk_node *node, const char **table);

/* A query of WITH can change rows, too. */
static bool
with_keeps_rows(const struct sk_reverse *r, const PgQuery__WithClause *with, const char **table)
{
    for (size_t i = 0; with && i < with->n_ctes; i++)
        if (!keeps_rows(r, with->ctes[i]->common_table_expr->ctequery, table))
            return false;
    return true;
}

static bool
keeps_rows(const struct sk_reverse *r, const sk_node *node, const char **table)
{
    switch (node ? node->node_case : PG_QUERY__NODE__NODE__NOT_SET) {
    case SK_NODE(SELECT_STMT):
        return with_keeps_rows(r, node->select_stmt->with_clause, table);
    case SK_NODE(INSERT_STMT):
        if (!with_keeps_rows(r, node->insert_stmt->with_clause, table))
            return false;
        *table = node->insert_stmt->relation->relname;
        return is_new_table(r, node->insert_stmt->relation);
    case SK_NODE(UPDATE_STMT):
        if (!with_keeps_rows(r, node->update_stmt->with_clause, table))
            return false;
        *table = node->update_stmt->relation->relname;
        return is_new_table(r, node->update_stmt->relation) || sets_new_columns(r, node->update_stmt);
    case SK_NODE(DELETE_STMT):
        if (!with_keeps_rows(r, node->delete_stmt->with_clause, table))
            return false;
        *table = node->delete_stmt->relation->relname;
        return is_new_table(r, node->delete_stmt->relation);
    case SK_NODE(COPY_STMT):
        *table = node->copy_stmt->relation ? node->copy_stmt->relation->relname : NULL;
        return *table && is_new_table(r, node->copy_stmt->relation);
    case SK_NODE(TRUNCATE_STMT):
        *table = node->truncate_stmt->n_relations == 1 ? node->truncate_stmt->relations[0]->range_var->relname : NULL;
        return truncates_new(r, node->truncate_stmt);
    default:
        return false;
    }
}

static void
rows(struct sk_reverse *r)
{
    const char *table = NULL;
    if (keeps_rows(r, sk_expr_node(r->change->query), &table))
        return;
    if (table)
        worse(r, SK_IMPOSSIBLE, "rows of table \"%s\" were changed, and nobody knows any more how they were", table);
    else
        worse(r, SK_IMPOSSIBLE, "rows were changed, and nobody knows any more how they were");
}

/* ---- all kinds ------------------------------------------------------------------------------------------------ */

static void
rename_back(struct sk_reverse *r, const char *kind, const char *name)
{
    const struct sk_change *c = r->change;
    sk_text_addf(r->out, "ALTER %s %s RENAME TO %s;\n", kind, relation(r, c->schema, c->to), ident(r, name));
}

static void
rename_part(struct sk_reverse *r, const char *kind)
{
    const struct sk_change *c = r->change;
    alter(r, c->schema, c->name, "RENAME %s %s TO %s", kind, ident(r, c->to), ident(r, c->from));
}

void
sk_pg_reverse(struct sk_reverse *r)
{
    const struct sk_change *c = r->change;
    if (c->redundant)
        return;
    switch (c->kind) {
    case SK_CREATE_SCHEMA:
        sk_text_addf(r->out, "DROP SCHEMA %s;\n", ident(r, c->name));
        return;
    case SK_RENAME_SCHEMA:
        sk_text_addf(r->out, "ALTER SCHEMA %s RENAME TO %s;\n", ident(r, c->to), ident(r, c->name));
        return;
    case SK_CREATE_TABLE:
        sk_text_addf(r->out, "DROP TABLE %s;\n", relation(r, c->schema, c->name));
        worse(r, SK_STRUCTURE_ONLY, "the rows of table \"%s\" go with it", c->name);
        return;
    case SK_RENAME_TABLE:
        rename_back(r, "TABLE", c->name);
        return;
    case SK_SET_TABLE_SCHEMA:
        sk_text_addf(r->out, "ALTER TABLE %s SET SCHEMA %s;\n", relation(r, c->to, c->name), ident(r, c->schema));
        return;
    case SK_ADD_COLUMN:
        add_column(r);
        return;
    case SK_RENAME_COLUMN:
        rename_part(r, "COLUMN");
        return;
    case SK_SET_TYPE:
        set_type(r);
        return;
    case SK_SET_DEFAULT:
        set_default(r);
        return;
    case SK_SET_NOT_NULL:
        set_not_null(r);
        return;
    case SK_SET_IDENTITY:
        set_identity(r);
        return;
    case SK_DROP_EXPRESSION:
        worse(r, SK_IMPOSSIBLE, "column \"%s\" is computed no longer", c->from);
        return;
    case SK_ADD_CONSTRAINT:
        add_constraint(r);
        return;
    case SK_RENAME_CONSTRAINT:
        rename_part(r, "CONSTRAINT");
        return;
    case SK_VALIDATE_CONSTRAINT:
        make_constraint_again(r);
        return;
    case SK_ALTER_CONSTRAINT:
        alter_constraint(r);
        return;
    case SK_CREATE_INDEX:
        sk_text_addf(r->out, "DROP INDEX %s;\n", relation(r, c->schema, c->u.index->name));
        return;
    case SK_RENAME_INDEX:
        rename_back(r, "INDEX", c->from);
        return;
    case SK_CREATE_VIEW:
        create_view(r);
        return;
    case SK_RENAME_VIEW:
        rename_back(r, "VIEW", c->name);
        return;
    case SK_RENAME_VIEW_COLUMN:
        sk_text_addf(r->out, "ALTER VIEW %s RENAME COLUMN %s TO %s;\n", relation(r, c->schema, c->name), ident(r, c->to),
                     ident(r, c->from));
        return;
    case SK_CREATE_SEQUENCE:
        create_sequence(r);
        return;
    case SK_ALTER_SEQUENCE:
        alter_sequence(r);
        return;
    case SK_RENAME_SEQUENCE:
        rename_back(r, "SEQUENCE", c->name);
        return;
    case SK_CREATE_TYPE:
        sk_text_addf(r->out, "DROP %s %s;\n", c->u.user_type->kind == SK_TYPE_DOMAIN ? "DOMAIN" : "TYPE",
                     relation(r, c->schema, c->name));
        return;
    case SK_ALTER_TYPE:
        alter_type(r);
        return;
    case SK_RENAME_TYPE:
        rename_back(r, "TYPE", c->name);
        return;
    case SK_ADD_ENUM_VALUE:
        add_enum_value(r);
        return;
    case SK_RENAME_ENUM_VALUE:
        sk_text_addf(r->out, "ALTER TYPE %s RENAME VALUE ", relation(r, c->schema, c->name));
        sk_text_literal(r->out, c->to);
        sk_text_add(r->out, " TO ");
        sk_text_literal(r->out, c->from);
        end(r);
        return;
    case SK_CREATE_FUNCTION:
        create_function(r);
        return;
    case SK_CREATE_TRIGGER:
        create_trigger(r);
        return;
    case SK_RENAME_TRIGGER:
        sk_text_addf(r->out, "ALTER TRIGGER %s ON %s RENAME TO %s;\n", ident(r, c->to), relation(r, c->schema, c->name),
                     ident(r, c->from));
        return;
    case SK_ENABLE_TRIGGER:
        enable_trigger(r);
        return;
    case SK_CREATE_EXTENSION:
        sk_text_addf(r->out, "DROP EXTENSION %s;\n", ident(r, c->name));
        return;
    case SK_COMMENT:
        comment(r);
        return;
    case SK_DROP_SCHEMA:
    case SK_DROP_TABLE:
    case SK_DROP_COLUMN:
    case SK_DROP_CONSTRAINT:
    case SK_DROP_INDEX:
    case SK_DROP_VIEW:
    case SK_DROP_SEQUENCE:
    case SK_DROP_TYPE:
    case SK_DROP_FUNCTION:
    case SK_DROP_TRIGGER:
    case SK_DROP_EXTENSION:
        restore(r);
        return;
    case SK_ROWS:
        rows(r);
        return;
    case SK_CODE:
        worse(r, SK_IMPOSSIBLE, "what the statement has done cannot be told from it");
        return;
    case SK_PARTITION:
        worse(r, SK_IMPOSSIBLE, "what was in a partition cannot be told from it");
        return;
    case SK_REFRESH_VIEW:
    case SK_NO_EFFECT:
    case SK_CHANGE_KINDS:
        return;
    }
}
