/* dialects/common/unfit.h - numbers that the type of a cast cannot hold. */
#ifndef SKEIN_DIALECTS_COMMON_UNFIT_H
#define SKEIN_DIALECTS_COMMON_UNFIT_H

#include "dialects/postgres/scope.h"

/** Can `arg`, of type `from`, be a number that is too large for `to`? */
bool sk_can_exceed(const sk_node *arg, const struct sk_type *from, const struct sk_type *to);

/** What BETWEEN says of the numbers that an integer type holds. */
const char *sk_range_of(const struct sk_type *to);

#endif
