/*
 * dialects/common/ranges.c - range types, for engines that have none.
 *
 * A value is PostgreSQL's text of it, in one form only: '[1,6)' and never '[1,5]' for the types whose values can be
 * counted (manual, 8.17.7), 'empty', '(,5)'. So equal ranges are equal texts, and a CHECK can hold a column to the
 * form. Operators take the bounds out of the text, or from the arguments where the range has just been made of two of
 * them.
 */
#include "dialects/common/ranges.h"

#include <stdlib.h>
#include <string.h>

#include "dialects/common/literals.h"

static const struct kind {
    const char *name;
    struct sk_type bound;
    bool counted; /* has a next value: the form is [a,b) */
} kinds[] = {
    {"int4range", {.kind = SK_TYPE_INTEGER, .name = "int4", .length = -1, .scale = -1}, true},
    {"int8range", {.kind = SK_TYPE_BIGINT, .name = "int8", .length = -1, .scale = -1}, true},
    {"daterange", {.kind = SK_TYPE_DATE, .name = "date", .length = -1, .scale = -1}, true},
    {"numrange", {.kind = SK_TYPE_NUMERIC, .name = "numeric", .length = -1, .scale = -1}, false},
    {"tsrange", {.kind = SK_TYPE_TIMESTAMP, .name = "timestamp", .length = -1, .scale = -1}, false},
    {"tstzrange", {.kind = SK_TYPE_TIMESTAMPTZ, .name = "timestamptz", .length = -1, .scale = -1}, false},
};

