/*
 * dialects/postgres/interpret.c - DO blocks that are run while the migration is planned.
 *
 * A block that goes through a list of tables and EXECUTEs a text for each is a list of statements, once its variables
 * are known. They are, where they come from constants and from PostgreSQL's catalogs, which are answered from skein's.
 * What a row decides is not known: then the block is none of this kind.
 */
#include <stdlib.h>
#include <string.h>

#include "dialects/postgres/interpret_priv.h"

enum { MAX_PARTS = 2000, MAX_ROUNDS_AS_WRITTEN = 200 };

static enum sk_block_flow run_list(struct sk_block_run *r, const json_t *list, bool tolerant);

/* The block cannot be run: the first reason is the one that is said. */
static void
stop(struct sk_block_run *r, const char *why)
{
    if (!r->unknown && !r->b->why)
        r->b->why = sk_printf(r->b->a->owner, "line %d: %s", r->line, why);
    r->unknown = true;
}

static void
stop_if(struct sk_block_run *r, bool is, const char *why)
{
    if (is)
        stop(r, why);
}

#define CONDITION "whether the condition holds cannot be told when planning"
#define TEXT "what the statement is cannot be told when planning"
#define QUERY "what the query gives cannot be told when planning"

/* ---- statements -------------------------------------------------------------------------------------------------- */

const sk_node *
sk_block_expression(struct sk_block_run *r, const char *text)
{
    const sk_node *select = sk_do_parse(r->owner, sk_printf(r->owner, "SELECT %s", text));
    bool one = select && select->node_case == SK_NODE(SELECT_STMT) && select->select_stmt->n_target_list == 1 &&
               !select->select_stmt->n_from_clause;
    return one ? select->select_stmt->target_list[0]->res_target->val : NULL;
}

struct sk_block_value
sk_block_eval_text(struct sk_block_run *r, const char *text)
{
    const sk_node *node = sk_block_expression(r, text);
    return node ? sk_block_eval(r, node) : (struct sk_block_value){0};
}

/* The catalog goes along with what the block does, so that it is asked for what is there by then. What it refuses is
 * said. */
static const char *
follow(struct sk_block_run *r, const sk_node *node)
{
    struct sk_statement statement = *r->b->a->statement;
    struct sk_error ignored = SK_ERROR_INIT;
    struct sk_analysis a = *r->b->a;
    statement.n_changes = 0;
    statement.changes = NULL;
    statement.n_parts = 0;
    a.statement = &statement;
    a.catalog = r->catalog;
    a.err = &ignored;
    enum sk_status status = sk_pg_analyze_node(&a, node);
    for (size_t i = 0; !status && i < statement.n_changes; i++)
        if (!statement.changes[i]->redundant)
            status = sk_change_apply(r->catalog, statement.changes[i], &ignored);
    const char *refused = status == SK_EREFUSED ? sk_strdup(r->owner, ignored.message) : NULL;
    sk_error_clear(&ignored);
    for (size_t i = 0; i < statement.n_parts && !refused; i++) /* a call of the project's function */
        refused = follow(r, statement.parts[i].tree);
    return refused;
}

static void
add_statement(struct sk_block_run *r, const char *sql, bool tolerant, struct sk_block_filling f)
{
    sk_node *node = sk_do_parse(r->b->a->owner, sql);
    bool filled = f.variables || f.n;
    bool of_rows = node && (node->node_case == SK_NODE(INSERT_STMT) || node->node_case == SK_NODE(UPDATE_STMT) ||
                            node->node_case == SK_NODE(DELETE_STMT) || node->node_case == SK_NODE(SELECT_STMT));
    if (of_rows && filled)
        sk_pg_walk((ProtobufCMessage *)node, sk_block_fill, &f);
    bool names_database = strstr(sql, SK_BLOCK_DATABASE);
    bool acts = of_rows && sk_do_acts(r->b->a, node);
    stop_if(r, r->perhaps && acts, CONDITION);
    if (acts)
        sk_block_rows_may_come(r, node);
    if (node && of_rows && f.variables && node->node_case != SK_NODE(SELECT_STMT) && (f.unknown || r->left) &&
        !tolerant && !r->tries && sk_block_leave_sql(r, sql))
        return;
    if (!node || f.unknown || r->b->n >= MAX_PARTS || (names_database && !sk_pg_has_no_effect(node))) {
        stop(r, f.unknown ? "the value of a variable in it cannot be told when planning" : TEXT);
        return;
    }
    const char *why = of_rows && r->tries ? sk_block_error_of_rows(r, node) : NULL;
    stop_if(r, why != NULL, why);
    sk_block_end_left(r);
    const char *refused = follow(r, node);
    if (refused && r->tries && !tolerant)
        r->failed = refused;
    sk_block_forget_asked(r);
    sk_do_add(r->b, of_rows && filled ? sk_pg_deparse(r->owner, node) : sql, tolerant && !of_rows);
}

