/*
 * core/verify.h - two databases given the same statements: do they say the same, and hold the same rows afterwards?
 *
 * verify_side.c runs a probe on one database, in a transaction that is rolled back, and keeps what came of it.
 * verify.c compares, and makes what it finds small. core/api_verify.c makes the databases.
 */
#ifndef SKEIN_CORE_VERIFY_H
#define SKEIN_CORE_VERIFY_H

#include "core/plan.h"
#include "core/probe.h"
#include "core/scratch.h"
#include "core/session.h"

/* What a table, or a view, is read with. */
struct sk_verify_read {
    const struct sk_table *table;  /* or */
    const struct sk_view *view;
    const char *sql;               /* in this database's words; NULL: it cannot be read there */
    size_t n_before;
    const char **before;           /* the rows that are there to begin with, sorted; in PostgreSQL's form */
};

/* One of the two databases. */
struct sk_verify_side {
    struct skein *skein;           /* for interrupts */
    const char *name;              /* as the user gave it, no password */
    struct sk_scratch *scratch;
    struct sk_conn *conn;
    const struct sk_dialect *dialect, *source;
    struct sk_rewrite rewrite;
    size_t n_reads;
    struct sk_verify_read *reads;
};

enum sk_verdict {
    SK_TOOK,                       /* it took the statement */
    SK_REFUSED_IT,
    SK_NOT_TRANSLATED,             /* it cannot be sent to this engine: refused with a reason */
    SK_NOT_REACHED,                /* what had to be there before was refused */
};

struct sk_verify_row {
    const char **cells;            /* in PostgreSQL's form */
    const char *text;              /* of all of them: rows are in its order */
};

/* Rows of one table or view after a probe that are not as they were before. */
struct sk_verify_rows {
    const struct sk_table *table;
    const struct sk_view *view;
    size_t n_rows, n_columns;
    const char *const *columns;
    struct sk_verify_row *rows;
    size_t n_gone;                 /* rows from before that are not there any more */
    const char *gone;              /* the first of them */
};

/* What came of a probe on one side. */
struct sk_verify_outcome {
    enum sk_verdict verdict;
    const char *family;            /* of a refusal: "not null", "unique", "foreign key", "value", ...; NULL: unknown */
    const char *message;
    const char *sent;              /* all that was sent, one statement a line */
    size_t n;
    struct sk_verify_rows *rows;
};

/** Run a probe, and leave nothing of it. SK_ECONN, SK_EBUSY ...: the probe could not be run at all. */
SK_CHECKED enum sk_status sk_verify_run(struct sk_verify_outcome *out, TALLOC_CTX *owner, struct sk_verify_side *side,
                                        const struct sk_catalog *catalog, const struct sk_probe *probe,
                                        const struct sk_table *const *reads, size_t n_reads, struct sk_error *err);

/** After the cells of rows have changed: their texts, and the order. */
void sk_verify_sort(TALLOC_CTX *owner, struct sk_verify_rows *rows);

/** Prepare to read every table and view of `catalog`, and note the rows that are there. */
SK_CHECKED enum sk_status sk_verify_read_all(struct sk_verify_side *side, const struct sk_catalog *catalog,
                                             struct sk_error *err);

/** A query of a prober's, see sk_probe_ask_fn. `data` is the side. */
enum sk_status sk_verify_ask(void *data, const char *sql, size_t **out, size_t *n, TALLOC_CTX *owner);

/**
 * Probe all tables of `catalog` on both sides and fill the counts and the differences of `result`, at most `limit` of
 * them. SK_EINTERRUPTED on request, `result` then holds what was found so far.
 */
SK_CHECKED enum sk_status sk_verify(struct sk_verification *result, struct sk_verify_side sides[2],
                                    const struct sk_catalog *catalog, size_t limit, struct sk_error *err);

#endif
