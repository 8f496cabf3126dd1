/* cli/cmd_history.c - skein history: every attempt that was ever made. */
#include "cli/command.h"
#include "cli/json.h"
#include "cli/table.h"

#include <string.h>

static json_t *
attempt_json(const struct sk_attempt *attempt)
{
    json_t *value =
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "at", json_text(attempt->at), "action",
                  json_text(attempt->action), "version", json_text(attempt->version), "name",
                  json_text(attempt->name), "outcome", json_text(attempt->outcome), "duration_ms",
                  json_count(attempt->duration_ms), "by", json_text(attempt->by), "error_message",
                  json_text(attempt->error_message));
    json_t *more = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o}", "risk", json_text(attempt->risk), "estimated_ms",
        json_count(attempt->estimated_ms), "approved_by", json_text(attempt->approved_by),
        "approved_for", json_text(attempt->approved_for), "approved_at",
        json_text(attempt->approved_at), "header", json_text(attempt->header));
    json_object_update(value, more);
    json_decref(more);
    return value;
}

static json_t *
as_json(const struct sk_history *history)
{
    json_t *array = json_array();
    for (size_t i = 0; i < history->n; i++)
        json_array_append_new(array, attempt_json(&history->items[i]));
    return json_pack("{s:o}", "history", array);
}

static void
put_table(struct cli *cli, const struct sk_history *history)
{
    static const struct column columns[] = {
        {.title = "AT (UTC)"}, {.title = "ACTION"},
        {.title = "VERSION"},  {.title = "NAME"},
        {.title = "OUTCOME"},  {.title = "TOOK", .right = true},
        {.title = "BY"},       {.title = "ERROR", .wraps = true},
        {.title = "ESTIMATED", .right = true}, {.title = "RISK"}, {.title = "APPROVED BY"},
    };
    size_t n = cli->set.verbose ? sizeof columns / sizeof *columns : 6;
    struct table *table = table_new(cli, columns, n);
    for (size_t i = 0; i < history->n; i++) {
        const struct sk_attempt *attempt = &history->items[i];
        bool failed = attempt->outcome && strcmp(attempt->outcome, "failed") == 0;
        bool late = attempt->estimated_ms >= 0 && attempt->duration_ms > attempt->estimated_ms;
        const struct cell cells[] = {
            {.text = table_time(cli, attempt->at), .style = STYLE_DIM},
            {.text = attempt->action},
            {.text = attempt->version, .style = STYLE_BOLD},
            {.text = attempt->name},
            {.text = attempt->outcome, .style = failed ? STYLE_RED : STYLE_GREEN},
            {.text = table_duration(cli, attempt->duration_ms), .style = late ? STYLE_RED : STYLE_PLAIN},
            {.text = attempt->by},
            {.text = attempt->error_message},
            {.text = table_duration(cli, attempt->estimated_ms)},
            {.text = attempt->risk},
            {.text = attempt->approved_by},
        };
        table_row(table, cells);
    }
    table_end(table);
}

static enum sk_status
exec(struct cli *cli)
{
    struct sk_history *history = NULL;
    enum sk_status status = skein_history(cli->skein, &history, &cli->err);
    if (status != SK_OK)
        return status;
    if (cli->set.json)
        json_write(as_json(history), &cli->out);
    else if (!cli->set.quiet)
        put_table(cli, history);
    if (history->n == 0 && cli->out.is_terminal)
        cli_say(cli, STYLE_PLAIN, "", "nothing has been run yet\n");
    skein_free(history);
    return SK_OK;
}

const struct command cmd_history = {
    .name = "history",
    .group = GROUP_LOOK,
    .usage = "",
    .summary = "show every attempt that was ever made",
    .description = "Lists all attempts, oldest first: when, what (up, down), which migration, how "
                   "it ended, how long\n"
                   "it took. With --verbose also by whom, what went wrong, how long it should have taken, how\n"
                   "risky it was and who approved it.",
    .examples = "skein history\tall attempts\n"
                "skein history --verbose\twith the errors",
    .options = OPT(WAIT),
    .exits = EXIT_BIT(CLI_FAILED),
    .needs_project = true,
    .exec = exec,
};
