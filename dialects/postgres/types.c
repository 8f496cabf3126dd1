/* dialects/postgres/types.c - type names of the grammar into the catalog's types. */
#include <string.h>

#include "dialects/postgres/postgres.h"
#include "dialects/postgres/scope.h"

/* Names as the grammar hands them over (int -> int4) and as people write them in quotes or with pg_catalog. */
static const struct {
    const char *name;
    enum sk_type_kind kind;
} builtin[] = {
    {"bool", SK_TYPE_BOOLEAN},     {"boolean", SK_TYPE_BOOLEAN},
    {"int2", SK_TYPE_SMALLINT},    {"smallint", SK_TYPE_SMALLINT},
    {"int4", SK_TYPE_INTEGER},     {"integer", SK_TYPE_INTEGER},
    {"int", SK_TYPE_INTEGER},      {"int8", SK_TYPE_BIGINT},
    {"bigint", SK_TYPE_BIGINT},    {"serial", SK_TYPE_INTEGER},
    {"serial4", SK_TYPE_INTEGER},  {"bigserial", SK_TYPE_BIGINT},
    {"serial8", SK_TYPE_BIGINT},   {"smallserial", SK_TYPE_SMALLINT},
    {"serial2", SK_TYPE_SMALLINT}, {"numeric", SK_TYPE_NUMERIC},
    {"decimal", SK_TYPE_NUMERIC},  {"float4", SK_TYPE_REAL},
    {"real", SK_TYPE_REAL},        {"float8", SK_TYPE_DOUBLE},
    {"money", SK_TYPE_MONEY},      {"text", SK_TYPE_TEXT},
    {"varchar", SK_TYPE_VARCHAR},  {"bpchar", SK_TYPE_CHAR},
    {"citext", SK_TYPE_CITEXT},
    {"name", SK_TYPE_NAME},        {"bytea", SK_TYPE_BYTEA},
    {"date", SK_TYPE_DATE},        {"time", SK_TYPE_TIME},
    {"timetz", SK_TYPE_TIMETZ},    {"timestamp", SK_TYPE_TIMESTAMP},
    {"timestamptz", SK_TYPE_TIMESTAMPTZ}, {"interval", SK_TYPE_INTERVAL},
    {"uuid", SK_TYPE_UUID},        {"json", SK_TYPE_JSON},
    {"jsonb", SK_TYPE_JSONB},      {"inet", SK_TYPE_INET},
    {"cidr", SK_TYPE_CIDR},        {"macaddr", SK_TYPE_MACADDR},
    {"macaddr8", SK_TYPE_MACADDR}, {"bit", SK_TYPE_BIT},
    {"varbit", SK_TYPE_VARBIT},    {"xml", SK_TYPE_XML},
    {"oid", SK_TYPE_OID},          {"regclass", SK_TYPE_OID},
    {"regtype", SK_TYPE_OID},      {"regproc", SK_TYPE_OID},
    {"tsvector", SK_TYPE_TSVECTOR}, {"tsquery", SK_TYPE_TSQUERY},
    {"int4range", SK_TYPE_RANGE},  {"int8range", SK_TYPE_RANGE},
    {"numrange", SK_TYPE_RANGE},   {"tsrange", SK_TYPE_RANGE},
    {"tstzrange", SK_TYPE_RANGE},  {"daterange", SK_TYPE_RANGE},
    {"point", SK_TYPE_GEOMETRIC},  {"line", SK_TYPE_GEOMETRIC},
    {"lseg", SK_TYPE_GEOMETRIC},   {"box", SK_TYPE_GEOMETRIC},
    {"path", SK_TYPE_GEOMETRIC},   {"polygon", SK_TYPE_GEOMETRIC},
    {"circle", SK_TYPE_GEOMETRIC},
};

static enum sk_type_kind
builtin_kind(const char *name)
{
    for (size_t i = 0; i < sizeof builtin / sizeof *builtin; i++)
        if (strcmp(builtin[i].name, name) == 0)
            return builtin[i].kind;
    return SK_TYPE_OTHER;
}

enum { MAX_DIGITS = 6 }; /* of a second */

static int32_t
typmod(const PgQuery__TypeName *name, size_t i)
{
    if (i >= name->n_typmods || name->typmods[i]->node_case != SK_NODE(A_CONST) ||
        name->typmods[i]->a_const->val_case != PG_QUERY__A__CONST__VAL_IVAL)
        return -1;
    return name->typmods[i]->a_const->ival->ival;
}

