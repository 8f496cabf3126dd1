/*
 * dialects/common/regex_priv.h - the parts of regex.c: from text to a tree, from a tree to an automaton.
 */
#ifndef SKEIN_DIALECTS_COMMON_REGEX_PRIV_H
#define SKEIN_DIALECTS_COMMON_REGEX_PRIV_H

#include <stdbool.h>

#include "dialects/common/regex.h"

#define SK_REGEX_MAX_CODE 0x10FFFFu
enum { SK_REGEX_MAX_STATES = 600, SK_REGEX_MAX_STEPS = 6000 };

struct sk_regex_range {
    uint32_t lo, hi;
};

/* Characters: ranges in order, apart from one another. */
struct sk_regex_class {
    size_t n;
    struct sk_regex_range *ranges;
};

enum sk_regex_kind {
    SK_RE_EMPTY,
    SK_RE_CLASS,
    SK_RE_BOTH,        /* a, then b */
    SK_RE_EITHER,
    SK_RE_MANY,        /* a, any number of times */
    SK_RE_MAYBE,
    /* What holds between two characters and takes none. */
    SK_RE_TEXT_START,
    SK_RE_TEXT_END,
    SK_RE_LINE_START,
    SK_RE_LINE_END,
    SK_RE_WORD_START,
    SK_RE_WORD_END,
    SK_RE_WORD_EDGE,
    SK_RE_NO_WORD_EDGE,
    SK_RE_AHEAD,       /* a follows */
    SK_RE_NOT_AHEAD,
    SK_RE_BEHIND,      /* a has gone before */
    SK_RE_NOT_BEHIND,
};

struct sk_regex_node {
    enum sk_regex_kind kind;
    struct sk_regex_node *a, *b;
    struct sk_regex_class class;
};

/** Read a pattern (manual, 9.7.3). Returns NULL and sets `*out`, or what it is that is not regular or cannot be read.
 */
const char *sk_regex_parse(struct sk_regex_node **out, TALLOC_CTX *owner, const char *pattern, bool ignore_case);

/** A class with a name ("word", "digit" ...), settled. */
struct sk_regex_class sk_regex_named_class(TALLOC_CTX *owner, const char *name);

bool sk_regex_class_has(const struct sk_regex_class *class, uint32_t code);

/** The automaton of a tree in which something is asserted: anchors within, word boundaries, look-around. Returns NULL
 * and sets `*out`, or why there is none. */
const char *sk_regex_assertions(struct sk_regex **out, TALLOC_CTX *owner, const struct sk_regex_node *tree);

#endif
