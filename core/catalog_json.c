/* core/catalog_json.c - a catalog as JSON. */
#include "core/catalog_json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* ---- members: left out when they say nothing ------------------------------------------------------------------ */

static void
put_text(json_t *object, const char *key, const char *value)
{
    if (value)
        json_object_set_new(object, key, json_string(value));
}

static void
put_flag(json_t *object, const char *key, bool value)
{
    if (value)
        json_object_set_new(object, key, json_true());
}

static void
put_names(json_t *object, const char *key, size_t n, const char *const *names)
{
    if (!n)
        return;
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(array, json_string(names[i] ? names[i] : ""));
    json_object_set_new(object, key, array);
}

static void
put_list(json_t *object, const char *key, json_t *list)
{
    if (json_array_size(list))
        json_object_set_new(object, key, list);
    else
        json_decref(list);
}

static void
put_expr(json_t *object, const char *key, const struct sk_catalog *catalog, struct sk_expr *expr)
{
    if (expr)
        put_text(object, key, catalog->ops->text(expr));
}

static void
put_type(json_t *object, const char *key, const struct sk_type *type)
{
    char *text = sk_type_format(NULL, type);
    put_text(object, key, text);
    talloc_free(text);
}

/* "public" is understood. */
static void
put_schema(json_t *object, const char *key, const char *schema)
{
    if (schema && strcmp(schema, SK_PUBLIC) != 0)
        put_text(object, key, schema);
}

/* ---- order ---------------------------------------------------------------------------------------------------- */

static const char *
member(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static int
by_name(const void *a, const void *b)
{
    static const char *const keys[] = {"schema", "name", "signature"};
    const json_t *x = *(json_t *const *)a, *y = *(json_t *const *)b;
    int order = 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys && !order; i++)
        order = strcmp(member(x, keys[i]), member(y, keys[i]));
    return order;
}

/* Consumes `list`. */
static json_t *
sorted(json_t *list)
{
    size_t n = json_array_size(list), i;
    json_t **items = sk_alloc(NULL, (n + 1) * sizeof *items, "items"), *item, *result = json_array();
    json_array_foreach(list, i, item)
        items[i] = item;
    qsort(items, n, sizeof *items, by_name);
    for (i = 0; i < n; i++)
        json_array_append(result, items[i]);
    talloc_free(items);
    json_decref(list);
    return result;
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
put_sorted_names(json_t *object, const char *key, size_t n, const char *const *names)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char **copy = sk_alloc(tmp, (n + 1) * sizeof *copy, "names");
    for (size_t i = 0; i < n; i++)
        copy[i] = names[i];
    qsort(copy, n, sizeof *copy, by_text);
    put_names(object, key, n, copy);
    talloc_free(tmp);
}

/* ---- tables --------------------------------------------------------------------------------------------------- */

static json_t *
column_json(const struct sk_catalog *catalog, const struct sk_column *column)
{
    static const char *const identities[] = {
        [SK_IDENTITY_SERIAL] = "serial", [SK_IDENTITY_BY_DEFAULT] = "by default", [SK_IDENTITY_ALWAYS] = "always"};
    json_t *object = json_object();
    put_text(object, "name", column->name);
    put_type(object, "type", &column->type);
    put_flag(object, "not_null", column->not_null);
    put_text(object, "identity", identities[column->identity]);
    put_expr(object, "default", catalog, column->default_expr);
    put_expr(object, "generated", catalog, column->generated);
    put_text(object, "collation", column->collation);
    put_text(object, "comment", column->comment);
    return object;
}

static void
put_reference(json_t *object, const struct sk_constraint *k)
{
    static const char *const actions[] = {
        [SK_FK_RESTRICT] = "restrict",
        [SK_FK_CASCADE] = "cascade",
        [SK_FK_SET_NULL] = "set null",
        [SK_FK_SET_DEFAULT] = "set default",
    };
    if (k->kind != SK_FOREIGN_KEY)
        return;
    put_schema(object, "ref_schema", k->ref_schema);
    put_text(object, "ref_table", k->ref_table);
    put_names(object, "ref_columns", k->n_ref_columns, k->ref_columns);
    put_text(object, "on_delete", actions[k->on_delete]);
    put_text(object, "on_update", actions[k->on_update]);
    put_flag(object, "match_full", k->match_full);
}

