/* dialects/postgres/interpret_priv.h - a block of PL/pgSQL that is run while the migration is planned, among its files.
 */
#ifndef SKEIN_DIALECTS_POSTGRES_INTERPRET_PRIV_H
#define SKEIN_DIALECTS_POSTGRES_INTERPRET_PRIV_H

#include "dialects/postgres/analyze_do.h"

/* What current_database() is in the text of a statement that has no effect elsewhere: ALTER DATABASE ... SET. */
#define SK_BLOCK_DATABASE "skein_this_database"

enum sk_value_kind {
    SK_VALUE_UNKNOWN,
    SK_VALUE_NULL,
    SK_VALUE_TEXT,
    SK_VALUE_ARRAY
}; /* NOTHING: NULL. A boolean is the text "true" or "false". */

/* OPEN: a literal as it is written, or what a catalog gives: the other side of a comparison decides. */
enum sk_value_type { SK_VALUE_OPEN, SK_VALUE_WORDS, SK_VALUE_NUMBER, SK_VALUE_TRUTH, SK_VALUE_OTHER };

struct sk_block_value {
    enum sk_value_kind kind;
    enum sk_value_type type;
    const char *text;
    size_t n;
    const struct sk_block_value *items;
    const sk_node *same_all_along; /* UNKNOWN, but it may stand where the variable does: now() */
    const sk_node *asked;          /* UNKNOWN: what gives it, as long as no row has been changed since; NULL */
    bool lost;                     /* UNKNOWN, and what is left for later cannot say it either */
};

/* A variable "name", or a record's field "record.name"; of a row of several relations, "relation.name". */
struct sk_block_cell {
    const char *name;
    struct sk_block_value value;
};

struct sk_block_row {
    size_t n;
    struct sk_block_cell *cells;
};

struct sk_block_rows {
    bool known;
    size_t n;
    struct sk_block_row *items;
};

/* How it goes on after a statement. */
enum sk_block_flow { SK_BLOCK_GOES_ON, SK_BLOCK_NEXT_ROUND, SK_BLOCK_LOOP_ENDS, SK_BLOCK_ENDS };

/* A catalog that the query at hand has read. */
struct sk_block_read {
    const char *schema, *name;
    struct sk_block_rows rows;
};

/* A query within it, and its rows where it asks for no row of those around it. */
struct sk_block_nested {
    const PgQuery__SubLink *link;
    bool looks_out;
    struct sk_block_rows rows;
};

struct sk_block_run {
    TALLOC_CTX *owner;
    struct sk_do_block *b;
    struct sk_catalog *catalog; /* with what the block has done so far */
    const json_t *datums, *body;
    json_int_t begin; /* the line of the outermost BEGIN */
    size_t n;
    struct sk_block_cell *cells;
    const struct sk_block_row *row;      /* of the query at hand; NULL */
    const char *source;         /* what that query calls its one relation; NULL: its cells say */
    const struct sk_block_rows *group; /* that an aggregate is of; NULL */
    const struct sk_block_scope *outer; /* the queries around it; NULL */
    TALLOC_CTX *asking;         /* the outermost of them; NULL: there is none */
    size_t n_read, n_nested;
    struct sk_block_read *read; /* what it has read, once for all rows that a query within is asked for */
    struct sk_block_nested *nested;
    size_t reached;             /* the outermost query whose row has been asked for, from 0; none: SIZE_MAX */
    bool executing;             /* what is evaluated is the text of a statement */
    int line;                   /* of the statement at hand, in the block */
    struct sk_text *left;       /* statements in PL/pgSQL that rows decide about: a block of its own; NULL: none */
    bool left_acts;             /* they do more than give variables their values */
    int rounds;                 /* of all loops so far */
    int perhaps;                /* conditions around, whose answer only a catalog that is not skein's knows: what is
                                   there already, or not there, is then left out */
    unsigned tries;             /* blocks with handlers around the statement at hand */
    bool rows_fail;             /* one of them takes errors that rows decide */
    const char *failed, *state; /* what ended the statement, and its SQLSTATE if the message does not say it; NULL */
    bool rows_come;             /* tables may have rows by now that had none */
    struct sk_block_value returned; /* by a function */
    int calls;                  /* of functions around it */
    bool unknown;               /* it cannot be run */
};

