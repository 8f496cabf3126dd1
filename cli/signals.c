/* cli/signals.c - see signals.h. What the handler calls is safe there: signal-safety(7),
 * skein_interrupt(). */
#include "cli/signals.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#include "cli/cli.h"

static _Atomic(struct skein *) watched;
static volatile sig_atomic_t silent, received;

static void
say(const char *text, size_t len)
{
    ssize_t written = silent ? 0 : write(STDERR_FILENO, text, len);
    (void)written; /* nothing can be done about it here */
}

static void
handle(int number)
{
    static const char safe[] =
        "\nskein: stopping at the next safe point; once more to stop at once\n";
    static const char now[] = "\nskein: stopping at once\n";
    int saved = errno;
    struct skein *skein = atomic_load(&watched);
    received++;
    if (!skein || received > 2) {
        signal(number, SIG_DFL);
        if (!skein)
            _exit(CLI_INTERRUPTED);
        raise(number);
    } else {
        say(received == 1 ? safe : now, received == 1 ? sizeof safe - 1 : sizeof now - 1);
        skein_interrupt(skein);
    }
    errno = saved;
}

void
signals_init(void)
{
    struct sigaction action = {.sa_handler = handle};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

void
signals_watch(struct skein *skein, bool quiet)
{
    silent = quiet;
    atomic_store(&watched, skein);
}
