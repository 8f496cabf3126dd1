/* dialects/postgres/scope_types.c - the types of expressions, as far as a dialect asks for them. */
#include <string.h>

#include "dialects/common/ranges.h"
#include "dialects/postgres/scope.h"

/* ---- types of expressions ------------------------------------------------------------------------------------- */

struct known_function {
    const char *name;
    enum sk_type_kind kind;
    const char *type;
};

static const struct known_function functions[] = {
    {"count", SK_TYPE_BIGINT, "int8"},         {"length", SK_TYPE_INTEGER, "int4"},
    {"char_length", SK_TYPE_INTEGER, "int4"},  {"octet_length", SK_TYPE_INTEGER, "int4"},
    {"bit_length", SK_TYPE_INTEGER, "int4"},   {"character_length", SK_TYPE_INTEGER, "int4"},
    {"width_bucket", SK_TYPE_INTEGER, "int4"}, {"array_upper", SK_TYPE_INTEGER, "int4"},
    {"array_lower", SK_TYPE_INTEGER, "int4"},  {"array_ndims", SK_TYPE_INTEGER, "int4"},
    {"percent_rank", SK_TYPE_DOUBLE, "float8"},
    {"cume_dist", SK_TYPE_DOUBLE, "float8"},   {"make_time", SK_TYPE_TIME, "time"},
    {"make_timestamp", SK_TYPE_TIMESTAMP, "timestamp"},
    {"lower", SK_TYPE_TEXT, "text"},           {"upper", SK_TYPE_TEXT, "text"},
    {"trim", SK_TYPE_TEXT, "text"},            {"btrim", SK_TYPE_TEXT, "text"},
    {"ltrim", SK_TYPE_TEXT, "text"},           {"rtrim", SK_TYPE_TEXT, "text"},
    {"replace", SK_TYPE_TEXT, "text"},         {"substring", SK_TYPE_TEXT, "text"},
    {"substr", SK_TYPE_TEXT, "text"},          {"concat", SK_TYPE_TEXT, "text"},
    {"concat_ws", SK_TYPE_TEXT, "text"},       {"to_char", SK_TYPE_TEXT, "text"},
    {"string_agg", SK_TYPE_TEXT, "text"},      {"format", SK_TYPE_TEXT, "text"},
    {"md5", SK_TYPE_TEXT, "text"},             {"encode", SK_TYPE_TEXT, "text"},
    {"left", SK_TYPE_TEXT, "text"},            {"right", SK_TYPE_TEXT, "text"},
    {"now", SK_TYPE_TIMESTAMPTZ, "timestamptz"}, {"clock_timestamp", SK_TYPE_TIMESTAMPTZ, "timestamptz"},
    {"statement_timestamp", SK_TYPE_TIMESTAMPTZ, "timestamptz"},
    {"transaction_timestamp", SK_TYPE_TIMESTAMPTZ, "timestamptz"},
    {"to_timestamp", SK_TYPE_TIMESTAMPTZ, "timestamptz"},
    {"to_tsvector", SK_TYPE_TSVECTOR, "tsvector"}, {"setweight", SK_TYPE_TSVECTOR, "tsvector"},
    {"gen_random_uuid", SK_TYPE_UUID, "uuid"}, {"uuid_generate_v4", SK_TYPE_UUID, "uuid"},
    {"uuid_generate_v1", SK_TYPE_UUID, "uuid"}, {"uuid_generate_v1mc", SK_TYPE_UUID, "uuid"},
    {"uuidv4", SK_TYPE_UUID, "uuid"}, {"uuidv7", SK_TYPE_UUID, "uuid"},
    {"int2send", SK_TYPE_BYTEA, "bytea"}, {"int4send", SK_TYPE_BYTEA, "bytea"}, {"int8send", SK_TYPE_BYTEA, "bytea"},
    {"json_build_object", SK_TYPE_JSON, "json"}, {"jsonb_build_object", SK_TYPE_JSONB, "jsonb"},
    {"json_build_array", SK_TYPE_JSON, "json"}, {"jsonb_build_array", SK_TYPE_JSONB, "jsonb"},
    {"json_agg", SK_TYPE_JSON, "json"},        {"jsonb_agg", SK_TYPE_JSONB, "jsonb"},
    {"json_object_agg", SK_TYPE_JSON, "json"}, {"jsonb_object_agg", SK_TYPE_JSONB, "jsonb"},
    {"to_json", SK_TYPE_JSON, "json"},         {"to_jsonb", SK_TYPE_JSONB, "jsonb"},
    {"row_to_json", SK_TYPE_JSON, "json"},     {"jsonb_set", SK_TYPE_JSONB, "jsonb"},
    {"jsonb_insert", SK_TYPE_JSONB, "jsonb"},
    {"nextval", SK_TYPE_BIGINT, "int8"},       {"currval", SK_TYPE_BIGINT, "int8"},
    {"random", SK_TYPE_DOUBLE, "float8"},      {"extract", SK_TYPE_NUMERIC, "numeric"},
    {"date_part", SK_TYPE_DOUBLE, "float8"},   {"num_nonnulls", SK_TYPE_INTEGER, "int4"},
    {"num_nulls", SK_TYPE_INTEGER, "int4"},    {"row_number", SK_TYPE_BIGINT, "int8"},
    {"rank", SK_TYPE_BIGINT, "int8"},          {"dense_rank", SK_TYPE_BIGINT, "int8"},
    {"bool_and", SK_TYPE_BOOLEAN, "bool"},     {"bool_or", SK_TYPE_BOOLEAN, "bool"},
    {"every", SK_TYPE_BOOLEAN, "bool"},
    {"overlaps", SK_TYPE_BOOLEAN, "bool"},     {"isfinite", SK_TYPE_BOOLEAN, "bool"},
    {"regexp_like", SK_TYPE_BOOLEAN, "bool"},
    {"starts_with", SK_TYPE_BOOLEAN, "bool"},  {"position", SK_TYPE_INTEGER, "int4"},
    {"strpos", SK_TYPE_INTEGER, "int4"},       {"ascii", SK_TYPE_INTEGER, "int4"},
    {"json_array_length", SK_TYPE_INTEGER, "int4"}, {"jsonb_array_length", SK_TYPE_INTEGER, "int4"},
    {"array_length", SK_TYPE_INTEGER, "int4"}, {"cardinality", SK_TYPE_INTEGER, "int4"},
    {"array_position", SK_TYPE_INTEGER, "int4"}, {"ntile", SK_TYPE_INTEGER, "int4"},
    {"json_extract_path", SK_TYPE_JSON, "json"}, {"jsonb_extract_path", SK_TYPE_JSONB, "jsonb"},
    {"json_extract_path_text", SK_TYPE_TEXT, "text"}, {"jsonb_extract_path_text", SK_TYPE_TEXT, "text"},
    {"json_typeof", SK_TYPE_TEXT, "text"},     {"jsonb_typeof", SK_TYPE_TEXT, "text"},
    {"array_to_string", SK_TYPE_TEXT, "text"}, {"chr", SK_TYPE_TEXT, "text"},
    {"quote_literal", SK_TYPE_TEXT, "text"},   {"quote_ident", SK_TYPE_TEXT, "text"},
    {"skein_quoted", SK_TYPE_TEXT, "text"},
    {"repeat", SK_TYPE_TEXT, "text"},          {"reverse", SK_TYPE_TEXT, "text"},
    {"normalize", SK_TYPE_TEXT, "text"},       {"lpad", SK_TYPE_TEXT, "text"},            {"rpad", SK_TYPE_TEXT, "text"},
    {"unaccent", SK_TYPE_TEXT, "text"},
    {"initcap", SK_TYPE_TEXT, "text"},         {"translate", SK_TYPE_TEXT, "text"},
    {"split_part", SK_TYPE_TEXT, "text"},      {"regexp_replace", SK_TYPE_TEXT, "text"},
    {"overlay", SK_TYPE_TEXT, "text"},         {"quote_nullable", SK_TYPE_TEXT, "text"},
    {"to_hex", SK_TYPE_TEXT, "text"},          {"obj_description", SK_TYPE_TEXT, "text"},
    {"version", SK_TYPE_TEXT, "text"},         {"current_setting", SK_TYPE_TEXT, "text"},
    {"to_date", SK_TYPE_DATE, "date"},         {"make_date", SK_TYPE_DATE, "date"},
    {"to_number", SK_TYPE_NUMERIC, "numeric"}, {"gen_random_bytes", SK_TYPE_BYTEA, "bytea"},
    {"get_byte", SK_TYPE_INTEGER, "int4"},     {"set_byte", SK_TYPE_BYTEA, "bytea"},
    {"get_bit", SK_TYPE_INTEGER, "int4"},      {"uuid_send", SK_TYPE_BYTEA, "bytea"},
    {"skein_bytes", SK_TYPE_BYTEA, "bytea"},   {"skein_digits", SK_TYPE_TEXT, "text"},
    {"skein_field", SK_TYPE_TEXT, "text"},
    {"skein_hex", SK_TYPE_TEXT, "text"},       {"skein_digit", SK_TYPE_TEXT, "text"},
    {"skein_months", SK_TYPE_BIGINT, "int8"},  {"skein_days", SK_TYPE_BIGINT, "int8"},
    {"skein_micros", SK_TYPE_BIGINT, "int8"},  {"skein_span", SK_TYPE_BIGINT, "int8"},
    {"skein_between", SK_TYPE_BIGINT, "int8"}, {"skein_seconds", SK_TYPE_NUMERIC, "numeric"},
    {"skein_whole", SK_TYPE_BIGINT, "int8"},   {"skein_rounded", SK_TYPE_BIGINT, "int8"},
    {"skein_fraction", SK_TYPE_DOUBLE, "float8"}, {"skein_ranked", SK_TYPE_TEXT, "text"},
    {"skein_interval", SK_TYPE_INTERVAL, "interval"}, {"skein_moved", SK_TYPE_TIMESTAMP, "timestamp"},
    {"sha224", SK_TYPE_BYTEA, "bytea"},        {"sha256", SK_TYPE_BYTEA, "bytea"},
    {"sha384", SK_TYPE_BYTEA, "bytea"},        {"sha512", SK_TYPE_BYTEA, "bytea"},
    {"convert_from", SK_TYPE_TEXT, "text"},   {"convert_to", SK_TYPE_BYTEA, "bytea"},
    {"jsonb_array_elements", SK_TYPE_JSONB, "jsonb"}, {"json_array_elements", SK_TYPE_JSON, "json"},
    {"jsonb_array_elements_text", SK_TYPE_TEXT, "text"}, {"json_array_elements_text", SK_TYPE_TEXT, "text"},
    {"jsonb_object_keys", SK_TYPE_TEXT, "text"}, {"json_object_keys", SK_TYPE_TEXT, "text"},
    {"decode", SK_TYPE_BYTEA, "bytea"},        {"digest", SK_TYPE_BYTEA, "bytea"},
    {"int4range", SK_TYPE_RANGE, "int4range"}, {"int8range", SK_TYPE_RANGE, "int8range"},
    {"numrange", SK_TYPE_RANGE, "numrange"},   {"daterange", SK_TYPE_RANGE, "daterange"},
    {"tsrange", SK_TYPE_RANGE, "tsrange"},     {"tstzrange", SK_TYPE_RANGE, "tstzrange"},
    {"isempty", SK_TYPE_BOOLEAN, "bool"},      {"lower_inc", SK_TYPE_BOOLEAN, "bool"},
    {"upper_inc", SK_TYPE_BOOLEAN, "bool"},    {"lower_inf", SK_TYPE_BOOLEAN, "bool"},
    {"upper_inf", SK_TYPE_BOOLEAN, "bool"},
    {"age", SK_TYPE_INTERVAL, "interval"},     {"make_interval", SK_TYPE_INTERVAL, "interval"},
};

