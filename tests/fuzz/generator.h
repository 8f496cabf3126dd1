/*
 * tests/fuzz/generator.h - random statements in PostgreSQL's SQL that suit a schema.
 *
 * What a statement looks like is written in postgresql.grammar; what it is about is taken from a catalog, which the
 * caller keeps up to date by replaying each statement that stands. The same seed and the same catalogs give the same
 * statements. Values that differ from run to run (the clock, chance) go to columns whose names begin with "v_" only,
 * and no other value is computed from these.
 */
#ifndef SKEIN_TESTS_FUZZ_GENERATOR_H
#define SKEIN_TESTS_FUZZ_GENERATOR_H

#include <stdint.h>

#include "core/catalog.h"
#include "tests/fuzz/grammar.h"

struct generator;

/** @target  the engine that is compared with PostgreSQL: some statements are for one alone. Borrowed. */
struct generator *generator_new(TALLOC_CTX *owner, const struct grammar *grammar, uint64_t seed, const char *target);

/**
 * Statements that belong together (a function, and the trigger that calls it), without semicolons; mostly one.
 *
 * @catalog  what stands.
 * @symbol   of the grammar: "statement", or "schema_statement", which leaves rows alone.
 * @kind     what it is: the symbol of the grammar that it was made from. Lives as long as the grammar.
 * @return a NULL-ended list, child of `owner`.
 */
char **generator_next(struct generator *generator, TALLOC_CTX *owner, const struct sk_catalog *catalog,
                      const char *symbol, const char **kind);

/** One statement of three is made from this text with symbols in it; NULL: as the grammar says. Borrowed. */
void generator_focus(struct generator *generator, const char *text);

#endif
