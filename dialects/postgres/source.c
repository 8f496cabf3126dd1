/*
 * dialects/postgres/source.c - finds blocks for other dialects and the rows of COPY.
 *
 * Whether something that looks like a directive is one (and no part of a string, say) is for PostgreSQL's scanner to
 * decide. But the scanner cannot read the whole file at once: the text of another dialect, or the rows of a COPY,
 * may make no sense to it. So the file is read from the top: the text between what is known to be SQL and the next
 * thing that looks interesting is scanned, and if its last token is what it seemed to be, it is that.
 * Files without either (nearly all) are not scanned at all.
 */
#include "dialects/postgres/source.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "dialects/postgres/tree.h"

static const char *const known_dialects[] = {"postgres", "sqlite", "mysql", "mariadb", NULL};

struct reader {
    struct sk_source *source;
    size_t sql_from;             /* up to here the text has been understood; a token may begin here */
    struct sk_block *open;       /* the block at hand, one of ours */
    struct sk_error *err;
};

static enum sk_status
refuse(struct reader *reader, size_t pos, const char *message, const char *hint)
{
    sk_fail(reader->err, SK_EREFUSED, "%s", message);
    sk_hint(reader->err, "%s", hint);
    return sk_at(reader->err, reader->source->file, pos);
}

/* ---- lines ---------------------------------------------------------------------------------------------------- */

static size_t
line_start(const struct sk_source *source, size_t pos)
{
    while (pos > 0 && source->text[pos - 1] != '\n')
        pos--;
    return pos;
}

/* Of the next line; the text's end on the last one. */
static size_t
next_line(const struct sk_source *source, size_t pos)
{
    const char *end = memchr(source->text + pos, '\n', source->len - pos);
    return end ? (size_t)(end - source->text) + 1 : source->len;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f';
}

static size_t
skip_blank(const struct sk_source *source, size_t pos)
{
    while (pos < source->len && is_blank(source->text[pos]))
        pos++;
    return pos;
}

static void
blank(struct sk_source *source, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++)
        if (source->sql[i] != '\n')
            source->sql[i] = ' ';
}

/* Does `word` stand at `pos`, in any case? */
static bool
at_word(const struct sk_source *source, size_t pos, const char *word)
{
    size_t len = strlen(word);
    return source->len - pos >= len && strncasecmp(source->text + pos, word, len) == 0;
}

/* ---- directives ----------------------------------------------------------------------------------------------- */

/* "-- skein:" at `pos`: the position after the colon, or 0. */
static size_t
directive_at(const struct sk_source *source, size_t pos)
{
    if (pos >= source->len || !at_word(source, pos, "--"))
        return 0;
    pos = skip_blank(source, pos + 2);
    return pos < source->len && at_word(source, pos, "skein:") ? pos + strlen("skein:") : 0;
}

/* `word` is what follows "skein:": is it `name`, and what comes after it. */
static bool
is_directive(const struct sk_source *source, size_t word, const char *name, size_t *after)
{
    *after = word + strlen(name);
    return at_word(source, word, name) &&
           (*after == source->len || isspace((unsigned char)source->text[*after]));
}

static enum sk_status
read_dialects(struct reader *reader, struct sk_block *block, size_t pos)
{
    const struct sk_source *source = reader->source;
    size_t end = next_line(source, pos), n = 0;
    const char **names = NULL;
    while (pos < end) {
        size_t from = pos;
        while (pos < end && (isalnum((unsigned char)source->text[pos]) || source->text[pos] == '_'))
            pos++;
        if (pos == from && !isspace((unsigned char)source->text[pos]) && source->text[pos] != ',')
            break;
        if (pos == from) {
            pos++;
            continue;
        }
        const char *name = NULL;
        for (const char *const *known = known_dialects; *known; known++)
            if (strlen(*known) == pos - from && at_word(source, from, *known))
                name = *known;
        if (!name)
            return refuse(reader, from, "skein:only names an unknown dialect",
                          "The dialects are postgres, sqlite, mysql and mariadb.");
        sk_push(reader->source, names, n, name);
        block->ours = block->ours || strcmp(name, "postgres") == 0;
    }
    if (pos < end || n == 0)
        return refuse(reader, pos < end ? pos : block->directive, "skein:only needs a list of dialects",
                      "Write it as \"-- skein:only sqlite, mysql\".");
    sk_push(reader->source, names, n, NULL);
    block->dialects = names;
    return SK_OK;
}

