/*
 * dialects/common/handlers.h - EXCEPTION blocks without exceptions.
 *
 * What an engine has no handler for, or one whose errors are others than PostgreSQL's, can be asked first: whether a
 * text is an integer, whether a divisor is zero. A block that tries such things is then branches: IF it would fail THEN
 * what the handler does ELSE what was tried. What cannot be asked leaves the block as it is, which is refused.
 */
#ifndef SKEIN_DIALECTS_COMMON_HANDLERS_H
#define SKEIN_DIALECTS_COMMON_HANDLERS_H

#include <jansson.h>

#include "dialects/postgres/scope.h"

/** In `root`, a function as libpg_query's JSON: each EXCEPTION block whose errors can be asked for becomes branches.
 *  `table`: whose rows NEW and OLD are; NULL: it is no trigger's. */
void sk_handlers_as_branches(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_function *function,
                             const struct sk_table *table, json_t *root);

/** Why the block, which still has its handlers, could not be made branches. */
const char *sk_handlers_why(const json_t *block);

/* ---- faults.c ---------------------------------------------------------------------------------------------------- */

/* An error that an expression may end in. */
struct sk_fault {
    const char *state; /* SQLSTATE; NULL: the engine cannot tell what PostgreSQL would do, and no handler takes that */
    const char *message;
    const char *when; /* SQL: it does. Those before it in the list do not hold by then; NULL is no error. */
};

/* The errors of an expression, in the order in which they have to be asked for. */
struct sk_faults {
    TALLOC_CTX *owner;
    const struct sk_catalog *catalog;
    const struct sk_function *function; /* its parameters may be called by their numbers */
    const struct sk_scope *scope;
    size_t n;
    struct sk_fault *items;
    const char *guard; /* SQL: what is looked at is computed; NULL: always */
    const char *why;   /* it cannot be told; NULL */
};

/** Add the errors of `node`, whose casts are put into forms that every engine reads. False: `why` is set. */
bool sk_faults_find(struct sk_faults *f, sk_node *node);

/** What such a value is. */
struct sk_type sk_faults_type(const struct sk_faults *f, const sk_node *node);

/** Add an error; `when` may name values that are only there if the guard holds. */
void sk_faults_add(struct sk_faults *f, const char *state, const char *message, const char *when);

/** faults_cast.c: those of a cast whose argument has none left. May put another value into `node`. */
bool sk_faults_of_cast(struct sk_faults *f, sk_node *node);
/** Likewise of decode() and convert_from(). */
bool sk_faults_of_bytes(struct sk_faults *f, PgQuery__FuncCall *call);

#endif
