/*
 * dialects/common/regex_assert.c - the automaton of a pattern that asserts: look-around, word boundaries, anchors
 * within.
 *
 * What is left of a pattern at some place of the text is a *claim*: a character class with what comes behind it (its
 * continuation), or one of a few fixed ones ("here is the end"). A look-ahead claims something beside what follows it:
 * so a state of the automaton is a set of claims, each to hold or not to hold, and several states are alternatives.
 * Taking a character turns each claim into such alternatives again (these are the derivatives of a boolean automaton in
 * disjunctive form). What looks back is decided when its place is reached: by the character before, or by a second
 * automaton that runs along from the beginning and knows whether a match of the look-behind ends here.
 */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "dialects/common/regex_priv.h"

enum {
    MAX_TERMS = 1500,
    MAX_WATCHES = 8,
    MAX_LITERALS = 200,
    MAX_STATES = 2500,
    MAX_STEPS = 20000,
    N_BUCKETS = 1024,
};

/* A part of the pattern and all that comes behind it; each exists once. */
struct rest {
    const struct sk_regex_node *part;
    const struct rest *next;
    uint32_t claim; /* of a class */
};

/* Claims that every pattern has; those of classes follow. A literal is twice a claim's number, plus 1 for "not". */
enum { CLAIM_SEARCH, CLAIM_END, CLAIM_LINE_END, CLAIM_WORD, CLAIM_NO_WORD, CLAIM_FOUND, N_FIXED };

/* Literals that hold together, sorted. */
struct term {
    size_t n;
    uint32_t *literals;
};

/* Alternatives. None: it cannot be. One without literals: it is. */
struct terms {
    size_t n;
    struct term *items;
};

/* What is before the place at hand. */
struct before {
    bool start, newline, word;
    uint32_t found; /* bit k: a match of look-behind k ends here */
};

/* A look-behind, with what it has at a place: alternatives, each one literal. */
struct watch {
    const struct sk_regex_node *pattern;
    struct rest *whole;
};

struct state {
    size_t next; /* of its bucket, plus 1; 0: none */
    struct term term;
    struct terms watched[MAX_WATCHES];
};

/* A class with what comes behind it; or, of a look-ahead, that one of several alternatives holds. */
struct claim {
    const struct rest *rest;
    struct terms any;
};

struct maker {
    TALLOC_CTX *tmp;
    const char *problem;
    bool apart; /* the alternatives of a look-ahead are states of their own */
    size_t n_rests, n_claims, n_watches, n_states, n_kinds;
    struct rest **rests;
    struct claim *claims;       /* from N_FIXED on */
    struct watch watches[MAX_WATCHES];
    struct state *states;
    size_t buckets[N_BUCKETS];  /* the newest state of each, plus 1 */
    struct rest *whole;
    struct sk_regex_class word;
    uint32_t *kinds;            /* a character of each kind */
        struct sk_regex *regex;
};

/* ---- alternatives ---------------------------------------------------------------------------------------------- */

static bool
includes(const struct term *big, const struct term *small)
{
    size_t k = 0;
    for (size_t i = 0; i < big->n && k < small->n; i++)
        k += big->literals[i] == small->literals[k];
    return k == small->n;
}

static bool all_hold_at_end(const struct maker *m, const struct term *term);

static bool
holds_at_end(const struct maker *m, uint32_t literal)
{
    uint32_t claim = literal / 2;
    bool holds = claim == CLAIM_END || claim == CLAIM_LINE_END || claim == CLAIM_NO_WORD;
    const struct terms *any = claim >= N_FIXED ? &m->claims[claim - N_FIXED].any : NULL;
    for (size_t i = 0; any && i < any->n; i++)
        holds = holds || all_hold_at_end(m, &any->items[i]);
    return holds != (literal & 1u);
}

static bool
all_hold_at_end(const struct maker *m, const struct term *term)
{
    for (size_t i = 0; i < term->n; i++)
        if (!holds_at_end(m, term->literals[i]))
            return false;
    return true;
}

