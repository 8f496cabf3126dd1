/* dialects/common/once.h - see once.c. */
#ifndef SKEIN_DIALECTS_COMMON_ONCE_H
#define SKEIN_DIALECTS_COMMON_ONCE_H

#include "dialects/common/printer.h"

/* A value that has been given a name, and may name those before it. */
struct sk_once_value {
    const char *name;
    const sk_node *value, *stored; /* `stored`: as the column of a sub-query has it */
};

/* At the end of the name of a value that may be NULL. */
#define SK_ONCE_MAY_BE_NULL "n"

struct sk_once {
    size_t n;
    struct sk_once_value *items;
};

/** Give `value` a name, and return what stands for it from now on: an expression of its type, without chance. */
const sk_node *sk_once_name(struct sk_once *once, struct sk_printer *p, const sk_node *value);

/** `value`, with each name that is used more than once bound to its value; one that is used once is replaced by it. */
const sk_node *sk_once_bind(struct sk_printer *p, const struct sk_once *once, const sk_node *value);

/** `node` with what is much text in its arguments beside it, as the column of a sub-query; NULL: there is none. */
const sk_node *sk_once_flatten(struct sk_printer *p, const sk_node *node);

/** A column of the row for which a value is wanted: an engine may keep the rows of a query that asks for none. NULL:
 * there is no row. */
const sk_node *sk_once_row(const struct sk_printer *p);

/** Is the node such a name? */
bool sk_once_is_name(const sk_node *node);

/** Is the item of FROM what binds a name, its query's one result that value? */
bool sk_once_is_source(const PgQuery__RangeSubselect *range);

#endif
