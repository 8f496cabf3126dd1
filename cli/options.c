/* cli/options.c - see options.h. */
#include "cli/options.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/cli.h"

#define FLAG(option, short_name, what, member)                                                     \
    .name = (option), .letter = (short_name), .kind = KIND_FLAG, .help = (what),                   \
    .field = offsetof(struct settings, member)
#define TEXT(option, short_name, value_name, what, member)                                         \
    .name = (option), .letter = (short_name), .kind = KIND_TEXT, .value = (value_name),            \
    .help = (what), .field = offsetof(struct settings, member)
#define NUMBER(option, value_name, what, member)                                                  \
    .name = (option), .kind = KIND_NUMBER, .value = (value_name), .help = (what),                  \
    .field = offsetof(struct settings, member)
#define TIME(option, what, member)                                                                 \
    .name = (option), .kind = KIND_DURATION, .value = "TIME", .help = (what),                      \
    .field = offsetof(struct settings, member)
#define FROM_LIBRARY .library_reads = true
#define ONE_OF(...) .choices = (const char *const[]){__VA_ARGS__, NULL}
#define DIALECTS ONE_OF("postgres", "sqlite", "mysql", "mariadb")

/* clang-format off */
const struct option options[OPTION_COUNT] = {
    [OPTION_PROJECT] = {TEXT("project", 'C', "DIR", "work in the project in DIR", lib.project_dir)},
    [OPTION_DIR] = {TEXT("dir", 0, "DIR", "the migrations are in DIR", lib.migrations_dir), FROM_LIBRARY},
    [OPTION_URL] = {TEXT("url", 0, "URL", "the database", lib.url), FROM_LIBRARY},
    [OPTION_URL_VAR] = {TEXT("url-var", 0, "NAME", "the variable NAME holds the URL", lib.url_var)},
    [OPTION_ENV] = {TEXT("env", 0, "NAME", "an environment of environments.json", lib.env), FROM_LIBRARY},
    [OPTION_HISTORY_TABLE] = {TEXT("history-table", 0, "NAME", "the table that remembers what is applied",
                                   lib.history_table), FROM_LIBRARY},
    [OPTION_JSON] = {FLAG("json", 0, "write JSON, errors too", json)},
    [OPTION_QUIET] = {FLAG("quiet", 'q', "say nothing but errors", quiet)},
    [OPTION_VERBOSE] = {FLAG("verbose", 'v', "say more", verbose)},
    [OPTION_HELP] = {FLAG("help", 'h', "show help, of the command if there is one", help), .no_variable = true},
    [OPTION_VERSION] = {FLAG("version", 'V', "show the version", version), .no_variable = true},
    [OPTION_DRY_RUN] = {FLAG("dry-run", 'n', "plan and check everything, write nothing", lib.dry_run)},
    [OPTION_LOCK_WAIT] = {TIME("lock-wait", "wait this long for another run (60s)", lib.lock_wait_ms), .zero = -1},
    [OPTION_DDL_LOCK_TIMEOUT] = {TIME("ddl-lock-timeout", "wait this long for a statement's locks (3s)",
                                      lib.ddl_lock_timeout_ms)},
    [OPTION_WAIT] = {TIME("wait", "wait this long for a server to answer", lib.wait_ms)},
    [OPTION_ALLOW_OUT_OF_ORDER] = {FLAG("allow-out-of-order", 0, "run what is older than the newest applied",
                                        lib.allow_out_of_order)},
    [OPTION_APPROVE] = {FLAG("approve", 0, "run what needs approval", lib.approve)},
    [OPTION_APPROVED_BY] = {TEXT("approved-by", 0, "NAME", "the same; NAME has approved it", lib.approved_by)},
    [OPTION_ALLOW_DATA_LOSS] = {FLAG("allow-data-loss", 0, "lose data where that is what it takes", lib.allow_data_loss)},
    [OPTION_BASIC] = {FLAG("basic", 0, "the seeds of every environment alone", lib.basic_seeds), .no_variable = true},
    [OPTION_NO_CHECK] = {FLAG("no-check", 0, "do not compare the database with the files", lib.no_check)},
    [OPTION_ONLY] = {TEXT("only", 0, "MIGRATION", "apply this migration alone: a version or a file", only),
                     .no_variable = true},
    [OPTION_REPORT] = {FLAG("report", 0, "list the statements, and what becomes of each", lib.report)},
    [OPTION_DIALECT] = {TEXT("dialect", 0, "NAME", "for this dialect; no database is needed", dialect), DIALECTS},
    [OPTION_TO] = {TEXT("to", 0, "DIALECT", "the dialect to write", to), DIALECTS},
    [OPTION_FORMAT] = {TEXT("format", 0, "FORMAT", "the form of the output", format)},
    [OPTION_TYPE] = {TEXT("type", 0, "TYPE", "the template: table, column, index or data", type),
                     ONE_OF("table", "column", "index", "data")},
    [OPTION_EXIT_CODE] = {FLAG("exit-code", 0, "exit 4 if migrations are pending", exit_code)},
    [OPTION_STMT] = {NUMBER("stmt", "N", "the statement of the migration, from 1", stmt), .no_variable = true},
    [OPTION_DONE] = {FLAG("done", 0, "it has taken effect", done), .no_variable = true},
    [OPTION_RETRY] = {FLAG("retry", 0, "it has not: run it again", retry), .no_variable = true},
    [OPTION_OUTPUT] = {TEXT("output", 'o', "FILE", "write to FILE", output), .no_variable = true},
    [OPTION_CHECK] = {TEXT("check", 0, "FILE", "exit 6 if FILE is not what would be written", check), .no_variable = true},
    [OPTION_MIGRATIONS] = {FLAG("migrations", 0, "run this project's migrations on both servers", migrations),
                           .no_variable = true},
    [OPTION_LIMIT] = {NUMBER("limit", "N", "how many differences to list (20)", limit), .no_variable = true},
    [OPTION_BEFORE] = {TEXT("before", 0, "VERSION", "what is measured first (the one before the last)", before),
                       .no_variable = true},
    [OPTION_AFTER] = {TEXT("after", 0, "VERSION", "what it is compared with (head)", after), .no_variable = true},
    [OPTION_WITHOUT_INDEXES] = {FLAG("without-indexes", 0, "measure the schema without its indexes first",
                                     without_indexes), .no_variable = true},
    [OPTION_ROWS] = {NUMBER("rows", "N", "rows of each table (1000)", rows), .no_variable = true},
    [OPTION_RUNS] = {NUMBER("runs", "N", "how often each query is run (9)", runs), .no_variable = true},
    [OPTION_SEED_NUMBER] = {NUMBER("seed-number", "N", "other rows for another number (1)", seed_number),
                            .no_variable = true},
    [OPTION_TOLERANCE] = {NUMBER("tolerance", "PERCENT", "how much slower a query may become (20)", tolerance)},
    [OPTION_FILE] = {TEXT("file", 0, "FILE", "the databases (rollout.json)", file), .no_variable = true},
    [OPTION_JOBS] = {NUMBER("jobs", "N", "how many databases at once (4)", jobs)},
    [OPTION_PAUSE] = {TIME("pause", "wait this long before what was migrated is verified", pause_ms), .zero = -1},
    [OPTION_LIVE] = {FLAG("live", 0, "what the database has, not the migrations", live), .no_variable = true},
    [OPTION_FORCE] = {FLAG("force", 0, "replace a file that is there", force), .no_variable = true},
    [OPTION_SINCE] = {TEXT("since", 0, "TIME", "from this day or time on, in UTC", since), .no_variable = true},
    [OPTION_UNTIL] = {TEXT("until", 0, "TIME", "up to this day or time, which belongs to it", until), .no_variable = true},
    [OPTION_SLOW] = {TIME("slow", "slow is what takes longer than this (1s)", slow_ms)},
    [OPTION_LEVEL] = {TEXT("level", 0, "LEVEL", "from this level on: low, medium (the default) or high", level),
                      ONE_OF("low", "medium", "high")},
    [OPTION_EXPLAIN] = {TEXT("explain", 0, "RULE", "explain a rule, or all", explain), .no_variable = true},
    [OPTION_FROM] = {TEXT("from", 0, "FILE|URL", "the backup, or the database to copy", from)},
    [OPTION_KEEP] = {FLAG("keep", 0, "keep the scratch database", keep), .no_variable = true},
};
/* clang-format on */

