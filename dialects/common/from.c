/* dialects/common/from.c - what stands in FROM: tables, joins, functions, sub-queries, and their aliases. */
#include <string.h>

#include "dialects/common/once.h"
#include "dialects/common/printer_priv.h"

enum sk_status
sk_print_alias(struct sk_printer *p, const PgQuery__Alias *alias, const sk_node *at)
{
    if (!alias)
        return SK_OK;
    sk_text_add(p->out, " AS ");
    sk_print_name(p, alias->aliasname);
    if (alias->n_colnames && !p->rules->has_column_aliases)
        return sk_print_unsupported(p, at, "an alias with column names has no equivalent on %s", p->rules->dialect);
    for (size_t i = 0; i < alias->n_colnames; i++) {
        sk_text_add(p->out, i ? ", " : " (");
        sk_print_name(p, sk_node_string(alias->colnames[i]));
    }
    sk_text_add(p->out, alias->n_colnames ? ")" : "");
    return SK_OK;
}

static bool
is_cte(const struct sk_scope *scope, const char *name)
{
    for (; scope; scope = scope->parent)
        for (size_t i = 0; i < scope->n_ctes; i++)
            if (strcmp(scope->ctes[i].alias, name) == 0)
                return true;
    return false;
}

/* A query of a WITH that the engine does not take where it stands goes where its name is used, with all the others: it
 * may use them. */
static enum sk_status
put_inline(struct sk_printer *p, const PgQuery__RangeVar *range)
{
    const PgQuery__WithClause *with = p->inlined;
    p->inlined = NULL;
    sk_text_add(p->out, "(");
    enum sk_status status = sk_print_with(p, with);
    sk_text_add(p->out, "SELECT * FROM ");
    sk_print_name(p, range->relname);
    sk_text_add(p->out, ")");
    if (!range->alias) {
        sk_text_add(p->out, " AS ");
        sk_print_name(p, range->relname);
    }
    p->inlined = with;
    return status;
}

static bool
is_inline(const struct sk_printer *p, const PgQuery__RangeVar *range)
{
    for (size_t i = 0; p->inlined && !*range->schemaname && i < p->inlined->n_ctes; i++)
        if (strcmp(p->inlined->ctes[i]->common_table_expr->ctename, range->relname) == 0)
            return true;
    return false;
}

void
sk_print_range(struct sk_printer *p, const PgQuery__RangeVar *range)
{
    if (!*range->schemaname && is_cte(p->scope, range->relname))
        sk_print_name(p, range->relname);
    else
        sk_print_relation(p, sk_text_or_null(range->schemaname), range->relname);
}

static enum sk_status from_item(struct sk_printer *p, const sk_node *node);

static enum sk_status
join(struct sk_printer *p, const PgQuery__JoinExpr *e)
{
    static const char *const kinds[] = {[PG_QUERY__JOIN_TYPE__JOIN_INNER] = " JOIN ",
                                        [PG_QUERY__JOIN_TYPE__JOIN_LEFT] = " LEFT JOIN ",
                                        [PG_QUERY__JOIN_TYPE__JOIN_FULL] = " FULL JOIN ",
                                        [PG_QUERY__JOIN_TYPE__JOIN_RIGHT] = " RIGHT JOIN "};
    if (e->jointype == PG_QUERY__JOIN_TYPE__JOIN_FULL && !p->rules->has_full_join)
        return sk_print_unsupported(p, e->quals, "FULL JOIN has no equivalent on %s", p->rules->dialect);
    bool cross = e->jointype == PG_QUERY__JOIN_TYPE__JOIN_INNER && !e->quals && !e->n_using_clause && !e->is_natural;
    enum sk_status status = from_item(p, e->larg);
    sk_text_add(p->out, e->is_natural ? " NATURAL" : "");
    sk_text_add(p->out, cross ? " CROSS JOIN " : kinds[e->jointype]);
    bool nested = e->rarg->node_case == SK_NODE(JOIN_EXPR);
    sk_text_add(p->out, nested ? "(" : "");
    status = status ? status : from_item(p, e->rarg);
    sk_text_add(p->out, nested ? ")" : "");
    if (!status && e->n_using_clause) {
        sk_text_add(p->out, " USING (");
        for (size_t i = 0; i < e->n_using_clause; i++) {
            sk_text_add(p->out, i ? ", " : "");
            sk_print_name(p, sk_node_string(e->using_clause[i]));
        }
        sk_text_add(p->out, ")");
    }
    return status ? status : sk_print_clause(p, "ON", e->quals);
}

