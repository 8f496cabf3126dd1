/*
 * cli/signals.h - SIGINT, SIGTERM and SIGHUP: the first stops at a safe point, the second at once,
 * the third kills.
 */
#ifndef SKEIN_CLI_SIGNALS_H
#define SKEIN_CLI_SIGNALS_H

#include <stdbool.h>

struct skein;

/** Handle the signals from here on. SIGPIPE is ignored: a reader that goes away must not end a
 * migration. */
void signals_init(void);

/** What to interrupt; NULL: nothing is under way, and a signal ends the program. `quiet`: do not
 * say so. */
void signals_watch(struct skein *skein, bool quiet);

#endif
