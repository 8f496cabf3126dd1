/*
 * dialects/mysql/reshape_try.c - will the rows do, once the table has its new form?
 *
 * One ALTER TABLE does all or nothing. Where a statement takes several of them, rows that the last one refuses would
 * leave the first ones done. So the rows are looked at before any of them: a temporary table in the new form takes a
 * copy of them, and queries ask whether each has the row that a new foreign key wants. Neither commits anything.
 */
#include <string.h>

#include "core/text.h"
#include "dialects/mysql/reshape_priv.h"

#define TRIED "`skein_try`"

/* Does the part hold rows to something that they were not held to before? */
static bool
is_new(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_mysql_parts *olds,
       const struct sk_mysql_part *new)
{
    const struct sk_mysql_part *old = sk_mysql_find_part(olds, new->name);
    for (size_t i = 0; old && i < r->n_conversions; i++)
        if (sk_reshape_conversion_of(r, pair, r->conversions[i].column) &&
            strstr(new->sql, sk_mysql_quoted(r->rewrite->owner, r->conversions[i].column)))
            return true;
    return !old || !sk_same(old->sql, new->sql);
}

static bool
is_unique(const struct sk_mysql_part *key)
{
    return strncmp(key->head, "UNIQUE", 6) == 0 || strncmp(key->head, "PRIMARY", 7) == 0;
}

/* Is it another type, or one without NULL? */
static bool
is_stricter(const struct sk_mysql_part *old, const struct sk_mysql_part *new)
{
    return old && new->type && (!sk_same(old->type, new->type) ||
                                (strstr(new->sql, " NOT NULL") && !strstr(old->sql, " NOT NULL")));
}

/* A rule of skein's own that can be looked at in the table as it is. */
static bool
is_of_old(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_mysql_part *guard)
{
    const struct sk_constraint *k = guard->constraint;
    for (size_t i = 0; k && i < k->n_columns; i++)
        if (!sk_mysql_find_part(&pair->old->columns, k->columns[i]) || sk_reshape_conversion_of(r, pair, k->columns[i]))
            return false;
    return true;
}

static bool
may_refuse(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    const struct sk_mysql_physical *old = pair->old, *new = pair->new;
    bool may = sk_reshape_has_conversion(r, pair);
    for (size_t i = 0; i < new->columns.n; i++)
        may = may || is_stricter(sk_mysql_find_part(&old->columns, new->columns.items[i].name), &new->columns.items[i]);
    for (size_t i = 0; i < new->keys.n; i++)
        may = may || (is_unique(&new->keys.items[i]) && is_new(r, pair, &old->keys, &new->keys.items[i]));
    for (size_t i = 0; i < new->checks.n; i++)
        may = may || is_new(r, pair, &old->checks, &new->checks.items[i]);
    for (size_t i = 0; i < new->triggers.n; i++)
        may = may || (sk_mysql_is_new_rule(&old->triggers, &new->triggers.items[i]) &&
                      !is_of_old(r, pair, &new->triggers.items[i]));
    return may;
}

/* What the column holds once it is changed; NULL: it is new. */
static const char *
value_of(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const char *column)
{
    const struct sk_mysql_conversion *c = sk_reshape_conversion_of(r, pair, column);
    if (c)
        return c->sql;
    return sk_mysql_find_part(&pair->old->columns, column) ? sk_mysql_quoted(r->rewrite->owner, column) : NULL;
}

/* Nothing is counted in the copy; a column that is filled later has no values yet. */
static void
put_column(struct sk_text *sql, const struct sk_mysql_part *column, bool filled)
{
    static const char counted[] = " AUTO_INCREMENT";
    const char *at = strstr(column->sql, counted);
    sk_text_ident(sql, column->name, '`');
    if (column->changing || !(filled || column->computed || strstr(column->sql, " DEFAULT ")))
        sk_text_addf(sql, " %s %s", column->type, filled && strstr(column->sql, " NOT NULL") ? "NOT NULL" : "NULL");
    else if (at)
        sk_text_addf(sql, " %.*s%s", (int)(at - column->sql), column->sql, at + sizeof counted - 1);
    else
        sk_text_addf(sql, " %s", column->sql);
}

