/*
 * dialects/mysql/rows.c - INSERT, UPDATE and DELETE. MySQL manual, 15.2.
 *
 * ON CONFLICT is ON DUPLICATE KEY UPDATE. Never INSERT IGNORE: it passes over every other error too. A row that
 * conflicts on another key than the one that the author named is an error in PostgreSQL; then a column that takes no
 * NULL is given one.
 */
#include <string.h>

#include "dialects/mysql/physical.h"
#include "dialects/mysql/assign.h"

static const struct sk_table *
table_of(struct sk_printer *p, const PgQuery__RangeVar *range)
{
    return sk_catalog_table(p->catalog, sk_text_or_null(range->schemaname), range->relname);
}

static enum sk_status
where(struct sk_printer *p, const sk_node *condition)
{
    if (!condition)
        return SK_OK;
    sk_text_add(p->out, " WHERE ");
    p->choosing++;
    enum sk_status status = sk_print_expr(p, condition);
    p->choosing--;
    return status;
}

static void
drop_returning(struct sk_printer *p, size_t n)
{
    if (n)
        p->note = "RETURNING: its rows would go nowhere";
}

/* ---- INSERT --------------------------------------------------------------------------------------------------- */

/* The columns that a query leaves out although they must have a value: MariaDB refuses that even when the query gives
 * no row. NULL stands for them, which only a row is refused for. The next one from `*i` on, or NULL. */
static const struct sk_column *
next_missing(const struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table, size_t *i)
{
    bool query = s->select_stmt && !s->select_stmt->select_stmt->n_values_lists;
    while (query && table && s->n_cols && *i < table->n_columns) {
        const struct sk_column *column = table->columns[(*i)++];
        bool given = column->generated || sk_mysql_is_numbered(column) ||
                     !sk_mysql_has_to_be_given(p->catalog, column);
        for (size_t c = 0; c < s->n_cols && !given; c++)
            given = strcmp(s->cols[c]->res_target->name, column->name) == 0;
        if (!given)
            return column;
    }
    return NULL;
}

static void
insert_columns(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table)
{
    size_t n = s->select_stmt ? sk_print_insert_width(p, s, table) : 0;
    for (size_t i = 0; i < n; i++) {
        sk_text_add(p->out, i ? ", " : " (");
        sk_print_name(p, s->n_cols ? s->cols[i]->res_target->name : table->columns[i]->name);
    }
    const struct sk_column *missing;
    for (size_t i = 0; n && (missing = next_missing(p, s, table, &i));) {
        sk_text_add(p->out, ", ");
        sk_print_name(p, missing->name);
    }
    sk_text_add(p->out, n ? ")" : "");
}

/* GENERATED ALWAYS takes a value of one's own when the session says so: the value says it on its way. */
static bool
overrides(const PgQuery__InsertStmt *s, const struct sk_column *column)
{
    return column && column->identity == SK_IDENTITY_ALWAYS &&
           s->override == PG_QUERY__OVERRIDING_KIND__OVERRIDING_SYSTEM_VALUE;
}

/* The servers number a row for which they are given NULL, a trigger one that has 0. */
static enum sk_status
insert_value(struct sk_printer *p, const sk_node *value, const struct sk_table *table, const struct sk_column *column,
             const PgQuery__InsertStmt *s)
{
    bool user = s->override == PG_QUERY__OVERRIDING_KIND__OVERRIDING_USER_VALUE;
    bool numbered = column && column->identity != SK_IDENTITY_NONE;
    if (value->node_case == SK_NODE(SET_TO_DEFAULT) || (user && numbered)) /* the DEFAULT of a number is 0 */
        return sk_text_add(p->out, !numbered ? "DEFAULT" : sk_mysql_is_auto(p->catalog, table, column) ? "NULL" : "0"),
               SK_OK;
    if (column && column->generated)
        return sk_print_unsupported(p, value, "a value for the generated column \"%s\", which takes none but DEFAULT",
                                    column->name);
    if (numbered && sk_node_is_null(value))
        return sk_print_unsupported(p, value, "NULL for column \"%s\", which numbers its rows and takes none",
                                    column->name);
    sk_text_add(p->out, overrides(s, column) ? "IF((" SK_MYSQL_OVERRIDING " := 1), " : "");
    enum sk_status status = sk_print_column_value(p, value, column);
    sk_text_add(p->out, overrides(s, column) ? ", NULL)" : "");
    return status;
}

