/* tests/unit/registry.c - core/registry.h, and the checks and copies of core/driver.h. */
#include "tests/support/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/dialect.h"
#include "core/registry.h"

static struct sk_error err = SK_ERROR_INIT;
static const struct sk_driver *driver;
static const struct sk_dialect *dialect;

START_TEST(an_unknown_scheme_is_refused_with_what_a_url_looks_like)
{
    ck_assert_int_eq(sk_registry_driver(&driver, "oracle", &err), SK_EUSAGE);
    ck_assert_ptr_nonnull(strstr(err.message, "\"oracle:\""));
    ck_assert_ptr_nonnull(strstr(err.hint, "sqlite:PATH"));
    ck_assert_int_eq(sk_registry_driver(&driver, "", &err), SK_EUSAGE);
    ck_assert_ptr_nonnull(strstr(err.hint, "sqlite:PATH"));
    ck_assert_int_eq(sk_registry_driver(&driver, "../sqlite", &err), SK_EUSAGE);
    ck_assert_ptr_null(driver);
}
END_TEST

/* A folder of modules that is all there is. */
static char *
module_folder(void)
{
    static char dir[] = "/tmp/skein-modules.XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(dir));
    setenv("SKEIN_MODULE_PATH", dir, 1);
    return dir;
}

START_TEST(a_missing_module_names_its_package)
{
    if (access(SKEIN_MODULE_DIR, F_OK) == 0)
        return; /* this very version is installed, and its modules would be found there */
    char *dir = module_folder();
    ck_assert_int_eq(sk_registry_driver(&driver, "postgresql", &err), SK_EUSAGE);
    ck_assert_str_eq(err.message, "the driver for \"postgresql:\" is not installed");
    ck_assert_ptr_nonnull(strstr(err.hint, "skein-postgres"));
    ck_assert_int_eq(sk_registry_dialect(&dialect, "sqlite", &err), SK_EUSAGE);
    ck_assert_ptr_nonnull(strstr(err.hint, "SKEIN_MODULE_PATH"));
    rmdir(dir);
}
END_TEST

START_TEST(a_module_that_does_not_load_is_not_called_missing)
{
    char *dir = module_folder();
    char *path = sk_printf(NULL, "%s/sqlite.so", dir);
    FILE *file = fopen(path, "w");
    fputs("this is no module\n", file);
    fclose(file);
    ck_assert_int_eq(sk_registry_driver(&driver, "sqlite", &err), SK_EUSAGE);
    ck_assert_ptr_nonnull(strstr(err.message, "cannot be loaded"));
    ck_assert_ptr_nonnull(strstr(err.message, dir));
    unlink(path);
    talloc_free(path);
    rmdir(dir);
}
END_TEST

START_TEST(dialects_are_found_by_name)
{
    ck_assert_int_eq(sk_registry_dialect(&dialect, "sqlite", &err), SK_OK);
    ck_assert_str_eq(dialect->name, "sqlite");
    ck_assert_int_eq(sk_registry_dialect(&dialect, "postgres", &err), SK_OK);
    ck_assert_str_eq(dialect->name, "postgres");
    ck_assert_int_eq(sk_registry_dialect(&dialect, "cobol", &err), SK_EUSAGE);
    ck_assert_str_eq(dialect->name, "postgres");
}
END_TEST

START_TEST(both_spellings_of_a_scheme_load_one_driver)
{
    const struct sk_driver *again;
    ck_assert_int_eq(sk_registry_driver(&driver, "sqlite", &err), SK_OK);
    ck_assert_int_eq(sk_registry_driver(&again, "sqlite3", &err), SK_OK);
    ck_assert_ptr_eq(driver, again);
}
END_TEST

START_TEST(a_driver_is_checked_before_it_is_used)
{
    ck_assert_int_eq(sk_registry_driver(&driver, "sqlite", &err), SK_OK);
    struct sk_driver broken = *driver;
    broken.abi++;
    ck_assert_int_eq(sk_driver_validate(&broken, &err), SK_EUSAGE);
    ck_assert_ptr_nonnull(strstr(err.message, "version"));
    broken = *driver;
    broken.cancel = NULL;
    ck_assert_int_eq(sk_driver_validate(&broken, &err), SK_EINTERNAL);
    ck_assert_ptr_nonnull(strstr(err.message, "\"sqlite\""));
    ck_assert_int_eq(sk_driver_validate(driver, &err), SK_OK);
}
END_TEST

START_TEST(copied_rows_outlive_the_originals)
{
    char cell[] = "value";
    const char *columns[] = {"a", "b"}, *cells[] = {cell, NULL, "", "x"};
    const struct sk_rows rows = {2, 2, columns, cells};
    TALLOC_CTX *owner = sk_context_new(NULL);
    struct sk_rows *copy = sk_rows_copy(owner, &rows);
    strcpy(cell, "other");
    ck_assert_str_eq(sk_cell(copy, 0, 0), "value");
    ck_assert_ptr_null(sk_cell(copy, 0, 1));
    ck_assert_str_eq(sk_cell(copy, 1, 1), "x");
    ck_assert_str_eq(copy->columns[1], "b");
    ck_assert_uint_eq(sk_rows_copy(owner, NULL)->n_rows, 0);
    talloc_free(owner);
}
END_TEST

UNIT_MAIN("registry", an_unknown_scheme_is_refused_with_what_a_url_looks_like, a_missing_module_names_its_package,
          a_module_that_does_not_load_is_not_called_missing, dialects_are_found_by_name,
          both_spellings_of_a_scheme_load_one_driver, a_driver_is_checked_before_it_is_used,
          copied_rows_outlive_the_originals)
