/*
 * dialects/common/once.c - values of chance in the body of a function: computed once, however often they are used.
 *
 * A function's variables are expressions once its body stands where it was called, and random() twice is two numbers.
 * Such a value becomes the column of a sub-query in FROM which the engine cannot merge into the query around it, and
 * which it asks again for each row. Bytes go through it as hexadecimal digits.
 *
 * The same names keep a statement flat for an engine whose parser has little room: f(g(x)), where both are much text,
 * is (SELECT f(a) FROM (SELECT g(x) AS a)).
 */
#include <string.h>

#include "dialects/common/once.h"
#include "dialects/common/printer_priv.h"

#define PREFIX "skein_once_"

bool
sk_once_is_name(const sk_node *node)
{
    const char *name = node->node_case == SK_NODE(COLUMN_REF) && node->column_ref->n_fields == 1
                           ? sk_node_string(node->column_ref->fields[0])
                           : NULL;
    return name && strncmp(name, PREFIX, strlen(PREFIX)) == 0;
}

const sk_node *
sk_once_name(struct sk_once *once, struct sk_printer *p, const sk_node *value)
{
    struct sk_type type = sk_scope_type(p->scope, value);
    bool bytes = type.kind == SK_TYPE_BYTEA && !type.dimensions;
    const char *null = sk_print_null_parts(p->tmp, value).n ? SK_ONCE_MAY_BE_NULL : "";
    const char *name = sk_printf(p->tmp, PREFIX "%u_%zu%s", p->inlining, once->n + 1, null);
    const sk_node *stored = bytes ? sk_pg_made(p->tmp, "skein_digits($1)", 1, &value) : value;
    sk_push(p->tmp, once->items, once->n, ((struct sk_once_value){name, value, stored}));
    sk_node *column = sk_pg_column_node(p->tmp, name);
    const char *digits = sk_printf(p->tmp, "skein_bytes($1, %d)", (int)sk_print_known_bytes(p, value));
    sk_node *typed =
        bytes ? sk_pg_made(p->tmp, digits, 1, (const sk_node *const *)&column) : sk_pg_cast_node(p->tmp, column, &type);
    return typed ? typed : column;
}

/* The name in what sk_once_name() has given; else the node itself. */
static const sk_node *
within(const sk_node *node)
{
    if (node->node_case == SK_NODE(TYPE_CAST))
        return node->type_cast->arg;
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    bool digits = call && call->n_args == 2 && sk_same(sk_node_string(call->funcname[0]), "skein_bytes");
    return digits ? call->args[0] : node;
}

struct uses {
    const char *name;
    const sk_node *value; /* to be put there; NULL: they are only counted */
    TALLOC_CTX *owner;
    size_t n, within; /* `within` sub-queries, which might be run for many rows */
};

static bool
visit_use(sk_node *node, void *data)
{
    struct uses *uses = data;
    if (node->node_case == SK_NODE(SUB_LINK)) {
        struct uses inner = {.name = uses->name};
        sk_pg_walk(&node->sub_link->base, visit_use, &inner);
        uses->within += inner.n + inner.within;
        return false;
    }
    const sk_node *name = within(node);
    if (!sk_once_is_name(name) || strcmp(sk_node_string(name->column_ref->fields[0]), uses->name) != 0)
        return true;
    uses->n++;
    if (uses->value)
        *node = *sk_pg_copy(uses->owner, uses->value);
    return false;
}

const sk_node *
sk_once_row(const struct sk_printer *p)
{
    if (p->drop_qualifier) /* a table's own expressions */
        return p->rules->row_place ? sk_pg_column_node(p->tmp, p->rules->row_place) : NULL;
    for (size_t i = 0; p->scope && !p->rowless && i < p->scope->n_ranges; i++) {
        const struct sk_range *range = &p->scope->ranges[i];
        const char *column = range->columns.n                          ? range->columns.items[0].name
                             : range->table && range->table->n_columns ? range->table->columns[0]->name
                                                                       : NULL;
        if (!column || range->held) /* variables, NEW and OLD have no rows */
            continue;
        sk_node *node = sk_pg_made(p->tmp, "a.b", 0, NULL);
        node->column_ref->fields[0]->string->sval = sk_strdup(p->tmp, range->alias);
        node->column_ref->fields[1]->string->sval = sk_strdup(p->tmp, column);
        return node;
    }
    return NULL;
}

