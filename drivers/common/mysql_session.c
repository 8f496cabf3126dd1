/*
 * drivers/common/mysql_session.c - the session that migrations run in on MySQL and MariaDB.
 *
 * What is set is what could change the meaning of a statement, or cut it off half-way; on MariaDB also that seconds are
 * rounded to the digits that a column has, as elsewhere, and not cut. Not set: how long locks are
 * waited for (the ledger's affair), and what needs privileges that an ordinary user lacks; of the latter, those that
 * matter are asked for, and set only where they differ.
 */
#include "drivers/common/mysql_session.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/text.h"

const char sk_mysql_session_set[] =
    "SET NAMES utf8mb4 /*!80017 COLLATE utf8mb4_0900_bin */ /*M!100202 COLLATE utf8mb4_nopad_bin */,"
    " autocommit = 1, completion_type = 0,"
    " sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,"
    "NO_AUTO_VALUE_ON_ZERO' /*M!100401 ',TIME_ROUND_FRACTIONAL' */,"
    " time_zone = '+00:00', lc_messages = 'en_US', lc_time_names = 'en_US', default_week_format = 0,"
    " foreign_key_checks = 1, unique_checks = 1, sql_safe_updates = 0, sql_auto_is_null = 0, sql_big_selects = 1,"
    " sql_select_limit = 18446744073709551615, group_concat_max_len = 1073741824, div_precision_increment = 4,"
    " default_storage_engine = InnoDB, default_tmp_storage_engine = InnoDB,"
    " sql_quote_show_create = 1, wait_timeout = 28800"
    " /*!80003 , transaction_isolation = 'REPEATABLE-READ', transaction_read_only = 0, max_execution_time = 0,"
    " cte_max_recursion_depth = 4294967295, information_schema_stats_expiry = 0,"
    " windowing_use_high_precision = 1 */"
    " /*!80400 , restrict_fk_on_non_standard_key = 1 */"
    " /*M!100202 , tx_isolation = 'REPEATABLE-READ', tx_read_only = 0, max_statement_time = 0,"
    " max_recursive_iterations = 4294967295, check_constraint_checks = 1, innodb_strict_mode = 1,"
    " default_regex_flags = '' */"
    " /*M!100300 , idle_transaction_timeout = 0, system_versioning_alter_history = ERROR */"
    " /*M!100502 , sql_if_exists = 0 */";

enum { DATABASE, VERSION, IS_MARIADB, MAX_PACKET, SERVER, STRICT, INVISIBLE_KEY, REQUIRE_KEY };

#define SERVER_NAME "CONCAT_WS(':', @@hostname, @@port, @@server_id)"

const char sk_mysql_session_server[] = "SELECT " SERVER_NAME;

const char sk_mysql_session_ask[] =
    "SELECT DATABASE(), VERSION(), 0 /*M!100000 + 1 */, @@max_allowed_packet,"
    " " SERVER_NAME ", @@innodb_strict_mode,"
    " 0 /*!80030 + @@sql_generate_invisible_primary_key */, 0 /*!80013 + @@sql_require_primary_key */";

/* "5.5.5-10.11.19-MariaDB-log" -> "10.11.19": what stands before is for old replicas. */
static char *
plain_version(TALLOC_CTX *owner, const char *version)
{
    if (strncmp(version, "5.5.5-", 6) == 0)
        version += 6;
    return sk_strndup(owner, version, strspn(version, "0123456789."));
}

/* What has a value that it should not have, and takes a privilege to set. */
static const char *
more_to_set(TALLOC_CTX *owner, const char *const *cells)
{
    struct sk_text *text = sk_text_new(owner);
    bool first = true;
    static const struct {
        int cell;
        const char *wanted, *set;
    } settings[] = {
        {STRICT, "1", "innodb_strict_mode = 1"},
        {INVISIBLE_KEY, "0", "sql_generate_invisible_primary_key = 0"},
        {REQUIRE_KEY, "0", "sql_require_primary_key = 0"},
    };
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        const char *cell = cells[settings[i].cell];
        if (!cell || strcmp(cell, settings[i].wanted) == 0)
            continue;
        sk_text_add(text, first ? "SET " : ", ");
        sk_text_add(text, settings[i].set);
        first = false;
    }
    return first ? NULL : sk_text_finish(text, owner);
}

