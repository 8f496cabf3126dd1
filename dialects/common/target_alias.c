/*
 * dialects/common/target_alias.c - INSERT, UPDATE and DELETE whose table goes by its own name, where it cannot have
 * another: in a trigger of SQLite's, and in a DELETE of MariaDB's.
 *
 * A sub-query on the same table, which would hide it then, gets another name in turn; and so does a sub-query's table
 * that goes by the alias, too.
 */
#include <string.h>

#include "dialects/common/printer_priv.h"

#define INNER "skein_inner"
#define OTHER "skein_other"

struct renaming {
    TALLOC_CTX *owner;
    const char *from, *to;
    const char *table; /* whose name the target gets */
    bool inner;        /* a sub-query has the target's table */
};

static PgQuery__Alias *
alias_of(const sk_node *node)
{
    switch (node->node_case) {
    case SK_NODE(RANGE_VAR):
        return node->range_var->alias;
    case SK_NODE(RANGE_SUBSELECT):
        return node->range_subselect->alias;
    case SK_NODE(RANGE_FUNCTION):
        return node->range_function->alias;
    default:
        return NULL;
    }
}

static bool
find_names(sk_node *node, void *data)
{
    struct renaming *r = data;
    PgQuery__Alias *alias = alias_of(node);
    bool table = node->node_case == SK_NODE(RANGE_VAR) && !alias && sk_same(node->range_var->relname, r->table);
    if (alias && sk_same(alias->aliasname, r->table))
        alias->aliasname = sk_strdup(r->owner, INNER);
    else if (table) {
        node->range_var->alias = sk_new(r->owner, PgQuery__Alias);
        pg_query__alias__init(node->range_var->alias);
        node->range_var->alias->aliasname = sk_strdup(r->owner, INNER);
    }
    r->inner = r->inner || table || (alias && sk_same(alias->aliasname, INNER));
    return true;
}

static bool
rename_qualifier(sk_node *node, void *data)
{
    const struct renaming *r = data;
    if (node->node_case == SK_NODE(COLUMN_REF) && node->column_ref->n_fields > 1) {
        const char *qualifier = sk_node_string(node->column_ref->fields[0]);
        if (sk_same(qualifier, r->from))
            node->column_ref->fields[0]->string->sval = sk_strdup(r->owner, r->to);
    }
    return true;
}

/* Does the query itself have a table of that name? */
static bool
has_own(const sk_node *item, const char *name)
{
    if (item->node_case == SK_NODE(JOIN_EXPR) && !item->join_expr->alias)
        return has_own(item->join_expr->larg, name) || has_own(item->join_expr->rarg, name);
    const PgQuery__Alias *alias = alias_of(item);
    return alias && sk_same(alias->aliasname, name);
}

static bool
rename_all(sk_node *node, void *data)
{
    const struct renaming *r = data;
    PgQuery__Alias *alias = alias_of(node);
    if (alias && sk_same(alias->aliasname, r->from))
        alias->aliasname = sk_strdup(r->owner, r->to);
    return rename_qualifier(node, data);
}

/* A query whose own table has the target's alias: in all of it that is another name. */
static bool
rename_hidden(sk_node *node, void *data)
{
    const struct renaming *r = data;
    const PgQuery__SelectStmt *select = node->node_case == SK_NODE(SELECT_STMT) ? node->select_stmt : NULL;
    bool hides = false;
    for (size_t i = 0; select && i < select->n_from_clause && !hides; i++)
        hides = has_own(select->from_clause[i], r->from);
    if (hides)
        sk_pg_walk_node(node, rename_all, &(struct renaming){.owner = r->owner, .from = r->from, .to = OTHER});
    return !hides;
}

static void
rename_in(TALLOC_CTX *owner, PgQuery__RangeVar *target, size_t n, ProtobufCMessage *const *messages)
{
    struct renaming r = {owner, target->alias->aliasname, target->relname, target->relname, false};
    struct renaming inner = {owner, target->relname, INNER, target->relname, false};
    for (size_t i = 0; i < n; i++)
        sk_pg_walk(messages[i], rename_hidden, &r);
    for (size_t i = 0; i < n; i++)
        sk_pg_walk(messages[i], find_names, &r);
    for (size_t i = 0; i < n && r.inner; i++)
        sk_pg_walk(messages[i], rename_qualifier, &inner);
    for (size_t i = 0; i < n; i++)
        sk_pg_walk(messages[i], rename_qualifier, &r);
    target->alias = NULL;
}

/* An INSERT's alias is known in ON CONFLICT and RETURNING alone: its query may have another of that name. */
static void
drop_of_insert(TALLOC_CTX *owner, PgQuery__InsertStmt *s)
{
    ProtobufCMessage **messages = NULL;
    size_t n = 0;
    if (s->on_conflict_clause)
        sk_push(owner, messages, n, &s->on_conflict_clause->base);
    for (size_t i = 0; i < s->n_returning_list; i++)
        sk_push(owner, messages, n, &s->returning_list[i]->base);
    rename_in(owner, s->relation, n, messages);
}

void
sk_print_drop_alias(TALLOC_CTX *owner, const sk_node *statement)
{
    PgQuery__RangeVar *target = NULL;
    ProtobufCMessage *message = (ProtobufCMessage *)(uintptr_t)&statement->base;
    if (statement->node_case == SK_NODE(UPDATE_STMT))
        target = statement->update_stmt->relation;
    if (statement->node_case == SK_NODE(DELETE_STMT))
        target = statement->delete_stmt->relation;
    if (statement->node_case == SK_NODE(INSERT_STMT) && statement->insert_stmt->relation->alias)
        drop_of_insert(owner, statement->insert_stmt);
    else if (target && target->alias)
        rename_in(owner, target, 1, &message);
}
