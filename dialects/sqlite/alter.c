/*
 * dialects/sqlite/alter.c - changes of an existing table.
 *
 * SQLite's own ALTER TABLE where it does exactly what is meant; else the table is rebuilt from the catalog, once for
 * all changes of a statement: sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes". Foreign
 * keys must be off for that (a DROP TABLE with them on empties the children), and PRAGMA foreign_keys does nothing
 * inside a transaction: the rewrite says foreign_keys_off, and the executor sets it before BEGIN.
 *
 * After each ALTER TABLE SQLite reads the whole schema again. Where that is large, and a run that began with nothing
 * has made all of it, the tables hold next to nothing: they are made again without any ALTER TABLE.
 */
#include <string.h>

#include "core/text.h"
#include "dialects/common/counters.h"
#include "dialects/common/printer.h"
#include "dialects/common/plpgsql.h"
#include "dialects/sqlite/sqlite.h"

static const char *
quoted(TALLOC_CTX *owner, const char *name)
{
    struct sk_text *text = sk_text_new(owner);
    sk_text_ident(text, name, '"');
    return sk_text_finish(text, owner);
}

static const char *
literal(TALLOC_CTX *owner, const char *value)
{
    struct sk_text *text = sk_text_new(owner);
    sk_text_literal(text, value);
    return sk_text_finish(text, owner);
}

/* ---- the rebuild ---------------------------------------------------------------------------------------------- */

struct rebuild {
    struct sk_rewrite *rewrite;
    const struct sk_table *before, *after;
    size_t n_changes;
    struct sk_change *const *changes;
    const struct sk_change *relabel; /* an enum value that is renamed */
    size_t pos_bytes;
    const char *name, *scratch;      /* in the file */
    struct sk_error *err;
};

static void
assert_known(struct rebuild *r, const char *query, const char *what)
{
    sk_sqlite_assert(r->rewrite, query, r->pos_bytes,
                     sk_printf(r->rewrite->owner,
                               "table \"%s\" has %s that no migration made, and rebuilding the table would lose it",
                               r->before->name, what));
}

/* What the catalog does not know would be lost with the old table: someone else made it. */
static void
assert_all_known(struct rebuild *r)
{
    TALLOC_CTX *owner = r->rewrite->owner;
    const char *table = literal(owner, r->name);
    struct sk_text *columns = sk_text_new(owner), *indexes = sk_text_new(owner);
    bool first = true;
    for (size_t i = 0; i < r->before->n_columns; i++) {
        sk_text_sep(columns, &first, ", ");
        sk_text_literal(columns, r->before->columns[i]->name);
    }
    first = true;
    for (size_t i = 0; i < r->before->n_indexes; i++) {
        sk_text_sep(indexes, &first, ", ");
        sk_text_literal(indexes, sk_sqlite_relation(owner, r->before->schema, r->before->indexes[i]->name));
    }
    assert_known(
        r, sk_printf(owner, "SELECT name FROM pragma_table_xinfo(%s) WHERE name NOT IN (%s)", table, columns->data),
        "a column");
    assert_known(r,
                 sk_printf(owner,
                           "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = %s AND sql IS NOT "
                           "NULL AND instr(sql, '" SK_SQLITE_OWN "') = 0 AND name NOT IN (%s)",
                           table, indexes->data),
                 "an index");
    assert_known(r, sk_printf(owner, "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = %s AND "
                                     "instr(sql, '" SK_SQLITE_OWN "') = 0", table), "a trigger");
    sk_sqlite_assert(r->rewrite, "SELECT 1 FROM pragma_foreign_keys WHERE foreign_keys", r->pos_bytes,
                     "foreign keys must be off while a table is rebuilt");
}

static const struct sk_change *
type_change(const struct rebuild *r, const char *column)
{
    for (size_t i = r->n_changes; i > 0; i--)
        if (r->changes[i - 1]->kind == SK_SET_TYPE && sk_same(r->changes[i - 1]->from, column))
            return r->changes[i - 1];
    return NULL;
}

static bool
uses_type(const struct sk_catalog *catalog, const struct sk_column *column, const struct sk_change *change)
{
    return (column->type.kind == SK_TYPE_ENUM || column->type.kind == SK_TYPE_DOMAIN) &&
           sk_catalog_is_of(catalog, &column->type, change->schema, change->name);
}

