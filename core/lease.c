/* core/lease.c - see lease.h. */
#include "core/lease.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/process.h"

enum { TTL_S = 30, BEATS_IN_TTL = 6 };

int64_t
sk_lease_ttl_ms(void)
{
    const char *given = getenv("SKEIN_LEASE_TTL");
    long seconds = given ? strtol(given, NULL, 10) : 0;
    return (seconds >= 1 && seconds <= 3600 ? seconds : TTL_S) * 1000;
}

/* ---- heartbeat ------------------------------------------------------------------------------------------------ */

/*
 * Runs in a thread of its own with a connection of its own, and shares nothing with the rest but what is here: memory
 * contexts are not safe between threads. It reports nothing: a lease that could not be renewed is found out by the
 * statement of the run that checks it.
 */
struct sk_lease {
    pthread_t thread;
    bool beats;                 /* there is a thread */
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool stop;                  /* under the mutex */
    const struct sk_driver *driver;
    const char *url, *renew, *owner;
};

/* Sleep until the next beat. False: it is over. */
static bool
wait_for_beat(struct sk_lease *lease)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t ms = sk_lease_ttl_ms() / BEATS_IN_TTL;
    until.tv_sec += ms / 1000;
    until.tv_nsec += (ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    pthread_mutex_lock(&lease->mutex);
    while (!lease->stop && pthread_cond_timedwait(&lease->wake, &lease->mutex, &until) == 0)
        ;
    bool on = !lease->stop;
    pthread_mutex_unlock(&lease->mutex);
    return on;
}

static void *
beat(void *data)
{
    static const struct sk_conn_options options;
    struct sk_lease *lease = data;
    struct sk_conn *conn = NULL;
    TALLOC_CTX *own = sk_context_new(NULL);
    while (wait_for_beat(lease)) {
        struct sk_request request = {.sql = lease->renew, .args = &lease->owner, .n_args = 1};
        struct sk_batch batch = {.requests = &request, .n = 1};
        if (!conn) {
            conn = sk_new(own, struct sk_conn);
            conn->driver = lease->driver;
            if (lease->driver->open(conn, lease->url, &options, NULL)) {
                talloc_free(conn);
                conn = NULL;
                continue;
            }
        }
        if (sk_conn_batch(conn, &batch, NULL)) {
            talloc_free(conn);
            conn = NULL;
        }
    }
    talloc_free(own);
    return NULL;
}

static int
end_beats(struct sk_lease *lease)
{
    pthread_mutex_lock(&lease->mutex);
    lease->stop = true;
    pthread_cond_signal(&lease->wake);
    pthread_mutex_unlock(&lease->mutex);
    if (lease->beats)
        pthread_join(lease->thread, NULL);
    pthread_cond_destroy(&lease->wake);
    pthread_mutex_destroy(&lease->mutex);
    return 0;
}

