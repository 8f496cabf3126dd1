/* cli/cmd_lint.c - skein lint: what could go wrong with migrations that are right. */
#include <string.h>

#include "cli/command.h"
#include "cli/lists.h"
#include "cli/report.h"
#include "cli/suggest.h"

static const char *const levels[] = {"low", "medium", "high", NULL};

static int
rank(const char *level)
{
    int i = 0;
    while (levels[i] && strcmp(levels[i], level) != 0)
        i++;
    return i;
}

/* ---- explaining -------------------------------------------------------------------------------------------------- */

static void
explain_rule(struct cli *cli, const struct sk_lint_rule *rule)
{
    fprintf(cli->out.stream, "## %s\n\n%s risk%s: %s.\n\n%s\nWay out: %s\n", rule->name, rule->level,
            rule->on ? "" : ", off unless the configuration turns it on", rule->summary, rule->explanation, rule->hint);
}

static void
explain_all(struct cli *cli)
{
    struct sk_lint_rule rule;
    fputs(
        "# The rules of `skein lint`\n\n"
        "Each has a name, by which it is silenced: by `-- skein:lint off RULE[, RULE]` on a line before a statement, or\n"
        "before the first one for the whole file, or for the project in environments.json:\n\n"
        "```json\n{\"lint\": {\"off\": [\"serial\"], \"on\": [\"no-if-exists\"]}, \"environments\": {}}\n```\n\n"
        "| rule | risk | |\n|---|---|---|\n",
        cli->out.stream);
    for (size_t i = 0; skein_lint_rule(i, &rule); i++)
        fprintf(cli->out.stream, "| [%s](#%s) | %s%s | %s |\n", rule.name, rule.name, rule.level,
                rule.on ? "" : ", off", rule.summary);
    for (size_t i = 0; skein_lint_rule(i, &rule); i++) {
        fputc('\n', cli->out.stream);
        explain_rule(cli, &rule);
    }
}

static enum sk_status
explain(struct cli *cli, const char *name)
{
    struct suggestion near = SUGGESTION_NONE;
    struct sk_lint_rule rule;
    if (strcmp(name, "all") == 0) {
        explain_all(cli);
        return SK_OK;
    }
    for (size_t i = 0; skein_lint_rule(i, &rule); i++) {
        if (strcmp(rule.name, name) == 0) {
            explain_rule(cli, &rule);
            return SK_OK;
        }
        suggest(&near, rule.name, name);
    }
    const char *list = "\"skein lint --explain all\" lists them.";
    return cli_error(cli, SK_EUSAGE, near.word ? cli_printf(cli, "Did you mean \"%s\"? %s", near.word, list) : list,
                     "there is no rule \"%s\"", name);
}

/* ---- findings ---------------------------------------------------------------------------------------------------- */

/* Is it at the level that is asked for, and of the migrations that are? */
static bool
is_shown(const struct cli *cli, const struct sk_lint_finding *finding)
{
    const char *level = cli->set.level ? cli->set.level : "medium";
    bool named = cli->n_args == 0;
    for (size_t i = 0; i < cli->n_args && !named; i++)
        named = strcmp(cli->args[i], finding->version) == 0 || strcmp(cli->args[i], finding->file) == 0;
    return named && rank(finding->level) >= rank(level);
}

static void
put_json(struct cli *cli, const struct sk_lint *lint, size_t shown)
{
    json_t *array = json_array();
    for (size_t i = 0; i < lint->n; i++)
        if (is_shown(cli, &lint->items[i]))
            json_array_append_new(array, report_lint_json(cli, &lint->items[i]));
    json_write(json_pack("{s:I, s:I, s:o}", "findings_total", (json_int_t)shown, "silenced", (json_int_t)lint->silenced,
                         "findings", array),
               &cli->out);
}

static void
put_text(struct cli *cli, const struct sk_lint *lint, size_t shown)
{
    size_t below = 0;
    for (size_t i = 0; i < lint->n && !cli->set.quiet; i++) {
        if (is_shown(cli, &lint->items[i]))
            report_lint(cli, &lint->items[i]);
        else
            below++;
    }
    fflush(cli->out.stream);
    char *rest = cli_strdup(cli, "");
    if (below)
        rest = cli_printf(cli, ", %zu below the level", below);
    if (lint->silenced)
        rest = cli_printf(cli, "%s, %zu silenced", rest, lint->silenced);
    cli_say(cli, shown ? STYLE_BOLD : STYLE_GREEN, shown ? "lint:" : "clean:", " %zu finding%s%s\n", shown,
            shown == 1 ? "" : "s", cli->n_args ? "" : rest);
}

static enum sk_status
exec(struct cli *cli)
{
    struct sk_lint *lint = NULL;
    size_t shown = 0;
    enum sk_status status = option_choice(cli, OPTION_LEVEL, cli->set.level, levels);
    if (status || cli->set.explain)
        return status ? status : explain(cli, cli->set.explain);
    status = skein_lint(cli->skein, list_split(cli, cli->set.dialect), &lint, &cli->err);
    if (status)
        return status;
    for (size_t i = 0; i < lint->n; i++)
        shown += is_shown(cli, &lint->items[i]);
    if (cli->set.json)
        put_json(cli, lint, shown);
    else
        put_text(cli, lint, shown);
    cli->exit = shown ? CLI_REFUSED : CLI_DONE;
    skein_free(lint);
    return SK_OK;
}

const struct command cmd_lint = {
    .name = "lint",
    .group = GROUP_WRITE,
    .usage = "[VERSION|FILE...]",
    .summary = "find what could go wrong with migrations that are right",
    .description = "Looks at all migrations, or at those that are named, for what blocks others, what "
                   "can fail or lose\n"
                   "data on a filled database, and what other engines cannot do (all, or those of "
                   "--dialect, separated\n"
                   "by commas). Each rule has a level of risk and a page of explanation, and can be "
                   "silenced: by\n"
                   "\"-- skein:lint off RULE\" before a statement or at the file's head, or in "
                   "environments.json. The exit\n"
                   "code is 3 when something is found at --level or above.",
    .examples = "skein lint\tmedium and high\n"
                "skein lint --level low --dialect postgres 000012\teverything, of one migration\n"
                "skein lint --explain set-not-null\twhy, and what to do",
    .options = OPT(DIALECT) | OPT(LEVEL) | OPT(EXPLAIN),
    .exits = EXIT_BIT(CLI_REFUSED),
    .max_args = 1000,
    .needs_project = true,
    .exec = exec,
};
