/*
 * core/api_rehearse.c - the public call that runs the pending migrations on a copy of a database.
 *
 * A snapshot (a backup, or a database that is only read) is put into a scratch database, and there the migrations run,
 * one by one, as `up` would run them. What each of them locks and changes is asked for in its own transaction, just
 * before it is committed: nothing is missed, however quick it was. Whatever happens, the scratch database goes.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/backup.h"
#include "core/lock.h"
#include "core/scratch.h"
#include "core/url.h"

struct rehearsing {
    struct skein *skein, *child;
    TALLOC_CTX *tmp;
    struct sk_scratch *scratch;
    struct sk_manifest *snapshot;
    struct sk_where where;
    struct sk_rehearsal *result;
    struct sk_rehearsed *at;   /* the migration at hand */
    struct sk_counts *counts;  /* before it */
};

/* ---- the snapshot --------------------------------------------------------------------------------------------- */

static enum sk_status
go_on(const struct rehearsing *r, struct sk_error *err)
{
    return r->skein->interrupts ? sk_fail(err, SK_EINTERRUPTED, "stopped on request") : SK_OK;
}

static enum sk_status
open_on(struct skein **out, const struct rehearsing *r, const char *url, struct sk_error *err)
{
    struct sk_options options = r->skein->options;
    options.url = url;
    options.url_var = NULL;
    options.approve = options.allow_data_loss = true; /* of a copy */
    options.dry_run = false;
    options.on_event = NULL;
    enum sk_status status = skein_open(out, &options, err);
    if (!status)
        r->skein->inner = *out;
    return status;
}

/* A private file in the folder for temporary files; it goes with its owner. */
static int
remove_file(char **path)
{
    unlink(*path);
    return 0;
}

static enum sk_status
temporary_file(const char **out, TALLOC_CTX *owner, struct sk_error *err)
{
    const char *folder = getenv("TMPDIR");
    char **path = sk_new(owner, char *);
    *path = sk_printf(path, "%s/skein-snapshot-XXXXXX", folder && *folder ? folder : "/tmp");
    int fd = mkostemp(*path, O_CLOEXEC); /* mode 0600 */
    if (fd < 0)
        return sk_fail(err, SK_EIO, "cannot create a file in the folder for temporary files: %m");
    close(fd);
    talloc_set_destructor(path, remove_file);
    *out = *path;
    return SK_OK;
}

static enum sk_status
same_engine(const struct rehearsing *r, const struct skein *source, struct sk_error *err)
{
    if (strcmp(source->conn->dialect, r->child->conn->dialect) == 0)
        return SK_OK;
    sk_fail(err, SK_EUSAGE, "the snapshot is of %s, and the database of %s", source->conn->dialect,
            r->child->conn->dialect);
    return sk_hint(err, "Name a server of the same engine with --url."), SK_EUSAGE;
}

/* The database of `url` is read, in one transaction, and nothing else. */
static enum sk_status
take_snapshot(struct rehearsing *r, const char **file, const char *url, struct sk_error *err)
{
    struct skein *source = NULL;
    r->snapshot = sk_new(r->tmp, struct sk_manifest);
    enum sk_status status = temporary_file(file, r->tmp, err);
    status = status ? status : open_on(&source, r, url, err);
    status = status ? status : sk_session_connect(source, true, err);
    status = status ? status : same_engine(r, source, err);
    status = status ? status : sk_backup_write(r->snapshot, r->tmp, source, *file, false, err);
    r->skein->inner = r->child;
    skein_close(source);
    return status ? sk_context(err, "while the snapshot was taken") : SK_OK;
}

