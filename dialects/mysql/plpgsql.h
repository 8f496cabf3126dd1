/* dialects/mysql/plpgsql.h - PL/pgSQL trigger functions as the bodies of the servers' own triggers. */
#ifndef SKEIN_DIALECTS_MYSQL_PLPGSQL_H
#define SKEIN_DIALECTS_MYSQL_PLPGSQL_H

#include "dialects/common/plpgsql.h"
#include "dialects/mysql/mysql.h"

/** The body, "label: BEGIN ... END", of `function` for `trigger` on `table`, fired by `event`. `*out` belongs to
 * `owner`. SK_EUNSUPPORTED for what it cannot say. */
SK_CHECKED enum sk_status sk_mysql_trigger_body(char **out, TALLOC_CTX *owner, struct sk_rewrite *rewrite,
                                                const struct sk_table *table, const struct sk_trigger *trigger,
                                                const struct sk_function *function, const char *event,
                                                size_t pos_bytes, struct sk_error *err);

#endif
