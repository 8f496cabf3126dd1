/*
 * tests/conformance/drivers.c - what every driver owes its callers (core/driver.h), written once.
 *
 * SKEIN_TEST_URL names the database; the driver under test is the one that its scheme loads. What engines spell
 * differently is in struct engine; what only some can do is asked of the driver's caps. tests/engines.test runs this
 * program for each driver. What one driver alone has to answer for is in its own file beside this one.
 */
#include "tests/conformance/drivers.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>

/* AddressSanitizer keeps what has been freed: gcc says that it is there in one way, clang in another. */
#if defined(__has_feature)
#define HAS_FEATURE(NAME) __has_feature(NAME)
#else
#define HAS_FEATURE(NAME) 0
#endif
#ifdef __SANITIZE_ADDRESS__
#define UNDER_ASAN true
#else
#define UNDER_ASAN HAS_FEATURE(address_sanitizer)
#endif

/* `never_ends` is no SLEEP, which a KILL makes return as if nothing were; 1 s is the shortest wait for a lock. */
#define MYSQL_ENGINE(name)                                                                                             \
    {                                                                                                                  \
        .dialect = name,                                                                                               \
        .reset = {"SET foreign_key_checks = 0", "DROP TABLE IF EXISTS child, t", "SET foreign_key_checks = 1"},        \
        .never_ends = "SELECT count(*) FROM information_schema.collations a, information_schema.collations b, "        \
                      "information_schema.collations c, information_schema.collations d",                              \
        .lock = "SELECT * FROM t FOR UPDATE",                                                                          \
        .short_wait = "SET innodb_lock_wait_timeout = 1",                                                              \
        .placeholder = '?',                                                                                            \
        .types = {"LONGTEXT", "VARCHAR(200)", "CHAR"},                                                                 \
    }

static const struct engine engines[] = {
    {
        .dialect = "postgres",
        .reset = {"SET client_min_messages = warning", "DROP SCHEMA IF EXISTS conformance CASCADE",
                  "CREATE SCHEMA conformance", "SET search_path TO conformance"},
        .prepare = {"SET search_path TO conformance"},
        .never_ends = "SELECT pg_sleep(600)",
        .lock = "LOCK TABLE t IN ACCESS EXCLUSIVE MODE",
        .short_wait = "SET lock_timeout = 20",
        .placeholder = '$',
        .types = {"TEXT", "TEXT", "TEXT"},
    },
    {
        .dialect = "sqlite",
        .never_ends = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        .lock = "INSERT INTO t VALUES (99, 'lock')",
        .short_wait = "PRAGMA busy_timeout = 20",
        .placeholder = '?',
        .types = {"TEXT", "TEXT", "TEXT"},
    },
    MYSQL_ENGINE("mysql"),
    MYSQL_ENGINE("mariadb"),
};

const struct engine *engine;
const struct sk_driver *tested;
const char *test_url;
TALLOC_CTX *mem;
struct sk_conn *conn;
struct sk_error err = SK_ERROR_INIT;

/* ---- support -------------------------------------------------------------------------------------------------- */

void
run(struct sk_conn *on, const char *sql)
{
    ck_assert_msg(sk_conn_exec(on, sql, &err) == SK_OK, "%s: %s", sql, err.message);
}

struct sk_conn *
connected(void)
{
    struct sk_conn *more;
    ck_assert_msg(sk_conn_open(&more, mem, test_url, NULL, &err) == SK_OK, "%s", err.message);
    for (size_t i = 0; i < MAX_SETUP && engine->prepare[i]; i++)
        run(more, engine->prepare[i]);
    return more;
}

char *
scalar(struct sk_conn *on, const char *sql)
{
    struct sk_rows *rows;
    ck_assert_msg(sk_conn_query(&rows, mem, on, sql, NULL, 0, &err) == SK_OK, "%s: %s", sql, err.message);
    ck_assert_uint_eq(rows->n_rows, 1);
    ck_assert_uint_eq(rows->n_columns, 1);
    return (char *)(uintptr_t)sk_cell(rows, 0, 0);
}

