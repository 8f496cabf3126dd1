/*
 * dialects/common/regex_parse.c - PostgreSQL's "advanced" regular expressions, read into a tree. Manual, 9.7.3.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "dialects/common/regex_priv.h"

#define MAX_CODE SK_REGEX_MAX_CODE
enum { MAX_NODES = 20000 };

struct parser {
    TALLOC_CTX *owner;
    const char *at;
    const char *problem;
    bool ignore_case, expanded; /* (?i), (?x) */
    bool lines, dots;           /* (?n): ^ and $ are a line's; . and [^...] take no newline */
    int depth;
    size_t n_nodes;
};

static struct sk_regex_node *alternatives(struct parser *p);

static struct sk_regex_node *
make(struct parser *p, enum sk_regex_kind kind, struct sk_regex_node *a, struct sk_regex_node *b)
{
    struct sk_regex_node *made = sk_new(p->owner, struct sk_regex_node);
    *made = (struct sk_regex_node){.kind = kind, .a = a, .b = b};
    if (++p->n_nodes > MAX_NODES && !p->problem)
        p->problem = "so large a pattern"; /* bounds of bounds multiply */
    return made;
}

static struct sk_regex_node *
fail(struct parser *p, const char *problem)
{
    p->problem = p->problem ? p->problem : problem;
    return make(p, SK_RE_EMPTY, NULL, NULL);
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
add(TALLOC_CTX *owner, struct sk_regex_class *class, uint32_t lo, uint32_t hi)
{
    sk_push(owner, class->ranges, class->n, ((struct sk_regex_range){lo, hi}));
}

/* Upper case letters, and what leads to their lower case; where `step` is 2, each other one is upper case. */
static const struct {
    uint32_t lo, hi, distance, step;
} cases[] = {
    {'A', 'Z', 32, 1},         {0xC0, 0xD6, 32, 1},       {0xD8, 0xDE, 32, 1},       {0x100, 0x12F, 1, 2},
    {0x132, 0x137, 1, 2},      {0x139, 0x148, 1, 2},      {0x14A, 0x177, 1, 2},      {0x179, 0x17E, 1, 2},
    {0x391, 0x3A1, 32, 1},     {0x3A3, 0x3AB, 32, 1},     {0x400, 0x40F, 80, 1},     {0x410, 0x42F, 32, 1},
    {0x460, 0x481, 1, 2},      {0x531, 0x556, 48, 1},     {0x1E00, 0x1E95, 1, 2},    {0x1EA0, 0x1EFF, 1, 2},
};

/* The other case of the letters within a range. */
static void
add_cases(struct parser *p, struct sk_regex_class *class)
{
    size_t n = class->n;
    for (size_t i = 0; p->ignore_case && i < n; i++) {
        struct sk_regex_range r = class->ranges[i];
        for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
            for (uint32_t c = cases[k].lo; c <= cases[k].hi; c += cases[k].step) {
                uint32_t small = c + cases[k].distance;
                if (c >= r.lo && c <= r.hi)
                    add(p->owner, class, small, small);
                if (small >= r.lo && small <= r.hi)
                    add(p->owner, class, c, c);
            }
    }
}

static int
by_low(const void *a, const void *b)
{
    const struct sk_regex_range *x = a, *y = b;
    return x->lo < y->lo ? -1 : x->lo > y->lo;
}

/* In order, apart from one another, and turned round if `negated`. */
static void
settle(TALLOC_CTX *owner, struct sk_regex_class *class, bool negated)
{
    struct sk_regex_class done = {0};
    uint32_t next = 0;
    if (class->n)
        qsort(class->ranges, class->n, sizeof *class->ranges, by_low);
    for (size_t i = 0; i < class->n; i++) {
        struct sk_regex_range r = class->ranges[i];
        if (negated && r.lo > next)
            add(owner, &done, next, r.lo - 1);
        if (!negated && done.n && r.lo <= done.ranges[done.n - 1].hi + 1) {
            if (r.hi > done.ranges[done.n - 1].hi)
                done.ranges[done.n - 1].hi = r.hi;
        } else if (!negated) {
            add(owner, &done, r.lo, r.hi);
        }
        next = r.hi + 1 > next ? r.hi + 1 : next;
    }
    if (negated && next <= MAX_CODE)
        add(owner, &done, next, MAX_CODE);
    *class = done;
}

/* The classes with a name. Letters beyond ASCII are those of the common scripts. */
static const struct {
    const char *name;
    char escape;
    struct sk_regex_range ranges[8];
} named[] = {
    {"digit", 'd', {{'0', '9'}}},
    {"space", 's', {{' ', ' '}, {'\t', '\r'}, {0x1680, 0x1680}, {0x2000, 0x2006}, {0x2008, 0x200A}, {0x2028, 0x2029},
                    {0x205F, 0x205F}, {0x3000, 0x3000}}},
    {"word", 'w', {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}, {0xC0, 0x1FFF}, {0x3040, 0xD7FF}}},
    {"alpha", 0, {{'A', 'Z'}, {'a', 'z'}, {0xC0, 0x1FFF}, {0x3040, 0xD7FF}}},
    {"alnum", 0, {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}, {0xC0, 0x1FFF}, {0x3040, 0xD7FF}}},
    {"upper", 0, {{'A', 'Z'}, {0xC0, 0xD6}, {0xD8, 0xDE}, {0x391, 0x3AB}, {0x400, 0x42F}}},
    {"lower", 0, {{'a', 'z'}, {0xDF, 0xF6}, {0xF8, 0xFF}, {0x3AC, 0x3CE}, {0x430, 0x45F}}},
    {"xdigit", 0, {{'0', '9'}, {'A', 'F'}, {'a', 'f'}}},
    {"punct", 0, {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}},
    {"blank", 0, {{' ', ' '}, {'\t', '\t'}}},
    {"cntrl", 0, {{1, 31}, {127, 127}}},
    {"print", 0, {{' ', '~'}, {0xA0, MAX_CODE}}},
    {"graph", 0, {{'!', '~'}, {0xA1, MAX_CODE}}},
    {"ascii", 0, {{1, 127}}},
};

