/*
 * core/probe_row.c - rows that a table takes, so that one column at a time can be made wrong. See probe.h.
 *
 * A value for each column, from its type; a foreign key's from the row that it refers to, which is inserted before.
 * Where CHECKs join columns, one of the databases is asked which of a list of candidates satisfies all of them: the
 * candidates are the borders that the expressions name.
 */
#include <string.h>

#include "core/probe.h"

enum { MAX_DEPTH = 24, MAX_CANDIDATES = 1500, MAX_JOINED = 10, MAX_VARIANTS = 4 };

/* ---- what a CHECK makes worth trying ---------------------------------------------------------------------------- */

void
sk_probe_boundaries(TALLOC_CTX *owner, struct sk_probe_texts *out, const struct sk_catalog *catalog,
                    const struct sk_expr *expr, const char *column)
{
    if (expr && expr->node && catalog->ops->boundaries)
        catalog->ops->boundaries(owner, expr, column, &out->items, &out->n);
}

static void
domain_boundaries(TALLOC_CTX *owner, struct sk_probe_texts *out, const struct sk_catalog *catalog,
                  const struct sk_type *type)
{
    const struct sk_user_type *domain;
    sk_probe_base_type(catalog, type, &domain);
    for (size_t i = 0; domain && i < domain->n_checks; i++)
        sk_probe_boundaries(owner, out, catalog, domain->checks[i]->check, NULL);
}

/* ---- one row -------------------------------------------------------------------------------------------------- */

static struct sk_probe_value *
value_of(const struct sk_probe_row *row, const char *column)
{
    for (size_t i = 0; i < row->n_values; i++)
        if (strcmp(row->values[i].column->name, column) == 0)
            return &row->values[i];
    return NULL;
}

static bool
is_of_foreign_key(const struct sk_table *table, const char *column)
{
    for (size_t i = 0; i < table->n_constraints; i++)
        if (table->constraints[i]->kind == SK_FOREIGN_KEY && sk_constraint_has_column(table->constraints[i], column))
            return true;
    return false;
}

static bool
is_self(const struct sk_table *table, const struct sk_constraint *foreign)
{
    return strcmp(foreign->ref_table, table->name) == 0 && strcmp(foreign->ref_schema ? foreign->ref_schema : SK_PUBLIC,
                                                                  table->schema ? table->schema : SK_PUBLIC) == 0;
}

static bool
may_be_null(const struct sk_table *table, const struct sk_constraint *foreign)
{
    for (size_t i = 0; i < foreign->n_columns; i++) {
        const struct sk_column *column = sk_table_column(table, foreign->columns[i]);
        const struct sk_constraint *primary = sk_table_primary_key(table);
        if (column && !column->not_null && !(primary && sk_constraint_has_column(primary, column->name)))
            return true;
    }
    return false;
}

static void
set_null(const struct sk_table *table, struct sk_probe_row *row, const struct sk_constraint *foreign)
{
    for (size_t i = 0; i < foreign->n_columns; i++) {
        struct sk_probe_value *value = value_of(row, foreign->columns[i]);
        if (value && !value->column->not_null && sk_table_column(table, foreign->columns[i]))
            value->text = NULL;
    }
}

/* The row refers to itself. */
static void
set_self(struct sk_probe_row *row, const struct sk_constraint *foreign)
{
    for (size_t i = 0; i < foreign->n_columns && i < foreign->n_ref_columns; i++) {
        struct sk_probe_value *value = value_of(row, foreign->columns[i]);
        const struct sk_probe_value *key = value_of(row, foreign->ref_columns[i]);
        if (value && key)
            value->text = key->text;
    }
}

static void
add_parent(TALLOC_CTX *owner, struct sk_probe_row *row, const struct sk_probe_row *parent)
{
    for (size_t i = 0; i < parent->n_parents; i++)
        add_parent(owner, row, parent->parents[i]);
    for (size_t i = 0; i < row->n_parents; i++)
        if (row->parents[i] == parent)
            return;
    sk_push(owner, row->parents, row->n_parents, parent);
}

static void
refer(struct sk_prober *p, struct sk_probe_row *row, const struct sk_constraint *foreign)
{
    const struct sk_table *table = sk_catalog_table(p->catalog, foreign->ref_schema, foreign->ref_table);
    if (!table)
        return;
    if (is_self(row->table, foreign)) {
        if (may_be_null(row->table, foreign))
            set_null(row->table, row, foreign);
        else
            set_self(row, foreign);
        return;
    }
    const struct sk_probe_row *parent = sk_probe_row(p, table, row->variant);
    if (!parent || parent->failed) {
        row->failed = row->failed || !may_be_null(row->table, foreign);
        set_null(row->table, row, foreign);
        return;
    }
    for (size_t i = 0; i < foreign->n_columns && i < foreign->n_ref_columns; i++) {
        struct sk_probe_value *value = value_of(row, foreign->columns[i]);
        const struct sk_probe_value *key = value_of(parent, foreign->ref_columns[i]);
        if (value && key)
            value->text = key->text;
    }
    add_parent(p->owner, row, parent);
}

