/*
 * dialects/postgres/analyze_do.c - DO blocks that are lists of statements.
 *
 * PostgreSQL has no CREATE TYPE IF NOT EXISTS, no ADD CONSTRAINT IF NOT EXISTS: people write a DO block that asks the
 * system catalogs first, or takes the error. Such a statement is run where the catalog does not say that it is done
 * already. A condition on rows becomes a part of the one statement that it stands before. A block with variables,
 * loops or other branches that only changes rows is the function of a trigger, which dialects know how to translate: on
 * a table of its own, which gets one row. A block whose variables are known beforehand is run while it is read
 * (interpret.c). Anything else stays code that nobody here understands.
 */
#include <string.h>

#include "dialects/postgres/analyze_do.h"

static void read_list(struct sk_do_block *b, const json_t *list, bool tolerant);

const char *
sk_do_query(const json_t *expr)
{
    const char *query = json_string_value(json_object_get(json_object_get(expr, "PLpgSQL_expr"), "query"));
    return query ? query : "";
}

/* ---- conditions ------------------------------------------------------------------------------------------------ */

bool
sk_do_does_nothing(const json_t *action)
{
    size_t i;
    json_t *item;
    json_array_foreach(action, i, item) {
        const json_t *raise = json_object_get(item, "PLpgSQL_stmt_raise");
        if (!raise || json_integer_value(json_object_get(raise, "elog_level")) > 20)
            return false;
    }
    return true;
}

/* Handlers that do nothing, for errors that say: there already. */
static bool
takes_the_error(const json_t *exceptions)
{
    static const char *const names[] = {"duplicate_object",   "duplicate_table", "duplicate_column", "duplicate_schema",
                                        "duplicate_function", "duplicate_alias", "42710", "42P07", "42701"};
    const json_t *list = sk_pg_handlers(exceptions);
    size_t i, k;
    json_t *item, *condition;
    json_array_foreach(list, i, item) {
        const json_t *handler = json_object_get(item, "PLpgSQL_exception");
        if (!sk_do_does_nothing(json_object_get(handler, "action")))
            return false;
        json_array_foreach(json_object_get(handler, "conditions"), k, condition) {
            const char *name = json_string_value(
                json_object_get(json_object_get(condition, "PLpgSQL_condition"), "condname"));
            bool known = false;
            for (size_t n = 0; name && n < sizeof names / sizeof *names; n++)
                known = known || strcmp(names[n], name) == 0;
            if (!known)
                return false;
        }
    }
    return json_array_size(list) > 0;
}

static bool
names_catalogs(const char *query)
{
    return strcasestr(query, "pg_") || strcasestr(query, "information_schema");
}

bool
sk_do_asks_the_catalogs(const char *condition)
{
    return strcasestr(condition, "exists") && names_catalogs(condition);
}

/* to_regclass('name') IS [NOT] NULL: 1, 0; -1 for any other condition */
static int
asks_for_relation(const struct sk_analysis *a, const sk_node *node)
{
    const PgQuery__SelectStmt *inner =
        node->node_case == SK_NODE(SUB_LINK) && node->sub_link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK
            ? node->sub_link->subselect->select_stmt
            : NULL;
    if (inner && inner->n_target_list == 1 && !inner->n_from_clause)
        return asks_for_relation(a, inner->target_list[0]->res_target->val);
    const sk_node *call = sk_pg_uncast(node->node_case == SK_NODE(NULL_TEST) ? node->null_test->arg : NULL);
    if (!call || call->node_case != SK_NODE(FUNC_CALL) || call->func_call->n_args != 1 ||
        strcmp(sk_node_name(NULL, call->func_call->n_funcname, call->func_call->funcname), "to_regclass") != 0)
        return -1;
    const sk_node *arg = sk_pg_uncast(call->func_call->args[0]);
    if (arg->node_case != SK_NODE(A_CONST) || arg->a_const->val_case != PG_QUERY__A__CONST__VAL_SVAL)
        return -1;
    char *name = sk_strdup(a->owner, arg->a_const->sval->sval), *dot = strchr(name, '.');
    const char *schema = dot ? name : SK_PUBLIC, *relation = dot ? dot + 1 : name;
    if (dot)
        *dot = '\0';
    bool there = sk_catalog_table(a->catalog, schema, relation) || sk_catalog_view(a->catalog, schema, relation);
    return there == (node->null_test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NOT_NULL);
}

