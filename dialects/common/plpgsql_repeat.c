/*
 * dialects/common/plpgsql_repeat.c - statements that leave the same whether they are done once, when all rows are
 * there, or after each row: what a trigger FOR EACH STATEMENT may do where triggers fire for each row.
 *
 * The last time is then the one that counts: a DELETE and an UPDATE must choose their rows by what is in them alone,
 * and what an UPDATE assigns must not be made of what it has assigned before.
 */
#include <string.h>

#include "dialects/common/plpgsql_priv.h"
#include "dialects/common/printer.h"

struct repeat {
    const struct sk_catalog *catalog;
    const struct sk_table *target;
    const char *alias; /* of the target */
    size_t n_assigned;
    sk_node *const *assigned;
    bool differs; /* another time it may come to something else */
};

/* The column of the target that the name means, or NULL: a variable's, or another table's. */
static const struct sk_column *
target_column(const struct repeat *r, const PgQuery__ColumnRef *ref)
{
    const char *qualifier = ref->n_fields == 2 ? sk_node_string(ref->fields[0]) : NULL;
    if (ref->n_fields > 2 || (ref->n_fields == 2 && !sk_same(qualifier, r->alias)))
        return NULL;
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    return name ? sk_table_column(r->target, name) : NULL;
}

static bool
is_assigned(const struct repeat *r, const char *column)
{
    for (size_t i = 0; i < r->n_assigned; i++)
        if (sk_same(r->assigned[i]->res_target->name, column))
            return true;
    return false;
}

/* What is the same for the whole statement: TG_OP, and NEW and OLD, which are NULL. */
static bool
is_of_event(const PgQuery__ColumnRef *ref)
{
    const char *name = sk_node_string(ref->fields[0]);
    return name && (ref->n_fields == 1 ? strncmp(name, "tg_", 3) == 0 : sk_same(name, "new") || sk_same(name, "old"));
}

static bool
calls_own(const struct repeat *r, const PgQuery__FuncCall *call)
{
    const char *schema = NULL, *name = sk_node_name(&schema, call->n_funcname, call->funcname);
    return sk_catalog_function(r->catalog, schema, name) != NULL;
}

/* In what chooses rows, and in a row that is inserted. */
static bool
find_other(sk_node *node, void *data)
{
    struct repeat *r = data;
    if (node->node_case == SK_NODE(SUB_LINK))
        r->differs = true;
    else if (node->node_case == SK_NODE(FUNC_CALL))
        r->differs = r->differs || calls_own(r, node->func_call);
    else if (node->node_case == SK_NODE(COLUMN_REF) && !is_of_event(node->column_ref)) {
        const struct sk_column *column = target_column(r, node->column_ref);
        r->differs = r->differs || !column || is_assigned(r, column->name);
    }
    return !r->differs;
}

/* In what is assigned: other tables may be asked, and variables, which are what they are the last time. */
static bool
find_itself(sk_node *node, void *data)
{
    struct repeat *r = data;
    if (node->node_case == SK_NODE(RANGE_VAR))
        r->differs = r->differs || sk_same(node->range_var->relname, r->target->name);
    else if (node->node_case == SK_NODE(FUNC_CALL))
        r->differs = r->differs || calls_own(r, node->func_call);
    else if (node->node_case == SK_NODE(COLUMN_REF)) {
        const char *name = sk_node_string(node->column_ref->fields[node->column_ref->n_fields - 1]);
        r->differs = r->differs || !name || is_assigned(r, name);
    }
    return !r->differs;
}

static bool
is_target(struct repeat *r, const PgQuery__RangeVar *relation)
{
    r->target = sk_catalog_table(r->catalog, sk_text_or_null(relation->schemaname), relation->relname);
    r->alias = relation->alias ? relation->alias->aliasname : relation->relname;
    return r->target != NULL;
}

static bool
is_repeated_delete(struct repeat *r, const PgQuery__DeleteStmt *s)
{
    if (!is_target(r, s->relation) || s->n_using_clause || s->with_clause || s->n_returning_list)
        return false;
    sk_pg_walk_node(s->where_clause, find_other, r);
    return !r->differs && !(s->where_clause && sk_print_is_volatile(s->where_clause));
}

static bool
is_repeated_update(struct repeat *r, const PgQuery__UpdateStmt *s)
{
    if (!is_target(r, s->relation) || s->n_from_clause || s->with_clause || s->n_returning_list)
        return false;
    r->n_assigned = s->n_target_list;
    r->assigned = s->target_list;
    sk_pg_walk_node(s->where_clause, find_other, r);
    for (size_t i = 0; i < s->n_target_list; i++) {
        sk_node *value = s->target_list[i]->res_target->val;
        sk_pg_walk_node(value, find_itself, r);
        r->differs = r->differs || sk_print_is_volatile(value);
    }
    return !r->differs && !(s->where_clause && sk_print_is_volatile(s->where_clause));
}

