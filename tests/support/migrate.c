/* tests/support/migrate.c */
#include "tests/support/migrate.h"

#include <string.h>

#include "core/registry.h"

enum sk_status
migrator_new(struct migrator **out, TALLOC_CTX *owner, struct sk_conn *conn, const char *dialect,
             struct sk_error *err)
{
    struct migrator *m = sk_new(owner, struct migrator);
    enum sk_status status = sk_registry_dialect(&m->source, "postgres", err);
    if (!status)
        status = sk_registry_dialect(&m->rewrite.dialect, conn ? conn->dialect : dialect, err);
    if (status)
        return status;
    m->conn = conn;
    m->rewrite.owner = m->rewrite.keeper = m;
    m->rewrite.server_version = conn ? conn->server_version : NULL;
    m->rewrite.catalog = sk_catalog_new(m, m->source->expr_ops);
    *out = m;
    return SK_OK;
}

/* `send`: it is for the engine, not a part of a statement that its own dialect takes whole. */
static enum sk_status
translate_statement(struct migrator *m, const struct sk_script *script, struct sk_statement *statement, bool send,
                    struct sk_error *err)
{
    enum sk_status status = m->source->analyze(script, statement, m->rewrite.catalog, err);
    bool whole = m->rewrite.dialect == m->source || !statement->n_parts;
    if (!status && send && whole)
        status = m->rewrite.dialect->rewrite(&m->rewrite, statement, err);
    for (size_t i = 0; i < statement->n_parts && !status; i++)
        status = translate_statement(m, script, &statement->parts[i], send && !whole, err);
    for (size_t i = 0; i < statement->n_changes && !status; i++)
        status = sk_change_apply(m->rewrite.catalog, statement->changes[i], err);
    return status;
}

enum sk_status
migrator_translate(struct migrator *m, const char *file, const char *text, struct sk_error *err)
{
    struct sk_script *script;
    m->rewrite.outputs = NULL;
    m->rewrite.n = 0;
    m->rewrite.foreign_keys_off = false;
    m->rewrite.from_nothing = true;
    enum sk_status status = m->source->parse(&script, m, file, text, strlen(text), err);
    if (status)
        return status;
    m->rewrite.script = script;
    for (size_t i = 0; i < script->n && !status; i++) {
        size_t before = m->rewrite.n;
        sk_rewrite_begin(&m->rewrite);
        status = translate_statement(m, script, &script->statements[i], true, err);
        sk_rewrite_end(&m->rewrite, before);
    }
    if (!status && m->rewrite.dialect->finish)
        status = m->rewrite.dialect->finish(&m->rewrite, err);
    return status;
}

static enum sk_status
run_output(struct migrator *m, const struct sk_output *output, struct sk_error *err)
{
    struct sk_rows *rows = NULL;
    enum sk_status status;
    if (!output->sql)
        return SK_OK;
    if (output->skip_if) {
        status = sk_conn_query(&rows, m, m->conn, output->skip_if, NULL, 0, err);
        if (status || rows->n_rows)
            return status;
    }
    if (output->kind == SK_RUN) {
        status = sk_conn_exec(m->conn, output->sql, err);
    } else {
        status = sk_conn_query(&rows, m, m->conn, output->sql, NULL, 0, err);
        if (!status && rows->n_rows)
            status = sk_fail(err, SK_ESQL, "%s: %s", output->note, sk_cell(rows, 0, 0));
    }
    return status ? sk_context(err, "%s", output->sql) : SK_OK;
}

/* What the statement that failed made for its own time, as core/execute_committed.c does it. */
static void
undo(struct migrator *m, size_t failed)
{
    for (size_t i = failed; i-- > 0 && (!m->rewrite.outputs[i].sql || m->rewrite.outputs[i].undo);)
        if (m->rewrite.outputs[i].undo)
            (void)!sk_conn_exec(m->conn, m->rewrite.outputs[i].undo, NULL);
}

/* SQLite's PRAGMA foreign_keys does nothing inside a transaction. */
static enum sk_status
foreign_keys(struct migrator *m, bool on, struct sk_error *err)
{
    if (!m->rewrite.foreign_keys_off)
        return SK_OK;
    return sk_conn_exec(m->conn, on ? "PRAGMA foreign_keys = ON" : "PRAGMA foreign_keys = OFF", err);
}

enum sk_status
migrator_run(struct migrator *m, const char *file, const char *text, struct sk_error *err)
{
    struct sk_catalog *before = sk_catalog_clone(m, m->rewrite.catalog);
    enum sk_status status = migrator_translate(m, file, text, err);
    status = status ? status : foreign_keys(m, false, err);
    status = status ? status : sk_conn_exec(m->conn, "BEGIN", err);
    bool begun = status == SK_OK;
    size_t n = 0;
    for (; n < m->rewrite.n && !status; n++)
        status = run_output(m, &m->rewrite.outputs[n], err);
    if (!status)
        status = sk_conn_exec(m->conn, "COMMIT", err);
    if (status && begun && sk_conn_exec(m->conn, "ROLLBACK", NULL) != SK_OK)
        sk_context(err, "and ROLLBACK failed");
    if (status && begun && n)
        undo(m, n - 1);
    bool set = status && m->rewrite.dialect->name[0] == 'm'; /* a run that fails ends its session; this one goes on */
    if (set && sk_conn_exec(m->conn, "SET SESSION foreign_key_checks = 1", NULL) != SK_OK)
        sk_context(err, "and the session stays as it was set");
    if (status)
        m->rewrite.catalog = before; /* nothing of it stands */
    enum sk_status again = foreign_keys(m, true, status ? NULL : err);
    return status ? status : again;
}