/* EXECUTE takes several statements in one text. */
static void
add_statements(struct sk_block_run *r, const char *sql, bool tolerant, struct sk_block_filling f)
{
    PgQuery__ParseResult *tree;
    stop_if(r, sk_pg_tree(&tree, r->owner, sql, NULL) != SK_OK, "the text is no statement");
    for (size_t i = 0; !r->unknown && i < tree->n_stmts; i++) {
        const PgQuery__RawStmt *raw = tree->stmts[i];
        const char *from = sql + raw->stmt_location;
        add_statement(r, raw->stmt_len ? sk_strndup(r->owner, from, (size_t)raw->stmt_len) : from, tolerant, f);
    }
}

static void
targets(struct sk_block_run *r, const json_t *target, const struct sk_block_row *row, bool known)
{
    const char *record = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_rec"), "refname"));
    const char *single = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_var"), "refname"));
    const json_t *fields = json_object_get(json_object_get(target, "PLpgSQL_row"), "fields");
    size_t n = json_array_size(fields);
    for (size_t i = 0; i < (single ? 1 : n); i++) {
        const char *name = single ? single : json_string_value(json_object_get(json_array_get(fields, i), "name"));
        struct sk_block_value v = !known              ? (struct sk_block_value){0}
                                  : row && i < row->n ? row->cells[i].value
                                                      : sk_block_text(NULL);
        if (name)
            sk_block_set(r, name, v);
    }
    if (record && known && sk_block_find(r, record))
        sk_block_set(r, record, sk_block_text(""));
    for (size_t i = 0; record && row && i < row->n; i++)
        sk_block_set(r, sk_printf(r->owner, "%s.%s", record, row->cells[i].name),
                     known ? row->cells[i].value : (struct sk_block_value){0});
    stop_if(r, record && (!known || !row), QUERY);
}

/* FOUND, which statements leave behind. */
static void
found(struct sk_block_run *r, const struct sk_block_rows *rows)
{
    struct sk_block_value unknown = {.lost = !r->left};
    sk_block_set(r, "found", rows && rows->known ? sk_block_truth(rows->n > 0) : unknown);
}

static struct sk_block_rows
rows_of(struct sk_block_run *r, const char *sql, struct sk_block_filling f)
{
    sk_node *node = sk_do_parse(r->b->a->owner, sql);
    if (node && f.n)
        sk_pg_walk((ProtobufCMessage *)node, sk_block_fill, &f);
    return node && node->node_case == SK_NODE(SELECT_STMT) && !node->select_stmt->into_clause && !f.unknown
               ? sk_block_query_rows(r, node->select_stmt)
               : (struct sk_block_rows){0};
}

static bool
all_known(const struct sk_block_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        for (size_t k = 0; k < rows->items[i].n; k++)
            if (rows->items[i].cells[k].value.kind == SK_VALUE_UNKNOWN &&
                !rows->items[i].cells[k].value.same_all_along)
                return false;
    return rows->known;
}

static bool
leave_query(struct sk_block_run *r, const json_t *stmt, const char *sql, struct sk_block_filling f)
{
    sk_node *query = sk_do_parse(r->b->a->owner, sql);
    f.variables = json_object_get(stmt, "sqlstmt") != NULL; /* not in a text */
    f.leave = true;
    sk_pg_walk(&query->base, sk_block_fill, &f);
    return !f.unknown && sk_block_leave_query(r, query, stmt);
}

