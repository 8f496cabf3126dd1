/*
 * dialects/common/inline_plpgsql.c - following a PL/pgSQL function to the expression that it returns.
 */
#include <string.h>

#include <jansson.h>

#include "dialects/common/handlers.h"
#include "dialects/common/inline_priv.h"
#include "dialects/common/plpgsql.h"

enum { MAX_STEPS = 1500 };

/* What is still to be run: a list from its i-th statement on, then `next`; with `counter` set first. */
struct rest {
    const json_t *list;
    size_t i;
    const struct rest *next;
    const char *counter;
    long value;
};

static const sk_node *follow(struct sk_inliner *in, struct sk_inline_names names, const struct rest *rest);

/* The number itself, where a variable of integers is one. */
static const sk_node *
folded(struct sk_inliner *in, const char *type, const sk_node *value)
{
    int64_t number;
    bool whole = strcmp(type, "integer") == 0 || strcmp(type, "int") == 0 || strcmp(type, "int4") == 0;
    if (!value || !whole || !sk_print_known_number(value, &number))
        return value;
    return sk_pg_made(in->owner, sk_printf(in->owner, number < 0 ? "(%ld)" : "%ld", (long)number), 0, NULL);
}

static void
assign(struct sk_inliner *in, struct sk_inline_names *names, const char *name, const char *text)
{
    struct sk_inline_name *variable = sk_inline_find_name(names, name);
    if (!variable) {
        sk_inline_give_up(in, "an assignment to a part of a value");
        return;
    }
    const char *type = variable->type ? variable->type : "";
    if (*type && strcmp(type, "text") != 0 && strcmp(type, "record") != 0)
        text = sk_printf(in->owner, "CAST((%s) AS %s)", text, type);
    variable->node = sk_inline_settled(in, folded(in, type, sk_inline_expression(in, names, text)));
}

/* SELECT expression INTO variable FROM ... */
static void
select_into(struct sk_inliner *in, struct sk_inline_names *names, const json_t *stmt)
{
    const json_t *row = json_object_get(json_object_get(stmt, "target"), "PLpgSQL_row");
    const json_t *fields = json_object_get(row, "fields");
    const char *query = sk_plpgsql_query(json_object_get(stmt, "sqlstmt"));
    if (!json_is_true(json_object_get(stmt, "into")) || json_array_size(fields) != 1 || !query) {
        sk_inline_give_up(in, "a statement that changes rows");
        return;
    }
    const char *name = json_string_value(json_object_get(json_array_get(fields, 0), "name"));
    assign(in, names, name, sk_printf(in->owner, "(%s)", query));
}

static const sk_node *
branch(struct sk_inliner *in, const sk_node *condition, const sk_node *yes, const sk_node *no)
{
    if (!yes || !no)
        return NULL;
    sk_node *items[2];
    PgQuery__CaseExpr *choice = sk_new(in->owner, PgQuery__CaseExpr);
    PgQuery__CaseWhen *when = sk_new(in->owner, PgQuery__CaseWhen);
    const PgQuery__CaseExpr *others = no->node_case == SK_NODE(CASE_EXPR) && !no->case_expr->arg ? no->case_expr : NULL;
    size_t n_others = others ? others->n_args : 0; /* CASE ... ELSE CASE ... END END is one of both's arms */
    sk_node **list = sk_alloc(in->owner, (1 + n_others) * sizeof *list, "arms");
    for (size_t i = 0; i < 2; i++) {
        items[i] = sk_new(in->owner, sk_node);
        pg_query__node__init(items[i]);
    }
    pg_query__case_expr__init(choice);
    pg_query__case_when__init(when);
    when->expr = (sk_node *)(uintptr_t)condition;
    when->result = (sk_node *)(uintptr_t)yes;
    items[1]->node_case = SK_NODE(CASE_WHEN);
    items[1]->case_when = when;
    list[0] = items[1];
    for (size_t i = 0; i < n_others; i++)
        list[1 + i] = others->args[i];
    choice->n_args = 1 + n_others;
    choice->args = list;
    choice->defresult = n_others ? others->defresult : (sk_node *)(uintptr_t)no;
    items[0]->node_case = SK_NODE(CASE_EXPR);
    items[0]->case_expr = choice;
    return items[0];
}

