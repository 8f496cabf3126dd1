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

/* A binary operator as a template of $1 and $2. */
struct sk_operator_rule {
    const char *name;
    const char *to;
};

struct sk_printer_rules {
    const char *dialect;
    char quote;                               /* around names */
    const char *greatest, *least;             /* the functions for several values */
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
};

struct sk_printer {
    const struct sk_printer_rules *rules;
    struct sk_text *out;
    const struct sk_scope *scope;
    const struct sk_catalog *catalog;
    TALLOC_CTX *tmp;
    const char *file;         /* for errors; */
    size_t pos_bytes;         /* of the statement: where a node has no position of its own */
    const char *value_column; /* in a domain's CHECK: what VALUE stands for */
    const char *row_prefix;   /* "NEW": put before bare columns (triggers); NULL */
    /* Asked for each column first: prints what stands for it and returns true, or returns false. NULL: not asked. */
    bool (*column_hook)(struct sk_printer *p, const PgQuery__ColumnRef *ref);
    void *hook_data;
    const char *drop_qualifier; /* a table's own expressions: its name before a column is left out */
    struct sk_error *err;
};

/** Print an expression. */
SK_CHECKED enum sk_status sk_print_expr(struct sk_printer *p, const sk_node *node);

/** Print an expression in the place of a value of `type`: literals take the form in which it is stored. */
SK_CHECKED enum sk_status sk_print_value(struct sk_printer *p, const sk_node *node, const struct sk_type *type);

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

/** What follows an aggregate's arguments: FILTER and OVER. */
SK_CHECKED enum sk_status sk_print_call_tail(struct sk_printer *p, const PgQuery__FuncCall *call);

/** Fail at `node` with SK_EUNSUPPORTED, the ways out as the hint. */
enum sk_status sk_print_unsupported(struct sk_printer *p, const sk_node *node, const char *fmt, ...) SK_PRINTF(3, 4);

void sk_print_name(struct sk_printer *p, const char *name);
void sk_print_relation(struct sk_printer *p, const char *schema, const char *name);

/** The text of a string constant; NULL for any other node. Casts around it are looked through. */
const char *sk_constant_text(const sk_node *node);

#endif
