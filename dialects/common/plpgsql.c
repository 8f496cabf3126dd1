/* dialects/common/plpgsql.c - see plpgsql.h. */
#include "dialects/common/handlers.h"
#include "dialects/common/plpgsql_priv.h"
#include "dialects/common/printer_priv.h"

#include <ctype.h>
#include <string.h>

enum sk_status
sk_plpgsql_unsupported(struct sk_plpgsql *f, const char *what)
{
    if (strcmp(f->trigger->name, SK_PG_DO) == 0)
        return sk_print_unsupported(f->printer, NULL, "a DO block: %s has no equivalent on %s", what,
                                    f->printer->rules->dialect);
    if (f->is_called)
        return sk_print_unsupported(f->printer, NULL, "%s", what);
    return sk_print_unsupported(f->printer, NULL, "trigger \"%s\": %s in its function has no equivalent on %s",
                                f->trigger->name, what, f->printer->rules->dialect);
}

const char *
sk_plpgsql_kind(const char *kind)
{
    static const char prefix[] = "PLpgSQL_stmt_";
    const char *name = strncmp(kind, prefix, strlen(prefix)) == 0 ? kind + strlen(prefix) : kind;
    return sk_same(name, "dynexecute") ? "EXECUTE" : name;
}

bool
sk_plpgsql_is_error(const json_t *raise)
{
    const json_t *level = json_object_get(raise, "elog_level");
    return !level || json_integer_value(level) >= SK_PLPGSQL_ERROR;
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

/* To a row's trigger PostgreSQL says which partition the row is in. */
static bool
asks_partition(const struct sk_plpgsql *f)
{
    return f->table && f->table->partitioned && f->trigger->for_each_row && f->function->body &&
           (strcasestr(f->function->body, "tg_table_") || strcasestr(f->function->body, "tg_rel"));
}

enum sk_status
sk_plpgsql_open(struct sk_plpgsql *f, const struct sk_function *function)
{
    function = sk_plpgsql_with_rows(f, function);
    f->function = function;
    f->root = sk_pg_function_procedure(function);
    sk_handlers_as_branches(f->owner, f->catalog, function, f->is_called ? NULL : f->table, f->root);
    const json_t *definition = json_object_get(json_array_get(f->root, 0), "PLpgSQL_function");
    f->datums = json_object_get(definition, "datums");
    f->body = json_object_get(json_object_get(definition, "action"), "PLpgSQL_stmt_block");
    if (f->body) {
        sk_plpgsql_put_calls(f);
        sk_plpgsql_settle(f);
        sk_plpgsql_put_numbers(f);
    }
    spell_out(f->owner, f->root);
    if (asks_partition(f))
        return sk_plpgsql_unsupported(f, "the name of the partition that a row is in");
    if (f->body && json_object_get(f->body, "body"))
        sk_plpgsql_drop_idle(f);
    return f->body ? sk_plpgsql_check_depth(f) : sk_plpgsql_unsupported(f, "what cannot be parsed");
}

void
sk_plpgsql_close(struct sk_plpgsql *f)
{
    json_decref(f->root);
}

static bool
asks_count(const char *key, const json_t *item, const void *data)
{
    (void)data;
    return strcmp(key, "kind") == 0 && sk_same(json_string_value(item), "ROW_COUNT");
}

bool
sk_plpgsql_counts_rows(const struct sk_plpgsql *f)
{
    return sk_pg_procedure_has(f->root, asks_count, NULL);
}

/* ---- SQL within ------------------------------------------------------------------------------------------------- */

enum sk_status
sk_plpgsql_no_perform(struct sk_plpgsql *f, const json_t *stmt)
{
    const char *why = json_string_value(json_object_get(stmt, SK_PLPGSQL_WHY));
    return sk_plpgsql_unsupported(f, why ? sk_printf(f->owner, "PERFORM of a function (%s)", why)
                                         : "PERFORM of a function");
}

const char *
sk_plpgsql_query(const json_t *expr)
{
    return json_string_value(json_object_get(json_object_get(expr, "PLpgSQL_expr"), "query"));
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
    f->keyless = tree->n_stmts ? sk_plpgsql_keyless(f, tree->stmts[0]->stmt) : NULL;
    const char *misplaced = tree->n_stmts ? sk_plpgsql_misplaced(f, tree->stmts[0]->stmt) : NULL;
    if (misplaced)
        return sk_plpgsql_unsupported(f, misplaced);
    sk_plpgsql_put_arguments(f, &tree->base);
    sk_plpgsql_put_columns(f, &tree->base);
    sk_plpgsql_put_depth(f, &tree->base, true);
    status = sk_plpgsql_put_tests(f, &tree->base);
    status = status ? status : sk_plpgsql_put_rows(f, &tree->base);
    if (status)
        return status;
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
    bool of_statement = f->trigger && !f->trigger->for_each_row && !f->trigger->new_rows && !f->trigger->old_rows;
    return f->event && (of_statement || (strcasecmp(record, "new") == 0 && strcmp(f->event, "DELETE") == 0) ||
                        (strcasecmp(record, "old") == 0 && strcmp(f->event, "INSERT") == 0));
}

bool
sk_plpgsql_is_unset(const struct sk_plpgsql *f, const char *record, const char *name)
{
    bool before = f->trigger && f->trigger->timing == SK_BEFORE && strcasecmp(record, "new") == 0;
    const struct sk_column *column = before ? sk_table_column(f->table, name) : NULL;
    return sk_plpgsql_has_no_row(f, record) || (column && column->generated);
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

/* to_jsonb(NEW) ? 'updated_at': has the table such a column? Functions for many tables ask so. */
static int
has_column(const struct sk_plpgsql *f, const sk_node *node)
{
    const PgQuery__AExpr *e = node->node_case == SK_NODE(A_EXPR) ? node->a_expr : NULL;
    bool asks = e && e->lexpr && strcmp(sk_node_name(NULL, e->n_name, e->name), "?") == 0;
    const sk_node *object = sk_pg_uncast(asks ? e->lexpr : NULL);
    const PgQuery__FuncCall *call = object && object->node_case == SK_NODE(FUNC_CALL) ? object->func_call : NULL;
    const char *name = call ? sk_node_name(NULL, call->n_funcname, call->funcname) : "";
    bool of_row = call && call->n_args == 1 && call->args[0]->node_case == SK_NODE(COLUMN_REF) &&
                  call->args[0]->column_ref->n_fields == 1 &&
                  (strcmp(name, "to_jsonb") == 0 || strcmp(name, "row_to_json") == 0);
    const char *record = of_row ? sk_node_string(call->args[0]->column_ref->fields[0]) : NULL;
    bool known = record && (sk_same(record, "new") || sk_same(record, "old"));
    const char *column = known ? sk_constant_text(e->rexpr) : NULL;
    return !column ? -1 : !sk_plpgsql_has_no_row(f, record) && sk_table_column(f->table, column);
}

int
sk_plpgsql_known(struct sk_plpgsql *f, const sk_node *node)
{
    if (has_column(f, node) >= 0)
        return has_column(f, node);
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

bool
sk_plpgsql_is_variable(const struct sk_plpgsql *f, const PgQuery__ColumnRef *ref)
{
    const char *name = sk_node_string(ref->fields[0]);
    size_t i;
    json_t *datum;
    json_array_foreach(f->datums, i, datum) {
        const json_t *var = ref->n_fields == 1 ? json_object_get(datum, "PLpgSQL_var") : NULL;
        const json_t *one = var ? var : json_object_get(datum, "PLpgSQL_rec");
        if (name && ref->n_fields <= 2 && sk_same(json_string_value(json_object_get(one, "refname")), name))
            return true;
    }
    return false;
}

const char *
sk_plpgsql_target(const struct sk_plpgsql *f, const json_t *stmt, const char **record)
{
    return sk_plpgsql_datum(f, (size_t)json_integer_value(json_object_get(stmt, "varno")), record);
}

const char *
sk_plpgsql_result(const struct sk_plpgsql *f, const json_t *target, const struct sk_query_columns *columns, size_t i,
                  const char **record)
{
    const json_t *fields = json_object_get(json_object_get(target, "PLpgSQL_row"), "fields");
    const json_t *number = json_object_get(json_array_get(fields, i), "varno");
    const char *single = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_var"), "refname"));
    *record = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_rec"), "refname"));
    if (*record)
        return i < columns->n ? columns->items[i].name : NULL;
    if (number)
        return sk_plpgsql_datum(f, (size_t)json_integer_value(number), record);
    return i == 0 ? single : NULL;
}

const struct sk_column *
sk_plpgsql_column_of(TALLOC_CTX *owner, const struct sk_catalog *catalog, const char *text)
{
    const char *end = strcasestr(text, "%type"), *dot = NULL, *first = text;
    for (const char *c = text; end && c < end; c++) {
        first = *c == '.' && dot ? dot + 1 : first;
        dot = *c == '.' ? c : dot;
    }
    if (!dot)
        return NULL;
    const char *schema = first > text ? sk_printf(owner, "%.*s", (int)(first - 1 - text), text) : NULL;
    const struct sk_table *table =
        sk_catalog_table(catalog, schema, sk_printf(owner, "%.*s", (int)(dot - first), first));
    return table ? sk_table_column(table, sk_printf(owner, "%.*s", (int)(end - dot - 1), dot + 1)) : NULL;
}

struct sk_type
sk_plpgsql_variable_type(struct sk_plpgsql *f, const json_t *var)
{
    const char *name = json_string_value(
        json_object_get(json_object_get(json_object_get(var, "datatype"), "PLpgSQL_type"), "typname"));
    const sk_node *node;
    struct sk_type text = {.kind = SK_TYPE_TEXT, .length = -1, .scale = -1, .name = "text"};
    name = sk_same(json_string_value(json_object_get(var, "refname")), "found") ? "boolean" : name;
    const struct sk_column *column = name ? sk_plpgsql_column_of(f->owner, f->catalog, name) : NULL;
    if (column)
        return column->type;
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
    bool part = equals && memchr(text, '[', (size_t)(equals - text)); /* a[1] := x */
    return equals && !part ? equals + 1 : NULL;
}

const struct sk_scope *
sk_plpgsql_variable_scope(struct sk_plpgsql *f)
{
    struct sk_scope *scope = sk_scope_new(f->owner, f->catalog, NULL);
    struct sk_table variables = {.name = f->function->name};
    size_t i;
    json_t *datum;
    json_array_foreach(f->datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *name = json_string_value(json_object_get(var, "refname"));
        struct sk_column *column = name ? sk_new(f->owner, struct sk_column) : NULL;
        if (!name || strncmp(name, "tg_", 3) == 0)
            continue;
        column->name = sk_strdup(f->owner, name);
        column->type = sk_plpgsql_is_counter(f, i)
                           ? (struct sk_type){.kind = SK_TYPE_INTEGER, .length = -1, .scale = -1, .name = "int4"}
                           : sk_plpgsql_variable_type(f, var);
        sk_push(f->owner, variables.columns, variables.n_columns, column);
    }
    sk_scope_add_table(scope, &variables, f->function->name);
    scope->ranges[0].table = NULL;
    scope->ranges[0].held = true;
    return scope;
}

const struct sk_scope *
sk_plpgsql_row_scope(struct sk_plpgsql *f)
{
    static const char *const records[] = {"new", "old", SK_PLPGSQL_KEPT_NEW, SK_PLPGSQL_KEPT_OLD};
    struct sk_scope *scope =
        sk_scope_new(f->owner, f->catalog, f->datums ? sk_plpgsql_variable_scope(f) : NULL);
    bool kept = (f->trigger->new_rows || f->trigger->old_rows) && f->printer->rules->no_row_tables;
    for (size_t i = 0; i < (kept ? 4 : 2); i++) {
        sk_scope_add_table(scope, f->table, sk_strdup(f->owner, records[i])); /* it may have another name by now */
        scope->ranges[i].held = true;
    }
    return scope;
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
    const char *when = trigger->when ? catalog->ops->text(trigger->when) : NULL;
    return (function && function->body && (strcasestr(function->body, column) || has_whole_row(function->body))) ||
           (when && has_whole_row(when));
}

const char *
sk_plpgsql_no_field(TALLOC_CTX *owner, const char *record, const char *field)
{
    return sk_printf(owner, "record \"%s\" has no field \"%s\"", record, field);
}
