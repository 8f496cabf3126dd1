/*
 * tests/bench/trips.c - trips URL COMMAND...: run COMMAND with SKEIN_URL set to a proxy before the server of URL, and
 * print how many round trips it made: how often the client sent something after having received something, the first
 * time included. So a farewell counts, too, though nobody waits for it.
 *
 * Of several connections the first is what the command waits for; what others made (a lease's heartbeat, by the clock)
 * is told apart: "7 + 1".
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

enum { MAX_PAIRS = 16, TICK_MS = 20 };

/* A connection of the client's, and ours to the server for it. Its descriptors are -1 when it is over. */
struct pair {
    int client, server;
    bool client_turn;
    int trips;
};

static struct pair pairs[MAX_PAIRS];
static int n_pairs;

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

/* What one end has said goes to the other. */
static void
serve(struct pair *pair, bool from_client)
{
    pair->trips += from_client && pair->client_turn;
    pair->client_turn = !from_client;
    if (pass_on(from_client ? pair->client : pair->server, from_client ? pair->server : pair->client))
        return;
    close(pair->client);
    close(pair->server);
    pair->client = pair->server = -1;
}

static bool
any_open(void)
{
    for (int i = 0; i < n_pairs; i++)
        if (pairs[i].client >= 0)
            return true;
    return false;
}

static bool
take(int listener, int port)
{
    if (n_pairs == MAX_PAIRS)
        return false;
    struct pair *pair = &pairs[n_pairs++];
    *pair = (struct pair){.client = accept(listener, NULL, NULL), .server = dial(port), .client_turn = true};
    return pair->client >= 0 && pair->server >= 0;
}

/* Wait for whatever happens next, for a tick at most. */
static bool
turn(int listener, int port)
{
    struct pollfd fds[1 + 2 * MAX_PAIRS] = {{.fd = listener, .events = POLLIN}};
    int n = n_pairs;
    for (int i = 0; i < n; i++) {
        fds[1 + 2 * i] = (struct pollfd){.fd = pairs[i].client, .events = POLLIN};
        fds[2 + 2 * i] = (struct pollfd){.fd = pairs[i].server, .events = POLLIN};
    }
    if (poll(fds, (nfds_t)(1 + 2 * n), TICK_MS) <= 0)
        return true;
    for (int i = 0; i < n; i++)
        for (int end = 0; end < 2; end++)
            if (fds[1 + 2 * i + end].revents && pairs[i].client >= 0)
                serve(&pairs[i], end == 0);
    return !fds[0].revents || take(listener, port);
}

/* The port of SCHEME://...@127.0.0.1:PORT/..., and the URL with `port` in its place. What is counted is not encrypted.
 */
static int
replace_port(const char *url, int port, char *out, size_t size)
{
    const char *host = strstr(url, "127.0.0.1:");
    if (!host)
        return -1;
    const char *digits = host + strlen("127.0.0.1:");
    char *rest;
    long old = strtol(digits, &rest, 10);
    snprintf(out, size, "%.*s%d%s%c%s", (int)(digits - url), url, port, rest, strchr(rest, '?') ? '&' : '?',
             strncmp(url, "postgres", 8) == 0 ? "sslmode=disable" : "ssl-mode=DISABLED");
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
    while (waitpid(child, &status, WNOHANG) == 0)
        if (!turn(listener, port))
            return EXIT_FAILURE;
    while (any_open()) /* a farewell may still be on its way */
        if (!turn(listener, port))
            return EXIT_FAILURE;
    int others = 0;
    for (int i = 1; i < n_pairs; i++)
        others += pairs[i].trips;
    printf("%d", n_pairs ? pairs[0].trips : 0);
    if (others)
        printf(" + %d", others);
    printf("\n");
    return status ? EXIT_FAILURE : EXIT_SUCCESS;
}
