/*
 * core/catalog.h - the schema model, in PostgreSQL's terms.
 *
 * Built by replaying migrations (core/change.h), or by reading a live database (a dialect's introspect). Names are
 * what PostgreSQL would hold: folded to lower case unless quoted, at most 63 bytes, and every constraint and index
 * has one, made by PostgreSQL's own rules where the author gave none. An unqualified name is in schema "public".
 *
 * Expressions are opaque to core: canonical text for comparing and printing, and the source dialect's tree for the
 * rewriters.
 */
#ifndef SKEIN_CORE_CATALOG_H
#define SKEIN_CORE_CATALOG_H

#include <stdint.h>

#include "core/mem.h"

/* An expression or a query: a PgQuery__Node * that only dialects look into. Nodes belong to the parsed script, which
 * outlives the catalog, and are never changed in place: a renamed expression is a new one, so expressions are shared
 * freely. Ask the ops for its text. */
struct sk_expr {
    const void *node;
    const char *sql;  /* canonical PostgreSQL text, made when first asked for; where `node` is NULL, the text of the
                         engine that it was read from, or NULL: there is one, in words that are not known */
    bool knows_columns;       /* the next two have been filled, when first asked for */
    size_t n_columns;
    const char **columns;     /* whatever it refers to by the last part of a name, each once */
    const char *procedure; /* of a function in PL/pgSQL: its tree as JSON, made when first asked for */
};

struct sk_catalog;
struct sk_table;
struct sk_type;

/* A label of an enum that gets another name. */
struct sk_label {
    const char *schema, *type;
    const char *from, *to;
};

/* What the source dialect does with expressions on behalf of the catalog. */
struct sk_expr_ops {
    /** Canonical text, as libpg_query deparses it. Lives as long as the expression. */
    const char *(*text)(struct sk_expr *expr);
    /** A table's own expression with its references to column `from` turned to `to`: itself when it has none. */
    struct sk_expr *(*rename_column)(TALLOC_CTX *owner, struct sk_expr *expr, const char *table, const char *from,
                                     const char *to);
    /** The same for words of the source's that are kept as text: what a table is partitioned by. */
    const char *(*text_rename_column)(TALLOC_CTX *owner, const char *text, const char *from, const char *to);
    /** The same for a query, and a column of one table; `catalog` may have it under its new name already. */
    struct sk_expr *(*query_rename_column)(TALLOC_CTX *owner, struct sk_expr *expr, const struct sk_catalog *catalog,
                                           const char *schema, const char *table, const char *from, const char *to);
    /** The query whose result `i`, from 0, is called so. */
    struct sk_expr *(*name_result)(TALLOC_CTX *owner, struct sk_expr *query, size_t i, const char *name);
    /** The expression with its references to the relation turned to a new name. */
    struct sk_expr *(*rename_relation)(TALLOC_CTX *owner, struct sk_expr *expr, const char *schema, const char *from,
                                       const char *to_schema, const char *to);
    /** The expression with its calls of nextval() and its like for a sequence turned to that one's new name. */
    struct sk_expr *(*rename_sequence)(TALLOC_CTX *owner, struct sk_expr *expr, const char *schema, const char *from,
                                       const char *to_schema, const char *to);
    /** The expression with its casts to a type turned to that one's new name. */
    struct sk_expr *(*rename_type)(TALLOC_CTX *owner, struct sk_expr *expr, const char *schema, const char *from,
                                   const char *to_schema, const char *to);
    /** A function's definition under a new name. */
    struct sk_expr *(*rename_function)(TALLOC_CTX *owner, struct sk_expr *definition, const char *to_schema,
                                       const char *to);
    /** The expression with its text constants `from` turned to `to`: the labels of an enum. */
    struct sk_expr *(*rename_constant)(TALLOC_CTX *owner, struct sk_expr *expr, const char *from, const char *to);
    /** The expression, of a table's own or (`table` NULL) a query, with the label called so where it stands beside
     *  values of its type; itself where it does not. */
    struct sk_expr *(*rename_label)(TALLOC_CTX *owner, struct sk_expr *expr, const struct sk_catalog *catalog,
                                    const struct sk_table *table, const struct sk_label *label);
    /** The default of a column that was `from` and becomes `to`. */
    struct sk_expr *(*retyped)(TALLOC_CTX *owner, struct sk_expr *expr, const struct sk_type *from,
                               const struct sk_type *to);
    /** A table's own expression on a column that was `from` and becomes `to`. */
    struct sk_expr *(*column_retyped)(TALLOC_CTX *owner, struct sk_expr *expr, const char *column,
                                      const struct sk_type *from, const struct sk_type *to);
    bool (*uses_column)(const struct sk_expr *expr, const char *column);
    /** The same for a query, and a column of one table. */
    bool (*query_uses_column)(const struct sk_expr *expr, const struct sk_catalog *catalog, const char *schema,
                              const char *table, const char *column);
    bool (*uses_relation)(const struct sk_expr *expr, const char *schema, const char *name);
    /** Values of a column at which the expression may turn from true to false: constants it is compared with and their
     *  neighbours, texts of the lengths that it names, texts that a pattern takes and such that it just does not. As
     * text, children of `owner`; `column` NULL: of a domain's VALUE. `*n` counts on. */
    void (*boundaries)(TALLOC_CTX *owner, const struct sk_expr *expr, const char *column, const char ***out, size_t *n);
};

