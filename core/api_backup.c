/* core/api_backup.c - the public calls that write the whole database to a file and bring it back. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/backup.h"
#include "core/exclusive.h"
#include "core/lock.h"

/* What the caller is told. */
static struct sk_backup *
report(const char *file, const struct sk_manifest *m)
{
    struct sk_backup *backup = sk_new(NULL, struct sk_backup);
    *backup = (struct sk_backup){.file = sk_strdup(backup, file),
                                 .engine = sk_strdup(backup, m->engine),
                                 .server_version = sk_strdup(backup, m->server_version),
                                 .created_at = sk_strdup(backup, m->created_at),
                                 .current = sk_strdup(backup, m->current),
                                 .size_bytes = m->size_bytes,
                                 .checksum = sk_strdup(backup, m->checksum)};
    for (size_t i = 0; i < m->counts->n; i++) {
        const struct sk_count *count = &m->counts->items[i];
        struct sk_table_info info = {.schema = sk_strdup(backup, count->schema),
                                     .name = sk_strdup(backup, count->name),
                                     .rows = count->rows};
        sk_push(backup, backup->tables, backup->n, info);
        backup->rows += count->rows;
    }
    return backup;
}

/* ---- backup --------------------------------------------------------------------------------------------------- */

/* What is written before it has its name. */
struct draft {
    const char *file;  /* the name it will have */
    char *path;        /* NULL: there is none (any more) */
    char *manifest;
    int fd;
};

static int
draft_free(struct draft *draft)
{
    if (draft->fd >= 0)
        close(draft->fd);
    if (draft->path) {
        unlink(draft->path);
        unlink(draft->manifest);
    }
    return 0;
}

static enum sk_status
refuse_existing(const char *file, struct sk_error *err)
{
    sk_fail(err, SK_EREFUSED, "\"%s\" is there already", file);
    return sk_hint(err, "Choose another name, or say --force if it is to be replaced."), SK_EREFUSED;
}

static enum sk_status
draft_new(struct draft **out, TALLOC_CTX *owner, const char *file, bool force, struct sk_error *err)
{
    struct draft *draft = sk_new(owner, struct draft);
    draft->fd = -1;
    if (!*file)
        return sk_fail(err, SK_EUSAGE, "the name of the file is empty");
    if (!force && access(file, F_OK) == 0)
        return refuse_existing(file, err);
    char *path = sk_printf(draft, "%s.XXXXXX", file);
    draft->file = sk_strdup(draft, file);
    draft->fd = mkostemp(path, O_CLOEXEC); /* mode 0600 */
    if (draft->fd < 0)
        return sk_fail(err, SK_EIO, "cannot write \"%s\": %m", file);
    draft->path = path;
    draft->manifest = sk_manifest_path(draft, path);
    talloc_set_destructor(draft, draft_free);
    *out = draft;
    return SK_OK;
}

/* A name is on disk when its folder is. */
static void
sync_folder(const char *file)
{
    char *copy = sk_strdup(NULL, file);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        if (fsync(fd) != 0)
            errno = 0; /* not every file system can */
        close(fd);
    }
    talloc_free(copy);
}

/* Not over a file that has come in between, unless `force`; where the file system can tell. */
static int
give_name(const char *from, const char *to, bool force)
{
    int failed = force ? -1 : renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
    if (failed && (force || errno == EINVAL || errno == ENOSYS))
        failed = rename(from, to);
    return failed;
}

/* The manifest of another archive would make this one look damaged: it goes first, and comes last. */
static enum sk_status
draft_finish(struct draft *draft, const struct sk_manifest *manifest, bool force, struct sk_error *err)
{
    char *named = sk_manifest_path(draft, draft->file);
    if (fsync(draft->fd) != 0)
        return sk_fail(err, SK_EIO, "cannot write \"%s\" to disk: %m", draft->file);
    enum sk_status status = sk_manifest_write(manifest, draft->manifest, err);
    if (status)
        return status;
    if (unlink(named) != 0 && errno != ENOENT)
        return sk_fail(err, SK_EIO, "cannot replace \"%s\": %m", named);
    if (give_name(draft->path, draft->file, force) != 0)
        return errno == EEXIST ? refuse_existing(draft->file, err)
                               : sk_fail(err, SK_EIO, "cannot write \"%s\": %m", draft->file);
    if (rename(draft->manifest, named) != 0)
        status = sk_fail(err, SK_EIO, "cannot write \"%s\": %m", named);
    draft->path = NULL;
    sync_folder(draft->file);
    return status;
}

static bool
ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

enum sk_status
skein_backup(struct skein *skein, const char *file, bool force, struct sk_backup **out, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const struct sk_archive_ops *ops;
    struct draft *draft = NULL;
    struct sk_manifest manifest;
    enum sk_status status = draft_new(&draft, tmp, file, force, err);
    status = status ? status : sk_session_connect(skein, true, err);
    status = status ? status : sk_backup_ops(&ops, skein, err);
    if (!status && !skein->options.dry_run) {
        status = sk_backup_write(&manifest, tmp, skein, draft->path, ends_with(file, ".sql"), err);
        status = status ? status : draft_finish(draft, &manifest, force, err);
        if (!status && out)
            *out = report(file, &manifest);
    }
    talloc_free(tmp);
    return status;
}

/* ---- restore -------------------------------------------------------------------------------------------------- */

static enum sk_status
check_empty(const struct skein *skein, const struct sk_rows *drops, struct sk_error *err)
{
    if (sk_contents_is_empty(drops) || skein->options.allow_data_loss)
        return SK_OK;
    sk_fail(err, SK_EREFUSED, "the database is not empty, and restoring it loses what is in it");
    return sk_hint(err, "Take a backup of it first, then say --allow-data-loss."), SK_EREFUSED;
}

static enum sk_status
restore(struct skein *skein, const struct sk_manifest *manifest, const char *file, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    bool embedded = (skein->conn->caps & SK_CAP_EMBEDDED) != 0;
    struct sk_where where;
    struct sk_rows *drops;
    int64_t begun = sk_now_ms();
    enum sk_status status = sk_contents_where(&where, tmp, skein, err);
    if (!status)
        sk_contents_where_add(&where, tmp, skein, manifest->counts);
    status = status ? status : sk_contents_drops(&drops, tmp, skein, &where, err);
    status = status ? status : check_empty(skein, drops, err);
    if (!status && !skein->options.dry_run) {
        status = sk_exclusive_begin(skein, err);
        status = status ? status : sk_contents_drops(&drops, tmp, skein, &where, err);
        if (!status && embedded)
            status = sk_conn_exec(skein->conn, skein->ledger->ops->rollback, err);
        status = status ? status : sk_backup_load(skein, manifest, file, &where, drops, false, err);
        status = status ? status : sk_exclusive_log(skein, "restore", file, begun, err);
        status = sk_exclusive_end(skein, status, err);
    }
    talloc_free(tmp);
    return status;
}

enum sk_status
skein_restore(struct skein *skein, const char *file, struct sk_backup **out, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const struct sk_archive_ops *ops;
    struct sk_manifest *manifest = NULL;
    enum sk_status status = sk_exclusive_approved(skein, "replacing its database", err);
    status = status ? status : sk_session_connect(skein, skein->options.dry_run, err);
    status = status ? status : sk_backup_ops(&ops, skein, err);
    status = status ? status : sk_backup_read(&manifest, tmp, skein, ops, file, err);
    status = status ? status : restore(skein, manifest, file, err);
    if (!status && out)
        *out = report(file, manifest);
    talloc_free(tmp);
    return status;
}
