/*
 * dialects/mysql/reshape_alter.c - the clauses of ALTER TABLE that bring one table from its old form to the new.
 *
 * A part that is the same before and after stays; one that a conversion of rows or a foreign key stands in the way of
 * goes first and comes again.
 */
#include "core/text.h"
#include "dialects/mysql/reshape_priv.h"

#include <string.h>

/* ---- one ALTER TABLE -------------------------------------------------------------------------------------------- */

void
sk_alter_clause(struct sk_alter *a)
{
    sk_text_add(a->sql, a->first ? " " : ", ");
    a->first = false;
}

/* Has the table a foreign key that is NOT VALID? A copy of the table would be held to it. */
static bool
has_lax(const struct sk_catalog *catalog, const char *schema, const char *name)
{
    const struct sk_table *table = sk_catalog_table(catalog, schema, name);
    bool lax = false;
    for (size_t i = 0; table && i < table->n_constraints; i++)
        lax = lax || (table->constraints[i]->kind == SK_FOREIGN_KEY && table->constraints[i]->not_valid);
    return lax;
}

struct sk_alter
sk_alter_begin(struct sk_mysql_reshape *r, const char *schema, const char *table)
{
    struct sk_alter a = {.sql = sk_text_new(r->rewrite->owner), .schema = schema, .table = table, .first = true};
    a.lax = has_lax(r->before, schema, table);
    sk_text_add(a.sql, "ALTER TABLE ");
    sk_mysql_put_relation(a.sql, schema, table);
    return a;
}

void
sk_alter_end(struct sk_mysql_reshape *r, struct sk_alter *a, const char *note)
{
    if (a->first)
        return;
    bool lax = (a->lax || a->joined) && !a->strict;
    if (lax)
        sk_mysql_run(r->rewrite, "SET SESSION foreign_key_checks = 0", r->pos_bytes,
                     a->lax ? "NOT VALID: the rows that are there stay as they are"
                            : "in a copy of the table no column of a foreign key could change");
    struct sk_output *output = sk_mysql_run(r->rewrite, a->sql->data, r->pos_bytes, note);
    output->probe = a->probe;
    if (lax)
        sk_mysql_run(r->rewrite, "SET SESSION foreign_key_checks = 1", r->pos_bytes, NULL);
}

void
sk_alter_drop(struct sk_mysql_reshape *r, struct sk_alter *a, const char *what, const struct sk_mysql_part *part,
            char *(*has)(TALLOC_CTX *, const char *, const char *, const char *))
{
    TALLOC_CTX *owner = r->rewrite->owner;
    sk_alter_clause(a);
    if (part->head && sk_same(part->head, "PRIMARY KEY")) {
        sk_text_add(a->sql, "DROP PRIMARY KEY");
    } else {
        sk_text_addf(a->sql, "DROP %s ", what);
        sk_text_ident(a->sql, part->name, '`');
    }
    if (!a->probe)
        a->probe = sk_mysql_has_not(owner, has(owner, a->schema, a->table, part->name));
}

void
sk_alter_add(struct sk_mysql_reshape *r, struct sk_alter *a, const struct sk_mysql_part *part,
           char *(*has)(TALLOC_CTX *, const char *, const char *, const char *))
{
    sk_alter_clause(a);
    sk_text_add(a->sql, "ADD ");
    sk_mysql_put_part(a->sql, part);
    if (!a->probe)
        a->probe = has(r->rewrite->owner, a->schema, a->table, part->name);
}

/* ---- what stays, what goes -------------------------------------------------------------------------------------- */

static bool
mentions(struct sk_mysql_reshape *r, const struct sk_mysql_part *part, const char *column)
{
    return strstr(part->sql, sk_mysql_quoted(r->rewrite->owner, column)) != NULL;
}

const struct sk_mysql_conversion *
sk_reshape_conversion_of(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const char *column)
{
    for (size_t i = 0; i < r->n_conversions; i++)
        if (pair->old && sk_same(r->conversions[i].column, column) &&
            sk_same(r->conversions[i].table->name, pair->name) &&
            sk_same(r->conversions[i].table->schema, pair->schema))
            return &r->conversions[i];
    return NULL;
}

