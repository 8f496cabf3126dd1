/* dialects/sqlite/sqlite.h - what the files of the SQLite dialect share. */
#ifndef SKEIN_DIALECTS_SQLITE_SQLITE_H
#define SKEIN_DIALECTS_SQLITE_SQLITE_H

#include "dialects/common/printer.h"

extern const struct sk_dialect sk_sqlite;
extern const struct sk_printer_rules sk_sqlite_rules;
extern const struct sk_range_words sk_sqlite_ranges;
extern const struct sk_function_rule sk_sqlite_functions[];
extern const struct sk_ledger_ops sk_sqlite_ledger;
extern const struct sk_contents_ops sk_sqlite_contents;
extern const char sk_sqlite_list_tables[];


/** A relation's name in the file: the schema in front of it, "user_service.users"; none for public. */
char *sk_sqlite_relation(TALLOC_CTX *owner, const char *schema, const char *name);

/** A printer for the statement at hand, into a new text; names are known in `scope` (NULL: none). */
struct sk_printer sk_sqlite_printer(const struct sk_rewrite *rewrite, const struct sk_scope *scope, size_t pos_bytes,
                                    struct sk_error *err);

/* types.c */
/** What a domain is of, and in `*domain` the domain; any other type itself, and NULL. */
const struct sk_type *sk_sqlite_base_type(const struct sk_catalog *catalog, const struct sk_type *type,
                                          const struct sk_user_type **domain);
/** The declared type: its affinity is what SQLite reads in it, its name is what people read. */
const char *sk_sqlite_type_name(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_type *type);
/** The collation that makes comparisons PostgreSQL's (uuid, char(n), citext); NULL: none. */
const char *sk_sqlite_collation(const struct sk_catalog *catalog, const struct sk_type *type);
/** A CHECK's expression that holds exactly the values that PostgreSQL's type holds; NULL: none is needed. */
char *sk_sqlite_type_check(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_type *type,
                           const char *column);
enum sk_status sk_sqlite_cast(struct sk_printer *p, const sk_node *arg, const struct sk_type *type);
/** Does a value of `from` lose digits of its seconds as one of `to`? A cast to so many cuts no further. */
bool sk_sqlite_is_cut(const struct sk_type *from, const struct sk_type *to);
enum { SK_SQLITE_DIGITS_OF_SECOND = 3 };
/** A value that a function or an operator takes as text: as it is, where SQLite shows it as PostgreSQL does. */
enum sk_status sk_sqlite_put_text(struct sk_printer *p, const sk_node *node);
enum sk_status sk_sqlite_literal(struct sk_printer *p, const char *text, const struct sk_type *type,
                                 const sk_node *at);
/** A conversion of stored values from one type to another, as an expression over `value`. */
char *sk_sqlite_convert(TALLOC_CTX *owner, const char *value, const struct sk_type *from, const struct sk_type *to);
/** A template with each "$" replaced by `value`. */
void sk_sqlite_fill(struct sk_text *text, const char *template, const char *value);

/* The whole number next to a double, of two the even one (rint(), in PostgreSQL's dround() and dtoi8()): a sum of 1.5 *
 * 2^52 has no room for a fraction. SQLite's round() takes the one further from zero, as PostgreSQL's of numerics. */
#define SK_SQLITE_EVEN \
    "CASE WHEN abs($) < 2251799813685248 THEN $ + 6755399441055744.0 - 6755399441055744.0 ELSE round($) END"
/** unfit.c: `arg`, printed as `value`, `converted`; it fails where PostgreSQL's cast does, for SQLite's makes something
 *  of any value. */
char *sk_sqlite_refusing(TALLOC_CTX *owner, char *converted, const char *value, const sk_node *arg,
                         const struct sk_type *from, const struct sk_type *to);

/* moments.c, json.c, strings.c: entries of the tables of functions and operators. An operator returns false when it is
 * none of its room. */
