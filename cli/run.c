/* cli/run.c - see run.h. */
#include "cli/run.h"

#include "cli/json.h"

static json_t *
as_json(const struct cli *cli, const struct sk_run *run)
{
    json_t *steps = json_array();
    for (size_t i = 0; i < run->successful; i++) {
        const struct sk_run_step *step = &run->steps[i];
        json_array_append_new(
            steps, json_pack("{s:o, s:o, s:s, s:o}", "version", json_text(step->version), "name",
                             json_text(step->name), "direction", step->down ? "down" : "up",
                             "duration_ms", json_count(step->duration_ms)));
    }
    return json_pack("{s:b, s:I, s:I, s:o, s:o}", "dry_run", (int)cli->set.lib.dry_run,
                     "successful", (json_int_t)run->successful, "failed", (json_int_t)run->failed,
                     "current", json_text(run->current), "steps", steps);
}

/* A dry run did nothing that could have been told while it happened. */
static void
list_steps(struct cli *cli, const struct sk_run *run)
{
    for (size_t i = 0; i < run->successful; i++) {
        const struct sk_run_step *step = &run->steps[i];
        cli_say(cli, STYLE_CYAN, step->down ? "would revert" : "would apply", " %s %s\n",
                step->version, step->name);
    }
}

static const char *
position(const struct sk_run *run)
{
    return run->current ? run->current : "base";
}

static void
sum_up(struct cli *cli, const struct sk_run *run)
{
    size_t down = 0;
    for (size_t i = 0; i < run->successful; i++)
        down += run->steps[i].down;
    size_t up = run->successful - down;
    char *text = cli_strdup(cli, "");
    if (down > 0)
        text = cli_printf(cli, "%zu reverted, ", down);
    if (up > 0)
        text = cli_printf(cli, "%s%zu applied, ", text, up);
    if (run->failed > 0)
        text = cli_printf(cli, "%s%zu failed, ", text, run->failed);
    if (!*text)
        text = cli_strdup(cli, "nothing to do, ");
    if (cli->set.lib.dry_run && run->successful > 0)
        cli_say(cli, STYLE_BOLD, "dry run:", " %snothing was written\n", text);
    else
        cli_say(cli, STYLE_PLAIN, "", "%s%s %s\n", text, run->successful > 0 ? "now at" : "at",
                position(run));
}

enum sk_status
run_tell(struct cli *cli, struct sk_run *run, enum sk_status status)
{
    bool began = run && (status == SK_OK || run->successful + run->failed > 0);
    progress_clear(&cli->progress);
    if (run && cli->set.json) {
        json_write(as_json(cli, run), &cli->out);
    } else if (began) {
        if (cli->set.lib.dry_run)
            list_steps(cli, run);
        sum_up(cli, run);
    }
    skein_free(run);
    return status;
}
