/*
 * drivers/dbi/scan.h - the tokens of PostgreSQL's and SQLite's SQL, as far as one must know them.
 *
 * libdbi has no parameters, and its drivers run several statements at once if there are several. So placeholders are
 * found here, and a second statement. (For MySQL's SQL see drivers/common/mysql_scan.h.)
 */
#ifndef SKEIN_DRIVERS_DBI_SCAN_H
#define SKEIN_DRIVERS_DBI_SCAN_H

#include "core/text.h"

enum sk_dbi_style { SK_DBI_POSTGRES, SK_DBI_SQLITE };

/**
 * Add `sql` to `text` with its placeholders ($N, and on SQLite ?N) replaced by what `quote` makes of args[N - 1] (NULL
 * becomes NULL without it). `*empty`: there is nothing but comments. SK_ESQL when there is a second statement (42601,
 * with its place) or the values are not as many as the placeholders (08P01).
 */
SK_CHECKED enum sk_status sk_dbi_bind(struct sk_text *text, bool *empty, enum sk_dbi_style style, const char *sql,
                                      const char *const *args, size_t n_args,
                                      void (*quote)(void *data, struct sk_text *text, const char *value), void *data,
                                      struct sk_error *err);

/** Where the `len` bytes of `word` stand in `sql` as one token or name, when exactly once; else SK_NO_POS. */
size_t sk_dbi_find(enum sk_dbi_style style, const char *sql, const char *word, size_t len);

#endif
