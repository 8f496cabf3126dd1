/*
 * core/probe.h - statements that try where the borders of a schema are, from both sides.
 *
 * From a catalog come, table by table, probes: what has to be in the database (setup), one statement that is tried, and
 * what is read afterwards. A probe says nothing of what should happen: it is run on two databases, and what one of them
 * does is what the other one has to do (core/verify.c). Statements are kept in parts until they are sent, so that a
 * probe that finds something can be made smaller; they are written in PostgreSQL's SQL.
 *
 * probe_value.c: what may be in a column of a type, and what just may not. probe_row.c: rows that the table takes.
 * probe_column.c, probe_key.c, probe_foreign.c, probe_view.c: the probes. probe_form.c: results in PostgreSQL's form.
 */
#ifndef SKEIN_CORE_PROBE_H
#define SKEIN_CORE_PROBE_H

#include "core/dialect.h"

/* ---- statements ----------------------------------------------------------------------------------------------- */

struct sk_probe_value {
    const struct sk_column *column;
    const char *text;  /* the value; NULL: SQL's NULL */
    bool is_sql;       /* `text` is an expression: DEFAULT, repeat('x', 70000) */
};

enum sk_probe_verb { SK_PROBE_INSERT, SK_PROBE_UPDATE, SK_PROBE_DELETE };

struct sk_probe_statement {
    enum sk_probe_verb verb;
    const struct sk_table *table;
    bool overriding;               /* INSERT ... OVERRIDING SYSTEM VALUE */
    size_t n_values, n_where;
    struct sk_probe_value *values; /* of the row; what is SET */
    struct sk_probe_value *where;
};

/** PostgreSQL's SQL of a statement, without semicolon. */
char *sk_probe_sql(TALLOC_CTX *owner, const struct sk_probe_statement *statement);

/** A value as it stands in SQL: a number bare, anything else in quotes. */
void sk_probe_put_value(struct sk_text *out, const struct sk_probe_value *value);

/** "schema"."table", without the schema where that is "public". */
void sk_probe_put_relation(struct sk_text *out, const char *schema, const char *name);

/* ---- probes --------------------------------------------------------------------------------------------------- */

struct sk_probe {
    const struct sk_table *table;
    const char *subject;           /* what it is about: "column title", "unique books_title_key" */
    size_t n_setup;
    struct sk_probe_statement *setup;
    struct sk_probe_statement test;
    const struct sk_view *view;    /* to be read as well; NULL */
};

typedef enum sk_status sk_probe_fn(void *data, const struct sk_probe *probe, struct sk_error *err);

/* A row that can be in a table once its `parents` are there. */
struct sk_probe_row {
    const struct sk_table *table;
    size_t variant;
    size_t n_values;
    struct sk_probe_value *values; /* of every column that can be given */
    size_t n_parents;
    const struct sk_probe_row **parents; /* to be inserted before, in this order */
    bool failed;                   /* none was found */
};

/* Asks one of the databases which rows of candidates satisfy the CHECKs: `sql` is a query with a number in its first
 * column; the numbers are appended to `out`. */
typedef enum sk_status sk_probe_ask_fn(void *data, const char *sql, size_t **out, size_t *n, TALLOC_CTX *owner);

/* Making probes of one catalog. */
struct sk_prober {
    TALLOC_CTX *owner;
    const struct sk_catalog *catalog;
    sk_probe_fn *emit;
    void *data;
    sk_probe_ask_fn *ask;
    void *ask_data;
    size_t n_rows;
    struct sk_probe_row **rows;    /* found so far */
    size_t depth;
};

/** All probes of a table. Stops at the first status that `emit` returns. */
SK_CHECKED enum sk_status sk_probe_table(struct sk_prober *p, const struct sk_table *table, struct sk_error *err);

/** The row `variant` (0, 1, 2: they differ where the table's keys are) of a table. Its `failed` is set when the table's
 *  foreign keys go in a circle that cannot be entered. Child of the prober's owner. */
const struct sk_probe_row *sk_probe_row(struct sk_prober *p, const struct sk_table *table, size_t variant);

/** INSERT of a row. The values are shared. */
struct sk_probe_statement sk_probe_insert(const struct sk_probe_row *row);

