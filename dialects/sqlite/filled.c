/*
 * dialects/sqlite/filled.c - what SQLite would ask of a row before BEFORE triggers have filled it: NOT NULL columns
 * without a default that one of them gives their values, and CHECKs of columns that one assigns, which are triggers
 * then (checks.c).
 *
 * PostgreSQL looks for NULL when the trigger has run. SQLite does before there is a row that could be updated, so such
 * a column has a default that nobody gives, which ON CONFLICT REPLACE puts in the place of NULL: for the triggers it is
 * NULL, and what still has it when they are done is refused. Which columns are so depends on the triggers: the table is
 * rebuilt where they change it.
 */
#include <string.h>

#include "dialects/common/plpgsql.h"
#include "dialects/sqlite/forms_priv.h"
#include "dialects/sqlite/triggers_priv.h"

/* What is no value of the types that have it below: a character for private use, which no form takes for a number. */
#define NO_VALUE "char(57344)"
#define NO_BOOLEAN "-1"

/* What stands in the column until its trigger has run; NULL: every value might be meant. */
static const char *
stand_in(const struct sk_catalog *catalog, const struct sk_column *column)
{
    const struct sk_user_type *domain;
    const struct sk_type *type = sk_sqlite_base_type(catalog, &column->type, &domain);
    const char *common = sk_sqlite_stand_in(catalog, column);
    if (common || type->dimensions)
        return common;
    switch (type->kind) {
    default:
        return type->kind != SK_TYPE_NUMERIC && sk_sqlite_form_of(type) ? NULL : NO_VALUE;
    case SK_TYPE_BOOLEAN:
        return NO_BOOLEAN;
    }
}

/* Has the type's CHECK to let it through? */
static bool
is_no_value(const char *stand_in)
{
    return strcmp(stand_in, NO_VALUE) == 0 || strcmp(stand_in, NO_BOOLEAN) == 0;
}

struct assigning {
    const char *column;
    const json_t *datums;
};

/* Is it the column of NEW, as what an assignment, or INTO, is to? */
static bool
is_target(const char *key, const json_t *item, const void *data)
{
    const struct assigning *a = data;
    const json_t *datum =
        sk_same(key, "varno") ? json_array_get(a->datums, (size_t)json_integer_value(item)) : NULL;
    const json_t *field = json_object_get(datum, "PLpgSQL_recfield");
    const json_t *parent =
        field ? json_array_get(a->datums, (size_t)json_integer_value(json_object_get(field, "recparentno"))) : NULL;
    return parent && sk_same(json_string_value(json_object_get(field, "fieldname")), a->column) &&
           sk_same(json_string_value(json_object_get(json_object_get(parent, "PLpgSQL_rec"), "refname")), "new");
}

static bool
assigns(const struct sk_catalog *catalog, const struct sk_trigger *trigger, const char *column)
{
    const struct sk_function *function =
        trigger->function ? sk_catalog_function(catalog, trigger->function_schema, trigger->function) : NULL;
    if (!function || strcmp(function->language, "plpgsql") != 0 || !function->body ||
        !strcasestr(function->body, column))
        return false;
    json_t *root = sk_pg_function_procedure(function);
    const json_t *definition = json_object_get(json_array_get(root, 0), "PLpgSQL_function");
    struct assigning a = {column, json_object_get(definition, "datums")};
    bool found = root && sk_pg_procedure_has(json_object_get(definition, "action"), is_target, &a);
    json_decref(root);
    return found;
}

bool
sk_sqlite_has_default(const struct sk_catalog *catalog, const struct sk_column *column)
{
    const struct sk_user_type *domain;
    sk_sqlite_base_type(catalog, &column->type, &domain);
    const struct sk_expr *value = column->default_expr ? column->default_expr : domain ? domain->default_expr : NULL;
    return value && !sk_node_is_null(sk_expr_node(value));
}

static bool
may_fill(const struct sk_trigger *t)
{
    return t->timing == SK_BEFORE && t->for_each_row && !t->disabled && !t->body;
}

const char *
sk_sqlite_unfilled(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_column *column)
{
    size_t n = 0;
    if (!table || !column->not_null || sk_sqlite_has_default(catalog, column) || column->generated ||
        column->identity != SK_IDENTITY_NONE || sk_sqlite_is_rowid(table, column))
        return NULL;
    for (size_t i = 0; i < table->n_triggers; i++) {
        const struct sk_trigger *t = table->triggers[i];
        n += may_fill(t) && (t->events & SK_ON_INSERT) && assigns(catalog, t, column->name);
    }
    return n == 1 ? stand_in(catalog, column) : NULL; /* of two, the first may leave it to the second */
}

bool
sk_sqlite_fills_check(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_constraint *k)
{
    for (size_t i = 0; k->kind == SK_CHECK && i < table->n_triggers; i++)
        for (size_t c = 0; may_fill(table->triggers[i]) && c < table->n_columns; c++)
            if (catalog->ops->uses_column(k->check, table->columns[c]->name) &&
                assigns(catalog, table->triggers[i], table->columns[c]->name))
                return true;
    return false;
}

