/* cli/cmd_validate.c - skein validate: check the project without a database. */
#include <string.h>

#include "cli/command.h"
#include "cli/lists.h"
#include "cli/report.h"

static void
put_json(struct cli *cli, const struct sk_findings *findings)
{
    json_t *array = json_array();
    for (size_t i = 0; i < findings->n; i++)
        json_array_append_new(array, report_finding_json(cli, &findings->items[i]));
    json_write(json_pack("{s:I, s:I, s:o}", "errors", (json_int_t)findings->errors, "warnings",
                         (json_int_t)(findings->n - findings->errors), "findings", array),
               &cli->out);
}

static void
put_text(struct cli *cli, const struct sk_findings *findings)
{
    size_t errors = findings->errors, warnings = findings->n - errors;
    for (size_t i = 0; i < findings->n; i++) {
        if (!cli->set.quiet || findings->items[i].status != SK_OK)
            report_finding(cli, &findings->items[i]);
    }
    fflush(cli->err_out.stream);
    if (findings->n == 0)
        cli_say(cli, STYLE_GREEN, "valid:", " no errors, no warnings\n");
    else
        cli_say(cli, STYLE_BOLD,
                errors > 0 ? "invalid:" : "valid:", " %zu error%s, %zu warning%s\n", errors,
                errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
}

/* The exit code is that of the first error: what `up` would have ended with. */
static enum sk_status
first_error(const struct sk_findings *findings)
{
    for (size_t i = 0; i < findings->n; i++) {
        if (findings->items[i].status != SK_OK)
            return findings->items[i].status;
    }
    return SK_OK;
}

static enum sk_status
exec(struct cli *cli)
{
    struct sk_findings *findings = NULL;
    enum sk_status status =
        skein_validate(cli->skein, list_split(cli, cli->set.dialect), &findings, &cli->err);
    if (!findings)
        return status;
    if (cli->set.json)
        put_json(cli, findings);
    else
        put_text(cli, findings);
    status = first_error(findings);
    cli->exit = cli_exit_code(status);
    cli->reported = true;
    skein_free(findings);
    return status;
}

const struct command cmd_validate = {
    .name = "validate",
    .group = GROUP_WRITE,
    .usage = "",
    .summary = "check the project without a database",
    .description = "Checks names, duplicates, encodings, syntax, dependencies, and whether each "
                   "migration can be\n"
                   "had on every engine (or those of --dialect, separated by commas). All problems "
                   "are shown, not\n"
                   "only the first; the exit code is that of the first error.",
    .examples = "skein validate\ton every engine\n"
                "skein validate --dialect sqlite,postgres\ton these",
    .options = OPT(DIALECT),
    .exits = EXIT_BIT(CLI_REFUSED),
    .needs_project = true,
    .exec = exec,
};
