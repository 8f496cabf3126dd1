/*
 * dialects/mysql/types.c - PostgreSQL's types in the servers' storage.
 *
 * Where the server's type holds more than PostgreSQL's, a CHECK holds rows to it; "$" in a template is the column. The
 * servers read more spellings of a date or a number than PostgreSQL does, and a CHECK sees the value only after that:
 * such input is taken and stored in its right form.
 */
#include <string.h>

#include "dialects/common/ranges.h"
#include "dialects/mysql/physical.h"

/* The whole range of exact numbers that the servers have (MySQL manual, 11.1.3: 65 digits, 30 of them decimals). */
#define ANY_NUMERIC "DECIMAL(65,30)"
/* A regular expression that both servers' engines read alike; the column's own collation ignores case, and its length
 * sees to the end. */
#define HEX "[0-9a-f]"
#define CHECK_UUID "$ REGEXP '^" HEX "{8}-" HEX "{4}-" HEX "{4}-" HEX "{4}-" HEX "{12}'"
#define HOST "SUBSTRING_INDEX($, '/', 1)"
#define MASK "SUBSTRING_INDEX($, '/', -1)"
#define IS_ADDRESS                                                                                                     \
    "((IS_IPV4(" HOST ") OR IS_IPV6(" HOST ")) AND ($ NOT LIKE '%/%' OR ($ LIKE '%/_%' AND $ NOT REGEXP "              \
    "'/.*[^0-9]' AND " MASK " + 0 <= IF($ LIKE '%:%', 128, 32))))"
#define CHECK_ADDRESS "$ IS NULL OR " IS_ADDRESS
/* No bit is set behind the mask. */
#define CHECK_NETWORK                                                                                                  \
    "$ IS NULL OR (" IS_ADDRESS " AND ($ LIKE '%:%' OR $ NOT LIKE '%/%' OR (INET_ATON(" HOST ") & ((1 << (32 - " MASK  \
    ")) - 1)) = 0))"
#define CHECK_OID "$ BETWEEN 0 AND 4294967295"
#define CHECK_TIME "$ BETWEEN TIME'00:00:00' AND TIME'24:00:00'"
#define BARE_MAC "REPLACE(REPLACE(REPLACE($, ':', ''), '-', ''), '.', '')"
#define CHECK_MACADDR "CHAR_LENGTH(" BARE_MAC ") IN (12, 16) AND " BARE_MAC " NOT REGEXP '[^0-9a-f]'"
#define CHECK_INTERVAL "$ REGEXP '[0-9]'"
/* MariaDB's sql_mode, as it comes, takes '0000-00-00', and reads '10:00:00' as 2010-00-00. */
#define CHECK_DAY "YEAR($) * MONTH($) * DAYOFMONTH($) > 0"
/* PostgreSQL's hexadecimal text has no accents: bytes would do, but not case. */
#define ASCII " CHARACTER SET ascii COLLATE ascii_general_ci"

struct storage {
    enum sk_type_kind kind;
    const char *name;      /* NULL: a text of any length */
    const char *mariadb;   /* its name there, if it is another one */
    unsigned bytes;        /* in a key */
    const char *check, *mariadb_check;
};

static const struct storage storages[] = {
    {SK_TYPE_BOOLEAN, "TINYINT(1)", NULL, 1, "$ IN (0, 1)", "$ IN (0, 1)"},
    {SK_TYPE_SMALLINT, "SMALLINT", NULL, 2, NULL, NULL},
    {SK_TYPE_INTEGER, "INT", NULL, 4, NULL, NULL},
    {SK_TYPE_BIGINT, "BIGINT", NULL, 8, NULL, NULL},
    {SK_TYPE_OID, "BIGINT", NULL, 8, CHECK_OID, CHECK_OID},
    {SK_TYPE_NUMERIC, ANY_NUMERIC, NULL, 30, NULL, NULL},
    {SK_TYPE_MONEY, "DECIMAL(19,2)", NULL, 9, NULL, NULL},
    {SK_TYPE_REAL, "FLOAT", NULL, 4, NULL, NULL},
    {SK_TYPE_DOUBLE, "DOUBLE", NULL, 8, NULL, NULL},
    {SK_TYPE_DATE, "DATE", NULL, 3, NULL, CHECK_DAY},
    {SK_TYPE_TIME, "TIME", NULL, 6, CHECK_TIME, CHECK_TIME},
    {SK_TYPE_TIMETZ, "VARCHAR(21)", NULL, 84, NULL, NULL},
    {SK_TYPE_TIMESTAMP, "DATETIME", NULL, 8, NULL, CHECK_DAY},
    {SK_TYPE_TIMESTAMPTZ, "DATETIME", NULL, 8, NULL, CHECK_DAY},
    {SK_TYPE_INTERVAL, "VARCHAR(100)", NULL, 400, CHECK_INTERVAL, CHECK_INTERVAL},
    {SK_TYPE_UUID, "CHAR(36)" ASCII, "UUID", 36, CHECK_UUID, NULL},
    {SK_TYPE_JSON, "JSON", NULL, 0, NULL, NULL},
    {SK_TYPE_JSONB, "JSON", NULL, 0, NULL, NULL},
    {SK_TYPE_INET, "VARCHAR(43)" ASCII, NULL, 43, CHECK_ADDRESS, CHECK_ADDRESS},
    {SK_TYPE_CIDR, "VARCHAR(43)" ASCII, NULL, 43, CHECK_NETWORK, CHECK_NETWORK},
    {SK_TYPE_MACADDR, "VARCHAR(23)" ASCII, NULL, 23, CHECK_MACADDR, CHECK_MACADDR},
    {SK_TYPE_RANGE, "VARCHAR(200)", NULL, 800, NULL, NULL},
    {SK_TYPE_GEOMETRIC, "VARCHAR(200)", NULL, 800, NULL, NULL},
};

