/*
 * core/api_seed.c - the public call that runs seed files.
 *
 * A seed file is rewritten like a migration, against the schema as all applied migrations have made it. All files are
 * planned before the first is run; each has a transaction of its own, under the run's lock, and a row in the log. The
 * history knows nothing of them: they are run as often as they are asked for.
 */
#include "core/execute.h"
#include "core/lock.h"

struct seeding {
    struct skein *skein;
    TALLOC_CTX *tmp;
    size_t n;
    struct sk_step *steps;
    struct sk_migration *names; /* what messages and the log call them */
    size_t statements;          /* that have run */
};

static enum sk_status
plan_seeds(struct seeding *s, const char *const *files, size_t n, struct sk_error *err)
{
    struct sk_planner planner = sk_session_planner(s->skein);
    struct sk_rewrite rewrite = {.dialect = s->skein->dialect, .server_version = planner.server_version,
                                 .database = planner.database};
    enum sk_status status = SK_OK;
    if (planner.target == planner.source)
        rewrite.catalog = sk_catalog_new(s->tmp, planner.source->expr_ops);
    else
        status = sk_plan_applied(&rewrite.catalog, s->tmp, &planner, err);
    s->steps = sk_alloc(s->tmp, n * sizeof *s->steps, "steps");
    s->names = sk_alloc(s->tmp, n * sizeof *s->names, "names");
    for (; s->n < n && !status; s->n++) {
        struct sk_step *step = &s->steps[s->n];
        struct sk_file *file;
        s->names[s->n] = (struct sk_migration){.version = "seed", .name = files[s->n]};
        step->migration = &s->names[s->n];
        status = sk_file_read(&file, s->tmp, files[s->n], err);
        if (status)
            break;
        step->file = file;
        status = sk_plan_script(step, s->tmp, &planner, &rewrite, file, err);
        if (!status && !step->transactional) {
            sk_fail(err, SK_EREFUSED, "a seed file cannot hold a statement that refuses a transaction");
            status = sk_at(err, file->path, SK_NO_POS);
        }
    }
    return status;
}

static enum sk_status
run_seed(struct seeding *s, const struct sk_step *step, struct sk_error *err)
{
    const struct sk_ledger_ops *ops = s->skein->ledger->ops;
    struct sk_conn *conn = s->skein->conn;
    int64_t begun = sk_now_ms();
    size_t ran = 0;
    enum sk_status status = sk_lock_begin(s->skein->ledger, sk_session_lock_wait_ms(s->skein), NULL, NULL, err);
    if (status)
        return status;
    for (size_t i = 0; i < step->n && !status; i++) {
        status = step->outputs[i].sql ? sk_execute_output(conn, &step->outputs[i], err) : SK_OK;
        if (status)
            sk_execute_explain(step, &step->outputs[i], err);
        ran += step->outputs[i].sql != NULL;
    }
    for (const char *const *reset = ops->reset; reset && *reset && !status; reset++)
        status = sk_conn_exec(conn, *reset, err);
    status = status ? status : sk_ledger_log(s->skein->ledger, "seed", step->migration->name, sk_now_ms() - begun, err);
    status = status ? status : sk_conn_exec(conn, ops->commit, err);
    if (status && sk_conn_transaction(conn) != '-' && sk_conn_exec(conn, ops->rollback, NULL))
        sk_context(err, "the transaction could not be rolled back");
    if (!status)
        s->statements += ran;
    return status;
}

enum sk_status
skein_seed(struct skein *skein, size_t *n_statements, struct sk_error *err)
{
    const struct sk_project *project = skein->project;
    bool own = project->env && project->env->n_seeds, dry_run = skein->options.dry_run;
    size_t n_files = own ? project->env->n_seeds : project->n_seeds;
    const char *const *files = own ? project->env->seeds : project->seeds;
    struct seeding s = {.skein = skein, .tmp = sk_context_new(NULL)};
    enum sk_status status = n_files ? SK_OK : sk_fail(err, SK_EUSAGE, "the project has no seed files");
    status = status ? status : sk_session_connect(skein, dry_run, err);
    status = status ? status : sk_ledger_read(skein->ledger, err);
    status = status ? status : sk_session_source(skein, err);
    status = status ? status : plan_seeds(&s, files, n_files, err);
    if (!status && !dry_run && !skein->ledger->exists)
        status = sk_ledger_create(skein->ledger, sk_session_lock_wait_ms(skein), err);
    for (size_t i = 0; i < s.n && !status && !dry_run; i++)
        status = run_seed(&s, &s.steps[i], err);
    if (!status && n_statements)
        *n_statements = s.statements;
    talloc_free(s.tmp);
    return status;
}
