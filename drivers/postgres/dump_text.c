/*
 * drivers/postgres/dump_text.c - reading what pg_dump writes as SQL.
 *
 * Rows stand between "COPY table (columns) FROM stdin;" and "\.", one a line (PostgreSQL's manual, COPY, text format).
 * A COPY counts only behind the comment that pg_dump puts before it: a function's body may hold any line.
 */
#include "drivers/postgres/dump_text.h"

#include <string.h>

#include "core/text.h"

enum { HEAD_MAX = 1024 }; /* of a line: two names of 63 bytes, quoted and doubled, fit */

struct sk_pg_dump_text {
    struct sk_counts *counts;
    char head[HEAD_MAX + 1]; /* of the line at hand, which may be of any length */
    size_t n_head, len;      /* of the line; how long it is */
    bool announced;          /* the next COPY is pg_dump's own */
    bool copying;
    char *schema, *table;    /* that is being copied */
    int64_t rows;
    bool begun, whole;
    bool cluster;            /* it is about a whole server */
    bool connects;           /* it changes to another database */
};

struct sk_pg_dump_text *
sk_pg_dump_text_new(TALLOC_CTX *owner, struct sk_counts *counts)
{
    struct sk_pg_dump_text *text = sk_new(owner, struct sk_pg_dump_text);
    text->counts = counts;
    return text;
}

/* A name, quoted or not; `*from` goes behind it. */
static char *
read_name(TALLOC_CTX *owner, const char **from)
{
    struct sk_text *name = sk_text_new(owner);
    const char *c = *from;
    if (*c != '"') {
        size_t len = strcspn(c, ". (");
        sk_text_add_n(name, c, len);
        c += len;
    } else {
        for (c++; *c && !(c[0] == '"' && c[1] != '"'); c += *c == '"' ? 2 : 1)
            sk_text_add_n(name, c, 1);
        c += *c == '"';
    }
    *from = c;
    return sk_text_finish(name, owner);
}

static void
begin_copy(struct sk_pg_dump_text *text)
{
    const char *c = text->head + strlen("COPY ");
    text->schema = read_name(text, &c);
    c += *c == '.';
    text->table = read_name(text, &c);
    text->rows = 0;
    text->copying = true;
    text->announced = false;
}

static void
end_copy(struct sk_pg_dump_text *text)
{
    sk_counts_add(text->counts, text->schema, text->table, text->rows);
    talloc_free(text->schema);
    talloc_free(text->table);
    text->copying = false;
}

static bool
begins(const struct sk_pg_dump_text *text, const char *with)
{
    return strncmp(text->head, with, strlen(with)) == 0;
}

static bool
is(const struct sk_pg_dump_text *text, const char *line)
{
    return text->len == strlen(line) && begins(text, line);
}

static void
end_line(struct sk_pg_dump_text *text)
{
    text->head[text->n_head] = '\0';
    if (text->n_head && text->head[text->n_head - 1] == '\r' && text->n_head == text->len)
        text->head[--text->n_head] = '\0', text->len--;
    if (text->copying && is(text, "\\."))
        end_copy(text);
    else if (text->copying)
        text->rows++;
    else if (begins(text, "-- Data for Name: "))
        text->announced = true;
    else if (text->announced && begins(text, "COPY "))
        begin_copy(text);
    else if (is(text, "-- PostgreSQL database dump"))
        text->begun = true;
    else if (is(text, "-- PostgreSQL database dump complete"))
        text->whole = true;
    else if (begins(text, "-- PostgreSQL database cluster dump"))
        text->cluster = true;
    else if (begins(text, "\\connect ") || begins(text, "\\c "))
        text->connects = true;
    text->n_head = text->len = 0;
}

void
sk_pg_dump_text_feed(struct sk_pg_dump_text *text, const char *bytes, size_t len)
{
    const char *end = bytes + len;
    while (bytes < end) {
        const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
        size_t n = (size_t)((newline ? newline : end) - bytes);
        size_t room = HEAD_MAX - text->n_head, take = n < room ? n : room;
        memcpy(text->head + text->n_head, bytes, take);
        text->n_head += take;
        text->len += n;
        if (newline)
            end_line(text);
        bytes += n + (newline != NULL);
    }
}

enum sk_status
sk_pg_dump_text_end(const struct sk_pg_dump_text *text, const char *path, struct sk_error *err)
{
    if (text->cluster || text->connects) {
        sk_fail(err, SK_EREFUSED, "\"%s\" is for other databases as well", path);
        return sk_hint(err, "Dump one database, without pg_dump's --create."), SK_EREFUSED;
    }
    if (!text->begun)
        return sk_fail(err, SK_EREFUSED, "\"%s\" is no dump of a PostgreSQL database", path);
    if (!text->whole)
        return sk_fail(err, SK_EREFUSED, "\"%s\" is damaged: it ends before the dump does", path);
    return SK_OK;
}
