/* dialects/postgres/analyze_drop.c - DROP, and SET SCHEMA, of every kind of object. */
#include <string.h>

#include "dialects/postgres/postgres.h"

/* The name that a DROP gives, in whatever node the grammar puts it for the kind of object. */
static const char *
dropped_name(const sk_node *object, const char **schema)
{
    *schema = NULL;
    switch (object->node_case) {
    case SK_NODE(STRING):
        return object->string->sval;
    case SK_NODE(LIST):
        return sk_node_name(schema, object->list->n_items, object->list->items);
    case SK_NODE(TYPE_NAME):
        return sk_node_name(schema, object->type_name->n_names, object->type_name->names);
    case SK_NODE(OBJECT_WITH_ARGS):
        return sk_node_name(schema, object->object_with_args->n_objname, object->object_with_args->objname);
    default:
        return NULL;
    }
}

static bool
object_exists(const struct sk_catalog *catalog, enum sk_change_kind kind, const char *schema, const char *name)
{
    switch (kind) {
    case SK_DROP_TABLE:
        return sk_catalog_table(catalog, schema, name);
    case SK_DROP_VIEW:
        return sk_catalog_view(catalog, schema, name);
    case SK_DROP_SEQUENCE:
        return sk_catalog_sequence(catalog, schema, name);
    case SK_DROP_TYPE:
        return sk_catalog_type(catalog, schema, name);
    case SK_DROP_SCHEMA:
        return sk_catalog_has_schema(catalog, name);
    case SK_DROP_EXTENSION:
        return sk_catalog_has_extension(catalog, name);
    default:
        return true;
    }
}

static enum sk_status
drop_index(struct sk_analysis *a, const PgQuery__DropStmt *stmt, const char *schema, const char *name)
{
    struct sk_table *table = NULL;
    const struct sk_index *index = sk_catalog_index(a->catalog, schema, name, &table);
    const char *owner = table ? table->name : NULL;
    for (size_t i = 0; i < a->catalog->n_views && !index; i++)
        for (size_t k = 0; k < a->catalog->views[i]->n_indexes; k++)
            if (strcmp(a->catalog->views[i]->indexes[k]->name, name) == 0) {
                index = a->catalog->views[i]->indexes[k];
                owner = a->catalog->views[i]->name;
            }
    if (!index && sk_pg_table_of_constraint(a->catalog, sk_pg_schema(schema), name))
        return sk_pg_refuse(a, "cannot drop index %s because a constraint requires it", name);
    if (!index && !stmt->missing_ok)
        return sk_pg_refuse(a, "index \"%s\" does not exist", name);
    struct sk_change *change = sk_pg_change(a, SK_DROP_INDEX, schema, owner ? owner : name);
    change->from = name;
    change->if_exists = stmt->missing_ok;
    change->redundant = !index;
    change->cascade = stmt->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    return SK_OK;
}

/* DROP TRIGGER name ON table: the table's name, then the trigger's. */
static enum sk_status
drop_trigger(struct sk_analysis *a, const PgQuery__DropStmt *stmt, const PgQuery__List *names)
{
    const char *schema = NULL;
    const char *trigger = sk_node_string(names->items[names->n_items - 1]);
    const char *table_name = sk_node_name(&schema, names->n_items - 1, names->items);
    const struct sk_table *table = sk_catalog_table(a->catalog, schema, table_name);
    bool exists = table && sk_table_trigger(table, trigger);
    if (!exists && !stmt->missing_ok)
        return sk_pg_refuse(a, "trigger \"%s\" for table \"%s\" does not exist", trigger, table_name);
    struct sk_change *change = sk_pg_change(a, SK_DROP_TRIGGER, schema, table_name);
    change->from = trigger;
    change->if_exists = stmt->missing_ok;
    change->redundant = !exists;
    return SK_OK;
}

static bool
drop_kind(PgQuery__ObjectType type, enum sk_change_kind *kind)
{
    static const struct {
        PgQuery__ObjectType type;
        enum sk_change_kind kind;
    } kinds[] = {
        {SK_OBJECT(TABLE), SK_DROP_TABLE},         {SK_OBJECT(VIEW), SK_DROP_VIEW},
        {SK_OBJECT(MATVIEW), SK_DROP_VIEW},        {SK_OBJECT(SEQUENCE), SK_DROP_SEQUENCE},
        {SK_OBJECT(TYPE), SK_DROP_TYPE},           {SK_OBJECT(DOMAIN), SK_DROP_TYPE},
        {SK_OBJECT(FUNCTION), SK_DROP_FUNCTION},   {SK_OBJECT(PROCEDURE), SK_DROP_FUNCTION},
        {SK_OBJECT(ROUTINE), SK_DROP_FUNCTION},    {SK_OBJECT(SCHEMA), SK_DROP_SCHEMA},
        {SK_OBJECT(EXTENSION), SK_DROP_EXTENSION},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].type == type) {
            *kind = kinds[i].kind;
            return true;
        }
    }
    return false;
}

