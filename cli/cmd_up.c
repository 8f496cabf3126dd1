/* cli/cmd_up.c - skein up [TARGET]: run what is pending. */
#include "cli/command.h"
#include "cli/run.h"

static enum sk_status
exec(struct cli *cli)
{
    struct sk_run *run = NULL;
    enum sk_status status =
        skein_up(cli->skein, cli->n_args > 0 ? cli->args[0] : NULL, &run, &cli->err);
    return run_tell(cli, run, status);
}

const struct command cmd_up = {
    .name = "up",
    .aliases = {"upgrade", "migrate"},
    .group = GROUP_RUN,
    .usage = "[TARGET]",
    .summary = "apply pending migrations",
    .description = "Applies the pending migrations in their order, all of them or up to TARGET: a "
                   "version (which\n"
                   "is applied, too), \"head\", or +N for the next N. The whole run is planned and "
                   "checked before\n"
                   "the first statement is sent: what the engine cannot have is refused while the "
                   "database is\n"
                   "untouched. Nothing to do is success.",
    .examples = "skein up\tapply all that is pending\n"
                "skein up +1\tapply the next one\n"
                "skein up 000002 --dry-run\tplan and check, write nothing\n"
                "skein up --url sqlite:app.db\ton another database",
    .options = RUN_OPTIONS | OPT(ALLOW_OUT_OF_ORDER),
    .exits = RUN_EXITS,
    .max_args = 1,
    .needs_project = true,
    .exec = exec,
};
