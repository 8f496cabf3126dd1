/* core/catalog.c - the schema model: making, copying, finding. */
#include "core/catalog.h"

#include <string.h>

#include "core/text.h"

#include "core/catalog_names.h"

struct sk_catalog *
sk_catalog_new(TALLOC_CTX *owner, const struct sk_expr_ops *ops)
{
    struct sk_catalog *catalog = sk_new(owner, struct sk_catalog);
    catalog->ops = ops;
    return catalog;
}

/* ---- finding -------------------------------------------------------------------------------------------------- */

struct sk_table *
sk_catalog_table(const struct sk_catalog *catalog, const char *schema, const char *name)
{
    return sk_names_find(catalog, SK_NAMES_TABLES, schema, name, NULL);
}

struct sk_view *
sk_catalog_view(const struct sk_catalog *catalog, const char *schema, const char *name)
{
    return sk_names_find(catalog, SK_NAMES_VIEWS, schema, name, NULL);
}

struct sk_sequence *
sk_catalog_sequence(const struct sk_catalog *catalog, const char *schema, const char *name)
{
    return sk_names_find(catalog, SK_NAMES_SEQUENCES, schema, name, NULL);
}

struct sk_user_type *
sk_catalog_type(const struct sk_catalog *catalog, const char *schema, const char *name)
{
    return sk_names_find(catalog, SK_NAMES_TYPES, schema, name, NULL);
}

const struct sk_type *
sk_catalog_base_type(const struct sk_catalog *catalog, const struct sk_type *type)
{
    const struct sk_user_type *domain = NULL;
    if (type->kind == SK_TYPE_DOMAIN && !type->dimensions)
        domain = sk_catalog_type(catalog, type->schema, type->name);
    return domain ? sk_catalog_base_type(catalog, &domain->base) : type;
}

/* In a list of several domains' checks each has a name of its own. */
static void
add_check(struct sk_user_type *all, const struct sk_user_type *domain, struct sk_constraint *check)
{
    struct sk_constraint *named = check;
    for (size_t i = 0; i < all->n_checks && named == check; i++)
        if (sk_same(all->checks[i]->name, check->name)) {
            named = sk_constraint_clone(all, check);
            named->name = sk_printf(all, "%s_%s", domain->name, check->name);
        }
    sk_push(all, all->checks, all->n_checks, named);
}

const struct sk_user_type *
sk_catalog_domain(const struct sk_catalog *catalog, const struct sk_type *type)
{
    const struct sk_user_type *domain = type->kind == SK_TYPE_DOMAIN && !type->dimensions
                                            ? sk_catalog_type(catalog, type->schema, type->name)
                                            : NULL;
    const struct sk_user_type *base = domain ? sk_catalog_domain(catalog, &domain->base) : NULL;
    if (!base)
        return domain;
    struct sk_user_type *all = sk_new((void *)catalog, struct sk_user_type);
    *all = *domain;
    all->base = base->base;
    all->not_null = domain->not_null || base->not_null;
    all->checks = NULL;
    all->n_checks = 0;
    for (size_t i = 0; i < base->n_checks; i++)
        add_check(all, base, base->checks[i]);
    for (size_t i = 0; i < domain->n_checks; i++)
        add_check(all, domain, domain->checks[i]);
    return all;
}

bool
sk_type_is_named(const struct sk_type *type, const char *schema, const char *name)
{
    return type->schema && sk_same(type->name, name) && sk_same(type->schema, schema);
}

bool
sk_catalog_is_of(const struct sk_catalog *catalog, const struct sk_type *type, const char *schema, const char *name)
{
    if (sk_type_is_named(type, schema, name))
        return true;
    const struct sk_user_type *domain =
        type->kind == SK_TYPE_DOMAIN ? sk_catalog_type(catalog, type->schema, type->name) : NULL;
    return domain && sk_catalog_is_of(catalog, &domain->base, schema, name);
}

struct sk_function *
sk_catalog_function(const struct sk_catalog *catalog, const char *schema, const char *name)
{
    return sk_names_find(catalog, SK_NAMES_FUNCTIONS, schema, name, NULL);
}

struct sk_function *
sk_catalog_function_like(const struct sk_catalog *catalog, const char *schema, const char *name,
                         const char *signature)
{
    struct sk_function *first = sk_catalog_function(catalog, schema, name);
    if (!first || !signature)
        return first;
    for (size_t i = 0; i < catalog->n_functions; i++) {
        struct sk_function *function = catalog->functions[i];
        if (strcmp(function->name, name) == 0 && strcmp(function->schema, first->schema) == 0 &&
            strcmp(function->signature, signature) == 0)
            return function;
    }
    return NULL;
}

