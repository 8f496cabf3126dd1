/* dialects/common/literals.c - see literals.h. */
#include "dialects/common/literals.h"
#include "dialects/postgres/scope.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SPACES " \t\n\r\f\v"

/* PostgreSQL's boolin(): any unique prefix of these, in any case. */
int
sk_literal_boolean(const char *text)
{
    static const struct {
        const char *word;
        size_t least;
        int value;
    } words[] = {{"true", 1, 1}, {"false", 1, 0}, {"yes", 1, 1}, {"no", 1, 0}, {"on", 2, 1}, {"off", 2, 0},
                 {"1", 1, 1},    {"0", 1, 0}};
    text += strspn(text, SPACES);
    size_t len = strlen(text);
    while (len && strchr(SPACES, text[len - 1]))
        len--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (len >= words[i].least && len <= strlen(words[i].word) && strncasecmp(text, words[i].word, len) == 0)
            return words[i].value;
    return -1;
}

static bool
is_quoted_in_json(const struct sk_type *type)
{
    switch (type->kind) {
    case SK_TYPE_SMALLINT:
    case SK_TYPE_INTEGER:
    case SK_TYPE_BIGINT:
    case SK_TYPE_NUMERIC:
    case SK_TYPE_DOUBLE:
    case SK_TYPE_REAL:
    case SK_TYPE_BOOLEAN:
        return false;
    default:
        return true;
    }
}

static void
put_item(struct sk_text *json, const char *item, bool quoted, const struct sk_type *type)
{
    if (!quoted && strcasecmp(item, "null") == 0) {
        sk_text_add(json, "null");
    } else if (type->kind == SK_TYPE_BOOLEAN) {
        sk_text_add(json, sk_literal_boolean(item) > 0 ? "true" : "false");
    } else if (!is_quoted_in_json(type)) {
        sk_text_add(json, item);
    } else {
        sk_text_add(json, "\"");
        for (; *item; item++) {
            if ((unsigned char)*item < 0x20)
                sk_text_addf(json, "\\u%04x", (unsigned)*item);
            else
                sk_text_addf(json, strchr("\"\\", *item) ? "\\%c" : "%c", *item);
        }
        sk_text_add(json, "\"");
    }
}

/* One '{...}', elements that are arrays themselves included; what follows it, or NULL. */
static const char *
read_array(struct sk_text *json, const char *text, const struct sk_type *type, int depth)
{
    bool first = true;
    if (*text++ != '{' || depth > 6)
        return NULL;
    sk_text_add(json, "[");
    while (*text && *text != '}') {
        struct sk_text *item = sk_text_new(json);
        text += strspn(text, " \t\n");
        bool quoted = *text == '"';
        sk_text_sep(json, &first, ",");
        if (*text == '{') {
            text = read_array(json, text, type, depth + 1);
            if (!text)
                return NULL;
        } else {
            text += quoted;
            while (*text && (quoted ? *text != '"' : !strchr(",}", *text))) {
                if (*text == '\\' && text[1])
                    text++;
                sk_text_add_n(item, text++, 1);
            }
            text += quoted && *text == '"';
            while (!quoted && item->len && item->data[item->len - 1] == ' ')
                item->data[--item->len] = '\0';
            put_item(json, item->data, quoted, type);
        }
        text += *text == ',';
    }
    sk_text_add(json, "]");
    return *text == '}' ? text + 1 : NULL;
}

char *
sk_literal_array(TALLOC_CTX *owner, const char *text, const struct sk_type *type)
{
    struct sk_text *json = sk_text_new(owner);
    const char *end = read_array(json, text, type, 1);
    return end && !*end ? sk_text_finish(json, owner) : NULL;
}

/* ---- numbers -------------------------------------------------------------------------------------------------- */

