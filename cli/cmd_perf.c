/* cli/cmd_perf.c - skein perf [QUERY...]: what a migration does to the speed of queries. */
#include "cli/command.h"
#include "cli/perf.h"

static enum sk_status
exec(struct cli *cli)
{
    const struct settings *set = &cli->set;
    struct sk_perf *perf = NULL;
    const char **queries = cli_alloc(cli, (cli->n_args + 1) * sizeof *queries);
    for (size_t i = 0; i < cli->n_args; i++)
        queries[i] = cli->args[i];
    const struct sk_perf_options wanted = {.before = set->before,
                                           .after = set->after,
                                           .without_indexes = set->without_indexes,
                                           .queries = cli->n_args ? queries : NULL,
                                           .rows = (size_t)set->rows,
                                           .runs = (size_t)set->runs,
                                           .seed = (uint64_t)set->seed_number,
                                           .tolerance = set->tolerance ? (double)set->tolerance : -1};
    if (set->before && set->without_indexes)
        return cli_error(cli, SK_EUSAGE, "Write one of them.",
                         "--before and --without-indexes are two things to compare with");
    enum sk_status status = option_choice(cli, OPTION_FORMAT, set->format, cli->command->formats);
    if (status != SK_OK)
        return status;
    status = skein_perf(cli->skein, &wanted, &perf, &cli->err);
    if (status != SK_OK)
        return status;
    progress_clear(&cli->progress);
    perf_tell(cli, perf);
    cli->exit = perf->findings ? CLI_DIFFERENT : CLI_DONE;
    skein_free(perf);
    return SK_OK;
}

const struct command cmd_perf = {
    .name = "perf",
    .group = GROUP_LOOK,
    .usage = "[QUERY...]",
    .summary = "measure queries before and after a migration",
    .description =
        "Runs the queries of perf/*.sql, or those that are named, before and after a migration, and\n"
        "compares their times and the engine's plans. It works in a scratch database that it makes\n"
        "beside the one of the URL, which is not touched, and drops at the end. The rows are made\n"
        "from the schema, so that all of its constraints hold, and by perf/setup.sql, if there is\n"
        "one. Exits with 6 when a query has become slower than --tolerance allows (and by more than\n"
        "half a millisecond), gives other rows, or uses no index where its file expects one.",
    .examples = "skein perf\tthe last migration\n"
                "skein perf --before 000003 --after head --rows 100000\tseveral, on many rows\n"
                "skein perf --without-indexes --format md\twhat the indexes are good for\n"
                "skein perf --url sqlite: user_by_email -v\tone query, with its plans",
    .options = OPT(WAIT) | OPT(BEFORE) | OPT(AFTER) | OPT(WITHOUT_INDEXES) | OPT(ROWS) | OPT(RUNS) | OPT(SEED_NUMBER) |
               OPT(TOLERANCE) | OPT(FORMAT),
    .formats = (const char *const[]){"text", "md", NULL},
    .exits = EXIT_BIT(CLI_FAILED) | EXIT_BIT(CLI_REFUSED) | EXIT_BIT(CLI_DIFFERENT),
    .max_args = SIZE_MAX,
    .needs_project = true,
    .exec = exec,
};
