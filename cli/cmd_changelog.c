/* cli/cmd_changelog.c - skein changelog: what each migration does, and where it is applied. */
#include <string.h>

#include "cli/command.h"
#include "cli/target.h"

/* What is there already; a file that is not there says nothing. */
static const char *
previous(struct cli *cli)
{
    const char *path = cli->set.check ? cli->set.check : cli->set.output;
    struct source source;
    return path && source_read(&source, cli, path) == 0 ? source.text : NULL;
}

static enum sk_status
exec(struct cli *cli)
{
    char *text = NULL;
    enum sk_status status = target_options(cli);
    status = status ? status : skein_changelog(cli->skein, previous(cli), &text, &cli->err);
    status = status ? status : target_write(cli, text, strlen(text));
    skein_free(text);
    return status;
}

const struct command cmd_changelog = {
    .name = "changelog",
    .group = GROUP_LOOK,
    .usage = "",
    .summary = "write a changelog from headers and histories",
    .description = "Lists the migrations, newest first: what their headers say, in which "
                   "environments of\n"
                   "environments.json they are applied, whether there is a way back, and what went "
                   "wrong. What the\n"
                   "file that is there (--output, --check) says of an environment that does not "
                   "answer is kept. With\n"
                   "--url, or a variable for it, only that database is asked.",
    .examples = "skein changelog --output CHANGELOG.md\tinto a file\n"
                "skein changelog --check CHANGELOG.md\texit 6 if the file is out of date",
    .options = TARGET_OPTIONS | OPT(WAIT),
    .exits = EXIT_BIT(CLI_FAILED) | TARGET_EXITS,
    .needs_project = true,
    .exec = exec,
};