static const struct sk_type *
base_type(const struct rebuild *r, const struct sk_type *type)
{
    const struct sk_user_type *domain;
    return sk_sqlite_base_type(r->rewrite->catalog, type, &domain);
}

/* SQLite would number a row whose key is NULL, and lets a NULL be where a trigger is to fill it. */
static void
assert_values(struct rebuild *r, TALLOC_CTX *tmp, const struct sk_column *from, const struct sk_column *to,
              const char *value)
{
    TALLOC_CTX *owner = r->rewrite->owner;
    const struct sk_change *change = type_change(r, to->name);
    bool may_be_null = to->not_null && (!from->not_null || (change && change->expr));
    if (!may_be_null ||
        (!sk_sqlite_is_rowid(r->after, to) && !sk_sqlite_unfilled(r->rewrite->catalog, r->after, to)))
        return;
    sk_sqlite_assert(r->rewrite,
                     sk_printf(owner, "SELECT 'it is NULL' FROM %s WHERE (%s) IS NULL LIMIT 1", quoted(tmp, r->name),
                               value),
                     r->pos_bytes,
                     sk_printf(owner, "column \"%s\" of relation \"%s\" contains null values", to->name, r->name));
}

/* What goes into a column of the new table: the old value, converted when its type changes. */
static enum sk_status
column_source(struct rebuild *r, struct sk_printer *p, const struct sk_column *from, const struct sk_column *to)
{
    const struct sk_change *change = type_change(r, to->name);
    const char *name = quoted(p->tmp, to->name);
    if (change && change->expr)
        return sk_print_value(p, sk_expr_node(change->expr), &to->type);
    const sk_node *own = sk_pg_column_node(p->tmp, to->name);
    const sk_node *other = change ? sk_print_become(p, own, &to->type) : own;
    if (other != own)
        return sk_print_expr(p, other);
    if (change)
        sk_text_add(p->out, sk_sqlite_convert(p->tmp, name, base_type(r, &from->type), base_type(r, &to->type)));
    else if (r->relabel && uses_type(r->rewrite->catalog, to, r->relabel))
        sk_text_addf(p->out, "CASE %s WHEN %s THEN %s ELSE %s END", name, literal(p->tmp, r->relabel->from),
                     literal(p->tmp, r->relabel->to), name);
    else
        sk_text_add(p->out, name);
    return SK_OK;
}

/* What a new column has in the rows that are there, if its default cannot say it; NULL. */
static const char *
value_of_new(const struct rebuild *r, struct sk_printer *p, const struct sk_column *column)
{
    if (!sk_sqlite_is_numbered(r->after, column))
        return sk_sqlite_late_default(p, r->after, column);
    struct sk_text *sql = sk_text_new(p->tmp);
    sk_put_next(sql, p->tmp, &sk_sqlite_rules, p->counters,
                sk_column_sequence(r->rewrite->owner, r->rewrite->catalog, r->after, column));
    return sql->data;
}