/* The URL of another database on the same server. */
char *
url_of(const char *database)
{
    if (strcmp(engine->dialect, "sqlite") == 0)
        return sk_printf(mem, "%s.%s", test_url, database);
    if (strcmp(tested->name, "dbi") == 0) /* its last option is the database */
        return sk_printf(mem, "%.*s%s", (int)(strrchr(test_url, '=') + 1 - test_url), test_url, database);
    const char *query = strchr(test_url, '?');
    size_t len = query ? (size_t)(query - test_url) : strlen(test_url);
    while (len && test_url[len - 1] != '/')
        len--;
    return sk_printf(mem, "%.*s%s%s", (int)len, test_url, database, query ? query : "");
}

void
setup(void)
{
    mem = sk_context_new(NULL);
    if (strcmp(engine->dialect, "sqlite") == 0)
        ck_assert_int_eq(tested->database_drop(test_url, NULL), SK_OK);
    conn = NULL;
    ck_assert_msg(sk_conn_open(&conn, mem, test_url, NULL, &err) == SK_OK, "%s", err.message);
    for (size_t i = 0; i < MAX_SETUP && engine->reset[i]; i++)
        run(conn, engine->reset[i]);
    run(conn, sk_printf(mem, "CREATE TABLE t (id INTEGER PRIMARY KEY, name %s NOT NULL CHECK (name <> ''))",
                        engine->types.any));
    run(conn, sk_printf(mem, "CREATE TABLE child (id INTEGER PRIMARY KEY, t INTEGER REFERENCES t (id), code %s UNIQUE)",
                        engine->types.key));
}

void
teardown(void)
{
    talloc_free(mem);
    sk_error_clear(&err);
}

/* Remembers what on_done was told: "0,1,2" and the first cell of each result. */
struct seen {
    struct sk_text *calls, *cells;
    size_t fail_at; /* on_done fails at this request; SIZE_MAX for never */
};

static enum sk_status
note(void *data, size_t i, const struct sk_rows *rows, struct sk_error *e)
{
    struct seen *seen = data;
    sk_text_addf(seen->calls, "%zu,", i);
    if (rows && rows->n_rows)
        sk_text_addf(seen->cells, "%s,", sk_cell(rows, 0, 0));
    return i == seen->fail_at ? sk_fail(e, SK_EREFUSED, "the caller does not like it") : SK_OK;
}

static enum sk_status
batch_of(struct sk_batch *batch, struct seen *seen, const struct sk_request *requests, size_t n)
{
    *seen = (struct seen){sk_text_new(mem), sk_text_new(mem), seen->fail_at};
    *batch = (struct sk_batch){.requests = requests, .n = n, .on_done = note, .data = seen};
    return sk_conn_batch(conn, batch, &err);
}

/* ---- connections and rows ------------------------------------------------------------------------------------- */

START_TEST(a_connection_says_what_it_is_connected_to)
{
    ck_assert_str_eq(conn->dialect, engine->dialect);
    ck_assert_int_gt(atoi(conn->server_version), 2);
    ck_assert_ptr_nonnull(conn->database);
    ck_assert_ptr_null(strstr(conn->database, "://"));
}
END_TEST

START_TEST(rows_have_names_order_and_nulls)
{
    struct sk_rows *rows;
    run(conn, "INSERT INTO t VALUES (1, 'one'), (2, 'two')");
    ck_assert_int_eq(sk_conn_query(&rows, mem, conn,
                                   "SELECT id AS a, name AS b, NULL AS c, '' AS d FROM t ORDER BY id DESC", NULL, 0,
                                   &err),
                     SK_OK);
    ck_assert_uint_eq(rows->n_columns, 4);
    ck_assert_uint_eq(rows->n_rows, 2);
    ck_assert_str_eq(rows->columns[0], "a");
    ck_assert_str_eq(rows->columns[3], "d");
    ck_assert_str_eq(sk_cell(rows, 0, 1), "two");
    ck_assert_str_eq(sk_cell(rows, 1, 0), "1");
    ck_assert_ptr_null(sk_cell(rows, 1, 2));
    ck_assert_str_eq(sk_cell(rows, 1, 3), "");
}
END_TEST

