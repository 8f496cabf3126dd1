/*
 * dialects/mysql/reshape_rows.c - the rows of a table that takes another form.
 *
 * A column whose values are converted by an expression gets them beside the old ones, in a column of its own; a new
 * column whose default is another value for each row is filled by an UPDATE.
 */
#include "core/text.h"
#include "dialects/common/counters.h"
#include "dialects/mysql/reshape_priv.h"

#include <string.h>

static void
update_column(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const char *column, const char *sql,
              const char *note)
{
    struct sk_text *text = sk_text_new(r->rewrite->owner);
    sk_text_add(text, "UPDATE ");
    sk_mysql_put_relation(text, pair->schema, pair->name);
    sk_text_add(text, " SET ");
    sk_text_ident(text, column, '`');
    sk_text_addf(text, " = %s", sql);
    sk_mysql_run_data(r->rewrite, text->data, r->pos_bytes, note);
}

/* VARCHAR(7) is longer than VARCHAR(5). */
static bool
is_longer(const char *a, const char *b)
{
    return strlen(a) > strlen(b) || (strlen(a) == strlen(b) && strcmp(a, b) > 0);
}

const struct sk_mysql_part *
sk_reshape_numbered(const struct sk_mysql_physical *table)
{
    for (size_t i = 0; i < table->columns.n; i++)
        if (strstr(table->columns.items[i].sql, SK_RESHAPE_AUTO))
            return &table->columns.items[i];
    return NULL;
}

/* VARBINARY(3064) and then VARBINARY(3056): what it has less of a key is for another column, which gets longer. */
static bool
leaves_room(const struct sk_mysql_part *old, const struct sk_mysql_part *new)
{
    size_t len = old->type ? strcspn(old->type, "(") : 0;
    return len && old->type[len] && new->type && strncmp(old->type, new->type, len + 1) == 0 &&
           is_longer(old->type, new->type);
}

/* The server wants a key that begins with what it numbers (MySQL manual, 15.1.20): one while the others are off. */
const struct sk_mysql_part *
sk_reshape_stopgap(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    const struct sk_mysql_part *numbered = sk_reshape_numbered(pair->old);
    if (!numbered)
        return NULL;
    const char *columns = sk_printf(r->rewrite->owner, "(%s", sk_mysql_quoted(r->rewrite->owner, numbered->name));
    for (size_t i = 0; i < pair->old->keys.n; i++)
        if (strncmp(pair->old->keys.items[i].sql, columns, strlen(columns)) == 0 &&
            !sk_reshape_is_off(r, pair, &pair->old->keys.items[i]))
            return NULL;
    struct sk_mysql_part *key = sk_new(r->rewrite->owner, struct sk_mysql_part);
    *key = (struct sk_mysql_part){.name = sk_reshape_scratch_name(r, numbered->name),
                                  .head = "KEY",
                                  .sql = sk_printf(r->rewrite->owner, "%s)", columns)};
    return key;
}

void
sk_reshape_before_conversion(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    static const char note[] = "the rows of a column are converted by an expression, beside the old ones";
    struct sk_alter a = sk_alter_begin(r, pair->schema, pair->name);
    for (size_t i = 0; i < pair->old->checks.n; i++)
        if (sk_reshape_is_off(r, pair, &pair->old->checks.items[i]))
            sk_alter_drop(r, &a, "CONSTRAINT", &pair->old->checks.items[i], sk_mysql_has_constraint);
    for (size_t i = 0; i < pair->old->keys.n; i++)
        if (sk_reshape_is_off(r, pair, &pair->old->keys.items[i]))
            sk_alter_drop(r, &a, "INDEX", &pair->old->keys.items[i], sk_mysql_has_key);
    if (sk_reshape_stopgap(r, pair))
        sk_alter_add(r, &a, sk_reshape_stopgap(r, pair), sk_mysql_has_key);
    for (size_t i = 0; i < pair->new->columns.n; i++) {
        const struct sk_mysql_part *new = &pair->new->columns.items[i];
        const struct sk_mysql_conversion *c = sk_reshape_conversion_of(r, pair, new->name);
        const struct sk_mysql_part *old = sk_mysql_find_part(&pair->old->columns, new->name);
        if (old && (c ? c->in_place && is_longer(new->type, old->type) : leaves_room(old, new))) {
            sk_alter_clause(&a);
            sk_text_add(a.sql, "MODIFY COLUMN ");
            sk_mysql_put_part(a.sql, new);
        }
        if (!c || c->in_place)
            continue;
        struct sk_mysql_part part = {.name = sk_reshape_scratch_name(r, new->name),
                                     .sql = sk_printf(r->rewrite->owner, "%s NULL", new->type)};
        sk_alter_add(r, &a, &part, sk_mysql_has_column);
    }
    sk_alter_end(r, &a, note);
    for (size_t i = 0; i < r->n_conversions; i++)
        if (sk_reshape_conversion_of(r, pair, r->conversions[i].column) == &r->conversions[i])
            update_column(r, pair,
                          r->conversions[i].in_place ? r->conversions[i].column
                                                     : sk_reshape_scratch_name(r, r->conversions[i].column),
                          r->conversions[i].sql, note);
}

