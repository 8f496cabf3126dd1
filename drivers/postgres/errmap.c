/* drivers/postgres/errmap.c - see the manual's appendix A, "PostgreSQL Error Codes". */
#include "drivers/postgres/errmap.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"

static const struct {
    const char *prefix;
    enum sk_status status;
} map[] = {
    {"55P03", SK_EBUSY}, /* lock_not_available */
    {"40P01", SK_EBUSY}, /* deadlock_detected */
    {"40001", SK_EBUSY}, /* serialization_failure */
    {"57P", SK_ECONN},   /* the server shuts down, or ended this connection */
    {"08P01", SK_ESQL},  /* protocol_violation: a wrong number of parameters */
    {"08", SK_ECONN},
};

/* Refusals to connect that waiting does not cure. */
static const char *const permanent[] = {
    "28", /* wrong password, or no entry in pg_hba.conf */
    "3D", /* no such database */
    "42", /* the database must not be connected to */
    "22", "0A", /* a parameter that the server does not take */
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
    enum sk_status status = SK_ECONN;
    for (size_t i = 0; *sqlstate && i < sizeof permanent / sizeof *permanent; i++)
        if (strncmp(sqlstate, permanent[i], 2) == 0)
            status = SK_EUSAGE;
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
    return status_of(sqlstate);
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
