/*
 * dialects/common/target_alias.c - INSERT, UPDATE and DELETE whose table goes by its own name, where it cannot have
 * another: in a trigger of SQLite's, and in a DELETE of MariaDB's.
 *
 * A sub-query on the same table, which would hide it then, gets another name in turn.
 */
#include <string.h>

#include "dialects/common/printer_priv.h"

#define INNER "skein_inner"

struct renaming {
    TALLOC_CTX *owner;
    const char *from, *to;
    const char *table; /* whose name the target gets */
    bool hidden;       /* a sub-query has a table of the target's alias, too */
    bool inner;        /* one has the target's table */
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
    if (alias && sk_same(alias->aliasname, r->from))
        r->hidden = true;
    else if (alias && sk_same(alias->aliasname, r->table))
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

/* In the n messages; false: it would be another table's name somewhere. */
static bool
rename_in(TALLOC_CTX *owner, PgQuery__RangeVar *target, size_t n, ProtobufCMessage *const *messages)
{
    struct renaming r = {owner, target->alias->aliasname, target->relname, target->relname, false, false};
    struct renaming inner = {owner, target->relname, INNER, target->relname, false, false};
    for (size_t i = 0; i < n; i++)
        sk_pg_walk(messages[i], find_names, &r);
    for (size_t i = 0; i < n && r.inner; i++)
        sk_pg_walk(messages[i], rename_qualifier, &inner);
    for (size_t i = 0; i < n; i++)
        sk_pg_walk(messages[i], rename_qualifier, &r);
    target->alias = NULL;
    return !r.hidden;
}

/* An INSERT's alias is known in ON CONFLICT and RETURNING alone: its query may have another of that name. */
static bool
drop_of_insert(TALLOC_CTX *owner, PgQuery__InsertStmt *s)
{
    ProtobufCMessage **messages = NULL;
    size_t n = 0;
    if (s->on_conflict_clause)
        sk_push(owner, messages, n, &s->on_conflict_clause->base);
    for (size_t i = 0; i < s->n_returning_list; i++)
        sk_push(owner, messages, n, &s->returning_list[i]->base);
    return rename_in(owner, s->relation, n, messages);
}

bool
sk_print_drop_alias(TALLOC_CTX *owner, const sk_node *statement)
{
    PgQuery__RangeVar *target = NULL;
    ProtobufCMessage *message = (ProtobufCMessage *)(uintptr_t)&statement->base;
    if (statement->node_case == SK_NODE(INSERT_STMT) && statement->insert_stmt->relation->alias)
        return drop_of_insert(owner, statement->insert_stmt);
    if (statement->node_case == SK_NODE(UPDATE_STMT))
        target = statement->update_stmt->relation;
    if (statement->node_case == SK_NODE(DELETE_STMT))
        target = statement->delete_stmt->relation;
    return !target || !target->alias || rename_in(owner, target, 1, &message);
}
