/* drivers/common/pg_codes.h - what PostgreSQL's SQLSTATEs mean to skein, whichever library reports them. */
#ifndef SKEIN_DRIVERS_COMMON_PG_CODES_H
#define SKEIN_DRIVERS_COMMON_PG_CODES_H

#include "core/error.h"

/** The status of a statement that failed. */
enum sk_status sk_pg_status(const char *sqlstate);

/** The status of a connection that could not be made: SK_ECONN when the same may succeed later ("": nobody answered).
 */
enum sk_status sk_pg_open_status(const char *sqlstate);

/**
 * Find the SQLSTATE in a message of libpq's verbosity PQERRORS_VERBOSE ("FATAL:  28P01: password ..."): the last one.
 * `*text` is what follows it. Returns false, and `sqlstate` "", when there is none.
 */
bool sk_pg_find_sqlstate(char sqlstate[6], const char *message, const char **text);

#endif
