/*
 * dialects/postgres/parentheses.c - the parentheses that libpg_query's deparser leaves out.
 *
 * It writes (a OR b) IS TRUE as "a OR b IS TRUE", (t AT TIME ZONE 'UTC')::date as "t AT TIME ZONE 'UTC'::date", and
 * (ARRAY[1, 2])[1] in words that cannot be read at all. There is no node for parentheses. So what wants them is taken
 * out and written on its own, a name that nobody has stands in its place, and in the text that is written for the rest
 * its words take the place of that name.
 */
#include <string.h>

#include "dialects/postgres/postgres.h"

#define PLACEHOLDER "skein_parenthesis_%zu_"

struct parentheses {
    TALLOC_CTX *owner;
    bool wanted;
    bool replace;
    size_t n;
    const char **texts; /* in parentheses */
};

static bool
is_at_time_zone(const sk_node *node)
{
    return node->node_case == SK_NODE(FUNC_CALL) &&
           node->func_call->funcformat == PG_QUERY__COERCION_FORM__COERCE_SQL_SYNTAX && node->func_call->n_args == 2 &&
           strcmp(sk_node_string(node->func_call->funcname[node->func_call->n_funcname - 1]), "timezone") == 0;
}

/* Does it bind no tighter than a comparison? */
static bool
is_loose(const sk_node *node)
{
    if (node->node_case == SK_NODE(A_EXPR)) {
        const PgQuery__AExpr *e = node->a_expr;
        const char *op = e->n_name ? sk_node_string(e->name[e->n_name - 1]) : "";
        return e->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP || strchr("<>=", *op) || strcmp(op, "!=") == 0;
    }
    return node->node_case == SK_NODE(BOOL_EXPR) || node->node_case == SK_NODE(NULL_TEST) ||
           node->node_case == SK_NODE(BOOLEAN_TEST);
}

static sk_node *
placeholder(struct parentheses *p, sk_node *node)
{
    sk_node *made = sk_pg_copy(p->owner, node), *name = sk_new(p->owner, sk_node);
    const char *text = sk_printf(p->owner, "(%s)", sk_pg_deparse_expr(p->owner, node));
    sk_push(p->owner, p->texts, p->n, text);
    PgQuery__ColumnRef *ref = sk_new(p->owner, PgQuery__ColumnRef);
    pg_query__column_ref__init(ref);
    pg_query__node__init(name);
    name->node_case = SK_NODE(STRING);
    name->string = sk_new(p->owner, PgQuery__String);
    pg_query__string__init(name->string);
    name->string->sval = sk_printf(p->owner, PLACEHOLDER, p->n);
    sk_node **fields = NULL;
    sk_push(p->owner, fields, ref->n_fields, name);
    ref->fields = fields;
    made->node_case = SK_NODE(COLUMN_REF);
    made->column_ref = ref;
    return made;
}

static void
slot(struct parentheses *p, sk_node **at, bool wants)
{
    if (!*at || !wants)
        return;
    p->wanted = true;
    if (p->replace)
        *at = placeholder(p, *at);
}

static void
operands(struct parentheses *p, PgQuery__AExpr *e)
{
    if (e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP)
        return;
    slot(p, &e->lexpr, e->lexpr && is_loose(e->lexpr));
    if (e->rexpr && e->rexpr->node_case == SK_NODE(LIST)) {
        bool between = e->kind != PG_QUERY__A__EXPR__KIND__AEXPR_IN;
        for (size_t i = 0; between && i < e->rexpr->list->n_items; i++)
            slot(p, &e->rexpr->list->items[i], is_loose(e->rexpr->list->items[i]));
    } else {
        slot(p, &e->rexpr, e->rexpr && is_loose(e->rexpr));
    }
}

static bool
visit(sk_node *node, void *data)
{
    struct parentheses *p = data;
    switch (node->node_case) {
    case SK_NODE(TYPE_CAST): {
        sk_node **arg = &node->type_cast->arg;
        slot(p, arg, *arg && ((*arg)->node_case == SK_NODE(BOOL_EXPR) || is_at_time_zone(*arg)));
        return true;
    }
    case SK_NODE(NULL_TEST):
        slot(p, &node->null_test->arg, is_loose(node->null_test->arg));
        return true;
    case SK_NODE(BOOLEAN_TEST):
        slot(p, &node->boolean_test->arg, is_loose(node->boolean_test->arg));
        return true;
    case SK_NODE(A_EXPR):
        operands(p, node->a_expr);
        return true;
    case SK_NODE(A_INDIRECTION): {
        sk_node **arg = &node->a_indirection->arg;
        slot(p, arg, (*arg)->node_case == SK_NODE(A_ARRAY_EXPR) || (*arg)->node_case == SK_NODE(CASE_EXPR));
        return true;
    }
    case SK_NODE(FUNC_CALL):
        for (size_t i = 0; is_at_time_zone(node) && i < 2; i++)
            slot(p, &node->func_call->args[i],
                 node->func_call->args[i]->node_case == SK_NODE(A_EXPR) || is_loose(node->func_call->args[i]));
        return true;
    default:
        return true;
    }
}

const sk_node *
sk_pg_take_parenthesised(TALLOC_CTX *owner, const sk_node *node, size_t *n, const char ***texts)
{
    struct parentheses p = {.owner = owner};
    *n = 0;
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)node, visit, &p);
    if (!p.wanted)
        return node;
    sk_node *copy = sk_pg_copy(owner, node);
    p.replace = true;
    sk_pg_walk(&copy->base, visit, &p);
    *n = p.n;
    *texts = p.texts;
    return copy;
}

char *
sk_pg_put_parenthesised(TALLOC_CTX *owner, const char *text, size_t n, const char *const *texts)
{
    char *result = sk_strdup(owner, text);
    for (size_t i = 0; i < n; i++) {
        const char *name = sk_printf(result, PLACEHOLDER, i + 1), *at = strstr(result, name);
        if (!at)
            return NULL;
        result = sk_printf(owner, "%.*s%s%s", (int)(at - result), result, texts[i], at + strlen(name));
    }
    return result;
}
