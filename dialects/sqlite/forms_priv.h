/* dialects/sqlite/forms_priv.h - the rules of types whose values have one form, and who fills them in; see forms.c. */
#ifndef SKEIN_DIALECTS_SQLITE_FORMS_PRIV_H
#define SKEIN_DIALECTS_SQLITE_FORMS_PRIV_H

#include "dialects/sqlite/sqlite.h"

/*
 * "$" is the column, "#" the type's length (of a moment: its decimals), "~" its scale, "@" the number
 * that is just too large for it. A NULL passes: the conditions give NULL for it, or true.
 *
 * What is long is written once for all tables: SK_SQLITE_MOMENT has for a row (i, k, p, v) in r the form of v, where k
 * is the column's kind, and p 1 and as many zeros as it may have decimals. What has its form already keeps it.
 */
struct sk_form {
    enum sk_type_kind kind;
    bool wants_length; /* without a length the type has no rule */
    const char *check; /* may it be put into its form? */
    const char *odd;   /* is a value that the CHECK takes in another one? */
    const char *form;  /* NULL: it is read from SK_SQLITE_MOMENT */
    const char *k;     /* of the column, there */
    const char *plain; /* of a moment: is it in another form, said in short? What is cannot do without being read */
};

/** CREATE TABLE IF NOT EXISTS SK_SQLITE_MOMENT. */
extern const char sk_sqlite_moments[];

/** The rule of a type that is no domain; NULL: its values have one form, or it does not matter. */
const struct sk_form *sk_sqlite_form_of(const struct sk_type *type);

#endif
