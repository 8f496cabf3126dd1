/*
 * dialects/mysql/collations.c - text that compares as PostgreSQL's does.
 *
 * What compares text as PostgreSQL does is the columns' collation, and a comparison takes it over from the side that
 * has one. Where neither has (constants, results of functions) it would be the connection's, which ignores case.
 *
 * char(n) and citext have collations of their own, as they have types of their own in PostgreSQL. There they become
 * text where text is wanted: as the argument of a function, beside ||, by a cast. So they do here, which tells the
 * server the collation: what is of PostgreSQL's type text has the tables', or none that matters.
 */
#include <string.h>

#include "dialects/mysql/physical.h"
#include "dialects/mysql/print.h"

struct collation {
    const struct sk_printer *p;
    bool column; /* of the tables' collation */
    bool other;  /* of another one: char(n), citext */
    bool text;   /* of type text: what makes it may be a query, whose collation is as strong as a column's */
};

bool
sk_mysql_is_special(const struct sk_printer *p, const struct sk_type *type)
{
    const struct sk_type *of = sk_catalog_base_type(p->catalog, type);
    return !of->dimensions && !of->folds && (of->kind == SK_TYPE_CHAR || of->kind == SK_TYPE_CITEXT);
}

static bool
is_special(const struct sk_printer *p, const sk_node *node)
{
    struct sk_type type = sk_scope_type(p->scope, node);
    return sk_mysql_is_special(p, &type);
}

