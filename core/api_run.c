/* core/api_run.c - the public calls that run migrations, up, down, goto, redo; and db. */
#include <stdlib.h>
#include <string.h>

#include "core/approval.h"
#include "core/demands.h"
#include "core/contents.h"
#include "core/execute.h"
#include "core/lease.h"
#include "core/recover.h"
#include "core/registry.h"

/* ---- migrations ----------------------------------------------------------------------------------------------- */

/* Which steps a call wants, chosen anew each time the history has changed. */
struct wish {
    enum { WISH_UP, WISH_ONE, WISH_DOWN, WISH_GOTO, WISH_REDO } kind;
    const char *target;
    const char *redo; /* the version that redo is about, once it is known */
    bool taken_back;  /* redo: down is done, up is left */
};

static const struct sk_migration *
last_applied(const struct sk_planner *planner)
{
    for (size_t i = planner->project->n; i > 0; i--)
        if (sk_entry_completed(sk_ledger_entry(planner->ledger, planner->project->migrations[i - 1]->version)))
            return planner->project->migrations[i - 1];
    return NULL;
}

/* goto: what is above the version goes, what is below and not applied comes. */
static enum sk_status
choose_goto(struct sk_steps *steps, TALLOC_CTX *owner, const struct sk_planner *planner, const char *version,
            struct sk_error *err)
{
    if (strcmp(version, "base") == 0)
        return sk_plan_down(steps, owner, planner, "base", err);
    if (strcmp(version, "head") != 0) {
        const struct sk_migration *wanted, *last = last_applied(planner);
        enum sk_status found = sk_plan_find(&wanted, planner->project, version, err);
        if (found)
            return found;
        version = wanted->version;
        if (last && sk_version_compare(last->version, version) > 0) {
            struct sk_steps down = {0};
            enum sk_status status = SK_OK;
            for (size_t n = 1; !status; n++) { /* as many as stand above it */
                down = (struct sk_steps){0};
                status = sk_plan_down(&down, owner, planner, sk_printf(owner, "-%zu", n), err);
                if (!status && (down.n < n || sk_version_compare(down.items[n - 1].migration->version, version) <= 0))
                    break;
                *steps = down;
            }
            return status;
        }
    }
    return sk_plan_up(steps, owner, planner, version, err);
}

static enum sk_status
choose_redo(struct sk_steps *steps, TALLOC_CTX *owner, const struct sk_planner *planner, struct wish *wish,
            struct sk_error *err)
{
    if (wish->redo) {
        struct sk_steps all = {0};
        enum sk_status status = sk_plan_up(&all, owner, planner, wish->redo, err);
        for (size_t i = 0; i < all.n && !status; i++)
            if (strcmp(all.items[i].migration->version, wish->redo) == 0)
                sk_push(owner, steps->items, steps->n, all.items[i]);
        return status;
    }
    const struct sk_migration *last = last_applied(planner);
    if (!last)
        return sk_fail(err, SK_EUSAGE, "nothing is applied that could be done again");
    enum sk_status status = sk_plan_down(steps, owner, planner, NULL, err);
    if (!status) {
        struct sk_step up = {.migration = steps->items[0].migration};
        sk_push(owner, steps->items, steps->n, up); /* both are planned before either runs */
    }
    return status;
}

static enum sk_status
choose(struct sk_steps *steps, TALLOC_CTX *owner, const struct sk_planner *planner, struct wish *wish,
       struct sk_error *err)
{
    switch (wish->kind) {
    case WISH_UP:
        return sk_plan_up(steps, owner, planner, wish->target, err);
    case WISH_ONE:
        return sk_plan_one(steps, owner, planner, wish->target, err);
    case WISH_DOWN:
        return sk_plan_down(steps, owner, planner, wish->target, err);
    case WISH_GOTO:
        return choose_goto(steps, owner, planner, wish->target, err);
    case WISH_REDO:
        break;
    }
    return choose_redo(steps, owner, planner, wish, err);
}

