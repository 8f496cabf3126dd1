/*
 * dialects/common/unmade.h - triggers that cannot be made since CREATE OR REPLACE FUNCTION gave them another body.
 *
 * A migration that turns a trigger into one of another kind replaces its function first, and then drops and makes the
 * trigger. In between it has a body that was not written for it, and nobody sees what it would do: it is left out, and
 * only one that is still there at the end of the file, or when its table's rows change, is refused.
 */
#ifndef SKEIN_DIALECTS_COMMON_UNMADE_H
#define SKEIN_DIALECTS_COMMON_UNMADE_H

#include "core/dialect.h"

/** Keep what `err` says until sk_unmade_refuse(). */
void sk_unmade_keep(struct sk_rewrite *rewrite, const struct sk_table *table, const char *trigger,
                    const struct sk_error *err);

/** Can the trigger be made as it is now? Whatever it appends to the rewrite is taken back. */
typedef bool sk_unmade_try(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_trigger *trigger);

/** Fail if one of them is still there and still cannot be made; `statement`: of a table whose rows it changes (NULL: of
 * any table). */
SK_CHECKED enum sk_status sk_unmade_refuse(struct sk_rewrite *rewrite, const struct sk_statement *statement,
                                           sk_unmade_try *can_make, struct sk_error *err);

#endif
