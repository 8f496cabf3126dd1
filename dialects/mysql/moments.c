/*
 * dialects/mysql/moments.c - expressions on dates and times. PostgreSQL manual, 9.9 and 9.8 (to_char); MySQL manual,
 * 14.7. Stored moments are in UTC.
 */
#include <stdio.h>
#include <string.h>

#include "dialects/mysql/print.h"

/* ---- date_trunc, extract -------------------------------------------------------------------------------------- */

#define AS_MOMENT(x) "CAST(" x " AS DATETIME(6))"
#define FORMAT(form) AS_MOMENT("DATE_FORMAT($1, '" form "')")

static const struct sk_time_field fields[] = {
    {"microsecond", "$1", "(SECOND($1) * 1000000 + MICROSECOND($1))"},
    {"millisecond", FORMAT("%Y-%m-%d %H:%i:%s.%f"), "(SECOND($1) * 1000 + MICROSECOND($1) * 0.001)"},
    {"second", FORMAT("%Y-%m-%d %H:%i:%s"), "(SECOND($1) + MICROSECOND($1) * 0.000001)"},
    {"minute", FORMAT("%Y-%m-%d %H:%i:00"), "MINUTE($1)"},
    {"hour", FORMAT("%Y-%m-%d %H:00:00"), "HOUR($1)"},
    {"day", AS_MOMENT("DATE($1)"), "DAYOFMONTH($1)"},
    {"week", AS_MOMENT("DATE($1) - INTERVAL WEEKDAY($1) DAY"), "WEEK($1, 3)"},
    {"month", FORMAT("%Y-%m-01"), "MONTH($1)"},
    {"quarter", AS_MOMENT("MAKEDATE(YEAR($1), 1) + INTERVAL (QUARTER($1) - 1) QUARTER"), "QUARTER($1)"},
    {"year", FORMAT("%Y-01-01"), "YEAR($1)"},
    {"decade", AS_MOMENT("MAKEDATE(YEAR($1) DIV 10 * 10, 1)"), "(YEAR($1) DIV 10)"},
    {"century", AS_MOMENT("MAKEDATE((YEAR($1) - 1) DIV 100 * 100 + 1, 1)"), "((YEAR($1) - 1) DIV 100 + 1)"},
    {"millennium", AS_MOMENT("MAKEDATE((YEAR($1) - 1) DIV 1000 * 1000 + 1, 1)"), "((YEAR($1) - 1) DIV 1000 + 1)"},
    {"isoyear", NULL, "(YEARWEEK($1, 3) DIV 100)"},
    {"dow", NULL, "(DAYOFWEEK($1) - 1)"},
    {"isodow", NULL, "(WEEKDAY($1) + 1)"},
    {"doy", NULL, "DAYOFYEAR($1)"},
    {"timezone", NULL, "0"},
    {"epoch", NULL, "(TIMESTAMPDIFF(MICROSECOND, TIMESTAMP'1970-01-01 00:00:00', $1) * 0.000001)"},
};

enum sk_status
sk_mysql_date_trunc(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return sk_print_time_field(p, call, true, sizeof fields / sizeof *fields, fields);
}

enum sk_status
sk_mysql_extract(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return sk_print_time_field(p, call, false, sizeof fields / sizeof *fields, fields);
}

/* ---- time zones ----------------------------------------------------------------------------------------------- */

/* A zone by its name, which a server knows once its tables of zones have been filled. */
#define NAMED "CASE WHEN UPPER($2) IN ('UTC', 'GMT', 'Z', 'ETC/UTC', 'ETC/GMT') THEN '+00:00' ELSE $2 END"
#define UNKNOWN                                                                                                        \
    "CASE WHEN $1 IS NOT NULL AND $2 IS NOT NULL THEN CAST(JSON_EXTRACT(CONCAT('the server does not know the time "    \
    "zone ', $2), '$') AS DATETIME(6)) END"

static enum sk_status
named_zone(struct sk_printer *p, const PgQuery__FuncCall *call, bool clock)
{
    const sk_node *args[] = {call->args[1], call->args[0]};
    p->note = "the server has to know time zones by their names: mysql_tzinfo_to_sql";
    return sk_print_template(p,
                             clock ? "COALESCE(CONVERT_TZ($1, '+00:00', " NAMED "), " UNKNOWN ")"
                                   : "COALESCE(CONVERT_TZ($1, " NAMED ", '+00:00'), " UNKNOWN ")",
                             2, args);
}

