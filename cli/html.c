/* cli/html.c - see html.h. */
#include "cli/html.h"

#include <stdlib.h>
#include <string.h>

static void
put_text(FILE *to, const char *text)
{
    for (const char *c = text ? text : ""; *c; c++) {
        switch (*c) {
        case '&':
            fputs("&amp;", to);
            break;
        case '<':
            fputs("&lt;", to);
            break;
        case '>':
            fputs("&gt;", to);
            break;
        case '"':
            fputs("&quot;", to);
            break;
        case '\'':
            fputs("&#39;", to);
            break;
        case '\\':
            fputs("&#92;", to); /* Graphviz has escapes of its own in attributes */
            break;
        default:
            fputc(((unsigned char)*c < ' ' && *c != '\n') || *c == 127 ? ' ' : *c, to);
        }
    }
}

void
html_put(FILE *to, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    for (const char *c = fmt; *c;) {
        size_t plain = strcspn(c, "%");
        fwrite(c, 1, plain, to);
        c += plain;
        if (strncmp(c, "%s", 2) == 0) {
            put_text(to, va_arg(ap, const char *));
            c += 2;
        } else if (strncmp(c, "%zu", 3) == 0) {
            fprintf(to, "%zu", va_arg(ap, size_t));
            c += 3;
        } else if (strncmp(c, "%%", 2) == 0) {
            fputc('%', to);
            c += 2;
        } else if (*c) {
            abort(); /* a fault in the program: see html.h */
        }
    }
    va_end(ap);
}
