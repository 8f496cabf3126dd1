/*
 * core/demands.h - what a change demands of the rows that are there, and the rows that stand in its way.
 *
 * A constraint that rows violate fails when it is added, in production, with one row named at best. The source dialect
 * words what the change demands as queries (struct sk_dialect's demands()), each of which goes the way of every other
 * statement: on PostgreSQL as it is, elsewhere rewritten.
 */
#ifndef SKEIN_CORE_DEMANDS_H
#define SKEIN_CORE_DEMANDS_H

#include "core/change.h"
#include "core/error.h"
#include "core/skein.h"

struct skein;
struct sk_step;

/* One demand, in the source dialect's SQL. */
struct sk_demand {
    const char *table;          /* as people write it */
    const char *rule; /* "check constraint \"positive\"", "column \"email\" being not null": what they violate */
    const char *count;          /* a query for one number: how many rows violate it */
    const char *rows;           /* a query for the first few of them: their key, and the columns that it is about */
    size_t n_columns;
    const char **columns;       /* of `rows` */
    bool lenient;               /* NOT VALID: PostgreSQL takes the rows that are there */
};

struct sk_demands {
    size_t n;
    struct sk_demand *items;
};

/** What stands in the way of statement `statement` (from 1) of `step`, which the database has refused, as a sentence on
 *  `err`'s hint; nothing if that cannot be told. */
void sk_demands_explain(struct skein *skein, const struct sk_step *step, size_t statement, struct sk_error *err);

#endif