static void
add_named(TALLOC_CTX *owner, struct sk_regex_class *class, size_t which)
{
    for (size_t i = 0; i < 8 && named[which].ranges[i].hi; i++)
        add(owner, class, named[which].ranges[i].lo, named[which].ranges[i].hi);
}

struct sk_regex_class
sk_regex_named_class(TALLOC_CTX *owner, const char *name)
{
    struct sk_regex_class class = {0};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (strcmp(named[i].name, name) == 0)
            add_named(owner, &class, i);
    settle(owner, &class, false);
    return class;
}

bool
sk_regex_class_has(const struct sk_regex_class *class, uint32_t code)
{
    for (size_t i = 0; i < class->n; i++)
        if (code >= class->ranges[i].lo && code <= class->ranges[i].hi)
            return true;
    return false;
}

/* ---- escapes -------------------------------------------------------------------------------------------------- */

/* A character by its number: `most` digits of a base, at least `least`. */
static uint32_t
number(struct parser *p, unsigned base, int least, int most)
{
    uint32_t code = 0;
    int n = 0;
    for (; n < most && isxdigit((unsigned char)*p->at) && (base == 16 || (*p->at >= '0' && *p->at <= '7'));
         n++, p->at++)
        code = code * base + (uint32_t)(isdigit((unsigned char)*p->at) ? *p->at - '0'
                                                                       : tolower((unsigned char)*p->at) - 'a' + 10);
    if (n < least || code > MAX_CODE)
        fail(p, "an escape that names no character");
    return code;
}

/* An escape for one character; `at` is behind its letter. False if the letter is for something else. */
static bool
one_character(struct parser *p, char letter, uint32_t *code)
{
    static const struct {
        char letter;
        uint8_t code;
    } controls[] = {{'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'f', '\f'}, {'v', '\v'},
                    {'a', 7},    {'b', 8},    {'e', 27},   {'B', '\\'}};
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++)
        if (letter == controls[i].letter)
            return *code = controls[i].code, true;
    if (letter == 'u' || letter == 'U')
        return *code = number(p, 16, letter == 'u' ? 4 : 8, letter == 'u' ? 4 : 8), true;
    if (letter == 'x')
        return *code = number(p, 16, 1, 255), true;
    if (letter == 'c' && *p->at)
        return *code = (unsigned char)*p->at++ & 31u, true;
    if (letter == '0')
        return *code = number(p, 8, 0, 2), true;
    return false;
}

