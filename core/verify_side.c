/* core/verify_side.c - a probe on one database. See verify.h. */
#include <stdlib.h>
#include <string.h>

#include "core/verify.h"

/* ---- translating ---------------------------------------------------------------------------------------------- */

static enum sk_status
translate(struct sk_step *step, TALLOC_CTX *owner, struct sk_verify_side *side, const char *sql, struct sk_error *err)
{
    static struct sk_migration nameless = {.version = "", .name = "probe"};
    const struct sk_planner planner = {.source = side->source, .target = side->dialect,
                                       .server_version = side->conn->server_version, .database = side->conn->database};
    const struct sk_file file = {.path = "probe", .text = sql, .len = strlen(sql)};
    struct sk_rewrite rewrite = side->rewrite; /* what it remembers goes with the script */
    rewrite.by_application = true;
    *step = (struct sk_step){.migration = &nameless, .file = &file};
    enum sk_status status = sk_plan_script(step, owner, &planner, &rewrite, &file, err);
    step->file = NULL;
    return status;
}

/* A statement for which all is to be done in one request. */
static const char *
only_sql(const struct sk_step *step)
{
    const struct sk_output *only = NULL;
    for (size_t i = 0; i < step->n; i++) {
        if (!step->outputs[i].sql)
            continue;
        if (only || step->outputs[i].kind != SK_RUN || step->outputs[i].skip_if)
            return NULL;
        only = &step->outputs[i];
    }
    return only ? only->sql : NULL;
}

/* ---- sending -------------------------------------------------------------------------------------------------- */

static struct sk_conn *
watch(struct sk_verify_side *side)
{
    struct sk_conn *before = side->skein->running;
    side->skein->running = side->conn;
    return before;
}

static enum sk_status
send_sql(struct sk_verify_side *side, const char *sql, struct sk_error *err)
{
    struct sk_conn *before = watch(side);
    enum sk_status status = sk_conn_exec(side->conn, sql, err);
    side->skein->running = before;
    return status;
}

enum sk_status
sk_verify_ask(void *data, const char *sql, size_t **out, size_t *n, TALLOC_CTX *owner)
{
    struct sk_verify_side *side = data;
    struct sk_step step;
    struct sk_rows *rows = NULL;
    size_t *numbers = NULL;
    enum sk_status status = translate(&step, owner, side, sql, NULL);
    const char *query = status ? NULL : only_sql(&step);
    if (!query)
        return SK_EUNSUPPORTED;
    status = sk_conn_query(&rows, owner, side->conn, query, NULL, 0, NULL);
    for (size_t i = 0; !status && i < rows->n_rows; i++)
        sk_push(owner, numbers, *n, (size_t)strtoul(sk_cell(rows, i, 0), NULL, 10));
    *out = numbers;
    return status;
}

/* ---- what it says --------------------------------------------------------------------------------------------- */

static const struct {
    const char *sqlstate, *family; /* the longest that fits */
} families[] = {
    {"23502", "not null"}, {"23503", "foreign key"}, {"23001", "foreign key"}, {"23505", "unique"}, {"23514", "value"},
    {"23P01", "exclusion"}, {"22000", NULL}, {"22", "value"}, {"42804", "value"},
};

/* What a trigger raises (P0001, 45000) may stand for any of them. */
static const char *
family_of(const char *sqlstate)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (strncmp(sqlstate, families[i].sqlstate, strlen(families[i].sqlstate)) == 0)
            return families[i].family;
    return NULL;
}

/* Is it about the statement, or about the connection? */
static bool
is_verdict(enum sk_status status)
{
    return status == SK_ESQL || status == SK_EUNSUPPORTED || status == SK_EREFUSED;
}

static enum sk_status
judge(struct sk_verify_outcome *out, TALLOC_CTX *owner, enum sk_verdict verdict, enum sk_status status,
      struct sk_error *failure, struct sk_error *err)
{
    if (!is_verdict(status))
        return sk_error_move(err, failure);
    out->verdict = verdict;
    out->message = sk_strdup(owner, failure->message);
    out->family = family_of(failure->sqlstate);
    sk_error_clear(failure);
    return SK_OK;
}

/* ---- reading -------------------------------------------------------------------------------------------------- */

static const struct sk_verify_read *
find_read(const struct sk_verify_side *side, const struct sk_table *table, const struct sk_view *view)
{
    for (size_t i = 0; i < side->n_reads; i++)
        if (side->reads[i].table == table && side->reads[i].view == view)
            return &side->reads[i];
    return NULL;
}

static void
form_rows(struct sk_verify_rows *out, TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_rows *rows)
{
    out->n_rows = rows->n_rows;
    out->n_columns = rows->n_columns;
    out->columns = rows->columns;
    out->rows = sk_alloc(owner, (rows->n_rows + 1) * sizeof *out->rows, "rows");
    for (size_t r = 0; r < rows->n_rows; r++) {
        const char **cells = sk_alloc(owner, (rows->n_columns + 1) * sizeof *cells, "cells");
        for (size_t c = 0; c < rows->n_columns; c++) {
            const struct sk_column *column = out->table && c < out->table->n_columns ? out->table->columns[c] : NULL;
            cells[c] = sk_probe_form(owner, catalog, column ? &column->type : NULL, sk_cell(rows, r, c));
        }
        out->rows[r].cells = cells;
    }
    sk_verify_sort(owner, out);
}

