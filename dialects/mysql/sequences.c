/*
 * dialects/mysql/sequences.c - sequences: AUTO_INCREMENT's, and all others, which a table of skein's own counts
 * (dialects/common/counters.h). MariaDB's own sequences would be no better: MySQL has none.
 */
#include <string.h>

#include "dialects/common/counters.h"
#include "dialects/mysql/physical.h"
#include "dialects/mysql/print.h"

/* ---- the table that counts -------------------------------------------------------------------------------------- */

void
sk_mysql_make_counters(struct sk_rewrite *rewrite, const struct sk_counters *counters, size_t pos_bytes)
{
    TALLOC_CTX *owner = rewrite->owner;
    for (size_t i = 0; i < counters->n; i++) {
        const char *schema = counters->items[i]->schema;
        if (i == 0 || strcmp(schema, counters->items[i - 1]->schema) != 0)
            sk_mysql_run(rewrite,
                         sk_printf(owner,
                                   "CREATE TABLE IF NOT EXISTS %s (name VARCHAR(130) CHARACTER SET utf8mb4 COLLATE "
                                   "utf8mb4_bin NOT NULL PRIMARY KEY, value BIGINT NOT NULL)",
                                   sk_mysql_relation(owner, schema, SK_COUNTERS)),
                         pos_bytes, SK_COUNTERS_NOTE)
                ->probe = sk_mysql_has_table(owner, schema, SK_COUNTERS);
        sk_mysql_run_data(rewrite,
                          sk_counter_make(owner, sk_mysql_rules_of(rewrite), counters->items[i], "INSERT IGNORE"),
                          pos_bytes, SK_COUNTERS_NOTE);
    }
}

static void
change_rows(struct sk_rewrite *rewrite, const char *sql, size_t pos_bytes, const char *note)
{
    sk_mysql_run_data(rewrite, sql, pos_bytes, note);
}

struct sk_counting
sk_mysql_counting(const struct sk_rewrite *rewrite)
{
    return (struct sk_counting){
        .rules = sk_mysql_rules_of(rewrite), .make = sk_mysql_make_counters, .run = change_rows};
}

/* Triggers that count a sequence up name it and say by how much; AUTO_INCREMENT does so in steps of 1 alone. */
enum sk_status
sk_mysql_change_sequence(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    const struct sk_sequence *was = sk_catalog_sequence(rewrite->catalog, change->schema, change->name);
    bool steps = change->kind == SK_ALTER_SEQUENCE && was->increment != change->u.sequence->increment;
    return steps || change->kind == SK_RENAME_SEQUENCE ? sk_mysql_alter_all(rewrite, change, err) : SK_OK;
}

/* ---- AUTO_INCREMENT --------------------------------------------------------------------------------------------- */

void
sk_mysql_restart(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes)
{
    size_t n;
    char **restarts =
        sk_counters_restart(rewrite->owner, sk_mysql_rules_of(rewrite), rewrite->catalog, table, &n);
    for (size_t i = 0; i < table->n_columns; i++)
        if (sk_mysql_is_auto(rewrite->catalog, table, table->columns[i]))
            sk_mysql_run(rewrite,
                         sk_printf(rewrite->owner, "ALTER TABLE %s AUTO_INCREMENT = %lld",
                                   sk_mysql_relation(rewrite->owner, table->schema, table->name),
                                   table->columns[i]->step ? (long long)table->columns[i]->start : 1LL),
                         pos_bytes, "RESTART IDENTITY");
    for (size_t i = 0; i < n; i++)
        sk_mysql_run_data(rewrite, restarts[i], pos_bytes, "RESTART IDENTITY");
}

/* ---- setval() --------------------------------------------------------------------------------------------------- */

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
enum sk_status
sk_mysql_set_value(struct sk_rewrite *rewrite, const PgQuery__SelectStmt *select, size_t pos_bytes,
                   struct sk_error *err)
{
    const PgQuery__FuncCall *call = select->target_list[0]->res_target->val->func_call;
    struct sk_printer p = sk_mysql_printer(rewrite, NULL, pos_bytes, err);
    const struct sk_sequence *s = sk_named_sequence(rewrite->catalog, call->args[0]);
    bool begins = call->n_args > 2 && is_false(call->args[2]);
    const int32_t *constant = integer_constant(call->args[1]);
    long long next = constant ? *constant : 0;
    enum sk_status status = SK_OK;
    if (!s) {
        status = sk_print_unsupported(&p, call->args[0], "setval() of an unknown sequence");
    } else if (sk_sequence_is_counted(p.rules, rewrite->catalog, s)) {
        status = sk_print_setval(&p, s, select, &begins);
        if (!status)
            sk_mysql_run_data(rewrite, sk_counter_set(rewrite->owner, p.rules, s, p.out->data, begins), pos_bytes,
                              SK_COUNTERS_NOTE);
    } else if (!constant && !value_of_none(call->args[1], s, &next)) {
        sk_mysql_note(rewrite, pos_bytes, "AUTO_INCREMENT goes on from the highest number by itself");
    } else {
        next += !begins;
        char *table = sk_mysql_relation(rewrite->owner, s->schema, s->owner_table);
        sk_mysql_run(rewrite, sk_printf(rewrite->owner, "ALTER TABLE %s AUTO_INCREMENT = %lld", table, next), pos_bytes,
                     "setval() moves AUTO_INCREMENT");
    }
    talloc_free(p.tmp);
    return status;
}
