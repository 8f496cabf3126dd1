/* core/json_file.c - see json_file.h. */
#include "core/json_file.h"

#include <string.h>
#include <unistd.h>

static int
json_file_close(struct sk_json_file *json)
{
    json_decref(json->root);
    return 0;
}

enum sk_status
sk_json_read(struct sk_json_file **out, TALLOC_CTX *owner, const char *path, struct sk_error *err)
{
    struct sk_file *file;
    enum sk_status status = sk_file_read(&file, owner, path, err);
    if (status)
        return status;
    json_error_t failure;
    json_t *root = json_loadb(file->text, file->len, JSON_REJECT_DUPLICATES, &failure);
    if (!root || !json_is_object(root)) {
        size_t at = root || failure.position <= 0 ? 0 : (size_t)failure.position - 1;
        sk_fail(err, SK_EUSAGE, "%s", root ? "a JSON object is expected" : failure.text);
        json_decref(root);
        return sk_at(err, path, at), SK_EUSAGE;
    }
    struct sk_json_file *json = sk_new(owner, struct sk_json_file);
    json->file = file;
    json->root = root;
    talloc_set_destructor(json, json_file_close);
    *out = json;
    return SK_OK;
}

enum sk_status
sk_json_open(struct sk_json_file **out, TALLOC_CTX *owner, const struct sk_project *project, const char *name,
             struct sk_error *err)
{
    *out = NULL;
    char *path = sk_printf(owner, "%s/%s", project->migrations_dir, name);
    if (access(path, F_OK) != 0)
        path = sk_printf(owner, "%s/%s", project->dir, name);
    return access(path, F_OK) == 0 ? sk_json_read(out, owner, path, err) : SK_OK;
}

/* jansson keeps no positions: a key is looked for in the text. */
static size_t
find_key(const struct sk_json_file *json, const char *key, size_t from)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *quoted = sk_printf(tmp, "\"%s\"", key);
    const char *found = memmem(json->file->text + from, json->file->len - from, quoted, strlen(quoted));
    talloc_free(tmp);
    return found ? (size_t)(found - json->file->text) : from;
}

enum sk_status
sk_json_fail(const struct sk_json_file *json, const char *key, struct sk_error *err, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    sk_vfail(err, SK_EUSAGE, fmt, ap);
    va_end(ap);
    sk_at(err, json->file->path, key ? find_key(json, key, json->from) : json->from);
    return SK_EUSAGE;
}

/* Behind the string that begins at `at`. */
static const char *
skip_string(const char *at)
{
    for (at++; *at && *at != '"'; at++)
        at += *at == '\\' && at[1];
    return at + (*at == '"');
}

/* The text is JSON: brackets match. */
size_t
sk_json_element(const struct sk_json_file *json, const char *key, size_t index)
{
    const char *text = json->file->text, *at = text + find_key(json, key, 0);
    at += strcspn(at, "[");
    at += *at == '[';
    for (int depth = 0; index && *at;) {
        if (*at == '"') {
            at = skip_string(at);
            continue;
        }
        depth += (*at == '[' || *at == '{') - (*at == ']' || *at == '}');
        index -= depth == 0 && *at == ',';
        at++;
    }
    at += strspn(at, " \t\r\n");
    return (size_t)(at - text);
}

enum sk_status
sk_json_check_keys(const struct sk_json_file *json, json_t *object, const char *const *known, struct sk_error *err)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        bool found = false;
        for (size_t i = 0; known[i] && !found; i++)
            found = strcmp(known[i], key) == 0;
        if (found)
            continue;
        TALLOC_CTX *tmp = sk_context_new(NULL);
        char *list = sk_strdup(tmp, "");
        for (size_t i = 0; known[i]; i++)
            list = sk_printf(tmp, "%s%s%s", list, i ? ", " : "", known[i]);
        sk_json_fail(json, key, err, "unknown key \"%s\"", key);
        sk_hint(err, "The keys are %s.", list);
        talloc_free(tmp);
        return SK_EUSAGE;
    }
    return SK_OK;
}

enum sk_status
sk_json_string(const struct sk_json_file *json, json_t *object, const char *key, TALLOC_CTX *owner, const char **out,
           struct sk_error *err)
{
    json_t *value = json_object_get(object, key);
    if (!value || json_is_null(value))
        return SK_OK;
    if (!json_is_string(value))
        return sk_json_fail(json, key, err, "\"%s\" has to be a string", key);
    *out = sk_strdup(owner, json_string_value(value));
    return SK_OK;
}

enum sk_status
sk_json_bool(const struct sk_json_file *json, json_t *object, const char *key, bool *out, struct sk_error *err)
{
    json_t *value = json_object_get(object, key);
    if (!value)
        return SK_OK;
    if (!json_is_boolean(value))
        return sk_json_fail(json, key, err, "\"%s\" has to be true or false", key);
    *out = json_is_true(value);
    return SK_OK;
}

enum sk_status
sk_json_strings(const struct sk_json_file *json, json_t *object, const char *key, TALLOC_CTX *owner, const char ***out,
            size_t *n, struct sk_error *err)
{
    json_t *value = json_object_get(object, key);
    if (!value)
        return SK_OK;
    if (!json_is_array(value))
        return sk_json_fail(json, key, err, "\"%s\" has to be a list of strings", key);
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (!json_is_string(json_array_get(value, i)))
            return sk_json_fail(json, key, err, "\"%s\" has to be a list of strings", key);
        sk_push(owner, *out, *n, sk_strdup(owner, json_string_value(json_array_get(value, i))));
    }
    return SK_OK;
}

/* ---- environments ---------------------------------------------------------------------------------------------- */