/* A function of the project's own is the query that it asks, its columns called as the scope knows them. */
static enum sk_status
from_own_function(struct sk_printer *p, const sk_node *call, const struct sk_function *function, const char *alias)
{
    const struct sk_range *found = sk_print_find_range(p, alias);
    sk_node *made = sk_pg_made(p->tmp, "(SELECT 1 FROM (SELECT 1) AS a (b))", 0, NULL);
    PgQuery__RangeSubselect *range = made->sub_link->subselect->select_stmt->from_clause[0]->range_subselect;
    const sk_node *name = range->alias->colnames[0];
    range->alias->n_colnames = 0;
    range->alias->colnames = NULL;
    for (size_t i = 0; found && i < found->columns.n; i++) {
        sk_node *column = sk_pg_copy(p->tmp, name);
        column->string->sval = sk_strdup(p->tmp, found->columns.items[i].name);
        sk_push(p->tmp, range->alias->colnames, range->alias->n_colnames, column);
    }
    enum sk_status status = sk_print_function_rows(&range->subquery, p, call, function);
    sk_text_add(p->out, "(");
    status = status ? status : sk_print_source(p, range);
    sk_text_add(p->out, ") AS ");
    range->alias->aliasname = sk_strdup(p->tmp, alias);
    sk_print_name(p, alias);
    for (size_t i = 0; p->rules->has_column_aliases && i < range->alias->n_colnames; i++) {
        sk_text_add(p->out, i ? ", " : " (");
        sk_print_name(p, sk_node_string(range->alias->colnames[i]));
    }
    sk_text_add(p->out, p->rules->has_column_aliases && range->alias->n_colnames ? ")" : "");
    return status;
}

static enum sk_status
from_function(struct sk_printer *p, const sk_node *node)
{
    const PgQuery__RangeFunction *range = node->range_function;
    const sk_node *call = range->n_functions == 1 ? range->functions[0]->list->items[0] : NULL;
    if (!call || call->node_case != SK_NODE(FUNC_CALL))
        return sk_print_unsupported(p, node, "this FROM item has no equivalent on %s", p->rules->dialect);
    const char *name = sk_node_name(NULL, call->func_call->n_funcname, call->func_call->funcname);
    const char *alias = range->alias ? range->alias->aliasname : name;
    if (strcmp(name, "generate_series") == 0 && call->func_call->n_args >= 2 && !range->ordinality)
        return p->rules->series(p, call->func_call, alias,
                                range->alias && range->alias->n_colnames ? sk_node_string(range->alias->colnames[0])
                                                                         : alias);
    const char *schema;
    sk_node_name(&schema, call->func_call->n_funcname, call->func_call->funcname);
    const struct sk_function *own = range->ordinality ? NULL : sk_catalog_function(p->catalog, schema, name);
    if (own)
        return from_own_function(p, call, own, alias);
    const struct sk_range *found = sk_print_find_range(p, alias);
    if (found && found->elements)
        return p->rules->elements(p, range, call->func_call, found);
    return sk_print_unsupported(p, node, "%s() in FROM has no equivalent on %s", name, p->rules->dialect);
}

/* (VALUES ...) AS t (a, b): the names go to the first row's columns. The others stay VALUES where the engine has them:
 * SQLite takes any number of rows, but no more than 500 queries in a UNION. */
