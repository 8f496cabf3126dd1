/*
 * dialects/common/project.h - a catalog as an engine would have it: for comparing with one that was read there.
 *
 * The dialect renders each table and view as for a new database, and what it would send is read by the dialect's own
 * introspection. So whatever it emulates, leaves out or calls by another name is the same on both sides, and nothing of
 * that has to be known twice.
 */
#ifndef SKEIN_DIALECTS_COMMON_PROJECT_H
#define SKEIN_DIALECTS_COMMON_PROJECT_H

#include "core/dialect.h"
#include "dialects/common/ddl.h"

struct sk_projector {
    /** Append the statements that make the table with all that belongs to it. */
    enum sk_status (*render_table)(struct sk_rewrite *rewrite, const struct sk_table *table, struct sk_error *err);
    /** Read statements into an empty catalog. */
    void (*read)(struct sk_catalog *catalog, size_t n, const char *const *statements);
};

/** See struct sk_dialect's project(). Parts that cannot be rendered are unknown in the result. */
SK_CHECKED enum sk_status sk_project(struct sk_catalog **out, TALLOC_CTX *owner, const struct sk_dialect *dialect,
                                     const struct sk_projector *projector, const struct sk_catalog *catalog,
                                     const char *server_version, struct sk_error *err);

/** Take skein's own tables out of a catalog that was read: the history has a column that no other table has, and the
 *  others are called after it. */
void sk_project_forget_own(struct sk_catalog *catalog);

/** struct sk_dialect's same_expr() for expressions that are text: what is unknown is the same as anything. */
bool sk_project_same_text(const struct sk_ddl_rules *rules, const struct sk_expr *a, const struct sk_expr *b,
                          const struct sk_type *type, bool exact);

#endif
