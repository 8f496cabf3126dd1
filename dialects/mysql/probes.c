/* dialects/mysql/probes.c - looking whether a statement has taken effect. */
#include "dialects/mysql/physical.h"

static char *
probe(TALLOC_CTX *owner, const char *view, const char *schema_column, const char *schema, const char *table,
      const char *column, const char *name)
{
    struct sk_text *sql = sk_text_new(owner);
    sk_text_addf(sql, "SELECT 1 FROM information_schema.%s WHERE %s = %s AND table_name = ", view, schema_column,
                 sk_mysql_database(sql, schema));
    sk_mysql_put_constant(sql, table);
    if (column) {
        sk_text_addf(sql, " AND %s = ", column);
        sk_mysql_put_constant(sql, name);
    }
    return sk_text_finish(sql, owner);
}

char *
sk_mysql_has_table(TALLOC_CTX *owner, const char *schema, const char *table)
{
    return probe(owner, "tables", "table_schema", schema, table, NULL, NULL);
}

char *
sk_mysql_has_column(TALLOC_CTX *owner, const char *schema, const char *table, const char *column)
{
    return probe(owner, "columns", "table_schema", schema, table, "column_name", column);
}

char *
sk_mysql_has_key(TALLOC_CTX *owner, const char *schema, const char *table, const char *key)
{
    return probe(owner, "statistics", "table_schema", schema, table, "index_name", key);
}

char *
sk_mysql_has_constraint(TALLOC_CTX *owner, const char *schema, const char *table, const char *constraint)
{
    return probe(owner, "table_constraints", "constraint_schema", schema, table, "constraint_name", constraint);
}

char *
sk_mysql_has_not(TALLOC_CTX *owner, const char *query)
{
    return sk_printf(owner, "SELECT 1 FROM DUAL WHERE NOT EXISTS (%s)", query);
}
