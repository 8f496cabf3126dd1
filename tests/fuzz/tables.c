/* tests/fuzz/tables.c - CREATE TABLE, and rows for tables that there are. */
#include "tests/fuzz/generator_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- CREATE TABLE --------------------------------------------------------------------------------------------- */

/* A column, which those after it can use. Its rules see no other column but where the grammar opens one. */
static void
element(struct generator *g, struct sk_table *draft)
{
    struct sk_column *made = sk_new(draft, struct sk_column);
    sk_text_add(g->out, draft->n_columns ? ",\n    " : "");
    if (gen_random(g, 14) == 0) {
        gen_text(g, "{new v_} {volatile_column}");
        made->name = g->name;
        made->type.kind = SK_TYPE_OTHER;
    } else {
        gen_text(g, "{new c}");
        made->name = g->name;
        gen_text(g, draft->n_columns ? " {type}{column_rules}" : " {first_column}");
        made->type = g->type;
    }
    for (size_t i = 0; i < draft->n_columns; i++)
        if (strcmp(draft->columns[i]->name, made->name) == 0)
            gen_fail(g);
    sk_push(draft, draft->columns, draft->n_columns, made);
}

void
gen_table_elements(struct generator *g, const char *argument)
{
    struct sk_table *draft = sk_new(g->tmp, struct sk_table);
    unsigned columns = 2 + gen_random(g, 7), constraints = gen_random(g, 4);
    (void)argument;
    draft->name = g->name;
    g->table = draft;
    g->no_queries = true;
    g->visible[0] = (struct visible){NULL, draft};
    for (unsigned i = 0; i < columns && !g->failed; i++) {
        g->n_visible = 1;
        element(g, draft);
    }
    g->n_visible = 1;
    for (unsigned i = 0; i < constraints && !g->failed; i++) {
        const char *text = gen_string(g, "{table_constraint}");
        if (!g->failed)
            sk_text_addf(g->out, ",\n    %s", text);
        g->failed = false; /* one that the table cannot have is left out */
    }
}

/* ---- INSERT --------------------------------------------------------------------------------------------------- */

static bool
has_to_be_given(const struct sk_column *column)
{
    return column->not_null && !column->default_expr && column->identity == SK_IDENTITY_NONE && !column->generated;
}

static const struct sk_constraint *
reference_of(const struct sk_table *table, const struct sk_column *column)
{
    for (size_t i = 0; i < table->n_constraints; i++)
        if (table->constraints[i]->kind == SK_FOREIGN_KEY && table->constraints[i]->n_columns == 1 &&
            strcmp(table->constraints[i]->columns[0], column->name) == 0)
            return table->constraints[i];
    return NULL;
}

/* Does it refer to the number that its own row is about to get? MySQL takes that for 0 (docs/mysql.md). */
static bool
refers_ahead(const struct generator *g, const struct sk_column *column)
{
    const struct sk_constraint *foreign = reference_of(g->table, column);
    return foreign && sk_constraint_refers_to(foreign, g->table) &&
           gen_is_numbered(g, sk_table_column(g->table, foreign->ref_columns[0]));
}

void
gen_insert_columns(struct generator *g, const char *argument)
{
    const struct sk_table *table = g->table;
    (void)argument;
    g->n_columns = 0;
    g->columns = NULL;
    for (size_t i = 0; table && i < table->n_columns; i++) {
        const struct sk_column *column = table->columns[i];
        if (gen_is_volatile(column) || column->generated || gen_is_numbered(g, column) || refers_ahead(g, column))
            continue;
        if (has_to_be_given(column) || gen_random(g, 3)) {
            sk_text_add(g->out, g->n_columns ? ", " : "");
            gen_name(g, column->name);
            sk_push(g->tmp, g->columns, g->n_columns, column);
        }
    }
    if (!g->n_columns)
        gen_fail(g);
}

/* {insert_columns_again}: the same. */
void
gen_insert_columns_again(struct generator *g, const char *argument)
{
    (void)argument;
    for (size_t i = 0; i < g->n_columns; i++) {
        sk_text_add(g->out, i ? ", " : "");
        gen_name(g, g->columns[i]->name);
    }
}

static bool
is_key(const struct sk_table *table, const struct sk_column *column)
{
    for (size_t i = 0; i < table->n_constraints; i++)
        if ((table->constraints[i]->kind == SK_PRIMARY_KEY || table->constraints[i]->kind == SK_UNIQUE) &&
            sk_constraint_has_column(table->constraints[i], column->name))
            return true;
    return false;
}

/* A value of some row of the table that the column refers to. */
static void
referred(struct generator *g, const struct sk_constraint *foreign)
{
    sk_text_add(g->out, "(SELECT ");
    gen_name(g, foreign->ref_columns[0]);
    sk_text_add(g->out, " FROM ");
    gen_name(g, foreign->ref_table);
    sk_text_addf(g->out, " ORDER BY 1 LIMIT 1 OFFSET %u)", gen_random(g, 3));
}

