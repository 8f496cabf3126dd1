/* dialects/common/regex.c - see regex.h. */
#include "dialects/common/regex.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"

enum { MAX_STATES = 600, MAX_STEPS = 6000, MAX_CODE = 0x10FFFF };

/* ---- the tree ------------------------------------------------------------------------------------------------- */

struct range {
    uint32_t lo, hi;
};

struct class {
    size_t n;
    struct range *ranges;
};

enum kind { EMPTY, CLASS, BOTH, EITHER, MANY, MAYBE };

struct node {
    enum kind kind;
    struct node *a, *b;
    struct class class;
};

struct parser {
    TALLOC_CTX *owner;
    const char *at;
    const char *problem;
    bool ignore_case;
    int depth;
};

static struct node *alternatives(struct parser *p);

static struct node *
make(struct parser *p, enum kind kind, struct node *a, struct node *b)
{
    struct node *node = sk_new(p->owner, struct node);
    *node = (struct node){.kind = kind, .a = a, .b = b};
    return node;
}

static struct node *
fail(struct parser *p, const char *problem)
{
    p->problem = p->problem ? p->problem : problem;
    return make(p, EMPTY, NULL, NULL);
}

static uint32_t
next_code(struct parser *p)
{
    unsigned char c = (unsigned char)*p->at++;
    int more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC0 ? 1 : 0;
    uint32_t code = more ? c & (0x3Fu >> more) : c;
    for (; more > 0 && *p->at; more--)
        code = code << 6 | ((unsigned char)*p->at++ & 0x3F);
    return code;
}

/* ---- character classes ---------------------------------------------------------------------------------------- */

static void
add(struct parser *p, struct class *class, uint32_t lo, uint32_t hi)
{
    sk_push(p->owner, class->ranges, class->n, ((struct range){lo, hi}));
}

/* The other case of the letters within a range. */
static void
add_cases(struct parser *p, struct class *class)
{
    size_t n = class->n;
    for (size_t i = 0; p->ignore_case && i < n; i++) {
        uint32_t lo = class->ranges[i].lo, hi = class->ranges[i].hi;
        for (uint32_t c = lo > 'A' ? lo : 'A'; c <= 'Z' && c <= hi; c++)
            add(p, class, c + 32, c + 32);
        for (uint32_t c = lo > 'a' ? lo : 'a'; c <= 'z' && c <= hi; c++)
            add(p, class, c - 32, c - 32);
    }
}

static int
by_low(const void *a, const void *b)
{
    const struct range *x = a, *y = b;
    return x->lo < y->lo ? -1 : x->lo > y->lo;
}

/* In order, apart from one another, and turned round if `negated`. */
static void
settle(struct parser *p, struct class *class, bool negated)
{
    struct class done = {0};
    uint32_t next = 0;
    if (class->n)
        qsort(class->ranges, class->n, sizeof *class->ranges, by_low);
    for (size_t i = 0; i < class->n; i++) {
        struct range r = class->ranges[i];
        if (negated && r.lo > next)
            add(p, &done, next, r.lo - 1);
        if (!negated && done.n && r.lo <= done.ranges[done.n - 1].hi + 1) {
            if (r.hi > done.ranges[done.n - 1].hi)
                done.ranges[done.n - 1].hi = r.hi;
        } else if (!negated) {
            add(p, &done, r.lo, r.hi);
        }
        next = r.hi + 1 > next ? r.hi + 1 : next;
    }
    if (negated && next <= MAX_CODE)
        add(p, &done, next, MAX_CODE);
    *class = done;
}

