/*
 * dialects/common/inline_steps_query.c - the steps of a PL/pgSQL function as a recursive query: see inline_steps.h.
 *
 * A row of the query is a state: which block of steps comes next, and what the variables are. Each block, whose steps
 * follow one another without a jump into them, makes the next row of the one before. So an expression is asked for once
 * where the function asks for it once: what a block has computed is used by the next one, which takes it from the row.
 */
#include <string.h>

#include "dialects/common/inline_steps.h"

#define AT "skein_at"

struct query {
    struct sk_steps *s;
    struct sk_inliner *in;
    TALLOC_CTX *owner;
    const char *name;       /* of the recursive query */
    const sk_node **columns; /* each slot as the row before has it */
    bool *heads, *reached;  /* does a block begin with the step? does any step lead to it? */
    bool at_once;           /* the first block makes the first row */
    size_t n_args;
    const sk_node **args;   /* of the text */
    struct sk_text **cases; /* of each slot: WHEN block THEN value */
    struct sk_text *next;   /* WHEN block THEN the next block */
};

/* ---- blocks ------------------------------------------------------------------------------------------------------ */

/* What is looked for in an expression over the columns of the row before. */
struct look {
    const struct query *q;
    const bool *kept; /* of each slot: must its value be taken from a row? NULL: that is not asked */
    bool computes, queries, aggregate, own_function, uses_kept;
};

static bool
look_at(sk_node *node, void *data)
{
    struct look *l = data;
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    const char *name = node->node_case == SK_NODE(COLUMN_REF) && node->column_ref->n_fields == 1
                           ? sk_node_string(node->column_ref->fields[0])
                           : NULL;
    bool part = node->node_case == SK_NODE(STRING) || node->node_case == SK_NODE(INTEGER); /* of a name, of a type */
    l->computes = l->computes || !(part || node->node_case == SK_NODE(COLUMN_REF) ||
                                   node->node_case == SK_NODE(A_CONST) || node->node_case == SK_NODE(TYPE_CAST));
    const char *schema, *called = call ? sk_node_name(&schema, call->n_funcname, call->funcname) : NULL;
    l->own_function = l->own_function || (called && sk_catalog_function(l->q->in->p->catalog, schema, called));
    l->queries = l->queries || node->node_case == SK_NODE(SUB_LINK);
    l->aggregate = l->aggregate || sk_print_is_aggregate(node) || (call && call->over);
    for (size_t i = 0; name && l->kept && i < l->q->s->n_slots; i++)
        l->uses_kept = l->uses_kept || (l->kept[i] && sk_same(name, l->q->s->slots[i].column));
    return true;
}

static struct look
look(const struct query *q, const sk_node *node, const bool *kept)
{
    struct look l = {.q = q, .kept = kept};
    sk_pg_walk_node(node, look_at, &l);
    return l;
}

static const sk_node *
expression(struct query *q, const struct sk_step *step, const sk_node *const *values)
{
    struct sk_inline_names names = sk_inline_step_names(q->s, step->counters, values);
    return sk_inline_expression(q->in, &names, step->text);
}

/* A jump to a jump is one to where that goes. */
static size_t
followed(const struct query *q, size_t target)
{
    for (size_t i = 0; i < q->s->n && target < q->s->n && q->s->items[target].kind == SK_STEP_JUMP; i++)
        target = q->s->items[target].target;
    return target;
}

/* What no step leads to is left out. */
static bool
reach(struct query *q, size_t step)
{
    bool new = step < q->s->n && !q->reached[step];
    if (new)
        q->reached[step] = true;
    return new;
}

static void
find_reached(struct query *q)
{
    bool more = reach(q, 0);
    while (more) {
        more = false;
        for (size_t i = 0; i < q->s->n; i++) {
            const struct sk_step *step = &q->s->items[i];
            if (q->reached[i] && step->kind != SK_STEP_SET)
                more = reach(q, step->target) || more;
            if (q->reached[i] && step->kind != SK_STEP_JUMP)
                more = reach(q, i + 1) || more;
        }
    }
}

/* A block begins where a jump leads, after one, and where a value is used that the block itself has computed. */
static void
find_heads(struct query *q)
{
    bool *kept = sk_alloc(q->owner, q->s->n_slots * sizeof *kept, "slots");
    memset(kept, 0, q->s->n_slots * sizeof *kept);
    for (size_t i = 0; i < q->s->n; i++) {
        size_t target = q->s->items[i].kind == SK_STEP_SET ? SK_STEP_END : followed(q, q->s->items[i].target);
        if (q->reached[i] && target < q->s->n)
            q->heads[target] = true;
    }
    q->heads[0] = true;
    for (size_t i = 0; i < q->s->n && !q->in->why; i++) {
        const struct sk_step *step = &q->s->items[i], *before = i ? step - 1 : NULL;
        const sk_node *value = q->reached[i] && step->kind != SK_STEP_JUMP ? expression(q, step, q->columns) : NULL;
        q->heads[i] = q->heads[i] || (before && before->kind != SK_STEP_SET) || look(q, value, kept).uses_kept;
        if (q->heads[i])
            memset(kept, 0, q->s->n_slots * sizeof *kept);
        if (step->kind == SK_STEP_SET)
            kept[step->slot] = look(q, value, NULL).computes;
    }
}

