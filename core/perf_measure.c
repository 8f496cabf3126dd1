/* core/perf_measure.c - how long a query takes, and how the engine goes about it; see perf.h. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/perf.h"
#include "core/text.h"

enum { ROWS_TO_TRY = 64 }; /* for a value that is not NULL */

static int64_t
now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* ---- parameters ----------------------------------------------------------------------------------------------- */

static enum sk_status
no_values(const struct sk_perf_text *query, const struct sk_perf_param *param, const char *why, struct sk_error *err)
{
    sk_fail(err, SK_EUSAGE, "no value for the parameter \"%s\": %s", param->name, why);
    return sk_at(err, query->file, param->pos_bytes);
}

/* A value of a row that was generated: another one for each run, the same in each database. */
static enum sk_status
value_of(const char **out, TALLOC_CTX *owner, const struct sk_perf_base *base, const struct sk_perf_text *query,
         const struct sk_perf_param *param, size_t run, struct sk_error *err)
{
    *out = param->literal;
    if (*out)
        return SK_OK;
    const struct sk_catalog *catalog = base->parameters ? base->parameters : base->catalog;
    const struct sk_table *table = sk_catalog_table(catalog, param->schema, param->table);
    const struct sk_column *column = table ? sk_table_column(table, param->column) : NULL;
    if (!column)
        return no_values(query, param, sk_printf(owner, "there is no column \"%s.%s\"", param->table, param->column),
                         err);
    uint64_t n = sk_generator_rows(base->generator, table);
    for (uint64_t i = 0; i < ROWS_TO_TRY && n; i++) {
        uint64_t row = ((uint64_t)run * 7919 + i + n / 3) % n;
        *out = sk_generate(owner, base->generator, table, column, row);
        if (strcmp(*out, "NULL") != 0)
            return SK_OK;
    }
    return no_values(query, param, n ? "they are all NULL" : "the table has no rows", err);
}

/* The query with its values, in the engine's words. */
static enum sk_status
word(char **out, TALLOC_CTX *owner, const struct sk_perf_base *base, const struct sk_perf_text *query, size_t run,
     struct sk_error *err)
{
    const char **names = NULL, **literals = NULL;
    size_t n = 0, n_literals = 0;
    for (size_t i = 0; i < query->n_params; i++) {
        const struct sk_perf_param *param = &query->params[i];
        const char *value;
        enum sk_status status = value_of(&value, owner, base, query, param, run, err);
        if (status)
            return status;
        if (param->type)
            value = sk_printf(owner, "CAST(%s AS %s)", value, param->type);
        sk_push(owner, names, n, param->name);
        sk_push(owner, literals, n_literals, value);
    }
    enum sk_status status = base->child->source->solver->bind(out, owner, query->sql, names, literals, n, err);
    return status ? sk_at(err, query->file, query->pos_bytes + (err ? err->pos_bytes : 0)) : SK_OK;
}

static bool
is_query(const struct sk_statement *statement)
{
    return strncmp(statement->tag, "SELECT", 6) == 0 || strncmp(statement->tag, "WITH", 4) == 0;
}

static enum sk_status
translate(const char **out, TALLOC_CTX *owner, const struct sk_perf_base *base, const struct sk_perf_text *query,
          size_t run, struct sk_error *err)
{
    char *text;
    enum sk_status status = word(&text, owner, base, query, run, err);
    if (status)
        return status;
    struct sk_planner planner = sk_session_planner(base->child);
    struct sk_migration migration = {.version = "", .name = query->name};
    struct sk_file file = {.path = query->file, .text = text, .len = strlen(text)};
    struct sk_step step = {.migration = &migration, .file = &file};
    struct sk_rewrite rewrite = {.dialect = planner.target, .server_version = planner.server_version,
                                 .database = planner.database, .catalog = base->catalog};
    status = sk_plan_script(&step, owner, &planner, &rewrite, &file, err);
    if (!status && (step.script->n != 1 || step.n != 1 || !is_query(&step.script->statements[0])))
        status = sk_fail(err, SK_EUSAGE, "\"%s\" has to be one query: a SELECT", query->name);
    if (status)
        return sk_at(err, query->file, query->pos_bytes);
    *out = step.outputs[0].sql;
    return SK_OK;
}

