/*
 * dialects/postgres/facts.c - what a CHECK demands of its columns.
 *
 * An expression is read as a condition that has to hold. AND demands all of its parts; of OR, one part that is
 * understood is enough. A condition that is NULL holds, so `x IS NULL OR ...` is about the rest alone.
 */
#include <stdlib.h>
#include <string.h>

#include "dialects/common/literals.h"
#include "dialects/common/regex.h"
#include "dialects/postgres/postgres.h"

struct reading {
    TALLOC_CTX *owner;
    struct sk_facts *out;
};

/* What a condition is about: a column, or something made of one. */
struct subject {
    const char *column;
    enum { PLAIN, LENGTH, TRIMMED, TRIMMED_LENGTH, LOWER, UPPER } how;
};

static void demand(struct reading *r, const sk_node *node, bool holds);

static struct sk_fact *
add(struct reading *r, enum sk_fact_kind kind, const char *column)
{
    struct sk_fact fact = {.kind = kind, .column = sk_strdup(r->owner, column), .max = INT64_MAX};
    sk_push(r->owner, r->out->items, r->out->n, fact);
    return &r->out->items[r->out->n - 1];
}

static void
add_value(struct reading *r, struct sk_fact *fact, const char *value)
{
    sk_push(r->owner, fact->values, fact->n_values, value);
}

static void
not_understood(struct reading *r)
{
    r->out->partial = true;
}

/* ---- operands ------------------------------------------------------------------------------------------------- */

static const sk_node *
bare(const sk_node *node)
{
    while (node && (node->node_case == SK_NODE(TYPE_CAST) || node->node_case == SK_NODE(COLLATE_CLAUSE)))
        node = node->node_case == SK_NODE(TYPE_CAST) ? node->type_cast->arg : node->collate_clause->arg;
    return node;
}

static const char *
column_of(const sk_node *node)
{
    node = bare(node);
    if (!node || node->node_case != SK_NODE(COLUMN_REF))
        return NULL;
    return sk_node_string(node->column_ref->fields[node->column_ref->n_fields - 1]);
}

static const char *
function_name(const sk_node *node)
{
    const char *schema;
    return node && node->node_case == SK_NODE(FUNC_CALL)
               ? sk_node_name(&schema, node->func_call->n_funcname, node->func_call->funcname)
               : NULL;
}

static bool
read_subject(struct subject *out, const sk_node *node)
{
    static const struct {
        const char *name;
        int how;
    } functions[] = {{"length", LENGTH},  {"char_length", LENGTH}, {"character_length", LENGTH},
                     {"octet_length", LENGTH}, {"btrim", TRIMMED}, {"trim", TRIMMED}, {"ltrim", TRIMMED},
                     {"rtrim", TRIMMED},  {"lower", LOWER},        {"upper", UPPER}};
    node = bare(node);
    out->how = PLAIN;
    out->column = column_of(node);
    const char *name = function_name(node);
    if (out->column || !name || node->func_call->n_args < 1)
        return out->column != NULL;
    if (strcmp(name, "coalesce") == 0)
        return read_subject(out, node->func_call->args[0]);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        struct subject inner;
        if (strcmp(functions[i].name, name) != 0 || !read_subject(&inner, node->func_call->args[0]))
            continue;
        out->column = inner.column;
        out->how = functions[i].how;
        if (out->how == LENGTH && inner.how == TRIMMED)
            out->how = TRIMMED_LENGTH;
        return true;
    }
    return false;
}

/* Seconds from now: now(), CURRENT_DATE, and an interval added or taken away. */
static bool
read_now(int64_t *seconds, const sk_node *node)
{
    const char *name = function_name(bare(node));
    *seconds = 0;
    node = bare(node);
    if (node->node_case == SK_NODE(SQLVALUE_FUNCTION) || (name && strcmp(name, "now") == 0))
        return true;
    if (node->node_case != SK_NODE(A_EXPR) || node->a_expr->n_name != 1 || !node->a_expr->lexpr)
        return false;
    const char *op = sk_node_string(node->a_expr->name[0]);
    const sk_node *by = bare(node->a_expr->rexpr);
    struct sk_interval interval;
    if (!op || (strcmp(op, "+") != 0 && strcmp(op, "-") != 0) || !read_now(seconds, node->a_expr->lexpr) ||
        by->node_case != SK_NODE(A_CONST) || by->a_const->val_case != PG_QUERY__A__CONST__VAL_SVAL ||
        !sk_literal_interval(&interval, by->a_const->sval->sval))
        return false;
    int64_t by_seconds = (interval.months * 30 + interval.days) * 86400 + interval.microseconds / 1000000;
    *seconds += *op == '-' ? -by_seconds : by_seconds;
    return true;
}

