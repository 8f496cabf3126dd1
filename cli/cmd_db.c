/* cli/cmd_db.c - skein db create|drop|reset|setup|wait: the database as a whole. */
#include <string.h>

#include "cli/command.h"
#include "cli/json.h"
#include "cli/run.h"

static const struct {
    const char *name;
    enum sk_db_action action;
    const char *done, *would;
} actions[] = {
    {"create", SK_DB_CREATE, "the database is there",
     "dry run: the database would be created if it is not there"},
    {"drop", SK_DB_DROP, "the database is gone", "dry run: the database would be dropped"},
    {"reset", SK_DB_RESET, "the database is empty", "dry run: the database would be emptied"},
    {"wait", SK_DB_WAIT, "the server answers", "the server answers"},
};

static enum sk_status
setup(struct cli *cli)
{
    struct sk_amendments *counted = NULL;
    struct sk_run *run = NULL;
    enum sk_status status = skein_setup(cli->skein, &counted, &run, &cli->err);
    if (counted && counted->n > 0 && !cli->set.json)
        cli_say(cli, STYLE_PLAIN, "", "schema.sql stands for %s to %s\n", counted->items[0].version,
                counted->items[counted->n - 1].version);
    skein_free(counted);
    if (status == SK_OK && cli->set.lib.dry_run)
        cli_say(cli, STYLE_PLAIN, "", "dry run: the database would be created and set up\n");
    return run_tell(cli, run, status);
}

static enum sk_status
exec(struct cli *cli)
{
    if (strcmp(cli->args[0], "setup") == 0)
        return setup(cli);
    size_t i = 0, n = sizeof actions / sizeof *actions;
    while (i < n && strcmp(actions[i].name, cli->args[0]) != 0)
        i++;
    if (i == n)
        return cli_error(cli, SK_EUSAGE, "Write db create, db drop, db reset, db setup or db wait.",
                         "\"db\" cannot \"%s\"", cli->args[0]);
    enum sk_status status = skein_db(cli->skein, actions[i].action, &cli->err);
    if (status != SK_OK)
        return status;
    progress_clear(&cli->progress);
    if (cli->set.json)
        json_write(json_pack("{s:b, s:s}", "dry_run", (int)cli->set.lib.dry_run, "action",
                             actions[i].name),
                   &cli->out);
    cli_say(cli, STYLE_PLAIN, "", "%s\n",
            cli->set.lib.dry_run ? actions[i].would : actions[i].done);
    return SK_OK;
}

const struct command cmd_db = {
    .name = "db",
    .group = GROUP_DATABASE,
    .usage = "create|drop|reset|setup|wait",
    .summary = "create, drop, empty or set up the database, or wait for it",
    .description = "create  creates the database that the URL names, if it is not there\n"
                   "drop    drops it, if it is there\n"
                   "reset   empties it: afterwards it is as if just created\n"
                   "setup   creates it, takes its schema from schema.sql if there is one and counts the\n"
                   "        migrations that it stands for as applied, and runs what is pending\n"
                   "wait    waits until its server answers, a minute or as long as --wait says\n"
                   "\n"
                   "Dropping and emptying a database that is there want --allow-data-loss.",
    .examples = "skein db create\tcreate the database\n"
                "skein db wait --wait 30s\twait for the server to come up\n"
                "skein db setup\ta fresh install\n"
                "skein db reset --allow-data-loss\tbegin again",
    .options = OPT(DRY_RUN) | OPT(WAIT) | OPT(ALLOW_DATA_LOSS),
    .exits = EXIT_BIT(CLI_FAILED) | EXIT_BIT(CLI_REFUSED) | EXIT_BIT(CLI_LOCKED),
    .min_args = 1,
    .max_args = 1,
    .needs_project = true,
    .exec = exec,
};
