/* core/api_plan.c - the public calls that plan without changing anything: plan, translate. */
#include <string.h>

#include "core/recover.h"
#include "core/registry.h"
#include "core/session.h"

/* ---- plans as people see them --------------------------------------------------------------------------------- */

struct place {
    size_t at, line, column;
};

/* Go on from the last position, forth or back: most are near it. */
static void
locate(struct place *place, const char *text, size_t pos)
{
    while (place->at < pos && text[place->at])
        place->line += text[place->at++] == '\n';
    while (place->at > pos)
        place->line -= text[--place->at] == '\n';
    place->column = 1;
    for (size_t i = place->at; i > 0 && text[i - 1] != '\n'; i--)
        place->column += ((unsigned char)text[i - 1] & 0xc0) != 0x80;
}

/* Where DDL commits by itself, only what changes rows alone is undone as a whole. */
static bool
is_transactional(const struct sk_step *step, const struct sk_dialect *dialect)
{
    bool data_only = true;
    for (size_t i = 0; i < step->n; i++)
        data_only = data_only && (!step->outputs[i].sql || step->outputs[i].is_data);
    return step->transactional && (dialect->transactional_ddl || data_only);
}

static const struct sk_diff *
copy_differences(TALLOC_CTX *owner, const struct sk_diff *from)
{
    if (!from)
        return NULL;
    struct sk_diff *copy = sk_new(owner, struct sk_diff);
    for (size_t i = 0; i < from->n; i++) {
        const struct sk_difference *d = &from->items[i];
        struct sk_difference one = {d->object,
                                    sk_strdup(copy, d->schema),
                                    sk_strdup(copy, d->table),
                                    sk_strdup(copy, d->name),
                                    d->kind,
                                    sk_strdup(copy, d->left),
                                    sk_strdup(copy, d->right)};
        sk_push(copy, copy->items, copy->n, one);
    }
    return copy;
}

static struct sk_plan_step
describe_step(TALLOC_CTX *owner, const struct sk_step *step, const struct sk_dialect *dialect)
{
    struct place place = {0, 1, 1};
    struct sk_plan_step shown = {.version = sk_strdup(owner, step->migration->version),
                                 .name = sk_strdup(owner, step->migration->name),
                                 .file = step->file ? sk_strdup(owner, step->file->path) : NULL,
                                 .down = step->down,
                                 .differs = copy_differences(owner, step->differs),
                                 .transactional = is_transactional(step, dialect),
                                 .risk = sk_risk_name(step->risk)};
    if (step->derived) {
        shown.file = sk_strdup(owner, step->migration->up_path);
        shown.derived = sk_reversal_name(step->derived->label);
        shown.why = sk_strdup(owner, step->derived->why);
    }
    for (size_t i = 0; i < step->n; i++) {
        const struct sk_output *output = &step->outputs[i];
        locate(&place, step->script->text, output->pos_bytes);
        size_t statement = step->statement_of[i];
        struct sk_planned planned = {.statement = statement,
                                     .tag = sk_strdup(owner, step->script->statements[statement - 1].tag),
                                     .sql = output->kind == SK_RUN ? sk_strdup(owner, output->sql) : NULL,
                                     .file = shown.file,
                                     .pos_bytes = output->pos_bytes,
                                     .line = place.line,
                                     .column = place.column,
                                     .outcome = output->outcome,
                                     .note = sk_strdup(owner, output->note),
                                     .no_transaction = output->no_transaction,
                                     .compound = output->compound};
        if (output->kind != SK_RUN && output->note)
            planned.note = sk_printf(owner, "checked: %s", output->note);
        sk_push(owner, shown.statements, shown.n, planned);
    }
    return shown;
}

static struct sk_plan *
describe_plan(const struct sk_steps *steps, const struct sk_dialect *dialect)
{
    struct sk_plan *plan = sk_new(NULL, struct sk_plan);
    for (size_t i = 0; i < steps->n; i++)
        for (size_t k = 0; k < steps->items[i].n; k++)
            plan->refused += steps->items[i].outputs[k].outcome == SK_REFUSED;
    plan->dialect = sk_strdup(plan, dialect->name);
    plan->preamble = sk_strdup(plan, dialect->preamble);
    for (size_t i = 0; i < steps->n; i++)
        sk_push(plan, plan->steps, plan->n, describe_step(plan, &steps->items[i], dialect));
    return plan;
}

/* ---- plan ----------------------------------------------------------------------------------------------------- */

/* Offline nothing is applied, or, for down, everything is. */
static enum sk_status
offline_steps(struct sk_steps *steps, TALLOC_CTX *owner, const struct sk_planner *planner, bool down,
              const char *target, struct sk_error *err)
{
    if (!down)
        return sk_plan_up(steps, owner, planner, target, err);
    sk_fail(err, SK_EUSAGE, "plan down wants a database: which migrations are applied is in its history");
    return sk_hint(err, "Give --url instead of --dialect."), SK_EUSAGE;
}

enum sk_status
skein_plan(struct skein *skein, bool down, const char *target, struct sk_plan **out, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_steps steps = {0};
    bool offline = skein->options.offline_dialect != NULL;
    enum sk_status status = sk_session_source(skein, err);
    if (!status && offline)
        status = sk_registry_dialect(&skein->dialect, skein->options.offline_dialect, err);
    else if (!status)
        status = sk_session_connect(skein, true, err);
    if (!status && !offline)
        status = sk_ledger_read(skein->ledger, err);
    if (!status && !offline && sk_recover_is_needed(skein->ledger))
        status = sk_recover_read(skein->ledger, err);
    struct sk_planner planner = sk_session_planner(skein);
    struct sk_problems problems = {0};
    planner.rate = true;
    planner.check_downs = down;
    planner.problems = skein->options.report ? &problems : NULL;
    if (!status && offline)
        status = offline_steps(&steps, tmp, &planner, down, target, err);
    else if (!status)
        status =
            down ? sk_plan_down(&steps, tmp, &planner, target, err) : sk_plan_up(&steps, tmp, &planner, target, err);
    status = status ? status : sk_plan_build(&steps, tmp, &planner, err);
    if (!status)
        *out = describe_plan(&steps, planner.target);
    talloc_free(tmp);
    return status;
}

/* ---- translate ------------------------------------------------------------------------------------------------ */

enum sk_status
skein_translate(const char *dialect, const char *name, const char *sql, size_t len, bool report, struct sk_plan **out,
                struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_problems problems = {0};
    struct sk_planner planner = {.problems = report ? &problems : NULL};
    struct sk_migration migration = {.version = "", .name = name};
    struct sk_file file = {.path = name, .text = sk_strndup(tmp, sql, len), .len = len};
    struct sk_step step = {.migration = &migration, .file = &file};
    struct sk_steps steps = {1, &step};
    enum sk_status status = sk_file_check(&file, err);
    status = status ? status : sk_registry_dialect(&planner.source, "postgres", err);
    status = status ? status : sk_registry_dialect(&planner.target, dialect, err);
    if (status)
        goto out;
    struct sk_rewrite rewrite = {.dialect = planner.target,
                                 .catalog = sk_catalog_new(tmp, planner.source->expr_ops)};
    status = sk_plan_script(&step, tmp, &planner, &rewrite, &file, err);
    if (!status)
        *out = describe_plan(&steps, planner.target);
out:
    talloc_free(tmp);
    return status;
}
