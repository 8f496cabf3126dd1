/* core/perf_load.c - generated rows into a scratch database; see perf.h. */
#include <stdlib.h>
#include <string.h>

#include "core/execute.h"
#include "core/perf.h"
#include "core/text.h"

enum { ROWS_AT_ONCE = 200 };

static enum sk_status
stopped(const struct sk_perf_base *base, struct sk_error *err)
{
    return base->skein->interrupts ? sk_fail(err, SK_EINTERRUPTED, "stopped") : SK_OK;
}

/* ---- how many ------------------------------------------------------------------------------------------------- */

/* What migrations have put into a table stays: the rows go on above it. */
static enum sk_status
skip_rows(struct sk_perf_base *base, TALLOC_CTX *tmp, struct sk_error *err)
{
    for (size_t i = 0; i < base->catalog->n_tables; i++) {
        const struct sk_table *table = base->catalog->tables[i];
        struct sk_rows *rows;
        enum sk_status status =
            sk_conn_query(&rows, tmp, base->child->conn,
                          base->child->dialect->count_rows(tmp, table->schema, table->name), NULL, 0, err);
        if (status)
            return status;
        sk_generator_skip(base->generator, table, strtoull(sk_cell(rows, 0, 0), NULL, 10));
    }
    return SK_OK;
}

static void
want_rows(struct sk_perf_base *base, const struct sk_perf_files *files, uint64_t rows)
{
    for (size_t i = 0; i < files->n_rows; i++) {
        const struct sk_perf_rows *wish = &files->rows[i];
        const struct sk_table *table = sk_catalog_table(base->catalog, wish->schema, wish->table);
        if (table) /* it may come later */
            sk_generator_want(base->generator, table, wish->rows ? wish->rows : wish->times * rows);
    }
}

enum sk_status
sk_perf_plan_rows(struct sk_perf_base *base, TALLOC_CTX *owner, const struct sk_perf_files *files, uint64_t rows,
                  uint64_t seed, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    base->generator = sk_generator_new(owner, base->catalog, base->child->source, seed);
    sk_generator_want(base->generator, NULL, rows);
    want_rows(base, files, rows);
    enum sk_status status = skip_rows(base, tmp, err);
    status = status ? status : sk_generator_plan(base->generator, err);
    talloc_free(tmp);
    return status;
}

/* ---- statements ----------------------------------------------------------------------------------------------- */

enum sk_status
sk_perf_run(struct sk_perf_base *base, const char *name, const char *text, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_planner planner = sk_session_planner(base->child);
    struct sk_migration migration = {.version = "", .name = name};
    struct sk_file file = {.path = name, .text = text, .len = strlen(text)};
    struct sk_step step = {.migration = &migration, .file = &file};
    struct sk_rewrite rewrite = {.dialect = planner.target, .server_version = planner.server_version,
                                 .database = planner.database, .catalog = base->catalog};
    enum sk_status status = sk_plan_script(&step, tmp, &planner, &rewrite, &file, err);
    for (size_t i = 0; i < step.n && !status; i++) {
        status = step.outputs[i].sql ? sk_execute_output(base->child->conn, &step.outputs[i], err) : SK_OK;
        if (status)
            sk_execute_explain(&step, &step.outputs[i], err);
    }
    talloc_free(tmp);
    return status;
}

/* A statement of PostgreSQL's is sent to PostgreSQL as it is. */
static enum sk_status
run_rows(struct sk_perf_base *base, const struct sk_table *table, const char *sql, struct sk_error *err)
{
    struct skein *child = base->child;
    enum sk_status status = child->dialect == child->source ? sk_conn_exec(child->conn, sql, err)
                                                            : sk_perf_run(base, "generated rows", sql, err);
    if (status == SK_ESQL) {
        sk_context(err, "the rows made for \"%s\"", table->name);
        sk_at(err, NULL, SK_NO_POS);
        sk_hint(
            err,
            "Rows are made from the schema; what triggers and complex CHECKs want has to be done in perf/setup.sql.");
    }
    return status;
}

static enum sk_status
load_table(struct sk_perf_base *base, const struct sk_table *table, struct sk_error *err)
{
    const struct sk_ledger_ops *ops = base->child->ledger->ops;
    struct sk_conn *conn = base->child->conn;
    uint64_t n = sk_generator_rows(base->generator, table);
    enum sk_status status = n ? sk_conn_exec(conn, ops->begin, err) : SK_OK;
    for (uint64_t row = 0; row < n && !status; row += ROWS_AT_ONCE) {
        uint64_t to = row + ROWS_AT_ONCE < n ? row + ROWS_AT_ONCE : n;
        char *sql = sk_generate_insert(base->child, base->generator, table, row, to);
        status = stopped(base, err);
        status = status ? status : run_rows(base, table, sql, err);
        talloc_free(sql);
    }
    return !n || status ? status : sk_conn_exec(conn, ops->commit, err);
}

/* Where sequences stand apart, they have not seen the rows. */
static enum sk_status
advance_sequences(struct sk_perf_base *base, struct sk_error *err)
{
    const struct skein *child = base->child;
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < sk_generator_tables(base->generator) && child->dialect == child->source; i++) {
        const struct sk_table *table = sk_generator_table(base->generator, i);
        uint64_t n = sk_generator_rows(base->generator, table);
        for (size_t k = 0; k < table->n_columns && n && !status; k++) {
            if (table->columns[k]->identity == SK_IDENTITY_NONE)
                continue;
            const char *last = sk_generate(base->child, base->generator, table, table->columns[k], n - 1);
            status = sk_conn_exec(child->conn, child->source->solver->advance(base->child, table, table->columns[k],
                                                                              strtoull(last, NULL, 10)), err);
        }
    }
    return status;
}

enum sk_status
sk_perf_gather(struct sk_perf_base *base, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < base->catalog->n_tables && !status; i++) {
        const struct sk_table *table = base->catalog->tables[i];
        char *sql = base->child->dialect->gather_statistics(base->child, table->schema, table->name);
        status = sk_conn_exec(base->child->conn, sql, err);
        talloc_free(sql);
    }
    return status;
}

enum sk_status
sk_perf_load(struct sk_perf_base *base, const struct sk_perf_files *files, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    struct sk_file *setup = NULL;
    for (size_t i = 0; i < sk_generator_tables(base->generator) && !status; i++)
        status = load_table(base, sk_generator_table(base->generator, i), err);
    status = status ? status : advance_sequences(base, err);
    if (!status && files->setup)
        status = sk_file_read(&setup, base->child, files->setup, err);
    if (!status && setup)
        status = sk_perf_run(base, setup->path, setup->text, err);
    return status ? status : sk_perf_gather(base, err);
}
