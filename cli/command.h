/*
 * cli/command.h - a command is a table entry and a function, in a file of its own.
 *
 * To add one: write cli/cmd_NAME.c with a `const struct command cmd_NAME`, and add a line to the
 * list in commands.c. Help, the man page's test and the check of its options follow from the entry.
 */
#ifndef SKEIN_CLI_COMMAND_H
#define SKEIN_CLI_COMMAND_H

#include "cli/cli.h"

enum command_group {
    GROUP_RUN,
    GROUP_LOOK,
    GROUP_WRITE,
    GROUP_DATABASE,
    GROUP_COUNT
};

struct command {
    const char *name;
    const char *aliases[3]; /* NULL-ended */
    enum command_group group;
    const char *usage;       /* what follows the name: "[TARGET]" */
    const char *summary;     /* one line, lower case, no full stop */
    const char *description; /* sentences, lines up to 78 columns */
    const char *examples;    /* lines of "COMMAND LINE\tWHAT IT DOES" */
    option_set options;      /* besides the global ones */
    const char *const *formats; /* what --format can be; NULL-ended */
    unsigned exits;          /* bits 1 << code, besides those that every command has */
    size_t min_args, max_args;
    bool needs_project; /* main() opens cli->skein before exec */
    bool offline;       /* with --dialect it does without a database */
    enum sk_status (*exec)(struct cli *cli);
};

#define EXIT_BIT(code) (1u << (code))

/* What a command that runs migrations takes, and how it can end. */
#define RUN_OPTIONS                                                                                \
    (OPT(DRY_RUN) | OPT(LOCK_WAIT) | OPT(DDL_LOCK_TIMEOUT) | OPT(WAIT) | OPT(APPROVE) | OPT(APPROVED_BY))
#define RUN_EXITS (EXIT_BIT(CLI_FAILED) | EXIT_BIT(CLI_REFUSED) | EXIT_BIT(CLI_LOCKED))

/** All commands, in the order in which help lists them; NULL-ended. */
extern const struct command *const commands[];

/** The command with this name or alias, or NULL. */
const struct command *command_find(const char *name);

/** Fail because there is no such command, and name the nearest. */
enum sk_status command_unknown(struct cli *cli, const char *typed);

#endif
