/*
 * dialects/common/counters.h - nextval() inside a column's default, for engines without sequences.
 *
 * Where a number is all that a default is, the column itself counts (numbers.c). Where it is a part of a value, nothing
 * in the table tells how far the sequence has come: a table of skein's own does, one row for each sequence, and the
 * trigger that fills the column counts it up first. What a transaction takes back is taken back there, too.
 */
#ifndef SKEIN_DIALECTS_COMMON_COUNTERS_H
#define SKEIN_DIALECTS_COMMON_COUNTERS_H

#include "dialects/common/printer.h"

#define SK_COUNTERS "skein_sequences"
#define SK_COUNTERS_NOTE                                                                                               \
    "a table counts for a sequence that a part of a default is from: a number is free again when its transaction "   \
    "is rolled back"

/* The sequences that have been asked for; a printer that has none of this refuses nextval(). */
struct sk_counters {
    size_t n;
    const struct sk_sequence **items;
    const char *row; /* one statement fills all rows: SQL for the number of the row at hand; NULL */
};

/** nextval('sequence'): what its counter says. A sequence that is asked for twice is refused. */
enum sk_status sk_print_nextval(struct sk_printer *p, const PgQuery__FuncCall *call);

/** The statement that counts a sequence up, by `rows` (SQL; NULL: by one). */
char *sk_counter_step(TALLOC_CTX *owner, const struct sk_sequence *s, const char *rows);
/** The statement that makes a sequence's counter, unless it is there. `ignore`: "INSERT OR IGNORE". */
char *sk_counter_make(TALLOC_CTX *owner, const struct sk_sequence *s, const char *ignore);

#endif
