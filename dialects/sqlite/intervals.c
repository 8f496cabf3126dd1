/*
 * dialects/sqlite/intervals.c - what intervals are computed with (dialects/common/intervals.c).
 *
 * An interval is kept as PostgreSQL writes it, "1 year 2 mons 3 days 04:05:06". A query takes the words apart; what it
 * does not know makes it fail. PostgreSQL manual, 8.5.4, 9.9.
 */
#include <string.h>

#include "dialects/common/printer_priv.h"
#include "dialects/sqlite/sqlite.h"

/* Words, what they are, their sum, and the days that a fraction of a month is. One query beside the other, not within
 * it: the parser goes 100 levels deep. */
#define READING(interval)                                                                                              \
    "(WITH skein_x(x) AS (SELECT " interval "), skein_w(w, c, n) AS (SELECT value, ltrim(value, '+-'), CAST(lag(value) " \
    "OVER (ORDER BY key) AS REAL) FROM skein_x, json_each('[\"' || replace(lower(trim(x)), ' ', '\",\"') || '\"]')), "  \
    "skein_c(w, n, s, h, c) AS (SELECT w, n, CASE WHEN w GLOB '-*' THEN -1000000 ELSE 1000000 END, "                   \
    "substr(c, 1, instr(c, ':') - 1), substr(c, instr(c, ':') + 1) FROM skein_w), skein_u(w, n, m, d, u) AS (SELECT "  \
    "w, n, CASE WHEN w GLOB 'y*' THEN 12 * n WHEN w GLOB 'mon*' THEN n ELSE 0 END, CASE WHEN w GLOB 'd*' THEN n WHEN " \
    "w GLOB 'w*' THEN 7 * n ELSE 0 END, CASE WHEN w GLOB '*:*' THEN s * (h * 3600 + substr(c, 1, 2) * 60 + ('0' || "   \
    "substr(c, 4))) WHEN w GLOB 'h*' THEN 3600000000 * n WHEN w GLOB 'mi*' THEN 60000000 * n WHEN w GLOB 's*' THEN "   \
    "1000000 * n ELSE 0 END FROM skein_c), skein_s(m, d, u) AS (SELECT CASE WHEN sum(w NOT GLOB '*[^0-9.+-]*') <> "    \
    "sum(w GLOB '[a-z]*') THEN json('invalid interval') ELSE sum(m) END, sum(d), sum(u) FROM skein_u), "               \
    "skein_p(m, d, u) AS (SELECT CAST(m AS INTEGER), d + mod(m, 1) * 30, u FROM skein_s)"
#define WHOLE_DAYS "CAST(d AS INTEGER)"
#define MICROS "CAST(round(u + mod(d, 1) * 86400000000) AS INTEGER)"
#define READ(result) READING("$1") " SELECT " result " FROM skein_p)"

const char sk_sqlite_months[] = READ("m");
const char sk_sqlite_days[] = READ(WHOLE_DAYS);
const char sk_sqlite_micros[] = READ(MICROS);
const char sk_sqlite_span[] = READ("CAST(round((m * 30 + d) * 86400000000 + u) AS INTEGER)");

/* EncodeInterval() of PostgreSQL's, style "postgres". */
#define TEXT(m, d, u)                                                                                                  \
    "CASE WHEN " m " + " d " + " u " IS NOT NULL THEN ltrim(CASE WHEN " m " / 12 THEN printf('%d year%s', " m " / 12, " \
    "CASE " m " / 12 WHEN 1 THEN '' ELSE 's' END) ELSE '' END || CASE WHEN " m " % 12 THEN printf(' %d mon%s', " m     \
    " % 12, CASE " m " % 12 WHEN 1 THEN '' ELSE 's' END) ELSE '' END || CASE WHEN " d " THEN printf(' %s%d day%s', "   \
    "CASE WHEN " m " < 0 AND " d " > 0 THEN '+' ELSE '' END, " d ", CASE " d " WHEN 1 THEN '' ELSE 's' END) ELSE '' "  \
    "END || CASE WHEN " u " OR NOT (" m " OR " d ") THEN printf(' %s%02d:%02d:%02d', CASE WHEN " u " < 0 THEN '-' "    \
    "WHEN " d " < 0 OR (" d " = 0 AND " m " < 0) THEN '+' ELSE '' END, abs(" u ") / 3600000000, abs(" u               \
    ") / 60000000 % 60, abs(" u ") / 1000000 % 60) || rtrim(rtrim(printf('.%06d', abs(" u ") % 1000000), '0'), '.') "  \
    "ELSE '' END) END"

