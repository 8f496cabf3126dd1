/* drivers/common/mysql_codes.h - the error numbers of MySQL, MariaDB and their client libraries. */
#ifndef SKEIN_DRIVERS_COMMON_MYSQL_CODES_H
#define SKEIN_DRIVERS_COMMON_MYSQL_CODES_H

#include "core/error.h"

/* Numbers that callers ask for. Each is the same on MySQL and MariaDB. */
enum {
    SK_MYSQL_PARSE_ERROR = 1064,
    SK_MYSQL_EMPTY_QUERY = 1065,
    SK_MYSQL_DEADLOCK = 1213,
    SK_MYSQL_INTERRUPTED = 1317,
    SK_MYSQL_TLS_REQUIRED = 3159,
    SK_MYSQL_NO_SOCKET = 2002,
    SK_MYSQL_FILE_REFUSED = 2068,
};

/**
 * What the number `code` means: the status, and the SQLSTATE that PostgreSQL would give (`*sqlstate` is set in any
 * case; `servers` is what the server gave, for numbers that have none of their own).
 */
enum sk_status sk_mysql_code(unsigned code, const char *servers, const char *message, const char **sqlstate);

/** The same for a connection that could not be made: SK_ECONN when the same may succeed later, else SK_EUSAGE. */
enum sk_status sk_mysql_open_code(unsigned code, const char **sqlstate);

/**
 * Where in `sql` (the request's own text, without arguments put in) the error lies, or SK_NO_POS. Messages are in
 * English: the session says so.
 */
size_t sk_mysql_error_position(unsigned code, const char *message, const char *sql, bool backslash);

#endif
