/*
 * dialects/sqlite/moments.c - expressions on dates and times. PostgreSQL manual, 9.9 and 9.8 (to_char);
 * sqlite.org/lang_datefunc.html.
 */
#include <string.h>

#include "dialects/common/literals.h"
#include "dialects/sqlite/sqlite.h"

#define FORM "'%Y-%m-%d %H:%M:%f'"

/* strftime() rounds to milliseconds: whole seconds are asked of what stands before the point, the rest is read. */
#define WHOLE "substr($1, 1, 19)"
#define FRACTION "CAST('0' || substr($1 || '.', instr($1 || '.', '.')) AS REAL)"
#define SECONDS "(CAST(strftime('%S', " WHOLE ") AS INTEGER) + " FRACTION ")"

/* ---- date_trunc, extract -------------------------------------------------------------------------------------- */

static const struct sk_time_field fields[] = {
    {"microsecond", "strftime(" FORM ", $1)", "CAST(round(" SECONDS " * 1000000) AS INTEGER)"},
    {"millisecond", "strftime(" FORM ", $1)", "round(" SECONDS " * 1000, 3)"},
    {"second", "strftime('%Y-%m-%d %H:%M:%S', " WHOLE ")", SECONDS},
    {"minute", "strftime('%Y-%m-%d %H:%M:00', $1)", "CAST(strftime('%M', $1) AS INTEGER)"},
    {"hour", "strftime('%Y-%m-%d %H:00:00', $1)", "CAST(strftime('%H', $1) AS INTEGER)"},
    {"day", "strftime('%Y-%m-%d 00:00:00', $1)", "CAST(strftime('%d', $1) AS INTEGER)"},
    {"week", "strftime('%Y-%m-%d 00:00:00', $1, '-6 days', 'weekday 1')",
     "((CAST(strftime('%j', $1, '-3 days', 'weekday 4') AS INTEGER) - 1) / 7 + 1)"},
    {"month", "strftime('%Y-%m-01 00:00:00', $1)", "CAST(strftime('%m', $1) AS INTEGER)"},
    {"quarter",
     "strftime('%Y-%m-01 00:00:00', $1, 'start of month', '-' || ((strftime('%m', $1) + 2) % 3) || ' months')",
     "((CAST(strftime('%m', $1) AS INTEGER) + 2) / 3)"},
    {"year", "strftime('%Y-01-01 00:00:00', $1)", "CAST(strftime('%Y', $1) AS INTEGER)"},
    {"isoyear", NULL, "CAST(strftime('%Y', $1, '-3 days', 'weekday 4') AS INTEGER)"},
    {"dow", NULL, "CAST(strftime('%w', $1) AS INTEGER)"},
    {"isodow", NULL, "((strftime('%w', $1) + 6) % 7 + 1)"},
    {"doy", NULL, "CAST(strftime('%j', $1) AS INTEGER)"},
    {"epoch", NULL, "(CAST(strftime('%s', " WHOLE ") AS INTEGER) + " FRACTION ")"},
};

enum sk_status
sk_sqlite_date_trunc(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return sk_print_time_field(p, call, true, sizeof fields / sizeof *fields, fields);
}

enum sk_status
sk_sqlite_extract(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return sk_print_time_field(p, call, false, sizeof fields / sizeof *fields, fields);
}

/* timezone(zone, x): stored times are UTC. SQLite knows no zone that is more than an offset: a migration's own
 * statement, which may never meet a row with one, fails where it does. */
enum sk_status
sk_sqlite_timezone(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    bool done;
    enum sk_status status = sk_print_fixed_zone(&done, p, call);
    if (done || status)
        return status;
    if (!p->runs_once)
        return sk_print_unsupported(p, call->args[0], "AT TIME ZONE other than UTC has no equivalent on sqlite");
    p->note = "sqlite knows no time zone but UTC: a row with another one makes it fail";
    return sk_print_template(
        p,
        "CASE WHEN $1 IS NOT NULL AND $2 IS NOT NULL THEN CASE WHEN lower($1) IN ('utc', 'gmt', 'z', "
        "'etc/utc', 'etc/gmt') THEN $2 ELSE json('sqlite does not know the time zone ' || $1) END END",
        2, (const sk_node *const *)call->args);
}

