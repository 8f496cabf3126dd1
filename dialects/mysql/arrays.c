/*
 * dialects/mysql/arrays.c - arrays, which are JSON arrays here, and their elements as rows, through JSON_TABLE().
 * PostgreSQL manual, 9.19; MySQL manual, 14.17.6; mariadb.com/kb, "JSON_TABLE".
 */
#include <string.h>

#include "dialects/mysql/print.h"

/* ---- constructors, operators ---------------------------------------------------------------------------------- */

enum sk_status
sk_mysql_array(struct sk_printer *p, const PgQuery__AArrayExpr *array)
{
    enum sk_status status = SK_OK;
    sk_text_add(p->out, "JSON_ARRAY(");
    for (size_t i = 0; i < array->n_elements && !status; i++) {
        sk_text_add(p->out, i ? ", " : "");
        status = sk_mysql_put_member(p, array->elements[i]);
    }
    sk_text_add(p->out, ")");
    return status;
}

/* An operand that is an array, or an element: '{a,b}' takes its stored form. */
static enum sk_status
operand(struct sk_printer *p, const sk_node *node, const struct sk_type *array)
{
    struct sk_type type = sk_scope_type(p->scope, node);
    if (sk_constant_text(node) && node->node_case == SK_NODE(A_CONST))
        return sk_print_value(p, node, array);
    return type.dimensions ? sk_print_expr(p, node) : sk_mysql_put_member(p, node);
}

static enum sk_status
two(struct sk_printer *p, const PgQuery__AExpr *e, const char *template, const struct sk_type *array)
{
    const sk_node *args[] = {e->lexpr, e->rexpr};
    enum sk_status status = SK_OK;
    for (const char *c = template; *c && !status; c++) {
        if (c[0] == '$' && (c[1] == '1' || c[1] == '2'))
            status = operand(p, args[*++c - '1'], array);
        else
            sk_text_add_n(p->out, c, 1);
    }
    return status;
}

bool
sk_mysql_array_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status)
{
    struct sk_type left = e->lexpr ? sk_scope_type(p->scope, e->lexpr) : (struct sk_type){.kind = SK_TYPE_OTHER};
    struct sk_type right = sk_scope_type(p->scope, e->rexpr), array = left.dimensions ? left : right;
    bool left_literal = e->lexpr && sk_constant_text(e->lexpr), right_literal = sk_constant_text(e->rexpr) != NULL;
    if (!e->lexpr || !array.dimensions)
        return false;
    if (strcmp(op, "@>") == 0)
        *status = two(p, e, "JSON_CONTAINS($1, $2)", &array);
    else if (strcmp(op, "<@") == 0)
        *status = two(p, e, "JSON_CONTAINS($2, $1)", &array);
    else if (strcmp(op, "&&") == 0)
        *status = two(p, e, "JSON_OVERLAPS($1, $2)", &array);
    else if (strcmp(op, "||") == 0 && (left.dimensions || left_literal) && (right.dimensions || right_literal))
        *status = two(p, e, "JSON_MERGE_PRESERVE(COALESCE($1, JSON_ARRAY()), COALESCE($2, JSON_ARRAY()))", &array);
    else if (strcmp(op, "||") == 0 && left.dimensions)
        *status = two(p, e, "JSON_ARRAY_APPEND(COALESCE($1, JSON_ARRAY()), '$', $2)", &array);
    else if (strcmp(op, "||") == 0)
        *status = two(p, e, "JSON_ARRAY_INSERT(COALESCE($2, JSON_ARRAY()), '$[0]', $1)", &array);
    else if (sk_mysql_is_mariadb(p) && (strcmp(op, "=") == 0 || strcmp(op, "<>") == 0))
        *status = two(p, e, *op == '=' ? "JSON_EQUALS($1, $2)" : "(NOT JSON_EQUALS($1, $2))", &array);
    else
        return false;
    return true;
}

/* x = ANY (array), x <> ALL (array), for an array that comes with the row. */
enum sk_status
sk_mysql_any_of(struct sk_printer *p, const PgQuery__AExpr *e, const char *op)
{
    bool any = e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY;
    struct sk_type array = sk_scope_type(p->scope, e->rexpr);
    if (strcmp(op, any ? "=" : "<>") != 0)
        return sk_print_unsupported(p, e->rexpr, "%s ANY/ALL has no equivalent on %s", op, p->rules->dialect);
    if (!array.dimensions) { /* '{1,2}' is an array of what it is compared with */
        array = sk_scope_type(p->scope, e->lexpr);
        array.kind = array.kind == SK_TYPE_OTHER ? SK_TYPE_TEXT : array.kind;
        array.dimensions = 1;
    }
    sk_text_add(p->out, any ? "JSON_CONTAINS(" : "(NOT JSON_CONTAINS(");
    enum sk_status status = operand(p, e->rexpr, &array);
    sk_text_add(p->out, ", JSON_ARRAY(");
    status = status ? status : sk_mysql_put_member(p, e->lexpr);
    sk_text_add(p->out, any ? "))" : ")))");
    return status;
}

