/* cli/cmd_status.c - skein status: which migrations are applied, which are pending. */
#include "cli/command.h"
#include "cli/json.h"
#include "cli/report.h"
#include "cli/table.h"

static const enum style styles[] = {
    [SK_PENDING] = STYLE_YELLOW, [SK_COMPLETED] = STYLE_GREEN, [SK_FAILED] = STYLE_RED,
    [SK_RUNNING] = STYLE_CYAN,   [SK_MISSING] = STYLE_RED,     [SK_MODIFIED] = STYLE_RED,
};

/* The keys up to applied_by are a contract with other programs, in this order; more may follow
 * them. */
static json_t *
migration_json(const struct sk_migration_info *info)
{
    json_t *value = json_pack(
        "{s:o, s:o, s:s, s:o, s:o, s:o, s:o}", "version", json_text(info->version), "name",
        json_text(info->name), "status", report_migration_status(info->status), "applied_at",
        json_text(info->applied_at), "duration_ms", json_count(info->duration_ms), "checksum",
        json_text(info->checksum), "applied_by", json_text(info->applied_by));
    json_t *more = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "description", json_text(info->description),
        "file", json_text(info->file), "down_file", json_text(info->down_file), "error_message",
        json_text(info->error_message), "statements_done", json_count(info->statements_done),
        "statements_total", json_count(info->statements_total), "risk", json_text(info->risk), "estimated_ms",
        json_count(info->estimated_ms),
        "skein_version", json_text(info->skein_version));
    json_object_update(value, more);
    json_decref(more);
    return value;
}

static json_t *
as_json(const struct sk_state *state)
{
    json_t *array = json_array();
    for (size_t i = 0; i < state->n; i++)
        json_array_append_new(array, migration_json(&state->migrations[i]));
    return json_pack("{s:o, s:o, s:o, s:I, s:I, s:o}", "engine", json_text(state->engine),
                     "server_version", json_text(state->server_version), "current",
                     json_text(state->current), "applied", (json_int_t)state->applied, "pending",
                     (json_int_t)state->pending, "migrations", array);
}

static void
put_table(struct cli *cli, const struct sk_state *state)
{
    static const struct column columns[] = {
        {.title = "VERSION"},
        {.title = "NAME"},
        {.title = "STATUS"},
        {.title = "APPLIED (UTC)"},
        {.title = "TOOK", .right = true},
        {.title = "BY"},
        {.title = "ESTIMATED", .right = true},
        {.title = "RISK"},
        {.title = "DESCRIPTION", .wraps = true},
    };
    struct table *table =
        table_new(cli, columns, cli->set.verbose ? sizeof columns / sizeof *columns : 6);
    for (size_t i = 0; i < state->n; i++) {
        const struct sk_migration_info *info = &state->migrations[i];
        const struct cell cells[] = {
            {.text = info->version, .style = STYLE_BOLD},
            {.text = info->name},
            {.text = report_migration_status(info->status), .style = styles[info->status]},
            {.text = table_time(cli, info->applied_at), .style = STYLE_DIM},
            {.text = table_duration(cli, info->duration_ms)},
            {.text = info->applied_by, .style = STYLE_DIM},
            {.text = table_duration(cli, info->estimated_ms)},
            {.text = info->risk},
            {.text = info->description},
        };
        table_row(table, cells);
    }
    table_end(table);
}

/* For people: what the table leaves out. Programs that read the rows do not want it. */
static void
put_remarks(struct cli *cli, const struct sk_state *state)
{
    if (!cli->out.is_terminal)
        return;
    for (size_t i = 0; i < state->n; i++) {
        const struct sk_migration_info *info = &state->migrations[i];
        if (info->error_message)
            cli_say(cli, STYLE_RED, info->version, " %s\n", info->error_message);
        if (!state->transactional_ddl && info->status == SK_FAILED && info->statements_done > 0)
            cli_say(cli, STYLE_RED, info->version,
                    " %lld of its %lld statements stand: once the file is corrected \"up\" goes on behind them, and "
                    "\"down\" takes them back\n",
                    (long long)info->statements_done, (long long)info->statements_total);
        if (!state->transactional_ddl && info->status == SK_RUNNING)
            cli_say(cli, STYLE_RED, info->version,
                    " is running, or was interrupted: then \"up\" goes on where it stopped\n");
        if (info->status == SK_MISSING)
            cli_say(cli, STYLE_RED, info->version, " is applied, but its file is gone\n");
        if (info->status == SK_MODIFIED)
            cli_say(cli, STYLE_RED, info->version, " has changed since it was applied\n");
    }
    cli_say(cli, STYLE_BOLD, state->current ? state->current : "base",
            " on %s %s: %zu applied, %zu pending\n", state->engine, state->server_version,
            state->applied, state->pending);
}

static enum sk_status
exec(struct cli *cli)
{
    struct sk_state *state = NULL;
    enum sk_status status = skein_status(cli->skein, &state, &cli->err);
    if (status != SK_OK)
        return status;
    if (cli->set.json)
        json_write(as_json(state), &cli->out);
    else if (!cli->set.quiet)
        put_table(cli, state);
    put_remarks(cli, state);
    if (cli->set.exit_code && state->pending > 0)
        cli->exit = CLI_PENDING;
    skein_free(state);
    return SK_OK;
}

const struct command cmd_status = {
    .name = "status",
    .group = GROUP_LOOK,
    .usage = "",
    .summary = "show which migrations are applied and which are pending",
    .description = "Lists every migration: completed, pending, failed (its last attempt), running "
                   "(begun and not\n"
                   "ended), missing (applied, but its file is gone) or modified (its file has "
                   "changed since).\n"
                   "With --verbose also what dependencies.json says: how long it should take, its risk, what it is.\n"
                   "Writes nothing, and works for a user who may only read.",
    .examples = "skein status\ta table\n"
                "skein status --json\tfor programs\n"
                "skein status -q --exit-code\texit 4 if anything is pending",
    .options = OPT(EXIT_CODE) | OPT(WAIT),
    .exits = EXIT_BIT(CLI_FAILED) | EXIT_BIT(CLI_PENDING),
    .needs_project = true,
    .exec = exec,
};
