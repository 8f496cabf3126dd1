/*
 * tests/faults/probe.c - skein's library in a process that can be killed, stopped and counted.
 *
 *     probe up|down|status URL DIR [TARGET]     exit code 0, or the status's number
 *     probe query URL SQL                       the rows, one a line, cells between bars
 *     probe exec URL SQL                        the same without rows
 *     probe trips URL DIR                       how many round trips `up` and then `status` take
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/session.h"

static int
report(enum sk_status status, struct sk_error *err)
{
    if (status)
        fprintf(stderr, "%s:%ld: %s [%s]%s%s\n", err->file ? err->file : "-",
                err->pos_bytes == SK_NO_POS ? -1L : (long)err->pos_bytes, err->message, err->sqlstate,
                err->hint ? " hint: " : "", err->hint ? err->hint : "");
    skein_error_clear(err);
    return -(int)status;
}

static void
on_event(void *data, const struct sk_event *event)
{
    (void)data;
    static const char *const names[] = {"planned", "begin", "done", "failed", "waiting", "notice"};
    printf("%s %s %s\n", names[event->kind], event->version ? event->version : "-",
           event->message ? event->message : "");
    fflush(stdout);
}

static struct sk_options
options_for(const char *url, const char *dir)
{
    struct sk_options options = {.project_dir = dir, .url = url, .on_event = on_event};
    const char *lock_wait = getenv("LOCK_WAIT_MS"), *ddl = getenv("DDL_LOCK_TIMEOUT_MS");
    options.lock_wait_ms = lock_wait ? atoll(lock_wait) : 0;
    options.ddl_lock_timeout_ms = ddl ? atoll(ddl) : 0;
    options.allow_data_loss = true;
    options.wait_ms = 10000;
    return options;
}

static int
run(const char *verb, const char *url, const char *dir, const char *target)
{
    struct sk_error err = SK_ERROR_INIT;
    struct sk_options options = options_for(url, dir);
    struct skein *skein = NULL;
    struct sk_state *state = NULL;
    struct sk_run *done = NULL;
    enum sk_status status = skein_open(&skein, &options, &err);
    if (!status && strcmp(verb, "up") == 0)
        status = skein_up(skein, target, &done, &err);
    else if (!status && strcmp(verb, "down") == 0)
        status = skein_down(skein, target, &done, &err);
    else if (!status && strcmp(verb, "reset") == 0)
        status = skein_db(skein, SK_DB_RESET, &err);
    else if (!status)
        status = skein_status(skein, &state, &err);
    if (state)
        printf("%zu applied, %zu pending, current %s\n", state->applied, state->pending,
               state->current ? state->current : "-");
    skein_free(state);
    skein_free(done);
    skein_close(skein);
    return report(status, &err);
}

static int
trips(const char *url, const char *dir)
{
    struct sk_error err = SK_ERROR_INIT;
    struct sk_options options = options_for(url, dir);
    struct skein *skein;
    struct sk_state *state;
    options.on_event = NULL;
    enum sk_status status = skein_open(&skein, &options, &err);
    if (status)
        return report(status, &err);
    status = skein_up(skein, NULL, NULL, &err);
    printf("up %lu\n", skein->conn ? (unsigned long)skein->conn->round_trips : 0);
    skein_close(skein);
    if (!status)
        status = skein_open(&skein, &options, &err);
    if (!status) {
        status = skein_status(skein, &state, &err);
        printf("status %lu\n", skein->conn ? (unsigned long)skein->conn->round_trips : 0);
        if (!status)
            skein_free(state);
        skein_close(skein);
    }
    return report(status, &err);
}

static int
query(const char *url, const char *sql, bool rows_wanted)
{
    struct sk_error err = SK_ERROR_INIT;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_conn *conn;
    struct sk_rows *rows;
    enum sk_status status = sk_conn_open(&conn, tmp, url, NULL, &err);
    if (!status && !rows_wanted)
        status = sk_conn_exec(conn, sql, &err);
    else if (!status)
        status = sk_conn_query(&rows, tmp, conn, sql, NULL, 0, &err);
    for (size_t r = 0; !status && rows_wanted && r < rows->n_rows; r++)
        for (size_t c = 0; c < rows->n_columns; c++)
            printf("%s%s", sk_cell(rows, r, c) ? sk_cell(rows, r, c) : "", c + 1 < rows->n_columns ? "|" : "\n");
    talloc_free(tmp);
    return report(status, &err);
}

int
main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "query") == 0)
        return query(argv[2], argv[3], true);
    if (argc == 4 && strcmp(argv[1], "exec") == 0)
        return query(argv[2], argv[3], false);
    if (argc == 4 && strcmp(argv[1], "trips") == 0)
        return trips(argv[2], argv[3]);
    if (argc < 4)
        return fputs("usage: probe up|down|reset|status|trips URL DIR [TARGET] | query|exec URL SQL\n", stderr), 2;
    return run(argv[1], argv[2], argv[3], argv[4]);
}
