/*
 * dialects/sqlite/defaults.c - defaults that SQLite's DEFAULT cannot say: those that take a query.
 *
 * The column's own default is then a value that nobody gives, and a trigger puts the right one in its place once the
 * row is there; so are the numbers of a column that is not the key. That value passes the type's CHECK, and the
 * project's own CHECKs let it through (sk_sqlite_awaits).
 */
#include <string.h>

#include "dialects/common/counters.h"
#include "dialects/sqlite/sqlite.h"

const char *
sk_sqlite_stand_in(const struct sk_catalog *catalog, const struct sk_column *column)
{
    const struct sk_user_type *domain;
    const struct sk_type *type = sk_sqlite_base_type(catalog, &column->type, &domain);
    if (type->dimensions)
        return NULL;
    switch (type->kind) {
    case SK_TYPE_SMALLINT:
    case SK_TYPE_INTEGER:
    case SK_TYPE_BIGINT:
        return sk_sqlite_unnumbered(&(struct sk_column){.type = *type});
    case SK_TYPE_TEXT:
    case SK_TYPE_VARCHAR:
    case SK_TYPE_CITEXT:
        return "char(57344)"; /* one character, for private use */
    case SK_TYPE_UUID:
        return "'5ce1defa-0000-4000-8000-000000000000'";
    case SK_TYPE_DATE:
        return "'0001-02-03'";
    case SK_TYPE_TIMESTAMP:
    case SK_TYPE_TIMESTAMPTZ:
        return "'0001-02-03 04:05:06'"; /* of any precision */
    default:
        return NULL;
    }
}

const char *
sk_sqlite_late_default(struct sk_printer *p, const struct sk_table *table, const struct sk_column *column)
{
    if (!column->default_expr || sk_sqlite_is_numbered(table, column) || sk_sqlite_is_rowid(table, column) ||
        !sk_sqlite_stand_in(p->catalog, column))
        return NULL;
    struct sk_error *err = p->err;
    struct sk_counters own = {0}, *counters = p->counters;
    enum sk_status status;
    p->err = NULL;
    p->counters = counters ? counters : &own;
    const char *sql = sk_print_value_apart(p, sk_expr_node(column->default_expr), &column->type, &status);
    p->err = err;
    p->counters = counters;
    return !status && sk_sqlite_has_query(sql) ? sql : NULL;
}

/* The generated columns that the expression uses. */
static struct sk_column **
generated_of(size_t *n, TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_table *table,
             const struct sk_expr *expr)
{
    struct sk_column **made = NULL;
    for (size_t i = *n = 0; i < table->n_columns; i++)
        if (table->columns[i]->generated && catalog->ops->uses_column(expr, table->columns[i]->name))
            sk_push(owner, made, *n, table->columns[i]);
    return made;
}

/* Does the expression use the column, itself or by way of the generated ones that it uses? */
static bool
uses(const struct sk_catalog *catalog, const struct sk_expr *expr, size_t n, struct sk_column *const *made,
     const char *column)
{
    bool found = catalog->ops->uses_column(expr, column);
    for (size_t i = 0; i < n && !found; i++)
        found = catalog->ops->uses_column(made[i]->generated, column);
    return found;
}

/* What stands in the column before its trigger has run; NULL: its own value. */
static const char *
awaited(struct sk_printer *p, const struct sk_table *table, const struct sk_column *column)
{
    if (sk_sqlite_is_numbered(table, column) || sk_sqlite_late_default(p, table, column))
        return sk_sqlite_stand_in(p->catalog, column);
    return sk_sqlite_unfilled(p->catalog, table, column);
}

const char *
sk_sqlite_awaits_value(struct sk_printer *p, const struct sk_table *table, const struct sk_column *column,
                       const char *value)
{
    const char *stand_in = table && !column->generated ? awaited(p, table, column) : NULL;
    return stand_in ? sk_printf(p->tmp, "%s = %s OR ", value, stand_in) : "";
}

const char *
sk_sqlite_awaits(struct sk_printer *p, const struct sk_table *table, const struct sk_expr *expr)
{
    struct sk_text *sql = sk_text_new(p->tmp);
    size_t n_made = 0;
    struct sk_column **made = table ? generated_of(&n_made, p->tmp, p->catalog, table, expr) : NULL;
    for (size_t i = 0; table && i < table->n_columns; i++) {
        const struct sk_column *column = table->columns[i];
        const char *stand_in = NULL;
        if (column->generated && p->catalog->ops->uses_column(expr, column->name) && sk_sqlite_made_value(p, column))
            stand_in = sk_sqlite_unmade(p->catalog, column) ? sk_sqlite_unmade(p->catalog, column) : "NULL";
        else if (uses(p->catalog, expr, n_made, made, column->name))
            stand_in = awaited(p, table, column);
        if (!stand_in)
            continue;
        if (p->row_prefix)
            sk_text_addf(sql, "%s.", p->row_prefix);
        sk_text_ident(sql, column->name, '"');
        sk_text_addf(sql, strcmp(stand_in, "NULL") == 0 ? " IS %s OR " : " = %s OR ", stand_in);
    }
    return sql->data;
}

/* currval() in a default is the number that the row itself has just been given. */
enum sk_status
sk_sqlite_currval(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *column = NULL;
    for (size_t i = 0; p->drop_qualifier && i < p->scope->n_ranges && !column; i++)
        column =
            p->scope->ranges[i].table ? sk_numbered_column(p->catalog, p->scope->ranges[i].table, call->args[0]) : NULL;
    if (!column && sk_print_counter(p, call->args[0]))
        return SK_OK;
    if (!column)
        return sk_print_unsupported(p, call->args[0],
                                    "currval() of a sequence that is not the row's own has no equivalent on sqlite");
    sk_text_add(p->out, "(SELECT ");
    sk_print_name(p, column);
    sk_text_add(p->out, ")");
    return SK_OK;
}
