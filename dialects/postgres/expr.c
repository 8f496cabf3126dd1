/*
 * dialects/postgres/expr.c - what the catalog asks of expressions: their text, and renaming inside them.
 *
 * In a table's own expressions a bare name is one of its columns; in a query it is whatever its scope says
 * (query_columns.c).
 */
#include <string.h>

#include "dialects/postgres/exclusion.h"
#include "dialects/postgres/format.h"
#include "dialects/postgres/postgres.h"

struct sk_expr *
sk_pg_expr(TALLOC_CTX *owner, const sk_node *node)
{
    if (!node)
        return NULL;
    struct sk_expr *expr = sk_new(owner, struct sk_expr);
    expr->node = node;
    return expr;
}

static bool
unqualify(sk_node *node, void *data)
{
    (void)data;
    PgQuery__ColumnRef *ref = node->node_case == SK_NODE(COLUMN_REF) ? node->column_ref : NULL;
    if (ref && ref->n_fields > 1 && sk_node_string(ref->fields[ref->n_fields - 1])) {
        ref->fields += ref->n_fields - 1;
        ref->n_fields = 1;
    }
    return true;
}

struct sk_expr *
sk_pg_own_expr(TALLOC_CTX *owner, const sk_node *node)
{
    if (!node)
        return NULL;
    sk_node *copy = sk_pg_copy(owner, node);
    sk_pg_walk(&copy->base, unqualify, NULL);
    return sk_pg_expr(owner, copy);
}

static bool
is_statement(const sk_node *node)
{
    switch (node->node_case) {
    case SK_NODE(SELECT_STMT):
    case SK_NODE(CREATE_FUNCTION_STMT):
    case SK_NODE(INSERT_STMT):
    case SK_NODE(UPDATE_STMT):
    case SK_NODE(DELETE_STMT):
        return true;
    default:
        return false;
    }
}

static const char *
text(struct sk_expr *expr)
{
    if (!expr)
        return NULL;
    const sk_node *node = expr->node;
    if (!expr->sql && node && node->node_case == SK_NODE(CONSTRAINT))
        expr->sql = sk_pg_exclusion_text(expr, node->constraint);
    if (!expr->sql && expr->node)
        expr->sql = is_statement(expr->node) ? sk_pg_deparse(expr, expr->node) : sk_pg_deparse_expr(expr, expr->node);
    return expr->sql ? expr->sql : "";
}

/* ---- asking --------------------------------------------------------------------------------------------------- */

static bool
visit_column(sk_node *node, void *data)
{
    struct sk_expr *expr = data;
    const PgQuery__ColumnRef *ref = node->node_case == SK_NODE(COLUMN_REF) ? node->column_ref : NULL;
    const char *name = ref ? sk_node_string(ref->fields[ref->n_fields - 1]) : NULL;
    if (name && !sk_among(name, expr->n_columns, expr->columns))
        sk_push(expr, expr->columns, expr->n_columns, name);
    return true;
}

/* It is asked for each column of a table, and of the same few expressions again and again. */
static bool
uses_column(const struct sk_expr *expr, const char *column)
{
    struct sk_expr *known = (void *)(uintptr_t)expr; /* a cache: what the expression says is the same */
    if (known && known->node && !known->knows_columns) {
        known->knows_columns = true;
        sk_pg_walk((ProtobufCMessage *)(uintptr_t)known->node, visit_column, known);
    }
    return known && sk_among(column, known->n_columns, known->columns);
}

struct search {
    const char *schema, *name;
    bool found;
};

static bool
same_relation(const PgQuery__RangeVar *range, const char *schema, const char *name)
{
    const char *named = *range->schemaname ? range->schemaname : SK_PUBLIC;
    return strcmp(range->relname, name) == 0 && strcmp(named, schema ? schema : SK_PUBLIC) == 0;
}

static bool
visit_relation(sk_node *node, void *data)
{
    struct search *s = data;
    if (node->node_case == SK_NODE(RANGE_VAR) && same_relation(node->range_var, s->schema, s->name))
        s->found = true;
    return !s->found;
}

