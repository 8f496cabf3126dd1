/*
 * dialects/common/exclusions.c - EXCLUDE constraints as conditions on two rows.
 *
 * PostgreSQL looks for rows that exclude a new one through the constraint's index; elsewhere a trigger asks the table.
 * The rows have names of their own, which every column of the constraint's expressions is given.
 */
#include "dialects/common/exclusions.h"

#include <string.h>

#include "dialects/common/ranges.h"

struct naming {
    TALLOC_CTX *owner;
    const char *row;
};

static bool
name_row(sk_node *node, void *data)
{
    struct naming *naming = data;
    if (node->node_case != SK_NODE(COLUMN_REF))
        return true;
    PgQuery__ColumnRef *ref = node->column_ref;
    sk_node *column = ref->fields[ref->n_fields - 1];
    ref->fields = sk_alloc(naming->owner, 2 * sizeof *ref->fields, "fields");
    ref->n_fields = 2;
    ref->fields[0] = sk_pg_string_node(naming->owner, naming->row);
    ref->fields[1] = column;
    return false;
}

/* The expression on the row of that name. */
static sk_node *
on_row(TALLOC_CTX *owner, const sk_node *expr, const char *row)
{
    struct naming naming = {owner, row};
    sk_node *copy = sk_pg_copy(owner, expr);
    sk_pg_walk(&copy->base, name_row, &naming);
    return copy;
}

static void
add_row(struct sk_scope *scope, const struct sk_table *table, const char *name)
{
    struct sk_range known = {.alias = name, .table = table};
    for (size_t i = 0; i < table->n_columns; i++) {
        struct sk_query_column column = {table->columns[i]->name, table->columns[i]->type};
        sk_push(scope, known.columns.items, known.columns.n, column);
    }
    sk_push(scope, scope->ranges, scope->n_ranges, known);
}

static bool
is_comparison(const char *op)
{
    static const char *const comparisons[] = {"=", "<>", "!=", "<", ">", "<=", ">="};
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++)
        if (strcmp(op, comparisons[i]) == 0)
            return true;
    return false;
}

static enum sk_status
print_part(struct sk_printer *p, const struct sk_exclusion_part *part, const char *a, const char *b)
{
    sk_node node = PG_QUERY__NODE__INIT, *names[] = {sk_pg_string_node(p->tmp, part->op)};
    PgQuery__AExpr e = PG_QUERY__A__EXPR__INIT;
    node.node_case = SK_NODE(A_EXPR);
    node.a_expr = &e;
    e.kind = PG_QUERY__A__EXPR__KIND__AEXPR_OP;
    e.n_name = 1;
    e.name = names;
    e.lexpr = on_row(p->tmp, part->expr, a);
    e.rexpr = on_row(p->tmp, part->expr, b);
    struct sk_type type = sk_scope_type(p->scope, e.lexpr);
    if (type.kind != SK_TYPE_RANGE && !is_comparison(part->op))
        return sk_print_unsupported(p, NULL, "EXCLUDE with %s of what is no range has no equivalent on %s", part->op,
                                    p->rules->dialect);
    return sk_print_expr(p, &node);
}

/* What is printed by the functions below stands in a scope of its own and in a text of its own. */
struct place {
    const struct sk_scope *scope;
    struct sk_text *out;
    const char *drop_qualifier;
};

static struct place
enter(struct sk_printer *p, const struct sk_table *table, const char *a, const char *b)
{
    struct place place = {p->scope, p->out, p->drop_qualifier};
    struct sk_scope *scope = sk_scope_new(p->tmp, p->catalog, NULL);
    add_row(scope, table, a);
    if (b)
        add_row(scope, table, b);
    p->scope = scope;
    p->out = sk_text_new(p->tmp);
    p->drop_qualifier = NULL;
    return place;
}

static const char *
leave(struct sk_printer *p, const struct place *place)
{
    const char *sql = p->out->data;
    p->scope = place->scope;
    p->out = place->out;
    p->drop_qualifier = place->drop_qualifier;
    return sql;
}

enum sk_status
sk_print_conflict(const char **out, struct sk_printer *p, const struct sk_table *table,
                  const struct sk_exclusion *exclusion, const char *a, const char *b)
{
    struct place place = enter(p, table, a, b);
    const char *const rows[] = {a, b};
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < exclusion->n && !status; i++) {
        sk_text_add(p->out, i ? " AND " : "");
        status = print_part(p, &exclusion->parts[i], a, b);
    }
    for (size_t i = 0; exclusion->where && i < 2 && !status; i++) {
        sk_text_add(p->out, " AND (");
        status = sk_print_expr(p, on_row(p->tmp, exclusion->where, rows[i]));
        sk_text_add(p->out, ")");
    }
    *out = leave(p, &place);
    return status;
}

enum sk_status
sk_print_no_value(const char **out, struct sk_printer *p, const struct sk_table *table,
                  const struct sk_exclusion *exclusion, const char *a)
{
    struct place place = enter(p, table, a, NULL);
    struct sk_text *any = sk_text_new(p->tmp);
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < exclusion->n && !status; i++) {
        const char *refusal;
        status = sk_range_refusal(&refusal, p, on_row(p->tmp, exclusion->parts[i].expr, a));
        if (!status && refusal)
            sk_text_addf(any, "%s%s", any->len ? " OR " : "", refusal);
    }
    if (!status && any->len && exclusion->where) {
        sk_text_add(p->out, "(");
        status = sk_print_expr(p, on_row(p->tmp, exclusion->where, a));
        sk_text_add(p->out, ")");
        sk_text_addf(p->out, " AND (%s)", any->data);
        any = p->out;
    }
    leave(p, &place);
    *out = any->len ? any->data : NULL;
    return status;
}
