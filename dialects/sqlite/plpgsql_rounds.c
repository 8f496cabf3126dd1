/*
 * dialects/sqlite/plpgsql_rounds.c - a loop over a query whose rounds change rows, as statements for all rounds.
 *
 * FOR r IN query LOOP INSERT INTO t VALUES (r.a); END LOOP is INSERT INTO t SELECT q.a FROM (query) AS q. It is the
 * same where no round sees what another one has done: where neither the query nor what the rounds compute reads a table
 * that they change, and no row is updated twice.
 */
#include <string.h>

#include "dialects/postgres/scope.h"
#include "dialects/sqlite/plpgsql_priv.h"

#define ROUND "skein_round" /* the rows of the query */

struct rounds {
    struct sk_symbolic *r;
    TALLOC_CTX *owner;
    json_t *out;            /* the statements */
    const char *record;     /* that holds a row; NULL: variables do */
    size_t n_variables;
    const char **variables;
    sk_node *query;
    size_t n_results;
    const char **results;   /* as the query calls them */
    size_t n_changed;
    const char **changed;   /* tables */
    size_t n_read, n_of_query; /* the first of them by the query */
    const char **read;
    bool only_adds, raises;
    bool fits;
};

/* ---- names ------------------------------------------------------------------------------------------------------ */

static char *
result_name(TALLOC_CTX *owner, size_t i)
{
    return sk_printf(owner, "skein_%zu", i + 1);
}

/* The result that the name stands for, or the number of results: it stands for none. */
static size_t
result_of(const struct rounds *l, const PgQuery__ColumnRef *ref)
{
    const char *first = sk_node_string(ref->fields[0]);
    const char *second = ref->n_fields == 2 ? sk_node_string(ref->fields[1]) : NULL;
    for (size_t i = 0; i < l->n_results; i++) {
        if (l->record && second && sk_same(first, l->record) && sk_same(second, l->results[i]))
            return i;
        if (!l->record && ref->n_fields == 1 && i < l->n_variables && sk_same(first, l->variables[i]))
            return i;
    }
    return l->n_results;
}

/* A table that is not there is an error in the round that names it, if there is one. */
static void
note_relation(struct rounds *l, const PgQuery__RangeVar *relation, size_t *n, const char ***relations)
{
    const char *schema = sk_text_or_null(relation->schemaname);
    l->fits = l->fits && sk_catalog_has_relation(l->r->f.catalog, schema, relation->relname);
    sk_push(l->owner, *relations, *n, relation->relname);
}

/* What a round reads: its row from the query, and which tables. */
static bool
put_results(sk_node *node, void *data)
{
    struct rounds *l = data;
    if (node->node_case == SK_NODE(RANGE_VAR))
        note_relation(l, node->range_var, &l->n_read, &l->read);
    if (node->node_case == SK_NODE(FUNC_CALL)) {
        const char *schema = NULL;
        const char *name = sk_node_name(&schema, node->func_call->n_funcname, node->func_call->funcname);
        l->fits = l->fits && !sk_catalog_function(l->r->f.catalog, schema, name); /* it may read anything */
    }
    if (node->node_case != SK_NODE(COLUMN_REF))
        return true;
    size_t i = result_of(l, node->column_ref);
    l->fits = l->fits && (i < l->n_results || !sk_same(sk_node_string(node->column_ref->fields[0]), l->record));
    if (i == l->n_results)
        return true;
    sk_node *made = sk_pg_made(l->owner, sk_printf(l->owner, ROUND ".%s", result_name(l->owner, i)), 0, NULL);
    node->column_ref = made->column_ref;
    return false;
}

static sk_node *
parsed(const struct rounds *l, const char *sql)
{
    PgQuery__ParseResult *tree;
    if (!sql || sk_pg_tree(&tree, l->owner, sql, NULL) || tree->n_stmts != 1)
        return NULL;
    sk_pg_strip_locations(&tree->base);
    return tree->stmts[0]->stmt;
}

/* ---- the query -------------------------------------------------------------------------------------------------- */

/* Is it read where the loop is over? */
static bool
is_read_after(const struct rounds *l, const json_t *loop, const char *name)
{
    return sk_plpgsql_uses(l->r->f.body, name) > sk_plpgsql_uses(loop, name);
}

