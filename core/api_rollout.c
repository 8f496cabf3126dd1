/*
 * core/api_rollout.c - the public call that migrates many databases: what is done in which order, and when it ends.
 *
 * First all are asked what is pending, and all of that is planned, so that what cannot be had is refused while nothing
 * has been written anywhere. Then the waves: migrate, wait, verify. A wave that has nothing to do is verified all the
 * same: an earlier run may have ended there.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/execute.h"
#include "core/lock.h"
#include "core/rollout.h"

enum { USUAL_JOBS = 4 };

/* ---- work on one database ------------------------------------------------------------------------------------- */

static bool
all(const struct sk_member *member)
{
    (void)member;
    return true;
}

static bool
has_pending(const struct sk_member *member)
{
    return member->result->state == SK_ROLLOUT_WOULD_MIGRATE;
}

static bool
stands(const struct sk_member *member)
{
    return member->result->state == SK_ROLLOUT_DONE || member->result->state == SK_ROLLOUT_UP_TO_DATE;
}

static void
describe(struct sk_member *member, const struct sk_run *run, const char **version)
{
    struct sk_rollout *owner = member->fleet->result;
    const struct skein *skein = member->skein;
    pthread_mutex_lock(&member->fleet->mutex);
    if (run && run->current)
        *version = sk_strdup(owner, run->current);
    if (skein->conn)
        member->result->engine = sk_strdup(owner, skein->conn->dialect);
    pthread_mutex_unlock(&member->fleet->mutex);
}

/* What is pending, and can it be had? */
static enum sk_status
ask(struct sk_member *member, struct sk_error *err)
{
    struct sk_run *run = NULL;
    enum sk_status status = skein_up(member->skein, NULL, &run, err);
    describe(member, run, &member->result->before);
    member->result->current = member->result->before;
    if (!status) {
        member->result->migrations = run->successful;
        member->result->state = run->successful ? SK_ROLLOUT_WOULD_MIGRATE : SK_ROLLOUT_UP_TO_DATE;
    }
    skein_free(run);
    return status;
}

static enum sk_status
migrate(struct sk_member *member, struct sk_error *err)
{
    struct sk_run *run = NULL;
    int64_t begun = sk_now_ms();
    enum sk_status status = skein_up(member->skein, NULL, &run, err);
    describe(member, run, &member->result->current);
    member->result->duration_ms = sk_now_ms() - begun;
    member->result->migrations = run ? run->successful : 0;
    member->result->state = status ? SK_ROLLOUT_FAILED : SK_ROLLOUT_DONE;
    skein_free(run);
    return status;
}

/* ---- checks --------------------------------------------------------------------------------------------------- */

/* Engines word the same value their own way: 1.50 and 1.5, t and 1. */
static bool
same_value(const char *wanted, const char *got)
{
    char *wanted_end, *got_end;
    if (!wanted || !got)
        return wanted == got;
    if (strcmp(wanted, got) == 0)
        return true;
    if (strcmp(wanted, "true") == 0 || strcmp(wanted, "false") == 0)
        return strlen(got) == 1 && strchr(*wanted == 't' ? "t1" : "f0", *got) != NULL;
    double a = strtod(wanted, &wanted_end), b = strtod(got, &got_end);
    return wanted_end != wanted && !*wanted_end && got_end != got && !*got_end && !(a < b) && !(a > b);
}

static enum sk_status
compare(const struct sk_check *check, const struct sk_rows *rows, struct sk_error *err)
{
    if (!check->n_rows && rows->n_rows)
        return sk_fail(err, SK_EDIFF, "check \"%s\" gives %zu row%s, where none was expected; the first is \"%s\"",
                       check->name, rows->n_rows, rows->n_rows == 1 ? "" : "s",
                       sk_cell(rows, 0, 0) ? sk_cell(rows, 0, 0) : "NULL");
    if (check->n_rows != rows->n_rows)
        return sk_fail(err, SK_EDIFF, "check \"%s\" gives %zu row%s, where %zu %s expected", check->name, rows->n_rows,
                       rows->n_rows == 1 ? "" : "s", check->n_rows, check->n_rows == 1 ? "was" : "were");
    for (size_t i = 0; i < check->n_rows; i++) {
        const char *got = sk_cell(rows, i, 0), *wanted = check->rows[i];
        if (!same_value(wanted, got))
            return sk_fail(err, SK_EDIFF, "check \"%s\" gives \"%s\", where \"%s\" was expected", check->name,
                           got ? got : "NULL", wanted ? wanted : "NULL");
    }
    return SK_OK;
}

