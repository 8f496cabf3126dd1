/* dialects/postgres/analyze_rename.c - RENAME and SET SCHEMA of every kind of object. */
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
rename_type(struct sk_analysis *a, const PgQuery__RenameStmt *stmt)
{
    const char *schema = NULL, *name = sk_node_name(&schema, stmt->object->list->n_items, stmt->object->list->items);
    if (!sk_catalog_type(a->catalog, schema, name))
        return sk_pg_refuse(a, "type \"%s\" does not exist", name);
    if (sk_catalog_type(a->catalog, schema, stmt->newname) || sk_catalog_table(a->catalog, schema, stmt->newname))
        return sk_pg_refuse(a, "type \"%s\" already exists", stmt->newname);
    struct sk_change *change = sk_pg_change(a, SK_RENAME_TYPE, schema, name);
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

/* Triggers have their function itself. */
static bool
is_called_by_name(const struct sk_analysis *a, const struct sk_function *function)
{
    return !function->procedure && !sk_same(function->returns, "trigger") && may_be_called(a, function);
}

static enum sk_status
name_function(struct sk_analysis *a, const PgQuery__ObjectWithArgs *object, bool procedure, const char *to,
              const char *to_schema)
{
    const char *schema = NULL, *name = sk_node_name(&schema, object->n_objname, object->objname);
    struct sk_function *function = sk_pg_function_named(a, object, procedure);
    function = sk_catalog_function_like(a->catalog, schema, name, function ? function->signature : NULL);
    if (!function)
        return sk_pg_refuse(a, "function %s() does not exist", name);
    if (is_called_by_name(a, function))
        return sk_pg_code(a, to_schema ? "a function that is called somewhere cannot be moved here"
                                       : "a function that is called somewhere cannot be renamed here");
    struct sk_change *change = sk_pg_change(a, SK_RENAME_FUNCTION, function->schema, function->name);
    change->to = to ? to : function->name;
    change->to_schema = to_schema;
    change->redundant = sk_same(function->schema, to_schema);
    change->u.function = function;
    return SK_OK;
}

static enum sk_status
rename_schema(struct sk_analysis *a, const PgQuery__RenameStmt *stmt)
{
    const char *name = stmt->subname;
    if (!sk_catalog_has_schema(a->catalog, name))
        return sk_pg_refuse(a, "schema \"%s\" does not exist", name);
    if (sk_catalog_has_schema(a->catalog, stmt->newname))
        return sk_pg_refuse(a, "schema \"%s\" already exists", stmt->newname);
    if (strcmp(name, SK_PUBLIC) == 0)
        return sk_pg_code(a, "schema \"public\" is the one of names without a schema, and cannot be renamed here");
    for (size_t i = 0; i < a->catalog->n_functions; i++) {
        const struct sk_function *function = a->catalog->functions[i];
        if (strcmp(function->schema, name) == 0 && is_called_by_name(a, function))
            return sk_pg_code(a, "a schema with a function that is called somewhere cannot be renamed here");
    }
    struct sk_change *change = sk_pg_change(a, SK_RENAME_SCHEMA, NULL, name);
    change->from = name;
    change->to = stmt->newname;
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
        return rename_type(a, stmt);
    case SK_OBJECT(SCHEMA):
        return rename_schema(a, stmt);
    case SK_OBJECT(FUNCTION):
    case SK_OBJECT(PROCEDURE):
    case SK_OBJECT(ROUTINE):
        return name_function(a, stmt->object->object_with_args, stmt->rename_type == SK_OBJECT(PROCEDURE),
                             stmt->newname, NULL);
    case SK_OBJECT(ROLE):
    case SK_OBJECT(POLICY):
    case SK_OBJECT(RULE):
        sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = "roles and policies are the production server's";
        return SK_OK;
    default:
        return sk_pg_code(a, "this form of RENAME has no translation");
    }
}

/* ---- SET SCHEMA ------------------------------------------------------------------------------------------------ */

static enum sk_status
move_relation(struct sk_analysis *a, const PgQuery__AlterObjectSchemaStmt *stmt)
{
    const char *schema = sk_pg_schema(stmt->relation->schemaname), *name = stmt->relation->relname;
    enum sk_change_kind kind;
    if (!relation_rename_kind(a, schema, name, &kind) || kind == SK_RENAME_INDEX) {
        if (!stmt->missing_ok)
            return sk_pg_refuse(a, "relation \"%s\" does not exist", name);
        sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = "there is no such relation, and IF EXISTS is given";
        return SK_OK;
    }
    const struct sk_sequence *sequence =
        kind == SK_RENAME_SEQUENCE ? sk_catalog_sequence(a->catalog, schema, name) : NULL;
    bool stays = strcmp(schema, stmt->newschema) == 0;
    if (sequence && sequence->owner_table)
        return sk_pg_refuse(a, "cannot move an owned sequence into another schema");
    if (!stays && sk_catalog_has_relation(a->catalog, stmt->newschema, name))
        return sk_pg_refuse(a, "relation \"%s\" already exists in schema \"%s\"", name, stmt->newschema);
    bool table = kind == SK_RENAME_TABLE;
    struct sk_change *change = sk_pg_change(a, table ? SK_SET_TABLE_SCHEMA : kind, schema, name);
    change->redundant = stays;
    change->from = name;
    change->to = table ? stmt->newschema : name;
    change->to_schema = table ? NULL : stmt->newschema;
    return SK_OK;
}

static enum sk_status
move_type(struct sk_analysis *a, const PgQuery__AlterObjectSchemaStmt *stmt)
{
    const char *schema = NULL, *name = sk_node_name(&schema, stmt->object->list->n_items, stmt->object->list->items);
    schema = sk_pg_schema(schema);
    bool stays = strcmp(schema, stmt->newschema) == 0;
    if (!sk_catalog_type(a->catalog, schema, name))
        return sk_pg_refuse(a, "type \"%s\" does not exist", name);
    if (!stays && (sk_catalog_type(a->catalog, stmt->newschema, name) ||
                   sk_catalog_table(a->catalog, stmt->newschema, name)))
        return sk_pg_refuse(a, "type \"%s\" already exists in schema \"%s\"", name, stmt->newschema);
    struct sk_change *change = sk_pg_change(a, SK_RENAME_TYPE, schema, name);
    change->redundant = stays;
    change->from = change->to = name;
    change->to_schema = stmt->newschema;
    return SK_OK;
}

enum sk_status
sk_pg_set_schema(struct sk_analysis *a, const PgQuery__AlterObjectSchemaStmt *stmt)
{
    if (stmt->object_type == SK_OBJECT(EXTENSION)) {
        sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = SK_PG_AT_USE;
        return SK_OK;
    }
    if (!sk_catalog_has_schema(a->catalog, stmt->newschema))
        return sk_pg_refuse(a, "schema \"%s\" does not exist", stmt->newschema);
    switch (stmt->object_type) {
    case SK_OBJECT(TABLE):
    case SK_OBJECT(VIEW):
    case SK_OBJECT(MATVIEW):
    case SK_OBJECT(SEQUENCE):
        return move_relation(a, stmt);
    case SK_OBJECT(TYPE):
    case SK_OBJECT(DOMAIN):
        return move_type(a, stmt);
    case SK_OBJECT(FUNCTION):
    case SK_OBJECT(PROCEDURE):
    case SK_OBJECT(ROUTINE):
        return name_function(a, stmt->object->object_with_args, stmt->object_type == SK_OBJECT(PROCEDURE), NULL,
                             stmt->newschema);
    default:
        return sk_pg_unsupported(a, NULL, "SET SCHEMA", "of this kind of object it has no translation");
    }
}