/* IF ... ELSIF ... ELSE: what is run after it is run in each of the branches. */
static const sk_node *
follow_if(struct sk_inliner *in, struct sk_inline_names names, const json_t *stmt, size_t arm, const struct rest *rest)
{
    const json_t *others = json_object_get(stmt, "elsif_list");
    const json_t *one = arm ? json_object_get(json_array_get(others, arm - 1), "PLpgSQL_if_elsif") : stmt;
    struct rest body = {json_object_get(one, arm ? "stmts" : "then_body"), 0, rest, NULL, 0};
    struct rest otherwise = {json_object_get(stmt, "else_body"), 0, rest, NULL, 0};
    struct sk_inline_names before = names;
    const sk_node *condition = sk_inline_expression(in, &names, sk_plpgsql_query(json_object_get(one, "cond")));
    if (!condition)
        return NULL;
    int is = sk_print_known(condition);
    const sk_node *yes = is != 0 ? follow(in, is < 0 ? names : before, &body) : NULL;
    if (is == 1)
        return yes;
    const sk_node *no = arm < json_array_size(others) ? follow_if(in, names, stmt, arm + 1, rest)
                                                      : follow(in, names, &otherwise);
    return is == 0 ? no : branch(in, condition, yes, no);
}

/* FOR i IN 1..8: each round is run. */
static const sk_node *
follow_for(struct sk_inliner *in, struct sk_inline_names names, const json_t *stmt, const struct rest *rest)
{
    int64_t bounds[2];
    static const char *const keys[] = {"lower", "upper"};
    for (size_t i = 0; i < 2; i++) {
        const sk_node *bound = sk_inline_expression(in, &names, sk_plpgsql_query(json_object_get(stmt, keys[i])));
        if (!bound || !sk_print_known_number(bound, &bounds[i]))
            return sk_inline_give_up(in, "a loop whose rounds depend on the row");
    }
    const char *counter = json_string_value(
        json_object_get(json_object_get(json_object_get(stmt, "var"), "PLpgSQL_var"), "refname"));
    if (json_object_get(stmt, "step") || json_object_get(stmt, "reverse") || !counter || bounds[1] - bounds[0] > 127)
        return sk_inline_give_up(in, "a loop of this kind");
    const struct rest *next = rest;
    for (int64_t i = bounds[1]; i >= bounds[0]; i--) {
        struct rest *round = sk_new(in->owner, struct rest);
        *round = (struct rest){json_object_get(stmt, "body"), 0, next, counter, (long)i};
        next = round;
    }
    return follow(in, names, next);
}

/* WHILE: is there another round? */
static bool
round_of(struct sk_inliner *in, struct sk_inline_names *names, const json_t *stmt)
{
    const sk_node *condition = sk_inline_expression(in, names, sk_plpgsql_query(json_object_get(stmt, "cond")));
    int is = condition ? sk_print_known(condition) : -1;
    if (is < 0)
        sk_inline_give_up(in, "a loop whose rounds depend on the row");
    return is == 1;
}

const char *
sk_inline_raise_text(const struct sk_inliner *in, const json_t *stmt)
{
    const char *format = json_string_value(json_object_get(stmt, "message"));
    const json_t *params = json_object_get(stmt, "params");
    size_t at = 0;
    struct sk_text *sql = sk_text_new(in->owner), *plain = sk_text_new(in->owner);
    sk_text_add(sql, "skein_raise(");
    for (const char *c = format ? format : "an exception"; *c; c++) {
        if (*c != '%' || c[1] == '%') {
            sk_text_add_n(plain, c, 1);
            c += *c == '%';
            continue;
        }
        sk_text_literal(sql, plain->data ? plain->data : "");
        sk_text_addf(sql, " || COALESCE(CAST((%s) AS text), '<NULL>') || ",
                     sk_plpgsql_query(json_array_get(params, at++)));
        plain = sk_text_new(in->owner);
    }
    sk_text_literal(sql, plain->data ? plain->data : "");
    sk_text_add(sql, ")");
    return sql->data;
}

/* The statements that only set variables. */
static void
set(struct sk_inliner *in, struct sk_inline_names *names, const char *kind, const json_t *stmt)
{
    if (strcmp(kind, "PLpgSQL_stmt_assign") == 0) {
        const json_t *datum = json_array_get(in->datums, (size_t)json_integer_value(json_object_get(stmt, "varno")));
        const char *text = sk_plpgsql_query(json_object_get(stmt, "expr")), *equals = text ? strchr(text, '=') : NULL;
        assign(in, names, json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_var"), "refname")),
               equals ? equals + 1 : NULL);
    } else if (strcmp(kind, "PLpgSQL_stmt_execsql") == 0) {
        select_into(in, names, stmt);
    } else if (strcmp(kind, "PLpgSQL_stmt_raise") != 0) {
        sk_inline_give_up(in, strcmp(kind, "PLpgSQL_stmt_dynexecute") == 0 ? "EXECUTE"
                              : strcmp(kind, "PLpgSQL_stmt_fors") == 0     ? "a loop over a query"
                                                                           : "a statement of this kind");
    }
}

