/* dialects/sqlite/contents.c - all that is in a SQLite database. */
#include "core/contents.h"

#include "core/text.h"
#include "dialects/sqlite/sqlite.h"

/* A virtual table has no page of its own: what it stores is in others. */
static char *
tables(TALLOC_CTX *owner, const struct sk_where *where)
{
    (void)where;
    return sk_strdup(owner, "SELECT NULL, name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND "
                            "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name");
}

static char *
drops(TALLOC_CTX *owner, const struct sk_where *where)
{
    (void)where;
    return sk_strdup(owner, "SELECT 'DROP ' || type || ' IF EXISTS \"' || replace(name, '\"', '\"\"') || '\"', 1 "
                            "FROM sqlite_schema WHERE type IN ('table', 'view') AND "
                            "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type = 'table', name");
}

const struct sk_contents_ops sk_sqlite_contents = {
    .begin = "BEGIN",
    .end = "ROLLBACK",
    .tables = tables,
    .drops = drops,
};
