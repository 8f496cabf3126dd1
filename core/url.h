/*
 * core/url.h - database URLs: their scheme, how to show one without its password, and passwords written as they are.
 *
 * What follows the scheme is the driver's to read: libpq takes more than RFC 3986 allows (sockets, lists of hosts), and
 * a SQLite path is any file name, so a URL library would refuse what the engines take.
 */
#ifndef SKEIN_CORE_URL_H
#define SKEIN_CORE_URL_H

#include "core/mem.h"

/** The scheme, in lower case: "postgres". "" when `url` has none. */
char *sk_url_scheme(TALLOC_CTX *owner, const char *url);

/**
 * `url` with whatever could be a password replaced by "***": in the authority, in password= parameters, and in
 * parameters that are none. Where it is not sure where a password ends, more is replaced.
 */
char *sk_url_redact(TALLOC_CTX *owner, const char *url);

/**
 * `url` with the password of its authority percent-encoded, so that a URL parser finds the host: people paste passwords
 * as they are. What is encoded already stays as it is. The password is what stands between the first ":" and the last
 * "@" before the query ("?name="); one that begins like "PORT/" or has a query in it must be encoded by its owner.
 */
char *sk_url_encode_password(TALLOC_CTX *owner, const char *url);

/** `len` bytes of `text` with %XX decoded. */
char *sk_url_decode(TALLOC_CTX *owner, const char *text, size_t len);

/**
 * Split the query of a URL: `text` is what follows "?", or "&" from the call before. Sets `name` and `value` (decoded,
 * children of `owner`; `value` is "" without "=") and returns what follows; NULL at the end, and nothing is set then.
 */
const char *sk_url_parameter(TALLOC_CTX *owner, const char *text, char **name, char **value);

/**
 * The path of a `sqlite:` URL: what follows the scheme, "//" dropped (sqlite:///absolute, sqlite://relative). It is
 * taken as it is, without percent decoding, so that every file name can be written.
 */
const char *sk_url_path(const char *url);

/**
 * `url` of a server with `database` in the place of the one that it names: in its path, and in a dbname= parameter
 * where it has one. `database` is put in as it is: letters, digits, underscores.
 */
char *sk_url_with_database(TALLOC_CTX *owner, const char *url, const char *database);

#endif
