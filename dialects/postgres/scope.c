/* dialects/postgres/scope.c - names and types inside queries. */
#include "dialects/common/ranges.h"
#include "dialects/postgres/scope.h"

#include <string.h>

const struct sk_type sk_scope_unknown = {.kind = SK_TYPE_OTHER, .length = -1, .scale = -1};

struct sk_type
sk_scope_plain(enum sk_type_kind kind, const char *name)
{
    return (struct sk_type){.kind = kind, .length = -1, .scale = -1, .name = name};
}

/* ---- ranges --------------------------------------------------------------------------------------------------- */

struct sk_scope *
sk_scope_new(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_scope *parent)
{
    struct sk_scope *scope = sk_new(owner, struct sk_scope);
    scope->owner = scope;
    scope->parent = parent;
    scope->catalog = catalog;
    return scope;
}

static void
add_column(TALLOC_CTX *owner, struct sk_query_columns *columns, const char *name, struct sk_type type)
{
    struct sk_query_column column = {name, type};
    sk_push(owner, columns->items, columns->n, column);
}

static struct sk_query_columns
table_columns(TALLOC_CTX *owner, const struct sk_table *table)
{
    struct sk_query_columns columns = {0};
    for (size_t i = 0; i < table->n_columns; i++)
        add_column(owner, &columns, table->columns[i]->name, table->columns[i]->type);
    return columns;
}

static void
add_range(struct sk_scope *scope, const char *name, const struct sk_table *table, struct sk_query_columns columns,
          const PgQuery__Alias *alias)
{
    struct sk_range range = {.alias = alias ? alias->aliasname : name, .table = table, .columns = columns};
    for (size_t i = 0; alias && i < alias->n_colnames && i < range.columns.n; i++)
        range.columns.items[i].name = sk_node_string(alias->colnames[i]);
    sk_push(scope->owner, scope->ranges, scope->n_ranges, range);
}

struct sk_scope *
sk_scope_of_table(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_table *table)
{
    struct sk_scope *scope = sk_scope_new(owner, catalog, NULL);
    add_range(scope, table->name, table, table_columns(scope, table), NULL);
    return scope;
}

/* The innermost come first: they are found before others of their names. */
struct sk_scope *
sk_scope_apart(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_scope *around)
{
    struct sk_scope *scope = sk_scope_new(owner, catalog, NULL);
    for (; around; around = around->parent)
        for (size_t i = 0; i < around->n_ctes; i++)
            sk_push(scope->owner, scope->ctes, scope->n_ctes, around->ctes[i]);
    return scope;
}

static const struct sk_range *
find_cte(const struct sk_scope *scope, const char *name)
{
    for (; scope; scope = scope->parent)
        for (size_t i = 0; i < scope->n_ctes; i++)
            if (strcmp(scope->ctes[i].alias, name) == 0)
                return &scope->ctes[i];
    return NULL;
}

void
sk_scope_add_table(struct sk_scope *scope, const struct sk_table *table, const char *alias)
{
    add_range(scope, alias, table, table_columns(scope->owner, table), NULL);
}

void
sk_scope_add_relation(struct sk_scope *scope, const PgQuery__RangeVar *range)
{
    const char *schema = sk_text_or_null(range->schemaname);
    const struct sk_range *cte = schema ? NULL : find_cte(scope, range->relname);
    const struct sk_table *table = cte ? NULL : sk_catalog_table(scope->catalog, schema, range->relname);
    const struct sk_view *view = cte || table ? NULL : sk_catalog_view(scope->catalog, schema, range->relname);
    struct sk_query_columns columns = {0};
    if (cte) {
        for (size_t i = 0; i < cte->columns.n; i++)
            add_column(scope->owner, &columns, cte->columns.items[i].name, cte->columns.items[i].type);
    } else if (table) {
        columns = table_columns(scope->owner, table);
    } else if (view && view->query) {
        columns = sk_pg_query_columns(scope->owner, scope->catalog, sk_expr_node(view->query));
        for (size_t i = 0; i < view->n_columns && i < columns.n; i++)
            columns.items[i].name = view->columns[i];
    }
    add_range(scope, range->relname, table, columns, range->alias);
    scope->ranges[scope->n_ranges - 1].view = view;
    scope->ranges[scope->n_ranges - 1].named = range->alias;
}

