/*
 * dialects/postgres/interpret_texts.c - EXECUTE of a text that is known, among statements that are left to the rows.
 *
 * A loop goes over rows and runs a text for each: the text is the same for all of them, only what USING gives it is
 * not. So it is a statement like any other, with the expressions of USING in the places of $1, $2.
 */
#include <string.h>

#include "dialects/postgres/interpret_priv.h"

struct texts {
    struct sk_block_run *r;
    const json_t *params;
    bool unknown;
};

static void statics_of_list(struct sk_block_run *r, json_t *list);

/* ---- variables whose values are known here ----------------------------------------------------------------------- */

static const char *
variable(const struct sk_block_run *r, const json_t *stmt)
{
    const json_t *datum = json_array_get(r->datums, (size_t)json_integer_value(json_object_get(stmt, "varno")));
    return json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_var"), "refname"));
}

/* What the steps give a value to may be anything: before a loop's next round, behind a branch. */
static void
forget(struct sk_block_run *r, const json_t *steps)
{
    const char *key, *single;
    json_t *item;
    size_t i;
    json_array_foreach(steps, i, item)
        forget(r, item);
    json_object_foreach((json_t *)(uintptr_t)steps, key, item) {
        if (strcmp(key, "PLpgSQL_stmt_assign") == 0 && variable(r, item))
            sk_block_set(r, variable(r, item), (struct sk_block_value){0});
        single = json_string_value(json_object_get(json_object_get(item, "PLpgSQL_var"), "refname"));
        if (strcmp(key, "target") == 0 && single)
            sk_block_set(r, single, (struct sk_block_value){0});
        if (strcmp(key, "fields") == 0) /* of a list of variables */
            for (i = 0; i < json_array_size(item); i++)
                sk_block_set(r, json_string_value(json_object_get(json_array_get(item, i), "name")),
                             (struct sk_block_value){0});
        forget(r, item);
    }
}

static void
assign(struct sk_block_run *r, const json_t *stmt)
{
    const char *name = variable(r, stmt), *equals = strchr(sk_do_query(json_object_get(stmt, "expr")), '=');
    struct sk_block_value v = equals ? sk_block_eval_text(r, equals + 1) : (struct sk_block_value){0};
    if (name)
        sk_block_set(r, name, v.kind == SK_VALUE_TEXT ? v : (struct sk_block_value){0});
}

/* ---- the text as statements -------------------------------------------------------------------------------------- */

/* A column that is called like a variable would be taken for it, in a statement that stands in the block. */
static bool
fill(sk_node *node, void *data)
{
    struct texts *t = data;
    if (node->node_case == SK_NODE(PARAM_REF)) {
        const json_t *param = json_array_get(t->params, (size_t)node->param_ref->number - 1);
        const sk_node *value = param ? sk_block_expression(t->r, sk_do_query(param)) : NULL;
        t->unknown = t->unknown || !value;
        if (value)
            *node = *sk_pg_copy(t->r->owner, value);
        return false;
    }
    const char *name = node->node_case == SK_NODE(COLUMN_REF) ? sk_node_string(node->column_ref->fields[0]) : NULL;
    t->unknown = t->unknown || (name && sk_block_find(t->r, name));
    return true;
}

/* The statements of the text, as those of the block; NULL: they cannot stand there. */
static json_t *
statements(struct sk_block_run *r, const json_t *stmt)
{
    r->executing = true;
    struct sk_block_value text = sk_block_eval_text(r, sk_do_query(json_object_get(stmt, "query")));
    r->executing = false;
    struct texts t = {.r = r, .params = json_object_get(stmt, "params")};
    PgQuery__ParseResult *tree;
    if (text.kind != SK_VALUE_TEXT || json_is_true(json_object_get(stmt, "into")) ||
        sk_pg_tree(&tree, r->owner, text.text, NULL) != SK_OK)
        return NULL;
    json_t *list = json_array();
    for (size_t i = 0; i < tree->n_stmts; i++) {
        sk_pg_walk(&tree->stmts[i]->stmt->base, fill, &t);
        const char *sql = t.unknown ? NULL : sk_pg_deparse(r->owner, tree->stmts[i]->stmt);
        json_t *one = sql ? json_pack("{s:{s:O?, s:{s:{s:s}}}}", "PLpgSQL_stmt_execsql", "lineno",
                                      json_object_get(stmt, "lineno"), "sqlstmt", "PLpgSQL_expr", "query", sql)
                          : NULL;
        t.unknown = t.unknown || !one || json_array_append_new(list, one);
    }
    if (t.unknown)
        json_decref(list);
    return t.unknown ? NULL : list;
}

/* ---- lists ------------------------------------------------------------------------------------------------------- */

/* The statements within another one: of a loop, a branch. */
static void
statics_within(struct sk_block_run *r, json_t *stmt)
{
    const char *key;
    json_t *item;
    size_t i;
    forget(r, stmt);
    json_object_foreach(stmt, key, item) {
        if (strcmp(key, "body") == 0 || strcmp(key, "then_body") == 0 || strcmp(key, "else_body") == 0)
            statics_of_list(r, item);
        for (i = 0; strcmp(key, "elsif_list") == 0 && i < json_array_size(item); i++)
            statics_of_list(r, json_object_get(json_object_get(json_array_get(item, i), "PLpgSQL_if_elsif"), "stmts"));
        forget(r, stmt);
    }
}

static void
statics_of_list(struct sk_block_run *r, json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *kind;
        json_t *stmt, *made = NULL;
        json_object_foreach(json_array_get(list, i), kind, stmt) {
            if (strcmp(kind, "PLpgSQL_stmt_assign") == 0)
                assign(r, stmt);
            else if (strcmp(kind, "PLpgSQL_stmt_dynexecute") == 0)
                made = statements(r, stmt);
            else
                statics_within(r, stmt);
        }
        if (!made)
            continue;
        json_array_remove(list, i);
        for (size_t k = 0; k < json_array_size(made); k++)
            json_array_insert(list, i + k, json_array_get(made, k));
        i += json_array_size(made) - 1;
        json_decref(made);
    }
}

json_t *
sk_block_with_statics(struct sk_block_run *r, const json_t *stmt)
{
    json_t *copy = json_deep_copy(stmt);
    if (copy)
        statics_within(r, copy);
    return copy;
}