bool
sk_reshape_is_off(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_mysql_part *part)
{
    for (size_t i = 0; i < r->n_conversions; i++)
        if (sk_reshape_conversion_of(r, pair, r->conversions[i].column) &&
            mentions(r, part, r->conversions[i].column) && (!r->conversions[i].in_place || part->computed))
            return true;
    return false;
}

/* A computed column is made anew when its expression changes: it holds nothing of its own. */
static bool
is_remade(const struct sk_mysql_part *old, const struct sk_mysql_part *new)
{
    return (old->computed || new->computed) && !sk_same(old->sql, new->sql) && (old->computed && new->computed);
}

/* Is the part over a computed column that is made anew? The server drops keys and CHECKs with their column. */
static bool
goes_with_column(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_mysql_part *part)
{
    for (size_t i = 0; pair->new && i < pair->old->columns.n; i++) {
        const struct sk_mysql_part *old = &pair->old->columns.items[i];
        const struct sk_mysql_part *new =
            old->computed ? sk_mysql_find_part(&pair->new->columns, sk_reshape_new_name(r, pair, old->name)) : NULL;
        if (new && is_remade(old, new) && mentions(r, part, old->name))
            return true;
    }
    return false;
}

/* Plain keys and foreign keys follow a rename by themselves. */
static bool
is_same(const struct sk_mysql_reshape *r, const struct sk_mysql_part *old, const struct sk_mysql_part *new)
{
    if (!sk_same(old->head ? old->head : "", new->head ? new->head : ""))
        return false;
    return sk_same(old->sql, new->sql) || (r->rename && !new->computed && !old->computed && new->head);
}

/* A key of skein's own is new: those that must stand after it are made again. */
static bool
is_overtaken(const struct sk_mysql_pair *pair, const struct sk_mysql_part *new)
{
    for (size_t i = 0; new->after_own && i < pair->new->keys.n; i++)
        if (pair->new->keys.items[i].emulated && !sk_mysql_find_part(&pair->old->keys, pair->new->keys.items[i].name))
            return true;
    return false;
}

static bool
keeps(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_mysql_part *old,
      const struct sk_mysql_parts *news)
{
    const struct sk_mysql_part *new = sk_mysql_find_part(news, old->name);
    return new && is_same(r, old, new) && !sk_reshape_is_off(r, pair, old) && !is_overtaken(pair, new) &&
           !goes_with_column(r, pair, old);
}

/* Is a key that serves the foreign key made anew, as its expressions name a column that is renamed, or as a column of
 * it is converted? That takes a statement of its own, so that there would be none meanwhile. */
static bool
loses_key(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_constraint *k)
{
    char *first = sk_printf(r->rewrite->owner, "(%s", sk_mysql_quoted(r->rewrite->owner, k->columns[0]));
    bool renamed = r->rename && r->rename->kind == SK_RENAME_COLUMN;
    for (size_t i = 0; i < pair->was->keys.n; i++) {
        const struct sk_mysql_part *key = &pair->was->keys.items[i];
        bool away = renamed ? !keeps(r, pair, key, &pair->new->keys) : sk_reshape_is_off(r, pair, key);
        if (away && strncmp(key->sql, first, strlen(first)) == 0)
            return true;
    }
    return false;
}

/* The servers change no type of a column that a foreign key joins. */
static bool
foreign_stays(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_mysql_part *old)
{
    const struct sk_constraint *k = old->constraint;
    const struct sk_mysql_pair *to = sk_reshape_find_pair(r, k->ref_schema, k->ref_table);
    if (!pair->new || !keeps(r, pair, old, &pair->new->foreign) || loses_key(r, pair, k))
        return false;
    if ((sk_reshape_is_copied(r, pair->old) && sk_constraint_has_column(k, r->rename->from)) ||
        (to && sk_reshape_is_copied(r, to->old)))
        return false;
    for (size_t i = 0; i < k->n_columns; i++)
        if (sk_reshape_type_changes(r, pair, sk_reshape_new_name(r, pair, k->columns[i])) ||
            sk_reshape_type_changes(r, to, sk_reshape_new_name(r, to, k->ref_columns[i])))
            return false;
    return true;
}

/* Is there one of its name afterwards, or a CHECK, which MariaDB does not add in the same statement? */
static bool
name_returns(const struct sk_mysql_pair *pair, const struct sk_mysql_part *old)
{
    return pair->new &&
           (sk_mysql_find_part(&pair->new->foreign, old->name) || sk_mysql_find_part(&pair->new->checks, old->name));
}

