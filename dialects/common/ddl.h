/*
 * dialects/common/ddl.h - an engine's own CREATE statements, read into the catalog's structs.
 *
 * What SQLite keeps of a schema is the text of its CREATE statements; what a dialect would send for a catalog is such
 * text too. One reader for both makes two catalogs that can be compared part by part. It knows the form of the
 * statements, not what is in their expressions: those stay text (struct sk_expr without a node).
 */
#ifndef SKEIN_DIALECTS_COMMON_DDL_H
#define SKEIN_DIALECTS_COMMON_DDL_H

#include "core/catalog.h"

enum sk_token_kind {
    SK_TOKEN_END,
    SK_TOKEN_WORD,   /* a key word or a name without quotes */
    SK_TOKEN_NAME,   /* a name in quotes */
    SK_TOKEN_STRING,
    SK_TOKEN_NUMBER,
    SK_TOKEN_SIGN,   /* an operator, a parenthesis, a comma */
};

struct sk_token {
    enum sk_token_kind kind;
    const char *text; /* of names and strings: without quotes */
    size_t from, to;  /* where it stands in the source */
};

/* What differs between the engines' texts. */
struct sk_ddl_rules {
    bool backslashes;   /* \ escapes in strings, and "..." is a string */
    bool dotted_names;  /* a schema is a prefix inside the name: "user_service.users" */
    bool loose_signs;   /* the server words expressions its own way: parentheses, introducers and casts of characters
                           do not count in sk_ddl_normal() */
};

struct sk_tokens {
    const char *sql;
    size_t n;
    struct sk_token *items; /* n of them, and one of kind END */
};

/** Read `sql` into tokens; comments and white space are left out. What cannot be read ends the list. */
struct sk_tokens *sk_tokens_read(TALLOC_CTX *owner, const struct sk_ddl_rules *rules, const char *sql);

bool sk_token_is(const struct sk_token *token, const char *word);

/** An expression in one spelling: for comparing, never for running. */
char *sk_ddl_normal(TALLOC_CTX *owner, const struct sk_ddl_rules *rules, const char *sql);

/** The names, constants and comparisons in it, sorted, each once: what two wordings of one expression have in common.
 */
char *sk_ddl_essence(TALLOC_CTX *owner, const struct sk_ddl_rules *rules, const char *sql);

/** Are two expressions the same, word for word? When not `exact` (a server has worded one of them its own way), their
 *  names and constants decide. */
bool sk_ddl_same(const struct sk_ddl_rules *rules, const char *a, const char *b, bool exact);

enum sk_ddl_kind { SK_DDL_OTHER, SK_DDL_TABLE, SK_DDL_INDEX, SK_DDL_VIEW, SK_DDL_TRIGGER };

struct sk_ddl {
    enum sk_ddl_kind kind;
    const char *schema, *on;     /* of an index and a trigger: the table they are on */
    struct sk_table *table;
    struct sk_index *index;
    struct sk_view *view;
    struct sk_trigger *trigger;  /* `body` is the text from BEGIN on */
};

/**
 * Read one CREATE statement. Columns have their declared type in `stored` and no kind; serial ones (AUTOINCREMENT,
 * AUTO_INCREMENT) have that as their identity; constraints without a name have NULL there, and those that stand with a
 * column name it in `columns`. False for a statement that is none of these or cannot be read.
 */
bool sk_ddl_read(struct sk_ddl *out, TALLOC_CTX *owner, const struct sk_ddl_rules *rules, const char *sql);

/** A declared type as the type of PostgreSQL's that is nearest; kind OTHER with its own name when none is. */
struct sk_type sk_ddl_type(TALLOC_CTX *owner, const char *declared);

/** An expression of an engine's, as text. NULL gives NULL. */
struct sk_expr *sk_ddl_expr(TALLOC_CTX *owner, const char *sql);

/** What tables that were read one by one know only together: names for constraints that have none (PostgreSQL's), the
 *  columns that a CHECK names, the key that a foreign key means when it names none. */
void sk_ddl_settle(struct sk_catalog *catalog, const struct sk_ddl_rules *rules);

#endif