/* The classes with a name. Letters beyond ASCII are those of the common scripts. */
static const struct {
    const char *name;
    char escape;
    struct range ranges[8];
} named[] = {
    {"digit", 'd', {{'0', '9'}}},
    {"space", 's', {{' ', ' '}, {'\t', '\r'}}},
    {"word", 'w', {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}, {0xC0, 0x1FFF}, {0x3040, 0xD7FF}}},
    {"alpha", 0, {{'A', 'Z'}, {'a', 'z'}, {0xC0, 0x1FFF}, {0x3040, 0xD7FF}}},
    {"alnum", 0, {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}, {0xC0, 0x1FFF}, {0x3040, 0xD7FF}}},
    {"upper", 0, {{'A', 'Z'}}},
    {"lower", 0, {{'a', 'z'}}},
    {"xdigit", 0, {{'0', '9'}, {'A', 'F'}, {'a', 'f'}}},
    {"punct", 0, {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}},
    {"blank", 0, {{' ', ' '}, {'\t', '\t'}}},
    {"cntrl", 0, {{0, 31}, {127, 127}}},
    {"print", 0, {{' ', '~'}, {0xA0, MAX_CODE}}},
    {"graph", 0, {{'!', '~'}, {0xA1, MAX_CODE}}},
};

static void
add_named(struct parser *p, struct class *class, size_t which)
{
    for (size_t i = 0; i < 8 && named[which].ranges[i].hi; i++)
        add(p, class, named[which].ranges[i].lo, named[which].ranges[i].hi);
}

/* After the backslash: a class (\d), its opposite (\D), or a character. */
static void
escape(struct parser *p, struct class *class)
{
    static const struct {
        char name, code;
    } controls[] = {{'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'f', '\f'}, {'v', '\v'}};
    char c = *p->at;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        bool opposite = named[i].escape && c == named[i].escape - 32;
        if (!c || !named[i].escape || (c != named[i].escape && !opposite))
            continue;
        struct class inner = {0};
        p->at++;
        add_named(p, &inner, i);
        settle(p, &inner, opposite);
        for (size_t k = 0; k < inner.n; k++)
            add(p, class, inner.ranges[k].lo, inner.ranges[k].hi);
        return;
    }
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++)
        if (c == controls[i].name) {
            p->at++;
            add(p, class, (uint32_t)controls[i].code, (uint32_t)controls[i].code);
            return;
        }
    if (!c || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        fail(p, "a back reference or an escape that is not regular");
        return;
    }
    uint32_t code = next_code(p);
    add(p, class, code, code);
}

static void
bracket_item(struct parser *p, struct class *class)
{
    if (p->at[0] == '[' && p->at[1] == ':') {
        for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
            size_t len = strlen(named[i].name);
            if (strncmp(p->at + 2, named[i].name, len) == 0 && strncmp(p->at + 2 + len, ":]", 2) == 0) {
                add_named(p, class, i);
                p->at += len + 4;
                return;
            }
        }
        fail(p, "a character class");
        return;
    }
    if (*p->at == '\\') {
        p->at++;
        escape(p, class);
        return;
    }
    if (p->at[0] == '[' && (p->at[1] == '.' || p->at[1] == '=')) {
        fail(p, "a collating element");
        return;
    }
    uint32_t lo = next_code(p), hi = lo;
    if (p->at[0] == '-' && p->at[1] && p->at[1] != ']') {
        p->at++;
        hi = next_code(p);
    }
    if (hi < lo)
        fail(p, "a range that runs backwards");
    add(p, class, lo, hi);
}

static struct node *
bracket(struct parser *p)
{
    struct node *node = make(p, CLASS, NULL, NULL);
    bool negated = *p->at == '^', first = true;
    p->at += negated;
    while (*p->at && (first || *p->at != ']') && !p->problem) {
        first = false;
        bracket_item(p, &node->class);
    }
    if (*p->at++ != ']')
        return fail(p, "a bracket that is not closed");
    add_cases(p, &node->class);
    settle(p, &node->class, negated);
    return node;
}

/* ---- the pattern ---------------------------------------------------------------------------------------------- */

static struct node *
group(struct parser *p)
{
    if (p->at[0] == '?' && p->at[1] != ':')
        return fail(p, "look-around");
    p->at += p->at[0] == '?' ? 2 : 0;
    if (++p->depth > 50)
        return fail(p, "so deep a nesting");
    struct node *node = alternatives(p);
    p->depth--;
    if (*p->at != ')')
        return fail(p, "a parenthesis that is not closed");
    p->at++;
    return node;
}

