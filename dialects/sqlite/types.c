/*
 * dialects/sqlite/types.c - PostgreSQL's types in SQLite's storage.
 *
 * SQLite holds any value in any column; a CHECK holds it to the type. In a template, "$" is the column. A CHECK that
 * gives NULL passes, so most need no word on NULL.
 * sqlite.org/datatype3.html, section 3.1, says how a declared type's name makes the affinity: "INT" anywhere in it is
 * INTEGER, "CHAR", "CLOB", "TEXT" are TEXT, "REAL", "FLOA", "DOUB" are REAL, anything else NUMERIC.
 */
#include <string.h>

#include "dialects/common/literals.h"
#include "dialects/common/ranges.h"
#include "dialects/sqlite/sqlite.h"

#define IS_TEXT "typeof($) IN ('text', 'null')"

struct storage {
    enum sk_type_kind kind;
    const char *name;      /* declared */
    const char *check;     /* NULL: see forms.c */
    const char *collation;
};

/* An address of four numbers is read as JSON's [10,0,0,1], which has no number with a zero before it. */
#define HOST "substr($, 1, instr($ || '/', '/') - 1)"
#define FOUR "'[' || replace(" HOST ", '.', ',') || ']'"
#define ONE_OF(I) "json_extract(" FOUR ", char(36) || '[" #I "]')"
#define IS_FOUR                                                                                                        \
    "CASE WHEN json_valid(" FOUR ") THEN json_array_length(" FOUR ") = 4 AND max(" ONE_OF(0) ", " ONE_OF(              \
        1) ", " ONE_OF(2) ", " ONE_OF(3) ") < 256 ELSE 0 END"
/* Eight groups of four digits, some of which '::' may stand for once. */
#define HEX "[0-9a-fA-F]"
#define COLONS "length($) - length(replace($, ':', ''))"
#define IS_EIGHT                                                                                                       \
    "$ NOT GLOB '*:::*' AND $ NOT GLOB '*::*::*' AND $ NOT GLOB '*" HEX HEX HEX HEX HEX "*' AND " COLONS               \
    " <= 8 AND ($ GLOB '*::*' OR $ GLOB '*.*' OR " COLONS " = 7)"
#define MASK "substr($, instr($, '/') + 1)"
#define IS_MASK                                                                                                        \
    "($ NOT GLOB '*/*' OR (" MASK " GLOB '[0-9]*' AND " MASK " NOT GLOB '*[^0-9]*' AND " MASK                          \
    " + 0 <= CASE WHEN $ GLOB '*:*' THEN 128 ELSE 32 END))"
#define CHECK_ADDRESS                                                                                                  \
    "$ GLOB '[0-9a-fA-F:]*[.:]*' AND $ NOT GLOB '*[^0-9a-fA-F.:/]*' AND (($ GLOB '*:*' AND " IS_EIGHT                  \
    ") OR ($ NOT GLOB '*:*' AND " IS_FOUR ")) AND " IS_MASK
/* No bit is set behind the mask. */
#define CHECK_NETWORK                                                                                                  \
    CHECK_ADDRESS " AND ($ GLOB '*:*' OR $ NOT GLOB '*/*' OR (((" ONE_OF(0) " << 24) | (" ONE_OF(1) " << 16) | ("      \
        ONE_OF(2) " << 8) | " ONE_OF(3) ") & ((1 << (32 - " MASK ")) - 1)) = 0)"
#define BARE_MAC "replace(replace(replace($, ':', ''), '-', ''), '.', '')"
#define CHECK_MAC "length(" BARE_MAC ") IN (12, 16) AND " BARE_MAC " NOT GLOB '*[^0-9a-fA-F]*'"