static struct sk_type
without_length(struct sk_type type)
{
    type.length = type.scale = -1;
    return type;
}

/* What is computed has the type, but not the length: numeric(5) / 2 is numeric, lower(varchar(5)) is text. */
static struct sk_type
computed(struct sk_type type)
{
    if (type.kind == SK_TYPE_VARCHAR && !type.dimensions)
        return sk_scope_plain(SK_TYPE_TEXT, "text");
    return without_length(type);
}

/* The numbers, in the order in which one becomes another. */
static int
width(const struct sk_type *type)
{
    static const enum sk_type_kind order[] = {SK_TYPE_SMALLINT, SK_TYPE_INTEGER, SK_TYPE_BIGINT,
                                              SK_TYPE_NUMERIC,  SK_TYPE_REAL,    SK_TYPE_DOUBLE};
    for (int i = 0; i < (int)(sizeof order / sizeof *order) && !type->dimensions; i++)
        if (order[i] == type->kind)
            return i + 1;
    return 0;
}

/* The moments, likewise. */
static int
exactness(const struct sk_type *type)
{
    return type->dimensions                      ? 0
           : type->kind == SK_TYPE_DATE        ? 1
           : type->kind == SK_TYPE_TIMESTAMP   ? 2
           : type->kind == SK_TYPE_TIMESTAMPTZ ? 3
                                               : 0;
}

