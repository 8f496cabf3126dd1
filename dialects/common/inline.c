/*
 * dialects/common/inline.c - functions of the project: what they compute is put where they are called.
 *
 * The engines have no stored functions that a schema's expressions could call. A function that computes a value has a
 * body that can be followed without running it: every variable is known as an expression of the arguments, a branch is
 * a CASE, a loop with constant bounds is its rounds. What changes rows, runs text, or loops over a query is refused.
 */
#include <string.h>

#include <jansson.h>

#include "dialects/common/once.h"
#include "dialects/common/printer_priv.h"

enum { MAX_NAMES = 48, MAX_STEPS = 1500, MAX_DEPTH = 12 };

/* A parameter or variable, and what it is at this point: `text` an expression, NULL for NULL. */
struct name {
    const char *name, *type;
    const sk_node *node;
    bool column; /* a column of that name comes first, as in functions in SQL */
};

struct names {
    size_t n;
    struct name items[MAX_NAMES];
};

/* What is still to be run: a list from its i-th statement on, then `next`; with `counter` set first. */
struct rest {
    const json_t *list;
    size_t i;
    const struct rest *next;
    const char *counter;
    long value;
};

struct inliner {
    TALLOC_CTX *owner;
    struct sk_printer *p;
    const char *function;
    const json_t *datums;
    struct sk_once once;
    size_t steps;
    bool rows;       /* it is wanted as a query */
    const char *why; /* it cannot be; NULL */
};

static const sk_node *
give_up(struct inliner *in, const char *why)
{
    in->why = in->why ? in->why : why;
    return NULL;
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

static struct name *
find_name(struct names *names, const char *name)
{
    for (size_t i = names->n; name && i-- > 0;)
        if (strcmp(names->items[i].name, name) == 0)
            return &names->items[i];
    return NULL;
}

static bool
find_volatile(sk_node *node, void *data)
{
    static const char *const functions[] = {"random", "gen_random_uuid", "uuid_generate_v4", "gen_random_bytes",
                                            "clock_timestamp", "nextval", "random_normal"};
    const char *name = node->node_case == SK_NODE(FUNC_CALL)
                           ? sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname)
                           : "";
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strcmp(functions[i], name) == 0)
            *(bool *)data = true;
    return true;
}

/* Visit a node and all below it. */
static void
sweep(const sk_node *node, bool (*visit)(sk_node *node, void *data), void *data)
{
    sk_node *items[] = {(sk_node *)(uintptr_t)node};
    PgQuery__List list = PG_QUERY__LIST__INIT;
    list.n_items = 1;
    list.items = items;
    if (node)
        sk_pg_walk(&list.base, visit, data);
}

bool
sk_print_is_volatile(const sk_node *node)
{
    bool found = false;
    sweep(node, find_volatile, &found);
    return found;
}

struct substitution {
    struct inliner *in;
    struct names *names;
    const struct sk_scope *scope; /* of the query in a function's body, whose columns come first; NULL */
};

static void
take(struct substitution *s, sk_node *node, struct name *name)
{
    sk_node *copy = name->node ? sk_pg_copy(s->in->owner, name->node) : NULL;
    if (copy) {
        *node = *copy;
        return;
    }
    PgQuery__AConst *null = sk_new(s->in->owner, PgQuery__AConst);
    pg_query__a__const__init(null);
    null->isnull = 1;
    node->node_case = SK_NODE(A_CONST);
    node->a_const = null;
}

/* record.field where the record is a parameter that stands for OLD or NEW */
static void
take_field(sk_node *node, const struct name *record)
{
    if (record->node && record->node->node_case == SK_NODE(COLUMN_REF) && record->node->column_ref->n_fields == 1)
        node->column_ref->fields[0] = record->node->column_ref->fields[0];
}

