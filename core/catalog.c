/* core/catalog.c - the schema model: making, copying, finding. */
#include "core/catalog.h"

struct sk_catalog *
sk_catalog_new(TALLOC_CTX *owner, const struct sk_expr_ops *ops)
{
    struct sk_catalog *catalog = sk_new(owner, struct sk_catalog);
    catalog->ops = ops;
    return catalog;
}
