/* core/driver.c - finding a driver for a connection. */
#include "core/driver.h"

#include "core/registry.h"
#include "core/url.h"

enum sk_status
sk_driver_validate(const struct sk_driver *driver, struct sk_error *err)
{
    if (driver->abi != SK_DRIVER_ABI)
        return sk_fail(err, SK_EUSAGE, "a driver is for another version of skein: its interface is %u, not %u",
                       (unsigned)driver->abi, (unsigned)SK_DRIVER_ABI);
    bool whole = driver->name && driver->schemes && driver->open && driver->batch && driver->transaction &&
                 driver->cancel && driver->database_create && driver->database_drop && driver->database_exists;
    if (!whole)
        return sk_fail(err, SK_EINTERNAL, "the driver \"%s\" lacks a function", driver->name ? driver->name : "?");
    return SK_OK;
}

enum sk_status
sk_conn_open(struct sk_conn **out, TALLOC_CTX *owner, const char *url,
             const struct sk_conn_options *options, struct sk_error *err)
{
    static const struct sk_conn_options defaults;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const struct sk_driver *driver;
    enum sk_status status = sk_registry_driver(&driver, sk_url_scheme(tmp, url), err);
    if (status)
        goto out;
    struct sk_conn *conn = sk_new(tmp, struct sk_conn);
    conn->driver = driver;
    conn->caps = driver->caps;
    status = driver->open(conn, url, options ? options : &defaults, err);
    if (status)
        goto out;
    *out = talloc_steal(owner, conn);
out:
    talloc_free(tmp);
    return status;
}
