/*
 * dialects/mysql/print.h - what the rooms of the printer's rules share: rules.c, casts.c, literals.c, text.c,
 * collations.c, moments.c, json.c, elements.c, regex.c, rows.c.
 *
 * An operator's function returns false when the operator is none of its room; see struct sk_printer_rules.
 */
#ifndef SKEIN_DIALECTS_MYSQL_PRINT_H
#define SKEIN_DIALECTS_MYSQL_PRINT_H

#include "dialects/common/literals.h"
#include "dialects/mysql/mysql.h"

#define SK_MYSQL_NOW "UTC_TIMESTAMP(6)"

/* ---- literals.c ----------------------------------------------------------------------------------------------- */

/** A text constant, as sk_mysql_put_constant() writes it, in an expression that the server may have to write back. */
void sk_mysql_put_literal(struct sk_printer *p, const char *text);
const char *sk_mysql_literal_sql(struct sk_printer *p, const char *text);

/* ---- stored.c ------------------------------------------------------------------------------------------------- */

/** See struct sk_printer_rules. */
const sk_node *sk_mysql_stored(struct sk_printer *p, const struct sk_function *function, size_t n_args,
                               const sk_node *const *args, const char **why);
/** skein_stored(name, arguments) */
enum sk_status sk_mysql_call_stored(struct sk_printer *p, const PgQuery__FuncCall *call);

/* ---- casts.c -------------------------------------------------------------------------------------------------- */

/** Print `node` as PostgreSQL's cast to text shows it. */
enum sk_status sk_mysql_put_text(struct sk_printer *p, const sk_node *node);

/** As sk_print_template(), with the arguments as text. */
enum sk_status sk_mysql_text_template(struct sk_printer *p, const char *template, size_t n, const sk_node *const *args);

/* ---- collations.c --------------------------------------------------------------------------------------------- */

/** Is the type one with a collation of its own, and no text? char(n), citext. */
bool sk_mysql_is_special(const struct sk_printer *p, const struct sk_type *type);
/** The call with its arguments as PostgreSQL's function takes them: text where it wants text. */
const PgQuery__FuncCall *sk_mysql_arguments(struct sk_printer *p, const PgQuery__FuncCall *call);
/** Columns of two collations are compared by the tables'. */
const char *sk_mysql_beside(struct sk_printer *p, const char *sql, const sk_node *node, const sk_node *other);
/** Likewise the results of a UNION's queries. */
const struct sk_type *sk_mysql_united(struct sk_printer *p, size_t n, const struct sk_arm *arms, size_t arm,
                                      size_t column);
/** Print the left side of a comparison of texts. */
enum sk_status sk_mysql_put_left(struct sk_printer *p, const sk_node *left, const sk_node *right);
/** Print the comparison of two texts, or of constants that are nothing else, that have nobody's collation; false: it is
 *  none. */
bool sk_mysql_compare(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status);

/* ---- text.c --------------------------------------------------------------------------------------------------- */

enum sk_status sk_mysql_like(struct sk_printer *p, const sk_node *left, const sk_node *pattern, const char *escape,
                             bool negated, bool ignore_case);
