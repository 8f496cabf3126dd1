/*
 * dialects/common/unroll.c - queries over generate_series() with constant bounds, written out.
 *
 * A function that makes a random key asks such a query, and a default cannot have one on other engines: what it gives
 * for each number is put beside what it gives for the next one.
 */
#include <string.h>

#include "dialects/common/printer_priv.h"

enum { MAX_ROUNDS = 100 };

struct series {
    TALLOC_CTX *owner;
    int32_t from, to, now;
    const char *name, *column;
    bool foreign; /* there is a column that is not the series' number, or a sub-query */
};

static bool
constant_of(const sk_node *node, int32_t *number)
{
    node = sk_pg_uncast(node);
    if (node->node_case != SK_NODE(A_CONST) || node->a_const->val_case != PG_QUERY__A__CONST__VAL_IVAL)
        return false;
    *number = node->a_const->ival->ival;
    return true;
}

/* Is the query from one series alone, with nothing but a list of results? */
static bool
read_series(struct series *series, const PgQuery__SelectStmt *s)
{
    const sk_node *item = s->n_from_clause == 1 ? s->from_clause[0] : NULL;
    const PgQuery__RangeFunction *range =
        item && item->node_case == SK_NODE(RANGE_FUNCTION) ? item->range_function : NULL;
    if (!range || range->n_functions != 1 || range->ordinality || s->where_clause || s->n_group_clause ||
        s->having_clause || s->n_distinct_clause || s->n_sort_clause || s->limit_count || s->limit_offset ||
        s->with_clause || s->n_target_list != 1)
        return false;
    const sk_node *call = range->functions[0]->list->items[0];
    if (call->node_case != SK_NODE(FUNC_CALL) || call->func_call->n_args != 2)
        return false;
    const PgQuery__FuncCall *f = call->func_call;
    series->name = range->alias ? range->alias->aliasname : "generate_series";
    series->column =
        range->alias && range->alias->n_colnames ? sk_node_string(range->alias->colnames[0]) : series->name;
    return strcmp(sk_node_name(NULL, f->n_funcname, f->funcname), "generate_series") == 0 &&
           constant_of(f->args[0], &series->from) && constant_of(f->args[1], &series->to) &&
           series->to >= series->from && series->to - series->from < MAX_ROUNDS;
}

static bool
put_number(sk_node *node, void *data)
{
    struct series *series = data;
    series->foreign = series->foreign || node->node_case == SK_NODE(SUB_LINK) ||
                      (node->node_case == SK_NODE(A_CONST) && node->a_const->isnull);
    if (node->node_case != SK_NODE(COLUMN_REF))
        return true;
    const PgQuery__ColumnRef *ref = node->column_ref;
    const char *last = sk_node_string(ref->fields[ref->n_fields - 1]);
    if (last && (strcmp(last, series->column) == 0 || strcmp(last, series->name) == 0))
        *node = *sk_pg_made(series->owner, sk_printf(series->owner, "%d", series->now), 0, NULL);
    else
        series->foreign = true;
    return false;
}

/* What an expression is for each number; NULL: it has other columns. */
static sk_node **
rounds(struct series *series, const sk_node *expr, size_t *n)
{
    sk_node **list = NULL;
    *n = 0;
    for (series->now = series->from; series->now <= series->to; series->now++) {
        sk_node *copy = sk_pg_copy(series->owner, expr);
        sk_pg_walk_node(copy, put_number, series);
        sk_push(series->owner, list, *n, copy);
    }
    return series->foreign ? NULL : list;
}

/* "a || separator || b ...", halved again and again, so that it is no deeper than it has to be. */
static void
put_joined(struct sk_text *sql, size_t first, size_t n, const char *between)
{
    if (n == 1) {
        sk_text_addf(sql, "CAST($%zu AS text)", first);
        return;
    }
    sk_text_add(sql, "(");
    put_joined(sql, first, n / 2, between);
    sk_text_add(sql, between);
    put_joined(sql, first + n / 2, n - n / 2, between);
    sk_text_add(sql, ")");
}

