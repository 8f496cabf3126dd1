/*
 * core/dialect.h - the interface to all knowledge of SQL.
 *
 * One dialect, PostgreSQL's, is the language that migrations are written in: it parses text into statements and
 * analyses each into changes. Every dialect turns an analysed statement into the statements that its engine is sent
 * (on PostgreSQL: the author's bytes), reads a live database into a catalog, and words the ledger's SQL.
 */
#ifndef SKEIN_CORE_DIALECT_H
#define SKEIN_CORE_DIALECT_H

#include "core/change.h"
#include "core/driver.h"
#include "core/fact.h"
#include "core/text.h"

#define SK_DIALECT_ABI 2

/* ---- what is read --------------------------------------------------------------------------------------------- */

/*
 * One statement of a file, as its author wrote it. What stands between `-- skein:only DIALECT[, DIALECT]` and
 * `-- skein:end` is for those dialects alone; where PostgreSQL is not among them it is not PostgreSQL's SQL, has no
 * tree and no changes, and is sent as it is. The rows of a COPY ... FROM stdin become INSERT statements.
 *
 * The trees of a large file's INSERT statements would take twenty times the memory that the file does. They are there
 * from read_tree() to sk_statement_release() only, for whom what the statement changes is more than rows.
 */
struct sk_statement {
    size_t pos_bytes, len;      /* in the script's text, from its first token to before the semicolon */
    const char *tag;            /* "CREATE TABLE": for messages */
    const char *const *dialects;/* NULL-ended, from `-- skein:only`; NULL: for all */
    bool foreign;               /* PostgreSQL is not among its dialects */
    bool on_demand;             /* an INSERT of a large file */
    bool synthetic;             /* made by the parser (the rows of a COPY): its SQL is its tree, not its text */
    bool no_transaction;        /* refuses to run in a transaction block (CREATE INDEX CONCURRENTLY, VACUUM ...) */
    bool transaction_control;   /* BEGIN, COMMIT: the author's own */
    const char *sql;            /* of a synthetic statement that is read on demand */
    void *reading;              /* owns the tree and the changes of a statement that is read on demand; NULL: away */
    const void *tree;           /* PgQuery__Node *; NULL: foreign, or away */
    const void *search_path;    /* the statement that says where names without a schema are; NULL: in "public" */
    bool tolerant;              /* asked for where it is not done yet: what the catalog refuses has no effect */
    size_t n_changes;           /* filled by analyze() */
    struct sk_change **changes;
    size_t n_parts;             /* a block of code that is a list of statements; filled by analyze(), each to be */
    struct sk_statement *parts; /* analysed in its turn, once those before it have been applied */
};

/* `-- skein:lint TEXT` */
struct sk_directive {
    size_t pos_bytes;           /* of the comment */
    const char *text;           /* what follows "lint", to the line's end */
};

/* A parsed file. Owns trees and statements. */
struct sk_script {
    const char *tree_hash;      /* of a large file, taken while its trees were there; else NULL */
    const char *file;           /* for messages */
    const char *text;           /* the whole of it, BOM dropped; borrowed; positions count from here */
    size_t len;
    size_t n;
    struct sk_statement *statements;
    size_t n_directives;
    struct sk_directive *directives;
};

/* What a statement does or says that its changes do not tell. */
enum sk_mark_kind {
    SK_MARK_USES,        /* names a relation, a type or a function, in any way */
    SK_MARK_CHANGES,     /* makes, alters or drops it, or something of it */
    SK_MARK_WRITES,      /* changes rows of it */
    SK_MARK_TRUNCATES,
    SK_MARK_DELETES_ALL, /* no WHERE */
    SK_MARK_UPDATES_ALL,
    SK_MARK_LOCKS,       /* LOCK TABLE */
    SK_MARK_LONG_NAME,   /* of more bytes than PostgreSQL keeps */
    SK_MARK_UNNAMED,     /* a constraint without a name; `name`: CHECK, UNIQUE ... */
};

struct sk_mark {
    enum sk_mark_kind kind;
    size_t pos_bytes;           /* in the script, or SK_NO_POS */
    const char *schema, *name;  /* as written; borrowed of the script */
};

struct sk_marks {
    size_t n;
    struct sk_mark *items;
};

/* ---- what is sent --------------------------------------------------------------------------------------------- */

enum sk_output_kind {
    SK_RUN,          /* run it */
    SK_TRY,          /* run it for its error alone: it changes nothing that stays, and is not said again */
    SK_ASSERT_NONE,  /* a query: a row in its result is an error, `note` its message, the first cell its detail */
};

