/*
 * dialects/sqlite/json.c - JSON and arrays (which are JSON arrays here).
 *
 * SQLite's JSON functions take text for a string unless it comes from another of them: what is JSON already goes in
 * as json(x), and a boolean as JSON's own, not as 0 or 1. sqlite.org/json1.html; PostgreSQL manual 9.16, 9.19.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "dialects/common/literals.h"
#include "dialects/sqlite/sqlite.h"

/* ---- paths ---------------------------------------------------------------------------------------------------- */

static void
path_step(struct sk_text *path, const char *step, size_t len)
{
    size_t sign = len && *step == '-';
    if (len > sign && strspn(step + sign, "0123456789") >= len - sign)
        sk_text_addf(path, sign ? "[#%.*s]" : "[%.*s]", (int)len, step);
    else
        sk_text_addf(path, ".\"%.*s\"", (int)len, step);
}

/* '{a,b,0}' as '$."a"."b"[0]'; NULL for what is no literal. */
static const char *
literal_path(struct sk_printer *p, const sk_node *node)
{
    const char *text = sk_constant_text(node);
    const sk_node *array = node;
    struct sk_text *path = sk_text_new(p->tmp);
    sk_text_add(path, "$");
    array = sk_pg_uncast(array);
    if (array->node_case == SK_NODE(A_ARRAY_EXPR)) {
        for (size_t i = 0; i < array->a_array_expr->n_elements; i++) {
            const char *step = sk_constant_text(array->a_array_expr->elements[i]);
            if (!step)
                return NULL;
            path_step(path, step, strlen(step));
        }
        return path->data;
    }
    if (!text || *text != '{')
        return NULL;
    for (const char *c = text + 1; *c && *c != '}';) {
        size_t len = strcspn(c, ",}");
        path_step(path, c, len);
        c += len + (c[len] == ',');
    }
    return path->data;
}

/* Print the path of one step: a key, or the number of an array's element. */
static enum sk_status
print_step(struct sk_printer *p, const sk_node *step)
{
    const char *key = sk_constant_text(step);
    struct sk_type type = sk_scope_type(p->scope, step);
    if (key) {
        sk_text_literal(p->out, sk_printf(p->tmp, "$.\"%s\"", key));
        return SK_OK;
    }
    bool number = sk_type_is_integer(&type);
    if (number && step->node_case == SK_NODE(A_CONST) && step->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL) {
        sk_text_addf(p->out, step->a_const->ival->ival < 0 ? "'$[#%d]'" : "'$[%d]'", step->a_const->ival->ival);
        return SK_OK;
    }
    sk_text_add(p->out, number ? "('$[' || " : "('$.\"' || ");
    enum sk_status status = sk_print_expr(p, step);
    sk_text_add(p->out, number ? " || ']')" : " || '\"')");
    return status;
}

/* FUNCTION(document, path) */
static enum sk_status
at_step(struct sk_printer *p, const char *function, const PgQuery__AExpr *e)
{
    sk_text_addf(p->out, "%s(", function);
    enum sk_status status = sk_print_expr(p, e->lexpr);
    sk_text_add(p->out, ", ");
    status = status ? status : print_step(p, e->rexpr);
    sk_text_add(p->out, ")");
    return status;
}

static enum sk_status
at_path(struct sk_printer *p, const char *function, const PgQuery__AExpr *e)
{
    const char *path = literal_path(p, e->rexpr);
    if (!path)
        return sk_print_unsupported(p, e->rexpr, "a JSON path that is not a literal has no equivalent on sqlite");
    sk_text_addf(p->out, "%s(", function);
    enum sk_status status = sk_print_expr(p, e->lexpr);
    sk_text_add(p->out, ", ");
    sk_text_literal(p->out, path);
    sk_text_add(p->out, ")");
    return status;
}

