/*
 * dialects/common/fulltext.c - tsvector, where there is no full text search of PostgreSQL's.
 *
 * Lexemes come from dictionaries that only PostgreSQL has. What is kept is the text that they would be made of:
 * columns, triggers and generated values stay, and every row is taken or refused alike. Searching in it (@@, tsquery)
 * is refused where it is written.
 */
#include <string.h>

#include "dialects/common/printer_priv.h"

static bool
is_vector(const struct sk_type *type)
{
    return type->kind == SK_TYPE_TSVECTOR && type->dimensions == 0;
}

enum sk_status
sk_print_lexemes(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    p->lexemes++;
    enum sk_status status = sk_print_expr(p, call->args[call->n_args - 1]); /* a configuration may stand before it */
    p->lexemes--;
    return status;
}

enum sk_status
sk_print_unaccented(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    if (p->lexemes)
        return sk_print_expr(p, call->args[call->n_args - 1]);
    return sk_print_unsupported(p, NULL, "function unaccent() has no equivalent on %s", p->rules->dialect);
}

bool
sk_print_joined_lexemes(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, const char *joined,
                        enum sk_status *status)
{
    if (!e->lexpr || strcmp(op, "||") != 0)
        return false;
    struct sk_type left = sk_scope_type(p->scope, e->lexpr), right = sk_scope_type(p->scope, e->rexpr);
    if (!is_vector(&left) && !is_vector(&right))
        return false;
    *status = sk_print_template(p, joined, 2, (const sk_node *[]){e->lexpr, e->rexpr});
    return true;
}

void
sk_note_lexemes(struct sk_rewrite *rewrite, const struct sk_statement *statement, sk_note_fn *note)
{
    for (size_t i = 0; i < statement->n_changes; i++) {
        const struct sk_change *change = statement->changes[i];
        bool vector = (change->kind == SK_ADD_COLUMN && is_vector(&change->u.column->type)) ||
                      (change->kind == SK_SET_TYPE && is_vector(change->u.type));
        for (size_t c = 0; change->kind == SK_CREATE_TABLE && c < change->u.table->n_columns && !vector; c++)
            vector = is_vector(&change->u.table->columns[c]->type);
        if (vector && !change->redundant)
            note(rewrite, change->pos_bytes, "a tsvector keeps the text itself: there is no full text search here");
    }
}