/* The text of a constant, NULL where it is none. */
static const char *
constant(struct reading *r, const sk_node *node)
{
    node = bare(node);
    if (!node)
        return NULL;
    if (node->node_case == SK_NODE(A_EXPR) && !node->a_expr->lexpr && node->a_expr->n_name == 1) {
        const char *op = sk_node_string(node->a_expr->name[0]), *of = constant(r, node->a_expr->rexpr);
        return op && of && strcmp(op, "-") == 0 ? sk_printf(r->owner, "-%s", of) : NULL;
    }
    if (node->node_case != SK_NODE(A_CONST) || node->a_const->isnull)
        return NULL;
    const PgQuery__AConst *c = node->a_const;
    switch (c->val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL:
        return sk_printf(r->owner, "%d", c->ival->ival);
    case PG_QUERY__A__CONST__VAL_FVAL:
        return sk_strdup(r->owner, c->fval->fval);
    case PG_QUERY__A__CONST__VAL_SVAL:
        return sk_strdup(r->owner, c->sval->sval);
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
        return c->boolval->boolval ? "true" : "false";
    default:
        return NULL;
    }
}

/* The constants of a list: IN (...), ARRAY[...]; false where one is none. */
static bool
constants(struct reading *r, struct sk_fact *fact, const sk_node *node)
{
    sk_node **items = NULL;
    size_t n = 0;
    node = bare(node);
    if (node && node->node_case == SK_NODE(LIST))
        items = node->list->items, n = node->list->n_items;
    else if (node && node->node_case == SK_NODE(A_ARRAY_EXPR))
        items = node->a_array_expr->elements, n = node->a_array_expr->n_elements;
    for (size_t i = 0; i < n; i++) {
        const char *value = constant(r, items[i]);
        if (!value)
            return false;
        add_value(r, fact, value);
    }
    return n > 0;
}

/* ---- comparisons ---------------------------------------------------------------------------------------------- */

enum relation { EQUAL, NOT_EQUAL, LESS, AT_MOST, MORE, AT_LEAST, NO_RELATION };

static enum relation
read_relation(const char *op)
{
    static const char *const names[] = {"=", "<>", "<", "<=", ">", ">=", NULL};
    for (int i = 0; names[i]; i++)
        if (strcmp(names[i], op) == 0)
            return (enum relation)i;
    return strcmp(op, "!=") == 0 ? NOT_EQUAL : NO_RELATION;
}

static enum relation
opposite(enum relation relation)
{
    static const enum relation opposites[] = {NOT_EQUAL, EQUAL, AT_LEAST, MORE, AT_MOST, LESS, NO_RELATION};
    return opposites[relation];
}

static enum relation
mirrored(enum relation relation)
{
    static const enum relation mirrors[] = {EQUAL, NOT_EQUAL, MORE, AT_LEAST, LESS, AT_MOST, NO_RELATION};
    return mirrors[relation];
}

static void
add_match(struct reading *r, const char *column, const char *pattern, bool ignore_case)
{
    struct sk_fact *fact = add(r, SK_FACT_MATCH, column);
    add_value(r, fact, pattern);
    fact->ignore_case = ignore_case;
}

