/* drivers/sqlite/archive.h - a SQLite database as a file of its own, by SQLite's backup API. */
#ifndef SKEIN_DRIVERS_SQLITE_ARCHIVE_H
#define SKEIN_DRIVERS_SQLITE_ARCHIVE_H

#include <sqlite3.h>

#include "core/archive.h"

extern const struct sk_archive_ops sk_sqlite_archive;

/** The handle behind a connection of this driver's. */
sqlite3 *sk_sqlite_handle(const struct sk_conn *conn);

#endif
