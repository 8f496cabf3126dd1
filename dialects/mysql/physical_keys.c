/* dialects/mysql/physical_keys.c - keys and indexes of a table as the servers have them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "dialects/common/literals.h"
#include "dialects/mysql/physical_priv.h"
#include "dialects/postgres/exclusion.h"

/* ---- keys ----------------------------------------------------------------------------------------------------- */

/* A string that its key cannot take whole: only the start is in a plain index, where it tells no row from another. */
static void
put_key_column(struct sk_mysql_making *m, struct sk_text *sql, const char *name, int chars)
{
    sk_text_ident(sql, name, '`');
    for (size_t i = 0; i < m->table->n_columns; i++) {
        const struct sk_mysql_string *s = &m->strings[i];
        int most = s->binary ? chars * 4 : chars; /* in bytes */
        if (sk_same(m->table->columns[i]->name, name) && s->is && most > 0 && s->length > most)
            sk_text_addf(sql, "(%d)", most);
    }
}

/* Has the table a foreign key that its unique keys mislead? Then these stand after skein's own. */
static bool
any_misled(struct sk_mysql_making *m)
{
    bool any = false;
    for (size_t i = 0; i < m->table->n_constraints && !m->mariadb; i++)
        any = any || (m->table->constraints[i]->kind == SK_FOREIGN_KEY &&
                      sk_mysql_is_misled(m->catalog, m->table, m->table->constraints[i]));
    return any;
}

enum sk_status
sk_mysql_make_key(struct sk_mysql_making *m, const struct sk_constraint *k)
{
    struct sk_text *sql = sk_text_new(m->p.tmp);
    bool nullable = false;
    for (size_t i = 0; i < k->n_columns; i++) {
        const struct sk_column *column = sk_table_column(m->table, k->columns[i]);
        nullable = nullable || !column->not_null;
        if (column->generated && k->kind == SK_PRIMARY_KEY && m->mariadb)
            return sk_print_unsupported(
                &m->p, NULL, "generated column \"%s\" cannot be part of the primary key on MariaDB", column->name);
        if (sk_mysql_can_be_keyed(m->catalog, m->table, k->columns[i]))
            continue;
        if (k->kind == SK_PRIMARY_KEY)
            sk_mysql_note_part(m, sk_printf(m->out, "primary key \"%s\" is a unique one: of column \"%s\" the server has "
                                            "no order", k->name, column->name));
        return sk_mysql_make_index(m, sk_mysql_index_of(m->p.tmp, k));
    }
    struct sk_mysql_keyed *keyed = NULL;
    size_t n = 0;
    for (size_t i = 0; i < k->n_columns; i++)
        sk_push(m->p.tmp, keyed, n, sk_mysql_keyed_column(m, k->columns[i]));
    if (k->nulls_not_distinct && nullable)
        sk_mysql_add_nulls_key(m, k->name, n, keyed, NULL);
    if (k->deferrable)
        sk_mysql_note_part(m, SK_LATE_KEY_NOTE);
    size_t last = k->kind == SK_UNIQUE ? sk_mysql_misleads(m->table, k->n_columns, k->columns) : 0;
    const char **columns = sk_alloc(m->p.tmp, k->n_columns * sizeof *columns, "columns");
    for (size_t i = 0; i < k->n_columns; i++)
        columns[i] = k->columns[(i + last) % k->n_columns];
    sk_mysql_put_names(sql, k->n_columns, columns);
    bool primary = k->kind == SK_PRIMARY_KEY;
    struct sk_mysql_part *part =
        sk_mysql_add_part(m, &m->out->keys, primary ? "PRIMARY KEY" : "UNIQUE KEY",
                 primary ? "PRIMARY" : sk_mysql_fitting_name(m->p.tmp, k->name), sql->data);
    part->constraint = k;
    part->after_own = !primary && any_misled(m);
    return SK_OK;
}

