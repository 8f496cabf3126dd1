/*
 * dialects/sqlite/functions.c - PostgreSQL's functions and operators on SQLite. Most are rows of a table; see
 * dialects/common/printer.h for what a template says. Sources: the PostgreSQL manual, chapter 9;
 * sqlite.org/lang_corefunc, lang_datefunc, json1, lang_aggfunc.
 */
#include <ctype.h>
#include <string.h>

#include "dialects/common/counters.h"
#include "dialects/sqlite/sqlite.h"

#define NOW SK_SQLITE_NOW
#define UUID                                                                                       \
    "(lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || "  \
    "substr('89ab', 1 + (abs(random()) % 4), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))"

/* SQLite's clock has milliseconds, and one time for a statement: the rest is chance. */
#define MILLISECONDS "CAST(strftime('%s', 'now') || substr(strftime('%f', 'now'), 4) AS INTEGER)"
#define UUID7                                                                                                          \
    "(lower(printf('%08x-%04x-7', " MILLISECONDS " >> 16, " MILLISECONDS " & 65535) || substr(hex(randomblob(2)), 2) " \
    "|| '-' || substr('89ab', 1 + (abs(random()) % 4), 1) || substr(hex(randomblob(2)), 2) || '-' || "                 \
    "hex(randomblob(6))))"

/* to_timestamp(seconds), whose fraction strftime() would cut off at the third digit. */
#define EPOCH_ALL "CAST(round(1000000 * $1) AS INTEGER)"
#define EPOCH_PART "((" EPOCH_ALL " % 1000000 + 1000000) % 1000000)"
#define SINCE_EPOCH                                                                                                    \
    "(strftime('%Y-%m-%d %H:%M:%S', (" EPOCH_ALL " - " EPOCH_PART ") / 1000000, 'unixepoch') || "                       \
    "rtrim(rtrim(printf('.%06d', " EPOCH_PART "), '0'), '.'))"

/* ---- functions ------------------------------------------------------------------------------------------------ */

static enum sk_status
num_nonnulls(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    bool nulls = strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), "num_nulls") == 0;
    enum sk_status status = SK_OK;
    sk_text_add(p->out, "(");
    for (size_t i = 0; i < call->n_args && !status; i++) {
        sk_text_add(p->out, i ? " + (" : "(");
        status = sk_print_expr(p, call->args[i]);
        sk_text_add(p->out, nulls ? " IS NULL)" : " IS NOT NULL)");
    }
    sk_text_add(p->out, ")");
    return status;
}

static bool
is_broken(const struct sk_printer *p, const sk_node *node)
{
    struct sk_type type = sk_scope_type(p->scope, node);
    return !type.dimensions &&
           (type.kind == SK_TYPE_NUMERIC || type.kind == SK_TYPE_REAL || type.kind == SK_TYPE_DOUBLE);
}

static const char *
modulo_of(const struct sk_printer *p, const sk_node *a, const sk_node *b)
{
    return is_broken(p, a) || is_broken(p, b) ? "mod($1, $2)" : "($1 % $2)";
}

static enum sk_status
modulo(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return sk_print_template(p, modulo_of(p, call->args[0], call->args[1]), 2, (const sk_node *const *)call->args);
}

/* The blanks of a char(n) count, which are not kept. */
static enum sk_status
octet_length(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const sk_node *padded = sk_print_padded(p, call->args[0]);
    return sk_print_template(p, "length(CAST($1 AS BLOB))", 1, &padded);
}

/* PostgreSQL has round() of an integer as that of a double, and shows the cast: it is whole already. */
static enum sk_status
whole(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const sk_node *number = call->args[0];
    const struct sk_type type = sk_scope_type(p->scope, number);
    bool cast = type.kind == SK_TYPE_DOUBLE && number->node_case == SK_NODE(TYPE_CAST);
    const struct sk_type within = cast ? sk_scope_type(p->scope, number->type_cast->arg) : type;
    enum sk_status status;
    if (cast && sk_type_is_integer(&within))
        return sk_print_template(p, "round($1)", 1, (const sk_node *const *)&number->type_cast->arg);
    if (type.kind != SK_TYPE_DOUBLE && type.kind != SK_TYPE_REAL)
        return sk_print_template(p, "round($1)", 1, &number);
    const char *value = sk_print_apart(p, call->args[0], &status);
    if (!status)
        sk_sqlite_fill(p->out, SK_SQLITE_EVEN, value);
    return status;
}

