/* core/describe.c - a catalog as the public struct sk_schema. */
#include "core/describe.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"

/* What is being made, and what from. */
struct maker {
    struct sk_schema *out; /* owns all of it */
    const struct sk_catalog *from;
};

/* ---- parts ---------------------------------------------------------------------------------------------------- */

/* "public" is understood. */
static const char *
schema_name(const struct maker *m, const char *schema)
{
    return schema && strcmp(schema, SK_PUBLIC) != 0 ? sk_strdup(m->out, schema) : NULL;
}

static const char *
text(const struct maker *m, const char *string)
{
    return sk_strdup(m->out, string);
}

static const char **
texts(const struct maker *m, size_t n, const char *const *strings)
{
    const char **copy = sk_alloc(m->out, (n + 1) * sizeof *copy, "names");
    for (size_t i = 0; i < n; i++)
        copy[i] = sk_strdup(m->out, strings[i] ? strings[i] : "");
    return copy;
}

static const char *
expression(const struct maker *m, struct sk_expr *expr)
{
    return expr ? sk_strdup(m->out, m->from->ops->text(expr)) : NULL;
}

/* An array of `n` zeroed elements to be filled in place. */
#define ARRAY(m, type, n) sk_alloc((m)->out, ((n) + 1) * sizeof(type), #type)

static const char *
type_name(const struct maker *m, struct sk_type type)
{
    if (type.schema && strcmp(type.schema, SK_PUBLIC) == 0)
        type.schema = NULL;
    return sk_type_format(m->out, &type);
}

/* Its type there; the rule that holds it to that is the engine's affair. */
static const char *
stored_as(const struct maker *m, const char *stored)
{
    const char *rule = stored ? strstr(stored, " CHECK (") : NULL;
    return rule ? sk_strndup(m->out, stored, (size_t)(rule - stored)) : text(m, stored);
}

static struct sk_schema_column
column_of(const struct maker *m, const struct sk_column *column)
{
    static const char *const identities[] = {
        [SK_IDENTITY_SERIAL] = "serial", [SK_IDENTITY_BY_DEFAULT] = "by default", [SK_IDENTITY_ALWAYS] = "always"};
    return (struct sk_schema_column){
        .name = text(m, column->name),
        .type = type_name(m, column->type),
        .stored = stored_as(m, column->stored),
        .default_expr = expression(m, column->default_expr),
        .identity = identities[column->identity],
        .generated = expression(m, column->generated),
        .collation = text(m, column->collation),
        .comment = text(m, column->comment),
        .not_null = column->not_null,
    };
}

static struct sk_schema_column *
columns_of(const struct maker *m, size_t n, struct sk_column *const *columns)
{
    struct sk_schema_column *list = ARRAY(m, struct sk_schema_column, n);
    for (size_t i = 0; i < n; i++)
        list[i] = column_of(m, columns[i]);
    return list;
}

static struct sk_schema_constraint
constraint_of(const struct maker *m, const struct sk_constraint *k)
{
    static const char *const kinds[] = {[SK_PRIMARY_KEY] = "primary key",
                                        [SK_UNIQUE] = "unique",
                                        [SK_CHECK] = "check",
                                        [SK_FOREIGN_KEY] = "foreign key",
                                        [SK_EXCLUDE] = "exclude"};
    static const char *const actions[] = {[SK_FK_RESTRICT] = "RESTRICT",
                                          [SK_FK_CASCADE] = "CASCADE",
                                          [SK_FK_SET_NULL] = "SET NULL",
                                          [SK_FK_SET_DEFAULT] = "SET DEFAULT"};
    bool foreign = k->kind == SK_FOREIGN_KEY;
    return (struct sk_schema_constraint){
        .kind = kinds[k->kind],
        .name = text(m, k->name),
        .n_columns = k->n_columns,
        .columns = texts(m, k->n_columns, k->columns),
        .definition = expression(m, k->check),
        .ref_schema = foreign ? schema_name(m, k->ref_schema) : NULL,
        .ref_table = text(m, k->ref_table),
        .n_ref_columns = k->n_ref_columns,
        .ref_columns = texts(m, k->n_ref_columns, k->ref_columns),
        .on_delete = foreign ? actions[k->on_delete] : NULL,
        .on_update = foreign ? actions[k->on_update] : NULL,
        .match_full = k->match_full,
        .deferrable = k->deferrable,
        .initially_deferred = k->initially_deferred,
        .not_valid = k->not_valid,
        .nulls_not_distinct = k->nulls_not_distinct,
        .n_include = k->n_include,
        .include = texts(m, k->n_include, k->include),
        .comment = text(m, k->comment),
    };
}