char *
sk_literal_number(TALLOC_CTX *owner, const char *text)
{
    const char *e = strpbrk(text, "eE");
    long exponent = e ? strtol(e + 1, NULL, 10) : 0;
    if (!e || exponent > 60 || exponent < -60)
        return sk_strdup(owner, text);
    struct sk_text *digits = sk_text_new(owner), *out = sk_text_new(owner);
    long point = 0; /* how many digits stand before it */
    bool seen = false;
    for (const char *c = text; c < e; c++) {
        seen = seen || *c == '.';
        point += *c != '.' && !seen;
        sk_text_add_n(digits, c, *c != '.');
    }
    point += exponent;
    sk_text_add(out, point <= 0 ? "0." : "");
    for (long i = point; i < 0; i++)
        sk_text_add(out, "0");
    for (long i = 0; i < (long)digits->len || i < point; i++) {
        sk_text_add(out, i && i == point ? "." : "");
        sk_text_add_n(out, i < (long)digits->len ? digits->data + i : "0", 1);
    }
    return sk_text_finish(out, owner);
}

/* ---- bytea, uuid ---------------------------------------------------------------------------------------------- */

/* The "hex" form, or the "escape" form with \\ and \ooo (manual, 8.4). */
char *
sk_literal_bytea(TALLOC_CTX *owner, const char *text)
{
    struct sk_text *hex = sk_text_new(owner);
    if (text[0] == '\\' && text[1] == 'x') {
        for (text += 2; *text; text++) {
            if (!isxdigit((unsigned char)*text) && *text != ' ')
                return NULL;
            sk_text_add_n(hex, text, *text != ' ');
        }
        return hex->len % 2 ? NULL : sk_text_finish(hex, owner);
    }
    for (; *text; text++) {
        unsigned byte = (unsigned char)*text;
        if (*text == '\\' && text[1] == '\\') {
            text++;
        } else if (*text == '\\') {
            if (strspn(text + 1, "01234567") < 3 || text[1] > '3')
                return NULL;
            byte = (unsigned)(text[1] - '0') * 64 + (unsigned)(text[2] - '0') * 8 + (unsigned)(text[3] - '0');
            text += 3;
        }
        sk_text_addf(hex, "%02X", byte);
    }
    return sk_text_finish(hex, owner);
}

/* uuid_in() takes upper case, braces, and hyphens after any four digits or none; what it holds is one form. */
char *
sk_literal_uuid(TALLOC_CTX *owner, const char *text)
{
    struct sk_text *uuid = sk_text_new(owner);
    size_t digits = 0;
    bool braces = *text == '{';
    for (text += braces; *text; text++) {
        if ((*text == '-' && digits && digits % 4 == 0 && text[-1] != '-') ||
            (*text == '}' && braces && digits == 32 && !text[1]))
            continue;
        if (!isxdigit((unsigned char)*text) || digits == 32)
            return NULL;
        sk_text_addf(uuid, digits == 8 || digits == 12 || digits == 16 || digits == 20 ? "-%c" : "%c",
                     tolower((unsigned char)*text));
        digits++;
    }
    return digits == 32 ? sk_text_finish(uuid, owner) : NULL;
}

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
    return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && is_leap(year));
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

/* The month that a word of it names, of which three letters are enough ("Sept" too); 0: none. */
static int
named_month(const char *word, size_t len)
{
    static const char *const names[] = {"january", "february", "march",     "april",   "may",      "june",
                                        "july",    "august",   "september", "october", "november", "december"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        bool whole = len == 3 || len == strlen(names[i]) || (len == 4 && i == 8);
        if (whole && strncasecmp(word, names[i], len) == 0)
            return (int)i + 1;
    }
    return 0;
}

/* A year of two digits is one between 1970 and 2069 (PostgreSQL's ValidateDate()). */
static int
whole_year(int year, int digits)
{
    return digits > 2 ? year : year + (year < 70 ? 2000 : 1900);
}

/* "1/31/2024", "1-31-24", "1.31.2024": the month comes first, as with PostgreSQL's default DateStyle. */
static bool
read_american_date(const char *text, struct tm *tm, int *n)
{
    char first, second;
    int begins = 0;
    if (sscanf(text, "%2d%c%2d%c%n%4d%n", &tm->tm_mon, &first, &tm->tm_mday, &second, &begins, &tm->tm_year, n) != 5)
        return false;
    tm->tm_year = whole_year(tm->tm_year, *n - begins);
    return first == second && strchr("/-.", first) && (*n - begins == 2 || *n - begins == 4);
}

