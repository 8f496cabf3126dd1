/*
 * cli/picture.h - a drawing in Graphviz's language as a picture.
 *
 * Graphviz is a program beside this one, not a library within it: nothing of it is loaded where no picture is asked
 * for, and it may be missing until one is.
 */
#ifndef SKEIN_CLI_PICTURE_H
#define SKEIN_CLI_PICTURE_H

#include "cli/cli.h"

/**
 * Lay out and draw with dot(1). `*svg` is an <svg> element, child of `cli`, without what differs between versions of
 * Graphviz for no reason (comments) and without the titles that it makes of names (a browser would show them). SK_EIO:
 * dot is missing (the hint says what to do), or failed.
 */
enum sk_status picture_svg(struct cli *cli, const char *dot, size_t len, char **svg);

/** What comes before the element in a file of its own. */
#define PICTURE_PROLOGUE "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n"

#endif
