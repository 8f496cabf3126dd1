/*
 * dialects/postgres/scope.h - what names mean inside a query, and what type an expression has.
 *
 * A light version of PostgreSQL's parse analysis: enough to name the columns of a view, and to tell the rewriters
 * whether `||` joins texts or JSON, whether `/` divides integers, whether a value is a timestamp. Where it cannot
 * tell, the type's kind is SK_TYPE_OTHER, and rewriters take the construct's most common meaning.
 */
#ifndef SKEIN_DIALECTS_POSTGRES_SCOPE_H
#define SKEIN_DIALECTS_POSTGRES_SCOPE_H

#include "dialects/postgres/tree.h"

struct sk_query_column {
    const char *name;
    struct sk_type type;
};

struct sk_query_columns {
    size_t n;
    struct sk_query_column *items;
};

/* One name that columns can be qualified with. */
struct sk_range {
    const char *alias;
    const struct sk_table *table; /* NULL for a subquery, a view, a function */
    const struct sk_view *view;
    bool named;                   /* by an alias, even if that is the relation's own name */
    const char *elements; /* the function, if it gives the parts of an array or a document: "unnest"; else NULL */
    const PgQuery__FuncCall *call; /* of that function */
    bool lateral;                 /* a subquery that may refer to the items before it */
    bool held;                    /* in variables of a function: known wherever they are named */
    struct sk_query_columns columns;
};

struct sk_scope {
    TALLOC_CTX *owner;
    const struct sk_scope *parent; /* of the query around this one */
    const struct sk_catalog *catalog;
    size_t n_ranges;
    struct sk_range *ranges;
    size_t n_ctes;
    struct sk_range *ctes;
};

/** catalog_rows.c: the statement with the rows of PostgreSQL's catalogs in their place, where they are known; else as
 *  it is. */
const sk_node *sk_pg_with_catalogs(TALLOC_CTX *owner, const struct sk_catalog *catalog, const sk_node *statement);

/** A scope inside `parent` (NULL: none), to be filled with the functions below. */
struct sk_scope *sk_scope_new(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_scope *parent);

/** A scope that knows no column of the queries around it, but the WITH queries that it may name. */
struct sk_scope *sk_scope_apart(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_scope *around);

/** The scope in which the columns of `table` are known by their bare names (CHECKs, indexes, generated columns). */
struct sk_scope *sk_scope_of_table(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_table *table);

void sk_scope_add_ctes(struct sk_scope *scope, const PgQuery__WithClause *with);
void sk_scope_add_from(struct sk_scope *scope, size_t n, sk_node *const *from);
/** A table that need not be in the catalog, or not under its name. */
void sk_scope_add_table(struct sk_scope *scope, const struct sk_table *table, const char *alias);
void sk_scope_add_relation(struct sk_scope *scope, const PgQuery__RangeVar *range);

/** What a function in FROM is called and gives, before its alias says otherwise (set_returning.c). */
struct sk_range sk_scope_function(const struct sk_scope *scope, const PgQuery__RangeFunction *function);

/** jsonb_to_recordset() and its like as the LATERAL sub-query that gives the same rows; NULL: it is none, or has fields
 *  that are arrays (recordset.c). */
sk_node *sk_pg_recordset(TALLOC_CTX *owner, const struct sk_catalog *catalog, const PgQuery__RangeFunction *function);

/** The first function in an expression that gives several rows, not in a sub-query of it; NULL: there is none. */
sk_node *sk_pg_set_returning(sk_node *expr);

/** Does a query name columns of the queries around it, or of what stands before it in FROM? `around` has both. */
bool sk_scope_looks_outside(const struct sk_scope *around, const sk_node *query);

/** The type of a column that a ColumnRef names; kind SK_TYPE_OTHER and name NULL when it is not known. */
struct sk_type sk_scope_column(const struct sk_scope *scope, const PgQuery__ColumnRef *ref);

/** The column of a table that a ColumnRef names, and the table; NULL: it is of something else, or not known. */
const struct sk_column *sk_scope_table_column(const struct sk_scope *scope, const PgQuery__ColumnRef *ref,
                                              const struct sk_table **table);

/** What the columns are qualified with of which a ColumnRef names one; NULL: it is not known. */
const char *sk_scope_alias(const struct sk_scope *scope, const PgQuery__ColumnRef *ref);

/** Does a ColumnRef name a column of a query within the one that `around` is the scope of? */
bool sk_scope_names_inside(const struct sk_scope *scope, const struct sk_scope *around, const PgQuery__ColumnRef *ref);

/** The field of a composite type, and its place among the others; NULL: the type has none of that name. */
const struct sk_column *sk_scope_field(const struct sk_scope *scope, const struct sk_type *type, const char *name,
                                       size_t *place);

/** The type of an expression: of a domain's value the one below it, which is what operators and functions take. */
struct sk_type sk_scope_type(const struct sk_scope *scope, const sk_node *node);
/** The same, where it may be a domain: the type of a query's result. */
struct sk_type sk_scope_declared(const struct sk_scope *scope, const sk_node *node);

/** Is an expression of that kind of type, and no array? */
bool sk_scope_is(const struct sk_scope *scope, const sk_node *node, enum sk_type_kind kind);

