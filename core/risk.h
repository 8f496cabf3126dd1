/*
 * core/risk.h - what a change does to a database in use: what it blocks, for how long, what it can lose.
 *
 * The levels are those of the user-service document: indexes, constraints and comments are low; new columns and changed
 * rows are medium; dropped tables and changed types are high. What is known of PostgreSQL's locks and rewrites refines
 * them (manual: "Explicit Locking", ALTER TABLE "Notes"). What a migration does to a table that it has made itself can
 * hurt nobody.
 */
#ifndef SKEIN_CORE_RISK_H
#define SKEIN_CORE_RISK_H

#include "core/dialect.h"

enum sk_risk { SK_RISK_LOW, SK_RISK_MEDIUM, SK_RISK_HIGH };

/** "low", "medium", "high" */
const char *sk_risk_name(enum sk_risk risk);

/** The level called `name`. False when there is none. */
bool sk_risk_read(enum sk_risk *out, const char *name);

/* ---- one change ------------------------------------------------------------------------------------------------- */

/* Who has to wait while the statement runs. */
enum sk_blocks { SK_BLOCKS_NOBODY, SK_BLOCKS_WRITES, SK_BLOCKS_ALL };

/* What PostgreSQL does for a change of a table that is there. */
struct sk_effect {
    enum sk_blocks blocks;
    bool rewrites;          /* every row is written anew */
    bool scans;             /* every row is read */
};

/** `catalog` stands before the change. `concurrent`: the statement says CONCURRENTLY. */
struct sk_effect sk_effect_of(const struct sk_change *change, const struct sk_dialect *source,
                              const struct sk_catalog *catalog, bool concurrent);

/* What becomes of values when the type of their column changes. */
enum sk_conversion {
    SK_CONVERTS_FREELY,     /* every value stays as it is, and none is written anew */
    SK_CONVERTS_ALL,        /* every value can be converted; the table is written anew */
    SK_CONVERTS_SOME,       /* a value may be refused, cut or rounded */
};
enum sk_conversion sk_type_conversion(const struct sk_type *from, const struct sk_type *to);

/* ---- one migration ---------------------------------------------------------------------------------------------- */

/* The tables that the migration has made so far. */
struct sk_made {
    struct sk_made_table *tables; /* a hash table */
};

/** Keep up with a change that has been applied; the memory is `owner`'s. */
void sk_made_follow(TALLOC_CTX *owner, struct sk_made *made, const struct sk_change *change);

/** Forget them, and give their memory back. */
void sk_made_clear(struct sk_made *made);

/** Has the migration made the table that the change is about? */
bool sk_made_has(const struct sk_made *made, const char *schema, const char *name);

/** The risk of a change that is part of `statement`. `catalog` stands before it. */
enum sk_risk sk_risk_of(const struct sk_change *change, const struct sk_statement *statement,
                        const struct sk_dialect *source, const struct sk_catalog *catalog, const struct sk_made *made);

#endif
