/*
 * drivers/common/canceller.c - a thread that does what a signal handler may only ask for.
 *
 * MySQL's protocol has no word for ending a statement: it takes a KILL QUERY on a second connection, and nothing of
 * connecting may be done in a signal handler. So a thread waits for a semaphore, which a handler may post
 * (signal-safety(7)). Cutting the connection instead would leave the statement running: servers do not look whether
 * anybody is there.
 */
#include "drivers/common/canceller.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>

enum { ATTEMPTS = 5 };

struct sk_canceller {
    bool (*work)(void *data);
    void *data;
    pthread_t thread;
    sem_t asked;
    atomic_bool quit;
};

static void *
wait_and_work(void *data)
{
    struct sk_canceller *canceller = data;
    while (!canceller->quit) {
        while (sem_wait(&canceller->asked) != 0 && errno == EINTR)
            ;
        for (int i = 0; i < ATTEMPTS && !canceller->quit && !canceller->work(canceller->data); i++)
            ;
        while (sem_trywait(&canceller->asked) == 0)
            ; /* asked again meanwhile: that is answered */
    }
    return NULL;
}

static int
canceller_end(struct sk_canceller *canceller)
{
    canceller->quit = true;
    sem_post(&canceller->asked);
    pthread_join(canceller->thread, NULL);
    sem_destroy(&canceller->asked);
    return 0;
}

struct sk_canceller *
sk_canceller_new(TALLOC_CTX *owner, bool (*work)(void *data), void *data)
{
    struct sk_canceller *canceller = sk_new(owner, struct sk_canceller);
    canceller->work = work;
    canceller->data = data;
    sem_init(&canceller->asked, 0, 0);
    /* Signals are the program's own affair: this thread takes none. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&canceller->thread, NULL, wait_and_work, canceller);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed) {
        talloc_free(canceller);
        return NULL;
    }
    talloc_set_destructor(canceller, canceller_end);
    return canceller;
}

void
sk_canceller_ask(struct sk_canceller *canceller)
{
    if (canceller)
        sem_post(&canceller->asked);
}
