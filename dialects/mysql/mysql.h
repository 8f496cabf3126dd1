/*
 * dialects/mysql/mysql.h - what the files of the MySQL and MariaDB dialects share.
 *
 * Two dialects, "mysql" (8.0.19 and later) and "mariadb" (10.6 and later), in one room: where the servers differ, code
 * asks sk_mysql_is_mariadb() and nothing else. The SQL relies on no setting of the session that a client might not
 * have: names stand in backticks, and constants are written so that they mean the same with backslash escapes on.
 */
#ifndef SKEIN_DIALECTS_MYSQL_MYSQL_H
#define SKEIN_DIALECTS_MYSQL_MYSQL_H

#include "dialects/common/printer.h"

extern const struct sk_dialect sk_mysql, sk_mariadb;
extern const struct sk_printer_rules sk_mysql_rules, sk_mariadb_rules;
const struct sk_printer_rules *sk_mysql_rules_of(const struct sk_rewrite *rewrite);
extern const struct sk_range_words sk_mysql_ranges;
extern const struct sk_ledger_ops sk_mysql_ledger;
extern const struct sk_contents_ops sk_mysql_contents;

/* What skein makes of its own accord has a name that begins so: introspection leaves it out. */
#define SK_MYSQL_OWN "skein_"

static inline bool
sk_mysql_is_mariadb(const struct sk_printer *p)
{
    return p->rules == &sk_mariadb_rules;
}

/* ---- dialect.c ------------------------------------------------------------------------------------------------ */

/** A printer for the statement at hand, into a new text; names are known in `scope` (NULL: none). Its memory is
 *  p.tmp, to be freed by the caller. */
struct sk_printer sk_mysql_printer(const struct sk_rewrite *rewrite, const struct sk_scope *scope, size_t pos_bytes,
                                   struct sk_error *err);

/** What "public" has to be called in a foreign key or a trigger of a table of `schema`: there a bare name stands for a
 *  table of the same database (MySQL manual, 15.1.20.5, 27.1). NULL: nothing; also when offline, where it is not known.
 */
const char *sk_mysql_name_of_public(const struct sk_rewrite *rewrite, const char *schema);

/** Append one statement. `note` NULL: exact. Returns the output, for a probe to be put to it. */
struct sk_output *sk_mysql_run(struct sk_rewrite *rewrite, const char *sql, size_t pos_bytes, const char *note);
/** The same for a statement that changes rows only. */
struct sk_output *sk_mysql_run_data(struct sk_rewrite *rewrite, const char *sql, size_t pos_bytes, const char *note);
/** Append a construct that is only noted. */
void sk_mysql_note(struct sk_rewrite *rewrite, size_t pos_bytes, const char *note);
/** Append a query that must give no row. */
void sk_mysql_assert(struct sk_rewrite *rewrite, const char *sql, size_t pos_bytes, const char *message);

/* ---- describe.c ------------------------------------------------------------------------------------------------ */

/* What a database is made of: kind ("TABLE", "TRIGGER", "VIEW"), schema, name, the connection's database; and for each
 * of them the statement that makes it, in the server's words. */
struct sk_mysql_described {
    TALLOC_CTX *owner;
    const struct sk_rows *objects;
    const char **schemas, **statements;
};
enum sk_status sk_mysql_describe(struct sk_mysql_described *out, TALLOC_CTX *owner, struct sk_conn *conn,
                                 const struct sk_catalog *like, struct sk_error *err);
/* copy.c; introspect.c: see struct sk_dialect */
enum sk_status sk_mysql_copy_schema(const char ***out, size_t *n, TALLOC_CTX *owner, struct sk_conn *conn,
                                    struct sk_error *err);
enum sk_status sk_mysql_introspect(struct sk_catalog **out, TALLOC_CTX *owner, struct sk_conn *conn,
                                   const struct sk_catalog *like, struct sk_error *err);
enum sk_status sk_mysql_project(struct sk_catalog **out, TALLOC_CTX *owner, const struct sk_catalog *catalog,
                                const char *server_version, struct sk_error *err);
enum sk_status sk_mariadb_project(struct sk_catalog **out, TALLOC_CTX *owner, const struct sk_catalog *catalog,
                                  const char *server_version, struct sk_error *err);