/* The n-th of names that are so long, filled with spaces. */
#define MONTHS                                                    \
    "'January  February March    April    May      June     "       \
    "July     August   SeptemberOctober  November December '"
#define DAYS "'Sunday   Monday   Tuesday  WednesdayThursday Friday   Saturday '"
#define MONTH "substr(" MONTHS ", strftime('%m', $1) * 9 - 8, 9)"
#define MON "substr(" MONTHS ", strftime('%m', $1) * 9 - 8, 3)"
#define DAY "substr(" DAYS ", strftime('%w', $1) * 9 + 1, 9)"
#define DY "substr(" DAYS ", strftime('%w', $1) * 9 + 1, 3)"
#define TWELVE "((strftime('%H', $1) + 11) % 12 + 1)"
#define TWO_DIGITS(n) "substr('0' || " n ", -2)" /* NULL stays NULL, as in no printf() */
#define HALF(am, pm) "CASE WHEN strftime('%H', $1) < '12' THEN '" am "' ELSE '" pm "' END"
#define NUMBER(format) "CAST(strftime('" format "', $1) AS INTEGER)"

/* to_char() of a time: patterns that strftime() has go into its format, the others stand between two calls of it. The
 * first that fits is taken: longer ones stand first. */
static const struct {
    const char *pattern, *format, *sql;
} patterns[] = {
    {"YYYY", "%Y", NULL},
    {"HH24", "%H", NULL},
    {"HH12", NULL, TWO_DIGITS(TWELVE)},
    {"HH", NULL, TWO_DIGITS(TWELVE)},
    {"DDD", "%j", NULL},
    {"MM", "%m", NULL},
    {"DD", "%d", NULL},
    {"MI", "%M", NULL},
    {"SSSS", NULL, "(strftime('%H', $1) * 3600 + strftime('%M', $1) * 60 + strftime('%S', $1))"},
    {"SS", "%S", NULL},
    {"MS", NULL, "substr(strftime('%f', $1), 4)"},
    {"US", NULL, "substr(substr($1, 21) || '000000', 1, 6)"},
    {"YY", NULL, "substr(strftime('%Y', $1), 3)"},
    {"IYYY", NULL, "strftime('%Y', $1, '-3 days', 'weekday 4')"},
    {"IW", NULL, TWO_DIGITS("((strftime('%j', $1, '-3 days', 'weekday 4') - 1) / 7 + 1)")},
    {"ID", NULL, "((strftime('%w', $1) + 6) % 7 + 1)"},
    {"Q", NULL, "((strftime('%m', $1) + 2) / 3)"},
    {"WW", NULL, TWO_DIGITS("((strftime('%j', $1) - 1) / 7 + 1)")},
    {"W", NULL, "((strftime('%d', $1) - 1) / 7 + 1)"},
    {"CC", NULL, TWO_DIGITS("((strftime('%Y', $1) + 99) / 100)")},
    {"J", NULL, "CAST(julianday(date($1)) + 0.5 AS INTEGER)"},
    {"FMMonth", NULL, "rtrim(" MONTH ")"},
    {"FMMONTH", NULL, "rtrim(upper(" MONTH "))"},
    {"FMmonth", NULL, "rtrim(lower(" MONTH "))"},
    {"FMDay", NULL, "rtrim(" DAY ")"},
    {"FMDAY", NULL, "rtrim(upper(" DAY "))"},
    {"FMday", NULL, "rtrim(lower(" DAY "))"},
    {"FMHH24", NULL, NUMBER("%H")},
    {"FMHH12", NULL, TWELVE},
    {"FMHH", NULL, TWELVE},
    {"FMDDD", NULL, NUMBER("%j")},
    {"FMDD", NULL, NUMBER("%d")},
    {"FMMM", NULL, NUMBER("%m")},
    {"FMMI", NULL, NUMBER("%M")},
    {"Month", NULL, MONTH},
    {"MONTH", NULL, "upper(" MONTH ")"},
    {"month", NULL, "lower(" MONTH ")"},
    {"Mon", NULL, MON},
    {"MON", NULL, "upper(" MON ")"},
    {"mon", NULL, "lower(" MON ")"},
    {"Day", NULL, DAY},
    {"DAY", NULL, "upper(" DAY ")"},
    {"day", NULL, "lower(" DAY ")"},
    {"Dy", NULL, DY},
    {"DY", NULL, "upper(" DY ")"},
    {"dy", NULL, "lower(" DY ")"},
    {"D", NULL, "(strftime('%w', $1) + 1)"},
    {"AM", NULL, HALF("AM", "PM")},
    {"PM", NULL, HALF("AM", "PM")},
    {"am", NULL, HALF("am", "pm")},
    {"pm", NULL, HALF("am", "pm")},
    {"yyyy", "%Y", NULL},
    {"hh24", "%H", NULL},
    {"mm", "%m", NULL},
    {"dd", "%d", NULL},
    {"mi", "%M", NULL},
    {"ss", "%S", NULL},
    {"TZ", "UTC", NULL},
    {"OF", "+00", NULL},
};

