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
    array = sk_print_elements(p, array);
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
        *status = two(p, e, *op == '=' ? "(JSON_EQUALS($1, $2) = 1)" : "(JSON_EQUALS($1, $2) = 0)", &array);
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
            sk_text_addf(path, document ? ", '[', %s, ']'" : ", '[', ((%s) - 1) & 2147483647, ']'",
                         at); /* 0 is nowhere */
    }
    const char *element = sk_printf(p->tmp, "JSON_EXTRACT(%s, CONCAT('$'%s))", array, path->data);
    if (!status)
        sk_text_add(p->out, element_value(p, element, &type));
    return status;
}

/* ---- functions ------------------------------------------------------------------------------------------------ */

#define TABLE_OF "JSON_TABLE($1"
#define TEXT "$T" /* sk_mysql_table_text() */
#define EACH(x) "JSON_TABLE(" x ", '$[*]' COLUMNS (o FOR ORDINALITY, v " TEXT " PATH '$')) AS e"
#define SPLIT "CONCAT('[', REPLACE(JSON_QUOTE($1) COLLATE utf8mb4_bin, $2, '\",\"'), ']')"

static const struct {
    const char *name;
    size_t n_args;
    const char *template;
    bool member; /* the second argument is an element, not text */
} functions[] = {
    {"array_append", 2, "JSON_ARRAY_APPEND(COALESCE($1, JSON_ARRAY()), '$', $2)", true},
    {"array_prepend", 2, "JSON_ARRAY_INSERT(COALESCE($2, JSON_ARRAY()), '$[0]', $1)", true},
    {"array_cat", 2,
     "IF($1 IS NULL AND $2 IS NULL, NULL, JSON_MERGE_PRESERVE(COALESCE($1, JSON_ARRAY()), COALESCE($2, JSON_ARRAY())))",
     true},
    {"array_remove", 2,
     "IF($1 IS NULL, NULL, COALESCE((SELECT JSON_ARRAYAGG(JSON_EXTRACT($1, CONCAT('$[', e.o - 1, ']'))) FROM " EACH(
         "$1") " WHERE NOT e.v <=> $2), JSON_ARRAY()))",
     false},
    {"array_replace", 3,
     "IF($1 IS NULL, NULL, COALESCE((SELECT JSON_ARRAYAGG(IF(e.v <=> $2, $3, e.v)) FROM " EACH(
         "$1") "), JSON_ARRAY()))",
     false},
    {"array_position", 2, "(SELECT MIN(e.o) FROM " EACH("$1") " WHERE e.v <=> $2)", false},
    {"array_to_string", 2,
     "IF($1 IS NULL, NULL, COALESCE((SELECT REPLACE(GROUP_CONCAT(e.v ORDER BY e.o SEPARATOR '\x1F'), '\x1F', $2) FROM " EACH(
         "$1") "), ''))",
     false},
    {"array_length", 2, "NULLIF(JSON_LENGTH($1), 0)", false},
    {"array_upper", 2, "NULLIF(JSON_LENGTH($1), 0)", false},
    {"cardinality", 1, "JSON_LENGTH($1)", false},
};

/* Is it a column that a query, a view or a CTE gives? */
static bool
is_of_query(const struct sk_printer *p, const sk_node *node)
{
    const PgQuery__ColumnRef *ref = node->node_case == SK_NODE(COLUMN_REF) ? node->column_ref : NULL;
    const char *name = ref ? sk_node_string(ref->fields[ref->n_fields - 1]) : NULL;
    const char *qualifier = ref && ref->n_fields > 1 ? sk_node_string(ref->fields[ref->n_fields - 2]) : NULL;
    for (const struct sk_scope *scope = p->scope; scope && name; scope = scope->parent)
        for (size_t i = 0; i < scope->n_ranges; i++) {
            const struct sk_range *range = &scope->ranges[i];
            if (qualifier && strcmp(range->alias, qualifier) != 0)
                continue;
            for (size_t c = 0; c < range->columns.n; c++)
                if (strcmp(range->columns.items[c].name, name) == 0)
                    return !range->table && !range->elements;
        }
    return false;
}

