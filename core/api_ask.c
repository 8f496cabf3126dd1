/* core/api_ask.c - the public calls that only read: completed, pending, status, history, tables, deps, schema,
 * describe. */
#include <stdlib.h>
#include <string.h>

#include "core/catalog_json.h"
#include "core/describe.h"
#include "core/session.h"

/* ---- migrations ----------------------------------------------------------------------------------------------- */

static int64_t
number(const char *text)
{
    return text ? strtoll(text, NULL, 10) : -1;
}

static struct sk_migration_info
describe(TALLOC_CTX *owner, struct sk_migration *m, const struct sk_entry *entry)
{
    struct sk_migration_info info = {.duration_ms = -1, .estimated_ms = -1, .status = SK_PENDING};
    info.version = sk_strdup(owner, m ? m->version : entry->version);
    info.name = sk_strdup(owner, m ? m->name : entry->name);
    info.description = sk_strdup(owner, m && sk_migration_description(m) ? sk_migration_description(m)
                                         : entry                                ? entry->description
                                                                                : NULL);
    if (m) {
        info.file = sk_strdup(owner, m->up_path);
        info.down_file = sk_strdup(owner, m->down_path);
        info.risk = sk_strdup(owner, m->risk_level);
        info.estimated_ms = sk_migration_estimated_ms(m);
        info.date = sk_strdup(owner, sk_migration_date(m));
    }
    if (!entry)
        return info;
    info.status = strcmp(entry->status, "completed") == 0 ? SK_COMPLETED
                  : strcmp(entry->status, "failed") == 0  ? SK_FAILED
                                                          : SK_RUNNING;
    if (info.status == SK_COMPLETED && !m)
        info.status = SK_MISSING;
    info.applied_at = sk_strdup(owner, entry->applied_at);
    info.duration_ms = number(entry->duration_ms);
    info.checksum = sk_strdup(owner, entry->checksum);
    info.applied_by = sk_strdup(owner, entry->applied_by);
    info.error_message = sk_strdup(owner, entry->error_message);
    info.statements_done = number(entry->statements_done);
    info.statements_total = number(entry->statements_total);
    info.skein_version = sk_strdup(owner, entry->skein_version);
    return info;
}

static bool
is_done(enum sk_migration_status status)
{
    return status == SK_COMPLETED || status == SK_MISSING || status == SK_MODIFIED;
}

/* A file is parsed only when its bytes are not those that were applied. */
static enum sk_status
look_for_change(struct skein *skein, struct sk_migration_info *info, struct sk_migration *m,
                const struct sk_entry *entry, struct sk_error *err)
{
    const struct sk_file *file;
    bool modified;
    struct sk_migration *source = sk_project_for_dialect(skein->project, m, skein->dialect->name);
    enum sk_status status = sk_migration_read(&file, source, false, err);
    if (status || strcmp(file->checksum, entry->checksum) == 0)
        return status;
    status = sk_session_source(skein, err);
    if (status)
        return status;
    struct sk_planner planner = sk_session_planner(skein);
    status = sk_plan_is_modified(&modified, &planner, m, entry, err);
    if (!status && modified)
        info->status = SK_MODIFIED;
    return status;
}

static int
by_version(const void *a, const void *b)
{
    const struct sk_migration_info *x = a, *y = b;
    return sk_version_compare(x->version, y->version);
}

/* Files and history together, in order of version. */
static enum sk_status
all_migrations(struct skein *skein, TALLOC_CTX *owner, struct sk_migration_info **items, size_t *n,
               struct sk_error *err)
{
    enum sk_status status = sk_session_connect(skein, true, err);
    status = status ? status : sk_ledger_read(skein->ledger, err);
    for (size_t i = 0; !status && i < skein->project->n; i++) {
        struct sk_migration *m = skein->project->migrations[i];
        const struct sk_entry *entry = sk_ledger_entry(skein->ledger, m->version);
        struct sk_migration_info info = describe(owner, m, entry);
        if (sk_entry_completed(entry))
            status = look_for_change(skein, &info, m, entry, err);
        sk_push(owner, *items, *n, info);
    }
    bool gone = false;
    for (size_t i = 0; !status && i < skein->ledger->n; i++) {
        const struct sk_entry *entry = &skein->ledger->entries[i];
        if (sk_project_migration(skein->project, entry->version))
            continue;
        sk_push(owner, *items, *n, describe(owner, NULL, entry));
        gone = true;
    }
    if (gone)
        qsort(*items, *n, sizeof **items, by_version);
    return status;
}

