/* core/settings.c - .env, environments.json, dependencies.json. */
#include "core/settings.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/json_file.h"
#include "core/text.h"

const struct sk_setting sk_settings[] = {
    {"url", "SKEIN_URL", "the database"},
    {"env", "SKEIN_ENV", "an environment of environments.json"},
    {"dir", "SKEIN_DIR", "the migrations directory"},
    {"history-table", "SKEIN_HISTORY_TABLE", "the table that remembers what is applied"},
    {NULL, NULL, NULL},
};

/* ---- .env ----------------------------------------------------------------------------------------------------- */

static void
set_variable(struct sk_project *project, char *line)
{
    line += strspn(line, " \t");
    if (strncmp(line, "export ", 7) == 0)
        line += 7;
    size_t name = strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
    if (!name || line[name] != '=')
        return;
    char *value = line + name + 1;
    size_t len = strlen(value);
    char quote = *value;
    if ((quote == '"' || quote == '\'') && len >= 2) {
        char *end = strrchr(value + 1, quote);
        value++;
        len = end ? (size_t)(end - value) : len - 1;
    } else {
        char *comment = strstr(value, " #");
        len = comment ? (size_t)(comment - value) : len;
        while (len && isspace((unsigned char)value[len - 1]))
            len--;
    }
    struct sk_variable variable = {sk_strndup(project, line, name), sk_strndup(project, value, len)};
    sk_push(project, project->variables, project->n_variables, variable);
}

enum sk_status
sk_config_read_dotenv(struct sk_project *project, struct sk_error *err)
{
    char *path = sk_printf(project, "%s/.env", project->dir);
    struct sk_file *file;
    if (access(path, F_OK) != 0)
        return SK_OK;
    enum sk_status status = sk_file_read(&file, project, path, err);
    if (status)
        return status;
    char *text = sk_strndup(project, file->text, file->len);
    for (char *save, *line = strtok_r(text, "\r\n", &save); line; line = strtok_r(NULL, "\r\n", &save))
        set_variable(project, line);
    return SK_OK;
}

const char *
sk_config_variable(const struct sk_project *project, const char *name)
{
    const char *value = getenv(name);
    for (size_t i = 0; !value && i < project->n_variables; i++)
        if (strcmp(project->variables[i].name, name) == 0)
            value = project->variables[i].value;
    return value && *value ? value : NULL;
}

/* ---- environments.json ---------------------------------------------------------------------------------------- */

const char *
sk_config_expand(TALLOC_CTX *owner, const struct sk_project *project, const char *value)
{
    struct sk_text *text = sk_text_new(owner);
    for (const char *c = value; *c; c++) {
        const char *end = c[0] == '$' && c[1] == '{' ? strchr(c, '}') : NULL;
        if (!end) {
            sk_text_add_n(text, c, 1);
            continue;
        }
        const char *name = sk_strndup(owner, c + 2, (size_t)(end - c - 2));
        const char *found = sk_config_variable(project, name);
        if (!found)
            return NULL;
        sk_text_add(text, found);
        c = end;
    }
    return sk_text_finish(text, owner);
}

static enum sk_status
read_environment(struct sk_project *project, const struct sk_json_file *json, const char *name, json_t *object,
                 struct sk_error *err)
{
    static const char *const known[] = {"description", "url", "require_approval", "development", "seeds", NULL};
    struct sk_environment env = {.name = sk_strdup(project, name),
                                 .development = sk_config_is_development(name),
                                 .require_approval = sk_config_is_production(name)};
    const char *url = NULL;
    if (!json_is_object(object))
        return sk_json_fail(json, name, err, "environment \"%s\" has to be an object", name);
    enum sk_status status = sk_json_check_keys(json, object, known, err);
    status = status ? status : sk_json_string(json, object, "url", project, &url, err);
    status = status ? status : sk_json_bool(json, object, "require_approval", &env.require_approval, err);
    status = status ? status : sk_json_bool(json, object, "development", &env.development, err);
    status = status ? status : sk_json_strings(json, object, "seeds", project, &env.seeds, &env.n_seeds, err);
    if (status)
        return status;
    env.has_seeds = json_object_get(object, "seeds") != NULL;
    env.url = url ? sk_config_expand(project, project, url) : NULL;
    env.url_template = url;
    for (size_t i = 0; i < env.n_seeds; i++)
        env.seeds[i] = sk_printf(project, "%s/%s", project->migrations_dir, env.seeds[i]);
    sk_push(project, project->environments, project->n_environments, env);
    return SK_OK;
}

/* Which rules of `lint` are off, and which are on that are off by themselves. */
static enum sk_status
read_lint(struct sk_project *project, const struct sk_json_file *json, struct sk_error *err)
{
    static const char *const known[] = {"off", "on", NULL};
    json_t *lint = json_object_get(json->root, "lint");
    if (!lint)
        return SK_OK;
    if (!json_is_object(lint))
        return sk_json_fail(json, "lint", err, "\"lint\" has to be an object");
    enum sk_status status = sk_json_check_keys(json, lint, known, err);
    status =
        status ? status : sk_json_strings(json, lint, "off", project, &project->lint_off, &project->n_lint_off, err);
    return status ? status : sk_json_strings(json, lint, "on", project, &project->lint_on, &project->n_lint_on, err);
}