static enum sk_status
refuse_numbered(struct sk_mysql_making *m, const struct sk_index *index, const struct sk_index_key *key,
                bool conditional)
{
    const struct sk_column *numbered = sk_mysql_auto_column_in(m, conditional ? index->where : NULL);
    numbered = numbered ? numbered : sk_mysql_auto_column_in(m, key->column ? NULL : key->expr);
    const struct sk_column *keyed = conditional && key->column ? sk_table_column(m->table, key->column) : NULL;
    if (!numbered && keyed && sk_mysql_is_auto(m->catalog, m->table, keyed))
        numbered = keyed;
    return !numbered ? SK_OK
                     : sk_print_unsupported(&m->p, NULL, "column \"%s\" is AUTO_INCREMENT: the server computes no key "
                                            "from it", numbered->name);
}

/* The condition makes the key NULL, which no unique key minds, for the rows that the index leaves out. */
static enum sk_status
key_expression(const char **out, struct sk_mysql_making *m, const struct sk_index *index,
               const struct sk_index_key *key, bool conditional)
{
    const char *sql = NULL, *where = NULL;
    enum sk_status status = refuse_numbered(m, index, key, conditional);
    if (status)
        return status;
    if (key->column) {
        const struct sk_column *column = sk_table_column(m->table, key->column);
        bool fixed = m->mariadb && column && sk_mysql_is_char(m, column);
        sql = fixed ? sk_printf(m->p.tmp, "RTRIM(%s)", sk_mysql_quoted_name(m, key->column))
                    : sk_mysql_quoted_name(m, key->column);
    } else {
        status = sk_mysql_print_computed(&sql, m, key->expr, NULL);
    }
    if (!status && conditional)
        status = sk_mysql_print_computed(&where, m, index->where, NULL);
    if (!status)
        *out = conditional ? sk_printf(m->p.tmp, "CASE WHEN %s THEN %s END", where, sql) : sql;
    return status;
}

/* The column that lower(email) is about, of whose length it is; NULL: another expression. */
static const char *
column_in(const struct sk_index_key *key)
{
    static const char *const as_long[] = {"lower", "upper", "btrim", "ltrim", "rtrim", "reverse"};
    const sk_node *node = key->column ? NULL : sk_expr_node(key->expr);
    const PgQuery__FuncCall *call = node && node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    const sk_node *arg = call && call->n_args == 1 ? call->args[0] : NULL;
    if (!arg || arg->node_case != SK_NODE(COLUMN_REF) || arg->column_ref->n_fields != 1)
        return NULL;
    for (size_t i = 0; i < sizeof as_long / sizeof *as_long; i++)
        if (sk_same(sk_node_name(NULL, call->n_funcname, call->funcname), as_long[i]))
            return sk_node_string(arg->column_ref->fields[0]);
    return NULL;
}

/* The characters that a column has in a key, or what takes as many bytes; 0: a text, of which that is not known. */
static int
chars_of_column(struct sk_mysql_making *m, const char *name)
{
    const struct sk_column *column = sk_table_column(m->table, name);
    if (!column)
        return 0;
    struct sk_mysql_string s = sk_mysql_string_of(m->catalog, &column->type);
    return !s.is          ? (int)sk_mysql_key_bytes(m->catalog, &column->type) / 4 + 1
           : s.length < 0 ? 0
           : s.binary     ? s.length / 4 + 1
                          : s.length;
}

enum { KEY_CHARS = 3072 / 4 }; /* of utf8mb4 in one key (MySQL manual, 17.22) */

/* What an expression has whose length nobody knows: as much as any other key, so that it stays the same when columns
 * get longer or shorter by other keys, or what the longer ones leave. */