static const struct kind *
kind_called(const char *name)
{
    for (size_t i = 0; name && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

struct sk_type
sk_range_bound(const char *type)
{
    const struct kind *kind = kind_called(type);
    return kind ? kind->bound : (struct sk_type){.length = -1, .scale = -1};
}

static bool
is_integer(const struct kind *kind)
{
    return sk_type_is_integer(&kind->bound);
}

static bool
is_moment(const struct kind *kind)
{
    return sk_type_is_time(&kind->bound) && !kind->counted;
}

/* ---- literals ---------------------------------------------------------------------------------------------------- */

/* A bound as written, without its quotes; `*at` moves behind it. */
static char *
read_bound(TALLOC_CTX *owner, const char **at)
{
    struct sk_text *text = sk_text_new(owner);
    bool quoted = false;
    for (; **at && (quoted || !strchr(",)]", **at)); (*at)++) {
        if (**at == '"')
            quoted = !quoted;
        else if (**at == '\\' && (*at)[1])
            sk_text_add_n(text, ++*at, 1);
        else
            sk_text_add_n(text, *at, 1);
    }
    return sk_text_finish(text, owner);
}

/* The bound in its type's form; NULL when it is none. `next`: the value after it. */
static const char *
bound_value(TALLOC_CTX *owner, const struct kind *kind, const char *text, bool next)
{
    if (is_integer(kind)) {
        text = sk_literal_numeral(owner, text, true);
        return text ? sk_printf(owner, "%lld", strtoll(text, NULL, 10) + next) : NULL;
    }
    if (kind->bound.kind == SK_TYPE_NUMERIC)
        return sk_literal_numeral(owner, text, false);
    text = sk_literal_timestamp(owner, text, kind->bound.kind);
    if (!text || !next)
        return text;
    int year, month, day;
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (sscanf(text, "%d-%d-%d", &year, &month, &day) != 3 || month < 1 || month > 12)
        return NULL;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (++day > days[month - 1] + (leap && month == 2)) {
        day = 1;
        year += month == 12;
        month = month % 12 + 1;
    }
    return sk_printf(owner, "%04d-%02d-%02d", year, month, day);
}

/* Below 0, 0, above 0: numbers by value, all else by their sortable text. */
static int
compare_bounds(const struct kind *kind, const char *a, const char *b)
{
    if (is_integer(kind)) {
        int64_t x = strtoll(a, NULL, 10), y = strtoll(b, NULL, 10);
        return (x > y) - (x < y);
    }
    if (kind->bound.kind == SK_TYPE_NUMERIC) {
        double x = strtod(a, NULL), y = strtod(b, NULL);
        return (x > y) - (x < y);
    }
    return strcmp(a, b);
}

static const char *
put_quotes(TALLOC_CTX *owner, const struct kind *kind, const char *bound)
{
    return is_moment(kind) && *bound ? sk_printf(owner, "\"%s\"", bound) : bound;
}

char *
sk_range_literal(TALLOC_CTX *owner, const char *text, const char *type)
{
    const struct kind *kind = kind_called(type);
    while (*text == ' ')
        text++;
    if (!kind)
        return NULL;
    if (strncasecmp(text, "empty", 5) == 0 && strspn(text + 5, " ") == strlen(text + 5))
        return sk_strdup(owner, "empty");
    char open = *text;
    if (open != '[' && open != '(')
        return NULL;
    text++;
    const char *lower = read_bound(owner, &text);
    if (*text++ != ',')
        return NULL;
    const char *upper = read_bound(owner, &text);
    char close = *text;
    if ((close != ']' && close != ')') || strspn(text + 1, " ") != strlen(text + 1))
        return NULL;
    lower = *lower ? bound_value(owner, kind, lower, kind->counted && open == '(') : "";
    upper = *upper ? bound_value(owner, kind, upper, kind->counted && close == ']') : "";
    if (!lower || !upper)
        return NULL;
    open = !*lower ? '(' : kind->counted ? '[' : open;
    close = !*upper || kind->counted ? ')' : close;
    int order = *lower && *upper ? compare_bounds(kind, lower, upper) : -1;
    if (order > 0)
        return NULL;
    if (order == 0 && (open == '(' || close == ')'))
        return sk_strdup(owner, "empty");
    return sk_printf(owner, "%c%s,%s%c", open, put_quotes(owner, kind, lower), put_quotes(owner, kind, upper), close);
}

/* ---- a range's parts, printed ------------------------------------------------------------------------------------ */

struct range {
    const struct kind *kind;
    const char *lower, *upper;         /* NULL: there is none; may be the SQL of a NULL, which is the same */
    const char *holds_lower, *holds_upper; /* conditions */
    const char *empty;
};

static const char *
filled(TALLOC_CTX *owner, const char *template, const char *value)
{
    struct sk_text *text = sk_text_new(owner);
    for (const char *c = template; *c; c++) {
        if (c[0] == '$' && c[1] == '$')
            sk_text_add_n(text, c++, 1);
        else if (*c == '$')
            sk_text_add(text, value);
        else
            sk_text_add_n(text, c, 1);
    }
    return sk_text_finish(text, owner);
}

static const char *
typed(TALLOC_CTX *owner, const struct sk_range_words *words, const struct kind *kind, const char *bound)
{
    if (is_integer(kind))
        return filled(owner, words->integer, bound);
    if (kind->bound.kind == SK_TYPE_NUMERIC)
        return filled(owner, words->numeral, bound);
    return filled(owner, kind->counted ? words->date : words->moment, filled(owner, words->unquoted, bound));
}

static void
take_apart(struct range *out, TALLOC_CTX *owner, const struct sk_range_words *words, const char *value)
{
    const char *bounds[] = {filled(owner, words->lower, value), filled(owner, words->upper, value)};
    const char *values[2];
    for (int i = 0; i < 2; i++)
        values[i] = sk_printf(owner, "CASE WHEN %s <> 'empty' AND %s <> '' THEN %s END", value, bounds[i],
                              typed(owner, words, out->kind, bounds[i]));
    out->lower = values[0];
    out->upper = values[1];
    out->empty = sk_printf(owner, "%s = 'empty'", value);
    out->holds_lower = sk_printf(owner, "%s = '['", filled(owner, words->first, value));
    out->holds_upper = sk_printf(owner, "%s = ']'", filled(owner, words->last, value));
}

static bool
is_null_constant(const sk_node *node)
{
    node = sk_pg_uncast(node);
    return node->node_case == SK_NODE(A_CONST) && node->a_const->isnull;
}

/* A bound as written in a constructor; NULL for a constant NULL. */
static enum sk_status
print_bound(const char **out, struct sk_printer *p, const struct kind *kind, const sk_node *node)
{
    enum sk_status status = SK_OK;
    *out = is_null_constant(node) ? NULL : sk_print_value_apart(p, node, &kind->bound, &status);
    return status;
}

static const struct kind *
constructor_kind(const sk_node *node)
{
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    bool fits = call && (call->n_args == 2 || call->n_args == 3);
    return fits ? kind_called(sk_node_name(NULL, call->n_funcname, call->funcname)) : NULL;
}

/* The bounds of a constructor, counted ones as [a,b). */
static enum sk_status
from_constructor(struct range *out, struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *brackets = call->n_args == 3 ? sk_constant_text(call->args[2]) : "[)";
    const struct sk_range_words *words = p->rules->ranges;
    if (!brackets || strlen(brackets) != 2)
        return sk_print_unsupported(p, call->args[2], "a range whose brackets are no constant has no equivalent on %s",
                                    p->rules->dialect);
    enum sk_status status = print_bound(&out->lower, p, out->kind, call->args[0]);
    status = status ? status : print_bound(&out->upper, p, out->kind, call->args[1]);
    if (status)
        return status;
    bool low = brackets[0] == '[', high = brackets[1] == ']';
    const char *next = is_integer(out->kind) ? "($ + 1)" : words->next;
    if (out->kind->counted && !low && out->lower)
        out->lower = filled(p->tmp, next, out->lower);
    if (out->kind->counted && high && out->upper)
        out->upper = filled(p->tmp, next, out->upper);
    bool both = out->kind->counted ? false : low && high;
    out->holds_lower = (out->kind->counted || low) ? "1 = 1" : "1 = 0";
    out->holds_upper = (!out->kind->counted && high) ? "1 = 1" : "1 = 0";
    out->empty = out->lower && out->upper
                     ? sk_printf(p->tmp, "coalesce(%s %s %s, 1 = 0)", out->lower, both ? ">" : ">=", out->upper)
                     : "1 = 0";
    return SK_OK;
}

static const struct kind *
kind_of(struct sk_printer *p, const sk_node *node)
{
    struct sk_type type = sk_scope_type(p->scope, node);
    return type.kind == SK_TYPE_RANGE && !type.dimensions ? kind_called(type.name) : NULL;
}

/* A text that is none of a known type's beside one that is takes its type. */
static enum sk_status
read_range(struct range *out, struct sk_printer *p, const sk_node *node, const struct kind *kind)
{
    const char *value;
    struct sk_type type = {.kind = SK_TYPE_RANGE, .name = kind->name, .length = -1, .scale = -1};
    enum sk_status status;
    out->kind = kind;
    if (constructor_kind(node))
        return from_constructor(out, p, node->func_call);
    value = sk_print_value_apart(p, node, &type, &status);
    if (!status)
        take_apart(out, p->tmp, p->rules->ranges, value);
    return status;
}

/* ---- operators --------------------------------------------------------------------------------------------------- */

/* The lower bound does not lie behind the upper one, so that something may be in both. */
static const char *
meets(struct sk_printer *p, const struct range *low, const struct range *high)
{
    if (!low->lower || !high->upper)
        return "1 = 1";
    return sk_printf(p->tmp, "(%s IS NULL OR %s IS NULL OR %s < %s OR (%s = %s AND %s AND %s))", low->lower,
                     high->upper, low->lower, high->upper, low->lower, high->upper, low->holds_lower,
                     high->holds_upper);
}

static void
overlap(struct sk_printer *p, const struct range *a, const struct range *b)
{
    sk_text_addf(p->out, "(NOT (%s) AND NOT (%s) AND %s AND %s)", a->empty, b->empty, meets(p, a, b), meets(p, b, a));
}

/* One side of `a` reaches as far as that of `b`; `sign` is < for lower bounds. */
static const char *
reaches(struct sk_printer *p, const char *a, const char *holds_a, const char *sign, const char *b, const char *holds_b)
{
    if (!a)
        return "1 = 1";
    if (!b)
        return sk_printf(p->tmp, "%s IS NULL", a);
    return sk_printf(p->tmp, "(%s IS NULL OR (%s IS NOT NULL AND (%s %s %s OR (%s = %s AND (%s OR NOT (%s))))))", a, b,
                     a, sign, b, a, b, holds_a, holds_b);
}

static void
contain(struct sk_printer *p, const struct range *a, const struct range *b)
{
    sk_text_addf(p->out, "((%s) OR (NOT (%s) AND %s AND %s))", b->empty, a->empty,
                 reaches(p, a->lower, a->holds_lower, "<", b->lower, b->holds_lower),
                 reaches(p, a->upper, a->holds_upper, ">", b->upper, b->holds_upper));
}

static enum sk_status
contain_value(struct sk_printer *p, const struct range *a, const sk_node *node)
{
    const char *value;
    enum sk_status status = print_bound(&value, p, a->kind, node);
    value = value ? value : "NULL";
    sk_text_addf(p->out, "(NOT (%s)", a->empty);
    if (a->lower)
        sk_text_addf(p->out, " AND (%s IS NULL OR %s < %s OR (%s = %s AND %s))", a->lower, a->lower, value, a->lower,
                     value, a->holds_lower);
    if (a->upper)
        sk_text_addf(p->out, " AND (%s IS NULL OR %s > %s OR (%s = %s AND %s))", a->upper, a->upper, value, a->upper,
                     value, a->holds_upper);
    sk_text_addf(p->out, " AND %s IS NOT NULL)", value);
    return status;
}

static const char *
touches(struct sk_printer *p, const struct range *a, const struct range *b)
{
    if (!a->upper || !b->lower)
        return "1 = 0";
    return sk_printf(p->tmp, "coalesce(%s = %s AND (%s) <> (%s), 1 = 0)", a->upper, b->lower, a->holds_upper,
                     b->holds_lower);
}

bool
sk_range_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status)
{
    bool inner = strcmp(op, "<@") == 0;
    const sk_node *left = inner ? e->rexpr : e->lexpr, *right = inner ? e->lexpr : e->rexpr;
    bool contains = inner || strcmp(op, "@>") == 0, overlaps = strcmp(op, "&&") == 0;
    if (!left || (!contains && !overlaps && strcmp(op, "-|-") != 0))
        return false;
    const struct kind *a_kind = kind_of(p, left), *b_kind = kind_of(p, right);
    const struct kind *kind = a_kind ? a_kind : contains ? NULL : b_kind;
    struct range a, b;
    if (!kind)
        return false;
    *status = read_range(&a, p, left, kind);
    if (!*status && contains && !b_kind) {
        *status = contain_value(p, &a, right);
        return true;
    }
    *status = *status ? *status : read_range(&b, p, right, kind);
    if (*status)
        return true;
    if (overlaps)
        overlap(p, &a, &b);
    else if (contains)
        contain(p, &a, &b);
    else
        sk_text_addf(p->out, "(NOT (%s) AND NOT (%s) AND (%s OR %s))", a.empty, b.empty, touches(p, &a, &b),
                     touches(p, &b, &a));
    return true;
}

/* ---- functions --------------------------------------------------------------------------------------------------- */

static void
put_text_of(struct sk_printer *p, const struct kind *kind, const char *value, const char *before, const char *after)
{
    const struct sk_range_words *words = p->rules->ranges;
    const char *text = filled(p->tmp, is_moment(kind) ? words->moment_text : words->text, value);
    const char *quote = is_moment(kind) ? "\"" : "";
    if (words->has_concat)
        sk_text_addf(p->out, "CONCAT('%s%s', %s, '%s%s')", before, quote, text, quote, after);
    else
        sk_text_addf(p->out, "('%s%s' || %s || '%s%s')", before, quote, text, quote, after);
}

/* A bound with what stands around it, or what stands there without one. */
static void
put_bound(struct sk_printer *p, const struct kind *kind, const char *value, const char *before, const char *after,
          const char *none)
{
    if (!value) {
        sk_text_addf(p->out, "'%s'", none);
        return;
    }
    sk_text_addf(p->out, "CASE WHEN %s IS NULL THEN '%s' ELSE ", value, none);
    put_text_of(p, kind, value, before, after);
    sk_text_add(p->out, " END");
}

/* The text of a range that is made here. One whose bounds are in the wrong order is none, and fits no column's CHECK.
 */
static enum sk_status
construct(struct sk_printer *p, const struct kind *kind, const PgQuery__FuncCall *call)
{
    struct range r = {.kind = kind};
    enum sk_status status = from_constructor(&r, p, call);
    if (status)
        return status;
    bool low = strcmp(r.holds_lower, "1 = 1") == 0, high = strcmp(r.holds_upper, "1 = 1") == 0;
    if (r.lower && r.upper && !(low && high))
        sk_text_addf(p->out, "CASE WHEN %s = %s THEN 'empty' ELSE ", r.lower, r.upper);
    sk_text_add(p->out, p->rules->ranges->has_concat ? "CONCAT(" : "(");
    put_bound(p, kind, r.lower, low ? "[" : "(", ",", "(,");
    sk_text_add(p->out, p->rules->ranges->has_concat ? ", " : " || ");
    put_bound(p, kind, r.upper, "", high ? "]" : ")", ")");
    sk_text_add(p->out, ")");
    if (r.lower && r.upper && !(low && high))
        sk_text_add(p->out, " END");
    return SK_OK;
}

bool
sk_range_call(struct sk_printer *p, const char *name, const PgQuery__FuncCall *call, enum sk_status *status)
{
    static const char *const questions[] = {"lower",     "upper",     "isempty",  "lower_inc",
                                            "upper_inc", "lower_inf", "upper_inf"};
    size_t which = 0, n = sizeof questions / sizeof *questions;
    const struct kind *made = call->n_args == 2 || call->n_args == 3 ? kind_called(name) : NULL;
    if (made)
        return *status = construct(p, made, call), true;
    while (which < n && strcmp(questions[which], name) != 0)
        which++;
    const struct kind *kind = which < n && call->n_args == 1 ? kind_of(p, call->args[0]) : NULL;
    struct range r;
    if (!kind)
        return false;
    *status = read_range(&r, p, call->args[0], kind);
    if (*status)
        return true;
    const char *bound = which % 2 ? r.upper : r.lower;
    switch (which) {
    case 0:
    case 1:
        bound = which ? r.upper : r.lower;
        if (bound)
            sk_text_addf(p->out, "CASE WHEN NOT (%s) THEN %s END", r.empty, bound);
        else
            sk_text_add(p->out, "NULL");
        break;
    case 2:
        sk_text_addf(p->out, "(%s)", r.empty);
        break;
    case 3:
    case 4:
        sk_text_addf(p->out, "(NOT (%s) AND %s)", r.empty, which == 3 ? r.holds_lower : r.holds_upper);
        break;
    default:
        bound = which == 5 ? r.lower : r.upper;
        sk_text_addf(p->out, "(NOT (%s) AND %s IS NULL)", r.empty, bound ? bound : "NULL");
    }
    return true;
}

enum sk_status
sk_range_refusal(const char **out, struct sk_printer *p, const sk_node *node)
{
    const struct kind *kind = constructor_kind(node);
    const char *lower, *upper;
    *out = NULL;
    if (!kind)
        return SK_OK;
    enum sk_status status = print_bound(&lower, p, kind, node->func_call->args[0]);
    status = status ? status : print_bound(&upper, p, kind, node->func_call->args[1]);
    if (!status && lower && upper)
        *out = sk_printf(p->tmp, "%s > %s", lower, upper);
    return status;
}

/* ---- the form ---------------------------------------------------------------------------------------------------- */

static const char *
is_written_so(TALLOC_CTX *owner, const struct sk_range_words *words, const struct kind *kind, const char *bound)
{
    if (is_integer(kind))
        return filled(owner, words->integer_form, bound);
    if (kind->bound.kind == SK_TYPE_NUMERIC)
        return filled(owner, words->numeral_form, bound);
    return filled(owner, kind->counted ? words->date_form : words->moment_form, bound);
}

char *
sk_range_check(TALLOC_CTX *owner, const struct sk_range_words *words, const char *type, const char *column)
{
    const struct kind *kind = kind_called(type);
    if (!kind)
        return sk_strdup(owner, "1 = 1");
    TALLOC_CTX *tmp = sk_context_new(owner);
    const char *lower = filled(tmp, words->lower, column), *upper = filled(tmp, words->upper, column);
    const char *first = filled(tmp, words->first, column), *last = filled(tmp, words->last, column);
    const char *low = typed(tmp, words, kind, lower), *high = typed(tmp, words, kind, upper);
    struct sk_text *sql = sk_text_new(tmp);
    sk_text_addf(
        sql,
        "(%s IS NULL OR %s = 'empty' OR (%s LIKE '%%,%%' AND CASE WHEN %s = '' THEN %s = '(' ELSE %s IN (%s) AND "
        "coalesce(%s, 1 = 0) END",
        column, column, column, lower, first, first, kind->counted ? "'['" : "'[', '('",
        is_written_so(tmp, words, kind, lower));
    sk_text_addf(sql, " AND CASE WHEN %s = '' THEN %s = ')' ELSE %s IN (%s) AND coalesce(%s, 1 = 0) END", upper, last,
                 last, kind->counted ? "')'" : "')', ']'", is_written_so(tmp, words, kind, upper));
    sk_text_addf(sql, " AND CASE WHEN %s <> '' AND %s <> '' THEN %s < %s", lower, upper, low, high);
    if (!kind->counted)
        sk_text_addf(sql, " OR (%s = %s AND %s = '[' AND %s = ']')", low, high, first, last);
    sk_text_add(sql, " ELSE 1 = 1 END");
    if (kind->bound.kind == SK_TYPE_INTEGER)
        sk_text_addf(sql, " AND coalesce(CASE WHEN %s <> '' THEN %s BETWEEN -2147483648 AND 2147483647 END, 1 = 1) AND "
                          "coalesce(CASE WHEN %s <> '' THEN %s BETWEEN -2147483648 AND 2147483647 END, 1 = 1)",
                     lower, low, upper, high);
    sk_text_add(sql, "))");
    char *out = sk_strdup(owner, sql->data);
    talloc_free(tmp);
    return out;
}