/* After the backslash: a class (\d), its opposite (\D), or a character. */
static void
escape(struct parser *p, struct sk_regex_class *class)
{
    char c = *p->at;
    uint32_t code = 0;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        bool opposite = named[i].escape && c == named[i].escape - 32;
        if (!c || !named[i].escape || (c != named[i].escape && !opposite))
            continue;
        struct sk_regex_class inner = {0};
        p->at++;
        add_named(p->owner, &inner, i);
        settle(p->owner, &inner, opposite);
        for (size_t k = 0; k < inner.n; k++)
            add(p->owner, class, inner.ranges[k].lo, inner.ranges[k].hi);
        return;
    }
    if (c >= '1' && c <= '9') {
        fail(p, "a back reference");
        return;
    }
    if (isalnum((unsigned char)c)) {
        p->at++;
        if (!one_character(p, c, &code))
            fail(p, "an escape that is not regular");
    } else if (c) {
        code = next_code(p);
    } else {
        fail(p, "a backslash at its end");
    }
    if (!p->problem)
        add(p->owner, class, code, code);
}

/* ---- brackets ------------------------------------------------------------------------------------------------- */

/* [.x.] and [=x=], of one character. */
static bool
collating_element(struct parser *p, uint32_t *code)
{
    char mark = p->at[1];
    if (p->at[0] != '[' || (mark != '.' && mark != '='))
        return false;
    p->at += 2;
    *code = *p->at ? next_code(p) : 0;
    if (p->at[0] != mark || p->at[1] != ']')
        fail(p, "a collating element with a name");
    else
        p->at += 2;
    return true;
}

static uint32_t
bracket_end_point(struct parser *p)
{
    uint32_t code = 0;
    if (collating_element(p, &code))
        return code;
    if (*p->at == '\\') {
        struct sk_regex_class one = {0};
        p->at++;
        escape(p, &one);
        if (one.n != 1 || one.ranges[0].lo != one.ranges[0].hi)
            fail(p, "a class at the end of a range");
        return one.n ? one.ranges[0].lo : 0;
    }
    return *p->at ? next_code(p) : 0;
}

static void
bracket_item(struct parser *p, struct sk_regex_class *class)
{
    if (p->at[0] == '[' && p->at[1] == ':') {
        for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
            size_t len = strlen(named[i].name);
            if (strncmp(p->at + 2, named[i].name, len) == 0 && strncmp(p->at + 2 + len, ":]", 2) == 0) {
                bool letters = p->ignore_case && (named[i].ranges[0].lo == 'A' || named[i].ranges[0].lo == 'a');
                add_named(p->owner, class, i);
                for (size_t k = 0; letters && k < sizeof named / sizeof *named; k++)
                    if (strcmp(named[k].name, "upper") == 0 || strcmp(named[k].name, "lower") == 0)
                        add_named(p->owner, class, k);
                p->at += len + 4;
                return;
            }
        }
        fail(p, "a character class");
        return;
    }
    if (*p->at == '\\' && p->at[1] && strchr("dswDSW", p->at[1])) {
        p->at++;
        escape(p, class);
        return;
    }
    uint32_t lo = bracket_end_point(p), hi = lo;
    if (p->at[0] == '-' && p->at[1] && p->at[1] != ']') {
        p->at++;
        hi = bracket_end_point(p);
    }
    if (hi < lo)
        fail(p, "a range that runs backwards");
    add(p->owner, class, lo, hi);
}

static struct sk_regex_node *
bracket(struct parser *p)
{
    bool start = strncmp(p->at, "[:<:]]", 6) == 0;
    if (start || strncmp(p->at, "[:>:]]", 6) == 0) {
        p->at += 6;
        return make(p, start ? SK_RE_WORD_START : SK_RE_WORD_END, NULL, NULL);
    }
    struct sk_regex_node *made = make(p, SK_RE_CLASS, NULL, NULL);
    bool negated = *p->at == '^', first = true;
    p->at += negated;
    while (*p->at && (first || *p->at != ']') && !p->problem) {
        first = false;
        bracket_item(p, &made->class);
    }
    if (*p->at++ != ']')
        return fail(p, "a bracket that is not closed");
    add_cases(p, &made->class);
    if (negated && p->dots)
        add(p->owner, &made->class, '\n', '\n');
    settle(p->owner, &made->class, negated);
    return made;
}

/* ---- the pattern ---------------------------------------------------------------------------------------------- */

/* (?x): blanks and comments between the parts of a pattern. (?#...) is a comment anywhere. */
static void
skip_blanks(struct parser *p)
{
    for (;;) {
        if (strncmp(p->at, "(?#", 3) == 0) {
            p->at += strcspn(p->at, ")");
            p->at += *p->at == ')';
        } else if (p->expanded && *p->at == '#') {
            p->at += strcspn(p->at, "\n");
        } else if (p->expanded && *p->at && strchr(" \t\n\r\f\v", *p->at)) {
            p->at++;
        } else {
            return;
        }
    }
}

