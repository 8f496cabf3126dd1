/*
 * core/change.h - one step of DDL as a value: applied to a catalog, inverted, rated, rendered.
 *
 * The source dialect's analysis turns a statement into changes (one ALTER TABLE with three commands is three). The
 * set is closed: a switch over the kinds has no default, so that the compiler finds what a new kind needs.
 */
#ifndef SKEIN_CORE_CHANGE_H
#define SKEIN_CORE_CHANGE_H

#include "core/catalog.h"

enum sk_change_kind {
    SK_CREATE_SCHEMA,
    SK_DROP_SCHEMA,
    SK_RENAME_SCHEMA,
    SK_CREATE_TABLE,         /* u.table, with its constraints; query set for CREATE TABLE AS */
    SK_DROP_TABLE,
    SK_RENAME_TABLE,
    SK_SET_TABLE_SCHEMA,
    SK_ADD_COLUMN,           /* u.column; constraints written with it follow as SK_ADD_CONSTRAINT */
    SK_DROP_COLUMN,
    SK_RENAME_COLUMN,
    SK_SET_TYPE,             /* u.type, expr = USING or NULL */
    SK_SET_DEFAULT,          /* expr; NULL drops it */
    SK_SET_NOT_NULL,         /* flag: true sets, false drops */
    SK_SET_IDENTITY,         /* u.identity; NONE drops it */
    SK_DROP_EXPRESSION,      /* a generated column becomes a plain one */
    SK_ADD_CONSTRAINT,       /* u.constraint; index_name set for USING INDEX */
    SK_DROP_CONSTRAINT,
    SK_RENAME_CONSTRAINT,
    SK_VALIDATE_CONSTRAINT,
    SK_ALTER_CONSTRAINT,     /* deferrability: u.constraint carries the new flags */
    SK_CREATE_INDEX,         /* u.index */
    SK_DROP_INDEX,
    SK_RENAME_INDEX,
    SK_CREATE_VIEW,          /* u.view; flag: OR REPLACE */
    SK_DROP_VIEW,
    SK_RENAME_VIEW,
    SK_RENAME_VIEW_COLUMN,
    SK_REFRESH_VIEW,
    SK_CREATE_SEQUENCE,      /* u.sequence */
    SK_ALTER_SEQUENCE,       /* u.sequence: the whole new state */
    SK_DROP_SEQUENCE,
    SK_RENAME_SEQUENCE,
    SK_CREATE_TYPE,          /* u.user_type */
    SK_ALTER_TYPE,           /* u.user_type: the whole new state (domains, composites) */
    SK_DROP_TYPE,
    SK_RENAME_TYPE,
    SK_ADD_ENUM_VALUE,       /* name = type, to = value; before / after = neighbour or NULL */
    SK_RENAME_ENUM_VALUE,    /* from, to */
    SK_CREATE_FUNCTION,      /* u.function; flag: OR REPLACE */
    SK_DROP_FUNCTION,        /* u.function carries the signature, or NULL */
    SK_RENAME_FUNCTION,      /* u.function: as it was; to */
    SK_CREATE_TRIGGER,       /* u.trigger; flag: OR REPLACE */
    SK_DROP_TRIGGER,
    SK_RENAME_TRIGGER,
    SK_ENABLE_TRIGGER,       /* from = trigger, NULL: ALL / USER; flag: true enables, false disables */
    SK_CREATE_EXTENSION,
    SK_DROP_EXTENSION,
    SK_CREATE_COLLATION,     /* one that takes letters in either case for the same; others have no effect */
    SK_PARTITION,            /* u.partition of the table; flag: true adds it, false takes its name away */
    SK_COMMENT,              /* to = text, NULL drops; on what: object */
    SK_ROWS,                 /* INSERT, UPDATE, DELETE, SELECT, TRUNCATE, MERGE, COPY data: the statement's tree */
    SK_CODE,                 /* DO, CALL, and what PostgreSQL alone understands: the statement's tree; to = reason */
    SK_NO_EFFECT,            /* nothing that data or the catalog could show: GRANT, OWNER, SET, VACUUM; to = reason */
    SK_CHANGE_KINDS
};

/* What SK_COMMENT is on. */
enum sk_object { SK_ON_TABLE, SK_ON_COLUMN, SK_ON_CONSTRAINT, SK_ON_INDEX, SK_ON_VIEW, SK_ON_TYPE, SK_ON_OTHER };

struct sk_change {
    enum sk_change_kind kind;
    const char *schema, *name;      /* of the table, view, type, sequence, schema ... it is about */
    const char *from, *to;          /* column, constraint, index, trigger, label: as the kind says; `from` is what is
                                       changed or dropped, `to` its new name */
    const char *to_schema;          /* RENAME_VIEW, _SEQUENCE, _TYPE, _FUNCTION: where it goes; NULL: nowhere */
    const char *before, *after;
    bool flag;
    bool if_exists, if_not_exists;  /* as written */
    bool redundant;                 /* IF [NOT] EXISTS, and the catalog says that there is nothing to do */
    bool cascade;
    enum sk_object object;
    const char *index_name;
    struct sk_expr *expr;
    struct sk_expr *query;
    size_t pos_bytes;               /* where in the file this command stands, or SK_NO_POS */
    union {
        struct sk_table *table;
        struct sk_column *column;
        struct sk_type *type;
        struct {
            enum sk_identity identity;
            int64_t start, step;    /* of its sequence, as in struct sk_column */
        };
        struct sk_constraint *constraint;
        struct sk_index *index;
        struct sk_view *view;
        struct sk_sequence *sequence;
        struct sk_user_type *user_type;
        struct sk_function *function;
        struct sk_trigger *trigger;
        struct sk_partition *partition;
    } u;
};

/* Some changes, each after those before it. */
struct sk_changes {
    struct sk_change **items;
    size_t n;
};

/** "create table", "set not null": for messages. */
const char *sk_change_name(enum sk_change_kind kind);

/**
 * Apply to the catalog what PostgreSQL would do, side effects included: DROP COLUMN takes its indexes and
 * constraints along, CASCADE what depends, RENAME follows into foreign keys, expressions and views.
 * What the change carries is copied. Failures (no such table, still referenced) are SK_EREFUSED with
 * PostgreSQL's own wording; the catalog is then unchanged.
 */
SK_CHECKED enum sk_status sk_change_apply(struct sk_catalog *catalog, const struct sk_change *change,
                                          struct sk_error *err);

/** What SK_RENAME_SCHEMA does to each thing in the schema, as changes that move it. */
struct sk_changes sk_schema_moves(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_change *rename);

/** sk_change_apply() for a change of one table alone, on a table that stands outside a catalog: for table rebuilds. */
SK_CHECKED enum sk_status sk_change_apply_table(struct sk_table *table, const struct sk_change *change,
                                                const struct sk_expr_ops *ops, struct sk_error *err);

/**
 * What a constraint that `change` has named on `table` is called where names are unique in a schema is settled then, in
 * its `name_taken`: others of that name may come and go. `sk_change_apply` does it by itself.
 */
void sk_change_settle_names(const struct sk_catalog *catalog, const struct sk_table *table,
                            const struct sk_change *change);

/** Is it a change of one existing table (columns, constraints, triggers...), that `sk_change_apply_table` takes? */
bool sk_change_is_of_table(const struct sk_change *change);

#endif
