/*
 * drivers/dbi/scan.c - the tokens of PostgreSQL's and SQLite's SQL.
 *
 * See the PostgreSQL manual, "Lexical Structure", and sqlite.org/lang_keywords.html. Where the two differ, SQLite's
 * [name] and `name`, and PostgreSQL's E'...', $tag$...$tag$ and nested comments.
 */
#include "drivers/dbi/scan.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum kind { END, WORD, QUOTED, NAME, PARAMETER, SEMICOLON, OTHER };

struct token {
    enum kind kind;
    size_t from, to;
};

struct scan {
    enum sk_dbi_style style;
    const char *sql;
    size_t at;
};

static bool
is_word(unsigned char c)
{
    return isalnum(c) || c == '_' || c >= 0x80;
}

static size_t
skip_comment(const struct scan *scan, size_t at)
{
    const char *sql = scan->sql;
    int depth = 1;
    for (at += 2; sql[at] && depth; at++) {
        if (sql[at] == '*' && sql[at + 1] == '/')
            depth--, at++;
        else if (scan->style == SK_DBI_POSTGRES && sql[at] == '/' && sql[at + 1] == '*')
            depth++, at++;
    }
    return at;
}

static size_t
skip_blanks(const struct scan *scan, size_t at)
{
    const char *sql = scan->sql;
    for (;;) {
        if (isspace((unsigned char)sql[at]))
            at++;
        else if (sql[at] == '-' && sql[at + 1] == '-')
            at += strcspn(sql + at, "\n");
        else if (sql[at] == '/' && sql[at + 1] == '*')
            at = skip_comment(scan, at);
        else
            return at;
    }
}

/* Past the `quote` that closes; doubled it is one inside. */
static size_t
skip_quoted(const char *sql, size_t at, char quote, bool backslash)
{
    for (at++; sql[at]; at++) {
        if (sql[at] == '\\' && backslash && sql[at + 1])
            at++;
        else if (sql[at] == quote && sql[at + 1] == quote && quote != ']')
            at++;
        else if (sql[at] == quote)
            return at + 1;
    }
    return at;
}

/* The length of the $tag$ at `at`, or 0. */
static size_t
dollar_tag(const char *at)
{
    size_t len = 1;
    if (*at != '$' || isdigit((unsigned char)at[1]))
        return 0;
    while (is_word((unsigned char)at[len]))
        len++;
    return at[len] == '$' ? len + 1 : 0;
}

static size_t
skip_dollars(const char *sql, size_t at, size_t tag)
{
    for (size_t end = at + tag; sql[end]; end++)
        if (strncmp(sql + end, sql + at, tag) == 0)
            return end + tag;
    return at + strlen(sql + at);
}

static struct token
next_word(const struct scan *scan, size_t from)
{
    size_t to = from;
    bool postgres = scan->style == SK_DBI_POSTGRES;
    while (is_word((unsigned char)scan->sql[to]) || (to > from && postgres && scan->sql[to] == '$'))
        to++;
    bool escapes = postgres && to == from + 1 && strchr("eE", scan->sql[from]) && scan->sql[to] == '\'';
    return escapes ? (struct token){QUOTED, from, skip_quoted(scan->sql, to, '\'', true)}
                   : (struct token){WORD, from, to};
}

static struct token
next(struct scan *scan)
{
    size_t from = scan->at = skip_blanks(scan, scan->at);
    const char *at = scan->sql + from;
    bool sqlite = scan->style == SK_DBI_SQLITE;
    size_t tag = sqlite ? 0 : dollar_tag(at);
    size_t digits = *at == '$' || (sqlite && *at == '?') ? strspn(at + 1, "0123456789") : 0;
    struct token token = {OTHER, from, from + 1};
    if (!*at)
        token = (struct token){END, from, from};
    else if (*at == '\'')
        token = (struct token){QUOTED, from, skip_quoted(scan->sql, from, '\'', false)};
    else if (*at == '"' || (sqlite && (*at == '`' || *at == '[')))
        token = (struct token){NAME, from, skip_quoted(scan->sql, from, *at == '[' ? ']' : *at, false)};
    else if (tag)
        token = (struct token){QUOTED, from, skip_dollars(scan->sql, from, tag)};
    else if (digits)
        token = (struct token){PARAMETER, from, from + 1 + digits};
    else if (*at == ';')
        token.kind = SEMICOLON;
    else if (is_word((unsigned char)*at))
        token = next_word(scan, from);
    scan->at = token.to;
    return token;
}

