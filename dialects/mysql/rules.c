/*
 * dialects/mysql/rules.c - PostgreSQL's functions and operators on MySQL and MariaDB. Most are rows of a table; see
 * dialects/common/printer.h for what a template says. Sources: the PostgreSQL manual, chapter 9; the MySQL manual,
 * chapter 14; mariadb.com/kb, "Built-in Functions".
 */
#include <string.h>

#include "dialects/common/counters.h"
#include "dialects/mysql/physical.h"
#include "dialects/mysql/print.h"

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

/* MariaDB's LAG() and LEAD() take no third argument: where no row is so far away, there is no 1 of it either. */
static enum sk_status
neighbour(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    if (sk_mysql_is_mariadb(p) && call->n_args == 3 && call->over) {
        const char *sql = sk_printf(
            p->tmp, "CASE WHEN %s(1, $2) OVER () IS NULL THEN $3 ELSE %s($1, $2) OVER () END", name, name);
        sk_node *made = sk_pg_made(p->tmp, sql, 3, (const sk_node *const *)call->args);
        made->case_expr->args[0]->case_when->expr->null_test->arg->func_call->over = call->over;
        made->case_expr->defresult->func_call->over = call->over;
        return sk_print_expr(p, made);
    }
    sk_text_add(p->out, strcmp(name, "lag") == 0 ? "LAG(" : "LEAD(");
    enum sk_status status = sk_print_list(p, call->n_args, call->args, ", ");
    sk_text_add(p->out, ")");
    return status ? status : sk_print_call_tail(p, call);
}

/* The servers give unsigned numbers, and of no rows one that is not NULL. */
static enum sk_status
bits(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    bool all = strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), "bit_and") == 0;
    sk_text_add(p->out, "CASE WHEN ");
    enum sk_status status = sk_print_call(p, "COUNT", call);
    sk_text_add(p->out, " > 0 THEN CAST(");
    status = status ? status : sk_print_call(p, all ? "BIT_AND" : "BIT_OR", call);
    sk_text_add(p->out, " AS SIGNED) END");
    return status;
}

/* A column of a recursive query is as wide as what its first rows have in it. A value of the greatest width that its
 * type has: a document is a text on MariaDB, which makes a small constant an INT, too. */
static enum sk_status
wide(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    struct sk_type type = sk_scope_type(p->scope, call->args[0]);
    bool mariadb = sk_mysql_is_mariadb(p), document = type.dimensions || sk_type_is_json(&type);
    bool text = type.kind == SK_TYPE_TEXT || (type.kind == SK_TYPE_VARCHAR && type.length < 0) ||
                (type.kind == SK_TYPE_OTHER && sk_constant_text(call->args[0]));
    const char *template = "$1";
    if (document ? mariadb : text)
        template = sk_printf(p->tmp, "CAST($1 AS CHAR(16777216)) COLLATE %s",
                             document ? "utf8mb4_bin" : sk_mysql_collation(mariadb));
    else if (!document && type.kind == SK_TYPE_NUMERIC && type.scale < 0)
        template = "CAST($1 AS DECIMAL(65,30))";
    else if (type.kind == SK_TYPE_BIGINT && mariadb && !document)
        template = "IF(1, $1, 9223372036854775807)";
    else if (!document && (type.kind == SK_TYPE_TIMESTAMP || type.kind == SK_TYPE_TIMESTAMPTZ))
        template = "CAST($1 AS DATETIME(6))";
    return sk_print_template(p, template, 1, (const sk_node *const *)call->args);
}

/* MySQL 9 repeats in place what a sub-query gives, and does so again where the value is looked at twice. */
static enum sk_status
repeat(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    enum sk_status status = SK_OK;
    const char *text = sk_mysql_is_mariadb(p) ? "" : sk_print_apart(p, call->args[0], &status);
    if (status)
        return status;
    bool query = strstr(text, "(SELECT ");
    return sk_print_template(p, query ? "REPEAT(CONCAT($1, ''), $2)" : "REPEAT($1, $2)", 2,
                             (const sk_node *const *)call->args);
}

/* The blanks of a char(n) count, which a CHAR does not keep. */
static enum sk_status
octet_length(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const sk_node *padded = sk_print_padded(p, call->args[0]);
    return sk_print_template(p, "LENGTH($1)", 1, &padded);
}

