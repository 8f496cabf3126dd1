/* cli/cmd_rollout.c - skein rollout: many databases, wave after wave. */
#include "cli/command.h"
#include "cli/json.h"
#include "cli/report.h"
#include "cli/table.h"

static const struct {
    const char *name;
    enum style style;
} states[] = {
    [SK_ROLLOUT_UNTOUCHED] = {"untouched", STYLE_DIM},        [SK_ROLLOUT_UP_TO_DATE] = {"up to date", STYLE_GREEN},
    [SK_ROLLOUT_WOULD_MIGRATE] = {"would migrate", STYLE_CYAN}, [SK_ROLLOUT_DONE] = {"done", STYLE_GREEN},
    [SK_ROLLOUT_FAILED] = {"failed", STYLE_RED},              [SK_ROLLOUT_NOT_VERIFIED] = {"not verified", STYLE_RED},
};
enum { N_STATES = sizeof states / sizeof *states };

static json_t *
problem_as_json(const struct sk_error *problem)
{
    if (problem->status == SK_OK)
        return json_null();
    return json_pack("{s:s, s:o, s:o, s:o}", "status", report_status_name(problem->status), "message",
                     json_text(problem->message), "hint", json_text(problem->hint), "file", json_text(problem->file));
}

static void
count(const struct sk_rollout *rollout, size_t *counts)
{
    for (size_t i = 0; i < rollout->n; i++)
        counts[rollout->databases[i].state]++;
}

static json_t *
as_json(const struct sk_rollout *rollout)
{
    json_t *databases = json_array();
    size_t counts[N_STATES] = {0};
    count(rollout, counts);
    for (size_t i = 0; i < rollout->n; i++) {
        const struct sk_rollout_database *d = &rollout->databases[i];
        json_array_append_new(
            databases, json_pack("{s:o, s:s, s:s, s:o, s:o, s:o, s:I, s:o, s:o, s:o}", "name", json_text(d->name),
                                 "wave", d->wave, "state", states[d->state].name, "engine", json_text(d->engine),
                                 "before", json_text(d->before), "current", json_text(d->current), "migrations",
                                 (json_int_t)d->migrations, "duration_ms", json_count(d->duration_ms), "check",
                                 json_text(d->check), "problem", problem_as_json(&d->problem)));
    }
    return json_pack(
        "{s:b, s:I, s:I, s:I, s:I, s:I, s:o}", "dry_run", (int)rollout->dry_run, "done",
        (json_int_t)counts[SK_ROLLOUT_DONE], "up_to_date", (json_int_t)counts[SK_ROLLOUT_UP_TO_DATE], "failed",
        (json_int_t)counts[SK_ROLLOUT_FAILED], "not_verified", (json_int_t)counts[SK_ROLLOUT_NOT_VERIFIED], "untouched",
        (json_int_t)(counts[SK_ROLLOUT_UNTOUCHED] + counts[SK_ROLLOUT_WOULD_MIGRATE]), "databases", databases);
}

static void
put_table(struct cli *cli, const struct sk_rollout *rollout)
{
    const struct column columns[] = {
        {.title = "DATABASE"},
        {.title = "WAVE"},
        {.title = "STATE"},
        {.title = "VERSION"},
        {.title = "MIGRATIONS", .right = true},
        {.title = "TIME", .right = true},
        {.title = "PROBLEM", .wraps = true},
    };
    struct table *table = table_new(cli, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < rollout->n; i++) {
        const struct sk_rollout_database *d = &rollout->databases[i];
        const struct cell cells[] = {
            {.text = d->name, .style = STYLE_BOLD},
            {.text = d->wave},
            {.text = states[d->state].name, .style = states[d->state].style},
            {.text = d->current ? d->current : "base"},
            {.text = table_number(cli, (int64_t)d->migrations)},
            {.text = table_duration(cli, d->duration_ms)},
            {.text = d->problem.message},
        };
        table_row(table, cells);
    }
    table_end(table);
}

static void
sum_up(struct cli *cli, const struct sk_rollout *rollout)
{
    size_t counts[N_STATES] = {0};
    char *text = NULL;
    count(rollout, counts);
    for (size_t i = 0; i < N_STATES; i++)
        if (counts[i])
            text = cli_printf(cli, "%s%s%zu %s", text ? text : "", text ? ", " : "", counts[i], states[i].name);
    if (rollout->dry_run)
        cli_say(cli, STYLE_BOLD, "dry run:", " %s; nothing was written\n", text);
    else
        cli_say(cli, STYLE_PLAIN, "", "%s\n", text);
}

static enum sk_status
exec(struct cli *cli)
{
    const struct sk_rollout_options wanted = {
        .file = cli->set.file, .jobs = (size_t)cli->set.jobs, .pause_ms = cli->set.pause_ms};
    struct sk_rollout *rollout = NULL;
    if (cli->set.jobs > 64)
        return cli_error(cli, SK_EUSAGE, "Write a number from 1 to 64.", "so many --jobs are too many");
    enum sk_status status = skein_rollout(cli->skein, &wanted, &rollout, &cli->err);
    progress_clear(&cli->progress);
    if (!rollout)
        return status;
    if (cli->set.json) {
        json_write(as_json(rollout), &cli->out);
    } else if (!cli->set.quiet) {
        put_table(cli, rollout);
        sum_up(cli, rollout);
    }
    skein_free(rollout);
    return status;
}

const struct command cmd_rollout = {
    .name = "rollout",
    .group = GROUP_RUN,
    .usage = "",
    .summary = "apply pending migrations to many databases, in waves",
    .description =
        "Applies what is pending to the databases of a list, rollout.json in the project or --file,\n"
        "wave after wave: one as the canary, a share, the rest, unless the list says otherwise;\n"
        "within a wave several at once. Before anything is written, all are asked what is pending\n"
        "there and all is planned. After each wave, and after --pause, the list's checks are run on\n"
        "its databases. The first failure ends it: what is running comes to its end, no other is\n"
        "begun, and it is said which are done, failed and untouched. Once the cause is gone, the\n"
        "same command goes on with what is left. The databases may be of different engines.",
    .examples = "skein rollout --dry-run\twhat is pending where\n"
                "skein rollout --jobs 8 --pause 5m\teight at once, five minutes before a wave is verified\n"
                "skein rollout --file europe.json --json\tanother list; JSON",
    .options = RUN_OPTIONS | OPT(ALLOW_OUT_OF_ORDER) | OPT(FILE) | OPT(JOBS) | OPT(PAUSE),
    .exits = RUN_EXITS | EXIT_BIT(CLI_DIFFERENT),
    .needs_project = true,
    .exec = exec,
};
