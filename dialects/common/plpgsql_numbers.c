/*
 * dialects/common/plpgsql_numbers.c - nextval() in functions, for engines without sequences.
 *
 * The counter (counters.h) is counted up by a statement of its own, before the one that asks for the number, and that
 * reads it. So it has to be certain that the number is asked for, and once.
 */
#include <string.h>

#include "dialects/common/counters.h"
#include "dialects/common/plpgsql_priv.h"

struct taking {
    struct sk_plpgsql *f;
    size_t n;
    const struct sk_sequence *taken[4]; /* by the statement at hand */
    bool refused;
};

/* Is it computed only where something else says so? */
static bool
is_conditional(const sk_node *node)
{
    return node->node_case == SK_NODE(CASE_EXPR) || node->node_case == SK_NODE(COALESCE_EXPR) ||
           node->node_case == SK_NODE(BOOL_EXPR) || node->node_case == SK_NODE(SUB_LINK) ||
           node->node_case == SK_NODE(ON_CONFLICT_CLAUSE);
}

static bool
take(sk_node *node, void *data)
{
    struct taking *t = data;
    const struct sk_plpgsql *f = t->f;
    if (is_conditional(node)) {
        t->refused = t->refused || sk_pg_calls(node, "nextval");
        return false;
    }
    const struct sk_sequence *s = sk_called_sequence(f->catalog, node, "nextval");
    if (!s)
        return true;
    for (size_t i = 0; i < t->n; i++)
        t->refused = t->refused || t->taken[i] == s;
    t->refused = t->refused || t->n == 4 || !sk_sequence_is_counted(f->printer->rules, f->catalog, s);
    sk_node *value = t->refused ? NULL : sk_pg_made(f->owner, sk_counter_read(f->owner, f->printer->rules, s), 0, NULL);
    if (value)
        *node = *value;
    t->refused = t->refused || !value;
    if (!t->refused)
        t->taken[t->n++] = s;
    return false;
}

/* Are its values computed once, whatever is there? */
static bool
is_computed_once(const sk_node *node)
{
    const PgQuery__InsertStmt *insert = node->node_case == SK_NODE(INSERT_STMT) ? node->insert_stmt : NULL;
    const sk_node *query = insert ? insert->select_stmt : node;
    const PgQuery__SelectStmt *s = query && query->node_case == SK_NODE(SELECT_STMT) ? query->select_stmt : NULL;
    return s && !s->larg && !s->n_from_clause && !s->where_clause && !s->with_clause &&
           !(insert && (insert->with_clause || insert->on_conflict_clause));
}

/* Lists of a tree cannot grow where they are. */
static void
append(TALLOC_CTX *owner, sk_node ***items, size_t *n, sk_node *item)
{
    sk_node **longer = sk_alloc(owner, (*n + 1) * sizeof *longer, "nodes");
    memcpy(longer, *items, *n * sizeof *longer);
    longer[(*n)++] = item;
    *items = longer;
}

/* INSERT ... RETURNING a column whose default is nextval(), where triggers fill it and do not say with what: the number
 * is one of the values. */
static void
give_default(const struct sk_plpgsql *f, PgQuery__InsertStmt *s)
{
    const struct sk_table *table =
        sk_catalog_table(f->catalog, sk_text_or_null(s->relation->schemaname), s->relation->relname);
    PgQuery__ParseResult *tree;
    for (size_t i = 0; table && s->n_cols && s->select_stmt && i < s->n_returning_list; i++) {
        const sk_node *value = s->returning_list[i]->res_target->val;
        const char *name = value->node_case == SK_NODE(COLUMN_REF)
                               ? sk_node_string(value->column_ref->fields[value->column_ref->n_fields - 1])
                               : NULL;
        const struct sk_column *column = name ? sk_table_column(table, name) : NULL;
        bool given = !column || !column->default_expr || column->identity != SK_IDENTITY_NONE;
        for (size_t k = 0; k < s->n_cols; k++)
            given = given || sk_same(s->cols[k]->res_target->name, name);
        if (given || s->select_stmt->select_stmt->n_values_lists != 1 ||
            !sk_pg_calls(sk_expr_node(column->default_expr), "nextval") ||
            sk_pg_tree(&tree, f->owner, "INSERT INTO t (a) VALUES (1)", NULL))
            continue;
        PgQuery__List *values = s->select_stmt->select_stmt->values_lists[0]->list;
        sk_node *target = tree->stmts[0]->stmt->insert_stmt->cols[0];
        target->res_target->name = sk_strdup(f->owner, name);
        append(f->owner, &s->cols, &s->n_cols, target);
        append(f->owner, &values->items, &values->n_items, sk_pg_copy(f->owner, sk_expr_node(column->default_expr)));
    }
}

/* The SQL with the numbers read from the counters, which `t` has then; NULL: it is none, or stays as it is. */
static const char *
with_numbers(struct taking *t, const char *sql)
{
    PgQuery__ParseResult *tree;
    if (sk_pg_tree(&tree, t->f->owner, sql, NULL) || tree->n_stmts != 1)
        return NULL;
    sk_node *node = tree->stmts[0]->stmt;
    if (node->node_case == SK_NODE(INSERT_STMT) && t->f->printer->rules->has_variables)
        give_default(t->f, node->insert_stmt);
    if (!sk_pg_calls(node, "nextval") || !is_computed_once(node))
        return NULL;
    sk_pg_walk(&node->base, take, t);
    return t->refused || !t->n ? NULL : sk_pg_deparse(t->f->owner, node);
}

static json_t *
expression_of(const char *query)
{
    return json_pack("{s{ss}}", "PLpgSQL_expr", "query", query);
}