/* Its author says that there is no way back, and nobody has written one. */
static enum sk_status
check_irreversible(const struct sk_step *step, struct sk_error *err)
{
    const struct sk_header *header;
    if (!step->derived || step->half || sk_migration_header(&header, step->migration, NULL) ||
        header->reversible != SK_IRREVERSIBLE)
        return SK_OK;
    sk_fail(err, SK_EREFUSED, "migration %s cannot be taken back: its header says so", step->migration->version);
    sk_at(err, step->migration->up_path, sk_header_field(header, "Reversible")->pos_bytes);
    sk_hint(err, "Look at `skein plan down`: with --allow-data-loss what is shown there is run.");
    return SK_EREFUSED;
}

/* What nobody has written is only run without a word where nothing is lost by it. */
static enum sk_status
check_data_loss(const struct skein *skein, const struct sk_steps *steps, struct sk_error *err)
{
    for (size_t i = 0; !skein->options.allow_data_loss && i < steps->n; i++) {
        const struct sk_step *step = &steps->items[i];
        enum sk_status status = check_irreversible(step, err);
        if (status)
            return status;
        if (!step->derived || step->derived->label == SK_LOSSLESS)
            continue;
        sk_fail(err, SK_EREFUSED, "taking migration %s back loses data: %s, and %s", step->migration->version,
                sk_plan_why_derived(step), step->derived->why);
        sk_at(err, step->migration->up_path, step->derived->pos_bytes);
        sk_hint(err, "Look at `skein plan down`, then write the down file or run it with --allow-data-loss.");
        return SK_EREFUSED;
    }
    return SK_OK;
}

/* The history's tables, before the first migration. */
static enum sk_status
make_tables(struct skein *skein, bool *again, struct sk_error *err)
{
    struct sk_error failure = SK_ERROR_INIT;
    enum sk_status status = skein->ledger->exists
                                ? sk_ledger_upgrade(skein->ledger, sk_session_lock_wait_ms(skein), &failure)
                                : sk_ledger_create(skein->ledger, sk_session_lock_wait_ms(skein), &failure);
    if (status != SK_ECONN)
        return status ? sk_error_move(err, &failure) : SK_OK;
    sk_error_clear(&failure);
    *again = true;
    return sk_session_reconnect(skein, err);
}

static enum sk_status
execute(struct skein *skein, struct sk_steps *steps, struct sk_run *run, size_t wanted, bool *again,
        struct sk_error *err)
{
    struct sk_execution x = {.skein = skein, .steps = steps, .run = run};
    enum sk_status status = make_tables(skein, again, err);
    if (status || *again)
        return status;
    sk_session_tell(skein, &(struct sk_event){.kind = SK_EVENT_PLANNED, .total = wanted});
    status = sk_execute(&x, err);
    if (status == SK_ESQL && run->failed && x.done < steps->n &&
        x.statements_done < steps->items[x.done].n_statements && !sk_ledger_read(skein->ledger, NULL))
        sk_demands_explain(skein, &steps->items[x.done], x.statements_done + 1, err);
    *again = !status && x.again;
    return status;
}

/* What a lost connection left in doubt: rows of the history that this run wrote and did not hear of. */
static void
count_unheard(struct skein *skein, struct sk_run *run)
{
    const struct sk_ledger *ledger = skein->ledger;
    for (size_t i = 0; i < ledger->n; i++) {
        const struct sk_entry *entry = &ledger->entries[i];
        bool heard = !sk_entry_completed(entry) || !entry->run_id || strcmp(entry->run_id, ledger->run_id) != 0;
        for (size_t k = 0; k < run->successful && !heard; k++)
            heard = !run->steps[k].down && strcmp(run->steps[k].version, entry->version) == 0;
        if (heard)
            continue;
        struct sk_run_step step = {.version = sk_strdup(run, entry->version),
                                   .name = sk_strdup(run, entry->name),
                                   .duration_ms = -1};
        sk_push(run, run->steps, run->successful, step);
    }
}

