/*
 * dialects/mysql/json.c - JSON. PostgreSQL manual, 9.16; MySQL manual, 14.17; mariadb.com/kb, "JSON Functions".
 *
 * MySQL has a JSON type, MariaDB has text that its functions take for JSON where it comes from a JSON column or from
 * another of them. JSON_EXTRACT(x, '$') is what makes a document of a text on both. JSON's null is no NULL: -> gives it
 * as it is, ->> gives NULL.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "dialects/mysql/print.h"

/* ---- values in documents -------------------------------------------------------------------------------------- */

#define MOMENT(offset)                                                                                                 \
    "CONCAT(TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM DATE_FORMAT($1, '%Y-%m-%dT%H:%i:%s.%f')))" offset ")"
#define PLAIN_NUMBER                                                                                                   \
    "JSON_EXTRACT(TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM CAST(CAST($1 AS DECIMAL(65,30)) AS CHAR))), '$')"

/* The columns of a row as a document. */
static enum sk_status
row_object(struct sk_printer *p, const struct sk_range *row)
{
    enum sk_status status = SK_OK;
    sk_text_add(p->out, "JSON_OBJECT(");
    for (size_t i = 0; i < row->columns.n && !status; i++) {
        sk_text_add(p->out, i ? ", " : "");
        sk_mysql_put_literal(p, row->columns.items[i].name);
        sk_text_add(p->out, ", ");
        status = sk_mysql_put_member(p, sk_print_part_of_row(p, row, i));
    }
    sk_text_add(p->out, ")");
    return status;
}

enum sk_status
sk_mysql_put_member(struct sk_printer *p, const sk_node *node)
{
    const struct sk_range *row = sk_print_whole_row(p, node);
    if (row)
        return row_object(p, row);
    const sk_node *query = sk_print_row_query(p, node);
    node = sk_print_padded(p, query ? query : node);
    struct sk_type type = sk_scope_type(p->scope, node);
    const struct sk_type *of = type.dimensions ? &type : sk_catalog_base_type(p->catalog, &type);
    const sk_node *args[] = {node};
    const char *template = "$1";
    if (node->node_case == SK_NODE(A_CONST) && type.kind != SK_TYPE_BOOLEAN)
        return sk_print_expr(p, node);
    if (of->dimensions || sk_type_is_json(of))
        template = sk_mysql_is_mariadb(p) ? "JSON_EXTRACT($1, '$')" : "$1";
    else if (of->kind == SK_TYPE_BOOLEAN)
        template = "JSON_EXTRACT(CASE WHEN $1 THEN 'true' WHEN NOT $1 THEN 'false' END, '$')";
    else if (of->kind == SK_TYPE_TIMESTAMPTZ)
        template = MOMENT(", '+00:00'");
    else if (of->kind == SK_TYPE_TIMESTAMP)
        template = MOMENT("");
    else if (of->kind == SK_TYPE_DATE || of->kind == SK_TYPE_UUID)
        template = "CAST($1 AS CHAR)";
    else if (of->kind == SK_TYPE_NUMERIC && of->scale < 0)
        template = PLAIN_NUMBER;
    enum sk_status status = sk_print_template(p, template, 1, args);
    /* MariaDB's documents are text, of a collation that does not go with that of a column. */
    if (sk_mysql_is_mariadb(p) && (sk_type_is_text(of) || sk_type_is_time(of) || of->kind == SK_TYPE_UUID))
        sk_text_add(p->out, " COLLATE utf8mb4_bin");
    return status;
}

enum sk_status
sk_mysql_member_template(struct sk_printer *p, const char *template, size_t n, const sk_node *const *args)
{
    enum sk_status status = SK_OK;
    for (const char *c = template; *c && !status; c++) {
        if (c[0] == '$' && c[1] >= '1' && c[1] <= '9' && (size_t)(c[1] - '1') < n)
            status = sk_mysql_put_member(p, args[*++c - '1']);
        else
            sk_text_add_n(p->out, c, 1);
    }
    return status;
}

const char *
sk_mysql_json_text(struct sk_printer *p, const char *json)
{
    if (!sk_mysql_is_mariadb(p))
        return sk_mysql_collated(p, sk_printf(p->tmp, "JSON_UNQUOTE(NULLIF(%s, CAST('null' AS JSON)))", json));
    return sk_mysql_collated(p, sk_printf(p->tmp, "IF(JSON_TYPE(%s) = 'NULL', NULL, JSON_UNQUOTE(%s))", json, json));
}

