/*
 * tests/fuzz/grammar.h - a grammar as a text file: symbols, and for each its alternatives.
 *
 *     symbol:
 *         5| text with {symbol} and {symbol argument} in it
 *         another alternative, of weight 1
 *
 * The first alternative ends the recursion: it alone is taken once an expansion has become deep. An alternative that
 * begins with "?q " is for where a query may stand. "{{" and "}}" are braces, "#" at the beginning of a line is a
 * comment. "include FILE" reads another one of the same folder; a symbol that is there already gets more alternatives.
 */
#ifndef SKEIN_TESTS_FUZZ_GRAMMAR_H
#define SKEIN_TESTS_FUZZ_GRAMMAR_H

#include "core/mem.h"

struct alternative {
    unsigned weight;
    bool query;
    const char *text;
};

struct symbol;

struct grammar {
    struct symbol *symbols; /* a hash table */
};

/** Read the file; NULL, with a message on stderr, when it cannot be read or is no grammar. */
struct grammar *grammar_read(TALLOC_CTX *owner, const char *path);

/** The alternatives of a symbol; NULL when the grammar has none of that name. */
const struct alternative *grammar_alternatives(const struct grammar *grammar, const char *name, size_t *n);

#endif