enum sk_status
sk_mysql_timezone(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *zone = sk_print_zone(call->args[0]);
    bool done;
    enum sk_status status = sk_print_fixed_zone(&done, p, call);
    if (done || status)
        return status;
    if (p->runs_once && (!zone || strchr(zone, '/')))
        return named_zone(p, call, sk_scope_is(p->scope, call->args[1], SK_TYPE_TIMESTAMPTZ));
    return sk_print_unsupported(p, call->args[0], "AT TIME ZONE other than UTC has no equivalent on %s",
                                p->rules->dialect);
}

/* ---- to_char, to_timestamp ------------------------------------------------------------------------------------- */

/* The first that fits is taken: longer ones stand first. `wrap` NULL: DATE_FORMAT() does it all. */
static const struct {
    const char *pattern, *format, *wrap;
    bool any_case;
} patterns[] = {
    {"FMMonth", "%M", NULL, false}, {"FMMONTH", "%M", "UPPER(", false}, {"FMmonth", "%M", "LOWER(", false},
    {"FMDay", "%W", NULL, false},   {"FMDAY", "%W", "UPPER(", false},   {"FMday", "%W", "LOWER(", false},
    {"FMDD", "%e", NULL, true},     {"FMMM", "%c", NULL, true},         {"FMHH24", "%k", NULL, true},
    {"FMHH12", "%l", NULL, true},   {"FMHH", "%l", NULL, true},         {"YYYY", "%Y", NULL, true},
    {"IYYY", "%x", NULL, true},     {"HH24", "%H", NULL, true},         {"HH12", "%h", NULL, true},
    {"Mon", "%b", NULL, false},     {"MON", "%b", "UPPER(", false},     {"mon", "%b", "LOWER(", false},
    {"DDD", "%j", NULL, true},      {"YY", "%y", NULL, true},           {"MM", "%m", NULL, true},
    {"DD", "%d", NULL, true},       {"Dy", "%a", NULL, false},          {"DY", "%a", "UPPER(", false},
    {"dy", "%a", "LOWER(", false},  {"HH", "%h", NULL, true},           {"MI", "%i", NULL, true},
    {"SS", "%s", NULL, true},       {"US", "%f", NULL, true},           {"MS", "%f", "LEFT(", true},
    {"IW", "%v", NULL, true},       {"AM", "%p", NULL, false},          {"PM", "%p", NULL, false},
    {"am", "%p", "LOWER(", false},  {"pm", "%p", "LOWER(", false},      {"TZ", "UTC", NULL, false},
    {"OF", "+00", NULL, true},
};

/* What DATE_FORMAT() has not. */
static const struct {
    const char *pattern, *sql;
} special[] = {
    {"Month", "RPAD(MONTHNAME($1), 9, ' ')"},
    {"MONTH", "RPAD(UPPER(MONTHNAME($1)), 9, ' ')"},
    {"month", "RPAD(LOWER(MONTHNAME($1)), 9, ' ')"},
    {"Day", "RPAD(DAYNAME($1), 9, ' ')"},
    {"DAY", "RPAD(UPPER(DAYNAME($1)), 9, ' ')"},
    {"day", "RPAD(LOWER(DAYNAME($1)), 9, ' ')"},
    {"DDD", "LPAD(DAYOFYEAR($1), 3, '0')"},
    {"DD", "LPAD(DAYOFMONTH($1), 2, '0')"},
    {"Dy", "LEFT(DAYNAME($1), 3)"},
    {"DY", "UPPER(LEFT(DAYNAME($1), 3))"},
    {"D", "DAYOFWEEK($1)"},
    {"ID", "(WEEKDAY($1) + 1)"},
    {"Q", "QUARTER($1)"},
    {"WW", "LPAD((DAYOFYEAR($1) - 1) DIV 7 + 1, 2, '0')"},
    {"W", "((DAYOFMONTH($1) - 1) DIV 7 + 1)"},
    {"CC", "LPAD((YEAR($1) + 99) DIV 100, 2, '0')"},
    {"J", "(TO_DAYS($1) + 1721060)"},
};

static const char *
special_piece(const char *pattern, size_t *len)
{
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (strncmp(pattern, special[i].pattern, *len = strlen(special[i].pattern)) == 0)
            return special[i].sql;
    return NULL;
}

/* A piece of a pattern: how to format it and how long it is. False: it cannot be had. */
static bool
next_piece(const char *start, const char *pattern, struct sk_text *format, const char **wrap, size_t *len)
{
    *wrap = NULL;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        *len = strlen(patterns[i].pattern);
        if (patterns[i].any_case ? strncasecmp(pattern, patterns[i].pattern, *len) == 0
                                 : strncmp(pattern, patterns[i].pattern, *len) == 0) {
            sk_text_add(format, patterns[i].format);
            *wrap = patterns[i].wrap;
            return true;
        }
    }
    if (*pattern == '"') {
        *len = 1 + strcspn(pattern + 1, "\"");
        for (size_t i = 1; i < *len; i++)
            sk_text_addf(format, pattern[i] == '%' ? "%%%%" : "%c", pattern[i]);
        *len += pattern[*len] == '"';
        return true;
    }
    *len = 1;
    sk_text_addf(format, *pattern == '%' ? "%%%%" : "%c", *pattern);
    return sk_format_is_plain(start, pattern);
}

