/*
 * core/catalog_names.h - look-up by name, for catalog.c and change.c.
 */
#ifndef SKEIN_CORE_CATALOG_NAMES_H
#define SKEIN_CORE_CATALOG_NAMES_H

#include "core/change.h"

enum sk_namespace {
    SK_NAMES_RELATIONS,   /* tables, views, sequences, indexes, those of constraints included */
    SK_NAMES_TABLES,
    SK_NAMES_VIEWS,
    SK_NAMES_SEQUENCES,
    SK_NAMES_INDEXES,     /* that CREATE INDEX made, on tables */
    SK_NAMES_CONSTRAINTS, /* of tables; the last one by that name */
    SK_NAMES_TYPES,
    SK_NAMES_FUNCTIONS,   /* the first one by that name */
    SK_NAMESPACES
};

/** The object, or NULL. `*table` (may be NULL) becomes the table that an index or a constraint is on. */
void *sk_names_find(const struct sk_catalog *catalog, enum sk_namespace space, const char *schema, const char *name,
                    struct sk_table **table);

/** May a constraint of another table than `table` have that name? False: none has. */
bool sk_names_are_shared(const struct sk_catalog *catalog, const char *schema, const char *constraint,
                         const char *table);

/** To be called after `change` has been applied. */
void sk_names_changed(struct sk_catalog *catalog, const struct sk_change *change);

/** To be called when the catalog's lists changed in any other way. */
void sk_names_forget(struct sk_catalog *catalog);

#endif
