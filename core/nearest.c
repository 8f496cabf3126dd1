/* core/nearest.c - the distance of two words, in edits (Levenshtein). */
#include "core/nearest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { LONGEST = 48 };

static size_t
distance(const char *a, const char *b)
{
    size_t row[LONGEST + 1];
    size_t n = strlen(b);
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            bool same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);
            size_t replaced = corner + !same, inserted = row[j - 1] + 1, dropped = row[j] + 1;
            corner = row[j];
            row[j] = replaced < inserted ? replaced : inserted;
            row[j] = row[j] < dropped ? row[j] : dropped;
        }
    }
    return row[n];
}

const char *
sk_nearest(const char *const *words, const char *typed)
{
    const char *best = NULL;
    size_t least = LONGEST;
    for (; *typed && strlen(typed) <= LONGEST && *words; words++) {
        size_t len = strlen(*words);
        size_t edits = len <= LONGEST ? distance(typed, *words) : LONGEST;
        if (edits == 0)
            return NULL;
        if (edits > (len + 2) / 3 || edits >= least)
            continue;
        best = *words;
        least = edits;
    }
    return best;
}
