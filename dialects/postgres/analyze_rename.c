/* dialects/postgres/analyze_rename.c - RENAME of every kind of object. */
#include <string.h>

#include "dialects/common/mentions.h"
#include "dialects/postgres/postgres.h"

/* In PostgreSQL, ALTER TABLE ... RENAME TO works for every kind of relation. */
static bool
relation_rename_kind(const struct sk_analysis *a, const char *schema, const char *name, enum sk_change_kind *kind)
{
    struct sk_table *table;
    if (sk_catalog_table(a->catalog, schema, name))
        *kind = SK_RENAME_TABLE;
    else if (sk_catalog_view(a->catalog, schema, name))
        *kind = SK_RENAME_VIEW;
    else if (sk_catalog_sequence(a->catalog, schema, name))
        *kind = SK_RENAME_SEQUENCE;
    else if (sk_catalog_index(a->catalog, schema, name, &table))
        *kind = SK_RENAME_INDEX;
    else
        return false;
    return true;
}

/* The table that has a constraint whose index is called `name`: ALTER INDEX renames the constraint too. */
struct sk_table *
sk_pg_table_of_constraint(const struct sk_catalog *catalog, const char *schema, const char *name)
{
    for (size_t i = 0; i < catalog->n_tables; i++)
        if (strcmp(catalog->tables[i]->schema, schema) == 0 && sk_table_constraint(catalog->tables[i], name))
            return catalog->tables[i];
    return NULL;
}

static enum sk_status
rename_relation(struct sk_analysis *a, const PgQuery__RenameStmt *stmt)
{
    const char *schema = sk_pg_schema(stmt->relation->schemaname), *name = stmt->relation->relname;
    struct sk_table *table = NULL;
    enum sk_change_kind kind;
    if (!relation_rename_kind(a, schema, name, &kind)) {
        table = sk_pg_table_of_constraint(a->catalog, schema, name);
        kind = SK_RENAME_CONSTRAINT;
        if (!table && stmt->missing_ok) {
            sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = "there is no such relation, and IF EXISTS is given";
            return SK_OK;
        }
        if (!table)
            return sk_pg_refuse(a, "relation \"%s\" does not exist", name);
    }
    if (kind == SK_RENAME_INDEX)
        sk_catalog_index(a->catalog, schema, name, &table);
    if (sk_catalog_has_relation(a->catalog, schema, stmt->newname))
        return sk_pg_refuse(a, "relation \"%s\" already exists", stmt->newname);
    struct sk_change *change = sk_pg_change(a, kind, schema, table ? table->name : name);
    change->from = name;
    change->to = stmt->newname;
    return SK_OK;
}

static enum sk_status
rename_column(struct sk_analysis *a, const PgQuery__RenameStmt *stmt)
{
    const char *schema = sk_pg_schema(stmt->relation->schemaname), *name = stmt->relation->relname;
    const struct sk_table *table = sk_catalog_table(a->catalog, schema, name);
    bool view = sk_catalog_view(a->catalog, schema, name) != NULL;
    if (!table && !view)
        return sk_pg_refuse(a, "relation \"%s\" does not exist", name);
    if (table && !sk_table_column(table, stmt->subname))
        return sk_pg_refuse(a, "column \"%s\" does not exist", stmt->subname);
    struct sk_change *change = sk_pg_change(a, view ? SK_RENAME_VIEW_COLUMN : SK_RENAME_COLUMN, schema, name);
    change->from = stmt->subname;
    change->to = stmt->newname;
    return SK_OK;
}

static enum sk_status
rename_of_table(struct sk_analysis *a, const PgQuery__RenameStmt *stmt, enum sk_change_kind kind)
{
    const char *schema = sk_pg_schema(stmt->relation->schemaname), *name = stmt->relation->relname;
    const struct sk_table *table = sk_catalog_table(a->catalog, schema, name);
    if (!table)
        return sk_pg_refuse(a, "relation \"%s\" does not exist", name);
    if (kind == SK_RENAME_CONSTRAINT && !sk_table_constraint(table, stmt->subname))
        return sk_pg_refuse(a, "constraint \"%s\" for table \"%s\" does not exist", stmt->subname, name);
    struct sk_change *change = sk_pg_change(a, kind, schema, name);
    change->from = stmt->subname;
    change->to = stmt->newname;
    return SK_OK;
}

