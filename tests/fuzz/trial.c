/* tests/fuzz/trial.c */
#include "tests/fuzz/trial.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/registry.h"

/* ---- the databases -------------------------------------------------------------------------------------------- */

static const char *
server(TALLOC_CTX *owner, const char *engine, const char *suffix)
{
    const char *variable = strcmp(engine, "postgres") == 0  ? "SKEIN_TEST_POSTGRES_URL"
                           : strcmp(engine, "mariadb") == 0 ? "SKEIN_TEST_MARIADB_URL"
                                                            : "SKEIN_TEST_MYSQL_URL";
    const char *url = getenv(variable);
    return url && *url ? sk_printf(owner, "%s%s", url, suffix) : NULL;
}

enum sk_status
lab_anew(const char *url, struct sk_error *err)
{
    const struct sk_driver *driver;
    enum sk_status status = sk_registry_driver(&driver, strndupa(url, strcspn(url, ":")), err);
    status = status ? status : driver->database_drop(url, err);
    return status ? status : driver->database_create(url, err);
}

static enum sk_status
open_reference(struct lab *lab, struct sk_error *err)
{
    enum sk_status status = lab_anew(lab->reference_url, err);
    status = status ? status : sk_conn_open(&lab->reference, lab, lab->reference_url, NULL, err);
    status = status ? status : sk_conn_exec(lab->reference, "SET TimeZone = 'UTC'", err);
    status = status ? status : sk_conn_exec(lab->reference, "SET statement_timeout = '20s'", err);
    return status ? status : sk_conn_exec(lab->reference, "SET client_min_messages = error", err);
}

enum sk_status
lab_new(struct lab **out, TALLOC_CTX *owner, const char *target, const char *scratch, const char *suffix,
        struct sk_error *err)
{
    struct lab *lab = sk_new(owner, struct lab);
    struct sk_conn *conn;
    lab->target = target;
    lab->dir = sk_printf(lab, "%s/project", scratch);
    lab->reference_url = server(lab, "postgres", suffix);
    lab->url =
        strcmp(target, "sqlite") == 0 ? sk_printf(lab, "sqlite:%s/fuzz.db", scratch) : server(lab, target, suffix);
    if (!lab->url || !lab->reference_url)
        return sk_fail(err, SK_EUSAGE, "no server for \"%s\"", lab->reference_url ? target : "postgres");
    enum sk_status status = open_reference(lab, err);
    status = status ? status : lab_anew(lab->url, err);
    status = status ? status : sk_conn_open(&conn, lab, lab->url, NULL, err);
    if (status)
        return status;
    lab->server_version = sk_strdup(lab, conn->server_version);
    talloc_free(conn);
    *out = lab;
    return SK_OK;
}

enum sk_status
lab_empty(struct lab *lab, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    if (sk_conn_transaction(lab->reference) != '-')
        status = sk_conn_exec(lab->reference, "ROLLBACK", err);
    status = status ? status : sk_conn_exec(lab->reference, "DROP SCHEMA public CASCADE", err);
    return status ? status : sk_conn_exec(lab->reference, "CREATE SCHEMA public", err);
}

enum sk_status
lab_begin(struct lab *lab, TALLOC_CTX *owner, struct sk_error *err)
{
    enum sk_status status = lab_empty(lab, err);
    status = status ? status : migrator_new(&lab->migrator, owner, NULL, lab->target, err);
    if (!status)
        lab->migrator->rewrite.server_version = lab->server_version;
    lab->in_migration = false;
    return status;
}

/* ---- statement by statement ----------------------------------------------------------------------------------- */

static void
must(struct lab *lab, const char *sql)
{
    struct sk_error err = SK_ERROR_INIT;
    if (sk_conn_exec(lab->reference, sql, &err) == SK_OK)
        return;
    fprintf(stderr, "%s: %s\n", sql, err.message);
    abort();
}

static enum taking
refusal(enum sk_status status, const struct sk_error *why)
{
    bool placed = why->file && why->pos_bytes != SK_NO_POS;
    return status == SK_EUNSUPPORTED && placed ? REFUSED_FOR_TARGET : REFUSED_WRONGLY;
}

enum taking
lab_offer(struct lab *lab, const char *sql, struct sk_error *why)
{
    struct migrator *m = lab->migrator;
    if (!lab->in_migration) {
        must(lab, "BEGIN");
        lab->before = sk_catalog_clone(m, m->rewrite.catalog);
        lab->in_migration = true;
    }
    must(lab, "SAVEPOINT offered");
    if (sk_conn_exec(lab->reference, sql, why)) {
        must(lab, "ROLLBACK TO offered");
        return REFUSED_BY_POSTGRESQL;
    }
    struct sk_catalog *before = sk_catalog_clone(m, m->rewrite.catalog);
    enum sk_status status = migrator_translate(m, "offered.sql", sql, why);
    must(lab, status ? "ROLLBACK TO offered" : "RELEASE offered");
    if (!status)
        return TAKEN;
    m->rewrite.catalog = before;
    return refusal(status, why);
}

