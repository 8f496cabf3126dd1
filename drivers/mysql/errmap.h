/* drivers/mysql/errmap.h - what the client library reports, as skein's errors. */
#ifndef SKEIN_DRIVERS_MYSQL_ERRMAP_H
#define SKEIN_DRIVERS_MYSQL_ERRMAP_H

#include <mysql.h>

#include "core/error.h"

/**
 * Fill `err` from what `my` last reported; `sql` (or NULL) is the request's text, for the position. `cancelled`: we
 * have asked the server to cancel something, so that an interrupted statement is no limit of the user's.
 */
enum sk_status sk_my_fail(struct sk_error *err, MYSQL *my, const char *sql, bool cancelled);

/** Fill `err` from a connection that could not be made. SK_ECONN when the same may succeed later, else SK_EUSAGE. */
enum sk_status sk_my_open_fail(struct sk_error *err, MYSQL *my);

/** Are backslashes escapes in this session's strings? */
bool sk_my_backslash(const MYSQL *my);

#endif