sk_node *
sk_do_parse(TALLOC_CTX *owner, const char *sql)
{
    PgQuery__ParseResult *tree;
    if (sk_pg_tree(&tree, owner, sql, NULL) || tree->n_stmts != 1)
        return NULL;
    sk_pg_strip_locations(&tree->base);
    return tree->stmts[0]->stmt;
}

static int
known(struct sk_do_block *b, const char *condition)
{
    const sk_node *select = sk_do_parse(b->a->owner, sk_printf(b->a->owner, "SELECT %s", condition));
    bool one = select && select->node_case == SK_NODE(SELECT_STMT) && select->select_stmt->n_target_list == 1;
    const sk_node *test = one ? select->select_stmt->target_list[0]->res_target->val : NULL;
    int is = test ? asks_for_relation(b->a, test) : -1;
    /* What the block itself has made by then the catalog does not show yet. */
    if (is >= 0 || !test || b->n)
        return is;
    is = sk_pg_answer(b->a->catalog, test);
    return is < 0 ? sk_do_condition(b, condition) : is;
}

/* ---- reading --------------------------------------------------------------------------------------------------- */

void
sk_do_add(struct sk_do_block *b, const char *sql, bool tolerant)
{
    struct sk_do_part part = {sql, NULL, tolerant};
    sk_push(b->a->owner, b->parts, b->n, part);
}

/* EXECUTE 'text' */
static const char *
constant_text(struct sk_do_block *b, const char *expression)
{
    const sk_node *select = sk_do_parse(b->a->owner, sk_printf(b->a->owner, "SELECT %s", expression));
    bool one = select && select->node_case == SK_NODE(SELECT_STMT) && select->select_stmt->n_target_list == 1;
    const sk_node *value = one ? select->select_stmt->target_list[0]->res_target->val : NULL;
    if (!value || value->node_case != SK_NODE(A_CONST) || value->a_const->val_case != PG_QUERY__A__CONST__VAL_SVAL)
        return NULL;
    return value->a_const->sval->sval;
}

static void
read_if(struct sk_do_block *b, const json_t *stmt, bool tolerant)
{
    const char *condition = sk_do_query(json_object_get(stmt, "cond"));
    const json_t *body = json_object_get(stmt, "then_body");
    int is = known(b, condition);
    size_t before = b->n;
    if (json_object_get(stmt, "elsif_list") || (is < 0 && json_object_get(stmt, "else_body"))) {
        b->other = true; /* which branch is taken, a row decides */
    } else if (is >= 0) {
        read_list(b, is ? body : json_object_get(stmt, "else_body"), tolerant);
    } else if (sk_do_asks_the_catalogs(condition)) {
        read_list(b, body, true);
    } else {
        read_list(b, body, tolerant);
        b->other = b->other || b->n > before + 1;
        if (b->n == before + 1) {
            b->other = b->other || b->parts[before].condition;
            b->parts[before].condition = condition;
        }
    }
}

static void
read_statement(struct sk_do_block *b, const char *kind, const json_t *stmt, bool tolerant)
{
    const json_t *exceptions = json_object_get(stmt, "exceptions");
    if (strcmp(kind, "PLpgSQL_stmt_execsql") == 0 && !json_is_true(json_object_get(stmt, "into"))) {
        sk_do_add(b, sk_do_query(json_object_get(stmt, "sqlstmt")), tolerant);
    } else if (strcmp(kind, "PLpgSQL_stmt_perform") == 0) {
        sk_do_add(b, sk_do_query(json_object_get(stmt, "expr")), tolerant);
    } else if (strcmp(kind, "PLpgSQL_stmt_dynexecute") == 0 && !json_is_true(json_object_get(stmt, "into")) &&
               constant_text(b, sk_do_query(json_object_get(stmt, "query")))) {
        sk_do_add(b, constant_text(b, sk_do_query(json_object_get(stmt, "query"))), tolerant);
    } else if (strcmp(kind, "PLpgSQL_stmt_block") == 0) {
        /* One statement is done, or not; of several PostgreSQL takes back those before the one that fails. */
        b->other = b->other || (exceptions && !tolerant &&
                                (json_array_size(json_object_get(stmt, "body")) > 1 || !takes_the_error(exceptions)));
        read_list(b, json_object_get(stmt, "body"), tolerant || exceptions);
    } else if (strcmp(kind, "PLpgSQL_stmt_if") == 0) {
        read_if(b, stmt, tolerant);
    } else if (strcmp(kind, "PLpgSQL_stmt_return") != 0 &&
               (strcmp(kind, "PLpgSQL_stmt_raise") != 0 ||
                json_integer_value(json_object_get(stmt, "elog_level")) > 20)) {
        b->other = true;
    }
}

