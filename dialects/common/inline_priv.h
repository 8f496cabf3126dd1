/* dialects/common/inline_priv.h - what the files share that follow a function: its names, and what is still to run. */
#ifndef SKEIN_DIALECTS_COMMON_INLINE_PRIV_H
#define SKEIN_DIALECTS_COMMON_INLINE_PRIV_H

#include <jansson.h>

#include "dialects/common/once.h"
#include "dialects/common/printer_priv.h"

enum { SK_INLINE_NAMES = 48 };

/* How the columns of a function's variables begin, where its steps are a query: no column of a project's does. */
#define SK_STEPS_COLUMN "skein_"

/* A parameter or variable, and what it is at this point: `text` an expression, NULL for NULL. */
struct sk_inline_name {
    const char *name, *type;
    const sk_node *node;
    bool column; /* a column of that name comes first, as in functions in SQL */
};

struct sk_inline_names {
    size_t n;
    struct sk_inline_name items[SK_INLINE_NAMES];
};

/* A call that is being followed. */
struct sk_inliner {
    TALLOC_CTX *owner;
    struct sk_printer *p;
    const char *function;
    const json_t *datums;
    PgQuery__TypeName *returns; /* NULL: a row, or nothing */
    struct sk_once once;
    size_t steps;
    bool followed;   /* it is in PL/pgSQL */
    bool rows;       /* it is wanted as a query */
    const char *why; /* it cannot be; NULL */
};

/** NULL; `why` the function cannot be followed is kept, if it is the first reason. */
const sk_node *sk_inline_give_up(struct sk_inliner *in, const char *why);

/** NULL: there is none. */
struct sk_inline_name *sk_inline_find_name(struct sk_inline_names *names, const char *name);

/** A value of chance is the same wherever its name stands. */
const sk_node *sk_inline_settled(struct sk_inliner *in, const sk_node *value);

/** Put what the names are into a query of the function, where it has no columns of these names. */
void sk_inline_into_query(struct sk_inliner *in, struct sk_inline_names *names, PgQuery__SelectStmt *select);

/** An SQL text's one expression, its names replaced; NULL with `why` set. */
const sk_node *sk_inline_expression(struct sk_inliner *in, struct sk_inline_names *names, const char *text);

/** `value` as a value of that type, where it is not known to be of it. */
const sk_node *sk_inline_cast(struct sk_inliner *in, const sk_node *value, PgQuery__TypeName *type);

/** The expression that the function returns; NULL with `why` set. */
const sk_node *sk_inline_follow_plpgsql(struct sk_inliner *in, struct sk_inline_names *names,
                                        const struct sk_function *function);

/** RAISE EXCEPTION is a value that nobody can have: asking for it fails, with the message. */
const char *sk_inline_raise_text(const struct sk_inliner *in, const json_t *stmt);

/** The function of `first`'s name which takes so many arguments; `first` itself where none does. */
const struct sk_function *sk_inline_overload(const struct sk_catalog *catalog, const struct sk_function *first,
                                             size_t n_args);

#endif
