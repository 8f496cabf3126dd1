/*
 * dialects/postgres/cursors.c - loops over cursors, as loops over queries.
 *
 * FOR row IN cursor LOOP goes through what the cursor's declaration asks, and declares `row` itself. libpg_query, which
 * has no types, takes the cursor's name for a query and fails; so the query is put in its place before it reads the
 * text, and the record is declared where the cursor was. A cursor that is opened by hand stays what it is.
 */
#include <ctype.h>
#include <string.h>

#include "dialects/postgres/tree.h"

struct span {
    const char *begin, *end;
};

struct cursor {
    struct span name, declaration, query;
    size_t n_rows;
    struct span *rows; /* of its loops: the names that they declare */
};

struct reading {
    TALLOC_CTX *owner;
    size_t n;
    struct cursor *cursors;
};

static bool
is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (c & 0x80);
}

/* The next word or other character behind what is no code; empty at the end. */
static struct span
next(const char *c)
{
    const char *end;
    for (const char *before = NULL; c != before;) {
        before = c;
        c += strspn(c, " \t\r\n");
        c = sk_pg_skip_quoted(c);
    }
    for (end = c; is_word(*end);)
        end++;
    return (struct span){c, end > c || !*c ? end : c + 1};
}

static bool
is(struct span word, const char *what)
{
    size_t len = (size_t)(word.end - word.begin);
    return len == strlen(what) && strncasecmp(word.begin, what, len) == 0;
}

static bool
is_same(struct span a, struct span b)
{
    size_t len = (size_t)(a.end - a.begin);
    return len == (size_t)(b.end - b.begin) && strncasecmp(a.begin, b.begin, len) == 0;
}

/* name [[NO] SCROLL] CURSOR FOR query; */
static void
read_declaration(struct reading *r, struct span name)
{
    struct cursor cursor = {.name = name};
    struct span word = next(name.end);
    word = is(word, "no") ? next(word.end) : word;
    word = is(word, "scroll") ? next(word.end) : word;
    if (!is(word, "cursor"))
        return;
    word = next(word.end);
    if (!is(word, "for") && !is(word, "is"))
        return;
    cursor.query.begin = word.end;
    while (*word.begin && !is(word, ";"))
        word = next(word.end);
    if (!*word.begin)
        return;
    cursor.query.end = word.begin;
    cursor.declaration = (struct span){name.begin, word.end};
    sk_push(r->owner, r->cursors, r->n, cursor);
}

static struct cursor *
cursor_named(struct reading *r, struct span name)
{
    for (size_t i = 0; i < r->n; i++)
        if (is_same(r->cursors[i].name, name))
            return &r->cursors[i];
    return NULL;
}

/* The cursor of row IN cursor LOOP; `name` is where it stands. */
static struct cursor *
cursor_of_loop(struct reading *r, struct span row, struct span *name)
{
    struct span in = next(row.end);
    *name = is(in, "in") ? next(in.end) : in;
    return is(in, "in") && is(next(name->end), "loop") ? cursor_named(r, *name) : NULL;
}

static void
add_row(struct reading *r, struct cursor *cursor, struct span row)
{
    for (size_t i = 0; i < cursor->n_rows; i++)
        if (is_same(cursor->rows[i], row))
            return;
    sk_push(r->owner, cursor->rows, cursor->n_rows, row);
}

static void
add_span(struct sk_text *out, const char *begin, const char *end)
{
    sk_text_add_n(out, begin, (size_t)(end - begin));
}

/* The records in place of the declaration, which ends on the line that it ended on. */
static void
add_records(struct sk_text *out, const struct cursor *cursor)
{
    for (size_t i = 0; i < cursor->n_rows; i++) {
        add_span(out, cursor->rows[i].begin, cursor->rows[i].end);
        sk_text_add(out, " RECORD; ");
    }
    for (const char *c = cursor->declaration.begin; c < cursor->declaration.end; c++)
        if (*c == '\n')
            sk_text_add(out, "\n");
}

const char *
sk_pg_without_cursors(TALLOC_CTX *owner, const char *sql)
{
    struct reading r = {.owner = owner};
    struct sk_text *out = sk_text_new(owner);
    struct span name;
    bool any = false;
    for (struct span word = next(sql); *word.begin; word = next(word.end))
        read_declaration(&r, word);
    for (struct span word = next(sql); r.n && *word.begin; word = next(word.end))
        if (is(word, "for") && cursor_of_loop(&r, next(word.end), &name)) {
            add_row(&r, cursor_named(&r, name), next(word.end));
            any = true;
        }
    const char *done = sql;
    for (struct span word = next(sql); any && *word.begin; word = next(word.end)) {
        const struct cursor *declared = cursor_named(&r, word);
        const struct cursor *loop = is(word, "for") ? cursor_of_loop(&r, next(word.end), &name) : NULL;
        if (declared && declared->n_rows && declared->declaration.begin == word.begin) {
            add_span(out, done, word.begin);
            add_records(out, declared);
            word.end = done = declared->declaration.end;
        } else if (loop) {
            add_span(out, done, name.begin);
            add_span(out, loop->query.begin, loop->query.end);
            sk_text_add(out, " ");
            word.end = done = name.end;
        }
    }
    sk_text_add(out, done);
    return any ? out->data : sql;
}
