/*
 * dialects/postgres/interpret_setval.c - setval() of a number that rows decide, in a block that is run when planning.
 *
 * SELECT max(id) INTO n FROM t; IF n IS NULL THEN PERFORM setval('s', 1, false); ELSE PERFORM setval('s', n); END IF:
 * what a variable has from a query that gives one row is that query, as long as no row has been changed since, and the
 * condition becomes a part of the number, for setval() of NULL does nothing.
 */
#include <string.h>

#include "dialects/postgres/interpret_priv.h"

/* ---- what variables have been asked for -------------------------------------------------------------------------- */

/* The statement with the values of its variables, or with the queries that they are from; NULL: one is not known. */
static sk_node *
filled(struct sk_block_run *r, const char *sql)
{
    struct sk_block_filling f = {.r = r, .variables = true, .asks = true};
    sk_node *node = sk_do_parse(r->b->a->owner, sql);
    if (node)
        sk_pg_walk((ProtobufCMessage *)node, sk_block_fill, &f);
    return f.unknown ? NULL : node;
}

static bool
find_aggregate(sk_node *node, void *data)
{
    static const char *const names[] = {"max", "min", "count", "sum", "avg", "bool_or", "bool_and"};
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    for (size_t i = 0; call && !call->over && i < sizeof names / sizeof *names; i++)
        if (strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), names[i]) == 0)
            *(bool *)data = true;
    return node->node_case != SK_NODE(SUB_LINK);
}

static bool
gives_one_row(const PgQuery__SelectStmt *s)
{
    bool plain = !s->n_values_lists && !s->larg && !s->n_group_clause && !s->having_clause && !s->limit_count &&
                 !s->limit_offset && !s->n_locking_clause && !s->with_clause;
    bool aggregates = false;
    for (size_t i = 0; i < s->n_target_list; i++)
        sk_pg_walk(&s->target_list[i]->base, find_aggregate, &aggregates);
    return plain && (aggregates || (!s->n_from_clause && !s->where_clause));
}

static void
set_asked(struct sk_block_run *r, const char *name, const sk_node *asked)
{
    struct sk_block_cell *cell = name ? sk_block_find(r, name) : NULL;
    if (cell && cell->value.kind == SK_VALUE_UNKNOWN)
        cell->value.asked = asked;
}

void
sk_block_ask(struct sk_block_run *r, const json_t *target, const char *sql)
{
    const char *single = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_var"), "refname"));
    const json_t *fields = json_object_get(json_object_get(target, "PLpgSQL_row"), "fields");
    const sk_node *query = filled(r, sql);
    const PgQuery__SelectStmt *s = query && query->node_case == SK_NODE(SELECT_STMT) ? query->select_stmt : NULL;
    size_t n = single ? 1 : json_array_size(fields);
    if (!s || s->n_target_list != n || !gives_one_row(s) || sk_do_acts(r->b->a, query))
        return;
    for (size_t i = 0; i < n; i++) {
        sk_node *asked = sk_pg_made(r->owner, "(SELECT 1)", 0, NULL), *one = sk_pg_copy(r->owner, query);
        one->select_stmt->target_list[0] = one->select_stmt->target_list[i];
        one->select_stmt->n_target_list = 1;
        asked->sub_link->subselect = one;
        set_asked(r, single ? single : json_string_value(json_object_get(json_array_get(fields, i), "name")), asked);
    }
}

void
sk_block_ask_value(struct sk_block_run *r, const char *name, const char *expression)
{
    const sk_node *query = filled(r, sk_printf(r->owner, "SELECT %s", expression));
    if (query && query->node_case == SK_NODE(SELECT_STMT) && query->select_stmt->n_target_list == 1 &&
        gives_one_row(query->select_stmt) && !sk_do_acts(r->b->a, query))
        set_asked(r, name, query->select_stmt->target_list[0]->res_target->val);
}

void
sk_block_forget_asked(struct sk_block_run *r)
{
    for (size_t i = 0; i < r->n; i++)
        r->cells[i].value.asked = NULL;
}

/* ---- setval() ---------------------------------------------------------------------------------------------------- */

struct settings {
    struct sk_block_run *r;
    size_t n;
    const char **sql;
};

