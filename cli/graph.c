/* cli/graph.c - see graph.h. */
#include "cli/graph.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define NONE SIZE_MAX

/* Where a dependency stands. It is looked for backwards: it is mostly the migration just before. */
static size_t
find(const struct sk_deps *deps, size_t before, const char *version)
{
    for (size_t i = before; i-- > 0;) {
        if (strcmp(deps->items[i].version, version) == 0)
            return i;
    }
    for (size_t i = before + 1; i < deps->n; i++) {
        if (strcmp(deps->items[i].version, version) == 0)
            return i;
    }
    return NONE;
}

/* ---- the tree
 * -------------------------------------------------------------------------------------------------
 */

struct node {
    size_t parent, first_child, last_child, next; /* NONE: there is none */
};

struct tree {
    struct cli *cli;
    const struct sk_deps *deps;
    struct node *nodes;
    const char *branch, *last, *line; /* what it is drawn with */
};

static void
plant(struct tree *tree)
{
    const struct sk_deps *deps = tree->deps;
    tree->nodes = cli_alloc(tree->cli, (deps->n + 1) * sizeof *tree->nodes);
    for (size_t i = 0; i < deps->n; i++)
        tree->nodes[i] = (struct node){NONE, NONE, NONE, NONE};
    for (size_t i = 0; i < deps->n; i++) {
        struct node *node = &tree->nodes[i];
        for (size_t j = 0; j < deps->items[i].n_depends_on; j++) {
            size_t parent = find(deps, i, deps->items[i].depends_on[j]);
            if (parent < i && (node->parent == NONE || parent > node->parent))
                node->parent = parent;
        }
        if (node->parent == NONE)
            continue;
        struct node *parent = &tree->nodes[node->parent];
        if (parent->first_child == NONE)
            parent->first_child = i;
        else
            tree->nodes[parent->last_child].next = i;
        parent->last_child = i;
    }
}

static void
put_details(const struct tree *tree, size_t i)
{
    const struct terminal *to = &tree->cli->out;
    const struct sk_dep *dep = &tree->deps->items[i];
    const char *parent =
        tree->nodes[i].parent == NONE ? "" : tree->deps->items[tree->nodes[i].parent].version;
    const char *separator = "  ";
    fputs(terminal_on(to, STYLE_DIM), to->stream);
    if (dep->risk) {
        fprintf(to->stream, "%srisk %s", separator, dep->risk);
        separator = ", ";
    }
    for (size_t j = 0; j < dep->n_depends_on; j++) {
        if (strcmp(dep->depends_on[j], parent) == 0)
            continue;
        fprintf(to->stream, "%salso after ", separator);
        terminal_put(to, dep->depends_on[j]);
        separator = ", ";
    }
    for (size_t j = 0; tree->cli->set.verbose && j < dep->n_tables; j++) {
        fprintf(to->stream, "%s%s", j == 0 ? separator : " ", j == 0 ? "tables " : "");
        terminal_put(to, dep->affects_tables[j]);
    }
    fputs(terminal_off(to, STYLE_DIM), to->stream);
}

static void
put_node(const struct tree *tree, size_t i, const char *indent, const char *mark)
{
    const struct terminal *to = &tree->cli->out;
    fprintf(to->stream, "%s%s%s", indent, mark, terminal_on(to, STYLE_BOLD));
    terminal_put(to, tree->deps->items[i].version);
    fprintf(to->stream, "%s ", terminal_off(to, STYLE_BOLD));
    terminal_put(to, tree->deps->items[i].name);
    put_details(tree, i);
    fputc('\n', to->stream);
}

