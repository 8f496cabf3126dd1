/* core/manifest.c - writing and reading what a backup is. */
#include "core/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sha256.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *
sk_manifest_path(TALLOC_CTX *owner, const char *file)
{
    return sk_printf(owner, "%s.manifest", file);
}

enum sk_status
sk_manifest_measure(struct sk_manifest *manifest, TALLOC_CTX *owner, const char *file, struct sk_error *err)
{
    char checksum[SHA256_DIGEST_STRING_LENGTH];
    struct stat st;
    if (stat(file, &st) != 0 || !SHA256File(file, checksum))
        return sk_fail(err, SK_EIO, "cannot read \"%s\": %m", file);
    manifest->size_bytes = st.st_size;
    manifest->checksum = sk_strdup(owner, checksum);
    return SK_OK;
}

static json_t *
as_json(const struct sk_manifest *m)
{
    json_t *tables = json_array();
    for (size_t i = 0; i < m->counts->n; i++) {
        const struct sk_count *count = &m->counts->items[i];
        json_array_append_new(tables, json_pack("{s:s*, s:s, s:I}", "schema", count->schema, "name", count->name,
                                                "rows", (json_int_t)count->rows));
    }
    return json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s*, s:I, s:I, s:s, s:o}", "skein_backup", 1, "engine",
                     m->engine, "server_version", m->server_version, "database", m->database, "created_at",
                     m->created_at, "skein_version", m->skein_version, "history_table", m->history_table, "current",
                     m->current, "applied", (json_int_t)m->applied, "size_bytes", (json_int_t)m->size_bytes, "sha256",
                     m->checksum, "tables", tables);
}

enum sk_status
sk_manifest_write(const struct sk_manifest *manifest, const char *path, struct sk_error *err)
{
    json_t *root = as_json(manifest);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good =
        fd >= 0 && root && json_dumpfd(root, fd, JSON_INDENT(2)) == 0 && write(fd, "\n", 1) == 1 && fsync(fd) == 0;
    int why = errno;
    json_decref(root);
    if (fd >= 0 && close(fd) != 0)
        good = false;
    return good ? SK_OK : sk_fail(err, SK_EIO, "cannot write \"%s\": %s", path, strerror(why));
}

static enum sk_status
unpack(struct sk_manifest *m, json_t *root, const char *path, struct sk_error *err)
{
    const char *engine, *version, *database, *at, *skein, *history, *current = NULL, *checksum;
    json_int_t applied, size;
    json_t *tables, *table;
    size_t i;
    int form;
    bool good = json_unpack(root, "{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s?s, s:I, s:I, s:s, s:o}", "skein_backup", &form,
                            "engine", &engine, "server_version", &version, "database", &database, "created_at", &at,
                            "skein_version", &skein, "history_table", &history, "current", &current, "applied",
                            &applied, "size_bytes", &size, "sha256", &checksum, "tables", &tables) == 0 &&
                form == 1 && json_is_array(tables);
    if (!good)
        return sk_fail(err, SK_EREFUSED, "\"%s\" is no manifest of a backup", path);
    *m = (struct sk_manifest){.engine = sk_strdup(m, engine),         .server_version = sk_strdup(m, version),
                              .database = sk_strdup(m, database),     .created_at = sk_strdup(m, at),
                              .skein_version = sk_strdup(m, skein),   .history_table = sk_strdup(m, history),
                              .current = sk_strdup(m, current),       .applied = applied,
                              .size_bytes = size,                     .checksum = sk_strdup(m, checksum),
                              .counts = sk_new(m, struct sk_counts)};
    json_array_foreach(tables, i, table) {
        const char *schema = NULL, *name;
        json_int_t rows;
        if (json_unpack(table, "{s?s, s:s, s:I}", "schema", &schema, "name", &name, "rows", &rows))
            return sk_fail(err, SK_EREFUSED, "\"%s\" is no manifest of a backup", path);
        sk_counts_add(m->counts, schema, name, rows);
    }
    return SK_OK;
}

static enum sk_status
compare(const struct sk_manifest *manifest, const char *file, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_manifest is = {0};
    enum sk_status status = sk_manifest_measure(&is, tmp, file, err);
    if (!status && is.size_bytes != manifest->size_bytes)
        status = sk_fail(err, SK_EREFUSED, "\"%s\" is damaged: it has %lld bytes, and had %lld when it was written",
                         file, (long long)is.size_bytes, (long long)manifest->size_bytes);
    else if (!status && strcmp(is.checksum, manifest->checksum) != 0)
        status = sk_fail(err, SK_EREFUSED, "\"%s\" is damaged: its checksum is not the one it was written with", file);
    if (status == SK_EREFUSED)
        sk_hint(err, "Take another backup; or, if it is another file on purpose, remove \"%s.manifest\".", file);
    talloc_free(tmp);
    return status;
}

enum sk_status
sk_manifest_check(struct sk_manifest **out, TALLOC_CTX *owner, const char *file, struct sk_error *err)
{
    struct sk_manifest *manifest = sk_new(owner, struct sk_manifest);
    char *path = sk_manifest_path(manifest, file);
    *out = NULL;
    if (access(path, F_OK) != 0 && errno == ENOENT) {
        talloc_free(manifest);
        return SK_OK;
    }
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    enum sk_status status = root ? unpack(manifest, root, path, err)
                                 : sk_fail(err, SK_EREFUSED, "\"%s\" is no manifest of a backup", path);
    json_decref(root);
    if (status == SK_EREFUSED)
        sk_hint(err, "Remove it, and the backup is read as one that was made by hand.");
    status = status ? status : compare(manifest, file, err);
    if (status)
        talloc_free(manifest);
    else
        *out = manifest;
    return status;
}
