/*
 * tests/unit/parity.c - migrations translated to an engine behave there as they do on PostgreSQL.
 *
 * The cases are the files of tests/parity; each is run on SQLite, and on every other engine whose server is there. A
 * case is a list of lines:
 *
 *     migrate            the PostgreSQL script that follows, up to a line with a single dot, runs on all engines
 *     fails              likewise, and it fails on all
 *     refused TEXT       likewise, and the translation is refused with a message that has TEXT in it
 *     ok SQL             an application's statement, sent as it is: all take it
 *     no SQL             all refuse it
 *     rows SQL           a query, sent as it is; the lines "= a|b" that follow are its rows on all
 *     # text             a comment
 *
 * "pg ", "lite ", "mysql ", "maria ", or a list such as "mysql,maria ", before a line or a script sends it to those
 * engines alone: for what applications write differently. "pg" is the engine that all are measured by, run beside
 * SQLite where SKEIN_TEST_POSTGRES_URL says where it is.
 */
#include "tests/support/unit.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "core/registry.h"
#include "tests/support/migrate.h"

struct engine {
    const char *word;     /* in a case */
    const char *driver;
    const char *variable; /* the environment's, that holds the server's URL */
};

static const struct engine postgres = {"pg", "postgres", "SKEIN_TEST_POSTGRES_URL"};
static const struct engine targets[] = {
    {"lite", "sqlite", NULL},
    {"maria", "mariadb", "SKEIN_TEST_MARIADB_URL"},
    {"mysql", "mysql", "SKEIN_TEST_MYSQL_URL"},
};

struct run {
    TALLOC_CTX *owner;
    const struct engine *target;
    const char *file;
    size_t line;
    char **lines;
    size_t n_lines;
    struct migrator *engines[2]; /* the one that the test is about, and PostgreSQL; NULL: there is none */
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
    enum sk_status status = sk_conn_exec(m->conn, sql, &err);
    if (works && status)
        differs(r, m, r->line + 1, "refuses: %s", err.message);
    if (!works && status != SK_ESQL)
        differs(r, m, r->line + 1, "takes: %s", sql);
    sk_error_clear(&err);
}

/* DATETIME(6) and DECIMAL(65,30) always show all of their digits: what says nothing is left out. */
static const char *
trimmed(TALLOC_CTX *owner, const char *cell)
{
    const char *dot = cell ? strchr(cell, '.') : NULL;
    size_t digits = dot ? strspn(dot + 1, "0123456789") : 0;
    bool padded = dot && !dot[1 + digits] && ((digits == 6 && strchr(cell, ':')) || digits == 30);
    if (!padded)
        return cell ? cell : "NULL";
    size_t len = strlen(cell);
    while (cell[len - 1] == '0')
        len--;
    return sk_strndup(owner, cell, cell[len - 1] == '.' ? len - 1 : len);
}

static void
query(const struct run *r, struct migrator *m, const char *sql, size_t n, char *const *wanted)
{
    struct sk_error err = SK_ERROR_INIT;
    struct sk_rows *rows = NULL;
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
            sk_text_addf(row, "%s%s", c ? "|" : "", r->target->variable ? trimmed(row, cell) : cell ? cell : "NULL");
        }
        if (i >= n || strcmp(row->data, wanted[i] + strlen("= ")) != 0)
            differs(r, m, r->line + 1, "row %zu is \"%s\", not \"%s\"", i + 1, row->data, i < n ? wanted[i] : "");
    }
    if (rows->n_rows < n)
        differs(r, m, r->line + 1, "%zu rows, not %zu", rows->n_rows, n);
}

/* Is `word` one of a line's engines? */
static bool
is_for(const char *line, size_t len, const char *word)
{
    size_t n = strlen(word);
    for (const char *c = line; c && c < line + len; c = strchr(c, ',') ? strchr(c, ',') + 1 : NULL)
        if (strncmp(c, word, n) == 0 && (c + n == line + len || c[n] == ','))
            return true;
    return false;
}

/* The text after "lite,maria "; `line` itself when it begins with no engine. */
static const char *
after_engines(const char *line, size_t *len)
{
    static const char *const words[] = {"pg", "lite", "maria", "mysql"};
    *len = strcspn(line, " ");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_for(line, *len, words[i]))
            return line + *len + 1;
    *len = 0;
    return line;
}

