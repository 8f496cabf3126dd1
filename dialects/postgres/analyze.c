/*
 * dialects/postgres/analyze.c - one statement into changes: which statement is analysed where.
 *
 * What is seen is the catalog before the statement. A change never depends on the one before it in the same
 * statement having been applied, but for names given (names.c looks at both).
 */
#include <string.h>

#include "dialects/postgres/postgres.h"

/* ---- helpers for all analyses --------------------------------------------------------------------------------- */

const char *
sk_pg_schema(const char *schema)
{
    return schema && *schema ? schema : SK_PUBLIC;
}

struct sk_change *
sk_pg_change(struct sk_analysis *a, enum sk_change_kind kind, const char *schema, const char *name)
{
    struct sk_change *change = sk_new(a->owner, struct sk_change);
    change->kind = kind;
    change->schema = sk_pg_schema(schema);
    change->name = name;
    change->pos_bytes = a->statement->pos_bytes;
    sk_push(a->owner, a->statement->changes, a->statement->n_changes, change);
    return change;
}

enum sk_status
sk_pg_unsupported(struct sk_analysis *a, const sk_node *node, const char *what, const char *why)
{
    size_t at = sk_node_location(node);
    sk_fail(a->err, SK_EUNSUPPORTED, "%s: %s", what, why);
    sk_at(a->err, a->script->file, at == SK_NO_POS ? a->statement->pos_bytes : at);
    sk_hint(a->err, "Put this migration's other form for the engine into a file of its own beside it "
                    "(NAME.up.sqlite.sql).");
    return SK_EUNSUPPORTED;
}

enum sk_status
sk_pg_code(struct sk_analysis *a, const char *why)
{
    struct sk_change *change = sk_pg_change(a, SK_CODE, NULL, NULL);
    change->query = sk_pg_expr(a->owner, a->statement->tree);
    change->to = why;
    return SK_OK;
}

enum sk_status
sk_pg_refuse(struct sk_analysis *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    sk_vfail(a->err, SK_EREFUSED, fmt, ap);
    va_end(ap);
    sk_at(a->err, a->script->file, a->statement->pos_bytes);
    return SK_EREFUSED;
}

const char **
sk_pg_names(TALLOC_CTX *owner, size_t n, sk_node *const *nodes)
{
    const char **names = NULL;
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        sk_push(owner, names, count, sk_node_string(nodes[i]));
    return names;
}

/* ---- statements that need no more than a line ----------------------------------------------------------------- */

