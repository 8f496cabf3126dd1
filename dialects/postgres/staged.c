/*
 * dialects/postgres/staged.c - WITH queries that change rows, one after the other.
 *
 * PostgreSQL runs all parts of such a statement on one snapshot: none sees what another has changed, and RETURNING is
 * the only way from one to the next (manual, 7.8.4). Other engines have nothing like it. So each query of the WITH
 * becomes a table for the time of the statement, and its parts are statements of their own: those that only read first,
 * then the changes in their order. The tables are made empty before all of it, and dropped after it: where DDL commits
 * by itself what lies between is one transaction, as the statement is on PostgreSQL. What a part would see of an
 * earlier one's changes that it must not see is refused.
 * Which rows an INSERT has added, the keys say that were not there before; those of an UPDATE are kept before it.
 */
#include <string.h>

#include "dialects/postgres/postgres.h"

struct query {
    const char *name, *table; /* in the WITH; of its rows, NULL before they are there */
    sk_node *node;
    size_t n_columns;
    sk_node **columns;        /* names that the WITH gives */
    bool reads_changes;       /* it is, or reads, one that changes rows */
};

struct stage {
    struct sk_analysis *a;
    size_t n, n_tables, n_others, n_changed; /* others: tables of a statement that this one is a part of */
    struct query *queries;
    sk_node *main;
    const struct sk_table **changed;
    bool any_changed; /* a trigger may have changed anything */
    size_t n_made, n_parts;
    struct sk_statement *made, *parts; /* the tables, and what fills and reads them */
};

PgQuery__WithClause **
sk_pg_with_of(sk_node *node)
{
    switch (node->node_case) {
    case SK_NODE(SELECT_STMT):
        return &node->select_stmt->with_clause;
    case SK_NODE(INSERT_STMT):
        return &node->insert_stmt->with_clause;
    case SK_NODE(UPDATE_STMT):
        return &node->update_stmt->with_clause;
    case SK_NODE(DELETE_STMT):
        return &node->delete_stmt->with_clause;
    default:
        return NULL;
    }
}

static bool
is_select(const sk_node *node)
{
    return node->node_case == SK_NODE(SELECT_STMT);
}

static enum sk_status
refuse(struct stage *s, const char *why)
{
    return sk_pg_unsupported(s->a, s->a->statement->tree, "a WITH query that changes rows", why);
}

/* ---- parts ------------------------------------------------------------------------------------------------------- */

static struct sk_statement
part_of(const struct stage *s, sk_node *node)
{
    return sk_statement_part(s->a->statement, node);
}

static void
add_part(struct stage *s, sk_node *node)
{
    sk_push(s->a->owner, s->parts, s->n_parts, part_of(s, node));
}

static sk_node *
parsed(struct stage *s, const char *sql)
{
    PgQuery__ParseResult *tree;
    if (sk_pg_tree(&tree, s->a->owner, sql, NULL))
        return NULL;
    sk_pg_strip_locations(&tree->base);
    return tree->stmts[0]->stmt;
}

static const char *
new_table(struct stage *s)
{
    return sk_printf(s->a->owner, SK_PG_STAGE "%zu", s->n_others + ++s->n_tables);
}

/* CREATE TABLE name AS query WITH NO DATA, and its rows when it is their turn */
static void
add_table(struct stage *s, const char *name, sk_node *query, const struct query *named)
{
    sk_node *made = parsed(s, sk_printf(s->a->owner, "CREATE TABLE %s AS SELECT 1 WITH NO DATA", name));
    sk_node *filled = parsed(s, sk_printf(s->a->owner, "INSERT INTO %s SELECT 1", name));
    made->create_table_as_stmt->query = sk_pg_copy(s->a->owner, query);
    if (named) {
        made->create_table_as_stmt->into->n_col_names = named->n_columns;
        made->create_table_as_stmt->into->col_names = named->columns;
    }
    filled->insert_stmt->select_stmt = query;
    sk_push(s->a->owner, s->made, s->n_made, part_of(s, made));
    add_part(s, filled);
}

/* ---- what a part reads ------------------------------------------------------------------------------------------- */

