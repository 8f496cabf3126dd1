/* dialects/mysql/data.c - changes of rows as statements: what is sent, and what is only noted. */
#include <string.h>

#include "dialects/mysql/print.h"

/* ---- setval() ------------------------------------------------------------------------------------------------- */

/* The call of `name` that is all that a SELECT has to give; NULL for any other statement. */
static const PgQuery__FuncCall *
only_call(const sk_node *node, const char *name)
{
    if (node->node_case != SK_NODE(SELECT_STMT) || node->select_stmt->n_target_list != 1)
        return NULL;
    const sk_node *value = node->select_stmt->target_list[0]->res_target->val;
    bool call = value->node_case == SK_NODE(FUNC_CALL) &&
                strcmp(sk_node_name(NULL, value->func_call->n_funcname, value->func_call->funcname), name) == 0;
    return call ? value->func_call : NULL;
}

static const char *
last_name(const char *name)
{
    const char *dot = name ? strrchr(name, '.') : NULL;
    return dot ? dot + 1 : name;
}

/* The sequence that setval()'s first argument names: by itself, or pg_get_serial_sequence(table, column). */
static const struct sk_sequence *
named_sequence(const struct sk_catalog *catalog, const sk_node *arg)
{
    bool of_column = arg->node_case == SK_NODE(FUNC_CALL) && arg->func_call->n_args == 2;
    const char *name = last_name(sk_constant_text(of_column ? arg->func_call->args[0] : arg));
    const char *column = of_column ? sk_constant_text(arg->func_call->args[1]) : NULL;
    for (size_t i = 0; name && i < catalog->n_sequences; i++) {
        const struct sk_sequence *s = catalog->sequences[i];
        if (of_column
                ? column && s->owner_table && strcmp(s->owner_table, name) == 0 && strcmp(s->owner_column, column) == 0
                : strcmp(s->name, name) == 0)
            return s;
    }
    return NULL;
}

static const int32_t *
integer_constant(const sk_node *node)
{
    bool constant = node->node_case == SK_NODE(A_CONST) && !node->a_const->isnull &&
                    node->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL;
    return constant ? &node->a_const->ival->ival : NULL;
}

static bool
is_false(const sk_node *node)
{
    return node->node_case == SK_NODE(A_CONST) && node->a_const->boolval && !node->a_const->boolval->boolval;
}

/* What coalesce(max(column), 0) + 1 is where there is no row; false: it is anything else. */
static bool
value_of_none(const sk_node *node, const struct sk_sequence *s, long long *value)
{
    if (node->node_case == SK_NODE(SUB_LINK) && node->sub_link->subselect->node_case == SK_NODE(SELECT_STMT)) {
        const PgQuery__SelectStmt *query = node->sub_link->subselect->select_stmt;
        return query->n_target_list == 1 && !query->where_clause && !query->n_group_clause &&
               value_of_none(query->target_list[0]->res_target->val, s, value);
    }
    if (node->node_case == SK_NODE(A_EXPR) && node->a_expr->lexpr && node->a_expr->n_name == 1 &&
        sk_same(sk_node_string(node->a_expr->name[0]), "+")) {
        const int32_t *more = integer_constant(node->a_expr->rexpr);
        if (!more || !value_of_none(node->a_expr->lexpr, s, value))
            return false;
        *value += *more;
        return true;
    }
    if (node->node_case != SK_NODE(COALESCE_EXPR) || node->coalesce_expr->n_args != 2 ||
        node->coalesce_expr->args[0]->node_case != SK_NODE(FUNC_CALL))
        return false;
    const PgQuery__FuncCall *call = node->coalesce_expr->args[0]->func_call;
    const int32_t *instead = integer_constant(node->coalesce_expr->args[1]);
    const sk_node *column = call->n_args == 1 ? call->args[0] : NULL;
    if (!instead || !column || column->node_case != SK_NODE(COLUMN_REF) ||
        !sk_same(sk_node_name(NULL, call->n_funcname, call->funcname), "max") ||
        !sk_same(sk_node_string(column->column_ref->fields[column->column_ref->n_fields - 1]), s->owner_column))
        return false;
    *value = *instead;
    return true;
}

/* AUTO_INCREMENT goes on from the highest number by itself, which is what setval() with a query is for: what is said
 * here is where it begins without one. */
static enum sk_status
set_value(struct sk_rewrite *rewrite, const PgQuery__FuncCall *call, size_t pos_bytes, struct sk_error *err)
{
    struct sk_printer p = sk_mysql_printer(rewrite, NULL, pos_bytes, err);
    const struct sk_sequence *s = named_sequence(rewrite->catalog, call->args[0]);
    const int32_t *constant = integer_constant(call->args[1]);
    long long next = constant ? *constant : 0;
    enum sk_status status = SK_OK;
    if (s && !s->owner_table) {
        sk_mysql_note(rewrite, pos_bytes, SK_UNOWNED_NOTE);
    } else if (!s) {
        status = sk_print_unsupported(&p, call->args[0], "setval() of a sequence that no column owns");
    } else if (!constant && !value_of_none(call->args[1], s, &next)) {
        sk_mysql_note(rewrite, pos_bytes, "AUTO_INCREMENT goes on from the highest number by itself");
    } else {
        next += call->n_args <= 2 || !is_false(call->args[2]);
        char *table = sk_mysql_relation(rewrite->owner, s->schema, s->owner_table);
        sk_mysql_run(rewrite, sk_printf(rewrite->owner, "ALTER TABLE %s AUTO_INCREMENT = %lld", table, next), pos_bytes,
                     "setval() moves AUTO_INCREMENT");
    }
    talloc_free(p.tmp);
    return status;
}

