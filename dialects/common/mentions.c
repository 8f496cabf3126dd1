/* dialects/common/mentions.c - see mentions.h. */
#include <ctype.h>
#include <string.h>

#include "dialects/common/mentions.h"

static bool
is_part_of_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

enum { MAX_NAME = 64, MAX_CALLS = 8 };

/* As it stands between quotes: with each quote in it twice. */
static void
double_quotes(const char *name, char doubled[2 * MAX_NAME])
{
    size_t n = 0;
    for (; *name && n < 2 * MAX_NAME - 2; name++) {
        doubled[n++] = *name;
        if (*name == '"')
            doubled[n++] = '"';
    }
    doubled[n] = '\0';
}

bool
sk_mentions_name(const char *body, const char *name)
{
    char doubled[2 * MAX_NAME];
    if (strchr(name, '"')) {
        double_quotes(name, doubled);
        name = doubled;
    }
    size_t len = strlen(name);
    for (const char *at = body; at && (at = strcasestr(at, name)); at += len)
        if ((at == body || !is_part_of_name(at[-1])) && !is_part_of_name(at[len]))
            return true;
    return false;
}

/* What no function's text names, no trigger names: most have one function that serves many. */
static bool
is_in_a_text(const struct sk_catalog *catalog, const char *name)
{
    for (size_t i = 0; i < catalog->n_functions; i++)
        if (sk_mentions_name(catalog->functions[i]->body, name))
            return true;
    return false;
}

/* The word that begins at `c`, in small letters; returns its end. One that is too long is none. */
static const char *
read_word(const char *c, char word[MAX_NAME])
{
    size_t n = 0;
    for (; is_part_of_name(*c); c++)
        if (n < MAX_NAME)
            word[n++] = (char)tolower((unsigned char)*c);
    word[n < MAX_NAME ? n : 0] = '\0';
    return c;
}

/* Does its text, or that of a function which it calls, have the name in it? */
static bool
function_names(const struct sk_catalog *catalog, const struct sk_function *function, const char *name, unsigned depth)
{
    char word[MAX_NAME], schema[MAX_NAME] = "";
    if (!function || !function->body || depth > MAX_CALLS)
        return false;
    if (sk_mentions_name(function->body, name))
        return true;
    for (const char *c = function->body; *c;) {
        const char *end = is_part_of_name(*c) ? read_word(c, word) : c;
        const struct sk_function *called =
            *end == '(' && end > c ? sk_catalog_function(catalog, *schema ? schema : NULL, word) : NULL;
        if (called && called != function && function_names(catalog, called, name, depth + 1))
            return true;
        memcpy(schema, *end == '.' && end > c ? word : "", *end == '.' && end > c ? sizeof schema : 1);
        c = end + (end == c || *end == '.');
    }
    return false;
}

static bool
trigger_names(const struct sk_catalog *catalog, const struct sk_trigger *trigger, const char *name)
{
    return trigger->function &&
           function_names(catalog, sk_catalog_function(catalog, trigger->function_schema, trigger->function), name, 0);
}

bool
sk_mentions_function(const struct sk_catalog *catalog, const struct sk_trigger *trigger, const char *name)
{
    return sk_same(trigger->function, name) || trigger_names(catalog, trigger, name);
}

bool
sk_mentions_calls(const struct sk_catalog *catalog, const char *name)
{
    bool called = is_in_a_text(catalog, name);
    for (size_t i = 0; i < catalog->n_functions && !called; i++)
        called = strcmp(catalog->functions[i]->name, name) == 0;
    return called;
}

/* What a statement may name, or ON CONFLICT go by. */
static bool
changes_columns(enum sk_change_kind kind)
{
    switch (kind) {
    case SK_CREATE_TABLE:
    case SK_DROP_TABLE:
    case SK_CREATE_VIEW:
    case SK_DROP_VIEW:
    case SK_ADD_COLUMN:
    case SK_DROP_COLUMN:
    case SK_SET_TYPE:
    case SK_RENAME_COLUMN:
    case SK_ADD_CONSTRAINT:
    case SK_DROP_CONSTRAINT:
    case SK_CREATE_INDEX:
    case SK_DROP_INDEX:
        return true;
    default:
        return false;
    }
}

bool
sk_mentions_moves(const struct sk_catalog *catalog, const struct sk_change *change)
{
    const struct sk_table *table =
        change->kind == SK_CREATE_TRIGGER ? sk_catalog_table(catalog, change->schema, change->name) : NULL;
    return table && table->partition_by;
}

/* A table of that name has its own triggers made anew by whatever changes it. */
static bool
is_named(const struct sk_catalog *catalog, const char *name)
{
    if (!is_in_a_text(catalog, name))
        return false;
    for (size_t t = 0; t < catalog->n_tables; t++)
        for (size_t i = 0; i < catalog->tables[t]->n_triggers && strcmp(catalog->tables[t]->name, name) != 0; i++)
            if (trigger_names(catalog, catalog->tables[t]->triggers[i], name))
                return true;
    return false;
}

void
sk_mentions_note(struct sk_rewrite *rewrite, const struct sk_statement *statement)
{
    for (size_t i = 0; i < statement->n_changes && !rewrite->settled; i++) {
        const struct sk_change *change = statement->changes[i];
        if ((changes_columns(change->kind) || sk_mentions_moves(rewrite->catalog, change)) && change->name &&
            is_named(rewrite->catalog, change->name))
            rewrite->settled = sk_catalog_clone(rewrite->keeper, rewrite->catalog);
    }
}

bool
sk_mentions_wait(const struct sk_statement *statement)
{
    bool rows = false;
    for (size_t i = 0; i < statement->n_changes; i++)
        rows = rows || statement->changes[i]->kind == SK_ROWS;
    return rows;
}

enum sk_status
sk_mentions_settle(struct sk_rewrite *rewrite, sk_mentions_remake *remake, struct sk_error *err)
{
    struct sk_catalog *before = rewrite->settled;
    enum sk_status status = SK_OK;
    rewrite->settled = NULL;
    for (size_t t = 0; before && t < rewrite->catalog->n_tables && !status; t++) {
        const struct sk_table *table = rewrite->catalog->tables[t];
        if (table->n_triggers && sk_catalog_table(before, table->schema, table->name))
            status = remake(rewrite, before, table, err);
    }
    return status;
}
