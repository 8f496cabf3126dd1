/* cli/cmd_redo.c - skein redo: the last migration down and up again. */
#include "cli/command.h"
#include "cli/run.h"

static enum sk_status
exec(struct cli *cli)
{
    struct sk_run *run = NULL;
    enum sk_status status = skein_redo(cli->skein, &run, &cli->err);
    return run_tell(cli, run, status);
}

const struct command cmd_redo = {
    .name = "redo",
    .group = GROUP_RUN,
    .usage = "",
    .summary = "take the last migration back and apply it again",
    .description =
        "Takes back the last applied migration and applies it again, as its files are now: for\n"
        "working on a migration that has not left the house.",
    .examples = "skein redo\tthe last one, down and up",
    .options = RUN_OPTIONS | OPT(ALLOW_DATA_LOSS),
    .exits = RUN_EXITS,
    .needs_project = true,
    .exec = exec,
};
