/*
 * core/backup.c - writing, reading and loading archives so that one can rely on them.
 *
 * Where the engine's tool can be shown one state of the database (a snapshot of PostgreSQL's, a transaction of
 * SQLite's), the rows are counted in that state, and the archive must have exactly these. Elsewhere they are counted
 * before and after: a table that nobody has touched must have exactly these.
 */
#include "core/backup.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

enum sk_status
sk_backup_ops(const struct sk_archive_ops **out, const struct skein *skein, struct sk_error *err)
{
    *out = skein->conn->driver->archive;
    if (*out)
        return SK_OK;
    sk_fail(err, SK_EUNSUPPORTED, "the driver \"%s\" knows no backups", skein->conn->driver->name);
    return sk_hint(err, "Name the database by a URL of the engine's own driver."), SK_EUNSUPPORTED;
}

/* ---- comparing ------------------------------------------------------------------------------------------------ */

static char *
full_name(TALLOC_CTX *owner, const struct sk_count *count)
{
    return sk_printf(owner, "%s%s%s", count->schema ? count->schema : "", count->schema ? "." : "", count->name);
}

static int64_t
rows_of(const struct sk_counts *counts, const struct sk_count *like)
{
    const struct sk_count *count = sk_counts_find(counts, like->schema, like->name);
    return count ? count->rows : 0; /* an archive does not mention what has no rows */
}

/* What rows are counted in. */
static const char *const written[] = {"backup", "database"}, *const listed[] = {"backup", "manifest"},
                         *const loaded[] = {"database", "backup"};

/* Every table of `is` has what `should` says. `after` (NULL: nothing can have changed): what is there by now. */
static enum sk_status
compare_counts(const struct sk_counts *is, const struct sk_counts *should, const struct sk_counts *after,
               const char *const names[2], struct sk_error *err)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < should->n && !status; i++) {
        const struct sk_count *wanted = &should->items[i];
        int64_t rows = rows_of(is, wanted);
        if (rows == wanted->rows || (after && rows_of(after, wanted) != wanted->rows))
            continue;
        char *name = full_name(NULL, wanted);
        status = sk_fail(err, SK_EREFUSED, "table \"%s\" has %lld rows in the %s, and %lld in the %s", name,
                         (long long)rows, names[0], (long long)wanted->rows, names[1]);
        talloc_free(name);
    }
    return status;
}

/* ---- writing -------------------------------------------------------------------------------------------------- */

static char *
now(TALLOC_CTX *owner)
{
    char text[32];
    time_t seconds = time(NULL);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.000Z", &utc);
    return sk_strdup(owner, text);
}

static void
describe(struct sk_manifest *m, TALLOC_CTX *owner, const struct skein *skein)
{
    const struct sk_ledger *ledger = skein->ledger;
    *m = (struct sk_manifest){.engine = sk_strdup(owner, skein->conn->dialect),
                              .server_version = sk_strdup(owner, skein->conn->server_version),
                              .database = sk_strdup(owner, skein->conn->database),
                              .created_at = now(owner),
                              .skein_version = skein_version(),
                              .history_table = sk_strdup(owner, skein->project->history_table)};
    for (size_t i = 0; i < ledger->n; i++) {
        const char *version = ledger->entries[i].version;
        if (!sk_entry_completed(&ledger->entries[i]))
            continue;
        m->applied++;
        if (!m->current || sk_version_compare(version, m->current) > 0)
            m->current = sk_strdup(owner, version);
    }
}

/* What is kept apart is there again, and free, where the archive is loaded without us. */
static const char *
made_anew(TALLOC_CTX *owner, const struct skein *skein)
{
    const struct sk_lease_ops *lease = skein->dialect->ledger->lease_row;
    return lease && skein->ledger->exists
               ? sk_printf(owner, "%s;\n%s;\n", sk_ledger_sql(owner, skein->ledger, lease->create, 0),
                           sk_ledger_sql(owner, skein->ledger, lease->seed, 0))
               : "";
}

/* One state of the database, where other programs can be shown it. */
static enum sk_status
begin_state(const char **snapshot, TALLOC_CTX *owner, struct skein *skein, struct sk_error *err)
{
    const struct sk_contents_ops *contents = skein->dialect->contents;
    struct sk_rows *rows = NULL;
    enum sk_status status = contents->begin ? sk_conn_exec(skein->conn, contents->begin, err) : SK_OK;
    if (!status && contents->snapshot)
        status = sk_conn_query(&rows, owner, skein->conn, contents->snapshot, NULL, 0, err);
    if (!status && rows && rows->n_rows)
        *snapshot = sk_cell(rows, 0, 0);
    return status;
}

static enum sk_status
end_state(struct skein *skein, enum sk_status status)
{
    const struct sk_contents_ops *contents = skein->dialect->contents;
    bool open = contents->begin && sk_conn_transaction(skein->conn) != '-';
    if (open && sk_conn_exec(skein->conn, contents->end, NULL))
        sk_session_disconnect(skein); /* it only read: nothing is lost */
    return status;
}