/* ---- CHECKs --------------------------------------------------------------------------------------------------- */

/* Columns that CHECKs join, and these CHECKs. */
struct joined {
    size_t n_columns, n_checks;
    const struct sk_column *columns[MAX_JOINED];
    struct sk_expr *checks[64];
    bool whole; /* all of its columns found a place */
};

static bool
in_joined(const struct joined *j, const char *column)
{
    for (size_t i = 0; i < j->n_columns; i++)
        if (strcmp(j->columns[i]->name, column) == 0)
            return true;
    return false;
}

static bool
takes(struct joined *j, const struct sk_table *table, const struct sk_constraint *check)
{
    bool touches = false;
    for (size_t i = 0; i < check->n_columns; i++)
        touches = touches || in_joined(j, check->columns[i]);
    for (size_t i = 0; touches && i < check->n_columns; i++) {
        const struct sk_column *column = sk_table_column(table, check->columns[i]);
        if (!column || in_joined(j, column->name))
            continue;
        if (j->n_columns < MAX_JOINED)
            j->columns[j->n_columns++] = column;
        else
            j->whole = false;
    }
    return touches;
}

/* All that hangs together with `first`. */
static void
join(struct joined *j, const struct sk_table *table, const struct sk_column *first)
{
    bool taken[64] = {false}, again = true;
    *j = (struct joined){.n_columns = 1, .columns = {first}, .whole = true};
    while (again) {
        again = false;
        for (size_t i = 0; i < table->n_constraints && i < 64; i++) {
            const struct sk_constraint *check = table->constraints[i];
            if (!taken[i] && check->kind == SK_CHECK && check->check && check->check->node && takes(j, table, check)) {
                taken[i] = again = true;
                j->checks[j->n_checks++] = check->check;
            }
        }
    }
}

static bool
is_unique(const struct sk_table *table, const char *column)
{
    for (size_t i = 0; i < table->n_constraints; i++)
        if ((table->constraints[i]->kind == SK_UNIQUE || table->constraints[i]->kind == SK_PRIMARY_KEY) &&
            sk_constraint_has_column(table->constraints[i], column))
            return true;
    for (size_t i = 0; i < table->n_indexes; i++)
        for (size_t k = 0; table->indexes[i]->unique && k < table->indexes[i]->n_keys; k++) {
            const struct sk_index_key *key = &table->indexes[i]->keys[k];
            if (key->column ? strcmp(key->column, column) == 0 : key->expr != NULL)
                return true;
        }
    return false;
}

/* What a column may be, the likeliest first; "\002" is NULL. */
static void
candidates(struct sk_prober *p, TALLOC_CTX *tmp, const struct joined *j, const struct sk_probe_row *row,
           const struct sk_column *column, struct sk_probe_texts *out)
{
    static const char *const typical[] = {
        "0",  "1",    "2",     "5", "10", "100", "a", "abc", "anna", "a@b.example", "en", "EUR", "https://a.example/",
        "{}", "true", "false", NULL};
    const struct sk_probe_value *now = value_of(row, column->name);
    struct sk_probe_texts more = {0};
    bool fixed = is_of_foreign_key(row->table, column->name);
    sk_probe_texts_add(tmp, out, now && now->text ? now->text : "\002");
    for (size_t v = 0; !fixed && v < MAX_VARIANTS; v++) {
        const char *base = sk_probe_base(tmp, p->catalog, &column->type, v + row->variant);
        if (base && (now && now->text))
            sk_probe_texts_add(tmp, out, base);
    }
    for (size_t i = 0; !fixed && i < j->n_checks; i++)
        sk_probe_boundaries(tmp, &more, p->catalog, j->checks[i], column->name);
    domain_boundaries(tmp, &more, p->catalog, &column->type);
    for (size_t i = 0; i < more.n && !fixed; i++)
        if (sk_probe_fits(p->catalog, &column->type, more.items[i]))
            sk_probe_texts_add(tmp, out, more.items[i]);
    for (size_t i = 0; typical[i] && !fixed; i++)
        if (sk_probe_fits(p->catalog, &column->type, typical[i]))
            sk_probe_texts_add(tmp, out, typical[i]);
    if (!column->not_null)
        sk_probe_texts_add(tmp, out, "\002");
}

