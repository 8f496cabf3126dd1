/*
 * tests/unit/generate.c - core/generate.h: every engine accepts the rows that are made for a schema.
 *
 * The engines are the judges: SQLite always, the servers where the environment names them.
 */
#include "tests/support/unit.h"

#include <string.h>

#include "core/generate.h"
#include "core/registry.h"
#include "tests/support/migrate.h"

static const char *const targets[][2] = {{"sqlite", NULL},
                                         {"postgres", "SKEIN_TEST_POSTGRES_URL"},
                                         {"mariadb", "SKEIN_TEST_MARIADB_URL"},
                                         {"mysql", "SKEIN_TEST_MYSQL_URL"}};
enum { N_TARGETS = sizeof targets / sizeof *targets };

static const struct sk_dialect *source;

/* Types, keys of several kinds, references to the table itself and around a circle, and CHECKs that can be solved. */
static const char schema[] =
    "CREATE TYPE role AS ENUM ('admin', 'corporate', 'client');\n"
    "CREATE DOMAIN percent AS integer CHECK (VALUE BETWEEN 0 AND 100);\n"
    "CREATE TABLE users (id serial PRIMARY KEY, email varchar(80) NOT NULL UNIQUE\n"
    "    CHECK (email ~* '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}$'),\n"
    "  password_hash varchar(255) NOT NULL CHECK (length(password_hash) >= 60), role role NOT NULL,\n"
    "  name text NOT NULL CHECK (length(trim(name)) > 0), code char(3) UNIQUE, share percent,\n"
    "  ip varchar(45) CHECK (ip IS NULL OR ip ~ '^([0-9]{1,3}\\.){3}[0-9]{1,3}$'),\n"
    "  phone text CHECK (phone ~ '^\\+[0-9]{7,15}$'), boss integer REFERENCES users (id),\n"
    "  born date CHECK (born <= CURRENT_DATE), small smallint CHECK (small > 5 AND small <> 7),\n"
    "  price numeric(6,2) CHECK (price > 0), active boolean NOT NULL DEFAULT true, at timestamptz NOT NULL,\n"
    "  state text NOT NULL CHECK (state IN ('new', 'old')), shout text CHECK (upper(shout) = shout),\n"
    "  note text CHECK (note LIKE 'x%_y'), data jsonb, raw bytea, u uuid UNIQUE, tags text[], f double precision,\n"
    "  begins timestamp, ends timestamp, CHECK (begins < ends),\n"
    "  a integer, b integer, CHECK (num_nonnulls(a, b) = 1),\n"
    "  business boolean, company text, CHECK (NOT business OR company IS NOT NULL));\n"
    "CREATE TABLE roles (id smallint PRIMARY KEY, name text UNIQUE CHECK (name IN ('r', 'w', 'x')));\n"
    "CREATE TABLE members (user_id integer NOT NULL REFERENCES users (id), role_id smallint NOT NULL\n"
    "  REFERENCES roles (id), PRIMARY KEY (user_id, role_id));\n"
    "CREATE TABLE follows (follower integer REFERENCES users (id), followed integer REFERENCES users (id),\n"
    "  PRIMARY KEY (follower, followed), CHECK (follower <> followed));\n"
    "CREATE TABLE profiles (user_id integer PRIMARY KEY REFERENCES users (id), bio varchar(20) NOT NULL);\n"
    "CREATE TABLE tenants (id uuid PRIMARY KEY);\n"
    "CREATE TABLE projects (tenant_id uuid NOT NULL REFERENCES tenants (id), id integer NOT NULL,\n"
    "  PRIMARY KEY (tenant_id, id));\n"
    "CREATE TABLE tasks (id bigserial PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenants (id),\n"
    "  project_id integer, FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id));\n"
    "CREATE TABLE a (id integer PRIMARY KEY, b_id integer);\n"
    "CREATE TABLE b (id integer PRIMARY KEY, a_id integer NOT NULL REFERENCES a (id));\n"
    "ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b (id);\n"
    "CREATE TABLE flags (on_off boolean PRIMARY KEY);\n"
    "CREATE TABLE slugs (slug varchar(40) NOT NULL);\n"
    "CREATE UNIQUE INDEX slugs_lower ON slugs (lower(slug));\n";

