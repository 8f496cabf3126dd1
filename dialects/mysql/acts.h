/*
 * dialects/mysql/acts.h - how a statement acts on the transaction around it, and how to see afterwards whether it did.
 *
 * Every statement that is sent is looked at, the author's own included, for which nobody has made a probe. See the
 * MySQL manual, "Statements That Cause an Implicit Commit", and "Atomic Data Definition Statement Support".
 */
#ifndef SKEIN_DIALECTS_MYSQL_ACTS_H
#define SKEIN_DIALECTS_MYSQL_ACTS_H

#include "core/ledger.h"

/** By its first words. What is not known is SK_ACT_OPAQUE. */
enum sk_act sk_mysql_act(const char *sql);

/**
 * A scalar subquery over information_schema: a hash of all that `sql`, a statement of kind SK_ACT_SCHEMA, could be
 * about, which is every object with a name that occurs in its text. So other people's changes to other objects make no
 * difference, and only what has such a name is opened by the server.
 */
char *sk_mysql_fingerprint(TALLOC_CTX *owner, const char *sql);

/**
 * AUTO_INCREMENT counters are not rolled back, so rows that are inserted again would get other keys than in a run that
 * nobody disturbed. The counters of all tables that are named where the statements begin; and a query for the
 * statements that put them back. See struct sk_ledger_ops.
 */
char *sk_mysql_rows_note(TALLOC_CTX *owner, const char *const *sql, size_t n);
char *sk_mysql_rows_settle(TALLOC_CTX *owner, const char *const *sql, size_t n);

/** Does PREPARE take it? Not what has a body, on MySQL. */
bool sk_mysql_can_prepare(const char *sql);

#endif
