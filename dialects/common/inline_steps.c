/*
 * dialects/common/inline_steps.c - a PL/pgSQL function's body as a flat list of steps: see inline_steps.h.
 */
#include <string.h>

#include "dialects/common/handlers.h"
#include "dialects/common/inline_steps.h"
#include "dialects/common/plpgsql.h"

/* What EXIT and CONTINUE are about. */
struct loop {
    const char *label;
    size_t exits, next; /* numbers of labels */
    const struct loop *outer;
};

struct reader {
    struct sk_steps *s;
    struct sk_inliner *in;
    TALLOC_CTX *owner;
    const json_t *root, *datums;
    size_t n_labels;
    size_t *labels; /* the step at which each stands */
    const struct loop *loop;
    const struct sk_step_counter *counters;
    json_int_t line; /* of the statement before */
    size_t found;    /* the slot of FOUND, if the function asks for it; else SIZE_MAX */
    bool is_part;    /* it is a loop of a trigger's function, not a function */
};

static void read_list(struct reader *r, const json_t *list);

/* ---- steps ------------------------------------------------------------------------------------------------------- */

static void
add(struct reader *r, struct sk_step step)
{
    step.counters = r->counters;
    step.text = step.text ? sk_strdup(r->owner, step.text) : NULL;
    sk_push(r->owner, r->s->items, r->s->n, step);
}

static void
set(struct reader *r, size_t slot, const char *text)
{
    r->s->slots[slot].n_set++;
    add(r, (struct sk_step){.kind = SK_STEP_SET, .slot = slot, .text = text});
}

static size_t
new_label(struct reader *r)
{
    sk_push(r->owner, r->labels, r->n_labels, SK_STEP_END);
    return r->n_labels - 1;
}

static void
put_label(struct reader *r, size_t label)
{
    r->labels[label] = r->s->n;
}

/* Until the list is complete a step's target is a label. */
static void
jump(struct reader *r, size_t label)
{
    add(r, (struct sk_step){.kind = SK_STEP_JUMP, .target = label});
}

static void
test(struct reader *r, const char *text, size_t otherwise)
{
    add(r, (struct sk_step){.kind = SK_STEP_TEST, .text = text ? text : "true", .target = otherwise});
}

static size_t
new_slot(struct reader *r, const char *name, PgQuery__TypeName *type)
{
    struct sk_step_slot slot = {.name = name ? sk_strdup(r->owner, name) : NULL, .type = type};
    slot.column = sk_printf(r->owner, SK_STEPS_COLUMN "%u_%zu_%s", r->in->p->inlining, r->s->n_slots, name ? name : "");
    if (!type)
        sk_inline_give_up(r->in, "a variable of a type that is not known");
    sk_push(r->owner, r->s->slots, r->s->n_slots, slot);
    return r->s->n_slots - 1;
}

/* ---- variables --------------------------------------------------------------------------------------------------- */

/* t.c%TYPE */
static PgQuery__TypeName *
column_type(struct reader *r, const char *text)
{
    const struct sk_column *column = sk_plpgsql_column_of(r->owner, r->in->p->catalog, text);
    sk_node *cast = column ? sk_pg_cast_node(r->owner, NULL, &column->type) : NULL;
    return cast ? cast->type_cast->type_name : NULL;
}

static bool
is_own_variable(const json_t *var)
{
    const char *name = json_string_value(json_object_get(var, "refname"));
    const char *type = json_string_value(
        json_object_get(json_object_get(json_object_get(var, "datatype"), "PLpgSQL_type"), "typname"));
    return name && type && json_integer_value(json_object_get(var, "lineno")) && strcmp(type, "UNKNOWN") != 0;
}

static size_t
slot_named(const struct reader *r, const char *name)
{
    for (size_t i = 0; name && i < r->s->n_slots; i++)
        if (sk_same(r->s->slots[i].name, name))
            return i;
    return SIZE_MAX;
}

/* Is it a loop over a query, whose rows go to the record? */
static bool
gives_record(const char *key, const json_t *item, const void *datum)
{
    const json_t *target = json_object_get(json_object_get(item, "var"), "PLpgSQL_rec");
    const json_t *record = json_object_get((const json_t *)datum, "PLpgSQL_rec");
    return sk_same(key, "PLpgSQL_stmt_fors") &&
           sk_same(json_string_value(json_object_get(target, "refname")),
                   json_string_value(json_object_get(record, "refname")));
}