/* The servers give 4 decimals more than the values have, PostgreSQL 16 digits at least. */
static enum sk_status
average(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    struct sk_type type = sk_scope_type(p->scope, call->args[0]);
    bool exact = sk_type_is_integer(&type) || type.kind == SK_TYPE_NUMERIC;
    if (!exact)
        return sk_print_call(p, "AVG", call);
    call = sk_print_filtered(p, call);
    sk_text_add(p->out, call->agg_distinct ? "AVG(DISTINCT CAST(" : "AVG(CAST(");
    enum sk_status status = sk_print_expr(p, call->args[0]);
    sk_text_add(p->out, " AS DECIMAL(65,16)))");
    return status ? status : sk_print_call_tail(p, call);
}

/* mod() of a negative number has its sign on all engines. round() to tens and hundreds too. */
#define PARTS "((CHAR_LENGTH($1) - CHAR_LENGTH(REPLACE($1, $2, ''))) DIV CHAR_LENGTH($2) + 1)"
#define SPLIT_PART                                                                                                     \
    "IF($3 > " PARTS " OR -($3) > " PARTS ", LEFT($1, 0), IF($3 > 0, "                                                 \
    "SUBSTRING_INDEX(SUBSTRING_INDEX($1, $2, $3), $2, -1), SUBSTRING_INDEX(SUBSTRING_INDEX($1, $2, $3), $2, 1)))"
#define SPLIT "CONCAT('[', REPLACE(JSON_QUOTE($1) COLLATE utf8mb4_bin, $2, '\",\"'), ']')"
#define TYPE_OF                                                                                                                     \
    "(CASE CONVERT(JSON_TYPE($1) USING utf8mb4) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN 'STRING' THEN 'string' " \
    "WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' ELSE IF($1 IS NULL, NULL, 'number') END)"

/* The error shows the text that is no UUID; one that is no constant is read when it is asked for. MariaDB has no
 * function that fails then, and only then. */
static enum sk_status
raise(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    if (sk_mysql_is_mariadb(p))
        return sk_print_unsupported(p, NULL, "RAISE EXCEPTION in a function that is called in an expression has "
                                    "no equivalent on %s", p->rules->dialect);
    return sk_print_template(p, "CASE WHEN UUID_TO_BIN(CONCAT($1, LEFT(RAND(), 0))) IS NULL THEN NULL END", 1,
                             (const sk_node *const *)call->args);
}

/* MariaDB takes "1." for a number, and any character behind a backslash. The patterns: "([^"\\]|\\["\\/bfnrtu])*", which
 * is a string, and ["\\]|[0-9][.]([^0-9]|$). */
#define STRING "CONVERT(X'22285B5E225C5C5D7C5C5C5B225C5C2F62666E7274755D292A22' USING utf8mb4)"
#define BROKEN "CONVERT(X'5B225C5C5D7C5B302D395D5B2E5D285B5E302D395D7C2429' USING utf8mb4)"
static enum sk_status
is_json(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return sk_print_template(p,
                             sk_mysql_is_mariadb(p)
                                 ? "(JSON_VALID($1) AND NOT (REGEXP_REPLACE($1, " STRING ", '') REGEXP " BROKEN "))"
                                 : "JSON_VALID($1)",
                             1, (const sk_node *const *)call->args);
}

/* MariaDB does not look at the new text where the old one is not found. */
static enum sk_status
replace(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    bool known = !sk_mysql_is_mariadb(p) || sk_constant_text(call->args[2]);
    return sk_print_template(p, known ? "REPLACE($1, $2, $3)" : "IF($3 IS NULL, NULL, REPLACE($1, $2, $3))", 3,
                             (const sk_node *const *)call->args);
}

/* The time in 4096ths of a millisecond: 12 digits of milliseconds, 3 of their parts. */
#define TICKS "LPAD(HEX(TIMESTAMPDIFF(MICROSECOND, TIMESTAMP'1970-01-01 00:00:00', UTC_TIMESTAMP(6)) * 512 DIV 125), 15, '0')"
#define UUID7                                                                                                          \
    "LOWER(CONCAT(INSERT(INSERT(" TICKS ", 13, 0, '-7'), 9, 0, '-'), '-', SUBSTR('89ab', 1 + FLOOR(RAND() * 4), 1), "   \
    "SUBSTR(HEX(RANDOM_BYTES(2)), 2), '-', HEX(RANDOM_BYTES(6))))"

