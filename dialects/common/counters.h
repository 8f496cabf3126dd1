/*
 * dialects/common/counters.h - sequences, for engines that have none.
 *
 * A serial or identity column that the engine numbers by itself (AUTOINCREMENT, AUTO_INCREMENT) is its sequence. Every
 * other sequence is a row of a table of skein's own, which says how far it has come: who wants the next number counts
 * the row up first, a statement of the migrations (numbers.c says where it may stand) as well as the trigger that fills
 * a column whose default it is. Where schemas are databases, each has a table of its own for its sequences. What a
 * transaction takes back is taken back there, too, which is not so in PostgreSQL.
 */
#ifndef SKEIN_DIALECTS_COMMON_COUNTERS_H
#define SKEIN_DIALECTS_COMMON_COUNTERS_H

#include "core/change.h"
#include "dialects/common/printer.h"

#define SK_COUNTERS "skein_sequences"
#define SK_COUNTERS_NOTE                                                                                               \
    "a row of " SK_COUNTERS " counts for a sequence: a number is free again when its transaction is rolled back"

#define SK_COUNTER_VARIABLE "@skein_number_"

/* The sequences that have been asked for; a printer that has none of this refuses nextval(). */
struct sk_counters {
    size_t n;
    const struct sk_sequence **items;
    const char *row; /* one statement fills all rows: SQL for the number of the row at hand, added to what the counter
                        says; NULL */
    bool rows;       /* the statement itself asks for all rows of the query in which nextval() stands */
    const struct sk_sequence **kept; /* whose values are in variables: the i-th in SK_COUNTER_VARIABLE i */
    size_t n_kept;
    size_t *left;    /* VALUES: how many more numbers of each the statement takes; NULL: one of each, for each row */
};

/** The sequence that a constant, the argument of nextval() and its like, names: with its schema, or by itself, or by
 *  pg_get_serial_sequence(table, column). NULL: there is no such one. */
const struct sk_sequence *sk_named_sequence(const struct sk_catalog *catalog, const sk_node *argument);

/** The one that a call of `function`, with one argument, is about; NULL: the node is no such call, or names none. */
const struct sk_sequence *sk_called_sequence(const struct sk_catalog *catalog, const sk_node *node,
                                             const char *function);

/** Is a row of SK_COUNTERS what counts for the sequence, and not a column by itself? */
bool sk_sequence_is_counted(const struct sk_printer_rules *rules, const struct sk_catalog *catalog,
                            const struct sk_sequence *s);

/** The sequence of a serial or identity column; one that is yet to be made has its usual name. */
const struct sk_sequence *sk_column_sequence(TALLOC_CTX *owner, const struct sk_catalog *catalog,
                                             const struct sk_table *table, const struct sk_column *column);

/** nextval('sequence'): what its counter says, which is counted up before. A sequence that a default asks for twice is
 *  refused. */
enum sk_status sk_print_nextval(struct sk_printer *p, const PgQuery__FuncCall *call);
/** What a sequence's counter says, as nextval() in `counters`, which it is added to; `owner` has the list. */
void sk_put_next(struct sk_text *out, TALLOC_CTX *owner, const struct sk_printer_rules *rules,
                 struct sk_counters *counters, const struct sk_sequence *s);
/** currval('sequence') of one that is counted; false: of another one. */
bool sk_print_counter(struct sk_printer *p, const sk_node *sequence);

/** In PostgreSQL's SQL: the statement that counts a sequence up, and what its counter says then. */
const char *sk_counter_up(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s);
const char *sk_counter_read(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s);

/* How a dialect makes counters, and runs a statement that changes their rows. */
struct sk_counting {
    const struct sk_printer_rules *rules;
    void (*make)(struct sk_rewrite *rewrite, const struct sk_counters *counters, size_t pos_bytes);
    void (*run)(struct sk_rewrite *rewrite, const char *sql, size_t pos_bytes, const char *note);
};

/** Have an INSERT or UPDATE with nextval(), as sk_numbered_statement() leaves it, take its numbers from the counters:
 *  they are counted up first. `counters` lives as long as `p`. SK_EUNSUPPORTED: nextval() stands where no row has one
 *  number. */
enum sk_status sk_counters_ask(struct sk_printer *p, struct sk_rewrite *rewrite, const struct sk_counting *counting,
                               const sk_node *statement, struct sk_counters *counters);

/** The statements that begin anew the counters of the sequences that the table's columns own. */
char **sk_counters_restart(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_catalog *catalog,
                           const struct sk_table *table, size_t *n);

/** The statement that counts a sequence up, by `rows` (SQL; NULL: by one). */
char *sk_counter_step(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s,
                      const char *rows);
/** The statement that makes a sequence's counter, unless it is there. `ignore`: "INSERT OR IGNORE". */
char *sk_counter_make(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s,
                      const char *ignore);
/** The statement that has the counter go on from `value` (SQL; NULL leaves it); `next`: which is the next number. */
char *sk_counter_set(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s,
                     const char *value, bool next);
/** The statement that has it go on from the column that owns the sequence: from its own count, if it has counted by
 *  itself and the engine says how far, else from its highest number. */
char *sk_counter_adopt(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s,
                       bool has_counted);
/** The statements that give a counter the name of another sequence, and that take it away. */
char *sk_counter_rename(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s,
                        const struct sk_sequence *to);
char *sk_counter_drop(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s);
/** A query for how far a sequence has come. */
const char *sk_counter_value(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s);

/** Append the statement that fills the table of counters of another database as `conn`'s, which has one. */
enum sk_status sk_counters_copy(const char ***statements, size_t *n, TALLOC_CTX *owner, struct sk_conn *conn,
                                struct sk_error *err);

/* ---- setval.c ------------------------------------------------------------------------------------------------ */

/** Print the number that `select`, setval() and nothing else, gives to the sequence. `next`: it is the next one. */
SK_CHECKED enum sk_status sk_print_setval(struct sk_printer *p, const struct sk_sequence *s,
                                          const PgQuery__SelectStmt *select, bool *next);

/* ---- counters_follow.c --------------------------------------------------------------------------------------- */

typedef enum sk_status sk_render_fn(struct sk_rewrite *rewrite, const struct sk_statement *statement,
                                    struct sk_error *err);

/** Render a statement, and around it what it makes of the counters: those that begin, their values and names, and what
 *  goes with a sequence. */
enum sk_status sk_with_counters(struct sk_rewrite *rewrite, const struct sk_counting *counting,
                                const struct sk_statement *statement, sk_render_fn *render, struct sk_error *err);

#endif
