/* dialects/sqlite/forms_priv.h - the rules of types whose values have one form, and who fills them in; see forms.c. */
#ifndef SKEIN_DIALECTS_SQLITE_FORMS_PRIV_H
#define SKEIN_DIALECTS_SQLITE_FORMS_PRIV_H

#include "dialects/sqlite/sqlite.h"

/*
 * "$" is the column, "#" the type's length (of a moment: its decimals), "~" its scale, "@" the number
 * that is just too large for it. A NULL passes: the conditions give NULL for it, or true.
 *
 * What is long is written once for all columns of a table: `query` gives for rows (i, k, p, v), "$", the rows (i, r).
 * v is a column's value, k NULL where that has its form, p 1 and as many zeros as it may have decimals. Each query
 * inside has a LIMIT, without which SQLite would put the expressions of one into the next: to prepare an INSERT took
 * milliseconds then. (A MATERIALIZED table for each costs ten times as much for a row.)
 */
struct sk_form {
    enum sk_type_kind kind;
    bool wants_length; /* without a length the type has no rule */
    const char *check; /* may it be put into its form? */
    const char *odd;   /* is a value that the CHECK takes in another one? */
    const char *form;  /* NULL: `query` makes it */
    const char *query;
    const char *k;     /* what `query` is told of the column */
};

/** The rule of a type that is no domain; NULL: its values have one form, or it does not matter. */
const struct sk_form *sk_sqlite_form_of(const struct sk_type *type);

#endif