struct search {
    struct stage *s;
    const char *name;      /* looked for; NULL: all */
    const char *conflict;  /* a table that an earlier part has changed */
    bool found;
};

static bool
is_changed(const struct stage *s, const struct sk_table *table)
{
    for (size_t i = 0; i < s->n_changed; i++)
        if (s->changed[i] == table)
            return true;
    return table && s->any_changed;
}

static bool
look(sk_node *node, void *data)
{
    struct search *search = data;
    const PgQuery__RangeVar *range = node->node_case == SK_NODE(RANGE_VAR) ? node->range_var : NULL;
    if (!range)
        return true;
    if (search->name) {
        search->found = search->found || (!*range->schemaname && strcmp(range->relname, search->name) == 0);
        return true;
    }
    const struct stage *s = search->s;
    const char *schema = sk_text_or_null(range->schemaname);
    const struct sk_table *table = sk_catalog_table(s->a->catalog, schema, range->relname);
    bool view = !table && sk_catalog_view(s->a->catalog, schema, range->relname);
    if (is_changed(s, table) || (view && (s->n_changed || s->any_changed)))
        search->conflict = range->relname;
    return true;
}

static bool
names(const sk_node *node, const char *name)
{
    struct search search = {.name = name};
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)&node->base, look, &search);
    return search.found;
}

/* Is what a query gives asked for by another one? */
static bool
is_named(const struct stage *s, const struct query *query)
{
    bool named = names(s->main, query->name);
    for (size_t i = 0; i < s->n; i++)
        named = named || (&s->queries[i] != query && names(s->queries[i].node, query->name));
    return named;
}

static enum sk_status
check_reads(struct stage *s, const sk_node *node)
{
    struct search search = {.s = s};
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)&node->base, look, &search);
    const char *why = sk_printf(s->a->owner, "a later part reads \"%s\" as it was before an earlier one changed it",
                                search.conflict ? search.conflict : "");
    return search.conflict ? refuse(s, why) : SK_OK;
}

static bool
put_table(sk_node *node, void *data)
{
    const struct stage *s = data;
    PgQuery__RangeVar *range = node->node_case == SK_NODE(RANGE_VAR) ? node->range_var : NULL;
    for (size_t i = 0; range && !*range->schemaname && i < s->n; i++) {
        if (!s->queries[i].table || strcmp(range->relname, s->queries[i].name) != 0)
            continue;
        if (!range->alias) {
            range->alias = sk_new(s->a->owner, PgQuery__Alias);
            pg_query__alias__init(range->alias);
            range->alias->aliasname = range->relname;
        }
        range->relname = sk_strdup(s->a->owner, s->queries[i].table);
        break;
    }
    return true;
}

/* The names of the WITH become those of the tables with its rows. */
static void
put_tables(struct stage *s, sk_node *node)
{
    sk_pg_walk(&node->base, put_table, s);
}

/* ---- what a part changes ----------------------------------------------------------------------------------------- */

static void
mark_changed(struct stage *s, const struct sk_table *table, bool others)
{
    if (!table || is_changed(s, table))
        return;
    sk_push(s->a->owner, s->changed, s->n_changed, table);
    s->any_changed = s->any_changed || table->n_triggers > 0;
    const struct sk_catalog *catalog = s->a->catalog;
    for (size_t t = 0; others && t < catalog->n_tables; t++)
        for (size_t i = 0; i < catalog->tables[t]->n_constraints; i++) {
            const struct sk_constraint *k = catalog->tables[t]->constraints[i];
            if (k->kind == SK_FOREIGN_KEY && sk_catalog_table(catalog, k->ref_schema, k->ref_table) == table)
                mark_changed(s, catalog->tables[t], true);
        }
}

static const struct sk_table *
target_table(const struct stage *s, const sk_node *node)
{
    const PgQuery__RangeVar *range = sk_pg_changed_relation(node);
    return range ? sk_catalog_table(s->a->catalog, sk_text_or_null(range->schemaname), range->relname) : NULL;
}

