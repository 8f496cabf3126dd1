/* dialects/postgres/analyze_other.c - views, functions, triggers, types, comments. */
#include <string.h>

#include "dialects/postgres/scope.h"
#include "dialects/postgres/postgres.h"

#define OBJECT_OF(NAME) PG_QUERY__OBJECT_TYPE__OBJECT_##NAME

/* ---- views and CREATE TABLE AS -------------------------------------------------------------------------------- */

struct relations {
    const struct sk_catalog *catalog;
    const char *missing;
    size_t n_ctes;
    const char **ctes;          /* a name that WITH gives, anywhere in the query, is taken for that */
    TALLOC_CTX *owner;
};

static bool
find_ctes(sk_node *node, void *data)
{
    struct relations *r = data;
    if (node->node_case == SK_NODE(COMMON_TABLE_EXPR))
        sk_push(r->owner, r->ctes, r->n_ctes, node->common_table_expr->ctename);
    return true;
}

static bool
find_missing(sk_node *node, void *data)
{
    struct relations *r = data;
    if (node->node_case != SK_NODE(RANGE_VAR))
        return true;
    const PgQuery__RangeVar *range = node->range_var;
    const char *schema = sk_text_or_null(range->schemaname);
    bool known = sk_catalog_has_relation(r->catalog, schema, range->relname) ||
                 (schema && (strncmp(schema, "pg_", 3) == 0 || strcmp(schema, "information_schema") == 0)) ||
                 strncmp(range->relname, "pg_", 3) == 0;
    for (size_t i = 0; i < r->n_ctes && !known && !schema; i++)
        known = strcmp(r->ctes[i], range->relname) == 0;
    /* What an extension brings is not known. */
    if (!known && !r->catalog->n_extensions)
        r->missing = range->relname;
    return true;
}

static enum sk_status
check_relations(struct sk_analysis *a, const sk_node *query)
{
    struct relations r = {.catalog = a->catalog, .owner = a->owner};
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)query, find_ctes, &r);
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)query, find_missing, &r);
    return r.missing ? sk_pg_refuse(a, "relation \"%s\" does not exist", r.missing) : SK_OK;
}

/* CREATE VIEW v (a, b) AS SELECT x, y is one of SELECT x AS a, y AS b (DefineView). */
static const sk_node *
with_names(TALLOC_CTX *owner, const sk_node *query, size_t n, sk_node *const *names)
{
    sk_node *copy = sk_pg_copy(owner, query);
    for (size_t i = 0; i < n; i++)
        sk_pg_name_result(owner, copy, i, sk_node_string(names[i]));
    return copy;
}

static void
take_names(PgQuery__SelectStmt *select)
{
    if (select->op != PG_QUERY__SET_OPERATION__SETOP_NONE) {
        take_names(select->larg);
        take_names(select->rarg);
        return;
    }
    for (size_t i = 0; i < select->n_target_list; i++)
        select->target_list[i]->res_target->name = (char *)protobuf_c_empty_string;
}

/* The first branch of a UNION names the results; the server gives its names to those of all others. */
static const sk_node *
with_first_names(TALLOC_CTX *owner, const sk_node *query)
{
    if (query->select_stmt->op == PG_QUERY__SET_OPERATION__SETOP_NONE)
        return query;
    sk_node *copy = sk_pg_copy(owner, query);
    for (PgQuery__SelectStmt *s = copy->select_stmt; s->op != PG_QUERY__SET_OPERATION__SETOP_NONE; s = s->larg)
        take_names(s->rarg);
    return copy;
}

static enum sk_status
make_view(struct sk_analysis *a, const PgQuery__RangeVar *name, size_t n_aliases, sk_node *const *aliases,
          const sk_node *query, bool materialized, struct sk_change **out)
{
    query = sk_pg_without_partitions(a, query);
    if (!query)
        return sk_pg_unsupported(a, NULL, "a view of a partition by HASH",
                                 "which rows are in it only PostgreSQL can tell");
    enum sk_status status = check_relations(a, query);
    if (status)
        return status;
    struct sk_view *view = sk_new(a->owner, struct sk_view);
    struct sk_query_columns columns = sk_pg_query_columns(a->owner, a->catalog, query);
    view->schema = sk_pg_schema(name->schemaname);
    view->name = name->relname;
    view->materialized = materialized;
    query = with_first_names(a->owner, sk_pg_without_stars(a->owner, a->catalog, query));
    view->query = sk_pg_expr(a->owner, n_aliases ? with_names(a->owner, query, n_aliases, aliases) : query);
    for (size_t i = 0; i < columns.n; i++)
        sk_push(a->owner, view->columns, view->n_columns,
                i < n_aliases ? sk_node_string(aliases[i]) : columns.items[i].name);
    *out = sk_pg_change(a, SK_CREATE_VIEW, view->schema, view->name);
    (*out)->u.view = view;
    return SK_OK;
}