static void
compare_length(struct reading *r, const struct subject *subject, enum relation relation, const char *value)
{
    int64_t n = strtoll(value, NULL, 10);
    if (relation == NOT_EQUAL && n == 0)
        relation = MORE;
    if (relation == NOT_EQUAL)
        return not_understood(r);
    if (subject->how == TRIMMED_LENGTH) {
        add_match(r, subject->column, "^[^ ]", false);
        add_match(r, subject->column, "[^ ]$", false);
    }
    struct sk_fact *fact = add(r, SK_FACT_LENGTH, subject->column);
    if (relation == EQUAL || relation == AT_LEAST || relation == MORE)
        fact->min = n + (relation == MORE);
    if (relation == EQUAL || relation == AT_MOST || relation == LESS)
        fact->max = n - (relation == LESS);
}

static void
compare_value(struct reading *r, const char *column, enum relation relation, const char *value, int64_t offset)
{
    static const enum sk_fact_kind kinds[] = {SK_FACT_ONE_OF,  SK_FACT_NONE_OF,  SK_FACT_AT_MOST,
                                              SK_FACT_AT_MOST, SK_FACT_AT_LEAST, SK_FACT_AT_LEAST};
    struct sk_fact *fact = add(r, kinds[relation], column);
    add_value(r, fact, value);
    fact->open = relation == LESS || relation == MORE;
    fact->min = offset;
}

static void
compare_constant(struct reading *r, const struct subject *subject, enum relation relation, const char *value)
{
    switch (subject->how) {
    case LENGTH:
    case TRIMMED_LENGTH:
        compare_length(r, subject, relation, value);
        return;
    case TRIMMED:
        if (relation == NOT_EQUAL && !*value)
            add_match(r, subject->column, "[^ ]", false);
        else
            not_understood(r);
        return;
    case PLAIN:
    case LOWER:
    case UPPER:
        compare_value(r, subject->column, relation, value, 0);
        return;
    }
}

/* lower(x) = x: what is made has no capitals unless it is asked for. */
static bool
is_own_case(struct reading *r, const struct subject *a, const struct subject *b)
{
    if (strcmp(a->column, b->column) != 0)
        return false;
    if (a->how == UPPER || b->how == UPPER)
        add_match(r, a->column, "^[^a-z]*$", false);
    if (a->how == LOWER || b->how == LOWER)
        add_match(r, a->column, "^[^A-Z]*$", false);
    return true;
}

static void
compare_columns(struct reading *r, const struct subject *a, enum relation relation, const struct subject *b)
{
    bool swap = relation == MORE || relation == AT_LEAST;
    if (relation == EQUAL && is_own_case(r, a, b))
        return;
    if (a->how != PLAIN || b->how != PLAIN || relation == EQUAL)
        return not_understood(r);
    struct sk_fact *fact =
        add(r, relation == NOT_EQUAL ? SK_FACT_DIFFERS : SK_FACT_BEFORE, swap ? b->column : a->column);
    fact->other = sk_strdup(r->owner, swap ? a->column : b->column);
    fact->open = relation == LESS || relation == MORE;
}

/* num_nonnulls(a, b) = 1, and the same of num_nulls. */
static bool
compare_present(struct reading *r, const sk_node *left, enum relation relation, const char *value)
{
    const char *name = function_name(left);
    bool nulls = name && strcmp(name, "num_nulls") == 0;
    if (!name || (!nulls && strcmp(name, "num_nonnulls") != 0) || relation == NOT_EQUAL)
        return false;
    const PgQuery__FuncCall *call = left->func_call;
    int64_t n = strtoll(value, NULL, 10), of = (int64_t)call->n_args;
    if (nulls) {
        n = of - n;
        relation = mirrored(relation);
    }
    struct sk_fact *fact = add(r, SK_FACT_PRESENT, NULL);
    for (size_t i = 0; i < call->n_args; i++)
        if (column_of(call->args[i]))
            add_value(r, fact, sk_strdup(r->owner, column_of(call->args[i])));
    fact->min = relation == AT_MOST || relation == LESS ? 0 : n + (relation == MORE);
    fact->max = relation == AT_LEAST || relation == MORE ? of : n - (relation == LESS);
    return fact->n_values == call->n_args;
}

