/* core/change_priv.h - what change.c and its siblings share. */
#ifndef SKEIN_CORE_CHANGE_PRIV_H
#define SKEIN_CORE_CHANGE_PRIV_H

#include "core/change.h"

/** A change that is written as one of a table, on a view: its triggers, and a materialized view's indexes. */
SK_CHECKED enum sk_status sk_change_apply_view(struct sk_catalog *catalog, struct sk_view *view,
                                               const struct sk_change *change, struct sk_error *err);

/** COMMENT ON. What it is on and is not in the catalog keeps its comment to itself. */
enum sk_status sk_change_apply_comment(struct sk_catalog *catalog, const struct sk_change *change);

/** Does the trigger name the column, in UPDATE OF or in WHEN? */
bool sk_trigger_uses_column(const struct sk_trigger *trigger, const char *column, const struct sk_expr_ops *ops);

/** Is the index on the column, with it, or partial by it? */
bool sk_index_uses_column(const struct sk_index *index, const char *column, const struct sk_expr_ops *ops);

/** Is it a foreign key to that table? */
bool sk_constraint_names_table(const struct sk_constraint *k, const char *schema, const char *table);

/** RENAME TO and SET SCHEMA of what is in a schema, and RENAME of that; and what follows (change_names.c). */
SK_CHECKED enum sk_status sk_change_apply_name(struct sk_catalog *catalog, const struct sk_change *change,
                                               struct sk_error *err);

/** Anything that is dropped from the catalog, with what depends on it (change_drop.c). */
SK_CHECKED enum sk_status sk_change_apply_drop(struct sk_catalog *catalog, const struct sk_change *change,
                                               struct sk_error *err);

#endif