static void
read_list(struct sk_do_block *b, const json_t *list, bool tolerant)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        const char *kind;
        json_t *stmt;
        json_object_foreach(item, kind, stmt)
            read_statement(b, kind, stmt, tolerant);
    }
}

static bool
has_variables(const json_t *datums)
{
    static const char *const own[] = {"found", "sqlstate", "sqlerrm"};
    size_t i;
    json_t *datum;
    json_array_foreach(datums, i, datum) {
        const char *name = json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_var"), "refname"));
        bool known_name = false;
        for (size_t k = 0; name && k < sizeof own / sizeof *own; k++)
            known_name = known_name || strcmp(own[k], name) == 0;
        if (!known_name)
            return true;
    }
    return false;
}

/* ---- statements ------------------------------------------------------------------------------------------------ */

static bool
is_ddl(const sk_node *node)
{
    switch (node->node_case) {
    case SK_NODE(SELECT_STMT):
    case SK_NODE(INSERT_STMT):
    case SK_NODE(UPDATE_STMT):
    case SK_NODE(DELETE_STMT):
    case SK_NODE(MERGE_STMT):
    case SK_NODE(DO_STMT):
    case SK_NODE(CALL_STMT):
    case SK_NODE(TRANSACTION_STMT):
        return false;
    default:
        return true;
    }
}

static sk_node *
both(struct sk_analysis *a, sk_node *left, sk_node *right)
{
    if (!left)
        return right;
    PgQuery__BoolExpr *and = sk_new(a->owner, PgQuery__BoolExpr);
    sk_node *node = sk_new(a->owner, sk_node), **args = sk_alloc(a->owner, 2 * sizeof *args, "args");
    pg_query__bool_expr__init(and);
    pg_query__node__init(node);
    args[0] = left;
    args[1] = right;
    and->boolop = PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR;
    and->n_args = 2;
    and->args = args;
    node->node_case = SK_NODE(BOOL_EXPR);
    node->bool_expr = and;
    return node;
}

/* VALUES (...) becomes SELECT ..., so that it can have a WHERE. */
static bool
add_to_insert(struct sk_analysis *a, PgQuery__SelectStmt *select, sk_node *condition)
{
    bool plain = select && select->op == PG_QUERY__SET_OPERATION__SETOP_NONE && !select->n_group_clause &&
                 !select->having_clause && !select->limit_count && select->n_values_lists <= 1;
    if (!plain)
        return false;
    if (select->n_values_lists) {
        const PgQuery__List *row = select->values_lists[0]->list;
        for (size_t i = 0; i < row->n_items; i++) {
            PgQuery__ResTarget *target = sk_new(a->owner, PgQuery__ResTarget);
            sk_node *node = sk_new(a->owner, sk_node);
            pg_query__res_target__init(target);
            pg_query__node__init(node);
            if (row->items[i]->node_case == SK_NODE(SET_TO_DEFAULT))
                return false;
            target->val = row->items[i];
            node->node_case = SK_NODE(RES_TARGET);
            node->res_target = target;
            sk_push(a->owner, select->target_list, select->n_target_list, node);
        }
        select->n_values_lists = 0;
    }
    select->where_clause = both(a, select->where_clause, condition);
    return true;
}

/* The condition becomes the statement's own; its rows must not be counted before. */
static bool
add_condition(struct sk_analysis *a, sk_node *statement, const char *text)
{
    const sk_node *select = sk_do_parse(a->owner, sk_printf(a->owner, "SELECT %s", text));
    if (!select || select->node_case != SK_NODE(SELECT_STMT) || select->select_stmt->n_target_list != 1 ||
        select->select_stmt->n_from_clause)
        return false;
    sk_node *condition = select->select_stmt->target_list[0]->res_target->val;
    switch (statement->node_case) {
    case SK_NODE(INSERT_STMT):
        return statement->insert_stmt->select_stmt &&
               add_to_insert(a, statement->insert_stmt->select_stmt->select_stmt, condition);
    case SK_NODE(UPDATE_STMT):
        statement->update_stmt->where_clause = both(a, statement->update_stmt->where_clause, condition);
        return true;
    case SK_NODE(DELETE_STMT):
        statement->delete_stmt->where_clause = both(a, statement->delete_stmt->where_clause, condition);
        return true;
    default:
        return false;
    }
}