/* ---- text -------------------------------------------------------------------------------------------------------- */

static const char *
argument(struct query *q, const sk_node *node)
{
    sk_push(q->owner, q->args, q->n_args, node);
    return sk_printf(q->owner, "$%zu", q->n_args);
}

/* The number of the block that begins there; 0 ends the function. */
static size_t
number_of(const struct query *q, size_t step)
{
    step = followed(q, step);
    return step < q->s->n ? step + 1 : 0;
}

static const sk_node *
typed(struct query *q, const sk_node *value, size_t slot)
{
    return value ? sk_inline_cast(q->in, value, q->s->slots[slot].type) : NULL;
}

/* Run the block that begins with a step: `values` of the slots before it become those after it. What comes next is an
 * expression, too. */
static const sk_node *
run_block(struct query *q, size_t first, const sk_node **values)
{
    size_t at = first;
    const struct sk_step *step = &q->s->items[at];
    for (; at < q->s->n && step->kind == SK_STEP_SET && (at == first || !q->heads[at]); step = &q->s->items[++at])
        if (!q->s->slots[step->slot].fixed)
            values[step->slot] = typed(q, expression(q, step, values), step->slot);
    bool tests = at < q->s->n && step->kind == SK_STEP_TEST && (at == first || !q->heads[at]);
    const sk_node *condition = tests ? expression(q, step, values) : NULL;
    if (q->in->why || !tests)
        return q->in->why ? NULL : sk_pg_made(q->owner, sk_printf(q->owner, "%zu", number_of(q, at)), 0, NULL);
    return sk_pg_made(q->owner,
                      sk_printf(q->owner, "CASE WHEN $1 THEN %zu ELSE %zu END", number_of(q, at + 1),
                                number_of(q, step->target)),
                      1, &condition);
}

static void
put_block(struct query *q, size_t first)
{
    size_t n_slots = q->s->n_slots;
    const sk_node **values = sk_alloc(q->owner, n_slots * sizeof *values, "values");
    memcpy(values, q->columns, n_slots * sizeof *values);
    const sk_node *next = run_block(q, first, values);
    for (size_t i = 0; i < n_slots && next; i++)
        if (values[i] != q->columns[i])
            sk_text_addf(q->cases[i], " WHEN %zu THEN %s", first + 1, argument(q, values[i]));
    if (next)
        sk_text_addf(q->next, " WHEN %zu THEN %s", first + 1, argument(q, next));
}

/* May the first block be run on the arguments themselves? A query in it could take their columns for its own. */
static bool
begins_at_once(struct query *q)
{
    bool plain = true;
    for (size_t i = 0; i < q->s->result && plain; i++)
        plain = !look(q, q->s->slots[i].value, NULL).computes;
    for (size_t i = 0; i < q->s->n && plain && (i == 0 || !q->heads[i]); i++) {
        const struct sk_step *step = &q->s->items[i];
        plain = step->kind == SK_STEP_JUMP || !look(q, expression(q, step, q->columns), NULL).queries;
    }
    return plain;
}

/* Does a jump lead to the first step? */
static bool
is_first_again(const struct query *q)
{
    for (size_t i = 0; i < q->s->n; i++)
        if (q->reached[i] && q->s->items[i].kind != SK_STEP_SET && followed(q, q->s->items[i].target) == 0)
            return true;
    return false;
}

/* The first row: the state when the first block has been run, or before that. A query that is the same for each row
 * would be asked once for all of them. */
static void
put_first(struct query *q, struct sk_text *sql)
{
    const sk_node *row = sk_once_row(q->in->p), *null = sk_pg_made(q->owner, "NULL", 0, NULL), *next = NULL;
    const sk_node **values = sk_alloc(q->owner, q->s->n_slots * sizeof *values, "values");
    for (size_t i = 0; i < q->s->n_slots; i++) {
        const sk_node *value = q->s->slots[i].value;
        values[i] = q->s->slots[i].fixed ? q->columns[i] : typed(q, value ? value : null, i);
        if (value && look(q, value, NULL).aggregate)
            sk_inline_give_up(q->in, "an aggregate as its argument");
    }
    if (q->at_once)
        next = run_block(q, 0, values);
    sk_text_addf(sql, "SELECT %s", next ? argument(q, next) : "1");
    for (size_t i = 0; i < q->s->n_slots; i++)
        if (!q->s->slots[i].fixed)
            sk_text_addf(sql, ", %s", argument(q, values[i]));
    if (row)
        sk_text_addf(sql, ", %s", argument(q, row));
}

