/*
 * cli/options.h - every option of every command, in one table.
 *
 * An option means the same wherever it is taken, so options may stand before or after the command.
 * Each has a variable, SKEIN_ and its name in capitals (--lock-wait: SKEIN_LOCK_WAIT); a flag wins
 * over its variable.
 */
#ifndef SKEIN_CLI_OPTIONS_H
#define SKEIN_CLI_OPTIONS_H

#include <stdint.h>

#include "core/skein.h"

struct cli;

enum option_id {
    OPTION_PROJECT,
    OPTION_DIR,
    OPTION_URL,
    OPTION_URL_VAR,
    OPTION_ENV,
    OPTION_HISTORY_TABLE,
    OPTION_JSON,
    OPTION_QUIET,
    OPTION_VERBOSE,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_DRY_RUN,
    OPTION_LOCK_WAIT,
    OPTION_DDL_LOCK_TIMEOUT,
    OPTION_WAIT,
    OPTION_ALLOW_OUT_OF_ORDER,
    OPTION_APPROVE,
    OPTION_APPROVED_BY,
    OPTION_ALLOW_DATA_LOSS,
    OPTION_BASIC,
    OPTION_NO_CHECK,
    OPTION_ONLY,
    OPTION_REPORT,
    OPTION_DIALECT,
    OPTION_TO,
    OPTION_FORMAT,
    OPTION_TYPE,
    OPTION_EXIT_CODE,
    OPTION_STMT,
    OPTION_DONE,
    OPTION_RETRY,
    OPTION_OUTPUT,
    OPTION_CHECK,
    OPTION_LIVE,
    OPTION_FORCE,
    OPTION_FROM,
    OPTION_KEEP,
    OPTION_MIGRATIONS,
    OPTION_LIMIT,
    OPTION_BEFORE,
    OPTION_AFTER,
    OPTION_WITHOUT_INDEXES,
    OPTION_ROWS,
    OPTION_RUNS,
    OPTION_SEED_NUMBER,
    OPTION_TOLERANCE,
    OPTION_FILE,
    OPTION_JOBS,
    OPTION_PAUSE,
    OPTION_SINCE,
    OPTION_UNTIL,
    OPTION_SLOW,
    OPTION_LEVEL,
    OPTION_EXPLAIN,
    OPTION_COUNT
};

typedef uint64_t option_set;
#define OPT_BIT(id) (UINT64_C(1) << (id))
#define OPT(name) OPT_BIT(OPTION_##name)
#define GLOBAL_OPTIONS (OPT(DRY_RUN) - 1) /* those before it in the enum */

enum option_kind {
    KIND_FLAG,
    KIND_TEXT,
    KIND_NUMBER,   /* a whole number from 1 */
    KIND_DURATION, /* 500ms, 30s, 5m, 1h; 0 where `zero` allows it */
};

struct option {
    const char *name;
    char letter; /* 0: none */
    enum option_kind kind;
    const char *value; /* what help calls the value: "DIR"; NULL for flags */
    const char *help;
    const char *const *choices; /* what the value can be, where few are; NULL-ended */
    size_t field;       /* offset into struct settings */
    int64_t zero;       /* durations: what 0 means to the library; 0: it is not allowed */
    bool library_reads; /* the library knows its variable itself, and the .env file's */
    bool no_variable;   /* --help, --version */
};

extern const struct option options[OPTION_COUNT];

/* What the flags and the environment say. Strings live as long as the struct cli. */
struct settings {
    struct sk_options lib;
    const char *since, *until, *level, *explain;
    int64_t slow_ms;
    bool json, quiet, verbose, help, version, exit_code, done, retry, live;
    bool force, keep;
    const char *from;
    int64_t stmt; /* numbers: 0 is not given */
    bool migrations;
    int64_t limit;
    bool without_indexes;
    int64_t rows, runs, seed_number, tolerance, jobs, pause_ms;
    const char *before, *after, *file;
    const char *only, *dialect, *to, *format, *type, *output, *check;
};

/**
 * Settle one option: `given` is its value on the command line ("true" for a flag), or NULL, and
 * then its variable decides. SK_OK, or SK_EUSAGE with cli->err filled.
 */
enum sk_status option_apply(struct cli *cli, enum option_id id, const char *given);

/** The name of an option's variable, child of `owner`. */
char *option_variable(const void *owner, const struct option *option);

/**
 * Check a value that is one of a few: `choices` is NULL-ended. NULL as value is fine.
 * Returns SK_OK, or SK_EUSAGE with cli->err naming the choices.
 */
enum sk_status option_choice(struct cli *cli, enum option_id id, const char *value,
                             const char *const *choices);

#endif
