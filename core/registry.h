/*
 * core/registry.h - finds drivers and dialects, which are loadable modules.
 *
 * Pay for what you use: a SQLite run loads no libpq, and `skein --version` loads nothing. Modules are looked for in
 * $SKEIN_MODULE_PATH, in the build tree when run from there, and in $pkglibdir; they are opened with local visibility
 * because libpg_query and libpq share a symbol.
 */
#ifndef SKEIN_CORE_REGISTRY_H
#define SKEIN_CORE_REGISTRY_H

#include "core/driver.h"

struct sk_dialect;

/** The driver for `scheme` ("postgres", "sqlite"). SK_EUSAGE when there is none; the hint names the package. */
SK_CHECKED enum sk_status sk_registry_driver(const struct sk_driver **out, const char *scheme, struct sk_error *err);

/** The dialect called `name` ("postgres", "sqlite", "mysql", "mariadb"). SK_EUSAGE when there is none. */
SK_CHECKED enum sk_status sk_registry_dialect(const struct sk_dialect **out, const char *name, struct sk_error *err);

#endif
