/*
 * dialects/common/fulljoin.c - FULL JOIN for engines that have none.
 *
 * Two sides are joined to the rows: on side 0 the left table's rows with those of the right one that match, as in a
 * LEFT JOIN; on side 1 the right table's rows that match none. A table has a column more, which tells a row of its from
 * one that the join has made of NULLs.
 */
#include <string.h>

#include "dialects/common/printer_priv.h"

#define SIDE "skein_side"
#define HERE "skein_here"

/* A table, or a sub-query with a name for itself and none for its columns. */
static bool
is_plain(const sk_node *item)
{
    if (item->node_case != SK_NODE(RANGE_SUBSELECT))
        return item->node_case == SK_NODE(RANGE_VAR);
    const PgQuery__RangeSubselect *range = item->range_subselect;
    return range->alias && !range->alias->n_colnames && !range->lateral &&
           !range->subquery->select_stmt->n_values_lists;
}

static const char *
name_of(const sk_node *item)
{
    const PgQuery__Alias *alias =
        item->node_case == SK_NODE(RANGE_VAR) ? item->range_var->alias : item->range_subselect->alias;
    return alias ? alias->aliasname : item->range_var->relname;
}

static enum sk_status
called(struct sk_printer *p, const sk_node *item, const char *name)
{
    enum sk_status status = SK_OK;
    if (item->node_case == SK_NODE(RANGE_VAR)) {
        sk_print_range(p, item->range_var);
    } else {
        sk_text_add(p->out, "(");
        status = sk_print_source(p, item->range_subselect);
        sk_text_add(p->out, ")");
    }
    sk_text_add(p->out, " AS ");
    sk_print_qualifier(p, name);
    return status;
}

static enum sk_status
marked(struct sk_printer *p, const sk_node *item)
{
    sk_text_add(p->out, "(SELECT skein_table.*, 1 AS " HERE " FROM ");
    enum sk_status status = called(p, item, "skein_table");
    sk_text_add(p->out, ") AS ");
    sk_print_qualifier(p, name_of(item));
    return status;
}

static void
is_here(struct sk_printer *p, const sk_node *item)
{
    sk_print_qualifier(p, name_of(item));
    sk_text_add(p->out, "." HERE " = 1");
}

const PgQuery__JoinExpr *
sk_print_is_full_join(const PgQuery__SelectStmt *s)
{
    const PgQuery__JoinExpr *e = s->n_from_clause == 1 && s->from_clause[0]->node_case == SK_NODE(JOIN_EXPR)
                                     ? s->from_clause[0]->join_expr
                                     : NULL;
    bool plain = e && e->jointype == PG_QUERY__JOIN_TYPE__JOIN_FULL && e->quals && !e->n_using_clause &&
                 !e->is_natural && is_plain(e->larg) && is_plain(e->rarg);
    for (size_t i = 0; plain && i < s->n_target_list; i++)
        plain = !sk_pg_is_star(s->target_list[i]->res_target->val, &(const char *){NULL});
    return plain ? e : NULL;
}

enum sk_status
sk_print_full_join(struct sk_printer *p, const PgQuery__JoinExpr *e, const sk_node *where)
{
    enum sk_status status;
    const char *condition = sk_print_apart(p, e->quals, &status);
    if (status)
        return status;
    sk_text_add(p->out, " FROM (SELECT 0 AS n UNION ALL SELECT 1) AS " SIDE " LEFT JOIN ");
    status = marked(p, e->larg);
    sk_text_add(p->out, " ON " SIDE ".n = 0 LEFT JOIN ");
    status = status ? status : marked(p, e->rarg);
    sk_text_addf(p->out, " ON (" SIDE ".n = 0 AND %s) OR (" SIDE ".n = 1 AND NOT EXISTS (SELECT 1 FROM ", condition);
    status = status ? status : called(p, e->larg, name_of(e->larg));
    sk_text_addf(p->out, " WHERE %s)) WHERE (", condition);
    is_here(p, e->larg);
    sk_text_add(p->out, " OR (" SIDE ".n = 1 AND ");
    is_here(p, e->rarg);
    sk_text_add(p->out, "))");
    if (!where)
        return status;
    sk_text_add(p->out, " AND ");
    return status ? status : sk_print_expr(p, where);
}
