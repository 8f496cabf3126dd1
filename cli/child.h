/*
 * cli/child.h - another program as a filter: text in, text out.
 */
#ifndef SKEIN_CLI_CHILD_H
#define SKEIN_CLI_CHILD_H

#include <stddef.h>

/* How it went. */
struct child_result {
    int error;    /* errno of what kept it from running: ENOENT where there is no such program; else 0 */
    int code;     /* its exit code; 128 and the signal that ended it */
    char *out;    /* what it wrote to standard output, NUL-ended; `len` bytes */
    size_t len;
    char *err;    /* the first line of what it wrote to standard error */
};

/**
 * Run argv[0], looked for on the PATH, with `input` as its standard input, and wait for it. The strings of the result
 * are children of `owner`.
 */
struct child_result child_filter(const void *owner, const char *const *argv, const char *input, size_t len);

#endif
