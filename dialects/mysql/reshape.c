/* dialects/mysql/reshape.c - comparing the parts of tables, and the ALTER TABLE that comes of it. */
#include "core/text.h"
#include "dialects/common/counters.h"
#include "dialects/common/plpgsql.h"
#include "dialects/mysql/reshape.h"

#include <string.h>

struct sk_mysql_pair {
    const char *schema, *name;           /* after */
    struct sk_mysql_physical *old, *new; /* old NULL: not there before; new NULL: not there after */
    bool moved;                          /* its columns' types change */
};

/* MySQL minds this as it minds another type, where a foreign key joins the column. */
static const char AUTO[] = " AUTO_INCREMENT";

/* ---- the two catalogs ------------------------------------------------------------------------------------------- */

void
sk_mysql_reshape_enter(struct sk_mysql_reshape *r, bool after)
{
    if (r->before != r->after) {
        r->rewrite->catalog = after ? r->after : r->before;
    } else if (r->entered != after) {
        struct sk_table contents = *r->live;
        *r->live = r->other;
        r->other = contents;
    }
    r->entered = after;
}

static enum sk_status
physical_of(struct sk_mysql_physical **out, struct sk_mysql_reshape *r, bool after, const char *schema,
            const char *name)
{
    sk_mysql_reshape_enter(r, after);
    const struct sk_table *table = sk_catalog_table(r->rewrite->catalog, schema, name);
    *out = NULL;
    enum sk_status status =
        table ? sk_mysql_physical(out, r->rewrite->owner, r->rewrite, table, r->pos_bytes, after ? r->err : NULL)
              : SK_OK;
    sk_mysql_reshape_enter(r, false);
    return status;
}

/* ---- which tables ------------------------------------------------------------------------------------------------ */

static struct sk_mysql_pair *
find_pair(struct sk_mysql_reshape *r, const char *schema, const char *name)
{
    for (size_t i = 0; i < r->n; i++)
        if (sk_same(r->pairs[i].name, name) && sk_same(r->pairs[i].schema, schema))
            return &r->pairs[i];
    return NULL;
}

/* A column's name before the statement. */
static const char *
old_name(const struct sk_mysql_reshape *r, const char *column)
{
    bool renamed = r->rename && r->rename->kind == SK_RENAME_COLUMN && sk_same(r->rename->to, column);
    return renamed ? r->rename->from : column;
}

static const char *
new_name(const struct sk_mysql_reshape *r, const char *column)
{
    bool renamed = r->rename && r->rename->kind == SK_RENAME_COLUMN && sk_same(r->rename->from, column);
    return renamed ? r->rename->to : column;
}

static bool
type_changes(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const char *column)
{
    if (!pair || !pair->old || !pair->new)
        return false;
    const struct sk_mysql_part *old = sk_mysql_find_part(&pair->old->columns, old_name(r, column));
    const struct sk_mysql_part *new = sk_mysql_find_part(&pair->new->columns, column);
    bool auto_changes = old && new && !strstr(old->sql, AUTO) != !strstr(new->sql, AUTO);
    return old && new && (!sk_same(old->type, new->type) || auto_changes);
}

static enum sk_status
follow(struct sk_mysql_reshape *r, const struct sk_table *table)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < table->n_constraints && !status; i++) {
        const struct sk_constraint *k = table->constraints[i];
        if (k->kind == SK_FOREIGN_KEY)
            status = sk_mysql_reshape_table(r, k->ref_schema, k->ref_table, k->ref_schema, k->ref_table);
    }
    for (size_t t = 0; t < r->after->n_tables && !status; t++) {
        const struct sk_table *other = r->after->tables[t];
        for (size_t i = 0; i < other->n_constraints && !status; i++) {
            const struct sk_constraint *k = other->constraints[i];
            if (k->kind == SK_FOREIGN_KEY && sk_same(k->ref_table, table->name) &&
                sk_same(k->ref_schema, table->schema))
                status = sk_mysql_reshape_table(r, other->schema, other->name, other->schema, other->name);
        }
    }
    return status;
}