static enum sk_status
copy_rows(struct rebuild *r)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const struct sk_scope *scope = sk_scope_of_table(tmp, r->rewrite->catalog, r->before);
    struct sk_printer p = sk_sqlite_printer(r->rewrite, scope, r->pos_bytes, r->err);
    struct sk_text *into = sk_text_new(tmp);
    enum sk_status status = SK_OK;
    struct sk_counters counters = {.row = "row_number() OVER ()"};
    bool first = true;
    p.drop_qualifier = r->before->name;
    p.runs_once = true;
    for (size_t i = 0; i < r->after->n_columns && !status; i++) {
        const struct sk_column *to = r->after->columns[i], *from = sk_table_column(r->before, to->name);
        p.counters = &counters;
        const char *late = to->generated ? sk_sqlite_made_before(&p, r->before, r->after, to)
                           : from        ? NULL
                                         : value_of_new(r, &p, to);
        p.counters = NULL;
        if (!late && (!from || to->generated))
            continue;
        if (!first) {
            sk_text_add(into, ", ");
            sk_text_add(p.out, ", ");
        }
        first = false;
        sk_text_ident(into, to->name, '"');
        size_t begins = p.out->len;
        if (late)
            sk_text_add(p.out, late);
        else
            status = column_source(r, &p, from, to);
        if (!status && !late)
            assert_values(r, tmp, from, to, p.out->data + begins);
    }
    sk_sqlite_make_counters(r->rewrite, &counters, r->pos_bytes);
    if (!status && first) /* no column is left that has values: the rows are */
        sk_sqlite_run(r->rewrite,
                      sk_printf(r->rewrite->owner, "INSERT INTO %s (_rowid_) SELECT _rowid_ FROM %s",
                                quoted(tmp, r->scratch), quoted(tmp, r->name)),
                      r->pos_bytes, "table rebuild: copies the rows");
    else if (!status)
        sk_sqlite_run(r->rewrite,
                      sk_printf(r->rewrite->owner, "INSERT INTO %s (%s) SELECT %s FROM %s", quoted(tmp, r->scratch),
                                into->data, p.out->data, quoted(tmp, r->name)),
                      r->pos_bytes, "table rebuild: copies the rows");
    for (size_t i = 0; i < counters.n; i++)
        sk_sqlite_run(r->rewrite,
                      sk_counter_step(r->rewrite->owner, &sk_sqlite_rules, counters.items[i],
                                      sk_printf(tmp, "(SELECT count(*) FROM %s)", quoted(tmp, r->name))),
                      r->pos_bytes, SK_COUNTERS_NOTE);
    talloc_free(p.tmp);
    talloc_free(tmp);
    return status;
}

static bool
has_rowid_key(const struct sk_table *table)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (sk_sqlite_is_rowid(table, table->columns[i]))
            return true;
    return false;
}

/* AUTOINCREMENT never gives a number twice: what it counts from moves along, also past deleted rows. */
static void
keep_sequence(struct rebuild *r, const char *from, const char *to)
{
    TALLOC_CTX *owner = r->rewrite->owner;
    from = literal(owner, from);
    to = literal(owner, to);
    sk_sqlite_run(r->rewrite, sk_printf(owner, "DELETE FROM sqlite_sequence WHERE name = %s", to), r->pos_bytes,
                  "table rebuild: keeps the count of AUTOINCREMENT");
    sk_sqlite_run(
        r->rewrite,
        sk_printf(owner, "INSERT INTO sqlite_sequence (name, seq) SELECT %s, seq FROM sqlite_sequence WHERE name = %s",
                  to, from),
        r->pos_bytes, "table rebuild: keeps the count of AUTOINCREMENT");
}

enum { LARGE_SCHEMA = 25 }; /* tables */

static bool
avoids_alter(const struct sk_rewrite *rewrite)
{
    return rewrite->from_nothing && rewrite->catalog->n_tables >= LARGE_SCHEMA;
}

/* The new table under its own name, with the rows of the scratch table, in place of the old one. */
static enum sk_status
swap_by_copy(struct rebuild *r)
{
    static const char note[] = "table rebuild: takes the old one's place";
    TALLOC_CTX *owner = r->rewrite->owner;
    struct sk_text *columns = sk_text_new(owner);
    const char *name = quoted(owner, r->name), *scratch = quoted(owner, r->scratch);
    char *create;
    enum sk_status status = sk_sqlite_table_sql(&create, r->rewrite, r->after, r->name, false, r->pos_bytes, r->err);
    if (status)
        return status;
    for (size_t i = 0; i < r->after->n_columns; i++)
        if (sk_sqlite_is_stored(r->rewrite, r->after, r->after->columns[i]))
            sk_text_addf(columns, "%s%s", columns->len ? ", " : "", quoted(owner, r->after->columns[i]->name));
    const char *list = columns->len ? columns->data : "_rowid_";
    sk_sqlite_run(r->rewrite, sk_printf(owner, "DROP TABLE %s", name), r->pos_bytes, note);
    sk_sqlite_run(r->rewrite, create, r->pos_bytes, note);
    sk_sqlite_run(r->rewrite, sk_printf(owner, "INSERT INTO %s (%s) SELECT %s FROM %s", name, list, list, scratch),
                  r->pos_bytes, note);
    if (has_rowid_key(r->after))
        keep_sequence(r, r->scratch, r->name);
    sk_sqlite_run(r->rewrite, sk_printf(owner, "DROP TABLE %s", scratch), r->pos_bytes, note);
    return SK_OK;
}

