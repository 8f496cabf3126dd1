/* dialects/common/printer_priv.h - what the printer's own files share. */
#ifndef SKEIN_DIALECTS_COMMON_PRINTER_PRIV_H
#define SKEIN_DIALECTS_COMMON_PRINTER_PRIV_H

#include "dialects/common/printer.h"

SK_CHECKED enum sk_status sk_print_over(struct sk_printer *p, const PgQuery__WindowDef *over);
SK_CHECKED enum sk_status sk_print_select(struct sk_printer *p, const PgQuery__SelectStmt *s);
/* The query with other names for results that have the name of one before, where the engine wants that in FROM. */
const sk_node *sk_print_distinct_names(struct sk_printer *p, const sk_node *query);
/** A query of WITH RECURSIVE whose first rows leave room for those that follow, where the engine goes by them. */
const sk_node *sk_print_recursive(struct sk_printer *p, const PgQuery__CommonTableExpr *cte);
/* Is a value made of columns, or of what a query finds? */
bool sk_print_asks_rows(const sk_node *value);
/* Does a query read that table, itself or by a view, and does it name what stands around it? */
bool sk_print_reads_table(const struct sk_printer *p, const sk_node *query, const struct sk_table *table);
bool sk_print_looks_out(struct sk_printer *p, const sk_node *query);
/* UPDATE and DELETE that would see what they have changed themselves: another statement that does not. */
SK_CHECKED enum sk_status sk_print_own_reads(struct sk_printer *p, const sk_node **node);
/* Is the right side of a set operation printed as a sub-select of its own? */
bool sk_print_is_group(const PgQuery__SelectStmt *right);
/** The ORDER BY inside a query's aggregates, for an engine that has none there; NULL: there is none. */
sk_node *const *sk_print_aggregate_order(struct sk_printer *p, const PgQuery__SelectStmt *s, size_t *n);
/** Is the column an element of an array in FROM (unnest() and its like)? Then it is printed, unless only `asked`. */
bool sk_print_element(struct sk_printer *p, const PgQuery__ColumnRef *ref, bool asked);

/** Is it ctid, the place of a row in its table, which PostgreSQL's tables have without a column of that name? */
bool sk_print_is_place(const struct sk_printer *p, const PgQuery__ColumnRef *ref);

/** Print ctid as what tells rows apart here. Returns false for any other column. */
bool sk_print_place(struct sk_printer *p, const PgQuery__ColumnRef *ref, enum sk_status *status);
/** The one FULL JOIN that a query is from, between two tables and with a condition; NULL: it is from anything else. */
const PgQuery__JoinExpr *sk_print_is_full_join(const PgQuery__SelectStmt *s);
/** FROM and WHERE of such a query. */
SK_CHECKED enum sk_status sk_print_full_join(struct sk_printer *p, const PgQuery__JoinExpr *e, const sk_node *where);
SK_CHECKED enum sk_status sk_print_like(struct sk_printer *p, const sk_node *left, const sk_node *pattern,
                                        const sk_node *escape, bool negated, bool ignore_case);
/** A function of the project's own, in SQL: its body is put where it is called. */
SK_CHECKED enum sk_status sk_print_user_function(struct sk_printer *p, const sk_node *node,
                                                 const struct sk_function *function);

/** Is the range made of something whose columns the engine has not by name? */
bool sk_print_is_made(const struct sk_printer *p, const struct sk_range *range);
/** The query with the functions of its list of results that return rows in its FROM. */
SK_CHECKED enum sk_status sk_print_with_sources(struct sk_printer *p, const PgQuery__SelectStmt **s);
/** The query with `*` written out, if it is from what has no columns by name. */
const PgQuery__SelectStmt *sk_print_without_stars(struct sk_printer *p, struct sk_scope *scope,
                                                  const PgQuery__SelectStmt *s);
/** ARRAY(query) as a query that gives one value. */
SK_CHECKED enum sk_status sk_print_array_query(const sk_node **gathered, struct sk_printer *p, const sk_node *query);

/** Write out the queries over series of constant bounds that are in a tree. */
void sk_print_unroll(TALLOC_CTX *owner, ProtobufCMessage *message);
/** Such a query's one result as an expression; NULL: it is none. */
sk_node *sk_print_unrolled_select(TALLOC_CTX *owner, const PgQuery__SelectStmt *s);

