/*
 * dialects/mysql/physical.h - a table as the server has it, in named parts.
 *
 * CREATE TABLE prints the parts, ALTER TABLE compares those before a statement with those after it and changes what is
 * different. So whatever a change of the catalog brings about (a text that becomes a VARCHAR because another table
 * refers to it, a CHECK that lists one more label) is found, and not thought of case by case.
 */
#ifndef SKEIN_DIALECTS_MYSQL_PHYSICAL_H
#define SKEIN_DIALECTS_MYSQL_PHYSICAL_H

#include "dialects/mysql/mysql.h"

/* ---- types.c: strings are what keys make demands on ----------------------------------------------------------- */

struct sk_mysql_string {
    bool is;      /* text or bytes of variable length, stored as such */
    bool binary;
    bool fixed;   /* CHAR(n) */
    int length;   /* characters; -1: no limit */
};

/** What a value of `type` is stored in, if it is a string. */
struct sk_mysql_string sk_mysql_string_of(const struct sk_catalog *catalog, const struct sk_type *type);
/** Bytes that a value takes in a key; 0 for what cannot be in one, and for strings. */
unsigned sk_mysql_key_bytes(const struct sk_catalog *catalog, const struct sk_type *type);
/** The type's name; `s` is its string, with the length that keys leave to it. */
char *sk_mysql_type_sql(TALLOC_CTX *owner, const struct sk_catalog *catalog, bool mariadb, const struct sk_type *type,
                        struct sk_mysql_string s);
/** A CHECK's expression that holds the column (given quoted) to PostgreSQL's type; NULL: none is needed. */
char *sk_mysql_type_check(TALLOC_CTX *owner, const struct sk_catalog *catalog, bool mariadb,
                          const struct sk_type *type, const char *column);

/* MySQL takes an expression of more characters for a LONGTEXT, which no key can be on (error 3757). */
enum { SK_MYSQL_EXPRESSION_CHARS = 512 };

/* ---- keys.c --------------------------------------------------------------------------------------------------- */

/* How many characters a string column has under its keys. */
struct sk_mysql_key_use {
    bool any;          /* it is in a key */
    bool strict;       /* in one that must hold the whole value: primary, unique, foreign */
    int chars;         /* the least that any key leaves to it */
    int strict_chars;  /* the least that any of those leaves to it */
};

/** What the keys of `table` ask of its column. */
struct sk_mysql_key_use sk_mysql_key_use(const struct sk_catalog *catalog, const struct sk_table *table,
                                         const struct sk_column *column);
/** The characters that `index` leaves to a string column of its. */
int sk_mysql_index_share(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_index *index,
                         const char *column);
/** The column that `column` refers to by a foreign key, followed to its end; the column itself if to none. */
const struct sk_column *sk_mysql_root_column(const struct sk_catalog *catalog, const struct sk_table **table,
                                             const struct sk_column *column);
/** Is the column AUTO_INCREMENT? One of a table can be: the primary key, or of several the one whose sequence is first
 * by name, which hangs neither on the order of the columns nor on what they are called now. */
bool sk_mysql_is_auto(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_column *column);
/** In a BEFORE INSERT trigger: the row gets its number, which the server itself would give it later. */
char *sk_mysql_number_now(TALLOC_CTX *owner, const struct sk_table *table, const struct sk_column *column);
/** Is it serial, an identity, or does it have nextval() for its default? */
bool sk_mysql_is_numbered(const struct sk_column *column);
/** Is the index one that a B-tree can stand for? */
bool sk_mysql_is_ordered(const struct sk_index *index);
/** Does a foreign key's action change the column (ON DELETE SET NULL ...)? Then no CHECK can name it. */
bool sk_mysql_is_acted_on(const struct sk_table *table, const char *column);
/** How many columns of a key have to go to its end, so that MySQL does not take it for the key of a foreign key. */
size_t sk_mysql_misleads(const struct sk_table *table, size_t n, const char *const *columns);
/** Is `foreign`'s referring side served by a key that the table has anyway? */
bool sk_mysql_has_key_for(const struct sk_catalog *catalog, const struct sk_table *table,
                          const struct sk_constraint *foreign);
/** Would MySQL take a unique key for that of `foreign`'s referring side, however it is turned? */
bool sk_mysql_is_misled(const struct sk_catalog *catalog, const struct sk_table *table,
                        const struct sk_constraint *foreign);
