/*
 * core/execute_embedded.c - running a plan inside the process (SQLite).
 *
 * One transaction for all migrations that want foreign keys alike, a savepoint for each: when one fails, those before
 * it are committed, as if each had had a transaction of its own, for the price of one fsync. A kill in the middle
 * leaves nothing. PRAGMA foreign_keys does nothing inside a transaction: it is set before.
 */
#include <string.h>

#include "core/execute.h"
#include "core/lock.h"

/* What is not SQL text of the dialect's own: SQLite's words for what only this way of running needs. */
static const char savepoint[] = "SAVEPOINT skein_migration";
static const char release[] = "RELEASE skein_migration";
static const char rollback_to[] = "ROLLBACK TO skein_migration";

static enum sk_status
run_outputs(struct sk_execution *x, const struct sk_step *step, struct sk_error *err)
{
    for (size_t i = 0, alone = 0; i < step->n;) {
        const struct sk_output *output = &step->outputs[i];
        if (output->sql)
            x->statements_done = sk_execute_statement(step, output) - 1;
        enum sk_status status = sk_execute_next(x->skein->conn, step, &i, &alone, err);
        if (!status && sk_conn_transaction(x->skein->conn) == '-')
            status = sk_fail(err, SK_ESQL, "the statement ended skein's transaction");
        if (status) {
            sk_execute_explain(step, output, err);
            return status;
        }
    }
    x->statements_done = step->n_statements;
    return SK_OK;
}

static enum sk_status
keep_books(struct sk_execution *x, const struct sk_step *step, int64_t duration_ms, struct sk_error *err)
{
    const struct sk_ledger_ops *ops = x->skein->ledger->ops;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_record version = {.args = {step->migration->version}, .n = 1};
    struct sk_record record = sk_execute_record(tmp, x, step, duration_ms);
    struct sk_record log = sk_execute_log(tmp, x, step, "completed", duration_ms, NULL);
    struct sk_request requests[3];
    struct sk_batch batch = {.requests = requests};
    requests[batch.n++] = sk_execute_request(tmp, x, step->down ? ops->forget : ops->clear, &version);
    if (!step->down)
        requests[batch.n++] = sk_execute_request(tmp, x, ops->record, &record);
    requests[batch.n++] = sk_execute_request(tmp, x, ops->log_migration, &log);
    enum sk_status status = sk_conn_batch(x->skein->conn, &batch, err);
    talloc_free(tmp);
    return status;
}

/* One migration between its savepoint and the release of it. */
static enum sk_status
run_step(struct sk_execution *x, const struct sk_step *step, int64_t *duration_ms, struct sk_error *err)
{
    struct sk_conn *conn = x->skein->conn;
    int64_t begun = sk_now_ms();
    sk_session_tell(x->skein, &(struct sk_event){.kind = SK_EVENT_BEGIN,
                                                 .version = step->migration->version,
                                                 .name = step->migration->name,
                                                 .index = x->done + 1,
                                                 .total = x->steps->n,
                                                 .down = step->down});
    enum sk_status status = sk_conn_exec(conn, savepoint, err);
    if (status)
        return status;
    status = run_outputs(x, step, err);
    *duration_ms = sk_now_ms() - begun;
    if (!status)
        status = keep_books(x, step, *duration_ms, err);
    if (status && sk_conn_transaction(conn) != '-' && sk_conn_exec(conn, rollback_to, NULL))
        return status; /* the whole transaction is gone then, and the caller sees that */
    if (sk_conn_transaction(conn) == '-')
        return status ? status : sk_fail(err, SK_ESQL, "the transaction is gone");
    enum sk_status released = sk_conn_exec(conn, release, status ? NULL : err);
    return status ? status : released;
}

/* COMMIT may find the file busy (readers of a rollback journal): the same COMMIT again may succeed. */
static enum sk_status
commit(struct sk_execution *x, struct sk_error *err)
{
    struct sk_conn *conn = x->skein->conn;
    enum sk_status status;
    int64_t begun = sk_now_ms();
    while ((status = sk_conn_exec(conn, x->skein->ledger->ops->commit, err)) == SK_EBUSY &&
           sk_now_ms() - begun < sk_session_lock_wait_ms(x->skein))
        sk_sleep_about_ms(50);
    if (status && sk_conn_transaction(conn) != '-' && sk_conn_exec(conn, x->skein->ledger->ops->rollback, NULL))
        sk_context(err, "the transaction could not be rolled back");
    return status;
}

