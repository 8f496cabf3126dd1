/*
 * tests/fuzz/trial.h - one sequence of migrations, on PostgreSQL and on another engine.
 *
 * PostgreSQL's server says which statements stand. Those that skein then refuses for the target are left out of the
 * sequence on both; the others make a project, which `up` runs on the target. What the two databases then hold has to
 * be the same: their schemas in terms of the portable model, and the rows of all tables and views.
 */
#ifndef SKEIN_TESTS_FUZZ_TRIAL_H
#define SKEIN_TESTS_FUZZ_TRIAL_H

#include "core/driver.h"
#include "tests/support/migrate.h"

struct step {
    char *sql;
    const char *kind;    /* the symbol of the grammar that it was made from; NULL: not known */
    unsigned migration;  /* from 1 */
    bool fails;          /* the last one, which PostgreSQL's rows refuse */
};

struct steps {
    size_t n;
    struct step *items;
};

/* A finding: what the two do not have in common. */
struct verdict {
    const char *kind;    /* "run", "refused wrongly", "schema", "drift", "replay", "rows", "fails", "resume", "down",
                          * "again"; NULL: none */
    const char *message;
};

struct lab {
    const char *target;          /* "sqlite", "mariadb", "mysql" */
    const char *url, *reference_url;
    const char *dir;             /* the project that is being tried */
    struct sk_conn *reference;   /* PostgreSQL */
    const char *server_version;  /* the target's */
    struct migrator *migrator;   /* translates for the target, and keeps the catalog */
    bool in_migration;
    struct sk_catalog *before;   /* the migration */
};

enum taking { TAKEN, REFUSED_BY_POSTGRESQL, REFUSED_FOR_TARGET, REFUSED_WRONGLY };

/** Connect. `scratch` is a folder of the caller's; the databases are called after the URLs of the environment, with
 *  `suffix` behind. SK_EUSAGE: there is no such target, or no server of it. */
SK_CHECKED enum sk_status lab_new(struct lab **out, TALLOC_CTX *owner, const char *target, const char *scratch,
                                  const char *suffix, struct sk_error *err);

/** Begin a trial: PostgreSQL's database is empty, the catalog likewise. */
SK_CHECKED enum sk_status lab_begin(struct lab *lab, TALLOC_CTX *owner, struct sk_error *err);

/** Offer one statement. Unless it is taken nothing of it stands, and `why` says who does not want it. */
enum taking lab_offer(struct lab *lab, const char *sql, struct sk_error *why);

/** The migration ends. False: PostgreSQL has not committed it, and nothing of it stands. */
bool lab_commit(struct lab *lab);

/** Is it a statement that skein translates, and that the rows of PostgreSQL refuse? Between migrations; it leaves
 *  nothing. */
bool lab_fails(struct lab *lab, const char *sql);

/** Run the statements that were taken on the target, and compare. A last one that fails has to fail there, too, and to
 *  leave what it leaves on PostgreSQL; then the last migration is taken back, and run again. Messages are children of
 *  `owner`. */
struct verdict lab_judge(struct lab *lab, TALLOC_CTX *owner, const struct steps *steps);

/** The same from the beginning: offer each, leave out what is not taken (`*taken`, unless NULL, are the others), judge.
 */
struct verdict lab_replay(struct lab *lab, TALLOC_CTX *owner, const struct steps *steps, struct steps *taken);

/** Write a project of these migrations; the file of one. */
void project_write(const char *dir, const struct steps *steps);
char *project_file(TALLOC_CTX *owner, const char *dir, const struct step *step);

/* trial.c, for judge.c: an empty database, an empty reference, has a row refused it? */
SK_CHECKED enum sk_status lab_anew(const char *url, struct sk_error *err);
SK_CHECKED enum sk_status lab_empty(struct lab *lab, struct sk_error *err);
bool lab_by_rows(const struct sk_error *why);

/* judge.c, for trial.c: where a server has died there is nothing left to try, and the process exits. */
enum { SERVER_DIED = 3 };
struct verdict lab_failed(TALLOC_CTX *owner, const char *kind, struct sk_error *err);

/* compare.c: the rows of all tables and views; NULL when they are the same */
const char *compare_rows(TALLOC_CTX *owner, struct sk_conn *reference, struct sk_conn *target);

#endif
