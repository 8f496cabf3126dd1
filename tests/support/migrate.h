/*
 * tests/support/migrate.h - PostgreSQL scripts translated and run, without files, ledger or locks.
 *
 * What the planner and the executor do for a project, reduced to what a test of a dialect needs.
 */
#ifndef SKEIN_TESTS_MIGRATE_H
#define SKEIN_TESTS_MIGRATE_H

#include "core/dialect.h"

struct migrator {
    const struct sk_dialect *source; /* postgres: parses and analyses */
    struct sk_rewrite rewrite;       /* into the dialect of the connection */
    struct sk_conn *conn;            /* NULL: translate only */
};

/** A migrator with an empty catalog for `conn`, or for the dialect called `dialect` without a database. */
SK_CHECKED enum sk_status migrator_new(struct migrator **out, TALLOC_CTX *owner, struct sk_conn *conn,
                                       const char *dialect, struct sk_error *err);

/** Translate one script. The catalog moves on; the outputs are in `m->rewrite` until the next call. */
SK_CHECKED enum sk_status migrator_translate(struct migrator *m, const char *file, const char *text,
                                             struct sk_error *err);

/** Translate one script and run it in a transaction of its own. */
SK_CHECKED enum sk_status migrator_run(struct migrator *m, const char *file, const char *text, struct sk_error *err);

#endif