/* Durations that the server measured. */
static void
finish_report(struct skein *skein, struct sk_run *run)
{
    const struct sk_ledger *ledger = skein->ledger;
    struct sk_planner planner = sk_session_planner(skein);
    const struct sk_migration *last = last_applied(&planner);
    run->current = last ? sk_strdup(run, last->version) : NULL;
    for (size_t i = 0; i < run->successful; i++) {
        const struct sk_entry *entry = sk_ledger_entry(ledger, run->steps[i].version);
        if (run->steps[i].duration_ms < 0 && entry && entry->duration_ms)
            run->steps[i].duration_ms = strtoll(entry->duration_ms, NULL, 10);
    }
}

/* A dry run reports what would have run. */
static void
report_dry(struct sk_run *run, const struct sk_steps *steps)
{
    for (size_t i = 0; i < steps->n; i++) {
        struct sk_run_step step = {.version = sk_strdup(run, steps->items[i].migration->version),
                                   .name = sk_strdup(run, steps->items[i].migration->name),
                                   .down = steps->items[i].down,
                                   .duration_ms = -1};
        sk_push(run, run->steps, run->successful, step);
    }
}

/* A connection that was lost between two looks at the history costs nothing but another look. */
static enum sk_status
read_history(struct skein *skein, struct sk_error *err)
{
    struct sk_error failure = SK_ERROR_INIT;
    enum sk_status status = sk_ledger_read(skein->ledger, &failure);
    if (status != SK_ECONN)
        return status ? sk_error_move(err, &failure) : SK_OK;
    sk_error_clear(&failure);
    status = sk_session_reconnect(skein, err);
    return status ? status : sk_ledger_read(skein->ledger, err);
}

/* What an earlier run has left half done is settled before anything is planned. */
static enum sk_status
settle(struct skein *skein, bool *again, struct sk_error *err)
{
    struct sk_error failure = SK_ERROR_INIT;
    skein->ledger->n_units = 0;
    if (!sk_recover_is_needed(skein->ledger))
        return SK_OK;
    if (skein->options.dry_run)
        return sk_recover_read(skein->ledger, err);
    enum sk_status status = sk_recover(skein, &failure);
    if (status != SK_ECONN)
        return status ? sk_error_move(err, &failure) : SK_OK;
    sk_error_clear(&failure);
    *again = true;
    return sk_session_reconnect(skein, err);
}

/* What is said of a way back may be in the catalog's own words: then all of the plan is kept. */
static bool
goes_up(const struct sk_steps *steps)
{
    bool up = true;
    for (size_t i = 0; i < steps->n; i++)
        up = up && !steps->items[i].down;
    return up;
}

static enum sk_status
run_wish(struct skein *skein, struct wish *wish, struct sk_run *run, struct sk_error *err)
{
    bool again = true, ran = false;
    enum sk_status status = sk_session_connect(skein, skein->options.dry_run, err);
    while (!status && again) {
        struct sk_steps steps = {0};
        again = false;
        status = read_history(skein, err);
        status = status ? status : settle(skein, &again, err);
        if (!status && again)
            continue;
        TALLOC_CTX *owner = sk_context_new(run);
        if (!status && ran)
            count_unheard(skein, run);
        if (!status)
            status = sk_session_source(skein, err);
        struct sk_planner planner = sk_session_planner(skein);
        status = status ? status : choose(&steps, owner, &planner, wish, err);
        if (goes_up(&steps))
            planner.planning = sk_context_new(owner);
        status = status ? status : sk_plan_build(&steps, owner, &planner, err);
        status = status ? status
                        : sk_approval_check(&steps, skein->project, skein->dialect->name,
                                            skein->options.approve || skein->options.approved_by, err);
        status = status ? status : check_data_loss(skein, &steps, err);
        if (!status && skein->options.dry_run)
            report_dry(run, &steps);
        else if (!status && steps.n) {
            size_t before = run->successful;
            if (wish->kind == WISH_REDO && !wish->redo)
                wish->redo = sk_strdup(run, steps.items[0].migration->version);
            ran = true;
            sk_plan_forget(&steps, &planner);
            status = execute(skein, &steps, run, steps.n, &again, err);
            if (wish->kind == WISH_DOWN && again && wish->target && run->successful > before &&
                strspn(wish->target, "-0123456789") == strlen(wish->target) &&
                !sk_project_migration(skein->project, wish->target))
                wish->target = sk_printf(run, "-%zu", steps.n - (run->successful - before));
        }
        /* The plan is not needed any more, but the steps' names are in the run. */
        talloc_free(owner);
    }
    if (skein->ledger)
        sk_lease_release(skein->ledger);
    if (ran && !skein->options.dry_run && skein->conn && sk_ledger_read(skein->ledger, NULL) == SK_OK)
        finish_report(skein, run);
    else if (skein->ledger)
        finish_report(skein, run);
    return status;
}

