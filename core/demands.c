/* core/demands.c - asking the database for rows that stand in the way of what pending migrations demand. */
#include "core/demands.h"

#include <stdlib.h>
#include <string.h>

#include "core/session.h"

struct asking {
    struct skein *skein;
    TALLOC_CTX *tmp;
    const struct sk_catalog *catalog; /* what the database is now */
    struct sk_violations *result;
};

/* A query of the source dialect's, in the words of the database's. */
static enum sk_status
query(struct sk_rows **out, struct asking *a, const char *sql, struct sk_error *err)
{
    struct skein *skein = a->skein;
    struct sk_planner planner = sk_session_planner(skein);
    struct sk_rewrite rewrite = {.dialect = skein->dialect, .server_version = planner.server_version,
                                 .database = planner.database, .catalog = sk_catalog_clone(a->tmp, a->catalog)};
    struct sk_migration none = {.version = "", .name = ""};
    struct sk_step step = {.migration = &none};
    struct sk_file *file = sk_new(a->tmp, struct sk_file);
    *file = (struct sk_file){.path = "a query about rows", .text = sql, .len = strlen(sql)};
    enum sk_status status = sk_plan_script(&step, a->tmp, &planner, &rewrite, file, err);
    if (!status && (step.n != 1 || !step.outputs[0].sql))
        status = sk_fail(err, SK_EUNSUPPORTED, "%s has no such query", skein->dialect->name);
    return status ? status : sk_conn_query(out, a->tmp, skein->conn, step.outputs[0].sql, NULL, 0, err);
}

static struct sk_violation *
add(struct asking *a, const struct sk_demand *demand, int64_t count, const struct sk_rows *rows)
{
    struct sk_violations *result = a->result;
    struct sk_violation violation = {.table = sk_strdup(result, demand->table),
                                     .rule = sk_strdup(result, demand->rule),
                                     .count = count,
                                     .lenient = demand->lenient,
                                     .n_columns = demand->n_columns,
                                     .n_rows = rows ? rows->n_rows : 0};
    violation.columns = sk_alloc(result, (demand->n_columns + 1) * sizeof *violation.columns, "columns");
    for (size_t i = 0; i < demand->n_columns; i++)
        violation.columns[i] = sk_strdup(result, demand->columns[i]);
    size_t n_cells = violation.n_rows * violation.n_columns;
    violation.cells = sk_alloc(result, (n_cells + 1) * sizeof *violation.cells, "cells");
    for (size_t i = 0; i < n_cells; i++) {
        const char *cell = sk_cell(rows, i / violation.n_columns, i % violation.n_columns);
        violation.cells[i] = cell ? sk_strdup(result, cell) : NULL;
    }
    sk_push(result, result->items, result->n, violation);
    return &result->items[result->n - 1];
}

/* What cannot be asked (it is about what earlier statements will have made) is left to the database. */
static void
ask(struct asking *a, const struct sk_demand *demand, const struct sk_violation *place)
{
    struct sk_rows *rows;
    if (query(&rows, a, demand->count, NULL) || rows->n_rows != 1) {
        a->result->unknown++;
        return;
    }
    const char *cell = sk_cell(rows, 0, 0);
    int64_t count = cell ? strtoll(cell, NULL, 10) : 0;
    if (count <= 0)
        return;
    struct sk_violation *violation = add(a, demand, count, query(&rows, a, demand->rows, NULL) ? NULL : rows);
    violation->version = sk_strdup(a->result, place->version);
    violation->name = sk_strdup(a->result, place->name);
    violation->file = sk_strdup(a->result, place->file);
    violation->pos_bytes = place->pos_bytes;
    violation->rows_change_before = place->rows_change_before;
}

