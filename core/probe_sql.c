/* core/probe_sql.c - the statements of probes, taken apart and written down. See probe.h. */
#include <ctype.h>
#include <string.h>

#include "core/probe.h"

/* ---- values --------------------------------------------------------------------------------------------------- */

/* A number as PostgreSQL's grammar has it, so that it can stand bare. */
static bool
is_number(const char *text)
{
    const char *c = text + (*text == '-');
    size_t whole = strspn(c, "0123456789");
    c += whole;
    if (!whole)
        return false;
    if (*c == '.') {
        size_t digits = strspn(c + 1, "0123456789");
        if (!digits)
            return false;
        c += 1 + digits;
    }
    return !*c;
}

static bool
stands_bare(const struct sk_type *type, const char *text)
{
    if (type->dimensions)
        return false;
    switch (type->kind) {
    case SK_TYPE_SMALLINT:
    case SK_TYPE_INTEGER:
    case SK_TYPE_BIGINT:
    case SK_TYPE_NUMERIC:
    case SK_TYPE_REAL:
    case SK_TYPE_DOUBLE:
        return is_number(text);
    case SK_TYPE_BOOLEAN:
        return strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
    case SK_TYPE_DOMAIN: /* what it is of decides; a quoted number is a number too */
    default:
        return false;
    }
}

void
sk_probe_put_value(struct sk_text *out, const struct sk_probe_value *value)
{
    if (value->text && (value->is_sql || stands_bare(&value->column->type, value->text)))
        sk_text_add(out, value->text);
    else
        sk_text_literal(out, value->text);
}

void
sk_probe_put_relation(struct sk_text *out, const char *schema, const char *name)
{
    if (schema && strcmp(schema, SK_PUBLIC) != 0) {
        sk_text_ident(out, schema, '"');
        sk_text_add(out, ".");
    }
    sk_text_ident(out, name, '"');
}

/* ---- statements ----------------------------------------------------------------------------------------------- */

static void
put_insert(struct sk_text *out, const struct sk_probe_statement *s)
{
    bool first = true;
    sk_text_add(out, "INSERT INTO ");
    sk_probe_put_relation(out, s->table->schema, s->table->name);
    if (!s->n_values) {
        sk_text_add(out, " DEFAULT VALUES");
        return;
    }
    sk_text_add(out, " (");
    for (size_t i = 0; i < s->n_values; i++) {
        sk_text_sep(out, &first, ", ");
        sk_text_ident(out, s->values[i].column->name, '"');
    }
    sk_text_addf(out, ") %sVALUES (", s->overriding ? "OVERRIDING SYSTEM VALUE " : "");
    first = true;
    for (size_t i = 0; i < s->n_values; i++) {
        sk_text_sep(out, &first, ", ");
        sk_probe_put_value(out, &s->values[i]);
    }
    sk_text_add(out, ")");
}

static void
put_where(struct sk_text *out, const struct sk_probe_statement *s)
{
    for (size_t i = 0; i < s->n_where; i++) {
        sk_text_add(out, i ? " AND " : " WHERE ");
        sk_text_ident(out, s->where[i].column->name, '"');
        sk_text_add(out, " = ");
        sk_probe_put_value(out, &s->where[i]);
    }
}

static void
put_update(struct sk_text *out, const struct sk_probe_statement *s)
{
    bool first = true;
    sk_text_add(out, "UPDATE ");
    sk_probe_put_relation(out, s->table->schema, s->table->name);
    sk_text_add(out, " SET ");
    for (size_t i = 0; i < s->n_values; i++) {
        sk_text_sep(out, &first, ", ");
        sk_text_ident(out, s->values[i].column->name, '"');
        sk_text_add(out, " = ");
        sk_probe_put_value(out, &s->values[i]);
    }
    put_where(out, s);
}

char *
sk_probe_sql(TALLOC_CTX *owner, const struct sk_probe_statement *s)
{
    struct sk_text *out = sk_text_new(owner);
    switch (s->verb) {
    case SK_PROBE_INSERT:
        put_insert(out, s);
        break;
    case SK_PROBE_UPDATE:
        put_update(out, s);
        break;
    case SK_PROBE_DELETE:
        sk_text_add(out, "DELETE FROM ");
        sk_probe_put_relation(out, s->table->schema, s->table->name);
        put_where(out, s);
        break;
    }
    return sk_text_finish(out, owner);
}

char *
sk_probe_read_sql(TALLOC_CTX *owner, const struct sk_table *table)
{
    struct sk_text *out = sk_text_new(owner);
    bool first = true;
    sk_text_add(out, "SELECT ");
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_column *column = table->columns[i];
        bool bytes = column->type.kind == SK_TYPE_BYTEA && !column->type.dimensions;
        sk_text_sep(out, &first, ", ");
        sk_text_add(out, bytes ? "encode(" : "");
        sk_text_ident(out, column->name, '"');
        sk_text_add(out, bytes ? ", 'hex')" : "");
    }
    sk_text_add(out, " FROM ");
    sk_probe_put_relation(out, table->schema, table->name);
    return sk_text_finish(out, owner);
}

