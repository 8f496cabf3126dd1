/*
 * dialects/postgres/boundary.c - where an expression turns from true to false: what to try in one of its columns.
 *
 * Nothing is evaluated. Constants beside the column, in a comparison, an IN list or a BETWEEN, are worth a try, and so
 * are their neighbours; a length makes texts that have it, and one character more or less; a pattern makes texts that
 * it takes, and these spoilt. What is not understood gives no value: that is no error, only a probe less.
 */
#include <stdlib.h>
#include <string.h>

#include "dialects/common/regex.h"
#include "dialects/postgres/tree.h"

struct boundaries {
    TALLOC_CTX *owner;
    const char *column; /* NULL: VALUE */
    const char **out;
    size_t n;
};

enum { MAX_VALUES = 120, MAX_TEXT = 3000 };

static void
add(struct boundaries *b, const char *text)
{
    for (size_t i = 0; i < b->n; i++)
        if (strcmp(b->out[i], text) == 0)
            return;
    if (b->n < MAX_VALUES)
        sk_push(b->owner, b->out, b->n, sk_strdup(b->owner, text));
}

/* ---- the tree ------------------------------------------------------------------------------------------------- */

static const sk_node *
uncast(const sk_node *node)
{
    for (;;) {
        if (node && node->node_case == SK_NODE(TYPE_CAST))
            node = node->type_cast->arg;
        else if (node && node->node_case == SK_NODE(COLLATE_CLAUSE))
            node = node->collate_clause->arg;
        else
            return node;
    }
}

static bool
is_column(const struct boundaries *b, const sk_node *node)
{
    node = uncast(node);
    if (!node || node->node_case != SK_NODE(COLUMN_REF))
        return false;
    const PgQuery__ColumnRef *ref = node->column_ref;
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    return name && strcmp(name, b->column ? b->column : "value") == 0;
}

struct mention {
    const struct boundaries *b;
    bool found;
};

static bool
visit_mention(sk_node *node, void *data)
{
    struct mention *m = data;
    m->found = m->found || (node->node_case == SK_NODE(COLUMN_REF) && is_column(m->b, node));
    return !m->found;
}

static bool
mentions(const struct boundaries *b, const sk_node *node)
{
    struct mention m = {.b = b};
    if (node)
        sk_pg_walk((ProtobufCMessage *)(uintptr_t)&node->base, visit_mention, &m);
    return m.found;
}

/* The text of a constant; NULL: it is none. */
static const char *
constant(struct boundaries *b, const sk_node *node)
{
    bool minus = false;
    node = uncast(node);
    if (node && node->node_case == SK_NODE(A_EXPR) && !node->a_expr->lexpr && node->a_expr->n_name == 1 &&
        sk_node_string(node->a_expr->name[0]) && strcmp(sk_node_string(node->a_expr->name[0]), "-") == 0) {
        minus = true;
        node = uncast(node->a_expr->rexpr);
    }
    if (!node || node->node_case != SK_NODE(A_CONST) || node->a_const->isnull)
        return NULL;
    const PgQuery__AConst *c = node->a_const;
    switch (c->val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL:
        return sk_printf(b->owner, "%s%d", minus ? "-" : "", c->ival->ival);
    case PG_QUERY__A__CONST__VAL_FVAL:
        return sk_printf(b->owner, "%s%s", minus ? "-" : "", c->fval->fval);
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
        return c->boolval->boolval ? "true" : "false";
    case PG_QUERY__A__CONST__VAL_SVAL:
        return c->sval->sval;
    default:
        return NULL;
    }
}

