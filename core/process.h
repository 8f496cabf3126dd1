/*
 * core/process.h - which process a lease belongs to, and whether it is certain that it has ended.
 *
 * A process that was killed cannot give its lease back, and its server may be busy for it for a long time yet. Where
 * the one that asks runs on the same machine, the kernel knows.
 */
#ifndef SKEIN_CORE_PROCESS_H
#define SKEIN_CORE_PROCESS_H

#include "core/mem.h"

/** This process: host name, boot, namespace, id and when it began, with blanks between; for sk_process_has_ended(). */
char *sk_process_self(TALLOC_CTX *owner);

/** Has the process that was described so ended for sure? False for one of another machine or container. */
bool sk_process_has_ended(const char *process);

#endif