/* Here is the end, and something that wants more. */
static bool
is_hopeless(const struct maker *m, const struct term *term)
{
    bool end = false;
    for (size_t i = 0; i < term->n; i++)
        end = end || term->literals[i] == CLAIM_END * 2;
    return end && !all_hold_at_end(m, term);
}

/* One more alternative, unless another says as little or less. */
static void
put(struct maker *m, struct terms *to, struct term term)
{
    size_t kept = 0;
    if (is_hopeless(m, &term))
        return;
    for (size_t i = 0; i < to->n; i++)
        if (includes(&term, &to->items[i]))
            return;
    for (size_t i = 0; i < to->n; i++)
        if (!includes(&to->items[i], &term))
            to->items[kept++] = to->items[i];
    to->n = kept;
    if (to->n >= MAX_TERMS)
        m->problem = "so many alternatives";
    else
        sk_push(m->tmp, to->items, to->n, term);
}

/* Both terms together; false if they contradict each other. */
static bool
merge(struct maker *m, struct term *out, const struct term *a, const struct term *b)
{
    struct term both = {0};
    size_t i = 0, k = 0;
    while (i < a->n || k < b->n) {
        uint32_t next = i == a->n || (k < b->n && b->literals[k] < a->literals[i]) ? b->literals[k] : a->literals[i];
        i += i < a->n && a->literals[i] == next;
        k += k < b->n && b->literals[k] == next;
        if (both.n && both.literals[both.n - 1] == (next ^ 1u))
            return false;
        sk_push(m->tmp, both.literals, both.n, next);
    }
    if (both.n > MAX_LITERALS)
        m->problem = "so many assertions";
    *out = both;
    return true;
}

static struct terms
either(struct maker *m, struct terms a, const struct terms *b)
{
    for (size_t i = 0; i < b->n && !m->problem; i++)
        put(m, &a, b->items[i]);
    return a;
}

static struct terms
together(struct maker *m, const struct terms *a, const struct terms *b)
{
    struct terms out = {0};
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < b->n && !m->problem; k++) {
            struct term both;
            if (merge(m, &both, &a->items[i], &b->items[k]))
                put(m, &out, both);
        }
    return out;
}

static struct terms
always(struct maker *m)
{
    struct terms out = {0};
    put(m, &out, (struct term){0});
    return out;
}

static struct terms
claimed(struct maker *m, uint32_t claim)
{
    struct terms out = {0};
    struct term term = {0};
    sk_push(m->tmp, term.literals, term.n, claim * 2);
    put(m, &out, term);
    return out;
}

static struct terms
opposite(struct maker *m, const struct terms *a)
{
    struct terms out = always(m);
    for (size_t i = 0; i < a->n && !m->problem; i++) {
        struct terms any = {0};
        for (size_t k = 0; k < a->items[i].n; k++) {
            struct term one = {0};
            sk_push(m->tmp, one.literals, one.n, a->items[i].literals[k] ^ 1u);
            put(m, &any, one);
        }
        out = together(m, &out, &any);
    }
    return out;
}

static bool
same_term(const struct term *a, const struct term *b)
{
    return a->n == b->n && (a->n == 0 || memcmp(a->literals, b->literals, a->n * sizeof *a->literals) == 0);
}

static bool
same_terms(const struct terms *a, const struct terms *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; i < a->n && same; i++) {
        same = false;
        for (size_t k = 0; k < b->n && !same; k++)
            same = same_term(&a->items[i], &b->items[k]);
    }
    return same;
}

/* ---- what is left of the pattern ------------------------------------------------------------------------------- */

static uint32_t
new_claim(struct maker *m, struct claim claim)
{
    sk_push(m->tmp, m->claims, m->n_claims, claim);
    if (m->n_claims > 2 * SK_REGEX_MAX_STATES)
        m->problem = "so large a pattern";
    return (uint32_t)(N_FIXED + m->n_claims - 1);
}

static struct rest *
rest_of(struct maker *m, const struct sk_regex_node *part, const struct rest *next)
{
    for (size_t i = 0; i < m->n_rests; i++)
        if (m->rests[i]->part == part && m->rests[i]->next == next)
            return m->rests[i];
    struct rest *rest = sk_new(m->tmp, struct rest);
    *rest = (struct rest){.part = part, .next = next};
    sk_push(m->tmp, m->rests, m->n_rests, rest);
    if (part && part->kind == SK_RE_CLASS) {
        rest->claim = new_claim(m, (struct claim){.rest = rest});
    }
    return rest;
}

