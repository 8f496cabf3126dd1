/*
 * drivers/mysql/batch.c - a batch as few multi-statement packets.
 *
 * The server runs the statements of a packet in order and stops at the first that fails; it answers with one result for
 * each that it ran, so their number tells which one that was. A CALL has results of its own and goes alone.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "drivers/mysql/mysql_priv.h"

/* More than this in one packet saves no round trip that anybody would notice, and takes memory. */
enum { PACKET_BYTES = 1 << 20, HEADROOM_BYTES = 1024 };

/* ---- placeholders ------------------------------------------------------------------------------------------------ */

/* The end of what begins at `c`: a quoted string, a name, a comment; or `c`. */
static const char *
skip_quoted(const char *c)
{
    if (*c == '\'' || *c == '"' || *c == '`') {
        char quote = *c++;
        while (*c && *c != quote)
            c += *c == '\\' && quote != '`' && c[1] ? 2 : 1;
        return *c ? c + 1 : c;
    }
    if (c[0] == '-' && c[1] == '-' && (!c[2] || isspace((unsigned char)c[2])))
        return c + strcspn(c, "\n");
    if (c[0] == '/' && c[1] == '*') {
        const char *end = strstr(c + 2, "*/");
        return end ? end + 2 : c + strlen(c);
    }
    return c;
}

static void
put_value(struct sk_text *text, MYSQL *my, const char *value)
{
    if (!value) {
        sk_text_add(text, "NULL");
        return;
    }
    size_t len = strlen(value);
    char *escaped = sk_alloc(text, 2 * len + 1, "escaped");
    unsigned long n = mysql_real_escape_string(my, escaped, value, len);
    sk_text_add(text, "'");
    sk_text_add_n(text, escaped, n);
    sk_text_add(text, "'");
    talloc_free(escaped);
}

/* ?1, ?2 ... stand for the values; the protocol's own parameters would cost a round trip for each statement. */
static void
put_request(struct sk_text *text, MYSQL *my, const struct sk_request *request)
{
    const char *c = request->sql;
    if (!request->n_args) {
        sk_text_add(text, c);
        return;
    }
    while (*c) {
        const char *end = skip_quoted(c);
        if (end > c) {
            sk_text_add_n(text, c, (size_t)(end - c));
            c = end;
            continue;
        }
        size_t n = 0, digits = *c == '?' ? strspn(c + 1, "0123456789") : 0;
        for (size_t i = 0; i < digits; i++)
            n = n * 10 + (size_t)(c[1 + i] - '0');
        if (n >= 1 && n <= request->n_args)
            put_value(text, my, request->args[n - 1]);
        else
            sk_text_add_n(text, c, 1 + digits);
        c += 1 + digits;
    }
}

/* ---- results ------------------------------------------------------------------------------------------------------ */

static struct sk_rows *
rows_of(TALLOC_CTX *owner, MYSQL_RES *result)
{
    struct sk_rows *rows = sk_new(owner, struct sk_rows);
    rows->n_columns = mysql_num_fields(result);
    rows->n_rows = (size_t)mysql_num_rows(result);
    const char **columns = sk_alloc(rows, (rows->n_columns + 1) * sizeof *columns, "columns");
    const char **cells = sk_alloc(rows, (rows->n_rows * rows->n_columns + 1) * sizeof *cells, "cells");
    const MYSQL_FIELD *fields = mysql_fetch_fields(result);
    for (size_t i = 0; i < rows->n_columns; i++)
        columns[i] = sk_strdup(rows, fields[i].name);
    for (size_t r = 0; r < rows->n_rows; r++) {
        MYSQL_ROW row = mysql_fetch_row(result);
        const unsigned long *lengths = mysql_fetch_lengths(result);
        for (size_t i = 0; i < rows->n_columns; i++)
            cells[r * rows->n_columns + i] = row[i] ? sk_strndup(rows, row[i], lengths[i]) : NULL;
    }
    rows->columns = columns;
    rows->cells = cells;
    return rows;
}

