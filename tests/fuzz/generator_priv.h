/* tests/fuzz/generator_priv.h - what the generator's files share. */
#ifndef SKEIN_TESTS_FUZZ_GENERATOR_PRIV_H
#define SKEIN_TESTS_FUZZ_GENERATOR_PRIV_H

#include "core/text.h"
#include "tests/fuzz/generator.h"

/* A relation whose columns an expression may use. */
struct visible {
    const char *alias; /* NULL: the columns stand for themselves */
    const struct sk_table *table;
};

/* A block of PL/pgSQL. */
struct block {
    const char *kind;            /* its symbols begin so: "before", "after", "do" */
    const struct sk_table *home; /* whose trigger it is; NULL */
    struct sk_table *locals;     /* its variables, as columns */
    unsigned loops;              /* that are open */
    unsigned used;               /* records */
};

struct generator {
    const struct grammar *grammar;
    const char *target;      /* the engine */
    const struct sk_catalog *catalog;
    uint64_t state;          /* of the random numbers */
    unsigned names;          /* made so far */
    const char *focus;       /* what statements are made from more often; NULL */
    /* of the statement at hand */
    TALLOC_CTX *tmp;
    struct sk_text *out;
    bool failed;             /* the schema has not what it needs */
    bool no_queries;         /* an expression that may have no query in it */
    unsigned depth;
    size_t n_visible, first_visible;
    struct visible visible[16];
    size_t n_marks;
    size_t marks[16];        /* of n_visible: where a query begins */
    const struct sk_table *table;   /* what the statement is about; being made: so far */
    struct sk_type type;     /* that was named last, or of the column that was */
    const char *name;        /* of what was picked or made last */
    const char *kept;        /* one of these */
    const char *column;      /* that was named last */
    const char *function;    /* made last */
    const char *local;       /* variable, made last */
    struct block *block;     /* NULL */
    const char *view;        /* that the statement makes; NULL */
    struct sk_table *listed; /* a query's results, as the columns of a table; NULL */
    size_t n_views;
    struct sk_table **views; /* that were made, as tables: the schema does not tell the types of their columns */
    size_t n_columns;
    const struct sk_column **columns; /* of an INSERT */
};

unsigned gen_random(struct generator *g, unsigned n); /* 0 to n - 1; 0 for n = 0 */
void gen_fail(struct generator *g);

/** Expand a text with symbols in it, or one symbol. */
void gen_text(struct generator *g, const char *text);
void gen_symbol(struct generator *g, const char *name);
/** The expansion as a string of its own. */
char *gen_string(struct generator *g, const char *text);

/** A name as PostgreSQL wants to see it. */
void gen_name(struct generator *g, const char *name);

/** What `name` means beyond the grammar: a symbol that looks at the schema. False: it is none. */
bool gen_schema_symbol(struct generator *g, const char *name, const char *argument);

/* types.c: the symbols about types */
void gen_type(struct generator *g, const char *argument);
void gen_column_of(struct generator *g, const char *family);
void gen_literal(struct generator *g, const char *argument);
void gen_typed(struct generator *g, const char *argument);
/** "int", "text", ...: a symbol of the grammar for expressions of such types. */
const char *gen_family(const struct generator *g, const struct sk_type *type);
bool gen_is_volatile(const struct sk_column *column);
bool gen_is_numbered(const struct generator *g, const struct sk_column *column);
/** A NOT NULL column with a default that a BEFORE trigger of the table assigns? SQLite refuses a NULL for one that the
 *  trigger would have replaced (docs/sqlite.md). */
bool gen_is_replaced(const struct generator *g, const struct sk_table *table, const struct sk_column *column);
/** Has the table such a column? */
bool gen_counts(const struct generator *g, const struct sk_table *table);

/* tables.c */
void gen_table_elements(struct generator *g, const char *argument);
void gen_insert_columns(struct generator *g, const char *argument);
void gen_insert_columns_again(struct generator *g, const char *argument);
void gen_insert_rows(struct generator *g, const char *rows);
void gen_insert_cells(struct generator *g, const char *argument);
void gen_select_values(struct generator *g, const char *argument);
void gen_select_list(struct generator *g, const char *argument);
/** A view that there is, as a table; NULL. */
const struct sk_table *gen_any_view(struct generator *g);
/** Keep the view that the statement at hand makes. */
void gen_keep_view(struct generator *g, const char *name);

/* blocks.c: the symbols of PL/pgSQL */
void gen_shallow(struct generator *g, const char *symbol);
void gen_local(struct generator *g, const char *argument);
void gen_variable(struct generator *g, const char *family);
void gen_block(struct generator *g, const char *kind);
void gen_in_block(struct generator *g, const char *what);
void gen_loop(struct generator *g, const char *what);
void gen_record(struct generator *g, const char *what);
void gen_elsewhere(struct generator *g, const char *argument);
void gen_back(struct generator *g, const char *argument);
/** A table that the block at hand may use; NULL. */
const struct sk_table *gen_block_table(struct generator *g);

#endif
