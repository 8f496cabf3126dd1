/* drivers/common/mysql_scan.c - the tokens of MySQL's SQL. */
#include "drivers/common/mysql_scan.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool
is_word(unsigned char c)
{
    return isalnum(c) || c == '_' || c == '$' || c >= 0x80;
}

/* "--" begins a comment before a blank, a control character or the end only: 5--1 is 6. */
static bool
is_dash_comment(const char *at)
{
    return at[0] == '-' && at[1] == '-' && (isspace((unsigned char)at[2]) || iscntrl((unsigned char)at[2]));
}

/* The length of what opens a comment whose content is SQL (a bang behind the star, or "M!", and a version), or 0. */
static size_t
code_comment(const char *at)
{
    size_t len = strncmp(at, "/*!", 3) == 0 ? 3 : strncmp(at, "/*M!", 4) == 0 ? 4 : 0;
    return len ? len + strspn(at + len, "0123456789") : 0;
}

static void
skip_comment(struct sk_mysql_scan *scan)
{
    const char *end = strstr(scan->sql + scan->at + 2, "*/");
    scan->open = scan->open || !end;
    scan->at = end ? (size_t)(end - scan->sql) + 2 : scan->at + strlen(scan->sql + scan->at);
}

static void
skip_blanks(struct sk_mysql_scan *scan)
{
    for (;;) {
        const char *at = scan->sql + scan->at;
        size_t code = code_comment(at);
        if (isspace((unsigned char)*at)) {
            scan->at++;
        } else if (*at == '#' || is_dash_comment(at)) {
            scan->at += strcspn(at, "\n");
        } else if (code && !scan->in_comment) {
            scan->in_comment = true;
            scan->at += code;
        } else if (at[0] == '/' && at[1] == '*') {
            skip_comment(scan);
        } else {
            return;
        }
    }
}

/* Past the quote that closes the one at `at`; a doubled quote is one inside. Sets `open` when there is none. */
static size_t
quoted(const struct sk_mysql_scan *scan, size_t at, bool *open)
{
    const char *sql = scan->sql;
    char quote = sql[at++];
    bool backslash = scan->backslash && quote != '`';
    for (; sql[at]; at++) {
        if (sql[at] == '\\' && backslash && sql[at + 1])
            at++;
        else if (sql[at] == quote && sql[at + 1] == quote)
            at++;
        else if (sql[at] == quote)
            return at + 1;
    }
    *open = true;
    return at;
}

struct sk_mysql_token
sk_mysql_next(struct sk_mysql_scan *scan)
{
    skip_blanks(scan);
    struct sk_mysql_token token = {SK_MYSQL_OTHER, scan->at, scan->at + 1, false};
    const char *at = scan->sql + scan->at;
    size_t digits = *at == '?' ? strspn(at + 1, "0123456789") : 0;
    if (!*at) {
        token.kind = SK_MYSQL_END;
        token.to = token.from;
        token.open = scan->open || scan->in_comment;
    } else if (*at == '\'' || *at == '"' || *at == '`') {
        token.kind = *at == '`' ? SK_MYSQL_NAME : SK_MYSQL_STRING;
        token.to = quoted(scan, scan->at, &token.open);
    } else if (is_word((unsigned char)*at)) {
        token.kind = SK_MYSQL_WORD;
        while (is_word((unsigned char)scan->sql[token.to]))
            token.to++;
    } else if (digits) {
        token.kind = SK_MYSQL_PARAMETER;
        token.to += digits;
    } else if (*at == ';') {
        token.kind = SK_MYSQL_SEMICOLON;
    } else if (scan->in_comment && at[0] == '*' && at[1] == '/') {
        token.kind = SK_MYSQL_COMMENT_END;
        token.to++;
        scan->in_comment = false;
    }
    scan->at = token.to;
    return token;
}

bool
sk_mysql_is(const struct sk_mysql_scan *scan, const struct sk_mysql_token *token, const char *word)
{
    size_t len = strlen(word);
    return token->kind == SK_MYSQL_WORD && token->to - token->from == len &&
           strncasecmp(scan->sql + token->from, word, len) == 0;
}

static bool
is_one_of(const struct sk_mysql_scan *scan, const struct sk_mysql_token *token, const char *const *words)
{
    while (*words && !sk_mysql_is(scan, token, *words))
        words++;
    return *words != NULL;
}

/*
 * How the blocks of a routine's body are counted: BEGIN and CASE open one, END closes one; END IF and the like close
 * what is not counted. A semicolon outside of any block may well be inside of a body (an IF without BEGIN): then it is
 * not sure that this is one statement. Names like "begin" make it unsure, too: that costs a round trip, no more.
 */
struct blocks {
    int depth;
    bool after_end; /* the token before was END */
    bool ended;     /* a semicolon was outside of any block */
    bool inner;     /* something follows a semicolon */
    bool torn;      /* something follows a semicolon outside of any block */
    bool semicolon; /* one was seen */
};

