/* core/risk.c - see risk.h. */
#include "core/risk.h"

#include <string.h>

static const char *const names[] = {"low", "medium", "high"};

const char *
sk_risk_name(enum sk_risk risk)
{
    return names[risk];
}

bool
sk_risk_read(enum sk_risk *out, const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) != 0)
            continue;
        *out = (enum sk_risk)i;
        return true;
    }
    return false;
}

/* ---- types ------------------------------------------------------------------------------------------------------ */

/* Whole numbers and others, each holding all values of those before it in its row. */
static int
number_rank(enum sk_type_kind kind)
{
    static const enum sk_type_kind order[] = {SK_TYPE_SMALLINT, SK_TYPE_INTEGER, SK_TYPE_BIGINT, SK_TYPE_NUMERIC};
    for (int i = 0; i < (int)(sizeof order / sizeof *order); i++)
        if (order[i] == kind)
            return i + 1;
    return 0;
}

static bool
is_text(enum sk_type_kind kind)
{
    return kind == SK_TYPE_TEXT || kind == SK_TYPE_VARCHAR || kind == SK_TYPE_CITEXT;
}

/* -1 is no limit. */
static bool
holds(int32_t limit, int32_t other)
{
    return limit < 0 || (other >= 0 && other <= limit);
}

static enum sk_conversion
convert_number(const struct sk_type *from, const struct sk_type *to)
{
    int a = number_rank(from->kind), b = number_rank(to->kind);
    if (a == 0 || b == 0)
        return from->kind == SK_TYPE_REAL && to->kind == SK_TYPE_DOUBLE ? SK_CONVERTS_ALL : SK_CONVERTS_SOME;
    if (from->kind == SK_TYPE_NUMERIC && to->kind == SK_TYPE_NUMERIC) {
        if (to->length < 0)
            return SK_CONVERTS_FREELY;
        bool room = from->length >= 0 && to->length - to->scale >= from->length - from->scale;
        return !room || to->scale < from->scale ? SK_CONVERTS_SOME
               : to->scale == from->scale       ? SK_CONVERTS_FREELY
                                                : SK_CONVERTS_ALL;
    }
    return a <= b && (to->kind != SK_TYPE_NUMERIC || to->length < 0) ? SK_CONVERTS_ALL : SK_CONVERTS_SOME;
}

static bool
is_number(enum sk_type_kind kind)
{
    return number_rank(kind) || kind == SK_TYPE_REAL || kind == SK_TYPE_DOUBLE;
}

static bool
is_moment(enum sk_type_kind kind)
{
    return kind == SK_TYPE_TIMESTAMP || kind == SK_TYPE_TIMESTAMPTZ;
}

enum sk_conversion
sk_type_conversion(const struct sk_type *from, const struct sk_type *to)
{
    enum { MICROSECONDS = 6 };
    if (sk_type_equal(from, to))
        return SK_CONVERTS_FREELY;
    if (from->dimensions != to->dimensions)
        return SK_CONVERTS_SOME;
    if (is_text(from->kind) && is_text(to->kind)) /* the manual: no rewrite where the limit is not lowered */
        return to->kind != SK_TYPE_VARCHAR || holds(to->length, from->kind == SK_TYPE_VARCHAR ? from->length : -1)
                   ? SK_CONVERTS_FREELY
                   : SK_CONVERTS_SOME;
    if (from->kind == SK_TYPE_CHAR && (is_text(to->kind) || to->kind == SK_TYPE_CHAR))
        return to->kind == SK_TYPE_TEXT || holds(to->length, from->length) ? SK_CONVERTS_ALL : SK_CONVERTS_SOME;
    if (is_number(from->kind) && is_number(to->kind))
        return convert_number(from, to);
    if (is_moment(from->kind) && is_moment(to->kind)) {
        int32_t had = from->length < 0 ? MICROSECONDS : from->length, has = to->length < 0 ? MICROSECONDS : to->length;
        return has < had ? SK_CONVERTS_SOME : from->kind == to->kind ? SK_CONVERTS_FREELY : SK_CONVERTS_ALL;
    }
    if (from->kind == to->kind && (from->kind == SK_TYPE_VARBIT || from->kind == SK_TYPE_TIME))
        return holds(to->length, from->length) ? SK_CONVERTS_FREELY : SK_CONVERTS_SOME;
    if (from->kind == SK_TYPE_CIDR && to->kind == SK_TYPE_INET)
        return SK_CONVERTS_FREELY;
    if (to->kind == SK_TYPE_TEXT || (to->kind == SK_TYPE_VARCHAR && to->length < 0) ||
        (from->kind == SK_TYPE_DATE && is_moment(to->kind)) ||
        (from->kind == SK_TYPE_JSONB && to->kind == SK_TYPE_JSON))
        return SK_CONVERTS_ALL;
    return SK_CONVERTS_SOME;
}

