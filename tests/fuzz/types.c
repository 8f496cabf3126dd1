/* tests/fuzz/types.c - types by families: which symbol of the grammar makes a value of each. */
#include "tests/fuzz/generator_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct family {
    enum sk_type_kind kind;
    const char *sql;    /* as the grammar's "type" begins */
    const char *symbol; /* an expression of it; SYMBOL_literal is a constant, SYMBOLs an array of them */
};

static const struct family families[] = {
    {SK_TYPE_BOOLEAN, "boolean", "bool"},
    {SK_TYPE_SMALLINT, "smallint", "int"},
    {SK_TYPE_INTEGER, "integer", "int"},
    {SK_TYPE_BIGINT, "bigint", "int"},
    {SK_TYPE_NUMERIC, "numeric", "num"},
    {SK_TYPE_REAL, "real", "float"},
    {SK_TYPE_DOUBLE, "double", "float"},
    {SK_TYPE_TEXT, "text", "text"},
    {SK_TYPE_VARCHAR, "varchar", "text"},
    {SK_TYPE_CHAR, "char", "text"},
    {SK_TYPE_BYTEA, "bytea", "bytea"},
    {SK_TYPE_DATE, "date", "date"},
    {SK_TYPE_TIME, "time", "time"},
    {SK_TYPE_TIMESTAMP, "timestamp", "ts"},
    {SK_TYPE_TIMESTAMPTZ, "timestamptz", "tsz"},
    {SK_TYPE_INTERVAL, "interval", "interval"},
    {SK_TYPE_UUID, "uuid", "uuid"},
    {SK_TYPE_JSON, "json", "json"},
    {SK_TYPE_JSONB, "jsonb", "json"},
    {SK_TYPE_INET, "inet", "inet"},
    {SK_TYPE_BIT, "bit", "bit"},
};

/* A domain is its base type here. */
static const struct sk_type *
base(const struct generator *g, const struct sk_type *type)
{
    const struct sk_user_type *user = NULL;
    if (type->kind == SK_TYPE_DOMAIN)
        user = sk_catalog_type(g->catalog, type->schema, type->name);
    return user ? &user->base : type;
}

const char *
gen_family(const struct generator *g, const struct sk_type *type)
{
    type = base(g, type);
    if (type->dimensions)
        return type->kind == SK_TYPE_TEXT ? "texts" : type->kind == SK_TYPE_INTEGER ? "ints" : "none";
    if (type->kind == SK_TYPE_ENUM)
        return "enum";
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (families[i].kind == type->kind)
            return families[i].symbol;
    return "none";
}

bool
gen_is_volatile(const struct sk_column *column)
{
    return strstr(column->name, "v_");
}

/* Serial, an identity, or with a sequence's next number for a default. */
bool
gen_is_numbered(const struct generator *g, const struct sk_column *column)
{
    const char *value = column->default_expr ? g->catalog->ops->text(column->default_expr) : NULL;
    return column->identity != SK_IDENTITY_NONE || (value && strstr(value, "nextval("));
}

bool
gen_is_replaced(const struct generator *g, const struct sk_table *table, const struct sk_column *column)
{
    for (size_t i = 0; column->not_null && column->default_expr && i < table->n_triggers; i++) {
        const struct sk_trigger *trigger = table->triggers[i];
        const struct sk_function *function =
            trigger->timing == SK_BEFORE && trigger->function
                ? sk_catalog_function(g->catalog, trigger->function_schema, trigger->function)
                : NULL;
        if (function && function->body && strstr(function->body, column->name))
            return true;
    }
    return false;
}

/* ---- naming a type -------------------------------------------------------------------------------------------- */

static const struct sk_user_type *
user_type(struct generator *g, enum sk_type_kind kind)
{
    const struct sk_user_type *found = NULL;
    unsigned n = 0;
    for (size_t i = 0; i < g->catalog->n_types; i++)
        if (g->catalog->types[i]->kind == kind && gen_random(g, ++n) == 0)
            found = g->catalog->types[i];
    return found;
}