/* The wider of two numbers, the more exact of two moments; of other types the first that is known. */
struct sk_type
sk_scope_common(struct sk_type a, struct sk_type b)
{
    if (a.kind == SK_TYPE_OTHER && !a.name)
        return b;
    if (sk_type_equal(&a, &b) || (b.kind == SK_TYPE_OTHER && !b.name))
        return a;
    bool becomes = (width(&a) && width(&b) > width(&a)) || (exactness(&a) && exactness(&b) > exactness(&a));
    return without_length(becomes ? b : a);
}

/* Of functions on numbers: what they give for a number of this type (PostgreSQL manual, 9.3 and 9.21). */
static struct sk_type
number_of(const char *name, struct sk_type type)
{
    static const char *const breaking[] = {"ceil", "ceiling", "floor", "round", "trunc", "sign",
                                           "sqrt", "power",   "pow",   "exp",   "ln",    "log",
                                           "log10", "cbrt"};
    bool whole = sk_type_is_integer(&type);
    if (strcmp(name, "sum") == 0 && whole)
        return type.kind == SK_TYPE_BIGINT ? sk_scope_plain(SK_TYPE_NUMERIC, "numeric")
                                           : sk_scope_plain(SK_TYPE_BIGINT, "int8");
    if (strcmp(name, "avg") == 0)
        return whole || type.kind == SK_TYPE_NUMERIC ? sk_scope_plain(SK_TYPE_NUMERIC, "numeric")
                                                     : sk_scope_plain(SK_TYPE_DOUBLE, "float8");
    for (size_t i = 0; i < sizeof breaking / sizeof *breaking; i++)
        if (strcmp(name, breaking[i]) == 0)
            return whole || type.kind == SK_TYPE_REAL ? sk_scope_plain(SK_TYPE_DOUBLE, "float8") : computed(type);
    return computed(type);
}