/* What neither rows nor the catalog would show; the reason is what `plan` says. */
static const struct {
    PgQuery__Node__NodeCase node;
    const char *reason;
} no_effect[] = {
    {SK_NODE(GRANT_STMT), "privileges are the production server's"},
    {SK_NODE(GRANT_ROLE_STMT), "roles are the production server's"},
    {SK_NODE(ALTER_DEFAULT_PRIVILEGES_STMT), "privileges are the production server's"},
    {SK_NODE(ALTER_OWNER_STMT), "owners are the production server's"},
    {SK_NODE(CREATE_ROLE_STMT), "roles are the production server's"},
    {SK_NODE(ALTER_ROLE_STMT), "roles are the production server's"},
    {SK_NODE(ALTER_ROLE_SET_STMT), "roles are the production server's"},
    {SK_NODE(DROP_ROLE_STMT), "roles are the production server's"},
    {SK_NODE(DROP_OWNED_STMT), "roles are the production server's"},
    {SK_NODE(REASSIGN_OWNED_STMT), "owners are the production server's"},
    {SK_NODE(ALTER_DATABASE_SET_STMT), "a setting of the production server"},
    {SK_NODE(VARIABLE_SHOW_STMT), "shows a setting"},
    {SK_NODE(DISCARD_STMT), "resets the session"},
    {SK_NODE(VACUUM_STMT), "maintenance of PostgreSQL's storage"},
    {SK_NODE(REINDEX_STMT), "maintenance of PostgreSQL's storage"},
    {SK_NODE(CLUSTER_STMT), "maintenance of PostgreSQL's storage"},
    {SK_NODE(CHECK_POINT_STMT), "maintenance of PostgreSQL's storage"},
    {SK_NODE(LOCK_STMT), "the engine locks by itself"},
    {SK_NODE(CREATE_STATS_STMT), "statistics for PostgreSQL's planner"},
    {SK_NODE(ALTER_STATS_STMT), "statistics for PostgreSQL's planner"},
    {SK_NODE(NOTIFY_STMT), "a message to PostgreSQL's sessions"},
    {SK_NODE(SEC_LABEL_STMT), "a security label of PostgreSQL's"},
    {SK_NODE(CONSTRAINTS_SET_STMT), "constraints are checked when the migration commits"},
    {SK_NODE(ALTER_FUNCTION_STMT), "an attribute of the function for PostgreSQL's planner"},
    {SK_NODE(CREATE_PUBLICATION_STMT), "replication of the production server"},
    {SK_NODE(ALTER_PUBLICATION_STMT), "replication of the production server"},
    {SK_NODE(CREATE_PLANG_STMT), "a language of PostgreSQL's"},
    {SK_NODE(CREATE_SUBSCRIPTION_STMT), "replication of the production server"},
    {SK_NODE(ALTER_SUBSCRIPTION_STMT), "replication of the production server"},
    {SK_NODE(DROP_SUBSCRIPTION_STMT), "replication of the production server"},
    {SK_NODE(ALTER_SYSTEM_STMT), "a setting of the production server"},
    {SK_NODE(ALTER_DATABASE_STMT), "a setting of the production server"},
    {SK_NODE(CREATE_TABLE_SPACE_STMT), "a place of PostgreSQL's storage"},
    {SK_NODE(DROP_TABLE_SPACE_STMT), "a place of PostgreSQL's storage"},
    {SK_NODE(LISTEN_STMT), "a message to PostgreSQL's sessions"},
    {SK_NODE(UNLISTEN_STMT), "a message to PostgreSQL's sessions"},
    {SK_NODE(CREATE_EVENT_TRIG_STMT), "an event trigger sees PostgreSQL's DDL alone"},
    {SK_NODE(ALTER_EVENT_TRIG_STMT), "an event trigger sees PostgreSQL's DDL alone"},
    {SK_NODE(ALTER_EXTENSION_STMT), "an extension's types and functions are looked at where they are used"},
    {SK_NODE(ALTER_OBJECT_DEPENDS_STMT), "what depends on an extension of PostgreSQL's"},
    {SK_NODE(CREATE_POLICY_STMT), SK_PG_POLICY},
    {SK_NODE(ALTER_POLICY_STMT), SK_PG_POLICY},
    {SK_NODE(CREATE_CAST_STMT), SK_PG_AT_USE},
    {SK_NODE(ALTER_OPERATOR_STMT), SK_PG_AT_USE},
    {SK_NODE(ALTER_TSCONFIGURATION_STMT), SK_PG_AT_USE},
    {SK_NODE(ALTER_TSDICTIONARY_STMT), SK_PG_AT_USE},
    {SK_NODE(CREATE_FDW_STMT), SK_PG_AT_USE},
    {SK_NODE(CREATE_FOREIGN_SERVER_STMT), SK_PG_AT_USE},
    {SK_NODE(CREATE_USER_MAPPING_STMT), SK_PG_AT_USE},
};

bool
sk_pg_is_looked_at_where_used(PgQuery__ObjectType kind)
{
    switch (kind) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_AGGREGATE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_COLLATION:
    case PG_QUERY__OBJECT_TYPE__OBJECT_OPERATOR:
    case PG_QUERY__OBJECT_TYPE__OBJECT_OPCLASS:
    case PG_QUERY__OBJECT_TYPE__OBJECT_OPFAMILY:
    case PG_QUERY__OBJECT_TYPE__OBJECT_CAST:
    case PG_QUERY__OBJECT_TYPE__OBJECT_EVENT_TRIGGER:
    case PG_QUERY__OBJECT_TYPE__OBJECT_FDW:
    case PG_QUERY__OBJECT_TYPE__OBJECT_FOREIGN_SERVER:
    case PG_QUERY__OBJECT_TYPE__OBJECT_TSCONFIGURATION:
    case PG_QUERY__OBJECT_TYPE__OBJECT_TSDICTIONARY:
    case PG_QUERY__OBJECT_TYPE__OBJECT_TSPARSER:
    case PG_QUERY__OBJECT_TYPE__OBJECT_TSTEMPLATE:
        return true;
    default:
        return false;
    }
}

