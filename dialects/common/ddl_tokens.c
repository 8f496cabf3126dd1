/* dialects/common/ddl_tokens.c - SQL as tokens, and expressions in one spelling. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/text.h"
#include "dialects/common/ddl.h"

/* ---- reading -------------------------------------------------------------------------------------------------- */

static bool
is_word_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$' || ((unsigned char)c & 0x80);
}

static size_t
skip_blank(const char *sql, size_t at)
{
    for (;;) {
        at += strspn(sql + at, " \t\r\n\f");
        if (strncmp(sql + at, "--", 2) == 0) {
            at += strcspn(sql + at, "\n");
        } else if (strncmp(sql + at, "/*", 2) == 0) {
            const char *end = strstr(sql + at + 2, "*/");
            at = end ? (size_t)(end + 2 - sql) : strlen(sql);
        } else {
            return at;
        }
    }
}

/* What stands in quotes at `*at`, without them. NULL when it does not end. */
static char *
quoted(TALLOC_CTX *owner, const char *sql, size_t *at, char close, bool backslashes)
{
    static const char escapes[] = "n\nt\tr\rb\bZ\032", *found;
    struct sk_text *text = sk_text_new(owner);
    size_t i = *at + 1;
    for (;; i++) {
        if (!sql[i])
            return NULL;
        if (backslashes && sql[i] == '\\' && sql[i + 1]) {
            char c = sql[++i];
            found = c == '0' ? NULL : strchr(escapes, c);
            sk_text_add_n(text, found && (found - escapes) % 2 == 0 ? found + 1 : &sql[i], 1);
        } else if (sql[i] == close && sql[i + 1] == close && close != ']') {
            sk_text_add_n(text, &sql[i++], 1);
        } else if (sql[i] == close) {
            break;
        } else {
            sk_text_add_n(text, &sql[i], 1);
        }
    }
    *at = i + 1;
    return sk_text_finish(text, owner);
}

/* Operators of two and three characters; all others are one. */
static size_t
sign_length(const char *sql)
{
    static const char *const signs[] = {"->>", "<=>", "||", "<=", ">=", "<>", "!=", "==", "->", "<<", ">>", "&&", ":="};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strncmp(sql, signs[i], strlen(signs[i])) == 0)
            return strlen(signs[i]);
    return 1;
}

static bool
next(struct sk_token *token, TALLOC_CTX *owner, const struct sk_ddl_rules *rules, const char *sql, size_t *at)
{
    char c = sql[*at];
    bool name = c == '`' || c == '[' || (c == '"' && !rules->backslashes);
    *token = (struct sk_token){.from = *at};
    if (name || c == '\'' || c == '"') {
        token->kind = name ? SK_TOKEN_NAME : SK_TOKEN_STRING;
        token->text = quoted(owner, sql, at, c == '[' ? ']' : c, rules->backslashes && !name);
    } else if (isdigit((unsigned char)c) || (c == '.' && isdigit((unsigned char)sql[*at + 1]))) {
        token->kind = SK_TOKEN_NUMBER;
        while (is_word_byte(sql[*at]) || sql[*at] == '.' ||
               ((sql[*at] == '+' || sql[*at] == '-') && strchr("eE", sql[*at - 1]) &&
                isdigit((unsigned char)sql[*at + 1])))
            (*at)++;
        token->text = sk_strndup(owner, sql + token->from, *at - token->from);
    } else if (is_word_byte(c)) {
        token->kind = SK_TOKEN_WORD;
        while (is_word_byte(sql[*at]))
            (*at)++;
        token->text = sk_strndup(owner, sql + token->from, *at - token->from);
    } else {
        token->kind = SK_TOKEN_SIGN;
        *at += sign_length(sql + *at);
        token->text = sk_strndup(owner, sql + token->from, *at - token->from);
    }
    token->to = *at;
    return token->text != NULL;
}

