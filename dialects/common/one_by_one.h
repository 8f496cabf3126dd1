/* dialects/common/one_by_one.h - the changes of a statement that drops several objects, each after those before it. */
#ifndef SKEIN_DIALECTS_COMMON_ONE_BY_ONE_H
#define SKEIN_DIALECTS_COMMON_ONE_BY_ONE_H

#include "core/dialect.h"

typedef enum sk_status sk_render_change(struct sk_rewrite *rewrite, const struct sk_change *change,
                                        struct sk_error *err);

/** Render a statement's changes. With CASCADE one may take along what another one is about: it is rendered seen from
 *  the catalog that those before it leave. */
SK_CHECKED enum sk_status sk_one_by_one(struct sk_rewrite *rewrite, const struct sk_statement *statement,
                                        sk_render_change *render, struct sk_error *err);

#endif