static int
chars_left(struct sk_mysql_making *m, const struct sk_index *index)
{
    int left = KEY_CHARS, unknown = 0, even = KEY_CHARS / (int)index->n_keys;
    for (size_t i = 0; i < index->n_keys; i++) {
        const char *column = index->keys[i].column ? index->keys[i].column : column_in(&index->keys[i]);
        int chars = column ? chars_of_column(m, column) : 0;
        if (!chars && index->keys[i].column)
            chars = sk_mysql_index_share(m->catalog, m->table, index, column);
        unknown += chars == 0;
        left -= chars;
    }
    left = unknown ? left / unknown : left;
    even = even < SK_MYSQL_EXPRESSION_CHARS ? even : SK_MYSQL_EXPRESSION_CHARS;
    return left > 0 && left < even ? left : even;
}

static int
chars_of_key(struct sk_mysql_making *m, const struct sk_index *index, const struct sk_index_key *key)
{
    const char *column = column_in(key);
    int chars = column ? chars_of_column(m, column) : 0;
    return chars > 0 && chars < SK_MYSQL_EXPRESSION_CHARS ? chars : chars_left(m, index);
}

/* Its type, of which the server wants to know where it is no column's. */
static const char *
expression_type(struct sk_mysql_making *m, const struct sk_index *index, const struct sk_index_key *key)
{
    if (key->column) {
        for (size_t i = 0; i < m->out->columns.n; i++)
            if (sk_same(m->out->columns.items[i].name, key->column))
                return m->out->columns.items[i].type;
    }
    struct sk_type type = sk_scope_type(m->p.scope, sk_expr_node(key->expr));
    struct sk_mysql_string s = sk_mysql_string_of(m->catalog, &type);
    int most = s.is ? chars_of_key(m, index, key) : 0;
    if (s.is && (s.length < 0 || s.length > most))
        s.length = most;
    return sk_mysql_type_sql(m->p.tmp, m->catalog, m->mariadb, &type, s);
}

/* MySQL has keys on expressions, but for regular expressions (error 3995); the others, and MariaDB's, are on columns
 * that are computed and not seen. */
void
sk_mysql_put_computed_key(struct sk_mysql_making *m, struct sk_text *sql, const char *index, size_t i, const char *type,
                          const char *text)
{
    if (!m->mariadb && !strstr(text, "REGEXP_")) {
        sk_text_addf(sql, "(%s)", text);
        return;
    }
    const char *name = sk_mysql_own_name(m->p.tmp, index, sk_printf(m->p.tmp, "%zu", i + 1));
    struct sk_mysql_part *part =
        sk_mysql_add_part(m, &m->out->columns, NULL, name,
                          sk_printf(m->p.tmp, "%s GENERATED ALWAYS AS (%s) VIRTUAL INVISIBLE", type, text));
    part->computed = part->emulated = true;
    part->type = sk_strdup(m->out, type);
    sk_text_ident(sql, name, '`');
}

/* What no expression of a key can have. */
static enum sk_status
refuse_key(struct sk_mysql_making *m, const struct sk_index *index, const char *text)
{
    if (sk_mysql_asks(text))
        return sk_print_unsupported(
            &m->p, NULL, "index \"%s\": its expression takes a query here, which no key can have", index->name);
    if (m->mariadb && strstr(text, "DATE_FORMAT("))
        return sk_print_unsupported(&m->p, NULL, "index \"%s\" formats a date, which no key can on MariaDB",
                                    index->name);
    if (strstr(text, "UTC_TIMESTAMP") || strstr(text, "NOW(") || strstr(text, "CURRENT_") || strstr(text, "UTC_DATE"))
        return sk_print_unsupported(
            &m->p, NULL, "index \"%s\": its expression looks at the clock, which no key can have", index->name);
    return SK_OK;
}

/* ---- how much a table holds ------------------------------------------------------------------------------------ */

enum { MOST_KEYS = 64 }; /* of a table (MySQL manual, 17.22) */

/* Unique indexes that come after the one: what is left has to do for them, for they cannot be done without. */
static size_t
unique_after(const struct sk_mysql_making *m, const struct sk_index *index)
{
    size_t n = 0;
    for (size_t i = m->table->n_indexes; i > 0 && m->table->indexes[i - 1] != index; i--)
        n += m->table->indexes[i - 1]->unique;
    return index->unique ? 0 : n;
}

