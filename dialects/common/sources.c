/*
 * dialects/common/sources.c - queries that take their rows from what the engines have not as PostgreSQL has it.
 *
 * A function that gives several rows stands in the list of results: it moves to FROM, where it is evaluated for each
 * row (PostgreSQL manual, 38.5.9). ARRAY(SELECT ...) is an aggregate over the query. `*` is written out where what it
 * stands for has no columns of its own name on the engine.
 */
#include <string.h>

#include "dialects/common/printer_priv.h"

const struct sk_range *
sk_print_find_range(const struct sk_printer *p, const char *alias)
{
    for (size_t i = 0; i < p->scope->n_ranges; i++)
        if (strcmp(p->scope->ranges[i].alias, alias) == 0)
            return &p->scope->ranges[i];
    return NULL;
}

/* ---- functions that return rows, in the list of results ---------------------------------------------------------- */

struct aggregates {
    bool found;
};

bool
sk_print_is_aggregate(const sk_node *node)
{
    static const char *const names[] = {"count", "sum", "avg", "min", "max", "array_agg", "json_agg", "jsonb_agg",
                                        "string_agg", "bool_and", "bool_or", "every", "json_object_agg",
                                        "jsonb_object_agg"};
    const char *name = node->node_case == SK_NODE(FUNC_CALL)
                           ? sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname)
                           : NULL;
    for (size_t i = 0; name && i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static bool
find_aggregate(sk_node *node, void *data)
{
    if (sk_print_is_aggregate(node))
        ((struct aggregates *)data)->found = true;
    return node->node_case != SK_NODE(SUB_LINK);
}

bool
sk_print_is_aggregated(const PgQuery__SelectStmt *s)
{
    struct aggregates aggregates = {s->n_group_clause > 0 || s->having_clause};
    for (size_t i = 0; i < s->n_target_list; i++)
        sk_pg_walk(&s->target_list[i]->base, find_aggregate, &aggregates);
    return aggregates.found;
}

/* "LATERAL call AS name", an item of FROM */
static sk_node *
function_item(struct sk_printer *p, const sk_node *call, const char *name)
{
    sk_node *query = sk_pg_made(p->tmp, sk_printf(p->tmp, "(SELECT 1 FROM LATERAL unnest($1) AS %s)", name), 0, NULL);
    sk_node *item = query->sub_link->subselect->select_stmt->from_clause[0];
    item->range_function->functions[0]->list->items[0] = sk_pg_copy(p->tmp, call);
    return item;
}

/* The rows that the function gives are what is grouped: GROUP BY repeats the call, or says which result it is. A call
 * there becomes the column that it is in the list of results. */
static bool
is_grouped_by_call(struct sk_printer *p, PgQuery__SelectStmt *select, size_t target, const sk_node *call)
{
    const char *text = sk_pg_deparse_expr(p->tmp, call);
    bool grouped = false;
    for (size_t i = 0; i < select->n_group_clause; i++) {
        sk_node *by = select->group_clause[i];
        bool place = by->node_case == SK_NODE(A_CONST) && by->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL &&
                     by->a_const->ival->ival == (int)target + 1;
        bool same = strcmp(sk_pg_deparse_expr(p->tmp, by), text) == 0;
        if (same)
            *by = *sk_pg_column_node(p->tmp, "skein_set");
        grouped = grouped || place || same;
    }
    return grouped;
}

/* The function moves to FROM, a column of it takes its place. A row of several columns is none that could stand here.
 */
static enum sk_status
move_function(struct sk_printer *p, PgQuery__SelectStmt *select, size_t target)
{
    PgQuery__ResTarget *result = select->target_list[target]->res_target;
    sk_node *call = sk_pg_set_returning(result->val);
    const char *name = sk_node_name(NULL, call->func_call->n_funcname, call->func_call->funcname);
    bool gathers = sk_print_is_aggregated(select) && !is_grouped_by_call(p, select, target, call);
    if (gathers || strstr(name, "_each"))
        return sk_print_unsupported(p, call, "function %s() has no equivalent on %s", name, p->rules->dialect);
    sk_node *item = function_item(p, call, "skein_set"), **from = NULL;
    size_t n = 0;
    if (!*result->name)
        result->name = sk_strdup(p->tmp, sk_pg_figure_name(result->val));
    for (size_t i = 0; i < select->n_from_clause; i++)
        sk_push(p->tmp, from, n, select->from_clause[i]);
    sk_push(p->tmp, from, n, item);
    select->from_clause = from;
    select->n_from_clause = n;
    *call = *sk_pg_column_node(p->tmp, "skein_set");
    if (sk_pg_set_returning(result->val))
        return sk_print_unsupported(p, item, "several functions that return rows have no equivalent on %s",
                                    p->rules->dialect);
    return SK_OK;
}

/* "LATERAL unnest(the longest of them) WITH ORDINALITY AS skein_set (v, n)" */
static sk_node *
longest(struct sk_printer *p, size_t n, const sk_node **arrays)
{
    const sk_node *array = arrays[0];
    for (size_t i = 1; i < n; i++) {
        const sk_node *both[] = {array, arrays[i]};
        array = sk_pg_made(p->tmp, "CASE WHEN coalesce(cardinality($1), 0) >= coalesce(cardinality($2), 0) THEN $1 "
                           "ELSE $2 END", 2, both);
    }
    sk_node *made = sk_pg_made(p->tmp, "(SELECT 1 FROM LATERAL unnest($1) WITH ORDINALITY AS skein_set (v, n))", 1,
                               &array);
    return made->sub_link->subselect->select_stmt->from_clause[0];
}

/* Several arrays are taken apart side by side, as far as the longest goes (manual, 38.5.9): each gives the element at
 * its place. */
static enum sk_status
move_functions(struct sk_printer *p, PgQuery__SelectStmt *select)
{
    const sk_node **arrays = NULL;
    size_t n = 0, n_from = 0;
    sk_node *call, **from = NULL;
    for (size_t i = 0; i < select->n_target_list; i++) {
        PgQuery__ResTarget *result = select->target_list[i]->res_target;
        if (!*result->name)
            result->name = sk_strdup(p->tmp, sk_pg_figure_name(result->val));
        while ((call = sk_pg_set_returning(result->val))) {
            const char *name = sk_node_name(NULL, call->func_call->n_funcname, call->func_call->funcname);
            if (strcmp(name, "unnest") != 0 || sk_print_is_aggregated(select))
                return sk_print_unsupported(p, call, "several functions that return rows have no equivalent on %s",
                                            p->rules->dialect);
            sk_push(p->tmp, arrays, n, call->func_call->args[0]);
            *call = *sk_pg_made(p->tmp, "($1)[skein_set.n]", 1, &arrays[n - 1]);
        }
    }
    for (size_t i = 0; i < select->n_from_clause; i++)
        sk_push(p->tmp, from, n_from, select->from_clause[i]);
    sk_push(p->tmp, from, n_from, longest(p, n, arrays));
    select->from_clause = from;
    select->n_from_clause = n_from;
    return SK_OK;
}

/* ---- generate_series() of what stands before it ------------------------------------------------------------------ */

static bool
find_column(sk_node *node, void *data)
{
    if (node->node_case == SK_NODE(COLUMN_REF))
        *(bool *)data = true;
    return true;
}

static bool
is_series_of_columns(const sk_node *item)
{
    const PgQuery__RangeFunction *range = item->node_case == SK_NODE(RANGE_FUNCTION) ? item->range_function : NULL;
    sk_node *call = range && range->n_functions == 1 && !range->ordinality ? range->functions[0]->list->items[0] : NULL;
    bool found = false;
    if (call && call->node_case == SK_NODE(FUNC_CALL) && call->func_call->n_args >= 2 &&
        strcmp(sk_node_name(NULL, call->func_call->n_funcname, call->func_call->funcname), "generate_series") == 0)
        sk_pg_walk(&call->base, find_column, &found);
    return found;
}

/* Such an item, from the second on; its place. */
static sk_node **
find_series(sk_node **items, size_t n, size_t before)
{
    for (size_t i = 0; i < n; i++) {
        sk_node *item = items[i], **found = NULL;
        if (item->node_case == SK_NODE(JOIN_EXPR)) {
            found = find_series(&item->join_expr->larg, 1, before + i);
            found = found ? found : find_series(&item->join_expr->rarg, 1, before + i + 1);
        }
        if (found || (before + i && is_series_of_columns(item)))
            return found ? found : &items[i];
    }
    return NULL;
}

/* A query's rows may be made for each row that stands before it; the engines' own series cannot. */
static sk_node *
lateral_series(struct sk_printer *p, const PgQuery__RangeFunction *range)
{
    const sk_node *call = range->functions[0]->list->items[0];
    const char *name = range->alias ? range->alias->aliasname : "generate_series";
    struct sk_text *sql = sk_text_new(p->tmp);
    sk_text_add(sql, "(SELECT 1 FROM LATERAL (SELECT s AS ");
    sk_text_ident(sql, range->alias && range->alias->n_colnames ? sk_node_string(range->alias->colnames[0]) : name, '"');
    sk_text_add(sql, call->func_call->n_args > 2 ? " FROM generate_series($1, $2, $3) AS s) AS "
                                                 : " FROM generate_series($1, $2) AS s) AS ");
    sk_text_ident(sql, name, '"');
    sk_text_add(sql, ")");
    const PgQuery__FuncCall *f = call->func_call;
    sk_node *made = sk_pg_made(p->tmp, sql->data, f->n_args, (const sk_node *const *)f->args);
    return made->sub_link->subselect->select_stmt->from_clause[0];
}

static PgQuery__SelectStmt *
copied(struct sk_printer *p, const PgQuery__SelectStmt *s)
{
    sk_node self = sk_pg_query_node(s);
    return sk_pg_copy(p->tmp, &self)->select_stmt;
}

enum sk_status
sk_print_with_sources(struct sk_printer *p, const PgQuery__SelectStmt **s)
{
    size_t n = 0, at = 0;
    enum sk_status status = SK_OK;
    PgQuery__SelectStmt *copy;
    for (size_t i = 0; i < (*s)->n_target_list; i++)
        if (sk_pg_set_returning((*s)->target_list[i]->res_target->val)) {
            n++;
            at = i;
        }
    if (n) {
        *s = copy = copied(p, *s);
        status = n > 1 ? move_functions(p, copy) : move_function(p, copy, at);
    }
    if (!status && find_series((*s)->from_clause, (*s)->n_from_clause, 0)) {
        copy = copied(p, *s);
        for (sk_node **item; (item = find_series(copy->from_clause, copy->n_from_clause, 0));)
            *item = lateral_series(p, (*item)->range_function);
        *s = copy;
    }
    return status;
}

/* ---- what * stands for ------------------------------------------------------------------------------------------- */

const PgQuery__SelectStmt *
sk_print_without_stars(struct sk_printer *p, struct sk_scope *scope, const PgQuery__SelectStmt *s)
{
    bool made = false;
    for (size_t i = 0; i < scope->n_ranges; i++)
        made = made || sk_print_is_made(p, &scope->ranges[i]);
    if (!made)
        return s;
    PgQuery__SelectStmt *copy = sk_new(p->tmp, PgQuery__SelectStmt);
    *copy = *s;
    sk_scope_expand_stars(p->tmp, scope, copy);
    return copy;
}

const sk_node *
sk_print_starless(struct sk_printer *p, const sk_node *query)
{
    sk_node *copy = sk_pg_copy(p->tmp, query);
    struct sk_scope *scope = sk_scope_new(p->tmp, p->catalog, p->scope);
    sk_scope_add_ctes(scope, copy->select_stmt->with_clause);
    sk_scope_add_from(scope, copy->select_stmt->n_from_clause, copy->select_stmt->from_clause);
    sk_scope_expand_stars(p->tmp, scope, copy->select_stmt);
    return copy;
}

/* ---- ARRAY(SELECT ...) ------------------------------------------------------------------------------------------- */

/* Can what a query gives be gathered by an aggregate in its list of results? */
bool
sk_print_is_plain_query(const PgQuery__SelectStmt *s)
{
    return s->op == PG_QUERY__SET_OPERATION__SETOP_NONE && !s->n_values_lists && !s->limit_count && !s->limit_offset &&
           !s->n_distinct_clause && !s->with_clause && !sk_print_is_aggregated(s);
}

struct named {
    const struct sk_scope *inside;
    bool any, own; /* columns; of the query itself */
};

static bool
name_column(sk_node *node, void *data)
{
    struct named *n = data;
    if (node->node_case != SK_NODE(COLUMN_REF))
        return true;
    const PgQuery__ColumnRef *ref = node->column_ref;
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *qualifier = ref->n_fields > 1 ? sk_node_string(ref->fields[ref->n_fields - 2]) : NULL;
    n->any = true;
    for (size_t i = 0; name && i < n->inside->n_ranges; i++) {
        const struct sk_range *range = &n->inside->ranges[i];
        for (size_t c = 0; c < range->columns.n && (!qualifier || strcmp(range->alias, qualifier) == 0); c++)
            n->own = n->own || strcmp(range->columns.items[c].name, name) == 0;
    }
    return true;
}

/* An aggregate whose arguments name columns of a query further out alone is that query's (PostgreSQL's manual, 4.2.7,
 * and the servers): what is gathered names one of the rows that are gathered, too, of which nothing depends. */
static const sk_node *
of_own_rows(struct sk_printer *p, PgQuery__SelectStmt *select, sk_node *value)
{
    struct sk_scope *inside = sk_scope_new(p->tmp, p->catalog, NULL);
    if (!select->n_from_clause) {
        PgQuery__SelectStmt *one = sk_pg_made(p->tmp, "(SELECT 1 FROM (SELECT 1 AS skein_one) AS skein_one)", 0, NULL)
                                       ->sub_link->subselect->select_stmt;
        select->from_clause = one->from_clause;
        select->n_from_clause = one->n_from_clause;
    }
    sk_scope_add_from(inside, select->n_from_clause, select->from_clause);
    struct named named = {inside, false, false};
    sk_pg_walk_node(value, name_column, &named);
    if (!named.any || named.own || !inside->n_ranges || !inside->ranges[0].columns.n)
        return value;
    const struct sk_range *range = &inside->ranges[0];
    sk_node *column = sk_pg_made(p->tmp, "a.b", 0, NULL);
    column->column_ref->fields[0]->string->sval = sk_strdup(p->tmp, range->alias);
    column->column_ref->fields[1]->string->sval = sk_strdup(p->tmp, range->columns.items[0].name);
    return sk_pg_made(p->tmp, "CASE WHEN $2 IS NULL THEN $1 ELSE $1 END", 2, (const sk_node *[]){value, column});
}

static sk_node *
gathered_inside(struct sk_printer *p, const sk_node *query)
{
    sk_node *copy = sk_pg_copy(p->tmp, query);
    PgQuery__SelectStmt *select = copy->select_stmt;
    const sk_node *args[] = {of_own_rows(p, select, select->target_list[0]->res_target->val)};
    sk_node *gathered = sk_pg_made(p->tmp, "coalesce(array_agg($1), ARRAY[])", 1, args);
    PgQuery__FuncCall *call = gathered->coalesce_expr->args[0]->func_call;
    call->agg_order = select->sort_clause;
    call->n_agg_order = select->n_sort_clause;
    select->sort_clause = NULL;
    select->n_sort_clause = 0;
    select->target_list[0]->res_target->val = gathered;
    return copy;
}

static sk_node *
gathered_outside(struct sk_printer *p, const sk_node *query)
{
    sk_node *made = sk_pg_made(p->tmp, "(SELECT coalesce(array_agg(q.v), ARRAY[]) FROM (SELECT 1) AS q (v))", 0, NULL);
    sk_node *outer = made->sub_link->subselect;
    outer->select_stmt->from_clause[0]->range_subselect->subquery = sk_pg_copy(p->tmp, query);
    return outer;
}

enum sk_status
sk_print_array_query(const sk_node **gathered, struct sk_printer *p, const sk_node *query)
{
    const PgQuery__SelectStmt *s = query->select_stmt;
    bool inside = p->rules->has_aggregate_order && sk_print_is_plain_query(s) && s->n_target_list == 1 &&
                  !sk_pg_set_returning(s->target_list[0]->res_target->val);
    bool outside = !inside && (!p->rules->no_outer_tables || !sk_scope_looks_outside(p->scope, query));
    if ((!inside && !outside) || (p->rules->has_aggregate_order && !inside && s->n_sort_clause))
        return sk_print_unsupported(p, query, "ARRAY(SELECT ...) of this query has no equivalent on %s",
                                    p->rules->dialect);
    *gathered = inside ? gathered_inside(p, query) : gathered_outside(p, query);
    return SK_OK;
}