enum sk_status
sk_backup_write(struct sk_manifest *manifest, TALLOC_CTX *owner, struct skein *skein, const char *path, bool plain,
                struct sk_error *err)
{
    const struct sk_archive_ops *ops;
    struct sk_where where;
    struct sk_counts *before = NULL, *after = NULL, *found = sk_new(owner, struct sk_counts);
    struct sk_archive archive = {
        .path = path, .url = skein->project->url, .plain = plain, .interrupts = &skein->interrupts};
    enum sk_status status = sk_contents_where(&where, owner, skein, err);
    status = status ? status : sk_backup_ops(&ops, skein, err);
    if (status)
        return status;
    archive.conn = skein->conn;
    archive.database = skein->conn->database;
    archive.schemas = where.schemas;
    archive.n_schemas = where.n_schemas;
    archive.apart = where.apart;
    archive.n_apart = where.n_apart;
    archive.anew = made_anew(owner, skein);
    status = begin_state(&archive.snapshot, owner, skein, err);
    status = status ? status : sk_contents_count(&before, owner, skein, &where, err);
    if (!status)
        describe(manifest, owner, skein);
    status = status ? status : ops->dump(&archive, err);
    if (!status && !ops->same_state)
        status = sk_contents_count(&after, owner, skein, &where, err);
    status = end_state(skein, status);
    status = status ? status : ops->read(found, &archive, err);
    status = status ? status : compare_counts(found, before, after, written, err);
    if (!status) {
        for (size_t i = 0; i < before->n; i++)
            before->items[i].rows = rows_of(found, &before->items[i]);
        manifest->counts = before;
        status = sk_manifest_measure(manifest, owner, path, err);
    }
    return status;
}

/* ---- reading -------------------------------------------------------------------------------------------------- */

enum sk_status
sk_backup_read(struct sk_manifest **manifest, TALLOC_CTX *owner, const struct skein *skein,
               const struct sk_archive_ops *ops, const char *path, struct sk_error *err)
{
    struct sk_counts *counts = sk_new(owner, struct sk_counts);
    struct sk_archive archive = {.path = path, .interrupts = &skein->interrupts};
    struct sk_manifest *found = NULL;
    if (access(path, R_OK) != 0)
        return sk_fail(err, SK_EIO, "cannot read \"%s\": %m", path);
    enum sk_status status = sk_manifest_check(&found, owner, path, err);
    if (!status && found && strcmp(found->engine, skein->conn->dialect) != 0) {
        status = sk_fail(err, SK_EREFUSED, "\"%s\" is a backup of %s, and the database is %s", path, found->engine,
                         skein->conn->dialect);
        sk_hint(err, "Make a database of the same engine with `skein up`, and copy the rows.");
    }
    archive.database = found ? found->database : NULL;
    status = status ? status : ops->read(counts, &archive, err);
    if (!status && found)
        status = compare_counts(counts, found->counts, NULL, listed, err);
    if (!status && !found) {
        found = sk_new(owner, struct sk_manifest);
        found->counts = counts;
        status = sk_manifest_measure(found, found, path, err);
    }
    if (!status)
        *manifest = found;
    return status;
}

/* ---- loading -------------------------------------------------------------------------------------------------- */

static const char *const *
first_cells(TALLOC_CTX *owner, const struct sk_rows *rows)
{
    const char **cells = sk_alloc(owner, ((rows ? rows->n_rows : 0) + 1) * sizeof *cells, "cells");
    for (size_t i = 0; rows && i < rows->n_rows; i++)
        cells[i] = sk_cell(rows, i, 0);
    return cells;
}

/* Where it came from, another history may have been kept. */
static enum sk_status
check_history(struct skein *skein, const struct sk_manifest *manifest, struct sk_error *err)
{
    struct sk_manifest is;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    enum sk_status status = sk_ledger_read(skein->ledger, err);
    if (!status)
        describe(&is, tmp, skein);
    if (!status && manifest->engine && strcmp(manifest->history_table, skein->project->history_table) == 0 &&
        is.applied != manifest->applied)
        status = sk_fail(err, SK_EREFUSED, "%lld migrations are applied in the database, and %lld in the backup",
                         (long long)is.applied, (long long)manifest->applied);
    talloc_free(tmp);
    return status;
}

/* A foreign key, a view or a trigger of another schema calls this database by its name. */
static enum sk_status
check_name(const struct skein *skein, const struct sk_manifest *manifest, const struct sk_where *where,
           struct sk_error *err)
{
    bool named = skein->dialect->server_schemas && where->n_schemas && manifest->database;
    if (!named || strcmp(manifest->database, skein->conn->database) == 0)
        return SK_OK;
    sk_fail(err, SK_EREFUSED, "the backup has other schemas, which call its database \"%s\" by its name",
            manifest->database);
    return sk_hint(err, "Restore it into a database of that name, on a server of its own."), SK_EREFUSED;
}

enum sk_status
sk_backup_load(struct skein *skein, const struct sk_manifest *manifest, const char *path, const struct sk_where *where,
               const struct sk_rows *drops, bool foreign, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const struct sk_archive_ops *ops = skein->conn->driver->archive;
    struct sk_archive archive = {.conn = skein->conn,
                                 .url = skein->project->url,
                                 .database = manifest->database,
                                 .path = path,
                                 .n_schemas = where->n_schemas,
                                 .schemas = where->schemas,
                                 .apart = where->apart,
                                 .n_apart = where->n_apart,
                                 .n_before = drops ? drops->n_rows : 0,
                                 .before = first_cells(tmp, drops),
                                 .lock_wait_ms = skein->options.lock_wait_ms < 0 ? 1 : sk_session_lock_wait_ms(skein),
                                 .foreign = foreign,
                                 .interrupts = &skein->interrupts};
    struct sk_counts *counts;
    enum sk_status status = check_name(skein, manifest, where, err);
    if (status) {
        talloc_free(tmp);
        return status;
    }
    status = ops->load(&archive, err);
    if (status && !ops->atomic && err && err->status != SK_EUSAGE)
        sk_hint(err, "The database is half restored: restore it again.");
    status = status ? status : sk_contents_count(&counts, tmp, skein, where, err);
    status = status ? status : compare_counts(counts, manifest->counts, NULL, loaded, err);
    status = status ? status : check_history(skein, manifest, err);
    talloc_free(tmp);
    return status;
}
