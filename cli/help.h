/*
 * cli/help.h - help, written from the tables of commands and options, so that it cannot leave one
 * out.
 */
#ifndef SKEIN_CLI_HELP_H
#define SKEIN_CLI_HELP_H

#include "cli/cli.h"

/** "skein 0.1.0" */
enum sk_status help_version(struct cli *cli);

/** All commands and the options that every command has. */
enum sk_status help_overview(struct cli *cli);

/** One command: usage, description, options, examples, exit codes. */
enum sk_status help_command(struct cli *cli, const struct command *command);

#endif