/* Keys and CHECKs without their names, which are the table's. */
static void
put_rules(struct sk_text *sql, const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    const struct sk_mysql_physical *new = pair->new;
    for (size_t i = 0; i < new->keys.n; i++)
        if (is_unique(&new->keys.items[i]) && is_new(r, pair, &pair->old->keys, &new->keys.items[i]) &&
            !sk_reshape_key_waits(r, pair, &new->keys.items[i]))
            sk_text_addf(sql, ", %s %s", new->keys.items[i].head, new->keys.items[i].sql);
    for (size_t i = 0; i < new->checks.n; i++)
        if (is_new(r, pair, &pair->old->checks, &new->checks.items[i]))
            sk_text_addf(sql, ", %s", new->checks.items[i].sql);
}

/* The rules of skein's own: `copied`, of the copy. */
static void
try_guards(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, bool copied)
{
    for (size_t i = 0; i < pair->new->triggers.n; i++) {
        const struct sk_mysql_part *guard = &pair->new->triggers.items[i];
        if (!sk_mysql_is_new_rule(&pair->old->triggers, guard) || is_of_old(r, pair, guard) == copied)
            continue;
        const char *sql = copied ? sk_printf(r->rewrite->owner, "SELECT 'it' FROM " TRIED " WHERE %s LIMIT 1",
                                             guard->broken)
                                 : guard->violation;
        sk_mysql_assert(r->rewrite, sql, r->pos_bytes, guard->message);
    }
}

static void
add_try(struct sk_mysql_reshape *r, const char *sql, const char *note)
{
    sk_rewrite_add(r->rewrite, &(struct sk_output){.kind = SK_TRY,
                                                   .sql = sql,
                                                   .pos_bytes = r->pos_bytes,
                                                   .outcome = SK_EMULATED,
                                                   .note = note});
}

static void
try_rows(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    TALLOC_CTX *owner = r->rewrite->owner;
    struct sk_text *sql = sk_text_new(owner), *values = sk_text_new(owner), *names = sk_text_new(owner);
    bool first = true;
    sk_text_add(sql, "CREATE TEMPORARY TABLE " TRIED " (");
    for (size_t i = 0; i < pair->new->columns.n; i++) {
        const struct sk_mysql_part *column = &pair->new->columns.items[i];
        const char *value = column->computed ? NULL : value_of(r, pair, column->name);
        sk_text_sep(sql, &first, ", ");
        put_column(sql, column, value);
        if (!value)
            continue;
        sk_text_addf(names, "%s%s", names->len ? ", " : "", sk_mysql_quoted(owner, column->name));
        sk_text_addf(values, "%s%s", values->len ? ", " : "", value);
    }
    put_rules(sql, r, pair);
    if (!names->len)
        return; /* no column stays */
    sk_text_addf(sql, ") ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE %s",
                 sk_mysql_collation(sk_same(r->rewrite->dialect->name, "mariadb")));
    add_try(r, "DROP TEMPORARY TABLE IF EXISTS " TRIED, NULL);
    add_try(r, sql->data, NULL);
    add_try(r,
            sk_printf(owner, "INSERT INTO " TRIED " (%s) SELECT %s FROM %s", names->data, values->data,
                      sk_mysql_relation(owner, pair->old->table->schema, pair->old->table->name)),
            "the rows are tried in the table's new form before anything is changed");
    try_guards(r, pair, true);
    add_try(r, "DROP TEMPORARY TABLE " TRIED, NULL);
}

/* ---- foreign keys ----------------------------------------------------------------------------------------------- */

/* A value in a text of another collation compares with nothing in the column's new one. */
static const char *
as_compared(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const char *column, const char *value)
{
    const struct sk_mysql_part *old = sk_mysql_find_part(&pair->old->columns, column);
    const struct sk_mysql_part *new = sk_mysql_find_part(&pair->new->columns, column);
    bool text = new && (strstr(new->type, "CHAR") || strstr(new->type, "TEXT")) && !strstr(new->type, "CHARACTER SET");
    if (!text || (old && sk_same(old->type, new->type)))
        return value;
    const char *own = strstr(new->type, "COLLATE ");
    return sk_printf(r->rewrite->owner, "CONVERT(%s USING utf8mb4) %s%s", value, own ? own : "COLLATE ",
                     own ? "" : sk_mysql_collation(sk_same(r->rewrite->dialect->name, "mariadb")));
}