/* "schema"."table" AS "alias" */
static const char *
source_text(struct stage *s, const PgQuery__RangeVar *range)
{
    struct sk_text *text = sk_text_new(s->a->owner);
    if (*range->schemaname) {
        sk_text_ident(text, range->schemaname, '"');
        sk_text_add(text, ".");
    }
    sk_text_ident(text, range->relname, '"');
    sk_text_add(text, " AS ");
    sk_text_ident(text, range->alias ? range->alias->aliasname : range->relname, '"');
    return text->data;
}

/* "keys of the row" = "those of skein_keys", or only a list of the row's */
static const char *
key_text(struct stage *s, const PgQuery__RangeVar *range, const struct sk_constraint *key, bool compared)
{
    struct sk_text *text = sk_text_new(s->a->owner);
    bool first = true;
    for (size_t i = 0; i < key->n_columns; i++) {
        sk_text_sep(text, &first, compared ? " AND " : ", ");
        if (compared) {
            sk_text_add(text, "skein_keys.");
            sk_text_ident(text, key->columns[i], '"');
            sk_text_add(text, " = ");
        }
        sk_text_ident(text, range->alias ? range->alias->aliasname : range->relname, '"');
        sk_text_add(text, ".");
        sk_text_ident(text, key->columns[i], '"');
    }
    return text->data;
}

/* The keys of the rows that are there, or that are going to be changed. */
static const char *
keep_keys(struct stage *s, const sk_node *node, const struct sk_constraint *key)
{
    const PgQuery__RangeVar *range = sk_pg_changed_relation(node);
    const char *table = new_table(s);
    sk_node *query = parsed(s, sk_printf(s->a->owner, "SELECT DISTINCT %s FROM %s", key_text(s, range, key, false),
                                         source_text(s, range)));
    if (node->node_case == SK_NODE(UPDATE_STMT)) {
        PgQuery__SelectStmt *select = query->select_stmt;
        sk_node **from = NULL; /* the parser's list is not one to be added to */
        size_t n = 0;
        for (size_t i = 0; i < select->n_from_clause; i++)
            sk_push(s->a->owner, from, n, select->from_clause[i]);
        for (size_t i = 0; i < node->update_stmt->n_from_clause; i++)
            sk_push(s->a->owner, from, n, node->update_stmt->from_clause[i]);
        select->from_clause = from;
        select->n_from_clause = n;
        query->select_stmt->where_clause = node->update_stmt->where_clause;
    }
    add_table(s, table, query, NULL);
    return table;
}

struct returned {
    const PgQuery__RangeVar *range;
    bool joined, foreign;
};

static bool
look_returned(sk_node *node, void *data)
{
    struct returned *r = data;
    if (node->node_case != SK_NODE(COLUMN_REF))
        return true;
    const PgQuery__ColumnRef *ref = node->column_ref;
    const char *qualifier = ref->n_fields > 1 ? sk_node_string(ref->fields[ref->n_fields - 2]) : NULL;
    const char *own = r->range->alias ? r->range->alias->aliasname : r->range->relname;
    if (qualifier ? strcmp(qualifier, own) != 0 : r->joined && ref->fields[0]->node_case == SK_NODE(A_STAR))
        r->foreign = true;
    return true;
}

static bool
returns_others(const sk_node *node, size_t n, sk_node *const *list)
{
    bool joined = node->node_case == SK_NODE(UPDATE_STMT)   ? node->update_stmt->n_from_clause > 0
                  : node->node_case == SK_NODE(DELETE_STMT) && node->delete_stmt->n_using_clause > 0;
    struct returned r = {.range = sk_pg_changed_relation(node), .joined = joined};
    for (size_t i = 0; i < n; i++)
        sk_pg_walk(&list[i]->base, look_returned, &r);
    return r.foreign;
}

/* SELECT what is returned FROM the table WHERE ... */
static sk_node *
returned_query(struct stage *s, const sk_node *node, size_t n, sk_node **list, const char *where)
{
    const char *from = source_text(s, sk_pg_changed_relation(node));
    sk_node *query = parsed(s, sk_printf(s->a->owner, "SELECT 1 FROM %s WHERE %s", from, where));
    query->select_stmt->n_target_list = n;
    query->select_stmt->target_list = list;
    return query;
}

