/*
 * dialects/mysql/ledger.c - the ledger's statements on MySQL and MariaDB.
 *
 * DDL commits by itself there, so there is a journal of statements and a lease as the run's lock (docs/architecture.md,
 * "Where DDL commits by itself"). One text serves both servers: what only one of them knows stands in a comment that
 * only that one reads. Comparing has to be by bytes, whatever the database's collation is.
 */
#include "dialects/mysql/mysql.h"
#include "dialects/mysql/acts.h"

#define TABLE " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
#define UTC(column) "CONCAT(LEFT(DATE_FORMAT(" column ", '%Y-%m-%dT%H:%i:%s.%f'), 23), 'Z')"
#define NOW "UTC_TIMESTAMP(6)"

/* Since its row said "running", by the server's clock, where the caller has not measured. */
#define SINCE "TIMESTAMPDIFF(MICROSECOND, applied_at, " NOW ") DIV 1000"

/* `applied_at` is when the migration began until it is completed. */
#define RECORD(status, error, done)                                                                                    \
    "REPLACE INTO {h} (version, name, description, checksum, tree_hash, duration_ms, applied_by, statements_total, "   \
    "skein_version, run_id, error_message, statements_done, status, applied_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "  \
    "?8, ?9, ?10, " error ", " done ", '" status "', " NOW ")"

/* Which server this is: a connection can be looked for, and ended, on its own server only. */
#define SERVER "CONCAT_WS(':', @@hostname, @@port, @@server_id, @@datadir)"
#define GUARD(owner) "CONCAT('skein ', COALESCE(" owner ", '-'))"
#define EXPIRES "expires = " NOW " + INTERVAL {n} SECOND"
#define TAKE                                                                                                           \
    "UPDATE {e} SET owner = ?1, token = token + 1, since = " NOW ", " EXPIRES ", server = " SERVER ", guarded = "      \
    "(IS_USED_LOCK(" GUARD("?1") ") <=> CONNECTION_ID()), process = ?2, holder = ?3 WHERE id = 1 AND "

/*
 * Named locks are local to a server, so they cannot be the run's lock; but they tell for sure whether the session that
 * took one is still there, and which it is, also after the server has been started anew and counts connections from 1.
 * `held` has a CHECK that it is true: unlike NOT NULL, it holds in every sql_mode.
 */
static const struct sk_lease_ops lease = {
    .create = "CREATE TABLE IF NOT EXISTS {e} (id TINYINT NOT NULL PRIMARY KEY, owner CHAR(32), token BIGINT NOT NULL, "
              "since DATETIME(6), expires DATETIME(6), server VARCHAR(700), guarded TINYINT NOT NULL, process "
              "VARCHAR(500), holder VARCHAR(500), held TINYINT NOT NULL DEFAULT 1, CHECK (held = 1))" TABLE,
    .seed = "INSERT IGNORE INTO {e} (id, token, guarded) VALUES (1, 0, 0)",
    .cluster = "SET /*M! SESSION wsrep_sync_wait = 7, */ @skein_cluster = 1",
    .guard = "SET @skein_guard = GET_LOCK(" GUARD("?1") ", 0)",
    .session = "SET SESSION lock_wait_timeout = {t}, SESSION innodb_lock_wait_timeout = {t}, @skein_mode = @@sql_mode, "
               "@skein_keys = @@foreign_key_checks, @skein_unique = @@unique_checks, @skein_zone = @@time_zone, "
               "@skein_client = @@character_set_client, @skein_results = @@character_set_results, "
               "@skein_collation = @@collation_connection, @skein_wait = @@lock_wait_timeout, "
               "@skein_innodb_wait = @@innodb_lock_wait_timeout"
               "/*!80000 , SESSION information_schema_stats_expiry = 0 */",
    .restore = "SET SESSION sql_mode = @skein_mode, SESSION foreign_key_checks = @skein_keys, SESSION unique_checks = "
               "@skein_unique, SESSION time_zone = @skein_zone, SESSION character_set_client = @skein_client, SESSION "
               "character_set_results = @skein_results, SESSION collation_connection = @skein_collation, SESSION "
               "lock_wait_timeout = @skein_wait, SESSION innodb_lock_wait_timeout = @skein_innodb_wait"
               "/*M! , SESSION check_constraint_checks = 1 */",
    .take = TAKE "owner IS NULL",
    .take_over = TAKE "token = ?4",
    .look = "SELECT owner, token, expires < " NOW ", server = " SERVER ", IS_USED_LOCK(" GUARD("owner") "), guarded, "
            "process, CONCAT(holder, ', since ', " UTC("since") ") FROM {e} WHERE id = 1",
    .renew = "UPDATE {e} SET held = (owner <=> ?1), " EXPIRES " WHERE id = 1",
    .release = "UPDATE {e} SET held = (owner <=> ?1), owner = NULL WHERE id = 1",
    .leave = "UPDATE {e} SET owner = NULL WHERE id = 1 AND owner = ?1",
    .kill = "KILL {n}",
    .guarded = "SELECT IS_USED_LOCK(" GUARD("?1") ") FROM DUAL WHERE IS_USED_LOCK(" GUARD("?1") ") IS NOT NULL",
};