static const char *
negative_or_not(struct sk_printer *p, const sk_node *node, const char *positive, const char *negative)
{
    long n;
    if (sk_pg_known_integer(node, &n))
        return n > 0 ? positive : n ? negative : "substr($1, 1, 0)";
    return sk_printf(p->tmp, "CASE WHEN $2 > 0 THEN %s WHEN $2 < 0 THEN %s WHEN $2 = 0 THEN substr($1, 1, 0) END", positive,
                     negative);
}

/* To tens, hundreds ...: SQLite's round() knows digits behind the point alone. */
static const char *
to_digits(struct sk_printer *p, const sk_node *digits, const char *function, const char *behind)
{
    long n;
    if (sk_pg_known_integer(digits, &n))
        return n < 0 ? sk_printf(p->tmp, "(%s($1 / 1e%ld) * 1e%ld)", function, -n, -n) : behind;
    return sk_printf(p->tmp, "iif($2 < 0, %s($1 * 1.0 / pow(10, -($2))) * pow(10, -($2)), %s)", function, behind);
}

static enum sk_status
rounded(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *template = to_digits(p, call->args[1], "round", "round($1, $2)");
    return sk_print_template(p, template, 2, (const sk_node *const *)call->args);
}

static enum sk_status
truncated(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *template =
        to_digits(p, call->args[1], "trunc", "(trunc(round($1 * pow(10, $2), 7)) / pow(10, $2))");
    return sk_print_template(p, template, 2, (const sk_node *const *)call->args);
}

/* left(text, -n) is all but the last n characters, right(text, -n) all but the first. */
static enum sk_status
left(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *template =
        negative_or_not(p, call->args[1], "substr($1, 1, $2)", "substr($1, 1, max(0, length($1) + ($2)))");
    return sk_print_template(p, template, 2, (const sk_node *const *)call->args);
}

static enum sk_status
right(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *template = negative_or_not(p, call->args[1], "substr($1, -($2))", "substr($1, 1 - ($2))");
    return sk_print_template(p, template, 2, (const sk_node *const *)call->args);
}

#define FILL(n, with)                                                                                                  \
    "substr(replace(hex(zeroblob(max(0, (" n ") - length($1)))), '00', " with "), 1, max(0, (" n ") - length($1)))"
/* With one character, to a length that is known: the text is wanted less often. */
static enum sk_status
pad(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *with = call->n_args > 2 ? sk_constant_text(call->args[2]) : " ";
    bool left = strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), "lpad") == 0;
    long n;
    if (!sk_pg_known_integer(call->args[1], &n))
        n = 0;
    const char *template = left ? "(" FILL("$2", "$3") " || substr($1, 1, $2))" : "(substr($1, 1, $2) || " FILL("$2", "$3") ")";
    if (with && strlen(with) == 1 && isalnum((unsigned char)*with) && n > 0 && n <= 64) {
        char fill[65] = {0};
        memset(fill, *with, (size_t)n);
        template = left ? sk_printf(p->tmp, "substr('%s' || $1, -max(%ld, length($1)), %ld)", fill, n, n)
                        : sk_printf(p->tmp, "substr($1 || '%s', 1, %ld)", fill, n);
    }
    const sk_node *args[] = {call->args[0], call->args[1], call->n_args > 2 ? call->args[2] : NULL};
    args[2] = args[2] ? args[2] : sk_pg_made(p->tmp, "' '", 0, NULL);
    return sk_print_template(p, template, 3, args);
}

#define INITCAP                                                                                    \
    "(WITH RECURSIVE r(s, t, start) AS (SELECT $1, '', 1 UNION ALL SELECT substr(s, 2), "          \
    "t || CASE WHEN start THEN upper(substr(s, 1, 1)) ELSE lower(substr(s, 1, 1)) END, "           \
    "substr(s, 1, 1) GLOB '[^0-9A-Za-z]' FROM r WHERE s <> '') SELECT t FROM r WHERE s = '')"
#define REVERSE                                                                                    \
    "(WITH RECURSIVE r(s, t) AS (SELECT $1, '' UNION ALL SELECT substr(s, 2), substr(s, 1, 1) || t FROM r "  \
    "WHERE s <> '') SELECT t FROM r WHERE s = '')"
