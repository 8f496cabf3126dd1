/*
 * dialects/common/plpgsql_statement.c - triggers that fire once for a statement, on engines that fire for each row.
 *
 * The rows that REFERENCING gives a name are, for one row of them, that row; and what a trigger may ask its own table
 * depends on whether the row is there yet.
 */
#include <string.h>

#include "dialects/common/plpgsql_priv.h"

struct transition {
    const struct sk_plpgsql *f;
    bool used, whole; /* `whole`: something is asked that one row cannot answer for all of them */
    bool found;
};

/* (SELECT NEW.a AS a, NEW.b AS b) AS new_rows */
static const char *
one_row(const struct sk_plpgsql *f, bool new, const char *alias)
{
    struct sk_text *sql = sk_text_new(f->owner);
    bool kept = f->printer->rules->no_row_tables;
    const char *record = kept ? (new ? SK_PLPGSQL_KEPT_NEW : SK_PLPGSQL_KEPT_OLD) : new ? "new" : "old";
    sk_text_add(sql, "SELECT 1 FROM (SELECT ");
    for (size_t i = 0; i < f->table->n_columns; i++) {
        sk_text_addf(sql, "%s%s.", i ? ", " : "", record);
        sk_text_ident(sql, f->table->columns[i]->name, '"');
        sk_text_add(sql, " AS ");
        sk_text_ident(sql, f->table->columns[i]->name, '"');
    }
    sk_text_add(sql, ") AS ");
    sk_text_ident(sql, alias, '"');
    return sql->data;
}

static bool
is_rows(const PgQuery__RangeVar *range, const char *rows)
{
    return rows && !*range->schemaname && strcmp(range->relname, rows) == 0;
}

/* Is a table of the statement's rows below? */
static bool
find_rows(sk_node *node, void *data)
{
    struct transition *t = data;
    const struct sk_trigger *trigger = t->f->trigger;
    if (node->node_case == SK_NODE(RANGE_VAR))
        t->found = t->found || is_rows(node->range_var, trigger->new_rows) ||
                   is_rows(node->range_var, trigger->old_rows);
    return !t->found;
}

/* Aggregates that are not the sum of what they are for each row. Those of a sub-query are about its own rows. */
static bool
find_aggregate(sk_node *node, void *data)
{
    static const char *const of_all[] = {"max", "min", "avg", "array_agg", "string_agg", "json_agg", "jsonb_agg",
                                         "bool_or", "bool_and", "every", "row_number", "rank"};
    struct transition *t = data;
    for (size_t i = 0; node->node_case == SK_NODE(FUNC_CALL) && i < sizeof of_all / sizeof *of_all; i++)
        t->whole = t->whole || strcmp(sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname),
                                      of_all[i]) == 0;
    return node->node_case != SK_NODE(SUB_LINK);
}

/* A query from the statement's rows: does it ask something that one row cannot answer for all of them? */
static void
look_at_query(struct transition *t, const PgQuery__SelectStmt *s)
{
    t->found = false;
    for (size_t i = 0; i < s->n_from_clause; i++)
        sk_pg_walk(&s->from_clause[i]->base, find_rows, t);
    if (!t->found)
        return;
    t->whole = t->whole || s->n_distinct_clause || s->limit_count || s->having_clause;
    for (size_t i = 0; i < s->n_target_list; i++)
        sk_pg_walk(&s->target_list[i]->base, find_aggregate, t);
}

static bool
replace_rows(sk_node *node, void *data)
{
    struct transition *t = data;
    const struct sk_trigger *trigger = t->f->trigger;
    if (node->node_case == SK_NODE(SELECT_STMT))
        look_at_query(t, node->select_stmt);
    const PgQuery__RangeVar *range = node->node_case == SK_NODE(RANGE_VAR) ? node->range_var : NULL;
    bool new = range && is_rows(range, trigger->new_rows), old = range && is_rows(range, trigger->old_rows);
    if (!new && !old)
        return true;
    PgQuery__ParseResult *tree;
    const char *sql = one_row(t->f, new, range->alias ? range->alias->aliasname : range->relname);
    t->used = true;
    if (!sk_pg_tree(&tree, t->f->owner, sql, NULL)) {
        sk_pg_strip_locations(&tree->base);
        *node = *tree->stmts[0]->stmt->select_stmt->from_clause[0];
    }
    return false;
}