/* A text that stands there is a value of the function's type, also where it is one of several. */
static const sk_node *
returned(struct sk_inliner *in, struct sk_inline_names *names, const char *text)
{
    const sk_node *value = sk_inline_expression(in, names, text);
    return value && in->returns && sk_constant_text(value) ? sk_inline_cast(in, value, in->returns) : value;
}

/* The expression that is returned when what `rest` says is run; NULL with `why` set. */
static const sk_node *
follow(struct sk_inliner *in, struct sk_inline_names names, const struct rest *rest)
{
    while (!in->why && rest) {
        if (++in->steps > MAX_STEPS)
            return sk_inline_give_up(in, "more branches than can be followed");
        if (rest->counter && rest->i == 0 && names.n < SK_INLINE_NAMES) {
            const sk_node *value = sk_inline_expression(in, &names, sk_printf(in->owner, "%ld", rest->value));
            names.items[names.n++] = (struct sk_inline_name){rest->counter, NULL, value, false};
        }
        if (rest->i >= json_array_size(rest->list)) {
            rest = rest->next;
            continue;
        }
        struct rest *after = sk_new(in->owner, struct rest);
        *after = *rest;
        after->i++;
        const json_t *item = json_array_get(rest->list, rest->i);
        const char *kind = json_object_iter_key(json_object_iter((json_t *)(uintptr_t)item));
        const json_t *stmt = json_object_get(item, kind);
        if (strcmp(kind, "PLpgSQL_stmt_return") == 0)
            return returned(in, &names, sk_plpgsql_query(json_object_get(stmt, "expr")));
        if (strcmp(kind, "PLpgSQL_stmt_raise") == 0 && json_integer_value(json_object_get(stmt, "elog_level")) > 20)
            return sk_inline_expression(in, &names, sk_inline_raise_text(in, stmt));
        if (strcmp(kind, "PLpgSQL_stmt_if") == 0)
            return follow_if(in, names, stmt, 0, after);
        if (strcmp(kind, "PLpgSQL_stmt_fori") == 0)
            return follow_for(in, names, stmt, after);
        if (strcmp(kind, "PLpgSQL_stmt_while") == 0) { /* the round is run, and the loop comes again */
            bool more = round_of(in, &names, stmt);
            struct rest *round = sk_new(in->owner, struct rest);
            *round = (struct rest){json_object_get(stmt, "body"), 0, rest, NULL, 0};
            rest = more ? round : after;
            continue;
        }
        if (strcmp(kind, "PLpgSQL_stmt_block") == 0) {
            if (json_object_get(stmt, "exceptions"))
                return sk_inline_give_up(in, sk_strdup(in->owner, sk_handlers_why(stmt)));
            struct rest body = {json_object_get(stmt, "body"), 0, after, NULL, 0};
            return follow(in, names, &body);
        }
        set(in, &names, kind, stmt);
        rest = after;
    }
    return sk_inline_give_up(in, "an end without RETURN");
}

static void
declare(struct sk_inliner *in, struct sk_inline_names *names)
{
    size_t i;
    json_t *datum;
    json_array_foreach(in->datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *name = json_string_value(json_object_get(var, "refname"));
        const char *value = sk_plpgsql_query(json_object_get(var, "default_val"));
        if (!name || strcmp(name, "found") == 0 || sk_inline_find_name(names, name) || names->n == SK_INLINE_NAMES)
            continue;
        names->items[names->n++] =
            (struct sk_inline_name){name,
                          json_string_value(json_object_get(
                              json_object_get(json_object_get(var, "datatype"), "PLpgSQL_type"), "typname")),
                          NULL, false};
        if (value)
            assign(in, names, name, value);
    }
}

const sk_node *
sk_inline_follow_plpgsql(struct sk_inliner *in, struct sk_inline_names *names, const struct sk_function *function)
{
    json_t *root = sk_pg_function_procedure(function);
    sk_handlers_as_branches(in->owner, in->p->catalog, function, NULL, root);
    const json_t *definition = json_object_get(json_array_get(root, 0), "PLpgSQL_function");
    const json_t *block = json_object_get(json_object_get(definition, "action"), "PLpgSQL_stmt_block");
    in->datums = json_object_get(definition, "datums");
    in->returns = sk_expr_node(function->definition)->create_function_stmt->return_type;
    struct rest rest = {json_object_get(block, "body"), 0, NULL, NULL, 0};
    declare(in, names);
    const sk_node *value = block ? follow(in, *names, &rest) : sk_inline_give_up(in, "it cannot be read");
    json_decref(root);
    return value;
}
