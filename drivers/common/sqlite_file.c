/* drivers/common/sqlite_file.c - SQLite's databases as files, and waiting for who else writes to one. */
#include "drivers/common/sqlite_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"

/* FAULTS.md: 5 s failed under contention, 30 s did not. */
enum { BUSY_TIMEOUT_MS = 30000 };

static int64_t
ms_since(const struct timespec *then)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - then->tv_sec) * 1000 + (now.tv_nsec - then->tv_nsec) / 1000000;
}

/* Called while another holds the lock; returns 0 to give up. */
int
sk_sqlite_wait(void *data, int n)
{
    struct sk_sqlite_wait *wait = data;
    if (n == 0)
        clock_gettime(CLOCK_MONOTONIC, &wait->since);
    if (wait->cancelled || ms_since(&wait->since) >= BUSY_TIMEOUT_MS)
        return 0;
    nanosleep(&(struct timespec){.tv_nsec = (n < 20 ? n + 1 : 20) * 1000000L}, NULL);
    return 1;
}

static bool
in_memory(const char *path)
{
    return strcmp(path, ":memory:") == 0;
}

/* An empty file is an empty database. O_EXCL, because closing a file that a connection of this process has open would
 * drop that connection's locks (sqlite.org/howtocorrupt.html, 2.2). */
enum sk_status
sk_sqlite_file_create(const char *path, struct sk_error *err)
{
    if (in_memory(path))
        return SK_OK;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0)
        close(fd);
    return fd >= 0 || errno == EEXIST ? SK_OK : sk_fail(err, SK_EUSAGE, "cannot create \"%s\": %m", path);
}

enum sk_status
sk_sqlite_file_drop(const char *path, struct sk_error *err)
{
    static const char *const suffixes[] = {"-wal", "-shm", "-journal", ""};
    TALLOC_CTX *tmp = sk_context_new(NULL);
    enum sk_status status = SK_OK;
    for (size_t i = 0; !in_memory(path) && i < sizeof suffixes / sizeof *suffixes && !status; i++) {
        const char *file = sk_printf(tmp, "%s%s", path, suffixes[i]);
        if (unlink(file) != 0 && errno != ENOENT)
            status = sk_fail(err, SK_EIO, "cannot remove \"%s\": %m", file);
    }
    talloc_free(tmp);
    return status;
}

bool
sk_sqlite_file_exists(const char *path)
{
    return in_memory(path) || access(path, F_OK) == 0;
}