#define SPLIT "('[' || replace(json_quote(CAST($1 AS TEXT)), $2, '\",\"') || ']')"
static enum sk_status
string_to_array(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    if (sk_node_is_null(sk_pg_uncast(call->args[1])))
        return sk_print_unsupported(p, call->args[1], SK_PRINT_EACH_CHARACTER, p->rules->dialect);
    return sk_print_template(p, "CASE WHEN $1 = '' THEN '[]' WHEN $1 IS NOT NULL THEN " SPLIT " END", 2,
                             (const sk_node *const *)call->args);
}

#define PART(at) "coalesce(json_extract(" SPLIT ", '$[' || " at " || ']'), substr($1 || $2 || $3, 1, 0))"

/* The n-th part, or the n-th from the end. */
static enum sk_status
split_part(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    long n;
    const char *template = !sk_pg_known_integer(call->args[2], &n) ? PART("iif($3 < 0, '#' || $3, $3 - 1)")
                           : n < 0                      ? PART("'#' || $3")
                                                        : PART("($3 - 1)");
    return sk_print_template(p, template, 3, (const sk_node *const *)call->args);
}

/* One after another is taken out; those of arrays stay. */
#define OF_NULL "FROM json_tree(j) WHERE type = 'null' AND typeof(key) = 'text'"
#define STRIPPED                                                                                         \
    "(WITH RECURSIVE r(j, n) AS (SELECT $1, 0 UNION ALL SELECT json_remove(j, (SELECT fullkey " OF_NULL  \
    " LIMIT 1)), n + 1 FROM r WHERE EXISTS (SELECT 1 " OF_NULL ")) SELECT j FROM r ORDER BY n DESC LIMIT 1)"

/* A field of a row's text: what is left of it, the fields before, within quotes, the value so far. */
#define FIELD                                                                                                          \
    "(WITH RECURSIVE skein_r (s, k, q, v) AS (SELECT substr(x, 2, length(x) - 2) || ',', 0, 0, NULL FROM (SELECT $1 AS x) "   \
    "WHERE x IS NOT NULL UNION ALL SELECT substr(s, CASE WHEN substr(s, 1, 1) = '\\' OR (q AND substr(s, 1, 2) = "     \
    "'\"\"') THEN 3 ELSE 2 END), k + (NOT q AND substr(s, 1, 1) = ','), CASE WHEN substr(s, 1, 1) = '\"' AND NOT (q " \
    "AND substr(s, 1, 2) = '\"\"') THEN NOT q ELSE q END, CASE WHEN substr(s, 1, 1) = ',' AND NOT q THEN NULL ELSE "    \
    "coalesce(v, '') || CASE WHEN substr(s, 1, 1) = '\\' OR (q AND substr(s, 1, 2) = '\"\"') THEN substr(s, 2, 1) "   \
    "WHEN substr(s, 1, 1) = '\"' THEN '' ELSE substr(s, 1, 1) END END FROM skein_r WHERE s <> '') SELECT v FROM skein_r WHERE "     \
    "k = $2 AND NOT q AND substr(s, 1, 1) = ',' LIMIT 1)"

static enum sk_status
user_name(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    (void)call;
    p->note = "sqlite has no users: whoever works with it is called \"sqlite\"";
    sk_text_add(p->out, "'sqlite'");
    return SK_OK;
}

