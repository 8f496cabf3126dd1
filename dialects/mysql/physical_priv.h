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
    long room;                       /* bytes of a row that are left for keys' expressions */
};

/* ---- physical.c ------------------------------------------------------------------------------------------------- */

/** Append a part; all of it is copied. */
struct sk_mysql_part *sk_mysql_add_part(struct sk_mysql_making *m, struct sk_mysql_parts *parts, const char *head,
                                        const char *name, const char *sql);
/** Put the expression `text` into the list of a key: the i-th of `index`, of that type. */
void sk_mysql_put_computed_key(struct sk_mysql_making *m, struct sk_text *sql, const char *index, size_t i,
                               const char *type, const char *text);

/* ---- defaults.c ------------------------------------------------------------------------------------------------- */

/** A default that takes a query, printed as `text`: a trigger is added that gives it to rows that have the value which
 * is returned, and which nobody gives. `numbered`: the column whose number it asks for, or NULL. `counters`: the
 * sequences that it asks. NULL: DEFAULT can say
 * it, or it cannot be had. */
const char *sk_mysql_late_default(struct sk_mysql_making *m, const struct sk_column *column, const char *text,
                                  const char *numbered, struct sk_counters *counters);
/** The column whose number, just given to the row, an expression asks for with currval(); NULL: none. */
const char *sk_mysql_number_asked_for(struct sk_mysql_making *m, const struct sk_expr *expr);

/* ---- uniques.c -------------------------------------------------------------------------------------------------- */

/* A value that is in a key, and what is NULL when it is; NULL: it never is. */
struct sk_mysql_keyed {
    const char *value, *nullable;
    bool counted; /* by AUTO_INCREMENT */
};

struct sk_mysql_keyed sk_mysql_keyed_column(struct sk_mysql_making *m, const char *name);

/** A unique key's second one, for NULLS NOT DISTINCT: of the rows with a NULL among those columns, and for which
 * `where`, printed, holds (NULL: all). */
void sk_mysql_add_nulls_key(struct sk_mysql_making *m, const char *name, size_t n, const struct sk_mysql_keyed *keyed,
                            const char *where);
/** The digest of a column's value, which is the same where PostgreSQL calls values of its type equal. */
const char *sk_mysql_value_digest(struct sk_mysql_making *m, const char *column);

/* ---- physical_keys.c -------------------------------------------------------------------------------------------- */

/** A primary or unique key. */
enum sk_status sk_mysql_make_key(struct sk_mysql_making *m, const struct sk_constraint *k);

/** What cannot be had costs time only, unless it is unique. */
enum sk_status sk_mysql_make_index(struct sk_mysql_making *m, const struct sk_index *index);

/** The referred key's own order: the server wants both sides in it (MySQL manual, 15.1.20.5). */
void sk_mysql_key_order(struct sk_mysql_making *m, const struct sk_constraint *k, const char ***columns,
                        const char ***refs);

/** A foreign key has a key of its own on the server unless another one serves: made here, so that its name is known. */
void sk_mysql_make_own_keys(struct sk_mysql_making *m);

/** What the plan says beside the statement that makes the part. */
void sk_mysql_note_part(struct sk_mysql_making *m, const char *text);

/** The name in backquotes. */
const char *sk_mysql_quoted_name(struct sk_mysql_making *m, const char *name);

/** (names), in backquotes. */
void sk_mysql_put_names(struct sk_text *out, size_t n, const char *const *names);

/**sk_mysql_print_apart(), for a column that is computed. */
enum sk_status sk_mysql_print_computed(const char **out, struct sk_mysql_making *m, const struct sk_expr *expr,
                                       const struct sk_type *type);

/** The column that numbers the rows, if the expression names it. MySQL manual, 15.1.15: a functional key part cannot
 * refer to one; neither can a computed column. */
const struct sk_column *sk_mysql_auto_column_in(struct sk_mysql_making *m, const struct sk_expr *expr);

/* ---- physical_constraints.c ------------------------------------------------------------------------------------- */

/** The CHECK that a column's type is, beside what the server's own type says. */
enum sk_status sk_mysql_make_type_check(struct sk_mysql_making *m, size_t i);

/** A CHECK or a foreign key; keys go to sk_mysql_make_key(). */
enum sk_status sk_mysql_make_constraint(struct sk_mysql_making *m, const struct sk_constraint *k);

/** An expression into a text of its own. `type`: it is a value of that type. */
enum sk_status sk_mysql_print_apart(const char **out, struct sk_mysql_making *m, const struct sk_expr *expr,
                                    const struct sk_type *type);

/** Is it CHAR on the server? A column of a foreign key is what it refers to. */
bool sk_mysql_is_char(const struct sk_mysql_making *m, const struct sk_column *column);
/** The domain that the column is of; NULL: its type is none. */
const struct sk_user_type *sk_mysql_domain_of(struct sk_mysql_making *m, const struct sk_column *column);

#endif
