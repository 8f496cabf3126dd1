/* core/generate_value.c - what values a column can have, by number; see generate_priv.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/generate_priv.h"
#include "core/text.h"

/* Days since 2000-01-01 of the times that values lie in: two years, before anything that calls itself now. */
enum { FIRST_DAY = 8401 /* 2023-01-01 */, LAST_DAY = 9131 /* 2024-12-31 */, FUTURE_DAY = 32873 /* 2090-01-01 */ };
enum { DAY = 86400, WORD_LENGTH = 9, NUMBERS = 1000000 };

/* ---- times ---------------------------------------------------------------------------------------------------- */

/* Days since 2000-01-01 as a date; H. Hinnant, "chrono-compatible low-level date algorithms". */
static void
civil(int64_t days, int *year, unsigned *month, unsigned *day)
{
    int64_t z = days + 730425, era = (z >= 0 ? z : z - 146096) / 146097; /* from 0000-03-01 */
    unsigned doe = (unsigned)(z - era * 146097), yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    *day = doy - (153 * mp + 2) / 5 + 1;
    *month = mp < 10 ? mp + 3 : mp - 9;
    *year = (int)((int64_t)yoe + era * 400) + (*month <= 2);
}

static int64_t
days_of(int year, unsigned month, unsigned day)
{
    int64_t y = year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400;
    unsigned yoe = (unsigned)(y - era * 400), doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + (int64_t)(yoe * 365 + yoe / 4 - yoe / 100 + doy) - 730425;
}

static bool
is_moment(enum sk_type_kind kind)
{
    return kind == SK_TYPE_TIMESTAMP || kind == SK_TYPE_TIMESTAMPTZ;
}

static char *
time_text(TALLOC_CTX *owner, enum sk_type_kind kind, int64_t n)
{
    int64_t days = kind == SK_TYPE_DATE ? n : n / DAY - (n % DAY < 0);
    int64_t rest = kind == SK_TYPE_DATE ? 0 : n - days * DAY;
    int year;
    unsigned month, day, h = (unsigned)(rest / 3600), m = (unsigned)(rest / 60 % 60), s = (unsigned)(rest % 60);
    civil(days, &year, &month, &day);
    if (kind == SK_TYPE_DATE)
        return sk_printf(owner, "%04d-%02u-%02u", year, month, day);
    if (kind == SK_TYPE_TIME || kind == SK_TYPE_TIMETZ)
        return sk_printf(owner, "%02u:%02u:%02u%s", h, m, s, kind == SK_TYPE_TIMETZ ? "+00" : "");
    return sk_printf(owner, "%04d-%02u-%02u %02u:%02u:%02u%s", year, month, day, h, m, s,
                     kind == SK_TYPE_TIMESTAMPTZ ? "+00" : "");
}

/* ---- numbers -------------------------------------------------------------------------------------------------- */

static int64_t
power(int64_t base, int exponent)
{
    int64_t result = 1;
    while (exponent-- > 0 && result < INT64_MAX / base / base)
        result *= base;
    return result;
}

/* A constant of a CHECK in the domain's units. */
static bool
read_bound(int64_t *out, const struct sk_domain *d, const struct sk_fact *fact)
{
    const char *text = fact->values[0];
    int year;
    unsigned month, day, h = 0, m = 0, s = 0;
    bool upper = fact->kind == SK_FACT_AT_MOST;
    enum sk_type_kind kind = d->type.kind;
    if (kind == SK_TYPE_DATE || is_moment(kind)) {
        int64_t unit = kind == SK_TYPE_DATE ? DAY : 1;
        if (strcmp(text, "now") == 0) {
            *out = ((upper ? LAST_DAY : FUTURE_DAY) * (int64_t)DAY + fact->min) / unit;
            return true;
        }
        if (sscanf(text, "%d-%u-%u%*1[ T]%u:%u:%u", &year, &month, &day, &h, &m, &s) < 3)
            return false;
        *out = (days_of(year, month, day) * DAY + h * 3600 + m * 60 + s) / unit;
        return true;
    }
    if (kind == SK_TYPE_TIME || kind == SK_TYPE_TIMETZ) {
        *out = sscanf(text, "%u:%u:%u", &h, &m, &s) >= 2 ? (int64_t)h * 3600 + m * 60 + s : -1;
        return *out >= 0;
    }
    char *end;
    long double value = strtold(text, &end);
    if (end == text || *end)
        return false;
    value *= (long double)power(10, d->scale);
    if (value > 9e17L || value < -9e17L)
        return false;
    *out = (int64_t)value;
    *out += upper ? -((long double)*out > value) : (long double)*out < value; /* to the inside */
    return true;
}