/* What has been gathered of a format goes into the template. */
static void
put_format(struct sk_text *template, struct sk_text **format, TALLOC_CTX *owner)
{
    if (!(*format)->len)
        return;
    sk_text_addf(template, "%sstrftime(", template->len ? " || " : "");
    sk_text_literal(template, (*format)->data);
    sk_text_add(template, ", $1)");
    *format = sk_text_new(owner);
}

/* "text" in quotes, and what is no letter, stand for themselves. */
static size_t
put_plain(struct sk_text *out, const char *format)
{
    size_t n = 1, end = 1;
    bool quoted = *format == '"';
    if (quoted) {
        n = strcspn(format + 1, "\"");
        end = n + 1 + (format[n + 1] == '"');
    }
    for (const char *c = format + quoted; c < format + quoted + n; c++)
        sk_text_addf(out, "%s%c", *c == '%' ? "%" : "", *c);
    return end;
}

/* to_char(n, 'FM000'): so many digits; of a number that has more, # for each. */
static enum sk_status
number_to_char(struct sk_printer *p, const PgQuery__FuncCall *call, const char *format)
{
    bool fill = strncasecmp(format, "fm", 2) == 0;
    const char *digits = format + (fill ? 2 : 0);
    size_t n = strspn(digits, "0");
    if (!n || digits[n] || n > 18)
        return sk_print_unsupported(p, call->args[1], "to_char() with this format has no equivalent on sqlite");
    struct sk_text *overflow = sk_text_new(p->tmp);
    for (size_t i = 0; i < n; i++)
        sk_text_add(overflow, "#");
    return sk_print_template(p,
                             sk_printf(p->tmp,
                                       "CASE WHEN $1 IS NOT NULL THEN CASE WHEN $1 < 0 THEN '-' ELSE '%s' END || "
                                       "CASE WHEN length(abs($1)) > %zu THEN '%s' ELSE printf('%%0%zud', abs($1)) END "
                                       "END",
                                       fill ? "" : " ", n, overflow->data, n),
                             1, (const sk_node *const *)call->args);
}

