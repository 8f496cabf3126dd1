/* core/plan_down.c - planning what takes migrations back, and what nobody has written for that. */
#include "core/diff.h"
#include "core/plan_priv.h"

bool
sk_plan_is_derived(const struct sk_planner *planner, const struct sk_step *step)
{
    return step->half || (step->down && !sk_migration_has_down(sk_project_for_dialect(planner->project, step->migration,
                                                                                      planner->target->name)));
}

const char *
sk_plan_why_derived(const struct sk_step *step)
{
    const char *file = step->migration->down_path ? "its down file has no statement" : "it has no down file";
    return step->half ? "it is half done" : file;
}

static struct sk_step *
find_down(const struct sk_steps *steps, const struct sk_migration *migration)
{
    for (size_t i = 0; i < steps->n; i++)
        if (steps->items[i].down && steps->items[i].migration == migration)
            return &steps->items[i];
    return NULL;
}

bool
sk_plan_wants_history(const struct sk_planner *planner, const struct sk_steps *steps)
{
    bool follows = planner->ledger && planner->target != planner->source; /* for the names that come back */
    for (size_t i = 0; i < steps->n; i++)
        if (steps->items[i].down &&
            (planner->check_downs || sk_plan_is_derived(planner, &steps->items[i]) || follows))
            return true;
    return false;
}

static enum sk_status
refuse_impossible(const struct sk_step *step, struct sk_error *err)
{
    sk_fail(err, SK_EREFUSED, "migration %s cannot be taken back: %s, and %s", step->migration->version,
            sk_plan_why_derived(step), step->derived->why);
    sk_at(err, step->migration->up_path, step->derived->pos_bytes);
    return sk_hint(err, "Write the file that takes it back beside it."), SK_EREFUSED;
}

/* How many statements of a migration that failed have run to their end. */
static enum sk_status
count_whole_statements(size_t *out, TALLOC_CTX *owner, const struct sk_planner *planner,
                       const struct sk_catalog *before, struct sk_migration *migration, struct sk_error *err)
{
    struct sk_rewrite rewrite = {.dialect = planner->target, .server_version = planner->server_version,
                                 .database = planner->database, .catalog = sk_catalog_clone(owner, before)};
    struct sk_step up = {.migration = migration};
    size_t next = 0; /* output */
    enum sk_status status = sk_migration_read(&up.file, migration, false, err);
    status = status ? status : sk_plan_script(&up, owner, planner, &rewrite, up.file, err);
    for (size_t i = 0; !status && i < up.n; i++)
        if (sk_unit_find(planner->ledger, migration->version, false, i))
            next = i + 1;
    while (!status && next && next < up.n && !up.outputs[next].sql)
        next++;
    if (!status && next && next < up.n && up.statement_of[next] == up.statement_of[next - 1]) {
        sk_fail(err, SK_EREFUSED, "statement %zu of migration %s is half done", up.statement_of[next],
                migration->version);
        sk_at(err, up.file->path, up.outputs[next].pos_bytes);
        return sk_hint(err, "Let `skein up` finish the migration first, then take it back."), SK_EREFUSED;
    }
    *out = next ? up.statement_of[next - 1] : 0;
    return status;
}

/* One migration of those that are applied: what stood before it, and what takes it back where nobody has written that.
 */
static enum sk_status
prepare_down(struct sk_step *step, TALLOC_CTX *owner, const struct sk_planner *planner, struct sk_catalog *catalog,
             struct sk_error *err)
{
    if (planner->check_downs)
        step->start = sk_catalog_clone(owner, catalog);
    step->taken = sk_catalog_taken_names(owner, catalog);
    if (!sk_plan_is_derived(planner, step))
        return sk_plan_replay_migration(catalog, planner, step->migration, err);
    struct sk_reversed *derived = sk_new(owner, struct sk_reversed);
    size_t n = SIZE_MAX;
    enum sk_status status =
        step->half ? count_whole_statements(&n, owner, planner, catalog, step->migration, err) : SK_OK;
    status = status ? status : sk_reverse_migration(derived, owner, planner, catalog, step->migration, n, err);
    if (!status)
        step->derived = derived;
    return status;
}

/* What PostgreSQL alone understands ends what can be derived. */
static void
give_up(struct sk_steps *steps, TALLOC_CTX *owner, const struct sk_planner *planner, const struct sk_error *failure)
{
    for (size_t i = 0; i < steps->n; i++) {
        struct sk_step *step = &steps->items[i];
        if (step->derived || !sk_plan_is_derived(planner, step))
            continue;
        struct sk_reversed *none = sk_new(owner, struct sk_reversed);
        *none = (struct sk_reversed){.label = SK_IMPOSSIBLE, .pos_bytes = SK_NO_POS};
        none->why = sk_printf(none, "what it has done cannot be followed: %s", failure->message);
        step->derived = none;
    }
}

/* Replay on `catalog`, which is empty, all that stands, what is half done included; and look at the downs on the way.
 */
enum sk_status
sk_plan_prepare_downs(struct sk_catalog *catalog, struct sk_steps *steps, TALLOC_CTX *owner,
                      const struct sk_planner *planner, struct sk_error *err)
{
    struct sk_error failure = SK_ERROR_INIT;
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < planner->project->n && !status; i++) {
        struct sk_migration *migration = planner->project->migrations[i];
        struct sk_step *step = find_down(steps, migration);
        if (planner->ledger && !step && sk_plan_stand_of(planner, migration) < SK_STANDS_HALF_TAKEN_BACK)
            continue;
        status = step ? prepare_down(step, owner, planner, catalog, &failure)
                      : sk_plan_replay_migration(catalog, planner, migration, &failure);
    }
    if (status && planner->target != planner->source)
        return sk_error_move(err, &failure);
    if (status)
        give_up(steps, owner, planner, &failure);
    sk_error_clear(&failure);
    for (size_t i = 0; i < steps->n && !planner->check_downs; i++)
        if (steps->items[i].derived && steps->items[i].derived->label == SK_IMPOSSIBLE)
            return refuse_impossible(&steps->items[i], err);
    return SK_OK;
}

enum sk_status
sk_plan_check_down(struct sk_step *step, TALLOC_CTX *owner, const struct sk_planner *planner,
                   const struct sk_catalog *now, struct sk_error *err)
{
    struct sk_diff *differs;
    const struct sk_side was = {.catalog = step->start, .dialect = planner->source};
    const struct sk_side is = {.catalog = now, .dialect = planner->source};
    if (!step->start || step->untold || !sk_plan_needs_catalog(planner))
        return SK_OK;
    enum sk_status status = sk_diff(&differs, owner, &was, &is, err);
    if (!status)
        step->differs = differs;
    return status;
}
