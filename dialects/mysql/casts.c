/* dialects/mysql/casts.c - casts. PostgreSQL manual, 4.2.9 and chapter 8; MySQL manual, 14.10. */
#include <string.h>

#include "dialects/common/unfit.h"
#include "dialects/mysql/print.h"

/* PostgreSQL shows no zeros at the end of a fraction of seconds, and of an unconstrained numeric's what was given. */
#define NO_ZEROS(text) "TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM " text "))"
#define MOMENT NO_ZEROS("DATE_FORMAT($, '%Y-%m-%d %H:%i:%s.%f')")
#define IS_TRUE "('t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', '1')"
#define IS_FALSE "('f', 'fa', 'fal', 'fals', 'false', 'n', 'no', 'of', 'off', '0')"
/* A text with an offset is moved to UTC; Z and T are not what every server reads. */
#define OFFSET "'[+-][0-9]{2}(:?[0-9]{2})?$'"
#define FRACTION(N) "|[.][0-9]{" #N "}"
#define TIMED "(?<=:[0-9]{2}" FRACTION(1) FRACTION(2) FRACTION(3) FRACTION(4) FRACTION(5) FRACTION(6) ")"
#define NO_ZONE "REGEXP_REPLACE(REPLACE($, 'T', ' '), '" TIMED " *([Zz]|[+-][0-9]{2}(:?[0-9]{2})?|UTC)$', '')"
#define READ "CAST(" NO_ZONE " AS DATETIME(6))"
#define ZONED(read)                                                                                                    \
    "CASE WHEN $ REGEXP " OFFSET " AND CHAR_LENGTH($) > 10 THEN CONVERT_TZ(" read ", "                                 \
    "CONCAT(LEFT(REGEXP_SUBSTR($, " OFFSET "), 3), ':', IF(CHAR_LENGTH(REGEXP_SUBSTR($, " OFFSET ")) > 3, "            \
    "RIGHT($, 2), '00')), '+00:00') ELSE " read " END"
/* How more digits than six are rounded is the session's affair to MariaDB, which generates no column then (error 1901):
 * of a text that has no more it does. */
#define READ_EXACTLY                                                                                                   \
    "(CAST(CAST(LEFT(TRIM(" NO_ZONE "), 26) AS CHAR(26)) AS DATETIME(6)) + "                                           \
    "INTERVAL (SUBSTR(TRIM(" NO_ZONE "), 27, 1) >= '5') MICROSECOND)"

/* Kinds that convert alike. OTHER stands for what has no family: it matches any type in the table below. */
enum family { ANY, BOOLEAN, INTEGER, NUMERIC, DOUBLE, TEXT, DATE, TIME, MOMENT_, ZONED_, UUID, JSON, BYTES, ARRAY };