static enum sk_status
run_check(TALLOC_CTX *tmp, struct sk_member *member, struct sk_catalog *catalog, const struct sk_check *check,
          struct sk_error *err)
{
    struct sk_planner planner = sk_session_planner(member->skein);
    struct sk_migration migration = {.version = "", .name = check->name};
    struct sk_file file = {.path = member->fleet->path, .text = check->sql, .len = strlen(check->sql)};
    struct sk_step step = {.migration = &migration, .file = &file};
    struct sk_rewrite rewrite = {.dialect = planner.target, .server_version = planner.server_version,
                                 .database = planner.database, .catalog = catalog};
    struct sk_rows *rows;
    enum sk_status status = sk_plan_script(&step, tmp, &planner, &rewrite, &file, err);
    if (!status && step.n != 1)
        status = sk_fail(err, SK_EUNSUPPORTED, "it is no single query on %s", planner.target->name);
    if (!status)
        status = sk_conn_query(&rows, tmp, member->skein->conn, step.outputs[0].sql, NULL, 0, err);
    if (status) {
        sk_context(err, "check \"%s\"", check->name);
        return sk_at(err, NULL, SK_NO_POS);
    }
    return compare(check, rows, err);
}

static enum sk_status
verify(struct sk_member *member, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct skein *skein = member->skein;
    struct sk_catalog *catalog = NULL;
    enum sk_status status = sk_session_connect(skein, true, err);
    status = status ? status : sk_session_source(skein, err);
    status = status ? status : sk_ledger_read(skein->ledger, err);
    struct sk_planner planner = sk_session_planner(skein);
    if (!status && planner.target == planner.source)
        catalog = sk_catalog_new(tmp, planner.source->expr_ops);
    else if (!status)
        status = sk_plan_applied(&catalog, tmp, &planner, err);
    for (size_t i = 0; i < member->fleet->n_checks && !status; i++) {
        status = run_check(tmp, member, catalog, &member->fleet->checks[i], err);
        if (status)
            member->result->check = member->fleet->checks[i].name;
    }
    if (status)
        member->result->state = SK_ROLLOUT_NOT_VERIFIED;
    talloc_free(tmp);
    return status;
}

/* ---- waves ---------------------------------------------------------------------------------------------------- */

static enum sk_status
stopped(const struct sk_fleet *fleet, struct sk_error *err)
{
    return fleet->skein->interrupts ? sk_fail(err, SK_EINTERRUPTED, "stopped") : SK_OK;
}

static enum sk_status
settle(struct sk_fleet *fleet, const struct sk_wave *wave, struct sk_error *err)
{
    int64_t until = sk_now_ms() + fleet->pause_ms;
    char *message = sk_printf(fleet, "wave \"%s\" is verified in %lld ms", wave->name, (long long)fleet->pause_ms);
    if (fleet->pause_ms > 0)
        sk_session_tell(fleet->skein, &(struct sk_event){.kind = SK_EVENT_WAITING, .message = message});
    while (sk_now_ms() < until && !fleet->skein->interrupts)
        sk_sleep_about_ms(until - sk_now_ms() < 100 ? until - sk_now_ms() : 100);
    return stopped(fleet, err);
}

static bool
is_in(const struct sk_fleet *fleet, const struct sk_wave *wave, bool (*wanted)(const struct sk_member *))
{
    for (size_t i = 0; i < fleet->n; i++)
        if (fleet->members[i].wave == wave && wanted(&fleet->members[i]))
            return true;
    return false;
}

/* The first problem, in the order of the list, with the name of its database. */
static enum sk_status
tell_problem(const struct sk_fleet *fleet, enum sk_status status, struct sk_error *err)
{
    for (size_t i = 0; status && i < fleet->n; i++) {
        const struct sk_error *problem = &fleet->members[i].result->problem;
        if (fleet->members[i].status != status || !problem->message)
            continue;
        sk_fail(err, status, "%s: %s", fleet->members[i].name, problem->message);
        sk_sqlstate(err, problem->sqlstate);
        if (problem->file)
            sk_at(err, problem->file, problem->pos_bytes);
        if (problem->hint)
            sk_hint(err, "%s", problem->hint);
        return status;
    }
    return status;
}

