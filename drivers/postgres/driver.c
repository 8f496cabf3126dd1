/*
 * drivers/postgres/driver.c - PostgreSQL through libpq.
 *
 * The URL goes to libpq as it is, so everything that libpq takes works: sockets, services, PGPASSFILE, TLS options.
 * A batch is one pipeline (pipeline.c).
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/driver.h"
#include "core/text.h"
#include "core/url.h"
#include "drivers/postgres/errmap.h"
#include "drivers/postgres/pipeline.h"

static int
impl_close(struct sk_pq *impl)
{
    PQfreeCancel(impl->cancel);
    PQfinish(impl->pg);
    return 0;
}

static void
ignore_notice(void *arg, const char *message)
{
    (void)arg, (void)message;
}

/* Will the same succeed later? A server that is starting, or that does not listen yet; but not a wrong password. */
static enum sk_status
open_status(PGconn *pg)
{
    const char *message = PQerrorMessage(pg);
    if (strstr(message, "FATAL:"))
        return strstr(message, "starting up") || strstr(message, "shutting down") ||
                       strstr(message, "too many clients") || strstr(message, "recovery mode")
                   ? SK_ECONN
                   : SK_EUSAGE;
    return strstr(message, "invalid") && !PQhost(pg) ? SK_EUSAGE : SK_ECONN;
}

static enum sk_status
connect_pg(PGconn **out, const char *url, const char *database, int64_t timeout_ms, struct sk_error *err)
{
    char seconds[24];
    snprintf(seconds, sizeof seconds, "%lld", (long long)((timeout_ms + 999) / 1000));
    const char *keywords[] = {"dbname", "fallback_application_name", "client_encoding",
                              timeout_ms ? "connect_timeout" : NULL, NULL, NULL};
    const char *values[] = {url, "skein", "UTF8", timeout_ms ? seconds : NULL, NULL, NULL};
    if (database) {
        size_t i = timeout_ms ? 4 : 3;
        keywords[i] = "dbname";
        values[i] = database;
    }
    PGconn *pg = PQconnectdbParams(keywords, values, 1);
    if (PQstatus(pg) == CONNECTION_OK) {
        PQsetNoticeProcessor(pg, ignore_notice, NULL);
        *out = pg;
        return SK_OK;
    }
    enum sk_status status = sk_pq_conn_fail(err, pg, open_status(pg));
    PQfinish(pg);
    return status;
}

/* "15.8 (Debian 15.8-0)" -> "15.8" */
static char *
server_version(TALLOC_CTX *owner, PGconn *pg)
{
    const char *version = PQparameterStatus(pg, "server_version");
    return version ? sk_strndup(owner, version, strcspn(version, " ")) : sk_strdup(owner, "0");
}

static enum sk_status
open_pg(struct sk_conn *conn, const char *url, const struct sk_conn_options *options, struct sk_error *err)
{
    PGconn *pg;
    enum sk_status status = connect_pg(&pg, url, NULL, options->connect_timeout_ms, err);
    if (status)
        return status;
    struct sk_pq *impl = sk_new(conn, struct sk_pq);
    impl->pg = pg;
    impl->cancel = PQgetCancel(pg);
    talloc_set_destructor(impl, impl_close);
    conn->impl = impl;
    conn->dialect = "postgres";
    conn->server_version = server_version(conn, pg);
    conn->database = sk_strdup(conn, PQdb(pg));
    conn->round_trips = PQsslInUse(pg) ? 2 : 1;
    return SK_OK;
}

static char
transaction(struct sk_conn *conn)
{
    const struct sk_pq *impl = conn->impl;
    switch (PQtransactionStatus(impl->pg)) {
    case PQTRANS_IDLE:
        return '-';
    case PQTRANS_INERROR:
        return 'E';
    case PQTRANS_ACTIVE:
    case PQTRANS_INTRANS:
    case PQTRANS_UNKNOWN:
        break;
    }
    return 'T';
}

