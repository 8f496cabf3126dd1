/* dialects/mysql/physical.c - a table of the catalog as the server has it: columns, keys, CHECKs, foreign keys. */
#include <string.h>

#include "core/text.h"
#include "dialects/common/literals.h"
#include "dialects/mysql/physical_priv.h"
#include "dialects/postgres/exclusion.h"

struct sk_mysql_part *
sk_mysql_add_part(struct sk_mysql_making *m, struct sk_mysql_parts *parts, const char *head, const char *name,
                  const char *sql)
{
    struct sk_mysql_part part = {.head = head, .name = sk_strdup(m->out, name), .sql = sk_strdup(m->out, sql)};
    sk_push(m->out, parts->items, parts->n, part);
    return &parts->items[parts->n - 1];
}

static void
note(struct sk_mysql_making *m, const char *text)
{
    sk_push(m->out, m->out->notes, m->out->n_notes, text);
}

static const char *
quoted(struct sk_mysql_making *m, const char *name)
{
    return sk_mysql_quoted(m->p.tmp, name);
}

static void
put_names(struct sk_text *out, size_t n, const char *const *names)
{
    sk_text_add(out, "(");
    for (size_t i = 0; i < n; i++) {
        sk_text_add(out, i ? ", " : "");
        sk_text_ident(out, names[i], '`');
    }
    sk_text_add(out, ")");
}

/* An expression into a text of its own. `type`: it is a value of that type. */
static enum sk_status
print(const char **out, struct sk_mysql_making *m, const struct sk_expr *expr, const struct sk_type *type)
{
    struct sk_text *text = m->p.out;
    m->p.out = sk_text_new(m->p.tmp);
    enum sk_status status =
        type ? sk_print_value(&m->p, sk_expr_node(expr), type) : sk_print_expr(&m->p, sk_expr_node(expr));
    *out = m->p.out->data;
    m->p.out = text;
    return status;
}

/* How long a CHAR is depends on the session's sql_mode, so that MariaDB takes none as the value of a computed column
 * (error 1901): its trailing spaces count nowhere. */
static bool
trim_char(struct sk_printer *p, const PgQuery__ColumnRef *ref)
{
    const struct sk_mysql_making *m = p->hook_data;
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    const struct sk_column *column = name ? sk_table_column(m->table, name) : NULL;
    if (!column || !sk_mysql_string_of(m->catalog, &column->type).fixed)
        return false;
    sk_text_addf(p->out, "RTRIM(%s)", sk_mysql_quoted(p->tmp, name));
    return true;
}

/* print(), for a column that is computed. */
static enum sk_status
print_computed(const char **out, struct sk_mysql_making *m, const struct sk_expr *expr, const struct sk_type *type)
{
    m->p.column_hook = m->mariadb ? trim_char : NULL;
    m->p.hook_data = m;
    enum sk_status status = print(out, m, expr, type);
    m->p.column_hook = NULL;
    return status;
}

/* ---- strings -------------------------------------------------------------------------------------------------- */

enum { MOST_VARCHAR = 16383, ROW_BYTES = 65535, ROOM_FOR_THE_REST = 4096 };

static struct sk_mysql_string
string_of(struct sk_mysql_making *m, const struct sk_column *column)
{
    const struct sk_table *root_table = m->table;
    const struct sk_column *root = sk_mysql_root_column(m->catalog, &root_table, column);
    struct sk_mysql_string s = sk_mysql_string_of(m->catalog, &root->type);
    if (!s.is)
        return s;
    struct sk_mysql_key_use use = sk_mysql_key_use(m->catalog, m->table, column);
    if (s.length > MOST_VARCHAR)
        s.length = -1;
    if (s.length < 0 && use.any)
        s.length = s.binary ? use.chars * 4 : use.chars;
    else if (use.strict && s.length > use.strict_chars)
        s.length = use.strict_chars;
    return s;
}

/* A row holds 65535 bytes, LONGTEXTs apart (MySQL manual, 10.4.7): the longest strings that no key needs become that. */
static void
fit_row(struct sk_mysql_making *m)
{
    for (;;) {
        long bytes = ROOM_FOR_THE_REST;
        size_t longest = m->table->n_columns;
        for (size_t i = 0; i < m->table->n_columns; i++) {
            const struct sk_mysql_string *s = &m->strings[i];
            if (!s->is || s->length < 0)
                continue;
            bytes += s->binary ? s->length : s->length * 4;
            bool keyed = sk_mysql_key_use(m->catalog, m->table, m->table->columns[i]).any;
            if (!keyed && (longest == m->table->n_columns || s->length > m->strings[longest].length))
                longest = i;
        }
        if (bytes <= ROW_BYTES || longest == m->table->n_columns)
            return;
        m->strings[longest].length = -1;
    }
}

char *
sk_mysql_column_type(TALLOC_CTX *owner, const struct sk_catalog *catalog, bool mariadb, const struct sk_table *table,
                     const struct sk_column *column)
{
    struct sk_mysql_making m = {.catalog = catalog, .table = table};
    const struct sk_table *root = table;
    return sk_mysql_type_sql(owner, catalog, mariadb, &sk_mysql_root_column(catalog, &root, column)->type,
                             string_of(&m, column));
}