enum sk_type_kind {
    SK_TYPE_OTHER, /* by `name`: composite, extension types, what has no kind of its own */
    SK_TYPE_BOOLEAN,
    SK_TYPE_SMALLINT,
    SK_TYPE_INTEGER,
    SK_TYPE_BIGINT,
    SK_TYPE_NUMERIC,
    SK_TYPE_REAL,
    SK_TYPE_DOUBLE,
    SK_TYPE_MONEY,
    SK_TYPE_TEXT,
    SK_TYPE_VARCHAR,
    SK_TYPE_CHAR,
    SK_TYPE_CITEXT,
    SK_TYPE_NAME,
    SK_TYPE_BYTEA,
    SK_TYPE_DATE,
    SK_TYPE_TIME,
    SK_TYPE_TIMETZ,
    SK_TYPE_TIMESTAMP,
    SK_TYPE_TIMESTAMPTZ,
    SK_TYPE_INTERVAL,
    SK_TYPE_UUID,
    SK_TYPE_JSON,
    SK_TYPE_JSONB,
    SK_TYPE_INET,
    SK_TYPE_CIDR,
    SK_TYPE_MACADDR,
    SK_TYPE_BIT,
    SK_TYPE_VARBIT,
    SK_TYPE_XML,
    SK_TYPE_OID,      /* oid and the reg* types */
    SK_TYPE_TSVECTOR,
    SK_TYPE_TSQUERY,
    SK_TYPE_RANGE,    /* any range type, by `name` */
    SK_TYPE_GEOMETRIC,/* point, box, ..., by `name` */
    SK_TYPE_ENUM,     /* by `schema` and `name`, in the catalog's types */
    SK_TYPE_DOMAIN,   /* likewise */
    SK_TYPE_COMPOSITE,/* likewise */
};

struct sk_type {
    enum sk_type_kind kind;
    int32_t length;      /* varchar(n), char(n), bit(n), precision of numeric, time, timestamp, interval; -1: none */
    int32_t scale;       /* numeric(p,s); -1: none */
    uint8_t dimensions;  /* 0: no array */
    bool folds;          /* its collation takes letters in either case for the same */
    const char *schema;  /* of a user's type; NULL for built-in ones */
    const char *name;    /* PostgreSQL's name: "int4", "varchar", "user_role" */
};

