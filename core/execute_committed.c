/*
 * core/execute_committed.c - running a plan on a server whose DDL commits by itself (MySQL, MariaDB).
 *
 * Between two statements that commit stands one transaction. It writes that the one before is done and that the next
 * is about to run, with what can be seen in the schema now; at a migration's border its history and log, too; and last
 * the lease, which fails when it is another's by now. Statements that change rows share one transaction with what is
 * written about them. All of it, for all migrations, is one batch: the server stops at the first error, and what a
 * crash has left in doubt is found out by core/recover.c.
 */
#include <sha2.h>
#include <string.h>

#include "core/execute.h"
#include "core/lease.h"
#include "core/recover.h"

enum part {
    PART_BOOKS,      /* the ledger's own */
    PART_LEASE,      /* fails when the lease is another's */
    PART_BEFORE,     /* what belongs to an output and runs before it: a check, a setting */
    PART_DEFINITION, /* an output: it has run, and is committed, when this has succeeded */
    PART_ROWS,       /* an output that stands when its transaction is committed */
    PART_COMMIT,
};

/* What a request of the batch is for. */
struct origin {
    enum part part;
    size_t step, output;
    /* Of a COMMIT: when it has succeeded, so many steps stand, the one at hand has come so far, the lease is given
     * back. */
    size_t complete, next, owed;
    bool releases;
};

/* A batch in the making, and what is known while it runs. */
struct committed {
    struct sk_execution *x;
    const struct sk_ledger_ops *ops;
    TALLOC_CTX *tmp;
    size_t n, n_origins;
    struct sk_request *requests;
    struct origin *origins;
    struct sk_request renew; /* of the lease: the same each time */
    size_t step;            /* at hand */
    size_t complete;        /* steps whose history row has been added */
    size_t owed, next;      /* outputs from `owed` to before `next` have run, and their rows have not been added */
    bool open;              /* a transaction has been begun */
    bool rows;              /* and it has statements of the migration in it */
    bool begun;             /* of the step at hand: its row says "running" */
    bool session;           /* and it has changed settings */
    size_t tentative;       /* while it runs: outputs before it have run in the open transaction */
};

/* ---- outputs -------------------------------------------------------------------------------------------------- */

static enum sk_act
act_of(const struct committed *c, const struct sk_output *output)
{
    if (output->kind != SK_RUN)
        return SK_ACT_SESSION; /* like a setting: without a row */
    return c->ops->act(output->sql);
}

static bool
is_journaled(const struct committed *c, const struct sk_output *output)
{
    return output->sql && act_of(c, output) != SK_ACT_SESSION;
}

static char *
hash_of(TALLOC_CTX *owner, const struct sk_output *output)
{
    char *hash = sk_alloc(owner, SHA256_DIGEST_STRING_LENGTH, "hash");
    return SHA256Data((const uint8_t *)output->sql, strlen(output->sql), hash);
}

static enum sk_status
refuse(const struct sk_step *step, size_t output, const char *hint, struct sk_error *err)
{
    sk_hint(err, "%s", hint);
    if (output < step->n)
        sk_execute_explain(step, &step->outputs[output], err);
    else
        sk_at(err, step->file->path, step->n ? step->outputs[step->n - 1].pos_bytes : SK_NO_POS);
    return SK_EREFUSED;
}

/* Whatever is done has to stand in the file as it was; what comes after it may have been changed. */
static enum sk_status
check_done(const struct committed *c, const struct sk_step *step, struct sk_error *err)
{
    const struct sk_ledger *ledger = c->x->skein->ledger;
    const char *version = sk_unit_version(c->tmp, step->migration->version, step->down);
    for (size_t i = 0; i < ledger->n_units; i++) {
        const struct sk_unit *unit = &ledger->units[i];
        if (strcmp(unit->version, version) != 0)
            continue;
        const struct sk_output *output = unit->output < step->n ? &step->outputs[unit->output] : NULL;
        if (output && is_journaled(c, output) && strcmp(hash_of(c->tmp, output), unit->hash) == 0)
            continue;
        sk_fail(err, SK_EREFUSED, "it has run already, in an attempt that failed later, and was changed since");
        return refuse(step, unit->output,
                      "Put the statement back as it was, or take the migration back (skein down): only those from the "
                      "one that failed on may change.",
                      err);
    }
    return SK_OK;
}

