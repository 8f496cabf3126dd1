/*
 * drivers/common/sqlite_file.h - SQLite's databases as files, and waiting for who else writes to one. Knows no library,
 * so that whichever one opens the file does it in the same way.
 */
#ifndef SKEIN_DRIVERS_COMMON_SQLITE_FILE_H
#define SKEIN_DRIVERS_COMMON_SQLITE_FILE_H

#include <signal.h>
#include <time.h>

#include "core/error.h"

/* Of a connection that waits. */
struct sk_sqlite_wait {
    volatile sig_atomic_t cancelled; /* since the batch began */
    struct timespec since;
};

/**
 * A busy handler: `data` is a struct sk_sqlite_wait. Waits up to 30 seconds, and no longer once it is cancelled
 * (sqlite3_interrupt does not end sqlite3_busy_timeout). See sqlite.org/c3ref/busy_handler.html.
 */
int sk_sqlite_wait(void *data, int n);

/** Create, drop (with what belongs to it), look for the database at `path`; ":memory:" is always there. Idempotent. */
SK_CHECKED enum sk_status sk_sqlite_file_create(const char *path, struct sk_error *err);
SK_CHECKED enum sk_status sk_sqlite_file_drop(const char *path, struct sk_error *err);
bool sk_sqlite_file_exists(const char *path);

#endif
