/*
 * drivers/sqlite/archive.c - a SQLite database as a file of its own, by SQLite's backup API (sqlite.org/backup.html).
 *
 * A copy of the file's bytes is no backup while somebody writes to it. The API reads pages in one transaction and
 * writes them in one: a backup is one state of the database, and a database into which a restore did not get to its end
 * is as it was.
 */
#include "drivers/sqlite/archive.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "drivers/sqlite/errmap.h"

enum { PAGES_A_STEP = 1024 };

static enum sk_status
open_file(sqlite3 **db, const char *path, int flags, struct sk_error *err)
{
    int code = sqlite3_open_v2(path, db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        return SK_OK;
    enum sk_status status = sk_sqlite_fail(err, *db, code);
    sqlite3_close_v2(*db);
    *db = NULL;
    sk_context(err, "cannot open \"%s\"", path);
    return status;
}

static enum sk_status
exec(sqlite3 *db, const char *sql, struct sk_error *err)
{
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? SK_OK : sk_sqlite_fail(err, db, sqlite3_extended_errcode(db));
}

/* Of the first row of a query; "" when there is none. */
static char *
first_value(TALLOC_CTX *owner, sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    const unsigned char *value = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
        value = sqlite3_column_text(stmt, 0);
    char *copy = sk_strdup(owner, value ? (const char *)value : "");
    sqlite3_finalize(stmt);
    return copy;
}

/* All pages of `from` into `to`. */
static enum sk_status
copy_pages(sqlite3 *to, sqlite3 *from, const struct sk_archive *archive, struct sk_error *err)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (!backup)
        return sk_sqlite_fail(err, to, sqlite3_extended_errcode(to));
    int code = SQLITE_OK;
    bool stop = false;
    while (code == SQLITE_OK && !stop) {
        code = sqlite3_backup_step(backup, PAGES_A_STEP);
        stop = code == SQLITE_OK && archive->interrupts && *archive->interrupts;
    }
    int ended = sqlite3_backup_finish(backup);
    if (stop)
        return sk_fail(err, SK_EINTERRUPTED, "stopped on request, while the database was being copied");
    if (code == SQLITE_DONE)
        return SK_OK;
    bool waited = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
    enum sk_status status = sk_sqlite_fail(err, to, ended ? ended : code);
    if (waited) {
        sk_fail(err, SK_ELOCKED, "another program is using the database");
        status = sk_hint(err, "Stop what uses it, or wait until it has ended.");
    }
    return status;
}

/* `conn` is in a transaction that reads, and the pages are those that it sees. The copy is one file, also where the
 * original has a write-ahead log. */
static enum sk_status
dump(const struct sk_archive *archive, struct sk_error *err)
{
    sqlite3 *to = NULL;
    enum sk_status status = open_file(&to, archive->path, SQLITE_OPEN_READWRITE, err);
    if (status)
        return status;
    status = exec(to, "PRAGMA journal_mode = OFF", err);
    status = status ? status : copy_pages(to, sk_sqlite_handle(archive->conn), archive, err);
    status = status ? status : exec(to, "PRAGMA journal_mode = DELETE", err);
    int code = sqlite3_errcode(to) & 0xff;
    if (status && (code == SQLITE_FULL || code == SQLITE_IOERR))
        status = sk_fail(err, SK_EIO, "cannot write \"%s\": %s", archive->path, sqlite3_errmsg(to));
    sqlite3_close_v2(to);
    return status;
}

static enum sk_status
refuse(const struct sk_archive *archive, const char *why, struct sk_error *err)
{
    return sk_fail(err, SK_EREFUSED, "\"%s\" is damaged: %s", archive->path, why);
}

static enum sk_status
count_tables(struct sk_counts *counts, sqlite3 *db, struct sk_error *err)
{
    static const char list[] = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND "
                               "name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(db, list, -1, &stmt, NULL);
    while (code == SQLITE_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0);
        struct sk_text *sql = sk_text_new(counts);
        sk_text_add(sql, "SELECT count(*) FROM ");
        sk_text_ident(sql, name, '"');
        char *rows = first_value(sql, db, sql->data);
        sk_counts_add(counts, NULL, name, strtoll(rows, NULL, 10));
        talloc_free(sql);
        code = SQLITE_OK;
    }
    sqlite3_finalize(stmt);
    return code == SQLITE_DONE ? SK_OK : sk_sqlite_fail(err, db, sqlite3_extended_errcode(db));
}

/* A database has at least a page: an empty file would do as one, but nobody wrote that. */
static enum sk_status
read_file(struct sk_counts *counts, const struct sk_archive *archive, struct sk_error *err)
{
    sqlite3 *db;
    if (open_file(&db, archive->path, SQLITE_OPEN_READONLY, NULL))
        return sk_fail(err, SK_EIO, "cannot open \"%s\"", archive->path);
    char *answer = first_value(counts, db, "PRAGMA integrity_check(1)");
    char *pages = first_value(counts, db, "PRAGMA page_count");
    enum sk_status status = SK_OK;
    if (sqlite3_errcode(db) == SQLITE_NOTADB || strcmp(pages, "0") == 0)
        status = sk_fail(err, SK_EREFUSED, "\"%s\" is no SQLite database", archive->path);
    else if (strcmp(answer, "ok") != 0)
        status = refuse(archive, *answer ? answer : sqlite3_errmsg(db), err);
    if (!status && count_tables(counts, db, NULL))
        status = refuse(archive, sqlite3_errmsg(db), err);
    sqlite3_close_v2(db);
    return status;
}

/* In the mode with a write-ahead log a database keeps the size of its pages (sqlite.org/pragma.html, page_size). */
static enum sk_status
allow_page_size(sqlite3 *to, sqlite3 *from, const char *mode, TALLOC_CTX *tmp, struct sk_error *err)
{
    static const char page_size[] = "PRAGMA page_size";
    bool same = strcmp(first_value(tmp, to, page_size), first_value(tmp, from, page_size)) == 0;
    return same || strcmp(mode, "wal") != 0 ? SK_OK : exec(to, "PRAGMA journal_mode = DELETE", err);
}

static enum sk_status
load(const struct sk_archive *archive, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    sqlite3 *to = sk_sqlite_handle(archive->conn), *from;
    enum sk_status status = open_file(&from, archive->path, SQLITE_OPEN_READONLY, err);
    if (!status) {
        const char *mode = first_value(tmp, to, "PRAGMA journal_mode");
        status = allow_page_size(to, from, mode, tmp, err);
        status = status ? status : copy_pages(to, from, archive, err);
        if (strcmp(mode, "wal") == 0)
            status = status ? status : exec(to, "PRAGMA journal_mode = WAL", err);
        sqlite3_close_v2(from);
    }
    talloc_free(tmp);
    return status;
}

const struct sk_archive_ops sk_sqlite_archive = {
    .name = "a SQLite database",
    .atomic = true,
    .same_state = true,
    .dump = dump,
    .read = read_file,
    .load = load,
};
