/* tests/conformance/postgres.c - what the PostgreSQL driver alone has to answer for. */
#include "tests/conformance/drivers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/dialect.h"

/* ---- batches -------------------------------------------------------------------------------------------------- */

START_TEST(what_wants_to_be_alone_runs_outside_of_any_transaction)
{
    const struct sk_request requests[] = {
        {.sql = "INSERT INTO t VALUES (1, 'a')"},
        {.sql = "CREATE INDEX CONCURRENTLY t_name ON t (name)", .flush_before = true},
        {.sql = "DROP INDEX CONCURRENTLY t_name", .flush_before = true},
        {.sql = "INSERT INTO t VALUES (2, 'b')"},
    };
    struct sk_batch batch = {.requests = requests, .n = 4};
    uint64_t trips = conn->round_trips;
    ck_assert_msg(sk_conn_batch(conn, &batch, &err) == SK_OK, "%s", err.message);
    ck_assert_uint_eq(batch.done, 4);
    ck_assert_uint_eq(conn->round_trips, trips + 4);
    ck_assert_str_eq(scalar(conn, "SELECT sum(id) FROM t"), "3");
}
END_TEST

/* The migration's lock is such a transaction. A snapshot that it kept would keep CREATE INDEX CONCURRENTLY for ever. */
START_TEST(a_transaction_that_only_waits_holds_up_nobody)
{
    struct sk_conn *other = connected();
    const struct sk_request requests[] = {
        {.sql = "BEGIN"}, {.sql = "SELECT pg_try_advisory_xact_lock(1)", .want_rows = true}};
    struct sk_batch batch = {.requests = requests, .n = 2};
    const struct sk_request index = {.sql = "CREATE INDEX CONCURRENTLY t_name ON t (name)", .flush_before = true};
    struct sk_batch alone = {.requests = &index, .n = 1};
    ck_assert_int_eq(sk_conn_batch(other, &batch, &err), SK_OK);
    ck_assert_int_eq(sk_conn_transaction(other), 'T');
    run(conn, "SET statement_timeout = '10s'");
    ck_assert_msg(sk_conn_batch(conn, &alone, &err) == SK_OK, "%s", err.message);
    ck_assert_int_eq(sk_conn_transaction(other), 'T');
}
END_TEST

START_TEST(what_wants_to_be_alone_may_have_parameters_and_rows)
{
    const char *args[] = {"x"};
    const struct sk_request request = {
        .sql = "SELECT $1::text", .args = args, .n_args = 1, .want_rows = true, .flush_before = true};
    const struct sk_request broken = {.sql = "nonsense", .flush_before = true};
    struct sk_batch batch = {.requests = &request, .n = 1};
    ck_assert_int_eq(sk_conn_batch(conn, &batch, &err), SK_OK);
    batch = (struct sk_batch){.requests = &broken, .n = 1};
    ck_assert_int_eq(sk_conn_batch(conn, &batch, &err), SK_ESQL);
    ck_assert_uint_eq(batch.done, 0);
    ck_assert_uint_eq(err.pos_bytes, 0);
}
END_TEST

/* Without BEGIN a pipeline is one transaction, which ends at the Sync: what was put off until then fails there. */
START_TEST(what_fails_when_the_batch_commits_is_not_lost)
{
    run(conn, "CREATE TABLE late (id integer REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED)");
    const struct sk_request requests[] = {{.sql = "INSERT INTO late VALUES (42)"}, {.sql = "SELECT 1"}};
    struct sk_batch batch = {.requests = requests, .n = 2};
    ck_assert_int_eq(sk_conn_batch(conn, &batch, &err), SK_ESQL);
    ck_assert_str_eq(err.sqlstate, "23503");
    ck_assert_uint_eq(batch.done, 1);
    ck_assert_str_eq(scalar(conn, "SELECT count(*) FROM late"), "0");
}
END_TEST

START_TEST(copy_without_data_is_refused_clearly)
{
    static const char *const copies[] = {"COPY t FROM STDIN", "COPY t TO STDOUT"};
    for (size_t i = 0; i < 2; i++) {
        for (int alone = 0; alone < 2; alone++) {
            struct sk_conn *other = connected();
            const struct sk_request requests[] = {{.sql = "SELECT 1"},
                                                  {.sql = copies[i], .flush_before = alone},
                                                  {.sql = "SELECT 2"},
                                                  {.sql = "SELECT 3"}};
            struct sk_batch batch = {.requests = requests, .n = 4};
            ck_assert_int_eq(sk_conn_batch(other, &batch, &err), SK_EUNSUPPORTED);
            ck_assert_uint_eq(batch.done, 1);
            ck_assert_ptr_nonnull(strstr(err.message, "COPY"));
            enum sk_status after = sk_conn_exec(other, "SELECT 1", &err);
            ck_assert(after == SK_OK || after == SK_ECONN);
            talloc_free(other);
        }
    }
}
END_TEST