/* A new foreign key may make the table that it refers to change, too: two texts of one length. */
static bool
has_new_foreign_key(const struct sk_mysql_pair *pair)
{
    for (size_t i = 0; pair->new && i < pair->new->foreign.n; i++)
        if (!pair->old || !sk_mysql_find_part(&pair->old->foreign, pair->new->foreign.items[i].name))
            return true;
    return false;
}

/* Is a column of the table renamed by a statement of its own, which takes a copy? MySQL renames no column of a foreign
 * key then: it copies where a CHECK is about a computed column. */
static bool
is_copied(const struct sk_mysql_reshape *r, const struct sk_mysql_physical *table)
{
    bool renamed = table && r->rename && r->rename->kind == SK_RENAME_COLUMN &&
                   sk_same(r->rename->name, table->table->name) && sk_same(r->rename->schema, table->table->schema);
    for (size_t i = 0; renamed && i < table->checks.n; i++)
        for (size_t c = 0; c < table->columns.n; c++)
            if (table->columns.items[c].computed && !table->columns.items[c].emulated &&
                strstr(table->checks.items[i].sql,
                       sk_mysql_quoted(r->rewrite->owner, table->columns.items[c].name)))
                return true;
    return false;
}

enum sk_status
sk_mysql_reshape_table(struct sk_mysql_reshape *r, const char *schema_before, const char *before,
                       const char *schema_after, const char *after)
{
    if (find_pair(r, schema_after, after))
        return SK_OK;
    struct sk_mysql_pair pair = {.schema = schema_after, .name = after};
    enum sk_status status = physical_of(&pair.old, r, false, schema_before, before);
    status = status ? status : physical_of(&pair.new, r, true, schema_after, after);
    if (status)
        return status;
    for (size_t i = 0; pair.new && i < pair.new->columns.n; i++)
        pair.moved = pair.moved || type_changes(r, &pair, pair.new->columns.items[i].name);
    bool spreads = pair.moved || has_new_foreign_key(&pair) || is_copied(r, pair.old);
    sk_push(r->rewrite->owner, r->pairs, r->n, pair);
    if (!spreads)
        return SK_OK;
    /* sk_push may have moved the pair: what it points to stays. */
    sk_mysql_reshape_enter(r, true);
    const struct sk_table *table = sk_catalog_table(r->rewrite->catalog, schema_after, after);
    struct sk_table contents = table ? *table : (struct sk_table){0};
    sk_mysql_reshape_enter(r, false);
    return table ? follow(r, &contents) : SK_OK;
}

/* ---- one ALTER TABLE --------------------------------------------------------------------------------------------- */

struct alter {
    struct sk_text *sql;
    const char *schema, *table;
    bool first;
    bool strict;        /* it adds a foreign key to which all rows are held */
    bool lax;           /* there is one that is NOT VALID: a copy of the table would be held to it */
    const char *probe;  /* of the first clause that shows */
};

static void
clause(struct alter *a)
{
    sk_text_add(a->sql, a->first ? " " : ", ");
    a->first = false;
}

static struct alter
begin_alter(struct sk_mysql_reshape *r, const char *schema, const char *table)
{
    struct alter a = {.sql = sk_text_new(r->rewrite->owner), .schema = schema, .table = table, .first = true};
    sk_text_add(a.sql, "ALTER TABLE ");
    sk_mysql_put_relation(a.sql, schema, table);
    return a;
}

static void
end_alter(struct sk_mysql_reshape *r, struct alter *a, const char *note)
{
    if (a->first)
        return;
    bool lax = a->lax && !a->strict;
    if (lax)
        sk_mysql_run(r->rewrite, "SET SESSION foreign_key_checks = 0", r->pos_bytes,
                     "NOT VALID: the rows that are there stay as they are");
    struct sk_output *output = sk_mysql_run(r->rewrite, a->sql->data, r->pos_bytes, note);
    output->probe = a->probe;
    if (lax)
        sk_mysql_run(r->rewrite, "SET SESSION foreign_key_checks = 1", r->pos_bytes, NULL);
}

