/*
 * dialects/postgres/copy.c - COPY ... FROM stdin with its rows, as psql reads it, made into INSERT statements.
 *
 * The rows go with the statement in no protocol that all engines have, so they become what they mean: INSERTs of
 * constants, which every dialect can rewrite. Field values are read by the column's type in both, so nothing changes.
 */
#include <ctype.h>
#include <string.h>

#include "dialects/postgres/source.h"

enum { ROWS_PER_INSERT = 500 };

struct copy {
    struct sk_parsing *parsing;
    const PgQuery__CopyStmt *stmt;
    char delimiter;
    const char *null;
};

bool
sk_pg_is_copy_from_stdin(const PgQuery__CopyStmt *stmt)
{
    return stmt->is_from && !stmt->is_program && !*stmt->filename;
}

static enum sk_status
refuse(const struct copy *copy, size_t pos, const char *message)
{
    sk_fail(copy->parsing->err, SK_EREFUSED, "%s", message);
    sk_hint(copy->parsing->err, "Write the rows as INSERT statements.");
    sk_at(copy->parsing->err, copy->parsing->script->file, pos);
    return SK_EREFUSED;
}

/* Only the text format, with another delimiter or NULL if the author likes (manual, COPY, "Text Format"). */
static enum sk_status
read_options(struct copy *copy, size_t pos)
{
    for (size_t i = 0; i < copy->stmt->n_options; i++) {
        const PgQuery__DefElem *option = copy->stmt->options[i]->def_elem;
        const char *value = sk_node_string(option->arg);
        if (strcmp(option->defname, "delimiter") == 0 && value && strlen(value) == 1)
            copy->delimiter = *value;
        else if (strcmp(option->defname, "null") == 0 && value)
            copy->null = value;
        else if (strcmp(option->defname, "encoding") != 0 &&
                 !(strcmp(option->defname, "format") == 0 && value && strcmp(value, "text") == 0))
            return refuse(copy, pos, "rows of COPY are understood in its text format alone");
    }
    return SK_OK;
}

static size_t
put_octal(char *out, const char *digits, size_t len)
{
    unsigned value = 0;
    size_t n = 0;
    while (n < 3 && n < len && digits[n] >= '0' && digits[n] <= '7')
        value = value * 8 + (unsigned)(digits[n++] - '0');
    *out = (char)value;
    return n;
}

static size_t
put_hex(char *out, const char *digits, size_t len)
{
    unsigned value = 0;
    size_t n = 0;
    for (; n < 2 && n < len && isxdigit((unsigned char)digits[n]); n++) {
        int digit = tolower((unsigned char)digits[n]);
        value = value * 16 + (unsigned)(isdigit(digit) ? digit - '0' : digit - 'a' + 10);
    }
    *out = n ? (char)value : 'x';
    return n;
}

/* The value that a field stands for. */
static char *
unescape(TALLOC_CTX *owner, const char *field, size_t len)
{
    static const char letters[] = "bfnrtv", values[] = "\b\f\n\r\t\v";
    char *value = sk_alloc(owner, len + 1, "value"), *out = value;
    for (size_t i = 0; i < len;) {
        if (field[i] != '\\' || i + 1 == len) {
            *out++ = field[i++];
            continue;
        }
        const char *letter = strchr(letters, field[++i]);
        if (letter && field[i])
            *out = values[letter - letters], i++;
        else if (field[i] >= '0' && field[i] <= '7')
            i += put_octal(out, field + i, len - i);
        else if (field[i] == 'x')
            i += 1 + put_hex(out, field + i + 1, len - i - 1);
        else
            *out = field[i++];
        out++;
    }
    return value;
}