static struct migrator *
open_target(TALLOC_CTX *owner, size_t i)
{
    const char *url = targets[i][1] ? getenv(targets[i][1]) : "sqlite::memory:";
    const struct sk_driver *driver;
    struct sk_error err = SK_ERROR_INIT;
    struct sk_conn *conn;
    struct migrator *m = NULL;
    if (!url || !*url)
        return NULL;
    if (targets[i][1]) {
        url = sk_printf(owner, "%s_generate", url);
        ck_assert_int_eq(sk_registry_driver(&driver, targets[i][0], NULL), SK_OK);
        enum sk_status status = driver->database_drop(url, &err);
        status = status ? status : driver->database_create(url, &err);
        ck_assert_msg(status == SK_OK, "%s", err.message);
    }
    ck_assert_msg(sk_conn_open(&conn, owner, url, NULL, &err) == SK_OK, "%s", err.message);
    ck_assert_msg(migrator_new(&m, owner, conn, NULL, &err) == SK_OK, "%s", err.message);
    source = m->source;
    return m;
}

static struct sk_generator *
planned(TALLOC_CTX *owner, const struct sk_catalog *catalog, uint64_t seed, uint64_t rows)
{
    struct sk_error err = SK_ERROR_INIT;
    struct sk_generator *g = sk_generator_new(owner, catalog, source, seed);
    sk_generator_want(g, NULL, rows);
    ck_assert_msg(sk_generator_plan(g, &err) == SK_OK, "%s", err.message);
    return g;
}

static const struct sk_table *
table(const struct migrator *m, const char *name)
{
    const struct sk_table *found = sk_catalog_table(m->rewrite.catalog, NULL, name);
    ck_assert_ptr_nonnull(found);
    return found;
}

START_TEST(every_engine_accepts_the_rows)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    struct sk_error err = SK_ERROR_INIT;
    struct migrator *m = open_target(owner, (size_t)_i);
    ck_assert_msg(migrator_run(m, "schema.sql", schema, &err) == SK_OK, "%.1000s", err.message);
    struct sk_generator *g = planned(owner, m->rewrite.catalog, 7, 120);
    const char *const *unsolved;
    ck_assert_uint_eq(sk_generator_tables(g), m->rewrite.catalog->n_tables);
    ck_assert_msg(sk_generator_unsolved(g, &unsolved) == 0, "%s", unsolved ? *unsolved : "");
    for (size_t i = 0; i < sk_generator_tables(g); i++) {
        const struct sk_table *t = sk_generator_table(g, i);
        uint64_t rows = sk_generator_rows(g, t);
        ck_assert_uint_gt(rows, 0);
        for (uint64_t row = 0; row < rows; row += 50) {
            char *text = sk_generate_insert(owner, g, t, row, row + 50 < rows ? row + 50 : rows);
            ck_assert_msg(migrator_run(m, t->name, text, &err) == SK_OK, "%s: %.300s\n%.1500s", t->name, err.message,
                          text);
        }
    }
    ck_assert_uint_eq(sk_generator_rows(g, table(m, "users")), 120);
    ck_assert_uint_eq(sk_generator_rows(g, table(m, "roles")), 120);
    ck_assert_uint_eq(sk_generator_rows(g, table(m, "follows")), 120);
    ck_assert_uint_eq(sk_generator_rows(g, table(m, "flags")), 2);
    talloc_free(owner);
}
END_TEST