static int
by_text(const void *a, const void *b)
{
    const struct sk_verify_row *x = a, *y = b;
    return strcmp(x->text, y->text);
}

void
sk_verify_sort(TALLOC_CTX *owner, struct sk_verify_rows *rows)
{
    for (size_t r = 0; r < rows->n_rows; r++) {
        struct sk_text *text = sk_text_new(owner);
        for (size_t c = 0; c < rows->n_columns; c++)
            sk_text_addf(text, "%s%s", c ? "|" : "", rows->rows[r].cells[c]);
        rows->rows[r].text = sk_text_finish(text, owner);
    }
    if (rows->n_rows > 1)
        qsort(rows->rows, rows->n_rows, sizeof *rows->rows, by_text);
}

/* What was there before and is as it was goes; both lists are in order. */
static void
leave_out_before(struct sk_verify_rows *rows, const struct sk_verify_read *read)
{
    size_t n = 0, r = 0, b = 0;
    while (r < rows->n_rows || b < read->n_before) {
        int order = r == rows->n_rows ? 1 : b == read->n_before ? -1 : strcmp(rows->rows[r].text, read->before[b]);
        if (order < 0) {
            rows->rows[n++] = rows->rows[r++];
        } else if (order > 0) {
            rows->gone = rows->n_gone++ ? rows->gone : read->before[b];
            b++;
        } else {
            r++;
            b++;
        }
    }
    rows->n_rows = n;
}

static const struct sk_verify_read *
readable(const struct sk_verify_side *side, const struct sk_table *table, const struct sk_view *view)
{
    const struct sk_verify_read *read = find_read(side, table, view);
    return read && read->sql ? read : NULL;
}

static void
keep_rows(struct sk_verify_outcome *out, TALLOC_CTX *owner, const struct sk_catalog *catalog,
          const struct sk_verify_read *read, const struct sk_rows *rows)
{
    struct sk_verify_rows made = {.table = read->table, .view = read->view};
    form_rows(&made, owner, catalog, rows);
    leave_out_before(&made, read);
    sk_push(owner, out->rows, out->n, made);
}

static enum sk_status
read_one(struct sk_verify_outcome *out, TALLOC_CTX *owner, struct sk_verify_side *side,
         const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_view *view,
         struct sk_error *err)
{
    const struct sk_verify_read *read = readable(side, table, view);
    struct sk_rows *rows;
    if (!read)
        return SK_OK;
    struct sk_conn *before = watch(side);
    enum sk_status status = sk_conn_query(&rows, owner, side->conn, read->sql, NULL, 0, err);
    side->skein->running = before;
    if (status)
        return sk_context(err, "%s", read->sql);
    keep_rows(out, owner, catalog, read, rows);
    return SK_OK;
}

static enum sk_status
add_read(struct sk_verify_side *side, const struct sk_catalog *catalog, struct sk_verify_read read, const char *sql,
         struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_step step;
    struct sk_error failure = SK_ERROR_INIT;
    struct sk_verify_outcome now = {0};
    enum sk_status status = translate(&step, tmp, side, sql, &failure);
    const char *query = status ? NULL : only_sql(&step);
    read.sql = sk_strdup(side->conn, query);
    sk_push(side->conn, side->reads, side->n_reads, read);
    status = read_one(&now, tmp, side, catalog, read.table, read.view, &failure);
    struct sk_verify_read *made = &side->reads[side->n_reads - 1];
    if (status)
        made->sql = NULL; /* it is not there, or cannot be read: the schemas differ, and that is found elsewhere */
    for (size_t r = 0; now.n && r < now.rows[0].n_rows; r++)
        sk_push(side->conn, made->before, made->n_before, sk_strdup(side->conn, now.rows[0].rows[r].text));
    bool lost = status && !is_verdict(status);
    status = lost ? sk_error_move(err, &failure) : SK_OK;
    sk_error_clear(&failure);
    talloc_free(tmp);
    return status;
}

enum sk_status
sk_verify_read_all(struct sk_verify_side *side, const struct sk_catalog *catalog, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < catalog->n_tables && !status; i++)
        status = add_read(side, catalog, (struct sk_verify_read){.table = catalog->tables[i]},
                          sk_probe_read_sql(tmp, catalog->tables[i]), err);
    for (size_t i = 0; i < catalog->n_views && !status; i++) {
        struct sk_text *sql = sk_text_new(tmp);
        sk_text_add(sql, "SELECT * FROM ");
        sk_probe_put_relation(sql, catalog->views[i]->schema, catalog->views[i]->name);
        status = add_read(side, catalog, (struct sk_verify_read){.view = catalog->views[i]}, sql->data, err);
    }
    talloc_free(tmp);
    return status;
}

/* ---- the probe ------------------------------------------------------------------------------------------------ */