/* ---- columns -------------------------------------------------------------------------------------------------- */

static bool
is_plain_constant(const char *sql)
{
    return sql[0] == '\'' || strspn(sql, "+-0123456789.") == strlen(sql) || sk_same(sql, "NULL") ||
           strncmp(sql, "_utf8mb4 X'", 11) == 0 || strncmp(sql, "X'", 2) == 0 || strncmp(sql, "x'", 2) == 0;
}

static const struct sk_user_type *
domain_of(struct sk_mysql_making *m, const struct sk_column *column)
{
    return column->type.kind == SK_TYPE_DOMAIN && !column->type.dimensions
               ? sk_catalog_type(m->catalog, column->type.schema, column->type.name)
               : NULL;
}

/* MySQL manual, 15.1.15: a functional key part cannot refer to one; neither can a computed column. */
static const struct sk_column *
auto_column_in(struct sk_mysql_making *m, const struct sk_expr *expr)
{
    for (size_t i = 0; expr && i < m->table->n_columns; i++)
        if (sk_mysql_is_auto(m->table, m->table->columns[i]) &&
            m->catalog->ops->uses_column(expr, m->table->columns[i]->name))
            return m->table->columns[i];
    return NULL;
}

/* What the printer makes of some functions is a query, which no expression of a column can have. */
static enum sk_status
refuse_query(struct sk_mysql_making *m, const struct sk_column *column, const sk_node *node, const char *sql)
{
    if (column->generated && m->mariadb && strstr(sql, "DATE_FORMAT("))
        return sk_print_unsupported(&m->p, node, "column \"%s\" cannot be generated by a date's format on MariaDB",
                                    column->name);
    if (!strstr(sql, "SELECT ") && !strstr(sql, "JSON_TABLE"))
        return SK_OK;
    return sk_print_unsupported(&m->p, node, "the expression of column \"%s\" takes a query on %s, where a column "
                                             "cannot have one", column->name, m->p.rules->dialect);
}

/* Another value each time: MySQL does not add a column with such a default (error 1674). */
static bool
is_volatile(const char *sql)
{
    return strstr(sql, "RANDOM_BYTES") || strstr(sql, "UUID()") || strstr(sql, "RAND()");
}

/* PostgreSQL minds when the default is used. */
static bool
is_too_long(const struct sk_type *type, const sk_node *value)
{
    const char *text = sk_constant_text(value);
    bool bounded = (type->kind == SK_TYPE_VARCHAR || type->kind == SK_TYPE_CHAR) && type->length >= 0 && !type->dimensions;
    int32_t n = 0;
    size_t len = text ? strlen(text) : 0;
    while (len && text[len - 1] == ' ')
        len--;
    for (size_t i = 0; i < len; i++)
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return bounded && text && n > type->length;
}

static enum sk_status
put_default(struct sk_mysql_making *m, struct sk_text *sql, const struct sk_column *column, const char *type,
            const char **changing)
{
    const struct sk_user_type *domain = domain_of(m, column);
    const struct sk_expr *value = column->default_expr ? column->default_expr : domain ? domain->default_expr : NULL;
    const char *text;
    if (!value)
        return SK_OK;
    enum sk_status status = print(&text, m, value, &column->type);
    const char *numbered = sk_mysql_number_asked_for(m, value);
    const char *stand_in = status ? NULL : sk_mysql_late_default(m, column, text, numbered);
    if (stand_in) {
        *changing = numbered ? NULL : sk_strdup(m->out, text);
        sk_text_addf(sql, " DEFAULT (%s)", stand_in);
        return SK_OK;
    }
    status = status ? status : refuse_query(m, column, sk_expr_node(value), text);
    bool none = !status && sk_same(text, "NULL") && (column->not_null || (domain && domain->not_null));
    if (status || none) /* the servers take no NULL for the default of what is NOT NULL */
        return status;
    const struct sk_type *base = sk_mysql_base_type(m->catalog, &column->type);
    if (is_too_long(base, sk_expr_node(value)))
        return sk_print_unsupported(&m->p, sk_expr_node(value), "the default of column \"%s\" is longer than the column",
                                    column->name);
    if (base->kind == SK_TYPE_NUMERIC && base->scale >= 0 && !base->dimensions) {
        const char *rounded = sk_literal_rounded(m->p.tmp, text, base->scale);
        text = rounded ? rounded : text;
    }
    /* What is stored apart from its row takes an expression only (MySQL manual, 13.6). */
    bool apart = strncmp(type, "LONG", 4) == 0 || sk_same(type, "JSON");
    *changing = is_volatile(text) ? sk_strdup(m->out, text) : NULL;
    sk_text_addf(sql, is_plain_constant(text) && !apart ? " DEFAULT %s" : " DEFAULT (%s)", text);
    return SK_OK;
}