enum sk_status
sk_sqlite_to_char(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *format = sk_constant_text(call->args[1]), *start = format;
    struct sk_type type = sk_scope_type(p->scope, call->args[0]);
    struct sk_text *out = sk_text_new(p->tmp), *template = sk_text_new(p->tmp);
    const sk_node *args[] = {call->args[0]};
    if (format && sk_type_is_integer(&type) && !type.dimensions)
        return number_to_char(p, call, format);
    if (!format || !sk_type_is_time(&type))
        return sk_print_unsupported(p, call->args[0], "to_char() of this has no equivalent on sqlite");
    while (*format) {
        size_t i = 0, n = sizeof patterns / sizeof *patterns;
        while (i < n && strncmp(format, patterns[i].pattern, strlen(patterns[i].pattern)) != 0)
            i++;
        if (i == n && !sk_format_is_plain(start, format))
            return sk_print_unsupported(p, call->args[1], "to_char() with this format has no equivalent on sqlite");
        if (i < n && patterns[i].format) {
            sk_text_add(out, patterns[i].format);
        } else if (i < n) {
            put_format(template, &out, p->tmp);
            sk_text_addf(template, "%s%s", template->len ? " || " : "", patterns[i].sql);
        }
        format += i < n ? strlen(patterns[i].pattern) : put_plain(out, format);
    }
    put_format(template, &out, p->tmp);
    sk_text_add(p->out, "(");
    enum sk_status status = sk_print_template(p, template->len ? template->data : "''", 1, args);
    sk_text_add(p->out, ")");
    return status;
}

/* to_date(text, 'DD/MM/YYYY'), to_timestamp(text, 'YYYY-MM-DD HH24:MI:SS'): parts of so many digits at fixed places. */
enum sk_status
sk_sqlite_to_time(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    static const struct {
        const char *pattern;
        int digits;
    } parts[] = {{"YYYY", 4}, {"MM", 2}, {"DD", 2}, {"HH24", 2}, {"MI", 2}, {"SS", 2}};
    enum { YEAR, MONTH_OF, DAY_OF, HOUR, MINUTE, SECOND, PARTS };
    const char *format = sk_constant_text(call->args[1]);
    int at[PARTS] = {0}, place = 1;
    bool known = format != NULL, quoted = false, day = strcmp(sk_node_name(NULL, call->n_funcname, call->funcname),
                                                              "to_date") == 0;
    while (known && *format) {
        size_t i = 0;
        while (i < PARTS && (quoted || strncasecmp(format, parts[i].pattern, strlen(parts[i].pattern)) != 0))
            i++;
        known = i < PARTS || quoted || !strchr("ABCDEFGHIJKLMNOPQRSUVWXYZabcdefghijklmnopqrstuvwxyz", *format);
        quoted = quoted != (*format == '"');
        if (i < PARTS)
            at[i] = place;
        place += i < PARTS ? parts[i].digits : *format != '"';
        format += i < PARTS ? strlen(parts[i].pattern) : 1;
    }
    if (!known || !at[YEAR] || !at[MONTH_OF] || !at[DAY_OF])
        return sk_print_unsupported(p, call->args[1], "%s() with this format has no equivalent on sqlite",
                                    day ? "to_date" : "to_timestamp");
    struct sk_text *text = sk_text_new(p->tmp);
    for (size_t i = YEAR; i < (day ? HOUR : PARTS); i++) {
        static const char *const before[] = {"", " || '-' || ", " || '-' || ", " || ' ' || ", " || ':' || ", " || ':' || "};
        sk_text_addf(text, at[i] ? "%ssubstr($1, %d, %d)" : "%s'00'", before[i], at[i], parts[i].digits);
    }
    p->note = "sqlite reads a time in exactly this form; another one makes the statement fail";
    return sk_print_template(p,
                             sk_printf(p->tmp,
                                       "CASE WHEN $1 IS NOT NULL THEN coalesce(%s(%s), json('invalid time')) END",
                                       day ? "date" : "datetime", text->data),
                             1, (const sk_node *const *)call->args);
}

/* ---- times and intervals -------------------------------------------------------------------------------------- */

