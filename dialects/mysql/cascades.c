/*
 * dialects/mysql/cascades.c - foreign key actions that fire triggers.
 *
 * In PostgreSQL ON DELETE CASCADE and SET NULL are statements like any other, and the child's triggers fire for them.
 * The servers do it inside the engine: "cascaded foreign key actions do not activate triggers" (MySQL manual, 27.3.1;
 * MariaDB: Trigger Limitations). Where a child has triggers that would fire, a trigger of the parent does the action
 * first, as a statement; the foreign key stays as it is and finds nothing left to do.
 *
 * Always such a trigger are ON DELETE SET DEFAULT, which InnoDB does not have, and what ON DELETE does to a column from
 * which another one is generated and stored: "a foreign key constraint on the base column of a stored generated column
 * cannot use CASCADE, SET NULL, or SET DEFAULT" (MySQL manual, 15.1.20.5).
 *
 * Left to the engine, without the child's triggers: ON UPDATE (the new key is not there yet when a trigger could act),
 * a table that refers to itself, circles, and children whose trigger functions name the parent, for a trigger may not
 * change a table that its statement is about (error 1442).
 */
#include <stdlib.h>
#include <string.h>

#include "dialects/common/mentions.h"
#include "dialects/mysql/physical.h"

enum { DEEPEST = 16 };

/* A foreign key that acts on its table's rows. */
struct link {
    const struct sk_table *parent;
    size_t child; /* place in the catalog */
    const struct sk_constraint *key;
};

/* Those of a catalog, each parent's together, in the catalog's order. */
struct links {
    struct link *items;
    size_t n;
};

/* The tables from the row that is deleted down to the one at hand. Each is gone down from once: there may be many ways
 * to it. */
struct path {
    const struct sk_table *tables[DEEPEST];
    size_t n;
    bool *seen; /* by place in the catalog */
};

static bool
is_on(const struct path *path, const struct sk_table *table)
{
    for (size_t i = 0; i < path->n; i++)
        if (path->tables[i] == table)
            return true;
    return false;
}

static bool
names_any(const struct sk_function *function, const struct path *path)
{
    for (size_t i = 0; i < path->n; i++)
        if (function->body && sk_mentions_name(function->body, path->tables[i]->name))
            return true;
    return false;
}

bool
sk_mysql_feeds_generated(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_constraint *k)
{
    for (size_t c = 0; c < table->n_columns; c++)
        for (size_t i = 0; table->columns[c]->generated && i < k->n_columns; i++)
            if (catalog->ops->uses_column(table->columns[c]->generated, k->columns[i]))
                return true;
    return false;
}

/* Can the servers not have its action, with triggers or without? */
static bool
is_lacking(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_constraint *k)
{
    return k->kind == SK_FOREIGN_KEY &&
           (k->on_delete == SK_FK_SET_DEFAULT || sk_mysql_feeds_generated(catalog, table, k));
}

/* UPDATE OF fires for its columns. */
static bool
is_fired(const struct sk_trigger *trigger, unsigned event, const struct sk_constraint *k)
{
    bool fired = trigger->n_columns == 0 || event != SK_ON_UPDATE;
    for (size_t i = 0; i < trigger->n_columns && !fired; i++)
        fired = sk_constraint_has_column(k, trigger->columns[i]);
    return fired && !trigger->disabled && (trigger->events & event);
}

static const struct sk_table *
parent_of(const struct sk_catalog *catalog, const struct sk_table *child, const struct sk_constraint *k)
{
    bool acts = k->kind == SK_FOREIGN_KEY && (k->on_delete == SK_FK_CASCADE || k->on_delete == SK_FK_SET_NULL ||
                                              k->on_delete == SK_FK_SET_DEFAULT);
    const struct sk_table *parent = acts ? sk_catalog_table(catalog, k->ref_schema, k->ref_table) : NULL;
    return parent == child ? NULL : parent;
}

static unsigned
event_of(const struct sk_constraint *k)
{
    return k->on_delete == SK_FK_CASCADE ? SK_ON_DELETE : SK_ON_UPDATE;
}