/* A document that is known now. */
static void
put_document(struct sk_printer *p, const json_t *document)
{
    char *text = json_dumps(document, JSON_ENCODE_ANY | JSON_COMPACT);
    sk_text_add(p->out, "JSON_EXTRACT(");
    sk_mysql_put_literal(p, text);
    sk_text_add(p->out, ", '$')");
    free(text);
}

/* ---- paths ---------------------------------------------------------------------------------------------------- */

static void
key_step(struct sk_text *path, const char *key, size_t len)
{
    sk_text_add(path, ".\"");
    for (size_t i = 0; i < len; i++)
        sk_text_addf(path, strchr("\"\\", key[i]) ? "\\%c" : "%c", key[i]);
    sk_text_add(path, "\"");
}

static void
index_step(struct sk_text *path, long index)
{
    if (index >= 0)
        sk_text_addf(path, "[%ld]", index);
    else if (index == -1)
        sk_text_add(path, "[last]");
    else
        sk_text_addf(path, "[last-%ld]", -index - 1);
}

/* A step of #>'s path: a number is an array's element. */
static void
path_step(struct sk_text *path, const char *step, size_t len)
{
    size_t sign = len && *step == '-';
    if (len > sign && strspn(step + sign, "0123456789") >= len - sign)
        index_step(path, strtol(sk_strndup(path, step, len), NULL, 10));
    else
        key_step(path, step, len);
}

/* '{a,b,0}' as '$."a"."b"[0]'; NULL for what is no literal. */
static const char *
literal_path(struct sk_printer *p, const sk_node *node)
{
    static const struct sk_type texts = {.kind = SK_TYPE_TEXT, .length = -1, .scale = -1, .name = "text"};
    struct sk_text *path = sk_text_new(p->tmp);
    const char *text = sk_constant_text(node);
    sk_text_add(path, "$");
    node = sk_pg_uncast(node);
    for (size_t i = 0; node->node_case == SK_NODE(A_ARRAY_EXPR) && i < node->a_array_expr->n_elements; i++) {
        const char *step = sk_constant_text(node->a_array_expr->elements[i]);
        if (!step)
            return NULL;
        path_step(path, step, strlen(step));
    }
    if (node->node_case == SK_NODE(A_ARRAY_EXPR))
        return path->data;
    const char *array = text ? sk_literal_array(p->tmp, text, &texts) : NULL;
    json_t *steps = array ? json_loads(array, 0, NULL) : NULL;
    size_t i;
    json_t *step;
    json_array_foreach(steps, i, step)
        path_step(path, json_is_string(step) ? json_string_value(step) : "", json_string_length(step));
    json_decref(steps);
    return array ? path->data : NULL;
}

/* A step that is known only with the row: what CONCAT() joins. */
static enum sk_status
step_apart(struct sk_printer *p, const char **sql, const sk_node *step)
{
    struct sk_type type = sk_scope_type(p->scope, step);
    enum sk_status status;
    const char *value = sk_print_apart(p, step, &status);
    if (!status)
        *sql = sk_type_is_integer(&type) ? sk_printf(p->tmp, "'[', %s, ']'", value)
                                         : sk_printf(p->tmp, "'.', JSON_QUOTE(%s) COLLATE utf8mb4_bin", value);
    return status;
}

