/*
 * dialects/mysql/intervals.c - what intervals are computed with (dialects/common/intervals.c), which the servers have
 * as part of a sum with a time only.
 *
 * What is added to a time is months, days and microseconds, one after the other, as PostgreSQL does (manual, 9.9); the
 * servers too make the last day of a month of one that it does not have.
 */
#include <string.h>

#include "dialects/mysql/print.h"

/* What a row holds, as PostgreSQL writes it: "1 year 2 mons 3 days 04:05:06". MariaDB finds '' where MySQL finds NULL.
 */
#define FOUND(pattern) "COALESCE(NULLIF(REGEXP_SUBSTR($1, '" pattern "'), ''), 0)"
#define MONTHS FOUND("[-+]?[0-9]+(?= *y)") " * 12 + " FOUND("[-+]?[0-9]+(?= *mon)")
#define DAYS FOUND("[-+]?[0-9.]+(?= *d)") " + 7 * " FOUND("[-+]?[0-9.]+(?= *w)")
#define MICROS                                                                                                         \
    "ROUND(1000000 * (IF($1 REGEXP '-[0-9]+:', -1, 1) * (3600 * " FOUND("[0-9]+(?=:[0-9]+)") " + 60 * "                \
    FOUND("(?<=:)[0-9]{2}") " + " FOUND("(?<=:[0-9]{2}:)[0-9.]+") ") + 3600 * " FOUND("[-+]?[0-9.]+(?= *h)") " + 60 * " \
    FOUND("[-+]?[0-9.]+(?= *mi)") " + " FOUND("[-+]?[0-9.]+(?= *s)") " + 86400 * ((" DAYS ") % 1)))"
#define WHOLE(sql) "CAST(" sql " + 0 * LENGTH($1) AS SIGNED)"

const char sk_mysql_months[] = WHOLE(MONTHS);
const char sk_mysql_days[] = WHOLE("TRUNCATE(" DAYS ", 0)");
const char sk_mysql_micros[] = WHOLE(MICROS);
const char sk_mysql_span[] = WHOLE("((" MONTHS ") * 30 + TRUNCATE(" DAYS ", 0)) * 86400000000 + " MICROS);

/* EncodeInterval() of PostgreSQL's, style "postgres". */
const char sk_mysql_interval[] =
    "IF($1 + $2 + $3 IS NULL, NULL, TRIM(CONCAT(IF($1 DIV 12, CONCAT($1 DIV 12, ' year', IF($1 DIV 12 = 1, '', 's'), "
    "' '), ''), IF($1 % 12, CONCAT($1 % 12, ' mon', IF($1 % 12 = 1, '', 's'), ' '), ''), IF($2, CONCAT(IF($1 < 0 AND $2 "
    "> 0, '+', ''), $2, ' day', IF($2 = 1, '', 's'), ' '), ''), IF($3 OR NOT ($1 OR $2), CONCAT(IF($3 < 0, '-', IF($2 < "
    "0 OR ($2 = 0 AND $1 < 0), '+', '')), LPAD(ABS($3) DIV 3600000000, GREATEST(2, LENGTH(ABS($3) DIV 3600000000)), "
    "'0'), ':', LPAD(ABS($3) DIV 60000000 % 60, 2, '0'), ':', LPAD(ABS($3) DIV 1000000 % 60, 2, '0'), "
    "IF($3 % 1000000, CONCAT('.', TRIM(TRAILING '0' FROM LPAD(ABS($3) % 1000000, 6, '0'))), '')), ''))))";

static bool
is_of_day(struct sk_printer *p, const sk_node *time)
{
    return sk_scope_type(p->scope, time).kind == SK_TYPE_TIME;
}

enum sk_status
sk_mysql_between(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return sk_print_template(p,
                             is_of_day(p, call->args[0])
                                 ? "((TIME_TO_SEC($1) - TIME_TO_SEC($2)) * 1000000 + MICROSECOND($1) - MICROSECOND($2))"
                                 : "TIMESTAMPDIFF(MICROSECOND, $2, $1)",
                             2, (const sk_node *const *)call->args);
}

/* ---- added to a time ------------------------------------------------------------------------------------------ */

/* A time, of which a date is one of midnight. */
static const char *
time_of(struct sk_printer *p, const sk_node *time, enum sk_status *status)
{
    const char *sql = sk_print_apart(p, time, status);
    bool date = sk_scope_type(p->scope, time).kind == SK_TYPE_DATE;
    return !*status && date ? sk_printf(p->tmp, "CAST(%s AS DATETIME(6))", sql) : sql;
}

static bool
is_zero(const char *sql)
{
    return sql[strspn(sql, "(-) 0")] == '\0';
}

enum sk_status
sk_mysql_moved(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    static const char *const units[] = {"MONTH", "DAY", "MICROSECOND"};
    enum sk_status status;
    if (is_of_day(p, call->args[0])) /* only the time counts (time_pl_interval()) */
        return sk_print_template(p,
                                 "SEC_TO_TIME(((TIME_TO_SEC($1) * 1000000 + MICROSECOND($1) + ($4)) % 86400000000 + "
                                 "86400000000) % 86400000000 * 0.000001)",
                                 4, (const sk_node *const *)call->args);
    const char *sql = time_of(p, call->args[0], &status);
    for (size_t i = 0; i < 3 && !status; i++) {
        const char *amount = sk_print_apart(p, call->args[i + 1], &status);
        if (!status && !is_zero(amount))
            sql = sk_printf(p->tmp, "(%s + INTERVAL %s %s)", sql, amount, units[i]);
    }
    if (!status)
        sk_text_add(p->out, sql);
    return status;
}

static const char *
added(struct sk_printer *p, const char *sql, int64_t amount, const char *unit)
{
    return amount ? sk_printf(p->tmp, "(%s %c INTERVAL %lld %s)", sql, amount < 0 ? '-' : '+',
                              (long long)(amount < 0 ? -amount : amount), unit)
                  : sql;
}

enum sk_status
sk_mysql_shift(struct sk_printer *p, const sk_node *time, const sk_node *interval, bool negative)
{
    struct sk_interval known;
    if (is_of_day(p, time) || !sk_print_known_interval(&known, p, sk_print_inlined(p, interval)))
        return sk_print_expr(p, sk_print_moved(p, time, interval, negative));
    enum sk_status status;
    const char *sql = time_of(p, time, &status);
    if (status)
        return status;
    int64_t sign = negative ? -1 : 1, micros = sign * known.microseconds;
    sql = added(p, sql, sign * known.months, "MONTH");
    sql = added(p, sql, sign * known.days, "DAY");
    sql = micros % 1000000 ? added(p, sql, micros, "MICROSECOND") : added(p, sql, micros / 1000000, "SECOND");
    sk_text_add(p->out, sql);
    return SK_OK;
}
