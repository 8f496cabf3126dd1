/* core/project.c - finding the migrations of a directory and pairing their files. */
#include "core/project.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/history_name.h"
#include "core/settings.h"
#include "core/text.h"

/* ---- file names ----------------------------------------------------------------------------------------------- */

/* What a file's name says. */
struct parts {
    const char *version, *name, *dialect;
    bool down;
};

static const char *const dialects[] = {"postgres", "sqlite", "mysql", "mariadb", NULL};

static bool
ends_with(const char *text, const char *tail)
{
    size_t len = strlen(text), tail_len = strlen(tail);
    return len >= tail_len && strcmp(text + len - tail_len, tail) == 0;
}

/* Take ".tail" off the end of `name`, in place. */
static bool
strip(char *name, const char *tail)
{
    if (!ends_with(name, tail))
        return false;
    name[strlen(name) - strlen(tail)] = '\0';
    return true;
}

/*
 *     NNN_name.up.sql        NNN_name.down.sql
 *     NNN_name.sql           NNN_rollback_name.sql, NNN_rollback.sql, NNN_name_rollback.sql
 * NNN: any number of digits. A dialect before ".sql" makes a file that is for that dialect alone.
 */
static bool
read_name(TALLOC_CTX *owner, const char *file, struct parts *out)
{
    *out = (struct parts){0};
    char *name = sk_strdup(owner, file);
    size_t digits = strspn(name, "0123456789");
    if (!digits || !strip(name, ".sql") || (name[digits] != '_' && name[digits] != '.'))
        return false;
    for (size_t i = 0; dialects[i] && !out->dialect; i++)
        if (strip(name, sk_printf(owner, ".%s", dialects[i])))
            out->dialect = dialects[i];
    bool up = strip(name, ".up");
    out->down = !up && strip(name, ".down");
    out->version = sk_strndup(owner, name, digits);
    char *rest = name + digits + 1;
    if (!up && !out->down) {
        if (strcmp(rest, "rollback") == 0) {
            out->down = true;
            rest = sk_strdup(owner, "");
        } else if (strncmp(rest, "rollback_", 9) == 0) {
            out->down = true;
            rest += 9;
        } else if (strip(rest, "_rollback")) {
            out->down = true;
        }
    }
    out->name = rest;
    return true;
}

/* ---- reading a folder ----------------------------------------------------------------------------------------- */

struct found {
    const char *path;
    struct parts parts;
    const char *env;
};

struct reading {
    TALLOC_CTX *tmp;
    struct sk_project *project;
    size_t n;
    struct found *files;
    size_t n_folders;
    const char **folders;
    struct sk_error *err;
};

/* SQL beside the migrations that is none, by the documents' conventions. */
static bool
is_companion(const char *name)
{
    return strcmp(name, "schema.sql") == 0 || strcmp(name, "seed.sql") == 0 || strncmp(name, "patch_", 6) == 0;
}

static bool
is_folder(const char *dir, const struct dirent *entry, TALLOC_CTX *tmp)
{
    struct stat st;
    if (entry->d_type != DT_UNKNOWN && entry->d_type != DT_LNK)
        return entry->d_type == DT_DIR;
    return stat(sk_printf(tmp, "%s/%s", dir, entry->d_name), &st) == 0 && S_ISDIR(st.st_mode);
}

/* A path as people see it: without "./". */
static char *
path_in(TALLOC_CTX *owner, const char *dir, const char *name)
{
    return strcmp(dir, ".") == 0 ? sk_strdup(owner, name) : sk_printf(owner, "%s/%s", dir, name);
}

static enum sk_status
take_file(struct reading *r, const char *dir, const char *env, const char *name)
{
    struct found found = {.path = path_in(r->project, dir, name), .env = env};
    if (!ends_with(name, ".sql") || is_companion(name))
        return SK_OK;
    if (!read_name(r->project, name, &found.parts)) {
        sk_fail(r->err, SK_EUSAGE, "\"%s\" is not named like a migration", found.path);
        sk_hint(r->err, "Name it NNN_name.up.sql and NNN_name.down.sql, or NNN_name.sql and NNN_rollback_name.sql.");
        return SK_EUSAGE;
    }
    sk_push(r->tmp, r->files, r->n, found);
    return SK_OK;
}