static void
declare_all(struct reader *r)
{
    size_t i;
    json_t *datum;
    json_array_foreach(r->datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *name = json_string_value(json_object_get(var, "refname"));
        if (json_object_get(datum, "PLpgSQL_rec") && !sk_pg_procedure_has(r->root, gives_record, datum))
            sk_inline_give_up(r->in, "a record");
        if (!is_own_variable(var))
            continue;
        if (slot_named(r, name) != SIZE_MAX)
            sk_inline_give_up(r->in, "a variable that hides another");
        const char *type = json_string_value(
            json_object_get(json_object_get(json_object_get(var, "datatype"), "PLpgSQL_type"), "typname"));
        new_slot(r, name, strchr(type, '%') ? column_type(r, type) : sk_pg_type_named(r->owner, type));
    }
}

/* The variables that are declared after one line and until another begin as they are declared. */
static void
begin_declared(struct reader *r, json_int_t after, json_int_t until, bool again)
{
    size_t i;
    json_t *datum;
    json_array_foreach(r->datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *value = sk_plpgsql_query(json_object_get(var, "default_val"));
        json_int_t line = json_integer_value(json_object_get(var, "lineno"));
        if (is_own_variable(var) && line > after && line <= until && (value || again))
            set(r, slot_named(r, json_string_value(json_object_get(var, "refname"))), value ? value : "NULL");
    }
}

const char *
sk_steps_name(TALLOC_CTX *owner, const json_t *datums, size_t number)
{
    const struct sk_plpgsql f = {.datums = datums};
    const char *record, *name = sk_plpgsql_datum(&f, number, &record);
    return name && record ? sk_printf(owner, "%s.%s", record, name) : name;
}

/* The slot of a number in the function's list; SIZE_MAX with `why` set. */
static size_t
target_slot(struct reader *r, const json_t *number)
{
    const char *name = sk_steps_name(r->owner, r->datums, (size_t)json_integer_value(number));
    size_t slot = slot_named(r, name); /* libpg_query leaves a number out that is 0 */
    for (const struct sk_step_counter *c = r->counters; c; c = c->outer)
        if (sk_same(c->name, name))
            sk_inline_give_up(r->in, "an assignment to the variable of a loop");
    if (slot == SIZE_MAX)
        sk_inline_give_up(r->in, "an assignment to a part of a value");
    return slot;
}

/* ---- statements that compute ------------------------------------------------------------------------------------- */

static void
read_assign(struct reader *r, const json_t *stmt)
{
    const char *text = sk_plpgsql_value(stmt);
    size_t slot = target_slot(r, json_object_get(stmt, "varno"));
    if (!text)
        sk_inline_give_up(r->in, "an assignment to a part of a value");
    else if (slot != SIZE_MAX)
        set(r, slot, text);
}

/* SELECT a, b INTO x, y FROM ...: each is asked for by itself. */
static void
read_into(struct reader *r, const json_t *stmt)
{
    const json_t *fields =
        json_object_get(json_object_get(json_object_get(stmt, "target"), "PLpgSQL_row"), "fields");
    const char *query = sk_plpgsql_query(json_object_get(stmt, "sqlstmt"));
    PgQuery__ParseResult *tree;
    if (!json_is_true(json_object_get(stmt, "into")) || !query || sk_pg_tree(&tree, r->owner, query, NULL) ||
        tree->n_stmts != 1 || tree->stmts[0]->stmt->node_case != SK_NODE(SELECT_STMT)) {
        sk_inline_give_up(r->in, "a statement that changes rows");
        return;
    }
    PgQuery__SelectStmt *select = tree->stmts[0]->stmt->select_stmt;
    size_t n = select->n_target_list;
    sk_node **targets = select->target_list;
    if (json_is_true(json_object_get(stmt, "strict")) || n != json_array_size(fields) || select->n_distinct_clause ||
        (n > 1 && (select->op != PG_QUERY__SET_OPERATION__SETOP_NONE || sk_print_is_volatile(tree->stmts[0]->stmt)))) {
        sk_inline_give_up(r->in, "SELECT ... INTO of this kind");
        return;
    }
    if (r->found != SIZE_MAX)
        set(r, r->found, sk_printf(r->owner, "EXISTS (%s)", query));
    select->n_target_list = 1;
    for (size_t i = 0; i < n; i++) {
        size_t slot = target_slot(r, json_object_get(json_array_get(fields, i), "varno"));
        select->target_list = &targets[i];
        if (slot != SIZE_MAX)
            set(r, slot, sk_printf(r->owner, "(%s)", sk_pg_deparse(r->owner, tree->stmts[0]->stmt)));
    }
}

