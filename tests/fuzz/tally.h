/* tests/fuzz/tally.h - counting by text, in memory that outlives a process that dies. */
#ifndef SKEIN_TESTS_FUZZ_TALLY_H
#define SKEIN_TESTS_FUZZ_TALLY_H

#include <stdbool.h>
#include <stddef.h>

enum { TALLY_TEXT = 120, TALLY_SIZE = 600 };

struct count {
    char text[TALLY_TEXT];
    unsigned taken, refused, by_postgresql;
};

struct tally {
    size_t n;
    struct count items[TALLY_SIZE];
};

/* What a run has seen. */
struct totals {
    unsigned seed;                    /* of the round at hand */
    unsigned rounds, statements, findings, late;
    unsigned clean, longest_clean;    /* rounds without a finding, in a row */
    struct tally kinds, refusals, signatures;
};

/** Shared with the processes that are forked afterwards. */
struct totals *totals_new(void);

/** The entry for `text` with its numbers and names taken out, made where there is none. When all are used, the last. */
struct count *tally_at(struct tally *tally, const char *text);

/** What was offered, taken and refused, as text on stdout. */
void totals_print(const struct totals *totals);

#endif
