/*
 * core/ledger.h - what is applied: the history, and the log of every attempt.
 *
 * The history is a set of rows, one for each migration that stands (or failed, or is half done); the log only grows.
 * Each dialect words the ledger's statements (struct sk_ledger_ops); this room fills in names and values.
 */
#ifndef SKEIN_CORE_LEDGER_H
#define SKEIN_CORE_LEDGER_H

#include "core/dialect.h"

/* How a statement acts where DDL commits by itself: what its journal has to know. */
enum sk_act {
    SK_ACT_ROWS,        /* it changes rows, and is undone by ROLLBACK */
    SK_ACT_SESSION,     /* it changes the session only (SET, temporary tables): said again whenever a run resumes */
    SK_ACT_SCHEMA,      /* it commits, and whether it took effect can be seen in the schema */
    SK_ACT_PARTIAL,     /* the same, but what can be seen may be half of it (CREATE TABLE ... SELECT) */
    SK_ACT_AGAIN,       /* it commits, and twice is as good as once */
    SK_ACT_OPAQUE,      /* nobody can tell whether it took effect (CALL, CREATE USER) */
    SK_ACT_TRANSACTION, /* it begins or ends a transaction: skein's business */
};

/*
 * The run's lock where DDL commits by itself: one row with an owner, a token that grows with each owner, and a time at
 * which it expires by the server's clock. Every statement of a run is preceded by a transaction whose last statement
 * writes the row, and fails when the lease is not held any more. Templates as in struct sk_ledger_ops.
 */
struct sk_lease_ops {
    const char *create, *seed; /* the table, and its row unless it is there */
    const char *cluster;       /* reads wait for what other nodes have committed; may fail where there are none */
    const char *guard;         /* $1 owner: a name that this session holds on this server, for as long as it lives */
    const char *session;       /* {t} seconds for a statement to wait for locks; remembers the session's settings */
    const char *restore;       /* the settings as they were */
    /** $1 owner, $2 its process, $3 its name for people: take the lease if it is free or expired. */
    const char *take;
    /** The same from the holder whose token is $4. */
    const char *take_over;
    /** owner, token, whether it is expired ('1'), whether it is held on this server, the guard's connection (NULL: no
     *  such), whether the owner had a guard, process, text for people. */
    const char *look;
    const char *renew;         /* $1 owner; fails when the lease is another's */
    const char *release;       /* $1 owner; likewise */
    const char *leave;         /* $1 owner; likewise, but does nothing when it is another's */
    const char *kill;          /* {n} connection */
    const char *guarded;       /* $1 owner: a row while the connection with its guard lives on this server */
};

/*
 * Templates of SQL, one statement each. {h} is the history table, {l} the log, {j} the journal, {e} the lease, {k} the
 * key of the lock, {n} a number, {t} the same in seconds, rounded up; $1, $2 ... are the values, in the order given
 * here.
 */
struct sk_ledger_ops {
    const char *create_history, *create_log;
    /** All rows: the columns of struct sk_entry, in its order. */
    const char *read;
    /** version, name, action, outcome, at, by, error_message, duration_ms; oldest first. */
    const char *read_log;
    /** The same, then risk, approved_by, approved_for, approved_at, estimated_ms, header; fails with `no_column` where
     * the log is an earlier version's. */
    const char *read_audit;
    /** A query that fails with `no_column` where the log is an earlier version's, and what brings it up to date: each
     *  may find that it is done already (SQLSTATE 42701). NULL-ended. */
    const char *probe_audit;
    const char *const *upgrade;
    const char *no_column;
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
    const char *accept;        /* $1 version, $2 checksum, $3 tree_hash: the row says so from now on */
    /** The values of `record` with error message and statements done: status 'failed' ($11, $12) */
    const char *record_failed;
    /** The same values with statements done ($11): status 'running' */
    const char *record_running;
    /** version, name, action, outcome, duration_ms, by, error_message, run_id */
    const char *log;
    /** The values of `log`, then risk, approved_by (or NULL), approved_for, estimated_ms, header: an attempt of a
     *  migration. The approval has the time of the attempt. */
    const char *log_migration;
    /** Who holds the run's lock, and who stands in the way of this one: text, one row each. NULL: cannot be known. */
    const char *holders;
    /** Who may hold up a statement of ours that waits for a lock: one row of text. NULL: cannot be known. */
    const char *blocker;

    /* The journal ({j}) of migrations with statements that refuse a transaction; NULL where there are none. */
    const char *create_journal;
    const char *journal_read;  /* $1 version: statement, hash, state; by statement */
    const char *journal_write; /* $1 version, $2 statement, $3 hash, $4 state (intent, done), $5 run id: replaces */
    const char *journal_clear; /* $1 version */

