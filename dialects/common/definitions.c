/*
 * dialects/common/definitions.c - functions and operators of PostgreSQL's that are defined in terms of others.
 *
 * Where a dialect has no rule for a call, the call may still mean something that is written with what it has rules for.
 * A definition is an expression of PostgreSQL's own, with $1 ... for the arguments.
 */
#include <string.h>

#include "dialects/common/printer_priv.h"
#include "dialects/common/regex.h"

/* A character for private use, which stands between the parts of a text while it is split. */
#define MARK "\xEE\x80\x81"
/* One with a backslash is E'...' (quotes.c in PostgreSQL's backend). */
#define QUOTED                                                                                                         \
    "(CASE WHEN strpos(CAST($1 AS text), '\\') > 0 THEN 'E' ELSE '' END || "                                           \
    "skein_quoted(replace(CAST($1 AS text), '\\', '\\\\')))"
#define SPREAD "(sum(1.0 * $1 * $1) - sum(1.0 * $1) * sum(1.0 * $1) / count($1))"
#define START1 "LEAST($1, $2)"
#define END1 "CASE WHEN $1 IS NOT NULL AND $2 IS NOT NULL THEN GREATEST($1, $2) END"
#define START2 "LEAST($3, $4)"
#define END2 "CASE WHEN $3 IS NOT NULL AND $4 IS NOT NULL THEN GREATEST($3, $4) END"

static const struct {
    const char *name;
    size_t n_args;
    const char *sql;
} functions[] = {
    {"any_value", 1, "min($1)"},
    {"array_lower", 2, "CASE WHEN $2 = 1 AND cardinality($1) > 0 THEN 1 END"},
    {"array_ndims", 1, "CASE WHEN cardinality($1) > 0 THEN 1 END"},
    {"array_to_string", 3, "array_to_string(array_replace($1, NULL, $3), $2)"},
    {"current_schema", 0, "CAST('public' AS text)"},
    {"isfinite", 1, "CASE WHEN $1 IS NOT NULL THEN CAST($1 AS text) NOT IN ('infinity', '-infinity') END"},
    {"quote_literal", 1, QUOTED},
    {"quote_nullable", 1, "COALESCE(" QUOTED ", 'NULL')"},
    {"regexp_like", 2, "($1 ~ $2)"},
    {"regexp_split_to_array", 2,
     "CASE WHEN $1 = '' THEN ARRAY[''] ELSE string_to_array(regexp_replace($1, $2, '" MARK "', 'g'), '" MARK "') END"},
    {"variance", 1, "CASE WHEN count($1) > 1 THEN GREATEST(0, " SPREAD " / (count($1) - 1)) END"},
    {"var_samp", 1, "CASE WHEN count($1) > 1 THEN GREATEST(0, " SPREAD " / (count($1) - 1)) END"},
    {"var_pop", 1, "CASE WHEN count($1) > 0 THEN GREATEST(0, " SPREAD " / count($1)) END"},
    {"stddev_pop", 1, "CASE WHEN count($1) > 0 THEN sqrt(GREATEST(0, " SPREAD " / count($1))) END"},
    {"stddev_samp", 1, "CASE WHEN count($1) > 1 THEN sqrt(GREATEST(0, " SPREAD " / (count($1) - 1))) END"},
    {"stddev", 1, "CASE WHEN count($1) > 1 THEN sqrt(GREATEST(0, " SPREAD " / (count($1) - 1))) END"},
    {"string_to_array", 3, "array_replace(string_to_array($1, $2), $3, NULL)"},
    {"overlaps", 4,
     "CASE WHEN " START1 " > " START2 " THEN " START1 " < (" END2 ") WHEN " START1 " < " START2 " THEN " START2
     " < (" END1 ") WHEN (" END1 ") IS NOT NULL AND (" END2 ") IS NOT NULL THEN true END"},
    {"width_bucket", 4,
     "CASE WHEN $2 < $3 THEN CASE WHEN $1 < $2 THEN 0 WHEN $1 >= $3 THEN $4 + 1 WHEN $1 IS NOT NULL THEN "
     "CAST(floor(1.0 * ($1 - $2) * $4 / ($3 - $2)) AS integer) + 1 END WHEN $2 > $3 THEN CASE WHEN $1 > $2 THEN 0 "
     "WHEN $1 <= $3 THEN $4 + 1 WHEN $1 IS NOT NULL THEN CAST(floor(1.0 * ($2 - $1) * $4 / ($2 - $3)) AS integer) + 1 "
     "END END"},
};