static bool
uses_relation(const struct sk_expr *expr, const char *schema, const char *name)
{
    struct search s = {.schema = schema, .name = name};
    if (expr && expr->node)
        sk_pg_walk((ProtobufCMessage *)(uintptr_t)expr->node, visit_relation, &s);
    return s.found;
}

/* ---- renaming ------------------------------------------------------------------------------------------------- */

struct rename {
    TALLOC_CTX *owner;
    const char *schema, *table, *from, *to_schema, *to;
    bool changed, ambiguous;
};

static bool
is_table(const struct rename *r, const char *name)
{
    return strcmp(name, r->table) == 0;
}

static void
set_string(struct rename *r, sk_node *node, const char *to)
{
    node->string->sval = sk_strdup(r->owner, to);
    r->changed = true;
}

static bool
visit_rename_column(sk_node *node, void *data)
{
    struct rename *r = data;
    if (node->node_case != SK_NODE(COLUMN_REF))
        return true;
    const PgQuery__ColumnRef *ref = node->column_ref;
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *qualifier = ref->n_fields > 1 ? sk_node_string(ref->fields[ref->n_fields - 2]) : NULL;
    if (name && strcmp(name, r->from) == 0 && (!qualifier || is_table(r, qualifier)))
        set_string(r, ref->fields[ref->n_fields - 1], r->to);
    return true;
}

static bool
query_uses_column(const struct sk_expr *expr, const struct sk_catalog *catalog, const char *schema, const char *table,
                  const char *column)
{
    return uses_relation(expr, schema, table) && sk_pg_query_uses_column(catalog, expr->node, schema, table, column);
}

static struct sk_expr *
renamed(struct rename *r, struct sk_expr *expr, bool (*visit)(sk_node *node, void *data))
{
    sk_node *copy = sk_pg_copy(r->owner, expr->node);
    sk_pg_walk(&copy->base, visit, r);
    return r->changed ? sk_pg_expr(r->owner, copy) : expr;
}

static struct sk_expr *
rename_column(TALLOC_CTX *owner, struct sk_expr *expr, const char *table, const char *from, const char *to)
{
    struct rename r = {.owner = owner, .table = table, .from = from, .to = to};
    return expr && expr->node && uses_column(expr, from) ? renamed(&r, expr, visit_rename_column) : expr;
}

/* Is it the column's name? One that is qualified, or called, is no column's of the table's own. */
static bool
is_name(const char *text, const PgQuery__ScanToken *token, const char *name)
{
    size_t len = (size_t)(token->end - token->start);
    const char *start = text + token->start;
    bool quoted = *start == '"' && len > 1;
    if (token->token == PG_QUERY__TOKEN__SCONST || text[token->end] == '(' || (token->start && start[-1] == '.'))
        return false;
    start += quoted;
    len -= quoted ? 2 : 0;
    for (; len && *name && *start == *name; start++, len--, name++)
        if (quoted && *start == '"') {
            start++;
            len--;
        }
    return !len && !*name;
}

static const char *
text_rename_column(TALLOC_CTX *owner, const char *text, const char *from, const char *to)
{
    PgQueryScanResult scanned = text ? pg_query_scan(text) : (PgQueryScanResult){0};
    PgQuery__ScanResult *tokens =
        !text || scanned.error
            ? NULL
            : pg_query__scan_result__unpack(NULL, scanned.pbuf.len, (const uint8_t *)scanned.pbuf.data);
    struct sk_text *out = sk_text_new(owner);
    int32_t at = 0;
    for (size_t i = 0; tokens && i < tokens->n_tokens; i++) {
        const PgQuery__ScanToken *token = tokens->tokens[i];
        if (!is_name(text, token, from))
            continue;
        sk_text_add_n(out, text + at, (size_t)(token->start - at));
        sk_pg_put_name(out, to);
        at = token->end;
    }
    if (at)
        sk_text_add(out, text + at);
    if (tokens)
        pg_query__scan_result__free_unpacked(tokens, NULL);
    if (text)
        pg_query_free_scan_result(scanned);
    return at ? sk_text_finish(out, owner) : text;
}

