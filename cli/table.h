/*
 * cli/table.h - rows of results: a table on a terminal, lines for programs elsewhere.
 *
 * On a terminal: aligned columns under headings, as wide as the terminal. Elsewhere: one line for
 * each row, the cells separated by tabs, no headings; a cell without a value is empty, and \t, \n,
 * \\ stand for tab, newline and backslash inside a cell, so that `cut -f` always finds the same
 * column.
 */
#ifndef SKEIN_CLI_TABLE_H
#define SKEIN_CLI_TABLE_H

#include "cli/cli.h"

struct column {
    const char *title;
    bool right; /* numbers */
    bool wraps; /* may be broken into lines where the terminal is narrow; others stay whole */
};

struct cell {
    const char *text; /* NULL: no value */
    enum style style;
};

struct table;

/** An empty table of `n` columns, child of `cli`. */
struct table *table_new(struct cli *cli, const struct column *columns, size_t n);

/** Add a row of as many cells as there are columns; the texts are copied. */
void table_row(struct table *table, const struct cell *cells);

/** Write what is left to write, and free the table. */
void table_end(struct table *table);

/** How a table shows a time ("2026-01-15 10:00:00" on a terminal) and a duration ("12 ms");
 * elsewhere as the library gives them. NULL (below 0) gives NULL. Children of `cli`. */
const char *table_time(struct cli *cli, const char *time);
const char *table_duration(struct cli *cli, int64_t ms);
const char *table_number(struct cli *cli, int64_t number);

#endif
