/* dialects/common/regex.c - see regex.h. */
#include "dialects/common/regex.h"

#include <string.h>

#include "core/text.h"
#include "dialects/common/regex_priv.h"

/* ---- the automaton -------------------------------------------------------------------------------------------- */

struct states {
    size_t n;
    uint32_t items[SK_REGEX_MAX_STATES];
};

struct part {
    bool empty;
    struct states first, last;
};

struct builder {
    TALLOC_CTX *owner;
    struct sk_regex *regex;
    const struct sk_regex_class *classes[SK_REGEX_MAX_STATES];
    uint32_t n_states; /* the start is 0 */
    bool too_big;
};

static void
join(struct states *to, const struct states *from)
{
    for (size_t i = 0; i < from->n && to->n < SK_REGEX_MAX_STATES; i++)
        to->items[to->n++] = from->items[i];
}

static void
follow(struct builder *b, const struct states *from, const struct states *to)
{
    for (size_t i = 0; i < from->n; i++)
        for (size_t k = 0; k < to->n; k++) {
            const struct sk_regex_class *class = b->classes[to->items[k]];
            b->too_big = b->too_big || b->regex->n_steps + class->n > SK_REGEX_MAX_STEPS;
            for (size_t r = 0; r < class->n && !b->too_big; r++)
                sk_push(b->regex, b->regex->steps, b->regex->n_steps,
                        ((struct sk_regex_step){from->items[i], class->ranges[r].lo, class->ranges[r].hi,
                                                to->items[k]}));
        }
}

static struct part *build(struct builder *b, const struct sk_regex_node *node);