static enum sk_status
some_migrations(struct skein *skein, bool done, struct sk_migrations **out, struct sk_error *err)
{
    struct sk_migrations *result = sk_new(NULL, struct sk_migrations);
    struct sk_migration_info *items = NULL;
    size_t n = 0;
    enum sk_status status = all_migrations(skein, result, &items, &n, err);
    for (size_t i = 0; i < n && !status; i++)
        if (is_done(items[i].status) == done)
            sk_push(result, result->items, result->n, items[i]);
    if (status)
        talloc_free(result);
    else
        *out = result;
    return status;
}

enum sk_status
skein_completed(struct skein *skein, struct sk_migrations **out, struct sk_error *err)
{
    return some_migrations(skein, true, out, err);
}

enum sk_status
skein_pending(struct skein *skein, struct sk_migrations **out, struct sk_error *err)
{
    return some_migrations(skein, false, out, err);
}

enum sk_status
skein_status(struct skein *skein, struct sk_state **out, struct sk_error *err)
{
    struct sk_state *state = sk_new(NULL, struct sk_state);
    enum sk_status status = all_migrations(skein, state, &state->migrations, &state->n, err);
    if (status) {
        talloc_free(state);
        return status;
    }
    state->engine = sk_strdup(state, skein->conn->dialect);
    state->server_version = sk_strdup(state, skein->conn->server_version);
    state->transactional_ddl = skein->dialect->transactional_ddl;
    for (size_t i = 0; i < state->n; i++) {
        bool done = is_done(state->migrations[i].status);
        state->applied += done;
        state->pending += !done;
        if (done)
            state->current = state->migrations[i].version;
    }
    *out = state;
    return SK_OK;
}

/* The log, as far as the version that made it keeps it. NULL: there is none. */
static enum sk_status
read_log(struct sk_rows **rows, TALLOC_CTX *owner, const struct sk_ledger *ledger, struct sk_error *err)
{
    const char *const templates[] = {ledger->ops->read_audit, ledger->ops->read_log};
    struct sk_error failure = SK_ERROR_INIT;
    enum sk_status status = SK_OK;
    *rows = NULL;
    for (size_t i = 0; i < sizeof templates / sizeof *templates; i++) {
        sk_error_clear(&failure);
        status =
            sk_conn_query(rows, owner, ledger->conn, sk_ledger_sql(owner, ledger, templates[i], 0), NULL, 0, &failure);
        if (status != SK_ESQL || strcmp(failure.sqlstate, ledger->ops->no_column) != 0)
            break;
    }
    if (status == SK_ESQL && strcmp(failure.sqlstate, ledger->ops->no_table) == 0) {
        sk_error_clear(&failure);
        return SK_OK; /* never initialised: nothing was ever tried */
    }
    return status ? sk_error_move(err, &failure) : SK_OK;
}

static struct sk_attempt
describe_attempt(const struct sk_rows *rows, size_t i)
{
    struct sk_attempt attempt = {.version = sk_cell(rows, i, 0), .name = sk_cell(rows, i, 1),
                                 .action = sk_cell(rows, i, 2),  .outcome = sk_cell(rows, i, 3),
                                 .at = sk_cell(rows, i, 4),      .by = sk_cell(rows, i, 5),
                                 .error_message = sk_cell(rows, i, 6),
                                 .duration_ms = number(sk_cell(rows, i, 7)),
                                 .estimated_ms = -1};
    if (rows->n_columns <= 8)
        return attempt;
    attempt.risk = sk_cell(rows, i, 8);
    attempt.approved_by = sk_cell(rows, i, 9);
    attempt.approved_for = sk_cell(rows, i, 10);
    attempt.approved_at = sk_cell(rows, i, 11);
    attempt.estimated_ms = number(sk_cell(rows, i, 12));
    attempt.header = sk_cell(rows, i, 13);
    return attempt;
}

enum sk_status
skein_history(struct skein *skein, struct sk_history **out, struct sk_error *err)
{
    struct sk_history *history = sk_new(NULL, struct sk_history);
    struct sk_rows *rows = NULL;
    enum sk_status status = sk_session_connect(skein, true, err);
    status = status ? status : read_log(&rows, history, skein->ledger, err);
    for (size_t i = 0; !status && rows && i < rows->n_rows; i++)
        sk_push(history, history->items, history->n, describe_attempt(rows, i));
    if (status)
        talloc_free(history);
    else
        *out = history;
    return status;
}

/* ---- tables --------------------------------------------------------------------------------------------------- */

struct counting {
    struct sk_tables *tables;
};

static enum sk_status
on_count(void *data, size_t i, const struct sk_rows *rows, struct sk_error *err)
{
    (void)err;
    struct counting *counting = data;
    counting->tables->items[i].rows = number(sk_cell(rows, 0, 0));
    return SK_OK;
}