START_TEST(an_empty_result_still_has_its_columns)
{
    struct sk_rows *rows;
    ck_assert_int_eq(sk_conn_query(&rows, mem, conn, "SELECT id, name FROM t", NULL, 0, &err), SK_OK);
    ck_assert_uint_eq(rows->n_columns, 2);
    ck_assert_uint_eq(rows->n_rows, 0);
    ck_assert_str_eq(rows->columns[1], "name");
    ck_assert_int_eq(sk_conn_query(&rows, mem, conn, "INSERT INTO t VALUES (1, 'x')", NULL, 0, &err), SK_OK);
    ck_assert_uint_eq(rows->n_rows, 0);
}
END_TEST

/* "CAST($1 AS TEXT)" */
static char *
parameter(int n)
{
    return sk_printf(mem, "CAST(%c%d AS %s)", engine->placeholder, n, engine->types.cast);
}

START_TEST(parameters_carry_any_text)
{
    char bytes[200];
    size_t len = 0;
    for (char c = 1; c < 127; c++)
        bytes[len++] = c;
    strcpy(bytes + len, "ÄÖ€𐍈'';--$1?\\");
    const char *args[] = {bytes, NULL, ""};
    struct sk_rows *rows;
    const char *sql = sk_printf(mem, "SELECT %s, %s, %s", parameter(1), parameter(2), parameter(3));
    ck_assert_msg(sk_conn_query(&rows, mem, conn, sql, args, 3, &err) == SK_OK, "%s", err.message);
    ck_assert_str_eq(sk_cell(rows, 0, 0), bytes);
    ck_assert_ptr_null(sk_cell(rows, 0, 1));
    ck_assert_str_eq(sk_cell(rows, 0, 2), "");
}
END_TEST

START_TEST(a_statement_of_some_megabytes_is_no_problem)
{
    size_t len = 5u << 20;
    char *big = sk_alloc(mem, len + 1, "big");
    memset(big, 'x', len);
    run(conn, sk_printf(mem, "INSERT INTO t VALUES (1, '%s')", big));
    ck_assert_str_eq(scalar(conn, "SELECT length(name) FROM t"), "5242880");
    ck_assert_str_eq(scalar(conn, "SELECT name FROM t"), big);
}
END_TEST

START_TEST(a_request_is_one_statement)
{
    run(conn, "SELECT 1;");
    run(conn, "SELECT 1 -- and a comment");
    run(conn, "SELECT 1; /* and */ -- comments");
    run(conn, "-- nothing but a comment");
    run(conn, "");
    ck_assert_int_eq(sk_conn_exec(conn, "INSERT INTO t VALUES (1, 'x'); INSERT INTO t VALUES (2, 'y')", &err), SK_ESQL);
    ck_assert_str_eq(err.sqlstate, "42601");
    ck_assert_str_eq(scalar(conn, "SELECT count(*) FROM t"), "0");
}
END_TEST

START_TEST(a_wrong_number_of_parameters_is_an_error)
{
    const char *args[] = {"a", "b"};
    struct sk_rows *rows = NULL;
    const char *sql = sk_printf(mem, "SELECT %s", parameter(1));
    ck_assert_int_eq(sk_conn_query(&rows, mem, conn, sql, args, 2, &err), SK_ESQL);
    ck_assert_int_eq(sk_conn_query(&rows, mem, conn, sql, args, 0, &err), SK_ESQL);
    ck_assert_ptr_null(rows);
}
END_TEST

/* ---- batches -------------------------------------------------------------------------------------------------- */