enum sk_status
sk_mysql_session_take(struct sk_conn *conn, struct sk_mysql_session *out, const char *const *cells,
                      struct sk_error *err)
{
    if (!cells[DATABASE]) {
        sk_fail(err, SK_EUSAGE, "the URL names no database");
        sk_sqlstate(err, "3D000");
        sk_hint(err, "A URL is mysql://USER@HOST:PORT/DATABASE.");
        return SK_EUSAGE;
    }
    conn->database = sk_strdup(conn, cells[DATABASE]);
    conn->server_version = plain_version(conn, cells[VERSION] ? cells[VERSION] : "0");
    conn->dialect = cells[IS_MARIADB] && *cells[IS_MARIADB] == '1' ? "mariadb" : "mysql";
    *out = (struct sk_mysql_session){
        .max_packet_bytes = strtoul(cells[MAX_PACKET] ? cells[MAX_PACKET] : "1048576", NULL, 10),
        .server = sk_strdup(conn, cells[SERVER] ? cells[SERVER] : ""),
        .more = more_to_set(conn, cells),
    };
    return SK_OK;
}

enum sk_status
sk_mysql_session_refused(struct sk_error *err)
{
    if (!err)
        return SK_EUSAGE;
    err->status = SK_EUSAGE;
    sk_context(err, "the server's settings would change what migrations mean");
    sk_hint(err, "Let the server run with innodb_strict_mode=ON, sql_generate_invisible_primary_key=OFF and "
                 "sql_require_primary_key=OFF, or grant the user SESSION_VARIABLES_ADMIN.");
    return SK_EUSAGE;
}

static char *
about_database(TALLOC_CTX *owner, const char *head, const char *name, const char *tail)
{
    struct sk_text *text = sk_text_new(owner);
    sk_text_add(text, head);
    sk_text_ident(text, name, '`');
    sk_text_add(text, tail);
    return sk_text_finish(text, owner);
}

/* Comparing binary and without padding, as PostgreSQL does. */
char *
sk_mysql_database_create(TALLOC_CTX *owner, const char *name)
{
    return about_database(owner, "CREATE DATABASE IF NOT EXISTS ", name,
                          " CHARACTER SET utf8mb4 /*!80017 COLLATE utf8mb4_0900_bin */"
                          " /*M!100202 COLLATE utf8mb4_nopad_bin */");
}

char *
sk_mysql_database_drop(TALLOC_CTX *owner, const char *name)
{
    return about_database(owner, "DROP DATABASE IF EXISTS ", name, "");
}

/* The name as bytes in hexadecimal: no escapes, whatever the sql_mode. */
char *
sk_mysql_database_ask(TALLOC_CTX *owner, const char *name)
{
    struct sk_text *text = sk_text_new(owner);
    sk_text_add(text, "SELECT 1 FROM information_schema.schemata WHERE IF(@@lower_case_table_names = 0, "
                      "CAST(CONVERT(schema_name USING utf8mb4) AS BINARY), LOWER(schema_name)) = "
                      "IF(@@lower_case_table_names = 0, X'");
    for (const char *c = name; *c; c++)
        sk_text_addf(text, "%02X", (unsigned char)*c);
    sk_text_add(text, "', LOWER(CONVERT(X'");
    for (const char *c = name; *c; c++)
        sk_text_addf(text, "%02X", (unsigned char)*c);
    sk_text_add(text, "' USING utf8mb4)))");
    return sk_text_finish(text, owner);
}
