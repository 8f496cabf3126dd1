/* drivers/sqlite/errmap.h - SQLite's result codes as skein's statuses and SQLSTATEs. */
#ifndef SKEIN_DRIVERS_SQLITE_ERRMAP_H
#define SKEIN_DRIVERS_SQLITE_ERRMAP_H

#include <sqlite3.h>

#include "core/error.h"

/** Fill `err` from what `db` (may be NULL) last reported under the extended result `code`. Returns the status. */
enum sk_status sk_sqlite_fail(struct sk_error *err, sqlite3 *db, int code);

#endif