/* What the query gives goes into variables, as long as it is a query. */
static void
select_into(struct sk_block_run *r, const json_t *stmt, const char *sql, struct sk_block_filling f, bool tolerant)
{
    const sk_node *node = sk_do_parse(r->b->a->owner, sql);
    struct sk_block_rows rows = rows_of(r, sql, f);
    if (!all_known(&rows) && node && !tolerant && leave_query(r, stmt, sql, f)) {
        if (json_object_get(stmt, "sqlstmt") && !json_is_true(json_object_get(stmt, "strict")))
            sk_block_ask(r, json_object_get(stmt, "target"), sql);
        return;
    }
    stop_if(r, !node || node->node_case != SK_NODE(SELECT_STMT), "rows that are changed give variables their values");
    targets(r, json_object_get(stmt, "target"), rows.n ? &rows.items[0] : NULL, rows.known);
    found(r, &rows);
}

/* A query of the catalogs alone is answered and gone; any other is a statement. */
static void
perform(struct sk_block_run *r, const char *sql, bool tolerant)
{
    struct sk_block_rows rows = rows_of(r, sql, (struct sk_block_filling){.r = r});
    if (!all_known(&rows) && (tolerant || !sk_block_setval(r, sql)))
        add_statement(r, sql, tolerant, (struct sk_block_filling){.r = r, .variables = true});
    found(r, &rows);
}

/* A trigger's function counts faster than what is parsed anew in each round. */
static void
count_round(struct sk_block_run *r)
{
    r->unknown = r->unknown || (r->b->as_written && ++r->rounds > MAX_ROUNDS_AS_WRITTEN);
}

static enum sk_block_flow
run_loop(struct sk_block_run *r, const json_t *stmt, struct sk_block_rows rows, bool tolerant)
{
    enum sk_block_flow flow = SK_BLOCK_GOES_ON;
    stop_if(r, !rows.known, QUERY);
    for (size_t i = 0; i < rows.n && !r->unknown && flow != SK_BLOCK_LOOP_ENDS && flow != SK_BLOCK_ENDS; i++) {
        count_round(r);
        targets(r, json_object_get(stmt, "var"), &rows.items[i], true);
        flow = run_list(r, json_object_get(stmt, "body"), tolerant);
    }
    found(r, &rows);
    return flow == SK_BLOCK_ENDS ? flow : SK_BLOCK_GOES_ON;
}

static enum sk_block_flow
run_query_loop(struct sk_block_run *r, const json_t *stmt, bool tolerant)
{
    const char *query = sk_do_query(json_object_get(stmt, "query"));
    struct sk_block_rows rows = rows_of(r, query, (struct sk_block_filling){.r = r});
    bool left = !rows.known && !tolerant && sk_block_leave(r, "fors", stmt);
    return left ? SK_BLOCK_GOES_ON : run_loop(r, stmt, rows, tolerant);
}

static enum sk_block_flow
run_array_loop(struct sk_block_run *r, const json_t *stmt, bool tolerant)
{
    const json_t *datum = json_array_get(r->datums, (size_t)json_integer_value(json_object_get(stmt, "varno")));
    struct sk_block_value array = sk_block_eval_text(r, sk_do_query(json_object_get(stmt, "expr")));
    struct sk_block_rows rows = sk_block_rows_of_array(r, array, "element");
    json_t *with_target = json_pack("{sOsO}", "var", datum, "body", json_object_get(stmt, "body"));
    enum sk_block_flow flow = with_target ? run_loop(r, with_target, rows, tolerant) : SK_BLOCK_GOES_ON;
    r->unknown = r->unknown || !with_target;
    json_decref(with_target);
    return flow;
}

/* A round that nobody ends: the block is not run here. */
enum { MAX_ROUNDS = 10000 };