/* Takes the function values of any type as they are (manual, 38.2.5), or char(n) as such? All others take text. */
static bool
is_polymorphic(const char *name)
{
    static const char *const prefixes[] = {"json", "to_json", "row_to_json", "array_", "num_", "enum_", "skein_"};
    static const char *const names[] = {"count", "min", "max", "lag", "lead", "first_value", "last_value", "nth_value",
                                        "octet_length", "concat", "concat_ws", "format"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return sk_among(name, sizeof names / sizeof *names, names);
}

/* citext brings some functions of its own, which ignore case. */
static bool
is_of_citext(const char *name)
{
    return strcmp(name, "strpos") == 0 || strncmp(name, "regexp_", strlen("regexp_")) == 0;
}

/* Is the argument another type for the function than it is by itself? */
static bool
becomes_text(const struct sk_printer *p, const PgQuery__FuncCall *call, const sk_node *arg)
{
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    struct sk_type type = sk_scope_type(p->scope, arg);
    bool own = is_of_citext(name) && sk_catalog_base_type(p->catalog, &type)->kind == SK_TYPE_CITEXT;
    return sk_mysql_is_special(p, &type) && !own && !is_polymorphic(name) &&
           !sk_catalog_function(p->catalog, NULL, name);
}

const PgQuery__FuncCall *
sk_mysql_arguments(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    PgQuery__FuncCall *copy = NULL;
    for (size_t i = 0; i < call->n_args; i++) {
        const sk_node *arg = call->args[i];
        if (!becomes_text(p, call, arg))
            continue;
        if (!copy) {
            copy = sk_new(p->tmp, PgQuery__FuncCall);
            *copy = *call;
            copy->args = sk_alloc(p->tmp, call->n_args * sizeof *copy->args, "arguments");
            memcpy(copy->args, call->args, call->n_args * sizeof *copy->args);
        }
        copy->args[i] = sk_pg_made(p->tmp, "CAST($1 AS text)", 1, &arg);
    }
    return copy ? copy : call;
}

static bool find_collation(sk_node *node, void *data);

static bool
is_special_kind(const struct sk_type *type)
{
    return type->kind == SK_TYPE_CHAR || type->kind == SK_TYPE_CITEXT || type->folds;
}

/* One of two operands, or of a function's arguments, which becomes text there. */
static void
find_in_text(struct collation *found, const sk_node *node)
{
    if (node && is_special(found->p, node))
        found->column = true;
    else if (node)
        sk_pg_walk((ProtobufCMessage *)(uintptr_t)&node->base, find_collation, found);
}

static bool
find_in_operator(struct collation *found, const sk_node *node)
{
    struct sk_type type = sk_scope_type(found->p->scope, node);
    const char *op = sk_node_name(NULL, node->a_expr->n_name, node->a_expr->name);
    found->column = found->column || strcmp(op, "->>") == 0 || strcmp(op, "#>>") == 0; /* told so already */
    if (strcmp(op, "||") != 0)
        return sk_type_is_text(&type) && strstr(op, "->") == NULL && strstr(op, "#>") == NULL;
    if (sk_type_is_text(&type)) {
        find_in_text(found, node->a_expr->lexpr);
        find_in_text(found, node->a_expr->rexpr);
    }
    return false;
}

static bool
find_in_cast(struct collation *found, const sk_node *node)
{
    struct sk_type to = sk_scope_type(found->p->scope, node);
    struct sk_type from = sk_scope_type(found->p->scope, node->type_cast->arg);
    bool text = sk_type_is_text(&to) && !sk_type_is_text(&from) && from.kind != SK_TYPE_OTHER;
    bool makes = text || (sk_mysql_is_special(found->p, &from) && !sk_mysql_is_special(found->p, &to));
    found->column = found->column || makes; /* what CAST() makes of no text has the tables' collation */
    return !makes;
}

/* A column has the collation of what it refers to, whose type may be another: then it is as if it had both. */
static void
find_in_column(struct collation *found, const PgQuery__ColumnRef *ref)
{
    struct sk_type type = sk_scope_column(found->p->scope, ref);
    const struct sk_table *table;
    const struct sk_column *column = sk_scope_table_column(found->p->scope, ref, &table);
    bool special = is_special_kind(&type);
    bool stored = column ? is_special_kind(&sk_mysql_root_column(found->p->catalog, &table, column)->type) : special;
    found->other = found->other || special || stored;
    found->column = found->column || !special || !stored;
}

static bool
find_collation(sk_node *node, void *data)
{
    struct collation *found = data;
    if (node->node_case == SK_NODE(SUB_LINK)) {
        bool special = is_special(found->p, node);
        found->other = found->other || special;
        found->column = found->column || !special; /* the query's business */
        return false;
    }
    if (node->node_case == SK_NODE(A_EXPR) && node->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP)
        return find_in_operator(found, node);
    if (node->node_case == SK_NODE(TYPE_CAST))
        return find_in_cast(found, node);
    if (node->node_case == SK_NODE(FUNC_CALL)) {
        for (size_t i = 0; i < node->func_call->n_args; i++)
            if (becomes_text(found->p, node->func_call, node->func_call->args[i]))
                found->column = true;
            else
                sk_pg_walk(&node->func_call->args[i]->base, find_collation, found);
        return false;
    }
    if (node->node_case == SK_NODE(COLUMN_REF))
        find_in_column(found, node->column_ref);
    return true;
}

static struct collation
collation_of(struct sk_printer *p, const sk_node *node)
{
    struct collation found = {.p = p};
    struct sk_type type = sk_scope_type(p->scope, node);
    found.text = node->node_case != SK_NODE(A_CONST) && sk_type_is_text(&type) && !sk_mysql_is_special(p, &type);
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)&node->base, find_collation, &found);
    return found;
}

/* Is one of the tables' collation, or may be, and the other of another one? */
static bool
differ(const struct collation *a, const struct collation *b)
{
    return ((a->column || a->text) && b->other) || ((b->column || b->text) && a->other);
}

const char *
sk_mysql_collated(struct sk_printer *p, const char *sql)
{
    return sk_printf(p->tmp, "CONVERT(%s USING utf8mb4) COLLATE %s", sql, sk_mysql_collation(sk_mysql_is_mariadb(p)));
}