/* ->> gives text: true is 'true', 5 is '5'. SQLite's gives 1 and the number. */
static enum sk_status
as_text(struct sk_printer *p, const PgQuery__AExpr *e,
        enum sk_status (*at)(struct sk_printer *p, const char *function, const PgQuery__AExpr *e))
{
    sk_text_add(p->out, "CASE WHEN ");
    enum sk_status status = at(p, "json_type", e);
    sk_text_add(p->out, " IN ('true', 'false') THEN ");
    status = status ? status : at(p, "json_type", e);
    sk_text_add(p->out, " ELSE CAST(");
    status = status ? status : at(p, "json_extract", e);
    sk_text_add(p->out, " AS TEXT) END");
    return status;
}

static enum sk_status
text_field(struct sk_printer *p, const PgQuery__AExpr *e)
{
    sk_text_add(p->out, "(");
    enum sk_status status = as_text(p, e, at_step);
    sk_text_add(p->out, ")");
    return status;
}

static enum sk_status
text_at_path(struct sk_printer *p, const PgQuery__AExpr *e)
{
    sk_text_add(p->out, "(");
    enum sk_status status = as_text(p, e, at_path);
    sk_text_add(p->out, ")");
    return status;
}

/* #> gives JSON, as -> does. */
static enum sk_status
json_at_path(struct sk_printer *p, const PgQuery__AExpr *e)
{
    const char *path = literal_path(p, e->rexpr);
    if (!path)
        return sk_print_unsupported(p, e->rexpr, "a JSON path that is not a literal has no equivalent on sqlite");
    sk_text_add(p->out, "(");
    enum sk_status status = sk_print_expr(p, e->lexpr);
    sk_text_add(p->out, " -> ");
    sk_text_literal(p->out, path);
    sk_text_add(p->out, ")");
    return status;
}

/* A member of that name, or an element that is that text. A CHECK can look for a member alone: it takes no query. */
static enum sk_status
has_key(struct sk_printer *p, const PgQuery__AExpr *e)
{
    sk_text_add(p->out, "(CASE WHEN ");
    enum sk_status status = sk_print_expr(p, e->lexpr);
    sk_text_add(p->out, " IS NOT NULL THEN ");
    status = status ? status : at_step(p, "json_type", e);
    sk_text_add(p->out, " IS NOT NULL END)");
    return status;
}

/* ---- operators ------------------------------------------------------------------------------------------------ */

static enum sk_status
two(struct sk_printer *p, const PgQuery__AExpr *e, const char *template)
{
    const sk_node *args[] = {e->lexpr, e->rexpr};
    return sk_print_template(p, template, 2, args);
}

/* Two objects become one, all else an array. */
#define AS_ARRAY(x) "CASE json_type(" x ") WHEN 'object' THEN json_array(json(" x ")) ELSE " x " END"
#define JOIN_DOCUMENTS(l, r)                                                                                           \
    "CASE WHEN json_type(" l ") = 'object' AND json_type(" r ") = 'object' THEN " JOIN_OBJECTS(l, r)                   \
    " WHEN " l " IS NOT NULL AND " r " IS NOT NULL THEN (SELECT json_group_array(json(v)) FROM (SELECT " AS_ARRAY(l)   \
    " -> a.fullkey AS v FROM json_each(" AS_ARRAY(l) ") AS a UNION ALL SELECT " AS_ARRAY(r)                            \
    " -> b.fullkey FROM json_each(" AS_ARRAY(r) ") AS b)) END"
#define JOIN_OBJECTS(l, r)                                                                                             \
    "(SELECT json_group_object(k, json(v)) FROM (SELECT a.key AS k, " l " -> a.fullkey AS v FROM json_each(" l         \
    ") AS a WHERE a.key NOT IN (SELECT b.key FROM json_each(" r ") AS b) "                                             \
    "UNION ALL SELECT c.key, " r " -> c.fullkey FROM json_each(" r ") AS c))"