const struct sk_function_rule sk_sqlite_functions[] = {
    {"now", 0, NOW, NULL},
    {"currval", 1, NULL, sk_sqlite_currval},
    {"enum_range", 1, NULL, sk_print_labels},
    {"enum_first", 1, NULL, sk_print_labels},
    {"enum_last", 1, NULL, sk_print_labels},
    {"nextval", 1, NULL, sk_print_nextval},
    {"clock_timestamp", 0, NOW, NULL},
    {"statement_timestamp", 0, NOW, NULL},
    {"transaction_timestamp", 0, NOW, NULL},
    {"date_trunc", 2, NULL, sk_sqlite_date_trunc},
    {"extract", 2, NULL, sk_sqlite_extract},
    {"date_part", 2, NULL, sk_sqlite_extract},
    {"timezone", 2, NULL, sk_sqlite_timezone},
    {"to_char", 2, NULL, sk_sqlite_to_char},
    {"make_date", 3, "CASE WHEN $1 + $2 + $3 IS NOT NULL THEN printf('%04d-%02d-%02d', $1, $2, $3) END", NULL},
    {"to_date", 2, NULL, sk_sqlite_to_time},
    {"to_timestamp", 2, NULL, sk_sqlite_to_time},
    {"to_timestamp", 1, SINCE_EPOCH, NULL},
    {"gen_random_uuid", 0, UUID, NULL},
    {"uuidv4", 0, UUID, NULL},
    {"uuidv7", 0, UUID7, NULL},
    {"uuid_generate_v4", 0, UUID, NULL},
    {"uuid_generate_v1mc", 0, UUID, NULL},
    {"uuid_generate_v1", 0, UUID, NULL},
    {"skein_is_json", 1, "CASE WHEN $1 IS NOT NULL THEN json_valid($1) END", NULL},
    {"skein_raise", 1, "json_extract('{}', '!' || ($1))", NULL}, /* no path begins so: the error shows it */
    {"uuid_nil", 0, "('00000000-0000-0000-0000-000000000000')", NULL},
    {"gen_random_bytes", 1, "randomblob", NULL},
    {"decode", 2, NULL, sk_sqlite_decode},
    {"current_setting", 1, NULL, sk_print_setting},
    {"current_setting", 2, NULL, sk_print_setting},
    {"date", 1, "date", NULL},
    {"random", 0, "(0.5 + random() / 18446744073709551616.0)", NULL},
    {"count", -1, "count", NULL},
    {"sum", 1, "sum", NULL},
    {"avg", 1, "avg", NULL},
    {"min", 1, "min", NULL},
    {"max", 1, "max", NULL},
    {"bool_and", 1, "min", NULL},
    {"every", 1, "min", NULL},
    {"bool_or", 1, "max", NULL},
    {"string_agg", 2, NULL, sk_sqlite_string_agg},
    {"array_agg", 1, NULL, sk_sqlite_json_agg},
    {"json_agg", 1, NULL, sk_sqlite_json_agg},
    {"jsonb_agg", 1, NULL, sk_sqlite_json_agg},
    {"json_object_agg", 2, NULL, sk_sqlite_json_object_agg},
    {"jsonb_object_agg", 2, NULL, sk_sqlite_json_object_agg},
    {"json_build_object", -1, NULL, sk_sqlite_json_object},
    {"jsonb_build_object", -1, NULL, sk_sqlite_json_object},
    {"jsonb_set", 3, NULL, sk_sqlite_json_set},
    {"jsonb_set", 4, NULL, sk_sqlite_json_set},
    {"jsonb_insert", 3, NULL, sk_sqlite_json_insert},
    {"json_build_array", -1, NULL, sk_sqlite_json_array},
    {"jsonb_build_array", -1, NULL, sk_sqlite_json_array},
    {"jsonb_strip_nulls", 1, STRIPPED, NULL},
    {"json_strip_nulls", 1, STRIPPED, NULL},
    {"json_array_length", 1, "json_array_length", NULL},
    {"jsonb_array_length", 1, "json_array_length", NULL},
    {"json_typeof", 1, "json_type", NULL},
    {"jsonb_typeof", 1, "json_type", NULL},
    {"array_length", 2, "nullif(json_array_length($1), 0)", NULL},
    {"array_upper", 2, "nullif(json_array_length($1), 0)", NULL},
    {"array_cat", 2,
     "CASE WHEN coalesce($1, $2) IS NOT NULL THEN (SELECT json_group_array(value) FROM (SELECT value FROM "
     "json_each(coalesce($1, '[]')) UNION ALL SELECT value FROM json_each(coalesce($2, '[]')))) END",
     NULL},
    {"array_replace", 3,
     "CASE WHEN $1 IS NOT NULL THEN (SELECT json_group_array(CASE WHEN value IS $2 THEN $3 ELSE value END) FROM "
     "json_each($1)) END",
     NULL},
    {"array_to_json", 1, "json", NULL},
    {"cardinality", 1, "json_array_length", NULL},
    {"array_append", 2, "json_insert(coalesce($1, '[]'), '$[#]', $2)", NULL},
    {"array_prepend", 2, "(SELECT json_group_array(v) FROM (SELECT $1 AS v UNION ALL SELECT value FROM json_each($2)))",
     NULL},
    {"array_remove", 2,
     "CASE WHEN $1 IS NOT NULL THEN (SELECT json_group_array(value) FROM json_each($1) WHERE value IS NOT $2) END", NULL},
    {"array_position", 2, "(SELECT key + 1 FROM json_each($1) WHERE value = $2 ORDER BY key LIMIT 1)", NULL},
    {"string_to_array", 2, NULL, string_to_array},
    {"row_to_json", 1, NULL, sk_sqlite_to_json},
    {"to_json", 1, NULL, sk_sqlite_to_json},
    {"to_jsonb", 1, NULL, sk_sqlite_to_json},
    {"array_to_string", 2, NULL, sk_sqlite_array_to_string},
    {"length", 1, "length", NULL},
    {"char_length", 1, "length", NULL},
    {"character_length", 1, "length", NULL},
    {"bit_length", 1, "(length(CAST($1 AS BLOB)) * 8)", NULL},
    {"convert_to", 2, "CAST($1 AS BLOB)", NULL},
    {"convert_from", 2, "CAST($1 AS TEXT)", NULL},
    {"octet_length", 1, NULL, octet_length},
    {"lower", 1, "lower", NULL},
    {"upper", 1, "upper", NULL},
    {"initcap", 1, INITCAP, NULL},
    {"reverse", 1, REVERSE, NULL},
    {"btrim", -1, "trim", NULL},
    {"trim", -1, "trim", NULL},
    {"ltrim", -1, "ltrim", NULL},
    {"rtrim", -1, "rtrim", NULL},
    {"replace", 3, "replace", NULL},
    {"regexp_substr", 2, NULL, sk_sqlite_regexp_substr},
    {"regexp_replace", 3, NULL, sk_sqlite_regexp_replace},
    {"regexp_replace", 4, NULL, sk_sqlite_regexp_replace},
    {"to_tsvector", -1, NULL, sk_print_lexemes},
    {"unaccent", -1, NULL, sk_print_unaccented},
    {"setweight", 2, "($1)", NULL},
    {"substring", 2, NULL, sk_sqlite_substring},
    {"substring", 3, NULL, sk_sqlite_substring},
    {"substr", -1, NULL, sk_sqlite_substring},
    {"left", 2, NULL, left},
    {"right", 2, NULL, right},
    {"lpad", 2, NULL, pad},
    {"lpad", 3, NULL, pad},
    {"rpad", 2, NULL, pad},
    {"rpad", 3, NULL, pad},
    {"split_part", 3, NULL, split_part},
    {"overlay", 3, "(substr($1, 1, $3 - 1) || $2 || substr($1, $3 + length($2)))", NULL},
    {"overlay", 4, "(substr($1, 1, $3 - 1) || $2 || substr($1, max($3 + $4, 1)))", NULL},
    {"starts_with", 2, "(substr($1, 1, length($2)) = $2)", NULL},
    {"translate", 3, NULL, sk_sqlite_translate},
    {"format", -1, NULL, sk_sqlite_format},
    {"position", 2, "instr", NULL},
    {"strpos", 2, "instr", NULL},
    {"concat", -1, NULL, sk_sqlite_concat},
    {"concat_ws", -1, NULL, sk_sqlite_concat_ws},
    {"chr", 1, "CASE WHEN $1 IS NOT NULL THEN char($1) END", NULL},
    {"ascii", 1, "CASE WHEN $1 = '' THEN 0 ELSE unicode($1) END", NULL},
    {"skein_quoted", 1, "CASE WHEN $1 IS NOT NULL THEN quote($1) END", NULL},
    {"repeat", 2, "CASE WHEN $2 IS NOT NULL THEN replace(hex(zeroblob($2)), '00', $1) END", NULL},
    {"encode", 2, NULL, sk_sqlite_encode},
    {"get_byte", 2, NULL, sk_sqlite_get_byte},
    {"set_byte", 3, NULL, sk_sqlite_set_byte},
    {"skein_bytes", 2, NULL, sk_sqlite_bytes},
    {"skein_digits", 1, "CASE WHEN $1 IS NOT NULL THEN lower(hex($1)) END", NULL},
    {"skein_hex", 2, "printf('%0$2x', $1)", NULL},
    {"skein_field", 2, FIELD, NULL},
    {"skein_digit", 2, "substr($2, instr('0123456789abcdef', $1), 1)", NULL},
    {"skein_months", 1, sk_sqlite_months, NULL},
    {"skein_days", 1, sk_sqlite_days, NULL},
    {"skein_micros", 1, sk_sqlite_micros, NULL},
    {"skein_span", 1, sk_sqlite_span, NULL},
    {"skein_seconds", 1, "($1 / 1000000.0)", NULL},
    {"skein_ranked", 2, "(printf('%020d', $1 + 4611686018427387904) || $2)", NULL},
    {"skein_whole", 1, "CAST($1 AS INTEGER)", NULL},
    {"skein_rounded", 1, "CAST(round($1) AS INTEGER)", NULL},
    {"skein_fraction", 1, "mod($1, 1)", NULL},
    {"skein_interval", 3, NULL, sk_sqlite_interval},
    {"skein_between", 2, NULL, sk_sqlite_between},
    {"skein_moved", 4, NULL, sk_sqlite_moved},
    {"abs", 1, "abs", NULL},
    {"round", 1, NULL, whole},
    {"round", 2, NULL, rounded},
    {"ceil", 1, "ceil", NULL},
    {"ceiling", 1, "ceil", NULL},
    {"floor", 1, "floor", NULL},
    {"trunc", 1, "trunc", NULL},
    {"mod", 2, NULL, modulo},
    {"power", 2, "pow", NULL},
    {"md5", 1, NULL, sk_sqlite_md5},
    {"sha224", 1, NULL, sk_sqlite_sha2},
    {"sha256", 1, NULL, sk_sqlite_sha2},
    {"sha384", 1, NULL, sk_sqlite_sha2},
    {"sha512", 1, NULL, sk_sqlite_sha2},
    {"digest", 2, NULL, sk_sqlite_sha2},
    {"pow", 2, "pow", NULL},
    {"log", 1, "log10", NULL},
    {"log10", 1, "log10", NULL},
    {"log", 2, "log", NULL},
    {"pi", 0, "pi", NULL},
    {"sin", 1, "sin", NULL},
    {"cos", 1, "cos", NULL},
    {"tan", 1, "tan", NULL},
    {"asin", 1, "asin", NULL},
    {"acos", 1, "acos", NULL},
    {"atan", 1, "atan", NULL},
    {"atan2", 2, "atan2", NULL},
    {"degrees", 1, "degrees", NULL},
    {"radians", 1, "radians", NULL},
    {"div", 2, "trunc($1 * 1.0 / $2)", NULL},
    {"trunc", 2, NULL, truncated},
    {"cbrt", 1, "(sign($1) * pow(abs($1), 1.0 / 3))", NULL},
    {"sqrt", 1, "sqrt", NULL},
    {"sign", 1, "sign", NULL},
    {"ln", 1, "ln", NULL},
    {"exp", 1, "exp", NULL},
    {"num_nonnulls", -1, NULL, num_nonnulls},
    {"num_nulls", -1, NULL, num_nonnulls},
    {"to_hex", 1, "CASE WHEN $1 IS NOT NULL THEN printf('%x', $1) END", NULL},
    {"uuid_in", 1, "lower($1)", NULL},
    {"text2ltree", 1, "($1)", NULL},
    {"ltree2text", 1, "($1)", NULL},
    {"nlevel", 1, "CASE WHEN $1 = '' THEN 0 ELSE length($1) - length(replace($1, '.', '')) + 1 END", NULL},
    {"nullif", 2, "nullif", NULL},
    {"row_number", 0, "row_number", NULL},
    {"rank", 0, "rank", NULL},
    {"dense_rank", 0, "dense_rank", NULL},
    {"percent_rank", 0, "percent_rank", NULL},
    {"cume_dist", 0, "cume_dist", NULL},
    {"ntile", 1, "ntile", NULL},
    {"lag", -1, "lag", NULL},
    {"lead", -1, "lead", NULL},
    {"first_value", 1, "first_value", NULL},
    {"last_value", 1, "last_value", NULL},
    {"nth_value", 2, "nth_value", NULL},
    {"version", 0, "sqlite_version()", NULL},
    {"current_user", 0, NULL, user_name}, /* as pg_dump has written it */
    {"session_user", 0, NULL, user_name},
    {NULL, 0, NULL, NULL},
};