/* Only the statement that PERFORM is, with nothing else in it. */
static const PgQuery__FuncCall *
setval_of(const sk_node *node)
{
    const PgQuery__SelectStmt *s = node && node->node_case == SK_NODE(SELECT_STMT) ? node->select_stmt : NULL;
    const sk_node *value = s && s->n_target_list == 1 && !s->n_from_clause && !s->where_clause
                               ? s->target_list[0]->res_target->val
                               : NULL;
    const PgQuery__FuncCall *call = value && value->node_case == SK_NODE(FUNC_CALL) ? value->func_call : NULL;
    bool is = call && call->n_args >= 2 && strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), "setval") == 0;
    return is ? call : NULL;
}

/* `condition` NULL: always */
static bool
add_setval(struct settings *s, const char *sql, const char *condition)
{
    sk_node *node = filled(s->r, sql);
    const PgQuery__FuncCall *call = setval_of(node);
    if (!call)
        return false;
    if (condition) {
        const char *value = sk_pg_deparse_expr(s->r->owner, call->args[1]);
        const sk_node *made = sk_block_expression(
            s->r, sk_printf(s->r->owner, "CASE WHEN %s THEN CAST(%s AS bigint) END", condition, value));
        if (!made)
            return false;
        call->args[1] = sk_pg_copy(s->r->owner, made);
    }
    const char *text = sk_pg_deparse(s->r->owner, node);
    sk_push(s->r->owner, s->sql, s->n, text);
    return true;
}

static bool add_list(struct settings *s, const json_t *list, const char *condition);

static const char *
both(struct settings *s, const char *a, const char *b)
{
    return a ? sk_printf(s->r->owner, "%s AND %s", a, b) : b;
}

/* The statements of one branch, and what holds where it is not taken. */
static bool
add_branch(struct settings *s, const char **otherwise, const json_t *of, const char *body)
{
    const char *condition = sk_do_query(json_object_get(of, "cond"));
    const sk_node *node = filled(s->r, sk_printf(s->r->owner, "SELECT %s", condition));
    if (!node || node->node_case != SK_NODE(SELECT_STMT) || node->select_stmt->n_target_list != 1)
        return false;
    const char *is = sk_pg_deparse_expr(s->r->owner, node->select_stmt->target_list[0]->res_target->val);
    bool added = add_list(s, json_object_get(of, body), both(s, *otherwise, sk_printf(s->r->owner, "(%s)", is)));
    *otherwise = both(s, *otherwise, sk_printf(s->r->owner, "(%s) IS NOT TRUE", is));
    return added;
}

static bool
add_if(struct settings *s, const json_t *stmt, const char *condition)
{
    size_t i;
    json_t *item;
    bool added = add_branch(s, &condition, stmt, "then_body");
    json_array_foreach(json_object_get(stmt, "elsif_list"), i, item)
        added = added && add_branch(s, &condition, json_object_get(item, "PLpgSQL_if_elsif"), "stmts");
    return added && add_list(s, json_object_get(stmt, "else_body"), condition);
}

static bool
add_list(struct settings *s, const json_t *list, const char *condition)
{
    size_t i;
    json_t *item, *stmt;
    const char *kind;
    json_array_foreach(list, i, item)
        json_object_foreach(item, kind, stmt) {
            const json_t *level = json_object_get(stmt, "elog_level");
            bool said = strcmp(kind, "PLpgSQL_stmt_raise") == 0 && level && json_integer_value(level) <= 20;
            bool added = said || (strcmp(kind, "PLpgSQL_stmt_if") == 0 && add_if(s, stmt, condition)) ||
                         (strcmp(kind, "PLpgSQL_stmt_perform") == 0 &&
                          add_setval(s, sk_do_query(json_object_get(stmt, "expr")), condition));
            if (!added)
                return false;
        }
    return true;
}

static bool
run_settings(const struct settings *s)
{
    struct sk_block_run *r = s->r;
    if (r->tries || r->perhaps)
        return false;
    sk_block_end_left(r);
    for (size_t i = 0; i < s->n; i++)
        sk_do_add(r->b, s->sql[i], false);
    return true;
}

bool
sk_block_setval(struct sk_block_run *r, const char *sql)
{
    struct settings s = {.r = r};
    return add_setval(&s, sql, NULL) && run_settings(&s);
}

bool
sk_block_setval_if(struct sk_block_run *r, const json_t *stmt)
{
    struct settings s = {.r = r};
    return add_if(&s, stmt, NULL) && run_settings(&s);
}