/* (a IS NULL) = (b IS NULL): both or neither; <>: one of the two. */
static bool
compare_nulls(struct reading *r, const sk_node *left, enum relation relation, const sk_node *right)
{
    if (left->node_case != SK_NODE(NULL_TEST) || right->node_case != SK_NODE(NULL_TEST) ||
        (relation != EQUAL && relation != NOT_EQUAL))
        return false;
    const char *a = column_of(left->null_test->arg), *b = column_of(right->null_test->arg);
    if (!a || !b)
        return false;
    bool same = (left->null_test->nulltesttype == right->null_test->nulltesttype) == (relation == EQUAL);
    struct sk_fact *fact = add(r, SK_FACT_PRESENT, NULL);
    add_value(r, fact, sk_strdup(r->owner, a));
    add_value(r, fact, sk_strdup(r->owner, b));
    fact->min = fact->max = same ? 2 : 1;
    return true;
}

static void
compare(struct reading *r, const sk_node *left, enum relation relation, const sk_node *right)
{
    struct subject a, b;
    int64_t seconds;
    left = bare(left);
    right = bare(right);
    const char *value = constant(r, right);
    if (!value && constant(r, left)) {
        const sk_node *node = left;
        left = right, right = node, relation = mirrored(relation);
        value = constant(r, right);
    }
    bool subject = read_subject(&a, left);
    if (value && compare_present(r, left, relation, value))
        return;
    if (subject && value)
        compare_constant(r, &a, relation, value);
    else if (subject && a.how == PLAIN && read_now(&seconds, right))
        compare_value(r, a.column, relation, "now", seconds);
    else if (read_subject(&b, right) && b.how == PLAIN && read_now(&seconds, left))
        compare_value(r, b.column, mirrored(relation), "now", seconds);
    else if (subject && read_subject(&b, right))
        compare_columns(r, &a, relation, &b);
    else if (!compare_nulls(r, left, relation, right))
        not_understood(r);
}

/* ---- patterns ------------------------------------------------------------------------------------------------- */

static char *
of_like(TALLOC_CTX *owner, const char *pattern)
{
    struct sk_text *out = sk_text_new(owner);
    sk_text_add(out, "^");
    for (; *pattern; pattern++) {
        bool plain = *pattern == '\\' && pattern[1];
        pattern += plain;
        if (!plain && (*pattern == '%' || *pattern == '_')) {
            sk_text_add(out, *pattern == '%' ? ".*" : ".");
            continue;
        }
        if (strchr(".^$*+?()[]{}|\\", *pattern))
            sk_text_add(out, "\\");
        sk_text_add_n(out, pattern, 1);
    }
    sk_text_add(out, "$");
    return sk_text_finish(out, owner);
}

static void
match(struct reading *r, const PgQuery__AExpr *e, const char *op, bool holds)
{
    struct subject subject;
    bool negated = *op == '!', like = e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_LIKE,
         ilike = e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE;
    const sk_node *pattern_node = e->rexpr;
    if (e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_SIMILAR && function_name(e->rexpr))
        pattern_node = e->rexpr->func_call->args[0]; /* similar_to_escape(pattern) */
    const char *pattern = constant(r, pattern_node);
    if (!pattern || negated == holds || !read_subject(&subject, e->lexpr) ||
        (subject.how != PLAIN && subject.how != LOWER && subject.how != TRIMMED))
        return not_understood(r);
    if (like || ilike)
        pattern = of_like(r->owner, pattern);
    else if (e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_SIMILAR)
        pattern = sk_regex_of_similar(r->owner, pattern);
    add_match(r, subject.column, pattern, ilike || strchr(op, '*') != NULL || subject.how == LOWER);
}

/* ---- conditions ----------------------------------------------------------------------------------------------- */

static void
between(struct reading *r, const PgQuery__AExpr *e, bool holds)
{
    const sk_node *list = e->rexpr;
    bool negated = e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN;
    if (negated == holds || list->node_case != SK_NODE(LIST) || list->list->n_items != 2)
        return not_understood(r);
    compare(r, e->lexpr, AT_LEAST, list->list->items[0]);
    compare(r, e->lexpr, AT_MOST, list->list->items[1]);
}

