/*
 * dialects/common/missing.c - what a statement in a function's body names that is not there.
 *
 * PostgreSQL keeps a function's text, and looks for its tables and columns when it runs: the statement that fires the
 * trigger fails then. Only what is certain counts: a relation that no catalog has, a column of a relation whose columns
 * are all known; or what no engine takes where it stands, rows of different lengths that are compared.
 */
#include <string.h>

#include "dialects/common/plpgsql.h"

struct search {
    const struct sk_plpgsql *f;
    size_t n_ctes, n_ranges, n_results;
    const char **ctes;
    const PgQuery__RangeVar **ranges;
    const char **results; /* names of results: ORDER BY may say them */
    bool others;          /* there is more in FROM than relations */
    const char *found;
};

/* ---- relations --------------------------------------------------------------------------------------------------- */

static bool
is_partition(const struct sk_catalog *catalog, const char *name)
{
    for (size_t t = 0; catalog->partitioned && t < catalog->n_tables; t++)
        for (size_t i = 0; i < catalog->tables[t]->n_partitions; i++)
            if (strcmp(catalog->tables[t]->partitions[i]->name, name) == 0)
                return true;
    return false;
}

/* The rows of the statement that fires the trigger. */
static bool
is_transition(const struct search *s, const PgQuery__RangeVar *range)
{
    const struct sk_trigger *trigger = s->f->trigger;
    return !sk_text_or_null(range->schemaname) && !sk_among(range->relname, s->n_ctes, s->ctes) &&
           (sk_same(range->relname, trigger->old_rows) || sk_same(range->relname, trigger->new_rows));
}

/* One of this statement's own, or of PostgreSQL's catalogs. */
static bool
is_own(const struct search *s, const PgQuery__RangeVar *range)
{
    const char *schema = sk_text_or_null(range->schemaname), *name = range->relname;
    if (schema)
        return strcmp(schema, "information_schema") == 0 || strncmp(schema, "pg_", 3) == 0 ||
               strncmp(name, "skein_", 6) == 0;
    return sk_among(name, s->n_ctes, s->ctes) || strncmp(name, "pg_", 3) == 0 || strncmp(name, "skein_", 6) == 0;
}

static bool
collect(sk_node *node, void *data)
{
    struct search *s = data;
    TALLOC_CTX *owner = s->f->owner;
    if (node->node_case == SK_NODE(COMMON_TABLE_EXPR))
        sk_push(owner, s->ctes, s->n_ctes, node->common_table_expr->ctename);
    else if (node->node_case == SK_NODE(RANGE_VAR))
        sk_push(owner, s->ranges, s->n_ranges, node->range_var);
    else if (node->node_case == SK_NODE(RES_TARGET) && sk_text_or_null(node->res_target->name))
        sk_push(owner, s->results, s->n_results, node->res_target->name);
    s->others = s->others || node->node_case == SK_NODE(RANGE_SUBSELECT) ||
                node->node_case == SK_NODE(RANGE_FUNCTION) || node->node_case == SK_NODE(JOIN_EXPR) ||
                node->node_case == SK_NODE(COMMON_TABLE_EXPR);
    return true;
}

static void
look_for_relation(struct search *s, const PgQuery__RangeVar *range)
{
    const struct sk_catalog *catalog = s->f->catalog;
    const char *schema = sk_text_or_null(range->schemaname), *name = range->relname;
    if (s->found || is_own(s, range) || is_transition(s, range) || sk_catalog_table(catalog, schema, name) ||
        sk_catalog_view(catalog, schema, name) || sk_catalog_sequence(catalog, schema, name) ||
        is_partition(catalog, name))
        return;
    s->found = sk_printf(s->f->owner, "relation \"%s\" does not exist", name);
}

/* ---- columns ----------------------------------------------------------------------------------------------------- */

