/*
 * dialects/mysql/regex.c - PostgreSQL's regular expressions in the servers' syntax: ICU's on MySQL, PCRE2's on MariaDB.
 *
 * PostgreSQL's "advanced" syntax (manual, 9.7.3) is nearly Perl's, as theirs is. What differs: `$` is the very end, `.`
 * any character, words have other anchors, a bracket has no sets in it, and a backslash in SQL is an escape, so that
 * patterns are written as sk_mysql_put_constant() does.
 */
#include <ctype.h>
#include <string.h>

#include "dialects/common/regex.h"
#include "dialects/mysql/print.h"

struct translation {
    struct sk_text *out;
    const char *problem;  /* what cannot be had, or NULL */
    bool ignore_case, newline_sensitive, literal;
    bool in_bound;        /* within {2,3} */
    int groups;           /* that capture */
};

/* ---- options -------------------------------------------------------------------------------------------------- */

/* "***:" and "***=", "(?i)" and its like at the start. */
static const char *
read_options(struct translation *t, const char *c)
{
    if (strncmp(c, "***:", 4) == 0)
        c += 4;
    if (strncmp(c, "***=", 4) == 0) {
        t->literal = true;
        return c + 4;
    }
    size_t len = strncmp(c, "(?", 2) == 0 ? strspn(c + 2, "abceimnpqstwx") : 0;
    if (!len || c[2 + len] != ')')
        return c;
    for (size_t i = 2; i < 2 + len; i++) {
        switch (c[i]) {
        case 'i':
            t->ignore_case = true;
            break;
        case 'c':
            t->ignore_case = false;
            break;
        case 'n':
        case 'm':
            t->newline_sensitive = true;
            break;
        case 's':
            t->newline_sensitive = false;
            break;
        case 'q':
            t->literal = true;
            break;
        case 'e':
        case 't':
            break;
        default:
            t->problem = "this option";
        }
    }
    return c + 3 + len;
}

/* ---- escapes -------------------------------------------------------------------------------------------------- */

static const struct {
    char letter;
    const char *to;
} escapes[] = {
    {'A', "\\A"},    {'Z', "\\z"},    {'y', "\\b"},     {'Y', "\\B"},    {'m', "\\b(?=\\w)"}, {'M', "\\b(?<=\\w)"},
    {'d', "\\d"},    {'s', "\\s"},    {'w', "\\w"},     {'D', "\\D"},    {'S', "\\S"},        {'W', "\\W"},
    {'a', "\\x{7}"}, {'b', "\\x{8}"}, {'e', "\\x{1B}"}, {'f', "\\f"},    {'n', "\\n"},        {'r', "\\r"},
    {'t', "\\t"},    {'v', "\\x{B}"}, {'B', "\\\\"},    {'0', "\\x{0}"},
};

/* \u20AC, \U0001F600, \x41 */
static const char *
code_escape(struct translation *t, const char *c)
{
    size_t digits = *c == 'u' ? 4 : *c == 'U' ? 8 : strspn(c + 1, "0123456789abcdefABCDEF");
    if (!digits || strspn(c + 1, "0123456789abcdefABCDEF") < digits)
        t->problem = "this escape";
    else
        sk_text_addf(t->out, "\\x{%.*s}", (int)digits, c + 1);
    return t->problem ? c : c + digits;
}

/* What follows a backslash; the last character read. */
static const char *
escape(struct translation *t, const char *c, bool in_bracket)
{
    if (*c == 'u' || *c == 'U' || *c == 'x')
        return code_escape(t, c);
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
        if (escapes[i].letter == *c) {
            if (in_bracket && strchr("AZyYmM", *c))
                t->problem = "this escape in brackets";
            sk_text_add(t->out, escapes[i].to);
            return c;
        }
    if (isdigit((unsigned char)*c) || !isalnum((unsigned char)*c)) {
        sk_text_add(t->out, "\\");
        sk_text_add_n(t->out, c, 1);
    } else {
        t->problem = "this escape";
    }
    return c;
}

/* ---- brackets ------------------------------------------------------------------------------------------------- */

/* [[:<:]] and [[:>:]] are the beginning and the end of a word. */
static const char *
word_bracket(struct translation *t, const char *c)
{
    bool begin = strncmp(c, "[[:<:]]", 7) == 0, end = strncmp(c, "[[:>:]]", 7) == 0;
    if (begin || end)
        sk_text_add(t->out, begin ? "\\b(?=\\w)" : "\\b(?<=\\w)");
    return begin || end ? c + 6 : NULL;
}