static bool
read_variables(struct rounds *l, const json_t *loop)
{
    const json_t *var = json_object_get(loop, "var");
    l->record = json_string_value(json_object_get(json_object_get(var, "PLpgSQL_rec"), "refname"));
    if (l->record)
        return !is_read_after(l, loop, l->record);
    size_t i;
    json_t *field;
    json_array_foreach(json_object_get(json_object_get(var, "PLpgSQL_row"), "fields"), i, field) {
        const char *name = json_string_value(json_object_get(field, "name"));
        if (!name || is_read_after(l, loop, name))
            return false;
        sk_push(l->owner, l->variables, l->n_variables, name);
    }
    return l->n_variables > 0;
}

static bool
read_query(struct rounds *l, const json_t *loop)
{
    sk_node *node = parsed(l, sk_plpgsql_query(json_object_get(loop, "query")));
    if (!node || node->node_case != SK_NODE(SELECT_STMT) || node->select_stmt->with_clause)
        return false;
    l->query = sk_pg_copy(l->owner, sk_pg_without_stars(l->owner, l->r->f.catalog, node));
    sk_pg_walk_node(l->query, put_results, l);
    l->n_of_query = l->n_read;
    const PgQuery__SelectStmt *first = sk_pg_first_query(l->query->select_stmt);
    for (size_t i = 0; i < first->n_target_list; i++) {
        const PgQuery__ResTarget *target = first->target_list[i]->res_target;
        const char *qualifier, *was = *target->name ? target->name : sk_pg_figure_name(target->val);
        if (sk_pg_is_star(target->val, &qualifier))
            return false;
        sk_push(l->owner, l->results, l->n_results, sk_strdup(l->owner, was));
        sk_pg_name_result(l->owner, l->query, i, result_name(l->owner, i));
        if (!sk_same(target->name, result_name(l->owner, i)))
            return false;
    }
    return l->fits && l->n_results && (l->record || l->n_variables == l->n_results);
}

/* ---- a statement of the rounds ---------------------------------------------------------------------------------- */

/* SELECT values FROM (query) AS skein_round WHERE condition */
static sk_node *
from_rounds(struct rounds *l, const sk_node *condition)
{
    sk_node *select = parsed(l, "SELECT 1 FROM (SELECT 1) AS " ROUND);
    select->select_stmt->from_clause[0]->range_subselect->subquery = sk_pg_copy(l->owner, l->query);
    select->select_stmt->where_clause = condition ? sk_pg_copy(l->owner, condition) : NULL;
    return select;
}

static bool
put_insert(struct rounds *l, PgQuery__InsertStmt *s, const sk_node *condition)
{
    PgQuery__SelectStmt *values = s->select_stmt ? s->select_stmt->select_stmt : NULL;
    sk_node *select = from_rounds(l, condition);
    if (!values || values->n_values_lists != 1 || s->with_clause || s->n_returning_list)
        return false;
    const PgQuery__List *row = values->values_lists[0]->list;
    PgQuery__SelectStmt *made = select->select_stmt;
    const PgQuery__ResTarget *model = made->target_list[0]->res_target;
    made->target_list = NULL;
    made->n_target_list = 0;
    for (size_t i = 0; i < row->n_items; i++) {
        if (row->items[i]->node_case == SK_NODE(SET_TO_DEFAULT))
            return false;
        sk_node *target = sk_new(l->owner, sk_node);
        *target = *s->select_stmt;
        target->node_case = SK_NODE(RES_TARGET);
        target->res_target = sk_new(l->owner, PgQuery__ResTarget);
        *target->res_target = *model;
        target->res_target->val = row->items[i];
        sk_push(l->owner, made->target_list, made->n_target_list, target);
    }
    s->select_stmt = select;
    return true;
}

static bool
put_delete(struct rounds *l, PgQuery__DeleteStmt *s, const sk_node *condition)
{
    sk_node *select = from_rounds(l, condition);
    if (s->n_using_clause || s->with_clause || s->n_returning_list)
        return false;
    l->only_adds = false;
    if (s->where_clause && condition) {
        const sk_node *both[] = {condition, s->where_clause};
        select->select_stmt->where_clause = sk_pg_made(l->owner, "$1 AND $2", 2, both);
    } else if (s->where_clause) {
        select->select_stmt->where_clause = s->where_clause;
    }
    sk_node *exists = sk_pg_made(l->owner, "EXISTS (SELECT 1)", 0, NULL);
    exists->sub_link->subselect = select;
    s->where_clause = exists;
    return true;
}