static struct sk_expr *
query_rename_column(TALLOC_CTX *owner, struct sk_expr *expr, const struct sk_catalog *catalog, const char *schema,
                    const char *table, const char *from, const char *to)
{
    if (!uses_relation(expr, schema, table) || !uses_column(expr, from))
        return expr;
    sk_node *copy = sk_pg_copy(owner, expr->node);
    sk_pg_query_rename_column(owner, catalog, copy, schema, table, from, to);
    return sk_pg_expr(owner, copy);
}

static struct sk_expr *
name_result(TALLOC_CTX *owner, struct sk_expr *expr, size_t i, const char *name)
{
    if (!expr->node)
        return expr;
    sk_node *copy = sk_pg_copy(owner, expr->node);
    sk_pg_name_result(owner, copy, i, name);
    return sk_pg_expr(owner, copy);
}

/* Does something else in the query go by one of the two names? */
static bool
visit_names(sk_node *node, void *data)
{
    struct rename *r = data;
    const PgQuery__Alias *alias = NULL;
    const char *name = NULL;
    switch (node->node_case) {
    case SK_NODE(RANGE_VAR):
        alias = node->range_var->alias;
        if (!alias && !same_relation(node->range_var, r->schema, r->from))
            name = node->range_var->relname;
        break;
    case SK_NODE(COMMON_TABLE_EXPR):
        name = node->common_table_expr->ctename;
        break;
    case SK_NODE(RANGE_SUBSELECT):
        alias = node->range_subselect->alias;
        break;
    case SK_NODE(RANGE_FUNCTION):
        alias = node->range_function->alias;
        break;
    case SK_NODE(JOIN_EXPR):
        alias = node->join_expr->alias;
        break;
    default:
        break;
    }
    name = alias ? alias->aliasname : name;
    r->ambiguous = r->ambiguous || (name && (strcmp(name, r->from) == 0 || strcmp(name, r->to) == 0));
    return true;
}

/* "old.column" is "new.column". */
static void
rename_qualifier(struct rename *r, const PgQuery__ColumnRef *ref)
{
    sk_node *qualifier = ref->n_fields == 2 ? ref->fields[0] : NULL;
    const char *name = qualifier ? sk_node_string(qualifier) : NULL;
    if (name && strcmp(name, r->from) == 0)
        set_string(r, qualifier, r->to);
}

/* A table renamed under a query is called by its new name there, as the servers do; by its old one, as an alias, where
 * references to its columns could be taken for another one's. */
static bool
visit_rename_relation(sk_node *node, void *data)
{
    struct rename *r = data;
    if (node->node_case == SK_NODE(COLUMN_REF) && !r->ambiguous)
        rename_qualifier(r, node->column_ref);
    if (node->node_case != SK_NODE(RANGE_VAR) || !same_relation(node->range_var, r->schema, r->from))
        return true;
    PgQuery__RangeVar *range = node->range_var;
    if (!range->alias && strcmp(r->from, r->to) != 0 && r->ambiguous) {
        range->alias = sk_new(r->owner, PgQuery__Alias);
        pg_query__alias__init(range->alias);
        range->alias->aliasname = sk_strdup(r->owner, r->from);
    }
    range->relname = sk_strdup(r->owner, r->to);
    if (*range->schemaname || strcmp(r->to_schema, SK_PUBLIC) != 0)
        range->schemaname = sk_strdup(r->owner, r->to_schema);
    r->changed = true;
    return true;
}

static struct sk_expr *
rename_relation(TALLOC_CTX *owner, struct sk_expr *expr, const char *schema, const char *from,
                const char *to_schema, const char *to)
{
    struct rename r = {.owner = owner, .schema = schema, .from = from, .to_schema = to_schema, .to = to};
    if (!expr || !expr->node || !uses_relation(expr, schema, from))
        return expr;
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)expr->node, visit_names, &r);
    return renamed(&r, expr, visit_rename_relation);
}

