/* core/generate.c - see generate.h. */
#include "core/generate.h"

#include <string.h>

#include "core/generate_priv.h"

/* Every eighth value of a column that may be NULL is NULL. A reference that has to fit another is looked for so long.
 */
enum { NULL_SHARE = 8, SEARCH = 4096 };

/* ---- chance --------------------------------------------------------------------------------------------------- */

/* S. Vigna's splitmix64: one to one. */
uint64_t
sk_generator_mix(uint64_t value)
{
    value += UINT64_C(0x9E3779B97F4A7C15);
    value = (value ^ value >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    value = (value ^ value >> 27) * UINT64_C(0x94D049BB133111EB);
    return value ^ value >> 31;
}

static uint64_t
chance(const struct sk_generator *g, const struct sk_source_table *t, uint64_t salt, uint64_t row)
{
    uint64_t table = (uint64_t)(t - g->tables);
    return sk_generator_mix(sk_generator_mix(g->seed ^ sk_generator_mix(table << 32 | salt)) + row);
}

static uint64_t
common_divisor(uint64_t a, uint64_t b)
{
    while (b) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Another number below `count` for each row below it, in no order that shows. */
static uint64_t
shuffled(uint64_t row, uint64_t count, uint64_t begin)
{
    const uint64_t most = UINT64_C(4294967291); /* a prime; the product below has to fit */
    uint64_t stride = count > most ? count / most : 1;
    if (count > most)
        count = most;
    uint64_t by = count > 2 ? count / 8 * 5 + count % 8 * 5 / 8 : 1;
    while (by > 1 && common_divisor(by, count) != 1)
        by--;
    return ((row % count) * (by ? by : 1) + begin % count) % count * stride;
}

static uint64_t
draw(const struct sk_generator *g, const struct sk_source_table *t, const struct sk_unit *unit, uint64_t row)
{
    if (!unit->capacity)
        return 0;
    switch (unit->draw) {
    case SK_DRAW_ANY:
        return chance(g, t, unit->salt, row) % unit->capacity;
    case SK_DRAW_ROW:
        return shuffled(row + t->first, unit->capacity, g->seed);
    case SK_DRAW_DIGIT:
        return row / unit->every % unit->capacity;
    }
    return 0;
}

/* ---- values --------------------------------------------------------------------------------------------------- */

static const char *value_of(TALLOC_CTX *owner, struct sk_generator *g, const struct sk_source_table *t, size_t column,
                            uint64_t row);

/* Does row `at` of the parent have the values that earlier references have given to the columns of this one? */
static bool
fits(struct sk_generator *g, const struct sk_source_table *t, const struct sk_reference *r, uint64_t row, uint64_t at)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    bool same = true;
    for (size_t k = 0; k < r->key->n_columns && same; k++)
        if (t->columns[r->columns[k]].reference != r)
            same = strcmp(value_of(tmp, g, t, r->columns[k], row),
                          value_of(tmp, g, r->parent, r->ref_columns[k], at)) == 0;
    talloc_free(tmp);
    return same;
}

static bool
search(uint64_t *at, struct sk_generator *g, const struct sk_source_table *t, const struct sk_reference *r,
       uint64_t row)
{
    uint64_t n = r->parent->rows;
    for (uint64_t i = 0; i < n && i < SEARCH; i++) {
        uint64_t candidate = (*at + i) % n;
        if (fits(g, t, r, row, candidate)) {
            *at = candidate;
            return true;
        }
    }
    return false;
}

static bool
has_turn(const struct sk_source_column *c, uint64_t row)
{
    int64_t n = (int64_t)c->present->n_values, present = c->present->max < n ? c->present->max : n;
    return (int64_t)((c->turn + (size_t)n - row % (uint64_t)n) % (size_t)n) < present;
}

/* Is the column NULL by what is said of it alone? */
static bool
is_null(const struct sk_generator *g, const struct sk_source_table *t, const struct sk_source_column *c, uint64_t row)
{
    if (c->always_null || (c->present && !has_turn(c, row)))
        return true;
    if (c->never_null || c->present)
        return false;
    return chance(g, t, c->unit.salt + 500, row) % NULL_SHARE == 0;
}

/* A table that refers to itself refers to rows before: the first to itself, if it has to. */
static bool
own_row(uint64_t *out, const struct sk_reference *r, uint64_t drawn, uint64_t row)
{
    if (r->unit.draw == SK_DRAW_ROW)
        *out = r->nullable && row ? row - 1 : row;
    else
        *out = row ? drawn % row : 0;
    return row || !r->nullable;
}

/* Which row of its table the reference is to; false: it is NULL. */
static bool
reference_row(uint64_t *out, struct sk_generator *g, const struct sk_source_table *t, const struct sk_reference *r,
              uint64_t row)
{
    const struct sk_source_column *first = &t->columns[r->columns[0]];
    uint64_t other;
    for (size_t k = 0; k < r->key->n_columns; k++)
        if (t->columns[r->columns[k]].reference == r)
            first = &t->columns[r->columns[k]];
    bool scarce = r->unit.draw == SK_DRAW_ROW && row >= r->unit.capacity;
    if (r->later || !r->parent->rows || (r->nullable && (scarce || is_null(g, t, first, row))))
        return false;
    uint64_t drawn = draw(g, t, &r->unit, row);
    if (r->parent == t)
        return own_row(out, r, drawn, row);
    if (r->differs && reference_row(&other, g, t, r->differs, row))
        drawn = (other + 1 + drawn) % r->parent->rows;
    *out = drawn;
    return !r->follows || search(out, g, t, r, row);
}

static const char *
value_of(TALLOC_CTX *owner, struct sk_generator *g, const struct sk_source_table *t, size_t column, uint64_t row)
{
    const struct sk_source_column *c = &t->columns[column];
    const struct sk_reference *r = c->reference;
    uint64_t at;
    if (r)
        return reference_row(&at, g, t, r, row)
                   ? value_of(owner, g, r->parent, r->ref_columns[c->reference_column], at)
                   : "NULL";
    if (c->counted)
        return sk_printf(owner, "%lld", (long long)(c->start + (int64_t)(t->first + row) * c->increment));
    bool scarce = c->unit.draw == SK_DRAW_ROW && row + t->first >= c->unit.capacity;
    if (!c->domain.count || is_null(g, t, c, row) || (scarce && !c->never_null))
        return "NULL";
    return sk_domain_literal(owner, g, &c->domain, draw(g, t, &c->unit, row));
}

/* ---- the interface -------------------------------------------------------------------------------------------- */

struct sk_generator *
sk_generator_new(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_dialect *source, uint64_t seed)
{
    struct sk_generator *g = sk_new(owner, struct sk_generator);
    *g = (struct sk_generator){.catalog = catalog, .source = source, .seed = seed, .wanted = 10};
    for (size_t i = 0; i < catalog->n_tables; i++) {
        struct sk_source_table t = {.table = catalog->tables[i]};
        t.columns = sk_alloc(g, (t.table->n_columns + 1) * sizeof *t.columns, "columns");
        for (size_t c = 0; c < t.table->n_columns; c++)
            t.columns[c].column = t.table->columns[c];
        sk_push(g, g->tables, g->n_tables, t);
    }
    return g;
}

struct sk_source_table *
sk_generator_find(const struct sk_generator *g, const struct sk_table *table)
{
    for (size_t i = 0; i < g->n_tables; i++)
        if (g->tables[i].table == table)
            return &g->tables[i];
    return NULL;
}

void
sk_generator_want(struct sk_generator *g, const struct sk_table *table, uint64_t rows)
{
    if (!table) {
        g->wanted = rows;
        return;
    }
    struct sk_source_table *t = sk_generator_find(g, table);
    t->wanted = rows;
    t->has_wish = true;
}

void
sk_generator_skip(struct sk_generator *g, const struct sk_table *table, uint64_t n)
{
    sk_generator_find(g, table)->first = n;
}

size_t
sk_generator_tables(const struct sk_generator *g)
{
    return g->n_order;
}

const struct sk_table *
sk_generator_table(const struct sk_generator *g, size_t i)
{
    return g->order[i]->table;
}

uint64_t
sk_generator_rows(const struct sk_generator *g, const struct sk_table *table)
{
    return sk_generator_find(g, table)->rows;
}

bool
sk_generator_fills(const struct sk_column *column)
{
    return !column->generated && column->identity != SK_IDENTITY_ALWAYS;
}

const char *
sk_generate(TALLOC_CTX *owner, struct sk_generator *g, const struct sk_table *table, const struct sk_column *column,
            uint64_t row)
{
    const struct sk_source_table *t = sk_generator_find(g, table);
    size_t i = 0;
    while (table->columns[i] != column)
        i++;
    return value_of(owner, g, t, i, row);
}

size_t
sk_generator_unsolved(const struct sk_generator *g, const char *const **names)
{
    *names = g->unsolved;
    return g->n_unsolved;
}

char *
sk_generate_insert(TALLOC_CTX *owner, struct sk_generator *g, const struct sk_table *table, uint64_t from, uint64_t to)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const struct sk_source_table *t = sk_generator_find(g, table);
    const struct sk_column **columns = NULL;
    const char **literals = NULL;
    size_t n_columns = 0, n = 0;
    for (size_t i = 0; i < table->n_columns; i++)
        if (sk_generator_fills(table->columns[i]))
            sk_push(tmp, columns, n_columns, table->columns[i]);
    for (uint64_t row = from; row < to; row++)
        for (size_t i = 0; i < table->n_columns; i++)
            if (sk_generator_fills(table->columns[i]))
                sk_push(tmp, literals, n, value_of(tmp, g, t, i, row));
    char *text = g->source->solver->insert(owner, table, columns, n_columns, literals, (size_t)(to - from));
    talloc_free(tmp);
    return text;
}
