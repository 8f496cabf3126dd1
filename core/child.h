/*
 * core/child.h - another program, run by this one: an engine's own tool.
 *
 * Its input and output are streams of bytes that pass through the caller, so that what is written is counted, checked
 * and put to disk in one place, and a program whose caller dies finds an end of file. No secret is ever an argument:
 * they are in its environment, or in an option file that only the owner can read and that goes when the program has
 * ended. What it writes to standard error becomes the message when it fails.
 */
#ifndef SKEIN_CORE_CHILD_H
#define SKEIN_CORE_CHILD_H

#include <signal.h>
#include <sys/types.h>

#include "core/mem.h"

struct sk_tool {
    const char *const *names;   /* what the program may be called, the best first; NULL-ended */
    const char *package;        /* Debian's package that brings it, for the hint */
    const char *const *args;    /* without the program's name; NULL-ended */
    const char *const *env;     /* "NAME=VALUE", beside what this process has; NULL-ended. NULL: nothing */
    const char *config;         /* the text of an option file. NULL: none is made */
    const char *config_option;  /* the argument, the first, that names it: "--defaults-file=%s" without the %s */
};

/* Which of its streams the caller has; the others are /dev/null. */
enum { SK_CHILD_READ = 1u << 0, SK_CHILD_WRITE = 1u << 1 };

struct sk_child;

/**
 * Start a program. `interrupts` (borrowed; NULL: none) counts requests to stop: when it has reached `patience`, reading
 * and writing fail with SK_EINTERRUPTED and the program is ended. The child of `owner` is killed when it is freed.
 * @return SK_OK; SK_EUSAGE when none of the names is in PATH, with the package in the hint; SK_EIO.
 */
SK_CHECKED enum sk_status sk_child_start(struct sk_child **out, TALLOC_CTX *owner, const struct sk_tool *tool,
                                         unsigned streams, const volatile sig_atomic_t *interrupts, int patience,
                                         struct sk_error *err);

/** Read what it writes: up to `size` bytes, `*n` of them; 0 at the end. */
SK_CHECKED enum sk_status sk_child_read(struct sk_child *child, char *buffer, size_t size, size_t *n,
                                        struct sk_error *err);

/** Write to it, all of it. When the program does not read any more, the error is what it said before it ended. */
SK_CHECKED enum sk_status sk_child_write(struct sk_child *child, const char *bytes, size_t len, struct sk_error *err);

/** Close its input, throw away what it still writes, wait for its end. SK_ESQL with its words when it has failed. */
SK_CHECKED enum sk_status sk_child_end(struct sk_child *child, struct sk_error *err);

#endif
