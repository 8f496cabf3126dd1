/* cli/cmd_init.c - skein init: create the history tables. */
#include "cli/command.h"
#include "cli/json.h"

static enum sk_status
exec(struct cli *cli)
{
    enum sk_status status = skein_init(cli->skein, &cli->err);
    if (status != SK_OK)
        return status;
    if (cli->set.json)
        json_write(json_pack("{s:b, s:b}", "dry_run", (int)cli->set.lib.dry_run, "initialised", 1),
                   &cli->out);
    cli_say(cli, STYLE_PLAIN, "", "%s\n",
            cli->set.lib.dry_run ? "dry run: the history tables can be created"
                                 : "the history tables are in place");
    return SK_OK;
}

const struct command cmd_init = {
    .name = "init",
    .group = GROUP_DATABASE,
    .usage = "",
    .summary = "create the history tables",
    .description = "Creates the tables in which skein notes what is applied, if they are not "
                   "there. \"up\" does so\n"
                   "by itself; init is for a user who may create tables where the one that runs "
                   "\"up\" may not.",
    .examples = "skein init\tcreate schema_migrations and its log",
    .options = OPT(DRY_RUN) | OPT(LOCK_WAIT) | OPT(DDL_LOCK_TIMEOUT) | OPT(WAIT),
    .exits = EXIT_BIT(CLI_FAILED) | EXIT_BIT(CLI_LOCKED),
    .needs_project = true,
    .exec = exec,
};