/* ---- operators ------------------------------------------------------------------------------------------------ */

static const struct sk_operator_rule operators[] = {
    {"^", "pow($1, $2)"},
    {"#", "(($1 | $2) - ($1 & $2))"},
    {NULL, NULL},
};

/* A numeric that holds a whole number is an integer to SQLite, which divides it as such. */
static bool
division(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status)
{
    const sk_node *args[] = {e->lexpr, e->rexpr};
    if (!e->lexpr || (strcmp(op, "/") != 0 && strcmp(op, "%") != 0) ||
        (!is_broken(p, e->lexpr) && !is_broken(p, e->rexpr)))
        return false;
    *status = sk_print_template(p, *op == '/' ? "($1 * 1.0 / $2)" : modulo_of(p, e->lexpr, e->rexpr), 2, args);
    return true;
}

static bool
operator_fn(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status)
{
    return sk_sqlite_time_operator(p, op, e, status) || sk_sqlite_json_operator(p, op, e, status) ||
           sk_print_joined_lexemes(p, op, e, "($1 || ' ' || $2)", status) ||
           sk_sqlite_text_operator(p, op, e, status) || division(p, op, e, status);
}

static enum sk_status
similar_to(struct sk_printer *p, const sk_node *text, const sk_node *pattern, bool negated)
{
    return sk_sqlite_regex(p, text, pattern, false, negated, true);
}