/* MySQL's JSON_TABLE() takes no sub-query, but a column of what stands before it, which may be one. Where that is
 * merged with the query around it, its column alone is no argument either, but an expression of it is. */
static void
open_table(struct sk_printer *p, const char *document, const sk_node *node)
{
    if (!sk_mysql_is_mariadb(p) && strstr(document, "(SELECT "))
        sk_text_addf(p->out, "LATERAL (SELECT %s AS d) AS skein_document JOIN JSON_TABLE(skein_document.d", document);
    else if (!sk_mysql_is_mariadb(p) && is_of_query(p, node))
        sk_text_addf(p->out, "JSON_TABLE(COALESCE(%s)", document);
    else
        sk_text_addf(p->out, "JSON_TABLE(%s", document);
}

/* array_to_string(array_agg(x ORDER BY y), ',') is string_agg(x, ',' ORDER BY y). */
static bool
joins_aggregate(const PgQuery__FuncCall *call, const char *name)
{
    const sk_node *arg = call->n_args ? call->args[0] : NULL;
    return strcmp(name, "array_to_string") == 0 && arg->node_case == SK_NODE(FUNC_CALL) &&
           arg->func_call->n_args == 1 &&
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

/* An argument printed: an array's literal in the array's form, an element as a member if `member`. */
static const char *
argument(struct sk_printer *p, const sk_node *arg, const struct sk_type *array, bool member, enum sk_status *status)
{
    struct sk_type type = sk_scope_type(p->scope, arg);
    struct sk_text *out = p->out;
    bool literal = arg->node_case == SK_NODE(A_CONST);
    bool is_array = type.dimensions || (literal && sk_constant_text(arg) && *sk_constant_text(arg) == '{');
    p->out = sk_text_new(p->tmp);
    *status = is_array && literal    ? sk_print_value(p, arg, array)
              : member && !is_array ? sk_mysql_put_member(p, arg)
                                    : sk_print_expr(p, arg);
    const char *sql = p->out->data;
    p->out = out;
    return sql;
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
        const char *args[3];
        for (size_t k = 0; k < call->n_args && !status; k++)
            args[k] = argument(p, call->args[k], &array, functions[i].member, &status);
        for (const char *c = functions[i].template; *c && !status; c++) {
            if (strncmp(c, TABLE_OF, strlen(TABLE_OF)) == 0) {
                open_table(p, args[0], call->args[0]);
                c += strlen(TABLE_OF) - 1;
            } else if (c[0] == '$' && c[1] >= '1' && c[1] <= '3') {
                sk_text_add(p->out, args[*++c - '1']);
            } else if (strncmp(c, TEXT, strlen(TEXT)) == 0) {
                sk_text_add(p->out, sk_mysql_table_text(p));
                c += strlen(TEXT) - 1;
            } else {
                sk_text_add_n(p->out, c, 1);
            }
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
    return sk_mysql_table_text(p);
}

/* The array of an object's keys, where it is those that the rows are of: JSON_TABLE() does not give them. */
static enum sk_status
put_document(struct sk_printer *p, const struct sk_range *found, const sk_node *document, bool keys)
{
    static const struct sk_type jsonb = {.kind = SK_TYPE_JSONB, .length = -1, .scale = -1, .name = "jsonb"};
    struct sk_type array = found->columns.items[0].type;
    bool unnest = strcmp(found->elements, "unnest") == 0;
    array.kind = array.kind == SK_TYPE_OTHER ? SK_TYPE_TEXT : array.kind;
    array.dimensions = 1;
    sk_text_add(p->out, keys ? "JSON_KEYS(" : "");
    enum sk_status status = sk_print_value(p, document, unnest ? &array : &jsonb);
    sk_text_add(p->out, keys ? ")" : "");
    return status;
}

static bool
has_keys(const struct sk_range *range)
{
    return strstr(range->elements, "_each") || strstr(range->elements, "_keys");
}

enum sk_status
sk_mysql_elements(struct sk_printer *p, const PgQuery__RangeFunction *range, const PgQuery__FuncCall *call,
                  const struct sk_range *found)
{
    bool unnest = strcmp(found->elements, "unnest") == 0, keys = has_keys(found);
    struct sk_type array = found->columns.items[0].type;
    array.kind = array.kind == SK_TYPE_OTHER ? SK_TYPE_TEXT : array.kind;
    array.dimensions = unnest;
    struct sk_text *out = p->out;
    p->out = sk_text_new(p->tmp);
    enum sk_status status = put_document(p, found, call->args[0], keys);
    const char *document = p->out->data;
    p->out = out;
    open_table(p, document, call->args[0]);
    sk_text_add(p->out, ", '$[*]' COLUMNS (");
    if (range->ordinality) {
        sk_print_name(p, found->columns.items[found->columns.n - 1].name);
        sk_text_add(p->out, " FOR ORDINALITY, ");
    }
    sk_print_name(p, found->columns.items[0].name);
    sk_text_addf(p->out, " %s PATH '$')) AS ", column_type(p, &array, !unnest && !keys));
    sk_print_name(p, found->alias);
    return status;
}

void
sk_mysql_element(struct sk_printer *p, const struct sk_range *range, size_t column)
{
    bool keys = has_keys(range), value = strstr(range->elements, "_each") && column == 1;
    bool ordinality = column > 0 && !value, document = strcmp(range->elements, "unnest") != 0;
    bool text = range->columns.items[column].type.kind == SK_TYPE_TEXT;
    struct sk_text *name = sk_text_new(p->tmp), *out = p->out;
    sk_text_ident(name, range->alias, '`');
    sk_text_add(name, ".");
    sk_text_ident(name, range->columns.items[value ? 0 : column].name, '`');
    const char *sql = name->data;
    if (value) { /* of the document, once more, under the key */
        p->out = sk_text_new(p->tmp);
        enum sk_status status = put_document(p, range, range->call->args[0], false);
        sql = sk_printf(p->tmp, "JSON_EXTRACT(%s, CONCAT('$.', JSON_QUOTE(%s) COLLATE utf8mb4_bin))",
                        status ? "NULL" : p->out->data, name->data);
        p->out = out;
    }
    if (keys && !value && !ordinality)
        sk_text_add(p->out, sk_mysql_collated(p, sql));
    else if (document && text)
        sk_text_add(p->out, sk_mysql_json_text(p, sql));
    else if (document && !ordinality && !value && sk_mysql_is_mariadb(p))
        sk_text_addf(p->out, "JSON_EXTRACT(%s, '$')", sql);
    else
        sk_text_add(p->out, sql);
}

/* ---- LATERAL, on MariaDB ---------------------------------------------------------------------------------------- */

/* MariaDB's JSON_TABLE() makes the document null of NULL. */
static bool
is_passed_as_text(const struct sk_printer *p, const struct sk_type *type)
{
    return sk_mysql_is_mariadb(p) && !type->dimensions && sk_type_is_json(sk_catalog_base_type(p->catalog, type));
}

/* A column of JSON_TABLE() that holds what a query gives. */
static void
lateral_column(struct sk_printer *p, const struct sk_range *range, size_t i)
{
    const struct sk_type *type = sk_catalog_base_type(p->catalog, &range->columns.items[i].type);
    const struct sk_type *own = &range->columns.items[i].type;
    bool document = (own->dimensions || sk_type_is_json(type)) && !is_passed_as_text(p, own);
    sk_print_name(p, range->columns.items[i].name);
    if (type->kind == SK_TYPE_BOOLEAN && !document)
        sk_text_add(p->out, " TINYINT");
    else if (!document && (sk_type_is_text(type) || type->kind == SK_TYPE_OTHER))
        sk_text_addf(p->out, " %s", sk_mysql_table_text(p));
    else
        sk_text_addf(p->out, " %s", column_type(p, type, document));
    sk_text_addf(p->out, " PATH '$[%zu]'", i);
}

/* A query's rows as one value: "skein_rows"(limit, results ...), or "skein_row" of the one that an aggregate gives. */
enum sk_status
sk_mysql_gathered(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    bool one = strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), "skein_row") == 0;
    enum sk_status status = SK_OK;
    sk_text_add(p->out, one ? "JSON_ARRAY(JSON_ARRAY(" : "JSON_ARRAYAGG(JSON_ARRAY(");
    for (size_t i = 1; i < call->n_args && !status; i++) {
        sk_text_add(p->out, i > 1 ? ", " : "");
        status = sk_mysql_put_member(p, call->args[i]);
    }
    sk_text_add(p->out, ")");
    status = status ? status : sk_print_call_order(p, call);
    if (!status && !call->args[0]->a_const->isnull) {
        sk_text_add(p->out, " LIMIT ");
        status = sk_print_expr(p, call->args[0]);
    }
    sk_text_add(p->out, ")");
    return status;
}