static enum sk_status
read_folder(struct reading *r, const char *dir, const char *env)
{
    DIR *handle = opendir(dir);
    if (!handle)
        return sk_fail(r->err, SK_EIO, "cannot open the directory \"%s\": %m", dir);
    enum sk_status status = SK_OK;
    for (const struct dirent *entry; !status && (entry = readdir(handle));) {
        if (entry->d_name[0] == '.')
            continue;
        if (ends_with(entry->d_name, ".sql") && !is_folder(dir, entry, r->tmp))
            status = take_file(r, dir, env, entry->d_name);
        else if (!env && !strchr(entry->d_name, '.') && is_folder(dir, entry, r->tmp))
            sk_push(r->tmp, r->folders, r->n_folders, sk_strdup(r->tmp, entry->d_name));
    }
    closedir(handle);
    return status;
}

static const char *const environment_folders[] = {"development", "staging", "production", "test", NULL};

static bool
is_environment(const struct sk_project *project, const char *name)
{
    for (size_t i = 0; environment_folders[i]; i++)
        if (strcmp(environment_folders[i], name) == 0)
            return true;
    for (size_t i = 0; i < project->n_environments; i++)
        if (strcmp(project->environments[i].name, name) == 0)
            return true;
    return false;
}

/* ---- pairing -------------------------------------------------------------------------------------------------- */

static int
by_version(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    int order = sk_version_compare(x->parts.version, y->parts.version);
    if (order == 0)
        order = (int)x->parts.down - (int)y->parts.down;
    return order ? order : strcmp(x->path, y->path);
}

static struct sk_migration *
make_migration(struct sk_project *project, const struct found *up)
{
    struct sk_migration *m = sk_new(project, struct sk_migration);
    m->version = up->parts.version;
    m->name = up->parts.name;
    m->dialect = up->parts.dialect;
    m->env = up->env;
    m->up_path = up->path;
    m->rollback_safe = true;
    return m;
}

static enum sk_status
duplicate(struct reading *r, const struct found *file, const char *other)
{
    sk_fail(r->err, SK_EUSAGE, "two migrations have version %s: \"%s\" and \"%s\"", file->parts.version, other,
            file->path);
    sk_hint(r->err, "Give one of them another version.");
    return SK_EUSAGE;
}

static enum sk_status
pair_up(struct reading *r, const struct found *file)
{
    struct sk_project *project = r->project;
    struct sk_migration ***list = file->parts.dialect ? &project->overrides : &project->known;
    size_t *n = file->parts.dialect ? &project->n_overrides : &project->n_known;
    for (size_t i = *n; i > 0; i--) {
        const struct sk_migration *other = (*list)[i - 1];
        if (sk_version_compare(other->version, file->parts.version) != 0)
            break;
        if (sk_same(other->dialect, file->parts.dialect) &&
            (sk_same(other->env, file->env) || !other->env || !file->env))
            return duplicate(r, file, other->up_path);
    }
    sk_push(project, *list, *n, make_migration(project, file));
    return SK_OK;
}

static enum sk_status
pair_down(struct reading *r, const struct found *file)
{
    struct sk_project *project = r->project;
    struct sk_migration **list = file->parts.dialect ? project->overrides : project->known;
    size_t n = file->parts.dialect ? project->n_overrides : project->n_known;
    for (size_t i = n; i > 0; i--) {
        struct sk_migration *m = list[i - 1];
        if (sk_version_compare(m->version, file->parts.version) != 0 || !sk_same(m->dialect, file->parts.dialect) ||
            !sk_same(m->env, file->env))
            continue;
        if (m->down_path)
            return duplicate(r, file, m->down_path);
        m->down_path = file->path;
        return SK_OK;
    }
    sk_fail(r->err, SK_EUSAGE, "\"%s\" takes back a migration that does not exist", file->path);
    sk_hint(r->err, "Add the migration with version %s, or remove the file.", file->parts.version);
    return SK_EUSAGE;
}

static enum sk_status
pair(struct reading *r)
{
    enum sk_status status = SK_OK;
    if (r->n)
        qsort(r->files, r->n, sizeof *r->files, by_version);
    for (size_t i = 0; i < r->n && !status; i++)
        status = r->files[i].parts.down ? pair_down(r, &r->files[i]) : pair_up(r, &r->files[i]);
    return status;
}

/* Those of the chosen environment, and the common ones. */
static void
choose(struct sk_project *project)
{
    const char *env = project->env_name;
    for (size_t i = 0; i < project->n_known; i++) {
        struct sk_migration *m = project->known[i];
        if (!m->env || (env && strcmp(m->env, env) == 0))
            sk_push(project, project->migrations, project->n, m);
    }
}

