/*
 * dialects/sqlite/generated.c - generated columns.
 *
 * SQLite has them, but takes no sub-query in their expressions, and what the printer makes of md5(), of patterns or of
 * array_to_string() is one. Such a column is a plain one that triggers fill: with each row that comes, and when a
 * column is changed that the expression names. A value that a statement gives for it is refused, as PostgreSQL does.
 */
#include <string.h>

#include "dialects/sqlite/triggers_priv.h"

enum sk_status
sk_sqlite_generated_sql(const char **out, struct sk_printer *p, const struct sk_column *column)
{
    const sk_node *value = sk_expr_node(column->generated);
    const struct sk_type *type = sk_catalog_base_type(p->catalog, &column->type);
    struct sk_type from = sk_scope_type(p->scope, value);
    enum sk_status status;
    bool rounds =
        !type->dimensions && ((type->kind == SK_TYPE_NUMERIC && type->scale >= 0) ||
                              (sk_type_is_integer(type) && !sk_type_is_integer(&from) && from.kind != SK_TYPE_OTHER));
    if (sk_sqlite_is_cut(&from, type) && type->length > SK_SQLITE_DIGITS_OF_SECOND)
        return sk_print_unsupported(p, value,
                                    "column \"%s\" is generated with %d digits of a second: sqlite rounds to %d",
                                    column->name, type->length, SK_SQLITE_DIGITS_OF_SECOND);
    rounds = rounds || sk_sqlite_is_cut(&from, type);
    sk_node *cast = rounds ? sk_pg_cast_node(p->tmp, sk_pg_copy(p->tmp, value), type) : NULL;
    *out = cast ? sk_print_apart(p, cast, &status) : sk_print_value_apart(p, value, type, &status);
    return status;
}

const char *
sk_sqlite_made_value(struct sk_printer *p, const struct sk_column *column)
{
    struct sk_error *err = p->err;
    const char *sql;
    if (!column->generated)
        return NULL;
    p->err = NULL;
    enum sk_status status = sk_sqlite_generated_sql(&sql, p, column);
    p->err = err;
    return !status && sk_sqlite_has_query(sql) ? sql : NULL;
}

bool
sk_sqlite_is_stored(const struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_column *column)
{
    if (!column->generated)
        return true;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_printer p = sk_sqlite_printer(rewrite, sk_scope_of_table(tmp, rewrite->catalog, table), 0, NULL);
    p.drop_qualifier = table->name;
    bool made = sk_sqlite_made_value(&p, column) != NULL;
    talloc_free(p.tmp);
    talloc_free(tmp);
    return made;
}

const char *
sk_sqlite_made_before(struct sk_printer *p, const struct sk_table *before, const struct sk_table *after,
                      const struct sk_column *column)
{
    for (size_t i = 0; i < after->n_columns; i++)
        if (!sk_table_column(before, after->columns[i]->name) &&
            p->catalog->ops->uses_column(column->generated, after->columns[i]->name))
            return NULL;
    return sk_sqlite_made_value(p, column);
}

const char *
sk_sqlite_unmade(const struct sk_catalog *catalog, const struct sk_column *column)
{
    return column->not_null ? sk_sqlite_stand_in(catalog, column) : NULL;
}

/* ---- triggers ---------------------------------------------------------------------------------------------------- */

const char *
sk_sqlite_made_of(const struct sk_making *m, const struct sk_column *column)
{
    if (!column->generated)
        return NULL;
    struct sk_printer p =
        sk_sqlite_printer(m->rewrite, sk_scope_of_table(m->tmp, m->rewrite->catalog, m->table), m->pos_bytes, NULL);
    p.drop_qualifier = m->table->name;
    p.row_prefix = "NEW";
    const char *sql = sk_sqlite_made_value(&p, column);
    sql = sql ? sk_strdup(m->tmp, sql) : NULL;
    talloc_free(p.tmp);
    return sql;
}