static enum sk_status
rename_object(struct sk_analysis *a, const PgQuery__RenameStmt *stmt, enum sk_change_kind kind)
{
    const char *schema = NULL, *name = stmt->subname;
    if (stmt->object && stmt->object->node_case == SK_NODE(LIST))
        name = sk_node_name(&schema, stmt->object->list->n_items, stmt->object->list->items);
    bool type = kind == SK_RENAME_TYPE;
    if (type ? !sk_catalog_type(a->catalog, schema, name) : !sk_catalog_has_schema(a->catalog, name))
        return sk_pg_refuse(a, "%s \"%s\" does not exist", type ? "type" : "schema", name);
    if (type ? sk_catalog_type(a->catalog, schema, stmt->newname) || sk_catalog_table(a->catalog, schema, stmt->newname)
             : sk_catalog_has_schema(a->catalog, stmt->newname))
        return sk_pg_refuse(a, "%s \"%s\" already exists", type ? "type" : "schema", stmt->newname);
    struct sk_change *change = sk_pg_change(a, kind, schema, name);
    change->from = name;
    change->to = stmt->newname;
    return SK_OK;
}

/* Expressions name the functions that they call, and PostgreSQL's own follow a new name; the text of another function
 * does not. */
static bool
may_be_called(const struct sk_analysis *a, const struct sk_function *function)
{
    const struct sk_catalog *catalog = a->catalog;
    for (size_t i = 0; i < catalog->n_functions; i++) {
        const struct sk_function *other = catalog->functions[i];
        if (other != function && (sk_same(other->name, function->name) ||
                                  (other->body ? sk_mentions_name(other->body, function->name)
                                               : sk_pg_calls(sk_expr_node(other->definition), function->name))))
            return true;
    }
    struct sk_change drop = {.kind = SK_DROP_FUNCTION, .schema = function->schema, .name = function->name};
    drop.u.function = sk_new(a->owner, struct sk_function);
    *drop.u.function = *function;
    return sk_change_apply(sk_catalog_clone(a->owner, catalog), &drop, NULL) != SK_OK;
}

static enum sk_status
rename_function(struct sk_analysis *a, const PgQuery__RenameStmt *stmt)
{
    const PgQuery__ObjectWithArgs *object = stmt->object->object_with_args;
    const char *schema = NULL, *name = sk_node_name(&schema, object->n_objname, object->objname);
    const struct sk_function *function = sk_catalog_function(a->catalog, schema, name);
    if (!function)
        return sk_pg_refuse(a, "function %s() does not exist", name);
    if (!function->procedure && !sk_same(function->returns, "trigger") && may_be_called(a, function))
        return sk_pg_code(a, "a function that is called somewhere cannot be renamed here");
    struct sk_function *renamed = sk_new(a->owner, struct sk_function);
    sk_node *definition = sk_pg_copy(a->owner, sk_expr_node(function->definition));
    PgQuery__CreateFunctionStmt *create = definition->create_function_stmt;
    create->funcname[create->n_funcname - 1]->string->sval = stmt->newname;
    *renamed = *function;
    renamed->name = stmt->newname;
    renamed->definition = sk_pg_expr(a->owner, definition);
    struct sk_change *change = sk_pg_change(a, SK_RENAME_FUNCTION, function->schema, function->name);
    change->to = stmt->newname;
    change->u.function = renamed;
    return SK_OK;
}

enum sk_status
sk_pg_rename(struct sk_analysis *a, const PgQuery__RenameStmt *stmt)
{
    switch (stmt->rename_type) {
    case SK_OBJECT(TABLE):
    case SK_OBJECT(VIEW):
    case SK_OBJECT(MATVIEW):
    case SK_OBJECT(INDEX):
    case SK_OBJECT(SEQUENCE):
        return rename_relation(a, stmt);
    case SK_OBJECT(COLUMN):
        return rename_column(a, stmt);
    case SK_OBJECT(TABCONSTRAINT):
        return rename_of_table(a, stmt, SK_RENAME_CONSTRAINT);
    case SK_OBJECT(TRIGGER):
        return rename_of_table(a, stmt, SK_RENAME_TRIGGER);
    case SK_OBJECT(TYPE):
    case SK_OBJECT(DOMAIN):
        return rename_object(a, stmt, SK_RENAME_TYPE);
    case SK_OBJECT(SCHEMA):
        return rename_object(a, stmt, SK_RENAME_SCHEMA);
    case SK_OBJECT(FUNCTION):
    case SK_OBJECT(PROCEDURE):
    case SK_OBJECT(ROUTINE):
        return rename_function(a, stmt);
    case SK_OBJECT(ROLE):
    case SK_OBJECT(POLICY):
    case SK_OBJECT(RULE):
        sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = "roles and policies are the production server's";
        return SK_OK;
    default:
        return sk_pg_code(a, "this form of RENAME has no translation");
    }
}