static struct sk_type
built_in(const char *sql)
{
    struct sk_type type = {.kind = SK_TYPE_OTHER, .length = -1, .scale = -1};
    size_t len = strspn(sql, "abcdefghijklmnopqrstuvwxyz");
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (strlen(families[i].sql) == len && strncmp(families[i].sql, sql, len) == 0)
            type.kind = families[i].kind;
    if (sql[len] == '(')
        type.length = atoi(sql + len + 1);
    type.dimensions = strchr(sql, '[') != NULL;
    return type;
}

/* {type} and {type SYMBOL}: a type, which {typed} and {literal} then go by. */
void
gen_type(struct generator *g, const char *argument)
{
    const char *sql = gen_string(g, sk_printf(g->tmp, "{%s}", argument ? argument : "any_type"));
    bool is_enum = strcmp(sql, "enum") == 0, is_domain = strcmp(sql, "domain") == 0;
    const struct sk_user_type *user =
        is_enum || is_domain ? user_type(g, is_enum ? SK_TYPE_ENUM : SK_TYPE_DOMAIN) : NULL;
    if (!user && (is_enum || is_domain))
        sql = "integer";
    if (user) {
        g->type = (struct sk_type){.kind = user->kind, .length = -1, .scale = -1, .schema = user->schema,
                                   .name = user->name};
        gen_name(g, user->name);
    } else {
        g->type = built_in(sql);
        sk_text_add(g->out, sql);
    }
}

/* ---- values --------------------------------------------------------------------------------------------------- */

static bool
suits(const struct generator *g, const struct sk_column *column, const char *family)
{
    if (gen_is_volatile(column) || strcmp(gen_family(g, &column->type), family) != 0)
        return false;
    return strcmp(family, "enum") != 0 || (g->type.name && strcmp(base(g, &column->type)->name, g->type.name) == 0);
}

/* {col FAMILY}: a column that can be seen from here, or a constant where there is none. */
void
gen_column_of(struct generator *g, const char *family)
{
    const struct visible *found = NULL;
    const char *name = NULL;
    unsigned n = 0;
    for (size_t i = g->first_visible; i < g->n_visible; i++)
        for (size_t c = 0; c < g->visible[i].table->n_columns; c++)
            if (suits(g, g->visible[i].table->columns[c], family) && gen_random(g, ++n) == 0) {
                found = &g->visible[i];
                name = g->visible[i].table->columns[c]->name;
            }
    if (!found) {
        gen_symbol(g, sk_printf(g->tmp, "%s_literal", family));
        return;
    }
    if (found->alias)
        sk_text_addf(g->out, "%s.", found->alias);
    gen_name(g, name);
}

static void
label(struct generator *g, const struct sk_type *type)
{
    const struct sk_user_type *user = sk_catalog_type(g->catalog, type->schema, type->name);
    sk_text_literal(g->out, user && user->n_labels ? user->labels[gen_random(g, (unsigned)user->n_labels)] : "none");
}

/* {literal}: a constant of the type that was named last. */
void
gen_literal(struct generator *g, const char *argument)
{
    const struct sk_type *type = base(g, &g->type);
    const char *family = gen_family(g, type);
    (void)argument;
    if (type->kind == SK_TYPE_ENUM && !type->dimensions)
        label(g, type);
    else
        gen_symbol(g, sk_printf(g->tmp, "%s_literal", family));
}

/* {typed}: an expression of the type that was named last. */
void
gen_typed(struct generator *g, const char *argument)
{
    struct sk_type type = *base(g, &g->type), outer = g->type;
    (void)argument;
    if (type.kind != SK_TYPE_ENUM || type.dimensions) {
        gen_symbol(g, gen_family(g, &type));
    } else {
        g->type = type;
        gen_symbol(g, "enum");
    }
    g->type = outer;
}