bool
sk_reshape_any_moves(const struct sk_mysql_reshape *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->pairs[i].moved)
            return true;
    return false;
}

/* ---- steps ------------------------------------------------------------------------------------------------------ */

void
sk_alter_drop_foreign(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct sk_alter *a, bool first)
{
    for (size_t i = 0; pair->old && i < pair->old->foreign.n; i++) {
        const struct sk_mysql_part *old = &pair->old->foreign.items[i];
        bool early = name_returns(pair, old) || sk_reshape_any_moves(r) || r->n > 1;
        if (early == first && pair->new && !foreign_stays(r, pair, old))
            sk_alter_drop(r, a, "FOREIGN KEY", old, sk_mysql_has_constraint);
    }
}

static bool
is_lax(const struct sk_mysql_part *foreign)
{
    return foreign->constraint && foreign->constraint->not_valid;
}

/* Those that rows are held to come first: what is NOT VALID has a statement of its own beside them. */
void
sk_alter_add_foreign(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct sk_alter *a)
{
    size_t n = pair->new ? pair->new->foreign.n : 0;
    for (size_t i = 0; i < 2 * n; i++) {
        const struct sk_mysql_part *new = &pair->new->foreign.items[i % n];
        const struct sk_mysql_part *old = pair->old ? sk_mysql_find_part(&pair->old->foreign, new->name) : NULL;
        bool stays = old && foreign_stays(r, pair, old);
        a->lax = a->lax || (is_lax(new) && stays);
        if (stays || is_lax(new) != (i >= n))
            continue;
        if (is_lax(new) && a->strict) {
            sk_alter_end(r, a, NULL);
            *a = sk_alter_begin(r, pair->schema, pair->name);
        }
        a->lax = a->lax || is_lax(new);
        a->strict = !is_lax(new);
        sk_alter_add(r, a, new, sk_mysql_has_constraint);
    }
}

static void
drop_checks(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct sk_alter *a)
{
    for (size_t i = 0; i < pair->old->checks.n; i++)
        if (!keeps(r, pair, &pair->old->checks.items[i], &pair->new->checks))
            sk_alter_drop(r, a, "CONSTRAINT", &pair->old->checks.items[i], sk_mysql_has_constraint);
}

/* Is a key the same once the column is renamed? */
static bool
is_same_renamed(struct sk_mysql_reshape *r, const struct sk_mysql_part *old, const struct sk_mysql_part *new)
{
    TALLOC_CTX *owner = r->rewrite->owner;
    if (!r->rename || r->rename->kind != SK_RENAME_COLUMN || old->computed || new->computed)
        return false;
    const char *from = sk_mysql_quoted(owner, r->rename->from), *rest = old->sql, *at;
    struct sk_text *sql = sk_text_new(owner);
    for (; (at = strstr(rest, from)); rest = at + strlen(from)) {
        sk_text_add_n(sql, rest, (size_t)(at - rest));
        sk_text_ident(sql, r->rename->to, '`');
    }
    sk_text_add(sql, rest);
    return sk_same(sql->data, new->sql);
}

/* The new name of a key that is the same but for that. */
static const struct sk_mysql_part *
renamed_key(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_mysql_part *old)
{
    for (size_t i = 0; i < pair->new->keys.n && !sk_same(old->name, "PRIMARY"); i++) {
        const struct sk_mysql_part *new = &pair->new->keys.items[i];
        bool same = sk_same(new->sql, old->sql) || is_same_renamed(r, old, new);
        if (sk_same(new->head, old->head) && same && !sk_reshape_is_off(r, pair, old) &&
            !sk_mysql_find_part(&pair->old->keys, new->name) && !sk_mysql_find_part(&pair->new->keys, old->name))
            return new;
    }
    return NULL;
}