/* ---- settings ------------------------------------------------------------------------------------------------- */

static const char *
setting(const struct sk_project *project, const char *flag, const char *variable)
{
    return flag ? flag : sk_config_variable(project, variable);
}

static enum sk_status
choose_environment(struct sk_project *project, const struct sk_options *options, struct sk_error *err)
{
    const char *asked = setting(project, options->env, "SKEIN_ENV");
    const char *name = asked ? asked : project->default_env;
    project->env_name = name;
    project->is_development = !name || sk_config_is_development(name);
    project->wants_approval = name && sk_config_is_production(name);
    for (size_t i = 0; name && i < project->n_environments; i++)
        if (strcmp(project->environments[i].name, name) == 0)
            project->env = &project->environments[i];
    if (project->env) {
        project->is_development = project->env->development;
        project->wants_approval = project->env->require_approval;
    }
    if (name && !project->env && (project->n_environments || !is_environment(project, name))) {
        sk_fail(err, SK_EUSAGE, "there is no environment \"%s\"", name);
        sk_hint(err, "environments.json names the environments.");
        return SK_EUSAGE;
    }
    return SK_OK;
}

/* A relative path of a configuration file is the project's, not the working directory's. */
static const char *
from_project(struct sk_project *project, const char *url)
{
    const char *colon = strchr(url, ':');
    bool sqlite = strncmp(url, "sqlite:", 7) == 0 || strncmp(url, "sqlite3:", 8) == 0;
    if (!sqlite || colon[1] == '/' || strcmp(colon + 1, ":memory:") == 0 || strcmp(project->dir, ".") == 0)
        return url;
    return sk_printf(project, "%.*s:%s/%s", (int)(colon - url), url, project->dir, colon + 1);
}

static enum sk_status
choose_url(struct sk_project *project, const struct sk_options *options, struct sk_error *err)
{
    const char *url = options->url;
    if (!url && options->url_var) {
        url = sk_config_variable(project, options->url_var);
        if (!url)
            return sk_fail(err, SK_EUSAGE, "the variable %s is not set", options->url_var);
    }
    url = url ? url : sk_config_variable(project, "SKEIN_URL");
    url = url ? url : sk_config_variable(project, "DATABASE_URL");
    if (!url && project->env && project->env->url_template && !project->env->url)
        return SK_OK; /* what needs no database goes without; sk_project_has_url() says it to the rest */
    if (!url)
        url = from_project(project, project->env && project->env->url ? project->env->url : "sqlite:skein.db");
    project->url = sk_strdup(project, url);
    return SK_OK;
}

enum sk_status
sk_project_has_url(const struct sk_project *project, struct sk_error *err)
{
    if (project->url)
        return SK_OK;
    sk_fail(err, SK_EUSAGE, "the URL of environment \"%s\" needs a variable that is not set: %s", project->env->name,
            project->env->url_template);
    sk_hint(err, "Set the variable, or give --url.");
    return SK_EUSAGE;
}

/* Whether a folder holds anything that is named like a migration. */
static bool
holds_migrations(TALLOC_CTX *tmp, const char *dir)
{
    DIR *handle = opendir(dir);
    bool found = false;
    struct parts parts;
    for (const struct dirent *entry; handle && !found && (entry = readdir(handle));)
        found = read_name(tmp, entry->d_name, &parts);
    if (handle)
        closedir(handle);
    return found;
}

static void
choose_folder(struct sk_project *project, const struct sk_options *options)
{
    const char *dir = setting(project, options->migrations_dir, "SKEIN_DIR");
    const char *inner = path_in(project, project->dir, "migrations");
    const char *deeper = path_in(project, project->dir, "db/migrations");
    struct stat st;
    if (stat(inner, &st) != 0 && stat(deeper, &st) == 0)
        inner = deeper;
    if (dir)
        project->migrations_dir = sk_strdup(project, dir);
    else if (holds_migrations(project, project->dir))
        project->migrations_dir = project->dir;
    else
        project->migrations_dir = inner; /* may not be there yet: `skein new` makes it */
    project->is_new = !dir && stat(project->migrations_dir, &st) != 0 && errno == ENOENT;
}

