/*
 * core/text.h - building text, SQL above all.
 *
 * A struct sk_text grows as it is written to. Separators go before items (sk_text_sep). Names and values reach SQL
 * through sk_text_ident and sk_text_literal only, so that quoting is decided in one place. sk_same compares plain
 * strings.
 */
#ifndef SKEIN_CORE_TEXT_H
#define SKEIN_CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "core/mem.h"

struct sk_text {
    char *data;       /* always NUL-terminated */
    size_t len;       /* bytes, without the NUL */
    size_t capacity;
};

/** Is `name` one of the `n`? */
bool sk_among(const char *name, size_t n, const char *const *names);

/** An empty text, child of `owner`. `text->data` may be stolen from it. */
struct sk_text *sk_text_new(TALLOC_CTX *owner);

void sk_text_add(struct sk_text *text, const char *string);
void sk_text_add_n(struct sk_text *text, const char *bytes, size_t len);
void sk_text_addf(struct sk_text *text, const char *fmt, ...) SK_PRINTF(2, 3);

/** Add `separator` unless `*first`; `*first` becomes false. */
void sk_text_sep(struct sk_text *text, bool *first, const char *separator);

/** Add a name in `quote` characters ('"' or '`'), those inside doubled. */
void sk_text_ident(struct sk_text *text, const char *name, char quote);

/**
 * Add a standard SQL string literal: single quotes doubled, everything else as it is (right for PostgreSQL with
 * standard_conforming_strings and for SQLite). `value` NULL adds NULL without quotes.
 */
void sk_text_literal(struct sk_text *text, const char *value);

/** The same text, or none on both sides. */
static inline bool
sk_same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/** The finished string, moved to `owner`; `text` is freed. */
char *sk_text_finish(struct sk_text *text, TALLOC_CTX *owner);

#endif