static bool
is(const struct scan *scan, const struct token *token, const char *word)
{
    size_t len = strlen(word);
    return token->kind == WORD && token->to - token->from == len &&
           strncasecmp(scan->sql + token->from, word, len) == 0;
}

/* Semicolons inside of what is created (a trigger's body, a rule's actions) end nothing. */
struct nesting {
    bool create;
    int blocks, brackets;
};

static void
count_nesting(struct nesting *nesting, const struct scan *scan, const struct token *token)
{
    char c = token->kind == OTHER ? scan->sql[token->from] : '\0';
    nesting->brackets += (c == '(') - (c == ')');
    if (!nesting->create)
        return;
    if (is(scan, token, "BEGIN") || (nesting->blocks && is(scan, token, "CASE")))
        nesting->blocks++;
    else if (nesting->blocks && is(scan, token, "END"))
        nesting->blocks--;
}

static enum sk_status
second_statement(size_t at, struct sk_error *err)
{
    sk_fail(err, SK_ESQL, "there is more than one statement where one is expected");
    sk_sqlstate(err, "42601");
    sk_at(err, NULL, at);
    return SK_ESQL;
}

enum sk_status
sk_dbi_bind(struct sk_text *text, bool *empty, enum sk_dbi_style style, const char *sql, const char *const *args,
            size_t n_args, void (*quote)(void *data, struct sk_text *text, const char *value), void *data,
            struct sk_error *err)
{
    struct scan scan = {style, sql, 0};
    struct nesting nesting = {0};
    struct token token;
    size_t copied = 0, wanted = 0;
    bool ended = false;
    *empty = true;
    while (token = next(&scan), token.kind != END) {
        if (token.kind == SEMICOLON) {
            ended = ended || (!*empty && nesting.blocks == 0 && nesting.brackets == 0);
            continue;
        }
        if (ended)
            return second_statement(token.from, err);
        nesting.create = nesting.create || (*empty && is(&scan, &token, "CREATE"));
        *empty = false;
        count_nesting(&nesting, &scan, &token);
        if (token.kind != PARAMETER)
            continue;
        size_t number = strtoul(sql + token.from + 1, NULL, 10);
        wanted = number > wanted ? number : wanted;
        sk_text_add_n(text, sql + copied, token.from - copied);
        copied = token.to;
        if (number && number <= n_args && args[number - 1])
            quote(data, text, args[number - 1]);
        else
            sk_text_add(text, "NULL");
    }
    sk_text_add(text, sql + copied);
    if (wanted == n_args)
        return SK_OK;
    sk_fail(err, SK_ESQL, "the statement has %zu parameters, and %zu values", wanted, n_args);
    sk_sqlstate(err, "08P01");
    return SK_ESQL;
}

size_t
sk_dbi_find(enum sk_dbi_style style, const char *sql, const char *word, size_t len)
{
    struct scan scan = {style, sql, 0};
    struct token token;
    size_t found = SK_NO_POS;
    while (token = next(&scan), token.kind != END) {
        size_t quotes = token.kind == NAME ? 1 : 0;
        if (token.to - token.from != len + 2 * quotes || strncasecmp(sql + token.from + quotes, word, len) != 0)
            continue;
        if (found != SK_NO_POS)
            return SK_NO_POS;
        found = token.from;
    }
    return found;
}
