/* drivers/mysql/batch.h - a batch as packets of several statements. */
#ifndef SKEIN_DRIVERS_MYSQL_BATCH_H
#define SKEIN_DRIVERS_MYSQL_BATCH_H

#include <mysql.h>
#include <signal.h>

#include "core/driver.h"
#include "drivers/mysql/cancel.h"

struct sk_my {
    MYSQL *my;
    size_t max_packet_bytes;
    struct sk_canceller *canceller;
    volatile sig_atomic_t cancelled; /* ever: a cancel may reach the server long after it was asked for */
    bool lost;                       /* the connection is gone, and its transaction with it */
};

/** The driver's batch(): see core/driver.h. */
enum sk_status sk_my_batch(struct sk_conn *conn, struct sk_batch *batch, struct sk_error *err);

#endif