static void
set_range(struct sk_domain *d, int64_t min, int64_t max)
{
    d->min = min;
    d->max = max;
    d->count = max < min ? 0 : (uint64_t)max - (uint64_t)min + 1;
}

void
sk_domain_limit(struct sk_domain *domain, int64_t min, int64_t max)
{
    set_range(domain, min, max);
    domain->bounded = true;
}

/* The numbers that the type itself has. */
static void
type_range(const struct sk_domain *d, int64_t *min, int64_t *max)
{
    int64_t all =
        power(10, d->type.kind == SK_TYPE_NUMERIC && d->type.length > 0 && d->type.length < 17 ? d->type.length : 15);
    switch (d->type.kind) {
    case SK_TYPE_SMALLINT:
        *min = INT16_MIN, *max = INT16_MAX;
        break;
    case SK_TYPE_INTEGER:
        *min = INT32_MIN, *max = INT32_MAX;
        break;
    case SK_TYPE_DATE:
        *min = -18262 /* 1950 */, *max = 36159; /* 2098 */
        break;
    case SK_TYPE_TIMESTAMP:
    case SK_TYPE_TIMESTAMPTZ:
        *min = (int64_t)-18262 * DAY, *max = (int64_t)36159 * DAY;
        break;
    case SK_TYPE_TIME:
    case SK_TYPE_TIMETZ:
        *min = 0, *max = DAY - 1;
        break;
    case SK_TYPE_REAL:
        *min = -NUMBERS, *max = NUMBERS; /* six digits */
        break;
    default:
        *min = -all + 1, *max = all - 1;
        break;
    }
}

static void
usual_range(const struct sk_domain *d, int64_t *min, int64_t *max)
{
    int64_t least, most;
    bool moment = is_moment(d->type.kind);
    type_range(d, &least, &most);
    if (d->type.kind == SK_TYPE_DATE || moment) {
        *min = FIRST_DAY * (int64_t)(moment ? DAY : 1);
        *max = LAST_DAY * (int64_t)(moment ? DAY : 1);
        return;
    }
    *min = d->type.kind == SK_TYPE_TIME || d->type.kind == SK_TYPE_TIMETZ ? 0 : 1;
    *max = NUMBERS * power(10, d->scale);
    *max = *max > most ? most : *max;
}

void
sk_domain_widen(struct sk_domain *domain)
{
    int64_t min, max;
    if (domain->kind != SK_DOMAIN_NUMBERS || domain->bounded)
        return;
    type_range(domain, &min, &max);
    set_range(domain, domain->min, max);
}

/* ---- domains -------------------------------------------------------------------------------------------------- */

