/* cli/cmd_tables.c - skein tables, skein counts: what is in the database. */
#include "cli/command.h"
#include "cli/json.h"
#include "cli/table.h"

static json_t *
as_json(const struct sk_tables *tables)
{
    json_t *array = json_array();
    for (size_t i = 0; i < tables->n; i++) {
        const struct sk_table_info *info = &tables->items[i];
        json_array_append_new(
            array, json_pack("{s:o, s:o, s:I, s:I, s:o}", "schema", json_text(info->schema), "name",
                             json_text(info->name), "columns", (json_int_t)info->columns, "indexes",
                             (json_int_t)info->indexes, "rows", json_count(info->rows)));
    }
    return json_pack("{s:o}", "tables", array);
}

static const char *
full_name(struct cli *cli, const struct sk_table_info *info)
{
    return info->schema ? cli_printf(cli, "%s.%s", info->schema, info->name) : info->name;
}

static void
put_tables(struct cli *cli, const struct sk_tables *tables)
{
    static const struct column columns[] = {{.title = "TABLE"},
                                            {.title = "COLUMNS", .right = true},
                                            {.title = "INDEXES", .right = true}};
    struct table *table = table_new(cli, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < tables->n; i++) {
        const struct sk_table_info *info = &tables->items[i];
        table_row(table,
                  (const struct cell[]){{.text = full_name(cli, info)},
                                        {.text = table_number(cli, (int64_t)info->columns)},
                                        {.text = table_number(cli, (int64_t)info->indexes)}});
    }
    table_end(table);
}

static void
put_counts(struct cli *cli, const struct sk_tables *tables)
{
    static const struct column columns[] = {{.title = "TABLE"}, {.title = "ROWS", .right = true}};
    struct table *table = table_new(cli, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < tables->n; i++) {
        const struct sk_table_info *info = &tables->items[i];
        table_row(table, (const struct cell[]){{.text = full_name(cli, info)},
                                               {.text = table_number(cli, info->rows)}});
    }
    table_end(table);
}

static enum sk_status
show(struct cli *cli, bool count, void (*put)(struct cli *cli, const struct sk_tables *tables))
{
    struct sk_tables *tables = NULL;
    enum sk_status status = skein_tables(cli->skein, count, &tables, &cli->err);
    if (status != SK_OK)
        return status;
    if (cli->set.json)
        json_write(as_json(tables), &cli->out);
    else if (!cli->set.quiet)
        put(cli, tables);
    if (tables->n == 0 && cli->out.is_terminal)
        cli_say(cli, STYLE_PLAIN, "", "no tables\n");
    skein_free(tables);
    return SK_OK;
}

static enum sk_status
exec_tables(struct cli *cli)
{
    return show(cli, false, put_tables);
}

static enum sk_status
exec_counts(struct cli *cli)
{
    return show(cli, true, put_counts);
}

const struct command cmd_tables = {
    .name = "tables",
    .group = GROUP_LOOK,
    .usage = "",
    .summary = "list the tables of the database",
    .description = "Lists the tables of the database with the number of their columns and indexes; "
                   "skein's own are\n"
                   "left out.",
    .examples = "skein tables\tall tables",
    .options = OPT(WAIT),
    .exits = EXIT_BIT(CLI_FAILED),
    .needs_project = true,
    .exec = exec_tables,
};

const struct command cmd_counts = {
    .name = "counts",
    .group = GROUP_LOOK,
    .usage = "",
    .summary = "count the rows of each table",
    .description = "Counts the rows of each table. That reads every table: on a large database it "
                   "takes its time.",
    .examples = "skein counts\tall tables",
    .options = OPT(WAIT),
    .exits = EXIT_BIT(CLI_FAILED),
    .needs_project = true,
    .exec = exec_counts,
};
