/* core/execute.c - what all ways of running share, and the choice between them. */
#include "core/execute.h"

#include <string.h>

#include "core/lock.h"
#include "core/text.h"

enum { RETRY_MS = 60000 };

/* ---- ledger statements ---------------------------------------------------------------------------------------- */

static const char *
number(TALLOC_CTX *owner, int64_t n)
{
    return n < 0 ? NULL : sk_printf(owner, "%lld", (long long)n);
}

struct sk_record
sk_execute_record(TALLOC_CTX *owner, const struct sk_execution *x, const struct sk_step *step, int64_t duration_ms)
{
    struct sk_migration *m = step->migration;
    const struct sk_ledger *ledger = x->skein->ledger;
    return (struct sk_record){.args = {m->version, m->name, sk_migration_description(m), step->file->checksum,
                                       step->tree_hash, number(owner, duration_ms), ledger->applied_by,
                                       number(owner, (int64_t)step->n_statements), skein_version(), ledger->run_id},
                              .n = 10};
}

struct sk_record
sk_execute_log(TALLOC_CTX *owner, const struct sk_execution *x, const struct sk_step *step, const char *outcome,
               int64_t duration_ms, const char *error_message)
{
    const struct sk_ledger *ledger = x->skein->ledger;
    const struct sk_options *options = &x->skein->options;
    struct sk_migration *m = step->migration;
    const struct sk_header *header;
    bool has_header = !sk_migration_header(&header, m, NULL);
    const char *who = options->approved_by ? options->approved_by : ledger->applied_by;
    return (struct sk_record){.args = {m->version, m->name, step->down ? "down" : "up", outcome,
                                       number(owner, duration_ms), ledger->applied_by, error_message, ledger->run_id,
                                       step->rated ? sk_risk_name(step->risk) : NULL, step->approval ? who : NULL,
                                       step->approval, step->down ? NULL : number(owner, sk_migration_estimated_ms(m)),
                                       has_header ? sk_header_format(owner, header) : NULL},
                              .n = 13};
}

struct sk_request
sk_execute_request(TALLOC_CTX *owner, const struct sk_execution *x, const char *template,
                   const struct sk_record *record)
{
    const char **args = NULL;
    if (record) {
        args = sk_alloc(owner, record->n * sizeof *args, "args");
        memcpy(args, record->args, record->n * sizeof *args);
    }
    return (struct sk_request){.sql = sk_ledger_text(x->skein->ledger, template),
                               .args = args,
                               .n_args = record ? record->n : 0};
}

void
sk_execute_add(TALLOC_CTX *owner, struct sk_requests *list, struct sk_request request)
{
    sk_push(owner, list->items, list->n, request);
}

int64_t
sk_execute_lock_timeout_ms(const struct sk_execution *x)
{
    return sk_session_ddl_lock_timeout_ms(x->skein);
}

/* ---- one statement --------------------------------------------------------------------------------------------- */

static enum sk_status
has_row(struct sk_conn *conn, const char *sql, const char **detail, TALLOC_CTX *tmp, bool *out, struct sk_error *err)
{
    struct sk_rows *rows;
    enum sk_status status = sk_conn_query(&rows, tmp, conn, sql, NULL, 0, err);
    *out = !status && rows->n_rows > 0;
    if (*out && detail)
        *detail = sk_cell(rows, 0, 0);
    return status;
}

enum sk_status
sk_execute_output(struct sk_conn *conn, const struct sk_output *output, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *detail = NULL;
    bool row = false;
    enum sk_status status = SK_OK;
    if (output->kind == SK_ASSERT_NONE) {
        status = has_row(conn, output->sql, &detail, tmp, &row, err);
        if (!status && row)
            status = sk_fail(err, SK_ESQL, "%s: %s", output->note, detail ? detail : "");
    } else {
        if (output->skip_if)
            status = has_row(conn, output->skip_if, NULL, tmp, &row, err);
        if (!status && !row)
            status = sk_conn_exec(conn, output->sql, err);
    }
    talloc_free(tmp);
    return status;
}