struct sk_tokens *
sk_tokens_read(TALLOC_CTX *owner, const struct sk_ddl_rules *rules, const char *sql)
{
    struct sk_tokens *tokens = sk_new(owner, struct sk_tokens);
    struct sk_token token;
    size_t at = skip_blank(sql, 0);
    tokens->sql = sql;
    for (; sql[at] && next(&token, tokens, rules, sql, &at); at = skip_blank(sql, at))
        sk_push(tokens, tokens->items, tokens->n, token);
    size_t n = tokens->n;
    token = (struct sk_token){.kind = SK_TOKEN_END, .text = "", .from = strlen(sql), .to = strlen(sql)};
    sk_push(tokens, tokens->items, n, token);
    return tokens;
}

bool
sk_token_is(const struct sk_token *token, const char *word)
{
    return (token->kind == SK_TOKEN_WORD || token->kind == SK_TOKEN_SIGN) && strcasecmp(token->text, word) == 0;
}

/* ---- one spelling --------------------------------------------------------------------------------------------- */

static void
put_lower(struct sk_text *out, const char *text)
{
    for (; *text; text++) {
        char c = (char)tolower((unsigned char)*text);
        sk_text_add_n(out, &c, 1);
    }
}

/* The servers of MySQL's kind put `_utf8mb4` before strings, and `charset ...` into casts, wherever they print one, and
 * leave LATERAL out before a query that looks at nothing beside it. */
static bool
is_noise(const struct sk_ddl_rules *rules, const struct sk_token *token)
{
    if (!rules->loose_signs)
        return false;
    if (token->kind == SK_TOKEN_SIGN && strchr("()", *token->text))
        return true;
    return token->kind == SK_TOKEN_WORD &&
           (strncasecmp(token->text, "_utf8", 5) == 0 || strcasecmp(token->text, "_ascii") == 0 ||
            strcasecmp(token->text, "lateral") == 0 ||
            strcasecmp(token->text, "_binary") == 0 || strcasecmp(token->text, "_latin1") == 0);
}

static void
put_token(struct sk_text *out, const struct sk_token *token)
{
    if (token->kind == SK_TOKEN_STRING)
        sk_text_literal(out, token->text);
    else if (sk_token_is(token, "!="))
        sk_text_add(out, "<>");
    else if (sk_token_is(token, "=="))
        sk_text_add(out, "=");
    else
        put_lower(out, token->text);
}

/* Does the parenthesis at `open` close at the last token? */
static bool
encloses(const struct sk_tokens *tokens, size_t open, size_t end)
{
    size_t depth = 0;
    for (size_t i = open; i < end; i++) {
        depth += sk_token_is(&tokens->items[i], "(");
        if (sk_token_is(&tokens->items[i], ")") && --depth == 0)
            return i == end - 1;
    }
    return false;
}

