/*
 * core/generate_plan.c - in which order tables are filled, with how many rows, and what each column draws from.
 *
 * A table comes after those that it refers to; where they go in a circle, a reference that may be NULL is left so. A
 * key is unique because one of its columns has another value in each row, or because its columns are the digits of the
 * row's number; when neither gives enough, the table gets fewer rows.
 */
#include <string.h>

#include "core/generate_priv.h"

static size_t
column_index(const struct sk_table *table, const char *name)
{
    size_t i = 0;
    while (i < table->n_columns && strcmp(table->columns[i]->name, name) != 0)
        i++;
    return i;
}

static struct sk_source_column *
find_column(const struct sk_source_table *t, const char *name)
{
    size_t i = name ? column_index(t->table, name) : t->table->n_columns;
    return i < t->table->n_columns ? &t->columns[i] : NULL;
}

static void
not_solved(struct sk_generator *g, const struct sk_source_table *t, const char *name)
{
    sk_push(g, g->unsolved, g->n_unsolved, sk_printf(g, "%s.%s", t->table->name, name));
}

/* ---- what the CHECKs say --------------------------------------------------------------------------------------- */

static void
read_checks(struct sk_generator *g, struct sk_source_table *t)
{
    for (size_t i = 0; i < t->table->n_constraints; i++) {
        const struct sk_constraint *k = t->table->constraints[i];
        if (k->kind == SK_CHECK) {
            t->facts.partial = false;
            g->source->solver->facts(&t->facts, g, k);
        }
        if (k->kind == SK_EXCLUDE || (k->kind == SK_CHECK && t->facts.partial))
            not_solved(g, t, k->name);
    }
}

/* A domain's CHECKs are about its value, which is the column here; a domain may be of a domain. */
static void
read_domain(struct sk_generator *g, struct sk_source_table *t, struct sk_source_column *c, const struct sk_type *type)
{
    const struct sk_user_type *user =
        type->kind == SK_TYPE_DOMAIN ? sk_catalog_type(g->catalog, type->schema, type->name) : NULL;
    for (size_t i = 0; user && i < user->n_checks; i++) {
        struct sk_facts facts = {0};
        g->source->solver->facts(&facts, g, user->checks[i]);
        if (facts.partial)
            not_solved(g, t, user->checks[i]->name);
        for (size_t k = 0; k < facts.n; k++) {
            facts.items[k].column = c->column->name;
            sk_push(g, t->facts.items, t->facts.n, facts.items[k]);
        }
    }
    c->never_null = c->never_null || (user && user->not_null);
    if (user)
        read_domain(g, t, c, &user->base);
}

static void
set_domain(struct sk_generator *g, struct sk_source_table *t, struct sk_source_column *c)
{
    const struct sk_fact **facts = NULL;
    size_t n = 0;
    bool solved;
    for (size_t i = 0; i < t->facts.n; i++) {
        const struct sk_fact *fact = &t->facts.items[i];
        if (!fact->column || strcmp(fact->column, c->column->name) != 0)
            continue;
        sk_push(g, facts, n, fact);
        c->always_null = c->always_null || fact->kind == SK_FACT_NULL;
        c->never_null = c->never_null || fact->kind == SK_FACT_NOT_NULL;
    }
    c->domain = sk_domain_of(g, g, c->column, facts, n, &solved);
    c->unit.capacity = c->domain.count;
    if (!solved)
        not_solved(g, t, c->column->name);
}

/* The columns of num_nonnulls(...) take turns. */
static void
set_turns(struct sk_source_table *t)
{
    for (size_t i = 0; i < t->facts.n; i++) {
        const struct sk_fact *fact = &t->facts.items[i];
        for (size_t k = 0; fact->kind == SK_FACT_PRESENT && k < fact->n_values; k++) {
            struct sk_source_column *c = find_column(t, fact->values[k]);
            if (c && !c->present) {
                c->present = fact;
                c->turn = k;
            }
        }
    }
}