void
sk_scope_add_ctes(struct sk_scope *scope, const PgQuery__WithClause *with)
{
    for (size_t i = 0; with && i < with->n_ctes; i++) {
        const PgQuery__CommonTableExpr *cte = with->ctes[i]->common_table_expr;
        struct sk_range range = {.alias = cte->ctename, .columns = sk_scope_query(scope, cte->ctequery)};
        for (size_t k = 0; k < cte->n_aliascolnames && k < range.columns.n; k++)
            range.columns.items[k].name = sk_node_string(cte->aliascolnames[k]);
        sk_push(scope->owner, scope->ctes, scope->n_ctes, range);
    }
}

static void add_subselect(struct sk_scope *scope, const PgQuery__RangeSubselect *range);

static void
add_function(struct sk_scope *scope, const PgQuery__RangeFunction *function)
{
    const sk_node *records = sk_pg_recordset(scope->owner, scope->catalog, function);
    if (records) {
        add_subselect(scope, records->range_subselect);
        return;
    }
    struct sk_range range = sk_scope_function(scope, function);
    add_range(scope, range.alias, NULL, range.columns, function->alias);
    scope->ranges[scope->n_ranges - 1].elements = range.elements;
    scope->ranges[scope->n_ranges - 1].call = range.call;
}

static void
add_subselect(struct sk_scope *scope, const PgQuery__RangeSubselect *range)
{
    bool lateral = range->lateral && scope->n_ranges && sk_scope_looks_outside(scope, range->subquery);
    add_range(scope, "", NULL, sk_scope_query(scope, range->subquery), range->alias);
    scope->ranges[scope->n_ranges - 1].lateral = lateral;
}

static void
add_from_item(struct sk_scope *scope, const sk_node *node)
{
    switch (node->node_case) {
    case SK_NODE(RANGE_VAR):
        sk_scope_add_relation(scope, node->range_var);
        return;
    case SK_NODE(JOIN_EXPR):
        add_from_item(scope, node->join_expr->larg);
        add_from_item(scope, node->join_expr->rarg);
        return;
    case SK_NODE(RANGE_SUBSELECT):
        add_subselect(scope, node->range_subselect);
        return;
    case SK_NODE(RANGE_FUNCTION):
        add_function(scope, node->range_function);
        return;
    default:
        return;
    }
}

void
sk_scope_add_from(struct sk_scope *scope, size_t n, sk_node *const *from)
{
    for (size_t i = 0; i < n; i++)
        add_from_item(scope, from[i]);
}

/* ---- columns -------------------------------------------------------------------------------------------------- */

/* What the name is a column of, and which; NULL: of nothing that is known. */
static const struct sk_range *
range_of(const struct sk_scope *scope, const PgQuery__ColumnRef *ref, size_t *column)
{
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *qualifier = ref->n_fields > 1 ? sk_node_string(ref->fields[ref->n_fields - 2]) : NULL;
    for (; name && scope; scope = scope->parent) {
        for (size_t i = 0; i < scope->n_ranges; i++) {
            const struct sk_range *range = &scope->ranges[i];
            if (qualifier && strcmp(range->alias, qualifier) != 0)
                continue;
            for (*column = 0; *column < range->columns.n; ++*column)
                if (strcmp(range->columns.items[*column].name, name) == 0 ||
                    (range->elements && !qualifier && strcmp(range->alias, name) == 0))
                    return range;
        }
    }
    return NULL;
}

struct sk_type
sk_scope_column(const struct sk_scope *scope, const PgQuery__ColumnRef *ref)
{
    size_t column;
    const struct sk_range *range = range_of(scope, ref, &column);
    return range ? range->columns.items[column].type : sk_scope_unknown;
}

const struct sk_column *
sk_scope_table_column(const struct sk_scope *scope, const PgQuery__ColumnRef *ref, const struct sk_table **table)
{
    size_t column;
    const struct sk_range *range = range_of(scope, ref, &column);
    *table = range ? range->table : NULL;
    return *table && column < (*table)->n_columns ? (*table)->columns[column] : NULL;
}

const char *
sk_scope_alias(const struct sk_scope *scope, const PgQuery__ColumnRef *ref)
{
    size_t column;
    const struct sk_range *range = range_of(scope, ref, &column);
    return range ? range->alias : NULL;
}

bool
sk_scope_names_inside(const struct sk_scope *scope, const struct sk_scope *around, const PgQuery__ColumnRef *ref)
{
    size_t column;
    for (; scope && scope != around; scope = scope->parent) {
        struct sk_scope alone = *scope;
        alone.parent = NULL;
        if (range_of(&alone, ref, &column))
            return true;
    }
    return false;
}

