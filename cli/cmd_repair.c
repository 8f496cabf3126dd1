/* cli/cmd_repair.c - skein repair: bring the history in line with the files. */
#include "cli/amendments.h"
#include "cli/command.h"

static enum sk_status
exec(struct cli *cli)
{
    struct sk_amendments *amendments = NULL;
    enum sk_status status = skein_repair(cli->skein, &amendments, &cli->err);
    return amendments_tell(cli, amendments, "there is nothing to repair", status);
}

const struct command cmd_repair = {
    .name = "repair",
    .group = GROUP_DATABASE,
    .usage = "",
    .summary = "bring the history in line with the files",
    .description =
        "Accepts files that were edited after they had been applied, forgets migrations whose files\n"
        "are gone, and clears failed attempts of which nothing stands. Where the database's schema is\n"
        "not what the files then make, that is refused; --no-check does not look. No migration is run.",
    .examples = "skein repair --dry-run\tsay what would be done\n"
                "skein repair\tdo it",
    .options = OPT(DRY_RUN) | OPT(LOCK_WAIT) | OPT(WAIT) | OPT(NO_CHECK),
    .exits = EXIT_BIT(CLI_FAILED) | EXIT_BIT(CLI_REFUSED) | EXIT_BIT(CLI_LOCKED),
    .needs_project = true,
    .exec = exec,
};