/* Has the relation, which is not the statement's own, that column? Where its columns are not known: yes. */
static bool
may_have(const struct search *s, const PgQuery__RangeVar *range, const char *column)
{
    static const char *const hidden[] = {"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "rowid", "_rowid_"};
    const char *schema = sk_text_or_null(range->schemaname);
    const struct sk_table *table =
        is_transition(s, range) ? s->f->table : sk_catalog_table(s->f->catalog, schema, range->relname);
    const struct sk_view *view = table ? NULL : sk_catalog_view(s->f->catalog, schema, range->relname);
    if (is_own(s, range) || (!table && !view) || (range->alias && range->alias->n_colnames) ||
        sk_among(column, sizeof hidden / sizeof *hidden, hidden))
        return true;
    return table ? sk_table_column(table, column) != NULL : sk_among(column, view->n_columns, view->columns);
}

static const char *
alias_of(const PgQuery__RangeVar *range)
{
    return range->alias ? range->alias->aliasname : range->relname;
}

static bool
is_variable(const struct search *s, const char *name)
{
    static const char *const kinds[] = {"PLpgSQL_var", "PLpgSQL_rec", "PLpgSQL_row"};
    size_t i;
    json_t *datum;
    json_array_foreach(s->f->datums, i, datum)
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
            const char *variable =
                json_string_value(json_object_get(json_object_get(datum, kinds[k]), "refname"));
            if (variable && strcmp(variable, name) == 0)
                return true;
        }
    return strncmp(name, "tg_", 3) == 0 || strcmp(name, "value") == 0 ||
           sk_catalog_function(s->f->catalog, NULL, name);
}

static bool
look_for_column(sk_node *node, void *data)
{
    struct search *s = data;
    const PgQuery__ColumnRef *ref = node->node_case == SK_NODE(COLUMN_REF) ? node->column_ref : NULL;
    const char *column = ref ? sk_node_string(ref->fields[ref->n_fields - 1]) : NULL;
    const char *of = ref && ref->n_fields == 2 ? sk_node_string(ref->fields[0]) : NULL;
    size_t known = 0;
    if (s->found || !column || ref->n_fields > 2)
        return !s->found;
    if (!of && (s->others || is_variable(s, column) || sk_among(column, s->n_results, s->results)))
        return true;
    for (size_t i = 0; i < s->n_ranges; i++) {
        bool meant = !of || strcmp(alias_of(s->ranges[i]), of) == 0;
        if ((meant && may_have(s, s->ranges[i], column)) || (!of && strcmp(alias_of(s->ranges[i]), column) == 0))
            return true;
        known += meant;
    }
    if (known)
        s->found = of ? sk_printf(s->f->owner, "column %s.%s does not exist", of, column)
                      : sk_printf(s->f->owner, "column \"%s\" does not exist", column);
    return true;
}

static void
look_for_targets(struct search *s, const PgQuery__RangeVar *range, size_t n, sk_node *const *targets)
{
    for (size_t i = 0; i < n && !s->found; i++)
        if (targets[i]->node_case == SK_NODE(RES_TARGET) && !may_have(s, range, targets[i]->res_target->name))
            s->found = sk_printf(s->f->owner, "column \"%s\" of relation \"%s\" does not exist",
                                 targets[i]->res_target->name, range->relname);
}

/* ---- ON CONFLICT (columns) --------------------------------------------------------------------------------------- */

static bool
is_keyed_by(const struct sk_index *index, size_t n, const char *const *columns)
{
    bool same = index->unique && !index->where && index->n_keys == n;
    for (size_t i = 0; same && i < n; i++)
        same = index->keys[i].column && sk_among(index->keys[i].column, n, columns);
    return same;
}

static bool
is_constrained_by(const struct sk_constraint *k, size_t n, const char *const *columns)
{
    bool same = (k->kind == SK_PRIMARY_KEY || k->kind == SK_UNIQUE) && k->n_columns == n;
    for (size_t i = 0; same && i < n; i++)
        same = sk_among(k->columns[i], n, columns);
    return same;
}

/* The columns have to be those of a key. Expressions, and conditions, are left to the engine. */
static void
look_for_key(struct search *s, const struct sk_table *table, const PgQuery__InferClause *infer)
{
    const char **columns = NULL;
    size_t n = 0;
    for (size_t i = 0; i < infer->n_index_elems; i++) {
        const char *column = sk_text_or_null(infer->index_elems[i]->index_elem->name);
        if (!column || infer->where_clause)
            return;
        if (!sk_table_column(table, column))
            s->found = sk_printf(s->f->owner, "column \"%s\" does not exist", column);
        if (!sk_among(column, n, columns))
            sk_push(s->f->owner, columns, n, column);
    }
    bool keyed = n == 0 || s->found;
    for (size_t i = 0; i < table->n_constraints && !keyed; i++)
        keyed = is_constrained_by(table->constraints[i], n, columns);
    for (size_t i = 0; i < table->n_indexes && !keyed; i++)
        keyed = is_keyed_by(table->indexes[i], n, columns);
    if (!keyed)
        s->found = "there is no unique or exclusion constraint matching the ON CONFLICT specification";
}