static enum sk_status
string_to_array(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    if (sk_node_is_null(sk_pg_uncast(call->args[1])))
        return sk_print_unsupported(p, call->args[1], SK_PRINT_EACH_CHARACTER, p->rules->dialect);
    return sk_print_template(p, "IF(CHAR_LENGTH($1) = 0, '[]', " SPLIT ")", 2, (const sk_node *const *)call->args);
}

static const struct sk_function_rule functions[] = {
    {"now", 0, SK_MYSQL_NOW, NULL},
    {"clock_timestamp", 0, "UTC_TIMESTAMP(6)", NULL},
    {"statement_timestamp", 0, SK_MYSQL_NOW, NULL},
    {"transaction_timestamp", 0, SK_MYSQL_NOW, NULL},
    {"date_trunc", 2, NULL, sk_mysql_date_trunc},
    {"extract", 2, NULL, sk_mysql_extract},
    {"date_part", 2, NULL, sk_mysql_extract},
    {"timezone", 2, NULL, sk_mysql_timezone},
    {"to_char", 2, NULL, sk_mysql_to_char},
    {"to_date", 2, NULL, sk_mysql_to_time},
    {"to_timestamp", 2, NULL, sk_mysql_to_time},
    {"to_timestamp", 1, "(TIMESTAMP'1970-01-01 00:00:00' + INTERVAL CAST(($1) * 1000000 AS SIGNED) MICROSECOND)", NULL},
    {"make_date", 3, "CAST(CONCAT(LPAD($1, 4, '0'), '-', $2, '-', $3) AS DATE)", NULL},
    {"make_timestamp", 6,
     "CAST(CONCAT(LPAD($1, 4, '0'), '-', $2, '-', $3, ' ', $4, ':', $5, ':', $6) AS DATETIME(6))", NULL},
    {"make_timestamptz", 6,
     "CAST(CONCAT(LPAD($1, 4, '0'), '-', $2, '-', $3, ' ', $4, ':', $5, ':', $6) AS DATETIME(6))", NULL},
    {"gen_random_uuid", 0, SK_MYSQL_RANDOM_UUID, NULL},
    {"uuidv4", 0, SK_MYSQL_RANDOM_UUID, NULL},
    {"uuidv7", 0, UUID7, NULL},
    {"uuid_generate_v4", 0, SK_MYSQL_RANDOM_UUID, NULL},
    {"uuid_generate_v1mc", 0, SK_MYSQL_RANDOM_UUID, NULL},
    {"uuid_generate_v1", 0, SK_MYSQL_RANDOM_UUID, NULL},
    {"skein_raise", 1, NULL, raise},
    {"skein_is_json", 1, NULL, is_json},
    {"skein_stored", -1, NULL, sk_mysql_call_stored},
    {"uuid_nil", 0, "('00000000-0000-0000-0000-000000000000')", NULL},
    {"current_setting", 1, NULL, sk_print_setting},
    {"current_setting", 2, NULL, sk_print_setting},
    {"date", 1, "DATE", NULL},
    {"gen_random_bytes", 1, "RANDOM_BYTES($1)", NULL},
    {"random", 0, "RAND()", NULL},
    {"currval", 1, NULL, sk_mysql_currval},
    {"enum_range", 1, NULL, sk_print_labels},
    {"enum_first", 1, NULL, sk_print_labels},
    {"enum_last", 1, NULL, sk_print_labels},
    {"nextval", 1, NULL, sk_print_nextval},
    /* aggregates and windows */
    {"count", -1, "COUNT", NULL},
    {"sum", 1, "SUM", NULL},
    {"avg", 1, NULL, average},
    {"min", 1, "MIN", NULL},
    {"max", 1, "MAX", NULL},
    {"bool_and", 1, "MIN", NULL},
    {"every", 1, "MIN", NULL},
    {"bool_or", 1, "MAX", NULL},
    {"bit_and", 1, NULL, bits},
    {"bit_or", 1, NULL, bits},
    {"stddev", 1, "STDDEV_SAMP", NULL},
    {"stddev_samp", 1, "STDDEV_SAMP", NULL},
    {"stddev_pop", 1, "STDDEV_POP", NULL},
    {"variance", 1, "VAR_SAMP", NULL},
    {"var_samp", 1, "VAR_SAMP", NULL},
    {"var_pop", 1, "VAR_POP", NULL},
    {"string_agg", 2, NULL, sk_mysql_string_agg},
    {"row_number", 0, "ROW_NUMBER", NULL},
    {"rank", 0, "RANK", NULL},
    {"dense_rank", 0, "DENSE_RANK", NULL},
    {"percent_rank", 0, "PERCENT_RANK", NULL},
    {"cume_dist", 0, "CUME_DIST", NULL},
    {"ntile", 1, "NTILE", NULL},
    {"lag", -1, NULL, neighbour},
    {"lead", -1, NULL, neighbour},
    {"first_value", 1, "FIRST_VALUE", NULL},
    {"last_value", 1, "LAST_VALUE", NULL},
    {"nth_value", 2, "NTH_VALUE", NULL},
    /* JSON, arrays */
    {"array_agg", 1, NULL, sk_mysql_json_agg},
    {"json_agg", 1, NULL, sk_mysql_json_agg},
    {"jsonb_agg", 1, NULL, sk_mysql_json_agg},
    {"json_object_agg", 2, NULL, sk_mysql_json_object_agg},
    {"jsonb_object_agg", 2, NULL, sk_mysql_json_object_agg},
    {"json_build_object", -1, NULL, sk_mysql_json_object},
    {"jsonb_build_object", -1, NULL, sk_mysql_json_object},
    {"json_build_array", -1, NULL, sk_mysql_json_array},
    {"jsonb_build_array", -1, NULL, sk_mysql_json_array},
    {"jsonb_set", 3, NULL, sk_mysql_json_set},
    {"jsonb_set", 4, NULL, sk_mysql_json_set},
    {"jsonb_insert", 3, NULL, sk_mysql_json_insert},
    {"jsonb_extract_path", -1, NULL, sk_mysql_json_path},
    {"json_extract_path", -1, NULL, sk_mysql_json_path},
    {"jsonb_extract_path_text", -1, NULL, sk_mysql_json_path},
    {"json_extract_path_text", -1, NULL, sk_mysql_json_path},
    {"json_array_length", 1, "JSON_LENGTH", NULL},
    {"jsonb_array_length", 1, "JSON_LENGTH", NULL},
    {"json_typeof", 1, TYPE_OF, NULL},
    {"jsonb_typeof", 1, TYPE_OF, NULL},
    {"to_json", 1, NULL, sk_mysql_to_json},
    {"to_jsonb", 1, NULL, sk_mysql_to_json},
    {"array_to_json", 1, NULL, sk_mysql_to_json},
    {"row_to_json", 1, NULL, sk_mysql_row_to_json},
    {"array_length", 2, NULL, sk_mysql_array_function},
    {"array_upper", 2, NULL, sk_mysql_array_function},
    {"cardinality", 1, NULL, sk_mysql_array_function},
    {"array_append", 2, NULL, sk_mysql_array_function},
    {"array_prepend", 2, NULL, sk_mysql_array_function},
    {"array_cat", 2, NULL, sk_mysql_array_function},
    {"array_remove", 2, NULL, sk_mysql_array_function},
    {"array_replace", 3, NULL, sk_mysql_array_function},
    {"array_position", 2, NULL, sk_mysql_array_function},
    {"array_to_string", 2, NULL, sk_mysql_array_function},
    {"string_to_array", 2, NULL, string_to_array},
    /* text */
    {"length", 1, NULL, sk_mysql_length},
    {"char_length", 1, NULL, sk_mysql_length},
    {"character_length", 1, NULL, sk_mysql_length},
    {"octet_length", 1, NULL, octet_length},
    {"bit_length", 1, "BIT_LENGTH", NULL},
    {"lower", 1, "LOWER", NULL},
    {"upper", 1, "UPPER", NULL},
    {"initcap", 1, NULL, sk_mysql_initcap},
    {"reverse", 1, "REVERSE", NULL},
    {"btrim", -1, NULL, sk_mysql_trim},
    {"trim", -1, NULL, sk_mysql_trim},
    {"ltrim", -1, NULL, sk_mysql_trim},
    {"rtrim", -1, NULL, sk_mysql_trim},
    {"replace", 3, NULL, replace},
    {"substring", 2, NULL, sk_mysql_substring},
    {"substring", 3, NULL, sk_mysql_substring},
    {"substr", 2, NULL, sk_mysql_substring},
    {"substr", 3, NULL, sk_mysql_substring},
    {"left", 2, NULL, sk_mysql_left},
    {"right", 2, NULL, sk_mysql_right},
    {"lpad", 2, "LPAD($1, GREATEST($2, 0), ' ')", NULL},
    {"lpad", 3, "LPAD($1, GREATEST($2, 0), $3)", NULL},
    {"rpad", 2, "RPAD($1, GREATEST($2, 0), ' ')", NULL},
    {"rpad", 3, "RPAD($1, GREATEST($2, 0), $3)", NULL},
    {"split_part", 3, SPLIT_PART, NULL},
    {"overlay", 3, "CONCAT(LEFT($1, $3 - 1), $2, SUBSTRING($1, $3 + CHAR_LENGTH($2)))", NULL},
    {"overlay", 4, "CONCAT(LEFT($1, $3 - 1), $2, SUBSTRING($1, GREATEST($3 + $4, 1)))", NULL},
    {"to_tsvector", -1, NULL, sk_print_lexemes},
    {"unaccent", -1, NULL, sk_print_unaccented},
    {"setweight", 2, "($1)", NULL},
    {"starts_with", 2, "(LEFT($1, CHAR_LENGTH($2)) = $2)", NULL},
    {"translate", 3, NULL, sk_mysql_translate},
    {"format", -1, NULL, sk_mysql_format},
    {"position", 2, "INSTR", NULL},
    {"strpos", 2, "INSTR", NULL},
    {"concat", -1, NULL, sk_mysql_concat},
    {"concat_ws", -1, NULL, sk_mysql_concat_ws},
    {"chr", 1, "IF($1 IS NULL, NULL, CONVERT(CHAR($1 USING utf32) USING utf8mb4))", NULL},
    {"ascii", 1, "CAST(CONV(CONCAT('0', HEX(CONVERT(LEFT($1, 1) USING utf32))), 16, 10) AS SIGNED)", NULL},
    {"skein_quoted", 1, "CONCAT('''', REPLACE($1, '''', ''''''), '''')", NULL},
    {"repeat", 2, NULL, repeat},
    {"to_hex", 1, "LOWER(HEX($1))", NULL},
    {"md5", 1, NULL, sk_mysql_md5},
    {"sha224", 1, "UNHEX(SHA2($1, 224))", NULL},
    {"sha256", 1, "UNHEX(SHA2($1, 256))", NULL},
    {"sha384", 1, "UNHEX(SHA2($1, 384))", NULL},
    {"sha512", 1, "UNHEX(SHA2($1, 512))", NULL},
    {"digest", 2, NULL, sk_mysql_digest},
    {"encode", 2, NULL, sk_mysql_encode},
    {"get_byte", 2, NULL, sk_mysql_get_byte},
    {"set_byte", 3, NULL, sk_mysql_set_byte},
    {"skein_bytes", 2, "UNHEX($1)", NULL},
    {"skein_digits", 1, "LOWER(HEX($1))", NULL},
    {"skein_hex", 2, "LPAD(LOWER(HEX($1)), $2, '0')", NULL},
    {"skein_field", 2, NULL, sk_mysql_field},
    {"skein_digit", 2, "SUBSTRING($2, INSTR('0123456789abcdef', $1), 1)", NULL},
    {"skein_months", 1, sk_mysql_months, NULL},
    {"skein_days", 1, sk_mysql_days, NULL},
    {"skein_micros", 1, sk_mysql_micros, NULL},
    {"skein_span", 1, sk_mysql_span, NULL},
    {"skein_seconds", 1, "($1 * 0.000001)", NULL},
    {"skein_ranked", 2, "CONCAT(LPAD($1 + 4611686018427387904, 20, '0'), $2)", NULL},
    {"skein_whole", 1, "CAST(TRUNCATE($1, 0) AS SIGNED)", NULL},
    {"skein_wide", 1, NULL, wide}, /* of sk_print_recursive() */
    {"skein_rounded", 1, "CAST(ROUND($1) AS SIGNED)", NULL},
    {"skein_fraction", 1, "($1 % 1)", NULL},
    {"skein_interval", 3, sk_mysql_interval, NULL},
    {"skein_between", 2, NULL, sk_mysql_between},
    {"skein_moved", 4, NULL, sk_mysql_moved},
    {"decode", 2, NULL, sk_mysql_decode},
    {"convert_to", 2, "CAST($1 AS BINARY)", NULL},
    {"convert_from", 2, "CONVERT($1 USING utf8mb4)", NULL},
    {"regexp_replace", 3, NULL, sk_mysql_regexp_replace},
    {"regexp_replace", 4, NULL, sk_mysql_regexp_replace},
    {"regexp_like", 2, NULL, sk_mysql_regexp_like},
    {"regexp_like", 3, NULL, sk_mysql_regexp_like},
    {"regexp_substr", 2, NULL, sk_mysql_regexp_substring},
    /* numbers */
    {"abs", 1, "ABS", NULL},
    {"round", -1, "ROUND", NULL},
    {"ceil", 1, "CEIL", NULL},
    {"ceiling", 1, "CEIL", NULL},
    {"floor", 1, "FLOOR", NULL},
    {"trunc", 1, "TRUNCATE($1, 0)", NULL},
    {"trunc", 2, "TRUNCATE", NULL},
    {"mod", 2, "MOD", NULL},
    {"div", 2, "($1 DIV $2)", NULL},
    {"power", 2, "POW", NULL},
    {"pow", 2, "POW", NULL},
    {"sqrt", 1, "SQRT", NULL},
    {"cbrt", 1, "(SIGN($1) * POW(ABS($1), 1e0 / 3))", NULL},
    {"sign", 1, "SIGN", NULL},
    {"ln", 1, "LN", NULL},
    {"log", 1, "LOG10", NULL},
    {"log10", 1, "LOG10", NULL},
    {"log", 2, "LOG", NULL},
    {"exp", 1, "EXP", NULL},
    {"pi", 0, "PI()", NULL},
    {"degrees", 1, "DEGREES", NULL},
    {"radians", 1, "RADIANS", NULL},
    {"sin", 1, "SIN", NULL},
    {"cos", 1, "COS", NULL},
    {"tan", 1, "TAN", NULL},
    {"asin", 1, "ASIN", NULL},
    {"acos", 1, "ACOS", NULL},
    {"atan", 1, "ATAN", NULL},
    {"atan2", 2, "ATAN2", NULL},
    {"uuid_in", 1, "LOWER($1)", NULL},
    {"text2ltree", 1, "($1)", NULL},
    {"ltree2text", 1, "($1)", NULL},
    {"nlevel", 1, "IF($1 = '', 0, CHAR_LENGTH($1) - CHAR_LENGTH(REPLACE($1, '.', '')) + 1)", NULL},
    {"skein_rows", -1, NULL, sk_mysql_gathered}, /* of sk_mysql_lateral() */
    {"skein_row", -1, NULL, sk_mysql_gathered},
    {"num_nonnulls", -1, NULL, num_nonnulls},
    {"num_nulls", -1, NULL, num_nonnulls},
    {"version", 0, "VERSION()", NULL},
    {"current_user", 0, "SUBSTRING_INDEX(CURRENT_USER(), '@', 1)", NULL}, /* as pg_dump has written it */
    {"session_user", 0, "SUBSTRING_INDEX(USER(), '@', 1)", NULL},
    {"current_database", 0, "DATABASE()", NULL},
    {NULL, 0, NULL, NULL},
};