static void
one_of(struct reading *r, const PgQuery__AExpr *e, const char *op, bool holds)
{
    struct subject subject;
    bool equal = strcmp(op, "=") == 0;
    if (!read_subject(&subject, e->lexpr) || subject.how == LENGTH || subject.how == TRIMMED_LENGTH)
        return not_understood(r);
    struct sk_fact *fact = add(r, equal == holds ? SK_FACT_ONE_OF : SK_FACT_NONE_OF, subject.column);
    if (!constants(r, fact, e->rexpr)) {
        r->out->n--;
        not_understood(r);
    }
}

static void
demand_operator(struct reading *r, const PgQuery__AExpr *e, bool holds)
{
    const char *op = e->n_name ? sk_node_string(e->name[e->n_name - 1]) : NULL;
    enum relation relation = op ? read_relation(op) : NO_RELATION;
    switch (e->kind) {
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP:
    case PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT:
        if (e->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP)
            relation = e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT ? NOT_EQUAL : EQUAL;
        if (e->lexpr && relation != NO_RELATION)
            return compare(r, e->lexpr, holds ? relation : opposite(relation), e->rexpr);
        if (op && e->lexpr && strstr(op, "~"))
            return match(r, e, op, holds);
        break;
    case PG_QUERY__A__EXPR__KIND__AEXPR_LIKE:
    case PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE:
    case PG_QUERY__A__EXPR__KIND__AEXPR_SIMILAR:
        return match(r, e, op, holds);
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN:
        return between(r, e, holds);
    case PG_QUERY__A__EXPR__KIND__AEXPR_IN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY:
        return one_of(r, e, op, holds);
    default:
        break;
    }
    not_understood(r);
}

/* Of several ways to hold, one that is understood and is not only that something is NULL. */
static void
choose(struct reading *r, const PgQuery__BoolExpr *e, bool holds)
{
    struct sk_facts *out = r->out, best = {0};
    bool found = false;
    for (size_t i = 0; i < e->n_args; i++) {
        struct sk_facts part = {0};
        r->out = &part;
        demand(r, e->args[i], holds);
        bool nulls = true;
        for (size_t k = 0; k < part.n; k++)
            nulls = nulls && part.items[k].kind == SK_FACT_NULL;
        if (part.partial || (found && nulls))
            continue;
        bool better = !found || (best.n && best.items[0].kind == SK_FACT_NULL);
        best = better ? part : best;
        found = true;
    }
    r->out = out;
    for (size_t k = 0; k < best.n; k++)
        sk_push(r->owner, r->out->items, r->out->n, best.items[k]);
    if (!found)
        not_understood(r);
}

static void
demand_bool(struct reading *r, const PgQuery__BoolExpr *e, bool holds)
{
    bool all = (e->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR) == holds;
    if (e->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR) {
        demand(r, e->args[0], !holds);
    } else if (all) {
        for (size_t i = 0; i < e->n_args; i++)
            demand(r, e->args[i], holds);
    } else {
        choose(r, e, holds);
    }
}

static void
demand_boolean(struct reading *r, const sk_node *node, bool holds)
{
    const char *column = column_of(node);
    if (column)
        add_value(r, add(r, SK_FACT_ONE_OF, column), holds ? "true" : "false");
    else if (!(bare(node)->node_case == SK_NODE(A_CONST) && constant(r, node)))
        not_understood(r);
}

static void
demand(struct reading *r, const sk_node *node, bool holds)
{
    bool is_null;
    node = bare(node);
    switch (node->node_case) {
    case SK_NODE(BOOL_EXPR):
        demand_bool(r, node->bool_expr, holds);
        break;
    case SK_NODE(A_EXPR):
        demand_operator(r, node->a_expr, holds);
        break;
    case SK_NODE(NULL_TEST):
        is_null = (node->null_test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL) == holds;
        if (column_of(node->null_test->arg))
            add(r, is_null ? SK_FACT_NULL : SK_FACT_NOT_NULL, column_of(node->null_test->arg));
        else
            not_understood(r);
        break;
    default:
        demand_boolean(r, node, holds);
        break;
    }
}

void
sk_pg_facts(struct sk_facts *out, TALLOC_CTX *owner, const struct sk_constraint *check)
{
    struct reading r = {owner, out};
    const sk_node *node = sk_expr_node(check->check);
    if (node)
        demand(&r, node, true);
    else
        not_understood(&r);
}