static enum sk_status
check_step(const struct committed *c, const struct sk_step *step, struct sk_error *err)
{
    for (size_t i = 0; i < step->n; i++) {
        if (!step->outputs[i].sql || act_of(c, &step->outputs[i]) != SK_ACT_TRANSACTION)
            continue;
        sk_fail(err, SK_EREFUSED, "the statement would end skein's transaction, or leave its database");
        return refuse(step, i, "skein decides what runs together: take the statement out.", err);
    }
    return check_done(c, step, err);
}

/* ---- requests ------------------------------------------------------------------------------------------------- */

static void
add(struct committed *c, struct sk_request request, enum part part, size_t output)
{
    struct origin origin = {.part = part,
                            .step = c->step,
                            .output = output,
                            .complete = c->complete,
                            .next = c->next,
                            .owed = c->owed};
    sk_push(c->tmp, c->requests, c->n, request);
    sk_push(c->tmp, c->origins, c->n_origins, origin);
}

static void
add_books(struct committed *c, const char *template, const struct sk_record *record)
{
    add(c, sk_execute_request(c->tmp, c->x, template, record), PART_BOOKS, SIZE_MAX);
}

static const struct sk_step *
step_of(const struct committed *c)
{
    return &c->x->steps->items[c->step];
}

static const char *
number(TALLOC_CTX *owner, size_t n)
{
    return sk_printf(owner, "%zu", n);
}

/* The first values of a row of the journal. */
static struct sk_record
unit_record(TALLOC_CTX *owner, const struct sk_step *step, size_t output)
{
    return (struct sk_record){.args = {sk_unit_version(owner, step->migration->version, step->down),
                                       number(owner, output),
                                       number(owner, sk_execute_statement(step, &step->outputs[output])),
                                       hash_of(owner, &step->outputs[output])},
                              .n = 4};
}

static void
open_transaction(struct committed *c)
{
    if (!c->open)
        add_books(c, c->ops->begin, NULL);
    c->open = true;
}

/* The row that says that the step has begun is part of the step's first transaction. */
static void
begin_step(struct committed *c)
{
    const struct sk_step *step = step_of(c);
    if (c->begun)
        return;
    c->begun = true;
    if (step->down) {
        struct sk_record version = {.args = {step->migration->version}, .n = 1};
        add_books(c, c->ops->note_begin, NULL);
        add_books(c, c->ops->taking_back, &version);
        return;
    }
    struct sk_record record = sk_execute_record(c->tmp, c->x, step, -1);
    record.args[record.n++] = "0";
    add_books(c, c->ops->record_running, &record);
}

static void
write_owed(struct committed *c)
{
    const struct sk_step *step = step_of(c);
    for (size_t i = c->owed; i < c->next; i++) {
        if (!is_journaled(c, &step->outputs[i]))
            continue;
        struct sk_record record = unit_record(c->tmp, step, i);
        add_books(c, c->ops->journal_done, &record);
    }
    c->owed = c->next;
}

static void
commit(struct committed *c, bool last)
{
    const struct sk_lease_ops *lease = c->ops->lease_row;
    if (!c->renew.sql)
        c->renew = sk_lease_request(c->tmp, c->x->skein->ledger, lease->renew);
    add(c, last ? sk_lease_request(c->tmp, c->x->skein->ledger, lease->release) : c->renew, PART_LEASE, SIZE_MAX);
    add(c, (struct sk_request){.sql = c->ops->commit}, PART_COMMIT, SIZE_MAX);
    c->origins[c->n_origins - 1].releases = last;
    c->open = c->rows = false;
}

