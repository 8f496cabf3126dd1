/*
 * drivers/dbi/engine.h - the engines that are reached through libdbi, and a connection to one.
 *
 * libdbi turns values into C types, some of them with loss, and tells neither SQLSTATEs nor the transaction's state.
 * Its drivers hand out functions of the client library below them, though (dbi_driver_specific_function), and that is
 * how the engines here read values as text and learn the rest. So no client library's header is needed.
 */
#ifndef SKEIN_DRIVERS_DBI_ENGINE_H
#define SKEIN_DRIVERS_DBI_ENGINE_H

#include <dbi/dbi.h>
#include <signal.h>

#include "core/driver.h"
#include "core/text.h"

enum { SK_DBI_MAX_FUNCTIONS = 8 };

typedef void (*sk_dbi_function)(void);

struct sk_dbi {
    const struct sk_dbi_engine *engine;
    dbi_conn dbi;      /* libdbi's connection */
    void *client;      /* the client library's */
    sk_dbi_function functions[SK_DBI_MAX_FUNCTIONS]; /* those of engine->functions */
    void *own;         /* the engine's; child of this */
    bool lost;         /* the connection is gone */
    volatile sig_atomic_t cancelled;
};

/* The options of a URL, in order. */
struct sk_dbi_option {
    const char *name, *value;
};

struct sk_dbi_options {
    const char *driver;
    size_t n;
    struct sk_dbi_option *items;
};

struct sk_dbi_engine {
    const char *driver;   /* libdbi's name of it */
    const char *package;  /* Debian's, that brings it */
    uint32_t caps;
    const char *const *functions; /* of the client library; NULL-ended */

    /** Add to and change the options before they are used; `read_only`: never create the database. */
    enum sk_status (*prepare)(struct sk_dbi_options *options, bool read_only, struct sk_error *err);
    /** Connected: make the session what it has to be, and say what it is connected to. */
    enum sk_status (*begin)(struct sk_conn *conn, const struct sk_dbi_options *options, bool read_only,
                            struct sk_error *err);
    /** Run one request; `rows` is filled when it is not NULL, children of `tmp`. */
    enum sk_status (*run)(struct sk_conn *conn, const struct sk_request *request, TALLOC_CTX *tmp, struct sk_rows *rows,
                          struct sk_error *err);
    char (*transaction)(struct sk_conn *conn);
    void (*cancel)(struct sk_conn *conn);
    /** Fill `err` from a connection that could not be made. */
    enum sk_status (*open_fail)(struct sk_error *err, int code, const char *message);

    /** The statement that creates ('c'), drops ('d') or looks for ('e': a row) a database; run in `maintenance`. */
    char *(*database)(TALLOC_CTX *owner, char what, const char *name);
    const char *maintenance;
    /** Where there is no server: the file that the options name, or NULL. */
    char *(*path)(TALLOC_CTX *owner, const struct sk_dbi_options *options);
};

extern const struct sk_dbi_engine sk_dbi_pgsql, sk_dbi_mysql, sk_dbi_sqlite3;

/** The function `i` of engine->functions, as `type`. */
#define SK_DBI_CALL(impl, i, type) ((type)(impl)->functions[i])

/** The value of an option, or NULL; the last one counts. */
const char *sk_dbi_option(const struct sk_dbi_options *options, const char *name);

/** Set an option, which replaces what it was; `value` NULL takes it away. Texts are borrowed. */
void sk_dbi_set_option(struct sk_dbi_options *options, const char *name, const char *value);

/** A connection with these options that is not made yet; NULL when libdbi has none for the driver. */
dbi_conn sk_dbi_new(const struct sk_dbi_options *options);

/** Run one statement of the driver's own; `rows` as in struct sk_dbi_engine. */
SK_CHECKED enum sk_status sk_dbi_run(struct sk_conn *conn, const char *sql, TALLOC_CTX *tmp, struct sk_rows *rows,
                                     struct sk_error *err);

/** Add `value` as libdbi quotes it. `data` is a struct sk_dbi. */
void sk_dbi_quote(void *data, struct sk_text *text, const char *value);

/** Run `sql` through libdbi; NULL when it fails. The result's handle of the client library is `*handle`. */
dbi_result sk_dbi_query(struct sk_dbi *impl, const char *sql, void **handle);

/** Make room in `rows`, for as many as it says, and take the names of its columns from `result` (NULL: it has none). */
const char **sk_dbi_rows(struct sk_rows *rows, TALLOC_CTX *tmp, dbi_result result);

#endif