/* date_trunc() keeps the type of its moment, AT TIME ZONE turns it round; a date is a moment of the session's zone. */
static struct sk_type
moment_type(const char *name, struct sk_type moment)
{
    bool turns = strcmp(name, "timezone") == 0;
    if (moment.kind == SK_TYPE_TIMESTAMP)
        return turns ? sk_scope_plain(SK_TYPE_TIMESTAMPTZ, "timestamptz") : computed(moment);
    if (moment.kind == SK_TYPE_DATE || moment.kind == SK_TYPE_TIMESTAMPTZ)
        return turns ? sk_scope_plain(SK_TYPE_TIMESTAMP, "timestamp")
                     : sk_scope_plain(SK_TYPE_TIMESTAMPTZ, "timestamptz");
    return turns ? sk_scope_plain(SK_TYPE_TIMESTAMP, "timestamp") : computed(moment);
}

/* Functions of text that there are of bytes, too. */
static bool
keeps_bytes(const char *name)
{
    static const char *const names[] = {"substring", "substr", "overlay"};
    return sk_among(name, sizeof names / sizeof *names, names);
}

/* Functions not listed give what their first argument is: max, min, sum, abs, round, coalesce-like ones. */
static struct sk_type
function_type(const struct sk_scope *scope, const PgQuery__FuncCall *call)
{
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    bool of_bytes = call->n_args > 1 && keeps_bytes(name);
    struct sk_type first = call->n_args == 1 || of_bytes ? sk_scope_type(scope, call->args[0]) : sk_scope_unknown;
    if (of_bytes && first.kind == SK_TYPE_BYTEA)
        return computed(first);
    if (first.kind == SK_TYPE_RANGE && (strcmp(name, "lower") == 0 || strcmp(name, "upper") == 0))
        return sk_range_bound(first.name);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strcmp(functions[i].name, name) == 0)
            return sk_scope_plain(functions[i].kind, functions[i].type);
    const struct sk_function *user = sk_catalog_function(scope->catalog, NULL, name);
    if (user) {
        const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(user->definition)->create_function_stmt;
        return stmt->return_type ? sk_pg_type(scope->catalog, scope->owner, stmt->return_type) : sk_scope_unknown;
    }
    const sk_node *cast = sk_pg_call_as_cast(scope->owner, scope->catalog, call);
    if (cast)
        return sk_scope_declared(scope, cast);
    if (!call->n_args)
        return sk_scope_unknown;
    if ((strcmp(name, "date_trunc") == 0 || strcmp(name, "timezone") == 0) && call->n_args > 1)
        return moment_type(name, sk_scope_type(scope, call->args[1]));
    bool second = strcmp(name, "array_prepend") == 0 && call->n_args > 1;
    struct sk_type type = sk_scope_type(scope, call->args[second]);
    if (strcmp(name, "array_agg") == 0) {
        type.dimensions = 1;
        return computed(type);
    }
    bool to_digits = call->n_args == 2 && (strcmp(name, "round") == 0 || strcmp(name, "trunc") == 0);
    if (width(&type) && to_digits)
        return sk_scope_plain(SK_TYPE_NUMERIC, "numeric");
    if (width(&type) && call->n_args == 2)
        type = sk_scope_common(type, sk_scope_type(scope, call->args[1]));
    if (width(&type))
        return number_of(name, type);
    bool parts = strcmp(name, "string_to_array") == 0 || strcmp(name, "regexp_split_to_array") == 0 ||
                 strcmp(name, "regexp_match") == 0;
    if (parts)
        type = sk_scope_plain(SK_TYPE_TEXT, "text");
    if (parts || strcmp(name, "enum_range") == 0)
        type.dimensions = 1;
    if (strcmp(name, "unnest") == 0)
        type.dimensions = 0;
    return computed(type);
}

