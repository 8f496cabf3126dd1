/*
 * dialects/sqlite/intervals.c - intervals that only a row knows: what a column holds, what CASE or make_interval()
 * gives.
 *
 * An interval is kept as PostgreSQL writes it, "1 year 2 mons 3 days 04:05:06". A query takes the words apart into
 * months, days and seconds; what it does not know makes it fail. PostgreSQL manual, 8.5.4, 9.9.
 */
#include <string.h>

#include "dialects/common/literals.h"
#include "dialects/sqlite/sqlite.h"

#define CLOCK /* hours:minutes[:seconds] */                                                                            \
    "(CASE WHEN w GLOB '-*' THEN -1 ELSE 1 END) * (substr(c, 1, instr(c, ':') - 1) * 3600 + "                          \
    "substr(c, instr(c, ':') + 1, 2) * 60 + ('0' || substr(c, instr(c, ':') + 4)))"

/* One row: its months, days and seconds. NULL for NULL. */
#define PARTS                                                                                                               \
    "SELECT CASE WHEN sum(w NOT GLOB '*[^0-9.+-]*') <> sum(w GLOB '[a-z]*') THEN json('invalid interval') ELSE "            \
    "CAST(sum(CASE WHEN w GLOB 'y*' THEN 12 * n WHEN w GLOB 'mon*' THEN n ELSE 0 END) AS INTEGER) END AS m, "               \
    "sum(CASE WHEN w GLOB 'd*' THEN n WHEN w GLOB 'w*' THEN 7 * n ELSE 0 END) AS d, sum(CASE WHEN w GLOB '*:*' THEN " CLOCK \
    " WHEN w GLOB 'h*' THEN 3600 * n WHEN w GLOB 'mi*' THEN 60 * n WHEN w GLOB 's*' THEN n ELSE 0 END) AS s "               \
    "FROM (SELECT value AS w, ltrim(value, '+-') AS c, CAST(lag(value) OVER (ORDER BY key) AS REAL) AS n "                  \
    "FROM (SELECT $1 AS x) AS q, json_each('[\"' || replace(lower(trim(q.x)), ' ', '\",\"') || '\"]'))"

static bool
is_stored(struct sk_printer *p, const sk_node *node)
{
    struct sk_type type = sk_scope_type(p->scope, node);
    bool read = node->node_case == SK_NODE(COLUMN_REF) || node->node_case == SK_NODE(TYPE_CAST) ||
                node->node_case == SK_NODE(SUB_LINK) || node->node_case == SK_NODE(COALESCE_EXPR);
    return type.kind == SK_TYPE_INTERVAL && !type.dimensions && read;
}

/* The text that a cast makes an interval of, or the interval itself. */
static const sk_node *
text_of(struct sk_printer *p, const sk_node *node)
{
    while (node->node_case == SK_NODE(TYPE_CAST))
        node = node->type_cast->arg;
    return sk_print_interval_words(p, node);
}

bool
sk_sqlite_shift_stored(struct sk_printer *p, const sk_node *time, const sk_node *interval, bool negative,
                       enum sk_status *status)
{
    const sk_node *args[] = {text_of(p, interval), time};
    if (!is_stored(p, interval))
        return false;
    *status = sk_print_template(
        p,
        sk_printf(p->tmp,
                  "(SELECT strftime('%%Y-%%m-%%d %%H:%%M:%%f', CASE WHEN m THEN min(date(t, printf('%%+d months', m)), "
                  "date(t, 'start of month', printf('%%+d months', m), '+1 month', '-1 day')) || ' ' || "
                  "strftime('%%H:%%M:%%f', t) ELSE t END, printf('%%+d days', d), printf('%%+.6f seconds', s)) FROM "
                  "(SELECT $2 AS t), (SELECT %sm AS m, %sd AS d, %ss AS s FROM (" PARTS ")) WHERE m IS NOT NULL)",
                  negative ? "-" : "", negative ? "-" : "", negative ? "-" : ""),
        2, args);
    return true;
}

bool
sk_sqlite_interval_field(struct sk_printer *p, const char *field, const sk_node *interval, enum sk_status *status)
{
    static const struct {
        const char *field, *sql;
    } fields[] = {{"epoch", "(m / 12 * 31557600 + m % 12 * 2592000 + d * 86400 + s)"},
                  {"year", "(m / 12)"},
                  {"month", "(m % 12)"},
                  {"day", "CAST(d AS INTEGER)"},
                  {"hour", "CAST(s / 3600 AS INTEGER)"},
                  {"minute", "(CAST(s / 60 AS INTEGER) % 60)"},
                  {"second", "(s - CAST(s / 60 AS INTEGER) * 60)"},
                  {"millisecond", "((s - CAST(s / 60 AS INTEGER) * 60) * 1000)"}};
    const sk_node *args[] = {text_of(p, interval)};
    for (size_t i = 0; is_stored(p, interval) && i < sizeof fields / sizeof *fields; i++) {
        if (!sk_is_field(fields[i].field, field))
            continue;
        *status = sk_print_template(p, sk_printf(p->tmp, "(SELECT %s FROM (%s))", fields[i].sql, PARTS), 1, args);
        return true;
    }
    return false;
}
