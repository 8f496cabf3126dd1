/* tests/fuzz/judge.c - a project on both engines: up, what fails, down and up again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/trial.h"

/* ---- verdicts -------------------------------------------------------------------------------------------------- */

static bool
has_died(const struct sk_error *err)
{
    static const char *const words[] = {"Lost connection", "server has gone away", "Can't connect to"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (err->message && strstr(err->message, words[i]))
            return true;
    return false;
}

struct verdict
lab_failed(TALLOC_CTX *owner, const char *kind, struct sk_error *err)
{
    if (has_died(err)) {
        fprintf(stderr, "%s\n", err->message);
        exit(SERVER_DIED);
    }
    struct verdict verdict = {kind, sk_strdup(owner, err->message ? err->message : "no message")};
    sk_error_clear(err);
    return verdict;
}

static struct verdict
differs(TALLOC_CTX *owner, const char *kind, struct sk_diff *diff)
{
    struct verdict verdict = {NULL, NULL};
    if (diff->n) {
        const struct sk_difference *d = &diff->items[0];
        verdict.kind = kind;
        verdict.message = sk_printf(owner, "%s of %s \"%s\"%s%s: \"%s\" and \"%s\" (%zu in all)", d->kind, d->object,
                                    d->name, d->table ? " on " : "", d->table ? d->table : "", d->left ? d->left : "",
                                    d->right ? d->right : "", diff->n);
    }
    skein_free(diff);
    return verdict;
}

/* Schemas in the portable model. `head`: the files say so, too. */
static struct verdict
compare_schemas(struct lab *lab, TALLOC_CTX *owner, struct skein *skein, bool head)
{
    const struct {
        const char *kind, *left, *right;
    } pairs[] = {{"schema", lab->reference_url, lab->url},
                 {"drift", lab->dir, lab->url},
                 {"replay", lab->dir, lab->reference_url}};
    struct verdict verdict = {NULL, NULL};
    for (size_t i = 0; i < (head ? 3 : 1) && !verdict.kind; i++) {
        struct sk_error err = SK_ERROR_INIT;
        struct sk_diff *diff;
        if (skein_diff(skein, pairs[i].left, pairs[i].right, &diff, &err))
            verdict = lab_failed(owner, pairs[i].kind, &err);
        else
            verdict = differs(owner, pairs[i].kind, diff);
    }
    return verdict;
}

/* ---- running -------------------------------------------------------------------------------------------------- */

typedef enum sk_status run_fn(struct skein *skein, const char *target, struct sk_run **out, struct sk_error *err);

static enum sk_status
run(struct lab *lab, const char *url, run_fn *what, const char *target, struct sk_error *err)
{
    struct sk_options options = {.project_dir = lab->dir, .url = url, .allow_data_loss = true};
    struct skein *skein = NULL;
    struct sk_run *done = NULL;
    enum sk_status status = skein_open(&skein, &options, err);
    status = status ? status : what(skein, target, &done, err);
    skein_free(done);
    skein_close(skein);
    return status;
}

static struct verdict
compare(struct lab *lab, TALLOC_CTX *owner, bool head)
{
    struct sk_options options = {.project_dir = lab->dir, .url = lab->url};
    struct verdict verdict = {NULL, NULL};
    struct sk_error err = SK_ERROR_INIT;
    struct skein *skein = NULL;
    struct sk_conn *conn;
    if (sk_conn_open(&conn, owner, lab->url, NULL, &err))
        return lab_failed(owner, "rows", &err);
    verdict.message = compare_rows(owner, lab->reference, conn);
    verdict.kind = verdict.message ? "rows" : NULL;
    talloc_free(conn);
    if (verdict.kind)
        return verdict;
    if (skein_open(&skein, &options, &err))
        return lab_failed(owner, "setup", &err);
    verdict = compare_schemas(lab, owner, skein, head);
    skein_close(skein);
    return verdict;
}

/* The same verdict as one of something that came later. */
static struct verdict
later(TALLOC_CTX *owner, const char *when, struct verdict verdict)
{
    if (verdict.kind)
        verdict.message = sk_printf(owner, "%s: %s", verdict.kind, verdict.message);
    verdict.kind = verdict.kind ? when : NULL;
    return verdict;
}

/* What PostgreSQL refused has left its sequences moved: the statements that stand run on their own there, too. */
static enum sk_status
refer(struct lab *lab, struct sk_error *err)
{
    enum sk_status status = lab_empty(lab, err);
    return status ? status : run(lab, lab->reference_url, skein_up, NULL, err);
}

/* By one of InnoDB's foreign keys, which are looked at with each row: where that is one to its own table, or one that
 * PostgreSQL looks at when the transaction ends, rows that PostgreSQL takes are refused (docs/mysql.md, "Where they
 * still differ"). */
static bool
is_early_foreign(const struct sk_table *table, const struct sk_constraint *k, const char *message)
{
    bool waits = k->initially_deferred || sk_constraint_refers_to(k, table);
    const char *named = waits && strstr(message, "a foreign key constraint fails") ? strstr(message, k->name) : NULL;
    return named && named[-1] == '`' && named[strlen(k->name)] == '`';
}

/* By a unique key that PostgreSQL looks at when the statement or the transaction ends (docs/sqlite.md, likewise). */
static bool
is_early_key(const struct sk_table *table, const struct sk_constraint *k, const char *message)
{
    const char *failed = k->deferrable && k->kind == SK_UNIQUE ? strstr(message, "UNIQUE constraint failed: ") : NULL;
    char *column = sk_printf(NULL, ": %s.%s", table->name, k->n_columns ? k->columns[0] : "");
    bool is = failed && strstr(failed, column);
    talloc_free(column);
    return is;
}

/* Refused with reason: before anything has run, or when a row is looked at. */
static bool
is_known(const struct lab *lab, enum sk_status status, const struct sk_error *err)
{
    const struct sk_catalog *catalog = lab->migrator->rewrite.catalog;
    for (size_t t = 0; t < catalog->n_tables && err->message; t++)
        for (size_t i = 0; i < catalog->tables[t]->n_constraints; i++) {
            const struct sk_constraint *k = catalog->tables[t]->constraints[i];
            if (is_early_foreign(catalog->tables[t], k, err->message) ||
                is_early_key(catalog->tables[t], k, err->message))
                return true;
        }
    return status == SK_EUNSUPPORTED;
}

static struct verdict
forward(struct lab *lab, TALLOC_CTX *owner)
{
    struct sk_error err = SK_ERROR_INIT;
    if (lab_anew(lab->url, &err))
        return lab_failed(owner, "setup", &err);
    if (refer(lab, &err)) /* sequences that only what was refused has moved: the statements do not stand on their own */
        return lab_failed(owner, NULL, &err);
    enum sk_status status = run(lab, lab->url, skein_up, NULL, &err);
    if (status)
        return lab_failed(owner, is_known(lab, status, &err) ? NULL : "run", &err);
    return compare(lab, owner, true);
}

/* ---- what fails, and goes on when it is mended ----------------------------------------------------------------- */

static void
write_step(struct lab *lab, const struct step *step, const char *sql)
{
    char *path = project_file(NULL, lab->dir, step);
    FILE *file = fopen(path, "w");
    if (!file || fprintf(file, "%s;\n", sql) < 0 || fclose(file))
        abort();
    talloc_free(path);
}

static bool
computes(const struct sk_catalog *catalog, struct sk_expr *expr)
{
    const char *text = expr ? catalog->ops->text(expr) : "";
    return strstr(text, " + ") || strstr(text, " - ") || strstr(text, " * ");
}

/* Is there anything beside the statement that computes? What stays does so in 64 bits elsewhere, of whatever type the
 * integers are (docs/sqlite.md, docs/mysql.md). */
static bool
stays_wide(const struct sk_catalog *catalog)
{
    bool wide = false;
    for (size_t t = 0; t < catalog->n_tables && !wide; t++) {
        const struct sk_table *table = catalog->tables[t];
        for (size_t i = 0; i < table->n_constraints; i++)
            wide = wide || computes(catalog, table->constraints[i]->check);
        for (size_t i = 0; i < table->n_columns; i++)
            wide = wide || computes(catalog, table->columns[i]->generated) ||
                   computes(catalog, table->columns[i]->default_expr);
        for (size_t i = 0; i < table->n_indexes; i++)
            wide = wide || table->indexes[i]->where || !table->indexes[i]->keys->column;
        wide = wide || table->n_triggers;
    }
    return wide;
}

static struct verdict
failing(struct lab *lab, TALLOC_CTX *owner, const struct step *step)
{
    struct sk_error err = SK_ERROR_INIT;
    write_step(lab, step, step->sql);
    if (run(lab, lab->reference_url, skein_up, NULL, &err) == SK_OK)
        return (struct verdict){NULL, "what failed does not fail on its own"};
    bool out_of_range = strcmp(err.sqlstate, "22003") == 0 && stays_wide(lab->migrator->rewrite.catalog);
    sk_error_clear(&err);
    enum sk_status status = run(lab, lab->url, skein_up, NULL, &err);
    if (status == SK_EUNSUPPORTED)
        return lab_failed(owner, NULL, &err);
    if (status == SK_OK && out_of_range)
        return (struct verdict){NULL, "an integer is out of range on the way to another value"};
    if (status != SK_ESQL)
        return status ? lab_failed(owner, "fails", &err) : (struct verdict){"fails", "only PostgreSQL refuses it"};
    sk_error_clear(&err);
    struct verdict verdict = later(owner, "fails", compare(lab, owner, false));
    write_step(lab, step, "SELECT 1");
    if (!verdict.kind && run(lab, lab->reference_url, skein_up, NULL, &err))
        verdict = lab_failed(owner, "resume", &err);
    if (!verdict.kind && run(lab, lab->url, skein_up, NULL, &err))
        verdict = lab_failed(owner, "resume", &err);
    return verdict.kind ? verdict : later(owner, "resume", compare(lab, owner, false));
}

/* ---- down and up again ----------------------------------------------------------------------------------------- */

/* Rows, or a value that its type has no room for: a default is used when its column comes back. */
static bool
is_no_inverse(const struct sk_error *why)
{
    return lab_by_rows(why) || strncmp(why->sqlstate, "22", 2) == 0;
}

/* One direction on both. What the rows refuse on PostgreSQL was no inverse of these rows: `*ends`. */
static struct verdict
both(struct lab *lab, TALLOC_CTX *owner, run_fn *what, const char *target, bool *ends)
{
    struct sk_error err = SK_ERROR_INIT;
    const char *kind = what == skein_down ? "down" : "again";
    enum sk_status status = run(lab, lab->reference_url, what, target, &err);
    *ends = status != SK_OK;
    if (status)
        return lab_failed(owner, status == SK_ESQL && !is_no_inverse(&err) ? kind : NULL, &err);
    status = run(lab, lab->url, what, target, &err);
    *ends = status != SK_OK;
    if (status)
        return lab_failed(owner, is_known(lab, status, &err) ? NULL : kind, &err);
    return later(owner, kind, compare(lab, owner, what == skein_up));
}

static struct verdict
back_and_forth(struct lab *lab, TALLOC_CTX *owner, const char *steps)
{
    bool ends;
    struct verdict verdict = both(lab, owner, skein_down, steps, &ends);
    return verdict.kind || ends ? verdict : both(lab, owner, skein_up, NULL, &ends);
}

struct verdict
lab_judge(struct lab *lab, TALLOC_CTX *owner, const struct steps *steps)
{
    struct steps plain = *steps;
    const struct step *last = steps->n && steps->items[steps->n - 1].fails ? &steps->items[--plain.n] : NULL;
    project_write(lab->dir, &plain);
    struct verdict verdict = forward(lab, owner);
    if (!verdict.kind && !verdict.message && last)
        verdict = failing(lab, owner, last);
    if (!verdict.kind && !verdict.message && plain.n)
        verdict = back_and_forth(lab, owner, last ? "2" : "1");
    return verdict;
}