/* GENERATED ALWAYS AS ... STORED; MariaDB has no NOT NULL there. */
static enum sk_status
put_generated(struct sk_mysql_making *m, struct sk_text *sql, const struct sk_column *column)
{
    const char *text;
    const struct sk_column *numbered = auto_column_in(m, column->generated);
    if (numbered)
        return sk_print_unsupported(&m->p, sk_expr_node(column->generated),
                                    "column \"%s\" is AUTO_INCREMENT: the server computes no column from it",
                                    numbered->name);
    enum sk_status status = print_computed(&text, m, column->generated, &column->type);
    status = status ? status : refuse_query(m, column, sk_expr_node(column->generated), text);
    if (status)
        return status;
    sk_text_addf(sql, " GENERATED ALWAYS AS (%s) STORED", text);
    if (column->not_null && !m->mariadb)
        sk_text_add(sql, " NOT NULL");
    return status;
}

/* A serial column beside another one: 0 until its trigger has numbered the row. Returns what numbers rows that are there
 * already, in the order of the primary key. */
static const char *
number_rows(struct sk_mysql_making *m, struct sk_text *sql, const struct sk_column *column)
{
    const struct sk_constraint *key = sk_table_primary_key(m->table);
    struct sk_text *names = sk_text_new(m->p.tmp), *same_row = sk_text_new(m->p.tmp);
    sk_text_add(sql, " DEFAULT 0");
    sk_mysql_guard_number(m->out, &m->p, column);
    for (size_t i = 0; key && i < key->n_columns; i++) {
        const char *name = quoted(m, key->columns[i]);
        sk_text_addf(names, "%s%s", i ? ", " : "", name);
        sk_text_addf(same_row, "%ss.%s = %s.%s", i ? " AND " : "", name, quoted(m, m->table->name), name);
    }
    if (!key)
        return NULL;
    return sk_printf(m->out, "(SELECT s.n FROM (SELECT %s, ROW_NUMBER() OVER (ORDER BY %s) AS n FROM %s) AS s WHERE %s)",
                     names->data, names->data,
                     sk_mysql_relation(m->p.tmp, m->table->schema, m->table->name), same_row->data);
}

static enum sk_status
make_column(struct sk_mysql_making *m, size_t i)
{
    const struct sk_column *column = m->table->columns[i];
    const struct sk_table *root = m->table;
    const struct sk_user_type *domain = domain_of(m, column);
    const struct sk_type *type = &sk_mysql_root_column(m->catalog, &root, column)->type;
    const char *name = sk_mysql_type_sql(m->out, m->catalog, m->mariadb, type, m->strings[i]);
    struct sk_text *sql = sk_text_new(m->p.tmp);
    enum sk_status status = SK_OK;
    const char *changing = NULL;
    sk_text_add(sql, name);
    if (column->generated) {
        status = put_generated(m, sql, column);
    } else {
        bool numbered = sk_mysql_is_auto(m->table, column);
        if (numbered && !sk_type_is_integer(sk_mysql_base_type(m->catalog, &column->type)))
            return sk_print_unsupported(&m->p, NULL, "column \"%s\" is numbered: the server counts in integers only",
                                        column->name);
        sk_text_add(sql, column->not_null || numbered || (domain && domain->not_null) ? " NOT NULL" : " NULL");
        if (numbered)
            sk_text_add(sql, " AUTO_INCREMENT");
        else if (sk_mysql_is_numbered(column))
            changing = number_rows(m, sql, column);
        else
            status = put_default(m, sql, column, name, &changing);
    }
    if (sk_type_is_unchecked(&column->type))
        note(m, SK_UNCHECKED_NOTE);
    if (column->comment) {
        sk_text_add(sql, " COMMENT ");
        sk_mysql_put_comment(sql, column->comment, 1024);
    }
    struct sk_mysql_part *part = sk_mysql_add_part(m, &m->out->columns, NULL, column->name, sql->data);
    part->column = column;
    part->type = name;
    part->computed = column->generated;
    part->changing = changing != NULL;
    part->fill = changing;
    if (column->identity == SK_IDENTITY_ALWAYS && !status)
        sk_mysql_guard_always(m->out, &m->p, column);
    return status;
}

/* ---- keys ----------------------------------------------------------------------------------------------------- */

/* A string that its key cannot take whole: only the start is in a plain index, where it tells no row from another. */
static void
put_key_column(struct sk_mysql_making *m, struct sk_text *sql, const char *name, int chars)
{
    sk_text_ident(sql, name, '`');
    for (size_t i = 0; i < m->table->n_columns; i++) {
        const struct sk_mysql_string *s = &m->strings[i];
        if (sk_same(m->table->columns[i]->name, name) && s->is && chars > 0 && s->length > chars)
            sk_text_addf(sql, "(%d)", chars);
    }
}

static bool
can_be_keyed(struct sk_mysql_making *m, const char *name)
{
    const struct sk_column *column = sk_table_column(m->table, name);
    return column && (sk_mysql_string_of(m->catalog, &column->type).is ||
                      sk_mysql_key_bytes(m->catalog, &column->type) > 0);
}

static enum sk_status make_index(struct sk_mysql_making *m, const struct sk_index *index);

