/*
 * skein.h - the public interface of libskein: one set of SQL migrations on every engine a team uses.
 *
 * Open a project with skein_open(), ask or run, close it. Every call that can fail returns an enum sk_status and
 * takes, last, a struct sk_error to fill (NULL is allowed). Results are plain structs, freed with skein_free();
 * the strings in them belong to them. A handle belongs to one thread at a time; there is no global state.
 * Text is UTF-8, durations are in milliseconds, times are "YYYY-MM-DDTHH:MM:SS.mmmZ" in UTC.
 */
#ifndef SKEIN_H
#define SKEIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define SKEIN_API __attribute__((visibility("default")))
#else
#define SKEIN_API
#endif

/* ---- outcome -------------------------------------------------------------------------------------------------- */

enum sk_status {
    SK_OK = 0,
    SK_EUSAGE = -1,       /* a bad argument, option or configuration file */
    SK_EIO = -2,          /* a file or directory could not be read or written */
    SK_EREFUSED = -3,     /* refused before anything ran: edited file, missing dependency or approval, lossy down */
    SK_EUNSUPPORTED = -4, /* refused before anything ran: the construct has no equivalent on this engine */
    SK_ESQL = -5,         /* the database refused a statement */
    SK_ECONN = -6,        /* no connection, or it was lost */
    SK_EBUSY = -7,        /* a lock wait timed out, a deadlock, a serialisation failure: the same again may succeed */
    SK_ELOCKED = -8,      /* another run holds the lock, and went on holding it */
    SK_EDIFF = -9,        /* a difference was found */
    SK_EINTERRUPTED = -10, /* stopped at a safe point on request */
    SK_EINTERNAL = -11,   /* a bug in skein */
};

#define SK_NO_POS SIZE_MAX

/* Initialise with SK_ERROR_INIT; clear with skein_error_clear() when done. */
struct sk_error {
    enum sk_status status;
    char sqlstate[6];     /* "" when there is none */
    char *message;        /* lower case, no full stop; never holds a password */
    char *hint;           /* a sentence that says what to do, or NULL */
    char *file;           /* the file it is about, or NULL */
    size_t pos_bytes;     /* where in the file, or SK_NO_POS */
    void *mem;            /* owns the strings */
};
#define SK_ERROR_INIT {.pos_bytes = SK_NO_POS}

SKEIN_API void skein_error_clear(struct sk_error *err);

/** Free any result of this library. NULL is allowed. */
SKEIN_API void skein_free(void *result);

/** The version of the library, "0.1.0". */
SKEIN_API const char *skein_version(void);

/* ---- opening a project ---------------------------------------------------------------------------------------- */

enum sk_event_kind {
    SK_EVENT_PLANNED,     /* total is known: `total` migrations will run */
    SK_EVENT_BEGIN,       /* a migration begins */
    SK_EVENT_DONE,        /* it is committed; duration_ms is set */
    SK_EVENT_FAILED,      /* it failed */
    SK_EVENT_WAITING,     /* waiting for a lock or for the server; message says for whom */
    SK_EVENT_NOTICE,      /* something the user should know */
};

struct sk_event {
    enum sk_event_kind kind;
    const char *version, *name; /* NULL where it is about no migration */
    size_t index, total;        /* index counts from 1 */
    bool down;
    int64_t duration_ms;
    const char *message;
    const char *database;       /* of several, which; NULL: there is one */
};

typedef void sk_event_fn(void *data, const struct sk_event *event);

/* Zero means: not given. The order of precedence is flag (this struct), environment, configuration file, default. */
struct sk_options {
    const char *project_dir;    /* -C; default "." */
    const char *migrations_dir; /* --dir; default: what the configuration says, else project_dir/migrations or itself */
    const char *url;            /* --url */
    const char *url_var;        /* --url-var: the variable that holds the URL */
    const char *env;            /* --env: an environment of environments.json */
    const char *history_table;  /* default "schema_migrations"; see docs/configuration.md */
    const char *offline_dialect;/* plan without a database, for this dialect */
    int64_t lock_wait_ms;       /* for the run's lock; 0: the default, 60 s; below 0: do not wait */
    int64_t ddl_lock_timeout_ms;/* for each statement's locks; 0: the default, 3 s */
    int64_t wait_ms;            /* how long to wait for a server that does not answer yet */
    bool allow_out_of_order;
    bool approve;               /* run what needs approval */
    const char *approved_by;    /* the same, and who has approved it; NULL: who runs it */
    bool allow_data_loss;
    bool no_check;              /* skein_baseline(), skein_repair(): do not look at the database's schema */
    bool basic_seeds;           /* skein_seed(): without those of the environment */
    bool report;                /* skein_plan(): go on after what is refused, and have it in the plan */
    bool dry_run;               /* every call that would write plans, checks, and writes nothing */
    sk_event_fn *on_event;
    void *on_event_data;
};

struct skein;

/** Read the project's configuration. Does not connect: the calls that need the database do. */
SKEIN_API enum sk_status skein_open(struct skein **out, const struct sk_options *options, struct sk_error *err);