char *
sk_ddl_normal(TALLOC_CTX *owner, const struct sk_ddl_rules *rules, const char *sql)
{
    struct sk_tokens *tokens = sk_tokens_read(owner, rules, sql);
    struct sk_text *out = sk_text_new(owner);
    size_t begin = 0, end = tokens->n;
    bool first = true;
    while (end > begin + 1 && sk_token_is(&tokens->items[begin], "(") && encloses(tokens, begin, end)) {
        begin++;
        end--;
    }
    for (size_t i = begin; i < end; i++) {
        if (is_noise(rules, &tokens->items[i]))
            continue;
        sk_text_sep(out, &first, " ");
        put_token(out, &tokens->items[i]);
    }
    talloc_free(tokens);
    return sk_text_finish(out, owner);
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
is_zero(const struct sk_token *token)
{
    return token->kind == SK_TOKEN_NUMBER && strcmp(token->text, "0") == 0;
}

static bool
is_unequal(const struct sk_token *token)
{
    return sk_token_is(token, "<>") || sk_token_is(token, "!=");
}

/* "<> 0" behind a boolean, or "0 <>" before it: MariaDB and MySQL say so where only a condition is wanted. */
static bool
is_truth(const struct sk_tokens *tokens, size_t i)
{
    const struct sk_token *token = &tokens->items[i];
    return i + 1 < tokens->n &&
           ((is_unequal(token) && is_zero(&token[1])) || (is_zero(token) && is_unequal(&token[1])));
}

/* A place in GROUP BY or ORDER BY: the servers put the column's expression there, or take it away. */
static bool
is_place(const struct sk_tokens *tokens, size_t i)
{
    const struct sk_token *token = &tokens->items[i];
    if (token->kind != SK_TOKEN_NUMBER || strspn(token->text, "0123456789") != strlen(token->text))
        return false;
    while (i > 1 && sk_token_is(&tokens->items[i - 1], ",") && tokens->items[i - 2].kind == SK_TOKEN_NUMBER)
        i -= 2;
    return i && sk_token_is(&tokens->items[i - 1], "by");
}

/* What a query calls a column is in the view's list of columns as well, where the rewriters always write one; what it
 * calls a table stands before its columns. The servers of MySQL's kind write no AS before that. */
static bool
is_alias(const struct sk_tokens *tokens, size_t i)
{
    const struct sk_token *before = i ? &tokens->items[i - 1] : NULL;
    return before && tokens->items[i].kind == SK_TOKEN_NAME &&
           (sk_token_is(before, "as") || sk_token_is(before, ")") || before->kind == SK_TOKEN_NAME);
}

/* A name that is not quoted, as the servers quote all: beside a dot. */
static bool
is_qualified(const struct sk_tokens *tokens, size_t i)
{
    const struct sk_token *token = &tokens->items[i];
    return token->kind == SK_TOKEN_WORD && (sk_token_is(&token[1], ".") || (i && sk_token_is(&token[-1], ".")));
}

/* Another name for what a query in FROM gives, where the query around asks for it: of a view whose column is renamed
 * the one in it may be the old one still. */
static bool
is_renamed(const struct sk_tokens *tokens, size_t i)
{
    const struct sk_token *token = &tokens->items[i];
    bool named = token->kind == SK_TOKEN_NAME || is_qualified(tokens, i);
    for (size_t at = 2; named && at < tokens->n; at++) {
        const struct sk_token *other = &tokens->items[at];
        bool alias = other->kind == token->kind && sk_token_is(&other[-1], "as");
        if (alias && strcasecmp(other->text, token->text) == 0 &&
            !(other[-2].kind == SK_TOKEN_NAME && strcasecmp(other[-2].text, token->text) == 0))
            return true;
    }
    return false;
}

/* "r_1", which somewhere stands behind "r": PostgreSQL words a relation so that a query around has one of that name. */
static bool
is_numbered(const struct sk_tokens *tokens, size_t i)
{
    const char *name = tokens->items[i].text, *end = strrchr(name, '_');
    if (tokens->items[i].kind != SK_TOKEN_NAME || !end || !end[1] || end[1 + strspn(end + 1, "0123456789")])
        return false;
    for (size_t at = 1; at < tokens->n; at++) {
        const struct sk_token *before = &tokens->items[at - 1];
        before -= at > 1 && sk_token_is(before, "as");
        if (tokens->items[at].kind == SK_TOKEN_NAME && strcmp(tokens->items[at].text, name) == 0 &&
            before->kind == SK_TOKEN_NAME && strncmp(before->text, name, (size_t)(end - name)) == 0 &&
            !before->text[end - name])
            return true;
    }
    return false;
}

/* What a query or a table in FROM is called, before a column: the servers write it where the author has left it out. */
static bool
is_of_range(const struct sk_tokens *tokens, size_t i)
{
    if (!sk_token_is(&tokens->items[i + 1], "."))
        return false;
    for (size_t at = 1; at < tokens->n; at++) {
        const struct sk_token *before = &tokens->items[at - 1];
        before -= at > 1 && sk_token_is(before, "as");
        bool declared = sk_token_is(before, ")") || before->kind == SK_TOKEN_NAME;
        if (declared && tokens->items[at].kind == tokens->items[i].kind &&
            strcasecmp(tokens->items[at].text, tokens->items[i].text) == 0)
            return true;
    }
    return false;
}

/* A comparison, as it is where nothing is negated: the servers take NOT (a < b) for a >= b, and NOT true for 0 = 1. */
static const char *
comparison(const struct sk_token *token, bool negated)
{
    static const char *const signs[][2] = {{"<", ">="}, {"<=", ">"}, {">", "<="}, {">=", "<"}};
    for (size_t s = 0; s < sizeof signs / sizeof *signs; s++)
        if (sk_token_is(token, signs[s][0]))
            return negated && s % 2 ? signs[s][1] : signs[s][0];
    return is_unequal(token) && !negated ? "<>" : NULL;
}

/* What the servers give a function beside what the author did: lag(x) is lag(x, 1) to them, round(x) round(x, 0). */
static bool
is_given(const struct sk_tokens *tokens, size_t i)
{
    size_t depth = 0;
    bool one = strcmp(tokens->items[i].text, "1") == 0, last = i > 1 && sk_token_is(&tokens->items[i + 1], ")");
    if ((!one && !is_zero(&tokens->items[i])) || !last || !sk_token_is(&tokens->items[i - 1], ","))
        return false;
    for (; i > 1; i--) {
        const struct sk_token *function = &tokens->items[i - 2];
        depth += sk_token_is(&tokens->items[i - 1], ")");
        if (sk_token_is(&tokens->items[i - 1], "(") && depth-- == 0)
            return one ? sk_token_is(function, "lag") || sk_token_is(function, "lead") : sk_token_is(function, "round");
    }
    return false;
}

/* A key word is no name, and neither is a function. Comparisons no server takes for another one. */
static bool
is_essential(const struct sk_ddl_rules *rules, const struct sk_tokens *tokens, size_t i, bool negated)
{
    const struct sk_token *token = &tokens->items[i];
    if (rules->loose_signs && negated && token->kind == SK_TOKEN_NUMBER && !token->text[1] &&
        strchr("01", *token->text))
        return false;
    if (rules->loose_signs && i > 1 && sk_token_is(&token[-1], "(") && sk_token_is(&token[-2], "count") &&
        strcmp(token->text, "0") == 0)
        return false; /* count(*) */
    if (rules->loose_signs && i > 1 && token->kind == SK_TOKEN_NUMBER && sk_token_is(&token[-1], "(") &&
        (sk_token_is(&token[-2], "time") || sk_token_is(&token[-2], "datetime")))
        return false; /* cast(x as time(6)) for TIME(x) */
    if (rules->loose_signs && i && sk_token_is(&token[-1], "separator"))
        return false; /* group_concat() has one */
    if (rules->loose_signs && token->kind == SK_TOKEN_NUMBER && is_given(tokens, i))
        return false;
    if (rules->loose_signs && (comparison(token, negated) || is_qualified(tokens, i)))
        return true;
    return token->kind == SK_TOKEN_NAME || token->kind == SK_TOKEN_STRING || token->kind == SK_TOKEN_NUMBER;
}

/* The sign of a constant: not what stands between two operands. */
static bool
is_negative(const struct sk_tokens *tokens, size_t i)
{
    bool number = tokens->items[i].kind == SK_TOKEN_NUMBER;
    i -= i && sk_token_is(&tokens->items[i - 1], "("); /* -(5) */
    const struct sk_token *before = i > 1 ? &tokens->items[i - 2] : NULL;
    return number && i && sk_token_is(&tokens->items[i - 1], "-") &&
           (!before || before->kind == SK_TOKEN_WORD || (before->kind == SK_TOKEN_SIGN && !sk_token_is(before, ")")));
}

/* MariaDB prints a backslash in a constant as it is, which reads as none; and what utf8mb3 has not got is a question
 * mark. */
static char *
plain_text(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++)
        if (*from != '\\' && *from != '?' && !((unsigned char)*from & 0x80))
            *to++ = *from;
    while (to > text && to[-1] == ' ') /* char(n) keeps none */
        to--;
    *to = '\0';
    return text;
}