static void
drop_keys(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct sk_alter *a)
{
    for (size_t i = 0; i < pair->old->keys.n; i++) {
        const struct sk_mysql_part *old = &pair->old->keys.items[i], *renamed;
        if (keeps(r, pair, old, &pair->new->keys))
            continue;
        if (!(renamed = renamed_key(r, pair, old))) {
            sk_alter_drop(r, a, "INDEX", old, sk_mysql_has_key);
            continue;
        }
        sk_alter_clause(a);
        sk_text_add(a->sql, "RENAME INDEX ");
        sk_text_ident(a->sql, old->name, '`');
        sk_text_add(a->sql, " TO ");
        sk_text_ident(a->sql, renamed->name, '`');
        if (!a->probe)
            a->probe = sk_mysql_has_key(r->rewrite->owner, a->schema, a->table, renamed->name);
    }
}

static void
add_keys(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct sk_alter *a)
{
    for (size_t i = 0; i < pair->new->keys.n; i++) {
        const struct sk_mysql_part *new = &pair->new->keys.items[i];
        const struct sk_mysql_part *old = sk_mysql_find_part(&pair->old->keys, new->name);
        bool renamed = false;
        for (size_t j = 0; j < pair->old->keys.n && !old; j++)
            renamed = renamed || (!keeps(r, pair, &pair->old->keys.items[j], &pair->new->keys) &&
                                  renamed_key(r, pair, &pair->old->keys.items[j]) == new);
        if (!renamed && (!old || !keeps(r, pair, old, &pair->new->keys)) && !sk_reshape_key_waits(r, pair, new))
            sk_alter_add(r, a, new, sk_mysql_has_key);
    }
    for (size_t i = 0; i < pair->new->checks.n; i++) {
        const struct sk_mysql_part *new = &pair->new->checks.items[i];
        const struct sk_mysql_part *old = sk_mysql_find_part(&pair->old->checks, new->name);
        if (!old || !keeps(r, pair, old, &pair->new->checks))
            sk_alter_add(r, a, new, sk_mysql_has_constraint);
    }
}

const char *
sk_reshape_scratch_name(struct sk_mysql_reshape *r, const char *column)
{
    return sk_mysql_own_name(r->rewrite->owner, "new", column);
}

static void
drop_columns(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct sk_alter *a)
{
    for (size_t i = 0; i < pair->old->columns.n; i++) {
        const struct sk_mysql_part *old = &pair->old->columns.items[i];
        const struct sk_mysql_part *new =
            sk_mysql_find_part(&pair->new->columns, sk_reshape_new_name(r, pair, old->name));
        const struct sk_mysql_conversion *c = sk_reshape_conversion_of(r, pair, old->name);
        if (!new || is_remade(old, new) || (c && !c->in_place))
            sk_alter_drop(r, a, "COLUMN", old, sk_mysql_has_column);
    }
}

static void
put_place(struct sk_alter *a, const struct sk_mysql_parts *columns, size_t i)
{
    if (i == 0) {
        sk_text_add(a->sql, " FIRST");
        return;
    }
    sk_text_add(a->sql, " AFTER ");
    sk_text_ident(a->sql, columns->items[i - 1].name, '`');
}

/* A computed column of skein's own, which comes with the keys that it is for. */
static bool
comes_with_key(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_mysql_part *new)
{
    const struct sk_mysql_part *old = sk_mysql_find_part(&pair->old->columns, sk_reshape_old_name(r, pair, new->name));
    return new->computed && new->emulated && (!old || is_remade(old, new));
}

static void
add_own_columns(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct sk_alter *a)
{
    for (size_t i = 0; i < pair->new->columns.n; i++)
        if (comes_with_key(r, pair, &pair->new->columns.items[i]))
            sk_alter_add(r, a, &pair->new->columns.items[i], sk_mysql_has_column);
}