static struct node *
atom(struct parser *p)
{
    if (strchr("*+?{", *p->at))
        return fail(p, "a quantifier with nothing before it");
    if (strchr("^$", *p->at))
        return fail(p, "an anchor inside the pattern");
    if (*p->at == '(' || *p->at == '[') {
        bool round = *p->at++ == '(';
        return round ? group(p) : bracket(p);
    }
    struct node *node = make(p, CLASS, NULL, NULL);
    if (*p->at == '.') {
        p->at++;
        add(p, &node->class, 1, MAX_CODE);
        return node;
    }
    if (*p->at == '\\') {
        p->at++;
        escape(p, &node->class);
    } else {
        uint32_t code = next_code(p);
        add(p, &node->class, code, code);
    }
    add_cases(p, &node->class);
    settle(p, &node->class, false);
    return node;
}

static struct node *
copy(struct parser *p, const struct node *node)
{
    if (!node)
        return NULL;
    struct node *made = make(p, node->kind, copy(p, node->a), copy(p, node->b));
    made->class = node->class;
    return made;
}

/* x{2,4} is xx(x(x)?)?: nested, so that the number of steps grows with the count and not with its square. */
static struct node *
repeat(struct parser *p, struct node *node, long least, long most)
{
    struct node *made = NULL;
    if (least > MAX_STATES || most > MAX_STATES)
        return fail(p, "so many repetitions");
    if (most < 0)
        made = make(p, MANY, copy(p, node), NULL);
    for (long i = least; i < most; i++)
        made = make(p, MAYBE, made ? make(p, BOTH, copy(p, node), made) : copy(p, node), NULL);
    for (long i = 0; i < least; i++)
        made = made ? make(p, BOTH, copy(p, node), made) : copy(p, node);
    return made ? made : make(p, EMPTY, NULL, NULL);
}

static struct node *
quantified(struct parser *p)
{
    struct node *node = atom(p);
    while (!p->problem && *p->at && strchr("*+?{", *p->at)) {
        long least = *p->at == '+', most = *p->at == '?' ? 1 : -1;
        if (*p->at++ == '{') {
            char *end;
            most = least = strtol(p->at, &end, 10);
            if (end != p->at && *end == ',') {
                const char *from = end + 1;
                most = strtol(from, &end, 10);
                most = end == from ? -1 : most;
            }
            if (*end != '}' || end == p->at || (most >= 0 && most < least))
                return fail(p, "a quantifier");
            p->at = end + 1;
        }
        node = repeat(p, node, least, most);
        if (*p->at == '?')
            p->at++; /* non-greedy: the same texts match */
    }
    return node;
}

static struct node *
sequence(struct parser *p)
{
    struct node *node = make(p, EMPTY, NULL, NULL);
    while (!p->problem && *p->at && *p->at != '|' && *p->at != ')' && !(p->depth == 0 && strcmp(p->at, "$") == 0))
        node = make(p, BOTH, node, quantified(p));
    return node;
}

static struct node *
alternatives(struct parser *p)
{
    struct node *node = sequence(p);
    while (!p->problem && *p->at == '|') {
        p->at++;
        node = make(p, EITHER, node, sequence(p));
    }
    return node;
}

/* ---- the automaton -------------------------------------------------------------------------------------------- */

struct states {
    size_t n;
    uint32_t items[MAX_STATES];
};

struct part {
    bool empty;
    struct states first, last;
};

struct builder {
    TALLOC_CTX *owner;
    struct sk_regex *regex;
    const struct class *classes[MAX_STATES];
    uint32_t n_states; /* the start is 0 */
    bool too_big;
};

static void
join(struct states *to, const struct states *from)
{
    for (size_t i = 0; i < from->n && to->n < MAX_STATES; i++)
        to->items[to->n++] = from->items[i];
}

static void
follow(struct builder *b, const struct states *from, const struct states *to)
{
    for (size_t i = 0; i < from->n; i++)
        for (size_t k = 0; k < to->n; k++) {
            const struct class *class = b->classes[to->items[k]];
            b->too_big = b->too_big || b->regex->n_steps + class->n > MAX_STEPS;
            for (size_t r = 0; r < class->n && !b->too_big; r++)
                sk_push(b->regex, b->regex->steps, b->regex->n_steps,
                        ((struct sk_regex_step){from->items[i], class->ranges[r].lo, class->ranges[r].hi,
                                                to->items[k]}));
        }
}

