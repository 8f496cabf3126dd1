/*
 * cli/completion.h - what a shell needs to complete skein's command line, written from the tables of
 * commands and options, so that it cannot leave one out.
 */
#ifndef SKEIN_CLI_COMPLETION_H
#define SKEIN_CLI_COMPLETION_H

#include "cli/cli.h"

/** The shells that there is a script for; NULL-ended. */
extern const char *const completion_shells[];

/** Write the script for one of completion_shells. SK_OK, or SK_EUSAGE with cli->err filled. */
enum sk_status completion_write(struct cli *cli, const char *shell);

#endif