/** Close the connection, if there is one, and free the handle. NULL is allowed. */
SKEIN_API void skein_close(struct skein *skein);

/**
 * Ask a running call to stop: once, at the next safe point (between migrations); a second time, at once, by
 * cancelling what the server is doing. Safe to call from a signal handler.
 */
SKEIN_API void skein_interrupt(struct skein *skein);

/* ---- asking --------------------------------------------------------------------------------------------------- */

enum sk_migration_status {
    SK_PENDING,
    SK_COMPLETED,
    SK_FAILED,            /* its last attempt failed; nothing of it stands where DDL is transactional */
    SK_RUNNING,           /* begun and not ended: another run is at it, or it died */
    SK_MISSING,           /* in the history, but its file is gone */
    SK_MODIFIED,          /* completed, but its file has changed since */
};

struct sk_migration_info {
    const char *version, *name, *description; /* description may be NULL */
    enum sk_migration_status status;
    const char *file;           /* relative to the project; NULL if missing */
    const char *down_file;      /* NULL if there is none */
    const char *applied_at;     /* NULL unless applied */
    int64_t duration_ms;        /* -1 unless applied */
    const char *checksum;       /* SHA-256 in hex of the up file, BOM dropped, CRLF as LF */
    const char *applied_by;
    const char *error_message;
    int64_t statements_done, statements_total;
    const char *skein_version;  /* that applied it */
    const char *risk;           /* "low", "medium", "high"; NULL when not known */
    int64_t estimated_ms;       /* by dependencies.json; -1 unless it says something */
    const char *date;           /* as the head of its file says; NULL */
};

struct sk_migrations {
    size_t n;
    struct sk_migration_info *items; /* in order of application */
};

struct sk_state {
    const char *engine;         /* "sqlite", "postgres", "mysql", "mariadb" */
    const char *server_version;
    const char *current;        /* the highest version that is completed, or NULL */
    size_t applied, pending;
    size_t n;
    struct sk_migration_info *migrations;
    bool transactional_ddl;     /* else what ran of a migration that failed stands */
};

/** Create the history tables if they are not there. Idempotent. */
SKEIN_API enum sk_status skein_init(struct skein *skein, struct sk_error *err);

enum sk_resolution { SK_RESOLVE_DONE, SK_RESOLVE_RETRY };

/** Say what has become of a statement that was interrupted, where nobody else can tell: `statement` of the migration,
 * from
 *  1. SK_EUSAGE: it is not in doubt. SK_ELOCKED: another run holds the lock. */
SKEIN_API enum sk_status skein_resolve(struct skein *skein, const char *version, size_t statement,
                                       enum sk_resolution resolution, struct sk_error *err);

/* Rows that are there now and that something in a pending migration will not have. */
struct sk_violation {
    const char *version, *name, *file;
    size_t pos_bytes;           /* of the command, in the file */
    const char *table;
    const char *rule;           /* "check constraint \"positive\"", "unique index \"users_email\"" ... */
    int64_t count;              /* of the rows */
    size_t n_columns, n_rows;   /* of the first few of them: key, and what the rule is about */
    const char **columns;
    const char **cells;         /* row by row; NULL: null. Of a unique rule: the values that stand more than once */
    bool lenient;               /* NOT VALID: PostgreSQL takes the rows that are there */
    bool rows_change_before;    /* a pending statement before it changes rows: by then it may hold */
};
struct sk_violations {
    size_t n, unknown;          /* unknown: rules about what pending migrations have yet to make */
    struct sk_violation *items;
};

/** Before a constraint is tried: the rows that stand in the way of the pending migrations up to `target` (as for
 *  skein_up()): of constraints, unique indexes, NOT NULL, narrower types. Writes nothing. */
SKEIN_API enum sk_status skein_violations(struct skein *skein, const char *target, struct sk_violations **out,
                                          struct sk_error *err);

/* What was done to the history without running a migration. */
struct sk_amendment {
    const char *version, *name;
    const char *action;         /* "baseline": it counts as applied; "accepted": its file, as it is now, is what was
                                   applied; "forgotten": its file is gone; "cleared": its failed attempt is no more */
};
struct sk_amendments {
    size_t n;
    struct sk_amendment *items; /* in order of version */
};

/**
 * Take a database that was made by other means under skein's care: the migrations up to `version` ("head": all) count
 * as applied, none of them is run. SK_EREFUSED if the database is not what they make, as skein_diff() sees it, unless
 * options.no_check. With options.dry_run nothing is written.
 */
SKEIN_API enum sk_status skein_baseline(struct skein *skein, const char *version, struct sk_amendments **out,
                                        struct sk_error *err);

/**
 * Bring the history in line with the files: files that were edited after they had been applied are accepted as they
 * are, what has no file any more is forgotten, failed attempts of which nothing stands are cleared. SK_EREFUSED if the
 * database is not what the files then make, unless options.no_check. With options.dry_run nothing is written.
 */
SKEIN_API enum sk_status skein_repair(struct skein *skein, struct sk_amendments **out, struct sk_error *err);

/** The migrations that are applied, in order of version. */
SKEIN_API enum sk_status skein_completed(struct skein *skein, struct sk_migrations **out, struct sk_error *err);