enum sk_status
sk_print_named_values(struct sk_printer *p, const PgQuery__SelectStmt *select, const PgQuery__Alias *alias)
{
    enum sk_status status = SK_OK;
    for (size_t r = 0; r < select->n_values_lists && !status; r++) {
        const PgQuery__List *row = select->values_lists[r]->list;
        bool bare = r && p->rules->has_values;
        sk_text_add(p->out, bare ? (r == 1 ? " UNION ALL VALUES (" : "), (") : r ? " UNION ALL SELECT " : "SELECT ");
        for (size_t i = 0; i < row->n_items && !status; i++) {
            sk_text_add(p->out, i ? ", " : "");
            status = sk_print_expr(p, row->items[i]);
            if (r == 0) {
                sk_text_add(p->out, " AS ");
                sk_print_name(p, alias && i < alias->n_colnames ? sk_node_string(alias->colnames[i])
                                                                : sk_printf(p->tmp, "column%zu", i + 1));
            }
        }
    }
    sk_text_add(p->out, select->n_values_lists > 1 && p->rules->has_values ? ")" : "");
    return status;
}

/* (SELECT ...) AS t (a, b): the query with those names for its results; NULL when they are not all known. */
static const sk_node *
renamed_targets(struct sk_printer *p, const PgQuery__RangeSubselect *range)
{
    sk_node *copy = sk_pg_copy(p->tmp, sk_pg_without_stars(p->tmp, p->catalog, range->subquery));
    PgQuery__SelectStmt *select = sk_pg_first_query(copy->select_stmt);
    if (range->alias->n_colnames > select->n_target_list || select->n_values_lists)
        return NULL;
    for (size_t i = 0; i < select->n_target_list; i++)
        if (sk_pg_is_star(select->target_list[i]->res_target->val, &(const char *){NULL}))
            return NULL;
    for (size_t i = 0; i < range->alias->n_colnames; i++)
        select->target_list[i]->res_target->name =
            sk_strdup(p->tmp, sk_node_string(range->alias->colnames[i]));
    return copy;
}

/* Nobody can name the second of two results that have one name: it may have any. */
const sk_node *
sk_print_distinct_names(struct sk_printer *p, const sk_node *query)
{
    struct sk_query_columns columns = {.n = 0};
    if (!p->rules->has_same_names)
        columns = sk_pg_query_columns(p->tmp, p->catalog, query);
    sk_node *copy = NULL;
    for (size_t i = 0; i < columns.n; i++) {
        bool again = false;
        for (size_t k = 0; k < i && !again; k++)
            again = sk_same(columns.items[i].name, columns.items[k].name);
        if (!again)
            continue;
        copy = copy ? copy : sk_pg_copy(p->tmp, sk_pg_without_stars(p->tmp, p->catalog, query));
        PgQuery__SelectStmt *select = sk_pg_first_query(copy->select_stmt);
        if (select->n_target_list != columns.n)
            return query;
        select->target_list[i]->res_target->name = sk_printf(p->tmp, "skein_result_%zu", i + 1);
    }
    return copy ? copy : query;
}

enum sk_status
sk_print_source(struct sk_printer *p, const PgQuery__RangeSubselect *range)
{
    const PgQuery__SelectStmt *select = range->subquery->select_stmt;
    if (select->n_values_lists)
        return sk_print_named_values(p, select, range->alias);
    bool names_inside = range->alias && range->alias->n_colnames && !p->rules->has_column_aliases;
    const sk_node *query = names_inside ? renamed_targets(p, range) : range->subquery;
    if (!query)
        return sk_print_unsupported(p, range->subquery, "an alias with column names has no equivalent on %s",
                                    p->rules->dialect);
    return sk_print_statement(p, sk_print_distinct_names(p, query));
}

