/* dialects/postgres/reverse_types.c - taking back what was done to views, sequences and types. */
#include <string.h>

#include "core/text.h"
#include "dialects/postgres/reverse_priv.h"

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

void
sk_reverse_create_view(struct sk_reverse *r)
{
    const struct sk_view *is = r->change->u.view;
    const struct sk_view *was = sk_catalog_view(r->before, r->change->schema, r->change->name);
    bool replace = was && !was->materialized && was->n_columns == is->n_columns;
    if (!replace) {
        sk_text_addf(r->out, "DROP %sVIEW %s", is->materialized ? "MATERIALIZED " : "",
                     sk_reverse_relation(r, r->change->schema, r->change->name));
        sk_reverse_end(r);
    }
    if (was)
        put_view(r, was, replace);
}

/* What a column counts with goes with it, or with its identity. */
void
sk_reverse_create_sequence(struct sk_reverse *r)
{
    const struct sk_sequence *s = r->change->u.sequence;
    const struct sk_table *owner = s->owner_table ? sk_catalog_table(r->after, s->schema, s->owner_table) : NULL;
    const struct sk_column *column = owner ? sk_table_column(owner, s->owner_column) : NULL;
    if (!s->owner_table || (column && column->identity == SK_IDENTITY_NONE))
        sk_text_addf(r->out, "DROP SEQUENCE %s;\n", sk_reverse_relation(r, r->change->schema, r->change->name));
}

void
sk_reverse_alter_sequence(struct sk_reverse *r)
{
    const struct sk_sequence *s = sk_catalog_sequence(r->before, r->change->schema, r->change->name);
    const struct sk_sequence *now = sk_catalog_sequence(r->after, r->change->schema, r->change->name);
    if (!s)
        return;
    bool moved = !now || !sk_same(now->owner_table, s->owner_table) || !sk_same(now->owner_column, s->owner_column);
    sk_text_addf(r->out, "ALTER SEQUENCE %s INCREMENT BY %lld MINVALUE %lld MAXVALUE %lld START WITH %lld %sCYCLE",
                 sk_reverse_relation(r, s->schema, s->name), (long long)s->increment, (long long)s->min,
                 (long long)s->max, (long long)s->start, s->cycle ? "" : "NO ");
    if (moved && s->owner_table)
        sk_text_addf(r->out, " OWNED BY %s.%s", sk_reverse_relation(r, s->schema, s->owner_table),
                     sk_reverse_ident(r, s->owner_column));
    else if (moved)
        sk_text_add(r->out, " OWNED BY NONE");
    sk_reverse_end(r);
}

static struct sk_constraint *
find_check(const struct sk_user_type *type, const char *name)
{
    for (size_t i = 0; i < type->n_checks; i++)
        if (sk_same(type->checks[i]->name, name))
            return type->checks[i];
    return NULL;
}

static void
alter_domain(struct sk_reverse *r, const struct sk_user_type *was, const struct sk_user_type *is)
{
    const char *head = sk_printf(r->out, "ALTER DOMAIN %s", sk_reverse_relation(r, was->schema, was->name));
    if (was->not_null != is->not_null)
        sk_text_addf(r->out, "%s %s NOT NULL;\n", head, was->not_null ? "SET" : "DROP");
    const char *old = was->default_expr ? sk_reverse_text_of(r, was->default_expr) : NULL;
    const char *new = is->default_expr ? sk_reverse_text_of(r, is->default_expr) : NULL;
    if (!sk_same(old, new))
        sk_text_addf(r->out, "%s %s%s;\n", head, old ? "SET DEFAULT " : "DROP DEFAULT", old ? old : "");
    for (size_t i = 0; i < is->n_checks; i++)
        if (!find_check(was, is->checks[i]->name))
            sk_text_addf(r->out, "%s DROP CONSTRAINT %s;\n", head, sk_reverse_ident(r, is->checks[i]->name));
    for (size_t i = 0; i < was->n_checks; i++) {
        if (find_check(is, was->checks[i]->name))
            continue;
        sk_text_addf(r->out, "%s ADD ", head);
        sk_pg_put_constraint(r->out, r->before, was->checks[i]);
        sk_reverse_end(r);
    }
}

void
sk_reverse_alter_type(struct sk_reverse *r)
{
    const struct sk_user_type *was = sk_catalog_type(r->before, r->change->schema, r->change->name);
    const struct sk_user_type *is = sk_catalog_type(r->after, r->change->schema, r->change->name);
    if (was && is && was->kind == SK_TYPE_DOMAIN)
        alter_domain(r, was, is);
    else
        sk_reverse_worse(r, SK_IMPOSSIBLE, "the attributes of type \"%s\" were changed", r->change->name);
}

