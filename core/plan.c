/* core/plan.c - the catalog that a run begins with, and its steps turned into statements one after another. */
#include <string.h>

#include "core/plan_priv.h"
#include "core/risk.h"

static enum sk_status
replay_statement(struct sk_catalog *catalog, const struct sk_dialect *source, const struct sk_script *script,
                 struct sk_statement *statement, struct sk_error *err)
{
    enum sk_status status = source->analyze(script, statement, catalog, err);
    for (size_t c = 0; c < statement->n_changes && !status; c++) {
        status = sk_change_apply(catalog, statement->changes[c], err);
        if (status)
            sk_at(err, script->file, statement->changes[c]->pos_bytes);
    }
    for (size_t i = 0; i < statement->n_parts && !status; i++)
        status = replay_statement(catalog, source, script, &statement->parts[i], err);
    return status;
}

enum sk_status
sk_plan_replay(struct sk_catalog *catalog, const struct sk_dialect *source, struct sk_script *script,
               struct sk_error *err)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; !status && i < script->n; i++) {
        struct sk_statement *statement = &script->statements[i];
        if (!statement->transaction_control && !statement->foreign && !statement->on_demand)
            status = replay_statement(catalog, source, script, statement, err);
    }
    return status;
}

enum sk_status
sk_plan_replay_migration(struct sk_catalog *catalog, const struct sk_planner *planner, struct sk_migration *migration,
       struct sk_error *err)
{
    const struct sk_file *file;
    struct sk_script *script;
    enum sk_status status = sk_migration_read(&file, migration, false, err);
    if (!status)
        status = planner->source->parse(&script, catalog, file->path, file->text, file->len, err);
    return status ? status : sk_plan_replay(catalog, planner->source, script, err);
}

enum sk_status
sk_plan_catalog(struct sk_catalog **out, TALLOC_CTX *owner, const struct sk_planner *planner, const char *version,
                struct sk_error *err)
{
    const struct sk_project *project = planner->project;
    const struct sk_migration *last = NULL;
    enum sk_status status = version ? sk_plan_find(&last, project, version, err) : SK_OK;
    struct sk_catalog *catalog = sk_catalog_new(owner, planner->source->expr_ops);
    for (size_t i = 0; i < project->n && !status; i++) {
        if (last && sk_version_compare(project->migrations[i]->version, last->version) > 0)
            break;
        status = sk_plan_replay_migration(catalog, planner, project->migrations[i], err);
    }
    if (!status)
        *out = catalog;
    return status;
}

enum sk_status
sk_plan_applied(struct sk_catalog **out, TALLOC_CTX *owner, const struct sk_planner *planner, struct sk_error *err)
{
    const struct sk_project *project = planner->project;
    enum sk_status status = SK_OK;
    *out = sk_catalog_new(owner, planner->source->expr_ops);
    for (size_t i = 0; i < project->n && !status; i++)
        if (sk_plan_stand_of(planner, project->migrations[i]) >= SK_STANDS_HALF_TAKEN_BACK)
            status = sk_plan_replay_migration(*out, planner, project->migrations[i], err);
    return status;
}

/* A file for the target alone is one block of its dialect: the parser splits it, and it is sent as it is. The portable
 * file beside it, if there is one, tells what it does to the catalog. */
static enum sk_status
plan_foreign(struct sk_step *step, TALLOC_CTX *owner, const struct sk_planner *planner, struct sk_rewrite *rewrite,
             struct sk_error *err)
{
    const char *head = sk_printf(owner, "-- skein:only %s\n", planner->target->name);
    const char *text = sk_printf(owner, "%s%s\n-- skein:end\n", head, step->file->text);
    struct sk_file wrapped = {.path = step->file->path, .text = text, .len = strlen(text)};
    struct sk_catalog *catalog = rewrite->catalog;
    enum sk_status status = sk_plan_script(step, owner, planner, rewrite, &wrapped, err);
    if (status && err && err->pos_bytes != SK_NO_POS)
        err->pos_bytes -= err->pos_bytes < strlen(head) ? err->pos_bytes : strlen(head);
    for (size_t i = 0; i < step->n && !status; i++)
        step->outputs[i].pos_bytes -= strlen(head);
    step->tree_hash = NULL;
    step->risk = SK_RISK_MEDIUM;
    step->rated = true;
    return status || step->down || !step->migration->up_path || step->migration->dialect
               ? status
               : sk_plan_replay_migration(catalog, planner, step->migration, err);
}

