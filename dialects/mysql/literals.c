/* dialects/mysql/literals.c - PostgreSQL's literals in the form in which the servers store their values. */
#include <string.h>

#include "dialects/common/ranges.h"
#include "dialects/mysql/print.h"

/*
 * MariaDB writes a constant with an introducer back without the backslashes that it needs (into SHOW CREATE TABLE, and
 * into the table itself): there it is converted from its bytes.
 */
const char *
sk_mysql_literal_sql(struct sk_printer *p, const char *text)
{
    const char *constant = sk_mysql_constant(p->tmp, text), *bytes = strchr(constant, 'X');
    bool introduced = *constant == '_';
    return introduced && sk_mysql_is_mariadb(p) ? sk_printf(p->tmp, "CONVERT(%s USING utf8mb4)", bytes) : constant;
}

void
sk_mysql_put_literal(struct sk_printer *p, const char *text)
{
    sk_text_add(p->out, sk_mysql_literal_sql(p, text));
}

/* ---- moments -------------------------------------------------------------------------------------------------- */

static const struct {
    const char *word, *timestamp, *date;
} moments[] = {
    {"now", SK_MYSQL_NOW, "UTC_DATE()"},
    {"today", "CAST(UTC_DATE() AS DATETIME(6))", "UTC_DATE()"},
    {"tomorrow", "CAST(UTC_DATE() + INTERVAL 1 DAY AS DATETIME(6))", "(UTC_DATE() + INTERVAL 1 DAY)"},
    {"yesterday", "CAST(UTC_DATE() - INTERVAL 1 DAY AS DATETIME(6))", "(UTC_DATE() - INTERVAL 1 DAY)"},
    {"epoch", "TIMESTAMP'1970-01-01 00:00:00'", "DATE'1970-01-01'"},
};

/* A literal with its type in front is a time also where the server could not tell, and is refused if it is none. */
static bool
put_moment(struct sk_printer *p, const char *text, const struct sk_type *type)
{
    bool date = type->kind == SK_TYPE_DATE;
    const char *word = sk_literal_moment_word(text) ? sk_literal_moment_word(text) : text;
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++)
        if (strcasecmp(moments[i].word, word) == 0) {
            sk_text_add(p->out, date ? moments[i].date : moments[i].timestamp);
            return true;
        }
    const char *stored = sk_literal_timestamp(p->tmp, text, type->kind);
    if (!stored || strncmp(stored, "0000", 4) == 0)
        return false;
    sk_text_addf(p->out, "%s'%s'", date ? "DATE" : "TIMESTAMP", stored);
    return true;
}

/* "4 PM" is not read. */
static bool
put_time(struct sk_printer *p, const char *text)
{
    const char *stored = sk_literal_time(p->tmp, text);
    if (stored)
        sk_text_addf(p->out, "TIME'%s'", stored);
    return stored != NULL;
}

/* ---- others --------------------------------------------------------------------------------------------------- */

static bool
put_number(struct sk_printer *p, const char *text, const struct sk_type *type)
{
    const char *number = sk_literal_numeral(p->tmp, text, sk_type_is_integer(type));
    if (number)
        sk_text_add(p->out, number);
    return number != NULL;
}

/* money_in() of the usual locale: "$1,234.50" */
static bool
put_money(struct sk_printer *p, const char *text)
{
    struct sk_text *plain = sk_text_new(p->tmp);
    static const struct sk_type numeric = {.kind = SK_TYPE_NUMERIC, .length = -1, .scale = -1, .name = "numeric"};
    for (; *text; text++)
        if (!strchr("$,", *text))
            sk_text_add_n(plain, text, 1);
    return put_number(p, plain->data, &numeric);
}

static bool
put_boolean(struct sk_printer *p, const char *text)
{
    int value = sk_literal_boolean(text);
    if (value >= 0)
        sk_text_add(p->out, value ? "1" : "0");
    return value >= 0;
}

