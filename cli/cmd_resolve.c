/* cli/cmd_resolve.c - skein resolve VERSION --stmt N: what has become of an interrupted statement. */
#include "cli/command.h"

static enum sk_status
exec(struct cli *cli)
{
    size_t statement = (size_t)cli->set.stmt;
    if (statement == 0)
        return cli_error(cli, SK_EUSAGE, "The message that asks for it names the statement.",
                         "\"resolve\" wants --stmt with the number of a statement");
    if (cli->set.done == cli->set.retry)
        return cli_error(cli, SK_EUSAGE, "--done: it has taken effect. --retry: it has not.",
                         "\"resolve\" wants --done or --retry");
    enum sk_status status = skein_resolve(cli->skein, cli->args[0], statement,
                                          cli->set.done ? SK_RESOLVE_DONE : SK_RESOLVE_RETRY, &cli->err);
    if (status != SK_OK)
        return status;
    cli_say(cli, STYLE_PLAIN, "", "statement %zu of migration %s %s\n", statement, cli->args[0],
            cli->set.done ? "counts as done" : "will run again");
    return SK_OK;
}

const struct command cmd_resolve = {
    .name = "resolve",
    .group = GROUP_RUN,
    .usage = "VERSION --stmt N --done|--retry",
    .summary = "say what has become of an interrupted statement",
    .description =
        "On MySQL and MariaDB, where statements commit one by one, a run that dies may leave a\n"
        "statement of which nobody can tell whether it took effect (CALL, for one). \"up\" then\n"
        "stops and shows it. Look at the database, then say --done, or --retry to have the next\n"
        "\"up\" run it again.",
    .examples = "skein resolve 000007 --stmt 3 --done\tthe third statement has taken effect",
    .options = OPT(STMT) | OPT(DONE) | OPT(RETRY) | OPT(LOCK_WAIT) | OPT(WAIT),
    .exits = EXIT_BIT(CLI_FAILED) | EXIT_BIT(CLI_LOCKED),
    .min_args = 1,
    .max_args = 1,
    .needs_project = true,
    .exec = exec,
};