/* The table with these columns as they will be; NULL: it has not got all of them yet. */
static const char *
rows_of(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, size_t n, const char *const *columns)
{
    TALLOC_CTX *owner = r->rewrite->owner;
    struct sk_text *sql = sk_text_new(owner);
    bool first = true;
    sk_text_add(sql, "(SELECT ");
    for (size_t i = 0; i < n; i++) {
        const char *value = value_of(r, pair, columns[i]);
        if (!value)
            return NULL;
        sk_text_sep(sql, &first, ", ");
        sk_text_addf(sql, "%s AS %s", as_compared(r, pair, columns[i], value), sk_mysql_quoted(owner, columns[i]));
    }
    sk_text_addf(sql, " FROM %s)", sk_mysql_relation(owner, pair->old->table->schema, pair->old->table->name));
    return sql->data;
}

static bool
converts_any(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, size_t n, const char *const *columns)
{
    for (size_t i = 0; pair && i < n; i++)
        if (sk_reshape_conversion_of(r, pair, columns[i]))
            return true;
    return false;
}

static void
try_foreign(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_mysql_part *foreign)
{
    const struct sk_constraint *k = foreign->constraint;
    const struct sk_mysql_pair *to = sk_reshape_find_pair(r, k->ref_schema, k->ref_table);
    bool new = !sk_mysql_find_part(&pair->old->foreign, foreign->name) ||
               converts_any(r, pair, k->n_columns, k->columns) || converts_any(r, to, k->n_ref_columns, k->ref_columns);
    if (!new || k->not_valid || (to && !to->old))
        return;
    const char *child = rows_of(r, pair, k->n_columns, k->columns);
    const char *parent = to ? rows_of(r, to, k->n_ref_columns, k->ref_columns)
                            : sk_mysql_relation(r->rewrite->owner, k->ref_schema, k->ref_table);
    if (child && parent)
        sk_mysql_assert(r->rewrite,
                        sk_mysql_without_parent(r->rewrite->owner, child, parent, k->n_columns, k->columns,
                                                k->ref_columns),
                        r->pos_bytes, sk_printf(r->rewrite->owner, "a row violates foreign key \"%s\"", k->name));
}

/* ---- all of it -------------------------------------------------------------------------------------------------- */

static size_t
count_statements(const struct sk_rewrite *rewrite, size_t from)
{
    size_t n = 0;
    for (size_t i = from; i < rewrite->n; i++)
        n += rewrite->outputs[i].kind == SK_RUN && rewrite->outputs[i].sql &&
             rewrite->outputs[i].outcome != SK_NOTED && strncmp(rewrite->outputs[i].sql, "SET ", 4) != 0;
    return n;
}

/* The last outputs, from the one at `at` on, come before those from the one at `from` on. */
static void
put_first(struct sk_rewrite *rewrite, size_t from, size_t at)
{
    size_t n = rewrite->n - at;
    if (n == 0)
        return;
    struct sk_output *last = sk_alloc(rewrite->owner, n * sizeof *last, "outputs");
    memcpy(last, rewrite->outputs + at, n * sizeof *last);
    memmove(rewrite->outputs + from + n, rewrite->outputs + from, (at - from) * sizeof *last);
    memcpy(rewrite->outputs + from, last, n * sizeof *last);
}

void
sk_reshape_try(struct sk_mysql_reshape *r, size_t from)
{
    size_t at = r->rewrite->n;
    bool several = count_statements(r->rewrite, from) > 1;
    for (size_t i = 0; i < r->n && !r->rename; i++) { /* another name changes no row */
        struct sk_mysql_pair *pair = &r->pairs[i];
        if (!pair->old || !pair->new)
            continue;
        sk_reshape_assert_fillable(r, pair);
        try_guards(r, pair, false);
        if (several && may_refuse(r, pair))
            try_rows(r, pair);
        for (size_t k = 0; k < pair->new->foreign.n && several; k++)
            try_foreign(r, pair, &pair->new->foreign.items[k]);
    }
    put_first(r->rewrite, from, at);
}
