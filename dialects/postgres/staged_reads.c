/*
 * dialects/postgres/staged_reads.c - statements that read what their own triggers change.
 *
 * PostgreSQL reads on the snapshot from before the statement (manual, 13.2.1). MySQL and MariaDB refuse such a
 * statement when it runs: "Can't update table 'x' in stored function/trigger because it is already used by statement"
 * (1442). So what it reads becomes a query of its WITH, which staged.c makes a table of before.
 */
#include <string.h>

#include "dialects/postgres/postgres.h"

enum { MAX_WRITTEN = 256 };

struct reads {
    struct sk_analysis *a;
    sk_node *statement;               /* a copy; NULL: nothing to be kept has been found yet */
    const PgQuery__WithClause *with;
    size_t n_written, n_kept;
    const struct sk_table *written[MAX_WRITTEN]; /* by triggers */
    sk_node **kept;                   /* queries of the new WITH */
    bool conflict;
};

/* ---- what the triggers write ------------------------------------------------------------------------------------- */

static void add_written(struct reads *r, const struct sk_table *table, unsigned events);

/* The triggers that it fires. */
static unsigned
events_of(const sk_node *node)
{
    if (node->node_case == SK_NODE(INSERT_STMT))
        return SK_ON_INSERT | (node->insert_stmt->on_conflict_clause ? (unsigned)SK_ON_UPDATE : 0);
    return node->node_case == SK_NODE(UPDATE_STMT) ? SK_ON_UPDATE : SK_ON_DELETE;
}

static const struct sk_table *
named_table(const struct reads *r, const PgQuery__RangeVar *range)
{
    return range ? sk_catalog_table(r->a->catalog, sk_text_or_null(range->schemaname), range->relname) : NULL;
}

/* A statement of a trigger's function; this only looks, and never ends the walk. */
static bool
note_statement(const char *key, const json_t *item, const void *data)
{
    struct reads *r = *(struct reads *const *)data;
    const char *sql = json_string_value(
        json_object_get(json_object_get(json_object_get(item, "sqlstmt"), "PLpgSQL_expr"), "query"));
    PgQuery__ParseResult *tree;
    if (strcmp(key, "PLpgSQL_stmt_execsql") != 0 || !sql || sk_pg_tree(&tree, r->a->owner, sql, NULL) || !tree->n_stmts)
        return false;
    const sk_node *statement = tree->stmts[0]->stmt;
    const struct sk_table *table = named_table(r, sk_pg_changed_relation(statement));
    if (table)
        add_written(r, table, events_of(statement));
    return false;
}

static void
follow_triggers(struct reads *r, const struct sk_table *table, unsigned events)
{
    for (size_t i = 0; i < table->n_triggers; i++) {
        const struct sk_trigger *t = table->triggers[i];
        const struct sk_function *f =
            t->function ? sk_catalog_function(r->a->catalog, t->function_schema, t->function) : NULL;
        if (!f || t->disabled || !(t->events & events))
            continue;
        json_t *root = sk_pg_function_procedure(f);
        sk_pg_procedure_has(root, note_statement, &r);
        json_decref(root);
    }
}

/* Rows that go take others along; where those have triggers, a trigger does it (dialects/mysql/cascades.c). */
static void
follow_keys(struct reads *r, const struct sk_table *table)
{
    const struct sk_catalog *catalog = r->a->catalog;
    for (size_t t = 0; t < catalog->n_tables; t++)
        for (size_t i = 0; i < catalog->tables[t]->n_constraints; i++) {
            const struct sk_constraint *k = catalog->tables[t]->constraints[i];
            bool set = k->on_delete == SK_FK_SET_NULL || k->on_delete == SK_FK_SET_DEFAULT;
            if (k->kind == SK_FOREIGN_KEY && (set || k->on_delete == SK_FK_CASCADE) &&
                (catalog->tables[t]->n_triggers || k->on_delete == SK_FK_SET_DEFAULT) &&
                sk_catalog_table(catalog, k->ref_schema, k->ref_table) == table)
                add_written(r, catalog->tables[t], set ? SK_ON_UPDATE : SK_ON_DELETE);
        }
}