/* The operands of a || b || c, from the last one on. */
static size_t
chain_of(struct sk_printer *p, const PgQuery__AExpr *e, const sk_node ***out)
{
    size_t n = 0;
    *out = NULL;
    sk_push(p->tmp, *out, n, (const sk_node *)e->rexpr);
    const sk_node *left = e->lexpr;
    while (left->node_case == SK_NODE(A_EXPR) && left->a_expr->lexpr &&
           strcmp(sk_node_name(NULL, left->a_expr->n_name, left->a_expr->name), "||") == 0) {
        sk_push(p->tmp, *out, n, (const sk_node *)left->a_expr->rexpr);
        left = left->a_expr->lexpr;
    }
    sk_push(p->tmp, *out, n, left);
    return n;
}

/*
 * The operands are rows, or each would be written as often as the template of each link names it, one in the other, and
 * SQLite's parser has an end. The last member of a name is the one that stays. Where an object is followed by an array,
 * the objects before that would have to become one first: that ends with an error.
 */
static enum sk_status
join_chain(struct sk_printer *p, size_t n, const sk_node *const *operands)
{
    struct sk_text *rows = sk_text_new(p->tmp);
    enum sk_status status = SK_OK;
    p->within++;
    for (size_t i = n; i-- > 0 && !status;)
        sk_text_addf(rows, "%sSELECT %zu AS n, %s AS d", i + 1 < n ? " UNION ALL " : "", n - i,
                     sk_print_apart(p, operands[i], &status));
    p->within--;
    sk_text_addf(p->out,
                 "(SELECT CASE WHEN count(d) = count(*) THEN CASE WHEN min(json_type(d) = 'object') THEN (SELECT "
                 "json_group_object(k, json(v)) FROM (SELECT e.key AS k, d -> e.fullkey AS v, max(n) FROM (%s) JOIN "
                 "json_each(d) AS e GROUP BY e.key)) WHEN max(n = 1 AND json_type(d) = 'object') THEN json('an object "
                 "and an array') ELSE (SELECT json_group_array(json(v)) FROM (SELECT " AS_ARRAY(
                     "d") " -> e.fullkey AS v FROM (%s) JOIN json_each(" AS_ARRAY("d") ") AS e ORDER BY n, e.id)) END "
                 "END FROM (%s))",
                 rows->data, rows->data, rows->data);
    return status;
}

static enum sk_status
join_documents(struct sk_printer *p, const PgQuery__AExpr *e)
{
    const sk_node **operands;
    size_t n = chain_of(p, e, &operands);
    return n > 2 ? join_chain(p, n, operands) : two(p, e, JOIN_DOCUMENTS("$1", "$2"));
}

/* An operand that is an array: '{a,b}' takes its stored form. */
static const sk_node *
stored_array(struct sk_printer *p, const sk_node *node, const struct sk_type *type)
{
    if (!sk_node_is_string(node))
        return node;
    const char *stored = sk_literal_array(p->tmp, sk_constant_text(node), type);
    sk_node *copy = sk_pg_copy(p->tmp, node);
    copy->a_const->sval->sval = sk_strdup(p->tmp, stored ? stored : "[]");
    return copy;
}

static enum sk_status
array_operands(struct sk_printer *p, const PgQuery__AExpr *e, const char *template)
{
    struct sk_type left = sk_scope_type(p->scope, e->lexpr), right = sk_scope_type(p->scope, e->rexpr);
    const struct sk_type *type = left.dimensions ? &left : &right;
    const sk_node *args[2] = {stored_array(p, e->lexpr, type), stored_array(p, e->rexpr, type)};
    return sk_print_template(p, template, 2, args);
}

/* a || b || c of arrays, and of elements among them: all of their elements, one query deep however many they are. */
static enum sk_status
join_arrays(struct sk_printer *p, const PgQuery__AExpr *e, const struct sk_type *array)
{
    const sk_node **operands;
    enum sk_status status = SK_OK;
    const char *word = "(SELECT json_group_array(v) FROM (SELECT value AS v FROM json_each(";
    for (size_t i = chain_of(p, e, &operands); i-- > 0 && !status;) {
        struct sk_type type = sk_scope_type(p->scope, operands[i]);
        bool whole = type.dimensions || sk_node_is_string(operands[i]);
        p->within++;
        const char *sql = sk_print_apart(p, stored_array(p, operands[i], array), &status);
        p->within--;
        sk_text_addf(p->out, whole ? "%s%s)" : "%sjson_array(%s))", word, sql);
        word = " UNION ALL SELECT value FROM json_each(";
    }
    sk_text_add(p->out, "))");
    return status;
}

