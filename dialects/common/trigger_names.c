/* dialects/common/trigger_names.c - see trigger_names.h. */
#include <stdlib.h>
#include <string.h>

#include "dialects/common/trigger_names.h"
#include "dialects/postgres/tree.h"

static bool
ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n >= m && strcasecmp(name + n - m, end) == 0;
}

/* Might it be the name of a trigger that skein makes of its own accord, or of part of another one? */
static bool
looks_own(const char *name)
{
    static const char *const ends[] = {"_serial", "_default", "_always_insert", "_always_update"};
    bool looks = strncasecmp(name, "skein_", 6) == 0 || strncasecmp(name, "sqlite_", 7) == 0 ||
                 strstr(name, "_skein_") || strpbrk(name, ".:");
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        looks = looks || ends_with(name, ends[i]);
    return looks;
}

static bool
has(size_t n, struct sk_trigger *const *triggers, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcasecmp(triggers[i]->name, name) == 0)
            return true;
    return false;
}

/* Has a relation that is not `table` a trigger of that name? */
static bool
is_shared(const struct sk_catalog *catalog, const struct sk_table *table, const char *name)
{
    for (size_t t = 0; t < catalog->n_tables; t++) {
        const struct sk_table *other = catalog->tables[t];
        if (has(other->n_triggers, other->triggers, name) &&
            (strcmp(other->name, table->name) != 0 || strcmp(other->schema, table->schema) != 0))
            return true;
    }
    for (size_t i = 0; i < catalog->n_views; i++) {
        const struct sk_view *other = catalog->views[i];
        if (has(other->n_triggers, other->triggers, name) &&
            (strcmp(other->name, table->name) != 0 || strcmp(other->schema, table->schema) != 0))
            return true;
    }
    return false;
}

char *
sk_trigger_name(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_table *table, const char *relation,
                const struct sk_trigger *trigger)
{
    bool own = strcmp(table->name, SK_PG_DO) == 0 ||
               (!looks_own(trigger->name) && !is_shared(catalog, table, trigger->name));
    return own ? sk_strdup(owner, trigger->name) : sk_printf(owner, "%s.%s", relation, trigger->name);
}

/* ---- what a statement does to the names of others ---------------------------------------------------------------- */

/* A name that comes or goes; NULL: whatever the relation has. */
static bool
changes_names(const struct sk_change *change, const char **gone, const char **made)
{
    *gone = *made = NULL;
    switch (change->kind) {
    case SK_CREATE_TRIGGER:
    case SK_RENAME_TRIGGER:
    case SK_DROP_TRIGGER:
        *gone = change->from;
        *made = change->to;
        return !change->redundant;
    case SK_DROP_TABLE:
    case SK_DROP_VIEW:
    case SK_DROP_SCHEMA:
    case SK_DROP_FUNCTION:
        return !change->redundant;
    default:
        return false;
    }
}

struct named {
    const char *name;
    const void *relation;
};

static int
by_name(const void *a, const void *b)
{
    return strcasecmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

/* Have any two relations triggers of one name? */
static bool
any_is_shared(const struct sk_catalog *catalog)
{
    struct named *all = NULL;
    size_t n = 0;
    bool shared = false;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    for (size_t t = 0; t < catalog->n_tables; t++)
        for (size_t i = 0; i < catalog->tables[t]->n_triggers; i++)
            sk_push(tmp, all, n, ((struct named){catalog->tables[t]->triggers[i]->name, catalog->tables[t]}));
    for (size_t v = 0; v < catalog->n_views; v++)
        for (size_t i = 0; i < catalog->views[v]->n_triggers; i++)
            sk_push(tmp, all, n, ((struct named){catalog->views[v]->triggers[i]->name, catalog->views[v]}));
    if (n)
        qsort(all, n, sizeof *all, by_name);
    for (size_t i = 1; i < n && !shared; i++)
        shared = by_name(&all[i - 1], &all[i]) == 0 && all[i - 1].relation != all[i].relation;
    talloc_free(tmp);
    return shared;
}

/* Could a trigger of another relation be called otherwise? Only where two have one name. */
static bool
concerns_others(const struct sk_catalog *catalog, const struct sk_change *change)
{
    const char *gone, *made;
    if (!changes_names(change, &gone, &made))
        return false;
    struct sk_table itself = {.schema = change->schema ? change->schema : SK_PUBLIC,
                              .name = change->name ? change->name : ""};
    if (gone || made)
        return (gone && is_shared(catalog, &itself, gone)) || (made && is_shared(catalog, &itself, made));
    return any_is_shared(catalog);
}

struct sk_catalog *
sk_trigger_names_after(const struct sk_rewrite *rewrite, const struct sk_statement *statement)
{
    bool concerns = false;
    for (size_t i = 0; i < statement->n_changes; i++)
        concerns = concerns || concerns_others(rewrite->catalog, statement->changes[i]);
    if (!concerns)
        return NULL;
    struct sk_catalog *after = sk_catalog_clone(rewrite->owner, rewrite->catalog);
    for (size_t i = 0; i < statement->n_changes; i++)
        if (!statement->changes[i]->redundant && sk_change_apply(after, statement->changes[i], NULL))
            return NULL; /* whoever applies it says why */
    return after;
}

bool
sk_trigger_is_renamed(const struct sk_rewrite *rewrite, const struct sk_catalog *after, const struct sk_table *table,
                      const struct sk_trigger *trigger, const struct sk_statement *statement)
{
    const struct sk_table *later = sk_catalog_table(after, table->schema, table->name);
    if (!later || !sk_table_trigger(later, trigger->name))
        return false;
    for (size_t i = 0; i < statement->n_changes; i++) {
        const struct sk_change *c = statement->changes[i];
        if (sk_same(c->name, table->name) && sk_same(c->schema, table->schema) &&
            (sk_same(c->from, trigger->name) || sk_same(c->to, trigger->name)))
            return false;
    }
    return is_shared(rewrite->catalog, table, trigger->name) != is_shared(after, later, trigger->name) &&
           !looks_own(trigger->name);
}