/* Which value of each column the candidate `index` has. Columns count in turn, so that the first ones differ in all. */
static void
choose(size_t index, const struct joined *j, const struct sk_probe_texts *lists, const size_t *limits,
       const char **chosen)
{
    for (size_t c = 0; c < j->n_columns; c++) {
        const char *text = lists[c].items[index % limits[c]];
        chosen[c] = *text == '\002' ? NULL : text;
        index /= limits[c];
    }
}

static void
put_candidate(struct sk_text *sql, const struct joined *j, const char *const *chosen, size_t index)
{
    sk_text_addf(sql, "%s(%zu", index ? ", " : "", index);
    for (size_t c = 0; c < j->n_columns; c++) {
        char *type = sk_type_format(sql, &j->columns[c]->type);
        sk_text_add(sql, ", CAST(");
        sk_text_literal(sql, chosen[c]);
        sk_text_addf(sql, " AS %s)", type);
    }
    sk_text_add(sql, ")");
}

static char *
question(struct sk_prober *p, TALLOC_CTX *tmp, const struct sk_table *table, const struct joined *j,
         const struct sk_probe_texts *lists, const size_t *limits, size_t n)
{
    struct sk_text *sql = sk_text_new(tmp);
    const char *chosen[MAX_JOINED];
    sk_text_add(sql, "SELECT skein_n FROM (VALUES ");
    for (size_t i = 0; i < n; i++) {
        choose(i, j, lists, limits, chosen);
        put_candidate(sql, j, chosen, i);
    }
    sk_text_add(sql, ") AS ");
    sk_text_ident(sql, table->name, '"');
    sk_text_add(sql, " (skein_n");
    for (size_t c = 0; c < j->n_columns; c++) {
        sk_text_add(sql, ", ");
        sk_text_ident(sql, j->columns[c]->name, '"');
    }
    sk_text_add(sql, ") WHERE true");
    for (size_t i = 0; i < j->n_checks; i++)
        sk_text_addf(sql, " AND (%s) IS NOT FALSE", p->catalog->ops->text(j->checks[i]));
    sk_text_add(sql, " ORDER BY skein_n");
    return sk_text_finish(sql, tmp);
}

/* How many of each list are combined, so that the whole stays small. */
static size_t
limit(const struct joined *j, const struct sk_probe_texts *lists, size_t *limits)
{
    size_t total = 1, cap = MAX_CANDIDATES;
    for (size_t c = 0; c < j->n_columns; c++)
        limits[c] = 1;
    for (bool grown = true; grown;) {
        grown = false;
        for (size_t c = 0; c < j->n_columns; c++) {
            size_t wider = total / limits[c] * (limits[c] + 1);
            if (limits[c] < lists[c].n && wider <= cap) {
                limits[c]++;
                total = wider;
                grown = true;
            }
        }
    }
    return total;
}

/* Does the candidate differ from the rows before in all that has to be unique? */
static bool
is_new(struct sk_prober *p, const struct sk_probe_row *row, const struct joined *j, const char *const *chosen)
{
    for (size_t c = 0; c < j->n_columns; c++) {
        if (!chosen[c] || !is_unique(row->table, j->columns[c]->name))
            continue;
        for (size_t i = 0; i < p->n_rows; i++) {
            const struct sk_probe_row *other = p->rows[i];
            const struct sk_probe_value *value =
                other != row && other->table == row->table ? value_of(other, j->columns[c]->name) : NULL;
            if (value && value->text && strcmp(value->text, chosen[c]) == 0)
                return false;
        }
    }
    return true;
}

static void
satisfy(struct sk_prober *p, struct sk_probe_row *row, const struct joined *j)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_probe_texts lists[MAX_JOINED] = {{0}};
    size_t limits[MAX_JOINED], n = 0, *found = NULL;
    const char *chosen[MAX_JOINED];
    for (size_t c = 0; c < j->n_columns; c++)
        candidates(p, tmp, j, row, j->columns[c], &lists[c]);
    size_t total = limit(j, lists, limits);
    char *sql = question(p, tmp, row->table, j, lists, limits, total);
    if (!j->whole || !p->ask || p->ask(p->ask_data, sql, &found, &n, tmp) || !n) {
        talloc_free(tmp);
        return;
    }
    size_t best = found[0];
    for (size_t i = 0; i < n; i++) {
        choose(found[i], j, lists, limits, chosen);
        if (is_new(p, row, j, chosen)) {
            best = found[i];
            break;
        }
    }
    choose(best, j, lists, limits, chosen);
    for (size_t c = 0; c < j->n_columns; c++) {
        struct sk_probe_value *value = value_of(row, j->columns[c]->name);
        if (value)
            value->text = sk_strdup(p->owner, chosen[c]);
    }
    talloc_free(tmp);
}