#define OF_BOTH(answer) "(CASE WHEN $1 IS NOT NULL AND $2 IS NOT NULL THEN " answer " END)"
#define CONTAINS(a, b)                                                                                                 \
    OF_BOTH("NOT EXISTS (SELECT 1 FROM json_each(" b ") AS b WHERE b.value IN (SELECT a.value FROM json_each(" a       \
            ") AS a) IS NOT TRUE)")

/* ---- @> with a document that is known now ---------------------------------------------------------------------- */

static enum sk_status contains(struct sk_printer *p, const char *document, const char *path, const json_t *wanted,
                               int depth);

/* Each element is contained in some element of the array that is there. */
static enum sk_status
contains_elements(struct sk_printer *p, const char *document, const char *path, const json_t *wanted, int depth)
{
    enum sk_status status = SK_OK;
    size_t i;
    json_t *element;
    sk_text_addf(p->out, "json_type(%s, %s) = 'array'", document, path);
    json_array_foreach(wanted, i, element) {
        const char *alias = sk_printf(p->tmp, "e%d", depth);
        sk_text_addf(p->out, " AND EXISTS (SELECT 1 FROM json_each(%s, %s) AS %s WHERE ", document, path, alias);
        /* a row of json_each() as a document of its own */
        const char *inner = sk_printf(p->tmp, "json_array(CASE %s.type WHEN 'true' THEN json('true') WHEN 'false' THEN "
                                              "json('false') WHEN 'object' THEN json(%s.value) WHEN 'array' THEN "
                                              "json(%s.value) ELSE %s.value END)", alias, alias, alias, alias);
        status = status ? status : contains(p, inner, "'$[0]'", element, depth + 1);
        sk_text_add(p->out, ")");
    }
    return status;
}

static enum sk_status
contains(struct sk_printer *p, const char *document, const char *path, const json_t *wanted, int depth)
{
    enum sk_status status = SK_OK;
    const char *key;
    json_t *value;
    sk_text_add(p->out, "(");
    if (json_is_object(wanted)) {
        sk_text_addf(p->out, "json_type(%s, %s) = 'object'", document, path);
        json_object_foreach((json_t *)(uintptr_t)wanted, key, value) {
            struct sk_text *inner = sk_text_new(p->tmp);
            sk_text_addf(inner, "%s || ", path);
            sk_text_literal(inner, sk_printf(p->tmp, ".\"%s\"", key));
            sk_text_add(p->out, " AND ");
            status = status ? status : contains(p, document, inner->data, value, depth);
        }
    } else if (json_is_array(wanted)) {
        status = contains_elements(p, document, path, wanted, depth);
    } else if (json_is_string(wanted)) {
        sk_text_addf(p->out, "json_type(%s, %s) = 'text' AND json_extract(%s, %s) = ", document, path, document, path);
        sk_text_literal(p->out, json_string_value(wanted));
    } else if (json_is_number(wanted)) {
        char *number = json_dumps(wanted, JSON_ENCODE_ANY);
        sk_text_addf(p->out, "json_type(%s, %s) IN ('integer', 'real') AND json_extract(%s, %s) = %s", document, path,
                     document, path, number);
        free(number);
    } else {
        const char *word = json_is_true(wanted) ? "true" : json_is_false(wanted) ? "false" : "null";
        sk_text_addf(p->out, "json_type(%s, %s) = '%s'", document, path, word);
    }
    sk_text_add(p->out, ")");
    return status;
}