static struct sk_type
constant_type(const PgQuery__AConst *constant)
{
    switch (constant->val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL:
        return sk_scope_plain(SK_TYPE_INTEGER, "int4");
    case PG_QUERY__A__CONST__VAL_FVAL:
        return strpbrk(constant->fval->fval, ".eE") ? sk_scope_plain(SK_TYPE_NUMERIC, "numeric")
                                                    : sk_scope_plain(SK_TYPE_BIGINT, "int8");
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
        return sk_scope_plain(SK_TYPE_BOOLEAN, "bool");
    default:
        return sk_scope_unknown; /* a quoted literal takes the type that its place wants */
    }
}

/* The first operand's, as "=" takes it: varchar has no operator of its own, nor have integers one with others. */
static struct sk_type
nullif_type(const struct sk_scope *scope, const PgQuery__AExpr *expr)
{
    struct sk_type left = sk_scope_type(scope, expr->lexpr), right = sk_scope_type(scope, expr->rexpr);
    if (left.dimensions || right.dimensions)
        return left;
    if (left.kind == SK_TYPE_VARCHAR || (left.kind == SK_TYPE_CHAR && right.kind == SK_TYPE_TEXT))
        return sk_scope_plain(SK_TYPE_TEXT, "text");
    bool whole = sk_type_is_integer(&left);
    if (whole && right.kind == SK_TYPE_NUMERIC)
        return sk_scope_plain(SK_TYPE_NUMERIC, "numeric");
    return whole && (right.kind == SK_TYPE_REAL || right.kind == SK_TYPE_DOUBLE)
               ? sk_scope_plain(SK_TYPE_DOUBLE, "float8")
               : left;
}

