/*
 * dialects/common/printer.h - PostgreSQL's tree printed as another engine's SQL.
 *
 * One general printer; a dialect is mostly data (struct sk_printer_rules): tables of functions and operators, and a
 * few functions for what tables cannot say (casts, typed literals). What cannot be had is refused with its position.
 */
#ifndef SKEIN_DIALECTS_COMMON_PRINTER_H
#define SKEIN_DIALECTS_COMMON_PRINTER_H

#include "dialects/postgres/scope.h"

struct sk_printer;
struct sk_range_words;

/*
 * A function of PostgreSQL's and what it is called with `n_args` arguments (-1: any number). `to` is a template:
 * $1 $2 ... are the arguments printed, $* all of them with commas, $d "DISTINCT " if written; a name alone means the
 * same arguments under that name. `fn`, if set, prints instead.
 */
struct sk_function_rule {
    const char *name;
    int n_args;
    const char *to;
    enum sk_status (*fn)(struct sk_printer *p, const PgQuery__FuncCall *call);
};

/* One of the queries of a UNION or its like, and what it gives. */
struct sk_arm {
    PgQuery__SelectStmt *select;
    struct sk_query_columns columns;
};

/* A binary operator as a template of $1 and $2. */
struct sk_operator_rule {
    const char *name;
    const char *to;
};

/** Where must a sub-query on the table that a statement changes stand apart from it? */
enum sk_own_reads {
    SK_OWN_NONE,
    SK_OWN_VALUES, /* in an UPDATE, where it would see the values that are changed */
    SK_OWN_JOINED, /* where the statement has other tables, too */
    SK_OWN_ALL,    /* in any that would see what it has done */
};

