/*
 * dialects/common/plpgsql.h - reading PL/pgSQL, for dialects that make triggers of its functions.
 *
 * libpg_query hands a function over as JSON; its expressions and statements are SQL, to be parsed and printed like any
 * other. What each engine makes of the control flow is its dialect's.
 */
#ifndef SKEIN_DIALECTS_COMMON_PLPGSQL_H
#define SKEIN_DIALECTS_COMMON_PLPGSQL_H

#include <jansson.h>

#include "dialects/common/counters.h"
#include "dialects/common/printer.h"

/* elog.h of PostgreSQL 15: levels from here on end the statement. */
enum { SK_PLPGSQL_ERROR = 21 };

/* NEW and OLD for the tables of a statement's rows, where a sub-query must not name them (no_row_tables). */
#define SK_PLPGSQL_KEPT_NEW "skein_new_row"
#define SK_PLPGSQL_KEPT_OLD "skein_old_row"

/* A trigger's function, being read for one event. */
struct sk_plpgsql {
    TALLOC_CTX *owner;
    const struct sk_catalog *catalog;
    const struct sk_table *table;
    const struct sk_trigger *trigger;
    const char *event;          /* "INSERT", "UPDATE", "DELETE" */
    bool is_called;             /* it is no trigger's */
    bool before_row;            /* the row has been changed by the time its queries are run, and they must not see it */
    struct sk_printer *printer; /* for errors */
    json_t *root;
    const json_t *datums, *body; /* `body` is the outermost block */
    const struct sk_function *function;
    struct sk_counters numbers; /* the sequences that it asks for their next numbers: their counters have to be there */
    const char *depth;   /* SQL: how deep a trigger of the table is fired; NULL: never within another one */
    const char *missing; /* what a statement that was read names and is not there, as PostgreSQL says it; NULL */
    const char *keyless; /* the same of the last one's ON CONFLICT: its columns are no key */
};

/** Parse `function`. To be ended with sk_plpgsql_close() in any case. */
SK_CHECKED enum sk_status sk_plpgsql_open(struct sk_plpgsql *f, const struct sk_function *function);
void sk_plpgsql_close(struct sk_plpgsql *f);

/** In `tree`: TG_ARGV[n] and TG_NARGS are what they are for the trigger. */
void sk_plpgsql_put_arguments(const struct sk_plpgsql *f, ProtobufCMessage *tree);
/** In `tree`: ROW(NEW.*), and NEW.* in a comparison, are the row's columns. */
void sk_plpgsql_put_columns(const struct sk_plpgsql *f, ProtobufCMessage *tree);
/** In `tree`: the trigger's table is as it was before the row, where that has been changed by then (`before_row`). */
void sk_plpgsql_put_before(const struct sk_plpgsql *f, ProtobufCMessage *tree);
/** In `tree`: pg_trigger_depth() is what it is for the trigger, or `within` its function (plpgsql_depth.c). */
void sk_plpgsql_put_depth(const struct sk_plpgsql *f, ProtobufCMessage *tree, bool within);
/** Fail where it would not be. Part of sk_plpgsql_open(). */
SK_CHECKED enum sk_status sk_plpgsql_check_depth(struct sk_plpgsql *f);
/** Does one of the table's triggers ask for it, and one change the table? Then the depth has to be counted. */
bool sk_plpgsql_counts_depth(const struct sk_catalog *catalog, const struct sk_table *table);
/** The condition of the trigger itself, which it has. */
const sk_node *sk_plpgsql_when(const struct sk_plpgsql *f);
/** Loops over known arrays as their rounds, EXECUTE of a known text as its statement: part of sk_plpgsql_open(). */
void sk_plpgsql_settle(struct sk_plpgsql *f);
/** Does the RAISE end the statement? Else it is a message to the client. */
bool sk_plpgsql_is_error(const json_t *raise);
/** How often `name` stands in the SQL of a function, or of a part of it, as a word. */
size_t sk_plpgsql_uses(const json_t *part, const char *name);

/** Does it ask how many rows a statement was for: GET DIAGNOSTICS? */
bool sk_plpgsql_counts_rows(const struct sk_plpgsql *f);