/* ---- results of queries --------------------------------------------------------------------------------------- */

static const char *
value_function_name(const PgQuery__SQLValueFunction *value)
{
#define SVFOP(NAME) PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_##NAME
    switch (value->op) {
    case SVFOP(CURRENT_DATE):
        return "current_date";
    case SVFOP(CURRENT_TIME):
    case SVFOP(CURRENT_TIME_N):
        return "current_time";
    case SVFOP(LOCALTIME):
    case SVFOP(LOCALTIME_N):
        return "localtime";
    case SVFOP(LOCALTIMESTAMP):
    case SVFOP(LOCALTIMESTAMP_N):
        return "localtimestamp";
    case SVFOP(CURRENT_ROLE):
        return "current_role";
    case SVFOP(CURRENT_USER):
        return "current_user";
    case SVFOP(USER):
        return "user";
    case SVFOP(SESSION_USER):
        return "session_user";
    case SVFOP(CURRENT_CATALOG):
        return "current_catalog";
    case SVFOP(CURRENT_SCHEMA):
        return "current_schema";
    default:
        return "current_timestamp";
    }
#undef SVFOP
}

static int figure_name(const sk_node *node, const char **name);

static int
subquery_name(const PgQuery__SubLink *link, const char **name)
{
    const PgQuery__SelectStmt *select = link->subselect->select_stmt;
    switch (link->sub_link_type) {
    case PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK:
        *name = "exists";
        return 2;
    case PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK:
        *name = "array";
        return 2;
    case PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK:
        while (select->larg)
            select = select->larg;
        if (!select->n_target_list)
            return 0;
        *name = sk_text_or_null(select->target_list[0]->res_target->name);
        if (!*name)
            *name = sk_pg_figure_name(select->target_list[0]->res_target->val);
        return 2;
    default:
        return 0;
    }
}

/* The last name in a chain of .field and [subscript]. */
static int
indirection_name(const PgQuery__AIndirection *chain, const char **name)
{
    for (size_t i = chain->n_indirection; i > 0; i--) {
        *name = sk_node_string(chain->indirection[i - 1]);
        if (*name)
            return 2;
    }
    return figure_name(chain->arg, name);
}

/* A name that is only as good as the type's or "case": 1. A good one: 2. None: 0. */
static int
weak_name(const sk_node *inner, const char *own, const char **name)
{
    int strength = inner ? figure_name(inner, name) : 0;
    if (strength > 1)
        return strength;
    *name = own;
    return 1;
}

/* FigureColnameInternal() */
static int
figure_name(const sk_node *node, const char **name)
{
    switch (node->node_case) {
    case SK_NODE(COLUMN_REF):
        *name = sk_node_string(node->column_ref->fields[node->column_ref->n_fields - 1]);
        return *name ? 2 : 0;
    case SK_NODE(A_INDIRECTION):
        return indirection_name(node->a_indirection, name);
    case SK_NODE(FUNC_CALL):
        *name = sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname);
        return 2;
    case SK_NODE(A_EXPR):
        *name = "nullif";
        return node->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF ? 2 : 0;
    case SK_NODE(TYPE_CAST):
        return weak_name(node->type_cast->arg,
                         sk_node_name(NULL, node->type_cast->type_name->n_names, node->type_cast->type_name->names),
                         name);
    case SK_NODE(CASE_EXPR):
        return weak_name(node->case_expr->defresult, "case", name);
    case SK_NODE(COLLATE_CLAUSE):
        return figure_name(node->collate_clause->arg, name);
    case SK_NODE(GROUPING_FUNC):
        *name = "grouping";
        return 2;
    case SK_NODE(SUB_LINK):
        return subquery_name(node->sub_link, name);
    case SK_NODE(A_ARRAY_EXPR):
        *name = "array";
        return 2;
    case SK_NODE(ROW_EXPR):
        *name = "row";
        return 2;
    case SK_NODE(COALESCE_EXPR):
        *name = "coalesce";
        return 2;
    case SK_NODE(MIN_MAX_EXPR):
        *name = node->min_max_expr->op == PG_QUERY__MIN_MAX_OP__IS_GREATEST ? "greatest" : "least";
        return 2;
    case SK_NODE(SQLVALUE_FUNCTION):
        *name = value_function_name(node->sqlvalue_function);
        return 2;
    default:
        return 0;
    }
}

