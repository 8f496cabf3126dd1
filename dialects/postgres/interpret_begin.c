/*
 * dialects/postgres/interpret_begin.c - how a block begins that is run while the migration is planned: with the
 * variables that it declares, and a catalog of its own.
 */
#include <string.h>

#include "dialects/postgres/interpret_priv.h"

void
sk_block_begin_as(struct sk_block_run *r, const char *name, const json_t *var)
{
    const char *value = sk_do_query(json_object_get(var, "default_val"));
    struct sk_block_value v = *value ? sk_block_eval_text(r, value) : sk_block_text(NULL);
    v.lost = v.kind == SK_VALUE_UNKNOWN && !v.same_all_along;
    sk_block_set(r, name, v);
    if (v.lost)
        sk_block_ask_value(r, name, value);
}

int
sk_do_condition(struct sk_do_block *b, const char *condition)
{
    /* an expression changes nothing: the catalog need not be a copy */
    struct sk_catalog *catalog = (struct sk_catalog *)(uintptr_t)b->a->catalog;
    struct sk_block_run r = {.owner = b->a->owner, .b = b, .catalog = catalog};
    struct sk_block_value value = sk_block_eval_text(&r, condition);
    return value.kind == SK_VALUE_UNKNOWN || r.unknown ? -1 : sk_block_is_true(value);
}

/* With the variables that are declared, and a catalog of its own. */
static struct sk_block_run
begin_run(struct sk_do_block *b, const json_t *function)
{
    struct sk_block_run r = {.owner = b->a->owner, .b = b, .datums = json_object_get(function, "datums")};
    r.body = json_object_get(json_object_get(function, "action"), "PLpgSQL_stmt_block");
    r.begin = json_integer_value(json_object_get(r.body, "lineno"));
    size_t i;
    json_t *datum;
    r.catalog = sk_catalog_clone(r.owner, b->a->catalog);
    json_array_foreach(r.datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *name = json_string_value(json_object_get(var, "refname"));
        json_int_t line = json_integer_value(json_object_get(var, "lineno"));
        bool within = line > r.begin; /* it may have the name of one that is declared outside */
        if (name && line && !(within && sk_block_find(&r, name)))
            sk_block_begin_as(&r, name, var);
    }
    return r;
}

bool
sk_do_interpret(struct sk_do_block *b, const json_t *function)
{
    struct sk_block_run r = begin_run(b, function);
    if (json_object_get(r.body, "exceptions"))
        sk_block_tried(&r, r.body);
    else
        sk_block_list(&r, json_object_get(r.body, "body"));
    if (!r.unknown)
        sk_block_end_left(&r);
    return !r.unknown;
}

struct sk_block_value
sk_block_returned(struct sk_do_block *b, const json_t *function, int calls)
{
    struct sk_block_run r = begin_run(b, function);
    r.calls = calls;
    r.unknown = r.unknown || json_object_get(r.body, "exceptions");
    sk_block_list(&r, json_object_get(r.body, "body"));
    return r.unknown || r.left || b->n ? (struct sk_block_value){0} : r.returned;
}

static bool
is_same_value(struct sk_block_value a, struct sk_block_value b)
{
    bool same = a.kind == b.kind && a.n == b.n && (a.kind != SK_VALUE_TEXT || strcmp(a.text, b.text) == 0);
    for (size_t i = 0; same && a.kind == SK_VALUE_ARRAY && i < a.n; i++)
        same = is_same_value(a.items[i], b.items[i]);
    return same;
}

static bool
find_call(sk_node *node, void *data)
{
    bool *found = data;
    *found = *found || node->node_case == SK_NODE(SUB_LINK) || node->node_case == SK_NODE(FUNC_CALL);
    return true;
}

/* Has a variable a value at the beginning that rows may decide? Later on they may be others. */
static bool
begins_with_rows(struct sk_block_run *r)
{
    bool found = false;
    size_t i;
    json_t *datum;
    json_array_foreach(r->datums, i, datum) {
        const char *value = sk_do_query(json_object_get(json_object_get(datum, "PLpgSQL_var"), "default_val"));
        struct sk_block_value v = *value ? sk_block_eval_text(r, value) : sk_block_text(NULL);
        const sk_node *node = v.kind == SK_VALUE_UNKNOWN && !v.same_all_along ? sk_block_expression(r, value) : NULL;
        if (node)
            sk_pg_walk((ProtobufCMessage *)(uintptr_t)&node->base, find_call, &found);
        found = found || (v.kind == SK_VALUE_UNKNOWN && !v.same_all_along && !node);
    }
    return found;
}

const char *
sk_do_interpret_first(struct sk_do_block *b, const json_t *function, const json_t *body, size_t n)
{
    struct sk_block_run before = begin_run(b, function), r = begin_run(b, function);
    struct sk_text *out = sk_text_new(r.owner);
    enum sk_block_flow flow = SK_BLOCK_GOES_ON;
    r.unknown = begins_with_rows(&r);
    for (size_t i = 0; i < n && !r.unknown && flow == SK_BLOCK_GOES_ON; i++) {
        json_t *one = json_pack("[O]", json_array_get(body, i));
        flow = sk_block_list(&r, one);
        json_decref(one);
    }
    r.unknown = r.unknown || r.left;
    for (size_t i = 0; i < r.n && !r.unknown; i++) {
        const struct sk_block_value v = r.cells[i].value;
        const struct sk_block_cell *was = sk_block_find(&before, r.cells[i].name);
        if (was && is_same_value(was->value, v))
            continue;
        r.unknown = strchr(r.cells[i].name, '.') || (v.kind != SK_VALUE_TEXT && v.kind != SK_VALUE_NULL);
        sk_text_ident(out, r.cells[i].name, '"');
        sk_text_add(out, " := ");
        if (v.kind == SK_VALUE_TEXT)
            sk_text_literal(out, v.text);
        sk_text_add(out, v.kind == SK_VALUE_TEXT ? "; " : "NULL; ");
    }
    return r.unknown || flow != SK_BLOCK_GOES_ON ? NULL : sk_text_finish(out, r.owner);
}
