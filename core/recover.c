/* core/recover.c - see recover.h. */
#include "core/recover.h"

#include <stdlib.h>
#include <string.h>

#include "core/lease.h"

static const char down_suffix[] = " down";

const char *
sk_unit_version(TALLOC_CTX *owner, const char *version, bool down)
{
    return down ? sk_printf(owner, "%s%s", version, down_suffix) : version;
}

/* Is the row about this migration, in this direction? */
static bool
is_about(const struct sk_unit *unit, const char *version, bool down)
{
    size_t len = strlen(version);
    return strncmp(unit->version, version, len) == 0 && strcmp(unit->version + len, down ? down_suffix : "") == 0;
}

const struct sk_unit *
sk_unit_find(const struct sk_ledger *ledger, const char *version, bool down, size_t output)
{
    for (size_t i = 0; i < ledger->n_units; i++)
        if (ledger->units[i].output == output && is_about(&ledger->units[i], version, down))
            return &ledger->units[i];
    return NULL;
}

size_t
sk_unit_count(const struct sk_ledger *ledger, const char *version, bool down)
{
    size_t n = 0;
    for (size_t i = 0; ledger && i < ledger->n_units; i++)
        n += is_about(&ledger->units[i], version, down);
    return n;
}

bool
sk_recover_is_needed(const struct sk_ledger *ledger)
{
    if (!ledger->ops->lease_row)
        return false;
    for (size_t i = 0; i < ledger->n; i++)
        if (!sk_entry_completed(&ledger->entries[i]))
            return true;
    return false;
}

/* ---- reading and writing -------------------------------------------------------------------------------------- */

enum sk_status
sk_recover_read(struct sk_ledger *ledger, struct sk_error *err)
{
    struct sk_rows *rows;
    const char *sql = sk_ledger_sql(ledger, ledger, ledger->ops->journal_all, 0);
    talloc_free(ledger->units);
    ledger->units = NULL;
    ledger->n_units = 0;
    enum sk_status status = sk_conn_query(&rows, ledger, ledger->conn, sql, NULL, 0, err);
    if (status)
        return status;
    ledger->units = sk_alloc(ledger, (rows->n_rows + 1) * sizeof *ledger->units, "units");
    ledger->n_units = rows->n_rows;
    talloc_steal(ledger->units, rows);
    for (size_t i = 0; i < rows->n_rows; i++)
        ledger->units[i] = (struct sk_unit){.version = sk_cell(rows, i, 0),
                                            .output = strtoul(sk_cell(rows, i, 1), NULL, 10),
                                            .statement = strtoul(sk_cell(rows, i, 2), NULL, 10),
                                            .hash = sk_cell(rows, i, 3),
                                            .done = strcmp(sk_cell(rows, i, 4), "done") == 0,
                                            .judge = sk_cell(rows, i, 5),
                                            .look = sk_cell(rows, i, 6),
                                            .seen = sk_cell(rows, i, 7),
                                            .sql = sk_cell(rows, i, 8)};
    return SK_OK;
}

enum sk_status
sk_recover_write(struct sk_ledger *ledger, struct sk_unit *unit, bool done, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *args[] = {unit->version, sk_printf(tmp, "%zu", unit->output), sk_printf(tmp, "%zu", unit->statement),
                          unit->hash};
    struct sk_request requests[] = {
        {.sql = ledger->ops->begin},
        {.sql = sk_ledger_sql(tmp, ledger, done ? ledger->ops->journal_done : ledger->ops->journal_drop, 0),
         .args = args,
         .n_args = done ? 4 : 2},
        sk_lease_request(tmp, ledger, ledger->ops->lease_row->renew),
        {.sql = ledger->ops->commit},
    };
    struct sk_batch batch = {.requests = requests, .n = sizeof requests / sizeof *requests};
    enum sk_status status = sk_conn_batch(ledger->conn, &batch, err);
    if (status && sk_conn_transaction(ledger->conn) != '-' && sk_conn_exec(ledger->conn, ledger->ops->rollback, NULL))
        sk_context(err, "and the transaction could not be rolled back");
    unit->done = done;
    talloc_free(tmp);
    return status;
}

/* ---- judging -------------------------------------------------------------------------------------------------- */

enum verdict { HAPPENED, DID_NOT, UNKNOWN };

static bool
is_judge(const struct sk_unit *unit, const char *judge)
{
    return unit->judge && strcmp(unit->judge, judge) == 0;
}

