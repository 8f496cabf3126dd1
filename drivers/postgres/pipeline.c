/*
 * drivers/postgres/pipeline.c - a batch as one libpq pipeline, with one Sync at its end.
 *
 * Measured (docs/architecture.md): a Sync after each migration is wrong, because what follows a Sync runs on after a
 * failure. With one Sync at the end, everything behind the first failure is skipped by the server.
 *
 * Sending and receiving go on at the same time over a non-blocking socket: a long batch would otherwise fill both
 * sides' buffers and stand still. No more is put into libpq's buffer while the socket takes none, which bounds memory.
 * See the libpq manual, "Pipeline Mode".
 */
#include "drivers/postgres/pipeline.h"

#include <errno.h>
#include <poll.h>

#include "drivers/postgres/errmap.h"

/* How many requests to hand to libpq between two looks at the socket: it sends by itself at every 64 kB. */
enum { STRIDE = 64 };

struct pipeline {
    struct sk_conn *conn;
    struct sk_pq *impl;
    PGconn *pg;
    struct sk_batch *batch;
    size_t sent, end; /* requests up to `sent` are handed to libpq, of those up to `end` */
    size_t ended;     /* requests whose results have all come, the skipped ones included */
    bool blocked;     /* the socket takes no more for now */
    bool synced;      /* the Sync is sent */
    bool in_results;  /* a result has come, and the NULL that ends its request has not */
    bool copying;     /* the server is in the middle of a COPY */
    enum sk_status status;
    struct sk_error *err;
};

/* Hand one result to the caller as rows. */
static enum sk_status
deliver(struct pipeline *p, const PGresult *result, bool want_rows)
{
    const struct sk_batch *batch = p->batch;
    if (!batch->on_done)
        return SK_OK;
    if (!want_rows)
        return batch->on_done(batch->data, batch->done, NULL, p->err);
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_rows rows = {.n_columns = (size_t)PQnfields(result), .n_rows = (size_t)PQntuples(result)};
    const char **columns = sk_alloc(tmp, (rows.n_columns + 1) * sizeof *columns, "columns");
    const char **cells = sk_alloc(tmp, (rows.n_columns * rows.n_rows + 1) * sizeof *cells, "cells");
    for (size_t c = 0; c < rows.n_columns; c++)
        columns[c] = PQfname(result, (int)c);
    for (size_t r = 0; r < rows.n_rows; r++)
        for (size_t c = 0; c < rows.n_columns; c++)
            if (!PQgetisnull(result, (int)r, (int)c))
                cells[r * rows.n_columns + c] = PQgetvalue(result, (int)r, (int)c);
    rows.columns = columns;
    rows.cells = cells;
    enum sk_status status = batch->on_done(batch->data, batch->done, &rows, p->err);
    talloc_free(tmp);
    return status;
}

static void
take_failure(struct pipeline *p, const PGresult *result, const char *sql)
{
    if (p->status == SK_OK)
        p->status = sk_pq_fail(p->err, p->pg, result, sql, p->impl->cancelled);
}

/* There is no way to leave a COPY in a pipeline (libpq manual): the connection has to be given up. */
static void
take_copy(struct pipeline *p)
{
    p->copying = true;
    if (p->status == SK_OK) {
        p->status = sk_fail(p->err, SK_EUNSUPPORTED, "COPY from or to the client cannot be run by skein");
        sk_hint(p->err, "Write the rows as INSERT statements, or copy from a file on the server.");
    }
}

static void
take_result(struct pipeline *p, const PGresult *result)
{
    const struct sk_request *request = &p->batch->requests[p->batch->done];
    switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_EMPTY_QUERY:
        if (p->status == SK_OK)
            p->status = deliver(p, result, request->want_rows);
        return;
    case PGRES_PIPELINE_ABORTED:
        return;
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
    case PGRES_COPY_BOTH:
        take_copy(p);
        return;
    default:
        take_failure(p, result, request->sql);
        return;
    }
}

/* An error behind the last request: the transaction that the pipeline was could not commit (deferred constraints). */
static void
take_late_result(struct pipeline *p, const PGresult *result)
{
    if (PQresultStatus(result) != PGRES_FATAL_ERROR || p->status)
        return;
    take_failure(p, result, NULL);
    p->batch->done--;
}

/* A NULL from PQgetResult ends the results of a request; without one begun, nothing more has come. */
static bool
end_request(struct pipeline *p)
{
    if (!p->in_results)
        return false;
    p->in_results = false;
    if (p->ended < p->end) {
        p->ended++;
        if (p->status == SK_OK)
            p->batch->done++;
    }
    return true;
}

/* Take one result, if there is one. */
static bool
take_next(struct pipeline *p, bool *synced)
{
    PGresult *result = PQgetResult(p->pg);
    if (!result)
        return end_request(p);
    if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
        *synced = true;
    } else {
        p->in_results = true;
        if (p->ended < p->end)
            take_result(p, result);
        else
            take_late_result(p, result);
    }
    PQclear(result);
    return true;
}

/* The connection is gone; what it said last is still to be read, and tells more than that it is gone. */
static enum sk_status
lost(struct pipeline *p)
{
    bool synced = false;
    while (p->status == SK_OK && take_next(p, &synced))
        ;
    return p->status ? p->status : sk_pq_conn_fail(p->err, p->pg);
}

