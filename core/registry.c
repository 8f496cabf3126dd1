/* core/registry.c - finding and loading modules. */
#include "core/registry.h"

#include <dlfcn.h>
#include <libgen.h>
#include <ltdl.h>
#include <stdlib.h>
#include <string.h>

#include "core/dialect.h"

static const struct {
    const char *scheme, *module, *package;
} schemes[] = {
    {"sqlite", "sqlite", "skein-sqlite"},     {"sqlite3", "sqlite", "skein-sqlite"},
    {"postgres", "postgres", "skein-postgres"}, {"postgresql", "postgres", "skein-postgres"},
};

/* The folder of this library (or of a program that has it inside): in a build tree it ends in ".libs". */
static char *
own_folder(TALLOC_CTX *owner)
{
    Dl_info info;
    if (!dladdr((const void *)(uintptr_t)&sk_registry_driver, &info) || !info.dli_fname)
        return NULL;
    return sk_strdup(owner, dirname(sk_strdup(owner, info.dli_fname)));
}

/* Where modules are, in order: $SKEIN_MODULE_PATH (a build tree or one flat folder), the build tree, $pkglibdir. */
static char *
search_path(TALLOC_CTX *owner)
{
    char *path = sk_strdup(owner, "");
    const char *named = getenv("SKEIN_MODULE_PATH");
    const char *own = own_folder(owner);
    if (named && *named)
        path = sk_printf(owner, "%s:%s/drivers:", named, named);
    size_t len = own ? strlen(own) : 0;
    if (len >= 6 && strcmp(own + len - 6, "/.libs") == 0)
        path = sk_printf(owner, "%s%s/..:%s/../drivers:", path, own, own);
    return sk_printf(owner, "%s%s", path, SKEIN_MODULE_DIR);
}

/* Modules are opened with local visibility: libpg_query and libpq share a symbol, and must each see their own. They
 * stay loaded until the process ends, so their symbols may be kept. */
static void *
load(const char *module, const char *symbol)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    void *found = NULL;
    lt_dladvise advise;
    if (lt_dlinit())
        goto out;
    lt_dladvise_init(&advise);
    lt_dladvise_ext(&advise);
    lt_dladvise_local(&advise);
    lt_dladvise_resident(&advise);
    char *path = search_path(tmp);
    for (char *save, *dir = strtok_r(path, ":", &save); dir && !found; dir = strtok_r(NULL, ":", &save)) {
        lt_dlhandle handle = lt_dlopenadvise(sk_printf(tmp, "%s/%s", dir, module), advise);
        if (handle)
            found = lt_dlsym(handle, symbol);
    }
    lt_dladvise_destroy(&advise);
out:
    talloc_free(tmp);
    return found;
}

enum sk_status
sk_registry_driver(const struct sk_driver **out, const char *scheme, struct sk_error *err)
{
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (strcmp(schemes[i].scheme, scheme) != 0)
            continue;
        const struct sk_driver *const *driver = load(schemes[i].module, "skein_driver");
        if (!driver) {
            sk_fail(err, SK_EUSAGE, "the driver for \"%s:\" is not installed", scheme);
            sk_hint(err, "Install the package %s, or set SKEIN_MODULE_PATH to where its module is.",
                    schemes[i].package);
            return SK_EUSAGE;
        }
        if ((*driver)->abi != SK_DRIVER_ABI)
            return sk_fail(err, SK_EUSAGE, "the driver \"%s\" is for another version of skein",
                           schemes[i].module);
        *out = *driver;
        return SK_OK;
    }
    sk_fail(err, SK_EUSAGE, *scheme ? "no driver for \"%s:\"" : "a database URL has to begin with its engine%s",
            scheme);
    sk_hint(err, "A URL is sqlite:PATH, sqlite::memory: or postgres://USER@HOST:PORT/DATABASE.");
    return SK_EUSAGE;
}

enum sk_status
sk_registry_dialect(const struct sk_dialect **out, const char *name, struct sk_error *err)
{
    const struct sk_dialect *const *list = load("dialects", "skein_dialects");
    if (!list) {
        sk_fail(err, SK_EUSAGE, "the dialects module is not installed");
        sk_hint(err, "Reinstall skein, or set SKEIN_MODULE_PATH to where the module dialects.so is.");
        return SK_EUSAGE;
    }
    for (; *list; list++) {
        if (strcmp((*list)->name, name) == 0) {
            *out = *list;
            return SK_OK;
        }
    }
    sk_fail(err, SK_EUSAGE, "no dialect \"%s\"", name);
    sk_hint(err, "The dialects are postgres and sqlite.");
    return SK_EUSAGE;
}
