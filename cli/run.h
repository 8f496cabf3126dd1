/*
 * cli/run.h - how a run that has changed the database is told: shared by up, down, goto and redo.
 */
#ifndef SKEIN_CLI_RUN_H
#define SKEIN_CLI_RUN_H

#include "cli/cli.h"

/**
 * Say what became of a run, and free it. What was done has been said line by line while it happened
 * (cli/progress.h); this adds the dry run's list, the sum, and the JSON.
 *
 * @run     may be NULL: the run was refused before it began.
 * @status  what the library returned; handed back.
 */
enum sk_status run_tell(struct cli *cli, struct sk_run *run, enum sk_status status);

#endif
