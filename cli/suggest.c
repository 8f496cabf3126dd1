/* cli/suggest.c - see suggest.h. */
#include "cli/suggest.h"

#include <string.h>

#define LONGEST 32

static size_t
least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Edits from `a` to `b`: insert, delete, replace, swap two neighbours (optimal string alignment).
 */
static size_t
distance(const char *a, const char *b)
{
    size_t rows[LONGEST + 1][LONGEST + 1];
    size_t n = strlen(a), m = strlen(b);
    for (size_t i = 0; i <= n; i++)
        rows[i][0] = i;
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        for (size_t j = 1; j <= m; j++) {
            size_t change = rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            rows[i][j] = least(rows[i - 1][j] + 1, rows[i][j - 1] + 1, change);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                rows[i][j] = least(rows[i][j], rows[i - 2][j - 2] + 1, change);
        }
    }
    return rows[n][m];
}

void
suggest(struct suggestion *best, const char *candidate, const char *typed)
{
    size_t len = strlen(typed), whole = strlen(candidate);
    if (len == 0 || len > LONGEST || whole > LONGEST)
        return;
    size_t edits = distance(typed, candidate), allowed = whole < 3 ? 1 : (whole + 2) / 3;
    if (len >= 2 && strncmp(candidate, typed, len) == 0)
        edits = 1;
    if (edits > allowed || (best->word && best->distance <= edits))
        return;
    *best = (struct suggestion){.word = candidate, .distance = edits};
}
