/* dialects/postgres/reverse_parts.c - taking back what was done to tables, columns and constraints. */
#include <string.h>

#include "core/text.h"
#include "dialects/postgres/reverse_priv.h"

static struct sk_column *
column_before(const struct sk_reverse *r)
{
    const struct sk_table *table = sk_reverse_table_before(r);
    return table ? sk_table_column(table, r->change->from) : NULL;
}

static struct sk_column *
column_after(const struct sk_reverse *r)
{
    const struct sk_table *table = sk_catalog_table(r->after, r->change->schema, r->change->name);
    return table ? sk_table_column(table, r->change->from) : NULL;
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
            sk_reverse_worse(r, SK_STRUCTURE_ONLY, "the rows of table \"%s\" are gone", lost->tables[i]->name);
    for (size_t i = 0; i < lost->n_sequences; i++)
        if (!lost->sequences[i]->owner_table)
            sk_reverse_worse(r, SK_STRUCTURE_ONLY, "sequence \"%s\" begins anew", lost->sequences[i]->name);
}

/* What belongs to the column, where "serial" alone would make another one, or the column counts with nothing any more;
 * NULL. */
static const struct sk_sequence *
unusual_sequence(struct sk_reverse *r, const struct sk_table *was, const struct sk_column *column)
{
    const struct sk_sequence *s = column->identity == SK_IDENTITY_SERIAL || column->identity == SK_IDENTITY_NONE
                                      ? sk_pg_owned_sequence(r->before, was->schema, was->name, column->name)
                                      : NULL;
    bool usual = column->identity == SK_IDENTITY_SERIAL && s && sk_pg_is_usual_serial(s, column);
    return s && !usual && !sk_catalog_sequence(r->after, s->schema, s->name) ? s : NULL;
}