/* InnoDB does not know how many rows a query gives, and reserves twice as many numbers each time that it has none left
 * (MySQL manual, 17.6.1.6). */
static void
note_gap(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table)
{
    for (size_t i = 0; table && s->n_cols && i < table->n_columns; i++) {
        bool given = !sk_mysql_is_numbered(table->columns[i]);
        for (size_t c = 0; c < s->n_cols && !given; c++)
            given = strcmp(s->cols[c]->res_target->name, table->columns[i]->name) == 0;
        if (!given && !p->note)
            p->note = "the server numbers the rows of a query ahead: the next number may leave a gap";
    }
}

struct mention {
    const char *name;
    bool found;
};

static bool
find_mention(sk_node *node, void *data)
{
    struct mention *m = data;
    m->found = m->found || (node->node_case == SK_NODE(RANGE_VAR) && strcmp(node->range_var->relname, m->name) == 0);
    return true;
}

static bool
mentions(const ProtobufCMessage *tree, const PgQuery__RangeVar *relation)
{
    struct mention m = {.name = relation->relname};
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)tree, find_mention, &m);
    return m.found;
}

struct reading {
    const struct sk_printer *p;
    const struct sk_table *table;
    bool found;
};

static bool
find_view(sk_node *node, void *data)
{
    struct reading *r = data;
    r->found = r->found ||
               (node->node_case == SK_NODE(RANGE_VAR) && sk_print_is_view_of(r->p, node->range_var, r->table));
    return !r->found;
}

/* A view, or a query in FROM or WITH, that MySQL merges into the statement reads the rows that change, which is refused
 * (errors 1093, 1443). The hint is for this statement alone (MySQL manual, 10.9.3). */
static void
put_hint(struct sk_printer *p, const ProtobufCMessage *statement, const PgQuery__RangeVar *relation,
         const PgQuery__WithClause *with, size_t n, sk_node *const *from)
{
    if (sk_mysql_is_mariadb(p))
        return;
    struct reading r = {.p = p, .table = table_of(p, relation)};
    r.found = with && mentions(&with->base, relation);
    for (size_t i = 0; i < n; i++)
        r.found = r.found || mentions(&from[i]->base, relation);
    if (!r.found && r.table)
        sk_pg_walk((ProtobufCMessage *)(uintptr_t)statement, find_view, &r);
    if (r.found)
        sk_text_add(p->out, "/*+ SET_VAR(optimizer_switch = 'derived_merge=off,semijoin=off') */ ");
}

/* Several rows, which ask for rows of the table themselves: the servers put one there after the other, and each finds
 * those before it. The rows of a query are all known before the first is put there. */
static bool
sees_itself(const PgQuery__InsertStmt *s, const struct sk_table *table)
{
    return table && s->select_stmt->select_stmt->n_values_lists > 1 && mentions(&s->select_stmt->base, s->relation);
}

static enum sk_status
queried_value(struct sk_printer *p, const sk_node *value, const struct sk_table *table, const struct sk_column *column,
              const PgQuery__InsertStmt *s)
{
    bool plain = value->node_case == SK_NODE(SET_TO_DEFAULT) && column && column->identity == SK_IDENTITY_NONE;
    if (plain && column->generated)
        return sk_print_unsupported(
            p, value, "DEFAULT for the generated column \"%s\" beside a query on the table itself", column->name);
    if (plain && column->default_expr)
        return sk_print_value(p, sk_expr_node(column->default_expr), &column->type);
    if (plain)
        return sk_text_add(p->out, "NULL"), SK_OK;
    return insert_value(p, value, table, column, s);
}