/* Where a schema is a database of the server's, it must not be one that is in use. */
static enum sk_status
claim_schemas(struct rehearsing *r, struct sk_error *err)
{
    struct sk_planner planner = {.project = r->child->project, .source = r->child->source, .target = r->child->source};
    struct sk_catalog *catalog = NULL;
    struct sk_where where = r->where;
    sk_contents_where_add(&where, r->tmp, r->child, r->snapshot->counts);
    r->where = where;
    if (!r->child->dialect->server_schemas)
        return SK_OK;
    enum sk_status status = sk_plan_catalog(&catalog, r->tmp, &planner, NULL, err);
    for (size_t i = 0; i < where.n_schemas && !status; i++)
        status = sk_scratch_claim(r->scratch, where.schemas[i], err);
    for (size_t i = 0; catalog && i < catalog->n_schemas && !status; i++) {
        bool claimed = false;
        for (size_t k = 0; k < where.n_schemas; k++)
            claimed = claimed || strcmp(where.schemas[k], catalog->schemas[i]) == 0;
        status = claimed ? SK_OK : sk_scratch_claim(r->scratch, catalog->schemas[i], err);
    }
    return status;
}

static enum sk_status
fill(struct rehearsing *r, const char *from, struct sk_error *err)
{
    const struct sk_archive_ops *ops;
    int64_t begun = sk_now_ms();
    bool is_file = access(from, F_OK) == 0 || !*sk_url_scheme(r->tmp, from);
    const char *file = from;
    r->result->source = is_file ? sk_strdup(r->result, from) : sk_url_redact(r->result, from);
    enum sk_status status = sk_contents_where(&r->where, r->tmp, r->child, err);
    status = status ? status : sk_session_source(r->child, err);
    status = status ? status : sk_backup_ops(&ops, r->child, err);
    if (!status && is_file)
        status = sk_backup_read(&r->snapshot, r->tmp, r->child, ops, file, err);
    else if (!status)
        status = take_snapshot(r, &file, from, err);
    status = status ? status : go_on(r, err);
    status = status ? status : claim_schemas(r, err);
    status = status ? status : sk_backup_load(r->child, r->snapshot, file, &r->where, NULL, true, err);
    r->result->snapshot_ms = sk_now_ms() - begun;
    r->result->from = r->snapshot ? sk_strdup(r->result, r->snapshot->current) : NULL;
    for (size_t i = 0; !status && i < r->snapshot->counts->n; i++)
        r->result->rows += r->snapshot->counts->items[i].rows;
    return status;
}

/* ---- the migrations ------------------------------------------------------------------------------------------- */

static char *
full_name(TALLOC_CTX *owner, const char *schema, const char *name)
{
    return sk_printf(owner, "%s%s%s", schema ? schema : "", schema ? "." : "", name);
}

/* What a look into a migration's transaction has found: kind, schema, table, mode, rows inserted, updated, deleted. */
static void
see(void *data, const struct sk_rows *rows)
{
    struct rehearsing *r = data;
    struct sk_rehearsal *result = r->result;
    for (size_t i = 0; i < rows->n_rows && r->at; i++) {
        const char *schema = sk_cell(rows, i, 1), *name = sk_cell(rows, i, 2);
        bool new_table = !sk_counts_find(r->snapshot->counts, schema, name);
        if (sk_ledger_owns(r->skein->project->history_table, name))
            continue;
        if (strcmp(sk_cell(rows, i, 0), "lock") == 0 && !new_table) {
            struct sk_rehearsed_lock lock = {full_name(result, schema, name), sk_strdup(result, sk_cell(rows, i, 3))};
            sk_push(result, r->at->locks, r->at->n_locks, lock);
        } else if (strcmp(sk_cell(rows, i, 0), "rows") == 0) {
            struct sk_rehearsed_rows touched = {.table = full_name(result, schema, name),
                                                .inserted = strtoll(sk_cell(rows, i, 4), NULL, 10),
                                                .updated = strtoll(sk_cell(rows, i, 5), NULL, 10),
                                                .deleted = strtoll(sk_cell(rows, i, 6), NULL, 10)};
            sk_push(result, r->at->rows, r->at->n_rows, touched);
        }
    }
}

