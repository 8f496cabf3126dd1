/* dialects/postgres/interpret_values.c - expressions of a block that is run while the migration is planned. */
#include <stdlib.h>
#include <string.h>

#include "dialects/postgres/interpret_priv.h"

/* ---- values ------------------------------------------------------------------------------------------------------ */

struct sk_block_value
sk_block_text(const char *text)
{
    return (struct sk_block_value){.kind = text ? SK_VALUE_TEXT : SK_VALUE_NULL, .text = text};
}

struct sk_block_value
sk_block_truth(bool is)
{
    struct sk_block_value v = sk_block_text(is ? "true" : "false");
    v.type = SK_VALUE_TRUTH;
    return v;
}

bool
sk_block_is_true(struct sk_block_value v)
{
    return v.kind == SK_VALUE_TEXT && (strcmp(v.text, "true") == 0 || strcmp(v.text, "t") == 0);
}

struct sk_block_cell *
sk_block_find(struct sk_block_run *r, const char *name)
{
    for (size_t i = r->n; i-- > 0;)
        if (strcmp(r->cells[i].name, name) == 0)
            return &r->cells[i];
    return NULL;
}

void
sk_block_set(struct sk_block_run *r, const char *name, struct sk_block_value value)
{
    struct sk_block_cell *cell = sk_block_find(r, name);
    enum sk_value_kind kind = value.kind;
    value = sk_block_as_declared(r, name, value);
    value.lost = value.lost || value.kind != kind;
    if (cell)
        cell->value = value;
    else
        sk_push(r->owner, r->cells, r->n, ((struct sk_block_cell){sk_strdup(r->owner, name), value}));
}

/* The row's cell of that name; `first` qualifies it, or is NULL. */
static const struct sk_block_cell *
cell_of(struct sk_block_scope query, const char *first, const char *last)
{
    for (size_t i = 0; query.row && i < query.row->n; i++) {
        const char *name = query.row->cells[i].name, *dot = strchr(name, '.');
        bool source = !first || (dot && !query.source ? strlen(first) == (size_t)(dot - name) &&
                                                            strncmp(first, name, (size_t)(dot - name)) == 0
                                                      : sk_same(first, query.source));
        if (source && strcmp(dot && !query.source ? dot + 1 : name, last) == 0)
            return &query.row->cells[i];
    }
    return NULL;
}

/* A query around is asked for qualified names alone: what is not known of a row is not in it, but another may have it.
 */
static struct sk_block_value
column(struct sk_block_run *r, const PgQuery__ColumnRef *ref)
{
    const char *last = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *first = ref->n_fields == 2 ? sk_node_string(ref->fields[0]) : NULL;
    if (!last || ref->n_fields > 2)
        return (struct sk_block_value){0};
    const struct sk_block_cell *cell = cell_of((struct sk_block_scope){0, r->row, r->source, NULL}, first, last);
    for (const struct sk_block_scope *outer = r->outer; first && outer && !cell; outer = outer->outer) {
        cell = cell_of(*outer, first, last);
        r->reached = outer->level < r->reached ? outer->level : r->reached;
    }
    cell = cell ? cell : sk_block_find(r, first ? sk_printf(r->owner, "%s.%s", first, last) : last);
    return cell ? cell->value : (struct sk_block_value){0};
}

/* public.users, "users": what regclass makes of a name, without the schema */
static const char *
relation_name(struct sk_block_run *r, const char *text)
{
    const char *dot = strrchr(text, '.');
    char *name = sk_strdup(r->owner, dot ? dot + 1 : text);
    size_t len = strlen(name);
    if (len > 1 && name[0] == '"' && name[len - 1] == '"') {
        name[len - 1] = '\0';
        return name + 1;
    }
    return name;
}

static struct sk_block_value
cast(struct sk_block_run *r, const PgQuery__TypeCast *e)
{
    struct sk_block_value v = sk_block_eval(r, e->arg);
    const char *type = sk_node_string(e->type_name->names[e->type_name->n_names - 1]);
    bool array = e->type_name->n_array_bounds > 0;
    if (v.kind == SK_VALUE_TEXT && !array && sk_same(type, "regclass"))
        return sk_block_text(relation_name(r, v.text));
    return sk_block_as_type(r, v, e->type_name);
}

static struct sk_block_value
array(struct sk_block_run *r, const PgQuery__AArrayExpr *e)
{
    struct sk_block_value v = {.kind = SK_VALUE_ARRAY, .n = e->n_elements};
    struct sk_block_value *items = sk_alloc(r->owner, (e->n_elements + 1) * sizeof *items, "items");
    for (size_t i = 0; i < e->n_elements; i++) {
        items[i] = sk_block_eval(r, e->elements[i]);
        if (items[i].kind != SK_VALUE_TEXT && items[i].kind != SK_VALUE_NULL)
            return (struct sk_block_value){0};
    }
    v.items = items;
    return v;
}