static bool
find_aggregate(sk_node *node, void *data)
{
    bool *found = data;
    *found = *found || sk_print_is_aggregate(node);
    return !*found;
}

enum sk_status
sk_sqlite_interval(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    bool aggregate = false; /* which would be one of the sub-query, not of the query around it */
    for (size_t i = 0; i < call->n_args; i++)
        sk_pg_walk_node(call->args[i], find_aggregate, &aggregate);
    return sk_print_template(p,
                             aggregate ? TEXT("($1)", "($2)", "($3)")
                                       : "(WITH skein_i(m, d, u) AS (SELECT $1, $2, $3) SELECT " TEXT("m", "d", "u") " FROM skein_i)",
                             3, (const sk_node *const *)call->args);
}

static bool
is_of_day(struct sk_printer *p, const sk_node *time)
{
    return sk_scope_type(p->scope, time).kind == SK_TYPE_TIME;
}

/* A time in microseconds: strftime() rounds what has a fraction. */
#define MICROSECONDS(t, len, at)                                                                                       \
    "strftime('%s', substr(" t ", 1, " len ")) * 1000000 + " FRACTION(t, at)
#define FRACTION(t, at) "CAST(substr(substr(" t ", " at ") || '000000', 1, 6) AS INTEGER)"
#define BETWEEN(len, at) "(" MICROSECONDS("$1", len, at) " - (" MICROSECONDS("$2", len, at) "))"

enum sk_status
sk_sqlite_between(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return sk_print_template(p, is_of_day(p, call->args[0]) ? BETWEEN("8", "10") : BETWEEN("19", "21"), 2,
                             (const sk_node *const *)call->args);
}

/* What a DEFAULT may have, which no query may be in. */
#define SUM "($4 + " FRACTION("$1", "21") ")"
#define REST "((" SUM " % 1000000 + 1000000) % 1000000)"
#define LATER                                                                                                          \
    "CASE WHEN $3 + $4 IS NOT NULL THEN strftime('%Y-%m-%d %H:%M:%S', substr($1, 1, 19), printf('%+d days', $3), "     \
    "printf('%+d seconds', (" SUM " - " REST ") / 1000000)) || rtrim(rtrim(printf('.%06d', " REST "), '0'), '.') END"

/* Months go first: a day that the month does not have becomes its last, where SQLite runs over into the next month. */
#define MOVED_BY(times)                                                                                                \
    times ", skein_g(t, m, d, u) AS (SELECT substr(t, 1, 19), m, d, u + " FRACTION("t", "21") " FROM skein_t), "        \
    "skein_f(t, m, d, u, f) AS (SELECT t, m, d, u, (u % 1000000 + 1000000) % 1000000 FROM skein_g), "                  \
    "skein_m(t, d, u, f) AS (SELECT CASE WHEN m THEN min(date(t, printf('%+d months', m)), "                           \
    "date(t, 'start of month', printf('%+d months', m), '+1 month', '-1 day')) || ' ' || strftime('%H:%M:%S', t) "     \
    "ELSE t END, d, u, f FROM skein_f WHERE m + d + u IS NOT NULL) SELECT strftime('%Y-%m-%d %H:%M:%S', t, "           \
    "printf('%+d days', d), printf('%+d seconds', (u - f) / 1000000)) || CASE WHEN f THEN "                            \
    "rtrim(printf('.%06d', f), '0') ELSE '' END FROM skein_m)"
