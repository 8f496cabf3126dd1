/* cli/amendments.h - what was done to the history without running a migration, as a table or as JSON. */
#ifndef SKEIN_CLI_AMENDMENTS_H
#define SKEIN_CLI_AMENDMENTS_H

#include "cli/cli.h"

/** Show `amendments` and free them; `nothing` is said when there are none. Returns `status`. */
enum sk_status amendments_tell(struct cli *cli, struct sk_amendments *amendments, const char *nothing,
                               enum sk_status status);

#endif