/* ---- TRUNCATE ------------------------------------------------------------------------------------------------- */

static bool
refers_to(const struct sk_table *other, const struct sk_table *table)
{
    for (size_t i = 0; i < other->n_constraints; i++) {
        const struct sk_constraint *k = other->constraints[i];
        if (k->kind == SK_FOREIGN_KEY && strcmp(k->ref_table, table->name) == 0 &&
            strcmp(k->ref_schema, table->schema) == 0)
            return true;
    }
    return false;
}

static bool
is_numbered(const struct sk_table *table)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (table->columns[i]->identity != SK_IDENTITY_NONE)
            return true;
    return false;
}

struct emptied {
    size_t n;
    const struct sk_table **tables;
};

static bool
is_emptied(const struct emptied *emptied, const struct sk_table *table)
{
    for (size_t i = 0; i < emptied->n; i++)
        if (emptied->tables[i] == table)
            return true;
    return false;
}

/* Tables that refer to it go first: those that CASCADE takes along, or that are of the statement themselves. */
static void
order_table(struct sk_rewrite *rewrite, struct emptied *order, const struct emptied *wanted,
            const struct sk_table *table, bool cascade, int depth)
{
    for (size_t t = 0; depth < 32 && t < rewrite->catalog->n_tables; t++) {
        const struct sk_table *other = rewrite->catalog->tables[t];
        if (other != table && refers_to(other, table) && !is_emptied(order, other) &&
            (cascade || is_emptied(wanted, other)))
            order_table(rewrite, order, wanted, other, cascade, depth + 1);
    }
    if (!is_emptied(order, table))
        sk_push(rewrite->owner, order->tables, order->n, table);
}

/* The servers' own TRUNCATE commits, and refuses a table that another refers to. */
static enum sk_status
truncate(struct sk_rewrite *rewrite, const PgQuery__TruncateStmt *stmt, size_t pos_bytes, struct sk_error *err)
{
    struct emptied wanted = {0}, order = {0};
    for (size_t i = 0; i < stmt->n_relations; i++) {
        const PgQuery__RangeVar *range = stmt->relations[i]->range_var;
        const struct sk_table *table =
            sk_catalog_table(rewrite->catalog, sk_text_or_null(range->schemaname), range->relname);
        if (!table) {
            sk_fail(err, SK_EREFUSED, "relation \"%s\" does not exist", range->relname);
            return sk_at(err, rewrite->script->file, pos_bytes), SK_EREFUSED;
        }
        sk_push(rewrite->owner, wanted.tables, wanted.n, table);
    }
    for (size_t i = 0; i < wanted.n; i++)
        order_table(rewrite, &order, &wanted, wanted.tables[i], stmt->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE,
                    0);
    for (size_t i = 0; i < order.n; i++)
        sk_mysql_run_data(rewrite,
                          sk_printf(rewrite->owner, "DELETE FROM %s",
                                    sk_mysql_relation(rewrite->owner, order.tables[i]->schema, order.tables[i]->name)),
                          pos_bytes, "TRUNCATE is DELETE without a condition");
    for (size_t i = 0; stmt->restart_seqs && i < order.n; i++)
        if (is_numbered(order.tables[i]))
            sk_mysql_run(rewrite,
                         sk_printf(rewrite->owner, "ALTER TABLE %s AUTO_INCREMENT = 1",
                                   sk_mysql_relation(rewrite->owner, order.tables[i]->schema, order.tables[i]->name)),
                         pos_bytes, "RESTART IDENTITY");
    return SK_OK;
}

/* ---- any statement -------------------------------------------------------------------------------------------- */

enum sk_status
sk_mysql_rows(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    const sk_node *query = sk_expr_node(change->query);
    const sk_node *known = sk_pg_with_catalogs(rewrite->owner, rewrite->catalog, query);
    const sk_node *node = sk_numbered_statement(rewrite->owner, rewrite->catalog, known, NULL);
    const PgQuery__FuncCall *setval = only_call(node, "setval");
    if (node->node_case == SK_NODE(TRUNCATE_STMT))
        return truncate(rewrite, node->truncate_stmt, change->pos_bytes, err);
    if (setval && setval->n_args >= 2)
        return set_value(rewrite, setval, change->pos_bytes, err);
    if (only_call(node, "nextval")) {
        sk_mysql_note(rewrite, change->pos_bytes, SK_UNOWNED_NOTE);
        return SK_OK;
    }
    if (only_call(node,
                  "set_config")) { /* pg_dump's preamble: SELECT pg_catalog.set_config('search_path', '', false) */
        sk_mysql_note(rewrite, change->pos_bytes, "a setting of the session");
        return SK_OK;
    }
    struct sk_printer p = sk_mysql_printer(rewrite, NULL, change->pos_bytes, err);
    p.runs_once = true;
    enum sk_status status = sk_print_statement(&p, node);
    if (!status)
        sk_mysql_run_data(rewrite, sk_strdup(rewrite->owner, p.out->data), change->pos_bytes,
                          p.note || node == query ? p.note
                          : node != known         ? SK_NUMBERED_NOTE
                                                  : SK_CATALOGS_NOTE);
    if (!status && strstr(p.out->data, SK_MYSQL_OVERRIDING " :="))
        sk_mysql_run_data(rewrite, "SET " SK_MYSQL_OVERRIDING " = NULL", change->pos_bytes,
                          "OVERRIDING SYSTEM VALUE ends");
    talloc_free(p.tmp);
    return status;
}
