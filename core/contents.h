/*
 * core/contents.h - all that is in a database: counting it, dropping it, emptying it.
 */
#ifndef SKEIN_CORE_CONTENTS_H
#define SKEIN_CORE_CONTENTS_H

#include "core/archive.h"

struct sk_catalog;

/* Where to look: the connection's database, and the schemas of the project where each is a database of the server's. */
struct sk_where {
    size_t n_schemas;
    const char *const *schemas;
    const char *history_table; /* as configured */
    const struct sk_catalog *made[2]; /* what has been made there: by what is applied, and by what was begun; or NULL */
    size_t n_apart;
    const char *const *apart;  /* the lease's table, in the connection's database: it says who is at work now, and is
                                  neither written to a backup nor dropped; NULL-ended */
};

/* What a dialect knows about it. */
struct sk_contents_ops {
    /** Begin a transaction whose reads all see one state, and end it. NULL: there is none that other programs share. */
    const char *begin, *end;
    /** A query, in that transaction, for a name by which other programs can see the same; NULL: there is none. */
    const char *snapshot;
    /** A query: schema (NULL: there are none, or it is the connection's database), name of every table with rows of its
     *  own, skein's included. */
    char *(*tables)(TALLOC_CTX *owner, const struct sk_where *where);
    /** Count them in one of these; NULL: as struct sk_dialect does. */
    char *(*count)(TALLOC_CTX *owner, const char *schema, const char *name);
    /** A query: statements, one a row, that drop all there is when they are run in this order, and '1' for what a
     *  database that is not empty has, '0' for what one may have that is. What is `apart` stays, and does not count. */
    char *(*drops)(TALLOC_CTX *owner, const struct sk_where *where);
    /** Where a schema is a database of the server's: the statement that drops it. NULL elsewhere. */
    char *(*drop_schema)(TALLOC_CTX *owner, const char *schema);
    /** A query: statements, one a row, that empty these tables when they are run in this order; no trigger fires where
     *  the engine allows that, what counts begins again. In a transaction where there is one. */
    char *(*clean)(TALLOC_CTX *owner, const struct sk_counts *tables);
    /** A query, in a migration's transaction: "lock", schema, table, mode, and "rows", schema, table, NULL, inserted,
     *  updated, deleted. NULL: that cannot be seen. */
    const char *look;
    /** What is locked where that was not seen: a sentence. */
    const char *lock_rule;
    /** For the session: nobody is asked who refers to what goes; everybody is, again. NULL: that is not needed. */
    const char *unchecked, *checked;
};

/** Where this project has put something: its applied migrations say so. Connects; reads the history. */
SK_CHECKED enum sk_status sk_contents_where(struct sk_where *out, TALLOC_CTX *owner, struct skein *skein,
                                            struct sk_error *err);

/** Drop the databases of the server that are the project's schemas. SK_EREFUSED, and nothing has changed, when one of
 *  them holds a table that no migration made. */
SK_CHECKED enum sk_status sk_contents_drop_schemas(struct skein *skein, const struct sk_where *where,
                                                   struct sk_error *err);

/** The first table, in a database that is a schema, that no migration made: SK_EREFUSED. */
SK_CHECKED enum sk_status sk_contents_check_schemas(struct skein *skein, const struct sk_where *where,
                                                    struct sk_error *err);

/** Look where these tables are, too, where a schema is a database of the server's. */
void sk_contents_where_add(struct sk_where *where, TALLOC_CTX *owner, const struct skein *skein,
                           const struct sk_counts *counts);

/** Count the rows of every table. */
SK_CHECKED enum sk_status sk_contents_count(struct sk_counts **out, TALLOC_CTX *owner, struct skein *skein,
                                            const struct sk_where *where, struct sk_error *err);

/** The statements that drop all there is, as struct sk_contents_ops has them. */
SK_CHECKED enum sk_status sk_contents_drops(struct sk_rows **out, TALLOC_CTX *owner, struct skein *skein,
                                            const struct sk_where *where, struct sk_error *err);

/** Count the rows of every table that is not skein's own. */
SK_CHECKED enum sk_status sk_contents_rows(struct sk_counts **out, TALLOC_CTX *owner, struct skein *skein,
                                           const struct sk_where *where, struct sk_error *err);

/** Empty these tables, in the transaction that is open if there is one; the session is `unchecked` where it has to be.
 */
SK_CHECKED enum sk_status sk_contents_clean(struct skein *skein, const struct sk_counts *tables, struct sk_error *err);

/** Is there nothing that the statements would drop? */
bool sk_contents_is_empty(const struct sk_rows *drops);

#endif
