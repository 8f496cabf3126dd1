/*
 * cli/arguments.h - the command line, taken apart.
 */
#ifndef SKEIN_CLI_ARGUMENTS_H
#define SKEIN_CLI_ARGUMENTS_H

#include "core/skein.h"

struct cli;

/**
 * Read the arguments into `cli->set`, `cli->command` and `cli->args`. After a mistake --json,
 * --quiet and --help are settled all the same, so that it can be reported as was asked.
 *
 * @argv  as main() got it; it is copied, and passwords in it are blanked, so that `ps` does not
 * show them.
 * @return SK_OK; SK_EUSAGE with cli->err filled.
 */
enum sk_status arguments_read(struct cli *cli, int argc, char **argv);

#endif