static uint32_t
watch_of(struct maker *m, const struct sk_regex_node *pattern)
{
    for (size_t i = 0; i < m->n_watches; i++)
        if (m->watches[i].pattern == pattern)
            return (uint32_t)i;
    m->problem = "so many look-behinds";
    return 0;
}

/* The way that leads to a place without taking a character: what was expanded already on it adds nothing. */
struct path {
    const struct rest *rest;
    const struct path *up;
};

/* Several alternatives as one claim: what they are ahead of has not to be told for each of them. */
static struct terms
any_of(struct maker *m, const struct terms *terms)
{
    if (terms->n < 2 || m->problem || m->apart)
        return *terms;
    for (size_t i = 0; i < m->n_claims; i++)
        if (m->claims[i].any.n && same_terms(&m->claims[i].any, terms))
            return claimed(m, (uint32_t)(N_FIXED + i));
    return claimed(m, new_claim(m, (struct claim){.any = *terms}));
}

static struct terms expand(struct maker *m, const struct rest *rest, const struct before *before,
                           const struct path *up);

static struct terms
when(struct maker *m, bool holds, const struct rest *next, const struct before *before, const struct path *up)
{
    return holds && !m->problem ? expand(m, next, before, up) : (struct terms){0};
}

static struct terms
if_claimed(struct maker *m, uint32_t claim, const struct rest *next, const struct before *before, const struct path *up)
{
    struct terms here = claimed(m, claim), then = expand(m, next, before, up);
    return together(m, &here, &then);
}

/* Where a word begins or ends: what is before is known, what follows is claimed. */
static struct terms
at_edge(struct maker *m, enum sk_regex_kind kind, const struct rest *next, const struct before *before,
        const struct path *up)
{
    bool edge = kind != SK_RE_NO_WORD_EDGE;
    if ((kind == SK_RE_WORD_START && before->word) || (kind == SK_RE_WORD_END && !before->word))
        return (struct terms){0};
    return if_claimed(m, before->word == edge ? CLAIM_NO_WORD : CLAIM_WORD, next, before, up);
}

static struct terms
look(struct maker *m, const struct sk_regex_node *part, const struct rest *next, const struct before *before,
     const struct path *up)
{
    if (part->kind == SK_RE_BEHIND || part->kind == SK_RE_NOT_BEHIND) {
        bool found = before->found >> watch_of(m, part->a) & 1u;
        return when(m, found == (part->kind == SK_RE_BEHIND), next, before, up);
    }
    struct terms alternatives = expand(m, rest_of(m, part->a, NULL), before, NULL), ahead = any_of(m, &alternatives);
    if (part->kind == SK_RE_NOT_AHEAD)
        ahead = opposite(m, &ahead);
    if (!ahead.n || m->problem)
        return (struct terms){0};
    struct terms then = expand(m, next, before, up);
    return together(m, &ahead, &then);
}

