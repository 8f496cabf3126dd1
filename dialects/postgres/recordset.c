/*
 * dialects/postgres/recordset.c - documents as rows: jsonb_to_recordset() and its like in FROM.
 *
 * The columns are a list behind the alias, or those of a table that stands as NULL::t in the first argument (PostgreSQL
 * manual, 9.16). A sub-query that takes the fields out of each element of the array gives the same rows.
 */
#include <string.h>

#include "dialects/postgres/scope.h"
#include "dialects/postgres/tree.h"

static const struct {
    const char *name;
    bool set;       /* of an array's elements, not of one document */
    bool populates; /* the first argument says what the columns are */
} functions[] = {
    {"json_to_record", false, false},        {"jsonb_to_record", false, false},
    {"json_to_recordset", true, false},      {"jsonb_to_recordset", true, false},
    {"json_populate_record", false, true},   {"jsonb_populate_record", false, true},
    {"json_populate_recordset", true, true}, {"jsonb_populate_recordset", true, true},
};

struct fields {
    TALLOC_CTX *owner;
    sk_node *row;                /* the document that the fields are taken from */
    PgQuery__SelectStmt *select; /* gets a result for each */
};

/* False: an array, whose elements would have to be taken apart. */
static bool
add_field(struct fields *f, const char *name, const struct sk_type *type)
{
    struct sk_text *field = sk_text_new(f->owner);
    sk_text_addf(field, "$1 %s ", sk_type_is_json(type) ? "->" : "->>");
    sk_text_literal(field, name);
    const sk_node *row = f->row;
    sk_node *query = sk_pg_made(f->owner, "(SELECT 1)", 0, NULL);
    sk_node *result = query->sub_link->subselect->select_stmt->target_list[0];
    result->res_target->name = sk_strdup(f->owner, name);
    result->res_target->val = sk_pg_cast_node(f->owner, sk_pg_made(f->owner, field->data, 1, &row), type);
    sk_push(f->owner, f->select->target_list, f->select->n_target_list, result);
    return !type->dimensions;
}

/* The fields of the list behind the alias. */
static bool
add_listed(struct fields *f, const struct sk_catalog *catalog, const PgQuery__RangeFunction *function)
{
    for (size_t i = 0; i < function->n_coldeflist; i++) {
        const PgQuery__ColumnDef *column = function->coldeflist[i]->column_def;
        struct sk_type type = sk_pg_type(catalog, f->owner, column->type_name);
        if (!add_field(f, column->colname, &type))
            return false;
    }
    return function->n_coldeflist > 0;
}

/* The fields of the table that `as`, NULL::t, has rows of. */
static bool
add_columns(struct fields *f, const struct sk_catalog *catalog, const sk_node *as)
{
    const sk_node *null = as->node_case == SK_NODE(TYPE_CAST) ? as->type_cast->arg : NULL;
    if (!null || null->node_case != SK_NODE(A_CONST) || !null->a_const->isnull)
        return false;
    const PgQuery__TypeName *of = as->type_cast->type_name;
    const char *schema, *name = sk_node_name(&schema, of->n_names, of->names);
    const struct sk_table *table = sk_catalog_table(catalog, schema, name);
    for (size_t i = 0; table && i < table->n_columns; i++)
        if (!add_field(f, table->columns[i]->name, &table->columns[i]->type))
            return false;
    return table && table->n_columns;
}

sk_node *
sk_pg_recordset(TALLOC_CTX *owner, const struct sk_catalog *catalog, const PgQuery__RangeFunction *function)
{
    const sk_node *call = function->n_functions == 1 ? function->functions[0]->list->items[0] : NULL;
    if (!call || call->node_case != SK_NODE(FUNC_CALL) || function->ordinality)
        return NULL;
    const char *name = sk_node_name(NULL, call->func_call->n_funcname, call->func_call->funcname);
    size_t i = 0;
    while (i < sizeof functions / sizeof *functions && strcmp(functions[i].name, name) != 0)
        i++;
    if (i == sizeof functions / sizeof *functions)
        return NULL;
    bool set = functions[i].set, populates = functions[i].populates;
    if (call->func_call->n_args != (populates ? 2 : 1))
        return NULL;
    const sk_node *document = call->func_call->args[populates];
    const char *rows = name[4] == 'b' ? "(SELECT FROM jsonb_array_elements($1) AS skein_rows (skein_row))"
                                      : "(SELECT FROM json_array_elements($1) AS skein_rows (skein_row))";
    sk_node *query = sk_pg_made(owner, set ? rows : "(SELECT)", 1, &document)->sub_link->subselect;
    struct fields f = {owner, set ? sk_pg_column_node(owner, "skein_row") : sk_pg_copy(owner, document),
                       query->select_stmt};
    if (populates ? !add_columns(&f, catalog, call->func_call->args[0]) : !add_listed(&f, catalog, function))
        return NULL;
    sk_node *from = sk_pg_made(owner, "(SELECT FROM LATERAL (SELECT 1) AS skein_rows)", 0, NULL);
    sk_node *source = from->sub_link->subselect->select_stmt->from_clause[0];
    source->range_subselect->subquery = query;
    if (function->alias)
        source->range_subselect->alias = function->alias;
    else
        source->range_subselect->alias->aliasname = sk_strdup(owner, name);
    return source;
}
