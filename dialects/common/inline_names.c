/*
 * dialects/common/inline_names.c - what a function's parameters and variables are at a point of it.
 *
 * Each is an expression over the arguments of the call, and is put where the function names it. A value of chance may
 * be put in one place only; a name that a query within has for a column of its own is that column.
 */
#include <string.h>

#include "dialects/common/inline_priv.h"
#include "dialects/common/plpgsql.h"

const sk_node *
sk_inline_give_up(struct sk_inliner *in, const char *why)
{
    in->why = in->why ? in->why : why;
    return NULL;
}

struct sk_inline_name *
sk_inline_find_name(struct sk_inline_names *names, const char *name)
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
                                            "uuid_generate_v1", "uuid_generate_v1mc", "clock_timestamp", "nextval",
                                            "random_normal", "uuidv4", "uuidv7"};
    const char *name = node->node_case == SK_NODE(FUNC_CALL)
                           ? sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname)
                           : "";
    if (sk_among(name, sizeof functions / sizeof *functions, functions))
        *(bool *)data = true;
    return true;
}

bool
sk_print_is_volatile(const sk_node *node)
{
    bool found = false;
    sk_pg_walk_node(node, find_volatile, &found);
    return found;
}

struct substitution {
    struct sk_inliner *in;
    struct sk_inline_names *names;
    const struct sk_scope *scope; /* of the query in a function's body, whose columns come first */
};

static void
take(struct substitution *s, sk_node *node, struct sk_inline_name *name)
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
take_field(sk_node *node, const struct sk_inline_name *record)
{
    if (record->node && record->node->node_case == SK_NODE(COLUMN_REF) && record->node->column_ref->n_fields == 1)
        node->column_ref->fields[0] = record->node->column_ref->fields[0];
}

/* $1.field */
static bool
take_parameter_field(const struct substitution *s, sk_node *node)
{
    const PgQuery__AIndirection *part = node->node_case == SK_NODE(A_INDIRECTION) ? node->a_indirection : NULL;
    bool field = part && part->arg->node_case == SK_NODE(PARAM_REF) && part->n_indirection == 1 &&
                 part->indirection[0]->node_case == SK_NODE(STRING);
    size_t number = field ? (size_t)part->arg->param_ref->number : 0;
    const sk_node *value = number && number <= s->names->n ? s->names->items[number - 1].node : NULL;
    if (!value || value->node_case != SK_NODE(COLUMN_REF) || value->column_ref->n_fields != 1)
        return false;
    sk_node *ref = sk_pg_copy(s->in->owner, value), **fields = sk_alloc(s->in->owner, 2 * sizeof *fields, "nodes");
    fields[0] = ref->column_ref->fields[0];
    fields[1] = part->indirection[0];
    ref->column_ref->fields = fields;
    ref->column_ref->n_fields = 2;
    *node = *ref;
    return true;
}

