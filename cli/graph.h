/*
 * cli/graph.h - the dependency graph, drawn.
 */
#ifndef SKEIN_CLI_GRAPH_H
#define SKEIN_CLI_GRAPH_H

#include "cli/cli.h"

/**
 * As a tree, each migration once, under the last of those that it depends on. What depends on a
 * migration alone stands right below it, at the same depth, so that a long chain does not walk off
 * the screen; an empty line separates what does not hang together.
 */
void graph_tree(struct cli *cli, const struct sk_deps *deps);

/** For graphviz, and for Markdown that draws mermaid. */
void graph_dot(FILE *to, const struct sk_deps *deps);
void graph_mermaid(FILE *to, const struct sk_deps *deps);

#endif
