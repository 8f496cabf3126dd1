/* dialects/sqlite/triggers_priv.h - what the files that make a table's triggers share; see triggers.c. */
#ifndef SKEIN_DIALECTS_SQLITE_TRIGGERS_PRIV_H
#define SKEIN_DIALECTS_SQLITE_TRIGGERS_PRIV_H

#include "dialects/common/counters.h"
#include "dialects/sqlite/plpgsql.h"

/* Their numbers are those of struct sk_fired. */
enum { EVENT_INSERT, EVENT_UPDATE, EVENT_DELETE, EVENTS };
extern const struct sk_trigger_event {
    unsigned flag;
    const char *name;
} sk_trigger_events[EVENTS];

/* A trigger of PostgreSQL's with what it does on one event; or a column that is numbered on INSERT, or has a late
 * default. */
struct sk_fired {
    const struct sk_trigger *trigger; /* NULL: `column` is filled */
    const struct sk_column *column;
    const char *value;                /* of `column`, SQL; NULL: its next number */
    struct sk_counters counters;      /* that the value asks */
    size_t event;
    struct sk_trigger_program *program;
    bool late; /* BEFORE, but it reads what only the row that is there has */
};

/* One of SQLite's triggers. Those of a `group` fire one after another. */
struct sk_made {
    const char *name, *sql, *note;
    unsigned group;
};

struct sk_making {
    struct sk_rewrite *rewrite;
    TALLOC_CTX *tmp;
    const struct sk_table *table;
    const char *relation, *quoted;
    size_t pos_bytes;
    size_t n_fired, n_made;
    struct sk_fired *fired; /* in the order in which they fire, event by event */
    struct sk_made *made;   /* in the order in which they are to be made, group by group */
    size_t n_failed;
    const char **failed; /* the names of those that cannot be had */
    const struct sk_making *known; /* what failed there is left out here without a word; NULL */
    bool truncates;      /* one of them is for TRUNCATE, too */
    bool deep;           /* what changes the table from within is counted: a trigger asks how deep it is fired */
    bool guarded;        /* an update of skein's own must not fire them */
    struct sk_error *err;
};

/** `m` with what the table's triggers do, event by event, in the order in which they fire. Those that cannot be had are
 * left out where `m` has no `err`, and where it is `known`. */
SK_CHECKED enum sk_status sk_sqlite_fire(struct sk_making *m);

/** Does it update the row? */
bool sk_fired_assigns(const struct sk_fired *f);

/** Would its update fire what is the project's own? Then it is marked. */
bool sk_fired_needs_mark(const struct sk_making *m, const struct sk_fired *f);

/** How deep a trigger of the table is fired, as a query; NULL: never within another one. */
const char *sk_sqlite_depth(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_table *table);

/** `name` with its quotes. */
const char *sk_sqlite_quoted(TALLOC_CTX *owner, const char *name);

#endif