static struct sk_regex_node *
group(struct parser *p)
{
    static const struct {
        const char *mark;
        enum sk_regex_kind kind;
    } marks[] = {{"?:", SK_RE_EMPTY},     {"?=", SK_RE_AHEAD},       {"?!", SK_RE_NOT_AHEAD},
                 {"?<=", SK_RE_BEHIND},   {"?<!", SK_RE_NOT_BEHIND}};
    enum sk_regex_kind kind = SK_RE_EMPTY;
    size_t i = 0, n = sizeof marks / sizeof *marks;
    while (*p->at == '?' && i < n && strncmp(p->at, marks[i].mark, strlen(marks[i].mark)) != 0)
        i++;
    if (*p->at == '?' && i == n)
        return fail(p, "options in its middle");
    if (*p->at == '?') {
        kind = marks[i].kind;
        p->at += strlen(marks[i].mark);
    }
    if (++p->depth > 50)
        return fail(p, "so deep a nesting");
    struct sk_regex_node *inner = alternatives(p);
    p->depth--;
    if (*p->at != ')')
        return fail(p, "a parenthesis that is not closed");
    p->at++;
    if (kind != SK_RE_EMPTY)
        return make(p, kind, inner, NULL);
    /* A group may be repeated, also one that only asserts. */
    return inner->kind < SK_RE_TEXT_START ? inner : make(p, SK_RE_BOTH, make(p, SK_RE_EMPTY, NULL, NULL), inner);
}

/* ^ $ \A \Z \m \M \y \Y: SK_RE_EMPTY if there is none. */
static enum sk_regex_kind
constraint(struct parser *p)
{
    static const struct {
        const char *text;
        enum sk_regex_kind kind;
    } words[] = {{"\\A", SK_RE_TEXT_START}, {"\\Z", SK_RE_TEXT_END},  {"\\m", SK_RE_WORD_START},
                 {"\\M", SK_RE_WORD_END},   {"\\y", SK_RE_WORD_EDGE}, {"\\Y", SK_RE_NO_WORD_EDGE}};
    if (*p->at == '^' || *p->at == '$') {
        bool start = *p->at++ == '^';
        return start ? (p->lines ? SK_RE_LINE_START : SK_RE_TEXT_START)
                     : (p->lines ? SK_RE_LINE_END : SK_RE_TEXT_END);
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(p->at, words[i].text, 2) == 0) {
            p->at += 2;
            return words[i].kind;
        }
    return SK_RE_EMPTY;
}

static bool
is_quantifier(const char *at)
{
    return *at && (strchr("*+?", *at) || (*at == '{' && isdigit((unsigned char)at[1])));
}

static struct sk_regex_node *
atom(struct parser *p)
{
    if (is_quantifier(p->at))
        return fail(p, "a quantifier with nothing before it");
    enum sk_regex_kind kind = constraint(p);
    if (kind != SK_RE_EMPTY)
        return make(p, kind, NULL, NULL);
    if (*p->at == '(' || *p->at == '[') {
        bool round = *p->at++ == '(';
        return round ? group(p) : bracket(p);
    }
    struct sk_regex_node *made = make(p, SK_RE_CLASS, NULL, NULL);
    if (*p->at == '.') {
        p->at++;
        if (p->dots)
            add(p->owner, &made->class, '\n', '\n');
        settle(p->owner, &made->class, true);
        return made;
    }
    if (*p->at == '\\') {
        p->at++;
        escape(p, &made->class);
    } else {
        uint32_t code = next_code(p);
        add(p->owner, &made->class, code, code);
    }
    add_cases(p, &made->class);
    settle(p->owner, &made->class, false);
    return made;
}

static struct sk_regex_node *
copy(struct parser *p, const struct sk_regex_node *from)
{
    if (!from || p->problem)
        return NULL;
    struct sk_regex_node *made = make(p, from->kind, copy(p, from->a), copy(p, from->b));
    made->class = from->class;
    return made;
}

/* x{2,4} is xx(x(x)?)?: nested, so that the number of steps grows with the count and not with its square. */
static struct sk_regex_node *
repeat(struct parser *p, struct sk_regex_node *what, long least, long most)
{
    struct sk_regex_node *made = NULL;
    if (least > 255 || most > 255)
        return fail(p, "more than 255 repetitions");
    if (most < 0)
        made = make(p, SK_RE_MANY, copy(p, what), NULL);
    for (long i = least; i < most; i++)
        made = make(p, SK_RE_MAYBE, made ? make(p, SK_RE_BOTH, copy(p, what), made) : copy(p, what), NULL);
    for (long i = 0; i < least; i++)
        made = made ? make(p, SK_RE_BOTH, copy(p, what), made) : copy(p, what);
    return made ? made : make(p, SK_RE_EMPTY, NULL, NULL);
}