/* How a later run is to see whether the statement has taken effect: a name, and a value to look at, or NULL. */
static const char *
judge_of(const struct committed *c, const struct sk_output *output, const char **look)
{
    enum sk_act act = act_of(c, output);
    *look = NULL;
    if (output->skip_if || act == SK_ACT_AGAIN)
        return SK_JUDGE_AGAIN;
    if (output->probe) {
        *look = sk_ledger_around(c->tmp, c->ops->exists, output->probe);
        return SK_JUDGE_ROW;
    }
    if (act != SK_ACT_SCHEMA && act != SK_ACT_PARTIAL)
        return SK_JUDGE_OPAQUE;
    *look = c->ops->fingerprint(c->tmp, output->sql);
    return act == SK_ACT_SCHEMA ? SK_JUDGE_SCHEMA : SK_JUDGE_PARTIAL;
}

static void
add_intent(struct committed *c, size_t i, const char *judge, const char *note, const char *look)
{
    struct sk_record record = unit_record(c->tmp, step_of(c), i);
    record.args[record.n++] = judge;
    record.args[record.n++] = look;
    record.args[record.n++] = step_of(c)->outputs[i].sql;
    if (note)
        add(c, (struct sk_request){.sql = sk_ledger_around(c->tmp, c->ops->note, note)}, PART_BOOKS, i);
    add_books(c, c->ops->journal_intent, &record);
}

static void
write_intent(struct committed *c, size_t i)
{
    const char *look, *judge = judge_of(c, &step_of(c)->outputs[i], &look);
    add_intent(c, i, judge, look, look);
}

/* The same for all statements from the one at `i` on that change rows and share a transaction. */
static void
write_rows_intent(struct committed *c, size_t i)
{
    const struct sk_step *step = step_of(c);
    const char **sql = NULL;
    size_t n = 0;
    for (size_t k = i; k < step->n; k++) {
        const struct sk_output *output = &step->outputs[k];
        if (!is_journaled(c, output))
            continue;
        if (act_of(c, output) != SK_ACT_ROWS)
            break;
        sk_push(c->tmp, sql, n, output->sql);
    }
    add_intent(c, i, SK_JUDGE_ROWS, c->ops->rows_note(c->tmp, sql, n), c->ops->rows_settle(c->tmp, sql, n));
}

/* ---- one output ----------------------------------------------------------------------------------------------- */

/* Whether it is to be skipped is decided by the server, on its way. */
static void
add_skippable(struct committed *c, size_t i, enum part part)
{
    enum { RUNS = 2 }; /* of run_noted: the one that runs it */
    const struct sk_output *output = &step_of(c)->outputs[i];
    struct sk_record text = {.args = {output->sql}, .n = 1};
    add(c, (struct sk_request){.sql = sk_ledger_around(c->tmp, c->ops->skip_row, output->skip_if)}, PART_BEFORE, i);
    for (const char *const *sql = c->ops->run_noted; *sql; sql++) {
        struct sk_request request = sk_execute_request(c->tmp, c->x, *sql, sql == c->ops->run_noted ? &text : NULL);
        add(c, request, sql == c->ops->run_noted + RUNS ? part : PART_BEFORE, i);
    }
}

static void
add_output(struct committed *c, size_t i)
{
    const struct sk_output *output = &step_of(c)->outputs[i];
    bool asked = c->x->asked && c->x->asked_step == c->step && c->x->asked_output == i;
    enum sk_act act = act_of(c, output);
    enum part part = act == SK_ACT_SESSION ? PART_BEFORE : act == SK_ACT_ROWS ? PART_ROWS : PART_DEFINITION;
    if (output->kind == SK_ASSERT_NONE)
        add(c, (struct sk_request){.sql = sk_ledger_around(c->tmp, c->ops->refuse_row, output->sql)}, part, i);
    else if (output->skip_if && !asked)
        add_skippable(c, i, part);
    else if (!asked || !c->x->asked_skip)
        add(c, (struct sk_request){.sql = output->sql}, part, i);
}

/* Outputs without a row of their own, which run right before the one at `end`. */
static void
add_before(struct committed *c, size_t from, size_t end)
{
    for (size_t i = from; i < end; i++)
        if (step_of(c)->outputs[i].sql) {
            c->session = c->session || step_of(c)->outputs[i].kind == SK_RUN;
            add_output(c, i);
        }
}

