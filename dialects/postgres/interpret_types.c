/*
 * dialects/postgres/interpret_types.c - types of values in a block that is run while the migration is planned.
 *
 * A value is a text, whatever its type is; the type decides what another text of it is equal to, and what is cut,
 * rounded or refused when it is assigned. Of types that are not known here only their texts are handed on.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dialects/postgres/interpret_priv.h"

/* "-12.50": how PostgreSQL writes a numeric, too */
static bool
is_plain_number(const char *text)
{
    text += *text == '-';
    size_t whole = strspn(text, "0123456789");
    bool dot = text[whole] == '.';
    size_t digits = dot ? strspn(text + whole + 1, "0123456789") : 0;
    return whole && (whole == 1 || *text != '0') && (!dot || digits) && !text[whole + (dot ? 1 : 0) + digits];
}

static struct sk_block_value
of_type(const char *text, enum sk_value_type type)
{
    struct sk_block_value v = sk_block_text(text);
    v.type = type;
    return v;
}

/* A numeric is rounded, half away from zero; a text has to be a whole number. */
static struct sk_block_value
as_integer(TALLOC_CTX *owner, struct sk_block_value v, int bits)
{
    const char *text = v.text + strspn(v.text, " "), *digits = text + (*text == '-' || *text == '+');
    char *end = NULL;
    errno = 0;
    long long n = strtoll(text, &end, 10);
    bool ok = *digits >= '0' && *digits <= '9' && !errno;
    if (ok && *end == '.' && v.type == SK_VALUE_NUMBER && is_plain_number(v.text)) {
        ok = n > -(1LL << 62) && n < 1LL << 62;
        n += ok && end[1] >= '5' ? (*text == '-' ? -1 : 1) : 0;
    } else if (ok) {
        ok = !end[strspn(end, " ")];
    }
    ok = ok && (bits == 64 || (n >= -(1LL << (bits - 1)) && n < 1LL << (bits - 1)));
    return ok ? of_type(sk_printf(owner, "%lld", n), SK_VALUE_NUMBER) : (struct sk_block_value){0};
}

/* The texts that a boolean takes: section 8.6, "Boolean Type". */
static struct sk_block_value
as_truth(struct sk_block_value v)
{
    static const char *const texts[][6] = {{"f", "false", "n", "no", "off", "0"}, {"t", "true", "y", "yes", "on", "1"}};
    for (size_t i = 0; i < 12; i++)
        if (strcasecmp(v.text, texts[i / 6][i % 6]) == 0)
            return sk_block_truth(i >= 6);
    return (struct sk_block_value){0};
}

static bool
is_one_of(const char *name, const char *const *names)
{
    for (; *names && strcmp(*names, name) != 0; names++)
        ;
    return *names != NULL;
}

static struct sk_block_value
as_text(const PgQuery__TypeName *type, struct sk_block_value v)
{
    const sk_node *length = type->n_typmods == 1 ? type->typmods[0] : NULL;
    const PgQuery__AConst *most = length && length->node_case == SK_NODE(A_CONST) ? length->a_const : NULL;
    bool fits = !type->n_typmods || (most && most->val_case == PG_QUERY__A__CONST__VAL_IVAL &&
                                     strlen(v.text) <= (size_t)most->ival->ival);
    bool written = v.type != SK_VALUE_OTHER && (v.type != SK_VALUE_NUMBER || is_plain_number(v.text));
    return fits && written ? of_type(v.text, SK_VALUE_WORDS) : (struct sk_block_value){0};
}

