/* cli/cmd_current.c - skein current: the version that the database is at. */
#include "cli/command.h"
#include "cli/json.h"

static enum sk_status
exec(struct cli *cli)
{
    struct sk_migrations *completed = NULL;
    enum sk_status status = skein_completed(cli->skein, &completed, &cli->err);
    if (status != SK_OK)
        return status;
    const struct sk_migration_info *last =
        completed->n > 0 ? &completed->items[completed->n - 1] : NULL;
    if (cli->set.json)
        json_write(json_pack("{s:o, s:o, s:o}", "current", json_text(last ? last->version : NULL),
                             "name", json_text(last ? last->name : NULL), "applied_at",
                             json_text(last ? last->applied_at : NULL)),
                   &cli->out);
    cli_say(cli, STYLE_PLAIN, "", "%s", last ? last->version : "base");
    if (last && cli->set.verbose)
        cli_say(cli, STYLE_PLAIN, "", " %s (%s)", last->name,
                last->applied_at ? last->applied_at : "?");
    cli_say(cli, STYLE_PLAIN, "", "\n");
    skein_free(completed);
    return SK_OK;
}

const struct command cmd_current = {
    .name = "current",
    .group = GROUP_LOOK,
    .usage = "",
    .summary = "show the version that the database is at",
    .description = "Prints the highest version that is applied, or \"base\" if none is. With "
                   "--verbose also its name\n"
                   "and when it was applied.",
    .examples = "skein current\tfor example 000002",
    .options = OPT(WAIT),
    .exits = EXIT_BIT(CLI_FAILED),
    .needs_project = true,
    .exec = exec,
};
