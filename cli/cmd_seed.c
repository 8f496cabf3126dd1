/* cli/cmd_seed.c - skein seed: run the project's seed files. */
#include "cli/command.h"
#include "cli/json.h"

static enum sk_status
exec(struct cli *cli)
{
    size_t n = 0;
    enum sk_status status = skein_seed(cli->skein, &n, &cli->err);
    if (status != SK_OK)
        return status;
    progress_clear(&cli->progress);
    if (cli->set.json)
        json_write(json_pack("{s:b, s:I}", "dry_run", (int)cli->set.lib.dry_run, "statements",
                             (json_int_t)n),
                   &cli->out);
    if (cli->set.lib.dry_run)
        cli_say(cli, STYLE_BOLD, "dry run:", " the seed files can be run, nothing was written\n");
    else
        cli_say(cli, STYLE_PLAIN, "", "%zu statement%s run\n", n, n == 1 ? "" : "s");
    return SK_OK;
}

const struct command cmd_seed = {
    .name = "seed",
    .group = GROUP_DATABASE,
    .usage = "",
    .summary = "run the seed files of the environment",
    .description =
        "Runs the project's seed files, each in a transaction: those of seeds/, and then those of\n"
        "seeds/ENVIRONMENT/; or those that environments.json names. --basic runs those of seeds/ alone.",
    .examples = "skein seed\tthe project's seeds, and those of the default environment\n"
                "skein --env staging seed\tthose of an environment\n"
                "skein seed --basic\twhat every environment has",
    .options = OPT(DRY_RUN) | OPT(WAIT) | OPT(BASIC),
    .exits = EXIT_BIT(CLI_FAILED) | EXIT_BIT(CLI_REFUSED),
    .needs_project = true,
    .exec = exec,
};
