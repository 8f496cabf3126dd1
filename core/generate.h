/*
 * core/generate.h - rows that a schema accepts, made from the catalog alone.
 *
 * Types, NOT NULL, enums, domains, CHECKs as far as they can be solved, PRIMARY KEY, UNIQUE and foreign keys, those to
 * the table itself and around a circle of tables included. A value is a function of the seed, the table, the column and
 * the number of the row and of nothing else: the same seed makes the same rows, in any order, and a foreign key finds
 * the key of its row without having kept it.
 *
 *     sk_generator_new(&g, owner, catalog, source, 1, err);
 *     sk_generator_want(g, NULL, 1000);
 *     sk_generator_plan(g, err);
 *     for each i below sk_generator_tables(g): for each row below sk_generator_rows(g, table):
 *         for each column for which sk_generator_fills(column): sk_generate(owner, g, table, column, row)
 *
 * Values are literals of PostgreSQL's SQL, so that a row goes to any engine the way the author's INSERT would.
 */
#ifndef SKEIN_CORE_GENERATE_H
#define SKEIN_CORE_GENERATE_H

#include "core/dialect.h"

struct sk_generator;

/** A generator for the tables of `catalog` (borrowed, as is `source`, PostgreSQL's dialect; both must outlive it). */
struct sk_generator *sk_generator_new(TALLOC_CTX *owner, const struct sk_catalog *catalog,
                                      const struct sk_dialect *source, uint64_t seed);

/** How many rows are wanted of `table`, or (NULL) of each table of which nothing else is said. The default is 10. */
void sk_generator_want(struct sk_generator *g, const struct sk_table *table, uint64_t rows);

/** The table has `n` rows already, whose numbers (serial, identity, integer keys) are 1 to `n`: go on above them. */
void sk_generator_skip(struct sk_generator *g, const struct sk_table *table, uint64_t n);

/**
 * Decide on the order of the tables, how many rows each can have, and how each column is filled. To be called once,
 * after the wishes and before the questions below. SK_EUNSUPPORTED: no row can be made, and the message says why (a
 * column of a type that is not known and may not be NULL; a circle of foreign keys none of which may be NULL).
 */
SK_CHECKED enum sk_status sk_generator_plan(struct sk_generator *g, struct sk_error *err);

/** The tables, in the order in which their rows go in. */
size_t sk_generator_tables(const struct sk_generator *g);
const struct sk_table *sk_generator_table(const struct sk_generator *g, size_t i);

/** How many rows `table` gets: what was wanted, or as many as its keys allow. */
uint64_t sk_generator_rows(const struct sk_generator *g, const struct sk_table *table);

/** Does an INSERT name this column? Not generated columns, nor those that only the engine may number. */
bool sk_generator_fills(const struct sk_column *column);

/** The value of `column` in row `row` (from 0): a literal, or "NULL". A child of `owner`. */
const char *sk_generate(TALLOC_CTX *owner, struct sk_generator *g, const struct sk_table *table,
                        const struct sk_column *column, uint64_t row);

/** The CHECKs that could not be solved, "table.constraint": the rows may violate them. */
size_t sk_generator_unsolved(const struct sk_generator *g, const char *const **names);

/** One INSERT of rows `from` to `to` (exclusive), as text of the source dialect. */
char *sk_generate_insert(TALLOC_CTX *owner, struct sk_generator *g, const struct sk_table *table, uint64_t from,
                         uint64_t to);

#endif