static enum sk_status
insert_values(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table)
{
    const PgQuery__SelectStmt *select = s->select_stmt->select_stmt;
    enum sk_status status = SK_OK;
    bool query = sees_itself(s, table);
    sk_text_add(p->out, query ? " " : " VALUES ");
    if (query)
        note_gap(p, s, table);
    p->changing = query ? NULL : table;
    for (size_t r = 0; r < select->n_values_lists && !status; r++) {
        const PgQuery__List *row = select->values_lists[r]->list;
        sk_text_add(p->out, query ? (r ? " UNION ALL SELECT " : "SELECT ") : r ? ", (" : "(");
        for (size_t i = 0; i < row->n_items && !status; i++) {
            const struct sk_column *column = sk_print_target_column(table, s, i);
            sk_text_add(p->out, i ? ", " : "");
            status = query ? queried_value(p, row->items[i], table, column, s)
                           : insert_value(p, row->items[i], table, column, s);
        }
        sk_text_add(p->out, query ? "" : ")");
    }
    p->changing = NULL;
    return status;
}

/* The query with names for its results: skein_1, skein_2, ...; how many there are, or 0 when they are not all known. */
static size_t
number_results(struct sk_printer *p, sk_node **query)
{
    *query = sk_pg_copy(p->tmp, sk_pg_without_stars(p->tmp, p->catalog, *query));
    PgQuery__SelectStmt *select = sk_pg_first_query((*query)->select_stmt);
    bool known = true;
    if (!select->larg)
        select->sort_clause = sk_print_resolved_sort(p, select); /* by names that the results have no more */
    for (size_t i = 0; i < select->n_target_list; i++) {
        known = known && !sk_pg_is_star(select->target_list[i]->res_target->val, &(const char *){NULL});
        select->target_list[i]->res_target->name = sk_printf(p->tmp, "skein_%zu", i + 1);
    }
    return known ? select->n_target_list : 0;
}

/* With ON DUPLICATE KEY UPDATE the rows come from a table of their own, so that a name in an assignment can only be a
 * column of the target; and where a value has to say more than itself. */
static enum sk_status
insert_select(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table)
{
    sk_node *copy = sk_print_typed_select(p, s, table);
    size_t first = 0, left = 0;
    bool apart = s->on_conflict_clause || s->override != PG_QUERY__OVERRIDING_KIND__OVERRIDING_NOT_SET ||
                 next_missing(p, s, table, &first);
    size_t n = apart ? number_results(p, &copy) : 0;
    note_gap(p, s, table);
    if (apart && !n)
        return sk_print_unsupported(p, s->select_stmt, "this query in an INSERT has no equivalent on %s",
                                    p->rules->dialect);
    sk_text_add(p->out, apart ? " SELECT " : " ");
    for (size_t i = 0; i < n; i++) {
        const struct sk_column *column = sk_print_target_column(table, s, i);
        bool user = s->override == PG_QUERY__OVERRIDING_KIND__OVERRIDING_USER_VALUE;
        sk_text_add(p->out, i ? ", " : "");
        if (user && column && column->identity != SK_IDENTITY_NONE)
            sk_text_add(p->out, "NULL");
        else
            sk_text_addf(p->out,
                         overrides(s, column) ? "IF((" SK_MYSQL_OVERRIDING " := 1), skein_%zu, NULL)" : "skein_%zu",
                         i + 1);
    }
    while (n && next_missing(p, s, table, &left))
        sk_text_add(p->out, ", NULL");
    sk_text_add(p->out, apart ? " FROM (" : "");
    enum sk_status status = sk_print_with(p, s->with_clause);
    status = status ? status : sk_print_statement(p, copy);
    sk_text_add(p->out, apart ? ") AS skein_new" : "");
    return status;
}

/* ---- ON CONFLICT ---------------------------------------------------------------------------------------------- */

/* In an assignment, excluded.x is VALUES(x), and the target's own columns say whose they are. */
struct conflict {
    const struct sk_table *table;
    const char *alias;
    const struct sk_scope *scope;
    bool (*next)(struct sk_printer *p, const PgQuery__ColumnRef *ref);
    void *next_data;
};