static void
look_at_conflict(struct search *s, const PgQuery__InsertStmt *insert)
{
    const PgQuery__OnConflictClause *clause = insert->on_conflict_clause;
    const PgQuery__RangeVar *range = insert->relation;
    const struct sk_table *table = sk_catalog_table(s->f->catalog, sk_text_or_null(range->schemaname), range->relname);
    if (!clause || !table || s->found || is_own(s, range))
        return;
    if (clause->infer)
        look_for_key(s, table, clause->infer);
}

const char *
sk_plpgsql_keyless(const struct sk_plpgsql *f, const sk_node *statement)
{
    struct search s = {.f = f};
    if (statement->node_case == SK_NODE(INSERT_STMT))
        look_at_conflict(&s, statement->insert_stmt);
    return s.found;
}

/* ---- a statement ------------------------------------------------------------------------------------------------- */

const char *
sk_plpgsql_missing(const struct sk_plpgsql *f, const sk_node *statement)
{
    struct search s = {.f = f};
    ProtobufCMessage *message = (ProtobufCMessage *)(uintptr_t)statement;
    const PgQuery__InsertStmt *insert = statement->node_case == SK_NODE(INSERT_STMT) ? statement->insert_stmt : NULL;
    const PgQuery__UpdateStmt *update = statement->node_case == SK_NODE(UPDATE_STMT) ? statement->update_stmt : NULL;
    const PgQuery__DeleteStmt *gone = statement->node_case == SK_NODE(DELETE_STMT) ? statement->delete_stmt : NULL;
    sk_pg_walk(message, collect, &s);
    /* the relation that a statement changes is no node of its own */
    const PgQuery__RangeVar *own =
        insert ? insert->relation : update ? update->relation : gone ? gone->relation : NULL;
    if (own)
        sk_push(f->owner, s.ranges, s.n_ranges, own);
    for (size_t i = 0; i < s.n_ranges; i++)
        look_for_relation(&s, s.ranges[i]);
    if (insert) {
        look_for_targets(&s, own, insert->n_cols, insert->cols);
        look_at_conflict(&s, insert);
        if (insert->on_conflict_clause)
            look_for_targets(&s, own, insert->on_conflict_clause->n_target_list,
                             insert->on_conflict_clause->target_list);
    }
    if (update)
        look_for_targets(&s, own, update->n_target_list, update->target_list);
    if (s.n_ranges)
        sk_pg_walk(message, look_for_column, &s);
    return s.found;
}

/* ---- what is there, where no engine takes it ------------------------------------------------------------ */

/* Is the column, in a sub-query, one of the query around it? Variables, and the trigger's rows, are no columns. */
static bool
is_from_outside(const struct search *s, const PgQuery__SelectStmt *query, const PgQuery__ColumnRef *ref)
{
    const char *column = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *of = ref->n_fields == 2 ? sk_node_string(ref->fields[0]) : NULL;
    if (!column || ref->n_fields > 2 || (of && (strcmp(of, "new") == 0 || strcmp(of, "old") == 0)) ||
        (!of && is_variable(s, column)))
        return false;
    for (size_t i = 0; i < query->n_from_clause; i++) {
        const PgQuery__RangeVar *range =
            query->from_clause[i]->node_case == SK_NODE(RANGE_VAR) ? query->from_clause[i]->range_var : NULL;
        if (!range || (of ? strcmp(alias_of(range), of) == 0 : may_have(s, range, column)))
            return false;
    }
    return true;
}

struct outer {
    struct search *s;
    const PgQuery__SelectStmt *query; /* the sub-query */
    bool inside;                      /* the arguments of an aggregate */
    size_t n_columns, n_outside;
};

static bool
count_columns(sk_node *node, void *data)
{
    struct outer *outer = data;
    if (node->node_case == SK_NODE(COLUMN_REF)) {
        outer->n_columns++;
        outer->n_outside += is_from_outside(outer->s, outer->query, node->column_ref);
    }
    return node->node_case != SK_NODE(SUB_LINK);
}

