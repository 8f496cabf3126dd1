/*
 * core/execute.h - running a plan.
 *
 * Where DDL is transactional, a migration and its history row commit together. On a server, all migrations go out as
 * one pipeline with one Sync at its end; embedded, they share one transaction with a savepoint each. Statements that
 * refuse a transaction are run one by one, with the history row as their journal. FAULTS and docs/architecture.md say
 * what each step survives.
 */
#ifndef SKEIN_CORE_EXECUTE_H
#define SKEIN_CORE_EXECUTE_H

#include "core/session.h"

struct sk_execution {
    struct skein *skein;
    const struct sk_steps *steps;
    size_t done;          /* steps that are committed */
    struct sk_run *run;   /* what is reported; grows by one for each of them */
    bool again;           /* out: someone else has changed the history: read it, plan anew, go on */
    bool one_by_one;      /* embedded: no two migrations in a transaction */
    size_t statements_done; /* of the step that failed */

    /* Where DDL commits by itself: how far the step at `done` has come. */
    size_t next, owed;      /* outputs before `next` have run; of those from `owed` on, the journal does not know */
    size_t resumed;         /* one more than the step for which has been set again what an earlier run's session had */
    bool asked, asked_skip; /* about one output of a step: whether it is to be skipped */
    size_t asked_step, asked_output;
};

/** Run the steps from `done` on. On failure the attempt is recorded, and `err` says which statement of which file. */
SK_CHECKED enum sk_status sk_execute(struct sk_execution *x, struct sk_error *err);

/* ---- shared by the ways of running ---------------------------------------------------------------------------- */

SK_CHECKED enum sk_status sk_execute_embedded(struct sk_execution *x, struct sk_error *err);
SK_CHECKED enum sk_status sk_execute_pipelined(struct sk_execution *x, struct sk_error *err);
SK_CHECKED enum sk_status sk_execute_journaled(struct sk_execution *x, struct sk_error *err);
SK_CHECKED enum sk_status sk_execute_committed(struct sk_execution *x, struct sk_error *err);

/** sk_execute_record_failure() where DDL commits by itself: what has run stands, and is written down with it. */
enum sk_status sk_execute_record_halt(struct sk_execution *x, const struct sk_step *step, const struct sk_error *err);

/* The values of a ledger statement, as text. */
struct sk_record {
    const char *args[13];
    size_t n;
};

/** The values of sk_ledger_ops.record for `step`; `duration_ms` below 0: the server measures. */
struct sk_record sk_execute_record(TALLOC_CTX *owner, const struct sk_execution *x, const struct sk_step *step,
                                   int64_t duration_ms);
/** The values of sk_ledger_ops.log_migration. */
struct sk_record sk_execute_log(TALLOC_CTX *owner, const struct sk_execution *x, const struct sk_step *step,
                                const char *outcome, int64_t duration_ms, const char *error_message);

/** A ledger statement as a request of a batch. */
struct sk_request sk_execute_request(TALLOC_CTX *owner, const struct sk_execution *x, const char *template,
                                     const struct sk_record *record);

/* A growing list of requests. */
struct sk_requests {
    size_t n;
    struct sk_request *items;
};
void sk_execute_add(TALLOC_CTX *owner, struct sk_requests *list, struct sk_request request);

/** How long a statement waits for locks. */
int64_t sk_execute_lock_timeout_ms(const struct sk_execution *x);

/** Has the history changed since the plan was made? To be asked under the lock. */
SK_CHECKED enum sk_status sk_execute_is_stale(struct sk_execution *x, bool *stale, struct sk_error *err);

/** The step is committed: count and tell. */
void sk_execute_done(struct sk_execution *x, const struct sk_step *step, int64_t duration_ms);

/** Run one output by itself, with its skip_if; an SK_ASSERT_NONE that gives a row is SK_ESQL. */
SK_CHECKED enum sk_status sk_execute_output(struct sk_conn *conn, const struct sk_output *output, struct sk_error *err);

/**
 * Run output `*i` of a step, and with it those behind it that are rows for the same INSERT; `*i` comes to stand behind
 * what has run, at an error before the output that failed. `*alone`: the caller's, 0 at first: up to there the outputs
 * are run one by one, since they failed together.
 */
SK_CHECKED enum sk_status sk_execute_next(struct sk_conn *conn, const struct sk_step *step, size_t *i, size_t *alone,
                                          struct sk_error *err);

/** Which of the author's statements (from 1) `output` comes from. */
size_t sk_execute_statement(const struct sk_step *step, const struct sk_output *output);

/** Put file, position and "statement K of N" to an error that `output` of `step` caused. */
void sk_execute_explain(const struct sk_step *step, const struct sk_output *output, struct sk_error *err);

/** Run something on SQLite; with `off`, while foreign keys are not enforced: that can only be said outside of a
 *  transaction (https://www.sqlite.org/pragma.html#pragma_foreign_keys). */
SK_CHECKED enum sk_status sk_execute_without_foreign_keys(struct sk_conn *conn, bool off,
                                                          enum sk_status (*run)(void *data, struct sk_error *err),
                                                          void *data, struct sk_error *err);

/** Record a failed attempt in a transaction of its own. What goes wrong with that is not reported: `err` is. */
void sk_execute_record_failure(struct sk_execution *x, const struct sk_step *step,
                               const struct sk_error *err);

/** An sk_lock_waiting_fn: tells the caller whom it waits for. `data` is the execution. */
void sk_execute_waiting(void *data, const char *holder);

#endif
