/* dialects/common/plpgsql_priv.h - what the files share that read a trigger's function; see plpgsql.h. */
#ifndef SKEIN_DIALECTS_COMMON_PLPGSQL_PRIV_H
#define SKEIN_DIALECTS_COMMON_PLPGSQL_PRIV_H

#include "dialects/common/plpgsql.h"

/* Under this key of a statement stands why the call in it has been left as it is. */
#define SK_PLPGSQL_WHY "skein_why"

/** NOTIFY, LISTEN, UNLISTEN */
bool sk_plpgsql_is_notice(const json_t *stmt);
/** Does PERFORM of that text leave no trace? */
bool sk_plpgsql_is_idle_call(struct sk_plpgsql *f, const char *sql);
/** Take out the statements that only call what leaves no trace, and what nothing reads. Part of sk_plpgsql_open(). */
void sk_plpgsql_drop_idle(struct sk_plpgsql *f);

/** In `tree`: the tables of a statement's rows are the row, and the trigger's own table as it is before the row where
 * that matters. */
SK_CHECKED enum sk_status sk_plpgsql_put_rows(struct sk_plpgsql *f, ProtobufCMessage *tree);

/** The function, in which a variable of a table's own type says so: "r t" is "r t%ROWTYPE". */
const struct sk_function *sk_plpgsql_with_rows(const struct sk_plpgsql *f, const struct sk_function *function);

/** In `tree`: a test of a whole record for NULL is one of its fields. */
SK_CHECKED enum sk_status sk_plpgsql_put_tests(struct sk_plpgsql *f, ProtobufCMessage *tree);

/** nextval() as the statement that counts, and what the counter says. Part of sk_plpgsql_open(). */
void sk_plpgsql_put_numbers(struct sk_plpgsql *f);

/** Calls of the project's functions as what these do. Part of sk_plpgsql_open(). */
void sk_plpgsql_put_calls(struct sk_plpgsql *f);

/* ---- plpgsql_calls.c --------------------------------------------------------------------------------------------- */

enum { SK_PLPGSQL_MAX_CALLS = 8 };

/* The calls within a function's body. */
struct sk_calls {
    struct sk_plpgsql *f;
    const char *why;    /* the call at hand cannot be followed; NULL */
    size_t n_open;      /* functions that are being followed */
    const struct sk_function *open[SK_PLPGSQL_MAX_CALLS];
    unsigned n;         /* calls so far: each has variables of its own */
    unsigned loops;     /* that are open */
    bool asks_found;    /* somebody does, who has called or is called */
};

/* Where what a function returns goes: "x" of "x := f()", by its number; NULL: nowhere. */
struct sk_call_target {
    const char *text;
    json_int_t varno;
};

/** Put the statements of `list` behind those of `out`, and in the place of calls what they do. */
void sk_calls_put_list(struct sk_calls *c, json_t *out, json_t *list);

/** A function begins: its FOUND is false. */
void sk_calls_begin(struct sk_calls *c, const json_t *root, json_t *out);

/* ---- plpgsql_callee.c -------------------------------------------------------------------------------------------- */

/** The statements that a call of `function` is, a new list; NULL: it cannot be followed, `c->why` says it. */
json_t *sk_calls_body(struct sk_calls *c, const struct sk_function *function, const PgQuery__FuncCall *call,
                      const struct sk_call_target *target);

/** A variable of the trigger's function that no text names yet. Returns its number. */
json_int_t sk_calls_variable(struct sk_calls *c, const char *name, const char *type);

#endif