static bool
substitute(sk_node *node, void *data)
{
    struct substitution *s = data;
    if (node->node_case == SK_NODE(PARAM_REF)) {
        size_t number = (size_t)node->param_ref->number;
        if (number < 1 || number > s->names->n)
            give_up(s->in, "a parameter that there is not");
        else
            take(s, node, &s->names->items[number - 1]);
        return false;
    }
    if (node->node_case != SK_NODE(COLUMN_REF))
        return true;
    const PgQuery__ColumnRef *ref = node->column_ref;
    const char *first = sk_node_string(ref->fields[0]);
    const char *last = sk_node_string(ref->fields[ref->n_fields - 1]);
    bool of_function = ref->n_fields == 2 && first && strcmp(first, s->in->function) == 0;
    struct name *name = ref->n_fields == 1 || of_function ? find_name(s->names, last) : NULL;
    struct name *record = ref->n_fields == 2 && !of_function ? find_name(s->names, first) : NULL;
    if (name && name->column && s->scope && !of_function && sk_scope_column(s->scope, ref).name)
        return false;
    if (name)
        take(s, node, name);
    else if (record)
        take_field(node, record);
    return false;
}

static bool
find_column(sk_node *node, void *data)
{
    if (node->node_case == SK_NODE(COLUMN_REF) && !sk_once_is_name(node))
        *(bool *)data = true;
    return true;
}

/* A value of chance is the same wherever its name stands. */
static const sk_node *
settled(struct inliner *in, const sk_node *value)
{
    return value && sk_print_is_volatile(value) ? sk_once_name(&in->once, in->p, value) : value;
}

/* The names of the arguments must not be taken for those of the query that they are put into. */
static void
check_capture(struct inliner *in, const struct names *names, const PgQuery__SelectStmt *select)
{
    for (size_t i = 0; select->n_from_clause && i < names->n; i++) {
        bool found = false;
        sweep(names->items[i].node, find_column, &found);
        if (found)
            give_up(in, "a column as an argument for its query");
    }
}

/* An SQL text's one expression, its names replaced. */
static const sk_node *
expression(struct inliner *in, struct names *names, const char *text)
{
    PgQuery__ParseResult *tree;
    if (in->why || !text || sk_pg_tree(&tree, in->owner, sk_printf(in->owner, "SELECT %s", text), NULL) ||
        tree->n_stmts != 1 || tree->stmts[0]->stmt->node_case != SK_NODE(SELECT_STMT) ||
        tree->stmts[0]->stmt->select_stmt->n_target_list != 1)
        return give_up(in, "an expression that cannot be read");
    PgQuery__SelectStmt *select = tree->stmts[0]->stmt->select_stmt;
    sk_pg_strip_locations(&tree->base);
    struct substitution s = {in, names, NULL};
    check_capture(in, names, select);
    if (select->n_from_clause) {
        struct sk_scope *scope = sk_scope_new(in->owner, in->p->catalog, NULL);
        sk_scope_add_from(scope, select->n_from_clause, select->from_clause);
        s.scope = scope;
    }
    sk_pg_walk(&select->base, substitute, &s);
    sk_print_unroll(in->owner, &select->base);
    sk_node *unrolled = in->why ? NULL : sk_print_unrolled_select(in->owner, select);
    if (unrolled)
        return unrolled;
    bool plain = !select->n_from_clause && !select->where_clause && !select->with_clause && !select->limit_count;
    if (plain)
        return in->why ? NULL : select->target_list[0]->res_target->val;
    PgQuery__SubLink *link = sk_new(in->owner, PgQuery__SubLink);
    sk_node *node = sk_new(in->owner, sk_node);
    pg_query__sub_link__init(link);
    pg_query__node__init(node);
    link->sub_link_type = PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK;
    link->subselect = tree->stmts[0]->stmt;
    node->node_case = SK_NODE(SUB_LINK);
    node->sub_link = link;
    return in->why ? NULL : node;
}