/* "January 31, 2024", "Jan 31 2024", "31 January 2024", "31-Jan-2024", "2024-Jan-31" */
static bool
read_named_date(const char *text, struct tm *tm, int *n)
{
    char word[12];
    int begins = 0;
    bool read = (sscanf(text, "%11[A-Za-z] %2d%*[, ]%n%4d%n", word, &tm->tm_mday, &begins, &tm->tm_year, n) == 3 && *n) ||
                (sscanf(text, "%2d%*[ -]%11[A-Za-z]%*[ ,-]%n%4d%n", &tm->tm_mday, word, &begins, &tm->tm_year, n) == 3 &&
                 *n);
    if (!read) {
        begins = 0;
        read = sscanf(text, "%4d-%11[A-Za-z]-%2d%n", &tm->tm_year, word, &tm->tm_mday, n) == 3;
    }
    tm->tm_mon = read ? named_month(word, strlen(word)) : 0;
    if (tm->tm_mon && begins)
        tm->tm_year = whole_year(tm->tm_year, *n - begins);
    return tm->tm_mon > 0;
}

/* "2024-01-31", "2024/1/31", "20240131", and the forms of above */
static bool
read_date(const char *text, struct tm *tm, int *n)
{
    size_t digits = strspn(text, "0123456789");
    if (digits > 2)
        return sscanf(text, "%4d-%2d-%2d%n", &tm->tm_year, &tm->tm_mon, &tm->tm_mday, n) == 3 ||
               sscanf(text, "%4d/%2d/%2d%n", &tm->tm_year, &tm->tm_mon, &tm->tm_mday, n) == 3 ||
               (digits == 8 && sscanf(text, "%4d%2d%2d%n", &tm->tm_year, &tm->tm_mon, &tm->tm_mday, n) == 3) ||
               read_named_date(text, tm, n);
    return read_american_date(text, tm, n) || read_named_date(text, tm, n);
}

/* "AM", "PM" behind a time; false: it is no hour of half a day. */
static bool
read_half_day(const char **rest, int *hour)
{
    const char *word = *rest + strspn(*rest, " ");
    bool pm = strncasecmp(word, "pm", 2) == 0;
    if (!pm && strncasecmp(word, "am", 2) != 0)
        return true;
    *rest = word + 2;
    if (*hour > 12)
        return false;
    *hour = *hour % 12 + (pm ? 12 : 0);
    return true;
}

/* ".5": without zeros at the end. */
static void
put_fraction(char *out, size_t size, long micros)
{
    int len = snprintf(out, size, ".%06ld", micros);
    while (out[len - 1] == '0')
        out[--len] = '\0';
}

const char *
sk_literal_moment_word(const char *text)
{
    static const char *const words[] = {"now", "today", "tomorrow", "yesterday"};
    text += strspn(text, " (");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *rest = text + strlen(words[i]);
        if (strncasecmp(text, words[i], strlen(words[i])) == 0 && !rest[strspn(rest, " ()")])
            return words[i];
    }
    return NULL;
}

char *
sk_literal_timestamp(TALLOC_CTX *owner, const char *text, enum sk_type_kind kind)
{
    struct tm tm = {0};
    int n = 0, offset = 0;
    while (*text == ' ')
        text++;
    if (strcasecmp(text, "epoch") == 0)
        text = "1970-01-01 00:00:00Z";
    if (!read_date(text, &tm, &n) ||
        !is_date(tm.tm_year, tm.tm_mon, tm.tm_mday))
        return NULL;
    const char *day = sk_printf(owner, "%04d-%02d-%02d", tm.tm_year, tm.tm_mon, tm.tm_mday);
    const char *rest = text + n;
    long micros = 0;
    if ((*rest == ' ' || *rest == 'T' || *rest == 't') && isdigit((unsigned char)rest[1])) {
        rest++;
        int used = 0;
        if (sscanf(rest, "%2d:%2d%n", &tm.tm_hour, &tm.tm_min, &used) != 2)
            return NULL;
        rest += used;
        if (*rest == ':' && sscanf(rest, ":%2d%n", &tm.tm_sec, &used) == 1)
            rest += used;
        if (*rest == '.') {
            micros = (long)(strtod(rest, NULL) * 1e6 + 0.5); /* may be a whole second */
            rest += 1 + strspn(rest + 1, "0123456789");
        }
        if (!read_half_day(&rest, &tm.tm_hour))
            return NULL;
    }
    bool beyond = tm.tm_hour > 24 || (tm.tm_hour == 24 && (tm.tm_min || tm.tm_sec || micros));
    if (beyond || tm.tm_min > 59 || tm.tm_sec > 60 || !zone_offset(rest, &offset))
        return NULL;
    if (kind == SK_TYPE_DATE)
        return sk_strdup(owner, day);
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    time_t when = timegm(&tm) - (kind == SK_TYPE_TIMESTAMPTZ ? offset : 0) + micros / 1000000;
    gmtime_r(&when, &tm);
    char fraction[16] = "";
    if (micros % 1000000)
        put_fraction(fraction, sizeof fraction, micros % 1000000);
    return sk_printf(owner, "%04d-%02d-%02d %02d:%02d:%02d%s", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                     tm.tm_hour, tm.tm_min, tm.tm_sec, fraction);
}

