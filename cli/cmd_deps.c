/* cli/cmd_deps.c - skein deps: which migration needs which. */
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/graph.h"
#include "cli/json.h"
#include "cli/picture.h"

static void
put_json(struct cli *cli, const struct sk_deps *deps)
{
    json_t *array = json_array();
    for (size_t i = 0; i < deps->n; i++) {
        const struct sk_dep *dep = &deps->items[i];
        json_array_append_new(
            array,
            json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "version",
                      json_text(dep->version), "name", json_text(dep->name), "description",
                      json_text(dep->description), "depends_on",
                      json_texts(dep->depends_on, dep->n_depends_on), "affects_tables",
                      json_texts(dep->affects_tables, dep->n_tables), "risk", json_text(dep->risk),
                      "estimated_duration", json_text(dep->estimated_duration), "rollback_safe",
                      (int)dep->rollback_safe));
    }
    json_write(json_pack("{s:o}", "migrations", array), &cli->out);
}

static void
put_dot(struct cli *cli, const struct sk_deps *deps)
{
    graph_dot(cli->out.stream, deps);
}

static void
put_mermaid(struct cli *cli, const struct sk_deps *deps)
{
    graph_mermaid(cli->out.stream, deps);
}

static void
put_svg(struct cli *cli, const struct sk_deps *deps)
{
    char *dot = NULL, *svg;
    size_t len = 0;
    FILE *to = open_memstream(&dot, &len);
    if (!to)
        abort(); /* out of memory */
    graph_dot(to, deps);
    if (fclose(to) != 0)
        abort();
    if (picture_svg(cli, dot, len, &svg) == SK_OK)
        fprintf(cli->out.stream, PICTURE_PROLOGUE "%s", svg);
    free(dot);
}

/* What cannot be drawn has cli->err say so. */
static const struct {
    const char *name;
    void (*put)(struct cli *cli, const struct sk_deps *deps);
} forms[] = {{"text", graph_tree},       {"dot", put_dot},   {"svg", put_svg},
             {"mermaid", put_mermaid}, {"json", put_json}};

static const char *const formats[] = {"text", "dot", "svg", "mermaid", "json", NULL};

static enum sk_status
exec(struct cli *cli)
{
    const char *format = cli->set.format ? cli->set.format : cli->set.json ? "json" : "text";
    struct sk_deps *deps = NULL;
    enum sk_status status = option_choice(cli, OPTION_FORMAT, format, formats);
    if (status == SK_OK)
        status = skein_deps(cli->skein, &deps, &cli->err);
    if (status != SK_OK)
        return status;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (strcmp(forms[i].name, format) == 0)
            forms[i].put(cli, deps);
    }
    skein_free(deps);
    return cli->err.status;
}

const struct command cmd_deps = {
    .name = "deps",
    .group = GROUP_LOOK,
    .usage = "",
    .summary = "show which migration needs which",
    .description = "Draws the dependency graph, from dependencies.json and from what each file "
                   "touches where that\n"
                   "says nothing: as a tree (--format text), as a picture (svg; dot is what "
                   "Graphviz draws it from),\nfor Markdown (mermaid) or as JSON.",
    .examples = "skein deps\ta tree\n"
                "skein deps --format svg >deps.svg\ta picture",
    .formats = formats,
    .options = OPT(FORMAT),
    .exits = EXIT_BIT(CLI_REFUSED),
    .needs_project = true,
    .exec = exec,
};
