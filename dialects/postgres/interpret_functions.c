/*
 * dialects/postgres/interpret_functions.c - functions and operators of a block that is run while the migration is
 * planned.
 *
 * Only what gives the same for the same texts, whatever the server's settings are: letters beyond ASCII, for one, are
 * turned into capitals by a locale that nobody here knows.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "dialects/postgres/interpret_priv.h"

/* ---- texts ------------------------------------------------------------------------------------------------------- */

static bool
as_number(int64_t *out, const char *text)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    *out = value;
    return *text && !*end && !errno;
}

static bool
is_ascii(const char *text)
{
    for (; *text; text++)
        if (*text & 0x80)
            return false;
    return true;
}

static const char *
in_case(TALLOC_CTX *owner, const char *text, int (*letter)(int))
{
    char *out = sk_strdup(owner, text);
    for (char *c = out; *c; c++)
        *c = (char)letter((unsigned char)*c);
    return out;
}

static const char *
replaced(TALLOC_CTX *owner, const char *text, const char *what, const char *by)
{
    struct sk_text *out = sk_text_new(owner);
    while (*text) {
        bool here = *what && strncmp(text, what, strlen(what)) == 0;
        if (here)
            sk_text_add(out, by);
        else
            sk_text_add_n(out, text, 1);
        text += here ? strlen(what) : 1;
    }
    return out->data;
}

/* substr(text, from, count), positions from 1, some of which may lie before the text. */
static const char *
part(TALLOC_CTX *owner, const char *text, int64_t from, int64_t count)
{
    int64_t len = (int64_t)strlen(text), end = count > len - from + 1 ? len + 1 : from + count;
    from = from < 1 ? 1 : from;
    return end <= from ? "" : sk_printf(owner, "%.*s", (int)(end - from), text + from - 1);
}

/* A piece between separators; counted from 1. */
static const char *
piece(TALLOC_CTX *owner, const char *text, const char *separator, int64_t n)
{
    const char *end;
    while (*separator && (end = strstr(text, separator)) && n-- > 1)
        text = end + strlen(separator);
    if (n > 1 || !*separator)
        return n == 1 ? text : "";
    end = strstr(text, separator);
    return end ? sk_printf(owner, "%.*s", (int)(end - text), text) : text;
}

static struct sk_block_value
of_number(TALLOC_CTX *owner, int64_t n)
{
    return sk_block_text(sk_printf(owner, "%" PRId64, n));
}

/* A function of one text and up to two more arguments, each a text or a number that is one. */
static struct sk_block_value
of_texts(struct sk_block_run *r, const char *name, size_t n, const char *const *args)
{
    const char *a = args[0], *b = n > 1 ? args[1] : "", *c = n > 2 ? args[2] : "";
    int64_t x = 0, y = INT32_MAX;
    bool numbers = n > 1 && as_number(&x, b) && (n == 2 || as_number(&y, c)), plain = is_ascii(a);
    if (n == 1 && strcmp(name, "text") == 0)
        return sk_block_text(a);
    if (n == 3 && strcmp(name, "replace") == 0)
        return sk_block_text(replaced(r->owner, a, b, c));
    if (n == 3 && strcmp(name, "split_part") == 0 && as_number(&y, c) && y > 0)
        return sk_block_text(piece(r->owner, a, b, y));
    if (!plain)
        return (struct sk_block_value){0};
    if (n == 1 && strcmp(name, "lower") == 0)
        return sk_block_text(in_case(r->owner, a, tolower));
    if (n == 1 && strcmp(name, "upper") == 0)
        return sk_block_text(in_case(r->owner, a, toupper));
    if (n == 1 && (strcmp(name, "length") == 0 || strcmp(name, "char_length") == 0))
        return of_number(r->owner, (int64_t)strlen(a));
    if (n == 2 && (strcmp(name, "strpos") == 0 || strcmp(name, "position") == 0))
        return of_number(r->owner, strstr(a, b) ? strstr(a, b) - a + 1 : 0);
    if (numbers && y >= 0 && (strcmp(name, "substr") == 0 || strcmp(name, "substring") == 0))
        return sk_block_text(part(r->owner, a, x, y));
    int64_t len = (int64_t)strlen(a);
    if (numbers && n == 2 && strcmp(name, "left") == 0)
        return sk_block_text(part(r->owner, a, 1, x < 0 ? len + x : x));
    if (numbers && n == 2 && strcmp(name, "right") == 0)
        return sk_block_text(part(r->owner, a, x < 0 ? 1 - x : x > len ? 1 : len - x + 1, len));
    return (struct sk_block_value){0};
}