/** Fail: `what` has no equivalent on the printer's engine. */
enum sk_status sk_plpgsql_unsupported(struct sk_plpgsql *f, const char *what);

/** What a statement that libpg_query calls so is called by its authors. */
const char *sk_plpgsql_kind(const char *kind);

/** Fail: a PERFORM of a function that has been left as it is. */
SK_CHECKED enum sk_status sk_plpgsql_no_perform(struct sk_plpgsql *f, const json_t *stmt);

/** Can a trigger FOR EACH STATEMENT do its work row by row? NULL: it can; else why not. It can where its function reads
 *  the rows of the statement (REFERENCING), or leaves the same when it is done again (plpgsql_repeat.c). */
const char *sk_plpgsql_by_row(const struct sk_catalog *catalog, const struct sk_trigger *trigger,
                              const struct sk_function *function);

/** What RETURN returns, as it is for the event: COALESCE(NEW, OLD) is the one that there is. NULL: nothing. */
const char *sk_plpgsql_returned(const struct sk_plpgsql *f, const json_t *stmt);

/** The SQL of an expression, or NULL. */
const char *sk_plpgsql_query(const json_t *expr);
/** May a function that a trigger has, or one that it calls, ask the sequence for its next number? */
bool sk_plpgsql_asks_sequence(const struct sk_catalog *catalog, const struct sk_sequence *s);
/** SQL as a tree: a statement; an expression. */
SK_CHECKED enum sk_status sk_plpgsql_statement(const sk_node **out, struct sk_plpgsql *f, const char *sql);
SK_CHECKED enum sk_status sk_plpgsql_expression(const sk_node **out, struct sk_plpgsql *f, const char *text);

/** What PostgreSQL would say of `statement` when the function runs, because a relation or a column that it names is not
 *  there; NULL: nothing, as far as can be known. */
const char *sk_plpgsql_missing(const struct sk_plpgsql *f, const sk_node *statement);
/** The same of ON CONFLICT (columns) alone: that they are those of no key. */
const char *sk_plpgsql_keyless(const struct sk_plpgsql *f, const sk_node *statement);
/** What is in the statement that no engine takes where it stands, which PostgreSQL says when it runs; NULL: nothing. */
const char *sk_plpgsql_misplaced(const struct sk_plpgsql *f, const sk_node *statement);

/** What REFRESH MATERIALIZED VIEW fills; NULL: another statement, or there is no such view. */
const struct sk_view *sk_plpgsql_refreshed(const struct sk_plpgsql *f, const sk_node *statement);

/** What is said of a constraint trigger that is INITIALLY DEFERRED. */
#define SK_DEFERRED_NOTE "a trigger fires at once, for each row: INITIALLY DEFERRED has no equivalent"

/** What is said of a TRUNCATE, of the table's name and the dialect's. */
#define SK_TRUNCATE_FIRES "TRUNCATE of \"%s\", for which triggers fire, has no equivalent on %s"

/** Has the event no such row ("new", "old")? Its columns are NULL. */
bool sk_plpgsql_has_no_row(const struct sk_plpgsql *f, const char *record);

/** Is a column of the record NULL, whatever the statement says: in a record that is not set, and of NEW in a BEFORE
 * trigger if it is generated, which it is after these (PostgreSQL manual, 5.3). */
bool sk_plpgsql_is_unset(const struct sk_plpgsql *f, const char *record, const char *name);
/** The value of tg_op and its like; NULL for any other name. */
const char *sk_plpgsql_special(const struct sk_plpgsql *f, const char *name);
/** TG_OP = 'INSERT' is known: 1, 0, or -1 for what is not. Branches that cannot be taken may name OLD where there is
 *  none. */
int sk_plpgsql_known(struct sk_plpgsql *f, const sk_node *node);

/** Is it ROW(NEW.*) IS DISTINCT FROM ROW(OLD.*), or said in another way? */
bool sk_plpgsql_compares_rows(const struct sk_plpgsql *f, const sk_node *node);