static const char *
no_effect_reason(const sk_node *node)
{
    for (size_t i = 0; i < sizeof no_effect / sizeof *no_effect; i++)
        if (no_effect[i].node == node->node_case)
            return no_effect[i].reason;
    return NULL;
}

bool
sk_pg_has_no_effect(const sk_node *node)
{
    return no_effect_reason(node) != NULL;
}

/* Of letters alone the case is ignored: the second level of differences counts, the third does not (24.2.3.2). */
static bool
is_folding_collation(const PgQuery__DefineStmt *stmt)
{
    for (size_t i = 0; i < stmt->n_definition; i++) {
        const PgQuery__DefElem *item = stmt->definition[i]->def_elem;
        if (strcmp(item->defname, "locale") == 0 && item->arg && item->arg->node_case == SK_NODE(STRING))
            return strstr(item->arg->string->sval, "ks-level2") != NULL;
    }
    return false;
}

static enum sk_status
create_folding_collation(struct sk_analysis *a, const PgQuery__DefineStmt *stmt)
{
    const char *name = sk_node_name(NULL, stmt->n_defnames, stmt->defnames);
    bool exists = sk_catalog_folds(a->catalog, name);
    if (exists && !stmt->if_not_exists)
        return sk_pg_refuse(a, "collation \"%s\" already exists", name);
    struct sk_change *change = sk_pg_change(a, SK_CREATE_COLLATION, NULL, name);
    change->if_not_exists = stmt->if_not_exists;
    change->redundant = exists;
    return SK_OK;
}

/* CREATE COLLATION ... (deterministic = false) */
static bool
is_loose_collation(const sk_node *node)
{
    if (node->node_case != SK_NODE(DEFINE_STMT) || node->define_stmt->kind != PG_QUERY__OBJECT_TYPE__OBJECT_COLLATION)
        return false;
    for (size_t i = 0; i < node->define_stmt->n_definition; i++) {
        const PgQuery__DefElem *item = node->define_stmt->definition[i]->def_elem;
        bool is = item->arg && item->arg->node_case == SK_NODE(STRING) && sk_same(item->arg->string->sval, "true");
        if ((strcmp(item->defname, "deterministic") == 0 && !is) || strcmp(item->defname, "from") == 0)
            return true; /* of a copied one nobody here knows */
    }
    return false;
}

static enum sk_status
create_schema(struct sk_analysis *a, const PgQuery__CreateSchemaStmt *stmt)
{
    const char *name = sk_text_or_null(stmt->schemaname);
    if (!name && stmt->authrole)
        name = sk_text_or_null(stmt->authrole->rolename);
    if (!name || stmt->n_schema_elts)
        return sk_pg_unsupported(a, NULL, "CREATE SCHEMA with elements", "write them as statements of their own");
    if (sk_catalog_has_schema(a->catalog, name) && !stmt->if_not_exists)
        return sk_pg_refuse(a, "schema \"%s\" already exists", name);
    struct sk_change *change = sk_pg_change(a, SK_CREATE_SCHEMA, NULL, name);
    change->if_not_exists = stmt->if_not_exists;
    change->redundant = sk_catalog_has_schema(a->catalog, name);
    return SK_OK;
}

static enum sk_status
create_extension(struct sk_analysis *a, const PgQuery__CreateExtensionStmt *stmt)
{
    bool exists = sk_catalog_has_extension(a->catalog, stmt->extname);
    if (exists && !stmt->if_not_exists)
        return sk_pg_refuse(a, "extension \"%s\" already exists", stmt->extname);
    struct sk_change *change = sk_pg_change(a, SK_CREATE_EXTENSION, NULL, stmt->extname);
    change->if_not_exists = stmt->if_not_exists;
    change->redundant = exists;
    return SK_OK;
}

static enum sk_status
refresh_view(struct sk_analysis *a, const PgQuery__RefreshMatViewStmt *stmt)
{
    const PgQuery__RangeVar *view = stmt->relation;
    if (!sk_catalog_view(a->catalog, sk_text_or_null(view->schemaname), view->relname))
        return sk_pg_refuse(a, "relation \"%s\" does not exist", view->relname);
    sk_pg_change(a, SK_REFRESH_VIEW, view->schemaname, view->relname);
    return SK_OK;
}

