/*
 * drivers/mysql/batch.c - a batch as packets of several statements.
 *
 * The server runs the statements of a packet in order and stops at the first that fails; the number of results tells
 * which (MySQL manual, "Multiple Statement Execution Support"). So each request must be exactly one statement and give
 * exactly one result. What may give more (CALL), or may be more (a body with semicolons that does not clearly end),
 * goes alone; the latter with multi-statements switched off, so that the server refuses a second statement before it
 * runs the first.
 */
#include "drivers/mysql/batch.h"

#include <string.h>

#include "core/text.h"
#include "drivers/common/mysql_codes.h"
#include "drivers/common/mysql_scan.h"
#include "drivers/mysql/errmap.h"

/* Each packet is a round trip, and has to be held in memory by both sides. This is room for some thousand migrations.
 */
enum { PACKET_BYTES = 8 << 20 };

struct packet {
    struct sk_conn *conn;
    struct sk_my *impl;
    MYSQL *my;
    struct sk_batch *batch;
    struct sk_error *err;
    struct sk_text *text;
    size_t end;        /* of the requests in it: [batch->done, end) */
    bool *empty;       /* of each: it has no text, so there will be no result */
    size_t n_empty;
    size_t n_texts;
    bool many_results; /* the one request in it may give several */
    bool unsure;       /* the one request in it may be several */
};

/* ---- making a packet ------------------------------------------------------------------------------------------ */

static enum sk_status
too_long(const struct packet *p, size_t len)
{
    sk_fail(p->err, SK_ESQL, "the statement has %zu bytes, and the server takes %zu", len, p->impl->max_packet_bytes);
    sk_sqlstate(p->err, "54000");
    sk_hint(p->err, "Raise the server's max_allowed_packet, or split the statement.");
    return SK_ESQL;
}

/* Add request `end` to the packet, or leave it to the next one: then `*full`. */
static enum sk_status
add_request(struct packet *p, bool *full)
{
    const struct sk_request *request = &p->batch->requests[p->end];
    bool backslash = sk_my_backslash(p->my);
    struct sk_mysql_shape shape = sk_mysql_shape(request->sql, backslash);
    bool alone = request->flush_before || shape.many_results;
    size_t before = p->text->len;
    *full = p->n_texts > 0 && (alone || p->many_results || p->batch->requests[p->end - 1].flush_before);
    if (*full)
        return SK_OK;
    if (!shape.empty && p->n_texts > 0)
        sk_text_add(p->text, ";\n");
    enum sk_status status = SK_OK;
    if (request->n_args)
        status = sk_mysql_bind(p->text, request->sql, shape.from, shape.empty ? shape.from : shape.to, request->args,
                               request->n_args, backslash, p->err);
    else if (!shape.empty)
        sk_text_add_n(p->text, request->sql + shape.from, shape.to - shape.from);
    size_t max = p->impl->max_packet_bytes, len = p->text->len;
    *full = p->n_texts > 0 && (status || len > PACKET_BYTES || len + 1 > max);
    if (*full) {
        p->text->data[p->text->len = before] = '\0'; /* it is looked at again as the first of the next packet */
        return SK_OK;
    }
    if (status)
        return status;
    if (len + 1 > max)
        return too_long(p, len);
    sk_push(p->text, p->empty, p->n_empty, shape.empty);
    p->n_texts += !shape.empty;
    p->many_results = shape.many_results;
    p->unsure = shape.unsure;
    p->end++;
    return SK_OK;
}

static enum sk_status
fill(struct packet *p)
{
    enum sk_status status = SK_OK;
    for (bool full = false; !status && !full && p->end < p->batch->n;)
        status = add_request(p, &full);
    return status;
}

/* ---- its results ---------------------------------------------------------------------------------------------- */

static enum sk_status
fail(struct packet *p)
{
    const struct sk_request *request = &p->batch->requests[p->batch->done];
    enum sk_status status = sk_my_fail(p->err, p->my, request->n_args ? NULL : request->sql, p->impl->cancelled);
    /* The library has refused to send a file: what the server goes on to say, it does not read. */
    p->impl->lost = p->impl->lost || status == SK_ECONN || mysql_errno(p->my) == SK_MYSQL_FILE_REFUSED;
    return status;
}

static enum sk_status
deliver(struct packet *p, MYSQL_RES *result, bool want_rows)
{
    const struct sk_batch *batch = p->batch;
    if (!batch->on_done)
        return SK_OK;
    if (!want_rows)
        return batch->on_done(batch->data, batch->done, NULL, p->err);
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_rows rows = {.n_columns = result ? mysql_num_fields(result) : 0,
                           .n_rows = result ? (size_t)mysql_num_rows(result) : 0};
    const MYSQL_FIELD *fields = result ? mysql_fetch_fields(result) : NULL;
    const char **columns = sk_alloc(tmp, (rows.n_columns + 1) * sizeof *columns, "columns");
    const char **cells = sk_alloc(tmp, (rows.n_columns * rows.n_rows + 1) * sizeof *cells, "cells");
    for (size_t c = 0; c < rows.n_columns; c++)
        columns[c] = fields[c].name;
    for (size_t r = 0; r < rows.n_rows; r++)
        memcpy(cells + r * rows.n_columns, mysql_fetch_row(result), rows.n_columns * sizeof *cells);
    rows.columns = columns;
    rows.cells = cells;
    enum sk_status status = batch->on_done(batch->data, batch->done, &rows, p->err);
    talloc_free(tmp);
    return status;
}