/** What GROUP BY's item means: 1 is the first of the results. */
const sk_node *sk_print_grouped_by(const PgQuery__SelectStmt *s, const sk_node *item);
/** The same, where it may also be a result by its name, unless a column of `scope` has that (manual, 7.2.3). */
const sk_node *sk_print_group_item(const PgQuery__SelectStmt *select, const struct sk_scope *scope,
                                   const sk_node *item);
/** What ORDER BY's or DISTINCT ON's item means: the number or the name of a result is what that one is made of. */
sk_node *sk_print_result_of(const PgQuery__SelectStmt *s, const sk_node *node);
/** A query with ROLLUP, CUBE or GROUPING SETS as a UNION ALL of one for each set. */
SK_CHECKED enum sk_status sk_print_grouping_sets(struct sk_printer *p, const PgQuery__SelectStmt **select);
/** The query with its rows from a sorted sub-query, if its aggregates want an order over a join that the engine has
 * not. */
SK_CHECKED enum sk_status sk_print_sorted(struct sk_printer *p, const PgQuery__SelectStmt **select);
/** The query around one of its groups, if aggregates are in what the engine writes as a query. */
SK_CHECKED enum sk_status sk_print_grouped(struct sk_printer *p, const PgQuery__SelectStmt **select);

/** The query that a function of the project's own is in FROM, with the arguments of the call `node`. */
SK_CHECKED enum sk_status sk_print_function_rows(sk_node **query, struct sk_printer *p, const sk_node *node,
                                                 const struct sk_function *function);

/** Print what qualifies a column: an alias stays, a table's own name follows the table. */
void sk_print_qualifier(struct sk_printer *p, const char *qualifier);

/* Parts of queries that FROM, SELECT and the statements that change rows share. */

/** A clause of one expression: " keyword expression"; nothing without one. */
enum sk_status sk_print_clause(struct sk_printer *p, const char *keyword, const sk_node *node);

/** A list of results with their names: SELECT's and RETURNING's. */
enum sk_status sk_print_targets(struct sk_printer *p, size_t n, sk_node *const *list);

/** " AS name (columns)"; `at` is the place that an error shows. */
enum sk_status sk_print_alias(struct sk_printer *p, const PgQuery__Alias *alias, const sk_node *at);

/** VALUES as a SELECT whose results are named as `alias` says, for engines that cannot name them from outside. */
enum sk_status sk_print_named_values(struct sk_printer *p, const PgQuery__SelectStmt *select,
                                     const PgQuery__Alias *alias);

/* ---- overflow.c ------------------------------------------------------------------------------------------------- */

/** May the arithmetic leave the range of its integer type, where that has to be said? Then it is printed so. */
bool sk_print_overflows(const struct sk_printer *p, const char *op, const PgQuery__AExpr *e);
SK_CHECKED enum sk_status sk_print_in_range(struct sk_printer *p, const char *op, const PgQuery__AExpr *e);
/** The operation of a value that a column of the type holds to its range; NULL: it is none, or a wider column. */
const PgQuery__AExpr *sk_print_stored(const struct sk_printer *p, const sk_node *value, const struct sk_type *type);

/* ---- known.c --------------------------------------------------------------------------------------------------- */

/** Is a condition on constants true? 1, 0; -1 for what is known only with the row. */
int sk_print_known(const sk_node *node);
/** The integer that an expression of constants is; false: it is none, or not one of 32 bits. */
bool sk_print_known_number(const sk_node *node, int64_t *number);
/** The greatest number that an expression of bits can be, if it is none below 0; -1: not known. */
int64_t sk_print_most(const sk_node *node);

/* ---- null_parts.c ------------------------------------------------------------------------------------------------ */

/* Parts of an expression, each another one. */
struct sk_null_parts {
    size_t n;
    const sk_node **items;
};

/** The parts of `value` by which it can be NULL: it is if one of them is. None: it is never. */
struct sk_null_parts sk_print_null_parts(TALLOC_CTX *owner, const sk_node *value);
void sk_print_add_null(TALLOC_CTX *owner, struct sk_null_parts *nulls, const sk_node *node);
bool sk_print_same_null(const sk_node *a, const sk_node *b);

/* ---- bits.c ------------------------------------------------------------------------------------------------------ */