static enum sk_status
contains_constant(struct sk_printer *p, const PgQuery__AExpr *e)
{
    const char *text = sk_constant_text(e->rexpr);
    json_t *wanted = text ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
    if (!wanted)
        return sk_print_unsupported(p, e->rexpr,
                                    "@> with a document that is not a literal has no equivalent on sqlite");
    enum sk_status status;
    p->within++;
    const char *document = sk_print_apart(p, e->lexpr, &status);
    p->within--;
    if (!status) { /* what is not there contains nothing */
        sk_text_addf(p->out, "CASE WHEN %s IS NOT NULL THEN coalesce(", document);
        status = contains(p, document, "'$'", wanted, 0);
        if (!status && !json_is_object(wanted) && !json_is_array(wanted)) { /* an array has what it is made of, too */
            json_t *element = json_pack("[O]", wanted);
            sk_text_add(p->out, " OR ");
            status = contains(p, document, "'$'", element, 0);
            json_decref(element);
        }
        sk_text_add(p->out, ", 0) END");
    }
    json_decref(wanted);
    return status;
}

bool
sk_sqlite_json_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status)
{
    struct sk_type left = e->lexpr ? sk_scope_type(p->scope, e->lexpr) : (struct sk_type){.kind = SK_TYPE_OTHER};
    struct sk_type right = sk_scope_type(p->scope, e->rexpr);
    bool array = left.dimensions || right.dimensions, json = sk_type_is_json(&left);
    if (!e->lexpr)
        return false;
    if (strcmp(op, "->>") == 0)
        *status = text_field(p, e);
    else if (strcmp(op, "#>>") == 0)
        *status = text_at_path(p, e);
    else if (strcmp(op, "#>") == 0)
        *status = json_at_path(p, e);
    else if (strcmp(op, "?") == 0)
        *status = has_key(p, e);
    else if (strcmp(op, "#-") == 0)
        *status = at_path(p, "json_remove", e);
    else if (strcmp(op, "-") == 0 && json)
        *status = at_step(p, "json_remove", e);
    else if (strcmp(op, "||") == 0 && (json || sk_type_is_json(&right)) && !array)
        *status = join_documents(p, e);
    else if (strcmp(op, "||") == 0 && left.dimensions && (right.dimensions || sk_node_is_string(e->rexpr)))
        *status = join_arrays(p, e, &left);
    else if (strcmp(op, "||") == 0 && left.dimensions)
        *status = two(p, e, "json_insert($1, '$[#]', $2)");
    else if (strcmp(op, "@>") == 0 && array)
        *status = array_operands(p, e, CONTAINS("$1", "$2"));
    else if (strcmp(op, "@>") == 0 && sk_type_is_json(&left))
        *status = contains_constant(p, e);
    else if (strcmp(op, "<@") == 0 && array)
        *status = array_operands(p, e, CONTAINS("$2", "$1"));
    else if (strcmp(op, "&&") == 0 && array)
        *status = array_operands(p, e,
                                 OF_BOTH("EXISTS (SELECT 1 FROM json_each($1) AS a WHERE a.value IN (SELECT b.value "
                                         "FROM json_each($2) AS b))"));
    else
        return false;
    return true;
}

/* ---- functions ------------------------------------------------------------------------------------------------ */

/* A text that json_extract() has taken out of a document is known to SQLite as JSON still, through CAST() and CASE,
 * too: to what makes a document it would be part of one, not a text. */
static const sk_node *
no_document(struct sk_printer *p, const sk_node *node)
{
    struct sk_type type = sk_scope_type(p->scope, node);
    enum sk_status status = SK_OK;
    bool plain = node->node_case == SK_NODE(A_CONST) || node->node_case == SK_NODE(COLUMN_REF);
    bool computed = sk_type_is_text(&type) && !plain;
    bool taken = computed && strstr(sk_print_apart(p, node, &status), "json_");
    return taken && !status ? sk_pg_made(p->tmp, "($1 || '')", 1, &node) : node;
}

/* A value that becomes part of a document. */
static enum sk_status row(struct sk_printer *p, const struct sk_range *range);