/** The variable, or the record and field, of a number in the function's list; `*record` NULL for a variable. */
const char *sk_plpgsql_datum(const struct sk_plpgsql *f, size_t number, const char **record);
/** Is it a variable of the function's, or a field of one of its records, NEW and OLD among them? */
bool sk_plpgsql_is_variable(const struct sk_plpgsql *f, const PgQuery__ColumnRef *ref);
/** The same for what an assignment assigns. */
const char *sk_plpgsql_target(const struct sk_plpgsql *f, const json_t *stmt, const char **record);
/** What the i-th result of a query goes to, by INTO or in a loop: a variable, or a field of `*record`, whose fields are
 * called as the query's `columns`. NULL: nothing takes it. */
const char *sk_plpgsql_result(const struct sk_plpgsql *f, const json_t *target, const struct sk_query_columns *columns,
                              size_t i, const char **record);
/** The column that "table.column%TYPE" names; NULL: it is none, or another text. */
const struct sk_column *sk_plpgsql_column_of(TALLOC_CTX *owner, const struct sk_catalog *catalog, const char *text);
/** The variable of that name, as libpg_query says it; NULL: there is none. */
const json_t *sk_plpgsql_variable(const struct sk_plpgsql *f, const char *name);
/** `value`, of the type `from`, as a variable of the type `to` takes it: a cast where that makes a difference. */
const sk_node *sk_plpgsql_assigned(const struct sk_plpgsql *f, const sk_node *value, const struct sk_type *from,
                                   const struct sk_type *to);
/** A SELECT whose results go to variables, by INTO or in a loop: its results as they take them. */
const sk_node *sk_plpgsql_query_assigned(struct sk_plpgsql *f, const struct sk_scope *scope, const sk_node *query,
                                         const json_t *target);
/** The type that a variable was declared with. */
struct sk_type sk_plpgsql_variable_type(struct sk_plpgsql *f, const json_t *var);
/** Is it the variable of a FOR loop over numbers? */
bool sk_plpgsql_is_counter(const struct sk_plpgsql *f, size_t number);
/** The table that the record was declared to be a row of, "r t%ROWTYPE"; NULL: none. */
const struct sk_table *sk_plpgsql_row_type(const struct sk_plpgsql *f, const char *record);
/** The record that an assignment assigns as a whole; NULL: it is to a variable or a field. */
const char *sk_plpgsql_record(const struct sk_plpgsql *f, const json_t *stmt);
/** The condition of one WHEN of a CASE statement, as SQL. */
const char *sk_plpgsql_case_test(const struct sk_plpgsql *f, const json_t *stmt, const json_t *when);
/** The value in an assignment's text, "x := value". NULL: it cannot be read, or is for a part of the variable alone. */
const char *sk_plpgsql_value(const json_t *stmt);

/** INSERT ... RETURNING its table's numbered key: the INSERT without RETURNING, and the column; NULL: it is none. */
const sk_node *sk_plpgsql_numbered_insert(struct sk_plpgsql *f, const sk_node *statement, const struct sk_table **table,
                                          const struct sk_column **column);

/** INSERT of one row of VALUES ... RETURNING columns: a copy without RETURNING, and the table, unless a trigger may
 * change what is inserted; `columns[i]`: what the i-th result is. NULL: it is none. */
sk_node *sk_plpgsql_returning_insert(struct sk_plpgsql *f, const sk_node *statement, const struct sk_table **table,
                                     size_t *n, const struct sk_column ***columns);

/** UPDATE ... RETURNING: the UPDATE without RETURNING, and the query that finds the same rows after it; false: it is no
 * such statement, or what it sets decides which rows it is for. */
bool sk_plpgsql_returning_update(struct sk_plpgsql *f, const sk_node *statement, const sk_node **update,
                                 const sk_node **select);

/** The scope in which the variables have their types, once the function has been opened. */
const struct sk_scope *sk_plpgsql_variable_scope(struct sk_plpgsql *f);
/** The scope in which new and old are rows of the table, around which that one is. */
const struct sk_scope *sk_plpgsql_row_scope(struct sk_plpgsql *f);

/** May a trigger's function name that column, or have whole rows? PostgreSQL keeps the text, and looks for columns when
 * it runs. */
bool sk_plpgsql_may_name(const struct sk_catalog *catalog, const struct sk_trigger *trigger, const char *column);

/** What PostgreSQL says when the function runs: 'record "new" has no field "x"'. */
const char *sk_plpgsql_no_field(TALLOC_CTX *owner, const char *record, const char *field);

#endif
