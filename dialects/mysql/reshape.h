/*
 * dialects/mysql/reshape.h - from one physical form of tables to another, in statements that are atomic each.
 *
 * A reshape is given the catalog before and after a statement and the tables to look at. It compares their parts and
 * writes one ALTER TABLE for each, with foreign keys taken off before and put on after where columns that they join
 * change (the servers refuse to change those). Tables whose columns have to follow are found along the foreign keys.
 */
#ifndef SKEIN_DIALECTS_MYSQL_RESHAPE_H
#define SKEIN_DIALECTS_MYSQL_RESHAPE_H

#include "dialects/mysql/physical.h"

/* A column whose rows are converted by an expression on the way. */
struct sk_mysql_conversion {
    const struct sk_table *table; /* before */
    const char *column;
    const char *sql;              /* over the old row */
    bool in_place;                /* the type stays: an UPDATE, with the column's CHECKs off meanwhile */
};

struct sk_mysql_pair;

struct sk_mysql_reshape {
    struct sk_rewrite *rewrite;
    struct sk_catalog *before, *after; /* the same for a change of one table: see `live` */
    struct sk_table *live, other;      /* of one table: its contents before stand in the catalog, those after here */
    bool entered;                      /* the rewrite's catalog is the one after */
    const struct sk_change *rename;    /* the statement renames a column, or its table; NULL */
    struct sk_output move;             /* what renames the table, if it does */
    size_t n_conversions;
    struct sk_mysql_conversion *conversions;
    size_t n;
    struct sk_mysql_pair *pairs;
    size_t pos_bytes;
    struct sk_error *err;
};

/** Look at a table, called `before` before and `after` after it, and at those that have to follow it. */
enum sk_status sk_mysql_reshape_table(struct sk_mysql_reshape *r, const char *schema_before, const char *before,
                                      const char *schema_after, const char *after);

/** The table goes by another name after it, or is in another database. */
void sk_mysql_reshape_move(struct sk_mysql_reshape *r, const char *schema_before, const char *before,
                           const char *schema_after, const char *after);

/** Write the statements. */
enum sk_status sk_mysql_reshape_run(struct sk_mysql_reshape *r);

/** Let the rewrite's catalog be the one before or after. It must be the one before when the reshape is done. */
void sk_mysql_reshape_enter(struct sk_mysql_reshape *r, bool after);

#endif