/* The result at hand, handed on. */
static enum sk_status
take_result(struct sk_my *impl, struct sk_batch *batch, struct sk_error *err)
{
    const struct sk_request *request = &batch->requests[batch->done];
    MYSQL_RES *result = mysql_store_result(impl->my);
    if (!result && mysql_field_count(impl->my))
        return sk_my_fail(err, impl->my, request->sql, impl->cancelled);
    struct sk_rows *rows = request->want_rows && result ? rows_of(NULL, result) : NULL;
    struct sk_rows none = {0};
    if (result)
        mysql_free_result(result);
    enum sk_status status = SK_OK;
    if (batch->on_done)
        status = batch->on_done(batch->data, batch->done, rows ? rows : request->want_rows ? &none : NULL, err);
    talloc_free(rows);
    if (!status)
        batch->done++;
    return status;
}

/* A callback that fails, or a CALL, leaves results that the next statement must not find. */
static void
drain(MYSQL *my)
{
    while (mysql_more_results(my) && mysql_next_result(my) == 0) {
        MYSQL_RES *result = mysql_store_result(my);
        if (result)
            mysql_free_result(result);
    }
}

/* ---- packets ------------------------------------------------------------------------------------------------------ */

static bool
is_call(const char *sql)
{
    sql += strspn(sql, " \t\r\n");
    return strncasecmp(sql, "CALL", 4) == 0 && isspace((unsigned char)sql[4]);
}

/* The statements from batch->done on that fit into one packet. */
static size_t
fill_packet(struct sk_text *text, const struct sk_my *impl, const struct sk_batch *batch)
{
    size_t limit = impl->max_packet_bytes - HEADROOM_BYTES, n = 0;
    limit = limit < PACKET_BYTES ? limit : PACKET_BYTES;
    for (size_t i = batch->done; i < batch->n; i++, n++) {
        const struct sk_request *request = &batch->requests[i];
        size_t before = text->len;
        if (n && (request->flush_before || is_call(request->sql) || is_call(batch->requests[i - 1].sql)))
            break;
        sk_text_add(text, n ? "\n;" : ""); /* the line's end is a comment's, too */
        put_request(text, impl->my, request);
        if (n && text->len > limit) {
            text->data[text->len = before] = '\0';
            break;
        }
    }
    return n;
}

static enum sk_status
run_packet(struct sk_conn *conn, struct sk_batch *batch, const struct sk_text *text, size_t n, struct sk_error *err)
{
    struct sk_my *impl = conn->impl;
    size_t end = batch->done + n;
    conn->round_trips++;
    if (mysql_real_query(impl->my, text->data, text->len))
        return sk_my_fail(err, impl->my, batch->requests[batch->done].sql, impl->cancelled);
    for (;;) {
        enum sk_status status = take_result(impl, batch, err);
        if (status || batch->done == end) {
            drain(impl->my);
            return status;
        }
        int next = mysql_next_result(impl->my);
        if (next > 0)
            return sk_my_fail(err, impl->my, batch->requests[batch->done].sql, impl->cancelled);
        if (next < 0)
            return sk_fail(err, SK_EINTERNAL, "the server gave fewer results than there were statements");
    }
}

enum sk_status
sk_my_batch(struct sk_conn *conn, struct sk_batch *batch, struct sk_error *err)
{
    struct sk_my *impl = conn->impl;
    enum sk_status status = SK_OK;
    batch->done = 0;
    while (batch->done < batch->n && !status) {
        struct sk_text *text = sk_text_new(NULL);
        size_t n = fill_packet(text, impl, batch);
        if (text->len > impl->max_packet_bytes - HEADROOM_BYTES) {
            status = sk_fail(err, SK_ESQL, "a statement of %zu bytes is longer than the server's max_allowed_packet of %zu",
                             text->len, impl->max_packet_bytes);
            sk_hint(err, "Raise max_allowed_packet on the server, or split the statement.");
        } else {
            status = run_packet(conn, batch, text, n, err);
        }
        talloc_free(text);
    }
    return status;
}