/* From "[" on; the "]" that ends it. */
static const char *
bracket(struct translation *t, const char *c)
{
    const char *word = word_bracket(t, c);
    if (word)
        return word;
    sk_text_add_n(t->out, c++, 1);
    if (*c == '^')
        sk_text_add_n(t->out, c++, 1);
    for (const char *first = c; *c && (*c != ']' || c == first) && !t->problem; c++) {
        const char *end = c[0] == '[' && c[1] == ':' ? strstr(c + 2, ":]") : NULL;
        if (end) {
            sk_text_add_n(t->out, c, (size_t)(end + 2 - c));
            c = end + 1;
        } else if (c[0] == '[' && (c[1] == '.' || c[1] == '=')) {
            t->problem = "a collating element";
        } else if (*c == '\\' && c[1]) {
            c = escape(t, c + 1, true);
        } else {
            bool special = strchr("[]&~", *c) != NULL || (*c == '-' && (c == first || c[1] == ']'));
            sk_text_add(t->out, special ? "\\" : "");
            sk_text_add_n(t->out, c, 1);
        }
    }
    if (!*c)
        t->problem = "an unbalanced bracket";
    sk_text_add(t->out, "]");
    return c;
}

/* ---- the whole ------------------------------------------------------------------------------------------------ */

static const char *
one(struct translation *t, const char *c)
{
    switch (*c) {
    case '[':
        return bracket(t, c);
    case '\\':
        return c[1] ? escape(t, c + 1, false) : (t->problem = "a backslash at its end", c);
    case '$':
        sk_text_add(t->out, t->newline_sensitive ? "$" : "\\z");
        return c;
    case '^':
        sk_text_add(t->out, t->newline_sensitive ? "^" : "\\A");
        return c;
    case '{': /* no bound: an ordinary character */
        t->in_bound = isdigit((unsigned char)c[1]);
        sk_text_add(t->out, t->in_bound ? "{" : "\\{");
        return c;
    case '}':
        sk_text_add(t->out, t->in_bound ? "}" : "\\}");
        t->in_bound = false;
        return c;
    case '(':
        t->groups += c[1] != '?';
        sk_text_add(t->out, "(");
        return c;
    default:
        sk_text_add_n(t->out, c, 1);
        return c;
    }
}

static void
quote_literally(struct translation *t, const char *c)
{
    for (; *c; c++)
        sk_text_addf(t->out, isalnum((unsigned char)*c) || (unsigned char)*c >= 0x80 || *c == ' ' ? "%c" : "\\%c", *c);
}

static struct translation
translate(struct sk_printer *p, const char *pattern, bool ignore_case)
{
    struct translation t = {.out = sk_text_new(p->tmp), .ignore_case = ignore_case};
    pattern = read_options(&t, pattern);
    if (t.literal)
        quote_literally(&t, pattern);
    else
        for (const char *c = pattern; *c && !t.problem; c++)
            c = one(&t, c);
    if (!t.out->len) /* ICU has no pattern that is empty */
        sk_text_add(t.out, "(?:)");
    return t;
}

/* MariaDB has the options in the pattern, MySQL as an argument. */
static const char *
inline_options(const struct translation *t)
{
    return t->newline_sensitive ? t->ignore_case ? "(?mi)" : "(?m-i)" : t->ignore_case ? "(?si)" : "(?s-i)";
}

static const char *
match_type(const struct translation *t)
{
    return t->newline_sensitive ? t->ignore_case ? "im" : "cm" : t->ignore_case ? "in" : "cn";
}

/* Translate the pattern, a literal, at `node`. */
static enum sk_status
read_pattern(struct sk_printer *p, struct translation *t, const sk_node *node, bool ignore_case)
{
    const char *constant = sk_constant_text(node);
    if (!constant)
        return sk_print_unsupported(p, node, "a regular expression that is not a literal has no equivalent on %s here",
                                    p->rules->dialect);
    *t = translate(p, constant, ignore_case);
    return t->problem ? sk_print_unsupported(p, node, "a regular expression with %s has no equivalent on %s",
                                             t->problem, p->rules->dialect)
                      : SK_OK;
}

