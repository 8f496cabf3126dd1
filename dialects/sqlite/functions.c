/*
 * dialects/sqlite/functions.c - PostgreSQL's functions and operators on SQLite. Most are rows of a table; see
 * dialects/common/printer.h for what a template says. Sources: the PostgreSQL manual, chapter 9; sqlite.org/lang_corefunc,
 * lang_datefunc, json1, lang_aggfunc.
 */
#include <string.h>

#include "dialects/sqlite/sqlite.h"

#define NOW "strftime('%Y-%m-%d %H:%M:%f', 'now')"
#define UUID                                                                                       \
    "(lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || "  \
    "substr('89ab', 1 + (abs(random()) % 4), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))"

/* ---- date_trunc, extract, intervals --------------------------------------------------------------------------- */

static const struct {
    const char *field, *trunc, *extract;
} fields[] = {
    {"microseconds", "strftime('%Y-%m-%d %H:%M:%f', $1)", "CAST(strftime('%f', $1) * 1000000 AS INTEGER)"},
    {"milliseconds", "strftime('%Y-%m-%d %H:%M:%f', $1)", "strftime('%f', $1) * 1000.0"},
    {"second", "strftime('%Y-%m-%d %H:%M:%S', $1)", "CAST(strftime('%f', $1) AS REAL)"},
    {"minute", "strftime('%Y-%m-%d %H:%M:00', $1)", "CAST(strftime('%M', $1) AS INTEGER)"},
    {"hour", "strftime('%Y-%m-%d %H:00:00', $1)", "CAST(strftime('%H', $1) AS INTEGER)"},
    {"day", "strftime('%Y-%m-%d 00:00:00', $1)", "CAST(strftime('%d', $1) AS INTEGER)"},
    {"week", "strftime('%Y-%m-%d 00:00:00', $1, '-6 days', 'weekday 1')", NULL},
    {"month", "strftime('%Y-%m-01 00:00:00', $1)", "CAST(strftime('%m', $1) AS INTEGER)"},
    {"quarter", NULL, "((CAST(strftime('%m', $1) AS INTEGER) + 2) / 3)"},
    {"year", "strftime('%Y-01-01 00:00:00', $1)", "CAST(strftime('%Y', $1) AS INTEGER)"},
    {"dow", NULL, "CAST(strftime('%w', $1) AS INTEGER)"},
    {"isodow", NULL, "((strftime('%w', $1) + 6) % 7 + 1)"},
    {"doy", NULL, "CAST(strftime('%j', $1) AS INTEGER)"},
    {"epoch", NULL, "((julianday($1) - 2440587.5) * 86400.0)"},
};

static enum sk_status
time_field(struct sk_printer *p, const PgQuery__FuncCall *call, bool truncate)
{
    const char *field = sk_constant_text(call->args[0]);
    const sk_node *args[] = {call->args[1]};
    for (size_t i = 0; field && i < sizeof fields / sizeof *fields; i++) {
        const char *template = truncate ? fields[i].trunc : fields[i].extract;
        if (strcasecmp(fields[i].field, field) == 0 && template)
            return sk_print_template(p, template, 1, args);
    }
    return sk_print_unsupported(p, call->args[0], "%s of \"%s\" has no equivalent on sqlite",
                                truncate ? "date_trunc" : "extract", field ? field : "an expression");
}

static enum sk_status
date_trunc(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return time_field(p, call, true);
}

static enum sk_status
extract(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return time_field(p, call, false);
}

/* timezone('UTC', x): stored times are UTC. */
static enum sk_status
timezone_(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *zone = sk_constant_text(call->args[0]);
    if (!zone || (strcasecmp(zone, "utc") != 0 && strcasecmp(zone, "gmt") != 0))
        return sk_print_unsupported(p, call->args[0], "AT TIME ZONE other than UTC has no equivalent on sqlite");
    return sk_print_expr(p, call->args[1]);
}

/* A time and an interval that is written out: strftime() with modifiers. */
static enum sk_status
shift_time(struct sk_printer *p, const sk_node *time, const sk_node *interval, bool negative)
{
    const char *text = sk_constant_text(interval);
    const char *modifiers = text ? sk_sqlite_interval(p->tmp, text, negative) : NULL;
    if (!modifiers)
        return sk_print_unsupported(p, interval, "an interval that is not a plain literal has no equivalent on sqlite");
    sk_text_add(p->out, "strftime('%Y-%m-%d %H:%M:%f', ");
    enum sk_status status = sk_print_expr(p, time);
    sk_text_addf(p->out, ", %s)", modifiers);
    return status;
}

/* ---- functions ------------------------------------------------------------------------------------------------ */

static enum sk_status
num_nonnulls(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    bool nulls = strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), "num_nulls") == 0;
    enum sk_status status = SK_OK;
    sk_text_add(p->out, "(");
    for (size_t i = 0; i < call->n_args && !status; i++) {
        sk_text_add(p->out, i ? " + (" : "(");
        status = sk_print_expr(p, call->args[i]);
        sk_text_add(p->out, nulls ? " IS NULL)" : " IS NOT NULL)");
    }
    sk_text_add(p->out, ")");
    return status;
}

