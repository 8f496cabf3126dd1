/*
 * core/lease.h - the run's lock where DDL commits by itself: a row with an owner and a time at which it expires.
 *
 * A transaction cannot be the lock there, and named locks are local to a node of a cluster (FAULTS). One row, changed
 * by compare and set, is the same everywhere. Who takes it over from a run that has died, or that has not been heard
 * of, first ends that one's connection and waits until it has left the server: only then can be seen what it has done.
 */
#ifndef SKEIN_CORE_LEASE_H
#define SKEIN_CORE_LEASE_H

#include "core/lock.h"

/** How long a lease lasts that is not renewed, in milliseconds: 30 s, or what SKEIN_LEASE_TTL says, in seconds. */
int64_t sk_lease_ttl_ms(void);

/**
 * Take the lease for the ledger's run, unless it has it, waiting up to `wait_ms` for it (below 0: not at all). From
 * then on it is renewed every few seconds over a second connection, which is opened when the first of them are over.
 * `lock_timeout_ms` is how long each statement of this session waits for locks from now on. The tables have to exist.
 * @return SK_OK; SK_ELOCKED after the wait, naming the holder; others as the database says.
 */
SK_CHECKED enum sk_status sk_lease_take(struct sk_ledger *ledger, int64_t wait_ms, int64_t lock_timeout_ms,
                                        sk_lock_waiting_fn *waiting, void *data, struct sk_error *err);

/** The last statement of a batch has given it back (or it is known to be another's): forget it. */
void sk_lease_forget(struct sk_ledger *ledger);

/** Give it back if it is held. Failing to do so costs the next run a wait, and is no error. */
void sk_lease_release(struct sk_ledger *ledger);

/** `template` of struct sk_lease_ops as a request: {n} is the time to live, $1 the owner. */
struct sk_request sk_lease_request(TALLOC_CTX *owner, const struct sk_ledger *ledger, const char *template);

#endif
