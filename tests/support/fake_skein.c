/*
 * tests/support/fake_skein.c - a libskein that does what it is told, for tests of the command line.
 *
 * What a database will not do on demand - a lock that is held, a lost connection, a message that is
 * no UTF-8, a long run - it answers here. FAKE_STATUS is the status that the call at hand ends
 * with; FAKE_MESSAGE, FAKE_HINT, FAKE_FILE, FAKE_POS and FAKE_SQLSTATE fill the error;
 * FAKE_EVENTS=1 has a run report everything there is to report; FAKE_HANG=N has it wait for N
 * interrupts. The options it was opened with are written to the file FAKE_LOG. Only what those
 * tests call is here: the commands themselves are tested with the real library.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/skein.h"

struct skein {
    struct sk_options options;
};

static volatile sig_atomic_t interrupts;

void
skein_error_clear(struct sk_error *err)
{
    *err = (struct sk_error)SK_ERROR_INIT;
}

void
skein_free(void *result)
{
    free(result);
}

const char *
skein_version(void)
{
    return "0.0.0-fake";
}

static enum sk_status
answer(struct sk_error *err)
{
    const char *status = getenv("FAKE_STATUS"), *pos = getenv("FAKE_POS"),
               *sqlstate = getenv("FAKE_SQLSTATE");
    if (!status)
        return SK_OK;
    *err = (struct sk_error){
        .status = atoi(status),
        .message = getenv("FAKE_MESSAGE"),
        .hint = getenv("FAKE_HINT"),
        .file = getenv("FAKE_FILE"),
        .pos_bytes = pos ? (size_t)atoi(pos) : SK_NO_POS,
    };
    if (sqlstate)
        snprintf(err->sqlstate, sizeof err->sqlstate, "%s", sqlstate);
    return err->status;
}

static void
log_options(const struct sk_options *o)
{
    const char *path = getenv("FAKE_LOG");
    FILE *to = path ? fopen(path, "w") : NULL;
    if (!to)
        return;
    fprintf(to, "project_dir=%s\nmigrations_dir=%s\nurl=%s\nurl_var=%s\nenv=%s\nhistory_table=%s\n",
            o->project_dir ? o->project_dir : "", o->migrations_dir ? o->migrations_dir : "",
            o->url ? o->url : "", o->url_var ? o->url_var : "", o->env ? o->env : "",
            o->history_table ? o->history_table : "");
    fprintf(to, "lock_wait=%" PRId64 "\nddl_lock_timeout=%" PRId64 "\nwait=%" PRId64 "\n",
            o->lock_wait_ms, o->ddl_lock_timeout_ms, o->wait_ms);
    fprintf(to, "allow_out_of_order=%d\napprove=%d\nallow_data_loss=%d\ndry_run=%d\napproved_by=%s\n",
            o->allow_out_of_order, o->approve, o->allow_data_loss, o->dry_run,
            o->approved_by ? o->approved_by : "");
    fclose(to);
}

enum sk_status
skein_open(struct skein **out, const struct sk_options *options, struct sk_error *err)
{
    (void)err;
    *out = calloc(1, sizeof **out);
    (*out)->options = *options;
    log_options(options);
    return SK_OK;
}

void
skein_close(struct skein *skein)
{
    free(skein);
}

void
skein_interrupt(struct skein *skein)
{
    (void)skein;
    interrupts++;
}

/* ---- a run
 * ----------------------------------------------------------------------------------------------------
 */

static void
tell(struct skein *skein, struct sk_event event)
{
    skein->options.on_event(skein->options.on_event_data, &event);
}

static void
tell_all(struct skein *skein)
{
    struct sk_event one = {
        .version = "001", .name = "first", .index = 1, .total = 2, .duration_ms = 12};
    struct sk_event two = {
        .version = "002", .name = "second", .index = 2, .total = 2, .duration_ms = 61999};
    tell(skein, (struct sk_event){.kind = SK_EVENT_WAITING, .message = "waiting for app@host"});
    tell(skein, (struct sk_event){.kind = SK_EVENT_WAITING, .message = "waiting for app@host"});
    tell(skein, (struct sk_event){.kind = SK_EVENT_PLANNED, .total = 2});
    one.kind = two.kind = SK_EVENT_BEGIN;
    tell(skein, one);
    one.kind = SK_EVENT_DONE;
    tell(skein, one);
    tell(skein, two);
    two.kind = SK_EVENT_NOTICE;
    two.message = "mind the gap \x1b[31m";
    tell(skein, two);
    two.kind = getenv("FAKE_STATUS") ? SK_EVENT_FAILED : SK_EVENT_DONE;
    tell(skein, two);
}

