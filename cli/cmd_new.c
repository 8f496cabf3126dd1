/* cli/cmd_new.c - skein new NAME: the files of a new migration. */
#include "cli/command.h"
#include "cli/json.h"

static enum sk_status
exec(struct cli *cli)
{
    struct sk_created *created = NULL;
    enum sk_status status = option_choice(cli, OPTION_TYPE, cli->set.type, options[OPTION_TYPE].choices);
    if (status == SK_OK)
        status = skein_new(cli->skein, cli->args[0], cli->set.type, &created, &cli->err);
    if (status != SK_OK)
        return status;
    if (cli->set.json)
        json_write(json_pack("{s:b, s:o}", "dry_run", (int)cli->set.lib.dry_run, "files",
                             json_texts(created->files, created->n)),
                   &cli->out);
    for (size_t i = 0; i < created->n; i++)
        cli_say(cli, STYLE_GREEN, cli->set.lib.dry_run ? "would create" : "created", " %s\n",
                created->files[i]);
    skein_free(created);
    return SK_OK;
}

const struct command cmd_new = {
    .name = "new",
    .group = GROUP_WRITE,
    .usage = "NAME",
    .summary = "write the files of a new migration",
    .description =
        "Writes the files of a new migration, numbered after the last one and named as the "
        "project\n"
        "names its files, empty or from the template of a type. No file is ever overwritten.",
    .examples = "skein new add_user_preferences\tan empty migration\n"
                "skein new create_orders --type table\tfrom the template for tables",
    .options = OPT(TYPE) | OPT(DRY_RUN),
    .min_args = 1,
    .max_args = 1,
    .needs_project = true,
    .exec = exec,
};