/* UPDATE pg_index SET indisready = false: that PostgreSQL keeps an index no longer, until REINDEX. Rows are the same.
 */
static bool
is_of_indexes(const sk_node *node)
{
    static const char *const columns[] = {"indisready", "indisvalid", "indislive", "indisclustered"};
    const PgQuery__UpdateStmt *stmt = node->node_case == SK_NODE(UPDATE_STMT) ? node->update_stmt : NULL;
    bool all = stmt && strcmp(stmt->relation->relname, "pg_index") == 0 &&
               (!*stmt->relation->schemaname || strcmp(stmt->relation->schemaname, "pg_catalog") == 0);
    for (size_t i = 0; all && i < stmt->n_target_list; i++) {
        bool known = false;
        for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
            known = known || strcmp(columns[k], stmt->target_list[i]->res_target->name) == 0;
        all = known;
    }
    return all;
}

/* SELECT f(...), and nothing else; NULL: another statement. */
static const PgQuery__FuncCall *
called(const sk_node *node)
{
    const PgQuery__SelectStmt *s = node->node_case == SK_NODE(SELECT_STMT) ? node->select_stmt : NULL;
    bool only =
        s && s->n_target_list == 1 && !s->n_from_clause && !s->where_clause && !s->with_clause && !s->limit_count;
    const sk_node *value = only ? s->target_list[0]->res_target->val : NULL;
    return value && value->node_case == SK_NODE(FUNC_CALL) ? value->func_call : NULL;
}

/* SELECT f(...) FROM ..., once for each row of a query without groups */
static bool
calls_for_rows(const sk_node *node)
{
    const PgQuery__SelectStmt *s = node->node_case == SK_NODE(SELECT_STMT) ? node->select_stmt : NULL;
    return s && s->n_target_list == 1 && s->n_from_clause && !s->n_distinct_clause && !s->n_group_clause &&
           !s->having_clause && !s->n_window_clause && !s->n_locking_clause && !s->into_clause &&
           s->target_list[0]->res_target->val->node_case == SK_NODE(FUNC_CALL) &&
           !s->target_list[0]->res_target->val->func_call->over;
}

