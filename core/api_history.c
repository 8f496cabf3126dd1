/*
 * core/api_history.c - the public calls that write the history and run no migration: init, resolve, baseline, repair.
 *
 * What they write is decided under the run's lock. A baseline and a repair say what a person knows better than the
 * history does; they are believed where the database's schema bears it out.
 */
#include <string.h>

#include "core/compare.h"
#include "core/lease.h"
#include "core/recover.h"

enum sk_status
skein_init(struct skein *skein, struct sk_error *err)
{
    enum sk_status status = sk_session_connect(skein, skein->options.dry_run, err);
    status = status ? status : sk_ledger_read(skein->ledger, err);
    if (status || skein->ledger->exists || skein->options.dry_run)
        return status;
    return sk_ledger_create(skein->ledger, sk_session_lock_wait_ms(skein), err);
}

/* ---- statements in doubt --------------------------------------------------------------------------------------- */

static struct sk_unit *
find_doubt(const struct sk_ledger *ledger, const char *version, size_t statement)
{
    for (size_t i = 0; i < ledger->n_units; i++) {
        struct sk_unit *unit = &ledger->units[i];
        size_t len = strcspn(unit->version, " "); /* "000003 down" */
        if (!unit->done && unit->statement == statement && strlen(version) == len &&
            strncmp(unit->version, version, len) == 0)
            return unit;
    }
    return NULL;
}

enum sk_status
skein_resolve(struct skein *skein, const char *version, size_t statement, enum sk_resolution resolution,
              struct sk_error *err)
{
    const struct sk_migration *migration = sk_project_migration(skein->project, version);
    struct sk_unit *unit = NULL;
    enum sk_status status = sk_session_connect(skein, false, err);
    status = status ? status : sk_ledger_read(skein->ledger, err);
    bool may_be = !status && sk_recover_is_needed(skein->ledger);
    if (may_be)
        status = sk_session_lease(skein, err);
    if (may_be && !status)
        status = sk_recover_read(skein->ledger, err);
    if (may_be && !status)
        unit = find_doubt(skein->ledger, migration ? migration->version : version, statement);
    if (unit) {
        status = sk_recover_write(skein->ledger, unit, resolution == SK_RESOLVE_DONE, err);
    } else if (!status) {
        status = sk_fail(err, SK_EUSAGE, "statement %zu of migration %s is not in doubt", statement, version);
        sk_hint(err, "`skein up` says which statement is, if there is one.");
    }
    if (skein->ledger)
        sk_lease_release(skein->ledger);
    return status;
}

/* ---- amendments ------------------------------------------------------------------------------------------------ */

/* A change of the history that is decided on, and what is to be written for it. */
struct amending {
    struct skein *skein;
    TALLOC_CTX *tmp;
    const char *version;        /* baseline: up to which */
    struct sk_amendments *result;
    size_t n;
    struct sk_request *requests;
};

static void
write_row(struct amending *a, const char *template, const char *const *args, size_t n)
{
    const char **copy = sk_alloc(a->tmp, n * sizeof *copy, "args");
    memcpy(copy, args, n * sizeof *copy);
    struct sk_request request = {.sql = sk_ledger_text(a->skein->ledger, template), .args = copy, .n_args = n};
    sk_push(a->tmp, a->requests, a->n, request);
}

static void
amend(struct amending *a, const char *version, const char *name, const char *action)
{
    const struct sk_ledger *ledger = a->skein->ledger;
    struct sk_amendment item = {.version = sk_strdup(a->result, version),
                                .name = sk_strdup(a->result, name),
                                .action = action};
    const char *log[] = {version, name, strcmp(action, "baseline") == 0 ? action : "repair", "completed", "0",
                         ledger->applied_by, NULL, ledger->run_id};
    sk_push(a->result, a->result->items, a->result->n, item);
    write_row(a, ledger->ops->log, log, sizeof log / sizeof *log);
}