struct sk_index *
sk_catalog_index(const struct sk_catalog *catalog, const char *schema, const char *name, struct sk_table **table)
{
    return sk_names_find(catalog, SK_NAMES_INDEXES, schema, name, table);
}

struct sk_constraint *
sk_catalog_constraint(const struct sk_catalog *catalog, const char *schema, const char *name, struct sk_table **table)
{
    return sk_names_find(catalog, SK_NAMES_CONSTRAINTS, schema, name, table);
}

bool
sk_catalog_shares_name(const struct sk_catalog *catalog, const struct sk_table *table,
                       const struct sk_constraint *constraint)
{
    if (!sk_names_are_shared(catalog, table->schema, constraint->name, table->name))
        return false;
    for (size_t t = 0; t < catalog->n_tables; t++) {
        const struct sk_table *other = catalog->tables[t];
        if (!sk_same(other->schema, table->schema) || strcmp(other->name, table->name) == 0)
            continue;
        const struct sk_constraint *taken = sk_table_constraint(other, constraint->name);
        if (taken && taken->kind == constraint->kind && !taken->name_taken) /* else it goes by another one */
            return true;
    }
    return false;
}

struct sk_taken_names *
sk_catalog_taken_names(TALLOC_CTX *owner, const struct sk_catalog *catalog)
{
    struct sk_taken_names *taken = NULL;
    for (size_t t = 0; t < catalog->n_tables; t++) {
        const struct sk_table *table = catalog->tables[t];
        for (size_t i = 0; i < table->n_constraints; i++) {
            if (!table->constraints[i]->name_taken)
                continue;
            taken = taken ? taken : sk_new(owner, struct sk_taken_names);
            struct sk_taken_name name = {sk_strdup(taken, table->schema), sk_strdup(taken, table->name),
                                         sk_strdup(taken, table->constraints[i]->name)};
            sk_push(taken, taken->items, taken->n, name);
        }
    }
    return taken;
}

bool
sk_taken_names_have(const struct sk_taken_names *taken, const struct sk_table *table, const char *constraint)
{
    for (size_t i = 0; taken && i < taken->n; i++) {
        const struct sk_taken_name *name = &taken->items[i];
        if (sk_same(name->schema, table->schema) && sk_same(name->table, table->name) &&
            sk_same(name->constraint, constraint))
            return true;
    }
    return false;
}

bool
sk_catalog_has_relation(const struct sk_catalog *catalog, const char *schema, const char *name)
{
    return sk_names_find(catalog, SK_NAMES_RELATIONS, schema, name, NULL) != NULL;
}

bool
sk_catalog_has_extension(const struct sk_catalog *catalog, const char *name)
{
    return sk_among(name, catalog->n_extensions, catalog->extensions) ||
           strcmp(name, "plpgsql") == 0; /* every database has it */
}

bool
sk_catalog_relation(const struct sk_catalog *catalog, const char *schema, const char *name, struct sk_table **table)
{
    *table = NULL;
    return sk_names_find(catalog, SK_NAMES_RELATIONS, schema, name, table) != NULL;
}

bool
sk_catalog_has_schema(const struct sk_catalog *catalog, const char *name)
{
    for (size_t i = 0; i < catalog->n_schemas; i++)
        if (strcmp(catalog->schemas[i], name) == 0)
            return true;
    return strcmp(name, SK_PUBLIC) == 0;
}

#define FIND_NAME(list, n, what)                                                                   \
    for (size_t i = 0; i < (n); i++)                                                               \
        if (strcmp((list)[i]->name, (what)) == 0)                                                  \
            return (list)[i];                                                                      \
    return NULL

struct sk_column *
sk_table_column(const struct sk_table *table, const char *name)
{
    FIND_NAME(table->columns, table->n_columns, name);
}

struct sk_constraint *
sk_table_constraint(const struct sk_table *table, const char *name)
{
    FIND_NAME(table->constraints, table->n_constraints, name);
}

struct sk_index *
sk_table_index(const struct sk_table *table, const char *name)
{
    FIND_NAME(table->indexes, table->n_indexes, name);
}

struct sk_trigger *
sk_table_trigger(const struct sk_table *table, const char *name)
{
    FIND_NAME(table->triggers, table->n_triggers, name);
}

bool
sk_table_fires_on_truncate(const struct sk_table *table)
{
    for (size_t i = 0; i < table->n_triggers; i++)
        if (!table->triggers[i]->disabled && (table->triggers[i]->events & SK_ON_TRUNCATE))
            return true;
    return false;
}

struct sk_constraint *
sk_table_primary_key(const struct sk_table *table)
{
    for (size_t i = 0; i < table->n_constraints; i++)
        if (table->constraints[i]->kind == SK_PRIMARY_KEY)
            return table->constraints[i];
    return NULL;
}