static void
add_seeds(struct sk_project *project, const char *folder)
{
    struct dirent **list;
    int n = scandir(folder, &list, NULL, alphasort);
    for (int f = 0; f < n; f++) {
        if (ends_with(list[f]->d_name, ".sql"))
            sk_push(project, project->seeds, project->n_seeds, path_in(project, folder, list[f]->d_name));
        free(list[f]);
    }
    if (n >= 0)
        free(list);
}

/* The basic ones: those of a folder, else the one file. Then those that the folder has for the environment. */
static void
find_seeds(struct sk_project *project)
{
    static const char *const folders[] = {"db/seeds", "seeds", NULL};
    static const char *const files[] = {"seed.sql", "db/seed.sql", NULL};
    const char *const roots[] = {project->dir, project->migrations_dir, NULL};
    for (size_t k = 0; roots[k]; k++)
        for (size_t i = 0; folders[i] && !project->n_seeds; i++)
            add_seeds(project, path_in(project, roots[k], folders[i]));
    for (size_t k = 0; roots[k]; k++)
        for (size_t i = 0; files[i] && !project->n_seeds; i++) {
            const char *path = path_in(project, roots[k], files[i]);
            if (access(path, F_OK) == 0)
                sk_push(project, project->seeds, project->n_seeds, path);
        }
    project->n_basic_seeds = project->n_seeds;
    for (size_t k = 0; roots[k] && project->env_name; k++)
        for (size_t i = 0; folders[i] && project->n_seeds == project->n_basic_seeds; i++)
            add_seeds(project, path_in(project, path_in(project, roots[k], folders[i]), project->env_name));
}

/* The schema as one file, for fresh installs. */
static void
find_schema(struct sk_project *project)
{
    const char *const paths[] = {path_in(project, project->dir, "schema.sql"),
                                 path_in(project, project->dir, "db/schema.sql"),
                                 path_in(project, project->migrations_dir, "schema.sql")};
    for (size_t i = 0; i < sizeof paths / sizeof *paths && !project->schema_file; i++)
        if (access(paths[i], F_OK) == 0)
            project->schema_file = paths[i];
}

/* ---- opening -------------------------------------------------------------------------------------------------- */

static enum sk_status
read_migrations(struct reading *r)
{
    if (r->project->is_new)
        return SK_OK;
    enum sk_status status = read_folder(r, r->project->migrations_dir, NULL);
    for (size_t i = 0; i < r->n_folders && !status; i++)
        if (is_environment(r->project, r->folders[i]))
            status = read_folder(r, sk_printf(r->project, "%s/%s", r->project->migrations_dir, r->folders[i]),
                                 sk_strdup(r->project, r->folders[i]));
    return status ? status : pair(r);
}

enum sk_status
sk_project_open(struct sk_project **out, TALLOC_CTX *owner, const struct sk_options *options, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_project *project = sk_new(tmp, struct sk_project);
    struct reading r = {.tmp = tmp, .project = project, .err = err};
    project->dir = sk_strdup(project, options->project_dir ? options->project_dir : ".");
    enum sk_status status = sk_config_read_dotenv(project, err);
    if (status)
        goto out;
    choose_folder(project, options);
    status = sk_config_read_environments(project, err);
    status = status ? status : choose_environment(project, options, err);
    status = status ? status : choose_url(project, options, err);
    status = status ? status : read_migrations(&r);
    status = status ? status : sk_config_read_dependencies(project, err);
    if (status)
        goto out;
    find_seeds(project);
    find_schema(project);
    const char *table = setting(project, options->history_table, "SKEIN_HISTORY_TABLE");
    choose(project);
    project->history_table = table                    ? sk_strdup(project, table)
                             : project->history_table ? project->history_table
                                                      : sk_history_name(project);
    *out = talloc_steal(owner, project);
out:
    talloc_free(tmp);
    return status;
}

struct sk_migration *
sk_project_migration(const struct sk_project *project, const char *version)
{
    size_t low = 0, high = project->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = sk_version_compare(project->migrations[middle]->version, version);
        if (order == 0)
            return project->migrations[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct sk_migration *
sk_project_for_dialect(const struct sk_project *project, struct sk_migration *migration, const char *dialect)
{
    for (size_t i = 0; i < project->n_overrides; i++) {
        struct sk_migration *o = project->overrides[i];
        if (strcmp(o->dialect, dialect) == 0 && sk_version_compare(o->version, migration->version) == 0)
            return o;
    }
    return migration;
}