struct sk_printer_rules {
    const char *dialect;
    char quote;                               /* around names */
    const char *greatest, *least;             /* the functions for several values */
    const char *same, *other;                 /* IS NOT DISTINCT FROM and IS DISTINCT FROM, as templates */
    bool keeps_digits;                        /* storing a number does not round it to what the column holds */
    const char *no_limit;                     /* what LIMIT says for an OFFSET that has none */
    bool has_nulls_order;                     /* ORDER BY x NULLS FIRST */
    bool has_filter;                          /* FILTER (WHERE ...) after an aggregate */
    bool has_aggregate_order;                 /* the functions' rules see to an aggregate's own ORDER BY */
    bool has_values;                          /* VALUES (...), (...) as a query */
    bool has_full_join, has_lateral;
    bool has_all_sets;                        /* EXCEPT ALL, INTERSECT ALL */
    bool has_row_lists;                       /* (a, b) IN ((1, 2), (3, 4)) */
    /* A query of one row, or none: the last number of the table's column that counts by itself, as `seq`; NULL: the
     * engine does not say. */
    const char *(*own_count)(TALLOC_CTX *owner, const char *schema, const char *table);
    bool has_column_aliases;                  /* FROM (...) AS t (a, b) */
    bool has_same_names;                      /* two results of a sub-query in FROM may have one name */
    bool narrow_recursion;                    /* a recursive query has room for what its first rows have */
    bool no_outer_aggregates;                 /* a query has no aggregates of one further out */
    bool names_elements;                      /* its rows of array elements have columns of their own names */
    const struct sk_function_rule *functions; /* ended by a NULL name */
    const struct sk_operator_rule *operators; /* ended by a NULL name; what is not listed is printed as it is */
    /** CAST(arg AS type) */
    enum sk_status (*cast)(struct sk_printer *p, const sk_node *arg, const struct sk_type *type);
    /** A quoted literal in the place of a `type`, in the form in which the engine stores it. `text` NULL is NULL. */
    enum sk_status (*literal)(struct sk_printer *p, const char *text, const struct sk_type *type, const sk_node *at);
    /** An operator whose meaning depends on types. Returns false when the general rules apply. */
    bool (*operator_fn)(struct sk_printer *p, const char *op, const PgQuery__AExpr *expr, enum sk_status *status);
    /** text SIMILAR TO pattern */
    enum sk_status (*similar_to)(struct sk_printer *p, const sk_node *text, const sk_node *pattern, bool negated);
    /** CURRENT_TIMESTAMP and its like. */
    enum sk_status (*value_function)(struct sk_printer *p, const PgQuery__SQLValueFunction *value);
    /** Print the engine's name for a relation of PostgreSQL's, quoted: what becomes of schemas. */
    void (*relation)(struct sk_text *out, const char *schema, const char *name);
    /** A text constant. */
    void (*constant)(struct sk_printer *p, const char *text);
    /** One side of a comparison, printed, as it may stand beside the other; NULL: as it is. */
    const char *(*beside)(struct sk_printer *p, const char *sql, const sk_node *node, const sk_node *other);
    /** Of a UNION or its like: what the result `column` of one of the `n` queries is to be cast to, or NULL. */
    const struct sk_type *(*united)(struct sk_printer *p, size_t n, const struct sk_arm *arms, size_t arm,
                                    size_t column);
    /** A call as its function takes its arguments, where those are other types for the engine; NULL: as it is. */
    const PgQuery__FuncCall *(*arguments)(struct sk_printer *p, const PgQuery__FuncCall *call);
    /** left LIKE pattern; `escape` is "" where there is no such character. */
    enum sk_status (*like)(struct sk_printer *p, const sk_node *left, const sk_node *pattern, const char *escape,
                           bool negated, bool ignore_case);
    /** ARRAY[...] */
    enum sk_status (*array)(struct sk_printer *p, const PgQuery__AArrayExpr *array);
    /** left op ANY (array), left op ALL (array), for an array that is not written out. */
    enum sk_status (*any_of)(struct sk_printer *p, const PgQuery__AExpr *expr, const char *op);
    /** A function in FROM that gives the parts of an array or of a document; see struct sk_range. */
    enum sk_status (*elements)(struct sk_printer *p, const PgQuery__RangeFunction *range, const PgQuery__FuncCall *call,
                               const struct sk_range *found);
    /** A column of such a FROM item. */
    void (*element)(struct sk_printer *p, const struct sk_range *range, size_t column);
    /** LATERAL (SELECT ...) AS alias, for an engine that has none; and a column of it, where it has no name of its own.
     */
    enum sk_status (*lateral)(struct sk_printer *p, const PgQuery__RangeSubselect *source,
                              const struct sk_range *range);
    void (*lateral_column)(struct sk_printer *p, const struct sk_range *range, size_t column);
    /** generate_series() in FROM. */
    enum sk_status (*series)(struct sk_printer *p, const PgQuery__FuncCall *call, const char *alias,
                             const char *column);
    bool no_row_queries; /* a row before IN (SELECT ...) must not have a sub-query in it */
    bool no_limit_in; /* a sub-query after IN must not have LIMIT itself */
    bool plain_limit; /* LIMIT takes numbers and variables, and nothing that is computed */
    bool no_outer_tables; /* a sub-query in FROM must not name the columns of queries around it */
    const char *row_place; /* what tells a table's rows apart without a key; NULL: nothing does */
    bool no_row_tables; /* a sub-query in FROM must not name NEW and OLD: MariaDB 10.11 dies of it; variables do */
    /** array[1]; NULL: there is no such thing */
    enum sk_status (*subscript)(struct sk_printer *p, const PgQuery__AIndirection *part);
    const struct sk_range_words *ranges; /* ranges.h */
    /** An item of FROM that keeps a value of chance, once.h; NULL: a sub-query with DISTINCT does. */
    enum sk_status (*once)(struct sk_printer *p, const PgQuery__RangeSubselect *range);
    /** INSERT, UPDATE, DELETE; NULL: close enough to PostgreSQL's. */
    enum sk_status (*change_rows)(struct sk_printer *p, const sk_node *statement);
    enum sk_own_reads own_reads;
    bool no_delete_alias; /* DELETE of one table has no alias for it */
    bool has_variables; /* @name: a statement may read it where a trigger of its table changes what it is from */
    /** A function that cannot be put where it is called, made one of the engine's own; NULL with the reason. */
    const sk_node *(*stored)(struct sk_printer *p, const struct sk_function *function, size_t n_args,
                             const sk_node *const *args, const char **why);
    bool no_raise; /* no expression fails when it is asked for, and only then */
    bool has_steps; /* a recursive query may look at the row around it, and go on for as long as it likes */
    bool has_schemas; /* a schema is a place of its own: a database */
    /** Does the engine number the column's rows by itself, as a key of AUTOINCREMENT? */
    bool (*counts_itself)(const struct sk_catalog *catalog, const struct sk_table *table,
                          const struct sk_column *column);
    /** The value for which a trigger puts the column's default; NULL: there is no such one. */
    const char *(*stand_in)(struct sk_printer *p, const struct sk_table *table, const struct sk_column *column);
};

