/*
 * core/catalog_names.h - look-up by name, for catalog.c, catalog_own.c and change.c.
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
    SK_NAMES_CONSTRAINTS, /* of tables; one of those by that name */
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

/**
 * To be called when `is` takes the place of `was` in the catalog's list of `kind` (SK_NAMES_TABLES, _VIEWS, _SEQUENCES,
 * _TYPES, _FUNCTIONS), before names in `is` change: NULL for what is new, NULL for what is gone, twice the same for
 * what will be changed in its place.
 */
void sk_names_touch(struct sk_catalog *catalog, enum sk_namespace kind, const void *was, const void *is);

/** To be called before a change is applied. */
void sk_names_begin(struct sk_catalog *catalog);

/** To be called when a change has been applied: what was touched stays as it is now. */
void sk_names_settle(struct sk_catalog *catalog);

/** To be called for a new clone: it finds its names in its origin's tables until either has changed much. */
void sk_names_inherit(struct sk_catalog *clone, const struct sk_catalog *origin);

#endif