/* What the history keeps of a migration's text on this engine. */
static enum sk_status
read_text(const struct sk_file **file, const char **tree_hash, size_t *statements, struct amending *a,
          struct sk_migration *migration, struct sk_error *err)
{
    const struct skein *skein = a->skein;
    struct sk_migration *source = sk_project_for_dialect(skein->project, migration, skein->dialect->name);
    struct sk_script *script;
    *tree_hash = NULL;
    *statements = 0;
    enum sk_status status = sk_migration_read(file, source, false, err);
    if (status || source->dialect) /* an engine's own SQL has no tree */
        return status;
    status = skein->source->parse(&script, a->tmp, (*file)->path, (*file)->text, (*file)->len, err);
    if (!status) {
        *tree_hash = skein->source->tree_hash(a->tmp, script);
        *statements = script->n;
    }
    return status;
}

static enum sk_status
refuse_differences(const struct sk_diff *diff, const char *hint, struct sk_error *err)
{
    const struct sk_difference *first = &diff->items[0];
    sk_fail(err, SK_EREFUSED,
            "the database is not what the migrations make: %zu difference%s, the first: %s \"%s%s%s\", %s", diff->n,
            diff->n == 1 ? "" : "s", first->object, first->table ? first->table : "", first->table ? "." : "",
            first->name, first->kind);
    return sk_hint(err, "%s; --no-check takes your word for it.", hint), SK_EREFUSED;
}

/* Is the database what `catalog` says? */
static enum sk_status
check_schema(struct skein *skein, const struct sk_catalog *catalog, const char *hint, struct sk_error *err)
{
    struct sk_diff *diff = NULL;
    enum sk_status status = sk_compare_database(&diff, skein, catalog, err);
    if (status == SK_EUNSUPPORTED)
        sk_hint(err, "--no-check takes your word for it.");
    if (!status && diff->n)
        status = refuse_differences(diff, hint, err);
    skein_free(diff);
    return status;
}

static enum sk_status
decide_baseline(struct amending *a, struct sk_error *err)
{
    struct skein *skein = a->skein;
    struct sk_planner planner = sk_session_planner(skein);
    const struct sk_migration *last = NULL;
    struct sk_catalog *catalog;
    bool all = strcmp(a->version, "head") == 0;
    enum sk_status status = all ? SK_OK : sk_plan_find(&last, skein->project, a->version, err);
    for (size_t i = 0; !status && i < skein->project->n; i++) {
        struct sk_migration *m = skein->project->migrations[i];
        const struct sk_file *file;
        const char *tree_hash;
        size_t statements;
        if (last && sk_version_compare(m->version, last->version) > 0)
            break;
        if (sk_entry_completed(sk_ledger_entry(skein->ledger, m->version)))
            continue;
        status = read_text(&file, &tree_hash, &statements, a, m, err);
        if (status)
            break;
        const char *record[] = {m->version, m->name, m->description, file->checksum, tree_hash, "0",
                                skein->ledger->applied_by, sk_printf(a->tmp, "%zu", statements), skein_version(),
                                skein->ledger->run_id};
        write_row(a, skein->ledger->ops->clear, &m->version, 1);
        write_row(a, skein->ledger->ops->record, record, sizeof record / sizeof *record);
        amend(a, m->version, m->name, "baseline");
    }
    if (status || skein->options.no_check || !a->result->n)
        return status;
    status = sk_plan_catalog(&catalog, a->tmp, &planner, last ? last->version : NULL, err);
    const char *hint =
        last ? sk_printf(a->tmp, "`skein diff @%s` shows them", last->version) : "`skein diff @` shows them";
    return status ? status : check_schema(skein, catalog, hint, err);
}

/* One row of the history against its file. */
static enum sk_status
repair_entry(struct amending *a, const struct sk_entry *entry, struct sk_error *err)
{
    struct skein *skein = a->skein;
    struct sk_planner planner = sk_session_planner(skein);
    const struct sk_ledger_ops *ops = skein->ledger->ops;
    struct sk_migration *migration = sk_project_migration(skein->project, entry->version);
    const struct sk_file *file;
    const char *tree_hash;
    size_t statements;
    bool modified = false;
    if (!sk_entry_completed(entry)) {
        bool stands = skein->ledger->ops->lease_row && strcmp(entry->statements_done, "0") != 0;
        if (strcmp(entry->status, "failed") != 0 || stands)
            return SK_OK; /* `up` goes on with it */
        write_row(a, ops->clear, &entry->version, 1);
        amend(a, entry->version, entry->name, "cleared");
        return SK_OK;
    }
    if (!migration) {
        write_row(a, ops->forget, &entry->version, 1);
        amend(a, entry->version, entry->name, "forgotten");
        return SK_OK;
    }
    enum sk_status status = sk_plan_is_modified(&modified, &planner, migration, entry, err);
    if (status || !modified)
        return status;
    status = read_text(&file, &tree_hash, &statements, a, migration, err);
    if (!status) {
        const char *args[] = {entry->version, file->checksum, tree_hash};
        write_row(a, ops->accept, args, sizeof args / sizeof *args);
        amend(a, entry->version, entry->name, "accepted");
    }
    return status;
}