struct sk_counters;
struct sk_rewrite;
struct sk_storing;

/** Tables that get a column for as long as a statement runs, which tells their rows apart. */
struct sk_places {
    size_t n;
    const struct sk_table **tables;
};
#define SK_PLACE "skein_ctid"

struct sk_printer {
    const struct sk_printer_rules *rules;
    struct sk_text *out;
    const struct sk_scope *scope;
    const struct sk_catalog *catalog;
    TALLOC_CTX *tmp;
    const char *server_version; /* NULL: not known */
    const char *file;         /* for errors; */
    size_t pos_bytes;         /* of the statement: where a node has no position of its own */
    const char *value_column; /* in a domain's CHECK: what VALUE stands for */
    const char *row_prefix;   /* "NEW": put before bare columns (triggers); NULL */
    /* Asked for each column first: prints what stands for it and returns true, or returns false. NULL: not asked. */
    bool (*column_hook)(struct sk_printer *p, const PgQuery__ColumnRef *ref);
    const struct sk_plpgsql *plpgsql; /* the function whose text is being printed; NULL */
    void *hook_data;
    const PgQuery__SelectStmt *select; /* being printed, the innermost */
    const PgQuery__WithClause *inlined; /* its queries are put where their names stand */
    /* The table that a statement changes, where the engine refuses a sub-query on it: a table of its own is made of
     * the sub-query's rows first. NULL elsewhere. */
    const struct sk_table *changing;
    bool joining; /* the rest of its FROM is being printed: a query there may be on the same table */
    const struct sk_table *changed; /* by the statement, also within such a query, and in WITH; NULL: nothing is */
    bool runs_once; /* a statement of the migration itself, not of what stays when it has ended */
    unsigned choosing; /* WHERE, ON, what FROM reads: an engine may compute there what no row that is left asks for */
    const PgQuery__AExpr *stored; /* an operation whose result a column holds to its range; NULL */
    unsigned wide; /* integers are being computed in 64 bits: their range is looked at in the end */
    bool rowless; /* VALUES of an INSERT: the columns of its table are in the scope, but there is no row of it */
    size_t rows_at; /* where the rows of the last INSERT ... VALUES begin in what was printed */
    const char *note; /* what a rule has to say of the statement; NULL */
    const char *public_name; /* what "public" has to be called here, where it goes without saying elsewhere; NULL */
    unsigned within; /* queries of the dialect's own, whose tables may have columns of the same names */
    unsigned lexemes; /* to_tsvector() is being printed: what only a dictionary does to its text is not done */
    unsigned inlining; /* functions of the project that are being put in the place of their calls */
    struct sk_places *places; /* of tables without a key that the statement asks for ctid; NULL: they have none */
    struct sk_counters *counters; /* a default's, which may ask a sequence for its next number (counters.h); NULL */
    struct sk_rewrite *rewrite; /* where what has to be there first can be made; NULL */
    const struct sk_storing *storing; /* the functions that are being made (mysql/stored.c); NULL */
    const char *drop_qualifier; /* a table's own expressions: its name before a column is left out */
    bool uniting; /* what is printed is a UNION or its like, which its rules have united already */
    bool flat; /* calls that are much text, and are arguments of others, become sub-queries beside them (once.c) */
    struct sk_error *err;
};