bool
sk_sqlite_fills_in_turns(const struct sk_catalog *catalog, const struct sk_table *table)
{
    size_t fillers = 0;
    bool any = false;
    for (size_t i = 0; i < table->n_triggers; i++)
        fillers += may_fill(table->triggers[i]);
    for (size_t i = 0; fillers > 1 && i < table->n_constraints; i++)
        any = any || sk_sqlite_fills_check(catalog, table, table->constraints[i]);
    return any;
}

static bool
is_in_key(const struct sk_table *table, const char *column)
{
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        if ((k->kind == SK_PRIMARY_KEY || k->kind == SK_UNIQUE) && sk_constraint_has_column(k, column))
            return true;
    }
    for (size_t i = 0; i < table->n_indexes; i++)
        for (size_t c = 0; table->indexes[i]->unique && c < table->indexes[i]->n_keys; c++)
            if (sk_same(table->indexes[i]->keys[c].column, column))
                return true;
    return false;
}

const char *
sk_sqlite_filled_key(const struct sk_catalog *catalog, const struct sk_table *table)
{
    for (size_t i = 0; i < table->n_triggers; i++) {
        const struct sk_trigger *t = table->triggers[i];
        bool fills = may_fill(t) && (t->events & SK_ON_INSERT);
        for (size_t c = 0; fills && c < table->n_columns; c++)
            if (is_in_key(table, table->columns[c]->name) && assigns(catalog, t, table->columns[c]->name))
                return table->columns[c]->name;
    }
    return NULL;
}

const char *
sk_sqlite_unfilled_check(TALLOC_CTX *owner, const struct sk_type *type, const char *unfilled, const char *column,
                         const char *check)
{
    if (!unfilled)
        unfilled = type->kind == SK_TYPE_BOOLEAN ? NO_BOOLEAN : NO_VALUE;
    return is_no_value(unfilled) ? sk_printf(owner, "%s = %s OR (%s)", column, unfilled, check) : check;
}

static const char *
guard_name(TALLOC_CTX *owner, const struct sk_table *table)
{
    return sk_printf(owner, "%s" SK_SQLITE_FORM "filled", sk_sqlite_relation(owner, table->schema, table->name));
}

/* It is older than the triggers that fill the row, so that it is the last to look at it: also when they leave it NULL,
 * which they say with an update of their own. */
void
sk_sqlite_make_filled(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes)
{
    TALLOC_CTX *owner = rewrite->owner;
    struct sk_text *tests = sk_text_new(owner), *when = sk_text_new(owner);
    const char *relation = sk_sqlite_relation(owner, table->schema, table->name);
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_column *column = table->columns[i];
        const char *unfilled = sk_sqlite_unfilled(rewrite->catalog, table, column);
        if (!unfilled)
            continue;
        const char *name = sk_sqlite_quoted(owner, column->name);
        sk_text_addf(when, "%sNEW.%s = %s", when->len ? " OR " : "", name, unfilled);
        sk_text_add(tests, " SELECT RAISE(ABORT, ");
        sk_text_literal(tests, sk_printf(owner, "NOT NULL constraint failed: %s.%s", relation, column->name));
        sk_text_addf(tests, ") FROM %s WHERE _rowid_ = NEW._rowid_ AND %s = %s;", sk_sqlite_quoted(owner, relation),
                     name, unfilled);
    }
    if (when->len)
        sk_sqlite_run(rewrite,
                      sk_printf(owner, "CREATE TRIGGER %s AFTER UPDATE ON %s WHEN %s BEGIN " SK_SQLITE_OWN "%s END",
                                sk_sqlite_quoted(owner, guard_name(owner, table)), sk_sqlite_quoted(owner, relation),
                                when->data, tests->data),
                      pos_bytes, "a trigger refuses NULL in what another trigger fills");
}

void
sk_sqlite_drop_filled(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes)
{
    TALLOC_CTX *owner = rewrite->owner;
    for (size_t i = 0; i < table->n_columns; i++) {
        if (!sk_sqlite_unfilled(rewrite->catalog, table, table->columns[i]))
            continue;
        sk_sqlite_run(rewrite,
                      sk_printf(owner, "DROP TRIGGER IF EXISTS %s", sk_sqlite_quoted(owner, guard_name(owner, table))),
                      pos_bytes, NULL);
        return;
    }
}

bool
sk_sqlite_filled_differ(const struct sk_catalog *before, const struct sk_table *table, const struct sk_catalog *after,
                        const struct sk_table *later)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_column *column = table->columns[i];
        const struct sk_column *same = sk_table_column(later, column->name);
        if (!same && later->n_columns == table->n_columns)
            same = later->columns[i]; /* renamed */
        if (same && !sk_sqlite_unfilled(before, table, column) != !sk_sqlite_unfilled(after, later, same))
            return true;
    }
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i], *same = sk_table_constraint(later, k->name);
        if (same && sk_sqlite_fills_check(before, table, k) != sk_sqlite_fills_check(after, later, same))
            return true;
    }
    return sk_sqlite_fills_in_turns(before, table) != sk_sqlite_fills_in_turns(after, later);
}
