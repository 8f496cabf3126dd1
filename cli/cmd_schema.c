/* cli/cmd_schema.c - skein schema [VERSION]: the schema, as SQL, as JSON, as documents and pictures. */
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/document.h"
#include "cli/target.h"

static const char *const formats[] = {"sql", "idempotent", "json", "md", "mermaid", NULL};

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

static const struct {
    const char *name;
    void (*put)(FILE *to, const struct document *document);
} forms[] = {{"md", doc_md}, {"mermaid", doc_mermaid}};

/* The migrations up to `version`, as their files tell. */
static void
add_steps(struct document *document, const struct sk_deps *deps, const char *version)
{
    document->steps = cli_alloc(document->cli, (deps->n + 1) * sizeof *document->steps);
    for (size_t i = 0; i < deps->n; i++) {
        const struct sk_dep *dep = &deps->items[i];
        document->steps[document->n_steps++] = (struct document_step){.version = dep->version,
                                                                      .name = dep->name,
                                                                      .description = dep->description,
                                                                      .risk = dep->risk,
                                                                      .duration_ms = -1};
        if (version && strcmp(dep->version, version) == 0)
            break;
    }
}

/* One newline at the end, however the last part ended. */
static size_t
trimmed(const char *text, size_t len)
{
    while (len > 1 && text[len - 1] == '\n' && text[len - 2] == '\n')
        len--;
    return len;
}

static enum sk_status
render(struct document *document, void (*put)(FILE *to, const struct document *document))
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    if (!to)
        abort(); /* out of memory */
    put(to, document);
    if (fclose(to) != 0)
        abort();
    enum sk_status status = target_write(document->cli, text, trimmed(text, len));
    free(text);
    return status;
}

static enum sk_status
put_document(struct cli *cli, const char *version, void (*put)(FILE *to, const struct document *document))
{
    struct sk_schema *schema = NULL;
    struct sk_deps *deps = NULL;
    struct document document = {.cli = cli};
    enum sk_status status = skein_describe(cli->skein, version, cli->set.live, &schema, &cli->err);
    status = status ? status : skein_deps(cli->skein, &deps, &cli->err);
    if (!status) {
        document.schema = schema;
        add_steps(&document, deps, version);
        status = render(&document, put);
    }
    skein_free(schema);
    skein_free(deps);
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
            return put_document(cli, version, forms[i].put);
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
        "json), as a document (md) or as a diagram (mermaid). It is read from the files: no database\n"
        "is needed. With --live it is that of the database.",
    .examples = "skein schema\tCREATE statements\n"
                "skein schema 000001 --format json\tthe first version, for programs\n"
                "skein schema --format idempotent -o schema.sql\twhat a fresh install runs\n"
                "skein schema --format md -o docs/schema.md\ta document\n"
                "skein schema --format md --check docs/schema.md\tis it fresh? exit 6 if not",
    .formats = formats,
    .options = OPT(FORMAT) | OPT(LIVE) | TARGET_OPTIONS,
    .exits = EXIT_BIT(CLI_REFUSED) | TARGET_EXITS,
    .max_args = 1,
    .needs_project = true,
    .exec = exec,
};