/* Rows that nobody wants are read and dropped one by one. Returns false when the result breaks off. */
static bool
drop_rows(MYSQL *my)
{
    MYSQL_RES *result = mysql_use_result(my);
    if (!result)
        return mysql_field_count(my) == 0 && mysql_errno(my) == 0;
    while (mysql_fetch_row(result))
        ;
    bool whole = mysql_errno(my) == 0;
    mysql_free_result(result);
    return whole;
}

/* What still comes after a failure of the caller's, or after the first of several results. */
static bool
drop_results(MYSQL *my)
{
    int next;
    bool whole = true;
    while (whole && (next = mysql_next_result(my)) == 0)
        whole = drop_rows(my);
    return whole && next < 0;
}

/* The result at hand belongs to request `done`. */
static enum sk_status
take_result(struct packet *p)
{
    const struct sk_request *request = &p->batch->requests[p->batch->done];
    MYSQL_RES *result = request->want_rows ? mysql_store_result(p->my) : NULL;
    /* The number of columns is forgotten with the connection: it alone does not tell that there is no result. */
    bool none = mysql_field_count(p->my) == 0 && mysql_errno(p->my) == 0;
    bool whole = request->want_rows ? result || none : drop_rows(p->my);
    if (whole && p->many_results)
        whole = drop_results(p->my);
    enum sk_status status = whole ? deliver(p, result, request->want_rows) : fail(p);
    mysql_free_result(result);
    return status;
}

/* An executable comment that is not for this server's version is no statement to it. */
static bool
was_empty(struct packet *p)
{
    return mysql_errno(p->my) == SK_MYSQL_EMPTY_QUERY;
}

/* Take the results of all requests in the packet. `code` is what sending it returned. */
static enum sk_status
take_results(struct packet *p, int code)
{
    enum sk_status status = SK_OK;
    bool begun = false, stopped = false;
    size_t first = p->batch->done;
    while (!status && !stopped && p->batch->done < p->end) {
        if (p->empty[p->batch->done - first]) {
            status = deliver(p, NULL, p->batch->requests[p->batch->done].want_rows);
        } else {
            int next = begun ? mysql_next_result(p->my) : code;
            begun = true;
            stopped = was_empty(p);
            if (next == 0)
                status = take_result(p);
            else if (stopped)
                status = deliver(p, NULL, p->batch->requests[p->batch->done].want_rows);
            else if (next > 0 || mysql_errno(p->my))
                status = fail(p);
            else
                status = sk_fail(p->err, SK_EINTERNAL, "the server has answered fewer statements than it was sent");
        }
        if (!status)
            p->batch->done++;
    }
    bool more = !p->impl->lost && mysql_more_results(p->my);
    if (more && !drop_results(p->my) && !status)
        status = fail(p);
    if (more && !status)
        status = sk_fail(p->err, SK_EINTERNAL, "the server has answered more statements than it was sent");
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------------------------ */

static bool
set_multi(struct packet *p, enum enum_mysql_set_option option)
{
    p->conn->round_trips++;
    return mysql_set_server_option(p->my, option) == 0;
}

/* An error says nothing of the transaction: it may have ended with it (a deadlock, DDL). Ask; a ping does not tell. */
static void
learn_state(struct packet *p)
{
    if (p->impl->lost || !(p->my->server_status & SERVER_STATUS_IN_TRANS))
        return;
    p->conn->round_trips++;
    p->impl->lost = mysql_query(p->my, "DO 0") != 0;
}

static enum sk_status
send_packet(struct packet *p)
{
    if (p->unsure && !set_multi(p, MYSQL_OPTION_MULTI_STATEMENTS_OFF))
        return fail(p);
    int code = 0;
    if (p->n_texts > 0) {
        p->conn->round_trips++;
        code = mysql_real_query(p->my, p->text->data, p->text->len);
    }
    enum sk_status status = take_results(p, code);
    if (p->unsure && !p->impl->lost && !set_multi(p, MYSQL_OPTION_MULTI_STATEMENTS_ON) && !status)
        status = fail(p);
    if (status)
        learn_state(p);
    return status;
}

static enum sk_status
run_packet(struct sk_conn *conn, struct sk_batch *batch, struct sk_error *err)
{
    struct sk_my *impl = conn->impl;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct packet p = {.conn = conn, .impl = impl, .my = impl->my, .batch = batch, .err = err, .end = batch->done,
                       .text = sk_text_new(tmp)};
    enum sk_status status = fill(&p);
    if (status == SK_OK)
        status = send_packet(&p);
    talloc_free(tmp);
    return status;
}

enum sk_status
sk_my_batch(struct sk_conn *conn, struct sk_batch *batch, struct sk_error *err)
{
    const struct sk_my *impl = conn->impl;
    enum sk_status status = SK_OK;
    while (!status && batch->done < batch->n) {
        if (impl->lost) {
            sk_fail(err, SK_ECONN, "the connection to the server was lost");
            sk_sqlstate(err, "08006");
            return SK_ECONN;
        }
        status = run_packet(conn, batch, err);
    }
    return status;
}