/* ---- functions --------------------------------------------------------------------------------------------------- */

static bool
is_plain_name(const char *text)
{
    bool plain = (*text >= 'a' && *text <= 'z') || *text == '_';
    return plain && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(text);
}

static const char *
quoted(struct sk_block_run *r, const char *text, char how)
{
    struct sk_text *out = sk_text_new(r->owner);
    if (how == 'L')
        sk_text_literal(out, text);
    else if (how == 'I' && !is_plain_name(text))
        sk_text_ident(out, text, '"');
    else
        sk_text_add(out, text);
    return out->data;
}

/* format('%I %s %L %1$I', ...) */
static struct sk_block_value
format(struct sk_block_run *r, const PgQuery__FuncCall *call)
{
    struct sk_block_value pattern = call->n_args ? sk_block_eval(r, call->args[0]) : (struct sk_block_value){0};
    struct sk_text *out = sk_text_new(r->owner);
    size_t next = 1;
    if (pattern.kind != SK_VALUE_TEXT)
        return pattern;
    for (const char *c = pattern.text; *c; c++) {
        char *end = NULL;
        if (*c != '%') {
            sk_text_add_n(out, c, 1);
            continue;
        }
        if (*++c == '%') {
            sk_text_add(out, "%");
            continue;
        }
        long number = strtol(c, &end, 10);
        if (end > c && *end == '$') {
            next = number > 0 ? (size_t)number : 0;
            c = end + 1;
        }
        struct sk_block_value v =
            next && next < call->n_args ? sk_block_eval(r, call->args[next]) : (struct sk_block_value){0};
        next++;
        if (!*c || !strchr("IsL", *c) || (v.kind != SK_VALUE_TEXT && v.kind != SK_VALUE_NULL) ||
            (v.kind == SK_VALUE_NULL && *c == 'I'))
            return (struct sk_block_value){0};
        sk_text_add(out, v.kind == SK_VALUE_TEXT ? quoted(r, v.text, *c) : *c == 'L' ? "NULL" : "");
    }
    return sk_block_text(out->data);
}

/* A setting of one's own is not set when migrations run; the version is that of the server whose SQL this is, and all
 * text is in UTF-8. */
static struct sk_block_value
setting(struct sk_block_run *r, const PgQuery__FuncCall *call)
{
    struct sk_block_value name = sk_block_eval(r, call->args[0]);
    if (name.kind == SK_VALUE_TEXT && strcmp(name.text, "server_version_num") == 0)
        return sk_block_text("150000");
    if (name.kind == SK_VALUE_TEXT && strcmp(name.text, "server_encoding") == 0)
        return sk_block_text("UTF8");
    bool missing_ok = call->n_args == 2 && sk_block_is_true(sk_block_eval(r, call->args[1]));
    return name.kind == SK_VALUE_TEXT && strchr(name.text, '.') && missing_ok ? sk_block_text(NULL)
                                                                              : (struct sk_block_value){0};
}

static struct sk_block_value
view_definition(struct sk_block_run *r, struct sk_block_value name)
{
    const struct sk_view *view =
        name.kind == SK_VALUE_TEXT ? sk_catalog_view(r->catalog, NULL, relation_name(r, name.text)) : NULL;
    return view ? sk_block_text(sk_pg_deparse(r->owner, sk_expr_node(view->query))) : (struct sk_block_value){0};
}

static struct sk_block_value
call_function(struct sk_block_run *r, const PgQuery__FuncCall *call)
{
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    if (r->group && (call->agg_star || call->n_args))
        return sk_block_aggregate(r, call);
    if (strcmp(name, "format") == 0)
        return format(r, call);
    if (strcmp(name, "current_setting") == 0 && call->n_args)
        return setting(r, call);
    if (strcmp(name, "current_schema") == 0)
        return sk_block_text(SK_PUBLIC);
    if (strcmp(name, "current_database") == 0 && r->executing)
        return sk_block_text(SK_BLOCK_DATABASE);
    if (strcmp(name, "now") == 0)
        return (struct sk_block_value){.same_all_along = sk_block_expression(r, "now()")};
    struct sk_block_value v = call->n_args ? sk_block_eval(r, call->args[0]) : (struct sk_block_value){0};
    if (strcmp(name, "pg_get_viewdef") == 0)
        return view_definition(r, v);
    if (strcmp(name, "concat") == 0) {
        struct sk_text *out = sk_text_new(r->owner);
        for (size_t i = 0; i < call->n_args; i++) {
            v = sk_block_eval(r, call->args[i]);
            if (v.kind != SK_VALUE_TEXT && v.kind != SK_VALUE_NULL)
                return (struct sk_block_value){0};
            sk_text_add(out, v.kind == SK_VALUE_TEXT ? v.text : "");
        }
        return sk_block_text(out->data);
    }
    if (call->n_args == 1 && v.kind == SK_VALUE_TEXT && strcmp(name, "quote_ident") == 0)
        return sk_block_text(quoted(r, v.text, 'I'));
    if (call->n_args == 1 && v.kind == SK_VALUE_TEXT && strcmp(name, "quote_literal") == 0)
        return sk_block_text(quoted(r, v.text, 'L'));
    struct sk_block_value own = sk_block_own_function(r, call);
    if (own.kind != SK_VALUE_UNKNOWN)
        return own;
    return call->n_args == 1 && v.kind == SK_VALUE_NULL ? v : sk_block_call(r, name, call);
}

