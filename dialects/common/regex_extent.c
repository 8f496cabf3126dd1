/*
 * dialects/common/regex_extent.c - how much a match takes.
 *
 * Of the matches from a place on PostgreSQL takes the longest, or the shortest where the first quantifier is of the
 * kind that takes little (manual, 9.7.3.5). Other engines try branches from left to right, and each quantifier by
 * itself.
 */
#include <ctype.h>
#include <string.h>

#include "core/text.h"
#include "dialects/common/regex.h"

/* ---- branches ---------------------------------------------------------------------------------------------------- */

struct branches {
    size_t n;
    const char **items;
};

static bool
is_literal(const char *text)
{
    for (const char *c = text; *c; c += sk_regex_unit(c))
        if (strchr("*+?{}()[]^$.", *c) || (*c == '\\' && isalnum((unsigned char)c[1])))
            return false;
    return true;
}

/* The longer ones first, those of a length as they stand; a few. */
static void
sort_branches(struct branches *all)
{
    for (size_t i = 1; i < all->n; i++) {
        const char *one = all->items[i];
        size_t k = i;
        for (; k > 0 && strlen(all->items[k - 1]) < strlen(one); k--)
            all->items[k] = all->items[k - 1];
        all->items[k] = one;
    }
}

static void put_sorted(struct sk_text *out, const char *pattern);

/* A branch, with the groups in it put in order. */
static void
put_branch(struct sk_text *out, const char *branch)
{
    for (size_t len; *branch; branch += len) {
        len = *branch == '(' ? sk_regex_piece(branch).atom : sk_regex_unit(branch);
        size_t head = branch[1] == '?' ? 2 + strcspn(branch + 2, ":=!)") + 1 : 1;
        bool whole = *branch == '(' && len > head && branch[len - 1] == ')';
        if (!whole) {
            sk_text_add_n(out, branch, len);
            continue;
        }
        sk_text_add_n(out, branch, head);
        put_sorted(out, sk_strndup(out, branch + head, len - head - 1));
        sk_text_add(out, ")");
    }
}

static void
put_sorted(struct sk_text *out, const char *pattern)
{
    struct branches all = {0};
    bool literal = true;
    for (const char *from = pattern, *c = pattern;; c += *c == '(' ? sk_regex_piece(c).atom : sk_regex_unit(c)) {
        if (*c && *c != '|')
            continue;
        const char *branch = sk_strndup(out, from, (size_t)(c - from));
        literal = literal && is_literal(branch);
        sk_push(out, all.items, all.n, branch);
        from = c + 1;
        if (!*c)
            break;
    }
    if (literal)
        sort_branches(&all);
    for (size_t i = 0; i < all.n; i++) {
        sk_text_add(out, i ? "|" : "");
        put_branch(out, all.items[i]);
    }
}

char *
sk_regex_longest_first(TALLOC_CTX *owner, const char *pattern)
{
    struct sk_text *out = sk_text_new(owner);
    put_sorted(out, pattern);
    return sk_text_finish(out, owner);
}

/* ---- quantifiers ------------------------------------------------------------------------------------------------- */

/* Does the text's end settle where the match ends? */
static bool
is_held_at_end(const char *pattern)
{
    const char *last = "";
    for (const char *c = pattern; *c; c += *c == '(' ? sk_regex_piece(c).atom : sk_regex_unit(c)) {
        if (*c == '|')
            return false;
        last = c;
    }
    return strcmp(last, "$") == 0 || strcmp(last, "\\Z") == 0;
}

bool
sk_regex_takes_both(const char *pattern)
{
    bool much = false, little = false;
    for (const char *c = pattern; *c; c += sk_regex_unit(c)) {
        if (*c == '(' && c[1] == '?') {
            c++;
            continue;
        }
        bool bound = *c == '{' && isdigit((unsigned char)c[1]);
        if (!bound && !strchr("*+?", *c))
            continue;
        const char *end = bound ? c + strcspn(c, "}") : c;
        bool varies = !bound || memchr(c, ',', (size_t)(end - c));
        bool takes_little = *end && end[1] == '?';
        much = much || (varies && !takes_little);
        little = little || (varies && takes_little);
        c = takes_little ? end + 1 : *end ? end : end - 1;
    }
    return much && little && !is_held_at_end(pattern);
}
