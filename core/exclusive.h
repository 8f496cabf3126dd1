/* core/exclusive.h - work on a database that is no migration, while no run of skein is at it. */
#ifndef SKEIN_CORE_EXCLUSIVE_H
#define SKEIN_CORE_EXCLUSIVE_H

#include "core/session.h"

/** May the environment's database be changed so? `what` is "replacing its database". SK_EREFUSED without
 *  options.approve where approval is wanted. */
SK_CHECKED enum sk_status sk_exclusive_approved(const struct skein *skein, const char *what, struct sk_error *err);

/**
 * Take the run's lock, waiting for it as long as the options say. Where it is a transaction's, that is open from now
 * on; where it is a lease, the ledger's tables are made. The ledger has been read.
 */
SK_CHECKED enum sk_status sk_exclusive_begin(struct skein *skein, struct sk_error *err);

/** Give it back: with `status` SK_OK the transaction, if there is one, is committed, else rolled back. Returns
 * `status`, or what became of the commit. */
SK_CHECKED enum sk_status sk_exclusive_end(struct skein *skein, enum sk_status status, struct sk_error *err);

/** Write to the log that `action` was done on `name`, where there is a log. */
SK_CHECKED enum sk_status sk_exclusive_log(struct skein *skein, const char *action, const char *name, int64_t begun_ms,
                                           struct sk_error *err);

#endif