/* a < b < c: the range that they share is cut into pieces, one for each. */
static void
set_sequence(struct sk_source_table *t)
{
    size_t n = t->table->n_columns, most = 0;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    size_t *level = sk_alloc(tmp, (n + 1) * sizeof *level, "levels");
    bool *in = sk_alloc(tmp, n + 1, "flags");
    int64_t min = INT64_MIN, max = INT64_MAX;
    for (size_t round = 0; round <= n; round++) {
        for (size_t i = 0; i < t->facts.n; i++) {
            const struct sk_fact *fact = &t->facts.items[i];
            struct sk_source_column *a = find_column(t, fact->column), *b = find_column(t, fact->other);
            if (fact->kind != SK_FACT_BEFORE || !a || !b || a->domain.kind != SK_DOMAIN_NUMBERS ||
                b->domain.kind != SK_DOMAIN_NUMBERS || a->domain.scale != b->domain.scale)
                continue;
            size_t from = (size_t)(a - t->columns), to = (size_t)(b - t->columns);
            in[from] = in[to] = true;
            level[to] = level[to] > level[from] + 1 || round == n ? level[to] : level[from] + 1;
            most = level[to] > most ? level[to] : most;
        }
    }
    for (size_t i = 0; i < n; i++) {
        min = in[i] && t->columns[i].domain.min > min ? t->columns[i].domain.min : min;
        max = in[i] && t->columns[i].domain.max < max ? t->columns[i].domain.max : max;
    }
    int64_t piece = most && most <= n && max > min ? (max - min) / (int64_t)(most + 1) : 0;
    for (size_t i = 0; i < n && piece > 0; i++) {
        if (!in[i])
            continue;
        sk_domain_limit(&t->columns[i].domain, min + piece * (int64_t)level[i],
                        min + piece * (int64_t)(level[i] + 1) - 1);
        t->columns[i].unit.capacity = t->columns[i].domain.count;
    }
    talloc_free(tmp);
}

/* ---- references ------------------------------------------------------------------------------------------------ */

static void
add_reference(struct sk_generator *g, struct sk_source_table *t, const struct sk_constraint *k)
{
    struct sk_reference r = {.key = k, .nullable = true};
    const struct sk_table *parent = sk_catalog_table(g->catalog, k->ref_schema, k->ref_table);
    r.parent = parent ? sk_generator_find(g, parent) : NULL;
    bool usable = r.parent != NULL, hard = false, fresh = false;
    for (size_t i = 0; usable && i < k->n_columns; i++) {
        size_t column = column_index(t->table, k->columns[i]), ref = column_index(parent, k->ref_columns[i]);
        size_t n = i, n_ref = i;
        usable = column < t->table->n_columns && ref < parent->n_columns;
        if (!usable)
            break;
        sk_push(g, r.columns, n, column);
        sk_push(g, r.ref_columns, n_ref, ref);
        hard = hard || (!t->columns[column].reference && (t->columns[column].never_null || t->columns[column].present));
        fresh = fresh || !t->columns[column].reference;
        r.parent->columns[ref].never_null = true;
        r.nullable = r.nullable && !t->columns[column].never_null;
        r.follows = r.follows || t->columns[column].reference;
    }
    r.nullable = r.nullable || !hard;
    if (!usable || !fresh)
        return not_solved(g, t, k->name);
    sk_push(g, t->references, t->n_references, r);
}

/* References stay where they are once all are known: columns point to them. */
static void
bind_references(struct sk_source_table *t)
{
    for (size_t i = 0; i < t->n_references; i++) {
        struct sk_reference *r = &t->references[i];
        r->unit.salt = 1000 + i;
        r->follows = false;
        for (size_t k = 0; k < r->key->n_columns; k++) {
            struct sk_source_column *c = &t->columns[r->columns[k]];
            r->follows = r->follows || c->reference;
            if (c->reference)
                continue;
            c->reference = r;
            c->reference_column = k;
        }
    }
    for (size_t i = 0; i < t->facts.n; i++) {
        const struct sk_fact *fact = &t->facts.items[i];
        const struct sk_source_column *a = find_column(t, fact->column), *b = find_column(t, fact->other);
        if (fact->kind == SK_FACT_DIFFERS && a && b && a->reference && b->reference && a->reference != b->reference &&
            a->reference->parent == b->reference->parent) {
            struct sk_reference *later = a->reference > b->reference ? a->reference : b->reference;
            later->differs = a->reference > b->reference ? b->reference : a->reference;
        }
    }
}

/* serial and identity count by their sequence. */
static void
set_counted(const struct sk_generator *g, const struct sk_source_table *t, struct sk_source_column *c)
{
    c->counted = c->column->identity != SK_IDENTITY_NONE;
    c->start = c->increment = 1;
    for (size_t i = 0; c->counted && i < g->catalog->n_sequences; i++) {
        const struct sk_sequence *s = g->catalog->sequences[i];
        if (s->owner_table && strcmp(s->owner_table, t->table->name) == 0 && s->owner_column &&
            strcmp(s->owner_column, c->column->name) == 0 && strcmp(s->schema, t->table->schema) == 0) {
            c->start = s->start;
            c->increment = s->increment;
        }
    }
}