static enum sk_status
member(struct sk_printer *p, const sk_node *node)
{
    const struct sk_range *range = sk_print_whole_row(p, node);
    if (range)
        return row(p, range);
    const sk_node *query = sk_print_row_query(p, node);
    node = no_document(p, sk_print_padded(p, query ? query : node));
    struct sk_type type = sk_scope_type(p->scope, node);
    const sk_node *args[] = {node};
    if (type.dimensions || sk_type_is_json(&type))
        return sk_print_template(p, "json($1)", 1, args);
    if (type.kind == SK_TYPE_BOOLEAN)
        return sk_print_template(p, "json(CASE $1 WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END)", 1, args);
    return sk_print_expr(p, node);
}

/* A call of `name` whose arguments are members; every second one from the first on is a key if `keys`. */
static enum sk_status
build(struct sk_printer *p, const PgQuery__FuncCall *call, const char *name, bool keys)
{
    enum sk_status status = SK_OK;
    sk_text_addf(p->out, "%s(%s", name, call->agg_distinct ? "DISTINCT " : "");
    for (size_t i = 0; i < call->n_args && !status; i++) {
        sk_text_add(p->out, i ? ", " : "");
        status = keys && i % 2 == 0 ? sk_print_expr(p, call->args[i]) : member(p, call->args[i]);
    }
    sk_text_add(p->out, ")");
    return status ? status : sk_print_call_tail(p, call);
}

/* An aggregate of no rows is NULL, where SQLite's is an empty document. */
static enum sk_status
built_of_rows(struct sk_printer *p, const PgQuery__FuncCall *call, const char *name, const char *empty)
{
    sk_text_add(p->out, "nullif(");
    enum sk_status status = build(p, call, name, *empty == '{');
    sk_text_addf(p->out, ", '%s')", empty);
    return status;
}

/* array_to_string(array_agg(x), ',') is string_agg(x, ','): a sub-query cannot have the aggregate of the one around it.
 */
enum sk_status
sk_sqlite_array_to_string(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const sk_node *array = call->args[0];
    bool aggregate =
        array->node_case == SK_NODE(FUNC_CALL) && array->func_call->n_args == 1 &&
        strcmp(sk_node_name(NULL, array->func_call->n_funcname, array->func_call->funcname), "array_agg") == 0;
    if (!aggregate)
        return sk_print_template(p, "CASE WHEN $1 IS NOT NULL THEN coalesce((SELECT group_concat(value, $2) FROM "
                                    "json_each($1)), '') END", 2, (const sk_node *const *)call->args);
    PgQuery__FuncCall joined = *array->func_call;
    sk_node *args[] = {(sk_node *)(uintptr_t)sk_print_shown(p, joined.args[0]), call->args[1]};
    joined.args = args;
    joined.n_args = 2;
    return sk_sqlite_string_agg(p, &joined);
}

enum sk_status
sk_sqlite_json_object(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return build(p, call, "json_object", true);
}

enum sk_status
sk_sqlite_json_array(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return build(p, call, "json_array", false);
}

enum sk_status
sk_sqlite_json_agg(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return built_of_rows(p, call, "json_group_array", "[]");
}

enum sk_status
sk_sqlite_json_object_agg(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return built_of_rows(p, call, "json_group_object", "{}");
}

/* row_to_json(t): the columns of t. */
static enum sk_status
row(struct sk_printer *p, const struct sk_range *range)
{
    enum sk_status status = SK_OK;
    sk_text_add(p->out, "json_object(");
    for (size_t i = 0; i < range->columns.n && !status; i++) {
        sk_text_add(p->out, i ? ", " : "");
        sk_text_literal(p->out, range->columns.items[i].name);
        sk_text_add(p->out, ", ");
        status = member(p, sk_print_part_of_row(p, range, i));
    }
    sk_text_add(p->out, ")");
    return status;
}

