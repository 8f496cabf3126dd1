/*
 * core/execute_journaled.c - migrations with statements that refuse a transaction (CREATE INDEX CONCURRENTLY).
 *
 * The history row is the journal: status "running" and how many statements are done, written before and after each.
 * The run's lock is held by an idle transaction on a second connection; CONCURRENTLY does not wait for that one. After
 * a crash the statement in doubt is looked for (its probe) before it is run again, what a failed attempt leaves behind
 * (an invalid index) is dropped first.
 */
#include <stdlib.h>
#include <string.h>

#include "core/execute.h"
#include "core/lock.h"

struct journal {
    struct sk_execution *x;
    const struct sk_step *step;
    TALLOC_CTX *tmp;
};

static enum sk_status
write_books(struct journal *j, const char *first, const struct sk_record *a, const char *second,
            const struct sk_record *b, const char *third, const struct sk_record *c, struct sk_error *err)
{
    const struct sk_ledger_ops *ops = j->x->skein->ledger->ops;
    struct sk_request requests[5];
    struct sk_batch batch = {.requests = requests};
    requests[batch.n++] = (struct sk_request){.sql = ops->begin};
    requests[batch.n++] = sk_execute_request(j->tmp, j->x, first, a);
    if (second)
        requests[batch.n++] = sk_execute_request(j->tmp, j->x, second, b);
    if (third)
        requests[batch.n++] = sk_execute_request(j->tmp, j->x, third, c);
    requests[batch.n++] = (struct sk_request){.sql = ops->commit};
    return sk_conn_batch(j->x->skein->conn, &batch, err);
}

static enum sk_status
journal_begin(struct journal *j, size_t done, struct sk_error *err)
{
    const struct sk_ledger_ops *ops = j->x->skein->ledger->ops;
    struct sk_record version = {.args = {j->step->migration->version}, .n = 1};
    struct sk_record record = sk_execute_record(j->tmp, j->x, j->step, 0);
    record.args[record.n++] = sk_printf(j->tmp, "%zu", done);
    return write_books(j, ops->forget, &version, ops->record_running, &record, NULL, NULL, err);
}

static enum sk_status
journal_end(struct journal *j, int64_t duration_ms, struct sk_error *err)
{
    const struct sk_ledger_ops *ops = j->x->skein->ledger->ops;
    struct sk_record version = {.args = {j->step->migration->version}, .n = 1};
    struct sk_record record = sk_execute_record(j->tmp, j->x, j->step, duration_ms);
    struct sk_record log = sk_execute_log(j->tmp, j->x, j->step, "completed", duration_ms, NULL);
    if (j->step->down)
        return write_books(j, ops->forget, &version, ops->log, &log, NULL, NULL, err);
    return write_books(j, ops->forget, &version, ops->record, &record, ops->log, &log, err);
}

/* Has the statement taken effect already? Asked of the first one after a crash only. */
static enum sk_status
settled(struct journal *j, const struct sk_output *output, bool *done, struct sk_error *err)
{
    struct sk_rows *rows;
    *done = false;
    if (!output->probe)
        return SK_OK;
    enum sk_status status = sk_conn_query(&rows, j->tmp, j->x->skein->conn, output->probe, NULL, 0, err);
    *done = !status && rows->n_rows > 0;
    return status;
}

static enum sk_status
run_output(struct journal *j, const struct sk_output *output, bool in_doubt, struct sk_error *err)
{
    struct sk_conn *conn = j->x->skein->conn;
    bool done = false;
    enum sk_status status = in_doubt ? settled(j, output, &done, err) : SK_OK;
    if (status || done)
        return status;
    if (in_doubt && output->undo)
        status = sk_conn_exec(conn, output->undo, err);
    struct sk_request request = {.sql = output->sql, .flush_before = output->no_transaction};
    struct sk_batch batch = {.requests = &request, .n = 1};
    if (!status)
        status = sk_conn_batch(conn, &batch, err);
    /* A failed CREATE INDEX CONCURRENTLY leaves an invalid index: take it away, so that nothing half done stands. */
    if (status && status != SK_ECONN && output->undo && sk_conn_exec(conn, output->undo, NULL))
        sk_context(err, "and an invalid index was left behind");
    return status;
}

/* How many statements an earlier attempt has done, if its file began alike. */
static size_t
resume_point(const struct sk_step *step)
{
    const struct sk_entry *entry = step->entry;
    if (!entry || step->down || sk_entry_completed(entry) || !entry->statements_done ||
        strcmp(entry->checksum, step->file->checksum) != 0)
        return 0;
    return strtoul(entry->statements_done, NULL, 10);
}

static enum sk_status
run_statements(struct journal *j, struct sk_error *err)
{
    const struct sk_ledger_ops *ops = j->x->skein->ledger->ops;
    size_t resume = resume_point(j->step), k = 0;
    bool again = j->step->entry && !sk_entry_completed(j->step->entry);
    enum sk_status status = j->step->down ? SK_OK : journal_begin(j, resume, err);
    for (size_t i = 0; i < j->step->n && !status; i++) {
        const struct sk_output *output = &j->step->outputs[i];
        if (!output->sql || ++k <= resume)
            continue;
        status = run_output(j, output, again && k == resume + 1, err);
        if (status) {
            sk_execute_explain(j->step, output, err);
            if (status != SK_ECONN)
                sk_execute_record_failure(j->x, j->step, k - 1, err);
            return status;
        }
        struct sk_record advance = {.args = {j->step->migration->version, sk_printf(j->tmp, "%zu", k)}, .n = 2};
        if (!j->step->down)
            status = write_books(j, ops->advance, &advance, NULL, NULL, NULL, NULL, err);
    }
    return status;
}

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
    status = sk_lock_begin(holder, sk_session_lock_wait_ms(skein), NULL, NULL, err);
    if (status)
        return status;
    /* The portal of the last query keeps its snapshot while the transaction is idle, and CONCURRENTLY waits for
     * snapshots: a command by itself, one that needs none, closes the portal. */
    struct sk_request idle = {.sql = sk_ledger_sql(j->tmp, holder, holder->ops->lock_timeout, 0), .flush_before = true};
    return sk_conn_batch(conn, &(struct sk_batch){.requests = &idle, .n = 1}, err);
}

enum sk_status
sk_execute_journaled(struct sk_execution *x, struct sk_error *err)
{
    struct journal j = {.x = x, .step = &x->steps->items[x->done], .tmp = sk_context_new(NULL)};
    int64_t begun = sk_now_ms();
    enum sk_status status = hold_lock(&j, err);
    if (!status && x->done == 0)
        status = sk_execute_is_stale(x, &x->again, err);
    if (!status && !x->again)
        status = run_statements(&j, err);
    if (!status && !x->again)
        status = journal_end(&j, sk_now_ms() - begun, err);
    if (!status && !x->again) {
        sk_execute_done(x, j.step, sk_now_ms() - begun);
        x->again = x->done < x->steps->n; /* the rest is planned from the history as it is now */
    }
    talloc_free(j.tmp);
    return status;
}