/* An element as a value of its type. */
static const char *
element_value(struct sk_printer *p, const char *element, const struct sk_type *type)
{
    if (sk_type_is_json(type) || type->dimensions)
        return element;
    const char *text = sk_mysql_json_text(p, element);
    if (type->kind == SK_TYPE_BOOLEAN)
        return sk_printf(p->tmp, "(%s = 'true')", text);
    if (sk_type_is_integer(type))
        return sk_printf(p->tmp, "CAST(%s AS SIGNED)", text);
    if (type->kind == SK_TYPE_NUMERIC || type->kind == SK_TYPE_DOUBLE)
        return sk_printf(p->tmp, "CAST(%s AS %s)", text, type->kind == SK_TYPE_DOUBLE ? "DOUBLE" : "DECIMAL(65,30)");
    if (sk_type_is_time(type))
        return sk_printf(p->tmp, "CAST(%s AS %s)", text, type->kind == SK_TYPE_DATE ? "DATE" : "DATETIME(6)");
    return text;
}

/* array[1], array[i][j], json['key'] */
enum sk_status
sk_mysql_subscript(struct sk_printer *p, const PgQuery__AIndirection *part)
{
    struct sk_type type = sk_scope_type(p->scope, part->arg);
    bool document = sk_type_is_json(&type);
    enum sk_status status;
    const char *array = sk_print_apart(p, part->arg, &status);
    struct sk_text *path = sk_text_new(p->tmp);
    for (size_t i = 0; i < part->n_indirection && !status; i++) {
        const PgQuery__AIndices *index = part->indirection[i]->node_case == SK_NODE(A_INDICES)
                                             ? part->indirection[i]->a_indices
                                             : NULL;
        if (!index || index->is_slice || (!document && !type.dimensions))
            return sk_print_unsupported(p, part->arg, "this part of a value has no equivalent on %s",
                                        p->rules->dialect);
        type.dimensions -= type.dimensions > 0;
        const char *at = sk_print_apart(p, index->uidx, &status);
        const char *key = sk_constant_text(index->uidx);
        if (key)
            sk_text_addf(path, ", '.', JSON_QUOTE(%s) COLLATE utf8mb4_bin", at);
        else
            sk_text_addf(path, document ? ", '[', %s, ']'" : ", '[', (%s) - 1, ']'", at);
    }
    const char *element = sk_printf(p->tmp, "JSON_EXTRACT(%s, CONCAT('$'%s))", array, path->data);
    if (!status)
        sk_text_add(p->out, element_value(p, element, &type));
    return status;
}

/* ---- functions ------------------------------------------------------------------------------------------------ */

#define EACH(x) "JSON_TABLE(" x ", '$[*]' COLUMNS (o FOR ORDINALITY, v LONGTEXT PATH '$')) AS e"
#define SPLIT "CONCAT('[', REPLACE(JSON_QUOTE($1) COLLATE utf8mb4_bin, $2, '\",\"'), ']')"

static const struct {
    const char *name;
    size_t n_args;
    const char *template;
    bool member; /* the second argument is an element, not text */
} functions[] = {
    {"array_append", 2, "JSON_ARRAY_APPEND(COALESCE($1, JSON_ARRAY()), '$', $2)", true},
    {"array_prepend", 2, "JSON_ARRAY_INSERT(COALESCE($2, JSON_ARRAY()), '$[0]', $1)", true},
    {"array_cat", 2, "JSON_MERGE_PRESERVE(COALESCE($1, JSON_ARRAY()), COALESCE($2, JSON_ARRAY()))", true},
    {"array_remove", 2,
     "IF($1 IS NULL, NULL, COALESCE((SELECT JSON_ARRAYAGG(JSON_EXTRACT($1, CONCAT('$[', e.o - 1, ']'))) FROM " EACH("$1")
     " WHERE NOT e.v <=> $2), JSON_ARRAY()))",
     false},
    {"array_replace", 3,
     "IF($1 IS NULL, NULL, COALESCE((SELECT JSON_ARRAYAGG(IF(e.v <=> $2, $3, e.v)) FROM " EACH("$1") "), JSON_ARRAY()))",
     false},
    {"array_position", 2, "(SELECT MIN(e.o) FROM " EACH("$1") " WHERE e.v <=> $2)", false},
    {"array_to_string", 2, "(SELECT REPLACE(GROUP_CONCAT(e.v ORDER BY e.o SEPARATOR '\x1F'), '\x1F', $2) FROM " EACH("$1") ")",
     false},
    {"array_length", 2, "NULLIF(JSON_LENGTH($1), 0)", false},
    {"array_upper", 2, "NULLIF(JSON_LENGTH($1), 0)", false},
    {"cardinality", 1, "JSON_LENGTH($1)", false},
};

