/*
 * drivers/postgres/dump_text.h - reading what pg_dump writes as SQL: whose rows there are, how many, and whether it is
 * all.
 */
#ifndef SKEIN_DRIVERS_POSTGRES_DUMP_TEXT_H
#define SKEIN_DRIVERS_POSTGRES_DUMP_TEXT_H

#include "core/archive.h"

struct sk_pg_dump_text;

/** A reader that counts rows into `counts` (borrowed). */
struct sk_pg_dump_text *sk_pg_dump_text_new(TALLOC_CTX *owner, struct sk_counts *counts);

/** The next bytes. */
void sk_pg_dump_text_feed(struct sk_pg_dump_text *text, const char *bytes, size_t len);

/** After the last: SK_EREFUSED unless it is the whole dump of one database; `path` is what it is called. */
SK_CHECKED enum sk_status sk_pg_dump_text_end(const struct sk_pg_dump_text *text, const char *path,
                                              struct sk_error *err);

#endif
