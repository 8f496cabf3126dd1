/* core/archive.c - counting tables' rows. */
#include "core/archive.h"

#include <string.h>

static bool
same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

struct sk_count *
sk_counts_find(const struct sk_counts *counts, const char *schema, const char *name)
{
    for (size_t i = counts->n; i > 0; i--) /* what comes again comes soon */
        if (same(counts->items[i - 1].schema, schema) && strcmp(counts->items[i - 1].name, name) == 0)
            return &counts->items[i - 1];
    return NULL;
}

void
sk_counts_add(struct sk_counts *counts, const char *schema, const char *name, int64_t rows)
{
    struct sk_count *known = sk_counts_find(counts, schema, name);
    if (known) {
        known->rows += rows;
        return;
    }
    struct sk_count count = {sk_strdup(counts, schema), sk_strdup(counts, name), rows};
    sk_push(counts, counts->items, counts->n, count);
}
