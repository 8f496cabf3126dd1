/* cli/lists.h - values that are lists: "sqlite,postgres". */
#ifndef SKEIN_CLI_LISTS_H
#define SKEIN_CLI_LISTS_H

#include "cli/cli.h"

/** The words between commas and blanks, NULL-ended, children of the cli. NULL gives NULL. */
const char *const *list_split(struct cli *cli, const char *list);

#endif
