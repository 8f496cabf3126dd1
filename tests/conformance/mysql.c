/* tests/conformance/mysql.c - what the driver for MySQL and MariaDB alone has to answer for. */
#include "tests/conformance/drivers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static bool
is_mariadb(void)
{
    return strcmp(engine->dialect, "mariadb") == 0;
}

static void
global(const char *setting, const char *value)
{
    run(conn, sk_printf(mem, "SET GLOBAL %s = %s", setting, value));
}

/* A connection made while a global setting, which new sessions begin with, is another one. */
static enum sk_status
open_while(struct sk_conn **out, const char *url, const char *setting, const char *value)
{
    bool number;
    char *before = scalar(conn, sk_printf(mem, "SELECT @@GLOBAL.%s", setting));
    number = *before && strspn(before, "0123456789.") == strlen(before);
    global(setting, value);
    *out = NULL;
    enum sk_status status = sk_conn_open(out, mem, url, NULL, &err);
    global(setting, number ? before : sk_printf(mem, "'%s'", before));
    return status;
}

/* ---- the session ---------------------------------------------------------------------------------------------- */

static const struct {
    const char *setting, *bad, *value;
    const char *only; /* on this server */
} settings[] = {
    {"character_set_client", "latin1", "utf8mb4", NULL},
    {"collation_connection", "latin1_swedish_ci", "utf8mb4_0900_bin", "mysql"},
    {"collation_connection", "latin1_swedish_ci", "utf8mb4_nopad_bin", "mariadb"},
    {"sql_mode", "'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,ONLY_FULL_GROUP_BY'",
     "NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
     "NO_ENGINE_SUBSTITUTION",
     "mysql"},
    {"sql_mode", "'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,ONLY_FULL_GROUP_BY'",
     "NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
     "NO_ENGINE_SUBSTITUTION,TIME_ROUND_FRACTIONAL",
     "mariadb"},
    {"time_zone", "'+05:00'", "+00:00", NULL},
    {"autocommit", "0", "1", NULL},
    {"completion_type", "1", "NO_CHAIN", NULL},
    {"foreign_key_checks", "0", "1", NULL},
    {"unique_checks", "0", "1", NULL},
    {"sql_safe_updates", "1", "0", NULL},
    {"sql_auto_is_null", "1", "0", NULL},
    {"sql_select_limit", "1", "18446744073709551615", NULL},
    {"group_concat_max_len", "10", "1073741824", NULL},
    {"div_precision_increment", "9", "4", NULL},
    {"lc_messages", "'de_DE'", "en_US", NULL},
    {"lc_time_names", "'de_DE'", "en_US", NULL},
    {"innodb_strict_mode", "0", "1", NULL},
    {"default_storage_engine", "MyISAM", "InnoDB", NULL},
    {"check_constraint_checks", "0", "1", "mariadb"},
    {"sql_if_exists", "1", "0", "mariadb"},
    {"max_statement_time", "0.001", "0.000000", "mariadb"},
    {"max_recursive_iterations", "10", "4294967295", "mariadb"},
    {"tx_isolation", "'SERIALIZABLE'", "REPEATABLE-READ", "mariadb"},
    {"transaction_isolation", "'SERIALIZABLE'", "REPEATABLE-READ", "mysql"},
    {"max_execution_time", "1", "0", "mysql"},
    {"cte_max_recursion_depth", "10", "4294967295", "mysql"},
    {"sql_generate_invisible_primary_key", "1", "0", "mysql"},
    {"sql_require_primary_key", "1", "0", "mysql"},
};

START_TEST(the_servers_settings_do_not_matter)
{
    struct sk_conn *other;
    if (settings[_i].only && strcmp(settings[_i].only, engine->dialect) != 0)
        return;
    ck_assert_msg(open_while(&other, test_url, settings[_i].setting, settings[_i].bad) == SK_OK, "%s", err.message);
    const char *value = scalar(other, sk_printf(mem, "SELECT @@SESSION.%s", settings[_i].setting));
    ck_assert_msg(strcmp(value, settings[_i].value) == 0, "%s is %s", settings[_i].setting, value);
}
END_TEST

START_TEST(connecting_takes_two_round_trips)
{
    struct sk_conn *other = connected();
    ck_assert_uint_eq(other->round_trips, 2);
    talloc_free(other);
    ck_assert(strspn(conn->server_version, "0123456789.") == strlen(conn->server_version));
    ck_assert_str_eq(conn->database, "skein_conformance");
}
END_TEST

/* The URL under test with its scheme, credentials and the rest replaced. NULL for the same. */
static char *
url_with(const char *scheme, const char *credentials, const char *rest)
{
    const char *authority = strstr(test_url, "://") + 3, *at = strrchr(test_url, '@');
    const char *host = at ? at + 1 : authority;
    size_t host_len = strcspn(host, "/?"), given = (size_t)(host - authority);
    return sk_printf(mem, "%s://%.*s%s%.*s/%s", scheme ? scheme : "mysql", credentials ? 0 : (int)given, authority,
                     credentials ? credentials : "", (int)host_len, host, rest ? rest : "skein_conformance");
}