/* ---- operators ------------------------------------------------------------------------------------------------ */

/* Bits are unsigned on the servers. */
static const struct sk_operator_rule operators[] = {
    {"^", "POW($1, $2)"},
    {"#", "CAST(($1 ^ $2) AS SIGNED)"},
    {"&", "CAST(($1 & $2) AS SIGNED)"},
    {"|", "CAST(($1 | $2) AS SIGNED)"},
    {"<<", "CAST(($1 << $2) AS SIGNED)"},
    {"!=", "($1 <> $2)"},
    {NULL, NULL},
};

static bool
is_exact(const struct sk_type *type)
{
    return sk_type_is_integer(type) || (type->kind == SK_TYPE_NUMERIC && !type->dimensions);
}

/* Integers divide to an integer, and what is exact to more digits than the server would give of itself. */
static bool
divide(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status)
{
    const sk_node *args[] = {e->lexpr, e->rexpr};
    if (strcmp(op, "~") == 0 && !e->lexpr) {
        *status = sk_print_template(p, "CAST(~($2) AS SIGNED)", 2, args);
        return true;
    }
    if (strcmp(op, "/") != 0 || !e->lexpr)
        return false;
    struct sk_type left = sk_scope_type(p->scope, e->lexpr), right = sk_scope_type(p->scope, e->rexpr);
    if (!is_exact(&left) || !is_exact(&right))
        return false;
    bool integers = sk_type_is_integer(&left) && sk_type_is_integer(&right);
    *status = sk_print_template(p, integers ? "($1 DIV $2)" : "(CAST($1 AS DECIMAL(65,20)) / $2)", 2, args);
    return true;
}