enum sk_status
sk_pg_create_view(struct sk_analysis *a, const PgQuery__ViewStmt *stmt)
{
    const char *schema = sk_text_or_null(stmt->view->schemaname);
    bool exists = sk_catalog_has_relation(a->catalog, schema, stmt->view->relname);
    if (exists && stmt->replace && !sk_catalog_view(a->catalog, schema, stmt->view->relname))
        return sk_pg_refuse(a, "\"%s\" is not a view", stmt->view->relname);
    if (exists && !stmt->replace)
        return sk_pg_refuse(a, "relation \"%s\" already exists", stmt->view->relname);
    struct sk_change *change;
    enum sk_status status =
        make_view(a, stmt->view, stmt->n_aliases, stmt->aliases, stmt->query, false, &change);
    if (!status)
        change->flag = stmt->replace;
    return status;
}

enum sk_status
sk_pg_create_table_as(struct sk_analysis *a, const PgQuery__CreateTableAsStmt *stmt)
{
    const PgQuery__IntoClause *into = stmt->into;
    const char *schema = sk_pg_schema(into->rel->schemaname);
    bool exists = sk_catalog_has_relation(a->catalog, schema, into->rel->relname);
    if (exists && !stmt->if_not_exists)
        return sk_pg_refuse(a, "relation \"%s\" already exists", into->rel->relname);
    struct sk_change *change;
    if (stmt->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW) {
        enum sk_status status =
            make_view(a, into->rel, into->n_col_names, into->col_names, stmt->query, true, &change);
        if (status)
            return status;
        change->redundant = exists;
        change->if_not_exists = stmt->if_not_exists;
        return status;
    }
    struct sk_query_columns columns = into->skip_data ? sk_pg_query_columns(a->owner, a->catalog, stmt->query)
                                                      : sk_pg_planned_columns(a->owner, a->catalog, stmt->query);
    struct sk_table *table = sk_new(a->owner, struct sk_table);
    table->schema = schema;
    table->name = into->rel->relname;
    table->temporary = *into->rel->relpersistence == 't';
    for (size_t i = 0; i < columns.n; i++) {
        struct sk_column *column = sk_new(a->owner, struct sk_column);
        column->name = i < into->n_col_names ? sk_node_string(into->col_names[i]) : columns.items[i].name;
        column->type = columns.items[i].type;
        if (column->type.kind == SK_TYPE_OTHER && !column->type.name) /* a literal of no type is text */
            column->type = (struct sk_type){.kind = SK_TYPE_TEXT, .length = -1, .scale = -1, .name = "text"};
        sk_push(a->owner, table->columns, table->n_columns, column);
    }
    change = sk_pg_change(a, SK_CREATE_TABLE, schema, table->name);
    change->u.table = table;
    change->query = into->skip_data ? NULL : sk_pg_expr(a->owner, stmt->query);
    change->redundant = exists;
    change->if_not_exists = stmt->if_not_exists;
    return SK_OK;
}

/* ---- functions and triggers ----------------------------------------------------------------------------------- */

/* What tells functions of one name apart: the types of the arguments that go in, and of all in a procedure. */
static const char *
signature_of(struct sk_analysis *a, size_t n, sk_node *const *nodes, bool procedure)
{
    struct sk_text *text = sk_text_new(a->owner);
    bool first = true;
    for (size_t i = 0; i < n; i++) {
        const PgQuery__TypeName *name = nodes[i]->type_name;
        if (nodes[i]->node_case == SK_NODE(FUNCTION_PARAMETER)) {
            const PgQuery__FunctionParameter *parameter = nodes[i]->function_parameter;
            name = parameter->arg_type;
            if (parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_TABLE ||
                (parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_OUT && !procedure))
                continue;
        }
        struct sk_type type = sk_pg_type(a->catalog, a->owner, name);
        type.length = type.scale = -1; /* lengths are no part of it */
        sk_text_sep(text, &first, ", ");
        sk_text_add(text, sk_type_format(a->owner, &type));
    }
    return sk_text_finish(text, a->owner);
}

