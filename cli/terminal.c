/* cli/terminal.c - see terminal.h. */
#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Without this, `skein up >&-` would give the database file descriptor 1, and every message would
 * be written into it. Standard output and error are opened for reading, so that writing to them
 * still fails and is reported. */
void
terminal_guard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) != -1 || errno != EBADF)
            continue;
        if (open("/dev/null", O_RDONLY) != fd)
            abort();
    }
}

void
terminal_init(struct terminal *terminal, FILE *stream)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    bool dumb = !term || !*term || strcmp(term, "dumb") == 0;
    terminal->stream = stream;
    terminal->is_terminal = isatty(fileno(stream)) == 1;
    terminal->moves = terminal->is_terminal && !dumb;
    terminal->color = terminal->moves && !(no_color && *no_color);
    terminal->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

size_t
terminal_width(const struct terminal *terminal)
{
    struct winsize size;
    if (terminal->is_terminal && ioctl(fileno(terminal->stream), TIOCGWINSZ, &size) == 0 &&
        size.ws_col > 0)
        return size.ws_col;
    return 100;
}

static const char *const styles[] = {
    [STYLE_PLAIN] = "",         [STYLE_BOLD] = "\033[1m",   [STYLE_DIM] = "\033[2m",
    [STYLE_RED] = "\033[1;31m", [STYLE_GREEN] = "\033[32m", [STYLE_YELLOW] = "\033[33m",
    [STYLE_CYAN] = "\033[36m",
};

const char *
terminal_on(const struct terminal *terminal, enum style style)
{
    return terminal->color ? styles[style] : "";
}

const char *
terminal_off(const struct terminal *terminal, enum style style)
{
    return terminal->color && style != STYLE_PLAIN ? "\033[0m" : "";
}

bool
terminal_control(const char *at)
{
    const unsigned char *c = (const unsigned char *)at;
    return c[0] < 0x20 || c[0] == 0x7f || (c[0] == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0);
}

void
terminal_put(const struct terminal *terminal, const char *text)
{
    for (const char *c = text; *c; c++) {
        if (!terminal_control(c) || *c == '\t' || *c == '\n') {
            fputc(*c, terminal->stream);
            continue;
        }
        c += (unsigned char)*c == 0xc2;
        fprintf(terminal->stream, "\\x%02x", (unsigned char)*c);
    }
}

/* Is there nobody at the other end of a pipe? The stream itself only remembers that something went
 * wrong. */
static bool
reader_gone(const struct terminal *terminal)
{
    struct pollfd end = {.fd = fileno(terminal->stream), .events = POLLOUT};
    return poll(&end, 1, 0) == 1 && (end.revents & POLLERR);
}

int
terminal_finish(const struct terminal *terminal)
{
    errno = 0;
    bool failed = fflush(terminal->stream) != 0 || ferror(terminal->stream);
    if (!failed || errno == EPIPE || reader_gone(terminal))
        return 0;
    return errno ? errno : EIO;
}
