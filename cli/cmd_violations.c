/* cli/cmd_violations.c - skein violations [TARGET]: the rows that stand in the way of pending migrations. */
#include "cli/command.h"
#include "cli/json.h"
#include "cli/report.h"

static json_t *
row_json(const struct sk_violation *violation, size_t row)
{
    json_t *object = json_object();
    for (size_t i = 0; i < violation->n_columns; i++)
        json_object_set_new(object, violation->columns[i],
                            json_text(violation->cells[row * violation->n_columns + i]));
    return object;
}

static void
put_json(struct cli *cli, const struct sk_violations *violations)
{
    json_t *array = json_array();
    for (size_t i = 0; i < violations->n; i++) {
        const struct sk_violation *v = &violations->items[i];
        json_t *rows = json_array();
        for (size_t row = 0; row < v->n_rows; row++)
            json_array_append_new(rows, row_json(v, row));
        json_array_append_new(
            array, json_pack("{s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:b, s:b}", "version", json_text(v->version), "name",
                             json_text(v->name), "file", json_text(v->file), "table", json_text(v->table), "rule",
                             json_text(v->rule), "count", (json_int_t)v->count, "rows", rows, "not_valid",
                             (int)v->lenient, "rows_change_before", (int)v->rows_change_before));
    }
    json_write(json_pack("{s:o, s:I}", "violations", array, "unknown", (json_int_t)violations->unknown), &cli->out);
}

/* "(id, email): (4, nobody), (7, NULL)" */
static char *
examples(struct cli *cli, const struct sk_violation *violation)
{
    char *text = cli_strdup(cli, "The first, (");
    for (size_t i = 0; i < violation->n_columns; i++)
        text = cli_printf(cli, "%s%s%s", text, i ? ", " : "", violation->columns[i]);
    text = cli_printf(cli, "%s):", text);
    for (size_t i = 0; i < violation->n_rows * violation->n_columns; i++) {
        const char *cell = violation->cells[i];
        bool first = i % violation->n_columns == 0, last = (i + 1) % violation->n_columns == 0;
        text = cli_printf(cli, "%s%s%s%s", text,
                          !first ? ", "
                          : i    ? ", ("
                                 : " (",
                          cell ? cell : "NULL", last ? ")" : "");
    }
    return text;
}

static void
put_text(struct cli *cli, const struct sk_violations *violations)
{
    for (size_t i = 0; i < violations->n; i++) {
        const struct sk_violation *v = &violations->items[i];
        const char *when = v->lenient ? " The constraint is NOT VALID: PostgreSQL leaves them until it is validated."
                           : v->rows_change_before ? " Pending statements before it change rows; then it may hold."
                                                   : "";
        const struct sk_finding finding = {
            .status = v->lenient || v->rows_change_before ? SK_OK : SK_EDIFF,
            .file = v->file,
            .pos_bytes = v->pos_bytes,
            .message = cli_printf(cli, "%lld row%s of %s violate%s %s", (long long)v->count, v->count == 1 ? "" : "s",
                                  v->table, v->count == 1 ? "s" : "", v->rule),
            .hint = v->n_rows && v->n_columns ? cli_printf(cli, "%s.%s", examples(cli, v), when)
                                              : cli_strdup(cli, *when ? when + 1 : ""),
        };
        report_finding(cli, &finding);
    }
    fflush(cli->err_out.stream);
    if (violations->unknown)
        cli_say(cli, STYLE_PLAIN, "", "%zu rule%s about what has yet to be made could not be asked\n",
                violations->unknown, violations->unknown == 1 ? " is" : "s are");
    if (violations->n == 0)
        cli_say(cli, STYLE_GREEN, "clear:", " no row stands in the way\n");
}

static enum sk_status
exec(struct cli *cli)
{
    struct sk_violations *violations = NULL;
    enum sk_status status =
        skein_violations(cli->skein, cli->n_args > 0 ? cli->args[0] : NULL, &violations, &cli->err);
    if (status != SK_OK)
        return status;
    if (cli->set.json)
        put_json(cli, violations);
    else
        put_text(cli, violations);
    if (violations->n > 0)
        cli->exit = CLI_DIFFERENT;
    skein_free(violations);
    return SK_OK;
}

const struct command cmd_violations = {
    .name = "violations",
    .group = GROUP_RUN,
    .usage = "[TARGET]",
    .summary = "show the rows that stand in the way of pending migrations",
    .description =
        "Asks the database, before a constraint is tried, for the rows that it would be refused for:\n"
        "of CHECK, UNIQUE and foreign keys, unique indexes, NOT NULL and narrower types in the pending\n"
        "migrations (those up to TARGET). Says how many there are, and shows the first of them. Writes\n"
        "nothing. When \"up\" fails for such rows, it says so itself.",
    .examples = "skein violations\tof all that is pending\n"
                "skein violations +1\tof the next migration",
    .options = OPT(WAIT) | OPT(ALLOW_OUT_OF_ORDER),
    .exits = EXIT_BIT(CLI_FAILED) | EXIT_BIT(CLI_REFUSED) | EXIT_BIT(CLI_DIFFERENT),
    .max_args = 1,
    .needs_project = true,
    .exec = exec,
};
