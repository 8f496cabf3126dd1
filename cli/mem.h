/*
 * cli/mem.h - memory of the command line: children of the struct cli, freed with it.
 *
 * skein(1) sees of the library what skein.h shows and no more, so it has its own few lines over
 * talloc. As in the library, running out of memory ends the process: none of these functions
 * returns NULL for want of memory.
 */
#ifndef SKEIN_CLI_MEM_H
#define SKEIN_CLI_MEM_H

#include <stdarg.h>
#include <stddef.h>

#define CLI_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

/** Zeroed memory of `size` bytes, child of `owner`. */
void *cli_alloc(const void *owner, size_t size);

/** `block`, or new memory if it is NULL, with `size` bytes. */
void *cli_resize(const void *owner, void *block, size_t size);

/** A copy of `text`; NULL gives NULL. */
char *cli_strdup(const void *owner, const char *text);

char *cli_printf(const void *owner, const char *fmt, ...) CLI_PRINTF(2, 3);
char *cli_vprintf(const void *owner, const char *fmt, va_list ap) CLI_PRINTF(2, 0);

/** Free a block and all that hangs off it. NULL is allowed. */
void cli_free(void *block);

#endif