const char *
sk_sqlite_made_event(const struct sk_making *m, const struct sk_fired *f)
{
    const struct sk_catalog *catalog = m->rewrite->catalog;
    struct sk_text *columns = sk_text_new(m->tmp);
    for (size_t i = 0; f->event == EVENT_UPDATE && i < m->table->n_columns; i++) {
        const struct sk_column *c = m->table->columns[i];
        if (c == f->column || catalog->ops->uses_column(f->column->generated, c->name))
            sk_text_addf(columns, "%s%s", columns->len ? ", " : " OF ", sk_sqlite_quoted(m->tmp, c->name));
    }
    return sk_printf(m->tmp, "%s%s ON %s", sk_trigger_events[f->event].name, columns->data, m->quoted);
}

static struct sk_text *
refusing(const struct sk_making *m, const char *name, const char *timing, const char *when, const char *message)
{
    struct sk_text *sql = sk_text_new(m->tmp);
    sk_text_addf(sql, "CREATE TRIGGER %s %s WHEN %s BEGIN " SK_SQLITE_OWN " SELECT RAISE(ABORT, ",
                 sk_sqlite_quoted(m->tmp, name), timing, when);
    sk_text_literal(sql, message);
    sk_text_add(sql, "); END");
    return sql;
}

struct sk_text *
sk_sqlite_made_given(const struct sk_making *m, const struct sk_fired *f, const char *name)
{
    const char *column = sk_sqlite_quoted(m->tmp, f->column->name);
    const char *unmade = sk_sqlite_unmade(m->rewrite->catalog, f->column);
    name = sk_printf(m->tmp, "%s_given", name);
    if (f->event == EVENT_INSERT)
        return refusing(
            m, name, sk_printf(m->tmp, "BEFORE INSERT ON %s", m->quoted),
            sk_printf(m->tmp, "NEW.%s IS NOT %s", column, unmade ? unmade : "NULL"),
            sk_printf(m->tmp, "cannot insert a non-DEFAULT value into column \"%s\"", f->column->name));
    return refusing(m, name, sk_printf(m->tmp, "BEFORE UPDATE OF %s ON %s", column, m->quoted),
                    sk_printf(m->tmp, "NEW.%s IS NOT OLD.%s AND NEW.%s IS NOT %s", column, column, column, f->value),
                    sk_printf(m->tmp, "column \"%s\" can only be updated to DEFAULT", f->column->name));
}

struct sk_text *
sk_sqlite_made_null(const struct sk_making *m, const struct sk_fired *f, const char *name)
{
    return refusing(m, sk_printf(m->tmp, "%s_null", name), sk_printf(m->tmp, "AFTER %s", sk_sqlite_made_event(m, f)),
                    sk_printf(m->tmp, "%s IS NULL", f->value),
                    sk_printf(m->tmp, "NOT NULL constraint failed: %s.%s", m->relation, f->column->name));
}

/* ---- rows that are there ----------------------------------------------------------------------------------------- */

void
sk_sqlite_make_rows(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes)
{
    TALLOC_CTX *owner = rewrite->owner;
    struct sk_printer p =
        sk_sqlite_printer(rewrite, sk_scope_of_table(owner, rewrite->catalog, table), pos_bytes, NULL);
    struct sk_text *set = sk_text_new(p.tmp);
    p.drop_qualifier = table->name;
    for (size_t i = 0; i < table->n_columns; i++) {
        const char *value = sk_sqlite_made_value(&p, table->columns[i]);
        if (value)
            sk_text_addf(set, "%s%s = %s", set->len ? ", " : "", sk_sqlite_quoted(p.tmp, table->columns[i]->name),
                         value);
    }
    if (set->len)
        sk_sqlite_run(rewrite,
                      sk_printf(owner, "UPDATE %s SET %s",
                                sk_sqlite_quoted(p.tmp, sk_sqlite_relation(p.tmp, table->schema, table->name)),
                                set->data),
                      pos_bytes, "table rebuild: fills the generated columns that triggers fill");
    talloc_free(p.tmp);
}
