/* dialects/common/plpgsql.c - see plpgsql.h. */
#include "dialects/common/plpgsql.h"
#include "dialects/common/printer_priv.h"

#include <ctype.h>
#include <string.h>

enum sk_status
sk_plpgsql_unsupported(struct sk_plpgsql *f, const char *what)
{
    if (strcmp(f->trigger->name, SK_PG_DO) == 0)
        return sk_print_unsupported(f->printer, NULL, "a DO block: %s has no equivalent on %s", what,
                                    f->printer->rules->dialect);
    return sk_print_unsupported(f->printer, NULL, "trigger \"%s\": %s in its function has no equivalent on %s",
                                f->trigger->name, what, f->printer->rules->dialect);
}

/* ---- what leaves no trace ---------------------------------------------------------------------------------------- */

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

/* NOTIFY, LISTEN, UNLISTEN */
static bool
is_notice(const json_t *stmt)
{
    const char *sql = sk_plpgsql_query(json_object_get(stmt, "sqlstmt"));
    return sql && (strncasecmp(sql, "NOTIFY", 6) == 0 || strcasestr(sql, "LISTEN ") == sql ||
                   strcasestr(sql, "UNLISTEN ") == sql);
}

static bool
is_message(const json_t *raise)
{
    const json_t *level = json_object_get(raise, "elog_level");
    return level && json_integer_value(level) < SK_PLPGSQL_ERROR;
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
        return is_message(stmt);
    if (strcmp(kind, "PLpgSQL_stmt_execsql") == 0)
        return is_notice(stmt);
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

size_t
sk_plpgsql_uses(const json_t *node, const char *name)
{
    const char *key;
    json_t *item;
    size_t i, n = 0, len = strlen(name);
    if (json_is_array(node))
        json_array_foreach(node, i, item) n += sk_plpgsql_uses(item, name);
    json_object_foreach((json_t *)(uintptr_t)node, key, item) {
        const char *sql = strcmp(key, "query") == 0 || strcmp(key, "name") == 0 ? json_string_value(item) : NULL;
        for (const char *at = sql; at && (at = strcasestr(at, name)); at += len) {
            bool before = at > sql && (isalnum((unsigned char)at[-1]) || at[-1] == '_');
            n += !before && !isalnum((unsigned char)at[len]) && at[len] != '_';
        }
        n += sql ? 0 : sk_plpgsql_uses(item, name);
    }
    return n;
}

/* Assignments to a variable that nothing reads: what pg_notify() was given. */
static bool
drop_unread(const struct sk_plpgsql *f, json_t *node, const json_t *whole)
{
    const char *key;
    json_t *item;
    bool any = false;
    for (size_t i = json_is_array(node) ? json_array_size(node) : 0; i-- > 0;) {
        json_t *one = json_array_get(node, i);
        const json_t *assign = json_object_get(one, "PLpgSQL_stmt_assign");
        const char *record = NULL, *name = assign ? sk_plpgsql_target(f, assign, &record) : NULL;
        if (name && !record && sk_plpgsql_uses(whole, name) == 1) {
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

/* FOREACH x IN ARRAY a: a loop over the rows of its elements. */
static void
element_loop_as_rows(TALLOC_CTX *owner, json_t *node)
{
    json_t *loop = json_object_get(node, "PLpgSQL_stmt_foreach_a");
    const char *array = sk_plpgsql_query(json_object_get(loop, "expr"));
    if (!array || json_object_get(loop, "slice"))
        return;
    const char *query = sk_printf(owner, "SELECT skein_element FROM unnest(%s) AS skein_element", array);
    json_object_set_new(loop, "query", json_pack("{s{ss}}", "PLpgSQL_expr", "query", query));
    json_object_set_new(loop, "var", json_pack("{s{s[{sO}]}}", "PLpgSQL_row", "fields", "varno",
                                               json_object_get(loop, "varno")));
    json_object_set(node, "PLpgSQL_stmt_fors", loop);
    json_object_del(node, "PLpgSQL_stmt_foreach_a");
}

/* ASSERT a, b: an exception unless a is true. */
static void
assertion_as_error(TALLOC_CTX *owner, json_t *node)
{
    const json_t *stmt = json_object_get(node, "PLpgSQL_stmt_assert");
    const char *test = sk_plpgsql_query(json_object_get(stmt, "cond")),
               *message = sk_plpgsql_query(json_object_get(stmt, "message"));
    if (!test)
        return;
    json_t *raise = json_pack("{s:i, s:s, s:s}", "elog_level", SK_PLPGSQL_ERROR, "condname", "P0004", "message",
                              message ? "%" : "assertion failed");
    if (message)
        json_object_set_new(raise, "params", json_pack("[{s{ss}}]", "PLpgSQL_expr", "query", message));
    json_t *check = json_pack("{s{s{ss}}, s[{so}]}", "cond", "PLpgSQL_expr", "query",
                              sk_printf(owner, "(%s) IS NOT TRUE", test), "then_body", "PLpgSQL_stmt_raise", raise);
    json_object_set_new(node, "PLpgSQL_stmt_if", check);
    json_object_del(node, "PLpgSQL_stmt_assert");
}

/* The statements that are others in short, within first. */
static void
spell_out(TALLOC_CTX *owner, json_t *node)
{
    const char *key;
    json_t *item;
    size_t i;
    json_array_foreach(node, i, item)
        spell_out(owner, item);
    json_object_foreach(node, key, item)
        spell_out(owner, item);
    element_loop_as_rows(owner, node);
    assertion_as_error(owner, node);
}

enum sk_status
sk_plpgsql_open(struct sk_plpgsql *f, const struct sk_function *function)
{
    f->function = function;
    f->root = sk_pg_function_procedure(function);
    const json_t *definition = json_object_get(json_array_get(f->root, 0), "PLpgSQL_function");
    f->datums = json_object_get(definition, "datums");
    f->body = json_object_get(json_object_get(definition, "action"), "PLpgSQL_stmt_block");
    if (f->body)
        sk_plpgsql_settle(f);
    spell_out(f->owner, f->root);
    if (f->body && json_object_get(f->body, "body")) {
        json_t *list = json_object_get(f->body, "body");
        drop_idle(f, list);
        while (drop_unread(f, list, json_object_get(definition, "action")))
            ;
    }
    return f->body ? sk_plpgsql_check_depth(f) : sk_plpgsql_unsupported(f, "what cannot be parsed");
}

void
sk_plpgsql_close(struct sk_plpgsql *f)
{
    json_decref(f->root);
}

/* ---- SQL within ------------------------------------------------------------------------------------------------- */

const char *
sk_plpgsql_query(const json_t *expr)
{
    return json_string_value(json_object_get(json_object_get(expr, "PLpgSQL_expr"), "query"));
}

/* ---- the rows of a statement ------------------------------------------------------------------------------------- */

struct transition {
    const struct sk_plpgsql *f;
    bool used, whole; /* `whole`: something is asked that one row cannot answer for all of them */
    bool found;
};

/* (SELECT NEW.a AS a, NEW.b AS b) AS new_rows */
static const char *
one_row(const struct sk_plpgsql *f, bool new, const char *alias)
{
    struct sk_text *sql = sk_text_new(f->owner);
    bool kept = f->printer->rules->no_row_tables;
    const char *record = kept ? (new ? SK_PLPGSQL_KEPT_NEW : SK_PLPGSQL_KEPT_OLD) : new ? "new" : "old";
    sk_text_add(sql, "SELECT 1 FROM (SELECT ");
    for (size_t i = 0; i < f->table->n_columns; i++) {
        sk_text_addf(sql, "%s%s.", i ? ", " : "", record);
        sk_text_ident(sql, f->table->columns[i]->name, '"');
        sk_text_add(sql, " AS ");
        sk_text_ident(sql, f->table->columns[i]->name, '"');
    }
    sk_text_add(sql, ") AS ");
    sk_text_ident(sql, alias, '"');
    return sql->data;
}

static bool
is_rows(const PgQuery__RangeVar *range, const char *rows)
{
    return rows && !*range->schemaname && strcmp(range->relname, rows) == 0;
}

/* Is a table of the statement's rows below? */
static bool
find_rows(sk_node *node, void *data)
{
    struct transition *t = data;
    const struct sk_trigger *trigger = t->f->trigger;
    if (node->node_case == SK_NODE(RANGE_VAR))
        t->found = t->found || is_rows(node->range_var, trigger->new_rows) ||
                   is_rows(node->range_var, trigger->old_rows);
    return !t->found;
}

/* Aggregates that are not the sum of what they are for each row. Those of a sub-query are about its own rows. */
static bool
find_aggregate(sk_node *node, void *data)
{
    static const char *const of_all[] = {"max", "min", "avg", "array_agg", "string_agg", "json_agg", "jsonb_agg",
                                         "bool_or", "bool_and", "every", "row_number", "rank"};
    struct transition *t = data;
    for (size_t i = 0; node->node_case == SK_NODE(FUNC_CALL) && i < sizeof of_all / sizeof *of_all; i++)
        t->whole = t->whole || strcmp(sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname),
                                      of_all[i]) == 0;
    return node->node_case != SK_NODE(SUB_LINK);
}

/* A query from the statement's rows: does it ask something that one row cannot answer for all of them? */
static void
look_at_query(struct transition *t, const PgQuery__SelectStmt *s)
{
    t->found = false;
    for (size_t i = 0; i < s->n_from_clause; i++)
        sk_pg_walk(&s->from_clause[i]->base, find_rows, t);
    if (!t->found)
        return;
    t->whole = t->whole || s->n_distinct_clause || s->limit_count || s->having_clause;
    for (size_t i = 0; i < s->n_target_list; i++)
        sk_pg_walk(&s->target_list[i]->base, find_aggregate, t);
}

static bool
replace_rows(sk_node *node, void *data)
{
    struct transition *t = data;
    const struct sk_trigger *trigger = t->f->trigger;
    if (node->node_case == SK_NODE(SELECT_STMT))
        look_at_query(t, node->select_stmt);
    const PgQuery__RangeVar *range = node->node_case == SK_NODE(RANGE_VAR) ? node->range_var : NULL;
    bool new = range && is_rows(range, trigger->new_rows), old = range && is_rows(range, trigger->old_rows);
    if (!new && !old)
        return true;
    PgQuery__ParseResult *tree;
    const char *sql = one_row(t->f, new, range->alias ? range->alias->aliasname : range->relname);
    t->used = true;
    if (!sk_pg_tree(&tree, t->f->owner, sql, NULL)) {
        sk_pg_strip_locations(&tree->base);
        *node = *tree->stmts[0]->stmt->select_stmt->from_clause[0];
    }
    return false;
}

/* The table as it was before the row: without what is inserted, with the row as it was before an UPDATE. */
static bool
replace_table(sk_node *node, void *data)
{
    const struct sk_plpgsql *f = data;
    const PgQuery__RangeVar *range = node->node_case == SK_NODE(RANGE_VAR) ? node->range_var : NULL;
    const struct sk_table *table =
        range ? sk_catalog_table(f->catalog, sk_text_or_null(range->schemaname), range->relname) : NULL;
    if (!table || strcmp(table->name, f->table->name) != 0 || strcmp(table->schema, f->table->schema) != 0)
        return true;
    struct sk_text *sql = sk_text_new(f->owner), *old = sk_text_new(f->owner);
    sk_text_add(sql, "SELECT 1 FROM (SELECT ");
    for (size_t i = 0; i < f->table->n_columns; i++) {
        sk_text_add(sql, i ? ", " : "");
        sk_text_ident(sql, f->table->columns[i]->name, '"');
        sk_text_add(old, i ? ", old." : "old.");
        sk_text_ident(old, f->table->columns[i]->name, '"');
    }
    sk_text_add(sql, " FROM ");
    sk_text_ident(sql, table->schema, '"');
    sk_text_add(sql, ".");
    sk_text_ident(sql, table->name, '"');
    sk_text_addf(sql, " WHERE rowid <> new.rowid%s%s) AS ", strcmp(f->event, "UPDATE") == 0 ? " UNION ALL SELECT " : "",
                 strcmp(f->event, "UPDATE") == 0 ? old->data : "");
    sk_text_ident(sql, range->alias ? range->alias->aliasname : range->relname, '"');
    PgQuery__ParseResult *tree;
    if (!sk_pg_tree(&tree, f->owner, sql->data, NULL)) {
        sk_pg_strip_locations(&tree->base);
        *node = *tree->stmts[0]->stmt->select_stmt->from_clause[0];
    }
    return false;
}

/* Only what ends the same when it is done once for each row: RAISE, RETURN, IF, variables, and REFRESH, which leaves
 * after the last row what it would leave after the statement. */
static bool
leaves_trace(const char *key, const json_t *item, const void *data)
{
    (void)data;
    if (sk_same(key, "PLpgSQL_stmt_execsql")) {
        const char *sql = sk_plpgsql_query(json_object_get(item, "sqlstmt"));
        return !sql || (strncasecmp(sql, "REFRESH ", 8) != 0 && !is_notice(item));
    }
    if (sk_same(key, "PLpgSQL_stmt_perform")) {
        const char *performed = sk_plpgsql_query(json_object_get(item, "expr"));
        return !performed || !strcasestr(performed, "pg_notify");
    }
    return sk_same(key, "PLpgSQL_stmt_dynexecute") || sk_same(key, "PLpgSQL_stmt_call") ||
           sk_same(key, "PLpgSQL_stmt_fors");
}

const char *
sk_plpgsql_by_row(const struct sk_trigger *trigger, const struct sk_function *function)
{
    if (trigger->for_each_row || trigger->old_rows || trigger->new_rows)
        return NULL;
    json_t *root = sk_pg_function_procedure(function);
    bool harmless = root && !sk_pg_procedure_has(root, leaves_trace, NULL);
    json_decref(root);
    return harmless ? NULL : "FOR EACH STATEMENT without REFERENCING has no equivalent";
}

struct record_test {
    const struct sk_plpgsql *f;
    bool found;
};

/* r IS NOT NULL: of a record's fields all have to be something. */
static bool
find_record_test(sk_node *node, void *data)
{
    struct record_test *t = data;
    const sk_node *arg = node->node_case == SK_NODE(NULL_TEST) ? node->null_test->arg : NULL;
    const char *name = arg && arg->node_case == SK_NODE(COLUMN_REF) && arg->column_ref->n_fields == 1
                           ? sk_node_string(arg->column_ref->fields[0])
                           : NULL;
    size_t i;
    json_t *datum;
    json_array_foreach(t->f->datums, i, datum) {
        const char *record = json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_rec"), "refname"));
        t->found = t->found || (name && record && strcmp(record, name) == 0);
    }
    return true;
}

enum sk_status
sk_plpgsql_statement(const sk_node **out, struct sk_plpgsql *f, const char *sql)
{
    PgQuery__ParseResult *tree;
    enum sk_status status = sk_pg_tree(&tree, f->owner, sql, f->printer->err);
    if (status)
        return sk_plpgsql_unsupported(f, "an expression");
    sk_pg_strip_locations(&tree->base); /* they are in the function's text, not in the file */
    if (!f->missing && tree->n_stmts)
        f->missing = sk_plpgsql_missing(f, tree->stmts[0]->stmt);
    sk_plpgsql_put_arguments(f, &tree->base);
    sk_plpgsql_put_columns(f, &tree->base);
    sk_plpgsql_put_depth(f, &tree->base, true);
    struct record_test test = {.f = f};
    sk_pg_walk(&tree->base, find_record_test, &test);
    if (test.found)
        return sk_plpgsql_unsupported(f, "a test of a whole record for NULL");
    struct transition rows = {.f = f};
    if (f->trigger->old_rows || f->trigger->new_rows)
        sk_pg_walk(&tree->base, replace_rows, &rows);
    if (rows.used && rows.whole)
        return sk_plpgsql_unsupported(f, "a question to all rows of a statement");
    if (f->before_row)
        sk_pg_walk(&tree->base, replace_table, f);
    *out = tree->n_stmts ? tree->stmts[0]->stmt : NULL;
    return *out ? SK_OK : sk_plpgsql_unsupported(f, "an expression");
}

const struct sk_view *
sk_plpgsql_refreshed(const struct sk_plpgsql *f, const sk_node *statement)
{
    const PgQuery__RangeVar *range =
        statement->node_case == SK_NODE(REFRESH_MAT_VIEW_STMT) ? statement->refresh_mat_view_stmt->relation : NULL;
    return range ? sk_catalog_view(f->catalog, sk_text_or_null(range->schemaname), range->relname) : NULL;
}

enum sk_status
sk_plpgsql_expression(const sk_node **out, struct sk_plpgsql *f, const char *text)
{
    const sk_node *select = NULL;
    enum sk_status status = sk_plpgsql_statement(&select, f, sk_printf(f->owner, "SELECT %s", text));
    if (!status && (select->node_case != SK_NODE(SELECT_STMT) || select->select_stmt->n_target_list != 1))
        status = sk_plpgsql_unsupported(f, "an expression");
    if (!status)
        *out = select->select_stmt->target_list[0]->res_target->val;
    return status;
}

/* ---- what is known of the trigger ------------------------------------------------------------------------------- */

bool
sk_plpgsql_has_no_row(const struct sk_plpgsql *f, const char *record)
{
    return f->event && ((strcasecmp(record, "new") == 0 && strcmp(f->event, "DELETE") == 0) ||
                        (strcasecmp(record, "old") == 0 && strcmp(f->event, "INSERT") == 0));
}

const char *
sk_plpgsql_special(const struct sk_plpgsql *f, const char *name)
{
    static const char *const timings[] = {[SK_BEFORE] = "BEFORE", [SK_AFTER] = "AFTER", [SK_INSTEAD_OF] = "INSTEAD OF"};
    if (strcmp(name, "tg_op") == 0)
        return f->event;
    if (strcmp(name, "tg_table_name") == 0 || strcmp(name, "tg_relname") == 0)
        return f->table->name;
    if (strcmp(name, "tg_table_schema") == 0)
        return f->table->schema;
    if (strcmp(name, "tg_name") == 0)
        return f->trigger->name;
    if (strcmp(name, "tg_level") == 0)
        return f->trigger->for_each_row ? "ROW" : "STATEMENT";
    return strcmp(name, "tg_when") == 0 ? timings[f->trigger->timing] : NULL;
}

int
sk_plpgsql_known(struct sk_plpgsql *f, const sk_node *node)
{
    if (node->node_case == SK_NODE(BOOL_EXPR)) {
        const PgQuery__BoolExpr *e = node->bool_expr;
        bool and = e->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR;
        int all = e->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR ? -1 : and;
        if (e->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR) {
            int inner = sk_plpgsql_known(f, e->args[0]);
            return inner < 0 ? inner : !inner;
        }
        for (size_t i = 0; i < e->n_args; i++) {
            int one = sk_plpgsql_known(f, e->args[i]);
            if (one == !and)
                return one;
            all = one < 0 ? -1 : all;
        }
        return all;
    }
    if (node->node_case != SK_NODE(A_EXPR) || !node->a_expr->lexpr ||
        node->a_expr->lexpr->node_case != SK_NODE(COLUMN_REF))
        return sk_print_known(node);
    const PgQuery__AExpr *e = node->a_expr;
    const char *name = sk_node_string(e->lexpr->column_ref->fields[0]);
    const char *value = e->lexpr->column_ref->n_fields == 1 && name ? sk_plpgsql_special(f, name) : NULL;
    const char *op = sk_node_name(NULL, e->n_name, e->name);
    if (!value)
        return -1;
    if (e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_IN) {
        bool found = false;
        for (size_t i = 0; i < e->rexpr->list->n_items; i++) {
            const char *item = sk_constant_text(e->rexpr->list->items[i]);
            found = found || (item && strcmp(item, value) == 0);
        }
        return found == (strcmp(op, "=") == 0);
    }
    const char *other = sk_constant_text(e->rexpr);
    if (!other || (strcmp(op, "=") != 0 && strcmp(op, "<>") != 0))
        return -1;
    return (strcmp(value, other) == 0) == (strcmp(op, "=") == 0);
}

/* ---- variables and records --------------------------------------------------------------------------------------- */

const char *
sk_plpgsql_datum(const struct sk_plpgsql *f, size_t number, const char **record)
{
    const json_t *datum = json_array_get(f->datums, number);
    const json_t *field = json_object_get(datum, "PLpgSQL_recfield");
    *record = NULL;
    if (!field)
        return json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_var"), "refname"));
    const json_t *parent =
        json_array_get(f->datums, (size_t)json_integer_value(json_object_get(field, "recparentno")));
    *record = json_string_value(json_object_get(json_object_get(parent, "PLpgSQL_rec"), "refname"));
    return json_string_value(json_object_get(field, "fieldname"));
}

const char *
sk_plpgsql_target(const struct sk_plpgsql *f, const json_t *stmt, const char **record)
{
    return sk_plpgsql_datum(f, (size_t)json_integer_value(json_object_get(stmt, "varno")), record);
}

struct sk_type
sk_plpgsql_variable_type(struct sk_plpgsql *f, const json_t *var)
{
    const char *name = json_string_value(
        json_object_get(json_object_get(json_object_get(var, "datatype"), "PLpgSQL_type"), "typname"));
    const sk_node *node;
    struct sk_type text = {.kind = SK_TYPE_TEXT, .length = -1, .scale = -1, .name = "text"};
    if (!name || strchr(name, '%') || sk_plpgsql_expression(&node, f, sk_printf(f->owner, "NULL::%s", name)) ||
        node->node_case != SK_NODE(TYPE_CAST))
        return text;
    return sk_pg_type(f->catalog, f->owner, node->type_cast->type_name);
}

/* libpg_query has no type for it, and it is none of those that every function has. */
bool
sk_plpgsql_is_counter(const struct sk_plpgsql *f, size_t number)
{
    const json_t *var = json_object_get(json_array_get(f->datums, number), "PLpgSQL_var");
    const char *type = json_string_value(
        json_object_get(json_object_get(json_object_get(var, "datatype"), "PLpgSQL_type"), "typname"));
    return json_integer_value(json_object_get(var, "lineno")) && type && strcmp(type, "UNKNOWN") == 0;
}

const char *
sk_plpgsql_record(const struct sk_plpgsql *f, const json_t *stmt)
{
    const json_t *datum = json_array_get(f->datums, (size_t)json_integer_value(json_object_get(stmt, "varno")));
    return json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_rec"), "refname"));
}

/* libpg_query gives the value compared a name in quotes, "__Case__Variable_7__": the expression goes in its place. */
const char *
sk_plpgsql_case_test(const struct sk_plpgsql *f, const json_t *stmt, const json_t *when)
{
    const char *value = sk_plpgsql_query(json_object_get(stmt, "t_expr"));
    const char *test = sk_plpgsql_query(json_object_get(when, "expr"));
    const char *end = value && test && *test == '"' ? strchr(test + 1, '"') : NULL;
    return end ? sk_printf(f->owner, "(%s)%s", value, end + 1) : test;
}

const char *
sk_plpgsql_value(const json_t *stmt)
{
    const char *text = sk_plpgsql_query(json_object_get(stmt, "expr"));
    const char *equals = text ? strchr(text, '=') : NULL;
    return equals ? equals + 1 : NULL;
}

const sk_node *
sk_plpgsql_numbered_insert(struct sk_plpgsql *f, const sk_node *statement, const struct sk_table **table,
                           const struct sk_column **column)
{
    const PgQuery__InsertStmt *s = statement->node_case == SK_NODE(INSERT_STMT) ? statement->insert_stmt : NULL;
    if (!s || s->n_returning_list != 1 || s->on_conflict_clause || !s->n_cols)
        return NULL;
    const sk_node *value = s->returning_list[0]->res_target->val;
    const char *name = value->node_case == SK_NODE(COLUMN_REF)
                           ? sk_node_string(value->column_ref->fields[value->column_ref->n_fields - 1])
                           : NULL;
    *table = sk_catalog_table(f->catalog, sk_text_or_null(s->relation->schemaname), s->relation->relname);
    *column = *table && name ? sk_table_column(*table, name) : NULL;
    const struct sk_constraint *key = *table ? sk_table_primary_key(*table) : NULL;
    if (!*column || (*column)->identity == SK_IDENTITY_NONE || !key || key->n_columns != 1 ||
        strcmp(key->columns[0], name) != 0)
        return NULL;
    for (size_t i = 0; i < s->n_cols; i++)
        if (strcmp(s->cols[i]->res_target->name, name) == 0)
            return NULL;
    sk_node *copy = sk_pg_copy(f->owner, statement);
    copy->insert_stmt->n_returning_list = 0;
    return copy;
}

static bool
fires_before_insert(const struct sk_table *table)
{
    bool fires = false;
    for (size_t i = 0; i < table->n_triggers; i++)
        fires = fires || (table->triggers[i]->timing == SK_BEFORE && (table->triggers[i]->events & SK_ON_INSERT));
    return fires;
}

sk_node *
sk_plpgsql_returning_insert(struct sk_plpgsql *f, const sk_node *statement, const struct sk_table **table, size_t *n,
                            const struct sk_column ***columns)
{
    const PgQuery__InsertStmt *s = statement->node_case == SK_NODE(INSERT_STMT) ? statement->insert_stmt : NULL;
    const sk_node *rows = s ? s->select_stmt : NULL;
    if (!rows || !s->n_returning_list || s->on_conflict_clause || !s->n_cols || s->with_clause ||
        rows->select_stmt->n_values_lists != 1 || rows->select_stmt->values_lists[0]->list->n_items != s->n_cols)
        return NULL;
    *table = sk_catalog_table(f->catalog, sk_text_or_null(s->relation->schemaname), s->relation->relname);
    if (!*table || *table == f->table || fires_before_insert(*table))
        return NULL;
    *n = 0;
    *columns = NULL;
    for (size_t i = 0; i < s->n_returning_list; i++) {
        const sk_node *value = s->returning_list[i]->res_target->val;
        const char *name = value->node_case == SK_NODE(COLUMN_REF)
                               ? sk_node_string(value->column_ref->fields[value->column_ref->n_fields - 1])
                               : NULL;
        const struct sk_column *column = name ? sk_table_column(*table, name) : NULL;
        if (!column || column->generated)
            return NULL;
        sk_push(f->owner, *columns, *n, column);
    }
    sk_node *copy = sk_pg_copy(f->owner, statement);
    copy->insert_stmt->n_returning_list = 0;
    return copy;
}

struct setting {
    const PgQuery__UpdateStmt *update;
    bool tested;
};

static bool
find_tested(sk_node *node, void *data)
{
    struct setting *s = data;
    if (node->node_case != SK_NODE(COLUMN_REF))
        return !s->tested;
    const char *name = sk_node_string(node->column_ref->fields[node->column_ref->n_fields - 1]);
    for (size_t i = 0; i < s->update->n_target_list && name; i++)
        s->tested = s->tested || strcmp(s->update->target_list[i]->res_target->name, name) == 0;
    return !s->tested;
}

bool
sk_plpgsql_returning_update(struct sk_plpgsql *f, const sk_node *statement, const sk_node **update,
                            const sk_node **select)
{
    const PgQuery__UpdateStmt *s = statement->node_case == SK_NODE(UPDATE_STMT) ? statement->update_stmt : NULL;
    struct setting setting = {.update = s};
    PgQuery__ParseResult *tree;
    if (!s || !s->n_returning_list || s->n_from_clause || s->with_clause || !s->where_clause)
        return false;
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)&s->where_clause->base, find_tested, &setting);
    if (setting.tested || sk_pg_tree(&tree, f->owner, "SELECT 1 FROM t", NULL))
        return false;
    sk_node *plain = sk_pg_copy(f->owner, statement), *query = tree->stmts[0]->stmt;
    query->select_stmt->target_list = plain->update_stmt->returning_list;
    query->select_stmt->n_target_list = plain->update_stmt->n_returning_list;
    query->select_stmt->from_clause[0]->range_var = plain->update_stmt->relation;
    query->select_stmt->where_clause = sk_pg_copy(f->owner, plain->update_stmt->where_clause);
    plain->update_stmt->n_returning_list = 0;
    *update = plain;
    *select = query;
    return true;
}

const struct sk_scope *
sk_plpgsql_row_scope(const struct sk_plpgsql *f)
{
    static const char *const records[] = {"new", "old", SK_PLPGSQL_KEPT_NEW, SK_PLPGSQL_KEPT_OLD};
    struct sk_scope *scope = sk_scope_new(f->owner, f->catalog, NULL);
    bool kept = (f->trigger->new_rows || f->trigger->old_rows) && f->printer->rules->no_row_tables;
    for (size_t i = 0; i < (kept ? 4 : 2); i++) {
        sk_scope_add_table(scope, f->table, sk_strdup(f->owner, records[i])); /* it may have another name by now */
        scope->ranges[i].held = i >= 2;
    }
    return scope;
}

struct alias {
    const char *from;
    char *to;
};

static bool
use_table_name(sk_node *node, void *data)
{
    const struct alias *alias = data;
    if (node->node_case == SK_NODE(COLUMN_REF) && node->column_ref->n_fields > 1) {
        const char *qualifier = sk_node_string(node->column_ref->fields[0]);
        if (qualifier && strcmp(qualifier, alias->from) == 0)
            node->column_ref->fields[0]->string->sval = alias->to;
    }
    return true;
}

void
sk_plpgsql_drop_alias(const sk_node *statement)
{
    PgQuery__RangeVar *range = NULL;
    if (statement->node_case == SK_NODE(UPDATE_STMT))
        range = statement->update_stmt->relation;
    if (statement->node_case == SK_NODE(DELETE_STMT))
        range = statement->delete_stmt->relation;
    if (!range || !range->alias)
        return;
    struct alias alias = {range->alias->aliasname, range->relname};
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)statement, use_table_name, &alias);
    range->alias = NULL;
}

