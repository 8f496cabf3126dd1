/*
 * dialects/common/own_reads.c - an UPDATE or a DELETE that asks, for each row, the table that it changes.
 *
 * PostgreSQL answers from the rows as they were before the statement: UPDATE t SET n = (SELECT sum(s.n) FROM t AS s
 * WHERE s.id <= t.id). SQLite and MySQL answer from what the statement has made of them so far. There the answers come
 * from a query of their own, in FROM, which is done before the first row is changed; its rows find theirs by the key.
 * MariaDB does as PostgreSQL, and has no such sub-query where the statement has other tables beside its own.
 */
#include <string.h>

#include "dialects/common/plpgsql.h"
#include "dialects/common/printer_priv.h"

/* ---- which table and which rows a sub-query looks at ------------------------------------------------------------- */

struct reading {
    const struct sk_printer *p;
    const struct sk_table *table;
    bool found, by_view;
};

bool
sk_print_is_view_of(const struct sk_printer *p, const PgQuery__RangeVar *range, const struct sk_table *table)
{
    const struct sk_view *view =
        p->catalog->n_views ? sk_catalog_view(p->catalog, sk_text_or_null(range->schemaname), range->relname) : NULL;
    return view && !view->materialized && sk_view_reads(p->catalog, view, table);
}

static bool
find_reading(sk_node *node, void *data)
{
    struct reading *reading = data;
    const PgQuery__RangeVar *range = node->node_case == SK_NODE(RANGE_VAR) ? node->range_var : NULL;
    if (range && strcmp(range->relname, reading->table->name) == 0 &&
        (!*range->schemaname || strcmp(range->schemaname, reading->table->schema) == 0))
        reading->found = true;
    else if (range && sk_print_is_view_of(reading->p, range, reading->table))
        reading->by_view = true;
    return true;
}

static struct reading
reading_of(const struct sk_printer *p, const sk_node *query, const struct sk_table *table)
{
    struct reading reading = {.p = p, .table = table};
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)&query->base, find_reading, &reading);
    return reading;
}

bool
sk_print_reads_table(const struct sk_printer *p, const sk_node *query, const struct sk_table *table)
{
    struct reading reading = reading_of(p, query, table);
    return reading.found || reading.by_view;
}

struct outlook {
    const struct sk_printer *p;
    struct sk_scope *inside; /* all relations of the query, however deep */
    size_t n_names;
    const char **names;
    bool out;
};

static bool
find_relations(sk_node *node, void *data)
{
    struct outlook *o = data;
    const PgQuery__Alias *alias = node->node_case == SK_NODE(RANGE_SUBSELECT)  ? node->range_subselect->alias
                                  : node->node_case == SK_NODE(RANGE_FUNCTION) ? node->range_function->alias
                                                                               : NULL;
    if (node->node_case == SK_NODE(RANGE_VAR))
        sk_scope_add_relation(o->inside, node->range_var);
    if (alias)
        sk_push(o->inside, o->names, o->n_names, alias->aliasname);
    return true;
}

static bool
find_outer(sk_node *node, void *data)
{
    struct outlook *o = data;
    if (node->node_case != SK_NODE(COLUMN_REF))
        return true;
    const PgQuery__ColumnRef *ref = node->column_ref;
    const char *qualifier = ref->n_fields > 1 ? sk_node_string(ref->fields[ref->n_fields - 2]) : NULL;
    bool known = !qualifier;
    for (size_t i = 0; i < o->inside->n_ranges && qualifier; i++)
        known = known || strcmp(o->inside->ranges[i].alias, qualifier) == 0;
    for (size_t i = 0; i < o->n_names && qualifier; i++)
        known = known || strcmp(o->names[i], qualifier) == 0;
    if (!qualifier && !o->n_names) {
        struct sk_type type = sk_scope_column(o->inside, ref), around = sk_scope_column(o->p->scope, ref);
        bool variable = (o->p->column_hook && around.kind == SK_TYPE_OTHER && !around.name) ||
                        (o->p->plpgsql && sk_plpgsql_is_variable(o->p->plpgsql, ref));
        known = type.kind != SK_TYPE_OTHER || type.name || variable;
    }
    o->out = o->out || !known;
    return true;
}

