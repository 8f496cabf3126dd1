/*
 * core/catalog_json.h - a catalog as JSON, the same text for the same schema.
 *
 * Lists are sorted by schema and name (columns, enum labels and keys keep their order, which means something), and what
 * is off, empty or not there is left out.
 */
#ifndef SKEIN_CORE_CATALOG_JSON_H
#define SKEIN_CORE_CATALOG_JSON_H

#include "core/catalog.h"

/** Indented JSON text, ending in a newline; child of `owner`. */
char *sk_catalog_json(TALLOC_CTX *owner, const struct sk_catalog *catalog);

#endif
