/* dialects/sqlite/ledger.c - the ledger's statements on SQLite. */
#include "core/ledger.h"

#define NOW "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
#define RECORD(status, error, done)                                                                \
    "INSERT INTO {h} (version, name, description, checksum, tree_hash, duration_ms, applied_by, statements_total, "    \
    "skein_version, run_id, error_message, statements_done, status, applied_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "  \
    "?8, ?9, ?10, " error ", " done ", '" status "', " NOW ")"

#define ADD "ALTER TABLE {l} ADD COLUMN "
static const char *const upgrade[] = {ADD "risk TEXT",        ADD "approved_by TEXT",     ADD "approved_for TEXT",
                                      ADD "approved_at TEXT", ADD "estimated_ms INTEGER", ADD "header TEXT", NULL};

const struct sk_ledger_ops sk_sqlite_ledger = {
    .create_history =
        "CREATE TABLE IF NOT EXISTS {h} ("
        "version TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, description TEXT, checksum TEXT NOT NULL, "
        "tree_hash TEXT, status TEXT NOT NULL CHECK (status IN ('running', 'completed', 'failed')), "
        "applied_at TEXT NOT NULL, duration_ms INTEGER, applied_by TEXT, error_message TEXT, "
        "statements_done INTEGER NOT NULL, statements_total INTEGER NOT NULL, skein_version TEXT, "
        "run_id TEXT)",
    .create_log =
        "CREATE TABLE IF NOT EXISTS {l} ("
        "id INTEGER PRIMARY KEY, version TEXT, name TEXT, action TEXT NOT NULL, outcome TEXT NOT NULL, "
        "at TEXT NOT NULL DEFAULT (" NOW "), duration_ms INTEGER, by TEXT, error_message TEXT, run_id TEXT, "
        "risk TEXT, approved_by TEXT, approved_for TEXT, approved_at TEXT, estimated_ms INTEGER, header TEXT)",
    .read = "SELECT version, name, description, checksum, tree_hash, status, applied_at, duration_ms, applied_by, "
            "error_message, statements_done, statements_total, skein_version, run_id FROM {h} ORDER BY version",
    .read_log = "SELECT version, name, action, outcome, at, by, error_message, duration_ms FROM {l} ORDER BY id",
    .read_audit = "SELECT version, name, action, outcome, at, by, error_message, duration_ms, risk, approved_by, "
                  "approved_for, approved_at, estimated_ms, header FROM {l} ORDER BY id",
    .probe_audit = "SELECT header FROM {l} LIMIT 0",
    .upgrade = upgrade,
    .no_column = "42703",
    .no_table = "42P01",
    .begin = "BEGIN IMMEDIATE",
    .commit = "COMMIT",
    .rollback = "ROLLBACK",
    .forget = "DELETE FROM {h} WHERE version = ?1",
    .clear = "DELETE FROM {h} WHERE version = ?1 AND status <> 'completed'",
    .record = RECORD("completed", "NULL", "?8"),
    .accept = "UPDATE {h} SET checksum = ?2, tree_hash = ?3 WHERE version = ?1",
    .record_failed = RECORD("failed", "?11", "?12"),
    .record_running = RECORD("running", "NULL", "?11"),
    .log =
        "INSERT INTO {l} (version, name, action, outcome, duration_ms, by, error_message, run_id) VALUES (?1, ?2, ?3, "
        "?4, ?5, ?6, ?7, ?8)",
    .log_migration =
        "INSERT INTO {l} (version, name, action, outcome, duration_ms, by, error_message, run_id, risk, "
        "approved_by, approved_for, estimated_ms, header, approved_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "
        "?8, ?9, ?10, ?11, ?12, ?13, CASE WHEN ?10 IS NOT NULL THEN " NOW " END)",
};