char *
option_variable(const void *owner, const struct option *option)
{
    char *name = cli_printf(owner, "SKEIN_%s", option->name);
    for (char *c = name; *c; c++)
        *c = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
    return name;
}

static enum sk_status
read_flag(struct cli *cli, bool *out, const char *value, const char *source)
{
    static const char *const words[] = {"false", "true", "0", "1", "no", "yes", "off", "on", NULL};
    for (size_t i = 0; words[i]; i++) {
        if (strcasecmp(words[i], value) == 0) {
            *out = i % 2;
            return SK_OK;
        }
    }
    return cli_error(cli, SK_EUSAGE, "Write true or false.", "\"%s\" is no value for %s", value,
                     source);
}

static enum sk_status
read_duration(struct cli *cli, int64_t *out, const char *value, const struct option *option,
              const char *source)
{
    static const struct {
        const char *name;
        int64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60 * 1000}, {"h", 60 * 60 * 1000}};
    char *end;
    errno = 0;
    long long number = isdigit((unsigned char)*value) ? strtoll(value, &end, 10) : -1;
    if (number == 0 && option->zero != 0 && !*end) {
        *out = option->zero;
        return SK_OK;
    }
    for (size_t i = 0; number >= 0 && errno == 0 && i < sizeof units / sizeof *units; i++) {
        if (strcmp(end, units[i].name) != 0 || number > INT32_MAX / units[i].ms)
            continue;
        *out = number > 0 ? number * units[i].ms : option->zero;
        if (*out != 0)
            return SK_OK;
    }
    return cli_error(cli, SK_EUSAGE, "A time is a number and a unit: 500ms, 30s, 5m, 1h.",
                     "\"%s\" is no time for %s", value, source);
}