bool sk_mysql_same_expr(struct sk_expr *a, struct sk_expr *b, const struct sk_type *type, bool exact);

/* ---- names.c -------------------------------------------------------------------------------------------------- */

/** `name` quoted in backticks. */
char *sk_mysql_quoted(TALLOC_CTX *owner, const char *name);
/** A relation's name, quoted: `name` for public, `schema`.`name` for any other: a schema is a database. */
char *sk_mysql_relation(TALLOC_CTX *owner, const char *schema, const char *name);
/** 'text' as a constant that means the same with and without NO_BACKSLASH_ESCAPES; NULL is NULL. */
char *sk_mysql_constant(TALLOC_CTX *owner, const char *text);
/** The same two, to the end of a text. */
void sk_mysql_put_relation(struct sk_text *out, const char *schema, const char *name);
void sk_mysql_put_constant(struct sk_text *out, const char *text);
/** The text of a COMMENT, cut to `most` characters: 1024 for a column, 2048 for a table (MySQL manual, 15.1.20). */
void sk_mysql_put_comment(struct sk_text *out, const char *text, size_t most);
/** `name` itself, or cut to the server's 64 characters and made unlike others that are cut. */
char *sk_mysql_fitting_name(TALLOC_CTX *owner, const char *name);
/** A number that tells texts apart well enough for names. */
uint32_t sk_mysql_hash(const char *text);
/* What the names of functions begin with that are made of the project's (stored.c). */
#define SK_MYSQL_STORED SK_MYSQL_OWN "f_"
/** A fitting name that begins with SK_MYSQL_OWN and is made of `table` and `name`. */
char *sk_mysql_own_name(TALLOC_CTX *owner, const char *table, const char *name);
/** The database of a schema in information_schema's terms, as an expression: DATABASE() or 'schema'. */
char *sk_mysql_database(TALLOC_CTX *owner, const char *schema);

/* ---- types.c -------------------------------------------------------------------------------------------------- */

/** Collation that compares as PostgreSQL does: bytes, trailing spaces count. */
const char *sk_mysql_collation(bool mariadb);

/** limits.c: refuse what MySQL does not take of the outputs from `from` on. */
enum sk_status sk_mysql_check_limits(const struct sk_rewrite *rewrite, size_t from, size_t pos_bytes,
                                     struct sk_error *err);
/** The type of `column` of `table` on the server, with its character set where that is not the table's. A text
 *  column under a key is a VARCHAR that fits; a column with a foreign key has the type of the key. */
char *sk_mysql_column_type(TALLOC_CTX *owner, const struct sk_catalog *catalog, bool mariadb,
                           const struct sk_table *table, const struct sk_column *column);
/** The type on the server of a value that is in no column (a variable, a parameter, a generated column). */
char *sk_mysql_type_name(TALLOC_CTX *owner, const struct sk_catalog *catalog, bool mariadb, const struct sk_type *type);

/* ---- the printer's rules: rules.c and its rooms --------------------------------------------------------------- */

/** A literal in the form in which a column of `type` stores it; see struct sk_printer_rules. */
enum sk_status sk_mysql_literal(struct sk_printer *p, const char *text, const struct sk_type *type, const sk_node *at);
enum sk_status sk_mysql_cast(struct sk_printer *p, const sk_node *arg, const struct sk_type *type);

/** currval(), in a default alone: the row's own number (defaults.c). */
enum sk_status sk_mysql_currval(struct sk_printer *p, const PgQuery__FuncCall *call);

/* ---- rows.c --------------------------------------------------------------------------------------------------- */

/** A change of kind SK_ROWS: INSERT, UPDATE, DELETE, SELECT, TRUNCATE ... */
enum sk_status sk_mysql_rows(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err);

/** The session's variable that lets a value of one's own pass where it is GENERATED ALWAYS: set to 1 around OVERRIDING
 * SYSTEM VALUE. */
#define SK_MYSQL_OVERRIDING "@skein_overriding"

/* ---- triggers.c, views.c, sequences.c ------------------------------------------------------------------------- */

/** Drop and make the author's triggers of a table. */
enum sk_status sk_mysql_make_trigger(struct sk_rewrite *rewrite, const struct sk_table *table,
                                     const struct sk_trigger *trigger, size_t pos_bytes, struct sk_error *err);
