/*
 * cli/redact.h - passwords do not stay where others can read them.
 */
#ifndef SKEIN_CLI_REDACT_H
#define SKEIN_CLI_REDACT_H

/**
 * Take the passwords out of `text` in place: those of URLs (scheme://user:SECRET@host) and of
 * key=value pairs (password=SECRET, in a query string or a libpq connection string). Each becomes
 * "***"; the text gets no longer, and the bytes that are left over are zeroed. Where it is not
 * clear where a secret ends, more is taken than needed.
 */
void redact(char *text);

#endif
