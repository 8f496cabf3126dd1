/*
 * cli/doc_html.h - the parts of the page: see doc_html.c.
 */
#ifndef SKEIN_CLI_DOC_HTML_H
#define SKEIN_CLI_DOC_HTML_H

#include "cli/document.h"

/** The cards of all tables; of all views; the rows of types, functions and sequences. */
void html_tables(FILE *to, const struct document *document);
void html_views(FILE *to, const struct document *document);
void html_types(FILE *to, const struct document *document);

/* What page.css and page.js hold, put into the program when it is built. */
extern const char page_css[], page_js[];

#endif
