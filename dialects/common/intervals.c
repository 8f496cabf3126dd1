/*
 * dialects/common/intervals.c - intervals, which no other engine has: what is computed with them, as PostgreSQL's own
 * expressions on numbers.
 *
 * An interval is months, days and microseconds (PostgreSQL manual, 8.5.4), and where two of them are compared one
 * number: a month is 30 days there, and a day 24 hours (interval_cmp_value()). Each of the four is an expression that
 * is made of the interval's. What the engines themselves have to know are the functions in which it ends:
 *
 *   skein_months(x), skein_days(x), skein_micros(x), skein_span(x)   of an interval that is kept as text
 *   skein_between(a, b)                                              microseconds from b to a
 *   skein_interval(months, days, microseconds)                       the text, as PostgreSQL writes it
 *   skein_moved(time, months, days, microseconds)                    the time, so much later
 *   skein_ranked(span, text)                                         20 digits that sort as the span does, and the text
 *   skein_seconds(microseconds), skein_whole(x) without the fraction, skein_fraction(x), skein_rounded(x)
 */
#include <string.h>

#include "dialects/common/literals.h"
#include "dialects/common/printer_priv.h"

#define DAY "86400000000"

enum part { MONTHS, DAYS, MICROS, SPAN };

/* An expression of one part; NULL: it is zero. */
static const sk_node *part_of(struct sk_printer *p, const sk_node *node, enum part part);

static bool
is_interval(struct sk_printer *p, const sk_node *node)
{
    return sk_scope_is(p->scope, node, SK_TYPE_INTERVAL);
}

static const sk_node *
made1(struct sk_printer *p, const char *sql, const sk_node *a)
{
    return a ? sk_pg_made(p->tmp, sql, 1, &a) : NULL;
}

static const sk_node *
made2(struct sk_printer *p, const char *sql, const sk_node *a, const sk_node *b)
{
    const sk_node *args[] = {a, b};
    return sk_pg_made(p->tmp, sql, 2, args);
}

static const sk_node *
sum_of(struct sk_printer *p, const sk_node *a, const sk_node *b)
{
    return a && b ? made2(p, "($1 + $2)", a, b) : a ? a : b;
}

static const sk_node *
number(struct sk_printer *p, int64_t value)
{
    return value ? sk_pg_made(p->tmp, sk_printf(p->tmp, "(%lld)", (long long)value), 0, NULL) : NULL;
}

/* ---- what they are made of -------------------------------------------------------------------------------------- */

/* interval '1' DAY: the unit stands in the type, as one of parsenodes.h's INTERVAL_MASKs. */
static const char *
unit_of_type(const sk_node *node)
{
    static const struct {
        int32_t mask;
        const char *unit;
    } units[] = {{1 << 1, " month"}, {1 << 2, " year"},    {1 << 3, " day"},
                 {1 << 10, " hour"}, {1 << 11, " minute"}, {1 << 12, " second"}};
    const PgQuery__TypeName *type = node->node_case == SK_NODE(TYPE_CAST) ? node->type_cast->type_name : NULL;
    for (size_t i = 0; type && type->n_typmods && i < sizeof units / sizeof *units; i++)
        if (type->typmods[0]->node_case == SK_NODE(A_CONST) && type->typmods[0]->a_const->ival &&
            type->typmods[0]->a_const->ival->ival == units[i].mask)
            return units[i].unit;
    return "";
}

bool
sk_print_known_interval(struct sk_interval *out, struct sk_printer *p, const sk_node *node)
{
    const char *text = sk_constant_text(node);
    if (text && text[strspn(text, "+-0123456789. ")] == '\0')
        text = sk_printf(p->tmp, "%s%s", text, unit_of_type(node));
    return text && sk_literal_interval(out, text);
}

static const sk_node *
of_literal(struct sk_printer *p, const struct sk_interval *i, enum part part)
{
    static const int64_t day = INT64_C(86400000000);
    return number(p, part == MONTHS ? i->months
                     : part == DAYS ? i->days
                     : part == SPAN ? (i->months * 30 + i->days) * day + i->microseconds
                                    : i->microseconds);
}

/* So much of a part, of a fraction of one: what is broken off a month is so many days of 30, what is broken off a day
 * is time (interval_mul(), interval_div()). */