static const sk_node *
cast(struct inliner *in, const sk_node *value, PgQuery__TypeName *type)
{
    struct sk_type has = sk_scope_type(in->p->scope, value), wanted = sk_pg_type(in->p->catalog, in->owner, type);
    static const char *const any[] = {"record", "anyelement", "anyarray", "void", "any", "anynonarray"};
    for (size_t i = 0; i < sizeof any / sizeof *any; i++)
        if (wanted.name && strcmp(wanted.name, any[i]) == 0)
            return value;
    if (has.name && wanted.name && strcmp(has.name, wanted.name) == 0 && has.dimensions == wanted.dimensions)
        return value;
    PgQuery__TypeCast *to = sk_new(in->owner, PgQuery__TypeCast);
    sk_node *node = sk_new(in->owner, sk_node);
    pg_query__type_cast__init(to);
    pg_query__node__init(node);
    to->arg = (sk_node *)(uintptr_t)value;
    to->type_name = type;
    node->node_case = SK_NODE(TYPE_CAST);
    node->type_cast = to;
    return node;
}

/* ---- following PL/pgSQL ------------------------------------------------------------------------------------------ */

static const sk_node *follow(struct inliner *in, struct names names, const struct rest *rest);

static const char *
query_of(const json_t *expr)
{
    return json_string_value(json_object_get(json_object_get(expr, "PLpgSQL_expr"), "query"));
}

/* The number itself, where a variable of integers is one. */
static const sk_node *
folded(struct inliner *in, const char *type, const sk_node *value)
{
    int64_t number;
    bool whole = strcmp(type, "integer") == 0 || strcmp(type, "int") == 0 || strcmp(type, "int4") == 0;
    if (!value || !whole || !sk_print_known_number(value, &number))
        return value;
    return sk_pg_made(in->owner, sk_printf(in->owner, number < 0 ? "(%ld)" : "%ld", (long)number), 0, NULL);
}

static void
assign(struct inliner *in, struct names *names, const char *name, const char *text)
{
    struct name *variable = find_name(names, name);
    if (!variable) {
        give_up(in, "an assignment to a part of a value");
        return;
    }
    const char *type = variable->type ? variable->type : "";
    if (*type && strcmp(type, "text") != 0 && strcmp(type, "record") != 0)
        text = sk_printf(in->owner, "CAST((%s) AS %s)", text, type);
    variable->node = settled(in, folded(in, type, expression(in, names, text)));
}

/* SELECT expression INTO variable FROM ... */
static void
select_into(struct inliner *in, struct names *names, const json_t *stmt)
{
    const json_t *row = json_object_get(json_object_get(stmt, "target"), "PLpgSQL_row");
    const json_t *fields = json_object_get(row, "fields");
    const char *query = query_of(json_object_get(stmt, "sqlstmt"));
    if (!json_is_true(json_object_get(stmt, "into")) || json_array_size(fields) != 1 || !query) {
        give_up(in, "a statement that changes rows");
        return;
    }
    const char *name = json_string_value(json_object_get(json_array_get(fields, 0), "name"));
    assign(in, names, name, sk_printf(in->owner, "(%s)", query));
}

static const sk_node *
branch(struct inliner *in, const sk_node *condition, const sk_node *yes, const sk_node *no)
{
    if (!yes || !no)
        return NULL;
    sk_node *items[2];
    PgQuery__CaseExpr *choice = sk_new(in->owner, PgQuery__CaseExpr);
    PgQuery__CaseWhen *when = sk_new(in->owner, PgQuery__CaseWhen);
    sk_node **list = sk_alloc(in->owner, sizeof *list, "arms");
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
    choice->n_args = 1;
    choice->args = list;
    choice->defresult = (sk_node *)(uintptr_t)no;
    items[0]->node_case = SK_NODE(CASE_EXPR);
    items[0]->case_expr = choice;
    return items[0];
}

