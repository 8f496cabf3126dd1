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

struct sk_output *
sk_rewrite_add(struct sk_rewrite *rewrite, const struct sk_output *output)
{
    sk_push(rewrite->owner, rewrite->outputs, rewrite->n, *output);
    return &rewrite->outputs[rewrite->n - 1];
}