/** Print an expression. */
SK_CHECKED enum sk_status sk_print_expr(struct sk_printer *p, const sk_node *node);

/** Print an expression in the place of a value of `type`: literals take the form in which it is stored. */
SK_CHECKED enum sk_status sk_print_value(struct sk_printer *p, const sk_node *node, const struct sk_type *type);

/** CASE and its like of numbers whose texts show other numbers of digits, as a choice among their texts; NULL: none. */
const sk_node *sk_print_choice_of_texts(struct sk_printer *p, const sk_node *node);

/** Is an assignment a cast that matters, of a moment to a date or a time, which is the day of it, or the time of that
 *  day, or of a day to a moment? */
bool sk_print_is_other_moment(const struct sk_type *from, const struct sk_type *to);

/** A value as it becomes one of `type`, where an expression of PostgreSQL's says that better than a cast; the node
 * itself where none does. */
const sk_node *sk_print_become(struct sk_printer *p, const sk_node *node, const struct sk_type *type);

/** A constant array as PostgreSQL's text; NULL: it is none, or of what has another form in it. */
const char *sk_print_array_text(struct sk_printer *p, const sk_node *node);

/** Print a statement: SELECT, INSERT, UPDATE, DELETE. */
SK_CHECKED enum sk_status sk_print_statement(struct sk_printer *p, const sk_node *node);

/** Print "`head` view (columns)`as` query": CREATE VIEW (as " AS"), or the INSERT that fills a materialized one. */
SK_CHECKED enum sk_status sk_print_view(struct sk_printer *p, const struct sk_view *view, const char *head,
                                        const char *as);

/** Print nodes with `separator` between them. */
SK_CHECKED enum sk_status sk_print_list(struct sk_printer *p, size_t n, sk_node *const *nodes, const char *separator);

/** Print `template` with $1 ... replaced by `args` printed. */
SK_CHECKED enum sk_status sk_print_template(struct sk_printer *p, const char *template, size_t n,
                                            const sk_node *const *args);

/** name(arguments), with DISTINCT, FILTER and OVER as written. */
SK_CHECKED enum sk_status sk_print_call(struct sk_printer *p, const char *name, const PgQuery__FuncCall *call);

/** What follows an aggregate's arguments: FILTER and OVER. */
SK_CHECKED enum sk_status sk_print_call_tail(struct sk_printer *p, const PgQuery__FuncCall *call);

/** The call with its FILTER in its arguments, for an engine that has none: NULL is what aggregates pass over. */
const PgQuery__FuncCall *sk_print_filtered(struct sk_printer *p, const PgQuery__FuncCall *call);

/** What a call of one of the project's functions comes to, where that is one expression, for rules that look at what an
 * argument is; else the node itself. */
const sk_node *sk_print_inlined(struct sk_printer *p, const sk_node *node);

/** Does `field`, of extract() and its like, mean the one called `name`? "days" is "day". */
bool sk_is_field(const char *name, const char *field);

/* A field of a time, $1: date_trunc() and extract() of it as templates; NULL: there is none. */
struct sk_time_field {
    const char *field, *trunc, *extract;
};

/** date_trunc() if `truncate`, else extract(), of a time by the `n` fields that the engine has, or of an interval. */
SK_CHECKED enum sk_status sk_print_time_field(struct sk_printer *p, const PgQuery__FuncCall *call, bool truncate,
                                              size_t n, const struct sk_time_field *fields);

