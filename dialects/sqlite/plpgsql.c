/* dialects/sqlite/plpgsql.c - see plpgsql.h. PL/pgSQL is parsed by libpg_query, which hands it over as JSON. */
#include "dialects/sqlite/plpgsql.h"

#include <jansson.h>
#include <string.h>

/* elog.h of PostgreSQL 15: levels from here on end the statement. */
enum { LEVEL_ERROR = 21 };

/* What a variable or a column of NEW holds by now. */
struct binding {
    const char *record; /* "new", or NULL for a variable of the function's */
    const char *name, *sql;
};

struct run {
    TALLOC_CTX *owner;
    struct sk_rewrite *rewrite;
    const struct sk_table *table;
    const struct sk_trigger *trigger;
    const char *event;
    const json_t *datums;
    struct sk_printer printer;
    struct sk_trigger_program *program;
    size_t n_bindings;
    struct binding *bindings;
    const char *returned; /* the condition under which the function has ended; NULL: not yet */
    bool ended;
};

static enum sk_status run_list(struct run *r, const json_t *list, const char *condition);

static enum sk_status
unsupported(struct run *r, const char *what)
{
    return sk_print_unsupported(&r->printer, NULL, "trigger \"%s\": %s in its function has no equivalent on sqlite",
                                r->trigger->name, what);
}

/* ---- values --------------------------------------------------------------------------------------------------- */

static struct binding *
bound(struct run *r, const char *record, const char *name)
{
    for (size_t i = 0; i < r->n_bindings; i++) {
        struct binding *b = &r->bindings[i];
        if (strcmp(b->name, name) == 0 && !b->record == !record && (!record || strcmp(b->record, record) == 0))
            return b;
    }
    return NULL;
}

static void
bind(struct run *r, const char *record, const char *name, const char *sql)
{
    struct binding *b = bound(r, record, name);
    if (b)
        b->sql = sql;
    else
        sk_push(r->owner, r->bindings, r->n_bindings, ((struct binding){record, name, sql}));
}

static const char *
special(const struct run *r, const char *name)
{
    static const char *const timings[] = {[SK_BEFORE] = "BEFORE", [SK_AFTER] = "AFTER", [SK_INSTEAD_OF] = "INSTEAD OF"};
    if (strcmp(name, "tg_op") == 0)
        return r->event;
    if (strcmp(name, "tg_table_name") == 0 || strcmp(name, "tg_relname") == 0)
        return r->table->name;
    if (strcmp(name, "tg_table_schema") == 0)
        return r->table->schema;
    if (strcmp(name, "tg_name") == 0)
        return r->trigger->name;
    return strcmp(name, "tg_when") == 0 ? timings[r->trigger->timing] : NULL;
}

/* The printer asks for each column: is it a variable, or a column of NEW that has been assigned? */
static bool
print_bound(struct sk_printer *p, const PgQuery__ColumnRef *ref)
{
    struct run *r = p->hook_data;
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *record = ref->n_fields == 2 ? sk_node_string(ref->fields[0]) : NULL;
    if (!name || ref->n_fields > 2)
        return false;
    const struct binding *b = bound(r, record, name);
    const char *text = record ? NULL : special(r, name);
    if (b)
        sk_text_addf(p->out, "(%s)", b->sql);
    else if (text)
        sk_text_literal(p->out, text);
    return b || text;
}

/* ---- expressions ---------------------------------------------------------------------------------------------- */

static const char *
query_of(const json_t *expr)
{
    return json_string_value(json_object_get(json_object_get(expr, "PLpgSQL_expr"), "query"));
}

static enum sk_status
parse(const sk_node **out, struct run *r, const char *sql)
{
    PgQuery__ParseResult *tree;
    enum sk_status status = sk_pg_tree(&tree, r->owner, sql, r->printer.err);
    if (status)
        return unsupported(r, "an expression");
    sk_pg_strip_locations(&tree->base); /* they are in the function's text, not in the file */
    *out = tree->n_stmts ? tree->stmts[0]->stmt : NULL;
    return *out ? SK_OK : unsupported(r, "an expression");
}

static enum sk_status
parse_expression(const sk_node **out, struct run *r, const char *text)
{
    const sk_node *select = NULL;
    enum sk_status status = parse(&select, r, sk_printf(r->owner, "SELECT %s", text));
    if (!status && (select->node_case != SK_NODE(SELECT_STMT) || select->select_stmt->n_target_list != 1))
        status = unsupported(r, "an expression");
    if (!status)
        *out = select->select_stmt->target_list[0]->res_target->val;
    return status;
}