static bool
conflict_column(struct sk_printer *p, const PgQuery__ColumnRef *ref)
{
    struct conflict *c = p->hook_data;
    const char *qualifier = ref->n_fields == 2 ? sk_node_string(ref->fields[0]) : NULL;
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    bool taken = false, inside = sk_scope_names_inside(p->scope, c->scope, ref);
    if (qualifier && name && strcmp(qualifier, "excluded") == 0) {
        sk_text_add(p->out, "VALUES(");
        sk_print_name(p, name);
        sk_text_add(p->out, ")");
        return true;
    }
    if (name && !inside && (ref->n_fields == 1 || (qualifier && c->alias && strcmp(qualifier, c->alias) == 0)) &&
        sk_table_column(c->table, name)) {
        sk_print_relation(p, c->table->schema, c->table->name);
        sk_text_add(p->out, ".");
        sk_print_name(p, name);
        return true;
    }
    if (c->next) {
        p->hook_data = c->next_data;
        taken = c->next(p, ref);
        p->hook_data = c;
    }
    return taken;
}

/* The columns of the key that the author named: all have to be in a key for it to be that one. */
static size_t
inferred_columns(const PgQuery__InferClause *infer, const struct sk_table *table, const char **names)
{
    const struct sk_constraint *k = *infer->conname ? sk_table_constraint(table, infer->conname) : NULL;
    size_t n = 0;
    for (size_t i = 0; k && i < k->n_columns && i < 32; i++)
        names[n++] = k->columns[i];
    for (size_t i = 0; !k && i < infer->n_index_elems && i < 32; i++) {
        const char *name = sk_text_or_null(infer->index_elems[i]->index_elem->name);
        if (!name)
            return 0;
        names[n++] = name;
    }
    return n;
}

/* Is the column left to number itself, or to an id of its own? Then a key with it is always new. */
static bool
makes_itself(const PgQuery__InsertStmt *s, const struct sk_column *column)
{
    for (size_t i = 0; i < s->n_cols; i++)
        if (column && strcmp(s->cols[i]->res_target->name, column->name) == 0)
            return false;
    const sk_node *of = column ? sk_expr_node(column->default_expr) : NULL;
    return s->n_cols && column && (column->identity != SK_IDENTITY_NONE || (of && of->node_case == SK_NODE(FUNC_CALL)));
}

/* Could rows meet in another key than the one with those columns? */
static bool
has_another_key(const PgQuery__InsertStmt *s, const struct sk_table *table, size_t n, const char *const *names)
{
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        size_t common = 0;
        bool new = false;
        if (k->kind != SK_PRIMARY_KEY && k->kind != SK_UNIQUE)
            continue;
        for (size_t c = 0; c < k->n_columns; c++) {
            common += sk_among(k->columns[c], n, names);
            new = new || makes_itself(s, sk_table_column(table, k->columns[c]));
        }
        if (!new && (common != k->n_columns || common != n))
            return true;
    }
    for (size_t i = 0; i < table->n_indexes; i++) {
        const struct sk_index *index = table->indexes[i];
        size_t common = 0;
        bool new = false;
        for (size_t c = 0; c < index->n_keys; c++) {
            common += index->keys[c].column && sk_among(index->keys[c].column, n, names);
            new = new || (index->keys[c].column && makes_itself(s, sk_table_column(table, index->keys[c].column)));
        }
        if (index->unique && !new && (common != index->n_keys || common != n))
            return true;
    }
    return false;
}

static const char *
qualified(struct sk_printer *p, const struct sk_table *table, const char *column)
{
    struct sk_text *text = sk_text_new(p->tmp);
    sk_mysql_put_relation(text, table->schema, table->name);
    sk_text_add(text, ".");
    sk_text_ident(text, column, '`');
    return text->data;
}

