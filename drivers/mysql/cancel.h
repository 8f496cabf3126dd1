/* drivers/mysql/cancel.h - ending what a server does for a connection. */
#ifndef SKEIN_DRIVERS_MYSQL_CANCEL_H
#define SKEIN_DRIVERS_MYSQL_CANCEL_H

#include "drivers/common/canceller.h"
#include "drivers/mysql/target.h"

/**
 * Be ready to cancel what connection `id` of the server that calls itself `server` runs: see sk_canceller_new.
 * Takes `target` over.
 */
struct sk_canceller *sk_my_canceller_new(TALLOC_CTX *owner, struct sk_my_target *target, const char *server,
                                         unsigned long id);

#endif
