/*
 * dialects/common/plpgsql_idle.c - what leaves no trace when a function has ended: messages, notifications, locks, and
 * what only they are made of.
 */
#include <ctype.h>
#include <string.h>

#include "dialects/common/plpgsql_priv.h"

enum { MAX_CALLS = 8 };

static bool is_idle_list(struct sk_plpgsql *f, const json_t *list, unsigned depth);

/* Is it a call of pg_notify(), which tells PostgreSQL's sessions something, of pg_sleep(), of a lock that no row stands
 * for, or of a function that does nothing else? */
static bool
is_idle_call(struct sk_plpgsql *f, const char *sql, unsigned depth)
{
    PgQuery__ParseResult *tree;
    if (!sql || depth > MAX_CALLS || sk_pg_tree(&tree, f->owner, sql, NULL) || tree->n_stmts != 1 ||
        tree->stmts[0]->stmt->node_case != SK_NODE(SELECT_STMT))
        return false;
    const PgQuery__SelectStmt *select = tree->stmts[0]->stmt->select_stmt;
    const sk_node *value = select->n_target_list == 1 ? select->target_list[0]->res_target->val : NULL;
    /* PERFORM (SELECT pg_notify()) */
    while (value && value->node_case == SK_NODE(SUB_LINK) && !select->n_from_clause) {
        select = value->sub_link->subselect->select_stmt;
        value = select->n_target_list == 1 && !select->n_from_clause ? select->target_list[0]->res_target->val : NULL;
    }
    if (!value || value->node_case != SK_NODE(FUNC_CALL))
        return false;
    const PgQuery__FuncCall *call = value->func_call;
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    if (strcmp(name, "pg_notify") == 0 || strncmp(name, "pg_sleep", strlen("pg_sleep")) == 0 ||
        strncmp(name, "pg_advisory_xact_lock", strlen("pg_advisory_xact_lock")) == 0)
        return true;
    const char *schema = call->n_funcname > 1 ? sk_node_string(call->funcname[0]) : NULL;
    const struct sk_function *function = sk_catalog_function(f->catalog, schema, name);
    if (!function || strcmp(function->language, "plpgsql") != 0)
        return false;
    json_t *root = sk_pg_function_procedure(function);
    const json_t *action =
        json_object_get(json_object_get(json_array_get(root, 0), "PLpgSQL_function"), "action");
    const json_t *block = json_object_get(action, "PLpgSQL_stmt_block");
    bool idle = block && !json_object_get(block, "exceptions") &&
                is_idle_list(f, json_object_get(block, "body"), depth + 1);
    json_decref(root);
    return idle;
}

bool
sk_plpgsql_is_idle_call(struct sk_plpgsql *f, const char *sql)
{
    return is_idle_call(f, sql, 0);
}

bool
sk_plpgsql_is_notice(const json_t *stmt)
{
    const char *sql = sk_plpgsql_query(json_object_get(stmt, "sqlstmt"));
    return sql && (strncasecmp(sql, "NOTIFY", 6) == 0 || strcasestr(sql, "LISTEN ") == sql ||
                   strcasestr(sql, "UNLISTEN ") == sql);
}

/* Does the statement nothing that anyone could see when the function has ended? COMMIT between batches of rows: the
 * migration ends with all of them. */
static bool
is_idle(struct sk_plpgsql *f, const char *kind, const json_t *stmt, unsigned depth)
{
    static const char *const lists[] = {"body", "then_body", "else_body", "elsif_list", "stmts", "case_when_list",
                                        "else_stmts", "PLpgSQL_if_elsif", "PLpgSQL_case_when"};
    static const char *const idle[] = {"PLpgSQL_stmt_assign", "PLpgSQL_stmt_return", "PLpgSQL_stmt_exit",
                                       "PLpgSQL_stmt_commit"};
    static const char *const compound[] = {"PLpgSQL_stmt_if", "PLpgSQL_stmt_block", "PLpgSQL_stmt_fors",
                                           "PLpgSQL_stmt_fori", "PLpgSQL_if_elsif"};
    for (size_t i = 0; i < sizeof idle / sizeof *idle; i++)
        if (strcmp(kind, idle[i]) == 0)
            return true;
    if (strcmp(kind, "PLpgSQL_stmt_raise") == 0)
        return !sk_plpgsql_is_error(stmt);
    if (strcmp(kind, "PLpgSQL_stmt_execsql") == 0)
        return sk_plpgsql_is_notice(stmt);
    if (strcmp(kind, "PLpgSQL_stmt_perform") == 0)
        return is_idle_call(f, sk_plpgsql_query(json_object_get(stmt, "expr")), depth);
    bool known = false;
    for (size_t i = 0; i < sizeof compound / sizeof *compound; i++)
        known = known || strcmp(kind, compound[i]) == 0;
    for (size_t i = 0; known && i < sizeof lists / sizeof *lists; i++)
        if (!is_idle_list(f, json_object_get(stmt, lists[i]), depth))
            return false;
    return known && !json_object_get(stmt, "exceptions");
}

