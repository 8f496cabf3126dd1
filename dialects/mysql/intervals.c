/*
 * dialects/mysql/intervals.c - intervals, which the servers have as part of a calculation only.
 *
 * What is added to a time is taken apart: months, days and microseconds are added one after the other, as PostgreSQL
 * does (manual, 9.9); the servers too make the last day of a month of one that it does not have.
 */
#include <string.h>

#include "dialects/mysql/print.h"

#define DAY INT64_C(86400000000)

/* What an interval is made of: constants, times a factor. */
struct part {
    struct sk_interval amount;
    const char *factor; /* SQL; NULL: 1 */
    bool whole;         /* the factor is an integer */
};

struct parts {
    size_t n;
    struct part *items;
};

static enum sk_status collect(struct sk_printer *p, struct parts *parts, const sk_node *node, const char *factor,
                              bool whole);

static void
add_part(struct sk_printer *p, struct parts *parts, struct sk_interval amount, const char *factor, bool whole)
{
    struct part part = {amount, factor, whole};
    sk_push(p->tmp, parts->items, parts->n, part);
}

static enum sk_status
unsupported(struct sk_printer *p, const sk_node *node)
{
    return sk_print_unsupported(p, node, "an interval that is no literal has no equivalent on %s", p->rules->dialect);
}

static bool
is_interval(struct sk_printer *p, const sk_node *node)
{
    return sk_scope_type(p->scope, node).kind == SK_TYPE_INTERVAL;
}

static const char *
times(struct sk_printer *p, const char *factor, const char *by)
{
    return factor ? sk_printf(p->tmp, "(%s) * (%s)", factor, by) : by;
}

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

static enum sk_status
collect_literal(struct sk_printer *p, struct parts *parts, const sk_node *node, const char *factor, bool whole)
{
    const char *text = sk_constant_text(node), *unit = unit_of_type(node);
    struct sk_interval amount;
    if (text[strspn(text, "+-0123456789. ")] == '\0')
        text = sk_printf(p->tmp, "%s%s", text, unit);
    if (!sk_literal_interval(&amount, text))
        return sk_print_unsupported(p, node, "\"%s\" is no interval", text);
    add_part(p, parts, amount, factor, whole);
    return SK_OK;
}

/* (n || ' days')::interval, concat(n, ' days')::interval: n of the unit. */
static enum sk_status
collect_text(struct sk_printer *p, struct parts *parts, const sk_node *node, const char *factor)
{
    const sk_node *number = NULL, *unit = NULL;
    struct sk_interval one;
    enum sk_status status;
    if (node->node_case == SK_NODE(A_EXPR) && node->a_expr->lexpr &&
        strcmp(sk_node_name(NULL, node->a_expr->n_name, node->a_expr->name), "||") == 0)
        number = node->a_expr->lexpr, unit = node->a_expr->rexpr;
    else if (node->node_case == SK_NODE(FUNC_CALL) && node->func_call->n_args == 2 &&
             strcmp(sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname), "concat") == 0)
        number = node->func_call->args[0], unit = node->func_call->args[1];
    const char *word = unit ? sk_constant_text(unit) : NULL;
    if (!word || !sk_literal_interval(&one, sk_printf(p->tmp, "1 %s", word)))
        return unsupported(p, node);
    while (number->node_case == SK_NODE(TYPE_CAST))
        number = number->type_cast->arg;
    const char *sql = sk_print_apart(p, number, &status);
    struct sk_type type = sk_scope_type(p->scope, number);
    if (!status)
        add_part(p, parts, one, times(p, factor, sql), sk_type_is_integer(&type));
    return status;
}

/* make_interval(years, months, weeks, days, hours, mins, secs), by name or place. */
static enum sk_status
collect_made(struct sk_printer *p, struct parts *parts, const PgQuery__FuncCall *call, const char *factor)
{
    static const struct {
        const char *name;
        struct sk_interval one;
    } fields[] = {{"years", {12, 0, 0}}, {"months", {1, 0, 0}},        {"weeks", {0, 7, 0}},       {"days", {0, 1, 0}},
                  {"hours", {0, 0, 3600000000}}, {"mins", {0, 0, 60000000}}, {"secs", {0, 0, 1000000}}};
    enum { N = sizeof fields / sizeof *fields };
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < call->n_args && !status; i++) {
        const sk_node *value = call->args[i];
        size_t field = i;
        if (value->node_case == SK_NODE(NAMED_ARG_EXPR)) {
            for (field = 0; field < N && strcmp(fields[field].name, value->named_arg_expr->name) != 0;)
                field++;
            value = value->named_arg_expr->arg;
        }
        if (field >= N)
            return unsupported(p, call->args[i]);
        const char *sql = sk_print_apart(p, value, &status);
        if (!status)
            add_part(p, parts, fields[field].one, times(p, factor, sql), field < 6);
    }
    return status;
}

