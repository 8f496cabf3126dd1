/* cli/perf.c - see perf.h. */
#include "cli/perf.h"

#include <string.h>

#include "cli/json.h"
#include "cli/table.h"

/* ---- JSON ----------------------------------------------------------------------------------------------------- */

static json_t *
side_as_json(const struct sk_perf_side *side)
{
    if (side->problem)
        return json_pack("{s:o}", "problem", json_text(side->problem));
    return json_pack("{s:I, s:I, s:I, s:I, s:b, s:o, s:o, s:o}", "median_us", (json_int_t)side->median_us, "min_us",
                     (json_int_t)side->min_us, "max_us", (json_int_t)side->max_us, "rows", (json_int_t)side->rows,
                     "index_used", (int)(side->n_indexes > 0), "indexes", json_texts(side->indexes, side->n_indexes),
                     "scans", json_texts(side->scans, side->n_scans), "plan", json_texts(side->steps, side->n_steps));
}

static json_t *
as_json(const struct sk_perf *perf)
{
    json_t *tables = json_array(), *queries = json_array();
    for (size_t i = 0; i < perf->n_tables; i++)
        json_array_append_new(tables, json_pack("{s:o, s:s, s:I}", "schema", json_text(perf->tables[i].schema), "name",
                                                perf->tables[i].name, "rows", (json_int_t)perf->tables[i].rows));
    for (size_t i = 0; i < perf->n; i++) {
        const struct sk_perf_query *q = &perf->queries[i];
        json_array_append_new(
            queries, json_pack("{s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:o}", "name", q->name, "description",
                               json_text(q->description), "file", q->file, "expected",
                               q->expected > 0 ? json_real(q->expected) : json_null(), "ratio",
                               q->ratio > 0 ? json_real(q->ratio) : json_null(), "finding", json_text(q->finding),
                               "before", side_as_json(&q->before), "after", side_as_json(&q->after)));
    }
    return json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:f, s:I, s:o, s:o, s:o}", "engine", perf->engine,
                     "server_version", perf->server_version, "before", perf->before, "after", perf->after, "runs",
                     (json_int_t)perf->runs, "seed", (json_int_t)perf->seed, "tolerance", perf->tolerance, "findings",
                     (json_int_t)perf->findings, "notes", json_texts(perf->notes, perf->n_notes), "tables", tables,
                     "queries", queries);
}

/* ---- words ---------------------------------------------------------------------------------------------------- */

static const char *
time_name(struct cli *cli, const struct sk_perf_side *side)
{
    if (side->problem)
        return "none";
    if (side->median_us < 10000)
        return cli_printf(cli, "%.2f ms", (double)side->median_us / 1000);
    return cli_printf(cli, "%.1f ms", (double)side->median_us / 1000);
}

static const char *
change_name(struct cli *cli, const struct sk_perf_query *q)
{
    if (q->ratio <= 0)
        return "new";
    bool faster = q->ratio >= 1;
    double times = faster ? q->ratio : 1 / q->ratio;
    return cli_printf(cli, "%.*fx %s", times < 10 ? 1 : 0, times, faster ? "faster" : "slower");
}

static const char *
index_name(struct cli *cli, const struct sk_perf_side *side)
{
    char *list = NULL;
    for (size_t i = 0; i < side->n_indexes; i++)
        list = cli_printf(cli, "%s%s%s", list ? list : "", list ? ", " : "", side->indexes[i]);
    return list ? list : side->problem ? "" : "none";
}

static const char *
expected_name(struct cli *cli, const struct sk_perf_query *q)
{
    return q->expected > 0 ? cli_printf(cli, "%gx", q->expected) : NULL;
}

/* ---- text ----------------------------------------------------------------------------------------------------- */

static void
put_table(struct cli *cli, const struct sk_perf *perf)
{
    const struct column columns[] = {
        {.title = "QUERY"},  {.title = "BEFORE", .right = true},   {.title = "AFTER", .right = true},
        {.title = "CHANGE"}, {.title = "EXPECTED", .right = true}, {.title = "INDEX BEFORE", .wraps = true},
        {.title = "INDEX AFTER", .wraps = true},                   {.title = "FINDING"},
    };
    struct table *table = table_new(cli, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < perf->n; i++) {
        const struct sk_perf_query *q = &perf->queries[i];
        const struct cell cells[] = {
            {.text = q->name, .style = STYLE_BOLD},
            {.text = time_name(cli, &q->before)},
            {.text = time_name(cli, &q->after)},
            {.text = change_name(cli, q), .style = q->ratio >= 1 ? STYLE_GREEN : STYLE_YELLOW},
            {.text = expected_name(cli, q)},
            {.text = index_name(cli, &q->before)},
            {.text = index_name(cli, &q->after)},
            {.text = q->finding, .style = STYLE_RED},
        };
        table_row(table, cells);
    }
    table_end(table);
}

