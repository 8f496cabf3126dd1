/* drivers/mysql/mysql_priv.h - what the files of this driver share. */
#ifndef SKEIN_DRIVERS_MYSQL_PRIV_H
#define SKEIN_DRIVERS_MYSQL_PRIV_H

#include <mysql.h>
#include <signal.h>

#include "core/driver.h"
#include "core/text.h"

struct sk_my {
    MYSQL *my;
    int socket;                      /* of the connection; a signal handler may shut it down */
    size_t max_packet_bytes;         /* the server's max_allowed_packet */
    volatile sig_atomic_t cancelled;
};

/** Connect as the URL says. `with_database` false: to the server alone. */
SK_CHECKED enum sk_status sk_my_connect(MYSQL **out, const char *url, bool with_database, int64_t timeout_ms,
                                        struct sk_error *err);

/** The database that the URL names; NULL: none. */
char *sk_my_database(TALLOC_CTX *owner, const char *url);

/** Fail as the connection's last error says; `sql` (may be NULL) is the statement, for the position. */
enum sk_status sk_my_fail(struct sk_error *err, MYSQL *my, const char *sql, bool cancelled);
/** The same for an attempt to connect: what waiting does not cure is SK_EUSAGE. */
enum sk_status sk_my_open_fail(struct sk_error *err, MYSQL *my);

/** The driver's batch(). */
enum sk_status sk_my_batch(struct sk_conn *conn, struct sk_batch *batch, struct sk_error *err);

#endif