/* The rest of an interval, after its months, as SQLite's modifiers: ", '+1 days', '+7200 seconds'". */
static const char *
modifiers(struct sk_printer *p, const struct sk_interval *interval, int sign)
{
    const char *days = interval->days ? sk_printf(p->tmp, ", '%+lld days'", (long long)(sign * interval->days)) : "";
    if (!interval->microseconds)
        return days;
    return sk_printf(p->tmp, "%s, '%+lld seconds'", days, (long long)(sign * interval->microseconds / 1000000));
}

/* A time and an interval that is written out. Months go first: a day that the month does not have becomes its last.
 * SQLite runs over into the next month, so the earlier of that and of the month's last day is right. */
static enum sk_status
shift_time(struct sk_printer *p, const sk_node *time, const sk_node *by, bool negative)
{
    struct sk_interval interval;
    if (sk_scope_is(p->scope, time, SK_TYPE_TIME) || !sk_print_known_interval(&interval, p, sk_print_inlined(p, by)) ||
        interval.microseconds % 1000000)
        return sk_print_expr(p, sk_print_moved(p, time, by, negative));
    int sign = negative ? -1 : 1, months = sign * (int)interval.months;
    enum sk_status status;
    const char *rest = modifiers(p, &interval, sign), *value = sk_print_apart(p, time, &status);
    if (status)
        return status;
    bool now = strstr(value, "'now'");
    const char *moment = now ? "$1" : "substr($1, 1, 19)";
    if (months)
        moment = sk_printf(p->tmp,
                           "min(date($1, '%+d months'), date($1, 'start of month', '%+d months', '+1 month', "
                           "'-1 day')) || ' ' || strftime('%%H:%%M:%%%c', %s)",
                           months, months, now ? 'f' : 'S', moment);
    /* whole seconds leave the fraction as it is: strftime() would cut it off at the third digit */
    return sk_print_template(p,
                             sk_printf(p->tmp,
                                       now ? "strftime('%%Y-%%m-%%d %%H:%%M:%%f', %s%s)"
                                           : "(strftime('%%Y-%%m-%%d %%H:%%M:%%S', %s%s) || substr($1, 20))",
                                       moment, rest),
                             1, &time);
}

bool
sk_sqlite_time_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status)
{
    bool plus = strcmp(op, "+") == 0, minus = strcmp(op, "-") == 0;
    if (!e->lexpr || (!plus && !minus))
        return false;
    const sk_node *args[] = {e->lexpr, e->rexpr};
    if (sk_scope_is(p->scope, e->rexpr, SK_TYPE_INTERVAL))
        *status = shift_time(p, e->lexpr, e->rexpr, minus);
    else if (plus && sk_scope_is(p->scope, e->lexpr, SK_TYPE_INTERVAL))
        *status = shift_time(p, e->rexpr, e->lexpr, false);
    else if (minus && sk_scope_is(p->scope, e->lexpr, SK_TYPE_DATE) && sk_scope_is(p->scope, e->rexpr, SK_TYPE_DATE))
        *status = sk_print_template(p, "CAST(julianday($1) - julianday($2) AS INTEGER)", 2, args);
    else if (plus && sk_scope_is(p->scope, e->lexpr, SK_TYPE_DATE) && sk_scope_is(p->scope, e->rexpr, SK_TYPE_TIME))
        *status = sk_print_template(p, "($1 || ' ' || $2)", 2, args);
    else if (plus && sk_scope_is(p->scope, e->lexpr, SK_TYPE_TIME) && sk_scope_is(p->scope, e->rexpr, SK_TYPE_DATE))
        *status = sk_print_template(p, "($2 || ' ' || $1)", 2, args);
    else if (sk_scope_is(p->scope, e->lexpr, SK_TYPE_DATE))
        *status = sk_print_template(p, plus ? "date($1, ($2) || ' days')" : "date($1, -($2) || ' days')", 2, args);
    else
        return false;
    return true;
}
