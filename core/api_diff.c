/* core/api_diff.c - the public calls that compare schemas: diff, drift. */
#include <ctype.h>
#include <string.h>
#include <sys/stat.h>

#include "core/compare.h"
#include "core/diff.h"
#include "core/registry.h"
#include "core/session.h"
#include "core/url.h"

/* ---- what a side is ------------------------------------------------------------------------------------------- */

static bool
exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

/* "scheme:", and no file of that name. */
static bool
is_url(const char *text)
{
    size_t len = 0;
    while (isalnum((unsigned char)text[len]) || (len && text[len] && strchr("+-.", text[len])))
        len++;
    return len > 1 && text[len] == ':' && !exists(text);
}

static enum sk_status
read_files(struct sk_side *side, TALLOC_CTX *owner, struct skein *skein, const struct sk_project *project,
           const char *version, struct sk_error *err)
{
    struct sk_planner planner = {.project = project, .source = skein->source, .target = skein->source};
    struct sk_catalog *catalog;
    enum sk_status status = sk_plan_catalog(&catalog, owner, &planner, version, err);
    if (!status)
        *side = (struct sk_side){.catalog = catalog, .dialect = skein->source};
    return status;
}

/* Which schemas a database may have is this project's to know, when there is one whose files can be read. */
static const struct sk_catalog *
own_schemas(TALLOC_CTX *owner, struct skein *skein)
{
    struct sk_side files;
    bool readable = skein->project->n_known && !read_files(&files, owner, skein, skein->project, NULL, NULL);
    return readable ? files.catalog : NULL;
}

static enum sk_status
read_database(struct sk_side *side, TALLOC_CTX *owner, struct skein *skein, struct sk_conn *conn,
              const struct sk_dialect *dialect, const struct sk_catalog *like, struct sk_error *err)
{
    struct sk_catalog *catalog;
    if (!dialect->introspect)
        return sk_fail(err, SK_EUNSUPPORTED, "the schema of a database of %s cannot be read yet", dialect->name);
    if (!like && dialect->server_schemas)
        like = own_schemas(owner, skein);
    struct sk_conn *before = skein->running;
    skein->running = conn;
    enum sk_status status = dialect->introspect(&catalog, owner, conn, like, err);
    skein->running = before;
    if (!status)
        *side = (struct sk_side){.catalog = catalog,
                                 .dialect = dialect,
                                 .server_version = sk_strdup(owner, conn->server_version),
                                 .live = true};
    return status;
}

/* The database of a URL: a connection of its own. */
static enum sk_status
open_database(struct sk_side *side, TALLOC_CTX *owner, struct skein *skein, const char *url,
              const struct sk_catalog *like, struct sk_error *err)
{
    static const struct sk_conn_options options = {.read_only = true};
    const struct sk_dialect *dialect;
    struct sk_conn *conn;
    enum sk_status status = sk_conn_open(&conn, owner, url, &options, err);
    status = status ? status : sk_registry_dialect(&dialect, conn->dialect, err);
    return status ? status : read_database(side, owner, skein, conn, dialect, like, err);
}

/* The database of this project. */
static enum sk_status
own_database(struct sk_side *side, TALLOC_CTX *owner, struct skein *skein, const struct sk_catalog *like,
             struct sk_error *err)
{
    enum sk_status status = sk_session_connect(skein, true, err);
    return status ? status : read_database(side, owner, skein, skein->conn, skein->dialect, like, err);
}

enum sk_status
sk_session_catalog(const struct sk_catalog **out, TALLOC_CTX *owner, struct skein *skein, struct sk_error *err)
{
    struct sk_side side;
    enum sk_status status = own_database(&side, owner, skein, NULL, err);
    if (!status)
        *out = side.catalog;
    return status;
}

/* DIR, or DIR@VERSION; nothing before the @ is this project. */
static enum sk_status
open_files(struct sk_side *side, TALLOC_CTX *owner, struct skein *skein, const char *spec, struct sk_error *err)
{
    const char *at = exists(spec) ? NULL : strrchr(spec, '@'), *version = at ? at + 1 : NULL;
    char *dir = sk_strndup(owner, spec, at ? (size_t)(at - spec) : strlen(spec));
    struct sk_options options = {.project_dir = dir, .env = skein->options.env};
    struct sk_project *project = skein->project;
    enum sk_status status = SK_OK;
    if (*dir && !exists(dir)) {
        sk_fail(err, SK_EUSAGE, "there is no directory \"%s\"", dir);
        return sk_hint(err, "A side is the URL of a database, or a directory with migrations, or DIR@VERSION."),
               SK_EUSAGE;
    }
    if (*dir)
        status = sk_project_open(&project, owner, &options, err);
    if (!status && !project->n_known) {
        sk_fail(err, SK_EUSAGE, "there is no migration in \"%s\"", *dir ? dir : project->migrations_dir);
        return sk_hint(err, "A side is the URL of a database, or a directory with migrations, or DIR@VERSION."),
               SK_EUSAGE;
    }
    return status ? status : read_files(side, owner, skein, project, version, err);
}