/* SELECT pg_advisory_lock(1): what concerns sessions of PostgreSQL's, and leaves no rows. */
static bool
is_of_sessions(const sk_node *node)
{
    static const char *const names[] = {"pg_advisory_lock", "pg_advisory_xact_lock", "pg_advisory_unlock",
                                        "pg_try_advisory_lock", "pg_try_advisory_xact_lock", "pg_notify",
                                        "pg_sleep", "pg_reload_conf", "pg_stat_reset", "pg_stat_statements_reset"};
    const PgQuery__FuncCall *call = called(node);
    const char *name = call ? sk_node_name(NULL, call->n_funcname, call->funcname) : "";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncmp(name, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

/* SELECT ... INTO is CREATE TABLE AS in other words; of a UNION the first query has the INTO. NULL: none has. */
static const PgQuery__CreateTableAsStmt *
select_into(struct sk_analysis *a, const sk_node *node)
{
    const PgQuery__SelectStmt *first = node->node_case == SK_NODE(SELECT_STMT) ? node->select_stmt : NULL;
    while (first && !first->into_clause)
        first = first->larg;
    if (!first)
        return NULL;
    PgQuery__CreateTableAsStmt *stmt = sk_new(a->owner, PgQuery__CreateTableAsStmt);
    pg_query__create_table_as_stmt__init(stmt);
    stmt->query = sk_pg_copy(a->owner, node);
    stmt->objtype = PG_QUERY__OBJECT_TYPE__OBJECT_TABLE;
    for (PgQuery__SelectStmt *s = stmt->query->select_stmt; s && !stmt->into; s = s->larg) {
        stmt->into = s->into_clause;
        s->into_clause = NULL;
    }
    return stmt;
}

static enum sk_status
rows(struct sk_analysis *a, const sk_node *node)
{
    if (is_of_indexes(node)) {
        sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = "how PostgreSQL keeps its indexes";
        return SK_OK;
    }
    if (is_of_sessions(node)) {
        sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = "locks, notifications and waiting among PostgreSQL's sessions";
        return SK_OK;
    }
    bool staged;
    enum sk_status status = sk_pg_stage(&staged, a, node);
    if (status || staged)
        return status;
    const PgQuery__CreateTableAsStmt *into = select_into(a, node);
    if (into)
        return sk_pg_create_table_as(a, into);
    if (called(node) && sk_pg_call(a, called(node)))
        return SK_OK;
    if (calls_for_rows(node) && sk_pg_call_for_rows(a, node))
        return SK_OK;
    node = sk_pg_without_partitions(a, node);
    if (!node)
        return sk_pg_code(a, "which rows are in a partition only PostgreSQL can tell");
    sk_pg_change(a, SK_ROWS, NULL, NULL)->query = sk_pg_expr(a->owner, node);
    return SK_OK;
}

/* In the middle of a block of code, where the names that follow are not given their schema (search_path.c). */
static bool
is_path_within(const struct sk_analysis *a, const PgQuery__VariableSetStmt *stmt)
{
    bool plain = true;
    for (size_t i = 0; i < stmt->n_args; i++) {
        const sk_node *arg = stmt->args[i];
        const char *schema =
            arg->node_case == SK_NODE(A_CONST) && arg->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL
                ? arg->a_const->sval->sval
                : "";
        plain = plain && (!*schema || strcmp(schema, SK_PUBLIC) == 0 || strcmp(schema, "pg_catalog") == 0 ||
                          strcmp(schema, "$user") == 0);
    }
    return a->statement->synthetic && strcmp(stmt->name, "search_path") == 0 && !plain;
}

/* Does the session read '5/1/2024' as the first of May? */
static bool
is_other_date_style(const PgQuery__VariableSetStmt *stmt)
{
    for (size_t i = 0; strcasecmp(stmt->name, "datestyle") == 0 && i < stmt->n_args; i++) {
        const PgQuery__AConst *value = stmt->args[i]->node_case == SK_NODE(A_CONST) ? stmt->args[i]->a_const : NULL;
        const char *style = value && value->val_case == PG_QUERY__A__CONST__VAL_SVAL ? value->sval->sval : NULL;
        if (style && (strcasestr(style, "dmy") || strcasestr(style, "ymd") || strcasestr(style, "euro") ||
                      strcasestr(style, "german")))
            return true;
    }
    return false;
}

static enum sk_status
set_variable(struct sk_analysis *a, const PgQuery__VariableSetStmt *stmt)
{
    if (is_other_date_style(stmt))
        return sk_pg_code(a, "SET datestyle: dates are read as month, day, year");
    if (is_path_within(a, stmt)) {
        sk_pg_unsupported(a, NULL, "SET search_path in a block", "names without a schema are where they were before");
        sk_hint(a->err, "Write the schema before the names instead: CREATE TABLE app.users (...).");
        return SK_EUNSUPPORTED;
    }
    sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = "a setting of the session";
    return SK_OK;
}

/* ---- which statement is analysed where ------------------------------------------------------------------------ */

enum sk_status
sk_pg_analyze_node(struct sk_analysis *a, const sk_node *node)
{
    enum sk_status of_partition;
    if (sk_pg_is_of_partition(&of_partition, a, node))
        return of_partition;
    node = sk_pg_without_rows(a->owner, a->catalog, node);
    switch (node->node_case) {
    case SK_NODE(CREATE_STMT):
        return sk_pg_create_table(a, node->create_stmt);
    case SK_NODE(CREATE_TABLE_AS_STMT):
        return sk_pg_create_table_as(a, node->create_table_as_stmt);
    case SK_NODE(INDEX_STMT):
        return sk_pg_create_index(a, node->index_stmt);
    case SK_NODE(ALTER_TABLE_STMT):
        return sk_pg_alter_table(a, node->alter_table_stmt);
    case SK_NODE(RENAME_STMT):
        return sk_pg_rename(a, node->rename_stmt);
    case SK_NODE(DROP_STMT):
        return sk_pg_drop(a, node->drop_stmt);
    case SK_NODE(VIEW_STMT):
        return sk_pg_create_view(a, node->view_stmt);
    case SK_NODE(CREATE_TRIG_STMT):
        return sk_pg_create_trigger(a, node->create_trig_stmt);
    case SK_NODE(CREATE_FUNCTION_STMT):
        return sk_pg_create_function(a, node->create_function_stmt, node);
    case SK_NODE(CREATE_SEQ_STMT):
        return sk_pg_create_sequence(a, node->create_seq_stmt);
    case SK_NODE(ALTER_SEQ_STMT):
        return sk_pg_alter_sequence(a, node->alter_seq_stmt);
    case SK_NODE(CREATE_ENUM_STMT):
        return sk_pg_create_enum(a, node->create_enum_stmt);
    case SK_NODE(ALTER_ENUM_STMT):
        return sk_pg_alter_enum(a, node->alter_enum_stmt);
    case SK_NODE(CREATE_DOMAIN_STMT):
        return sk_pg_create_domain(a, node->create_domain_stmt);
    case SK_NODE(ALTER_DOMAIN_STMT):
        return sk_pg_alter_domain(a, node->alter_domain_stmt);
    case SK_NODE(CREATE_RANGE_STMT):
        return sk_pg_create_range(a, node->create_range_stmt);
    case SK_NODE(COMPOSITE_TYPE_STMT):
        return sk_pg_create_composite(a, node->composite_type_stmt);
    case SK_NODE(COMMENT_STMT):
        return sk_pg_comment(a, node->comment_stmt);
    case SK_NODE(ALTER_OBJECT_SCHEMA_STMT):
        return sk_pg_set_schema(a, node->alter_object_schema_stmt);
    case SK_NODE(CREATE_SCHEMA_STMT):
        return create_schema(a, node->create_schema_stmt);
    case SK_NODE(CREATE_EXTENSION_STMT):
        return create_extension(a, node->create_extension_stmt);
    case SK_NODE(REFRESH_MAT_VIEW_STMT):
        return refresh_view(a, node->refresh_mat_view_stmt);
    case SK_NODE(SELECT_STMT):
    case SK_NODE(INSERT_STMT):
    case SK_NODE(UPDATE_STMT):
    case SK_NODE(DELETE_STMT):
    case SK_NODE(TRUNCATE_STMT):
    case SK_NODE(MERGE_STMT):
        return rows(a, node);
    case SK_NODE(COPY_STMT):
        return sk_pg_code(a, "COPY reads and writes files of PostgreSQL's server");
    case SK_NODE(VARIABLE_SET_STMT):
        return set_variable(a, node->variable_set_stmt);
    case SK_NODE(DO_STMT):
        return sk_pg_do(a, node);
    case SK_NODE(CALL_STMT):
        return sk_pg_call(a, node->call_stmt->funccall) ? SK_OK : sk_pg_code(a, NULL);
    default:
        break;
    }
    if (is_loose_collation(node) && is_folding_collation(node->define_stmt))
        return create_folding_collation(a, node->define_stmt);
    if (is_loose_collation(node))
        return sk_pg_code(a, "a collation in which texts that differ are equal has no equivalent here");
    bool defines = node->node_case == SK_NODE(DEFINE_STMT) && sk_pg_is_looked_at_where_used(node->define_stmt->kind);
    bool collation = defines && node->define_stmt->kind == PG_QUERY__OBJECT_TYPE__OBJECT_COLLATION;
    const char *reason = collation ? "texts are ordered by their bytes here"
                         : defines ? SK_PG_AT_USE
                                   : no_effect_reason(node);
    if (!reason)
        return sk_pg_code(a, "this statement has no translation");
    sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = reason;
    return SK_OK;
}

enum sk_status
sk_pg_analyze(const struct sk_script *script, struct sk_statement *statement, const struct sk_catalog *catalog,
              struct sk_error *err)
{
    /* Changes belong to what the nodes they point to belong to. */
    struct sk_analysis a = {.owner = statement->reading ? statement->reading : (void *)(uintptr_t)script,
                            .script = script,
                            .statement = statement,
                            .catalog = catalog,
                            .err = err};
    sk_pg_qualify(&a);
    sk_pg_name_last_number(&a);
    return statement->tolerant ? sk_pg_analyze_tolerant(&a, statement->tree) : sk_pg_analyze_node(&a, statement->tree);
}