/* $1 and $2 are the sides; of a prefix operator, $2 alone. */
static const struct {
    const char *name;
    bool prefix;
    const char *sql;
} operators[] = {
    {"@", true, "abs($2)"},
    {"|/", true, "sqrt($2)"},
    {"||/", true, "cbrt($2)"},
    {"~", true, "(-1 - $2)"},
    {"^@", false, "starts_with($1, $2)"},
};

/* An argument that stands there twice must not be another value each time. */
static bool
can_stand(const char *sql, size_t n, const sk_node *const *args)
{
    for (size_t i = 0; i < n; i++) {
        const char name[] = {'$', (char)('1' + i), '\0'}, *first = strstr(sql, name);
        if (first && strstr(first + 1, name) && sk_print_is_volatile(args[i]))
            return false;
    }
    return true;
}

/* jsonb_extract_path(document, 'a', 'b') is document #> '{a,b}'. */
static const sk_node *
path_call(struct sk_printer *p, const char *name, const PgQuery__FuncCall *call)
{
    struct sk_text *path = sk_text_new(p->tmp);
    if (strncmp(name, "json_extract_path", 17) != 0 && strncmp(name, "jsonb_extract_path", 18) != 0)
        return NULL;
    for (size_t i = 1; i < call->n_args; i++) {
        const char *step = sk_constant_text(call->args[i]);
        if (!step || !*step || strpbrk(step, ",{}\\\" '"))
            return NULL;
        sk_text_addf(path, "%s%s", i > 1 ? "," : "", step);
    }
    const char *op = strcmp(name + strlen(name) - 5, "_text") == 0 ? "#>>" : "#>";
    return path->len ? sk_pg_made(p->tmp, sk_printf(p->tmp, "($1 %s '{%s}')", op, path->data), 1,
                                  (const sk_node *const *)call->args)
                     : NULL;
}

/* The characters of a constant, as an array. */
static const sk_node *
written_out(struct sk_printer *p, const char *text)
{
    struct sk_text *sql = sk_text_new(p->tmp);
    sk_text_add(sql, "ARRAY[");
    do {
        size_t n = *text ? 1 : 0;
        while (n && ((unsigned char)text[n] & 0xC0) == 0x80)
            n++;
        sk_text_add(sql, sql->len > strlen("ARRAY[") ? ", " : "");
        sk_text_literal(sql, sk_strndup(p->tmp, text, n));
        text += n;
    } while (*text);
    sk_text_add(sql, "]");
    return sk_pg_made(p->tmp, sql->data, 0, NULL);
}

/* regexp_split_to_array(text, ''): its characters. */
static const sk_node *
characters(struct sk_printer *p, const char *name, const PgQuery__FuncCall *call)
{
    const char *pattern = call->n_args == 2 ? sk_constant_text(call->args[1]) : NULL;
    if (strcmp(name, "regexp_split_to_array") != 0 || !pattern || *pattern || sk_print_is_volatile(call->args[0]))
        return NULL;
    const sk_node *text = sk_pg_uncast(call->args[0]);
    if (sk_constant_text(text))
        return written_out(p, sk_constant_text(text));
    return sk_pg_made(p->tmp,
                      "CASE WHEN $1 IS NOT NULL THEN ARRAY(SELECT substr($1, skein_place, 1) FROM generate_series(1, "
                      "GREATEST(length($1), 1)) AS skein_place ORDER BY skein_place) END",
                      1, (const sk_node *const *)call->args);
}