START_TEST(the_server_says_what_it_is_not_the_url)
{
    static const char *const schemes[] = {"mysql", "mariadb"};
    for (size_t i = 0; i < 2; i++) {
        struct sk_conn *other;
        ck_assert_int_eq(sk_conn_open(&other, mem, url_with(schemes[i], NULL, NULL), NULL, &err), SK_OK);
        ck_assert_str_eq(other->dialect, engine->dialect);
    }
}
END_TEST

/* MySQL keeps some settings from ordinary users; MariaDB has none such. */
START_TEST(a_setting_that_may_not_be_changed_is_told)
{
    struct sk_conn *other;
    if (is_mariadb())
        return;
    run(conn, "DROP USER IF EXISTS skein_plain");
    run(conn, "CREATE USER skein_plain IDENTIFIED BY 'x'");
    run(conn, "GRANT ALL ON skein_conformance.* TO skein_plain");
    const char *url = url_with(NULL, "skein_plain:x@", NULL);
    ck_assert_int_eq(open_while(&other, url, "innodb_strict_mode", "0"), SK_EUSAGE);
    ck_assert_ptr_nonnull(strstr(err.hint, "innodb_strict_mode"));
    ck_assert_str_eq(err.sqlstate, "42501");
    ck_assert_msg(sk_conn_open(&other, mem, url, NULL, &err) == SK_OK, "%s", err.message);
    run(other, "CREATE TABLE of_an_ordinary_user (id INTEGER)");
    run(other, "DROP TABLE of_an_ordinary_user");
    run(conn, "DROP USER skein_plain");
}
END_TEST