/* The same of one whose match is asked for: the servers try branches in order, and each quantifier by itself. */
static enum sk_status
read_matching(struct sk_printer *p, struct translation *t, const sk_node *node, bool ignore_case)
{
    const char *constant = sk_constant_text(node);
    enum sk_status status = read_pattern(p, t, node, ignore_case);
    if (status || t->literal)
        return status;
    *t = translate(p, sk_regex_longest_first(p->tmp, constant), ignore_case);
    return sk_regex_takes_both(constant)
               ? sk_print_unsupported(p, node,
                                      "the match of a regular expression in which one quantifier takes much and "
                                      "another little has no equivalent on %s",
                                      p->rules->dialect)
               : SK_OK;
}

static void
put_pattern(struct sk_printer *p, const struct translation *t, const char *before, const char *after)
{
    const char *options = sk_mysql_is_mariadb(p) ? inline_options(t) : "";
    sk_mysql_put_literal(p, sk_printf(p->tmp, "%s%s%s%s", options, before, t->out->data, after));
}

static bool
is_citext(const struct sk_printer *p, const sk_node *text)
{
    struct sk_type type = sk_scope_type(p->scope, text);
    return sk_catalog_base_type(p->catalog, &type)->kind == SK_TYPE_CITEXT;
}

/* text ~ pattern, for a pattern that has been read. */
static enum sk_status
put_match(struct sk_printer *p, const sk_node *text, const struct translation *t)
{
    bool mariadb = sk_mysql_is_mariadb(p);
    sk_text_add(p->out, mariadb ? "(" : "REGEXP_LIKE(");
    enum sk_status status = sk_mysql_put_text(p, text);
    sk_text_add(p->out, mariadb ? " REGEXP " : ", ");
    put_pattern(p, t, "", "");
    if (!mariadb)
        sk_text_addf(p->out, ", '%s'", match_type(t));
    else if (p->value_column)
        sk_text_add(p->out, " COLLATE utf8mb4_bin"); /* else its collation is as strong as the column's */
    sk_text_add(p->out, ")");
    return status;
}

/* A pattern that comes with the row is taken as it is: most patterns mean the same. */
static enum sk_status
match_as_it_is(struct sk_printer *p, const sk_node *text, const sk_node *pattern, bool ignore_case)
{
    const sk_node *args[] = {text, pattern};
    const char *template = sk_mysql_is_mariadb(p) ? ignore_case ? "($1 REGEXP CONCAT('(?si)', $2))"
                                                                : "($1 REGEXP CONCAT('(?s-i)', $2))"
                           : ignore_case ? "REGEXP_LIKE($1, $2, 'in')" : "REGEXP_LIKE($1, $2, 'cn')";
    return sk_mysql_text_template(p, template, 2, args);
}

enum sk_status
sk_mysql_matches(struct sk_printer *p, const sk_node *text, const sk_node *pattern, bool ignore_case, bool negated)
{
    struct translation t;
    enum sk_status status;
    ignore_case = ignore_case || is_citext(p, text);
    sk_text_add(p->out, negated ? "(NOT " : "");
    if (!sk_constant_text(pattern)) {
        status = match_as_it_is(p, text, pattern, ignore_case);
    } else {
        status = read_pattern(p, &t, pattern, ignore_case);
        status = status ? status : put_match(p, text, &t);
    }
    sk_text_add(p->out, negated ? ")" : "");
    return status;
}

enum sk_status
sk_mysql_similar_to(struct sk_printer *p, const sk_node *text, const sk_node *pattern, bool negated)
{
    const char *constant = sk_constant_text(pattern);
    if (!constant)
        return sk_print_unsupported(p, pattern, "SIMILAR TO a pattern that is not a literal has no equivalent on %s",
                                    p->rules->dialect);
    struct translation t = translate(p, sk_regex_of_similar(p->tmp, constant), false);
    if (t.problem)
        return sk_print_unsupported(p, pattern, "SIMILAR TO with %s has no equivalent on %s", t.problem,
                                    p->rules->dialect);
    sk_text_add(p->out, negated ? "(NOT " : "");
    enum sk_status status = put_match(p, text, &t);
    sk_text_add(p->out, negated ? ")" : "");
    return status;
}

/* ---- functions ------------------------------------------------------------------------------------------------ */

/* The flags of regexp_replace() and its like. `*all`: 'g'. */
static bool
read_flags(const char *flags, bool *ignore_case, bool *all)
{
    for (; *flags; flags++) {
        if (*flags == 'g')
            *all = true;
        else if (*flags == 'i')
            *ignore_case = true;
        else if (*flags != 's' && *flags != 'c')
            return false;
    }
    return true;
}