/* A query around the one at hand. */
struct sk_block_scope {
    size_t level; /* how many are around it */
    const struct sk_block_row *row;
    const char *source;
    const struct sk_block_scope *outer;
};

/* ---- interpret_values.c ------------------------------------------------------------------------------------------ */

/** A text, or NULL. */
struct sk_block_value sk_block_text(const char *text);

/** "true" or "false". */
struct sk_block_value sk_block_truth(bool is);

bool sk_block_is_true(struct sk_block_value v);

/** The variable, or the record's field ("record.name"); NULL: there is none. */
struct sk_block_cell *sk_block_find(struct sk_block_run *r, const char *name);

/** Give a variable its value; one that is not there yet is added. */
void sk_block_set(struct sk_block_run *r, const char *name, struct sk_block_value value);

/** The value of an expression; SK_VALUE_UNKNOWN where rows or PostgreSQL itself would have to be asked. */
struct sk_block_value sk_block_eval(struct sk_block_run *r, const sk_node *node);

/* ---- interpret_queries.c ----------------------------------------------------------------------------------------- */

/**
 * The rows of a query. Their order is that of the catalog: what depends on another one is refused by what it says. Not
 * known where a table of the project's own is asked.
 */
struct sk_block_rows sk_block_query_rows(struct sk_block_run *r, const PgQuery__SelectStmt *s);

/** The rows of a query within another one: once for all rows of that, where it asks for none of them. */
struct sk_block_rows sk_block_nested_rows(struct sk_block_run *r, const PgQuery__SubLink *link);

/** The rows of one of PostgreSQL's catalogs, those of views among them; what is not known of a row is not in it. */
struct sk_block_rows sk_block_catalog_rows(struct sk_block_run *r, const PgQuery__RangeVar *range);

/** The elements of an array as rows of one column, `name`. */
struct sk_block_rows sk_block_rows_of_array(struct sk_block_run *r, struct sk_block_value array, const char *name);

/* ---- interpret_catalogs.c, interpret_functions.c ----------------------------------------------------------------- */

/** The rows of a catalog of what stands beside tables: views, types, triggers ...; not known for any other. */
struct sk_block_rows sk_block_more_catalogs(struct sk_block_run *r, const char *name);

/** A function of texts and numbers; SK_VALUE_UNKNOWN for any other. */
struct sk_block_value sk_block_call(struct sk_block_run *r, const char *name, const PgQuery__FuncCall *call);

/** + - * / % of whole numbers. */
struct sk_block_value sk_block_arithmetic(struct sk_block_run *r, char op, struct sk_block_value a,
                                          struct sk_block_value b);

/** LIKE (~~), ILIKE (~~*), ~, ~*, and these with ! */
struct sk_block_value sk_block_matches(struct sk_block_run *r, const char *op, struct sk_block_value a,
                                       struct sk_block_value b);

/** Does the query ask for one row about all of them? */
bool sk_block_aggregates(const PgQuery__SelectStmt *s);

/** count(), string_agg(), array_agg() of the group at hand. */
struct sk_block_value sk_block_aggregate(struct sk_block_run *r, const PgQuery__FuncCall *call);

/* ---- interpret_types.c ------------------------------------------------------------------------------------------- */

/** The value as one of that type; SK_VALUE_UNKNOWN where it is refused, cut, or written in some other way. */
struct sk_block_value sk_block_as_type(struct sk_block_run *r, struct sk_block_value v, const PgQuery__TypeName *type);

/** The value as the variable takes it: a text of any type, where none is declared or it is that of a column. */
struct sk_block_value sk_block_as_declared(struct sk_block_run *r, const char *name, struct sk_block_value v);

/** The type that a variable is declared with, in SQL; NULL: with none. */
const char *sk_block_declared(const json_t *var);

/** The same by its name; NULL also for the type of a column. */
const char *sk_block_type_of(const struct sk_block_run *r, const char *name);

/** "true", "false" or NULL for = <> != < <= > >=; SK_VALUE_UNKNOWN where types or a collation decide. */
struct sk_block_value sk_block_compare(const char *op, struct sk_block_value a, struct sk_block_value b);

/* ---- interpret_fill.c -------------------------------------------------------------------------------------------- */

struct sk_block_filling {
    struct sk_block_run *r;
    bool variables;                      /* they stand in the text; not in one that is EXECUTEd */
    size_t n;
    const struct sk_block_value *params; /* $1 ... : USING */
    bool leave;                          /* variables that are not known keep their names */
    bool asks;                           /* they may be the queries that they are from */
    bool unknown;
};