/* "10:00", "10:00:01.5", "2024-01-01 10:00": a date before it is passed over. */
char *
sk_literal_time(TALLOC_CTX *owner, const char *text)
{
    int hours, minutes, seconds = 0, n = 0;
    text += strspn(text, SPACES);
    const char *rest = strchr(text, ' ');
    if (rest && isdigit((unsigned char)rest[1]))
        text = rest + 1;
    if (!isdigit((unsigned char)*text) || sscanf(text, "%2d:%2d%n", &hours, &minutes, &n) != 2)
        return NULL;
    text += n;
    if (*text == ':' && sscanf(text, ":%2d%n", &seconds, &n) == 1)
        text += n;
    size_t fraction = *text == '.' ? 1 + strspn(text + 1, "0123456789") : 0;
    long micros = fraction ? (long)(strtod(text, NULL) * 1e6 + 0.5) : 0;
    bool beyond = hours > 24 || (hours == 24 && (minutes || seconds || micros));
    if (text[fraction + strspn(text + fraction, SPACES)] || beyond || minutes > 59 || seconds > 59 || micros > 999999)
        return NULL;
    char digits[16] = "";
    if (micros)
        put_fraction(digits, sizeof digits, micros);
    return sk_printf(owner, "%02d:%02d:%02d%s", hours, minutes, seconds, digits);
}

/* As PostgreSQL shows it: without zeros that say nothing, with a digit on both sides of a point. */
const char *
sk_literal_numeral(TALLOC_CTX *owner, const char *text, bool integer)
{
    text += strspn(text, SPACES);
    bool negative = *text == '-';
    const char *digits = text + (*text == '-' || *text == '+');
    size_t whole = strspn(digits, "0123456789"), part = 0, zeros = 0;
    const char *c = digits + whole, *fraction = c;
    if (!integer && *c == '.') {
        part = strspn(c + 1, "0123456789");
        c += 1 + part;
    }
    const char *exponent = c;
    if (!integer && (whole || part) && (*c == 'e' || *c == 'E')) {
        const char *power = c + 1 + (c[1] == '-' || c[1] == '+');
        size_t n = strspn(power, "0123456789");
        if (!n)
            return NULL;
        c = power + n;
    }
    if ((!whole && !part) || c[strspn(c, SPACES)])
        return NULL;
    while (zeros + 1 < whole && digits[zeros] == '0')
        zeros++;
    return sk_printf(owner, "%s%s%.*s%.*s%.*s", negative ? "-" : "", whole ? "" : "0", (int)(whole - zeros),
                     digits + zeros, part ? (int)part + 1 : 0, fraction, (int)(c - exponent), exponent);
}

const char *
sk_literal_rounded(TALLOC_CTX *owner, const char *text, int32_t scale)
{
    const char *plain = sk_literal_numeral(owner, text, false);
    plain = plain ? sk_literal_number(owner, plain) : NULL;
    const char *dot = plain ? strchr(plain, '.') : NULL;
    if (!plain || strpbrk(plain, "eE"))
        return NULL;
    if (!dot || strlen(dot + 1) <= (size_t)scale)
        return plain;
    bool minus = *plain == '-', up = dot[1 + scale] >= '5';
    char *digits = sk_printf(owner, "0%.*s", (int)(dot - plain) + (scale ? scale + 1 : 0) - minus, plain + minus);
    for (size_t i = strlen(digits); up && i > 0; i--) { /* carry */
        if (digits[i - 1] == '.')
            continue;
        up = digits[i - 1] == '9';
        digits[i - 1] = (char)(up ? '0' : digits[i - 1] + 1);
    }
    const char *first = digits + strspn(digits, "0");
    return sk_printf(owner, "%s%s%s", minus ? "-" : "", *first == '.' || !*first ? "0" : "", first);
}

