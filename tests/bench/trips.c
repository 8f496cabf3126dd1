/*
 * tests/bench/trips.c - trips URL COMMAND...: run COMMAND with SKEIN_URL set to a proxy before the server of URL, and
 * print how many round trips it made: how often the client sent something after having received something, the first
 * time included.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int trips;

static int
dial(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return connect(fd, (struct sockaddr *)&to, sizeof to) == 0 ? fd : -1;
}

static bool
pass_on(int from, int to)
{
    char buffer[65536];
    ssize_t n = read(from, buffer, sizeof buffer);
    for (ssize_t sent = 0; sent < n;) {
        ssize_t k = write(to, buffer + sent, (size_t)(n - sent));
        if (k <= 0)
            return false;
        sent += k;
    }
    return n > 0;
}

static void
serve(int client, int server)
{
    bool client_turn = true;
    struct pollfd fds[2] = {{.fd = client, .events = POLLIN}, {.fd = server, .events = POLLIN}};
    while (poll(fds, 2, -1) > 0) {
        if (fds[0].revents) {
            trips += client_turn;
            client_turn = false;
            if (!pass_on(client, server))
                return;
        }
        if (fds[1].revents) {
            client_turn = true;
            if (!pass_on(server, client))
                return;
        }
    }
}

/* The port of postgres://...@127.0.0.1:PORT/..., and the URL with `port` in its place. */
static int
replace_port(const char *url, int port, char *out, size_t size)
{
    const char *host = strstr(url, "127.0.0.1:");
    if (!host)
        return -1;
    const char *digits = host + strlen("127.0.0.1:");
    char *rest;
    long old = strtol(digits, &rest, 10);
    snprintf(out, size, "%.*s%d%s%csslmode=disable", (int)(digits - url), url, port, rest, strchr(rest, '?') ? '&' : '?');
    return (int)old;
}

int
main(int argc, char **argv)
{
    char url[1024];
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t len = sizeof at;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (argc < 3 || bind(listener, (struct sockaddr *)&at, sizeof at) || listen(listener, 8) ||
        getsockname(listener, (struct sockaddr *)&at, &len))
        return EXIT_FAILURE;
    int port = replace_port(argv[1], ntohs(at.sin_port), url, sizeof url);
    pid_t child = fork();
    if (child == 0) {
        close(listener);
        setenv("SKEIN_URL", url, 1);
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    int status = 0;
    struct pollfd wait_for = {.fd = listener, .events = POLLIN};
    while (waitpid(child, &status, WNOHANG) == 0) {
        if (poll(&wait_for, 1, 20) <= 0)
            continue;
        int client = accept(listener, NULL, NULL), server = dial(port);
        if (client < 0 || server < 0)
            return EXIT_FAILURE;
        serve(client, server);
        close(client);
        close(server);
    }
    printf("%d\n", trips);
    return status ? EXIT_FAILURE : EXIT_SUCCESS;
}
