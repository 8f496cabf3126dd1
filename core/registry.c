/* core/registry.c - finding and loading modules. */
#include "core/registry.h"

#include <dlfcn.h>
#include <libgen.h>
#include <ltdl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/dialect.h"

static const struct {
    const char *scheme, *module, *package;
} schemes[] = {
    {"sqlite", "sqlite", "skein-sqlite"},     {"sqlite3", "sqlite", "skein-sqlite"},
    {"postgres", "postgres", "skein-postgres"}, {"postgresql", "postgres", "skein-postgres"},
    {"mysql", "mysql", "skein-mysql"},        {"mariadb", "mysql", "skein-mysql"},
    {"dbi", "dbi", "skein-dbi"},
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

/* The symbol of the module in the file `path` (without suffix); NULL, and why, when there is none. */
static void *
open_module(const char *path, const char *symbol, lt_dladvise advise, const char **why)
{
    lt_dlhandle handle = lt_dlopenadvise(path, advise);
    void *found = handle ? lt_dlsym(handle, symbol) : NULL;
    if (!found)
        *why = lt_dlerror();
    return found;
}

/* Is there a module, which then cannot be loaded: for want of a library, or of another version? */
static bool
is_there(TALLOC_CTX *tmp, const char *path)
{
    return access(sk_printf(tmp, "%s.la", path), F_OK) == 0 || access(sk_printf(tmp, "%s.so", path), F_OK) == 0;
}

/*
 * Modules are opened with local visibility: libpg_query and libpq share a symbol, and must each see their own. They
 * stay loaded until the process ends, so their symbols may be kept. SK_EUSAGE with a message for a module that is there
 * and does not load; SK_OK and `*out` NULL when there is none.
 */
static enum sk_status
load_alone(void **out, const char *module, const char *symbol, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    enum sk_status status = SK_OK;
    lt_dladvise advise;
    *out = NULL;
    if (lt_dlinit() || lt_dladvise_init(&advise)) {
        status = sk_fail(err, SK_EINTERNAL, "libltdl: %s", lt_dlerror());
        goto out;
    }
    lt_dladvise_ext(&advise);
    lt_dladvise_local(&advise);
    lt_dladvise_resident(&advise);
    char *path = search_path(tmp);
    for (char *save, *dir = strtok_r(path, ":", &save); dir && !*out && !status; dir = strtok_r(NULL, ":", &save)) {
        const char *why, *file = sk_printf(tmp, "%s/%s", dir, module);
        *out = open_module(file, symbol, advise, &why);
        if (!*out && is_there(tmp, file))
            status = sk_fail(err, SK_EUSAGE, "the module \"%s\" cannot be loaded: %s", file, why);
    }
    lt_dladvise_destroy(&advise);
out:
    talloc_free(tmp);
    return status;
}

/* libltdl knows no threads. */
static enum sk_status
load(void **out, const char *module, const char *symbol, struct sk_error *err)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&mutex);
    enum sk_status status = load_alone(out, module, symbol, err);
    pthread_mutex_unlock(&mutex);
    return status;
}

static enum sk_status
no_scheme(const char *scheme, struct sk_error *err)
{
    if (*scheme)
        sk_fail(err, SK_EUSAGE, "no driver for \"%s:\"", scheme);
    else
        sk_fail(err, SK_EUSAGE, "a database URL has to begin with its engine");
    sk_hint(err, "A URL is sqlite:PATH, sqlite::memory:, postgres://USER@HOST:PORT/DATABASE, or the same with "
                 "mysql:// or mariadb://.");
    return SK_EUSAGE;
}

enum sk_status
sk_registry_driver(const struct sk_driver **out, const char *scheme, struct sk_error *err)
{
    size_t i = 0, n = sizeof schemes / sizeof *schemes;
    while (i < n && strcmp(schemes[i].scheme, scheme) != 0)
        i++;
    if (i == n)
        return no_scheme(scheme, err);
    void *symbol;
    enum sk_status status = load(&symbol, schemes[i].module, "skein_driver", err);
    if (status)
        return status;
    if (!symbol) {
        sk_fail(err, SK_EUSAGE, "the driver for \"%s:\" is not installed", scheme);
        sk_hint(err, "Install the package %s, or set SKEIN_MODULE_PATH to where its module is.", schemes[i].package);
        return SK_EUSAGE;
    }
    const struct sk_driver *driver = *(const struct sk_driver *const *)symbol;
    status = sk_driver_validate(driver, err);
    if (status == SK_OK)
        *out = driver;
    return status;
}

enum sk_status
sk_registry_dialect(const struct sk_dialect **out, const char *name, struct sk_error *err)
{
    void *symbol;
    enum sk_status status = load(&symbol, "dialects", "skein_dialects", err);
    if (status)
        return status;
    const struct sk_dialect *const *list = symbol;
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
