/* core/api_validate.c - the public call that checks a project without a database. */
#include <string.h>
#include <time.h>

#include "core/plan.h"
#include "core/registry.h"
#include "core/session.h"

static void
add_finding(struct sk_findings *findings, enum sk_status status, const char *file, size_t pos, const char *message,
            const char *hint)
{
    struct sk_finding finding = {.status = status,
                                 .file = sk_strdup(findings, file),
                                 .pos_bytes = pos,
                                 .message = sk_strdup(findings, message),
                                 .hint = sk_strdup(findings, hint)};
    sk_push(findings, findings->items, findings->n, finding);
    findings->errors += status != SK_OK;
}

/* The same finding on several dialects (a syntax error) is one. */
static void
add_error(struct sk_findings *findings, struct sk_error *failure)
{
    for (size_t i = 0; i < findings->n; i++) {
        const struct sk_finding *f = &findings->items[i];
        bool same_file = f->file == failure->file || (f->file && failure->file && strcmp(f->file, failure->file) == 0);
        if (same_file && f->pos_bytes == failure->pos_bytes && strcmp(f->message, failure->message) == 0)
            goto out;
    }
    add_finding(findings, failure->status, failure->file, failure->pos_bytes, failure->message, failure->hint);
out:
    sk_error_clear(failure);
}

/* A way back that loses data, or does not lead where the migration began. */
static void
warn_of_down(struct sk_findings *findings, const struct sk_step *step)
{
    const struct sk_reversed *derived = step->derived;
    const char *file = derived ? step->migration->up_path : step->file->path;
    if (derived && derived->label == SK_IMPOSSIBLE)
        add_finding(findings, SK_OK, file, derived->pos_bytes,
                    sk_printf(findings, "there is no file that takes the migration back, and none can be derived: %s",
                              derived->why),
                    NULL);
    else if (derived && derived->label == SK_STRUCTURE_ONLY)
        add_finding(findings, SK_OK, file, derived->pos_bytes,
                    sk_printf(findings,
                              "there is no file that takes the migration back, and the derived one loses data: %s",
                              derived->why),
                    NULL);
    for (size_t i = 0; step->differs && i < step->differs->n; i++) {
        const struct sk_difference *d = &step->differs->items[i];
        add_finding(findings, SK_OK, file, SK_NO_POS,
                    sk_printf(findings, "taken back, the schema is not as it was: %s %s%s%s%s%s, %s", d->object,
                              d->schema ? d->schema : "", d->schema ? "." : "", d->table ? d->table : "",
                              d->table ? "." : "", d->name, d->kind),
                    NULL);
    }
}

/* What dependencies.json and the header say of it, against what can be told from the migration itself. */
static void
warn_of_claims(struct sk_findings *findings, const struct sk_step *step)
{
    struct sk_migration *m = step->migration;
    const struct sk_reversed *derived = step->derived;
    const struct sk_header *header;
    enum sk_risk declared;
    if (!step->down && m->risk_level && sk_risk_read(&declared, m->risk_level) && declared < step->computed_risk)
        add_finding(findings, SK_OK, m->up_path, step->risk_pos,
                    sk_printf(findings, "the risk of migration %s is %s, dependencies.json says %s", m->version,
                              sk_risk_name(step->computed_risk), m->risk_level),
                    sk_printf(findings, "Write \"risk_level\": \"%s\", or make the change in smaller steps.",
                              sk_risk_name(step->computed_risk)));
    if (!step->down && m->estimated_duration && sk_migration_estimated_ms(m) < 0)
        add_finding(findings, SK_OK, m->up_path, SK_NO_POS,
                    sk_printf(findings, "dependencies.json says that it takes \"%s\", which is no duration",
                              m->estimated_duration),
                    "Write it like 30s, 5m or 1h 30m.");
    if (!derived)
        return;
    bool lossless = derived->label == SK_LOSSLESS;
    if (m->rollback_said && m->rollback_safe != lossless)
        add_finding(
            findings, SK_OK, m->up_path, derived->pos_bytes,
            sk_printf(findings,
                      "dependencies.json says \"rollback_safe\": %s, but what can be derived to take it back is %s",
                      m->rollback_safe ? "true" : "false", sk_reversal_name(derived->label)),
            NULL);
    if (!lossless && !sk_migration_header(&header, m, NULL) && header->reversible == SK_REVERSIBLE)
        add_finding(findings, SK_OK, m->up_path, sk_header_field(header, "Reversible")->pos_bytes,
                    sk_printf(findings,
                              "the header says that it is reversible, but what can be derived to take it back is %s",
                              sk_reversal_name(derived->label)),
                    "Write the file that takes it back, or a Rollback field.");
}

static void
warn_of_steps(struct sk_findings *findings, const struct sk_steps *steps)
{
    for (size_t i = steps->n; i > 0; i--) {
        if (steps->items[i - 1].down)
            warn_of_down(findings, &steps->items[i - 1]);
        warn_of_claims(findings, &steps->items[i - 1]);
    }
}

/* ---- one dialect ------------------------------------------------------------------------------------------------ */

static void
tell_problem(void *data, struct sk_error *failure)
{
    add_error(data, failure);
}

