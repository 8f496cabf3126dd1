/*
 * cli/completion.c - see completion.h.
 *
 * All that a script knows is written into it: completing runs no skein and opens no project. What a
 * command takes is read from its usage, where words in small letters stand for themselves
 * ("create|drop|reset|setup|wait") and those in capitals for a kind of value.
 *
 * bash's script works with bash alone, without the functions of the bash-completion package. bash
 * cuts words at '=' and ':' before a script sees them, so the line is cut again, at blanks.
 */
#include "cli/completion.h"

#include <ctype.h>
#include <string.h>

#include "cli/command.h"

const char *const completion_shells[] = {"bash", "zsh", "fish", NULL};

/* What the values of an option or the arguments of a command can be. */
struct values {
    const char *words; /* separated by blanks; "": none that are known */
    bool files, folders;
};

static const char *
join(const void *owner, const char *list, const char *word)
{
    return cli_printf(owner, "%s%s%s", list, *list ? " " : "", word);
}

static const char *
join_all(const void *owner, const char *const *words)
{
    const char *list = "";
    for (size_t i = 0; words && words[i]; i++)
        list = join(owner, list, words[i]);
    return list;
}

static const char *
command_names(const void *owner)
{
    const char *list = "";
    for (size_t i = 0; commands[i]; i++)
        list = join(owner, list, commands[i]->name);
    return list;
}

static struct values
option_values(struct cli *cli, const struct command *command, enum option_id id)
{
    const char *const *choices = id == OPTION_FORMAT && command ? command->formats : options[id].choices;
    return (struct values){
        .words = join_all(cli, choices),
        .folders = options[id].value && strcmp(options[id].value, "DIR") == 0,
    };
}

/* Add what one word of a usage stands for. A version or a new name cannot be known. */
static void
add_argument(struct cli *cli, struct values *values, const char *word)
{
    static const char *const paths[] = {"FILE", "A", "B", NULL}; /* A, B: databases or folders */
    if (islower((unsigned char)*word))
        values->words = join(cli, values->words, word);
    else if (strcmp(word, "COMMAND") == 0)
        values->words = join(cli, values->words, command_names(cli));
    for (size_t i = 0; paths[i]; i++)
        values->files |= strcmp(paths[i], word) == 0;
}

static struct values
argument_values(struct cli *cli, const struct command *command)
{
    struct values values = {.words = ""};
    static const char between[] = "[]|. ";
    for (const char *at = command->usage; at += strspn(at, between), *at;) {
        size_t length = strcspn(at, between);
        add_argument(cli, &values, cli_printf(cli, "%.*s", (int)length, at));
        at += length;
    }
    return values;
}

static bool
takes(option_set set, enum option_id id)
{
    return set & OPT_BIT(id);
}

/* For within single quotes, which are the same in the three shells; `special` wants a backslash. */
static const char *
escaped(const void *owner, const char *text, const char *special)
{
    const char *out = "";
    for (const char *c = text; *c; c++) {
        bool quote = *c == '\'';
        const char *before = quote ? "'\\" : strchr(special, *c) ? "\\" : "";
        out = cli_printf(owner, "%s%s%c%s", out, before, *c, quote ? "'" : "");
    }
    return out;
}

/* The pattern of a command's names in a `case`: "up|upgrade|migrate". */
static void
put_names(FILE *to, const struct command *command, const char *between)
{
    fputs(command->name, to);
    for (size_t i = 0; command->aliases[i]; i++)
        fprintf(to, "%s%s", between, command->aliases[i]);
}

/* ---- bash --------------------------------------------------------------------------------- */

static const char *
option_names(const void *owner, option_set set)
{
    const char *list = "";
    for (enum option_id id = 0; id < OPTION_COUNT; id++) {
        if (takes(set, id))
            list = join(owner, list, cli_printf(owner, "--%s", options[id].name));
    }
    return list;
}

/* A branch of bash's `case` over what stands before the word: what its values are. */
static void
put_bash_values(FILE *to, struct values values)
{
    if (*values.words)
        fprintf(to, " words='%s'", values.words);
    if (values.folders)
        fputs(" path=dirnames", to);
    if (values.files)
        fputs(" path=default", to);
}

static void
put_bash_commands(struct cli *cli, FILE *to)
{
    fprintf(to, "    case $command in\n    '') words='%s' ;;\n", command_names(cli));
    for (size_t i = 0; commands[i]; i++) {
        const struct command *command = commands[i];
        fputs("    ", to);
        put_names(to, command, "|");
        fputs(")", to);
        put_bash_values(to, argument_values(cli, command));
        if (command->options)
            fprintf(to, " options=\"$options %s\"", option_names(cli, command->options));
        if (command->formats)
            fprintf(to, " formats='%s'", join_all(cli, command->formats));
        fputs(" ;;\n", to);
    }
    fputs("    esac\n", to);
}

