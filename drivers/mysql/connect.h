/* drivers/mysql/connect.h - from a target to a connection. */
#ifndef SKEIN_DRIVERS_MYSQL_CONNECT_H
#define SKEIN_DRIVERS_MYSQL_CONNECT_H

#include <mysql.h>

#include "drivers/mysql/target.h"

struct sk_my_how {
    int64_t timeout_ms;  /* for connecting, where the URL does not say; 0: ten seconds */
    bool no_database;    /* connect to the server alone */
};

/**
 * Connect; `*out` is closed with mysql_close. SK_ECONN when the same may succeed later, SK_EUSAGE when it will not.
 * The session is as the server makes it (drivers/common/mysql_session.h is what it has to become). Threads may call
 * this at the same time.
 */
SK_CHECKED enum sk_status sk_my_connect(MYSQL **out, const struct sk_my_target *target, const struct sk_my_how *how,
                                        struct sk_error *err);

#endif