static sk_node *
joined(TALLOC_CTX *owner, size_t n, sk_node *const *list, const sk_node *separator)
{
    const sk_node **args = NULL;
    size_t n_args = 0;
    struct sk_text *sql = sk_text_new(owner);
    for (size_t i = 0; i < n; i++)
        sk_push(owner, args, n_args, list[i]);
    sk_push(owner, args, n_args, separator);
    put_joined(sql, 1, n, *sk_constant_text(separator) ? sk_printf(owner, " || $%zu || ", n_args) : " || ");
    return sk_pg_made(owner, sql->data, n_args, args);
}

static bool
is_called(const sk_node *node, const char *name, size_t n_args)
{
    return node->node_case == SK_NODE(FUNC_CALL) && node->func_call->n_args == n_args && !node->func_call->over &&
           !node->func_call->agg_filter && !node->func_call->agg_distinct && !node->func_call->n_agg_order &&
           strcmp(sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname), name) == 0;
}

/* ARRAY(SELECT ... FROM generate_series(1, 8)) as a list of elements; NULL: it is none. */
static sk_node **
elements_of(TALLOC_CTX *owner, const sk_node *node, size_t *n)
{
    struct series series = {.owner = owner};
    if (node->node_case != SK_NODE(SUB_LINK) ||
        node->sub_link->sub_link_type != PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK ||
        !read_series(&series, node->sub_link->subselect->select_stmt))
        return NULL;
    return rounds(&series, node->sub_link->subselect->select_stmt->target_list[0]->res_target->val, n);
}

struct aggregate {
    struct series *series;
    size_t found;
    bool foreign;
};

/* string_agg(x, ',') over the series, in the middle of an expression that has no other column. */
static bool
put_aggregate(sk_node *node, void *data)
{
    struct aggregate *a = data;
    size_t n;
    if (is_called(node, "string_agg", 2) && sk_constant_text(node->func_call->args[1])) {
        sk_node **list = rounds(a->series, node->func_call->args[0], &n);
        if (list)
            *node = *joined(a->series->owner, n, list, node->func_call->args[1]);
        a->found += list != NULL;
        a->foreign = a->foreign || !list;
        return false;
    }
    a->foreign = a->foreign || node->node_case == SK_NODE(COLUMN_REF) || node->node_case == SK_NODE(SUB_LINK);
    return true;
}

sk_node *
sk_print_unrolled_select(TALLOC_CTX *owner, const PgQuery__SelectStmt *s)
{
    struct series series = {.owner = owner};
    struct aggregate aggregate = {&series, 0, false};
    if (!read_series(&series, s))
        return NULL;
    sk_node *copy = sk_pg_copy(owner, s->target_list[0]->res_target->val);
    sk_pg_walk_node(copy, put_aggregate, &aggregate);
    return aggregate.found == 1 && !aggregate.foreign ? copy : NULL;
}

static bool
unroll(sk_node *node, void *data)
{
    TALLOC_CTX *owner = data;
    size_t n;
    bool array = is_called(node, "array_to_string", 2) && sk_constant_text(node->func_call->args[1]);
    sk_node **list = array ? elements_of(owner, node->func_call->args[0], &n) : NULL;
    sk_node *select = node->node_case == SK_NODE(SUB_LINK) &&
                              node->sub_link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK
                          ? sk_print_unrolled_select(owner, node->sub_link->subselect->select_stmt)
                          : NULL;
    if (list)
        *node = *joined(owner, n, list, node->func_call->args[1]);
    else if (select)
        *node = *select;
    return !list && !select;
}

void
sk_print_unroll(TALLOC_CTX *owner, ProtobufCMessage *message)
{
    sk_pg_walk(message, unroll, owner);
}
