/* core/diff_priv.h - what the comparison of tables' parts and that of whole objects share. */
#ifndef SKEIN_CORE_DIFF_PRIV_H
#define SKEIN_CORE_DIFF_PRIV_H

#include <string.h>

#include "core/diff.h"
#include "core/text.h"

/* Both sides in one engine's terms. */
struct sk_diff_view {
    struct sk_diff *out;
    const struct sk_catalog *left, *right;
    const struct sk_dialect *dialect;
    bool exact;
    bool guessed;           /* one side was another engine's database: how it would be stored here depends on
                               expressions of its that cannot be read */
    bool physical;          /* in terms of an engine that is not PostgreSQL: what it stores counts */
    const struct sk_table *table; /* at hand */
};

/** A difference, its sides yet to be filled in. */
struct sk_difference *sk_diff_add(struct sk_diff_view *v, const char *object, const char *schema, const char *table,
                                  const char *name, const char *kind);

/** An expression as it is shown; NULL: there is none. */
const char *sk_diff_words(const struct sk_diff_view *v, struct sk_expr *expr);

/** The same, or not to be told apart. */
bool sk_diff_same_expr(const struct sk_diff_view *v, struct sk_expr *a, struct sk_expr *b,
                       const struct sk_type *type);

/** The same list. */
bool sk_diff_same_names(size_t n, const char *const *a, size_t m, const char *const *b);

/** "a, b" */
char *sk_diff_list_names(const struct sk_diff_view *v, size_t n, const char *const *names);

/** The parts of two tables of one name. */
void sk_diff_columns(struct sk_diff_view *v, const struct sk_table *a, const struct sk_table *b);
void sk_diff_constraints(struct sk_diff_view *v, const struct sk_table *a, const struct sk_table *b);

/** Those of two tables, or of two materialized views. */
void sk_diff_indexes(struct sk_diff_view *v, size_t n, struct sk_index *const *a, size_t m,
                     struct sk_index *const *b);
void sk_diff_triggers(struct sk_diff_view *v, size_t n, struct sk_trigger *const *a, size_t m,
                      struct sk_trigger *const *b);

#endif