static const struct storage storages[] = {
    {SK_TYPE_BOOLEAN, "BOOLEAN", NULL, NULL},
    {SK_TYPE_SMALLINT, "SMALLINT", NULL, NULL},
    {SK_TYPE_INTEGER, "INT", NULL, NULL},
    {SK_TYPE_BIGINT, "BIGINT", NULL, NULL},
    {SK_TYPE_OID, "BIGINT", "typeof($) IN ('integer', 'null')", NULL},
    {SK_TYPE_NUMERIC, "NUMERIC", "typeof($) IN ('integer', 'real', 'null')", NULL},
    {SK_TYPE_MONEY, "NUMERIC", "typeof($) IN ('integer', 'real', 'null')", NULL},
    {SK_TYPE_REAL, "REAL", "typeof($) IN ('real', 'null') AND abs($) < 3.40282357e38", NULL},
    {SK_TYPE_DOUBLE, "DOUBLE PRECISION", "typeof($) IN ('real', 'null') AND abs($) < 9e999", NULL},
    {SK_TYPE_TEXT, "TEXT", IS_TEXT, NULL},
    {SK_TYPE_VARCHAR, "VARCHAR", IS_TEXT, NULL},
    {SK_TYPE_CHAR, "CHARACTER", IS_TEXT, "RTRIM"},
    {SK_TYPE_NAME, "TEXT", IS_TEXT, NULL},
    {SK_TYPE_CITEXT, "TEXT", IS_TEXT, "NOCASE"},
    {SK_TYPE_BYTEA, "BLOB", NULL, NULL},
    {SK_TYPE_DATE, "TEXT_DATE", NULL, NULL},
    {SK_TYPE_TIME, "TEXT_TIME", NULL, NULL},
    {SK_TYPE_TIMETZ, "TEXT_TIMETZ", IS_TEXT, NULL},
    {SK_TYPE_TIMESTAMP, "TEXT_TIMESTAMP", NULL, NULL},
    {SK_TYPE_TIMESTAMPTZ, "TEXT_TIMESTAMPTZ", NULL, NULL},
    {SK_TYPE_INTERVAL, "TEXT_SPAN", "$ GLOB '*[0-9]*'", NULL},
    {SK_TYPE_UUID, "TEXT_UUID", NULL, "NOCASE"},
    {SK_TYPE_JSON, "TEXT_JSON", "$ IS NULL OR json_valid($)", NULL},
    {SK_TYPE_JSONB, "TEXT_JSONB", "$ IS NULL OR json_valid($)", NULL},
    {SK_TYPE_BIT, "TEXT_BIT", "$ NOT GLOB '*[^01]*'", NULL},
    {SK_TYPE_VARBIT, "TEXT_VARBIT", "$ NOT GLOB '*[^01]*'", NULL},
    {SK_TYPE_INET, "TEXT_INET", CHECK_ADDRESS, NULL},
    {SK_TYPE_CIDR, "TEXT_CIDR", CHECK_NETWORK, NULL},
    {SK_TYPE_MACADDR, "TEXT_MACADDR", CHECK_MAC, "NOCASE"},
    {SK_TYPE_ENUM, "TEXT", NULL, NULL},
};

const struct sk_range_words sk_sqlite_ranges = {
    .lower = "substr($, 2, instr($, ',') - 2)",
    .upper = "substr($, instr($, ',') + 1, length($) - instr($, ',') - 1)",
    .first = "substr($, 1, 1)",
    .last = "substr($, -1)",
    .integer = "CAST($ AS INTEGER)",
    .numeral = "CAST($ AS NUMERIC)",
    .unquoted = "trim($, '\"')",
    .date = "date($, '+0 days')",
    .moment = "$",
    .next = "date($, '+1 day')",
    .text = "CAST($ AS TEXT)",
    .integer_form = "$ = CAST(CAST($ AS INTEGER) AS TEXT)",
    .numeral_form = "$ GLOB '*[0-9]*' AND $ NOT GLOB '*[^0-9.-]*'",
    .date_form = "$ = date($, '+0 days')",
    .moment_form = "$ = '\"' || trim($, '\"') || '\"' AND datetime(trim($, '\"'), '+0 days') = substr($, 2, 19)",
    .moment_text = "$",
};

static const struct storage *
storage_of(enum sk_type_kind kind)
{
    for (size_t i = 0; i < sizeof storages / sizeof *storages; i++)
        if (storages[i].kind == kind)
            return &storages[i];
    return NULL;
}

const struct sk_type *
sk_sqlite_base_type(const struct sk_catalog *catalog, const struct sk_type *type, const struct sk_user_type **domain)
{
    bool array = type->kind == SK_TYPE_DOMAIN && type->dimensions;
    *domain = array ? sk_catalog_type(catalog, type->schema, type->name) : sk_catalog_domain(catalog, type);
    return *domain ? &(*domain)->base : type;
}