static enum sk_status
run(struct skein *skein, struct wish wish, struct sk_run **out, struct sk_error *err)
{
    struct sk_run *result = sk_new(NULL, struct sk_run);
    enum sk_status status = run_wish(skein, &wish, result, err);
    if (out)
        *out = result;
    else
        talloc_free(result);
    return status;
}

enum sk_status
skein_up(struct skein *skein, const char *target, struct sk_run **out, struct sk_error *err)
{
    return run(skein, (struct wish){.kind = WISH_UP, .target = target}, out, err);
}

enum sk_status
skein_apply(struct skein *skein, const char *migration, struct sk_run **out, struct sk_error *err)
{
    return run(skein, (struct wish){.kind = WISH_ONE, .target = migration}, out, err);
}

enum sk_status
skein_run_pending(struct skein *skein, struct sk_run **out, struct sk_error *err)
{
    return skein_up(skein, NULL, out, err);
}

enum sk_status
skein_down(struct skein *skein, const char *target, struct sk_run **out, struct sk_error *err)
{
    return run(skein, (struct wish){.kind = WISH_DOWN, .target = target}, out, err);
}

enum sk_status
skein_goto(struct skein *skein, const char *version, struct sk_run **out, struct sk_error *err)
{
    return run(skein, (struct wish){.kind = WISH_GOTO, .target = version}, out, err);
}

enum sk_status
skein_redo(struct skein *skein, struct sk_run **out, struct sk_error *err)
{
    return run(skein, (struct wish){.kind = WISH_REDO}, out, err);
}

/* ---- databases ------------------------------------------------------------------------------------------------ */

static enum sk_status
refuse_drop(const struct skein *skein, bool exists, struct sk_error *err)
{
    if (!exists || skein->options.allow_data_loss)
        return SK_OK;
    sk_fail(err, SK_EREFUSED, "dropping the database loses all that is in it");
    return sk_hint(err, "Say --allow-data-loss if that is what you want."), SK_EREFUSED;
}

/* The databases of the server that are schemas of the project go first: they may refer to this one. */
static enum sk_status
drop_schemas(struct skein *skein, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_where where;
    enum sk_status status = sk_contents_where(&where, tmp, skein, err);
    if (!status && skein->options.dry_run)
        status = where.n_schemas ? sk_contents_check_schemas(skein, &where, err) : SK_OK;
    else if (!status)
        status = sk_contents_drop_schemas(skein, &where, err);
    talloc_free(tmp);
    return status;
}

enum sk_status
skein_db(struct skein *skein, enum sk_db_action action, struct sk_error *err)
{
    const char *url = skein->project->url;
    const struct sk_driver *driver;
    bool exists = false;
    enum sk_status status = sk_project_has_url(skein->project, err);
    if (status)
        return status;
    char *scheme = sk_strndup(skein, url, strcspn(url, ":"));
    if (action == SK_DB_WAIT) {
        if (!skein->options.wait_ms)
            skein->options.wait_ms = sk_session_lock_wait_ms(skein);
        return sk_session_connect(skein, false, err);
    }
    status = sk_registry_driver(&driver, scheme, err);
    if (!status && action != SK_DB_CREATE)
        status = driver->database_exists(url, &exists, err);
    status = status ? status : refuse_drop(skein, exists, err);
    if (!status && exists && !(driver->caps & SK_CAP_TRANSACTIONAL_DDL))
        status = drop_schemas(skein, err);
    if (status || skein->options.dry_run)
        return status;
    sk_session_disconnect(skein);
    if (action != SK_DB_CREATE)
        status = driver->database_drop(url, err);
    if (!status && action != SK_DB_DROP)
        status = driver->database_create(url, err);
    return status;
}