START_TEST(a_new_database_compares_bytes)
{
    ck_assert_str_eq(scalar(conn, "SELECT @@collation_database"),
                     is_mariadb() ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin");
    ck_assert_str_eq(scalar(conn, "SELECT concat('a' = 'A', 'a' = 'a ', 'a' = 'a')"), "001");
    run(conn, "INSERT INTO child (id, code) VALUES (1, 'a'), (2, 'A'), (3, 'a ')");
}
END_TEST

/* ---- batches -------------------------------------------------------------------------------------------------- */

struct noted {
    struct sk_text *text;
    size_t calls;
};

static enum sk_status
note_cells(void *data, size_t i, const struct sk_rows *rows, struct sk_error *e)
{
    struct noted *noted = data;
    (void)i, (void)e;
    noted->calls++;
    if (rows && rows->n_rows)
        sk_text_addf(noted->text, "%s,", sk_cell(rows, 0, 0));
    return SK_OK;
}

/* Runs the statements as one batch and returns the first cells of their rows: "1,2,". */
static char *
cells_of(const char *const *sql, size_t n)
{
    struct sk_request *requests = sk_alloc(mem, n * sizeof *requests, "requests");
    struct noted noted = {.text = sk_text_new(mem)};
    for (size_t i = 0; i < n; i++)
        requests[i] = (struct sk_request){.sql = sql[i], .want_rows = true};
    struct sk_batch batch = {.requests = requests, .n = n, .on_done = note_cells, .data = &noted};
    ck_assert_msg(sk_conn_batch(conn, &batch, &err) == SK_OK, "%zu: %s", batch.done, err.message);
    ck_assert_uint_eq(noted.calls, n);
    return noted.text->data;
}

#define CELLS_OF(...)                                                                                                  \
    cells_of((const char *const[]){__VA_ARGS__}, sizeof(const char *const[]){__VA_ARGS__} / sizeof(char *))

START_TEST(each_request_gets_its_own_result)
{
    uint64_t trips = conn->round_trips;
    ck_assert_str_eq(CELLS_OF("SELECT 1 -- comment", "SELECT 2 # comment", "SELECT 3; /* comment */ ;", "-- nothing",
                              "SELECT 4 /* ; */", "", ";", "SELECT ';--'",
                              "  \n SELECT `a;` FROM (SELECT 5 AS `a;`) x"),
                     "1,2,3,4,;--,5,");
    ck_assert_uint_eq(conn->round_trips, trips + 1);
}
END_TEST

START_TEST(bodies_with_semicolons_are_one_statement)
{
    uint64_t trips = conn->round_trips;
    ck_assert_str_eq(
        CELLS_OF("SELECT 'before'", "DROP PROCEDURE IF EXISTS p",
                 "CREATE PROCEDURE p(a INTEGER)\nBEGIN\n  DECLARE b INTEGER DEFAULT 0;\n  IF a > 1 THEN SET b = 1; "
                 "END IF;\n  WHILE b < 3 DO SET b = b + 1; END WHILE;\n  CASE a WHEN 1 THEN SET b = 9; ELSE "
                 "BEGIN END; END CASE;\n  SELECT CASE WHEN b = 3 THEN 'three' ELSE 'other' END;\nEND;",
                 "SELECT 'after'",
                 "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.name = "
                 "concat(NEW.name, ';'); SET NEW.id = NEW.id + 1; END",
                 "INSERT INTO t VALUES (1, 'x')", "SELECT concat(id, name) FROM t"),
        "before,after,2x;,");
    ck_assert_uint_eq(conn->round_trips, trips + 1);
    /* A body without BEGIN might be several statements: the server says that it is one. */
    ck_assert_str_eq(CELLS_OF("SELECT 'before'",
                              "CREATE TRIGGER tr2 BEFORE UPDATE ON t FOR EACH ROW IF NEW.id > 5 THEN SET "
                              "NEW.name = 'a'; SET NEW.id = 5; END IF",
                              "UPDATE t SET id = 7", "SELECT concat(id, name) FROM t"),
                     "before,5a,");
    ck_assert_str_eq(CELLS_OF("SELECT 'before'", "CALL p(2)", "SELECT 'after'"), "before,three,after,");
    ck_assert_str_eq(scalar(conn, "SELECT right(routine_definition, 3) FROM information_schema.routines "
                                  "WHERE routine_schema = DATABASE() AND routine_name = 'p'"),
                     "END");
    run(conn, "DROP PROCEDURE p");
}
END_TEST

START_TEST(what_gives_several_results_is_one_request)
{
    run(conn, "DROP PROCEDURE IF EXISTS p");
    run(conn,
        "CREATE PROCEDURE p() BEGIN SELECT 'one'; SELECT 'two'; INSERT INTO t VALUES (1, 'x'); SELECT 'three'; END");
    run(conn, "PREPARE s FROM 'CALL p()'");
    ck_assert_str_eq(CELLS_OF("SELECT 1", "CALL p()", "DELETE FROM t", "EXECUTE s", "SELECT 2"), "1,one,one,2,");
    const struct sk_request fails[] = {{.sql = "SELECT 1"}, {.sql = "CALL p()"}, {.sql = "SELECT 2"}};
    struct sk_batch batch = {.requests = fails, .n = 3};
    ck_assert_int_eq(sk_conn_batch(conn, &batch, &err), SK_ESQL);
    ck_assert_uint_eq(batch.done, 1);
    ck_assert_str_eq(err.sqlstate, "23505");
    run(conn, "DROP PROCEDURE p");
}
END_TEST

START_TEST(comments_for_other_servers_are_no_statements)
{
    ck_assert_str_eq(CELLS_OF("SELECT 1", "/*!50000 SELECT 2 */", "/*!999999 SELECT 3 */", "SELECT /*!50000 4 + */ 5",
                              "/*M!999999 SELECT 6 */", "SELECT 7", "/*M!100000 SELECT 8 */"),
                     is_mariadb() ? "1,2,9,7,8," : "1,2,9,7,");
}
END_TEST

static const char *const two_statements[] = {
    "INSERT INTO t VALUES (1, 'x'); INSERT INTO t VALUES (2, 'y')",
    "BEGIN; INSERT INTO t VALUES (1, 'x')",
    "CREATE TABLE u (id INTEGER); INSERT INTO t VALUES (1, 'x')",
    "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN END; INSERT INTO t VALUES (1, 'x')",
    "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.id = 7; INSERT INTO t VALUES (1, 'x')",
    "INSERT INTO t VALUES (1, 'x",
    "SELECT `id FROM t",
};

START_TEST(a_second_statement_never_runs)
{
    const struct sk_request requests[] = {
        {.sql = "SELECT 1"}, {.sql = two_statements[_i]}, {.sql = "INSERT INTO t VALUES (3, 'z')"}};
    struct sk_batch batch = {.requests = requests, .n = 3};
    ck_assert_int_eq(sk_conn_batch(conn, &batch, &err), SK_ESQL);
    ck_assert_uint_eq(batch.done, 1);
    ck_assert_str_eq(err.sqlstate, "42601");
    ck_assert_str_eq(scalar(conn, "SELECT count(*) FROM t"), "0");
    ck_assert_str_eq(scalar(conn, "SELECT count(*) FROM information_schema.triggers WHERE trigger_name = 'tr'"), "0");
}
END_TEST

START_TEST(packets_stay_below_what_the_server_takes)
{
    struct sk_conn *other;
    char *big = sk_alloc(mem, 40001, "big");
    memset(big, 'x', 40000);
    ck_assert_int_eq(open_while(&other, test_url, "max_allowed_packet", "65536"), SK_OK);
    const char *sql = sk_printf(mem, "INSERT INTO child (id, code) SELECT 1, '%s' WHERE 1 = 0", big);
    const struct sk_request requests[] = {{.sql = sql}, {.sql = sql}, {.sql = sql}, {.sql = "SELECT 1"}};
    struct sk_batch batch = {.requests = requests, .n = 4};
    uint64_t trips = other->round_trips;
    ck_assert_msg(sk_conn_batch(other, &batch, &err) == SK_OK, "%s", err.message);
    ck_assert_uint_eq(other->round_trips, trips + 3);
    const char *longer = sk_printf(mem, "SELECT '%s', '%s'", big, big);
    const struct sk_request too_long[] = {{.sql = "SELECT 1"}, {.sql = longer}};
    batch = (struct sk_batch){.requests = too_long, .n = 2};
    ck_assert_int_eq(sk_conn_batch(other, &batch, &err), SK_ESQL);
    ck_assert_uint_eq(batch.done, 1);
    ck_assert_str_eq(err.sqlstate, "54000");
    ck_assert_ptr_nonnull(strstr(err.hint, "max_allowed_packet"));
    run(other, "SELECT 1");
}
END_TEST

START_TEST(what_wants_to_be_alone_is)
{
    const struct sk_request requests[] = {
        {.sql = "SELECT 1"}, {.sql = "SELECT 2"}, {.sql = "SELECT 3", .flush_before = true}, {.sql = "SELECT 4"}};
    struct sk_batch batch = {.requests = requests, .n = 4};
    uint64_t trips = conn->round_trips;
    ck_assert_int_eq(sk_conn_batch(conn, &batch, &err), SK_OK);
    ck_assert_uint_eq(conn->round_trips, trips + 3);
}
END_TEST

START_TEST(placeholders_are_found_outside_of_quotes_alone)
{
    const char *args[] = {"b'\\", NULL, "0"};
    struct sk_rows *rows;
    const char *sql =
        "SELECT '?1', \"?1\\\"?2\", ?1, /* ?9 */ ?2, ?3 - ?3, 'it''s ?1' -- ?7\n, `?1` FROM (SELECT 1 AS `?1`) x";
    ck_assert_msg(sk_conn_query(&rows, mem, conn, sql, args, 3, &err) == SK_OK, "%s", err.message);
    ck_assert_str_eq(sk_cell(rows, 0, 0), "?1");
    ck_assert_str_eq(sk_cell(rows, 0, 1), "?1\"?2");
    ck_assert_str_eq(sk_cell(rows, 0, 2), "b'\\");
    ck_assert_ptr_null(sk_cell(rows, 0, 3));
    ck_assert_str_eq(sk_cell(rows, 0, 5), "it's ?1");
    run(conn, "SET sql_mode = 'NO_BACKSLASH_ESCAPES'");
    ck_assert_int_eq(sk_conn_query(&rows, mem, conn, "SELECT ?1, '\\', ?1", args, 1, &err), SK_OK);
    ck_assert_str_eq(sk_cell(rows, 0, 2), "b'\\");
}
END_TEST

START_TEST(no_file_of_this_machine_is_sent)
{
    const struct sk_request requests[] = {
        {.sql = "SELECT 1"}, {.sql = "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE t"}, {.sql = "SELECT 2"}};
    struct sk_batch batch = {.requests = requests, .n = 3};
    run(conn, "SET GLOBAL local_infile = 1");
    ck_assert_int_eq(sk_conn_batch(conn, &batch, &err), SK_EUNSUPPORTED);
    ck_assert_uint_eq(batch.done, 1);
    run(conn, "SELECT 1");
}
END_TEST

/* ---- errors --------------------------------------------------------------------------------------------------- */

static const struct {
    unsigned number;
    enum sk_status status;
    const char *sqlstate;
} numbers[] = {
    {1205, SK_EBUSY, "55P03"}, {1213, SK_EBUSY, "40P01"}, {1020, SK_EBUSY, "40001"},  {3572, SK_EBUSY, "55P03"},
    {1062, SK_ESQL, "23505"},  {1451, SK_ESQL, "23503"},  {1048, SK_ESQL, "23502"},   {3819, SK_ESQL, "23514"},
    {4025, SK_ESQL, "23514"},  {1406, SK_ESQL, "22001"},  {1264, SK_ESQL, "22003"},   {1114, SK_ESQL, "53100"},
    {1290, SK_ESQL, "25006"},  {1317, SK_ESQL, "57014"},  {1969, SK_ESQL, "57014"},   {3024, SK_ESQL, "57014"},
    {1142, SK_ESQL, "42501"},  {1644, SK_ESQL, "P0001"},  {29999, SK_ESQL, "P0001"},
};

START_TEST(an_error_number_has_its_sqlstate)
{
    const char *sql =
        sk_printf(mem, "SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = %u, MESSAGE_TEXT = 'no'", numbers[_i].number);
    ck_assert_int_eq(sk_conn_exec(conn, sql, &err), numbers[_i].status);
    ck_assert_msg(strcmp(err.sqlstate, numbers[_i].sqlstate) == 0, "%s for %u", err.sqlstate, numbers[_i].number);
    ck_assert_str_eq(err.message, "no");
}
END_TEST

static const struct {
    const char *sql, *sqlstate;
} refused[] = {
    {"SIGNAL SQLSTATE '23514' SET MESSAGE_TEXT = 'of a trigger'", "23514"},
    {"INSERT INTO t (id) VALUES (1)", "23502"},
    {"INSERT INTO child (id, code) VALUES ('x', 'y')", "22P02"},
    {"INSERT INTO child (id, code) VALUES (99999999999, 'y')", "22003"},
    {"INSERT INTO child (id, code) VALUES (1, repeat('x', 201))", "22001"},
    {"INSERT INTO child (id) SELECT 1 / 0", "22012"},
    {"SELECT CAST('2026-02-31' AS DATE) + nosuch FROM t", "42703"},
    {"SELECT (SELECT 1 UNION SELECT 2)", "21000"},
    {"ALTER TABLE t ADD COLUMN name INTEGER", "42701"},
    {"ALTER TABLE t DROP COLUMN nosuch", "42704"},
    {"ALTER TABLE child ADD FOREIGN KEY (code) REFERENCES t (name)", NULL},
    {"DROP TABLE nosuch", "42P01"},
    {"USE nosuch", "3D000"},
    {"ROLLBACK TO SAVEPOINT nosuch", "3B001"},
    {"SELECT 'a' REGEXP '('", "2201B"},
    {"SELECT id, id FROM t JOIN child USING (id) WHERE t.id = child.id GROUP BY nosuch", "42703"},
    {"SELECT name FROM t a JOIN t b ON a.id = b.id", "42702"},
    {"SET nosuch = 1", "42704"},
    {"SET sql_mode = 'nosuch'", "22023"},
    {"KILL 999999999", "42704"},
};

START_TEST(what_the_server_refuses_has_the_sqlstate_of_postgresql)
{
    ck_assert_int_eq(sk_conn_exec(conn, refused[_i].sql, &err), SK_ESQL);
    if (refused[_i].sqlstate)
        ck_assert_msg(strcmp(err.sqlstate, refused[_i].sqlstate) == 0, "%s for %s: %s", err.sqlstate, refused[_i].sql,
                      err.message);
}
END_TEST

/* The place is where ^ stands. */
static const char *const places[] = {
    "^SELEKT 1",
    "SELECT 1 FRM ^t",
    "SELECT 1\nFROM t\nWHERE ^)",
    "\n\n  SELECT 1\n  FROM t x ^y",
    "SELECT (1^",
    "SELECT 'ä',\n\n 'x' 'y' z ^'q'",
    "SELECT *\nFROM ^nosuch",
    "SELECT t.id, t.^nosuch\nFROM t",
    "SELECT `id`, ^`nosuch` FROM t",
    "SELECT ^nosuch(1)",
    "/* nosuch */ SELECT ^nosuch -- nosuch\n",
    "ALTER TABLE t ADD COLUMN ^name INTEGER",
};

START_TEST(an_error_tells_its_place)
{
    char *sql = sk_strdup(mem, places[_i]), *mark = strchr(sql, '^');
    memmove(mark, mark + 1, strlen(mark));
    const struct sk_request requests[] = {{.sql = "SELECT 1,\n2"}, {.sql = sql}, {.sql = "SELECT 3 -- nosuch x"}};
    struct sk_batch batch = {.requests = requests, .n = 3};
    ck_assert_int_eq(sk_conn_batch(conn, &batch, &err), SK_ESQL);
    ck_assert_uint_eq(batch.done, 1);
    ck_assert_msg(err.pos_bytes == (size_t)(mark - sql), "%zd: %s", (ssize_t)err.pos_bytes, err.message);
}
END_TEST

START_TEST(a_name_that_stands_twice_has_no_place)
{
    ck_assert_int_eq(sk_conn_exec(conn, "SELECT nosuch, nosuch FROM t", &err), SK_ESQL);
    ck_assert(err.pos_bytes == SK_NO_POS);
}
END_TEST

/* ---- transactions and connections that end -------------------------------------------------------------------- */

START_TEST(ddl_ends_the_transaction_even_when_it_fails)
{
    run(conn, "BEGIN");
    run(conn, "INSERT INTO t VALUES (1, 'a')");
    ck_assert_int_eq(sk_conn_exec(conn, "CREATE TABLE t (id INTEGER)", &err), SK_ESQL);
    ck_assert_int_eq(sk_conn_transaction(conn), '-');
    run(conn, "BEGIN");
    run(conn, "CREATE TABLE ended (id INTEGER)");
    ck_assert_int_eq(sk_conn_transaction(conn), '-');
    run(conn, "DROP TABLE ended");
}
END_TEST

START_TEST(a_connection_that_ends_in_a_batch_leaves_what_is_known)
{
    struct sk_conn *other = connected();
    const struct sk_request requests[] = {{.sql = "BEGIN"},
                                          {.sql = "SELECT 2"},
                                          {.sql = "KILL CONNECTION_ID()"},
                                          {.sql = "SELECT 4"},
                                          {.sql = "SELECT 5"}};
    struct sk_batch batch = {.requests = requests, .n = 5};
    enum sk_status status = sk_conn_batch(other, &batch, &err);
    ck_assert_msg(status == SK_ECONN || status == SK_ESQL, "%d", status);
    ck_assert_uint_eq(batch.done, 2);
    ck_assert_int_eq(sk_conn_transaction(other), '-');
    ck_assert_int_eq(sk_conn_exec(other, "SELECT 1", &err), SK_ECONN);
    ck_assert_uint_gt(strlen(err.message), 5);
    sk_conn_cancel(other);
}
END_TEST

START_TEST(a_connection_that_another_ends_is_noticed)
{
    struct sk_conn *other = connected();
    run(conn, sk_printf(mem, "KILL %s", scalar(other, "SELECT CONNECTION_ID()")));
    const struct sk_request requests[] = {{.sql = "SELECT 1"}, {.sql = "SELECT 2"}};
    struct sk_batch batch = {.requests = requests, .n = 2};
    ck_assert_int_eq(sk_conn_batch(other, &batch, &err), SK_ECONN);
    ck_assert_uint_eq(batch.done, 0);
}
END_TEST

START_TEST(a_limit_of_time_is_not_our_cancel)
{
    run(conn, is_mariadb() ? "SET max_statement_time = 0.02" : "SET max_execution_time = 20");
    ck_assert_int_eq(sk_conn_exec(conn, engine->never_ends, &err), SK_ESQL);
    ck_assert_str_eq(err.sqlstate, "57014");
}
END_TEST

/* ---- connecting ----------------------------------------------------------------------------------------------- */

static const struct {
    const char *credentials, *rest;
} bad_urls[] = {
    {"skein:Hunter2@", "x"},
    {"skein:a@Hunter2@", "x"},
    {"skein:a%zzHunter2@", "x"},
    {"skein:a?Hunter2@", "x"},
    {"skein:a#Hunter2:/@", "x"},
    {"nobody:Hunter2@", "x"},
    {"nobody@", "x?password=Hunter2"},
    {"nobody@", "x?password=a&Hunter2"},
    {"nobody@", "x?password=a&b=Hunter2"},
    {"nobody@", "x?Hunter2"},
    {"skein:Hunter2@", "x?no_such_option=1"},
    {"skein:Hunter2@", "x?ssl-mode=nonsense"},
    {"skein:Hunter2@", "x?ssl=perhaps"},
    {"skein:Hunter2@", "x?connect-timeout=soon"},
    {"skein:Hunter2@", "x?port=99999"},
    {"skein:Hunter2@", ""},
};

START_TEST(a_password_is_never_told)
{
    const char *url = url_with(NULL, bad_urls[_i].credentials, bad_urls[_i].rest);
    struct sk_conn *other = NULL;
    bool exists;
    for (int i = 0; i < 2; i++) {
        enum sk_status status = i == 0 ? sk_conn_open(&other, mem, url, NULL, &err)
                                       : conn->driver->database_exists(url, &exists, &err);
        ck_assert_msg(status == SK_EUSAGE, "%d for %s: %s", status, url, err.message);
        ck_assert_msg(!strstr(err.message, "Hunter2"), "%s: %s", url, err.message);
        ck_assert_msg(!err.hint || !strstr(err.hint, "Hunter2"), "%s: %s", url, err.hint);
    }
    ck_assert_ptr_null(other);
}
END_TEST

/* An account with the password `in_sql`, gone with drop_user(). */
static void
create_user(const char *in_sql)
{
    run(conn, "DROP USER IF EXISTS skein_odd");
    run(conn, sk_printf(mem, "CREATE USER skein_odd IDENTIFIED BY '%s'", in_sql));
    run(conn, "GRANT ALL ON *.* TO skein_odd");
}

static void
check_user(const char *url)
{
    struct sk_conn *other;
    ck_assert_msg(sk_conn_open(&other, mem, url, NULL, &err) == SK_OK, "%s: %s", url, err.message);
    ck_assert_str_eq(scalar(other, "SELECT substring_index(current_user(), '@', 1)"), "skein_odd");
    talloc_free(other);
}

static void
drop_user(void)
{
    run(conn, "DROP USER skein_odd");
}

START_TEST(a_password_may_be_written_without_encoding)
{
    create_user("p@ss/w:rd?#100%&é");
    check_user(url_with(NULL, "skein_odd:p@ss/w:rd?#100%&é@", NULL));
    check_user(url_with(NULL, "skein_odd:p%40ss%2Fw%3Ard%3F%23100%25%26%C3%A9@", NULL));
    drop_user();
}
END_TEST

START_TEST(a_password_comes_from_the_environment_or_an_option_file)
{
    char file[] = "/tmp/skein-cnf.XXXXXX";
    int fd = mkstemp(file);
    create_user("from#where\"ever");
    setenv("MYSQL_PWD", "from#where\"ever", 1);
    check_user(url_with(NULL, "skein_odd@", NULL));
    setenv("MYSQL_PWD", "wrong", 1);
    struct sk_conn *other = NULL;
    ck_assert_int_eq(sk_conn_open(&other, mem, url_with(NULL, "skein_odd@", NULL), NULL, &err), SK_EUSAGE);
    ck_assert_str_eq(err.sqlstate, "28P01");
    check_user(url_with(NULL, "skein_odd:from%23where%22ever@", NULL)); /* the URL comes first */
    unsetenv("MYSQL_PWD");
    const char *groups[] = {"client", "skein", "mine"};
    for (size_t i = 0; i < 3; i++) {
        const char *text = sk_printf(mem, "[%s]\nuser = skein_odd\npassword = 'from#where\"ever'\n", groups[i]);
        ck_assert_int_eq(ftruncate(fd, 0), 0);
        ck_assert_int_eq(pwrite(fd, text, strlen(text), 0), (ssize_t)strlen(text));
        check_user(url_with(NULL, "", sk_printf(mem, "skein_conformance?default-file=%s%s", file,
                                                i == 2 ? "&read_default_group=mine" : "")));
    }
    close(fd);
    unlink(file);
    drop_user();
}
END_TEST

START_TEST(sockets_and_names_of_this_machine_are_taken)
{
    const char *socket_path = scalar(conn, "SELECT @@socket"), *port = scalar(conn, "SELECT @@port");
    create_user("pw");
    check_user(sk_printf(mem, "mysql://skein_odd:pw@/skein_conformance?socket=%s", socket_path));
    check_user(sk_printf(mem, "mysql://skein_odd:pw@localhost/skein_conformance?unix_socket=%s", socket_path));
    char *encoded = sk_strdup(mem, "");
    for (const char *c = socket_path; *c; c++)
        encoded = *c == '/' ? sk_printf(mem, "%s%%2F", encoded) : sk_printf(mem, "%s%c", encoded, *c);
    check_user(sk_printf(mem, "mysql://skein_odd:pw@%s/skein_conformance", encoded));
    check_user(sk_printf(mem, "mysql://skein_odd:pw@localhost:%s/skein_conformance", port));
    check_user(
        sk_printf(mem, "mysql://?user=skein_odd&password=pw&host=127.0.0.1&port=%s&database=skein_conformance", port));
    struct sk_conn *other = NULL;
    const char *nobody = "mysql://skein_odd:pw@/skein_conformance?socket=/nonexistent";
    ck_assert_int_eq(sk_conn_open(&other, mem, nobody, NULL, &err), SK_ECONN);
    drop_user();
}
END_TEST

static bool
tls_is_offered(void)
{
    return strcmp(scalar(conn, is_mariadb() ? "SELECT @@have_ssl = 'YES'" : "SELECT @@ssl_ca <> ''"), "1") == 0;
}

START_TEST(tls_is_had_or_refused_as_the_url_says)
{
    bool offered = tls_is_offered();
    struct sk_conn *other = NULL;
    static const char *const modes[] = {"DISABLED", "PREFERRED", "REQUIRED", "VERIFY_IDENTITY"};
    static const bool works_without[] = {true, true, false, false};
    for (size_t i = 0; i < 4; i++) {
        const char *url = url_with(NULL, NULL, sk_printf(mem, "skein_conformance?ssl-mode=%s", modes[i]));
        enum sk_status status = sk_conn_open(&other, mem, url, NULL, &err);
        /* The server's own certificate names no host and is signed by nobody. */
        ck_assert_msg(status == (i < 3 && (offered || works_without[i]) ? SK_OK : SK_EUSAGE), "%s: %d %s", modes[i],
                      status, err.message);
        if (status)
            continue;
        struct sk_rows *rows;
        ck_assert_int_eq(sk_conn_query(&rows, mem, other, "SHOW STATUS LIKE 'Ssl_cipher'", NULL, 0, &err), SK_OK);
        ck_assert((*sk_cell(rows, 0, 1) != '\0') == (offered && i > 0));
    }
}
END_TEST

START_TEST(a_certificate_is_checked_against_the_authority)
{
    bool offered = tls_is_offered();
    struct sk_conn *other = NULL;
    const char *url = url_with(NULL, NULL, "skein_conformance?ssl-mode=VERIFY_CA");
    ck_assert_int_eq(sk_conn_open(&other, mem, url, NULL, &err), SK_EUSAGE);
    if (!offered)
        return;
    const char *folder = scalar(conn, "SELECT @@datadir");
    static const char *const files[] = {"ca.pem", "client-cert.pem"};
    for (size_t i = 0; i < 2; i++) {
        url =
            url_with(NULL, NULL, sk_printf(mem, "skein_conformance?ssl-mode=VERIFY_CA&ssl-ca=%s%s", folder, files[i]));
        ck_assert_int_eq(sk_conn_open(&other, mem, url, NULL, &err), i ? SK_EUSAGE : SK_OK);
    }
}
END_TEST

/* An ordinary MySQL account has its password sent in clear through TLS, or under the server's key without. */
START_TEST(a_password_arrives_with_and_without_tls)
{
    static const char *const modes[] = {"DISABLED", "PREFERRED"};
    for (size_t i = 0; i < 2; i++) {
        create_user(sk_printf(mem, "new for each %zu", i)); /* the server remembers, and asks less the second time */
        check_user(url_with(NULL, sk_printf(mem, "skein_odd:new%%20for each %zu@", i),
                            sk_printf(mem, "skein_conformance?ssl-mode=%s", modes[i])));
    }
    drop_user();
}
END_TEST

START_TEST(on_this_machine_tls_is_had_when_the_server_insists)
{
    struct sk_conn *other = NULL;
    bool offered = tls_is_offered();
    if (!offered)
        return;
    ck_assert_msg(open_while(&other, test_url, "require_secure_transport", "1") == SK_OK, "%s", err.message);
    struct sk_rows *rows;
    ck_assert_int_eq(sk_conn_query(&rows, mem, other, "SHOW STATUS LIKE 'Ssl_cipher'", NULL, 0, &err), SK_OK);
    ck_assert_str_ne(sk_cell(rows, 0, 1), "");
}
END_TEST

START_TEST(a_missing_database_is_a_usage_error_that_names_it)
{
    struct sk_conn *other = NULL;
    ck_assert_int_eq(sk_conn_open(&other, mem, url_of("missing_one"), NULL, &err), SK_EUSAGE);
    ck_assert_str_eq(err.sqlstate, "3D000");
    ck_assert_ptr_nonnull(strstr(err.message, "missing_one"));
    ck_assert_int_eq(sk_conn_open(&other, mem, url_of(""), NULL, &err), SK_EUSAGE);
    ck_assert_str_eq(err.sqlstate, "3D000");
    ck_assert_int_eq(conn->driver->database_create(url_of(""), &err), SK_EUSAGE);
    ck_assert_int_eq(sk_conn_open(&other, mem, "mysql:x", NULL, &err), SK_EUSAGE);
}
END_TEST

START_TEST(nobody_listening_is_worth_waiting_for)
{
    const struct sk_conn_options options = {.connect_timeout_ms = 2000};
    struct sk_conn *other = NULL;
    ck_assert_int_eq(sk_conn_open(&other, mem, "mysql://u:Hunter2@127.0.0.1:1/db", &options, &err), SK_ECONN);
    ck_assert_ptr_null(strstr(err.message, "Hunter2"));
}
END_TEST

/* A server that greets with error `number` (0: says nothing at all). */
static pid_t
refusing_server(unsigned number, uint16_t *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, len), 0);
    ck_assert_int_eq(listen(fd, 10), 0);
    getsockname(fd, (struct sockaddr *)&address, &len);
    *port = ntohs(address.sin_port);
    pid_t pid = fork();
    if (pid) {
        close(fd);
        return pid;
    }
    char greeting[64] = {0};
    size_t n = 4;
    greeting[n++] = '\xff';
    greeting[n++] = (char)(number & 0xff);
    greeting[n++] = (char)(number >> 8);
    n += (size_t)sprintf(greeting + n, "das geht nicht");
    greeting[0] = (char)(n - 4);
    for (;;) {
        int client = accept(fd, NULL, NULL);
        if (number && write(client, greeting, n) < 0)
            _exit(1);
        if (number)
            close(client);
    }
}

