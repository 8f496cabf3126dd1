/* cli/cmd_down.c - skein down [N|TARGET|base]: take migrations back. */
#include "cli/command.h"
#include "cli/run.h"

static enum sk_status
exec(struct cli *cli)
{
    struct sk_run *run = NULL;
    enum sk_status status =
        skein_down(cli->skein, cli->n_args > 0 ? cli->args[0] : NULL, &run, &cli->err);
    return run_tell(cli, run, status);
}

const struct command cmd_down = {
    .name = "down",
    .aliases = {"downgrade", "rollback"},
    .group = GROUP_RUN,
    .usage = "[N|TARGET|base]",
    .summary = "take back applied migrations",
    .description = "Takes back the last applied migration, the last N (N or -N), all down to "
                   "TARGET (a version,\n"
                   "which stays applied), or all (\"base\").\n\n"
                   "A migration without a down file is taken back by what can be derived from its up\n"
                   "file. Where that loses data, or gives none back, it wants --allow-data-loss.",
    .examples = "skein down\ttake back the last one\n"
                "skein down -2\ttake back the last two\n"
                "skein down 000001\tgo back to 000001\n"
                "skein down base\ttake back all",
    .options = RUN_OPTIONS | OPT(ALLOW_DATA_LOSS),
    .exits = RUN_EXITS,
    .max_args = 1,
    .needs_project = true,
    .exec = exec,
};