/* "\1" and "\&" as the server writes them; `shift` groups have been put before them. */
static const char *
replacement(struct sk_printer *p, const char *text, int shift)
{
    struct sk_text *out = sk_text_new(p->tmp);
    bool mariadb = sk_mysql_is_mariadb(p);
    for (const char *c = text; *c; c++) {
        bool group = *c == '\\' && (isdigit((unsigned char)c[1]) || c[1] == '&');
        if (group) {
            int number = c[1] == '&' ? 0 : c[1] - '0';
            sk_text_addf(out, mariadb ? "\\%d" : "$%d", number + shift);
            c++;
        } else if (*c == '\\' || (*c == '$' && !mariadb)) {
            c += *c == '\\' && c[1] == '\\';
            sk_text_addf(out, "\\%c", *c);
        } else {
            sk_text_add_n(out, c, 1);
        }
    }
    return out->data;
}

/* Without 'g' the first match alone is replaced: MariaDB replaces all, so the pattern takes in what is before it. */
enum sk_status
sk_mysql_regexp_replace(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *with = sk_constant_text(call->args[2]),
               *flags = call->n_args > 3 ? sk_constant_text(call->args[3]) : "";
    bool all = false, ignore_case = false, mariadb = sk_mysql_is_mariadb(p);
    struct translation t;
    if (!with || !flags || !read_flags(flags, &ignore_case, &all))
        return sk_print_unsupported(p, call->args[2], "regexp_replace() with this has no equivalent on %s",
                                    p->rules->dialect);
    enum sk_status status = read_matching(p, &t, call->args[1], ignore_case);
    if (status)
        return status;
    bool first = mariadb && !all;
    sk_text_add(p->out, "REGEXP_REPLACE(");
    status = sk_mysql_put_text(p, call->args[0]);
    sk_text_add(p->out, ", ");
    put_pattern(p, &t, first ? "\\A(.*?)(" : "", first ? ")" : "");
    sk_text_add(p->out, ", ");
    sk_mysql_put_literal(p, first ? sk_printf(p->tmp, "\\1%s", replacement(p, with, 2))
                                        : replacement(p, with, 0));
    if (!mariadb)
        sk_text_addf(p->out, ", 1, %d, '%s'", all ? 0 : 1, match_type(&t));
    sk_text_add(p->out, ")");
    return status;
}

enum sk_status
sk_mysql_regexp_like(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *flags = call->n_args > 2 ? sk_constant_text(call->args[2]) : "";
    bool all = false, ignore_case = false;
    if (!flags || !read_flags(flags, &ignore_case, &all) || all)
        return sk_print_unsupported(p, call->args[2], "these flags have no equivalent on %s", p->rules->dialect);
    return sk_mysql_matches(p, call->args[0], call->args[1], ignore_case, false);
}

/* The match, or what its first group has matched; NULL when there is none. */
enum sk_status
sk_mysql_regexp_substring(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    struct translation t;
    bool mariadb = sk_mysql_is_mariadb(p);
    enum sk_status status = call->n_args == 2 ? read_matching(p, &t, call->args[1], false)
                                              : sk_print_unsupported(p, call->args[2], "substring() with an escape");
    if (status)
        return status;
    bool empty = false, maybe = t.groups && sk_regex_part_is_left_out(sk_constant_text(call->args[1]), &empty);
    if (maybe && empty) /* the servers give '' for both */
        return sk_print_unsupported(p, call->args[1],
                                    "a part of a regular expression that may be left out, or match nothing, has no "
                                    "equivalent on %s",
                                    p->rules->dialect);
    sk_text_add(p->out, maybe ? "NULLIF(IF(" : "IF(");
    status = put_match(p, call->args[0], &t);
    sk_text_add(p->out, t.groups ? ", REGEXP_REPLACE(" : ", REGEXP_SUBSTR(");
    status = status ? status : sk_mysql_put_text(p, call->args[0]);
    sk_text_add(p->out, ", ");
    put_pattern(p, &t, t.groups ? "\\A.*?(?:" : "", t.groups ? ").*\\z" : "");
    if (t.groups) {
        sk_text_add(p->out, ", ");
        sk_mysql_put_literal(p, mariadb ? "\\1" : "$1");
    }
    if (!mariadb)
        sk_text_addf(p->out, ", 1, 1, '%s'", match_type(&t));
    sk_text_add(p->out, maybe ? "), NULL), '')" : "), NULL)");
    return status;
}
