/*
 * dialects/postgres/texts.c - the texts that fulfil regular expressions, numbered.
 *
 * The automata of the patterns run side by side; their sets of states are the states of one that is deterministic, in
 * which each text is one path. Paths of a length are counted from their end, and a number picks one. Where several
 * characters lead to the same state, letters and digits are taken for all of them, so that the texts are easy on the
 * eye.
 */
#include <string.h>

#include "dialects/common/regex.h"
#include "dialects/postgres/postgres.h"

enum { MAX_SYMBOLS = 128, MAX_SETS = 500, MAX_LENGTH = 400, SPREAD = 6, TIERS = 4 };
static const uint64_t ENOUGH = UINT64_C(1) << 40, MOST = UINT64_C(1) << 60;

struct edge {
    uint32_t to;
    size_t n;
    uint32_t symbols[MAX_SYMBOLS];
};

struct set {
    uint8_t *states; /* one for each state of all automata */
    bool accepts;
    size_t n_edges;
    struct edge *edges;
};

struct sk_texts {
    size_t n_automata, n_states;
    struct sk_regex **automata;
    uint32_t *first; /* of each automaton's states, among all */
    size_t n_symbols;
    uint32_t symbols[MAX_SYMBOLS];
    size_t n_sets;
    struct set *sets;
    size_t min, max;
    uint64_t *counts; /* [length][set] */
    uint64_t count;
};

/* ---- the automaton -------------------------------------------------------------------------------------------- */

static int
tier(uint32_t symbol)
{
    if ((symbol >= 'a' && symbol <= 'z') || (symbol >= '0' && symbol <= '9'))
        return 0;
    if (symbol >= 'A' && symbol <= 'Z')
        return 1;
    return symbol < 127 && strchr(" '\"\\`", (int)symbol) ? TIERS - 1 : 2;
}

static void
add_symbol(struct sk_texts *t, uint32_t symbol)
{
    for (size_t i = 0; i < t->n_symbols; i++)
        if (t->symbols[i] == symbol)
            return;
    if (t->n_symbols < MAX_SYMBOLS)
        t->symbols[t->n_symbols++] = symbol;
}

/* What can be typed, and what a pattern names besides. */
static void
choose_symbols(struct sk_texts *t)
{
    for (uint32_t symbol = ' '; symbol < 127; symbol++)
        add_symbol(t, symbol);
    for (size_t a = 0; a < t->n_automata; a++)
        for (size_t i = 0; i < t->automata[a]->n_steps; i++)
            if (t->automata[a]->steps[i].lo > 127)
                add_symbol(t, t->automata[a]->steps[i].lo);
}

static bool
set_accepts(const struct sk_texts *t, const uint8_t *states)
{
    for (size_t a = 0; a < t->n_automata; a++) {
        bool found = false;
        for (size_t i = 0; i < t->automata[a]->n_accepting && !found; i++)
            found = states[t->first[a] + t->automata[a]->accepting[i]];
        if (!found)
            return false;
    }
    return true;
}

/* The set that `symbol` leads to, in `to`; false: one of the automata has no way on. */
static bool
step(const struct sk_texts *t, const uint8_t *from, uint32_t symbol, uint8_t *to)
{
    memset(to, 0, t->n_states);
    for (size_t a = 0; a < t->n_automata; a++) {
        const struct sk_regex *regex = t->automata[a];
        bool any = false;
        for (size_t i = 0; i < regex->n_steps; i++) {
            const struct sk_regex_step *s = &regex->steps[i];
            if (from[t->first[a] + s->from] && symbol >= s->lo && symbol <= s->hi)
                to[t->first[a] + s->to] = any = true;
        }
        if (!any)
            return false;
    }
    return true;
}

static uint32_t
find_set(struct sk_texts *t, const uint8_t *states)
{
    for (size_t i = 0; i < t->n_sets; i++)
        if (memcmp(t->sets[i].states, states, t->n_states) == 0)
            return (uint32_t)i;
    struct set set = {.states = sk_alloc(t, t->n_states, "states"), .accepts = set_accepts(t, states)};
    memcpy(set.states, states, t->n_states);
    sk_push(t, t->sets, t->n_sets, set);
    return (uint32_t)(t->n_sets - 1);
}

static void
add_edge(struct sk_texts *t, size_t from, uint32_t symbol, uint32_t to)
{
    struct set *set = &t->sets[from];
    size_t i = 0;
    while (i < set->n_edges && set->edges[i].to != to)
        i++;
    if (i == set->n_edges)
        sk_push(t, set->edges, set->n_edges, ((struct edge){.to = to}));
    struct edge *edge = &set->edges[i];
    if (edge->n && tier(symbol) < tier(edge->symbols[0]))
        edge->n = 0;
    if (!edge->n || tier(symbol) == tier(edge->symbols[0]))
        edge->symbols[edge->n++] = symbol;
}

