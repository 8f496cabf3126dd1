/*
 * core/rollout.h - many databases, wave after wave: what the files of `skein rollout` share.
 *
 * The list is read and dealt out to waves (rollout_file.c); work on several databases at once is done by threads, each
 * of which has a struct skein of its own (rollout_work.c); api_rollout.c says what is done in which order, and when it
 * ends.
 */
#ifndef SKEIN_CORE_ROLLOUT_H
#define SKEIN_CORE_ROLLOUT_H

#include <pthread.h>

#include "core/session.h"

/* ---- rollout_file.c ------------------------------------------------------------------------------------------- */

/* A query and what it has to give. */
struct sk_check {
    const char *name, *sql;
    size_t n_rows;             /* 0: no row at all */
    const char **rows;         /* the first column of each, as text; NULL is SQL's NULL */
};

struct sk_wave {
    const char *name;
    bool has_size;
    size_t size, percent;      /* one of them is 0; percent of all databases, rounded up */
};

struct sk_member {
    const char *name, *url, *env, *wish; /* `wish`: the wave that it asks for, or NULL */
    const struct sk_wave *wave;
    size_t pos_bytes;          /* in the file */
    /* its run */
    struct sk_fleet *fleet;
    struct skein *skein;       /* while a thread works on it */
    struct sk_rollout_database *result;
    enum sk_status status;
};

struct sk_fleet {
    struct skein *skein;       /* the caller's */
    const char *path;          /* of the list */
    struct sk_rollout *result;
    size_t n, n_waves, n_checks;
    struct sk_member *members; /* in the order of their waves */
    struct sk_wave *waves;
    struct sk_check *checks;
    size_t jobs;
    int64_t pause_ms;
    pthread_mutex_t mutex;     /* of what follows, of members[].skein, and of events */
    pthread_cond_t ended;      /* a thread has */
    size_t next, running;
    bool stop;                 /* begin no other */
};

/** Read the list at `path` and deal its databases out. SK_EUSAGE with file and position. */
SK_CHECKED enum sk_status sk_fleet_read(struct sk_fleet *fleet, const char *path, struct sk_error *err);

/* ---- rollout_work.c ------------------------------------------------------------------------------------------- */

typedef enum sk_status sk_member_fn(struct sk_member *member, struct sk_error *err);

/**
 * Call `work` for each member of `wave` (NULL: of all) that `wanted` says yes to, several at once, each with a session
 * on its database in member->skein. What goes wrong is in member->result->problem; no other is begun then. Interrupts
 * of the caller's session reach those that are at work. Returns the status of the first member, in their order, that
 * has failed.
 */
enum sk_status sk_fleet_work(struct sk_fleet *fleet, const struct sk_wave *wave,
                             bool (*wanted)(const struct sk_member *), sk_member_fn *work, bool dry_run);

#endif
