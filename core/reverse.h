/*
 * core/reverse.h - the down migration of one that has none: derived from its up file and the catalog.
 *
 * Each change is taken back by the source dialect (struct sk_dialect's reverse()), the last one first. What comes out
 * is a text in PostgreSQL's SQL that goes the way of every other migration.
 */
#ifndef SKEIN_CORE_REVERSE_H
#define SKEIN_CORE_REVERSE_H

#include "core/change.h"
#include "core/error.h"
#include "core/migration.h"
#include "core/skein.h"
#include "core/text.h"

struct sk_planner;

/* One change, to be taken back. `label` and `why` are the worst so far. */
struct sk_reverse {
    const struct sk_change *change;
    const struct sk_catalog *before, *after;
    struct sk_text *out;        /* statements, each with its semicolon */
    enum sk_reversal label;
    const char *why;            /* NULL: lossless */
    /** Has the migration itself made the table (`column` NULL) or the column? Then it goes, and what is in it. */
    bool (*is_new)(const void *data, const char *schema, const char *table, const char *column);
    const void *data;
};

struct sk_reversed {
    const struct sk_file *file; /* the derived down file: on no disk, its path names the up file */
    enum sk_reversal label;
    const char *why;            /* NULL: lossless */
    size_t pos_bytes;           /* of the statement in the up file that `why` is about */
};

/**
 * Derive what takes `migration` back, or its first `n` statements (SIZE_MAX: all). `catalog` stands before it, and
 * afterwards after it. What cannot be taken back is no error: the label says so. Errors are those of the up file.
 */
SK_CHECKED enum sk_status sk_reverse_migration(struct sk_reversed *out, TALLOC_CTX *owner,
                                               const struct sk_planner *planner, struct sk_catalog *catalog,
                                               struct sk_migration *migration, size_t n, struct sk_error *err);

/** "lossless", "structure only", "impossible" */
const char *sk_reversal_name(enum sk_reversal label);

#endif