static void
drop_clause(struct sk_mysql_reshape *r, struct alter *a, const char *what, const struct sk_mysql_part *part,
            char *(*has)(TALLOC_CTX *, const char *, const char *, const char *))
{
    TALLOC_CTX *owner = r->rewrite->owner;
    clause(a);
    if (part->head && sk_same(part->head, "PRIMARY KEY")) {
        sk_text_add(a->sql, "DROP PRIMARY KEY");
    } else {
        sk_text_addf(a->sql, "DROP %s ", what);
        sk_text_ident(a->sql, part->name, '`');
    }
    if (!a->probe)
        a->probe = sk_mysql_has_not(owner, has(owner, a->schema, a->table, part->name));
}

static void
add_clause(struct sk_mysql_reshape *r, struct alter *a, const struct sk_mysql_part *part,
           char *(*has)(TALLOC_CTX *, const char *, const char *, const char *))
{
    clause(a);
    sk_text_add(a->sql, "ADD ");
    sk_mysql_put_part(a->sql, part);
    if (!a->probe)
        a->probe = has(r->rewrite->owner, a->schema, a->table, part->name);
}

/* ---- what stays, what goes --------------------------------------------------------------------------------------- */

static bool
mentions(struct sk_mysql_reshape *r, const struct sk_mysql_part *part, const char *column)
{
    return strstr(part->sql, sk_mysql_quoted(r->rewrite->owner, column)) != NULL;
}

static const struct sk_mysql_conversion *
conversion_of(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const char *column)
{
    for (size_t i = 0; i < r->n_conversions; i++)
        if (pair->old && sk_same(r->conversions[i].column, column) &&
            sk_same(r->conversions[i].table->name, pair->name) &&
            sk_same(r->conversions[i].table->schema, pair->schema))
            return &r->conversions[i];
    return NULL;
}

/* A key or a CHECK over a column that is converted is off meanwhile. */
static bool
is_off(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_mysql_part *part)
{
    for (size_t i = 0; i < r->n_conversions; i++)
        if (conversion_of(r, pair, r->conversions[i].column) && mentions(r, part, r->conversions[i].column) &&
            (!r->conversions[i].in_place || part->computed))
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
            old->computed ? sk_mysql_find_part(&pair->new->columns, new_name(r, old->name)) : NULL;
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
    return new && is_same(r, old, new) && !is_off(r, pair, old) && !is_overtaken(pair, new) &&
           !goes_with_column(r, pair, old);
}

/* Is a key that serves the foreign key made anew, as its expressions name a column that is renamed? The rename has a
 * statement of its own, so that there would be none meanwhile. */
static bool
loses_key(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_constraint *k)
{
    char *first = sk_printf(r->rewrite->owner, "(%s", sk_mysql_quoted(r->rewrite->owner, k->columns[0]));
    bool renamed = r->rename && r->rename->kind == SK_RENAME_COLUMN;
    for (size_t i = 0; renamed && i < pair->old->keys.n; i++)
        if (strncmp(pair->old->keys.items[i].sql, first, strlen(first)) == 0 &&
            !keeps(r, pair, &pair->old->keys.items[i], &pair->new->keys))
            return true;
    return false;
}

/* The servers change no column that a foreign key joins. */
static bool
foreign_stays(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_mysql_part *old)
{
    const struct sk_constraint *k = old->constraint;
    const struct sk_mysql_pair *to = find_pair(r, k->ref_schema, k->ref_table);
    if (!pair->new || !keeps(r, pair, old, &pair->new->foreign) || loses_key(r, pair, k))
        return false;
    if ((is_copied(r, pair->old) && sk_constraint_has_column(k, r->rename->from)) || (to && is_copied(r, to->old)))
        return false;
    for (size_t i = 0; i < k->n_columns; i++)
        if (type_changes(r, pair, new_name(r, k->columns[i])) || type_changes(r, to, k->ref_columns[i]))
            return false;
    return true;
}

static bool
foreign_returns(const struct sk_mysql_pair *pair, const struct sk_mysql_part *old)
{
    return pair->new && sk_mysql_find_part(&pair->new->foreign, old->name);
}

static bool
any_moves(const struct sk_mysql_reshape *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->pairs[i].moved)
            return true;
    return false;
}

/* ---- steps ------------------------------------------------------------------------------------------------------- */

/* Foreign keys that come back under the same name cannot go in the same statement; nor those that stand in the way of
 * another table's. `first`: those; else the rest, as a part of their table's ALTER. */