/* DROP and RENAME would fail on views that name the table, and RENAME would follow into other tables' foreign keys:
 * neither is wanted here, which is what legacy_alter_table says. */
static void
swap_tables(struct rebuild *r)
{
    TALLOC_CTX *owner = r->rewrite->owner;
    const char *note = "table rebuild: takes the old one's place";
    sk_sqlite_run(r->rewrite, "PRAGMA legacy_alter_table = ON", r->pos_bytes, note);
    sk_sqlite_run(r->rewrite, sk_printf(owner, "DROP TABLE %s", quoted(owner, r->name)), r->pos_bytes, note);
    sk_sqlite_run(r->rewrite,
                  sk_printf(owner, "ALTER TABLE %s RENAME TO %s", quoted(owner, r->scratch), quoted(owner, r->name)),
                  r->pos_bytes, note);
    sk_sqlite_run(r->rewrite, "PRAGMA legacy_alter_table = OFF", r->pos_bytes, note);
}

/* Whether rows that were right may be wrong in the new table. */
static bool
holds_rows_to_more(const struct rebuild *r)
{
    bool more = r->n_changes == 0; /* a type's rule has changed */
    for (size_t i = 0; i < r->n_changes; i++) {
        enum sk_change_kind kind = r->changes[i]->kind;
        more = more || kind == SK_ADD_CONSTRAINT || kind == SK_VALIDATE_CONSTRAINT || kind == SK_SET_TYPE ||
               kind == SK_ADD_COLUMN;
    }
    return more;
}

/* A new type may have another form for what is there. */
static void
form_rows(struct rebuild *r)
{
    for (size_t i = 0; i < r->after->n_columns; i++) {
        const struct sk_column *to = r->after->columns[i], *from = sk_table_column(r->before, to->name);
        const struct sk_change *change = from ? type_change(r, to->name) : NULL;
        if (change && (change->expr || !sk_type_is_integer(&from->type) || !sk_type_is_integer(&to->type)))
            sk_sqlite_form_rows(r->rewrite, r->after, to, r->pos_bytes);
    }
}

/* A function may ask for the table itself: it finds it as it is now. */
static enum sk_status
make_triggers(struct rebuild *r)
{
    if (!r->after->n_triggers)
        return sk_sqlite_table_triggers(r->rewrite, r->after, r->pos_bytes, r->err);
    struct sk_catalog *after = sk_catalog_clone(r->rewrite->owner, r->rewrite->catalog);
    sk_put_table(after, sk_catalog_table(after, r->after->schema, r->after->name), sk_table_clone(after, r->after));
    return sk_sqlite_triggers_after(r->rewrite, after, r->after, r->pos_bytes, r->err);
}

static enum sk_status
run_rebuild(struct rebuild *r)
{
    TALLOC_CTX *owner = r->rewrite->owner;
    char *create;
    r->name = sk_sqlite_relation(owner, r->before->schema, r->before->name);
    r->scratch = sk_printf(owner, "skein_rebuild_%s", r->name);
    r->rewrite->foreign_keys_off = true;
    sk_sqlite_lose_moments(r->rewrite, r->before);
    assert_all_known(r);
    enum sk_status status =
        sk_sqlite_table_sql(&create, r->rewrite, r->after, r->scratch, false, r->pos_bytes, r->err);
    if (status)
        return status;
    sk_sqlite_run(r->rewrite, create, r->pos_bytes,
                  avoids_alter(r->rewrite) ? "table rebuild: after an ALTER TABLE sqlite reads the whole schema again"
                                           : "table rebuild: sqlite's ALTER TABLE cannot do this");
    if (!has_rowid_key(r->before))
        sk_sqlite_start_rowid(r->rewrite, r->after, r->scratch, r->pos_bytes);
    status = copy_rows(r);
    if (status)
        return status;
    if (has_rowid_key(r->before) && has_rowid_key(r->after))
        keep_sequence(r, r->name, r->scratch);
    if (avoids_alter(r->rewrite))
        status = swap_by_copy(r);
    else
        swap_tables(r);
    if (status)
        return status;
    form_rows(r);
    sk_sqlite_make_rows(r->rewrite, r->after, r->pos_bytes);
    if (holds_rows_to_more(r))
        status = sk_sqlite_check_rows(r->rewrite, r->after, r->pos_bytes, r->err);
    status = status ? status : make_triggers(r);
    struct sk_change again = {.kind = SK_CREATE_INDEX, .pos_bytes = r->pos_bytes};
    for (size_t i = 0; i < r->after->n_indexes && !status; i++)
        status = sk_sqlite_index(r->rewrite, r->after, r->after->schema, r->after->name, r->after->indexes[i], &again,
                                 r->err);
    return status;
}