/* Where the outputs of the statement begin that share a transaction with the one at `i`: behind what commits. */
static size_t
first_of_rows(const struct committed *c, const struct sk_step *step, size_t i)
{
    size_t statement = step->statement_of[i];
    while (i > 0 && step->statement_of[i - 1] == statement &&
           (!is_journaled(c, &step->outputs[i - 1]) || act_of(c, &step->outputs[i - 1]) == SK_ACT_ROWS))
        i--;
    return i;
}

/* A statement of several outputs is undone as a whole when one of them fails. */
static bool
begins_several(const struct committed *c, size_t i)
{
    const struct sk_step *step = step_of(c);
    for (size_t k = first_of_rows(c, step, i); k < i; k++)
        if (is_journaled(c, &step->outputs[k]))
            return false;
    return i + 1 < step->n && step->statement_of[i + 1] == step->statement_of[i];
}

static void
add_rows(struct committed *c, size_t from, size_t i)
{
    if (!c->rows) {
        open_transaction(c); /* what has committed is written down before anything that can fail */
        begin_step(c);
        write_owed(c);
        write_rows_intent(c, i);
        commit(c, false);
        open_transaction(c);
        c->rows = true;
    }
    add_before(c, from, i);
    if (begins_several(c, i))
        add(c, (struct sk_request){.sql = c->ops->savepoint}, PART_BOOKS, SIZE_MAX);
    add_output(c, i);
}

static void
add_definition(struct committed *c, size_t from, size_t i)
{
    open_transaction(c);
    begin_step(c);
    write_owed(c);
    write_intent(c, i);
    commit(c, false);
    add_before(c, from, i);
    add_output(c, i);
}

/* ---- one step ------------------------------------------------------------------------------------------------- */

/* What is written when all of a step has run; the transaction stays open for what the next one has to write. */
static void
end_step(struct committed *c)
{
    const struct sk_step *step = step_of(c);
    struct sk_record version = {.args = {step->migration->version}, .n = 1};
    struct sk_record log = sk_execute_log(c->tmp, c->x, step, "completed", -1, NULL);
    struct sk_record journaled = {.args = {sk_unit_version(c->tmp, step->migration->version, true)}, .n = 1};
    open_transaction(c);
    begin_step(c);
    if (c->session)
        add_books(c, c->ops->lease_row->restore, NULL);
    if (!step->down)
        add_books(c, c->ops->completed, &version);
    add_books(c, c->ops->log_migration, &log);
    add_books(c, c->ops->journal_clear, &version);
    if (step->down) {
        add_books(c, c->ops->forget, &version);
        add_books(c, c->ops->journal_clear, &journaled);
    }
    c->complete = ++c->step;
    c->owed = c->next = 0;
    c->begun = c->session = c->rows = false;
}

/* Has the output to be asked for before the batch goes out? Only the first of a batch can have been. */
static bool
has_to_be_asked(const struct committed *c, size_t i)
{
    const struct sk_execution *x = c->x;
    const struct sk_output *output = &step_of(c)->outputs[i];
    return output->kind == SK_RUN && output->skip_if && !c->ops->can_skip(output->sql) &&
           !(x->asked && x->asked_step == c->step && x->asked_output == i);
}

/* A step that an earlier run began goes on behind what is done; its settings went with that run's session. */
static void
resume(struct committed *c)
{
    const struct sk_step *step = step_of(c);
    const struct sk_ledger *ledger = c->x->skein->ledger;
    const char *version = sk_unit_version(c->tmp, step->migration->version, step->down);
    for (size_t i = 0; i < ledger->n_units; i++)
        if (strcmp(ledger->units[i].version, version) == 0 && ledger->units[i].output >= c->next)
            c->next = c->owed = ledger->units[i].output + 1;
    for (size_t i = 0; i < c->next && c->x->resumed != c->step + 1; i++)
        if (step->outputs[i].sql && step->outputs[i].kind == SK_RUN && act_of(c, &step->outputs[i]) == SK_ACT_SESSION)
            add_before(c, i, i + 1);
    c->x->resumed = c->step + 1;
}

/* What is asked of the rows that the statement has left belongs to their transaction. */
static void
add_asked(struct committed *c)
{
    const struct sk_step *step = step_of(c);
    for (size_t i = c->next; i < step->n && step->outputs[i].kind == SK_ASSERT_NONE &&
                             step->statement_of[i] == step->statement_of[c->next - 1]; i++) {
        add_output(c, i);
        c->next = i + 1;
    }
}

