/* core/exclusive.c - taking the run's lock for what is no migration. */
#include "core/exclusive.h"

#include "core/lease.h"

enum sk_status
sk_exclusive_approved(const struct skein *skein, const char *what, struct sk_error *err)
{
    const struct sk_environment *env = skein->project->env;
    if (!env || !env->require_approval || skein->options.approve)
        return SK_OK;
    sk_fail(err, SK_EREFUSED, "environment \"%s\" wants approval for %s", env->name, what);
    return sk_hint(err, "Say --approve if that is what you want."), SK_EREFUSED;
}

enum sk_status
sk_exclusive_begin(struct skein *skein, struct sk_error *err)
{
    struct sk_ledger *ledger = skein->ledger;
    if (ledger->ops->lease_row) {
        enum sk_status status = sk_ledger_create(ledger, sk_session_lock_wait_ms(skein), err);
        return status ? status : sk_session_lease(skein, err);
    }
    ledger->holds = true; /* others may work while this transaction holds the lock */
    return sk_lock_begin(ledger, sk_session_lock_wait_ms(skein), sk_session_waiting, skein, err);
}

enum sk_status
sk_exclusive_end(struct skein *skein, enum sk_status status, struct sk_error *err)
{
    struct sk_ledger *ledger = skein->ledger;
    char transaction = sk_conn_transaction(skein->conn);
    ledger->holds = false;
    sk_lease_release(ledger);
    if (transaction == 'T' && !status)
        return sk_conn_exec(skein->conn, ledger->ops->commit, err);
    if (transaction != '-' && sk_conn_exec(skein->conn, ledger->ops->rollback, NULL))
        sk_session_disconnect(skein); /* and with it the transaction goes */
    return status;
}

enum sk_status
sk_exclusive_log(struct skein *skein, const char *action, const char *name, int64_t begun_ms, struct sk_error *err)
{
    if (!skein->ledger->exists)
        return SK_OK;
    enum sk_status status = sk_ledger_log(skein->ledger, action, name, sk_now_ms() - begun_ms, err);
    return status ? sk_context(err, "while writing the log") : SK_OK;
}