/* The query with all its results in one; NULL: it cannot be. */
static sk_node *
gathered(struct sk_printer *p, const PgQuery__RangeSubselect *source, const struct sk_range *range)
{
    static const char *const templates[] = {"skein_rows(NULL)", "skein_row(NULL)"};
    sk_node *copy = sk_pg_copy(p->tmp, source->subquery);
    PgQuery__SelectStmt *s = copy->select_stmt;
    bool aggregated = sk_print_is_aggregated(s), limited = s->limit_count != NULL;
    if (limited && (s->limit_count->node_case != SK_NODE(A_CONST) || s->limit_offset))
        return NULL;
    PgQuery__SelectStmt unlimited = *s;
    unlimited.limit_count = NULL;
    if (aggregated
            ? s->n_group_clause || s->having_clause || s->limit_offset || s->op != PG_QUERY__SET_OPERATION__SETOP_NONE
            : !sk_print_is_plain_query(&unlimited))
        return NULL;
    sk_node *made = sk_pg_made(p->tmp, templates[aggregated], 0, NULL), **args = NULL;
    size_t n = 0;
    sk_push(p->tmp, args, n, limited && !aggregated ? s->limit_count : made->func_call->args[0]);
    for (size_t i = 0; i < s->n_target_list; i++) {
        if (sk_pg_set_returning(s->target_list[i]->res_target->val))
            return NULL;
        const sk_node *value = s->target_list[i]->res_target->val;
        bool as_text = i < range->columns.n && is_passed_as_text(p, &range->columns.items[i].type);
        sk_push(p->tmp, args, n,
                as_text ? sk_pg_made(p->tmp, "(CAST($1 AS text) || '')", 1, &value) : (sk_node *)(uintptr_t)value);
    }
    made->func_call->args = args;
    made->func_call->n_args = n;
    made->func_call->agg_order = sk_print_resolved_sort(p, s);
    made->func_call->n_agg_order = aggregated ? 0 : s->n_sort_clause;
    s->n_sort_clause = 0;
    s->limit_count = NULL;
    s->n_target_list = 1;
    s->target_list[0]->res_target->val = made;
    return copy;
}

