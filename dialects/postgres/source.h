/*
 * dialects/postgres/source.h - what of a file is PostgreSQL's SQL, and what is not.
 *
 * Three things in a migration are no SQL of PostgreSQL's grammar: blocks for other dialects (`-- skein:only sqlite` ...
 * `-- skein:end`), the rows that follow `COPY ... FROM stdin;`, and commands of psql that have no effect on the
 * database (`\set ON_ERROR_STOP on`). They are cut out before libpg_query sees the text, and replaced by blanks, so
 * that every position stays what it was.
 */
#ifndef SKEIN_DIALECTS_POSTGRES_SOURCE_H
#define SKEIN_DIALECTS_POSTGRES_SOURCE_H

#include <sha256.h>

#include "dialects/postgres/postgres.h"

/* `-- skein:only` ... `-- skein:end` */
struct sk_block {
    size_t directive;            /* where the opening line's comment stands */
    size_t start, end;           /* what is between the two lines */
    const char *const *dialects; /* NULL-ended */
    bool ours;                   /* PostgreSQL is one of them: the text is PostgreSQL's SQL */
};

/* The rows of a COPY ... FROM stdin. */
struct sk_copy_data {
    size_t semicolon;            /* that ends the statement */
    size_t start, end;           /* the rows, without the line that ends them */
};

struct sk_source {
    const char *file;
    const char *text;            /* the file's */
    size_t len;
    char *sql;                   /* the same, with what is not PostgreSQL's blanked */
    size_t n_blocks, n_data;
    struct sk_block *blocks;
    struct sk_copy_data *data;
    size_t n_lints;
    struct sk_directive *lints;  /* `-- skein:lint` */
};

/** Read `text`. SK_EREFUSED with file and position for an unbalanced or unknown directive, or COPY without an end. */
SK_CHECKED enum sk_status sk_source_read(struct sk_source **out, TALLOC_CTX *owner, const char *file, const char *text,
                                         size_t len, struct sk_error *err);

/** The first position at or after `pos` that is neither white space nor comment (PostgreSQL's manual, 4.1.5). */
size_t sk_source_skip(const char *text, size_t pos, size_t len);

/** The block that `pos` is in, or NULL. */
const struct sk_block *sk_source_block(const struct sk_source *source, size_t pos);

/* foreign.c: in the text of other dialects */
/** The first position at or after `pos` that is neither white space, comment nor semicolon. */
size_t sk_foreign_skip(const char *text, size_t pos, size_t end);
/** The semicolon that ends the statement at `pos`, or `end`. */
size_t sk_foreign_end(const char *text, size_t pos, size_t end);

/* parse.c: a file that is being read */
struct sk_parsing {
    struct sk_script *script;
    const struct sk_source *source;
    bool large;                  /* more than is parsed at once: the trees of INSERT statements are not kept */
    bool makes_label;            /* an ALTER TYPE ... ADD VALUE was there: whether a row has the value will be asked */
    size_t block;                /* the next one that is not PostgreSQL's SQL */
    const char *tag;             /* of the statement before */
    SHA2_CTX sha;                /* over the statements of a large file so far */
    struct sk_error *err;
};

/** Append a statement whose tree is of a text that begins at `from` in the file, and in a large file goes with its
 * piece. `sql`: the text of a synthetic one, else NULL. */
void sk_pg_add_statement(struct sk_parsing *parsing, struct sk_statement *statement, size_t from, const char *sql);

/* tree_hash.c */
/** Add a statement; `node`, its tree, loses its locations. */
void sk_pg_hash_statement(SHA2_CTX *sha, const struct sk_script *script, const struct sk_statement *statement,
                          sk_node *node);
char *sk_pg_hash_finish(TALLOC_CTX *owner, SHA2_CTX *sha);

/* copy.c */
bool sk_pg_is_copy_from_stdin(const PgQuery__CopyStmt *stmt);
/** Append the rows of a COPY at [begin, end) to the script, as INSERT statements. */
SK_CHECKED enum sk_status sk_pg_copy_rows(struct sk_parsing *parsing, const PgQuery__CopyStmt *stmt, size_t begin,
                                          size_t end, const struct sk_block *block);

#endif