static enum sk_status
check_keys(struct sk_mysql_making *m, const struct sk_index *index)
{
    if (m->out->keys.n + unique_after(m, index) < MOST_KEYS)
        return SK_OK;
    return sk_print_unsupported(&m->p, NULL, "index \"%s\": a table has no more than 64 keys here", index->name);
}

/* An expression's value takes its part of the 65535 bytes of a row, as a column's does. */
static enum sk_status
take_room(struct sk_mysql_making *m, const struct sk_index *index, const char *type)
{
    int chars = 0;
    if (sscanf(type, "VARCHAR(%d)", &chars) != 1)
        return SK_OK;
    long bytes = chars * 4L, kept = (long)unique_after(m, index) * KEY_CHARS * 4;
    if (bytes + kept > m->room)
        return sk_print_unsupported(&m->p, NULL, "index \"%s\": its expression has no room in the table's rows",
                                    index->name);
    m->room -= bytes;
    return SK_OK;
}

static enum sk_status
put_key_expression(struct sk_mysql_making *m, struct sk_text *sql, const struct sk_index *index, size_t i,
                   bool conditional)
{
    const char *text = NULL;
    enum sk_status status = key_expression(&text, m, index, &index->keys[i], conditional);
    if (status)
        return status;
    const char *type = expression_type(m, index, &index->keys[i]);
    status = refuse_key(m, index, text);
    if (status)
        return status;
    if (sk_same(type, "JSON") || strncmp(type, "LONG", 4) == 0)
        return sk_print_unsupported(&m->p, NULL, "index \"%s\": the server has no order for such an expression",
                                    index->name);
    status = take_room(m, index, type);
    if (status)
        return status;
    if (!m->mariadb && strncmp(type, "VARCHAR", 7) == 0 && !index->keys[i].column &&
        !column_in(&index->keys[i]))
        text = sk_printf(m->p.tmp, "CAST(%s AS CHAR(%d)) COLLATE %s", text, chars_left(m, index),
                         sk_mysql_collation(false));
    sk_mysql_put_computed_key(m, sql, index->name, i, type, text);
    return SK_OK;
}

/* What the whole key leaves to a string in a plain index. */
static int
prefix_of(struct sk_mysql_making *m, const struct sk_index *index, const char *column)
{
    if (index->unique)
        return 0;
    return sk_mysql_index_share(m->catalog, m->table, index, column);
}

/* Is what stands in the key a digest: written so, or since the server has no order for the value? */
static bool
wants_digest(struct sk_mysql_making *m, const struct sk_index *index, const struct sk_index_key *key)
{
    if (!index->unique)
        return false;
    const struct sk_column *column = key->column ? sk_table_column(m->table, key->column) : NULL;
    if (!m->mariadb && column && index->where && key == &index->keys[0] &&
        sk_mysql_string_of(m->catalog, &column->type).binary)
        return true; /* bytes under a condition are a BLOB to MySQL, of which it has no key */
    return key->column ? !sk_mysql_can_be_keyed(m->catalog, m->table, key->column)
                       : sk_digest_argument(sk_expr_node(key->expr)) != NULL;
}

static enum sk_status
put_digest(struct sk_mysql_making *m, struct sk_text *sql, const struct sk_index *index, size_t i, bool conditional)
{
    const struct sk_index_key *key = &index->keys[i];
    const char *where = NULL, *digest;
    enum sk_status status = refuse_numbered(m, index, key, conditional);
    if (status)
        return status;
    if (key->column) {
        digest = sk_mysql_value_digest(m, key->column);
    } else {
        const struct sk_expr *whole = sk_pg_expr(m->p.tmp, sk_digest_argument(sk_expr_node(key->expr)));
        status = sk_mysql_print_computed(&digest, m, whole, NULL);
        digest = status ? NULL : sk_printf(m->p.tmp, "SHA2(%s, 256)", digest); /* MySQL 9 has no MD5() */
    }
    status = status || !conditional ? status : sk_mysql_print_computed(&where, m, index->where, NULL);
    status = status ? status : refuse_key(m, index, where ? where : "");
    status = status ? status : refuse_key(m, index, digest);
    if (!status)
        sk_mysql_put_computed_key(m, sql, index->name, i, "VARCHAR(64)",
                                  where ? sk_printf(m->p.tmp, "CASE WHEN %s THEN %s END", where, digest) : digest);
    return status;
}