/* ---- errors --------------------------------------------------------------------------------------------------- */

START_TEST(errors_bring_detail_and_hint)
{
    run(conn, "INSERT INTO t VALUES (1, 'a')");
    ck_assert_int_eq(sk_conn_exec(conn, "INSERT INTO t VALUES (1, 'b')", &err), SK_ESQL);
    ck_assert_ptr_nonnull(strstr(err.message, "(Key (id)=(1) already exists.)"));
    ck_assert_int_eq(sk_conn_exec(conn, "SELECT nam FROM t", &err), SK_ESQL);
    ck_assert_ptr_nonnull(err.hint);
    ck_assert_ptr_nonnull(strstr(err.hint, "t.name"));
}
END_TEST

START_TEST(a_statement_timeout_is_not_our_cancel)
{
    run(conn, "SET statement_timeout = 20");
    ck_assert_int_eq(sk_conn_exec(conn, engine->never_ends, &err), SK_ESQL);
    ck_assert_str_eq(err.sqlstate, "57014");
}
END_TEST

START_TEST(deadlocks_and_serialization_failures_are_busy)
{
    static const char *const states[] = {"40P01", "40001", "55P03"};
    for (size_t i = 0; i < 3; i++) {
        const char *sql = sk_printf(mem, "DO $$ BEGIN RAISE SQLSTATE '%s'; END $$", states[i]);
        ck_assert_int_eq(sk_conn_exec(conn, sql, &err), SK_EBUSY);
        ck_assert_str_eq(err.sqlstate, states[i]);
    }
    ck_assert_int_eq(sk_conn_exec(conn, "DO $$ BEGIN RAISE SQLSTATE '57014'; END $$", &err), SK_ESQL);
}
END_TEST

START_TEST(a_transaction_that_failed_can_only_be_rolled_back)
{
    run(conn, "BEGIN");
    ck_assert_int_eq(sk_conn_exec(conn, "nonsense", NULL), SK_ESQL);
    ck_assert_int_eq(sk_conn_transaction(conn), 'E');
    ck_assert_int_eq(sk_conn_exec(conn, "SELECT 1", &err), SK_ESQL);
    ck_assert_str_eq(err.sqlstate, "25P02");
    run(conn, "ROLLBACK");
}
END_TEST

/* ---- the connection goes --------------------------------------------------------------------------------------- */

START_TEST(a_connection_that_ends_in_a_batch_leaves_what_is_known)
{
    struct sk_conn *other = connected();
    const struct sk_request requests[] = {
        {.sql = "SELECT 1"},
        {.sql = "SELECT 2"},
        {.sql = "SELECT pg_terminate_backend(pg_backend_pid())"},
        {.sql = "SELECT 4"},
    };
    struct sk_batch batch = {.requests = requests, .n = 4};
    ck_assert_int_eq(sk_conn_batch(other, &batch, &err), SK_ECONN);
    ck_assert_uint_eq(batch.done, 2);
    ck_assert_str_eq(err.sqlstate, "57P01");
    ck_assert_int_eq(sk_conn_transaction(other), '-');
    ck_assert_int_eq(sk_conn_exec(other, "SELECT 1", &err), SK_ECONN);
    ck_assert_uint_gt(strlen(err.message), 5);
    sk_conn_cancel(other);
}
END_TEST

START_TEST(a_connection_that_another_ends_is_noticed)
{
    struct sk_conn *other = connected();
    const char *pid = scalar(other, "SELECT pg_backend_pid()");
    ck_assert_str_eq(scalar(conn, sk_printf(mem, "SELECT pg_terminate_backend(%s)", pid)), "t");
    const char *gone = sk_printf(mem, "SELECT count(*) FROM pg_stat_activity WHERE pid = %s", pid);
    for (int i = 0; i < 1000 && strcmp(scalar(conn, gone), "0") != 0; i++)
        usleep(10000);
    struct sk_request requests[1000];
    for (size_t i = 0; i < 1000; i++)
        requests[i] = (struct sk_request){.sql = "SELECT 1", .flush_before = i == 500};
    struct sk_batch batch = {.requests = requests, .n = 1000};
    ck_assert_int_eq(sk_conn_batch(other, &batch, &err), SK_ECONN);
    ck_assert_uint_eq(batch.done, 0);
}
END_TEST

/* ---- connecting ------------------------------------------------------------------------------------------------ */