/* X'6162' and 0x6162 are 'ab', where that is text. */
static char *
decoded(TALLOC_CTX *owner, const struct sk_tokens *tokens, size_t i)
{
    const struct sk_token *token = &tokens->items[i];
    bool number = token->kind == SK_TOKEN_NUMBER && strncasecmp(token->text, "0x", 2) == 0;
    bool string = token->kind == SK_TOKEN_STRING && i && sk_token_is(&tokens->items[i - 1], "X");
    const char *hex = token->text + (number ? 2 : 0);
    size_t n = strlen(hex) / 2;
    char *text = sk_strndup(owner, hex, number || string ? n : 0);
    for (size_t b = 0; (number || string) && b < n; b++) {
        const char pair[] = {hex[2 * b], hex[2 * b + 1], '\0'};
        text[b] = (char)strtol(pair, NULL, 16);
        if (!text[b])
            text[b] = '0'; /* as \\0 is read */
    }
    return plain_text(number || string ? text : sk_strdup(owner, token->text));
}

/* Constants have many forms: 1 is '1.00' in a decimal column. */
static void
put_essential(struct sk_text *out, const struct sk_ddl_rules *rules, const struct sk_tokens *tokens, size_t i,
              bool negated)
{
    const char *sign = comparison(&tokens->items[i], negated);
    if (!rules->loose_signs || tokens->items[i].kind == SK_TOKEN_NAME) {
        put_token(out, &tokens->items[i]);
        return;
    }
    if (sign || (is_negative(tokens, i) && !is_zero(&tokens->items[i])))
        sk_text_add(out, sign ? sign : "-");
    if (sign)
        return;
    struct sk_token *token = &(struct sk_token){.text = decoded(out, tokens, i)};
    size_t len = strlen(token->text);
    const char *dot = strrchr(token->text, '.');
    if (dot && strspn(dot + 1, "0123456789") == strlen(dot + 1)) {
        while (token->text[len - 1] == '0')
            len--;
        len -= token->text[len - 1] == '.';
    }
    size_t day = strlen("2020-01-31"), midnight = strlen("2020-01-31 00:00:00");
    if (len == midnight && token->text[4] == '-' && strncmp(token->text + day, " 00:00:00", len - day) == 0)
        len = day; /* a date in a column for moments */
    put_lower(out, sk_strndup(out, token->text, len));
}

