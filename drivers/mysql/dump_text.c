/*
 * drivers/mysql/dump_text.c - reading what mariadb-dump and mysqldump write.
 *
 * The text is read as the server reads it, as far as that is needed to tell statements, strings, names and comments
 * apart. What stands between DELIMITER lines (bodies of triggers and routines) passes by unread. Of a statement, the
 * words before its rows are kept until it is known what it is; rows are never kept, however long their line is.
 */
#include "drivers/mysql/dump_text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/text.h"

enum { LINE_MAX_ = 64, HEAD_MAX = 1 << 20 };

enum state { PLAIN, QUOTED, LINE_COMMENT, BLOCK_COMMENT };

enum statement { UNKNOWN, INSERTS, USES, MAKES_DATABASE, OTHER };

struct sk_my_dump_text {
    struct sk_my_dump_options o;
    struct sk_text *out;       /* to be written on with the next chunk */
    enum state state;
    char quote;                /* of QUOTED */
    bool escaped;              /* the next character is, by a backslash */
    char ahead[2];             /* characters that wait for those behind them */
    size_t n_ahead;
    char last;                 /* the one before it, in a comment */
    char line[LINE_MAX_ + 1];  /* the beginning of the line */
    size_t n_line;
    bool other_delimiter;
    enum statement statement;
    TALLOC_CTX *tmp;           /* what is known of the statement */
    struct sk_text *head;      /* its words before its rows, comments left out */
    struct sk_text *held;      /* all of its bytes, while it may have to be written otherwise */
    bool in_rows;              /* behind VALUES */
    size_t depth, column;      /* of parentheses; in a row */
    bool computed;             /* the value at hand is not written on */
    char *schema, *table;      /* of the rows; schema NULL: the connection's database */
    const bool *is_computed;   /* for each position in the row, as far as there are any; NULL: none is */
    size_t n_is_computed;
    char *used;                /* the database of the last USE; NULL: the connection's own */
    bool begun, whole;
    char *stranger;            /* a database of which nothing is known */
};

struct sk_my_dump_text *
sk_my_dump_text_new(TALLOC_CTX *owner, const struct sk_my_dump_options *options)
{
    struct sk_my_dump_text *text = sk_new(owner, struct sk_my_dump_text);
    text->o = *options;
    text->tmp = sk_context_new(text);
    text->out = sk_text_new(text);
    text->head = sk_text_new(text);
    text->held = sk_text_new(text);
    return text;
}

static void
clear(struct sk_text *text)
{
    text->len = 0;
    text->data[0] = '\0';
}

static void
put(struct sk_my_dump_text *text, char c)
{
    if (!text->computed && text->o.write)
        sk_text_add_n(text->out, &c, 1);
}

/* ---- names ---------------------------------------------------------------------------------------------------- */

/* The first name in backticks from `*from` on, "" when there is none; `*from` goes behind it. */
static char *
read_name(TALLOC_CTX *owner, const char **from)
{
    struct sk_text *name = sk_text_new(owner);
    const char *c = strchr(*from, '`');
    for (c = c ? c + 1 : *from + strlen(*from); *c && !(c[0] == '`' && c[1] != '`'); c += *c == '`' ? 2 : 1)
        sk_text_add_n(name, c, 1);
    *from = *c ? c + 1 : c;
    return sk_text_finish(name, owner);
}

/* Which values of a row belong to computed columns: by the list of columns, or else by their positions. */
static void
find_computed(struct sk_my_dump_text *text, const char *list)
{
    bool *positions = NULL;
    size_t n = 0;
    for (size_t i = 0; i < text->o.n_computed; i++) {
        const struct sk_my_computed *c = &text->o.computed[i];
        if (!sk_same(c->schema, text->schema) || strcmp(c->table, text->table) != 0)
            continue;
        size_t at = list ? SIZE_MAX : c->position, k = 0;
        for (const char *rest = list; rest && strchr(rest, '`'); k++)
            if (strcmp(read_name(text->tmp, &rest), c->column) == 0)
                at = k;
        while (at != SIZE_MAX && n <= at)
            sk_push(text->tmp, positions, n, false);
        if (at != SIZE_MAX)
            positions[at] = true;
    }
    text->is_computed = positions;
    text->n_is_computed = n;
}

/* ---- statements ----------------------------------------------------------------------------------------------- */

static void
classify(struct sk_my_dump_text *text)
{
    static const struct {
        const char *words;
        enum statement statement;
    } kinds[] = {{"INSERT ", INSERTS}, {"REPLACE ", INSERTS}, {"USE ", USES}, {"CREATE DATABASE ", MAKES_DATABASE}};
    const char *head = text->head->data;
    bool may_be = false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && text->statement == UNKNOWN; i++) {
        size_t len = strlen(kinds[i].words), n = text->head->len < len ? text->head->len : len;
        if (strncasecmp(head, kinds[i].words, n) != 0)
            continue;
        may_be = true;
        if (text->head->len >= len)
            text->statement = kinds[i].statement;
    }
    if (text->statement == UNKNOWN && !may_be)
        text->statement = OTHER;
}