static const sk_node *
scaled(struct sk_printer *p, const sk_node *interval, const sk_node *factor, bool divided, enum part part)
{
    while (factor->node_case == SK_NODE(TYPE_CAST) && sk_scope_is(p->scope, factor, SK_TYPE_DOUBLE))
        factor = factor->type_cast->arg; /* the server writes it to what PostgreSQL multiplies by, double precision */
    struct sk_type type = sk_scope_type(p->scope, factor);
    const sk_node *own = part_of(p, interval, part);
    if (!divided && sk_type_is_integer(&type))
        return own ? made2(p, "($1 * ($2))", own, factor) : NULL;
    const char *times = sk_printf(p->tmp, "($1 %s ($2)::float8)", divided ? "/" : "*");
    if (sk_print_is_volatile(factor)) { /* nobody can tell where its whole months end */
        if (part != MICROS && part != SPAN)
            return NULL;
        own = part_of(p, interval, SPAN);
        return own ? made2(p, sk_printf(p->tmp, "skein_rounded(%s)", times), own, factor) : NULL;
    }
    const sk_node *product = own ? made2(p, times, own, factor) : NULL;
    const sk_node *rest = NULL, *months = part == DAYS || part == MICROS ? part_of(p, interval, MONTHS) : NULL;
    if (part == MONTHS)
        return made1(p, "skein_whole($1)", product);
    if (part == SPAN)
        return made1(p, "skein_rounded($1)", product);
    if (months) { /* days that a part of a month is */
        months = made2(p, times, months, factor);
        rest = made1(p, "round(skein_fraction($1) * 30, 6)", months);
    }
    if (part == DAYS)
        return made1(p, "skein_whole($1)", sum_of(p, product, rest));
    const sk_node *days = part_of(p, interval, DAYS);
    days = sum_of(p, days ? made2(p, times, days, factor) : NULL, rest);
    return made1(p, "skein_rounded($1)", sum_of(p, product, made1(p, "(skein_fraction($1) * " DAY ")", days)));
}

/* make_interval(years, months, weeks, days, hours, mins, secs), by name or place. */
static const sk_node *
of_made(struct sk_printer *p, const PgQuery__FuncCall *call, enum part part)
{
    static const struct {
        const char *name;
        struct sk_interval one;
    } fields[] = {{"years", {12, 0, 0}}, {"months", {1, 0, 0}},         {"weeks", {0, 7, 0}},
                  {"days", {0, 1, 0}},   {"hours", {0, 0, 3600000000}}, {"mins", {0, 0, 60000000}},
                  {"secs", {0, 0, 1000000}}};
    enum { N = sizeof fields / sizeof *fields };
    const sk_node *sum = NULL;
    for (size_t i = 0; i < call->n_args; i++) {
        const sk_node *value = call->args[i];
        size_t field = i;
        if (value->node_case == SK_NODE(NAMED_ARG_EXPR)) {
            for (field = 0; field < N && strcmp(fields[field].name, value->named_arg_expr->name) != 0;)
                field++;
            value = value->named_arg_expr->arg;
        }
        int64_t known;
        const sk_node *one = field < N ? of_literal(p, &fields[field].one, part) : NULL;
        if (!one || (sk_print_known_number(value, &known) && known == 0))
            continue;
        bool whole = strcmp(fields[field].name, "secs") != 0;
        sum = sum_of(p, sum, made2(p, whole ? "(($1) * $2)" : "skein_rounded(($1) * $2)", value, one));
    }
    return sum;
}

static const PgQuery__FuncCall *
call_of(const sk_node *node, const char *name)
{
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    return call && strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), name) == 0 ? call : NULL;
}

/* What $1, a time, is after $2: the fields' own differences, and what one of them lacks is a day of 24 hours, or a
 * month that is as long as that of the earlier time (timestamp_age()). */
#define CLOCK(t) "skein_between(" t ", date_trunc('day', " t "))"
#define IF_EARLIER(then) "CASE WHEN " CLOCK("$1") " < " CLOCK("$2") " THEN " then " ELSE 0 END"
#define FIELD(field) "extract(" field " FROM $1) - extract(" field " FROM $2)"
#define DAYS_APART "(" FIELD("day") " - " IF_EARLIER("1") ")"
#define AGE_MONTHS                                                                                                     \
    "((" FIELD("year") ") * 12 + " FIELD("month") " - CASE WHEN " DAYS_APART " < 0 THEN 1 ELSE 0 END)"
