/* tests/unit/project.c - core/project.h, migration.h, settings.h: directories of files, right and wrong. */
#include "tests/support/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/project.h"
#include "core/text.h"

/* A project in a temporary directory, and what opening it gave. */
struct fixture {
    TALLOC_CTX *owner;
    char dir[64];
    struct sk_options options;
    struct sk_project *project;
    struct sk_error err;
};

static struct fixture
make(void)
{
    struct fixture f = {.owner = sk_context_new(NULL), .dir = "/tmp/skein-unit.XXXXXX", .err = SK_ERROR_INIT};
    static const char *const variables[] = {"SKEIN_URL", "DATABASE_URL", "SKEIN_ENV", "SKEIN_DIR",
                                            "SKEIN_HISTORY_TABLE"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
        unsetenv(variables[i]);
    ck_assert_ptr_nonnull(mkdtemp(f.dir));
    return f;
}

static void
put_n(struct fixture *f, const char *name, const char *text, size_t len)
{
    char *path = sk_printf(f->owner, "%s/%s", f->dir, name);
    for (char *c = path + strlen(f->dir) + 1; *c; c++) {
        if (*c != '/')
            continue;
        *c = '\0';
        mkdir(path, 0777);
        *c = '/';
    }
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(text, 1, len, file), len);
    ck_assert_int_eq(fclose(file), 0);
}

static void
put(struct fixture *f, const char *name, const char *text)
{
    put_n(f, name, text, strlen(text));
}

static enum sk_status
open_project(struct fixture *f)
{
    f->options.project_dir = f->dir;
    return sk_project_open(&f->project, f->owner, &f->options, &f->err);
}

/* Ends a test: what it wrote is removed. */
static void
done(struct fixture *f)
{
    char command[128];
    sk_error_clear(&f->err);
    talloc_free(f->owner);
    snprintf(command, sizeof command, "rm -rf '%s'", f->dir);
    ck_assert_int_eq(system(command), 0);
}

/* The project does not open, with this status and these words in its message. */
static void
refused(struct fixture *f, enum sk_status status, const char *words)
{
    ck_assert_int_eq(open_project(f), status);
    ck_assert_msg(strstr(f->err.message, words), "\"%s\" is not in \"%s\"", words, f->err.message);
    done(f);
}

START_TEST(up_and_down_files_are_paired_and_sorted_as_numbers)
{
    struct fixture f = make();
    put(&f, "migrations/10_ten.up.sql", "");
    put(&f, "migrations/9_nine.up.sql", "");
    put(&f, "migrations/9_nine.down.sql", "");
    put(&f, "migrations/README.md", "");
    put(&f, "migrations/schema.sql", "");
    ck_assert_int_eq(open_project(&f), SK_OK);
    ck_assert_uint_eq(f.project->n, 2);
    ck_assert_str_eq(f.project->migrations[0]->version, "9");
    ck_assert_str_eq(f.project->migrations[0]->name, "nine");
    ck_assert_ptr_nonnull(f.project->migrations[0]->down_path);
    ck_assert_ptr_null(f.project->migrations[1]->down_path);
    ck_assert_ptr_eq(sk_project_migration(f.project, "10"), f.project->migrations[1]);
    ck_assert_ptr_eq(sk_project_migration(f.project, "0010"), f.project->migrations[1]);
    ck_assert_ptr_null(sk_project_migration(f.project, "11"));
    done(&f);
}
END_TEST

START_TEST(a_project_may_have_its_migrations_and_its_seed_below_db)
{
    struct fixture f = make();
    put(&f, "db/migrations/001_v1.0_initial.sql", "");
    put(&f, "db/schema.sql", "");
    put(&f, "db/seed.sql", "");
    ck_assert_int_eq(open_project(&f), SK_OK);
    ck_assert_uint_eq(f.project->n, 1);
    ck_assert_str_eq(f.project->migrations[0]->name, "v1.0_initial");
    ck_assert_uint_eq(f.project->n_seeds, 1);
    put(&f, "db/seeds/b.sql", "");
    put(&f, "db/seeds/a.sql", "");
    ck_assert_int_eq(open_project(&f), SK_OK);
    ck_assert_uint_eq(f.project->n_seeds, 2); /* the folder wins */
    ck_assert_ptr_nonnull(strstr(f.project->seeds[0], "/db/seeds/a.sql"));
    put(&f, "db/seeds/staging/c.sql", "");
    ck_assert_int_eq(open_project(&f), SK_OK);
    ck_assert_uint_eq(f.project->n_seeds, 2); /* another environment's are not taken */
    f.options.env = "staging";
    ck_assert_int_eq(open_project(&f), SK_OK);
    ck_assert_uint_eq(f.project->n_basic_seeds, 2);
    ck_assert_uint_eq(f.project->n_seeds, 3);
    ck_assert_ptr_nonnull(strstr(f.project->seeds[2], "/db/seeds/staging/c.sql"));
    done(&f);
}
END_TEST