static void
drop_foreign(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct alter *a, bool first)
{
    for (size_t i = 0; pair->old && i < pair->old->foreign.n; i++) {
        const struct sk_mysql_part *old = &pair->old->foreign.items[i];
        bool early = foreign_returns(pair, old) || any_moves(r) || r->n > 1;
        if (early == first && pair->new && !foreign_stays(r, pair, old))
            drop_clause(r, a, "FOREIGN KEY", old, sk_mysql_has_constraint);
    }
}

static bool
is_lax(const struct sk_mysql_part *foreign)
{
    return foreign->constraint && foreign->constraint->not_valid;
}

static void
add_foreign(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct alter *a)
{
    for (size_t i = 0; pair->new && i < pair->new->foreign.n; i++) {
        const struct sk_mysql_part *new = &pair->new->foreign.items[i];
        const struct sk_mysql_part *old = pair->old ? sk_mysql_find_part(&pair->old->foreign, new->name) : NULL;
        a->lax = a->lax || is_lax(new);
        if (old && foreign_stays(r, pair, old))
            continue;
        a->strict = a->strict || !is_lax(new);
        add_clause(r, a, new, sk_mysql_has_constraint);
    }
}

static void
drop_checks(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct alter *a)
{
    for (size_t i = 0; i < pair->old->checks.n; i++)
        if (!keeps(r, pair, &pair->old->checks.items[i], &pair->new->checks))
            drop_clause(r, a, "CONSTRAINT", &pair->old->checks.items[i], sk_mysql_has_constraint);
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
        if (sk_same(new->head, old->head) && same && !is_off(r, pair, old) &&
            !sk_mysql_find_part(&pair->old->keys, new->name) && !sk_mysql_find_part(&pair->new->keys, old->name))
            return new;
    }
    return NULL;
}

static void
drop_keys(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct alter *a)
{
    for (size_t i = 0; i < pair->old->keys.n; i++) {
        const struct sk_mysql_part *old = &pair->old->keys.items[i], *renamed;
        if (keeps(r, pair, old, &pair->new->keys))
            continue;
        if (!(renamed = renamed_key(r, pair, old))) {
            drop_clause(r, a, "INDEX", old, sk_mysql_has_key);
            continue;
        }
        clause(a);
        sk_text_add(a->sql, "RENAME INDEX ");
        sk_text_ident(a->sql, old->name, '`');
        sk_text_add(a->sql, " TO ");
        sk_text_ident(a->sql, renamed->name, '`');
        if (!a->probe)
            a->probe = sk_mysql_has_key(r->rewrite->owner, a->schema, a->table, renamed->name);
    }
}

static void
add_keys(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct alter *a)
{
    for (size_t i = 0; i < pair->new->keys.n; i++) {
        const struct sk_mysql_part *new = &pair->new->keys.items[i];
        const struct sk_mysql_part *old = sk_mysql_find_part(&pair->old->keys, new->name);
        bool renamed = false;
        for (size_t j = 0; j < pair->old->keys.n && !old; j++)
            renamed = renamed || (!keeps(r, pair, &pair->old->keys.items[j], &pair->new->keys) &&
                                  renamed_key(r, pair, &pair->old->keys.items[j]) == new);
        if (!renamed && (!old || !keeps(r, pair, old, &pair->new->keys)))
            add_clause(r, a, new, sk_mysql_has_key);
    }
    for (size_t i = 0; i < pair->new->checks.n; i++) {
        const struct sk_mysql_part *new = &pair->new->checks.items[i];
        const struct sk_mysql_part *old = sk_mysql_find_part(&pair->old->checks, new->name);
        if (!old || !keeps(r, pair, old, &pair->new->checks))
            add_clause(r, a, new, sk_mysql_has_constraint);
    }
}

static const char *
scratch_name(struct sk_mysql_reshape *r, const char *column)
{
    return sk_mysql_own_name(r->rewrite->owner, "new", column);
}