/* ---- native ALTER TABLE --------------------------------------------------------------------------------------- */

/* A constraint that sqlite can add along with the column it is on. */
static bool
goes_with_column(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_change *change,
                 const struct sk_column *column)
{
    const struct sk_constraint *k = change->u.constraint;
    bool native;
    if (change->kind != SK_ADD_CONSTRAINT ||
        sk_sqlite_check_is_native(&native, rewrite, table, k, change->pos_bytes, NULL) || !native)
        return false; /* the rebuild says why, if it cannot be had at all */
    return (k->kind == SK_CHECK || k->kind == SK_FOREIGN_KEY) &&
           k->n_columns == 1 && sk_same(k->columns[0], column->name) && !k->not_valid;
}

/* ADD COLUMN takes a constant default, no key, and NOT NULL only with a default that is not NULL (its manual). */
static bool
can_add_natively(const struct sk_column *column)
{
    const sk_node *value = sk_expr_node(column->default_expr);
    bool constant = value && (value->node_case == SK_NODE(A_CONST) ||
                              (value->node_case == SK_NODE(TYPE_CAST) &&
                               value->type_cast->arg->node_case == SK_NODE(A_CONST)));
    return column->identity == SK_IDENTITY_NONE && column->type.kind != SK_TYPE_DOMAIN && !column->generated &&
           (!value || constant) && (!column->not_null || constant) && !sk_default_is_moment_word(column);
}

/* How many changes from `i` on are one native ADD COLUMN; 0 if it is none. A foreign key wants NULL for a default. */
static size_t
native_add(struct sk_rewrite *rewrite, const struct sk_table *table, size_t n, struct sk_change *const *changes,
           size_t i)
{
    const struct sk_column *column = changes[i]->u.column;
    if (changes[i]->kind != SK_ADD_COLUMN || !can_add_natively(column))
        return 0;
    size_t end = i + 1;
    while (end < n && changes[end]->kind == SK_ADD_CONSTRAINT &&
           goes_with_column(rewrite, table, changes[end], column)) {
        if (changes[end]->u.constraint->kind == SK_FOREIGN_KEY && column->default_expr)
            return 0;
        end++;
    }
    return end - i;
}

/* A trigger whose function names a column before there is one is another one with it. */
static bool
is_awaited(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_change *change)
{
    for (size_t i = 0; i < table->n_triggers && change->kind == SK_ADD_COLUMN; i++)
        if (sk_plpgsql_may_name(catalog, table->triggers[i], change->u.column->name))
            return true;
    return false;
}

/* One that asks its own table, or the rows of its statement, has all of its columns in it. */
static bool
asks_itself(const struct sk_catalog *catalog, const struct sk_table *table)
{
    for (size_t i = 0; i < table->n_triggers; i++) {
        const struct sk_trigger *trigger = table->triggers[i];
        if (trigger->old_rows || trigger->new_rows || sk_plpgsql_may_name(catalog, trigger, table->name))
            return true;
    }
    return false;
}

/* The triggers of a table that has got columns. */
static enum sk_status
follow_columns(struct sk_rewrite *rewrite, const struct sk_table *table, size_t n, struct sk_change *const *changes,
               struct sk_error *err)
{
    struct sk_catalog *after = sk_catalog_clone(rewrite->owner, rewrite->catalog);
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < n && !status; i++)
        status = changes[i]->redundant ? SK_OK : sk_change_apply(after, changes[i], err);
    const struct sk_table *later = status ? NULL : sk_catalog_table(after, table->schema, table->name);
    return status ? status : sk_sqlite_change_triggers(rewrite, table, later, after, changes[0]->pos_bytes, err);
}