static json_t *
constraint_json(const struct sk_catalog *catalog, const struct sk_constraint *k)
{
    static const char *const kinds[] = {[SK_PRIMARY_KEY] = "primary key",
                                        [SK_UNIQUE] = "unique",
                                        [SK_CHECK] = "check",
                                        [SK_FOREIGN_KEY] = "foreign key",
                                        [SK_EXCLUDE] = "exclude"};
    json_t *object = json_object();
    put_text(object, "name", k->name);
    put_text(object, "kind", kinds[k->kind]);
    if (k->kind == SK_CHECK)
        put_sorted_names(object, "columns", k->n_columns, k->columns);
    else
        put_names(object, "columns", k->n_columns, k->columns);
    put_expr(object, k->kind == SK_CHECK ? "check" : "definition", catalog, k->check);
    put_reference(object, k);
    put_flag(object, "deferrable", k->deferrable);
    put_flag(object, "initially_deferred", k->initially_deferred);
    put_flag(object, "not_valid", k->not_valid);
    put_flag(object, "nulls_not_distinct", k->nulls_not_distinct);
    put_names(object, "include", k->n_include, k->include);
    put_text(object, "comment", k->comment);
    return object;
}

static json_t *
key_json(const struct sk_catalog *catalog, const struct sk_index_key *key)
{
    json_t *object = json_object();
    put_text(object, "column", key->column);
    put_expr(object, "expression", catalog, key->expr);
    put_flag(object, "descending", key->descending);
    if (key->nulls != SK_NULLS_DEFAULT)
        put_text(object, "nulls", key->nulls == SK_NULLS_FIRST ? "first" : "last");
    put_text(object, "collation", key->collation);
    put_text(object, "opclass", key->opclass);
    return object;
}

static json_t *
indexes_json(const struct sk_catalog *catalog, size_t n, struct sk_index *const *indexes)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) {
        const struct sk_index *index = indexes[i];
        json_t *object = json_object(), *keys = json_array();
        for (size_t k = 0; k < index->n_keys; k++)
            json_array_append_new(keys, key_json(catalog, &index->keys[k]));
        put_text(object, "name", index->name);
        put_flag(object, "unique", index->unique);
        put_flag(object, "nulls_not_distinct", index->nulls_not_distinct);
        put_text(object, "method", index->method);
        put_list(object, "keys", keys);
        put_names(object, "include", index->n_include, index->include);
        put_expr(object, "where", catalog, index->where);
        put_text(object, "comment", index->comment);
        json_array_append_new(list, object);
    }
    return sorted(list);
}

static json_t *
trigger_json(const struct sk_catalog *catalog, const struct sk_trigger *trigger)
{
    static const char *const timings[] = {
        [SK_BEFORE] = "before", [SK_AFTER] = "after", [SK_INSTEAD_OF] = "instead of"};
    static const char *const event_names[] = {"insert", "update", "delete", "truncate"};
    const char *events[4];
    size_t n = 0;
    for (unsigned i = 0; i < 4; i++)
        if (trigger->events & (1u << i))
            events[n++] = event_names[i];
    json_t *object = json_object();
    put_text(object, "name", trigger->name);
    put_text(object, "timing", timings[trigger->timing]);
    put_names(object, "events", n, events);
    put_names(object, "columns", trigger->n_columns, trigger->columns);
    put_text(object, "for_each", trigger->for_each_row ? "row" : "statement");
    put_flag(object, "constraint", trigger->is_constraint);
    put_flag(object, "deferrable", trigger->deferrable);
    put_flag(object, "initially_deferred", trigger->initially_deferred);
    put_flag(object, "disabled", trigger->disabled);
    put_expr(object, "when", catalog, trigger->when);
    put_schema(object, "function_schema", trigger->function_schema);
    put_text(object, "function", trigger->function);
    put_names(object, "args", trigger->n_args, trigger->args);
    put_text(object, "comment", trigger->comment);
    return object;
}

static json_t *
triggers_json(const struct sk_catalog *catalog, size_t n, struct sk_trigger *const *triggers)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, trigger_json(catalog, triggers[i]));
    return sorted(list);
}

static json_t *
columns_json(const struct sk_catalog *catalog, size_t n, struct sk_column *const *columns)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, column_json(catalog, columns[i]));
    return list;
}

static json_t *
constraints_json(const struct sk_catalog *catalog, size_t n, struct sk_constraint *const *constraints)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, constraint_json(catalog, constraints[i]));
    return sorted(list);
}

static json_t *
table_json(const struct sk_catalog *catalog, const struct sk_table *table)
{
    json_t *object = json_object();
    put_schema(object, "schema", table->schema);
    put_text(object, "name", table->name);
    put_flag(object, "unlogged", table->unlogged);
    put_flag(object, "temporary", table->temporary);
    put_flag(object, "partitioned", table->partitioned);
    put_text(object, "partition_by", table->partition_by);
    put_list(object, "columns", columns_json(catalog, table->n_columns, table->columns));
    put_list(object, "constraints", constraints_json(catalog, table->n_constraints, table->constraints));
    put_list(object, "indexes", indexes_json(catalog, table->n_indexes, table->indexes));
    put_list(object, "triggers", triggers_json(catalog, table->n_triggers, table->triggers));
    put_text(object, "comment", table->comment);
    return object;
}