bool
sk_print_looks_out(struct sk_printer *p, const sk_node *query)
{
    struct outlook o = {.p = p, .inside = sk_scope_new(p->tmp, p->catalog, NULL)};
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)&query->base, find_relations, &o);
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)&query->base, find_outer, &o);
    return o.out;
}

/* ---- does the statement see what it does? ------------------------------------------------------------------------ */

struct asked {
    struct sk_printer *p;
    const struct sk_table *table;
    size_t n_set; /* what an UPDATE gives a value; NULL: any column counts, as in a DELETE */
    sk_node *const *set;
    bool touched; /* a sub-query reads such a column */
    bool found;
};

static bool
find_touched(sk_node *node, void *data)
{
    struct asked *asked = data;
    if (node->node_case != SK_NODE(COLUMN_REF))
        return true;
    const PgQuery__ColumnRef *ref = node->column_ref;
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]); /* NULL: all of them */
    asked->touched = asked->touched || !name || (ref->n_fields == 1 && !sk_table_column(asked->table, name));
    for (size_t i = 0; i < asked->n_set && !asked->touched; i++)
        asked->touched = sk_same(asked->set[i]->res_target->name, name);
    return true;
}

static bool
find_own_read(sk_node *node, void *data)
{
    struct asked *asked = data;
    const sk_node *query = node->node_case == SK_NODE(SUB_LINK) ? node->sub_link->subselect : NULL;
    struct reading reading = {.table = NULL};
    if (query)
        reading = reading_of(asked->p, query, asked->table);
    if (!(reading.found || reading.by_view) || !sk_print_looks_out(asked->p, query))
        return true;
    asked->touched = !asked->set || reading.by_view; /* which columns the view is of is not looked at */
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)&query->base, find_touched, asked);
    asked->found = asked->found || asked->touched;
    return true;
}

/* ---- the query in FROM ------------------------------------------------------------------------------------------- */

#define APART "skein_apart"

static const char *
quoted(TALLOC_CTX *owner, const char *name)
{
    struct sk_text *text = sk_text_new(owner);
    sk_text_ident(text, name, '"');
    return text->data;
}

static bool
find_place(sk_node *node, void *data)
{
    const PgQuery__ColumnRef *ref = node->node_case == SK_NODE(COLUMN_REF) ? node->column_ref : NULL;
    const char *name = ref ? sk_node_string(ref->fields[ref->n_fields - 1]) : NULL;
    *(bool *)data |= sk_same(name, "ctid");
    return true;
}

/* Do rows without a key have a number while this statement runs? */
static bool
has_places(const struct sk_printer *p, const struct sk_table *table, const ProtobufCMessage *statement)
{
    bool asked = false;
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)statement, find_place, &asked);
    return asked && p->places && !sk_table_column(table, "ctid");
}

/* A FROM item with the keys of the rows and n values, NULL yet, and the WHERE by which they meet, in a SELECT. */
static PgQuery__SelectStmt *
rows_apart(struct sk_printer *p, const ProtobufCMessage *statement, const struct sk_table *table,
           const PgQuery__RangeVar *target, size_t n)
{
    const struct sk_constraint *key = sk_table_primary_key(table);
    bool by_place = !key && has_places(p, table, statement);
    const char *alias = target->alias ? target->alias->aliasname : target->relname, *own = quoted(p->tmp, alias);
    struct sk_text *list = sk_text_new(p->tmp), *match = sk_text_new(p->tmp);
    for (size_t i = 0; i < (key ? key->n_columns : by_place ? 1 : table->n_columns); i++) {
        const char *column = quoted(p->tmp, key ? key->columns[i] : by_place ? "ctid" : table->columns[i]->name);
        sk_text_addf(list, "%s%s.%s AS skein_key_%zu", i ? ", " : "", own, column, i + 1);
        sk_text_addf(match, "%s%s.%s %s " APART ".skein_key_%zu", i ? " AND " : "", own, column,
                     key || by_place ? "=" : "IS NOT DISTINCT FROM", i + 1);
    }
    for (size_t i = 0; i < n; i++)
        sk_text_addf(list, ", NULL AS skein_value_%zu", i + 1);
    PgQuery__ParseResult *result;
    const char *sql = sk_printf(p->tmp, "SELECT FROM (SELECT %s FROM %s.%s AS %s) AS " APART " WHERE %s", list->data,
                                quoted(p->tmp, table->schema), quoted(p->tmp, table->name), own, match->data);
    return sk_pg_tree(&result, p->tmp, sql, NULL) ? NULL : result->stmts[0]->stmt->select_stmt;
}