static void
count_blocks(struct blocks *blocks, const struct sk_mysql_scan *scan, const struct sk_mysql_token *token)
{
    static const char *const inner[] = {"IF", "LOOP", "REPEAT", "WHILE", "FOR", NULL};
    bool after_end = blocks->after_end;
    if (token->kind == SK_MYSQL_SEMICOLON) {
        blocks->semicolon = true;
        blocks->ended = blocks->ended || blocks->depth <= 0;
        blocks->after_end = false;
        return;
    }
    blocks->inner = blocks->inner || blocks->semicolon;
    blocks->torn = blocks->torn || blocks->ended;
    bool member = token->from && scan->sql[token->from - 1] == '.';
    blocks->after_end = !member && sk_mysql_is(scan, token, "END");
    if (after_end && is_one_of(scan, token, inner))
        blocks->depth++; /* END has taken one too many */
    else if (!member && (sk_mysql_is(scan, token, "BEGIN") || (!after_end && sk_mysql_is(scan, token, "CASE"))))
        blocks->depth++;
    else if (blocks->after_end)
        blocks->depth--;
}

struct sk_mysql_shape
sk_mysql_shape(const char *sql, bool backslash)
{
    static const char *const several[] = {"CALL", "EXECUTE", NULL};
    struct sk_mysql_scan scan = {.sql = sql, .backslash = backslash};
    struct sk_mysql_shape shape = {.from = strspn(sql, " \t\r\n\f\v"), .empty = true};
    struct blocks blocks = {0};
    struct sk_mysql_token token;
    bool create = false, open = false;
    while (token = sk_mysql_next(&scan), token.kind != SK_MYSQL_END) {
        count_blocks(&blocks, &scan, &token);
        if (token.kind == SK_MYSQL_SEMICOLON)
            continue;
        if (shape.empty) {
            create = sk_mysql_is(&scan, &token, "CREATE");
            shape.many_results = is_one_of(&scan, &token, several) || scan.in_comment;
        }
        open = open || token.open;
        shape.empty = false;
        shape.to = token.to;
    }
    shape.unsure = open || token.open || blocks.torn || (blocks.inner && (!create || blocks.depth != 0));
    shape.many_results = shape.many_results || shape.unsure;
    return shape;
}

void
sk_mysql_literal(struct sk_text *text, const char *value, bool backslash)
{
    if (!value || !backslash) {
        sk_text_literal(text, value);
        return;
    }
    sk_text_add(text, "'");
    for (const char *from = value; *from;) {
        size_t run = strcspn(from, "'\\");
        sk_text_add_n(text, from, run);
        from += run;
        if (*from)
            sk_text_add_n(text, (const char[]){*from, *from}, 2);
        from += *from != '\0';
    }
    sk_text_add(text, "'");
}

enum sk_status
sk_mysql_bind(struct sk_text *text, const char *sql, size_t from, size_t to, const char *const *args, size_t n_args,
              bool backslash, struct sk_error *err)
{
    struct sk_mysql_scan scan = {.sql = sql, .at = from, .backslash = backslash};
    struct sk_mysql_token token;
    size_t wanted = 0, copied = from;
    while (token = sk_mysql_next(&scan), token.kind != SK_MYSQL_END && token.from < to) {
        if (token.kind != SK_MYSQL_PARAMETER)
            continue;
        size_t number = strtoul(sql + token.from + 1, NULL, 10);
        wanted = number > wanted ? number : wanted;
        sk_text_add_n(text, sql + copied, token.from - copied);
        copied = token.to;
        if (number && number <= n_args)
            sk_mysql_literal(text, args[number - 1], backslash);
    }
    sk_text_add_n(text, sql + copied, to - copied);
    if (wanted == n_args)
        return SK_OK;
    sk_fail(err, SK_ESQL, "the statement has %zu parameters, and %zu values", wanted, n_args);
    sk_sqlstate(err, "08P01");
    return SK_ESQL;
}

/* Is the token this name, bare or in backticks? Names are compared without regard to case, as most of them are. */
static bool
is_name(const char *sql, const struct sk_mysql_token *token, const char *word, size_t len)
{
    size_t from = token->from, to = token->to;
    if (token->kind == SK_MYSQL_NAME && !token->open)
        from++, to--;
    else if (token->kind != SK_MYSQL_WORD)
        return false;
    return to - from == len && strncasecmp(sql + from, word, len) == 0;
}

size_t
sk_mysql_find_name(const char *sql, const char *word, size_t len, bool backslash)
{
    struct sk_mysql_scan scan = {.sql = sql, .backslash = backslash};
    struct sk_mysql_token token;
    size_t found = SK_NO_POS;
    while (token = sk_mysql_next(&scan), token.kind != SK_MYSQL_END) {
        if (!is_name(sql, &token, word, len))
            continue;
        if (found != SK_NO_POS)
            return SK_NO_POS;
        found = token.from;
    }
    return found;
}