struct sk_function *
sk_pg_function_named(struct sk_analysis *a, const PgQuery__ObjectWithArgs *object, bool procedure)
{
    if (object->args_unspecified)
        return NULL;
    struct sk_function *function = sk_new(a->owner, struct sk_function);
    const char *schema;
    function->name = sk_node_name(&schema, object->n_objname, object->objname);
    function->schema = sk_pg_schema(schema);
    function->procedure = procedure;
    function->signature = object->n_objfuncargs
                              ? signature_of(a, object->n_objfuncargs, object->objfuncargs, procedure)
                              : signature_of(a, object->n_objargs, object->objargs, procedure);
    return function;
}

enum sk_status
sk_pg_create_function(struct sk_analysis *a, const PgQuery__CreateFunctionStmt *stmt, const sk_node *node)
{
    const char *schema;
    struct sk_function *function = sk_new(a->owner, struct sk_function);
    function->name = sk_node_name(&schema, stmt->n_funcname, stmt->funcname);
    function->schema = sk_pg_schema(schema);
    function->signature = signature_of(a, stmt->n_parameters, stmt->parameters, stmt->is_procedure);
    function->procedure = stmt->is_procedure;
    function->definition = sk_pg_expr(a->owner, node);
    function->language = "sql";
    if (stmt->return_type) {
        struct sk_type type = sk_pg_type(a->catalog, a->owner, stmt->return_type);
        function->returns = sk_type_format(a->owner, &type);
    }
    for (size_t i = 0; i < stmt->n_options; i++) {
        const PgQuery__DefElem *option = stmt->options[i]->def_elem;
        if (strcmp(option->defname, "language") == 0)
            function->language = sk_node_string(option->arg);
        if (strcmp(option->defname, "as") == 0 && option->arg->node_case == SK_NODE(LIST))
            function->body = sk_node_string(option->arg->list->items[0]);
    }
    struct sk_change *change = sk_pg_change(a, SK_CREATE_FUNCTION, schema, function->name);
    change->u.function = function;
    change->flag = stmt->replace;
    return SK_OK;
}

/* The bits of PostgreSQL's pg_trigger.h. */
enum {
    TG_BEFORE = 1 << 1,
    TG_INSERT = 1 << 2,
    TG_DELETE = 1 << 3,
    TG_UPDATE = 1 << 4,
    TG_TRUNCATE = 1 << 5,
    TG_INSTEAD = 1 << 6
};

enum sk_status
sk_pg_create_trigger(struct sk_analysis *a, const PgQuery__CreateTrigStmt *stmt)
{
    const char *schema = sk_pg_schema(stmt->relation->schemaname), *name = stmt->relation->relname;
    const struct sk_table *table = sk_catalog_table(a->catalog, schema, name);
    if (!table && !sk_catalog_view(a->catalog, schema, name))
        return sk_pg_refuse(a, "relation \"%s\" does not exist", name);
    if (table && sk_table_trigger(table, stmt->trigname) && !stmt->replace)
        return sk_pg_refuse(a, "trigger \"%s\" for relation \"%s\" already exists", stmt->trigname, name);
    struct sk_trigger *trigger = sk_new(a->owner, struct sk_trigger);
    trigger->name = stmt->trigname;
    trigger->timing = stmt->timing & TG_BEFORE ? SK_BEFORE : stmt->timing & TG_INSTEAD ? SK_INSTEAD_OF : SK_AFTER;
    trigger->events = (stmt->events & TG_INSERT ? SK_ON_INSERT : 0u) | (stmt->events & TG_UPDATE ? SK_ON_UPDATE : 0u) |
                      (stmt->events & TG_DELETE ? SK_ON_DELETE : 0u) |
                      (stmt->events & TG_TRUNCATE ? SK_ON_TRUNCATE : 0u);
    trigger->for_each_row = stmt->row;
    trigger->is_constraint = stmt->isconstraint;
    trigger->deferrable = stmt->deferrable;
    trigger->initially_deferred = stmt->initdeferred;
    trigger->n_columns = stmt->n_columns;
    trigger->columns = sk_pg_names(a->owner, stmt->n_columns, stmt->columns);
    trigger->when = sk_pg_expr(a->owner, stmt->when_clause);
    trigger->function = sk_node_name(&trigger->function_schema, stmt->n_funcname, stmt->funcname);
    if (sk_same(trigger->function_schema, SK_PUBLIC))
        trigger->function_schema = NULL;
    for (size_t i = 0; i < stmt->n_transition_rels; i++) {
        const PgQuery__TriggerTransition *rows = stmt->transition_rels[i]->trigger_transition;
        *(rows->is_new ? &trigger->new_rows : &trigger->old_rows) = rows->name;
    }
    trigger->n_args = stmt->n_args;
    trigger->args = sk_pg_names(a->owner, stmt->n_args, stmt->args);
    struct sk_change *change = sk_pg_change(a, SK_CREATE_TRIGGER, schema, name);
    change->to = trigger->name;
    change->u.trigger = trigger;
    change->flag = stmt->replace;
    return SK_OK;
}