/* The function called, when it measures a text: "length", "char_length" ... of the column. */
static bool
is_length(const struct boundaries *b, const sk_node *node)
{
    static const char *const names[] = {"length", "char_length", "character_length", "octet_length", "bit_length"};
    node = uncast(node);
    if (!node || node->node_case != SK_NODE(FUNC_CALL) || node->func_call->n_args != 1)
        return false;
    const char *schema, *name = sk_node_name(&schema, node->func_call->n_funcname, node->func_call->funcname);
    for (size_t i = 0; name && i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return mentions(b, node->func_call->args[0]);
    return false;
}

/* ---- neighbours ----------------------------------------------------------------------------------------------- */

static void
add_length(struct boundaries *b, long length)
{
    for (long n = length - 1; n <= length + 1; n++) {
        struct sk_text *text = sk_text_new(b->owner);
        for (long i = 0; i < n; i++)
            sk_text_add(text, "x");
        if (n >= 0 && n <= MAX_TEXT)
            add(b, text->data);
        talloc_free(text);
    }
}

static bool
is_whole(const char *text)
{
    const char *digits = text + (*text == '-');
    return *digits && strlen(digits) < 18 && strspn(digits, "0123456789") == strlen(digits);
}

static bool
is_fraction(const char *text)
{
    const char *digits = text + (*text == '-');
    return strchr(digits, '.') && strlen(digits) < 15 && strspn(digits, "0123456789.") == strlen(digits);
}

/* 0.5: 0.49, 0.51; 10: 9, 11, 9.99, 10.01 */
static void
add_numbers(struct boundaries *b, const char *text)
{
    if (is_whole(text)) {
        long long value = strtoll(text, NULL, 10);
        add(b, sk_printf(b->owner, "%lld", value - 1));
        add(b, sk_printf(b->owner, "%lld", value + 1));
        add(b, sk_printf(b->owner, "%.2f", (double)value - 0.01));
        add(b, sk_printf(b->owner, "%.2f", (double)value + 0.01));
    } else if (is_fraction(text)) {
        int digits = (int)strlen(strchr(text, '.') + 1);
        double step = 1;
        for (int i = 0; i < digits; i++)
            step /= 10;
        add(b, sk_printf(b->owner, "%.*f", digits, strtod(text, NULL) - step));
        add(b, sk_printf(b->owner, "%.*f", digits, strtod(text, NULL) + step));
    }
}

static bool
is_date(const char *text)
{
    return strlen(text) >= 10 && text[4] == '-' && text[7] == '-' && strspn(text, "0123456789- :.+TZ") == strlen(text);
}

/* The last figure of the day, one up and one down. */
static void
add_days(struct boundaries *b, const char *text)
{
    for (int step = -1; step <= 1; step += 2) {
        char *other = sk_strdup(b->owner, text);
        other[9] = (char)(other[9] + step);
        if (other[9] >= '0' && other[9] <= '9')
            add(b, other);
    }
}

static char *
swapped(TALLOC_CTX *owner, const char *text)
{
    char *other = sk_strdup(owner, text);
    for (char *c = other; *c; c++)
        *c = (char)(*c >= 'a' && *c <= 'z' ? *c - 32 : *c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
    return other;
}

/* A text that is taken, and what is nearly the same. */
static void
add_spoilt(struct boundaries *b, const char *text)
{
    add(b, text);
    add(b, swapped(b->owner, text));
    add(b, sk_printf(b->owner, "%sx", text));
    add(b, sk_printf(b->owner, "x%s", text));
    add(b, sk_printf(b->owner, "%s ", text));
    add(b, sk_printf(b->owner, "%s\n", text));
    add(b, sk_printf(b->owner, "!%s", text));
    if (*text)
        add(b, sk_strndup(b->owner, text, strlen(text) - 1));
    add(b, "");
}

static void
add_constant(struct boundaries *b, const sk_node *node)
{
    const char *text = constant(b, node);
    if (!text)
        return;
    add(b, text);
    if (is_whole(text) || is_fraction(text))
        add_numbers(b, text);
    else if (is_date(text))
        add_days(b, text);
    else if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
        add_spoilt(b, text);
}

/* ---- patterns ------------------------------------------------------------------------------------------------- */

/* A character of a range that people would type. */
static uint32_t
typical(uint32_t lo, uint32_t hi)
{
    static const char liked[] = "aA0-_. @:/x";
    for (const char *c = liked; *c; c++)
        if ((uint32_t)*c >= lo && (uint32_t)*c <= hi)
            return (uint32_t)*c;
    return lo < 0x20 && hi >= '!' ? '!' : lo;
}

static void
put_code(struct sk_text *out, uint32_t code)
{
    char bytes[5] = {0};
    if (code < 0x80) {
        bytes[0] = (char)code;
    } else if (code < 0x800) {
        bytes[0] = (char)(0xC0 | code >> 6);
        bytes[1] = (char)(0x80 | (code & 0x3F));
    } else {
        bytes[0] = (char)(0xE0 | (code >> 12 & 0x0F));
        bytes[1] = (char)(0x80 | (code >> 6 & 0x3F));
        bytes[2] = (char)(0x80 | (code & 0x3F));
    }
    sk_text_add(out, bytes);
}

enum { STATES = 700 };

/* The shortest way from `from` to every state: the step that leads into each. */
static void
shortest(const struct sk_regex *regex, uint32_t from, const struct sk_regex_step *into[STATES])
{
    bool seen[STATES] = {false};
    uint32_t queue[STATES];
    size_t head = 0, tail = 0;
    seen[from] = true;
    queue[tail++] = from;
    while (head < tail) {
        uint32_t state = queue[head++];
        for (size_t i = 0; i < regex->n_steps; i++) {
            const struct sk_regex_step *step = &regex->steps[i];
            if (step->from == state && step->to < STATES && !seen[step->to]) {
                seen[step->to] = true;
                into[step->to] = step;
                queue[tail++] = step->to;
            }
        }
    }
}

static void
put_way(struct sk_text *out, const struct sk_regex_step *const into[STATES], uint32_t from, uint32_t to)
{
    if (to == from || !into[to])
        return;
    put_way(out, into, from, into[to]->from);
    put_code(out, typical(into[to]->lo, into[to]->hi));
}

/* The shortest text that is accepted on a way over `state`; NULL: none. */
static const char *
over_state(struct boundaries *b, const struct sk_regex *regex, const struct sk_regex_step *const from_start[STATES],
           uint32_t state)
{
    const struct sk_regex_step *into[STATES] = {NULL};
    const char *best = NULL;
    if (state && !from_start[state])
        return NULL;
    shortest(regex, state, into);
    for (size_t i = 0; i < regex->n_accepting; i++) {
        uint32_t end = regex->accepting[i];
        if (end != state && !into[end])
            continue;
        struct sk_text *text = sk_text_new(b->owner);
        put_way(text, from_start, 0, state);
        put_way(text, into, state, end);
        if (!best || text->len < strlen(best))
            best = text->data;
    }
    return best;
}

static void
add_pattern(struct boundaries *b, const char *pattern, bool ignore_case)
{
    struct sk_regex *regex = NULL;
    const struct sk_regex_step *from_start[STATES] = {NULL};
    if (sk_regex_compile(&regex, b->owner, pattern, ignore_case))
        return;
    shortest(regex, 0, from_start);
    for (uint32_t state = 0; state < 24; state++) {
        const char *text = over_state(b, regex, from_start, state);
        if (text && state == 0)
            add_spoilt(b, text);
        else if (text)
            add(b, text);
    }
}

static void
add_like(struct boundaries *b, const char *pattern)
{
    struct sk_text *shorter = sk_text_new(b->owner), *longer = sk_text_new(b->owner);
    for (const char *c = pattern; *c; c++) {
        if (*c == '\\' && c[1])
            c++;
        else if (*c == '%' || *c == '_') {
            sk_text_add(shorter, *c == '_' ? "x" : "");
            sk_text_add(longer, *c == '_' ? "y" : "abc");
            continue;
        }
        sk_text_add_n(shorter, c, 1);
        sk_text_add_n(longer, c, 1);
    }
    add_spoilt(b, shorter->data);
    add_spoilt(b, longer->data);
}

/* ---- operators ------------------------------------------------------------------------------------------------ */

static void
add_list(struct boundaries *b, const sk_node *node)
{
    node = uncast(node);
    size_t n = 0;
    sk_node *const *items = NULL;
    if (node && node->node_case == SK_NODE(LIST)) {
        n = node->list->n_items;
        items = node->list->items;
    } else if (node && node->node_case == SK_NODE(A_ARRAY_EXPR)) {
        n = node->a_array_expr->n_elements;
        items = node->a_array_expr->elements;
    }
    for (size_t i = 0; i < n; i++)
        add_constant(b, items[i]);
    if (!items)
        add_constant(b, node);
}

/* SIMILAR TO's pattern stands in a call. */
static const sk_node *
similar_pattern(const sk_node *node)
{
    return node && node->node_case == SK_NODE(FUNC_CALL) && node->func_call->n_args ? node->func_call->args[0] : node;
}

static void
operate(struct boundaries *b, const PgQuery__AExpr *e)
{
    const sk_node *mine = mentions(b, e->lexpr) ? e->lexpr : e->rexpr, *other = mine == e->lexpr ? e->rexpr : e->lexpr;
    const char *operator = e->n_name ? sk_node_string(e->name[e->n_name - 1]) : NULL;
    const char *text;
    if (!mentions(b, mine))
        return;
    switch (e->kind) {
    case PG_QUERY__A__EXPR__KIND__AEXPR_LIKE:
    case PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE:
        if ((text = constant(b, other)))
            add_like(b, text);
        return;
    case PG_QUERY__A__EXPR__KIND__AEXPR_SIMILAR:
        if ((text = constant(b, similar_pattern(other))))
            add_pattern(b, sk_regex_of_similar(b->owner, text), false);
        return;
    default:
        break;
    }
    if (operator && strchr(operator, '~') && (text = constant(b, other)))
        add_pattern(b, text, strchr(operator, '*') != NULL);
    else if (is_length(b, mine) && (text = constant(b, other)) && is_whole(text))
        add_length(b, strtol(text, NULL, 10));
    else if (is_length(b, mine) && other && other->node_case == SK_NODE(LIST))
        for (size_t i = 0; i < other->list->n_items; i++) {
            if ((text = constant(b, other->list->items[i])) && is_whole(text))
                add_length(b, strtol(text, NULL, 10));
        }
    else
        add_list(b, other);
}

static bool
visit(sk_node *node, void *data)
{
    struct boundaries *b = data;
    if (node->node_case == SK_NODE(A_EXPR))
        operate(b, node->a_expr);
    else if (node->node_case == SK_NODE(FUNC_CALL) && mentions(b, node))
        for (size_t i = 0; i < node->func_call->n_args; i++) {
            const char *text = constant(b, node->func_call->args[i]);
            if (text && !is_whole(text)) {
                add(b, text);
                add(b, sk_printf(b->owner, "x%sx", text));
            }
        }
    else if (node->node_case == SK_NODE(NULL_TEST) || node->node_case == SK_NODE(BOOLEAN_TEST))
        return true;
    return true;
}

void
sk_pg_boundaries(TALLOC_CTX *owner, const struct sk_expr *expr, const char *column, const char ***out, size_t *n)
{
    struct boundaries b = {.owner = owner, .column = column, .out = *out, .n = *n};
    if (!expr || !expr->node)
        return;
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)expr->node, visit, &b);
    *out = b.out;
    *n = b.n;
}