/* ---- history under the lock ----------------------------------------------------------------------------------- */

enum sk_status
sk_execute_is_stale(struct sk_execution *x, bool *stale, struct sk_error *err)
{
    struct sk_ledger *ledger = x->skein->ledger;
    size_t n = ledger->n;
    struct sk_entry *before = talloc_steal(x->run, ledger->entries); /* the steps point into them */
    ledger->entries = NULL;
    enum sk_status status = sk_ledger_read(ledger, err);
    *stale = ledger->n != n;
    for (size_t i = 0; !status && !*stale && i < n; i++)
        *stale = !sk_same(before[i].version, ledger->entries[i].version) ||
                 !sk_same(before[i].status, ledger->entries[i].status) ||
                 !sk_same(before[i].run_id, ledger->entries[i].run_id) ||
                 !sk_same(before[i].statements_done, ledger->entries[i].statements_done);
    return status;
}

/* ---- telling -------------------------------------------------------------------------------------------------- */

void
sk_execute_done(struct sk_execution *x, const struct sk_step *step, int64_t duration_ms)
{
    struct sk_run_step done = {.version = sk_strdup(x->run, step->migration->version),
                               .name = sk_strdup(x->run, step->migration->name),
                               .down = step->down,
                               .duration_ms = duration_ms};
    sk_push(x->run, x->run->steps, x->run->successful, done);
    x->done++;
    sk_session_tell(x->skein, &(struct sk_event){.kind = SK_EVENT_DONE,
                                                 .version = done.version,
                                                 .name = done.name,
                                                 .index = x->done,
                                                 .total = x->steps->n,
                                                 .down = step->down,
                                                 .duration_ms = duration_ms});
}

size_t
sk_execute_statement(const struct sk_step *step, const struct sk_output *output)
{
    return step->statement_of[output - step->outputs];
}

void
sk_execute_explain(const struct sk_step *step, const struct sk_output *output, struct sk_error *err)
{
    if (!err)
        return;
    size_t at = output->pos_bytes;
    if (output->verbatim && err->pos_bytes != SK_NO_POS)
        at += err->pos_bytes;
    sk_context(err, "statement %zu of %zu", sk_execute_statement(step, output), step->n_statements);
    sk_at(err, step->file->path, at);
}

static enum sk_status
record_rolled_back(struct sk_execution *x, const struct sk_step *step, const struct sk_error *err)
{
    struct skein *skein = x->skein;
    const struct sk_ledger_ops *ops = skein->ledger->ops;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_record version = {.args = {step->migration->version}, .n = 1};
    struct sk_record record = sk_execute_record(tmp, x, step, 0);
    struct sk_record log = sk_execute_log(tmp, x, step, "failed", 0, err->message);
    record.args[record.n++] = err->message;
    record.args[record.n++] = number(tmp, (int64_t)x->statements_done);
    struct sk_request requests[5];
    struct sk_batch batch = {.requests = requests};
    requests[batch.n++] = (struct sk_request){.sql = ops->begin};
    if (!step->down) { /* a migration whose down failed still stands */
        requests[batch.n++] = sk_execute_request(tmp, x, ops->clear, &version);
        requests[batch.n++] = sk_execute_request(tmp, x, ops->record_failed, &record);
    }
    requests[batch.n++] = sk_execute_request(tmp, x, ops->log_migration, &log);
    requests[batch.n++] = (struct sk_request){.sql = ops->commit};
    enum sk_status status = sk_conn_batch(skein->conn, &batch, NULL);
    if (status && sk_conn_transaction(skein->conn) != '-' && sk_conn_exec(skein->conn, ops->rollback, NULL) == SK_OK)
        status = SK_OK; /* somebody else's row, or no right to write: not worth a word */
    talloc_free(tmp);
    return status;
}

