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
    /* Do assignments read what an action changes that comes after, or before, them? */
    bool reads_early, reads_late;
};

/* One trigger of PostgreSQL's, fired by one event. */
struct sk_trigger_run {
    const struct sk_table *table;
    const struct sk_trigger *trigger;
    const struct sk_function *function;
    const char *event; /* "INSERT", "UPDATE", "DELETE" */
    size_t n_filled;
    const char *const *filled; /* the columns that have been assigned by then: the row has them, NEW does not */
    bool before_row;           /* where it asks its table, it asks it without what the statement does to the row */
    size_t pos_bytes;
};

/** Run the body of its function. SK_EUNSUPPORTED for what it cannot say. `*out` belongs to `owner`. */
SK_CHECKED enum sk_status sk_sqlite_trigger_program(struct sk_trigger_program **out, TALLOC_CTX *owner,
                                                    struct sk_rewrite *rewrite, const struct sk_trigger_run *run,
                                                    struct sk_error *err);

/** The statements that make a DO block's function run, loops and all, when a row comes into its table: machine.c. */
SK_CHECKED enum sk_status sk_sqlite_do_machine(struct sk_rewrite *rewrite, const struct sk_trigger_run *run,
                                               struct sk_error *err);
/** What it has made goes, with the block's table. */
void sk_sqlite_drop_machine(struct sk_rewrite *rewrite, size_t pos_bytes);

/** INSERT, UPDATE, DELETE with their WITH in the queries that name it; any other statement as it is. nested_with.c */
const sk_node *sk_sqlite_nested_with(TALLOC_CTX *owner, const sk_node *statement);

/** What stands in a column of the row that a trigger is about, as an expression. `relation`: not quoted. */
char *sk_sqlite_row_read(TALLOC_CTX *owner, const char *relation, const char *column);

#endif