static bool
is_idle_list(struct sk_plpgsql *f, const json_t *list, unsigned depth)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        const char *kind;
        json_t *stmt;
        json_object_foreach(item, kind, stmt)
            if (!is_idle(f, kind, stmt, depth))
                return false;
    }
    return true;
}

/* A statement that sets a variable or ends something within may be seen by the statements after it. */
static bool
has_effect(const char *key, const json_t *item, const void *data)
{
    (void)item, (void)data;
    return sk_same(key, "PLpgSQL_stmt_assign") || sk_same(key, "PLpgSQL_stmt_return") ||
           sk_same(key, "PLpgSQL_stmt_exit");
}

/* Take out the statements that only call what leaves no trace, and the loops over such. */
static void
drop_idle(struct sk_plpgsql *f, json_t *node)
{
    const char *key;
    json_t *item;
    for (size_t i = json_is_array(node) ? json_array_size(node) : 0; i-- > 0;) {
        json_t *one = json_array_get(node, i);
        const char *kind = json_is_object(one) ? json_object_iter_key(json_object_iter(one)) : NULL;
        bool statement = kind && strncmp(kind, "PLpgSQL_stmt_", 13) == 0;
        if (statement && !sk_pg_procedure_has(one, has_effect, NULL) && is_idle(f, kind, json_object_get(one, kind), 0))
            json_array_remove(node, i);
        else
            drop_idle(f, one);
    }
    json_object_foreach(node, key, item)
        drop_idle(f, item);
}

/* Does nothing read what the statement gives a variable? What pg_notify() or RAISE NOTICE was given. */
static bool
is_unread(const struct sk_plpgsql *f, const json_t *item, const json_t *whole)
{
    const json_t *assign = json_object_get(item, "PLpgSQL_stmt_assign");
    const json_t *asked = json_object_get(json_object_get(item, "PLpgSQL_stmt_getdiag"), "diag_items");
    const char *record = NULL, *name = assign ? sk_plpgsql_target(f, assign, &record) : NULL;
    bool unread = (name && !record && sk_plpgsql_uses(whole, name) == 1) || asked;
    for (size_t i = 0; i < json_array_size(asked) && unread; i++) {
        const json_t *one = json_object_get(json_array_get(asked, i), "PLpgSQL_diag_item");
        name = sk_plpgsql_datum(f, (size_t)json_integer_value(json_object_get(one, "target")), &record);
        unread = name && !record && !sk_plpgsql_uses(whole, name);
    }
    return unread;
}

static bool
drop_unread(const struct sk_plpgsql *f, json_t *node, const json_t *whole)
{
    const char *key;
    json_t *item;
    bool any = false;
    for (size_t i = json_is_array(node) ? json_array_size(node) : 0; i-- > 0;) {
        json_t *one = json_array_get(node, i);
        if (is_unread(f, one, whole)) {
            json_array_remove(node, i);
            any = true;
        } else {
            any = drop_unread(f, one, whole) || any;
        }
    }
    json_object_foreach(node, key, item)
        any = drop_unread(f, item, whole) || any;
    return any;
}

void
sk_plpgsql_drop_idle(struct sk_plpgsql *f)
{
    json_t *list = json_object_get(f->body, "body");
    const json_t *function = json_object_get(json_array_get(f->root, 0), "PLpgSQL_function");
    do
        drop_idle(f, list);
    while (drop_unread(f, list, json_object_get(function, "action")));
}