static void
prepare_table(struct sk_generator *g, struct sk_source_table *t)
{
    const struct sk_constraint *primary = sk_table_primary_key(t->table);
    read_checks(g, t);
    for (size_t i = 0; i < t->table->n_columns; i++) {
        struct sk_source_column *c = &t->columns[i];
        c->never_null = c->never_null || c->column->not_null || c->column->identity != SK_IDENTITY_NONE ||
                        (primary && sk_constraint_has_column(primary, c->column->name));
        c->unit.salt = i;
        read_domain(g, t, c, &c->column->type);
        set_domain(g, t, c);
        set_counted(g, t, c);
    }
    set_turns(t);
    set_sequence(t);
}

/* ---- order ---------------------------------------------------------------------------------------------------- */

/* 2: all that it refers to is there; 1: what is not, may be NULL; 0: it has to wait. */
static int
readiness(const struct sk_source_table *t)
{
    int ready = 2;
    for (size_t i = 0; i < t->n_references; i++) {
        const struct sk_reference *r = &t->references[i];
        if (r->parent->placed || r->parent == t)
            continue;
        if (!r->nullable)
            return 0;
        ready = 1;
    }
    return ready;
}

static enum sk_status
refuse_circle(const struct sk_generator *g, struct sk_error *err)
{
    const struct sk_source_table *t = NULL;
    for (size_t i = 0; i < g->n_tables && !t; i++)
        t = g->tables[i].placed ? NULL : &g->tables[i];
    sk_fail(err, SK_EUNSUPPORTED,
            "no row of \"%s\" can be made: it refers, by way of others, to itself, and none of the "
            "columns on the way may be NULL",
            t->table->name);
    return sk_hint(err, "Rows of such tables have to be written by hand."), SK_EUNSUPPORTED;
}

static enum sk_status
order_tables(struct sk_generator *g, struct sk_error *err)
{
    while (g->n_order < g->n_tables) {
        struct sk_source_table *next = NULL;
        int best = 0;
        for (size_t i = 0; i < g->n_tables; i++) {
            int ready = g->tables[i].placed ? 0 : readiness(&g->tables[i]);
            if (ready > best) {
                next = &g->tables[i];
                best = ready;
            }
        }
        if (!next)
            return refuse_circle(g, err);
        for (size_t i = 0; i < next->n_references; i++)
            next->references[i].later = !next->references[i].parent->placed && next->references[i].parent != next;
        next->placed = true;
        sk_push(g, g->order, g->n_order, next);
    }
    return SK_OK;
}

/* ---- keys ----------------------------------------------------------------------------------------------------- */

struct key {
    bool primary;
    size_t n;
    struct sk_unit *units[32];
    const struct sk_source_column *columns[32];
};

static void
add_unit(struct key *key, struct sk_source_column *c)
{
    struct sk_unit *unit = c->reference ? &c->reference->unit : &c->unit;
    for (size_t i = 0; i < key->n; i++)
        if (key->units[i] == unit)
            return;
    if (key->n < sizeof key->units / sizeof *key->units) {
        key->units[key->n] = unit;
        key->columns[key->n++] = c;
    }
}

static bool
is_drawn_by_row(const struct key *key)
{
    for (size_t i = 0; i < key->n; i++)
        if (key->units[i]->draw == SK_DRAW_ROW || key->columns[i]->counted)
            return true;
    return false;
}

/* One column with another value in each row; its own one rather than a reference. */
static bool
draw_by_row(struct sk_source_table *t, struct key *key)
{
    struct sk_unit *best = NULL;
    for (size_t i = 0; i < key->n; i++) {
        struct sk_unit *unit = key->units[i];
        bool own = !key->columns[i]->reference;
        if (unit->draw == SK_DRAW_ANY && unit->capacity >= t->rows && (!best || own))
            best = unit;
    }
    if (best)
        best->draw = SK_DRAW_ROW;
    return best != NULL;
}

static void
draw_by_digits(struct sk_source_table *t, struct key *key)
{
    uint64_t every = 1;
    for (size_t i = 0; i < key->n; i++) {
        struct sk_unit *unit = key->units[i];
        if (unit->draw != SK_DRAW_ANY)
            continue;
        unit->draw = SK_DRAW_DIGIT;
        unit->every = every;
        every = unit->capacity && every > UINT64_MAX / unit->capacity ? UINT64_MAX : every * unit->capacity;
    }
    t->rows = every < t->rows ? every : t->rows;
}

