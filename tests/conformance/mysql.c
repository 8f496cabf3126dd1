/* tests/conformance/mysql.c - what the driver for MySQL and MariaDB alone has to answer for. */
#include "tests/conformance/drivers.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
is_mariadb(void)
{
    return strcmp(engine->dialect, "mariadb") == 0;
}

/* ---- the session ---------------------------------------------------------------------------------------------- */

static const struct {
    const char *setting, *value;
    const char *only; /* on this server */
} settings[] = {
    {"character_set_client", "utf8mb4", NULL},
    {"collation_connection", "utf8mb4_0900_bin", "mysql"},
    {"collation_connection", "utf8mb4_nopad_bin", "mariadb"},
    {"collation_database", "utf8mb4_0900_bin", "mysql"},
    {"collation_database", "utf8mb4_nopad_bin", "mariadb"},
    {"sql_mode",
     "NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
     "NO_ENGINE_SUBSTITUTION",
     NULL},
    {"time_zone", "+00:00", NULL},
    {"autocommit", "1", NULL},
    {"foreign_key_checks", "1", NULL},
    {"sql_select_limit", "18446744073709551615", NULL},
    {"lc_messages", "en_US", NULL},
    {"innodb_strict_mode", "1", NULL},
    {"check_constraint_checks", "1", "mariadb"},
    {"sql_if_exists", "0", "mariadb"},
    {"cte_max_recursion_depth", "4294967295", "mysql"},
    {"sql_generate_invisible_primary_key", "0", "mysql"},
};

/* The server's defaults are made bad first: new connections begin with them. */
START_TEST(the_servers_settings_do_not_matter)
{
    static const char *const bad[] = {
        "sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT'", "time_zone = '+05:00'", "autocommit = 0",
        "foreign_key_checks = 0", "sql_select_limit = 1", "lc_messages = 'de_DE'", "innodb_strict_mode = 0",
        "character_set_client = latin1",
    };
    enum { N = sizeof bad / sizeof *bad };
    char *before[N];
    for (size_t i = 0; i < N; i++) {
        const char *name = sk_strndup(mem, bad[i], strcspn(bad[i], " "));
        before[i] = sk_printf(mem, "SET GLOBAL %s = '%s'", name, scalar(conn, sk_printf(mem, "SELECT @@GLOBAL.%s", name)));
        if (strspn(strchr(before[i], '\'') + 1, "0123456789") == strlen(strchr(before[i], '\'')) - 2)
            before[i] = sk_printf(mem, "SET GLOBAL %s = %s", name, scalar(conn, sk_printf(mem, "SELECT @@GLOBAL.%s", name)));
        run(conn, sk_printf(mem, "SET GLOBAL %s", bad[i]));
    }
    struct sk_conn *other = NULL;
    enum sk_status status = sk_conn_open(&other, mem, test_url, NULL, &err);
    for (size_t i = 0; i < N; i++)
        run(conn, before[i]);
    ck_assert_msg(status == SK_OK, "%s", err.message);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        if (settings[i].only && strcmp(settings[i].only, engine->dialect) != 0)
            continue;
        const char *value = scalar(other, sk_printf(mem, "SELECT @@SESSION.%s", settings[i].setting));
        ck_assert_msg(strcmp(value, settings[i].value) == 0, "%s is %s", settings[i].setting, value);
    }
}
END_TEST

TCase *
mysql_cases(void)
{
    const TTest *tests[] = {
        the_servers_settings_do_not_matter,
    };
    TCase *tcase = tcase_create("mysql");
    tcase_add_checked_fixture(tcase, setup, teardown);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(tcase, tests[i]);
    (void)is_mariadb;
    return tcase;
}
