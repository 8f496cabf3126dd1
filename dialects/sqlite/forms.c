/*
 * dialects/sqlite/forms.c - one value has one form.
 *
 * PostgreSQL takes many spellings of a moment, a uuid or a truth value, rounds numbers and cuts spaces, and stores one
 * form of them. SQLite stores the text that it gets. So a type's CHECK lets other spellings in, and a pair of triggers
 * puts them into the form by which values are compared, sorted and kept unique. A value in its form passes one test.
 * The form of what only looks like a value ('2023/02/29') is a text that the CHECK refuses.
 *
 * A statement is prepared along with the triggers that it may fire, so these are short: the trigger on INSERT updates
 * one column, which fires the other one, and that has the long expressions once for all columns (forms_priv.h).
 *
 * What CHECK cannot tell apart it takes: affinity makes a number of '1.5' before anything of ours sees it
 * (datatype3.html, 3.1).
 */
#include <string.h>

#include "dialects/sqlite/forms_priv.h"

/* The number that is just too large for numeric(length, scale): 9.995 for (3, 2). */
static void
put_bound(struct sk_text *text, const struct sk_type *type)
{
    int whole = type->length - type->scale;
    if (whole <= 0)
        sk_text_add(text, "0");
    for (int i = 0; i < whole; i++)
        sk_text_add(text, "9");
    sk_text_add(text, ".");
    for (int i = 0; i < type->scale; i++)
        sk_text_add(text, i < -whole ? "0" : "9");
    sk_text_add(text, "5");
}

static char *
filled(TALLOC_CTX *owner, const char *template, const struct sk_type *type, const char *column)
{
    struct sk_text *text = sk_text_new(owner);
    int length = sk_type_has_precision(type) && type->length < 0 ? 6 : type->length;
    for (const char *c = template; *c; c++) {
        size_t plain = strcspn(c, "$#~@");
        sk_text_add_n(text, c, plain);
        c += plain;
        if (!*c)
            break;
        if (*c == '$')
            sk_text_add(text, column);
        else if (*c == '#')
            sk_text_addf(text, "%d", length);
        else if (*c == '~')
            sk_text_addf(text, "%d", type->scale);
        else
            put_bound(text, type);
    }
    return sk_text_finish(text, owner);
}

/* What a row of SK_SQLITE_MOMENT is told: of which column the value is. */
static const char *
told(TALLOC_CTX *owner, const struct sk_form *rule, const struct sk_type *type, const char *value)
{
    int decimals = type->length < 0 ? 6 : type->length;
    return sk_printf(owner, "%s, 1%.*s, %s", rule->k, decimals, "000000", value);
}

char *
sk_sqlite_form_check(TALLOC_CTX *owner, const struct sk_type *type, const char *column)
{
    const struct sk_form *rule = sk_sqlite_form_of(type);
    return rule ? filled(owner, rule->check, type, column) : NULL;
}

char *
sk_sqlite_array_of_text(TALLOC_CTX *owner, const struct sk_type *type, const char *value)
{
    const char *form = filled(owner, sk_sqlite_form_of(type)->form, type, value);
    return sk_printf(owner,
                     "json(CASE WHEN %s NOT GLOB '{*}' THEN 'malformed array literal' WHEN instr(%s, '\"') THEN '[' || "
                     "substr(%s, 2, length(%s) - 2) || ']' ELSE %s END)",
                     value, value, value, value, form);
}

/* ---- which columns --------------------------------------------------------------------------------------------- */

/* The columns of a table that may be written in another form than theirs. */
static const struct sk_form *
rule_of_column(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_column *column,
               const struct sk_type **type)
{
    const struct sk_user_type *domain;
    *type = sk_sqlite_base_type(catalog, &column->type, &domain);
    return column->generated || sk_sqlite_is_rowid(table, column) ? NULL : sk_sqlite_form_of(*type);
}

/* Of arrays first: what asks for the elements of one fails where the text is no JSON. Of others a CHECK that is met
 * need not be asked more. */