/* Has it been put there by before_the_row()? A function's query is looked at by itself, then where it is used. */
static bool
is_before_the_row(const sk_node *node)
{
    const sk_node *query = node->node_case == SK_NODE(RANGE_SUBSELECT) ? node->range_subselect->subquery : NULL;
    const PgQuery__SelectStmt *select = query ? query->select_stmt : NULL;
    while (select && select->larg)
        select = select->larg;
    const sk_node *where = select ? select->where_clause : NULL;
    const sk_node *left = where && where->node_case == SK_NODE(A_EXPR) ? where->a_expr->lexpr : NULL;
    return left && left->node_case == SK_NODE(COLUMN_REF) && sk_same(sk_node_string(left->column_ref->fields[0]), "_rowid_");
}

/* The table without what is inserted, with the row as it was before an UPDATE. */
static const char *
before_the_row(const struct sk_plpgsql *f)
{
    struct sk_text *sql = sk_text_new(f->owner), *old = sk_text_new(f->owner);
    sk_text_add(sql, "SELECT ");
    for (size_t i = 0; i < f->table->n_columns; i++) {
        sk_text_add(sql, i ? ", " : "");
        sk_text_ident(sql, f->table->columns[i]->name, '"');
        sk_text_add(old, i ? ", old." : "old.");
        sk_text_ident(old, f->table->columns[i]->name, '"');
    }
    sk_text_add(sql, " FROM ");
    sk_text_ident(sql, f->table->schema, '"');
    sk_text_add(sql, ".");
    sk_text_ident(sql, f->table->name, '"');
    sk_text_add(sql, " WHERE _rowid_ <> new._rowid_");
    if (strcmp(f->event, "UPDATE") == 0)
        sk_text_addf(sql, " UNION ALL SELECT %s", old->data);
    return sql->data;
}

/* The relation `node` gives way to a query in FROM: `sql`, or that of the view. */
static void
put_query(const struct sk_plpgsql *f, sk_node *node, const char *sql, const struct sk_view *view)
{
    struct sk_text *from = sk_text_new(f->owner);
    sk_text_addf(from, "SELECT 1 FROM (%s) AS ", view ? "SELECT" : sql);
    const PgQuery__RangeVar *range = node->range_var;
    sk_text_ident(from, range->alias ? range->alias->aliasname : range->relname, '"');
    for (size_t i = 0; view && i < view->n_columns; i++) {
        sk_text_add(from, i ? ", " : "(");
        sk_text_ident(from, view->columns[i], '"');
    }
    sk_text_add(from, view ? ")" : "");
    PgQuery__ParseResult *tree;
    if (sk_pg_tree(&tree, f->owner, from->data, NULL))
        return;
    sk_pg_strip_locations(&tree->base);
    *node = *tree->stmts[0]->stmt->select_stmt->from_clause[0];
    if (view)
        node->range_subselect->subquery = sk_pg_copy(f->owner, sk_expr_node(view->query));
}

/* The table, and a view of it, as they were before the row. */
static bool
replace_table(sk_node *node, void *data)
{
    const struct sk_plpgsql *f = *(const struct sk_plpgsql **)data;
    const PgQuery__RangeVar *range = node->node_case == SK_NODE(RANGE_VAR) ? node->range_var : NULL;
    if (!range)
        return !is_before_the_row(node);
    const char *schema = sk_text_or_null(range->schemaname);
    const struct sk_table *table = sk_catalog_table(f->catalog, schema, range->relname);
    if (table && strcmp(table->name, f->table->name) == 0 && strcmp(table->schema, f->table->schema) == 0)
        put_query(f, node, before_the_row(f), NULL);
    else if (sk_print_is_view_of(f->printer, range, f->table))
        put_query(f, node, NULL, sk_catalog_view(f->catalog, schema, range->relname));
    return !is_before_the_row(node);
}

void
sk_plpgsql_put_before(const struct sk_plpgsql *f, ProtobufCMessage *tree)
{
    if (f->before_row)
        sk_pg_walk(tree, replace_table, &f);
}

enum sk_status
sk_plpgsql_put_rows(struct sk_plpgsql *f, ProtobufCMessage *tree)
{
    struct transition rows = {.f = f};
    if (f->trigger->old_rows || f->trigger->new_rows)
        sk_pg_walk(tree, replace_rows, &rows);
    if (rows.used && rows.whole)
        return sk_plpgsql_unsupported(f, "a question to all rows of a statement");
    sk_plpgsql_put_before(f, tree);
    return SK_OK;
}