enum sk_identity {
    SK_IDENTITY_NONE,
    SK_IDENTITY_SERIAL,     /* serial, bigserial, smallserial: integer, NOT NULL, DEFAULT nextval(own sequence) */
    SK_IDENTITY_BY_DEFAULT,
    SK_IDENTITY_ALWAYS,
};

struct sk_column {
    const char *name;
    struct sk_type type;
    bool not_null;
    enum sk_identity identity;
    int64_t start, step;            /* of the sequence of a serial or identity column; both 0: from 1, in steps of 1 */
    struct sk_expr *default_expr;   /* NULL: none, or identity */
    struct sk_expr *generated;      /* GENERATED ALWAYS AS (...) STORED */
    const char *collation;          /* as written; NULL: the default */
    const char *stored;             /* read from an engine that is not PostgreSQL: the form in which it stores the type,
                                       with the rule that holds it to that; NULL */
    const char *comment;
    const char *value_schema, *value_type; /* the default is a value of this type, which was the column's; NULL */
};

enum sk_constraint_kind { SK_PRIMARY_KEY, SK_UNIQUE, SK_CHECK, SK_FOREIGN_KEY, SK_EXCLUDE };
enum sk_fk_action { SK_FK_NO_ACTION, SK_FK_RESTRICT, SK_FK_CASCADE, SK_FK_SET_NULL, SK_FK_SET_DEFAULT };

struct sk_constraint {
    enum sk_constraint_kind kind;
    const char *name;
    size_t n_columns;
    const char **columns;           /* of a CHECK: those that it uses */
    struct sk_expr *check;          /* CHECK; EXCLUDE: its definition as text, node NULL */
    const char *ref_schema, *ref_table;
    size_t n_ref_columns;
    const char **ref_columns;       /* always filled, also when the author left them to the primary key */
    enum sk_fk_action on_delete, on_update;
    bool match_full;
    bool deferrable, initially_deferred;
    bool not_valid;
    bool nulls_not_distinct;        /* UNIQUE */
    size_t n_include;
    const char **include;
    const char *named;              /* what its index calls the columns, as names are made of them: a column that gets
                                       another name keeps the old one there, and copies of it are named so; NULL */
    const char *comment;
    bool name_taken;                /* a table of the schema had one of its kind and name when it got it */
};

enum sk_nulls { SK_NULLS_DEFAULT, SK_NULLS_FIRST, SK_NULLS_LAST };

struct sk_index_key {
    const char *column;             /* or NULL, then expr */
    struct sk_expr *expr;
    bool descending;
    enum sk_nulls nulls;
    const char *collation, *opclass;
};

/* Indexes that CREATE INDEX made; those of PRIMARY KEY and UNIQUE constraints are not listed. */
struct sk_index {
    const char *name;               /* in the schema of its table */
    bool unique, nulls_not_distinct;
    const char *method;             /* "btree" */
    size_t n_keys;
    struct sk_index_key *keys;
    size_t n_include;
    const char **include;
    struct sk_expr *where;
    const char *named;              /* as a constraint's */
    const char *comment;
};

enum sk_trigger_timing { SK_BEFORE, SK_AFTER, SK_INSTEAD_OF };
enum { SK_ON_INSERT = 1, SK_ON_UPDATE = 2, SK_ON_DELETE = 4, SK_ON_TRUNCATE = 8 };

struct sk_trigger {
    const char *name;
    enum sk_trigger_timing timing;
    unsigned events;                /* SK_ON_... */
    bool for_each_row;
    bool is_constraint, deferrable, initially_deferred;
    bool disabled;
    size_t n_columns;
    const char **columns;           /* UPDATE OF */
    struct sk_expr *when;
    const char *function_schema, *function;
    size_t n_args;
    const char **args;
    const char *old_rows, *new_rows; /* REFERENCING OLD TABLE, NEW TABLE; NULL */
    struct sk_expr *body;           /* read from an engine whose triggers have no function: what it does */
    const char *comment;
};

