/* dialects/sqlite/times.c - PostgreSQL's date and time literals in SQLite's form. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dialects/sqlite/sqlite.h"

/* ---- timestamps ----------------------------------------------------------------------------------------------- */

static bool
is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool
is_date(int year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && is_leap(year));
}

/* "+02", "+0530", "-08:00", "Z", "UTC" in seconds east; false for what is no zone. */
static bool
zone_offset(const char *text, int *seconds)
{
    *seconds = 0;
    while (*text == ' ')
        text++;
    if (!*text || strcasecmp(text, "z") == 0 || strcasecmp(text, "utc") == 0 || strcasecmp(text, "gmt") == 0)
        return true;
    if (*text != '+' && *text != '-')
        return false;
    int hours = 0, minutes = 0;
    const char *digits = text + 1;
    if (strchr(digits, ':') ? sscanf(digits, "%2d:%2d", &hours, &minutes) < 1
                            : sscanf(digits, "%2d%2d", &hours, &minutes) < 1)
        return false;
    *seconds = (hours * 60 + minutes) * 60 * (*text == '-' ? -1 : 1);
    return true;
}

char *
sk_sqlite_timestamp(TALLOC_CTX *owner, const char *text, enum sk_type_kind kind)
{
    struct tm tm = {0};
    int n = 0, offset = 0;
    while (*text == ' ')
        text++;
    if (sscanf(text, "%4d-%2d-%2d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &n) != 3 ||
        !is_date(tm.tm_year, tm.tm_mon, tm.tm_mday))
        return NULL;
    if (kind == SK_TYPE_DATE)
        return sk_printf(owner, "%04d-%02d-%02d", tm.tm_year, tm.tm_mon, tm.tm_mday);
    const char *rest = text + n;
    char fraction[16] = "";
    if ((*rest == ' ' || *rest == 'T' || *rest == 't') && isdigit((unsigned char)rest[1])) {
        rest++;
        int used = 0;
        if (sscanf(rest, "%2d:%2d%n", &tm.tm_hour, &tm.tm_min, &used) != 2)
            return NULL;
        rest += used;
        if (*rest == ':' && sscanf(rest, ":%2d%n", &tm.tm_sec, &used) == 1)
            rest += used;
        if (*rest == '.') {
            size_t digits = strspn(rest + 1, "0123456789");
            snprintf(fraction, sizeof fraction, ".%.*s", (int)(digits < 6 ? digits : 6), rest + 1);
            rest += 1 + digits;
        }
    }
    if (tm.tm_hour > 24 || tm.tm_min > 59 || tm.tm_sec > 60 || !zone_offset(rest, &offset))
        return NULL;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    time_t when = timegm(&tm) - (kind == SK_TYPE_TIMESTAMPTZ ? offset : 0);
    gmtime_r(&when, &tm);
    return sk_printf(owner, "%04d-%02d-%02d %02d:%02d:%02d%s", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                     tm.tm_hour, tm.tm_min, tm.tm_sec, fraction);
}

/* ---- intervals ------------------------------------------------------------------------------------------------ */

static const struct {
    const char *word, *unit;
    int factor;
} units[] = {
    {"microsecond", NULL, 0}, {"millisecond", NULL, 0}, {"second", "seconds", 1}, {"sec", "seconds", 1},
    {"s", "seconds", 1},      {"minute", "minutes", 1}, {"min", "minutes", 1},    {"m", "minutes", 1},
    {"hour", "hours", 1},     {"hr", "hours", 1},       {"h", "hours", 1},        {"day", "days", 1},
    {"d", "days", 1},         {"week", "days", 7},      {"w", "days", 7},         {"month", "months", 1},
    {"mon", "months", 1},     {"year", "months", 12},   {"y", "months", 12},      {"decade", "months", 120},
    {"century", "months", 1200},
};

static bool
add_modifier(struct sk_text *out, int *months, double amount, const char *word, size_t len)
{
    if (len > 1 && word[len - 1] == 's')
        len--; /* plural */
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strlen(units[i].word) != len || strncasecmp(units[i].word, word, len) != 0 || !units[i].unit)
            continue;
        if (strcmp(units[i].unit, "months") == 0)
            *months += (int)(amount * units[i].factor);
        else
            sk_text_addf(out, ", '%+.10g %s'", amount * units[i].factor, units[i].unit);
        return true;
    }
    return false;
}

char *
sk_sqlite_interval(TALLOC_CTX *owner, const char *text, bool negative, int *months)
{
    struct sk_text *out = sk_text_new(owner);
    bool any = false;
    *months = 0;
    double sign = negative ? -1 : 1;
    while (*text) {
        int hours, minutes, n = 0;
        double seconds = 0, amount;
        char *end;
        if (isspace((unsigned char)*text)) {
            text++;
            continue;
        }
        if (sscanf(text, "%d:%d%n", &hours, &minutes, &n) == 2) {
            int more = 0;
            if (sscanf(text + n, ":%lf%n", &seconds, &more) == 1)
                n += more;
            double direction = *text == '-' ? -1 : 1;
            any = true;
            sk_text_addf(out, ", '%+g seconds'", sign * direction * (abs(hours) * 3600.0 + minutes * 60.0 + seconds));
            text += n;
            continue;
        }
        amount = strtod(text, &end);
        if (end == text)
            return NULL;
        while (*end == ' ')
            end++;
        size_t len = strspn(end, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        if (!add_modifier(out, months, sign * amount, end, len))
            return NULL;
        any = true;
        text = end + len;
    }
    return any ? sk_text_finish(out, owner) : NULL;
}