static const struct {
    unsigned number;
    enum sk_status status;
    const char *sqlstate;
} refusals[] = {
    {1040, SK_ECONN, "53300"},  /* too many connections */
    {1129, SK_EUSAGE, "28000"}, /* the host is blocked */
    {1130, SK_EUSAGE, "28000"}, /* the host is not let in */
    {1053, SK_ECONN, "57P01"},  /* shutting down */
    {0, SK_ECONN, "08006"},     /* a server that hangs */
};

START_TEST(a_server_that_refuses_is_understood)
{
    uint16_t port;
    const struct sk_conn_options options = {.connect_timeout_ms = 1000};
    pid_t pid = refusing_server(refusals[_i].number, &port);
    struct sk_conn *other = NULL;
    enum sk_status status =
        sk_conn_open(&other, mem, sk_printf(mem, "mysql://u@127.0.0.1:%u/db", port), &options, &err);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    ck_assert_int_eq(status, refusals[_i].status);
    ck_assert_str_eq(err.sqlstate, refusals[_i].sqlstate);
    if (refusals[_i].number)
        ck_assert_ptr_nonnull(strstr(err.message, "das geht nicht"));
}
END_TEST

#define LOOP(tcase, test, table) tcase_add_loop_test((tcase), (test), 0, sizeof (table) / sizeof *(table))

