/* core/archive.c - counting tables' rows; what a program writes, into a file. */
#include "core/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/child.h"

static bool
same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

struct sk_count *
sk_counts_find(const struct sk_counts *counts, const char *schema, const char *name)
{
    for (size_t i = counts->n; i > 0; i--) /* what comes again comes soon */
        if (same(counts->items[i - 1].schema, schema) && strcmp(counts->items[i - 1].name, name) == 0)
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

static bool
write_all(int fd, const char *bytes, size_t len)
{
    while (len) {
        ssize_t put = write(fd, bytes, len);
        if (put < 0 && errno != EINTR)
            return false;
        bytes += put > 0 ? put : 0;
        len -= put > 0 ? (size_t)put : 0;
    }
    return true;
}

enum sk_status
sk_archive_save(const struct sk_archive *archive, struct sk_child *child, struct sk_error *err)
{
    char *buffer = sk_alloc(child, SK_ARCHIVE_CHUNK, "buffer");
    size_t n = 1;
    int fd = open(archive->path, O_WRONLY | O_APPEND | O_CLOEXEC);
    enum sk_status status = fd < 0 ? sk_fail(err, SK_EIO, "cannot write \"%s\": %m", archive->path) : SK_OK;
    while (!status && n) {
        status = sk_child_read(child, buffer, SK_ARCHIVE_CHUNK, &n, err);
        if (!status && !write_all(fd, buffer, n))
            status = sk_fail(err, SK_EIO, "cannot write \"%s\": %m", archive->path);
    }
    if (fd >= 0 && close(fd) != 0 && !status)
        status = sk_fail(err, SK_EIO, "cannot write \"%s\": %m", archive->path);
    talloc_free(buffer);
    return status ? status : sk_child_end(child, err);
}