/* ---- intervals.c ------------------------------------------------------------------------------------------------ */

struct sk_interval;

/** What an interval that is written out comes to, interval '1' DAY too; false: it is none. */
bool sk_print_known_interval(struct sk_interval *out, struct sk_printer *p, const sk_node *node);
/** An interval that is computed, in terms of the functions that engines have for it; NULL: it is anything else. */
const sk_node *sk_print_interval(struct sk_printer *p, const sk_node *node);
/** The number by which intervals are compared: microseconds, of months of 30 days and days of 24 hours. */
const sk_node *sk_print_span(struct sk_printer *p, const sk_node *interval);
/** A comparison of intervals as one of their spans; any other expression as it is. */
const PgQuery__AExpr *sk_print_spans(struct sk_printer *p, const PgQuery__AExpr *e);
/** extract(field FROM interval); NULL: it has no such field. */
const sk_node *sk_print_interval_part(struct sk_printer *p, const char *field, const sk_node *interval);
/** time + interval or, if `negative`, time - interval, as a call of skein_moved(). */
const sk_node *sk_print_moved(struct sk_printer *p, const sk_node *time, const sk_node *interval, bool negative);

/** current_setting('a.b', true): NULL, for a setting of one's own is set in PostgreSQL's sessions alone. */
enum sk_status sk_print_setting(struct sk_printer *p, const PgQuery__FuncCall *call);
/** The time zone that the expression is: a literal, or the session's, which is UTC; or NULL. */
const char *sk_print_zone(const sk_node *node);
/** timezone(zone, x): a moment's clock in that zone, or the moment at which a clock there shows x. `done` is false, and
 * nothing has been printed, when the zone is not one offset from UTC. */
SK_CHECKED enum sk_status sk_print_fixed_zone(bool *done, struct sk_printer *p, const PgQuery__FuncCall *call);
/** Does what stands at `at` in to_char()'s `format` stand for itself, being neither a pattern nor part of one? */
bool sk_format_is_plain(const char *format, const char *at);
/** A value as it goes into a document: one of char(n) has all its characters there. */
const sk_node *sk_print_padded(struct sk_printer *p, const sk_node *node);
/** The array with its elements of char(n) as texts, without the blanks behind them, where it is one of texts. */
const PgQuery__AArrayExpr *sk_print_elements(struct sk_printer *p, const PgQuery__AArrayExpr *array);
/** enum_range(NULL::t), enum_first(), enum_last(): the labels that the type has when this is written. */
enum sk_status sk_print_labels(struct sk_printer *p, const PgQuery__FuncCall *call);

/** ORDER BY's list. */
SK_CHECKED enum sk_status sk_print_sort(struct sk_printer *p, size_t n, sk_node *const *items);

/** Print the ORDER BY of an aggregate's call, with a space before it; nothing, where it has none. */
SK_CHECKED enum sk_status sk_print_call_order(struct sk_printer *p, const PgQuery__FuncCall *call);

/** The same within an aggregate or a window, where a number is a constant and not the number of a column. */
SK_CHECKED enum sk_status sk_print_inner_sort(struct sk_printer *p, size_t n, sk_node *const *items);

/* INSERT, UPDATE, DELETE without an alias for their table, which goes by its own name. */
void sk_print_drop_alias(TALLOC_CTX *owner, const sk_node *statement);
#define SK_PRINT_EACH_CHARACTER "string_to_array(x, NULL), which splits between all characters, has no equivalent on %s"

/* Parts of statements, for the rules' change_rows(). */
SK_CHECKED enum sk_status sk_print_with(struct sk_printer *p, const PgQuery__WithClause *with);
SK_CHECKED enum sk_status sk_print_from(struct sk_printer *p, const char *keyword, size_t n, sk_node *const *items);
void sk_print_range(struct sk_printer *p, const PgQuery__RangeVar *range);
/** Does the column decide which partition of the table a row goes to? */
bool sk_print_parts_by(const struct sk_table *table, const char *column);
/** Is it a view that reads the table, itself or by another? */
bool sk_print_is_view_of(const struct sk_printer *p, const PgQuery__RangeVar *range, const struct sk_table *table);
/** What UPDATE ... SET column = DEFAULT sets, in a text of its own; NULL: nothing that can be written there. No trigger
 * fills it, as it does what an INSERT leaves out. */