static bool
all_native(struct sk_rewrite *rewrite, const struct sk_table *table, size_t n, struct sk_change *const *changes)
{
    for (size_t i = 0; i < n;) {
        size_t taken = changes[i]->redundant ? 1 : native_add(rewrite, table, n, changes, i);
        if (!taken || is_awaited(rewrite->catalog, table, changes[i]))
            return false;
        i += taken;
    }
    return true;
}

static enum sk_status
add_columns(struct sk_rewrite *rewrite, const struct sk_table *table, size_t n, struct sk_change *const *changes,
            struct sk_error *err)
{
    struct sk_table *after = sk_table_clone(rewrite->owner, table);
    enum sk_status status = SK_OK;
    bool forms = false;
    for (size_t i = 0; i < n; i++)
        forms =
            forms || (changes[i]->kind == SK_ADD_COLUMN && sk_sqlite_has_form(rewrite, table, changes[i]->u.column));
    if (forms)
        sk_sqlite_drop_forms(rewrite, table, changes[0]->pos_bytes);
    for (size_t i = 0; i < n && !status;) {
        size_t taken = native_add(rewrite, table, n, changes, i);
        const struct sk_change *change = changes[i];
        struct sk_constraint **constraints = NULL;
        size_t n_constraints = 0;
        struct sk_printer p = sk_sqlite_printer(
            rewrite, sk_scope_of_table(rewrite->owner, rewrite->catalog, table), change->pos_bytes, err);
        p.drop_qualifier = table->name;
        if (change->redundant) {
            sk_sqlite_note(rewrite, change->pos_bytes, "the column is there already");
            talloc_free(p.tmp);
            i++;
            continue;
        }
        for (size_t k = 1; k < taken; k++)
            sk_push(p.tmp, constraints, n_constraints, changes[i + k]->u.constraint);
        const char *name = sk_sqlite_relation(rewrite->owner, table->schema, table->name);
        sk_text_add(p.out, "ALTER TABLE ");
        sk_print_name(&p, name);
        sk_text_add(p.out, " ADD COLUMN ");
        status = sk_sqlite_column_sql(&p, table, change->u.column, n_constraints, constraints);
        status = status ? status : sk_change_apply_table(after, change, rewrite->catalog->ops, err);
        if (!status) {
            sk_sqlite_run(rewrite, sk_strdup(rewrite->owner, p.out->data), change->pos_bytes, NULL);
            if (change->if_not_exists)
                rewrite->outputs[rewrite->n - 1].skip_if =
                    sk_printf(rewrite->owner, "SELECT 1 FROM pragma_table_xinfo(%s) WHERE name = %s",
                              literal(rewrite->owner, name), literal(rewrite->owner, change->u.column->name));
        }
        talloc_free(p.tmp);
        i += taken;
    }
    bool marks = forms && sk_sqlite_marks_forms(after) && !sk_sqlite_has_forms(rewrite, table);
    if (!status && (marks || asks_itself(rewrite->catalog, table)))
        status = follow_columns(rewrite, table, n, changes, err);
    if (forms)
        sk_sqlite_make_forms(rewrite, after, changes[0]->pos_bytes);
    return status;
}

/* Changes that the file's text does not show, or that are made elsewhere. */
static bool
is_silent(const struct sk_table *table, const struct sk_change *change)
{
    const struct sk_constraint *k =
        change->kind == SK_VALIDATE_CONSTRAINT ? sk_table_constraint(table, change->from) : NULL;
    if (k && k->kind == SK_CHECK && k->not_valid)
        return false; /* a trigger becomes a CHECK */
    return change->redundant || change->kind == SK_VALIDATE_CONSTRAINT || change->kind == SK_NO_EFFECT ||
           change->kind == SK_CREATE_SEQUENCE;
}