/* nextval('sequence') stands for the sequence itself: PostgreSQL keeps its oid. */
static bool
visit_rename_sequence(sk_node *node, void *data)
{
    struct rename *r = data;
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    const char *function = call && call->n_args ? sk_node_name(NULL, call->n_funcname, call->funcname) : "";
    if (strcmp(function, "nextval") != 0 && strcmp(function, "currval") != 0 && strcmp(function, "setval") != 0)
        return true;
    sk_node *name = sk_pg_uncast(call->args[0]);
    const char *schema, *found = sk_pg_sequence_name(r->owner, name, &schema);
    if (!found || strcmp(found, r->from) != 0 || strcmp(schema, r->schema) != 0)
        return true;
    struct sk_text *to = sk_text_new(r->owner);
    sk_pg_put_relation(to, r->to_schema, r->to);
    name->a_const->sval->sval = to->data;
    r->changed = true;
    return true;
}

static struct sk_expr *
rename_sequence(TALLOC_CTX *owner, struct sk_expr *expr, const char *schema, const char *from, const char *to_schema,
                const char *to)
{
    struct rename r = {.owner = owner, .schema = schema, .from = from, .to_schema = to_schema, .to = to};
    return expr && expr->node ? renamed(&r, expr, visit_rename_sequence) : expr;
}

/* "schema.name"; the name alone where it had no schema and needs none. */
static void
set_name(TALLOC_CTX *owner, sk_node ***names, size_t *n, const char *schema, const char *name)
{
    bool plain = *n == 1 && strcmp(schema, SK_PUBLIC) == 0;
    *names = NULL;
    *n = 0;
    if (!plain)
        sk_push(owner, *names, *n, sk_pg_string_node(owner, schema));
    sk_push(owner, *names, *n, sk_pg_string_node(owner, name));
}

static bool
visit_rename_type(sk_node *node, void *data)
{
    struct rename *r = data;
    PgQuery__TypeName *type = node->node_case == SK_NODE(TYPE_CAST) ? node->type_cast->type_name : NULL;
    const char *schema = NULL, *name = type ? sk_node_name(&schema, type->n_names, type->names) : NULL;
    if (!name || strcmp(name, r->from) != 0 || strcmp(sk_pg_schema(schema), r->schema) != 0)
        return true;
    set_name(r->owner, &type->names, &type->n_names, r->to_schema, r->to);
    r->changed = true;
    return true;
}

static struct sk_expr *
rename_type(TALLOC_CTX *owner, struct sk_expr *expr, const char *schema, const char *from, const char *to_schema,
            const char *to)
{
    struct rename r = {.owner = owner, .schema = schema, .from = from, .to_schema = to_schema, .to = to};
    return expr && expr->node ? renamed(&r, expr, visit_rename_type) : expr;
}

static struct sk_expr *
rename_function(TALLOC_CTX *owner, struct sk_expr *definition, const char *to_schema, const char *to)
{
    if (!definition || !definition->node)
        return definition;
    sk_node *copy = sk_pg_copy(owner, definition->node);
    PgQuery__CreateFunctionStmt *create = copy->create_function_stmt;
    set_name(owner, &create->funcname, &create->n_funcname, to_schema, to);
    return sk_pg_expr(owner, copy);
}

static bool
visit_rename_constant(sk_node *node, void *data)
{
    struct rename *r = data;
    if (node->node_case != SK_NODE(A_CONST) || node->a_const->val_case != PG_QUERY__A__CONST__VAL_SVAL ||
        strcmp(node->a_const->sval->sval, r->from) != 0)
        return true;
    node->a_const->sval->sval = sk_strdup(r->owner, r->to);
    r->changed = true;
    return true;
}

static struct sk_expr *
rename_constant(TALLOC_CTX *owner, struct sk_expr *expr, const char *from, const char *to)
{
    struct rename r = {.owner = owner, .from = from, .to = to};
    return expr && expr->node ? renamed(&r, expr, visit_rename_constant) : expr;
}

static bool
is_string(const struct sk_type *type)
{
    return !type->dimensions && (type->kind == SK_TYPE_TEXT || type->kind == SK_TYPE_VARCHAR ||
                                 type->kind == SK_TYPE_CHAR || type->kind == SK_TYPE_NAME);
}