/* The rows that a DELETE is about to take. */
static sk_node *
deleted_rows(struct stage *s, const sk_node *node, size_t n, sk_node **list)
{
    const PgQuery__DeleteStmt *stmt = node->delete_stmt;
    sk_node *query = returned_query(s, node, n, list, stmt->n_using_clause ? "EXISTS (SELECT 1)" : "true");
    if (stmt->n_using_clause) {
        PgQuery__SelectStmt *inner = query->select_stmt->where_clause->sub_link->subselect->select_stmt;
        inner->n_from_clause = stmt->n_using_clause;
        inner->from_clause = stmt->using_clause;
        inner->where_clause = stmt->where_clause;
    } else if (stmt->where_clause) {
        query->select_stmt->where_clause = stmt->where_clause;
    }
    return query;
}

static bool
changes_key(const sk_node *node, const struct sk_constraint *key)
{
    for (size_t i = 0; node->node_case == SK_NODE(UPDATE_STMT) && i < node->update_stmt->n_target_list; i++)
        if (sk_constraint_has_column(key, node->update_stmt->target_list[i]->res_target->name))
            return true;
    return false;
}

/* May a BEFORE trigger leave rows out, which are then not among those that are returned? Those that INSERT has left out
 * are not there afterwards. */
static bool
may_leave_out(const struct stage *s, const sk_node *node, const struct sk_table *table)
{
    unsigned event = node->node_case == SK_NODE(UPDATE_STMT)   ? SK_ON_UPDATE
                     : node->node_case == SK_NODE(DELETE_STMT) ? SK_ON_DELETE
                                                               : 0;
    for (size_t i = 0; table && i < table->n_triggers; i++) {
        const struct sk_trigger *trigger = table->triggers[i];
        const struct sk_function *function =
            sk_catalog_function(s->a->catalog, trigger->function_schema, trigger->function);
        if (trigger->timing == SK_BEFORE && (trigger->events & event) && trigger->for_each_row && !trigger->disabled &&
            function && function->body && strcasestr(function->body, "return null"))
            return true;
    }
    return false;
}

/* A part that changes rows, and the table of what it returns if that is asked for. */
static enum sk_status
change_rows(struct stage *s, struct query *query, size_t n, sk_node **list)
{
    sk_node *node = query->node;
    const struct sk_table *table = target_table(s, node);
    const struct sk_constraint *key = table ? sk_table_primary_key(table) : NULL;
    bool wanted = n && is_named(s, query), deletes = node->node_case == SK_NODE(DELETE_STMT);
    bool upsert = node->node_case == SK_NODE(INSERT_STMT) && node->insert_stmt->on_conflict_clause &&
                  node->insert_stmt->on_conflict_clause->action != PG_QUERY__ON_CONFLICT_ACTION__ONCONFLICT_NOTHING;
    bool unknown = !table || (!deletes && (!key || changes_key(node, key))) || upsert;
    if (wanted && (unknown || returns_others(node, n, list) || may_leave_out(s, node, table)))
        return refuse(s, "which rows it returns cannot be told");
    const char *name = wanted ? new_table(s) : NULL;
    if (wanted && deletes)
        add_table(s, name, deleted_rows(s, node, n, list), query);
    const char *keys = wanted && !deletes ? keep_keys(s, node, key) : NULL;
    add_part(s, node);
    if (keys) {
        const char *where = sk_printf(s->a->owner, "%sEXISTS (SELECT 1 FROM %s AS skein_keys WHERE %s)",
                                      node->node_case == SK_NODE(INSERT_STMT) ? "NOT " : "", keys,
                                      key_text(s, sk_pg_changed_relation(node), key, true));
        add_table(s, name, returned_query(s, node, n, list, where), query);
    }
    query->table = name;
    mark_changed(s, table, node->node_case != SK_NODE(INSERT_STMT));
    return SK_OK;
}

/* ---- one query after the other ----------------------------------------------------------------------------------- */