/* VALIDATE CONSTRAINT of a foreign key: SQLite holds new rows to it already. */
static void
assert_references(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_change *change)
{
    const struct sk_constraint *k =
        change->kind == SK_VALIDATE_CONSTRAINT ? sk_table_constraint(table, change->from) : NULL;
    if (!k || k->kind != SK_FOREIGN_KEY || !k->not_valid)
        return;
    TALLOC_CTX *owner = rewrite->owner;
    const char *name = literal(owner, sk_sqlite_relation(owner, table->schema, table->name));
    const char *parent = literal(owner, sk_sqlite_relation(owner, k->ref_schema, k->ref_table));
    sk_sqlite_assert(rewrite,
                     sk_printf(owner,
                               "SELECT c.parent FROM pragma_foreign_key_check(%s) AS c JOIN "
                               "pragma_foreign_key_list(%s) AS l ON l.id = c.fkid AND l.seq = 0 WHERE l.\"from\" = "
                               "%s AND l.\"table\" = %s LIMIT 1",
                               name, name, literal(owner, k->columns[0]), parent),
                     change->pos_bytes,
                     sk_printf(owner, "rows violate foreign key \"%s\": they refer to missing rows of", k->name));
}

static const char *
silent_note(const struct sk_change *change)
{
    if (change->redundant)
        return "IF [NOT] EXISTS: there is nothing to do";
    if (change->kind == SK_VALIDATE_CONSTRAINT)
        return "sqlite holds rows to the constraint from the beginning";
    return change->to;
}

/* ---- one statement -------------------------------------------------------------------------------------------- */

static enum sk_status
rebuild_for(struct sk_rewrite *rewrite, const struct sk_table *table, size_t n, struct sk_change *const *changes,
            struct sk_error *err)
{
    bool cascade = false;
    for (size_t i = 0; i < n; i++)
        cascade = cascade || changes[i]->cascade;
    /* CASCADE takes more along of the table itself: only the catalog knows what */
    struct sk_catalog *catalog = cascade ? sk_catalog_clone(rewrite->owner, rewrite->catalog) : NULL;
    struct sk_table *after = cascade ? NULL : sk_table_clone(rewrite->owner, table);
    for (size_t i = 0; i < n; i++) {
        if (changes[i]->redundant || !sk_change_is_of_table(changes[i]))
            continue;
        enum sk_status status = cascade ? sk_change_apply(catalog, changes[i], err)
                                        : sk_change_apply_table(after, changes[i], rewrite->catalog->ops, err);
        if (status) {
            sk_at(err, rewrite->script->file, changes[i]->pos_bytes);
            return status;
        }
    }
    if (cascade)
        after = sk_catalog_table(catalog, table->schema, table->name);
    struct rebuild r = {.rewrite = rewrite,
                        .before = table,
                        .after = after,
                        .n_changes = n,
                        .changes = changes,
                        .pos_bytes = changes[0]->pos_bytes,
                        .err = err};
    return run_rebuild(&r);
}

enum sk_status
sk_sqlite_rebuild_as(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_table *after,
                     struct sk_catalog *catalog, size_t pos_bytes, struct sk_error *err)
{
    struct sk_catalog *was = rewrite->catalog;
    struct rebuild r = {.rewrite = rewrite, .before = table, .after = after, .pos_bytes = pos_bytes, .err = err};
    rewrite->catalog = catalog;
    enum sk_status status = run_rebuild(&r);
    rewrite->catalog = was;
    return status;
}

/* ---- CASCADE -------------------------------------------------------------------------------------------------- */

/* Does `table` lose something to a change elsewhere: a column (of a dropped type), a default (of one, or that calls a
 * dropped function or asks a dropped sequence), a constraint, an index (likewise, or one to what is dropped)? */
static bool
loses(const struct sk_table *table, const struct sk_table *after)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_column *column = table->columns[i], *left = sk_table_column(after, column->name);
        if (!left || (column->default_expr && !left->default_expr) || column->identity != left->identity)
            return true;
    }
    return table->n_constraints != after->n_constraints || table->n_indexes != after->n_indexes;
}