static bool
reads_within(const struct sk_catalog *catalog, const struct sk_view *view, const struct sk_table *table, int depth)
{
    bool reads = catalog->ops->uses_relation(view->query, table->schema, table->name);
    for (size_t i = 0; i < catalog->n_views && !reads && depth < 16; i++)
        reads = catalog->views[i] != view &&
                catalog->ops->uses_relation(view->query, catalog->views[i]->schema, catalog->views[i]->name) &&
                reads_within(catalog, catalog->views[i], table, depth + 1);
    return reads;
}

bool
sk_view_reads(const struct sk_catalog *catalog, const struct sk_view *view, const struct sk_table *table)
{
    return reads_within(catalog, view, table, 0);
}

bool
sk_view_is_temporary(const struct sk_catalog *catalog, const struct sk_view *view)
{
    for (size_t i = 0; i < catalog->n_tables; i++)
        if (catalog->tables[i]->temporary && sk_view_reads(catalog, view, catalog->tables[i]))
            return true;
    return false;
}

bool
sk_catalog_folds(const struct sk_catalog *catalog, const char *collation)
{
    return collation && sk_among(collation, catalog->n_folding, catalog->folding);
}

bool
sk_constraint_refers_to(const struct sk_constraint *constraint, const struct sk_table *table)
{
    return constraint->kind == SK_FOREIGN_KEY && strcmp(constraint->ref_table, table->name) == 0 &&
           strcmp(constraint->ref_schema, table->schema) == 0;
}

bool
sk_table_refers_to(const struct sk_table *other, const struct sk_table *table)
{
    for (size_t i = 0; i < other->n_constraints; i++)
        if (sk_constraint_refers_to(other->constraints[i], table))
            return true;
    return false;
}

bool
sk_constraint_has_column(const struct sk_constraint *constraint, const char *column)
{
    for (size_t i = 0; i < constraint->n_columns; i++)
        if (strcmp(constraint->columns[i], column) == 0)
            return true;
    return false;
}

/* ---- types ---------------------------------------------------------------------------------------------------- */

bool
sk_type_equal(const struct sk_type *a, const struct sk_type *b)
{
    return a->kind == b->kind && a->length == b->length && a->scale == b->scale && a->dimensions == b->dimensions &&
           a->folds == b->folds && sk_same(a->schema, b->schema) && sk_same(a->name, b->name);
}

/* The manual's names (table 8.1); where the length stands inside, the part after it is `tail`. */
static const struct {
    enum sk_type_kind kind;
    const char *name, *tail;
} type_names[] = {
    {SK_TYPE_BOOLEAN, "boolean", ""},
    {SK_TYPE_SMALLINT, "smallint", ""},
    {SK_TYPE_INTEGER, "integer", ""},
    {SK_TYPE_BIGINT, "bigint", ""},
    {SK_TYPE_NUMERIC, "numeric", ""},
    {SK_TYPE_REAL, "real", ""},
    {SK_TYPE_DOUBLE, "double precision", ""},
    {SK_TYPE_VARCHAR, "character varying", ""},
    {SK_TYPE_CHAR, "character", ""},
    {SK_TYPE_TIME, "time", " without time zone"},
    {SK_TYPE_TIMETZ, "time", " with time zone"},
    {SK_TYPE_TIMESTAMP, "timestamp", " without time zone"},
    {SK_TYPE_TIMESTAMPTZ, "timestamp", " with time zone"},
    {SK_TYPE_BIT, "bit", ""},
    {SK_TYPE_VARBIT, "bit varying", ""},
};

char *
sk_type_format(TALLOC_CTX *owner, const struct sk_type *type)
{
    const char *name = type->name ? type->name : "unknown", *tail = "";
    bool unlimited = type->kind == SK_TYPE_CHAR && type->length < 0; /* "character" alone is character(1) */
    for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++) {
        if (type_names[i].kind == type->kind && !unlimited) {
            name = type_names[i].name;
            tail = type_names[i].tail;
        }
    }
    if (type->kind == SK_TYPE_OTHER && !type->schema && strcmp(name, "char") == 0)
        name = "\"char\""; /* one byte; char without quotes is another type */
    struct sk_text *text = sk_text_new(owner);
    if (type->schema)
        sk_text_addf(text, "%s.", type->schema);
    sk_text_add(text, name);
    if (type->length >= 0 && type->scale >= 0)
        sk_text_addf(text, "(%d,%d)", type->length, type->scale);
    else if (type->length >= 0)
        sk_text_addf(text, "(%d)", type->length);
    sk_text_add(text, tail);
    for (unsigned i = 0; i < type->dimensions; i++)
        sk_text_add(text, "[]");
    return sk_text_finish(text, owner);
}
