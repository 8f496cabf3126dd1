/* core/session.c - opening a project, connecting to its database. */
#include "core/session.h"

#include <string.h>

#include "core/lease.h"
#include "core/registry.h"

enum { DEFAULT_LOCK_WAIT_MS = 60000, DEFAULT_DDL_LOCK_TIMEOUT_MS = 3000, RECONNECT_MS = 30000 };

static int
session_close(struct skein *skein)
{
    skein->running = NULL;
    return 0;
}

/* The caller's strings may go: keep our own. */
static void
copy_options(struct skein *skein, const struct sk_options *options)
{
    const char **fields[] = {&skein->options.project_dir,   &skein->options.migrations_dir,
                             &skein->options.url,           &skein->options.url_var,
                             &skein->options.env,           &skein->options.history_table,
                             &skein->options.approved_by,   &skein->options.offline_dialect};
    skein->options = *options;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        *fields[i] = sk_strdup(skein, *fields[i]);
}

enum sk_status
skein_open(struct skein **out, const struct sk_options *options, struct sk_error *err)
{
    static const struct sk_options none;
    struct skein *skein = sk_new(NULL, struct skein);
    talloc_set_destructor(skein, session_close);
    copy_options(skein, options ? options : &none);
    enum sk_status status = sk_project_open(&skein->project, skein, &skein->options, err);
    if (status) {
        talloc_free(skein);
        return status;
    }
    *out = skein;
    return SK_OK;
}

void
skein_close(struct skein *skein)
{
    talloc_free(skein);
}

void
skein_free(void *result)
{
    talloc_free(result);
}

void
skein_interrupt(struct skein *skein)
{
    struct sk_conn *running = skein->running;
    struct skein *inner = skein->inner;
    if (inner)
        skein_interrupt(inner);
    skein->interrupts = skein->interrupts + 1;
    if (skein->interrupts > 1 && running)
        sk_conn_cancel(running);
}

int64_t
sk_session_lock_wait_ms(const struct skein *skein)
{
    return skein->options.lock_wait_ms ? skein->options.lock_wait_ms : DEFAULT_LOCK_WAIT_MS;
}

int64_t
sk_session_ddl_lock_timeout_ms(const struct skein *skein)
{
    return skein->options.ddl_lock_timeout_ms ? skein->options.ddl_lock_timeout_ms : DEFAULT_DDL_LOCK_TIMEOUT_MS;
}

void
sk_session_waiting(void *data, const char *holder)
{
    sk_session_tell(data, &(struct sk_event){.kind = SK_EVENT_WAITING,
                                             .message = holder ? holder : "another run holds the lock"});
}

enum sk_status
sk_session_lease(struct skein *skein, struct sk_error *err)
{
    return sk_lease_take(skein->ledger, sk_session_lock_wait_ms(skein), sk_session_ddl_lock_timeout_ms(skein),
                         sk_session_waiting, skein, err);
}

void
sk_session_tell(struct skein *skein, const struct sk_event *event)
{
    if (skein->options.on_event)
        skein->options.on_event(skein->options.on_event_data, event);
}

enum sk_status
sk_session_source(struct skein *skein, struct sk_error *err)
{
    return skein->source ? SK_OK : sk_registry_dialect(&skein->source, "postgres", err);
}

/* Connect, again and again while the server does not answer, for `patience_ms`. */
static enum sk_status
connect_patiently(struct skein *skein, bool read_only, int64_t patience_ms, struct sk_error *err)
{
    struct sk_conn_options options = {.read_only = read_only};
    int64_t begun = sk_now_ms(), pause = 50;
    enum sk_status named = sk_project_has_url(skein->project, err);
    if (named)
        return named;
    for (bool told = false;; told = true) {
        struct sk_error failure = SK_ERROR_INIT;
        enum sk_status status = sk_conn_open(&skein->conn, skein, skein->project->url, &options, &failure);
        if (status == SK_OK)
            return SK_OK;
        if (status != SK_ECONN || sk_now_ms() - begun >= patience_ms || skein->interrupts)
            return sk_error_move(err, &failure);
        if (!told)
            sk_session_tell(skein, &(struct sk_event){.kind = SK_EVENT_WAITING, .message = failure.message});
        sk_error_clear(&failure);
        sk_sleep_about_ms(pause);
        pause = pause < 1000 ? pause * 2 : 1000;
    }
}

void
sk_session_disconnect(struct skein *skein)
{
    skein->running = NULL;
    if (skein->ledger)
        sk_lease_release(skein->ledger);
    talloc_free(skein->ledger);
    talloc_free(skein->conn);
    skein->ledger = NULL;
    skein->conn = NULL;
}

enum sk_status
sk_session_connect(struct skein *skein, bool read_only, struct sk_error *err)
{
    if (skein->conn && (read_only || !skein->conn_read_only))
        return SK_OK;
    sk_session_disconnect(skein);
    enum sk_status status = connect_patiently(skein, read_only, skein->options.wait_ms, err);
    if (!status)
        status = sk_registry_dialect(&skein->dialect, skein->conn->dialect, err);
    if (status)
        return status;
    skein->conn_read_only = read_only;
    skein->running = skein->conn;
    skein->ledger = sk_ledger_new(skein, skein->conn, skein->dialect, skein->project->history_table);
    skein->ledger->url = skein->project->url;
    return SK_OK;
}

enum sk_status
sk_session_reconnect(struct skein *skein, struct sk_error *err)
{
    skein->running = NULL;
    sk_lease_forget(skein->ledger);
    talloc_free(skein->conn);
    skein->conn = NULL;
    enum sk_status status = connect_patiently(skein, false, RECONNECT_MS, err);
    skein->ledger->conn = skein->conn;
    skein->running = skein->conn;
    return status;
}

struct sk_planner
sk_session_planner(const struct skein *skein)
{
    return (struct sk_planner){.project = skein->project,
                               .ledger = skein->ledger,
                               .source = skein->source,
                               .target = skein->dialect,
                               .server_version = skein->conn ? skein->conn->server_version : NULL,
                               .database = skein->conn ? skein->conn->database : NULL,
                               .allow_out_of_order = skein->options.allow_out_of_order,
                               .rate = skein->project->wants_approval || !skein->project->is_development};
}