static void
constant(struct sk_printer *p, const char *text)
{
    sk_text_literal(p->out, text);
}

static enum sk_status
value_function(struct sk_printer *p, const PgQuery__SQLValueFunction *value)
{
    switch (value->op) {
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_DATE:
        sk_text_add(p->out, "date('now')");
        return SK_OK;
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME_N:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME_N:
        sk_text_add(p->out, "time('now')");
        return SK_OK;
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP_N:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP_N:
        sk_text_add(p->out, NOW);
        return SK_OK;
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_ROLE:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_USER:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_USER:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_SESSION_USER:
        return user_name(p, NULL);
    default:
        return sk_print_unsupported(p, NULL, "sqlite has no schemas to name");
    }
}

static void
relation(struct sk_text *out, const char *schema, const char *name)
{
    sk_text_ident(out, sk_sqlite_relation(out, schema, name), '"');
}

/* DEFAULT of a column that a trigger fills. */
static const char *
stand_in(struct sk_printer *p, const struct sk_table *table, const struct sk_column *column)
{
    if (sk_sqlite_is_numbered(table, column))
        return sk_sqlite_unnumbered(column);
    return sk_sqlite_late_default(p, table, column) ? sk_sqlite_stand_in(p->catalog, column) : NULL;
}

static bool
counts_itself(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_column *column)
{
    (void)catalog;
    return sk_sqlite_is_rowid(table, column);
}