/* Its JSON_TABLE() may name what stands before it, sub-queries in FROM may not. */
enum sk_status
sk_mysql_lateral(struct sk_printer *p, const PgQuery__RangeSubselect *source, const struct sk_range *range)
{
    PgQuery__RangeSubselect starless = *source;
    starless.subquery = (sk_node *)(uintptr_t)sk_print_starless(p, source->subquery);
    const sk_node *query = source->subquery->select_stmt->n_values_lists ? NULL : gathered(p, &starless, range);
    if (!query || starless.subquery->select_stmt->n_target_list != range->columns.n)
        return sk_print_unsupported(p, source->subquery, "LATERAL with this query has no equivalent on %s",
                                    p->rules->dialect);
    sk_text_add(p->out, "JSON_TABLE((");
    enum sk_status status = sk_print_statement(p, query);
    sk_text_add(p->out, "), '$[*]' COLUMNS (");
    for (size_t i = 0; i < range->columns.n; i++) {
        if (range->columns.items[i].type.kind == SK_TYPE_BYTEA)
            return sk_print_unsupported(p, source->subquery, "LATERAL that gives bytes has no equivalent on %s",
                                        p->rules->dialect);
        sk_text_add(p->out, i ? ", " : "");
        lateral_column(p, range, i);
    }
    sk_text_add(p->out, ")) AS ");
    sk_print_name(p, range->alias);
    return status;
}