static enum sk_status
add_nulls_key(struct sk_mysql_making *m, const struct sk_index *index)
{
    struct sk_mysql_keyed *keyed = NULL;
    const char *where = NULL;
    enum sk_status status = SK_OK;
    size_t n = 0;
    for (size_t i = 0; i < index->n_keys && !status; i++) {
        struct sk_mysql_keyed key = {0};
        if (index->keys[i].column) {
            key = sk_mysql_keyed_column(m, index->keys[i].column);
        } else {
            status = key_expression(&key.value, m, index, &index->keys[i], false);
            key.value = status ? NULL : sk_printf(m->p.tmp, "(%s)", key.value);
            key.nullable = key.value;
        }
        sk_push(m->p.tmp, keyed, n, key);
    }
    if (!status && index->where)
        status = sk_mysql_print_computed(&where, m, index->where, NULL);
    if (!status)
        sk_mysql_add_nulls_key(m, index->name, n, keyed, where);
    return status;
}

static size_t
index_misleads(struct sk_mysql_making *m, const struct sk_index *index)
{
    const char *columns[32];
    size_t n = 0;
    while (n < index->n_keys && n < 32 && index->keys[n].column) {
        columns[n] = index->keys[n].column;
        n++;
    }
    return sk_mysql_misleads(m->table, n, columns);
}

/* The server takes a column only once; the second time says nothing. */
static bool
is_repeated(const struct sk_index *index, size_t last, size_t k)
{
    const char *column = index->keys[(k + last) % index->n_keys].column;
    for (size_t before = 0; column && before < k; before++) {
        size_t i = (before + last) % index->n_keys;
        bool conditional = i == 0 && index->where && index->unique;
        if (!conditional && sk_same(index->keys[i].column, column))
            return true;
    }
    return false;
}

static enum sk_status
index_keys(struct sk_mysql_making *m, struct sk_text *sql, const struct sk_index *index, bool *computed)
{
    enum sk_status status = SK_OK;
    size_t last = index->unique ? index_misleads(m, index) : 0;
    for (size_t k = 0; k < index->n_keys && !status; k++) {
        size_t i = (k + last) % index->n_keys;
        const struct sk_index_key *key = &index->keys[i];
        bool conditional = i == 0 && index->where && index->unique;
        if (is_repeated(index, last, k))
            continue;
        sk_text_add(sql, k ? ", " : "(");
        if (key->column && !sk_mysql_can_be_keyed(m->catalog, m->table, key->column) && !index->unique)
            return sk_print_unsupported(&m->p, NULL, "column \"%s\" cannot be in an index", key->column);
        if (wants_digest(m, index, key)) {
            *computed = true;
            status = put_digest(m, sql, index, i, conditional);
        } else if (key->column && !conditional) {
            put_key_column(m, sql, key->column, prefix_of(m, index, key->column));
        } else {
            *computed = true;
            status = put_key_expression(m, sql, index, i, conditional);
        }
        if (key->descending)
            sk_text_add(sql, " DESC");
    }
    sk_text_add(sql, ")");
    return status;
}

