/*
 * core/api_perf.c - the public call that measures queries before and after a migration.
 *
 * A migration is measured where it runs: one scratch database is filled as it stands before, and migrated with its rows
 * in it. What a schema owes to its indexes is measured with two: the same rows, with and without them.
 */
#include <string.h>

#include "core/execute.h"
#include "core/perf.h"
#include "core/registry.h"
#include "core/scratch.h"

enum { USUAL_ROWS = 1000, USUAL_RUNS = 9, USUAL_TOLERANCE = 20 };
static const int64_t NOISE_US = 500; /* a difference below this is the scheduler's, not the query's */

struct bench {
    struct skein *skein;
    struct sk_perf_options options;
    struct sk_perf_files files;
    struct sk_catalog *files_catalog; /* what the migrations make, up to the last that is measured */
    struct sk_perf *result;
    TALLOC_CTX *tmp;
    struct sk_scratch *scratch;
    struct sk_perf_base base;
};

/* ---- scratch databases ---------------------------------------------------------------------------------------- */

static void
close_base(struct bench *b)
{
    b->skein->running = b->skein->conn;
    skein_close(b->base.child);
    b->base.child = NULL;
    talloc_free(b->scratch);
    b->scratch = NULL;
}

/* Where a schema is a database of the server's, it must not be one that somebody else has. */
static enum sk_status
claim_schemas(struct bench *b, struct sk_error *err)
{
    const struct sk_dialect *dialect;
    char *engine = sk_strndup(b->tmp, b->scratch->url, strcspn(b->scratch->url, ":"));
    enum sk_status status =
        sk_registry_dialect(&dialect, strncmp(engine, "postgres", 8) == 0 ? "postgres" : engine, err);
    if (status || !dialect->server_schemas)
        return status;
    for (size_t i = 0; !status && i < b->files_catalog->n_schemas; i++)
        status = sk_scratch_claim(b->scratch, b->files_catalog->schemas[i], err);
    return status;
}

/* What the child's migrations have made; it changes with them. */
static enum sk_status
read_catalog(struct bench *b, struct sk_error *err)
{
    struct skein *child = b->base.child;
    enum sk_status status = sk_ledger_read(child->ledger, err);
    struct sk_planner planner = sk_session_planner(child);
    return status ? status : sk_plan_applied(&b->base.catalog, b->tmp, &planner, err);
}

static enum sk_status
migrate(struct bench *b, const char *version, struct sk_error *err)
{
    struct skein *child = b->base.child;
    struct sk_run *run = NULL;
    enum sk_status status = skein_up(child, version, &run, err);
    skein_free(run);
    status = status ? status : sk_session_connect(child, false, err);
    status = status ? status : sk_session_source(child, err);
    if (!status)
        b->skein->running = child->conn;
    return status ? status : read_catalog(b, err);
}

static enum sk_status
open_base(struct bench *b, const char *version, struct sk_error *err)
{
    const struct skein *own = b->skein;
    struct sk_options options = own->options;
    enum sk_status status = sk_scratch_new(&b->scratch, b->tmp, own->project->url, err);
    status = status ? status : claim_schemas(b, err);
    if (status)
        return status;
    options.url = b->scratch->url;
    options.url_var = NULL;
    options.approve = options.allow_data_loss = true;
    options.dry_run = false;
    options.on_event = NULL;
    status = skein_open(&b->base.child, &options, err);
    b->base.skein = b->skein;
    return status ? status : migrate(b, version, err);
}

/* A script without a file, run as a migration is: a table may have to be made anew for it. */
static enum sk_status
strip_indexes(struct bench *b, struct sk_error *err)
{
    struct skein *child = b->base.child;
    struct sk_planner planner = sk_session_planner(child);
    struct sk_migration *migration = sk_new(b->tmp, struct sk_migration);
    struct sk_file *file = sk_new(migration, struct sk_file);
    file->text = child->source->solver->strip(file, b->base.catalog);
    file->len = strlen(file->text);
    file->path = "without indexes";
    sk_file_hash(file);
    *migration = (struct sk_migration){.version = "without", .name = "indexes", .up_path = file->path, .up = file};
    struct sk_step step = {.migration = migration, .file = file};
    struct sk_steps steps = {1, &step};
    struct sk_execution x = {.skein = child, .steps = &steps, .run = sk_new(b->tmp, struct sk_run)};
    struct sk_rewrite rewrite = {.dialect = planner.target, .server_version = planner.server_version,
                                 .database = planner.database, .catalog = b->base.catalog};
    enum sk_status status = sk_plan_script(&step, b->tmp, &planner, &rewrite, file, err);
    return status || !step.n ? status : sk_execute(&x, err);
}