/* The URL under test with its credentials and what follows replaced: postgres://CREDENTIALS@HOST:PORT/REST */
static char *
url_with(const char *credentials, const char *rest)
{
    const char *host = strrchr(test_url, '@');
    host = host ? host + 1 : strstr(test_url, "://") + 3;
    return sk_printf(mem, "postgres://%s@%.*s/%s", credentials, (int)strcspn(host, "/?"), host, rest);
}

static const struct {
    const char *credentials, *rest;
    enum sk_status status;
} bad_urls[] = {
    {"skein:Hunter2", "postgres", SK_EUSAGE},
    {"skein:a@Hunter2", "postgres", SK_EUSAGE},
    {"skein:a/Hunter2", "postgres", SK_EUSAGE},
    {"skein:a%zzHunter2", "postgres", SK_EUSAGE},
    {"skein:%Hunter2%", "postgres", SK_EUSAGE},
    {"skein:a?Hunter2", "postgres", SK_EUSAGE},
    {"skein:a#Hunter2:/@", "postgres", SK_EUSAGE},
    {"nobody:Hunter2", "postgres", SK_EUSAGE},
    {"nobody", "postgres?password=Hunter2", SK_EUSAGE},
    {"nobody", "postgres?password=a%zzHunter2", SK_EUSAGE},
    {"nobody", "postgres?password=a=Hunter2", SK_EUSAGE},
    {"nobody", "postgres?Hunter2", SK_EUSAGE},
    {"skein:Hunter2", "postgres?no_such_option=1", SK_EUSAGE},
    {"skein:Hunter2", "postgres?sslmode=nonsense", SK_EUSAGE},
    {"skein:Hunter2@[::1", "postgres", SK_EUSAGE},
};

START_TEST(a_password_is_never_told)
{
    const char *url = url_with(bad_urls[_i].credentials, bad_urls[_i].rest);
    struct sk_conn *other = NULL;
    bool exists;
    for (int i = 0; i < 2; i++) {
        enum sk_status status = i == 0 ? sk_conn_open(&other, mem, url, NULL, &err)
                                       : conn->driver->database_exists(url, &exists, &err);
        ck_assert_msg(status == bad_urls[_i].status, "%d for %s: %s", status, url, err.message);
        ck_assert_msg(!strstr(err.message, "Hunter2"), "%s: %s", url, err.message);
        ck_assert_msg(!err.hint || !strstr(err.hint, "Hunter2"), "%s: %s", url, err.hint);
    }
    ck_assert_ptr_null(other);
}
END_TEST

START_TEST(a_password_may_be_written_without_encoding)
{
    run(conn, "DROP ROLE IF EXISTS skein_odd");
    run(conn, "CREATE ROLE skein_odd LOGIN PASSWORD 'p@ss/w:rd?#100%&é'");
    struct sk_conn *other;
    ck_assert_msg(sk_conn_open(&other, mem, url_with("skein_odd:p@ss/w:rd?#100%&é", "postgres"), NULL, &err) == SK_OK,
                  "%s", err.message);
    ck_assert_str_eq(scalar(other, "SELECT current_user"), "skein_odd");
    talloc_free(other);
    run(conn, "DROP ROLE skein_odd");
}
END_TEST

START_TEST(a_missing_database_is_a_usage_error_that_names_it)
{
    struct sk_conn *other = NULL;
    ck_assert_int_eq(sk_conn_open(&other, mem, url_of("missing_one"), NULL, &err), SK_EUSAGE);
    ck_assert_str_eq(err.sqlstate, "3D000");
    ck_assert_ptr_nonnull(strstr(err.message, "missing_one"));
}
END_TEST

START_TEST(nobody_listening_is_worth_waiting_for)
{
    const struct sk_conn_options options = {.connect_timeout_ms = 2000};
    struct sk_conn *other = NULL;
    ck_assert_int_eq(sk_conn_open(&other, mem, "postgres://u:Hunter2@127.0.0.1:1/db", &options, &err), SK_ECONN);
    ck_assert_ptr_null(strstr(err.message, "Hunter2"));
    ck_assert_int_eq(sk_conn_open(&other, mem, "postgres:///db?host=/nonexistent", &options, &err), SK_ECONN);
}
END_TEST