/* What the log keeps of a migration's attempt besides. One statement adds all of it, or nothing. */
#define AUDIT(add)                                                                                                     \
    add "risk VARCHAR(10), " add "approved_by VARCHAR(500), " add "approved_for VARCHAR(50), " add                     \
        "approved_at DATETIME(6), " add "estimated_ms BIGINT, " add "header TEXT"
static const char *const upgrade[] = {"ALTER TABLE {l} " AUDIT("ADD COLUMN "), NULL};

static const char *const run_noted[] = {"SET @skein_sql = IF(@skein_skip, 'DO 0', ?1)", "PREPARE skein_statement FROM "
                                        "@skein_sql", "EXECUTE skein_statement", "DEALLOCATE PREPARE skein_statement",
                                        NULL};

const struct sk_ledger_ops sk_mysql_ledger = {
    .create_history = "CREATE TABLE IF NOT EXISTS {h} ("
                      "version VARCHAR(255) NOT NULL PRIMARY KEY, name VARCHAR(500) NOT NULL, description TEXT, "
                      "checksum CHAR(64) NOT NULL, tree_hash CHAR(64), status VARCHAR(20) NOT NULL CHECK (status IN "
                      "('running', 'completed', 'failed')), applied_at DATETIME(6) NOT NULL, duration_ms BIGINT, "
                      "applied_by VARCHAR(500), error_message TEXT, statements_done BIGINT NOT NULL, statements_total "
                      "BIGINT NOT NULL, skein_version VARCHAR(50), run_id CHAR(32))" TABLE,
    .create_log = "CREATE TABLE IF NOT EXISTS {l} ("
                  "id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, version VARCHAR(255), name VARCHAR(500), action "
                  "VARCHAR(20) NOT NULL, outcome VARCHAR(20) NOT NULL, at DATETIME(6) NOT NULL, duration_ms BIGINT, "
                  "`by` VARCHAR(500), error_message TEXT, run_id CHAR(32), " AUDIT("") ")" TABLE,
    .create_journal = "CREATE TABLE IF NOT EXISTS {j} ("
                      "version VARCHAR(260) NOT NULL, output INT NOT NULL, statement INT NOT NULL, hash CHAR(64) NOT "
                      "NULL, state VARCHAR(10) NOT NULL CHECK (state IN ('intent', 'done')), judge VARCHAR(10), look "
                      "LONGTEXT, seen LONGTEXT, sql_text LONGTEXT, at DATETIME(6) NOT NULL, PRIMARY KEY (version, "
                      "output))" TABLE,
    .read = "SELECT version, name, description, checksum, tree_hash, status, " UTC(
        "applied_at") ", duration_ms, "
                      "applied_by, error_message, CASE status WHEN 'running' THEN (SELECT count(DISTINCT statement) FROM {j} j "
                      "WHERE j.version = h.version AND j.state = 'done') ELSE statements_done END, statements_total, "
                      "skein_version, run_id FROM {h} h ORDER BY version",
    .read_log = "SELECT version, name, action, outcome, " UTC("at") ", `by`, error_message, duration_ms FROM {l} "
                                                                    "ORDER BY id",
    .read_audit = "SELECT version, name, action, outcome, " UTC(
        "at") ", `by`, error_message, duration_ms, risk, "
              "approved_by, approved_for, " UTC("approved_at") ", estimated_ms, header FROM {l} ORDER BY id",
    .probe_audit = "SELECT header FROM {l} LIMIT 0",
    .upgrade = upgrade,
    .no_column = "42703",
    .no_table = "42P01",
    .begin = "START TRANSACTION",
    .commit = "COMMIT",
    .rollback = "ROLLBACK",
    .forget = "DELETE FROM {h} WHERE version = ?1",
    .clear = "DELETE FROM {h} WHERE version = ?1 AND status <> 'completed'",
    .record = RECORD("completed", "NULL", "?8"),
    .accept = "UPDATE {h} SET checksum = ?2, tree_hash = ?3 WHERE version = ?1",
    .record_failed = RECORD("failed", "?11", "?12"),
    .record_running = RECORD("running", "NULL", "?11"),
    .completed = "UPDATE {h} SET status = 'completed', duration_ms = " SINCE ", applied_at = " NOW
                 ", statements_done = statements_total WHERE version = ?1",
    .log = "INSERT INTO {l} (version, name, action, outcome, duration_ms, `by`, error_message, run_id, at) VALUES (?1, "
           "?2, ?3, ?4, COALESCE(?5, IF(?3 = 'down', TIMESTAMPDIFF(MICROSECOND, @skein_begun, " NOW ") DIV 1000, "
           "(SELECT duration_ms FROM {h} WHERE version = ?1))), ?6, ?7, ?8, " NOW ")",
    .log_migration =
        "INSERT INTO {l} (version, name, action, outcome, duration_ms, `by`, error_message, run_id, at, risk, "
        "approved_by, approved_for, estimated_ms, header, approved_at) VALUES (?1, ?2, ?3, ?4, COALESCE(?5, "
        "IF(?3 = 'down', TIMESTAMPDIFF(MICROSECOND, @skein_begun, " NOW ") DIV 1000, (SELECT duration_ms "
        "FROM {h} WHERE version = ?1))), ?6, ?7, ?8, " NOW ", ?9, ?10, ?11, ?12, ?13, IF(?10 IS NULL, NULL, " NOW "))",
    /* Who works on this database, oldest transaction first: there is no better answer without metadata_lock_info. */
    .blocker = "SELECT CONCAT('connection ', p.id, ', user ', p.user, '@', p.host, ', ', lower(p.command), ' for ', "
               "p.time, ' s', COALESCE(CONCAT(', ', LEFT(p.info, 80)), '')) FROM information_schema.processlist p LEFT "
               "JOIN information_schema.innodb_trx t ON t.trx_mysql_thread_id = p.id WHERE p.id <> CONNECTION_ID() AND "
               "p.db = DATABASE() AND COALESCE(p.state, '') NOT LIKE 'Waiting%' ORDER BY t.trx_id IS NULL, "
               "t.trx_started, p.time DESC LIMIT 1",
    .quote = '`',
    .lease_row = &lease,
    .journal_all = "SELECT version, output, statement, hash, state, judge, look, seen, sql_text FROM {j} "
                   "ORDER BY version, output",
    .journal_done =
        "REPLACE INTO {j} (version, output, statement, hash, state, at) VALUES (?1, ?2, ?3, ?4, 'done', " NOW ")",
    .journal_intent =
        "REPLACE INTO {j} (version, output, statement, hash, state, judge, look, seen, sql_text, at) VALUES "
        "(?1, ?2, ?3, ?4, 'intent', ?5, ?6, @skein_seen, ?7, " NOW ")",
    .savepoint = "SAVEPOINT skein_statement",
    .rollback_to = "ROLLBACK TO SAVEPOINT skein_statement",
    .note_begin = "SET @skein_begun = " NOW,
    .taking_back = "UPDATE {h} SET status = 'running', statements_done = 0 WHERE version = ?1",
    .not_taken_back = "UPDATE {h} SET status = IF(?2 = '0', 'completed', 'failed'), statements_done = IF(?2 = '0', "
                      "statements_total, 0), error_message = IF(?2 = '0', NULL, ?3) WHERE version = ?1",
    .journal_drop = "DELETE FROM {j} WHERE version = ?1 AND output = ?2",
    .journal_refused = "DELETE FROM {j} WHERE version = ?1 AND state = 'intent'",
    .journal_clear = "DELETE FROM {j} WHERE version = ?1",
    .act = sk_mysql_act,
    .fingerprint = sk_mysql_fingerprint,
    .rows_note = sk_mysql_rows_note,
    .rows_settle = sk_mysql_rows_settle,
    .exists = "EXISTS ({s}\n)",
    .note = "SET @skein_seen = {s}",
    .now = "SELECT {s}",
    .refuse_row = "SET @skein_none = (SELECT 0 UNION ALL SELECT 1 FROM DUAL WHERE EXISTS ({s}\n))",
    .skip_row = "SET @skein_skip = EXISTS ({s}\n)",
    .run_noted = run_noted,
    .can_skip = sk_mysql_can_prepare,
};