static void
add_unformed(struct sk_text *sql, const struct sk_catalog *catalog, const struct sk_table *table,
             const struct sk_column *column, const struct sk_expr *check, const char *row, bool arrays)
{
    const struct sk_type *type;
    const struct sk_form *rule = rule_of_column(catalog, table, column, &type);
    if (!rule || (type->dimensions > 0) != arrays || !catalog->ops->uses_column(check, column->name))
        return;
    const char *name = sk_printf(sql, "%s%s%s", row ? row : "", row ? "." : "", sk_sqlite_quoted(sql, column->name));
    /* A CHECK that gives NULL passes: a NULL says nothing here. */
    sk_text_addf(sql, arrays ? "(%s IS NOT NULL AND %s) OR " : " OR (%s IS NOT NULL AND %s)", name,
                 filled(sql, rule->plain ? rule->plain : rule->odd, type, name));
}

const char *
sk_sqlite_unformed(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_table *table,
                   const struct sk_column *added, const struct sk_expr *check, const char *row, bool arrays)
{
    struct sk_text *sql = sk_text_new(owner);
    for (size_t i = 0; table && i < table->n_columns; i++)
        add_unformed(sql, catalog, table, table->columns[i], check, row, arrays);
    if (table && added && !sk_table_column(table, added->name))
        add_unformed(sql, catalog, table, added, check, row, arrays);
    return sql->data;
}

static const char reformed[] = "table rebuild: values in the form of their new type";

static const char *
trigger_name(TALLOC_CTX *owner, const struct sk_table *table, const char *event)
{
    return sk_printf(owner, "%s" SK_SQLITE_FORM "%s", sk_sqlite_relation(owner, table->schema, table->name), event);
}

/* ---- what reads moments, for all tables ----------------------------------------------------------------------- */

static void
make_moments(struct sk_rewrite *rewrite, size_t pos_bytes)
{
    struct sk_sqlite_memory *memory = sk_sqlite_memory(rewrite);
    if (!memory->has_moments)
        sk_sqlite_run(rewrite, sk_sqlite_moments, pos_bytes, NULL);
    memory->has_moments = true;
}

static bool
has_moments(const struct sk_catalog *catalog, const struct sk_table *table)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_type *type;
        const struct sk_form *rule = rule_of_column(catalog, table, table->columns[i], &type);
        if (rule && !rule->form)
            return true;
    }
    return false;
}

void
sk_sqlite_lose_moments(struct sk_rewrite *rewrite, const struct sk_table *table)
{
    if (table && has_moments(rewrite->catalog, table))
        sk_sqlite_memory(rewrite)->lost_moments = true;
}

void
sk_sqlite_settle_moments(struct sk_rewrite *rewrite)
{
    const struct sk_catalog *catalog = rewrite->catalog;
    struct sk_sqlite_memory *memory = sk_sqlite_memory(rewrite);
    bool used = !memory->lost_moments;
    for (size_t t = 0; t < catalog->n_tables && !used; t++)
        used = has_moments(catalog, catalog->tables[t]);
    if (!used)
        sk_sqlite_run(rewrite, "DROP TABLE IF EXISTS " SK_SQLITE_MOMENT, rewrite->script->len, NULL);
    memory->has_moments = memory->has_moments && used;
    memory->lost_moments = false;
}

/* ---- triggers ------------------------------------------------------------------------------------------------- */

/* The row's values that are not in their form, as a condition; and what puts them into it. */
struct parts {
    struct sk_text *condition, *columns, *set;
    const char *light; /* a column whose update asks least: it is no part of a key */
    struct sk_text *moments; /* rows of SK_SQLITE_MOMENT */
    size_t n, n_moments;
};

static bool
is_in_key(const struct sk_table *table, const char *column)
{
    for (size_t i = 0; i < table->n_constraints; i++)
        for (size_t k = 0; table->constraints[i]->kind != SK_CHECK && k < table->constraints[i]->n_columns; k++)
            if (strcmp(table->constraints[i]->columns[k], column) == 0)
                return true;
    return false;
}