/* A server that refuses every connection with `sqlstate`, in words that are not English. */
static pid_t
refusing_server(const char *sqlstate, uint16_t *port)
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
    char reply[100], in[1024];
    size_t n = 5;
    n += (size_t)sprintf(reply + n, "SKATASTROFAL") + 1;
    n += (size_t)sprintf(reply + n, "C%s", sqlstate) + 1;
    n += (size_t)sprintf(reply + n, "Mdas geht nicht") + 1;
    reply[n++] = '\0';
    uint32_t size = htonl((uint32_t)n - 1);
    reply[0] = 'E';
    memcpy(reply + 1, &size, 4);
    for (;;) {
        int client = accept(fd, NULL, NULL);
        ssize_t got = read(client, in, sizeof in);
        if (got == 8) /* asks for TLS or GSS: no */
            while (got == 8)
                got = write(client, "N", 1) == 1 ? read(client, in, sizeof in) : -1;
        if (got > 0 && write(client, reply, n) < 0)
            _exit(1);
        close(client);
    }
}

static const struct {
    const char *sqlstate;
    enum sk_status status;
} refusals[] = {
    {"57P03", SK_ECONN},  /* starting up */
    {"53300", SK_ECONN},  /* too many connections */
    {"57P01", SK_ECONN},  /* shutting down */
    {"28000", SK_EUSAGE}, /* not let in */
    {"3D000", SK_EUSAGE}, /* no such database */
};

START_TEST(a_server_that_refuses_is_understood_in_any_language)
{
    uint16_t port;
    pid_t pid = refusing_server(refusals[_i].sqlstate, &port);
    struct sk_conn *other = NULL;
    enum sk_status status =
        sk_conn_open(&other, mem, sk_printf(mem, "postgres://u@127.0.0.1:%u/db", port), NULL, &err);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    ck_assert_int_eq(status, refusals[_i].status);
    ck_assert_str_eq(err.sqlstate, refusals[_i].sqlstate);
    ck_assert_ptr_nonnull(strstr(err.message, "das geht nicht"));
}
END_TEST

START_TEST(connecting_asks_the_server_nothing_more)
{
    ck_assert_uint_le(connected()->round_trips, 2 + 1); /* one of them is the suite's own SET */
    ck_assert_str_eq(scalar(conn, "SELECT current_setting('application_name')"), "skein");
    ck_assert_str_eq(scalar(conn, "SELECT current_setting('client_encoding')"), "UTF8");
}
END_TEST

/* ---- together with libpg_query --------------------------------------------------------------------------------- */

/* Both libraries have a pg_utf_mblen; each module must see its own. */
START_TEST(the_parser_and_the_client_library_live_in_one_process)
{
    const struct sk_dialect *dialect;
    struct sk_script *script;
    const char *sql = "SELECT 'ÄÖ€𐍈', missing FROM t";
    for (int i = 0; i < 3; i++) {
        ck_assert_msg(sk_registry_dialect(&dialect, "postgres", &err) == SK_OK, "%s", err.message);
        ck_assert_int_eq(dialect->parse(&script, mem, "a.sql", sql, strlen(sql), &err), SK_OK);
        ck_assert_int_eq(dialect->parse(&script, mem, "a.sql", "SELECT 'ÄÖ€𐍈' FROM FROM", 30, &err), SK_EREFUSED);
        ck_assert_int_eq(sk_conn_exec(conn, sql, &err), SK_ESQL);
        ck_assert_uint_eq(err.pos_bytes, (size_t)(strstr(sql, "missing") - sql));
    }
}
END_TEST

TCase *
postgres_cases(void)
{
    const TTest *tests[] = {
        what_wants_to_be_alone_runs_outside_of_any_transaction,
        a_transaction_that_only_waits_holds_up_nobody,
        what_wants_to_be_alone_may_have_parameters_and_rows,
        what_fails_when_the_batch_commits_is_not_lost,
        copy_without_data_is_refused_clearly,
        errors_bring_detail_and_hint,
        a_statement_timeout_is_not_our_cancel,
        deadlocks_and_serialization_failures_are_busy,
        a_transaction_that_failed_can_only_be_rolled_back,
        a_connection_that_ends_in_a_batch_leaves_what_is_known,
        a_connection_that_another_ends_is_noticed,
        a_password_may_be_written_without_encoding,
        a_missing_database_is_a_usage_error_that_names_it,
        nobody_listening_is_worth_waiting_for,
        connecting_asks_the_server_nothing_more,
        the_parser_and_the_client_library_live_in_one_process,
    };
    TCase *tcase = tcase_create("postgres");
    tcase_add_checked_fixture(tcase, setup, teardown);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(tcase, tests[i]);
    tcase_add_loop_test(tcase, a_password_is_never_told, 0, sizeof bad_urls / sizeof *bad_urls);
    tcase_add_loop_test(tcase, a_server_that_refuses_is_understood_in_any_language, 0,
                        sizeof refusals / sizeof *refusals);
    return tcase;
}