bool
lab_commit(struct lab *lab)
{
    if (!lab->in_migration)
        return true;
    lab->in_migration = false;
    if (sk_conn_exec(lab->reference, "COMMIT", NULL) == SK_OK && sk_conn_transaction(lab->reference) == '-')
        return true;
    if (sk_conn_transaction(lab->reference) != '-')
        must(lab, "ROLLBACK");
    lab->migrator->rewrite.catalog = lab->before;
    return false;
}

/* What a row refuses: a constraint, a trigger. What no type holds may be a constant, which fails without any row. */
bool
lab_by_rows(const struct sk_error *why)
{
    return strncmp(why->sqlstate, "23", 2) == 0 || strcmp(why->sqlstate, "P0001") == 0;
}

static bool
is_too_large(const char *sql, const struct sk_error *why)
{
    return strncmp(sql, "INSERT", 6) == 0 && strstr(sql, "VALUES") &&
           (strcmp(why->sqlstate, "22001") == 0 || strcmp(why->sqlstate, "22003") == 0);
}

bool
lab_fails(struct lab *lab, const char *sql)
{
    struct migrator *m = lab->migrator;
    struct sk_error why = SK_ERROR_INIT;
    struct sk_catalog *before = sk_catalog_clone(m, m->rewrite.catalog);
    must(lab, "BEGIN");
    bool fails = sk_conn_exec(lab->reference, sql, &why) != SK_OK && (lab_by_rows(&why) || is_too_large(sql, &why));
    must(lab, "ROLLBACK");
    sk_error_clear(&why);
    fails = fails && migrator_translate(m, "offered.sql", sql, &why) == SK_OK;
    m->rewrite.catalog = before;
    sk_error_clear(&why);
    return fails;
}

/* ---- as a project --------------------------------------------------------------------------------------------- */

static void
folder(const char *path)
{
    if (mkdir(path, 0755) == 0 || errno == EEXIST)
        return;
    perror(path);
    abort();
}

char *
project_file(TALLOC_CTX *owner, const char *dir, const struct step *step)
{
    return sk_printf(owner, "%s/migrations/%06u_%s.up.sql", dir, step->migration, step->fails ? "fails" : "step");
}

void
project_write(const char *dir, const struct steps *steps)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    FILE *file = NULL;
    unsigned current = 0;
    /* what a longer project has left there is not of this one */
    if (system(sk_printf(tmp, "rm -rf '%s/migrations'", dir)))
        abort();
    folder(dir);
    folder(sk_printf(tmp, "%s/migrations", dir));
    for (size_t i = 0; i < steps->n; i++) {
        const struct step *step = &steps->items[i];
        if (!file || step->migration != current) {
            current = step->migration;
            if (file)
                fclose(file);
            file = fopen(project_file(tmp, dir, step), "w");
        }
        if (!file)
            abort();
        fprintf(file, "%s;\n", step->sql);
    }
    if (file)
        fclose(file);
    talloc_free(tmp);
}

/* ---- from the beginning --------------------------------------------------------------------------------------- */

struct verdict
lab_replay(struct lab *lab, TALLOC_CTX *owner, const struct steps *steps, struct steps *taken)
{
    struct steps kept = {0, NULL};
    struct verdict verdict = {NULL, NULL};
    struct sk_error err = SK_ERROR_INIT;
    size_t begun = 0; /* the first of the migration at hand */
    if (lab_begin(lab, owner, &err))
        return lab_failed(owner, "setup", &err);
    for (size_t i = 0; i < steps->n && !verdict.kind; i++) {
        const struct step *step = &steps->items[i];
        if (step->fails)
            break; /* the last */
        if (i && step->migration != steps->items[i - 1].migration) {
            kept.n = lab_commit(lab) ? kept.n : begun;
            begun = kept.n;
        }
        enum taking taking = lab_offer(lab, step->sql, &err);
        if (taking == TAKEN || taking == REFUSED_WRONGLY)
            sk_push(owner, kept.items, kept.n, *step);
        if (taking == REFUSED_WRONGLY)
            verdict = lab_failed(owner, "refused wrongly", &err);
        sk_error_clear(&err);
    }
    kept.n = lab_commit(lab) || verdict.kind ? kept.n : begun;
    const struct step *last = steps->n ? &steps->items[steps->n - 1] : NULL;
    if (!verdict.kind && last && last->fails && lab_fails(lab, last->sql))
        sk_push(owner, kept.items, kept.n, *last);
    if (!verdict.kind && kept.n)
        verdict = lab_judge(lab, owner, &kept);
    if (taken)
        *taken = kept;
    return verdict;
}