/** The migrations that are not applied yet, in the order in which `up` would run them. */
SKEIN_API enum sk_status skein_pending(struct skein *skein, struct sk_migrations **out, struct sk_error *err);

/** Everything that is known of every migration. Writes nothing, and works for a user who may only read. */
SKEIN_API enum sk_status skein_status(struct skein *skein, struct sk_state **out, struct sk_error *err);

struct sk_attempt {
    const char *version, *name, *action; /* "up", "down", "repair", "baseline" */
    const char *outcome;                 /* "completed", "failed" */
    const char *at, *by, *error_message;
    int64_t duration_ms;
    /* What was not known, or not kept by the version that ran it, is NULL, and -1. */
    const char *risk;                    /* "low", "medium", "high" */
    const char *approved_by, *approved_for, *approved_at; /* what it needed approval for: "high risk", "breaking" */
    int64_t estimated_ms;
    const char *header;                  /* of the file at that time: "Key: value", line by line */
};
struct sk_history {
    size_t n;
    struct sk_attempt *items;   /* oldest first */
};

/** The log: one row for each attempt ever made. */
SKEIN_API enum sk_status skein_history(struct skein *skein, struct sk_history **out, struct sk_error *err);

/* What ran in a period, for audits. */
struct sk_report {
    const char *engine, *environment;    /* environment: NULL when none is chosen */
    const char *since, *until;           /* as given; NULL: from the beginning, until now */
    int64_t slow_ms;
    size_t completed, reverted, failed;  /* attempts in the period, by how they ended; completed: of `up` */
    size_t slow, late, approved;         /* late: longer than estimated */
    size_t n_standing;
    struct sk_migration_info *standing;  /* applied in the period and still so, in order of version */
    size_t n_attempts;
    struct sk_attempt *attempts;         /* oldest first */
};

/**
 * The attempts from `since` to `until`, both of which belong to it: "YYYY-MM-DD", or a time as the library writes it,
 * whole or its beginning; NULL: no bound. `slow_ms`: what takes longer is slow; 0: a second. SK_EUSAGE: no such time.
 */
SKEIN_API enum sk_status skein_report(struct skein *skein, const char *since, const char *until, int64_t slow_ms,
                                      struct sk_report **out, struct sk_error *err);

/**
 * A changelog in Markdown: the migrations, newest first, by their headers; in which environments they stand, by their
 * histories. `previous`: the changelog that is there, or NULL; what it says of an environment that does not answer is
 * kept. With options.url only that database is asked. `*out` is freed with skein_free().
 */
SKEIN_API enum sk_status skein_changelog(struct skein *skein, const char *previous, char **out, struct sk_error *err);

/* ---- running -------------------------------------------------------------------------------------------------- */

struct sk_run_step {
    const char *version, *name;
    bool down;
    int64_t duration_ms;
};
struct sk_run {
    size_t successful, failed;
    struct sk_run_step *steps;  /* the successful ones, in order */
    const char *current;        /* afterwards; NULL at base */
};

/**
 * Run pending migrations up to `target`: a version, "head" (or NULL), "+N". The whole run is planned and checked
 * before the first statement is sent. With nothing to do it succeeds and has written nothing. On failure `*out` is
 * set as well and tells what stands. With options.dry_run the same is planned and checked, nothing is written, and
 * `steps` are what would run (their duration_ms is -1); skein_down(), skein_goto() and skein_redo() likewise.
 */
SKEIN_API enum sk_status skein_up(struct skein *skein, const char *target, struct sk_run **out, struct sk_error *err);

/** One migration alone, by its version or the name of its file: what scripts call "apply this file". Nothing to do if
 * it is applied. SK_EREFUSED while one that comes before it is pending, unless options.allow_out_of_order. */
SKEIN_API enum sk_status skein_apply(struct skein *skein, const char *migration, struct sk_run **out,
                                     struct sk_error *err);

/** All pending migrations: skein_up() to head. */
SKEIN_API enum sk_status skein_run_pending(struct skein *skein, struct sk_run **out, struct sk_error *err);

/** Take back: "N" migrations, "-N", down to a version (which stays applied), or "base". NULL is one migration. */
SKEIN_API enum sk_status skein_down(struct skein *skein, const char *target, struct sk_run **out, struct sk_error *err);

/** Up or down, so that exactly the migrations up to `version` are applied. */
SKEIN_API enum sk_status skein_goto(struct skein *skein, const char *version, struct sk_run **out,
                                    struct sk_error *err);

/** The last applied migration down and up again. */
SKEIN_API enum sk_status skein_redo(struct skein *skein, struct sk_run **out, struct sk_error *err);

/** Run the project's seed files for its environment. `*n_statements` may be NULL. */
SKEIN_API enum sk_status skein_seed(struct skein *skein, size_t *n_statements, struct sk_error *err);

/* ---- many databases ------------------------------------------------------------------------------------------- */

struct sk_rollout_options {
    const char *file;           /* NULL: rollout.json of the project */
    size_t jobs;                /* databases at once; 0: what the file says, else 4 */
    int64_t pause_ms;           /* before a wave is verified; 0: what the file says; below 0: none */
};

