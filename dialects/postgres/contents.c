/* dialects/postgres/contents.c - all that is in a PostgreSQL database. */
#include "core/contents.h"

#include "core/text.h"
#include "dialects/postgres/postgres.h"

#define OWN_SCHEMA "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
#define OF_EXTENSION(class, id)                                                                                        \
    "EXISTS (SELECT FROM pg_catalog.pg_depend AS e WHERE e.classid = " class " AND e.objid = " id                       \
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
 * Schemas go as a whole, but for "public", whose owner and privileges are the database's own: what is in it goes, object
 * by object, what is a part of another with that, in any order (IF EXISTS, CASCADE). pg_identify_object() says of each what DROP wants to hear. An extension
 * that somebody else has put there stays.
 */
static char *
drops(TALLOC_CTX *owner, const struct sk_where *where)
{
    (void)where;
    return sk_strdup(
        owner,
        "SELECT format('DROP SCHEMA IF EXISTS %I CASCADE', n.nspname), 1 FROM pg_catalog.pg_namespace AS n "
        "WHERE " OWN_SCHEMA " AND n.nspname <> 'public' AND NOT "
        OF_EXTENSION("'pg_catalog.pg_namespace'::regclass", "n.oid")
        " UNION ALL "
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
        "WHERE NOT " OF_EXTENSION("'pg_catalog.pg_event_trigger'::regclass", "t.oid")
        " UNION ALL "
        "SELECT format('DROP PUBLICATION IF EXISTS %I CASCADE', p.pubname), 1 FROM pg_catalog.pg_publication AS p"
        " UNION ALL "
        "SELECT format('DROP FOREIGN DATA WRAPPER IF EXISTS %I CASCADE', w.fdwname), 1 "
        "FROM pg_catalog.pg_foreign_data_wrapper AS w WHERE NOT "
        OF_EXTENSION("'pg_catalog.pg_foreign_data_wrapper'::regclass", "w.oid")
        " UNION ALL "
        "SELECT format('SELECT pg_catalog.lo_unlink(%s)', l.oid), 1 FROM pg_catalog.pg_largeobject_metadata AS l");
}

const struct sk_contents_ops sk_pg_contents = {
    .begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    .end = "ROLLBACK",
    .snapshot = "SELECT pg_catalog.pg_export_snapshot()",
    .tables = tables,
    .count = count,
    .drops = drops,
};