/* Deferred checks fail at COMMIT, where they are nobody's: a transaction for each migration finds whose. */
static enum sk_status
commit_failed(struct sk_execution *x, size_t ran, struct sk_error *err)
{
    if (err->status == SK_ESQL && ran > 1) {
        x->one_by_one = true;
        sk_error_clear(err);
        return sk_ledger_read(x->skein->ledger, err); /* it was read within what is rolled back */
    }
    const struct sk_step *step = &x->steps->items[x->done];
    sk_context(err, "at commit");
    sk_at(err, step->file->path, SK_NO_POS);
    x->statements_done = step->n_statements;
    return err->status;
}

/* Begin with the lock, and see that the history is what the plan, or our last segment, left. */
static enum sk_status
begin(struct sk_execution *x, struct sk_error *err)
{
    struct sk_ledger *ledger = x->skein->ledger;
    enum sk_status status = sk_lock_begin(ledger, sk_session_lock_wait_ms(x->skein), sk_execute_waiting, x, err);
    if (status)
        return status;
    status = sk_execute_is_stale(x, &x->again, err);
    if (!status && !x->again)
        return SK_OK;
    enum sk_status rolled = sk_conn_exec(ledger->conn, ledger->ops->rollback, status ? NULL : err);
    return status ? status : rolled;
}

/* Run steps from `done` on that want foreign keys as the first of them does. `*ran`: how many succeeded. */
static enum sk_status
run_steps(struct sk_execution *x, size_t *ran, int64_t *durations, struct sk_error *err)
{
    bool off = x->steps->items[x->done].foreign_keys_off;
    enum sk_status status = SK_OK;
    for (size_t i = x->done; i < x->steps->n && x->steps->items[i].foreign_keys_off == off; i++) {
        if (x->skein->interrupts || (x->one_by_one && *ran))
            break;
        status = run_step(x, &x->steps->items[i], &durations[*ran], err);
        if (status)
            break;
        ++*ran;
    }
    return status;
}

/* What ran is committed, also when the step after it has failed. */
static enum sk_status
run_segment(void *data, struct sk_error *err)
{
    struct sk_execution *x = data;
    struct sk_error failure = SK_ERROR_INIT, commit_failure = SK_ERROR_INIT;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    size_t ran = 0;
    bool moved;
    int64_t *durations = sk_alloc(tmp, x->steps->n * sizeof *durations, "durations");
    enum sk_status status = begin(x, &failure), committed;
    if (status || x->again)
        goto out;
    status = run_steps(x, &ran, durations, &failure);
    if (sk_conn_transaction(x->skein->conn) == '-')
        goto out; /* the engine has taken everything back */
    committed = sk_execute_is_stale(x, &moved, &commit_failure); /* by us: what the next segment has to find */
    if (!committed)
        committed = commit(x, &commit_failure);
    if (committed) {
        sk_error_clear(&failure);
        status = commit_failed(x, ran, &commit_failure);
        sk_error_move(&failure, &commit_failure);
        goto out;
    }
    for (size_t i = 0; i < ran; i++)
        sk_execute_done(x, &x->steps->items[x->done], durations[i]);
out:
    talloc_free(tmp);
    return status ? sk_error_move(err, &failure) : SK_OK;
}

enum sk_status
sk_execute_without_foreign_keys(struct sk_conn *conn, bool off, enum sk_status (*run)(void *, struct sk_error *),
                                void *data, struct sk_error *err)
{
    enum sk_status status = off ? sk_conn_exec(conn, "PRAGMA foreign_keys = OFF", err) : SK_OK;
    if (status)
        return status;
    status = run(data, err);
    if (off) {
        enum sk_status on = sk_conn_exec(conn, "PRAGMA foreign_keys = ON", status ? NULL : err);
        status = status ? status : on;
    }
    return status;
}

enum sk_status
sk_execute_embedded(struct sk_execution *x, struct sk_error *err)
{
    return sk_execute_without_foreign_keys(x->skein->conn, x->steps->items[x->done].foreign_keys_off, run_segment, x,
                                           err);
}