void
sk_execute_record_failure(struct sk_execution *x, const struct sk_step *step, const struct sk_error *err)
{
    struct skein *skein = x->skein;
    enum sk_status status =
        skein->ledger->ops->lease_row ? sk_execute_record_halt(x, step, err) : record_rolled_back(x, step, err);
    if (status)
        sk_session_tell(skein, &(struct sk_event){.kind = SK_EVENT_NOTICE,
                                                  .message = "the failed attempt could not be recorded"});
    x->run->failed++;
    sk_session_tell(skein, &(struct sk_event){.kind = SK_EVENT_FAILED,
                                              .version = step->migration->version,
                                              .name = step->migration->name,
                                              .index = x->done + 1,
                                              .total = x->steps->n,
                                              .down = step->down,
                                              .message = err->message});
}

/* ---- the choice ----------------------------------------------------------------------------------------------- */

static enum sk_status
run_some(struct sk_execution *x, struct sk_error *err)
{
    if (x->skein->conn->caps & SK_CAP_EMBEDDED)
        return sk_execute_embedded(x, err);
    if (x->skein->ledger->ops->lease_row)
        return sk_execute_committed(x, err);
    return x->steps->items[x->done].transactional ? sk_execute_pipelined(x, err) : sk_execute_journaled(x, err);
}

/* A lost connection leaves COMMIT in doubt: what the history says under our run id is what happened. */
static enum sk_status
settle_doubt(struct sk_execution *x, struct sk_error *failure)
{
    struct skein *skein = x->skein;
    sk_session_tell(skein, &(struct sk_event){.kind = SK_EVENT_WAITING, .message = failure->message});
    enum sk_status status = sk_session_reconnect(skein, NULL);
    if (status)
        return status;
    sk_error_clear(failure);
    x->again = true;
    return SK_OK;
}

/* A statement waited for a lock in vain: say who stands in the way, as far as it can be known. */
static void
tell_blocked(struct sk_execution *x, const char *message)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *query = x->skein->ledger->ops->blocker;
    struct sk_rows *rows = NULL;
    if (query && sk_conn_query(&rows, tmp, x->skein->conn, query, NULL, 0, NULL) == SK_OK && rows->n_rows)
        message = sk_printf(tmp, "%s: waiting for %s", message, sk_cell(rows, 0, 0));
    sk_session_tell(x->skein, &(struct sk_event){.kind = SK_EVENT_WAITING, .message = message});
    talloc_free(tmp);
}

void
sk_execute_waiting(void *data, const char *holder)
{
    struct sk_execution *x = data;
    sk_session_waiting(x->skein, holder);
}

enum sk_status
sk_execute(struct sk_execution *x, struct sk_error *err)
{
    int64_t begun = sk_now_ms(), pause = 100;
    while (x->done < x->steps->n && !x->again) {
        struct sk_error failure = SK_ERROR_INIT;
        if (x->skein->interrupts)
            return sk_fail(err, SK_EINTERRUPTED, "stopped on request, before migration %s",
                           x->steps->items[x->done].migration->version);
        size_t before = x->done;
        enum sk_status status = run_some(x, &failure);
        if (x->done > before) {
            begun = sk_now_ms();
            pause = 100;
        }
        if (status == SK_ECONN && !settle_doubt(x, &failure))
            return SK_OK;
        if (status == SK_EBUSY && sk_now_ms() - begun < RETRY_MS && !x->skein->interrupts) {
            tell_blocked(x, failure.message);
            sk_error_clear(&failure);
            sk_sleep_about_ms(pause);
            pause = pause < 3000 ? pause * 2 : 3000;
            continue;
        }
        if (status == SK_EBUSY || status == SK_ESQL || status == SK_EINTERRUPTED)
            if ((x->skein->ledger->lease || sk_conn_transaction(x->skein->conn) == '-') && x->run->failed == 0 &&
                x->done < x->steps->n && failure.file)
                sk_execute_record_failure(x, &x->steps->items[x->done], &failure);
        if (status)
            return sk_error_move(err, &failure);
    }
    return SK_OK;
}
