/* dialects/postgres/postgres.h - what the files of the PostgreSQL dialect share. */
#ifndef SKEIN_DIALECTS_POSTGRES_POSTGRES_H
#define SKEIN_DIALECTS_POSTGRES_POSTGRES_H

#include "dialects/postgres/scope.h"

/* parse.c */
enum sk_status sk_pg_parse(struct sk_script **out, TALLOC_CTX *owner, const char *file, const char *text, size_t len,
                           struct sk_error *err);
char *sk_pg_tree_hash(TALLOC_CTX *owner, const struct sk_script *script);
void sk_pg_read_tree(const struct sk_script *script, struct sk_statement *statement);

/* analyze.c: one statement into changes */
enum sk_status sk_pg_analyze(const struct sk_script *script, struct sk_statement *statement,
                             const struct sk_catalog *catalog, struct sk_error *err);

/* rewrite.c */
enum sk_status sk_pg_rewrite(struct sk_rewrite *rewrite, const struct sk_statement *statement, struct sk_error *err);
/** An author's BEGIN and COMMIT, in pairs, change nothing, since skein decides what runs together: `note` says so. One
 *  without the other would end what is running in its middle, and is refused (SK_EREFUSED). */
SK_CHECKED enum sk_status sk_pg_transaction_control(struct sk_rewrite *rewrite, const struct sk_statement *statement,
                                                    const char *note, struct sk_error *err);

/* format.c */
char *sk_pg_format_catalog(TALLOC_CTX *owner, const struct sk_catalog *catalog, bool again);

/* demands.c */
void sk_pg_demands(struct sk_demands *out, TALLOC_CTX *owner, const struct sk_catalog *catalog,
                   const struct sk_change *change);
/* marks.c */
struct sk_marks *sk_pg_marks(TALLOC_CTX *owner, const struct sk_statement *statement);
struct sk_marks *sk_pg_long_names(TALLOC_CTX *owner, const struct sk_script *script,
                                  const struct sk_statement *statement);
bool sk_pg_is_volatile(const struct sk_expr *expr, const struct sk_catalog *catalog);

/* reverse.c */
void sk_pg_reverse(struct sk_reverse *reverse);

/* solver.c, facts.c, texts.c: see core/fact.h */
extern const struct sk_solver_ops sk_pg_solver;
void sk_pg_facts(struct sk_facts *out, TALLOC_CTX *owner, const struct sk_constraint *check);
struct sk_texts *sk_pg_texts(TALLOC_CTX *owner, const struct sk_fact *const *matches, size_t n, size_t min, size_t max);
uint64_t sk_pg_texts_count(const struct sk_texts *texts);
char *sk_pg_texts_get(TALLOC_CTX *owner, const struct sk_texts *texts, uint64_t number);

/* introspect.c */
enum sk_status sk_pg_introspect(struct sk_catalog **out, TALLOC_CTX *owner, struct sk_conn *conn,
                                const struct sk_catalog *like, struct sk_error *err);
/* normal.c: expressions as the server words them, and as their authors do */
bool sk_pg_same_expr(struct sk_expr *a, struct sk_expr *b, const struct sk_type *type, bool exact);
/** normal_constants.c: a constant, as a value of `kind` (OTHER: not known), in the one form that its spellings have. */
void sk_pg_put_normal_constant(struct sk_text *out, const PgQuery__AConst *c, enum sk_type_kind kind);

extern const char sk_pg_list_tables[];
/* explain.c */
enum sk_status sk_pg_explain(struct sk_access **out, TALLOC_CTX *owner, struct sk_conn *conn, const char *sql,
                             struct sk_error *err);
char *sk_pg_gather_statistics(TALLOC_CTX *owner, const char *schema, const char *name);
char *sk_pg_count_rows(TALLOC_CTX *owner, const char *schema, const char *name);

extern const struct sk_ledger_ops sk_pg_ledger;
extern const struct sk_contents_ops sk_pg_contents;

/* Aggregates, operators, casts ... of the project's own: what uses one is refused there. */
#define SK_PG_AT_USE "it is looked at where it is used"
#define SK_PG_POLICY "row level security does not hold for a table's owner, and here everyone is one"
bool sk_pg_is_looked_at_where_used(PgQuery__ObjectType kind);
/** Is it a statement about PostgreSQL's server alone, that is left out elsewhere? */
bool sk_pg_has_no_effect(const sk_node *node);

