/*
 * core/execute_rows.c - outputs one after the other, the rows of INSERT statements together.
 *
 * An engine that compiles each statement by itself, with all the triggers of its table, takes longer for that than for
 * the row. So INSERT statements that only differ in their rows run as one. When that fails they run one by one: then
 * it is known which of them it was.
 */
#include <string.h>

#include "core/execute.h"

enum { MOST_OUTPUTS = 500, MOST_BYTES = 1 << 16 };

static bool
same_head(const struct sk_output *a, const struct sk_output *b)
{
    return b->rows_at == a->rows_at && strncmp(a->sql, b->sql, a->rows_at) == 0;
}

/* How many outputs from `first` on stand in `sql`, to run as one; 1: there is nothing to join. */
static size_t
join(struct sk_text *sql, const struct sk_output *first, size_t most)
{
    size_t n = 1;
    sk_text_add(sql, first->sql);
    for (; first->rows_at && n < most && sql->len < MOST_BYTES && same_head(first, &first[n]); n++) {
        sk_text_add(sql, ", ");
        sk_text_add(sql, first[n].sql + first->rows_at);
    }
    return n;
}

enum sk_status
sk_execute_next(struct sk_conn *conn, const struct sk_step *step, size_t *i, size_t *alone, struct sk_error *err)
{
    const struct sk_output *output = &step->outputs[*i];
    size_t left = step->n - *i, n = 1;
    enum sk_status status = SK_OK;
    if (output->rows_at && *i >= *alone) {
        struct sk_error failure = SK_ERROR_INIT;
        struct sk_text *sql = sk_text_new(NULL);
        n = join(sql, output, left < MOST_OUTPUTS ? left : MOST_OUTPUTS);
        status = sk_conn_exec(conn, sql->data, &failure);
        talloc_free(sql);
        if (status && n > 1 && sk_conn_transaction(conn) != '-') {
            sk_error_clear(&failure);
            *alone = *i + n;
            return SK_OK;
        }
        if (status)
            sk_error_move(err, &failure);
    } else if (output->sql) {
        status = sk_execute_output(conn, output, err);
    }
    *i += status ? 0 : n;
    return status;
}