/* ---- measuring ------------------------------------------------------------------------------------------------ */

static int
by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static enum sk_status
run_once(struct sk_perf_side *out, TALLOC_CTX *owner, const struct sk_perf_base *base, const char *sql,
         int64_t *took_us, struct sk_error *err)
{
    struct sk_rows *rows;
    int64_t begun = now_us();
    enum sk_status status = sk_conn_query(&rows, owner, base->child->conn, sql, NULL, 0, err);
    *took_us = now_us() - begun;
    if (!status)
        out->rows += (int64_t)rows->n_rows;
    return status;
}

static const char **
copy_texts(TALLOC_CTX *owner, const char *const *from, size_t n)
{
    const char **to = NULL;
    for (size_t i = 0, k = 0; i < n; i++)
        sk_push(owner, to, k, sk_strdup(owner, from[i]));
    return to;
}

static enum sk_status
look_at_plan(struct sk_perf_side *out, TALLOC_CTX *owner, const struct sk_perf_base *base, const char *sql,
             struct sk_error *err)
{
    struct sk_access *access;
    enum sk_status status = base->child->dialect->explain(&access, owner, base->child->conn, sql, err);
    if (status)
        return status;
    out->n_steps = access->n_steps;
    out->n_indexes = access->n_indexes;
    out->n_scans = access->n_scans;
    out->steps = copy_texts(owner, access->steps, access->n_steps);
    out->indexes = copy_texts(owner, access->indexes, access->n_indexes);
    out->scans = copy_texts(owner, access->scans, access->n_scans);
    return SK_OK;
}

static enum sk_status
measure(struct sk_perf_side *out, TALLOC_CTX *owner, struct sk_perf_base *base, const struct sk_perf_text *query,
        size_t runs, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    int64_t *times = sk_alloc(tmp, (runs + 1) * sizeof *times, "times"), ignored;
    enum sk_status status = SK_OK;
    for (size_t run = 0; run < runs && !status; run++) {
        const char *sql = NULL;
        status = translate(&sql, tmp, base, query, run, err);
        if (!status && run == 0) {
            struct sk_perf_side unused = {0};
            status = run_once(&unused, tmp, base, sql, &ignored, err);
            status = status ? status : look_at_plan(out, owner, base, sql, err);
        }
        status = status ? status : run_once(out, tmp, base, sql, &times[run], err);
        if (!status && base->skein->interrupts)
            status = sk_fail(err, SK_EINTERRUPTED, "stopped");
    }
    if (!status) {
        qsort(times, runs, sizeof *times, by_time);
        out->median_us = runs % 2 ? times[runs / 2] : (times[runs / 2 - 1] + times[runs / 2]) / 2;
        out->min_us = times[0];
        out->max_us = times[runs - 1];
    }
    talloc_free(tmp);
    return status;
}

enum sk_status
sk_perf_measure(struct sk_perf_side *out, TALLOC_CTX *owner, struct sk_perf_base *base,
                const struct sk_perf_text *query, size_t runs, bool may_fail, struct sk_error *err)
{
    struct sk_error failure = SK_ERROR_INIT;
    *out = (struct sk_perf_side){.median_us = -1, .min_us = -1, .max_us = -1};
    enum sk_status status = measure(out, owner, base, query, runs, &failure);
    if (status && may_fail &&
        (status == SK_ESQL || status == SK_EUSAGE || status == SK_EUNSUPPORTED || status == SK_EREFUSED)) {
        out->problem = sk_strdup(owner, failure.message);
        sk_error_clear(&failure);
        return SK_OK;
    }
    if (status == SK_ESQL)
        sk_at(&failure, query->file, query->pos_bytes);
    return status ? sk_error_move(err, &failure) : SK_OK;
}