static bool
is_of_type(const struct sk_type *type, const struct sk_user_type *user)
{
    return type->kind == user->kind && sk_same(type->schema, user->schema) && sk_same(type->name, user->name);
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

/* A foreign key's columns are of one type with those that they refer to, which change one after the other. */
static bool
is_constraint_about_type(const struct sk_reverse *r, const struct sk_table *table, const struct sk_constraint *k,
                         const struct sk_user_type *type)
{
    bool is = k->kind == SK_CHECK && is_about_type(r, table, k->check, type);
    for (size_t i = 0; k->kind == SK_FOREIGN_KEY && i < k->n_columns && !is; i++)
        is = is_of_type(&sk_table_column(table, k->columns[i])->type, type);
    return is;
}

/* What compares a column with a label, or with another column, is bound to the type: it goes, and comes again. */
static void
put_bound_to_type(struct sk_reverse *r, const struct sk_table *table, const struct sk_user_type *type, bool again)
{
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        if (!is_constraint_about_type(r, table, k, type))
            continue;
        struct sk_text *definition = sk_text_new(r->out);
        sk_pg_put_constraint(definition, r->before, k);
        sk_reverse_alter(r, table->schema, table->name, again ? "ADD %s" : "DROP CONSTRAINT %s",
              again ? definition->data : sk_reverse_ident(r, k->name));
    }
    for (size_t i = 0; i < table->n_indexes; i++) {
        const struct sk_index *index = table->indexes[i];
        if (!is_index_about_type(r, table, index, type))
            continue;
        if (again)
            sk_pg_put_index(r->out, r->before, table->schema, table->name, index, false);
        else
            sk_text_addf(r->out, "DROP INDEX %s", sk_reverse_relation(r, table->schema, index->name));
        sk_reverse_end(r);
    }
}

static void
change_enum_columns(struct sk_reverse *r, const struct sk_table *table, const struct sk_user_type *was,
                    const char *name)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_column *column = table->columns[i];
        if (!is_of_type(&column->type, was))
            continue;
        const char *c = sk_reverse_ident(r, column->name), *list = column->type.dimensions ? "[]" : "";
        const char *value = column->default_expr ? sk_reverse_text_of(r, column->default_expr) : NULL;
        sk_reverse_alter(r, table->schema, table->name, "%sALTER COLUMN %s TYPE %s%s USING %s::text%s::%s%s%s",
              value ? sk_printf(r->out, "ALTER COLUMN %s DROP DEFAULT, ", c) : "", c, name, list, c, list, name, list,
              value ? sk_printf(r->out, ", ALTER COLUMN %s SET DEFAULT %s", c, value) : "");
    }
}

/* A column that is computed takes no USING, and what it is computed of is of the old type. */
static const struct sk_column *
computed_of_type(const struct sk_table *table, const struct sk_user_type *type)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (table->columns[i]->generated && is_of_type(&table->columns[i]->type, type))
            return table->columns[i];
    return NULL;
}

/* PostgreSQL takes no label out of an enum: a type without it takes its place. */
void
sk_reverse_add_enum_value(struct sk_reverse *r)
{
    const struct sk_user_type *was = sk_catalog_type(r->before, r->change->schema, r->change->name);
    if (!was)
        return;
    const char *name = sk_reverse_relation(r, was->schema, was->name),
               *old = sk_printf(r->out, "%s_skein_old", was->name);
    struct sk_catalog *one = sk_catalog_new(r->out, r->before->ops);
    struct sk_user_type *copy = sk_new(one, struct sk_user_type);
    *copy = *was;
    sk_push(one, one->types, one->n_types, copy);
    for (size_t t = 0; t < r->after->n_tables; t++) {
        const struct sk_column *computed = computed_of_type(r->after->tables[t], was);
        if (computed)
            sk_reverse_worse(r, SK_IMPOSSIBLE, "column \"%s\" of table \"%s\" is computed, and keeps type \"%s\"",
                             computed->name, r->after->tables[t]->name, was->name);
    }
    sk_text_addf(r->out, "ALTER TYPE %s RENAME TO %s;\n", name, sk_reverse_ident(r, old));
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
    sk_text_addf(r->out, "DROP TYPE %s;\n", sk_reverse_relation(r, was->schema, old));
}