/* Rows have been rolled back with their transaction; what has not is put back as it was. */
static enum sk_status
judge_rows(enum verdict *out, TALLOC_CTX *tmp, struct sk_ledger *ledger, const struct sk_unit *unit,
           struct sk_error *err)
{
    struct sk_rows *rows;
    enum sk_status status = sk_conn_query(&rows, tmp, ledger->conn, unit->look, &unit->seen, 1, err);
    *out = DID_NOT;
    for (size_t i = 0; !status && i < rows->n_rows; i++)
        if (!sk_cell(rows, i, 0))
            *out = UNKNOWN;
    for (size_t i = 0; !status && *out == DID_NOT && i < rows->n_rows; i++)
        status = sk_conn_exec(ledger->conn, sk_cell(rows, i, 0), err);
    return status;
}

static enum sk_status
judge(enum verdict *out, TALLOC_CTX *tmp, struct sk_ledger *ledger, const struct sk_unit *unit, struct sk_error *err)
{
    struct sk_rows *rows;
    if (is_judge(unit, SK_JUDGE_ROWS))
        return judge_rows(out, tmp, ledger, unit, err);
    *out = is_judge(unit, SK_JUDGE_AGAIN) ? DID_NOT : UNKNOWN;
    if (!unit->look || !unit->seen || *out != UNKNOWN)
        return SK_OK;
    const char *sql = sk_ledger_around(tmp, ledger->ops->now, unit->look);
    enum sk_status status = sk_conn_query(&rows, tmp, ledger->conn, sql, NULL, 0, err);
    if (status)
        return status;
    const char *now = rows->n_rows ? sk_cell(rows, 0, 0) : NULL;
    bool changed = !now || strcmp(now, unit->seen) != 0;
    if (is_judge(unit, SK_JUDGE_ROW))
        *out = changed && now && strcmp(now, "1") == 0 ? HAPPENED : DID_NOT;
    else if (is_judge(unit, SK_JUDGE_SCHEMA))
        *out = changed ? HAPPENED : DID_NOT;
    else if (is_judge(unit, SK_JUDGE_PARTIAL))
        *out = changed ? UNKNOWN : DID_NOT;
    return SK_OK;
}

/* Where to look: the file, when it is there and has the statement. */
static enum sk_status
in_doubt(const struct skein *skein, const struct sk_unit *unit, struct sk_error *err)
{
    bool down = strlen(unit->version) > strlen(down_suffix) &&
                strcmp(unit->version + strlen(unit->version) - strlen(down_suffix), down_suffix) == 0;
    char *version = sk_strndup(NULL, unit->version, strlen(unit->version) - (down ? strlen(down_suffix) : 0));
    const struct sk_migration *m = sk_project_migration(skein->project, version);
    sk_fail(err, SK_EREFUSED, "statement %zu of migration %s was interrupted, and may have taken effect or not: %.200s",
            unit->statement, unit->version, unit->sql ? unit->sql : "");
    if (m)
        sk_at(err, down && m->down_path ? m->down_path : m->up_path, SK_NO_POS);
    sk_hint(err, "Look whether it did, then say `skein resolve %s --stmt %zu --done`, or --retry to have it run again.",
            version, unit->statement);
    talloc_free(version);
    return SK_EREFUSED;
}

static enum sk_status
settle(struct skein *skein, struct sk_unit *unit, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    enum verdict verdict;
    enum sk_status status = judge(&verdict, tmp, skein->ledger, unit, err);
    if (!status && verdict == UNKNOWN)
        status = in_doubt(skein, unit, err);
    if (!status)
        status = sk_recover_write(skein->ledger, unit, verdict == HAPPENED, err);
    talloc_free(tmp);
    return status;
}

enum sk_status
sk_recover(struct skein *skein, struct sk_error *err)
{
    struct sk_ledger *ledger = skein->ledger;
    enum sk_status status = sk_session_lease(skein, err);
    status = status ? status : sk_ledger_read(ledger, err);
    status = status ? status : sk_recover_read(ledger, err);
    size_t kept = 0;
    for (size_t i = 0; i < ledger->n_units && !status; i++) {
        if (!ledger->units[i].done)
            status = settle(skein, &ledger->units[i], err);
        if (ledger->units[i].done)
            ledger->units[kept++] = ledger->units[i];
    }
    if (!status)
        ledger->n_units = kept;
    return status;
}
