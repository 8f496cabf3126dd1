/* dialects/common/schemas.h - ALTER SCHEMA ... RENAME, where a schema is no more than a place in names. */
#ifndef SKEIN_DIALECTS_COMMON_SCHEMAS_H
#define SKEIN_DIALECTS_COMMON_SCHEMAS_H

#include "core/dialect.h"

bool sk_renames_schema(const struct sk_statement *statement);

/** Make the schema that is to be, move there one thing after the other, each as by a statement of its own, and drop the
 *  schema that was. */
SK_CHECKED enum sk_status sk_rename_schema(struct sk_rewrite *rewrite, const struct sk_statement *statement,
                                           enum sk_status (*run)(struct sk_rewrite *, const struct sk_statement *,
                                                                 struct sk_error *),
                                           struct sk_error *err);

#endif
