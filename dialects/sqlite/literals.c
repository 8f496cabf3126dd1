/* dialects/sqlite/literals.c - PostgreSQL's literals in the form in which SQLite stores their values. */
#include "dialects/common/literals.h"
#include "dialects/common/ranges.h"

#include <string.h>

#include "dialects/sqlite/sqlite.h"

/* What is not written between quotes. NULL: it is no such value. */
static const char *
bare(struct sk_printer *p, const char *text, const struct sk_type *type)
{
    const char *bytes;
    int value;
    switch (type->kind) {
    case SK_TYPE_BOOLEAN:
        value = sk_literal_boolean(text);
        return value < 0 ? NULL : value ? "1" : "0";
    case SK_TYPE_BYTEA:
        bytes = sk_literal_bytea(p->tmp, text);
        return bytes ? sk_printf(p->tmp, "X'%s'", bytes) : NULL;
    case SK_TYPE_SMALLINT:
    case SK_TYPE_INTEGER:
    case SK_TYPE_BIGINT:
        return sk_literal_numeral(p->tmp, text, true);
    case SK_TYPE_NUMERIC:
    case SK_TYPE_DOUBLE:
    case SK_TYPE_REAL:
        return sk_literal_numeral(p->tmp, text, false);
    default:
        return NULL;
    }
}

/* The beginning and the end of time, which sort as they should among moments (forms_rules.c); NULL: something else. */
static const char *
endless(const char *text)
{
    static const char *const words[] = {"infinity", "-infinity"};
    const char *start = text + strspn(text, " \t\n");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t len = strlen(words[i]);
        if (strncasecmp(start, words[i], len) == 0 && !start[len + strspn(start + len, " \t\n")])
            return words[i];
    }
    return NULL;
}

/* What is written between quotes. NULL: it is no such value. */
static const char *
quoted(struct sk_printer *p, const char *text, const struct sk_type *type)
{
    struct sk_interval interval;
    if (type->dimensions)
        return sk_literal_array(p->tmp, text, type);
    switch (type->kind) {
    case SK_TYPE_BOOLEAN:
    case SK_TYPE_BYTEA:
    case SK_TYPE_SMALLINT:
    case SK_TYPE_INTEGER:
    case SK_TYPE_BIGINT:
    case SK_TYPE_NUMERIC:
    case SK_TYPE_DOUBLE:
    case SK_TYPE_REAL:
        return NULL;
    case SK_TYPE_TIMESTAMP:
    case SK_TYPE_TIMESTAMPTZ:
    case SK_TYPE_DATE:
        return endless(text) ? endless(text) : sk_literal_timestamp(p->tmp, text, type->kind);
    case SK_TYPE_TIME:
        return sk_literal_time(p->tmp, text);
    case SK_TYPE_INTERVAL:
        return sk_literal_interval(&interval, text) ? sk_interval_format(p->tmp, &interval) : NULL;
    case SK_TYPE_UUID:
        return sk_literal_uuid(p->tmp, text);
    case SK_TYPE_RANGE:
        return sk_range_bound(type->name).name ? sk_range_literal(p->tmp, text, type->name) : text;
    default:
        return text;
    }
}

static const char *
moment_now(const char *word, bool date)
{
    static const struct {
        const char *word, *timestamp, *date;
    } moments[] = {
        {"now", SK_SQLITE_NOW, "date('now')"},
        {"today", "strftime('%Y-%m-%d 00:00:00', 'now')", "date('now')"},
        {"tomorrow", "strftime('%Y-%m-%d 00:00:00', 'now', '+1 day')", "date('now', '+1 day')"},
        {"yesterday", "strftime('%Y-%m-%d 00:00:00', 'now', '-1 day')", "date('now', '-1 day')"},
    };
    size_t i = 0;
    while (strcmp(moments[i].word, word) != 0)
        i++;
    return date ? moments[i].date : moments[i].timestamp;
}

enum sk_status
sk_sqlite_literal(struct sk_printer *p, const char *text, const struct sk_type *type, const sk_node *at)
{
    const struct sk_user_type *domain;
    type = sk_sqlite_base_type(p->catalog, type, &domain);
    bool moment = !type->dimensions && (type->kind == SK_TYPE_TIMESTAMP || type->kind == SK_TYPE_TIMESTAMPTZ ||
                                        type->kind == SK_TYPE_DATE);
    const char *value = type->dimensions ? NULL : bare(p, text, type);
    if (moment && sk_literal_moment_word(text))
        value = moment_now(sk_literal_moment_word(text), type->kind == SK_TYPE_DATE);
    if (value) {
        sk_text_add(p->out, value);
        return SK_OK;
    }
    value = quoted(p, text, type);
    if (!value)
        return sk_print_unsupported(p, at, "\"%s\" is no %s that can be stored", text, sk_type_format(p->tmp, type));
    sk_text_literal(p->out, value);
    return SK_OK;
}