static bool
substitute(sk_node *node, void *data)
{
    struct substitution *s = data;
    if (take_parameter_field(s, node))
        return false;
    if (node->node_case == SK_NODE(PARAM_REF)) {
        size_t number = (size_t)node->param_ref->number;
        if (number < 1 || number > s->names->n)
            sk_inline_give_up(s->in, "a parameter that there is not");
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
    struct sk_inline_name *name = ref->n_fields == 1 || of_function ? sk_inline_find_name(s->names, last) : NULL;
    struct sk_inline_name *record = ref->n_fields == 2 && !of_function ? sk_inline_find_name(s->names, first) : NULL;
    if (record == NULL && ref->n_fields == 2 && first && last)
        name = name ? name : sk_inline_find_name(s->names, sk_printf(s->in->owner, "%s.%s", first, last));
    if (name && name->column && !of_function && sk_scope_column(s->scope, ref).name)
        return false;
    if (name)
        take(s, node, name);
    else if (record)
        take_field(node, record);
    return false;
}

/* Is it a variable, or a column of NEW or OLD, of the trigger's function that is being printed? */
static bool
is_of_trigger(const struct sk_inliner *in, const PgQuery__ColumnRef *ref)
{
    return in->p->plpgsql && sk_plpgsql_is_variable(in->p->plpgsql, ref);
}

struct capture {
    const struct sk_inliner *in;
    bool found;
};

static bool
find_column(sk_node *node, void *data)
{
    struct capture *c = data;
    c->found = c->found || (node->node_case == SK_NODE(COLUMN_REF) && !sk_once_is_name(node) &&
                            !is_of_trigger(c->in, node->column_ref));
    return true;
}

const sk_node *
sk_inline_settled(struct sk_inliner *in, const sk_node *value)
{
    return value && sk_print_is_volatile(value) ? sk_once_name(&in->once, in->p, value) : value;
}

/* The names of the arguments must not be taken for those of the query that they are put into. */
static void
check_capture(struct sk_inliner *in, const struct sk_inline_names *names)
{
    for (size_t i = 0; i < names->n; i++) {
        struct capture capture = {in, false};
        sk_pg_walk_node(names->items[i].node, find_column, &capture);
        if (capture.found)
            sk_inline_give_up(in, "a column as an argument for its query");
    }
}

/* ---- queries within an expression -------------------------------------------------------------------------------- */

struct nested {
    struct sk_inliner *in;
    const struct sk_inline_names *names;
    size_t n;
    const PgQuery__RangeVar **ranges; /* of all queries in the expression */
    size_t n_others;
    const char **others; /* what else has columns there, by its name: functions, queries in FROM and WITH */
};

static void
add_other(struct nested *q, const PgQuery__Alias *alias, const char *name)
{
    sk_push(q->in->owner, q->others, q->n_others, alias ? alias->aliasname : name ? name : "");
}

static const char *
function_name(const PgQuery__RangeFunction *range)
{
    const PgQuery__List *first = range->n_functions ? range->functions[0]->list : NULL;
    const sk_node *call = first && first->n_items ? first->items[0] : NULL;
    return call && call->node_case == SK_NODE(FUNC_CALL)
               ? sk_node_name(NULL, call->func_call->n_funcname, call->func_call->funcname)
               : NULL;
}

static bool
find_range(sk_node *node, void *data)
{
    struct nested *q = data;
    if (node->node_case == SK_NODE(RANGE_VAR))
        sk_push(q->in->owner, q->ranges, q->n, node->range_var);
    else if (node->node_case == SK_NODE(RANGE_SUBSELECT))
        add_other(q, node->range_subselect->alias, NULL);
    else if (node->node_case == SK_NODE(RANGE_FUNCTION))
        add_other(q, node->range_function->alias, function_name(node->range_function));
    else if (node->node_case == SK_NODE(COMMON_TABLE_EXPR))
        add_other(q, NULL, node->common_table_expr->ctename);
    return true;
}

/* Would the query take it for one of its own columns? */
static bool
is_taken(const struct nested *q, const PgQuery__ColumnRef *ref)
{
    const char *first = sk_node_string(ref->fields[0]);
    for (size_t i = 0; i < q->n && first; i++) {
        const PgQuery__RangeVar *range = q->ranges[i];
        const struct sk_table *table =
            sk_catalog_table(q->in->p->catalog, sk_text_or_null(range->schemaname), range->relname);
        if (ref->n_fields == 1 ? !table || sk_table_column(table, first)
                               : sk_same(first, range->alias ? range->alias->aliasname : range->relname))
            return true;
    }
    bool taken = q->n_others && ref->n_fields == 1 && strncmp(first, SK_STEPS_COLUMN, strlen(SK_STEPS_COLUMN)) != 0;
    for (size_t i = 0; i < q->n_others && !taken; i++)
        taken = sk_same(first, q->others[i]);
    return taken;
}

static bool
find_taken(sk_node *node, void *data)
{
    struct nested *q = data;
    if (node->node_case == SK_NODE(COLUMN_REF) && !sk_once_is_name(node) && !is_of_trigger(q->in, node->column_ref) &&
        is_taken(q, node->column_ref))
        sk_inline_give_up(q->in, "a column as an argument for its query");
    return true;
}

/* A name within a query: what it is comes to stand there. */
static bool
find_named(sk_node *node, void *data)
{
    struct nested *q = data;
    const PgQuery__ColumnRef *ref = node->node_case == SK_NODE(COLUMN_REF) ? node->column_ref : NULL;
    const char *last = ref ? sk_node_string(ref->fields[ref->n_fields - 1]) : NULL;
    const struct sk_inline_name *name =
        last ? sk_inline_find_name((struct sk_inline_names *)(uintptr_t)q->names, last) : NULL;
    if (node->node_case == SK_NODE(PARAM_REF) && (size_t)node->param_ref->number <= q->names->n &&
        node->param_ref->number > 0)
        name = &q->names->items[node->param_ref->number - 1];
    if (name)
        sk_pg_walk_node(name->node, find_taken, q);
    return true;
}

static bool
find_query(sk_node *node, void *data)
{
    if (node->node_case == SK_NODE(SUB_LINK))
        sk_pg_walk(&node->sub_link->subselect->base, find_named, data);
    return true;
}

/* A column of the query around says whose it is. */
static bool
qualify(sk_node *node, void *data)
{
    const struct sk_inliner *in = data;
    PgQuery__ColumnRef *ref = node->node_case == SK_NODE(COLUMN_REF) ? node->column_ref : NULL;
    if (!ref || ref->n_fields != 1 || sk_once_is_name(node) || is_of_trigger(in, ref))
        return true;
    const char *alias = sk_scope_alias(in->p->scope, ref);
    if (!alias)
        return true;
    sk_node **fields = sk_alloc(in->owner, 2 * sizeof *fields, "nodes");
    fields[0] = sk_pg_string_node(in->owner, alias);
    fields[1] = ref->fields[0];
    ref->fields = fields;
    ref->n_fields = 2;
    return true;
}

static void
qualify_all(struct sk_inliner *in, struct sk_inline_names *names)
{
    for (size_t i = 0; i < names->n; i++)
        if (names->items[i].node) {
            sk_node *copy = sk_pg_copy(in->owner, names->items[i].node);
            sk_pg_walk_node(copy, qualify, in);
            names->items[i].node = copy;
        }
}

struct mistaken {
    const struct sk_inliner *in;
    const struct sk_inline_names *names;
    bool found;
};

/* A column of the query's own that what is being printed would take for a variable. */
static bool
find_mistaken(sk_node *node, void *data)
{
    struct mistaken *m = data;
    const PgQuery__ColumnRef *ref = node->node_case == SK_NODE(COLUMN_REF) ? node->column_ref : NULL;
    const char *name = ref && ref->n_fields == 1 ? sk_node_string(ref->fields[0]) : NULL;
    m->found = m->found || (name && !sk_inline_find_name((struct sk_inline_names *)(uintptr_t)m->names, name) &&
                            is_of_trigger(m->in, ref));
    return true;
}

void
sk_inline_into_query(struct sk_inliner *in, struct sk_inline_names *names, PgQuery__SelectStmt *select)
{
    struct sk_scope *scope = sk_scope_new(in->owner, in->p->catalog, NULL);
    struct mistaken mistaken = {in, names, false};
    struct nested nested = {.in = in, .names = names};
    if (in->rows)
        check_capture(in, names);
    else if (names->n)
        sk_pg_walk(&select->base, find_range, &nested);
    if (nested.n || nested.n_others) {
        qualify_all(in, names);
        sk_pg_walk(&select->base, select->n_from_clause ? find_named : find_query, &nested);
    }
    if (names->n)
        sk_pg_walk(&select->base, find_mistaken, &mistaken);
    if (mistaken.found)
        sk_inline_give_up(in, "a column that has the name of a variable of the trigger's function");
    sk_scope_add_from(scope, select->n_from_clause, select->from_clause);
    struct substitution s = {in, names, scope};
    sk_pg_walk(&select->base, substitute, &s);
    if (in->p->plpgsql)
        sk_plpgsql_put_before(in->p->plpgsql, &select->base);
}

const sk_node *
sk_inline_expression(struct sk_inliner *in, struct sk_inline_names *names, const char *text)
{
    PgQuery__ParseResult *tree;
    if (in->why || !text || sk_pg_tree(&tree, in->owner, sk_printf(in->owner, "SELECT %s", text), NULL) ||
        tree->n_stmts != 1 || tree->stmts[0]->stmt->node_case != SK_NODE(SELECT_STMT) ||
        tree->stmts[0]->stmt->select_stmt->n_target_list != 1)
        return sk_inline_give_up(in, "an expression that cannot be read");
    PgQuery__SelectStmt *select = tree->stmts[0]->stmt->select_stmt;
    sk_pg_strip_locations(&tree->base);
    sk_inline_into_query(in, names, select);
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

const sk_node *
sk_inline_cast(struct sk_inliner *in, const sk_node *value, PgQuery__TypeName *type)
{
    struct sk_type has = sk_scope_type(in->p->scope, value), wanted = sk_pg_type(in->p->catalog, in->owner, type);
    static const char *const any[] = {"record", "anyelement", "anyarray", "void", "any", "anynonarray"};
    if (wanted.name && sk_among(wanted.name, sizeof any / sizeof *any, any))
        return value;
    const char *schema = type->n_names > 1 ? sk_node_string(type->names[type->n_names - 2]) : NULL;
    bool row = value->node_case == SK_NODE(COLUMN_REF) && value->column_ref->n_fields == 1;
    if (row && sk_catalog_table(in->p->catalog, schema, sk_node_string(type->names[type->n_names - 1])))
        return value; /* NEW, as a row of its table */
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
