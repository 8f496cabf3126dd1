/*
 * dialects/mysql/assign.h - SET's assignments. PostgreSQL reads the old values in all of them; the servers go from left
 * to right, and what has been assigned is new already (MySQL manual, 15.2.17). So they are put into an order in which
 * each column is read before it is assigned; where there is none (a swap) the old values are joined in.
 */
#ifndef SKEIN_DIALECTS_MYSQL_ASSIGN_H
#define SKEIN_DIALECTS_MYSQL_ASSIGN_H

#include "dialects/mysql/print.h"

struct sk_assignment {
    const char *name, *sql;
    size_t n_reads;
    const char **reads; /* columns of the table */
};

struct sk_assignments {
    TALLOC_CTX *owner;
    const struct sk_table *table;
    const char *alias;
    size_t n;
    struct sk_assignment *items;
    const char *condition; /* all are made under it; NULL: none */
};

/* The old values' alias, and what a column is called there. */
#define SK_MYSQL_OLD "skein_old"
const char *sk_mysql_old_name(struct sk_printer *p, const char *column);

/** Print the values of SET's list. `table` NULL: it is a view. */
SK_CHECKED enum sk_status sk_mysql_read_assignments(struct sk_assignments *out, struct sk_printer *p,
                                                    const struct sk_table *table, const char *alias, size_t n,
                                                    sk_node *const *list);
/** The same again, the columns read from SK_MYSQL_OLD. */
SK_CHECKED enum sk_status sk_mysql_read_old_values(struct sk_assignments *out, struct sk_printer *p,
                                                   const struct sk_table *table, const char *alias, size_t n,
                                                   sk_node *const *list);
/** Make each assignment depend on `condition` (may be NULL). */
SK_CHECKED enum sk_status sk_mysql_condition(struct sk_assignments *set, struct sk_printer *p,
                                             const sk_node *condition);
/** Put them in order; false when there is no such order. */
bool sk_mysql_order_assignments(struct sk_assignments *set);

#endif