/** How many digits PostgreSQL shows behind the point of a numeric or an integer; -1: its values say that, or it is of
 *  another type. */
int sk_scope_digits(const struct sk_scope *scope, const sk_node *node);

/** The columns of a table that is made of a query: as sk_pg_query_columns() says, of what the planner leaves of it. */
struct sk_query_columns sk_pg_planned_columns(TALLOC_CTX *owner, const struct sk_catalog *catalog,
                                              const sk_node *query);

/** The names and types of a query's result. */
struct sk_query_columns sk_pg_query_columns(TALLOC_CTX *owner, const struct sk_catalog *catalog, const sk_node *query);
struct sk_query_columns sk_scope_query(const struct sk_scope *scope, const sk_node *query);

/* A column that `*` stands for; no qualifier where USING or NATURAL made one column of two. */
struct sk_star_column {
    const char *qualifier, *name;
    struct sk_type type;
};

struct sk_star {
    size_t n;
    struct sk_star_column *items;
};

/** What `*`, or `qualifier.*`, stands for in a query with that FROM list, whose items `scope` has been given. False
 * when some of the columns are not known. */
bool sk_scope_star(struct sk_star *out, struct sk_scope *scope, const char *qualifier, size_t n, sk_node *const *from);

/** Write out every `*` of a query's target list whose columns are known: of the items of its FROM, which `scope` has.
 * The lists are new ones, those that were there stay as they are. */
void sk_scope_expand_stars(TALLOC_CTX *owner, struct sk_scope *scope, PgQuery__SelectStmt *select);

/** Is it `*` or `qualifier.*`? */
bool sk_pg_is_star(const sk_node *node, const char **qualifier);

/** The query with every `*` of its target list written out: itself when it has none. */
const sk_node *sk_pg_without_stars(TALLOC_CTX *owner, const struct sk_catalog *catalog, const sk_node *query);

/** FigureColname() of PostgreSQL's parse_target.c: what a column is called that nobody named. */
const char *sk_pg_figure_name(const sk_node *node);

/* types.c of the PostgreSQL dialect, wanted by every printer */
struct sk_type sk_pg_type(const struct sk_catalog *catalog, TALLOC_CTX *owner, const PgQuery__TypeName *name);

/** `value`::type as a node, for a type that has a plain name; NULL for any other. */
sk_node *sk_pg_cast_node(TALLOC_CTX *owner, sk_node *value, const struct sk_type *type);

/** type(value), which is a cast where no function has that name (PostgreSQL's manual, 10.3, step 3); or NULL. */
sk_node *sk_pg_call_as_cast(TALLOC_CTX *owner, const struct sk_catalog *catalog, const PgQuery__FuncCall *call);

static inline bool
sk_type_is_text(const struct sk_type *type)
{
    return !type->dimensions &&
           (type->kind == SK_TYPE_TEXT || type->kind == SK_TYPE_VARCHAR || type->kind == SK_TYPE_CHAR ||
            type->kind == SK_TYPE_CITEXT || type->kind == SK_TYPE_NAME);
}

static inline bool
sk_type_is_integer(const struct sk_type *type)
{
    return !type->dimensions && (type->kind == SK_TYPE_SMALLINT || type->kind == SK_TYPE_INTEGER ||
                                 type->kind == SK_TYPE_BIGINT || type->kind == SK_TYPE_OID);
}

/* A type whose form only PostgreSQL, or an extension of it, knows: elsewhere its values are any text. */
static inline bool
sk_type_is_unchecked(const struct sk_type *type)
{
    return !type->dimensions && (type->kind == SK_TYPE_XML || type->kind == SK_TYPE_GEOMETRIC ||
                                 (type->kind == SK_TYPE_OTHER && type->name));
}
#define SK_UNCHECKED_NOTE                                                                                              \
    "the form of xml, of geometric values and of types that are not known here is not looked at: any text is taken"

static inline bool
sk_type_is_json(const struct sk_type *type)
{
    return !type->dimensions && (type->kind == SK_TYPE_JSON || type->kind == SK_TYPE_JSONB);
}

static inline bool
sk_type_is_time(const struct sk_type *type)
{
    return !type->dimensions && (type->kind == SK_TYPE_TIMESTAMP || type->kind == SK_TYPE_TIMESTAMPTZ ||
                                 type->kind == SK_TYPE_DATE);
}

/** May it say how many digits of a second it keeps (8.5)? */
static inline bool
sk_type_has_precision(const struct sk_type *type)
{
    return !type->dimensions && (type->kind == SK_TYPE_TIMESTAMP || type->kind == SK_TYPE_TIMESTAMPTZ ||
                                 type->kind == SK_TYPE_TIME || type->kind == SK_TYPE_TIMETZ);
}

/** The type of what is not known. */
extern const struct sk_type sk_scope_unknown;

/** What two types become where values of both are to be of one: CASE, UNION (PostgreSQL manual, 10.5). */
struct sk_type sk_scope_common(struct sk_type a, struct sk_type b);

/** A type without length, scale and dimensions. */
struct sk_type sk_scope_plain(enum sk_type_kind kind, const char *name);

#endif