/* ---- parts ---------------------------------------------------------------------------------------------------- */

const struct sk_probe_value *
sk_probe_find(const struct sk_probe_statement *statement, const char *column)
{
    for (size_t i = 0; i < statement->n_values; i++)
        if (strcmp(statement->values[i].column->name, column) == 0)
            return &statement->values[i];
    return NULL;
}

static void
copy_values(TALLOC_CTX *owner, struct sk_probe_statement *statement)
{
    struct sk_probe_value *values = sk_alloc(owner, (statement->n_values + 1) * sizeof *values, "values");
    if (statement->n_values)
        memcpy(values, statement->values, statement->n_values * sizeof *values);
    statement->values = values;
}

void
sk_probe_set(TALLOC_CTX *owner, struct sk_probe_statement *statement, const char *column, const char *text, bool is_sql)
{
    copy_values(owner, statement);
    for (size_t i = 0; i < statement->n_values; i++) {
        struct sk_probe_value *value = &statement->values[i];
        if (strcmp(value->column->name, column) == 0) {
            value->text = text;
            value->is_sql = is_sql;
            return;
        }
    }
    statement->values[statement->n_values++] = (struct sk_probe_value){
        .column = sk_table_column(statement->table, column), .text = text, .is_sql = is_sql};
}

void
sk_probe_omit(TALLOC_CTX *owner, struct sk_probe_statement *statement, const char *column)
{
    copy_values(owner, statement);
    for (size_t i = 0; i < statement->n_values; i++) {
        if (strcmp(statement->values[i].column->name, column) == 0) {
            sk_take(statement->values, statement->n_values, i);
            return;
        }
    }
}

struct sk_probe_statement
sk_probe_insert(const struct sk_probe_row *row)
{
    struct sk_probe_statement statement = {
        .verb = SK_PROBE_INSERT, .table = row->table, .n_values = row->n_values, .values = row->values};
    for (size_t i = 0; i < row->n_values; i++)
        statement.overriding = statement.overriding || row->values[i].column->identity == SK_IDENTITY_ALWAYS;
    return statement;
}

/* The columns of the primary key, or of another key whose values are all there; NULL: no key. */
static const struct sk_constraint *
key_of(const struct sk_probe_row *row, const struct sk_probe_statement *insert)
{
    const struct sk_constraint *primary = sk_table_primary_key(row->table);
    if (primary)
        return primary;
    for (size_t i = 0; i < row->table->n_constraints; i++) {
        const struct sk_constraint *key = row->table->constraints[i];
        bool whole = key->kind == SK_UNIQUE;
        for (size_t c = 0; c < key->n_columns && whole; c++) {
            const struct sk_probe_value *value = sk_probe_find(insert, key->columns[c]);
            whole = value && value->text && !value->is_sql;
        }
        if (whole)
            return key;
    }
    return NULL;
}

void
sk_probe_where(TALLOC_CTX *owner, const struct sk_probe_row *row, struct sk_probe_statement *statement)
{
    struct sk_probe_statement insert = sk_probe_insert(row);
    const struct sk_constraint *key = key_of(row, &insert);
    for (size_t i = 0; key && i < key->n_columns; i++) {
        const struct sk_probe_value *value = sk_probe_find(&insert, key->columns[i]);
        if (value && value->text)
            sk_push(owner, statement->where, statement->n_where, *value);
    }
}

struct sk_probe_statement
sk_probe_update(TALLOC_CTX *owner, const struct sk_probe_row *row, const struct sk_probe_value *value)
{
    struct sk_probe_statement statement = {.verb = SK_PROBE_UPDATE, .table = row->table};
    sk_push(owner, statement.values, statement.n_values, *value);
    sk_probe_where(owner, row, &statement);
    return statement;
}

void
sk_probe_add_setup(TALLOC_CTX *owner, struct sk_probe *probe, struct sk_probe_statement statement)
{
    sk_push(owner, probe->setup, probe->n_setup, statement);
}

static bool
is_set_up(const struct sk_probe *probe, const struct sk_probe_row *row)
{
    for (size_t i = 0; i < probe->n_setup; i++)
        if (probe->setup[i].verb == SK_PROBE_INSERT && probe->setup[i].table == row->table &&
            probe->setup[i].values == row->values)
            return true;
    return false;
}

void
sk_probe_add_parents(TALLOC_CTX *owner, struct sk_probe *probe, const struct sk_probe_row *row)
{
    for (size_t i = 0; i < row->n_parents; i++)
        if (!is_set_up(probe, row->parents[i]))
            sk_probe_add_setup(owner, probe, sk_probe_insert(row->parents[i]));
}

enum sk_status
sk_probe_emit(struct sk_prober *p, const struct sk_probe *probe, struct sk_error *err)
{
    return p->emit(p->data, probe, err);
}