/* Columns in the order of the new table, so that AFTER finds its neighbour. */
static void
change_columns(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct sk_alter *a)
{
    for (size_t i = 0; i < pair->new->columns.n; i++) {
        const struct sk_mysql_part *new = &pair->new->columns.items[i];
        const char *before = sk_reshape_old_name(r, pair, new->name);
        const struct sk_mysql_part *old = sk_mysql_find_part(&pair->old->columns, before);
        const struct sk_mysql_conversion *c = sk_reshape_conversion_of(r, pair, new->name);
        if (c && !c->in_place) {
            sk_alter_clause(a);
            sk_text_add(a->sql, "CHANGE COLUMN ");
            sk_text_ident(a->sql, sk_reshape_scratch_name(r, new->name), '`');
            sk_text_add(a->sql, " ");
            sk_mysql_put_part(a->sql, new);
            put_place(a, &pair->new->columns, i);
            a->probe = sk_mysql_has_not(r->rewrite->owner, sk_mysql_has_column(r->rewrite->owner, a->schema, a->table,
                                                                               sk_reshape_scratch_name(r, new->name)));
        } else if (comes_with_key(r, pair, new)) {
            continue;
        } else if (!old || is_remade(old, new)) {
            struct sk_mysql_part part = *new;
            if (new->changing)
                part.sql = sk_printf(r->rewrite->owner, "%s NULL", new->type);
            sk_alter_add(r, a, &part, sk_mysql_has_column);
            if (i + 1 < pair->new->columns.n && old)
                put_place(a, &pair->new->columns, i);
        } else if (!sk_same(before, new->name)) {
            /* MariaDB's own CHECK on a document may not be found in the column's new name: it is made anew */
            bool anew = sk_same(new->type, "JSON");
            sk_alter_clause(a);
            sk_text_add(a->sql, anew ? "CHANGE COLUMN " : "RENAME COLUMN ");
            sk_text_ident(a->sql, before, '`');
            sk_text_add(a->sql, anew ? " " : " TO ");
            if (anew)
                sk_mysql_put_part(a->sql, new);
            else
                sk_text_ident(a->sql, new->name, '`');
            a->probe = sk_mysql_has_column(r->rewrite->owner, a->schema, a->table, new->name);
        } else if (!sk_same(old->sql, new->sql) && !sk_reshape_default_waits(r, pair, new)) {
            sk_alter_clause(a);
            sk_text_add(a->sql, "MODIFY COLUMN ");
            sk_mysql_put_part(a->sql, new);
        }
    }
}

/* Another column that is numbered does not go on from where the one before it was. */
static void
change_start(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct sk_alter *a)
{
    const struct sk_mysql_part *old = sk_reshape_numbered(pair->old), *new = sk_reshape_numbered(pair->new);
    bool moves = old && new && !sk_same(sk_reshape_new_name(r, pair, old->name), new->name);
    if (!moves && (!pair->new->auto_start || pair->new->auto_start == pair->old->auto_start))
        return;
    sk_alter_clause(a);
    sk_text_addf(a->sql, "AUTO_INCREMENT = %lld", pair->new->auto_start ? pair->new->auto_start : 1);
}

static void
change_comment(const struct sk_mysql_pair *pair, struct sk_alter *a)
{
    const char *old = pair->old->comment ? pair->old->comment : "", *new = pair->new->comment ? pair->new->comment : "";
    if (sk_same(old, new))
        return;
    sk_alter_clause(a);
    sk_text_add(a->sql, "COMMENT=");
    sk_mysql_put_comment(a->sql, new, 2048);
}

bool
sk_reshape_is_renamed_alone(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    const struct sk_table *table = pair->new->table;
    if (!r->rename || r->rename->kind != SK_RENAME_COLUMN || !sk_same(r->rename->name, table->name))
        return false;
    bool joined = pair->new->foreign.n > 0;
    for (size_t t = 0; t < r->after->n_tables; t++)
        for (size_t i = 0; i < r->after->tables[t]->n_constraints; i++) {
            const struct sk_constraint *k = r->after->tables[t]->constraints[i];
            joined = joined || (k->kind == SK_FOREIGN_KEY && sk_same(k->ref_table, table->name));
        }
    return joined;
}

void
sk_alter_put_changes(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct sk_alter *a)
{
    bool alone = sk_reshape_is_renamed_alone(r, pair);
    sk_alter_drop_foreign(r, pair, a, false);
    drop_checks(r, pair, a);
    drop_keys(r, pair, a);
    drop_columns(r, pair, a);
    if (alone) {
        sk_alter_end(r, a, NULL);
        *a = sk_alter_begin(r, pair->schema, pair->name);
    }
    change_columns(r, pair, a);
    if (alone) {
        sk_alter_end(r, a, NULL);
        *a = sk_alter_begin(r, pair->schema, pair->name);
    }
    add_own_columns(r, pair, a);
    add_keys(r, pair, a);
    change_start(r, pair, a);
    change_comment(pair, a);
}