const char *
sk_literal_of_scale(TALLOC_CTX *owner, const char *text, const struct sk_type *type)
{
    bool fixed = type->kind == SK_TYPE_NUMERIC && type->scale >= 0;
    if (type->dimensions || (!fixed && !sk_type_is_integer(type)))
        return NULL;
    return sk_literal_rounded(owner, text, fixed ? type->scale : 0);
}

bool
sk_literal_fits(const char *rounded, const struct sk_type *type)
{
    const char *digits = rounded + (*rounded == '-');
    digits += strspn(digits, "0");
    if (type->kind == SK_TYPE_NUMERIC)
        return !*digits || *digits == '.' || (int)strspn(digits, "0123456789") <= type->length - type->scale;
    errno = 0;
    long long value = strtoll(rounded, NULL, 10);
    return !errno && (type->kind == SK_TYPE_BIGINT || (type->kind == SK_TYPE_INTEGER
                                                           ? value >= INT32_MIN && value <= INT32_MAX
                                                           : value >= INT16_MIN && value <= INT16_MAX));
}

/* ---- texts ---------------------------------------------------------------------------------------------------- */

const char *
sk_literal_cut(TALLOC_CTX *owner, const char *text, int32_t length)
{
    const char *end = text;
    int32_t n = 0;
    for (; *end; end++) {
        bool begins = ((unsigned char)*end & 0xC0) != 0x80;
        if (begins && n++ == length)
            break;
    }
    return *end ? sk_strndup(owner, text, (size_t)(end - text)) : text;
}

/* varchar(n) takes spaces beyond its length, and drops them (manual, 8.3). */
const char *
sk_literal_fitted(TALLOC_CTX *owner, const char *text, int32_t length)
{
    const char *cut = sk_literal_cut(owner, text, length), *rest = text + strlen(cut);
    return rest[strspn(rest, " ")] ? text : cut;
}

/* ---- intervals ------------------------------------------------------------------------------------------------ */

#define SECOND INT64_C(1000000)
#define DAY (24 * 3600 * SECOND)

/* A unit as what it is of each: months, days, microseconds. */
static const struct {
    const char *word;
    int months, days;
    int64_t microseconds;
} units[] = {
    {"microsecond", 0, 0, 1}, {"us", 0, 0, 1},          {"usec", 0, 0, 1},        {"millisecond", 0, 0, 1000},
    {"ms", 0, 0, 1000},       {"msec", 0, 0, 1000},     {"second", 0, 0, SECOND}, {"sec", 0, 0, SECOND},
    {"s", 0, 0, SECOND},      {"", 0, 0, SECOND},       {"minute", 0, 0, 60 * SECOND},
    {"min", 0, 0, 60 * SECOND}, {"m", 0, 0, 60 * SECOND}, {"hour", 0, 0, 3600 * SECOND},
    {"hr", 0, 0, 3600 * SECOND}, {"h", 0, 0, 3600 * SECOND}, {"day", 0, 1, 0},    {"d", 0, 1, 0},
    {"week", 0, 7, 0},        {"w", 0, 7, 0},           {"month", 1, 0, 0},       {"mon", 1, 0, 0},
    {"year", 12, 0, 0},       {"yr", 12, 0, 0},         {"y", 12, 0, 0},          {"decade", 120, 0, 0},
    {"dec", 120, 0, 0},       {"century", 1200, 0, 0},  {"centurie", 1200, 0, 0}, {"c", 1200, 0, 0},
    {"millennium", 12000, 0, 0},
};

