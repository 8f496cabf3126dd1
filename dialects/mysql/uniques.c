/*
 * dialects/mysql/uniques.c - uniqueness that the servers' own keys cannot say.
 *
 * A key sees each NULL as another value, and takes no JSON. What is as unique as a value is its digest: SHA-256 has no
 * two values for one digest that anyone has found.
 */
#include <string.h>

#include "dialects/mysql/physical_priv.h"
#include "dialects/mysql/print.h"
#include "dialects/postgres/exclusion.h"

struct sk_mysql_keyed
sk_mysql_keyed_column(struct sk_mysql_making *m, const char *name)
{
    const struct sk_column *column = sk_table_column(m->table, name);
    const char *quoted = sk_mysql_quoted(m->p.tmp, name);
    const struct sk_table *root = m->table;
    const struct sk_type *stored = &sk_mysql_root_column(m->catalog, &root, column)->type;
    bool fixed = sk_mysql_string_of(m->catalog, stored).fixed; /* see trim_char() in physical.c */
    const struct sk_type *type = sk_catalog_base_type(m->catalog, &column->type);
    bool folds = !type->dimensions && (type->folds || type->kind == SK_TYPE_CITEXT);
    bool bytes = !type->dimensions && type->kind == SK_TYPE_BYTEA;
    const char *value =
        sk_printf(m->p.tmp, fixed ? "RTRIM(%s)" : folds ? "LOWER(%s)" : bytes ? "HEX(%s)" : "%s", quoted);
    if (fixed || folds || type->dimensions || sk_type_is_json(type)) /* beside others it must be of their collation */
        value = sk_mysql_collated(&m->p, value);
    return (struct sk_mysql_keyed){value, column->not_null ? NULL : value,
                                   sk_mysql_is_auto(m->catalog, m->table, column)};
}

void
sk_mysql_add_nulls_key(struct sk_mysql_making *m, const char *name, size_t n, const struct sk_mysql_keyed *keyed,
                       const char *where)
{
    struct sk_text *any = sk_text_new(m->p.tmp), *values = sk_text_new(m->p.tmp), *key = sk_text_new(m->p.tmp);
    for (size_t i = 0; i < n; i++) {
        if (keyed[i].counted)
            return; /* the servers compute nothing from its numbers, and no two rows have the same */
        sk_text_addf(values, "%sQUOTE(%s)", i ? ", " : "", keyed[i].value); /* QUOTE(NULL) is NULL without quotes */
        if (keyed[i].nullable)
            sk_text_addf(any, "%s%s IS NULL", any->len ? " OR " : "", keyed[i].nullable);
    }
    if (!any->len)
        return;
    const char *condition = where ? sk_printf(m->p.tmp, "(%s) AND (%s)", where, any->data) : any->data;
    const char *own = sk_mysql_own_name(m->p.tmp, m->table->name, sk_printf(m->p.tmp, "%s_nulls", name));
    sk_text_add(key, "(");
    sk_mysql_put_computed_key(m, key, own, 0, "VARCHAR(64)",
                              sk_printf(m->p.tmp, "CASE WHEN %s THEN SHA2(CONCAT_WS(',', %s), 256) END", condition,
                                        values->data));
    sk_text_add(key, ")");
    struct sk_mysql_part *part = sk_mysql_add_part(m, &m->out->keys, "UNIQUE KEY", own, key->data);
    part->computed = part->emulated = true;
}

const char *
sk_mysql_value_digest(struct sk_mysql_making *m, const char *column)
{
    const char *quoted = sk_mysql_quoted(m->p.tmp, column);
    /* MySQL keeps a document in one form, MariaDB as it was written. */
    return sk_printf(m->p.tmp, m->mariadb ? "SHA2(JSON_NORMALIZE(%s), 256)" : "SHA2(CAST(%s AS CHAR), 256)", quoted);
}

struct sk_index *
sk_mysql_index_of(TALLOC_CTX *owner, const struct sk_constraint *k)
{
    if (k->kind == SK_EXCLUDE) {
        const struct sk_exclusion *exclusion = sk_pg_exclusion(owner, k);
        return exclusion && exclusion->is_key ? sk_pg_exclusion_index(owner, k) : NULL;
    }
    struct sk_index *index = sk_new(owner, struct sk_index);
    index->name = k->name;
    index->unique = true;
    index->nulls_not_distinct = k->nulls_not_distinct;
    for (size_t i = 0; i < k->n_columns; i++)
        sk_push(index, index->keys, index->n_keys, (struct sk_index_key){.column = k->columns[i]});
    return index;
}