/* The text of another dialect: up to the line that ends it, whatever it holds. */
static enum sk_status
read_foreign(struct reader *reader, struct sk_block *block)
{
    struct sk_source *source = reader->source;
    for (size_t line = block->start; line < source->len; line = next_line(source, line)) {
        size_t pos = skip_blank(source, line), after, word = directive_at(source, pos);
        if (word && is_directive(source, word, "only", &after))
            return refuse(reader, pos, "skein:only inside another skein:only",
                          "Put \"-- skein:end\" before it.");
        if (!word || !is_directive(source, word, "end", &after))
            continue;
        block->end = line;
        blank(source, block->start, block->end);
        reader->sql_from = next_line(source, line);
        return SK_OK;
    }
    return refuse(reader, block->directive, "skein:only without skein:end",
                  "Put \"-- skein:end\" on a line after the last statement that is for these dialects only.");
}

static enum sk_status
open_block(struct reader *reader, size_t pos, size_t after)
{
    struct sk_source *source = reader->source;
    if (reader->open)
        return refuse(reader, pos, "skein:only inside another skein:only", "Put \"-- skein:end\" before it.");
    struct sk_block block = {.directive = pos, .start = next_line(source, pos), .end = source->len};
    enum sk_status status = read_dialects(reader, &block, after);
    if (status == SK_OK && !block.ours)
        status = read_foreign(reader, &block);
    if (status != SK_OK)
        return status;
    sk_push(source, source->blocks, source->n_blocks, block);
    if (block.ours)
        reader->open = &source->blocks[source->n_blocks - 1];
    return SK_OK;
}

/* What it says is for core/lint.c to read. */
static void
add_lint(struct sk_source *source, size_t pos, size_t after)
{
    size_t from = skip_blank(source, after), end = next_line(source, pos);
    while (end > from && isspace((unsigned char)source->text[end - 1]))
        end--;
    struct sk_directive lint = {.pos_bytes = pos,
                                .text = sk_strndup(source, source->text + from, end > from ? end - from : 0)};
    sk_push(source, source->lints, source->n_lints, lint);
}

static enum sk_status
read_directive(struct reader *reader, size_t pos, size_t word)
{
    struct sk_source *source = reader->source;
    size_t after;
    if (skip_blank(source, line_start(source, pos)) != pos)
        return refuse(reader, pos, "a skein directive must stand on a line of its own",
                      "Put the comment on the next line.");
    reader->sql_from = next_line(source, pos);
    if (is_directive(source, word, "only", &after))
        return open_block(reader, pos, after);
    if (is_directive(source, word, "lint", &after)) {
        add_lint(source, pos, after);
        return SK_OK;
    }
    if (!is_directive(source, word, "end", &after))
        return refuse(
            reader, pos, "unknown skein directive",
            "There are \"-- skein:only DIALECT[, DIALECT]\", \"-- skein:end\" and \"-- skein:lint off RULE\".");
    if (!reader->open)
        return refuse(reader, pos, "skein:end without skein:only",
                      "Put \"-- skein:only DIALECT\" before the first statement of the block.");
    reader->open->end = line_start(source, pos);
    reader->open = NULL;
    return SK_OK;
}

/* ---- asking the scanner --------------------------------------------------------------------------------------- */

/* The tokens of text[from, to), or NULL when it is no whole number of them; to be freed with free_tokens(). */
static PgQuery__ScanResult *
scan(const struct sk_source *source, size_t from, size_t to)
{
    char *piece = sk_strndup(NULL, source->sql + from, to - from);
    PgQueryScanResult scanned = pg_query_scan(piece);
    PgQuery__ScanResult *tokens = NULL;
    if (!scanned.error)
        tokens = pg_query__scan_result__unpack(NULL, scanned.pbuf.len, (const uint8_t *)scanned.pbuf.data);
    pg_query_free_scan_result(scanned);
    talloc_free(piece);
    return tokens;
}

static void
free_tokens(PgQuery__ScanResult *tokens)
{
    pg_query__scan_result__free_unpacked(tokens, NULL);
}