/* regexp_match(text, pattern) as a whole: its parts, or all that has matched. */
static const sk_node *
match(struct sk_printer *p, const char *name, const PgQuery__FuncCall *call)
{
    bool is = call->n_args == 2 && strcmp(name, "regexp_match") == 0;
    const char *pattern = is ? sk_constant_text(call->args[1]) : NULL;
    if (!pattern || sk_print_is_volatile(call->args[0]))
        return NULL;
    struct sk_text *sql = sk_text_new(p->tmp);
    unsigned n = 0;
    while (sk_regex_only_part(p->tmp, pattern, n + 1))
        n++;
    if (n > 99)
        return NULL;
    sk_text_add(sql, n ? "CASE WHEN $1 ~ $2 THEN ARRAY[" : "CASE WHEN $1 ~ $2 THEN ARRAY[substring($1, $2)");
    for (unsigned i = 1; i <= n; i++)
        sk_text_addf(sql, "%s(regexp_match($1, $2))[%u]", i > 1 ? ", " : "", i);
    sk_text_add(sql, "] END");
    return sk_pg_made(p->tmp, sql->data, 2, (const sk_node *const *)call->args);
}

/* No letter before U+0300 is another one in NFC, and none of ASCII in any form (Unicode's annex 15, 4 and 9): a text of
 * such is as it was. Another one ends the statement. */
static const sk_node *
normalized(struct sk_printer *p, const char *name, const PgQuery__FuncCall *call)
{
    const char *form = call->n_args > 1 ? sk_constant_text(call->args[1]) : "NFC";
    if (strcmp(name, "normalize") != 0 || !call->n_args || !form || !p->runs_once)
        return NULL;
    const char *first = strcasecmp(form, "NFC") == 0 ? "\xCC\x80" : "\xC2\x80", *last = "\xF4\x8F\xBF\xBF";
    const char *sql = sk_printf(p->tmp, "CASE WHEN $1 ~ '[%s-%s]' THEN CAST(CAST('normalize() of ' || $1 AS integer) AS "
                                        "text) ELSE $1 END", first, last);
    return sk_pg_made(p->tmp, sql, 1, (const sk_node *const *)call->args);
}

const sk_node *
sk_print_defined_call(struct sk_printer *p, const char *name, const PgQuery__FuncCall *call)
{
    bool plain = !call->agg_filter && !call->agg_distinct && !call->over && !call->n_agg_order && !call->agg_star &&
                 !call->agg_within_group;
    for (size_t i = 0; i < call->n_args; i++)
        plain = plain && call->args[i]->node_case != SK_NODE(NAMED_ARG_EXPR);
    const sk_node *array = plain ? characters(p, name, call) : NULL;
    array = array || !plain ? array : match(p, name, call);
    array = array || !plain ? array : normalized(p, name, call);
    if (array)
        return array;
    for (size_t i = 0; plain && i < sizeof functions / sizeof *functions; i++)
        if (strcmp(functions[i].name, name) == 0 && functions[i].n_args == call->n_args)
            return can_stand(functions[i].sql, call->n_args, (const sk_node *const *)call->args)
                       ? sk_pg_made(p->tmp, functions[i].sql, call->n_args, (const sk_node *const *)call->args)
                       : NULL;
    return plain ? path_call(p, name, call) : NULL;
}

/* (row).field: a part of the text that the engines keep of a row, as the field's type. */
static const sk_node *
field_of_row(struct sk_printer *p, const PgQuery__AIndirection *part)
{
    size_t place;
    struct sk_type type = sk_scope_type(p->scope, part->arg);
    bool named = part->n_indirection == 1 && part->indirection[0]->node_case == SK_NODE(STRING);
    const struct sk_column *field =
        named ? sk_scope_field(p->scope, &type, sk_node_string(part->indirection[0]), &place) : NULL;
    if (!field || sk_catalog_type(p->catalog, type.schema, type.name)->reshaped)
        return NULL;
    sk_node *text =
        sk_pg_made(p->tmp, sk_printf(p->tmp, "skein_field($1, %zu)", place), 1, (const sk_node *const *)&part->arg);
    return sk_pg_cast_node(p->tmp, text, &field->type);
}