#define MOVED MOVED_BY("(WITH skein_t(t, m, d, u) AS (SELECT $1, $2, $3, $4)")
/* DISTINCT keeps what is random from being put wherever it is named. */
#define MOVED_ONCE MOVED_BY("(WITH skein_t(t, m, d, u) AS (SELECT DISTINCT $1, $2, $3, $4)")

/* By one interval that is kept as text, $2, which is read once. */
#define MOVED_BY_TEXT(sign)                                                                                            \
    MOVED_BY(READING("$2") ", skein_v(t) AS (SELECT $1), skein_t(t, m, d, u) AS (SELECT t, " sign "m, "                \
             sign WHOLE_DAYS ", " sign MICROS " FROM skein_v, skein_p)")

/* Of a time of day only the time counts (time_pl_interval()). */
#define TURNED                                                                                                         \
    "(WITH skein_t(t, u) AS (SELECT $1, $4), skein_u(u) AS (SELECT u + " MICROSECONDS("t", "8", "10") " FROM "         \
    "skein_t), skein_f(u) AS (SELECT (u % 86400000000 + 86400000000) % 86400000000 FROM skein_u) SELECT "              \
    "strftime('%H:%M:%S', u / 1000000, 'unixepoch') || CASE WHEN u % 1000000 THEN "                                    \
    "rtrim(printf('.%06d', u % 1000000), '0') ELSE '' END FROM skein_f)"

/* What `name` is called with, below `minus`; NULL: it is something else. */
static const sk_node *
read_by(const sk_node *part, const char *name, bool minus)
{
    const PgQuery__AExpr *e = part->node_case == SK_NODE(A_EXPR) ? part->a_expr : NULL;
    if (minus)
        part = e && !e->lexpr && sk_same(sk_node_name(NULL, e->n_name, e->name), "-") ? e->rexpr : NULL;
    const PgQuery__FuncCall *call = part && part->node_case == SK_NODE(FUNC_CALL) ? part->func_call : NULL;
    return call && sk_same(sk_node_name(NULL, call->n_funcname, call->funcname), name) ? call->args[0] : NULL;
}

/* The interval that all three parts are read from; NULL: they are not. */
static const sk_node *
read_once(struct sk_printer *p, sk_node *const *parts, bool minus)
{
    static const char *const readers[] = {"skein_months", "skein_days", "skein_micros"};
    const sk_node *first = NULL;
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        const sk_node *interval = read_by(parts[i], readers[i], minus);
        if (!interval || (first && !sk_same(sk_pg_deparse_expr(p->tmp, first), sk_pg_deparse_expr(p->tmp, interval))))
            return NULL;
        first = interval;
    }
    return first;
}

/* May it stand where no query may, as often as the template has it? */
static enum sk_status
is_simple(bool *simple, struct sk_printer *p, const PgQuery__FuncCall *call)
{
    int64_t months;
    *simple = sk_print_known_number(call->args[1], &months) && !months;
    for (size_t i = 0; i < call->n_args && *simple; i++) {
        enum sk_status status;
        const char *sql = sk_print_apart(p, call->args[i], &status);
        if (status)
            return status;
        *simple = !strstr(sql, "SELECT");
    }
    return SK_OK;
}

enum sk_status
sk_sqlite_moved(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    bool simple, once = false, minus = false;
    enum sk_status status = is_simple(&simple, p, call);
    if (status)
        return status;
    if (is_of_day(p, call->args[0]))
        return sk_print_template(p, TURNED, 4, (const sk_node *const *)call->args);
    for (size_t i = 0; i < call->n_args; i++)
        once = once || sk_print_is_volatile(call->args[i]);
    if (simple && !once)
        return sk_print_template(p, LATER, 4, (const sk_node *const *)call->args);
    const sk_node *text = read_once(p, call->args + 1, minus);
    if (!text)
        text = read_once(p, call->args + 1, minus = true);
    const sk_node *const by_text[] = {call->args[0], text};
    if (text)
        return sk_print_template(p, minus ? MOVED_BY_TEXT("-") : MOVED_BY_TEXT(""), 2, by_text);
    return sk_print_template(p, once ? MOVED_ONCE : MOVED, 4, (const sk_node *const *)call->args);
}