const char *sk_print_default(struct sk_printer *p, const struct sk_column *column);
/** Is it DEFAULT for a column whose default is nextval(), in a place where it cannot be counted? */
bool sk_print_counts(struct sk_printer *p, const sk_node *value, const struct sk_column *column);
#define SK_PRINT_COUNTS "DEFAULT of \"%s\", which is nextval(), has no equivalent in this place on %s"
/** A value for a column: its literal in the column's form. Not DEFAULT. */
SK_CHECKED enum sk_status sk_print_column_value(struct sk_printer *p, const sk_node *value,
                                                const struct sk_column *column);
/** The column that the i-th value of an INSERT is for. */
const struct sk_column *sk_print_target_column(const struct sk_table *table, const PgQuery__InsertStmt *s, size_t i);
/** The SELECT of an INSERT, its constants cast to the types of their columns. */
sk_node *sk_print_typed_select(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table);
/** The query of a sub-select in FROM, its results called as its alias wants where the alias itself cannot say so. */
SK_CHECKED enum sk_status sk_print_source(struct sk_printer *p, const PgQuery__RangeSubselect *range);
/** Is one side a path of labels, of the extension ltree? */
bool sk_print_is_ltree(const struct sk_printer *p, const PgQuery__AExpr *e);
/** Has a query GROUP BY, HAVING or an aggregate in its list of results? */
bool sk_print_is_aggregated(const PgQuery__SelectStmt *s);
/** Is it a call of an aggregate? */
bool sk_print_is_aggregate(const sk_node *node);
/** Does every row of its FROM give a row, with nothing to be done after that but an ORDER BY? */
bool sk_print_is_plain_query(const PgQuery__SelectStmt *s);
/** ORDER BY's list, with what its numbers and the names of results stand for. */
sk_node **sk_print_resolved_sort(struct sk_printer *p, const PgQuery__SelectStmt *s);
/** A query in FROM with every `*` of its results written out. */
const sk_node *sk_print_starless(struct sk_printer *p, const sk_node *query);
/** The item of FROM that an alias names; NULL: there is none. */
const struct sk_range *sk_print_find_range(const struct sk_printer *p, const char *alias);
/** How many columns an INSERT fills. */
size_t sk_print_insert_width(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table);

/** Print into a text of its own, which is half done where `*status` is no SK_OK. */
const char *sk_print_apart(struct sk_printer *p, const sk_node *node, enum sk_status *status);

/** The same, as a value of `type`, if that is not NULL. */
const char *sk_print_value_apart(struct sk_printer *p, const sk_node *node, const struct sk_type *type,
                                 enum sk_status *status);

/** The same for a statement. */
const char *sk_print_statement_apart(struct sk_printer *p, const sk_node *node, enum sk_status *status);

/** The column of `table` whose numbers the sequence gives that currval()'s argument names; NULL. */
const char *sk_numbered_column(const struct sk_catalog *catalog, const struct sk_table *table, const sk_node *sequence);

#define SK_CATALOGS_NOTE "what PostgreSQL's catalogs say is what the migrations come to"
/* nextval() in a statement that changes rows, of a column that counts by itself. */
#define SK_NUMBERED_NOTE "the next number of a sequence is the one after the highest of its column"

/** An INSERT or UPDATE with nextval() for values, for an engine without sequences: each row has the next number of its
 *  column, or a call of nextval() where a row can have one. `row_key`: the engine's own name for a row; NULL: it has
 * none. The statement itself where there is nothing to do. */