static PgQuery__SelectStmt *
inside(const PgQuery__SelectStmt *made)
{
    return made->from_clause[0]->range_subselect->subquery->select_stmt;
}

/* What the statement had in FROM and WHERE itself */
static void
move_inside(struct sk_printer *p, const PgQuery__SelectStmt *made, size_t n, sk_node *const *from, sk_node *where)
{
    PgQuery__SelectStmt *select = inside(made);
    sk_node **items = NULL, *own = select->from_clause[0];
    size_t n_items = 0;
    sk_push(p->tmp, items, n_items, own);
    for (size_t i = 0; i < n; i++)
        sk_push(p->tmp, items, n_items, from[i]);
    select->from_clause = items;
    select->n_from_clause = n_items;
    select->where_clause = where;
}

static bool
find_row(sk_node *node, void *data)
{
    *(bool *)data |= node->node_case == SK_NODE(COLUMN_REF) || node->node_case == SK_NODE(SUB_LINK);
    return true;
}

bool
sk_print_asks_rows(const sk_node *value)
{
    bool found = false;
    sk_pg_walk_node(value, find_row, &found);
    return found;
}

static enum sk_status
set_apart(struct sk_printer *p, PgQuery__UpdateStmt *s, const struct sk_table *table)
{
    size_t n = 0, moved = 0;
    for (size_t i = 0; i < s->n_target_list; i++) {
        const sk_node *value = s->target_list[i]->res_target->val;
        if (value->node_case == SK_NODE(MULTI_ASSIGN_REF))
            return sk_print_unsupported(p, value, "(a, b) = (SELECT ...) of the table that is changed, which looks at "
                                        "the rows around it, has no equivalent on %s", p->rules->dialect);
        n += sk_print_asks_rows(value); /* any other stays where it is, and is of the column's type */
    }
    PgQuery__SelectStmt *made = rows_apart(p, &s->base, table, s->relation, n);
    if (!made)
        return SK_OK;
    size_t first = inside(made)->n_target_list - n;
    for (size_t i = 0; i < s->n_target_list; i++) {
        PgQuery__ResTarget *target = s->target_list[i]->res_target;
        if (!sk_print_asks_rows(target->val))
            continue;
        inside(made)->target_list[first + moved++]->res_target->val = target->val;
        target->val = sk_pg_made(p->tmp, sk_printf(p->tmp, APART ".skein_value_%zu", moved), 0, NULL);
    }
    move_inside(p, made, s->n_from_clause, s->from_clause, s->where_clause);
    s->n_from_clause = made->n_from_clause;
    s->from_clause = made->from_clause;
    s->where_clause = made->where_clause;
    return SK_OK;
}

static void
delete_apart(struct sk_printer *p, PgQuery__DeleteStmt *s, const struct sk_table *table)
{
    PgQuery__SelectStmt *made = rows_apart(p, &s->base, table, s->relation, 0);
    if (!made)
        return;
    move_inside(p, made, s->n_using_clause, s->using_clause, s->where_clause);
    s->n_using_clause = made->n_from_clause;
    s->using_clause = made->from_clause;
    s->where_clause = made->where_clause;
}

