/* cli/cmd_completion.c - skein completion SHELL. */
#include "cli/command.h"
#include "cli/completion.h"

static enum sk_status
exec(struct cli *cli)
{
    return completion_write(cli, cli->args[0]);
}

const struct command cmd_completion = {
    .name = "completion",
    .group = GROUP_LOOK,
    .usage = "bash|zsh|fish",
    .summary = "write a shell's completion script",
    .description =
        "Writes the script that makes a shell complete skein's commands, options and their\n"
        "values. `make install` and the packages put it where each shell looks.",
    .examples = ". <(skein completion bash)\tfor this bash\n"
                "skein completion fish | source\tfor this fish",
    .min_args = 1,
    .max_args = 1,
    .exec = exec,
};
