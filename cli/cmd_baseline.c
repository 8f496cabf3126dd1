/* cli/cmd_baseline.c - skein baseline VERSION: count migrations as applied without running them. */
#include "cli/amendments.h"
#include "cli/command.h"

static enum sk_status
exec(struct cli *cli)
{
    struct sk_amendments *amendments = NULL;
    enum sk_status status = skein_baseline(cli->skein, cli->args[0], &amendments, &cli->err);
    return amendments_tell(cli, amendments, "they are all applied", status);
}

const struct command cmd_baseline = {
    .name = "baseline",
    .group = GROUP_DATABASE,
    .usage = "VERSION",
    .summary = "count migrations as applied without running them",
    .description =
        "Takes a database that was made by other means under skein's care: the migrations up to\n"
        "VERSION (\"head\": all) count as applied, none of them is run. Where the database's schema is\n"
        "not what they make, that is refused; --no-check does not look.",
    .examples = "skein baseline 000012\tthe database is what 000001 to 000012 make\n"
                "skein baseline head --dry-run\tcompare, write nothing",
    .options = OPT(DRY_RUN) | OPT(LOCK_WAIT) | OPT(WAIT) | OPT(NO_CHECK),
    .exits = EXIT_BIT(CLI_FAILED) | EXIT_BIT(CLI_REFUSED) | EXIT_BIT(CLI_LOCKED),
    .min_args = 1,
    .max_args = 1,
    .needs_project = true,
    .exec = exec,
};