/* ---- arrays ------------------------------------------------------------------------------------------------------ */

/* string_to_array('a,b', ','): no separator at all is one for each letter, which is left alone. */
static struct sk_block_value
split(TALLOC_CTX *owner, const char *text, const char *separator)
{
    struct sk_block_value all = {.kind = SK_VALUE_ARRAY}, *items = NULL;
    size_t len = strlen(separator);
    const char *end = text;
    while (*text && end) {
        end = len ? strstr(text, separator) : NULL;
        const char *item = end ? sk_strndup(owner, text, (size_t)(end - text)) : sk_strdup(owner, text);
        sk_push(owner, items, all.n, sk_block_text(item));
        text = end ? end + len : text;
        if (end && !*text)
            sk_push(owner, items, all.n, sk_block_text(""));
    }
    all.items = items;
    return all;
}

/* array_to_string(ARRAY['a', NULL], ', '): NULLs are left out, or have a text of their own. */
static struct sk_block_value
join(TALLOC_CTX *owner, struct sk_block_value array, const char *separator, const char *null)
{
    struct sk_text *out = sk_text_new(owner);
    bool any = false;
    for (size_t i = 0; i < array.n; i++) {
        const char *item = array.items[i].kind == SK_VALUE_TEXT ? array.items[i].text : null;
        if (array.items[i].kind != SK_VALUE_TEXT && array.items[i].kind != SK_VALUE_NULL)
            return (struct sk_block_value){0};
        if (!item)
            continue;
        sk_text_add(out, any ? separator : "");
        sk_text_add(out, item);
        any = true;
    }
    return sk_block_text(out->data);
}

/* A function whose first argument or result is an array; SK_VALUE_UNKNOWN for any other. */
static struct sk_block_value
of_arrays(struct sk_block_run *r, const char *name, const PgQuery__FuncCall *call)
{
    struct sk_block_value args[3] = {{0}};
    bool joins = strcmp(name, "array_to_string") == 0, splits = strcmp(name, "string_to_array") == 0;
    if ((!joins && !splits) || call->n_args < 2 || call->n_args > (joins ? 3 : 2))
        return (struct sk_block_value){0};
    for (size_t i = 0; i < call->n_args; i++)
        args[i] = sk_block_eval(r, call->args[i]);
    bool known = args[1].kind == SK_VALUE_TEXT && (call->n_args == 2 || args[2].kind == SK_VALUE_TEXT ||
                                                   args[2].kind == SK_VALUE_NULL);
    if (!known || args[0].kind != (joins ? SK_VALUE_ARRAY : SK_VALUE_TEXT))
        return args[0].kind == SK_VALUE_NULL ? args[0] : (struct sk_block_value){0};
    return joins ? join(r->owner, args[0], args[1].text, args[2].text) : split(r->owner, args[0].text, args[1].text);
}

/* ---- what the catalog says --------------------------------------------------------------------------------------- */

static const char *
bare_name(TALLOC_CTX *owner, const char *text)
{
    const char *dot = strrchr(text, '.'), *name = dot ? dot + 1 : text;
    size_t len = strlen(name);
    return *name == '"' && len > 1 ? sk_printf(owner, "%.*s", (int)len - 2, name + 1) : name;
}

