/* drivers/postgres/errmap.h - what libpq reports, as skein's errors. */
#ifndef SKEIN_DRIVERS_POSTGRES_ERRMAP_H
#define SKEIN_DRIVERS_POSTGRES_ERRMAP_H

#include <libpq-fe.h>

#include "core/error.h"

/**
 * Fill `err` from a failed result; `sql` (or NULL) is what was sent, for turning libpq's character position into bytes.
 * `cancelled`: we have asked the server to cancel something, so query_canceled is no timeout of the user's.
 */
enum sk_status sk_pq_fail(struct sk_error *err, PGconn *pg, const PGresult *result, const char *sql, bool cancelled);

/** Fill `err` from a connection that was lost. */
enum sk_status sk_pq_conn_fail(struct sk_error *err, PGconn *pg);

/**
 * Fill `err` from a connection that could not be made, for the reason `sqlstate` ("": no server has answered).
 * SK_ECONN when the same may succeed later, else SK_EUSAGE.
 */
enum sk_status sk_pq_open_fail(struct sk_error *err, const char *message, const char *sqlstate);

#endif
