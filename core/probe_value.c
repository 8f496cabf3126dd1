/* core/probe_value.c - what may be in a column of a type, and what just may not: tables. See probe.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/probe.h"

void
sk_probe_texts_add(TALLOC_CTX *owner, struct sk_probe_texts *list, const char *text)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->items[i], text) == 0)
            return;
    sk_push(owner, list->items, list->n, sk_strdup(owner, text));
}

const struct sk_type *
sk_probe_base_type(const struct sk_catalog *catalog, const struct sk_type *type, const struct sk_user_type **domain)
{
    if (domain)
        *domain = NULL;
    for (int depth = 0; type->kind == SK_TYPE_DOMAIN && !type->dimensions && depth < 16; depth++) {
        const struct sk_user_type *found = sk_catalog_type(catalog, type->schema, type->name);
        if (!found)
            break;
        if (domain && !*domain)
            *domain = found;
        type = &found->base;
    }
    return type;
}

/* ---- values that fit ------------------------------------------------------------------------------------------ */

/* One for each kind; %d is the variant, from 1. NULL: made by hand below, or not known. */
static const char *const patterns[] = {
    [SK_TYPE_SMALLINT] = "900%d",
    [SK_TYPE_INTEGER] = "900%d",
    [SK_TYPE_BIGINT] = "900%d",
    [SK_TYPE_NUMERIC] = "%d",
    [SK_TYPE_REAL] = "%d.5",
    [SK_TYPE_DOUBLE] = "%d.25",
    [SK_TYPE_MONEY] = "%d.00",
    [SK_TYPE_BYTEA] = "\\x0%d0a",
    [SK_TYPE_DATE] = "2001-02-0%d",
    [SK_TYPE_TIME] = "04:05:0%d",
    [SK_TYPE_TIMETZ] = "04:05:0%d+00",
    [SK_TYPE_TIMESTAMP] = "2001-02-03 04:05:0%d",
    [SK_TYPE_TIMESTAMPTZ] = "2001-02-03 04:05:0%d+00",
    [SK_TYPE_INTERVAL] = "%d days",
    [SK_TYPE_UUID] = "a0000000-0000-4000-8000-00000000000%d",
    [SK_TYPE_JSON] = "{\"k\": %d}",
    [SK_TYPE_JSONB] = "{\"k\": %d}",
    [SK_TYPE_INET] = "10.0.0.%d",
    [SK_TYPE_CIDR] = "10.0.%d.0/24",
    [SK_TYPE_MACADDR] = "08:00:2b:01:02:0%d",
    [SK_TYPE_XML] = "<a>%d</a>",
    [SK_TYPE_OID] = "900%d",
    [SK_TYPE_TSVECTOR] = "'a%d'",
    [SK_TYPE_TSQUERY] = "'a%d'",
    [SK_TYPE_GEOMETRIC] = "(1,%d)",
};

static const char *
of_pattern(TALLOC_CTX *owner, const char *pattern, size_t variant)
{
    const char *mark = strstr(pattern, "%d");
    return sk_printf(owner, "%.*s%zu%s", (int)(mark - pattern), pattern, variant + 1, mark + 2);
}

static const char *
text_of_length(TALLOC_CTX *owner, int32_t length, size_t variant)
{
    static const char *const words[] = {"Anna", "Bert", "Cleo", "Dora", "Egon"};
    const char *word = words[variant % (sizeof words / sizeof *words)];
    return sk_strndup(owner, word, length > 0 && length < 4 ? (size_t)length : 4);
}

static const char *
bits(TALLOC_CTX *owner, int32_t length, size_t variant)
{
    struct sk_text *text = sk_text_new(owner);
    for (int32_t i = 0; i < (length > 0 ? length : 1); i++)
        sk_text_add(text, (size_t)i == variant ? "1" : "0");
    return sk_text_finish(text, owner);
}

static const char *
small_number(TALLOC_CTX *owner, const struct sk_type *type, size_t variant)
{
    bool fraction = type->length > 0 && type->scale >= type->length;
    return sk_printf(owner, fraction ? "0.%zu" : "%zu", variant + 1);
}