/* WHILE condition LOOP; LOOP without any */
static enum sk_block_flow
run_while(struct sk_block_run *r, const json_t *stmt, bool tolerant)
{
    const char *condition = sk_do_query(json_object_get(stmt, "cond"));
    for (int i = 0; i < MAX_ROUNDS && !r->unknown; i++) {
        struct sk_block_value is = *condition ? sk_block_eval_text(r, condition) : sk_block_truth(true);
        stop_if(r, is.kind == SK_VALUE_UNKNOWN, CONDITION);
        if (!sk_block_is_true(is))
            return SK_BLOCK_GOES_ON;
        count_round(r);
        enum sk_block_flow flow = run_list(r, json_object_get(stmt, "body"), tolerant);
        if (flow == SK_BLOCK_LOOP_ENDS || flow == SK_BLOCK_ENDS)
            return flow == SK_BLOCK_ENDS ? flow : SK_BLOCK_GOES_ON;
    }
    stop(r, "a loop that does not end");
    return SK_BLOCK_GOES_ON;
}

static bool
bound(struct sk_block_run *r, long *out, const json_t *expr)
{
    struct sk_block_value v = sk_block_eval_text(r, sk_do_query(expr));
    char *end = NULL;
    *out = v.kind == SK_VALUE_TEXT ? strtol(v.text, &end, 10) : 0;
    return end && *v.text && !*end;
}

/* FOR i IN [REVERSE] 1 .. 7 [BY 2] */
static enum sk_block_flow
run_number_loop(struct sk_block_run *r, const json_t *stmt, bool tolerant)
{
    bool down = json_is_true(json_object_get(stmt, "reverse"));
    const json_t *by = json_object_get(stmt, "step");
    struct sk_block_rows rows = {.known = true};
    long lower, upper, step = 1;
    if (!bound(r, &lower, json_object_get(stmt, "lower")) || !bound(r, &upper, json_object_get(stmt, "upper")) ||
        (by && !bound(r, &step, by)) || step <= 0 || labs(upper - lower) / step > MAX_ROUNDS) {
        stop(r, "how often it goes round cannot be told when planning");
        return SK_BLOCK_GOES_ON;
    }
    for (long i = lower; down ? i >= upper : i <= upper; i += down ? -step : step) {
        struct sk_block_row row = {0};
        sk_push(r->owner, row.cells, row.n,
                ((struct sk_block_cell){"i", sk_block_text(sk_printf(r->owner, "%ld", i))}));
        sk_push(r->owner, rows.items, rows.n, row);
    }
    return run_loop(r, stmt, rows, tolerant);
}

static enum sk_block_flow
run_case(struct sk_block_run *r, const json_t *stmt, bool tolerant)
{
    const json_t *datum = json_array_get(r->datums, (size_t)json_integer_value(json_object_get(stmt, "t_varno")));
    const char *name = json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_var"), "refname"));
    const char *of = sk_do_query(json_object_get(stmt, "t_expr"));
    size_t i;
    json_t *item;
    if (*of && name)
        sk_block_set(r, name, sk_block_eval_text(r, of));
    json_array_foreach(json_object_get(stmt, "case_when_list"), i, item) {
        const json_t *when = json_object_get(item, "PLpgSQL_case_when");
        struct sk_block_value is = sk_block_eval_text(r, sk_do_query(json_object_get(when, "expr")));
        stop_if(r, is.kind == SK_VALUE_UNKNOWN, CONDITION);
        if (r->unknown || sk_block_is_true(is))
            return run_list(r, json_object_get(when, "stmts"), tolerant);
    }
    stop_if(r, !json_object_get(stmt, "else_stmts"), "no case is found");
    return run_list(r, json_object_get(stmt, "else_stmts"), tolerant);
}

