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
#include <time.h>

#include "core/driver.h"
#include "core/text.h"
#include "core/url.h"
#include "drivers/common/pg_codes.h"
#include "drivers/postgres/archive.h"
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

/* libpq's complaints about a URL quote the part they are about, which may be the password. */
static enum sk_status
check_url(const char *url, struct sk_error *err)
{
    char *message = NULL;
    PQconninfoOption *options = PQconninfoParse(url, &message);
    if (options) {
        PQconninfoFree(options);
        return SK_OK;
    }
    const char *text = message ? message : "libpq cannot read it";
    const char *quoted = strstr(text, ": \"");
    bool harmless = strncmp(text, "invalid URI query parameter", 27) == 0; /* quotes the name of the option */
    char *redacted = sk_url_redact(NULL, url);
    sk_fail(err, SK_EUSAGE, "%.*s", (int)(quoted && !harmless ? (size_t)(quoted - text) : strcspn(text, "\n")), text);
    sk_hint(err,
            "The URL is %s; in passwords and names, write /, ?, #, @, : and %% as %%2F, %%3F, %%23, %%40, %%3A, %%25.",
            redacted);
    talloc_free(redacted);
    PQfreemem(message);
    return SK_EUSAGE;
}

/*
 * Why can no connection be had? libpq keeps the SQLSTATE to itself unless told to be verbose, which it can only be told
 * of a connection; the words are in the server's language. So try once more, verbosely; except after a wrong password,
 * where servers count, and after a long wait. Returns SK_OK when the connection stands now.
 */
static enum sk_status
connect_again(PGconn *pg, const char *const *keywords, const char *const *values, bool was_slow, struct sk_error *err)
{
    char *message = sk_strdup(NULL, PQerrorMessage(pg));
    char sqlstate[6] = "";
    const char *text;
    enum sk_status status = SK_OK;
    if (strstr(message, "authentication failed"))
        snprintf(sqlstate, sizeof sqlstate, "28P01");
    else if (!was_slow) {
        PQsetErrorVerbosity(pg, PQERRORS_VERBOSE);
        PQreset(pg);
        sk_pg_find_sqlstate(sqlstate, PQerrorMessage(pg), &text);
    }
    if (PQstatus(pg) != CONNECTION_OK) {
        status = sk_pq_open_fail(err, message, sqlstate);
        if (!*sqlstate && PQpingParams(keywords, values, 1) == PQPING_NO_ATTEMPT)
            status = sk_fail(err, SK_EUSAGE, "%s", err ? err->message : ""); /* an option has no such value */
    }
    PQsetErrorVerbosity(pg, PQERRORS_DEFAULT);
    talloc_free(message);
    return status;
}

static enum sk_status
connect_params(PGconn **out, const char *const *keywords, const char *const *values, struct sk_error *err)
{
    time_t began = time(NULL);
    PGconn *pg = PQconnectdbParams(keywords, values, 1);
    enum sk_status status = SK_OK;
    if (PQstatus(pg) != CONNECTION_OK)
        status = connect_again(pg, keywords, values, time(NULL) - began > 1, err);
    if (status) {
        PQfinish(pg);
        return status;
    }
    PQsetNoticeProcessor(pg, ignore_notice, NULL);
    *out = pg;
    return SK_OK;
}

/* `database` replaces that of the URL; NULL does not. */
static enum sk_status
connect_pg(PGconn **out, const char *url, const char *database, int64_t timeout_ms, struct sk_error *err)
{
    char seconds[24];
    snprintf(seconds, sizeof seconds, "%lld", (long long)((timeout_ms + 999) / 1000));
    char *encoded = sk_url_encode_password(NULL, url);
    const char *keywords[6] = {"dbname", "fallback_application_name", "client_encoding"};
    const char *values[6] = {encoded, "skein", "UTF8"};
    size_t n = 3;
    if (timeout_ms) {
        keywords[n] = "connect_timeout";
        values[n++] = seconds;
    }
    if (database) {
        keywords[n] = "dbname"; /* the first is taken as a URL, the last as a name */
        values[n++] = database;
    }
    enum sk_status status = check_url(encoded, err);
    if (status == SK_OK)
        status = connect_params(out, keywords, values, err);
    talloc_free(encoded);
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
    case PQTRANS_UNKNOWN: /* the connection is gone, and its transaction with it */
        return '-';
    case PQTRANS_ACTIVE:
    case PQTRANS_INTRANS:
        break;
    }
    return 'T';
}