/* "INT" in a name would make it a number's. */
static const char *
range_name(const char *type)
{
    static const struct {
        const char *type, *name;
    } names[] = {{"int4range", "TEXT_RANGE4"},   {"int8range", "TEXT_RANGE8"}, {"daterange", "TEXT_DATERANGE"},
                 {"numrange", "TEXT_NUMRANGE"}, {"tsrange", "TEXT_TSRANGE"},  {"tstzrange", "TEXT_TSTZRANGE"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].type, type) == 0)
            return names[i].name;
    return "TEXT";
}

const char *
sk_sqlite_type_name(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_type *type)
{
    const struct sk_user_type *domain;
    type = sk_sqlite_base_type(catalog, type, &domain);
    const struct storage *storage = storage_of(type->kind);
    if (type->dimensions)
        return "TEXT_ARRAY";
    if (type->kind == SK_TYPE_RANGE)
        return range_name(type->name);
    if (!storage)
        return "TEXT";
    if (type->kind == SK_TYPE_NUMERIC && type->length >= 0)
        return sk_printf(owner, "NUMERIC(%d,%d)", type->length, type->scale);
    if ((type->kind == SK_TYPE_VARCHAR || type->kind == SK_TYPE_CHAR) && type->length >= 0)
        return sk_printf(owner, "%s(%d)", storage->name, type->length);
    if (sk_type_has_precision(type) && type->length >= 0) /* digits of a second */
        return sk_printf(owner, "%s(%d)", storage->name, type->length);
    return storage->name;
}

const char *
sk_sqlite_collation(const struct sk_catalog *catalog, const struct sk_type *type)
{
    const struct sk_user_type *domain;
    type = sk_sqlite_base_type(catalog, type, &domain);
    const struct storage *storage = type->dimensions ? NULL : storage_of(type->kind);
    return type->folds ? "NOCASE" : storage ? storage->collation : NULL;
}

/* ---- CHECKs --------------------------------------------------------------------------------------------------- */

void
sk_sqlite_fill(struct sk_text *text, const char *template, const char *column)
{
    for (const char *c = template; *c; c++) {
        if (*c == '$')
            sk_text_add(text, column);
        else
            sk_text_add_n(text, c, 1);
    }
}

static void
enum_check(struct sk_text *text, const struct sk_catalog *catalog, const struct sk_type *type, const char *column)
{
    const struct sk_user_type *user = sk_catalog_type(catalog, type->schema, type->name);
    bool first = true;
    sk_text_addf(text, "%s IN (", column);
    for (size_t i = 0; user && i < user->n_labels; i++) {
        sk_text_sep(text, &first, ", ");
        sk_text_literal(text, user->labels[i]);
    }
    sk_text_add(text, ")");
}

static void
length_check(struct sk_text *text, const struct sk_type *type, const char *column)
{
    if (type->length < 0)
        return;
    if (type->kind == SK_TYPE_VARBIT)
        sk_text_addf(text, " AND length(%s) <= %d", column, type->length);
    if (type->kind == SK_TYPE_CHAR)
        sk_text_addf(text, " AND length(rtrim(%s)) <= %d", column, type->length);
    if (type->kind == SK_TYPE_BIT)
        sk_text_addf(text, " AND length(%s) = %d", column, type->length);
    if (type->kind == SK_TYPE_NUMERIC) {
        sk_text_addf(text, " AND abs(%s) < 1", column);
        for (int i = 0; i < type->length - type->scale; i++)
            sk_text_add(text, "0");
        sk_text_add(text, ".0");
    }
}

char *
sk_sqlite_type_check(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_type *type,
                     const char *column)
{
    const struct sk_user_type *domain;
    type = sk_sqlite_base_type(catalog, type, &domain);
    const struct storage *storage = storage_of(type->kind);
    struct sk_text *text = sk_text_new(owner);
    const char *lenient = sk_sqlite_form_check(owner, type, column);
    if (lenient)
        sk_text_add(text, lenient);
    else if (type->kind == SK_TYPE_ENUM)
        enum_check(text, catalog, type, column);
    else if (type->kind == SK_TYPE_RANGE && sk_range_bound(type->name).name)
        sk_text_add(text, sk_range_check(text, &sk_sqlite_ranges, type->name, column));
    else
        sk_sqlite_fill(text, storage ? storage->check : IS_TEXT, column);
    if (!lenient)
        length_check(text, type, column);
    return sk_text_finish(text, owner);
}