/* ---- operators --------------------------------------------------------------------------------------------------- */

/* Does this comparison settle whether any of them is true? NULL where none is, and one is NULL. */
static bool
settles_any(struct sk_block_value *any, struct sk_block_value one)
{
    bool settles = one.kind == SK_VALUE_UNKNOWN || sk_block_is_true(one);
    if (settles || one.kind == SK_VALUE_NULL)
        *any = one;
    return settles;
}

static struct sk_block_value
in_list(struct sk_block_run *r, struct sk_block_value left, size_t n, sk_node *const *items)
{
    struct sk_block_value any = sk_block_truth(false);
    for (size_t i = 0; i < n; i++)
        if (settles_any(&any, sk_block_compare("=", left, sk_block_eval(r, items[i]))))
            break;
    return any;
}

static struct sk_block_value
operation(struct sk_block_run *r, const PgQuery__AExpr *e)
{
    const char *op = sk_node_name(NULL, e->n_name, e->name);
    struct sk_block_value a = e->lexpr ? sk_block_eval(r, e->lexpr) : (struct sk_block_value){0};
    if (e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_IN) {
        struct sk_block_value in = in_list(r, a, e->rexpr->list->n_items, e->rexpr->list->items);
        return in.kind == SK_VALUE_TEXT && strcmp(op, "=") != 0 ? sk_block_truth(!sk_block_is_true(in)) : in;
    }
    if (e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY && strcmp(op, "=") == 0) {
        struct sk_block_value list = sk_block_eval(r, e->rexpr);
        bool found = false;
        for (size_t i = 0; list.kind == SK_VALUE_ARRAY && i < list.n; i++)
            found = found || sk_block_is_true(sk_block_compare("=", a, list.items[i]));
        return list.kind == SK_VALUE_ARRAY && a.kind == SK_VALUE_TEXT ? sk_block_truth(found)
                                                                      : (struct sk_block_value){0};
    }
    bool like = e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_LIKE || e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE;
    if (e->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP && !like)
        return (struct sk_block_value){0};
    struct sk_block_value b = sk_block_eval(r, e->rexpr);
    if (like || strchr(op, '~'))
        return sk_block_matches(r, op, a, b);
    if (strlen(op) == 1 && strchr("+-*/%", *op))
        return sk_block_arithmetic(r, *op, a, b);
    if (strcmp(op, "||") != 0)
        return sk_block_compare(op, a, b);
    if (a.kind == SK_VALUE_NULL || b.kind == SK_VALUE_NULL)
        return a.kind == SK_VALUE_UNKNOWN || b.kind == SK_VALUE_UNKNOWN ? (struct sk_block_value){0}
                                                                        : sk_block_text(NULL);
    return a.kind == SK_VALUE_TEXT && b.kind == SK_VALUE_TEXT
               ? sk_block_text(sk_printf(r->owner, "%s%s", a.text, b.text))
               : (struct sk_block_value){0};
}

static struct sk_block_value
logic(struct sk_block_run *r, const PgQuery__BoolExpr *e)
{
    bool and = e->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR;
    struct sk_block_value all = sk_block_truth(and);
    if (e->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR) {
        struct sk_block_value v = sk_block_eval(r, e->args[0]);
        return v.kind == SK_VALUE_TEXT ? sk_block_truth(!sk_block_is_true(v)) : v;
    }
    for (size_t i = 0; i < e->n_args; i++) {
        struct sk_block_value v = sk_block_eval(r, e->args[i]);
        if (v.kind == SK_VALUE_TEXT && sk_block_is_true(v) != and)
            return v;
        if (v.kind != SK_VALUE_TEXT && all.kind != SK_VALUE_UNKNOWN)
            all = v;
    }
    return all;
}