START_TEST(rollback_files_take_back_by_name_or_by_number)
{
    struct fixture f = make();
    put(&f, "20260101_create_users.sql", "");
    put(&f, "20260101_rollback_create_users.sql", "");
    put(&f, "20260102_x.sql", "");
    put(&f, "20260102_rollback.sql", "");
    put(&f, "003_v1.2_feature_x.sql", "");
    ck_assert_int_eq(open_project(&f), SK_OK);
    ck_assert_uint_eq(f.project->n, 3);
    ck_assert_str_eq(f.project->migrations[0]->name, "v1.2_feature_x");
    ck_assert_ptr_null(f.project->migrations[0]->down_path);
    ck_assert_ptr_nonnull(f.project->migrations[1]->down_path);
    ck_assert_ptr_nonnull(f.project->migrations[2]->down_path);
    done(&f);
}
END_TEST

START_TEST(a_file_for_one_dialect_stands_beside_the_portable_one)
{
    struct fixture f = make();
    put(&f, "000001_a.up.sql", "");
    put(&f, "000001_a.up.sqlite.sql", "");
    ck_assert_int_eq(open_project(&f), SK_OK);
    ck_assert_uint_eq(f.project->n, 1);
    struct sk_migration *portable = f.project->migrations[0];
    ck_assert_ptr_ne(sk_project_for_dialect(f.project, portable, "sqlite"), portable);
    ck_assert_ptr_eq(sk_project_for_dialect(f.project, portable, "postgres"), portable);
    done(&f);
}
END_TEST

START_TEST(an_environment_brings_its_folder_url_and_rules)
{
    struct fixture f = make();
    put(&f, "000001_a.up.sql", "");
    put(&f, "development/000002_b.up.sql", "");
    put(&f, "staging/000002_c.up.sql", "");
    put(&f, ".env", "# comment\nexport HOST='db.example'\n");
    put(&f, "environments.json",
        "{\"default\": \"development\", \"environments\": {\"development\": {}, "
        "\"staging\": {\"url\": \"postgres://u@${HOST}/x\", \"require_approval\": true}}}");
    ck_assert_int_eq(open_project(&f), SK_OK);
    ck_assert_str_eq(f.project->migrations[1]->name, "b");
    ck_assert(strstr(f.project->url, "skein.db"));
    f.options.env = "staging";
    ck_assert_int_eq(open_project(&f), SK_OK);
    ck_assert_str_eq(f.project->migrations[1]->name, "c");
    ck_assert_str_eq(f.project->url, "postgres://u@db.example/x");
    ck_assert(f.project->env->require_approval);
    done(&f);
}
END_TEST

START_TEST(the_url_comes_from_flag_then_variables_then_files)
{
    struct fixture f = make();
    put(&f, "000001_a.up.sql", "");
    put(&f, ".env", "DATABASE_URL=sqlite:dotenv.db\n");
    ck_assert_int_eq(open_project(&f), SK_OK);
    ck_assert_str_eq(f.project->url, "sqlite:dotenv.db");
    setenv("DATABASE_URL", "sqlite:database.db", 1);
    ck_assert_int_eq(open_project(&f), SK_OK);
    ck_assert_str_eq(f.project->url, "sqlite:database.db");
    setenv("SKEIN_URL", "sqlite:skein-url.db", 1);
    ck_assert_int_eq(open_project(&f), SK_OK);
    ck_assert_str_eq(f.project->url, "sqlite:skein-url.db");
    f.options.url = "sqlite:flag.db";
    ck_assert_int_eq(open_project(&f), SK_OK);
    ck_assert_str_eq(f.project->url, "sqlite:flag.db");
    done(&f);
}
END_TEST