/* Add the outputs of the step from `next` on. False: the batch has to end before one of them. */
static bool
add_step(struct committed *c)
{
    const struct sk_step *step = step_of(c);
    if (sk_unit_count(c->x->skein->ledger, step->migration->version, step->down))
        resume(c);
    for (size_t i = c->next; i < step->n; i++) {
        if (!is_journaled(c, &step->outputs[i]))
            continue;
        if (has_to_be_asked(c, i)) {
            c->x->asked_step = c->step;
            c->x->asked_output = i;
            return false;
        }
        bool rows = act_of(c, &step->outputs[i]) == SK_ACT_ROWS;
        if (rows)
            add_rows(c, c->next, i);
        else
            add_definition(c, c->next, i);
        c->next = i + 1;
        if (rows)
            add_asked(c);
    }
    if (c->next < step->n && c->open && !c->rows)
        commit(c, false); /* what ends another step is not undone by a check of this one */
    add_before(c, c->next, step->n);
    c->next = step->n;
    end_step(c);
    return true;
}

/* ---- the batch while it runs ---------------------------------------------------------------------------------- */

static enum sk_status
on_done(void *data, size_t i, const struct sk_rows *rows, struct sk_error *err)
{
    (void)rows;
    struct committed *c = data;
    struct sk_execution *x = c->x;
    const struct origin *origin = &c->origins[i];
    if (origin->part == PART_DEFINITION)
        x->next = origin->output + 1;
    if (origin->part == PART_ROWS)
        c->tentative = origin->output + 1;
    if (origin->part != PART_COMMIT)
        return SK_OK;
    size_t before = x->done;
    while (x->done < origin->complete)
        sk_execute_done(x, &x->steps->items[x->done], -1);
    x->next = c->tentative = origin->next;
    x->owed = origin->owed;
    if (origin->releases)
        sk_lease_forget(x->skein->ledger);
    if (x->done == before)
        return SK_OK;
    x->asked = false;
    if (x->skein->interrupts && x->done < x->steps->n)
        return sk_fail(err, SK_EINTERRUPTED, "stopped on request, after migration %s",
                       x->steps->items[x->done - 1].migration->version);
    return SK_OK;
}

static enum sk_status
roll_back(struct sk_execution *x)
{
    struct sk_conn *conn = x->skein->conn;
    return sk_conn_transaction(conn) != '-' ? sk_conn_exec(conn, x->skein->ledger->ops->rollback, NULL) : SK_OK;
}

/* ---- failures ------------------------------------------------------------------------------------------------- */

/* Write down what has run and what has failed, in the transaction that is open or in one of its own, and give the lease
 * back with it: when it is another's, nothing of this is written. */
enum sk_status
sk_execute_record_halt(struct sk_execution *x, const struct sk_step *step, const struct sk_error *err)
{
    struct committed c = {.x = x, .ops = x->skein->ledger->ops, .tmp = sk_context_new(NULL), .step = x->done};
    struct sk_record version = {.args = {step->migration->version}, .n = 1};
    struct sk_record log = sk_execute_log(c.tmp, x, step, "failed", 0, err->message);
    c.open = sk_conn_transaction(x->skein->conn) != '-';
    c.owed = x->owed;
    c.next = x->next;
    open_transaction(&c);
    add_books(&c, c.ops->lease_row->restore, NULL);
    write_owed(&c);
    struct sk_record journaled = {.args = {sk_unit_version(c.tmp, step->migration->version, step->down)}, .n = 1};
    add_books(&c, c.ops->journal_refused, &journaled); /* what was about to run has failed, and has no effect */
    if (step->down) {
        size_t ran = x->next + sk_unit_count(x->skein->ledger, step->migration->version, true) +
                     sk_unit_count(x->skein->ledger, step->migration->version, false);
        struct sk_record stands = {.args = {version.args[0], ran ? "1" : "0", err->message}, .n = 3};
        add_books(&c, c.ops->not_taken_back, &stands);
    } else {
        struct sk_record record = sk_execute_record(c.tmp, x, step, 0);
        record.args[record.n++] = err->message;
        record.args[record.n++] = number(c.tmp, x->statements_done);
        add_books(&c, c.ops->record_failed, &record);
    }
    add_books(&c, c.ops->log_migration, &log);
    commit(&c, true);
    struct sk_batch batch = {.requests = c.requests, .n = c.n};
    enum sk_status status = sk_conn_batch(x->skein->conn, &batch, NULL);
    if (status && status != SK_ECONN)
        roll_back(x);
    if (!status)
        sk_lease_forget(x->skein->ledger);
    talloc_free(c.tmp);
    return status;
}