START_TEST(a_batch_hands_rows_over_in_order)
{
    const struct sk_request requests[] = {
        {.sql = "SELECT 'a'", .want_rows = true},
        {.sql = "INSERT INTO t VALUES (1, 'b')"},
        {.sql = "SELECT 'not wanted'"},
        {.sql = "SELECT name FROM t", .want_rows = true},
    };
    struct sk_batch batch;
    struct seen seen = {.fail_at = SIZE_MAX};
    ck_assert_int_eq(batch_of(&batch, &seen, requests, 4), SK_OK);
    ck_assert_str_eq(seen.calls->data, "0,1,2,3,");
    ck_assert_str_eq(seen.cells->data, "a,b,");
    ck_assert_uint_eq(batch.done, 4);
    ck_assert_int_eq(batch_of(&batch, &seen, NULL, 0), SK_OK);
    ck_assert_uint_eq(batch.done, 0);
}
END_TEST

START_TEST(a_batch_stops_at_the_first_failure_and_says_which)
{
    const struct sk_request requests[] = {
        {.sql = "BEGIN"},
        {.sql = "INSERT INTO t VALUES (1, 'a')"},
        {.sql = "COMMIT"},
        {.sql = "BEGIN"},
        {.sql = "INSERT INTO t VALUES (2, 'b')"},
        {.sql = "INSERT INTO t VALUES (1, 'again')"},
        {.sql = "COMMIT"},
        {.sql = "INSERT INTO t VALUES (3, 'c')"},
    };
    struct sk_batch batch;
    struct seen seen = {.fail_at = SIZE_MAX};
    ck_assert_int_eq(batch_of(&batch, &seen, requests, 8), SK_ESQL);
    ck_assert_uint_eq(batch.done, 5);
    ck_assert_str_eq(err.sqlstate, "23505");
    ck_assert_str_eq(seen.calls->data, "0,1,2,3,4,");
    ck_assert_int_ne(sk_conn_transaction(conn), '-');
    run(conn, "ROLLBACK");
    ck_assert_int_eq(sk_conn_transaction(conn), '-');
    ck_assert_str_eq(scalar(conn, "SELECT sum(id) FROM t"), "1");
}
END_TEST

START_TEST(a_failure_at_either_end_of_a_batch_is_told_exactly)
{
    const struct sk_request first[] = {{.sql = "nonsense"}, {.sql = "INSERT INTO t VALUES (1, 'a')"}};
    const struct sk_request last[] = {{.sql = "SELECT 1"}, {.sql = "nonsense"}};
    struct sk_batch batch;
    struct seen seen = {.fail_at = SIZE_MAX};
    ck_assert_int_eq(batch_of(&batch, &seen, first, 2), SK_ESQL);
    ck_assert_uint_eq(batch.done, 0);
    ck_assert_str_eq(seen.calls->data, "");
    ck_assert_int_eq(batch_of(&batch, &seen, last, 2), SK_ESQL);
    ck_assert_uint_eq(batch.done, 1);
    ck_assert_str_eq(scalar(conn, "SELECT count(*) FROM t"), "0");
}
END_TEST

START_TEST(a_caller_that_fails_stops_the_batch)
{
    const struct sk_request requests[] = {{.sql = "SELECT 1"}, {.sql = "SELECT 2"}, {.sql = "SELECT 3"}};
    struct sk_batch batch;
    struct seen seen = {.fail_at = 1};
    ck_assert_int_eq(batch_of(&batch, &seen, requests, 3), SK_EREFUSED);
    ck_assert_uint_eq(batch.done, 1);
    ck_assert_str_eq(seen.calls->data, "0,1,");
    ck_assert_str_eq(err.message, "the caller does not like it");
    ck_assert_str_eq(scalar(conn, "SELECT 7"), "7");
}
END_TEST