static bool
is_overloaded(const struct sk_catalog *catalog, const char *schema, const char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < catalog->n_functions; i++)
        n += strcmp(catalog->functions[i]->name, name) == 0 &&
             strcmp(catalog->functions[i]->schema, sk_pg_schema(schema)) == 0;
    return n > 1;
}

static enum sk_status
drop_object(struct sk_analysis *a, const PgQuery__DropStmt *stmt, const sk_node *object)
{
    const char *schema;
    const char *name = dropped_name(object, &schema);
    enum sk_change_kind kind;
    if (stmt->remove_type == SK_OBJECT(INDEX))
        return drop_index(a, stmt, schema, name);
    if (stmt->remove_type == SK_OBJECT(TRIGGER))
        return drop_trigger(a, stmt, object->list);
    if (stmt->remove_type == SK_OBJECT(POLICY) || stmt->remove_type == SK_OBJECT(STATISTIC_EXT) ||
        stmt->remove_type == SK_OBJECT(PUBLICATION)) {
        sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = "the production server's";
        return SK_OK;
    }
    bool rule =
        stmt->remove_type == SK_OBJECT(RULE) && stmt->missing_ok; /* none has been made, for CREATE RULE is refused */
    if (rule || sk_pg_is_looked_at_where_used(stmt->remove_type)) {
        sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to =
            rule ? "there is no such rule, and IF EXISTS is given" : SK_PG_AT_USE;
        return SK_OK;
    }
    if (!drop_kind(stmt->remove_type, &kind))
        return sk_pg_code(a, "what it drops has no translation");
    struct sk_function *function =
        kind == SK_DROP_FUNCTION
            ? sk_pg_function_named(a, object->object_with_args, stmt->remove_type == SK_OBJECT(PROCEDURE))
            : NULL;
    if (kind == SK_DROP_FUNCTION && !function && is_overloaded(a->catalog, schema, name))
        return sk_pg_refuse(a, "function name \"%s\" is not unique", name);
    bool exists = kind == SK_DROP_FUNCTION ? sk_catalog_function_like(a->catalog, schema, name,
                                                                      function ? function->signature : NULL) != NULL
                                           : object_exists(a->catalog, kind, schema, name);
    if (!exists && !stmt->missing_ok)
        return sk_pg_refuse(a, "\"%s\" does not exist", name);
    struct sk_change *change = sk_pg_change(a, kind, schema, name);
    change->u.function = function;
    change->from = name;
    change->if_exists = stmt->missing_ok;
    change->redundant = !exists;
    change->cascade = stmt->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    return SK_OK;
}

/* Does what `a` drops depend on what `b` drops? */
static bool
depends_on(const struct sk_catalog *catalog, const struct sk_change *a, const struct sk_change *b)
{
    const struct sk_table *table = a->kind == SK_DROP_TABLE ? sk_catalog_table(catalog, a->schema, a->name) : NULL;
    const struct sk_view *view = a->kind == SK_DROP_VIEW ? sk_catalog_view(catalog, a->schema, a->name) : NULL;
    const struct sk_user_type *type = a->kind == SK_DROP_TYPE ? sk_catalog_type(catalog, a->schema, a->name) : NULL;
    for (size_t i = 0; table && i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        if (k->kind == SK_FOREIGN_KEY && strcmp(k->ref_table, b->name) == 0 && strcmp(k->ref_schema, b->schema) == 0)
            return true;
    }
    if (view)
        return catalog->ops->uses_relation(view->query, b->schema, b->name);
    return type && type->kind == SK_TYPE_DOMAIN && type->base.schema && strcmp(type->base.name, b->name) == 0 &&
           strcmp(type->base.schema, b->schema) == 0;
}

/* What one DROP names goes together: put what depends on the others first. Where they depend on each other, the first
 * takes the foreign keys between them along. */
static void
order_drops(struct sk_analysis *a, size_t from)
{
    struct sk_change **changes = a->statement->changes;
    size_t n = a->statement->n_changes;
    for (size_t at = from; at < n; at++) {
        size_t pick = n;
        for (size_t i = at; i < n && pick == n; i++) {
            bool wanted = false;
            for (size_t k = at; k < n; k++)
                wanted = wanted || (k != i && depends_on(a->catalog, changes[k], changes[i]));
            if (!wanted)
                pick = i;
        }
        if (pick == n) {
            pick = at;
            changes[pick]->cascade = true;
        }
        struct sk_change *first = changes[pick];
        memmove(&changes[at + 1], &changes[at], (pick - at) * sizeof *changes);
        changes[at] = first;
    }
}

enum sk_status
sk_pg_drop(struct sk_analysis *a, const PgQuery__DropStmt *stmt)
{
    enum sk_status status = SK_OK;
    size_t from = a->statement->n_changes;
    for (size_t i = 0; i < stmt->n_objects && !status; i++)
        status = drop_object(a, stmt, stmt->objects[i]);
    if (!status && a->statement->n_changes - from > 1)
        order_drops(a, from);
    return status;
}
