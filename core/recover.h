/*
 * core/recover.h - what an earlier run has left half done, where DDL commits by itself.
 *
 * Before each statement that commits, its intent is in the journal, with a way to see whether it has taken effect and
 * what could be seen before it ran. So a run that finds an intent can tell; where it cannot, a person is asked, and
 * nothing is guessed.
 */
#ifndef SKEIN_CORE_RECOVER_H
#define SKEIN_CORE_RECOVER_H

#include "core/session.h"

/* How to judge an intent: the journal's word for it. */
#define SK_JUDGE_ROW "row"         /* done, if what `look` gives was 0 and is 1 */
#define SK_JUDGE_SCHEMA "schema"   /* done, if it has changed */
#define SK_JUDGE_PARTIAL "partial" /* not done, if it has not changed; else nobody knows */
#define SK_JUDGE_AGAIN "again"     /* run it again in any case */
#define SK_JUDGE_ROWS "rows"       /* not done, but `look` says what its rollback did not bring back */
#define SK_JUDGE_OPAQUE "opaque"   /* nobody knows */

/* A row of the journal: one output of one migration, in one direction. */
struct sk_unit {
    const char *version;      /* as the journal has it: "000003", "000003 down" */
    size_t output, statement; /* which output; which of the author's statements (from 1) it comes from */
    const char *hash;
    bool done;                /* else an intent */
    const char *judge, *look, *seen, *sql;
};

/** The version that the journal knows a migration by, in one direction. */
const char *sk_unit_version(TALLOC_CTX *owner, const char *version, bool down);

/** The row of an output, or NULL. */
const struct sk_unit *sk_unit_find(const struct sk_ledger *ledger, const char *version, bool down, size_t output);

/** How many rows there are. */
size_t sk_unit_count(const struct sk_ledger *ledger, const char *version, bool down);

/** Is there anything that has to be looked at before a run is planned? */
bool sk_recover_is_needed(const struct sk_ledger *ledger);

/**
 * Take the lease, read history and journal again, and settle each intent: it becomes done, or its row goes.
 * @return SK_OK, ledger->units are what is done; SK_EREFUSED when a statement is in doubt, with what to say to
 *         `skein resolve`; SK_ELOCKED; others as the database says.
 */
SK_CHECKED enum sk_status sk_recover(struct skein *skein, struct sk_error *err);

/** Read the journal into ledger->units. */
SK_CHECKED enum sk_status sk_recover_read(struct sk_ledger *ledger, struct sk_error *err);

/** Write what has become of an intent. */
SK_CHECKED enum sk_status sk_recover_write(struct sk_ledger *ledger, struct sk_unit *unit, bool done,
                                           struct sk_error *err);

#endif
