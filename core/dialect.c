/* core/dialect.c - helpers for every dialect. */
#include "core/dialect.h"

#include <string.h>

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
    rewrite->owner = sk_context_new(rewrite->keeper);
}

void
sk_rewrite_end(struct sk_rewrite *rewrite, size_t from)
{
    for (size_t i = from; i < rewrite->n; i++) {
        struct sk_output *output = &rewrite->outputs[i];
        output->sql = sk_strdup(rewrite->keeper, output->sql);
        output->skip_if = sk_strdup(rewrite->keeper, output->skip_if);
        output->probe = sk_strdup(rewrite->keeper, output->probe);
        output->undo = sk_strdup(rewrite->keeper, output->undo);
        output->note = sk_strdup(rewrite->keeper, output->note);
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
