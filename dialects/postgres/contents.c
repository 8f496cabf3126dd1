/* dialects/postgres/contents.c - all that is in a PostgreSQL database. */
#include "core/contents.h"

#include "core/text.h"
#include "dialects/postgres/postgres.h"

#define OWN_SCHEMA "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
#define OF_EXTENSION(class, id)                                                                                        \
    "EXISTS (SELECT FROM pg_catalog.pg_depend AS e WHERE e.classid = " class " AND e.objid = " id                      \
                                                                             " AND e.deptype = 'e')"

/* Partitions have the rows of partitioned tables. */
static char *
tables(TALLOC_CTX *owner, const struct sk_where *where)
{
    (void)where;
    return sk_strdup(owner, "SELECT n.nspname, c.relname FROM pg_catalog.pg_class AS c "
                            "JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
                            "WHERE c.relkind = 'r' AND " OWN_SCHEMA " AND NOT "
                            OF_EXTENSION("'pg_catalog.pg_class'::regclass", "c.oid") " ORDER BY 1, 2");
}

/* Not those of tables that inherit from it: they are counted themselves. */
static char *
count(TALLOC_CTX *owner, const char *schema, const char *name)
{
    struct sk_text *sql = sk_text_new(owner);
    sk_text_add(sql, "SELECT count(*) FROM ONLY ");
    sk_text_ident(sql, schema, '"');
    sk_text_add(sql, ".");
    sk_text_ident(sql, name, '"');
    return sk_text_finish(sql, owner);
}

/*
 * Schemas go as a whole, but for "public", whose owner and privileges are the database's own: what is in it goes,
 * object by object, what is a part of another with that, in any order (IF EXISTS, CASCADE). pg_identify_object() says
 * of each what DROP wants to hear. An extension that somebody else has put there stays.
 */
static char *
drops(TALLOC_CTX *owner, const struct sk_where *where)
{
    (void)where;
    return sk_strdup(
        owner,
        "SELECT format('DROP SCHEMA IF EXISTS %I CASCADE', n.nspname), 1 FROM pg_catalog.pg_namespace AS n "
        "WHERE " OWN_SCHEMA " AND n.nspname <> 'public' AND NOT " OF_EXTENSION(
            "'pg_catalog.pg_namespace'::regclass",
            "n.oid") " UNION ALL "
                     "SELECT DISTINCT format('DROP %s IF EXISTS %s CASCADE', replace(upper(o.type), 'STATISTICS OBJECT', 'STATISTICS'), "
                     "o.identity), 1 FROM pg_catalog.pg_depend AS d "
                     "JOIN pg_catalog.pg_namespace AS n ON n.oid = d.refobjid, "
                     "LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, 0) AS o "
                     "WHERE d.refclassid = 'pg_catalog.pg_namespace'::regclass AND n.nspname = 'public' AND d.deptype = 'n' "
                     "AND o.type NOT IN ('default acl', 'extension', 'publication namespace') AND NOT EXISTS (SELECT FROM "
                     "pg_catalog.pg_depend AS i WHERE i.classid = d.classid AND i.objid = d.objid AND i.deptype IN ('e', 'i') "
                     "AND i.refobjid <> i.objid)"
                     " UNION ALL "
                     "SELECT format('DROP EXTENSION IF EXISTS %I CASCADE', x.extname), 0 FROM pg_catalog.pg_extension AS x "
                     "JOIN pg_catalog.pg_namespace AS n ON n.oid = x.extnamespace WHERE n.nspname = 'public' AND "
                     "pg_catalog.pg_has_role(x.extowner, 'USAGE')"
                     " UNION ALL "
                     "SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I REVOKE ALL ON %s FROM %s', "
                     "pg_catalog.pg_get_userbyid(a.defaclrole), n.nspname, CASE a.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN "
                     "'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' ELSE 'TYPES' END, CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE "
                     "quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) END), 0 FROM pg_catalog.pg_default_acl AS a "
                     "JOIN pg_catalog.pg_namespace AS n ON n.oid = a.defaclnamespace, LATERAL pg_catalog.aclexplode(a.defaclacl) AS g "
                     "WHERE n.nspname = 'public'"
                     " UNION ALL "
                     "SELECT format('DROP EVENT TRIGGER IF EXISTS %I CASCADE', t.evtname), 1 FROM pg_catalog.pg_event_trigger AS t "
                     "WHERE NOT " OF_EXTENSION(
                         "'pg_catalog.pg_event_trigger'::regclass",
                         "t.oid") " UNION ALL "
                                  "SELECT format('DROP PUBLICATION IF EXISTS %I CASCADE', p.pubname), 1 FROM pg_catalog.pg_publication AS p"
                                  " UNION ALL "
                                  "SELECT format('DROP FOREIGN DATA WRAPPER IF EXISTS %I CASCADE', w.fdwname), 1 "
                                  "FROM pg_catalog.pg_foreign_data_wrapper AS w WHERE NOT " OF_EXTENSION(
                                      "'pg_catalog.pg_foreign_data_wrapper'::regclass",
                                      "w.oid") " UNION ALL "
                                               "SELECT format('SELECT pg_catalog.lo_unlink(%s)', l.oid), 1 FROM pg_catalog.pg_largeobject_metadata AS l");
}

