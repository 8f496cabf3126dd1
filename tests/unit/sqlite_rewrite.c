/*
 * tests/unit/sqlite_rewrite.c - migrations translated to SQLite behave there as they do on PostgreSQL.
 *
 * The cases are the files of tests/parity. A case is a list of lines:
 *
 *     migrate            the PostgreSQL script that follows, up to a line with a single dot, runs on both
 *     fails              likewise, and it fails on both
 *     refused TEXT       likewise, and SQLite's translation is refused with a message that has TEXT in it
 *     ok SQL             an application's statement, sent as it is: both take it
 *     no SQL             both refuse it
 *     rows SQL           a query, sent as it is; the lines "= a|b" that follow are its rows on both
 *     # text             a comment
 *
 * "lite " or "pg " before a line or a script sends it to that engine alone: for what applications write differently.
 * Without SKEIN_TEST_POSTGRES_URL SQLite alone is held to what the case says.
 */
#include "tests/support/unit.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "core/registry.h"
#include "tests/support/migrate.h"

struct run {
    TALLOC_CTX *owner;
    const char *file;
    size_t line;
    char **lines;
    size_t n_lines;
    struct migrator *lite, *pg; /* pg NULL: there is no server */
    struct sk_text *differences; /* all that a case has, not only the first */
};

static glob_t cases;

/* ---- reading a case ------------------------------------------------------------------------------------------- */

static char **
read_lines(TALLOC_CTX *owner, const char *path, size_t *n)
{
    FILE *file = fopen(path, "r");
    char **lines = NULL, *line = NULL;
    size_t size = 0;
    ssize_t len;
    ck_assert_msg(file != NULL, "cannot read %s", path);
    *n = 0;
    while ((len = getline(&line, &size, file)) >= 0) {
        if (len && line[len - 1] == '\n')
            line[len - 1] = '\0';
        sk_push(owner, lines, *n, sk_strdup(owner, line));
    }
    free(line);
    fclose(file);
    return lines;
}

/* The lines up to a single dot, as one text. */
static const char *
block(struct run *r)
{
    struct sk_text *text = sk_text_new(r->owner);
    for (r->line++; r->line < r->n_lines && strcmp(r->lines[r->line], ".") != 0; r->line++)
        sk_text_addf(text, "%s\n", r->lines[r->line]);
    return sk_text_finish(text, r->owner);
}

static const char *
after(const char *line, const char *word)
{
    size_t len = strlen(word);
    return strncmp(line, word, len) == 0 && (line[len] == ' ' || !line[len]) ? line + len + (line[len] == ' ') : NULL;
}

static void differs(const struct run *r, const struct migrator *m, size_t line, const char *fmt, ...)
    SK_PRINTF(4, 5);

static void
differs(const struct run *r, const struct migrator *m, size_t line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    sk_text_addf(r->differences, "\n%s:%zu: %s: %s", r->file, line, m->conn->dialect, sk_vprintf(r->owner, fmt, ap));
    va_end(ap);
}

/* ---- running it ----------------------------------------------------------------------------------------------- */

static void
migrate(struct run *r, struct migrator *m, const char *script, size_t line, bool works, const char *refused)
{
    struct sk_error err = SK_ERROR_INIT;
    if (!m)
        return;
    enum sk_status status = migrator_run(m, r->file, script, &err);
    if (works && status)
        differs(r, m, line, "%s", err.message);
    if (!works && !status)
        differs(r, m, line, "takes what has to fail");
    if (refused && status && (status != SK_EUNSUPPORTED || !strstr(err.message, refused)))
        differs(r, m, line, "fails for another reason: %s", err.message);
    sk_error_clear(&err);
}

static void
statement(const struct run *r, struct migrator *m, const char *sql, bool works)
{
    struct sk_error err = SK_ERROR_INIT;
    if (!m)
        return;
    enum sk_status status = sk_conn_exec(m->conn, sql, &err);
    if (works && status)
        differs(r, m, r->line + 1, "refuses: %s", err.message);
    if (!works && status != SK_ESQL)
        differs(r, m, r->line + 1, "takes: %s", sql);
    sk_error_clear(&err);
}

static void
query(const struct run *r, struct migrator *m, const char *sql, size_t n, char *const *wanted)
{
    struct sk_error err = SK_ERROR_INIT;
    struct sk_rows *rows = NULL;
    if (!m)
        return;
    enum sk_status status = sk_conn_query(&rows, r->owner, m->conn, sql, NULL, 0, &err);
    if (status) {
        differs(r, m, r->line + 1, "%s", err.message);
        sk_error_clear(&err);
        return;
    }
    for (size_t i = 0; i < rows->n_rows; i++) {
        struct sk_text *row = sk_text_new(r->owner);
        for (size_t c = 0; c < rows->n_columns; c++) {
            const char *cell = sk_cell(rows, i, c);
            sk_text_addf(row, "%s%s", c ? "|" : "", cell ? cell : "NULL");
        }
        if (i >= n || strcmp(row->data, wanted[i] + strlen("= ")) != 0)
            differs(r, m, r->line + 1, "row %zu is \"%s\", not \"%s\"", i + 1, row->data, i < n ? wanted[i] : "");
    }
    if (rows->n_rows < n)
        differs(r, m, r->line + 1, "%zu rows, not %zu", rows->n_rows, n);
}