/* What dependencies.json says counts where it says more than what can be told from the changes. */
static void
declared_risk(struct sk_step *step)
{
    enum sk_risk declared;
    step->computed_risk = step->risk;
    if (step->migration->risk_level && sk_risk_read(&declared, step->migration->risk_level) && declared > step->risk) {
        step->risk = declared;
        step->risk_pos = SK_NO_POS;
    }
}

/* ---- all of it ------------------------------------------------------------------------------------------------ */

static enum sk_status
build_step(struct sk_step *step, TALLOC_CTX *owner, const struct sk_planner *planner, struct sk_rewrite *rewrite,
           struct sk_error *err)
{
    struct sk_migration *source = sk_project_for_dialect(planner->project, step->migration, planner->target->name);
    bool foreign = source->dialect && planner->target != planner->source;
    enum sk_status status = SK_OK;
    if (step->derived && step->derived->label == SK_IMPOSSIBLE) { /* only to be shown */
        rewrite->catalog = step->start ? sk_catalog_clone(owner, step->start) : rewrite->catalog;
        return SK_OK;
    }
    if (step->derived)
        step->file = step->derived->file;
    else
        status = sk_migration_read(&step->file, source, step->down, err);
    rewrite->catalog->taken_then = step->taken;
    if (!status)
        status = foreign ? plan_foreign(step, owner, planner, rewrite, err)
                         : sk_plan_script(step, owner, planner, rewrite, step->file, err);
    return status ? status : sk_plan_check_down(step, owner, planner, rewrite->catalog, err);
}

/* The schema that the first step finds. Where it only serves to rate risks, it is as far as it can be followed. */
static enum sk_status
stands_before(struct sk_catalog **out, struct sk_steps *steps, TALLOC_CTX *owner, const struct sk_planner *planner,
              struct sk_error *err)
{
    struct sk_error failure = SK_ERROR_INIT;
    TALLOC_CTX *planning = planner->planning ? planner->planning : owner;
    *out = sk_catalog_new(planning, planner->source->expr_ops);
    if (sk_plan_wants_history(planner, steps)) {
        enum sk_status status = sk_plan_prepare_downs(*out, steps, owner, planner, err);
        if (!planner->ledger) /* what comes down has gone up before, in the same plan */
            *out = sk_catalog_new(planning, planner->source->expr_ops);
        return status;
    }
    if (!sk_plan_needs_catalog(planner) || !steps->n)
        return SK_OK;
    enum sk_status status = sk_plan_applied(out, planning, planner, &failure);
    if (status && planner->target != planner->source)
        return sk_error_move(err, &failure);
    sk_error_clear(&failure);
    return SK_OK;
}

enum sk_status
sk_plan_build(struct sk_steps *steps, TALLOC_CTX *owner, const struct sk_planner *planner, struct sk_error *err)
{
    struct sk_rewrite rewrite = {.dialect = planner->target, .server_version = planner->server_version,
                                 .database = planner->database};
    enum sk_status status = stands_before(&rewrite.catalog, steps, owner, planner, err);
    rewrite.from_nothing = !status && rewrite.catalog && rewrite.catalog->n_tables == 0;
    for (size_t i = 0; i < steps->n && !status; i++) {
        status = build_step(&steps->items[i], owner, planner, &rewrite, err);
        declared_risk(&steps->items[i]);
    }
    return status;
}

void
sk_plan_forget(struct sk_steps *steps, struct sk_planner *planner)
{
    if (!planner->planning)
        return;
    talloc_free(planner->planning);
    planner->planning = NULL;
    for (size_t i = 0; i < steps->n; i++)
        steps->items[i].script = NULL;
}