/* The first that fits is taken; none: the value stays as it is. "$" is the value. */
static const struct {
    enum family from, to;
    const char *template, *mariadb; /* NULL: the same there */
} conversions[] = {
    {BOOLEAN, TEXT, "CASE WHEN $ THEN 'true' WHEN NOT $ THEN 'false' END", NULL},
    {BOOLEAN, INTEGER, "CAST($ AS SIGNED)", NULL},
    {BOOLEAN, BOOLEAN, "$", NULL},
    {INTEGER, BOOLEAN, "($ <> 0)", NULL},
    {TEXT, BOOLEAN,
     "CASE WHEN LOWER(TRIM($)) IN " IS_TRUE " THEN 1 WHEN LOWER(TRIM($)) IN " IS_FALSE " THEN 0 ELSE $ END", NULL},
    {JSON, BOOLEAN, "(CAST($ AS CHAR) = 'true')", "(JSON_COMPACT($) = 'true')"},
    {INTEGER, INTEGER, "$", NULL},
    {ANY, INTEGER, "CAST($ AS SIGNED)", NULL},
    {INTEGER, NUMERIC, "$", NULL},
    {NUMERIC, NUMERIC, "$", NULL},
    {ANY, NUMERIC, "CAST($ AS DECIMAL(65,30))", NULL},
    {ANY, DOUBLE, "CAST($ AS DOUBLE)", NULL},
    {MOMENT_, DATE, "DATE($)", NULL},
    {ZONED_, DATE, "DATE($)", NULL},
    {DATE, DATE, "$", NULL},
    {TEXT, DATE, "CAST($ AS DATE)", NULL},
    {MOMENT_, TIME, "CAST($ AS TIME(6))", NULL},
    {ZONED_, TIME, "CAST($ AS TIME(6))", NULL},
    {TEXT, TIME, "CAST($ AS TIME(6))", NULL},
    {TEXT, ZONED_, ZONED(READ), NULL},
    {TEXT, MOMENT_, READ, NULL},
    {DATE, MOMENT_, "CAST($ AS DATETIME(6))", NULL},
    {DATE, ZONED_, "CAST($ AS DATETIME(6))", NULL},
    {MOMENT_, TEXT, MOMENT, NULL},
    {ZONED_, TEXT, "CONCAT(" MOMENT ", '+00')", NULL},
    {TIME, TEXT, NO_ZEROS("TIME_FORMAT($, '%H:%i:%s.%f')"), NULL},
    {TEXT, TEXT, "$", NULL},
    {UUID, TEXT, "CAST($ AS CHAR)", NULL},
    {JSON, TEXT, "CAST($ AS CHAR)", "$"},
    {BYTES, TEXT, "CONCAT(_utf8mb4 X'5C78', LOWER(HEX($)))", "CONCAT(CHAR(92, 120 USING utf8mb4), LOWER(HEX($)))"},
    {ANY, TEXT, "CAST($ AS CHAR)", NULL},
    {TEXT, UUID,
     "INSERT(INSERT(INSERT(INSERT(LOWER(REPLACE($, '-', '')), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')", NULL},
    {JSON, JSON, "$", NULL},
    {ANY, JSON, "CAST($ AS JSON)", "JSON_EXTRACT($, '$')"},
    {TEXT, BYTES, "CAST($ AS BINARY)", NULL},
};

static enum family
family(const struct sk_type *type)
{
    if (type->dimensions)
        return ARRAY;
    if (sk_type_is_integer(type))
        return INTEGER;
    if (sk_type_is_text(type))
        return TEXT;
    switch (type->kind) {
    case SK_TYPE_BOOLEAN:
        return BOOLEAN;
    case SK_TYPE_NUMERIC:
    case SK_TYPE_MONEY:
        return NUMERIC;
    case SK_TYPE_REAL:
    case SK_TYPE_DOUBLE:
        return DOUBLE;
    case SK_TYPE_DATE:
        return DATE;
    case SK_TYPE_TIME:
        return TIME;
    case SK_TYPE_TIMESTAMP:
        return MOMENT_;
    case SK_TYPE_TIMESTAMPTZ:
        return ZONED_;
    case SK_TYPE_UUID:
        return UUID;
    case SK_TYPE_JSON:
    case SK_TYPE_JSONB:
        return JSON;
    case SK_TYPE_BYTEA:
        return BYTES;
    case SK_TYPE_OTHER:
        return ANY;
    default:
        return TEXT; /* enums, addresses, intervals, ranges: stored as text */
    }
}

/* The "$" of a JSON path or a regular expression stands before a quote. */
static void
fill(struct sk_text *text, const char *template, const char *value)
{
    for (const char *c = template; *c; c++) {
        if (*c == '$' && c[1] != '\'')
            sk_text_add(text, value);
        else
            sk_text_add_n(text, c, 1);
    }
}

static const char *
conversion(enum family from, enum family to, bool mariadb)
{
    for (size_t i = 0; i < sizeof conversions / sizeof *conversions; i++)
        if ((conversions[i].from == from || conversions[i].from == ANY) && conversions[i].to == to)
            return mariadb && conversions[i].mariadb ? conversions[i].mariadb : conversions[i].template;
    return "$";
}

