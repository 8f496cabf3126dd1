/* tests/fuzz/tally.c */
#include "tests/fuzz/tally.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct totals *
totals_new(void)
{
    struct totals *totals =
        mmap(NULL, sizeof *totals, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (totals == MAP_FAILED) {
        perror("mmap");
        abort();
    }
    return totals;
}

/* What is quoted is another in each round, and so are numbers. */
static void
shape(char *out, const char *text)
{
    size_t n = 0;
    for (const char *c = text; *c && *c != '\n' && n < TALLY_TEXT - 2; c++) {
        const char *end = strchr("\"'`", *c) ? strchr(c + 1, *c) : NULL;
        if (end) {
            out[n++] = *c;
            c = end;
            out[n++] = *c;
        } else if (isdigit((unsigned char)*c)) {
            out[n++] = '#';
            while (isdigit((unsigned char)c[1]))
                c++;
        } else {
            out[n++] = *c;
        }
    }
    out[n] = '\0';
}

struct count *
tally_at(struct tally *tally, const char *text)
{
    char wanted[TALLY_TEXT];
    shape(wanted, text);
    for (size_t i = 0; i < tally->n; i++)
        if (strcmp(tally->items[i].text, wanted) == 0)
            return &tally->items[i];
    if (tally->n == TALLY_SIZE)
        return &tally->items[TALLY_SIZE - 1];
    strcpy(tally->items[tally->n].text, wanted);
    return &tally->items[tally->n++];
}

static int
by_refused(const void *a, const void *b)
{
    const struct count *x = a, *y = b;
    return x->refused < y->refused ? 1 : x->refused > y->refused ? -1 : strcmp(x->text, y->text);
}

static void
print(const char *title, const struct tally *tally)
{
    struct tally sorted = *tally;
    if (!sorted.n)
        return;
    qsort(sorted.items, sorted.n, sizeof *sorted.items, by_refused);
    printf("\n%-60s %9s %9s %9s\n", title, "taken", "refused", "by PG");
    for (size_t i = 0; i < sorted.n; i++)
        printf("%-60s %9u %9u %9u\n", sorted.items[i].text, sorted.items[i].taken, sorted.items[i].refused,
               sorted.items[i].by_postgresql);
}

void
totals_print(const struct totals *totals)
{
    print("statement", &totals->kinds);
    print("refused for the target", &totals->refusals);
    print("finding", &totals->signatures);
    printf("\n%u rounds, %u statements run, %u findings (%zu kinds), %u rounds refused as a whole, "
           "longest clean run %u rounds\n",
           totals->rounds, totals->statements, totals->findings, totals->signatures.n, totals->late,
           totals->longest_clean);
}
