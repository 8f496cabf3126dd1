/*
 * core/execute_journaled.c - migrations with statements that refuse a transaction (CREATE INDEX CONCURRENTLY).
 *
 * They run one by one, journaled. Before a statement that refuses a transaction its intent is committed, and after it
 * that it is done. A run that finds an intent alone looks whether the statement took effect (its probe), clears what a
 * half-done one left behind (its undo), and goes on. Statements that may run in a transaction share one with their
 * journal row: exactly once. A file may be corrected from the statement that failed on; what is done has its hash.
 *
 * The run's lock is held by an idle transaction on a second connection. CREATE INDEX CONCURRENTLY does not wait for
 * that one, and would wait for ever for somebody who queues for the lock: nobody does, runs poll (FAULTS.md).
 */
#include <sha2.h>
#include <stdlib.h>
#include <string.h>

#include "core/execute.h"
#include "core/lock.h"

struct journal {
    struct sk_execution *x;
    const struct sk_step *step;
    struct sk_conn *conn;
    TALLOC_CTX *tmp;
    const char *version;     /* that the journal knows it by: up and down are apart */
    struct sk_rows *entries; /* what earlier attempts have written */
};

/* ---- the journal's rows --------------------------------------------------------------------------------------- */

static struct sk_request
request_entry(struct journal *j, size_t i, const char *hash, const char *state)
{
    struct sk_record record = {
        .args = {j->version, sk_printf(j->tmp, "%zu", i), hash, state, j->x->skein->ledger->run_id}, .n = 5};
    return sk_execute_request(j->tmp, j->x, j->x->skein->ledger->ops->journal_write, &record);
}

static enum sk_status
write_entry(struct journal *j, size_t i, const char *hash, const char *state, struct sk_error *err)
{
    struct sk_request request = request_entry(j, i, hash, state);
    struct sk_batch batch = {.requests = &request, .n = 1};
    return sk_conn_batch(j->conn, &batch, err);
}

/* What the journal has of output `i`: its row, or SIZE_MAX. */
static size_t
find_entry(const struct journal *j, size_t i)
{
    for (size_t r = 0; r < j->entries->n_rows; r++)
        if (strtoul(sk_cell(j->entries, r, 0), NULL, 10) == i)
            return r;
    return SIZE_MAX;
}

/* ---- statements ----------------------------------------------------------------------------------------------- */

static enum sk_status
run_transactional(struct journal *j, size_t i, const char *hash, struct sk_error *err)
{
    const struct sk_ledger_ops *ops = j->x->skein->ledger->ops;
    struct sk_request requests[] = {
        {.sql = ops->begin},
        {.sql = sk_ledger_sql(j->tmp, j->x->skein->ledger, ops->lock_timeout, sk_execute_lock_timeout_ms(j->x))},
        {.sql = j->step->outputs[i].sql},
        request_entry(j, i, hash, "done"),
        {.sql = ops->commit},
    };
    struct sk_batch batch = {.requests = requests, .n = sizeof requests / sizeof *requests};
    enum sk_status status = sk_conn_batch(j->conn, &batch, err);
    if (status && status != SK_ECONN && sk_conn_transaction(j->conn) != '-' &&
        sk_conn_exec(j->conn, ops->rollback, NULL))
        sk_context(err, "and the transaction could not be rolled back");
    return status;
}

static enum sk_status
run_alone(struct journal *j, size_t i, const char *hash, struct sk_error *err)
{
    const struct sk_output *output = &j->step->outputs[i];
    struct sk_request request = {.sql = output->sql, .flush_before = true};
    struct sk_batch batch = {.requests = &request, .n = 1};
    enum sk_status status = write_entry(j, i, hash, "intent", err);
    if (status)
        return status;
    status = sk_conn_batch(j->conn, &batch, err);
    if (!status)
        return write_entry(j, i, hash, "done", err);
    /* A failed CREATE INDEX CONCURRENTLY leaves an invalid index: take it away, so that nothing half done stands. */
    if (status != SK_ECONN && output->undo && sk_conn_exec(j->conn, output->undo, NULL))
        sk_context(err, "an invalid index was left behind, which the next attempt drops");
    return status;
}

/* A statement in doubt: look. */
static enum sk_status
settle(struct journal *j, const struct sk_output *output, bool *took_effect, struct sk_error *err)
{
    struct sk_rows *rows;
    *took_effect = false;
    if (output->probe) {
        enum sk_status status = sk_conn_query(&rows, j->tmp, j->conn, output->probe, NULL, 0, err);
        if (status)
            return status;
        *took_effect = rows->n_rows > 0;
    }
    return !*took_effect && output->undo ? sk_conn_exec(j->conn, output->undo, err) : SK_OK;
}

static enum sk_status
run_output(struct journal *j, size_t i, struct sk_error *err)
{
    const struct sk_output *output = &j->step->outputs[i];
    char hash[SHA256_DIGEST_STRING_LENGTH];
    SHA256Data((const uint8_t *)output->sql, strlen(output->sql), hash);
    size_t row = find_entry(j, i);
    if (row != SIZE_MAX && strcmp(sk_cell(j->entries, row, 2), "done") == 0) {
        if (strcmp(sk_cell(j->entries, row, 1), hash) == 0)
            return SK_OK;
        sk_fail(err, SK_EREFUSED, "it has run already, in an attempt that failed later, and was changed since");
        return sk_hint(err, "Put the statement back as it was; those from the one that failed on may change.");
    }
    if (row != SIZE_MAX) {
        bool took_effect;
        enum sk_status status = settle(j, output, &took_effect, err);
        if (status)
            return status;
        if (took_effect && strcmp(sk_cell(j->entries, row, 1), hash) == 0)
            return write_entry(j, i, hash, "done", err);
    }
    return output->no_transaction ? run_alone(j, i, hash, err) : run_transactional(j, i, hash, err);
}