enum { MOST_DECIMALS = 30 }; /* of DECIMAL */

/* A number as text: with as many decimals as PostgreSQL shows; where those are its value's own affair, with those that
 * matter. NULL: as it is stored. */
static const char *
shown(struct sk_printer *p, const sk_node *node, const char *value, const struct sk_type *type)
{
    node = sk_pg_uncast(node);
    if (type->kind != SK_TYPE_NUMERIC || type->scale >= 0 || type->dimensions || node->node_case == SK_NODE(A_CONST))
        return NULL;
    int digits = sk_scope_digits(p->scope, node);
    if (digits >= 0 && digits <= MOST_DECIMALS)
        return sk_printf(p->tmp, "CAST(CAST(%s AS DECIMAL(65,%d)) AS CHAR)", value, digits);
    return sk_printf(p->tmp, NO_ZEROS("CAST(CAST(%s AS DECIMAL(65,30)) AS CHAR)"), value);
}

/* MariaDB makes NULL of a text that is no document; a pattern that is none is an error, where rows are changed. What
 * would be long is not written three times. */
#define NO_DOCUMENT "IF(JSON_VALID($) = 0, REGEXP_SUBSTR($, IF(JSON_VALID($) = 0, '(', '.')), JSON_EXTRACT($, '$'))"

/* '{1,2,NULL}' of '[1, 2, null]', which is how an array is stored. */
#define NUMBERS "REPLACE(REPLACE(REPLACE(UPPER($), ' ', ''), '[', '{'), ']', '}')"

/* '{a,"b c",NULL}' as JSON (8.15.6). What is neither is no JSON, which MySQL refuses; MariaDB refuses a pattern. */
#define INSIDE "SUBSTRING($, 2, CHAR_LENGTH($) - 2)"
#define ARRAY_OF_TEXTS                                                                                                 \
    "CASE WHEN LEFT($, 1) <> '{' THEN %s WHEN $ = '{}' OR INSTR($, '\"') THEN CONCAT('[', " INSIDE ", ']') ELSE "        \
    "REPLACE(CONCAT('[\"', REPLACE(REPLACE(" INSIDE ", ', ', ','), ',', '\",\"'), '\"]'), '\"NULL\"', 'null') END"
#define ARRAY_OF_NUMBERS                                                                                               \
    "IF(LEFT($, 1) <> '{', %s, REPLACE(REPLACE(REPLACE(UPPER($), '{', '['), '}', ']'), 'NULL', 'null'))"

static bool
is_of_numbers(const struct sk_type *array)
{
    struct sk_type element = *array;
    element.dimensions = 0;
    return sk_type_is_integer(&element);
}

static const char *
array_of_text(struct sk_printer *p, const char *value, const struct sk_type *to)
{
    bool mariadb = sk_mysql_is_mariadb(p);
    const char *bad = mariadb ? "REGEXP_SUBSTR($, IF(LEFT($, 1) = '{', '.', '('))" : "'malformed array literal'";
    struct sk_text *text = sk_text_new(p->tmp);
    fill(text, sk_printf(p->tmp, is_of_numbers(to) ? ARRAY_OF_NUMBERS : ARRAY_OF_TEXTS, bad), value);
    return sk_printf(p->tmp, mariadb ? "JSON_EXTRACT(%s, '$')" : "CAST(%s AS JSON)", text->data);
}

/* An array whose elements are of another kind in JSON: no number has a comma in it, nor a blank, nor quotes. */
#define QUOTED_ELEMENTS                                                                                                \
    "IF($ LIKE '%%[%%[%%', %s, IF(JSON_LENGTH($) = 0, $, REPLACE(CONCAT('[\"', REPLACE(REPLACE(SUBSTRING($, 2, "           \
    "CHAR_LENGTH($) - 2), ' ', ''), ',', '\",\"'), '\"]'), '\"null\"', 'null')))"

static bool
is_number(const struct sk_type *type)
{
    enum family kind = family(type);
    return kind == INTEGER || kind == NUMERIC || kind == DOUBLE;
}

