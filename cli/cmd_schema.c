/* cli/cmd_schema.c - skein schema [VERSION]: the schema, as SQL, as JSON, as documents and pictures. */
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/document.h"
#include "cli/picture.h"
#include "cli/report.h"
#include "cli/target.h"

static const char *const formats[] = {"sql", "idempotent", "json", "md", "mermaid", "dot", "svg", "html", NULL};

/* ---- what programs read ---------------------------------------------------------------------------------------- */

static enum sk_status
put_text(struct cli *cli, const char *version, const char *format)
{
    char *text = NULL;
    if (cli->set.live)
        return cli_error(cli, SK_EUSAGE, "\"skein diff\" and \"skein drift\" compare it with the migrations.",
                         "--live does not go with --format %s", format);
    enum sk_status status = skein_schema(cli->skein, version, format, &text, &cli->err);
    if (status != SK_OK)
        return status;
    size_t len = strlen(text);
    char *line = len > 0 && text[len - 1] == '\n' ? text : cli_printf(cli, "%s\n", text);
    status = target_write(cli, line, strlen(line));
    skein_free(text);
    return status;
}

/* ---- what people read ------------------------------------------------------------------------------------------ */

static enum sk_status put_svg(struct document *document);
static enum sk_status put_page(struct document *document);

/* A form is written to a stream, or made in several steps. */
struct form {
    const char *name;
    void (*write)(FILE *to, const struct document *document);
    enum sk_status (*put)(struct document *document);
};

static const struct form forms[] = {{"md", doc_md, NULL},
                                    {"mermaid", doc_mermaid, NULL},
                                    {"dot", doc_dot, NULL},
                                    {"svg", NULL, put_svg},
                                    {"html", NULL, put_page}};

/* The form as text, child of the cli, with one newline at its end, however its last part ended. */
static char *
written(const struct document *document, void (*write)(FILE *to, const struct document *document))
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    if (!to)
        abort(); /* out of memory */
    write(to, document);
    if (fclose(to) != 0)
        abort();
    while (len > 1 && text[len - 1] == '\n' && text[len - 2] == '\n')
        text[--len] = '\0';
    char *copy = cli_strdup(document->cli, text);
    free(text);
    return copy;
}

static enum sk_status
put_written(const struct document *document, void (*write)(FILE *to, const struct document *document))
{
    char *text = written(document, write);
    enum sk_status status = target_write(document->cli, text, strlen(text));
    cli_free(text);
    return status;
}

static enum sk_status
draw(const struct document *document, char **svg)
{
    char *dot = written(document, doc_dot);
    enum sk_status status = picture_svg(document->cli, dot, strlen(dot), svg);
    cli_free(dot);
    return status;
}

static enum sk_status
put_svg(struct document *document)
{
    char *svg = NULL;
    enum sk_status status = draw(document, &svg);
    if (status)
        return status;
    char *file = cli_printf(document->cli, PICTURE_PROLOGUE "%s", svg);
    return target_write(document->cli, file, strlen(file));
}

static enum sk_status
put_page(struct document *document)
{
    char *svg = NULL;
    document->links = true;
    enum sk_status status = draw(document, &svg);
    document->picture = svg;
    return status ? status : put_written(document, doc_html);
}

/* The next of the migrations that made the schema; false: it was the last. */
static bool
add_step(struct document *document, const struct document_step *step, const char *version)
{
    document->steps[document->n_steps++] = *step;
    return !version || strcmp(step->version, version) != 0;
}

/* As their files tell. */
static void
add_deps(struct document *document, const struct sk_deps *deps, const char *version)
{
    document->steps = cli_alloc(document->cli, (deps->n + 1) * sizeof *document->steps);
    for (size_t i = 0; i < deps->n; i++) {
        const struct sk_dep *dep = &deps->items[i];
        struct document_step step = {.version = dep->version,
                                     .name = dep->name,
                                     .description = dep->description,
                                     .risk = dep->risk,
                                     .date = dep->date,
                                     .duration_ms = -1};
        if (!add_step(document, &step, version))
            break;
    }
}

/* As a database has them. */
static void
add_history(struct document *document, const struct sk_state *state, const char *version)
{
    document->steps = cli_alloc(document->cli, (state->n + 1) * sizeof *document->steps);
    for (size_t i = 0; i < state->n; i++) {
        const struct sk_migration_info *info = &state->migrations[i];
        struct document_step step = {.version = info->version,
                                     .name = info->name,
                                     .description = info->description,
                                     .risk = info->risk,
                                     .date = info->date,
                                     .status = report_migration_status(info->status),
                                     .applied_at = info->applied_at,
                                     .duration_ms = info->duration_ms};
        if (!add_step(document, &step, version))
            break;
    }
}

/* A database is asked for its history where one was named on the command line, not where one happens to be configured:
 * a document is not to depend on who writes it. */
static enum sk_status
put_document(struct cli *cli, const char *version, const struct form *form)
{
    struct sk_schema *schema = NULL;
    struct sk_deps *deps = NULL;
    struct sk_state *state = NULL;
    struct document document = {.cli = cli};
    bool history = form->put == put_page && (cli->set.live || cli->set.lib.url);
    enum sk_status status = skein_describe(cli->skein, version, cli->set.live, &schema, &cli->err);
    if (!status && history)
        status = skein_status(cli->skein, &state, &cli->err);
    else if (!status)
        status = skein_deps(cli->skein, &deps, &cli->err);
    document.schema = schema;
    if (!status && history)
        add_history(&document, state, version);
    else if (!status)
        add_deps(&document, deps, version);
    if (!status)
        status = form->put ? form->put(&document) : put_written(&document, form->write);
    skein_free(schema);
    skein_free(deps);
    skein_free(state);
    return status;
}

static enum sk_status
exec(struct cli *cli)
{
    const char *format = cli->set.format ? cli->set.format : cli->set.json ? "json" : "sql";
    const char *version = cli->n_args > 0 ? cli->args[0] : NULL;
    enum sk_status status = option_choice(cli, OPTION_FORMAT, format, formats);
    status = status ? status : target_options(cli);
    if (status)
        return status;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strcmp(forms[i].name, format) == 0)
            return put_document(cli, version, &forms[i]);
    return put_text(cli, version, format);
}

const struct command cmd_schema = {
    .name = "schema",
    .group = GROUP_LOOK,
    .usage = "[VERSION]",
    .summary = "print, document or draw the schema that the migrations make",
    .description =
        "Writes the schema after all migrations, or after VERSION: as PostgreSQL's SQL, as SQL that\n"
        "may be run again and again (IF NOT EXISTS everywhere), as JSON (--format sql, idempotent,\n"
        "json), as a document (md), as a page to browse (html) or as a diagram (mermaid, dot, svg).\n"
        "It is read from the files: no database is needed. With --live it is that of the database;\n"
        "with --url the page has the database's history.",
    .examples = "skein schema\tCREATE statements\n"
                "skein schema 000001 --format json\tthe first version, for programs\n"
                "skein schema --format idempotent -o schema.sql\twhat a fresh install runs\n"
                "skein schema --format html -o schema.html\ta page with everything\n"
                "skein schema --format md -o docs/schema.md\ta document\n"
                "skein schema --format md --check docs/schema.md\tis it fresh? exit 6 if not",
    .formats = formats,
    .options = OPT(FORMAT) | OPT(LIVE) | TARGET_OPTIONS,
    .exits = EXIT_BIT(CLI_REFUSED) | TARGET_EXITS,
    .max_args = 1,
    .needs_project = true,
    .exec = exec,
};
