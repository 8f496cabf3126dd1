/*
 * cli/perf.h - how measured queries are told: a table, JSON, or Markdown.
 */
#ifndef SKEIN_CLI_PERF_H
#define SKEIN_CLI_PERF_H

#include "cli/cli.h"

/** Write the measurements in the format of --json and --format ("text" or NULL, "md"). */
void perf_tell(struct cli *cli, const struct sk_perf *perf);

#endif