static struct sk_type
operator_type(const struct sk_scope *scope, const PgQuery__AExpr *expr)
{
    static const char *const booleans[] = {"=", "<>", "!=", "<", ">", "<=", ">=", "~", "~*", "!~", "!~*", "~~", "~~*",
                                           "!~~", "!~~*", "@>", "<@", "?", "?|", "?&", "&&", "@@", "-|-"};
    const char *op = sk_node_name(NULL, expr->n_name, expr->name);
    if (expr->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP)
        return expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF ? nullif_type(scope, expr)
                                                                  : sk_scope_plain(SK_TYPE_BOOLEAN, "bool");
    for (size_t i = 0; expr->lexpr && i < sizeof booleans / sizeof *booleans; i++) /* ~ of one number is a number */
        if (strcmp(op, booleans[i]) == 0)
            return sk_scope_plain(SK_TYPE_BOOLEAN, "bool");
    if (!expr->lexpr && strcmp(op, "~") == 0)
        return sk_scope_type(scope, expr->rexpr);
    if (strcmp(op, "->>") == 0 || strcmp(op, "#>>") == 0)
        return sk_scope_plain(SK_TYPE_TEXT, "text");
    struct sk_type left = expr->lexpr ? sk_scope_type(scope, expr->lexpr) : sk_scope_unknown;
    struct sk_type right = sk_scope_type(scope, expr->rexpr);
    if (strcmp(op, "^") == 0 && left.kind != SK_TYPE_NUMERIC)
        return sk_scope_plain(SK_TYPE_DOUBLE, "float8");
    if (strcmp(op, "||") == 0 && !sk_type_is_json(&left) && !left.dimensions && !right.dimensions &&
        !sk_type_is_json(&right))
        return left.kind == SK_TYPE_BYTEA || right.kind == SK_TYPE_BYTEA ? sk_scope_plain(SK_TYPE_BYTEA, "bytea")
                                                                         : sk_scope_plain(SK_TYPE_TEXT, "text");
    bool of_day = left.kind == SK_TYPE_TIME && right.kind == SK_TYPE_TIME;
    if (strcmp(op, "-") == 0 && (of_day || (sk_type_is_time(&left) && sk_type_is_time(&right))))
        return left.kind == SK_TYPE_DATE && right.kind == SK_TYPE_DATE ? sk_scope_plain(SK_TYPE_INTEGER, "int4")
                                                                      : sk_scope_plain(SK_TYPE_INTERVAL, "interval");
    if ((strcmp(op, "*") == 0 || strcmp(op, "/") == 0) &&
        (left.kind == SK_TYPE_INTERVAL || right.kind == SK_TYPE_INTERVAL))
        return sk_scope_plain(SK_TYPE_INTERVAL, "interval");
    if ((left.kind == SK_TYPE_DATE && (right.kind == SK_TYPE_INTERVAL || right.kind == SK_TYPE_TIME)) ||
        (right.kind == SK_TYPE_DATE && (left.kind == SK_TYPE_INTERVAL || left.kind == SK_TYPE_TIME)))
        return sk_scope_plain(SK_TYPE_TIMESTAMP, "timestamp");
    if (width(&left) && width(&right) && left.kind != right.kind &&
        (left.kind == SK_TYPE_REAL || right.kind == SK_TYPE_REAL))
        return sk_scope_plain(SK_TYPE_DOUBLE, "float8"); /* real is no type that others become */
    if (width(&left) && width(&right))
        return computed(sk_scope_common(left, right));
    if (left.kind == SK_TYPE_OTHER || (sk_type_is_integer(&left) && right.kind != SK_TYPE_OTHER) ||
        (left.kind == SK_TYPE_INTERVAL && sk_type_is_time(&right)))
        return computed(right);
    return computed(left);
}

