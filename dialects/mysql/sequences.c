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

/* What an expression of max(column) is where the table has no row. */
enum of_none { NOT_KNOWN, IS_NULL, IS_NUMBER };

static enum of_none value_of_none(const sk_node *node, const struct sk_sequence *s, long long *value);

static bool
is_highest(const PgQuery__FuncCall *call, const struct sk_sequence *s)
{
    const sk_node *column = call->n_args == 1 ? call->args[0] : NULL;
    return column && column->node_case == SK_NODE(COLUMN_REF) &&
           sk_same(sk_node_name(NULL, call->n_funcname, call->funcname), "max") &&
           sk_same(sk_node_string(column->column_ref->fields[column->column_ref->n_fields - 1]), s->owner_column);
}

/* coalesce(): the first that is a number; greatest(): the greatest. */
static enum of_none
one_of_none(size_t n, sk_node *const *args, bool greatest, const struct sk_sequence *s, long long *value)
{
    enum of_none found = IS_NULL;
    for (size_t i = 0; i < n && (greatest || found == IS_NULL); i++) {
        long long number;
        enum of_none is = value_of_none(args[i], s, &number);
        if (is == NOT_KNOWN)
            return NOT_KNOWN;
        if (is == IS_NUMBER && (found == IS_NULL || number > *value))
            *value = number;
        found = is == IS_NUMBER ? IS_NUMBER : found;
    }
    return found;
}

static enum of_none
sum_of_none(const PgQuery__AExpr *e, const struct sk_sequence *s, long long *value)
{
    const char *op = e->n_name == 1 && e->lexpr ? sk_node_string(e->name[0]) : NULL;
    long long more;
    enum of_none left = sk_same(op, "+") || sk_same(op, "-") ? value_of_none(e->lexpr, s, value) : NOT_KNOWN;
    enum of_none right = value_of_none(e->rexpr, s, &more);
    if (left == NOT_KNOWN || right == NOT_KNOWN)
        return NOT_KNOWN;
    if (left == IS_NULL || right == IS_NULL)
        return IS_NULL;
    *value += *op == '+' ? more : -more;
    return IS_NUMBER;
}

static enum of_none
value_of_none(const sk_node *node, const struct sk_sequence *s, long long *value)
{
    const int32_t *constant = integer_constant(node);
    if (constant) {
        *value = *constant;
        return IS_NUMBER;
    }
    switch (node->node_case) {
    case SK_NODE(SUB_LINK): {
        const PgQuery__SelectStmt *query = node->sub_link->subselect->select_stmt;
        bool plain = query->n_target_list == 1 && !query->where_clause && !query->n_group_clause;
        return plain ? value_of_none(query->target_list[0]->res_target->val, s, value) : NOT_KNOWN;
    }
    case SK_NODE(FUNC_CALL):
        return is_highest(node->func_call, s) ? IS_NULL : NOT_KNOWN;
    case SK_NODE(TYPE_CAST):
        return value_of_none(node->type_cast->arg, s, value);
    case SK_NODE(A_EXPR):
        return sum_of_none(node->a_expr, s, value);
    case SK_NODE(COALESCE_EXPR):
        return one_of_none(node->coalesce_expr->n_args, node->coalesce_expr->args, false, s, value);
    case SK_NODE(MIN_MAX_EXPR):
        return node->min_max_expr->op == PG_QUERY__MIN_MAX_OP__IS_GREATEST
                   ? one_of_none(node->min_max_expr->n_args, node->min_max_expr->args, true, s, value)
                   : NOT_KNOWN;
    default:
        return NOT_KNOWN;
    }
}

/* Is the number the next one where there is no row: false, max(column) IS NOT NULL? */
static bool
begins_of_none(const sk_node *called, const struct sk_sequence *s)
{
    long long value;
    if (called->node_case != SK_NODE(NULL_TEST))
        return is_false(called);
    enum of_none is = value_of_none(called->null_test->arg, s, &value);
    bool not_null = called->null_test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NOT_NULL;
    return is == (not_null ? IS_NULL : IS_NUMBER);
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
    long long next;
    enum sk_status status = SK_OK;
    if (!s) {
        status = sk_print_unsupported(&p, call->args[0], "setval() of an unknown sequence");
    } else if (sk_sequence_is_counted(p.rules, rewrite->catalog, s)) {
        status = sk_print_setval(&p, s, select, &begins);
        if (!status)
            sk_mysql_run_data(rewrite, sk_counter_set(rewrite->owner, p.rules, s, p.out->data, begins), pos_bytes,
                              SK_COUNTERS_NOTE);
    } else if (value_of_none(call->args[1], s, &next) != IS_NUMBER) {
        sk_mysql_note(rewrite, pos_bytes, "AUTO_INCREMENT goes on from the highest number by itself");
    } else {
        next += call->n_args < 3 || !begins_of_none(call->args[2], s);
        char *table = sk_mysql_relation(rewrite->owner, s->schema, s->owner_table);
        sk_mysql_run(rewrite, sk_printf(rewrite->owner, "ALTER TABLE %s AUTO_INCREMENT = %lld", table, next), pos_bytes,
                     "setval() moves AUTO_INCREMENT");
    }
    talloc_free(p.tmp);
    return status;
}