/* A chain of -> is one path: `*root` is its document, `*path` the path as SQL. */
static enum sk_status
chain_path(struct sk_printer *p, const PgQuery__AExpr *e, const sk_node **root, const char **path)
{
    const sk_node *steps[64];
    size_t n = 0;
    for (const PgQuery__AExpr *at = e;;) {
        steps[n++] = at->rexpr;
        *root = at->lexpr;
        const sk_node *left = at->lexpr;
        if (left->node_case != SK_NODE(A_EXPR) || !left->a_expr->lexpr || n == sizeof steps / sizeof *steps ||
            strcmp(sk_node_name(NULL, left->a_expr->n_name, left->a_expr->name), "->") != 0)
            break;
        at = left->a_expr;
    }
    struct sk_text *plain = sk_text_new(p->tmp), *joined = NULL;
    enum sk_status status = SK_OK;
    sk_text_add(plain, "$");
    while (n-- > 0 && !status) {
        const sk_node *step = steps[n];
        const char *key = sk_constant_text(step), *sql = NULL;
        bool number = step->node_case == SK_NODE(A_CONST) && step->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL;
        if (key) {
            key_step(plain, key, strlen(key));
        } else if (number) {
            index_step(plain, step->a_const->ival->ival);
        } else {
            status = step_apart(p, &sql, step);
            joined = joined ? joined : sk_text_new(p->tmp);
            sk_text_addf(joined, "%s%s, %s", joined->len ? ", " : "", sk_mysql_literal_sql(p, plain->data),
                         status ? "" : sql);
            plain = sk_text_new(p->tmp);
        }
    }
    if (joined && plain->len)
        sk_text_addf(joined, ", %s", sk_mysql_literal_sql(p, plain->data));
    *path = joined ? sk_printf(p->tmp, "CONCAT(%s)", joined->data) : sk_mysql_literal_sql(p, plain->data);
    return status;
}

/* The path on the right of #>, #>>, #- as SQL. */
static enum sk_status
array_path(struct sk_printer *p, const PgQuery__AExpr *e, const sk_node **root, const char **path)
{
    const char *literal = literal_path(p, e->rexpr);
    *root = e->lexpr;
    if (!literal)
        return sk_print_unsupported(p, e->rexpr, "a JSON path that is not a literal has no equivalent on %s",
                                    p->rules->dialect);
    *path = sk_mysql_literal_sql(p, literal);
    return SK_OK;
}

typedef enum sk_status (*path_fn)(struct sk_printer *p, const PgQuery__AExpr *e, const sk_node **root,
                                  const char **path);

/* FUNCTION(document, path), as text if `text` */
static enum sk_status
at_path(struct sk_printer *p, const char *function, const PgQuery__AExpr *e, path_fn path_of, bool text)
{
    const sk_node *root;
    const char *path = NULL;
    enum sk_status status = path_of(p, e, &root, &path);
    if (status)
        return status;
    const char *document = sk_print_apart(p, root, &status);
    if (status)
        return status;
    const char *sql = sk_printf(p->tmp, "%s(%s, %s)", function, document, path);
    sk_text_add(p->out, text ? sk_mysql_json_text(p, sql) : sql);
    return SK_OK;
}

/* ---- keys ----------------------------------------------------------------------------------------------------- */

/* document ? key, of an object's keys and an array's strings. */
static enum sk_status
has_key(struct sk_printer *p, const sk_node *document, const sk_node *key)
{
    const sk_node *args[] = {document, key};
    const char *constant = sk_constant_text(key);
    if (!constant)
        return sk_print_template(p,
                                 "(JSON_CONTAINS_PATH($1, 'one', CONCAT('$.', JSON_QUOTE($2) COLLATE utf8mb4_bin)) OR "
                                 "JSON_CONTAINS($1, JSON_QUOTE($2) COLLATE utf8mb4_bin))",
                                 2, args);
    struct sk_text *path = sk_text_new(p->tmp);
    sk_text_add(path, "$");
    key_step(path, constant, strlen(constant));
    enum sk_status status = sk_print_template(p, "(JSON_CONTAINS_PATH($1, 'one', ", 1, args);
    sk_mysql_put_literal(p, path->data);
    status =
        status ? status : sk_print_template(p, ") OR JSON_CONTAINS($1, JSON_QUOTE($2) COLLATE utf8mb4_bin))", 2, args);
    return status;
}

/* document ?| keys, document ?& keys */
static enum sk_status
has_keys(struct sk_printer *p, const PgQuery__AExpr *e, bool all)
{
    const sk_node *keys = e->rexpr;
    enum sk_status status = SK_OK;
    keys = sk_pg_uncast(keys);
    if (keys->node_case != SK_NODE(A_ARRAY_EXPR) || !keys->a_array_expr->n_elements)
        return sk_print_unsupported(p, e->rexpr, "?%c with keys that are not written out has no equivalent on %s",
                                    all ? '&' : '|', p->rules->dialect);
    sk_text_add(p->out, "(");
    for (size_t i = 0; i < keys->a_array_expr->n_elements && !status; i++) {
        sk_text_add(p->out, i ? all ? " AND " : " OR " : "");
        status = has_key(p, e->lexpr, keys->a_array_expr->elements[i]);
    }
    sk_text_add(p->out, ")");
    return status;
}

