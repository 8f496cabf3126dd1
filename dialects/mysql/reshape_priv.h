/* dialects/mysql/reshape_priv.h - what the files of a reshape share: a table before and after, and one ALTER TABLE. */
#ifndef SKEIN_DIALECTS_MYSQL_RESHAPE_PRIV_H
#define SKEIN_DIALECTS_MYSQL_RESHAPE_PRIV_H

#include "dialects/mysql/reshape.h"

/* A table before and after. */
struct sk_mysql_pair {
    const char *schema, *name;           /* after */
    struct sk_mysql_physical *old, *new; /* old NULL: not there before; new NULL: not there after */
    const struct sk_mysql_physical *was; /* `old` with all its parts: those that a conversion takes off are not in it */
    bool moved;                          /* its columns' types change */
};

/* An ALTER TABLE that is being written. */
struct sk_alter {
    struct sk_text *sql;
    const char *schema, *table;
    bool first;
    bool strict;        /* it adds a foreign key to which all rows are held */
    bool lax;           /* there is one that is NOT VALID: a copy of the table would be held to it */
    bool joined;        /* a column of a foreign key changes: in a copy the servers refuse that (errors 1832, 1833) */
    const char *probe;  /* of the first clause that shows */
};

/** NULL: that table is not looked at. */
struct sk_mysql_pair *sk_reshape_find_pair(struct sk_mysql_reshape *r, const char *schema, const char *name);

/** A column's name before the statement. */
const char *sk_reshape_old_name(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const char *column);

const char *sk_reshape_new_name(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const char *column);

bool sk_reshape_type_changes(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const char *column);

/** Is a column of the table renamed by a statement of its own, which takes a copy? MySQL renames no column of a foreign
 * key then: it copies where one is computed, or a CHECK names a
 * time. */
bool sk_reshape_is_copied(const struct sk_mysql_reshape *r, const struct sk_mysql_physical *table);

/** Is it the key of a new column that is another value for each row? It has to wait until these are there. */
bool sk_reshape_key_waits(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair,
                          const struct sk_mysql_part *key);

/** What comes before the next clause. */
void sk_alter_clause(struct sk_alter *a);

struct sk_alter sk_alter_begin(struct sk_mysql_reshape *r, const char *schema, const char *table);

/** Add it to the statements, unless it has no clause. */
void sk_alter_end(struct sk_mysql_reshape *r, struct sk_alter *a, const char *note);

/** DROP `what`; `has` is the probe of sk_mysql_has_...() that tells whether it is done. */
void sk_alter_drop(struct sk_mysql_reshape *r, struct sk_alter *a, const char *what, const struct sk_mysql_part *part,
                   char *(*has)(TALLOC_CTX *, const char *, const char *, const char *));

void sk_alter_add(struct sk_mysql_reshape *r, struct sk_alter *a, const struct sk_mysql_part *part,
                  char *(*has)(TALLOC_CTX *, const char *, const char *, const char *));

/** NULL: its rows are not converted. */
const struct sk_mysql_conversion *sk_reshape_conversion_of(const struct sk_mysql_reshape *r,
                                                           const struct sk_mysql_pair *pair, const char *column);

/** A key or a CHECK over a column that is converted is off meanwhile. */
bool sk_reshape_is_off(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_mysql_part *part);

/** Do the types of any table's columns change? */
bool sk_reshape_any_moves(const struct sk_mysql_reshape *r);

/** Foreign keys that come back under the same name cannot go in the same statement; nor those that stand in the way of
 * another table's. `first`: those; else the rest, as a part of their table's ALTER. */
void sk_alter_drop_foreign(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct sk_alter *a,
                           bool first);

void sk_alter_add_foreign(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct sk_alter *a);

/** The column that takes the new values of one that is converted. */
const char *sk_reshape_scratch_name(struct sk_mysql_reshape *r, const char *column);

/** What a column's part says of one that numbers rows. */
#define SK_RESHAPE_AUTO " AUTO_INCREMENT"

/** The column that is AUTO_INCREMENT; NULL: there is none. */
const struct sk_mysql_part *sk_reshape_numbered(const struct sk_mysql_physical *table);
/** The key of the column that numbers rows, for as long as all it has are off; NULL: one stays. */
const struct sk_mysql_part *sk_reshape_stopgap(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair);

/** The keys and CHECKs over the columns that are converted go, the columns that take the new values come. */
void sk_reshape_before_conversion(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair);

/** MySQL adds no column in a statement in which one has a default that is another value each time, be it another one
 * (error 1674): does the column's new default wait until the others are there? */
bool sk_reshape_default_waits(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair,
                              const struct sk_mysql_part *column);

/** What waits: such defaults; a new column's rows get their values by an UPDATE first. */
void sk_reshape_fill_changing(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair);

/** PostgreSQL refuses a new column that is NOT NULL and has no value for the rows; the servers fill in zeros. */
void sk_reshape_assert_fillable(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair);

bool sk_reshape_has_conversion(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair);

/** MySQL renames a column of a foreign key in place only, and nothing else along with it that takes a copy. */
bool sk_reshape_is_renamed_alone(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair);

/** Before the outputs from the one at `from` on, which are all that the reshape sends: where they are several, what
 * shows whether the rows will do. */
void sk_reshape_try(struct sk_mysql_reshape *r, size_t from);

/** What one ALTER does to a table, without the foreign keys that it gets. */
void sk_alter_put_changes(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, struct sk_alter *a);

#endif
