/*
 * cli/cli.h - what every part of skein(1) shares: one run of the program, and how it ends.
 *
 * A command's function returns an enum sk_status. When that is not SK_OK, `cli->err` says why, and
 * main() prints it and exits with the code that belongs to the status. A command that fails in its
 * own words calls cli_error().
 */
#ifndef SKEIN_CLI_CLI_H
#define SKEIN_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/mem.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/source.h"
#include "cli/terminal.h"
#include "core/skein.h"

/* Exit codes are a contract: see skein(1), "EXIT STATUS". */
enum cli_exit {
    CLI_DONE = 0,
    CLI_FAILED = 1,  /* a migration or the database */
    CLI_USAGE = 2,   /* usage, configuration, files */
    CLI_REFUSED = 3, /* before anything ran */
    CLI_PENDING = 4, /* status --exit-code */
    CLI_LOCKED = 5,
    CLI_DIFFERENT = 6,
    CLI_INTERRUPTED = 130,
};

struct command;

struct cli {
    const struct command *command; /* NULL until it is known */
    const char **args;             /* what stands after the command's name, options taken out */
    size_t n_args;
    struct settings set;
    struct terminal out, err_out; /* standard output, standard error */
    struct progress progress;
    struct source source; /* a text that is in no file: standard input */
    struct skein *skein;  /* open while a command runs that wants a project */
    struct sk_error err;
    bool own_err;       /* the strings of `err` belong to this struct, not to the library */
    bool reported;      /* what went wrong has been printed already */
    enum cli_exit exit; /* of a command that returns SK_OK, or has set `reported` */
};

/**
 * Fail in the program's own words. `hint` is a sentence or NULL; both are copied.
 * Returns `status`, so that a failure is one line.
 */
enum sk_status cli_error(struct cli *cli, enum sk_status status, const char *hint, const char *fmt,
                         ...) CLI_PRINTF(4, 5);

/** The code to exit with for a status. */
enum cli_exit cli_exit_code(enum sk_status status);

/** Should text for people be written to standard output? Not with --quiet, not with --json. */
bool cli_talks(const struct cli *cli);

/** Write to standard output what is for people: a word in a style, and text. Nothing with --quiet
 * or --json. */
void cli_say(struct cli *cli, enum style style, const char *lead, const char *fmt, ...)
    CLI_PRINTF(4, 5);

#endif
