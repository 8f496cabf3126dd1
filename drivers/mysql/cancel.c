/*
 * drivers/mysql/cancel.c - ending what a server does for a connection.
 *
 * The protocol has no word for that: it takes a KILL QUERY on a second connection, and nothing of connecting may be done
 * in a signal handler. So a thread waits for a semaphore, which a handler may post (signal-safety(7)), and connects
 * then. Cutting the connection instead would leave the statement running: servers do not look whether anybody is there.
 *
 * Behind one address there may be several servers (a balancer), and the number of a connection means another one on
 * each: so the thread asks for the server's name first and kills on the right server only.
 */
#include "drivers/mysql/cancel.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "drivers/mysql/connect.h"

enum { ATTEMPTS = 5 };

struct sk_my_canceller {
    const struct sk_my_target *target;
    const char *server;
    unsigned long id;
    pthread_t thread;
    sem_t asked;
    atomic_bool quit;
};

static bool
is_the_server(MYSQL *my, const char *server)
{
    bool same = false;
    if (mysql_query(my, "SELECT CONCAT_WS(':', @@hostname, @@port, @@server_id)") == 0) {
        MYSQL_RES *result = mysql_store_result(my);
        MYSQL_ROW row = result ? mysql_fetch_row(result) : NULL;
        same = row && row[0] && strcmp(row[0], server) == 0;
        mysql_free_result(result);
    }
    return same;
}

/* Returns true when it is done: killed, or nobody there to kill. */
static bool
kill_query(const struct sk_my_canceller *canceller)
{
    const struct sk_my_how how = {.no_database = true};
    MYSQL *my;
    char sql[64];
    if (sk_my_connect(&my, canceller->target, &how, NULL))
        return true;
    bool found = is_the_server(my, canceller->server);
    snprintf(sql, sizeof sql, "KILL QUERY %lu", canceller->id);
    if (found)
        mysql_query(my, sql);
    mysql_close(my);
    return found;
}

static void *
wait_and_kill(void *data)
{
    struct sk_my_canceller *canceller = data;
    mysql_thread_init();
    while (!canceller->quit) {
        while (sem_wait(&canceller->asked) != 0 && errno == EINTR)
            ;
        for (int i = 0; i < ATTEMPTS && !canceller->quit && !kill_query(canceller); i++)
            ;
        while (sem_trywait(&canceller->asked) == 0)
            ; /* asked again meanwhile: that is answered */
    }
    mysql_thread_end();
    return NULL;
}

static int
canceller_end(struct sk_my_canceller *canceller)
{
    canceller->quit = true;
    sem_post(&canceller->asked);
    pthread_join(canceller->thread, NULL);
    sem_destroy(&canceller->asked);
    return 0;
}

struct sk_my_canceller *
sk_my_canceller_new(TALLOC_CTX *owner, const struct sk_my_target *target, const char *server, unsigned long id)
{
    struct sk_my_canceller *canceller = sk_new(owner, struct sk_my_canceller);
    canceller->target = target;
    canceller->server = server;
    canceller->id = id;
    sem_init(&canceller->asked, 0, 0);
    /* Signals are the program's own affair: this thread takes none. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&canceller->thread, NULL, wait_and_kill, canceller);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed) {
        talloc_free(canceller);
        return NULL;
    }
    talloc_set_destructor(canceller, canceller_end);
    return canceller;
}

void
sk_my_cancel(struct sk_my_canceller *canceller)
{
    sem_post(&canceller->asked);
}
