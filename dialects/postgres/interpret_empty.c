/*
 * dialects/postgres/interpret_empty.c - code that goes through rows as no other engine can, where there are none.
 *
 * A migration that makes a table for each row, or computes in loops what is to be changed, has its work on databases
 * that hold such rows: on a new one it does nothing. That much is known when planning. So, where nothing else can be
 * made of a block, it is run as if the tables that it reads had no rows, and what it does then is done after a look
 * whether that is so: the migration fails where it is not.
 */
#include <string.h>

#include "dialects/postgres/interpret_priv.h"

bool
sk_block_is_empty(struct sk_block_run *r, const PgQuery__RangeVar *range)
{
    struct sk_do_block *b = r->b;
    const struct sk_table *table = sk_catalog_table(b->a->catalog, sk_text_or_null(range->schemaname), range->relname);
    if (!b->empty || r->rows_come || !table)
        return false;
    struct sk_text *name = sk_text_new(b->a->owner);
    if (strcmp(table->schema, SK_PUBLIC) != 0) {
        sk_text_ident(name, table->schema, '"');
        sk_text_add(name, ".");
    }
    sk_text_ident(name, table->name, '"');
    for (size_t i = 0; i < b->n_empty; i++)
        if (strcmp(b->empty_tables[i], name->data) == 0)
            return true;
    sk_push(b->a->owner, b->empty_tables, b->n_empty, name->data);
    return true;
}

/* What an UPDATE or a DELETE leaves are rows that were there before, unless triggers see to more. */
void
sk_block_rows_may_come(struct sk_block_run *r, const sk_node *node)
{
    const PgQuery__RangeVar *range = sk_pg_changed_relation(node);
    const struct sk_table *table =
        range ? sk_catalog_table(r->catalog, sk_text_or_null(range->schemaname), range->relname) : NULL;
    bool with = (node->node_case == SK_NODE(UPDATE_STMT) && node->update_stmt->with_clause) ||
                (node->node_case == SK_NODE(DELETE_STMT) && node->delete_stmt->with_clause);
    bool adds = node->node_case != SK_NODE(UPDATE_STMT) && node->node_case != SK_NODE(DELETE_STMT);
    r->rows_come = r->rows_come || adds || with || !table || table->n_triggers > 0;
}

/* The block that fails where there are rows; `why` they matter. */
static const char *
look(const struct sk_do_block *b, const char *why)
{
    struct sk_text *source = sk_text_new(b->a->owner);
    sk_text_add(source, "BEGIN\n");
    for (size_t i = 0; i < b->n_empty; i++) {
        struct sk_text *message = sk_text_new(b->a->owner);
        sk_text_literal(message, sk_printf(b->a->owner, "there are rows in %s; its %s", b->empty_tables[i],
                                           why ? why : "work with them has no equivalent here"));
        sk_text_addf(source, "IF EXISTS (SELECT 1 FROM %s) THEN\nRAISE EXCEPTION %s;\nEND IF;\n", b->empty_tables[i],
                     message->data);
    }
    sk_text_add(source, "END");
    return source->data;
}

bool
sk_do_without_rows(struct sk_do_block *b, const json_t *function, const char *why)
{
    struct sk_do_block done = {.a = b->a, .empty = true};
    if (!sk_do_interpret(&done, function) || !done.n_empty)
        return false;
    sk_do_add_trigger(b, look(&done, why));
    for (size_t i = 0; i < done.n; i++)
        sk_push(b->a->owner, b->parts, b->n, done.parts[i]);
    return true;
}