static void
fill_column(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_mysql_part *new)
{
    TALLOC_CTX *owner = r->rewrite->owner;
    const struct sk_counters *counters = new->counters;
    if (counters && counters->n)
        sk_mysql_make_counters(r->rewrite, counters, r->pos_bytes);
    if (counters && counters->n)
        sk_mysql_run_data(r->rewrite, SK_MYSQL_NO_ROW, r->pos_bytes, "rows are counted");
    update_column(r, pair, new->name, new->fill, "a new column's default is another value for each row");
    for (size_t i = 0; counters && i < counters->n; i++)
        sk_mysql_run_data(r->rewrite,
                          sk_counter_step(owner, sk_mysql_rules_of(r->rewrite), counters->items[i],
                                          sk_printf(owner, "(SELECT COUNT(*) FROM %s)",
                                                    sk_mysql_relation(owner, pair->schema, pair->name))),
                          r->pos_bytes, SK_COUNTERS_NOTE);
}

static bool
is_new(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_mysql_part *column)
{
    return !sk_mysql_find_part(&pair->old->columns, sk_reshape_old_name(r, pair, column->name));
}

bool
sk_reshape_key_waits(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair,
                     const struct sk_mysql_part *key)
{
    bool primary = key->head && sk_same(key->head, "PRIMARY KEY");
    for (size_t i = 0; primary && i < pair->new->columns.n; i++) {
        const struct sk_mysql_part *new = &pair->new->columns.items[i];
        if (new->changing && strstr(key->sql, sk_mysql_quoted(r->rewrite->owner, new->name)) && is_new(r, pair, new))
            return true;
    }
    return false;
}

bool
sk_reshape_default_waits(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair,
                         const struct sk_mysql_part *column)
{
    bool waits = column->changing && !sk_mysql_is_numbered(column->column);
    for (size_t i = 0; waits && i < pair->new->columns.n; i++)
        if (is_new(r, pair, &pair->new->columns.items[i]))
            return sk_same(sk_reshape_old_name(r, pair, column->name), column->name) &&
                   !sk_reshape_conversion_of(r, pair, column->name);
    return false;
}

void
sk_reshape_fill_changing(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    struct sk_alter a = sk_alter_begin(r, pair->schema, pair->name);
    for (size_t i = 0; i < pair->new->columns.n; i++) {
        const struct sk_mysql_part *new = &pair->new->columns.items[i];
        const struct sk_mysql_part *old = sk_mysql_find_part(&pair->old->columns,
                                                             sk_reshape_old_name(r, pair, new->name));
        if (old ? sk_same(old->sql, new->sql) || !sk_reshape_default_waits(r, pair, new) : !new->changing)
            continue;
        if (old)
            a.joined = true;
        else
            fill_column(r, pair, new);
        sk_alter_clause(&a);
        sk_text_add(a.sql, "MODIFY COLUMN ");
        sk_mysql_put_part(a.sql, new);
    }
    for (size_t i = 0; i < pair->new->keys.n; i++)
        if (sk_reshape_key_waits(r, pair, &pair->new->keys.items[i]))
            sk_alter_add(r, &a, &pair->new->keys.items[i], sk_mysql_has_key);
    sk_alter_end(r, &a, "the column's default");
}

void
sk_reshape_assert_fillable(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    for (size_t i = 0; i < pair->new->columns.n; i++) {
        const struct sk_mysql_part *new = &pair->new->columns.items[i];
        if (!new->column || sk_mysql_find_part(&pair->old->columns, sk_reshape_old_name(r, pair, new->name)) ||
            new->computed || !strstr(new->sql, " NOT NULL") || strstr(new->sql, " DEFAULT ") ||
            strstr(new->sql, " AUTO_INCREMENT"))
            continue;
        sk_mysql_assert(r->rewrite,
                        sk_printf(r->rewrite->owner, "SELECT 'it has rows' FROM %s LIMIT 1",
                                  sk_mysql_relation(r->rewrite->owner, pair->schema, pair->name)),
                        r->pos_bytes,
                        sk_printf(r->rewrite->owner, "column \"%s\" of relation \"%s\" would contain null values",
                                  new->name, pair->name));
    }
}

bool
sk_reshape_has_conversion(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    for (size_t i = 0; i < r->n_conversions; i++)
        if (sk_reshape_conversion_of(r, pair, r->conversions[i].column))
            return true;
    return false;
}