static struct terms
expand(struct maker *m, const struct rest *rest, const struct before *before, const struct path *up)
{
    if (!rest)
        return always(m);
    for (const struct path *p = up; p; p = p->up)
        if (p->rest == rest)
            return (struct terms){0};
    const struct path here = {rest, up};
    const struct sk_regex_node *part = rest->part;
    const struct rest *next = rest->next;
    if (m->problem)
        return (struct terms){0};
    switch (part ? part->kind : SK_RE_EMPTY) {
    case SK_RE_EMPTY: return part ? expand(m, next, before, &here) : claimed(m, CLAIM_FOUND);
    case SK_RE_CLASS: return claimed(m, rest->claim);
    case SK_RE_BOTH: return expand(m, rest_of(m, part->a, rest_of(m, part->b, next)), before, &here);
    case SK_RE_EITHER:
    case SK_RE_MAYBE:
    case SK_RE_MANY: {
        const struct rest *other = part->kind == SK_RE_EITHER ? rest_of(m, part->b, next) : next;
        struct terms one = expand(m, rest_of(m, part->a, part->kind == SK_RE_MANY ? rest : next), before, &here);
        struct terms two = expand(m, other, before, &here);
        return either(m, one, &two);
    }
    case SK_RE_TEXT_START: return when(m, before->start, next, before, &here);
    case SK_RE_LINE_START: return when(m, before->start || before->newline, next, before, &here);
    case SK_RE_TEXT_END: return if_claimed(m, CLAIM_END, next, before, &here);
    case SK_RE_LINE_END: return if_claimed(m, CLAIM_LINE_END, next, before, &here);
    case SK_RE_WORD_START:
    case SK_RE_WORD_END:
    case SK_RE_WORD_EDGE:
    case SK_RE_NO_WORD_EDGE: return at_edge(m, part->kind, next, before, &here);
    case SK_RE_AHEAD:
    case SK_RE_NOT_AHEAD:
    case SK_RE_BEHIND:
    case SK_RE_NOT_BEHIND: return look(m, part, next, before, &here);
    }
    return (struct terms){0};
}

/* ---- taking a character ---------------------------------------------------------------------------------------- */

static struct terms derive_term(struct maker *m, const struct term *term, uint32_t code, const struct before *after);

static struct terms
derive_any(struct maker *m, const struct terms any, uint32_t code, const struct before *after)
{
    struct terms out = {0};
    for (size_t i = 0; i < any.n && !m->problem; i++) {
        struct terms one = derive_term(m, &any.items[i], code, after);
        out = either(m, out, &one);
    }
    return any_of(m, &out);
}

static struct terms
derive(struct maker *m, uint32_t claim, uint32_t code, const struct before *after)
{
    struct terms none = {0};
    switch (claim) {
    case CLAIM_END:
    case CLAIM_FOUND: return none;
    case CLAIM_LINE_END: return code == '\n' ? always(m) : none;
    case CLAIM_WORD:
    case CLAIM_NO_WORD: return after->word == (claim == CLAIM_WORD) ? always(m) : none;
    case CLAIM_SEARCH: {
        struct terms again = claimed(m, CLAIM_SEARCH);
        return either(m, expand(m, m->whole, after, NULL), &again);
    }
    default: {
        const struct rest *rest = m->claims[claim - N_FIXED].rest;
        if (!rest)
            return derive_any(m, m->claims[claim - N_FIXED].any, code, after);
        return sk_regex_class_has(&rest->part->class, code) ? expand(m, rest->next, after, NULL) : none;
    }
    }
}

static struct terms
derive_term(struct maker *m, const struct term *term, uint32_t code, const struct before *after)
{
    struct terms out = always(m);
    for (size_t i = 0; i < term->n && out.n && !m->problem; i++) {
        struct terms one = derive(m, term->literals[i] / 2, code, after);
        if (term->literals[i] & 1u)
            one = opposite(m, &one);
        out = together(m, &out, &one);
    }
    return out;
}

/* What a look-behind has at the next place, and whether it ends there. */
static struct terms
derive_watch(struct maker *m, size_t watch, const struct terms *had, uint32_t code, struct before *after)
{
    struct terms has = expand(m, m->watches[watch].whole, after, NULL);
    for (size_t i = 0; had && i < had->n && !m->problem; i++) {
        struct terms next = derive_term(m, &had->items[i], code, after);
        has = either(m, has, &next);
    }
    for (size_t i = 0; i < has.n; i++)
        if (has.items[i].n == 1 && has.items[i].literals[0] == CLAIM_FOUND * 2)
            after->found |= 1u << watch;
    return has;
}

/* ---- kinds of characters --------------------------------------------------------------------------------------- */

static void
collect(const struct sk_regex_node *tree, const struct sk_regex_class ***classes, size_t *n, TALLOC_CTX *tmp)
{
    if (!tree)
        return;
    if (tree->kind == SK_RE_CLASS)
        sk_push(tmp, *classes, *n, &tree->class);
    collect(tree->a, classes, n, tmp);
    collect(tree->b, classes, n, tmp);
}