/* Every migration up, and with `downs` down again. */
static enum sk_status
build(struct sk_steps *steps, TALLOC_CTX *owner, struct sk_planner *planner, bool downs, struct sk_error *err)
{
    const struct sk_project *project = planner->project;
    enum sk_status status = sk_plan_up(steps, owner, planner, NULL, err);
    planner->check_downs = downs;
    for (size_t i = project->n; i > 0 && !status && downs; i--) {
        struct sk_step down = {.migration = project->migrations[i - 1], .down = true};
        struct sk_migration *file = sk_project_for_dialect(project, down.migration, planner->target->name);
        if (file->dialect && !sk_migration_has_down(file))
            break;
        sk_push(owner, steps->items, steps->n, down);
    }
    return status ? status : sk_plan_build(steps, owner, planner, err);
}

/* Where the plan fails it is made again, only up, and goes on after each failure as far as the catalog still stands;
 * the ways down are looked at when all ways up are right. */
static void
find_problems(struct sk_planner *planner, struct sk_findings *findings, struct sk_error *first)
{
    struct sk_problems problems = {.tell = tell_problem, .data = findings};
    planner->problems = &problems;
    for (int downs = 0; downs < 2 && !problems.n; downs++) {
        TALLOC_CTX *tmp = sk_context_new(NULL);
        struct sk_steps steps = {0};
        struct sk_error failure = SK_ERROR_INIT;
        if (build(&steps, tmp, planner, downs, &failure)) {
            add_error(findings, &failure);
            problems.n++;
        }
        talloc_free(tmp);
    }
    if (problems.n)
        sk_error_clear(first);
    else
        add_error(findings, first);
}

static void
validate_dialect(struct skein *skein, const struct sk_dialect *dialect, bool warn, struct sk_findings *findings)
{
    struct sk_planner planner = {.project = skein->project, .source = skein->source, .target = dialect, .rate = true};
    struct sk_error failure = SK_ERROR_INIT;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_steps steps = {0};
    if (build(&steps, tmp, &planner, true, &failure))
        find_problems(&planner, findings, &failure);
    else if (warn)
        warn_of_steps(findings, &steps);
    talloc_free(tmp);
}

/* ---- one file --------------------------------------------------------------------------------------------------- */

/* A complaint about a header, as a finding about its file. */
struct header_check {
    struct sk_findings *findings;
    const char *file;
};

static void
add_complaint(void *data, bool error, size_t pos_bytes, const char *message, const char *hint)
{
    const struct header_check *check = data;
    add_finding(check->findings, error ? SK_EREFUSED : SK_OK, check->file, pos_bytes, message, hint);
}

static void
check_header(struct sk_migration *m, const char *today, struct sk_findings *findings)
{
    const struct sk_header *header;
    struct header_check check = {findings, m->up_path};
    if (sk_migration_header(&header, m, NULL))
        return; /* the file has been complained of */
    sk_header_check(header, m->version, m->name, today, add_complaint, &check);
    const struct sk_header_field *field = sk_header_field(header, "Reversible");
    if (header->reversible == SK_IRREVERSIBLE && sk_migration_has_down(m))
        add_finding(findings, SK_OK, m->up_path, field->pos_bytes,
                    "the header says that it is not reversible, but somebody has written what takes it back", NULL);
}

/* False when the file cannot be read or parsed. */
static bool
check_file(struct skein *skein, struct sk_migration *m, struct sk_findings *findings)
{
    struct sk_error failure = SK_ERROR_INIT;
    const struct sk_file *file;
    struct sk_script *script;
    enum sk_status status = sk_migration_read(&file, m, false, &failure);
    if (!status && m->dialect) /* another engine's own SQL */
        return true;
    status = status ? status : skein->source->parse(&script, findings, file->path, file->text, file->len, &failure);
    if (status) {
        add_error(findings, &failure);
        return false;
    }
    if (script->n == 0)
        add_finding(findings, SK_OK, file->path, SK_NO_POS, "the file has no statement", NULL);
    talloc_free(script);
    return true;
}

/* False when a file is broken: then nothing can be told of what comes after it. */
static bool
check_files(struct skein *skein, struct sk_findings *findings)
{
    const struct sk_project *project = skein->project;
    char today[sizeof "YYYY-MM-DD"];
    time_t now = time(NULL);
    struct tm date;
    bool whole = true;
    strftime(today, sizeof today, "%Y-%m-%d", gmtime_r(&now, &date));
    for (size_t i = 0; i < project->n + project->n_overrides; i++) {
        struct sk_migration *m = i < project->n ? project->migrations[i] : project->overrides[i - project->n];
        whole = check_file(skein, m, findings) && whole;
        check_header(m, today, findings);
    }
    return whole;
}

enum sk_status
skein_validate(struct skein *skein, const char *const *dialects, struct sk_findings **out, struct sk_error *err)
{
    static const char *const all[] = {"postgres", "sqlite", "mysql", "mariadb", NULL};
    struct sk_findings *findings = sk_new(NULL, struct sk_findings);
    enum sk_status status = sk_session_source(skein, err);
    bool whole = !status && check_files(skein, findings);
    for (size_t i = 0; !status && (dialects ? dialects : all)[i] && whole; i++) {
        const struct sk_dialect *dialect;
        status = sk_registry_dialect(&dialect, (dialects ? dialects : all)[i], err);
        if (!status)
            validate_dialect(skein, dialect, i == 0, findings);
    }
    if (status)
        talloc_free(findings);
    else
        *out = findings;
    return status;
}
