/*
 * core/ledger.h - what is applied: the history, and the log of every attempt.
 *
 * The history is a set of rows, one for each migration that stands (or failed, or is half done); the log only grows.
 * Each dialect words the ledger's statements (struct sk_ledger_ops); this room fills in names and values.
 */
#ifndef SKEIN_CORE_LEDGER_H
#define SKEIN_CORE_LEDGER_H

#include "core/dialect.h"

/*
 * Templates of SQL, one statement each. {h} is the history table, {l} the log, {j} the journal, {k} the key of the lock, {n} a number;
 * $1, $2 ... are the values, in the order given here.
 */
struct sk_ledger_ops {
    const char *create_history, *create_log;
    /** All rows: the columns of struct sk_entry, in its order. */
    const char *read;
    /** version, name, action, outcome, at, by, error_message, duration_ms; oldest first. */
    const char *read_log;
    /** SQLSTATE of `read` when the history table is not there. */
    const char *no_table;

    const char *begin, *commit, *rollback;
    /** Within a transaction: how long a statement waits for locks, {n} ms. NULL: not needed. */
    const char *lock_timeout;
    /** Take the run's lock for the transaction: a row that says 't' when it is taken. NULL: begin does. */
    const char *try_lock;
    /** The same, failing when it is not taken: for the head of a pipelined migration. */
    const char *demand_lock;
    /** Fail unless version $1 is in the history under run id $2, and version $3 is not completed. */
    const char *demand_entry;
    /** Undo what a migration set for the session, before the ledger writes; NULL-ended. NULL: nothing can be set. */
    const char *const *reset;
    /** In a transaction that has the lock: a client that stops keeps it for so long; for as long as it lives. */
    const char *lease, *hold;

    /** version, name, description, checksum, tree_hash, duration_ms (NULL: since the transaction began), applied_by,
     *  statements, skein_version, run_id: the row of a migration that is done; replaces any row it has. */
    const char *forget;        /* $1 version: the row goes */
    const char *clear;         /* $1 version: the row goes unless the migration is completed */
    const char *record;
    /** The same values with error message and statements done: status 'failed' ($11, $12) */
    const char *record_failed;
    /** The same values with statements done ($11): status 'running' */
    const char *record_running;
    /** version, name, action, outcome, duration_ms, by, error_message, run_id */
    const char *log;
    /** Who holds the run's lock, and who stands in the way of this one: text, one row each. NULL: cannot be known. */
    const char *holders;
    /** Who may hold up a statement of ours that waits for a lock: one row of text. NULL: cannot be known. */
    const char *blocker;

    /* The journal ({j}) of migrations with statements that refuse a transaction; NULL where there are none. */
    const char *create_journal;
    const char *journal_read;  /* $1 version: statement, hash, state; by statement */
    const char *journal_write; /* $1 version, $2 statement, $3 hash, $4 state (intent, done), $5 run id: replaces */
    const char *journal_clear; /* $1 version */
};

/* A row of the history, as text. */
struct sk_entry {
    const char *version, *name, *description, *checksum, *tree_hash, *status, *applied_at, *duration_ms, *applied_by,
        *error_message, *statements_done, *statements_total, *skein_version, *run_id;
};

struct sk_ledger {
    const struct sk_ledger_ops *ops;
    struct sk_conn *conn;
    const char *table;         /* the history table's name, as configured */
    const char *applied_by;    /* user@host */
    char run_id[33];           /* random, of this process's run */
    bool holds;                /* its transaction only holds the lock while others of the run work */
    bool exists;               /* the tables are there (known after a read) */
    size_t n;
    struct sk_entry *entries;  /* after sk_ledger_read() */
};

/** A ledger over `conn` (borrowed, must outlive it). Does not touch the database. */
struct sk_ledger *sk_ledger_new(TALLOC_CTX *owner, struct sk_conn *conn, const struct sk_dialect *dialect,
                                const char *table);

/** Read the history: one round trip. That there is none is an empty history, not an error. */
SK_CHECKED enum sk_status sk_ledger_read(struct sk_ledger *ledger, struct sk_error *err);

/** Create the tables, under the run's lock; idempotent. */
SK_CHECKED enum sk_status sk_ledger_create(struct sk_ledger *ledger, int64_t lock_wait_ms, struct sk_error *err);

/** The row of `version`, or NULL. */
const struct sk_entry *sk_ledger_entry(const struct sk_ledger *ledger, const char *version);

/** Does the migration stand? */
bool sk_entry_completed(const struct sk_entry *entry);

/** `template` with its {names} filled in. */
char *sk_ledger_sql(TALLOC_CTX *owner, const struct sk_ledger *ledger, const char *template, int64_t number);

/** Is `name` a table of the ledger's own? */
bool sk_ledger_owns(const char *history_table, const char *name);

#endif