/* In kilobytes, the highest so far. */
static long
peak_memory(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* 5000 statements of 2 kB each, then 2000 with 8 kB of rows each: more than any buffer on the way takes. */
START_TEST(a_long_batch_takes_few_round_trips_and_little_memory)
{
    enum { N = 5000 };
    char *sql = sk_printf(mem, "INSERT INTO child (id, code) SELECT 1, '%02000d' WHERE 1 = 0", 0);
    struct sk_request *requests = sk_alloc(mem, N * sizeof *requests, "requests");
    for (size_t i = 0; i < N; i++)
        requests[i].sql = sql;
    struct sk_batch batch = {.requests = requests, .n = N};
    uint64_t trips = conn->round_trips;
    long memory = peak_memory();
    ck_assert_msg(sk_conn_batch(conn, &batch, &err) == SK_OK, "%s", err.message);
    ck_assert_uint_eq(batch.done, N);
    for (size_t i = 0; i < 2000; i++)
        requests[i] = (struct sk_request){.sql = "SELECT replace('xxxxxxxx', 'x', replace('yyyyyyyyyy', 'y', "
                                                 "replace('zzzzzzzzzz', 'z', '1234567890')))",
                                          .want_rows = true};
    batch.n = 2000;
    ck_assert_msg(sk_conn_batch(conn, &batch, &err) == SK_OK, "%s", err.message);
    if (conn->caps & SK_CAP_PIPELINE)
        ck_assert_uint_le(conn->round_trips, trips + 2 + N * strlen(sql) / 900000);
    if (conn->caps & SK_CAP_EMBEDDED)
        ck_assert_uint_eq(conn->round_trips, 0);
    ck_assert(UNDER_ASAN || peak_memory() - memory < 16384);
}
END_TEST

/* ---- errors --------------------------------------------------------------------------------------------------- */

static const struct {
    const char *sql, *sqlstate;
} refused[] = {
    {"INSERT INTO t VALUES (1, 'again')", "23505"},
    {"INSERT INTO child (id, code) VALUES (2, 'c')", "23505"},
    {"INSERT INTO t VALUES (2, NULL)", "23502"},
    {"INSERT INTO t VALUES (2, '')", "23514"},
    {"INSERT INTO child (id, t) VALUES (2, 42)", "23503"},
    {"DELETE FROM t", "23503"},
    {"SELEKT 1", "42601"},
    {"SELECT (1", "42601"},
    {"SELECT * FROM missing", "42P01"},
    {"SELECT missing FROM t", "42703"},
    {"CREATE TABLE t (id INTEGER)", "42P07"},
    {"SELECT missing(1)", "42883"},
    {"ROLLBACK TO SAVEPOINT missing", NULL},
};

START_TEST(what_the_engine_refuses_has_its_sqlstate)
{
    run(conn, "INSERT INTO t VALUES (1, 'a')");
    run(conn, "INSERT INTO child VALUES (1, 1, 'c')");
    ck_assert_int_eq(sk_conn_exec(conn, refused[_i].sql, &err), SK_ESQL);
    if (refused[_i].sqlstate)
        ck_assert_msg(strcmp(err.sqlstate, refused[_i].sqlstate) == 0, "%s for %s: %s", err.sqlstate, refused[_i].sql,
                      err.message);
    ck_assert_uint_eq(strlen(err.sqlstate), 5);
    ck_assert_ptr_null(err.file);
}
END_TEST

START_TEST(an_error_points_at_its_byte)
{
    const char *sql = "SELECT 'ÄÖ€𐍈', missing FROM t";
    ck_assert_int_eq(sk_conn_exec(conn, sql, &err), SK_ESQL);
    ck_assert_uint_eq(err.pos_bytes, (size_t)(strstr(sql, "missing") - sql));
    ck_assert_int_eq(sk_conn_exec(conn, "INSERT INTO t VALUES (1, '')", &err), SK_ESQL);
    ck_assert(err.pos_bytes == SK_NO_POS);
    ck_assert_int_eq(sk_conn_exec(conn, "SELECT 1 FROM", NULL), SK_ESQL);
}
END_TEST

/* ---- transactions, locks, cancelling -------------------------------------------------------------------------- */

START_TEST(the_state_of_the_transaction_is_known)
{
    ck_assert_int_eq(sk_conn_transaction(conn), '-');
    run(conn, "BEGIN");
    ck_assert_int_eq(sk_conn_transaction(conn), 'T');
    run(conn, "INSERT INTO t VALUES (1, 'a')");
    ck_assert_int_eq(sk_conn_transaction(conn), 'T');
    run(conn, "COMMIT");
    ck_assert_int_eq(sk_conn_transaction(conn), '-');
    ck_assert_int_eq(sk_conn_exec(conn, "nonsense", NULL), SK_ESQL);
    ck_assert_int_eq(sk_conn_transaction(conn), '-');
}
END_TEST

START_TEST(an_open_transaction_ends_with_its_connection)
{
    struct sk_conn *other = connected();
    run(other, "BEGIN");
    run(other, "INSERT INTO t VALUES (1, 'a')");
    talloc_free(other);
    ck_assert_str_eq(scalar(conn, "SELECT count(*) FROM t"), "0");
    run(conn, "INSERT INTO t VALUES (1, 'a')");
}
END_TEST

START_TEST(a_lock_that_is_not_had_is_busy)
{
    struct sk_conn *other = connected();
    run(other, "BEGIN");
    run(other, engine->lock);
    run(conn, engine->short_wait);
    ck_assert_int_eq(sk_conn_exec(conn, "INSERT INTO t VALUES (1, 'a')", &err), SK_EBUSY);
    ck_assert_str_eq(err.sqlstate, "55P03");
    run(other, "ROLLBACK");
    run(conn, "INSERT INTO t VALUES (1, 'a')");
}
END_TEST

static struct sk_conn *to_cancel;

static void
on_alarm(int signal_number)
{
    (void)signal_number;
    sk_conn_cancel(to_cancel);
}

/* Cancels every 30 ms, not once: a cancel that comes before the statement has begun is lost, and that is right. */
static void
cancel_repeatedly(bool on)
{
    struct itimerval every = {.it_interval.tv_usec = on ? 30000 : 0, .it_value.tv_usec = on ? 30000 : 0};
    to_cancel = conn;
    sigaction(SIGALRM, &(struct sigaction){.sa_handler = on_alarm, .sa_flags = SA_RESTART}, NULL);
    setitimer(ITIMER_REAL, &every, NULL);
}

START_TEST(what_runs_is_cancelled_from_a_signal_handler)
{
    cancel_repeatedly(true);
    enum sk_status status = sk_conn_exec(conn, engine->never_ends, &err);
    cancel_repeatedly(false);
    ck_assert_int_eq(status, SK_EINTERRUPTED);
    /* A cancel may still be on its way to the server. */
    while ((status = sk_conn_exec(conn, "SELECT 1", &err)) == SK_EINTERRUPTED)
        ;
    ck_assert_int_eq(status, SK_OK);
}
END_TEST

START_TEST(waiting_for_a_lock_is_cancelled)
{
    struct sk_conn *other = connected();
    run(other, "BEGIN");
    run(other, engine->lock);
    cancel_repeatedly(true);
    enum sk_status status = sk_conn_exec(conn, "INSERT INTO t VALUES (1, 'a')", &err);
    cancel_repeatedly(false);
    ck_assert_int_eq(status, SK_EINTERRUPTED);
}
END_TEST

/* ---- databases ------------------------------------------------------------------------------------------------ */

START_TEST(a_database_is_created_and_dropped_once_however_often_one_asks)
{
    const char *url = url_of("we%22ird%20'name");
    const struct sk_driver *driver = conn->driver;
    bool exists = true;
    ck_assert_int_eq(driver->database_drop(url, &err), SK_OK);
    ck_assert_int_eq(driver->database_exists(url, &exists, &err), SK_OK);
    ck_assert(!exists);
    for (int i = 0; i < 2; i++)
        ck_assert_msg(driver->database_create(url, &err) == SK_OK, "%s", err.message);
    ck_assert_int_eq(driver->database_exists(url, &exists, &err), SK_OK);
    ck_assert(exists);
    struct sk_conn *inside;
    ck_assert_msg(sk_conn_open(&inside, mem, url, NULL, &err) == SK_OK, "%s", err.message);
    run(inside, "CREATE TABLE kept (id INTEGER)");
    ck_assert_int_eq(driver->database_create(url, &err), SK_OK);
    ck_assert_str_eq(scalar(inside, "SELECT count(*) FROM kept"), "0");
    for (int i = 0; i < 2; i++)
        ck_assert_msg(driver->database_drop(url, &err) == SK_OK, "%s", err.message);
    ck_assert_int_eq(driver->database_exists(url, &exists, &err), SK_OK);
    ck_assert(!exists);
}
END_TEST

static TCase *
common_cases(void)
{
    const TTest *tests[] = {
        a_connection_says_what_it_is_connected_to,
        rows_have_names_order_and_nulls,
        an_empty_result_still_has_its_columns,
        parameters_carry_any_text,
        a_statement_of_some_megabytes_is_no_problem,
        a_request_is_one_statement,
        a_wrong_number_of_parameters_is_an_error,
        a_batch_hands_rows_over_in_order,
        a_batch_stops_at_the_first_failure_and_says_which,
        a_failure_at_either_end_of_a_batch_is_told_exactly,
        a_caller_that_fails_stops_the_batch,
        a_long_batch_takes_few_round_trips_and_little_memory,
        an_error_points_at_its_byte,
        the_state_of_the_transaction_is_known,
        an_open_transaction_ends_with_its_connection,
        a_lock_that_is_not_had_is_busy,
        what_runs_is_cancelled_from_a_signal_handler,
        waiting_for_a_lock_is_cancelled,
        a_database_is_created_and_dropped_once_however_often_one_asks,
    };
    TCase *tcase = tcase_create("every driver");
    tcase_add_checked_fixture(tcase, setup, teardown);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(tcase, tests[i]);
    tcase_add_loop_test(tcase, what_the_engine_refuses_has_its_sqlstate, 0, sizeof refused / sizeof *refused);
    return tcase;
}

/* Which engine it is, the server says: a URL may be of a driver for several. */
static const struct engine *
engine_of(const char *dialect)
{
    for (size_t i = 0; i < sizeof engines / sizeof *engines; i++)
        if (strcmp(dialect, engines[i].dialect) == 0)
            return &engines[i];
    return NULL;
}

/* A database of the suite's own: others look at the one that was given, and want it clean. */
static bool
begin_suite(void)
{
    test_url = getenv("SKEIN_TEST_URL");
    struct sk_conn *first;
    if (!test_url || sk_conn_open(&first, mem, test_url, NULL, &err) || !(engine = engine_of(first->dialect))) {
        fprintf(stderr, "SKEIN_TEST_URL: %s\n", err.message ? err.message : "no engine that this suite knows");
        return false;
    }
    tested = first->driver;
    talloc_free(first);
    test_url = url_of("skein_conformance");
    return tested->database_drop(test_url, NULL) == SK_OK && tested->database_create(test_url, NULL) == SK_OK;
}

static TCase *
own_cases(void)
{
    static const struct {
        const char *driver;
        TCase *(*cases)(void);
    } own[] = {{"sqlite", sqlite_cases}, {"postgres", postgres_cases}, {"mysql", mysql_cases}, {"dbi", dbi_cases}};
    size_t i = 0;
    while (strcmp(own[i].driver, tested->name) != 0)
        i++;
    return own[i].cases();
}

int
main(void)
{
    mem = sk_context_new(NULL);
    if (!begin_suite())
        return EXIT_FAILURE;
    Suite *suite = suite_create(engine->dialect);
    suite_add_tcase(suite, common_cases());
    suite_add_tcase(suite, own_cases());
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    if (tested->database_drop(test_url, &err))
        fprintf(stderr, "%s\n", err.message);
    talloc_free(mem);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