static void
cancel(struct sk_conn *conn)
{
    const struct sk_pq *impl = conn->impl;
    char message[256];
    PQcancel(impl->cancel, message, sizeof message);
}

/* The database that a URL names, as libpq understands it. */
static enum sk_status
database_name(char **out, TALLOC_CTX *owner, const char *url, struct sk_error *err)
{
    char *message = NULL;
    PQconninfoOption *options = PQconninfoParse(url, &message);
    if (!options) {
        PQfreemem(message); /* it may quote the URL */
        char *redacted = sk_url_redact(owner, url);
        return sk_fail(err, SK_EUSAGE, "libpq cannot read the URL \"%s\"", redacted);
    }
    const char *name = NULL, *user = NULL;
    for (PQconninfoOption *o = options; o->keyword; o++) {
        if (strcmp(o->keyword, "dbname") == 0)
            name = o->val;
        if (strcmp(o->keyword, "user") == 0)
            user = o->val;
    }
    name = name ? name : getenv("PGDATABASE");
    name = name ? name : user;
    name = name ? name : getenv("PGUSER");
    *out = sk_strdup(owner, name);
    PQconninfoFree(options);
    return *out ? SK_OK : sk_fail(err, SK_EUSAGE, "the URL names no database");
}

/* Run `sql` with the database's name quoted for its %s in the server's maintenance database. */
static enum sk_status
maintain(TALLOC_CTX *tmp, const char *url, const char *sql, const char *name, bool *row, struct sk_error *err)
{
    PGconn *pg;
    enum sk_status status = connect_pg(&pg, url, "postgres", 0, err);
    if (status)
        status = connect_pg(&pg, url, "template1", 0, err);
    if (status)
        return status;
    char *quoted = row ? PQescapeLiteral(pg, name, strlen(name)) : PQescapeIdentifier(pg, name, strlen(name));
    PGresult *result = PQexec(pg, sk_printf(tmp, "%s %s%s", sql, quoted, strstr(sql, "DROP") ? " WITH (FORCE)" : ""));
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
        status = sk_pq_fail(err, pg, result, NULL);
    else if (row)
        *row = PQntuples(result) > 0;
    PQclear(result);
    PQfreemem(quoted);
    PQfinish(pg);
    return status;
}

static enum sk_status
on_database(const char *url, const char *sql, bool *row, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    char *name;
    enum sk_status status = database_name(&name, tmp, url, err);
    if (status == SK_OK)
        status = maintain(tmp, url, sql, name, row, err);
    talloc_free(tmp);
    return status;
}

static enum sk_status
database_exists(const char *url, bool *out, struct sk_error *err)
{
    return on_database(url, "SELECT 1 FROM pg_catalog.pg_database WHERE datname =", out, err);
}

static enum sk_status
database_create(const char *url, struct sk_error *err)
{
    bool exists;
    enum sk_status status = database_exists(url, &exists, err);
    return status || exists ? status : on_database(url, "CREATE DATABASE", NULL, err);
}

static enum sk_status
database_drop(const char *url, struct sk_error *err)
{
    return on_database(url, "DROP DATABASE IF EXISTS", NULL, err);
}

static const char *const schemes[] = {"postgres", "postgresql", NULL};

static const struct sk_driver postgres_driver = {
    .abi = SK_DRIVER_ABI,
    .name = "postgres",
    .schemes = schemes,
    .caps = SK_CAP_TRANSACTIONAL_DDL | SK_CAP_PIPELINE,
    .open = open_pg,
    .batch = sk_pq_batch,
    .transaction = transaction,
    .cancel = cancel,
    .database_create = database_create,
    .database_drop = database_drop,
    .database_exists = database_exists,
};

extern SKEIN_API const struct sk_driver *const skein_driver;
const struct sk_driver *const skein_driver = &postgres_driver;