#define AGE_DAYS                                                                                                       \
    "(" DAYS_APART " + CASE WHEN " DAYS_APART " < 0 THEN extract(day FROM date_trunc('month', $2) + "                  \
    "interval '1 month' - interval '1 day') ELSE 0 END)"
#define AGE_MICROS "(" CLOCK("$1") " - " CLOCK("$2") " + " IF_EARLIER(DAY) ")"

/* age(a, b); age(b) is that of today's midnight. */
static const sk_node *
of_age(struct sk_printer *p, const PgQuery__FuncCall *call, enum part part)
{
    static const char *const parts[] = {AGE_MONTHS, AGE_DAYS, AGE_MICROS,
                                        "((" AGE_MONTHS " * 30 + " AGE_DAYS ") * " DAY " + " AGE_MICROS ")"};
    const sk_node *times[2];
    for (size_t i = 0; i < 2; i++) {
        times[i] = call->n_args == 2 ? call->args[i] : i ? call->args[0] : sk_pg_made(p->tmp, "current_date", 0, NULL);
        struct sk_type type = sk_scope_type(p->scope, times[i]);
        if (type.kind != SK_TYPE_TIMESTAMP && type.kind != SK_TYPE_TIMESTAMPTZ)
            times[i] = made1(p, "($1)::timestamp", times[i]);
    }
    const sk_node *args[] = {times[0], times[1], made2(p, parts[part], times[0], times[1]),
                             made2(p, parts[part], times[1], times[0])};
    return sk_pg_made(p->tmp, "CASE WHEN $1 >= $2 THEN $3 WHEN $1 < $2 THEN - $4 END", 4, args);
}

/* The same call of another function, or with another argument. */
static const sk_node *
called_with(struct sk_printer *p, const sk_node *call, const char *name, const sk_node *argument)
{
    sk_node *copy = sk_pg_copy(p->tmp, call);
    copy->func_call->funcname[copy->func_call->n_funcname - 1] = sk_pg_string_node(p->tmp, name);
    copy->func_call->args[0] = (sk_node *)(uintptr_t)argument;
    return copy;
}

/* sum(x) is the sum of each part; avg(x) that by their number. */
static const sk_node *
of_sum(struct sk_printer *p, const sk_node *node, enum part part)
{
    const sk_node *own = part_of(p, node->func_call->args[0], part);
    return own ? made1(p, "($1)::bigint", called_with(p, node, "sum", own)) : NULL;
}

static const sk_node *
of_average(struct sk_printer *p, const sk_node *node, enum part part)
{
    const sk_node *argument = node->func_call->args[0];
    return scaled(p, called_with(p, node, "sum", argument), called_with(p, node, "count", argument), true, part);
}

static const sk_node *
of_case(struct sk_printer *p, const sk_node *node, enum part part)
{
    sk_node *copy = sk_pg_copy(p->tmp, node);
    PgQuery__CaseExpr *e = copy->case_expr;
    const sk_node *zero = sk_pg_made(p->tmp, "0", 0, NULL), *one;
    bool any = false;
    for (size_t i = 0; i < e->n_args; i++) {
        one = part_of(p, e->args[i]->case_when->result, part);
        any = any || one;
        e->args[i]->case_when->result = (sk_node *)(uintptr_t)(one ? one : zero);
    }
    one = e->defresult ? part_of(p, e->defresult, part) : NULL;
    if (e->defresult)
        e->defresult = (sk_node *)(uintptr_t)(one ? one : zero);
    return any || one || !e->defresult ? copy : NULL;
}

/* a - b of two times: whole days and the rest; of two times of day there are no days. */
static const sk_node *
of_difference(struct sk_printer *p, const PgQuery__AExpr *e, enum part part)
{
    bool of_day = sk_scope_is(p->scope, e->lexpr, SK_TYPE_TIME);
    const sk_node *whole = made2(p, "skein_between($1, $2)", e->lexpr, e->rexpr);
    if (part == MONTHS || (part == DAYS && of_day))
        return NULL;
    return part == SPAN || of_day ? whole : made1(p, part == DAYS ? "($1 / " DAY ")" : "($1 % " DAY ")", whole);
}

