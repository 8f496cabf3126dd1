/*
 * examples/migrate.c - what a service does when it starts: look what is applied, run what is
 * pending.
 *
 *     cc migrate.c $(pkg-config --cflags --libs skein) -o migrate
 *     ./migrate DIRECTORY [URL]
 *
 * It sees of skein what anybody sees who installed it: <skein.h>.
 */
#include <skein.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const words[] = {
    [SK_PENDING] = "pending", [SK_COMPLETED] = "completed", [SK_FAILED] = "failed",
    [SK_RUNNING] = "running", [SK_MISSING] = "missing",     [SK_MODIFIED] = "modified",
};

/* Everything here can fail; one place says so. */
static void
check(enum sk_status status, struct sk_error *err)
{
    if (status == SK_OK)
        return;
    fprintf(stderr, "%s%s%s\n", err->file ? err->file : "", err->file ? ": " : "", err->message);
    if (err->hint)
        fprintf(stderr, "%s\n", err->hint);
    skein_error_clear(err);
    exit(EXIT_FAILURE);
}

static void
print(const char *title, const struct sk_migrations *list)
{
    printf("%s: %zu\n", title, list->n);
    for (size_t i = 0; i < list->n; i++)
        printf("  %s %s\n", list->items[i].version, list->items[i].name);
}

static void
progress(void *data, const struct sk_event *event)
{
    (void)data;
    if (event->kind == SK_EVENT_DONE)
        printf("  [%zu/%zu] %s %s\n", event->index, event->total, event->version, event->name);
}

int
main(int argc, char **argv)
{
    struct sk_error err = SK_ERROR_INIT;
    struct sk_options options = {
        .project_dir = argc > 1 ? argv[1] : ".",
        .url = argc > 2 ? argv[2]
                        : NULL, /* else SKEIN_URL, DATABASE_URL, the project's configuration */
        .on_event = progress,
    };
    struct skein *skein;
    check(skein_open(&skein, &options, &err), &err);

    /* Create the table that remembers what is applied. Not needed before a run, but harmless: it is
     * idempotent. */
    check(skein_init(skein, &err), &err);

    struct sk_migrations *completed, *pending;
    check(skein_completed(skein, &completed, &err), &err);
    check(skein_pending(skein, &pending, &err), &err);
    print("completed", completed);
    print("pending", pending);
    skein_free(completed);
    skein_free(pending);

    struct sk_run *run = NULL;
    printf("running\n");
    check(skein_run_pending(skein, &run, &err), &err);
    printf("successful: %zu, failed: %zu\n", run->successful, run->failed);
    skein_free(run);

    struct sk_state *state;
    check(skein_status(skein, &state, &err), &err);
    printf("current: %s, applied: %zu, pending: %zu\n", state->current ? state->current : "none",
           state->applied, state->pending);
    for (size_t i = 0; i < state->n; i++)
        printf("  %s %s\n", state->migrations[i].version, words[state->migrations[i].status]);
    skein_free(state);
    skein_close(skein);
    return EXIT_SUCCESS;
}