static bool
are_quoted(const struct sk_type *from, const struct sk_type *to)
{
    struct sk_type a = *from, b = *to;
    a.dimensions = b.dimensions = 0;
    return from->dimensions == 1 && to->dimensions == 1 && (is_number(&a) || a.kind == SK_TYPE_BOOLEAN) &&
           sk_type_is_text(&b);
}

static bool
are_unquoted(const struct sk_type *from, const struct sk_type *to)
{
    struct sk_type a = *from, b = *to;
    a.dimensions = b.dimensions = 0;
    return from->dimensions == 1 && to->dimensions == 1 && sk_type_is_text(&a) && is_number(&b);
}

bool
sk_mysql_converts_elements(const struct sk_type *from, const struct sk_type *to)
{
    return are_quoted(from, to) || are_unquoted(from, to);
}

static const char *
converted_elements(struct sk_printer *p, const char *value, const struct sk_type *from, const struct sk_type *to)
{
    bool mariadb = sk_mysql_is_mariadb(p);
    struct sk_text *text = sk_text_new(p->tmp);
    const char *bad = mariadb ? "REGEXP_SUBSTR($, IF($ LIKE '%[%[%', '(', '.'))" : "'several dimensions'";
    fill(text, are_quoted(from, to) ? sk_printf(p->tmp, QUOTED_ELEMENTS, bad) : "REPLACE($, '\"', '')", value);
    return sk_printf(p->tmp, mariadb ? "JSON_EXTRACT(%s, '$')" : "CAST(%s AS JSON)", text->data);
}

static const char *
converted(struct sk_printer *p, const sk_node *arg, const char *value, const struct sk_type *from,
          const struct sk_type *to)
{
    struct sk_text *text = sk_text_new(p->tmp);
    enum family a = family(from), b = family(to);
    if (b == TEXT && shown(p, arg, value, from))
        return shown(p, arg, value, from);
    if (to->kind == SK_TYPE_NUMERIC && to->length >= 0)
        return sk_printf(p->tmp, "CAST(%s AS DECIMAL(%d,%d))", value, to->length, to->scale < 0 ? 0 : to->scale);
    bool mariadb = sk_mysql_is_mariadb(p), doubted = mariadb && a == TEXT && b == JSON && !strpbrk(value, "('");
    if (a == TEXT && b == ARRAY && arg->node_case != SK_NODE(A_CONST))
        return array_of_text(p, value, to);
    if (sk_mysql_converts_elements(from, to))
        return converted_elements(p, value, from, to);
    const char *array = a == ARRAY && b != ARRAY ? NUMBERS : a == ARRAY || b == ARRAY ? "$" : NULL;
    bool read = a == TEXT && (b == MOMENT_ || b == ZONED_) && mariadb && !p->runs_once;
    fill(text, array     ? array
               : doubted ? NO_DOCUMENT
               : read    ? (b == ZONED_ ? ZONED(READ_EXACTLY) : READ_EXACTLY)
                         : conversion(a, b, mariadb), value);
    return text->data;
}

/* A number that the integer type cannot hold; the servers make a wider one of it. Only where a value is kept: rows are
 * changed then, and a text that is no number fails. */
static const char *
in_range(struct sk_printer *p, const sk_node *arg, const char *sql, const struct sk_type *from,
         const struct sk_type *to)
{
    bool checked = p->runs_once && !p->choosing && sk_type_is_integer(to) && to->kind != SK_TYPE_BIGINT &&
                   !from->dimensions && !to->dimensions && sk_can_exceed(arg, from, to);
    return !checked ? sql
                    : sk_printf(p->tmp,
                                "CASE WHEN %s NOT BETWEEN %s THEN CAST(CONCAT('out of range: ', %s) AS SIGNED) ELSE %s "
                                "END", sql, sk_range_of(to), sql, sql);
}