enum sk_rollout_state {
    SK_ROLLOUT_UNTOUCHED,       /* nothing has been written to it */
    SK_ROLLOUT_UP_TO_DATE,      /* there was nothing to do */
    SK_ROLLOUT_WOULD_MIGRATE,   /* options.dry_run */
    SK_ROLLOUT_DONE,
    SK_ROLLOUT_FAILED,          /* what could be taken back, was: see skein_status() */
    SK_ROLLOUT_NOT_VERIFIED,    /* migrated, and then a check has failed */
};

struct sk_rollout_database {
    const char *name;           /* no password */
    const char *wave;
    enum sk_rollout_state state;
    const char *engine, *before, *current; /* NULL: not known, or base */
    size_t migrations;          /* that were run, or would be */
    int64_t duration_ms;        /* -1: nothing was run */
    const char *check;          /* the one that has failed; NULL */
    struct sk_error problem;    /* status SK_OK: there is none; freed with the rollout */
};

struct sk_rollout {
    bool dry_run;
    size_t n;
    struct sk_rollout_database *databases; /* in the order of their waves */
};

/**
 * Run what is pending on all databases of a list, wave after wave, several at once; after each wave its databases are
 * asked the list's checks. Before anything is written all are asked what is pending there, and all is planned. The
 * first failure ends it: what is running then comes to its end, and no other is begun. A second call goes on with what
 * is left. On failure, and after skein_interrupt(), `*out` is set as well. Events tell which database they are of, one
 * at a time, but from other threads. SK_EUSAGE: the file, with its position. SK_EDIFF: a check has failed.
 */
SKEIN_API enum sk_status skein_rollout(struct skein *skein, const struct sk_rollout_options *options,
                                       struct sk_rollout **out, struct sk_error *err);

/* ---- planning ------------------------------------------------------------------------------------------------- */

/* What became of a construct. There is no silent fifth. */
enum sk_outcome {
    SK_EXACT,     /* the engine has it */
    SK_EMULATED,  /* same observable behaviour by other means */
    SK_NOTED,     /* no effect on data on this engine; left out */
    SK_REFUSED,   /* cannot be had; the run stops before it begins */
};

struct sk_planned {
    size_t statement;       /* of the file, from 1; one may come to several */
    const char *tag;        /* what it is: "CREATE TABLE" */
    const char *sql;        /* what is sent; NULL for a construct that is only noted, or refused */
    const char *file;       /* where it comes from */
    size_t pos_bytes, line, column; /* line and column count from 1; column in characters */
    enum sk_outcome outcome;
    const char *note;       /* what was noted, how it is emulated, why it is refused; NULL */
    bool no_transaction;    /* cannot run in a transaction block */
    bool compound;          /* has semicolons of its own: mysql's client wants another delimiter for it */
};
/* What a down migration gives back that nobody has written. */
enum sk_reversal {
    SK_LOSSLESS,
    SK_STRUCTURE_ONLY,    /* the schema, but not the data */
    SK_IMPOSSIBLE,        /* there is none */
};

struct sk_plan_step {
    const char *version, *name, *file;
    bool down;
    const char *derived;    /* of a down that nobody has written: "lossless", "structure only", "impossible"; NULL */
    const char *why;        /* it is not lossless; NULL */
    const struct sk_diff *differs; /* of a down: where the schema after it is not as it was before the up; NULL: that
                                      cannot be told */
    bool transactional;
    const char *risk;       /* "low", "medium", "high" */
    size_t n;
    struct sk_planned *statements;
};
struct sk_plan {
    const char *dialect;
    const char *preamble;   /* a statement for the engine's own client, before all others; NULL */
    size_t refused;         /* statements of the files; 0 without options.report: the first ends the plan */
    size_t n;
    struct sk_plan_step *steps;
};

/** What `up` (or `down`) to `target` would send, statement by statement. With options.offline_dialect no database. */
SKEIN_API enum sk_status skein_plan(struct skein *skein, bool down, const char *target, struct sk_plan **out,
                                    struct sk_error *err);

/**
 * Rewrite one SQL text for `dialect` ("sqlite", "postgres", ...). `name` is what errors call it. The catalog starts
 * empty; statements may build on one another. The result is one plan step. `report` as in struct sk_options.
 */
SKEIN_API enum sk_status skein_translate(const char *dialect, const char *name, const char *sql, size_t len,
                                         bool report, struct sk_plan **out, struct sk_error *err);

struct sk_finding {
    enum sk_status status;  /* SK_OK: a warning; else what it would have been refused with */
    const char *file;
    size_t pos_bytes;
    const char *message, *hint;
};
struct sk_findings {
    size_t n, errors;
    struct sk_finding *items;
};

/** Check the project without a database: names, duplicates, encodings, syntax, dependencies, portability to
 *  `dialects` (NULL-ended list; NULL: all). Every problem is found, not only the first. */
SKEIN_API enum sk_status skein_validate(struct skein *skein, const char *const *dialects, struct sk_findings **out,
                                        struct sk_error *err);

