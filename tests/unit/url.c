/* tests/unit/url.c - core/url.h. */
#include "tests/support/unit.h"

#include <string.h>

#include "core/url.h"

static const struct {
    const char *url, *redacted, *encoded; /* encoded NULL: the URL as it is */
} urls[] = {
    {"postgres://u:secret@h:5432/db", "postgres://u:***@h:5432/db", NULL},
    {"postgres://u:se%2Fcret@h/db", "postgres://u:***@h/db", NULL},
    {"postgres://u:s@cr/t:?@h/db?x=a", "postgres://u:***@h/db?x=a", "postgres://u:s%40cr%2Ft%3A%3F@h/db?x=a"},
    /* Nobody can tell where this one ends. It is hidden, and libpq will complain. */
    {"postgres://u:s@cr/t?x=a@h/db", "postgres://u:***@h/db", NULL},
    {"postgres://u:s@cr/et:#@h/db?x=1", "postgres://u:***@h/db?x=1", "postgres://u:s%40cr%2Fet%3A%23@h/db?x=1"},
    {"postgres://u:100%@h/db", "postgres://u:***@h/db", "postgres://u:100%25@h/db"},
    {"postgres://u:p?ss@h/db", "postgres://u:***@h/db", "postgres://u:p%3Fss@h/db"},
    {"postgres://u:é b@h/db", "postgres://u:***@h/db", "postgres://u:%C3%A9%20b@h/db"},
    {"postgres://u:@h/db", "postgres://u:***@h/db", NULL},
    {"postgres://u@h:5432/db", "postgres://u@h:5432/db", NULL},
    {"postgres://h:5432/db?options=a@b", "postgres://h:5432/db?options=a@b", NULL},
    {"postgres://h:5432,i:5433/db?options=a@b", "postgres://h:5432,i:5433/db?options=a@b", NULL},
    {"postgres:///db?host=/tmp&user=a:b@c", "postgres:///db?host=/tmp&user=a:b@c", NULL},
    {"postgres://h/db?user=u&password=secret&x=1", "postgres://h/db?user=u&password=***&x=1", NULL},
    {"postgres://h/db?PASSWORD=a=b c", "postgres://h/db?PASSWORD=***", NULL},
    {"postgres://h/db?sslpassword=secret", "postgres://h/db?sslpassword=***", NULL},
    {"postgres://h/db?secret", "postgres://h/db?***", NULL},
    {"postgres://h/db?x=1&secret&y=2", "postgres://h/db?x=1&***&y=2", NULL},
    {"sqlite:some:path@with/marks", "sqlite:some:path@with/marks", NULL},
    {"", "", NULL},
};

START_TEST(passwords_are_hidden_and_encoded_wherever_they_stand)
{
    TALLOC_CTX *mem = sk_context_new(NULL);
    ck_assert_str_eq(sk_url_redact(mem, urls[_i].url), urls[_i].redacted);
    ck_assert_str_eq(sk_url_encode_password(mem, urls[_i].url),
                     urls[_i].encoded ? urls[_i].encoded : urls[_i].url);
    talloc_free(mem);
}
END_TEST

START_TEST(the_scheme_ends_at_the_first_colon_and_is_in_lower_case)
{
    TALLOC_CTX *mem = sk_context_new(NULL);
    ck_assert_str_eq(sk_url_scheme(mem, "SQLite3:x"), "sqlite3");
    ck_assert_str_eq(sk_url_scheme(mem, "postgres://u:p@h"), "postgres");
    ck_assert_str_eq(sk_url_scheme(mem, "just/a/path:x"), "");
    ck_assert_str_eq(sk_url_scheme(mem, "host=x dbname=y:z"), "");
    ck_assert_str_eq(sk_url_scheme(mem, ""), "");
    talloc_free(mem);
}
END_TEST

START_TEST(a_path_follows_the_scheme)
{
    ck_assert_str_eq(sk_url_path("sqlite:a.db"), "a.db");
    ck_assert_str_eq(sk_url_path("sqlite:/a.db"), "/a.db");
    ck_assert_str_eq(sk_url_path("sqlite:///a.db"), "/a.db");
    ck_assert_str_eq(sk_url_path("sqlite://a.db"), "a.db");
    ck_assert_str_eq(sk_url_path("sqlite::memory:"), ":memory:");
    ck_assert_str_eq(sk_url_path("sqlite:100%25?"), "100%25?");
    ck_assert_str_eq(sk_url_path("a.db"), "a.db");
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("url");
    TCase *tcase = tcase_create("url");
    tcase_add_loop_test(tcase, passwords_are_hidden_and_encoded_wherever_they_stand, 0, sizeof urls / sizeof *urls);
    tcase_add_test(tcase, the_scheme_ends_at_the_first_colon_and_is_in_lower_case);
    tcase_add_test(tcase, a_path_follows_the_scheme);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
