/* drivers/mysql/cancel.h - ending what a server does for a connection, from a signal handler. */
#ifndef SKEIN_DRIVERS_MYSQL_CANCEL_H
#define SKEIN_DRIVERS_MYSQL_CANCEL_H

#include "core/mem.h"
#include "drivers/mysql/target.h"

struct sk_my_canceller;

/**
 * Be ready to cancel what connection `id` of the server that calls itself `server` runs. `target` is borrowed. Child of
 * `owner`: freeing it ends the readiness. NULL when no thread can be had: then nothing can be cancelled.
 */
struct sk_my_canceller *sk_my_canceller_new(TALLOC_CTX *owner, const struct sk_my_target *target, const char *server,
                                            unsigned long id);

/** Ask for it; safe in a signal handler. */
void sk_my_cancel(struct sk_my_canceller *canceller);

#endif