/* A rule of lint. Its strings are constants. */
struct sk_lint_rule {
    const char *name, *level;        /* level: "low", "medium", "high" */
    const char *summary, *hint, *explanation;
    bool on;                         /* unless the configuration turns it off; else only if that turns it on */
};

/** The rule number `i`, from 0, in the order of the documentation. False: there are no more. */
SKEIN_API bool skein_lint_rule(size_t i, struct sk_lint_rule *out);

struct sk_lint_finding {
    const char *rule, *level;
    const char *version, *file;
    size_t pos_bytes;                /* or SK_NO_POS */
    const char *message, *hint;
    const char *dialects;            /* "sqlite, mysql": the engines that it is about; NULL: none in particular */
};
struct sk_lint {
    size_t n, silenced;              /* silenced: by the files */
    struct sk_lint_finding *items;   /* in order of version and place */
};

/** What could go wrong with the project's migrations that are right: locks, rewrites, lost data, portability to
 *  `dialects` (NULL-ended; NULL: all). Needs no database. SK_EREFUSED: a file cannot be parsed, or silences a rule that
 *  there is not. */
SKEIN_API enum sk_status skein_lint(struct skein *skein, const char *const *dialects, struct sk_lint **out,
                                    struct sk_error *err);

/* ---- describing ----------------------------------------------------------------------------------------------- */

struct sk_dep {
    const char *version, *name, *description, *risk, *estimated_duration;
    size_t n_depends_on;
    const char **depends_on;      /* versions */
    size_t n_tables;
    const char **affects_tables;
    bool rollback_safe;
    const char *date;             /* as the head of its file says; NULL */
};
struct sk_deps {
    size_t n;
    struct sk_dep *items;         /* in order of application */
};

/** The dependency graph: dependencies.json, and what each file touches where that says nothing. */
SKEIN_API enum sk_status skein_deps(struct skein *skein, struct sk_deps **out, struct sk_error *err);

/** The schema after all migrations (or after `version`), as "sql" (PostgreSQL's), "idempotent" (the same, with IF NOT
 * EXISTS or its like everywhere) or "json". Needs no database. `*out` is freed with skein_free(). */
SKEIN_API enum sk_status skein_schema(struct skein *skein, const char *version, const char *format, char **out,
                                      struct sk_error *err);

/* A schema as a document shows it. Expressions are text; schema NULL is "public". Lists of objects are sorted by schema
 * and name; columns and labels keep their order. What is not there is NULL, or a count of 0. */
struct sk_schema_column {
    const char *name;
    const char *type;             /* PostgreSQL's spelling */
    const char *stored;           /* read from another engine: the type as it is there, where that tells more */
    const char *default_expr;
    const char *identity;         /* "serial", "by default", "always" */
    const char *generated;        /* GENERATED ALWAYS AS (this) STORED */
    const char *collation, *comment;
    bool not_null;
    bool primary_key, foreign_key, unique; /* belongs to such a key; unique: it alone is one */
};

struct sk_schema_constraint {
    const char *kind;             /* "primary key", "unique", "foreign key", "check", "exclude"; in this order */
    const char *name;
    size_t n_columns;
    const char **columns;
    const char *definition;       /* a check's condition, what an exclusion excludes */
    const char *ref_schema, *ref_table;
    size_t n_ref_columns;
    const char **ref_columns;
    const char *on_delete, *on_update; /* "CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT"; NULL: NO ACTION */
    bool match_full, deferrable, initially_deferred, not_valid, nulls_not_distinct;
    size_t n_include;
    const char **include;
    const char *comment;
};

struct sk_schema_index {
    const char *name, *method;    /* "btree" */
    bool unique, nulls_not_distinct;
    size_t n_keys;
    const char **keys;            /* "created_at DESC", "lower(email)" */
    size_t n_include;
    const char **include;
    const char *where, *comment;
};

struct sk_schema_trigger {
    const char *name;
    const char *when;             /* "BEFORE INSERT OR UPDATE OF email" */
    const char *for_each;         /* "row", "statement" */
    const char *condition;        /* WHEN (this) */
    const char *function;         /* that it calls; NULL where the engine's triggers have none */
    bool disabled;
    const char *comment;
};

struct sk_schema_table {
    const char *schema, *name, *comment;
    const char *partition_by;     /* "range (created_at)" */
    size_t n_columns, n_constraints, n_indexes, n_triggers;
    struct sk_schema_column *columns;
    struct sk_schema_constraint *constraints;
    struct sk_schema_index *indexes;
    struct sk_schema_trigger *triggers;
};

/* A foreign key between two tables of the schema. A child row refers to one parent row. */
struct sk_schema_relation {
    size_t child, parent;         /* where they stand in `tables` */
    const struct sk_schema_constraint *key; /* the child's */
    bool required;                /* none of its columns can be NULL: each child has a parent */
    bool single;                  /* its columns are unique: a parent has one child at most */
};

/* A table or a view that a view reads. Of a view in a database of another engine's than PostgreSQL none are known. */
struct sk_schema_source {
    const char *schema, *name;
    bool is_view;
    size_t at;                    /* where it stands in `tables` or in `views` */
};