/* ---- types ---------------------------------------------------------------------------------------------------- */

static enum sk_status
new_type(struct sk_analysis *a, const char *schema, const char *name, enum sk_type_kind kind, struct sk_user_type **out)
{
    if (sk_catalog_type(a->catalog, schema, name) || sk_catalog_table(a->catalog, schema, name) ||
        sk_catalog_view(a->catalog, schema, name)) /* a table's rows are of the type that has its name */
        return sk_pg_refuse(a, "type \"%s\" already exists", name);
    *out = sk_new(a->owner, struct sk_user_type);
    (*out)->schema = sk_pg_schema(schema);
    (*out)->name = name;
    (*out)->kind = kind;
    sk_pg_change(a, SK_CREATE_TYPE, schema, name)->u.user_type = *out;
    return SK_OK;
}

enum sk_status
sk_pg_create_enum(struct sk_analysis *a, const PgQuery__CreateEnumStmt *stmt)
{
    const char *schema, *name = sk_node_name(&schema, stmt->n_type_name, stmt->type_name);
    struct sk_user_type *type;
    enum sk_status status = new_type(a, schema, name, SK_TYPE_ENUM, &type);
    if (status)
        return status;
    type->n_labels = stmt->n_vals;
    type->labels = sk_pg_names(a->owner, stmt->n_vals, stmt->vals);
    return SK_OK;
}

static bool
has_label(const struct sk_user_type *type, const char *label)
{
    for (size_t i = 0; i < type->n_labels; i++)
        if (strcmp(type->labels[i], label) == 0)
            return true;
    return false;
}

enum sk_status
sk_pg_alter_enum(struct sk_analysis *a, const PgQuery__AlterEnumStmt *stmt)
{
    const char *schema, *name = sk_node_name(&schema, stmt->n_type_name, stmt->type_name);
    const struct sk_user_type *type = sk_catalog_type(a->catalog, schema, name);
    if (!type)
        return sk_pg_refuse(a, "type \"%s\" does not exist", name);
    bool rename = *stmt->old_val;
    bool exists = has_label(type, stmt->new_val);
    if (exists && !stmt->skip_if_new_val_exists)
        return sk_pg_refuse(a, "enum label \"%s\" already exists", stmt->new_val);
    if (rename && !has_label(type, stmt->old_val))
        return sk_pg_refuse(a, "\"%s\" is not an existing enum label", stmt->old_val);
    struct sk_change *change = sk_pg_change(a, rename ? SK_RENAME_ENUM_VALUE : SK_ADD_ENUM_VALUE, schema, name);
    change->from = sk_text_or_null(stmt->old_val);
    change->to = stmt->new_val;
    change->redundant = exists;
    if (*stmt->new_val_neighbor && stmt->new_val_is_after)
        change->after = stmt->new_val_neighbor;
    else
        change->before = sk_text_or_null(stmt->new_val_neighbor);
    return SK_OK;
}

enum sk_status
sk_pg_create_domain(struct sk_analysis *a, const PgQuery__CreateDomainStmt *stmt)
{
    const char *schema, *name = sk_node_name(&schema, stmt->n_domainname, stmt->domainname);
    struct sk_user_type *type;
    enum sk_status status = new_type(a, schema, name, SK_TYPE_DOMAIN, &type);
    if (status)
        return status;
    type->base = sk_pg_type(a->catalog, a->owner, stmt->type_name);
    if (stmt->coll_clause)
        type->base.folds = sk_catalog_folds(
            a->catalog, sk_node_name(NULL, stmt->coll_clause->n_collname, stmt->coll_clause->collname));
    const struct sk_user_type *of = sk_catalog_domain(a->catalog, &type->base);
    type->default_expr = of ? of->default_expr : NULL; /* as it is now */
    for (size_t i = 0; i < stmt->n_constraints; i++) {
        const PgQuery__Constraint *c = stmt->constraints[i]->constraint;
        if (c->contype == PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL)
            type->not_null = true;
        if (c->contype == PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT)
            type->default_expr = sk_pg_expr(a->owner, c->raw_expr);
        if (c->contype != PG_QUERY__CONSTR_TYPE__CONSTR_CHECK)
            continue;
        struct sk_constraint *check = sk_new(a->owner, struct sk_constraint);
        check->kind = SK_CHECK;
        check->name = *c->conname ? c->conname : sk_pg_domain_check_name(a, type);
        check->check = sk_pg_expr(a->owner, c->raw_expr);
        sk_push(a->owner, type->checks, type->n_checks, check);
    }
    return SK_OK;
}

