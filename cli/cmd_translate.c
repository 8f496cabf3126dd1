/*
 * cli/cmd_translate.c - skein translate --to DIALECT [FILE...]: SQL in, SQL out.
 *
 * Several files are one text to the library, because a later one may alter what an earlier one
 * creates. Positions in that text are then put back to the file they are in.
 */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/plan.h"

#define BETWEEN                                                                                    \
    "\n;\n" /* a file that does not end its last statement does not run on into the next */

/* The files, and where each begins in the text of all. */
struct input {
    size_t n;
    struct source *files;
    size_t *starts;
    char *text;
    size_t len;
};

static enum sk_status
read_one(struct cli *cli, struct source *file, const char *path)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int failed =
        is_stdin ? source_read_stream(file, cli, stdin, "<stdin>") : source_read(file, cli, path);
    if (failed)
        return cli_error(cli, SK_EIO, NULL, "cannot read \"%s\": %s", is_stdin ? "<stdin>" : path,
                         strerror(failed));
    return SK_OK;
}

static enum sk_status
read_all(struct cli *cli, struct input *input)
{
    static const char *const standard_input[] = {"-"};
    const char *const *paths = cli->n_args > 0 ? cli->args : standard_input;
    input->n = cli->n_args > 0 ? cli->n_args : 1;
    input->files = cli_alloc(cli, input->n * sizeof *input->files);
    input->starts = cli_alloc(cli, input->n * sizeof *input->starts);
    for (size_t i = 0; i < input->n; i++) {
        struct source *file = &input->files[i];
        if (read_one(cli, file, paths[i]) != SK_OK)
            return cli->err.status;
        input->starts[i] = input->len;
        input->text = cli_resize(cli, input->text, input->len + file->len + sizeof BETWEEN);
        memcpy(input->text + input->len, file->text, file->len);
        memcpy(input->text + input->len + file->len, BETWEEN, sizeof BETWEEN);
        input->len += file->len + (i + 1 < input->n ? strlen(BETWEEN) : 0);
    }
    return SK_OK;
}

/* The file that a position is in; the position becomes one in that file. */
static const struct source *
file_at(const struct input *input, size_t *pos_bytes)
{
    size_t i = input->n - 1;
    while (*pos_bytes != SK_NO_POS && i > 0 && input->starts[i] > *pos_bytes)
        i--;
    if (*pos_bytes != SK_NO_POS)
        *pos_bytes -= input->starts[i];
    return &input->files[i];
}

static void
place_error(struct cli *cli, const struct input *input)
{
    if (!cli->err.file || cli->err.pos_bytes == SK_NO_POS)
        return;
    cli->source = *file_at(input, &cli->err.pos_bytes);
    cli->err.file = (char *)cli->source.name; /* the library frees what it gave, by err.mem */
}

static void
place_statement(struct sk_planned *statement, const struct input *input)
{
    struct place place;
    if (input->n == 1 || statement->pos_bytes == SK_NO_POS)
        return;
    const struct source *file = file_at(input, &statement->pos_bytes);
    statement->file = file->name;
    if (source_locate(&place, file, statement->pos_bytes)) {
        statement->line = place.line;
        statement->column = place.column;
    }
}

static void
put_plan(struct cli *cli, const struct sk_plan *plan, const struct input *input)
{
    const char *file = input->n == 1 ? NULL : "";
    if (plan->preamble)
        fprintf(cli->out.stream, "%s;\n", plan->preamble);
    for (size_t i = 0; i < plan->n; i++) {
        for (size_t j = 0; j < plan->steps[i].n; j++) {
            const struct sk_planned *statement = &plan->steps[i].statements[j];
            if (file && statement->file && strcmp(file, statement->file) != 0) {
                file = statement->file;
                fputs("-- ", cli->out.stream);
                plan_put_comment(cli, file);
                fputc('\n', cli->out.stream);
            }
            plan_put_statement(cli, statement);
        }
    }
}

static enum sk_status
exec(struct cli *cli)
{
    struct input input = {.n = 0};
    struct sk_plan *plan = NULL;
    if (!cli->set.to)
        return cli_error(cli, SK_EUSAGE, "Write --to sqlite, for example.", "translate to what?");
    if (read_all(cli, &input) != SK_OK)
        return cli->err.status;
    enum sk_status status =
        skein_translate(cli->set.to, input.files[0].name, input.text, input.len,
                        cli->set.lib.report, &plan, &cli->err);
    if (status != SK_OK) {
        place_error(cli, &input);
        return status;
    }
    for (size_t i = 0; i < plan->n; i++) {
        for (size_t j = 0; j < plan->steps[i].n; j++)
            place_statement(&plan->steps[i].statements[j], &input);
    }
    if (cli->set.json)
        json_write(plan_json(plan), &cli->out);
    else if (cli->set.lib.report)
        plan_put_report(cli, plan);
    else
        put_plan(cli, plan, &input);
    if (plan->refused > 0)
        cli->exit = CLI_REFUSED;
    skein_free(plan);
    return SK_OK;
}

const struct command cmd_translate = {
    .name = "translate",
    .group = GROUP_WRITE,
    .usage = "[FILE]...",
    .summary = "rewrite PostgreSQL's SQL for another engine",
    .description = "Reads SQL from the files (\"-\" or none: from standard input) and writes it as "
                   "the other engine's\n"
                   "own client takes it. The files belong together: one may alter what an earlier "
                   "one creates.\n"
                   "What is emulated, or noted and left out, is said in comments. --report lists the statements\n"
                   "with their outcome instead: exact, emulated, noted or refused, and why.",
    .examples = "skein translate --to sqlite schema.sql\tfor sqlite3\n"
                "skein translate --to mysql --report schema.sql\twhat becomes of each statement\n"
                "pg_dump -s app | skein translate --to sqlite\tfrom a pipe",
    .options = OPT(TO) | OPT(REPORT),
    .exits = EXIT_BIT(CLI_REFUSED),
    .max_args = SIZE_MAX,
    .exec = exec,
};
