/*
 * dialects/common/choices.c - CASE, COALESCE, NULLIF, GREATEST, LEAST: one of several expressions, all of one type.
 */
#include "dialects/common/printer_priv.h"

enum sk_status
sk_print_among(struct sk_printer *p, size_t n, sk_node *const *nodes, size_t i, const struct sk_type *type)
{
    enum sk_status status;
    const char *sql = sk_print_value_apart(p, nodes[i], type, &status), *told = sql;
    for (size_t k = 0; k < n && !status && p->rules->beside && told == sql; k++)
        told = p->rules->beside(p, sql, nodes[i], nodes[k]);
    sk_text_add(p->out, status ? "" : told);
    return status;
}

enum sk_status
sk_print_case(struct sk_printer *p, const PgQuery__CaseExpr *e, const struct sk_type *type)
{
    enum sk_status status = SK_OK;
    sk_node **results = NULL, **tests = NULL;
    size_t n = 0, n_tests = 0;
    for (size_t i = 0; i < e->n_args; i++) {
        sk_push(p->tmp, results, n, e->args[i]->case_when->result);
        sk_push(p->tmp, tests, n_tests, e->args[i]->case_when->expr);
    }
    if (e->defresult)
        sk_push(p->tmp, results, n, e->defresult);
    sk_text_add(p->out, "CASE");
    if (e->arg) {
        sk_text_add(p->out, " ");
        status = sk_print_compared(p, e->arg, n_tests, tests);
    }
    for (size_t i = 0; i < e->n_args && !status; i++) {
        const PgQuery__CaseWhen *when = e->args[i]->case_when;
        sk_text_add(p->out, " WHEN ");
        status = e->arg ? sk_print_beside(p, when->expr, e->arg) : sk_print_expr(p, when->expr);
        sk_text_add(p->out, " THEN ");
        status = status ? status : sk_print_among(p, n, results, i, type);
    }
    if (e->defresult && !status) {
        sk_text_add(p->out, " ELSE ");
        status = sk_print_among(p, n, results, n - 1, type);
    }
    sk_text_add(p->out, " END");
    return status;
}

enum sk_status
sk_print_coalesce(struct sk_printer *p, const PgQuery__CoalesceExpr *e, const struct sk_type *type)
{
    enum sk_status status = SK_OK;
    sk_text_add(p->out, e->n_args > 1 ? "coalesce(" : "(");
    for (size_t i = 0; i < e->n_args && !status; i++) {
        sk_text_add(p->out, i ? ", " : "");
        status = sk_print_among(p, e->n_args, e->args, i, type);
    }
    sk_text_add(p->out, ")");
    return status;
}

enum sk_status
sk_print_nullif(struct sk_printer *p, const PgQuery__AExpr *e)
{
    sk_node *sides[] = {e->lexpr, e->rexpr};
    const struct sk_type left = sk_scope_type(p->scope, e->lexpr), right = sk_scope_type(p->scope, e->rexpr);
    if (left.kind == SK_TYPE_DATE && sk_print_is_other_moment(&left, &right)) /* compared as a moment, it stays a day */
        return sk_print_expr(p, sk_pg_made(p->tmp, "CASE WHEN $1 <> $2 OR $2 IS NULL THEN $1 END", 2,
                                           (const sk_node *const *)sides));
    sk_text_add(p->out, "nullif(");
    enum sk_status status = sk_print_among(p, 2, sides, 0, NULL);
    sk_text_add(p->out, ", ");
    status = status ? status : sk_print_among(p, 2, sides, 1, NULL);
    sk_text_add(p->out, ")");
    return status;
}

/* max(a, b) of other engines is NULL when one is; PostgreSQL skips NULLs: each is replaced by another that is not. */
enum sk_status
sk_print_min_max(struct sk_printer *p, const PgQuery__MinMaxExpr *e)
{
    bool greatest = e->op == PG_QUERY__MIN_MAX_OP__IS_GREATEST;
    enum sk_status status = SK_OK;
    if (e->n_args == 1)
        return sk_print_expr(p, e->args[0]);
    sk_text_addf(p->out, "%s(", greatest ? p->rules->greatest : p->rules->least);
    for (size_t i = 0; i < e->n_args && !status; i++) {
        sk_text_add(p->out, i ? ", coalesce(" : "coalesce(");
        for (size_t k = 0; k < e->n_args && !status; k++) {
            sk_text_add(p->out, k ? ", " : "");
            status = sk_print_among(p, e->n_args, e->args, (i + k) % e->n_args, NULL);
        }
        sk_text_add(p->out, ")");
    }
    sk_text_add(p->out, ")");
    return status;
}

static sk_node *
text_of(struct sk_printer *p, const sk_node *node)
{
    return sk_pg_made(p->tmp, "($1)::text", 1, &node);
}

/* GREATEST and LEAST as CASE, which chooses the first of equals, as they do. */
static const sk_node *
text_of_extreme(struct sk_printer *p, const PgQuery__MinMaxExpr *e)
{
    bool greatest = e->op == PG_QUERY__MIN_MAX_OP__IS_GREATEST;
    const char *comparing = greatest ? "CASE WHEN $1 >= $2 OR $2 IS NULL THEN $1 ELSE $2 END"
                                     : "CASE WHEN $1 <= $2 OR $2 IS NULL THEN $1 ELSE $2 END";
    const char *showing = greatest ? "CASE WHEN $1 >= $2 OR $2 IS NULL THEN $1::text ELSE $2::text END"
                                   : "CASE WHEN $1 <= $2 OR $2 IS NULL THEN $1::text ELSE $2::text END";
    const sk_node *result = e->args[0];
    for (size_t i = 1; i < e->n_args; i++)
        result = sk_pg_made(p->tmp, i + 1 < e->n_args ? comparing : showing, 2,
                            (const sk_node *[]){result, e->args[i]});
    return result;
}

const sk_node *
sk_print_choice_of_texts(struct sk_printer *p, const sk_node *node)
{
    enum { MOST = 3 }; /* what is compared is written for each that comes after it once more */
    bool choice = node->node_case == SK_NODE(CASE_EXPR) || node->node_case == SK_NODE(COALESCE_EXPR) ||
                  node->node_case == SK_NODE(MIN_MAX_EXPR);
    if (!choice)
        return NULL;
    struct sk_type type = sk_scope_type(p->scope, node);
    if (type.kind != SK_TYPE_NUMERIC || type.dimensions || sk_scope_digits(p->scope, node) >= 0)
        return NULL;
    if (node->node_case == SK_NODE(MIN_MAX_EXPR))
        return node->min_max_expr->n_args > 1 && node->min_max_expr->n_args <= MOST
                   ? text_of_extreme(p, node->min_max_expr)
                   : NULL;
    sk_node *copy = sk_pg_copy(p->tmp, node);
    if (node->node_case == SK_NODE(COALESCE_EXPR)) {
        for (size_t i = 0; i < copy->coalesce_expr->n_args; i++)
            copy->coalesce_expr->args[i] = text_of(p, copy->coalesce_expr->args[i]);
        return copy;
    }
    PgQuery__CaseExpr *e = copy->case_expr;
    for (size_t i = 0; i < e->n_args; i++)
        e->args[i]->case_when->result = text_of(p, e->args[i]->case_when->result);
    e->defresult = e->defresult ? text_of(p, e->defresult) : NULL;
    return copy;
}
