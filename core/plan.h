/*
 * core/plan.h - what a run will do: which migrations, in which order, as which statements.
 *
 * Everything is decided before the first statement is sent: the files are read, compared with the history, parsed,
 * analysed, rewritten. A plan that is there can be run; what cannot be had was refused.
 */
#ifndef SKEIN_CORE_PLAN_H
#define SKEIN_CORE_PLAN_H

#include "core/dialect.h"
#include "core/ledger.h"
#include "core/project.h"
#include "core/reverse.h"
#include "core/risk.h"

/* One migration, in one direction. */
struct sk_step {
    struct sk_migration *migration;
    const struct sk_file *file;      /* what runs */
    const struct sk_entry *entry;    /* its row of the history, or NULL */
    bool down;
    const char *tree_hash;
    struct sk_script *script;
    size_t n;
    struct sk_output *outputs;
    size_t n_statements;             /* that its author wrote: the N of "statement K of N" */
    size_t *statement_of;            /* for each output, which of them (from 1) it comes from */
    bool transactional;
    bool foreign_keys_off;
    enum sk_risk risk;               /* the higher one of what is computed and what dependencies.json says */
    enum sk_risk computed_risk;
    bool rated;                      /* its changes have been looked at */
    size_t risk_pos;                 /* in the file, of what makes it that; SK_NO_POS */
    const char *approval;            /* what --approve was needed for: "high risk", "breaking"; NULL */
    struct sk_made made;             /* tables, while it is planned */
    bool half;                       /* a down of what an attempt that failed has left, where DDL commits by itself */
    const struct sk_reversed *derived;   /* nobody wrote a down file: this is it; NULL */
    const struct sk_catalog *start;      /* of a down that is to be checked: the catalog before its up; NULL */
    const struct sk_taken_names *taken;  /* of a down: see struct sk_catalog; NULL */
    bool untold;                         /* the catalog could not follow it */
    const struct sk_diff *differs;       /* checked: what is not as it was; NULL: not checked */
};

struct sk_steps {
    size_t n;
    struct sk_step *items;
};

/* Failures while a plan is built that is only looked at: each is told, and planning goes on with what does not depend
 * on it. What a statement that failed has to do with is in doubt from then on, and what names it is not looked at: its
 * failure would be a consequence, and mislead. */
struct sk_problems {
    void (*tell)(void *data, struct sk_error *failure); /* clears it; NULL: it becomes an output that is SK_REFUSED, as
                                                           does what is not looked at because of it */
    void *data;
    size_t n;                             /* told */
    bool lost;                            /* the way down cannot be followed further: no more is told of it */
    size_t n_doubtful;
    const char **doubtful;                /* names, without schemas */
};

/* What planning needs to know. All borrowed. */
struct sk_planner {
    const struct sk_project *project;
    const struct sk_ledger *ledger;       /* NULL: nothing is applied (offline) */
    const struct sk_dialect *source;      /* PostgreSQL's: parses and analyses */
    const struct sk_dialect *target;
    const char *server_version, *database; /* NULL: offline */
    TALLOC_CTX *planning;                 /* of what is needed until the plan is there, the scripts and the
                                             catalog; NULL: the plan's owner */
    bool allow_out_of_order;
    bool check_downs;                     /* compare the catalog after a down with the one before its up; what cannot be
                                             taken back is shown, not refused */
    struct sk_problems *problems;         /* go on after failures; NULL: the first ends it */
    bool rate;                            /* risks are wanted, also where the target needs no catalog */
};

/** The migrations that `up` to `target` runs. NULL and "head": all; "+N"; a version. */
SK_CHECKED enum sk_status sk_plan_up(struct sk_steps *out, TALLOC_CTX *owner, const struct sk_planner *planner,
                                     const char *target, struct sk_error *err);

/** The migration of that version, or file name, alone: nothing if it is applied. SK_EREFUSED while one before it is
 *  pending, unless out of order is allowed. */
SK_CHECKED enum sk_status sk_plan_one(struct sk_steps *out, TALLOC_CTX *owner, const struct sk_planner *planner,
                                      const char *name, struct sk_error *err);

/** A migration that a person named: a version, as it is or without leading zeros, or a file. SK_EUSAGE: none. */
SK_CHECKED enum sk_status sk_plan_find(const struct sk_migration **out, const struct sk_project *project,
                                       const char *name, struct sk_error *err);

/** Why what takes the migration back is derived, in words. */
const char *sk_plan_why_derived(const struct sk_step *step);

/** The migrations that `down` to `target` takes back, last first. NULL: one; "N" or "-N"; a version; "base". */
SK_CHECKED enum sk_status sk_plan_down(struct sk_steps *out, TALLOC_CTX *owner, const struct sk_planner *planner,
                                       const char *target, struct sk_error *err);

/** Read, parse, analyse and rewrite the steps, in order. */
SK_CHECKED enum sk_status sk_plan_build(struct sk_steps *steps, TALLOC_CTX *owner, const struct sk_planner *planner,
                                        struct sk_error *err);

/** Give back what was needed to plan: a run needs the outputs only. */
void sk_plan_forget(struct sk_steps *steps, struct sk_planner *planner);

/** The catalog after all migrations up to `version` (NULL: all), from the files alone. */
SK_CHECKED enum sk_status sk_plan_catalog(struct sk_catalog **out, TALLOC_CTX *owner, const struct sk_planner *planner,
                                          const char *version, struct sk_error *err);

/** The schema as it stands: all that is applied, in order of version. `*out` is set on failure too, as far as it got.
 */
SK_CHECKED enum sk_status sk_plan_applied(struct sk_catalog **out, TALLOC_CTX *owner, const struct sk_planner *planner,
                                          struct sk_error *err);

/** Do to the catalog what the script does to a database. */
SK_CHECKED enum sk_status sk_plan_replay(struct sk_catalog *catalog, const struct sk_dialect *source,
                                         struct sk_script *script, struct sk_error *err);

/** Has the file changed in meaning since `entry` was made? A changed comment or line ending is no change. */
SK_CHECKED enum sk_status sk_plan_is_modified(bool *out, const struct sk_planner *planner,
                                              struct sk_migration *migration, const struct sk_entry *entry,
                                              struct sk_error *err);

/** Parse, analyse, rewrite one text against `rewrite->catalog`; the changes are applied to it. */
SK_CHECKED enum sk_status sk_plan_script(struct sk_step *step, TALLOC_CTX *owner, const struct sk_planner *planner,
                                         struct sk_rewrite *rewrite, const struct sk_file *file, struct sk_error *err);

#endif