/* A column that takes no NULL and that no assignment changes; NULL: there is none. */
static const char *
guard_column(const struct sk_table *table, const PgQuery__OnConflictClause *c)
{
    const struct sk_constraint *key = sk_table_primary_key(table);
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_column *column = table->columns[i];
        bool assigned = column->identity != SK_IDENTITY_NONE || column->generated; /* NULL would number it anew */
        for (size_t k = 0; k < c->n_target_list; k++)
            assigned = assigned || strcmp(c->target_list[k]->res_target->name, column->name) == 0;
        if (!assigned && (column->not_null || (key && sk_constraint_has_column(key, column->name))))
            return column->name;
    }
    return NULL;
}

/* Unless the row is met in the author's key, it is an error. */
static enum sk_status
guard(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table, bool *guarded)
{
    const PgQuery__OnConflictClause *c = s->on_conflict_clause;
    const char *names[32];
    size_t n = c->infer ? inferred_columns(c->infer, table, names) : 0;
    *guarded = n && has_another_key(s, table, n, names);
    if (!*guarded)
        return SK_OK;
    const char *column = guard_column(table, c);
    if (!column) {
        p->note = "ON CONFLICT: a row that is met in any key of the table counts as met";
        *guarded = false;
        return SK_OK;
    }
    const char *own = qualified(p, table, column);
    sk_text_addf(p->out, "%s = IF(", own);
    for (size_t i = 0; i < n; i++) {
        struct sk_text *name = sk_text_new(p->tmp);
        sk_text_ident(name, names[i], '`');
        sk_text_addf(p->out, "%s%s <=> VALUES(%s)", i ? " AND " : "", qualified(p, table, names[i]), name->data);
    }
    sk_text_addf(p->out, ", %s, NULL)", own);
    p->note = "ON CONFLICT: a row that is met in another key fails as it would, but for the message";
    return SK_OK;
}

static enum sk_status
do_update(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table, bool guarded)
{
    const PgQuery__OnConflictClause *c = s->on_conflict_clause;
    struct conflict conflict = {table, s->relation->alias ? s->relation->alias->aliasname : NULL, p->scope,
                                p->column_hook, p->hook_data};
    struct sk_assignments set;
    p->column_hook = conflict_column;
    p->hook_data = &conflict;
    enum sk_status status = sk_mysql_read_assignments(&set, p, table, conflict.alias, c->n_target_list, c->target_list);
    status = status ? status : sk_mysql_condition(&set, p, c->where_clause);
    if (!status && !sk_mysql_order_assignments(&set))
        status = sk_print_unsupported(p, c->target_list[0], "assignments that read each other's columns have no "
                                                            "equivalent on %s here", p->rules->dialect);
    p->column_hook = conflict.next;
    p->hook_data = conflict.next_data;
    for (size_t i = 0; i < set.n && !status; i++) {
        const struct sk_assignment *a = &set.items[i];
        const char *own = qualified(p, table, a->name);
        sk_text_add(p->out, i || guarded ? ", " : "");
        if (set.condition)
            sk_text_addf(p->out, "%s = IF(%s, %s, %s)", own, set.condition, a->sql, own);
        else
            sk_text_addf(p->out, "%s = %s", own, a->sql);
    }
    return status;
}

static enum sk_status
on_conflict(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table)
{
    const PgQuery__OnConflictClause *c = s->on_conflict_clause;
    bool guarded = false;
    if (!c)
        return SK_OK;
    if (!table || !table->n_columns)
        return sk_print_unsupported(p, NULL, "ON CONFLICT on what is no table has no equivalent on %s",
                                    p->rules->dialect);
    bool nothing = c->action == PG_QUERY__ON_CONFLICT_ACTION__ONCONFLICT_NOTHING;
    if ((nothing ? p->plpgsql != NULL : c->where_clause != NULL) && sk_mysql_fires_on_update(table))
        return sk_print_unsupported(p, NULL, "ON CONFLICT DO %s, of a table with triggers for UPDATE, which the rows that "
                                    "stay as they are fire, has no equivalent on %s", nothing ? "NOTHING" : "UPDATE ... WHERE",
                                    p->rules->dialect);
    sk_text_add(p->out, " ON DUPLICATE KEY UPDATE ");
    enum sk_status status = guard(p, s, table, &guarded);
    if (status || !nothing)
        return status ? status : do_update(p, s, table, guarded);
    if (!guarded) {
        size_t given = 0; /* no value can be assigned to a generated column, not even its own */
        while (given + 1 < table->n_columns && table->columns[given]->generated)
            given++;
        const char *own = qualified(p, table, table->columns[given]->name);
        sk_text_addf(p->out, "%s = %s", own, own);
    }
    return SK_OK;
}