/** The trigger with the last name before that of `trigger` (NULL: of all); NULL: there is none. Triggers are made from
 *  the last by name on: each is put before the next one, which has to be there. */
const struct sk_trigger *sk_mysql_last_trigger(const struct sk_table *table, const struct sk_trigger *trigger);
/** All of a table. */
enum sk_status sk_mysql_make_triggers(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes,
                                      struct sk_error *err);
void sk_mysql_drop_trigger(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_trigger *trigger,
                           size_t pos_bytes);
/** Those that UPDATE fires: are there any, away with them, and make them again. */
bool sk_mysql_fires_on_update(const struct sk_table *table);
enum sk_status sk_mysql_drop_updates(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes,
                                     struct sk_error *err);
enum sk_status sk_mysql_make_updates(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes,
                                     struct sk_error *err);
/** CREATE, DROP, RENAME, ENABLE TRIGGER. */
enum sk_status sk_mysql_change_trigger(struct sk_rewrite *rewrite, const struct sk_change *change,
                                       struct sk_error *err);
/** CREATE OR REPLACE FUNCTION: the triggers that call it are made again; a function in SQL is put where it is used. */
enum sk_status sk_mysql_change_function(struct sk_rewrite *rewrite, const struct sk_change *change,
                                        struct sk_error *err);

/** Triggers of other tables that are called otherwise `after` the statement (dialects/common/trigger_names.h; NULL:
 *  none is): dropped before it, and made after it. */
void sk_mysql_drop_renamed(struct sk_rewrite *rewrite, const struct sk_statement *statement,
                           const struct sk_catalog *after);
enum sk_status sk_mysql_make_renamed(struct sk_rewrite *rewrite, const struct sk_statement *statement,
                                     struct sk_catalog *after, struct sk_error *err);
/** See dialects/common/unmade.h. */
enum sk_status sk_mysql_remake_triggers(struct sk_rewrite *rewrite, struct sk_catalog *before,
                                         const struct sk_table *table, struct sk_error *err);
bool sk_mysql_can_make(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_trigger *trigger);
/** CREATE, DROP, RENAME, REFRESH of views, materialized ones included. */
enum sk_status sk_mysql_change_view(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err);
/** What CASCADE takes along: the views of the rewrite's catalog that are not in the one `after`. */
void sk_mysql_drop_lost_views(struct sk_rewrite *rewrite, const struct sk_catalog *after, size_t pos_bytes);
/** A copy of the catalog that has materialized views as the tables that they are on the server, too. */
struct sk_catalog *sk_mysql_with_view_tables(TALLOC_CTX *owner, const struct sk_catalog *catalog);
/** Make those again whose query is another one in the catalog `after`: something that they name was renamed. */
enum sk_status sk_mysql_remake_views(struct sk_rewrite *rewrite, struct sk_catalog *after, size_t pos_bytes,
                                     struct sk_error *err);
/* ---- sequences.c ---------------------------------------------------------------------------------------------- */

struct sk_counters;
struct sk_counting;
/** The counters of sequences (dialects/common/counters.h), unless they are there. */
void sk_mysql_make_counters(struct sk_rewrite *rewrite, const struct sk_counters *counters, size_t pos_bytes);
/** How the dialect works with them (sk_with_counters(), sk_counters_ask()). */
struct sk_counting sk_mysql_counting(const struct sk_rewrite *rewrite);
/** ALTER, RENAME SEQUENCE, as far as other objects are concerned. */
enum sk_status sk_mysql_change_sequence(struct sk_rewrite *rewrite, const struct sk_change *change,
                                        struct sk_error *err);
/** RESTART IDENTITY. */
void sk_mysql_restart(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes);
/** SELECT setval(...) */
enum sk_status sk_mysql_set_value(struct sk_rewrite *rewrite, const PgQuery__SelectStmt *select, size_t pos_bytes,
                                  struct sk_error *err);

/* ---- explain.c ------------------------------------------------------------------------------------------------ */

enum sk_status sk_mysql_explain(struct sk_access **out, TALLOC_CTX *owner, struct sk_conn *conn, const char *sql,
                                struct sk_error *err);
char *sk_mysql_gather_statistics(TALLOC_CTX *owner, const char *schema, const char *name);

#endif