enum sk_status
sk_pg_analyze_tolerant(struct sk_analysis *a, const sk_node *node)
{
    struct sk_error ignored = SK_ERROR_INIT, *err = a->err;
    size_t before = a->statement->n_changes;
    a->err = &ignored;
    enum sk_status status = sk_pg_analyze_node(a, node);
    a->err = err;
    if (status == SK_EREFUSED) {
        a->statement->n_changes = before;
        sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = "the catalog says that there is nothing to do";
        status = SK_OK;
    } else if (status && err) {
        sk_error_clear(err);
        *err = ignored;
        return status;
    }
    sk_error_clear(&ignored);
    return status;
}

/* Does it change a table that is not there? Under a condition that is an error only where it holds. */
static bool
changes_nothing_there(const struct sk_analysis *a, const sk_node *node)
{
    const PgQuery__RangeVar *range = node->node_case == SK_NODE(INSERT_STMT)   ? node->insert_stmt->relation
                                     : node->node_case == SK_NODE(UPDATE_STMT) ? node->update_stmt->relation
                                     : node->node_case == SK_NODE(DELETE_STMT) ? node->delete_stmt->relation
                                                                               : NULL;
    const char *schema = range ? sk_text_or_null(range->schemaname) : NULL;
    return range && !sk_catalog_table(a->catalog, schema, range->relname) &&
           !sk_catalog_view(a->catalog, schema, range->relname);
}

/* The block's statements, as parts of it; false: one of them cannot stand alone. */
static bool
make_parts(struct sk_analysis *a, const struct sk_do_block *b)
{
    size_t n = 0;
    bool defines = false;
    struct sk_statement *parts = NULL;
    for (size_t i = 0; i < b->n; i++) {
        const struct sk_do_part *part = &b->parts[i];
        sk_node *node = sk_do_parse(a->owner, part->sql);
        if (!node || node->node_case == SK_NODE(TRANSACTION_STMT) ||
            (part->tolerant && !is_ddl(node)) ||
            (part->condition && !defines && changes_nothing_there(a, node)) ||
            (part->condition && !add_condition(a, node, part->condition)))
            return false;
        defines = defines || is_ddl(node);
        struct sk_statement statement = sk_statement_part(a->statement, node);
        statement.tolerant = part->tolerant;
        sk_push(a->owner, parts, n, statement);
    }
    a->statement->parts = parts;
    a->statement->n_parts = n;
    if (!n)
        sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = "the block does nothing here";
    return true;
}

/* ---- blocks that only change rows -------------------------------------------------------------------------------- */

/* A statement with `sql` in it: does it read or change rows, and nothing else? */
static bool
is_of_rows(struct sk_analysis *a, const char *sql)
{
    const sk_node *node = sql ? sk_do_parse(a->owner, sql) : NULL;
    return node && (node->node_case == SK_NODE(SELECT_STMT) || node->node_case == SK_NODE(INSERT_STMT) ||
                    node->node_case == SK_NODE(UPDATE_STMT) || node->node_case == SK_NODE(DELETE_STMT));
}

struct rows_only {
    struct sk_analysis *a;
    int depth; /* of calls */
    bool more;
};

enum { MOST_CALLS = 8 };

static bool is_more_than_rows(const char *key, const json_t *item, const void *data);

/* A function of the project's that does more is no statement of rows. */
static bool
find_more(sk_node *node, void *data)
{
    struct rows_only *asked = data;
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    const struct sk_catalog *catalog = asked->a->catalog;
    const char *schema, *name = call ? sk_node_name(&schema, call->n_funcname, call->funcname) : NULL;
    bool own = call && sk_catalog_function(catalog, schema, name);
    asked->more = asked->more || sk_same(name, "setval"); /* interpret_setval.c */
    for (size_t i = 0; own && i < catalog->n_functions && !asked->more; i++) {
        const struct sk_function *function = catalog->functions[i];
        if (strcmp(function->name, name) != 0 || strcmp(function->language, "plpgsql") != 0)
            continue;
        struct rows_only within = {.a = asked->a, .depth = asked->depth + 1};
        json_t *body = sk_pg_function_procedure(function);
        asked->more = within.depth < MOST_CALLS && sk_pg_procedure_has(body, is_more_than_rows, &within);
        json_decref(body);
    }
    return !asked->more;
}

