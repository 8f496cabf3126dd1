/* core/child.c - running an engine's own tools. */
#include "core/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/text.h"

extern char **environ;

/* POLL_MS: a signal that came just before the wait is noticed after so long. */
enum { POLL_MS = 200, SAID_MAX = 4000, LINES_MAX = 4 };

struct sk_child {
    pid_t pid;         /* 0: it has been waited for */
    int to, from;      /* the ends of its streams that are ours; -1: none */
    FILE *said;        /* its standard error */
    const char *name;
    char *config_path; /* NULL: there is none */
    const volatile sig_atomic_t *interrupts;
    int patience;
};

static void
close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* An option file is read when a program begins: with its end it has served. */
static void
forget_config(struct sk_child *child)
{
    if (child->config_path)
        unlink(child->config_path);
    talloc_free(child->config_path);
    child->config_path = NULL;
}

static int
wait_for(struct sk_child *child)
{
    int how = 0;
    while (child->pid > 0 && waitpid(child->pid, &how, 0) < 0 && errno == EINTR)
        continue;
    child->pid = 0;
    return how;
}

static int
child_free(struct sk_child *child)
{
    close_fd(&child->to);
    close_fd(&child->from);
    if (child->pid > 0) {
        kill(child->pid, SIGTERM);
        wait_for(child);
    }
    forget_config(child);
    if (child->said)
        fclose(child->said);
    return 0;
}

/* ---- starting ------------------------------------------------------------------------------------------------- */

static enum sk_status
write_config(struct sk_child *child, const char *text, struct sk_error *err)
{
    const char *folder = getenv("TMPDIR");
    char *path = sk_printf(child, "%s/skein-XXXXXX", folder && *folder ? folder : "/tmp");
    int fd = mkostemp(path, O_CLOEXEC); /* mode 0600 */
    size_t len = strlen(text);
    if (fd < 0)
        return sk_fail(err, SK_EIO, "cannot create a file in the folder for temporary files: %m");
    child->config_path = path;
    bool whole = write(fd, text, len) == (ssize_t)len;
    if (close(fd) != 0 || !whole)
        return sk_fail(err, SK_EIO, "cannot write \"%s\": %m", path);
    return SK_OK;
}

static char **
arguments(TALLOC_CTX *owner, const struct sk_child *child, const struct sk_tool *tool, const char *name)
{
    char **argv = NULL;
    size_t n = 0;
    sk_push(owner, argv, n, sk_strdup(owner, name));
    if (child->config_path)
        sk_push(owner, argv, n, sk_printf(owner, "%s%s", tool->config_option, child->config_path));
    for (size_t i = 0; tool->args[i]; i++)
        sk_push(owner, argv, n, sk_strdup(owner, tool->args[i]));
    sk_push(owner, argv, n, NULL);
    return argv;
}

static bool
is_set_again(const char *variable, const char *const *env)
{
    size_t len = strcspn(variable, "=") + 1;
    for (size_t i = 0; env && env[i]; i++)
        if (strncmp(variable, env[i], len) == 0)
            return true;
    return false;
}

static char **
environment(TALLOC_CTX *owner, const char *const *env)
{
    char **all = NULL;
    size_t n = 0;
    for (char **variable = environ; *variable; variable++)
        if (!is_set_again(*variable, env))
            sk_push(owner, all, n, *variable);
    for (size_t i = 0; env && env[i]; i++)
        sk_push(owner, all, n, sk_strdup(owner, env[i]));
    sk_push(owner, all, n, NULL);
    return all;
}

/* Sockets, not pipes: writing to one whose reader has gone is an error and no signal. */
static bool
open_streams(struct sk_child *child, unsigned streams, int theirs[2])
{
    int pair[2];
    bool good = true;
    if (streams & SK_CHILD_WRITE) {
        good = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0;
        child->to = good ? pair[0] : -1;
        theirs[0] = good ? pair[1] : -1;
    }
    if (good && streams & SK_CHILD_READ) {
        good = pipe2(pair, O_CLOEXEC) == 0;
        child->from = good ? pair[0] : -1;
        theirs[1] = good ? pair[1] : -1;
    }
    child->said = good ? tmpfile() : NULL;
    return child->said != NULL;
}