static void
put_bash_option_values(struct cli *cli, FILE *to)
{
    fputs("    case $option in\n    --format) words=$formats ;;\n", to);
    for (enum option_id id = 0; id < OPTION_COUNT; id++) {
        struct values values = option_values(cli, NULL, id);
        if (!*values.words && !values.folders)
            continue;
        fputs("    ", to);
        if (options[id].letter)
            fprintf(to, "-%c|", options[id].letter);
        fprintf(to, "--%s)", options[id].name);
        put_bash_values(to, values);
        fputs(" ;;\n", to);
    }
    fputs("    esac\n", to);
}

/* The pattern of the options that are followed by a value. */
static void
put_bash_valued(FILE *to)
{
    const char *bar = "";
    for (enum option_id id = 0; id < OPTION_COUNT; id++) {
        if (options[id].kind == KIND_FLAG)
            continue;
        fputs(bar, to);
        if (options[id].letter)
            fprintf(to, "-%c|", options[id].letter);
        fprintf(to, "--%s", options[id].name);
        bar = "|";
    }
}

static void
put_bash(struct cli *cli, FILE *to)
{
    fprintf(to,
            "# bash completion for skein(1), written by \"skein completion bash\".\n\n"
            "_skein()\n"
            "{\n"
            "    local line=${COMP_LINE:0:COMP_POINT} word command= option= words= formats= path= prefix= i\n"
            "    local options='%s'\n"
            "    local -a typed\n"
            "    # bash cuts at \"=\" and \":\", too: cut at blanks alone\n"
            "    read -ra typed <<<\"$line\"\n"
            "    [[ $line == *[[:blank:]] ]] && typed+=('')\n"
            "    local last=$((${#typed[@]} - 1))\n"
            "    local current=${typed[last]}\n"
            "    for ((i = 1; i < last; i++)); do\n"
            "        word=${typed[i]}\n"
            "        if [[ $option ]]; then\n"
            "            option=\n"
            "            continue\n"
            "        fi\n"
            "        case $word in\n"
            "        ",
            option_names(cli, GLOBAL_OPTIONS));
    put_bash_valued(to);
    fputs(") option=$word ;;\n"
          "        -*) ;;\n"
          "        *) [[ $command ]] || command=$word ;;\n"
          "        esac\n"
          "    done\n"
          "    if [[ $current == --*=* ]]; then\n"
          "        option=${current%%=*}\n"
          "        [[ $COMP_WORDBREAKS == *=* ]] || prefix=$option=\n"
          "        current=${current#*=}\n"
          "    fi\n",
          to);
    put_bash_commands(cli, to);
    fputs("    if [[ $option ]]; then\n"
          "        words= path=\n"
          "    elif [[ $current == -* ]]; then\n"
          "        words=$options path=\n"
          "    fi\n",
          to);
    put_bash_option_values(cli, to);
    fputs("    COMPREPLY=($(compgen -P \"$prefix\" -W \"$words\" -- \"$current\"))\n"
          "    [[ $path ]] && compopt -o \"$path\"\n"
          "    return 0\n"
          "}\n\n"
          "complete -F _skein skein\n",
          to);
}

/* ---- zsh ---------------------------------------------------------------------------------- */

static void
put_zsh_values(FILE *to, const char *what, struct values values)
{
    fprintf(to, ":%s:", what);
    if (*values.words)
        fprintf(to, "(%s)", values.words);
    else
        fputs(values.folders ? "_directories" : values.files ? "_files" : " ", to);
}

/* _arguments' specifications, one in each line. */
static void
put_zsh_options(struct cli *cli, FILE *to, const struct command *command, option_set set,
                const char *indent)
{
    for (enum option_id id = 0; id < OPTION_COUNT; id++) {
        const struct option *option = &options[id];
        const char *value = option->kind == KIND_FLAG ? "" : "=";
        if (!takes(set, id))
            continue;
        fputs(indent, to);
        if (option->letter)
            fprintf(to, "'(-%c --%s)'{-%c%s,--%s%s}'", option->letter, option->name, option->letter,
                    *value ? "+" : "", option->name, value);
        else
            fprintf(to, "'--%s%s", option->name, value);
        fprintf(to, "[%s]", escaped(cli, option->help, "[]:\\"));
        if (*value)
            put_zsh_values(to, option->value, option_values(cli, command, id));
        fputs("'\n", to);
    }
}