/* ---- measuring ------------------------------------------------------------------------------------------------ */

static bool
is_chosen(const struct bench *b, const char *name)
{
    for (size_t i = 0; b->options.queries && b->options.queries[i]; i++)
        if (strcmp(b->options.queries[i], name) == 0)
            return true;
    return !b->options.queries;
}

static enum sk_status
check_files(struct bench *b, struct sk_error *err)
{
    struct sk_planner planner = {.project = b->skein->project, .source = b->skein->source, .target = b->skein->source};
    enum sk_status status = sk_plan_catalog(&b->files_catalog, b->tmp, &planner, b->options.after, err);
    for (size_t i = 0; i < b->files.n_rows && !status; i++) {
        const struct sk_perf_rows *wish = &b->files.rows[i];
        if (sk_catalog_table(b->files_catalog, wish->schema, wish->table))
            continue;
        sk_fail(err, SK_EUSAGE, "there is no table \"%s\"", wish->table);
        status = sk_at(err, wish->file, wish->pos_bytes);
    }
    return status;
}

static enum sk_status
check_queries(const struct bench *b, struct sk_error *err)
{
    for (size_t i = 0; b->options.queries && b->options.queries[i]; i++) {
        bool found = false;
        for (size_t k = 0; k < b->files.n && !found; k++)
            found = strcmp(b->files.queries[k].name, b->options.queries[i]) == 0;
        if (!found)
            return sk_fail(err, SK_EUSAGE, "there is no query \"%s\"", b->options.queries[i]);
    }
    return SK_OK;
}

static enum sk_status
measure_all(struct bench *b, bool before, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    size_t at = 0;
    for (size_t i = 0; i < b->files.n && !status; i++) {
        const struct sk_perf_text *text = &b->files.queries[i];
        if (!is_chosen(b, text->name))
            continue;
        if (before) {
            struct sk_perf_query query = {.name = sk_strdup(b->result, text->name),
                                          .description = sk_strdup(b->result, text->description),
                                          .file = sk_strdup(b->result, text->file),
                                          .expected = text->expected};
            sk_push(b->result, b->result->queries, b->result->n, query);
        }
        struct sk_perf_query *query = &b->result->queries[at++];
        status = sk_perf_measure(before ? &query->before : &query->after, b->result, &b->base, text, b->options.runs,
                                 before, err);
    }
    return status;
}

/* What the queries' parameters are taken from is there only once its rows are. */
static void
describe_rows(struct bench *b)
{
    const char *const *unsolved;
    size_t n = sk_generator_unsolved(b->base.generator, &unsolved);
    for (size_t i = 0; i < sk_generator_tables(b->base.generator); i++) {
        const struct sk_table *table = sk_generator_table(b->base.generator, i);
        struct sk_perf_table row = {.schema = sk_strdup(b->result, table->schema),
                                    .name = sk_strdup(b->result, table->name),
                                    .rows = (int64_t)sk_generator_rows(b->base.generator, table)};
        sk_push(b->result, b->result->tables, b->result->n_tables, row);
    }
    for (size_t i = 0; i < n; i++)
        sk_push(b->result, b->result->notes, b->result->n_notes,
                sk_printf(b->result, "%s is not understood: rows may violate it", unsolved[i]));
}

static enum sk_status
fill(struct bench *b, struct sk_error *err)
{
    enum sk_status status =
        sk_perf_plan_rows(&b->base, b->tmp, &b->files, b->options.rows, b->options.seed, err);
    return status ? status : sk_perf_load(&b->base, &b->files, err);
}

/* The rows were made for the schema before; a column that comes later has no values to take. */
static enum sk_status
measure_migration(struct bench *b, struct sk_error *err)
{
    enum sk_status status = open_base(b, b->options.before, err);
    status = status ? status : fill(b, err);
    if (!status)
        describe_rows(b);
    status = status ? status : measure_all(b, true, err);
    const struct sk_catalog *before = b->base.catalog;
    status = status ? status : migrate(b, b->options.after, err);
    status = status ? status : sk_perf_gather(&b->base, err);
    b->base.parameters = before;
    return status ? status : measure_all(b, false, err);
}

