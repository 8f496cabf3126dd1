/*
 * cli/utf8.h - walking through text that should be UTF-8, but may not be.
 */
#ifndef SKEIN_CLI_UTF8_H
#define SKEIN_CLI_UTF8_H

#include <stddef.h>

/** The bytes of the character at `at` (before `end`), 1 to 4; 0 if none of UTF-8 begins there. */
size_t utf8_length(const char *at, const char *end);

/** The bytes to the next character: as above, with 1 for a byte that is not UTF-8. */
size_t utf8_step(const char *at, const char *end);

/** The columns that the character of `bytes` bytes takes on a terminal; 1 where that is not known.
 */
size_t utf8_columns(const char *at, size_t bytes);

#endif
