/* dialects/sqlite/contents.c - all that is in a SQLite database. */
#include "core/contents.h"

#include "core/text.h"
#include "dialects/common/counters.h"
#include "dialects/sqlite/sqlite.h"

/* A virtual table has no page of its own: what it stores is in others. */
static char *
tables(TALLOC_CTX *owner, const struct sk_where *where)
{
    (void)where;
    return sk_strdup(owner,
                     "SELECT NULL, name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND "
                     "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT IN (" SK_SQLITE_OWN_TABLES ") ORDER BY name");
}

static char *
drops(TALLOC_CTX *owner, const struct sk_where *where)
{
    (void)where;
    return sk_strdup(owner, "SELECT 'DROP ' || type || ' IF EXISTS \"' || replace(name, '\"', '\"\"') || '\"', 1 "
                            "FROM sqlite_schema WHERE type IN ('table', 'view') AND "
                            "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type = 'table', name");
}

/* A DELETE fires triggers: they go before it, and come back. What a virtual table keeps in others goes through it. */
static char *
clean(TALLOC_CTX *owner, const struct sk_counts *tables)
{
    struct sk_text *list = sk_text_new(owner), *sql = sk_text_new(owner);
    bool first = true;
    for (size_t i = 0; i < tables->n; i++) {
        sk_text_sep(list, &first, ", ");
        sk_text_literal(list, tables->items[i].name);
    }
    sk_text_addf(sql,
                 "SELECT s FROM (SELECT 0 AS n, 'DROP TRIGGER \"' || replace(name, '\"', '\"\"') || '\"' AS s FROM "
                 "sqlite_schema WHERE type = 'trigger' AND tbl_name IN (%s) "
                 "UNION ALL SELECT 1, 'DELETE FROM \"' || replace(name, '\"', '\"\"') || '\"' FROM pragma_table_list "
                 "WHERE schema = 'main' AND (type = 'virtual' OR (type = 'table' AND name IN (%s))) "
                 "UNION ALL SELECT 2, 'DELETE FROM sqlite_sequence WHERE name IN (' || (SELECT "
                 "group_concat(quote(name), ', ') FROM sqlite_schema WHERE name IN (%s)) || ')' FROM sqlite_schema "
                 "WHERE name = 'sqlite_sequence' "
                 "UNION ALL SELECT 3, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN (%s)) ORDER BY n",
                 list->data, list->data, list->data, list->data);
    return sk_text_finish(sql, owner);
}

const struct sk_contents_ops sk_sqlite_contents = {
    .begin = "BEGIN",
    .end = "ROLLBACK",
    .tables = tables,
    .drops = drops,
    .clean = clean,
    .lock_rule = "the whole database is locked for writing; others go on reading only where it has a write-ahead log",
    .unchecked = "PRAGMA foreign_keys = OFF",
    .checked = "PRAGMA foreign_keys = ON",
};
