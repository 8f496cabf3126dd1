/*
 * core/scratch.h - a database of one's own, beside one that is not to be touched, for as long as it is needed.
 *
 * On a server it is a database with a name that nobody else has; for SQLite a file in a temporary directory. Freeing it
 * drops it, so that what fails or is interrupted leaves nothing behind. Only a process that is killed does.
 */
#ifndef SKEIN_CORE_SCRATCH_H
#define SKEIN_CORE_SCRATCH_H

#include "core/driver.h"

struct sk_scratch {
    const char *url;               /* of the scratch database */
    const struct sk_driver *driver;
    const char *dir;               /* SQLite: the directory made for it; NULL */
    size_t n_claimed;
    const char **claimed;          /* URLs of databases that are dropped with it */
};

/**
 * Make a database where `url` points to, its name made up ("skein_scratch_...").
 *
 * @out  child of `owner`; freeing it drops the database. Connections to it have to be closed before.
 * @url  borrowed. Its database is neither read nor changed.
 * @return SK_EUSAGE for a URL that no database can be made beside (dbi:), SK_EIO for no temporary directory, or what
 * the server says.
 */
SK_CHECKED enum sk_status sk_scratch_new(struct sk_scratch **out, TALLOC_CTX *owner, const char *url,
                                         struct sk_error *err);

/**
 * The database `name` of the same server is going to be made by what runs in the scratch database (a schema, where that
 * is a database of the server's): it goes with it. SK_EREFUSED when there is one already.
 */
SK_CHECKED enum sk_status sk_scratch_claim(struct sk_scratch *scratch, const char *name, struct sk_error *err);

/** Keep it, and what it has claimed: it is not dropped any more. Its URL without password, child of `owner`. */
char *sk_scratch_keep(struct sk_scratch *scratch, TALLOC_CTX *owner);

/** Drop it now, and say what goes wrong. `scratch` is freed in any case; NULL is allowed. */
enum sk_status sk_scratch_drop(struct sk_scratch *scratch, struct sk_error *err);

#endif