/* array_to_string(array_agg(x ORDER BY y), ',') is string_agg(x, ',' ORDER BY y). */
static bool
joins_aggregate(const PgQuery__FuncCall *call, const char *name)
{
    const sk_node *arg = call->n_args ? call->args[0] : NULL;
    return strcmp(name, "array_to_string") == 0 && arg->node_case == SK_NODE(FUNC_CALL) && arg->func_call->n_args == 1 &&
           strcmp(sk_node_name(NULL, arg->func_call->n_funcname, arg->func_call->funcname), "array_agg") == 0;
}

static enum sk_status
join_aggregate(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    PgQuery__FuncCall joined = *call->args[0]->func_call;
    sk_node *args[] = {joined.args[0], call->args[1]};
    joined.args = args;
    joined.n_args = 2;
    return sk_mysql_string_agg(p, &joined);
}

enum sk_status
sk_mysql_array_function(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    if (joins_aggregate(call, name) && call->n_args == 2)
        return join_aggregate(p, call);
    struct sk_type array = {.kind = SK_TYPE_TEXT, .length = -1, .scale = -1, .dimensions = 1, .name = "text"};
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < call->n_args; i++) {
        struct sk_type type = sk_scope_type(p->scope, call->args[i]);
        array = type.dimensions ? type : array;
    }
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (strcmp(functions[i].name, name) != 0 || functions[i].n_args != call->n_args)
            continue;
        for (const char *c = functions[i].template; *c && !status; c++) {
            if (c[0] != '$' || c[1] < '1' || c[1] > '3') {
                sk_text_add_n(p->out, c, 1);
                continue;
            }
            const sk_node *arg = call->args[*++c - '1'];
            struct sk_type type = sk_scope_type(p->scope, arg);
            bool literal = arg->node_case == SK_NODE(A_CONST);
            bool is_array = type.dimensions || (literal && sk_constant_text(arg) && *sk_constant_text(arg) == '{');
            status = is_array && literal     ? sk_print_value(p, arg, &array)
                     : functions[i].member && !is_array ? sk_mysql_put_member(p, arg)
                                             : sk_print_expr(p, arg);
        }
        return status;
    }
    return sk_print_unsupported(p, call->n_args ? call->args[0] : NULL, "%s() has no equivalent on %s", name,
                                p->rules->dialect);
}

/* ---- elements as rows ----------------------------------------------------------------------------------------- */

/* The type of JSON_TABLE()'s column: what has no plain type there is text. */
static const char *
column_type(struct sk_printer *p, const struct sk_type *type, bool document)
{
    if (document)
        return "JSON";
    if (sk_type_is_integer(type) || type->kind == SK_TYPE_DOUBLE || type->kind == SK_TYPE_NUMERIC ||
        type->kind == SK_TYPE_DATE)
        return sk_mysql_type_name(p->tmp, p->catalog, sk_mysql_is_mariadb(p), type);
    if (sk_type_is_time(type))
        return "DATETIME(6)";
    return "LONGTEXT";
}

enum sk_status
sk_mysql_elements(struct sk_printer *p, const PgQuery__RangeFunction *range, const PgQuery__FuncCall *call,
                  const char *alias)
{
    const struct sk_range *found = NULL;
    for (size_t i = 0; i < p->scope->n_ranges && !found; i++)
        if (p->scope->ranges[i].elements && strcmp(p->scope->ranges[i].alias, alias) == 0)
            found = &p->scope->ranges[i];
    if (!found)
        return sk_print_unsupported(p, call->args[0], "%s in FROM has no equivalent on %s", alias, p->rules->dialect);
    bool unnest = strcmp(found->elements, "unnest") == 0;
    struct sk_type type = found->columns.items[0].type, array = type;
    array.kind = type.kind == SK_TYPE_OTHER ? SK_TYPE_TEXT : type.kind;
    array.dimensions = unnest ? 1 : 0;
    static const struct sk_type jsonb = {.kind = SK_TYPE_JSONB, .length = -1, .scale = -1, .name = "jsonb"};
    sk_text_add(p->out, "JSON_TABLE(");
    enum sk_status status = sk_print_value(p, call->args[0], unnest ? &array : &jsonb);
    sk_text_add(p->out, ", '$[*]' COLUMNS (");
    if (range->ordinality) {
        sk_print_name(p, range->alias && range->alias->n_colnames > 1 ? sk_node_string(range->alias->colnames[1])
                                                                      : "ordinality");
        sk_text_add(p->out, " FOR ORDINALITY, ");
    }
    sk_print_name(p, found->columns.items[0].name);
    sk_text_addf(p->out, " %s PATH '$')) AS ", column_type(p, &array, !unnest));
    sk_print_name(p, alias);
    return status;
}