static struct part *build(struct builder *b, const struct node *node);

static void
build_two(struct builder *b, struct part *part, const struct node *node)
{
    const struct part *left = build(b, node->a), *right = build(b, node->b);
    bool both = node->kind == BOTH;
    if (both)
        follow(b, &left->last, &right->first);
    part->empty = both ? left->empty && right->empty : left->empty || right->empty;
    join(&part->first, &left->first);
    if (!both || left->empty)
        join(&part->first, &right->first);
    join(&part->last, &right->last);
    if (!both || right->empty)
        join(&part->last, &left->last);
}

static struct part *
build(struct builder *b, const struct node *node)
{
    struct part *part = sk_new(b->owner, struct part);
    switch (node->kind) {
    case EMPTY:
        part->empty = true;
        break;
    case CLASS:
        if (b->n_states + 1 >= MAX_STATES) {
            b->too_big = true;
            break;
        }
        b->classes[++b->n_states] = &node->class;
        part->first = part->last = (struct states){1, {b->n_states}};
        break;
    case BOTH:
    case EITHER:
        build_two(b, part, node);
        break;
    case MANY:
    case MAYBE: {
        const struct part *inner = build(b, node->a);
        *part = *inner;
        part->empty = true;
        if (node->kind == MANY)
            follow(b, &inner->last, &inner->first);
        break;
    }
    }
    return part;
}

static const char *
finish(struct sk_regex **out, TALLOC_CTX *owner, TALLOC_CTX *tmp, const struct node *tree, bool from_start, bool to_end)
{
    struct builder *b = sk_new(tmp, struct builder);
    const struct states start = {1, {0}};
    b->owner = tmp;
    b->regex = sk_new(owner, struct sk_regex);
    const struct part *part = build(b, tree);
    follow(b, &start, &part->first);
    if (!from_start)
        sk_push(b->regex, b->regex->steps, b->regex->n_steps, ((struct sk_regex_step){0, 1, MAX_CODE, 0}));
    for (size_t i = 0; i < part->last.n; i++)
        sk_push(b->regex, b->regex->accepting, b->regex->n_accepting, part->last.items[i]);
    if (part->empty)
        sk_push(b->regex, b->regex->accepting, b->regex->n_accepting, 0);
    b->regex->to_end = to_end;
    *out = b->regex;
    return b->too_big ? "so large a pattern" : NULL;
}

const char *
sk_regex_compile(struct sk_regex **out, TALLOC_CTX *owner, const char *pattern, bool ignore_case)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct parser p = {.owner = tmp, .at = pattern, .ignore_case = ignore_case};
    bool from_start = *pattern == '^';
    p.at += from_start;
    const struct node *tree = alternatives(&p);
    bool to_end = strcmp(p.at, "$") == 0;
    const char *problem = p.problem;
    if (!problem && *p.at && !to_end)
        problem = "a parenthesis";
    /* ^a|b$ anchors each side of the bar, not the whole. */
    if (!problem && (from_start || to_end) && tree->kind == EITHER)
        problem = "an anchor beside a bar";
    if (!problem)
        problem = finish(out, owner, tmp, tree, from_start, to_end);
    talloc_free(tmp);
    return problem;
}

/* ---- SIMILAR TO ----------------------------------------------------------------------------------------------- */

char *
sk_regex_of_similar(TALLOC_CTX *owner, const char *pattern)
{
    struct sk_text *out = sk_text_new(owner);
    bool bracket = false;
    sk_text_add(out, "^(");
    for (; *pattern; pattern++) {
        bracket = *pattern == '[' || (bracket && *pattern != ']');
        if (*pattern == '\\' && pattern[1])
            sk_text_add_n(out, pattern++, 1), sk_text_add_n(out, pattern, 1);
        else if (!bracket && (*pattern == '%' || *pattern == '_'))
            sk_text_add(out, *pattern == '%' ? ".*" : ".");
        else if (!bracket && strchr(".^$", *pattern))
            sk_text_addf(out, "\\%c", *pattern);
        else
            sk_text_add_n(out, pattern, 1);
    }
    sk_text_add(out, ")$");
    return sk_text_finish(out, owner);
}
