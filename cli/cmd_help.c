/* cli/cmd_help.c - skein help [COMMAND]. */
#include "cli/command.h"
#include "cli/help.h"

static enum sk_status
exec(struct cli *cli)
{
    if (cli->n_args == 0)
        return help_overview(cli);
    const struct command *command = command_find(cli->args[0]);
    return command ? help_command(cli, command) : command_unknown(cli, cli->args[0]);
}

const struct command cmd_help = {
    .name = "help",
    .group = GROUP_LOOK,
    .usage = "[COMMAND]",
    .summary = "show help",
    .description =
        "Lists the commands, or describes one: its usage, options, examples and exit codes.\n"
        "\"skein COMMAND --help\" is the same.",
    .examples = "skein help\tall commands\n"
                "skein help up\tone command",
    .max_args = 1,
    .exec = exec,
};