/* A check has failed: the row that it found tells more than the server's words. */
static void
explain_check(struct committed *c, const struct sk_output *output, struct sk_error *err)
{
    struct sk_rows *rows = NULL;
    if (output->kind != SK_ASSERT_NONE || err->status != SK_ESQL || strcmp(err->sqlstate, "21000") != 0)
        return;
    enum sk_status status = sk_conn_query(&rows, c->tmp, c->x->skein->conn, output->sql, NULL, 0, NULL);
    const char *detail = !status && rows->n_rows ? sk_cell(rows, 0, 0) : NULL;
    sk_fail(err, SK_ESQL, "%s: %s", output->note, detail ? detail : "");
}

/* A statement has failed. Those of its transaction that came before it stand: the next run goes on at this one. */
static void
keep_what_ran(struct committed *c, const struct origin *origin)
{
    struct sk_execution *x = c->x;
    const struct sk_step *step = &x->steps->items[origin->step];
    size_t first = first_of_rows(c, step, origin->output);
    if (sk_conn_transaction(x->skein->conn) == '-' || c->tentative <= x->next)
        return;
    bool half = c->tentative > first;
    if (half && first < x->next)
        return; /* what it has undone is not to be told from what it has not */
    if (half && sk_conn_exec(x->skein->conn, c->ops->rollback_to, NULL))
        return;
    x->next = half ? first : c->tentative;
}

/* What the statement made for its own time goes again, or it could not be corrected: what has run has to stand. Each is
 * about to run again, for the journal, before it is gone: a crash in between is judged like any other. */
static void
undo_made(struct committed *c, const struct origin *origin)
{
    struct sk_execution *x = c->x;
    const struct sk_step *step = &x->steps->items[origin->step];
    size_t statement = step->statement_of[origin->output], next = x->next;
    while (next > 0 && next <= origin->output && sk_conn_transaction(x->skein->conn) == '-' &&
           step->statement_of[next - 1] == statement) {
        size_t i = --next;
        if (!is_journaled(c, &step->outputs[i]))
            continue;
        if (!step->outputs[i].undo)
            return;
        struct committed one = {.x = x, .ops = c->ops, .tmp = c->tmp, .step = origin->step};
        one.owed = x->owed;
        one.next = i;
        open_transaction(&one);
        write_owed(&one);
        write_intent(&one, i);
        commit(&one, false);
        add(&one, (struct sk_request){.sql = step->outputs[i].undo}, PART_BOOKS, i);
        struct sk_batch batch = {.requests = one.requests, .n = one.n};
        if (sk_conn_batch(x->skein->conn, &batch, NULL)) {
            roll_back(x);
            return;
        }
        x->next = x->owed = i;
    }
}

static enum sk_status
statement_failed(struct committed *c, const struct origin *origin, enum sk_status status, struct sk_error *err)
{
    struct sk_execution *x = c->x;
    const struct sk_step *step = &x->steps->items[origin->step];
    const struct sk_output *output = &step->outputs[origin->output];
    x->statements_done = sk_execute_statement(step, output) - 1;
    if (status != SK_EBUSY) {
        keep_what_ran(c, origin);
        if (x->next == x->owed && roll_back(x))
            return SK_ECONN;
        undo_made(c, origin);
    }
    explain_check(c, output, err);
    sk_execute_explain(step, output, err);
    if (status == SK_EBUSY)
        return roll_back(x) ? SK_ECONN : status;
    return status;
}