/* ---- views of the table beside it -------------------------------------------------------------------------------- */

static bool
names_view_of(const struct sk_printer *p, const sk_node *item, const struct sk_table *table)
{
    if (item->node_case == SK_NODE(JOIN_EXPR))
        return names_view_of(p, item->join_expr->larg, table) || names_view_of(p, item->join_expr->rarg, table);
    return item->node_case == SK_NODE(RANGE_VAR) && sk_print_is_view_of(p, item->range_var, table);
}

/* A view that reads the table becomes a query of that view's rows, under its name. */
static sk_node *
as_query(struct sk_printer *p, sk_node *item, const struct sk_table *table)
{
    if (item->node_case == SK_NODE(JOIN_EXPR)) {
        item->join_expr->larg = as_query(p, item->join_expr->larg, table);
        item->join_expr->rarg = as_query(p, item->join_expr->rarg, table);
    }
    if (item->node_case != SK_NODE(RANGE_VAR) || !names_view_of(p, item, table))
        return item;
    PgQuery__RangeVar *range = item->range_var;
    sk_node *made = sk_pg_made(p->tmp, "(SELECT 1 FROM (SELECT * FROM a) AS b)", 0, NULL);
    sk_node *source = made->sub_link->subselect->select_stmt->from_clause[0];
    PgQuery__SelectStmt *all = source->range_subselect->subquery->select_stmt;
    if (range->alias)
        source->range_subselect->alias = range->alias;
    else
        source->range_subselect->alias->aliasname = range->relname;
    range->alias = NULL;
    all->from_clause[0] = item;
    return source;
}

/* MariaDB deletes no rows of a table beside a view of it (error 1443), but beside a query. */
static void
put_views_apart(struct sk_printer *p, const sk_node **node, const struct sk_table *table)
{
    const PgQuery__DeleteStmt *gone = (*node)->delete_stmt;
    bool found = false;
    for (size_t i = 0; i < gone->n_using_clause; i++)
        found = found || names_view_of(p, gone->using_clause[i], table);
    if (!found)
        return;
    sk_node *copy = sk_pg_copy(p->tmp, *node);
    *node = copy;
    for (size_t i = 0; i < gone->n_using_clause; i++)
        copy->delete_stmt->using_clause[i] = as_query(p, copy->delete_stmt->using_clause[i], table);
}

enum sk_status
sk_print_own_reads(struct sk_printer *p, const sk_node **node)
{
    const PgQuery__UpdateStmt *update = (*node)->node_case == SK_NODE(UPDATE_STMT) ? (*node)->update_stmt : NULL;
    const PgQuery__DeleteStmt *gone = (*node)->node_case == SK_NODE(DELETE_STMT) ? (*node)->delete_stmt : NULL;
    bool joins = (update && update->n_from_clause) || (gone && gone->n_using_clause);
    enum sk_own_reads own = p->rules->own_reads;
    bool may = joins ? own >= SK_OWN_JOINED : own == SK_OWN_ALL || (update && own == SK_OWN_VALUES);
    const PgQuery__RangeVar *target = update ? update->relation : gone ? gone->relation : NULL;
    const struct sk_table *table =
        may && target ? sk_catalog_table(p->catalog, sk_text_or_null(target->schemaname), target->relname) : NULL;
    if (!table)
        return SK_OK;
    if (gone && own == SK_OWN_JOINED)
        put_views_apart(p, node, table);
    struct asked asked = {.p = p, .table = table};
    asked.n_set = update && !joins ? update->n_target_list : 0;
    asked.set = update && !joins ? update->target_list : NULL;
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)&(*node)->base, find_own_read, &asked);
    if (!asked.found)
        return SK_OK;
    sk_node *copy = sk_pg_copy(p->tmp, *node);
    *node = copy;
    if (update)
        return set_apart(p, copy->update_stmt, table);
    delete_apart(p, copy->delete_stmt, table);
    return SK_OK;
}