static enum sk_status
make_key(struct sk_mysql_making *m, const struct sk_constraint *k)
{
    struct sk_text *sql = sk_text_new(m->p.tmp);
    bool nullable = false;
    for (size_t i = 0; i < k->n_columns; i++) {
        const struct sk_column *column = sk_table_column(m->table, k->columns[i]);
        nullable = nullable || !column->not_null;
        if (column->generated && k->kind == SK_PRIMARY_KEY && m->mariadb)
            return sk_print_unsupported(&m->p, NULL, "generated column \"%s\" cannot be part of the primary key on MariaDB",
                                        column->name);
        if (!can_be_keyed(m, k->columns[i]) && k->kind == SK_UNIQUE)
            return make_index(m, sk_mysql_index_of(m->p.tmp, k));
        if (!can_be_keyed(m, k->columns[i]))
            return sk_print_unsupported(&m->p, NULL, "column \"%s\" cannot be in a key: the server has no order for %s",
                                        column->name, sk_type_format(m->p.tmp, &column->type));
    }
    if (k->nulls_not_distinct && nullable)
        sk_mysql_add_nulls_key(m, k->name, k->n_columns, k->columns, NULL);
    if (k->deferrable)
        note(m, "a key is checked at once, for each row: DEFERRABLE has no equivalent");
    size_t last = k->kind == SK_UNIQUE ? sk_mysql_misleads(m->table, k->n_columns, k->columns) : 0;
    const char **columns = sk_alloc(m->p.tmp, k->n_columns * sizeof *columns, "columns");
    for (size_t i = 0; i < k->n_columns; i++)
        columns[i] = k->columns[(i + last) % k->n_columns];
    put_names(sql, k->n_columns, columns);
    bool primary = k->kind == SK_PRIMARY_KEY;
    struct sk_mysql_part *part =
        sk_mysql_add_part(m, &m->out->keys, primary ? "PRIMARY KEY" : "UNIQUE KEY",
                 primary ? "PRIMARY" : sk_mysql_fitting_name(m->p.tmp, k->name), sql->data);
    part->constraint = k;
    return SK_OK;
}

/* The condition makes the key NULL, which no unique key minds, for the rows that the index leaves out. */
static enum sk_status
key_expression(const char **out, struct sk_mysql_making *m, const struct sk_index *index, const struct sk_index_key *key,
               bool conditional)
{
    const char *sql = NULL, *where = NULL;
    enum sk_status status = SK_OK;
    const struct sk_column *numbered = auto_column_in(m, conditional ? index->where : NULL);
    numbered = numbered ? numbered : auto_column_in(m, key->column ? NULL : key->expr);
    const struct sk_column *keyed = conditional && key->column ? sk_table_column(m->table, key->column) : NULL;
    if (!numbered && keyed && sk_mysql_is_auto(m->table, keyed))
        numbered = keyed;
    if (numbered)
        return sk_print_unsupported(&m->p, NULL, "column \"%s\" is AUTO_INCREMENT: the server computes no key from it",
                                    numbered->name);
    if (key->column) {
        const struct sk_column *column = sk_table_column(m->table, key->column);
        bool fixed = m->mariadb && column && sk_mysql_string_of(m->catalog, &column->type).fixed;
        sql = fixed ? sk_printf(m->p.tmp, "RTRIM(%s)", quoted(m, key->column)) : quoted(m, key->column);
    } else {
        status = print_computed(&sql, m, key->expr, NULL);
    }
    if (!status && conditional)
        status = print_computed(&where, m, index->where, NULL);
    if (!status)
        *out = conditional ? sk_printf(m->p.tmp, "CASE WHEN %s THEN %s END", where, sql) : sql;
    return status;
}

/* Its type, of which the server wants to know where it is no column's. */
static const char *
expression_type(struct sk_mysql_making *m, const struct sk_index_key *key)
{
    if (key->column) {
        for (size_t i = 0; i < m->out->columns.n; i++)
            if (sk_same(m->out->columns.items[i].name, key->column))
                return m->out->columns.items[i].type;
    }
    struct sk_type type = sk_scope_type(m->p.scope, sk_expr_node(key->expr));
    struct sk_mysql_string s = sk_mysql_string_of(m->catalog, &type);
    if (s.is && (s.length < 0 || s.length > SK_MYSQL_EXPRESSION_CHARS))
        s.length = SK_MYSQL_EXPRESSION_CHARS;
    return sk_mysql_type_sql(m->p.tmp, m->catalog, m->mariadb, &type, s);
}

/* lower(email) is as long as email, which key_use() holds to what an expression can have. */
static bool
is_short(const struct sk_index_key *key)
{
    const sk_node *node = key->column ? NULL : sk_expr_node(key->expr);
    return key->column || (node->node_case == SK_NODE(FUNC_CALL) && node->func_call->n_args == 1 &&
                           node->func_call->args[0]->node_case == SK_NODE(COLUMN_REF));
}

