/* core/scratch.c - see scratch.h. */
#include "core/scratch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/lock.h"
#include "core/registry.h"
#include "core/url.h"

static enum sk_status
drop_all(struct sk_scratch *scratch, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < scratch->n_claimed; i++) {
        enum sk_status dropped = scratch->driver->database_drop(scratch->claimed[i], status ? NULL : err);
        status = status ? status : dropped;
    }
    if (scratch->url) {
        enum sk_status dropped = scratch->driver->database_drop(scratch->url, status ? NULL : err);
        status = status ? status : dropped;
    }
    if (scratch->dir && rmdir(scratch->dir) && !status)
        status = sk_fail(err, SK_EIO, "the directory \"%s\" cannot be removed: %s", scratch->dir, strerror(errno));
    scratch->url = NULL;
    scratch->dir = NULL;
    scratch->n_claimed = 0;
    return status;
}

static int
scratch_free(struct sk_scratch *scratch)
{
    drop_all(scratch, NULL);
    return 0;
}

static enum sk_status
in_directory(struct sk_scratch *scratch, struct sk_error *err)
{
    const char *tmp = getenv("TMPDIR");
    char *dir = sk_printf(scratch, "%s/skein-scratch-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(dir))
        return sk_fail(err, SK_EIO, "no temporary directory \"%s\": %s", dir, strerror(errno));
    scratch->dir = dir;
    scratch->url = sk_printf(scratch, "sqlite:%s/scratch.db", dir);
    return SK_OK;
}

/* Process and time make the name; that the server has none like it is asked. */
static enum sk_status
on_server(struct sk_scratch *scratch, const char *url, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    char *made = NULL;
    bool exists = true;
    for (int64_t i = sk_now_ms(); exists && !status; i++) {
        made = sk_url_with_database(
            scratch, url, sk_printf(scratch, "skein_scratch_%ld_%llx", (long)getpid(), (unsigned long long)i));
        status = scratch->driver->database_exists(made, &exists, err);
    }
    status = status ? status : scratch->driver->database_create(made, err);
    if (!status)
        scratch->url = made;
    return status;
}

enum sk_status
sk_scratch_new(struct sk_scratch **out, TALLOC_CTX *owner, const char *url, struct sk_error *err)
{
    struct sk_scratch *scratch = sk_new(owner, struct sk_scratch);
    char *scheme = sk_url_scheme(scratch, url);
    enum sk_status status = SK_OK;
    if (strcmp(scheme, "dbi") == 0)
        status = sk_fail(err, SK_EUSAGE, "no scratch database can be made through libdbi");
    status = status ? status : sk_registry_driver(&scratch->driver, scheme, err);
    talloc_set_destructor(scratch, scratch_free);
    if (!status)
        status = scratch->driver->caps & SK_CAP_EMBEDDED ? in_directory(scratch, err) : on_server(scratch, url, err);
    if (status)
        talloc_free(scratch);
    else
        *out = scratch;
    return status;
}

enum sk_status
sk_scratch_claim(struct sk_scratch *scratch, const char *name, struct sk_error *err)
{
    char *url = sk_url_with_database(scratch, scratch->url, name);
    bool exists = false;
    enum sk_status status = scratch->driver->database_exists(url, &exists, err);
    if (!status && exists) {
        sk_fail(err, SK_EREFUSED,
                "the server has a database \"%s\" already, and the schema of that name would be in it", name);
        return sk_hint(err, "Name a server that has no database of that name."), SK_EREFUSED;
    }
    if (!status)
        sk_push(scratch, scratch->claimed, scratch->n_claimed, url);
    return status;
}

char *
sk_scratch_keep(struct sk_scratch *scratch, TALLOC_CTX *owner)
{
    char *url = scratch->url ? sk_url_redact(owner, scratch->url) : NULL;
    scratch->url = NULL;
    scratch->dir = NULL;
    scratch->n_claimed = 0;
    return url;
}

enum sk_status
sk_scratch_drop(struct sk_scratch *scratch, struct sk_error *err)
{
    enum sk_status status = scratch ? drop_all(scratch, err) : SK_OK;
    talloc_free(scratch);
    return status;
}