/* "ok", "no", "rows". An engine that is NULL is left out. */
static bool
application(struct run *r, struct migrator *lite, struct migrator *pg, const char *line)
{
    const char *sql;
    size_t n = 0;
    if ((sql = after(line, "rows"))) {
        while (r->line + 1 + n < r->n_lines && strncmp(r->lines[r->line + 1 + n], "= ", 2) == 0)
            n++;
        query(r, lite, sql, n, r->lines + r->line + 1);
        query(r, pg, sql, n, r->lines + r->line + 1);
        r->line += n;
        return true;
    }
    bool works = after(line, "ok") != NULL;
    sql = works ? after(line, "ok") : after(line, "no");
    if (!sql)
        return false;
    statement(r, lite, sql, works);
    statement(r, pg, sql, works);
    return true;
}

static void
one_line(struct run *r, const char *line, struct migrator *lite, struct migrator *pg)
{
    size_t at = r->line + 1;
    const char *text;
    if (!*line || *line == '#')
        return;
    if ((text = after(line, "lite"))) {
        one_line(r, text, lite, NULL);
    } else if ((text = after(line, "pg"))) {
        one_line(r, text, NULL, pg);
    } else if (after(line, "migrate") || after(line, "fails")) {
        bool works = *line == 'm';
        const char *script = block(r);
        migrate(r, lite, script, at, works, NULL);
        migrate(r, pg, script, at, works, NULL);
    } else if ((text = after(line, "refused"))) {
        const char *script = block(r);
        migrate(r, lite, script, at, false, text);
        migrate(r, pg, script, at, true, NULL);
    } else {
        ck_assert_msg(application(r, lite, pg, line), "%s:%zu: cannot read \"%s\"", r->file, at, line);
    }
}

/* ---- the engines ---------------------------------------------------------------------------------------------- */

static struct migrator *
connected(TALLOC_CTX *owner, const char *url)
{
    struct sk_error err = SK_ERROR_INIT;
    struct sk_conn *conn;
    struct migrator *m = NULL;
    ck_assert_msg(sk_conn_open(&conn, owner, url, NULL, &err) == SK_OK, "%s", err.message);
    ck_assert_msg(migrator_new(&m, owner, conn, NULL, &err) == SK_OK, "%s", err.message);
    return m;
}

/* A database of its own on the server, made anew for each case: others use the one that the URL names. */
static struct migrator *
postgres(TALLOC_CTX *owner)
{
    const char *url = getenv("SKEIN_TEST_POSTGRES_URL");
    const struct sk_driver *driver;
    struct sk_error err = SK_ERROR_INIT;
    if (!url || !*url)
        return NULL;
    const char *own = sk_printf(owner, "%.*s/skein_parity", (int)(strrchr(url, '/') - url), url);
    ck_assert_int_eq(sk_registry_driver(&driver, "postgres", NULL), SK_OK);
    enum sk_status status = driver->database_drop(own, &err);
    status = status ? status : driver->database_create(own, &err);
    ck_assert_msg(status == SK_OK, "%s", err.message);
    struct migrator *m = connected(owner, own);
    ck_assert_int_eq(sk_conn_exec(m->conn, "SET TimeZone = 'UTC'", NULL), SK_OK);
    return m;
}

START_TEST(a_case_of_tests_parity_gives_the_same_on_both_engines)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    const char *path = cases.gl_pathv[_i];
    struct run r = {.owner = owner, .file = strrchr(path, '/') + 1};
    r.differences = sk_text_new(owner);
    r.lines = read_lines(owner, path, &r.n_lines);
    r.lite = connected(owner, "sqlite::memory:");
    r.pg = postgres(owner);
    for (; r.line < r.n_lines; r.line++)
        one_line(&r, r.lines[r.line], r.lite, r.pg);
    ck_assert_msg(r.differences->len == 0, "%s", r.differences->data);
    talloc_free(owner);
}
END_TEST

int
main(void)
{
    const char *source = getenv("SRCDIR");
    const char *only = getenv("SKEIN_TEST_CASE"); /* the name of one case, without .t */
    char *pattern = sk_printf(NULL, "%s/tests/parity/%s.t", source ? source : ".", only ? only : "*");
    if (glob(pattern, 0, NULL, &cases))
        return EXIT_FAILURE;
    Suite *suite = suite_create("sqlite_rewrite");
    TCase *tcase = tcase_create("parity");
    tcase_add_loop_test(tcase, a_case_of_tests_parity_gives_the_same_on_both_engines, 0, (int)cases.gl_pathc);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    globfree(&cases);
    talloc_free(pattern);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