/* ---- effects ---------------------------------------------------------------------------------------------------- */

static enum sk_conversion
conversion_of(const struct sk_change *change, const struct sk_catalog *catalog)
{
    const struct sk_table *table = sk_catalog_table(catalog, change->schema, change->name);
    const struct sk_column *column = table ? sk_table_column(table, change->from) : NULL;
    enum sk_conversion found = column ? sk_type_conversion(&column->type, change->u.type) : SK_CONVERTS_SOME;
    return change->expr && found == SK_CONVERTS_FREELY ? SK_CONVERTS_ALL : found; /* USING is calculated for each row */
}

/* Does a valid CHECK say already that the column is never NULL? Then the rows need not be read (since 12). */
static bool
is_known_not_null(const struct sk_change *change, const struct sk_catalog *catalog)
{
    const struct sk_table *table = sk_catalog_table(catalog, change->schema, change->name);
    const struct sk_column *column = table ? sk_table_column(table, change->from) : NULL;
    if (column && column->not_null)
        return true;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    bool found = false;
    for (size_t i = 0; table && i < table->n_constraints && !found; i++) {
        const struct sk_constraint *k = table->constraints[i];
        if (k->kind != SK_CHECK || k->not_valid || !k->check)
            continue;
        const char *text = catalog->ops->text(k->check);
        const char *plain = sk_printf(tmp, "%s IS NOT NULL", change->from);
        const char *quoted = sk_printf(tmp, "\"%s\" IS NOT NULL", change->from);
        found = text && (strcmp(text, plain) == 0 || strcmp(text, quoted) == 0);
    }
    talloc_free(tmp);
    return found;
}

static struct sk_effect
effect_of_constraint(const struct sk_change *change)
{
    const struct sk_constraint *k = change->u.constraint;
    bool index = k->kind == SK_PRIMARY_KEY || k->kind == SK_UNIQUE || k->kind == SK_EXCLUDE;
    return (struct sk_effect){.blocks = k->kind == SK_FOREIGN_KEY ? SK_BLOCKS_WRITES : SK_BLOCKS_ALL,
                              .scans = index ? !change->index_name : !k->not_valid};
}

static struct sk_effect
effect_of_column(const struct sk_change *change, const struct sk_dialect *source, const struct sk_catalog *catalog)
{
    const struct sk_column *column = change->u.column;
    bool each = column->identity != SK_IDENTITY_NONE || column->generated ||
                (column->default_expr && source->is_volatile(column->default_expr, catalog));
    return (struct sk_effect){.blocks = SK_BLOCKS_ALL, .rewrites = each};
}

struct sk_effect
sk_effect_of(const struct sk_change *change, const struct sk_dialect *source, const struct sk_catalog *catalog,
             bool concurrent)
{
    static const struct sk_effect nothing, brief = {.blocks = SK_BLOCKS_ALL};
    if (change->redundant)
        return nothing;
    switch (change->kind) {
    case SK_CREATE_INDEX:
        return concurrent ? nothing : (struct sk_effect){.blocks = SK_BLOCKS_WRITES, .scans = true};
    case SK_DROP_INDEX:
        return concurrent ? nothing : brief;
    case SK_ADD_CONSTRAINT:
        return effect_of_constraint(change);
    case SK_ADD_COLUMN:
        return effect_of_column(change, source, catalog);
    case SK_SET_TYPE:
        return (struct sk_effect){.blocks = SK_BLOCKS_ALL,
                                  .rewrites = conversion_of(change, catalog) != SK_CONVERTS_FREELY};
    case SK_SET_NOT_NULL:
        return (struct sk_effect){.blocks = SK_BLOCKS_ALL,
                                  .scans = change->flag && !is_known_not_null(change, catalog)};
    case SK_CREATE_TRIGGER:
        return (struct sk_effect){.blocks = SK_BLOCKS_WRITES};
    case SK_VALIDATE_CONSTRAINT:
        return (struct sk_effect){.scans = true};
    case SK_REFRESH_VIEW:
        return (struct sk_effect){.blocks = concurrent ? SK_BLOCKS_WRITES : SK_BLOCKS_ALL, .scans = true};
    default:
        return sk_change_is_of_table(change) || change->kind == SK_DROP_TABLE || change->kind == SK_RENAME_TABLE ||
                       change->kind == SK_SET_TABLE_SCHEMA
                   ? brief
                   : nothing;
    }
}

/* ---- what is new ------------------------------------------------------------------------------------------------ */

/* uthash allocates through these; `owner` is in scope wherever its macros are used. */
#define uthash_malloc(size) sk_alloc(owner, (size), "uthash")
#define uthash_free(ptr, size) talloc_free(ptr)
#include <uthash.h>