/* "column = form". What another trigger has put in the place of a moment stays; what cannot be read is refused even so. */
static void
add_form(TALLOC_CTX *tmp, struct parts *parts, const struct sk_form *rule, const struct sk_type *type,
         const char *relation, const char *name)
{
    if (rule->form) {
        sk_text_addf(parts->set, "%s = CASE WHEN %s THEN %s ELSE %s END", name, filled(tmp, rule->odd, type, name),
                     filled(tmp, rule->form, type, name), name);
        return;
    }
    const char *comma = parts->n_moments++ ? ", " : "";
    sk_text_addf(parts->moments, "%s(%zu, %s)", comma, parts->n_moments,
                 told(tmp, rule, type, sk_printf(tmp, "NEW.%s", name)));
    sk_text_addf(parts->set,
                 "%s = (SELECT CASE WHEN r = 'invalid' OR %s.%s IS v THEN r ELSE %s.%s END FROM " SK_SQLITE_MOMENT
                 " WHERE i = %zu)",
                 name, relation, name, relation, name, parts->n_moments);
}

static struct parts
parts_of(TALLOC_CTX *tmp, const struct sk_rewrite *rewrite, const struct sk_table *table)
{
    struct parts parts = {.condition = sk_text_new(tmp), .columns = sk_text_new(tmp), .set = sk_text_new(tmp),
                          .moments = sk_text_new(tmp)};
    const char *relation = sk_sqlite_quoted(tmp, sk_sqlite_relation(tmp, table->schema, table->name));
    bool light_is_key = true;
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_type *type;
        const struct sk_form *rule = rule_of_column(rewrite->catalog, table, table->columns[i], &type);
        if (!rule)
            continue;
        struct sk_text *name = sk_text_new(tmp);
        sk_text_ident(name, table->columns[i]->name, '"');
        const char *comma = parts.n++ ? ", " : "";
        sk_text_addf(parts.condition, "%s%s", *comma ? " OR " : "",
                     filled(tmp, rule->odd, type, sk_printf(tmp, "NEW.%s", name->data)));
        sk_text_addf(parts.columns, "%s%s", comma, name->data);
        sk_text_add(parts.set, comma);
        add_form(tmp, &parts, rule, type, relation, name->data);
        if (light_is_key) {
            light_is_key = is_in_key(table, table->columns[i]->name);
            parts.light = !parts.light || !light_is_key ? name->data : parts.light;
        }
    }
    return parts;
}

/* The values are put into the table that gives their form, and are gone when the statement ends. What an INSERT OR FAIL
 * has left there goes first. */
static void
make_trigger(struct sk_rewrite *rewrite, const struct sk_table *table, const char *event, const char *of,
             const struct parts *parts, const char *set, bool moments, size_t pos_bytes)
{
    TALLOC_CTX *owner = rewrite->owner;
    const char *relation = sk_sqlite_relation(owner, table->schema, table->name);
    struct sk_text *sql = sk_text_new(owner), *on = sk_text_new(owner);
    sk_text_ident(on, relation, '"');
    sk_text_add(sql, "CREATE TRIGGER ");
    sk_text_ident(sql, trigger_name(owner, table, event), '"');
    sk_text_addf(sql, " AFTER %s%s ON %s WHEN %s BEGIN " SK_SQLITE_OWN " ", event, of, on->data,
                 parts->condition->data);
    if (moments)
        sk_text_addf(sql,
                     "DELETE FROM " SK_SQLITE_MOMENT "; INSERT INTO " SK_SQLITE_MOMENT " (i, k, p, v) VALUES %s; ",
                     parts->moments->data);
    sk_sqlite_put_update(sql, relation, sk_printf(owner, "UPDATE %s SET %s WHERE _rowid_ = NEW._rowid_", on->data, set),
                         sk_sqlite_marks_forms(table));
    sk_text_add(sql, moments ? "DELETE FROM " SK_SQLITE_MOMENT "; END" : "END");
    sk_sqlite_run(rewrite, sql->data, pos_bytes, NULL);
}