/* ---- casts ---------------------------------------------------------------------------------------------------- */

/* Conversions between stored forms; the first that fits. OTHER matches any type. */
static const struct {
    enum sk_type_kind from, to;
    const char *template;
} conversions[] = {
    {SK_TYPE_BOOLEAN, SK_TYPE_TEXT, "CASE $ WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"},
    {SK_TYPE_BOOLEAN, SK_TYPE_INTEGER, "$"},
    {SK_TYPE_INTEGER, SK_TYPE_BOOLEAN, "($ <> 0)"},
    {SK_TYPE_TEXT, SK_TYPE_BOOLEAN,
     "CASE WHEN lower($) IN ('t', 'true', 'y', 'yes', 'on', '1') THEN 1 "
     "WHEN lower($) IN ('f', 'false', 'n', 'no', 'off', '0') THEN 0 ELSE $ END"},
    {SK_TYPE_TIMESTAMPTZ, SK_TYPE_DATE, "coalesce(date($), $)"}, /* infinity stays */
    {SK_TYPE_TIMESTAMP, SK_TYPE_DATE, "coalesce(date($), $)"},
    {SK_TYPE_TIMESTAMPTZ, SK_TYPE_TIME, "substr($, 12)"},
    {SK_TYPE_TIMESTAMP, SK_TYPE_TIME, "substr($, 12)"},
    {SK_TYPE_DATE, SK_TYPE_TIMESTAMP, "coalesce(datetime($), $)"},
    {SK_TYPE_DATE, SK_TYPE_TIMESTAMPTZ, "coalesce(datetime($), $)"},
    {SK_TYPE_TEXT, SK_TYPE_UUID,
     "(substr(lower(replace($, '-', '')), 1, 8) || '-' || substr(lower(replace($, '-', '')), 9, 4) || '-' || "
     "substr(lower(replace($, '-', '')), 13, 4) || '-' || substr(lower(replace($, '-', '')), 17, 4) || '-' || "
     "substr(lower(replace($, '-', '')), 21))"},
    {SK_TYPE_TEXT, SK_TYPE_BYTEA, "CAST($ AS BLOB)"},
    {SK_TYPE_NUMERIC, SK_TYPE_INTEGER, "CAST(round($) AS INTEGER)"},
    {SK_TYPE_DOUBLE, SK_TYPE_INTEGER, "CAST(" SK_SQLITE_EVEN " AS INTEGER)"},
    {SK_TYPE_TEXT, SK_TYPE_INTEGER, "CAST($ AS INTEGER)"},
    {SK_TYPE_OTHER, SK_TYPE_INTEGER, "CAST(CASE typeof($) WHEN 'real' THEN round($) ELSE $ END AS INTEGER)"},
    {SK_TYPE_OTHER, SK_TYPE_NUMERIC, "CAST($ AS NUMERIC)"},
    {SK_TYPE_OTHER, SK_TYPE_DOUBLE, "CAST($ AS REAL)"},
    {SK_TYPE_OTHER, SK_TYPE_DATE, "date($)"},
    {SK_TYPE_BYTEA, SK_TYPE_TEXT, "CASE WHEN $ IS NOT NULL THEN '\\x' || lower(hex($)) END"},
    {SK_TYPE_TIMESTAMPTZ, SK_TYPE_TEXT, "($ || '+00')"},
    {SK_TYPE_OTHER, SK_TYPE_TEXT, "CAST($ AS TEXT)"},
};

/* Kinds that convert alike. */
static enum sk_type_kind
family(const struct sk_type *type)
{
    if (type->dimensions)
        return SK_TYPE_OTHER;
    if (sk_type_is_integer(type))
        return SK_TYPE_INTEGER;
    if (sk_type_is_text(type) || type->kind == SK_TYPE_ENUM)
        return SK_TYPE_TEXT;
    return type->kind == SK_TYPE_REAL ? SK_TYPE_DOUBLE : type->kind;
}