/* What hangs below `i`: an only child at the same depth, several indented. */
static void
put_below(const struct tree *tree, size_t i, const char *indent)
{
    size_t child = tree->nodes[i].first_child;
    for (; child != NONE && tree->nodes[child].next == NONE; child = tree->nodes[i].first_child) {
        put_node(tree, child, indent, "");
        i = child;
    }
    for (; child != NONE; child = tree->nodes[child].next) {
        bool is_last = tree->nodes[child].next == NONE;
        char *deeper = cli_printf(NULL, "%s%s", indent, is_last ? "   " : tree->line);
        put_node(tree, child, indent, is_last ? tree->last : tree->branch);
        put_below(tree, child, deeper);
        cli_free(deeper);
    }
}

void
graph_tree(struct cli *cli, const struct sk_deps *deps)
{
    struct tree tree = {.cli = cli, .deps = deps, .branch = "|- ", .last = "`- ", .line = "|  "};
    bool first = true;
    if (cli->out.utf8) {
        tree.branch = "├─ ";
        tree.last = "└─ ";
        tree.line = "│  ";
    }
    plant(&tree);
    for (size_t i = 0; i < deps->n; i++) {
        if (tree.nodes[i].parent != NONE)
            continue;
        fputs(first ? "" : "\n", cli->out.stream);
        put_node(&tree, i, "", "");
        put_below(&tree, i, "");
        first = false;
    }
    cli_free(tree.nodes);
}

/* ---- for other programs
 * --------------------------------------------------------------------------------------- */

/* Text inside a quoted label, `quote` standing for '"'. */
static void
put_label(FILE *stream, const char *text, const char *quote, const char *backslash)
{
    for (const char *c = text; *c; c++) {
        if (*c == '"')
            fputs(quote, stream);
        else if (*c == '\\')
            fputs(backslash, stream);
        else
            fputc(*c == '\n' ? ' ' : *c, stream);
    }
}

/* The edges, from what must come first to what needs it, with nodes named by a prefix and their
 * position. */
static void
put_edges(FILE *stream, const struct sk_deps *deps, const char *arrow, const char *end)
{
    for (size_t i = 0; i < deps->n; i++) {
        for (size_t j = 0; j < deps->items[i].n_depends_on; j++) {
            size_t from = find(deps, i, deps->items[i].depends_on[j]);
            if (from != NONE)
                fprintf(stream, "  m%zu %s m%zu%s\n", from + 1, arrow, i + 1, end);
        }
    }
}

/* The frame says how risky a migration is, where that is known. */
static const char *
frame_of(const char *risk)
{
    static const char *const frames[][2] = {{"low", "#2f855a"}, {"medium", "#b7791f"}, {"high", "#c53030"}};
    for (size_t i = 0; risk && i < sizeof frames / sizeof *frames; i++)
        if (strcmp(frames[i][0], risk) == 0)
            return frames[i][1];
    return "#9aa5b1";
}

void
graph_dot(FILE *to, const struct sk_deps *deps)
{
    fputs("digraph migrations {\n  rankdir=LR;\n"
          "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", fontcolor=\"#1f2933\", "
          "fontname=\"Helvetica,Arial,sans-serif\", fontsize=11, margin=\"0.15,0.08\"];\n"
          "  edge [color=\"#7b8794\", arrowsize=0.7];\n",
          to);
    for (size_t i = 0; i < deps->n; i++) {
        fprintf(to, "  m%zu [label=\"", i + 1);
        put_label(to, deps->items[i].version, "\\\"", "\\\\");
        fputs("\\n", to);
        put_label(to, deps->items[i].name, "\\\"", "\\\\");
        fprintf(to, "\", color=\"%s\"];\n", frame_of(deps->items[i].risk));
    }
    put_edges(to, deps, "->", ";");
    fputs("}\n", to);
}

void
graph_mermaid(FILE *to, const struct sk_deps *deps)
{
    fputs("graph LR\n", to);
    for (size_t i = 0; i < deps->n; i++) {
        fprintf(to, "  m%zu[\"", i + 1);
        put_label(to, deps->items[i].version, "#quot;", "\\");
        fputc(' ', to);
        put_label(to, deps->items[i].name, "#quot;", "\\");
        fputs("\"]\n", to);
    }
    put_edges(to, deps, "-->", "");
}