/* Signals are the main thread's: one that cancels must not wait for a beat. */
static void
begin_beats(struct sk_ledger *ledger)
{
    struct sk_lease *lease = sk_new(ledger, struct sk_lease);
    pthread_condattr_t monotonic;
    sigset_t all, before;
    lease->driver = ledger->conn->driver;
    lease->url = sk_strdup(lease, ledger->url);
    lease->owner = sk_strdup(lease, ledger->lease_owner);
    lease->renew = sk_ledger_sql(lease, ledger, ledger->ops->lease_row->renew, sk_lease_ttl_ms() / 1000);
    pthread_mutex_init(&lease->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&lease->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    lease->beats = lease->url && pthread_create(&lease->thread, NULL, beat, lease) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    talloc_set_destructor(lease, end_beats);
    ledger->lease = lease;
}

/* ---- taking --------------------------------------------------------------------------------------------------- */

struct sk_request
sk_lease_request(TALLOC_CTX *owner, const struct sk_ledger *ledger, const char *template)
{
    const char **args = sk_alloc(owner, sizeof *args, "args");
    args[0] = ledger->lease_owner;
    return (struct sk_request){.sql = sk_ledger_sql(owner, ledger, template, sk_lease_ttl_ms() / 1000),
                               .args = args,
                               .n_args = 1};
}

/* The lease as it was last seen; text as `look` gives it. */
struct seen {
    bool ours;       /* by this taking of it */
    bool former;     /* by an earlier one of the same run, over a connection that was lost */
    bool expired, here, guarded;
    const char *owner, *token, *guard, *process, *holder;
};

struct taker {
    struct sk_ledger *ledger;
    TALLOC_CTX *tmp; /* of one try */
    int64_t wait_ms;
    struct seen seen;
};

/* Each taking has an owner of its own, so that what an earlier one left behind is never mistaken for it. */
enum { RUN_PART = 24 };

static void
name_owner(struct sk_ledger *ledger)
{
    snprintf(ledger->lease_owner, sizeof ledger->lease_owner, "%.*s%08x", RUN_PART, ledger->run_id, ++ledger->n_leases);
}

static bool
is_true(const char *cell)
{
    return cell && strcmp(cell, "1") == 0;
}

static enum sk_status
on_look(void *data, size_t i, const struct sk_rows *rows, struct sk_error *err)
{
    (void)i;
    struct taker *t = data;
    const char *run = t->ledger->run_id;
    if (!rows)
        return SK_OK;
    if (!rows->n_rows)
        return sk_fail(err, SK_EUSAGE, "the lease beside the history \"%s\" has lost its row", t->ledger->table);
    rows = sk_rows_copy(t->tmp, rows);
    t->seen = (struct seen){.owner = sk_cell(rows, 0, 0),
                            .token = sk_cell(rows, 0, 1),
                            .expired = is_true(sk_cell(rows, 0, 2)),
                            .here = is_true(sk_cell(rows, 0, 3)),
                            .guard = sk_cell(rows, 0, 4),
                            .guarded = is_true(sk_cell(rows, 0, 5)),
                            .process = sk_cell(rows, 0, 6),
                            .holder = sk_cell(rows, 0, 7)};
    t->seen.ours = t->seen.owner && strcmp(t->seen.owner, t->ledger->lease_owner) == 0;
    t->seen.former = t->seen.owner && !t->seen.ours && strncmp(t->seen.owner, run, RUN_PART) == 0;
    return SK_OK;
}

/* One try with `template` (NULL: none), and a look, in one round trip. */
static enum sk_status
try_with(struct taker *t, const char *template, struct sk_error *err)
{
    const struct sk_ledger *ledger = t->ledger;
    const struct sk_lease_ops *ops = ledger->ops->lease_row;
    const char *holder = sk_printf(t->tmp, "%s, pid %ld", ledger->applied_by, (long)getpid());
    const char *const args[] = {ledger->lease_owner, sk_process_self(t->tmp), holder, t->seen.token};
    int64_t ttl = sk_lease_ttl_ms() / 1000;
    struct sk_request requests[2];
    struct sk_batch batch = {.requests = requests, .on_done = on_look, .data = t};
    if (template)
        requests[batch.n++] = (struct sk_request){.sql = sk_ledger_sql(t->tmp, ledger, template, ttl),
                                                  .args = args,
                                                  .n_args = template == ops->take_over ? 4 : 3};
    requests[batch.n++] =
        (struct sk_request){.sql = sk_ledger_sql(t->tmp, ledger, ops->look, ttl), .want_rows = true};
    return sk_conn_batch(ledger->conn, &batch, err);
}

/* What the session needs before it works. Named locks and clusters are not everywhere: the lease does without. */
static enum sk_status
prepare(struct taker *t, int64_t lock_timeout_ms, struct sk_error *err)
{
    const struct sk_ledger *ledger = t->ledger;
    const struct sk_lease_ops *ops = ledger->ops->lease_row;
    struct sk_request requests[] = {
        sk_lease_request(t->tmp, ledger, ops->guard),
        {.sql = ops->cluster},
        {.sql = sk_ledger_sql(t->tmp, ledger, ops->session, lock_timeout_ms)},
    };
    enum { ALL = sizeof requests / sizeof *requests };
    enum sk_status status = SK_OK;
    for (size_t first = 0; first < ALL && !status;) {
        struct sk_error failure = SK_ERROR_INIT;
        struct sk_batch batch = {.requests = requests + first, .n = ALL - first};
        status = sk_conn_batch(ledger->conn, &batch, &failure);
        first += batch.done + 1;
        if (status && (status == SK_ECONN || first == ALL))
            return sk_error_move(err, &failure);
        sk_error_clear(&failure);
        if (!status)
            break;
        status = SK_OK;
    }
    return status;
}

/* A server ends a connection whose client has gone when its statement is done. KILL is for those that do not end soon:
 * it is not always clean (MariaDB 10.11 leaves a file of the trigger's behind, in DROP TABLE in one of two, and the
 * trigger cannot be made again). */
enum { GRACE_MS = 1000 };

/* See what is left of the holder on this server to its end: it may be in the middle of a statement. */
static enum sk_status
end_holder(struct taker *t, struct sk_error *err)
{
    const struct sk_ledger *ledger = t->ledger;
    const struct sk_lease_ops *ops = ledger->ops->lease_row;
    int64_t begun = sk_now_ms(), patience = GRACE_MS + (t->wait_ms > 1000 ? t->wait_ms : 1000);
    char *guarded = sk_ledger_sql(t->tmp, ledger, ops->guarded, 0);
    char *kill = sk_ledger_sql(t->tmp, ledger, ops->kill, strtoll(t->seen.guard, NULL, 10));
    bool sent = false;
    enum sk_status killed = SK_OK;
    for (;;) {
        struct sk_rows *rows;
        enum sk_status status = sk_conn_query(&rows, t->tmp, ledger->conn, guarded, &t->seen.owner, 1, err);
        if (status || rows->n_rows == 0)
            return status;
        int64_t waited = sk_now_ms() - begun;
        if (waited > GRACE_MS && !sent) {
            killed = sk_conn_exec(ledger->conn, kill, NULL); /* it may have gone by itself just now */
            sent = true;
        }
        if (waited > patience) {
            sk_fail(err, SK_ELOCKED, "connection %s, of a run that has died, does not end%s", t->seen.guard,
                    killed ? "; this user may not end it" : "");
            return sk_hint(err, "Wait until the server is done with it, or end it by hand."), SK_ELOCKED;
        }
        sk_sleep_about_ms(20);
    }
}

/* May the lease be taken from its holder? When it has expired, or the holder has gone for sure. */
static bool
is_abandoned(const struct seen *seen)
{
    bool gone = seen->here && ((seen->guarded && !seen->guard) || sk_process_has_ended(seen->process));
    return seen->owner && (seen->expired || seen->former || gone);
}

static enum sk_status
try_take(struct taker *t, struct sk_error *err)
{
    const struct sk_lease_ops *ops = t->ledger->ops->lease_row;
    enum sk_status status = try_with(t, t->seen.owner ? NULL : ops->take, err);
    if (status || !is_abandoned(&t->seen))
        return status;
    if (t->seen.here && t->seen.guard)
        status = end_holder(t, err);
    return status ? status : try_with(t, ops->take_over, err);
}

static enum sk_status
give_up(const struct taker *t, struct sk_error *err)
{
    sk_fail(err, SK_ELOCKED, "another run holds the lock%s%s, after %lld ms of waiting", t->seen.holder ? ": " : "",
            t->seen.holder ? t->seen.holder : "", (long long)(t->wait_ms > 0 ? t->wait_ms : 0));
    return sk_hint(err, "Wait for it, or give --lock-wait a longer time."), SK_ELOCKED;
}

/* Try until it is ours or the time is over. The taker's memory is that of one try. */
static enum sk_status
poll_lease(struct taker *t, sk_lock_waiting_fn *waiting, void *data, struct sk_error *err)
{
    int64_t begun = sk_now_ms(), pause = 5;
    for (bool told = false;;) {
        struct sk_error failure = SK_ERROR_INIT;
        enum sk_status status = try_take(t, &failure);
        if (status && status != SK_EBUSY)
            return sk_error_move(err, &failure);
        sk_error_clear(&failure);
        if (!status && t->seen.ours)
            return SK_OK;
        int64_t waited = sk_now_ms() - begun;
        if (t->wait_ms < 0 || waited >= t->wait_ms)
            return give_up(t, err);
        if (waiting && !told && waited > 500) {
            waiting(data, t->seen.holder);
            told = true;
        }
        bool is_free = !t->seen.owner;
        talloc_free(t->tmp);
        t->tmp = sk_context_new(NULL);
        t->seen = (struct seen){.owner = is_free ? NULL : ""};
        sk_sleep_about_ms(is_free ? 2 : pause);
        pause = pause < 100 ? pause * 2 : 200;
    }
}

enum sk_status
sk_lease_take(struct sk_ledger *ledger, int64_t wait_ms, int64_t lock_timeout_ms, sk_lock_waiting_fn *waiting,
              void *data, struct sk_error *err)
{
    if (ledger->lease)
        return SK_OK;
    struct taker t = {.ledger = ledger, .tmp = sk_context_new(NULL), .wait_ms = wait_ms};
    name_owner(ledger);
    enum sk_status status = prepare(&t, lock_timeout_ms, err);
    status = status ? status : poll_lease(&t, waiting, data, err);
    if (!status)
        begin_beats(ledger);
    talloc_free(t.tmp);
    return status;
}

void
sk_lease_forget(struct sk_ledger *ledger)
{
    talloc_free(ledger->lease);
    ledger->lease = NULL;
}

void
sk_lease_release(struct sk_ledger *ledger)
{
    if (!ledger->lease)
        return;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_request request = sk_lease_request(tmp, ledger, ledger->ops->lease_row->leave);
    struct sk_batch batch = {.requests = &request, .n = 1};
    sk_lease_forget(ledger);
    enum sk_status left = ledger->conn ? sk_conn_batch(ledger->conn, &batch, NULL) : SK_OK;
    (void)left; /* else it expires, or is found to be abandoned */
    talloc_free(tmp);
}