/* A row that is there or not. */
static bool
is_repeated_insert(struct repeat *r, const PgQuery__InsertStmt *s)
{
    bool nothing = s->on_conflict_clause &&
                   s->on_conflict_clause->action == PG_QUERY__ON_CONFLICT_ACTION__ONCONFLICT_NOTHING;
    const PgQuery__SelectStmt *rows = s->select_stmt ? s->select_stmt->select_stmt : NULL;
    if (!nothing || !rows || !rows->n_values_lists || !is_target(r, s->relation) || s->with_clause ||
        s->n_returning_list)
        return false;
    for (size_t i = 0; i < rows->n_values_lists; i++)
        sk_pg_walk_node(rows->values_lists[i], find_other, r);
    return !r->differs && !sk_print_is_volatile(s->select_stmt);
}

static bool
is_repeated(const struct sk_catalog *catalog, const char *sql)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct repeat r = {.catalog = catalog};
    PgQuery__ParseResult *tree;
    bool repeated = false;
    if (!sk_pg_tree(&tree, tmp, sql, NULL) && tree->n_stmts == 1) {
        sk_node *node = tree->stmts[0]->stmt;
        repeated = node->node_case == SK_NODE(DELETE_STMT)   ? is_repeated_delete(&r, node->delete_stmt)
                   : node->node_case == SK_NODE(UPDATE_STMT) ? is_repeated_update(&r, node->update_stmt)
                   : node->node_case == SK_NODE(INSERT_STMT) ? is_repeated_insert(&r, node->insert_stmt)
                   : node->node_case == SK_NODE(SELECT_STMT) /* it fills variables */
                       ? !node->select_stmt->with_clause && !sk_print_is_volatile(node)
                       : false;
    }
    talloc_free(tmp);
    return repeated;
}

/* ---- a function ------------------------------------------------------------------------------------------------- */

/* A condition of what stands for the whole statement: TG_OP. */
static bool
is_about_event(const struct sk_catalog *catalog, const char *condition)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    static const struct sk_table none;
    struct repeat r = {.catalog = catalog, .target = &none};
    PgQuery__ParseResult *tree;
    r.differs = !condition || sk_pg_tree(&tree, tmp, sk_printf(tmp, "SELECT %s", condition), NULL);
    if (!r.differs)
        sk_pg_walk_node(tree->stmts[0]->stmt, find_other, &r);
    talloc_free(tmp);
    return !r.differs;
}

static bool
is_refresh(const char *sql)
{
    return sql && strncasecmp(sql, "REFRESH ", strlen("REFRESH ")) == 0;
}

static bool
is_notification(const json_t *perform)
{
    const char *sql = sk_plpgsql_query(json_object_get(perform, "expr"));
    return sql && strcasestr(sql, "pg_notify");
}

/* RAISE, RETURN, IF, variables, and REFRESH leave nothing behind, or what they would leave after the statement. */
static bool
leaves_trace(const char *key, const json_t *item, const void *data)
{
    (void)data;
    if (sk_same(key, "PLpgSQL_stmt_execsql"))
        return !sk_plpgsql_is_notice(item) && !is_refresh(sk_plpgsql_query(json_object_get(item, "sqlstmt")));
    if (sk_same(key, "PLpgSQL_stmt_perform"))
        return !is_notification(item);
    return sk_same(key, "PLpgSQL_stmt_dynexecute") || sk_same(key, "PLpgSQL_stmt_call") ||
           sk_same(key, "PLpgSQL_stmt_fors");
}

/* May it come to something else when it is done again? */
static bool
differs_again(const char *key, const json_t *item, const void *catalog)
{
    static const char *const others[] = {"PLpgSQL_stmt_fori", "PLpgSQL_stmt_while", "PLpgSQL_stmt_loop",
                                         "PLpgSQL_stmt_foreach_a", "PLpgSQL_stmt_case", "PLpgSQL_stmt_getdiag",
                                         "exceptions"};
    const char *sql = sk_plpgsql_query(json_object_get(item, "sqlstmt"));
    if (sk_same(key, "PLpgSQL_stmt_execsql") && sql && is_repeated(catalog, sql))
        return false;
    if (sk_same(key, "PLpgSQL_stmt_if") || sk_same(key, "PLpgSQL_if_elsif"))
        return !is_about_event(catalog, sk_plpgsql_query(json_object_get(item, "cond")));
    return leaves_trace(key, item, NULL) || sk_among(key, sizeof others / sizeof *others, others);
}

const char *
sk_plpgsql_by_row(const struct sk_catalog *catalog, const struct sk_trigger *trigger,
                  const struct sk_function *function)
{
    if (trigger->for_each_row || trigger->old_rows || trigger->new_rows)
        return NULL;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    json_t *root = sk_pg_function_procedure(function);
    const json_t *definition = json_object_get(json_array_get(root, 0), "PLpgSQL_function");
    struct sk_plpgsql f = {.owner = tmp,
                           .catalog = catalog,
                           .root = root,
                           .datums = json_object_get(definition, "datums"),
                           .body = json_object_get(json_object_get(definition, "action"), "PLpgSQL_stmt_block")};
    if (f.body)
        sk_plpgsql_drop_idle(&f);
    bool can = root && (!sk_pg_procedure_has(root, leaves_trace, NULL) ||
                        (trigger->timing == SK_AFTER && !sk_pg_procedure_has(root, differs_again, catalog)));
    json_decref(root);
    talloc_free(tmp);
    return can ? NULL : "FOR EACH STATEMENT without REFERENCING has no equivalent";
}