static const sk_node *
of_operation(struct sk_printer *p, const PgQuery__AExpr *e, enum part part)
{
    const char *op = sk_node_name(NULL, e->n_name, e->name);
    bool minus = strcmp(op, "-") == 0, divided = strcmp(op, "/") == 0;
    if (!e->lexpr)
        return made1(p, "(- $1)", part_of(p, e->rexpr, part));
    if (minus && !is_interval(p, e->lexpr) && !is_interval(p, e->rexpr))
        return of_difference(p, e, part);
    if (minus || strcmp(op, "+") == 0) {
        const sk_node *right = part_of(p, e->rexpr, part);
        return sum_of(p, part_of(p, e->lexpr, part), minus ? made1(p, "(- $1)", right) : right);
    }
    bool left = is_interval(p, e->lexpr);
    return scaled(p, left ? e->lexpr : e->rexpr, left ? e->rexpr : e->lexpr, divided, part);
}

/* (n || ' days')::interval, concat(n, ' days')::interval of a number: so many of the unit; NULL. */
static const sk_node *
counted(struct sk_printer *p, const sk_node *text)
{
    const PgQuery__FuncCall *call = call_of(text, "concat");
    const PgQuery__AExpr *e = text->node_case == SK_NODE(A_EXPR) ? text->a_expr : NULL;
    const sk_node *amount = call && call->n_args == 2 ? call->args[0] : NULL, *unit = amount ? call->args[1] : NULL;
    if (e && e->lexpr && strcmp(sk_node_name(NULL, e->n_name, e->name), "||") == 0)
        amount = e->lexpr, unit = e->rexpr;
    const char *word = unit ? sk_constant_text(unit) : NULL;
    struct sk_interval one;
    if (!word || !sk_literal_interval(&one, sk_printf(p->tmp, "1 %s", word)))
        return NULL;
    amount = sk_pg_uncast(amount);
    struct sk_type type = sk_scope_type(p->scope, amount);
    bool is_number = sk_type_is_integer(&type) || type.kind == SK_TYPE_NUMERIC || type.kind == SK_TYPE_DOUBLE;
    return is_number && !type.dimensions
               ? made1(p, sk_printf(p->tmp, "(interval '1 %s' * ($1))", word + strspn(word, " ")), amount)
               : NULL;
}

/* A text may have ISO 8601's form, P1DT2H (PostgreSQL manual, 8.5.4); what is an interval already is kept in words. */
static const sk_node *
in_words(struct sk_printer *p, const sk_node *node)
{
    if (is_interval(p, node))
        return node;
    return made1(p,
                 "CASE WHEN $1 LIKE 'P%' THEN replace(replace(replace(replace("
                 "substr($1, 2, strpos($1 || 'T', 'T') - 2), 'Y', ' y '), 'M', ' mon '), 'W', ' w '), 'D', "
                 "' d ') || replace(replace(replace(substr($1, strpos($1 || 'T', 'T') + 1), 'H', ' h '), "
                 "'M', ' mi '), 'S', ' s ') ELSE $1 END",
                 node);
}

/* What is kept as a text, or is one that a cast makes an interval of. */
static const sk_node *
of_text(struct sk_printer *p, const sk_node *text, enum part part)
{
    static const char *const readers[] = {"skein_months($1)", "skein_days($1)", "skein_micros($1)", "skein_span($1)"};
    return made1(p, readers[part], in_words(p, text));
}

static const sk_node *
part_of(struct sk_printer *p, const sk_node *node, enum part part)
{
    struct sk_interval known;
    node = sk_print_inlined(p, node);
    if (sk_print_known_interval(&known, p, node))
        return of_literal(p, &known, part);
    const sk_node *inner = node->node_case == SK_NODE(TYPE_CAST) ? node->type_cast->arg : NULL;
    if (inner && is_interval(p, inner))
        return part_of(p, inner, part);
    if (inner)
        return counted(p, inner) ? part_of(p, counted(p, inner), part) : of_text(p, inner, part);
    if (node->node_case == SK_NODE(A_EXPR) && node->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP &&
        is_interval(p, node))
        return of_operation(p, node->a_expr, part);
    if (call_of(node, "make_interval"))
        return of_made(p, node->func_call, part);
    if (call_of(node, "age"))
        return of_age(p, node->func_call, part);
    if (call_of(node, "sum") && node->func_call->n_args == 1)
        return of_sum(p, node, part);
    if (call_of(node, "avg") && node->func_call->n_args == 1)
        return of_average(p, node, part);
    if (node->node_case == SK_NODE(CASE_EXPR))
        return of_case(p, node, part);
    return of_text(p, node, part);
}