/* PostgreSQL casts the default as it casts the rows, and does not say so: a quoted constant in it is of the old type,
 * whose form may not be that of the new one; a number is as it was written. */
static struct sk_expr *
retyped(TALLOC_CTX *owner, struct sk_expr *expr, const struct sk_type *from, const struct sk_type *to)
{
    const sk_node *value = expr ? expr->node : NULL;
    bool quoted = value && value->node_case == SK_NODE(A_CONST) && !value->a_const->isnull &&
                  value->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL;
    if (!quoted || is_string(from) || from->kind == SK_TYPE_OTHER || sk_type_equal(from, to))
        return expr;
    struct sk_type old = *from;
    old.length = old.scale = -1; /* which holds for rows */
    const char *cast = sk_printf(owner, "CAST($1 AS %s)", sk_type_format(owner, &old));
    return sk_pg_expr(owner, sk_pg_made(owner, cast, 1, &value));
}

/* Does a function take what it is given as it is, of any type? */
static bool
takes_as_is(const sk_node *node)
{
    static const char *const names[] = {"num_nulls", "num_nonnulls", "concat",  "concat_ws",         "format",
                                        "to_json",   "to_jsonb",     "json_build_array",  "json_build_object",
                                        "jsonb_build_array", "jsonb_build_object", "pg_typeof"};
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    return call && sk_among(sk_node_name(NULL, call->n_funcname, call->funcname), sizeof names / sizeof *names, names);
}

static bool
visit_column_as_text(sk_node *node, void *data)
{
    struct rename *r = data;
    for (size_t i = 0; takes_as_is(node) && i < node->func_call->n_args; i++)
        if (node->func_call->args[i]->node_case != SK_NODE(COLUMN_REF))
            sk_pg_walk_node(node->func_call->args[i], visit_column_as_text, r);
    if (takes_as_is(node))
        return false;
    const sk_node *arg = node->node_case == SK_NODE(TYPE_CAST)    ? node->type_cast->arg
                         : node->node_case == SK_NODE(NULL_TEST)  ? node->null_test->arg
                         : node->node_case == SK_NODE(INDEX_ELEM) ? node->index_elem->expr /* of an EXCLUDE */
                                                                  : NULL;
    if (arg && arg->node_case == SK_NODE(COLUMN_REF))
        return false; /* a cast of its own, or none */
    if (node->node_case != SK_NODE(COLUMN_REF))
        return true;
    const char *name = sk_node_string(node->column_ref->fields[node->column_ref->n_fields - 1]);
    if (!name || strcmp(name, r->from) != 0)
        return true;
    const sk_node *column = node;
    *node = *sk_pg_made(r->owner, "CAST($1 AS text)", 1, &column);
    r->changed = true;
    return false;
}

/* Functions and operators take varchar and char as text, and PostgreSQL keeps that cast, which nobody has written: what
 * they are given is the text of the column whatever it becomes. */
static struct sk_expr *
column_retyped(TALLOC_CTX *owner, struct sk_expr *expr, const char *column, const struct sk_type *from,
               const struct sk_type *to)
{
    struct rename r = {.owner = owner, .from = column};
    bool cast = is_string(from) && from->kind != SK_TYPE_TEXT && !is_string(to);
    return cast && expr && expr->node && uses_column(expr, column) ? renamed(&r, expr, visit_column_as_text) : expr;
}

const struct sk_expr_ops sk_pg_expr_ops = {
    .text = text,
    .rename_column = rename_column,
    .text_rename_column = text_rename_column,
    .query_rename_column = query_rename_column,
    .name_result = name_result,
    .rename_relation = rename_relation,
    .rename_sequence = rename_sequence,
    .rename_type = rename_type,
    .rename_function = rename_function,
    .rename_constant = rename_constant,
    .rename_label = sk_pg_rename_label,
    .retyped = retyped,
    .column_retyped = column_retyped,
    .uses_column = uses_column,
    .query_uses_column = query_uses_column,
    .uses_relation = uses_relation,
    .boundaries = sk_pg_boundaries,
};