/* Without a value it is the end of the function, which libpg_query puts there. */
static void
read_return(struct reader *r, const json_t *stmt)
{
    if (r->is_part)
        sk_inline_give_up(r->in, "RETURN in a loop");
    const char *text = sk_plpgsql_query(json_object_get(stmt, "expr"));
    set(r, r->s->result, text ? text : "skein_raise('control reached end of function without RETURN')");
    add(r, (struct sk_step){.kind = SK_STEP_JUMP, .target = SK_STEP_END});
}

static void
read_raise(struct reader *r, const json_t *stmt)
{
    if (!sk_plpgsql_is_error(stmt))
        return;
    set(r, r->s->result, sk_inline_raise_text(r->in, stmt));
    add(r, (struct sk_step){.kind = SK_STEP_JUMP, .target = SK_STEP_END});
}

/* ---- branches ---------------------------------------------------------------------------------------------------- */

static void
read_branch(struct reader *r, const char *condition, const json_t *body, size_t end)
{
    size_t otherwise = new_label(r);
    test(r, condition, otherwise);
    read_list(r, body);
    jump(r, end);
    put_label(r, otherwise);
}

static void
read_if(struct reader *r, const json_t *stmt)
{
    size_t i, end = new_label(r);
    json_t *item;
    read_branch(r, sk_plpgsql_query(json_object_get(stmt, "cond")), json_object_get(stmt, "then_body"), end);
    json_array_foreach(json_object_get(stmt, "elsif_list"), i, item) {
        const json_t *arm = json_object_get(item, "PLpgSQL_if_elsif");
        read_branch(r, sk_plpgsql_query(json_object_get(arm, "cond")), json_object_get(arm, "stmts"), end);
    }
    read_list(r, json_object_get(stmt, "else_body"));
    put_label(r, end);
}

static void
read_case(struct reader *r, const json_t *stmt)
{
    size_t i, end = new_label(r);
    json_t *item;
    struct sk_plpgsql f = {.owner = r->owner};
    json_array_foreach(json_object_get(stmt, "case_when_list"), i, item) {
        const json_t *when = json_object_get(item, "PLpgSQL_case_when");
        read_branch(r, sk_plpgsql_case_test(&f, stmt, when), json_object_get(when, "stmts"), end);
    }
    if (json_is_true(json_object_get(stmt, "have_else"))) {
        read_list(r, json_object_get(stmt, "else_stmts"));
    } else {
        set(r, r->s->result, "skein_raise('case not found')");
        add(r, (struct sk_step){.kind = SK_STEP_JUMP, .target = SK_STEP_END});
    }
    put_label(r, end);
}

/* ---- loops ------------------------------------------------------------------------------------------------------- */

static struct loop
begin_loop(struct reader *r, const json_t *stmt)
{
    return (struct loop){json_string_value(json_object_get(stmt, "label")), new_label(r), new_label(r), r->loop};
}

/* LOOP, and WHILE */
static void
read_while(struct reader *r, const json_t *stmt)
{
    struct loop loop = begin_loop(r, stmt);
    r->loop = &loop;
    put_label(r, loop.next);
    if (json_object_get(stmt, "cond"))
        test(r, sk_plpgsql_query(json_object_get(stmt, "cond")), loop.exits);
    read_list(r, json_object_get(stmt, "body"));
    jump(r, loop.next);
    put_label(r, loop.exits);
    r->loop = loop.outer;
}

/* A bound that PostgreSQL would not take is an error. */
static const char *
bound(struct reader *r, const char *text, const char *message)
{
    int64_t number;
    struct sk_inline_names none = {0};
    const sk_node *node = sk_inline_expression(r->in, &none, text);
    if (node && sk_print_known_number(node, &number))
        return text;
    return sk_printf(r->owner, "COALESCE(CAST((%s) AS integer), CAST(skein_raise('%s') AS integer))", text, message);
}

