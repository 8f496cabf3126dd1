/*
 * dialects/common/plpgsql_depth.c - pg_trigger_depth().
 *
 * Triggers ask it so that what they change in their own table does not fire them again. How deep one is fired is known
 * where nothing else changes its table from within a trigger: not at all in its condition, once in its function. Where
 * a trigger of the same table does, a dialect may say how deep (struct sk_plpgsql, `depth`). Changes that come from
 * other tables' triggers, and from the actions of foreign keys, are refused on either side.
 */
#include <ctype.h>
#include <string.h>

#include "dialects/common/plpgsql.h"

static const char asked[] = "pg_trigger_depth";

static bool
is_call(const sk_node *node)
{
    return node->node_case == SK_NODE(FUNC_CALL) &&
           strcmp(sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname), asked) == 0;
}

static bool
find_call(sk_node *node, void *data)
{
    bool *found = data;
    *found = *found || is_call(node);
    return !*found;
}

static bool
asks(const struct sk_catalog *catalog, const struct sk_trigger *trigger)
{
    const struct sk_function *function =
        trigger->function ? sk_catalog_function(catalog, trigger->function_schema, trigger->function) : NULL;
    bool is = function && function->body && strcasestr(function->body, asked);
    if (trigger->when)
        sk_pg_walk((ProtobufCMessage *)(uintptr_t)&sk_expr_node(trigger->when)->base, find_call, &is);
    return is && !trigger->disabled;
}

static bool
is_part_of_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The word before `at`: in INSERT INTO, UPDATE, DELETE FROM, with a schema or without. */
static bool
follows_change(const char *body, const char *at)
{
    static const char *const words[] = {"into", "update", "from", "only"};
    const char *end = at;
    while (end > body && end[-1] == '"')
        end--;
    if (end > body && end[-1] == '.') /* schema.name */
        for (end--; end > body && (is_part_of_name(end[-1]) || end[-1] == '"');)
            end--;
    while (end > body && isspace((unsigned char)end[-1]))
        end--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if ((size_t)(end - body) >= n && strncasecmp(end - n, words[i], n) == 0)
            return true;
    }
    return false;
}

/* May the function of the trigger change rows of the table? A query from it may be taken for such. */
static bool
changes(const struct sk_catalog *catalog, const struct sk_trigger *trigger, const struct sk_table *table)
{
    const struct sk_function *function =
        trigger->function ? sk_catalog_function(catalog, trigger->function_schema, trigger->function) : NULL;
    const char *body = function && !trigger->disabled ? function->body : NULL;
    size_t len = strlen(table->name);
    for (const char *at = body; at && (at = strcasestr(at, table->name)); at += len)
        if ((at == body || !is_part_of_name(at[-1])) && !is_part_of_name(at[len]) && follows_change(body, at))
            return true;
    return false;
}

static bool
is_same(const struct sk_table *a, const struct sk_table *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->schema, b->schema) == 0;
}

bool
sk_plpgsql_counts_depth(const struct sk_catalog *catalog, const struct sk_table *table)
{
    bool any = false, changed = false;
    for (size_t i = 0; i < table->n_triggers; i++) {
        any = any || asks(catalog, table->triggers[i]);
        changed = changed || changes(catalog, table->triggers[i], table);
    }
    return any && changed;
}

/* Does an action of one of its foreign keys fire the trigger? */
static bool
is_fired_by_key(const struct sk_table *table, const struct sk_trigger *trigger)
{
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        if (k->kind != SK_FOREIGN_KEY)
            continue;
        if (((trigger->events & SK_ON_DELETE) && k->on_delete == SK_FK_CASCADE) ||
            ((trigger->events & SK_ON_UPDATE) && (k->on_delete > SK_FK_CASCADE || k->on_update >= SK_FK_CASCADE)))
            return true;
    }
    return false;
}

enum sk_status
sk_plpgsql_check_depth(struct sk_plpgsql *f)
{
    bool own = asks(f->catalog, f->trigger);
    if (own && is_fired_by_key(f->table, f->trigger))
        return sk_plpgsql_unsupported(f, "pg_trigger_depth() where a foreign key's action fires it");
    for (size_t t = 0; t < f->catalog->n_tables; t++) {
        const struct sk_table *table = f->catalog->tables[t];
        for (size_t i = 0; i < table->n_triggers && !is_same(table, f->table); i++) {
            const struct sk_trigger *other = table->triggers[i];
            if (own && changes(f->catalog, other, f->table))
                return sk_plpgsql_unsupported(f, "pg_trigger_depth() where another table's trigger changes its table");
            if (strcasestr(f->function->body ? f->function->body : "", table->name) && asks(f->catalog, other) &&
                changes(f->catalog, f->trigger, table))
                return sk_plpgsql_unsupported(f, "a change of a table whose trigger asks for pg_trigger_depth()");
        }
    }
    return SK_OK;
}

struct put {
    const struct sk_plpgsql *f;
    bool within;
};

static bool
put_depth(sk_node *node, void *data)
{
    const struct put *put = data;
    if (!is_call(node))
        return true;
    const char *depth = put->f->depth ? put->f->depth : "0";
    *node = *sk_pg_made(put->f->owner,
                        !put->within      ? depth
                        : put->f->depth ? sk_printf(put->f->owner, "%s + 1", depth)
                                          : "1",
                        0, NULL);
    return false;
}

void
sk_plpgsql_put_depth(const struct sk_plpgsql *f, ProtobufCMessage *tree, bool within)
{
    struct put put = {f, within};
    sk_pg_walk(tree, put_depth, &put);
}
