/* cli/cmd_goto.c - skein goto VERSION: up or down, whichever leads there. */
#include "cli/command.h"
#include "cli/run.h"

static enum sk_status
exec(struct cli *cli)
{
    struct sk_run *run = NULL;
    enum sk_status status = skein_goto(cli->skein, cli->args[0], &run, &cli->err);
    return run_tell(cli, run, status);
}

const struct command cmd_goto = {
    .name = "goto",
    .group = GROUP_RUN,
    .usage = "VERSION",
    .summary = "go up or down to a version",
    .description =
        "Applies or takes back migrations, so that exactly those up to VERSION are applied.",
    .examples = "skein goto 000001\tbe at 000001\n"
                "skein goto 000001 --dry-run\tshow what that would do",
    .options = RUN_OPTIONS | OPT(ALLOW_OUT_OF_ORDER) | OPT(ALLOW_DATA_LOSS),
    .exits = RUN_EXITS,
    .min_args = 1,
    .max_args = 1,
    .needs_project = true,
    .exec = exec,
};
