/* drivers/common/canceller.h - a thread that does what a signal handler may only ask for. */
#ifndef SKEIN_DRIVERS_COMMON_CANCELLER_H
#define SKEIN_DRIVERS_COMMON_CANCELLER_H

#include <stdbool.h>

#include "core/mem.h"

struct sk_canceller;

/**
 * Be ready to call `work(data)`, in a thread of its own, again until it returns true or has failed five times. `data`
 * is borrowed; nothing else may use what `work` uses meanwhile. Child of `owner`: freeing it ends the readiness, having
 * waited for work that is being done. NULL when no thread can be had: then nothing can be cancelled.
 */
struct sk_canceller *sk_canceller_new(TALLOC_CTX *owner, bool (*work)(void *data), void *data);

/** Ask for it; safe in a signal handler. `canceller` may be NULL. */
void sk_canceller_ask(struct sk_canceller *canceller);

#endif