enum sk_status
skein_up(struct skein *skein, const char *target, struct sk_run **out, struct sk_error *err)
{
    static struct sk_run_step steps[] = {{"001", "first", false, 12},
                                         {"002", "second", false, 1234}};
    const char *hang = getenv("FAKE_HANG");
    (void)target;
    if (getenv("FAKE_EVENTS"))
        tell_all(skein);
    if (hang)
        fprintf(stderr, "hanging\n");
    while (hang && interrupts < atoi(hang))
        usleep(1000); /* pause() would sleep through a signal that came just before it */
    enum sk_status status = answer(err);
    *out = calloc(1, sizeof **out);
    **out = (struct sk_run){.successful = 2, .steps = steps, .current = "002"};
    if (status != SK_OK)
        **out = (struct sk_run){.successful = 1, .failed = 1, .steps = steps, .current = "001"};
    return status;
}

enum sk_status
skein_down(struct skein *skein, const char *target, struct sk_run **out, struct sk_error *err)
{
    (void)skein;
    *out = NULL;
    err->status = SK_EUSAGE;
    err->message = (char *)(target ? target : "(none)");
    return SK_EUSAGE;
}

enum sk_status
skein_status(struct skein *skein, struct sk_state **out, struct sk_error *err)
{
    static struct sk_migration_info items[] = {
        {.version = "001",
         .name = "first",
         .status = SK_COMPLETED,
         .applied_at = "2026-01-15T10:00:00.123Z",
         .duration_ms = 1234,
         .checksum = "ab",
         .applied_by = "app"},
        {.version = "002",
         .name = "tab\there",
         .status = SK_FAILED,
         .duration_ms = -1,
         .error_message = "boom\x1b"},
        {.version = "003", .name = "broken \xff byte", .status = SK_PENDING, .duration_ms = -1},
        {.version = "004", .name = "gone", .status = SK_MISSING, .duration_ms = 5},
        {.version = "005", .name = "edited", .status = SK_MODIFIED, .duration_ms = 5},
        {.version = "006", .name = "busy", .status = SK_RUNNING, .duration_ms = -1},
    };
    (void)skein;
    enum sk_status status = answer(err);
    if (status != SK_OK)
        return status;
    *out = calloc(1, sizeof **out);
    **out = (struct sk_state){"postgres", "15.8", "001", 1, 3, 6, items, true};
    return SK_OK;
}

enum sk_status
skein_deps(struct skein *skein, struct sk_deps **out, struct sk_error *err)
{
    static const char *one[] = {"1"}, *two[] = {"2"}, *both[] = {"3", "4"}, *tables[] = {"a", "b"};
    static struct sk_dep items[] = {
        {.version = "1", .name = "base", .risk = "low", .n_tables = 2, .affects_tables = tables},
        {.version = "2",
         .name = "chain",
         .n_depends_on = 1,
         .depends_on = one,
         .rollback_safe = true},
        {.version = "3", .name = "left \"q\"", .n_depends_on = 1, .depends_on = two},
        {.version = "4", .name = "right", .n_depends_on = 1, .depends_on = two},
        {.version = "5", .name = "join", .n_depends_on = 2, .depends_on = both, .risk = "high"},
        {.version = "9", .name = "alone"},
    };
    (void)skein;
    (void)err;
    *out = calloc(1, sizeof **out);
    **out = (struct sk_deps){6, items};
    return SK_OK;
}

/* ---- what no test calls
 * --------------------------------------------------------------------------------------- */

#define NOT_CALLED(name, ...)                                                                      \
    enum sk_status name(__VA_ARGS__)                                                               \
    {                                                                                              \
        abort();                                                                                   \
    }

