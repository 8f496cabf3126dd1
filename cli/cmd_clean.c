/* cli/cmd_clean.c - skein clean: empty every table. */
#include "cli/command.h"
#include "cli/json.h"

static json_t *
as_json(const struct cli *cli, const struct sk_tables *tables)
{
    json_t *array = json_array();
    for (size_t i = 0; i < tables->n; i++) {
        const struct sk_table_info *info = &tables->items[i];
        json_array_append_new(array, json_pack("{s:o, s:o, s:o}", "schema", json_text(info->schema), "name",
                                               json_text(info->name), "rows", json_count(info->rows)));
    }
    return json_pack("{s:b, s:o}", "dry_run", (int)cli->set.lib.dry_run, "tables", array);
}

static void
put_tables(struct cli *cli, const struct sk_tables *tables)
{
    bool dry_run = cli->set.lib.dry_run;
    long long rows = 0;
    for (size_t i = 0; i < tables->n; i++) {
        const struct sk_table_info *info = &tables->items[i];
        cli_say(cli, STYLE_CYAN, dry_run ? "would empty" : "emptied", " %s%s%s, %lld row%s\n",
                info->schema ? info->schema : "", info->schema ? "." : "", info->name,
                (long long)info->rows, info->rows == 1 ? "" : "s");
        rows += info->rows;
    }
    if (dry_run)
        cli_say(cli, STYLE_BOLD, "dry run:", " %zu tables with %lld rows, nothing was written\n", tables->n, rows);
    else
        cli_say(cli, STYLE_PLAIN, "", "%zu tables with %lld rows emptied\n", tables->n, rows);
}

static enum sk_status
exec(struct cli *cli)
{
    struct sk_tables *tables = NULL;
    enum sk_status status = skein_clean(cli->skein, &tables, &cli->err);
    if (status != SK_OK)
        return status;
    progress_clear(&cli->progress);
    if (cli->set.json)
        json_write(as_json(cli, tables), &cli->out);
    else
        put_tables(cli, tables);
    skein_free(tables);
    return SK_OK;
}

const struct command cmd_clean = {
    .name = "clean",
    .group = GROUP_DATABASE,
    .usage = "",
    .summary = "empty every table",
    .description =
        "Empties every table of the database: the schema and the history stay. Foreign keys are no\n"
        "obstacle, no trigger fires, and what counts begins again. It wants --allow-data-loss, and in\n"
        "an environment that asks for approval --approve; no run goes on meanwhile. On SQLite and\n"
        "PostgreSQL all of it happens or nothing.",
    .examples = "skein clean --dry-run\twhat would be emptied\n"
                "skein clean --allow-data-loss\tempty it",
    .options = OPT(DRY_RUN) | OPT(WAIT) | OPT(LOCK_WAIT) | OPT(ALLOW_DATA_LOSS) | OPT(APPROVE),
    .exits = EXIT_BIT(CLI_FAILED) | EXIT_BIT(CLI_REFUSED) | EXIT_BIT(CLI_LOCKED),
    .needs_project = true,
    .exec = exec,
};
