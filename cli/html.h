/*
 * cli/html.h - writing HTML so that no text can become markup.
 */
#ifndef SKEIN_CLI_HTML_H
#define SKEIN_CLI_HTML_H

#include <stdio.h>

#include "cli/mem.h"

/**
 * Write markup with text in it. `fmt` is markup and knows "%s", text, which is escaped for elements and for quoted attributes
 * alike (NULL is nothing), "%zu", and "%%".
 */
void html_put(FILE *to, const char *fmt, ...) CLI_PRINTF(2, 3);

#endif
