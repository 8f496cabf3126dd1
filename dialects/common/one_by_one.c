/* dialects/common/one_by_one.c - see one_by_one.h. */
#include "dialects/common/one_by_one.h"

static bool
cascades(const struct sk_statement *statement)
{
    bool any = false;
    for (size_t i = 0; i < statement->n_changes; i++)
        any = any || statement->changes[i]->cascade;
    return any && statement->n_changes > 1;
}

/* Has one before it taken it along? */
static bool
is_gone(const struct sk_catalog *catalog, const struct sk_change *change)
{
    switch (change->kind) {
    case SK_DROP_VIEW:
        return !sk_catalog_view(catalog, change->schema, change->name);
    case SK_DROP_TABLE:
        return !sk_catalog_table(catalog, change->schema, change->name);
    default:
        return false;
    }
}

enum sk_status
sk_one_by_one(struct sk_rewrite *rewrite, const struct sk_statement *statement, sk_render_change *render,
              struct sk_error *err)
{
    struct sk_catalog *before = rewrite->catalog;
    enum sk_status status = SK_OK;
    if (cascades(statement))
        rewrite->catalog = sk_catalog_clone(rewrite->owner, before);
    for (size_t i = 0; i < statement->n_changes && !status; i++) {
        const struct sk_change *change = statement->changes[i];
        if (rewrite->catalog != before && !change->redundant && is_gone(rewrite->catalog, change))
            continue;
        status = render(rewrite, change, err);
        if (!status && rewrite->catalog != before && !change->redundant)
            status = sk_change_apply(rewrite->catalog, change, err);
    }
    rewrite->catalog = before;
    return status;
}