static void
put_formatted(struct sk_printer *p, const char *value, const char *format, const char *wrap)
{
    sk_text_add(p->out, wrap ? wrap : "");
    sk_text_addf(p->out, "DATE_FORMAT(%s, ", value);
    sk_mysql_put_literal(p, format);
    sk_text_add(p->out, !wrap ? ")" : strcmp(wrap, "LEFT(") == 0 ? "), 3)" : "))");
}

static enum sk_status
moment_to_char(struct sk_printer *p, const PgQuery__FuncCall *call, const char *pattern)
{
    enum sk_status status;
    const char *value = sk_print_apart(p, call->args[0], &status), *wrap, *start = pattern;
    struct sk_text *format = sk_text_new(p->tmp);
    size_t len;
    if (status)
        return status;
    sk_text_add(p->out, "CONCAT(");
    for (; *pattern; pattern += len) {
        struct sk_text *piece = sk_text_new(p->tmp);
        const char *sql = special_piece(pattern, &len);
        if (sql) {
            if (format->len)
                put_formatted(p, value, format->data, NULL), sk_text_add(p->out, ", ");
            format = sk_text_new(p->tmp);
            status = sk_print_template(p, sql, 1, (const sk_node *const *)call->args);
            sk_text_add(p->out, pattern[len] ? ", " : "");
            if (status)
                return status;
            continue;
        }
        if (!next_piece(start, pattern, piece, &wrap, &len))
            return sk_print_unsupported(p, call->args[1], "to_char() with this format has no equivalent on %s",
                                        p->rules->dialect);
        if (!wrap) {
            sk_text_add(format, piece->data);
            continue;
        }
        if (format->len)
            put_formatted(p, value, format->data, NULL), sk_text_add(p->out, ", ");
        format = sk_text_new(p->tmp);
        put_formatted(p, value, piece->data, wrap);
        sk_text_add(p->out, pattern[len] ? ", " : "");
    }
    if (format->len)
        put_formatted(p, value, format->data, NULL);
    sk_text_add(p->out, ")");
    return SK_OK;
}

/* to_char(n, 'FM000'): so many digits; of a number that has more, # for each. */
static enum sk_status
number_to_char(struct sk_printer *p, const PgQuery__FuncCall *call, const char *pattern)
{
    bool fill = strncasecmp(pattern, "fm", 2) == 0;
    const char *digits = pattern + (fill ? 2 : 0);
    size_t n = strspn(digits, "0");
    struct sk_type type = sk_scope_type(p->scope, call->args[0]);
    if (!n || digits[n] || !sk_type_is_integer(&type))
        return sk_print_unsupported(p, call->args[1], "to_char() with this format has no equivalent on %s",
                                    p->rules->dialect);
    return sk_print_template(p,
                             sk_printf(p->tmp,
                                       "CONCAT(CASE WHEN $1 < 0 THEN '-' ELSE '%s' END, CASE WHEN LENGTH(ABS($1)) "
                                       "> %zu THEN REPEAT('#', %zu) ELSE LPAD(ABS($1), %zu, '0') END)",
                                       fill ? "" : " ", n, n, n),
                             1, (const sk_node *const *)call->args);
}

enum sk_status
sk_mysql_to_char(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *pattern = sk_constant_text(call->args[1]);
    struct sk_type type = sk_scope_type(p->scope, call->args[0]);
    bool number = sk_type_is_integer(&type) || type.kind == SK_TYPE_NUMERIC || type.kind == SK_TYPE_DOUBLE;
    if (!pattern || type.kind == SK_TYPE_INTERVAL)
        return sk_print_unsupported(p, call->args[0], "to_char() of this has no equivalent on %s", p->rules->dialect);
    return number ? number_to_char(p, call, pattern) : moment_to_char(p, call, pattern);
}