static enum sk_status
insert(struct sk_printer *p, const PgQuery__InsertStmt *s)
{
    const struct sk_table *table = table_of(p, s->relation);
    sk_text_add(p->out, "INSERT INTO ");
    sk_print_range(p, s->relation);
    insert_columns(p, s, table);
    drop_returning(p, s->n_returning_list);
    if (!s->select_stmt)
        return sk_text_add(p->out, " () VALUES ()"), SK_OK;
    bool values = s->select_stmt->select_stmt->n_values_lists && !s->with_clause;
    enum sk_status status = values ? insert_values(p, s, table) : insert_select(p, s, table);
    return status ? status : on_conflict(p, s, table);
}

/* ---- UPDATE --------------------------------------------------------------------------------------------------- */

static enum sk_status
put_with(struct sk_printer *p, const PgQuery__WithClause *with)
{
    if (!sk_mysql_is_mariadb(p))
        return sk_print_with(p, with);
    p->inlined = with; /* MariaDB has WITH before SELECT alone */
    return SK_OK;
}

static void
put_target(struct sk_printer *p, const PgQuery__RangeVar *range)
{
    sk_print_range(p, range);
    if (range->alias) {
        sk_text_add(p->out, " AS ");
        sk_print_name(p, range->alias->aliasname);
    }
}

/* What the target's columns are qualified with. */
static void
put_qualifier(struct sk_printer *p, const PgQuery__RangeVar *range)
{
    if (range->alias)
        sk_print_name(p, range->alias->aliasname);
    else
        sk_print_range(p, range);
}

/* Assignments that read each other's columns, as in a swap: the old values are joined in. */
static enum sk_status
join_old_values(struct sk_printer *p, const PgQuery__UpdateStmt *s, const struct sk_table *table)
{
    const struct sk_constraint *key = sk_table_primary_key(table);
    if (!key)
        return sk_print_unsupported(p, s->target_list[0],
                                    "assignments that read each other's columns have no equivalent "
                                    "on %s for a table without a key",
                                    p->rules->dialect);
    sk_text_add(p->out, ", (SELECT ");
    for (size_t i = 0; i < table->n_columns; i++) {
        sk_text_add(p->out, i ? ", " : "");
        sk_print_name(p, table->columns[i]->name);
        sk_text_add(p->out, " AS ");
        sk_print_name(p, sk_mysql_old_name(p, table->columns[i]->name));
    }
    sk_text_add(p->out, " FROM ");
    sk_print_relation(p, table->schema, table->name);
    sk_text_add(p->out, ") AS " SK_MYSQL_OLD);
    return SK_OK;
}

static void
match_old_values(struct sk_printer *p, const PgQuery__UpdateStmt *s, const struct sk_table *table)
{
    const struct sk_constraint *key = sk_table_primary_key(table);
    for (size_t i = 0; i < key->n_columns; i++) {
        sk_text_add(p->out, i ? " AND " : " WHERE ");
        put_qualifier(p, s->relation);
        sk_text_add(p->out, ".");
        sk_print_name(p, key->columns[i]);
        sk_text_add(p->out, " = " SK_MYSQL_OLD ".");
        sk_print_name(p, sk_mysql_old_name(p, key->columns[i]));
    }
}