const char *
sk_probe_base(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_type *type, size_t variant)
{
    type = sk_probe_base_type(catalog, type, NULL);
    if (type->dimensions) {
        struct sk_type element = *type;
        element.dimensions = 0;
        const char *one = type->dimensions == 1 ? sk_probe_base(owner, catalog, &element, variant) : NULL;
        return one && !strpbrk(one, "{}\"\\, ") ? sk_printf(owner, "{%s}", one) : "{}";
    }
    const struct sk_user_type *user;
    switch (type->kind) {
    case SK_TYPE_BOOLEAN:
        return variant % 2 ? "false" : "true";
    case SK_TYPE_NUMERIC:
        return small_number(owner, type, variant);
    case SK_TYPE_TEXT:
    case SK_TYPE_VARCHAR:
    case SK_TYPE_CHAR:
    case SK_TYPE_CITEXT:
    case SK_TYPE_NAME:
        return text_of_length(owner, type->kind == SK_TYPE_CHAR && type->length < 0 ? 1 : type->length, variant);
    case SK_TYPE_BIT:
    case SK_TYPE_VARBIT:
        return bits(owner, type->length, variant);
    case SK_TYPE_RANGE:
        return "empty";
    case SK_TYPE_ENUM:
        user = sk_catalog_type(catalog, type->schema, type->name);
        return user && user->n_labels ? user->labels[variant % user->n_labels] : NULL;
    default:
        break;
    }
    const char *pattern = (size_t)type->kind < sizeof patterns / sizeof *patterns ? patterns[type->kind] : NULL;
    if (pattern)
        return of_pattern(owner, pattern, variant);
    return type->kind == SK_TYPE_OTHER ? text_of_length(owner, 1, variant) : NULL;
}

/* ---- values at the border ------------------------------------------------------------------------------------- */

#define NUMBERS "0", "-1", "abc", "", " 7 ", "1e2", "9014.4", "9015.5", "-1.5", "0x10", "1 2", "NaN"
#define MOMENTS                                                                                                       \
    "2024-02-29 12:34:56", "2023-02-29 12:34:56", "2024-13-01 00:00:00", "2024-12-31 23:59:59.999999",               \
        "2024-12-31 23:59:59.9999999", "2024-01-01T10:00:00", "2024-01-01T10:00:00Z", "2024-01-01 10:00:00+02",      \
        "2024-01-01 10:00:00.5-05:30", "2024-01-01", "2024-01-01 10:00", "2024-01-01 24:00:00", "2024-01-01 25:00:00", \
        "2024-01-01 10:60:00", "not a time", "", "0000-00-00 00:00:00", "1700000000", "0001-01-01 00:00:00",         \
        "9999-12-31 23:59:59"

static const char *const *const edges[] = {
    [SK_TYPE_BOOLEAN] = (const char *const[]){"true", "false", "t", "F", "yes", "off", "1", "0", "2", "maybe", "",
                                              " true ", "TRUE", "tru", NULL},
    [SK_TYPE_SMALLINT] = (const char *const[]){"32767", "32768", "-32768", "-32769", NUMBERS, NULL},
    [SK_TYPE_INTEGER] = (const char *const[]){"2147483647", "2147483648", "-2147483648", "-2147483649", NUMBERS, NULL},
    [SK_TYPE_BIGINT] = (const char *const[]){"9223372036854775807", "9223372036854775808", "-9223372036854775808",
                                             "-9223372036854775809", NUMBERS, NULL},
    [SK_TYPE_NUMERIC] =
        (const char *const[]){"0", "-1", "abc", "", " 7 ", "1e2", "1.005", "-0.5", "0.000001", "1 2", NULL},
    [SK_TYPE_REAL] = (const char *const[]){"0", "-1.5", "abc", "", "1e10", "0.1", "1 2", NULL},
    [SK_TYPE_DOUBLE] = (const char *const[]){"0", "-1.5", "abc", "", "1e10", "0.1", "123456789.125", "1 2", NULL},
    [SK_TYPE_BYTEA] = (const char *const[]){"\\xDEADBEEF", "\\x", "\\xabc", "\\xzz", "plain", "", NULL},
    [SK_TYPE_DATE] = (const char *const[]){"2024-02-29", "2023-02-29", "2024-13-01", "2024-00-10", "2024-01-32",
                                           "20240105", "2024-1-5", "2024-01-01 10:00:00", "not a date", "",
                                           "0000-00-00", "0001-01-01", "9999-12-31", "01/02", NULL},
    [SK_TYPE_TIME] = (const char *const[]){"00:00:00", "23:59:59.999999", "24:00:00", "24:00:01", "10:60:00", "10:00",
                                           "not a time", "", "-01:00:00", NULL},
    [SK_TYPE_TIMESTAMP] = (const char *const[]){MOMENTS, NULL},
    [SK_TYPE_TIMESTAMPTZ] = (const char *const[]){MOMENTS, NULL},
    [SK_TYPE_INTERVAL] = (const char *const[]){"1 day", "2 hours", "bogus", "", NULL},
    [SK_TYPE_UUID] =
        (const char *const[]){"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc999c0b4ef8bb6d6bb9bd380a11",
                              "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1",
                              "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a111", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380g11",
                              "not a uuid", "", NULL},
    [SK_TYPE_JSON] = (const char *const[]){"{}", "[]", "null", "\"x\"", "12", "{\"b\": 1, \"a\": [1, 2]}", "{bad", "",
                                           "[1,2", "{'a': 1}", "tru", "{\"a\": 1} x", NULL},
    [SK_TYPE_JSONB] = (const char *const[]){"{}", "[]", "null", "\"x\"", "12", "{\"b\": 1, \"a\": [1, 2]}", "{bad", "",
                                            "[1,2", "{'a': 1}", "tru", "{\"a\": 1} x", NULL},
    [SK_TYPE_INET] = (const char *const[]){"192.168.0.1", "192.168.0.300", "::1", "nowhere", "", "10.0.0.0/8", NULL},
    [SK_TYPE_TEXT] = (const char *const[]){"", " ", "trailing  ", "ÄÖ€😀", "it's \\ a \"b\"", "two\nlines", "1", NULL},
    [SK_TYPE_CITEXT] = (const char *const[]){"", " ", "trailing  ", "ÄÖ€😀", "UPPER", NULL},
    [SK_TYPE_VARCHAR] = (const char *const[]){"", " ", "ÄÖ€😀", "it's \\ a \"b\"", NULL},
    [SK_TYPE_CHAR] = (const char *const[]){"", " ", "é", "€", NULL},
    [SK_TYPE_ENUM] = (const char *const[]){"", " ", "no such label", NULL},
};