static const char *
conversion(const struct sk_type *from, const struct sk_type *to)
{
    enum sk_type_kind a = family(from), b = family(to);
    if (a == b && a != SK_TYPE_OTHER)
        return "$";
    for (size_t i = 0; i < sizeof conversions / sizeof *conversions; i++)
        if ((conversions[i].from == a || conversions[i].from == SK_TYPE_OTHER) && conversions[i].to == b)
            return conversions[i].template;
    return "$";
}

/* A number as text: with `digits` behind its point (-1: those that it needs), and without SQLite's ".0". */
static char *
shown(TALLOC_CTX *owner, const char *value, int digits)
{
    struct sk_text *text = sk_text_new(owner);
    if (digits == 0)
        sk_sqlite_fill(text, "CAST(CAST($ AS INTEGER) AS TEXT)", value);
    else if (digits > 0)
        sk_sqlite_fill(text, sk_printf(text, "CASE WHEN $ IS NOT NULL THEN printf('%%.%df', $) END", digits), value);
    else
        sk_sqlite_fill(text, "CASE typeof($) WHEN 'real' THEN printf('%.15g', $) ELSE CAST($ AS TEXT) END", value);
    return sk_text_finish(text, owner);
}

/* The numeral in 1.50 and '1.50'::numeric; NULL: it is none. */
static const char *
numeral(struct sk_printer *p, const sk_node *node)
{
    const PgQuery__AConst *constant = node->node_case == SK_NODE(A_CONST) ? node->a_const : NULL;
    if (constant && constant->val_case == PG_QUERY__A__CONST__VAL_FVAL)
        return constant->fval->fval;
    const PgQuery__TypeCast *cast = node->node_case == SK_NODE(TYPE_CAST) ? node->type_cast : NULL;
    if (!cast || !sk_node_is_string(cast->arg))
        return NULL;
    struct sk_type type = sk_pg_type(p->catalog, p->tmp, cast->type_name);
    bool plain = type.kind == SK_TYPE_NUMERIC && type.length < 0 && !type.dimensions;
    const char *text = plain ? sk_constant_text(cast->arg) : NULL;
    /* the server words 1e3 as '1000' */
    return text && strchr(text, '.') ? sk_literal_numeral(p->tmp, text, false) : NULL;
}

/* A number that stands in the statement shows what was written: 1.50. */
static const char *
written(struct sk_printer *p, const sk_node *node)
{
    static const char digits[] = "0123456789";
    const char *text = numeral(p, node);
    if (!text || text[strspn(text, "0123456789.")])
        return NULL;
    while (text[0] == '0' && text[1] && strchr(digits, text[1]))
        text++;
    size_t whole = strspn(text, digits);
    return whole && strcmp(text + whole, ".") != 0 ? text : NULL;
}

static bool
is_broken(const struct sk_type *type)
{
    return family(type) == SK_TYPE_NUMERIC || family(type) == SK_TYPE_DOUBLE;
}

/* As PostgreSQL writes an array (8.15.6): in quotes is what could be taken for something else. */
#define AMBIGUOUS "value = '' OR lower(value) = 'null' OR value GLOB '*[{},\"\\ ' || char(9, 10, 11, 12, 13) || ']*'"
#define QUOTED "'\"' || replace(replace(value, '\\', '\\\\'), '\"', '\\\"') || '\"'"
/* The array is named outside of where json_each() has columns of its own: key, value, id, type. */
#define ELEMENTS "(SELECT $ AS v) JOIN json_each(v)"
#define ARRAY_TEXT(ELEMENT)                                                                                            \
    "CASE WHEN $ IS NOT NULL THEN '{' || coalesce((SELECT group_concat(CASE WHEN value IS NULL THEN 'NULL' WHEN "      \
    ELEMENT " END) FROM " ELEMENTS "), '') || '}' END"

static const char *
array_text(const struct sk_type *from)
{
    return from->kind == SK_TYPE_BOOLEAN ? ARRAY_TEXT("value THEN 't' ELSE 'f'")
                                         : ARRAY_TEXT(AMBIGUOUS " THEN " QUOTED " ELSE value");
}