const char *
sk_mysql_table_text(const struct sk_printer *p)
{
    return sk_printf(p->tmp, "LONGTEXT CHARACTER SET utf8mb4 COLLATE %s", sk_mysql_collation(sk_mysql_is_mariadb(p)));
}

/* Does a comparison of the two need to be told how text compares? */
static bool
needs_collation(struct sk_printer *p, const sk_node *left, const sk_node *right)
{
    struct collation a = collation_of(p, left), b = collation_of(p, right);
    return differ(&a, &b) || (!a.column && !b.column && !a.other && !b.other);
}

const char *
sk_mysql_beside(struct sk_printer *p, const char *sql, const sk_node *node, const sk_node *other)
{
    struct sk_type type = sk_scope_type(p->scope, node), beside = sk_scope_type(p->scope, other);
    if (!sk_type_is_text(&type) || !sk_type_is_text(&beside))
        return sql;
    struct collation a = collation_of(p, node), b = collation_of(p, other);
    return differ(&a, &b) ? sk_mysql_collated(p, sql) : sql;
}

enum sk_status
sk_mysql_put_left(struct sk_printer *p, const sk_node *left, const sk_node *right)
{
    enum sk_status status;
    const char *sql = sk_print_apart(p, left, &status);
    if (!status)
        sk_text_add(p->out, needs_collation(p, left, right) ? sk_mysql_collated(p, sql) : sql);
    return status;
}

static bool
is_comparison(const char *op)
{
    static const char *const names[] = {"=", "<>", "!=", "<", ">", "<=", ">="};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], op) == 0)
            return true;
    return false;
}

bool
sk_mysql_compare(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status)
{
    struct sk_type left = sk_scope_type(p->scope, e->lexpr), right = sk_scope_type(p->scope, e->rexpr);
    bool a = sk_type_is_text(&left), b = sk_type_is_text(&right);
    bool a_literal = e->lexpr->node_case == SK_NODE(A_CONST) && sk_constant_text(e->lexpr);
    bool b_literal = e->rexpr->node_case == SK_NODE(A_CONST) && sk_constant_text(e->rexpr);
    if (!is_comparison(op) || !(a || a_literal) || !(b || b_literal) || !needs_collation(p, e->lexpr, e->rexpr))
        return false;
    struct collation of_left = collation_of(p, e->lexpr);
    bool tell_right = of_left.column && !of_left.other; /* an index on the column stays of use */
    const char *right_sql = sk_print_apart(p, e->rexpr, status);
    if (*status)
        return true;
    sk_text_add(p->out, "(");
    *status = tell_right ? sk_print_expr(p, e->lexpr) : sk_mysql_put_left(p, e->lexpr, e->rexpr);
    sk_text_addf(p->out, " %s %s)", op, tell_right ? sk_mysql_collated(p, right_sql) : right_sql);
    return true;
}

/* ---- UNION and its like ----------------------------------------------------------------------------------------- */

static bool
is_plain_text(struct sk_printer *p, const struct sk_arm *arm, size_t column)
{
    const PgQuery__SelectStmt *select = arm->select;
    const sk_node *value = column < select->n_target_list ? select->target_list[column]->res_target->val : NULL;
    bool constant = value && value->node_case == SK_NODE(A_CONST);
    return !constant && column < arm->columns.n && sk_type_is_text(&arm->columns.items[column].type) &&
           !sk_mysql_is_special(p, &arm->columns.items[column].type);
}

/* A result that is text in one query is that in the others. */
const struct sk_type *
sk_mysql_united(struct sk_printer *p, size_t n, const struct sk_arm *arms, size_t arm, size_t column)
{
    static const struct sk_type text = {.kind = SK_TYPE_TEXT, .length = -1, .scale = -1, .name = "text"};
    bool plain = false;
    for (size_t i = 0; i < n; i++)
        plain = plain || is_plain_text(p, &arms[i], column);
    return plain && sk_mysql_is_special(p, &arms[arm].columns.items[column].type) ? &text : NULL;
}