static enum sk_block_flow
run_if(struct sk_block_run *r, const json_t *stmt, bool tolerant)
{
    size_t i;
    json_t *item;
    const char *condition = sk_do_query(json_object_get(stmt, "cond"));
    struct sk_block_value is = sk_block_eval_text(r, condition);
    bool has_others = json_object_get(stmt, "elsif_list") || json_object_get(stmt, "else_body");
    if (is.kind == SK_VALUE_UNKNOWN && !has_others && sk_do_asks_the_catalogs(condition)) {
        r->perhaps++;
        enum sk_block_flow flow = run_list(r, json_object_get(stmt, "then_body"), true);
        r->perhaps--;
        return flow;
    }
    if (sk_block_is_true(is))
        return run_list(r, json_object_get(stmt, "then_body"), tolerant);
    if (is.kind == SK_VALUE_UNKNOWN && !tolerant && (sk_block_setval_if(r, stmt) || sk_block_leave(r, "if", stmt)))
        return SK_BLOCK_GOES_ON;
    stop_if(r, is.kind == SK_VALUE_UNKNOWN || is.kind == SK_VALUE_ARRAY, CONDITION);
    json_array_foreach(json_object_get(stmt, "elsif_list"), i, item) {
        const json_t *elsif = json_object_get(item, "PLpgSQL_if_elsif");
        is = sk_block_eval_text(r, sk_do_query(json_object_get(elsif, "cond")));
        stop_if(r, is.kind == SK_VALUE_UNKNOWN || is.kind == SK_VALUE_ARRAY, CONDITION);
        if (sk_block_is_true(is))
            return run_list(r, json_object_get(elsif, "stmts"), tolerant);
    }
    return r->unknown ? SK_BLOCK_GOES_ON : run_list(r, json_object_get(stmt, "else_body"), tolerant);
}

static void
assign(struct sk_block_run *r, const json_t *stmt)
{
    const json_t *datum = json_array_get(r->datums, (size_t)json_integer_value(json_object_get(stmt, "varno")));
    const char *name = json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_var"), "refname"));
    const char *equals = strchr(sk_do_query(json_object_get(stmt, "expr")), '=');
    struct sk_block_value v = equals ? sk_block_eval_text(r, equals + 1) : (struct sk_block_value){0};
    bool unknown = v.kind == SK_VALUE_UNKNOWN && !v.same_all_along;
    if (name && equals && unknown && sk_block_leave(r, "assign", stmt)) {
        sk_block_ask_value(r, name, equals + 1);
        return;
    }
    v.lost = unknown;
    if (name && equals)
        sk_block_set(r, name, v);
    else
        stop(r, "an assignment to a part of a variable");
}

/* The text that EXECUTE runs, and what USING gives it. */
static struct sk_block_value
text_of(struct sk_block_run *r, const json_t *stmt, struct sk_block_filling *f)
{
    r->executing = true;
    struct sk_block_value text = sk_block_eval_text(r, sk_do_query(json_object_get(stmt, "query")));
    r->executing = false;
    const json_t *params = json_object_get(stmt, "params");
    *f = (struct sk_block_filling){.r = r, .n = json_array_size(params)};
    struct sk_block_value *values = sk_alloc(r->owner, (f->n + 1) * sizeof *values, "values");
    for (size_t i = 0; i < f->n; i++)
        values[i] = sk_block_eval_text(r, sk_do_query(json_array_get(params, i)));
    f->params = values;
    return text;
}

static enum sk_block_flow
run_text_loop(struct sk_block_run *r, const json_t *stmt, bool tolerant)
{
    struct sk_block_filling f;
    struct sk_block_value text = text_of(r, stmt, &f);
    return run_loop(r, stmt, text.kind == SK_VALUE_TEXT ? rows_of(r, text.text, f) : (struct sk_block_rows){0},
                    tolerant);
}

/* EXECUTE f(...) of a function that returns nothing: the text that is run is empty, what the function does is done. */
static bool
is_call_for_nothing(struct sk_block_run *r, const char *text)
{
    const sk_node *node = sk_block_expression(r, text);
    const struct sk_function *f = NULL;
    if (node && node->node_case == SK_NODE(FUNC_CALL) && node->func_call->n_funcname == 1)
        f = sk_catalog_function(r->catalog, NULL, sk_node_string(node->func_call->funcname[0]));
    return f && sk_same(f->returns, "void");
}

