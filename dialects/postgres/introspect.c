/*
 * dialects/postgres/introspect.c - what a live PostgreSQL database holds.
 *
 * The server words its own objects as DDL (pg_get_constraintdef() and the like); that text is parsed and analysed like
 * a migration. So a catalog that was read and one that was replayed are made by the same code, whatever the number of
 * tables with one query.
 */
#include <string.h>

#include "dialects/postgres/format.h"

/* The tables of a ledger, which has a column that says so. Asked once, not for each relation. */
#define LEDGERS                                                                                                        \
    "SELECT h.relnamespace, h.relname || part FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class h "              \
    "ON h.oid = a.attrelid, (VALUES (''), ('_log'), ('_journal')) AS parts (part) WHERE a.attname = 'skein_version'"

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
    "   AND (c.relnamespace, c.relname) NOT IN (" LEDGERS ")\n"
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

/* One DDL statement a row, in an order in which they can be replayed. */
static const char describe[] =
    "WITH RECURSIVE ns AS (\n"
    "    SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'\n"
    "), ext AS (\n"
    "    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'\n"
    "), rel AS (\n"
    "    SELECT c.oid, c.relkind, c.relpersistence, c.relispartition,\n"
    "           quote_ident(ns.nspname) || '.' || quote_ident(c.relname) AS name\n"
    "      FROM pg_class c JOIN ns ON ns.oid = c.relnamespace\n"
    "     WHERE c.oid NOT IN (SELECT objid FROM ext WHERE classid = 'pg_class'::regclass)\n"
    "       AND (c.relnamespace, c.relname) NOT IN (" LEDGERS ")\n"
    "), tab AS (\n"
    "    SELECT * FROM rel WHERE relkind IN ('r', 'p') AND NOT relispartition\n"
    "), typ AS (\n"
    "    SELECT t.*, quote_ident(ns.nspname) || '.' || quote_ident(t.typname) AS name\n"
    "      FROM pg_type t JOIN ns ON ns.oid = t.typnamespace\n"
    "     WHERE t.oid NOT IN (SELECT objid FROM ext WHERE classid = 'pg_type'::regclass)\n"
    "), col AS (\n"
    "    SELECT a.attrelid, a.attnum, quote_ident(a.attname) AS name,\n"
    "           quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)\n"
    "           || CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || quote_ident(co.collname) ELSE '' END\n"
    "           || CASE WHEN a.attgenerated = 's'\n"
    "                   THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'\n"
    "                   WHEN d.adbin IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)\n"
    "                   ELSE '' END\n"
    "           || CASE WHEN a.attidentity <> ''\n"
    "                   THEN ' GENERATED ' || CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END\n"
    "                        || ' AS IDENTITY (' || (\n"
    "                        SELECT format('SEQUENCE NAME %I.%I START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s%s',\n"
    "                                      ns.nspname, c.relname, s.seqstart, s.seqincrement, s.seqmin, s.seqmax,\n"
    "                                      CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END)\n"
    "                          FROM pg_depend p JOIN pg_class c ON c.oid = p.objid JOIN ns ON ns.oid = c.relnamespace\n"
    "                          JOIN pg_sequence s ON s.seqrelid = c.oid\n"
    "                         WHERE p.classid = 'pg_class'::regclass AND p.refclassid = 'pg_class'::regclass\n"
    "                           AND p.refobjid = a.attrelid AND p.refobjsubid = a.attnum AND p.deptype = 'i') || ')'\n"
    "                   ELSE '' END\n"
    "           || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END AS def\n"
    "      FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid\n"
    "      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum\n"
    "      LEFT JOIN pg_collation co ON co.oid = a.attcollation\n"
    "     WHERE a.attnum > 0 AND NOT a.attisdropped\n"
    "), cols AS (\n"
    "    SELECT attrelid, string_agg(def, ', ' ORDER BY attnum) AS defs, string_agg(name, ', ' ORDER BY attnum) AS names\n"
    "      FROM col GROUP BY attrelid\n"
    "), ind AS (\n"
    "    SELECT i.indexrelid, i.indrelid FROM pg_index i\n"
    "     WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k\n"
    "                        WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))\n"
    "), reads AS (\n"
    "    SELECT DISTINCT w.ev_class AS oid, d.refobjid AS other FROM pg_depend d JOIN pg_rewrite w ON w.oid = d.objid\n"
    "     WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> w.ev_class\n"
    "       AND w.rulename = '_RETURN'\n"
    "), level (oid, n) AS (\n" /* a view comes after those that it reads, which may be younger */
    "    SELECT oid, 0 FROM rel WHERE relkind IN ('v', 'm')\n"
    "    UNION\n"
    "    SELECT reads.oid, level.n + 1 FROM level JOIN reads ON reads.other = level.oid WHERE level.n < 100\n"
    "), ddl (section, id, part, sql) AS (\n"
    "    SELECT 0, oid, 0, 'CREATE SCHEMA ' || quote_ident(nspname) FROM ns WHERE nspname <> 'public'\n"
    "    UNION ALL\n"
    "    SELECT 1, oid, 0, 'CREATE EXTENSION ' || quote_ident(extname) FROM pg_extension WHERE extname <> 'plpgsql'\n"
    "    UNION ALL\n"
    "    SELECT 1, oid, 1, 'CREATE COLLATION ' || quote_ident(collname) || ' (provider = icu, locale = '\n"
    "           || quote_literal(coalesce(to_jsonb(co) ->> 'colllocale', to_jsonb(co) ->> 'colliculocale', collcollate))\n"
    "           || ', deterministic = false)' FROM pg_collation co\n"
    "     WHERE NOT collisdeterministic AND to_jsonb(co) ::text LIKE '%ks-level2%'\n"
    "    UNION ALL\n"
    "    SELECT 2, t.oid, 0, 'CREATE TYPE ' || t.name || ' AS ENUM ('\n"
    "           || (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)\n"
    "                 FROM pg_enum e WHERE e.enumtypid = t.oid) || ')'\n"
    "      FROM typ t WHERE t.typtype = 'e'\n"
    "    UNION ALL\n"
    "    SELECT 2, t.oid, 0, 'CREATE DOMAIN ' || t.name || ' AS ' || format_type(t.typbasetype, t.typtypmod)\n"
    "           || coalesce(' DEFAULT ' || pg_get_expr(t.typdefaultbin, 0), '')\n"
    "           || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END\n"
    "           || coalesce((SELECT string_agg(' CONSTRAINT ' || quote_ident(k.conname) || ' '\n"
    "                                          || pg_get_constraintdef(k.oid), '' ORDER BY k.oid)\n"
    "                          FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '')\n"
    "      FROM typ t WHERE t.typtype = 'd'\n"
    "    UNION ALL\n"
    "    SELECT 2, t.oid, 0, 'CREATE TYPE ' || t.name || ' AS ('\n"
    "           || coalesce(cols.defs, '') || ')'\n"
    "      FROM typ t JOIN rel ON rel.oid = t.typrelid AND rel.relkind = 'c' LEFT JOIN cols ON cols.attrelid = rel.oid\n"
    "     WHERE t.typtype = 'c'\n"
    "    UNION ALL\n"
    "    SELECT 2, t.oid, 0, 'CREATE TYPE ' || t.name || ' AS RANGE (SUBTYPE = ' || format_type(r.rngsubtype, NULL) || ')'\n"
    "      FROM typ t JOIN pg_range r ON r.rngtypid = t.oid WHERE t.typtype = 'r'\n"
    "    UNION ALL\n"
    "    SELECT 3, rel.oid, 0,\n"
    "           format('CREATE SEQUENCE %s AS %s START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s%s', rel.name,\n"
    "                  format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax,\n"
    "                  CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END)\n"
    "      FROM rel JOIN pg_sequence s ON s.seqrelid = rel.oid\n"
    "     WHERE NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = rel.oid\n"
    "                          AND d.deptype = 'i')\n"
    "    UNION ALL\n"
    "    SELECT 4, tab.oid, 0, 'CREATE ' || CASE tab.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END || 'TABLE '\n"
    "           || tab.name || ' (' || coalesce(cols.defs, '')\n"
    "           || ')' || CASE tab.relkind WHEN 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(tab.oid) ELSE '' END\n"
    "      FROM tab LEFT JOIN cols ON cols.attrelid = tab.oid\n"
    "    UNION ALL\n"
    "    SELECT CASE k.contype WHEN 'f' THEN 7 ELSE 5 END, k.oid, 0,\n"
    "           'ALTER TABLE ' || tab.name || ' ADD CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid)\n"
    "      FROM pg_constraint k JOIN tab ON tab.oid = k.conrelid WHERE k.contype IN ('p', 'u', 'x', 'c')\n"
    "        OR (k.contype = 'f' AND k.conparentid = 0)\n"
    "    UNION ALL\n"
    "    SELECT CASE rel.relkind WHEN 'm' THEN 11 ELSE 6 END, ind.indexrelid, 0, pg_get_indexdef(ind.indexrelid)\n"
    "      FROM ind JOIN rel ON rel.oid = ind.indrelid WHERE NOT rel.relispartition\n"
    "    UNION ALL\n"
    "    SELECT 8, rel.oid, 0, 'ALTER SEQUENCE ' || rel.name || ' OWNED BY ' || tab.name || '.' || quote_ident(a.attname)\n"
    "      FROM rel JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = rel.oid AND d.deptype = 'a'\n"
    "       AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0\n"
    "      JOIN tab ON tab.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = tab.oid AND a.attnum = d.refobjsubid\n"
    "     WHERE rel.relkind = 'S'\n"
    "    UNION ALL\n"
    "    SELECT 9, f.oid, 0, pg_get_functiondef(f.oid) FROM pg_proc f JOIN ns ON ns.oid = f.pronamespace\n"
    "     WHERE f.prokind IN ('f', 'p') AND f.oid NOT IN (SELECT objid FROM ext WHERE classid = 'pg_proc'::regclass)\n"
    "       AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = f.oid\n"
    "                       AND d.deptype = 'i')\n" /* a range type's own functions */
    "    UNION ALL\n"
    "    SELECT 10, level.n::oid, rel.oid::bigint, 'CREATE ' || CASE rel.relkind WHEN 'm' THEN 'MATERIALIZED ' ELSE '' END || 'VIEW ' || rel.name\n"
    "           || ' (' || cols.names || ') AS ' || rtrim(pg_get_viewdef(rel.oid), '; ')\n"
    "      FROM rel JOIN cols ON cols.attrelid = rel.oid\n"
    "      JOIN (SELECT oid, max(n) AS n FROM level GROUP BY oid) level ON level.oid = rel.oid\n"
    "     WHERE rel.relkind IN ('v', 'm')\n"
    "    UNION ALL\n"
    "    SELECT 12, g.oid, 0, pg_get_triggerdef(g.oid) FROM pg_trigger g JOIN rel ON rel.oid = g.tgrelid\n"
    "     WHERE NOT g.tgisinternal AND NOT rel.relispartition\n"
    "    UNION ALL\n"
    "    SELECT 13, g.oid, 0, 'ALTER TABLE ' || tab.name || ' DISABLE TRIGGER ' || quote_ident(g.tgname)\n"
    "      FROM pg_trigger g JOIN tab ON tab.oid = g.tgrelid WHERE g.tgenabled = 'D' AND NOT g.tgisinternal\n"
    "    UNION ALL\n"
    "    SELECT 14, d.objoid, d.objsubid,\n"
    "           CASE WHEN d.objsubid > 0 THEN 'COMMENT ON COLUMN ' || rel.name || '.' || c.name\n"
    "                ELSE 'COMMENT ON ' || CASE rel.relkind WHEN 'v' THEN 'VIEW ' WHEN 'm' THEN 'MATERIALIZED VIEW '\n"
    "                                           WHEN 'i' THEN 'INDEX ' ELSE 'TABLE ' END || rel.name END\n"
    "           || ' IS ' || quote_literal(d.description)\n"
    "      FROM pg_description d JOIN rel ON rel.oid = d.objoid LEFT JOIN col c ON c.attrelid = rel.oid AND c.attnum = d.objsubid\n"
    "     WHERE d.classoid = 'pg_class'::regclass AND rel.relkind IN ('r', 'p', 'v', 'm', 'i') AND NOT rel.relispartition\n"
    "    UNION ALL\n"
    "    SELECT 14, d.objoid, 0, 'COMMENT ON CONSTRAINT ' || quote_ident(k.conname) || ' ON ' || tab.name || ' IS '\n"
    "           || quote_literal(d.description)\n"
    "      FROM pg_description d JOIN pg_constraint k ON k.oid = d.objoid JOIN tab ON tab.oid = k.conrelid\n"
    "     WHERE d.classoid = 'pg_constraint'::regclass\n"
    "    UNION ALL\n"
    "    SELECT 14, d.objoid, 0, 'COMMENT ON TYPE ' || typ.name || ' IS ' || quote_literal(d.description)\n"
    "      FROM pg_description d JOIN typ ON typ.oid = d.objoid WHERE d.classoid = 'pg_type'::regclass\n"
    ")\n"
    "SELECT sql FROM ddl WHERE sql IS NOT NULL ORDER BY section, id, part\n";