/* MySQL has keys on expressions; MariaDB has them on columns that are computed and not seen. */
void
sk_mysql_put_computed_key(struct sk_mysql_making *m, struct sk_text *sql, const char *index, size_t i, const char *type,
                          const char *text)
{
    if (!m->mariadb) {
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

static enum sk_status
put_key_expression(struct sk_mysql_making *m, struct sk_text *sql, const struct sk_index *index, size_t i, bool conditional)
{
    const char *text = NULL;
    enum sk_status status = key_expression(&text, m, index, &index->keys[i], conditional);
    if (status)
        return status;
    const char *type = expression_type(m, &index->keys[i]);
    if (strstr(text, "(SELECT "))
        return sk_print_unsupported(&m->p, NULL, "index \"%s\": its expression takes a query here, which no key can have",
                                    index->name);
    if (sk_same(type, "JSON") || strncmp(type, "LONG", 4) == 0)
        return sk_print_unsupported(&m->p, NULL, "index \"%s\": the server has no order for such an expression",
                                    index->name);
    if (!m->mariadb && strncmp(type, "VARCHAR", 7) == 0 && !is_short(&index->keys[i]))
        text = sk_printf(m->p.tmp, "CAST(%s AS CHAR(%d)) COLLATE %s", text, SK_MYSQL_EXPRESSION_CHARS, sk_mysql_collation(false));
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
    return key->column ? !can_be_keyed(m, key->column) : sk_digest_argument(sk_expr_node(key->expr)) != NULL;
}

static enum sk_status
put_digest(struct sk_mysql_making *m, struct sk_text *sql, const struct sk_index *index, size_t i, bool conditional)
{
    const struct sk_index_key *key = &index->keys[i];
    const char *where = NULL, *digest;
    enum sk_status status = SK_OK;
    if (key->column) {
        digest = sk_mysql_value_digest(m, key->column);
    } else {
        struct sk_expr whole = {.node = sk_digest_argument(sk_expr_node(key->expr))};
        status = print_computed(&digest, m, &whole, NULL);
        digest = status ? NULL : sk_printf(m->p.tmp, "SHA2(%s, 256)", digest); /* MySQL 9 has no MD5() */
    }
    status = status || !conditional ? status : print_computed(&where, m, index->where, NULL);
    if (!status)
        sk_mysql_put_computed_key(m, sql, index->name, i, "VARCHAR(64)",
                                  where ? sk_printf(m->p.tmp, "CASE WHEN %s THEN %s END", where, digest) : digest);
    return status;
}

static enum sk_status
add_nulls_key(struct sk_mysql_making *m, const struct sk_index *index)
{
    const char **columns = NULL, *where = NULL;
    size_t n = 0;
    for (size_t i = 0; i < index->n_keys; i++) {
        if (!index->keys[i].column)
            return sk_print_unsupported(&m->p, NULL, "NULLS NOT DISTINCT over an expression has no equivalent on %s",
                                        m->p.rules->dialect);
        sk_push(m->p.tmp, columns, n, index->keys[i].column);
    }
    enum sk_status status = index->where ? print_computed(&where, m, index->where, NULL) : SK_OK;
    if (!status)
        sk_mysql_add_nulls_key(m, index->name, n, columns, where);
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
        if (key->column && !can_be_keyed(m, key->column) && !index->unique)
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
static enum sk_status
make_index(struct sk_mysql_making *m, const struct sk_index *index)
{
    struct sk_text *sql = sk_text_new(m->p.tmp);
    bool computed = false;
    size_t columns = m->out->columns.n;
    struct sk_error *err = m->p.err;
    if (!index->unique)
        m->p.err = NULL;
    enum sk_status status = sk_mysql_is_ordered(index) ? index_keys(m, sql, index, &computed) : SK_EUNSUPPORTED;
    m->p.err = err;
    if (status && index->unique)
        return status;
    if (status) {
        m->out->columns.n = columns;
        note(m, sk_printf(m->out, "index \"%s\" has no equivalent: queries go without it", index->name));
        return SK_OK;
    }
    if (index->unique && index->nulls_not_distinct) {
        status = add_nulls_key(m, index);
        if (status)
            return status;
    }
    if (index->where && !index->unique)
        note(m, "a partial index is a whole one: it answers the same queries");
    struct sk_mysql_part *part = sk_mysql_add_part(m, &m->out->keys, index->unique ? "UNIQUE KEY" : "KEY",
                                          sk_mysql_fitting_name(m->p.tmp, index->name), sql->data);
    part->computed = computed;
    part->after_own = !index->unique && index_misleads(m, index) > 0;
    return SK_OK;
}

/* ---- keys of skein's own ---------------------------------------------------------------------------------------- */

/* Is the column the first of some key? AUTO_INCREMENT must be. */
static bool
leads_a_key(const struct sk_table *table, const char *column)
{
    struct sk_constraint foreign = {.n_columns = 1, .columns = &column};
    return sk_mysql_has_key_for(table, &foreign);
}

/* The referred key's own order: the server wants both sides in it (MySQL manual, 15.1.20.5). */
static void
key_order(struct sk_mysql_making *m, const struct sk_constraint *k, const char ***columns, const char ***refs)
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
    for (size_t i = 0; i < k->n_columns; i++) {
        size_t at = i;
        for (size_t j = 0; j < k->n_columns; j++)
            if (order[i] && sk_same(k->ref_columns[j], order[i]))
                at = j;
        (*columns)[i] = k->columns[at];
        (*refs)[i] = k->ref_columns[at];
    }
}

/* A foreign key has a key of its own on the server unless another one serves: made here, so that its name is known. */
static void
make_own_keys(struct sk_mysql_making *m)
{
    for (size_t i = 0; i < m->table->n_columns; i++) {
        const char *name = m->table->columns[i]->name;
        if (!sk_mysql_is_auto(m->table, m->table->columns[i]) || leads_a_key(m->table, name))
            continue;
        struct sk_text *sql = sk_text_new(m->p.tmp);
        put_names(sql, 1, &name);
        sk_mysql_add_part(m, &m->out->keys, "KEY", sk_mysql_own_name(m->p.tmp, m->table->name, name), sql->data)->emulated = true;
    }
    for (size_t i = 0; i < m->table->n_constraints; i++) {
        const struct sk_constraint *k = m->table->constraints[i];
        if (k->kind != SK_FOREIGN_KEY)
            continue;
        const char **columns, **refs;
        struct sk_constraint ordered = *k;
        key_order(m, k, &columns, &refs);
        ordered.columns = columns;
        bool served = sk_mysql_has_key_for(m->table, &ordered);
        struct sk_text *sql = sk_text_new(m->p.tmp);
        put_names(sql, k->n_columns, columns);
        for (size_t j = 0; j < m->out->keys.n && !served; j++)
            served = m->out->keys.items[j].emulated && sk_same(m->out->keys.items[j].sql, sql->data);
        if (!served)
            sk_mysql_add_part(m, &m->out->keys, "KEY", sk_mysql_constraint_name(m->p.tmp, m->catalog, m->table, k),
                     sql->data)->emulated = true;
    }
}

/* ---- CHECKs --------------------------------------------------------------------------------------------------- */

/* MySQL manual, 15.1.20.6: no sub-query, nothing that gives another value another time; to MariaDB a date's format is that,
 * since it may be in the session's language. */
bool
sk_mysql_is_plain(const char *sql)
{
    static const char *const others[] = {"SELECT ", "DATE_FORMAT(", "UTC_", "NOW()", "RAND", "UUID()", "JSON_TABLE", "CURRENT_"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strstr(sql, others[i]))
            return false;
    return true;
}

static bool
names_forbidden_column(const struct sk_table *table, const struct sk_constraint *k)
{
    for (size_t i = 0; i < k->n_columns; i++) {
        const struct sk_column *column = sk_table_column(table, k->columns[i]);
        if (column && (sk_mysql_is_auto(table, column) || sk_mysql_is_acted_on(table, column->name)))
            return true;
    }
    return false;
}

bool
sk_mysql_check_is_native(const struct sk_table *table, const struct sk_constraint *k, const char *sql)
{
    /* One that is about no column goes with the next column that is dropped. */
    return k->n_columns && !k->not_valid && sk_mysql_is_plain(sql) && !names_forbidden_column(table, k);
}

static void
add_check(struct sk_mysql_making *m, const char *name, const char *sql, bool emulated, const struct sk_constraint *k)
{
    struct sk_mysql_part *part =
        sk_mysql_add_part(m, &m->out->checks, "CONSTRAINT", name, sk_printf(m->p.tmp, "CHECK (%s)", sql));
    part->computed = true;
    part->emulated = emulated;
    part->constraint = k;
}

/* MySQL's CHECK wants what is a truth value by its form (error 3812): a column, a function, a CASE are numbers to it. */
static enum sk_status
print_condition(const char **out, struct sk_mysql_making *m, const struct sk_expr *check)
{
    const sk_node *node = sk_expr_node(check);
    enum sk_status status = print(out, m, check, NULL);
    bool truth = node->node_case == SK_NODE(A_EXPR) || node->node_case == SK_NODE(BOOL_EXPR) ||
                 node->node_case == SK_NODE(NULL_TEST) || node->node_case == SK_NODE(BOOLEAN_TEST);
    if (!status && !m->mariadb && !truth)
        *out = sk_printf(m->p.tmp, "(%s) <> 0", *out);
    return status;
}

/* A CHECK, or what stands for it: a trigger. */
static enum sk_status
make_check(struct sk_mysql_making *m, const struct sk_constraint *k)
{
    const char *sql;
    enum sk_status status = print_condition(&sql, m, k->check);
    if (status)
        return status;
    const char *name = sk_mysql_constraint_name(m->p.tmp, m->catalog, m->table, k);
    if (!sk_mysql_check_is_native(m->table, k, sql))
        return sk_mysql_guard_check(m->out, &m->p, k);
    add_check(m, name, sql, false, k);
    return SK_OK;
}

static enum sk_status
make_domain_checks(struct sk_mysql_making *m, const struct sk_column *column)
{
    const struct sk_user_type *domain = domain_of(m, column);
    enum sk_status status = SK_OK;
    for (size_t i = 0; domain && i < domain->n_checks && !status; i++) {
        const char *sql;
        m->p.value_column = quoted(m, column->name);
        status = print_condition(&sql, m, domain->checks[i]->check);
        m->p.value_column = NULL;
        if (!status)
            add_check(m, sk_mysql_own_name(m->p.tmp, m->table->name,
                                           sk_printf(m->p.tmp, "%s_%s", column->name, domain->checks[i]->name)),
                      sql, true, NULL);
    }
    return status;
}

static enum sk_status
make_type_check(struct sk_mysql_making *m, size_t i)
{
    const struct sk_column *column = m->table->columns[i];
    const struct sk_table *root = m->table;
    bool refers = sk_mysql_root_column(m->catalog, &root, column) != column;
    const struct sk_type *base = sk_mysql_base_type(m->catalog, &column->type);
    const char *name = quoted(m, column->name);
    const char *sql = sk_mysql_type_check(m->p.tmp, m->catalog, m->mariadb, &column->type, name);
    if (base->kind == SK_TYPE_VARCHAR && !base->dimensions && base->length >= 0 && m->strings[i].length < 0)
        sql = sk_printf(m->p.tmp, "CHAR_LENGTH(%s) <= %d", name, base->length);
    if (column->generated && column->not_null && m->mariadb)
        sql = sql ? sk_printf(m->p.tmp, "(%s) AND %s IS NOT NULL", sql, name)
                  : sk_printf(m->p.tmp, "%s IS NOT NULL", name);
    /* What refers to a key holds only what the key holds. */
    if (sql && !refers)
        add_check(m, sk_mysql_own_name(m->p.tmp, m->table->name, column->name), sql, true, NULL);
    return make_domain_checks(m, column);
}

/* ---- foreign keys --------------------------------------------------------------------------------------------- */

/* SET NULL where there can be no NULL is an error when it acts: so is RESTRICT, and the servers want that. */
static enum sk_fk_action
possible(struct sk_mysql_making *m, const struct sk_constraint *k, enum sk_fk_action action)
{
    for (size_t i = 0; i < k->n_columns && action == SK_FK_SET_NULL; i++) {
        const struct sk_column *column = sk_table_column(m->table, k->columns[i]);
        if (column && (column->not_null || sk_mysql_is_auto(m->table, column)))
            return SK_FK_RESTRICT;
    }
    return action;
}

static bool
acts(const struct sk_constraint *k)
{
    return (k->on_delete != SK_FK_NO_ACTION && k->on_delete != SK_FK_RESTRICT) ||
           (k->on_update != SK_FK_NO_ACTION && k->on_update != SK_FK_RESTRICT);
}

/* Both sides have one type there, strings apart, and no column is in a key twice. */
static enum sk_status
refuse_foreign(struct sk_mysql_making *m, const struct sk_constraint *k)
{
    bool itself = sk_same(k->ref_table, m->table->name) && sk_same(k->ref_schema, m->table->schema);
    const struct sk_table *to = itself ? m->table : sk_catalog_table(m->catalog, k->ref_schema, k->ref_table);
    for (size_t i = 0; to && i < k->n_columns; i++) {
        const struct sk_column *a = sk_table_column(m->table, k->columns[i]);
        const struct sk_column *b = sk_table_column(to, k->ref_columns[i]);
        for (size_t j = 0; j < i; j++)
            if (sk_same(k->columns[i], k->columns[j]))
                return sk_print_unsupported(&m->p, NULL, "foreign key \"%s\" has column \"%s\" twice", k->name,
                                            k->columns[i]);
        for (size_t c = 0; acts(k) && c < m->table->n_columns; c++)
            if (m->table->columns[c]->generated && m->catalog->ops->uses_column(m->table->columns[c]->generated, k->columns[i]))
                return sk_print_unsupported(&m->p, NULL, "foreign key \"%s\" acts on column \"%s\", from which \"%s\" is "
                                                         "generated: the server has no such thing", k->name, k->columns[i],
                                            m->table->columns[c]->name);
        if (itself && sk_same(k->columns[i], k->ref_columns[i]))
            return sk_print_unsupported(&m->p, NULL, "foreign key \"%s\" refers from column \"%s\" to itself", k->name,
                                        k->columns[i]);
        bool text = a && sk_mysql_string_of(m->catalog, &a->type).is; /* of any length */
        if (a && b && !text && !sk_same(sk_mysql_column_type(m->p.tmp, m->catalog, m->mariadb, m->table, a),
                            sk_mysql_column_type(m->p.tmp, m->catalog, m->mariadb, to, b)))
            return sk_print_unsupported(&m->p, NULL, "foreign key \"%s\": columns \"%s\" and \"%s\" cannot have one type",
                                        k->name, a->name, b->name);
    }
    return SK_OK;
}

static enum sk_status
make_foreign(struct sk_mysql_making *m, const struct sk_constraint *k)
{
    static const char *const actions[] = {[SK_FK_NO_ACTION] = NULL,
                                          [SK_FK_RESTRICT] = "RESTRICT",
                                          [SK_FK_CASCADE] = "CASCADE",
                                          [SK_FK_SET_NULL] = "SET NULL",
                                          [SK_FK_SET_DEFAULT] = NULL};
    bool itself = sk_same(k->ref_table, m->table->name) && sk_same(k->ref_schema, m->table->schema);
    if (k->on_update == SK_FK_SET_DEFAULT || (itself && k->on_delete == SK_FK_SET_DEFAULT))
        return sk_print_unsupported(&m->p, NULL, "InnoDB has no foreign keys with %s",
                                    itself ? "SET DEFAULT to their own table" : "ON UPDATE SET DEFAULT");
    enum sk_status status = refuse_foreign(m, k);
    if (status)
        return status;
    const char **columns, **refs;
    struct sk_text *sql = sk_text_new(m->p.tmp);
    key_order(m, k, &columns, &refs);
    sk_text_add(sql, "FOREIGN KEY ");
    put_names(sql, k->n_columns, columns);
    sk_text_add(sql, " REFERENCES ");
    struct sk_text *out = m->p.out;
    m->p.out = sql;
    sk_print_relation(&m->p, k->ref_schema, k->ref_table);
    m->p.out = out;
    sk_text_add(sql, " ");
    put_names(sql, k->n_columns, refs);
    if (actions[k->on_delete])
        sk_text_addf(sql, " ON DELETE %s", actions[possible(m, k, k->on_delete)]);
    if (actions[k->on_update])
        sk_text_addf(sql, " ON UPDATE %s", actions[possible(m, k, k->on_update)]);
    if (k->deferrable)
        note(m, k->initially_deferred ? "a foreign key is checked at once, for each row: INITIALLY DEFERRED has no "
                                        "equivalent, so referred rows must come first"
                                      : "a foreign key is checked at once: DEFERRABLE has no equivalent");
    const char *name = sk_mysql_constraint_name(m->p.tmp, m->catalog, m->table, k);
    sk_mysql_add_part(m, &m->out->foreign, "CONSTRAINT", name, sql->data)->constraint = k;
    return SK_OK;
}

static enum sk_status
make_exclusion(struct sk_mysql_making *m, const struct sk_constraint *k)
{
    struct sk_index *index = sk_mysql_index_of(m->p.tmp, k);
    const struct sk_exclusion *exclusion = index ? NULL : sk_pg_exclusion(m->p.tmp, k);
    if (index)
        return make_index(m, index);
    if (k->deferrable)
        note(m, "an exclusion is checked at once, for each row: DEFERRABLE has no equivalent");
    return exclusion ? sk_mysql_guard_exclusion(m->out, &m->p, k, exclusion) : SK_OK;
}

static enum sk_status
make_constraint(struct sk_mysql_making *m, const struct sk_constraint *k)
{
    switch (k->kind) {
    case SK_PRIMARY_KEY:
    case SK_UNIQUE:
        return make_key(m, k);
    case SK_CHECK:
        return make_check(m, k);
    case SK_FOREIGN_KEY:
        return make_foreign(m, k);
    case SK_EXCLUDE:
        return make_exclusion(m, k);
    }
    return SK_OK;
}

/* ---- a table -------------------------------------------------------------------------------------------------- */

static enum sk_status
make_parts(struct sk_mysql_making *m)
{
    const struct sk_table *table = m->table;
    enum sk_status status = SK_OK;
    m->strings = sk_alloc(m->p.tmp, (table->n_columns + 1) * sizeof *m->strings, "strings");
    for (size_t i = 0; i < table->n_columns; i++)
        m->strings[i] = string_of(m, table->columns[i]);
    fit_row(m);
    size_t stored = 0;
    for (size_t i = 0; i < table->n_columns; i++)
        stored += !table->columns[i]->generated;
    if (!stored)
        return sk_print_unsupported(&m->p, NULL, "table \"%s\" has no column left that is stored, which %s wants",
                                    table->name, m->p.rules->dialect);
    for (size_t i = 0; i < table->n_columns && !status; i++)
        status = make_column(m, i);
    for (size_t i = 0; i < table->n_constraints && !status; i++)
        status = make_constraint(m, table->constraints[i]);
    if (!status)
        make_own_keys(m);
    for (size_t i = 0; i < table->n_indexes && !status; i++)
        status = make_index(m, table->indexes[i]);
    for (size_t i = 0; i < table->n_columns && !status; i++)
        status = make_type_check(m, i);
    return status;
}

enum sk_status
sk_mysql_physical(struct sk_mysql_physical **out, TALLOC_CTX *owner, struct sk_rewrite *rewrite,
                  const struct sk_table *table, size_t pos_bytes, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_mysql_making m = {.out = sk_new(owner, struct sk_mysql_physical), .catalog = rewrite->catalog, .table = table};
    m.p = sk_mysql_printer(rewrite, sk_scope_of_table(tmp, rewrite->catalog, table), pos_bytes, err);
    m.p.drop_qualifier = table->name;
    m.p.public_name = sk_mysql_name_of_public(rewrite, table->schema);
    m.mariadb = sk_mysql_is_mariadb(&m.p);
    m.out->table = table;
    m.out->comment = table->comment;
    enum sk_status status = make_parts(&m);
    if (!status)
        *out = m.out;
    talloc_free(m.p.tmp);
    talloc_free(tmp);
    return status;
}

void
sk_mysql_put_part(struct sk_text *out, const struct sk_mysql_part *part)
{
    if (part->head)
        sk_text_addf(out, "%s ", part->head);
    if (!part->head || !sk_same(part->head, "PRIMARY KEY")) {
        sk_text_ident(out, part->name, '`');
        sk_text_add(out, " ");
    }
    sk_text_add(out, part->sql);
}

const struct sk_mysql_part *
sk_mysql_find_part(const struct sk_mysql_parts *parts, const char *name)
{
    for (size_t i = 0; i < parts->n; i++)
        if (sk_same(parts->items[i].name, name))
            return &parts->items[i];
    return NULL;
}
