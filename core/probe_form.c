/* core/probe_form.c - values as results show them, in PostgreSQL's form, whichever engine they come from. See probe.h.
 */
#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/probe.h"

enum { NEAR_S = 15 * 60 };

/* ---- numbers -------------------------------------------------------------------------------------------------- */

static bool
is_numeric(const char *text)
{
    const char *c = text + (*text == '-');
    size_t whole = strspn(c, "0123456789");
    c += whole;
    if (*c == '.')
        c += 1 + strspn(c + 1, "0123456789");
    if (whole && (*c == 'e' || *c == 'E')) {
        c++;
        c += *c == '+' || *c == '-';
        c += strspn(c, "0123456789");
    }
    return whole && !*c;
}

/* No zeros at the end of a fraction, no exponent where it can be without. */
static const char *
number(TALLOC_CTX *owner, const char *text)
{
    if (!is_numeric(text))
        return text;
    if (strpbrk(text, "eE"))
        text = sk_printf(owner, "%.12g", strtod(text, NULL));
    const char *exponent = strstr(text, "e-");
    if (exponent) /* of a small number, which has its digits behind as many zeros */
        text = sk_printf(owner, "%.*f", (int)(strtol(exponent + 2, NULL, 10) + (exponent - text)), strtod(text, NULL));
    if (!strchr(text, '.'))
        return text;
    size_t len = strlen(text);
    while (text[len - 1] == '0')
        len--;
    len -= text[len - 1] == '.';
    char *out = sk_strndup(owner, text, len);
    return strcmp(out, "-0") == 0 ? "0" : out;
}

static const char *
approximate(TALLOC_CTX *owner, const char *text, int digits)
{
    return is_numeric(text) ? sk_printf(owner, "%.*g", digits, strtod(text, NULL)) : text;
}

/* ---- dates and times ------------------------------------------------------------------------------------------ */

static bool
digits_at(const char *text, const char *form)
{
    for (; *form; form++, text++)
        if (*form == '9' ? !isdigit((unsigned char)*text) : *form != *text)
            return false;
    return true;
}

/* "+02", "+02:00", "Z", "": seconds east of Greenwich. */
static bool
read_zone(const char *text, long *east)
{
    *east = 0;
    if (!*text || strcmp(text, "Z") == 0)
        return true;
    if ((*text != '+' && *text != '-') || !digits_at(text + 1, "99"))
        return false;
    const char *minutes = text + 3 + (text[3] == ':');
    *east = strtol(text + 1, NULL, 10) % 100 * 3600 + (*minutes ? strtol(minutes, NULL, 10) * 60 : 0);
    *east = *text == '-' ? -*east : *east;
    return true;
}

static const char *
moment(TALLOC_CTX *owner, const char *text)
{
    struct tm tm = {0};
    long east;
    if (!digits_at(text, "9999-99-99") || (text[10] != ' ' && text[10] != 'T') || !digits_at(text + 11, "99:99:99"))
        return text;
    const char *rest = text + 19;
    size_t fraction = *rest == '.' ? 1 + strspn(rest + 1, "0123456789") : 0;
    if (!read_zone(rest + fraction, &east))
        return text;
    tm.tm_year = atoi(text) - 1900;
    tm.tm_mon = atoi(text + 5) - 1;
    tm.tm_mday = atoi(text + 8);
    tm.tm_hour = atoi(text + 11);
    tm.tm_min = atoi(text + 14);
    tm.tm_sec = atoi(text + 17);
    time_t at = timegm(&tm) - east, now = time(NULL);
    if (at > now - NEAR_S && at < now + NEAR_S)
        return "<now>";
    if (!gmtime_r(&at, &tm))
        return text;
    while (fraction && (rest[fraction - 1] == '0' || rest[fraction - 1] == '.'))
        fraction--;
    return sk_printf(owner, "%04d-%02d-%02d %02d:%02d:%02d%.*s", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                     tm.tm_hour, tm.tm_min, tm.tm_sec, (int)fraction, rest);
}

static const char *
day(TALLOC_CTX *owner, const char *text)
{
    struct tm tm = {0};
    if (digits_at(text, "9999-99-99 00:00:00"))
        text = sk_strndup(owner, text, 10);
    if (!digits_at(text, "9999-99-99") || text[10])
        return text;
    tm.tm_year = atoi(text) - 1900;
    tm.tm_mon = atoi(text + 5) - 1;
    tm.tm_mday = atoi(text + 8);
    time_t at = timegm(&tm), now = time(NULL);
    return at > now - 2 * 86400 && at < now + 2 * 86400 ? "<today>" : text;
}

static const char *
clock_time(TALLOC_CTX *owner, const char *text)
{
    if (!digits_at(text, "99:99:99"))
        return text;
    size_t len = strlen(text);
    if (digits_at(text + len - 3, "+00"))
        len -= 3;
    while (len > 8 && (text[len - 1] == '0' || text[len - 1] == '.'))
        len--;
    return sk_strndup(owner, text, len);
}

/* ---- what has parts ------------------------------------------------------------------------------------------- */

static const char *
json_form(TALLOC_CTX *owner, const char *text)
{
    json_t *value = json_loads(text, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, NULL);
    char *dumped =
        value ? json_dumps(value, JSON_SORT_KEYS | JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(12)) : NULL;
    const char *out = dumped ? sk_strdup(owner, dumped) : text;
    free(dumped);
    json_decref(value);
    return out;
}