/* FOR i IN a..b BY c */
static void
read_range(struct reader *r, const json_t *stmt)
{
    const char *name = json_string_value(
        json_object_get(json_object_get(json_object_get(stmt, "var"), "PLpgSQL_var"), "refname"));
    const char *by = sk_plpgsql_query(json_object_get(stmt, "step"));
    bool reverse = json_is_true(json_object_get(stmt, "reverse"));
    PgQuery__TypeName *integer = sk_pg_type_named(r->owner, "integer");
    size_t counter = new_slot(r, NULL, integer), last = new_slot(r, NULL, integer), step = new_slot(r, NULL, integer);
    struct loop loop = begin_loop(r, stmt);
    struct sk_step_counter *own = sk_new(r->owner, struct sk_step_counter);
    size_t head = new_label(r);
    set(r, counter, bound(r, sk_plpgsql_query(json_object_get(stmt, "lower")),
                          "lower bound of FOR loop cannot be null"));
    set(r, last, bound(r, sk_plpgsql_query(json_object_get(stmt, "upper")),
                       "upper bound of FOR loop cannot be null"));
    set(r, step, !by ? "1" : sk_printf(r->owner, "CASE WHEN (%s) > 0 THEN (%s) ELSE CAST(skein_raise('BY value of FOR "
                                       "loop must be greater than zero') AS integer) END", by, by));
    size_t any = r->found == SIZE_MAX ? SIZE_MAX : new_slot(r, NULL, sk_pg_type_named(r->owner, "boolean"));
    if (any != SIZE_MAX)
        set(r, any, sk_printf(r->owner, "%s %s %s", r->s->slots[counter].column, reverse ? ">=" : "<=",
                              r->s->slots[last].column));
    *own = (struct sk_step_counter){name ? sk_strdup(r->owner, name) : "", counter, r->counters};
    r->counters = own;
    r->loop = &loop;
    put_label(r, head);
    test(r, sk_printf(r->owner, "%s %s %s", r->s->slots[counter].column, reverse ? ">=" : "<=",
                      r->s->slots[last].column), loop.exits);
    read_list(r, json_object_get(stmt, "body"));
    put_label(r, loop.next);
    set(r, counter, sk_printf(r->owner, "%s %s %s", r->s->slots[counter].column, reverse ? "-" : "+",
                              r->s->slots[step].column));
    jump(r, head);
    put_label(r, loop.exits);
    if (any != SIZE_MAX)
        set(r, r->found, r->s->slots[any].column);
    r->counters = own->outer;
    r->loop = loop.outer;
}

/* FOREACH x IN ARRAY a */
static void
read_elements(struct reader *r, const json_t *stmt)
{
    const char *array = sk_plpgsql_query(json_object_get(stmt, "expr"));
    size_t slot = target_slot(r, json_object_get(stmt, "varno"));
    const PgQuery__TypeName *of = slot != SIZE_MAX ? r->s->slots[slot].type : NULL;
    sk_node *cast = of ? sk_pg_made(r->owner, "CAST(NULL AS text[])", 0, NULL) : NULL;
    if (!of || !array || json_object_get(stmt, "slice") || of->n_array_bounds) {
        sk_inline_give_up(r->in, "a loop of this kind");
        return;
    }
    cast->type_cast->type_name->n_names = of->n_names;
    cast->type_cast->type_name->names = of->names;
    size_t all = new_slot(r, NULL, cast->type_cast->type_name), at = new_slot(r, NULL, sk_pg_type_named(r->owner, "integer"));
    const char *a = r->s->slots[all].column, *i = r->s->slots[at].column;
    struct loop loop = begin_loop(r, stmt);
    r->loop = &loop;
    set(r, all, array);
    set(r, at, "0");
    put_label(r, loop.next);
    set(r, at, sk_printf(r->owner, "%s + 1", i));
    test(r, sk_printf(r->owner, "%s <= COALESCE(array_length(%s, 1), 0)", i, a), loop.exits);
    set(r, slot, sk_printf(r->owner, "%s[%s]", a, i));
    read_list(r, json_object_get(stmt, "body"));
    jump(r, loop.next);
    put_label(r, loop.exits);
    r->loop = loop.outer;
}

/* The slot of a field that a loop over a query gives; it is there for as long as the function runs. */
static size_t
field_slot(struct reader *r, const struct sk_loop_row *row)
{
    size_t slot = slot_named(r, row->name);
    if (slot == SIZE_MAX && row->type)
        return new_slot(r, row->name, row->type);
    if (slot == SIZE_MAX)
        sk_inline_give_up(r->in, "a loop whose variable is not known");
    return slot;
}