static enum sk_status
run_outputs(struct journal *j, struct sk_error *err)
{
    for (size_t i = 0; i < j->step->n; i++) {
        const struct sk_output *output = &j->step->outputs[i];
        j->x->statements_done = sk_execute_statement(j->step, output) - 1;
        enum sk_status status = output->sql ? run_output(j, i, err) : SK_OK;
        if (status) {
            sk_execute_explain(j->step, output, err);
            return status;
        }
    }
    j->x->statements_done = j->step->n_statements;
    return SK_OK;
}

/* ---- begin and end -------------------------------------------------------------------------------------------- */

/* The lock, on a connection of its own: an idle transaction that goes when this process does. */
static enum sk_status
hold_lock(struct journal *j, struct sk_error *err)
{
    struct skein *skein = j->x->skein;
    struct sk_conn *conn;
    enum sk_status status = sk_conn_open(&conn, j->tmp, skein->project->url, NULL, err);
    if (status)
        return status;
    struct sk_ledger *holder = sk_ledger_new(j->tmp, conn, skein->dialect, skein->project->history_table);
    holder->holds = true;
    return sk_lock_begin(holder, sk_session_lock_wait_ms(skein), sk_execute_waiting, j->x, err);
}

static enum sk_status
run_all(struct journal *j, struct sk_requests *list, struct sk_error *err)
{
    const struct sk_ledger_ops *ops = j->x->skein->ledger->ops;
    sk_execute_add(j->tmp, list, (struct sk_request){.sql = ops->commit});
    struct sk_batch batch = {.requests = list->items, .n = list->n};
    enum sk_status status = sk_conn_batch(j->conn, &batch, err);
    if (status && status != SK_ECONN && sk_conn_transaction(j->conn) != '-' &&
        sk_conn_exec(j->conn, ops->rollback, NULL))
        sk_context(err, "and the transaction could not be rolled back");
    return status;
}

/* The journal's table, and a row of the history that says that this one is being run. */
static enum sk_status
prepare(struct journal *j, struct sk_error *err)
{
    const struct sk_ledger_ops *ops = j->x->skein->ledger->ops;
    struct sk_record version = {.args = {j->step->migration->version}, .n = 1};
    struct sk_record record = sk_execute_record(j->tmp, j->x, j->step, 0);
    struct sk_requests list = {0};
    record.args[record.n++] = "0";
    sk_execute_add(j->tmp, &list, (struct sk_request){.sql = ops->begin});
    sk_execute_add(j->tmp, &list, sk_execute_request(j->tmp, j->x, ops->create_journal, NULL));
    if (!j->step->down) {
        sk_execute_add(j->tmp, &list, sk_execute_request(j->tmp, j->x, ops->clear, &version));
        sk_execute_add(j->tmp, &list, sk_execute_request(j->tmp, j->x, ops->record_running, &record));
    }
    enum sk_status status = run_all(j, &list, err);
    const char *sql = sk_ledger_sql(j->tmp, j->x->skein->ledger, ops->journal_read, 0);
    return status ? status : sk_conn_query(&j->entries, j->tmp, j->conn, sql, &j->version, 1, err);
}

static enum sk_status
finish(struct journal *j, int64_t duration_ms, struct sk_error *err)
{
    const struct sk_ledger_ops *ops = j->x->skein->ledger->ops;
    struct sk_record version = {.args = {j->step->migration->version}, .n = 1};
    struct sk_record journaled = {.args = {j->version}, .n = 1};
    struct sk_record record = sk_execute_record(j->tmp, j->x, j->step, duration_ms);
    struct sk_record log = sk_execute_log(j->tmp, j->x, j->step, "completed", duration_ms, NULL);
    struct sk_requests list = {0};
    sk_execute_add(j->tmp, &list, (struct sk_request){.sql = ops->begin});
    for (const char *const *reset = ops->reset; reset && *reset; reset++)
        sk_execute_add(j->tmp, &list, (struct sk_request){.sql = *reset});
    sk_execute_add(j->tmp, &list,
                   sk_execute_request(j->tmp, j->x, j->step->down ? ops->forget : ops->clear, &version));
    if (!j->step->down)
        sk_execute_add(j->tmp, &list, sk_execute_request(j->tmp, j->x, ops->record, &record));
    sk_execute_add(j->tmp, &list, sk_execute_request(j->tmp, j->x, ops->log_migration, &log));
    sk_execute_add(j->tmp, &list, sk_execute_request(j->tmp, j->x, ops->journal_clear, &journaled));
    return run_all(j, &list, err);
}

static enum sk_status
run_journaled(struct journal *j, struct sk_error *err)
{
    int64_t begun = sk_now_ms();
    const char *version = j->step->migration->version;
    j->version = j->step->down ? sk_printf(j->tmp, "%s down", version) : version;
    enum sk_status status = prepare(j, err);
    status = status ? status : run_outputs(j, err);
    status = status ? status : finish(j, sk_now_ms() - begun, err);
    if (!status)
        sk_execute_done(j->x, j->step, sk_now_ms() - begun);
    return status;
}

enum sk_status
sk_execute_journaled(struct sk_execution *x, struct sk_error *err)
{
    struct journal j = {.x = x, .step = &x->steps->items[x->done], .conn = x->skein->conn};
    j.tmp = sk_context_new(NULL);
    enum sk_status status = hold_lock(&j, err);
    if (!status)
        status = sk_execute_is_stale(x, &x->again, err);
    if (!status && !x->again)
        status = run_journaled(&j, err);
    /* The rest is planned from the history as it is now. */
    x->again = x->again || (!status && x->done < x->steps->n);
    talloc_free(j.tmp);
    return status;
}