START_TEST(two_files_with_one_version_are_refused)
{
    struct fixture f = make();
    put(&f, "000001_a.up.sql", "");
    put(&f, "1_b.up.sql", "");
    refused(&f, SK_EUSAGE, "two migrations have version");
}
END_TEST

START_TEST(a_down_file_without_its_migration_is_refused)
{
    struct fixture f = make();
    put(&f, "000001_a.up.sql", "");
    put(&f, "000002_b.down.sql", "");
    refused(&f, SK_EUSAGE, "takes back a migration that does not exist");
}
END_TEST

START_TEST(sql_that_is_not_named_like_a_migration_is_refused)
{
    struct fixture f = make();
    put(&f, "000001_a.up.sql", "");
    put(&f, "add_users.sql", "");
    refused(&f, SK_EUSAGE, "is not named like a migration");
}
END_TEST

START_TEST(an_unknown_environment_is_refused)
{
    struct fixture f = make();
    put(&f, "000001_a.up.sql", "");
    f.options.env = "moon";
    refused(&f, SK_EUSAGE, "no environment \"moon\"");
}
END_TEST

START_TEST(a_url_whose_variable_is_not_set_is_refused_to_those_who_need_it)
{
    struct fixture f = make();
    put(&f, "000001_a.up.sql", "");
    put(&f, "environments.json", "{\"environments\": {\"x\": {\"url\": \"${SKEIN_TEST_NOT_SET}\"}}}");
    f.options.env = "x";
    ck_assert_int_eq(open_project(&f), SK_OK);
    ck_assert_ptr_null(f.project->url);
    ck_assert_int_eq(sk_project_has_url(f.project, &f.err), SK_EUSAGE);
    ck_assert_ptr_nonnull(strstr(f.err.message, "needs a variable that is not set"));
    done(&f);
}
END_TEST

/* The JSON file says this; opening the project fails with these words, at that place. */
static void
json_refused(const char *file, const char *json, const char *words, size_t at)
{
    struct fixture f = make();
    put(&f, "000001_a.up.sql", "");
    put(&f, "000002_b.up.sql", "");
    put(&f, file, json);
    ck_assert_int_eq(open_project(&f), SK_EUSAGE);
    ck_assert_msg(strstr(f.err.message, words), "\"%s\" is not in \"%s\"", words, f.err.message);
    ck_assert(strstr(f.err.file, file));
    ck_assert_uint_eq(f.err.pos_bytes, at);
    done(&f);
}

START_TEST(mistakes_in_json_files_are_found_with_their_place)
{
    json_refused("dependencies.json", "{\"migrations\": {", "expected", 15);
    json_refused("dependencies.json", "{\"migration\": {}}", "unknown key \"migration\"", 1);
    json_refused("dependencies.json", "{\"migrations\": {\"9_x\": {}}}", "there is no migration \"9_x\"", 16);
    json_refused("dependencies.json", "{\"migrations\": {\"000001_a\": {\"depends_on\": [\"7\"]}}}",
                 "which does not exist", 16);
    json_refused("dependencies.json", "{\"migrations\": {\"000001_a\": {\"depends_on\": [\"000002_b\"]}}}",
                 "does not come before it", 16);
    json_refused("dependencies.json", "{\"migrations\": {\"000001_a\": {\"depends_on\": 7}}}",
                 "has to be a list of strings", 29);
    json_refused("dependencies.json", "{\"migrations\": {\"000001_a\": {\"risk_level\": \"huge\"}}}",
                 "has to be low, medium or high", 16);
    json_refused("dependencies.json", "{\"migrations\": {\"000001_a\": {\"rollback_safe\": 1}}}",
                 "has to be true or false", 29);
    json_refused("environments.json", "{\"environments\": 3}", "has to be an object", 1);
    json_refused("environments.json", "{\"environments\": {\"x\": {\"urll\": \"\"}}}", "unknown key \"urll\"", 24);
    json_refused("environments.json", "[]", "a JSON object is expected", 0);
}
END_TEST

START_TEST(a_missing_directory_is_refused_where_it_was_asked_for)
{
    struct fixture f = make();
    f.options.migrations_dir = "/nonexistent/migrations";
    refused(&f, SK_EIO, "cannot open the directory");
}
END_TEST