/* A domain's CHECKs are about one value, and no row's: the first of its borders that satisfies them. */
static void
satisfy_domain(struct sk_prober *p, struct sk_probe_value *value)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const struct sk_user_type *domain;
    struct sk_probe_texts list = {0};
    size_t *found = NULL, n = 0;
    const struct sk_type *base = sk_probe_base_type(p->catalog, &value->column->type, &domain);
    struct sk_text *sql = sk_text_new(tmp);
    if (!domain || !domain->n_checks || !p->ask || !value->text) {
        talloc_free(tmp);
        return;
    }
    sk_probe_texts_add(tmp, &list, value->text);
    domain_boundaries(tmp, &list, p->catalog, &value->column->type);
    sk_text_add(sql, "SELECT skein_n FROM (VALUES ");
    size_t put = 0;
    for (size_t i = 0; i < list.n; i++) {
        if (!sk_probe_fits(p->catalog, base, list.items[i]))
            continue;
        sk_text_addf(sql, "%s(%zu, CAST(", put++ ? ", " : "", i);
        sk_text_literal(sql, list.items[i]);
        sk_text_addf(sql, " AS %s))", sk_type_format(tmp, base));
    }
    sk_text_add(sql, ") AS skein_d (skein_n, value) WHERE true");
    for (size_t i = 0; i < domain->n_checks; i++)
        sk_text_addf(sql, " AND (%s) IS NOT FALSE", p->catalog->ops->text(domain->checks[i]->check));
    sk_text_add(sql, " ORDER BY skein_n");
    if (put && !p->ask(p->ask_data, sql->data, &found, &n, tmp) && n)
        value->text = sk_strdup(p->owner, list.items[found[0]]);
    talloc_free(tmp);
}

static void
satisfy_all(struct sk_prober *p, struct sk_probe_row *row)
{
    struct joined *j = sk_new(p->owner, struct joined);
    const struct sk_table *table = row->table;
    bool done[1600] = {false};
    for (size_t i = 0; i < row->n_values; i++)
        satisfy_domain(p, &row->values[i]);
    for (size_t i = 0; i < table->n_columns && i < sizeof done; i++) {
        if (done[i])
            continue;
        join(j, table, table->columns[i]);
        for (size_t c = 0; c < table->n_columns && c < sizeof done; c++)
            done[c] = done[c] || in_joined(j, table->columns[c]->name);
        if (j->n_checks)
            satisfy(p, row, j);
    }
    talloc_free(j);
}

/* ---- all of it ------------------------------------------------------------------------------------------------ */

static void
fill(struct sk_prober *p, struct sk_probe_row *row)
{
    const struct sk_table *table = row->table;
    for (size_t i = 0; i < table->n_columns; i++) {
        struct sk_probe_value value = {.column = table->columns[i]};
        if (value.column->generated)
            continue;
        value.text = sk_probe_base(p->owner, p->catalog, &value.column->type, row->variant);
        sk_push(p->owner, row->values, row->n_values, value);
    }
    for (int pass = 0; pass < 2; pass++) /* those to itself want its key */
        for (size_t i = 0; i < table->n_constraints; i++)
            if (table->constraints[i]->kind == SK_FOREIGN_KEY && is_self(table, table->constraints[i]) == (pass == 1))
                refer(p, row, table->constraints[i]);
    satisfy_all(p, row);
}

const struct sk_probe_row *
sk_probe_row(struct sk_prober *p, const struct sk_table *table, size_t variant)
{
    for (size_t i = 0; i < p->n_rows; i++)
        if (p->rows[i]->table == table && p->rows[i]->variant == variant)
            return p->rows[i];
    struct sk_probe_row *row = sk_new(p->owner, struct sk_probe_row);
    *row = (struct sk_probe_row){.table = table, .variant = variant, .failed = true}; /* until it is whole */
    sk_push(p->owner, p->rows, p->n_rows, row);
    if (p->depth >= MAX_DEPTH)
        return row;
    row->failed = false;
    struct sk_probe_row made = *row;
    row->failed = true; /* who comes back to it goes in a circle */
    p->depth++;
    fill(p, &made);
    p->depth--;
    *row = made;
    return row;
}