static void
execute(struct sk_block_run *r, const json_t *stmt, bool tolerant)
{
    struct sk_block_filling f;
    struct sk_block_value text = text_of(r, stmt, &f);
    const char *query = sk_do_query(json_object_get(stmt, "query"));
    if (text.kind != SK_VALUE_TEXT && !json_is_true(json_object_get(stmt, "into")) && is_call_for_nothing(r, query))
        perform(r, sk_printf(r->owner, "SELECT %s", query), tolerant);
    else if (text.kind != SK_VALUE_TEXT)
        stop(r, TEXT);
    else if (json_is_true(json_object_get(stmt, "into")))
        select_into(r, stmt, text.text, f, tolerant);
    else
        add_statements(r, text.text, tolerant, f);
}

static enum sk_block_flow
run_exit(struct sk_block_run *r, const json_t *stmt, bool tolerant)
{
    (void)tolerant;
    const char *condition = sk_do_query(json_object_get(stmt, "cond"));
    struct sk_block_value is = *condition ? sk_block_eval_text(r, condition) : sk_block_truth(true);
    stop_if(r, is.kind == SK_VALUE_UNKNOWN, CONDITION);
    stop_if(r, json_object_get(stmt, "label") != NULL, "the end of a loop that has a name");
    if (!sk_block_is_true(is))
        return SK_BLOCK_GOES_ON;
    return json_is_true(json_object_get(stmt, "is_exit")) ? SK_BLOCK_LOOP_ENDS : SK_BLOCK_NEXT_ROUND;
}

/* ---- blocks ------------------------------------------------------------------------------------------------------ */

struct lines {
    json_int_t until, last;
    int n;
};

/* Looks at all statements: the last one before a line, and how many begin there. */
static bool
find_line(const char *key, const json_t *item, const void *data)
{
    struct lines *lines = (struct lines *)(uintptr_t)data;
    json_int_t line = strncmp(key, "PLpgSQL_stmt_", strlen("PLpgSQL_stmt_")) == 0
                          ? json_integer_value(json_object_get(item, "lineno"))
                          : 0;
    lines->n += line == lines->until;
    if (line < lines->until && line > lines->last)
        lines->last = line;
    return false;
}

/* What a block within declares has its value each time that the block begins, and is gone when it ends; where it is
 * declared its line tells, which is behind the statement before. */
static enum sk_block_flow
run_block(struct sk_block_run *r, const json_t *stmt, bool tolerant)
{
    struct lines lines = {.until = json_integer_value(json_object_get(stmt, "lineno"))};
    size_t i, n_hidden = 0;
    json_t *datum;
    struct sk_block_cell *hidden = NULL;
    sk_pg_procedure_has(r->body, find_line, &lines);
    json_array_foreach(r->datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        json_int_t line = json_integer_value(json_object_get(var, "lineno"));
        const char *name = json_string_value(json_object_get(var, "refname"));
        const struct sk_block_cell *cell = name && !sk_pg_is_said_of_error(name) ? sk_block_find(r, name) : NULL;
        if (!cell || line <= lines.last || line > lines.until || line <= r->begin)
            continue;
        stop_if(r, lines.n > 1, "declaration on the line of another statement");
        sk_push(r->owner, hidden, n_hidden, *cell);
        sk_block_begin_as(r, name, var);
    }
    bool tried = json_object_get(stmt, "exceptions") && !tolerant;
    enum sk_block_flow flow = tried ? sk_block_tried(r, stmt) : run_list(r, json_object_get(stmt, "body"), tolerant);
    while (n_hidden--)
        sk_block_set(r, hidden[n_hidden].name, hidden[n_hidden].value);
    return flow;
}

enum sk_block_flow
sk_block_list(struct sk_block_run *r, const json_t *list)
{
    return run_list(r, list, false);
}

void
sk_block_add(struct sk_block_run *r, const char *sql)
{
    add_statement(r, sql, false, (struct sk_block_filling){.r = r, .variables = true});
}