static bool
bounds(struct parser *p, long *least, long *most)
{
    *least = *p->at == '+', *most = *p->at == '?' ? 1 : -1;
    if (*p->at++ != '{')
        return true;
    char *end;
    *most = *least = strtol(p->at, &end, 10);
    if (*end == ',') {
        const char *from = end + 1;
        bool given = isdigit((unsigned char)*from);
        *most = strtol(from, &end, 10);
        if (!given)
            *most = -1, end = (char *)from;
    }
    if (*end != '}' || (*most >= 0 && *most < *least))
        return false;
    p->at = end + 1;
    return true;
}

static struct sk_regex_node *
quantified(struct parser *p)
{
    struct sk_regex_node *what = atom(p);
    skip_blanks(p);
    if (p->problem || !is_quantifier(p->at))
        return what;
    long least, most;
    if (what->kind >= SK_RE_TEXT_START)
        return fail(p, "a quantifier behind an anchor");
    if (!bounds(p, &least, &most))
        return fail(p, "a quantifier");
    what = repeat(p, what, least, most);
    if (*p->at == '?')
        p->at++; /* non-greedy: the same texts match */
    skip_blanks(p);
    return is_quantifier(p->at) ? fail(p, "a quantifier behind another") : what;
}

static struct sk_regex_node *
sequence(struct parser *p)
{
    struct sk_regex_node *made = make(p, SK_RE_EMPTY, NULL, NULL);
    for (skip_blanks(p); !p->problem && *p->at && *p->at != '|' && *p->at != ')'; skip_blanks(p)) {
        struct sk_regex_node *next = quantified(p);
        made = made->kind == SK_RE_EMPTY ? next : make(p, SK_RE_BOTH, made, next);
    }
    return made;
}

static struct sk_regex_node *
alternatives(struct parser *p)
{
    struct sk_regex_node *made = sequence(p);
    while (!p->problem && *p->at == '|') {
        p->at++;
        made = make(p, SK_RE_EITHER, made, sequence(p));
    }
    return made;
}

/* ---- options at its beginning --------------------------------------------------------------------------------- */

static struct sk_regex_node *
literal(struct parser *p)
{
    struct sk_regex_node *made = make(p, SK_RE_EMPTY, NULL, NULL);
    while (*p->at) {
        struct sk_regex_node *next = make(p, SK_RE_CLASS, NULL, NULL);
        uint32_t code = next_code(p);
        add(p->owner, &next->class, code, code);
        add_cases(p, &next->class);
        settle(p->owner, &next->class, false);
        made = make(p, SK_RE_BOTH, made, next);
    }
    return made;
}

/* (?in): whether the rest is literal is in `*quoted`. */
static void
options(struct parser *p, bool *quoted)
{
    const char *c = p->at + 2;
    if (strncmp(p->at, "(?", 2) != 0 || !isalpha((unsigned char)*c))
        return;
    for (; isalpha((unsigned char)*c); c++) {
        switch (*c) {
        case 'i':
        case 'c': p->ignore_case = *c == 'i'; break;
        case 'n':
        case 'm': p->lines = p->dots = true; break;
        case 'p': p->dots = true, p->lines = false; break;
        case 'w': p->lines = true, p->dots = false; break;
        case 's': p->lines = p->dots = false; break;
        case 'x':
        case 't': p->expanded = *c == 'x'; break;
        case 'q': *quoted = true; break;
        default: fail(p, "options of another syntax"); return;
        }
    }
    if (*c != ')')
        fail(p, "options that are not closed");
    p->at = c + (*c == ')');
}

const char *
sk_regex_parse(struct sk_regex_node **out, TALLOC_CTX *owner, const char *pattern, bool ignore_case)
{
    struct parser p = {.owner = owner, .at = pattern, .ignore_case = ignore_case};
    bool quoted = strncmp(p.at, "***=", 4) == 0;
    if (quoted || strncmp(p.at, "***:", 4) == 0)
        p.at += 4;
    if (!quoted)
        options(&p, &quoted);
    *out = p.problem ? NULL : quoted ? literal(&p) : alternatives(&p);
    if (!p.problem && *p.at)
        p.problem = "a parenthesis";
    return p.problem;
}