    char quote;                /* of names; 0: '"' */

    /* Where DDL commits by itself; NULL elsewhere. The journal has more columns there. */
    const struct sk_lease_ops *lease_row;
    /** All of it: version, output, statement, hash, state, judge, look, before, sql. By version and output. */
    const char *journal_all;
    /** $1 version, $2 output, $3 statement, $4 hash: done. */
    const char *journal_done;
    /** The same, $5 judge, $6 look, $7 sql: about to be run; `before` is what the session has noted (see note). */
    const char *journal_intent;
    const char *journal_drop;  /* $1 version, $2 output */
    const char *journal_refused; /* $1 version: its intents go */
    const char *savepoint, *rollback_to; /* of a statement of the author's that is sent as several */
    const char *note_begin;    /* a migration is going to be taken back: the log's duration counts from here */
    const char *taking_back;   /* $1 version: its row says running */
    const char *not_taken_back;/* $1 version, $2 how many outputs have run ('0': it stands as before), $3 the error */
    const char *completed;     /* $1 version: its row, which says running, says completed */
    /** How `sql` acts. */
    enum sk_act (*act)(const char *sql);
    /** A query with one cell, which is another after `sql` (SK_ACT_SCHEMA) has taken effect. */
    char *(*fingerprint)(TALLOC_CTX *owner, const char *sql);
    /** What the rollback of these statements, which change rows, does not bring back: a value to be noted before they
     *  run; and a query about it, $1 being what was noted, of statements that do, one a row. A row with NULL: one of
     * the tables knows no rollback. */
    char *(*rows_note)(TALLOC_CTX *owner, const char *const *sql, size_t n);
    char *(*rows_settle)(TALLOC_CTX *owner, const char *const *sql, size_t n);
    /* Put around a text, {s}. `exists`: whether a query gives a row, as a value. `note`: what a value is, for
     * journal_intent. `now`: a query for a value. `refuse_row`: fails when a query gives a row. `skip_row`: whether the
     * next of run_noted is skipped because a query gives one. */
    const char *exists, *note, *now, *refuse_row, *skip_row;
    const char *const *run_noted; /* NULL-ended; the first has the statement's text as its argument $1 */
    /** Can `sql` be given to skip_row? */
    bool (*can_skip)(const char *sql);
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
    const char *url;           /* of the database, for a second connection */
    struct sk_lease *lease;    /* held, or NULL (core/lease.h) */
    char lease_owner[33];      /* of the last lease that was asked for */
    unsigned n_leases;         /* that were */
    size_t n_units;
    struct sk_unit *units;     /* the journal, after sk_recover() (core/recover.h) */
    size_t n_texts;
    struct sk_ledger_text *texts; /* see sk_ledger_text() */
};

/** A ledger over `conn` (borrowed, must outlive it). Does not touch the database. */
struct sk_ledger *sk_ledger_new(TALLOC_CTX *owner, struct sk_conn *conn, const struct sk_dialect *dialect,
                                const char *table);

/** Read the history: one round trip. That there is none is an empty history, not an error. */
SK_CHECKED enum sk_status sk_ledger_read(struct sk_ledger *ledger, struct sk_error *err);

/** Create the tables, under the run's lock; idempotent. */
SK_CHECKED enum sk_status sk_ledger_create(struct sk_ledger *ledger, int64_t lock_wait_ms, struct sk_error *err);

/** Add a row to the log that is about no migration: `action` ("seed", "restore") completed on `name` (a file; NULL). */
SK_CHECKED enum sk_status sk_ledger_log(struct sk_ledger *ledger, const char *action, const char *name,
                                        int64_t duration_ms, struct sk_error *err);

/** Bring a log that an earlier version of skein has made up to date. The tables are there. */
SK_CHECKED enum sk_status sk_ledger_upgrade(struct sk_ledger *ledger, int64_t lock_wait_ms, struct sk_error *err);

/** The row of `version`, or NULL. */
const struct sk_entry *sk_ledger_entry(const struct sk_ledger *ledger, const char *version);

/** Does the migration stand? */
bool sk_entry_completed(const struct sk_entry *entry);

/** `template` with its {names} filled in. */
char *sk_ledger_sql(TALLOC_CTX *owner, const struct sk_ledger *ledger, const char *template, int64_t number);

/** The same with 0, made once for each template and kept by the ledger: a run says the same few things for every
 * migration. */
const char *sk_ledger_text(struct sk_ledger *ledger, const char *template);

/** `template` with `text` for {s}. */
char *sk_ledger_around(TALLOC_CTX *owner, const char *template, const char *text);

/** Is `name` a table of the ledger's own? */
bool sk_ledger_owns(const char *history_table, const char *name);

#endif