/* ---- || ------------------------------------------------------------------------------------------------------- */

#define IS_OBJECT(x) "CONVERT(JSON_TYPE(" x ") USING utf8mb4) = 'OBJECT'"
#define KEYS(x, column) "JSON_TABLE(JSON_KEYS(" x "), '$[*]' COLUMNS (k LONGTEXT CHARACTER SET utf8mb4 PATH '$')) AS " column
#define AT(x, key) "JSON_EXTRACT(" x ", CONCAT('$.', JSON_QUOTE(" key ") COLLATE utf8mb4_bin))"
/* The right one's members are taken, and those of the left that it has not. Arrays are joined. */
#define JOIN                                                                                                                           \
    "IF(" IS_OBJECT("$1") " AND " IS_OBJECT(                                                                                           \
        "$2") ", JSON_MERGE_PATCH(COALESCE((SELECT "                                                                                   \
              "JSON_OBJECTAGG(a.k COLLATE utf8mb4_bin, " AT("$1", "a.k") ") FROM " KEYS(                                               \
                  "$1",                                                                                                                \
                  "a") " WHERE NOT JSON_CONTAINS_PATH($2, 'one', CONCAT('$.', JSON_QUOTE(a.k) COLLATE utf8mb4_bin))), JSON_OBJECT()) " \
                       "COLLATE utf8mb4_bin, $2), "                                                                                    \
                       "JSON_MERGE_PRESERVE($1, $2))"

/* An object is about to get members; anything else, say an array, is joined with them. */
static enum sk_status
begin_set(struct sk_printer *p, const PgQuery__AExpr *e, bool *joins)
{
    const sk_node *args[] = {e->lexpr, e->rexpr};
    const char *text = sk_constant_text(e->lexpr);
    json_t *known = text ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
    *joins = !json_is_object(known);
    json_decref(known);
    enum sk_status status =
        *joins ? sk_print_template(p, "IF(NOT " IS_OBJECT("$1") ", JSON_MERGE_PRESERVE($1, $2), ", 2, args) : SK_OK;
    sk_text_add(p->out, "JSON_SET(");
    return status ? status : sk_print_expr(p, e->lexpr);
}

/* Members that are known by name are set one by one, nulls and objects included. */
static enum sk_status
set_members(struct sk_printer *p, const PgQuery__AExpr *e, const json_t *members)
{
    const char *key;
    json_t *value;
    bool joins;
    enum sk_status status = begin_set(p, e, &joins);
    json_object_foreach((json_t *)(uintptr_t)members, key, value) {
        struct sk_text *path = sk_text_new(p->tmp);
        sk_text_add(path, "$");
        key_step(path, key, strlen(key));
        sk_text_add(p->out, ", ");
        sk_mysql_put_literal(p, path->data);
        sk_text_add(p->out, ", ");
        put_document(p, value);
    }
    sk_text_add(p->out, joins ? "))" : ")");
    return status;
}

/* document || jsonb_build_object('k', v, ...) */
static enum sk_status
set_built(struct sk_printer *p, const PgQuery__AExpr *e, const PgQuery__FuncCall *build)
{
    bool joins;
    enum sk_status status = begin_set(p, e, &joins);
    for (size_t i = 0; i + 1 < build->n_args && !status; i += 2) {
        const char *key = sk_constant_text(build->args[i]);
        struct sk_text *path = sk_text_new(p->tmp);
        sk_text_add(path, "$");
        sk_text_add(p->out, ", ");
        if (key) {
            key_step(path, key, strlen(key));
            sk_mysql_put_literal(p, path->data);
        } else {
            const sk_node *args[] = {build->args[i]};
            status = sk_print_template(p, "CONCAT('$.', JSON_QUOTE($1) COLLATE utf8mb4_bin)", 1, args);
        }
        sk_text_add(p->out, ", ");
        status = status ? status : sk_mysql_put_member(p, build->args[i + 1]);
    }
    sk_text_add(p->out, joins ? "))" : ")");
    return status;
}