/* ---- the others ----------------------------------------------------------------------------------------------- */

static json_t *
view_json(const struct sk_catalog *catalog, const struct sk_view *view)
{
    json_t *object = json_object();
    put_schema(object, "schema", view->schema);
    put_text(object, "name", view->name);
    put_flag(object, "materialized", view->materialized);
    put_names(object, "columns", view->n_columns, view->columns);
    put_expr(object, "query", catalog, view->query);
    put_list(object, "indexes", indexes_json(catalog, view->n_indexes, view->indexes));
    put_list(object, "triggers", triggers_json(catalog, view->n_triggers, view->triggers));
    put_text(object, "comment", view->comment);
    return object;
}

static json_t *
sequence_json(const struct sk_sequence *s)
{
    json_t *object = json_object();
    put_schema(object, "schema", s->schema);
    put_text(object, "name", s->name);
    put_type(object, "type", &s->type);
    json_object_set_new(object, "start", json_integer(s->start));
    json_object_set_new(object, "increment", json_integer(s->increment));
    json_object_set_new(object, "min", json_integer(s->min));
    json_object_set_new(object, "max", json_integer(s->max));
    put_flag(object, "cycle", s->cycle);
    put_text(object, "owner_table", s->owner_table);
    put_text(object, "owner_column", s->owner_column);
    return object;
}

static json_t *
type_json(const struct sk_catalog *catalog, const struct sk_user_type *type)
{
    json_t *object = json_object();
    put_schema(object, "schema", type->schema);
    put_text(object, "name", type->name);
    put_text(object, "kind",
             type->kind == SK_TYPE_ENUM        ? "enum"
             : type->kind == SK_TYPE_DOMAIN    ? "domain"
             : type->kind == SK_TYPE_COMPOSITE ? "composite"
             : type->kind == SK_TYPE_RANGE     ? "range"
                                               : "other");
    put_names(object, "labels", type->n_labels, type->labels);
    if (type->kind == SK_TYPE_DOMAIN || type->kind == SK_TYPE_RANGE)
        put_type(object, "base", &type->base);
    put_flag(object, "not_null", type->not_null);
    put_expr(object, "default", catalog, type->default_expr);
    put_list(object, "checks", constraints_json(catalog, type->n_checks, type->checks));
    put_list(object, "columns", columns_json(catalog, type->n_columns, type->columns));
    put_text(object, "comment", type->comment);
    return object;
}

static json_t *
function_json(const struct sk_catalog *catalog, const struct sk_function *function)
{
    json_t *object = json_object();
    put_schema(object, "schema", function->schema);
    put_text(object, "name", function->name);
    put_text(object, "signature", function->signature);
    put_text(object, "language", function->language);
    put_text(object, "returns", function->returns);
    put_flag(object, "procedure", function->procedure);
    put_text(object, "body", function->body);
    if (!function->body)
        put_expr(object, "definition", catalog, function->definition);
    return object;
}

#define LIST(n, make)                                                                              \
    do {                                                                                           \
        list = json_array();                                                                       \
        for (size_t i = 0; i < (n); i++)                                                           \
            json_array_append_new(list, (make));                                                   \
        list = sorted(list);                                                                       \
    } while (0)

char *
sk_catalog_json(TALLOC_CTX *owner, const struct sk_catalog *catalog)
{
    json_t *root = json_object(), *list;
    put_sorted_names(root, "schemas", catalog->n_schemas, catalog->schemas);
    put_sorted_names(root, "extensions", catalog->n_extensions, catalog->extensions);
    if (catalog->n_folding)
        put_sorted_names(root, "case_insensitive_collations", catalog->n_folding, catalog->folding);
    LIST(catalog->n_types, type_json(catalog, catalog->types[i]));
    put_list(root, "types", list);
    LIST(catalog->n_sequences, sequence_json(catalog->sequences[i]));
    put_list(root, "sequences", list);
    LIST(catalog->n_tables, table_json(catalog, catalog->tables[i]));
    put_list(root, "tables", list);
    LIST(catalog->n_views, view_json(catalog, catalog->views[i]));
    put_list(root, "views", list);
    LIST(catalog->n_functions, function_json(catalog, catalog->functions[i]));
    put_list(root, "functions", list);
    char *dumped = json_dumps(root, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    char *text = sk_printf(owner, "%s\n", dumped ? dumped : "{}");
    free(dumped);
    json_decref(root);
    return text;
}
