/* tests/conformance/sqlite.c - what the SQLite driver alone has to answer for. */
#include "tests/conformance/drivers.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/url.h"

static bool
is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

START_TEST(to_a_connection_for_reading_a_file_that_is_not_there_is_empty_and_is_not_made)
{
    const struct sk_conn_options options = {.read_only = true};
    const char *url = url_of("absent");
    struct sk_conn *other = NULL;
    struct sk_rows *rows;
    ck_assert_int_eq(sk_conn_open(&other, mem, url, &options, &err), SK_OK);
    ck_assert_int_eq(sk_conn_query(&rows, mem, other, "SELECT name FROM sqlite_schema", NULL, 0, &err), SK_OK);
    ck_assert_uint_eq(rows->n_rows, 0);
    ck_assert(!is_there(sk_url_path(url)));
    url = url_of("no/such/folder/x");
    ck_assert_int_eq(sk_conn_open(&other, mem, url, &options, &err), SK_EUSAGE);
    ck_assert_ptr_nonnull(strstr(err.message, sk_url_path(url)));
    ck_assert_int_eq(sk_conn_open(&other, mem, test_url, &options, &err), SK_OK);
    ck_assert_int_eq(sk_conn_exec(other, "INSERT INTO t VALUES (1, 'a')", &err), SK_ESQL);
    ck_assert_str_eq(err.sqlstate, "25006");
}
END_TEST

START_TEST(a_path_is_taken_as_it_is)
{
    const char *const names[] = {"100%25", "with space", "a?b=c", "ä#"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *url = url_of(names[i]);
        struct sk_conn *other;
        ck_assert_int_eq(sk_conn_open(&other, mem, url, NULL, &err), SK_OK);
        run(other, "CREATE TABLE x (y INTEGER)");
        ck_assert(is_there(sk_printf(mem, "%s.%s", sk_url_path(test_url), names[i])));
        ck_assert_int_eq(conn->driver->database_drop(url, &err), SK_OK);
    }
}
END_TEST

START_TEST(memory_is_a_database_of_its_own)
{
    struct sk_conn *a, *b;
    bool exists = false;
    ck_assert_int_eq(sk_conn_open(&a, mem, "sqlite::memory:", NULL, &err), SK_OK);
    ck_assert_int_eq(sk_conn_open(&b, mem, "sqlite3::memory:", NULL, &err), SK_OK);
    run(a, "CREATE TABLE x (y INTEGER)");
    ck_assert_int_eq(sk_conn_exec(b, "SELECT y FROM x", &err), SK_ESQL);
    ck_assert_int_eq(conn->driver->database_create("sqlite::memory:", &err), SK_OK);
    ck_assert_int_eq(conn->driver->database_drop("sqlite::memory:", &err), SK_OK);
    ck_assert_int_eq(conn->driver->database_exists("sqlite::memory:", &exists, &err), SK_OK);
    ck_assert(exists);
    ck_assert(!is_there(":memory:"));
}
END_TEST

START_TEST(what_is_no_database_is_refused)
{
    struct sk_conn *other = NULL;
    ck_assert_int_eq(sk_conn_open(&other, mem, "sqlite:", NULL, &err), SK_EUSAGE);
    ck_assert_int_eq(sk_conn_open(&other, mem, url_of("no/such/folder"), NULL, &err), SK_EUSAGE);
    ck_assert_ptr_nonnull(strstr(err.message, "no/such/folder"));
    ck_assert_int_eq(conn->driver->database_create(url_of("no/such/folder"), &err), SK_EUSAGE);
    const char *url = url_of("text");
    FILE *file = fopen(sk_url_path(url), "w");
    for (int i = 0; i < 200; i++)
        fputs("this is no database\n", file);
    fclose(file);
    ck_assert_int_eq(sk_conn_open(&other, mem, url, NULL, &err), SK_EUSAGE);
    ck_assert_ptr_nonnull(strstr(err.message, "not a database"));
    unlink(sk_url_path(url));
}
END_TEST

START_TEST(creating_leaves_what_is_there_alone_and_dropping_takes_all_of_it)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    const char *path = sk_url_path(test_url);
    run(conn, "PRAGMA user_version = 7");
    ck_assert_int_eq(conn->driver->database_create(test_url, &err), SK_OK);
    ck_assert_str_eq(scalar(conn, "PRAGMA user_version"), "7");
    run(conn, "PRAGMA journal_mode = WAL");
    run(conn, "INSERT INTO t VALUES (1, 'a')");
    ck_assert(is_there(sk_printf(mem, "%s-wal", path)));
    fclose(fopen(sk_printf(mem, "%s-journal", path), "w"));
    ck_assert_int_eq(conn->driver->database_drop(test_url, &err), SK_OK);
    for (size_t i = 0; i < 4; i++)
        ck_assert(!is_there(sk_printf(mem, "%s%s", path, suffixes[i])));
}
END_TEST

START_TEST(what_cannot_be_removed_is_told)
{
    const char *url = url_of("folder");
    rmdir(sk_url_path(url));
    ck_assert_int_eq(mkdir(sk_url_path(url), 0700), 0);
    ck_assert_int_eq(conn->driver->database_drop(url, &err), SK_EIO);
    ck_assert_ptr_nonnull(strstr(err.message, "folder"));
    rmdir(sk_url_path(url));
}
END_TEST

START_TEST(misspelt_columns_are_no_strings)
{
    ck_assert_int_eq(sk_conn_exec(conn, "SELECT \"missing\" FROM t", &err), SK_ESQL);
    ck_assert_str_eq(err.sqlstate, "42703");
    ck_assert_str_eq(scalar(conn, "PRAGMA foreign_keys"), "1");
}
END_TEST

START_TEST(a_trigger_refuses_with_its_own_words)
{
    run(conn, "CREATE TRIGGER no BEFORE INSERT ON t BEGIN SELECT raise(ABORT, 'not today'); END");
    ck_assert_int_eq(sk_conn_exec(conn, "INSERT INTO t VALUES (1, 'a')", &err), SK_ESQL);
    ck_assert_str_eq(err.sqlstate, "P0001");
    ck_assert_str_eq(err.message, "not today");
}
END_TEST

START_TEST(a_full_disk_is_told_and_passes)
{
    run(conn, sk_printf(mem, "PRAGMA max_page_count = %s", scalar(conn, "PRAGMA page_count")));
    const char *fill = "INSERT INTO t (name) SELECT hex(zeroblob(10000))";
    ck_assert_int_eq(sk_conn_exec(conn, fill, &err), SK_ESQL);
    ck_assert_str_eq(err.sqlstate, "53100");
    ck_assert_int_eq(sk_conn_transaction(conn), '-');
    run(conn, "PRAGMA max_page_count = 1000");
    run(conn, fill);
}
END_TEST

TCase *
sqlite_cases(void)
{
    const TTest *tests[] = {
        to_a_connection_for_reading_a_file_that_is_not_there_is_empty_and_is_not_made,
        a_path_is_taken_as_it_is,
        memory_is_a_database_of_its_own,
        what_is_no_database_is_refused,
        creating_leaves_what_is_there_alone_and_dropping_takes_all_of_it,
        what_cannot_be_removed_is_told,
        misspelt_columns_are_no_strings,
        a_trigger_refuses_with_its_own_words,
        a_full_disk_is_told_and_passes,
    };
    TCase *tcase = tcase_create("sqlite");
    tcase_add_checked_fixture(tcase, setup, teardown);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(tcase, tests[i]);
    return tcase;
}
