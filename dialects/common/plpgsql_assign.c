/*
 * dialects/common/plpgsql_assign.c - what a variable takes, on engines whose triggers have none.
 *
 * PL/pgSQL converts each value to the type that its variable has (PostgreSQL's manual, 43.5.1). Where a variable is but
 * the text of its value, or a column without a type, the value is cast where it is assigned.
 */
#include <string.h>

#include "dialects/common/plpgsql_priv.h"

const json_t *
sk_plpgsql_variable(const struct sk_plpgsql *f, const char *name)
{
    size_t i;
    json_t *datum;
    json_array_foreach(f->datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        if (sk_same(json_string_value(json_object_get(var, "refname")), name))
            return var;
    }
    return NULL;
}

static bool
is_moment(const struct sk_type *type)
{
    return !type->dimensions && (type->kind == SK_TYPE_DATE || sk_type_has_precision(type));
}

/* Would the value be another one, or be written in another way, as one of the type? */
static bool
is_changed(const struct sk_type *to, const struct sk_type *from)
{
    if (to->dimensions || from->dimensions || from->kind == SK_TYPE_OTHER)
        return false;
    if (sk_type_is_integer(to))
        return !sk_type_is_integer(from);
    if (sk_type_is_text(to))
        return !sk_type_is_text(from) || (to->kind == SK_TYPE_CHAR && from->kind != SK_TYPE_CHAR);
    if (to->kind == SK_TYPE_NUMERIC)
        return sk_type_is_text(from) || (to->length >= 0 && (from->length != to->length || from->scale != to->scale));
    if (is_moment(to))
        return from->kind != to->kind || (to->length >= 0 && from->length != to->length);
    return (to->kind == SK_TYPE_BOOLEAN || to->kind == SK_TYPE_REAL || to->kind == SK_TYPE_DOUBLE) &&
           from->kind != to->kind;
}

const sk_node *
sk_plpgsql_assigned(const struct sk_plpgsql *f, const sk_node *value, const struct sk_type *from,
                    const struct sk_type *to)
{
    bool literal = value->node_case == SK_NODE(A_CONST) && (value->a_const->isnull ||
                                                            value->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL);
    bool written = literal && !(to->length >= 0 && to->kind != SK_TYPE_VARCHAR);
    struct sk_type type = *to;
    if (written || (!literal && !is_changed(to, from)))
        return value;
    if (type.kind == SK_TYPE_VARCHAR) /* a cast would cut what an assignment refuses */
        type = (struct sk_type){.kind = SK_TYPE_TEXT, .length = -1, .scale = -1, .name = "text"};
    const sk_node *cast = sk_pg_cast_node(f->owner, sk_pg_copy(f->owner, value), &type);
    return cast ? cast : value;
}

/* Would another value for a result change which rows there are, or their order? */
static bool
counts_results(const PgQuery__SelectStmt *s)
{
    bool counts = s->op != PG_QUERY__SET_OPERATION__SETOP_NONE || s->n_distinct_clause || s->n_values_lists;
    for (size_t i = 0; i < s->n_sort_clause; i++)
        counts = counts || s->sort_clause[i]->sort_by->node->node_case == SK_NODE(A_CONST);
    for (size_t i = 0; i < s->n_group_clause; i++)
        counts = counts || s->group_clause[i]->node_case == SK_NODE(A_CONST);
    return counts;
}

const sk_node *
sk_plpgsql_query_assigned(struct sk_plpgsql *f, const struct sk_scope *scope, const sk_node *query,
                          const json_t *target)
{
    struct sk_query_columns columns = sk_scope_query(scope, query);
    if (counts_results(query->select_stmt) || columns.n != query->select_stmt->n_target_list)
        return query;
    sk_node *copy = sk_pg_copy(f->owner, query);
    for (size_t i = 0; i < columns.n; i++) {
        PgQuery__ResTarget *result = copy->select_stmt->target_list[i]->res_target;
        const char *record, *name = sk_plpgsql_result(f, target, &columns, i, &record);
        const json_t *var = name && !record ? sk_plpgsql_variable(f, name) : NULL;
        struct sk_type type = var ? sk_plpgsql_variable_type(f, var) : columns.items[i].type;
        const sk_node *value = var ? sk_plpgsql_assigned(f, result->val, &columns.items[i].type, &type) : result->val;
        if (value != result->val && !*result->name)
            result->name = sk_strdup(f->owner, columns.items[i].name ? columns.items[i].name : "");
        result->val = (sk_node *)(uintptr_t)value;
    }
    return copy;
}
