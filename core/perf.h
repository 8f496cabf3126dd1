/*
 * core/perf.h - measuring queries: what the files of `skein perf` share.
 *
 * A file of queries is read (perf_file.c), a scratch database is filled with generated rows (perf_load.c), the queries
 * are run there and their plans are read (perf_measure.c); api_perf.c does all this before and after a migration.
 */
#ifndef SKEIN_CORE_PERF_H
#define SKEIN_CORE_PERF_H

#include "core/generate.h"
#include "core/session.h"

/* ---- perf_file.c ---------------------------------------------------------------------------------------------- */

/* `-- param: email text from users.email` or `-- param: kind = 'business'` */
struct sk_perf_param {
    const char *name, *type;    /* type NULL: none is said */
    const char *schema, *table, *column; /* whose values it takes; or */
    const char *literal;
    size_t pos_bytes;
};

/* `-- rows: audit_logs 10x` or `-- rows: audit_logs 5000` */
struct sk_perf_rows {
    const char *schema, *table;
    uint64_t times, rows;       /* one of them is 0 */
    size_t pos_bytes;
    const char *file;
};

struct sk_perf_text {
    const char *name, *description;
    const char *file;
    size_t pos_bytes;           /* of the query */
    const char *sql;
    double expected;
    bool wants_index;
    size_t n_params;
    struct sk_perf_param *params;
};

struct sk_perf_files {
    const char *setup;          /* a file's path, or NULL */
    size_t n, n_rows;
    struct sk_perf_text *queries;
    struct sk_perf_rows *rows;
};

/** Read the folder perf of the project: *.sql, in order of name. SK_EUSAGE when there is none. */
SK_CHECKED enum sk_status sk_perf_read(struct sk_perf_files *out, TALLOC_CTX *owner, const struct sk_project *project,
                                       struct sk_error *err);

/* ---- perf_load.c ---------------------------------------------------------------------------------------------- */

/* A session of its own on a scratch database. */
struct sk_perf_base {
    struct skein *skein;        /* the caller's: it is asked for interrupts */
    struct skein *child;
    struct sk_catalog *catalog; /* as the child's migrations have made it */
    const struct sk_catalog *parameters; /* of which the generator knows, where that is another one; NULL */
    struct sk_generator *generator;
};

/** Plan the rows: `rows` of each table, and what the files say. */
SK_CHECKED enum sk_status sk_perf_plan_rows(struct sk_perf_base *base, TALLOC_CTX *owner,
                                            const struct sk_perf_files *files, uint64_t rows, uint64_t seed,
                                            struct sk_error *err);

/** Put them into the database, run the setup file, and let the engine gather its statistics. */
SK_CHECKED enum sk_status sk_perf_load(struct sk_perf_base *base, const struct sk_perf_files *files,
                                       struct sk_error *err);

/** Rewrite a script for the child's engine, seen from `catalog`, and run it as it stands. */
SK_CHECKED enum sk_status sk_perf_run(struct sk_perf_base *base, const char *name, const char *text,
                                      struct sk_error *err);

SK_CHECKED enum sk_status sk_perf_gather(struct sk_perf_base *base, struct sk_error *err);

/* ---- perf_measure.c ------------------------------------------------------------------------------------------- */

/** Run `query` `runs` times, each with values of its own, and once before for nothing. What goes wrong with the query
 *  itself is put to `out->problem` when `may_fail`. Strings are children of `owner`. */
SK_CHECKED enum sk_status sk_perf_measure(struct sk_perf_side *out, TALLOC_CTX *owner, struct sk_perf_base *base,
                                          const struct sk_perf_text *query, size_t runs, bool may_fail,
                                          struct sk_error *err);

#endif