const char *
sk_pg_figure_name(const sk_node *node)
{
    const char *name = NULL;
    return figure_name(node, &name) ? name : "?column?";
}

/* `*` and `t.*`; of what is not known, the columns that are. */
static bool
expand_star(struct sk_scope *scope, struct sk_query_columns *out, const sk_node *node, size_t n_from,
            sk_node *const *from)
{
    const char *qualifier;
    struct sk_star star;
    if (!sk_pg_is_star(node, &qualifier))
        return false;
    sk_scope_star(&star, scope, qualifier, n_from, from);
    for (size_t i = 0; i < star.n; i++)
        add_column(scope->owner, out, star.items[i].name, star.items[i].type);
    return true;
}

static struct sk_query_columns
target_columns(struct sk_scope *scope, size_t n, sk_node *const *targets, size_t n_from, sk_node *const *from)
{
    struct sk_query_columns columns = {0};
    for (size_t i = 0; i < n; i++) {
        const PgQuery__ResTarget *target = targets[i]->res_target;
        if (expand_star(scope, &columns, target->val, n_from, from))
            continue;
        add_column(scope->owner, &columns, *target->name ? target->name : sk_pg_figure_name(target->val),
                   sk_scope_declared(scope, target->val));
    }
    return columns;
}

static struct sk_query_columns select_columns(const struct sk_scope *parent, const PgQuery__SelectStmt *select);

/* Of a UNION and its like: the names of the first query's, and the types that both become. */
static struct sk_query_columns
united_columns(const struct sk_scope *scope, const PgQuery__SelectStmt *select)
{
    struct sk_query_columns columns = select_columns(scope, select->larg);
    struct sk_query_columns others = select_columns(scope, select->rarg);
    for (size_t i = 0; i < columns.n && i < others.n; i++)
        columns.items[i].type = sk_scope_common(columns.items[i].type, others.items[i].type);
    return columns;
}

static struct sk_query_columns
select_columns(const struct sk_scope *parent, const PgQuery__SelectStmt *select)
{
    struct sk_scope *scope = sk_scope_new(parent->owner, parent->catalog, parent);
    sk_scope_add_ctes(scope, select->with_clause);
    if (select->larg)
        return united_columns(scope, select);
    if (select->n_values_lists) {
        struct sk_query_columns columns = {0};
        const PgQuery__List *row = select->values_lists[0]->list;
        for (size_t i = 0; i < row->n_items; i++)
            add_column(scope->owner, &columns, sk_printf(scope->owner, "column%zu", i + 1),
                       sk_scope_declared(scope, row->items[i]));
        return columns;
    }
    sk_scope_add_from(scope, select->n_from_clause, select->from_clause);
    return target_columns(scope, select->n_target_list, select->target_list, select->n_from_clause,
                          select->from_clause);
}

static struct sk_query_columns
returning_columns(const struct sk_scope *parent, const PgQuery__RangeVar *relation, size_t n, sk_node *const *list)
{
    struct sk_scope *scope = sk_scope_new(parent->owner, parent->catalog, parent);
    sk_scope_add_relation(scope, relation);
    sk_node from = PG_QUERY__NODE__INIT, *items[] = {&from};
    from.node_case = SK_NODE(RANGE_VAR);
    return target_columns(scope, n, list, 1, items);
}

struct sk_query_columns
sk_scope_query(const struct sk_scope *scope, const sk_node *query)
{
    switch (query->node_case) {
    case SK_NODE(SELECT_STMT):
        return select_columns(scope, query->select_stmt);
    case SK_NODE(INSERT_STMT):
        return returning_columns(scope, query->insert_stmt->relation, query->insert_stmt->n_returning_list,
                                 query->insert_stmt->returning_list);
    case SK_NODE(UPDATE_STMT):
        return returning_columns(scope, query->update_stmt->relation, query->update_stmt->n_returning_list,
                                 query->update_stmt->returning_list);
    case SK_NODE(DELETE_STMT):
        return returning_columns(scope, query->delete_stmt->relation, query->delete_stmt->n_returning_list,
                                 query->delete_stmt->returning_list);
    default:
        return (struct sk_query_columns){0};
    }
}

struct sk_query_columns
sk_pg_query_columns(TALLOC_CTX *owner, const struct sk_catalog *catalog, const sk_node *query)
{
    return sk_scope_query(sk_scope_new(owner, catalog, NULL), query);
}
