/*
 * dialects/sqlite/followers.c - triggers of other tables whose functions name what a statement makes, changes, drops;
 * and those whose own names depend on the triggers that it makes and drops (dialects/common/trigger_names.h).
 *
 * PostgreSQL keeps a function's text and looks for what it names when it runs. SQLite's RENAME follows into every
 * trigger, and refuses to rename anything at all while one of them names what is not there. So such triggers are taken
 * away before the statement and made again after it, as the schema then is: with what is gone they refuse their rows
 * (dialects/common/missing.c).
 */
#include <string.h>

#include "dialects/common/mentions.h"
#include "dialects/common/trigger_names.h"
#include "dialects/sqlite/triggers_priv.h"

/* What the statement calls a relation, before or after it. */
static bool
names(const struct sk_change *change, const char *body)
{
    bool renames = change->kind == SK_RENAME_TABLE || change->kind == SK_RENAME_VIEW;
    return (change->name && sk_mentions_name(body, change->name)) || (renames && sk_mentions_name(body, change->to));
}

static bool
is_of_relations(const struct sk_catalog *catalog, const struct sk_change *change)
{
    switch (change->kind) {
    case SK_CREATE_TRIGGER:
        return sk_mentions_moves(catalog, change);
    case SK_CREATE_INDEX: /* ON CONFLICT may go by it */
        return change->u.index->unique;
    case SK_ROWS:
    case SK_CODE:
    case SK_NO_EFFECT:
    case SK_COMMENT:
    case SK_CREATE_FUNCTION:
    case SK_DROP_FUNCTION:
    case SK_RENAME_FUNCTION:
    case SK_DROP_TRIGGER:
    case SK_RENAME_TRIGGER:
    case SK_ENABLE_TRIGGER:
    case SK_RENAME_INDEX:
        return false;
    default:
        return !change->redundant;
    }
}

/* Does any function name what the statement is about? If not, no table's triggers do, and there may be many. */
static bool
is_named(const struct sk_catalog *catalog, const struct sk_statement *statement)
{
    bool found = false;
    for (size_t c = 0; c < statement->n_changes; c++)
        for (size_t i = 0; i < catalog->n_functions && is_of_relations(catalog, statement->changes[c]) && !found; i++)
            found = catalog->functions[i]->body && names(statement->changes[c], catalog->functions[i]->body);
    return found;
}

/* Is the table another one, with a trigger whose function names what the statement is about? */
static bool
follows(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_statement *statement)
{
    bool found = false;
    for (size_t c = 0; c < statement->n_changes; c++) {
        const struct sk_change *change = statement->changes[c];
        if (sk_same(change->name, table->name) && sk_same(change->schema, table->schema))
            return false; /* its triggers are made again with it */
        for (size_t i = 0; i < table->n_triggers && is_of_relations(catalog, change) && !found; i++) {
            const struct sk_trigger *trigger = table->triggers[i];
            const struct sk_function *function =
                sk_catalog_function(catalog, trigger->function_schema, trigger->function);
            found = function && function->body && names(change, function->body);
        }
    }
    return found;
}

static struct sk_catalog *
catalog_after(const struct sk_rewrite *rewrite, const struct sk_statement *statement)
{
    struct sk_catalog *after = sk_catalog_clone(rewrite->owner, rewrite->catalog);
    for (size_t i = 0; i < statement->n_changes; i++)
        if (!statement->changes[i]->redundant && sk_change_apply(after, statement->changes[i], NULL))
            return NULL; /* whoever applies it says why */
    return after;
}

/* Is a trigger of its called otherwise after the statement? `named`: the catalog then; NULL: none is. */
static bool
is_renamed(const struct sk_rewrite *rewrite, const struct sk_catalog *named, const struct sk_table *table,
           const struct sk_statement *statement)
{
    for (size_t i = 0; named && i < table->n_triggers; i++)
        if (sk_trigger_is_renamed(rewrite, named, table, table->triggers[i], statement))
            return true;
    return false;
}

/* Other tables' triggers may do something else after it, though nothing in them names what it is about. */
static bool
reaches_all(const struct sk_change *change)
{
    switch (change->kind) {
    case SK_ROWS:
    case SK_NO_EFFECT:
    case SK_COMMENT:
    case SK_CREATE_TABLE:
    case SK_DROP_TABLE:
    case SK_RENAME_TABLE:
    case SK_CREATE_VIEW:
    case SK_DROP_VIEW:
        return false;
    default:
        return !sk_change_is_of_table(change);
    }
}

static void
forget(struct sk_rewrite *rewrite, const struct sk_statement *statement)
{
    for (size_t i = 0; i < statement->n_changes; i++) {
        const struct sk_change *change = statement->changes[i];
        sk_sqlite_forget_triggers(rewrite, reaches_all(change) ? NULL : change->schema, change->name);
        if (change->kind == SK_RENAME_TABLE)
            sk_sqlite_forget_triggers(rewrite, change->schema, change->to);
    }
}

enum sk_status
sk_sqlite_with_followers(struct sk_rewrite *rewrite, const struct sk_statement *statement,
                         enum sk_status (*run)(struct sk_rewrite *, const struct sk_statement *, struct sk_error *),
                         struct sk_error *err)
{
    const struct sk_catalog *catalog = rewrite->catalog;
    struct sk_catalog *named = sk_trigger_names_after(rewrite, statement), *after = named;
    size_t pos_bytes = statement->n_changes ? statement->changes[0]->pos_bytes : SK_NO_POS;
    bool looked_for = catalog->n_functions && (named || is_named(catalog, statement));
    for (size_t t = 0; t < catalog->n_tables && looked_for; t++) {
        const struct sk_table *table = catalog->tables[t];
        if (!table->n_triggers || strcmp(table->name, SK_PG_DO) == 0 ||
            (!follows(catalog, table, statement) && !is_renamed(rewrite, named, table, statement)))
            continue;
        after = after ? after : catalog_after(rewrite, statement);
        const struct sk_table *later = after ? sk_catalog_table(after, table->schema, table->name) : NULL;
        if (!later || !sk_sqlite_triggers_differ(rewrite, table, later, after, pos_bytes))
            continue;
        sk_sqlite_drop_triggers(rewrite, table, pos_bytes);
        sk_push(rewrite->owner, rewrite->held, rewrite->n_held, later);
    }
    enum sk_status status = run(rewrite, statement, err);
    forget(rewrite, statement);
    struct sk_catalog *was = rewrite->catalog;
    size_t n = rewrite->n_held;
    rewrite->n_held = 0;
    for (size_t i = 0; i < n && !status; i++) {
        rewrite->catalog = after;
        status = sk_sqlite_make_triggers(rewrite, rewrite->held[i], pos_bytes, err);
        rewrite->catalog = was;
    }
    rewrite->held = NULL;
    return status;
}