/* Is there a comment at `pos` that goes to the end of its line? */
static bool
is_comment(const struct reader *reader, size_t pos)
{
    PgQuery__ScanResult *tokens = scan(reader->source, reader->sql_from, next_line(reader->source, pos));
    bool is = false;
    if (tokens && tokens->n_tokens > 0) {
        const PgQuery__ScanToken *last = tokens->tokens[tokens->n_tokens - 1];
        is = last->token == PG_QUERY__TOKEN__SQL_COMMENT &&
             (size_t)last->start == pos - reader->sql_from;
    }
    free_tokens(tokens);
    return is;
}

/* Do the tokens end with COPY ... FROM STDIN ...; ? */
static bool
is_copy(const PgQuery__ScanResult *tokens)
{
    size_t n = tokens->n_tokens;
    if (n == 0 || tokens->tokens[n - 1]->token != PG_QUERY__TOKEN__ASCII_59)
        return false;
    size_t first = n - 1;
    bool stdin_seen = false;
    while (first > 0 && tokens->tokens[first - 1]->token != PG_QUERY__TOKEN__ASCII_59) {
        first--;
        stdin_seen = stdin_seen || tokens->tokens[first]->token == PG_QUERY__TOKEN__STDIN;
    }
    while (first < n && (tokens->tokens[first]->token == PG_QUERY__TOKEN__SQL_COMMENT ||
                         tokens->tokens[first]->token == PG_QUERY__TOKEN__C_COMMENT))
        first++;
    return stdin_seen && tokens->tokens[first]->token == PG_QUERY__TOKEN__COPY;
}

static enum sk_status
read_rows(struct reader *reader, size_t semicolon)
{
    struct sk_source *source = reader->source;
    struct sk_copy_data data = {.semicolon = semicolon, .start = next_line(source, semicolon)};
    size_t rest = sk_source_skip(source->text, semicolon + 1, data.start);
    if (rest < data.start)
        return refuse(reader, rest, "the rows of COPY begin on the line after it",
                      "Put what follows the semicolon on a line after the rows.");
    for (size_t line = data.start; line < source->len; line = next_line(source, line)) {
        if (!at_word(source, line, "\\.") || skip_blank(source, line + 2) + 1 < next_line(source, line))
            continue;
        data.end = line;
        reader->sql_from = next_line(source, line);
        blank(source, data.start, reader->sql_from);
        sk_push(source, source->data, source->n_data, data);
        return SK_OK;
    }
    return refuse(reader, semicolon, "the rows of COPY ... FROM stdin have no end",
                  "End them with a line that holds \\. alone, or write INSERT statements.");
}

/* Something called stdin at `pos`: if it ends a COPY, read its rows. */
static enum sk_status
read_copy(struct reader *reader, size_t pos)
{
    const struct sk_source *source = reader->source;
    const char *end = memchr(source->text + pos, ';', source->len - pos);
    if (!end)
        return SK_OK;
    size_t semicolon = (size_t)(end - source->text);
    PgQuery__ScanResult *tokens = scan(source, reader->sql_from, semicolon + 1);
    bool copy = tokens && is_copy(tokens);
    free_tokens(tokens);
    return copy ? read_rows(reader, semicolon) : SK_OK;
}

/* Where the last statement of the tokens begins; `n` without what comments follow it. */
static size_t
last_statement(const PgQuery__ScanResult *tokens, size_t *n)
{
    *n = tokens->n_tokens;
    while (*n > 0 && (tokens->tokens[*n - 1]->token == PG_QUERY__TOKEN__SQL_COMMENT ||
                      tokens->tokens[*n - 1]->token == PG_QUERY__TOKEN__C_COMMENT))
        (*n)--;
    size_t first = *n ? *n - 1 : 0;
    while (first > 0 && tokens->tokens[first - 1]->token != PG_QUERY__TOKEN__ASCII_59)
        first--;
    return first;
}

static bool
is_end_of_word(const struct sk_source *source, size_t pos)
{
    return pos >= source->len || isspace((unsigned char)source->text[pos]);
}

/* psql's own commands that say how it works and what it prints (its manual), on a line between statements. pg_dump
 * puts \restrict around what it writes. \connect says which database the file is for: at its head, or after CREATE
 * DATABASE. */