struct sk_schema_view {
    const char *schema, *name, *comment;
    bool materialized;
    size_t n_columns, n_indexes, n_triggers, n_sources;
    struct sk_schema_source *sources;
    const char **columns;
    const char *query;
    struct sk_schema_index *indexes;
    struct sk_schema_trigger *triggers;
};

struct sk_schema_type {
    const char *schema, *name, *comment;
    const char *kind;             /* "enum", "domain", "composite", "range", "other" */
    size_t n_labels, n_checks, n_columns;
    const char **labels;          /* of an enum */
    const char *base;             /* of a domain; what a range is of */
    bool not_null;
    const char *default_expr;
    const char **checks;          /* of a domain; they say VALUE */
    struct sk_schema_column *columns; /* of a composite */
};

struct sk_schema_function {
    const char *schema, *name, *arguments, *returns, *language;
    bool procedure;
};

struct sk_schema_sequence {
    const char *schema, *name;    /* one that no column owns */
    int64_t start, increment;
};

struct sk_schema {
    const char *engine;           /* of the database that it was read from; NULL: the migrations */
    size_t n_tables, n_relations, n_views, n_types, n_functions, n_sequences;
    struct sk_schema_table *tables;
    struct sk_schema_relation *relations; /* by child, then in the order of its constraints */
    struct sk_schema_view *views;
    struct sk_schema_type *types;
    struct sk_schema_function *functions;
    struct sk_schema_sequence *sequences;
};

/** The schema for those who draw or describe it: after all migrations, or after `version`, without a database; or with
 *  `live` that of the project's database, where `version` must be NULL (SK_EUSAGE). */
SKEIN_API enum sk_status skein_describe(struct skein *skein, const char *version, bool live, struct sk_schema **out,
                                        struct sk_error *err);

struct sk_table_info {
    const char *schema, *name;    /* schema may be NULL */
    size_t columns, indexes;
    int64_t rows;                 /* -1 unless counted */
};
struct sk_tables {
    size_t n;
    struct sk_table_info *items;
};

/** The tables of the database, skein's own left out; with `count`, also how many rows each has. */
SKEIN_API enum sk_status skein_tables(struct skein *skein, bool count, struct sk_tables **out, struct sk_error *err);

/* ---- comparing ------------------------------------------------------------------------------------------------ */

/* One thing that is not the same on both sides. */
struct sk_difference {
    const char *object;         /* "table", "column", "primary key", "unique", "foreign key", "check", "index",
                                   "trigger", "view", "enum", "domain", "type", "sequence", "function" */
    const char *schema;         /* NULL: public */
    const char *table;          /* that it belongs to; NULL for a table, a view, a type ... itself */
    const char *name;
    const char *kind;           /* "missing" (on the right), "extra" (on the right alone), else what differs: "type",
                                   "nullability", "default", "identity", "generated", "columns", "action", "expression",
                                   "uniqueness", "predicate", "order", "name", "labels", "query", "body" ... */
    const char *left, *right;   /* what each side has; NULL: nothing */
};
struct sk_diff {
    const char *left, *right;   /* what was compared; no password */
    size_t n;
    struct sk_difference *items;
};

/**
 * Compare two schemas in terms of the portable model: what one of their engines stores alike is the same. A side is
 * the URL of a database, or a project's directory (its migrations), or "DIR@VERSION". `right` NULL stands for the other
 * half of this project: its database if `left` is files, its migrations if `left` is a database.
 * Differences are a result, not an error. SK_EUSAGE, SK_ECONN ...: a side cannot be read; the message says which.
 */
SKEIN_API enum sk_status skein_diff(struct skein *skein, const char *left, const char *right, struct sk_diff **out,
                                    struct sk_error *err);

/** Compare the database (right) with what its applied migrations should have made (left). */
SKEIN_API enum sk_status skein_drift(struct skein *skein, struct sk_diff **out, struct sk_error *err);

/* ---- proving -------------------------------------------------------------------------------------------------- */

/* A statement that two databases do not treat alike. */
struct sk_verify_difference {
    const char *schema;         /* NULL: public */
    const char *table;
    const char *subject; /* what was probed: "column title", "unique books_title_key", "foreign key ...", "rows" */
    const char *statement;      /* "insert", "update", "delete" */
    const char *kind;           /* "verdict": one takes it, the other does not; "reason": both refuse it, for another
                                   reason; "rows": both take it, and the rows afterwards are others; "translation": it
                                   cannot be sent to one of them, with a reason */
    const char *left, *right;   /* what each did: "accepted", "refused: ...", or the rows afterwards */
    const char *sql;            /* the least that shows it, in PostgreSQL's SQL; the last statement is the one */
    const char *sent_left, *sent_right; /* the same as each was sent it */
    size_t others;              /* statements about the same subject that differ in the same way, not listed */
};

/* Statements that one side's dialect refuses to translate, with one reason: they are not sent, and count as refused
 * there. */
struct sk_verify_unsent {
    bool right;                 /* the side; else the left one */
    const char *schema;         /* NULL: public */
    const char *table, *subject, *statement, *sql; /* the first of them, as in struct sk_verify_difference */
    const char *reason;
    size_t others;              /* with the same reason */
};