struct sk_output {
    enum sk_output_kind kind;
    const char *sql;            /* NULL: nothing is sent, the construct is noted */
    const char *skip_if;        /* a query, or NULL: when it gives a row, the statement is skipped (IF NOT EXISTS) */
    const char *probe;          /* a query that gives a row once the statement has taken effect, or NULL */
    const char *undo;           /* run before a retry: clears what a failed attempt leaves behind, or NULL */
    size_t rows_at;             /* of an INSERT of constants, which may run together with others: where its rows begin
                                   in `sql`; else 0 */
    size_t pos_bytes;           /* in the script; where the database's complaint is put */
    bool verbatim;              /* sql is the author's text at pos_bytes: error positions can be mapped */
    bool no_transaction;
    bool is_data;               /* it changes rows only: where DDL commits by itself it shares a transaction with the
                                   journal */
    bool compound;              /* has semicolons of its own (the body of a trigger) */
    enum sk_outcome outcome;
    const char *note;
    size_t statement;        /* of the script, from 1; set by the planner */
};

/* A trigger that cannot be made since its function was replaced (dialects/common/unmade.h). */
struct sk_unmade {
    const char *schema, *table, *trigger, *message, *hint;
    size_t pos_bytes;
};

/*
 * A rewrite in progress: from the first migration of the project to the last, in order. `catalog` is what stands
 * before the statement at hand; the caller applies the statement's changes after rewrite() has returned.
 */
struct sk_rewrite {
    const struct sk_dialect *dialect;
    const char *server_version; /* NULL when offline: the oldest supported is assumed */
    const char *database;       /* the connection's, as conn->database; NULL when offline */
    struct sk_catalog *catalog;
    const struct sk_script *script; /* at hand */
    TALLOC_CTX *owner;          /* of what the statement at hand needs: between sk_rewrite_begin() and _end() */
    TALLOC_CTX *keeper;         /* of what outlives the statement: the list of the outputs, the fields below */
    struct sk_arena *texts;     /* what the outputs say */
    size_t n;
    struct sk_output *outputs;  /* of the script at hand; the dialect appends with sk_rewrite_add() */
    struct sk_catalog *settled; /* what triggers were made for that name relations which have changed since; NULL */
    size_t n_held;              /* tables whose triggers are away until the statement at hand is done */
    const struct sk_table **held;
    size_t n_unmade;
    struct sk_unmade *unmade;   /* in the script at hand */
    bool from_nothing;          /* the run began with a database that had no tables */
    bool by_application;        /* verify: the statement is one of an application's, which sends nothing beside it */
    bool foreign_keys_off;      /* sqlite: the migration must run with foreign-key enforcement off (table rebuild) */
    void *state;                /* the dialect's own, child of `keeper`; kept over the whole run */
};

struct sk_ledger_ops;           /* core/ledger.h */
struct sk_contents_ops;         /* core/contents.h */
struct sk_reverse;              /* core/reverse.h */
struct sk_demands;              /* core/demands.h */

/* How an engine would run a query. */
struct sk_access {
    size_t n_steps, n_indexes, n_scans;
    const char **steps;         /* in the engine's words, what is done within another indented by two blanks */
    const char **indexes;       /* that it searches or walks, keys included, as the engine calls them */
    const char **scans;         /* tables that it reads from end to end */
};

struct sk_dialect {
    uint32_t abi;
    const char *name;
    bool transactional_ddl;
    bool server_schemas; /* a schema is a database of the server's */
    bool rewords; /* the server keeps expressions in words of its own, so that project() cannot know them */

    /* The source dialect's alone; NULL elsewhere. */
    const struct sk_expr_ops *expr_ops;
    /** Parse a file. `text` ends with a NUL and outlives the script. SK_EREFUSED with file and position on a syntax
     * error. */
    enum sk_status (*parse)(struct sk_script **out, TALLOC_CTX *owner, const char *file, const char *text, size_t len,
                            struct sk_error *err);
    /** Have the tree of a statement that is read on demand; any other has it. */
    void (*read_tree)(const struct sk_script *script, struct sk_statement *statement);
    /** Fill statement->changes, seen from `catalog`. SK_EREFUSED/SK_EUNSUPPORTED with file and position. */
    enum sk_status (*analyze)(const struct sk_script *script, struct sk_statement *statement,
                              const struct sk_catalog *catalog, struct sk_error *err);
    /** SHA-256 (hex) of the parse trees without locations: the same for a changed comment, another for a literal. */
    char *(*tree_hash)(TALLOC_CTX *owner, const struct sk_script *script);
    /** Append to `reverse->out` the statements that take its change back, and say what is lost by it. */
    void (*reverse)(struct sk_reverse *reverse);
    /** Append what a change demands of the rows that `catalog`'s tables have. */
    void (*demands)(struct sk_demands *out, TALLOC_CTX *owner, const struct sk_catalog *catalog,
                    const struct sk_change *change);
    /** The CREATE statements of a catalog, in an order in which they run; with `again`, so that running them where all
     * or a part is there already adds what is missing and changes nothing else. */
    char *(*format_catalog)(TALLOC_CTX *owner, const struct sk_catalog *catalog, bool again);
    /** What the statement does besides its changes. */
    struct sk_marks *(*marks)(TALLOC_CTX *owner, const struct sk_statement *statement);
    /** Names in the statement's text that PostgreSQL cuts. */
    struct sk_marks *(*long_names)(TALLOC_CTX *owner, const struct sk_script *script,
                                   const struct sk_statement *statement);
    /** The engines on which the name is a reserved word, "postgres, mysql"; NULL: on none. */
    const char *(*reserved)(const char *name);
    /** Does the expression give another value each time it is calculated? */
    bool (*is_volatile)(const struct sk_expr *expr, const struct sk_catalog *catalog);
    const struct sk_solver_ops *solver; /* what core/generate.h asks */