static bool
is_left_out(const struct reader *reader, size_t pos)
{
    static const char *const words[] = {"\\restrict", "\\unrestrict", "\\set",  "\\unset",    "\\echo",   "\\qecho",
                                        "\\warn",     "\\timing",     "\\pset", "\\encoding", "\\connect", "\\c"};
    const struct sk_source *source = reader->source;
    bool known = false, connects = at_word(source, pos, "\\c");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        known = known || (at_word(source, pos, words[i]) && is_end_of_word(source, pos + strlen(words[i])));
    if (!known || (pos > 0 && source->text[pos - 1] != '\n'))
        return false;
    PgQuery__ScanResult *tokens = scan(source, reader->sql_from, pos);
    size_t n = 0, first = tokens ? last_statement(tokens, &n) : 0;
    bool between = tokens && (n == 0 || tokens->tokens[n - 1]->token == PG_QUERY__TOKEN__ASCII_59);
    bool database = false;
    for (size_t i = first; i < n; i++)
        database = database || tokens->tokens[i]->token == PG_QUERY__TOKEN__DATABASE;
    free_tokens(tokens);
    return between && (!connects || n == 0 || database);
}

/* ---- the file ------------------------------------------------------------------------------------------------- */

static enum sk_status
read_all(struct reader *reader)
{
    struct sk_source *source = reader->source;
    for (size_t pos = 0; pos < source->len;) {
        enum sk_status status = SK_OK;
        size_t word = 0;
        if (source->text[pos] == '-' && (word = directive_at(source, pos)) && is_comment(reader, pos))
            status = read_directive(reader, pos, word);
        else if (tolower((unsigned char)source->text[pos]) == 's' && at_word(source, pos, "stdin"))
            status = read_copy(reader, pos);
        else if (source->text[pos] == '\\' && is_left_out(reader, pos)) {
            reader->sql_from = next_line(source, pos);
            blank(source, pos, reader->sql_from);
        }
        if (status != SK_OK)
            return status;
        pos = reader->sql_from > pos ? reader->sql_from : pos + 1;
    }
    if (reader->open)
        return refuse(reader, reader->open->directive, "skein:only without skein:end",
                      "Put \"-- skein:end\" on a line after the last statement that is for these dialects only.");
    return SK_OK;
}

enum sk_status
sk_source_read(struct sk_source **out, TALLOC_CTX *owner, const char *file, const char *text, size_t len,
               struct sk_error *err)
{
    struct sk_source *source = sk_new(owner, struct sk_source);
    source->file = file;
    source->text = text;
    source->len = len;
    source->sql = sk_strndup(source, text, len);
    struct reader reader = {.source = source, .err = err};
    enum sk_status status = SK_OK;
    if (strstr(source->sql, "skein:") || strcasestr(source->sql, "stdin") || *source->sql == '\\' ||
        strstr(source->sql, "\n\\"))
        status = read_all(&reader);
    if (status == SK_OK)
        *out = source;
    else
        talloc_free(source);
    return status;
}

size_t
sk_source_skip(const char *text, size_t pos, size_t len)
{
    while (pos < len) {
        if (isspace((unsigned char)text[pos])) {
            pos++;
        } else if (pos + 1 < len && text[pos] == '-' && text[pos + 1] == '-') {
            while (pos < len && text[pos] != '\n' && text[pos] != '\r')
                pos++;
        } else if (pos + 1 < len && text[pos] == '/' && text[pos + 1] == '*') {
            size_t depth = 0; /* PostgreSQL's comments nest */
            do {
                bool opens = text[pos] == '/' && text[pos + 1] == '*';
                bool closes = text[pos] == '*' && text[pos + 1] == '/';
                depth += opens;
                depth -= closes;
                pos += opens || closes ? 2 : 1;
            } while (depth > 0 && pos + 1 < len);
        } else {
            break;
        }
    }
    return pos < len ? pos : len;
}

const struct sk_block *
sk_source_block(const struct sk_source *source, size_t pos)
{
    for (size_t i = 0; i < source->n_blocks; i++)
        if (pos >= source->blocks[i].start && pos < source->blocks[i].end)
            return &source->blocks[i];
    return NULL;
}
