/*
 * cli/suggest.h - what was probably meant.
 */
#ifndef SKEIN_CLI_SUGGEST_H
#define SKEIN_CLI_SUGGEST_H

#include <stddef.h>

struct suggestion {
    const char *word; /* the nearest so far; NULL: none is near enough */
    size_t distance;
};
#define SUGGESTION_NONE                                                                            \
    {                                                                                              \
        .word = NULL                                                                               \
    }

/** Consider one more candidate. Near is: a third of its letters wrong or less, two neighbours
 * swapped counting once, or the beginning of it. Of two equally near the first stays. */
void suggest(struct suggestion *best, const char *candidate, const char *typed);

#endif