/* FOR x IN SELECT ... */
static void
read_rows(struct reader *r, const json_t *stmt)
{
    struct sk_loop_rows rows = {0};
    if (!sk_inline_read_rows(&rows, r->in, r->datums, stmt))
        return;
    size_t *all = sk_alloc(r->owner, rows.n * sizeof *all, "arrays"), at = new_slot(r, NULL, sk_pg_type_named(r->owner, "integer"));
    struct loop loop = begin_loop(r, stmt);
    r->loop = &loop;
    for (size_t i = 0; i < rows.n; i++) {
        all[i] = new_slot(r, NULL, sk_pg_type_named(r->owner, "text[]"));
        set(r, all[i], rows.items[i].array);
    }
    const char *round = r->s->slots[at].column;
    set(r, at, "0");
    put_label(r, loop.next);
    set(r, at, sk_printf(r->owner, "%s + 1", round));
    test(r, sk_printf(r->owner, "%s <= COALESCE(array_length(%s, 1), 0)", round, r->s->slots[all[0]].column), loop.exits);
    for (size_t i = 0; i < rows.n; i++) {
        size_t slot = rows.items[i].name ? field_slot(r, &rows.items[i]) : SIZE_MAX;
        if (slot != SIZE_MAX)
            set(r, slot, sk_printf(r->owner, "%s[%s]", r->s->slots[all[i]].column, round));
    }
    read_list(r, json_object_get(stmt, "body"));
    jump(r, loop.next);
    put_label(r, loop.exits);
    if (r->found != SIZE_MAX)
        set(r, r->found, sk_printf(r->owner, "array_length(%s, 1) IS NOT NULL", r->s->slots[all[0]].column));
    r->loop = loop.outer;
}

static void
read_exit(struct reader *r, const json_t *stmt)
{
    const char *label = json_string_value(json_object_get(stmt, "label"));
    const char *condition = sk_plpgsql_query(json_object_get(stmt, "cond"));
    const struct loop *loop = r->loop;
    while (loop && label && !sk_same(loop->label, label))
        loop = loop->outer;
    if (!loop) {
        sk_inline_give_up(r->in, "EXIT from what is no loop");
        return;
    }
    size_t stay = new_label(r);
    if (condition)
        test(r, condition, stay);
    jump(r, json_is_true(json_object_get(stmt, "is_exit")) ? loop->exits : loop->next);
    put_label(r, stay);
}

/* ---- the body ---------------------------------------------------------------------------------------------------- */

static void
read_block(struct reader *r, const json_t *stmt)
{
    if (json_object_get(stmt, "exceptions"))
        sk_inline_give_up(r->in, sk_strdup(r->owner, sk_handlers_why(stmt)));
    read_list(r, json_object_get(stmt, "body"));
}

static const struct {
    const char *kind;
    void (*read)(struct reader *r, const json_t *stmt);
} statements[] = {
    {"PLpgSQL_stmt_assign", read_assign}, {"PLpgSQL_stmt_execsql", read_into},
    {"PLpgSQL_stmt_if", read_if},         {"PLpgSQL_stmt_case", read_case},
    {"PLpgSQL_stmt_loop", read_while},    {"PLpgSQL_stmt_while", read_while},
    {"PLpgSQL_stmt_fori", read_range},    {"PLpgSQL_stmt_foreach_a", read_elements},
    {"PLpgSQL_stmt_fors", read_rows},
    {"PLpgSQL_stmt_exit", read_exit},     {"PLpgSQL_stmt_return", read_return},
    {"PLpgSQL_stmt_raise", read_raise},   {"PLpgSQL_stmt_block", read_block},
};

static void
read_one(struct reader *r, const char *kind, const json_t *stmt)
{
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        if (sk_same(statements[i].kind, kind)) {
            statements[i].read(r, stmt);
            return;
        }
    sk_inline_give_up(r->in, sk_same(kind, "PLpgSQL_stmt_dynexecute") ? "EXECUTE"
                             : sk_same(kind, "PLpgSQL_stmt_perform")  ? "PERFORM"
                                                                      : "a statement of this kind");
}

static void
read_list(struct reader *r, const json_t *list)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        const char *kind;
        json_t *stmt;
        json_object_foreach(item, kind, stmt) {
            json_int_t own = json_integer_value(json_object_get(stmt, "lineno"));
            if (sk_same(kind, "PLpgSQL_stmt_block")) /* declares its variables where it stands */
                begin_declared(r, r->line, own, true);
            r->line = own;
            if (!r->in->why)
                read_one(r, kind, stmt);
        }
    }
}

/* A label's place is known once all has been read. */
static void
settle_targets(struct reader *r)
{
    for (size_t i = 0; i < r->s->n; i++) {
        struct sk_step *step = &r->s->items[i];
        if (step->kind != SK_STEP_SET && step->target != SK_STEP_END)
            step->target = r->labels[step->target];
    }
}