/* IF ... ELSIF ... ELSE: what is run after it is run in each of the branches. */
static const sk_node *
follow_if(struct inliner *in, struct names names, const json_t *stmt, size_t arm, const struct rest *rest)
{
    const json_t *others = json_object_get(stmt, "elsif_list");
    const json_t *one = arm ? json_object_get(json_array_get(others, arm - 1), "PLpgSQL_if_elsif") : stmt;
    struct rest body = {json_object_get(one, arm ? "stmts" : "then_body"), 0, rest, NULL, 0};
    struct rest otherwise = {json_object_get(stmt, "else_body"), 0, rest, NULL, 0};
    struct names before = names;
    const sk_node *condition = expression(in, &names, query_of(json_object_get(one, "cond")));
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
follow_for(struct inliner *in, struct names names, const json_t *stmt, const struct rest *rest)
{
    int64_t bounds[2];
    static const char *const keys[] = {"lower", "upper"};
    for (size_t i = 0; i < 2; i++) {
        const sk_node *bound = expression(in, &names, query_of(json_object_get(stmt, keys[i])));
        if (!bound || !sk_print_known_number(bound, &bounds[i]))
            return give_up(in, "a loop whose rounds depend on the row");
    }
    const char *counter = json_string_value(
        json_object_get(json_object_get(json_object_get(stmt, "var"), "PLpgSQL_var"), "refname"));
    if (json_object_get(stmt, "step") || json_object_get(stmt, "reverse") || !counter || bounds[1] - bounds[0] > 127)
        return give_up(in, "a loop of this kind");
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
round_of(struct inliner *in, struct names *names, const json_t *stmt)
{
    const sk_node *condition = expression(in, names, query_of(json_object_get(stmt, "cond")));
    int is = condition ? sk_print_known(condition) : -1;
    if (is < 0)
        give_up(in, "a loop whose rounds depend on the row");
    return is == 1;
}

/* The statements that only set variables. */
static void
set(struct inliner *in, struct names *names, const char *kind, const json_t *stmt)
{
    if (strcmp(kind, "PLpgSQL_stmt_assign") == 0) {
        const json_t *datum = json_array_get(in->datums, (size_t)json_integer_value(json_object_get(stmt, "varno")));
        const char *text = query_of(json_object_get(stmt, "expr")), *equals = text ? strchr(text, '=') : NULL;
        assign(in, names, json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_var"), "refname")),
               equals ? equals + 1 : NULL);
    } else if (strcmp(kind, "PLpgSQL_stmt_execsql") == 0) {
        select_into(in, names, stmt);
    } else if (strcmp(kind, "PLpgSQL_stmt_raise") != 0 ||
               json_integer_value(json_object_get(stmt, "elog_level")) > 20) {
        give_up(in, strcmp(kind, "PLpgSQL_stmt_raise") == 0      ? "RAISE EXCEPTION"
                    : strcmp(kind, "PLpgSQL_stmt_dynexecute") == 0 ? "EXECUTE"
                    : strcmp(kind, "PLpgSQL_stmt_fors") == 0       ? "a loop over a query"
                                                                   : "a statement of this kind");
    }
}

/* The expression that is returned when what `rest` says is run; NULL with `why` set. */
static const sk_node *
follow(struct inliner *in, struct names names, const struct rest *rest)
{
    while (!in->why && rest) {
        if (++in->steps > MAX_STEPS)
            return give_up(in, "more branches than can be followed");
        if (rest->counter && rest->i == 0 && names.n < MAX_NAMES) {
            const sk_node *value = expression(in, &names, sk_printf(in->owner, "%ld", rest->value));
            names.items[names.n++] = (struct name){rest->counter, NULL, value, false};
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
            return expression(in, &names, query_of(json_object_get(stmt, "expr")));
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
        if (strcmp(kind, "PLpgSQL_stmt_block") == 0 && !json_object_get(stmt, "exceptions")) {
            struct rest body = {json_object_get(stmt, "body"), 0, after, NULL, 0};
            return follow(in, names, &body);
        }
        set(in, &names, kind, stmt);
        rest = after;
    }
    return give_up(in, "an end without RETURN");
}

static void
declare(struct inliner *in, struct names *names)
{
    size_t i;
    json_t *datum;
    json_array_foreach(in->datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *name = json_string_value(json_object_get(var, "refname"));
        const char *value = query_of(json_object_get(var, "default_val"));
        if (!name || strcmp(name, "found") == 0 || find_name(names, name) || names->n == MAX_NAMES)
            continue;
        names->items[names->n++] =
            (struct name){name,
                          json_string_value(json_object_get(
                              json_object_get(json_object_get(var, "datatype"), "PLpgSQL_type"), "typname")),
                          NULL, false};
        if (value)
            assign(in, names, name, value);
    }
}

static const sk_node *
follow_plpgsql(struct inliner *in, struct names *names, const struct sk_function *function)
{
    json_t *root = sk_pg_function_procedure(function);
    const json_t *definition = json_object_get(json_array_get(root, 0), "PLpgSQL_function");
    const json_t *block = json_object_get(json_object_get(definition, "action"), "PLpgSQL_stmt_block");
    in->datums = json_object_get(definition, "datums");
    struct rest rest = {json_object_get(block, "body"), 0, NULL, NULL, 0};
    declare(in, names);
    const sk_node *value = !block || json_object_get(block, "exceptions") ? give_up(in, "a handler of exceptions")
                                                                          : follow(in, *names, &rest);
    json_decref(root);
    return value;
}

/* ---- the call ---------------------------------------------------------------------------------------------------- */

/* A function in SQL: its last statement's value. */
static const sk_node *
follow_sql(struct inliner *in, struct names *names, const struct sk_function *function)
{
    const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(function->definition)->create_function_stmt;
    for (size_t i = 0; i < names->n; i++)
        names->items[i].column = true;
    if (stmt->sql_body && stmt->sql_body->node_case == SK_NODE(RETURN_STMT))
        return expression(in, names, sk_pg_deparse_expr(in->owner, stmt->sql_body->return_stmt->returnval));
    PgQuery__ParseResult *tree;
    if (!function->body || sk_pg_tree(&tree, in->owner, function->body, NULL) || tree->n_stmts != 1 ||
        tree->stmts[0]->stmt->node_case != SK_NODE(SELECT_STMT))
        return give_up(in, "more than one query");
    const PgQuery__SelectStmt *select = tree->stmts[0]->stmt->select_stmt;
    bool simple = !select->n_from_clause && !select->where_clause && !select->with_clause && !select->limit_count &&
                  select->op == PG_QUERY__SET_OPERATION__SETOP_NONE && select->n_target_list == 1;
    if (simple)
        return expression(in, names, sk_pg_deparse_expr(in->owner, select->target_list[0]->res_target->val));
    struct sk_scope *scope = sk_scope_new(in->owner, in->p->catalog, NULL);
    sk_scope_add_from(scope, select->n_from_clause, select->from_clause);
    struct substitution s = {in, names, scope};
    struct names none = {0};
    check_capture(in, names, select);
    sk_pg_walk(&tree->stmts[0]->stmt->base, substitute, &s);
    return expression(in, &none, sk_printf(in->owner, "(%s)", sk_pg_deparse(in->owner, tree->stmts[0]->stmt)));
}

/* The function of that name which takes so many arguments. */
static const struct sk_function *
overload(const struct sk_catalog *catalog, const struct sk_function *first, size_t n_args)
{
    for (size_t i = catalog->n_functions; i-- > 0;) {
        const struct sk_function *f = catalog->functions[i];
        const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(f->definition)->create_function_stmt;
        size_t required = 0;
        for (size_t k = 0; k < stmt->n_parameters; k++)
            required += !stmt->parameters[k]->function_parameter->defexpr;
        if (strcmp(f->name, first->name) == 0 && strcmp(f->schema, first->schema) == 0 && n_args >= required &&
            n_args <= stmt->n_parameters)
            return f;
    }
    return first;
}

/* tg_op and its like are known while a trigger is being printed. */
static const sk_node *
trigger_name(struct inliner *in, const sk_node *arg)
{
    const char *name = arg->node_case == SK_NODE(COLUMN_REF) && arg->column_ref->n_fields == 1
                           ? sk_node_string(arg->column_ref->fields[0])
                           : NULL;
    enum sk_status status;
    if (!name || strncasecmp(name, "tg_", 3) != 0)
        return arg;
    const char *text = sk_print_apart(in->p, arg, &status);
    struct names none = {0};
    return !status && text && *text == '\'' ? expression(in, &none, text) : arg;
}

static void
bind(struct inliner *in, struct names *names, const PgQuery__CreateFunctionStmt *stmt, const PgQuery__FuncCall *call)
{
    for (size_t i = 0; i < stmt->n_parameters && names->n < MAX_NAMES; i++) {
        const PgQuery__FunctionParameter *parameter = stmt->parameters[i]->function_parameter;
        const sk_node *arg = i < call->n_args ? call->args[i] : parameter->defexpr;
        if (in->rows && (parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_OUT ||
                         parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_TABLE))
            break;
        if (arg && arg->node_case == SK_NODE(NAMED_ARG_EXPR))
            give_up(in, "an argument that is given by its name");
        if (parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_OUT ||
            parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_TABLE ||
            parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_VARIADIC)
            give_up(in, "a parameter of this kind");
        if (!arg || in->why)
            break;
        const sk_node *value = settled(in, cast(in, trigger_name(in, arg), parameter->arg_type));
        names->items[names->n++] = (struct name){parameter->name, NULL, value, false};
    }
}

static bool
is_strict(const PgQuery__CreateFunctionStmt *stmt)
{
    for (size_t i = 0; i < stmt->n_options; i++) {
        const PgQuery__DefElem *option = stmt->options[i]->def_elem;
        if (strcmp(option->defname, "strict") == 0)
            return option->arg && option->arg->node_case == SK_NODE(BOOLEAN) && option->arg->boolean->boolval;
    }
    return false;
}

/* Is it a value of chance that has a name? No engine's are NULL. */
static bool
is_chance(const sk_node *value)
{
    if (value->node_case == SK_NODE(FUNC_CALL) && value->func_call->n_args == 2)
        value = value->func_call->args[0];
    return sk_once_is_name(value->node_case == SK_NODE(TYPE_CAST) ? value->type_cast->arg : value);
}

/* A strict function is NULL where an argument is. */
static enum sk_status
print_value(struct inliner *in, const sk_node *value, const struct names *names,
            const PgQuery__CreateFunctionStmt *stmt)
{
    struct sk_printer *p = in->p;
    bool strict = is_strict(stmt);
    enum sk_status status = SK_OK;
    sk_text_add(p->out, strict ? "CASE WHEN TRUE" : "(");
    for (size_t i = 0; strict && i < names->n && !status; i++) {
        if (is_chance(names->items[i].node))
            continue;
        sk_text_add(p->out, " AND (");
        status = sk_print_expr(p, names->items[i].node);
        sk_text_add(p->out, ") IS NOT NULL");
    }
    sk_text_add(p->out, strict ? " THEN " : "");
    status = status ? status : sk_print_expr(p, value);
    sk_text_add(p->out, strict ? " END" : ")");
    return status;
}

enum sk_status
sk_print_user_function(struct sk_printer *p, const sk_node *node, const struct sk_function *function)
{
    const PgQuery__FuncCall *call = node->func_call;
    struct inliner in = {.owner = p->tmp, .p = p, .function = function->name};
    struct names names = {0};
    function = overload(p->catalog, function, call->n_args);
    const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(function->definition)->create_function_stmt;
    if (p->inlining >= MAX_DEPTH)
        give_up(&in, "a call of itself");
    if (stmt->return_type && stmt->return_type->setof)
        give_up(&in, "a result of several rows");
    bind(&in, &names, stmt, call);
    size_t n_args = names.n;
    const sk_node *value = in.why                                        ? NULL
                           : strcmp(function->language, "sql") == 0     ? follow_sql(&in, &names, function)
                           : strcmp(function->language, "plpgsql") == 0 ? follow_plpgsql(&in, &names, function)
                                                                        : give_up(&in, "its language");
    if (!value || in.why)
        return sk_print_unsupported(p, node,
                                    "function %s() is the project's own, %s has no stored functions, and its body "
                                    "cannot be put here: %s",
                                    function->name, p->rules->dialect, in.why ? in.why : "it cannot be read");
    names.n = n_args;
    p->inlining++;
    value = stmt->return_type ? cast(&in, value, stmt->return_type) : value;
    value = sk_once_bind(p, &in.once, value);
    enum sk_status status = print_value(&in, value, &names, stmt);
    p->inlining--;
    return status;
}

/* ---- in FROM ----------------------------------------------------------------------------------------------------- */

/* The one query that a function's rows come from: a body in SQL, or RETURN QUERY alone. */
static const char *
query_text(struct inliner *in, const struct sk_function *function)
{
    if (strcmp(function->language, "sql") == 0)
        return function->body;
    json_t *root = sk_pg_function_procedure(function);
    const json_t *block = json_object_get(json_object_get(json_object_get(json_array_get(root, 0), "PLpgSQL_function"),
                                                          "action"), "PLpgSQL_stmt_block");
    const json_t *body = json_object_get(block, "body");
    const json_t *first = json_object_get(json_array_get(body, 0), "PLpgSQL_stmt_return_query");
    const char *text = query_of(json_object_get(first, "query"));
    bool alone = json_array_size(body) == 1 ||
                 (json_array_size(body) == 2 && json_object_get(json_array_get(body, 1), "PLpgSQL_stmt_return"));
    text = text && alone && !json_object_get(block, "exceptions") ? sk_strdup(in->owner, text) : NULL;
    json_decref(root);
    return text;
}

static sk_node *
rows_of(struct inliner *in, const PgQuery__FuncCall *call, const struct sk_function *function)
{
    const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(function->definition)->create_function_stmt;
    struct names names = {0};
    PgQuery__ParseResult *tree;
    bind(in, &names, stmt, call);
    const char *text = in->why ? NULL : query_text(in, function);
    if (is_strict(stmt) || !text || sk_pg_tree(&tree, in->owner, text, NULL) || tree->n_stmts != 1 ||
        tree->stmts[0]->stmt->node_case != SK_NODE(SELECT_STMT)) {
        give_up(in, "more than one query");
        return NULL;
    }
    sk_pg_strip_locations(&tree->base);
    PgQuery__SelectStmt *select = tree->stmts[0]->stmt->select_stmt;
    struct sk_scope *scope = sk_scope_new(in->owner, in->p->catalog, NULL);
    sk_scope_add_from(scope, select->n_from_clause, select->from_clause);
    bool sql = strcmp(function->language, "sql") == 0;
    for (size_t i = 0; i < names.n; i++) {
        bool found = false;
        sweep(names.items[i].node, find_column, &found);
        if (found)
            give_up(in, "a column as an argument for its query");
        names.items[i].column = sql;
    }
    struct substitution s = {in, &names, scope};
    sk_pg_walk(&select->base, substitute, &s);
    return in->why ? NULL : tree->stmts[0]->stmt;
}

enum sk_status
sk_print_function_rows(sk_node **query, struct sk_printer *p, const sk_node *node, const struct sk_function *function)
{
    const PgQuery__FuncCall *call = node->func_call;
    struct inliner in = {.owner = p->tmp, .p = p, .function = function->name, .rows = true};
    function = overload(p->catalog, function, call->n_args);
    const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(function->definition)->create_function_stmt;
    const sk_node *args[] = {node};
    if (stmt->return_type && !stmt->return_type->setof)
        *query = sk_pg_made(p->tmp, "(SELECT $1)", 1, args)->sub_link->subselect;
    else
        *query = rows_of(&in, call, function);
    if (!*query)
        return sk_print_unsupported(p, node, "%s() in FROM has no equivalent on %s: its body cannot be put here: %s",
                                    function->name, p->rules->dialect, in.why);
    return SK_OK;
}
