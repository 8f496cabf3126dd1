/* dialects/mysql/contents.c - all that is in a database of MySQL or MariaDB, and in those that are its schemas. */
#include "core/contents.h"

#include "dialects/common/counters.h"
#include "dialects/mysql/mysql.h"

/* "x.table_schema IN (...)" */
static void
put_where(struct sk_text *sql, const char *column, const struct sk_where *where)
{
    sk_text_addf(sql, "%s IN (DATABASE()", column);
    for (size_t i = 0; i < where->n_schemas; i++) {
        sk_text_add(sql, ", ");
        sk_mysql_put_constant(sql, where->schemas[i]);
    }
    sk_text_add(sql, ")");
}

static char *
tables(TALLOC_CTX *owner, const struct sk_where *where)
{
    struct sk_text *sql = sk_text_new(owner);
    sk_text_add(sql, "SELECT NULLIF(table_schema, DATABASE()), table_name FROM information_schema.tables "
                     "WHERE table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') AND table_name <> '" SK_COUNTERS
                     "' AND ");
    put_where(sql, "table_schema", where);
    sk_text_add(sql, " ORDER BY 1, 2");
    return sk_text_finish(sql, owner);
}

#define QUOTED(column) "'`', REPLACE(" column ", '`', '``'), '`'"
#define DROP(what, schema, name) "CONCAT('DROP ', " what ", ' IF EXISTS ', " QUOTED(schema) ", '.', " QUOTED(name) ")"

/* Triggers go with their tables; foreign keys are not asked. */
static char *
drops(TALLOC_CTX *owner, const struct sk_where *where)
{
    struct sk_text *sql = sk_text_new(owner);
    sk_text_add(
        sql, "SELECT s, counts FROM (SELECT 0 AS n, 'SET SESSION foreign_key_checks = 0' AS s, '0' AS counts "
             "UNION ALL SELECT 2, " DROP("REPLACE(REPLACE(REPLACE(table_type, 'BASE ', ''), 'SYSTEM VERSIONED', "
                                         "'TABLE'), 'SYSTEM ', '')",
                                         "table_schema", "table_name") ", '1' FROM information_schema.tables WHERE ");
    put_where(sql, "table_schema", where);
    for (size_t i = 0; i < where->n_apart; i++) {
        sk_text_add(sql, " AND NOT (table_schema = DATABASE() AND table_name = ");
        sk_mysql_put_constant(sql, where->apart[i]);
        sk_text_add(sql, ")");
    }
    sk_text_add(sql, " UNION ALL SELECT 1, " DROP("routine_type", "routine_schema", "routine_name")
                     ", '1' FROM information_schema.routines WHERE ");
    put_where(sql, "routine_schema", where);
    sk_text_add(sql, " UNION ALL SELECT 1, " DROP("'EVENT'", "event_schema", "event_name")
                     ", '1' FROM information_schema.events WHERE ");
    put_where(sql, "event_schema", where);
    sk_text_add(sql, ") AS d ORDER BY n");
    return sk_text_finish(sql, owner);
}

static char *
drop_schema(TALLOC_CTX *owner, const char *schema)
{
    return sk_printf(owner, "DROP DATABASE IF EXISTS %s", sk_mysql_quoted(owner, schema));
}

/* TRUNCATE fires no trigger, and counts from 1 again. */
static char *
clean(TALLOC_CTX *owner, const struct sk_counts *tables)
{
    struct sk_text *sql = sk_text_new(owner);
    bool first = true;
    for (size_t i = 0; i < tables->n; i++) {
        const char *relation = sk_mysql_relation(sql, tables->items[i].schema, tables->items[i].name);
        sk_text_sep(sql, &first, " UNION ALL ");
        sk_text_addf(sql, "SELECT %s", sk_mysql_constant(sql, sk_printf(sql, "TRUNCATE TABLE %s", relation)));
    }
    return sk_text_finish(sql, owner);
}

const struct sk_contents_ops sk_mysql_contents = {
    .drop_schema = drop_schema,
    .clean = clean,
    .lock_rule =
        "each statement waits for the transactions on its table to end, and nobody begins another there meanwhile",
    .unchecked = "SET SESSION foreign_key_checks = 0",
    .checked = "SET SESSION foreign_key_checks = 1",
    .tables = tables,
    .drops = drops,
};
