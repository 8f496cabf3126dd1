/* drivers/common/sqlite_codes.h - SQLite's result codes as skein's statuses and SQLSTATEs. */
#ifndef SKEIN_DRIVERS_COMMON_SQLITE_CODES_H
#define SKEIN_DRIVERS_COMMON_SQLITE_CODES_H

#include "core/error.h"

/** What the result `code` (extended, or primary where no other is to be had) with SQLite's `message` means. */
enum sk_status sk_sqlite_code(int code, const char *message, const char **sqlstate);

#endif
