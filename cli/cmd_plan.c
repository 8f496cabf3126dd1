/* cli/cmd_plan.c - skein plan [up|down] [TARGET]: the SQL that would be sent. */
#include <string.h>

#include "cli/command.h"
#include "cli/difference.h"
#include "cli/plan.h"

/* What a down that nobody wrote is worth, and whether the schema is afterwards what it was. */
static void
put_verdict(struct cli *cli, const struct sk_plan_step *step)
{
    FILE *to = cli->out.stream;
    if (step->derived) {
        fprintf(to, "-- derived: %s", step->derived);
        if (step->why) {
            fputs(": ", to);
            plan_put_comment(cli, step->why);
        }
        fputc('\n', to);
    }
    for (size_t i = 0; step->differs && i < step->differs->n; i++) {
        const struct sk_difference *d = &step->differs->items[i];
        fprintf(to, "%s-- not as it was: %s ", terminal_on(&cli->out, STYLE_YELLOW), d->object);
        plan_put_comment(cli, difference_name(cli, d));
        fprintf(to, " %s%s\n", d->kind, terminal_off(&cli->out, STYLE_YELLOW));
    }
}

static void
put_step(struct cli *cli, const struct sk_plan_step *step)
{
    FILE *to = cli->out.stream;
    fprintf(to, "\n%s-- ", terminal_on(&cli->out, STYLE_BOLD));
    plan_put_comment(cli, step->version);
    fputc(' ', to);
    plan_put_comment(cli, step->name);
    fprintf(to, "%s\n%s-- %s", terminal_off(&cli->out, STYLE_BOLD),
            terminal_on(&cli->out, STYLE_DIM), step->down ? "down" : "up");
    if (step->file) {
        fputs(", ", to);
        plan_put_comment(cli, step->file);
    }
    fprintf(to, ", %s", step->transactional ? "in one transaction" : "statement by statement");
    if (step->risk)
        fprintf(to, ", risk %s", step->risk);
    fprintf(to, "%s\n", terminal_off(&cli->out, STYLE_DIM));
    put_verdict(cli, step);
    for (size_t i = 0; i < step->n; i++)
        plan_put_statement(cli, &step->statements[i]);
}

static void
put_plan(struct cli *cli, const struct sk_plan *plan)
{
    if (plan->n == 0)
        fprintf(cli->out.stream, "-- %s: nothing to do\n", plan->dialect);
    else
        fprintf(cli->out.stream, "-- %s: %zu migration%s\n", plan->dialect, plan->n,
                plan->n == 1 ? "" : "s");
    for (size_t i = 0; i < plan->n; i++)
        put_step(cli, &plan->steps[i]);
}

static enum sk_status
exec(struct cli *cli)
{
    bool down = cli->n_args > 0 && strcmp(cli->args[0], "down") == 0;
    bool named = down || (cli->n_args > 0 && strcmp(cli->args[0], "up") == 0);
    const char *target = cli->n_args > (size_t)named ? cli->args[named] : NULL;
    if (!named && cli->n_args > 1)
        return cli_error(cli, SK_EUSAGE, "Write plan, plan up or plan down, and a target.",
                         "\"plan\" does not know \"%s\"", cli->args[0]);
    struct sk_plan *plan = NULL;
    enum sk_status status = skein_plan(cli->skein, down, target, &plan, &cli->err);
    if (status != SK_OK)
        return status;
    progress_clear(&cli->progress);
    if (cli->set.json)
        json_write(plan_json(plan), &cli->out);
    else if (cli->set.lib.report)
        plan_put_report(cli, plan);
    else
        put_plan(cli, plan);
    if (plan->refused > 0)
        cli->exit = CLI_REFUSED;
    skein_free(plan);
    return SK_OK;
}

const struct command cmd_plan = {
    .name = "plan",
    .group = GROUP_RUN,
    .usage = "[up|down] [TARGET]",
    .summary = "show the SQL that would be sent",
    .description =
        "Prints, migration by migration, the statements that up (or down) would send, with a "
        "comment\n"
        "where something is emulated on this engine, or noted and left out, and how risky each\n"
        "migration is. Nothing is run. With --dialect no database is needed: the plan is then "
        "that\n"
        "of an empty one.\n\n"
        "A migration without a down file is taken back by statements derived from its up file:\n"
        "lossless, structure only (data are lost), or impossible. Every down is checked: what would\n"
        "not be as it was before the migration is shown.\n\n"
        "--report lists all statements with their outcome instead: exact, emulated, noted or refused,\n"
        "and why. It goes on after what is refused, and then ends with 3.",
    .examples = "skein plan\twhat \"skein up\" would send\n"
                "skein plan down base\twhat \"skein down base\" would send\n"
                "skein plan --dialect mysql --report\twhat becomes of each statement on MySQL\n"
                "skein plan --dialect sqlite\tthe whole project, without a database",
    .options = OPT(DIALECT) | OPT(WAIT) | OPT(ALLOW_OUT_OF_ORDER) | OPT(REPORT),
    .exits = EXIT_BIT(CLI_FAILED) | EXIT_BIT(CLI_REFUSED),
    .max_args = 2,
    .needs_project = true,
    .offline = true,
    .exec = exec,
};
