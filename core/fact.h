/*
 * core/fact.h - what a CHECK demands, in words that can be solved.
 *
 * Core cannot look into an expression; the source dialect says what it means as a list of facts, all of which have to
 * hold. Values are made so that they do (core/generate.h), or so that one of them does not.
 */
#ifndef SKEIN_CORE_FACT_H
#define SKEIN_CORE_FACT_H

#include "core/catalog.h"

enum sk_fact_kind {
    SK_FACT_ONE_OF,   /* the column is one of `values` */
    SK_FACT_NONE_OF,  /* it is none of them */
    SK_FACT_AT_LEAST, /* it is `values[0]` or more; with `open`, more: numbers, dates, times; "now" is the time */
    SK_FACT_AT_MOST,  /* it is `values[0]` or less; with `open`, less */
    SK_FACT_LENGTH,   /* it has from `min` to `max` characters */
    SK_FACT_MATCH,    /* it has the regular expression `values[0]` in it */
    SK_FACT_NULL,
    SK_FACT_NOT_NULL,
    SK_FACT_BEFORE,   /* it is less than the column `other`; without `open`, or the same */
    SK_FACT_DIFFERS,  /* it is not the same as the column `other` */
    SK_FACT_PRESENT,  /* from `min` to `max` of the columns in `values` are not NULL; `column` is NULL */
};

struct sk_fact {
    enum sk_fact_kind kind;
    const char *column; /* of a domain's CHECK: "value" */
    const char *other;
    size_t n_values;
    const char **values; /* as text: what stands between the quotes, digits, "true" */
    int64_t min, max;    /* max: INT64_MAX where there is none */
    bool open;
    bool ignore_case;
};

struct sk_facts {
    size_t n;
    struct sk_fact *items;
    bool partial; /* more is demanded: the facts are what could be understood */
};

struct sk_texts; /* the texts that fulfil patterns, numbered */

/* What the source dialect does to solve CHECKs and to word rows. */
struct sk_solver_ops {
    /** Append to `out` what `check` (of a table or a domain) demands. */
    void (*facts)(struct sk_facts *out, TALLOC_CTX *owner, const struct sk_constraint *check);
    /** The texts of `min` to `max` characters that all of these SK_FACT_MATCH hold for; NULL: there is none, or a
     *  pattern cannot be read. */
    struct sk_texts *(*texts)(TALLOC_CTX *owner, const struct sk_fact *const *matches, size_t n, size_t min,
                              size_t max);
    /** How many there are, or as many as are worth telling apart. */
    uint64_t (*texts_count)(const struct sk_texts *texts);
    /** Text `number`, below the count. No two are the same. */
    char *(*texts_get)(TALLOC_CTX *owner, const struct sk_texts *texts, uint64_t number);
    /** An INSERT of `n_rows` rows of literals, row after row. */
    char *(*insert)(TALLOC_CTX *owner, const struct sk_table *table, const struct sk_column *const *columns,
                    size_t n_columns, const char *const *literals, size_t n_rows);
    /** A statement that makes the sequence of a column go on above `value`. */
    char *(*advance)(TALLOC_CTX *owner, const struct sk_table *table, const struct sk_column *column, uint64_t value);
    /** `sql` with each :name replaced by the literal of that name. SK_EUSAGE, with its position: a name that is not
     * among them. */
    enum sk_status (*bind)(char **out, TALLOC_CTX *owner, const char *sql, const char *const *names,
                           const char *const *literals, size_t n, struct sk_error *err);
    /** A script that takes away what makes queries fast: all indexes, UNIQUEs and foreign keys; the primary keys stay.
     */
    char *(*strip)(TALLOC_CTX *owner, const struct sk_catalog *catalog);
};

#endif