const struct sk_range_words sk_mysql_ranges = {
    .lower = "SUBSTRING($, 2, LOCATE(',', $) - 2)",
    .upper = "SUBSTRING($, LOCATE(',', $) + 1, CHAR_LENGTH($) - LOCATE(',', $) - 1)",
    .first = "LEFT($, 1)",
    .last = "RIGHT($, 1)",
    .integer = "CAST($ AS SIGNED)",
    .numeral = "CAST($ AS DECIMAL(65,20))",
    .unquoted = "TRIM(BOTH '\"' FROM $)",
    .date = "CAST($ AS DATE)",
    .moment = "CAST($ AS DATETIME(6))",
    .next = "($ + INTERVAL 1 DAY)",
    .text = "CAST($ AS CHAR)",
    .integer_form = "$ REGEXP '^(0|-?[1-9][0-9]*)$$'",
    .numeral_form = "$ REGEXP '^-?[0-9]+([.][0-9]+)?$$'",
    .date_form = "$ REGEXP '^[0-9]{4}-[0-9]{2}-[0-9]{2}$$' AND CAST($ AS DATE) IS NOT NULL",
    .moment_form = "$ REGEXP '^\"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]*[1-9])?\"$$' AND "
                   "CAST(TRIM(BOTH '\"' FROM $) AS DATETIME(6)) IS NOT NULL",
    .moment_text = "TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM CAST(CAST($ AS DATETIME(6)) AS CHAR)))",
    .has_concat = true,
};

static const struct storage *
storage_of(enum sk_type_kind kind)
{
    for (size_t i = 0; i < sizeof storages / sizeof *storages; i++)
        if (storages[i].kind == kind)
            return &storages[i];
    return NULL;
}

const char *
sk_mysql_collation(bool mariadb)
{
    return mariadb ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
}

/* The longest label and one character more: spaces that there is no room for are dropped, and 'longest ' is no label.
 */
static int
enum_length(const struct sk_catalog *catalog, const struct sk_type *type)
{
    const struct sk_user_type *user = sk_catalog_type(catalog, type->schema, type->name);
    size_t longest = 0;
    for (size_t i = 0; user && i < user->n_labels; i++) {
        size_t n = 0;
        for (const char *c = user->labels[i]; *c; c++)
            n += ((unsigned char)*c & 0xC0) != 0x80;
        longest = n > longest ? n : longest;
    }
    return (int)longest + 1;
}

struct sk_mysql_string
sk_mysql_string_of(const struct sk_catalog *catalog, const struct sk_type *type)
{
    struct sk_mysql_string s = {0};
    type = sk_catalog_base_type(catalog, type);
    if (type->dimensions)
        return s;
    switch (type->kind) {
    case SK_TYPE_TEXT:
    case SK_TYPE_CITEXT:
    case SK_TYPE_XML:
    case SK_TYPE_TSVECTOR:
    case SK_TYPE_TSQUERY:
    case SK_TYPE_OTHER:
    case SK_TYPE_COMPOSITE:
        s = (struct sk_mysql_string){.is = true, .length = -1};
        break;
    case SK_TYPE_VARCHAR:
    case SK_TYPE_VARBIT:
        s = (struct sk_mysql_string){.is = true, .length = type->length};
        break;
    case SK_TYPE_CHAR: /* without a length it is bpchar, of any */
        s = (struct sk_mysql_string){
            .is = true, .fixed = type->length >= 0 && type->length < 256, .length = type->length};
        break;
    case SK_TYPE_BIT:
        s = (struct sk_mysql_string){
            .is = true, .fixed = type->length < 256, .length = type->length < 0 ? 1 : type->length};
        break;
    case SK_TYPE_NAME:
        s = (struct sk_mysql_string){.is = true, .length = 63};
        break;
    case SK_TYPE_ENUM:
        s = (struct sk_mysql_string){.is = true, .length = enum_length(catalog, type)};
        break;
    case SK_TYPE_BYTEA:
        s = (struct sk_mysql_string){.is = true, .binary = true, .length = -1};
        break;
    default:
        break;
    }
    return s;
}