static enum sk_status
update(struct sk_printer *p, const PgQuery__UpdateStmt *s)
{
    const struct sk_table *table = table_of(p, s->relation);
    const char *alias = s->relation->alias ? s->relation->alias->aliasname : s->relation->relname;
    bool several = s->n_from_clause;
    struct sk_assignments set;
    drop_returning(p, s->n_returning_list);
    p->changed = table;
    enum sk_status status = put_with(p, s->with_clause);
    p->changing = several || !sk_mysql_is_mariadb(p) ? table : NULL;
    status = status ? status : sk_mysql_read_assignments(&set, p, table, alias, s->n_target_list, s->target_list);
    if (status)
        return status;
    bool old = !several && !sk_mysql_order_assignments(&set);
    bool at_once = old && sk_mysql_is_mariadb(p) && p->runs_once;
    old = old && !at_once;
    if (at_once) /* MariaDB's documentation, "SQL_MODE" */
        sk_text_add(p->out, "SET STATEMENT sql_mode = CONCAT(@@sql_mode, ',SIMULTANEOUS_ASSIGNMENT') FOR ");
    if (old && table)
        status = sk_mysql_read_old_values(&set, p, table, alias, s->n_target_list, s->target_list);
    sk_text_add(p->out, "UPDATE ");
    put_hint(p, &s->base, s->relation, s->with_clause, s->n_from_clause, s->from_clause);
    put_target(p, s->relation);
    p->joining = true;
    status = status ? status : sk_print_from(p, ", ", s->n_from_clause, s->from_clause);
    p->joining = false;
    if (!status && old)
        status = join_old_values(p, s, table);
    sk_text_add(p->out, " SET ");
    for (size_t i = 0; i < set.n && !status; i++) {
        sk_text_add(p->out, i ? ", " : "");
        if (several || old) {
            put_qualifier(p, s->relation);
            sk_text_add(p->out, ".");
        }
        sk_print_name(p, set.items[i].name);
        sk_text_addf(p->out, " = %s", set.items[i].sql);
    }
    if (status)
        return status;
    if (!old)
        return where(p, s->where_clause);
    match_old_values(p, s, table);
    if (!s->where_clause)
        return SK_OK;
    sk_text_add(p->out, " AND ");
    return sk_print_expr(p, s->where_clause);
}

/* ---- DELETE --------------------------------------------------------------------------------------------------- */

static enum sk_status
delete_rows(struct sk_printer *p, const PgQuery__DeleteStmt *s)
{
    bool several = s->n_using_clause || s->relation->alias; /* MariaDB has no alias in the other form */
    drop_returning(p, s->n_returning_list);
    p->changed = table_of(p, s->relation);
    enum sk_status status = put_with(p, s->with_clause);
    sk_text_add(p->out, "DELETE ");
    put_hint(p, &s->base, s->relation, s->with_clause, s->n_using_clause, s->using_clause);
    if (several)
        put_qualifier(p, s->relation);
    sk_text_add(p->out, several ? " FROM " : "FROM ");
    put_target(p, s->relation);
    p->changing = several || !sk_mysql_is_mariadb(p) ? table_of(p, s->relation) : NULL;
    p->joining = true;
    status = status ? status : sk_print_from(p, ", ", s->n_using_clause, s->using_clause);
    p->joining = false;
    return status ? status : where(p, s->where_clause);
}

/* ---- any of them ---------------------------------------------------------------------------------------------- */

enum sk_status
sk_mysql_change_rows(struct sk_printer *p, const sk_node *statement)
{
    const PgQuery__WithClause *inlined = p->inlined;
    const struct sk_table *changing = p->changing, *changed = p->changed;
    enum sk_status status;
    switch (statement->node_case) {
    case SK_NODE(INSERT_STMT):
        status = insert(p, statement->insert_stmt);
        break;
    case SK_NODE(UPDATE_STMT):
        status = update(p, statement->update_stmt);
        break;
    case SK_NODE(DELETE_STMT):
        status = delete_rows(p, statement->delete_stmt);
        break;
    default:
        return sk_print_unsupported(p, statement, "this statement has no equivalent on %s", p->rules->dialect);
    }
    p->inlined = inlined;
    p->changing = changing;
    p->changed = changed;
    return status;
}
