/* dialects/common/schemas.c - see schemas.h. */
#include "dialects/common/schemas.h"

bool
sk_renames_schema(const struct sk_statement *statement)
{
    return statement->n_changes == 1 && statement->changes[0]->kind == SK_RENAME_SCHEMA;
}

static struct sk_change *
of_schema(TALLOC_CTX *owner, enum sk_change_kind kind, const char *name, size_t pos_bytes)
{
    struct sk_change *change = sk_new(owner, struct sk_change);
    change->kind = kind;
    change->name = change->from = name;
    change->pos_bytes = pos_bytes;
    return change;
}

enum sk_status
sk_rename_schema(struct sk_rewrite *rewrite, const struct sk_statement *statement,
                 enum sk_status (*run)(struct sk_rewrite *, const struct sk_statement *, struct sk_error *),
                 struct sk_error *err)
{
    TALLOC_CTX *owner = rewrite->owner;
    const struct sk_change *rename = statement->changes[0];
    struct sk_catalog *before = rewrite->catalog;
    struct sk_changes moves = sk_schema_moves(owner, before, rename);
    struct sk_changes all = {0};
    sk_push(owner, all.items, all.n, of_schema(owner, SK_CREATE_SCHEMA, rename->to, rename->pos_bytes));
    for (size_t i = 0; i < moves.n; i++)
        sk_push(owner, all.items, all.n, moves.items[i]);
    sk_push(owner, all.items, all.n, of_schema(owner, SK_DROP_SCHEMA, rename->name, rename->pos_bytes));
    enum sk_status status = SK_OK;
    rewrite->catalog = sk_catalog_clone(owner, before);
    for (size_t i = 0; i < all.n && !status; i++) {
        struct sk_statement one = *statement;
        one.changes = &all.items[i];
        one.n_changes = 1;
        status = run(rewrite, &one, err);
        status = status ? status : sk_change_apply(rewrite->catalog, all.items[i], err);
    }
    rewrite->catalog = before;
    return status;
}
