/*
 * dialects/postgres/tree.h - PostgreSQL's parse tree, as libpg_query hands it over.
 *
 * The only header that includes libpg_query's. Trees are unpacked into an arena that is a child of a talloc context,
 * so that a tree goes with its script; nodes are never freed one by one.
 */
#ifndef SKEIN_DIALECTS_POSTGRES_TREE_H
#define SKEIN_DIALECTS_POSTGRES_TREE_H

#include <jansson.h>
#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>

#include "core/dialect.h"

typedef PgQuery__Node sk_node; /* the generated name is unreadable in every second line */

/* "case SK_NODE(CREATE_STMT):" */
#define SK_NODE(KIND) PG_QUERY__NODE__NODE_##KIND
#define SK_OBJECT(NAME) PG_QUERY__OBJECT_TYPE__OBJECT_##NAME

/** Parse `sql` (NUL-terminated) into `*out`, its memory a child of `owner`. Errors carry the byte position. */
SK_CHECKED enum sk_status sk_pg_tree(PgQuery__ParseResult **out, TALLOC_CTX *owner, const char *sql,
                                     struct sk_error *err);

/*
 * PostgreSQL 16 takes a sub-query in FROM without a name, libpg_query's parser, which is 15's, does not: it is given
 * one (unnamed.c), and where things stand is counted as if it had none.
 */
struct sk_pg_given {
    const char *text; /* with the names so far */
    size_t n;
    struct sk_pg_insertion {
        size_t at, len;
    } *items;
};

/** Give a name to the sub-query at byte `at` if that is what the parser's `message` wants. False: it is not. */
bool sk_pg_give_name(struct sk_pg_given *given, TALLOC_CTX *owner, const char *message, size_t at);

/** The byte of the text without the names that is byte `at` of the text with them. */
size_t sk_pg_before_names(const struct sk_pg_given *given, size_t at);

/**
 * parentheses.c: what the deparser would write without the parentheses that it wants is taken out of a copy of the tree
 * (the tree itself where there is none, `*n` 0), and its words are put into the text of the rest.
 */
const sk_node *sk_pg_take_parenthesised(TALLOC_CTX *owner, const sk_node *node, size_t *n, const char ***texts);
char *sk_pg_put_parenthesised(TALLOC_CTX *owner, const char *text, size_t n, const char *const *texts);

/** Add `by` to every location in a message: it was parsed from a piece of the text that begins there. */
void sk_pg_shift_locations(ProtobufCMessage *message, size_t by);

/** Set every location in a message to where it is without the names. */
void sk_pg_move_locations(const struct sk_pg_given *given, ProtobufCMessage *message);

/** Call `visit` for each message right below `message`. */
void sk_pg_each_child(ProtobufCMessage *message, void (*visit)(ProtobufCMessage *child, void *data), void *data);

/** The text of a string constant; NULL for any other node. Casts around it are looked through. */
const char *sk_constant_text(const sk_node *node);

/** Is it a string as it stands in the text, without a cast? */
bool sk_node_is_string(const sk_node *node);
/** Is it NULL, of whatever type? */
bool sk_node_is_null(const sk_node *node);
/** Is it a whole number that is known, also in PostgreSQL's own words: '-1'::integer? */
bool sk_pg_known_integer(const sk_node *node, long *n);

/** The text of a statement node. NULL when libpg_query cannot deparse it. */
char *sk_pg_deparse(TALLOC_CTX *owner, const sk_node *statement);

/** The text of an expression node. */
char *sk_pg_deparse_expr(TALLOC_CTX *owner, const sk_node *expr);

/* What a DO block that is translated as a trigger is called: its table, its function and the trigger. */
#define SK_PG_DO "skein_do"
/* So begin the names of the tables that hold the rows of a WITH's queries for the time of a statement (staged.c). */
#define SK_PG_STAGE "skein_with_"

/** A function in PL/pgSQL, or a DO block, as libpg_query's JSON: to be released with json_decref(). NULL: it cannot be
 *  read. */
json_t *sk_pg_procedure(const sk_node *statement);

/** The SQLSTATE that a condition of PL/pgSQL is a name for; what is none is returned as it is. */
const char *sk_pg_condition(const char *name);
/** Is a handler WHEN `condition` for errors of that state? One that ends in 000 is its whole class. */
bool sk_pg_condition_takes(const char *condition, const char *state);

/** The handlers of a block's "exceptions"; NULL: it has none. */
const json_t *sk_pg_handlers(const json_t *exceptions);

/** The first handler with a condition that `takes` the state; NULL: there is none. */
const json_t *sk_pg_handler(const json_t *handlers, const char *state,
                            bool (*takes)(const char *condition, const char *state));

/** SQLSTATE or SQLERRM, which libpg_query has among the variables of a block with handlers? */
bool sk_pg_is_said_of_error(const char *name);

/** The end of what starts at `c` and is no code: a constant, a quoted name, a comment; `c` itself for anything else. */
const char *sk_pg_skip_quoted(const char *c);

/** Code with loops over queries for its loops over cursors; their lines are those that they were on, unless a query has
 *  more. */
const char *sk_pg_without_cursors(TALLOC_CTX *owner, const char *sql);

/** The same of a function of the catalog, which keeps what libpg_query said. */
json_t *sk_pg_function_procedure(const struct sk_function *function);

/** Does `is` hold for any key, with what stands under it, of such a tree? */
bool sk_pg_procedure_has(const json_t *node, bool (*is)(const char *key, const json_t *item, const void *data),
                         const void *data);