/* ---- columns that are gone --------------------------------------------------------------------------------------- */

/* Has the body a whole row in it, NEW or OLD without a column? What it does with "RETURN NEW" is not meant. */
static bool
has_whole_row(const char *body)
{
    for (const char *c = body; *c; c++) {
        bool word = c == body || !(isalnum((unsigned char)c[-1]) || c[-1] == '_');
        if (!word || (strncasecmp(c, "new", 3) != 0 && strncasecmp(c, "old", 3) != 0) || isalnum((unsigned char)c[3]) ||
            c[3] == '_')
            continue;
        const char *before = c;
        while (before > body && isspace((unsigned char)before[-1]))
            before--;
        bool returned = before - body >= 6 && strncasecmp(before - 6, "return", 6) == 0;
        if (!returned && (c[3] != '.' || c[4] == '*'))
            return true;
    }
    return false;
}

bool
sk_plpgsql_may_name(const struct sk_catalog *catalog, const struct sk_trigger *trigger, const char *column)
{
    const struct sk_function *function = sk_catalog_function(catalog, trigger->function_schema, trigger->function);
    return function && function->body && (strcasestr(function->body, column) || has_whole_row(function->body));
}

const char *
sk_plpgsql_no_field(TALLOC_CTX *owner, const char *record, const char *field)
{
    return sk_printf(owner, "record \"%s\" has no field \"%s\"", record, field);
}
