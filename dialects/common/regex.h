/*
 * dialects/common/regex.h - PostgreSQL's regular expressions as an automaton, for engines that have none.
 *
 * One without empty moves, so that a recursive query can run it: all states at once, one character at a time.
 * Glushkov's for a pattern that is anchored at its ends or not at all; where it asserts something on the way
 * (look-around, word boundaries, anchors within) the states are what is still to hold together (regex_assert.c). All
 * that is regular in PostgreSQL's syntax (manual, 9.7.3) is read; back references are not.
 */
#ifndef SKEIN_DIALECTS_COMMON_REGEX_H
#define SKEIN_DIALECTS_COMMON_REGEX_H

#include <stdint.h>

#include "core/mem.h"

/* From state `from`, a character from `lo` to `hi` (code points, or kinds where there are any) leads to state `to`.
 * State 0 is the start. */
struct sk_regex_step {
    uint32_t from, lo, hi, to;
};

/* Characters that the pattern does not tell apart are of one kind. */
struct sk_regex_span {
    uint32_t lo, hi, kind;
};

struct sk_regex {
    size_t n_spans, n_steps, n_accepting;
    struct sk_regex_span *spans; /* none: the steps are by characters */
    struct sk_regex_step *steps;
    uint32_t *accepting;
    bool to_end; /* it has matched only if no character is left */
    bool negated; /* one of `also` that must not match */
    size_t n_also;
    struct sk_regex **also; /* what has to match the same text beside it; each may have others of its own */
};

/** Compile `pattern` (UTF-8). Returns NULL and sets `*out`, or what it is that cannot be read. */
const char *sk_regex_compile(struct sk_regex **out, TALLOC_CTX *owner, const char *pattern, bool ignore_case);

/** How many bytes of `c` belong to one unit: a bracket expression, an escape, a character. */
size_t sk_regex_unit(const char *c);

/** The pattern with its `n`-th part in parentheses as the first that is counted; NULL: it has no such part. */
char *sk_regex_only_part(TALLOC_CTX *owner, const char *pattern, unsigned n);

/** An atom with its quantifier: how many bytes both are, and the atom alone. */
struct sk_regex_piece {
    size_t atom, len;
    bool quantified;
};

struct sk_regex_piece sk_regex_piece(const char *text);

/* A part in parentheses that is within others, or may be left out, in terms of the outermost. */
struct sk_regex_around {
    char *whole; /* the pattern with the outermost as its first part; with none in it that is left out */
    char *inner; /* what the outermost's text matches as a whole; NULL: the part is the outermost */
    unsigned n;  /* the part's number in `inner` */
    bool maybe;  /* it may be left out: its text is empty then, and only then */
};

/** Returns false where the part stands by itself, or where it cannot be told. */
bool sk_regex_part_around(struct sk_regex_around *out, TALLOC_CTX *owner, const char *pattern, unsigned n);

/** May a match do without the first part? `*empty`: the part may also match no characters. */
bool sk_regex_part_is_left_out(const char *pattern, bool *empty);

/** The pattern with branches that are plain texts in such an order that the first one that matches is the longest. */
char *sk_regex_longest_first(TALLOC_CTX *owner, const char *pattern);

/** Has it quantifiers that take much beside others that take little, so that the first of them decides how much the
 *  whole takes? No, where the match ends at the end of the text. */
bool sk_regex_takes_both(const char *pattern);

/** SIMILAR TO's pattern as a regular expression for the whole text. */
char *sk_regex_of_similar(TALLOC_CTX *owner, const char *pattern);

#endif
