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
    int length = sk_type_is_time(type) && type->length < 0 ? 6 : type->length;
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
/* What `results` are of the answer of `query` (forms_priv.h) for `rows`. */
static const char *
asked(TALLOC_CTX *owner, const char *query, const char *rows, const char *results)
{
    const char *gap = strchr(query, '$');
    return sk_printf(owner, "(SELECT %s FROM (%.*s%s%s))", results, (int)(gap - query), query, rows, gap + 1);
}

/* The i-th row that is asked for. */
static const char *
row_of(TALLOC_CTX *owner, const struct sk_form *rule, const struct sk_type *type, const char *column, size_t i)
{
    struct sk_text *p = sk_text_new(owner);
    for (int n = sk_type_is_time(type) ? type->length < 0 ? 6 : type->length : 0; n > 0; n--)
        sk_text_add(p, "0");
    return sk_printf(owner, "SELECT %zu AS i, CASE WHEN %s THEN %s END AS k, 1%s AS p, %s AS v", i,
                     filled(owner, rule->odd, type, column), rule->k, p->data, column);
}

char *
sk_sqlite_form_check(TALLOC_CTX *owner, const struct sk_type *type, const char *column)
{
    const struct sk_form *rule = sk_sqlite_form_of(type);
    return rule ? filled(owner, rule->check, type, column) : NULL;
}

/* ---- triggers ------------------------------------------------------------------------------------------------- */

/* The columns of a table that may be written in another form than theirs. */
static const struct sk_form *
rule_of_column(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_column *column,
               const struct sk_type **type)
{
    const struct sk_user_type *domain;
    *type = sk_sqlite_base_type(catalog, &column->type, &domain);
    return column->generated || sk_sqlite_is_rowid(table, column) ? NULL : sk_sqlite_form_of(*type);
}

static void
add_unformed(struct sk_text *sql, const struct sk_catalog *catalog, const struct sk_table *table,
             const struct sk_column *column, const struct sk_expr *check)
{
    const struct sk_type *type;
    const struct sk_form *rule = rule_of_column(catalog, table, column, &type);
    if (!rule || rule->query || !catalog->ops->uses_column(check, column->name))
        return;
    struct sk_text *name = sk_text_new(sql);
    sk_text_ident(name, column->name, '"');
    sk_text_addf(sql, " OR (%s)", filled(sql, rule->odd, type, name->data));
}

const char *
sk_sqlite_unformed(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_table *table,
                   const struct sk_column *added, const struct sk_expr *check)
{
    struct sk_text *sql = sk_text_new(owner);
    for (size_t i = 0; table && i < table->n_columns; i++)
        add_unformed(sql, catalog, table, table->columns[i], check);
    if (table && added && !sk_table_column(table, added->name))
        add_unformed(sql, catalog, table, added, check);
    return sql->data;
}

static const char *
trigger_name(TALLOC_CTX *owner, const struct sk_table *table, const char *event)
{
    return sk_printf(owner, "%s" SK_SQLITE_FORM "%s", sk_sqlite_relation(owner, table->schema, table->name), event);
}

/* The columns that one query forms. */
struct group {
    const char *query;
    struct sk_text *columns, *rows, *results;
    size_t n;
};

enum { MAX_GROUPS = 4 };

