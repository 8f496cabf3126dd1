/*
 * core/driver.h - the interface to a client library.
 *
 * A driver moves text, parameters and rows; it knows its client library and nothing of SQL beyond what that needs
 * to open a connection. Which SQL to speak is the dialect's to know; a driver names the dialect of its server.
 * Nobody calls the members but the sk_conn_* functions below. See docs/driver-guide.md.
 */
#ifndef SKEIN_CORE_DRIVER_H
#define SKEIN_CORE_DRIVER_H

#include "core/error.h"
#include "core/mem.h"

#define SK_DRIVER_ABI 2

enum {
    SK_CAP_TRANSACTIONAL_DDL = 1u << 0,
    SK_CAP_PIPELINE = 1u << 1,   /* a batch costs one round trip, however many requests (or one for each megabyte) */
    SK_CAP_EMBEDDED = 1u << 2,   /* no server: the database is a file or memory */
};

/* Result rows, as text; a NULL cell is SQL's NULL. */
struct sk_rows {
    size_t n_columns, n_rows;
    const char *const *columns;
    const char *const *cells; /* row after row */
};

static inline const char *
sk_cell(const struct sk_rows *rows, size_t row, size_t column)
{
    return rows->cells[row * rows->n_columns + column];
}

/* One statement of a batch. */
struct sk_request {
    const char *sql;          /* exactly one statement, without parameters unless args is set */
    const char *const *args;  /* values for the placeholders of the engine; NULL is SQL's NULL */
    size_t n_args;
    bool want_rows;           /* hand the rows to on_rows; else they are thrown away */
    bool flush_before;        /* nothing of the batch before it may still be on its way: it refuses to run in what
                                 the server takes for a transaction block (CREATE INDEX CONCURRENTLY) */
};

struct sk_batch {
    const struct sk_request *requests;
    size_t n;
    /* Called for each request that succeeded, in order; `rows` is NULL unless wanted, and lives for the call. */
    enum sk_status (*on_done)(void *data, size_t i, const struct sk_rows *rows, struct sk_error *err);
    void *data;
    size_t done;              /* out: how many requests succeeded; on failure, the index of the one that failed */
};

struct sk_conn_options {
    int64_t connect_timeout_ms; /* 0: the library's default */
    bool read_only;             /* open for reading: never create the database */
};

struct sk_conn;
struct sk_archive_ops;

struct sk_driver {
    uint32_t abi;                 /* SK_DRIVER_ABI; checked before anything else is read */
    const char *name;             /* "postgres" */
    const char *const *schemes;   /* URL schemes, NULL-ended */
    uint32_t caps;                /* of its connections, unless open says otherwise */

    /** Connect. Fills conn->impl (whose talloc destructor closes), server_version, dialect. SK_ECONN when the
     *  server does not answer (the same later may succeed), SK_EUSAGE for a URL it cannot use. */
    enum sk_status (*open)(struct sk_conn *conn, const char *url, const struct sk_conn_options *options,
                           struct sk_error *err);

    /** Run requests in order; stop at the first that fails. The error carries SQLSTATE (mapped where the library
     *  has its own codes), and pos_bytes as an offset into that request's SQL; file is NULL. */
    enum sk_status (*batch)(struct sk_conn *conn, struct sk_batch *batch, struct sk_error *err);

    /** Is a transaction open? '-' no, 'T' yes, 'E' yes and it can only be rolled back. No round trip. */
    char (*transaction)(struct sk_conn *conn);

    /** Abort what is running. Called from a signal handler: only what is safe there. */
    void (*cancel)(struct sk_conn *conn);

    /** Create or drop the database that the URL names; `exists` asks. Idempotent. */
    enum sk_status (*database_create)(const char *url, struct sk_error *err);
    enum sk_status (*database_drop)(const char *url, struct sk_error *err);
    enum sk_status (*database_exists)(const char *url, bool *out, struct sk_error *err);

    /** How a whole database is written to a file and read from one (core/archive.h); NULL: the driver cannot. */
    const struct sk_archive_ops *archive;
};

/** Is the driver one for this version, with all of its members? The ABI is read first. SK_EUSAGE, SK_EINTERNAL. */
SK_CHECKED enum sk_status sk_driver_validate(const struct sk_driver *driver, struct sk_error *err);

struct sk_conn {
    const struct sk_driver *driver;
    uint32_t caps;               /* the driver's, or what is left of them with this server: open may say */
    const char *dialect;         /* "sqlite", "postgres", "mysql", "mariadb" */
    const char *server_version;  /* "15.8" */
    const char *database;        /* what people call it: a path or a name; holds no secret */
    uint64_t round_trips;        /* so far; drivers count, tests read */
    void *impl;                  /* the driver's own; child of the conn */
};

/**
 * Connect to `url` with the driver its scheme names (loaded when needed, see core/registry.h).
 * The connection is a child of `owner`: freeing it closes. Errors never hold the URL's password.
 */
SK_CHECKED enum sk_status sk_conn_open(struct sk_conn **out, TALLOC_CTX *owner, const char *url,
                                       const struct sk_conn_options *options, struct sk_error *err);

/** Run a batch. */
SK_CHECKED enum sk_status sk_conn_batch(struct sk_conn *conn, struct sk_batch *batch, struct sk_error *err);

/** Run one statement, throwing rows away. */
SK_CHECKED enum sk_status sk_conn_exec(struct sk_conn *conn, const char *sql, struct sk_error *err);

/** Run one statement and keep its rows, child of `owner`. */
SK_CHECKED enum sk_status sk_conn_query(struct sk_rows **out, TALLOC_CTX *owner, struct sk_conn *conn, const char *sql,
                                        const char *const *args, size_t n_args, struct sk_error *err);

char sk_conn_transaction(struct sk_conn *conn);
void sk_conn_cancel(struct sk_conn *conn);

/** Copy `rows` to `owner`. For drivers and for on_done callbacks that keep them. */
struct sk_rows *sk_rows_copy(TALLOC_CTX *owner, const struct sk_rows *rows);

#endif
