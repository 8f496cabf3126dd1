/* dialects/sqlite/plpgsql_priv.h - what the files that run a trigger function's body share; see plpgsql.h. */
#ifndef SKEIN_DIALECTS_SQLITE_PLPGSQL_PRIV_H
#define SKEIN_DIALECTS_SQLITE_PLPGSQL_PRIV_H

#include "dialects/common/plpgsql.h"
#include "dialects/sqlite/plpgsql.h"

/* What a variable or a field of a record ("new", or one of the function's) holds by now. */
struct sk_binding {
    const char *record; /* NULL for a variable */
    const char *name, *sql;
    size_t n_actions; /* there were when it was read: what it reads must not change before it is used */
};

/* A table that an action changes. */
struct sk_touched {
    const char *relation; /* quoted */
    const PgQuery__UpdateStmt *update; /* NULL: it adds or deletes rows */
    size_t action;
};

/* A test of IF or CASE, made when there were so many actions. */
struct sk_tested {
    const char *sql;
    size_t n_actions;
};

struct sk_symbolic {
    struct sk_plpgsql f;
    TALLOC_CTX *owner;
    struct sk_rewrite *rewrite;
    const struct sk_trigger_run *run;
    const struct sk_table *table;
    const struct sk_trigger *trigger;
    struct sk_printer printer;
    struct sk_trigger_program *program;
    size_t n_bindings, n_touched;
    struct sk_binding *bindings;
    struct sk_touched *touched;
    size_t n_tested;
    struct sk_tested *tested;
    const char *stale;    /* a value that would be read after its table has changed; NULL */
    const char *returned; /* the condition under which the function has ended; NULL: not yet */
    bool ended;
    const char *differs;  /* the test that NEW is not the same as OLD; NULL */
};

enum sk_status sk_run_unsupported(struct sk_symbolic *r, const char *what);

/** The value of a variable, or of a record's field; NULL: it has none of its own. */
struct sk_binding *sk_run_bound(struct sk_symbolic *r, const char *record, const char *name);

/** A column of "new" or "old" that the function has assigned nothing to. */
const char *sk_run_row_column(struct sk_symbolic *r, const char *record, const char *name);

/** From now on `record`.`name` is `sql` where `condition` holds (NULL: always), and what it was elsewhere. */
void sk_run_bind(struct sk_symbolic *r, const char *condition, const char *record, const char *name, const char *sql);

SK_CHECKED enum sk_status sk_run_print(const char **out, struct sk_symbolic *r, const sk_node *node,
                                       const struct sk_type *type);
/** Append an action. `statement`: the INSERT, UPDATE or DELETE that it is; NULL: none of them. */
void sk_run_act(struct sk_symbolic *r, const char *condition, const char *sql, const sk_node *statement);

/** `a` AND `b`; either may be NULL for "always". */
const char *sk_run_both(struct sk_symbolic *r, const char *a, const char *b);

/* plpgsql_loops.c */
/** A loop that only computes variables. */
SK_CHECKED enum sk_status sk_run_loop(struct sk_symbolic *r, const char *kind, const json_t *stmt,
                                      const char *condition);

/* plpgsql_rounds.c */
/** The statements that a loop over a query comes to whose rounds change rows, a new list; NULL: they depend on one
 *  another. */
json_t *sk_run_rounds(struct sk_symbolic *r, const char *kind, const json_t *loop);

/* plpgsql_rows.c: statements that read rows */
/** SELECT ... INTO variables or a record. */
SK_CHECKED enum sk_status sk_run_select_into(struct sk_symbolic *r, const json_t *stmt, const sk_node *query,
                                             const char *condition);
/** FOUND, for what follows an INSERT, UPDATE or DELETE; before that is made an action. */
SK_CHECKED enum sk_status sk_run_note_changed(struct sk_symbolic *r, const sk_node *statement, const char *condition);
/** GET DIAGNOSTICS. */
SK_CHECKED enum sk_status sk_run_diagnostics(struct sk_symbolic *r, const json_t *stmt, const char *condition);
/** PERFORM. */
SK_CHECKED enum sk_status sk_run_perform(struct sk_symbolic *r, const json_t *stmt, const char *condition);
/** record := other record; false: it is nothing of the kind. */
bool sk_run_copies_record(struct sk_symbolic *r, const char *record, const sk_node *value, const char *condition);
/** Is it a record of the function's own? */
bool sk_run_is_record(const struct sk_symbolic *r, const char *name);

#endif
