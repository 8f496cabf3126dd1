/*
 * core/url.h - database URLs: their scheme, and how to show one without its password.
 *
 * What follows the scheme is the driver's to read (libpq takes more than RFC 3986 allows).
 */
#ifndef SKEIN_CORE_URL_H
#define SKEIN_CORE_URL_H

#include "core/mem.h"

/** The scheme, in lower case: "postgres". "" when `url` has none. */
char *sk_url_scheme(TALLOC_CTX *owner, const char *url);

/** `url` with whatever could be a password replaced by "***": in the authority, and in password= parameters. */
char *sk_url_redact(TALLOC_CTX *owner, const char *url);

/** The path of a `sqlite:` URL: what follows the scheme, "//" before an absolute path dropped. */
const char *sk_url_path(const char *url);

#endif