static void
add_strings(TALLOC_CTX *owner, struct sk_probe_texts *out, int32_t length)
{
    static const struct {
        const char *unit, *tail;
        int more;
    } forms[] = {{"x", "", 0}, {"x", "", 1}, {"é", "", 0}, {"é", "", 1}, {"x", " ", 0}, {"x", "   ", 0}, {"😀", "", 0}};
    for (size_t f = 0; f < sizeof forms / sizeof *forms && length > 0 && length < 5000; f++) {
        struct sk_text *text = sk_text_new(owner);
        for (int32_t i = 0; i < length + forms[f].more; i++)
            sk_text_add(text, forms[f].unit);
        sk_text_add(text, forms[f].tail);
        sk_probe_texts_add(owner, out, text->data);
    }
}

/* The largest that fits in numeric(p,s), one more, and what is rounded. */
static void
add_numbers(TALLOC_CTX *owner, struct sk_probe_texts *out, const struct sk_type *type)
{
    int32_t scale = type->scale > 0 ? type->scale : 0, whole = type->length - scale;
    if (type->length <= 0 || type->length > 60 || whole < 0 || type->scale < 0)
        return;
    struct sk_text *nines = sk_text_new(owner), *tail = sk_text_new(owner), *zeros = sk_text_new(owner);
    for (int32_t i = 0; i < whole; i++) {
        sk_text_add(nines, "9");
        sk_text_add(zeros, "0");
    }
    for (int32_t i = 0; i < scale; i++)
        sk_text_add(tail, "9");
    const char *n = whole ? nines->data : "0";
    sk_probe_texts_add(owner, out, scale ? sk_printf(owner, "%s.%s", n, tail->data) : n);
    sk_probe_texts_add(owner, out, sk_printf(owner, "-%s%s%s", n, scale ? "." : "", tail->data));
    sk_probe_texts_add(owner, out, sk_printf(owner, "%s.%s4", n, tail->data));
    sk_probe_texts_add(owner, out, sk_printf(owner, "%s.%s5", n, tail->data));
    sk_probe_texts_add(owner, out, sk_printf(owner, "1%s", zeros->data));
    sk_probe_texts_add(owner, out, sk_printf(owner, "-1%s", zeros->data));
}

static void
add_labels(TALLOC_CTX *owner, struct sk_probe_texts *out, const struct sk_user_type *type)
{
    for (size_t i = 0; type && i < type->n_labels; i++) {
        char *other = sk_strdup(owner, type->labels[i]);
        for (char *c = other; *c; c++)
            *c = (char)(islower((unsigned char)*c) ? toupper((unsigned char)*c) : tolower((unsigned char)*c));
        sk_probe_texts_add(owner, out, type->labels[i]);
        sk_probe_texts_add(owner, out, other);
        sk_probe_texts_add(owner, out, sk_printf(owner, "%s ", type->labels[i]));
    }
}

