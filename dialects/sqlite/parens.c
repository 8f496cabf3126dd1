/*
 * dialects/sqlite/parens.c - a statement without the parentheses that it can do without.
 *
 * Each is a symbol that SQLite's parser has to keep (depth.c). Around an argument, a branch of CASE, a condition, which
 * end where a comma or a word does, they say nothing. Those around queries, rows and the values of VALUES do.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "dialects/sqlite/sqlite.h"

enum { MOST_OPEN = 256 };

struct open {
    size_t at;
    bool idle;   /* what stands before it would end an expression, too */
    bool values; /* VALUES stands in it: its lists are rows */
    bool comma;  /* its own */
};

struct stripping {
    char *sql;
    const char *before; /* the last word or sign, of `len` bytes */
    size_t len, n;
    struct open open[MOST_OPEN];
};

static bool
is_word_of(const char *word, size_t len, const char *const *list)
{
    for (; *list; list++)
        if (strlen(*list) == len && strncasecmp(*list, word, len) == 0)
            return true;
    return false;
}

static bool
is_name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_' || ((unsigned char)c & 0x80);
}

static size_t
word_len(const char *at)
{
    size_t len = 0;
    while (is_name_byte(at[len]))
        len++;
    return len ? len : *at != '\0';
}

/* A text or a name, with its quotes. */
static size_t
quoted_len(const char *at)
{
    const char *c = at + 1;
    while (*c && (*c != *at || c[1] == *at))
        c += *c == *at ? 2 : 1;
    return (size_t)(c - at) + (*c == *at);
}

static void
open_one(struct stripping *s, char *at)
{
    static const char *const before[] = {"(", ",", "THEN", "WHEN", "ELSE", "CASE", "SELECT", "WHERE", NULL};
    static const char *const query[] = {"SELECT", "WITH", "VALUES", NULL};
    const char *first = at + 1 + strspn(at + 1, " \n");
    bool values = s->n && s->open[s->n - 1].values;
    s->open[s->n++] = (struct open){.at = (size_t)(at - s->sql),
                                    .idle = !values && s->before && is_word_of(s->before, s->len, before) &&
                                            !is_word_of(first, word_len(first), query)};
}

static void
close_one(struct stripping *s, char *at)
{
    static const char *const after[] = {")", ",", "WHEN", "THEN", "ELSE", "END", "AS", "FROM", ";", NULL};
    const struct open *open = &s->open[--s->n];
    const char *next = at + 1 + strspn(at + 1, " \n");
    if (open->idle && !open->comma && (!*next || is_word_of(next, word_len(next), after)))
        s->sql[open->at] = *at = ' ';
}

/* The next word or sign; false: there are too many parentheses for it. */
static bool
take(struct stripping *s, char *at, size_t len)
{
    struct open *in = s->n ? &s->open[s->n - 1] : NULL;
    if (*at == '(' && s->n == MOST_OPEN)
        return false;
    if (*at == '(')
        open_one(s, at);
    else if (*at == ')' && s->n)
        close_one(s, at);
    else if (in && *at == ',')
        in->comma = true;
    else if (in && len == strlen("VALUES") && strncasecmp(at, "VALUES", len) == 0)
        in->values = true;
    s->before = *at == '\'' || *at == '"' ? NULL : at;
    s->len = len;
    return true;
}

char *
sk_sqlite_without_parens(TALLOC_CTX *owner, const char *sql)
{
    struct stripping s = {.sql = sk_strdup(owner, sql)};
    s.open[s.n++] = (struct open){0}; /* the statement itself */
    for (char *at = s.sql; *at;) {
        char *end = strncmp(at, "/*", 2) == 0 ? strstr(at, "*/") : NULL;
        size_t len = end ? (size_t)(end - at) + 2 : *at == '\'' || *at == '"' ? quoted_len(at) : word_len(at);
        if (!end && *at != ' ' && *at != '\n' && !take(&s, at, len))
            break;
        at += len;
    }
    return s.sql;
}