static enum sk_status
run_query(struct stage *s, struct query *query)
{
    sk_node *node = query->node;
    put_tables(s, node);
    enum sk_status status = check_reads(s, node);
    bool again = !is_select(node) && node->node_case != SK_NODE(INSERT_STMT) && is_changed(s, target_table(s, node));
    if (status || again)
        return status ? status : refuse(s, "two of its parts change the same table");
    if (is_select(node)) {
        const char *name = new_table(s);
        add_table(s, name, node, query);
        query->table = name;
        return SK_OK;
    }
    size_t n = 0;
    sk_node **list = NULL;
    if (node->node_case == SK_NODE(INSERT_STMT)) {
        n = node->insert_stmt->n_returning_list, list = node->insert_stmt->returning_list;
        node->insert_stmt->n_returning_list = 0;
    } else if (node->node_case == SK_NODE(UPDATE_STMT)) {
        n = node->update_stmt->n_returning_list, list = node->update_stmt->returning_list;
        node->update_stmt->n_returning_list = 0;
    } else {
        n = node->delete_stmt->n_returning_list, list = node->delete_stmt->returning_list;
        node->delete_stmt->n_returning_list = 0;
    }
    return change_rows(s, query, n, list);
}

static enum sk_status
read_queries(struct stage *s, const PgQuery__WithClause *with)
{
    for (size_t i = 0; i < with->n_ctes; i++) {
        PgQuery__CommonTableExpr *cte = with->ctes[i]->common_table_expr;
        struct query query = {.name = cte->ctename, .node = cte->ctequery, .n_columns = cte->n_aliascolnames,
                              .columns = cte->aliascolnames, .reads_changes = !is_select(cte->ctequery)};
        for (size_t k = 0; k < s->n; k++)
            query.reads_changes =
                query.reads_changes || (s->queries[k].reads_changes && names(query.node, s->queries[k].name));
        if (names(query.node, query.name))
            return refuse(s, "one of its queries reads itself");
        sk_push(s->a->owner, s->queries, s->n, query);
    }
    return SK_OK;
}

static bool
changes_rows(sk_node *node)
{
    PgQuery__WithClause **with = sk_pg_with_of(node);
    for (size_t i = 0; with && *with && i < (*with)->n_ctes; i++)
        if (!is_select((*with)->ctes[i]->common_table_expr->ctequery))
            return true;
    return false;
}

/* A part of a statement that has parts may have some itself. */
static size_t
tables_of_others(const struct sk_analysis *a)
{
    size_t n = 0;
    for (size_t i = 0; i < a->catalog->n_tables; i++)
        n += strncmp(a->catalog->tables[i]->name, SK_PG_STAGE, strlen(SK_PG_STAGE)) == 0;
    return n;
}

enum sk_status
sk_pg_stage(bool *staged, struct sk_analysis *a, const sk_node *node)
{
    struct stage s = {.a = a};
    if (changes_rows((sk_node *)(uintptr_t)node))
        s.main = sk_pg_copy(a->owner, node);
    else
        s.main = sk_pg_keep_reads(a, node);
    *staged = s.main != NULL;
    if (!s.main)
        return SK_OK;
    s.n_others = tables_of_others(a);
    PgQuery__WithClause **with = sk_pg_with_of(s.main), *clause = *with;
    *with = NULL;
    enum sk_status status = read_queries(&s, clause);
    for (int changes = 0; changes < 2; changes++)
        for (size_t i = 0; i < s.n && !status; i++)
            if (s.queries[i].reads_changes == changes && (!is_select(s.queries[i].node) || is_named(&s, &s.queries[i])))
                status = run_query(&s, &s.queries[i]);
    put_tables(&s, s.main);
    status = status ? status : check_reads(&s, s.main);
    if (!status && s.main->node_case != SK_NODE(INSERT_STMT) && is_changed(&s, target_table(&s, s.main)))
        status = refuse(&s, "two of its parts change the same table");
    if (status)
        return status;
    add_part(&s, s.main);
    for (size_t i = 0; i < s.n_parts; i++)
        sk_push(a->owner, s.made, s.n_made, s.parts[i]);
    for (size_t i = 1; i <= s.n_tables; i++) {
        sk_node *drop = parsed(&s, sk_printf(a->owner, "DROP TABLE " SK_PG_STAGE "%zu", s.n_others + i));
        sk_push(a->owner, s.made, s.n_made, part_of(&s, drop));
    }
    a->statement->parts = s.made;
    a->statement->n_parts = s.n_made;
    return SK_OK;
}