/* The batch stopped at request `i`. */
static enum sk_status
stopped(struct committed *c, size_t i, enum sk_status status, struct sk_error *err)
{
    struct sk_execution *x = c->x;
    const struct origin *origin = &c->origins[i];
    if (status == SK_ECONN)
        return status;
    if (origin->part == PART_BEFORE || origin->part == PART_DEFINITION || origin->part == PART_ROWS)
        return statement_failed(c, origin, status, err);
    if (roll_back(x))
        return SK_ECONN;
    if (origin->part == PART_LEASE && status == SK_ESQL) {
        sk_lease_forget(x->skein->ledger); /* another run has found us dead: see what it has done */
        sk_error_clear(err);
        x->again = true;
        return SK_OK;
    }
    if (status == SK_EINTERRUPTED)
        return status;
    const struct sk_step *step = &x->steps->items[x->done < x->steps->n ? x->done : x->steps->n - 1];
    sk_context(err, "while keeping the history");
    sk_at(err, step->file->path, SK_NO_POS);
    return status;
}

/* ---- all of it ------------------------------------------------------------------------------------------------ */

/* The first output of the batch decides by a query whether it runs, and the server cannot do that on its way. */
static enum sk_status
ask(struct committed *c, struct sk_error *err)
{
    struct sk_execution *x = c->x;
    const struct sk_step *step = &x->steps->items[x->asked_step];
    const struct sk_output *output = &step->outputs[x->asked_output];
    struct sk_rows *rows;
    enum sk_status status = sk_conn_query(&rows, c->tmp, x->skein->conn, output->skip_if, NULL, 0, err);
    if (status) {
        sk_execute_explain(step, output, err);
        return status;
    }
    x->asked = true;
    x->asked_skip = rows->n_rows > 0;
    return SK_OK;
}

/* As many steps as can go out together. `*more`: a question has to be asked, then the rest follows. */
static void
build(struct committed *c, bool *more)
{
    struct sk_execution *x = c->x;
    c->step = c->complete = x->done;
    c->next = c->tentative = x->next;
    c->owed = x->owed;
    *more = false;
    while (c->step < x->steps->n && !*more)
        *more = !add_step(c);
    if (c->open || c->owed < c->next)
        open_transaction(c);
    if (*more && c->open) {
        write_owed(c);
        commit(c, false);
    } else if (c->open) {
        commit(c, true);
    }
}

static enum sk_status
run_batch(struct sk_execution *x, bool *more, struct sk_error *err)
{
    struct committed c = {.x = x, .ops = x->skein->ledger->ops, .tmp = sk_context_new(NULL)};
    build(&c, more);
    struct sk_batch batch = {.requests = c.requests, .n = c.n, .on_done = on_done, .data = &c};
    enum sk_status status = sk_conn_batch(x->skein->conn, &batch, err);
    if (status)
        status = stopped(&c, batch.done < c.n ? batch.done : c.n - 1, status, err);
    else if (*more)
        status = ask(&c, err);
    *more = *more && !status && !x->again;
    talloc_free(c.tmp);
    return status;
}

/* The lease, and the certainty that the plan is still about what there is. */
static enum sk_status
begin(struct sk_execution *x, struct sk_error *err)
{
    if (x->skein->ledger->lease)
        return SK_OK;
    enum sk_status status = sk_session_lease(x->skein, err);
    return status ? status : sk_execute_is_stale(x, &x->again, err);
}

static enum sk_status
check_steps(struct sk_execution *x, struct sk_error *err)
{
    struct committed c = {.x = x, .ops = x->skein->ledger->ops, .tmp = sk_context_new(NULL)};
    enum sk_status status = SK_OK;
    for (size_t i = x->done; i < x->steps->n && !status; i++)
        status = check_step(&c, &x->steps->items[i], err);
    talloc_free(c.tmp);
    return status;
}

enum sk_status
sk_execute_committed(struct sk_execution *x, struct sk_error *err)
{
    struct sk_error failure = SK_ERROR_INIT;
    enum sk_status status = check_steps(x, &failure);
    status = status ? status : begin(x, &failure);
    for (bool more = true; !status && more && !x->again;)
        status = run_batch(x, &more, &failure);
    return status ? sk_error_move(err, &failure) : SK_OK;
}
