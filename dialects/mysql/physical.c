/* dialects/mysql/physical.c - a table of the catalog as the server has it: columns, keys, CHECKs, foreign keys. */
#include <string.h>

#include "core/text.h"
#include "dialects/common/counters.h"
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

void
sk_mysql_note_part(struct sk_mysql_making *m, const char *text)
{
    sk_push(m->out, m->out->notes, m->out->n_notes, text);
}

const char *
sk_mysql_quoted_name(struct sk_mysql_making *m, const char *name)
{
    return sk_mysql_quoted(m->p.tmp, name);
}

void
sk_mysql_put_names(struct sk_text *out, size_t n, const char *const *names)
{
    sk_text_add(out, "(");
    for (size_t i = 0; i < n; i++) {
        sk_text_add(out, i ? ", " : "");
        sk_text_ident(out, names[i], '`');
    }
    sk_text_add(out, ")");
}

/* An expression into a text of its own. `type`: it is a value of that type. */
enum sk_status
sk_mysql_print_apart(const char **out, struct sk_mysql_making *m, const struct sk_expr *expr,
                     const struct sk_type *type)
{
    enum sk_status status;
    *out = sk_print_value_apart(&m->p, sk_expr_node(expr), type, &status);
    return status;
}

bool
sk_mysql_is_char(const struct sk_mysql_making *m, const struct sk_column *column)
{
    const struct sk_table *table = m->table;
    const struct sk_column *root = sk_mysql_root_column(m->catalog, &table, column);
    return sk_mysql_string_of(m->catalog, &root->type).fixed;
}

/* How long a CHAR is depends on the session's sql_mode, so that MariaDB takes none as the value of a computed column
 * (error 1901): its trailing spaces count nowhere. */
static bool
trim_char(struct sk_printer *p, const PgQuery__ColumnRef *ref)
{
    const struct sk_mysql_making *m = p->hook_data;
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    const struct sk_column *column = name ? sk_table_column(m->table, name) : NULL;
    if (!column || !sk_mysql_is_char(m, column))
        return false;
    sk_text_addf(p->out, "RTRIM(%s)", sk_mysql_quoted(p->tmp, name));
    return true;
}