/* What was set before. The names that the server leaves unqualified must be those of "public"; and it takes seconds for
 * compiling such a query where it takes milliseconds for running it. */
static const char prepare_session[] =
    "SELECT pg_catalog.current_setting('search_path'), pg_catalog.current_setting('jit'),\n"
    "       pg_catalog.set_config('search_path', 'public', false), pg_catalog.set_config('jit', 'off', false)";

static enum sk_status
replay(struct sk_catalog *catalog, const char *sql, struct sk_error *err)
{
    struct sk_script *script;
    enum sk_status status = sk_pg_parse(&script, catalog, "database", sql, strlen(sql), err);
    for (size_t i = 0; !status && i < script->n; i++) {
        struct sk_statement *statement = &script->statements[i];
        status = sk_pg_analyze(script, statement, catalog, err);
        for (size_t c = 0; !status && c < statement->n_changes; c++)
            status = sk_change_apply(catalog, statement->changes[c], err);
    }
    return status;
}

static char *
as_script(TALLOC_CTX *owner, const struct sk_rows *rows)
{
    struct sk_text *sql = sk_text_new(owner);
    for (size_t i = 0; i < rows->n_rows; i++) {
        sk_text_add(sql, sk_cell(rows, i, 0));
        sk_text_add(sql, ";\n");
    }
    return sk_text_finish(sql, owner);
}