static enum sk_status
decide_repair(struct amending *a, struct sk_error *err)
{
    struct skein *skein = a->skein;
    struct sk_planner planner = sk_session_planner(skein);
    struct sk_catalog *catalog;
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < skein->ledger->n && !status; i++)
        status = repair_entry(a, &skein->ledger->entries[i], err);
    if (status || skein->options.no_check || !a->result->n)
        return status;
    status = sk_plan_applied(&catalog, a->tmp, &planner, err);
    return status ? status : check_schema(skein, catalog, "Make a new migration for what is to change", err);
}

/* All of it in one transaction, which is open where the lock belongs to a transaction. */
static enum sk_status
write_all(struct amending *a, bool open, struct sk_error *err)
{
    struct sk_ledger *ledger = a->skein->ledger;
    struct sk_request *requests = sk_alloc(a->tmp, (a->n + 3) * sizeof *requests, "requests");
    struct sk_batch batch = {.requests = requests};
    if (!open)
        requests[batch.n++] = (struct sk_request){.sql = ledger->ops->begin};
    for (size_t i = 0; i < a->n; i++)
        requests[batch.n++] = a->requests[i];
    if (ledger->lease)
        requests[batch.n++] = sk_lease_request(a->tmp, ledger, ledger->ops->lease_row->renew);
    requests[batch.n++] = (struct sk_request){.sql = ledger->ops->commit};
    return sk_conn_batch(ledger->conn, &batch, err);
}

/* The run's lock, and the history as it is under it. */
static enum sk_status
lock(struct skein *skein, bool *open, struct sk_error *err)
{
    struct sk_ledger *ledger = skein->ledger;
    bool leased = ledger->ops->lease_row;
    enum sk_status status =
        ledger->exists ? SK_OK : sk_ledger_create(ledger, sk_session_lock_wait_ms(skein), err);
    if (!status)
        status = leased ? sk_session_lease(skein, err)
                        : sk_lock_begin(ledger, sk_session_lock_wait_ms(skein), sk_session_waiting, skein, err);
    *open = !status && !leased;
    return status ? status : sk_ledger_read(ledger, err);
}

static enum sk_status
run_amending(struct skein *skein, enum sk_status (*decide)(struct amending *, struct sk_error *), const char *version,
             struct sk_amendments **out, struct sk_error *err)
{
    struct sk_amendments *result = sk_new(NULL, struct sk_amendments);
    struct amending a = {.skein = skein, .tmp = sk_context_new(NULL), .version = version, .result = result};
    bool open = false, dry_run = skein->options.dry_run;
    enum sk_status status = sk_session_connect(skein, dry_run, err);
    status = status ? status : sk_ledger_read(skein->ledger, err);
    status = status ? status : sk_session_source(skein, err);
    if (!status && !dry_run)
        status = lock(skein, &open, err);
    status = status ? status : decide(&a, err);
    bool wrote = !status && !dry_run && a.n;
    if (wrote)
        status = write_all(&a, open, err);
    if (skein->conn && (status || !wrote) && sk_conn_transaction(skein->conn) != '-' &&
        sk_conn_exec(skein->conn, skein->ledger->ops->rollback, NULL) && status)
        sk_context(err, "the transaction could not be rolled back");
    if (skein->ledger)
        sk_lease_release(skein->ledger);
    talloc_free(a.tmp);
    if (status || !out)
        talloc_free(result);
    else
        *out = result;
    return status;
}

enum sk_status
skein_baseline(struct skein *skein, const char *version, struct sk_amendments **out, struct sk_error *err)
{
    return run_amending(skein, decide_baseline, version, out, err);
}

enum sk_status
skein_repair(struct skein *skein, struct sk_amendments **out, struct sk_error *err)
{
    return run_amending(skein, decide_repair, NULL, out, err);
}