/** Has the server an order for the column's values? */
bool sk_mysql_can_be_keyed(const struct sk_catalog *catalog, const struct sk_table *table, const char *name);
/** The name of a CHECK or a foreign key, which is unique in a database: the author's unless an older table has it. */
char *sk_mysql_constraint_name(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_table *table,
                               const struct sk_constraint *k);

/* ---- physical.c ----------------------------------------------------------------------------------------------- */

/* Of the row that an UPDATE is at: its number, for as long as the variable is not reset (MySQL manual, 11.4). */
#define SK_MYSQL_ROW "(@skein_row := IFNULL(@skein_row, 0) + 1)"
#define SK_MYSQL_NO_ROW "SET @skein_row = NULL"

struct sk_counters;

struct sk_mysql_part {
    const char *name;
    const char *head;    /* "UNIQUE KEY": what stands before the name; NULL for columns */
    const char *sql;     /* what stands after it */
    const char *type;    /* of a column */
    const char *schema;  /* of a trigger in cascades.c, */
    const struct sk_table *table; /* and the table that it is on */
    bool computed;       /* holds an expression: does not follow when a column is renamed */
    bool emulated;       /* skein's own doing */
    bool after_own;      /* a key that has to stand after those that skein makes for foreign keys */
    bool changing;       /* a column's default is another value each time */
    const char *fill;    /* that default */
    struct sk_counters *counters; /* the sequences that a trigger counts, or a column's default asks; NULL */
    const char *violation,
        *message; /* of a trigger: a query that gives a row when those that are there break its rule */
    const char *broken; /* the same as a condition on one row, where it is one */
    const struct sk_column *column; /* of the catalog, or NULL */
    const struct sk_constraint *constraint;
};

struct sk_mysql_parts {
    size_t n;
    struct sk_mysql_part *items;
};

struct sk_mysql_physical {
    const struct sk_table *table;
    struct sk_mysql_parts columns, keys, checks, foreign;
    struct sk_mysql_parts triggers; /* guards; `sql` is the whole statement */
    const char *comment;   /* NULL: none */
    long long auto_start;  /* where AUTO_INCREMENT begins; 0: with 1, or there is none */
    size_t n_notes;
    const char **notes;    /* what cannot be had and does not matter for rows */
};

/** The table as it stands in the rewrite's catalog. SK_EUNSUPPORTED with the reason for what it cannot have. */
enum sk_status sk_mysql_physical(struct sk_mysql_physical **out, TALLOC_CTX *owner, struct sk_rewrite *rewrite,
                                 const struct sk_table *table, size_t pos_bytes, struct sk_error *err);
/** Has printed SQL a query in it, or a stored function, which no expression of a column can have? */
bool sk_mysql_asks(const char *sql);
/** "`name` sql", "HEAD `name` sql": a part as it stands in CREATE TABLE and after ADD. */
void sk_mysql_put_part(struct sk_text *out, const struct sk_mysql_part *part);
const struct sk_mysql_part *sk_mysql_find_part(const struct sk_mysql_parts *parts, const char *name);

/* ---- uniques.c -------------------------------------------------------------------------------------------------- */

/** A UNIQUE or EXCLUDE constraint as the unique index that it is, a child of `owner`; NULL: it is none. */
struct sk_index *sk_mysql_index_of(TALLOC_CTX *owner, const struct sk_constraint *k);

/* ---- guards.c --------------------------------------------------------------------------------------------------- */

/** Refuse rows that `condition` is true of: triggers called after `k`. */
void sk_mysql_guard_rows(struct sk_mysql_physical *out, struct sk_printer *p, const struct sk_constraint *k,
                         const char *condition, const char *sqlstate, const char *message);
/** Add the triggers that stand for a CHECK; for GENERATED ALWAYS AS IDENTITY. */
enum sk_status sk_mysql_guard_check(struct sk_mysql_physical *out, struct sk_printer *p, const struct sk_constraint *k);
#define SK_MYSQL_NO_PARTITION "no partition"

/** Triggers that refuse a row which PostgreSQL would find no partition for. */
enum sk_status sk_mysql_guard_partitions(struct sk_mysql_physical *out, struct sk_printer *p);
/** The same for an EXCLUDE that is no key. */
struct sk_exclusion;
enum sk_status sk_mysql_guard_exclusion(struct sk_mysql_physical *out, struct sk_printer *p,
                                        const struct sk_constraint *k, const struct sk_exclusion *exclusion);
