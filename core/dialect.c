/* core/dialect.c - helpers for every dialect. */
#include "core/dialect.h"

#include <string.h>

struct sk_statement
sk_statement_part(const struct sk_statement *whole, const void *tree)
{
    return (struct sk_statement){
        .pos_bytes = whole->pos_bytes,
        .len = whole->len,
        .tag = whole->tag,
        .dialects = whole->dialects,
        .synthetic = true,
        .no_transaction = whole->no_transaction,
        .transaction_control = whole->transaction_control,
        .tree = tree,
        .search_path = whole->search_path,
        .tolerant = whole->tolerant,
    };
}

void
sk_statement_release(struct sk_statement *statement)
{
    if (!statement->reading)
        return;
    talloc_free(statement->reading);
    statement->reading = NULL;
    statement->tree = NULL;
    statement->changes = NULL;
    statement->parts = NULL;
    statement->n_changes = statement->n_parts = 0;
}

bool
sk_statement_is_for(const struct sk_statement *statement, const char *name)
{
    if (!statement->dialects)
        return true;
    for (const char *const *dialect = statement->dialects; *dialect; dialect++)
        if (strcmp(*dialect, name) == 0)
            return true;
    return false;
}

void
sk_rewrite_add_verbatim(struct sk_rewrite *rewrite, const struct sk_statement *statement)
{
    const struct sk_output output = {
        .sql = sk_strndup(rewrite->owner, rewrite->script->text + statement->pos_bytes, statement->len),
        .pos_bytes = statement->pos_bytes,
        .verbatim = true,
        .no_transaction = statement->no_transaction,
        .outcome = SK_EXACT,
    };
    sk_rewrite_add(rewrite, &output);
}

void
sk_rewrite_begin(struct sk_rewrite *rewrite)
{
    enum { BLOCK = 1 << 14 };
    if (!rewrite->texts)
        rewrite->texts = sk_arena_new(rewrite->keeper, BLOCK);
    rewrite->owner = sk_context_new(rewrite->keeper);
}

void
sk_rewrite_end(struct sk_rewrite *rewrite, size_t from)
{
    for (size_t i = from; i < rewrite->n; i++) {
        struct sk_output *output = &rewrite->outputs[i];
        output->sql = sk_arena_strdup(rewrite->texts, output->sql);
        output->skip_if = sk_arena_strdup(rewrite->texts, output->skip_if);
        output->probe = sk_arena_strdup(rewrite->texts, output->probe);
        output->undo = sk_arena_strdup(rewrite->texts, output->undo);
        output->note = sk_arena_strdup(rewrite->texts, output->note);
    }
    talloc_free(rewrite->owner);
    rewrite->owner = rewrite->keeper;
}

struct sk_output *
sk_rewrite_add(struct sk_rewrite *rewrite, const struct sk_output *output)
{
    sk_push(rewrite->keeper, rewrite->outputs, rewrite->n, *output);
    return &rewrite->outputs[rewrite->n - 1];
}
