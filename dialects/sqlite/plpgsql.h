/*
 * dialects/sqlite/plpgsql.h - the body of a trigger function, as conditions and actions.
 *
 * SQLite's triggers have no variables, no IF and no assignment to NEW. A body without loops and queries into
 * variables needs none of these: run once with symbols for values, it leaves a list of actions, each under a condition
 * over OLD and NEW as they came in, and an expression for each column that it assigns.
 */
#ifndef SKEIN_DIALECTS_SQLITE_PLPGSQL_H
#define SKEIN_DIALECTS_SQLITE_PLPGSQL_H

#include "dialects/sqlite/sqlite.h"

struct sk_trigger_action {
    const char *condition; /* NULL: always */
    const char *sql;       /* without its semicolon */
};

struct sk_trigger_assignment {
    const char *column, *sql;
};

struct sk_trigger_program {
    size_t n_actions, n_assignments;
    struct sk_trigger_action *actions;
    struct sk_trigger_assignment *assignments;
};

/** Run the body of `function` for `trigger` on `table`, fired by `event` ("INSERT", "UPDATE", "DELETE").
 *  SK_EUNSUPPORTED for what it cannot say. `*out` belongs to `owner`. */
SK_CHECKED enum sk_status sk_sqlite_trigger_program(struct sk_trigger_program **out, TALLOC_CTX *owner,
                                                    struct sk_rewrite *rewrite, const struct sk_table *table,
                                                    const struct sk_trigger *trigger,
                                                    const struct sk_function *function, const char *event,
                                                    size_t pos_bytes, struct sk_error *err);

#endif