/** UPDATE of the row that `row` has inserted: one column set. `value` is borrowed. */
struct sk_probe_statement sk_probe_update(TALLOC_CTX *owner, const struct sk_probe_row *row,
                                          const struct sk_probe_value *value);

/** The conditions that find the row: its primary key, else a unique key, else nothing. */
void sk_probe_where(TALLOC_CTX *owner, const struct sk_probe_row *row, struct sk_probe_statement *statement);

/** Append what has to be inserted before `row`, what is there already left out. */
void sk_probe_add_parents(TALLOC_CTX *owner, struct sk_probe *probe, const struct sk_probe_row *row);
void sk_probe_add_setup(TALLOC_CTX *owner, struct sk_probe *probe, struct sk_probe_statement statement);

/** Put `text` in the place of the value of a column. The statement's values are copied. */
void sk_probe_set(TALLOC_CTX *owner, struct sk_probe_statement *statement, const char *column, const char *text,
                  bool is_sql);
/** Leave a column out. */
void sk_probe_omit(TALLOC_CTX *owner, struct sk_probe_statement *statement, const char *column);
const struct sk_probe_value *sk_probe_find(const struct sk_probe_statement *statement, const char *column);

/** Hand over a probe. */
SK_CHECKED enum sk_status sk_probe_emit(struct sk_prober *p, const struct sk_probe *probe, struct sk_error *err);

/* ---- by kind; each emits what it has to try ---------------------------------------------------------------------- */

SK_CHECKED enum sk_status sk_probe_columns(struct sk_prober *p, const struct sk_table *table, struct sk_error *err);
SK_CHECKED enum sk_status sk_probe_keys(struct sk_prober *p, const struct sk_table *table, struct sk_error *err);
SK_CHECKED enum sk_status sk_probe_foreign(struct sk_prober *p, const struct sk_table *table, struct sk_error *err);
SK_CHECKED enum sk_status sk_probe_views(struct sk_prober *p, const struct sk_table *table, struct sk_error *err);

/* ---- values --------------------------------------------------------------------------------------------------- */

/* A list of texts. */
struct sk_probe_texts {
    size_t n;
    const char **items;
};
void sk_probe_texts_add(TALLOC_CTX *owner, struct sk_probe_texts *list, const char *text);

/** A value of the type, another one for each of the first few variants. NULL: none is known. */
const char *sk_probe_base(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_type *type,
                          size_t variant);

/** What lies at the borders of a type, on both sides. Texts that begin with a 0x01 byte are SQL expressions. */
void sk_probe_edges(TALLOC_CTX *owner, struct sk_probe_texts *out, const struct sk_catalog *catalog,
                    const struct sk_type *type);

/** Can `text` be a value of the type, as far as that can be told without a database? When in doubt, no. */
bool sk_probe_fits(const struct sk_catalog *catalog, const struct sk_type *type, const char *text);

/** What a CHECK (or the predicate of an index) makes worth trying in a column, on both sides. */
void sk_probe_boundaries(TALLOC_CTX *owner, struct sk_probe_texts *out, const struct sk_catalog *catalog,
                         const struct sk_expr *expr, const char *column);

/** The type that a domain is of in the end; the type itself for any other. `*domain` is the outermost, or NULL. */
const struct sk_type *sk_probe_base_type(const struct sk_catalog *catalog, const struct sk_type *type,
                                         const struct sk_user_type **domain);

/* ---- results -------------------------------------------------------------------------------------------------- */

/**
 * A cell of a result in PostgreSQL's form, whatever engine it comes from: TRUE for 1, no zeros at the end of a number,
 * "T" in no timestamp, JSON in one order. What is within minutes of now is "<now>". `type` NULL: a column of a view,
 * whose type is guessed from the value.
 */
const char *sk_probe_form(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_type *type,
                          const char *text);

/** What a value looks like: letters as "a", digits as "9", runs of them as one. For random values. */
const char *sk_probe_shape(TALLOC_CTX *owner, const char *text);

/** The query for a table's rows: one column for each of `table`'s, bytes in hexadecimal digits. */
char *sk_probe_read_sql(TALLOC_CTX *owner, const struct sk_table *table);

#endif