/* What is declared within a block must have got its value there, and its line is all that tells where it belongs. */
static void
check_declared(struct reader *r, json_int_t begin)
{
    size_t i;
    json_t *datum;
    json_array_foreach(r->datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        size_t slot = is_own_variable(var) ? slot_named(r, json_string_value(json_object_get(var, "refname")))
                                           : SIZE_MAX;
        if (slot != SIZE_MAX && json_integer_value(json_object_get(var, "lineno")) > begin &&
            json_object_get(var, "default_val") && !r->s->slots[slot].n_set)
            sk_inline_give_up(r->in, "a declaration on the line of another statement");
    }
}

bool
sk_inline_read_steps(struct sk_steps *s, const struct sk_inline_names *arguments, const struct sk_function *function)
{
    const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(function->definition)->create_function_stmt;
    json_t *root = sk_pg_function_procedure(function);
    sk_handlers_as_branches(s->in->owner, s->in->p->catalog, function, NULL, root);
    const json_t *definition = json_object_get(json_array_get(root, 0), "PLpgSQL_function");
    const json_t *block = json_object_get(json_object_get(definition, "action"), "PLpgSQL_stmt_block");
    struct reader r = {.s = s, .in = s->in, .owner = s->in->owner, .root = root, .found = SIZE_MAX};
    r.datums = json_object_get(definition, "datums");
    if (!block || !stmt->return_type) {
        sk_inline_give_up(s->in, "it cannot be read");
        json_decref(root);
        return false;
    }
    for (size_t i = 0; i < arguments->n && i < stmt->n_parameters; i++) {
        size_t slot = new_slot(&r, arguments->items[i].name, stmt->parameters[i]->function_parameter->arg_type);
        s->slots[slot].value = arguments->items[i].node;
    }
    s->result = new_slot(&r, NULL, stmt->return_type);
    declare_all(&r);
    if (sk_plpgsql_uses(definition, "found"))
        r.found = new_slot(&r, "found", sk_pg_type_named(r.owner, "boolean"));
    json_int_t begin = r.line = json_integer_value(json_object_get(block, "lineno"));
    if (r.found != SIZE_MAX)
        set(&r, r.found, "false");
    begin_declared(&r, 0, begin, false);
    s->n_declared = s->n;
    if (!s->in->why)
        read_block(&r, block);
    read_return(&r, NULL);
    check_declared(&r, begin);
    settle_targets(&r);
    json_decref(root);
    return !s->in->why;
}

bool
sk_inline_read_loop(struct sk_steps *s, size_t n, const struct sk_step_slot *slots, const json_t *datums,
                    const char *kind, const json_t *stmt)
{
    struct reader r = {
        .s = s, .in = s->in, .owner = s->in->owner, .datums = datums, .found = SIZE_MAX, .is_part = true};
    r.line = json_integer_value(json_object_get(stmt, "lineno"));
    for (size_t i = 0; i < n; i++) {
        size_t slot = new_slot(&r, slots[i].name, slots[i].type);
        s->slots[slot].value = slots[i].value;
    }
    s->result = new_slot(&r, NULL, sk_pg_type_named(r.owner, "text")); /* of RAISE */
    r.found = slot_named(&r, "found");
    if (!s->in->why)
        read_one(&r, kind, stmt);
    add(&r, (struct sk_step){.kind = SK_STEP_JUMP, .target = SK_STEP_END});
    settle_targets(&r);
    return !s->in->why;
}

struct sk_inline_names
sk_inline_step_names(const struct sk_steps *s, const struct sk_step_counter *counters, const sk_node *const *values)
{
    struct sk_inline_names names = {0};
    size_t n = 0;
    for (const struct sk_step_counter *c = counters; c; c = c->outer)
        n++;
    if (s->n_slots + n > SK_INLINE_NAMES) {
        sk_inline_give_up(s->in, "so many variables");
        return names;
    }
    for (size_t i = 0; i < s->n_slots; i++) {
        const struct sk_step_slot *slot = &s->slots[i];
        names.items[names.n++] =
            (struct sk_inline_name){slot->name ? slot->name : slot->column, NULL, values[i], false};
    }
    names.n += n; /* the innermost is looked at first */
    for (const struct sk_step_counter *c = counters; c; c = c->outer)
        names.items[s->n_slots + --n] = (struct sk_inline_name){c->name, NULL, values[c->slot], false};
    return names;
}