/* An aggregate of the columns of the query around is that one's (manual, 4.2.7), whose WHERE takes none. */
static bool
look_at_aggregate(sk_node *node, void *data)
{
    struct outer *outer = data;
    if (sk_print_is_aggregate(node)) {
        outer->n_columns = outer->n_outside = 0;
        for (size_t i = 0; i < node->func_call->n_args; i++)
            sk_pg_walk(&node->func_call->args[i]->base, count_columns, outer);
        if (outer->n_columns && outer->n_columns == outer->n_outside)
            outer->s->found = "an aggregate of the columns of a query, in its own WHERE,";
    }
    return node->node_case != SK_NODE(SUB_LINK);
}

static bool
look_below_where(sk_node *node, void *data)
{
    struct search *s = data;
    if (node->node_case != SK_NODE(SUB_LINK) || node->sub_link->subselect->node_case != SK_NODE(SELECT_STMT))
        return !s->found;
    struct outer outer = {.s = s, .query = node->sub_link->subselect->select_stmt};
    for (size_t i = 0; i < outer.query->n_target_list; i++)
        sk_pg_walk(&outer.query->target_list[i]->base, look_at_aggregate, &outer);
    return false;
}

static void
look_at_where(struct search *s, const sk_node *where)
{
    if (where)
        sk_pg_walk((ProtobufCMessage *)(uintptr_t)where, look_below_where, s);
}

/* How many columns a query gives; 0: not known. */
static size_t
width(const sk_node *query)
{
    const PgQuery__SelectStmt *s = query->node_case == SK_NODE(SELECT_STMT) ? query->select_stmt : NULL;
    while (s && s->larg)
        s = s->larg;
    for (size_t i = 0; s && i < s->n_target_list; i++) {
        const sk_node *value = s->target_list[i]->res_target->val;
        const PgQuery__ColumnRef *ref = value->node_case == SK_NODE(COLUMN_REF) ? value->column_ref : NULL;
        if (ref && ref->fields[ref->n_fields - 1]->node_case == SK_NODE(A_STAR))
            return 0;
    }
    return s ? s->n_target_list : 0;
}

static bool
is_row_of(const sk_node *node, size_t n)
{
    return n == 0 || (node->node_case == SK_NODE(ROW_EXPR) ? node->row_expr->n_args == n : n == 1);
}

/* Rows that are compared have as many values each (manual, 9.24.5). */
static void
look_at_rows(struct search *s, const sk_node *node)
{
    static const char unequal[] = "a comparison of rows of different lengths";
    const PgQuery__AExpr *e = node->node_case == SK_NODE(A_EXPR) ? node->a_expr : NULL;
    const PgQuery__SubLink *link = node->node_case == SK_NODE(SUB_LINK) ? node->sub_link : NULL;
    const PgQuery__RowExpr *row = e && e->lexpr && e->lexpr->node_case == SK_NODE(ROW_EXPR) ? e->lexpr->row_expr : NULL;
    if (row && e->rexpr->node_case == SK_NODE(ROW_EXPR) && e->rexpr->row_expr->n_args != row->n_args)
        s->found = unequal;
    for (size_t i = 0; row && e->rexpr->node_case == SK_NODE(LIST) && i < e->rexpr->list->n_items; i++)
        if (!is_row_of(e->rexpr->list->items[i], row->n_args))
            s->found = unequal;
    if (row && e->rexpr->node_case == SK_NODE(SUB_LINK) &&
        e->rexpr->sub_link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK &&
        !is_row_of(e->lexpr, width(e->rexpr->sub_link->subselect)))
        s->found = unequal;
    if (link && link->testexpr && link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__ANY_SUBLINK &&
        !is_row_of(link->testexpr, width(link->subselect)))
        s->found = unequal;
}

static bool
look_for_misplaced(sk_node *node, void *data)
{
    struct search *s = data;
    look_at_rows(s, node);
    if (node->node_case == SK_NODE(SELECT_STMT))
        look_at_where(s, node->select_stmt->where_clause);
    return !s->found;
}

const char *
sk_plpgsql_misplaced(const struct sk_plpgsql *f, const sk_node *statement)
{
    struct search s = {.f = f};
    if (statement->node_case == SK_NODE(UPDATE_STMT))
        look_at_where(&s, statement->update_stmt->where_clause);
    if (statement->node_case == SK_NODE(DELETE_STMT))
        look_at_where(&s, statement->delete_stmt->where_clause);
    if (!s.found)
        sk_pg_walk((ProtobufCMessage *)(uintptr_t)statement, look_for_misplaced, &s);
    return s.found;
}