/* ---- what becomes of them --------------------------------------------------------------------------------------- */

/* Each of the three; NULL: it is zero. */
static void
parts_of(const sk_node **parts, struct sk_printer *p, const sk_node *interval)
{
    for (enum part part = MONTHS; part <= MICROS; part++)
        parts[part] = part_of(p, interval, part);
}

static const sk_node *
called(struct sk_printer *p, const char *sql, const sk_node *first, const sk_node *const *parts)
{
    const sk_node *args[4] = {first};
    for (enum part part = MONTHS; part <= MICROS; part++)
        args[1 + part] = parts[part] ? parts[part] : sk_pg_made(p->tmp, "0", 0, NULL);
    return sk_pg_made(p->tmp, sql, first ? 4 : 3, first ? args : args + 1);
}

/* The interval that a time is moved by, in t + i, t - i; NULL: it is another expression. */
static const sk_node *
moved_by(struct sk_printer *p, const sk_node *time)
{
    const PgQuery__AExpr *e = time->node_case == SK_NODE(A_EXPR) ? time->a_expr : NULL;
    const char *op = e && e->lexpr && e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP
                         ? sk_node_name(NULL, e->n_name, e->name)
                         : NULL;
    if (!op || (!sk_same(op, "+") && !sk_same(op, "-")) || !is_interval(p, e->rexpr) || is_interval(p, e->lexpr))
        return NULL;
    return sk_same(op, "-") ? made1(p, "(- $1)", e->rexpr) : e->rexpr;
}

/* What is moved once more by microseconds alone is moved once by their sum. */
const sk_node *
sk_print_moved(struct sk_printer *p, const sk_node *time, const sk_node *interval, bool negative)
{
    const sk_node *parts[3];
    parts_of(parts, p, negative ? made1(p, "(- $1)", interval) : interval);
    for (;;) {
        const sk_node *before = sk_print_inlined(p, time);
        const sk_node *by = parts[MONTHS] || parts[DAYS] ? NULL : moved_by(p, before), *micros = parts[MICROS];
        if (!by)
            return called(p, "skein_moved($1, $2, $3, $4)", time, parts);
        parts_of(parts, p, by);
        parts[MICROS] = sum_of(p, parts[MICROS], micros);
        time = before->a_expr->lexpr;
    }
}

/* Is it computed, and not only read? What cannot be an interval is told from its form, without looking for its type. */
static bool
is_computed(struct sk_printer *p, const sk_node *node)
{
    static const char *const operators[] = {"+", "-", "*", "/"};
    if (node->node_case == SK_NODE(TYPE_CAST)) {
        const PgQuery__TypeName *to = node->type_cast->type_name;
        const sk_node *arg = node->type_cast->arg;
        if (sk_constant_text(arg) || !sk_same(sk_node_name(NULL, to->n_names, to->names), "interval"))
            return false;
        struct sk_type from = sk_scope_type(p->scope, arg);
        return sk_type_is_text(&from) && !from.dimensions && is_interval(p, node);
    }
    bool operation =
        node->node_case == SK_NODE(A_EXPR) && node->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP &&
        sk_among(sk_node_name(NULL, node->a_expr->n_name, node->a_expr->name), 4, operators);
    static const char *const functions[] = {"make_interval", "age", "sum", "avg"};
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    bool of_call = call && sk_among(sk_node_name(NULL, call->n_funcname, call->funcname), 4, functions);
    return (operation || of_call) && is_interval(p, node);
}

/* Of several by their length: the number goes before the text, in as many digits whatever it is. */
static sk_node *
ranked(struct sk_printer *p, const sk_node *interval)
{
    return (sk_node *)(uintptr_t)made2(p, "skein_ranked($1, $2)", sk_print_span(p, interval), interval);
}

static const sk_node *
extreme(struct sk_printer *p, const sk_node *node)
{
    if (node->node_case == SK_NODE(MIN_MAX_EXPR) && is_interval(p, node)) {
        sk_node *copy = sk_pg_copy(p->tmp, node);
        for (size_t i = 0; i < copy->min_max_expr->n_args; i++)
            copy->min_max_expr->args[i] = ranked(p, copy->min_max_expr->args[i]);
        return made1(p, "substr($1, 21)", copy);
    }
    const char *name = call_of(node, "min") ? "min" : call_of(node, "max") ? "max" : NULL;
    if (!name || node->func_call->n_args != 1 || !is_interval(p, node))
        return NULL;
    return made1(p, "substr($1, 21)", called_with(p, node, name, ranked(p, node->func_call->args[0])));
}