/* In a process group of its own: the terminal's Ctrl-C is for us, who know what may be stopped when. */
static int
spawn(struct sk_child *child, const int theirs[2], const char *name, char **argv, char **envp)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t defaults, none;
    sigfillset(&defaults);
    sigemptyset(&none);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    for (int i = 0; i < 2; i++) {
        if (theirs[i] >= 0)
            posix_spawn_file_actions_adddup2(&files, theirs[i], i);
        else
            posix_spawn_file_actions_addopen(&files, i, "/dev/null", i == 0 ? O_RDONLY : O_WRONLY, 0);
    }
    posix_spawn_file_actions_adddup2(&files, fileno(child->said), 2);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setsigmask(&attributes, &none);
    int code = posix_spawnp(&child->pid, name, &files, &attributes, argv, envp);
    if (code)
        child->pid = 0;
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return code;
}

static enum sk_status
start_any(struct sk_child *child, const struct sk_tool *tool, const int theirs[2], struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    char **envp = environment(tmp, tool->env);
    int code = ENOENT;
    for (size_t i = 0; tool->names[i] && code == ENOENT; i++) {
        child->name = tool->names[i];
        code = spawn(child, theirs, child->name, arguments(tmp, child, tool, child->name), envp);
    }
    talloc_free(tmp);
    if (!code)
        return SK_OK;
    if (code == ENOENT) {
        sk_fail(err, SK_EUSAGE, "the program \"%s\" is not installed", tool->names[0]);
        return sk_hint(err, "It is in the package %s (apt install %s).", tool->package, tool->package), SK_EUSAGE;
    }
    return sk_fail(err, SK_EIO, "cannot run \"%s\": %s", child->name, strerror(code));
}

enum sk_status
sk_child_start(struct sk_child **out, TALLOC_CTX *owner, const struct sk_tool *tool, unsigned streams,
               const volatile sig_atomic_t *interrupts, int patience, struct sk_error *err)
{
    struct sk_child *child = sk_new(owner, struct sk_child);
    int theirs[2] = {-1, -1};
    *child = (struct sk_child){.to = -1, .from = -1, .interrupts = interrupts, .patience = patience};
    talloc_set_destructor(child, child_free);
    enum sk_status status = SK_OK;
    if (!open_streams(child, streams, theirs))
        status = sk_fail(err, SK_EIO, "cannot run \"%s\": %m", tool->names[0]);
    if (!status && tool->config)
        status = write_config(child, tool->config, err);
    status = status ? status : start_any(child, tool, theirs, err);
    close_fd(&theirs[0]);
    close_fd(&theirs[1]);
    if (status)
        talloc_free(child);
    else
        *out = child;
    return status;
}

/* ---- talking to it -------------------------------------------------------------------------------------------- */

static bool
is_interrupted(const struct sk_child *child)
{
    return child->interrupts && *child->interrupts >= child->patience;
}

/* Wait until `fd` can be used. */
static enum sk_status
wait_until(const struct sk_child *child, int fd, short events, struct sk_error *err)
{
    struct pollfd poll_fd = {.fd = fd, .events = events};
    for (;;) {
        if (is_interrupted(child))
            return sk_fail(err, SK_EINTERRUPTED, "stopped on request, while \"%s\" was running", child->name);
        int ready = poll(&poll_fd, 1, POLL_MS);
        if (ready > 0)
            return SK_OK;
        if (ready < 0 && errno != EINTR)
            return sk_fail(err, SK_EIO, "cannot wait for \"%s\": %m", child->name);
    }
}

