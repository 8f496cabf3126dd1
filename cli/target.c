/* cli/target.c - see target.h. */
#include "cli/target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/child.h"

#define SHOWN_LINES 40 /* of a difference */

enum sk_status
target_options(struct cli *cli)
{
    if (cli->set.output && cli->set.check)
        return cli_error(cli, SK_EUSAGE, "Write the file with --output, or compare it with --check.",
                         "--output and --check do not go together");
    return SK_OK;
}

/* ---- writing --------------------------------------------------------------------------------------------------- */

static enum sk_status
failed(struct cli *cli, const char *what, const char *path)
{
    int reason = errno;
    const char *hint = reason == ENOENT ? "Is its folder there?" : NULL;
    return cli_error(cli, SK_EIO, hint, "cannot %s \"%s\": %s", what, path, strerror(reason));
}

static bool
put_all(int fd, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, text, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        text += n;
        len -= (size_t)n;
    }
    return true;
}

/* What is no plain file (/dev/stdout, a pipe) is written to as it is. */
static enum sk_status
write_through(struct cli *cli, const char *path, const char *text, size_t len)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool done = fd >= 0 && put_all(fd, text, len);
    enum sk_status status = done ? SK_OK : failed(cli, "write", path);
    if (fd >= 0 && close(fd) != 0 && done)
        status = failed(cli, "write", path);
    return status;
}

/* Beside the file, then renamed onto it: a reader sees the old text or the new. A link's file is replaced, not the
 * link. */
static enum sk_status
replace(struct cli *cli, const char *path, mode_t mode, const char *text, size_t len)
{
    char *real = realpath(path, NULL), *new = cli_printf(cli, "%s.XXXXXX", real ? real : path);
    int fd = mkstemp(new);
    bool done = fd >= 0 && put_all(fd, text, len) && fchmod(fd, mode) == 0;
    enum sk_status status = done ? SK_OK : failed(cli, "write", path);
    if (fd >= 0 && close(fd) != 0 && done)
        status = failed(cli, "write", path);
    if (!status && rename(new, real ? real : path) != 0)
        status = failed(cli, "write", path);
    if (status && fd >= 0)
        unlink(new);
    free(real);
    return status;
}

static enum sk_status
write_file(struct cli *cli, const char *path, const char *text, size_t len)
{
    struct stat st;
    mode_t mask = umask(0);
    umask(mask);
    if (stat(path, &st) != 0)
        return replace(cli, path, 0666 & ~mask, text, len);
    if (S_ISREG(st.st_mode))
        return replace(cli, path, st.st_mode & 07777, text, len);
    return write_through(cli, path, text, len);
}

/* ---- comparing ------------------------------------------------------------------------------------------------- */

static enum sk_status
read_file(struct cli *cli, const char *path, char **text, size_t *len)
{
    FILE *from = fopen(path, "re");
    size_t n = 0, capacity = 0;
    char *data = NULL;
    if (!from)
        return failed(cli, "read", path);
    while (!feof(from) && !ferror(from)) {
        if (n == capacity)
            data = cli_resize(cli, data, capacity = capacity ? 2 * capacity : 1 << 16);
        n += fread(data + n, 1, capacity - n, from);
    }
    enum sk_status status = ferror(from) ? failed(cli, "read", path) : SK_OK;
    fclose(from);
    *text = data;
    *len = n;
    return status;
}

/* The first lines of what diff(1) says; nothing where there is none, for that there is a difference is known without
 * it. */
static void
show_difference(struct cli *cli, const char *path, const char *text, size_t len)
{
    const char *const argv[] = {"diff", "-u", "-L", path, "-L", "what skein would write", "--", path, "-", NULL};
    struct child_result diff = child_filter(cli, argv, text, len);
    char *at = diff.out;
    size_t lines = 0;
    if (!cli_talks(cli) || diff.error || diff.code != 1)
        return;
    for (; *at && lines < SHOWN_LINES; lines++) {
        char *end = at + strcspn(at, "\n");
        char *line = cli_printf(NULL, "%.*s", (int)(end - at), at);
        enum style style = *line == '+' ? STYLE_GREEN : *line == '-' ? STYLE_RED : STYLE_PLAIN;
        fputs(terminal_on(&cli->out, style), cli->out.stream);
        terminal_put(&cli->out, line);
        fprintf(cli->out.stream, "%s\n", terminal_off(&cli->out, style));
        cli_free(line);
        at = *end ? end + 1 : end;
    }
    size_t more = 0;
    for (; *at; at++)
        more += *at == '\n';
    if (more)
        fprintf(cli->out.stream, "... and %zu more lines\n", more);
}

static enum sk_status
compare(struct cli *cli, const char *path, const char *text, size_t len)
{
    char *found = NULL;
    size_t n = 0;
    enum sk_status status = read_file(cli, path, &found, &n);
    if (status)
        return status;
    if (n == len && memcmp(found, text, len) == 0) {
        cli_say(cli, STYLE_PLAIN, "", "%s is fresh\n", path);
        return SK_OK;
    }
    show_difference(cli, path, text, len);
    return cli_error(cli, SK_EDIFF, cli_printf(cli, "Write it anew with --output %s.", path),
                     "\"%s\" is not what would be written", path);
}

enum sk_status
target_write(struct cli *cli, const char *text, size_t len)
{
    const char *path = cli->set.output;
    if (cli->set.check)
        return compare(cli, cli->set.check, text, len);
    if (path && strcmp(path, "-") != 0)
        return write_file(cli, path, text, len);
    fwrite(text, 1, len, cli->out.stream);
    return SK_OK;
}