/* What cannot be had costs time only, unless it is unique. */
enum sk_status
sk_mysql_make_index(struct sk_mysql_making *m, const struct sk_index *index)
{
    struct sk_text *sql = sk_text_new(m->p.tmp);
    bool computed = false;
    size_t columns = m->out->columns.n;
    long room = m->room;
    struct sk_error *err = m->p.err;
    if (!index->unique)
        m->p.err = NULL;
    enum sk_status status = sk_mysql_is_ordered(index) ? check_keys(m, index) : SK_EUNSUPPORTED;
    status = status ? status : index_keys(m, sql, index, &computed);
    m->p.err = err;
    if (status && index->unique)
        return status;
    if (status) {
        m->out->columns.n = columns;
        m->room = room;
        sk_mysql_note_part(m, sk_printf(m->out, "index \"%s\" has no equivalent: queries go without it", index->name));
        return SK_OK;
    }
    if (index->unique && index->nulls_not_distinct) {
        status = add_nulls_key(m, index);
        if (status)
            return status;
    }
    if (index->where && !index->unique)
        sk_mysql_note_part(m, "a partial index is a whole one: it answers the same queries");
    struct sk_mysql_part *part = sk_mysql_add_part(m, &m->out->keys, index->unique ? "UNIQUE KEY" : "KEY",
                                          sk_mysql_fitting_name(m->p.tmp, index->name), sql->data);
    part->computed = computed;
    part->after_own = index->unique ? any_misled(m) : index_misleads(m, index) > 0;
    return SK_OK;
}

/* ---- keys of skein's own ---------------------------------------------------------------------------------------- */

/* Is the column the first of some key? AUTO_INCREMENT must be. */
static bool
leads_a_key(const struct sk_mysql_making *m, const char *column)
{
    struct sk_constraint foreign = {.n_columns = 1, .columns = &column};
    return sk_mysql_has_key_for(m->catalog, m->table, &foreign);
}

/* The referred key's own order: the server wants both sides in it (MySQL manual, 15.1.20.5). */
void
sk_mysql_key_order(struct sk_mysql_making *m, const struct sk_constraint *k, const char ***columns, const char ***refs)
{
    bool itself = sk_same(k->ref_table, m->table->name) && sk_same(k->ref_schema, m->table->schema);
    const struct sk_table *to = itself ? m->table : sk_catalog_table(m->catalog, k->ref_schema, k->ref_table);
    const void *key = to ? sk_table_key_of(to, k) : NULL;
    const char **order = sk_alloc(m->p.tmp, k->n_columns * sizeof *order, "order");
    *columns = sk_alloc(m->p.tmp, k->n_columns * sizeof **columns, "columns");
    *refs = sk_alloc(m->p.tmp, k->n_columns * sizeof **refs, "refs");
    for (size_t i = 0; key && i < to->n_constraints; i++)
        for (size_t j = 0; to->constraints[i] == key && j < k->n_columns; j++)
            order[j] = to->constraints[i]->columns[j];
    for (size_t i = 0; key && i < to->n_indexes; i++)
        for (size_t j = 0; to->indexes[i] == key && j < k->n_columns; j++)
            order[j] = to->indexes[i]->keys[j].column;
    bool primary = key && key == sk_table_primary_key(to);
    size_t last = key && !primary ? sk_mysql_misleads(to, k->n_columns, order) : 0;
    for (size_t i = 0; i < k->n_columns; i++) {
        const char *column = order[(i + last) % k->n_columns];
        size_t at = i;
        for (size_t j = 0; j < k->n_columns; j++)
            if (column && sk_same(k->ref_columns[j], column))
                at = j;
        (*columns)[i] = k->columns[at];
        (*refs)[i] = k->ref_columns[at];
    }
}

static int
by_name(const void *a, const void *b)
{
    return strcmp((*(const struct sk_constraint *const *)a)->name, (*(const struct sk_constraint *const *)b)->name);
}

/* The foreign keys, ordered by name: of several that one key serves, the same one names it however they came about. */
static const struct sk_constraint **
foreign_keys(struct sk_mysql_making *m, size_t *n)
{
    const struct sk_constraint **keys = NULL;
    *n = 0;
    for (size_t i = 0; i < m->table->n_constraints; i++)
        if (m->table->constraints[i]->kind == SK_FOREIGN_KEY)
            sk_push(m->p.tmp, keys, *n, m->table->constraints[i]);
    if (*n > 1)
        qsort(keys, *n, sizeof *keys, by_name);
    return keys;
}