/* Does the result come from a column of one table that no two rows have the same value in? */
static bool
is_unique(const struct rounds *l, const char *result)
{
    const PgQuery__SelectStmt *query = l->query->select_stmt;
    const PgQuery__RangeVar *range = query->n_from_clause == 1 && query->from_clause[0]->node_case == SK_NODE(RANGE_VAR)
                                         ? query->from_clause[0]->range_var
                                         : NULL;
    const struct sk_table *table =
        range ? sk_catalog_table(l->r->f.catalog, sk_text_or_null(range->schemaname), range->relname) : NULL;
    for (size_t i = 0; table && !query->larg && i < query->n_target_list; i++) {
        const PgQuery__ResTarget *target = query->target_list[i]->res_target;
        if (!sk_same(target->name, result) || target->val->node_case != SK_NODE(COLUMN_REF))
            continue;
        const PgQuery__ColumnRef *ref = target->val->column_ref;
        const char *column = sk_node_string(ref->fields[ref->n_fields - 1]);
        for (size_t k = 0; column && k < table->n_constraints; k++)
            if ((table->constraints[k]->kind == SK_PRIMARY_KEY || table->constraints[k]->kind == SK_UNIQUE) &&
                table->constraints[k]->n_columns == 1 && sk_same(table->constraints[k]->columns[0], column))
                return true;
    }
    return false;
}

/* The result of the round's that it is; NULL: it is none. */
static const char *
of_round(const sk_node *node)
{
    const PgQuery__ColumnRef *ref = node->node_case == SK_NODE(COLUMN_REF) ? node->column_ref : NULL;
    return ref && ref->n_fields == 2 && sk_same(sk_node_string(ref->fields[0]), ROUND) ? sk_node_string(ref->fields[1])
                                                                                       : NULL;
}

/* Does a row go with one round at most? */
static bool
meets_once(const struct rounds *l, const sk_node *where)
{
    if (where && where->node_case == SK_NODE(BOOL_EXPR) &&
        where->bool_expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR) {
        for (size_t i = 0; i < where->bool_expr->n_args; i++)
            if (meets_once(l, where->bool_expr->args[i]))
                return true;
        return false;
    }
    if (!where || where->node_case != SK_NODE(A_EXPR) || where->a_expr->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP ||
        !sk_same(sk_node_name(NULL, where->a_expr->n_name, where->a_expr->name), "=") || !where->a_expr->lexpr)
        return false;
    const char *left = of_round(where->a_expr->lexpr), *right = of_round(where->a_expr->rexpr);
    const sk_node *other = left ? where->a_expr->rexpr : where->a_expr->lexpr;
    return !left != !right && other->node_case == SK_NODE(COLUMN_REF) && is_unique(l, left ? left : right);
}

static bool
put_update(struct rounds *l, PgQuery__UpdateStmt *s, const sk_node *condition)
{
    sk_node *select = from_rounds(l, NULL);
    if (s->n_from_clause || s->with_clause || s->n_returning_list || !meets_once(l, s->where_clause))
        return false;
    l->only_adds = false;
    const sk_node *both[] = {s->where_clause, condition};
    if (condition)
        s->where_clause = sk_pg_made(l->owner, "$1 AND $2", 2, both);
    s->from_clause = select->select_stmt->from_clause;
    s->n_from_clause = 1;
    return true;
}

static bool
put_statement(struct rounds *l, const char *sql, const sk_node *condition)
{
    sk_node *node = parsed(l, sql);
    const PgQuery__RangeVar *target = NULL;
    bool put = false;
    if (!node)
        return false;
    sk_pg_walk_node(node, put_results, l);
    if (node->node_case == SK_NODE(INSERT_STMT)) {
        target = node->insert_stmt->relation;
        put = put_insert(l, node->insert_stmt, condition);
    } else if (node->node_case == SK_NODE(DELETE_STMT)) {
        target = node->delete_stmt->relation;
        put = put_delete(l, node->delete_stmt, condition);
    } else if (node->node_case == SK_NODE(UPDATE_STMT)) {
        target = node->update_stmt->relation;
        put = put_update(l, node->update_stmt, condition);
    }
    const char *text = put ? sk_pg_deparse(l->owner, node) : NULL;
    if (!text)
        return false;
    for (size_t i = 0; i < l->n_changed; i++)
        if (sk_same(l->changed[i], target->relname))
            return false; /* what comes first in each round would be done in all rounds before the other */
    note_relation(l, target, &l->n_changed, &l->changed);
    json_array_append_new(l->out, json_pack("{s{s{s{ss}}}}", "PLpgSQL_stmt_execsql", "sqlstmt", "PLpgSQL_expr", "query",
                                            text));
    return true;
}

