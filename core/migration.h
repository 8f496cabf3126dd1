/*
 * core/migration.h - one migration: its names, its files, its header.
 */
#ifndef SKEIN_CORE_MIGRATION_H
#define SKEIN_CORE_MIGRATION_H

#include "core/header.h"

/* The bytes of a file, checked: valid UTF-8, no NUL; the BOM is dropped from `text`. */
struct sk_file {
    const char *path;       /* as messages show it: relative to where the command was given */
    const char *text;
    size_t len;
    char checksum[65];      /* SHA-256, hex, of the text with CRLF as LF */
};

struct sk_migration {
    const char *version;    /* as the file name has it: "000001", "20260115" */
    const char *name;       /* "add_user_profiles" */
    const char *dialect;    /* NULL: portable; else the file is for that dialect alone (000007_x.up.sqlite.sql) */
    const char *env;        /* NULL, or the environment folder it came from */
    const char *up_path, *down_path;  /* down_path may be NULL */
    /* dependencies.json */
    const char *description, *estimated_duration, *risk_level;
    size_t n_depends_on;
    const char **depends_on;          /* versions */
    size_t n_affects;
    const char **affects_tables;
    bool rollback_safe, rollback_said; /* `said`: somebody wrote it there */
    /* Read when asked for; see sk_migration_read(). */
    struct sk_file *up, *down;
    struct sk_header *header;         /* see sk_migration_header() */
};

/** By version: as numbers when both are, else as text. */
int sk_version_compare(const char *a, const char *b);

/** Read and check a file. SK_EIO; SK_EREFUSED for invalid UTF-8 or a NUL byte, with its position. */
SK_CHECKED enum sk_status sk_file_read(struct sk_file **out, TALLOC_CTX *owner, const char *path, struct sk_error *err);

/** Fill `checksum`. */
void sk_file_hash(struct sk_file *file);

/** Is the text valid UTF-8 without NUL bytes? SK_EREFUSED with the position of the first byte that is not. */
SK_CHECKED enum sk_status sk_file_check(const struct sk_file *file, struct sk_error *err);

/** What the head of the up file says: read once, never NULL on success, and the migration's. */
SK_CHECKED enum sk_status sk_migration_header(const struct sk_header **out, struct sk_migration *migration,
                                              struct sk_error *err);

/** What dependencies.json says of it, else its header's Description, else its title. NULL: nobody says anything. */
const char *sk_migration_description(struct sk_migration *migration);

/** "30s", "1m 30s", "2 minutes": in milliseconds; below 0 when it says nothing that can be read. */
int64_t sk_duration_read(const char *text);

/** How long dependencies.json says that it will take; below 0 when it does not. */
int64_t sk_migration_estimated_ms(const struct sk_migration *migration);

/** The Date in its header; NULL: there is none. */
const char *sk_migration_date(struct sk_migration *migration);

/** Has somebody written what takes it back: a down file with more than comments, or a Rollback field in the header? A
 *  header that cannot be read has none; a down file that cannot be read is one, and whoever reads it is told. */
bool sk_migration_has_down(struct sk_migration *migration);

/** Read the up file, or what takes it back as somebody wrote it, once. `*out` belongs to the migration. */
SK_CHECKED enum sk_status sk_migration_read(const struct sk_file **out, struct sk_migration *migration, bool down,
                                            struct sk_error *err);

#endif
