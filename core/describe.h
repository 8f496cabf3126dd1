/*
 * core/describe.h - a catalog as the public struct sk_schema: what documents and pictures are made from.
 */
#ifndef SKEIN_CORE_DESCRIBE_H
#define SKEIN_CORE_DESCRIBE_H

#include "core/catalog.h"

/** The whole of it, child of `owner`; nothing in it points into the catalog. */
struct sk_schema *sk_describe(TALLOC_CTX *owner, const struct sk_catalog *catalog);

/** Fill `relations`, and the marks of the columns, from the tables' constraints. Part of sk_describe(). */
void sk_describe_relations(struct sk_schema *schema);

/** Fill the views' `sources` from their queries. Part of sk_describe(). */
void sk_describe_sources(struct sk_schema *schema, const struct sk_catalog *catalog);

#endif
