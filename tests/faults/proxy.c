/*
 * tests/faults/proxy.c - a wire that breaks: between a client and a PostgreSQL, MySQL or MariaDB server.
 *
 *     proxy PORT_FILE SERVER_PORT client N      cut before the client's N-th message is passed on
 *     proxy PORT_FILE SERVER_PORT commit N      cut when the server has answered the N-th COMMIT, the answer swallowed
 *     proxy PORT_FILE SERVER_PORT bytes N       cut after N bytes in either direction
 *     proxy PORT_FILE SERVER_PORT my-client N   as client, in MySQL's protocol
 *     proxy PORT_FILE SERVER_PORT my-answer N   cut before the server's N-th message is passed on
 *
 * Only the first connection is cut, once; those after it pass. "Cut" closes both sockets at once. Messages are as in
 * the PostgreSQL manual, "Message Formats": a type byte (the first message has none) and a length that counts itself.
 * MySQL's have a length of three bytes that counts neither itself nor the number behind it ("MySQL Packets"). Writes
 * its own port to PORT_FILE. Ends when it is killed.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static enum { CLIENT, COMMIT, BYTES, ANSWER } mode;
static bool mysql;
static long limit;

/* Follows one direction of the protocol, byte by byte. */
struct stream {
    bool typed;          /* the next message begins with its type */
    size_t have;         /* bytes of the message at hand */
    uint32_t len;        /* of it, the type byte counted */
    unsigned char head[5];
    char body[16];
};

/* Take one byte; true when a message is complete. */
static bool
follow(struct stream *s, unsigned char byte)
{
    size_t header = s->typed && !mysql ? 5 : 4;
    if (s->have < header)
        s->head[s->have] = byte;
    else if (s->have - header < sizeof s->body - 1)
        s->body[s->have - header] = (char)byte;
    s->have++;
    if (s->have == header && mysql) {
        s->len = 4 + (s->head[0] | (uint32_t)s->head[1] << 8 | (uint32_t)s->head[2] << 16);
    } else if (s->have == header) {
        uint32_t len;
        memcpy(&len, s->head + (s->typed ? 1 : 0), sizeof len);
        s->len = ntohl(len) + (s->typed ? 1 : 0);
    }
    return s->have >= header && s->have == s->len;
}

static void
next_message(struct stream *s)
{
    memset(s, 0, sizeof *s);
    s->typed = true;
}

struct wire {
    int client, server;
    struct stream up, down;
    long messages, commits, bytes;
    bool breaks;
};

/* How many of the n bytes may pass; *cut when the wire breaks there. */
static size_t
passes(struct wire *w, bool from_client, const char *data, size_t n, bool *cut)
{
    struct stream *s = from_client ? &w->up : &w->down;
    for (size_t i = 0; w->breaks && i < n; i++) {
        if (mode == BYTES && ++w->bytes > limit)
            return *cut = true, i;
        if (mode == CLIENT && from_client && s->have == 0 && ++w->messages >= limit)
            return *cut = true, i;
        if (mode == ANSWER && !from_client && s->have == 0 && ++w->messages >= limit)
            return *cut = true, i;
        if (!follow(s, (unsigned char)data[i]))
            continue;
        bool commit = !from_client && s->head[0] == 'C' && strcmp(s->body, "COMMIT") == 0;
        size_t begun = i + 1 >= s->len ? i + 1 - s->len : 0;
        next_message(s);
        if (mode == COMMIT && commit && ++w->commits >= limit)
            return *cut = true, begun;
    }
    return n;
}

static bool
send_all(int fd, const char *data, size_t n)
{
    while (n > 0) {
        ssize_t sent = write(fd, data, n);
        if (sent <= 0)
            return false;
        data += sent;
        n -= (size_t)sent;
    }
    return true;
}

/* Move what has come in one direction. False: this connection has ended. */
static bool
move(struct wire *w, bool from_client)
{
    char data[4096];
    bool cut = false;
    ssize_t n = read(from_client ? w->client : w->server, data, sizeof data);
    if (n <= 0)
        return false;
    size_t pass = passes(w, from_client, data, (size_t)n, &cut);
    return send_all(from_client ? w->server : w->client, data, pass) && !cut;
}

static int
connect_to(int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
        _exit(1);
    return fd;
}

static void
serve(int client, int port, bool breaks)
{
    struct wire w = {.client = client, .server = connect_to(port), .breaks = breaks};
    for (;;) {
        struct pollfd fds[] = {{.fd = w.client, .events = POLLIN}, {.fd = w.server, .events = POLLIN}};
        if (poll(fds, 2, -1) < 0)
            break;
        if ((fds[0].revents && !move(&w, true)) || (fds[1].revents && !move(&w, false)))
            break;
    }
    close(w.client);
    close(w.server);
}

static int
listen_anywhere(const char *port_file)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t len = sizeof at;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 16) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &len) != 0)
        return -1;
    char part[4096];
    snprintf(part, sizeof part, "%s.part", port_file);
    FILE *file = fopen(part, "w");
    if (!file)
        return -1;
    fprintf(file, "%d\n", ntohs(at.sin_port));
    return fclose(file) == 0 && rename(part, port_file) == 0 ? fd : -1;
}

int
main(int argc, char **argv)
{
    if (argc != 5)
        return fputs("usage: proxy PORT_FILE SERVER_PORT [my-]client|commit|my-answer|bytes N\n", stderr), 2;
    mysql = strncmp(argv[3], "my-", 3) == 0;
    const char *what = argv[3] + (mysql ? 3 : 0);
    mode = strcmp(what, "client") == 0   ? CLIENT
           : strcmp(what, "commit") == 0 ? COMMIT
           : strcmp(what, "answer") == 0 ? ANSWER
                                         : BYTES;
    limit = atol(argv[4]);
    signal(SIGCHLD, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    int listener = listen_anywhere(argv[1]);
    if (listener < 0)
        return perror("proxy"), 1;
    for (bool breaks = true;; breaks = false) {
        int client = accept(listener, NULL, NULL);
        if (client < 0)
            return 1;
        if (fork() == 0) {
            close(listener);
            serve(client, atoi(argv[2]), breaks);
            _exit(0);
        }
        close(client);
    }
}