bool sk_sqlite_time_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status);
bool sk_sqlite_text_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status);
/** `text` ~ `pattern`; `similar`: SIMILAR TO. */
enum sk_status sk_sqlite_regex(struct sk_printer *p, const sk_node *text, const sk_node *pattern, bool ignore_case,
                               bool negated, bool similar);
enum sk_status sk_sqlite_regexp_replace(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_regexp_substr(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_substring(struct sk_printer *p, const PgQuery__FuncCall *call);
bool sk_sqlite_json_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status);
enum sk_status sk_sqlite_date_trunc(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_extract(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_timezone(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_to_char(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_to_time(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_json_object(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_json_array(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_array_to_string(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_json_agg(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_json_object_agg(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_json_set(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_json_insert(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_to_json(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_concat(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_concat_ws(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_format(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_translate(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_string_agg(struct sk_printer *p, const PgQuery__FuncCall *call);

/* intervals.c: templates and functions for what dialects/common/intervals.c ends in */
extern const char sk_sqlite_months[], sk_sqlite_days[], sk_sqlite_micros[], sk_sqlite_span[];
enum sk_status sk_sqlite_interval(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_between(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_moved(struct sk_printer *p, const PgQuery__FuncCall *call);

/* digests.c */
enum sk_status sk_sqlite_md5(struct sk_printer *p, const PgQuery__FuncCall *call);
/* sha2.c */
enum sk_status sk_sqlite_sha2(struct sk_printer *p, const PgQuery__FuncCall *call);
/** What sha256(), digest() or their like give, as hexadecimal digits in SQL; NULL: `node` is none of them. */
const char *sk_sqlite_sha2_digits(struct sk_printer *p, const sk_node *node, enum sk_status *status);

/* elements.c: arrays as rows, and the rules that LIKE and generate_series() have; see struct sk_printer_rules */
enum sk_status sk_sqlite_like(struct sk_printer *p, const sk_node *left, const sk_node *pattern, const char *escape,
                              bool negated, bool ignore_case);
enum sk_status sk_sqlite_array_of(struct sk_printer *p, const PgQuery__AArrayExpr *array);
enum sk_status sk_sqlite_any_of(struct sk_printer *p, const PgQuery__AExpr *e, const char *op);

/* Moments and days are texts here, of which one does not equal the other: sk_printer_rules. */
const char *sk_sqlite_beside(struct sk_printer *p, const char *sql, const sk_node *node, const sk_node *other);
const struct sk_type *sk_sqlite_united(struct sk_printer *p, size_t n, const struct sk_arm *arms, size_t arm,
                                       size_t column);
enum sk_status sk_sqlite_elements(struct sk_printer *p, const PgQuery__RangeFunction *range,
                                  const PgQuery__FuncCall *call, const struct sk_range *found);
void sk_sqlite_element(struct sk_printer *p, const struct sk_range *range, size_t column);
enum sk_status sk_sqlite_subscript(struct sk_printer *p, const PgQuery__AIndirection *part);
enum sk_status sk_sqlite_lateral(struct sk_printer *p, const PgQuery__RangeSubselect *source,
                                 const struct sk_range *range);
void sk_sqlite_lateral_column(struct sk_printer *p, const struct sk_range *range, size_t column);
enum sk_status sk_sqlite_series(struct sk_printer *p, const PgQuery__FuncCall *call, const char *alias,
                                const char *column);

/* bytes.c: decode() and encode() */
/** The bytes of `hex`, an expression of hexadecimal digits, as an expression. */
const char *sk_sqlite_unhex(struct sk_printer *p, const char *hex);
enum sk_status sk_sqlite_decode(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_encode(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_get_byte(struct sk_printer *p, const PgQuery__FuncCall *call);
enum sk_status sk_sqlite_set_byte(struct sk_printer *p, const PgQuery__FuncCall *call);
/** skein_bytes(digits, length), of once.c. */
enum sk_status sk_sqlite_bytes(struct sk_printer *p, const PgQuery__FuncCall *call);

/* forms.c: one value has one form */
/** The moment, to the thousandth, without zeros at its end: in its form. */
#define SK_SQLITE_NOW "rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.')"
/** " OR ...", where a value that `check` is about is not in its form yet: once it is, the CHECK is asked again.
 * `arrays`: "... OR ", of arrays alone, which are asked first. `added`: a column that the table lacks yet; NULL.
 * `row`: "NEW", of a trigger; NULL. */
const char *sk_sqlite_unformed(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_table *table,
                               const struct sk_column *added, const struct sk_expr *check, const char *row,
                               bool arrays);
/** The CHECK of a type whose values may be written in another form than the one that is stored; NULL: of another type.
 */
/** A text such as '{a,"b c",NULL}' as an array; no text of an array is an error when it is read. */
char *sk_sqlite_array_of_text(TALLOC_CTX *owner, const struct sk_type *type, const char *value);
char *sk_sqlite_form_check(TALLOC_CTX *owner, const struct sk_type *type, const char *column);
bool sk_sqlite_has_form(const struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_column *column);
bool sk_sqlite_has_forms(const struct sk_rewrite *rewrite, const struct sk_table *table);
/** The pair of triggers that puts the values of a row into their form; nothing if the table has no such column. */
void sk_sqlite_make_forms(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes);
void sk_sqlite_drop_forms(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes);
/** The rows that are there, after the column has become one of another type, while the table has no triggers. */
void sk_sqlite_form_rows(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_column *column,
                         size_t pos_bytes);
/** In the names of these triggers. */
#define SK_SQLITE_FORM "_skein_form_"
/** The table in which they have moments and days read, all tables' alike; empty between two statements. A script makes
 *  it when it is first needed in a run, and drops it at its end when no table in the catalog needs it any more. */
#define SK_SQLITE_MOMENT "skein_moment"
/** `table` (NULL: none) is being dropped, or loses columns. */
void sk_sqlite_lose_moments(struct sk_rewrite *rewrite, const struct sk_table *table);
/** At the end of a script. */
void sk_sqlite_settle_moments(struct sk_rewrite *rewrite);

/* tables.c */
/** CREATE TABLE of `table` under the name `as`. */
enum sk_status sk_sqlite_table_sql(char **out, struct sk_rewrite *rewrite, const struct sk_table *table, const char *as,
                                   bool if_not_exists, size_t pos_bytes, struct sk_error *err);
/** A column's definition, as in CREATE TABLE and ADD COLUMN; `constraints` (may be NULL-ended) go with it. */
enum sk_status sk_sqlite_column_sql(struct sk_printer *p, const struct sk_table *table, const struct sk_column *column,
                                    size_t n_constraints, struct sk_constraint *const *constraints);
/**
 * What a foreign key does ON DELETE there. RESTRICT within one table is NO ACTION: PostgreSQL looks when the statement
 * is done (manual, CREATE TABLE: RESTRICT differs in that it cannot be deferred), SQLite at each row that goes, though
 * the row that refers to it goes, too (Foreign Key Support, 4.3).
 */
enum sk_fk_action sk_sqlite_on_delete(const struct sk_table *table, const struct sk_constraint *k);
/** Is the column the table's INTEGER PRIMARY KEY AUTOINCREMENT? */
bool sk_sqlite_is_rowid(const struct sk_table *table, const struct sk_column *column);
/** Is it serial or an identity, and not the key? Then a trigger numbers its rows. */
bool sk_sqlite_is_numbered(const struct sk_table *table, const struct sk_column *column);
/** What stands in such a column until it has its number. */
const char *sk_sqlite_unnumbered(const struct sk_column *column);
/** Asserts that the rows that are there keep the CHECKs that are triggers: a trigger looks at what is written alone. */
enum sk_status sk_sqlite_check_rows(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes,
                                    struct sk_error *err);
/** The triggers that are part of a table's rules: serial columns that are not the key, GENERATED ALWAYS, CHECKs that
 *  sqlite's CHECK cannot say. */
enum sk_status sk_sqlite_table_triggers(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes,
                                        struct sk_error *err);
/** The triggers that keep values of one's own out of a GENERATED ALWAYS column. */
void sk_sqlite_make_always(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_column *column,
                           size_t pos_bytes);
void sk_sqlite_drop_always(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_column *column,
                           size_t pos_bytes);
/** DROP TRIGGER IF EXISTS: it is made again. */
void sk_sqlite_drop_trigger(struct sk_rewrite *rewrite, const char *name, size_t pos_bytes);

/* checks.c */
/** The domain that a column is of; NULL: of none. */
const struct sk_user_type *sk_sqlite_domain_of(const struct sk_catalog *catalog, const struct sk_column *column);
/** A domain's CHECK for one of its columns; `row` is "NEW." in a trigger. */
enum sk_status sk_sqlite_domain_check(const char **out, struct sk_printer *p, const struct sk_column *column,
                                      const struct sk_constraint *check, const char *row);
/** Is a constraint a CHECK that a trigger has to hold rows to? */
enum sk_status sk_sqlite_wants_trigger(bool *out, struct sk_printer *p, const struct sk_table *table,
                                       const struct sk_constraint *k);
/** The triggers that hold rows to what no CHECK of SQLite can say. */
enum sk_status sk_sqlite_make_checks(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes,
                                     struct sk_error *err);
/** Those of CHECKs of what BEFORE triggers assign: older than all other triggers, so that they come last. */
enum sk_status sk_sqlite_make_final_checks(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes,
                                           struct sk_error *err);
/** Take these triggers away; `*any` becomes true where the table has one, or one for which it would be made again. */
enum sk_status sk_sqlite_drop_checks(bool *any, struct sk_rewrite *rewrite, const struct sk_table *table,
                                     size_t pos_bytes, struct sk_error *err);
/** CREATE TABLE ... PARTITION OF, ATTACH and DETACH PARTITION: what rows the table takes. */
enum sk_status sk_sqlite_change_partition(struct sk_rewrite *rewrite, const struct sk_change *change,
                                          struct sk_error *err);
/** Run `sql`, which renames the table or a column (`change`): the table's triggers are made again under new names. */
enum sk_status sk_sqlite_rename(struct sk_rewrite *rewrite, const char *sql, const struct sk_change *change,
                                struct sk_error *err);
/** renames.c: ALTER TABLE ... RENAME COLUMN by itself. */
const char *sk_sqlite_rename_column_sql(TALLOC_CTX *owner, const struct sk_change *c);
/** The same, and what has to be made again with the new name. */
enum sk_status sk_sqlite_rename_column(struct sk_rewrite *rewrite, const struct sk_table *table,
                                       const struct sk_change *c, struct sk_error *err);
/** The same for what gives a table another name, or schema. */
enum sk_status sk_sqlite_rename_table(struct sk_rewrite *rewrite, const struct sk_table *table, const char *sql,
                                      const struct sk_change *c, struct sk_error *err);
/** sk_sqlite_table_triggers() of a table of `after`, the catalog as it will be. */
enum sk_status sk_sqlite_triggers_after(struct sk_rewrite *rewrite, struct sk_catalog *after,
                                        const struct sk_table *table, size_t pos_bytes, struct sk_error *err);
/** Can sqlite's own CHECK say it? A constraint of another kind: yes. */
enum sk_status sk_sqlite_check_is_native(bool *out, struct sk_rewrite *rewrite, const struct sk_table *table,
                                         const struct sk_constraint *k, size_t pos_bytes, struct sk_error *err);
/** Is printed SQL free of sub-queries, the clock and chance: fit for CHECKs, indexes, generated columns? */
bool sk_sqlite_is_plain(const char *sql);
/** In the body of each trigger that skein makes: a rebuild knows by it which triggers it makes again. */
#define SK_SQLITE_OWN "/* skein */"

/* In the names of the triggers that hold rows to what the partitions take. */
#define SK_SQLITE_NO_PARTITION "no partition"

/* indexes.c */
enum sk_status sk_sqlite_index(struct sk_rewrite *rewrite, const struct sk_table *table, const char *schema,
                               const char *on, const struct sk_index *index, const struct sk_change *change,
                               struct sk_error *err);
/** DROP INDEX; `index`, if not NULL, says what else there is of it. */
void sk_sqlite_drop_index(struct sk_rewrite *rewrite, const char *schema, const char *name,
                          const struct sk_index *index, size_t pos_bytes);
/** The indexes that are part of a table's rules: NULLS NOT DISTINCT, EXCLUDE. */
enum sk_status sk_sqlite_key_indexes(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes,
                                     struct sk_error *err);
/** Take them out; true if there are any. */
bool sk_sqlite_drop_key_indexes(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes);

/* defaults.c */
/** A value that nobody gives, for a column's default that a trigger replaces; NULL: the type has none. */
const char *sk_sqlite_stand_in(const struct sk_catalog *catalog, const struct sk_column *column);
/** The default of a column that takes a query, printed for its table's row, in whose scope `p` is; a child of p->tmp.
 * NULL: DEFAULT can say it, or it cannot be had. */
const char *sk_sqlite_late_default(struct sk_printer *p, const struct sk_table *table, const struct sk_column *column);
/** 'column = stand-in OR ' for each column in an expression on `table` that a trigger gives its value; "" for none. */
const char *sk_sqlite_awaits(struct sk_printer *p, const struct sk_table *table, const struct sk_expr *expr);
/** Likewise for the column's own value, spelled `value`, as a domain's CHECK has it. */
const char *sk_sqlite_awaits_value(struct sk_printer *p, const struct sk_table *table, const struct sk_column *column,
                                   const char *value);

enum sk_status sk_sqlite_currval(struct sk_printer *p, const PgQuery__FuncCall *call);
/** Has printed SQL a sub-query? */
bool sk_sqlite_has_query(const char *sql);

/* sequences.c */
struct sk_counters;
struct sk_counting;
/** A query for the last number of a table's AUTOINCREMENT (struct sk_printer_rules). */
const char *sk_sqlite_own_count(TALLOC_CTX *owner, const char *schema, const char *table);
/** Have the counters of the sequences that a default has asked for (counters.h). */
void sk_sqlite_make_counters(struct sk_rewrite *rewrite, const struct sk_counters *counters, size_t pos_bytes);
/** How the dialect works with them (sk_with_counters(), sk_counters_ask()). */
extern const struct sk_counting sk_sqlite_counting;
/** ALTER, RENAME SEQUENCE, as far as other objects are concerned. */
enum sk_status sk_sqlite_change_sequence(struct sk_rewrite *rewrite, const struct sk_change *change,
                                         struct sk_error *err);
/** Have AUTOINCREMENT of a new table, called `name` so far, begin where its sequence does. */
void sk_sqlite_start_rowid(struct sk_rewrite *rewrite, const struct sk_table *table, const char *name,
                           size_t pos_bytes);
/** RESTART IDENTITY. */
void sk_sqlite_restart(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes);
/** SELECT setval(...), FROM something or not. */
enum sk_status sk_sqlite_set_value(struct sk_rewrite *rewrite, const PgQuery__SelectStmt *select,
                                   size_t pos_bytes, struct sk_error *err);

/* generated.c */
/** The expression of a generated column, printed as a value of its type; a child of p->tmp. */
enum sk_status sk_sqlite_generated_sql(const char **out, struct sk_printer *p, const struct sk_column *column);
/** The same for a column that triggers fill, because its expression takes a query; NULL: it is none, or cannot be had.
 */
const char *sk_sqlite_made_value(struct sk_printer *p, const struct sk_column *column);
/** What stands in such a column until it is filled; NULL: NULL does. */
const char *sk_sqlite_unmade(const struct sk_catalog *catalog, const struct sk_column *column);
/** What a column of that kind is in a row of the table `before`, in whose scope `p` is, as it becomes `after`; NULL: it
 * is none, or needs a column that was not there. */
const char *sk_sqlite_made_before(struct sk_printer *p, const struct sk_table *before, const struct sk_table *after,
                                  const struct sk_column *column);
/** Has the column values that an INSERT may give: is it not generated by SQLite itself? */
bool sk_sqlite_is_stored(const struct sk_rewrite *rewrite, const struct sk_table *table,
                         const struct sk_column *column);
/** Fill the columns of that kind in all rows. */
void sk_sqlite_make_rows(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes);

/* filled.c: what a BEFORE trigger fills */
/** Is it a CHECK of a column that a BEFORE trigger of the table assigns? */
bool sk_sqlite_fills_check(const struct sk_catalog *catalog, const struct sk_table *table,
                           const struct sk_constraint *k);
/** Do several BEFORE triggers assign what a CHECK looks at? It waits until the last of them is done. */
bool sk_sqlite_fills_in_turns(const struct sk_catalog *catalog, const struct sk_table *table);
/** DEFAULT NULL is none, unless it stands before the default of the column's domain, which is one. */
bool sk_sqlite_has_default(const struct sk_catalog *catalog, const struct sk_column *column);
/** What stands in the column until its trigger has run; NULL: it is none of them. */
const char *sk_sqlite_unfilled(const struct sk_catalog *catalog, const struct sk_table *table,
                               const struct sk_column *column);
/** A column of a key that a BEFORE INSERT trigger of the table assigns, which is when the row is there; NULL: none. */
const char *sk_sqlite_filled_key(const struct sk_catalog *catalog, const struct sk_table *table);
/** The CHECK of the column's type, `check`, so that it takes that; `unfilled` NULL: whatever it may be for the type. */
const char *sk_sqlite_unfilled_check(TALLOC_CTX *owner, const struct sk_type *type, const char *unfilled,
                                     const char *column, const char *check);
/** The trigger that refuses what is left unfilled; nothing if the table has no such column. */
void sk_sqlite_make_filled(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes);
void sk_sqlite_drop_filled(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes);
/** Are the columns that triggers fill other ones in `later`, or the CHECKs? Then the table has to be rebuilt. */
bool sk_sqlite_filled_differ(const struct sk_catalog *before, const struct sk_table *table,
                             const struct sk_catalog *after, const struct sk_table *later);

/* exclusions.c */
/** Say of a key or an exclusion that PostgreSQL looks at later that here each row is looked at. */
void sk_sqlite_note_late(struct sk_rewrite *rewrite, const struct sk_constraint *k, size_t pos_bytes);
/** The triggers of the EXCLUDE constraints that are no indexes. */
enum sk_status sk_sqlite_make_exclusions(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes,
                                         struct sk_error *err);
/** Asserts that the rows that are there keep them. */
enum sk_status sk_sqlite_check_exclusions(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes,
                                          struct sk_error *err);
/** Take them out; true if there are any. */
bool sk_sqlite_drop_exclusions(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes);

/* dialect.c */
/** CREATE VIEW. */
enum sk_status sk_sqlite_make_view(struct sk_rewrite *rewrite, const struct sk_view *view, size_t pos_bytes,
                                   struct sk_error *err);

/* alter.c */
/** All changes of one statement that are of one table. */
enum sk_status sk_sqlite_alter(struct sk_rewrite *rewrite, const struct sk_statement *statement, struct sk_error *err);
/** What CASCADE takes along with `change` from other relations: views, foreign keys, columns of a dropped type. */
enum sk_status sk_sqlite_cascade(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err);
/** Rebuild every table with a column of a type that changes: an enum's labels, a domain's rules. */
enum sk_status sk_sqlite_retype(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err);

/** Rebuild `table` as it is `after`: its columns are the same, its triggers are not. */
enum sk_status sk_sqlite_rebuild_as(struct sk_rewrite *rewrite, const struct sk_table *table,
                                    const struct sk_table *after, struct sk_catalog *catalog, size_t pos_bytes,
                                    struct sk_error *err);

/* triggers.c */
/** All of a table's, and what numbers its columns. */
enum sk_status sk_sqlite_make_triggers(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes,
                                       struct sk_error *err);
void sk_sqlite_drop_triggers(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes);
/** From those of a table to those that it has `after`, when `catalog` is what there is. Others are left as they are. */
enum sk_status sk_sqlite_change_triggers(struct sk_rewrite *rewrite, const struct sk_table *before,
                                         const struct sk_table *after, struct sk_catalog *catalog, size_t pos_bytes,
                                         struct sk_error *err);
/** What a table's were made as last is not what they would be now; `schema` NULL: all tables'. */
void sk_sqlite_forget_triggers(struct sk_rewrite *rewrite, const char *schema, const char *table);
/** Are those of `after`, when `catalog` is what there is, other ones than those of `before`? */
bool sk_sqlite_triggers_differ(struct sk_rewrite *rewrite, const struct sk_table *before, const struct sk_table *after,
                               struct sk_catalog *catalog, size_t pos_bytes);
/** `name` with its quotes. */
const char *sk_sqlite_quoted(TALLOC_CTX *owner, const char *name);
/** The table whose rows say which rows are being filled by triggers: relation, rowid. Empty between two statements. */
#define SK_SQLITE_ASSIGNING "skein_assigning"
/** Tables that are the dialect's own, as a list of literals. */
#define SK_SQLITE_OWN_TABLES "'" SK_SQLITE_ASSIGNING "', '" SK_SQLITE_MOMENT "', '" SK_COUNTERS "'"
void sk_sqlite_make_marks(struct sk_rewrite *rewrite, size_t pos_bytes);
/** `table` loses its triggers: where it was the last one that had any, that table goes too. */
void sk_sqlite_drop_marks(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes);
/** An UPDATE of skein's own in a trigger's body, with its semicolon; `marked`: the project's triggers do not fire. */
void sk_sqlite_put_update(struct sk_text *sql, const char *relation, const char *update, bool marked);
/** Has the table triggers that would see its values being put into their form? */
bool sk_sqlite_marks_forms(const struct sk_table *table);
/** The statement without what PostgreSQL takes and does not keep (taken.c). */
const sk_node *sk_sqlite_as_taken(struct sk_rewrite *rewrite, const sk_node *node, size_t pos_bytes);
/** Does a BEFORE UPDATE trigger give the column its value, whatever the statement has set? */
bool sk_sqlite_trigger_sets(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_column *column,
                            size_t pos_bytes);
/** CREATE OR REPLACE FUNCTION: the triggers that call it are made again. */
enum sk_status sk_sqlite_replace_function(struct sk_rewrite *rewrite, const struct sk_change *change,
                                          struct sk_error *err);

/** See dialects/common/unmade.h. */
bool sk_sqlite_can_make(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_trigger *trigger);

/* depth.c */
/** Has SQLite's parser no room for it? */
bool sk_sqlite_is_deep(const struct sk_rewrite *rewrite, const char *sql);

/** Take from the statements that are too deep, from the output `from` on, what parentheses they can do without. Is one
 *  too deep even so? */
bool sk_sqlite_strip_deep(struct sk_rewrite *rewrite, size_t from);

/** Refuse what SQLite's parser has no room for: statements from the output `from` on. */
enum sk_status sk_sqlite_check_depth(const struct sk_rewrite *rewrite, size_t from, size_t pos_bytes,
                                     struct sk_error *err);

/* parens.c */
/** The statement with spaces for the parentheses that say nothing. */
char *sk_sqlite_without_parens(TALLOC_CTX *owner, const char *sql);

/* followers.c */
/** `run` the statement; triggers of other tables, which name what it is about, are as the schema is after it. */
enum sk_status sk_sqlite_with_followers(struct sk_rewrite *rewrite, const struct sk_statement *statement,
                                        enum sk_status (*run)(struct sk_rewrite *, const struct sk_statement *,
                                                              struct sk_error *),
                                        struct sk_error *err);

/* references.c */
/** Before a statement that deletes or changes rows of `table`: act for foreign keys, should they be off. `*n_made` is
 *  for the call after it. */
enum sk_status sk_sqlite_guard(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes,
                               size_t *n_made, struct sk_error *err);
void sk_sqlite_unguard(struct sk_rewrite *rewrite, size_t n_made, size_t pos_bytes);
/** At the end of a script: take the guards out if foreign keys are on. */
void sk_sqlite_settle_guards(struct sk_rewrite *rewrite);

/* introspect.c */
enum sk_status sk_sqlite_copy_schema(const char ***out, size_t *n, TALLOC_CTX *owner, struct sk_conn *conn,
                                     struct sk_error *err);
enum sk_status sk_sqlite_introspect(struct sk_catalog **out, TALLOC_CTX *owner, struct sk_conn *conn,
                                    const struct sk_catalog *like, struct sk_error *err);
enum sk_status sk_sqlite_project(struct sk_catalog **out, TALLOC_CTX *owner, const struct sk_catalog *catalog,
                                 const char *server_version, struct sk_error *err);
bool sk_sqlite_same_expr(struct sk_expr *a, struct sk_expr *b, const struct sk_type *type, bool exact);

/* rows.c */
enum sk_status sk_sqlite_rows(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err);
/** Is it a statement that changes the rows of a view? PostgreSQL changes those of its table. */
bool sk_sqlite_changes_view(const struct sk_catalog *catalog, const sk_node *node);

/** sk_rewrite.state: what is remembered from one statement to another. */
struct sk_sqlite_memory {
    size_t n_guards;
    size_t *guards;    /* outputs of the script at hand that are there for foreign keys that are off (references.c) */
    bool has_moments;  /* this run has made SK_SQLITE_MOMENT */
    bool lost_moments; /* a table that used it has gone in this script */
    bool flat;         /* what is at hand was too deep for the parser: calls within calls stand beside them. A table's
                        * triggers, which come from more than one kind of statement, are flat by themselves or not */
    size_t n_made;
    struct sk_sqlite_made { /* a table's triggers, as they were made last: the table, and their SQL */
        const char *schema, *table, *sql;
    } *made;
};
struct sk_sqlite_memory *sk_sqlite_memory(struct sk_rewrite *rewrite);

/** Append one statement. `note` NULL: exact. */
void sk_sqlite_run(struct sk_rewrite *rewrite, const char *sql, size_t pos_bytes, const char *note);
/** Append a construct that is only noted. */
void sk_sqlite_note(struct sk_rewrite *rewrite, size_t pos_bytes, const char *note);
/** Append a query that must give no row. */
void sk_sqlite_assert(struct sk_rewrite *rewrite, const char *sql, size_t pos_bytes, const char *message);

/* ---- explain.c ------------------------------------------------------------------------------------------------ */

enum sk_status sk_sqlite_explain(struct sk_access **out, TALLOC_CTX *owner, struct sk_conn *conn, const char *sql,
                                 struct sk_error *err);
char *sk_sqlite_gather_statistics(TALLOC_CTX *owner, const char *schema, const char *name);

#endif
