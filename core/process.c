/* core/process.c - see process.h; proc(5) has the formats. Where there is no /proc, nothing is ever certain. */
#include "core/process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* The first line of a file, cut to `size`; "" when it cannot be read. */
static void
read_line(const char *path, char *line, size_t size)
{
    FILE *file = fopen(path, "r");
    line[0] = '\0';
    if (file && !fgets(line, (int)size, file))
        line[0] = '\0';
    if (file)
        fclose(file);
    line[strcspn(line, "\n")] = '\0';
}

/* When the process began, in clock ticks since the boot: field 22 of its stat, counted after the name, which may hold
 * anything. 0: it is not there, or there is no saying. `*zombie`: it has ended, and nobody has asked how; in a
 * container without an init nobody ever does. */
static unsigned long long
begun(pid_t pid, bool *zombie)
{
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    read_line(path, line, sizeof line);
    char *field = strrchr(line, ')');
    *zombie = field && (strncmp(field, ") Z", 3) == 0 || strncmp(field, ") X", 3) == 0);
    for (int i = 2; field && i < 22; i++)
        field = strchr(field + 1, ' ');
    return field ? strtoull(field, NULL, 10) : 0;
}

static bool
has_ended(pid_t pid, unsigned long long then)
{
    bool zombie;
    unsigned long long now = begun(pid, &zombie);
    return (kill(pid, 0) != 0 && errno == ESRCH) || (now && now != then) || zombie;
}

/* The machine, as far as processes are concerned. */
static char *
machine(TALLOC_CTX *owner)
{
    char host[256] = "localhost", boot[64], space[64] = "";
    gethostname(host, sizeof host - 1);
    read_line("/proc/sys/kernel/random/boot_id", boot, sizeof boot);
    ssize_t n = readlink("/proc/self/ns/pid", space, sizeof space - 1);
    space[n > 0 ? n : 0] = '\0';
    return sk_printf(owner, "%s %s %s", host, *boot ? boot : "-", *space ? space : "-");
}

char *
sk_process_self(TALLOC_CTX *owner)
{
    bool zombie;
    return sk_printf(owner, "%s %ld %llu", machine(owner), (long)getpid(), begun(getpid(), &zombie));
}

bool
sk_process_has_ended(const char *process)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *here = sk_printf(tmp, "%s ", machine(tmp));
    bool ended = false;
    char *end;
    if (process && strncmp(process, here, strlen(here)) == 0 && !strstr(here, " - ")) {
        pid_t pid = (pid_t)strtol(process + strlen(here), &end, 10);
        unsigned long long then = strtoull(end, NULL, 10);
        ended = pid > 0 && then && has_ended(pid, then);
    }
    talloc_free(tmp);
    return ended;
}