/** A bit string that is cast to `type`, an integer: the number that it is; NULL: it is none, or not known to be. */
const sk_node *sk_print_bits_number(struct sk_printer *p, const sk_node *node, const struct sk_type *type);
/** get_bit() of a bit string, in terms of others; NULL: it is another call. */
const sk_node *sk_print_bits_call(struct sk_printer *p, const char *name, const PgQuery__FuncCall *call);

/* ---- bytes.c ----------------------------------------------------------------------------------------------------- */

/** How many bytes an expression of bytea gives; -1: not known. */
int64_t sk_print_known_bytes(struct sk_printer *p, const sk_node *node);
/** A text that is cast to uuid, of which is known that it is 32 hexadecimal digits, as the uuid's text; else NULL. */
const sk_node *sk_print_digits_as_uuid(struct sk_printer *p, const sk_node *text);
/** Is it left || right? */
bool sk_print_is_joined(const sk_node *node);
/** The node, or a copy in which constants in quotes are bytea where functions and || want that (bytes_quoted.c). */
const sk_node *sk_print_typed_bytes(struct sk_printer *p, const sk_node *node);
/** A function of bytea in terms of others, mostly of texts of digits; NULL: the engine's rules are for it. */
const sk_node *sk_print_bytes_call(struct sk_printer *p, const char *name, const sk_node *node);

/* ---- definitions.c --------------------------------------------------------------------------------------------- */

/** The call, and the operator, in terms of others; NULL: it has no definition. */
const sk_node *sk_print_defined_call(struct sk_printer *p, const char *name, const PgQuery__FuncCall *call);
const sk_node *sk_print_defined_part(struct sk_printer *p, const PgQuery__AIndirection *part);
/** substring(text, pattern) with a part in parentheses within another one, or that may be left out, in terms of calls
 * with one that stands by itself; NULL: it is another call. */
const sk_node *sk_print_part_of_match(struct sk_printer *p, const char *name, const PgQuery__FuncCall *call);
const sk_node *sk_print_defined_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e);

/* ---- calls.c --------------------------------------------------------------------------------------------------- */

/** Print a FUNC_CALL. */
enum sk_status sk_print_function(struct sk_printer *p, const sk_node *node);

/* ---- conversions.c --------------------------------------------------------------------------------------------- */

/** Print a TYPE_CAST. */
enum sk_status sk_print_type_cast(struct sk_printer *p, const PgQuery__TypeCast *node);

/* ---- operators.c ----------------------------------------------------------------------------------------------- */

/** Print an A_EXPR: an operator, IN, BETWEEN, LIKE, ANY and ALL. */
enum sk_status sk_print_operator(struct sk_printer *p, const sk_node *node);

/** Print `node`: one side of a comparison is printed as a value of the other's type. */
enum sk_status sk_print_beside(struct sk_printer *p, const sk_node *node, const sk_node *other);

/** Print `node`, which is compared with several others. */
enum sk_status sk_print_compared(struct sk_printer *p, const sk_node *node, size_t n, sk_node *const *others);

/* ---- united.c -------------------------------------------------------------------------------------------------- */

/** A UNION or its like whose queries' results may stand beside each other: a copy, where the rules say so. */
const PgQuery__SelectStmt *sk_print_united(struct sk_printer *p, const PgQuery__SelectStmt *select);

/* ---- choices.c ------------------------------------------------------------------------------------------------- */

/** Print nodes[i] as it may stand among the others, where one of them is the result; `type` of a value, or NULL. */
SK_CHECKED enum sk_status sk_print_among(struct sk_printer *p, size_t n, sk_node *const *nodes, size_t i,
                                         const struct sk_type *type);
SK_CHECKED enum sk_status sk_print_case(struct sk_printer *p, const PgQuery__CaseExpr *e, const struct sk_type *type);
SK_CHECKED enum sk_status sk_print_coalesce(struct sk_printer *p, const PgQuery__CoalesceExpr *e,
                                            const struct sk_type *type);
SK_CHECKED enum sk_status sk_print_nullif(struct sk_printer *p, const PgQuery__AExpr *e);
/** GREATEST and LEAST ignore NULLs in PostgreSQL. */
SK_CHECKED enum sk_status sk_print_min_max(struct sk_printer *p, const PgQuery__MinMaxExpr *e);

#endif