/* "... VALUES": what follows are rows. */
static void
look_for_rows(struct sk_my_dump_text *text)
{
    const char *head = text->head->data;
    size_t len = text->head->len;
    if (len < 8 || strcasecmp(head + len - 6, "VALUES") != 0 || !strchr(" )`\n", head[len - 7]))
        return;
    const char *rest = head;
    text->in_rows = true;
    text->depth = 0;
    text->table = read_name(text->tmp, &rest);
    text->schema = sk_strdup(text->tmp, text->used);
    const char *list = strchr(rest, '(');
    find_computed(text, list);
    if (!sk_counts_find(text->o.counts, text->schema, text->table))
        sk_counts_add(text->o.counts, text->schema, text->table, 0);
}

static bool
is_own(const struct sk_my_dump_text *text, const char *name)
{
    return text->o.database && strcmp(name, text->o.database) == 0;
}

/* USE `x`, CREATE DATABASE `x`: another name for our own, which is there. */
static void
end_naming(struct sk_my_dump_text *text)
{
    const char *rest = text->head->data;
    char *name = read_name(text, &rest); /* USE is remembered */
    bool own = is_own(text, name);
    if (!text->o.database)
        text->stranger = text->stranger ? text->stranger : sk_strdup(text, name);
    if (text->statement == USES)
        text->used = own ? NULL : name;
    if (!own || !text->o.as) {
        sk_text_add_n(text->out, text->held->data, text->held->len);
    } else if (text->statement == USES) {
        sk_text_add(text->out, "\nUSE ");
        sk_text_ident(text->out, text->o.as, '`');
        sk_text_add(text->out, ";");
    }
}

static void
end_statement(struct sk_my_dump_text *text)
{
    if (text->statement == USES || text->statement == MAKES_DATABASE)
        end_naming(text);
    else if (text->held->len)
        sk_text_add_n(text->out, text->held->data, text->held->len);
    if (!text->o.write)
        clear(text->out);
    talloc_free(text->tmp);
    text->tmp = sk_context_new(text);
    clear(text->head);
    clear(text->held);
    text->statement = UNKNOWN;
    text->in_rows = false;
}

/* ---- rows ----------------------------------------------------------------------------------------------------- */

static void
begin_value(struct sk_my_dump_text *text)
{
    if (text->column < text->n_is_computed && text->is_computed[text->column]) {
        sk_text_add(text->out, "DEFAULT");
        text->computed = true;
    }
}

/* A character of the rows, outside of strings. */
static void
in_rows(struct sk_my_dump_text *text, char c)
{
    bool ends_value = text->depth == 1 && (c == ',' || c == ')');
    if (ends_value)
        text->computed = false;
    put(text, c);
    if (c == '(' && text->depth++ == 0) {
        sk_counts_add(text->o.counts, text->schema, text->table, 1);
        text->column = 0;
        begin_value(text);
    } else if (c == ')' && text->depth) {
        text->depth--;
    } else if (c == ',' && ends_value) {
        text->column++;
        begin_value(text);
    }
}

/* A character of a statement's other words. */
static void
in_words(struct sk_my_dump_text *text, char c)
{
    bool open = text->statement == UNKNOWN || text->statement == INSERTS || text->statement == USES ||
                text->statement == MAKES_DATABASE;
    if (open && text->head->len < HEAD_MAX && (text->head->len || !isspace((unsigned char)c)))
        sk_text_add_n(text->head, &c, 1);
    if (text->statement == UNKNOWN && text->head->len)
        classify(text);
    if (text->statement == USES || text->statement == MAKES_DATABASE || text->statement == UNKNOWN) {
        sk_text_add_n(text->held, &c, 1);
        return;
    }
    if (text->held->len) {
        sk_text_add_n(text->out, text->held->data, text->held->len);
        clear(text->held);
    }
    put(text, c);
    if (text->statement == INSERTS && toupper((unsigned char)c) == 'S' && text->state == PLAIN)
        look_for_rows(text);
}

/* ---- characters ----------------------------------------------------------------------------------------------- */

static void
take(struct sk_my_dump_text *text, char c)
{
    if (text->in_rows && text->state == PLAIN)
        in_rows(text, c);
    else if (text->in_rows)
        put(text, c);
    else
        in_words(text, c);
}

static void
pass_by(struct sk_my_dump_text *text, char c)
{
    if (text->held->len || (text->statement == UNKNOWN && text->head->len))
        sk_text_add_n(text->held, &c, 1);
    else
        put(text, c);
}

/* What only some servers read as a comment is a statement, with strings in it: "/_*!40000 ALTER ... *_/". A line of a
 * comment begins with "--". */
