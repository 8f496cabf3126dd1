/*
 * core/rollout_work.c - several databases at once; see rollout.h.
 *
 * A session belongs to one thread; the thread that has called stays out of them, and passes interrupts on. Signals are
 * for that thread alone, so that the others' calls are not disturbed.
 */
#include <signal.h>
#include <time.h>

#include "core/rollout.h"

enum { LOOK_MS = 100 }; /* how often interrupts are looked for */

struct task {
    struct sk_fleet *fleet;
    const struct sk_wave *wave;
    bool (*wanted)(const struct sk_member *);
    sk_member_fn *work;
    bool dry_run;
};

/* Events of all databases, one at a time. */
static void
pass_on(void *data, const struct sk_event *event)
{
    struct sk_member *member = data;
    struct sk_event named = *event;
    named.database = member->name;
    pthread_mutex_lock(&member->fleet->mutex);
    sk_session_tell(member->fleet->skein, &named);
    pthread_mutex_unlock(&member->fleet->mutex);
}

static enum sk_status
open_session(struct skein **out, struct sk_member *member, bool dry_run, struct sk_error *err)
{
    struct sk_options options = member->fleet->skein->options;
    options.url = member->url;
    options.url_var = NULL;
    options.env = member->env ? member->env : options.env;
    options.dry_run = dry_run;
    options.on_event = pass_on;
    options.on_event_data = member;
    return skein_open(out, &options, err);
}

static void
set_session(struct sk_member *member, struct skein *skein)
{
    pthread_mutex_lock(&member->fleet->mutex);
    member->skein = skein;
    pthread_mutex_unlock(&member->fleet->mutex);
}

static void
work_on(const struct task *task, struct sk_member *member)
{
    struct skein *skein = NULL;
    struct sk_error *err = &member->result->problem;
    member->status = open_session(&skein, member, task->dry_run, err);
    if (!member->status) {
        set_session(member, skein);
        member->status = task->work(member, err);
        set_session(member, NULL);
        skein_close(skein);
    }
}

static struct sk_member *
take_next(const struct task *task)
{
    struct sk_fleet *fleet = task->fleet;
    while (!fleet->stop && fleet->next < fleet->n) {
        struct sk_member *member = &fleet->members[fleet->next++];
        if ((!task->wave || member->wave == task->wave) && task->wanted(member))
            return member;
    }
    return NULL;
}

static void *
thread(void *data)
{
    const struct task *task = data;
    struct sk_fleet *fleet = task->fleet;
    pthread_mutex_lock(&fleet->mutex);
    for (struct sk_member *member; (member = take_next(task));) {
        pthread_mutex_unlock(&fleet->mutex);
        work_on(task, member);
        pthread_mutex_lock(&fleet->mutex);
        fleet->stop = fleet->stop || member->status;
    }
    fleet->running--;
    pthread_cond_signal(&fleet->ended);
    pthread_mutex_unlock(&fleet->mutex);
    return NULL;
}

static void
start_threads(struct task *task, pthread_t *threads, size_t *n)
{
    struct sk_fleet *fleet = task->fleet;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (*n = 0; *n < fleet->jobs && *n < fleet->n; (*n)++) {
        if (pthread_create(&threads[*n], NULL, thread, task))
            break;
        fleet->running++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* With the mutex. Each of the caller's interrupts is passed on once to each session. */
static void
interrupt_all(struct sk_fleet *fleet)
{
    int wanted = fleet->skein->interrupts;
    fleet->stop = fleet->stop || wanted;
    for (size_t i = 0; i < fleet->n; i++)
        while (fleet->members[i].skein && fleet->members[i].skein->interrupts < wanted && wanted < 3)
            skein_interrupt(fleet->members[i].skein);
}

static void
wait_for_threads(struct sk_fleet *fleet)
{
    while (fleet->running) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += LOOK_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        pthread_cond_timedwait(&fleet->ended, &fleet->mutex, &until);
        interrupt_all(fleet);
    }
}

enum sk_status
sk_fleet_work(struct sk_fleet *fleet, const struct sk_wave *wave, bool (*wanted)(const struct sk_member *),
              sk_member_fn *work, bool dry_run)
{
    struct task task = {fleet, wave, wanted, work, dry_run};
    pthread_t *threads = sk_alloc(fleet, fleet->jobs * sizeof *threads, "threads");
    size_t n = 0;
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < fleet->n; i++)
        fleet->members[i].status = SK_OK;
    pthread_mutex_lock(&fleet->mutex);
    fleet->next = 0;
    fleet->stop = fleet->skein->interrupts > 0;
    start_threads(&task, threads, &n);
    if (!n && !fleet->stop) { /* no thread is to be had: this one does it */
        fleet->running = 1;
        pthread_mutex_unlock(&fleet->mutex);
        thread(&task);
        pthread_mutex_lock(&fleet->mutex);
    }
    wait_for_threads(fleet);
    pthread_mutex_unlock(&fleet->mutex);
    for (size_t i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < fleet->n && !status; i++)
        status = fleet->members[i].status;
    talloc_free(threads);
    return status;
}