static void
put_plan(struct cli *cli, const char *name, const struct sk_perf_side *side)
{
    cli_say(cli, STYLE_PLAIN, "", "  %s:%s%s\n", name, side->problem ? " " : "", side->problem ? side->problem : "");
    for (size_t i = 0; i < side->n_steps; i++)
        cli_say(cli, STYLE_PLAIN, "", "    %s\n", side->steps[i]);
}

static void
put_plans(struct cli *cli, const struct sk_perf *perf)
{
    for (size_t i = 0; i < perf->n; i++) {
        cli_say(cli, STYLE_BOLD, perf->queries[i].name, "\n");
        put_plan(cli, "before", &perf->queries[i].before);
        put_plan(cli, "after", &perf->queries[i].after);
    }
}

static const char *
rows_name(struct cli *cli, const struct sk_perf *perf)
{
    char *list = NULL;
    for (size_t i = 0; i < perf->n_tables; i++)
        list = cli_printf(cli, "%s%s%lld %s", list ? list : "", list ? ", " : "", (long long)perf->tables[i].rows,
                          perf->tables[i].name);
    return list ? list : "no rows";
}

static void
put_text(struct cli *cli, const struct sk_perf *perf)
{
    put_table(cli, perf);
    if (cli->set.verbose)
        put_plans(cli, perf);
    for (size_t i = 0; i < perf->n_notes; i++)
        cli_say(cli, STYLE_PLAIN, "", "note: %s\n", perf->notes[i]);
    if (cli->out.is_terminal || cli->set.verbose)
        cli_say(cli, STYLE_DIM, "", "%s %s, %s and %s; medians of %zu runs on %s\n", perf->engine, perf->server_version,
                perf->before, perf->after, perf->runs, rows_name(cli, perf));
}

/* ---- Markdown ------------------------------------------------------------------------------------------------- */

/* A bar would end a cell. */
static const char *
cell(struct cli *cli, const char *text)
{
    char *out = cli_strdup(cli, "");
    for (; text && *text; text++)
        out = cli_printf(cli, "%s%s%c", out, *text == '|' ? "\\" : "", *text == '\n' ? ' ' : *text);
    return out;
}

static void
put_markdown(struct cli *cli, const struct sk_perf *perf)
{
    cli_say(cli, STYLE_PLAIN, "", "### %s %s\n\nRows: %s (seed %llu). Medians of %zu runs; before: %s, after: %s.\n\n",
            perf->engine, perf->server_version, rows_name(cli, perf), (unsigned long long)perf->seed, perf->runs,
            perf->before, perf->after);
    cli_say(cli, STYLE_PLAIN, "",
            "| query | expected | change | index before | index after |\n| --- | --: | --: | --- | --- |\n");
    for (size_t i = 0; i < perf->n; i++) {
        const struct sk_perf_query *q = &perf->queries[i];
        const char *expected = expected_name(cli, q);
        cli_say(cli, STYLE_PLAIN, "", "| %s | %s | %s | %s | %s |\n",
                cell(cli, q->description ? q->description : q->name), expected ? expected : "", change_name(cli, q),
                cell(cli, index_name(cli, &q->before)), cell(cli, index_name(cli, &q->after)));
    }
    for (size_t i = 0; i < perf->n; i++)
        if (perf->queries[i].finding)
            cli_say(cli, STYLE_PLAIN, "", "\n**%s**: %s\n", perf->queries[i].name, perf->queries[i].finding);
    cli_say(cli, STYLE_PLAIN, "", "\n```\n");
    put_plans(cli, perf);
    cli_say(cli, STYLE_PLAIN, "", "```\n");
}

void
perf_tell(struct cli *cli, const struct sk_perf *perf)
{
    if (cli->set.json)
        json_write(as_json(perf), &cli->out);
    else if (cli->set.quiet)
        return;
    else if (cli->set.format && strcmp(cli->set.format, "md") == 0)
        put_markdown(cli, perf);
    else
        put_text(cli, perf);
}
