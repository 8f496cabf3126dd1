/*
 * tests/fuzz/compare.c - do two databases hold the same rows?
 *
 * PostgreSQL says which tables and views there are, with which columns of which types. A cell is brought to one form by
 * its type: the digits that a server shows, its word for true, the spaces in its JSON are its own affair. Rows have no
 * order, so both sides are sorted. Columns called "v_..." hold what differs from run to run; a column of numbers that
 * came back when it was gone numbers the rows in whatever order they lie; and of two columns that share the sequence of
 * one of them each counts by itself elsewhere, which the plan says.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tests/fuzz/trial.h"

static const char columns_query[] =
    "SELECT c.relname, a.attname, format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL) "
    "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid "
    "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') "
    "AND NOT c.relispartition AND c.relname NOT LIKE 'schema_migrations%' AND a.attnum > 0 AND NOT a.attisdropped "
    "AND NOT ((a.attidentity <> '' OR EXISTS (SELECT FROM pg_attrdef d WHERE d.adrelid = c.oid AND d.adnum = a.attnum "
    "AND pg_get_expr(d.adbin, c.oid) LIKE 'nextval(%')) AND EXISTS (SELECT FROM pg_attribute g WHERE g.attrelid = c.oid "
    "AND g.attisdropped AND g.attnum > 0 AND g.attnum < a.attnum)) "
    "AND NOT EXISTS (SELECT FROM pg_attrdef d JOIN pg_depend s ON s.classid = 'pg_attrdef'::regclass "
    "AND s.objid = d.oid JOIN pg_depend w ON w.classid = 'pg_class'::regclass AND w.objid = s.refobjid "
    "AND w.deptype = 'a' "
    "JOIN pg_depend o ON o.classid = 'pg_attrdef'::regclass AND o.refobjid = s.refobjid AND o.objid <> d.oid "
    "WHERE d.adrelid = c.oid AND d.adnum = a.attnum) ORDER BY 1, a.attnum";

/* ---- cells ---------------------------------------------------------------------------------------------------- */

static char *
number(TALLOC_CTX *owner, const char *cell, int digits)
{
    char *end;
    double value = strtod(cell, &end);
    if (*end)
        return sk_strdup(owner, cell);
    return sk_printf(owner, "%.*g", digits, value == 0 ? 0 : value);
}

static char *
boolean(TALLOC_CTX *owner, const char *cell)
{
    return sk_strdup(owner, strcmp(cell, "t") == 0 ? "1" : strcmp(cell, "f") == 0 ? "0" : cell);
}

/* "2024-01-02 03:04:05.600000+00" is "2024-01-02 03:04:05.6"; a time may have been left out, or its seconds. */
static char *
moment(TALLOC_CTX *owner, const char *cell)
{
    size_t len = strlen(cell);
    const char *dot;
    if (len > 3 && strcmp(cell + len - 3, "+00") == 0)
        len -= 3;
    char *text = sk_strndup(owner, cell, len);
    dot = strchr(text, '.');
    while (dot && len && (text[len - 1] == '0' || text[len - 1] == '.') && text + len > dot)
        text[--len] = '\0';
    if (len == strlen("2024-01-02") && text[2] != ':')
        return sk_printf(owner, "%s 00:00:00", text);
    return len == strlen("2024-01-02 03:04") || len == strlen("03:04") ? sk_printf(owner, "%s:00", text) : text;
}

static char *
padded(TALLOC_CTX *owner, const char *cell)
{
    size_t len = strlen(cell);
    while (len && cell[len - 1] == ' ')
        len--;
    return sk_strndup(owner, cell, len);
}