static enum sk_status
read_number(struct cli *cli, int64_t *out, const char *value, const char *source)
{
    char *end;
    errno = 0;
    long long number = isdigit((unsigned char)*value) ? strtoll(value, &end, 10) : 0;
    if (number < 1 || errno != 0 || *end)
        return cli_error(cli, SK_EUSAGE, "Write a whole number, 1 or more.",
                         "\"%s\" is no number for %s", value, source);
    *out = number;
    return SK_OK;
}

/* A variable that is set to nothing says nothing. */
static const char *
from_environment(const void *owner, const struct option *option, char **name)
{
    if (option->no_variable || option->library_reads)
        return NULL;
    *name = option_variable(owner, option);
    const char *value = getenv(*name);
    return value && *value ? value : NULL;
}

enum sk_status
option_apply(struct cli *cli, enum option_id id, const char *given)
{
    const struct option *option = &options[id];
    char *source = cli_printf(cli, "--%s", option->name);
    const char *value = given ? given : from_environment(cli, option, &source);
    void *field = (char *)&cli->set + option->field;
    if (!value)
        return SK_OK;
    switch (option->kind) {
    case KIND_FLAG:
        return read_flag(cli, field, value, source);
    case KIND_TEXT:
        *(const char **)field = value;
        return SK_OK;
    case KIND_NUMBER:
        return read_number(cli, field, value, source);
    case KIND_DURATION:
        return read_duration(cli, field, value, option, source);
    }
    return SK_OK;
}

enum sk_status
option_choice(struct cli *cli, enum option_id id, const char *value, const char *const *choices)
{
    char *list = NULL;
    for (size_t i = 0; choices[i]; i++) {
        if (!value || strcmp(choices[i], value) == 0)
            return SK_OK;
        const char *comma = !list ? "" : choices[i + 1] ? ", " : " or ";
        list = cli_printf(cli, "%s%s%s", list ? list : "", comma, choices[i]);
    }
    return cli_error(cli, SK_EUSAGE, cli_printf(cli, "Write --%s %s.", options[id].name, list),
                     "\"%s\" is no value for --%s", value, options[id].name);
}