static void
ask_statement(struct asking *a, const struct sk_statement *statement, struct sk_violation *place)
{
    for (size_t i = 0; i < statement->n_changes; i++) {
        struct sk_change *change = statement->changes[i];
        struct sk_demands demands = {0};
        a->skein->source->demands(&demands, a->tmp, a->catalog, change);
        place->pos_bytes = change->pos_bytes != SK_NO_POS ? change->pos_bytes : statement->pos_bytes;
        for (size_t d = 0; d < demands.n; d++)
            ask(a, &demands.items[d], place);
        place->rows_change_before |= change->kind == SK_ROWS || change->kind == SK_CODE;
    }
    for (size_t i = 0; i < statement->n_parts; i++)
        ask_statement(a, &statement->parts[i], place);
}

static enum sk_status
catalog_now(struct asking *a, struct sk_error *err)
{
    struct sk_planner planner = sk_session_planner(a->skein);
    struct sk_catalog *catalog;
    enum sk_status status = sk_plan_applied(&catalog, a->tmp, &planner, err);
    a->catalog = catalog;
    return status;
}

enum sk_status
skein_violations(struct skein *skein, const char *target, struct sk_violations **out, struct sk_error *err)
{
    struct sk_violations *result = sk_new(NULL, struct sk_violations);
    struct asking a = {.skein = skein, .tmp = sk_context_new(NULL), .result = result};
    struct sk_steps steps = {0};
    struct sk_violation place = {0};
    enum sk_status status = sk_session_source(skein, err);
    status = status ? status : sk_session_connect(skein, true, err);
    status = status ? status : sk_ledger_read(skein->ledger, err);
    struct sk_planner planner = sk_session_planner(skein);
    planner.rate = true; /* the changes are wanted on every engine */
    status = status ? status : sk_plan_up(&steps, a.tmp, &planner, target, err);
    status = status ? status : sk_plan_build(&steps, a.tmp, &planner, err);
    if (!status && steps.n)
        status = catalog_now(&a, err);
    for (size_t i = 0; i < steps.n && !status; i++) {
        place.version = steps.items[i].migration->version;
        place.name = steps.items[i].migration->name;
        place.file = steps.items[i].file->path;
        for (size_t s = 0; s < steps.items[i].script->n; s++)
            ask_statement(&a, &steps.items[i].script->statements[s], &place);
    }
    talloc_free(a.tmp);
    if (status)
        talloc_free(result);
    else
        *out = result;
    return status;
}

/* ---- after a failure ------------------------------------------------------------------------------------------- */

static char *
first_row(TALLOC_CTX *owner, const struct sk_violation *violation)
{
    struct sk_text *text = sk_text_new(owner);
    for (size_t i = 0; violation->n_rows && i < violation->n_columns; i++)
        sk_text_addf(text, "%s%s = %s", i ? ", " : "", violation->columns[i],
                     violation->cells[i] ? violation->cells[i] : "NULL");
    return sk_text_finish(text, owner);
}

void
sk_demands_explain(struct skein *skein, const struct sk_step *step, size_t statement, struct sk_error *err)
{
    struct asking a = {.skein = skein, .tmp = sk_context_new(NULL)};
    struct sk_violation place = {.version = "", .name = "", .file = ""};
    struct sk_planner planner = sk_session_planner(skein);
    struct sk_script *script;
    const struct sk_file *file = step->file;
    a.result = sk_new(a.tmp, struct sk_violations);
    bool known = !step->down && !catalog_now(&a, NULL) &&
                 !skein->source->parse(&script, a.tmp, file->path, file->text, file->len, NULL) &&
                 statement <= script->n && script->statements[statement - 1].tree &&
                 !planner.source->analyze(script, &script->statements[statement - 1], a.catalog, NULL);
    if (known)
        ask_statement(&a, &script->statements[statement - 1], &place);
    if (a.result->n) {
        const struct sk_violation *first = &a.result->items[0];
        const char *row = first_row(a.tmp, first);
        sk_hint(err, "%lld row%s of %s violate%s %s%s%s. `skein violations` shows them.", (long long)first->count,
                first->count == 1 ? "" : "s", first->table, first->count == 1 ? "s" : "", first->rule,
                *row ? ", the first: " : "", row);
    }
    talloc_free(a.tmp);
}