static void
cancel(struct sk_conn *conn)
{
    struct sk_pq *impl = conn->impl;
    char message[256];
    impl->cancelled = 1;
    PQcancel(impl->cancel, message, sizeof message);
}

/* The database that a URL names, as libpq understands it. */
static enum sk_status
database_name(char **out, TALLOC_CTX *owner, const char *url, struct sk_error *err)
{
    char *encoded = sk_url_encode_password(owner, url);
    enum sk_status status = check_url(encoded, err);
    if (status)
        return status;
    const char *name = NULL, *user = NULL;
    PQconninfoOption *options = PQconninfoParse(encoded, NULL);
    for (PQconninfoOption *o = options; o && o->keyword; o++) {
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

/* To a database that is always there; some sites drop "postgres" or let nobody in. */
static enum sk_status
connect_maintenance(PGconn **out, const char *url, struct sk_error *err)
{
    struct sk_error first = SK_ERROR_INIT;
    enum sk_status status = connect_pg(out, url, "postgres", 0, &first);
    bool elsewhere = status == SK_EUSAGE && *first.sqlstate && strcmp(first.sqlstate, "28P01") != 0;
    if (elsewhere && connect_pg(out, url, "template1", 0, NULL) == SK_OK)
        status = SK_OK;
    if (status)
        return sk_error_move(err, &first);
    sk_error_clear(&first);
    return SK_OK;
}

/* What to do with a database; its quoted name goes between `head` and `tail`. */
struct maintenance {
    const char *head, *tail;
    int tail_since;       /* the server version that knows `tail` */
    const char *no_error; /* the SQLSTATE of an error that means that there was nothing to do */
    bool as_value;        /* the name is a value, not an identifier */
};

static const struct maintenance ask = {"SELECT 1 FROM pg_catalog.pg_database WHERE datname =", "", 0, "", true};
static const struct maintenance create = {"CREATE DATABASE", "", 0, "42P04", false};
static const struct maintenance drop = {"DROP DATABASE IF EXISTS", " WITH (FORCE)", 130000, "", false};

/* `*row`: did it give one? */
static enum sk_status
maintain(TALLOC_CTX *tmp, const char *url, const struct maintenance *what, const char *name, bool *row,
         struct sk_error *err)
{
    PGconn *pg;
    enum sk_status status = connect_maintenance(&pg, url, err);
    if (status)
        return status;
    char *quoted =
        what->as_value ? PQescapeLiteral(pg, name, strlen(name)) : PQescapeIdentifier(pg, name, strlen(name));
    const char *tail = PQserverVersion(pg) >= what->tail_since ? what->tail : "";
    PGresult *result = PQexec(pg, sk_printf(tmp, "%s %s%s", what->head, quoted ? quoted : "", tail));
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    bool failed = PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK;
    if (failed && !(sqlstate && strcmp(sqlstate, what->no_error) == 0))
        status = sk_pq_fail(err, pg, result, NULL, false);
    else
        *row = PQntuples(result) > 0;
    PQclear(result);
    PQfreemem(quoted);
    PQfinish(pg);
    return status;
}

static enum sk_status
on_database(const char *url, const struct maintenance *what, bool *row, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    char *name;
    enum sk_status status = database_name(&name, tmp, url, err);
    if (status == SK_OK)
        status = maintain(tmp, url, what, name, row, err);
    talloc_free(tmp);
    return status;
}

static enum sk_status
database_exists(const char *url, bool *out, struct sk_error *err)
{
    return on_database(url, &ask, out, err);
}

static enum sk_status
database_create(const char *url, struct sk_error *err)
{
    bool row;
    return on_database(url, &create, &row, err);
}

static enum sk_status
database_drop(const char *url, struct sk_error *err)
{
    bool row;
    return on_database(url, &drop, &row, err);
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
    .archive = &sk_pq_archive,
};

extern SKEIN_API const struct sk_driver *const skein_driver;
const struct sk_driver *const skein_driver = &postgres_driver;
