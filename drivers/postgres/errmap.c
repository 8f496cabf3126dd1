/* drivers/postgres/errmap.c - what libpq reports, as skein's errors; the SQLSTATEs are in drivers/common. */
#include "drivers/postgres/errmap.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "drivers/common/pg_codes.h"

/* The byte offset of the character that stands `position` characters (from 1) into UTF-8 text. */
static size_t
byte_offset(const char *text, long position)
{
    size_t i = 0;
    for (long seen = 1; text[i] && seen < position; seen++)
        do
            i++;
        while (((unsigned char)text[i] & 0xc0) == 0x80);
    return i;
}

/* libpq's messages are of several lines, the further ones indented. */
static char *
trimmed(TALLOC_CTX *owner, const char *message)
{
    struct sk_text *text = sk_text_new(owner);
    bool first = true;
    for (const char *line = message + strspn(message, "\n\t "); *line; line += strspn(line, "\n\t ")) {
        size_t len = strcspn(line, "\n");
        sk_text_sep(text, &first, "; ");
        sk_text_add_n(text, line, len);
        line += len;
    }
    return sk_text_finish(text, owner);
}

enum sk_status
sk_pq_conn_fail(struct sk_error *err, PGconn *pg)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *message = pg ? trimmed(tmp, PQerrorMessage(pg)) : "";
    sk_fail(err, SK_ECONN, "%s", *message ? message : "the connection to the server was lost");
    sk_sqlstate(err, "08006");
    talloc_free(tmp);
    return SK_ECONN;
}

enum sk_status
sk_pq_open_fail(struct sk_error *err, const char *message, const char *sqlstate)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    enum sk_status status = sk_pg_open_status(sqlstate);
    sk_fail(err, status, "%s", trimmed(tmp, message));
    sk_sqlstate(err, *sqlstate ? sqlstate : "08001");
    talloc_free(tmp);
    return status;
}

/* An error that ends the session is a lost connection, whatever its code. */
static enum sk_status
status_of_result(const PGresult *result, const char *sqlstate, bool cancelled)
{
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity && (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0))
        return SK_ECONN;
    if (cancelled && strcmp(sqlstate, "57014") == 0)
        return SK_EINTERRUPTED;
    return sk_pg_status(sqlstate);
}

enum sk_status
sk_pq_fail(struct sk_error *err, PGconn *pg, const PGresult *result, const char *sql, bool cancelled)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
    const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
    if (!sqlstate || !message)
        return sk_pq_conn_fail(err, pg);
    enum sk_status status = status_of_result(result, sqlstate, cancelled);
    if (detail)
        sk_fail(err, status, "%s (%s)", message, detail);
    else
        sk_fail(err, status, "%s", message);
    sk_sqlstate(err, sqlstate);
    if (hint)
        sk_hint(err, "%s", hint);
    if (position && sql)
        sk_at(err, NULL, byte_offset(sql, strtol(position, NULL, 10)));
    return status;
}
