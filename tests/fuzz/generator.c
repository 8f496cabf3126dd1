/* tests/fuzz/generator.c - expanding the grammar. */
#include "tests/fuzz/generator_priv.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEEP = 6, TRIES = 200, FOCUSED = 3 };

/* splitmix64 */
unsigned
gen_random(struct generator *g, unsigned n)
{
    uint64_t z = (g->state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    z ^= z >> 31;
    return n ? (unsigned)(z % n) : 0;
}

void
gen_fail(struct generator *g)
{
    g->failed = true;
}

/* ---- alternatives --------------------------------------------------------------------------------------------- */

static const struct alternative *
choose(struct generator *g, const struct alternative *all, size_t n)
{
    unsigned sum = 0;
    if (g->depth >= DEEP)
        return all;
    for (size_t i = 0; i < n; i++)
        sum += all[i].query && g->no_queries ? 0 : all[i].weight;
    unsigned at = gen_random(g, sum);
    for (size_t i = 0; i < n; i++) {
        unsigned weight = all[i].query && g->no_queries ? 0 : all[i].weight;
        if (at < weight)
            return &all[i];
        at -= weight;
    }
    return all;
}

/* "3-17": a number. */
static bool
range(struct generator *g, const char *name)
{
    char *end;
    if (!isdigit((unsigned char)*name))
        return false;
    unsigned low = (unsigned)strtoul(name, &end, 10);
    unsigned high = *end == '-' ? (unsigned)strtoul(end + 1, NULL, 10) : low;
    sk_text_addf(g->out, "%u", low + gen_random(g, high - low + 1));
    return true;
}

void
gen_symbol(struct generator *g, const char *name)
{
    size_t n, len = strcspn(name, " ");
    const char *argument = name[len] ? name + len + 1 : NULL;
    char *word = sk_strndup(g->tmp, name, len);
    const struct alternative *all = grammar_alternatives(g->grammar, word, &n);
    if (g->failed || range(g, word) || gen_schema_symbol(g, word, argument))
        return;
    if (!all) {
        fprintf(stderr, "the grammar has no symbol \"%s\"\n", word);
        abort();
    }
    g->depth++;
    gen_text(g, choose(g, all, n)->text);
    g->depth--;
}

void
gen_text(struct generator *g, const char *text)
{
    for (const char *c = text; *c && !g->failed; c++) {
        if ((*c == '{' || *c == '}') && c[1] == *c) {
            sk_text_add_n(g->out, c++, 1);
        } else if (*c == '{') {
            const char *end = strchr(c, '}');
            gen_symbol(g, sk_strndup(g->tmp, c + 1, (size_t)(end - c - 1)));
            c = end;
        } else {
            sk_text_add_n(g->out, c, 1);
        }
    }
}

char *
gen_string(struct generator *g, const char *text)
{
    struct sk_text *outer = g->out;
    g->out = sk_text_new(g->tmp);
    gen_text(g, text);
    char *result = sk_text_finish(g->out, g->tmp);
    g->out = outer;
    return result;
}

/* ---- statements ----------------------------------------------------------------------------------------------- */

static void
begin(struct generator *g, TALLOC_CTX *owner, const struct sk_catalog *catalog)
{
    talloc_free(g->tmp);
    g->tmp = sk_context_new(owner);
    g->out = sk_text_new(g->tmp);
    g->catalog = catalog;
    g->failed = g->no_queries = false;
    g->depth = 0;
    g->n_visible = g->first_visible = g->n_marks = g->n_columns = 0;
    g->table = NULL;
    g->listed = NULL;
    g->view = NULL;
    g->block = NULL;
    g->columns = NULL;
    g->name = g->kept = g->column = NULL;
    g->type = (struct sk_type){.kind = SK_TYPE_INTEGER, .length = -1, .scale = -1};
}

/* ";;" stands between statements. */
static char **
split(TALLOC_CTX *owner, const char *text)
{
    char **list = NULL;
    size_t n = 0;
    for (const char *end; *text; text = *end ? end + 2 : end) {
        end = strstr(text, ";;");
        end = end ? end : text + strlen(text);
        sk_push(owner, list, n, sk_strndup(owner, text, (size_t)(end - text)));
    }
    sk_push(owner, list, n, NULL);
    return list;
}

char **
generator_next(struct generator *g, TALLOC_CTX *owner, const struct sk_catalog *catalog, const char *symbol,
               const char **kind)
{
    size_t n;
    const struct alternative *all = grammar_alternatives(g->grammar, symbol, &n);
    for (int i = 0; i < TRIES; i++) {
        begin(g, g, catalog);
        /* the first is CREATE TABLE: without tables there is little else to do */
        bool few = catalog->n_tables < 3 && gen_random(g, 2);
        bool focused = !few && g->focus && strcmp(symbol, "statement") == 0 && gen_random(g, FOCUSED) == 0;
        const struct alternative *one = few ? all : choose(g, all, n);
        const char *text = focused ? g->focus : one->text;
        gen_text(g, text);
        if (g->failed || !g->out->len)
            continue;
        *kind = text;
        if (g->view && g->listed)
            gen_keep_view(g, g->view);
        return split(owner, g->out->data);
    }
    fprintf(stderr, "the grammar has no statement for this schema\n");
    abort();
}

struct generator *
generator_new(TALLOC_CTX *owner, const struct grammar *grammar, uint64_t seed, const char *target)
{
    struct generator *g = sk_new(owner, struct generator);
    g->grammar = grammar;
    g->target = target;
    g->state = seed * UINT64_C(0x2545f4914f6cdd1d) + 1;
    return g;
}

void
generator_focus(struct generator *g, const char *text)
{
    g->focus = text;
}