static bool
put_bytes(struct sk_printer *p, const char *text)
{
    const char *hex = sk_literal_bytea(p->tmp, text);
    if (hex)
        sk_text_addf(p->out, "X'%s'", hex);
    return hex != NULL;
}

static bool
put_interval(struct sk_printer *p, const char *text)
{
    struct sk_interval interval;
    if (!sk_literal_interval(&interval, text))
        return false;
    sk_mysql_put_literal(p, sk_interval_format(p->tmp, &interval));
    return true;
}

static bool
put_text(struct sk_printer *p, const char *text)
{
    if (text)
        sk_mysql_put_literal(p, text);
    return text != NULL;
}

/* MariaDB's type has none of version 8 to 15 and variant 0 to 7: it tells its own order of the digits by that. */
static bool
put_uuid(struct sk_printer *p, const char *uuid)
{
    enum { VERSION = 14, VARIANT = 19 };
    bool none = uuid && sk_mysql_is_mariadb(p) && strchr("89abcdef", uuid[VERSION]) && strchr("01234567", uuid[VARIANT]);
    return !none && put_text(p, uuid);
}

/* A document: on MySQL a value of the JSON type, which text is not, not even where it is compared. */
static bool
put_document(struct sk_printer *p, const char *text)
{
    if (text && sk_mysql_is_mariadb(p))
        sk_mysql_put_literal(p, text);
    else if (text) {
        sk_text_add(p->out, "CAST(");
        sk_mysql_put_literal(p, text);
        sk_text_add(p->out, " AS JSON)");
    }
    return text != NULL;
}

static bool
put_of_type(struct sk_printer *p, const char *text, const struct sk_type *type)
{
    if (type->dimensions)
        return put_document(p, sk_literal_array(p->tmp, text, type));
    switch (type->kind) {
    case SK_TYPE_BOOLEAN:
        return put_boolean(p, text);
    case SK_TYPE_BYTEA:
        return put_bytes(p, text);
    case SK_TYPE_TIMESTAMP:
    case SK_TYPE_TIMESTAMPTZ:
    case SK_TYPE_DATE:
        return put_moment(p, text, type);
    case SK_TYPE_TIME:
        return put_time(p, text);
    case SK_TYPE_SMALLINT:
    case SK_TYPE_INTEGER:
    case SK_TYPE_BIGINT:
    case SK_TYPE_NUMERIC:
    case SK_TYPE_DOUBLE:
    case SK_TYPE_REAL:
        return put_number(p, text, type);
    case SK_TYPE_MONEY:
        return put_money(p, text);
    case SK_TYPE_UUID:
        return put_uuid(p, sk_literal_uuid(p->tmp, text));
    case SK_TYPE_JSON:
    case SK_TYPE_JSONB:
        return put_document(p, text);
    case SK_TYPE_RANGE:
        return put_text(p, sk_range_bound(type->name).name ? sk_range_literal(p->tmp, text, type->name) : text);
    case SK_TYPE_INTERVAL:
        return put_interval(p, text);
    default:
        return put_text(p, text);
    }
}

enum sk_status
sk_mysql_literal(struct sk_printer *p, const char *text, const struct sk_type *type, const sk_node *at)
{
    if (!text)
        return sk_text_add(p->out, "NULL"), SK_OK;
    if (put_of_type(p, text, type->dimensions ? type : sk_catalog_base_type(p->catalog, type)))
        return SK_OK;
    return sk_print_unsupported(p, at, "\"%s\" is no %s that can be stored", text, sk_type_format(p->tmp, type));
}

bool
sk_mysql_has_to_be_given(const struct sk_catalog *catalog, const struct sk_column *column)
{
    const struct sk_type *type = &column->type;
    const struct sk_user_type *domain = sk_catalog_domain(catalog, type);
    const struct sk_expr *value = column->default_expr ? column->default_expr : domain ? domain->default_expr : NULL;
    return (column->not_null || (domain && domain->not_null)) && (!value || sk_node_is_null(sk_expr_node(value)));
}