static const char *
index_key(const struct maker *m, const struct sk_index_key *key)
{
    struct sk_text *out = sk_text_new(m->out);
    sk_text_add(out, key->column ? key->column : m->from->ops->text(key->expr));
    if (key->collation)
        sk_text_addf(out, " COLLATE %s", key->collation);
    if (key->opclass)
        sk_text_addf(out, " %s", key->opclass);
    if (key->descending)
        sk_text_add(out, " DESC");
    if (key->nulls != SK_NULLS_DEFAULT)
        sk_text_add(out, key->nulls == SK_NULLS_FIRST ? " NULLS FIRST" : " NULLS LAST");
    return sk_text_finish(out, m->out);
}

static struct sk_schema_index
index_of(const struct maker *m, const struct sk_index *index)
{
    const char **keys = ARRAY(m, const char *, index->n_keys);
    for (size_t i = 0; i < index->n_keys; i++)
        keys[i] = index_key(m, &index->keys[i]);
    return (struct sk_schema_index){
        .name = text(m, index->name),
        .method = text(m, index->method),
        .unique = index->unique,
        .nulls_not_distinct = index->nulls_not_distinct,
        .n_keys = index->n_keys,
        .keys = keys,
        .n_include = index->n_include,
        .include = texts(m, index->n_include, index->include),
        .where = expression(m, index->where),
        .comment = text(m, index->comment),
    };
}

/* "BEFORE INSERT OR UPDATE OF a, b" */
static const char *
trigger_events(const struct maker *m, const struct sk_trigger *trigger)
{
    static const char *const timings[] = {[SK_BEFORE] = "BEFORE", [SK_AFTER] = "AFTER", [SK_INSTEAD_OF] = "INSTEAD OF"};
    static const char *const names[] = {"INSERT", "UPDATE", "DELETE", "TRUNCATE"};
    struct sk_text *out = sk_text_new(m->out);
    bool first = true;
    sk_text_addf(out, "%s ", timings[trigger->timing]);
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if (!(trigger->events & (1u << i)))
            continue;
        sk_text_sep(out, &first, " OR ");
        sk_text_add(out, names[i]);
        for (size_t k = 0; 1u << i == SK_ON_UPDATE && k < trigger->n_columns; k++)
            sk_text_addf(out, "%s%s", k ? ", " : " OF ", trigger->columns[k]);
    }
    return sk_text_finish(out, m->out);
}

static const char *
trigger_function(const struct maker *m, const struct sk_trigger *trigger)
{
    if (!trigger->function)
        return NULL;
    struct sk_text *out = sk_text_new(m->out);
    if (schema_name(m, trigger->function_schema))
        sk_text_addf(out, "%s.", trigger->function_schema);
    sk_text_addf(out, "%s(", trigger->function);
    for (size_t i = 0; i < trigger->n_args; i++) {
        sk_text_add(out, i ? ", " : "");
        sk_text_literal(out, trigger->args[i]);
    }
    sk_text_add(out, ")");
    return sk_text_finish(out, m->out);
}