static struct sk_domain
of_type(const struct sk_generator *g, const struct sk_column *column, const struct sk_type *type)
{
    struct sk_domain d = {.type = *type, .array = type->dimensions > 0, .stem = column->name, .count = UINT32_MAX};
    const struct sk_user_type *user =
        type->kind >= SK_TYPE_ENUM ? sk_catalog_type(g->catalog, type->schema, type->name) : NULL;
    int64_t min, max;
    d.type.dimensions = 0;
    if (user && user->kind == SK_TYPE_DOMAIN) {
        struct sk_domain base = of_type(g, column, &user->base);
        base.array = base.array || d.array;
        return base;
    }
    switch (type->kind) {
    case SK_TYPE_SMALLINT:
    case SK_TYPE_INTEGER:
    case SK_TYPE_BIGINT:
    case SK_TYPE_NUMERIC:
    case SK_TYPE_REAL:
    case SK_TYPE_DOUBLE:
    case SK_TYPE_MONEY:
    case SK_TYPE_OID:
    case SK_TYPE_DATE:
    case SK_TYPE_TIME:
    case SK_TYPE_TIMETZ:
    case SK_TYPE_TIMESTAMP:
    case SK_TYPE_TIMESTAMPTZ:
        d.kind = type->kind == SK_TYPE_OID && strncmp(type->name, "reg", 3) == 0 ? SK_DOMAIN_NONE : SK_DOMAIN_NUMBERS;
        d.scale = type->kind == SK_TYPE_NUMERIC ? (type->length < 0 ? 2 : type->scale) : 0;
        d.scale = type->kind == SK_TYPE_DOUBLE || type->kind == SK_TYPE_MONEY ? 2 : d.scale;
        usual_range(&d, &min, &max);
        set_range(&d, min, max);
        break;
    case SK_TYPE_TEXT:
    case SK_TYPE_VARCHAR:
    case SK_TYPE_CHAR:
    case SK_TYPE_CITEXT:
    case SK_TYPE_NAME:
        d.kind = SK_DOMAIN_WORDS;
        d.max = type->kind == SK_TYPE_CHAR && type->length < 0 ? 1 : type->length > 0 ? type->length : 63;
        break;
    case SK_TYPE_ENUM:
        d.kind = SK_DOMAIN_VALUES;
        d.n_values = user ? user->n_labels : 0;
        d.values = user ? user->labels : NULL;
        break;
    case SK_TYPE_COMPOSITE:
    case SK_TYPE_DOMAIN:
        break;
    case SK_TYPE_OTHER:
        d.kind =
            strcmp(type->name, "ltree") == 0 || strcmp(type->name, "hstore") == 0 ? SK_DOMAIN_FORMS : SK_DOMAIN_NONE;
        break;
    default:
        d.kind = SK_DOMAIN_FORMS;
        if (type->kind == SK_TYPE_BIT && type->length > 0 && type->length < 32)
            d.count = UINT64_C(1) << type->length;
        d.count = type->kind == SK_TYPE_BOOLEAN ? 2 : d.count;
        break;
    }
    return d;
}

static bool
is_text(enum sk_type_kind kind)
{
    return kind == SK_TYPE_TEXT || kind == SK_TYPE_VARCHAR || kind == SK_TYPE_CHAR || kind == SK_TYPE_CITEXT ||
           kind == SK_TYPE_NAME;
}

static bool
has_value(const struct sk_fact *fact, const char *value)
{
    for (size_t i = 0; i < fact->n_values; i++)
        if (strcmp(fact->values[i], value) == 0)
            return true;
    return false;
}

/* Keep of `d->values` those that are (not) in the fact; a list that comes first is taken as it is. */
static void
keep_values(TALLOC_CTX *owner, struct sk_domain *d, const struct sk_fact *fact)
{
    const char **kept = NULL;
    size_t n = 0;
    bool wanted = fact->kind == SK_FACT_ONE_OF;
    if (d->kind != SK_DOMAIN_VALUES && wanted) {
        d->kind = SK_DOMAIN_VALUES;
        d->values = fact->values;
        d->n_values = fact->n_values;
    }
    if (d->kind != SK_DOMAIN_VALUES)
        return;
    for (size_t i = 0; i < d->n_values; i++)
        if (has_value(fact, d->values[i]) == wanted)
            sk_push(owner, kept, n, d->values[i]);
    d->values = kept;
    d->n_values = n;
}