static void
drop_columns(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct alter *a)
{
    for (size_t i = 0; i < pair->old->columns.n; i++) {
        const struct sk_mysql_part *old = &pair->old->columns.items[i];
        const struct sk_mysql_part *new = sk_mysql_find_part(&pair->new->columns, new_name(r, old->name));
        const struct sk_mysql_conversion *c = conversion_of(r, pair, old->name);
        if (!new || is_remade(old, new) || (c && !c->in_place))
            drop_clause(r, a, "COLUMN", old, sk_mysql_has_column);
    }
}

static void
put_place(struct alter *a, const struct sk_mysql_parts *columns, size_t i)
{
    if (i == 0) {
        sk_text_add(a->sql, " FIRST");
        return;
    }
    sk_text_add(a->sql, " AFTER ");
    sk_text_ident(a->sql, columns->items[i - 1].name, '`');
}

/* Columns in the order of the new table, so that AFTER finds its neighbour. */
static void
change_columns(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct alter *a)
{
    for (size_t i = 0; i < pair->new->columns.n; i++) {
        const struct sk_mysql_part *new = &pair->new->columns.items[i];
        const char *before = old_name(r, new->name);
        const struct sk_mysql_part *old = sk_mysql_find_part(&pair->old->columns, before);
        const struct sk_mysql_conversion *c = conversion_of(r, pair, new->name);
        if (c && !c->in_place) {
            clause(a);
            sk_text_add(a->sql, "CHANGE COLUMN ");
            sk_text_ident(a->sql, scratch_name(r, new->name), '`');
            sk_text_add(a->sql, " ");
            sk_mysql_put_part(a->sql, new);
            put_place(a, &pair->new->columns, i);
            a->probe = sk_mysql_has_not(r->rewrite->owner, sk_mysql_has_column(r->rewrite->owner, a->schema, a->table,
                                                                                   scratch_name(r, new->name)));
        } else if (!old || is_remade(old, new)) {
            struct sk_mysql_part part = *new;
            if (new->changing)
                part.sql = sk_printf(r->rewrite->owner, "%s NULL", new->type);
            add_clause(r, a, &part, sk_mysql_has_column);
            if (i + 1 < pair->new->columns.n && old)
                put_place(a, &pair->new->columns, i);
        } else if (!sk_same(before, new->name)) {
            clause(a);
            sk_text_add(a->sql, "RENAME COLUMN ");
            sk_text_ident(a->sql, before, '`');
            sk_text_add(a->sql, " TO ");
            sk_text_ident(a->sql, new->name, '`');
            a->probe = sk_mysql_has_column(r->rewrite->owner, a->schema, a->table, new->name);
        } else if (!sk_same(old->sql, new->sql)) {
            clause(a);
            sk_text_add(a->sql, "MODIFY COLUMN ");
            sk_mysql_put_part(a->sql, new);
        }
    }
}