/** For sk_pg_walk(), with a struct sk_block_filling: a variable in a statement becomes its value. */
bool sk_block_fill(sk_node *node, void *data);

/** Put what is known of variables into `node`; with `leave` others keep their names, as long as they are not lost.
 *  False: there is one whose value is not known. */
bool sk_block_put_variables(struct sk_block_run *r, sk_node *node, bool leave);

/* ---- interpret_left.c -------------------------------------------------------------------------------------------- */

/** Leave a statement, "if" or "fors" or "assign", to the block that runs when the rows are there, with what is known of
 *  its variables put in. False: it does more than read and change rows, or asks for what is known no more. */
bool sk_block_leave(struct sk_block_run *r, const char *kind, const json_t *stmt);

/** The same of a query, with what it gives going into the statement's target; of a statement without one. */
bool sk_block_leave_query(struct sk_block_run *r, const sk_node *query, const json_t *stmt);
bool sk_block_leave_sql(struct sk_block_run *r, const char *sql);

/** End the block of what has been left, before something that cannot be part of it: variables that have their values
 *  from there are lost. */
void sk_block_end_left(struct sk_block_run *r);

/* ---- interpret_texts.c ------------------------------------------------------------------------------------------- */

/** A copy of a statement for sk_block_leave(), with the statements of texts that are known in the place of their
 *  EXECUTE. Variables that it gives values to are not known after it. */
json_t *sk_block_with_statics(struct sk_block_run *r, const json_t *stmt);

/* ---- interpret_setval.c ------------------------------------------------------------------------------------------ */

/** Note what gives variables their values: the query whose results go into `target`, or an expression. */
void sk_block_ask(struct sk_block_run *r, const json_t *target, const char *sql);
void sk_block_ask_value(struct sk_block_run *r, const char *name, const char *expression);
/** Rows have been changed: the same query may give something else. */
void sk_block_forget_asked(struct sk_block_run *r);

/** Add SELECT setval(...), or an IF of such statements; false: it is something else. */
bool sk_block_setval(struct sk_block_run *r, const char *sql);
bool sk_block_setval_if(struct sk_block_run *r, const json_t *stmt);

/* ---- interpret_empty.c ------------------------------------------------------------------------------------------- */

/** Is it a table that is taken to have no rows? */
bool sk_block_is_empty(struct sk_block_run *r, const PgQuery__RangeVar *range);

/** The statement changes rows: some table may have more of them after it. */
void sk_block_rows_may_come(struct sk_block_run *r, const sk_node *node);

/* ---- interpret_tried.c ------------------------------------------------------------------------------------------- */

/** Run a block with handlers. */
enum sk_block_flow sk_block_tried(struct sk_block_run *r, const json_t *stmt);

/** Within one: why nobody knows whether a statement that changes rows ends in an error that a handler takes; NULL: it
 *  does not, or it is known to be `failed`. */
const char *sk_block_error_of_rows(struct sk_block_run *r, sk_node *node);

/* ---- interpret.c ------------------------------------------------------------------------------------------------- */

/** Its value; SK_VALUE_UNKNOWN for what is no expression, too. */
struct sk_block_value sk_block_eval_text(struct sk_block_run *r, const char *text);

/** The expression that PL/pgSQL has as a text. */
const sk_node *sk_block_expression(struct sk_block_run *r, const char *text);

/** Run a list of statements; add one that stands in the block. */
enum sk_block_flow sk_block_list(struct sk_block_run *r, const json_t *list);
void sk_block_add(struct sk_block_run *r, const char *sql);

/* ---- analyze_call.c ---------------------------------------------------------------------------------------------- */

/** What a function of the project's own gives that only asks the catalogs; SK_VALUE_UNKNOWN for any other. */
struct sk_block_value sk_block_own_function(struct sk_block_run *r, const PgQuery__FuncCall *call);

/* ---- interpret_begin.c ------------------------------------------------------------------------------------------- */

/** Give a variable the value that it is declared with. */
void sk_block_begin_as(struct sk_block_run *r, const char *name, const json_t *var);

/** What a function returns that is called within `calls` others, and adds no statement to `b`. */
struct sk_block_value sk_block_returned(struct sk_do_block *b, const json_t *function, int calls);

#endif
