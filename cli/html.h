/*
 * cli/html.h - writing markup so that no text in it can become markup: HTML, and the HTML-like labels and quoted
 * attributes of Graphviz, which know the same entities.
 */
#ifndef SKEIN_CLI_HTML_H
#define SKEIN_CLI_HTML_H

#include <stdio.h>

#include "cli/mem.h"

/**
 * Write markup with text in it. `fmt` is markup and knows "%s", text, which is escaped for elements and for quoted
 * attributes alike (NULL is nothing), "%zu", and "%%". Control characters but newlines become spaces: XML knows none of
 * them.
 */
void html_put(FILE *to, const char *fmt, ...) CLI_PRINTF(2, 3);

#endif
