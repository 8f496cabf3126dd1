/*
 * core/diff.h - two catalogs compared: what is in one of them alone, and what is not the same in both.
 *
 * Generic: which types and expressions are the same is for the dialect to say in whose terms both catalogs are
 * (struct sk_dialect's project() and same_expr()). Where the two come from different engines, each is seen in the
 * other's terms, and they differ only where they do in both views: what one engine cannot tell apart is no difference.
 */
#ifndef SKEIN_CORE_DIFF_H
#define SKEIN_CORE_DIFF_H

#include "core/dialect.h"

/* A schema and where it comes from. */
struct sk_side {
    const struct sk_catalog *catalog;
    const struct sk_dialect *dialect;   /* of the database; PostgreSQL's for migrations */
    const char *server_version;
    bool live;                          /* read from a database: a server may have worded its expressions anew */
};

/**
 * Compare. `*out` is a list of differences in the order of the tables' names, empty when there are none.
 * SK_EUNSUPPORTED, SK_EREFUSED: a side cannot be seen in the other's terms.
 */
SK_CHECKED enum sk_status sk_diff(struct sk_diff **out, TALLOC_CTX *owner, const struct sk_side *left,
                                  const struct sk_side *right, struct sk_error *err);

#endif