static struct sk_block_value
choice(struct sk_block_run *r, const PgQuery__CaseExpr *e)
{
    struct sk_block_value of = e->arg ? sk_block_eval(r, e->arg) : sk_block_truth(true);
    for (size_t i = 0; i < e->n_args; i++) {
        struct sk_block_value when = sk_block_eval(r, e->args[i]->case_when->expr);
        when = e->arg ? sk_block_compare("=", of, when) : when;
        if (when.kind == SK_VALUE_UNKNOWN)
            return when;
        if (sk_block_is_true(when))
            return sk_block_eval(r, e->args[i]->case_when->result);
    }
    return e->defresult ? sk_block_eval(r, e->defresult) : sk_block_text(NULL);
}

/* IN (SELECT ...) and = ANY (SELECT ...) */
static struct sk_block_value
among(struct sk_block_run *r, const PgQuery__SubLink *link, struct sk_block_rows rows)
{
    const char *op = link->n_oper_name ? sk_node_name(NULL, link->n_oper_name, link->oper_name) : "=";
    struct sk_block_value left = sk_block_eval(r, link->testexpr), any = sk_block_truth(false);
    if (strcmp(op, "=") != 0)
        return (struct sk_block_value){0};
    for (size_t i = 0; i < rows.n; i++) {
        const struct sk_block_row *row = &rows.items[i];
        if (settles_any(&any, row->n == 1 ? sk_block_compare("=", left, row->cells[0].value)
                                          : (struct sk_block_value){0}))
            break;
    }
    return any;
}

static struct sk_block_value
sub_query(struct sk_block_run *r, const PgQuery__SubLink *link)
{
    struct sk_block_rows rows = sk_block_nested_rows(r, link);
    if (!rows.known)
        return (struct sk_block_value){0};
    if (link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK)
        return sk_block_truth(rows.n > 0);
    if (link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__ANY_SUBLINK)
        return among(r, link, rows);
    if (link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK)
        return rows.n ? rows.items[0].cells[0].value : sk_block_text(NULL);
    if (link->sub_link_type != PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK)
        return (struct sk_block_value){0};
    struct sk_block_value *items = sk_alloc(r->owner, (rows.n + 1) * sizeof *items, "items");
    for (size_t i = 0; i < rows.n; i++)
        items[i] = rows.items[i].cells[0].value;
    return (struct sk_block_value){.kind = SK_VALUE_ARRAY, .n = rows.n, .items = items};
}

static struct sk_block_value
constant(struct sk_block_run *r, const PgQuery__AConst *c)
{
    struct sk_block_value v;
    if (c->isnull)
        return sk_block_text(NULL);
    switch (c->val_case) {
    case PG_QUERY__A__CONST__VAL_SVAL:
        return sk_block_text(c->sval->sval);
    case PG_QUERY__A__CONST__VAL_IVAL:
    case PG_QUERY__A__CONST__VAL_FVAL:
        v = sk_block_text(c->val_case == PG_QUERY__A__CONST__VAL_IVAL ? sk_printf(r->owner, "%d", c->ival->ival) : c->fval->fval);
        v.type = SK_VALUE_NUMBER;
        return v;
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
        return sk_block_truth(c->boolval->boolval);
    default:
        return (struct sk_block_value){0};
    }
}

struct sk_block_value
sk_block_eval(struct sk_block_run *r, const sk_node *node)
{
    struct sk_block_value v;
    switch (node->node_case) {
    case SK_NODE(A_CONST):
        return constant(r, node->a_const);
    case SK_NODE(COLUMN_REF):
        return column(r, node->column_ref);
    case SK_NODE(TYPE_CAST):
        return cast(r, node->type_cast);
    case SK_NODE(A_ARRAY_EXPR):
        return array(r, node->a_array_expr);
    case SK_NODE(FUNC_CALL):
        return call_function(r, node->func_call);
    case SK_NODE(A_EXPR):
        return operation(r, node->a_expr);
    case SK_NODE(BOOL_EXPR):
        return logic(r, node->bool_expr);
    case SK_NODE(CASE_EXPR):
        return choice(r, node->case_expr);
    case SK_NODE(SUB_LINK):
        return sub_query(r, node->sub_link);
    case SK_NODE(SQLVALUE_FUNCTION):
        return (struct sk_block_value){.same_all_along = node};
    case SK_NODE(NULL_TEST):
        v = sk_block_eval(r, node->null_test->arg);
        return v.kind == SK_VALUE_UNKNOWN ? v
                                 : sk_block_truth((v.kind == SK_VALUE_NULL) == (node->null_test->nulltesttype ==
                                                                 PG_QUERY__NULL_TEST_TYPE__IS_NULL));
    case SK_NODE(COALESCE_EXPR):
        for (size_t i = 0; i < node->coalesce_expr->n_args; i++) {
            v = sk_block_eval(r, node->coalesce_expr->args[i]);
            if (v.kind != SK_VALUE_NULL)
                return v;
        }
        return sk_block_text(NULL);
    default:
        return (struct sk_block_value){0};
    }
}