const sk_node *
sk_print_interval(struct sk_printer *p, const sk_node *node)
{
    const sk_node *parts[3];
    if (!is_computed(p, node))
        return extreme(p, node);
    parts_of(parts, p, node);
    return called(p, "skein_interval($1, $2, $3)", NULL, parts);
}

const sk_node *
sk_print_span(struct sk_printer *p, const sk_node *node)
{
    const sk_node *span = part_of(p, node, SPAN);
    return span ? span : sk_pg_made(p->tmp, "0", 0, NULL);
}

/* A text in quotes beside an interval is one. */
static sk_node *
span_beside(struct sk_printer *p, const sk_node *node)
{
    return (sk_node *)(uintptr_t)sk_print_span(p, node);
}

static bool
is_comparison(const PgQuery__AExpr *e)
{
    static const char *const names[] = {"=", "<>", "!=", "<", ">", "<=", ">=", "BETWEEN", "NOT BETWEEN",
                                        "BETWEEN SYMMETRIC", "NOT BETWEEN SYMMETRIC"};
    return e->lexpr && e->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY &&
           e->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL &&
           sk_among(sk_node_name(NULL, e->n_name, e->name), sizeof names / sizeof *names, names);
}

const PgQuery__AExpr *
sk_print_spans(struct sk_printer *p, const PgQuery__AExpr *e)
{
    bool list = e->rexpr && e->rexpr->node_case == SK_NODE(LIST);
    if (!is_comparison(e) || !(is_interval(p, e->lexpr) || (!list && is_interval(p, e->rexpr))))
        return e;
    PgQuery__AExpr *copy = talloc(p->tmp, PgQuery__AExpr);
    *copy = *e;
    copy->lexpr = span_beside(p, e->lexpr);
    copy->rexpr = list ? sk_pg_copy(p->tmp, e->rexpr) : span_beside(p, e->rexpr);
    for (size_t i = 0; list && i < copy->rexpr->list->n_items; i++)
        copy->rexpr->list->items[i] = span_beside(p, copy->rexpr->list->items[i]);
    return copy;
}

const sk_node *
sk_print_interval_part(struct sk_printer *p, const char *field, const sk_node *interval)
{
    static const struct {
        const char *field, *of_months, *of_days, *of_micros;
    } fields[] = {
        {"millennium", "($1 / 12000)", NULL, NULL},
        {"century", "($1 / 1200)", NULL, NULL},
        {"decade", "($1 / 120)", NULL, NULL},
        {"year", "($1 / 12)", NULL, NULL},
        {"quarter", "(($1 % 12) / 3 + 1)", NULL, NULL},
        {"month", "($1 % 12)", NULL, NULL},
        {"day", NULL, "$1", NULL},
        {"hour", NULL, NULL, "($1 / 3600000000)"},
        {"minute", NULL, NULL, "(($1 / 60000000) % 60)"},
        {"second", NULL, NULL, "skein_seconds($1 % 60000000)"},
        {"millisecond", NULL, NULL, "(skein_seconds($1 % 60000000) * 1000)"},
        {"microsecond", NULL, NULL, "($1 % 60000000)"},
    };
    if (sk_is_field("epoch", field)) /* its length, where a year has 365.25 days, not 12 months of 30 */
        return sum_of(p, made1(p, "skein_seconds($1)", sk_print_span(p, interval)),
                      made1(p, "(($1 / 12) * 453600)", part_of(p, interval, MONTHS)));
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (!sk_is_field(fields[i].field, field))
            continue;
        const char *const sql[] = {fields[i].of_months, fields[i].of_days, fields[i].of_micros};
        const sk_node *sum = NULL;
        for (enum part part = MONTHS; part <= MICROS; part++)
            if (sql[part])
                sum = sum_of(p, sum, made1(p, sql[part], part_of(p, interval, part)));
        return sum ? sum : sk_pg_made(p->tmp, "0", 0, NULL);
    }
    return NULL;
}