static void
build_two(struct builder *b, struct part *part, const struct sk_regex_node *node)
{
    const struct part *left = build(b, node->a), *right = build(b, node->b);
    bool both = node->kind == SK_RE_BOTH;
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
build(struct builder *b, const struct sk_regex_node *node)
{
    struct part *part = sk_new(b->owner, struct part);
    switch (node->kind) {
    case SK_RE_EMPTY:
        part->empty = true;
        break;
    case SK_RE_CLASS:
        if (b->n_states + 1 >= SK_REGEX_MAX_STATES) {
            b->too_big = true;
            break;
        }
        b->classes[++b->n_states] = &node->class;
        part->first = part->last = (struct states){1, {b->n_states}};
        break;
    case SK_RE_BOTH:
    case SK_RE_EITHER:
        build_two(b, part, node);
        break;
    case SK_RE_MANY:
    case SK_RE_MAYBE: {
        const struct part *inner = build(b, node->a);
        *part = *inner;
        part->empty = true;
        if (node->kind == SK_RE_MANY)
            follow(b, &inner->last, &inner->first);
        break;
    }
    default: /* what asserts is not built here */
        b->too_big = true;
        break;
    }
    return part;
}

static const char *
finish(struct sk_regex **out, TALLOC_CTX *owner, TALLOC_CTX *tmp, const struct sk_regex_node *tree, bool from_start,
       bool to_end)
{
    struct builder *b = sk_new(tmp, struct builder);
    const struct states start = {1, {0}};
    b->owner = tmp;
    b->regex = sk_new(owner, struct sk_regex);
    const struct part *part = build(b, tree);
    follow(b, &start, &part->first);
    if (!from_start)
        sk_push(b->regex, b->regex->steps, b->regex->n_steps, ((struct sk_regex_step){0, 1, SK_REGEX_MAX_CODE, 0}));
    for (size_t i = 0; i < part->last.n; i++)
        sk_push(b->regex, b->regex->accepting, b->regex->n_accepting, part->last.items[i]);
    if (part->empty)
        sk_push(b->regex, b->regex->accepting, b->regex->n_accepting, 0);
    b->regex->to_end = to_end;
    *out = b->regex;
    return b->too_big ? "so large a pattern" : NULL;
}

static bool
asserts(const struct sk_regex_node *tree)
{
    return tree && (tree->kind >= SK_RE_TEXT_START || asserts(tree->a) || asserts(tree->b));
}

/* Takes an anchor off the beginning or the end of a sequence. */
static const struct sk_regex_node *
without_anchor(const struct sk_regex_node *tree, TALLOC_CTX *tmp, bool start, bool *found)
{
    if (tree->kind == (start ? SK_RE_TEXT_START : SK_RE_TEXT_END)) {
        *found = true;
        return sk_new(tmp, struct sk_regex_node);
    }
    if (tree->kind != SK_RE_BOTH)
        return tree;
    struct sk_regex_node *rest = sk_new(tmp, struct sk_regex_node);
    *rest = *tree;
    if (start)
        rest->a = (struct sk_regex_node *)without_anchor(tree->a, tmp, true, found);
    else
        rest->b = (struct sk_regex_node *)without_anchor(tree->b, tmp, false, found);
    return rest;
}

static const char *
compile_tree(struct sk_regex **out, TALLOC_CTX *owner, const struct sk_regex_node *tree, TALLOC_CTX *tmp)
{
    bool from_start = false, to_end = false;
    const struct sk_regex_node *rest =
        without_anchor(without_anchor(tree, tmp, true, &from_start), tmp, false, &to_end);
    return asserts(rest) ? sk_regex_assertions(out, owner, tree) : finish(out, owner, tmp, rest, from_start, to_end);
}

static struct sk_regex_node *
both(TALLOC_CTX *tmp, const struct sk_regex_node *a, const struct sk_regex_node *b)
{
    struct sk_regex_node *made = sk_new(tmp, struct sk_regex_node);
    made->kind = SK_RE_BOTH;
    made->a = (struct sk_regex_node *)a;
    made->b = (struct sk_regex_node *)b;
    return made;
}

/* What a sequence has one after another. */
static void
flatten(const struct sk_regex_node *tree, const struct sk_regex_node ***items, size_t *n, TALLOC_CTX *tmp)
{
    if (tree->kind == SK_RE_BOTH) {
        flatten(tree->a, items, n, tmp);
        flatten(tree->b, items, n, tmp);
    } else if (tree->kind != SK_RE_EMPTY) {
        sk_push(tmp, *items, *n, tree);
    }
}

/* ^(?=a)(?!b)c is ^a, and not ^b, and ^c: three small automata, where one that follows all at once may be large. */
static const char *
split(struct sk_regex **out, TALLOC_CTX *owner, const struct sk_regex_node *tree, TALLOC_CTX *tmp)
{
    const struct sk_regex_node **items = NULL, *rest;
    size_t n = 0, i = 1;
    struct sk_regex **also = NULL;
    size_t n_also = 0;
    const char *problem = NULL;
    flatten(tree, &items, &n, tmp);
    bool anchored = n > 0 && items[0]->kind == SK_RE_TEXT_START;
    for (; anchored && i < n && !problem && (items[i]->kind == SK_RE_AHEAD || items[i]->kind == SK_RE_NOT_AHEAD); i++) {
        struct sk_regex *one;
        problem = split(&one, owner, both(tmp, items[0], items[i]->a), tmp);
        if (problem)
            break;
        one->negated = items[i]->kind == SK_RE_NOT_AHEAD;
        sk_push(tmp, also, n_also, one);
    }
    rest = n_also ? items[0] : tree;
    for (; n_also && i < n; i++)
        rest = both(tmp, rest, items[i]);
    problem = problem ? problem : compile_tree(out, owner, rest, tmp);
    for (size_t k = 0; k < n_also && !problem; k++)
        sk_push(*out, (*out)->also, (*out)->n_also, also[k]);
    return problem;
}

const char *
sk_regex_compile(struct sk_regex **out, TALLOC_CTX *owner, const char *pattern, bool ignore_case)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_regex_node *tree = NULL;
    const char *problem = sk_regex_parse(&tree, tmp, pattern, ignore_case);
    problem = problem ? problem : split(out, owner, tree, tmp);
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