/* concat() takes NULL for nothing. */
static enum sk_status
concat(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    enum sk_status status = SK_OK;
    sk_text_add(p->out, "(");
    for (size_t i = 0; i < call->n_args && !status; i++) {
        sk_text_add(p->out, i ? " || coalesce(" : "coalesce(");
        status = sk_print_expr(p, call->args[i]);
        sk_text_add(p->out, ", '')");
    }
    sk_text_add(p->out, ")");
    return status;
}

const struct sk_function_rule sk_sqlite_functions[] = {
    {"now", 0, NOW, NULL},
    {"clock_timestamp", 0, NOW, NULL},
    {"statement_timestamp", 0, NOW, NULL},
    {"transaction_timestamp", 0, NOW, NULL},
    {"date_trunc", 2, NULL, date_trunc},
    {"extract", 2, NULL, extract},
    {"date_part", 2, NULL, extract},
    {"timezone", 2, NULL, timezone_},
    {"to_timestamp", 1, "strftime('%Y-%m-%d %H:%M:%f', $1, 'unixepoch')", NULL},
    {"gen_random_uuid", 0, UUID, NULL},
    {"uuid_generate_v4", 0, UUID, NULL},
    {"random", 0, "(0.5 + random() / 18446744073709551616.0)", NULL},
    {"count", -1, "count", NULL},
    {"sum", 1, "sum", NULL},
    {"avg", 1, "avg", NULL},
    {"min", 1, "min", NULL},
    {"max", 1, "max", NULL},
    {"bool_and", 1, "min", NULL},
    {"every", 1, "min", NULL},
    {"bool_or", 1, "max", NULL},
    {"string_agg", 2, "group_concat", NULL},
    {"array_agg", 1, "json_group_array", NULL},
    {"json_agg", 1, "json_group_array", NULL},
    {"jsonb_agg", 1, "json_group_array", NULL},
    {"json_object_agg", 2, "json_group_object", NULL},
    {"jsonb_object_agg", 2, "json_group_object", NULL},
    {"json_build_object", -1, "json_object", NULL},
    {"jsonb_build_object", -1, "json_object", NULL},
    {"json_build_array", -1, "json_array", NULL},
    {"jsonb_build_array", -1, "json_array", NULL},
    {"json_array_length", 1, "json_array_length", NULL},
    {"jsonb_array_length", 1, "json_array_length", NULL},
    {"json_typeof", 1, "json_type", NULL},
    {"jsonb_typeof", 1, "json_type", NULL},
    {"array_length", 2, "json_array_length($1)", NULL},
    {"cardinality", 1, "json_array_length", NULL},
    {"to_json", 1, "json_quote", NULL},
    {"to_jsonb", 1, "json_quote", NULL},
    {"array_to_string", 2, "(SELECT group_concat(value, $2) FROM json_each($1))", NULL},
    {"length", 1, "length", NULL},
    {"char_length", 1, "length", NULL},
    {"character_length", 1, "length", NULL},
    {"octet_length", 1, "length(CAST($1 AS BLOB))", NULL},
    {"lower", 1, "lower", NULL},
    {"upper", 1, "upper", NULL},
    {"initcap", 1, "(upper(substr($1, 1, 1)) || lower(substr($1, 2)))", NULL},
    {"btrim", -1, "trim", NULL},
    {"trim", -1, "trim", NULL},
    {"ltrim", -1, "ltrim", NULL},
    {"rtrim", -1, "rtrim", NULL},
    {"replace", 3, "replace", NULL},
    {"substring", 2, "substr", NULL},
    {"substring", 3, "substr", NULL},
    {"substr", -1, "substr", NULL},
    {"left", 2, "substr($1, 1, $2)", NULL},
    {"right", 2, "substr($1, -($2))", NULL},
    {"position", 2, "instr", NULL},
    {"strpos", 2, "instr", NULL},
    {"concat", -1, NULL, concat},
    {"chr", 1, "char", NULL},
    {"ascii", 1, "unicode", NULL},
    {"quote_literal", 1, "quote", NULL},
    {"repeat", 2, "replace(hex(zeroblob($2)), '00', $1)", NULL},
    {"encode", 2, "lower(hex($1))", NULL},
    {"abs", 1, "abs", NULL},
    {"round", -1, "round", NULL},
    {"ceil", 1, "ceil", NULL},
    {"ceiling", 1, "ceil", NULL},
    {"floor", 1, "floor", NULL},
    {"trunc", 1, "trunc", NULL},
    {"mod", 2, "($1 % $2)", NULL},
    {"power", 2, "pow", NULL},
    {"sqrt", 1, "sqrt", NULL},
    {"sign", 1, "sign", NULL},
    {"ln", 1, "ln", NULL},
    {"exp", 1, "exp", NULL},
    {"num_nonnulls", -1, NULL, num_nonnulls},
    {"num_nulls", -1, NULL, num_nonnulls},
    {"nullif", 2, "nullif", NULL},
    {"row_number", 0, "row_number", NULL},
    {"rank", 0, "rank", NULL},
    {"dense_rank", 0, "dense_rank", NULL},
    {"percent_rank", 0, "percent_rank", NULL},
    {"cume_dist", 0, "cume_dist", NULL},
    {"ntile", 1, "ntile", NULL},
    {"lag", -1, "lag", NULL},
    {"lead", -1, "lead", NULL},
    {"first_value", 1, "first_value", NULL},
    {"last_value", 1, "last_value", NULL},
    {"nth_value", 2, "nth_value", NULL},
    {"version", 0, "sqlite_version()", NULL},
    {NULL, 0, NULL, NULL},
};

