/*
 * core/archive.h - a database as a file: what a driver can do about it.
 *
 * Each engine has a way of its own to write a whole database into a file and to read it back: SQLite's backup API,
 * pg_dump and psql, mariadb-dump and mariadb. Drivers know them, since they know what a URL says; the dialect knows
 * which SQL counts and clears (core/contents.h); core/backup.c knows what makes a backup one that can be relied on.
 */
#ifndef SKEIN_CORE_ARCHIVE_H
#define SKEIN_CORE_ARCHIVE_H

#include <signal.h>

#include "core/driver.h"

/* How many rows a table has. */
struct sk_count {
    const char *schema, *name; /* schema NULL: there are none */
    int64_t rows;
};

struct sk_counts {
    size_t n;
    struct sk_count *items;
};

/** Add `rows` to those of a table, which is added where it is not there yet. The names are copied to `counts`. */
void sk_counts_add(struct sk_counts *counts, const char *schema, const char *name, int64_t rows);

/** The table, or NULL. */
struct sk_count *sk_counts_find(const struct sk_counts *counts, const char *schema, const char *name);

struct sk_archive {
    struct sk_conn *conn;           /* to the database */
    const char *url;                /* of the database */
    const char *database; /* read, load: as the manifest calls the connection's database; NULL: there is none */
    const char *path;               /* the file; to be written, it is there, empty and private */
    bool plain;                     /* write SQL text, where the engine has another form as well */
    const char *snapshot;           /* write what this transaction of `conn` sees; NULL: what there is now */
    size_t n_schemas;
    const char *const *schemas;     /* of the project, where a schema is a database of the server's */
    size_t n_apart;
    const char *const *apart;       /* tables of the connection's database that are not written: see struct sk_where */
    const char *anew;               /* dump: SQL that makes these as they are when nobody is at work */
    size_t n_before;
    const char *const *before;      /* load: statements that clear the database, in the transaction if there is one */
    int64_t lock_wait_ms;           /* how long statements wait for locks */
    bool foreign;                   /* load: into another database than it came from, perhaps with other users */
    const volatile sig_atomic_t *interrupts;
};

enum { SK_ARCHIVE_CHUNK = 1 << 18 }; /* bytes that are read and written at a time */

struct sk_child;

/* The file, written piece by piece. */
struct sk_archive_file {
    const char *path;
    int fd;                         /* -1: not opened yet */
};

/** Write on; `data` is the struct sk_archive_file. SK_EIO. */
SK_CHECKED enum sk_status sk_archive_file_write(void *data, const char *bytes, size_t len, struct sk_error *err);

/** Close it; a failure counts unless `status` is one already. */
SK_CHECKED enum sk_status sk_archive_file_close(struct sk_archive_file *file, enum sk_status status,
                                                struct sk_error *err);

/** Write all that `child` writes to archive->path, and wait for its end. SK_EIO: the file cannot be written. */
SK_CHECKED enum sk_status sk_archive_save(const struct sk_archive *archive, struct sk_child *child,
                                          struct sk_error *err);

struct sk_archive_ops {
    const char *name;               /* "a SQLite database": what read() takes, for people */
    bool atomic;                    /* what load() began and did not end leaves no trace */
    bool same_state;                /* dump() writes what `conn` sees in the transaction that it is in */

    /** Write the database to archive->path. */
    enum sk_status (*dump)(const struct sk_archive *archive, struct sk_error *err);

    /** Read the file to its end, and count its rows. SK_EREFUSED when it is damaged, cut off, or no such file. Needs no
     *  connection. Tables without rows may be missing in `counts`. */
    enum sk_status (*read)(struct sk_counts *counts, const struct sk_archive *archive, struct sk_error *err);

    /** Make the database what the file says. No other run is at it; of the connection's transaction nothing is known to
     *  the tool. SK_ELOCKED, SK_EBUSY: somebody else is using the database. */
    enum sk_status (*load)(const struct sk_archive *archive, struct sk_error *err);
};

#endif
