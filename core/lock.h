/*
 * core/lock.h - one run at a time per database and history table.
 *
 * The lock belongs to a transaction (FAULTS: a session's lock gets stuck behind a pooler): it is taken at the head of
 * each migration's own transaction and goes with it. SQLite's BEGIN IMMEDIATE is such a lock by itself.
 */
#ifndef SKEIN_CORE_LOCK_H
#define SKEIN_CORE_LOCK_H

#include "core/ledger.h"

/** Told while waiting: who holds the lock, as far as it can be known (NULL: it cannot). */
typedef void sk_lock_waiting_fn(void *data, const char *holder);

/**
 * Begin a transaction that holds the run's lock, waiting up to `wait_ms` for it (below 0: not at all).
 * The client polls with jitter, outside of any transaction while it sleeps: a waiter inside one would keep CREATE
 * INDEX CONCURRENTLY of the holder waiting for ever.
 * @return SK_OK, the transaction is open; SK_ELOCKED after the wait, naming the holder when it is known; others as
 *         the database says; then no transaction is open.
 */
SK_CHECKED enum sk_status sk_lock_begin(struct sk_ledger *ledger, int64_t wait_ms, sk_lock_waiting_fn *waiting,
                                        void *data, struct sk_error *err);

/** Milliseconds of a clock that never goes back. */
int64_t sk_now_ms(void);

/** Sleep for about `ms` milliseconds, with jitter so that waiters do not march in step. */
void sk_sleep_about_ms(int64_t ms);

#endif