static int
by_code(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static bool
holds_kind(const struct sk_regex_node *tree, enum sk_regex_kind from, enum sk_regex_kind to)
{
    return tree && ((tree->kind >= from && tree->kind <= to) || holds_kind(tree->a, from, to) ||
                    holds_kind(tree->b, from, to));
}

static bool
alike(size_t n, const struct sk_regex_class *const *classes, uint32_t a, uint32_t b)
{
    for (size_t i = 0; i < n; i++)
        if (sk_regex_class_has(classes[i], a) != sk_regex_class_has(classes[i], b))
            return false;
    return true;
}

/* Two characters are of a kind if nothing in the pattern tells them apart. */
static void
find_kinds(struct maker *m, const struct sk_regex_node *tree)
{
    struct sk_regex_range newline = {'\n', '\n'};
    const struct sk_regex_class line = {1, &newline}, **classes = NULL;
    size_t n = 0, n_cuts = 0;
    uint32_t *cuts = NULL;
    collect(tree, &classes, &n, m->tmp);
    if (holds_kind(tree, SK_RE_WORD_START, SK_RE_NO_WORD_EDGE))
        sk_push(m->tmp, classes, n, &m->word);
    if (holds_kind(tree, SK_RE_LINE_START, SK_RE_LINE_END))
        sk_push(m->tmp, classes, n, &line);
    sk_push(m->tmp, cuts, n_cuts, 1);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < classes[i]->n; k++) {
            sk_push(m->tmp, cuts, n_cuts, classes[i]->ranges[k].lo ? classes[i]->ranges[k].lo : 1);
            if (classes[i]->ranges[k].hi < SK_REGEX_MAX_CODE)
                sk_push(m->tmp, cuts, n_cuts, classes[i]->ranges[k].hi + 1);
        }
    qsort(cuts, n_cuts, sizeof *cuts, by_code);
    for (size_t i = 0; i < n_cuts; i++) {
        uint32_t hi = i + 1 < n_cuts ? cuts[i + 1] - 1 : SK_REGEX_MAX_CODE, kind = 0;
        if (hi < cuts[i])
            continue;
        while (kind < m->n_kinds && !alike(n, classes, cuts[i], m->kinds[kind]))
            kind++;
        if (kind == m->n_kinds)
            sk_push(m->tmp, m->kinds, m->n_kinds, cuts[i]);
        sk_push(m->regex, m->regex->spans, m->regex->n_spans, ((struct sk_regex_span){cuts[i], hi, kind}));
    }
}

/* ---- states ---------------------------------------------------------------------------------------------------- */

static size_t
bucket_of(const struct term *term)
{
    size_t hash = term->n;
    for (size_t i = 0; i < term->n; i++)
        hash = hash * 31 + term->literals[i];
    return hash % N_BUCKETS;
}

/* Nothing comes back to state 0, the start: it is in no bucket. */
static uint32_t
state_of(struct maker *m, const struct state *wanted)
{
    size_t *bucket = &m->buckets[bucket_of(&wanted->term)];
    for (size_t i = *bucket; i; i = m->states[i - 1].next) {
        bool same = same_term(&m->states[i - 1].term, &wanted->term);
        for (size_t k = 0; k < m->n_watches && same && wanted->term.n; k++)
            same = same_terms(&m->states[i - 1].watched[k], &wanted->watched[k]);
        if (same)
            return (uint32_t)i - 1;
    }
    if (m->n_states >= MAX_STATES) {
        m->problem = "so large a pattern";
        return 0;
    }
    sk_push(m->tmp, m->states, m->n_states, *wanted);
    m->states[m->n_states - 1].next = *bucket;
    *bucket = m->n_states;
    return (uint32_t)m->n_states - 1;
}

static void
add_step(struct maker *m, uint32_t from, uint32_t kind, uint32_t to)
{
    sk_push(m->regex, m->regex->steps, m->regex->n_steps, ((struct sk_regex_step){from, kind, kind, to}));
    if (m->regex->n_steps > MAX_STEPS)
        m->problem = "so large a pattern";
}

