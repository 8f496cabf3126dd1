/*
 * tests/support/unit.h - what every unit test program shares: a suite from a list of tests, and main().
 *
 *     START_TEST(quotes_inside_a_name_are_doubled) { ... } END_TEST
 *     UNIT_MAIN("text", quotes_inside_a_name_are_doubled, ...)
 */
#ifndef SKEIN_TESTS_UNIT_H
#define SKEIN_TESTS_UNIT_H

#include <check.h>
#include <stdlib.h>

static inline int
unit_run(const char *name, const TTest **tests, size_t n)
{
    Suite *suite = suite_create(name);
    TCase *tcase = tcase_create(name);
    for (size_t i = 0; i < n; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#define UNIT_MAIN(name, ...)                                                                       \
    int main(void)                                                                                 \
    {                                                                                              \
        const TTest *tests[] = {__VA_ARGS__};                                                      \
        return unit_run((name), tests, sizeof tests / sizeof *tests);                              \
    }

#endif
