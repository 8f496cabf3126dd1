/* core/session.h - a struct skein: one project, and its database once that is needed. */
#ifndef SKEIN_CORE_SESSION_H
#define SKEIN_CORE_SESSION_H

#include <signal.h>

#include "core/plan.h"

/* Looks into the transaction of each migration, just before it is committed. */
struct sk_observer {
    const char *sql;            /* a query */
    void (*see)(void *data, const struct sk_rows *rows);
    void *data;
};

struct skein {
    struct sk_options options;
    struct sk_project *project;
    struct sk_conn *conn;               /* NULL until needed */
    bool conn_read_only;                /* it cannot write: a call that writes opens another */
    const struct sk_dialect *source;    /* PostgreSQL's */
    const struct sk_dialect *dialect;   /* the database's; NULL until connected */
    struct sk_ledger *ledger;
    struct sk_conn *volatile running;   /* what a second interrupt cancels */
    const struct sk_observer *observer; /* or NULL */
    struct skein *volatile inner;       /* works for this one: an interrupt is meant for it, too */
    volatile sig_atomic_t interrupts;
};

/** Connect, waiting for the server if options say so, and make the ledger. A connection that will do is kept. */
SK_CHECKED enum sk_status sk_session_connect(struct skein *skein, bool read_only, struct sk_error *err);

/** Close the connection and forget what was read, for the database is about to go. */
void sk_session_disconnect(struct skein *skein);

/** After the connection was lost: try for 30 s. The ledger keeps its run id. */
SK_CHECKED enum sk_status sk_session_reconnect(struct skein *skein, struct sk_error *err);

/** Load the source dialect. */
SK_CHECKED enum sk_status sk_session_source(struct skein *skein, struct sk_error *err);

/** Read the schema of the session's database, connecting if need be. */
SK_CHECKED enum sk_status sk_session_catalog(const struct sk_catalog **out, TALLOC_CTX *owner, struct skein *skein,
                                             struct sk_error *err);

/** What planning needs to know of this session. */
struct sk_planner sk_session_planner(const struct skein *skein);

/** Tell the caller of the library. */
void sk_session_tell(struct skein *skein, const struct sk_event *event);

int64_t sk_session_lock_wait_ms(const struct skein *skein);

/** How long a statement waits for locks. */
int64_t sk_session_ddl_lock_timeout_ms(const struct skein *skein);

/** An sk_lock_waiting_fn: tells the caller whom it waits for. `data` is the struct skein. */
void sk_session_waiting(void *data, const char *holder);

/** Take the lease, unless it is held (core/lease.h). */
SK_CHECKED enum sk_status sk_session_lease(struct skein *skein, struct sk_error *err);

#endif
