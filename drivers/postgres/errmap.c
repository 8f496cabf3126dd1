/* drivers/postgres/errmap.c - see the manual's appendix A, "PostgreSQL Error Codes". */
#include "drivers/postgres/errmap.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

static const struct {
    const char *prefix;
    enum sk_status status;
} map[] = {
    {"55P03", SK_EBUSY}, /* lock_not_available */
    {"40P01", SK_EBUSY}, /* deadlock_detected */
    {"40001", SK_EBUSY}, /* serialization_failure */
    {"57014", SK_EINTERRUPTED}, /* query_canceled: by us, or a statement_timeout of the user's */
    {"57P", SK_ECONN},   /* the server shuts down, or ended this connection */
    {"25P03", SK_ECONN}, /* idle_in_transaction_session_timeout */
    {"08", SK_ECONN},
};

static enum sk_status
status_of(const char *sqlstate)
{
    for (size_t i = 0; i < sizeof map / sizeof *map; i++)
        if (strncmp(sqlstate, map[i].prefix, strlen(map[i].prefix)) == 0)
            return map[i].status;
    return SK_ESQL;
}

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

/* libpq ends its messages with a newline. */
static char *
trimmed(TALLOC_CTX *owner, const char *message)
{
    size_t len = strlen(message);
    while (len && strchr(" \n", message[len - 1]))
        len--;
    char *copy = sk_strndup(owner, message, len);
    for (char *c = copy; *c; c++)
        if (*c == '\n')
            *c = ' ';
    return copy;
}

enum sk_status
sk_pq_conn_fail(struct sk_error *err, PGconn *pg, enum sk_status status)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *message = trimmed(tmp, PQerrorMessage(pg));
    sk_fail(err, status, "%s", *message ? message : "the connection to the server was lost");
    sk_sqlstate(err, "08006");
    talloc_free(tmp);
    return status;
}

enum sk_status
sk_pq_fail(struct sk_error *err, PGconn *pg, const PGresult *result, const char *sql)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
    const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
    if (!sqlstate || !message)
        return sk_pq_conn_fail(err, pg, SK_ECONN);
    enum sk_status status = status_of(sqlstate);
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
