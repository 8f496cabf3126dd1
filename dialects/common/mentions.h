/*
 * dialects/common/mentions.h - triggers whose functions name tables and views other than their own.
 *
 * PostgreSQL keeps a function's text, and reads it anew when it runs: `INSERT INTO sums SELECT * FROM sum_view` goes
 * along with whatever columns both have by then. Elsewhere the text of a trigger is settled when it is made. So the
 * triggers that name a relation which has changed are looked at again before rows change, and at the end of the file.
 */
#ifndef SKEIN_DIALECTS_COMMON_MENTIONS_H
#define SKEIN_DIALECTS_COMMON_MENTIONS_H

#include "core/dialect.h"

/** Does the text of a function have the name in it, as a word of its own? */
bool sk_mentions_name(const char *body, const char *name);

/** Is it the trigger's function, or one that this, or one that this calls, may call? */
bool sk_mentions_function(const struct sk_catalog *catalog, const struct sk_trigger *trigger, const char *name);

/** May there be a trigger of which it is? False: there is none. */
bool sk_mentions_calls(const struct sk_catalog *catalog, const char *name);

/** Look at a statement that is about to be rewritten: keep the catalog before the first change of a relation that some
 * trigger's function names. */
void sk_mentions_note(struct sk_rewrite *rewrite, const struct sk_statement *statement);

/** Does the statement change rows? */
bool sk_mentions_wait(const struct sk_statement *statement);

/** Make the triggers of `table` anew that are not as they were with the catalog `before`. */
typedef enum sk_status sk_mentions_remake(struct sk_rewrite *rewrite, struct sk_catalog *before,
                                          const struct sk_table *table, struct sk_error *err);

/** Have the triggers as they have to be now. */
SK_CHECKED enum sk_status sk_mentions_settle(struct sk_rewrite *rewrite, sk_mentions_remake *remake,
                                             struct sk_error *err);

/** Is it a trigger of a partitioned table? A row that moves to another partition fires those of DELETE and INSERT:
 *  there are UPDATEs that can be one only while the table has none (row_changes.c). */
bool sk_mentions_moves(const struct sk_catalog *catalog, const struct sk_change *change);

#endif
