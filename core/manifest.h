/*
 * core/manifest.h - what a backup is: a small JSON file beside it, FILE.manifest.
 *
 * An archive knows whether it is whole, more or less; that it is the one that was written, only its checksum knows. A
 * backup without a manifest (made by hand with the engine's own tool) can be restored, too.
 */
#ifndef SKEIN_CORE_MANIFEST_H
#define SKEIN_CORE_MANIFEST_H

#include "core/archive.h"

struct sk_manifest {
    const char *engine, *server_version, *database, *created_at, *skein_version;
    const char *history_table;
    const char *current;     /* the highest version that is applied; NULL: none is */
    int64_t applied;         /* how many migrations are */
    int64_t size_bytes;
    const char *checksum;    /* SHA-256 of the file, hex */
    struct sk_counts *counts;
};

/** The path of the manifest of `file`. */
char *sk_manifest_path(TALLOC_CTX *owner, const char *file);

/** Write it to `path`, to disk. */
SK_CHECKED enum sk_status sk_manifest_write(const struct sk_manifest *manifest, const char *path, struct sk_error *err);

/** Read the manifest of `file`; `*out` is NULL when there is none. SK_EREFUSED: it cannot be read, or the file is not
 *  the one that it was written for. */
SK_CHECKED enum sk_status sk_manifest_check(struct sk_manifest **out, TALLOC_CTX *owner, const char *file,
                                            struct sk_error *err);

/** Fill size and checksum from the file. */
SK_CHECKED enum sk_status sk_manifest_measure(struct sk_manifest *manifest, TALLOC_CTX *owner, const char *file,
                                              struct sk_error *err);

#endif
