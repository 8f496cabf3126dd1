/* cli/help.c - see help.h. */
#include "cli/help.h"

#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/json.h"

static const struct {
    enum cli_exit code;
    const char *meaning;
} exits[] = {
    {CLI_DONE, "done; nothing to do is done, too"},
    {CLI_FAILED, "a migration or the database failed"},
    {CLI_USAGE, "wrong usage or configuration, a file that cannot be read or written"},
    {CLI_REFUSED, "refused before anything ran"},
    {CLI_PENDING, "migrations are pending (--exit-code)"},
    {CLI_LOCKED, "another run holds the lock"},
    {CLI_DIFFERENT, "a difference was found"},
    {CLI_INTERRUPTED, "interrupted"},
};

static const char *const group_titles[GROUP_COUNT] = {
    [GROUP_RUN] = "Run migrations",
    [GROUP_LOOK] = "Look",
    [GROUP_WRITE] = "Write migrations",
    [GROUP_DATABASE] = "Databases",
};

static void
title(const struct terminal *to, const char *text)
{
    fprintf(to->stream, "\n%s%s%s\n", terminal_on(to, STYLE_BOLD), text,
            terminal_off(to, STYLE_BOLD));
}

/* Two columns; where the left one is too long, the right one follows on the next line. */
static void
pair(const struct terminal *to, int width, const char *left, const char *right)
{
    if ((int)strlen(left) > width)
        fprintf(to->stream, "  %s\n  %*s  %s\n", left, width, "", right);
    else
        fprintf(to->stream, "  %-*s  %s\n", width, left, right);
}

/* ---- as text
 * --------------------------------------------------------------------------------------------------
 */

static void
put_options(struct cli *cli, const char *heading, option_set set)
{
    if (!set)
        return;
    title(&cli->out, heading);
    for (int id = 0; id < OPTION_COUNT; id++) {
        const struct option *option = &options[id];
        if (!(set & OPT_BIT(id)))
            continue;
        char letter[] = {'-', option->letter, ',', ' ', '\0'};
        char *left = cli_printf(cli, "%s--%s%s%s", option->letter ? letter : "    ", option->name,
                                option->value ? " " : "", option->value ? option->value : "");
        pair(&cli->out, 27, left, option->help);
    }
}

static void
put_exits(struct cli *cli, unsigned wanted)
{
    title(&cli->out, "Exit codes");
    for (size_t i = 0; i < sizeof exits / sizeof *exits; i++) {
        bool always = exits[i].code == CLI_DONE || exits[i].code == CLI_USAGE;
        bool is_130 = exits[i].code == CLI_INTERRUPTED;
        if (always || (is_130 ? wanted & EXIT_BIT(CLI_FAILED) : wanted & EXIT_BIT(exits[i].code)))
            pair(&cli->out, 3, cli_printf(cli, "%d", (int)exits[i].code), exits[i].meaning);
    }
}

static void
put_examples(struct cli *cli, const char *examples)
{
    title(&cli->out, "Examples");
    for (const char *line = examples; *line;) {
        size_t len = strcspn(line, "\n"), left = strcspn(line, "\t");
        pair(&cli->out, 42, cli_printf(cli, "%.*s", (int)left, line),
             cli_printf(cli, "%.*s", (int)(len - left - 1), line + left + 1));
        line += len + (line[len] == '\n');
    }
}

static void
put_group(struct cli *cli, enum command_group group)
{
    title(&cli->out, group_titles[group]);
    for (size_t i = 0; commands[i]; i++) {
        if (commands[i]->group != group)
            continue;
        char *left = cli_printf(cli, "%s%s%s", commands[i]->name, *commands[i]->usage ? " " : "",
                                commands[i]->usage);
        pair(&cli->out, 27, left, commands[i]->summary);
    }
}

static void
put_command(struct cli *cli, const struct command *command)
{
    FILE *to = cli->out.stream;
    fprintf(to, "skein %s - %s\n", command->name, command->summary);
    title(&cli->out, "Usage");
    fprintf(to, "  skein %s%s%s [OPTION]...\n", command->name, *command->usage ? " " : "",
            command->usage);
    for (size_t i = 0; command->aliases[i]; i++)
        fprintf(to, "%s%s", i == 0 ? "\nAlso called: " : ", ", command->aliases[i]);
    fputs(command->aliases[0] ? "\n" : "", to);
    fprintf(to, "\n%s\n", command->description);
    put_options(cli, "Options", command->options);
    put_options(cli, "Options of every command", GLOBAL_OPTIONS);
    put_examples(cli, command->examples);
    put_exits(cli, command->exits);
}

static void
put_overview(struct cli *cli)
{
    fprintf(cli->out.stream, "skein - one set of SQL migrations on every engine a team uses\n");
    title(&cli->out, "Usage");
    fprintf(cli->out.stream, "  skein [OPTION]... COMMAND [ARGUMENT]...\n");
    for (enum command_group group = 0; group < GROUP_COUNT; group++)
        put_group(cli, group);
    put_options(cli, "Options of every command", GLOBAL_OPTIONS);
    fprintf(cli->out.stream,
            "\nOptions may stand before or after the command. Each can be set by a variable: "
            "SKEIN_LOCK_WAIT\n"
            "is --lock-wait. The database is --url, SKEIN_URL or DATABASE_URL; with none, "
            "sqlite:skein.db.\n"
            "\"skein help COMMAND\" says more about one command, skein(1) about all.\n");
}

/* ---- as JSON
 * --------------------------------------------------------------------------------------------------
 */

static json_t *
options_json(struct cli *cli, option_set set)
{
    json_t *array = json_array();
    for (int id = 0; id < OPTION_COUNT; id++) {
        const struct option *option = &options[id];
        if (!(set & OPT_BIT(id)))
            continue;
        char *variable = option->no_variable ? NULL : option_variable(cli, option);
        json_array_append_new(
            array, json_pack("{s:s, s:o, s:o, s:s, s:o}", "name", option->name, "letter",
                             option->letter ? json_stringn(&option->letter, 1) : json_null(),
                             "value", json_text(option->value), "help", option->help, "variable",
                             json_text(variable)));
    }
    return array;
}

static json_t *
command_json(struct cli *cli, const struct command *command)
{
    size_t n = 0;
    while (command->aliases[n])
        n++;
    return json_pack("{s:s, s:o, s:s, s:s, s:s, s:o}", "name", command->name, "aliases",
                     json_texts(command->aliases, n), "usage", command->usage, "summary",
                     command->summary, "description", command->description, "options",
                     options_json(cli, command->options));
}

static json_t *
overview_json(struct cli *cli)
{
    json_t *array = json_array();
    for (size_t i = 0; commands[i]; i++)
        json_array_append_new(array, command_json(cli, commands[i]));
    return json_pack("{s:o, s:o}", "commands", array, "options", options_json(cli, GLOBAL_OPTIONS));
}

/* ---- the command
 * ---------------------------------------------------------------------------------------------- */

enum sk_status
help_version(struct cli *cli)
{
    if (cli->set.json)
        json_write(json_pack("{s:s}", "version", skein_version()), &cli->out);
    else
        fprintf(cli->out.stream, "skein %s\n", skein_version());
    return SK_OK;
}

enum sk_status
help_overview(struct cli *cli)
{
    if (cli->set.json)
        json_write(overview_json(cli), &cli->out);
    else
        put_overview(cli);
    return SK_OK;
}

enum sk_status
help_command(struct cli *cli, const struct command *command)
{
    if (cli->set.json)
        json_write(command_json(cli, command), &cli->out);
    else
        put_command(cli, command);
    return SK_OK;
}