static enum sk_status
print(const char **out, struct run *r, const sk_node *node, const struct sk_type *type)
{
    r->printer.out = sk_text_new(r->owner);
    enum sk_status status = type ? sk_print_value(&r->printer, node, type) : sk_print_expr(&r->printer, node);
    *out = r->printer.out->data;
    return status;
}

/* TG_OP = 'INSERT' is known: 1, 0, or -1 for what is not. Branches that cannot be taken may name OLD where there is
 * none. */
static int
known(struct run *r, const sk_node *node)
{
    if (node->node_case == SK_NODE(BOOL_EXPR)) {
        const PgQuery__BoolExpr *e = node->bool_expr;
        bool and = e->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR;
        int all = e->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR ? -1 : and;
        if (e->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR) {
            int inner = known(r, e->args[0]);
            return inner < 0 ? inner : !inner;
        }
        for (size_t i = 0; i < e->n_args; i++) {
            int one = known(r, e->args[i]);
            if (one == !and)
                return one;
            all = one < 0 ? -1 : all;
        }
        return all;
    }
    if (node->node_case != SK_NODE(A_EXPR) || !node->a_expr->lexpr ||
        node->a_expr->lexpr->node_case != SK_NODE(COLUMN_REF))
        return -1;
    const PgQuery__AExpr *e = node->a_expr;
    const char *name = sk_node_string(e->lexpr->column_ref->fields[0]);
    const char *value = e->lexpr->column_ref->n_fields == 1 && name ? special(r, name) : NULL;
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

/* `a` and `b`, either of which may be NULL for "always". */
static const char *
both(struct run *r, const char *a, const char *b)
{
    if (!a || !b)
        return a ? a : b;
    return sk_printf(r->owner, "%s AND %s", a, b);
}

static const char *
not(struct run *r, const char *condition)
{
    return sk_printf(r->owner, "((%s) IS NOT TRUE)", condition);
}

static void
act(struct run *r, const char *condition, const char *sql)
{
    struct sk_trigger_program *program = r->program;
    sk_push(program, program->actions, program->n_actions, ((struct sk_trigger_action){condition, sql}));
}

/* ---- statements ----------------------------------------------------------------------------------------------- */

/* The record ("new") and name of what an assignment assigns; `*record` NULL for a variable. */
static const char *
target(struct run *r, const json_t *stmt, const char **record)
{
    const json_t *datum = json_array_get(r->datums, (size_t)json_integer_value(json_object_get(stmt, "varno")));
    const json_t *field = json_object_get(datum, "PLpgSQL_recfield");
    *record = NULL;
    if (!field)
        return json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_var"), "refname"));
    const json_t *parent =
        json_array_get(r->datums, (size_t)json_integer_value(json_object_get(field, "recparentno")));
    *record = json_string_value(json_object_get(json_object_get(parent, "PLpgSQL_rec"), "refname"));
    return json_string_value(json_object_get(field, "fieldname"));
}

static enum sk_status
assign(struct run *r, const json_t *stmt, const char *condition)
{
    const char *record, *name = target(r, stmt, &record), *text = query_of(json_object_get(stmt, "expr")), *sql;
    const char *equals = text ? strchr(text, '=') : NULL;
    const struct sk_column *column = record && name ? sk_table_column(r->table, name) : NULL;
    const sk_node *value;
    if (!equals || !name || (record && (strcmp(record, "new") != 0 || !column)))
        return unsupported(r, "this assignment");
    enum sk_status status = parse_expression(&value, r, equals + 1);
    status = status ? status : print(&sql, r, value, column ? &column->type : NULL);
    if (status)
        return status;
    const struct binding *before = bound(r, record, name);
    struct sk_text *unchanged = sk_text_new(r->owner);
    sk_text_add(unchanged, before ? before->sql : record ? "NEW." : "NULL");
    if (!before && record)
        sk_text_ident(unchanged, name, '"');
    if (condition)
        sql = sk_printf(r->owner, "CASE WHEN %s THEN %s ELSE %s END", condition, sql, unchanged->data);
    bind(r, record ? "new" : NULL, sk_strdup(r->owner, name), sql);
    return SK_OK;
}

static enum sk_status
branch(struct run *r, const json_t *test, const json_t *body, const char *condition, const char **otherwise)
{
    const sk_node *node;
    const char *sql;
    enum sk_status status = parse_expression(&node, r, query_of(test) ? query_of(test) : "");
    if (status)
        return status;
    int is = known(r, node);
    if (is == 0 || (*otherwise && strcmp(*otherwise, "0") == 0))
        return SK_OK;
    if (is == 1) {
        status = run_list(r, body, both(r, condition, *otherwise));
        *otherwise = "0";
        return status;
    }
    status = print(&sql, r, node, NULL);
    if (status)
        return status;
    const char *before = both(r, condition, *otherwise);
    *otherwise = both(r, *otherwise, not(r, sql));
    return run_list(r, body, both(r, before, sk_printf(r->owner, "(%s)", sql)));
}

static enum sk_status
if_else(struct run *r, const json_t *stmt, const char *condition)
{
    const char *otherwise = NULL;
    size_t i;
    json_t *item;
    enum sk_status status =
        branch(r, json_object_get(stmt, "cond"), json_object_get(stmt, "then_body"), condition, &otherwise);
    json_array_foreach(json_object_get(stmt, "elsif_list"), i, item) {
        const json_t *elsif = json_object_get(item, "PLpgSQL_if_elsif");
        if (!status)
            status = branch(r, json_object_get(elsif, "cond"), json_object_get(elsif, "stmts"), condition, &otherwise);
    }
    if (status || (otherwise && strcmp(otherwise, "0") == 0))
        return status;
    return run_list(r, json_object_get(stmt, "else_body"), both(r, condition, otherwise));
}

static enum sk_status
raise(struct run *r, const json_t *stmt, const char *condition)
{
    const json_t *level = json_object_get(stmt, "elog_level");
    const char *message = json_string_value(json_object_get(stmt, "message"));
    if (level && json_integer_value(level) < LEVEL_ERROR)
        return SK_OK; /* a message to the client */
    struct sk_text *sql = sk_text_new(r->owner);
    sk_text_add(sql, "SELECT RAISE(ABORT, ");
    sk_text_literal(sql, message ? message : r->trigger->name);
    sk_text_add(sql, ")");
    act(r, condition, sql->data);
    return SK_OK;
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

/* In a trigger UPDATE and DELETE take no alias for their table: it goes by its own name. */
static void
drop_alias(const sk_node *statement)
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

static enum sk_status
execute(struct run *r, const json_t *stmt, const char *condition)
{
    const sk_node *node;
    const char *text = query_of(json_object_get(stmt, "sqlstmt"));
    if (!text || json_is_true(json_object_get(stmt, "into")))
        return unsupported(r, "SELECT ... INTO");
    enum sk_status status = parse(&node, r, text);
    if (status)
        return status;
    if (node->node_case != SK_NODE(INSERT_STMT) && node->node_case != SK_NODE(UPDATE_STMT) &&
        node->node_case != SK_NODE(DELETE_STMT))
        return unsupported(r, "this statement");
    drop_alias(node);
    r->printer.out = sk_text_new(r->owner);
    status = sk_print_statement(&r->printer, node);
    if (!status && strncmp(r->printer.out->data, "WITH ", 5) == 0)
        return unsupported(r, "a WITH query");
    act(r, condition, r->printer.out->data);
    return status;
}

/* PERFORM pg_notify(...) tells PostgreSQL's sessions something: no row shows it. */
static enum sk_status
perform(struct run *r, const json_t *stmt)
{
    const char *text = query_of(json_object_get(stmt, "expr"));
    return text && strcasestr(text, "pg_notify") ? SK_OK : unsupported(r, "PERFORM");
}

static enum sk_status
return_(struct run *r, const json_t *stmt, const char *condition)
{
    const char *text = query_of(json_object_get(stmt, "expr"));
    if (r->trigger->timing == SK_BEFORE && text && strcasecmp(text, "null") == 0)
        act(r, condition, "SELECT RAISE(IGNORE)");
    else if (r->trigger->timing == SK_BEFORE && text && strcasecmp(text, "old") == 0 && strcmp(r->event, "UPDATE") == 0)
        return unsupported(r, "RETURN OLD on UPDATE");
    r->ended = !condition;
    if (condition)
        r->returned = both(r, r->returned, not(r, condition));
    return SK_OK;
}

static enum sk_status
run_statement(struct run *r, const char *kind, const json_t *stmt, const char *condition)
{
    condition = both(r, condition, r->returned);
    if (strcmp(kind, "PLpgSQL_stmt_assign") == 0)
        return assign(r, stmt, condition);
    if (strcmp(kind, "PLpgSQL_stmt_if") == 0)
        return if_else(r, stmt, condition);
    if (strcmp(kind, "PLpgSQL_stmt_raise") == 0)
        return raise(r, stmt, condition);
    if (strcmp(kind, "PLpgSQL_stmt_execsql") == 0)
        return execute(r, stmt, condition);
    if (strcmp(kind, "PLpgSQL_stmt_return") == 0)
        return return_(r, stmt, condition);
    if (strcmp(kind, "PLpgSQL_stmt_perform") == 0)
        return perform(r, stmt);
    if (strcmp(kind, "PLpgSQL_stmt_block") == 0 && !json_object_get(stmt, "exceptions"))
        return run_list(r, json_object_get(stmt, "body"), condition);
    return unsupported(r, kind + (strncmp(kind, "PLpgSQL_stmt_", 13) == 0 ? 13 : 0));
}

static enum sk_status
run_list(struct run *r, const json_t *list, const char *condition)
{
    enum sk_status status = SK_OK;
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        const char *kind;
        json_t *stmt;
        json_object_foreach(item, kind, stmt) {
            if (!status && !r->ended)
                status = run_statement(r, kind, stmt, condition);
        }
    }
    return status;
}

/* ---- the function --------------------------------------------------------------------------------------------- */

/* DECLARE: variables begin as their default, or NULL. */
static enum sk_status
declare(struct run *r)
{
    enum sk_status status = SK_OK;
    size_t i;
    json_t *datum;
    json_array_foreach(r->datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *name = json_string_value(json_object_get(var, "refname"));
        const char *value = query_of(json_object_get(var, "default_val")), *sql = "NULL";
        const sk_node *node;
        if (!name || strcmp(name, "found") == 0 || strncmp(name, "tg_", 3) == 0)
            continue;
        if (value) {
            status = parse_expression(&node, r, value);
            status = status ? status : print(&sql, r, node, NULL);
        }
        if (status)
            return status;
        bind(r, NULL, sk_strdup(r->owner, name), sql);
    }
    return status;
}

static const struct sk_scope *
row_scope(struct run *r)
{
    static const char *const records[] = {"new", "old"};
    struct sk_scope *scope = sk_scope_new(r->owner, r->rewrite->catalog, NULL);
    for (size_t i = 0; i < 2; i++) {
        PgQuery__Alias *alias = sk_new(r->owner, PgQuery__Alias);
        PgQuery__RangeVar *range = sk_new(r->owner, PgQuery__RangeVar);
        pg_query__alias__init(alias);
        pg_query__range_var__init(range);
        alias->aliasname = sk_strdup(r->owner, records[i]);
        range->alias = alias;
        range->schemaname = sk_strdup(r->owner, r->table->schema);
        range->relname = sk_strdup(r->owner, r->table->name);
        sk_scope_add_relation(scope, range);
    }
    return scope;
}

static enum sk_status
run_function(struct run *r, const json_t *root)
{
    const json_t *function = json_object_get(json_array_get(root, 0), "PLpgSQL_function");
    const json_t *block = json_object_get(json_object_get(function, "action"), "PLpgSQL_stmt_block");
    const char *condition = NULL;
    r->datums = json_object_get(function, "datums");
    if (!block || json_object_get(block, "exceptions"))
        return unsupported(r, "EXCEPTION");
    enum sk_status status = declare(r);
    if (!status && r->trigger->when)
        status = print(&condition, r, sk_expr_node(r->trigger->when), NULL);
    if (!status && condition)
        condition = sk_printf(r->owner, "(%s)", condition);
    return status ? status : run_list(r, json_object_get(block, "body"), condition);
}

enum sk_status
sk_sqlite_trigger_program(struct sk_trigger_program **out, TALLOC_CTX *owner, struct sk_rewrite *rewrite,
                          const struct sk_table *table, const struct sk_trigger *trigger,
                          const struct sk_function *function, const char *event, size_t pos_bytes,
                          struct sk_error *err)
{
    struct run r = {.owner = owner, .rewrite = rewrite, .table = table, .trigger = trigger, .event = event};
    r.program = sk_new(owner, struct sk_trigger_program);
    r.printer = sk_sqlite_printer(rewrite, NULL, pos_bytes, err);
    r.printer.scope = row_scope(&r);
    r.printer.column_hook = print_bound;
    r.printer.hook_data = &r;
    const char *sql = sk_pg_deparse(owner, sk_expr_node(function->definition));
    PgQueryPlpgsqlParseResult parsed = pg_query_parse_plpgsql(sql ? sql : "");
    json_t *root = parsed.error ? NULL : json_loads(parsed.plpgsql_funcs, 0, NULL);
    enum sk_status status = root ? run_function(&r, root) : unsupported(&r, "what cannot be parsed");
    for (size_t i = 0; i < r.n_bindings && !status; i++)
        if (r.bindings[i].record)
            sk_push(r.program, r.program->assignments, r.program->n_assignments,
                    ((struct sk_trigger_assignment){r.bindings[i].name, r.bindings[i].sql}));
    json_decref(root);
    pg_query_free_plpgsql_parse_result(parsed);
    talloc_free(r.printer.tmp);
    *out = r.program;
    return status;
}