static void
leave(struct maker *m, uint32_t from)
{
    for (uint32_t kind = 0; kind < m->n_kinds && !m->problem; kind++) {
        const struct state state = m->states[from];
        uint32_t code = m->kinds[kind];
        struct before after = {.newline = code == '\n', .word = sk_regex_class_has(&m->word, code)};
        struct state to = {0};
        for (size_t i = 0; i < m->n_watches; i++)
            to.watched[i] = derive_watch(m, i, &state.watched[i], code, &after);
        struct terms terms = derive_term(m, &state.term, code, &after);
        for (size_t i = 0; i < terms.n && !m->problem; i++) {
            to.term = terms.items[i];
            add_step(m, from, kind, state_of(m, &to));
        }
    }
}

/* State 0 stands for all alternatives that the beginning has: its steps are theirs. */
static void
begin(struct maker *m)
{
    struct before before = {.start = true};
    struct state first = {0};
    for (size_t i = 0; i < m->n_watches; i++)
        first.watched[i] = derive_watch(m, i, NULL, 0, &before);
    struct terms search = claimed(m, CLAIM_SEARCH), terms = either(m, expand(m, m->whole, &before, NULL), &search);
    sk_push(m->tmp, m->states, m->n_states, first);
    size_t n_first = m->n_states;
    for (size_t i = 0; i < terms.n && !m->problem; i++) {
        first.term = terms.items[i];
        state_of(m, &first);
    }
    n_first = m->n_states - n_first;
    for (uint32_t i = 1; i < m->n_states && !m->problem; i++)
        leave(m, i);
    for (size_t i = 0, n = m->regex->n_steps; i < n; i++) {
        struct sk_regex_step step = m->regex->steps[i];
        if (step.from < 1 || step.from > n_first)
            continue;
        step.from = 0;
        sk_push(m->regex, m->regex->steps, m->regex->n_steps, step);
    }
    for (uint32_t i = 1; i < m->n_states; i++) {
        bool holds = all_hold_at_end(m, &m->states[i].term);
        if (holds)
            sk_push(m->regex, m->regex->accepting, m->regex->n_accepting, i);
        if (holds && i <= n_first)
            sk_push(m->regex, m->regex->accepting, m->regex->n_accepting, 0);
    }
}

/* A look-behind is followed from the beginning: what it would want to see ahead is not there yet. */
static void
find_watches(struct maker *m, const struct sk_regex_node *tree, bool inside)
{
    if (!tree || m->problem)
        return;
    bool behind = tree->kind == SK_RE_BEHIND || tree->kind == SK_RE_NOT_BEHIND;
    bool ahead = tree->kind >= SK_RE_TEXT_END && tree->kind != SK_RE_LINE_START;
    if (inside && ahead)
        m->problem = "an assertion within a look-behind";
    else if (behind && m->n_watches == MAX_WATCHES)
        m->problem = "so many look-behinds";
    else if (behind)
        m->watches[m->n_watches++] = (struct watch){tree->a, rest_of(m, tree->a, rest_of(m, NULL, NULL))};
    find_watches(m, tree->a, inside || behind);
    find_watches(m, tree->b, inside);
}

static const char *
make_automaton(struct sk_regex **out, TALLOC_CTX *owner, const struct sk_regex_node *tree, bool apart)
{
    struct maker *m = sk_new(NULL, struct maker);
    m->tmp = m;
    m->apart = apart;
    m->word = sk_regex_named_class(m, "word");
    m->regex = sk_new(owner, struct sk_regex);
    m->regex->to_end = true;
    find_watches(m, tree, false);
    find_kinds(m, tree);
    m->whole = rest_of(m, tree, NULL);
    if (!m->problem)
        begin(m);
    const char *problem = m->problem;
    *out = m->regex;
    talloc_free(m);
    return problem;
}

/* What is small in one way may be large in the other. */
const char *
sk_regex_assertions(struct sk_regex **out, TALLOC_CTX *owner, const struct sk_regex_node *tree)
{
    const char *problem = make_automaton(out, owner, tree, false);
    return problem ? make_automaton(out, owner, tree, true) : NULL;
}