/* ---- operators ------------------------------------------------------------------------------------------------ */

static const struct sk_operator_rule operators[] = {
    {"^", "pow($1, $2)"},
    {"!=", "($1 <> $2)"},
    {NULL, NULL},
};

/* jsonb ? 'key', a #> '{b,c}': a path that is a constant. */
static enum sk_status
json_path(struct sk_printer *p, const PgQuery__AExpr *e, const char *function)
{
    const char *path = sk_constant_text(e->rexpr);
    if (!path || *path != '{')
        return sk_print_unsupported(p, e->rexpr, "a JSON path that is not a literal has no equivalent on sqlite");
    struct sk_text *text = sk_text_new(p->tmp);
    sk_text_add(text, "$");
    for (const char *c = path + 1; *c && *c != '}';) {
        size_t len = strcspn(c, ",}");
        bool digits = strspn(c, "0123456789") == len;
        sk_text_addf(text, digits ? "[%.*s]" : ".\"%.*s\"", (int)len, c);
        c += len + (c[len] == ',');
    }
    sk_text_addf(p->out, "%s(", function);
    enum sk_status status = sk_print_expr(p, e->lexpr);
    sk_text_add(p->out, ", ");
    sk_text_literal(p->out, text->data);
    sk_text_add(p->out, ")");
    return status;
}

static bool
is_interval(struct sk_printer *p, const sk_node *node)
{
    struct sk_type type = sk_scope_type(p->scope, node);
    return type.kind == SK_TYPE_INTERVAL && !type.dimensions;
}

static bool
is_date(struct sk_printer *p, const sk_node *node)
{
    struct sk_type type = sk_scope_type(p->scope, node);
    return type.kind == SK_TYPE_DATE && !type.dimensions;
}

static bool
operator_fn(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status)
{
    bool plus = strcmp(op, "+") == 0, minus = strcmp(op, "-") == 0;
    if (e->lexpr && (plus || minus) && is_interval(p, e->rexpr)) {
        *status = shift_time(p, e->lexpr, e->rexpr, minus);
        return true;
    }
    if (e->lexpr && plus && is_interval(p, e->lexpr)) {
        *status = shift_time(p, e->rexpr, e->lexpr, false);
        return true;
    }
    if (e->lexpr && minus && is_date(p, e->lexpr) && is_date(p, e->rexpr)) {
        const sk_node *args[] = {e->lexpr, e->rexpr};
        *status = sk_print_template(p, "CAST(julianday($1) - julianday($2) AS INTEGER)", 2, args);
        return true;
    }
    if (e->lexpr && (plus || minus) && is_date(p, e->lexpr)) {
        const sk_node *args[] = {e->lexpr, e->rexpr};
        *status = sk_print_template(p, plus ? "date($1, ($2) || ' days')" : "date($1, -($2) || ' days')", 2, args);
        return true;
    }
    if (strcmp(op, "#>>") == 0 || strcmp(op, "#>") == 0) {
        *status = json_path(p, e, "json_extract");
        return true;
    }
    struct sk_type left = e->lexpr ? sk_scope_type(p->scope, e->lexpr) : (struct sk_type){0};
    if (strcmp(op, "||") == 0 && sk_type_is_json(&left)) {
        const sk_node *args[] = {e->lexpr, e->rexpr};
        *status = sk_print_template(p, "json_patch($1, $2)", 2, args);
        return true;
    }
    return false;
}

static enum sk_status
value_function(struct sk_printer *p, const PgQuery__SQLValueFunction *value)
{
    switch (value->op) {
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_DATE:
        sk_text_add(p->out, "date('now')");
        return SK_OK;
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME_N:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME_N:
        sk_text_add(p->out, "time('now')");
        return SK_OK;
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP_N:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP_N:
        sk_text_add(p->out, NOW);
        return SK_OK;
    default:
        return sk_print_unsupported(p, NULL, "sqlite has no users and no schemas to name");
    }
}

const struct sk_printer_rules sk_sqlite_rules = {
    .dialect = "sqlite",
    .quote = '"',
    .functions = sk_sqlite_functions,
    .operators = operators,
    .cast = sk_sqlite_cast,
    .literal = sk_sqlite_literal,
    .operator_fn = operator_fn,
    .value_function = value_function,
    .relation = sk_sqlite_relation,
};