static void
put_row(const struct copy *copy, struct sk_text *sql, const char *line, size_t len)
{
    bool first = true;
    sk_text_add(sql, "(");
    for (size_t from = 0; from <= len;) {
        size_t to = from;
        while (to < len && line[to] != copy->delimiter)
            to += line[to] == '\\' && to + 1 < len ? 2 : 1;
        sk_text_sep(sql, &first, ", ");
        bool null = to - from == strlen(copy->null) && strncmp(line + from, copy->null, to - from) == 0;
        char *value = null ? NULL : unescape(sql, line + from, to - from);
        sk_text_literal(sql, value);
        talloc_free(value);
        from = to + 1;
    }
    sk_text_add(sql, ")");
}

static void
put_head(const struct copy *copy, struct sk_text *sql)
{
    const PgQuery__RangeVar *relation = copy->stmt->relation;
    bool first = true;
    sk_text_add(sql, "INSERT INTO ");
    if (*relation->schemaname) {
        sk_text_ident(sql, relation->schemaname, '"');
        sk_text_add(sql, ".");
    }
    sk_text_ident(sql, relation->relname, '"');
    for (size_t i = 0; i < copy->stmt->n_attlist; i++) {
        sk_text_add(sql, first ? " (" : ", ");
        first = false;
        sk_text_ident(sql, sk_node_string(copy->stmt->attlist[i]), '"');
    }
    /* COPY fills identity columns too. */
    sk_text_add(sql, first ? " OVERRIDING SYSTEM VALUE VALUES " : ") OVERRIDING SYSTEM VALUE VALUES ");
}

static enum sk_status
add_insert(const struct copy *copy, const struct sk_statement *like, const char *sql)
{
    struct sk_parsing *parsing = copy->parsing;
    TALLOC_CTX *piece = sk_context_new(parsing->script);
    PgQuery__ParseResult *tree;
    enum sk_status status = sk_pg_tree(&tree, piece, sql, parsing->err);
    if (status) {
        sk_at(parsing->err, parsing->script->file, like->pos_bytes);
    } else {
        struct sk_statement statement = *like;
        sk_pg_strip_locations((ProtobufCMessage *)tree); /* they are of a text that nobody sees */
        statement.tree = tree->stmts[0]->stmt;
        sk_pg_add_statement(parsing, &statement, 0, sql);
    }
    if (status || parsing->large)
        talloc_free(piece);
    return status;
}

static enum sk_status
add_rows(const struct copy *copy, const struct sk_copy_data *data, const struct sk_statement *like)
{
    const char *text = copy->parsing->script->text;
    enum sk_status status = SK_OK;
    for (size_t line = data->start; line < data->end && !status;) {
        struct sk_text *sql = sk_text_new(NULL);
        bool first = true;
        put_head(copy, sql);
        for (int rows = 0; rows < ROWS_PER_INSERT && line < data->end; rows++) {
            size_t end = line + strcspn(text + line, "\n"), len = end - line;
            if (len && text[end - 1] == '\r')
                len--;
            sk_text_sep(sql, &first, ", ");
            put_row(copy, sql, text + line, len);
            line = end + 1;
        }
        status = add_insert(copy, like, sql->data);
        talloc_free(sql);
    }
    return status;
}

enum sk_status
sk_pg_copy_rows(struct sk_parsing *parsing, const PgQuery__CopyStmt *stmt, size_t begin, size_t end,
                const struct sk_block *block)
{
    struct copy copy = {.parsing = parsing, .stmt = stmt, .delimiter = '\t', .null = "\\N"};
    const struct sk_source *source = parsing->source;
    const struct sk_statement like = {.pos_bytes = begin,
                                      .len = end - begin,
                                      .tag = "COPY",
                                      .dialects = block ? block->dialects : NULL,
                                      .synthetic = true};
    enum sk_status status = read_options(&copy, begin);
    for (size_t i = 0; i < source->n_data && !status; i++)
        if (source->data[i].semicolon >= begin && source->data[i].semicolon <= end)
            return add_rows(&copy, &source->data[i], &like);
    return status ? status : refuse(&copy, begin, "COPY ... FROM stdin without its rows");
}