/* interval * number, number * interval, interval / number, a + b, a - b, -a */
static enum sk_status
collect_operation(struct sk_printer *p, struct parts *parts, const PgQuery__AExpr *e, const sk_node *node,
                  const char *factor, bool whole)
{
    const char *op = sk_node_name(NULL, e->n_name, e->name);
    const char *opposite = times(p, factor, "-1");
    enum sk_status status = SK_OK;
    if (!e->lexpr && strcmp(op, "-") == 0)
        return collect(p, parts, e->rexpr, opposite, whole);
    if (e->lexpr && (strcmp(op, "+") == 0 || strcmp(op, "-") == 0)) {
        status = collect(p, parts, e->lexpr, factor, whole);
        return status ? status : collect(p, parts, e->rexpr, *op == '-' ? opposite : factor, whole);
    }
    bool divided = strcmp(op, "/") == 0, left = e->lexpr && is_interval(p, e->lexpr);
    if (!e->lexpr || (strcmp(op, "*") != 0 && !(divided && left)))
        return unsupported(p, node);
    const sk_node *number = left ? e->rexpr : e->lexpr;
    struct sk_type type = sk_scope_type(p->scope, number);
    const char *sql = sk_print_apart(p, number, &status);
    if (status)
        return status;
    return collect(p, parts, left ? e->lexpr : e->rexpr,
                   times(p, factor, divided ? sk_printf(p->tmp, "1e0 / (%s)", sql) : sql),
                   whole && !divided && sk_type_is_integer(&type));
}

/* What a row holds, as PostgreSQL writes it: "1 year 2 mons 3 days 04:05:06". MariaDB finds '' where MySQL finds NULL.
 */
#define FOUND(pattern) "COALESCE(NULLIF(REGEXP_SUBSTR($1, '" pattern "'), ''), 0)"
#define MONTHS_OF FOUND("[-+]?[0-9]+(?= *y)") " * 12 + " FOUND("[-+]?[0-9]+(?= *mon)") " + 0 * LENGTH($1)"
#define DAYS_OF FOUND("[-+]?[0-9]+(?= *d)") " + 7 * " FOUND("[-+]?[0-9]+(?= *w)")
#define MICROSECONDS_OF                                                                                                                           \
    "CAST(ROUND(1000000 * (IF($1 REGEXP '-[0-9]+:', -1, 1) * (3600 * " FOUND("[0-9]+(?=:[0-9]+)") " + 60 * " FOUND("(?<=:)[0-9]{2}") " + " FOUND( \
        "(?<=:[0-9]{2}:)[0-9.]+") ") + 3600 * " FOUND("[-+]?[0-9.]+(?= *h)") " + 60 * " FOUND("[-+]?[0-9.]+(?= *mi)") " + " FOUND("[-+]?[0-9.]+(?= *s)") ")) AS SIGNED)"

static enum sk_status
collect_stored(struct sk_printer *p, struct parts *parts, const sk_node *node, const char *factor, bool whole)
{
    static const struct {
        struct sk_interval one;
        const char *sql;
    } units[] = {{{1, 0, 0}, MONTHS_OF}, {{0, 1, 0}, DAYS_OF}, {{0, 0, 1}, MICROSECONDS_OF}};
    while (node->node_case == SK_NODE(TYPE_CAST))
        node = node->type_cast->arg;
    node = sk_print_interval_words(p, node);
    enum sk_status status = SK_OK;
    struct sk_text *out = p->out;
    for (size_t i = 0; i < sizeof units / sizeof *units && !status; i++) {
        p->out = sk_text_new(p->tmp);
        status = sk_print_template(p, units[i].sql, 1, &node);
        add_part(p, parts, units[i].one, times(p, factor, p->out->data), whole);
    }
    p->out = out;
    return status;
}

static bool
is_read(struct sk_printer *p, const sk_node *node)
{
    while (node->node_case == SK_NODE(TYPE_CAST))
        node = node->type_cast->arg;
    struct sk_type type = sk_scope_type(p->scope, node);
    const PgQuery__AExpr *e = node->node_case == SK_NODE(A_EXPR) ? node->a_expr : NULL;
    const char *op = e ? sk_node_name(NULL, e->n_name, e->name) : "";
    bool of_document = strcmp(op, "->>") == 0 || strcmp(op, "#>>") == 0;
    return (of_document || node->node_case == SK_NODE(COLUMN_REF) || node->node_case == SK_NODE(SUB_LINK) ||
            node->node_case == SK_NODE(COALESCE_EXPR)) &&
           (type.kind == SK_TYPE_INTERVAL || sk_type_is_text(&type)) && !type.dimensions;
}