/* ---- generate_series ------------------------------------------------------------------------------------------ */

/* As many rows as numbers, from an array of so many zeros: a recursive query is stopped after 1000 rows. Nothing is
 * compared in it: MySQL 9.7 dies of SHOW CREATE VIEW where JSON_TABLE() takes a comparison of constants. */
#define COUNTED(n)                                                                                                     \
    "JSON_TABLE(CONCAT('[', SUBSTRING(REPEAT(',0', " n "), 2), ']'), '$[*]' COLUMNS (i FOR ORDINALITY)) "             \
    "AS skein_numbers) AS "

/* Times go by an interval that is a literal; the end is found by the smallest step that it can have. */
static enum sk_status
time_series(struct sk_printer *p, const PgQuery__FuncCall *call, const char *alias, const char *column)
{
    const sk_node *args[] = {call->args[0], call->args[1]};
    struct sk_interval step;
    const char *text = call->n_args > 2 ? sk_constant_text(call->args[2]) : NULL;
    bool one = text && sk_literal_interval(&step, text) &&
               (step.months > 0) + (step.days > 0) + (step.microseconds > 0) == 1 && step.months >= 0 &&
               step.days >= 0 && step.microseconds >= 0;
    if (!one)
        return sk_print_unsupported(p, call->args[0], "generate_series() with this step has no equivalent on %s",
                                    p->rules->dialect);
    const char *unit = step.months ? "MONTH" : step.days ? "DAY" : "MICROSECOND";
    long long amount = (long long)(step.months + step.days + step.microseconds);
    struct sk_text *template = sk_text_new(p->tmp), *name = sk_text_new(p->tmp);
    sk_text_ident(name, column, '`');
    sk_text_addf(
        template,
        "(SELECT CAST($1 AS DATETIME(6)) + INTERVAL (%lld * (i - 1)) %s AS %s FROM "
        COUNTED("LEAST(1 + TIMESTAMPDIFF(%s, $1, $2) DIV %lld, (SIGN(TIMESTAMPDIFF(MICROSECOND, $1, $2)) + 1) * 4294967295)"),
        amount, unit, name->data, unit, amount);
    enum sk_status status = sk_print_template(p, template->data, 2, args);
    sk_print_name(p, alias);
    return status;
}

enum sk_status
sk_mysql_series(struct sk_printer *p, const PgQuery__FuncCall *call, const char *alias, const char *column)
{
    struct sk_type type = sk_scope_type(p->scope, call->args[0]);
    struct sk_type end = sk_scope_type(p->scope, call->args[1]);
    const sk_node *asked = sk_pg_made(p->tmp, "(SELECT $1, $2)", 2, (const sk_node *const *)call->args);
    if (p->rules->no_outer_tables && sk_scope_looks_outside(p->scope, asked->sub_link->subselect))
        return sk_print_unsupported(p, call->args[1], "generate_series() of a table's columns has no equivalent on %s",
                                    p->rules->dialect);
    if (sk_type_is_time(&type) || sk_type_is_time(&end))
        return time_series(p, call, alias, column);
    const sk_node *const *args = (const sk_node *const *)call->args;
    struct sk_text *name = sk_text_new(p->tmp);
    sk_text_ident(name, column, '`');
    enum sk_status status = sk_print_template(p,
                                              call->n_args > 2 ? "(SELECT CAST(($1) + (i - 1) * ($3) AS SIGNED) AS "
                                                               : "(SELECT CAST(($1) + i - 1 AS SIGNED) AS ",
                                              call->n_args, args);
    sk_text_addf(p->out, "%s FROM ", name->data);
    status =
        status
            ? status
            : sk_print_template(p, call->n_args > 2 ? COUNTED("FLOOR((($2) - ($1)) / ($3)) + 1") : COUNTED("($2) - ($1) + 1"),
                                call->n_args, args);
    sk_print_name(p, alias);
    return status;
}