static void
follow(struct reads *r, const struct sk_table *table, unsigned events)
{
    follow_triggers(r, table, events);
    if (events & SK_ON_DELETE)
        follow_keys(r, table);
}

static void
add_written(struct reads *r, const struct sk_table *table, unsigned events)
{
    for (size_t i = 0; i < r->n_written; i++)
        if (r->written[i] == table)
            return;
    if (r->n_written == MAX_WRITTEN)
        return;
    r->written[r->n_written++] = table;
    follow(r, table, events);
}

/* ---- what the statement reads ------------------------------------------------------------------------------------ */

static bool
look(sk_node *node, void *data)
{
    struct reads *r = data;
    const PgQuery__RangeVar *range = node->node_case == SK_NODE(RANGE_VAR) ? node->range_var : NULL;
    const struct sk_table *table = named_table(r, range);
    const struct sk_view *view =
        range && !table ? sk_catalog_view(r->a->catalog, sk_text_or_null(range->schemaname), range->relname) : NULL;
    for (size_t i = 0; table && i < r->n_written; i++)
        r->conflict = r->conflict || r->written[i] == table;
    if (view && !view->materialized)
        sk_pg_walk((ProtobufCMessage *)(uintptr_t)&sk_expr_node(view->query)->base, look, r);
    return true;
}

static bool
is_of_with(const struct reads *r, const PgQuery__RangeVar *range)
{
    for (size_t i = 0; !*range->schemaname && r->with && i < r->with->n_ctes; i++)
        if (strcmp(r->with->ctes[i]->common_table_expr->ctename, range->relname) == 0)
            return true;
    return false;
}

/* A relation that is read and written becomes a query of the WITH under another name. */
static bool
keep(sk_node *node, void *data)
{
    struct reads *r = data;
    PgQuery__RangeVar *range = node->node_case == SK_NODE(RANGE_VAR) ? node->range_var : NULL;
    r->conflict = false;
    if (!range || is_of_with(r, range))
        return true;
    look(node, r);
    if (!r->conflict)
        return true;
    TALLOC_CTX *owner = r->a->owner;
    struct sk_text *sql = sk_text_new(owner);
    const char *name = sk_printf(owner, "skein_read_%zu", r->n_kept + 1);
    sk_text_addf(sql, "WITH %s AS (SELECT * FROM ", name);
    sk_text_ident(sql, *range->schemaname ? range->schemaname : SK_PUBLIC, '"');
    sk_text_add(sql, ".");
    sk_text_ident(sql, range->relname, '"');
    sk_text_add(sql, ") SELECT");
    PgQuery__ParseResult *tree;
    if (sk_pg_tree(&tree, owner, sql->data, NULL))
        return true;
    sk_pg_strip_locations(&tree->base);
    sk_push(owner, r->kept, r->n_kept, tree->stmts[0]->stmt->select_stmt->with_clause->ctes[0]);
    if (!range->alias) {
        range->alias = sk_new(owner, PgQuery__Alias);
        pg_query__alias__init(range->alias);
        range->alias->aliasname = range->relname;
    }
    range->relname = sk_strdup(owner, name);
    range->schemaname = sk_strdup(owner, "");
    return true;
}

sk_node *
sk_pg_keep_reads(struct sk_analysis *a, const sk_node *node)
{
    struct reads r = {.a = a};
    const struct sk_table *table = named_table(&r, sk_pg_changed_relation(node));
    if (!table)
        return NULL;
    follow(&r, table, events_of(node));
    if (r.n_written)
        sk_pg_walk((ProtobufCMessage *)(uintptr_t)&node->base, look, &r);
    if (!r.conflict)
        return NULL;
    sk_node *copy = sk_pg_copy(a->owner, node);
    PgQuery__WithClause **with = sk_pg_with_of(copy);
    r.with = *with;
    sk_pg_walk(&copy->base, keep, &r);
    for (size_t i = 0; *with && i < (*with)->n_ctes; i++)
        sk_push(a->owner, r.kept, r.n_kept, (*with)->ctes[i]);
    PgQuery__WithClause *all = sk_new(a->owner, PgQuery__WithClause);
    pg_query__with_clause__init(all);
    all->n_ctes = r.n_kept;
    all->ctes = r.kept;
    *with = all;
    return r.n_kept ? copy : NULL;
}
