/*
 * core/execute_pipelined.c - running a plan on a server whose DDL is transactional (PostgreSQL).
 *
 * A transaction for each migration, all of them in one pipeline: the number of round trips does not grow with the
 * number of migrations. The first transaction takes the lock by polling and reads the history again under it. Each
 * further one begins with guards that fail unless it gets the lock and finds its predecessor's row and not its own:
 * then another run has come in between, and this one plans anew.
 */
#include <string.h>

#include "core/execute.h"
#include "core/lock.h"

enum part { PART_GUARD, PART_STATEMENT, PART_BOOKS, PART_LOOK, PART_COMMIT };

/* What a request of the batch is for. */
struct origin {
    size_t step;
    enum part part;
    const struct sk_output *output;
};

struct pipeline {
    struct sk_execution *x;
    TALLOC_CTX *tmp;
    size_t n, n_origins;
    struct sk_request *requests;
    struct origin *origins;
};

static void
add(struct pipeline *p, struct sk_request request, size_t step, enum part part, const struct sk_output *output)
{
    struct origin origin = {step, part, output};
    sk_push(p->tmp, p->requests, p->n, request);
    sk_push(p->tmp, p->origins, p->n_origins, origin);
}

static void
add_guards(struct pipeline *p, size_t i)
{
    struct sk_execution *x = p->x;
    const struct sk_ledger *ledger = x->skein->ledger;
    const struct sk_step *step = &x->steps->items[i], *before = &x->steps->items[i - 1];
    struct sk_record expected = {.args = {before->migration->version, ledger->run_id, step->migration->version},
                                 .n = 3};
    if (step->down) /* what is taken back has to stand as it was when this was planned */
        expected = (struct sk_record){.args = {step->migration->version, step->entry->run_id, ""}, .n = 3};
    add(p, (struct sk_request){.sql = ledger->ops->begin}, i, PART_BOOKS, NULL);
    add(p, sk_execute_request(p->tmp, x, ledger->ops->demand_lock, NULL), i, PART_GUARD, NULL);
    if (!before->down || step->down)
        add(p, sk_execute_request(p->tmp, x, ledger->ops->demand_entry, &expected), i, PART_GUARD, NULL);
}

static void
add_step(struct pipeline *p, size_t i, bool first)
{
    struct sk_execution *x = p->x;
    const struct sk_ledger_ops *ops = x->skein->ledger->ops;
    const struct sk_step *step = &x->steps->items[i];
    struct sk_record version = {.args = {step->migration->version}, .n = 1};
    struct sk_record record = sk_execute_record(p->tmp, x, step, -1);
    struct sk_record log = sk_execute_log(p->tmp, x, step, "completed", -1, NULL);
    if (!first)
        add_guards(p, i);
    add(p,
        (struct sk_request){
            .sql = sk_ledger_sql(p->tmp, x->skein->ledger, ops->lock_timeout, sk_execute_lock_timeout_ms(x))},
        i, PART_BOOKS, NULL);
    for (size_t k = 0; k < step->n; k++)
        if (step->outputs[k].sql)
            add(p, (struct sk_request){.sql = step->outputs[k].sql}, i, PART_STATEMENT, &step->outputs[k]);
    for (const char *const *reset = ops->reset; reset && *reset; reset++)
        add(p, (struct sk_request){.sql = *reset}, i, PART_BOOKS, NULL);
    add(p, sk_execute_request(p->tmp, x, step->down ? ops->forget : ops->clear, &version), i, PART_BOOKS, NULL);
    if (!step->down)
        add(p, sk_execute_request(p->tmp, x, ops->record, &record), i, PART_BOOKS, NULL);
    add(p, sk_execute_request(p->tmp, x, ops->log_migration, &log), i, PART_BOOKS, NULL);
    if (x->skein->observer)
        add(p, (struct sk_request){.sql = x->skein->observer->sql, .want_rows = true}, i, PART_LOOK, NULL);
    add(p, (struct sk_request){.sql = ops->commit}, i, PART_COMMIT, NULL);
}

/* A COMMIT that came back is a migration that stands. */
static enum sk_status
on_done(void *data, size_t i, const struct sk_rows *rows, struct sk_error *err)
{
    struct pipeline *p = data;
    struct sk_execution *x = p->x;
    if (p->origins[i].part == PART_LOOK)
        x->skein->observer->see(x->skein->observer->data, rows);
    if (p->origins[i].part == PART_COMMIT) {
        sk_execute_done(x, &x->steps->items[p->origins[i].step], -1);
        if (x->skein->interrupts && x->done < x->steps->n)
            return sk_fail(err, SK_EINTERRUPTED, "stopped on request, after migration %s",
                           x->steps->items[x->done - 1].migration->version);
    }
    return SK_OK;
}

/* The batch stopped at request `i`. Roll back, and say what it means. */
static enum sk_status
stopped(struct pipeline *p, size_t i, enum sk_status status, struct sk_error *err)
{
    struct sk_execution *x = p->x;
    struct sk_conn *conn = x->skein->conn;
    if (status == SK_ECONN)
        return status;
    if (sk_conn_transaction(conn) != '-' && sk_conn_exec(conn, x->skein->ledger->ops->rollback, NULL))
        return SK_ECONN;
    const struct origin *origin = &p->origins[i];
    if (origin->part == PART_GUARD && status == SK_ESQL) {
        sk_error_clear(err);
        x->again = true;
        return SK_OK;
    }
    const struct sk_step *step = &x->steps->items[origin->step];
    x->statements_done = step->n_statements;
    if (origin->part == PART_STATEMENT) {
        x->statements_done = sk_execute_statement(step, origin->output) - 1;
        sk_execute_explain(step, origin->output, err);
    } else {
        sk_context(err, origin->part == PART_COMMIT ? "at commit" : "while keeping the history");
        sk_at(err, step->file->path, SK_NO_POS);
    }
    return status;
}

/* Begin with the lock, and see that the history is still what the plan was made from. */
static enum sk_status
begin(struct sk_execution *x, struct sk_error *err)
{
    struct sk_ledger *ledger = x->skein->ledger;
    enum sk_status status = sk_lock_begin(ledger, sk_session_lock_wait_ms(x->skein), sk_execute_waiting, x, err);
    if (status)
        return status;
    status = sk_execute_is_stale(x, &x->again, err);
    if (!status && x->again)
        status = sk_conn_exec(ledger->conn, ledger->ops->rollback, err);
    return status;
}

enum sk_status
sk_execute_pipelined(struct sk_execution *x, struct sk_error *err)
{
    struct sk_error failure = SK_ERROR_INIT;
    struct pipeline p = {.x = x, .tmp = sk_context_new(NULL)};
    enum sk_status status;
    if (x->done > 0) {
        /* An earlier part of this run is committed (a retry, or a journaled migration between): plan from there. */
        x->again = true;
        talloc_free(p.tmp);
        return SK_OK;
    }
    status = begin(x, &failure);
    if (status || x->again)
        goto out;
    for (size_t i = x->done; i < x->steps->n && x->steps->items[i].transactional; i++)
        add_step(&p, i, i == x->done);
    struct sk_batch batch = {.requests = p.requests, .n = p.n, .on_done = on_done, .data = &p};
    status = sk_conn_batch(x->skein->conn, &batch, &failure);
    if (status)
        status = stopped(&p, batch.done < p.n ? batch.done : p.n - 1, status, &failure);
out:
    talloc_free(p.tmp);
    return status ? sk_error_move(err, &failure) : SK_OK;
}