/* sk_mysql_print_apart(), for a column that is computed. */
enum sk_status
sk_mysql_print_computed(const char **out, struct sk_mysql_making *m, const struct sk_expr *expr,
                        const struct sk_type *type)
{
    m->p.column_hook = m->mariadb ? trim_char : NULL;
    m->p.hook_data = m;
    enum sk_status status = sk_mysql_print_apart(out, m, expr, type);
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

/* A row holds 65535 bytes, LONGTEXTs apart (MySQL manual, 10.4.7): the longest strings that no key needs become that.
 */
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
        m->room = ROW_BYTES - bytes;
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

const struct sk_user_type *
sk_mysql_domain_of(struct sk_mysql_making *m, const struct sk_column *column)
{
    return sk_catalog_domain(m->catalog, &column->type);
}

/* MySQL manual, 15.1.15: a functional key part cannot refer to one; neither can a computed column. */
const struct sk_column *
sk_mysql_auto_column_in(struct sk_mysql_making *m, const struct sk_expr *expr)
{
    for (size_t i = 0; expr && i < m->table->n_columns; i++)
        if (sk_mysql_is_auto(m->catalog, m->table, m->table->columns[i]) &&
            m->catalog->ops->uses_column(expr, m->table->columns[i]->name))
            return m->table->columns[i];
    return NULL;
}

bool
sk_mysql_asks(const char *sql)
{
    return strstr(sql, "SELECT ") || strstr(sql, "JSON_TABLE") || strstr(sql, SK_MYSQL_STORED);
}

/* What the printer makes of some functions is a query, which no expression of a column can have. */
static enum sk_status
refuse_query(struct sk_mysql_making *m, const struct sk_column *column, const sk_node *node, const char *sql)
{
    if (column->generated && m->mariadb && strstr(sql, "DATE_FORMAT("))
        return sk_print_unsupported(&m->p, node, "column \"%s\" cannot be generated by a date's format on MariaDB",
                                    column->name);
    if (!sk_mysql_asks(sql))
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

static bool
is_bounded(const struct sk_type *type)
{
    return (type->kind == SK_TYPE_VARCHAR || type->kind == SK_TYPE_CHAR) && type->length >= 0 && !type->dimensions;
}

/* How many bytes the characters of the text are that the type has room for. */
static size_t
room(const struct sk_type *type, const char *text)
{
    int32_t n = 0;
    size_t len = 0;
    while (text[len] && ((n += ((unsigned char)text[len] & 0xC0) != 0x80) <= type->length))
        len++;
    return len;
}

/* Has the type room for the default, but for blanks at its end? These go: the servers take no default with them. */
static bool
fit_default(struct sk_mysql_making *m, const struct sk_type *type, const struct sk_expr *value, const char **sql)
{
    const sk_node *node = sk_expr_node(value);
    const struct sk_type of = sk_scope_type(m->p.scope, node);
    bool cast = node->node_case == SK_NODE(TYPE_CAST) && !sk_type_is_text(&of); /* perhaps not the text as written */
    const char *text = cast ? NULL : sk_constant_text(node);
    text = text ? text : sk_print_array_text(&m->p, node);
    size_t len = strlen(*sql);
    if (!text && len > 1 && **sql == '\'' && strcspn(*sql + 1, "'\\") == len - 2) /* true, which becomes one */
        text = sk_strndup(m->p.tmp, *sql + 1, len - 2);
    if (!text && strspn(*sql, "+-0123456789.") == len)
        text = *sql;
    const char *rest = is_bounded(type) && text ? text + room(type, text) : "";
    if (rest[strspn(rest, " ")])
        return false;
    if (*rest)
        *sql = sk_mysql_constant(m->p.tmp, sk_strndup(m->p.tmp, text, (size_t)(rest - text)));
    return true;
}

/* A default, which may ask sequences for numbers. */
static enum sk_status
print_counting(const char **text, struct sk_mysql_making *m, const struct sk_expr *value, const struct sk_type *type,
               struct sk_counters *counters)
{
    m->p.counters = counters;
    enum sk_status status = sk_mysql_print_apart(text, m, value, type);
    m->p.counters = NULL;
    if (counters->n)
        counters->items = talloc_steal(m->out, counters->items);
    return status;
}

/* A moment that is written out, with as much of it as the column holds: MariaDB keeps a default that way, and computes
 * no column from more. Where more would have to be rounded up, the text as it is. */
static const char *
cut_moment(TALLOC_CTX *owner, const char *text, const struct sk_type *type)
{
    static const char word[] = "TIMESTAMP'0000-00-00 00:00:00";
    const size_t seconds = sizeof word - 1, day = seconds - strlen(" 00:00:00");
    size_t len = strlen(text);
    if (type->dimensions || strncmp(text, word, 10) != 0 || len <= seconds ||
        strchr(text + 10, '\'') != text + len - 1)
        return text;
    if (type->kind == SK_TYPE_DATE)
        return sk_printf(owner, "DATE'%.*s'", (int)(day - 10), text + 10);
    bool moment = type->kind == SK_TYPE_TIMESTAMP || type->kind == SK_TYPE_TIMESTAMPTZ;
    size_t kept = seconds + (type->length > 0 ? (size_t)type->length + 1 : 0);
    if (!moment || type->length < 0 || text[seconds] != '.' || len - 1 <= kept ||
        text[kept + (type->length == 0)] > '4')
        return text;
    return sk_printf(owner, "%.*s'", (int)kept, text);
}

/* Is the number none of the type's? PostgreSQL refuses each row that takes it, the servers the table of a default that
 * they can read at once. */
static bool
is_too_large(const struct sk_type *type, const char *number)
{
    char *end;
    double value = strtod(number, &end), whole = 1;
    value = value < 0 ? -value : value;
    if (end == number || *end || type->dimensions)
        return false;
    if (type->kind == SK_TYPE_NUMERIC && type->length > 0) {
        for (int i = type->scale > 0 ? type->scale : 0; i < type->length; i++)
            whole *= 10;
        return value >= whole;
    }
    return (type->kind == SK_TYPE_SMALLINT && value > 32768) || (type->kind == SK_TYPE_INTEGER && value > 2147483648.0);
}

/* Could whole numbers of so many digits come to more than the type has room for? */
static bool
may_overflow(const struct sk_type *type, const char *text)
{
    size_t digits = 0, most = type->kind == SK_TYPE_SMALLINT ? 4 : type->kind == SK_TYPE_INTEGER ? 9 : 18;
    for (const char *c = text; *c; c++)
        digits += *c >= '0' && *c <= '9';
    return sk_type_is_integer(type) && digits > most;
}

static size_t
times(const char *text, const char *part)
{
    size_t n = 0;
    while ((text = strstr(text, part)))
        text += strlen(part), n++;
    return n;
}

/* May the default be NULL in a column that is NOT NULL, or none of its type's values? MariaDB computes what is constant
 * at once, and refuses the table, where PostgreSQL refuses each row that takes it: the server is kept from computing
 * it. */
static bool
may_not_fit(const struct sk_column *column, const struct sk_type *type, const char *text)
{
    bool bounded = !type->dimensions && (type->kind == SK_TYPE_UUID ||
                                         (type->kind == SK_TYPE_NUMERIC && type->length > 0) ||
                                         ((type->kind == SK_TYPE_VARCHAR || type->kind == SK_TYPE_CHAR) &&
                                          type->length >= 0));
    if ((bounded || may_overflow(type, text)) && !is_plain_constant(text) && !strstr(text, "UUID()"))
        return true;
    if (!column->not_null)
        return false;
    return times(text, "CASE ") > times(text, " ELSE ") || strstr(text, "NULL") || strcasestr(text, "NULLIF(") ||
           strstr(text, "JSON_EXTRACT(");
}

/* `stored` is the type of the key that the column refers to, and has here. */
static enum sk_status
put_default(struct sk_mysql_making *m, struct sk_text *sql, const struct sk_column *column,
            const struct sk_type *stored, const char *type, struct sk_counters *counters, const char **changing)
{
    const struct sk_user_type *domain = sk_mysql_domain_of(m, column);
    const struct sk_expr *value = column->default_expr ? column->default_expr : domain ? domain->default_expr : NULL;
    const char *text;
    if (!value)
        return SK_OK;
    enum sk_status status = print_counting(&text, m, value, &column->type, counters);
    const char *numbered = sk_mysql_number_asked_for(m, value);
    const char *stand_in = status ? NULL : sk_mysql_late_default(m, column, text, numbered, counters);
    struct sk_counters by_row = {.row = SK_MYSQL_ROW};
    if (stand_in && counters->n)
        status = print_counting(&text, m, value, &column->type, &by_row);
    if (stand_in) {
        *changing = numbered ? NULL : sk_strdup(m->out, text);
        sk_text_addf(sql, " DEFAULT (%s)", stand_in);
        return status;
    }
    status = status ? status : refuse_query(m, column, sk_expr_node(value), text);
    bool none = !status && sk_same(text, "NULL") && (column->not_null || (domain && domain->not_null));
    if (status || none) /* the servers take no NULL for the default of what is NOT NULL */
        return status;
    const struct sk_type *base = sk_catalog_base_type(m->catalog, &column->type);
    bool fits = fit_default(m, base, value, &text);
    const char *rounded = sk_literal_of_scale(m->p.tmp, text, base);
    text = cut_moment(m->p.tmp, rounded ? rounded : text, base);
    fits = fits && !is_too_large(base, text) && fit_default(m, stored, value, &text) && !is_too_large(stored, text);
    if (m->mariadb && (!fits || may_not_fit(column, base, text)))
        text = sk_printf(m->p.tmp, "CASE WHEN CONNECTION_ID() > 0 THEN %s END", text);
    /* What is stored apart from its row takes an expression only (MySQL manual, 13.6). */
    bool apart = strncmp(type, "LONG", 4) == 0 || sk_same(type, "JSON");
    *changing = is_volatile(text) ? sk_strdup(m->out, text) : NULL;
    sk_text_addf(sql, is_plain_constant(text) && fits && !apart ? " DEFAULT %s" : " DEFAULT (%s)", text);
    return SK_OK;
}

/* Does what is computed have more digits of a second than the column? How they are rounded is the session's affair to
 * MariaDB, which takes no such column (error 1901). */
static bool
loses_digits(struct sk_mysql_making *m, const struct sk_column *column, const char *text)
{
    const struct sk_type *to = sk_catalog_base_type(m->catalog, &column->type);
    struct sk_type from = sk_scope_type(m->p.scope, sk_expr_node(column->generated));
    bool literal = strncmp(text, "TIMESTAMP'", 10) == 0 && strchr(text + 10, '\'') == text + strlen(text) - 1;
    return sk_type_is_time(to) && !to->dimensions && to->length >= 0 && to->length < 6 && !literal &&
           from.kind != SK_TYPE_DATE && (from.length < 0 || from.length > to->length);
}

/* GENERATED ALWAYS AS ... STORED; MariaDB has no NOT NULL there. */
static enum sk_status
put_generated(struct sk_mysql_making *m, struct sk_text *sql, const struct sk_column *column)
{
    const char *text;
    const struct sk_column *numbered = sk_mysql_auto_column_in(m, column->generated);
    if (numbered)
        return sk_print_unsupported(&m->p, sk_expr_node(column->generated),
                                    "column \"%s\" is AUTO_INCREMENT: the server computes no column from it",
                                    numbered->name);
    enum sk_status status = sk_mysql_print_computed(&text, m, column->generated, &column->type);
    status = status ? status : refuse_query(m, column, sk_expr_node(column->generated), text);
    if (status)
        return status;
    text = cut_moment(m->p.tmp, text, sk_catalog_base_type(m->catalog, &column->type));
    if (m->mariadb && loses_digits(m, column, text))
        return sk_print_unsupported(&m->p, sk_expr_node(column->generated),
                                    "column \"%s\" is generated with more digits of a second than it holds: MariaDB "
                                    "computes no such column",
                                    column->name);
    sk_text_addf(sql, " GENERATED ALWAYS AS (%s) STORED", text);
    if (column->not_null && !m->mariadb)
        sk_text_add(sql, " NOT NULL");
    return status;
}

/* A serial column beside another one: 0 until its trigger has numbered the row. Returns what numbers rows that are
 * there already, in the order of the primary key, if there is one. */
static const char *
number_rows(struct sk_mysql_making *m, struct sk_text *sql, const struct sk_column *column,
            struct sk_counters *counters)
{
    const struct sk_constraint *key = sk_table_primary_key(m->table);
    const struct sk_sequence *s = sk_column_sequence(m->out, m->catalog, m->table, column);
    struct sk_text *names = sk_text_new(m->p.tmp), *same_row = sk_text_new(m->p.tmp);
    sk_text_add(sql, " DEFAULT 0");
    sk_push(m->out, counters->items, counters->n, s);
    sk_mysql_guard_number(m->out, &m->p, column, counters);
    for (size_t i = 0; key && i < key->n_columns; i++) {
        const char *name = sk_mysql_quoted_name(m, key->columns[i]);
        sk_text_addf(names, "%s%s", i ? ", " : "", name);
        sk_text_addf(same_row, "%ss.%s = %s.%s", i ? " AND " : "", name, sk_mysql_quoted_name(m, m->table->name), name);
    }
    const char *before = sk_printf(m->p.tmp, "%lld + %lld * ", (long long)(s->start - s->increment),
                                   (long long)s->increment);
    if (!key) /* as they come */
        return sk_printf(m->out, "%s" SK_MYSQL_ROW, before);
    return sk_printf(
        m->out, "(SELECT s.n FROM (SELECT %s, %sROW_NUMBER() OVER (ORDER BY %s) AS n FROM %s) AS s WHERE %s)",
        names->data, before, names->data, sk_mysql_relation(m->p.tmp, m->table->schema, m->table->name),
        same_row->data);
}

static enum sk_status
make_column(struct sk_mysql_making *m, size_t i)
{
    const struct sk_column *column = m->table->columns[i];
    const struct sk_table *root = m->table;
    const struct sk_user_type *domain = sk_mysql_domain_of(m, column);
    const struct sk_type *type = &sk_mysql_root_column(m->catalog, &root, column)->type;
    const char *name = sk_mysql_type_sql(m->out, m->catalog, m->mariadb, type, m->strings[i]);
    struct sk_text *sql = sk_text_new(m->p.tmp);
    enum sk_status status = SK_OK;
    const char *changing = NULL;
    struct sk_counters *counters = sk_new(m->out, struct sk_counters);
    if (column->identity == SK_IDENTITY_ALWAYS) /* first, before a trigger of skein's own numbers the row */
        sk_mysql_guard_always(m->out, &m->p, column);
    sk_text_add(sql, name);
    if (column->generated) {
        status = put_generated(m, sql, column);
    } else {
        bool numbered = sk_mysql_is_auto(m->catalog, m->table, column);
        if (sk_mysql_is_numbered(column) && (!sk_type_is_integer(sk_catalog_base_type(m->catalog, &column->type)) ||
                                             !sk_type_is_integer(sk_catalog_base_type(m->catalog, type))))
            return sk_print_unsupported(&m->p, NULL, "column \"%s\" is numbered: the server counts in integers only",
                                        column->name);
        sk_text_add(sql, column->not_null || numbered || (domain && domain->not_null) ? " NOT NULL" : " NULL");
        if (numbered) {
            sk_text_add(sql, " AUTO_INCREMENT");
            m->out->auto_start = column->step && column->start != 1 ? (long long)column->start : 0;
        } else if (sk_mysql_is_numbered(column))
            changing = number_rows(m, sql, column, counters);
        else
            status = put_default(m, sql, column, sk_catalog_base_type(m->catalog, type), name, counters, &changing);
    }
    if (sk_type_is_unchecked(&column->type))
        sk_mysql_note_part(m, SK_UNCHECKED_NOTE);
    if (sk_default_is_moment_word(column))
        sk_mysql_note_part(m, SK_MOMENT_WORD_NOTE);
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
    part->counters = counters;
    return status;
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
    if (m->mariadb)
        sk_mysql_guard_arrays(m->out, &m->p);
    for (size_t i = 0; i < table->n_constraints && !status; i++)
        status = sk_mysql_make_constraint(m, table->constraints[i]);
    if (!status && table->partitioned)
        status = sk_mysql_guard_partitions(m->out, &m->p);
    if (!status)
        sk_mysql_make_own_keys(m);
    for (size_t i = 0; i < table->n_indexes && !status; i++)
        status = sk_mysql_make_index(m, table->indexes[i]);
    for (size_t i = 0; i < table->n_columns && !status; i++)
        status = sk_mysql_make_type_check(m, i);
    return status;
}

enum sk_status
sk_mysql_physical(struct sk_mysql_physical **out, TALLOC_CTX *owner, struct sk_rewrite *rewrite,
                  const struct sk_table *table, size_t pos_bytes, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_mysql_making m = {
        .out = sk_new(owner, struct sk_mysql_physical), .catalog = rewrite->catalog, .table = table};
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