enum sk_status
sk_mysql_cast(struct sk_printer *p, const sk_node *arg, const struct sk_type *type)
{
    enum sk_status status;
    struct sk_type from = sk_scope_type(p->scope, arg);
    const struct sk_type *to = sk_catalog_base_type(p->catalog, type), *of = sk_catalog_base_type(p->catalog, &from);
    if (arg->node_case == SK_NODE(A_CONST) && arg->a_const->isnull)
        return sk_text_add(p->out, "NULL"), SK_OK;
    const sk_node *texts = sk_type_is_text(to) ? sk_print_choice_of_texts(p, arg) : NULL;
    if (texts)
        return sk_mysql_cast(p, texts, type);
    if (to->kind == SK_TYPE_INTERVAL && of->kind != SK_TYPE_INTERVAL)
        return sk_print_unsupported(p, arg, "an interval that is not a literal has no equivalent on %s",
                                    p->rules->dialect);
    if (of->dimensions && !to->dimensions && !is_of_numbers(of))
        return sk_print_unsupported(p, arg, "an array as text has no equivalent on %s, unless it is one of integers",
                                    p->rules->dialect);
    const char *value = sk_print_apart(p, arg, &status);
    if (status)
        return status;
    bool native = sk_mysql_is_mariadb(p) && to->kind == SK_TYPE_UUID;
    if (native && strncmp(value, "MD5(", 4) == 0)
        return sk_print_unsupported(p, arg, "a digest as uuid: MariaDB's type refuses every fourth of them");
    if (native && sk_same(value, SK_MYSQL_CHANCE))
        return sk_text_add(p->out, SK_MYSQL_RANDOM_UUID), SK_OK;
    /* MySQL makes an integer on the way from what these functions give to DECIMAL */
    if (!sk_mysql_is_mariadb(p) && family(to) == NUMERIC && strstr(value, "REGEXP_"))
        value = sk_printf(p->tmp, "CONCAT(%s)", value);
    const char *sql = in_range(p, arg, converted(p, arg, value, of, to), of, to);
    if (sk_mysql_is_special(p, of) && sk_type_is_text(to) && !sk_mysql_is_special(p, to))
        sql = sk_mysql_collated(p, sql);
    /* MariaDB's CAST() makes text of the collation of whoever reads: a view would be read by some connections only */
    if (sk_mysql_is_mariadb(p) && family(to) == TEXT && family(of) != TEXT && strncmp(sql, "CAST(", 5) == 0)
        sql = sk_printf(p->tmp, "%s COLLATE %s", sql, sk_mysql_collation(true));
    /* An explicit cast to varchar(n) cuts what is too long (PostgreSQL manual, 8.3). */
    if (!to->dimensions && to->length >= 0 && (to->kind == SK_TYPE_VARCHAR || to->kind == SK_TYPE_CHAR))
        sql = sk_printf(p->tmp, "LEFT(%s, %d)", sql, to->length);
    sk_text_add(p->out, sql);
    return SK_OK;
}

enum sk_status
sk_mysql_put_text(struct sk_printer *p, const sk_node *node)
{
    static const struct sk_type text = {.kind = SK_TYPE_TEXT, .length = -1, .scale = -1, .name = "text"};
    struct sk_type from = sk_scope_type(p->scope, node);
    bool plain = sk_type_is_text(&from) && !sk_mysql_is_special(p, &from);
    if (plain || (from.kind == SK_TYPE_OTHER && !from.dimensions) || sk_type_is_integer(&from))
        return sk_print_expr(p, node);
    return sk_mysql_cast(p, node, &text);
}

enum sk_status
sk_mysql_text_template(struct sk_printer *p, const char *template, size_t n, const sk_node *const *args)
{
    enum sk_status status = SK_OK;
    for (const char *c = template; *c && !status; c++) {
        if (c[0] == '$' && c[1] >= '1' && c[1] <= '9' && (size_t)(c[1] - '1') < n)
            status = sk_mysql_put_text(p, args[*++c - '1']);
        else
            sk_text_add_n(p->out, c, 1);
    }
    return status;
}
