/* core/archive.c - counting tables' rows; what a program writes, into a file. */
#include "core/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/child.h"
#include "core/text.h"

struct sk_count *
sk_counts_find(const struct sk_counts *counts, const char *schema, const char *name)
{
    for (size_t i = counts->n; i > 0; i--) /* what comes again comes soon */
        if (sk_same(counts->items[i - 1].schema, schema) && strcmp(counts->items[i - 1].name, name) == 0)
            return &counts->items[i - 1];
    return NULL;
}

void
sk_counts_add(struct sk_counts *counts, const char *schema, const char *name, int64_t rows)
{
    struct sk_count *known = sk_counts_find(counts, schema, name);
    if (known) {
        known->rows += rows;
        return;
    }
    struct sk_count count = {sk_strdup(counts, schema), sk_strdup(counts, name), rows};
    sk_push(counts, counts->items, counts->n, count);
}

enum sk_status
sk_archive_file_write(void *data, const char *bytes, size_t len, struct sk_error *err)
{
    struct sk_archive_file *file = data;
    if (file->fd < 0)
        file->fd = open(file->path, O_WRONLY | O_APPEND | O_CLOEXEC);
    while (len && file->fd >= 0) {
        ssize_t put = write(file->fd, bytes, len);
        if (put < 0 && errno != EINTR)
            break;
        bytes += put > 0 ? put : 0;
        len -= put > 0 ? (size_t)put : 0;
    }
    return len ? sk_fail(err, SK_EIO, "cannot write \"%s\": %m", file->path) : SK_OK;
}

enum sk_status
sk_archive_file_close(struct sk_archive_file *file, enum sk_status status, struct sk_error *err)
{
    if (file->fd >= 0 && close(file->fd) != 0 && !status)
        status = sk_fail(err, SK_EIO, "cannot write \"%s\": %m", file->path);
    file->fd = -1;
    return status;
}

enum sk_status
sk_archive_save(const struct sk_archive *archive, struct sk_child *child, struct sk_error *err)
{
    struct sk_archive_file file = {.path = archive->path, .fd = -1};
    char *buffer = sk_alloc(child, SK_ARCHIVE_CHUNK, "buffer");
    size_t n = 1;
    enum sk_status status = SK_OK;
    while (!status && n) {
        status = sk_child_read(child, buffer, SK_ARCHIVE_CHUNK, &n, err);
        status = status ? status : sk_archive_file_write(&file, buffer, n, err);
    }
    talloc_free(buffer);
    status = status ? status : sk_child_end(child, err);
    return sk_archive_file_close(&file, status, err);
}
