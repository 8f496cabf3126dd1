/* core/text.c - growing strings and SQL quoting. */
#include "core/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
sk_among(const char *name, size_t n, const char *const *names)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

struct sk_text *
sk_text_new(TALLOC_CTX *owner)
{
    struct sk_text *text = sk_new(owner, struct sk_text);
    text->capacity = 128;
    text->data = sk_alloc(text, text->capacity, "char[]");
    return text;
}

static void
reserve(struct sk_text *text, size_t more)
{
    while (text->len + more >= text->capacity) {
        sk_grow(text, &text->data, text->capacity, 1);
        text->capacity *= 2; /* as sk_grow() does with a power of two */
    }
}

void
sk_text_add_n(struct sk_text *text, const char *bytes, size_t len)
{
    reserve(text, len);
    memcpy(text->data + text->len, bytes, len);
    text->len += len;
    text->data[text->len] = '\0';
}

void
sk_text_add(struct sk_text *text, const char *string)
{
    sk_text_add_n(text, string, strlen(string));
}

void
sk_text_addf(struct sk_text *text, const char *fmt, ...)
{
    va_list ap;
    size_t room = text->capacity - text->len;
    va_start(ap, fmt);
    int len = vsnprintf(text->data + text->len, room, fmt, ap);
    va_end(ap);
    if ((size_t)len >= room) {
        reserve(text, (size_t)len);
        va_start(ap, fmt);
        vsnprintf(text->data + text->len, (size_t)len + 1, fmt, ap);
        va_end(ap);
    }
    text->len += (size_t)len;
}

void
sk_text_sep(struct sk_text *text, bool *first, const char *separator)
{
    if (!*first)
        sk_text_add(text, separator);
    *first = false;
}

static void
quoted(struct sk_text *text, const char *value, char quote)
{
    sk_text_add_n(text, &quote, 1);
    for (const char *from = value; *from;) {
        size_t run = strcspn(from, (const char[]){quote, '\0'});
        sk_text_add_n(text, from, run);
        from += run;
        if (*from) {
            sk_text_add_n(text, (const char[]){quote, quote}, 2);
            from++;
        }
    }
    sk_text_add_n(text, &quote, 1);
}

void
sk_text_ident(struct sk_text *text, const char *name, char quote)
{
    quoted(text, name, quote);
}

void
sk_text_literal(struct sk_text *text, const char *value)
{
    if (value)
        quoted(text, value, '\'');
    else
        sk_text_add(text, "NULL");
}

char *
sk_text_finish(struct sk_text *text, TALLOC_CTX *owner)
{
    char *data = talloc_steal(owner, text->data);
    talloc_free(text);
    return data;
}