/* Has an array of that type the text that its elements have as JSON? */
static bool
is_array_as_text(const struct sk_type *from)
{
    struct sk_type element = *from;
    element.dimensions = 0;
    return from->dimensions == 1 &&
           (family(&element) == SK_TYPE_TEXT || family(&element) == SK_TYPE_INTEGER || element.kind == SK_TYPE_BOOLEAN);
}

/* The array with its elements converted, where they are of another kind in JSON; NULL: they stay as they are. */
static char *
of_elements(TALLOC_CTX *owner, const char *value, const struct sk_type *from, const struct sk_type *to)
{
    struct sk_text *text = sk_text_new(owner);
    struct sk_type a = *from, b = *to;
    a.dimensions = b.dimensions = 0;
    bool number = is_broken(&a) || family(&a) == SK_TYPE_INTEGER, to_number = is_broken(&b) || sk_type_is_integer(&b);
    bool shown = (number || a.kind == SK_TYPE_BOOLEAN) && family(&b) == SK_TYPE_TEXT;
    bool rounded = is_broken(&a) && sk_type_is_integer(&b), read = family(&a) == SK_TYPE_TEXT && to_number;
    if (from->dimensions != 1 || to->dimensions != 1 || !(shown || rounded || read))
        return NULL;
    sk_sqlite_fill(text, sk_printf(text, "CASE WHEN $ IS NOT NULL THEN (SELECT json_group_array(CASE type WHEN 'array' "
                                         "THEN json('of several dimensions') ELSE %s END) FROM " ELEMENTS ") END",
                                   sk_sqlite_convert(text, "value", &a, &b)), value);
    return sk_text_finish(text, owner);
}

char *
sk_sqlite_convert(TALLOC_CTX *owner, const char *value, const struct sk_type *from, const struct sk_type *to)
{
    struct sk_text *text = sk_text_new(owner);
    char *elements = of_elements(owner, value, from, to);
    if (elements)
        return elements;
    if (is_broken(from) && family(to) == SK_TYPE_TEXT)
        return shown(owner, value, from->scale);
    bool shown_array = is_array_as_text(from) && family(to) == SK_TYPE_TEXT;
    sk_sqlite_fill(text, shown_array ? array_text(from) : conversion(from, to), value);
    bool fits = family(from) == SK_TYPE_INTEGER ||
                (from->kind == SK_TYPE_NUMERIC && from->scale >= 0 && from->scale <= to->scale);
    if (to->kind == SK_TYPE_NUMERIC && to->scale >= 0 && !fits) {
        char *inner = sk_printf(owner, "round(%s, %d)", text->data, to->scale);
        return inner;
    }
    return sk_text_finish(text, owner);
}

bool
sk_sqlite_is_cut(const struct sk_type *from, const struct sk_type *to)
{
    bool moment = (to->kind == SK_TYPE_TIMESTAMP || to->kind == SK_TYPE_TIMESTAMPTZ) && !to->dimensions;
    bool fraction = from->kind != SK_TYPE_DATE && (from->length < 0 || from->length > to->length);
    return moment && fraction && to->length >= 0 && to->length < 6;
}

/* A day beside a moment: the moment that it begins with. */
static bool
begins(const struct sk_type *day, const struct sk_type *moment)
{
    return day->kind == SK_TYPE_DATE && !day->dimensions && moment->kind != SK_TYPE_DATE && sk_type_is_time(moment);
}

const char *
sk_sqlite_beside(struct sk_printer *p, const char *sql, const sk_node *node, const sk_node *other)
{
    const struct sk_type type = sk_scope_type(p->scope, node), beside = sk_scope_type(p->scope, other);
    return begins(&type, &beside) ? sk_sqlite_convert(p->tmp, sql, &type, &beside) : sql;
}

const struct sk_type *
sk_sqlite_united(struct sk_printer *p, size_t n, const struct sk_arm *arms, size_t arm, size_t column)
{
    const struct sk_type *type = &arms[arm].columns.items[column].type;
    (void)p;
    for (size_t i = 0; i < n; i++)
        if (column < arms[i].columns.n && begins(type, &arms[i].columns.items[column].type))
            return &arms[i].columns.items[column].type;
    return NULL;
}

/* The digits that stay, and one more of the last where the first that goes is 5 or above. NULL and what is no moment
 * stay as they are; SQLite counts in thousandths of a second. */
