/*
 * drivers/common/mysql_scan.h - the tokens of MySQL's SQL, as far as one must know them to put statements together.
 *
 * Servers split a packet of several statements themselves, by their grammar. What a client has to know is where a
 * statement's text ends (a comment behind it must not swallow the separator), whether it could be two, and where its
 * placeholders are. See the MySQL manual, "Language Structure".
 */
#ifndef SKEIN_DRIVERS_COMMON_MYSQL_SCAN_H
#define SKEIN_DRIVERS_COMMON_MYSQL_SCAN_H

#include "core/text.h"

enum sk_mysql_kind {
    SK_MYSQL_END,
    SK_MYSQL_WORD,      /* a keyword, a name, a number */
    SK_MYSQL_STRING,    /* '...' or "..." */
    SK_MYSQL_NAME,      /* `...` */
    SK_MYSQL_PARAMETER, /* ?N */
    SK_MYSQL_SEMICOLON,
    SK_MYSQL_COMMENT_END, /* of a comment whose content is SQL, as in mysqldump's files */
    SK_MYSQL_OTHER,
};

struct sk_mysql_token {
    enum sk_mysql_kind kind;
    size_t from, to; /* bytes */
    bool open;       /* a quote that nothing closes */
};

struct sk_mysql_scan {
    const char *sql;
    size_t at;
    bool backslash;   /* is \ an escape in strings? (not with NO_BACKSLASH_ESCAPES) */
    bool in_comment;  /* in one whose content is SQL: the server runs it, or a server of some version does */
    bool open;        /* a comment that nothing closes was passed */
};

/** The next token; comments and blanks are passed. SK_MYSQL_END at the end, again and again. */
struct sk_mysql_token sk_mysql_next(struct sk_mysql_scan *scan);

/** Is the token this word (in upper case)? */
bool sk_mysql_is(const struct sk_mysql_scan *scan, const struct sk_mysql_token *token, const char *word);

/* What a request's text is like. */
struct sk_mysql_shape {
    size_t from, to;   /* the statement, without blanks, semicolons and comments around it */
    bool empty;        /* nothing but comments */
    bool unsure;       /* there may be more than one statement, or it is not finished: the server must decide */
    bool many_results; /* it may give more results than one, or none, in a comment for another server */
};

struct sk_mysql_shape sk_mysql_shape(const char *sql, bool backslash);

/** Add `value` as a string literal, or NULL. */
void sk_mysql_literal(struct sk_text *text, const char *value, bool backslash);

/**
 * Add bytes [from, to) of `sql` with its placeholders ?1, ?2 ... replaced by `args`. SK_ESQL (08P01) when they are
 * not as many as the placeholders: the highest number counts.
 */
SK_CHECKED enum sk_status sk_mysql_bind(struct sk_text *text, const char *sql, size_t from, size_t to,
                                        const char *const *args, size_t n_args, bool backslash, struct sk_error *err);

/**
 * Where `word` stands in `sql` as a name, quoted or not, when it stands there exactly once; else SK_NO_POS. Servers
 * tell which name they do not know, but not where.
 */
size_t sk_mysql_find_name(const char *sql, const char *word, size_t len, bool backslash);

#endif