START_TEST(the_same_seed_makes_the_same_rows_and_another_seed_makes_others)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    struct sk_error err = SK_ERROR_INIT;
    struct migrator *m = open_target(owner, 0);
    ck_assert_msg(migrator_run(m, "schema.sql", schema, &err) == SK_OK, "%.1000s", err.message);
    const struct sk_table *users = table(m, "users");
    char *one = sk_generate_insert(owner, planned(owner, m->rewrite.catalog, 1, 20), users, 0, 20);
    char *same = sk_generate_insert(owner, planned(owner, m->rewrite.catalog, 1, 20), users, 0, 20);
    char *other = sk_generate_insert(owner, planned(owner, m->rewrite.catalog, 2, 20), users, 0, 20);
    ck_assert_str_eq(one, same);
    ck_assert_str_ne(one, other);
    talloc_free(owner);
}
END_TEST

START_TEST(a_table_goes_on_above_the_rows_that_it_has)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    struct sk_error err = SK_ERROR_INIT;
    struct migrator *m = open_target(owner, 0);
    ck_assert_msg(migrator_run(m, "schema.sql", schema, &err) == SK_OK, "%.1000s", err.message);
    const struct sk_table *users = table(m, "users");
    struct sk_generator *g = sk_generator_new(owner, m->rewrite.catalog, source, 1);
    sk_generator_skip(g, users, 41);
    ck_assert_int_eq(sk_generator_plan(g, &err), SK_OK);
    ck_assert_str_eq(sk_generate(owner, g, users, sk_table_column(users, "id"), 0), "42");
    talloc_free(owner);
}
END_TEST

/* What cannot be is said, with the table and the column. */
START_TEST(what_cannot_be_solved_is_said)
{
    static const char *const cases[][2] = {
        {"CREATE TABLE t (x integer NOT NULL CHECK (x > 5 AND x < 5));", "column \"x\""},
        {"CREATE TABLE t (x varchar(2) NOT NULL CHECK (length(x) > 3));", "column \"x\""},
        {"CREATE TABLE a (id integer PRIMARY KEY, b integer NOT NULL);\n"
         "CREATE TABLE t (id integer PRIMARY KEY REFERENCES a (id));\n"
         "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES t (id);",
         "refers, by way of others, to itself"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TALLOC_CTX *owner = sk_context_new(NULL);
        struct sk_error err = SK_ERROR_INIT;
        struct migrator *m = open_target(owner, 0);
        ck_assert_msg(migrator_run(m, "schema.sql", cases[i][0], &err) == SK_OK, "%s", err.message);
        struct sk_generator *g = sk_generator_new(owner, m->rewrite.catalog, source, 1);
        ck_assert_int_eq(sk_generator_plan(g, &err), SK_EUNSUPPORTED);
        ck_assert_msg(strstr(err.message, cases[i][1]) != NULL, "%s", err.message);
        sk_error_clear(&err);
        talloc_free(owner);
    }
}
END_TEST

START_TEST(a_check_that_is_not_understood_is_listed)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    struct sk_error err = SK_ERROR_INIT;
    struct migrator *m = open_target(owner, 0);
    const char *const *names;
    ck_assert_msg(migrator_run(m, "s.sql", "CREATE TABLE t (x integer, CONSTRAINT odd CHECK (x % 2 = 1));", &err) ==
                      SK_OK,
                  "%s", err.message);
    struct sk_generator *g = planned(owner, m->rewrite.catalog, 1, 10);
    ck_assert_uint_eq(sk_generator_unsolved(g, &names), 1);
    ck_assert_str_eq(names[0], "t.odd");
    talloc_free(owner);
}
END_TEST

int
main(void)
{
    static const TTest *const *const tests[] = {
        &the_same_seed_makes_the_same_rows_and_another_seed_makes_others, &a_table_goes_on_above_the_rows_that_it_has,
        &what_cannot_be_solved_is_said, &a_check_that_is_not_understood_is_listed};
    Suite *suite = suite_create("generate");
    TCase *tcase = tcase_create("generate");
    for (int i = 0; i < N_TARGETS; i++)
        if (!targets[i][1] || getenv(targets[i][1]))
            tcase_add_loop_test(tcase, every_engine_accepts_the_rows, i, i + 1);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(tcase, *tests[i]);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