/* a <@ b: a path is, or lies below, another one. */
static bool
below(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status)
{
    if (!e->lexpr || (strcmp(op, "<@") != 0 && strcmp(op, "@>") != 0) || !sk_print_is_ltree(p, e))
        return false;
    const sk_node *args[] = {*op == '<' ? e->lexpr : e->rexpr, *op == '<' ? e->rexpr : e->lexpr};
    *status =
        sk_print_template(p, "($2 = '' OR LEFT(CONCAT($1, '.'), CHAR_LENGTH($2) + 1) = CONCAT($2, '.'))", 2, args);
    return true;
}

static bool
operator_fn(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status)
{
    return below(p, op, e, status) || sk_mysql_time_operator(p, op, e, status) ||
           sk_mysql_array_operator(p, op, e, status) ||
           sk_print_joined_lexemes(p, op, e, "CONCAT($1, ' ', $2)", status) ||
           sk_mysql_json_operator(p, op, e, status) || sk_mysql_text_operator(p, op, e, status) ||
           divide(p, op, e, status);
}

#define RULES(NAME, LATERAL)                                                                                           \
    {                                                                                                                  \
        .dialect = NAME, .ranges = &sk_mysql_ranges, .quote = '`', .greatest = "GREATEST", .least = "LEAST",           \
        .same = "($1 <=> $2)", .other = "(NOT ($1 <=> $2))", .no_limit = "18446744073709551615",                       \
        .has_aggregate_order = true, .has_all_sets = true, .has_row_lists = true,                                    \
        .has_lateral = LATERAL, .has_column_aliases = LATERAL, .functions = functions,                                 \
        .operators = operators, .cast = sk_mysql_cast, .literal = sk_mysql_literal, .operator_fn = operator_fn,        \
        .similar_to = sk_mysql_similar_to, .value_function = sk_mysql_value_function,                                  \
        .relation = sk_mysql_put_relation, .constant = sk_mysql_put_literal, .like = sk_mysql_like,                    \
        .has_schemas = true, .has_variables = true, .counts_itself = sk_mysql_is_auto,                                 \
        .beside = sk_mysql_beside, .united = sk_mysql_united, .arguments = sk_mysql_arguments,                      \
        .array = sk_mysql_array, .any_of = sk_mysql_any_of, .subscript = sk_mysql_subscript,                           \
        .elements = sk_mysql_elements, .element = sk_mysql_element, .series = sk_mysql_series,                         \
        .own_reads = LATERAL ? SK_OWN_ALL : SK_OWN_JOINED, .change_rows = sk_mysql_change_rows,                        \
        .no_delete_alias = !LATERAL, .no_row_tables = !LATERAL, .no_outer_tables = !LATERAL,                           \
        .no_row_queries = !LATERAL, .narrow_recursion = true,                                                          \
        .stored = sk_mysql_stored, .no_raise = !LATERAL, .no_limit_in = true, .plain_limit = true, .lateral = sk_mysql_lateral, .once = sk_mysql_once,            \
    }

const struct sk_printer_rules sk_mysql_rules = RULES("mysql", true);
const struct sk_printer_rules sk_mariadb_rules = RULES("mariadb", false);
