/*
 * cli/arguments.c - see arguments.h. popt takes the words apart; whether the command at hand takes
 * an option is decided after all of them have been seen, so that options may stand before the
 * command or after it.
 */
#include "cli/arguments.h"

#include <popt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/redact.h"
#include "cli/suggest.h"

/* "-2" is a target, not an option. popt takes every word with a dash for one, so that dash is
 * hidden behind a byte that no argument begins with. */
#define HIDDEN '\x1f'

static bool
is_negative_number(const char *word)
{
    return word[0] == '-' && word[1] && word[1 + strspn(word + 1, "0123456789")] == '\0';
}

static const char *
shown(const char *word)
{
    return *word == HIDDEN ? word + 1 : word;
}

static poptContext
context(struct cli *cli, int argc, char **argv)
{
    struct poptOption *table = cli_alloc(cli, (OPTION_COUNT + 1) * sizeof *table);
    const char **words = cli_alloc(cli, ((size_t)argc + 1) * sizeof *words);
    for (int i = 0; i < OPTION_COUNT; i++) {
        table[i].longName = options[i].name;
        table[i].shortName = options[i].letter;
        table[i].argInfo = options[i].kind == KIND_FLAG ? POPT_ARG_NONE : POPT_ARG_STRING;
        table[i].val = i + 1;
    }
    for (int i = 0; i < argc; i++) {
        bool hide = i > 0 && is_negative_number(argv[i]);
        words[i] = hide ? cli_printf(cli, "%c%s", HIDDEN, argv[i]) : cli_strdup(cli, argv[i]);
    }
    return poptGetContext("skein", argc, words, table, 0);
}

static void
bad_option(struct cli *cli, int code, const char *typed)
{
    /* What follows '=' may be a secret in the wrong place. */
    char *name = cli_printf(cli, "%.*s", (int)strcspn(typed, "="), typed);
    struct suggestion best = SUGGESTION_NONE;
    if (code == POPT_ERROR_NOARG) {
        cli_error(cli, SK_EUSAGE, NULL, "\"%s\" wants a value", name);
        return;
    }
    if (code == POPT_ERROR_UNWANTEDARG) {
        cli_error(cli, SK_EUSAGE, NULL, "\"%s\" takes no value", name);
        return;
    }
    for (size_t i = 0; i < OPTION_COUNT && strncmp(name, "--", 2) == 0; i++)
        suggest(&best, options[i].name, name + 2);
    cli_error(cli, SK_EUSAGE,
              best.word ? cli_printf(cli, "Did you mean \"--%s\"?", best.word)
                        : "\"skein help\" lists the options.",
              "unknown option \"%s\"", name);
}

/* Fill `given` (an option given twice: the last wins) and the words that are left. Reading goes on
 * after a mistake, because --json may follow; the first is the one that is reported. */
static void
take_apart(struct cli *cli, const char **given, poptContext popt)
{
    for (int code; (code = poptGetNextOpt(popt)) != -1;) {
        char *value = code > 0 ? poptGetOptArg(popt) : NULL;
        if (code > 0)
            given[code - 1] = value ? cli_strdup(cli, shown(value)) : "true";
        else
            bad_option(cli, code, poptBadOption(popt, POPT_BADOPTION_NOALIAS));
        free(value);
    }
    const char **words = poptGetArgs(popt);
    for (size_t i = 0; words && words[i]; i++) {
        cli->args = cli_resize(cli, cli->args, (cli->n_args + 1) * sizeof *cli->args);
        cli->args[cli->n_args++] = cli_strdup(cli, shown(words[i]));
    }
}

/* The first word is the command; it is taken out of the arguments. */
static void
find_command(struct cli *cli)
{
    if (cli->n_args == 0)
        return;
    cli->command = command_find(cli->args[0]);
    if (!cli->command) {
        (void)command_unknown(cli, cli->args[0]);
        return;
    }
    cli->args++;
    cli->n_args--;
}

static void
check_command(struct cli *cli, const char *const *given)
{
    const struct command *command = cli->command;
    option_set taken = GLOBAL_OPTIONS | command->options;
    char *help = cli_printf(cli, "Usage: skein %s%s%s. \"skein help %s\" says more.", command->name,
                            *command->usage ? " " : "", command->usage, command->name);
    for (int id = 0; id < OPTION_COUNT; id++) {
        if (given[id] && !(taken & OPT_BIT(id)))
            cli_error(cli, SK_EUSAGE, help, "\"%s\" does not take --%s", command->name,
                      options[id].name);
    }
    if (cli->set.help)
        return;
    if (cli->n_args < command->min_args)
        cli_error(cli, SK_EUSAGE, help, "\"%s\" wants %s", command->name,
                  command->min_args == 1 ? "an argument" : "more arguments");
    else if (cli->n_args > command->max_args)
        cli_error(cli, SK_EUSAGE, help, "too many arguments for \"%s\"", command->name);
}

enum sk_status
arguments_read(struct cli *cli, int argc, char **argv)
{
    const char *given[OPTION_COUNT] = {NULL};
    poptContext popt = context(cli, argc, argv);
    for (int i = 1; i < argc; i++)
        redact(argv[i]);
    take_apart(cli, given, popt);
    poptFreeContext(popt);
    if (cli->err.status == SK_OK && !cli->set.version)
        find_command(cli);
    option_set wanted = GLOBAL_OPTIONS | (cli->command ? cli->command->options : 0);
    for (enum option_id id = 0; id < OPTION_COUNT; id++) {
        if (wanted & OPT_BIT(id))
            (void)option_apply(cli, id, given[id]);
    }
    if (cli->command)
        check_command(cli, given);
    return cli->err.status;
}