static struct sk_type
value_function_type(const PgQuery__SQLValueFunction *value)
{
    switch (value->op) {
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_DATE:
        return sk_scope_plain(SK_TYPE_DATE, "date");
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP_N:
        return sk_scope_plain(SK_TYPE_TIMESTAMPTZ, "timestamptz");
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP_N:
        return sk_scope_plain(SK_TYPE_TIMESTAMP, "timestamp");
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME:
        return sk_scope_plain(SK_TYPE_TIME, "time");
    default:
        return sk_scope_plain(SK_TYPE_TEXT, "text");
    }
}

/* A text in quotes or NULL, which takes the type of what is beside it, but not its length. */
static bool
is_untyped(const sk_node *node)
{
    return node->node_case == SK_NODE(A_CONST) &&
           (node->a_const->isnull || node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL);
}

/* What several types become: COALESCE, CASE, GREATEST (PostgreSQL manual, 10.5). A domain stays one only where all are
 * of it. */
static struct sk_type
join_type(const struct sk_scope *scope, struct sk_type common, const sk_node *node)
{
    struct sk_type type = sk_scope_declared(scope, node);
    if (!common.name || !type.name || sk_type_equal(&common, &type))
        return sk_scope_common(common, type);
    common = *sk_catalog_base_type(scope->catalog, &common);
    return sk_scope_common(common, *sk_catalog_base_type(scope->catalog, &type));
}

static struct sk_type
joined_type(const struct sk_scope *scope, struct sk_type common, bool untyped)
{
    return untyped ? without_length(*sk_catalog_base_type(scope->catalog, &common)) : common;
}

static struct sk_type
common_type(const struct sk_scope *scope, size_t n, sk_node *const *nodes)
{
    struct sk_type common = sk_scope_unknown;
    bool untyped = false;
    for (size_t i = 0; i < n; i++) {
        common = join_type(scope, common, nodes[i]);
        untyped = untyped || is_untyped(nodes[i]);
    }
    return joined_type(scope, common, untyped);
}

static struct sk_type
case_type(const struct sk_scope *scope, const PgQuery__CaseExpr *expr)
{
    struct sk_type common = expr->defresult ? sk_scope_declared(scope, expr->defresult) : sk_scope_unknown;
    bool untyped = !expr->defresult || is_untyped(expr->defresult);
    for (size_t i = 0; i < expr->n_args; i++) {
        common = join_type(scope, common, expr->args[i]->case_when->result);
        untyped = untyped || is_untyped(expr->args[i]->case_when->result);
    }
    return joined_type(scope, common, untyped);
}

const struct sk_column *
sk_scope_field(const struct sk_scope *scope, const struct sk_type *type, const char *name, size_t *place)
{
    const struct sk_user_type *row = type->kind == SK_TYPE_COMPOSITE && !type->dimensions
                                         ? sk_catalog_type(scope->catalog, type->schema, type->name)
                                         : NULL;
    for (size_t i = 0; row && i < row->n_columns; i++)
        if (strcmp(row->columns[i]->name, name) == 0) {
            *place = i;
            return row->columns[i];
        }
    return NULL;
}