/* ---- within the analysis -------------------------------------------------------------------------------------- */

/* One statement's analysis: what it sees, and the changes it makes. */
struct sk_analysis {
    TALLOC_CTX *owner;
    const struct sk_script *script;
    struct sk_statement *statement;
    const struct sk_catalog *catalog;
    const struct sk_table *making;  /* the table that is being made or altered, as far as the statement has come */
    size_t n_unnamed;               /* constraints of the statement that have a name of PostgreSQL's making */
    struct sk_constraint **unnamed;
    struct sk_error *err;
};

/** Append a change of `kind` about schema.name and return it to be filled. */
struct sk_change *sk_pg_change(struct sk_analysis *a, enum sk_change_kind kind, const char *schema, const char *name);

/** Fail at `node` (or the statement, for NULL) with SK_EUNSUPPORTED and the ways out as the hint. */
enum sk_status sk_pg_unsupported(struct sk_analysis *a, const sk_node *node, const char *what, const char *why);

/** A statement that PostgreSQL alone understands: SK_CODE, with the reason for the others (NULL: it is procedural). */
enum sk_status sk_pg_code(struct sk_analysis *a, const char *why);

/** Fail at the statement with SK_EREFUSED: PostgreSQL would refuse it too. */
enum sk_status sk_pg_refuse(struct sk_analysis *a, const char *fmt, ...) SK_PRINTF(2, 3);

/** "public" for an unqualified name. */
const char *sk_pg_schema(const char *schema);

/** Names of a list of String nodes, as an array of `owner`'s. */
const char **sk_pg_names(TALLOC_CTX *owner, size_t n, sk_node *const *nodes);

/* types.c */
/** Is it serial, bigserial, smallserial? Then `type` becomes the integer below it. */
bool sk_pg_is_serial(struct sk_type *type);

/* analyze_like.c: what LIKE brings, the columns and then the rest */
enum sk_status sk_pg_like_columns(struct sk_analysis *a, struct sk_table *table, const PgQuery__TableLikeClause *like);
enum sk_status sk_pg_like_constraints(struct sk_analysis *a, struct sk_table *table,
                                      const PgQuery__TableLikeClause *like);

/* analyze_sequence.c */
/** A sequence of `type` with the manual's defaults. */
struct sk_sequence *sk_pg_new_sequence(struct sk_analysis *a, const char *schema, const char *name,
                                       struct sk_type type);
/** Take over the options of CREATE or ALTER SEQUENCE, or of GENERATED ... AS IDENTITY. */
void sk_pg_sequence_options(struct sk_analysis *a, struct sk_sequence *s, bool is_new, size_t n,
                            sk_node *const *options);
/** RESTART among the options of ALTER SEQUENCE, or of SET GENERATED: a change of rows that says setval(), where `s` is
 * a column's own. */
void sk_pg_restart(struct sk_analysis *a, const struct sk_sequence *s, size_t n, sk_node *const *options);
/** Is `value`, as the default of `column`, the next value of `s`? (With OWNED BY that is serial.) */
bool sk_pg_is_serial_default(struct sk_analysis *a, const struct sk_sequence *s, const struct sk_column *column,
                             const sk_node *value);
/** The sequence that belongs to the column, or NULL. */
const struct sk_sequence *sk_pg_owned_sequence(const struct sk_catalog *catalog, const char *schema,
                                               const char *table, const char *column);

/* names.c: the names PostgreSQL gives */
/** makeObjectName(): name1_name2_label, the longer of the two names cut so that it all fits in 63 bytes. */
char *sk_pg_make_name(TALLOC_CTX *owner, const char *name1, const char *name2, const char *label);
/** ChooseRelationName(): the same with a number appended until no relation of `schema` has it. */
char *sk_pg_relation_name(struct sk_analysis *a, const char *schema, const char *name1, const char *name2,
                          const char *label);
/** Likewise for a constraint that has an index: until neither a relation nor a constraint has it. */
char *sk_pg_key_name(struct sk_analysis *a, const struct sk_table *table, const char *name2, const char *label);
/** ChooseConstraintName(): likewise, until no constraint of `schema` has it. `hidden`: how many have such names that no
 *  catalog knows. */
