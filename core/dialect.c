/* core/dialect.c - helpers for every dialect. */
#include "core/dialect.h"

struct sk_output *
sk_rewrite_add(struct sk_rewrite *rewrite, const struct sk_output *output)
{
    sk_push(rewrite->owner, rewrite->outputs, rewrite->n, *output);
    return &rewrite->outputs[rewrite->n - 1];
}