struct sk_type
sk_pg_type(const struct sk_catalog *catalog, TALLOC_CTX *owner, const PgQuery__TypeName *name)
{
    const char *schema;
    const char *type_name = sk_node_name(&schema, name->n_names, name->names);
    struct sk_type type = {.length = typmod(name, 0),
                           .scale = typmod(name, 1),
                           .dimensions = (uint8_t)name->n_array_bounds,
                           .name = type_name};
    if (type_name[0] == '_' && builtin_kind(type_name + 1) != SK_TYPE_OTHER) {
        type.name = ++type_name; /* _text is text[] */
        type.dimensions++;
    }
    bool system =
        (schema && strcmp(schema, "pg_catalog") == 0) || (!schema && builtin_kind(type_name) != SK_TYPE_OTHER);
    const struct sk_user_type *user = system ? NULL : sk_catalog_type(catalog, schema, type_name);
    if (user) {
        type.kind = user->kind;
        type.schema = sk_strdup(owner, user->schema);
        return type;
    }
    type.kind = builtin_kind(type_name);
    if (type.kind == SK_TYPE_OTHER && schema && !system)
        type.schema = schema;
    if (type.kind == SK_TYPE_BIT && type.length < 0)
        type.length = 1;
    if (type.kind == SK_TYPE_NUMERIC && type.length >= 0 && type.scale < 0)
        type.scale = 0;
    if (type.kind == SK_TYPE_INTERVAL)
        type.length = type.scale; /* the first typmod of an interval is its fields */
    if (type.kind == SK_TYPE_INTERVAL)
        type.scale = -1;
    if (sk_type_has_precision(&type) && type.length > MAX_DIGITS)
        type.length = MAX_DIGITS; /* with a warning */
    return type;
}

bool
sk_pg_is_serial(struct sk_type *type)
{
    static const struct {
        const char *name, *base;
    } serials[] = {
        {"serial", "int4"},    {"serial4", "int4"},    {"bigserial", "int8"},
        {"serial8", "int8"}, {"smallserial", "int2"}, {"serial2", "int2"},
    };
    for (size_t i = 0; i < sizeof serials / sizeof *serials && !type->schema; i++) {
        if (strcmp(type->name, serials[i].name) == 0) {
            type->name = serials[i].base;
            return true;
        }
    }
    return false;
}

static sk_node *
integer_node(TALLOC_CTX *owner, int32_t value)
{
    sk_node *node = sk_new(owner, sk_node);
    PgQuery__AConst *constant = sk_new(owner, PgQuery__AConst);
    PgQuery__Integer *integer = sk_new(owner, PgQuery__Integer);
    pg_query__node__init(node);
    pg_query__a__const__init(constant);
    pg_query__integer__init(integer);
    integer->ival = value;
    constant->val_case = PG_QUERY__A__CONST__VAL_IVAL;
    constant->ival = integer;
    node->node_case = SK_NODE(A_CONST);
    node->a_const = constant;
    return node;
}

/* `value`::name; the names are not copied. */
static sk_node *
cast_to(TALLOC_CTX *owner, sk_node *value, size_t n_names, sk_node **names)
{
    sk_node *node = sk_new(owner, sk_node);
    PgQuery__TypeCast *cast = sk_new(owner, PgQuery__TypeCast);
    PgQuery__TypeName *type_name = sk_new(owner, PgQuery__TypeName);
    pg_query__node__init(node);
    pg_query__type_cast__init(cast);
    pg_query__type_name__init(type_name);
    type_name->n_names = n_names;
    type_name->names = names;
    cast->arg = value;
    cast->type_name = type_name;
    node->node_case = SK_NODE(TYPE_CAST);
    node->type_cast = cast;
    return node;
}

sk_node *
sk_pg_cast_node(TALLOC_CTX *owner, sk_node *value, const struct sk_type *type)
{
    if (type->schema || type->dimensions || type->kind == SK_TYPE_OTHER)
        return NULL;
    sk_node **names = sk_alloc(owner, sizeof *names, "names");
    names[0] = sk_pg_string_node(owner, type->name);
    sk_node *node = cast_to(owner, value, 1, names);
    PgQuery__TypeName *type_name = node->type_cast->type_name;
    for (int i = 0; i < 2 && type->kind == SK_TYPE_NUMERIC && type->length >= 0; i++)
        sk_push(owner, type_name->typmods, type_name->n_typmods,
                integer_node(owner, i ? type->scale : type->length));
    if (sk_type_has_precision(type) && type->length >= 0)
        sk_push(owner, type_name->typmods, type_name->n_typmods, integer_node(owner, type->length));
    return node;
}

sk_node *
sk_pg_call_as_cast(TALLOC_CTX *owner, const struct sk_catalog *catalog, const PgQuery__FuncCall *call)
{
    if (call->n_args != 1 || call->agg_star || call->agg_distinct || call->over || call->n_agg_order)
        return NULL;
    sk_node *node = cast_to(owner, call->args[0], call->n_funcname, call->funcname);
    return sk_pg_type(catalog, owner, node->type_cast->type_name).kind == SK_TYPE_OTHER ? NULL : node;
}