char *sk_pg_constraint_name(struct sk_analysis *a, const char *schema, const char *name1, const char *name2,
                            const char *label, size_t hidden);
/** ChooseIndexColumnNames(): `name` with a number, if need be, so that it is not among the n before it. */
const char *sk_pg_index_column(TALLOC_CTX *owner, size_t n, const char *const *names, const char *name);
/** ChooseIndexNameAddition(): column names joined by "_". */
char *sk_pg_join_columns(TALLOC_CTX *owner, size_t n, const char *const *columns);

/* analyze_table.c, analyze_alter.c, analyze_other.c */
/** One statement of any kind. */
enum sk_status sk_pg_analyze_node(struct sk_analysis *a, const sk_node *node);
/** A DO block: the one statement of DDL that it stands for, or code. */
enum sk_status sk_pg_do(struct sk_analysis *a, const sk_node *node);
/** CALL f(...), and SELECT f(...) of a function of the project's that does something: the statement's parts are what a
 *  block with its body would be. False: it is nothing of the kind, and nothing has changed. */
bool sk_pg_call(struct sk_analysis *a, const PgQuery__FuncCall *call);

/** The same of SELECT function(...) FROM ..., which calls it for each row. */
bool sk_pg_call_for_rows(struct sk_analysis *a, const sk_node *select);
/** staged.c: a statement with WITH queries that change rows, or that reads what its triggers change, as parts;
 *  `*staged` says whether it is one. */
enum sk_status sk_pg_stage(bool *staged, struct sk_analysis *a, const sk_node *node);
/** Where a statement that may have one keeps its WITH; NULL: it may not. */
PgQuery__WithClause **sk_pg_with_of(sk_node *node);
/** staged_reads.c: a copy of the statement that reads what its triggers change from queries of its WITH; NULL: it
 *  reads nothing of the kind. */
sk_node *sk_pg_keep_reads(struct sk_analysis *a, const sk_node *node);
/** search_path.c: note for each statement of a script which one before it sets the path of schemas. */
void sk_pg_mark_search_path(struct sk_script *script);
/** Give the names of a statement the schema that the path says, in its tree. */
void sk_pg_qualify(struct sk_analysis *a);

/** Say currval() of a sequence for lastval(), where the file says of which it is (last_number.c). */
void sk_pg_name_last_number(struct sk_analysis *a);
/** EXISTS of a query on PostgreSQL's catalogs: 1, 0; -1 for what the catalog cannot answer. */
int sk_pg_answer(const struct sk_catalog *catalog, const sk_node *node);
/** A statement that may be done already: what the catalog refuses has no effect. */
enum sk_status sk_pg_analyze_tolerant(struct sk_analysis *a, const sk_node *node);
enum sk_status sk_pg_create_table(struct sk_analysis *a, const PgQuery__CreateStmt *stmt);
enum sk_status sk_pg_create_table_as(struct sk_analysis *a, const PgQuery__CreateTableAsStmt *stmt);
/** The sequence of a serial column, or (`identity` not NULL) of an identity column. */
struct sk_sequence *sk_pg_add_column_sequence(struct sk_analysis *a, const struct sk_table *table,
                                              const struct sk_column *column, const PgQuery__Constraint *identity);
/** The sequence that a constant, the argument of nextval(), names as SQL would; NULL: it is no name. */
const char *sk_pg_sequence_name(TALLOC_CTX *owner, const sk_node *constant, const char **schema);
/** SK_SET_IDENTITY: how the column's sequence counts. */
void sk_pg_count_identity(struct sk_change *change, const struct sk_sequence *s);
/** A column with what its definition says of itself; constraints that stand apart go to `table`. */
enum sk_status sk_pg_column(struct sk_analysis *a, struct sk_table *table, const PgQuery__ColumnDef *def,
                            struct sk_column **out);
/** DEFERRABLE and INITIALLY DEFERRED after a column's constraint are nodes of their own that belong to it: `k`, or
 * NULL. */
void sk_pg_apply_attribute(struct sk_constraint *k, const PgQuery__Constraint *attribute);
/** A table constraint, named, ready to be added to `table`. `*out` is NULL when there is none (NOT NULL). */
enum sk_status sk_pg_constraint(struct sk_analysis *a, struct sk_table *table, const PgQuery__Constraint *def,
                                const char *column, struct sk_constraint **out);