/* A key of one column that may be NULL has NULLs where its values end. */
static void
settle_key(struct sk_source_table *t, struct key *key)
{
    for (size_t i = 0; i < key->n; i++) {
        struct sk_source_column *c = (struct sk_source_column *)(uintptr_t)key->columns[i];
        if (c->reference || c->domain.count >= t->rows)
            continue;
        sk_domain_widen(&c->domain);
        c->unit.capacity = c->domain.count;
    }
    if (!key->n || is_drawn_by_row(key) || draw_by_row(t, key))
        return;
    if (key->n > 1)
        return draw_by_digits(t, key);
    key->units[0]->draw = SK_DRAW_ROW;
    const struct sk_source_column *c = key->columns[0];
    if (key->primary || c->never_null || (c->reference && !c->reference->nullable))
        t->rows = key->units[0]->capacity < t->rows ? key->units[0]->capacity : t->rows;
}

static void
settle_constraint(struct sk_source_table *t, const struct sk_constraint *k)
{
    struct key key = {.primary = k->kind == SK_PRIMARY_KEY};
    for (size_t i = 0; i < k->n_columns; i++)
        if (find_column(t, k->columns[i]))
            add_unit(&key, find_column(t, k->columns[i]));
    settle_key(t, &key);
}

static void
settle_index(const struct sk_generator *g, struct sk_source_table *t, const struct sk_index *index)
{
    struct key key = {0};
    for (size_t i = 0; index->unique && i < index->n_keys; i++)
        for (size_t c = 0; c < t->table->n_columns; c++) {
            const char *name = t->table->columns[c]->name;
            if (index->keys[i].column ? strcmp(index->keys[i].column, name) == 0
                                      : g->catalog->ops->uses_column(index->keys[i].expr, name))
                add_unit(&key, &t->columns[c]);
        }
    settle_key(t, &key);
}

/* Keys of few columns first: what they settle counts for the others. */
static enum sk_status
settle_table(struct sk_generator *g, struct sk_source_table *t, struct sk_error *err)
{
    t->rows = t->has_wish ? t->wanted : g->wanted;
    for (size_t i = 0; i < t->n_references; i++) {
        struct sk_reference *r = &t->references[i];
        r->unit.capacity = r->parent == t ? t->rows : r->later ? 0 : r->parent->rows;
        if (r->differs && r->unit.capacity)
            r->unit.capacity--;
        if (!r->unit.capacity && !r->nullable)
            t->rows = 0;
    }
    for (size_t i = 0; i < t->table->n_columns; i++) {
        const struct sk_source_column *c = &t->columns[i];
        if (!c->reference && !c->counted && c->never_null && !c->always_null && !c->domain.count && t->rows) {
            sk_fail(err, SK_EUNSUPPORTED,
                    "no row of \"%s\" can be made: nothing fulfils what is demanded of column \"%s\"", t->table->name,
                    c->column->name);
            return sk_hint(err, "Rows of such tables have to be written by hand."), SK_EUNSUPPORTED;
        }
    }
    for (size_t wide = 0; wide < 2; wide++)
        for (size_t i = 0; i < t->table->n_constraints; i++) {
            const struct sk_constraint *k = t->table->constraints[i];
            if ((k->kind == SK_PRIMARY_KEY || k->kind == SK_UNIQUE) && (k->n_columns > 1) == wide)
                settle_constraint(t, k);
        }
    for (size_t i = 0; i < t->table->n_indexes; i++)
        settle_index(g, t, t->table->indexes[i]);
    return SK_OK;
}

enum sk_status
sk_generator_plan(struct sk_generator *g, struct sk_error *err)
{
    for (size_t i = 0; i < g->n_tables; i++)
        prepare_table(g, &g->tables[i]);
    for (size_t i = 0; i < g->n_tables; i++)
        for (size_t k = 0; k < g->tables[i].table->n_constraints; k++)
            if (g->tables[i].table->constraints[k]->kind == SK_FOREIGN_KEY)
                add_reference(g, &g->tables[i], g->tables[i].table->constraints[k]);
    for (size_t i = 0; i < g->n_tables; i++)
        bind_references(&g->tables[i]);
    enum sk_status status = order_tables(g, err);
    for (size_t i = 0; i < g->n_order && !status; i++)
        status = settle_table(g, g->order[i], err);
    return status;
}