static struct sk_block_value
serial_sequence(struct sk_block_run *r, const char *table, const char *column)
{
    for (size_t i = 0; i < r->catalog->n_sequences; i++) {
        const struct sk_sequence *s = r->catalog->sequences[i];
        if (s->owner_table && sk_same(s->owner_table, bare_name(r->owner, table)) && sk_same(s->owner_column, column))
            return sk_block_text(sk_printf(r->owner, "%s.%s", s->schema, s->name));
    }
    return sk_block_text(NULL);
}

struct sk_block_value
sk_block_call(struct sk_block_run *r, const char *name, const PgQuery__FuncCall *call)
{
    const char *args[3] = {NULL};
    if (call->n_args == 0 && strcmp(name, "version") == 0)
        return sk_block_text("PostgreSQL 15");
    if (!call->n_args || call->n_args > 3)
        return (struct sk_block_value){0};
    struct sk_block_value v = of_arrays(r, name, call);
    if (v.kind != SK_VALUE_UNKNOWN)
        return v;
    for (size_t i = 0; i < call->n_args; i++) {
        v = sk_block_eval(r, call->args[i]);
        if (v.kind != SK_VALUE_TEXT)
            return v.kind == SK_VALUE_NULL ? v : (struct sk_block_value){0};
        args[i] = v.text;
    }
    if (call->n_args == 2 && strcmp(name, "pg_get_serial_sequence") == 0)
        return serial_sequence(r, args[0], args[1]);
    if (call->n_args == 1 && strcmp(name, "to_regclass") == 0) {
        const char *relation = bare_name(r->owner, args[0]), *dot = strchr(args[0], '.');
        const char *schema = dot ? sk_printf(r->owner, "%.*s", (int)(dot - args[0]), args[0]) : NULL;
        return sk_block_text(sk_catalog_has_relation(r->catalog, schema, relation) ? relation : NULL);
    }
    return of_texts(r, name, call->n_args, args);
}

/* ---- operators --------------------------------------------------------------------------------------------------- */

struct sk_block_value
sk_block_arithmetic(struct sk_block_run *r, char op, struct sk_block_value a, struct sk_block_value b)
{
    int64_t x, y, out = 0;
    if (a.kind == SK_VALUE_NULL || b.kind == SK_VALUE_NULL)
        return sk_block_text(NULL);
    if (a.kind != SK_VALUE_TEXT || b.kind != SK_VALUE_TEXT || !as_number(&x, a.text) || !as_number(&y, b.text))
        return (struct sk_block_value){0};
    bool beyond = op == '+'   ? __builtin_add_overflow(x, y, &out)
                  : op == '-' ? __builtin_sub_overflow(x, y, &out)
                  : op == '*' ? __builtin_mul_overflow(x, y, &out)
                              : y == 0 || y == -1;
    if (beyond)
        return (struct sk_block_value){0};
    return of_number(r->owner, op == '/' ? x / y : op == '%' ? x % y : out);
}

static bool
is_like(const char *text, const char *pattern, bool any_case)
{
    for (; *pattern; pattern++) {
        if (*pattern == '%') {
            for (; *text; text++)
                if (is_like(text, pattern + 1, any_case))
                    return true;
            continue;
        }
        bool any = *pattern == '_';
        if (*pattern == '\\' && pattern[1])
            pattern++;
        bool same = any_case ? tolower((unsigned char)*pattern) == tolower((unsigned char)*text) : *pattern == *text;
        if (!*text || (!any && !same))
            return false;
        text++;
    }
    return !*text;
}

/* A pattern that POSIX has in the same words, but for \d, \w and \s: 1, 0; -1 for any other. */
static int
matches(TALLOC_CTX *owner, const char *text, const char *pattern, bool any_case)
{
    static const char *const classes[][2] = {{"\\d", "[0-9]"}, {"\\w", "[A-Za-z0-9_]"}, {"\\s", "[[:space:]]"}};
    regex_t compiled;
    if (!is_ascii(text) || !is_ascii(pattern) || strstr(pattern, "(?") || strncmp(pattern, "***", 3) == 0)
        return -1;
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        pattern = replaced(owner, pattern, classes[i][0], classes[i][1]);
    for (const char *c = strchr(pattern, '\\'); c; c = strchr(c + 2, '\\'))
        if (!c[1] || isalnum((unsigned char)c[1]))
            return -1;
    if (regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB | (any_case ? REG_ICASE : 0)))
        return -1;
    bool is = regexec(&compiled, text, 0, NULL, 0) == 0;
    regfree(&compiled);
    return is;
}