/* All that a probe sends, in one batch: as few round trips as the engine allows. */
struct sending {
    struct sk_verify_outcome *out;
    TALLOC_CTX *owner;
    struct sk_verify_side *side;
    const struct sk_catalog *catalog;
    size_t n, first_tested, n_reads;        /* requests; the first that is not setup; queries at their end */
    struct sk_request *requests;
    const struct sk_output *settle;         /* the query that has to give no row; NULL */
    size_t settle_at;
    const struct sk_verify_read **reads;
    struct sk_text *sent;
};

static void
add_request(struct sending *s, const char *sql, bool want_rows)
{
    const struct sk_request request = {.sql = sql, .want_rows = want_rows};
    sk_push(s->owner, s->requests, s->n, request);
}

/* A statement of a probe. `*done`: it cannot be sent, and that is what came of the probe. */
static enum sk_status
add_statement(struct sending *s, const struct sk_probe_statement *statement, bool is_test, bool *done,
              struct sk_error *err)
{
    struct sk_error failure = SK_ERROR_INIT;
    struct sk_step step;
    enum sk_status status = translate(&step, s->owner, s->side, sk_probe_sql(s->owner, statement), &failure);
    for (size_t i = 0; i < step.n && !status; i++) {
        const struct sk_output *output = &step.outputs[i];
        if (output->sql && (output->kind != SK_RUN || output->skip_if))
            status = sk_fail(&failure, SK_EUNSUPPORTED, "it takes more than statements");
        if (!output->sql || status)
            continue;
        add_request(s, output->sql, false);
        sk_text_addf(s->sent, "%s;\n", output->sql);
    }
    *done = status != SK_OK;
    return status ? judge(s->out, s->owner, is_test ? SK_NOT_TRANSLATED : SK_NOT_REACHED, status, &failure, err)
                  : SK_OK;
}

static void
add_settle(struct sending *s)
{
    const struct sk_output *settle = s->side->dialect->settle;
    if (!settle)
        return;
    s->settle = settle->kind == SK_ASSERT_NONE ? settle : NULL;
    s->settle_at = s->n;
    add_request(s, settle->sql, s->settle != NULL);
}

static void
add_read_request(struct sending *s, const struct sk_table *table, const struct sk_view *view)
{
    const struct sk_verify_read *read = readable(s->side, table, view);
    if (!read)
        return;
    sk_push(s->owner, s->reads, s->n_reads, read);
    add_request(s, read->sql, true);
}

/* For a batch. */
static enum sk_status
take_result(void *data, size_t i, const struct sk_rows *rows, struct sk_error *err)
{
    struct sending *s = data;
    size_t first_read = s->n - s->n_reads;
    if (s->settle && i == s->settle_at && rows && rows->n_rows) {
        sk_fail(err, SK_ESQL, "%s: %s", s->settle->note, sk_cell(rows, 0, 0));
        return sk_sqlstate(err, "23503");
    }
    if (rows && i >= first_read)
        keep_rows(s->out, s->owner, s->catalog, s->reads[i - first_read], sk_rows_copy(s->owner, rows));
    return SK_OK;
}

static enum sk_status
send_all(struct sending *s, struct sk_error *err)
{
    struct sk_error failure = SK_ERROR_INIT;
    struct sk_batch batch = {.requests = s->requests, .n = s->n, .on_done = take_result, .data = s};
    struct sk_conn *before = watch(s->side);
    enum sk_status status = sk_conn_batch(s->side->conn, &batch, &failure);
    s->side->skein->running = before;
    if (!status)
        return SK_OK;
    s->out->n = 0;
    if (batch.done >= s->n - s->n_reads)
        return sk_error_move(err, &failure); /* what could be read before cannot be read now */
    return judge(s->out, s->owner, batch.done < s->first_tested ? SK_NOT_REACHED : SK_REFUSED_IT, status, &failure,
                 err);
}

enum sk_status
sk_verify_run(struct sk_verify_outcome *out, TALLOC_CTX *owner, struct sk_verify_side *side,
              const struct sk_catalog *catalog, const struct sk_probe *probe, const struct sk_table *const *reads,
              size_t n_reads, struct sk_error *err)
{
    struct sending s = {.out = out, .owner = owner, .side = side, .catalog = catalog, .sent = sk_text_new(owner)};
    enum sk_status status = SK_OK;
    bool done = false;
    *out = (struct sk_verify_outcome){.verdict = SK_TOOK};
    add_request(&s, "BEGIN", false);
    for (size_t i = 0; i < probe->n_setup && !done && !status; i++)
        status = add_statement(&s, &probe->setup[i], false, &done, err);
    s.first_tested = s.n;
    if (!done && !status)
        status = add_statement(&s, &probe->test, true, &done, err);
    out->sent = s.sent->data;
    if (done || status)
        return status;
    add_settle(&s);
    for (size_t i = 0; i < n_reads; i++)
        add_read_request(&s, reads[i], NULL);
    if (probe->view)
        add_read_request(&s, NULL, probe->view);
    status = send_all(&s, err);
    enum sk_status undone = send_sql(side, "ROLLBACK", status ? NULL : err);
    return status ? status : undone;
}