static enum sk_status
concatenate(struct sk_printer *p, const PgQuery__AExpr *e)
{
    const sk_node *args[] = {e->lexpr, e->rexpr};
    const char *text = sk_constant_text(e->rexpr);
    json_t *known = text ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
    const PgQuery__FuncCall *call = e->rexpr->node_case == SK_NODE(FUNC_CALL) ? e->rexpr->func_call : NULL;
    const char *name = call ? sk_node_name(NULL, call->n_funcname, call->funcname) : "";
    enum sk_status status;
    if (json_is_object(known) && json_object_size(known))
        status = set_members(p, e, known);
    else if (known)
        status = sk_print_template(p, json_is_object(known) /* one without members says nothing to another */
                                          ? "IF(" IS_OBJECT("$1") ", $1, JSON_MERGE_PRESERVE($1, $2))"
                                          : "JSON_MERGE_PRESERVE($1, $2)", 2, args);
    else if (strcmp(name, "jsonb_build_object") == 0 && call->n_args >= 2)
        status = set_built(p, e, call);
    else
        status = sk_print_template(p, JOIN, 2, args);
    json_decref(known);
    return status;
}

/* ---- operators ------------------------------------------------------------------------------------------------ */

static enum sk_status
two(struct sk_printer *p, const PgQuery__AExpr *e, const char *template)
{
    static const struct sk_type jsonb = {.kind = SK_TYPE_JSONB, .length = -1, .scale = -1, .name = "jsonb"};
    const sk_node *args[] = {e->lexpr, e->rexpr};
    enum sk_status status = SK_OK;
    bool queries = strstr(template, "SELECT ") != NULL;
    p->within += queries;
    for (const char *c = template; *c && !status; c++) {
        if (c[0] == '$' && (c[1] == '1' || c[1] == '2'))
            status = sk_print_value(p, args[*++c - '1'], &jsonb);
        else
            sk_text_add_n(p->out, c, 1);
    }
    p->within -= queries;
    return status;
}

/* document - 'key', document - 2, document - ARRAY['a', 'b'] */
static enum sk_status
remove_members(struct sk_printer *p, const PgQuery__AExpr *e)
{
    const sk_node *keys = sk_pg_uncast(e->rexpr);
    if (keys->node_case != SK_NODE(A_ARRAY_EXPR))
        return at_path(p, "JSON_REMOVE", e, chain_path, false);
    sk_text_add(p->out, "JSON_REMOVE(");
    enum sk_status status = sk_print_expr(p, e->lexpr);
    for (size_t i = 0; i < keys->a_array_expr->n_elements && !status; i++) {
        const char *key = sk_constant_text(keys->a_array_expr->elements[i]);
        struct sk_text *path = sk_text_new(p->tmp);
        if (!key)
            return sk_print_unsupported(p, e->rexpr, "keys that are not literals have no equivalent on %s",
                                        p->rules->dialect);
        sk_text_add(path, "$");
        key_step(path, key, strlen(key));
        sk_text_add(p->out, ", ");
        sk_mysql_put_literal(p, path->data);
    }
    sk_text_add(p->out, ")");
    return status;
}

/* MariaDB would compare the texts: white space and the order of members do not count in jsonb. */
static bool
compare_documents(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status)
{
    bool equal = strcmp(op, "=") == 0, unequal = strcmp(op, "<>") == 0 || strcmp(op, "!=") == 0;
    if (!sk_mysql_is_mariadb(p) || (!equal && !unequal))
        return false;
    *status = two(p, e, equal ? "(JSON_EQUALS($1, $2) = 1)" : "(JSON_EQUALS($1, $2) = 0)");
    return true;
}

