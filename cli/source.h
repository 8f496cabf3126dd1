/*
 * cli/source.h - from a byte offset in a file to what a person wants to see: line, column, the line
 * with a caret.
 *
 * The library reports positions as bytes, because that is what parsers and servers give; they are
 * turned into lines and columns here alone, when there is something to show. Lines and columns
 * count from 1, columns in characters.
 */
#ifndef SKEIN_CLI_SOURCE_H
#define SKEIN_CLI_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/terminal.h"

/* A text and what it is called. */
struct source {
    const char *name;
    const char *text; /* without a byte order mark */
    size_t len;
};

struct place {
    size_t line, column;
    const char *start; /* of the line, in source->text */
    size_t len;        /* of the line, without its end */
    size_t offset;     /* of the position in the line, in bytes */
};

/**
 * Read a file, or a stream that `name` only names, to its end. A byte order mark is dropped.
 * Returns 0, or the errno of what went wrong. What it returns is a child of `owner`.
 */
int source_read(struct source *source, const void *owner, const char *path);
int source_read_stream(struct source *source, const void *owner, FILE *stream, const char *name);

/** Find a position. False if the text is shorter than that (it has changed since). */
bool source_locate(struct place *place, const struct source *source, size_t pos_bytes);

/** Write the line and a caret under the position; long lines are cut around it. */
void source_show(const struct place *place, const struct terminal *terminal);

#endif
