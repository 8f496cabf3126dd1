/* cli/progress.c - see progress.h. */
#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "cli/utf8.h"

void
progress_clear(struct progress *progress)
{
    if (!progress->shown)
        return;
    fputs("\r\033[K", progress->cli->err_out.stream);
    fflush(progress->cli->err_out.stream);
    progress->shown = false;
}

char *
progress_duration(const void *owner, int64_t ms)
{
    if (ms < 1000)
        return cli_printf(owner, "%" PRId64 " ms", ms);
    if (ms < 60000)
        return cli_printf(owner, "%" PRId64 ".%" PRId64 " s", ms / 1000, ms % 1000 / 100);
    return cli_printf(owner, "%" PRId64 " min %" PRId64 " s", ms / 60000, ms % 60000 / 1000);
}

/* The moving line. It must not wrap, or it could not be wiped: it is cut at the terminal's width.
 */
static void
show(struct progress *progress, const char *text)
{
    const struct terminal *to = &progress->cli->err_out;
    const char *end = text + strlen(text), *stop = text;
    for (size_t room = terminal_width(to) - 1; stop < end; stop += utf8_step(stop, end)) {
        size_t columns = utf8_columns(stop, utf8_step(stop, end));
        if (columns > room)
            break;
        room -= columns;
    }
    char *line = cli_printf(NULL, "%.*s", (int)(stop - text), text);
    fputs("\r\033[K", to->stream);
    terminal_put(to, line);
    fflush(to->stream);
    cli_free(line);
    progress->shown = true;
}

static void
begun(struct progress *progress, const struct sk_event *event)
{
    const struct cli *cli = progress->cli;
    if (!cli->err_out.moves || cli->set.quiet)
        return;
    char *line = cli_printf(NULL, "%s%s[%zu/%zu] %s %s %s", event->database ? event->database : "",
                            event->database ? ": " : "", event->index, event->total,
                            event->down ? "down" : "up", event->version, event->name);
    show(progress, line);
    cli_free(line);
}

static void
done(struct progress *progress, const struct sk_event *event)
{
    struct cli *cli = progress->cli;
    progress_clear(progress);
    char *took = event->duration_ms < 0 ? NULL : progress_duration(NULL, event->duration_ms);
    if (event->database)
        cli_say(cli, STYLE_BOLD, event->database, ": ");
    cli_say(cli, STYLE_GREEN, event->down ? "reverted" : "applied", " %s %s%s%s%s\n", event->version,
            event->name, took ? " (" : "", took ? took : "", took ? ")" : "");
    fflush(cli->out.stream);
    cli_free(took);
}

/* A line on standard error that stays: with --json an object, so that the stream is JSON
 * throughout. */
static void
remark(struct progress *progress, const char *kind, const struct sk_event *event)
{
    const struct terminal *to = &progress->cli->err_out;
    if (progress->cli->set.quiet)
        return;
    progress_clear(progress);
    if (progress->cli->set.json) {
        json_t *body = json_pack("{s:o, s:o}", "message", json_text(event->message), "version",
                                 json_text(event->version));
        if (event->database)
            json_object_set_new(body, "database", json_text(event->database));
        json_write(json_pack("{s:o}", kind, body), to);
        return;
    }
    fprintf(to->stream, "skein: %s: ", kind);
    if (event->database) {
        terminal_put(to, event->database);
        fputs(": ", to->stream);
    }
    if (event->version)
        fprintf(to->stream, "%s: ", event->version);
    terminal_put(to, event->message);
    fputc('\n', to->stream);
    fflush(to->stream);
}

static void
waiting(struct progress *progress, const struct sk_event *event)
{
    const struct cli *cli = progress->cli;
    if (progress->waiting_for && strcmp(progress->waiting_for, event->message) == 0)
        return;
    cli_free(progress->waiting_for);
    progress->waiting_for = cli_strdup(cli, event->message);
    if (!cli->err_out.moves || cli->set.json)
        remark(progress, "waiting", event);
    else if (!cli->set.quiet)
        show(progress, event->message);
}

void
progress_event(void *data, const struct sk_event *event)
{
    struct progress *progress = data;
    switch (event->kind) {
    case SK_EVENT_PLANNED:
        break;
    case SK_EVENT_BEGIN:
        begun(progress, event);
        break;
    case SK_EVENT_DONE:
        done(progress, event);
        break;
    case SK_EVENT_FAILED:
        progress_clear(progress);
        break;
    case SK_EVENT_WAITING:
        waiting(progress, event);
        break;
    case SK_EVENT_NOTICE:
        remark(progress, "notice", event);
        break;
    }
}