/* A name for some rows of a partitioned table: elsewhere than on PostgreSQL one table holds them all. */
struct sk_partition {
    const char *schema, *name;
    const char *rows; /* the condition on them, in the source's SQL; NULL: DEFAULT, or it cannot be said */
    bool is_default;
    const char *within;             /* the partition that it is a partition of; NULL: the table itself */
    const char *partition_by;       /* of a partition that has partitions */
};

struct sk_table {
    uint64_t edition;               /* of the catalog that it belongs to */
    const char *schema, *name;
    size_t n_columns, n_constraints, n_indexes, n_triggers;
    struct sk_column **columns;
    struct sk_constraint **constraints;
    struct sk_index **indexes;
    struct sk_trigger **triggers;
    bool unlogged, temporary;
    bool partitioned;
    const char *partition_by;       /* of a partitioned table: "range (created_at)" */
    size_t n_partitions;
    struct sk_partition **partitions;
    const char *comment;
};

struct sk_view {
    uint64_t edition;               /* of the catalog that it belongs to */
    const char *schema, *name;
    bool materialized;
    size_t n_columns;
    const char **columns;           /* names, always filled */
    struct sk_expr *query;
    size_t n_indexes;               /* of a materialized view */
    struct sk_index **indexes;
    size_t n_triggers;
    struct sk_trigger **triggers;
    const char *comment;
};

struct sk_sequence {
    uint64_t edition;               /* of the catalog that it belongs to */
    const char *schema, *name;
    int64_t start, increment, min, max;
    bool cycle;
    struct sk_type type;
    const char *owner_table, *owner_column; /* OWNED BY, serial, identity; NULL */
};

/* CREATE TYPE ... AS ENUM, CREATE DOMAIN, CREATE TYPE ... AS (...) */
struct sk_user_type {
    uint64_t edition;               /* of the catalog that it belongs to */
    const char *schema, *name;
    enum sk_type_kind kind;         /* ENUM, DOMAIN, COMPOSITE, RANGE, OTHER */
    size_t n_labels;
    const char **labels;            /* ENUM, in order */
    struct sk_type base;            /* DOMAIN; what a RANGE is of */
    bool not_null;
    struct sk_expr *default_expr;
    size_t n_checks;
    struct sk_constraint **checks;  /* DOMAIN; the expressions say VALUE */
    size_t n_columns;
    struct sk_column **columns;     /* COMPOSITE */
    bool reshaped;                  /* COMPOSITE: values of it may be from when its fields were others */
    const char *comment;
};

struct sk_function {
    uint64_t edition;               /* of the catalog that it belongs to */
    const char *schema, *name;
    const char *signature;          /* argument types, canonical: "integer, text" */
    const char *language;           /* "sql", "plpgsql" */
    const char *returns;            /* canonical: "trigger", "integer", "SETOF users" */
    bool procedure;
    const char *body;               /* AS '...' ; NULL for BEGIN ATOMIC */
    struct sk_expr *definition;     /* the whole CREATE FUNCTION statement */
};

/* The constraints whose `name_taken` is set, by where they stand. */
struct sk_taken_names {
    size_t n;
    struct sk_taken_name {
        const char *schema, *table, *constraint;
    } *items;
};