/** The names that PostgreSQL would give to a constraint and to an index that have none. */
const char *sk_pg_default_name(struct sk_analysis *a, const struct sk_table *table, const struct sk_constraint *k);
const char *sk_pg_index_name(struct sk_analysis *a, const char *schema, const char *table,
                             const struct sk_index *index);
/** PARTITION BY, as the catalog keeps it. */
const char *sk_pg_partition_by(struct sk_analysis *a, const PgQuery__PartitionSpec *spec);
/** Is the statement about a partition, or does it make one? Then it has been analysed, and `*status` says how. */
bool sk_pg_is_of_partition(enum sk_status *status, struct sk_analysis *a, const sk_node *node);
/** A statement of rows, or a query, with the rows that a partition's name stands for in the place of that name; NULL:
 * it cannot be said which they are. */
const sk_node *sk_pg_without_partitions(struct sk_analysis *a, const sk_node *statement);
/** A condition on the rows that a partitioned table takes: one of its partitions does. NULL: any, or nobody can tell.
 */
struct sk_expr *sk_pg_partitioned_rows(TALLOC_CTX *owner, const struct sk_table *table);
/** A key of an index, or of an EXCLUDE. */
struct sk_index_key sk_pg_index_key(TALLOC_CTX *owner, const PgQuery__IndexElem *elem);
enum sk_status sk_pg_create_index(struct sk_analysis *a, const PgQuery__IndexStmt *stmt);
enum sk_status sk_pg_alter_table(struct sk_analysis *a, const PgQuery__AlterTableStmt *stmt);
enum sk_status sk_pg_rename(struct sk_analysis *a, const PgQuery__RenameStmt *stmt);
enum sk_status sk_pg_drop(struct sk_analysis *a, const PgQuery__DropStmt *stmt);
enum sk_status sk_pg_create_view(struct sk_analysis *a, const PgQuery__ViewStmt *stmt);
enum sk_status sk_pg_create_trigger(struct sk_analysis *a, const PgQuery__CreateTrigStmt *stmt);
enum sk_status sk_pg_create_function(struct sk_analysis *a, const PgQuery__CreateFunctionStmt *stmt,
                                     const sk_node *node);
/** The function that DROP or COMMENT names, with its signature; NULL when they give none. */
struct sk_function *sk_pg_function_named(struct sk_analysis *a, const PgQuery__ObjectWithArgs *object, bool procedure);
enum sk_status sk_pg_create_sequence(struct sk_analysis *a, const PgQuery__CreateSeqStmt *stmt);
enum sk_status sk_pg_alter_sequence(struct sk_analysis *a, const PgQuery__AlterSeqStmt *stmt);
enum sk_status sk_pg_create_enum(struct sk_analysis *a, const PgQuery__CreateEnumStmt *stmt);
enum sk_status sk_pg_alter_enum(struct sk_analysis *a, const PgQuery__AlterEnumStmt *stmt);
enum sk_status sk_pg_create_domain(struct sk_analysis *a, const PgQuery__CreateDomainStmt *stmt);
enum sk_status sk_pg_alter_domain(struct sk_analysis *a, const PgQuery__AlterDomainStmt *stmt);
enum sk_status sk_pg_alter_composite(struct sk_analysis *a, const PgQuery__AlterTableStmt *stmt);
/** The name of a CHECK of a domain that has none. */
const char *sk_pg_domain_check_name(struct sk_analysis *a, const struct sk_user_type *type);
enum sk_status sk_pg_create_range(struct sk_analysis *a, const PgQuery__CreateRangeStmt *stmt);
enum sk_status sk_pg_create_composite(struct sk_analysis *a, const PgQuery__CompositeTypeStmt *stmt);
enum sk_status sk_pg_comment(struct sk_analysis *a, const PgQuery__CommentStmt *stmt);
enum sk_status sk_pg_set_schema(struct sk_analysis *a, const PgQuery__AlterObjectSchemaStmt *stmt);

/** The table that has a constraint whose index is called `name`: ALTER INDEX renames the constraint too. */
struct sk_table *sk_pg_table_of_constraint(const struct sk_catalog *catalog, const char *schema, const char *name);

#endif