enum sk_status
sk_sqlite_to_json(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const struct sk_range *range = sk_print_whole_row(p, call->args[0]);
    if (range)
        return row(p, range);
    if (sk_print_row_query(p, call->args[0]))
        return member(p, call->args[0]);
    if (strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), "row_to_json") == 0)
        return sk_print_unsupported(p, call->args[0], "a row as a JSON document has no equivalent on sqlite");
    struct sk_type type = sk_scope_type(p->scope, call->args[0]);
    const sk_node *const *args = (const sk_node *const *)call->args;
    if (type.dimensions || sk_type_is_json(&type))
        return member(p, call->args[0]);
    if (type.kind == SK_TYPE_BOOLEAN)
        return sk_print_template(p, "json(CASE $1 WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)", 1, args);
    if (sk_type_is_integer(&type))
        return sk_print_template(p, "json($1)", 1, args);
    const sk_node *padded = no_document(p, sk_print_padded(p, args[0]));
    return sk_print_template(p, "CASE WHEN $1 IS NOT NULL THEN json_quote($1) END", 1, &padded);
}

/* Where the step before the last leads; NULL: there is but one. */
static const char *
parent_of(struct sk_printer *p, const char *path)
{
    const char *last = path + 1;
    for (const char *c = last; *c; c++)
        last = *c == '[' || (c[0] == '.' && c[1] == '"') ? c : last;
    return last == path + 1 ? NULL : sk_strndup(p->tmp, path, (size_t)(last - path));
}

/* jsonb_set(document, '{path}', value). What SQLite is given NULL for becomes null, and what is missing on the way to
 * the place is made: on PostgreSQL the whole is NULL, or stays as it was. */
enum sk_status
sk_sqlite_json_set(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *path = literal_path(p, call->args[1]);
    if (!path)
        return sk_print_unsupported(p, call->args[1], "a JSON path that is not a literal has no equivalent on sqlite");
    bool create = call->n_args < 4 || (call->args[3]->node_case == SK_NODE(A_CONST) &&
                                       call->args[3]->a_const->val_case == PG_QUERY__A__CONST__VAL_BOOLVAL &&
                                       call->args[3]->a_const->boolval->boolval);
    enum sk_status status;
    const sk_node *null = sk_print_null_of_document(call->args[2]);
    const char *parent = create ? parent_of(p, path) : NULL, *document = sk_print_apart(p, call->args[0], &status);
    if (null || parent)
        sk_text_add(p->out, "CASE ");
    if (null) {
        sk_text_add(p->out, "WHEN ");
        status = status ? status : sk_print_expr(p, null);
        sk_text_add(p->out, " IS NULL THEN NULL ");
    }
    if (parent) {
        sk_text_addf(p->out, "WHEN json_type(%s, ", document);
        sk_text_literal(p->out, parent);
        sk_text_addf(p->out, ") IS NULL THEN %s ", document);
    }
    sk_text_addf(p->out, "%s%s(%s, ", null || parent ? "ELSE " : "", create ? "json_set" : "json_replace", document);
    sk_text_literal(p->out, path);
    sk_text_add(p->out, ", json(");
    status = status ? status : sk_print_expr(p, call->args[2]);
    sk_text_add(p->out, null || parent ? ")) END" : "))");
    return status;
}

/* jsonb_insert(document, '{path}', value): of a key, which must not be there. */
enum sk_status
sk_sqlite_json_insert(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *path = literal_path(p, call->args[1]);
    if (!path || path[strlen(path) - 1] == ']')
        return sk_print_unsupported(p, call->args[1], "jsonb_insert() into an array has no equivalent on sqlite");
    enum sk_status status;
    const char *document = sk_print_apart(p, call->args[0], &status);
    if (status)
        return status;
    sk_text_addf(p->out, "CASE WHEN json_type(%s, ", document);
    sk_text_literal(p->out, path);
    sk_text_add(p->out, ") IS NOT NULL THEN json('cannot replace existing key') ELSE ");
    status = sk_sqlite_json_set(p, call);
    sk_text_add(p->out, " END");
    return status;
}