/* False: too many. */
static bool
build(struct sk_texts *t)
{
    uint8_t *states = sk_alloc(t, t->n_states, "states");
    for (size_t a = 0; a < t->n_automata; a++)
        states[t->first[a]] = 1;
    find_set(t, states);
    for (size_t i = 0; i < t->n_sets && t->n_sets <= MAX_SETS; i++)
        for (size_t k = 0; k < t->n_symbols; k++)
            if (step(t, t->sets[i].states, t->symbols[k], states))
                add_edge(t, i, t->symbols[k], find_set(t, states));
    return t->n_sets <= MAX_SETS;
}

/* What follows a match that need not go to the end may be anything. */
static void
loosen(struct sk_regex *regex)
{
    for (size_t i = 0; i < regex->n_accepting && !regex->to_end; i++)
        sk_push(regex, regex->steps, regex->n_steps,
                ((struct sk_regex_step){regex->accepting[i], 1, 0x10FFFF, regex->accepting[i]}));
}

static bool
read_patterns(struct sk_texts *t, const struct sk_fact *const *matches, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct sk_regex *regex;
        uint32_t highest = 0;
        if (sk_regex_compile(&regex, t, matches[i]->values[0], matches[i]->ignore_case))
            return false;
        loosen(regex);
        for (size_t k = 0; k < regex->n_steps; k++)
            highest = regex->steps[k].to > highest ? regex->steps[k].to : highest;
        size_t n_first = i;
        sk_push(t, t->first, n_first, (uint32_t)t->n_states);
        sk_push(t, t->automata, t->n_automata, regex);
        t->n_states += highest + 1;
    }
    return true;
}

/* ---- counting ------------------------------------------------------------------------------------------------- */

static uint64_t *
count_at(const struct sk_texts *t, size_t length, size_t set)
{
    return &t->counts[length * t->n_sets + set];
}

/* The texts of one length, by the state that they begin in; from those that are shorter by one. */
static void
count_length(struct sk_texts *t, size_t length)
{
    for (size_t s = 0; s < t->n_sets; s++) {
        uint64_t sum = !length && t->sets[s].accepts;
        for (size_t e = 0; length && e < t->sets[s].n_edges; e++) {
            const struct edge *edge = &t->sets[s].edges[e];
            uint64_t one = *count_at(t, length - 1, edge->to);
            sum += one > MOST / edge->n ? MOST : one * edge->n;
            sum = sum > MOST ? MOST : sum;
        }
        *count_at(t, length, s) = sum;
    }
}

/* As many lengths as give enough texts, and a few more. */
static void
count_texts(struct sk_texts *t, size_t min, size_t max)
{
    size_t most = max < MAX_LENGTH ? max : MAX_LENGTH, left = SPREAD;
    t->counts = sk_alloc(t, (most + 1) * t->n_sets * sizeof *t->counts, "counts");
    t->min = min;
    for (t->max = 0; t->max <= most; t->max++) {
        count_length(t, t->max);
        if (t->max >= min)
            t->count += *count_at(t, t->max, 0);
        if (t->count >= ENOUGH && left-- == 0)
            break;
    }
    t->max = t->max > most ? most : t->max;
    t->count = t->count > MOST ? MOST : t->count;
}

struct sk_texts *
sk_pg_texts(TALLOC_CTX *owner, const struct sk_fact *const *matches, size_t n, size_t min, size_t max)
{
    struct sk_texts *t = sk_new(owner, struct sk_texts);
    bool built = read_patterns(t, matches, n);
    if (built) {
        choose_symbols(t);
        built = build(t);
    }
    if (built)
        count_texts(t, min, max);
    if (t->count)
        return t;
    talloc_free(t);
    return NULL;
}

uint64_t
sk_pg_texts_count(const struct sk_texts *texts)
{
    return texts->count;
}

static void
put_symbol(struct sk_text *out, uint32_t c)
{
    char utf8[4];
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n; i > 1; i--, c >>= 6)
        utf8[i - 1] = (char)(0x80 | (c & 0x3F));
    utf8[0] = (char)(n == 1 ? c : (0xF00u >> n & 0xFF) | c);
    sk_text_add_n(out, utf8, n);
}

/* The last lengths hold most texts: they come first, so that small numbers are of a usual length. */
char *
sk_pg_texts_get(TALLOC_CTX *owner, const struct sk_texts *t, uint64_t number)
{
    struct sk_text *out = sk_text_new(owner);
    size_t length = t->max, set = 0;
    for (; length > t->min && number >= *count_at(t, length, 0); length--)
        number -= *count_at(t, length, 0);
    for (; length; length--) {
        const struct edge *edge = t->sets[set].edges;
        uint64_t one;
        for (;; edge++) {
            one = *count_at(t, length - 1, edge->to);
            uint64_t all = one > MOST / edge->n ? MOST : one * edge->n;
            if (number < all)
                break;
            number -= all;
        }
        put_symbol(out, edge->symbols[number / one]);
        number %= one;
        set = edge->to;
    }
    return sk_text_finish(out, owner);
}
