/* cli/difference.h - a list of differences between two schemas, as a table or as JSON. */
#ifndef SKEIN_CLI_DIFFERENCE_H
#define SKEIN_CLI_DIFFERENCE_H

#include "cli/cli.h"
#include "cli/json.h"

/** Show `diff`, free it, and set the exit code: CLI_DIFFERENT when there is a difference. Returns `status`. */
enum sk_status difference_tell(struct cli *cli, struct sk_diff *diff, enum sk_status status);

/** Show the differences as a table; nothing when there are none. */
void difference_put(struct cli *cli, const struct sk_diff *diff);

/** The differences as a JSON array; the caller's. */
json_t *difference_list(const struct sk_diff *diff);

/** "user_service.users.email": what differs; child of `cli`. */
const char *difference_name(struct cli *cli, const struct sk_difference *d);

#endif