static enum sk_status
from_subselect(struct sk_printer *p, const sk_node *node)
{
    const PgQuery__RangeSubselect *range = node->range_subselect;
    if (p->rules->once && sk_once_is_source(range))
        return p->rules->once(p, range);
    const struct sk_range *found =
        range->lateral && range->alias ? sk_print_find_range(p, range->alias->aliasname) : NULL;
    bool lateral = found && found->lateral;
    if (lateral && !p->rules->has_lateral)
        return p->rules->lateral(p, range, found);
    bool inside = p->scope->parent && p->rules->no_outer_tables;
    if (inside && !lateral && sk_scope_looks_outside(p->scope->parent, range->subquery))
        return sk_print_unsupported(p, range->subquery, "a sub-query in FROM that looks at the query around that has no "
                                    "equivalent on %s", p->rules->dialect);
    sk_text_add(p->out, lateral ? "LATERAL (" : "(");
    enum sk_status status = sk_print_source(p, range);
    sk_text_add(p->out, ")");
    if (status || !range->alias)
        return status;
    if (p->rules->has_column_aliases && !range->subquery->select_stmt->n_values_lists)
        return sk_print_alias(p, range->alias, node);
    sk_text_add(p->out, " AS ");
    sk_print_name(p, range->alias->aliasname);
    return SK_OK;
}

/* t AS x (a, b): the engine's aliases have no columns, so the names are made inside. */
static enum sk_status
renamed_table(struct sk_printer *p, const PgQuery__RangeVar *range)
{
    const struct sk_range *found = sk_print_find_range(p, range->alias->aliasname);
    sk_text_add(p->out, "(SELECT ");
    for (size_t i = 0; found && found->table && i < found->table->n_columns; i++) {
        sk_text_add(p->out, i ? ", " : "");
        sk_print_name(p, found->table->columns[i]->name);
        sk_text_add(p->out, " AS ");
        sk_print_name(p, found->columns.items[i].name);
    }
    sk_text_add(p->out, " FROM ");
    sk_print_range(p, range);
    sk_text_add(p->out, ") AS ");
    sk_print_name(p, range->alias->aliasname);
    return SK_OK;
}

static enum sk_status
table_item(struct sk_printer *p, const sk_node *node)
{
    const PgQuery__RangeVar *range = node->range_var;
    bool table = sk_catalog_table(p->catalog, sk_text_or_null(range->schemaname), range->relname) != NULL;
    enum sk_status status = SK_OK;
    bool catalogs = strcmp(range->schemaname, "pg_catalog") == 0 ||
                    strcmp(range->schemaname, "information_schema") == 0 ||
                    (!*range->schemaname && !table && strncmp(range->relname, "pg_", 3) == 0);
    if (catalogs && !is_cte(p->scope, range->relname) && !sk_catalog_view(p->catalog, NULL, range->relname))
        return sk_print_unsupported(p, node, "\"%s\" of PostgreSQL's catalogs has no equivalent on %s", range->relname,
                                    p->rules->dialect);
    if (range->alias && range->alias->n_colnames && table && !is_cte(p->scope, range->relname))
        return renamed_table(p, range);
    if (is_inline(p, range))
        status = put_inline(p, range);
    else
        sk_print_range(p, range);
    return status ? status : sk_print_alias(p, range->alias, node);
}

static enum sk_status
from_item(struct sk_printer *p, const sk_node *node)
{
    switch (node->node_case) {
    case SK_NODE(RANGE_VAR):
        return table_item(p, node);
    case SK_NODE(JOIN_EXPR):
        return join(p, node->join_expr);
    case SK_NODE(RANGE_SUBSELECT): {
        const struct sk_table *changing = p->changing;
        p->changing = p->joining ? NULL : changing;
        enum sk_status status = from_subselect(p, node);
        p->changing = changing;
        return status;
    }
    case SK_NODE(RANGE_FUNCTION): {
        const sk_node *records = sk_pg_recordset(p->tmp, p->catalog, node->range_function);
        return records ? from_subselect(p, records) : from_function(p, node);
    }
    default:
        return sk_print_unsupported(p, node, "this FROM item has no equivalent on %s", p->rules->dialect);
    }
}

enum sk_status
sk_print_from(struct sk_printer *p, const char *keyword, size_t n, sk_node *const *items)
{
    enum sk_status status = SK_OK;
    p->choosing++;
    for (size_t i = 0; i < n && !status; i++) {
        sk_text_add(p->out, i ? ", " : keyword);
        status = from_item(p, items[i]);
    }
    p->choosing--;
    return status;
}