static enum sk_status
run_wave(struct sk_fleet *fleet, const struct sk_wave *wave, struct sk_error *err)
{
    bool works = is_in(fleet, wave, has_pending);
    enum sk_status status = works ? sk_fleet_work(fleet, wave, has_pending, migrate, false) : SK_OK;
    if (status)
        return tell_problem(fleet, status, err);
    status = stopped(fleet, err);
    if (!status && fleet->n_checks && works)
        status = settle(fleet, wave, err);
    if (status || !fleet->n_checks)
        return status;
    status = sk_fleet_work(fleet, wave, stands, verify, true);
    return status ? tell_problem(fleet, status, err) : stopped(fleet, err);
}

/* Nothing has been written where nothing has been begun. */
static void
settle_states(struct sk_fleet *fleet)
{
    for (size_t i = 0; i < fleet->n; i++)
        if (!fleet->result->dry_run && fleet->members[i].result->state == SK_ROLLOUT_WOULD_MIGRATE)
            fleet->members[i].result->state = SK_ROLLOUT_UNTOUCHED;
}

static enum sk_status
run_all(struct sk_fleet *fleet, struct sk_error *err)
{
    bool dry_run = fleet->skein->options.dry_run;
    enum sk_status status = tell_problem(fleet, sk_fleet_work(fleet, NULL, all, ask, true), err);
    status = status ? status : stopped(fleet, err);
    for (size_t w = 0; w < fleet->n_waves && !status && !dry_run; w++)
        status = run_wave(fleet, &fleet->waves[w], err);
    settle_states(fleet);
    return status;
}

/* ---- the call ------------------------------------------------------------------------------------------------- */

static int
free_problems(struct sk_rollout *rollout)
{
    for (size_t i = 0; i < rollout->n; i++)
        sk_error_clear(&rollout->databases[i].problem);
    return 0;
}

static void
make_result(struct sk_fleet *fleet)
{
    struct sk_rollout *result = sk_new(NULL, struct sk_rollout);
    talloc_set_destructor(result, free_problems);
    result->dry_run = fleet->skein->options.dry_run;
    result->databases = sk_alloc(result, fleet->n * sizeof *result->databases, "databases");
    result->n = fleet->n;
    for (size_t i = 0; i < fleet->n; i++) {
        result->databases[i] = (struct sk_rollout_database){.name = sk_strdup(result, fleet->members[i].name),
                                                            .wave = sk_strdup(result, fleet->members[i].wave->name),
                                                            .duration_ms = -1,
                                                            .problem = SK_ERROR_INIT};
        fleet->members[i].result = &result->databases[i];
    }
    fleet->result = result;
}

static const char *
list_path(const struct sk_fleet *fleet, const char *given)
{
    const char *dir = fleet->skein->project->dir;
    if (given)
        return given;
    return strcmp(dir, ".") == 0 ? "rollout.json" : sk_printf((TALLOC_CTX *)(uintptr_t)fleet, "%s/rollout.json", dir);
}

enum sk_status
skein_rollout(struct skein *skein, const struct sk_rollout_options *options, struct sk_rollout **out,
              struct sk_error *err)
{
    struct sk_fleet *fleet = sk_new(NULL, struct sk_fleet);
    *fleet = (struct sk_fleet){.skein = skein,
                               .jobs = options->jobs,
                               .pause_ms = options->pause_ms,
                               .mutex = PTHREAD_MUTEX_INITIALIZER,
                               .ended = PTHREAD_COND_INITIALIZER};
    enum sk_status status = sk_session_source(skein, err);
    status = status ? status : sk_fleet_read(fleet, list_path(fleet, options->file), err);
    if (!status) {
        fleet->jobs = fleet->jobs ? fleet->jobs : USUAL_JOBS;
        make_result(fleet);
        status = run_all(fleet, err);
        for (size_t i = 0; i < fleet->n; i++)
            fleet->result->databases[i].check = sk_strdup(fleet->result, fleet->result->databases[i].check);
        *out = fleet->result;
    }
    talloc_free(fleet);
    return status;
}