static bool
is_short(const struct sk_mysql_making *m, const char *name)
{
    const struct sk_column *column = sk_table_column(m->table, name);
    return column && !sk_mysql_string_of(m->catalog, &column->type).is &&
           sk_mysql_key_bytes(m->catalog, &column->type) > 0;
}

/* Of two keys that are as good MySQL takes the first unique one. With the primary key's columns, which are never NULL,
 * it is checked; before the one that misleads, it is found. */
static void
make_leading_key(struct sk_mysql_making *m, const struct sk_constraint *k, const char **columns)
{
    const struct sk_constraint *primary = sk_table_primary_key(m->table);
    const char **keyed = NULL;
    size_t n = 0;
    for (size_t i = 0; i < k->n_columns; i++)
        sk_push(m->p.tmp, keyed, n, columns[i]);
    for (size_t i = 0; primary && i < primary->n_columns; i++)
        if (!sk_among(primary->columns[i], k->n_columns, k->columns))
            sk_push(m->p.tmp, keyed, n, primary->columns[i]);
    bool fits = primary != NULL;
    for (size_t i = 0; i < n; i++)
        fits = fits && is_short(m, keyed[i]);
    if (!fits)
        return;
    struct sk_text *sql = sk_text_new(m->p.tmp);
    sk_mysql_put_names(sql, n, keyed);
    sk_mysql_add_part(m, &m->out->keys, "UNIQUE KEY", sk_mysql_own_name(m->p.tmp, m->table->name, k->name), sql->data)
        ->emulated = true;
    struct sk_mysql_parts *keys = &m->out->keys;
    struct sk_mysql_part leading = keys->items[keys->n - 1];
    memmove(&keys->items[1], &keys->items[0], (keys->n - 1) * sizeof leading);
    keys->items[0] = leading;
}

/* A foreign key has a key of its own on the server unless another one serves: made here, so that its name is known. */
void
sk_mysql_make_own_keys(struct sk_mysql_making *m)
{
    for (size_t i = 0; i < m->table->n_columns; i++) {
        const char *name = m->table->columns[i]->name;
        if (!sk_mysql_is_auto(m->catalog, m->table, m->table->columns[i]) || leads_a_key(m, name))
            continue;
        struct sk_text *sql = sk_text_new(m->p.tmp);
        sk_mysql_put_names(sql, 1, &name);
        sk_mysql_add_part(m, &m->out->keys, "KEY", sk_mysql_own_name(m->p.tmp, m->table->name, name), sql->data)
            ->emulated = true;
    }
    size_t n;
    const struct sk_constraint **foreign = foreign_keys(m, &n);
    for (size_t i = 0; i < n; i++) {
        const struct sk_constraint *k = foreign[i];
        const char **columns, **refs;
        struct sk_constraint ordered = *k;
        sk_mysql_key_order(m, k, &columns, &refs);
        ordered.columns = columns;
        bool served = sk_mysql_has_key_for(m->catalog, m->table, &ordered);
        if (!m->mariadb && sk_mysql_is_misled(m->catalog, m->table, &ordered))
            make_leading_key(m, k, columns);
        struct sk_text *sql = sk_text_new(m->p.tmp);
        sk_mysql_put_names(sql, k->n_columns, columns);
        for (size_t j = 0; j < m->out->keys.n && !served; j++)
            served = m->out->keys.items[j].emulated && sk_same(m->out->keys.items[j].sql, sql->data);
        if (!served)
            sk_mysql_add_part(m, &m->out->keys, "KEY", sk_mysql_constraint_name(m->p.tmp, m->catalog, m->table, k),
                     sql->data)->emulated = true;
    }
}
