/*
 * core/generate_priv.h - what the files of the generator share.
 *
 * Each column draws a number for each row, and its domain turns the number into a value. A unit is what draws: a
 * column, or a foreign key, whose number is a row of the table it refers to and gives all of its columns their values.
 */
#ifndef SKEIN_CORE_GENERATE_PRIV_H
#define SKEIN_CORE_GENERATE_PRIV_H

#include "core/generate.h"

/* ---- generate_value.c: values by number ----------------------------------------------------------------------- */

enum sk_domain_kind {
    SK_DOMAIN_NONE,    /* no value can be made */
    SK_DOMAIN_VALUES,  /* one of a list */
    SK_DOMAIN_NUMBERS, /* from `min` on, in units of the type: 1, a hundredth, a day, a second */
    SK_DOMAIN_TEXTS,   /* of patterns */
    SK_DOMAIN_WORDS,   /* text of `min` to `max` characters */
    SK_DOMAIN_FORMS,   /* what the type alone decides: uuid, json ... */
};

struct sk_domain {
    enum sk_domain_kind kind;
    struct sk_type type;   /* below a user's domain, without its dimensions */
    bool array;
    uint64_t count;        /* its numbers are below this */
    int64_t min, max;
    bool bounded;          /* a CHECK has said so: not to be widened */
    int scale;             /* of numbers: digits behind the point */
    const char *stem;      /* of words */
    size_t n_values;
    const char **values;
    const struct sk_texts *texts;
};

/** The domain of a column, without and then with what its CHECKs say. `facts` are those about it. */
struct sk_domain sk_domain_of(TALLOC_CTX *owner, const struct sk_generator *g, const struct sk_column *column,
                              const struct sk_fact *const *facts, size_t n_facts, bool *solved);

/** Numbers from `min` to `max` only. */
void sk_domain_limit(struct sk_domain *domain, int64_t min, int64_t max);

/** As many numbers as the type has, unless a CHECK stands against it: for columns that must not repeat. */
void sk_domain_widen(struct sk_domain *domain);

/** The literal of `number`, below domain->count. */
const char *sk_domain_literal(TALLOC_CTX *owner, const struct sk_generator *g, const struct sk_domain *domain,
                              uint64_t number);

/* ---- generate_plan.c ------------------------------------------------------------------------------------------ */

enum sk_draw {
    SK_DRAW_ANY,    /* by chance */
    SK_DRAW_ROW,    /* each row its own */
    SK_DRAW_DIGIT,  /* (row / every) % capacity: a digit of the row's number, other units have the others */
};

struct sk_unit {
    enum sk_draw draw;
    uint64_t every, capacity;
    uint64_t salt;
};

/* A foreign key. */
struct sk_reference {
    const struct sk_constraint *key;
    struct sk_source_table *parent;
    struct sk_unit unit;
    size_t *columns, *ref_columns; /* indexes, key->n_columns of each */
    bool nullable;
    bool later;                    /* the parent's rows come after: NULL */
    const struct sk_reference *differs; /* never the same row as that */
    bool follows;                  /* shares columns with one before it */
};

struct sk_source_column {
    const struct sk_column *column;
    struct sk_domain domain;
    struct sk_unit unit;
    struct sk_reference *reference; /* decides on its value; NULL */
    size_t reference_column;        /* which of its columns it is */
    bool counted;                   /* serial, identity: start + row * increment */
    int64_t start, increment;
    bool always_null, never_null;
    const struct sk_fact *present;  /* of `values` some are NULL, by turns; this is number `turn` */
    size_t turn;
};

struct sk_source_table {
    const struct sk_table *table;
    uint64_t wanted, rows, first;
    bool has_wish, placed;
    size_t n_references;
    struct sk_reference *references;
    struct sk_source_column *columns; /* table->n_columns */
    struct sk_facts facts;
};

struct sk_generator {
    const struct sk_catalog *catalog;
    const struct sk_dialect *source;
    uint64_t seed, wanted;
    size_t n_tables;
    struct sk_source_table *tables;  /* as in the catalog */
    size_t n_order;
    struct sk_source_table **order;
    size_t n_unsolved;
    const char **unsolved;
};

struct sk_source_table *sk_generator_find(const struct sk_generator *g, const struct sk_table *table);

/** Well mixed, and different for different `value`. */
uint64_t sk_generator_mix(uint64_t value);

#endif