/** A deep copy of a node, its memory a child of `owner`. */
sk_node *sk_pg_copy(TALLOC_CTX *owner, const sk_node *node);

/** Set every location in a message to -1, unknown: two trees that differ in layout alone become the same. */
void sk_pg_strip_locations(ProtobufCMessage *message);

/** Call `visit` for every node at and below `message`; it returns false to stay out of that node's children. */
void sk_pg_walk(ProtobufCMessage *message, bool (*visit)(sk_node *node, void *data), void *data);

/** Likewise for `node`, itself first; for none if it is NULL. `visit` may put another one in its place where it is the
 * caller's own copy. */
void sk_pg_walk_node(const sk_node *node, bool (*visit)(sk_node *node, void *data), void *data);

/** The first query of a UNION and its like, which names the results; `select` itself when it is none. */
PgQuery__SelectStmt *sk_pg_first_query(PgQuery__SelectStmt *select);

/** Is a function of that name called anywhere in it? */
bool sk_pg_calls(const sk_node *node, const char *function);

/** The relation whose rows an INSERT, UPDATE or DELETE changes, which is no node of the tree; NULL: it is no such
 *  statement. */
PgQuery__RangeVar *sk_pg_changed_relation(const sk_node *statement);

/** What stands behind all casts of `node`; NULL for NULL. It may be changed where `node` may. */
static inline sk_node *
sk_pg_uncast(const sk_node *node)
{
    while (node && node->node_case == SK_NODE(TYPE_CAST))
        node = node->type_cast->arg;
    return (sk_node *)(uintptr_t)node;
}

/** A query as a node: `select` itself, not a copy. */
static inline sk_node
sk_pg_query_node(const PgQuery__SelectStmt *select)
{
    sk_node node = PG_QUERY__NODE__INIT;
    node.node_case = SK_NODE(SELECT_STMT);
    node.select_stmt = (PgQuery__SelectStmt *)(uintptr_t)select;
    return node;
}

/** A String node, a name's part. */
sk_node *sk_pg_string_node(TALLOC_CTX *owner, const char *text);

/** A reference to the column `name`, bare. */
sk_node *sk_pg_column_node(TALLOC_CTX *owner, const char *name);

/** An expression that is made: `sql`, with $1 ... standing for copies of `args`. No location of `sql` is in it. */
sk_node *sk_pg_made(TALLOC_CTX *owner, const char *sql, size_t n, const sk_node *const *args);

/** The name of a type that is written in SQL; NULL: it is none. */
PgQuery__TypeName *sk_pg_type_named(TALLOC_CTX *owner, const char *sql);

/** The expression for a node of a script, a child of `owner`. NULL gives NULL. */
struct sk_expr *sk_pg_expr(TALLOC_CTX *owner, const sk_node *node);

/**
 * An expression of a table's own (CHECK, index, generated column). It names columns of that table alone, so a name
 * needs no qualifier, and without one the expression stays true when the table is renamed. NULL of NULL.
 */
struct sk_expr *sk_pg_own_expr(TALLOC_CTX *owner, const sk_node *node);

static inline const sk_node *
sk_expr_node(const struct sk_expr *expr)
{
    return expr ? expr->node : NULL;
}

/* protobuf-c gives "" for a string that is not there. */
static inline const char *
sk_text_or_null(const char *text)
{
    return text && *text ? text : NULL;
}

/** The text of a String node; NULL for any other. */
static inline const char *
sk_node_string(const sk_node *node)
{
    return node && node->node_case == SK_NODE(STRING) ? node->string->sval : NULL;
}

/** The last and (as `*schema`, NULL if there is none) the last but one of a list of String nodes: a name. */
const char *sk_node_name(const char **schema, size_t n, sk_node *const *names);

/** Where a node stands in its script, in bytes; SK_NO_POS where the grammar does not record it. */
size_t sk_node_location(const sk_node *node);

/** boundary.c: see sk_expr_ops.boundaries. */
/** A statement in which no sub-query gives whole rows of tables whose parts are asked for: it gives their columns. */
const sk_node *sk_pg_without_rows(TALLOC_CTX *owner, const struct sk_catalog *catalog, const sk_node *statement);

/** Does a query name that column of that table? */
bool sk_pg_query_uses_column(const struct sk_catalog *catalog, const sk_node *query, const char *schema,
                             const char *table, const char *column);

/** Rename it there, in place; `catalog` may have it under its new name already. What comes out keeps its name. */
void sk_pg_query_rename_column(TALLOC_CTX *owner, const struct sk_catalog *catalog, sk_node *query, const char *schema,
                               const char *table, const char *from, const char *to);
/** Name the result `i` of a query that is the caller's own, where ORDER BY names it, too. One that GROUP BY may name is
 *  left as it is. */
void sk_pg_name_result(TALLOC_CTX *owner, sk_node *query, size_t i, const char *name);

void sk_pg_boundaries(TALLOC_CTX *owner, const struct sk_expr *expr, const char *column, const char ***out, size_t *n);

/** labels.c: see sk_expr_ops.rename_label. */
struct sk_expr *sk_pg_rename_label(TALLOC_CTX *owner, struct sk_expr *expr, const struct sk_catalog *catalog,
                                   const struct sk_table *table, const struct sk_label *label);

extern const struct sk_expr_ops sk_pg_expr_ops;

#endif