static const sk_node *
put_query(struct query *q, size_t result)
{
    struct sk_text *sql = sk_text_new(q->owner);
    bool row = sk_once_row(q->in->p);
    sk_text_addf(sql, "(WITH RECURSIVE %s (" AT, q->name);
    for (size_t i = 0; i < q->s->n_slots; i++)
        if (!q->s->slots[i].fixed) {
            sk_text_add(sql, ", ");
            sk_text_ident(sql, q->s->slots[i].column, '"');
        }
    sk_text_addf(sql, "%s) AS (", row ? ", skein_row" : "");
    put_first(q, sql);
    sk_text_addf(sql, " UNION ALL SELECT CASE " AT "%s END", q->next->data);
    for (size_t i = 0; i < q->s->n_slots; i++) {
        const char *column = q->s->slots[i].fixed ? NULL : argument(q, q->columns[i]);
        if (column && q->cases[i]->len)
            sk_text_addf(sql, ", CASE " AT "%s ELSE %s END", q->cases[i]->data, column);
        else if (column)
            sk_text_addf(sql, ", %s", column);
    }
    sk_text_addf(sql, "%s FROM %s WHERE " AT " > 0) SELECT %s FROM %s WHERE " AT " = 0)", row ? ", skein_row" : "",
                 q->name, argument(q, q->columns[result]), q->name);
    return q->in->why ? NULL : sk_pg_made(q->owner, sql->data, q->n_args, q->args);
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static bool
is_constant(const sk_node *node)
{
    node = sk_pg_uncast(node);
    return node && node->node_case == SK_NODE(A_CONST) && !node->a_const->isnull;
}

/* What is a constant all the time is put where it is used: an alphabet, say. */
static void
find_fixed(struct query *q)
{
    struct sk_steps *s = q->s;
    for (size_t i = 0; i < s->result; i++)
        s->slots[i].fixed = !s->slots[i].n_set && is_constant(s->slots[i].value);
    for (size_t i = 0; i < s->n_declared && !q->in->why; i++) {
        struct sk_step_slot *slot = &s->slots[s->items[i].slot];
        const sk_node *value = slot->n_set == 1 ? expression(q, &s->items[i], q->columns) : NULL;
        if (!is_constant(value))
            continue;
        slot->value = value;
        slot->fixed = true;
    }
    for (size_t i = 0; i < s->n_slots; i++)
        if (s->slots[i].fixed)
            q->columns[i] = typed(q, s->slots[i].value, i);
}

/* The blocks of what has been read. `at_once`: the first may be a part of the first row. */
static void
put_blocks(struct query *q, bool at_once)
{
    struct sk_steps *s = q->s;
    q->next = sk_text_new(q->owner);
    q->name = sk_printf(q->owner, "skein_steps_%u", q->in->p->inlining);
    q->columns = sk_alloc(q->owner, s->n_slots * sizeof *q->columns, "columns");
    q->cases = sk_alloc(q->owner, s->n_slots * sizeof *q->cases, "cases");
    q->heads = sk_alloc(q->owner, s->n * sizeof *q->heads, "heads");
    q->reached = sk_alloc(q->owner, s->n * sizeof *q->reached, "reached");
    memset(q->heads, 0, s->n * sizeof *q->heads);
    memset(q->reached, 0, s->n * sizeof *q->reached);
    find_reached(q);
    for (size_t i = 0; i < s->n_slots; i++) {
        q->columns[i] = sk_pg_column_node(q->owner, s->slots[i].column);
        q->cases[i] = sk_text_new(q->owner);
    }
    find_fixed(q);
    find_heads(q);
    q->at_once = at_once && begins_at_once(q);
    for (size_t i = q->at_once && !is_first_again(q) ? 1 : 0; i < s->n && !q->in->why; i++)
        if (q->heads[i] && q->reached[i] && s->items[i].kind != SK_STEP_JUMP)
            put_block(q, i);
}

const sk_node *
sk_inline_steps(struct sk_inliner *in, const struct sk_inline_names *arguments, const struct sk_function *function)
{
    struct sk_steps s = {.in = in};
    struct query q = {.s = &s, .in = in, .owner = in->owner};
    if (!sk_inline_read_steps(&s, arguments, function))
        return NULL;
    put_blocks(&q, true);
    return in->why ? NULL : put_query(&q, s.result);
}

bool
sk_inline_loop(struct sk_inliner *in, size_t n, const struct sk_step_slot *slots, const json_t *datums,
               const char *kind, const json_t *stmt, const sk_node **values, bool *by_chance)
{
    struct sk_steps s = {.in = in};
    struct query q = {.s = &s, .in = in, .owner = in->owner};
    if (!sk_inline_read_loop(&s, n, slots, datums, kind, stmt))
        return false;
    put_blocks(&q, false);
    for (size_t i = 0; i < q.n_args; i++)
        *by_chance = *by_chance || sk_print_is_volatile(q.args[i]) || look(&q, q.args[i], NULL).own_function;
    for (size_t i = 0; i < n && !in->why; i++)
        values[i] = s.slots[i].n_set ? put_query(&q, i) : NULL;
    return !in->why;
}
