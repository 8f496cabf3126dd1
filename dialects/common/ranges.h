/* dialects/common/ranges.h - range types: a text in PostgreSQL's one form of it, and what is asked of such texts. */
#ifndef SKEIN_DIALECTS_COMMON_RANGES_H
#define SKEIN_DIALECTS_COMMON_RANGES_H

#include "dialects/common/printer.h"

/* What an engine takes a range's text to pieces with; "$" is the text, "$$" a dollar sign. */
struct sk_range_words {
    const char *lower, *upper;               /* the bounds as they stand there: '' for none, a moment in its quotes */
    const char *first, *last;                /* the brackets */
    const char *integer, *numeral, *unquoted;/* a bound's text as a number; without quotes */
    const char *date, *moment;               /* a bound without quotes as the engine's own value */
    const char *next;                        /* the day after a date */
    const char *text;                        /* a value as the text that PostgreSQL has for it */
    const char *moment_text;
    const char *integer_form, *numeral_form, *date_form, *moment_form; /* is a bound's text written as it has to be? */
    bool has_concat;                         /* CONCAT(a, b), not a || b */
};

/** A range literal in PostgreSQL's one form of it: "[1,5]"::int4range is "[1,6)". NULL when it cannot be read, or when
 * the type is none that is known. */
char *sk_range_literal(TALLOC_CTX *owner, const char *text, const char *type);

/** The type of the bounds; kind SK_TYPE_OTHER when the type is none that is known. */
struct sk_type sk_range_bound(const char *type);

/** && @> <@ -|- where one side is a range. False: it is none of these, or neither side is one. */
bool sk_range_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status);

/** int4range() and its like; lower(), upper(), isempty() ... of a range. False: it is no such call. */
bool sk_range_call(struct sk_printer *p, const char *name, const PgQuery__FuncCall *call, enum sk_status *status);

/** A CHECK's expression that holds `column`, printed, to the form; "1" for a type that is not known. */
char *sk_range_check(TALLOC_CTX *owner, const struct sk_range_words *words, const char *type, const char *column);

/** What a constructor refuses, its lower bound being above its upper one, as a condition; NULL: the node is none. */
enum sk_status sk_range_refusal(const char **out, struct sk_printer *p, const sk_node *node);

#endif