unsigned
sk_mysql_key_bytes(const struct sk_catalog *catalog, const struct sk_type *type)
{
    type = sk_catalog_base_type(catalog, type);
    const struct storage *storage = type->dimensions ? NULL : storage_of(type->kind);
    if (type->kind == SK_TYPE_NUMERIC && type->length >= 0)
        return (unsigned)type->length / 2 + 2;
    return storage ? storage->bytes : 0;
}

/* ---- names of types ------------------------------------------------------------------------------------------- */

/* PostgreSQL's char(n) does not count trailing spaces, citext neither case; all other text counts every byte. */
static const char *
special_collation(const struct sk_type *type, bool mariadb)
{
    if (type->kind == SK_TYPE_CHAR && !type->folds)
        return " COLLATE utf8mb4_bin";
    if (type->kind == SK_TYPE_CITEXT || type->folds)
        return mariadb ? " COLLATE utf8mb4_uca1400_nopad_as_ci" : " COLLATE utf8mb4_0900_as_ci";
    return "";
}

static char *
string_name(TALLOC_CTX *owner, const struct sk_type *type, struct sk_mysql_string s, bool mariadb)
{
    const char *collation = special_collation(type, mariadb);
    if (s.binary)
        return s.length < 0 ? sk_strdup(owner, "LONGBLOB") : sk_printf(owner, "VARBINARY(%d)", s.length);
    if (s.length < 0 || s.length > 16383) /* 65535 bytes are the most that a VARCHAR has */
        return sk_printf(owner, "LONGTEXT%s", collation);
    return sk_printf(owner, "%s(%d)%s", s.fixed ? "CHAR" : "VARCHAR", s.length, collation);
}

static char *
numeric_name(TALLOC_CTX *owner, const struct sk_type *type)
{
    int scale = type->scale < 0 ? 0 : type->scale;
    bool fits = type->length >= 0 && type->length <= 65 && scale <= 30 && scale <= type->length;
    return fits ? sk_printf(owner, "DECIMAL(%d,%d)", type->length, scale) : sk_strdup(owner, ANY_NUMERIC);
}

char *
sk_mysql_type_sql(TALLOC_CTX *owner, const struct sk_catalog *catalog, bool mariadb, const struct sk_type *type,
                  struct sk_mysql_string s)
{
    type = sk_catalog_base_type(catalog, type);
    if (type->dimensions)
        return sk_strdup(owner, "JSON");
    if (s.is)
        return string_name(owner, type, s, mariadb);
    if (type->kind == SK_TYPE_NUMERIC)
        return numeric_name(owner, type);
    if (type->kind == SK_TYPE_TIME || type->kind == SK_TYPE_TIMESTAMP || type->kind == SK_TYPE_TIMESTAMPTZ)
        return sk_printf(owner, "%s(%d)", storage_of(type->kind)->name, type->length < 0 ? 6 : type->length);
    const struct storage *storage = storage_of(type->kind);
    if (!storage)
        return sk_strdup(owner, "LONGTEXT");
    return sk_strdup(owner, mariadb && storage->mariadb ? storage->mariadb : storage->name);
}

char *
sk_mysql_type_name(TALLOC_CTX *owner, const struct sk_catalog *catalog, bool mariadb, const struct sk_type *type)
{
    return sk_mysql_type_sql(owner, catalog, mariadb, type, sk_mysql_string_of(catalog, type));
}

/* ---- CHECKs --------------------------------------------------------------------------------------------------- */

static void
fill(struct sk_text *text, const char *template, const char *column)
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
        sk_mysql_put_constant(text, user->labels[i]);
    }
    sk_text_add(text, first ? "NULL)" : ")");
}

char *
sk_mysql_type_check(TALLOC_CTX *owner, const struct sk_catalog *catalog, bool mariadb, const struct sk_type *type,
                    const char *column)
{
    struct sk_text *text = sk_text_new(owner);
    type = sk_catalog_base_type(catalog, type);
    const struct storage *storage = storage_of(type->kind);
    const char *check = !storage ? NULL : mariadb ? storage->mariadb_check : storage->check;
    if (type->dimensions)
        fill(text, "JSON_TYPE($) = 'ARRAY'", column);
    else if (type->kind == SK_TYPE_ENUM)
        enum_check(text, catalog, type, column);
    else if (type->kind == SK_TYPE_RANGE && sk_range_bound(type->name).name)
        sk_text_add(text, sk_range_check(text, &sk_mysql_ranges, type->name, column));
    else if (type->kind == SK_TYPE_BIT || type->kind == SK_TYPE_VARBIT)
        fill(text, "$ NOT REGEXP '[^01]'", column);
    else if (check)
        fill(text, check, column);
    if (!type->dimensions && type->kind == SK_TYPE_BIT)
        sk_text_addf(text, " AND CHAR_LENGTH(%s) = %d", column, type->length < 0 ? 1 : type->length);
    return text->len ? sk_text_finish(text, owner) : NULL;
}