void sk_mysql_guard_always(struct sk_mysql_physical *out, struct sk_printer *p, const struct sk_column *column);
/** Add the trigger that numbers the rows of a serial column which cannot be AUTO_INCREMENT, from that counter. */
void sk_mysql_guard_number(struct sk_mysql_physical *out, struct sk_printer *p, const struct sk_column *column,
                           struct sk_counters *counters);
/** What such a trigger does: IF the row has no number yet, THEN it is given the sequence's next one. */
const char *sk_mysql_number_row(TALLOC_CTX *owner, const struct sk_printer_rules *rules,
                                const struct sk_column *column, const struct sk_sequence *s);
/** Add the triggers that read '{1,2}' as an array; for MariaDB. */
void sk_mysql_guard_arrays(struct sk_mysql_physical *out, struct sk_printer *p);
/** Does the guard hold rows to a rule, to which they were not held before? */
bool sk_mysql_is_new_rule(const struct sk_mysql_parts *olds, const struct sk_mysql_part *guard);

/** A query that gives a row when one of `child` has no row in `parent`, by a foreign key of those columns. */
const char *sk_mysql_without_parent(TALLOC_CTX *owner, const char *child, const char *parent, size_t n,
                                    const char *const *columns, const char *const *refs);
void sk_mysql_drop_guard(struct sk_rewrite *rewrite, const char *schema, const struct sk_mysql_part *trigger,
                         size_t pos_bytes);
void sk_mysql_make_guard(struct sk_rewrite *rewrite, const char *schema, const struct sk_mysql_part *trigger,
                         size_t pos_bytes);
/** Add a trigger to the table's parts; `sql` is the whole statement, a child of `out`. */
void sk_mysql_add_guard(struct sk_mysql_physical *out, const char *name, const char *sql);
/** Append a CREATE TRIGGER. */
void sk_mysql_run_trigger(struct sk_rewrite *rewrite, const char *schema, const char *name, const char *sql,
                          size_t pos_bytes, const char *note);
/** A probe: is there a trigger of that name? */
char *sk_mysql_has_trigger(TALLOC_CTX *owner, const char *schema, const char *name);

/* ---- cascades.c ------------------------------------------------------------------------------------------------- */

/** Is a column of `table` generated from one of the foreign key's? Then the servers take no action of it. */
bool sk_mysql_feeds_generated(const struct sk_catalog *catalog, const struct sk_table *table,
                              const struct sk_constraint *k);

/* The triggers that do a foreign key's action as a statement, so that the child's triggers fire. */
struct sk_mysql_cascades {
    struct sk_mysql_parts after, kept;
};

/** Before the statement's own outputs: those go that are no more, or other ones, after it. */
void sk_mysql_cascades_before(struct sk_mysql_cascades *c, struct sk_rewrite *rewrite,
                              const struct sk_statement *statement);
/** After them: those come that it needs. */
void sk_mysql_cascades_after(const struct sk_mysql_cascades *c, struct sk_rewrite *rewrite,
                             const struct sk_statement *statement);

/** All of them on one table. */
void sk_mysql_cascades_from(struct sk_rewrite *rewrite, const struct sk_table *parent);

/* ---- tables.c, alter.c ---------------------------------------------------------------------------------------- */

enum sk_status sk_mysql_create_table(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err);
enum sk_status sk_mysql_drop_table(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err);
enum sk_status sk_mysql_move_table(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err);
/** All changes of one statement, of the columns, constraints and indexes of one table. */
enum sk_status sk_mysql_alter(struct sk_rewrite *rewrite, const struct sk_statement *statement, struct sk_error *err);
enum sk_status sk_mysql_comment(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err);
/** One partition more, one less, or one by another name. */
enum sk_status sk_mysql_change_partition(struct sk_rewrite *rewrite, const struct sk_change *change,
                                         struct sk_error *err);
/** A change that tells on tables it does not name: of a type, or with CASCADE. */
enum sk_status sk_mysql_alter_all(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err);

/* ---- probes.c: queries that give a row once a statement has taken effect --------------------------------------- */

char *sk_mysql_has_table(TALLOC_CTX *owner, const char *schema, const char *table);
char *sk_mysql_has_column(TALLOC_CTX *owner, const char *schema, const char *table, const char *column);
char *sk_mysql_has_key(TALLOC_CTX *owner, const char *schema, const char *table, const char *key);
char *sk_mysql_has_constraint(TALLOC_CTX *owner, const char *schema, const char *table, const char *constraint);
/** The opposite of any of them. */
char *sk_mysql_has_not(TALLOC_CTX *owner, const char *query);

#endif
