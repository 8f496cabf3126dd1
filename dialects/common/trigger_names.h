/*
 * dialects/common/trigger_names.h - what a trigger is called on an engine where its name is the database's.
 *
 * In PostgreSQL a trigger's name is its table's. Elsewhere it has its own name as long as no other table has a trigger
 * of that name, and TABLE.NAME where one has. That follows from the catalog alone, whatever led to it: triggers whose
 * names a statement changes by what it does to another table's are made anew. Should one trigger need several of the
 * engine's, the first has that name, the others a suffix behind a colon.
 */
#ifndef SKEIN_DIALECTS_COMMON_TRIGGER_NAMES_H
#define SKEIN_DIALECTS_COMMON_TRIGGER_NAMES_H

#include "core/dialect.h"

/** The name of a trigger of `table` with what there is in `catalog`; `relation`: what the engine calls the table. */
char *sk_trigger_name(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_table *table,
                      const char *relation, const struct sk_trigger *trigger);

/** The catalog as it will be if the statement can change the names of triggers that it is not about, a child of
 * rewrite->owner; NULL: it cannot, or it cannot be applied. */
struct sk_catalog *sk_trigger_names_after(const struct sk_rewrite *rewrite, const struct sk_statement *statement);

/** Has this trigger, which the statement is not about, another name `after` it? */
bool sk_trigger_is_renamed(const struct sk_rewrite *rewrite, const struct sk_catalog *after,
                           const struct sk_table *table, const struct sk_trigger *trigger,
                           const struct sk_statement *statement);

#endif