/* array[1] is an element, array[1:2] an array, json['key'] is JSON, (row).field what the row's type has. */
static struct sk_type
subscript_type(const struct sk_scope *scope, const PgQuery__AIndirection *part)
{
    struct sk_type type = sk_scope_declared(scope, part->arg);
    for (size_t i = 0; i < part->n_indirection; i++) {
        size_t place;
        const struct sk_column *field =
            part->indirection[i]->node_case == SK_NODE(STRING)
                ? sk_scope_field(scope, &type, sk_node_string(part->indirection[i]), &place)
                : NULL;
        if (field) {
            type = field->type;
            continue;
        }
        if (part->indirection[i]->node_case != SK_NODE(A_INDICES))
            return sk_scope_unknown;
        type.dimensions -= type.dimensions && !part->indirection[i]->a_indices->is_slice;
    }
    return type;
}

struct sk_type
sk_scope_declared(const struct sk_scope *scope, const sk_node *node)
{
    if (!node)
        return sk_scope_unknown;
    switch (node->node_case) {
    case SK_NODE(COLUMN_REF):
        return sk_scope_column(scope, node->column_ref);
    case SK_NODE(A_CONST):
        return constant_type(node->a_const);
    case SK_NODE(TYPE_CAST):
        return sk_pg_type(scope->catalog, scope->owner, node->type_cast->type_name);
    case SK_NODE(FUNC_CALL):
        return function_type(scope, node->func_call);
    case SK_NODE(A_EXPR):
        return operator_type(scope, node->a_expr);
    case SK_NODE(SQLVALUE_FUNCTION):
        return value_function_type(node->sqlvalue_function);
    case SK_NODE(COALESCE_EXPR):
        return common_type(scope, node->coalesce_expr->n_args, node->coalesce_expr->args);
    case SK_NODE(MIN_MAX_EXPR):
        return common_type(scope, node->min_max_expr->n_args, node->min_max_expr->args);
    case SK_NODE(CASE_EXPR):
        return case_type(scope, node->case_expr);
    case SK_NODE(COLLATE_CLAUSE):
        return sk_scope_declared(scope, node->collate_clause->arg);
    case SK_NODE(A_INDIRECTION):
        return subscript_type(scope, node->a_indirection);
    case SK_NODE(A_ARRAY_EXPR): {
        struct sk_type type = common_type(scope, node->a_array_expr->n_elements, node->a_array_expr->elements);
        if (type.kind == SK_TYPE_OTHER && !type.name)
            type = sk_scope_plain(SK_TYPE_TEXT, "text");
        type.dimensions = 1;
        return type;
    }
    case SK_NODE(BOOL_EXPR):
    case SK_NODE(NULL_TEST):
    case SK_NODE(BOOLEAN_TEST):
        return sk_scope_plain(SK_TYPE_BOOLEAN, "bool");
    case SK_NODE(GROUPING_FUNC):
        return sk_scope_plain(SK_TYPE_INTEGER, "int4");
    case SK_NODE(SUB_LINK): {
        bool array = node->sub_link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK;
        if (!array && node->sub_link->sub_link_type != PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK)
            return sk_scope_plain(SK_TYPE_BOOLEAN, "bool");
        struct sk_query_columns columns = sk_scope_query(scope, node->sub_link->subselect);
        struct sk_type type = columns.n ? columns.items[0].type : sk_scope_unknown;
        type.dimensions += array;
        return type;
    }
    default:
        return sk_scope_unknown;
    }
}

struct sk_type
sk_scope_type(const struct sk_scope *scope, const sk_node *node)
{
    struct sk_type type = sk_scope_declared(scope, node);
    return *sk_catalog_base_type(scope->catalog, &type);
}

bool
sk_scope_is(const struct sk_scope *scope, const sk_node *node, enum sk_type_kind kind)
{
    struct sk_type type = sk_scope_type(scope, node);
    return type.kind == kind && !type.dimensions;
}