void
sk_probe_edges(TALLOC_CTX *owner, struct sk_probe_texts *out, const struct sk_catalog *catalog,
               const struct sk_type *type)
{
    type = sk_probe_base_type(catalog, type, NULL);
    if (type->dimensions) {
        static const char *const arrays[] = {"{}", "{", "", "[]", NULL};
        for (size_t i = 0; arrays[i]; i++)
            sk_probe_texts_add(owner, out, arrays[i]);
        return;
    }
    const char *const *list = (size_t)type->kind < sizeof edges / sizeof *edges ? edges[type->kind] : NULL;
    for (size_t i = 0; list && list[i]; i++)
        sk_probe_texts_add(owner, out, list[i]);
    if (type->kind == SK_TYPE_VARCHAR || type->kind == SK_TYPE_CHAR)
        add_strings(owner, out, type->kind == SK_TYPE_CHAR && type->length < 0 ? 1 : type->length);
    else if (type->kind == SK_TYPE_NUMERIC)
        add_numbers(owner, out, type);
    else if (type->kind == SK_TYPE_ENUM)
        add_labels(owner, out, sk_catalog_type(catalog, type->schema, type->name));
    else if (type->kind == SK_TYPE_TEXT)
        sk_probe_texts_add(owner, out, "\001repeat('x', 70000)");
}

/* ---- does it fit? --------------------------------------------------------------------------------------------- */

static bool
is_integer(const char *text, long long low, long long high)
{
    char *end;
    const char *digits = text + (*text == '-');
    if (!*digits || strspn(digits, "0123456789") != strlen(digits) || strlen(digits) > 18)
        return false;
    long long value = strtoll(text, &end, 10);
    return value >= low && value <= high;
}

static bool
is_decimal(const char *text, const struct sk_type *type)
{
    const char *digits = text + (*text == '-');
    size_t whole = strspn(digits, "0123456789");
    const char *rest = digits + whole;
    if (!whole || whole > 15 ||
        (*rest && (*rest != '.' || !rest[1] || strspn(rest + 1, "0123456789") != strlen(rest + 1))))
        return false;
    return type->length <= 0 || type->scale < 0 || (int32_t)whole <= type->length - type->scale ||
           (whole == 1 && *digits == '0');
}

static bool
looks_like(const char *text, const char *form)
{
    for (; *form; form++, text++)
        if (*form == '9'   ? !isdigit((unsigned char)*text)
            : *form == 'a' ? !isxdigit((unsigned char)*text)
                           : *form != *text)
            return false;
    return true;
}

/* A day that every month has. */
static bool
is_day(const char *text)
{
    int month = looks_like(text, "9999-99-99") ? atoi(text + 5) : 0, day = month ? atoi(text + 8) : 0;
    return month >= 1 && month <= 12 && day >= 1 && day <= 28;
}

static size_t
characters(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

bool
sk_probe_fits(const struct sk_catalog *catalog, const struct sk_type *type, const char *text)
{
    type = sk_probe_base_type(catalog, type, NULL);
    const struct sk_user_type *user;
    if (type->dimensions)
        return strcmp(text, "{}") == 0 ||
               (*text == '{' && text[strlen(text) - 1] == '}' && !strpbrk(text + 1, "{\"\\"));
    switch (type->kind) {
    case SK_TYPE_BOOLEAN:
        return strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
    case SK_TYPE_SMALLINT:
        return is_integer(text, -32768, 32767);
    case SK_TYPE_INTEGER:
        return is_integer(text, -2147483648LL, 2147483647LL);
    case SK_TYPE_BIGINT:
        return is_integer(text, -999999999999999999LL, 999999999999999999LL);
    case SK_TYPE_NUMERIC:
    case SK_TYPE_REAL:
    case SK_TYPE_DOUBLE:
    case SK_TYPE_MONEY:
        return is_decimal(text, type);
    case SK_TYPE_TEXT:
    case SK_TYPE_CITEXT:
        return *text != '\001';
    case SK_TYPE_VARCHAR:
    case SK_TYPE_CHAR:
        return *text != '\001' && (type->length < 0 || characters(text) <= (size_t)type->length);
    case SK_TYPE_DATE:
        return is_day(text) && strlen(text) == 10;
    case SK_TYPE_TIMESTAMP:
    case SK_TYPE_TIMESTAMPTZ:
        return is_day(text) && (strlen(text) == 10 || looks_like(text + 10, " 09:09:09") ||
                                looks_like(text + 10, " 04:05:09"));
    case SK_TYPE_UUID:
        return strlen(text) == 36 && looks_like(text, "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa");
    case SK_TYPE_ENUM:
        user = sk_catalog_type(catalog, type->schema, type->name);
        for (size_t i = 0; user && i < user->n_labels; i++)
            if (strcmp(user->labels[i], text) == 0)
                return true;
        return false;
    default:
        for (size_t v = 0; v < 3; v++) {
            TALLOC_CTX *tmp = sk_context_new(NULL);
            const char *base = sk_probe_base(tmp, catalog, type, v);
            bool same = base && strcmp(base, text) == 0;
            talloc_free(tmp);
            if (same)
                return true;
        }
        return false;
    }
}