static enum sk_status
restore_session(struct sk_conn *conn, const struct sk_rows *before, struct sk_error *err)
{
    struct sk_text *sql = sk_text_new(NULL);
    sk_text_add(sql, "SELECT pg_catalog.set_config('search_path', ");
    sk_text_literal(sql, sk_cell(before, 0, 0));
    sk_text_add(sql, ", false), pg_catalog.set_config('jit', ");
    sk_text_literal(sql, sk_cell(before, 0, 1));
    sk_text_add(sql, ", false)");
    enum sk_status status = sk_conn_exec(conn, sql->data, err);
    talloc_free(sql);
    return status;
}

enum sk_status
sk_pg_introspect(struct sk_catalog **out, TALLOC_CTX *owner, struct sk_conn *conn, const struct sk_catalog *like,
                 struct sk_error *err)
{
    (void)like; /* one database holds all schemas */
    struct sk_catalog *catalog = sk_catalog_new(owner, &sk_pg_expr_ops);
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_rows *before, *rows;
    enum sk_status status = sk_conn_query(&before, tmp, conn, prepare_session, NULL, 0, err);
    if (!status) {
        status = sk_conn_query(&rows, tmp, conn, describe, NULL, 0, err);
        enum sk_status restored = restore_session(conn, before, status ? NULL : err);
        status = status ? status : restored;
    }
    if (!status)
        status = replay(catalog, as_script(tmp, rows), err);
    if (status)
        talloc_free(catalog);
    else
        *out = catalog;
    talloc_free(tmp);
    return status;
}