enum sk_status sk_mysql_initcap(struct sk_printer *p, const PgQuery__FuncCall *call);
bool sk_mysql_text_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status);
enum sk_status sk_mysql_concat(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_concat_ws(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_format(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_translate(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_string_agg(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_trim(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_left(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_right(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_substring(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_length(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_encode(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_decode(struct sk_printer *p, const PgQuery__FuncCall *call);
/** A call by the template of what its argument `coding` names, a constant: pairs of a name and a template. */
enum sk_status sk_mysql_coded(struct sk_printer *p, const PgQuery__FuncCall *call, size_t coding,
                              const char *const (*templates)[2], size_t n);

/* ---- digests.c ------------------------------------------------------------------------------------------------ */

/* In the query that MD5 is where the server has no such function. */
#define SK_MYSQL_MD5 "skein_md5"
enum sk_status sk_mysql_md5(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_digest(struct sk_printer *p, const PgQuery__FuncCall *call);

/* ---- composites.c --------------------------------------------------------------------------------------------- */

enum sk_status sk_mysql_field(struct sk_printer *p, const PgQuery__FuncCall *call);

/* ---- bytes.c -------------------------------------------------------------------------------------------------- */

enum sk_status sk_mysql_get_byte(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_set_byte(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_once(struct sk_printer *p, const PgQuery__RangeSubselect *range);

/** Is an array as one of that other type another document? */
bool sk_mysql_converts_elements(const struct sk_type *from, const struct sk_type *to);

/** `sql` as text that compares as PostgreSQL's does, whatever it is made of. */
const char *sk_mysql_collated(struct sk_printer *p, const char *sql);
/** The type of a column of JSON_TABLE() that is text: by itself it would be the database's, or the server's. */
const char *sk_mysql_table_text(const struct sk_printer *p);

/* ---- regex.c -------------------------------------------------------------------------------------------------- */

enum sk_status sk_mysql_matches(struct sk_printer *p, const sk_node *text, const sk_node *pattern, bool ignore_case,
                                bool negated);
enum sk_status sk_mysql_similar_to(struct sk_printer *p, const sk_node *text, const sk_node *pattern, bool negated);
enum sk_status sk_mysql_regexp_replace(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_regexp_like(struct sk_printer *p, const PgQuery__FuncCall *call);
/** substring(text FROM pattern) */
enum sk_status sk_mysql_regexp_substring(struct sk_printer *p, const PgQuery__FuncCall *call);

/* ---- moments.c, intervals.c ----------------------------------------------------------------------------------- */

bool sk_mysql_time_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status);
enum sk_status sk_mysql_date_trunc(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_extract(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_timezone(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_to_char(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_to_time(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_value_function(struct sk_printer *p, const PgQuery__SQLValueFunction *value);

/* intervals.c: templates and functions for what dialects/common/intervals.c ends in */
extern const char sk_mysql_months[], sk_mysql_days[], sk_mysql_micros[], sk_mysql_span[], sk_mysql_interval[];
enum sk_status sk_mysql_between(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_moved(struct sk_printer *p, const PgQuery__FuncCall *call);
/** time + interval or, if `negative`, time - interval; of a date too it is a timestamp. */
enum sk_status sk_mysql_shift(struct sk_printer *p, const sk_node *time, const sk_node *interval, bool negative);

/* ---- json.c, arrays.c, elements.c ----------------------------------------------------------------------------- */

bool sk_mysql_json_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status);
bool sk_mysql_array_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status);
/** Print a value that becomes part of a document. */
enum sk_status sk_mysql_put_member(struct sk_printer *p, const sk_node *node);
/** As sk_print_template(), with the arguments as members of a document. */
enum sk_status sk_mysql_member_template(struct sk_printer *p, const char *template, size_t n,
                                        const sk_node *const *args);
/** `json`, an expression, as text: what ->> gives. */
const char *sk_mysql_json_text(struct sk_printer *p, const char *json);
enum sk_status sk_mysql_json_object(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_json_array(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_json_agg(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_json_object_agg(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_json_set(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_json_insert(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_to_json(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_json_path(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_row_to_json(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_array_function(struct sk_printer *p, const PgQuery__FuncCall *call);

enum sk_status sk_mysql_array(struct sk_printer *p, const PgQuery__AArrayExpr *array);
enum sk_status sk_mysql_subscript(struct sk_printer *p, const PgQuery__AIndirection *part);
enum sk_status sk_mysql_any_of(struct sk_printer *p, const PgQuery__AExpr *e, const char *op);
enum sk_status sk_mysql_elements(struct sk_printer *p, const PgQuery__RangeFunction *range,
                                 const PgQuery__FuncCall *call, const struct sk_range *found);
void sk_mysql_element(struct sk_printer *p, const struct sk_range *range, size_t column);
enum sk_status sk_mysql_lateral(struct sk_printer *p, const PgQuery__RangeSubselect *source,
                                const struct sk_range *range);
enum sk_status sk_mysql_gathered(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_mysql_series(struct sk_printer *p, const PgQuery__FuncCall *call, const char *alias,
                               const char *column);

/* ---- rows.c --------------------------------------------------------------------------------------------------- */

enum sk_status sk_mysql_change_rows(struct sk_printer *p, const sk_node *statement);

/** Has each row to say what it has there? The column, or its domain, takes no NULL and has no default but that. */
bool sk_mysql_has_to_be_given(const struct sk_catalog *catalog, const struct sk_column *column);

/* ---- rules.c ---------------------------------------------------------------------------------------------------- */

/* Version 4: random but for the version's digit and the variant's two bits (RFC 9562, 5.4). Servers that take any
 * expression for a DEFAULT take this one. */
#define SK_MYSQL_RANDOM_UUID \
    "LOWER(CONCAT(HEX(RANDOM_BYTES(4)), '-', HEX(RANDOM_BYTES(2)), '-4', SUBSTR(HEX(RANDOM_BYTES(2)), 2), '-', " \
    "SUBSTR('89ab', 1 + FLOOR(RAND() * 4), 1), SUBSTR(HEX(RANDOM_BYTES(2)), 2), '-', HEX(RANDOM_BYTES(6))))"
/* 16 bytes of it, as digits. */
#define SK_MYSQL_CHANCE "LOWER(HEX(RANDOM_BYTES(16)))"

/* ---- unchecked.c ------------------------------------------------------------------------------------------------ */

/** Before a statement that changes rows: tell the server not to look at foreign keys, if it would see less than the
 * whole statement. The table for sk_mysql_check_again(); NULL: it looks. */
const struct sk_table *sk_mysql_unchecked(struct sk_rewrite *rewrite, const sk_node *node, size_t pos_bytes);
/** After it: look at all foreign keys of the table, and to it. */
void sk_mysql_check_again(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes);

/** MySQL takes a temporary table once in a statement (error 1137): refuse one that names it again. */
enum sk_status sk_mysql_open_once(struct sk_printer *p, const sk_node *node);

#endif
