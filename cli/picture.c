/* cli/picture.c - see picture.h. */
#include "cli/picture.h"

#include <errno.h>
#include <string.h>

#include "cli/child.h"

/* Take out each part that begins and ends with these. Text is escaped in SVG, so that "<" is always markup. */
static void
cut(char *text, const char *begins, const char *ends)
{
    char *to = text;
    for (const char *from = text; *from;) {
        const char *start = strstr(from, begins), *end = start ? strstr(start, ends) : NULL;
        size_t kept = end ? (size_t)(start - from) : strlen(from);
        memmove(to, from, kept);
        to += kept;
        from += kept;
        if (end) {
            from = end + strlen(ends);
            from += *from == '\n';
        }
    }
    *to = '\0';
}

enum sk_status
picture_svg(struct cli *cli, const char *dot, size_t len, char **svg)
{
    static const char *const argv[] = {"dot", "-Tsvg", NULL};
    struct child_result drawn = child_filter(cli, argv, dot, len);
    if (drawn.error == ENOENT)
        return cli_error(cli, SK_EIO,
                         "Install Graphviz, or write what it draws with --format dot and draw it elsewhere.",
                         "there is no program \"dot\" to draw with");
    if (drawn.error)
        return cli_error(cli, SK_EIO, NULL, "cannot run \"dot\": %s", strerror(drawn.error));
    char *element = strstr(drawn.out, "<svg");
    if (drawn.code || !element)
        return cli_error(cli, SK_EIO, NULL, "\"dot\" failed with exit code %d: %s", drawn.code,
                         *drawn.err ? drawn.err : "it says nothing");
    cut(element, "<!--", "-->");
    cut(element, "<title>", "</title>");
    *svg = element;
    return SK_OK;
}