enum sk_status
sk_pg_create_range(struct sk_analysis *a, const PgQuery__CreateRangeStmt *stmt)
{
    const char *schema, *name = sk_node_name(&schema, stmt->n_type_name, stmt->type_name);
    struct sk_user_type *type;
    enum sk_status status = new_type(a, schema, name, SK_TYPE_RANGE, &type);
    for (size_t i = 0; i < stmt->n_params && !status; i++) {
        const PgQuery__DefElem *option = stmt->params[i]->def_elem;
        if (strcmp(option->defname, "subtype") == 0 && option->arg->node_case == SK_NODE(TYPE_NAME))
            type->base = sk_pg_type(a->catalog, a->owner, option->arg->type_name);
    }
    return status;
}

enum sk_status
sk_pg_create_composite(struct sk_analysis *a, const PgQuery__CompositeTypeStmt *stmt)
{
    struct sk_user_type *type;
    enum sk_status status =
        new_type(a, sk_text_or_null(stmt->typevar->schemaname), stmt->typevar->relname, SK_TYPE_COMPOSITE, &type);
    for (size_t i = 0; i < stmt->n_coldeflist && !status; i++) {
        struct sk_column *column = sk_new(a->owner, struct sk_column);
        column->name = stmt->coldeflist[i]->column_def->colname;
        column->type = sk_pg_type(a->catalog, a->owner, stmt->coldeflist[i]->column_def->type_name);
        sk_push(a->owner, type->columns, type->n_columns, column);
    }
    return status;
}

/* ---- comments ------------------------------------------------------------------------------------------------- */

enum sk_status
sk_pg_comment(struct sk_analysis *a, const PgQuery__CommentStmt *stmt)
{
    const char *schema = NULL, *name = NULL, *part = NULL;
    const sk_node *object = stmt->object;
    bool two = stmt->objtype == OBJECT_OF(COLUMN) || stmt->objtype == OBJECT_OF(TABCONSTRAINT) ||
               stmt->objtype == OBJECT_OF(TRIGGER);
    if (object->node_case == SK_NODE(LIST)) {
        const PgQuery__List *list = object->list;
        size_t n = two ? list->n_items - 1 : list->n_items;
        name = sk_node_name(&schema, n, list->items);
        part = two ? sk_node_string(list->items[n]) : NULL;
    }
    if (two && !name) /* COMMENT ON COLUMN x: the table is missing, and the grammar lets it pass */
        return sk_pg_refuse(a, "column name must be qualified");
    const struct sk_table *table = name ? sk_catalog_table(a->catalog, schema, name) : NULL;
    bool relation = stmt->objtype == OBJECT_OF(TABLE) || stmt->objtype == OBJECT_OF(COLUMN);
    if (relation && !table && !sk_catalog_view(a->catalog, schema, name) && !sk_catalog_type(a->catalog, schema, name))
        return sk_pg_refuse(a, "relation \"%s\" does not exist", name);
    if (stmt->objtype == OBJECT_OF(COLUMN) && table && !sk_table_column(table, part))
        return sk_pg_refuse(a, "column \"%s\" of relation \"%s\" does not exist", part, name);
    struct sk_change *change = sk_pg_change(a, SK_COMMENT, schema, name);
    change->from = part;
    change->to = sk_text_or_null(stmt->comment);
    if (object->node_case == SK_NODE(TYPE_NAME)) {
        change->name = sk_node_name(&schema, object->type_name->n_names, object->type_name->names);
        change->schema = sk_pg_schema(schema);
    }
    switch (stmt->objtype) {
    case OBJECT_OF(TYPE):
    case OBJECT_OF(DOMAIN):
        change->object = SK_ON_TYPE;
        break;
    case OBJECT_OF(TABLE):
        change->object = SK_ON_TABLE;
        break;
    case OBJECT_OF(COLUMN):
        change->object = SK_ON_COLUMN;
        break;
    case OBJECT_OF(TABCONSTRAINT):
        change->object = SK_ON_CONSTRAINT;
        break;
    case OBJECT_OF(INDEX):
        change->object = SK_ON_INDEX;
        change->from = name;
        break;
    case OBJECT_OF(VIEW):
    case OBJECT_OF(MATVIEW):
        change->object = SK_ON_VIEW;
        break;
    default:
        change->object = SK_ON_OTHER;
        break;
    }
    return SK_OK;
}
