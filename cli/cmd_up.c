/* cli/cmd_up.c - skein up [TARGET]: run what is pending. */
#include "cli/command.h"
#include "cli/run.h"

static enum sk_status
exec(struct cli *cli)
{
    struct sk_run *run = NULL;
    const char *target = cli->n_args > 0 ? cli->args[0] : NULL;
    if (target && cli->set.only)
        return cli_error(cli, SK_EUSAGE, "Name one migration with --only, or the last of several.",
                         "\"up\" takes a target or --only, not both");
    enum sk_status status = cli->set.only ? skein_apply(cli->skein, cli->set.only, &run, &cli->err)
                                          : skein_up(cli->skein, target, &run, &cli->err);
    return run_tell(cli, run, status);
}

const struct command cmd_up = {
    .name = "up",
    .aliases = {"upgrade", "migrate"},
    .group = GROUP_RUN,
    .usage = "[TARGET]",
    .summary = "apply pending migrations",
    .description = "Applies the pending migrations in their order, all of them or up to TARGET: a "
                   "version (which\n"
                   "is applied, too), \"head\", or +N for the next N. The whole run is planned and "
                   "checked before\n"
                   "the first statement is sent: what the engine cannot have is refused while the "
                   "database is\n"
                   "untouched. Nothing to do is success.\n\n"
                   "--only applies one migration, by its version or the name of its file. One that comes\n"
                   "before it and is pending is left out with --allow-out-of-order alone.",
    .examples = "skein up\tapply all that is pending\n"
                "skein up +1\tapply the next one\n"
                "skein up --only 004_add_user_preferences.sql\tapply this file\n"
                "skein up 000002 --dry-run\tplan and check, write nothing\n"
                "skein up --url sqlite:app.db\ton another database",
    .options = RUN_OPTIONS | OPT(ALLOW_OUT_OF_ORDER) | OPT(ONLY),
    .exits = RUN_EXITS,
    .max_args = 1,
    .needs_project = true,
    .exec = exec,
};