static void
restore_columns(struct sk_reverse *r, const struct sk_table *was, const struct sk_table *is)
{
    for (size_t i = 0; i < was->n_columns; i++) {
        const struct sk_column *column = was->columns[i];
        if (sk_table_column(is, column->name))
            continue;
        struct sk_text *definition = sk_text_new(r->out);
        const struct sk_sequence *own = unusual_sequence(r, was, column);
        if (own)
            sk_pg_put_sequence(r->out, own, false);
        sk_pg_put_column(definition, r->before, was, column);
        sk_reverse_alter(r, was->schema, was->name, "ADD COLUMN %s", definition->data);
        if (own)
            sk_pg_put_sequence_owner(r->out, own);
        if (column->comment) {
            sk_text_addf(r->out, "COMMENT ON COLUMN %s.%s IS ", sk_reverse_relation(r, was->schema, was->name),
                         sk_reverse_ident(r, column->name));
            sk_text_literal(r->out, column->comment);
            sk_reverse_end(r);
        }
        bool needs_value = column->not_null && !column->default_expr && column->identity == SK_IDENTITY_NONE;
        if (!column->generated && !r->is_new(r->data, was->schema, was->name, column->name))
            sk_reverse_worse(r, SK_STRUCTURE_ONLY,
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
        sk_reverse_alter(r, was->schema, was->name, "ADD %s", definition->data);
    }
}

void
sk_reverse_trigger(struct sk_reverse *r, const char *schema, const char *table, const struct sk_trigger *trigger)
{
    sk_pg_put_trigger(r->out, r->before, schema, table, trigger);
    sk_reverse_end(r);
    if (trigger->disabled)
        sk_reverse_alter(r, schema, table, "DISABLE TRIGGER %s", sk_reverse_ident(r, trigger->name));
}

static void
restore_rest(struct sk_reverse *r, const struct sk_table *was, const struct sk_table *is)
{
    for (size_t i = 0; i < was->n_indexes; i++)
        if (!sk_table_index(is, was->indexes[i]->name)) {
            sk_pg_put_index(r->out, r->before, was->schema, was->name, was->indexes[i], false);
            sk_reverse_end(r);
        }
    for (size_t i = 0; i < was->n_triggers; i++)
        if (!sk_table_trigger(is, was->triggers[i]->name))
            sk_reverse_trigger(r, was->schema, was->name, was->triggers[i]);
}

/* Everything of the catalog before the change that is not there after it. */
void
sk_reverse_restore(struct sk_reverse *r)
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

/* The types that a value of one has to be cast to by name, among those that have no group of their own. */
static bool
has_cast(enum sk_type_kind from, enum sk_type_kind to)
{
    static const enum sk_type_kind casts[][2] = {
        {SK_TYPE_DATE, SK_TYPE_TIMESTAMP}, {SK_TYPE_DATE, SK_TYPE_TIMESTAMPTZ},  {SK_TYPE_TIMESTAMP, SK_TYPE_DATE},
        {SK_TYPE_TIMESTAMPTZ, SK_TYPE_DATE}, {SK_TYPE_TIMESTAMP, SK_TYPE_TIME},  {SK_TYPE_TIMESTAMPTZ, SK_TYPE_TIME},
        {SK_TYPE_TIMESTAMPTZ, SK_TYPE_TIMETZ}, {SK_TYPE_TIME, SK_TYPE_TIMETZ},   {SK_TYPE_TIMETZ, SK_TYPE_TIME},
        {SK_TYPE_TIME, SK_TYPE_INTERVAL},  {SK_TYPE_INTERVAL, SK_TYPE_TIME},     {SK_TYPE_JSON, SK_TYPE_JSONB},
        {SK_TYPE_JSONB, SK_TYPE_JSON},     {SK_TYPE_JSONB, SK_TYPE_BOOLEAN},     {SK_TYPE_JSONB, SK_TYPE_SMALLINT},
        {SK_TYPE_JSONB, SK_TYPE_INTEGER},  {SK_TYPE_JSONB, SK_TYPE_BIGINT},      {SK_TYPE_JSONB, SK_TYPE_NUMERIC},
        {SK_TYPE_JSONB, SK_TYPE_REAL},     {SK_TYPE_JSONB, SK_TYPE_DOUBLE},      {SK_TYPE_MONEY, SK_TYPE_NUMERIC},
        {SK_TYPE_NUMERIC, SK_TYPE_MONEY},  {SK_TYPE_INTEGER, SK_TYPE_BOOLEAN},   {SK_TYPE_BOOLEAN, SK_TYPE_INTEGER},
    };
    for (size_t i = 0; i < sizeof casts / sizeof *casts; i++)
        if (casts[i][0] == from && casts[i][1] == to)
            return true;
    return from == to || from == SK_TYPE_OTHER || to == SK_TYPE_OTHER;
}

/* What PostgreSQL does not make by itself of a value (manual, 10.4: assignment); "" where it does. Where nothing leads
 * from one type to the other, NULL. */
static const char *
conversion(struct sk_reverse *r, const struct sk_type *from, const struct sk_type *to)
{
    const struct sk_type *named = to; /* the domain */
    from = sk_catalog_base_type(r->after, from);
    to = sk_catalog_base_type(r->before, to);
    enum group left = group_of(from), right = group_of(to);
    bool numbers = (left == GROUP_INTEGER || left == GROUP_NUMBER) && (right == GROUP_INTEGER || right == GROUP_NUMBER);
    if (right == GROUP_TEXT || numbers || (left == right && left != GROUP_NONE))
        return "";
    const char *name = sk_reverse_ident(r, r->change->from), *by = "";
    bool array = from->dimensions || to->dimensions, text = left == GROUP_TEXT;
    if (!array && left == GROUP_INTEGER && to->kind == SK_TYPE_BOOLEAN)
        return sk_printf(r->out, " USING %s <> 0", name);
    if (!array && from->kind == SK_TYPE_BOOLEAN && (right == GROUP_INTEGER || right == GROUP_NUMBER))
        return sk_printf(r->out, " USING %s::integer", name);
    if (!array && !text && (from->kind == SK_TYPE_ENUM || to->kind == SK_TYPE_ENUM))
        by = "::text";
    else if (!text && (!from->dimensions != !to->dimensions || !has_cast(from->kind, to->kind)))
        return " USING NULL";
    struct sk_text *using = sk_text_new(r->out);
    sk_text_addf(using, " USING %s%s::", name, by);
    sk_pg_put_type(using, named);
    return using->data;
}

void
sk_reverse_set_type(struct sk_reverse *r)
{
    const struct sk_column *was = column_before(r), *is = column_after(r);
    if (!was || !is || (sk_type_equal(&was->type, &is->type) && sk_same(was->collation, is->collation)))
        return;
    struct sk_text *type = sk_text_new(r->out);
    const char *name = sk_reverse_ident(r, was->name);
    const char *by = conversion(r, &is->type, &was->type);
    if (is->generated && *by) {
        sk_reverse_worse(r, SK_IMPOSSIBLE, "column \"%s\" is computed, and PostgreSQL makes none of that type of it",
                         was->name);
        return;
    }
    sk_pg_put_type(type, &was->type);
    if (was->collation || is->collation) {
        sk_text_add(type, " COLLATE ");
        sk_text_ident(type, was->collation ? was->collation : "default", '"');
    }
    bool apart = *by && was->default_expr; /* its default is not converted by USING */
    sk_reverse_alter(
        r, r->change->schema, r->change->name, "%sALTER COLUMN %s TYPE %s%s%s",
        apart ? sk_printf(r->out, "ALTER COLUMN %s DROP DEFAULT, ", name) : "", name, type->data, by,
        apart ? sk_printf(r->out, ", ALTER COLUMN %s SET DEFAULT %s", name, sk_reverse_text_of(r, was->default_expr))
              : "");
    if (!r->is_new(r->data, r->change->schema, r->change->name, was->name) &&
        (r->change->expr || !keeps_values(&was->type, &is->type)))
        sk_reverse_worse(r, SK_STRUCTURE_ONLY, "the values of column \"%s\" were converted", was->name);
}

void
sk_reverse_set_default(struct sk_reverse *r)
{
    const struct sk_column *was = column_before(r);
    if (!was)
        return;
    const char *name = sk_reverse_ident(r, was->name);
    const struct sk_sequence *s =
        was->identity == SK_IDENTITY_SERIAL
            ? sk_pg_owned_sequence(r->before, r->change->schema, r->change->name, was->name)
            : NULL;
    struct sk_text *value = sk_text_new(r->out);
    if (s) {
        sk_text_add(value, "nextval(");
        sk_text_literal(value, sk_reverse_relation(r, s->schema, s->name));
        sk_text_add(value, "::regclass)");
    }
    if (was->default_expr)
        sk_text_add(value, sk_reverse_text_of(r, was->default_expr));
    if (value->len)
        sk_reverse_alter(r, r->change->schema, r->change->name, "ALTER COLUMN %s SET DEFAULT %s", name, value->data);
    else
        sk_reverse_alter(r, r->change->schema, r->change->name, "ALTER COLUMN %s DROP DEFAULT", name);
}

void
sk_reverse_set_not_null(struct sk_reverse *r)
{
    const struct sk_column *was = column_before(r);
    if (was && was->not_null != r->change->flag)
        sk_reverse_alter(r, r->change->schema, r->change->name, "ALTER COLUMN %s %s NOT NULL",
                         sk_reverse_ident(r, was->name), was->not_null ? "SET" : "DROP");
}

void
sk_reverse_set_identity(struct sk_reverse *r)
{
    const struct sk_column *was = column_before(r), *is = column_after(r);
    if (!was || !is || was->identity == is->identity)
        return;
    const char *name = sk_reverse_ident(r, was->name),
               *kind = was->identity == SK_IDENTITY_ALWAYS ? "ALWAYS" : "BY DEFAULT";
    if (is->identity == SK_IDENTITY_SERIAL)
        sk_reverse_set_default(r);
    else if (was->identity == SK_IDENTITY_NONE)
        sk_reverse_alter(r, r->change->schema, r->change->name, "ALTER COLUMN %s DROP IDENTITY", name);
    else if (is->identity == SK_IDENTITY_NONE)
        sk_reverse_alter(r, r->change->schema, r->change->name, "ALTER COLUMN %s ADD GENERATED %s AS IDENTITY", name,
                         kind);
    else
        sk_reverse_alter(r, r->change->schema, r->change->name, "ALTER COLUMN %s SET GENERATED %s", name, kind);
}

void
sk_reverse_add_column(struct sk_reverse *r)
{
    const struct sk_column *column = r->change->u.column;
    sk_reverse_alter(r, r->change->schema, r->change->name, "DROP COLUMN %s", sk_reverse_ident(r, column->name));
    if (!column->generated)
        sk_reverse_worse(r, SK_STRUCTURE_ONLY, "the values of column \"%s\" go with it", column->name);
}

/* ---- constraints ---------------------------------------------------------------------------------------------- */

void
sk_reverse_add_constraint(struct sk_reverse *r)
{
    const struct sk_constraint *k = r->change->u.constraint;
    const struct sk_table *was = sk_reverse_table_before(r);
    sk_reverse_alter(r, r->change->schema, r->change->name, "DROP CONSTRAINT %s", sk_reverse_ident(r, k->name));
    for (size_t i = 0; k->kind == SK_PRIMARY_KEY && was && i < k->n_columns; i++) {
        const struct sk_column *column = sk_table_column(was, k->columns[i]);
        if (column && !column->not_null)
            sk_reverse_alter(r, r->change->schema, r->change->name, "ALTER COLUMN %s DROP NOT NULL",
                             sk_reverse_ident(r, column->name));
    }
    sk_reverse_restore(r); /* USING INDEX took the index */
}

void
sk_reverse_make_constraint_again(struct sk_reverse *r)
{
    const struct sk_table *was = sk_reverse_table_before(r);
    const struct sk_constraint *k = was ? sk_table_constraint(was, r->change->from) : NULL;
    if (!k)
        return;
    struct sk_text *definition = sk_text_new(r->out);
    sk_pg_put_constraint(definition, r->before, k);
    sk_reverse_alter(r, was->schema, was->name, "DROP CONSTRAINT %s, ADD %s", sk_reverse_ident(r, k->name),
                     definition->data);
}

void
sk_reverse_alter_constraint(struct sk_reverse *r)
{
    const struct sk_table *was = sk_reverse_table_before(r);
    const struct sk_constraint *k = was ? sk_table_constraint(was, r->change->from) : NULL;
    if (k)
        sk_reverse_alter(r, was->schema, was->name, "ALTER CONSTRAINT %s %s", sk_reverse_ident(r, k->name),
              !k->deferrable          ? "NOT DEFERRABLE"
              : k->initially_deferred ? "DEFERRABLE INITIALLY DEFERRED"
                                      : "DEFERRABLE INITIALLY IMMEDIATE");
}