struct sk_block_value
sk_block_as_type(struct sk_block_run *r, struct sk_block_value v, const PgQuery__TypeName *type)
{
    static const char *const texts[] = {"text", "varchar", "name", NULL};
    static const char *const names[] = {"regclass", "regtype", "regproc", "regprocedure", "regnamespace", "oid", NULL};
    static const struct {
        const char *name;
        int bits;
    } integers[] = {{"int2", 16}, {"int4", 32}, {"int8", 64}};
    const char *name = type->n_names ? sk_node_string(type->names[type->n_names - 1]) : "";
    if (v.kind != SK_VALUE_TEXT || type->n_array_bounds)
        return v.kind == SK_VALUE_TEXT ? (struct sk_block_value){0} : v;
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++)
        if (strcmp(name, integers[i].name) == 0)
            return as_integer(r->owner, v, integers[i].bits);
    if (strcmp(name, "bool") == 0)
        return as_truth(v);
    if (is_one_of(name, texts))
        return as_text(type, v);
    if (is_one_of(name, names)) /* what the catalogs give is such a name */
        return v;
    if (strcmp(name, "numeric") == 0 && !type->n_typmods && is_plain_number(v.text))
        return of_type(v.text, SK_VALUE_NUMBER);
    return of_type(v.text, SK_VALUE_OTHER);
}

/* ---- declared ---------------------------------------------------------------------------------------------------- */

const char *
sk_block_declared(const json_t *var)
{
    const json_t *type = json_object_get(json_object_get(var, "datatype"), "PLpgSQL_type");
    const char *name = json_string_value(json_object_get(type, "typname"));
    return name && strcmp(name, "UNKNOWN") != 0 ? name : NULL;
}

const char *
sk_block_type_of(const struct sk_block_run *r, const char *name)
{
    size_t i;
    json_t *datum;
    json_array_foreach(r->datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *type = json_object_get(var, "lineno") ? sk_block_declared(var) : NULL;
        if (type && !strchr(type, '%') && sk_same(json_string_value(json_object_get(var, "refname")), name))
            return type;
    }
    return NULL;
}

struct sk_block_value
sk_block_as_declared(struct sk_block_run *r, const char *name, struct sk_block_value v)
{
    const char *type = v.kind == SK_VALUE_TEXT ? sk_block_type_of(r, name) : NULL;
    const PgQuery__TypeName *named = type ? sk_pg_type_named(r->owner, type) : NULL;
    return named ? sk_block_as_type(r, v, named) : v;
}

/* ---- comparisons ------------------------------------------------------------------------------------------------- */

/* -1, 0, 1; 2: they differ, and which comes first a collation decides; 3: not known */
static int
order_of(struct sk_block_value a, struct sk_block_value b)
{
    enum sk_value_type type = a.type > b.type ? a.type : b.type;
    bool mixed = a.type && b.type && a.type != b.type;
    char *end_a, *end_b;
    double x = strtod(a.text, &end_a), y = strtod(b.text, &end_b);
    bool numbers = *a.text && *b.text && !*end_a && !*end_b;
    if (mixed || type == SK_VALUE_OTHER || (type == SK_VALUE_NUMBER && !numbers))
        return 3;
    if (type == SK_VALUE_TRUTH) {
        a = as_truth(a);
        b = as_truth(b);
        return a.kind == SK_VALUE_UNKNOWN || b.kind == SK_VALUE_UNKNOWN ? 3 : sk_block_is_true(a) - sk_block_is_true(b);
    }
    if (numbers && type != SK_VALUE_WORDS)
        return (x > y) - (x < y);
    return strcmp(a.text, b.text) == 0 ? 0 : 2;
}

struct sk_block_value
sk_block_compare(const char *op, struct sk_block_value a, struct sk_block_value b)
{
    if (a.kind == SK_VALUE_NULL || b.kind == SK_VALUE_NULL)
        return sk_block_text(NULL);
    int order = a.kind == SK_VALUE_TEXT && b.kind == SK_VALUE_TEXT ? order_of(a, b) : 3;
    if (order < 3 && strcmp(op, "=") == 0)
        return sk_block_truth(order == 0);
    if (order < 3 && (strcmp(op, "<>") == 0 || strcmp(op, "!=") == 0))
        return sk_block_truth(order != 0);
    static const char *const orders[] = {"<", "<=", ">", ">="};
    const bool holds[] = {order < 0, order <= 0, order > 0, order >= 0};
    for (size_t i = 0; order < 2 && i < 4; i++)
        if (strcmp(op, orders[i]) == 0)
            return sk_block_truth(holds[i]);
    return (struct sk_block_value){0};
}