/* What runs or ends other statements; false: it is none of these. */
static bool
run_flow(struct sk_block_run *r, enum sk_block_flow *flow, const char *kind, const json_t *stmt, bool tolerant)
{
    static const struct {
        const char *kind;
        enum sk_block_flow (*run)(struct sk_block_run *r, const json_t *stmt, bool tolerant);
    } flows[] = {{"if", run_if},           {"fors", run_query_loop},  {"dynfors", run_text_loop},
                 {"fori", run_number_loop}, {"while", run_while},      {"loop", run_while},
                 {"case", run_case},        {"foreach_a", run_array_loop}, {"exit", run_exit},
                 {"block", run_block}};
    for (size_t i = 0; i < sizeof flows / sizeof *flows; i++)
        if (strcmp(flows[i].kind, kind) == 0) {
            *flow = flows[i].run(r, stmt, tolerant);
            return true;
        }
    return false;
}

/* GET DIAGNOSTICS: how many rows a statement was for is not known; mostly it is only said. */
static void
diagnose(struct sk_block_run *r, const json_t *stmt)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(stmt, "diag_items"), i, item) {
        const json_t *target = json_object_get(json_object_get(item, "PLpgSQL_diag_item"), "target");
        const json_t *datum = json_array_get(r->datums, (size_t)json_integer_value(target));
        const char *name = json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_var"), "refname"));
        stop_if(r, !name, "GET DIAGNOSTICS into a record");
        if (name)
            sk_block_set(r, name, (struct sk_block_value){.lost = true});
    }
}

/* An error that a handler around it may take; RAISE alone is the one that a handler is for. */
static void
raise(struct sk_block_run *r, const json_t *stmt)
{
    const char *message = json_string_value(json_object_get(stmt, "message"));
    stop_if(r, !r->tries || !message || json_object_get(stmt, "options") || json_object_get(stmt, "condname"),
            "RAISE EXCEPTION");
    r->failed = message;
    r->state = "P0001";
}

static enum sk_block_flow
run_one(struct sk_block_run *r, const char *kind, const json_t *stmt, bool tolerant)
{
    const struct sk_block_filling named = {.r = r, .variables = true};
    enum sk_block_flow flow = SK_BLOCK_GOES_ON;
    kind += strncmp(kind, "PLpgSQL_stmt_", strlen("PLpgSQL_stmt_")) == 0 ? strlen("PLpgSQL_stmt_") : 0;
    r->line = (int)json_integer_value(json_object_get(stmt, "lineno"));
    if (run_flow(r, &flow, kind, stmt, tolerant))
        return flow;
    if (strcmp(kind, "return") == 0) {
        const char *value = sk_do_query(json_object_get(stmt, "expr"));
        r->returned = *value ? sk_block_eval_text(r, value) : (struct sk_block_value){0};
        return SK_BLOCK_ENDS;
    }
    const char *sql = sk_do_query(json_object_get(stmt, "sqlstmt"));
    if (strcmp(kind, "execsql") == 0 && json_is_true(json_object_get(stmt, "into"))) {
        select_into(r, stmt, sql, (struct sk_block_filling){.r = r}, tolerant);
    } else if (strcmp(kind, "execsql") == 0) {
        add_statement(r, sql, tolerant, named);
        found(r, NULL);
    } else if (strcmp(kind, "perform") == 0) {
        perform(r, sk_do_query(json_object_get(stmt, "expr")), tolerant);
    } else if (strcmp(kind, "assign") == 0) {
        assign(r, stmt);
    } else if (strcmp(kind, "dynexecute") == 0) {
        execute(r, stmt, tolerant);
    } else if (strcmp(kind, "getdiag") == 0) {
        diagnose(r, stmt);
    } else if (strcmp(kind, "raise") != 0) {
        stop(r, sk_printf(r->owner, "%s cannot be run when planning", kind));
    } else if (!json_object_get(stmt, "elog_level") || json_integer_value(json_object_get(stmt, "elog_level")) > 20) {
        raise(r, stmt);
    }
    return r->failed ? SK_BLOCK_ENDS : SK_BLOCK_GOES_ON;
}

static enum sk_block_flow
run_list(struct sk_block_run *r, const json_t *list, bool tolerant)
{
    enum sk_block_flow flow = SK_BLOCK_GOES_ON;
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        const char *kind;
        json_t *stmt;
        json_object_foreach(item, kind, stmt)
            if (flow == SK_BLOCK_GOES_ON && !r->unknown)
                flow = run_one(r, kind, stmt, tolerant);
    }
    return flow;
}