/* Upper and lower bounds; where there is one alone, values are near it. */
static bool
bound_numbers(struct sk_domain *d, const struct sk_fact *const *facts, size_t n)
{
    int64_t min, max, least, most, at;
    bool has_min = false, has_max = false, solved = true;
    usual_range(d, &min, &max);
    type_range(d, &least, &most);
    int64_t span = max - min;
    for (size_t i = 0; i < n; i++) {
        bool lower = facts[i]->kind == SK_FACT_AT_LEAST;
        if (!lower && facts[i]->kind != SK_FACT_AT_MOST)
            continue;
        if (!read_bound(&at, d, facts[i])) {
            solved = false;
            continue;
        }
        at += facts[i]->open ? (lower ? 1 : -1) : 0;
        if (lower)
            min = !has_min || at > min ? at : min, has_min = true;
        else
            max = !has_max || at < max ? at : max, has_max = true;
    }
    if (has_min && !has_max)
        max = min > INT64_MAX - span ? INT64_MAX : min + span;
    if (has_max && !has_min)
        min = max > min && d->type.kind != SK_TYPE_DATE && !is_moment(d->type.kind) ? min : max - span;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; facts[i]->kind == SK_FACT_NONE_OF && k < facts[i]->n_values; k++)
            min += strtoll(facts[i]->values[k], NULL, 10) == min;
    set_range(d, min < least ? least : min, max > most ? most : max);
    d->bounded = has_max;
    return solved;
}

static bool
bound_text(TALLOC_CTX *owner, const struct sk_generator *g, struct sk_domain *d, const struct sk_fact *const *facts,
           size_t n)
{
    const struct sk_fact **matches = NULL;
    size_t n_matches = 0;
    bool limited = d->type.length > 0 || d->type.kind == SK_TYPE_CHAR;
    int64_t max = limited ? d->max : INT64_MAX;
    for (size_t i = 0; i < n; i++) {
        if (facts[i]->kind == SK_FACT_MATCH)
            sk_push(owner, matches, n_matches, facts[i]);
        if (facts[i]->kind == SK_FACT_NONE_OF && d->min == 0)
            d->min = 1; /* <> '' */
        if (facts[i]->kind != SK_FACT_LENGTH)
            continue;
        d->min = facts[i]->min > d->min ? facts[i]->min : d->min;
        max = facts[i]->max < max ? facts[i]->max : max;
    }
    d->max = max < INT64_MAX ? max : d->max > d->min ? d->max : d->min;
    if (d->max < d->min)
        return d->count = 0, false;
    if (!n_matches)
        return true;
    size_t most = max < INT64_MAX ? (size_t)max : SIZE_MAX;
    d->texts = g->source->solver->texts(owner, matches, n_matches, (size_t)d->min, most);
    if (d->texts)
        d->kind = SK_DOMAIN_TEXTS;
    return d->texts != NULL;
}

/* How many words there are: 36 characters, in `max` places; the empty word, where it is the only one. */
static uint64_t
count_words(const struct sk_domain *d)
{
    return d->max <= 0 ? 1 : (uint64_t)power(36, d->max > 6 ? 6 : (int)d->max);
}

struct sk_domain
sk_domain_of(TALLOC_CTX *owner, const struct sk_generator *g, const struct sk_column *column,
             const struct sk_fact *const *facts, size_t n_facts, bool *solved)
{
    struct sk_domain d = of_type(g, column, &column->type);
    *solved = true;
    if (d.array)
        return d;
    if (is_text(d.type.kind) && d.kind != SK_DOMAIN_VALUES)
        *solved = bound_text(owner, g, &d, facts, n_facts);
    else if (d.kind == SK_DOMAIN_NUMBERS)
        *solved = bound_numbers(&d, facts, n_facts);
    for (size_t i = 0; i < n_facts; i++)
        if (facts[i]->kind == SK_FACT_ONE_OF || facts[i]->kind == SK_FACT_NONE_OF)
            keep_values(owner, &d, facts[i]);
    if (d.kind == SK_DOMAIN_VALUES)
        d.count = d.n_values;
    else if (d.kind == SK_DOMAIN_WORDS && d.count)
        d.count = count_words(&d);
    else if (d.kind == SK_DOMAIN_TEXTS)
        d.count = g->source->solver->texts_count(d.texts);
    return d;
}

/* ---- literals ------------------------------------------------------------------------------------------------- */

static char *
number_text(TALLOC_CTX *owner, const struct sk_domain *d, int64_t n)
{
    int64_t unit = power(10, d->scale), size = n < 0 ? -n : n;
    if (d->type.kind == SK_TYPE_DATE || d->type.kind == SK_TYPE_TIME || d->type.kind == SK_TYPE_TIMETZ ||
        is_moment(d->type.kind))
        return time_text(owner, d->type.kind, n);
    if (d->scale <= 0)
        return sk_printf(owner, "%lld", (long long)n);
    return sk_printf(owner, "%s%lld.%0*lld", n < 0 ? "-" : "", (long long)(size / unit), d->scale,
                     (long long)(size % unit));
}

