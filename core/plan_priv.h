/*
 * core/plan_priv.h - what the parts of planning know of each other.
 *
 * plan_choose.c says which migrations, plan_script.c turns one text into statements, plan_down.c finds what takes a
 * migration back, plan.c does all of it in order.
 */
#ifndef SKEIN_CORE_PLAN_PRIV_H
#define SKEIN_CORE_PLAN_PRIV_H

#include "core/plan.h"
#include "core/recover.h"

/* Where DDL commits by itself an attempt can end between two statements. */
enum sk_stand { SK_STANDS_NOT, SK_STANDS_HALF, SK_STANDS_HALF_TAKEN_BACK, SK_STANDS };

/** How much of the migration the database has. */
enum sk_stand sk_plan_stand_of(const struct sk_planner *planner, const struct sk_migration *migration);

/** Does all of it stand? */
bool sk_plan_is_applied(const struct sk_planner *planner, const struct sk_migration *migration);

/** Does the target's rewriting need to know the schema? PostgreSQL gets the author's bytes. */
bool sk_plan_needs_catalog(const struct sk_planner *planner);

/** Do to the catalog what the migration's portable file does. */
SK_CHECKED enum sk_status sk_plan_replay_migration(struct sk_catalog *catalog, const struct sk_planner *planner,
                                                   struct sk_migration *migration, struct sk_error *err);

/** Has nobody written what the step runs? */
bool sk_plan_is_derived(const struct sk_planner *planner, const struct sk_step *step);

/** Do the steps need all migrations replayed before them? */
bool sk_plan_wants_history(const struct sk_planner *planner, const struct sk_steps *steps);

/** Replay on `catalog`, which is empty, all that stands, what is half done included; and derive the downs on the way.
 */
SK_CHECKED enum sk_status sk_plan_prepare_downs(struct sk_catalog *catalog, struct sk_steps *steps, TALLOC_CTX *owner,
                                                const struct sk_planner *planner, struct sk_error *err);

/** Compare the catalog after a down with the one before its up, if that is wanted: step->differs. */
SK_CHECKED enum sk_status sk_plan_check_down(struct sk_step *step, TALLOC_CTX *owner, const struct sk_planner *planner,
                                             const struct sk_catalog *now, struct sk_error *err);

#endif