bool
sk_mysql_json_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status)
{
    struct sk_type left = e->lexpr ? sk_scope_type(p->scope, e->lexpr) : (struct sk_type){.kind = SK_TYPE_OTHER};
    struct sk_type right = sk_scope_type(p->scope, e->rexpr);
    bool json = sk_type_is_json(&left), either = json || sk_type_is_json(&right);
    if (!e->lexpr || left.dimensions)
        return false;
    if (strcmp(op, "->") == 0)
        *status = at_path(p, "JSON_EXTRACT", e, chain_path, false);
    else if (strcmp(op, "->>") == 0)
        *status = at_path(p, "JSON_EXTRACT", e, chain_path, true);
    else if (strcmp(op, "#>") == 0)
        *status = at_path(p, "JSON_EXTRACT", e, array_path, false);
    else if (strcmp(op, "#>>") == 0)
        *status = at_path(p, "JSON_EXTRACT", e, array_path, true);
    else if (strcmp(op, "#-") == 0)
        *status = at_path(p, "JSON_REMOVE", e, array_path, false);
    else if (strcmp(op, "?") == 0)
        *status = has_key(p, e->lexpr, e->rexpr);
    else if (strcmp(op, "?|") == 0 || strcmp(op, "?&") == 0)
        *status = has_keys(p, e, op[1] == '&');
    else if (strcmp(op, "-") == 0 && json)
        *status = remove_members(p, e);
    else if (strcmp(op, "||") == 0 && either && !right.dimensions)
        *status = concatenate(p, e);
    else if (strcmp(op, "@>") == 0 && !right.dimensions)
        *status = two(p, e, "JSON_CONTAINS($1, $2)");
    else if (strcmp(op, "<@") == 0 && !right.dimensions)
        *status = two(p, e, "JSON_CONTAINS($2, $1)");
    else
        return either && compare_documents(p, op, e, status);
    return true;
}

/* ---- functions ------------------------------------------------------------------------------------------------ */

/* A call of `name` whose arguments are members; every second one from the first on is a key if `keys`. */
static enum sk_status
build(struct sk_printer *p, const PgQuery__FuncCall *call, const char *name, bool keys)
{
    enum sk_status status = SK_OK;
    sk_text_addf(p->out, "%s(", name);
    for (size_t i = 0; i < call->n_args && !status; i++) {
        bool key = keys && i % 2 == 0, constant = sk_constant_text(call->args[i]);
        sk_text_add(p->out, i ? ", " : "");
        status = key ? sk_mysql_put_text(p, call->args[i]) : sk_mysql_put_member(p, call->args[i]);
        if (key && !constant && sk_mysql_is_mariadb(p)) /* as members have it: error 1267 */
            sk_text_add(p->out, " COLLATE utf8mb4_bin");
    }
    sk_text_add(p->out, ")");
    return status ? status : sk_print_call_tail(p, call);
}

enum sk_status
sk_mysql_json_object(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return build(p, call, "JSON_OBJECT", true);
}

enum sk_status
sk_mysql_json_array(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return build(p, call, "JSON_ARRAY", false);
}

/* An order, DISTINCT and FILTER go by way of GROUP_CONCAT(), which has them, of each member's own text. */
static enum sk_status
joined_members(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    bool mariadb = sk_mysql_is_mariadb(p);
    enum sk_status status = SK_OK;
    sk_text_add(p->out, mariadb ? "JSON_EXTRACT(CONCAT('[', GROUP_CONCAT(" : "CAST(CONCAT('[', GROUP_CONCAT(");
    sk_text_add(p->out, call->agg_distinct ? "DISTINCT " : "");
    if (call->agg_filter) {
        sk_text_add(p->out, "CASE WHEN ");
        status = sk_print_expr(p, call->agg_filter);
        sk_text_add(p->out, " THEN ");
    }
    const sk_node *args[] = {call->args[0]};
    status = status ? status
                    : sk_mysql_member_template(p,
                                               mariadb ? "JSON_EXTRACT(JSON_ARRAY($1), '$[0]')"
                                                       : "CAST(JSON_EXTRACT(JSON_ARRAY($1), '$[0]') AS CHAR)",
                                               1, args);
    sk_text_add(p->out, call->agg_filter ? " END" : "");
    status = status ? status : sk_print_call_order(p, call);
    sk_text_add(p->out, mariadb ? "), ']'), '$')" : "), ']') AS JSON)");
    return status;
}

enum sk_status
sk_mysql_json_agg(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    if (call->n_agg_order || call->agg_distinct || call->agg_filter)
        return joined_members(p, call);
    return build(p, call, "JSON_ARRAYAGG", false);
}

enum sk_status
sk_mysql_json_object_agg(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    if (call->agg_filter)
        return sk_print_unsupported(p, call->agg_filter, "json_object_agg() with FILTER has no equivalent on %s",
                                    p->rules->dialect);
    return build(p, call, "JSON_OBJECTAGG", true);
}