static void
plain(struct sk_my_dump_text *text, char c, const char *next)
{
    if (c == '\'' || c == '"' || c == '`') {
        text->state = QUOTED;
        text->quote = c;
        take(text, c);
    } else if (c == '-' && *next == '-' && !text->in_rows && text->n_line == 0) {
        text->state = LINE_COMMENT;
        pass_by(text, c);
    } else if (c == '/' && *next == '*' && !text->in_rows && next[1] != '!' && next[1] != 'M') {
        text->state = BLOCK_COMMENT;
        text->last = '\0';
        pass_by(text, c);
    } else if (c == ';' && (!text->in_rows || text->depth == 0)) {
        take(text, c);
        end_statement(text);
    } else {
        take(text, c);
    }
}

static void
quoted(struct sk_my_dump_text *text, char c)
{
    take(text, c);
    if (text->escaped)
        text->escaped = false;
    else if (c == '\\' && text->quote != '`')
        text->escaped = true;
    else if (c == text->quote)
        text->state = PLAIN; /* one that is doubled begins another string */
}

static void
end_line(struct sk_my_dump_text *text)
{
    text->line[text->n_line < LINE_MAX_ ? text->n_line : LINE_MAX_] = '\0';
    bool outside = text->state == PLAIN || text->state == LINE_COMMENT;
    if (text->state == LINE_COMMENT)
        text->state = PLAIN;
    if (outside && strncmp(text->line, "-- Dump completed", 17) == 0)
        text->whole = true;
    if (outside && (strncmp(text->line, "-- MariaDB dump ", 16) == 0 || strncmp(text->line, "-- MySQL dump ", 14) == 0))
        text->begun = true;
    if ((outside || text->other_delimiter) && strncmp(text->line, "DELIMITER ", 10) == 0) {
        text->other_delimiter = strcmp(text->line + 10, ";") != 0;
        text->state = PLAIN;
        end_statement(text);
    }
    text->n_line = 0;
}

/* MySQL keeps a ";" with a trigger that was sent before other statements, and behind it the end of the comment, in
 * which triggers are written, would be a statement of its own. */
static void
body(struct sk_my_dump_text *text, char c, const char *next)
{
    if (c == ';' || (text->held->len && isspace((unsigned char)c))) {
        sk_text_add_n(text->held, &c, 1);
        return;
    }
    if (text->held->len && text->o.write) {
        size_t drop = c == '*' && *next == '/';
        sk_text_add_n(text->out, text->held->data + drop, text->held->len - drop);
    }
    clear(text->held);
    put(text, c);
}

static void
one(struct sk_my_dump_text *text, char c, const char *next)
{
    if (text->other_delimiter)
        body(text, c, next);
    else if (text->state == PLAIN)
        plain(text, c, next);
    else if (text->state == QUOTED)
        quoted(text, c);
    else
        pass_by(text, c);
    if (text->state == BLOCK_COMMENT && text->last == '*' && c == '/')
        text->state = PLAIN;
    text->last = c;
    if (c == '\n')
        end_line(text);
    else if (text->n_line++ < LINE_MAX_)
        text->line[text->n_line - 1] = c;
}

enum sk_status
sk_my_dump_text_feed(struct sk_my_dump_text *text, const char *bytes, size_t len, struct sk_error *err)
{
    for (size_t i = 0; i < len; i++) {
        if (text->n_ahead == 2) {
            one(text, text->ahead[0], (const char[]){text->ahead[1], bytes[i], '\0'});
            text->ahead[0] = text->ahead[--text->n_ahead];
        }
        text->ahead[text->n_ahead++] = bytes[i];
    }
    enum sk_status status = text->o.write ? text->o.write(text->o.data, text->out->data, text->out->len, err) : SK_OK;
    clear(text->out);
    return status;
}

enum sk_status
sk_my_dump_text_end(struct sk_my_dump_text *text, const char *path, struct sk_error *err)
{
    for (size_t i = 0; i < text->n_ahead; i++)
        one(text, text->ahead[i], (const char[]){i + 1 < text->n_ahead ? text->ahead[i + 1] : '\0', '\0'});
    text->n_ahead = 0;
    end_line(text);
    end_statement(text);
    if (text->o.write) {
        enum sk_status status = text->o.write(text->o.data, text->out->data, text->out->len, err);
        if (status)
            return status;
    }
    if (!text->begun)
        return sk_fail(err, SK_EREFUSED, "\"%s\" is no dump of a MySQL or MariaDB database", path);
    if (!text->whole)
        return sk_fail(err, SK_EREFUSED, "\"%s\" is damaged: it ends before the dump does", path);
    if (text->stranger) {
        sk_fail(err, SK_EREFUSED, "\"%s\" says itself which database it is for: \"%s\"", path, text->stranger);
        return sk_hint(err, "Dump one database, without --databases."), SK_EREFUSED;
    }
    return SK_OK;
}
