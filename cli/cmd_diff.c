/* cli/cmd_diff.c - skein diff, skein drift: what is not the same in two schemas. */
#include "cli/command.h"
#include "cli/difference.h"

static enum sk_status
exec_diff(struct cli *cli)
{
    struct sk_diff *diff = NULL;
    enum sk_status status = skein_diff(cli->skein, cli->args[0],
                                       cli->n_args > 1 ? cli->args[1] : NULL, &diff, &cli->err);
    return difference_tell(cli, diff, status);
}

static enum sk_status
exec_drift(struct cli *cli)
{
    struct sk_diff *diff = NULL;
    enum sk_status status = skein_drift(cli->skein, &diff, &cli->err);
    return difference_tell(cli, diff, status);
}

const struct command cmd_diff = {
    .name = "diff",
    .group = GROUP_LOOK,
    .usage = "A [B]",
    .summary = "compare two schemas",
    .description =
        "Compares two schemas: each is the URL of a database, a directory with migrations, or\n"
        "DIR@VERSION (@VERSION alone: this project). With one alone, the other is this project's\n"
        "database, or its migrations when A is a URL. What an engine has no other way to store is\n"
        "no difference. Exits with 6 when there is a difference.",
    .examples = "skein diff postgres://db/app sqlite:dev.db\ttwo databases\n"
                "skein diff .\tthe migrations and the database\n"
                "skein diff .@000003 .\twhat came after a version",
    .options = OPT(WAIT),
    .exits = EXIT_BIT(CLI_FAILED) | EXIT_BIT(CLI_REFUSED) | EXIT_BIT(CLI_DIFFERENT),
    .min_args = 1,
    .max_args = 2,
    .needs_project = true,
    .exec = exec_diff,
};

const struct command cmd_drift = {
    .name = "drift",
    .group = GROUP_LOOK,
    .usage = "",
    .summary = "compare the database with its applied migrations",
    .description =
        "Compares the database with what its applied migrations should have made (left: the\n"
        "migrations, right: the database), and shows what somebody has changed by hand. Exits with\n"
        "6 when there is a difference.",
    .examples = "skein drift\twhat differs\n"
                "skein drift --json\tfor programs",
    .options = OPT(WAIT),
    .exits = EXIT_BIT(CLI_FAILED) | EXIT_BIT(CLI_REFUSED) | EXIT_BIT(CLI_DIFFERENT),
    .needs_project = true,
    .exec = exec_drift,
};
