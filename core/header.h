/*
 * core/header.h - the fields in the comment at a migration's head.
 *
 *     -- Migration: Add user preferences
 *     -- Version: 003
 *     -- Date: 2026-03-15
 *     -- Status: LIVE
 *     -- Changes:
 *     -- 1. Add preferences column to users table
 *     -- Impact: Non-breaking (new columns with defaults)
 *     -- Rollback: ALTER TABLE users DROP COLUMN preferences;
 *
 * A comment with a Migration field is a header; any other is prose, whatever it looks like: projects that never heard
 * of skein have comments too. What stands after the last field that is known belongs to it until an empty line.
 */
#ifndef SKEIN_CORE_HEADER_H
#define SKEIN_CORE_HEADER_H

#include <stdbool.h>

#include "core/mem.h"

struct sk_file;
struct sk_migration;

enum sk_lifecycle { SK_NO_LIFECYCLE, SK_DRAFT, SK_TESTING, SK_LIVE, SK_DEPRECATED, SK_LIFECYCLE_UNKNOWN };
enum sk_impact { SK_NO_IMPACT, SK_BREAKING, SK_NON_BREAKING, SK_IMPACT_UNKNOWN };
enum sk_reversible { SK_NOT_SAID, SK_REVERSIBLE, SK_IRREVERSIBLE, SK_REVERSIBLE_UNKNOWN };

/* A part of the file: what a field says, line by line, without the signs that make it a comment. */
struct sk_span {
    size_t pos_bytes, len;
};

struct sk_header_field {
    const char *key;             /* as it is known: "Version"; else as written */
    bool known;
    const char *value;           /* lines joined with a space; "" */
    size_t key_pos, pos_bytes;   /* of the key, and of its value */
    size_t n_spans;
    struct sk_span *spans;
};

struct sk_header {
    bool present;                /* there is a Migration field; else all below is as if nothing were there */
    size_t n_fields;             /* all of them, `present` or not */
    struct sk_header_field *fields;
    const char *title, *version, *date, *author, *description, *impact_text; /* NULL */
    enum sk_lifecycle lifecycle;
    enum sk_impact impact;
    enum sk_reversible reversible;
    size_t n_changes;
    const char **changes;
    const struct sk_file *rollback; /* what Rollback says, as a file in which all else is blank: positions are those of
                                       the migration's; NULL: nothing, or "none" */
};

/** Read the head of a file. Never fails: what is wrong is for sk_header_check(). */
struct sk_header *sk_header_read(TALLOC_CTX *owner, const struct sk_file *file);

/** The field by that name, or NULL. */
const struct sk_header_field *sk_header_field(const struct sk_header *header, const char *key);

/** A word of the header that is not what it can be. `error` false: it may be meant so. */
typedef void sk_header_complaint(void *data, bool error, size_t pos_bytes, const char *message, const char *hint);

/**
 * Compare the header with the file's name (`version`, `name`) and with itself: every wrong field is told, in order.
 * `today`: "YYYY-MM-DD", against which dates are plausible.
 */
void sk_header_check(const struct sk_header *header, const char *version, const char *name, const char *today,
                     sk_header_complaint *complain, void *data);

/** All of it as text, "Key: value" line by line: for the history. NULL when there is no header. */
char *sk_header_format(TALLOC_CTX *owner, const struct sk_header *header);

/** "003" for version 3, "Add user preferences" or, made from the name, "Add audit logs": what people call it. */
char *sk_header_title(TALLOC_CTX *owner, const struct sk_header *header, const char *name);

#endif