/* The strongest lock on each table: PostgreSQL's manual, 13.3.1. A lock is held to the end of the transaction. */
static const char look[] =
    "(SELECT DISTINCT ON (1, 2, 3) 'lock', n.nspname, c.relname, l.mode, NULL, NULL, NULL FROM pg_catalog.pg_locks AS l "
    "JOIN pg_catalog.pg_class AS c ON c.oid = l.relation JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
    "JOIN (VALUES (1, 'AccessShareLock'), (2, 'RowShareLock'), (3, 'RowExclusiveLock'), (4, 'ShareUpdateExclusiveLock'), "
    "(5, 'ShareLock'), (6, 'ShareRowExclusiveLock'), (7, 'ExclusiveLock'), (8, 'AccessExclusiveLock')) AS s (strength, mode) "
    "ON s.mode = l.mode WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.granted AND l.database = "
    "(SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) AND c.relkind IN ('r', 'p') AND " OWN_SCHEMA
    " ORDER BY 1, 2, 3, s.strength DESC) "
    "UNION ALL (SELECT 'rows', schemaname, relname, NULL, n_tup_ins::text, n_tup_upd::text, n_tup_del::text FROM "
    "pg_catalog.pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 ORDER BY 2, 3)";

#define TABLE "quote_ident(n.nspname) || '.' || quote_ident(c.relname)"
#define TRUNCATE_TRIGGERS                                                                                              \
    "FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid "                              \
    "JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "                                                     \
    "WHERE NOT t.tgisinternal AND t.tgtype & 32 <> 0 AND t.tgenabled <> 'D' AND c.relkind = 'r' AND "

/* All in one TRUNCATE, which so need not ask who refers to whom. Triggers for TRUNCATE are switched off meanwhile. What
 * is computed from the tables is computed again. */
static char *
clean(TALLOC_CTX *owner, const struct sk_counts *tables)
{
    struct sk_text *list = sk_text_new(owner), *among = sk_text_new(owner), *sql = sk_text_new(owner);
    bool first = true;
    for (size_t i = 0; i < tables->n; i++) {
        struct sk_text *name = sk_text_new(list);
        sk_text_ident(name, tables->items[i].schema, '"');
        sk_text_add(name, ".");
        sk_text_ident(name, tables->items[i].name, '"');
        sk_text_addf(list, "%s%s", first ? "" : ", ", name->data);
        sk_text_sep(among, &first, ", ");
        sk_text_literal(among, name->data);
        sk_text_add(among, "::regclass");
    }
    struct sk_text *truncate = sk_text_new(list);
    sk_text_literal(truncate, sk_printf(list, "TRUNCATE ONLY %s RESTART IDENTITY", list->data));
    sk_text_addf(
        sql,
        "SELECT s FROM (SELECT 0 AS n, 0 AS o, format('ALTER TABLE %%s DISABLE TRIGGER %%I', " TABLE ", t.tgname) "
        "AS s " TRUNCATE_TRIGGERS "c.oid IN (%s) UNION ALL SELECT 1, 0, %s UNION ALL "
        "SELECT 2, 0, format('ALTER TABLE %%s ENABLE %%sTRIGGER %%I', " TABLE ", CASE t.tgenabled WHEN 'R' THEN "
        "'REPLICA ' WHEN 'A' THEN 'ALWAYS ' ELSE '' END, t.tgname) " TRUNCATE_TRIGGERS "c.oid IN (%s) UNION ALL "
        "SELECT 3, c.oid::bigint, format(CASE c.relkind WHEN 'S' THEN 'ALTER SEQUENCE %%s RESTART' ELSE 'REFRESH "
        "MATERIALIZED VIEW %%s' END, " TABLE ") FROM pg_catalog.pg_class AS c "
        "JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE " OWN_SCHEMA " AND (c.relkind = 'S' OR "
        "c.relkind = 'm' AND c.relispopulated) AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE "
        "d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND (d.deptype = 'e' OR c.relkind = 'S' "
        "AND d.deptype IN ('a', 'i')))) AS x ORDER BY n, o",
        among->data, truncate->data, among->data);
    return sk_text_finish(sql, owner);
}

const struct sk_contents_ops sk_pg_contents = {
    .begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    .end = "ROLLBACK",
    .snapshot = "SELECT pg_catalog.pg_export_snapshot()",
    .tables = tables,
    .count = count,
    .drops = drops,
    .clean = clean,
    .look = look,
    .lock_rule =
        "no table that was there before is locked so that it could be seen; CREATE INDEX CONCURRENTLY and its like "
        "run outside of a transaction, and let others read and write",
};
