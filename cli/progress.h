/*
 * cli/progress.h - what is going on, while it goes on.
 *
 * What has been done is a result and is printed to standard output as it happens, one line for each
 * migration, so that a run that is killed has said what it did. On a terminal, one line on standard
 * error says what is being done, and is wiped when it is over.
 */
#ifndef SKEIN_CLI_PROGRESS_H
#define SKEIN_CLI_PROGRESS_H

#include <stdbool.h>

#include "core/skein.h"

struct cli;

struct progress {
    struct cli *cli;
    bool shown;        /* a line is on the terminal, to be wiped before anything else is written */
    char *waiting_for; /* what was said last about waiting: not said twice */
};

/** An sk_event_fn; `data` is the struct progress. */
void progress_event(void *data, const struct sk_event *event);

/** Wipe the line, if there is one. */
void progress_clear(struct progress *progress);

/** "12 ms", "1.2 s", "2 min 3 s": for people. Child of `owner`. */
char *progress_duration(const void *owner, int64_t ms);

#endif
