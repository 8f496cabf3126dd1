/* dialects/common/unmade.c - see unmade.h. */
#include "dialects/common/unmade.h"
#include "dialects/postgres/postgres.h"

#include <string.h>

void
sk_unmade_keep(struct sk_rewrite *rewrite, const struct sk_table *table, const char *trigger,
               const struct sk_error *err)
{
    struct sk_unmade one = {.schema = sk_strdup(rewrite->keeper, table->schema),
                            .table = sk_strdup(rewrite->keeper, table->name),
                            .trigger = sk_strdup(rewrite->keeper, trigger),
                            .message = sk_strdup(rewrite->keeper, err->message),
                            .hint = err->hint ? sk_strdup(rewrite->keeper, err->hint) : NULL,
                            .pos_bytes = err->pos_bytes};
    sk_push(rewrite->keeper, rewrite->unmade, rewrite->n_unmade, one);
}

static bool
writes_to(struct sk_rewrite *rewrite, const struct sk_statement *statement, const struct sk_unmade *one)
{
    const struct sk_marks *marks = sk_pg_marks(rewrite->owner, statement);
    for (size_t i = 0; i < marks->n; i++)
        if (marks->items[i].kind == SK_MARK_WRITES && strcmp(marks->items[i].name, one->table) == 0 &&
            strcmp(marks->items[i].schema && *marks->items[i].schema ? marks->items[i].schema : SK_PUBLIC,
                   one->schema) == 0)
            return true;
    return false;
}

static bool
is_there(struct sk_rewrite *rewrite, const struct sk_unmade *one, sk_unmade_try *can_make)
{
    const struct sk_table *table = sk_catalog_table(rewrite->catalog, one->schema, one->table);
    const struct sk_trigger *trigger = table ? sk_table_trigger(table, one->trigger) : NULL;
    size_t before = rewrite->n;
    bool there = trigger && !trigger->disabled && !can_make(rewrite, table, trigger);
    rewrite->n = before;
    return there;
}

enum sk_status
sk_unmade_refuse(struct sk_rewrite *rewrite, const struct sk_statement *statement, sk_unmade_try *can_make,
                 struct sk_error *err)
{
    for (size_t i = 0; i < rewrite->n_unmade; i++) {
        const struct sk_unmade *one = &rewrite->unmade[i];
        if ((statement && !writes_to(rewrite, statement, one)) || !is_there(rewrite, one, can_make))
            continue;
        sk_fail(err, SK_EUNSUPPORTED, "%s", one->message);
        if (one->hint)
            sk_hint(err, "%s", one->hint);
        sk_at(err, rewrite->script->file, one->pos_bytes);
        return SK_EUNSUPPORTED;
    }
    return SK_OK;
}