/* Of what occurs in `sql`; `negated`: it, or what it is compared with, has a NOT in it. */
static char *
essence(TALLOC_CTX *owner, const struct sk_ddl_rules *rules, const char *sql, bool negated)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_tokens *tokens = sk_tokens_read(tmp, rules, sql);
    struct sk_text *out = sk_text_new(owner);
    const char **parts = NULL;
    size_t n = 0;
    for (size_t i = 0; i < tokens->n; i++) {
        if (rules->loose_signs && sk_token_is(&tokens->items[i], "between")) {
            bool not = i && sk_token_is(&tokens->items[i - 1], "not");
            sk_push(tmp, parts, n, not || negated ? "<" : ">="); /* as PostgreSQL has it */
            sk_push(tmp, parts, n, not || negated ? ">" : "<=");
        }
        if (rules->loose_signs && is_truth(tokens, i)) {
            i++;
            continue;
        }
        if (!is_essential(rules, tokens, i, negated) || is_place(tokens, i) || is_alias(tokens, i) ||
            is_numbered(tokens, i) || is_of_range(tokens, i) || is_renamed(tokens, i))
            continue;
        struct sk_text *part = sk_text_new(tmp);
        put_essential(part, rules, tokens, i, negated);
        sk_push(tmp, parts, n, part->data);
    }
    if (n)
        qsort(parts, n, sizeof *parts, by_text);
    for (size_t i = 0; i < n; i++)
        if (!i || strcmp(parts[i], parts[i - 1]) != 0)
            sk_text_addf(out, "%s ", parts[i]);
    talloc_free(tmp);
    return sk_text_finish(out, owner);
}

char *
sk_ddl_essence(TALLOC_CTX *owner, const struct sk_ddl_rules *rules, const char *sql)
{
    return essence(owner, rules, sql, false);
}