const struct sk_printer_rules sk_sqlite_rules = {
    .dialect = "sqlite",
    .row_place = "_rowid_",
    .own_reads = SK_OWN_VALUES,
    .has_steps = true,
    .ranges = &sk_sqlite_ranges,
    .quote = '"',
    .greatest = "max",
    .least = "min",
    .same = "($1 IS $2)",
    .other = "($1 IS NOT $2)",
    .no_limit = "-1",
    .has_nulls_order = true,
    .has_filter = true,
    .keeps_digits = true,
    .has_same_names = true,
    .counts_itself = counts_itself,
    .stand_in = stand_in,
    .has_values = true,
    .has_full_join = true,
    .names_elements = true,
    .no_outer_aggregates = true,
    .functions = sk_sqlite_functions,
    .operators = operators,
    .cast = sk_sqlite_cast,
    .literal = sk_sqlite_literal,
    .operator_fn = operator_fn,
    .similar_to = similar_to,
    .value_function = value_function,
    .relation = relation,
    .own_count = sk_sqlite_own_count,
    .constant = constant,
    .like = sk_sqlite_like,
    .array = sk_sqlite_array_of,
    .any_of = sk_sqlite_any_of,
    .beside = sk_sqlite_beside,
    .united = sk_sqlite_united,
    .elements = sk_sqlite_elements,
    .element = sk_sqlite_element,
    .series = sk_sqlite_series,
    .subscript = sk_sqlite_subscript,
    .lateral = sk_sqlite_lateral,
    .lateral_column = sk_sqlite_lateral_column,
};