static void
cell(struct generator *g, const struct sk_column *column)
{
    const struct sk_constraint *foreign = reference_of(g->table, column);
    const char *family = gen_family(g, &column->type);
    bool key = is_key(g->table, column);
    bool ahead = foreign && strcmp(foreign->ref_table, g->table->name) == 0 && gen_counts(g, g->table);
    g->type = column->type;
    if (gen_is_replaced(g, g->table, column))
        gen_literal(g, NULL);
    else if (foreign && !ahead && gen_random(g, 8))
        referred(g, foreign);
    else if (key && strcmp(family, "int") == 0 && gen_random(g, 10))
        sk_text_addf(g->out, "%u", 1 + gen_random(g, 30000));
    else if (key && strcmp(family, "text") == 0 && gen_random(g, 3))
        sk_text_addf(g->out, "'k%u'", gen_random(g, 1000));
    else if (has_to_be_given(column))
        gen_literal(g, NULL);
    else
        gen_symbol(g, "insert_value");
}

/* {insert_cells}: a value for each column of {insert_columns}. */
void
gen_insert_cells(struct generator *g, const char *argument)
{
    (void)argument;
    for (size_t c = 0; c < g->n_columns; c++) {
        sk_text_add(g->out, c ? ", " : "");
        cell(g, g->columns[c]);
    }
}

/* {insert_rows 4}: up to so many rows for the columns of {insert_columns}. What asks its own table becomes INSERT ...
 * SELECT, for which MySQL numbers more rows than there are: several numbered rows have no query. */
void
gen_insert_rows(struct generator *g, const char *rows)
{
    unsigned n = 1 + gen_random(g, rows ? (unsigned)atoi(rows) : 1);
    g->n_visible = 0;
    g->no_queries = n > 1 && gen_counts(g, g->table);
    for (unsigned i = 0; i < n; i++) {
        sk_text_add(g->out, i ? ",\n    (" : "(");
        gen_insert_cells(g, NULL);
        sk_text_add(g->out, ")");
    }
    g->no_queries = false;
}

/* {select_values}: for the columns of {insert_columns}, computed from what can be seen. */
void
gen_select_values(struct generator *g, const char *argument)
{
    (void)argument;
    for (size_t c = 0; c < g->n_columns; c++) {
        sk_text_add(g->out, c ? ", " : "");
        g->type = g->columns[c]->type;
        gen_text(g, gen_is_replaced(g, g->table, g->columns[c]) ? "{literal}" : "{select_value}");
    }
}

/* ---- views ----------------------------------------------------------------------------------------------------- */

static bool
is_still(const struct sk_view *view, const struct sk_table *table)
{
    bool same = strcmp(view->name, table->name) == 0 && view->n_columns == table->n_columns;
    for (size_t i = 0; same && i < view->n_columns; i++)
        same = strcmp(view->columns[i], table->columns[i]->name) == 0;
    return same;
}

const struct sk_table *
gen_any_view(struct generator *g)
{
    const struct sk_table *found = NULL;
    unsigned n = 0;
    for (size_t i = 0; i < g->catalog->n_views; i++)
        for (size_t v = 0; v < g->n_views; v++)
            if (is_still(g->catalog->views[i], g->views[v]) && gen_random(g, ++n) == 0)
                found = g->views[v];
    return found;
}

void
gen_keep_view(struct generator *g, const char *name)
{
    struct sk_table *view = sk_new(g, struct sk_table);
    view->name = sk_strdup(view, name);
    for (size_t i = 0; i < g->listed->n_columns; i++) {
        struct sk_column *column = sk_new(view, struct sk_column);
        *column = *g->listed->columns[i];
        column->name = sk_strdup(view, column->name);
        column->type.name = column->type.name ? sk_strdup(view, column->type.name) : NULL;
        column->type.schema = column->type.schema ? sk_strdup(view, column->type.schema) : NULL;
        sk_push(view, view->columns, view->n_columns, column);
    }
    sk_push(g, g->views, g->n_views, view);
}

/* {select_list}: expressions of some types, each with a name. */
void
gen_select_list(struct generator *g, const char *argument)
{
    unsigned n = 1 + gen_random(g, 5);
    (void)argument;
    g->listed = sk_new(g->tmp, struct sk_table);
    for (unsigned i = 0; i < n; i++) {
        struct sk_column *column = sk_new(g->listed, struct sk_column);
        sk_text_add(g->out, i ? ", " : "");
        gen_string(g, "{type select_type}");
        column->type = g->type;
        gen_typed(g, NULL);
        column->name = sk_printf(column, "s%u", i + 1);
        sk_text_addf(g->out, " AS s%u", i + 1);
        sk_push(g->listed, g->listed->columns, g->listed->n_columns, column);
    }
}