/* "email": an address; else the column's name and a number in letters and digits; or these alone where room is short.
 */
static char *
word_text(TALLOC_CTX *owner, const struct sk_domain *d, uint64_t number)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    char word[WORD_LENGTH + 1] = "";
    size_t at = WORD_LENGTH, stem = strlen(d->stem), length;
    if (d->max <= 0)
        return sk_strdup(owner, "");
    if (strstr(d->stem, "mail") && d->min < 20 && d->max >= 30)
        return sk_printf(owner, "user%llu@example.org", (unsigned long long)number);
    for (; number || at == WORD_LENGTH; number /= 36)
        word[--at] = digits[number % 36];
    length = WORD_LENGTH - at;
    bool named = (int64_t)(stem + 1 + WORD_LENGTH) <= d->max;
    size_t head = named ? stem + 1 : 0, pad = (int64_t)(head + length) < d->min ? (size_t)d->min - head - length : 0;
    char *zeros = sk_alloc(owner, pad + 1, "zeros");
    memset(zeros, '0', pad);
    return sk_printf(owner, "%s%s%s%s", named ? d->stem : "", named ? "-" : "", zeros, word + at);
}

static char *
bits_text(TALLOC_CTX *owner, const struct sk_domain *d, uint64_t number)
{
    int n = d->type.length > 0 ? d->type.length : 32;
    char *text = sk_alloc(owner, (size_t)n + 1, "bits");
    for (int i = 0; i < n; i++)
        text[n - 1 - i] = i < 64 && number >> i & 1 ? '1' : '0';
    return text;
}

static char *
range_text(TALLOC_CTX *owner, const struct sk_domain *d, uint64_t number)
{
    int64_t from = (int64_t)(number % NUMBERS) * 10;
    bool moments = strcmp(d->type.name, "tsrange") == 0 || strcmp(d->type.name, "tstzrange") == 0;
    if (!moments && strcmp(d->type.name, "daterange") != 0)
        return sk_printf(owner, "[%lld,%lld)", (long long)from, (long long)from + 10);
    enum sk_type_kind kind = moments ? SK_TYPE_TIMESTAMP : SK_TYPE_DATE;
    int64_t begin = FIRST_DAY * (int64_t)(moments ? DAY : 1);
    return sk_printf(owner, "[%s,%s)", time_text(owner, kind, begin + from), time_text(owner, kind, begin + from + 10));
}