static void
change_comment(const struct sk_mysql_pair *pair, struct alter *a)
{
    const char *old = pair->old->comment ? pair->old->comment : "", *new = pair->new->comment ? pair->new->comment : "";
    if (sk_same(old, new))
        return;
    clause(a);
    sk_text_add(a->sql, "COMMENT=");
    sk_mysql_put_comment(a->sql, new, 2048);
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

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

/* The keys and CHECKs over the columns that are converted go, the columns that take the new values come. */
static void
before_conversion(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    static const char note[] = "the rows of a column are converted by an expression, beside the old ones";
    struct alter a = begin_alter(r, pair->schema, pair->name);
    for (size_t i = 0; i < pair->old->checks.n; i++)
        if (is_off(r, pair, &pair->old->checks.items[i]))
            drop_clause(r, &a, "CONSTRAINT", &pair->old->checks.items[i], sk_mysql_has_constraint);
    for (size_t i = 0; i < pair->old->keys.n; i++)
        if (is_off(r, pair, &pair->old->keys.items[i]))
            drop_clause(r, &a, "INDEX", &pair->old->keys.items[i], sk_mysql_has_key);
    for (size_t i = 0; i < pair->new->columns.n; i++) {
        const struct sk_mysql_part *new = &pair->new->columns.items[i];
        const struct sk_mysql_conversion *c = conversion_of(r, pair, new->name);
        const struct sk_mysql_part *old = sk_mysql_find_part(&pair->old->columns, new->name);
        if (c && c->in_place && old && is_longer(new->type, old->type)) {
            clause(&a);
            sk_text_add(a.sql, "MODIFY COLUMN ");
            sk_mysql_put_part(a.sql, new);
        }
        if (!c || c->in_place)
            continue;
        struct sk_mysql_part part = {.name = scratch_name(r, new->name),
                                     .sql = sk_printf(r->rewrite->owner, "%s NULL", new->type)};
        add_clause(r, &a, &part, sk_mysql_has_column);
    }
    end_alter(r, &a, note);
    for (size_t i = 0; i < r->n_conversions; i++)
        if (conversion_of(r, pair, r->conversions[i].column) == &r->conversions[i])
            update_column(r, pair,
                          r->conversions[i].in_place ? r->conversions[i].column
                                                     : scratch_name(r, r->conversions[i].column),
                          r->conversions[i].sql, note);
}

static void
fill_column(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_mysql_part *new)
{
    TALLOC_CTX *owner = r->rewrite->owner;
    const struct sk_counters *counters = new->counters;
    if (counters && counters->n) {
        sk_mysql_make_counters(r->rewrite, counters, r->pos_bytes);
        sk_mysql_run_data(r->rewrite, SK_MYSQL_NO_ROW, r->pos_bytes, "rows are counted");
    }
    update_column(r, pair, new->name, new->fill, "a new column's default is another value for each row");
    for (size_t i = 0; counters && i < counters->n; i++)
        sk_mysql_run_data(r->rewrite,
                          sk_counter_step(owner, counters->items[i],
                                          sk_printf(owner, "(SELECT COUNT(*) FROM %s)",
                                                    sk_mysql_relation(owner, pair->schema, pair->name))),
                          r->pos_bytes, SK_COUNTERS_NOTE);
}

/* MySQL fills no new column with a default that is another value each time: the rows get theirs by an UPDATE. */
static void
fill_changing(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    struct alter a = begin_alter(r, pair->schema, pair->name);
    for (size_t i = 0; i < pair->new->columns.n; i++) {
        const struct sk_mysql_part *new = &pair->new->columns.items[i];
        if (!new->changing || sk_mysql_find_part(&pair->old->columns, old_name(r, new->name)))
            continue;
        fill_column(r, pair, new);
        clause(&a);
        sk_text_add(a.sql, "MODIFY COLUMN ");
        sk_mysql_put_part(a.sql, new);
    }
    end_alter(r, &a, "the new column's default");
}

/* PostgreSQL refuses a new column that is NOT NULL and has no value for the rows; the servers fill in zeros. */
static void
assert_fillable(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    for (size_t i = 0; i < pair->new->columns.n; i++) {
        const struct sk_mysql_part *new = &pair->new->columns.items[i];
        if (!new->column || sk_mysql_find_part(&pair->old->columns, old_name(r, new->name)) || new->computed ||
            !strstr(new->sql, " NOT NULL") || strstr(new->sql, " DEFAULT ") || strstr(new->sql, " AUTO_INCREMENT"))
            continue;
        sk_mysql_assert(r->rewrite,
                        sk_printf(r->rewrite->owner, "SELECT 'it has rows' FROM %s LIMIT 1",
                                  sk_mysql_relation(r->rewrite->owner, pair->schema, pair->name)),
                        r->pos_bytes,
                        sk_printf(r->rewrite->owner, "column \"%s\" of relation \"%s\" would contain null values",
                                  new->name, pair->name));
    }
}

/* ---- all of it --------------------------------------------------------------------------------------------------- */

static bool
has_conversion(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    for (size_t i = 0; i < r->n_conversions; i++)
        if (conversion_of(r, pair, r->conversions[i].column))
            return true;
    return false;
}

/* MySQL renames a column of a foreign key in place only, and nothing else along with it that takes a copy. */
static bool
is_renamed_alone(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
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

/* What one ALTER does to a table, without the foreign keys that it gets. */
static void
put_changes(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct alter *a)
{
    bool alone = is_renamed_alone(r, pair);
    drop_foreign(r, pair, a, false);
    drop_checks(r, pair, a);
    drop_keys(r, pair, a);
    drop_columns(r, pair, a);
    if (alone) {
        end_alter(r, a, NULL);
        *a = begin_alter(r, pair->schema, pair->name);
    }
    change_columns(r, pair, a);
    if (alone) {
        end_alter(r, a, NULL);
        *a = begin_alter(r, pair->schema, pair->name);
    }
    add_keys(r, pair, a);
    change_comment(pair, a);
}

/* A foreign key is best made with the key it needs: one statement leaves nothing half done. It has to wait for what it
 * refers to only where that is changed, too. */
static bool
foreign_waits(struct sk_mysql_reshape *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n && r->n > 1; i++) {
        const struct sk_mysql_pair *pair = &r->pairs[i];
        if (!pair->old || !pair->new || is_renamed_alone(r, pair))
            return true;
        struct alter a = begin_alter(r, pair->schema, pair->name);
        put_changes(r, pair, &a);
        add_foreign(r, pair, &a);
        n += !a.first;
    }
    return n > 1 || any_moves(r);
}

/* Parts that before_conversion() took off are gone: nothing is left to drop. */
static void
main_alter(struct sk_mysql_reshape *r, struct sk_mysql_pair *pair, bool foreign)
{
    if (has_conversion(r, pair)) {
        before_conversion(r, pair);
        struct sk_mysql_physical *left = sk_new(r->rewrite->owner, struct sk_mysql_physical);
        *left = *pair->old;
        left->checks = left->keys = (struct sk_mysql_parts){0};
        for (size_t i = 0; i < pair->old->checks.n; i++)
            if (!is_off(r, pair, &pair->old->checks.items[i]))
                sk_push(left, left->checks.items, left->checks.n, pair->old->checks.items[i]);
        for (size_t i = 0; i < pair->old->keys.n; i++)
            if (!is_off(r, pair, &pair->old->keys.items[i]))
                sk_push(left, left->keys.items, left->keys.n, pair->old->keys.items[i]);
        pair->old = left;
    }
    assert_fillable(r, pair);
    sk_mysql_assert_guards(r->rewrite, &pair->old->triggers, &pair->new->triggers, r->pos_bytes);
    struct alter a = begin_alter(r, pair->schema, pair->name);
    put_changes(r, pair, &a);
    if (foreign)
        add_foreign(r, pair, &a);
    end_alter(r, &a, NULL);
    fill_changing(r, pair);
    for (size_t i = 0; i < pair->new->n_notes; i++) {
        bool known = false;
        for (size_t j = 0; j < pair->old->n_notes; j++)
            known = known || sk_same(pair->old->notes[j], pair->new->notes[i]);
        if (!known)
            sk_mysql_note(r->rewrite, r->pos_bytes, pair->new->notes[i]);
    }
}

/* Guards that are other ones after the statement, or that would look at rows while they are converted. */
static bool
guard_stays(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_mysql_part *old)
{
    const struct sk_mysql_part *new = sk_mysql_find_part(&pair->new->triggers, old->name);
    bool stays_there = sk_same(pair->old->table->schema, pair->new->table->schema);
    return new && stays_there && sk_same(old->sql, new->sql) && !has_conversion(r, pair);
}

/* Does the statement change rows by itself? */
static bool
changes_rows(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    bool fills = false;
    for (size_t i = 0; i < pair->new->columns.n; i++)
        fills = fills || (pair->new->columns.items[i].changing &&
                          !sk_mysql_find_part(&pair->old->columns, old_name(r, pair->new->columns.items[i].name)));
    return fills || has_conversion(r, pair);
}

/* May the trigger's function name a column that the others are without? */
static bool
names_other(const struct sk_mysql_reshape *r, const struct sk_trigger *trigger, const struct sk_mysql_parts *columns,
            const struct sk_mysql_parts *others)
{
    for (size_t i = 0; i < columns->n; i++)
        if (!sk_mysql_find_part(others, columns->items[i].name) &&
            sk_plpgsql_may_name(r->before, trigger, columns->items[i].name))
            return true;
    return false;
}

/* Is the trigger for the column that is renamed, or does its condition ask for it? */
static bool
follows_rename(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_trigger *trigger)
{
    const struct sk_table *table = pair->old->table;
    if (!r->rename || r->rename->kind != SK_RENAME_COLUMN || !sk_same(r->rename->name, table->name) ||
        !sk_same(r->rename->schema, table->schema))
        return false;
    const char *names[] = {r->rename->from, r->rename->to};
    for (size_t n = 0; n < 2; n++) {
        for (size_t i = 0; i < trigger->n_columns; i++)
            if (sk_same(trigger->columns[i], names[n]))
                return true;
        if (trigger->when && r->rewrite->catalog->ops->uses_column(trigger->when, names[n]))
            return true;
    }
    return false;
}

/* The author's triggers do not fire for what DDL does to rows, have their table's name in theirs, and do not move to
 * another database. */
static bool
trigger_stays(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_trigger *trigger)
{
    const struct sk_table *old = pair->old->table, *new = pair->new->table;
    return sk_table_trigger(new, trigger->name) && sk_same(old->schema, new->schema) && sk_same(old->name, new->name) &&
           !changes_rows(r, pair) && !names_other(r, trigger, &pair->old->columns, &pair->new->columns) &&
           !names_other(r, trigger, &pair->new->columns, &pair->old->columns) && !follows_rename(r, pair, trigger);
}

static void
drop_guards(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    for (size_t i = 0; pair->old && pair->new && i < pair->old->table->n_triggers; i++)
        if (!trigger_stays(r, pair, pair->old->table->triggers[i]))
            sk_mysql_drop_trigger(r->rewrite, pair->old->table, pair->old->table->triggers[i], r->pos_bytes);
    for (size_t i = 0; pair->old && pair->new && i < pair->old->triggers.n; i++)
        if (!guard_stays(r, pair, &pair->old->triggers.items[i]))
            sk_mysql_drop_guard(r->rewrite, pair->old->table->schema, &pair->old->triggers.items[i], r->pos_bytes);
}

static enum sk_status
make_triggers(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    enum sk_status status = SK_OK;
    sk_mysql_reshape_enter(r, true);
    const struct sk_table *table = pair->new ? sk_catalog_table(r->rewrite->catalog, pair->schema, pair->name) : NULL;
    const struct sk_trigger *made = NULL, *next;
    while (pair->old && table && !status && (next = sk_mysql_last_trigger(table, made))) {
        made = next;
        if (!trigger_stays(r, pair, next))
            status = sk_mysql_make_trigger(r->rewrite, table, next, r->pos_bytes, r->err);
    }
    sk_mysql_reshape_enter(r, false);
    return status;
}

static void
make_guards(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    for (size_t i = 0; pair->old && pair->new && i < pair->new->triggers.n; i++) {
        const struct sk_mysql_part *new = &pair->new->triggers.items[i];
        const struct sk_mysql_part *old = sk_mysql_find_part(&pair->old->triggers, new->name);
        if (!old || !guard_stays(r, pair, old))
            sk_mysql_make_guard(r->rewrite, pair->schema, new, r->pos_bytes);
    }
}

enum sk_status
sk_mysql_reshape_run(struct sk_mysql_reshape *r)
{
    static const char note[] = "foreign keys are off their columns while these change";
    bool waits = foreign_waits(r);
    for (size_t i = 0; i < r->n; i++)
        drop_guards(r, &r->pairs[i]);
    if (r->move.sql)
        sk_rewrite_add(r->rewrite, &r->move);
    for (size_t i = 0; i < r->n; i++) {
        struct alter a = begin_alter(r, r->pairs[i].schema, r->pairs[i].name);
        drop_foreign(r, &r->pairs[i], &a, true);
        end_alter(r, &a, note);
    }
    for (size_t i = 0; i < r->n; i++)
        if (r->pairs[i].old && r->pairs[i].new)
            main_alter(r, &r->pairs[i], !waits);
    for (size_t i = 0; i < r->n && waits; i++) {
        struct alter a = begin_alter(r, r->pairs[i].schema, r->pairs[i].name);
        add_foreign(r, &r->pairs[i], &a);
        end_alter(r, &a, NULL);
    }
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < r->n && !status; i++) {
        make_guards(r, &r->pairs[i]);
        status = make_triggers(r, &r->pairs[i]);
    }
    return status;
}