const sk_node *sk_numbered_statement(TALLOC_CTX *owner, const struct sk_printer_rules *rules,
                                     const struct sk_catalog *catalog, const sk_node *node, const char *row_key);
/** The same for a query whose rows are kept. */
const sk_node *sk_numbered_query(TALLOC_CTX *owner, const struct sk_printer_rules *rules,
                                 const struct sk_catalog *catalog, const sk_node *query);

/** What md5(), sha256() and their like are given, within casts and encode(); NULL: the expression is no digest. */
const sk_node *sk_digest_argument(const sk_node *node);

/** Does an expression have a function in it that gives another value each time: random(), gen_random_uuid() ...? */
bool sk_print_is_volatile(const sk_node *node);

/** get_byte(), set_byte(): is it known that the bytes have such an index? */
bool sk_print_is_within(struct sk_printer *p, const PgQuery__FuncCall *call);

/** Fail at `node` with SK_EUNSUPPORTED, the ways out as the hint. */
enum sk_status sk_print_unsupported(struct sk_printer *p, const sk_node *node, const char *fmt, ...) SK_PRINTF(3, 4);

void sk_print_name(struct sk_printer *p, const char *name);
void sk_print_relation(struct sk_printer *p, const char *schema, const char *name);


/** Is the column's default a word for a time, as 'now'? In PostgreSQL it is a constant, the time at which the default
 *  was set. */
bool sk_default_is_moment_word(const struct sk_column *column);
#define SK_MOMENT_WORD_NOTE "PostgreSQL keeps the time at which the default was set; here it is the time of each row"
#define SK_LATE_KEY_NOTE "a key is checked at once, for each row: DEFERRABLE has no equivalent"
#define SK_LATE_EXCLUSION_NOTE "an exclusion is checked at once, for each row: DEFERRABLE has no equivalent"

/** An argument of concat() and its like, which show a boolean's letter where a cast gives the word, and the blanks of a
 * char(n). */
const sk_node *sk_print_shown(struct sk_printer *p, const sk_node *node);

/* ---- full text (fulltext.c) ------------------------------------------------------------------------------------ */

/** to_tsvector(text), to_tsvector(configuration, text): the text. */
enum sk_status sk_print_lexemes(struct sk_printer *p, const PgQuery__FuncCall *call);
/** unaccent(text), unaccent(dictionary, text): in to_tsvector() the text, elsewhere refused. */
enum sk_status sk_print_unaccented(struct sk_printer *p, const PgQuery__FuncCall *call);

/** tsvector || tsvector, by the template `joined`. Returns false where `op` is another operator, or of other types. */
bool sk_print_joined_lexemes(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, const char *joined,
                             enum sk_status *status);

typedef void sk_note_fn(struct sk_rewrite *rewrite, size_t pos_bytes, const char *note);

/** Note each change that makes a column a tsvector. */
void sk_note_lexemes(struct sk_rewrite *rewrite, const struct sk_statement *statement, sk_note_fn *note);

/** The FROM item whose rows a bare name means as a whole; NULL: it means a column, or nothing that is known. */
const struct sk_range *sk_print_whole_row(const struct sk_printer *p, const sk_node *node);
/** A column of it as an expression. */
sk_node *sk_print_part_of_row(const struct sk_printer *p, const struct sk_range *row, size_t column);
/** row IS NULL, when all of it is; row IS NOT NULL, when none of it is (manual, 9.2). */
SK_CHECKED enum sk_status sk_print_row_null_test(struct sk_printer *p, const struct sk_range *row, bool null);
/** What is NULL when the document is: of to_jsonb(x) it is x. NULL: it never is. */
const sk_node *sk_print_null_of_document(const sk_node *node);
/** A scalar sub-query that gives a whole row, giving it as a document; NULL: it gives anything else. */
const sk_node *sk_print_row_query(struct sk_printer *p, const sk_node *node);

#endif
