/* drivers/postgres/pipeline.h - a batch as one libpq pipeline. */
#ifndef SKEIN_DRIVERS_POSTGRES_PIPELINE_H
#define SKEIN_DRIVERS_POSTGRES_PIPELINE_H

#include <libpq-fe.h>

#include "core/driver.h"

struct sk_pq {
    PGconn *pg;
    PGcancel *cancel;
};

/** The driver's batch(): see core/driver.h. */
enum sk_status sk_pq_batch(struct sk_conn *conn, struct sk_batch *batch, struct sk_error *err);

#endif
