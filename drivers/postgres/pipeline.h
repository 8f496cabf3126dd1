/* drivers/postgres/pipeline.h - a batch as one libpq pipeline. */
#ifndef SKEIN_DRIVERS_POSTGRES_PIPELINE_H
#define SKEIN_DRIVERS_POSTGRES_PIPELINE_H

#include <libpq-fe.h>
#include <signal.h>

#include "core/driver.h"

struct sk_pq {
    PGconn *pg;       /* NULL once it had to be given up */
    PGcancel *cancel; /* made when connecting: only so may a signal handler use it */
    volatile sig_atomic_t cancelled; /* ever: a cancel may reach the server long after it was asked for */
};

/** The driver's batch(): see core/driver.h. */
enum sk_status sk_pq_batch(struct sk_conn *conn, struct sk_batch *batch, struct sk_error *err);

#endif