struct sk_made_table {
    char *key;
    UT_hash_handle hh;
};

/* The schema's length keeps "a.b"."c" and "a"."b.c" apart. */
static char *
make_key(TALLOC_CTX *owner, const char *schema, const char *name)
{
    schema = schema ? schema : SK_PUBLIC;
    return sk_printf(owner, "%zu.%s.%s", strlen(schema), schema, name);
}

static struct sk_made_table *
find_made(const struct sk_made *made, const char *schema, const char *name)
{
    struct sk_made_table *found = NULL;
    if (!name || !made->tables)
        return NULL;
    char *key = make_key(NULL, schema, name);
    HASH_FIND_STR(made->tables, key, found);
    talloc_free(key);
    return found;
}

static void
add_made(TALLOC_CTX *owner, struct sk_made *made, const char *schema, const char *name)
{
    struct sk_made_table *table = sk_new(owner, struct sk_made_table);
    table->key = make_key(table, schema, name);
    HASH_ADD_KEYPTR(hh, made->tables, table->key, strlen(table->key), table);
}

bool
sk_made_has(const struct sk_made *made, const char *schema, const char *name)
{
    return find_made(made, schema, name) != NULL;
}

void
sk_made_follow(TALLOC_CTX *owner, struct sk_made *made, const struct sk_change *change)
{
    struct sk_made_table *table = change->redundant ? NULL : find_made(made, change->schema, change->name);
    bool leaves = change->kind == SK_DROP_TABLE || change->kind == SK_RENAME_TABLE ||
                  change->kind == SK_SET_TABLE_SCHEMA;
    if (change->kind == SK_CREATE_TABLE && !change->redundant && !table)
        add_made(owner, made, change->schema, change->name);
    if (!table || !leaves)
        return;
    HASH_DEL(made->tables, table);
    if (change->kind == SK_RENAME_TABLE)
        add_made(owner, made, change->schema, change->to);
    if (change->kind == SK_SET_TABLE_SCHEMA)
        add_made(owner, made, change->to, change->name);
}

void
sk_made_clear(struct sk_made *made)
{
    struct sk_made_table *table, *next;
    HASH_ITER (hh, made->tables, table, next) {
        HASH_DEL(made->tables, table);
        talloc_free(table);
    }
}

/* ---- risk ------------------------------------------------------------------------------------------------------- */

static enum sk_risk
risk_of_rows(const struct sk_statement *statement, const struct sk_dialect *source, const struct sk_made *made)
{
    struct sk_marks *marks = source->marks(NULL, statement);
    enum sk_risk risk = SK_RISK_LOW;
    for (size_t i = 0; i < marks->n; i++) {
        const struct sk_mark *mark = &marks->items[i];
        bool all = mark->kind == SK_MARK_TRUNCATES || mark->kind == SK_MARK_DELETES_ALL;
        if ((!all && mark->kind != SK_MARK_WRITES) || sk_made_has(made, mark->schema, mark->name))
            continue;
        risk = all ? SK_RISK_HIGH : risk > SK_RISK_MEDIUM ? risk : SK_RISK_MEDIUM;
    }
    talloc_free(marks);
    return risk;
}

enum sk_risk
sk_risk_of(const struct sk_change *change, const struct sk_statement *statement, const struct sk_dialect *source,
           const struct sk_catalog *catalog, const struct sk_made *made)
{
    if (change->redundant || (change->kind != SK_CREATE_TABLE && sk_made_has(made, change->schema, change->name)))
        return SK_RISK_LOW;
    switch (change->kind) {
    case SK_DROP_TABLE:
    case SK_DROP_SCHEMA:
    case SK_DROP_COLUMN:
    case SK_CODE:
        return SK_RISK_HIGH;
    case SK_SET_TYPE: /* where no value is touched it is only the lock that counts */
        return conversion_of(change, catalog) == SK_CONVERTS_FREELY ? SK_RISK_MEDIUM : SK_RISK_HIGH;
    case SK_ADD_COLUMN:
        return sk_effect_of(change, source, catalog, false).rewrites ? SK_RISK_HIGH : SK_RISK_MEDIUM;
    case SK_DROP_VIEW: /* of a materialized one the rows go too; they can be had again */
    case SK_RENAME_COLUMN:
    case SK_RENAME_TABLE:
    case SK_SET_TABLE_SCHEMA:
    case SK_RENAME_SCHEMA:
    case SK_SET_NOT_NULL:
    case SK_SET_DEFAULT:
    case SK_DROP_TYPE:
    case SK_DROP_FUNCTION:
    case SK_DROP_SEQUENCE:
    case SK_RENAME_ENUM_VALUE:
        return SK_RISK_MEDIUM;
    case SK_ROWS:
        return risk_of_rows(statement, source, made);
    default:
        return SK_RISK_LOW;
    }
}