static void
add_element(json_t *array, struct sk_text *element, bool quoted)
{
    bool null = !quoted && strcmp(element->data, "NULL") == 0;
    json_array_append_new(array, null ? json_null() : json_string(element->data));
    element->len = 0;
    element->data[0] = '\0';
}

/* "{a,"b c"}": PostgreSQL's array of one dimension. */
static json_t *
read_array(TALLOC_CTX *owner, const char *text)
{
    json_t *array = json_array();
    struct sk_text *element = sk_text_new(owner);
    bool inside = false, quoted = false, any = false;
    for (const char *c = text + 1; *c; c++) {
        if (inside && *c == '\\' && c[1]) {
            sk_text_add_n(element, ++c, 1);
        } else if (*c == '"') {
            inside = !inside;
            quoted = any = true;
        } else if (!inside && (*c == ',' || *c == '}')) {
            if (*c == ',' || any)
                add_element(array, element, quoted);
            quoted = false;
        } else {
            any = true;
            sk_text_add_n(element, c, 1);
        }
    }
    return array;
}

/* JSON's elements as texts, as PostgreSQL shows them. */
static json_t *
read_json_array(const char *text)
{
    json_t *array = json_loads(text, JSON_DECODE_ANY, NULL), *out = json_array(), *element;
    size_t i;
    json_array_foreach(array, i, element)
    {
        char *dumped = json_is_string(element) ? NULL : json_dumps(element, JSON_ENCODE_ANY | JSON_COMPACT);
        if (json_is_null(element))
            json_array_append_new(out, json_null());
        else if (json_is_boolean(element))
            json_array_append_new(out, json_string(json_is_true(element) ? "t" : "f"));
        else
            json_array_append_new(out, json_string(dumped ? dumped : json_string_value(element)));
        free(dumped);
    }
    json_decref(array);
    return out;
}

static const char *
array_form(TALLOC_CTX *owner, const char *text)
{
    json_t *array = *text == '{' ? read_array(owner, text) : *text == '[' ? read_json_array(text) : NULL;
    char *dumped = array ? json_dumps(array, JSON_COMPACT) : NULL;
    const char *out = dumped ? sk_strdup(owner, dumped) : text;
    free(dumped);
    json_decref(array);
    return out;
}

/* ---- the whole ------------------------------------------------------------------------------------------------ */

static const char *
truth(const char *text)
{
    return strcmp(text, "t") == 0 || strcmp(text, "1") == 0 || strcmp(text, "true") == 0    ? "true"
           : strcmp(text, "f") == 0 || strcmp(text, "0") == 0 || strcmp(text, "false") == 0 ? "false"
                                                                                            : text;
}

static const char *
lowered(TALLOC_CTX *owner, const char *text)
{
    char *out = sk_strdup(owner, text);
    for (char *c = out; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return out;
}

static const char *
trimmed(TALLOC_CTX *owner, const char *text)
{
    size_t len = strlen(text);
    while (len && text[len - 1] == ' ')
        len--;
    return sk_strndup(owner, text, len);
}

/* A column of a view. */
static const char *
guessed(TALLOC_CTX *owner, const char *text)
{
    if (strcmp(text, "t") == 0 || strcmp(text, "f") == 0)
        return *text == 't' ? "1" : "0";
    if (is_numeric(text))
        return approximate(owner, text, 12);
    if (*text == '{' || *text == '[') {
        const char *json = json_form(owner, text);
        return json != text ? json : array_form(owner, text);
    }
    const char *at = moment(owner, text);
    return at != text ? at : day(owner, text);
}

const char *
sk_probe_form(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_type *type, const char *text)
{
    if (!text)
        return "NULL";
    if (!type)
        return guessed(owner, text);
    type = sk_probe_base_type(catalog, type, NULL);
    if (type->dimensions)
        return array_form(owner, text);
    switch (type->kind) {
    case SK_TYPE_BOOLEAN:
        return truth(text);
    case SK_TYPE_NUMERIC:
    case SK_TYPE_MONEY:
        return number(owner, text);
    case SK_TYPE_REAL:
        return approximate(owner, text, 6);
    case SK_TYPE_DOUBLE:
        return approximate(owner, text, 14);
    case SK_TYPE_CHAR:
        return trimmed(owner, text);
    case SK_TYPE_DATE:
        return day(owner, text);
    case SK_TYPE_TIME:
    case SK_TYPE_TIMETZ:
        return clock_time(owner, text);
    case SK_TYPE_TIMESTAMP:
    case SK_TYPE_TIMESTAMPTZ:
        return moment(owner, text);
    case SK_TYPE_UUID:
    case SK_TYPE_BYTEA:
        return lowered(owner, text);
    case SK_TYPE_JSON:
    case SK_TYPE_JSONB:
        return json_form(owner, text);
    default:
        return text;
    }
}

const char *
sk_probe_shape(TALLOC_CTX *owner, const char *text)
{
    if (is_numeric(text))
        return "<number>";
    char *out = sk_strdup(owner, text), *to = out;
    bool clock = false; /* how many decimals the clock of an engine has is no difference */
    for (const char *c = text; *c; c++) {
        clock = clock || *c == ':';
        if (clock && *c == '.')
            c += strspn(c + 1, "0123456789");
        else
            *to++ = (char)(isalnum((unsigned char)*c) ? 'x' : *c);
    }
    *to = '\0';
    return out;
}
