/* drivers/postgres/errmap.h - what libpq reports, as skein's errors. */
#ifndef SKEIN_DRIVERS_POSTGRES_ERRMAP_H
#define SKEIN_DRIVERS_POSTGRES_ERRMAP_H

#include <libpq-fe.h>

#include "core/error.h"

/** Fill `err` from a failed result; `sql` is what was sent, for turning libpq's character position into bytes. */
enum sk_status sk_pq_fail(struct sk_error *err, PGconn *pg, const PGresult *result, const char *sql);

/** Fill `err` from a connection that could not be made or was lost. */
enum sk_status sk_pq_conn_fail(struct sk_error *err, PGconn *pg, enum sk_status status);

#endif