static struct sk_schema_trigger
trigger_of(const struct maker *m, const struct sk_trigger *trigger)
{
    return (struct sk_schema_trigger){
        .name = text(m, trigger->name),
        .when = trigger_events(m, trigger),
        .for_each = trigger->for_each_row ? "row" : "statement",
        .condition = expression(m, trigger->when),
        .function = trigger_function(m, trigger),
        .disabled = trigger->disabled,
        .comment = text(m, trigger->comment),
    };
}

/* ---- order ---------------------------------------------------------------------------------------------------- */

/* By the first member of each, a schema, and the second, a name: the objects' structs all begin with them. */
struct named {
    const char *schema, *name;
};

static int
compare_names(const struct named *x, const struct named *y)
{
    int order = strcmp(x->schema ? x->schema : "", y->schema ? y->schema : "");
    return order ? order : strcmp(x->name, y->name);
}

static int
by_schema_and_name(const void *a, const void *b)
{
    return compare_names(a, b);
}

static int
function_order(const void *a, const void *b)
{
    const struct sk_schema_function *x = a, *y = b;
    int order = compare_names(a, b);
    return order ? order : strcmp(x->arguments, y->arguments);
}

static int
by_kind_and_name(const void *a, const void *b)
{
    static const char rank[] = "pufce"; /* primary, unique, foreign, check, exclude */
    const struct sk_schema_constraint *x = a, *y = b;
    long order = strchr(rank, *x->kind) - strchr(rank, *y->kind);
    return order ? (int)order : strcmp(x->name, y->name);
}

static int
index_order(const void *a, const void *b)
{
    return strcmp(((const struct sk_schema_index *)a)->name, ((const struct sk_schema_index *)b)->name);
}

static int
trigger_order(const void *a, const void *b)
{
    return strcmp(((const struct sk_schema_trigger *)a)->name, ((const struct sk_schema_trigger *)b)->name);
}

static struct sk_schema_constraint *
constraints_of(const struct maker *m, size_t n, struct sk_constraint *const *constraints)
{
    struct sk_schema_constraint *list = ARRAY(m, struct sk_schema_constraint, n);
    for (size_t i = 0; i < n; i++)
        list[i] = constraint_of(m, constraints[i]);
    qsort(list, n, sizeof *list, by_kind_and_name);
    return list;
}

static struct sk_schema_index *
indexes_of(const struct maker *m, size_t n, struct sk_index *const *indexes)
{
    struct sk_schema_index *list = ARRAY(m, struct sk_schema_index, n);
    for (size_t i = 0; i < n; i++)
        list[i] = index_of(m, indexes[i]);
    qsort(list, n, sizeof *list, index_order);
    return list;
}

static struct sk_schema_trigger *
triggers_of(const struct maker *m, size_t n, struct sk_trigger *const *triggers)
{
    struct sk_schema_trigger *list = ARRAY(m, struct sk_schema_trigger, n);
    for (size_t i = 0; i < n; i++)
        list[i] = trigger_of(m, triggers[i]);
    qsort(list, n, sizeof *list, trigger_order);
    return list;
}

/* ---- objects -------------------------------------------------------------------------------------------------- */

static struct sk_schema_table
table_of(const struct maker *m, const struct sk_table *from)
{
    return (struct sk_schema_table){
        .schema = schema_name(m, from->schema),
        .name = text(m, from->name),
        .comment = text(m, from->comment),
        .partition_by = text(m, from->partition_by),
        .n_columns = from->n_columns,
        .n_constraints = from->n_constraints,
        .n_indexes = from->n_indexes,
        .n_triggers = from->n_triggers,
        .columns = columns_of(m, from->n_columns, from->columns),
        .constraints = constraints_of(m, from->n_constraints, from->constraints),
        .indexes = indexes_of(m, from->n_indexes, from->indexes),
        .triggers = triggers_of(m, from->n_triggers, from->triggers),
    };
}

