/*
 * tests/conformance/drivers.h - what the files of the conformance suite share.
 */
#ifndef SKEIN_TESTS_CONFORMANCE_H
#define SKEIN_TESTS_CONFORMANCE_H

#include <check.h>
#include <stdio.h>

#include "core/driver.h"
#include "core/registry.h"
#include "core/text.h"

enum { MAX_SETUP = 4 };

/* What engines spell differently. */
struct engine {
    const char *dialect;
    const char *reset[MAX_SETUP];   /* makes the database empty, and sets the first connection up */
    const char *prepare[MAX_SETUP]; /* sets further connections up */
    const char *never_ends;         /* a query */
    const char *lock;               /* in a transaction, keeps others from writing to t */
    const char *short_wait;         /* wait 20 ms for a lock, no longer */
    struct {
        const char *any, *key, *cast; /* text of any length; text that can be a key; what CAST takes */
    } types;
    char placeholder;
};

extern const struct engine *engine;
extern const struct sk_driver *tested;
extern const char *test_url;

/* Made anew for each test: a context, a connection to an empty database with the tables t and child, an error. */
extern TALLOC_CTX *mem;
extern struct sk_conn *conn;
extern struct sk_error err;

void setup(void);
void teardown(void);

void run(struct sk_conn *on, const char *sql);         /* must succeed */
char *scalar(struct sk_conn *on, const char *sql);     /* the one cell of the one row */
struct sk_conn *connected(void);                       /* one more connection, child of mem */
char *url_of(const char *database);                    /* another database beside the one under test */

/* The cases of one driver alone. */
TCase *sqlite_cases(void);
TCase *postgres_cases(void);
TCase *mysql_cases(void);
TCase *dbi_cases(void);

#endif