/* SQL of its own, whose errors only the server knows. */
static bool
is_statement(const char *key, const json_t *item, const void *data)
{
    (void)item;
    (void)data;
    return strcmp(key, "PLpgSQL_stmt_execsql") == 0 || strcmp(key, "PLpgSQL_stmt_fors") == 0;
}

static bool
is_more_than_rows(const char *key, const json_t *item, const void *data)
{
    static const char *const others[] = {"PLpgSQL_stmt_dynexecute", "PLpgSQL_stmt_dynfors", "PLpgSQL_stmt_call",
                                         "PLpgSQL_stmt_rollback"};
    struct rows_only asked = *(const struct rows_only *)data;
    if (strcmp(key, "PLpgSQL_stmt_block") == 0 && json_object_get(item, "exceptions"))
        return sk_pg_procedure_has(json_object_get(item, "body"), is_statement, NULL);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(key, others[i]) == 0)
            return true;
    bool perform = strcmp(key, "PLpgSQL_stmt_perform") == 0;
    if (!perform && strcmp(key, "PLpgSQL_stmt_execsql") != 0)
        return false;
    const char *sql = sk_do_query(json_object_get(item, perform ? "expr" : "sqlstmt"));
    sk_node *node = sql ? sk_do_parse(asked.a->owner, sql) : NULL;
    if (node)
        sk_pg_walk(&node->base, find_more, &asked);
    return asked.more || (!perform && !is_of_rows(asked.a, sql));
}

static const char *
source_of(const PgQuery__DoStmt *stmt)
{
    for (size_t i = 0; i < stmt->n_args; i++)
        if (strcmp(stmt->args[i]->def_elem->defname, "as") == 0)
            return sk_node_string(stmt->args[i]->def_elem->arg);
    return NULL;
}

bool
sk_do_only_rows(struct sk_analysis *a, const json_t *steps)
{
    struct rows_only asked = {.a = a};
    return !sk_pg_procedure_has(steps, is_more_than_rows, &asked);
}

/* The block as a trigger's function: fired once. */
void
sk_do_add_trigger(struct sk_do_block *b, const char *source)
{
    TALLOC_CTX *owner = b->a->owner;
    struct sk_text *body = sk_text_new(owner);
    sk_text_literal(body, source);
    sk_do_add(b, "CREATE TABLE " SK_PG_DO " (n integer)", false);
    sk_do_add(b, sk_printf(owner, "CREATE FUNCTION " SK_PG_DO "() RETURNS trigger LANGUAGE plpgsql AS %s", body->data),
              false);
    sk_do_add(b,
              "CREATE TRIGGER " SK_PG_DO " AFTER INSERT ON " SK_PG_DO " FOR EACH ROW EXECUTE FUNCTION " SK_PG_DO "()",
              false);
    sk_do_add(b, "INSERT INTO " SK_PG_DO " VALUES (1)", false);
    sk_do_add(b, "DROP TABLE " SK_PG_DO, false);
    sk_do_add(b, "DROP FUNCTION " SK_PG_DO "()", false);
}

static bool
make_trigger(struct sk_analysis *a, const char *source, const json_t *block)
{
    struct sk_do_block b = {.a = a};
    if (!source || !sk_do_only_rows(a, block))
        return false;
    sk_do_add_trigger(&b, source);
    return make_parts(a, &b);
}

/* ---- blocks that only look --------------------------------------------------------------------------------------- */

struct effect {
    const struct sk_catalog *catalog;
    bool found;
};

static bool
find_effect(sk_node *node, void *data)
{
    struct effect *asked = data;
    if (node->node_case == SK_NODE(FUNC_CALL)) {
        const char *schema, *name = sk_node_name(&schema, node->func_call->n_funcname, node->func_call->funcname);
        asked->found = asked->found || strcmp(name, "nextval") == 0 || strcmp(name, "setval") == 0 ||
                       sk_catalog_function(asked->catalog, schema, name);
    }
    asked->found = asked->found || node->node_case == SK_NODE(INSERT_STMT) ||
                   node->node_case == SK_NODE(UPDATE_STMT) || node->node_case == SK_NODE(DELETE_STMT) ||
                   node->node_case == SK_NODE(MERGE_STMT);
    return true;
}

