/* tests/conformance/dbi.c - what the driver on libdbi alone has to answer for. */
#include "tests/conformance/drivers.h"

#include <string.h>

static bool
is(const char *dialect)
{
    return strcmp(engine->dialect, dialect) == 0;
}

START_TEST(an_engine_without_a_dialect_is_told_what_works)
{
    static const char *const urls[] = {"dbi:firebird?dbname=x", "dbi:nonsense", "dbi:", "dbi:?dbname=x"};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct sk_conn *other = NULL;
        bool exists;
        ck_assert_int_eq(sk_conn_open(&other, mem, urls[i], NULL, &err), SK_EUSAGE);
        ck_assert_ptr_nonnull(strstr(err.hint, "dbi:pgsql"));
        ck_assert_int_eq(conn->driver->database_exists(urls[i], &exists, &err), SK_EUSAGE);
    }
    ck_assert_int_eq(conn->driver->database_create("dbi:pgsql?host=127.0.0.1", &err), SK_EUSAGE);
    ck_assert_int_eq(conn->driver->database_create("dbi:sqlite3", &err), SK_EUSAGE);
    struct sk_conn *other = NULL;
    ck_assert_int_eq(sk_conn_open(&other, mem, "dbi:sqlite3", NULL, &err), SK_EUSAGE);
}
END_TEST

/* libdbi's own types would lose digits, and the zone. */
START_TEST(values_come_as_the_engine_writes_them)
{
    static const struct {
        const char *dialect, *sql, *value;
    } values[] = {
        {"sqlite", "SELECT 1.25", "1.25"},
        {"sqlite", "SELECT 9007199254740993", "9007199254740993"},
        {"sqlite", "SELECT '2026-01-02 03:04:05.678901'", "2026-01-02 03:04:05.678901"},
        {"postgres", "SELECT 1.10", "1.10"},
        {"postgres", "SELECT 0.1::float8", "0.1"},
        {"postgres", "SELECT true", "t"},
        {"postgres", "SELECT 'c'::\"char\"", "c"},
        {"postgres", "SELECT timestamp '2026-01-02 03:04:05.678901'", "2026-01-02 03:04:05.678901"},
        {"postgres", "SELECT ARRAY[1, 2]", "{1,2}"},
        {"mysql", "SELECT CAST('2026-01-02 03:04:05.678901' AS DATETIME(6))", "2026-01-02 03:04:05.678901"},
        {"mysql", "SELECT CAST(18446744073709551615 AS UNSIGNED)", "18446744073709551615"},
        {"mysql", "SELECT CAST('[1]' AS JSON)", "[1]"},
        {"mariadb", "SELECT CAST('2026-01-02 03:04:05.678901' AS DATETIME(6))", "2026-01-02 03:04:05.678901"},
        {"mariadb", "SELECT 1.10", "1.10"},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (is(values[i].dialect))
            ck_assert_str_eq(scalar(conn, values[i].sql), values[i].value);
}
END_TEST

START_TEST(an_expression_without_a_name_may_be_long)
{
    char *sum = sk_strdup(mem, "SELECT 1");
    for (int i = 0; i < 200; i++)
        sum = sk_printf(mem, "%s + (1)", sum);
    ck_assert_str_eq(scalar(conn, sum), "201");
    ck_assert_str_eq(scalar(conn, "SELECT '(((' AS a"), "(((");
}
END_TEST

TCase *
dbi_cases(void)
{
    const TTest *tests[] = {
        an_engine_without_a_dialect_is_told_what_works,
        values_come_as_the_engine_writes_them,
        an_expression_without_a_name_may_be_long,
    };
    TCase *tcase = tcase_create("dbi");
    tcase_add_checked_fixture(tcase, setup, teardown);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(tcase, tests[i]);
    return tcase;
}
