/* dialects/postgres/introspect.c - what a live PostgreSQL database holds. */
#include "dialects/postgres/format.h"

/* Skein's own tables have a name that can be chosen, but the history has a column that no other table has; the others
 * are called after it. Partitions count as part of their table. */
const char sk_pg_list_tables[] =
    "SELECT n.nspname, c.relname,\n"
    "       (SELECT count(*) FROM pg_catalog.pg_attribute a\n"
    "         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),\n"
    "       (SELECT count(*) FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid)\n"
    "  FROM pg_catalog.pg_class c\n"
    "  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace\n"
    " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition\n"
    "   AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg\\_%'\n"
    "   AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d\n"
    "                    WHERE d.objid = c.oid AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'e')\n"
    "   AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a\n"
    "                     JOIN pg_catalog.pg_class h ON h.oid = a.attrelid AND h.relnamespace = c.relnamespace\n"
    "                    WHERE a.attname = 'skein_version'\n"
    "                      AND c.relname IN (h.relname, h.relname || '_log', h.relname || '_journal'))\n"
    " ORDER BY 1, 2";

char *
sk_pg_count_rows(TALLOC_CTX *owner, const char *schema, const char *name)
{
    struct sk_text *sql = sk_text_new(owner);
    sk_text_add(sql, "SELECT count(*) FROM ");
    if (schema) {
        sk_text_ident(sql, schema, '"');
        sk_text_add(sql, ".");
    }
    sk_text_ident(sql, name, '"');
    return sk_text_finish(sql, owner);
}