/* Where nobody counts what a transaction does: how many rows there are more, or fewer, than before. */
static enum sk_status
compare_rows(struct rehearsing *r, struct sk_error *err)
{
    struct sk_counts *after;
    enum sk_status status = sk_contents_rows(&after, r->tmp, r->child, &r->where, err);
    for (size_t i = 0; !status && i < after->n; i++) {
        const struct sk_count *is = &after->items[i], *was = sk_counts_find(r->counts, is->schema, is->name);
        int64_t more = is->rows - (was ? was->rows : 0);
        struct sk_rehearsed_rows touched = {.table = full_name(r->result, is->schema, is->name),
                                            .inserted = more > 0 ? more : 0,
                                            .updated = -1,
                                            .deleted = more < 0 ? -more : 0};
        if (more)
            sk_push(r->result, r->at->rows, r->at->n_rows, touched);
    }
    if (!status)
        r->counts = after;
    return status;
}

/* The next pending migration; `*done`: there is none. */
static enum sk_status
run_next(struct rehearsing *r, bool *done, struct sk_error *err)
{
    const struct sk_contents_ops *contents = r->child->dialect->contents;
    struct sk_rehearsed one = {.duration_ms = -1};
    struct sk_run *run = NULL;
    int64_t begun = sk_now_ms();
    r->at = &one;
    enum sk_status status = skein_up(r->child, "+1", &run, err);
    if (!status && run && run->successful) {
        one.version = sk_strdup(r->result, run->steps[0].version);
        one.name = sk_strdup(r->result, run->steps[0].name);
        one.duration_ms = run->steps[0].duration_ms;
    }
    one.wall_ms = sk_now_ms() - begun;
    *done = !run || !run->successful;
    skein_free(run);
    if (!status && !*done && !contents->look)
        status = compare_rows(r, err);
    if (!status && !*done) {
        one.locks_note = contents->lock_rule && !one.n_locks ? sk_strdup(r->result, contents->lock_rule) : NULL;
        sk_push(r->result, r->result->migrations, r->result->n, one);
    }
    r->at = NULL;
    return status;
}

static enum sk_status
run_pending(struct rehearsing *r, struct sk_error *err)
{
    const struct sk_observer observer = {.sql = r->child->dialect->contents->look, .see = see, .data = r};
    bool done = false;
    enum sk_status status = sk_contents_rows(&r->counts, r->tmp, r->child, &r->where, err);
    r->child->observer = observer.sql ? &observer : NULL;
    while (!status && !done) {
        status = go_on(r, err);
        status = status ? status : run_next(r, &done, err);
    }
    r->child->observer = NULL;
    return status;
}

/* ---- the call ------------------------------------------------------------------------------------------------- */

static enum sk_status
rehearse(struct rehearsing *r, const char *from, struct sk_error *err)
{
    enum sk_status status = sk_scratch_new(&r->scratch, r->tmp, r->skein->project->url, err);
    status = status ? status : open_on(&r->child, r, r->scratch->url, err);
    status = status ? status : sk_session_connect(r->child, false, err);
    status = status ? status : fill(r, from, err);
    status = status ? status : run_pending(r, err);
    struct sk_diff *diff = NULL;
    status = status ? status : skein_drift(r->child, &diff, err);
    if (diff)
        r->result->diff = talloc_steal(r->result, diff);
    return status;
}

enum sk_status
skein_rehearse(struct skein *skein, const char *from, bool keep, struct sk_rehearsal **out, struct sk_error *err)
{
    struct rehearsing r = {.skein = skein, .tmp = sk_context_new(NULL), .result = sk_new(NULL, struct sk_rehearsal)};
    enum sk_status status = sk_project_has_url(skein->project, err);
    status = status ? status : rehearse(&r, from, err);
    skein->inner = NULL;
    skein_close(r.child);
    if (r.scratch && keep)
        r.result->kept = sk_scratch_keep(r.scratch, r.result);
    enum sk_status dropped = sk_scratch_drop(r.scratch, status ? NULL : err);
    talloc_free(r.tmp);
    *out = r.result;
    return status ? status : dropped;
}
