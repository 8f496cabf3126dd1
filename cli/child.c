/*
 * cli/child.c - see child.h.
 *
 * Standard input and output are unnamed files, not pipes: nobody waits for a reader, whatever the program reads first.
 */
#include "cli/child.h"

#include <errno.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/mem.h"

extern char **environ;

enum { IN, OUT, ERR, FILES };

/* All of a file, NUL-ended. */
static char *
contents(const void *owner, FILE *file, size_t *len)
{
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : 0;
    char *text = cli_alloc(owner, (size_t)(size > 0 ? size : 0) + 1);
    rewind(file);
    *len = fread(text, 1, (size_t)(size > 0 ? size : 0), file);
    return text;
}

static int
spawn(pid_t *pid, const char *const *argv, FILE *const *files)
{
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error)
        return error;
    for (int i = 0; i < FILES && !error; i++)
        error = posix_spawn_file_actions_adddup2(&actions, fileno(files[i]), i);
    for (int i = 0; i < FILES && !error; i++)
        error = posix_spawn_file_actions_addclose(&actions, fileno(files[i]));
    if (!error)
        error = posix_spawnp(pid, argv[0], &actions, NULL, (char *const *)argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static int
exit_code(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

struct child_result
child_filter(const void *owner, const char *const *argv, const char *input, size_t len)
{
    struct child_result result = {0};
    FILE *files[FILES] = {tmpfile(), tmpfile(), tmpfile()};
    pid_t pid;
    bool ready = files[IN] && files[OUT] && files[ERR];
    if (!ready || fwrite(input, 1, len, files[IN]) != len || fflush(files[IN]) != 0 ||
        fseek(files[IN], 0, SEEK_SET) != 0)
        result.error = errno ? errno : EIO;
    if (!result.error)
        result.error = spawn(&pid, argv, files);
    if (!result.error) {
        size_t ignored;
        result.code = exit_code(pid);
        result.out = contents(owner, files[OUT], &result.len);
        result.err = contents(owner, files[ERR], &ignored);
        result.err[strcspn(result.err, "\n")] = '\0';
    }
    for (int i = 0; i < FILES; i++)
        if (files[i])
            fclose(files[i]);
    return result;
}
