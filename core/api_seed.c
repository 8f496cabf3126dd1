/*
 * core/api_seed.c - the public calls that run files which are no migrations: seed files, and schema.sql.
 *
 * Such a file is rewritten like a migration, against the schema as all applied migrations have made it. All files are
 * planned before the first is run; each has a transaction of its own, under the run's lock, and a row in the log. The
 * history knows nothing of them: they are run as often as they are asked for.
 */
#include "core/diff.h"
#include "core/execute.h"
#include "core/lock.h"

struct seeding {
    struct skein *skein;
    const struct sk_step *step; /* at hand */
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
run_seed(void *data, struct sk_error *err)
{
    struct seeding *s = data;
    const struct sk_step *step = s->step;
    const struct sk_ledger_ops *ops = s->skein->ledger->ops;
    struct sk_conn *conn = s->skein->conn;
    int64_t begun = sk_now_ms();
    size_t ran = 0;
    enum sk_status status = sk_lock_begin(s->skein->ledger, sk_session_lock_wait_ms(s->skein), NULL, NULL, err);
    if (status)
        return status;
    for (size_t i = 0, alone = 0; i < step->n && !status;) {
        status = sk_execute_next(conn, step, &i, &alone, err);
        if (status)
            sk_execute_explain(step, &step->outputs[i], err);
    }
    for (size_t i = 0; i < step->n; i++)
        ran += step->outputs[i].sql != NULL;
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

/* Connected, with the history read. */
static enum sk_status
run_files(struct skein *skein, const char *const *files, size_t n_files, size_t *n_statements, struct sk_error *err)
{
    bool dry_run = skein->options.dry_run;
    struct seeding s = {.skein = skein, .tmp = sk_context_new(NULL)};
    enum sk_status status = sk_session_source(skein, err);
    status = status ? status : plan_seeds(&s, files, n_files, err);
    if (!status && !dry_run && !skein->ledger->exists)
        status = sk_ledger_create(skein->ledger, sk_session_lock_wait_ms(skein), err);
    for (size_t i = 0; i < s.n && !status && !dry_run; i++) {
        s.step = &s.steps[i];
        status = sk_execute_without_foreign_keys(skein->conn, s.step->foreign_keys_off, run_seed, &s, err);
    }
    if (!status && n_statements)
        *n_statements = s.statements;
    talloc_free(s.tmp);
    return status;
}

enum sk_status
skein_seed(struct skein *skein, size_t *n_statements, struct sk_error *err)
{
    const struct sk_project *project = skein->project;
    bool basic = skein->options.basic_seeds, own = !basic && project->env && project->env->has_seeds;
    size_t n_files = own ? project->env->n_seeds : basic ? project->n_basic_seeds : project->n_seeds;
    const char *const *files = own ? project->env->seeds : project->seeds;
    enum sk_status status = n_files || own ? SK_OK : sk_fail(err, SK_EUSAGE, "the project has no seed files");
    status = status ? status : sk_session_connect(skein, skein->options.dry_run, err);
    status = status ? status : sk_ledger_read(skein->ledger, err);
    return status ? status : run_files(skein, files, n_files, n_statements, err);
}

/* ---- fresh installs -------------------------------------------------------------------------------------------- */

/* A catalog that is built up, migration by migration, beside the one that schema.sql makes. */
struct matching {
    struct skein *skein;
    TALLOC_CTX *tmp;
    struct sk_catalog *wanted;
    const struct sk_migration *match;  /* the newest after which both are the same; NULL: none */
    const struct sk_diff *last;        /* how they differ at the end */
    const char *writes_rows;           /* the first version that does; NULL */
};

static bool
writes_rows(const struct sk_statement *statement)
{
    bool writes = statement->on_demand;
    for (size_t i = 0; i < statement->n_changes; i++)
        writes = writes || statement->changes[i]->kind == SK_ROWS;
    for (size_t i = 0; i < statement->n_parts; i++)
        writes = writes || writes_rows(&statement->parts[i]);
    return writes;
}

/* `version` NULL: schema.sql. */
static enum sk_status
replay_file(struct sk_catalog *catalog, struct matching *m, const char *path, const char *version, struct sk_error *err)
{
    struct sk_file *file;
    struct sk_script *script;
    enum sk_status status = sk_file_read(&file, m->tmp, path, err);
    if (!status)
        status = m->skein->source->parse(&script, m->tmp, file->path, file->text, file->len, err);
    status = status ? status : sk_plan_replay(catalog, m->skein->source, script, err);
    for (size_t i = 0; !status && version && i < script->n && !m->writes_rows; i++)
        m->writes_rows = writes_rows(&script->statements[i]) ? version : NULL;
    return status;
}

static enum sk_status
match_version(struct matching *m, struct sk_error *err)
{
    const struct sk_project *project = m->skein->project;
    struct sk_catalog *catalog = sk_catalog_new(m->tmp, m->skein->source->expr_ops);
    const struct sk_side left = {.catalog = catalog, .dialect = m->skein->source};
    const struct sk_side right = {.catalog = m->wanted, .dialect = m->skein->source};
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < project->n && !status; i++) {
        struct sk_diff *diff;
        status = replay_file(catalog, m, project->migrations[i]->up_path, project->migrations[i]->version, err);
        status = status ? status : sk_diff(&diff, m->tmp, &left, &right, err);
        if (status)
            break;
        m->last = diff;
        m->match = diff->n ? m->match : project->migrations[i];
    }
    return status;
}

/* Which migrations schema.sql stands for. */
static enum sk_status
find_match(const char **version, TALLOC_CTX *owner, struct skein *skein, struct sk_error *err)
{
    struct matching m = {.skein = skein, .tmp = sk_context_new(NULL)};
    const char *path = skein->project->schema_file;
    enum sk_status status = sk_session_source(skein, err);
    if (!status) {
        m.wanted = sk_catalog_new(m.tmp, skein->source->expr_ops);
        status = replay_file(m.wanted, &m, path, NULL, err);
    }
    status = status ? status : match_version(&m, err);
    if (!status && !m.match) {
        const struct sk_difference *d = m.last && m.last->n ? &m.last->items[0] : NULL;
        status = sk_fail(err, SK_EREFUSED, "%s is not what the migrations make%s%s%s%s%s%s", path,
                         d ? ": the first difference is in " : "", d ? d->object : "", d ? " " : "",
                         d && d->table ? d->table : "", d && d->table ? "." : "", d ? d->name : "");
        sk_at(err, path, SK_NO_POS);
        sk_hint(err, "Write it anew: skein schema --idempotent --output %s", path);
    }
    if (!status && m.writes_rows && sk_version_compare(m.writes_rows, m.match->version) <= 0) {
        const char *text =
            sk_printf(m.tmp, "migration %s writes rows, which a schema has not: seeds have to", m.writes_rows);
        sk_session_tell(skein, &(struct sk_event){.kind = SK_EVENT_NOTICE, .message = text});
    }
    if (!status)
        *version = sk_strdup(owner, m.match->version);
    talloc_free(m.tmp);
    return status;
}

enum sk_status
skein_setup(struct skein *skein, struct sk_amendments **counted, struct sk_run **run, struct sk_error *err)
{
    const char *version = NULL, *path = skein->project->schema_file;
    struct sk_amendments *none = sk_new(NULL, struct sk_amendments);
    *counted = none;
    enum sk_status status = path ? find_match(&version, none, skein, err) : SK_OK;
    status = status ? status : skein_db(skein, SK_DB_CREATE, err);
    if (!status && skein->options.dry_run)
        return SK_OK;
    status = status ? status : sk_session_connect(skein, false, err);
    status = status ? status : sk_ledger_read(skein->ledger, err);
    if (!status && path && !skein->ledger->n) {
        status = run_files(skein, &path, 1, NULL, err);
        status = status ? status : skein_baseline(skein, version, counted, err);
    }
    if (*counted != none)
        talloc_free(none);
    return status ? status : skein_up(skein, NULL, run, err);
}
