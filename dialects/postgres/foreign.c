/*
 * dialects/postgres/foreign.c - where the statements of other dialects end.
 *
 * Text inside `-- skein:only sqlite` (or mysql, mariadb) is not PostgreSQL's, so its scanner is no help. What is needed
 * is little: quotes of all kinds, comments, and the semicolons inside the body of a trigger or procedure, which end
 * nothing until its BEGIN has met its END (sqlite3_complete() goes by the same).
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "dialects/postgres/source.h"

/* After the quoted thing or comment at `pos`; `pos` itself when there is none. */
static size_t
skip_quoted(const char *text, size_t pos, size_t end)
{
    static const char open[] = "'\"`[", close[] = "'\"`]";
    const char *kind = strchr(open, text[pos]);
    if (!kind || !text[pos])
        return pos;
    char closing = close[kind - open];
    for (pos++; pos < end && text[pos] != closing; pos++)
        ;
    return pos < end ? pos + 1 : end;
}

static size_t
skip_comment(const char *text, size_t pos, size_t end)
{
    if (text[pos] == '#' || (text[pos] == '-' && pos + 1 < end && text[pos + 1] == '-')) {
        while (pos < end && text[pos] != '\n')
            pos++;
    } else if (text[pos] == '/' && pos + 1 < end && text[pos + 1] == '*') {
        for (pos += 2; pos + 1 < end && !(text[pos] == '*' && text[pos + 1] == '/'); pos++)
            ;
        pos = pos + 2 < end ? pos + 2 : end;
    }
    return pos;
}

size_t
sk_foreign_skip(const char *text, size_t pos, size_t end)
{
    while (pos < end) {
        size_t next = isspace((unsigned char)text[pos]) || text[pos] == ';' ? pos + 1 : skip_comment(text, pos, end);
        if (next == pos)
            break;
        pos = next;
    }
    return pos;
}

struct body {
    size_t words;       /* so far */
    bool create;        /* the first one is CREATE */
    bool compound;      /* it creates something with a body */
    bool begun;         /* BEGIN was seen */
    bool after_end;     /* the last word was END */
    int depth;          /* BEGINs and CASEs without their END */
};

static bool
is(const char *word, size_t len, const char *name)
{
    return strlen(name) == len && strncasecmp(word, name, len) == 0;
}

static void
read_word(struct body *body, const char *word, size_t len)
{
    bool ends = is(word, len, "END");
    bool loop = is(word, len, "IF") || is(word, len, "LOOP") || is(word, len, "WHILE") || is(word, len, "REPEAT");
    if (body->words++ == 0)
        body->create = is(word, len, "CREATE");
    if (body->create && !body->begun && body->words <= 8 &&
        (is(word, len, "TRIGGER") || is(word, len, "PROCEDURE") || is(word, len, "FUNCTION") || is(word, len, "EVENT")))
        body->compound = true;
    if (body->after_end && loop)
        body->depth++; /* END IF ends no BEGIN */
    if (body->compound && !body->after_end && (is(word, len, "BEGIN") || (body->begun && is(word, len, "CASE")))) {
        body->depth++;
        body->begun = true;
    }
    if (ends && body->begun)
        body->depth--;
    body->after_end = ends;
}

size_t
sk_foreign_end(const char *text, size_t pos, size_t end)
{
    struct body body = {0};
    while (pos < end) {
        size_t next = skip_quoted(text, pos, end);
        next = next == pos ? skip_comment(text, pos, end) : next;
        if (next == pos && (isalpha((unsigned char)text[pos]) || text[pos] == '_')) {
            while (next < end && (isalnum((unsigned char)text[next]) || text[next] == '_'))
                next++;
            read_word(&body, text + pos, next - pos);
        } else if (next == pos) {
            if (text[pos] == ';' && (!body.begun || body.depth <= 0))
                return pos;
            body.after_end = body.after_end && isspace((unsigned char)text[pos]);
            next = pos + 1;
        }
        pos = next;
    }
    return end;
}