static enum sk_status
collect(struct sk_printer *p, struct parts *parts, const sk_node *node, const char *factor, bool whole)
{
    node = sk_print_inlined(p, node);
    if (sk_constant_text(node))
        return collect_literal(p, parts, node, factor, whole);
    if (is_read(p, node))
        return collect_stored(p, parts, node, factor, whole);
    if (node->node_case == SK_NODE(TYPE_CAST))
        return is_interval(p, node->type_cast->arg) ? collect(p, parts, node->type_cast->arg, factor, whole)
                                                    : collect_text(p, parts, node->type_cast->arg, factor);
    if (node->node_case == SK_NODE(A_EXPR) && node->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP)
        return collect_operation(p, parts, node->a_expr, node, factor, whole);
    if (node->node_case == SK_NODE(FUNC_CALL) &&
        strcmp(sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname), "make_interval") == 0)
        return collect_made(p, parts, node->func_call, factor);
    return unsupported(p, node);
}

/* ---- added to a time ------------------------------------------------------------------------------------------ */

static const char *
added(struct sk_printer *p, const char *sql, int64_t amount, const char *factor, const char *unit)
{
    if (!amount)
        return sql;
    if (!factor)
        return sk_printf(p->tmp, "(%s %c INTERVAL %lld %s)", sql, amount < 0 ? '-' : '+',
                         (long long)(amount < 0 ? -amount : amount), unit);
    return amount == 1 ? sk_printf(p->tmp, "(%s + INTERVAL (%s) %s)", sql, factor, unit)
                       : sk_printf(p->tmp, "(%s + INTERVAL (%lld * (%s)) %s)", sql, (long long)amount, factor, unit);
}

enum sk_status
sk_mysql_shift(struct sk_printer *p, const char **sql, const sk_node *interval, bool negative)
{
    struct parts parts = {0};
    enum sk_status status = collect(p, &parts, interval, NULL, true);
    for (size_t i = 0; i < parts.n && !status; i++) {
        struct part part = parts.items[i];
        int sign = negative ? -1 : 1;
        if (part.factor && strstr(part.factor, "RAND()")) { /* nobody can tell where its whole months end */
            part.amount.days += 30 * part.amount.months;
            part.amount.months = 0;
        }
        if (!part.whole && part.amount.months)
            return sk_print_unsupported(p, interval, "a fraction of months has no equivalent on %s", p->rules->dialect);
        int64_t micros = part.amount.microseconds + (part.whole ? 0 : part.amount.days * DAY);
        *sql = added(p, *sql, sign * part.amount.months, part.factor, "MONTH");
        if (part.whole)
            *sql = added(p, *sql, sign * part.amount.days, part.factor, "DAY");
        *sql = micros % 1000000 || !part.whole ? added(p, *sql, sign * micros, part.factor, "MICROSECOND")
                                               : added(p, *sql, sign * (micros / 1000000), part.factor, "SECOND");
    }
    return status;
}

/* ---- compared ------------------------------------------------------------------------------------------------- */

enum sk_status
sk_mysql_microseconds(struct sk_printer *p, const char **sql, const sk_node *interval)
{
    const PgQuery__AExpr *e = interval->node_case == SK_NODE(A_EXPR) ? interval->a_expr : NULL;
    struct parts parts = {0};
    if (e && e->lexpr && !is_interval(p, e->lexpr) && !is_interval(p, e->rexpr)) {
        enum sk_status status, second;
        const char *left = sk_print_apart(p, e->lexpr, &status), *right = sk_print_apart(p, e->rexpr, &second);
        *sql = sk_printf(p->tmp, "TIMESTAMPDIFF(MICROSECOND, %s, %s)", right, left);
        return status ? status : second;
    }
    enum sk_status status = collect(p, &parts, interval, NULL, true);
    struct sk_text *sum = sk_text_new(p->tmp);
    for (size_t i = 0; i < parts.n && !status; i++) {
        struct sk_interval a = parts.items[i].amount;
        sk_text_addf(sum, i ? " + %lld" : "%lld", (long long)((a.months * 30 + a.days) * DAY + a.microseconds));
        if (parts.items[i].factor)
            sk_text_addf(sum, " * (%s)", parts.items[i].factor);
    }
    *sql = sum->data;
    return status;
}

/* A year is 365.25 days there, and 12 months of 30 days in a comparison. */
enum sk_status
sk_mysql_epoch(struct sk_printer *p, const char **sql, const sk_node *interval)
{
    enum sk_status status = sk_mysql_microseconds(p, sql, interval);
    if (status || !is_read(p, interval))
        return status;
    while (interval->node_case == SK_NODE(TYPE_CAST))
        interval = interval->type_cast->arg;
    interval = sk_print_interval_words(p, interval);
    struct sk_text *out = p->out;
    p->out = sk_text_new(p->tmp);
    status = sk_print_template(p, "453600000000 * " FOUND("[-+]?[0-9]+(?= *y)"), 1, &interval);
    *sql = sk_printf(p->tmp, "%s + %s", *sql, p->out->data);
    p->out = out;
    return status;
}
