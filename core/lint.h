/*
 * core/lint.h - what could go wrong with migrations that are right: rules, each one a line in a table and a function.
 *
 * A rule looks at one change, at one statement or at a whole migration, seen from the schema before (or after) it. It
 * complains with lint_complain(), and knows nothing of silencing, levels and dialects.
 */
#ifndef SKEIN_CORE_LINT_H
#define SKEIN_CORE_LINT_H

#include "core/plan.h"
#include "core/project.h"
#include "core/risk.h"

struct sk_lint_foreign { /* a foreign key, or an index, that the migration has made */
    const char *schema, *table, *name;
    size_t pos_bytes;
};

/* What the rules look at. */
struct sk_linting {
    TALLOC_CTX *tmp;                     /* of the migration */
    const struct sk_dialect *source;
    struct sk_migration *migration;
    struct sk_script *script;
    struct sk_statement *statement;      /* at hand; NULL: the migration as a whole */
    const struct sk_change *change;      /* of it; NULL: the statement as a whole */
    const struct sk_catalog *catalog;    /* before the change; after the statement, after the migration */
    struct sk_effect effect;             /* of the change */
    struct sk_marks *marks, *long_names; /* of the statement */
    struct sk_made made;                 /* tables, by the migration */
    size_t n_keys, n_indexes, n_locked;
    struct sk_lint_foreign *keys, *indexes, *locked; /* locked: tables that were there and are changed */
    size_t ddl_pos, data_pos;            /* where the first of each stands; SK_NO_POS */
    const struct sk_reversed *derived;   /* what takes the migration back, where nobody has written that; NULL */
    const struct sk_lint_entry *rule;    /* at hand */
    struct sk_lint *out;
};

/* A rule. */
struct sk_lint_entry {
    struct sk_lint_rule rule;            /* what people see of it */
    enum sk_risk level;
    const char *dialect;                 /* it is about this engine alone; NULL: any */
    void (*change)(struct sk_linting *l);
    void (*statement)(struct sk_linting *l);
    void (*whole)(struct sk_linting *l);
};

/* In the order of the documentation; ended by an entry without a name. */
extern const struct sk_lint_entry sk_lint_entries[];

/** The rule by that name, or NULL. */
const struct sk_lint_entry *sk_lint_find(const char *name, size_t len);

/** Complain of what stands at `pos_bytes` of the migration, by the rule at hand. */
void sk_lint_complain(struct sk_linting *l, size_t pos_bytes, const char *fmt, ...) SK_PRINTF(3, 4);

/* Rules without a function: what plans for other engines say (core/lint.c). */
#define SK_LINT_REFUSED "not-portable"
#define SK_LINT_EMULATED "emulated"
#define SK_LINT_NOTED "left-out"

#endif