enum sk_status
sk_sqlite_cascade(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    const struct sk_catalog *catalog = rewrite->catalog;
    struct sk_catalog *after = sk_catalog_clone(rewrite->owner, catalog);
    enum sk_status status = sk_change_apply(after, change, err);
    for (size_t i = catalog->n_views; i > 0 && !status; i--) {
        const struct sk_view *view = catalog->views[i - 1];
        if (!sk_catalog_view(after, view->schema, view->name))
            sk_sqlite_run(
                rewrite,
                sk_printf(rewrite->owner, "DROP %s IF EXISTS %s", view->materialized ? "TABLE" : "VIEW",
                          quoted(rewrite->owner, sk_sqlite_relation(rewrite->owner, view->schema, view->name))),
                change->pos_bytes, "CASCADE");
    }
    for (size_t t = 0; t < catalog->n_tables && !status; t++) {
        const struct sk_table *table = catalog->tables[t];
        const struct sk_table *left = sk_catalog_table(after, table->schema, table->name);
        bool itself = change->name && sk_same(change->name, table->name) && sk_same(change->schema, table->schema);
        if (left && !itself && left->n_triggers < table->n_triggers)
            status = sk_sqlite_change_triggers(rewrite, table, left, after, change->pos_bytes, err);
        if (left && !itself && !status && loses(table, left))
            status = sk_sqlite_rebuild_as(rewrite, table, left, rewrite->catalog, change->pos_bytes, err);
    }
    return status;
}

/* ---- ALTER TABLE ---------------------------------------------------------------------------------------------- */

/* ALTER SEQUENCE ... OWNED BY says how a table's column is numbered after what it says of the sequence. */
static const struct sk_change *
first_of_table(const struct sk_statement *statement)
{
    size_t i = 0;
    while (!sk_change_is_of_table(statement->changes[i]))
        i++;
    return statement->changes[i];
}

/* One change at least is of a table. */
enum sk_status
sk_sqlite_alter(struct sk_rewrite *rewrite, const struct sk_statement *statement, struct sk_error *err)
{
    const struct sk_change *first = first_of_table(statement);
    const struct sk_table *table = sk_catalog_table(rewrite->catalog, first->schema, first->name);
    struct sk_change **left = NULL;
    const struct sk_change *restart = NULL;
    size_t n = 0;
    for (size_t i = 0; i < statement->n_changes; i++) {
        assert_references(rewrite, table, statement->changes[i]);
        if (statement->changes[i]->kind == SK_ROWS)
            restart = statement->changes[i];
        else if (is_silent(table, statement->changes[i]))
            sk_sqlite_note(rewrite, first->pos_bytes, silent_note(statement->changes[i]));
        else
            sk_push(rewrite->owner, left, n, statement->changes[i]);
    }
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < n; i++)
        if (left[i]->kind == SK_ADD_COLUMN && sk_default_is_moment_word(left[i]->u.column))
            sk_sqlite_note(rewrite, left[i]->pos_bytes, SK_MOMENT_WORD_NOTE);
        else if (left[i]->kind == SK_ADD_CONSTRAINT)
            sk_sqlite_note_late(rewrite, left[i]->u.constraint, left[i]->pos_bytes);
    for (size_t i = 0; i < n && !status; i++)
        if (left[i]->cascade)
            status = sk_sqlite_cascade(rewrite, left[i], err);
    if (status)
        return status;
    if (n == 1 && left[0]->kind == SK_RENAME_COLUMN)
        status = sk_sqlite_rename_column(rewrite, table, left[0], err);
    else if (n && !avoids_alter(rewrite) && all_native(rewrite, table, n, left))
        status = add_columns(rewrite, table, n, left, err);
    else if (n)
        status = rebuild_for(rewrite, table, n, left, err);
    return status || !restart ? status : sk_sqlite_rows(rewrite, restart, err);
}

enum sk_status
sk_sqlite_retype(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    struct sk_catalog *catalog = rewrite->catalog;
    struct sk_catalog *after = sk_catalog_clone(rewrite->owner, catalog);
    enum sk_status status = sk_change_apply(after, change, err);
    for (size_t t = 0; t < catalog->n_tables && !status; t++) {
        bool used = false;
        for (size_t i = 0; i < catalog->tables[t]->n_columns; i++)
            used = used || uses_type(catalog, catalog->tables[t]->columns[i], change);
        if (!used)
            continue;
        struct rebuild r = {.rewrite = rewrite,
                            .before = catalog->tables[t],
                            .after = after->tables[t],
                            .relabel = change->kind == SK_RENAME_ENUM_VALUE ? change : NULL,
                            .pos_bytes = change->pos_bytes,
                            .err = err};
        rewrite->catalog = after; /* the CHECKs of the new table list the new labels */
        status = run_rebuild(&r);
        rewrite->catalog = catalog;
    }
    return status;
}