/* The forms are written once: a new row is updated, which is what the other trigger sees. */
void
sk_sqlite_make_forms(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct parts parts = parts_of(tmp, rewrite, table);
    if (parts.n_moments)
        make_moments(rewrite, pos_bytes);
    if (parts.n) {
        if (sk_sqlite_marks_forms(table))
            sk_sqlite_make_marks(rewrite, pos_bytes);
        make_trigger(rewrite, table, "UPDATE", sk_printf(tmp, " OF %s", parts.columns->data), &parts, parts.set->data,
                     parts.n_moments > 0, pos_bytes);
        make_trigger(rewrite, table, "INSERT", "", &parts, sk_printf(tmp, "%s = %s", parts.light, parts.light), false,
                     pos_bytes);
    }
    talloc_free(tmp);
}

bool
sk_sqlite_has_form(const struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_column *column)
{
    const struct sk_type *type;
    return rule_of_column(rewrite->catalog, table, column, &type) != NULL;
}

bool
sk_sqlite_has_forms(const struct sk_rewrite *rewrite, const struct sk_table *table)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (sk_sqlite_has_form(rewrite, table, table->columns[i]))
            return true;
    return false;
}

void
sk_sqlite_drop_forms(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes)
{
    static const char *const events[] = {"INSERT", "UPDATE"};
    sk_sqlite_lose_moments(rewrite, table);
    for (size_t i = 0; i < 2 && sk_sqlite_has_forms(rewrite, table); i++) {
        struct sk_text *sql = sk_text_new(rewrite->owner);
        sk_text_add(sql, "DROP TRIGGER IF EXISTS ");
        sk_text_ident(sql, trigger_name(rewrite->owner, table, events[i]), '"');
        sk_sqlite_run(rewrite, sql->data, pos_bytes, NULL);
    }
}

/* Of many rows, by their numbers. */
static void
form_moments(struct sk_rewrite *rewrite, const struct sk_form *rule, const struct sk_type *type, const char *relation,
             const char *name, size_t pos_bytes)
{
    TALLOC_CTX *owner = rewrite->owner;
    make_moments(rewrite, pos_bytes);
    sk_sqlite_run(rewrite, "DELETE FROM " SK_SQLITE_MOMENT, pos_bytes, NULL);
    sk_sqlite_run(rewrite,
                  sk_printf(owner, "INSERT INTO " SK_SQLITE_MOMENT " (i, k, p, v) SELECT _rowid_, %s FROM %s WHERE %s",
                            told(owner, rule, type, name), relation, filled(owner, rule->odd, type, name)),
                  pos_bytes, NULL);
    sk_sqlite_run(rewrite,
                  sk_printf(owner,
                            "UPDATE %s SET %s = (SELECT r FROM " SK_SQLITE_MOMENT " WHERE i = %s._rowid_) WHERE %s",
                            relation, name, relation, filled(owner, rule->odd, type, name)),
                  pos_bytes, reformed);
    sk_sqlite_run(rewrite, "DELETE FROM " SK_SQLITE_MOMENT, pos_bytes, NULL);
}

/* Before there are triggers: what a column holds since it has another type. */
void
sk_sqlite_form_rows(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_column *column,
                    size_t pos_bytes)
{
    const struct sk_type *type;
    const struct sk_form *rule = rule_of_column(rewrite->catalog, table, column, &type);
    TALLOC_CTX *owner = rewrite->owner;
    if (!rule)
        return;
    const char *relation = sk_sqlite_quoted(owner, sk_sqlite_relation(owner, table->schema, table->name));
    const char *name = sk_sqlite_quoted(owner, column->name);
    if (rule->form)
        sk_sqlite_run(rewrite,
                      sk_printf(owner, "UPDATE %s SET %s = %s WHERE %s", relation, name,
                                filled(owner, rule->form, type, name), filled(owner, rule->odd, type, name)),
                      pos_bytes, reformed);
    else
        form_moments(rewrite, rule, type, relation, name, pos_bytes);
}
