/* core/ledger.c - reading and creating the history. */
#include "core/ledger.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "core/lock.h"
#include "core/text.h"

static const char *
user_at_host(TALLOC_CTX *owner)
{
    char host[256] = "localhost", names[4096];
    struct passwd entry, *user = NULL;
    getpwuid_r(geteuid(), &entry, names, sizeof names, &user);
    gethostname(host, sizeof host - 1);
    return sk_printf(owner, "%s@%s", user ? user->pw_name : "unknown", host);
}

static void
make_run_id(char out[33])
{
    unsigned char bytes[16];
    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        memset(bytes, 0, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

struct sk_ledger *
sk_ledger_new(TALLOC_CTX *owner, struct sk_conn *conn, const struct sk_dialect *dialect, const char *table)
{
    struct sk_ledger *ledger = sk_new(owner, struct sk_ledger);
    ledger->ops = dialect->ledger;
    ledger->conn = conn;
    ledger->table = sk_strdup(ledger, table);
    ledger->applied_by = user_at_host(ledger);
    make_run_id(ledger->run_id);
    return ledger;
}

/* "schema.table" or "table", quoted; `suffix` goes inside the quotes. */
static void
put_table(struct sk_text *text, const struct sk_ledger *ledger, const char *suffix)
{
    const char *table = ledger->table;
    char quote = ledger->ops->quote ? ledger->ops->quote : '"';
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *dot = strchr(table, '.');
    if (dot) {
        sk_text_ident(text, sk_strndup(tmp, table, (size_t)(dot - table)), quote);
        sk_text_add(text, ".");
        table = dot + 1;
    }
    sk_text_ident(text, sk_printf(tmp, "%s%s", table, suffix), quote);
    talloc_free(tmp);
}

/* FNV-1a: the same key for the same table in every process; the server adds the database. */
static int64_t
lock_key(const char *table)
{
    uint64_t hash = 14695981039346656037u;
    for (const char *c = table; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 1099511628211u;
    return (int64_t)(hash >> 1);
}

char *
sk_ledger_sql(TALLOC_CTX *owner, const struct sk_ledger *ledger, const char *template, int64_t number)
{
    struct sk_text *text = sk_text_new(owner);
    for (const char *c = template; *c; c++) {
        bool name = c[0] == '{' && c[1] && c[2] == '}';
        if (name && c[1] == 'h')
            put_table(text, ledger, "");
        else if (name && c[1] == 'l')
            put_table(text, ledger, "_log");
        else if (name && c[1] == 'j')
            put_table(text, ledger, "_journal");
        else if (name && c[1] == 'e')
            put_table(text, ledger, "_lease");
        else if (name && c[1] == 'k')
            sk_text_addf(text, "%lld", (long long)lock_key(ledger->table));
        else if (name && c[1] == 'n')
            sk_text_addf(text, "%lld", (long long)number);
        else if (name && c[1] == 't')
            sk_text_addf(text, "%lld", (long long)(number + 999) / 1000);
        else
            sk_text_add_n(text, c, 1);
        c += name ? 2 : 0;
    }
    return sk_text_finish(text, owner);
}

/* Templates are constants of a dialect: the same one has the same address. */
struct sk_ledger_text {
    const char *template, *sql;
};

const char *
sk_ledger_text(struct sk_ledger *ledger, const char *template)
{
    for (size_t i = 0; i < ledger->n_texts; i++)
        if (ledger->texts[i].template == template)
            return ledger->texts[i].sql;
    struct sk_ledger_text text = {template, sk_ledger_sql(ledger, ledger, template, 0)};
    sk_push(ledger, ledger->texts, ledger->n_texts, text);
    return text.sql;
}

char *
sk_ledger_around(TALLOC_CTX *owner, const char *template, const char *text)
{
    const char *hole = strstr(template, "{s}");
    return sk_printf(owner, "%.*s%s%s", (int)(hole - template), template, text, hole + 3);
}

enum { ENTRY_COLUMNS = sizeof(struct sk_entry) / sizeof(char *) };

enum sk_status
sk_ledger_read(struct sk_ledger *ledger, struct sk_error *err)
{
    struct sk_error failure = SK_ERROR_INIT;
    struct sk_rows *rows;
    char *sql = sk_ledger_sql(ledger, ledger, ledger->ops->read, 0);
    talloc_free(ledger->entries);
    ledger->entries = NULL;
    ledger->n = 0;
    enum sk_status status = sk_conn_query(&rows, ledger, ledger->conn, sql, NULL, 0, &failure);
    if (status == SK_ESQL && strcmp(failure.sqlstate, ledger->ops->no_table) == 0) {
        ledger->exists = false;
        sk_error_clear(&failure);
        return SK_OK;
    }
    if (status)
        return sk_error_move(err, &failure);
    if (rows->n_columns != ENTRY_COLUMNS) {
        sk_fail(err, SK_EUSAGE, "table \"%s\" is not skein's history", ledger->table);
        return sk_hint(err, "Name another table with --history-table.");
    }
    ledger->exists = true;
    ledger->n = rows->n_rows;
    ledger->entries = sk_alloc(ledger, (rows->n_rows + 1) * sizeof *ledger->entries, "entries");
    talloc_steal(ledger->entries, rows);
    for (size_t i = 0; i < rows->n_rows; i++)
        memcpy(&ledger->entries[i], &rows->cells[i * ENTRY_COLUMNS], sizeof *ledger->entries);
    return SK_OK;
}

/* Where DDL commits by itself there is no lock to be had before the tables are there, and none is needed: each
 * statement makes its table, or finds it. */
static enum sk_status
create_unlocked(struct sk_ledger *ledger, struct sk_error *err)
{
    const struct sk_ledger_ops *ops = ledger->ops;
    const char *const templates[] = {ops->create_journal, ops->create_log, ops->lease_row->create, ops->lease_row->seed,
                                     ops->create_history /* last: where it is, all are */};
    enum { N = sizeof templates / sizeof *templates };
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_request requests[N] = {{0}};
    for (size_t i = 0; i < N; i++)
        requests[i].sql = sk_ledger_sql(tmp, ledger, templates[i], 0);
    struct sk_batch batch = {.requests = requests, .n = N};
    enum sk_status status = sk_conn_batch(ledger->conn, &batch, err);
    if (status)
        sk_context(err, "cannot create the history table \"%s\"", ledger->table);
    else
        ledger->exists = true;
    talloc_free(tmp);
    return status;
}

enum sk_status
sk_ledger_create(struct sk_ledger *ledger, int64_t lock_wait_ms, struct sk_error *err)
{
    if (ledger->ops->lease_row)
        return create_unlocked(ledger, err);
    TALLOC_CTX *tmp = sk_context_new(NULL);
    enum sk_status status = sk_lock_begin(ledger, lock_wait_ms, NULL, NULL, err);
    if (status)
        goto out;
    struct sk_request requests[] = {
        {.sql = sk_ledger_sql(tmp, ledger, ledger->ops->create_history, 0)},
        {.sql = sk_ledger_sql(tmp, ledger, ledger->ops->create_log, 0)},
        {.sql = ledger->ops->commit},
    };
    struct sk_batch batch = {.requests = requests, .n = sizeof requests / sizeof *requests};
    status = sk_conn_batch(ledger->conn, &batch, err);
    if (status) {
        sk_context(err, "cannot create the history table \"%s\"", ledger->table);
        if (sk_conn_exec(ledger->conn, ledger->ops->rollback, NULL))
            goto out; /* the connection is gone, and the transaction with it */
    } else {
        ledger->exists = true;
    }
out:
    talloc_free(tmp);
    return status;
}

enum sk_status
sk_ledger_log(struct sk_ledger *ledger, const char *action, const char *name, int64_t duration_ms, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *args[] = {NULL,
                          name,
                          action,
                          "completed",
                          sk_printf(tmp, "%lld", (long long)duration_ms),
                          ledger->applied_by,
                          NULL,
                          ledger->run_id};
    struct sk_request request = {.sql = sk_ledger_sql(tmp, ledger, ledger->ops->log, 0),
                                 .args = args,
                                 .n_args = sizeof args / sizeof *args};
    struct sk_batch batch = {.requests = &request, .n = 1};
    enum sk_status status = sk_conn_batch(ledger->conn, &batch, err);
    talloc_free(tmp);
    return status;
}

/* Each statement may find its work done: another run was here first, or was interrupted in between. */
static enum sk_status
upgrade_log(struct sk_ledger *ledger, struct sk_error *err)
{
    for (const char *const *template = ledger->ops->upgrade; *template; template++) {
        struct sk_error failure = SK_ERROR_INIT;
        enum sk_status status = sk_conn_exec(ledger->conn, sk_ledger_text(ledger, *template), &failure);
        if (status && strcmp(failure.sqlstate, "42701") != 0) {
            sk_error_move(err, &failure);
            sk_context(err, "cannot bring the table \"%s_log\" up to date", ledger->table);
            sk_hint(err, "Run it once as a user who may alter that table.");
            return status;
        }
        sk_error_clear(&failure);
    }
    return SK_OK;
}

enum sk_status
sk_ledger_upgrade(struct sk_ledger *ledger, int64_t lock_wait_ms, struct sk_error *err)
{
    struct sk_error failure = SK_ERROR_INIT;
    enum sk_status status = sk_conn_exec(ledger->conn, sk_ledger_text(ledger, ledger->ops->probe_audit), &failure);
    bool old = status == SK_ESQL && strcmp(failure.sqlstate, ledger->ops->no_column) == 0;
    if (!old)
        return status ? sk_error_move(err, &failure) : SK_OK;
    sk_error_clear(&failure);
    if (ledger->ops->lease_row) /* DDL commits by itself, and no lock is needed for what can be done twice */
        return upgrade_log(ledger, err);
    status = sk_lock_begin(ledger, lock_wait_ms, NULL, NULL, err);
    status = status ? status : upgrade_log(ledger, err);
    status = status ? status : sk_conn_exec(ledger->conn, ledger->ops->commit, err);
    if (status && sk_conn_transaction(ledger->conn) != '-' && sk_conn_exec(ledger->conn, ledger->ops->rollback, NULL))
        sk_context(err, "the transaction could not be rolled back");
    return status;
}

const struct sk_entry *
sk_ledger_entry(const struct sk_ledger *ledger, const char *version)
{
    size_t low = 0, high = ledger->n; /* `read` sorts by version, bytewise */
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(ledger->entries[middle].version, version);
        if (order == 0)
            return &ledger->entries[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

bool
sk_entry_completed(const struct sk_entry *entry)
{
    return entry && strcmp(entry->status, "completed") == 0;
}

bool
sk_ledger_owns(const char *history_table, const char *name)
{
    const char *dot = strchr(history_table, '.');
    const char *table = dot ? dot + 1 : history_table;
    size_t len = strlen(table);
    return strncmp(name, table, len) == 0 &&
           (!name[len] || strcmp(name + len, "_log") == 0 || strcmp(name + len, "_journal") == 0 ||
            strcmp(name + len, "_lease") == 0);
}