static bool put_list(struct rounds *l, const json_t *list, const sk_node *condition);

static bool
put_if(struct rounds *l, const json_t *stmt, const sk_node *condition)
{
    const char *test = sk_plpgsql_query(json_object_get(stmt, "cond"));
    sk_node *select = test ? parsed(l, sk_printf(l->owner, "SELECT %s", test)) : NULL;
    if (!select || json_object_get(stmt, "elsif_list"))
        return false;
    sk_pg_walk_node(select, put_results, l);
    const sk_node *both[] = {select->select_stmt->target_list[0]->res_target->val, condition};
    const sk_node *then = condition ? sk_pg_made(l->owner, "($1) AND $2", 2, both) : both[0];
    const sk_node *otherwise = sk_pg_made(l->owner, condition ? "($1) IS NOT TRUE AND $2" : "($1) IS NOT TRUE",
                                          condition ? 2 : 1, both);
    return put_list(l, json_object_get(stmt, "then_body"), then) &&
           put_list(l, json_object_get(stmt, "else_body"), otherwise);
}

/* An error in any round ends the statement: where there is such a round. */
static bool
put_raise(struct rounds *l, json_t *raise, const sk_node *condition)
{
    if (!sk_plpgsql_is_error(raise))
        return true; /* a message to the client */
    sk_node *exists = sk_pg_made(l->owner, "EXISTS (SELECT 1)", 0, NULL);
    exists->sub_link->subselect = from_rounds(l, condition);
    const char *test = sk_pg_deparse_expr(l->owner, exists);
    if (!test)
        return false;
    l->raises = true;
    json_array_append_new(l->out, json_pack("{s{s{s{ss}}, s[{sO}]}}", "PLpgSQL_stmt_if", "cond", "PLpgSQL_expr", "query",
                                            test, "then_body", "PLpgSQL_stmt_raise", raise));
    return true;
}

static bool
put_list(struct rounds *l, const json_t *list, const sk_node *condition)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        const json_t *sql = json_object_get(item, "PLpgSQL_stmt_execsql");
        const json_t *test = json_object_get(item, "PLpgSQL_stmt_if");
        json_t *raise = json_object_get(item, "PLpgSQL_stmt_raise");
        bool put = sql    ? !json_is_true(json_object_get(sql, "into")) &&
                                put_statement(l, sk_plpgsql_query(json_object_get(sql, "sqlstmt")), condition)
                   : test ? put_if(l, test, condition)
                          : raise && put_raise(l, raise, condition);
        if (!put)
            return false;
    }
    return true;
}

/* ---- the loop --------------------------------------------------------------------------------------------------- */

/* Rounds that add rows to the table that they are from do not see them: INSERT ... SELECT reads to the end first. */
static bool
is_apart(const struct rounds *l)
{
    bool own = l->only_adds && l->n_changed == 1;
    for (size_t c = 0; c < l->n_changed; c++)
        for (size_t i = own ? l->n_of_query : 0; i < l->n_read; i++)
            if (sk_same(l->changed[c], l->read[i]))
                return false;
    return true;
}

json_t *
sk_run_rounds(struct sk_symbolic *r, const char *kind, const json_t *loop)
{
    struct rounds l = {.r = r, .owner = r->owner, .out = json_array(), .only_adds = true, .fits = true};
    bool put = sk_same(kind, "PLpgSQL_stmt_fors") && sk_plpgsql_uses(r->f.body, "found") == 0 &&
               read_variables(&l, loop) && read_query(&l, loop) && put_list(&l, json_object_get(loop, "body"), NULL) &&
               l.fits && (l.n_changed || l.raises) && is_apart(&l);
    if (put)
        return l.out;
    json_decref(l.out);
    return NULL;
}