/* The n-th part of the match of `text`: of the outermost part's text, the one within it. */
static const sk_node *
part_of_match(struct sk_printer *p, const sk_node *text, const char *pattern, unsigned n)
{
    struct sk_regex_around around;
    bool within = sk_regex_part_around(&around, p->tmp, pattern, n);
    const char *only = within ? around.whole : sk_regex_only_part(p->tmp, pattern, n);
    sk_node *constant = sk_pg_made(p->tmp, "''", 0, NULL);
    constant->a_const->sval->sval = sk_strdup(p->tmp, only ? only : pattern);
    const sk_node *args[] = {text, constant};
    const sk_node *made = sk_pg_made(
        p->tmp, within && around.maybe ? "NULLIF(substring($1, $2), '')" : "substring($1, $2)", 2, args);
    return within && around.inner ? part_of_match(p, made, around.inner, around.n) : made;
}

/* (regexp_match(text, pattern))[1] is what substring() gives of the pattern: its first part, or all of it. */
const sk_node *
sk_print_defined_part(struct sk_printer *p, const PgQuery__AIndirection *part)
{
    const PgQuery__FuncCall *call = part->arg->node_case == SK_NODE(FUNC_CALL) ? part->arg->func_call : NULL;
    const sk_node *field = field_of_row(p, part);
    if (field)
        return field;
    const PgQuery__AIndices *index = part->n_indirection == 1 && part->indirection[0]->node_case == SK_NODE(A_INDICES)
                                         ? part->indirection[0]->a_indices
                                         : NULL;
    int64_t n;
    if (!call || call->n_args != 2 || !index || index->is_slice || !sk_print_known_number(index->uidx, &n) || n < 1 ||
        n > 99 || strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), "regexp_match") != 0)
        return NULL;
    const char *pattern = sk_constant_text(call->args[1]);
    if (pattern && n > 1 && !sk_regex_only_part(p->tmp, pattern, (unsigned)n))
        return sk_pg_made(p->tmp, "CAST(NULL AS text)", 0, NULL);
    return pattern ? part_of_match(p, call->args[0], pattern, (unsigned)n) : NULL;
}

const sk_node *
sk_print_part_of_match(struct sk_printer *p, const char *name, const PgQuery__FuncCall *call)
{
    const char *pattern = call->n_args == 2 && strcmp(name, "substring") == 0 ? sk_constant_text(call->args[1]) : NULL;
    struct sk_regex_around around;
    return pattern && sk_regex_part_around(&around, p->tmp, pattern, 1) ? part_of_match(p, call->args[0], pattern, 1)
                                                                        : NULL;
}

/* document ?| ARRAY['a', 'b']: one of them; ?&: all of them */
static const sk_node *
keys_there(struct sk_printer *p, const char *op, const PgQuery__AExpr *e)
{
    const sk_node *array = sk_pg_uncast(e->rexpr);
    bool all = strcmp(op, "?&") == 0;
    if (!e->lexpr || (!all && strcmp(op, "?|") != 0) || array->node_case != SK_NODE(A_ARRAY_EXPR) ||
        !array->a_array_expr->n_elements)
        return NULL;
    const sk_node *made = NULL;
    for (size_t i = 0; i < array->a_array_expr->n_elements; i++) {
        const sk_node *args[] = {e->lexpr, array->a_array_expr->elements[i], made};
        const char *joined = all ? "($3 AND $1 ? $2)" : "($3 OR $1 ? $2)";
        made = sk_pg_made(p->tmp, made ? joined : "($1 ? $2)", made ? 3 : 2, args);
    }
    return made;
}

const sk_node *
sk_print_defined_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e)
{
    const sk_node *args[] = {e->lexpr ? e->lexpr : e->rexpr, e->rexpr};
    struct sk_type right = sk_scope_type(p->scope, e->rexpr);
    bool document = e->lexpr && (sk_type_is_json(&right) || sk_constant_text(e->rexpr));
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (strcmp(operators[i].name, op) == 0 && operators[i].prefix == !e->lexpr)
            return sk_pg_made(p->tmp, operators[i].sql, 2, args);
    struct sk_type left = e->lexpr ? sk_scope_type(p->scope, e->lexpr) : sk_scope_unknown;
    if (strcmp(op, "<@") == 0 && document && sk_type_is_json(&left) && !sk_constant_text(e->lexpr)) {
        const sk_node *turned[] = {e->rexpr, e->lexpr};
        return sk_type_is_json(&right) ? sk_pg_made(p->tmp, "($1 @> $2)", 2, turned) : NULL;
    }
    return keys_there(p, op, e);
}
