/* core/api_clean.c - the public call that empties every table. */
#include "core/contents.h"
#include "core/exclusive.h"
#include "core/lock.h"

static struct sk_tables *
report(const struct sk_counts *counts)
{
    struct sk_tables *tables = sk_new(NULL, struct sk_tables);
    for (size_t i = 0; i < counts->n; i++) {
        struct sk_table_info info = {.schema = sk_strdup(tables, counts->items[i].schema),
                                     .name = sk_strdup(tables, counts->items[i].name),
                                     .rows = counts->items[i].rows};
        sk_push(tables, tables->items, tables->n, info);
    }
    return tables;
}

static enum sk_status
check_loss(const struct skein *skein, const struct sk_counts *tables, struct sk_error *err)
{
    int64_t rows = 0;
    for (size_t i = 0; i < tables->n; i++)
        rows += tables->items[i].rows;
    if (!rows || skein->options.allow_data_loss || skein->options.dry_run)
        return SK_OK;
    sk_fail(err, SK_EREFUSED, "emptying the tables loses %lld rows", (long long)rows);
    return sk_hint(err, "See which with --dry-run; say --allow-data-loss if that is what you want."), SK_EREFUSED;
}

/* Settings of the session are made outside of the transaction: SQLite takes no notice of them inside. */
static enum sk_status
clean(struct skein *skein, const struct sk_counts *tables, struct sk_error *err)
{
    const struct sk_contents_ops *ops = skein->dialect->contents;
    int64_t begun = sk_now_ms();
    enum sk_status status = ops->unchecked ? sk_conn_exec(skein->conn, ops->unchecked, err) : SK_OK;
    if (status)
        return status;
    status = sk_exclusive_begin(skein, err);
    if (!status) {
        status = sk_contents_clean(skein, tables, err);
        status = status ? status : sk_exclusive_log(skein, "clean", NULL, begun, err);
        status = sk_exclusive_end(skein, status, err);
    }
    if (skein->conn && ops->checked && sk_conn_exec(skein->conn, ops->checked, NULL))
        sk_session_disconnect(skein);
    return status;
}

enum sk_status
skein_clean(struct skein *skein, struct sk_tables **out, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_where where;
    struct sk_counts *tables = NULL;
    enum sk_status status = sk_exclusive_approved(skein, "emptying its database", err);
    status = status ? status : sk_session_connect(skein, skein->options.dry_run, err);
    status = status ? status : sk_contents_where(&where, tmp, skein, err);
    status = status ? status : sk_contents_rows(&tables, tmp, skein, &where, err);
    status = status ? status : check_loss(skein, tables, err);
    if (!status && !skein->options.dry_run)
        status = clean(skein, tables, err);
    if (!status && out)
        *out = report(tables);
    talloc_free(tmp);
    return status;
}