struct sk_catalog {
    const struct sk_expr_ops *ops;
    size_t n_schemas, n_tables, n_views, n_sequences, n_types, n_functions, n_extensions, n_folding;
    const char **schemas;           /* without "public" */
    struct sk_table **tables;       /* in order of creation */
    struct sk_view **views;
    struct sk_sequence **sequences; /* those of serial and identity columns included */
    struct sk_user_type **types;
    struct sk_function **functions;
    const char **extensions;
    const char **folding; /* collations that take letters in either case for the same */
    bool partitioned;               /* a table of it has partitions, or had some */
    const struct sk_taken_names *taken_then; /* while a migration is taken back: those of what it leads back to, for
                                                what comes back has the name that it had; NULL */
    uint64_t edition;               /* of the objects that are its own: those of any other are shared with clones */
    /* Look-up by name (catalog_names.c): its tables, and until it has some those of the catalog it is a clone of */
    struct sk_catalog_names *names;
    const struct sk_catalog *origin;
    uint64_t version, origin_version;  /* how often it was changed; and the origin, when this was cloned */
    size_t n_named, n_touched;
    struct sk_touched *touched;        /* what changed since the tables were right */
    bool changing;                     /* a change is being applied: what is touched may change once more */
};

#define SK_PUBLIC "public"

struct sk_catalog *sk_catalog_new(TALLOC_CTX *owner, const struct sk_expr_ops *ops);

/**
 * A copy that may be changed by itself. What neither changes is shared, and so the original lives as long: an object is
 * copied when one of them is about to change it (catalog_own.c).
 */
struct sk_catalog *sk_catalog_clone(TALLOC_CTX *owner, const struct sk_catalog *catalog);
struct sk_table *sk_table_clone(TALLOC_CTX *owner, const struct sk_table *table);
struct sk_constraint *sk_constraint_clone(TALLOC_CTX *owner, const struct sk_constraint *from);
struct sk_index *sk_index_clone(TALLOC_CTX *owner, const struct sk_index *from);
struct sk_trigger *sk_trigger_clone(TALLOC_CTX *owner, const struct sk_trigger *from);

/**
 * The object of the catalog, to be changed: itself, or a copy that has taken its place, when it is shared with another
 * catalog. NULL of NULL.
 */
struct sk_table *sk_own_table(struct sk_catalog *catalog, const struct sk_table *table);
struct sk_view *sk_own_view(struct sk_catalog *catalog, const struct sk_view *view);
struct sk_sequence *sk_own_sequence(struct sk_catalog *catalog, const struct sk_sequence *sequence);
struct sk_user_type *sk_own_type(struct sk_catalog *catalog, const struct sk_user_type *type);
struct sk_function *sk_own_function(struct sk_catalog *catalog, const struct sk_function *function);

/** Put `is`, which becomes the catalog's, in the place of `was`, or at the end where that is NULL. NULL for `is` takes
 *  `was` out. */
void sk_put_table(struct sk_catalog *catalog, const struct sk_table *was, struct sk_table *is);
void sk_put_view(struct sk_catalog *catalog, const struct sk_view *was, struct sk_view *is);
void sk_put_sequence(struct sk_catalog *catalog, const struct sk_sequence *was, struct sk_sequence *is);
void sk_put_type(struct sk_catalog *catalog, const struct sk_user_type *was, struct sk_user_type *is);
void sk_put_function(struct sk_catalog *catalog, const struct sk_function *was, struct sk_function *is);

/* Lookups: NULL when there is none. `schema` NULL means SK_PUBLIC. The result belongs to the catalog. */
struct sk_table *sk_catalog_table(const struct sk_catalog *catalog, const char *schema, const char *name);
struct sk_view *sk_catalog_view(const struct sk_catalog *catalog, const char *schema, const char *name);
struct sk_sequence *sk_catalog_sequence(const struct sk_catalog *catalog, const char *schema, const char *name);
struct sk_user_type *sk_catalog_type(const struct sk_catalog *catalog, const char *schema, const char *name);
/** What a domain is of; any other type, and an array of a domain's, is itself. */
const struct sk_type *sk_catalog_base_type(const struct sk_catalog *catalog, const struct sk_type *type);
/** A domain, with all that the domains which it is of hold its values to; NULL: it is another type. */
const struct sk_user_type *sk_catalog_domain(const struct sk_catalog *catalog, const struct sk_type *type);
/** Is it the user's type of that name? */
bool sk_type_is_named(const struct sk_type *type, const char *schema, const char *name);
/** Is `type` the one of that name, an array of it, or a domain of it? */
bool sk_catalog_is_of(const struct sk_catalog *catalog, const struct sk_type *type, const char *schema,
                      const char *name);