TCase *
mysql_cases(void)
{
    const TTest *tests[] = {
        connecting_takes_two_round_trips,
        the_server_says_what_it_is_not_the_url,
        a_setting_that_may_not_be_changed_is_told,
        a_new_database_compares_bytes,
        each_request_gets_its_own_result,
        bodies_with_semicolons_are_one_statement,
        what_gives_several_results_is_one_request,
        comments_for_other_servers_are_no_statements,
        packets_stay_below_what_the_server_takes,
        what_wants_to_be_alone_is,
        placeholders_are_found_outside_of_quotes_alone,
        no_file_of_this_machine_is_sent,
        a_name_that_stands_twice_has_no_place,
        ddl_ends_the_transaction_even_when_it_fails,
        a_connection_that_ends_in_a_batch_leaves_what_is_known,
        a_connection_that_another_ends_is_noticed,
        a_limit_of_time_is_not_our_cancel,
        a_password_may_be_written_without_encoding,
        a_password_comes_from_the_environment_or_an_option_file,
        sockets_and_names_of_this_machine_are_taken,
        tls_is_had_or_refused_as_the_url_says,
        a_certificate_is_checked_against_the_authority,
        a_password_arrives_with_and_without_tls,
        on_this_machine_tls_is_had_when_the_server_insists,
        a_missing_database_is_a_usage_error_that_names_it,
        nobody_listening_is_worth_waiting_for,
    };
    TCase *tcase = tcase_create("mysql");
    tcase_add_checked_fixture(tcase, setup, teardown);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(tcase, tests[i]);
    LOOP(tcase, the_servers_settings_do_not_matter, settings);
    LOOP(tcase, a_second_statement_never_runs, two_statements);
    LOOP(tcase, an_error_number_has_its_sqlstate, numbers);
    LOOP(tcase, what_the_server_refuses_has_the_sqlstate_of_postgresql, refused);
    LOOP(tcase, an_error_tells_its_place, places);
    LOOP(tcase, a_password_is_never_told, bad_urls);
    LOOP(tcase, a_server_that_refuses_is_understood, refusals);
    return tcase;
}