enum sk_status
sk_mysql_to_json(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    struct sk_type type = sk_scope_type(p->scope, call->args[0]);
    if (call->args[0]->node_case == SK_NODE(COLUMN_REF) && type.kind == SK_TYPE_OTHER)
        return sk_mysql_row_to_json(p, call);
    if (sk_type_is_json(&type) || type.dimensions)
        return sk_mysql_put_member(p, call->args[0]);
    return sk_mysql_member_template(p, "IF($1 IS NULL, NULL, JSON_EXTRACT(JSON_ARRAY($1), '$[0]'))", 1,
                                    (const sk_node *const *)call->args);
}

/* row_to_json(t): the columns of t. */
enum sk_status
sk_mysql_row_to_json(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const sk_node *arg = call->args[0];
    if (sk_print_whole_row(p, arg) || sk_print_row_query(p, arg))
        return sk_mysql_put_member(p, arg);
    return sk_print_unsupported(p, arg, "a row as a JSON document has no equivalent on %s", p->rules->dialect);
}

/* jsonb_set(document, '{path}', value, create) */
enum sk_status
sk_mysql_json_set(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    static const struct sk_type jsonb = {.kind = SK_TYPE_JSONB, .length = -1, .scale = -1, .name = "jsonb"};
    const char *path = literal_path(p, call->args[1]);
    if (!path)
        return sk_print_unsupported(p, call->args[1], "a JSON path that is not a literal has no equivalent on %s",
                                    p->rules->dialect);
    bool create = call->n_args < 4 || (call->args[3]->node_case == SK_NODE(A_CONST) &&
                                       call->args[3]->a_const->val_case == PG_QUERY__A__CONST__VAL_BOOLVAL &&
                                       call->args[3]->a_const->boolval->boolval);
    enum sk_status status = SK_OK;
    const sk_node *null = sk_print_null_of_document(call->args[2]);
    if (null) { /* the servers would put null there */
        sk_text_add(p->out, "IF(");
        status = sk_print_expr(p, null);
        sk_text_add(p->out, " IS NULL, NULL, ");
    }
    sk_text_add(p->out, create ? "JSON_SET(" : "JSON_REPLACE(");
    status = status ? status : sk_print_value(p, call->args[0], &jsonb);
    sk_text_add(p->out, ", ");
    sk_mysql_put_literal(p, path);
    sk_text_add(p->out, sk_mysql_is_mariadb(p) ? ", JSON_EXTRACT(" : ", ");
    status = status ? status : sk_print_value(p, call->args[2], &jsonb);
    sk_text_add(p->out, sk_mysql_is_mariadb(p) ? ", '$'))" : ")");
    sk_text_add(p->out, null ? ")" : "");
    return status;
}

/* jsonb_insert(document, '{path}', value): of a key, which must not be there (error 1242). */
enum sk_status
sk_mysql_json_insert(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *path = literal_path(p, call->args[1]);
    if (!path || path[strlen(path) - 1] == ']')
        return sk_print_unsupported(p, call->args[1], "jsonb_insert() into an array has no equivalent on %s",
                                    p->rules->dialect);
    enum sk_status status;
    const char *document = sk_print_apart(p, call->args[0], &status);
    if (status)
        return status;
    sk_text_addf(p->out, "IF(JSON_CONTAINS_PATH(%s, 'one', ", document);
    sk_mysql_put_literal(p, path);
    sk_text_add(p->out, "), (SELECT JSON_OBJECT() UNION ALL SELECT JSON_OBJECT()), ");
    status = sk_mysql_json_set(p, call);
    sk_text_add(p->out, ")");
    return status;
}

/* jsonb_extract_path(document, 'a', 'b'), jsonb_extract_path_text() */
enum sk_status
sk_mysql_json_path(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    struct sk_text *path = sk_text_new(p->tmp);
    enum sk_status status;
    sk_text_add(path, "$");
    for (size_t i = 1; i < call->n_args; i++) {
        const char *step = sk_constant_text(call->args[i]);
        if (!step)
            return sk_print_unsupported(p, call->args[i], "a JSON path that is not a literal has no equivalent on %s",
                                        p->rules->dialect);
        path_step(path, step, strlen(step));
    }
    const char *document = sk_print_apart(p, call->args[0], &status);
    if (status)
        return status;
    const char *sql = sk_printf(p->tmp, "JSON_EXTRACT(%s, %s)", document, sk_mysql_literal_sql(p, path->data));
    sk_text_add(p->out, strstr(name, "_text") ? sk_mysql_json_text(p, sql) : sql);
    return SK_OK;
}