struct sk_block_value
sk_block_matches(struct sk_block_run *r, const char *op, struct sk_block_value a, struct sk_block_value b)
{
    bool not = *op == '!', any_case = strchr(op, '*');
    if (a.kind == SK_VALUE_NULL || b.kind == SK_VALUE_NULL)
        return sk_block_text(NULL);
    if (a.kind != SK_VALUE_TEXT || b.kind != SK_VALUE_TEXT || (any_case && (!is_ascii(a.text) || !is_ascii(b.text))))
        return (struct sk_block_value){0};
    int is = strstr(op, "~~") ? is_ascii(a.text) || !strchr(b.text, '_') ? is_like(a.text, b.text, any_case) : -1
                              : matches(r->owner, a.text, b.text, any_case);
    return is < 0 ? (struct sk_block_value){0} : sk_block_truth((is != 0) != not);
}

/* ---- aggregates -------------------------------------------------------------------------------------------------- */

static bool
is_aggregate(const PgQuery__FuncCall *call)
{
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    return strcmp(name, "count") == 0 || strcmp(name, "string_agg") == 0 || strcmp(name, "array_agg") == 0;
}

static bool
find_aggregate(sk_node *node, void *data)
{
    if (node->node_case == SK_NODE(FUNC_CALL) && is_aggregate(node->func_call))
        *(bool *)data = true;
    return node->node_case != SK_NODE(SUB_LINK);
}

bool
sk_block_aggregates(const PgQuery__SelectStmt *s)
{
    bool found = false;
    for (size_t i = 0; i < s->n_target_list; i++)
        sk_pg_walk(&s->target_list[i]->base, find_aggregate, &found);
    return found;
}

/* The rows of the group one after the other; the order that an aggregate wants is unknown for more than one. */
struct sk_block_value
sk_block_aggregate(struct sk_block_run *r, const PgQuery__FuncCall *call)
{
    const struct sk_block_rows *group = r->group;
    const struct sk_block_row *row = r->row;
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    struct sk_block_value all = {.kind = SK_VALUE_ARRAY};
    struct sk_block_value *items = sk_alloc(r->owner, (group->n + 1) * sizeof *items, "items");
    struct sk_block_value separator = call->n_args > 1 ? sk_block_eval(r, call->args[1]) : sk_block_text("");
    struct sk_text *text = sk_text_new(r->owner);
    bool unknown = call->agg_distinct || call->agg_filter || (call->n_agg_order && group->n > 1) || !is_aggregate(call);
    r->group = NULL;
    for (size_t i = 0; i < group->n && !unknown; i++) {
        r->row = &group->items[i];
        struct sk_block_value v = call->agg_star ? sk_block_text("") : sk_block_eval(r, call->args[0]);
        unknown = v.kind == SK_VALUE_UNKNOWN || v.kind == SK_VALUE_ARRAY;
        if (v.kind == SK_VALUE_NULL && strcmp(name, "array_agg") != 0)
            continue;
        sk_text_add(text, all.n && separator.text ? separator.text : "");
        sk_text_add(text, v.kind == SK_VALUE_TEXT ? v.text : "");
        items[all.n++] = v;
    }
    r->group = group;
    r->row = row;
    all.items = items;
    if (unknown || separator.kind != SK_VALUE_TEXT)
        return (struct sk_block_value){0};
    if (strcmp(name, "count") == 0)
        return of_number(r->owner, (int64_t)all.n);
    return !all.n ? sk_block_text(NULL) : strcmp(name, "string_agg") == 0 ? sk_block_text(text->data) : all;
}