/* ---- the calls ------------------------------------------------------------------------------------------------ */

static char *
shown(TALLOC_CTX *owner, const char *spec)
{
    return is_url(spec) ? sk_url_redact(owner, spec) : sk_strdup(owner, spec);
}

/* One side of a comparison, before it is opened. */
struct spec {
    const char *text; /* NULL: none was given */
    bool live;
    const char *name; /* what people call it */
};

/* The second side that was not given is this project's: its migrations beside a database, its database beside files. */
static struct spec
understand(TALLOC_CTX *owner, const char *text, const char *other)
{
    if (text)
        return (struct spec){.text = text, .live = is_url(text), .name = shown(owner, text)};
    if (is_url(other))
        return (struct spec){.text = "", .name = "the migrations"};
    return (struct spec){.live = true, .name = "the database"};
}

static enum sk_status
open_side(struct sk_side *side, TALLOC_CTX *owner, struct skein *skein, const struct spec *spec,
          const struct sk_catalog *like, struct sk_error *err)
{
    enum sk_status status;
    if (!spec->live)
        status = open_files(side, owner, skein, spec->text, err);
    else if (spec->text)
        status = open_database(side, owner, skein, spec->text, like, err);
    else
        status = own_database(side, owner, skein, like, err);
    return status ? sk_context(err, "%s", spec->name) : SK_OK;
}

/* The result stands alone: what it was made from goes. */
static enum sk_status
compare(struct sk_diff **out, const struct sk_side *left, const char *left_name, const struct sk_side *right,
        const char *right_name, struct sk_error *err)
{
    struct sk_diff *result = sk_new(NULL, struct sk_diff), *found;
    enum sk_status status = sk_diff(&found, result, left, right, err);
    if (status) {
        talloc_free(result);
        return status;
    }
    *result = *found;
    result->left = sk_strdup(result, left_name);
    result->right = sk_strdup(result, right_name);
    *out = result;
    return SK_OK;
}

/* Has `a` schemas that `b` has not? */
static bool
has_more(const struct sk_catalog *a, const struct sk_catalog *b)
{
    for (size_t i = 0; i < a->n_schemas; i++)
        if (!sk_catalog_has_schema(b, a->schemas[i]))
            return true;
    return false;
}

enum sk_status
skein_diff(struct skein *skein, const char *left, const char *right, struct sk_diff **out, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_side sides[2];
    const struct spec specs[] = {understand(tmp, left, NULL), understand(tmp, right, left)};
    int first = specs[0].live && !specs[1].live; /* files say which schemas to look for in a database */
    const struct sk_catalog *like = NULL;
    enum sk_status status = sk_session_source(skein, err);
    status = status ? status : open_side(&sides[first], tmp, skein, &specs[first], NULL, err);
    if (!status && !specs[first].live)
        like = sides[first].catalog;
    status = status ? status : open_side(&sides[!first], tmp, skein, &specs[!first], like, err);
    for (int i = 0; i < 2 && !status; i++)
        if (specs[i].live && sides[i].dialect->server_schemas && has_more(sides[!i].catalog, sides[i].catalog))
            status = open_side(&sides[i], tmp, skein, &specs[i], sides[!i].catalog, err);
    status = status ? status : compare(out, &sides[0], specs[0].name, &sides[1], specs[1].name, err);
    talloc_free(tmp);
    return status;
}

enum sk_status
sk_compare_database(struct sk_diff **out, struct skein *skein, const struct sk_catalog *should, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const struct sk_side left = {.catalog = should, .dialect = skein->source};
    struct sk_side right;
    enum sk_status status = read_database(&right, tmp, skein, skein->conn, skein->dialect, should, err);
    status = status ? status : compare(out, &left, "the migrations", &right, "the database", err);
    talloc_free(tmp);
    return status;
}

enum sk_status
skein_drift(struct skein *skein, struct sk_diff **out, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_steps none = {0};
    struct sk_catalog *catalog;
    enum sk_status status = sk_session_source(skein, err);
    status = status ? status : sk_session_connect(skein, true, err);
    status = status ? status : sk_ledger_read(skein->ledger, err);
    struct sk_planner planner = sk_session_planner(skein);
    if (!status && skein->ledger->n)
        status = sk_plan_up(&none, tmp, &planner, "+0", err); /* the files are those that were applied */
    status = status ? status : sk_plan_applied(&catalog, tmp, &planner, err);
    status = status ? status : sk_compare_database(out, skein, catalog, err);
    talloc_free(tmp);
    return status;
}
