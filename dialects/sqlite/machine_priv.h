/*
 * dialects/sqlite/machine_priv.h - what the parts of a block's machine know of each other: machine.c (steps, and the
 * whole), machine_flow.c (branches and loops), machine_rows.c (SQL).
 */
#ifndef SKEIN_DIALECTS_SQLITE_MACHINE_PRIV_H
#define SKEIN_DIALECTS_SQLITE_MACHINE_PRIV_H

#include "dialects/common/plpgsql.h"
#include "dialects/sqlite/plpgsql.h"

#define STATE "skein_do_state"
#define STEP "skein_do_step_"

/* What "leave" says: to go on with the next round, to end the loop, to end the block. */
enum { LEAVE_ROUND = 1, LEAVE_LOOP, LEAVE_ALL };

/* A loop without bounds has at most so many rounds, squared. */
enum { ROUNDS = 1000 };

struct sk_machine {
    struct sk_plpgsql f;
    TALLOC_CTX *owner;
    struct sk_rewrite *rewrite;
    struct sk_printer printer;
    struct sk_text *out;    /* the body at hand */
    size_t n_columns, n_steps, n_made;
    const char **columns;   /* of the state */
    const char **made;      /* the statements that make steps and their triggers */
    const char *initial;    /* sets the variables that are declared with a value */
    int loops;              /* that are open */
    struct sk_machine_counter *counter; /* of the innermost FOR loop; NULL: none */
    json_int_t line;        /* of the statement at hand */
    size_t n_declared;
    size_t *declared;       /* the variables that have been given what they are declared with, by their number */
};

/* The variable of a FOR loop hides one of the same name for as long as the loop lasts. */
struct sk_machine_counter {
    const char *name, *own;
    struct sk_machine_counter *outer;
};

/* machine.c */
enum sk_status sk_machine_unsupported(struct sk_machine *m, const char *what);
/** The column that holds a variable, or a record's field; quoted. */
const char *sk_machine_slot(struct sk_machine *m, const char *record, const char *name);
/** The same for what the i-th result of a query goes to, in a loop's or INTO's target; NULL: nothing takes it. */
const char *sk_machine_result_slot(struct sk_machine *m, const json_t *target, const struct sk_query_columns *columns,
                                   size_t i);
/** An expression's text as SQL; `type`: as a value of that type. */
enum sk_status sk_machine_print_text(const char **out, struct sk_machine *m, const char *text,
                                     const struct sk_type *type);
enum sk_status sk_machine_print_statement(const char **out, struct sk_machine *m, const sk_node *node);
/** The quoted name of a new step's table. */
const char *sk_machine_new_step(struct sk_machine *m);
/** A table with so many columns, whose rows run `body`. */
void sk_machine_make_step(struct sk_machine *m, const char *table, size_t n_columns, const char *body);
/** The list as a step, after `head`. */
enum sk_status sk_machine_put_step(struct sk_machine *m, const char *table, size_t n_columns, const char *head,
                                   const json_t *list, bool *leaves);
/** What follows is not run where a statement before it has left. */
void sk_machine_put_leave(struct sk_machine *m, int from);

/** One statement, into the body at hand; `*leaves` becomes true if what follows may not be reached. */
typedef enum sk_status sk_machine_put_fn(struct sk_machine *m, const json_t *stmt, bool *leaves);

/* machine_flow.c */
sk_machine_put_fn sk_machine_put_if, sk_machine_put_case, sk_machine_put_while, sk_machine_put_range,
    sk_machine_put_rows, sk_machine_put_exit, sk_machine_put_return;

/* machine_rows.c */
sk_machine_put_fn sk_machine_put_sql, sk_machine_put_perform, sk_machine_put_diagnostics, sk_machine_put_raise;

#endif
