/* dialects/common/exclusions.h - EXCLUDE constraints as conditions on two rows, for triggers to hold rows to. */
#ifndef SKEIN_DIALECTS_COMMON_EXCLUSIONS_H
#define SKEIN_DIALECTS_COMMON_EXCLUSIONS_H

#include "dialects/common/printer.h"
#include "dialects/postgres/exclusion.h"

/** Print the condition under which the rows called `a` and `b`, both of `table`, exclude each other: true, false or
 * NULL. The printer's scope may be any. SK_EUNSUPPORTED for an operator that the engine does not have. */
SK_CHECKED enum sk_status sk_print_conflict(const char **out, struct sk_printer *p, const struct sk_table *table,
                                            const struct sk_exclusion *exclusion, const char *a, const char *b);

/** Print what makes PostgreSQL refuse the row called `a` by itself, as one of its expressions has no value; NULL:
 * nothing. */
SK_CHECKED enum sk_status sk_print_no_value(const char **out, struct sk_printer *p, const struct sk_table *table,
                                            const struct sk_exclusion *exclusion, const char *a);

#endif