static char *
lower(TALLOC_CTX *owner, const char *cell)
{
    char *text = sk_strdup(owner, cell);
    for (char *c = text; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return text;
}

/* 1.0 in JSON is 1. */
static json_t *
plain_numbers(json_t *value)
{
    const char *key;
    json_t *item;
    size_t i;
    void *tmp;
    if (json_is_real(value) && json_real_value(value) == (double)(json_int_t)json_real_value(value))
        return json_integer((json_int_t)json_real_value(value));
    if (json_is_object(value))
        json_object_foreach_safe(value, tmp, key, item)
            json_object_set_new(value, key, plain_numbers(item));
    if (json_is_array(value))
        json_array_foreach(value, i, item)
            json_array_set_new(value, i, plain_numbers(item));
    return json_incref(value);
}

static char *
json(TALLOC_CTX *owner, const char *cell)
{
    json_t *value = json_loads(cell, JSON_DECODE_ANY, NULL);
    if (!value)
        return sk_strdup(owner, cell);
    json_t *plain = plain_numbers(value);
    char *text = json_dumps(plain, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(10));
    char *result = sk_strdup(owner, text);
    free(text);
    json_decref(plain);
    json_decref(value);
    return result;
}

static bool
begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static char *
canonical(TALLOC_CTX *owner, const char *type, const char *cell)
{
    size_t len = strlen(type);
    if (len > 2 && strcmp(type + len - 2, "[]") == 0)
        return json(owner, cell);
    if (strcmp(type, "boolean") == 0)
        return boolean(owner, cell);
    if (strcmp(type, "numeric") == 0 || strcmp(type, "double precision") == 0)
        return number(owner, cell, 10);
    if (strcmp(type, "real") == 0)
        return number(owner, cell, 5);
    if (begins(type, "timestamp") || begins(type, "time"))
        return moment(owner, cell);
    if (strcmp(type, "json") == 0 || strcmp(type, "jsonb") == 0)
        return json(owner, cell);
    if (strcmp(type, "character") == 0)
        return padded(owner, cell);
    if (strcmp(type, "uuid") == 0 || strcmp(type, "bytea") == 0)
        return lower(owner, cell);
    return sk_strdup(owner, cell);
}

/* ---- tables --------------------------------------------------------------------------------------------------- */

struct relation {
    const char *name;
    size_t n;
    const char **columns, **types;
};

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *
select_all(TALLOC_CTX *owner, const struct relation *relation, const struct sk_conn *conn)
{
    bool reference = strcmp(conn->dialect, "postgres") == 0;
    char quote = reference || strcmp(conn->dialect, "sqlite") == 0 ? '"' : '`';
    struct sk_text *sql = sk_text_new(owner);
    for (size_t i = 0; i < relation->n; i++) {
        const char *type = relation->types[i];
        const char *before = "", *after = "";
        if (strcmp(type, "bytea") == 0) {
            before = reference ? "encode(" : "hex(";
            after = reference ? ", 'hex')" : ")";
        } else if (reference && strchr(type, '[')) {
            before = "to_json(";
            after = ")::text";
        }
        sk_text_add(sql, i ? ", " : "SELECT ");
        sk_text_add(sql, before);
        sk_text_ident(sql, relation->columns[i], quote);
        sk_text_add(sql, after);
    }
    sk_text_add(sql, " FROM ");
    sk_text_ident(sql, relation->name, quote);
    return sk_text_finish(sql, owner);
}

/* Each row as one text, sorted. hex(NULL) is '' on SQLite: so is that of an empty value, which is not told apart. */
static enum sk_status
fetch(char ***out, size_t *n, TALLOC_CTX *owner, const struct relation *relation, struct sk_conn *conn,
      struct sk_error *err)
{
    struct sk_rows *rows;
    char **list = NULL;
    enum sk_status status = sk_conn_query(&rows, owner, conn, select_all(owner, relation, conn), NULL, 0, err);
    if (status)
        return status;
    *n = 0;
    for (size_t i = 0; i < rows->n_rows; i++) {
        struct sk_text *row = sk_text_new(owner);
        for (size_t c = 0; c < rows->n_columns; c++) {
            const char *cell = sk_cell(rows, i, c);
            bool empty = !cell || (!*cell && strcmp(relation->types[c], "bytea") == 0);
            sk_text_addf(row, "%s%s", c ? " | " : "", empty ? "NULL" : canonical(owner, relation->types[c], cell));
        }
        sk_push(owner, list, *n, sk_text_finish(row, owner));
    }
    if (*n)
        qsort(list, *n, sizeof *list, by_text);
    *out = list;
    return SK_OK;
}

static const char *
compare_one(TALLOC_CTX *owner, const struct relation *relation, struct sk_conn *reference, struct sk_conn *target)
{
    char **left, **right;
    size_t n, m;
    struct sk_error err = SK_ERROR_INIT;
    if (fetch(&left, &n, owner, relation, reference, NULL))
        return NULL; /* a view that cannot be computed */
    if (fetch(&right, &m, owner, relation, target, &err)) {
        const char *message = sk_printf(owner, "\"%s\" cannot be read: %s", relation->name, err.message);
        sk_error_clear(&err);
        return message;
    }
    for (size_t i = 0; i < n && i < m; i++)
        if (strcmp(left[i], right[i]) != 0)
            return sk_printf(owner, "\"%s\" has the row %s, not %s", relation->name, right[i], left[i]);
    if (n != m)
        return sk_printf(owner, "\"%s\" has %zu rows, not %zu", relation->name, m, n);
    return NULL;
}

const char *
compare_rows(TALLOC_CTX *owner, struct sk_conn *reference, struct sk_conn *target)
{
    struct sk_error err = SK_ERROR_INIT;
    struct sk_rows *rows;
    const char *message = NULL;
    if (sk_conn_query(&rows, owner, reference, columns_query, NULL, 0, &err))
        return sk_strdup(owner, err.message);
    for (size_t i = 0; i < rows->n_rows && !message;) {
        struct relation relation = {.name = sk_cell(rows, i, 0)};
        size_t n_types = 0;
        for (; i < rows->n_rows && strcmp(sk_cell(rows, i, 0), relation.name) == 0; i++) {
            if (strstr(sk_cell(rows, i, 1), "v_"))
                continue;
            sk_push(owner, relation.columns, relation.n, sk_cell(rows, i, 1));
            sk_push(owner, relation.types, n_types, sk_cell(rows, i, 2));
        }
        message = relation.n ? compare_one(owner, &relation, reference, target) : NULL;
    }
    return message;
}
