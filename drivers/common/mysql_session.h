/*
 * drivers/common/mysql_session.h - the session that migrations run in on MySQL and MariaDB, whatever the server's
 * settings: whichever client library connects, it sends these.
 */
#ifndef SKEIN_DRIVERS_COMMON_MYSQL_SESSION_H
#define SKEIN_DRIVERS_COMMON_MYSQL_SESSION_H

#include "core/driver.h"

/** One SET statement. Versions differ in comments: MariaDB runs only those with an M, and MySQL only those without. */
extern const char sk_mysql_session_set[];

/** One SELECT of one row, for sk_mysql_session_take. */
extern const char sk_mysql_session_ask[];

/** One SELECT of one cell: what tells one server from another. */
extern const char sk_mysql_session_server[];

/* What the server has answered. */
struct sk_mysql_session {
    size_t max_packet_bytes; /* of one statement, or of several sent together */
    const char *server;      /* tells one server from another behind one address */
    const char *more;        /* a SET that is still needed, or NULL: the user may not be allowed to */
};

/**
 * Read the answer to sk_mysql_session_ask (`cells`, of the one row) into `conn` (server_version, dialect, database) and
 * `out`, children of `conn`. SK_EUSAGE when no database is selected, or the server is too old.
 */
SK_CHECKED enum sk_status sk_mysql_session_take(struct sk_conn *conn, struct sk_mysql_session *out,
                                                const char *const *cells, struct sk_error *err);

/** Say what it means that `more` was refused. Returns err's status. */
enum sk_status sk_mysql_session_refused(struct sk_error *err);

/** The statements about databases; `name` as it is. */
char *sk_mysql_database_create(TALLOC_CTX *owner, const char *name);
char *sk_mysql_database_drop(TALLOC_CTX *owner, const char *name);
char *sk_mysql_database_ask(TALLOC_CTX *owner, const char *name); /* gives a row when it exists */

#endif
