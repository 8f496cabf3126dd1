/*
 * cli/json.h - JSON as skein writes it: keys in a fixed order, one line when another program reads
 * it, indented on a terminal.
 */
#ifndef SKEIN_CLI_JSON_H
#define SKEIN_CLI_JSON_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/terminal.h"

/** A string, or null for NULL. Bytes that are not UTF-8 become U+FFFD: a server may answer in any
 * encoding. */
json_t *json_text(const char *text);

/** A number, or null below 0. */
json_t *json_count(int64_t value);

/** An array of `n` strings. */
json_t *json_texts(const char *const *items, size_t n);

/** Write `value` and a newline, and release it. */
void json_write(json_t *value, const struct terminal *terminal);

#endif
