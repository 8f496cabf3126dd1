/* cli/commands.c - the list of commands; each is in a file of its own. */
#include <string.h>

#include "cli/command.h"
#include "cli/redact.h"
#include "cli/suggest.h"

/* One line for each, in the order in which help lists them. */
#define COMMANDS(X)                                                                                \
    X(up)                                                                                          \
    X(down)                                                                                        \
    X(goto)                                                                                        \
    X(redo)                                                                                        \
    X(rollout)                                                                                     \
    X(plan)                                                                                        \
    X(rehearse)                                                                                    \
    X(violations)                                                                                  \
    X(status)                                                                                      \
    X(current)                                                                                     \
    X(history)                                                                                     \
    X(report)                                                                                      \
    X(changelog)                                                                                   \
    X(tables)                                                                                      \
    X(counts)                                                                                      \
    X(diff)                                                                                        \
    X(drift)                                                                                       \
    X(verify)                                                                                      \
    X(perf)                                                                                        \
    X(schema)                                                                                      \
    X(deps)                                                                                        \
    X(new)                                                                                         \
    X(validate)                                                                                    \
    X(lint)                                                                                        \
    X(translate)                                                                                   \
    X(init)                                                                                        \
    X(seed)                                                                                        \
    X(resolve)                                                                                     \
    X(baseline)                                                                                    \
    X(repair)                                                                                      \
    X(clean)                                                                                       \
    X(backup)                                                                                      \
    X(restore)                                                                                     \
    X(db)                                                                                          \
    X(help)                                                                                        \
    X(completion)

#define DECLARE(name) extern const struct command cmd_##name;
#define ENTRY(name) &cmd_##name,

COMMANDS(DECLARE)

const struct command *const commands[] = {COMMANDS(ENTRY) NULL};

const struct command *
command_find(const char *name)
{
    for (size_t i = 0; commands[i]; i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
        for (size_t j = 0; commands[i]->aliases[j]; j++) {
            if (strcmp(commands[i]->aliases[j], name) == 0)
                return commands[i];
        }
    }
    return NULL;
}

static const char *
nearest(const char *typed)
{
    struct suggestion best = SUGGESTION_NONE;
    for (size_t i = 0; commands[i]; i++) {
        suggest(&best, commands[i]->name, typed);
        for (size_t j = 0; commands[i]->aliases[j]; j++)
            suggest(&best, commands[i]->aliases[j], typed);
    }
    return best.word;
}

enum sk_status
command_unknown(struct cli *cli, const char *typed)
{
    const char *near = nearest(typed);
    const char *list = "\"skein help\" lists the commands.";
    char *name = cli_strdup(cli, typed);
    redact(name);
    return cli_error(cli, SK_EUSAGE,
                     near ? cli_printf(cli, "Did you mean \"%s\"? %s", near, list) : list,
                     "unknown command \"%s\"", name);
}