void
sk_mysql_element(struct sk_printer *p, const struct sk_range *range)
{
    struct sk_text *column = sk_text_new(p->tmp);
    sk_text_ident(column, range->alias, '`');
    sk_text_add(column, ".");
    sk_text_ident(column, range->columns.items[0].name, '`');
    bool document = strcmp(range->elements, "unnest") != 0;
    if (document && range->columns.items[0].type.kind == SK_TYPE_TEXT)
        sk_text_add(p->out, sk_mysql_json_text(p, column->data));
    else if (document && sk_mysql_is_mariadb(p))
        sk_text_addf(p->out, "JSON_EXTRACT(%s, '$')", column->data);
    else
        sk_text_add(p->out, column->data);
}

/* ---- generate_series ------------------------------------------------------------------------------------------ */

/* As many rows as numbers, from an array of so many zeros: a recursive query is stopped after 1000 rows. */
#define COUNTED(count)                                                                                                 \
    "JSON_TABLE(IF(" count " >= 0, CONCAT('[0', REPEAT(',0', " count "), ']'), '[]'), '$[*]' COLUMNS (i FOR ORDINALITY)) "  \
    "AS skein_numbers) AS "

/* Times go by an interval that is a literal; the end is found by the smallest step that it can have. */
static enum sk_status
time_series(struct sk_printer *p, const PgQuery__FuncCall *call, const char *alias, const char *column)
{
    const sk_node *args[] = {call->args[0], call->args[1]};
    struct sk_interval step;
    const char *text = call->n_args > 2 ? sk_constant_text(call->args[2]) : NULL;
    bool one = text && sk_literal_interval(&step, text) && (step.months > 0) + (step.days > 0) + (step.microseconds > 0) == 1 &&
               step.months >= 0 && step.days >= 0 && step.microseconds >= 0;
    if (!one)
        return sk_print_unsupported(p, call->args[0], "generate_series() with this step has no equivalent on %s",
                                    p->rules->dialect);
    const char *unit = step.months ? "MONTH" : step.days ? "DAY" : "MICROSECOND";
    long long amount = (long long)(step.months + step.days + step.microseconds);
    const char *count = sk_printf(p->tmp, "(TIMESTAMPDIFF(%s, $1, $2) DIV %lld)", unit, amount);
    struct sk_text *template = sk_text_new(p->tmp), *name = sk_text_new(p->tmp);
    sk_text_ident(name, column, '`');
    sk_text_addf(template, "(SELECT CAST($1 AS DATETIME(6)) + INTERVAL (%lld * (i - 1)) %s AS %s FROM JSON_TABLE(IF(%s >= 0 AND $2 >= $1, "
                           "CONCAT('[0', REPEAT(',0', %s), ']'), '[]'), '$[*]' COLUMNS (i FOR ORDINALITY)) AS skein_numbers) AS ",
                 amount, unit, name->data, count, count);
    enum sk_status status = sk_print_template(p, template->data, 2, args);
    sk_print_name(p, alias);
    return status;
}

enum sk_status
sk_mysql_series(struct sk_printer *p, const PgQuery__FuncCall *call, const char *alias, const char *column)
{
    struct sk_type type = sk_scope_type(p->scope, call->args[0]);
    struct sk_type end = sk_scope_type(p->scope, call->args[1]);
    if (sk_type_is_time(&type) || sk_type_is_time(&end))
        return time_series(p, call, alias, column);
    const sk_node *const *args = (const sk_node *const *)call->args;
    struct sk_text *name = sk_text_new(p->tmp);
    sk_text_ident(name, column, '`');
    enum sk_status status = sk_print_template(
        p, call->n_args > 2 ? "(SELECT CAST(($1) + (i - 1) * ($3) AS SIGNED) AS " : "(SELECT CAST(($1) + i - 1 AS SIGNED) AS ",
        call->n_args, args);
    sk_text_addf(p->out, "%s FROM ", name->data);
    status = status ? status
                    : sk_print_template(p, call->n_args > 2 ? COUNTED("FLOOR((($2) - ($1)) / ($3))") : COUNTED("(($2) - ($1))"),
                                        call->n_args, args);
    sk_print_name(p, alias);
    return status;
}