/* A broken unit goes on in the next smaller one: half a month is 15 days (interval_in() of PostgreSQL's). */
static bool
add_units(struct sk_interval *out, double amount, const char *word, size_t len)
{
    if (len > 2 && (word[len - 1] == 's' || word[len - 1] == 'S'))
        len--; /* plural */
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strlen(units[i].word) != len || strncasecmp(units[i].word, word, len) != 0)
            continue;
        double months = amount * units[i].months, whole = (double)(int64_t)months;
        double days = amount * units[i].days + (months - whole) * 30, whole_days = (double)(int64_t)days;
        double micros = amount * (double)units[i].microseconds + (days - whole_days) * (double)DAY;
        out->months += (int64_t)whole;
        out->days += (int64_t)whole_days;
        out->microseconds += (int64_t)(micros + (micros < 0 ? -0.5 : 0.5));
        return true;
    }
    return false;
}

/* "02:00", "-1:02:03.5" */
static bool
add_clock(struct sk_interval *out, const char **text)
{
    int hours, minutes, n = 0, more = 0;
    double seconds = 0;
    if (sscanf(*text, "%d:%2d%n", &hours, &minutes, &n) != 2)
        return false;
    if (sscanf(*text + n, ":%lf%n", &seconds, &more) == 1)
        n += more;
    int64_t micros = (abs(hours) * INT64_C(3600) + minutes * INT64_C(60)) * SECOND + (int64_t)(seconds * 1e6 + 0.5);
    out->microseconds += **text == '-' ? -micros : micros;
    *text += n;
    return true;
}

/* "P1Y2M3DT4H5M6S": M is months before the T, and minutes after it. */
static bool
read_iso(struct sk_interval *out, const char *text)
{
    bool clock = false;
    for (text++; *text;) {
        if (*text == 'T') {
            clock = true;
            text++;
            continue;
        }
        char *end;
        double amount = strtod(text, &end);
        const char *unit = *end == 'M' ? clock ? "minute" : "month" : *end == 'S' ? "second" : NULL;
        if (end == text || !*end || !add_units(out, amount, unit ? unit : end, unit ? strlen(unit) : 1))
            return false;
        text = end + 1;
    }
    return true;
}

bool
sk_literal_interval(struct sk_interval *out, const char *text)
{
    bool any = false;
    *out = (struct sk_interval){0};
    text += strspn(text, " @");
    if (*text == 'P')
        return read_iso(out, text);
    while (*(text += strspn(text, " \t\n"))) {
        if (any && strcasecmp(text, "ago") == 0) {
            *out = (struct sk_interval){-out->months, -out->days, -out->microseconds};
            return true;
        }
        if (!add_clock(out, &text)) {
            char *end;
            double amount = strtod(text, &end);
            if (end == text)
                return false;
            end += strspn(end, " ");
            size_t len = strspn(end, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
            if (!add_units(out, amount, end, len))
                return false;
            text = end + len;
        }
        any = true;
    }
    return any;
}

/* PostgreSQL's EncodeInterval(), style "postgres". */
static void
put_field(struct sk_text *text, int64_t n, const char *unit, bool *negative)
{
    if (!n)
        return;
    sk_text_addf(text, "%s%s%lld %s%s", text->len ? " " : "", *negative && n > 0 ? "+" : "", (long long)n, unit,
                 n == 1 ? "" : "s");
    *negative = n < 0;
}

char *
sk_interval_format(TALLOC_CTX *owner, const struct sk_interval *interval)
{
    struct sk_text *text = sk_text_new(owner);
    bool negative = false;
    int64_t micros = interval->microseconds, clock = micros < 0 ? -micros : micros;
    put_field(text, interval->months / 12, "year", &negative);
    put_field(text, interval->months % 12, "mon", &negative);
    put_field(text, interval->days, "day", &negative);
    if (clock || !text->len) {
        sk_text_addf(text, "%s%s%02lld:%02lld:%02lld", text->len ? " " : "", micros < 0 ? "-" : negative ? "+" : "",
                     (long long)(clock / (3600 * SECOND)), (long long)(clock / (60 * SECOND) % 60),
                     (long long)(clock / SECOND % 60));
        if (clock % SECOND) {
            sk_text_addf(text, ".%06lld", (long long)(clock % SECOND));
            while (text->data[text->len - 1] == '0')
                text->data[--text->len] = '\0';
        }
    }
    return sk_text_finish(text, owner);
}