static void
put_zsh_command(struct cli *cli, FILE *to, const struct command *command)
{
    struct values values = argument_values(cli, command);
    fputs("        ", to);
    put_names(to, command, "|");
    fputs(")\n            specs+=(\n", to);
    put_zsh_options(cli, to, command, command->options, "                ");
    if (command->max_args > 0) {
        fputs("                '*", to);
        put_zsh_values(to, "argument", values);
        fputs("'\n", to);
    }
    fputs("            )\n            ;;\n", to);
}

static void
put_zsh(struct cli *cli, FILE *to)
{
    fputs("#compdef skein\n"
          "# zsh completion for skein(1), written by \"skein completion zsh\".\n\n"
          "_skein() {\n"
          "    local curcontext=$curcontext context state state_descr line\n"
          "    typeset -A opt_args\n"
          "    local -a commands specs\n"
          "    commands=(\n",
          to);
    for (size_t i = 0; commands[i]; i++)
        fprintf(to, "        '%s:%s'\n", commands[i]->name, escaped(cli, commands[i]->summary, ":\\"));
    fputs("    )\n    specs=(\n", to);
    put_zsh_options(cli, to, NULL, GLOBAL_OPTIONS, "        ");
    fputs("    )\n"
          "    _arguments -C $specs '1:command:->command' '*::argument:->argument' && return\n"
          "    case $state in\n"
          "    command) _describe -t commands command commands ;;\n"
          "    argument)\n"
          "        case $line[1] in\n",
          to);
    for (size_t i = 0; commands[i]; i++)
        put_zsh_command(cli, to, commands[i]);
    fputs("        esac\n"
          "        _arguments $specs\n"
          "        ;;\n"
          "    esac\n"
          "}\n\n"
          "if [[ $funcstack[1] == _skein ]]; then\n"
          "    _skein \"$@\"\n"
          "else\n"
          "    compdef _skein skein\n"
          "fi\n",
          to);
}

/* ---- fish --------------------------------------------------------------------------------- */

static void
put_fish_values(FILE *to, struct values values)
{
    if (*values.words)
        fprintf(to, " -a '%s'", values.words);
    if (values.folders)
        fputs(" -a '(__fish_complete_directories)'", to);
    if (values.files)
        fputs(" -F", to);
}

/* The options of a command, or with NULL those of all. */
static void
put_fish_options(struct cli *cli, FILE *to, const struct command *command)
{
    option_set set = command ? command->options : GLOBAL_OPTIONS;
    for (enum option_id id = 0; id < OPTION_COUNT; id++) {
        if (!takes(set, id))
            continue;
        fputs("complete -c skein", to);
        if (command) {
            fputs(" -n '__fish_seen_subcommand_from ", to);
            put_names(to, command, " ");
            fputs("'", to);
        }
        if (options[id].letter)
            fprintf(to, " -s %c", options[id].letter);
        fprintf(to, " -l %s", options[id].name);
        if (options[id].kind != KIND_FLAG) {
            fputs(" -x", to);
            put_fish_values(to, option_values(cli, command, id));
        }
        fprintf(to, " -d '%s'\n", escaped(cli, options[id].help, "\\"));
    }
}

static void
put_fish_command(struct cli *cli, FILE *to, const struct command *command)
{
    struct values values = argument_values(cli, command);
    fprintf(to, "complete -c skein -n __skein_no_command -a %s -d '%s'\n", command->name,
            escaped(cli, command->summary, "\\"));
    if (*values.words || values.files) {
        fputs("complete -c skein -n '__fish_seen_subcommand_from ", to);
        put_names(to, command, " ");
        fputs("'", to);
        put_fish_values(to, values);
        fputs("\n", to);
    }
    put_fish_options(cli, to, command);
}

static void
put_fish(struct cli *cli, FILE *to)
{
    fputs("# fish completion for skein(1), written by \"skein completion fish\".\n\n"
          "function __skein_no_command\n"
          "    not __fish_seen_subcommand_from",
          to);
    for (size_t i = 0; commands[i]; i++) {
        fputs(" ", to);
        put_names(to, commands[i], " ");
    }
    fputs("\nend\n\ncomplete -c skein -f\n", to);
    put_fish_options(cli, to, NULL);
    for (size_t i = 0; commands[i]; i++)
        put_fish_command(cli, to, commands[i]);
}

/* ---- which one ---------------------------------------------------------------------------- */

enum sk_status
completion_write(struct cli *cli, const char *shell)
{
    static void (*const put[])(struct cli *cli, FILE *to) = {put_bash, put_zsh, put_fish};
    for (size_t i = 0; completion_shells[i]; i++) {
        if (strcmp(completion_shells[i], shell) == 0) {
            put[i](cli, cli->out.stream);
            return SK_OK;
        }
    }
    return cli_error(cli, SK_EUSAGE, "There are scripts for bash, zsh and fish.",
                     "no completion for the shell \"%s\"", shell);
}
