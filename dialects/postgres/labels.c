/*
 * dialects/postgres/labels.c - the labels of an enum, in expressions: they follow when one is renamed.
 *
 * PostgreSQL keeps which label it is, not its text. A constant in quotes is a label where it stands beside a value of
 * the type, or is cast to it.
 */
#include <string.h>

#include "dialects/postgres/postgres.h"
#include "dialects/postgres/scope.h"

struct labels {
    TALLOC_CTX *owner;
    const struct sk_catalog *catalog;
    const struct sk_label *label;
    const struct sk_scope *scope;
    bool *changed;
};

static bool
is_the_type(const struct labels *l, const struct sk_type *type)
{
    return type->kind == SK_TYPE_ENUM && sk_same(type->name, l->label->type) && sk_same(type->schema, l->label->schema);
}

static bool
is_of_type(const struct labels *l, const sk_node *node)
{
    struct sk_type type = node ? sk_scope_type(l->scope, node) : sk_scope_unknown;
    return is_the_type(l, &type);
}

/* A constant, or those of a list. */
static void
rename_in(const struct labels *l, sk_node *node)
{
    bool list = node && node->node_case == SK_NODE(LIST), array = node && node->node_case == SK_NODE(A_ARRAY_EXPR);
    size_t n = list ? node->list->n_items : array ? node->a_array_expr->n_elements : 0;
    for (size_t i = 0; i < n; i++)
        rename_in(l, list ? node->list->items[i] : node->a_array_expr->elements[i]);
    if (!node || node->node_case != SK_NODE(A_CONST) || node->a_const->val_case != PG_QUERY__A__CONST__VAL_SVAL ||
        strcmp(node->a_const->sval->sval, l->label->from) != 0)
        return;
    node->a_const->sval->sval = sk_strdup(l->owner, l->label->to);
    *l->changed = true;
}

static void
rename_beside(const struct labels *l, sk_node *left, sk_node *right)
{
    if (left && right && left->node_case == SK_NODE(ROW_EXPR) && right->node_case == SK_NODE(ROW_EXPR))
        for (size_t i = 0; i < left->row_expr->n_args && i < right->row_expr->n_args; i++)
            rename_beside(l, left->row_expr->args[i], right->row_expr->args[i]);
    if (is_of_type(l, left))
        rename_in(l, right);
    if (is_of_type(l, right))
        rename_in(l, left);
}

static void
rename_in_case(const struct labels *l, sk_node *node)
{
    PgQuery__CaseExpr *e = node->case_expr;
    bool compared = is_of_type(l, e->arg), result = is_of_type(l, node);
    for (size_t i = 0; i < e->n_args; i++) {
        if (compared)
            rename_in(l, e->args[i]->case_when->expr);
        if (result)
            rename_in(l, e->args[i]->case_when->result);
    }
    if (result)
        rename_in(l, e->defresult);
}

static void rename_in_query(const struct labels *l, PgQuery__SelectStmt *select);

static bool
visit(sk_node *node, void *data)
{
    const struct labels *l = data;
    switch (node->node_case) {
    case SK_NODE(SELECT_STMT):
        rename_in_query(l, node->select_stmt);
        return false;
    case SK_NODE(A_EXPR):
        rename_beside(l, node->a_expr->lexpr, node->a_expr->rexpr);
        break;
    case SK_NODE(CASE_EXPR):
        rename_in_case(l, node);
        break;
    case SK_NODE(COALESCE_EXPR):
        for (size_t i = 0; is_of_type(l, node) && i < node->coalesce_expr->n_args; i++)
            rename_in(l, node->coalesce_expr->args[i]);
        break;
    case SK_NODE(MIN_MAX_EXPR):
        for (size_t i = 0; is_of_type(l, node) && i < node->min_max_expr->n_args; i++)
            rename_in(l, node->min_max_expr->args[i]);
        break;
    case SK_NODE(TYPE_CAST):
        if (is_of_type(l, node))
            rename_in(l, node->type_cast->arg);
        break;
    default:
        break;
    }
    return true;
}

static void
rename_in_query(const struct labels *l, PgQuery__SelectStmt *select)
{
    struct labels inner = *l;
    struct sk_scope *scope = sk_scope_new(l->owner, l->catalog, l->scope);
    sk_scope_add_ctes(scope, select->with_clause);
    sk_scope_add_from(scope, select->n_from_clause, select->from_clause);
    inner.scope = scope;
    if (select->op == PG_QUERY__SET_OPERATION__SETOP_NONE) {
        sk_pg_walk(&select->base, visit, &inner);
        return;
    }
    if (select->with_clause)
        sk_pg_walk(&select->with_clause->base, visit, &inner);
    rename_in_query(&inner, select->larg);
    rename_in_query(&inner, select->rarg);
}

struct sk_expr *
sk_pg_rename_label(TALLOC_CTX *owner, struct sk_expr *expr, const struct sk_catalog *catalog,
                   const struct sk_table *table, const struct sk_label *label)
{
    bool changed = false;
    if (!expr || !expr->node)
        return expr;
    struct labels l = {.owner = owner, .catalog = catalog, .label = label, .changed = &changed};
    struct sk_scope *scope = table ? sk_scope_of_table(owner, catalog, table) : sk_scope_new(owner, catalog, NULL);
    if (table) { /* of a trigger */
        sk_scope_add_table(scope, table, "new");
        sk_scope_add_table(scope, table, "old");
    }
    l.scope = scope;
    sk_node *copy = sk_pg_copy(owner, expr->node);
    sk_pg_walk_node(copy, visit, &l);
    return changed ? sk_pg_expr(owner, copy) : expr;
}
