/*
 * dialects/common/literals.h - PostgreSQL's literals, read: what the text in quotes is the value of. PostgreSQL manual,
 * chapter 8.
 */
#ifndef SKEIN_DIALECTS_COMMON_LITERALS_H
#define SKEIN_DIALECTS_COMMON_LITERALS_H

#include <stdint.h>

#include "core/catalog.h"
#include "core/text.h"

/** boolin(): 1 or 0; -1 for what is neither. */
int sk_literal_boolean(const char *text);

/** '{a,"b c",NULL}' as '["a","b c",null]', of elements of `type`; NULL when it cannot be read. */
char *sk_literal_array(TALLOC_CTX *owner, const char *text, const struct sk_type *type);

/** "1.5e3" as "1500": PostgreSQL's number with an exponent is exact, where the other engines read a double. */
char *sk_literal_number(TALLOC_CTX *owner, const char *text);

/** The bytes of a bytea literal, as hexadecimal digits; NULL when it cannot be read. */
char *sk_literal_bytea(TALLOC_CTX *owner, const char *text);

/** The one form of a uuid, in lower case; NULL when it is none. */
char *sk_literal_uuid(TALLOC_CTX *owner, const char *text);

/** "now", "today", "tomorrow" or "yesterday": the time as such a word, in whatever case and with the parentheses that
 *  PostgreSQL passes over ('now()'); NULL when it is none. */
const char *sk_literal_moment_word(const char *text);

/** A timestamp (in UTC for timestamptz) or a date, as "YYYY-MM-DD HH:MM:SS[.ffffff]" or "YYYY-MM-DD"; NULL when it
 *  cannot be read. */
char *sk_literal_timestamp(TALLOC_CTX *owner, const char *text, enum sk_type_kind kind);

/** A time of day, as "HH:MM:SS[.ffffff]" without zeros at its end; NULL when it cannot be read. */
char *sk_literal_time(TALLOC_CTX *owner, const char *text);

/** A number without the spaces and the plus sign that may stand around it; NULL when it is none. */
const char *sk_literal_numeral(TALLOC_CTX *owner, const char *text, bool integer);

/** A number without exponent, rounded to `scale` digits, half of one away from zero; NULL when it is none. */
const char *sk_literal_rounded(TALLOC_CTX *owner, const char *text, int32_t scale);

/** The same with the digits that a number of `type` has: a numeric(p, s), an integer; NULL for any other type. */
const char *sk_literal_of_scale(TALLOC_CTX *owner, const char *text, const struct sk_type *type);

/** Can the type hold it? Of what sk_literal_of_scale() gives for it. */
bool sk_literal_fits(const char *rounded, const struct sk_type *type);

/** The first `length` characters of a text: what a cast to varchar(`length`) leaves. */
const char *sk_literal_cut(TALLOC_CTX *owner, const char *text, int32_t length);

/** A text for varchar(`length`): spaces beyond the length are dropped; anything else is as it was. */
const char *sk_literal_fitted(TALLOC_CTX *owner, const char *text, int32_t length);

struct sk_interval {
    int64_t months, days, microseconds;
};

/** "1 mon 1 day 02:00", "1 year ago", "P1DT2H". A number without a unit is of seconds. */
bool sk_literal_interval(struct sk_interval *out, const char *text);

/** As PostgreSQL writes it: "1 mon 1 day 02:00:00". */
char *sk_interval_format(TALLOC_CTX *owner, const struct sk_interval *interval);

#endif