struct sk_function *sk_catalog_function(const struct sk_catalog *catalog, const char *schema, const char *name);
/** The same with those argument types; the first by that name for `signature` NULL. */
struct sk_function *sk_catalog_function_like(const struct sk_catalog *catalog, const char *schema, const char *name,
                                             const char *signature);
/** The index called `name` in `schema`, and in `*table` the table it is on. */
struct sk_index *sk_catalog_index(const struct sk_catalog *catalog, const char *schema, const char *name,
                                  struct sk_table **table);
/** The constraint called `name` on any table of `schema`, and in `*table` the table. */
struct sk_constraint *sk_catalog_constraint(const struct sk_catalog *catalog, const char *schema, const char *name,
                                            struct sk_table **table);
/** Has another table of `table`'s schema a constraint of that kind and name, which was the first to have it? In
 *  PostgreSQL it may. */
bool sk_catalog_shares_name(const struct sk_catalog *catalog, const struct sk_table *table,
                            const struct sk_constraint *constraint);
/** NULL: there is none. */
struct sk_taken_names *sk_catalog_taken_names(TALLOC_CTX *owner, const struct sk_catalog *catalog);
/** Is the constraint of that name, of the table, among them? */
bool sk_taken_names_have(const struct sk_taken_names *taken, const struct sk_table *table, const char *constraint);
bool sk_catalog_has_schema(const struct sk_catalog *catalog, const char *name);
bool sk_catalog_has_extension(const struct sk_catalog *catalog, const char *name);
/** Is `name` taken by a table, view, sequence, index or the index of a constraint? One namespace in PostgreSQL. */
bool sk_catalog_has_relation(const struct sk_catalog *catalog, const char *schema, const char *name);
/** The same, and in `*table` the table that it is an index of, or the table itself; NULL for any other relation. */
bool sk_catalog_relation(const struct sk_catalog *catalog, const char *schema, const char *name,
                         struct sk_table **table);

struct sk_column *sk_table_column(const struct sk_table *table, const char *name);
struct sk_constraint *sk_table_constraint(const struct sk_table *table, const char *name);
struct sk_constraint *sk_table_primary_key(const struct sk_table *table);
struct sk_index *sk_table_index(const struct sk_table *table, const char *name);
struct sk_trigger *sk_table_trigger(const struct sk_table *table, const char *name);
bool sk_table_fires_on_truncate(const struct sk_table *table);
/** The key of `table` that a foreign key to it relies on: a struct sk_constraint, or a unique struct sk_index; or NULL.
 */
const void *sk_table_key_of(const struct sk_table *table, const struct sk_constraint *foreign);
bool sk_constraint_has_column(const struct sk_constraint *constraint, const char *column);
/** Does a view read the table, itself or through other views? */
bool sk_view_reads(const struct sk_catalog *catalog, const struct sk_view *view, const struct sk_table *table);
/** Does it read a temporary table? */
bool sk_view_is_temporary(const struct sk_catalog *catalog, const struct sk_view *view);
/** Does the collation of that name take letters in either case for the same? NULL: no. */
bool sk_catalog_folds(const struct sk_catalog *catalog, const char *collation);
/** Is it a foreign key to the table? Has `other` one to it? */
bool sk_constraint_refers_to(const struct sk_constraint *constraint, const struct sk_table *table);
bool sk_table_refers_to(const struct sk_table *other, const struct sk_table *table);

bool sk_type_equal(const struct sk_type *a, const struct sk_type *b);

/** PostgreSQL's spelling: "character varying(20)", "timestamp with time zone", "user_service.role[]". */
char *sk_type_format(TALLOC_CTX *owner, const struct sk_type *type);

#endif