static struct sk_schema_view
view_of(const struct maker *m, const struct sk_view *from)
{
    return (struct sk_schema_view){
        .schema = schema_name(m, from->schema),
        .name = text(m, from->name),
        .comment = text(m, from->comment),
        .materialized = from->materialized,
        .n_columns = from->n_columns,
        .n_indexes = from->n_indexes,
        .n_triggers = from->n_triggers,
        .columns = texts(m, from->n_columns, from->columns),
        .query = expression(m, from->query),
        .indexes = indexes_of(m, from->n_indexes, from->indexes),
        .triggers = triggers_of(m, from->n_triggers, from->triggers),
    };
}

static const char *
kind_of_type(enum sk_type_kind kind)
{
    return kind == SK_TYPE_ENUM        ? "enum"
           : kind == SK_TYPE_DOMAIN    ? "domain"
           : kind == SK_TYPE_COMPOSITE ? "composite"
           : kind == SK_TYPE_RANGE     ? "range"
                                       : "other";
}

static struct sk_schema_type
type_of(const struct maker *m, const struct sk_user_type *from)
{
    bool has_base = from->kind == SK_TYPE_DOMAIN || from->kind == SK_TYPE_RANGE;
    const char **checks = ARRAY(m, const char *, from->n_checks);
    for (size_t i = 0; i < from->n_checks; i++)
        checks[i] = expression(m, from->checks[i]->check);
    return (struct sk_schema_type){
        .schema = schema_name(m, from->schema),
        .name = text(m, from->name),
        .comment = text(m, from->comment),
        .kind = kind_of_type(from->kind),
        .n_labels = from->n_labels,
        .n_checks = from->n_checks,
        .n_columns = from->n_columns,
        .labels = texts(m, from->n_labels, from->labels),
        .base = has_base ? type_name(m, from->base) : NULL,
        .not_null = from->not_null,
        .default_expr = expression(m, from->default_expr),
        .checks = checks,
        .columns = columns_of(m, from->n_columns, from->columns),
    };
}

static struct sk_schema_function
function_of(const struct maker *m, const struct sk_function *from)
{
    return (struct sk_schema_function){
        .schema = schema_name(m, from->schema),
        .name = text(m, from->name),
        .arguments = sk_strdup(m->out, from->signature ? from->signature : ""),
        .returns = text(m, from->returns),
        .language = text(m, from->language),
        .procedure = from->procedure,
    };
}

static void
add_sequence(const struct maker *m, const struct sk_sequence *from)
{
    struct sk_schema_sequence sequence = {schema_name(m, from->schema), text(m, from->name), from->start,
                                          from->increment};
    if (!from->owner_table)
        sk_push(m->out, m->out->sequences, m->out->n_sequences, sequence);
}

/* Fill a list of the schema from the catalog's list of the same name, each made by `make`. */
#define FILL(m, list, make, order)                                                                 \
    do {                                                                                           \
        for (size_t i_ = 0; i_ < (m)->from->n_##list; i_++)                                        \
            sk_push((m)->out, (m)->out->list, (m)->out->n_##list, make((m), (m)->from->list[i_])); \
        if ((m)->out->n_##list)                                                                    \
            qsort((m)->out->list, (m)->out->n_##list, sizeof *(m)->out->list, order);              \
    } while (0)

struct sk_schema *
sk_describe(TALLOC_CTX *owner, const struct sk_catalog *catalog)
{
    struct sk_schema *out = sk_new(owner, struct sk_schema);
    struct maker maker = {out, catalog}, *m = &maker;
    FILL(m, tables, table_of, by_schema_and_name);
    FILL(m, views, view_of, by_schema_and_name);
    FILL(m, types, type_of, by_schema_and_name);
    FILL(m, functions, function_of, function_order);
    for (size_t i = 0; i < catalog->n_sequences; i++)
        add_sequence(m, catalog->sequences[i]);
    if (out->n_sequences)
        qsort(out->sequences, out->n_sequences, sizeof *out->sequences, by_schema_and_name);
    sk_describe_relations(out);
    sk_describe_sources(out, catalog);
    return out;
}
