/* core/compare.h - the database of a session against a schema that it should have. */
#ifndef SKEIN_CORE_COMPARE_H
#define SKEIN_CORE_COMPARE_H

#include "core/session.h"

/** Compare what stands in the database (right) with `should` (left). The session is connected and knows its source
 *  dialect. `*out` is freed with skein_free(). SK_EUNSUPPORTED: the schema of such a database cannot be read. */
SK_CHECKED enum sk_status sk_compare_database(struct sk_diff **out, struct skein *skein,
                                              const struct sk_catalog *should, struct sk_error *err);

#endif
