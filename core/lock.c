/* core/lock.c - waiting for the run's lock. */
#include "core/lock.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t
sk_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
sk_sleep_about_ms(int64_t ms)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t us = ms * 500 + (now.tv_nsec / 7919) % (ms * 1000);
    struct timespec pause = {.tv_sec = us / 1000000, .tv_nsec = (us % 1000000) * 1000};
    nanosleep(&pause, NULL);
}

struct answer {
    bool taken;
};

static enum sk_status
on_answer(void *data, size_t i, const struct sk_rows *rows, struct sk_error *err)
{
    (void)i, (void)err;
    struct answer *answer = data;
    if (rows && rows->n_rows)
        answer->taken = strcmp(sk_cell(rows, 0, 0), "t") == 0;
    return SK_OK;
}

/* BEGIN and one try, in one round trip. */
static enum sk_status
try_begin(struct sk_ledger *ledger, bool *taken, struct sk_error *err)
{
    struct answer answer = {.taken = ledger->ops->try_lock == NULL};
    const char *lease = ledger->holds ? ledger->ops->hold : ledger->ops->lease;
    struct sk_request requests[3] = {{.sql = ledger->ops->begin}};
    struct sk_batch batch = {.requests = requests, .n = 1, .on_done = on_answer, .data = &answer};
    char *try_lock = NULL;
    if (ledger->ops->try_lock) {
        try_lock = sk_ledger_sql(ledger, ledger, ledger->ops->try_lock, 0);
        requests[batch.n++] = (struct sk_request){.sql = try_lock, .want_rows = true};
    }
    /* After the query, not before: its portal would keep a snapshot open, and CREATE INDEX CONCURRENTLY waits for
     * every transaction that has one. */
    if (lease)
        requests[batch.n++] = (struct sk_request){.sql = lease};
    enum sk_status status = sk_conn_batch(ledger->conn, &batch, err);
    talloc_free(try_lock);
    *taken = !status && answer.taken;
    if (!status && !answer.taken)
        status = sk_conn_exec(ledger->conn, ledger->ops->rollback, err);
    return status;
}

static const char *
holder_of(TALLOC_CTX *owner, struct sk_ledger *ledger)
{
    struct sk_rows *rows;
    if (!ledger->ops->holders)
        return NULL;
    const char *sql = sk_ledger_sql(owner, ledger, ledger->ops->holders, 0);
    if (sk_conn_query(&rows, owner, ledger->conn, sql, NULL, 0, NULL) || rows->n_rows == 0)
        return NULL;
    return sk_cell(rows, 0, 0);
}

static enum sk_status
give_up(struct sk_ledger *ledger, int64_t wait_ms, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *holder = holder_of(tmp, ledger);
    sk_fail(err, SK_ELOCKED, "another run holds the lock%s%s, after %lld ms of waiting", holder ? ": " : "",
            holder ? holder : "", (long long)(wait_ms > 0 ? wait_ms : 0));
    sk_hint(err, "Wait for it, or give --lock-wait a longer time.");
    talloc_free(tmp);
    return SK_ELOCKED;
}

enum sk_status
sk_lock_begin(struct sk_ledger *ledger, int64_t wait_ms, sk_lock_waiting_fn *waiting, void *data, struct sk_error *err)
{
    int64_t begun = sk_now_ms(), pause = 5;
    bool told = false;
    for (;;) {
        struct sk_error failure = SK_ERROR_INIT;
        bool taken = false;
        enum sk_status status = try_begin(ledger, &taken, &failure);
        if (taken)
            return SK_OK;
        if (status && status != SK_EBUSY)
            return sk_error_move(err, &failure);
        sk_error_clear(&failure);
        int64_t waited = sk_now_ms() - begun;
        if (wait_ms < 0 || waited >= wait_ms)
            return give_up(ledger, wait_ms, err);
        if (waiting && !told && waited > 500) {
            TALLOC_CTX *tmp = sk_context_new(NULL);
            waiting(data, holder_of(tmp, ledger));
            talloc_free(tmp);
            told = true;
        }
        sk_sleep_about_ms(pause);
        pause = pause < 100 ? pause * 2 : 200;
    }
}