static enum sk_status
measure_indexes(struct bench *b, struct sk_error *err)
{
    enum sk_status status = open_base(b, b->options.after, err);
    const struct sk_catalog *whole = NULL;
    if (!status) {
        whole = sk_catalog_clone(b->tmp, b->base.catalog);
        b->base.parameters = whole;
        status = strip_indexes(b, err);
    }
    if (!status) {
        struct sk_catalog *bare = b->base.catalog;
        b->base.catalog = (struct sk_catalog *)(uintptr_t)whole; /* the rows are those of the whole schema */
        status = sk_perf_plan_rows(&b->base, b->tmp, &b->files, b->options.rows, b->options.seed, err);
        b->base.catalog = bare;
    }
    status = status ? status : sk_perf_load(&b->base, &b->files, err);
    if (!status)
        describe_rows(b);
    status = status ? status : measure_all(b, true, err);
    close_base(b);
    status = status ? status : open_base(b, b->options.after, err);
    b->base.parameters = NULL;
    status = status ? status : fill(b, err);
    return status ? status : measure_all(b, false, err);
}

/* ---- judging -------------------------------------------------------------------------------------------------- */

static const struct sk_perf_text *
text_of(const struct bench *b, const char *name)
{
    size_t i = 0;
    while (strcmp(b->files.queries[i].name, name) != 0)
        i++;
    return &b->files.queries[i];
}

static void
judge(struct bench *b, struct sk_perf_query *query)
{
    double before = (double)query->before.median_us, after = (double)query->after.median_us;
    if (!query->before.problem)
        query->ratio = before / (after > 1 ? after : 1);
    if (!query->before.problem && query->after.rows != query->before.rows)
        query->finding = "other rows";
    else if (!query->before.problem && after > before * (1 + b->options.tolerance / 100) &&
             query->after.median_us - query->before.median_us > NOISE_US)
        query->finding = "slower";
    else if (text_of(b, query->name)->wants_index && !query->after.n_indexes)
        query->finding = "no index";
    b->result->findings += query->finding != NULL;
}

static const char *
version_name(const struct bench *b, const char *version, bool after)
{
    const struct sk_project *project = b->skein->project;
    const char *last = project->n ? project->migrations[project->n - 1]->version : "base";
    if (after && (!version || strcmp(version, "head") == 0))
        return last;
    return version ? version : project->n > 1 ? project->migrations[project->n - 2]->version : "base";
}

static void
describe(struct bench *b)
{
    struct sk_perf *result = b->result;
    const struct skein *child = b->base.child;
    result->engine = sk_strdup(result, child->conn->dialect);
    result->server_version = sk_strdup(result, child->conn->server_version);
    result->after = sk_strdup(result, b->options.after);
    result->before = b->options.without_indexes ? sk_printf(result, "%s without indexes", b->options.after)
                                                : sk_strdup(result, b->options.before);
    result->runs = b->options.runs;
    result->seed = b->options.seed;
    result->tolerance = b->options.tolerance;
    for (size_t i = 0; i < result->n; i++)
        judge(b, &result->queries[i]);
}

static void
settle_options(struct bench *b, const struct sk_perf_options *options)
{
    b->options = *options;
    b->options.rows = options->rows ? options->rows : USUAL_ROWS;
    b->options.runs = options->runs ? options->runs : USUAL_RUNS;
    b->options.seed = options->seed ? options->seed : 1;
    b->options.tolerance = options->tolerance < 0 ? USUAL_TOLERANCE : options->tolerance;
    b->options.before = version_name(b, options->before, false);
    b->options.after = version_name(b, options->after, true);
}

enum sk_status
skein_perf(struct skein *skein, const struct sk_perf_options *options, struct sk_perf **out, struct sk_error *err)
{
    struct bench b = {.skein = skein, .tmp = sk_context_new(NULL), .result = sk_new(NULL, struct sk_perf)};
    settle_options(&b, options);
    enum sk_status status = sk_session_source(skein, err);
    if (!status && !b.options.without_indexes && strcmp(b.options.before, "base") == 0) {
        sk_fail(err, SK_EUSAGE, "there is nothing to measure before the first migration");
        sk_hint(err, "Name a version with --before, or compare --without-indexes.");
        status = SK_EUSAGE;
    }
    status = status ? status : sk_perf_read(&b.files, b.tmp, skein->project, err);
    status = status ? status : check_queries(&b, err);
    status = status ? status : check_files(&b, err);
    if (!status)
        status = b.options.without_indexes ? measure_indexes(&b, err) : measure_migration(&b, err);
    if (!status)
        describe(&b);
    close_base(&b);
    talloc_free(b.tmp);
    if (status)
        talloc_free(b.result);
    else
        *out = b.result;
    return status;
}