static int
compare_links(const void *a, const void *b)
{
    const struct link *x = a, *y = b;
    if (x->parent != y->parent)
        return x->parent < y->parent ? -1 : 1;
    return x->child < y->child ? -1 : x->child > y->child;
}

static struct links
links_of(TALLOC_CTX *owner, const struct sk_catalog *catalog)
{
    struct links links = {0};
    for (size_t t = 0; t < catalog->n_tables; t++)
        for (size_t i = 0; i < catalog->tables[t]->n_constraints; i++) {
            const struct sk_constraint *k = catalog->tables[t]->constraints[i];
            struct link link = {parent_of(catalog, catalog->tables[t], k), t, k};
            if (link.parent)
                sk_push(owner, links.items, links.n, link);
        }
    if (links.n)
        qsort(links.items, links.n, sizeof *links.items, compare_links);
    return links;
}

/* The first of a parent's, or where it would be. */
static size_t
first_below(const struct links *links, const struct sk_table *parent)
{
    size_t low = 0, high = links->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (links->items[middle].parent < parent)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_missed(const struct sk_catalog *catalog, const struct links *links, const struct link *link,
                      struct path path);

/* Rows of `table` go: is a trigger further down missed? */
static bool
is_missed_below(const struct sk_catalog *catalog, const struct links *links, const struct sk_table *table,
                const struct path *path)
{
    for (size_t i = first_below(links, table); i < links->n && links->items[i].parent == table; i++)
        if (is_missed(catalog, links, &links->items[i], *path))
            return true;
    return false;
}

/* Would the action of the key leave out a trigger that can be fired by a statement instead? */
static bool
is_missed(const struct sk_catalog *catalog, const struct links *links, const struct link *link, struct path path)
{
    const struct sk_table *child = catalog->tables[link->child];
    const struct sk_constraint *k = link->key;
    unsigned event = event_of(k);
    bool missed = false;
    if (is_on(&path, child) || path.n == DEEPEST)
        return false;
    for (size_t i = 0; i < child->n_triggers; i++) {
        const struct sk_trigger *trigger = child->triggers[i];
        const struct sk_function *function = /* one that was read from another engine has none */
            trigger->function ? sk_catalog_function(catalog, trigger->function_schema, trigger->function) : NULL;
        if (!is_fired(trigger, event, k))
            continue;
        if (!function || names_any(function, &path))
            return false;
        missed = true;
    }
    if (is_lacking(catalog, child, k))
        return true;
    if (missed || event != SK_ON_DELETE || path.seen[link->child])
        return missed;
    path.seen[link->child] = true;
    path.tables[path.n++] = child;
    return is_missed_below(catalog, links, child, &path);
}

static void
add_action(struct sk_mysql_parts *out, TALLOC_CTX *owner, const struct sk_table *parent, const struct sk_table *child,
           const struct sk_constraint *k)
{
    struct sk_mysql_part part = {.name = sk_mysql_own_name(owner, parent->name,
                                                              sk_printf(owner, "%s_%s", child->name, k->name)),
                                 .computed = true, .emulated = true};
    const char *relation = sk_mysql_relation(owner, child->schema, child->name);
    struct sk_text *sql = sk_text_new(owner);
    sk_text_addf(sql, "CREATE TRIGGER %s BEFORE DELETE ON %s FOR EACH ROW ",
                 sk_mysql_relation(owner, parent->schema, part.name),
                 sk_mysql_relation(owner, parent->schema, parent->name));
    sk_text_addf(sql, k->on_delete == SK_FK_CASCADE ? "DELETE FROM %s" : "UPDATE %s SET ", relation);
    for (size_t i = 0; k->on_delete != SK_FK_CASCADE && i < k->n_columns; i++) {
        const struct sk_column *column = sk_table_column(child, k->columns[i]);
        bool none = column && !column->default_expr && column->type.kind != SK_TYPE_DOMAIN;
        sk_text_addf(sql, "%s%s = %s", i ? ", " : "", sk_mysql_quoted(owner, k->columns[i]),
                     k->on_delete == SK_FK_SET_NULL || none ? "NULL" : "DEFAULT");
    }
    for (size_t i = 0; i < k->n_columns; i++)
        sk_text_addf(sql, "%s%s = OLD.%s", i ? " AND " : " WHERE ", sk_mysql_quoted(owner, k->columns[i]),
                     sk_mysql_quoted(owner, k->ref_columns[i]));
    part.sql = sql->data;
    part.schema = parent->schema;
    part.table = parent;
    sk_push(owner, out->items, out->n, part);
}

/* Is there a key whose own table has what it leaves out? Without one nothing is missed anywhere. */
static bool
may_be_missed(const struct sk_catalog *catalog)
{
    for (size_t t = 0; t < catalog->n_tables; t++) {
        const struct sk_table *child = catalog->tables[t];
        for (size_t i = 0; i < child->n_constraints; i++) {
            const struct sk_constraint *k = child->constraints[i];
            if (is_lacking(catalog, child, k))
                return true;
            for (size_t r = 0; k->kind == SK_FOREIGN_KEY && r < child->n_triggers; r++)
                if (is_fired(child->triggers[r], event_of(k), k))
                    return true;
        }
    }
    return false;
}

/* The triggers that stand in for foreign keys' actions in `catalog`. */
static struct sk_mysql_parts
actions_in(TALLOC_CTX *owner, const struct sk_catalog *catalog)
{
    struct sk_mysql_parts parts = {0};
    if (!may_be_missed(catalog))
        return parts;
    struct links links = links_of(owner, catalog);
    bool *seen = sk_alloc(owner, catalog->n_tables + 1, "seen");
    for (size_t t = 0; t < catalog->n_tables; t++)
        for (size_t i = 0; i < catalog->tables[t]->n_constraints; i++) {
            const struct sk_constraint *k = catalog->tables[t]->constraints[i];
            struct link link = {parent_of(catalog, catalog->tables[t], k), t, k};
            memset(seen, 0, link.parent ? catalog->n_tables : 0);
            if (link.parent && is_missed(catalog, &links, &link, (struct path){{link.parent}, 1, seen}))
                add_action(&parts, owner, link.parent, catalog->tables[t], k);
        }
    return parts;
}

static bool
has_lacking(const struct sk_catalog *catalog, const struct sk_table *table)
{
    for (size_t i = 0; i < table->n_constraints; i++)
        if (is_lacking(catalog, table, table->constraints[i]))
            return true;
    return false;
}

/* Is there anything that a foreign key's own action would leave out? */
static bool
has_triggers(const struct sk_catalog *catalog)
{
    for (size_t i = 0; i < catalog->n_tables; i++)
        if (catalog->tables[i]->n_triggers || has_lacking(catalog, catalog->tables[i]))
            return true;
    return false;
}

static bool
has_foreign_key(const struct sk_table *table)
{
    for (size_t i = 0; i < table->n_constraints; i++)
        if (table->constraints[i]->kind == SK_FOREIGN_KEY)
            return true;
    return false;
}

/* Is the trigger that is made one for a foreign key of its table? */
static bool
fires_for_key(const struct sk_catalog *catalog, const struct sk_change *change)
{
    const struct sk_table *table = sk_catalog_table(catalog, change->schema, change->name);
    for (size_t i = 0; table && i < table->n_constraints; i++)
        if (table->constraints[i]->kind == SK_FOREIGN_KEY &&
            is_fired(change->u.trigger, event_of(table->constraints[i]), table->constraints[i]))
            return true;
    return false;
}

/* Can the statement make one, where there is none yet? `triggers`: there are some. */
static bool
may_make(const struct sk_catalog *catalog, const struct sk_statement *statement, bool triggers)
{
    for (size_t i = 0; i < statement->n_changes; i++) {
        const struct sk_change *change = statement->changes[i];
        if (change->kind == SK_CREATE_TABLE && has_lacking(catalog, change->u.table))
            return true;
        bool adds = change->kind == SK_ADD_CONSTRAINT || change->kind == SK_ADD_COLUMN;
        const struct sk_table *table = adds ? sk_catalog_table(catalog, change->schema, change->name) : NULL;
        if (change->kind == SK_ADD_CONSTRAINT && table && change->u.constraint->kind == SK_FOREIGN_KEY &&
            (triggers || is_lacking(catalog, table, change->u.constraint)))
            return true;
        if (change->kind == SK_ADD_COLUMN && change->u.column->generated && table && has_foreign_key(table))
            return true;
        bool creates = change->kind == SK_CREATE_TRIGGER;
        if ((creates && (statement->n_changes > 1 || fires_for_key(catalog, change))) ||
            change->kind == SK_ENABLE_TRIGGER || (change->kind == SK_CREATE_FUNCTION && triggers))
            return true;
    }
    return false;
}

/* Does the statement leave tables' names, foreign keys and triggers as they are? */
static bool
keeps_catalog(const struct sk_statement *statement)
{
    for (size_t i = 0; i < statement->n_changes; i++)
        switch (statement->changes[i]->kind) {
        case SK_CREATE_TABLE:
            if (has_foreign_key(statement->changes[i]->u.table))
                return false;
            continue;
        case SK_CREATE_SEQUENCE:
        case SK_ROWS:
        case SK_NO_EFFECT:
        case SK_COMMENT:
        case SK_CREATE_INDEX:
        case SK_RENAME_INDEX:
        case SK_SET_DEFAULT:
        case SK_SET_NOT_NULL:
            continue;
        case SK_ADD_COLUMN:
            if (statement->changes[i]->u.column->generated)
                return false;
            continue;
        default:
            return false;
        }
    return true;
}

static bool
has_same(const struct sk_mysql_parts *parts, const struct sk_mysql_part *part)
{
    const struct sk_mysql_part *other = sk_mysql_find_part(parts, part->name);
    return other && strcmp(other->sql, part->sql) == 0;
}

void
sk_mysql_cascades_before(struct sk_mysql_cascades *c, struct sk_rewrite *rewrite, const struct sk_statement *statement)
{
    TALLOC_CTX *owner = rewrite->owner;
    bool triggers = !keeps_catalog(statement) && has_triggers(rewrite->catalog), makes;
    makes = may_make(rewrite->catalog, statement, triggers);
    if (!triggers && !makes)
        return;
    struct sk_mysql_parts before = actions_in(owner, rewrite->catalog);
    if (!before.n && !makes)
        return;
    struct sk_catalog *after = sk_catalog_clone(owner, rewrite->catalog);
    for (size_t i = 0; i < statement->n_changes; i++)
        if (sk_change_apply(after, statement->changes[i], NULL))
            return; /* the caller finds out, and says so */
    c->after = actions_in(owner, after);
    for (size_t i = 0; i < before.n; i++) {
        if (has_same(&c->after, &before.items[i]))
            sk_push(owner, c->kept.items, c->kept.n, before.items[i]);
        else
            sk_mysql_drop_guard(rewrite, before.items[i].schema, &before.items[i], statement->pos_bytes);
    }
}

static void
make_action(struct sk_rewrite *rewrite, const struct sk_mysql_part *part, size_t pos_bytes)
{
    sk_mysql_run_trigger(rewrite, part->schema, part->name, part->sql, pos_bytes,
                         "the server has no such action, or fires no triggers for it: a trigger does it");
}

void
sk_mysql_cascades_after(const struct sk_mysql_cascades *c, struct sk_rewrite *rewrite,
                        const struct sk_statement *statement)
{
    for (size_t i = 0; i < c->after.n; i++) {
        if (!has_same(&c->kept, &c->after.items[i]))
            make_action(rewrite, &c->after.items[i], statement->pos_bytes);
    }
}

void
sk_mysql_cascades_from(struct sk_rewrite *rewrite, const struct sk_table *parent)
{
    struct sk_mysql_parts actions = {0};
    if (has_triggers(rewrite->catalog))
        actions = actions_in(rewrite->owner, rewrite->catalog);
    for (size_t i = 0; i < actions.n; i++)
        if (actions.items[i].table == parent)
            make_action(rewrite, &actions.items[i], 0);
}
