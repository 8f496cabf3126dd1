/* dialects/postgres/ledger.c - the ledger's statements on PostgreSQL. */
#include "core/ledger.h"

#define UTC(column) "to_char(" column " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
/* A migration's own time: from the BEGIN of its transaction, by the server's clock, also when it came in a pipeline. */
#define DURATION                                                                                   \
    "COALESCE($6::bigint, (extract(epoch FROM clock_timestamp() - transaction_timestamp()) * 1000)::bigint)"
#define RECORD(status, error, done)                                                                \
    "INSERT INTO {h} (version, name, description, checksum, tree_hash, status, applied_at, duration_ms, applied_by, " \
    "statements_total, skein_version, run_id, error_message, statements_done) VALUES ($1, $2, $3, $4, $5, '" status  \
    "', clock_timestamp(), " DURATION ", $7, $8::bigint, $9, $10, " error ", " done ")"

/* What the log keeps of a migration's attempt besides: how risky it was, who let it run, what it should have taken. */
#define AUDIT(add)                                                                                                     \
    add "risk text, " add "approved_by text, " add "approved_for text, " add "approved_at timestamptz, " add           \
        "estimated_ms bigint, " add "header text"
static const char *const upgrade[] = {"ALTER TABLE {l} " AUDIT("ADD COLUMN IF NOT EXISTS "), NULL};

static const char *const reset[] = {"RESET SESSION AUTHORIZATION", "RESET ROLE", "RESET ALL", NULL};

const struct sk_ledger_ops sk_pg_ledger = {
    .create_history = "CREATE TABLE IF NOT EXISTS {h} ("
                      "version text PRIMARY KEY, name text NOT NULL, description text, checksum text NOT NULL, "
                      "tree_hash text, status text NOT NULL CHECK (status IN ('running', 'completed', 'failed')), "
                      "applied_at timestamptz NOT NULL, duration_ms bigint, applied_by text, error_message text, "
                      "statements_done bigint NOT NULL, statements_total bigint NOT NULL, skein_version text, "
                      "run_id text)",
    .create_log = "CREATE TABLE IF NOT EXISTS {l} ("
                  "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, version text, name text, action text NOT NULL, "
                  "outcome text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp(), duration_ms bigint, "
                  "by text, error_message text, run_id text, " AUDIT("") ")",
    .read = "SELECT version, name, description, checksum, tree_hash, status, " UTC(
        "applied_at") ", duration_ms, applied_by, error_message, statements_done, statements_total, skein_version, "
                      "run_id FROM {h} ORDER BY version COLLATE \"C\"",
    .read_log =
        "SELECT version, name, action, outcome, " UTC("at") ", by, error_message, duration_ms FROM {l} ORDER BY id",
    .read_audit = "SELECT version, name, action, outcome, " UTC(
        "at") ", by, error_message, duration_ms, risk, approved_by, "
              "approved_for, " UTC("approved_at") ", estimated_ms, header FROM {l} ORDER BY id",
    .probe_audit = "SELECT header FROM {l} LIMIT 0",
    .upgrade = upgrade,
    .no_column = "42703",
    .no_table = "42P01",
    .begin = "BEGIN ISOLATION LEVEL READ COMMITTED",
    .commit = "COMMIT",
    .rollback = "ROLLBACK",
    .lock_timeout = "SET LOCAL lock_timeout = {n}",
    .try_lock = "SELECT pg_try_advisory_xact_lock(hashtextextended(current_database(), {k}))",
    .demand_lock = "SELECT 1 / (CASE WHEN pg_try_advisory_xact_lock(hashtextextended(current_database(), {k})) "
                   "THEN 1 ELSE 0 END)",
    .demand_entry = "SELECT 1 / (SELECT count(*) FROM {h} WHERE version = $1 AND run_id = $2 AND NOT EXISTS "
                    "(SELECT 1 FROM {h} WHERE version = $3 AND status = 'completed'))",
    .reset = reset,
    .lease = "SET LOCAL idle_in_transaction_session_timeout = '30s'",
    .hold = "SET LOCAL idle_in_transaction_session_timeout = 0",
    .forget = "DELETE FROM {h} WHERE version = $1",
    .clear = "DELETE FROM {h} WHERE version = $1 AND status <> 'completed'",
    .record = RECORD("completed", "NULL", "$8::bigint"),
    .accept = "UPDATE {h} SET checksum = $2, tree_hash = $3 WHERE version = $1",
    .record_failed = RECORD("failed", "$11", "$12::bigint"),
    .record_running = RECORD("running", "NULL", "$11::bigint"),
    .log =
        "INSERT INTO {l} (version, name, action, outcome, duration_ms, by, error_message, run_id) VALUES ($1, $2, $3, "
        "$4, COALESCE($5::bigint, (extract(epoch FROM clock_timestamp() - transaction_timestamp()) * 1000)::bigint), "
        "$6, $7, $8)",
    .log_migration =
        "INSERT INTO {l} (version, name, action, outcome, duration_ms, by, error_message, run_id, risk, "
        "approved_by, approved_for, estimated_ms, header, approved_at) VALUES ($1, $2, $3, $4, COALESCE("
        "$5::bigint, (extract(epoch FROM clock_timestamp() - transaction_timestamp()) * 1000)::bigint), $6, "
        "$7, $8, $9, $10::text, $11, $12::bigint, $13, CASE WHEN $10::text IS NOT NULL THEN clock_timestamp() END)",
    .holders =
        "SELECT format('pid %s, %s, since %s', a.pid, coalesce(a.client_addr::text, 'local'), a.xact_start) FROM "
        "pg_catalog.pg_locks AS l JOIN pg_catalog.pg_stat_activity AS a USING (pid) WHERE l.locktype = 'advisory' "
        "AND l.granted AND ((l.classid::bigint << 32) | l.objid::bigint) = "
        "hashtextextended(current_database(), {k})",
    /* The oldest transaction that holds a lock on a table which is not the system's. */
    .blocker = "SELECT concat_ws(', ', 'pid ' || a.pid, 'user ' || a.usename, nullif(a.application_name, ''), "
               "a.state, 'since ' || a.xact_start, left(a.query, 80)) FROM pg_catalog.pg_stat_activity AS a "
               "WHERE a.pid <> pg_backend_pid() AND a.datname = current_database() AND EXISTS (SELECT FROM "
               "pg_catalog.pg_locks AS l JOIN pg_catalog.pg_class AS c ON c.oid = l.relation JOIN "
               "pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE l.pid = a.pid AND l.granted AND "
               "l.locktype = 'relation' AND n.nspname !~ '^pg_') ORDER BY a.xact_start LIMIT 1",
    .create_journal =
        "CREATE TABLE IF NOT EXISTS {j} (version text NOT NULL, statement integer NOT NULL, hash text NOT "
        "NULL, state text NOT NULL CHECK (state IN ('intent', 'done')), run_id text, at timestamptz NOT "
        "NULL DEFAULT clock_timestamp(), PRIMARY KEY (version, statement))",
    .journal_read = "SELECT statement, hash, state FROM {j} WHERE version = $1 ORDER BY statement",
    .journal_write = "INSERT INTO {j} (version, statement, hash, state, run_id) VALUES ($1, $2::integer, $3, $4, $5) "
                     "ON CONFLICT (version, statement) DO UPDATE SET hash = excluded.hash, state = excluded.state, "
                     "run_id = excluded.run_id, at = clock_timestamp()",
    .journal_clear = "DELETE FROM {j} WHERE version = $1",
};