#pragma GCC diagnostic ignored "-Wunused-parameter"
NOT_CALLED(skein_init, struct skein *skein, struct sk_error *err)
NOT_CALLED(skein_completed, struct skein *skein, struct sk_migrations **out, struct sk_error *err)
NOT_CALLED(skein_history, struct skein *skein, struct sk_history **out, struct sk_error *err)
NOT_CALLED(skein_report, struct skein *skein, const char *since, const char *until, int64_t slow_ms,
           struct sk_report **out, struct sk_error *err)
NOT_CALLED(skein_changelog, struct skein *skein, const char *previous, char **out, struct sk_error *err)
NOT_CALLED(skein_lint, struct skein *skein, const char *const *dialects, struct sk_lint **out, struct sk_error *err)
bool
skein_lint_rule(size_t i, struct sk_lint_rule *out)
{
    *out = (struct sk_lint_rule){0};
    return false;
}
NOT_CALLED(skein_goto, struct skein *skein, const char *version, struct sk_run **out,
           struct sk_error *err)
NOT_CALLED(skein_apply, struct skein *skein, const char *migration, struct sk_run **out, struct sk_error *err)
NOT_CALLED(skein_violations, struct skein *skein, const char *target, struct sk_violations **out, struct sk_error *err)
NOT_CALLED(skein_setup, struct skein *skein, struct sk_amendments **counted, struct sk_run **run, struct sk_error *err)
NOT_CALLED(skein_baseline, struct skein *skein, const char *version, struct sk_amendments **out, struct sk_error *err)
NOT_CALLED(skein_repair, struct skein *skein, struct sk_amendments **out, struct sk_error *err)
NOT_CALLED(skein_resolve, struct skein *skein, const char *version, size_t statement, enum sk_resolution resolution,
           struct sk_error *err)
NOT_CALLED(skein_redo, struct skein *skein, struct sk_run **out, struct sk_error *err)
NOT_CALLED(skein_seed, struct skein *skein, size_t *n_statements, struct sk_error *err)
NOT_CALLED(skein_plan, struct skein *skein, bool down, const char *target, struct sk_plan **out,
           struct sk_error *err)
NOT_CALLED(skein_translate, const char *dialect, const char *name, const char *sql, size_t len, bool report,
           struct sk_plan **out, struct sk_error *err)
NOT_CALLED(skein_validate, struct skein *skein, const char *const *dialects,
           struct sk_findings **out, struct sk_error *err)
NOT_CALLED(skein_schema, struct skein *skein, const char *version, const char *format, char **out,
           struct sk_error *err)
NOT_CALLED(skein_describe, struct skein *skein, const char *version, bool live, struct sk_schema **out,
           struct sk_error *err)
NOT_CALLED(skein_diff, struct skein *skein, const char *left, const char *right,
           struct sk_diff **out, struct sk_error *err)
NOT_CALLED(skein_drift, struct skein *skein, struct sk_diff **out, struct sk_error *err)
NOT_CALLED(skein_verify, struct skein *skein, const struct sk_verify_options *options,
           struct sk_verification **out, struct sk_error *err)
NOT_CALLED(skein_rollout, struct skein *skein, const struct sk_rollout_options *options, struct sk_rollout **out,
           struct sk_error *err)
NOT_CALLED(skein_perf, struct skein *skein, const struct sk_perf_options *options, struct sk_perf **out,
           struct sk_error *err)
NOT_CALLED(skein_tables, struct skein *skein, bool count, struct sk_tables **out,
           struct sk_error *err)
NOT_CALLED(skein_new, struct skein *skein, const char *name, const char *type,
           struct sk_created **out, struct sk_error *err)
NOT_CALLED(skein_db, struct skein *skein, enum sk_db_action action, struct sk_error *err)
NOT_CALLED(skein_backup, struct skein *skein, const char *file, bool force, struct sk_backup **out,
           struct sk_error *err)
NOT_CALLED(skein_restore, struct skein *skein, const char *file, struct sk_backup **out, struct sk_error *err)
NOT_CALLED(skein_clean, struct skein *skein, struct sk_tables **out, struct sk_error *err)
NOT_CALLED(skein_rehearse, struct skein *skein, const char *from, bool keep, struct sk_rehearsal **out,
           struct sk_error *err)