/* The row's values that are not in their form, as a condition; and what puts them into it. */
struct parts {
    struct sk_text *condition, *columns, *set;
    const char *light; /* a column whose update asks least: it is no part of a key */
    struct group groups[MAX_GROUPS];
    size_t n, n_set;
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

static void
add_to_group(TALLOC_CTX *tmp, struct parts *parts, const struct sk_form *rule, const struct sk_type *type,
             const char *name)
{
    struct group *g = parts->groups;
    while (g->query && g->query != rule->query)
        g++;
    if (!g->query)
        *g = (struct group){rule->query, sk_text_new(tmp), sk_text_new(tmp), sk_text_new(tmp), 0};
    const char *comma = g->n++ ? ", " : "";
    sk_text_addf(g->columns, "%s%s", comma, name);
    sk_text_addf(g->rows, "%s%s", *comma ? " UNION ALL " : "", row_of(tmp, rule, type, name, g->n));
    sk_text_addf(g->results, "%smax(CASE i WHEN %zu THEN r END)", comma, g->n);
}

static struct parts
parts_of(TALLOC_CTX *tmp, const struct sk_rewrite *rewrite, const struct sk_table *table)
{
    struct parts parts = {.condition = sk_text_new(tmp), .columns = sk_text_new(tmp), .set = sk_text_new(tmp)};
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
        if (rule->query)
            add_to_group(tmp, &parts, rule, type, name->data);
        else
            sk_text_addf(parts.set, "%s%s = CASE WHEN %s THEN %s ELSE %s END", parts.n_set++ ? ", " : "", name->data,
                         filled(tmp, rule->odd, type, name->data), filled(tmp, rule->form, type, name->data),
                         name->data);
        if (light_is_key) {
            light_is_key = is_in_key(table, table->columns[i]->name);
            parts.light = !parts.light || !light_is_key ? name->data : parts.light;
        }
    }
    for (struct group *g = parts.groups; g->query; g++)
        sk_text_addf(parts.set, "%s(%s) = %s", parts.n_set++ ? ", " : "", g->columns->data,
                     asked(tmp, g->query, g->rows->data, g->results->data));
    return parts;
}

static void
make_trigger(struct sk_rewrite *rewrite, const struct sk_table *table, const char *event, const char *of,
             const char *condition, const char *set, size_t pos_bytes)
{
    TALLOC_CTX *owner = rewrite->owner;
    const char *relation = sk_sqlite_relation(owner, table->schema, table->name);
    struct sk_text *sql = sk_text_new(owner), *on = sk_text_new(owner);
    sk_text_ident(on, relation, '"');
    sk_text_add(sql, "CREATE TRIGGER ");
    sk_text_ident(sql, trigger_name(owner, table, event), '"');
    sk_text_addf(sql, " AFTER %s%s ON %s WHEN %s BEGIN " SK_SQLITE_OWN " ", event, of, on->data, condition);
    sk_sqlite_put_update(sql, relation, sk_printf(owner, "UPDATE %s SET %s WHERE rowid = NEW.rowid", on->data, set),
                         sk_sqlite_marks_forms(table));
    sk_text_add(sql, "END");
    sk_sqlite_run(rewrite, sql->data, pos_bytes, NULL);
}

/* The forms are written once: a new row is updated, which is what the other trigger sees. */
void
sk_sqlite_make_forms(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct parts parts = parts_of(tmp, rewrite, table);
    if (parts.n) {
        if (sk_sqlite_marks_forms(table))
            sk_sqlite_make_marks(rewrite, pos_bytes);
        make_trigger(rewrite, table, "UPDATE", sk_printf(tmp, " OF %s", parts.columns->data), parts.condition->data,
                     parts.set->data, pos_bytes);
        make_trigger(rewrite, table, "INSERT", "", parts.condition->data,
                     sk_printf(tmp, "%s = %s", parts.light, parts.light), pos_bytes);
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
    for (size_t i = 0; i < 2 && sk_sqlite_has_forms(rewrite, table); i++) {
        struct sk_text *sql = sk_text_new(rewrite->owner);
        sk_text_add(sql, "DROP TRIGGER IF EXISTS ");
        sk_text_ident(sql, trigger_name(rewrite->owner, table, events[i]), '"');
        sk_sqlite_run(rewrite, sql->data, pos_bytes, NULL);
    }
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
    struct sk_text *sql = sk_text_new(owner), *name = sk_text_new(owner);
    sk_text_ident(name, column->name, '"');
    sk_text_add(sql, "UPDATE ");
    sk_text_ident(sql, sk_sqlite_relation(owner, table->schema, table->name), '"');
    sk_text_addf(sql, " SET %s = %s WHERE %s", name->data,
                 rule->query ? asked(owner, rule->query, row_of(owner, rule, type, name->data, 1), "r")
                             : filled(owner, rule->form, type, name->data),
                 filled(owner, rule->odd, type, name->data));
    sk_sqlite_run(rewrite, sql->data, pos_bytes, "table rebuild: values in the form of their new type");
}
