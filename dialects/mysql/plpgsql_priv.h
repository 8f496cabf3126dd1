/* dialects/mysql/plpgsql_priv.h - what the files that write a body in the servers' language share; see plpgsql.h. */
#ifndef SKEIN_DIALECTS_MYSQL_PLPGSQL_PRIV_H
#define SKEIN_DIALECTS_MYSQL_PLPGSQL_PRIV_H

#include "dialects/mysql/plpgsql.h"
#include "dialects/mysql/print.h"

/* The variable of a FOR loop hides one of the same name for as long as the loop lasts. */
struct sk_counter {
    const char *name, *own;
    struct sk_counter *outer;
};

/* A loop that is open, and what its author calls it. */
struct sk_labelled {
    const char *label;
    int loop;
    const struct sk_labelled *outer;
};

/* A record is as many variables as it has fields. */
struct sk_record_field {
    const char *record, *name;
    struct sk_type type;
};

struct sk_mysql_body {
    struct sk_plpgsql f;
    const struct sk_function *function;
    struct sk_rewrite *rewrite;
    struct sk_printer printer;
    struct sk_text *out;
    const struct sk_type *returns; /* of a function's value; NULL: it is a trigger's */
    json_int_t begin, line;      /* of the body's BEGIN; of the statement at hand */
    size_t n_declared;
    size_t *declared;            /* the variables of blocks within that have been given their values, by number */
    bool uses_found, uses_count, uses_message;
    const struct sk_column *numbers; /* asked for before the server has numbered the row; NULL: none is */
    const char *missing;         /* what PostgreSQL says of a column that the table has not got; NULL */
    bool ended;                  /* what follows is never reached, and may name OLD where there is none */
    int loops;                   /* so far: each has a label */
    int loop;                    /* the innermost that is open; 0: none */
    const char *label;           /* of the statement at hand; NULL */
    const struct sk_labelled *labels; /* the loops that are open, the innermost first */
    struct sk_counter *counter;  /* of the innermost FOR loop; NULL: none */
    struct sk_text *counters;    /* their declarations, and those of records' fields */
    size_t n_fields;
    struct sk_record_field *fields;
};

/** The printer of a body's SQL, and what it knows of it. */
void sk_body_begin(struct sk_mysql_body *b, struct sk_rewrite *rewrite, size_t pos_bytes, struct sk_error *err);
/** "label: BEGIN ... END", of the function that has been opened. */
SK_CHECKED enum sk_status sk_body_put_function(struct sk_mysql_body *b, char **out);
/** "NEW.`a`": a column of NEW or OLD, as a value. */
void sk_body_put_row_field(struct sk_mysql_body *b, struct sk_text *out, const char *record, const char *name);
/** A statement of SQL. */
SK_CHECKED enum sk_status sk_body_print(const char **out, struct sk_mysql_body *b, const sk_node *node);
/** The statements of a list. */
SK_CHECKED enum sk_status sk_body_list(struct sk_mysql_body *b, const json_t *list);
/** An expression, and the text of one, as a value of `type`; NULL: of its own. */
SK_CHECKED enum sk_status sk_body_value(const char **out, struct sk_mysql_body *b, const sk_node *node,
                                        const struct sk_type *type);
SK_CHECKED enum sk_status sk_body_text(const char **out, struct sk_mysql_body *b, const char *text,
                                       const struct sk_type *type);
/** The error that a statement is which names a column that is gone (`b->missing`). */
void sk_body_missing(struct sk_mysql_body *b);
/** The type, with its collation, of a variable. */
const char *sk_body_type(struct sk_mysql_body *b, const struct sk_type *type);
/** The name of a variable of the function's, quoted. */
void sk_body_put_variable(const struct sk_mysql_body *b, struct sk_text *out, const char *name);

/** What an assignment to a variable, to a field, or to a column of NEW (`record` "new") is to, and its type. */
SK_CHECKED enum sk_status sk_body_put_target(struct sk_mysql_body *b, struct sk_text *out, const char *record,
                                             const char *name, struct sk_type *type);

/* plpgsql_flow.c: what decides which statements are run */
/** LOOP ... END LOOP with a label of its own; `test` comes first. */
SK_CHECKED enum sk_status sk_body_loop(struct sk_mysql_body *b, const char *test, const json_t *list);
SK_CHECKED enum sk_status sk_body_if(struct sk_mysql_body *b, const json_t *stmt);
SK_CHECKED enum sk_status sk_body_case(struct sk_mysql_body *b, const json_t *stmt);
SK_CHECKED enum sk_status sk_body_plain_loop(struct sk_mysql_body *b, const json_t *stmt);
SK_CHECKED enum sk_status sk_body_while(struct sk_mysql_body *b, const json_t *stmt);
SK_CHECKED enum sk_status sk_body_range(struct sk_mysql_body *b, const json_t *stmt);
SK_CHECKED enum sk_status sk_body_exit(struct sk_mysql_body *b, const json_t *stmt);

/* plpgsql_rows.c: records, and statements that read rows */
/** The field of a record, or NULL. */
const struct sk_record_field *sk_body_field(const struct sk_mysql_body *b, const char *record, const char *name);
void sk_body_put_field(struct sk_text *out, const char *record, const char *name);
/** Variables for the fields of a record that was declared to be a table's row, each of which is NULL at first. */
void sk_body_declare_row(struct sk_mysql_body *b, const char *record, const struct sk_table *table);
/** The same where the block begins that declares it, each time. */
void sk_body_clear_row(struct sk_mysql_body *b, const char *record, const struct sk_table *table);
/** Variables for the tables of a statement's rows, where these cannot be made of NEW and OLD themselves. */
void sk_body_keep_rows(struct sk_mysql_body *b);
/** record := other record; `*done` false: it is nothing of the kind. */
SK_CHECKED enum sk_status sk_body_copy_record(bool *done, struct sk_mysql_body *b, const char *record,
                                              const sk_node *value);
/** SELECT ... INTO. */
SK_CHECKED enum sk_status sk_body_select_into(struct sk_mysql_body *b, const json_t *stmt, const sk_node *query);
/** FOR ... IN query LOOP. */
SK_CHECKED enum sk_status sk_body_loop_over(struct sk_mysql_body *b, const json_t *stmt);
/** PERFORM. */
SK_CHECKED enum sk_status sk_body_perform(struct sk_mysql_body *b, const json_t *stmt);

#endif