/* to_date(text, pattern), to_timestamp(text, pattern) */
enum sk_status
sk_mysql_to_time(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *pattern = sk_constant_text(call->args[1]), *start = pattern, *wrap = NULL;
    bool date = strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), "to_date") == 0;
    struct sk_text *format = sk_text_new(p->tmp);
    bool known = pattern != NULL;
    for (size_t len; known && *pattern; pattern += len)
        known = next_piece(start, pattern, format, &wrap, &len) && (!wrap || strcmp(wrap, "LEFT(") != 0);
    if (!known)
        return sk_print_unsupported(p, call->args[1], "%s() with this format has no equivalent on %s",
                                    date ? "to_date" : "to_timestamp", p->rules->dialect);
    sk_text_add(p->out, date ? "CAST(STR_TO_DATE(" : "CAST(STR_TO_DATE(");
    enum sk_status status = sk_mysql_put_text(p, call->args[0]);
    sk_text_add(p->out, ", ");
    sk_mysql_put_literal(p, format->data);
    sk_text_add(p->out, date ? ") AS DATE)" : ") AS DATETIME(6))");
    return status;
}

/* ---- operators ------------------------------------------------------------------------------------------------ */

static bool
is_time(struct sk_printer *p, const sk_node *node)
{
    struct sk_type type = sk_scope_type(p->scope, node);
    return sk_type_is_time(&type);
}

static enum sk_status
add_or_subtract(struct sk_printer *p, const PgQuery__AExpr *e, bool minus, bool *known)
{
    const sk_node *args[] = {e->lexpr, e->rexpr};
    *known = true;
    if (sk_scope_is(p->scope, e->rexpr, SK_TYPE_INTERVAL))
        return sk_mysql_shift(p, e->lexpr, e->rexpr, minus);
    if (!minus && sk_scope_is(p->scope, e->lexpr, SK_TYPE_INTERVAL))
        return sk_mysql_shift(p, e->rexpr, e->lexpr, false);
    if (minus && sk_scope_is(p->scope, e->lexpr, SK_TYPE_DATE) && sk_scope_is(p->scope, e->rexpr, SK_TYPE_DATE))
        return sk_print_template(p, "DATEDIFF($1, $2)", 2, args);
    if (!minus && sk_scope_is(p->scope, e->lexpr, SK_TYPE_DATE) && sk_scope_is(p->scope, e->rexpr, SK_TYPE_TIME))
        return sk_print_template(p, "TIMESTAMP($1, $2)", 2, args);
    if (sk_scope_is(p->scope, e->lexpr, SK_TYPE_DATE) && !is_time(p, e->rexpr))
        return sk_print_template(p, minus ? "($1 - INTERVAL ($2) DAY)" : "($1 + INTERVAL ($2) DAY)", 2, args);
    if (!minus && sk_scope_is(p->scope, e->rexpr, SK_TYPE_DATE))
        return sk_print_template(p, "($2 + INTERVAL ($1) DAY)", 2, args);
    *known = false;
    return SK_OK;
}

bool
sk_mysql_time_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status)
{
    bool known = false;
    if (!e->lexpr)
        return false;
    if (strcmp(op, "+") == 0 || strcmp(op, "-") == 0)
        *status = add_or_subtract(p, e, *op == '-', &known);
    return known;
}

enum sk_status
sk_mysql_value_function(struct sk_printer *p, const PgQuery__SQLValueFunction *value)
{
#define SVFOP(NAME) PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_##NAME
    switch (value->op) {
    case SVFOP(CURRENT_DATE):
        return sk_text_add(p->out, "UTC_DATE()"), SK_OK;
    case SVFOP(CURRENT_TIME):
    case SVFOP(CURRENT_TIME_N):
    case SVFOP(LOCALTIME):
    case SVFOP(LOCALTIME_N):
        return sk_text_add(p->out, "UTC_TIME(6)"), SK_OK;
    case SVFOP(CURRENT_TIMESTAMP):
    case SVFOP(LOCALTIMESTAMP):
        return sk_text_add(p->out, SK_MYSQL_NOW), SK_OK;
    case SVFOP(CURRENT_TIMESTAMP_N):
    case SVFOP(LOCALTIMESTAMP_N):
        return sk_text_addf(p->out, "UTC_TIMESTAMP(%d)", value->typmod < 0 || value->typmod > 6 ? 6 : value->typmod),
               SK_OK;
    case SVFOP(CURRENT_ROLE):
    case SVFOP(CURRENT_USER):
    case SVFOP(USER):
        return sk_text_add(p->out, "SUBSTRING_INDEX(CURRENT_USER(), '@', 1)"), SK_OK;
    case SVFOP(SESSION_USER):
        return sk_text_add(p->out, "SUBSTRING_INDEX(USER(), '@', 1)"), SK_OK;
    case SVFOP(CURRENT_CATALOG):
        return sk_text_add(p->out, "DATABASE()"), SK_OK;
    default:
        return sk_print_unsupported(p, NULL, "%s has no schemas to name", p->rules->dialect);
    }
#undef SVFOP
}