START_TEST(a_project_with_nothing_in_it_is_new)
{
    struct fixture f = make();
    ck_assert_int_eq(open_project(&f), SK_OK);
    ck_assert_uint_eq(f.project->n, 0);
    ck_assert(f.project->is_new);
    done(&f);
}
END_TEST

/* ---- contents ------------------------------------------------------------------------------------------------- */

static enum sk_status
read_text(struct fixture *f, struct sk_file **file, const char *text, size_t len)
{
    put_n(f, "file.sql", text, len);
    return sk_file_read(file, f->owner, sk_printf(f->owner, "%s/file.sql", f->dir), &f->err);
}

START_TEST(a_bom_is_dropped_and_line_endings_do_not_count_in_the_checksum)
{
    struct fixture f = make();
    struct sk_file *plain, *other;
    ck_assert_int_eq(read_text(&f, &plain, "SELECT 1;\nSELECT 2;\n", 20), SK_OK);
    ck_assert_int_eq(read_text(&f, &other, "\xef\xbb\xbfSELECT 1;\r\nSELECT 2;\r\n", 25), SK_OK);
    ck_assert_str_eq(plain->checksum, other->checksum);
    ck_assert_uint_eq(other->len, 22);
    ck_assert_int_eq(read_text(&f, &other, "SELECT 1;\nSELECT 3;\n", 20), SK_OK);
    ck_assert_str_ne(plain->checksum, other->checksum);
    ck_assert_int_eq(read_text(&f, &other, "", 0), SK_OK);
    ck_assert_str_eq(other->checksum, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    done(&f);
}
END_TEST

START_TEST(bytes_that_are_no_text_are_refused_with_their_place)
{
    static const struct {
        const char *text;
        size_t len, at;
        const char *words;
    } cases[] = {
        {"SELECT '\xff'", 10, 8, "invalid UTF-8 (byte 0xff)"},  {"a\0b", 3, 1, "a NUL byte"},
        {"\xc3", 1, 0, "invalid UTF-8"},                         {"x\xed\xa0\x80", 4, 1, "invalid UTF-8"},
        {"\xc0\xaf", 2, 0, "invalid UTF-8"},                     {"\xf4\x90\x80\x80", 4, 0, "invalid UTF-8"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f = make();
        struct sk_file *file;
        ck_assert_int_eq(read_text(&f, &file, cases[i].text, cases[i].len), SK_EREFUSED);
        ck_assert_uint_eq(f.err.pos_bytes, cases[i].at);
        ck_assert(strstr(f.err.message, cases[i].words));
        done(&f);
    }
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_refused)
{
    struct fixture f = make();
    struct sk_file *file;
    ck_assert_int_eq(sk_file_read(&file, f.owner, "/nonexistent.sql", &f.err), SK_EIO);
    ck_assert_int_eq(sk_file_read(&file, f.owner, f.dir, &f.err), SK_EIO);
    ck_assert(strstr(f.err.message, "not a regular file"));
    done(&f);
}
END_TEST

START_TEST(versions_compare_as_numbers_of_any_length)
{
    ck_assert_int_lt(sk_version_compare("2", "10"), 0);
    ck_assert_int_eq(sk_version_compare("000010", "10"), 0);
    ck_assert_int_gt(sk_version_compare("20260101120000000000001", "20260101120000000000000"), 0);
    ck_assert_int_lt(sk_version_compare("1a", "1b"), 0);
}
END_TEST

UNIT_MAIN("project", up_and_down_files_are_paired_and_sorted_as_numbers,
          a_project_may_have_its_migrations_and_its_seed_below_db, rollback_files_take_back_by_name_or_by_number,
          a_file_for_one_dialect_stands_beside_the_portable_one, an_environment_brings_its_folder_url_and_rules,
          the_url_comes_from_flag_then_variables_then_files, two_files_with_one_version_are_refused,
          a_down_file_without_its_migration_is_refused, sql_that_is_not_named_like_a_migration_is_refused,
          an_unknown_environment_is_refused, a_url_whose_variable_is_not_set_is_refused_to_those_who_need_it,
          mistakes_in_json_files_are_found_with_their_place, a_missing_directory_is_refused_where_it_was_asked_for,
          a_project_with_nothing_in_it_is_new, a_bom_is_dropped_and_line_endings_do_not_count_in_the_checksum,
          bytes_that_are_no_text_are_refused_with_their_place, a_file_that_cannot_be_read_is_refused,
          versions_compare_as_numbers_of_any_length)