/* The statements that go before `item`, which reads the counters by then; NULL: it asks for no number. */
static json_t *
steps_before(struct sk_plpgsql *f, json_t *item)
{
    struct taking t = {.f = f};
    json_t *assign = json_object_get(item, "PLpgSQL_stmt_assign"), *sql = json_object_get(item, "PLpgSQL_stmt_execsql");
    const char *whole = sk_plpgsql_query(json_object_get(assign, "expr"));
    const char *value = assign ? sk_plpgsql_value(assign) : NULL;
    const char *text = sql ? sk_plpgsql_query(json_object_get(sql, "sqlstmt"))
                       : value ? sk_printf(f->owner, "SELECT %s", value) : NULL;
    bool may = text && (strcasestr(text, "nextval") || strcasestr(text, "returning"));
    const char *made = may ? with_numbers(&t, text) : NULL;
    if (!made)
        return NULL;
    if (sql)
        json_object_set_new(sql, "sqlstmt", expression_of(made));
    else
        json_object_set_new(assign, "expr", expression_of(sk_printf(f->owner, "%.*s%s", (int)(value - whole), whole,
                                                                    made + strlen("SELECT"))));
    json_t *before = json_array();
    for (size_t i = 0; i < t.n; i++) {
        const char *step = sk_counter_up(f->owner, f->printer->rules, t.taken[i]);
        json_array_append_new(before, json_pack("{s{sO, so}}", "PLpgSQL_stmt_execsql", "lineno",
                                                json_object_get(sql ? sql : assign, "lineno"), "sqlstmt",
                                                expression_of(step)));
        sk_push(f->owner, f->numbers.items, f->numbers.n, t.taken[i]);
    }
    return before;
}

/* x := coalesce(a, nextval('s')): IF a IS NULL THEN x := nextval('s'); ELSE x := a; END IF */
static void
spell_coalesce(struct sk_plpgsql *f, json_t *item)
{
    json_t *assign = json_object_get(item, "PLpgSQL_stmt_assign");
    const char *value = assign ? sk_plpgsql_value(assign) : NULL;
    const char *whole = sk_plpgsql_query(json_object_get(assign, "expr"));
    const sk_node *node = value && strcasestr(value, "nextval") ? sk_pg_made(f->owner, value, 0, NULL) : NULL;
    const PgQuery__CoalesceExpr *e = node && node->node_case == SK_NODE(COALESCE_EXPR) ? node->coalesce_expr : NULL;
    if (!e || e->n_args != 2 || sk_pg_calls(e->args[0], "nextval"))
        return;
    const char *left = sk_printf(f->owner, "%.*s", (int)(value - whole), whole);
    const char *first = sk_pg_deparse_expr(f->owner, e->args[0]), *second = sk_pg_deparse_expr(f->owner, e->args[1]);
    json_t *one = json_deep_copy(item), *other = json_deep_copy(item);
    json_object_set_new(json_object_get(one, "PLpgSQL_stmt_assign"), "expr",
                        expression_of(sk_printf(f->owner, "%s %s", left, second)));
    json_object_set_new(json_object_get(other, "PLpgSQL_stmt_assign"), "expr",
                        expression_of(sk_printf(f->owner, "%s %s", left, first)));
    json_object_set_new(item, "PLpgSQL_stmt_if",
                        json_pack("{sO, so, s[o], s[o]}", "lineno", json_object_get(assign, "lineno"), "cond",
                                  expression_of(sk_printf(f->owner, "(%s) IS NULL", first)), "then_body", one,
                                  "else_body", other));
    json_object_del(item, "PLpgSQL_stmt_assign");
}

static void
put_numbers(struct sk_plpgsql *f, json_t *node)
{
    const char *key;
    json_t *item;
    for (size_t i = 0; i < json_array_size(node); i++) {
        item = json_array_get(node, i);
        spell_coalesce(f, item);
        json_t *before = steps_before(f, item);
        if (!before)
            put_numbers(f, item);
        for (size_t k = 0; k < json_array_size(before); k++)
            json_array_insert(node, i++, json_array_get(before, k));
        json_decref(before);
    }
    json_object_foreach(node, key, item)
        put_numbers(f, item);
}

void
sk_plpgsql_put_numbers(struct sk_plpgsql *f)
{
    bool counts = sk_plpgsql_uses(f->root, "found") || sk_plpgsql_counts_rows(f);
    if (!counts && f->printer)
        put_numbers(f, json_object_get(json_object_get(json_array_get(f->root, 0), "PLpgSQL_function"), "action"));
}

static bool
is_fired(const struct sk_catalog *catalog, const struct sk_function *function)
{
    for (size_t t = 0; t < catalog->n_tables; t++)
        for (size_t i = 0; i < catalog->tables[t]->n_triggers; i++)
            if (sk_same(catalog->tables[t]->triggers[i]->function, function->name))
                return true;
    return false;
}

enum { MOST_CALLS = 4 };

/* Does the function ask for a number of it, or one that its body names? */
static bool
reaches(const struct sk_catalog *catalog, const struct sk_function *f, const struct sk_sequence *s, int depth)
{
    bool asks = f->body && strcasestr(f->body, "nextval") && strcasestr(f->body, s->name);
    for (size_t i = 0; i < catalog->n_functions && f->body && !asks && depth < MOST_CALLS; i++)
        asks = catalog->functions[i] != f && strcasestr(f->body, catalog->functions[i]->name) &&
               reaches(catalog, catalog->functions[i], s, depth + 1);
    return asks;
}

bool
sk_plpgsql_asks_sequence(const struct sk_catalog *catalog, const struct sk_sequence *s)
{
    for (size_t i = 0; i < catalog->n_functions; i++)
        if (is_fired(catalog, catalog->functions[i]) && reaches(catalog, catalog->functions[i], s, 0))
            return true;
    return false;
}
