/* dialects/common/calls.c - calls of functions, by the rules that a dialect has for them. */
#include <string.h>

#include "dialects/common/printer_priv.h"
#include "dialects/common/ranges.h"

/* Any number of arguments, but one at least where they are looked at: documents alone are made of none. */
static bool
takes_any(const struct sk_function_rule *rule, size_t n_args)
{
    return rule->n_args < 0 && (n_args || !rule->fn || strstr(rule->name, "_build_"));
}

static const struct sk_function_rule *
function_rule(const struct sk_printer *p, const char *name, size_t n_args)
{
    for (const struct sk_function_rule *rule = p->rules->functions; rule->name; rule++)
        if (strcmp(rule->name, name) == 0 && (takes_any(rule, n_args) || (size_t)rule->n_args == n_args))
            return rule;
    return NULL;
}

const PgQuery__FuncCall *
sk_print_filtered(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    if (!call->agg_filter || p->rules->has_filter)
        return call;
    sk_node self = PG_QUERY__NODE__INIT;
    self.node_case = SK_NODE(FUNC_CALL);
    self.func_call = (PgQuery__FuncCall *)(uintptr_t)call;
    PgQuery__FuncCall *copy = sk_pg_copy(p->tmp, &self)->func_call;
    PgQuery__ParseResult *parsed;
    if (sk_pg_tree(&parsed, p->tmp, "SELECT CASE WHEN true THEN 1 END", p->err))
        return call;
    sk_node *chosen = parsed->stmts[0]->stmt->select_stmt->target_list[0]->res_target->val;
    PgQuery__CaseWhen *one = chosen->case_expr->args[0]->case_when;
    one->expr = copy->agg_filter;
    if (copy->n_args) {
        one->result = copy->args[0];
        copy->args[0] = chosen;
    } else {
        copy->args = sk_alloc(p->tmp, sizeof *copy->args, "arguments");
        copy->args[0] = chosen;
        copy->n_args = 1;
        copy->agg_star = 0;
    }
    copy->agg_filter = NULL;
    return copy;
}

enum sk_status
sk_print_call_tail(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    enum sk_status status = SK_OK;
    if (call->agg_filter && p->rules->has_filter) {
        sk_text_add(p->out, " FILTER (WHERE ");
        status = sk_print_expr(p, call->agg_filter);
        sk_text_add(p->out, ")");
    }
    if (call->over && !status)
        status = sk_print_over(p, call->over);
    return status;
}

/* count(t.*) and count(t) count the rows of t that a join has found: one of its columns that is never NULL says as
 * much. */
static enum sk_status
count_rows(struct sk_printer *p, const PgQuery__FuncCall *call, const struct sk_range *row)
{
    const struct sk_column *column = NULL;
    for (size_t i = 0; row->table && i < row->table->n_columns && !column; i++)
        column = row->table->columns[i]->not_null ? row->table->columns[i] : NULL;
    for (size_t i = 0; column && !call->agg_distinct && i < row->columns.n; i++)
        if (sk_same(row->columns.items[i].name, column->name))
            return sk_print_expr(p, sk_print_part_of_row(p, row, i));
    return sk_print_unsupported(p, call->args[0],
                                "count() of rows in which no column is NOT NULL has no equivalent on %s",
                                p->rules->dialect);
}

/* t, t.* */
static const struct sk_range *
counted_row(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const sk_node *arg = call->n_args == 1 ? call->args[0] : NULL;
    const PgQuery__ColumnRef *ref = arg && arg->node_case == SK_NODE(COLUMN_REF) ? arg->column_ref : NULL;
    if (!ref || strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), "count") != 0)
        return NULL;
    bool star = ref->n_fields == 2 && ref->fields[1]->node_case == SK_NODE(A_STAR);
    return star ? sk_print_find_range(p, sk_node_string(ref->fields[0])) : sk_print_whole_row(p, arg);
}

enum sk_status
sk_print_call(struct sk_printer *p, const char *name, const PgQuery__FuncCall *call)
{
    call = sk_print_filtered(p, call);
    const struct sk_range *row = call->agg_star ? NULL : counted_row(p, call);
    sk_text_addf(p->out, "%s(%s", name, call->agg_distinct ? "DISTINCT " : "");
    enum sk_status status = SK_OK;
    if (call->agg_star)
        sk_text_add(p->out, "*");
    else if (row)
        status = count_rows(p, call, row);
    else
        status = sk_print_list(p, call->n_args, call->args, ", ");
    sk_text_add(p->out, ")");
    return status ? status : sk_print_call_tail(p, call);
}

static enum sk_status
by_rule(struct sk_printer *p, const struct sk_function_rule *rule, const PgQuery__FuncCall *call)
{
    if (rule->fn)
        return rule->fn(p, call);
    if (!strchr(rule->to, '('))
        return sk_print_call(p, rule->to, call);
    call = sk_print_filtered(p, call);
    enum sk_status status =
        sk_print_template(p, rule->to, call->n_args, (const sk_node *const *)call->args);
    return status ? status : sk_print_call_tail(p, call);
}

enum sk_status
sk_print_function(struct sk_printer *p, const sk_node *node)
{
    node = sk_print_typed_bytes(p, node);
    const PgQuery__FuncCall *call = node->func_call;
    const char *schema, *name = sk_node_name(&schema, call->n_funcname, call->funcname);
    const struct sk_function *user = sk_catalog_function(p->catalog, schema, name);
    if (user)
        return sk_print_user_function(p, node, user);
    enum sk_status of_range;
    if (sk_range_call(p, name, call, &of_range))
        return of_range;
    const struct sk_function_rule *rule = function_rule(p, name, call->n_args);
    const sk_node *defined = sk_print_bytes_call(p, name, node);
    if (!defined)
        defined = sk_print_bits_call(p, name, call);
    if (!defined)
        defined = sk_print_part_of_match(p, name, call);
    if (!rule && !defined)
        defined = sk_print_defined_call(p, name, call);
    if (!rule && !defined)
        defined = sk_pg_call_as_cast(p->tmp, p->catalog, call);
    if (defined)
        return sk_print_expr(p, defined);
    if (!rule)
        return sk_print_unsupported(p, node, "function %s() has no equivalent on %s", name, p->rules->dialect);
    return by_rule(p, rule, p->rules->arguments ? p->rules->arguments(p, call) : call);
}
