/* dialects/postgres/exclusion.h - an EXCLUDE constraint as its parts. */
#ifndef SKEIN_DIALECTS_POSTGRES_EXCLUSION_H
#define SKEIN_DIALECTS_POSTGRES_EXCLUSION_H

#include "dialects/postgres/tree.h"

/* No two rows give true for all `expr op expr`, the row's own value on either side. */
struct sk_exclusion_part {
    const sk_node *expr; /* a column is a ColumnRef */
    const char *op;
};

struct sk_exclusion {
    size_t n;
    struct sk_exclusion_part *parts;
    const sk_node *where; /* the rows that it is about; NULL: all */
    bool is_key;          /* every operator is =: what a unique index holds rows to */
};

/** The parts of an EXCLUDE's definition, a child of `owner`; NULL for one that is known as text alone. */
struct sk_exclusion *sk_pg_exclusion(TALLOC_CTX *owner, const struct sk_constraint *k);

/** The unique index that holds rows to a constraint that `is_key`: without a name of its own, it has the constraint's.
 */
struct sk_index *sk_pg_exclusion_index(TALLOC_CTX *owner, const struct sk_constraint *k);

/** The definition as the catalog keeps it: a copy in which all is an expression, so that renames reach it. */
sk_node *sk_pg_exclusion_node(TALLOC_CTX *owner, const PgQuery__Constraint *def);

/** "EXCLUDE USING gist (room WITH =, during WITH &&)" */
char *sk_pg_exclusion_text(TALLOC_CTX *owner, const PgQuery__Constraint *def);

#endif
