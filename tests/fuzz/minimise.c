/* tests/fuzz/minimise.c */
#include "tests/fuzz/minimise.h"

#include <string.h>

#include "core/text.h"
#include "tests/fuzz/tally.h"

/* Which row is the first that differs is chance. */
static bool
of_rows(const struct verdict *v)
{
    return strcmp(v->kind, "rows") == 0 || strstr(v->message, "rows: ");
}

bool
verdict_same(const struct verdict *a, const struct verdict *b)
{
    struct tally tally = {0};
    if (!a->kind || !b->kind || strcmp(a->kind, b->kind) != 0)
        return false;
    if (of_rows(a) && of_rows(b))
        return strstr(a->message, "cannot be read") == NULL && strstr(b->message, "cannot be read") == NULL;
    return tally_at(&tally, a->message) == tally_at(&tally, b->message);
}

static bool
still(struct lab *lab, TALLOC_CTX *owner, const struct steps *steps, struct verdict *verdict, struct steps *kept)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct steps taken;
    struct verdict now = lab_replay(lab, tmp, steps, &taken);
    bool same = verdict_same(verdict, &now);
    if (same) {
        verdict->message = sk_strdup(owner, now.message);
        *kept = (struct steps){0, NULL};
        for (size_t i = 0; i < taken.n; i++)
            sk_push(owner, kept->items, kept->n, taken.items[i]);
    }
    talloc_free(tmp);
    return same;
}

static void
drop_statements(struct lab *lab, TALLOC_CTX *owner, struct steps *steps, struct verdict *verdict)
{
    for (size_t chunk = steps->n / 2 ? steps->n / 2 : 1; chunk; chunk /= 2)
        for (size_t end = steps->n; end > 0;) {
            size_t first = end > chunk ? end - chunk : 0;
            struct steps fewer = {0, NULL}, kept;
            for (size_t i = 0; i < steps->n; i++)
                if (i < first || i >= end)
                    sk_push(owner, fewer.items, fewer.n, steps->items[i]);
            if (fewer.n && still(lab, owner, &fewer, verdict, &kept))
                *steps = kept;
            end = first < steps->n ? first : steps->n;
        }
}

/* Where what begins at `start`, after "(" or ",", ends: at the next "," or ")" of the same depth. */
static const char *
item_end(const char *start)
{
    int depth = 0;
    for (const char *c = start; *c; c++) {
        if (*c == '\'' || *c == '"') {
            c = strchr(c + 1, *c);
            if (!c)
                return NULL;
        } else if (*c == '(') {
            depth++;
        } else if (*c == ')' && !depth--) {
            return c;
        } else if (*c == ',' && !depth) {
            return c;
        }
    }
    return depth ? NULL : start + strlen(start);
}

static bool
cut(struct lab *lab, TALLOC_CTX *owner, struct steps *steps, struct verdict *verdict, size_t at, const char *start,
    const char *end)
{
    struct steps smaller = {0, NULL}, kept;
    const char *sql = steps->items[at].sql;
    for (size_t i = 0; i < steps->n; i++)
        sk_push(owner, smaller.items, smaller.n, steps->items[i]);
    smaller.items[at].sql = sk_printf(owner, "%.*s%s", (int)(start - sql), sql, end);
    if (!still(lab, owner, &smaller, verdict, &kept) || kept.n < steps->n)
        return false;
    *steps = kept;
    return true;
}

static void
drop_items(struct lab *lab, TALLOC_CTX *owner, struct steps *steps, struct verdict *verdict)
{
    for (size_t at = 0; at < steps->n; at++)
        for (size_t i = 0; i < strlen(steps->items[at].sql); i++) {
            const char *sql = steps->items[at].sql;
            if (sql[i] != ',' && sql[i] != '(')
                continue;
            const char *end = item_end(sql + i + 1);
            if (end && sql[i] == ',' && cut(lab, owner, steps, verdict, at, sql + i, end))
                i--;
            else if (end && sql[i] == '(' && *end == ',')
                cut(lab, owner, steps, verdict, at, sql + i + 1, end + 1);
        }
}

void
minimise(struct lab *lab, TALLOC_CTX *owner, struct steps *steps, struct verdict *verdict)
{
    struct steps kept;
    if (!still(lab, owner, steps, verdict, &kept))
        return; /* it is not found again: the round stays as it was */
    *steps = kept;
    drop_statements(lab, owner, steps, verdict);
    drop_items(lab, owner, steps, verdict);
    drop_statements(lab, owner, steps, verdict);
}