/* Some programs repeat the statement before they say what is wrong with it. */
static char *
to_the_point(char *said)
{
    char *error = strstr(said, "\nERROR ");
    return error ? error + 1 : said;
}

/* The first lines of what it said, in one: "pg_dump: error: ..." */
static char *
words_of(TALLOC_CTX *owner, const struct sk_child *child)
{
    char buffer[SAID_MAX + 1];
    rewind(child->said);
    buffer[fread(buffer, 1, SAID_MAX, child->said)] = '\0';
    struct sk_text *text = sk_text_new(owner);
    char *rest, *line = strtok_r(to_the_point(buffer), "\r\n", &rest);
    for (int n = 0; line && n < LINES_MAX; n++, line = strtok_r(NULL, "\r\n", &rest))
        sk_text_addf(text, "%s%s", text->len ? "; " : "", line);
    while (text->len && text->data[text->len - 1] == '.')
        text->data[--text->len] = '\0';
    return sk_text_finish(text, owner);
}

static enum sk_status
explain_end(struct sk_child *child, int how, struct sk_error *err)
{
    if (is_interrupted(child))
        return sk_fail(err, SK_EINTERRUPTED, "stopped on request, while \"%s\" was running", child->name);
    char *words = words_of(child, child);
    if (WIFSIGNALED(how))
        sk_fail(err, SK_ESQL, "\"%s\" was ended by signal %d%s%s", child->name, WTERMSIG(how), *words ? ": " : "",
                words);
    else if (*words)
        sk_fail(err, SK_ESQL, "\"%s\" failed: %s", child->name, words);
    else
        sk_fail(err, SK_ESQL, "\"%s\" failed with exit code %d", child->name, WEXITSTATUS(how));
    talloc_free(words);
    return SK_ESQL;
}

enum sk_status
sk_child_read(struct sk_child *child, char *buffer, size_t size, size_t *n, struct sk_error *err)
{
    for (;;) {
        enum sk_status status = wait_until(child, child->from, POLLIN, err);
        ssize_t got = status ? -1 : read(child->from, buffer, size);
        if (got >= 0) {
            *n = (size_t)got;
            return SK_OK;
        }
        if (status || errno != EINTR)
            return status ? status : sk_fail(err, SK_EIO, "cannot read from \"%s\": %m", child->name);
    }
}

enum sk_status
sk_child_write(struct sk_child *child, const char *bytes, size_t len, struct sk_error *err)
{
    while (len) {
        enum sk_status status = wait_until(child, child->to, POLLOUT, err);
        ssize_t put = status ? -1 : send(child->to, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (status)
            return status;
        if (put < 0 && (errno == EPIPE || errno == ECONNRESET))
            return explain_end(child, wait_for(child), err);
        if (put < 0 && errno != EINTR && errno != EAGAIN)
            return sk_fail(err, SK_EIO, "cannot write to \"%s\": %m", child->name);
        bytes += put > 0 ? put : 0;
        len -= put > 0 ? (size_t)put : 0;
    }
    return SK_OK;
}

enum sk_status
sk_child_end(struct sk_child *child, struct sk_error *err)
{
    char rest[4096];
    size_t n = 1;
    enum sk_status status = SK_OK;
    close_fd(&child->to);
    while (child->from >= 0 && n && !status)
        status = sk_child_read(child, rest, sizeof rest, &n, err);
    while (child->pid > 0 && !status) {
        int how;
        pid_t ended = waitpid(child->pid, &how, WNOHANG);
        if (ended == child->pid) {
            child->pid = 0;
            status = how ? explain_end(child, how, err) : SK_OK;
        } else if (is_interrupted(child)) {
            status = sk_fail(err, SK_EINTERRUPTED, "stopped on request, while \"%s\" was running", child->name);
        } else {
            poll(NULL, 0, 5);
        }
    }
    forget_config(child);
    return status;
}