static void
one_line(struct run *r, const char *line)
{
    size_t at = r->line + 1, len, n = 0;
    if (!*line || *line == '#')
        return;
    const char *text = after_engines(line, &len), *rest;
    const char *script = NULL;
    if (after(text, "migrate") || after(text, "fails") || after(text, "refused"))
        script = block(r);
    while (after(text, "rows") && r->line + 1 + n < r->n_lines && strncmp(r->lines[r->line + 1 + n], "= ", 2) == 0)
        n++;
    for (size_t i = 0; i < sizeof r->engines / sizeof *r->engines; i++) {
        struct migrator *m = r->engines[i];
        bool reference = i == 1;
        if (!m || (len && !is_for(line, len, reference ? postgres.word : r->target->word)))
            continue;
        if ((rest = after(text, "refused")))
            migrate(r, m, script, at, reference, reference ? NULL : rest);
        else if (script)
            migrate(r, m, script, at, *text == 'm', NULL);
        else if ((rest = after(text, "rows")))
            query(r, m, rest, n, r->lines + r->line + 1);
        else if ((rest = after(text, "ok")))
            statement(r, m, rest, true);
        else if ((rest = after(text, "no")))
            statement(r, m, rest, false);
        else
            ck_abort_msg("%s:%zu: cannot read \"%s\"", r->file, at, line);
    }
    r->line += n;
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
on_server(TALLOC_CTX *owner, const struct engine *engine)
{
    const char *url = getenv(engine->variable);
    const struct sk_driver *driver;
    struct sk_error err = SK_ERROR_INIT;
    if (!url || !*url)
        return NULL;
    const char *own = sk_printf(owner, "%s_parity", url);
    ck_assert_int_eq(sk_registry_driver(&driver, engine->driver, NULL), SK_OK);
    enum sk_status status = driver->database_drop(own, &err);
    status = status ? status : driver->database_create(own, &err);
    ck_assert_msg(status == SK_OK, "%s", err.message);
    struct migrator *m = connected(owner, own);
    if (engine == &postgres)
        ck_assert_int_eq(sk_conn_exec(m->conn, "SET TimeZone = 'UTC'", NULL), SK_OK);
    return m;
}

/* A schema is a database there, beside the one that is made anew: what an earlier case has left must not stay. */
static void
drop_schemas(struct run *r)
{
    static const char create[] = "CREATE SCHEMA ";
    for (size_t i = 0; r->target->variable && i < r->n_lines; i++) {
        const char *name = strncmp(r->lines[i], create, strlen(create)) == 0 ? r->lines[i] + strlen(create) : NULL;
        if (name)
            ck_assert_int_eq(sk_conn_exec(r->engines[0]->conn,
                                          sk_printf(r->owner, "DROP DATABASE IF EXISTS `%.*s`",
                                                    (int)strcspn(name, " ;"), name), NULL), SK_OK);
    }
}

static void
run_case(const struct engine *target, const char *path)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    struct run r = {.owner = owner, .target = target, .file = strrchr(path, '/') + 1};
    r.differences = sk_text_new(owner);
    r.lines = read_lines(owner, path, &r.n_lines);
    r.engines[0] = target->variable ? on_server(owner, target) : connected(owner, "sqlite::memory:");
    r.engines[1] = target->variable ? NULL : on_server(owner, &postgres);
    drop_schemas(&r);
    for (; r.line < r.n_lines; r.line++)
        one_line(&r, r.lines[r.line]);
    fputs(r.differences->data, stderr); /* Check's own messages are cut */
    ck_assert_msg(r.differences->len == 0, "%.1000s", r.differences->data);
    talloc_free(owner);
}

START_TEST(a_case_gives_the_same_on_sqlite_as_on_postgresql)
{
    run_case(&targets[0], cases.gl_pathv[_i]);
}
END_TEST

START_TEST(a_case_gives_the_same_on_mariadb)
{
    run_case(&targets[1], cases.gl_pathv[_i]);
}
END_TEST

START_TEST(a_case_gives_the_same_on_mysql)
{
    run_case(&targets[2], cases.gl_pathv[_i]);
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
    static const TTest *const *const tests[] = {&a_case_gives_the_same_on_sqlite_as_on_postgresql,
                                                &a_case_gives_the_same_on_mariadb, &a_case_gives_the_same_on_mysql};
    Suite *suite = suite_create("parity");
    TCase *tcase = tcase_create("parity");
    tcase_set_timeout(tcase, 120);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        if (!targets[i].variable || getenv(targets[i].variable))
            tcase_add_loop_test(tcase, *tests[i], 0, (int)cases.gl_pathc);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    globfree(&cases);
    talloc_free(pattern);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