/* All counts in one batch. */
static enum sk_status
count_all(struct skein *skein, struct sk_tables *tables, struct sk_error *err)
{
    struct counting counting = {tables};
    struct sk_request *requests = sk_alloc(tables, (tables->n + 1) * sizeof *requests, "requests");
    for (size_t i = 0; i < tables->n; i++)
        requests[i] = (struct sk_request){
            .sql = skein->dialect->count_rows(tables, tables->items[i].schema, tables->items[i].name),
            .want_rows = true};
    struct sk_batch batch = {.requests = requests, .n = tables->n, .on_done = on_count, .data = &counting};
    return sk_conn_batch(skein->conn, &batch, err);
}

enum sk_status
skein_tables(struct skein *skein, bool count, struct sk_tables **out, struct sk_error *err)
{
    struct sk_tables *tables = sk_new(NULL, struct sk_tables);
    struct sk_rows *rows;
    enum sk_status status = sk_session_connect(skein, true, err);
    status = status ? status
                    : sk_conn_query(&rows, tables, skein->conn, skein->dialect->list_tables, NULL, 0, err);
    for (size_t i = 0; !status && i < rows->n_rows; i++) {
        struct sk_table_info info = {.schema = sk_cell(rows, i, 0),
                                     .name = sk_cell(rows, i, 1),
                                     .columns = (size_t)number(sk_cell(rows, i, 2)),
                                     .indexes = (size_t)number(sk_cell(rows, i, 3)),
                                     .rows = -1};
        if (!sk_ledger_owns(skein->project->history_table, info.name))
            sk_push(tables, tables->items, tables->n, info);
    }
    if (!status && count)
        status = count_all(skein, tables, err);
    if (status)
        talloc_free(tables);
    else
        *out = tables;
    return status;
}

/* ---- the project ---------------------------------------------------------------------------------------------- */

enum sk_status
skein_deps(struct skein *skein, struct sk_deps **out, struct sk_error *err)
{
    (void)err;
    struct sk_deps *deps = sk_new(NULL, struct sk_deps);
    for (size_t i = 0; i < skein->project->n; i++) {
        struct sk_migration *m = skein->project->migrations[i];
        struct sk_dep dep = {.version = sk_strdup(deps, m->version),
                             .name = sk_strdup(deps, m->name),
                             .description = sk_strdup(deps, sk_migration_description(m)),
                             .risk = sk_strdup(deps, m->risk_level),
                             .estimated_duration = sk_strdup(deps, m->estimated_duration),
                             .rollback_safe = m->rollback_safe && sk_migration_has_down(m),
                             .date = sk_strdup(deps, sk_migration_date(m))};
        for (size_t k = 0; k < m->n_depends_on; k++)
            sk_push(deps, dep.depends_on, dep.n_depends_on, sk_strdup(deps, m->depends_on[k]));
        for (size_t k = 0; k < m->n_affects; k++)
            sk_push(deps, dep.affects_tables, dep.n_tables, sk_strdup(deps, m->affects_tables[k]));
        sk_push(deps, deps->items, deps->n, dep);
    }
    *out = deps;
    return SK_OK;
}

enum sk_status
skein_schema(struct skein *skein, const char *version, const char *format, char **out, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_catalog *catalog;
    bool json = format && strcmp(format, "json") == 0, again = format && strcmp(format, "idempotent") == 0;
    enum sk_status status = SK_OK;
    if (format && !json && !again && strcmp(format, "sql") != 0)
        status = sk_fail(err, SK_EUSAGE, "no schema format \"%s\": it is sql, idempotent or json", format);
    status = status ? status : sk_session_source(skein, err);
    if (!status) {
        struct sk_planner planner = {.project = skein->project, .source = skein->source, .target = skein->source};
        status = sk_plan_catalog(&catalog, tmp, &planner, version, err);
    }
    if (!status)
        *out = json ? sk_catalog_json(NULL, catalog) : skein->source->format_catalog(NULL, catalog, again);
    talloc_free(tmp);
    return status;
}

enum sk_status
skein_describe(struct skein *skein, const char *version, bool live, struct sk_schema **out, struct sk_error *err)
{
    if (live && version)
        return sk_fail(err, SK_EUSAGE, "a database has one version of its schema, the present one");
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const struct sk_catalog *catalog;
    enum sk_status status = sk_session_source(skein, err);
    if (!status && live) {
        status = sk_session_catalog(&catalog, tmp, skein, err);
    } else if (!status) {
        struct sk_planner planner = {.project = skein->project, .source = skein->source, .target = skein->source};
        struct sk_catalog *replayed;
        status = sk_plan_catalog(&replayed, tmp, &planner, version, err);
        catalog = replayed;
    }
    if (!status) {
        *out = sk_describe(NULL, catalog);
        (*out)->engine = live ? sk_strdup(*out, skein->dialect->name) : NULL;
    }
    talloc_free(tmp);
    return status;
}