static bool
has_negation(TALLOC_CTX *tmp, const struct sk_ddl_rules *rules, const char *sql)
{
    struct sk_tokens *tokens = sk_tokens_read(tmp, rules, sql);
    bool has = false;
    for (size_t i = 0; i < tokens->n && !has; i++)
        has = sk_token_is(&tokens->items[i], "not") || sk_token_is(&tokens->items[i], "!");
    return has;
}

/* Is the parenthesis at `open`, behind a word, of a type or of the clock, with digits in it? */
static bool
is_of_type(const struct sk_token *open)
{
    static const char *const words[] = {"decimal", "char",          "varchar", "binary",       "varbinary", "datetime",
                                        "time",    "utc_timestamp", "now",     "utc_time",     "numeric",   "timestamp",
                                        "in",      "values",        "current_timestamp"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (sk_token_is(&open[-1], words[i]))
            return true;
    return false;
}

/* Is there a call or a calculation of constants alone? MySQL keeps what it comes to, and leaves out what can no longer
 * be reached. */
static bool
has_foldable(TALLOC_CTX *tmp, const struct sk_ddl_rules *rules, const char *sql)
{
    struct sk_tokens *tokens = sk_tokens_read(tmp, rules, sql);
    for (size_t i = 0; i < tokens->n; i++) {
        bool call = i && tokens->items[i - 1].kind == SK_TOKEN_WORD && !is_of_type(&tokens->items[i]);
        size_t depth = 0, constants = 0, others = 0, names = 0;
        if (!sk_token_is(&tokens->items[i], "("))
            continue;
        for (size_t j = i; j < tokens->n && !names; j++) {
            const struct sk_token *token = &tokens->items[j];
            depth += sk_token_is(token, "(");
            if (sk_token_is(token, ")") && --depth == 0)
                break;
            names += token->kind == SK_TOKEN_NAME || sk_token_is(token, "select") || is_qualified(tokens, j);
            constants += token->kind == SK_TOKEN_STRING || token->kind == SK_TOKEN_NUMBER;
            others += token->kind == SK_TOKEN_SIGN && !strchr("(),", *token->text);
        }
        if (!names && constants && (call || (others && constants > 1)))
            return true;
    }
    return false;
}

/* Are all columns that `part` names named in `whole`? */
static bool
names_within(TALLOC_CTX *tmp, const struct sk_ddl_rules *rules, const char *part, const char *whole)
{
    struct sk_tokens *some = sk_tokens_read(tmp, rules, part), *all = sk_tokens_read(tmp, rules, whole);
    for (size_t i = 0; i < some->n; i++) {
        bool found = some->items[i].kind != SK_TOKEN_NAME || is_alias(some, i);
        for (size_t j = 0; j < all->n && !found; j++)
            found = all->items[j].kind == SK_TOKEN_NAME && strcasecmp(all->items[j].text, some->items[i].text) == 0;
        if (!found)
            return false;
    }
    return true;
}

/* Can one of two wordings be the other one, with what is constant in that computed? */
static bool
same_but_folded(TALLOC_CTX *tmp, const struct sk_ddl_rules *rules, const char *a, const char *b)
{
    return (has_foldable(tmp, rules, a) && names_within(tmp, rules, b, a)) ||
           (has_foldable(tmp, rules, b) && names_within(tmp, rules, a, b));
}

bool
sk_ddl_same(const struct sk_ddl_rules *rules, const char *a, const char *b, bool exact)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    bool same = strcmp(sk_ddl_normal(tmp, rules, a), sk_ddl_normal(tmp, rules, b)) == 0;
    if (!same && !exact) {
        bool negated = rules->loose_signs && (has_negation(tmp, rules, a) || has_negation(tmp, rules, b));
        same = strcmp(essence(tmp, rules, a, negated), essence(tmp, rules, b, negated)) == 0 ||
               (rules->loose_signs && same_but_folded(tmp, rules, a, b));
    }
    talloc_free(tmp);
    return same;
}