static char *
cut_moment(TALLOC_CTX *owner, const char *value, const struct sk_type *to)
{
    static const char *const more[] = {"1", "0.1", "0.01", "0.001"};
    if (to->length > SK_SQLITE_DIGITS_OF_SECOND)
        return sk_strdup(owner, value);
    return sk_printf(owner,
                     "coalesce(rtrim(rtrim(strftime('%%Y-%%m-%%d %%H:%%M:%%f', substr(%s, 1, %d), CASE WHEN "
                     "substr(%s, %d, 1) >= '5' THEN '+%s seconds' ELSE '+0 seconds' END), '0'), '.'), %s)",
                     value, to->length ? 20 + to->length : 19, value, 21 + to->length, more[to->length], value);
}

enum sk_status
sk_sqlite_cast(struct sk_printer *p, const sk_node *arg, const struct sk_type *type)
{
    if (arg->node_case == SK_NODE(A_CONST) && arg->a_const->isnull) {
        sk_text_add(p->out, "NULL");
        return SK_OK;
    }
    const struct sk_user_type *domain;
    struct sk_type from = sk_scope_type(p->scope, arg);
    from = *sk_sqlite_base_type(p->catalog, &from, &domain);
    const struct sk_type *to = sk_sqlite_base_type(p->catalog, type, &domain);
    const sk_node *texts = sk_type_is_text(to) && !to->dimensions ? sk_print_choice_of_texts(p, arg) : NULL;
    if (texts)
        return sk_sqlite_cast(p, texts, type);
    enum sk_status status;
    const char *value = sk_print_apart(p, arg, &status);
    if (status)
        return status;
    if (from.dimensions && family(to) == SK_TYPE_TEXT && !is_array_as_text(&from))
        return sk_print_unsupported(p, arg, "the text of an array of %s, which is kept as JSON,",
                                    sk_type_format(p->tmp, &(struct sk_type){.kind = from.kind, .name = from.name,
                                                                             .length = -1, .scale = -1}));
    if (is_broken(&from) && from.scale < 0)
        from.scale = sk_scope_digits(p->scope, arg);
    const char *as_written = family(to) == SK_TYPE_TEXT && !to->dimensions ? written(p, arg) : NULL;
    char *converted = as_written ? sk_printf(p->tmp, "'%s'", as_written)
                                 : sk_sqlite_convert(p->tmp, value, &from, to);
    if (p->runs_once && !p->choosing)
        converted = sk_sqlite_refusing(p->tmp, converted, value, arg, &from, to);
    if (to->dimensions && !from.dimensions && family(&from) == SK_TYPE_TEXT && arg->node_case != SK_NODE(A_CONST))
        converted = sk_sqlite_array_of_text(p->tmp, to, value);
    /* An explicit cast to varchar(n) cuts what is too long (manual, 8.3). */
    if (to->length >= 0 && to->kind == SK_TYPE_VARCHAR)
        converted = sk_printf(p->tmp, "substr(%s, 1, %d)", converted, to->length);
    bool own = sk_sqlite_collation(p->catalog, &from) && !sk_sqlite_collation(p->catalog, to);
    if (own && family(to) == SK_TYPE_TEXT && !to->dimensions) /* text compares by its bytes */
        converted = sk_printf(p->tmp, "(%s COLLATE BINARY)", converted);
    sk_text_add(p->out, sk_sqlite_is_cut(&from, to) ? cut_moment(p->tmp, converted, to) : converted);
    return SK_OK;
}

enum sk_status
sk_sqlite_put_text(struct sk_printer *p, const sk_node *node)
{
    static const struct sk_type text = {.kind = SK_TYPE_TEXT, .length = -1, .scale = -1, .name = "text"};
    struct sk_type type = sk_scope_type(p->scope, node);
    const struct sk_user_type *domain;
    const struct sk_type *from = sk_sqlite_base_type(p->catalog, &type, &domain);
    enum sk_type_kind kind = family(from);
    bool other = is_broken(from) || kind == SK_TYPE_BOOLEAN || kind == SK_TYPE_TIMESTAMPTZ || kind == SK_TYPE_BYTEA;
    return other ? sk_sqlite_cast(p, node, &text) : sk_print_expr(p, node);
}
