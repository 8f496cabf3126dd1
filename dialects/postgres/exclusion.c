/*
 * dialects/postgres/exclusion.c - EXCLUDE constraints: what the catalog keeps of them, and what they say.
 *
 * The grammar has no expression for one, so the whole constraint is the catalog's expression. Columns stand in it as
 * references to columns and not as names of an index, so that what renames and asks for columns finds them.
 */
#include "dialects/postgres/exclusion.h"

#include <string.h>

#include "dialects/postgres/format.h"
#include "dialects/postgres/postgres.h"

static const char *
operator_of(const PgQuery__List *pair)
{
    const PgQuery__List *op = pair->items[1]->list;
    return sk_node_name(NULL, op->n_items, op->items);
}

sk_node *
sk_pg_exclusion_node(TALLOC_CTX *owner, const PgQuery__Constraint *def)
{
    sk_node whole = PG_QUERY__NODE__INIT;
    whole.node_case = SK_NODE(CONSTRAINT);
    whole.constraint = (PgQuery__Constraint *)(uintptr_t)def;
    sk_node *copy = sk_pg_copy(owner, &whole);
    for (size_t i = 0; i < def->n_exclusions; i++) {
        PgQuery__IndexElem *elem = copy->constraint->exclusions[i]->list->items[0]->index_elem;
        if (!*elem->name)
            continue;
        elem->expr = sk_pg_column_node(owner, elem->name);
        elem->name = sk_strdup(owner, "");
    }
    return copy;
}

char *
sk_pg_exclusion_text(TALLOC_CTX *owner, const PgQuery__Constraint *def)
{
    struct sk_text *text = sk_text_new(owner);
    bool first = true;
    sk_text_addf(text, "EXCLUDE USING %s (", *def->access_method ? def->access_method : "btree");
    for (size_t i = 0; i < def->n_exclusions; i++) {
        const PgQuery__List *pair = def->exclusions[i]->list;
        struct sk_index_key key = sk_pg_index_key(text, pair->items[0]->index_elem);
        sk_text_sep(text, &first, ", ");
        sk_pg_put_index_key(text, &sk_pg_expr_ops, &key);
        sk_text_addf(text, " WITH %s", operator_of(pair));
    }
    sk_text_add(text, ")");
    if (def->where_clause) {
        char *where = sk_pg_deparse_expr(text, def->where_clause);
        sk_text_addf(text, " WHERE (%s)", where ? where : "");
    }
    return sk_text_finish(text, owner);
}

struct sk_exclusion *
sk_pg_exclusion(TALLOC_CTX *owner, const struct sk_constraint *k)
{
    const sk_node *node = sk_expr_node(k->check);
    if (!node)
        return NULL;
    const PgQuery__Constraint *def = node->constraint;
    struct sk_exclusion *out = sk_new(owner, struct sk_exclusion);
    out->is_key = true;
    out->where = def->where_clause;
    for (size_t i = 0; i < def->n_exclusions; i++) {
        const PgQuery__List *pair = def->exclusions[i]->list;
        struct sk_exclusion_part part = {pair->items[0]->index_elem->expr, operator_of(pair)};
        out->is_key = out->is_key && strcmp(part.op, "=") == 0;
        sk_push(out, out->parts, out->n, part);
    }
    return out;
}

struct sk_index *
sk_pg_exclusion_index(TALLOC_CTX *owner, const struct sk_constraint *k)
{
    const struct sk_exclusion *exclusion = sk_pg_exclusion(owner, k);
    struct sk_index *index = sk_new(owner, struct sk_index);
    index->name = k->name;
    index->unique = true;
    index->method = "btree";
    index->where = sk_pg_expr(index, exclusion->where);
    for (size_t i = 0; i < exclusion->n; i++) {
        const sk_node *expr = exclusion->parts[i].expr;
        struct sk_index_key key = {0};
        if (expr->node_case == SK_NODE(COLUMN_REF))
            key.column = sk_node_string(expr->column_ref->fields[expr->column_ref->n_fields - 1]);
        else
            key.expr = sk_pg_expr(index, expr);
        sk_push(index, index->keys, index->n_keys, key);
    }
    return index;
}