struct sk_verification {
    const char *left, *right;   /* what was compared; no password */
    size_t n_schemas;
    const struct sk_diff **schemas;  /* comparisons of the schemas, each with its differences */
    size_t n_tables;            /* that were probed */
    size_t n_probes;            /* statements that ran on both */
    size_t accepted, refused;   /* by the left side, of these */
    size_t not_reached;         /* statements that could not be tried, because what they need was refused */
    size_t not_translated;      /* statements that were not sent to one side or both, of `n_probes` */
    size_t n_unsent;
    struct sk_verify_unsent *unsent; /* which, by reason */
    size_t n_notes;
    const char **notes;         /* tables that could not be probed and why; overrides that were checked */
    size_t n_found;             /* statements that differ */
    size_t n;                   /* of these in `items`: one for each subject, as many as were asked for */
    struct sk_verify_difference *items;
};

struct sk_verify_options {
    const char *left, *right;   /* URLs, or a directory with migrations */
    bool migrations; /* the project's migrations, run on the servers of both URLs, instead of the databases */
    size_t limit;               /* how many differences to list, each made small; 0: 20 */
};

/**
 * Compare two databases in schema and in behaviour: statements that probe each constraint from both sides are run on
 * both. The databases that the URLs name are read, never changed: what is probed is a copy of their schema without
 * rows, in a scratch database on the same server (SQLite: a temporary file), which is dropped at the end, also after a
 * failure or skein_interrupt(). A directory is run on the server of the project's own URL. Differences are a result,
 * not an error. SK_EREFUSED: the migrations make a schema that is a database of the server's and exists already.
 */
SKEIN_API enum sk_status skein_verify(struct skein *skein, const struct sk_verify_options *options,
                                      struct sk_verification **out, struct sk_error *err);

/* ---- measuring ------------------------------------------------------------------------------------------------ */

struct sk_perf_options {
    const char *before;         /* a version; NULL: the one before the last */
    const char *after;          /* a version, "head" or NULL */
    bool without_indexes;       /* before: `after` without its indexes, UNIQUEs and foreign keys */
    const char *const *queries; /* names, NULL-ended; NULL: all */
    size_t rows;                /* of each table; 0: 1000 */
    size_t runs;                /* of each query; 0: 9 */
    uint64_t seed;              /* of the rows; 0: 1 */
    double tolerance;           /* percent by which a query may become slower; below 0: 20 */
};

/* One query on one side. */
struct sk_perf_side {
    const char *problem;        /* it cannot be run there (a column that is made later); NULL */
    int64_t median_us, min_us, max_us; /* -1 with a problem */
    int64_t rows;               /* of all runs together */
    size_t n_steps, n_indexes, n_scans;
    const char **steps;         /* the engine's plan */
    const char **indexes;       /* that it uses */
    const char **scans;         /* tables that it reads from end to end */
};

struct sk_perf_query {
    const char *name, *description, *file;
    double expected;            /* how many times faster it should become, by its file; 0: it says nothing */
    double ratio;               /* before by after; 0: there is no before */
    struct sk_perf_side before, after;
    const char *finding;        /* what is wrong: "slower", "no index", "other rows"; NULL */
};

struct sk_perf_table {
    const char *schema, *name;
    int64_t rows;
};

struct sk_perf {
    const char *engine, *server_version;
    const char *before, *after; /* versions; before may be "000006 without indexes" */
    size_t runs;
    uint64_t seed;
    double tolerance;
    size_t n_tables;
    struct sk_perf_table *tables;
    size_t n_notes;
    const char **notes;         /* CHECKs that were not understood */
    size_t n, findings;
    struct sk_perf_query *queries;
};

/**
 * Measure the queries of the project's folder perf before and after a migration, in scratch databases on the server of
 * the project's URL, which are dropped at the end; the database that the URL names is not touched. The rows are made
 * from the schema (the same for the same seed), and then by perf/setup.sql, if there is one. Findings are a result, not
 * an error. SK_EUSAGE, with file and position: a query's head cannot be read. SK_EUNSUPPORTED: rows cannot be made.
 */
SKEIN_API enum sk_status skein_perf(struct skein *skein, const struct sk_perf_options *options, struct sk_perf **out,
                                    struct sk_error *err);

/* ---- making --------------------------------------------------------------------------------------------------- */

struct sk_created {
    size_t n;
    const char **files;
};

/** Write the files of a new migration, numbered after the last, from the template of `type` ("table", "column",
 *  "index", "data"; NULL: empty). Never overwrites. */
SKEIN_API enum sk_status skein_new(struct skein *skein, const char *name, const char *type, struct sk_created **out,
                                   struct sk_error *err);

/**
 * A database that is ready to be worked with, from nothing: create it if it is not there; if the project has a
 * schema.sql and nothing is applied, run that and count the migrations that it stands for as applied (the newest
 * version at which both make the same schema; SK_EREFUSED if there is none); then run what is pending. Rows that those
 * migrations would have written are not in schema.sql: they belong into seeds. May be called again after it was
 * interrupted, if the file is idempotent. `*counted` and `*run` are freed with skein_free(); with options.dry_run
 * `*run` is not set.
 */