static char *
shape_text(TALLOC_CTX *owner, const struct sk_domain *d, uint64_t number)
{
    static const struct {
        const char *name, *before, *after;
    } shapes[] = {{"point", "(", ",1)"},           {"line", "{1,2,", "}"},        {"lseg", "[(0,0),(1,", ")]"},
                  {"box", "(0,0),(1,", ")"},       {"path", "[(0,0),(1,", ")]"},  {"polygon", "((0,0),(2,2),(1,", "))"},
                  {"circle", "<(0,0),", ">"}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (strcmp(shapes[i].name, d->type.name) == 0)
            return sk_printf(owner, "%s%llu%s", shapes[i].before, (unsigned long long)number % NUMBERS + 1,
                             shapes[i].after);
    return sk_strdup(owner, "(1,1)");
}

static char *
uuid_text(TALLOC_CTX *owner, uint64_t number)
{
    uint32_t head = (uint32_t)number * UINT32_C(2654435761) ^ UINT32_C(0x5bd1e995); /* no two the same */
    uint64_t a = sk_generator_mix(number), b = sk_generator_mix(a);
    return sk_printf(owner, "%08x-%04x-4%03x-%04x-%012llx", head, (unsigned)(a & 0xffff), (unsigned)(a >> 16 & 0xfff),
                     (unsigned)(0x8000 | (a >> 32 & 0x3fff)), (unsigned long long)(b & UINT64_C(0xffffffffffff)));
}

static char *
form_text(TALLOC_CTX *owner, const struct sk_domain *d, uint64_t number)
{
    unsigned long long n = number;
    unsigned a = (unsigned)(n >> 16 & 255), b = (unsigned)(n >> 8 & 255), c = (unsigned)(n & 255),
             e = (unsigned)(n >> 24 & 255);
    switch (d->type.kind) {
    case SK_TYPE_BOOLEAN:
        return sk_strdup(owner, n ? "true" : "false");
    case SK_TYPE_UUID:
        return uuid_text(owner, number);
    case SK_TYPE_JSON:
    case SK_TYPE_JSONB:
        return sk_printf(owner, "{\"n\": %llu}", n);
    case SK_TYPE_BYTEA:
        return sk_printf(owner, "\\x%08llx", n);
    case SK_TYPE_INTERVAL:
        return sk_printf(owner, "%llu seconds", n % NUMBERS);
    case SK_TYPE_INET:
        return sk_printf(owner, "10.%u.%u.%u", a, b, c);
    case SK_TYPE_CIDR:
        return sk_printf(owner, "10.%u.%u.0/24", b, c);
    case SK_TYPE_MACADDR:
        return sk_printf(owner, "08:00:%02x:%02x:%02x:%02x%s", e, a, b, c,
                         strcmp(d->type.name, "macaddr8") == 0 ? ":00:00" : "");
    case SK_TYPE_BIT:
    case SK_TYPE_VARBIT:
        return bits_text(owner, d, number);
    case SK_TYPE_XML:
        return sk_printf(owner, "<n>%llu</n>", n);
    case SK_TYPE_RANGE:
        return range_text(owner, d, number);
    case SK_TYPE_GEOMETRIC:
        return shape_text(owner, d, number);
    case SK_TYPE_OTHER:
        return sk_printf(owner, strcmp(d->type.name, "hstore") == 0 ? "n=>%llu" : "top.n%llu", n);
    default:
        return sk_printf(owner, "word%llu", n); /* tsvector, tsquery */
    }
}

/* The text of a value, as it would stand between quotes. */
static const char *
value_text(TALLOC_CTX *owner, const struct sk_generator *g, const struct sk_domain *d, uint64_t number)
{
    switch (d->kind) {
    case SK_DOMAIN_NONE:
        break;
    case SK_DOMAIN_VALUES:
        return d->values[number];
    case SK_DOMAIN_NUMBERS:
        return number_text(owner, d, d->min + (int64_t)number);
    case SK_DOMAIN_TEXTS:
        return g->source->solver->texts_get(owner, d->texts, number);
    case SK_DOMAIN_WORDS:
        return word_text(owner, d, number);
    case SK_DOMAIN_FORMS:
        return form_text(owner, d, number);
    }
    return NULL;
}

/* '{"a","b"}' */
static const char *
array_text(TALLOC_CTX *owner, const char *element)
{
    struct sk_text *text = sk_text_new(owner);
    sk_text_add(text, "{\"");
    for (; *element; element++) {
        if (strchr("\"\\", *element))
            sk_text_add(text, "\\");
        sk_text_add_n(text, element, 1);
    }
    sk_text_add(text, "\"}");
    return sk_text_finish(text, owner);
}

static bool
is_bare(enum sk_type_kind kind)
{
    switch (kind) {
    case SK_TYPE_BOOLEAN:
    case SK_TYPE_SMALLINT:
    case SK_TYPE_INTEGER:
    case SK_TYPE_BIGINT:
    case SK_TYPE_NUMERIC:
    case SK_TYPE_REAL:
    case SK_TYPE_DOUBLE:
    case SK_TYPE_MONEY:
    case SK_TYPE_OID:
        return true;
    default:
        return false;
    }
}

const char *
sk_domain_literal(TALLOC_CTX *owner, const struct sk_generator *g, const struct sk_domain *domain, uint64_t number)
{
    const char *value = value_text(owner, g, domain, number);
    if (!value)
        return "NULL";
    if (!domain->array && is_bare(domain->type.kind))
        return value;
    struct sk_text *text = sk_text_new(owner);
    sk_text_literal(text, domain->array ? array_text(owner, value) : value);
    return sk_text_finish(text, owner);
}