static const sk_node *
bound(struct sk_printer *p, const struct sk_once_value *item, const sk_node *body)
{
    const sk_node *row = p->rules->once ? NULL : sk_once_row(p);
    const sk_node *args[] = {body, item->stored, row};
    sk_node *made = sk_pg_made(p->tmp,
                               row ? "(SELECT $1 FROM (SELECT DISTINCT $2 AS a, $3 AS skein_row) AS b)"
                                   : "(SELECT $1 FROM (SELECT DISTINCT $2 AS a) AS b)",
                               row ? 3 : 2, args);
    PgQuery__RangeSubselect *range = made->sub_link->subselect->select_stmt->from_clause[0]->range_subselect;
    range->subquery->select_stmt->target_list[0]->res_target->name = sk_strdup(p->tmp, item->name);
    range->alias->aliasname = sk_strdup(p->tmp, item->name);
    return made;
}

const sk_node *
sk_once_bind(struct sk_printer *p, const struct sk_once *once, const sk_node *value)
{
    for (size_t i = once->n; i-- > 0;) {
        struct uses uses = {.name = once->items[i].name, .owner = p->tmp};
        sk_pg_walk_node(value, visit_use, &uses);
        if (uses.n > 1 || uses.within) {
            value = bound(p, &once->items[i], value);
        } else if (uses.n) {
            uses.value = once->items[i].value;
            value = sk_pg_copy(p->tmp, value);
            sk_pg_walk_node(value, visit_use, &uses);
        }
    }
    return value;
}

struct weight {
    const struct sk_catalog *catalog;
    bool much, fixed; /* `fixed`: it belongs to the query around it */
};

/* Functions of the project, whose bodies stand in their places, and those that SQLite has as whole queries. */
static bool
is_much_text(const struct sk_catalog *catalog, const PgQuery__FuncCall *call)
{
    const char *schema, *name = sk_node_name(&schema, call->n_funcname, call->funcname);
    return strncmp(name, "regexp_", 7) == 0 || sk_catalog_function(catalog, schema, name);
}

static bool
weigh(sk_node *node, void *data)
{
    struct weight *w = data;
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    if (!call)
        return true;
    w->much = w->much || is_much_text(w->catalog, call);
    w->fixed = w->fixed || call->over || sk_print_is_aggregate(node);
    return true;
}

static bool
is_much(const struct sk_printer *p, const sk_node *node)
{
    struct weight w = {.catalog = p->catalog};
    sk_pg_walk_node(node, weigh, &w);
    return w.much && !w.fixed;
}

/* Is it more around its arguments than a sub-query would be? */
static bool
is_deep(const struct sk_printer *p, const sk_node *node)
{
    if (node->node_case == SK_NODE(TYPE_CAST)) {
        struct sk_type type = sk_pg_type(p->catalog, p->tmp, node->type_cast->type_name);
        return sk_type_is_json(&type) || sk_type_is_time(&type);
    }
    if (node->node_case != SK_NODE(FUNC_CALL) || node->func_call->over)
        return false;
    const char *name = sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname);
    return is_much_text(p->catalog, node->func_call) || strncmp(name, "json", 4) == 0;
}

const sk_node *
sk_once_flatten(struct sk_printer *p, const sk_node *node)
{
    if (sk_print_is_aggregate(node) || !is_deep(p, node))
        return NULL;
    bool is_call = node->node_case == SK_NODE(FUNC_CALL);
    struct sk_once once = {0};
    sk_node *made = sk_pg_copy(p->tmp, node);
    for (size_t i = 0; i < (is_call ? made->func_call->n_args : 1); i++) {
        sk_node **arg = is_call ? &made->func_call->args[i] : &made->type_cast->arg;
        if (is_much(p, *arg))
            *arg = (sk_node *)(uintptr_t)sk_once_name(&once, p, *arg);
    }
    const sk_node *value = made;
    for (size_t i = once.n; i-- > 0;)
        value = bound(p, &once.items[i], value);
    return once.n ? value : NULL;
}

bool
sk_once_is_source(const PgQuery__RangeSubselect *range)
{
    return range->alias && strncmp(range->alias->aliasname, PREFIX, strlen(PREFIX)) == 0;
}
