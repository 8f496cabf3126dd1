/* cli/cmd_schema.c - skein schema [VERSION]: the schema that the migrations make. */
#include <string.h>

#include "cli/command.h"

static const char *const formats[] = {"sql", "json", NULL};

static enum sk_status
exec(struct cli *cli)
{
    const char *format = cli->set.format ? cli->set.format : cli->set.json ? "json" : "sql";
    char *text = NULL;
    enum sk_status status = option_choice(cli, OPTION_FORMAT, format, formats);
    if (status == SK_OK)
        status = skein_schema(cli->skein, cli->n_args > 0 ? cli->args[0] : NULL, format, &text,
                              &cli->err);
    if (status != SK_OK)
        return status;
    size_t len = strlen(text);
    fputs(text, cli->out.stream);
    if (len > 0 && text[len - 1] != '\n')
        fputc('\n', cli->out.stream);
    skein_free(text);
    return SK_OK;
}

const struct command cmd_schema = {
    .name = "schema",
    .group = GROUP_LOOK,
    .usage = "[VERSION]",
    .summary = "print the schema that the migrations make",
    .description =
        "Prints the schema after all migrations, or after VERSION, as PostgreSQL's SQL or as JSON\n"
        "(--format sql, json). It is read from the files: no database is needed.",
    .examples = "skein schema\tCREATE statements\n"
                "skein schema 000001 --format json\tthe first version, for programs",
    .formats = formats,
    .options = OPT(FORMAT),
    .exits = EXIT_BIT(CLI_REFUSED),
    .max_args = 1,
    .needs_project = true,
    .exec = exec,
};