SKEIN_API enum sk_status skein_setup(struct skein *skein, struct sk_amendments **counted, struct sk_run **run,
                                     struct sk_error *err);

enum sk_db_action { SK_DB_CREATE, SK_DB_DROP, SK_DB_RESET, SK_DB_WAIT };

/** Create, drop or empty the database that the URL names, or wait until its server answers. Dropping what exists
 *  wants options.allow_data_loss. */
SKEIN_API enum sk_status skein_db(struct skein *skein, enum sk_db_action action, struct sk_error *err);

/* ---- backup and restore --------------------------------------------------------------------------------------- */

struct sk_backup {
    const char *file;           /* as it was given */
    const char *engine, *server_version; /* of the database it was made of; NULL where that is not known */
    const char *created_at;     /* NULL: not known */
    const char *current;        /* the highest version applied in it; NULL: none, or not known */
    int64_t size_bytes;
    const char *checksum;       /* SHA-256 of the file, in hex */
    int64_t rows;               /* of all tables, skein's own included */
    size_t n;
    struct sk_table_info *tables; /* with their rows; columns and indexes are not counted */
};

/**
 * Write the whole database to `file`, by the engine's own means: SQLite's backup API, pg_dump (its custom format, SQL
 * where the name ends in ".sql"), mariadb-dump or mysqldump. It is written beside `file` first, only the owner can read
 * it, it is read to its end, its rows are compared with the database's, and only then it has its name. Beside it a
 * manifest, `file`.manifest, keeps its checksum and the number of rows of each table. `force`: replace a file that is
 * there. With options.dry_run nothing is written, and `*out` is not set.
 * SK_EREFUSED: the file is there, or what was written is not what is in the database. SK_EIO: it cannot be written.
 * SK_EUSAGE: the engine's program is not installed (the hint names its package). `out` may be NULL.
 */
SKEIN_API enum sk_status skein_backup(struct skein *skein, const char *file, bool force, struct sk_backup **out,
                                      struct sk_error *err);

/**
 * Make the database what `file` says: a backup of skein_backup(), or one that the engine's own tool has made. It is
 * read to its end, and compared with its manifest, before anything is changed. A database that is not empty wants
 * options.allow_data_loss, an environment that asks for approval options.approve. No other run of skein goes on
 * meanwhile. On SQLite and PostgreSQL all of it happens or nothing; on MySQL and MariaDB what is interrupted has to be
 * restored again. Afterwards the rows of each table and the history are compared with the backup's.
 */
SKEIN_API enum sk_status skein_restore(struct skein *skein, const char *file, struct sk_backup **out,
                                       struct sk_error *err);

/**
 * Empty every table of the database but skein's own: the schema and the history stay. Foreign keys, circular ones too,
 * are no obstacle, no trigger fires, and what counts begins again. Wants options.allow_data_loss, an environment that
 * asks for approval options.approve. On SQLite and PostgreSQL in one transaction. `*out` (NULL: not wanted) are the
 * tables with the rows that they had; with options.dry_run, that they have.
 */
SKEIN_API enum sk_status skein_clean(struct skein *skein, struct sk_tables **out, struct sk_error *err);

struct sk_rehearsed_lock {
    const char *table, *mode;   /* "AccessExclusiveLock": the strongest that was taken */
};
struct sk_rehearsed_rows {
    const char *table;
    int64_t inserted, updated, deleted; /* updated -1: not known, and the others are what there is more or fewer */
};
/* One migration of a rehearsal. */
struct sk_rehearsed {
    const char *version, *name;
    int64_t duration_ms, wall_ms; /* as the history has it; with planning and the way to the server */
    size_t n_locks, n_rows;
    struct sk_rehearsed_lock *locks; /* on tables that were there before */
    const char *locks_note;     /* what is locked, where that was not seen; NULL */
    struct sk_rehearsed_rows *rows;
};
struct sk_rehearsal {
    const char *source;         /* of the snapshot; no password */
    const char *from;           /* its version; NULL: none, or not known */
    int64_t rows, snapshot_ms;  /* in it; how long it took to take and to put into the scratch database */
    size_t n;
    struct sk_rehearsed *migrations; /* that ran to their end */
    const struct sk_diff *diff; /* of the files (left) and what they made (right); NULL: it did not come to that */
    const char *kept;           /* the URL of the scratch database, without password; NULL: it is gone */
};

/**
 * Run the pending migrations on a copy: `from` is a backup (see skein_restore()) or the URL of a database, which is
 * only read. A scratch database is made on the server of the session's URL (SQLite: a file in a temporary directory),
 * filled, migrated, compared with the project's files, and dropped, also after a failure or an interrupt, unless
 * `keep`. `*out` is set in any case. A migration that fails is an error, as skein_up() reports it; differences are a
 * result. SK_EREFUSED on MySQL and MariaDB when a schema of the project is a database of the server's already.
 */
SKEIN_API enum sk_status skein_rehearse(struct skein *skein, const char *from, bool keep, struct sk_rehearsal **out,
                                        struct sk_error *err);

#ifdef __cplusplus
}
#endif

#endif