bool
sk_do_acts(const struct sk_analysis *a, const sk_node *node)
{
    struct effect asked = {.catalog = a->catalog};
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)&node->base, find_effect, &asked);
    return node->node_case != SK_NODE(SELECT_STMT) || asked.found;
}

/* Does a step of the block do more than fill a variable, or say something? */
static bool
has_effect(const char *key, const json_t *item, const void *data)
{
    static const char *const acts[] = {"PLpgSQL_stmt_dynexecute", "PLpgSQL_stmt_dynfors", "PLpgSQL_stmt_perform",
                                       "PLpgSQL_stmt_call",       "PLpgSQL_stmt_assert",  "PLpgSQL_stmt_commit",
                                       "PLpgSQL_stmt_rollback"};
    struct sk_analysis *a = *(struct sk_analysis *const *)data;
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        if (strcmp(key, acts[i]) == 0)
            return true;
    if (strcmp(key, "PLpgSQL_stmt_raise") == 0)
        return !json_object_get(item, "elog_level") || json_integer_value(json_object_get(item, "elog_level")) > 20;
    if (strcmp(key, "PLpgSQL_expr") != 0)
        return false;
    const char *query = json_string_value(json_object_get(item, "query"));
    const char *assigned = query ? strstr(query, ":=") : NULL;
    sk_node *node = query ? sk_do_parse(a->owner, query) : NULL;
    node = node ? node : sk_do_parse(a->owner, sk_printf(a->owner, "SELECT %s", assigned ? assigned + 2 : query ? query : ""));
    return !node || sk_do_acts(a, node);
}

/* May one of its queries ask PostgreSQL's catalogs, which are known when planning? */
static bool
asks_catalogs(const char *key, const json_t *item, const void *data)
{
    (void)data;
    const char *query = strcmp(key, "PLpgSQL_expr") == 0 ? json_string_value(json_object_get(item, "query")) : NULL;
    return query && names_catalogs(query);
}

static bool
changes_anything(const char *key, const json_t *item, const void *data)
{
    return strcmp(key, "PLpgSQL_stmt_raise") != 0 && has_effect(key, item, data);
}

bool
sk_do_make_block(struct sk_analysis *a, const sk_node *node, const char *source, const char **why)
{
    json_t *root = sk_pg_procedure(node);
    const json_t *function = json_object_get(json_array_get(root, 0), "PLpgSQL_function");
    const json_t *block = json_object_get(json_object_get(function, "action"), "PLpgSQL_stmt_block");
    struct sk_do_block b = {.a = a, .other = !block || has_variables(json_object_get(function, "datums"))};
    if (block)
        read_statement(&b, "PLpgSQL_stmt_block", block, false);
    bool parts = !b.other && make_parts(a, &b);
    struct sk_do_block nothing = {.a = a};
    parts = parts || (block && !sk_pg_procedure_has(block, has_effect, &a) && make_parts(a, &nothing));
    /* One that only looks whether all is as it should be would be refused if it were run on rows. */
    bool first = block && sk_pg_procedure_has(block, asks_catalogs, NULL) &&
                 !sk_pg_procedure_has(block, changes_anything, &a);
    struct sk_do_block run = {.a = a};
    struct sk_do_block plain = {.a = a, .as_written = true}, *early = first ? &run : &plain;
    parts = parts || (block && sk_do_interpret(early, function) && make_parts(a, early));
    parts = parts || (block && make_trigger(a, source, block));
    parts = parts || (block && !first && sk_do_interpret(&run, function) && make_parts(a, &run));
    *why = run.why ? sk_printf(a->owner, "procedural code (DO, CALL) cannot be translated: its %s", run.why) : NULL;
    struct sk_do_block halves = {.a = a};
    parts = parts || (block && source && sk_do_halves(&halves, source, function) && make_parts(a, &halves));
    struct sk_do_block empty = {.a = a};
    if (!parts && block && sk_do_without_rows(&empty, function, run.why) && make_parts(a, &empty)) {
        sk_pg_code(a, NULL); /* what it has done where there are rows nobody can take back */
        parts = true;
    }
    json_decref(root);
    return parts;
}

enum sk_status
sk_pg_do(struct sk_analysis *a, const sk_node *node)
{
    const char *why = NULL;
    return sk_do_make_block(a, node, source_of(node->do_stmt), &why) ? SK_OK : sk_pg_code(a, why);
}