static enum sk_status
send_one(struct pipeline *p)
{
    const struct sk_request *request = &p->batch->requests[p->sent];
    if (!PQsendQueryParams(p->pg, request->sql, (int)request->n_args, NULL, request->args, NULL, NULL, 0))
        return lost(p);
    p->sent++;
    return SK_OK;
}

/*
 * The Sync, and before it an empty statement. The server keeps the portal of the last statement until the next one
 * takes its place, and with it, in a transaction that goes on, its snapshot: CREATE INDEX CONCURRENTLY would wait for
 * that transaction, though it does nothing but hold a lock.
 */
static enum sk_status
send_end(struct pipeline *p)
{
    if (!PQsendQueryParams(p->pg, "", 0, NULL, NULL, NULL, NULL, 0) || !PQpipelineSync(p->pg))
        return lost(p);
    p->synced = true;
    p->conn->round_trips++;
    return SK_OK;
}

/* Hand over what the socket takes, then the end. A failure known by now means that the rest need not be sent. */
static enum sk_status
feed(struct pipeline *p)
{
    enum sk_status status = SK_OK;
    for (size_t n = 0; !status && !p->blocked && p->status == SK_OK && p->sent < p->end && n < STRIDE; n++)
        status = send_one(p);
    if (!status && !p->synced && (p->sent == p->end || p->status != SK_OK))
        status = send_end(p);
    return status;
}

/* Wait until the socket can be read, or written while there is something to write; do not wait to feed more. */
static enum sk_status
await(struct pipeline *p)
{
    int more = PQflush(p->pg);
    p->blocked = more > 0;
    struct pollfd fd = {.fd = PQsocket(p->pg), .events = (short)(POLLIN | (p->blocked ? POLLOUT : 0))};
    if (more < 0 || fd.fd < 0)
        return lost(p);
    while (poll(&fd, 1, p->synced || p->blocked ? -1 : 0) < 0)
        if (errno != EINTR)
            return sk_fail(p->err, SK_EINTERNAL, "poll: %m");
    p->blocked = p->blocked && !(fd.revents & POLLOUT);
    if ((fd.revents & (POLLIN | POLLERR | POLLHUP)) && !PQconsumeInput(p->pg))
        return lost(p);
    return SK_OK;
}

/* Take all results that have come. `*done` when that of the Sync was among them. */
static enum sk_status
drain(struct pipeline *p, bool *done)
{
    while (!*done && !p->copying && !PQisBusy(p->pg))
        if (!take_next(p, done))
            break;
    if (p->copying) {
        PQfinish(p->pg);
        p->impl->pg = NULL;
        return p->status;
    }
    return PQstatus(p->pg) == CONNECTION_OK ? SK_OK : lost(p);
}

/* Requests [done, end) as one pipeline. */
static enum sk_status
run_pipeline(struct sk_conn *conn, struct sk_batch *batch, size_t end, struct sk_error *err)
{
    struct sk_pq *impl = conn->impl;
    struct pipeline p = {
        .conn = conn, .impl = impl, .pg = impl->pg, .batch = batch, .sent = batch->done,
        .ended = batch->done, .end = end, .err = err};
    if (PQstatus(p.pg) != CONNECTION_OK || PQsetnonblocking(p.pg, 1) || !PQenterPipelineMode(p.pg))
        return sk_pq_conn_fail(err, p.pg);
    bool done = false;
    enum sk_status status = SK_OK;
    while (!status && !done) {
        status = feed(&p);
        if (!status)
            status = await(&p);
        if (!status)
            status = drain(&p, &done);
    }
    if (!status && (!PQexitPipelineMode(p.pg) || PQsetnonblocking(p.pg, 0)))
        status = sk_fail(err, SK_EINTERNAL, "%s", PQerrorMessage(p.pg));
    return status ? status : p.status;
}

/* A request that wants to be alone: by itself, outside of any pipeline. */
static enum sk_status
run_alone(struct sk_conn *conn, struct sk_batch *batch, struct sk_error *err)
{
    struct sk_pq *impl = conn->impl;
    const struct sk_request *request = &batch->requests[batch->done];
    struct pipeline p = {.conn = conn, .impl = impl, .pg = impl->pg, .batch = batch, .err = err};
    if (PQstatus(p.pg) != CONNECTION_OK)
        return sk_pq_conn_fail(err, p.pg);
    PGresult *result =
        PQexecParams(p.pg, request->sql, (int)request->n_args, NULL, request->args, NULL, NULL, 0);
    conn->round_trips++;
    if (!result)
        return sk_pq_conn_fail(err, p.pg);
    take_result(&p, result); /* the next command ends a COPY, outside of a pipeline */
    PQclear(result);
    if (p.status == SK_OK)
        batch->done++;
    return p.status;
}

enum sk_status
sk_pq_batch(struct sk_conn *conn, struct sk_batch *batch, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    while (!status && batch->done < batch->n) {
        if (batch->requests[batch->done].flush_before) {
            status = run_alone(conn, batch, err);
            continue;
        }
        size_t end = batch->done + 1;
        while (end < batch->n && !batch->requests[end].flush_before)
            end++;
        status = run_pipeline(conn, batch, end, err);
    }
    return status;
}
