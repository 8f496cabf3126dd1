/*
 * dialects/common/inline_steps.h - a PL/pgSQL function as a list of steps, and these as a query.
 *
 * inline_steps.c flattens the body: assignments, tests and jumps; inline_steps_rows.c reads loops over a query.
 * inline_steps_query.c makes a recursive query of it, whose rows are the states that the function goes through.
 */
#ifndef SKEIN_DIALECTS_COMMON_INLINE_STEPS_H
#define SKEIN_DIALECTS_COMMON_INLINE_STEPS_H

#include "dialects/common/inline_priv.h"

/* A parameter, a variable, or what a loop keeps for itself. */
struct sk_step_slot {
    const char *name;         /* as the function calls it; NULL: it does not */
    const char *column;       /* of the query */
    PgQuery__TypeName *type;
    const sk_node *value;     /* of a parameter: the call's argument */
    size_t n_set;             /* how many steps assign to it */
    bool fixed;               /* nothing does, and `value` is a constant: it needs no column */
};

/* The variable of a FOR loop hides one of the same name for as long as the loop lasts. */
struct sk_step_counter {
    const char *name;
    size_t slot;
    const struct sk_step_counter *outer;
};

enum sk_step_kind {
    SK_STEP_SET,  /* slot := text */
    SK_STEP_TEST, /* goes on to the next step if `text` is true, else to `target` */
    SK_STEP_JUMP, /* to `target` */
};

struct sk_step {
    enum sk_step_kind kind;
    size_t slot, target;
    const char *text;
    const struct sk_step_counter *counters;
};

/* The step after which there is none. */
#define SK_STEP_END SIZE_MAX

struct sk_steps {
    struct sk_inliner *in;
    size_t n_slots, n, n_declared; /* `n_declared`: the first steps, which declare the variables */
    struct sk_step_slot *slots;
    struct sk_step *items;
    size_t result; /* the slot of what is returned; those before it are the parameters */
};

/** The function's steps; false with `in->why` set. */
bool sk_inline_read_steps(struct sk_steps *s, const struct sk_inline_names *arguments,
                          const struct sk_function *function);

/** The steps of a loop in a trigger's function; `slots`: the variables that it names, with their values before it. */
bool sk_inline_read_loop(struct sk_steps *s, size_t n, const struct sk_step_slot *slots, const json_t *datums,
                         const char *kind, const json_t *stmt);
/** What the rounds of FOR ... IN SELECT give to one variable, or to a field of a record. */
struct sk_loop_row {
    const char *name;        /* as the function calls it; NULL: nothing takes it */
    PgQuery__TypeName *type; /* of a field; NULL: that of the variable */
    const char *array;       /* the texts of all rounds: an expression */
};

struct sk_loop_rows {
    size_t n;
    struct sk_loop_row *items;
};

/** Read such a loop, at least one array; false with `why` set. */
bool sk_inline_read_rows(struct sk_loop_rows *out, struct sk_inliner *in, const json_t *datums, const json_t *stmt);

/** What a function calls the variable, or the field ("new.x"), of a number in its list. */
const char *sk_steps_name(TALLOC_CTX *owner, const json_t *datums, size_t number);

/** What a step's names mean: `values` has the node of each slot. */
struct sk_inline_names sk_inline_step_names(const struct sk_steps *s, const struct sk_step_counter *counters,
                                            const sk_node *const *values);

/** The expression that a PL/pgSQL function returns, as a query that goes through its steps; NULL with `why` set. */
const sk_node *sk_inline_steps(struct sk_inliner *in, const struct sk_inline_names *arguments,
                               const struct sk_function *function);

/** What each of the first `n_values` slots is after a loop; false with `why` set. `*by_chance`: is any value of chance
 * in it? Each of the values goes through all of the loop. */
bool sk_inline_loop(struct sk_inliner *in, size_t n, const struct sk_step_slot *slots, const json_t *datums,
                    const char *kind, const json_t *stmt, const sk_node **values, bool *by_chance);

#endif