enum sk_status
sk_config_read_environments(struct sk_project *project, struct sk_error *err)
{
    static const char *const known[] = {"default", "history_table", "environments", "lint", NULL};
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_json_file *json;
    enum sk_status status = sk_json_open(&json, tmp, project, "environments.json", err);
    if (status || !json)
        goto out;
    status = sk_json_check_keys(json, json->root, known, err);
    status = status ? status : sk_json_string(json, json->root, "default", project, &project->default_env, err);
    status = status ? status : sk_json_string(json, json->root, "history_table", project, &project->history_table, err);
    status = status ? status : read_lint(project, json, err);
    json_t *environments = json_object_get(json->root, "environments");
    if (!status && !environments && json_object_get(json->root, "lint"))
        goto out; /* it configures something else */
    if (!status && !json_is_object(environments))
        status = sk_json_fail(json, "environments", err, "\"environments\" has to be an object of environments");
    const char *name;
    json_t *object;
    if (status)
        goto out;
    json_object_foreach(environments, name, object)
    {
        status = read_environment(project, json, name, object, err);
        if (status)
            break;
    }
out:
    talloc_free(tmp);
    return status;
}

static bool
is_one_of(const char *name, const char *const *names)
{
    while (*names && strcasecmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

bool
sk_config_is_development(const char *environment)
{
    static const char *const names[] = {"development", "dev", "local", "test", "testing", "ci", NULL};
    return is_one_of(environment, names);
}

bool
sk_config_is_production(const char *environment)
{
    static const char *const names[] = {"production", "prod", "live", NULL};
    return is_one_of(environment, names);
}

/* ---- dependencies.json ---------------------------------------------------------------------------------------- */

/* "000001_initial" or "000001". */
static struct sk_migration *
by_key(const struct sk_project *project, const char *key)
{
    for (size_t i = 0; i < project->n_known; i++) {
        struct sk_migration *m = project->known[i];
        size_t len = strlen(m->version);
        if (strncmp(key, m->version, len) == 0 &&
            (!key[len] || (key[len] == '_' && strcmp(key + len + 1, m->name) == 0)))
            return m;
    }
    return NULL;
}

static enum sk_status
resolve(const struct sk_project *project, const struct sk_json_file *json, const char *key, struct sk_migration *m,
        struct sk_error *err)
{
    for (size_t i = 0; i < m->n_depends_on; i++) {
        const struct sk_migration *on = by_key(project, m->depends_on[i]);
        if (!on)
            return sk_json_fail(json, key, err, "\"%s\" depends on \"%s\", which does not exist", key,
                                m->depends_on[i]);
        if (on == m || sk_version_compare(on->version, m->version) >= 0)
            return sk_json_fail(json, key, err, "\"%s\" depends on \"%s\", which does not come before it", key,
                               m->depends_on[i]);
        m->depends_on[i] = on->version;
    }
    return SK_OK;
}

static enum sk_status
read_dependency(const struct sk_project *project, const struct sk_json_file *json, const char *key, json_t *object,
                struct sk_error *err)
{
    static const char *const known[] = {"description", "depends_on", "affects_tables", "estimated_duration",
                                        "risk_level", "rollback_safe", NULL};
    struct sk_migration *m = by_key(project, key);
    if (!m)
        return sk_json_fail(json, key, err, "there is no migration \"%s\"", key);
    if (!json_is_object(object))
        return sk_json_fail(json, key, err, "\"%s\" has to be an object", key);
    enum sk_status status = sk_json_check_keys(json, object, known, err);
    status = status ? status : sk_json_string(json, object, "description", m, &m->description, err);
    status = status ? status : sk_json_string(json, object, "estimated_duration", m, &m->estimated_duration, err);
    status = status ? status : sk_json_string(json, object, "risk_level", m, &m->risk_level, err);
    status = status ? status : sk_json_bool(json, object, "rollback_safe", &m->rollback_safe, err);
    m->rollback_said = json_object_get(object, "rollback_safe") != NULL;
    status = status ? status : sk_json_strings(json, object, "depends_on", m, &m->depends_on, &m->n_depends_on, err);
    status =
        status ? status : sk_json_strings(json, object, "affects_tables", m, &m->affects_tables, &m->n_affects, err);
    if (status)
        return status;
    if (m->risk_level && strcmp(m->risk_level, "low") != 0 && strcmp(m->risk_level, "medium") != 0 &&
        strcmp(m->risk_level, "high") != 0)
        return sk_json_fail(json, key, err, "risk_level of \"%s\" has to be low, medium or high", key);
    return resolve(project, json, key, m, err);
}

enum sk_status
sk_config_read_dependencies(struct sk_project *project, struct sk_error *err)
{
    static const char *const known[] = {"migrations", NULL};
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_json_file *json;
    enum sk_status status = sk_json_open(&json, tmp, project, "dependencies.json", err);
    if (status || !json)
        goto out;
    status = sk_json_check_keys(json, json->root, known, err);
    json_t *migrations = json_object_get(json->root, "migrations");
    if (!status && !json_is_object(migrations))
        status = sk_json_fail(json, "migrations", err, "\"migrations\" has to be an object of migrations");
    const char *key;
    json_t *object;
    if (status)
        goto out;
    json_object_foreach(migrations, key, object)
    {
        status = read_dependency(project, json, key, object, err);
        if (status)
            break;
    }
out:
    talloc_free(tmp);
    return status;
}
