/* dialects/postgres/normal_constants.c - constants as the server words them: moments, intervals, numbers, documents. */
#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "dialects/common/literals.h"
#include "dialects/postgres/postgres.h"

/* "1 year 2 mons 3 days 04:05:06" as months, days and microseconds; false for what is not read. */
static bool
read_interval(const char *text, double *months, double *days, double *seconds)
{
    static const struct {
        const char *unit;
        int kind; /* 0 months, 1 days, 2 seconds */
        double factor;
    } units[] = {{"microsecond", 2, 1e-6}, {"millisecond", 2, 1e-3}, {"second", 2, 1}, {"sec", 2, 1},
                 {"minute", 2, 60},        {"min", 2, 60},           {"hour", 2, 3600}, {"hr", 2, 3600},
                 {"day", 1, 1},            {"week", 1, 7},           {"month", 0, 1},  {"mon", 0, 1},
                 {"year", 0, 12},          {"yr", 0, 12}};
    double *sums[] = {months, days, seconds};
    *months = *days = *seconds = 0;
    while (*(text += strspn(text, " "))) {
        char *end, word[16];
        double sign = *text == '-' ? -1 : 1, value = strtod(text, &end);
        if (end == text)
            return false;
        if (*end == ':') {
            double minutes = strtod(end + 1, &end), rest = *end == ':' ? strtod(end + 1, &end) : 0;
            *seconds += value * 3600 + sign * (minutes * 60 + rest);
            text = end;
            continue;
        }
        end += strspn(end, " ");
        size_t len = strspn(end, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"), i = 0;
        if (!len || len >= sizeof word)
            return false;
        snprintf(word, sizeof word, "%.*s", (int)len, end);
        if (len > 2 && tolower((unsigned char)word[len - 1]) == 's')
            word[len - 1] = '\0';
        while (i < sizeof units / sizeof *units && strcasecmp(units[i].unit, word) != 0)
            i++;
        if (i == sizeof units / sizeof *units)
            return false;
        *sums[units[i].kind] += value * units[i].factor;
        text = end + len;
    }
    return true;
}

static bool
put_json(struct sk_text *out, const char *text)
{
    json_t *value = *text == '{' || *text == '[' ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
    char *dump = value ? json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    if (dump)
        sk_text_literal(out, dump);
    free(dump);
    json_decref(value);
    return dump != NULL;
}

/* Digits, with no zeros behind the point. */
static bool
put_number(struct sk_text *out, const char *text)
{
    bool power = strpbrk(text, "eE") && strspn(text, "+-0123456789.eE") == strlen(text) && strpbrk(text, "0123456789");
    text = power ? sk_literal_number(out, text) : text;
    size_t len = strlen(text), sign = *text == '-' || *text == '+';
    if (len == sign || strspn(text + sign, "0123456789.") != len - sign)
        return false;
    if (strchr(text, '.')) {
        while (text[len - 1] == '0')
            len--;
        len -= text[len - 1] == '.';
    }
    sk_text_add_n(out, text + (*text == '+'), len - (*text == '+'));
    return true;
}

/* "2024-01-01 00:00:00+00" as "2024-01-01" */
static bool
put_date(struct sk_text *out, const char *text)
{
    int year, month, day, read = 0;
    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &read) != 3 || read < 8)
        return false;
    char *rest = sk_strdup(out, text + read);
    size_t len = strlen(rest);
    if (*rest == 'T')
        *rest = ' ';
    if (len && (rest[len - 1] == 'Z' || rest[len - 1] == 'z'))
        rest[--len] = '\0';
    if (len > 3 && strcmp(rest + len - 3, "+00") == 0)
        rest[len -= 3] = '\0';
    if (len > 6 && strcmp(rest + len - 6, "+00:00") == 0)
        rest[len -= 6] = '\0';
    bool midnight = strcmp(rest, " 00:00:00") == 0 || strcmp(rest, " 00:00") == 0;
    sk_text_addf(out, "'%04d-%02d-%02d%s'", year, month, day, midnight ? "" : rest);
    return true;
}

static bool
put_boolean(struct sk_text *out, const char *text)
{
    int value = sk_literal_boolean(text);
    if (value >= 0)
        sk_text_add(out, value ? "true" : "false");
    return value >= 0;
}

/* Digits of one case; NULL: it is no text of bytes. */
static const char *
bytes_of(TALLOC_CTX *owner, const char *text)
{
    char *hex = sk_literal_bytea(owner, text);
    for (char *c = hex; c && *c; c++)
        *c = (char)toupper((unsigned char)*c);
    return hex;
}

static bool
is_number(enum sk_type_kind kind)
{
    return kind == SK_TYPE_SMALLINT || kind == SK_TYPE_INTEGER || kind == SK_TYPE_BIGINT || kind == SK_TYPE_NUMERIC ||
           kind == SK_TYPE_REAL || kind == SK_TYPE_DOUBLE;
}

/* A constant as a value of `type`; kind OTHER: not known. */
static void
put_text(struct sk_text *out, const char *text, enum sk_type_kind kind)
{
    double months, days, seconds;
    bool bytes = kind == SK_TYPE_BYTEA || (kind == SK_TYPE_OTHER && strncmp(text, "\\x", 2) == 0);
    const char *value = kind == SK_TYPE_UUID   ? sk_literal_uuid(out, text)
                        : bytes                ? bytes_of(out, text)
                        : kind == SK_TYPE_TIME ? sk_literal_time(out, text)
                                               : NULL;
    /* beside a boolean 'true' is true, which the server says, and beside a text it says 'true'::text */
    bool truth = strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
    if ((kind == SK_TYPE_BOOLEAN || truth) && put_boolean(out, text))
        return;
    if (value) {
        sk_text_literal(out, value);
        return;
    }
    if (is_number(kind)) /* the server keeps the number, not its spaces */
        text = (value = sk_literal_numeral(out, text, false)) ? value : text;
    if (kind == SK_TYPE_TIMESTAMPTZ || kind == SK_TYPE_TIMESTAMP)
        text = (value = sk_literal_timestamp(out, text, kind)) ? value : text;
    if (kind == SK_TYPE_INTERVAL && read_interval(text, &months, &days, &seconds))
        sk_text_addf(out, "'%g mons %g days %g s'", months, days, seconds);
    else if (!put_number(out, text) && !put_json(out, text) && !put_date(out, text))
        sk_text_literal(out, strncmp(text, "public.", 7) == 0 ? text + 7 : text);
}

void
sk_pg_put_normal_constant(struct sk_text *out, const PgQuery__AConst *c, enum sk_type_kind kind)
{
    if (c->isnull)
        sk_text_add(out, "NULL");
    else if (c->val_case == PG_QUERY__A__CONST__VAL_IVAL)
        sk_text_addf(out, "%d", c->ival->ival);
    else if (c->val_case == PG_QUERY__A__CONST__VAL_FVAL)
        put_text(out, c->fval->fval, SK_TYPE_NUMERIC);
    else if (c->val_case == PG_QUERY__A__CONST__VAL_BOOLVAL)
        sk_text_add(out, c->boolval->boolval ? "true" : "false");
    else if (c->val_case == PG_QUERY__A__CONST__VAL_SVAL)
        put_text(out, c->sval->sval, kind);
    else if (c->val_case == PG_QUERY__A__CONST__VAL_BSVAL)
        put_text(out, c->bsval->bsval + (*c->bsval->bsval == 'b'), kind); /* B'01' */
}