    /** Append the outputs of `statement`. SK_EUNSUPPORTED with file, position, reason and way out. */
    enum sk_status (*rewrite)(struct sk_rewrite *rewrite, const struct sk_statement *statement, struct sk_error *err);

    /** Called once for each script after its last statement: checks that belong to the migration as a whole. */
    enum sk_status (*finish)(struct sk_rewrite *rewrite, struct sk_error *err);

    /** Read a live database: its types as PostgreSQL's, as far as they can be told, without what only emulates
     *  something; what the engine stores and says in its own way is text. Skein's own tables are left out. `like`: what
     *  it will be compared with, or NULL; where a schema is a database of the server's, its schemas are read too. */
    enum sk_status (*introspect)(struct sk_catalog **out, TALLOC_CTX *owner, struct sk_conn *conn,
                                 const struct sk_catalog *like, struct sk_error *err);
    /** What introspect() would read from a database of this dialect's that has been made from `catalog`: both then
     *  compare part by part. What cannot be had from it (expressions that are another engine's text) is unknown there.
     *  NULL: the catalog itself (PostgreSQL). */
    enum sk_status (*project)(struct sk_catalog **out, TALLOC_CTX *owner, const struct sk_catalog *catalog,
                              const char *server_version, struct sk_error *err);
    /** Do two expressions, as introspect() or project() gave them, say the same? `type`: they are the defaults of a
     *  column of that type, and one may be NULL, none; else NULL. When not `exact`, a server has worded one of them its
     * own way, and what cannot be told apart from that is the same. */
    bool (*same_expr)(struct sk_expr *a, struct sk_expr *b, const struct sk_type *type, bool exact);

    /** What the engine's own client has to be told before it is given our statements; NULL: nothing. */
    const char *preamble;

    /** A statement after which the session is one that rows are compared in: moments in UTC, and values that have more
     * digits than their column cut or rounded as in any program's session. NULL: it is. */
    const char *comparing;
    /** Do what COMMIT would check, in the transaction: a statement that fails, or a query (SK_ASSERT_NONE) that gives a
     * row, where a deferred constraint is violated. NULL: nothing is ever put off. */
    const struct sk_output *settle;
    /** The statements that make the schema of the database behind `conn` again, word for word, in an empty one of the
     * same server, without its rows. One that needs what comes later fails, and is to be tried again. SK_EUNSUPPORTED
     * when the schema could write to another database. NULL: introspect() loses nothing, and format_catalog() will do.
     */
    enum sk_status (*copy_schema)(const char ***out, size_t *n, TALLOC_CTX *owner, struct sk_conn *conn,
                                  struct sk_error *err);

    /** A query: schema, name, number of columns, number of indexes of each table, skein's own left out. */
    const char *list_tables;
    /** SELECT count(*) of a table, quoted for this engine. */
    char *(*count_rows)(TALLOC_CTX *owner, const char *schema, const char *name);

    /** How the engine would run `sql`, a query in its own words. */
    enum sk_status (*explain)(struct sk_access **out, TALLOC_CTX *owner, struct sk_conn *conn, const char *sql,
                              struct sk_error *err);
    /** The statement that has the engine look at what is in a table, so that it plans with that. */
    char *(*gather_statistics)(TALLOC_CTX *owner, const char *schema, const char *name);

    const struct sk_ledger_ops *ledger;
    const struct sk_contents_ops *contents;
};

/** One of the statements that stand for `whole`. */
struct sk_statement sk_statement_part(const struct sk_statement *whole, const void *tree);

/** Give back the tree and the changes of a statement that is read on demand; any other keeps them. */
void sk_statement_release(struct sk_statement *statement);

/** Is `statement` for the dialect called `name`? */
bool sk_statement_is_for(const struct sk_statement *statement, const char *name);

/** Append a statement that is for this dialect alone, as its author wrote it. */
void sk_rewrite_add_verbatim(struct sk_rewrite *rewrite, const struct sk_statement *statement);

/**
 * Around the rewriting of each statement: what the outputs from `from` on say is copied to `keeper`, and all else that
 * the statement took is given back: catalogs as they were on the way, and texts by the thousand.
 */
void sk_rewrite_begin(struct sk_rewrite *rewrite);
void sk_rewrite_end(struct sk_rewrite *rewrite, size_t from);

/** Append one output to the rewrite. */
struct sk_output *sk_rewrite_add(struct sk_rewrite *rewrite, const struct sk_output *output);

/* What a dialects module exports: a NULL-ended list. */
#define SK_DIALECTS_SYMBOL skein_dialects
extern const struct sk_dialect *const skein_dialects[];

#endif
