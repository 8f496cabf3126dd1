/*
 * drivers/mysql/dump_text.h - reading what mariadb-dump and mysqldump write: whose rows there are, how many, whether it
 * is all; and writing it on, with another name for a database, or without values for columns that are computed.
 */
#ifndef SKEIN_DRIVERS_MYSQL_DUMP_TEXT_H
#define SKEIN_DRIVERS_MYSQL_DUMP_TEXT_H

#include "core/archive.h"

struct sk_my_dump_text;

/* A column that is computed. */
struct sk_my_computed {
    const char *schema, *table, *column; /* schema NULL: the connection's database */
    size_t position;                     /* among those that INSERT means without a list, from 0 */
};

struct sk_my_dump_options {
    struct sk_counts *counts;      /* rows are counted into it */
    const char *database;          /* as the dump calls the connection's own; NULL: it says nothing of databases */
    const char *as;                /* what it is to be called; NULL: the same */
    size_t n_computed;
    const struct sk_my_computed *computed; /* of these, DEFAULT is written: MySQL takes nothing else */
    /** What is written on; NULL: nothing is. */
    enum sk_status (*write)(void *data, const char *bytes, size_t len, struct sk_error *err);
    void *data;
};

/** A reader; `options` is copied, what it refers to is borrowed. */
struct sk_my_dump_text *sk_my_dump_text_new(TALLOC_CTX *owner, const struct sk_my_dump_options *options);

/** The next bytes. Fails as `write` does. */
SK_CHECKED enum sk_status sk_my_dump_text_feed(struct sk_my_dump_text *text, const char *bytes, size_t len,
                                               struct sk_error *err);

/** After the last: SK_EREFUSED unless it is a whole dump, of this database; `path` is what it is called. */
SK_CHECKED enum sk_status sk_my_dump_text_end(struct sk_my_dump_text *text, const char *path, struct sk_error *err);

#endif
