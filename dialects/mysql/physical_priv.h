/* dialects/mysql/physical_priv.h - what makes the parts of a table, among its own files. */
#ifndef SKEIN_DIALECTS_MYSQL_PHYSICAL_PRIV_H
#define SKEIN_DIALECTS_MYSQL_PHYSICAL_PRIV_H

#include "dialects/mysql/physical.h"

/* One table on its way. */
struct sk_mysql_making {
    struct sk_mysql_physical *out;
    const struct sk_catalog *catalog;
    const struct sk_table *table;
    struct sk_printer p;  /* sees the table's columns by their bare names */
    bool mariadb;
    struct sk_mysql_string *strings; /* what each column is stored in, if it is a string */
};

/* ---- physical.c ------------------------------------------------------------------------------------------------- */

/** Append a part; all of it is copied. */
struct sk_mysql_part *sk_mysql_add_part(struct sk_mysql_making *m, struct sk_mysql_parts *parts, const char *head,
                                        const char *name, const char *sql);
/** Put the expression `text` into the list of a key: the i-th of `index`, of that type. */
void sk_mysql_put_computed_key(struct sk_mysql_making *m, struct sk_text *sql, const char *index, size_t i,
                               const char *type, const char *text);

/* ---- defaults.c ------------------------------------------------------------------------------------------------- */

/** A default that takes a query, printed as `text`: a trigger is added that gives it to rows that have the value which is
 *  returned, and which nobody gives. `numbered`: the column whose number it asks for, or NULL. NULL: DEFAULT can say it, or
 *  it cannot be had. */
const char *sk_mysql_late_default(struct sk_mysql_making *m, const struct sk_column *column, const char *text,
                                  const char *numbered);
/** The column whose number, just given to the row, an expression asks for with currval(); NULL: none. */
const char *sk_mysql_number_asked_for(struct sk_mysql_making *m, const struct sk_expr *expr);

/* ---- uniques.c -------------------------------------------------------------------------------------------------- */

/** A unique key's second one, for NULLS NOT DISTINCT: of the rows with a NULL among those columns, and for which `where`,
 *  printed, holds (NULL: all). */
void sk_mysql_add_nulls_key(struct sk_mysql_making *m, const char *name, size_t n, const char *const *columns,
                            const char *where);
/** The digest of a column's value, which is the same where PostgreSQL calls values of its type equal. */
const char *sk_mysql_value_digest(struct sk_mysql_making *m, const char *column);

#endif
